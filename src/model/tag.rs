//! Tags of pool allocations: four characters that a driver passes with each allocation, as PoolMon lists them.
//!
//! `NtFC`, `NtfC` and `Ntfc` are three different tags, so their case is kept in paths and keys. Trailing blanks are
//! part of a tag.

use super::CounterPath;
use super::pools::Pool;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The object that counters of tags belong to.
pub const OBJECT: &str = "Pool Tag";

/// A tag, as its four bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tag(pub [u8; 4]);

/// What is counted for each tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagCounter {
    /// Bytes that are allocated now.
    Bytes,
    /// Allocations since the machine was started.
    Allocations,
    /// How many of those were freed.
    Frees,
}

impl TagCounter {
    pub const ALL: [Self; 3] = [Self::Bytes, Self::Allocations, Self::Frees];

    pub fn name(self) -> &'static str {
        match self {
            Self::Bytes => "Bytes",
            Self::Allocations => "Allocations",
            Self::Frees => "Frees",
        }
    }
}

impl Tag {
    /// The first four bytes of a text, padded with blanks.
    pub fn of(text: &[u8]) -> Self {
        let mut tag = [b' '; 4];
        for (to, from) in tag.iter_mut().zip(text) {
            *to = *from;
        }
        Self(tag)
    }

    /// As shown: without trailing blanks, bytes that are not printable written as `\xE4`.
    pub fn name(self) -> String {
        let shown: String = self.0.iter().map(|b| shown(*b)).collect();
        let trimmed = shown.trim_end();
        if trimmed.is_empty() { "(blanks)".to_owned() } else { trimmed.to_owned() }
    }

    /// As written in a path, where brackets, slashes and stars have special meanings.
    fn instance(self) -> String {
        let is_plain = |b: u8| b == b' ' || b.is_ascii_graphic() && !b"%#()\\/*".contains(&b);
        self.0.iter().map(|b| if is_plain(*b) { (*b as char).to_string() } else { format!("%{b:02X}") }).collect()
    }

    fn of_instance(text: &str) -> Option<Self> {
        let mut bytes = text.bytes();
        let mut tag = [b' '; 4];
        for slot in &mut tag {
            *slot = match bytes.next() {
                Some(b'%') => {
                    let digit = |b: Option<u8>| char::from(b?).to_digit(16);
                    u8::try_from(16 * digit(bytes.next())? + digit(bytes.next())?).ok()?
                }
                Some(b) => b,
                None => b' ',
            };
        }
        bytes.next().is_none().then_some(Self(tag))
    }

    /// The path of one of its counters.
    pub fn path(self, pool: Pool, counter: TagCounter) -> CounterPath {
        CounterPath {
            parent: Some(pool_name(pool).to_owned()),
            instance: Some(self.instance()),
            ..CounterPath::single("", OBJECT, counter.name())
        }
    }
}

fn shown(b: u8) -> String {
    if b == b' ' || b.is_ascii_graphic() { (b as char).to_string() } else { format!("\\x{b:02X}") }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({:?})", self.0.iter().map(|b| shown(*b)).collect::<String>())
    }
}

fn pool_name(pool: Pool) -> &'static str {
    match pool {
        Pool::Nonpaged => "Nonpaged",
        Pool::Paged => "Paged",
    }
}

/// A counter of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagPath {
    pub tag: Tag,
    pub pool: Pool,
    pub counter: TagCounter,
}

/// What a path says about a tag; `None` if it is about something else.
pub fn of_path(path: &CounterPath) -> Option<TagPath> {
    if !path.object.eq_ignore_ascii_case(OBJECT) {
        return None;
    }
    let pool = Pool::BOTH
        .into_iter()
        .find(|p| path.parent.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(pool_name(*p))))?;
    let counter = TagCounter::ALL.into_iter().find(|c| path.counter.eq_ignore_ascii_case(c.name()))?;
    Some(TagPath { tag: Tag::of_instance(path.instance.as_deref()?)?, pool, counter })
}

/// The range of a path in which case matters: the instance of a tag.
pub(super) fn cased_part(path: &str) -> Option<std::ops::Range<usize>> {
    const BEGIN: &[u8] = br"\pool tag(";
    let bytes = path.as_bytes();
    let at = bytes.windows(BEGIN.len()).position(|w| w.eq_ignore_ascii_case(BEGIN))?;
    let from = at + BEGIN.len();
    let slash = path.get(from..)?.find('/')?;
    let end = path.rfind(r")\")?;
    (from + slash < end).then_some(from + slash..end)
}

#[cfg(test)]
mod tests {
    use super::super::KeyedPath;
    use super::*;

    #[test]
    fn every_tag_is_found_again_by_its_path() {
        for bytes in [*b"NtFC", *b"Io  ", *b"a#1)", *b"%()\\", [0xE4, 0, 0x1F, b'*'], *b"    "] {
            for pool in Pool::BOTH {
                let path = Tag(bytes).path(pool, TagCounter::Frees);
                let read = CounterPath::parse(&path.to_string()).expect("a path");
                let found = of_path(&read).expect("a tag");
                assert_eq!((found.tag, found.pool, found.counter), (Tag(bytes), pool, TagCounter::Frees), "{path}");
            }
        }
        assert_eq!(
            (Tag(*b"Io  ").name(), Tag([b'a', 0, b'b', 0xFF]).name()),
            ("Io".to_owned(), r"a\x00b\xFF".to_owned())
        );
    }

    #[test]
    fn tags_that_differ_in_case_alone_are_two() {
        let key = |text: &str| KeyedPath::parse(text).expect("a path").key().to_string();
        assert_ne!(key(r"\\PC\Pool Tag(Nonpaged/NtFC)\Bytes"), key(r"\\PC\Pool Tag(Nonpaged/Ntfc)\Bytes"));
        assert_eq!(key(r"\\PC\pool tag(nonpaged/NtFC)\bytes"), key(r"\\pc\Pool Tag(Nonpaged/NtFC)\Bytes"));
        assert_eq!(key(r"\\PC\Process(A)\Handle Count"), key(r"\\pc\process(a)\handle count"));
    }
}
