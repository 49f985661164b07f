//! Counter paths: `\\Computer\Object(Parent/Instance#Index)\Counter`.
//!
//! Windows compares paths without case; so does [`super::Key`]. Instances may contain backslashes and brackets (`Paging
//! File(\??\D:\pagefile.sys)`), so a path is split at the *last* `)\`.

use super::interned;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether two names refer to the same computer: Windows ignores their case, in any script.
pub fn is_same_computer(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || !(a.is_ascii() && b.is_ascii()) && computer_key(a) == computer_key(b)
}

/// A computer's name, equal for names that [`is_same_computer`] treats as the same.
pub fn computer_key(name: &str) -> String {
    name.to_lowercase()
}

/// The English names of an object and of its counter, as far as they are known and needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct English {
    #[serde(with = "interned::option")]
    pub object: Option<interned::Static>,
    #[serde(with = "interned::option")]
    pub counter: Option<interned::Static>,
}

/// Where a value comes from: computer, object, instance and counter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CounterPath {
    /// Without its leading `\\`; empty if the log does not name one.
    pub computer: String,
    pub object: String,
    /// The instance that this one belongs to, such as a thread's process.
    pub parent: Option<String>,
    pub instance: Option<String>,
    /// Position among instances with the same name: 0 for the first, shown as `#1` from the second on.
    pub index: u32,
    pub counter: String,
    /// Object and counter as an English Windows calls them, if the log is in another language.
    pub english: English,
}

impl CounterPath {
    /// A path with no instance.
    pub fn single(computer: &str, object: &str, counter: &str) -> Self {
        Self {
            computer: computer.to_owned(),
            object: object.to_owned(),
            parent: None,
            instance: None,
            index: 0,
            counter: counter.to_owned(),
            english: English::default(),
        }
    }

