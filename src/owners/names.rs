//! `pooltag.txt`, as supplied with WinDbg and the WDK: one line per tag, `tag - binary - description`.
//!
//! The file is Microsoft's and is not shipped: the user has it, or points to it. Any other line is a comment. In a tag,
//! `?` stands for any one character, and `*` at its end for any rest.

use crate::logfile::bytes;
use crate::logfile::whole::{self, Whole};
use crate::logfile::{LogError, Progress};
use crate::model::tag::Tag;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Microsoft's file has 250 KB.
const WHOLE: Whole = Whole { doing: "reading the names of tags", what: "a list of pool tags", largest: 64 << 20 };

/// The content of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagName {
    /// `ntfs.sys`, `nt!io`; several if several use the tag. May be empty.
    pub binary: String,
    pub description: String,
}

/// All lines of a file.
#[derive(Clone, Debug, Default)]
pub struct TagNames {
    pub path: PathBuf,
    exact: HashMap<Tag, TagName>,
    /// Tags with wildcards: the bytes that are given, `None` for any.
    patterns: Vec<([Option<u8>; 4], TagName)>,
}

impl TagNames {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read, or no line of it names a tag.
    pub fn read(path: &Path) -> Result<Self, LogError> {
        let bytes = WHOLE.read(&*bytes::open(path)?, path, &Progress::default())?;
        let mut names = Self::parse(&whole::text(&bytes));
        names.path = path.to_owned();
        if names.is_empty() {
            let found = "no line reads: tag - binary - description";
            return Err(LogError::NotTagNames { found, path: path.to_owned() });
        }
        Ok(names)
    }

    /// Parses the lines of a text. If a tag occurs twice, both lines count.
    pub fn parse(text: &str) -> Self {
        let mut names = Self::default();
        for (tag, name) in text.lines().filter_map(parse_line) {
            if tag.iter().any(|b| matches!(b, b'?' | b'*')) {
                names.patterns.push((pattern(tag), name));
                continue;
            }
            match names.exact.get_mut(&Tag(tag)) {
                Some(known) if *known != name => {
                    let also = |a: &mut String, b: &str, between: &str| {
                        if !b.is_empty() && !a.contains(b) {
                            *a = if a.is_empty() { b.to_owned() } else { format!("{a}{between}{b}") };
                        }
                    };
                    also(&mut known.binary, &name.binary, ", ");
                    also(&mut known.description, &name.description, "; ");
                }
                Some(_) => {}
                None => drop(names.exact.insert(Tag(tag), name)),
            }
        }
        names
    }

    pub fn len(&self) -> usize {
        self.exact.len() + self.patterns.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn find(&self, tag: Tag) -> Option<&TagName> {
        let fits = |pattern: &[Option<u8>; 4]| pattern.iter().zip(tag.0).all(|(p, b)| p.is_none_or(|p| p == b));
        self.exact.get(&tag).or_else(|| self.patterns.iter().find(|(p, _)| fits(p)).map(|(_, name)| name))
    }
}

fn pattern(tag: [u8; 4]) -> [Option<u8>; 4] {
    let star = tag.iter().position(|b| *b == b'*').unwrap_or(4);
    std::array::from_fn(|i| (i < star && tag[i] != b'?').then_some(tag[i]))
}

/// `NtFC - ntfs.sys     - CREATE.C`. The tag has up to four characters, and blanks before and in it may be part of it.
fn parse_line(line: &str) -> Option<([u8; 4], TagName)> {
    let line = line.trim_end();
    let is_comment = |word: &str| line.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    if line.is_empty() || is_comment("rem ") || ["//", "#", ";"].iter().any(|mark| line.starts_with(mark)) {
        return None;
    }
    // ` Io  -`: in some copies, one blank before a tag is a margin
    let (tag, rest) = [line, line.strip_prefix(' ').unwrap_or(line)].into_iter().find_map(|line| {
        let end = line.char_indices().nth(4).map_or(line.len(), |(at, _)| at);
        let (tag, rest) = match line.find(" -") {
            // `Io - nt!io`: fewer than four characters, not padded
            Some(dash) if dash < end => line.split_at(dash),
            _ => line.split_at(end),
        };
        let rest = rest.trim_start().strip_prefix('-')?;
        (tag.is_ascii() && !tag.trim().is_empty()).then_some((tag, rest))
    })?;
    let (binary, description) = rest.split_once(" - ").or_else(|| rest.split_once('-')).unwrap_or(("", rest));
    let name = TagName { binary: binary.trim().to_owned(), description: description.trim().to_owned() };
    (!name.binary.is_empty() || !name.description.is_empty()).then_some((Tag::of(tag.as_bytes()).0, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_kind() {
        let names = TagNames::parse(
            "rem\r\nrem  Pool tags\r\n// more\r\nNtFC - ntfs.sys     - CREATE.C\r\nIo   - nt!io        - general IO - all\r\nIo - x\r\n\
             8042 - i8042prt.sys - PS/2 kb and mouse\r\nGh?0 - win32k.sys   - GDITAG\r\nUs*  - win32k.sys - USER\r\n Toke - nt!se - Token objects\r\n\
             AzWp - HDAudio.sys  -\r\nDup1 - a.sys - one\r\nDup1 - b.sys - two\r\nno tag here at all\r\n",
        );
        let of = |tag: &[u8]| names.find(Tag::of(tag)).map(|n| (n.binary.as_str(), n.description.as_str()));
        assert_eq!(of(b"NtFC"), Some(("ntfs.sys", "CREATE.C")));
        assert_eq!(of(b"Io"), Some(("nt!io", "general IO - all; x")));
        assert_eq!(of(b"8042"), Some(("i8042prt.sys", "PS/2 kb and mouse")));
        assert_eq!(of(b"Gh50"), Some(("win32k.sys", "GDITAG")));
        assert_eq!(of(b"Usxy"), Some(("win32k.sys", "USER")));
        assert_eq!(of(b"Toke"), Some(("nt!se", "Token objects")));
        assert_eq!(of(b"AzWp"), Some(("HDAudio.sys", "")));
        assert_eq!(of(b"Dup1"), Some(("a.sys, b.sys", "one; two")));
        assert_eq!((of(b"ntfc"), names.len()), (None, 8));
    }
}
