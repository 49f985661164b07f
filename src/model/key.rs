//! Paths with their keys, by which counters are identified: made once for each counter of a log and shared from then
//! on.

use super::CounterPath;
use super::path::English;
use super::tag;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// A path in lower case: equal for paths that Windows treats as the same. Cloning one copies no text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key(Arc<str>);

impl Key {
    /// The key of a path as typed.
    pub fn of_text(path: &str) -> Self {
        // nearly all paths belong to other objects than pool tags
        match tag::cased_part(path) {
            Some(cased) => {
                let (before, after) = (path[..cased.start].to_lowercase(), path[cased.end..].to_lowercase());
                Self((before + &path[cased] + &after).into())
            }
            None => Self(path.to_lowercase().into()),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug)]
struct Inner {
    path: CounterPath,
    /// Made on first use: most counters of a log are never looked up.
    key: OnceLock<Key>,
}

/// An immutable counter path with its key. Cloning one copies no text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "CounterPath", into = "CounterPath")]
pub struct KeyedPath(Arc<Inner>);

impl KeyedPath {
    /// Reads a path as perfmon writes it. `None` if it has no object or no counter.
    pub fn parse(text: &str) -> Option<Self> {
        CounterPath::parse(text).map(Self::from)
    }

    /// The same path with other English names.
    pub fn with_english(&self, english: English) -> Self {
        Self(Arc::new(Inner { path: CounterPath { english, ..self.0.path.clone() }, key: self.0.key.clone() }))
    }

    pub fn key(&self) -> &Key {
        self.0.key.get_or_init(|| Key::of_text(&self.0.path.to_string()))
    }

    /// The key without the computer: `\object(instance)\counter`.
    pub fn local_key(&self) -> &str {
        let computer = &self.0.path.computer;
        let start = if computer.is_empty() { 0 } else { computer.to_lowercase().len() + 2 };
        self.key().as_str().get(start..).unwrap_or_default()
    }
}

impl From<CounterPath> for KeyedPath {
    fn from(path: CounterPath) -> Self {
        Self(Arc::new(Inner { path, key: OnceLock::new() }))
    }
}

impl From<KeyedPath> for CounterPath {
    fn from(path: KeyedPath) -> Self {
        path.0.path.clone()
    }
}

// the path says everything that the key does

impl PartialEq for KeyedPath {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.path == other.0.path
    }
}

impl Eq for KeyedPath {}

impl PartialOrd for KeyedPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for KeyedPath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.path.cmp(&other.0.path)
    }
}

impl Deref for KeyedPath {
    type Target = CounterPath;

    fn deref(&self) -> &CounterPath {
        &self.0.path
    }
}

impl fmt::Display for KeyedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.path.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_the_computer_can_be_left_out() {
        let path = |text: &str| KeyedPath::parse(text).expect("a path");
        let process = path(r"\\SRV-ÄÖ\Process(A)\Handle Count");
        assert_eq!(process.key(), path(r"\\srv-äö\PROCESS(a)\handle count").key());
        assert_eq!(process.key(), &Key::of_text(&process.to_string()));
        assert_eq!(process.local_key(), r"\process(a)\handle count");
        // a letter whose lower case is longer
        assert_eq!(path(r"\\İ\Memory\Pages/sec").local_key(), r"\memory\pages/sec");
        assert_eq!(path(r"\Memory\Pages/sec").local_key(), r"\memory\pages/sec");
    }
}
