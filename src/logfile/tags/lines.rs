//! Lines of a listing in any encoding: `cmd` and PowerShell may have written to the same file in turns.
//!
//! Rows are plain ASCII in every encoding in which they occur, and 8-bit text has no zero bytes: so a line with zero
//! bytes is UTF-16, and a line without them needs no decoding.

use super::super::bytes::ReadAt;
use std::io;
use std::ops::Range;

/// How many bytes are read at once.
const CHUNK: usize = 1 << 20;

/// Longer lines are cut: no line of a listing is longer than a console is wide.
const LONGEST: usize = 64 << 10;

pub struct Lines<'a> {
    bytes: &'a dyn ReadAt,
    until: u64,
    /// Where the buffer begins in the file.
    base: u64,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// A line without its zero bytes.
    narrow: Vec<u8>,
    number: u64,
}

/// A line, and where it begins.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    pub text: &'a [u8],
    pub position: u64,
    /// From 1.
    pub number: u64,
}

impl<'a> Lines<'a> {
    /// The lines in a part of the file; `number` is that of the first.
    pub fn new(bytes: &'a dyn ReadAt, part: Range<u64>, number: u64) -> Self {
        let (buffer, narrow) = (Vec::new(), Vec::new());
        Self { bytes, until: part.end, base: part.start, buffer, start: 0, end: 0, narrow, number }
    }

    /// How far the file has been read.
    pub fn position(&self) -> u64 {
        self.base + self.start as u64
    }

    /// Reads more; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.base += self.start as u64;
        self.end -= self.start;
        self.start = 0;
        let from = self.base + self.end as u64;
        let wanted = usize::try_from(self.until.saturating_sub(from)).unwrap_or(CHUNK).min(CHUNK);
        self.buffer.resize(self.end + wanted, 0);
        let more = if wanted == 0 { 0 } else { self.bytes.read_at(from, &mut self.buffer[self.end..])? };
        self.end += more;
        Ok(more > 0)
    }

    /// The next line, without its end; `None` after the last.
    ///
    /// # Errors
    /// When reading fails.
    pub fn read(&mut self) -> io::Result<Option<Line<'_>>> {
        let mut searched = 0;
        let line = loop {
            let found = memchr::memchr(b'\n', &self.buffer[self.start + searched..self.end]);
            if let Some(at) = found {
                break self.start..self.start + searched + at;
            }
            searched = self.end - self.start;
            if searched > LONGEST {
                break self.start..self.end;
            }
            if !self.fill()? {
                if self.start == self.end {
                    return Ok(None);
                }
                break self.start..self.end;
            }
        };
        let position = self.position();
        self.start = (line.end + 1).min(self.end);
        let number = self.number;
        self.number += 1;
        let text = &self.buffer[line];
        let text = if memchr::memchr(0, text).is_some() || text.starts_with(b"\xFF\xFE") {
            self.narrow.clear();
            self.narrow.extend(text.iter().filter(|b| **b != 0));
            &self.narrow[..]
        } else {
            text
        };
        let text = text.strip_prefix(b"\xEF\xBB\xBF").or(text.strip_prefix(b"\xFF\xFE")).unwrap_or(text);
        Ok(Some(Line { text: text.strip_suffix(b"\r").unwrap_or(text), position, number }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::bytes::Memory;
    use super::*;

    #[test]
    fn lines_of_two_encodings_in_one_file_are_read() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let mut file = b"first\r\n second\n".to_vec();
        file.extend(b"\xFF\xFE");
        file.extend(utf16("third\r\nfourth\r\n"));
        file.extend(b"last");
        let bytes = Memory(file.into());
        let mut lines = Lines::new(&bytes, 0..bytes.len(), 1);
        let mut all = Vec::new();
        while let Some(line) = lines.read().expect("memory") {
            all.push((line.number, String::from_utf8_lossy(line.text).into_owned()));
        }
        let texts: Vec<&str> = all.iter().map(|l| l.1.as_str()).collect();
        assert_eq!(texts, ["first", " second", "third", "fourth", "last"]);
        assert_eq!(all[4].0, 5);
        let mut part = Lines::new(&bytes, 7..14, 2);
        assert_eq!(
            part.read().expect("memory").map(|l| (l.text.to_vec(), l.position, l.number)),
            Some((b" second".to_vec(), 7, 2))
        );
        assert!(part.read().expect("memory").is_none());
    }
}