    /// Reads a path as perfmon writes it. `None` if it has no object or no counter.
    pub fn parse(text: &str) -> Option<Self> {
        let (computer, rest) = match text.strip_prefix(r"\\") {
            Some(rest) => rest.split_once('\\')?,
            None => ("", text.strip_prefix('\\')?),
        };
        let slash = rest.find('\\');
        let bracket = rest.find('(').filter(|b| slash.is_none_or(|s| *b < s));
        let close = bracket.and_then(|b| rest.rfind(r")\").filter(|c| *c > b).map(|c| (b, c)));
        let (object, instance, counter) = match close {
            Some((open, close)) => (&rest[..open], Some(&rest[open + 1..close]), &rest[close + 2..]),
            None => (&rest[..slash?], None, &rest[slash? + 1..]),
        };
        if object.is_empty() || counter.is_empty() {
            return None;
        }
        let mut path = Self::single(computer, object, counter);
        if let Some(instance) = instance {
            path.set_instance(instance);
        }
        Some(path)
    }

    fn set_instance(&mut self, text: &str) {
        let (name, index) = match text.rsplit_once('#') {
            // `#0` and `#01` are never written for a position: they are part of the name
            Some((name, digits)) if !name.is_empty() && digits.starts_with(|c: char| ('1'..='9').contains(&c)) => {
                digits.parse().map_or((text, 0), |index| (name, index))
            }
            _ => (text, 0),
        };
        self.set_parent_and_instance(name);
        self.index = index;
    }

    /// Takes `parent/instance`, or just an instance.
    pub fn set_parent_and_instance(&mut self, name: &str) {
        match name.split_once('/') {
            Some((parent, child)) if !parent.is_empty() && !child.is_empty() => {
                self.parent = Some(parent.to_owned());
                self.instance = Some(child.to_owned());
            }
            _ => self.instance = Some(name.to_owned()),
        }
    }

    /// Bytes of its parts.
    pub fn text_len(&self) -> usize {
        let of = |part: &Option<String>| part.as_ref().map_or(0, String::len);
        self.computer.len() + self.object.len() + self.counter.len() + of(&self.parent) + of(&self.instance)
    }

    /// `Object(Instance)`, as shown in lists.
    pub fn object_and_instance(&self) -> String {
        let full = self.to_string();
        let start = if self.computer.is_empty() { 1 } else { self.computer.len() + 3 };
        full[start..full.len() - self.counter.len() - 1].to_owned()
    }

    /// The object's English name if known; otherwise its own.
    pub fn english_object(&self) -> &str {
        self.english.object.unwrap_or(&self.object)
    }

    /// The counter's English name if known; otherwise its own.
    pub fn english_counter(&self) -> &str {
        self.english.counter.unwrap_or(&self.counter)
    }

    /// Whether object and counter have these English names, ignoring case.
    pub fn is(&self, object: &str, counter: &str) -> bool {
        self.english_object().eq_ignore_ascii_case(object) && self.english_counter().eq_ignore_ascii_case(counter)
    }

    /// Whether it is a rate per second, by its English name.
    pub fn is_rate(&self) -> bool {
        self.english_counter().to_ascii_lowercase().ends_with("/sec")
    }

    /// Whether the instance is `_Total`.
    pub fn is_total(&self) -> bool {
        self.instance.as_deref().is_some_and(|i| i.eq_ignore_ascii_case("_Total"))
    }
}

impl fmt::Display for CounterPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.computer.is_empty() {
            write!(f, r"\\{}", self.computer)?;
        }
        write!(f, r"\{}", self.object)?;
        if let Some(instance) = &self.instance {
            f.write_str("(")?;
            if let Some(parent) = &self.parent {
                write!(f, "{parent}/")?;
            }
            f.write_str(instance)?;
            if self.index > 0 {
                write!(f, "#{}", self.index)?;
            }
            f.write_str(")")?;
        }
        write!(f, r"\{}", self.counter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_is_found_and_written_back() {
        for text in [
            r"\\ZACH-PC\Memory\Pool Nonpaged Bytes",
            r"\\ZACH-PC\Process(svchost#3)\Handle Count",
            r"\\PC\Thread(explorer/0#2)\% Processor Time",
            r"\\PC\Paging File(\??\D:\pagefile.sys)\% Usage",
            r"\\PC\Network Interface(Intel(R) PRO (2))\Bytes Total/sec",
            r"\\PC\Arbeitsspeicher\Nicht-Auslagerungsseiten (Bytes)",
            r"\Memory\Available MBytes",
        ] {
            let path = CounterPath::parse(text).expect(text);
            assert_eq!(path.to_string(), text);
        }
        let thread = CounterPath::parse(r"\\PC\Thread(explorer/0#2)\% Processor Time").expect("a path");
        assert_eq!(
            (thread.parent.as_deref(), thread.instance.as_deref(), thread.index),
            (Some("explorer"), Some("0"), 2)
        );
        let file = CounterPath::parse(r"\\PC\Paging File(\??\D:\pagefile.sys)\% Usage").expect("a path");
        assert_eq!((file.instance.as_deref(), file.counter.as_str()), (Some(r"\??\D:\pagefile.sys"), "% Usage"));
        assert_eq!(file.object_and_instance(), r"Paging File(\??\D:\pagefile.sys)");
        assert_eq!(CounterPath::parse(r"\Memory\Available MBytes").expect("a path").object_and_instance(), "Memory");
    }

    #[test]
    fn computers_are_compared_in_one_way() {
        assert!(is_same_computer("SRV-ÄÖ", "srv-äö") && is_same_computer("pc", "PC") && is_same_computer("", ""));
        assert!(!is_same_computer("PC", "PC2") && !is_same_computer("SRV-Ä", "SRV-A"));
        assert_eq!(computer_key("SRV-ÄÖ"), computer_key("srv-äö"));
    }

    #[test]
    fn what_is_no_path_is_none() {
        for text in ["", "Time", r"\\PC", r"\\PC\Memory", r"\Memory", r"\\PC\\x"] {
            assert_eq!(CounterPath::parse(text), None, "{text}");
        }
    }
}
