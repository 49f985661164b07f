//! Lines and cells. PDH never writes a line break into a cell, so every line feed begins a new row: if a row was cut in
//! the middle of a quoted cell, only that row is lost, not those after it.

use super::super::bytes::ReadAt;
use super::super::limits;
use super::decimal;
use super::encoding::{TextEncoding, Utf16ToUtf8};
use std::io;
use std::ops::Range;

/// How many bytes are read at once.
const CHUNK: usize = 256 << 10;

/// One line, without its line feed.
pub enum Line<'a> {
    Whole(&'a [u8]),
    /// Longer than [`limits::LINE_BYTES`]; skipped.
    TooLong,
    End,
}

/// Lines of a file, through one buffer.
pub struct Lines<'a> {
    bytes: &'a dyn ReadAt,
    /// How far the file has been read.
    read: u64,
    /// Bytes that were read but not yet returned are between `start` and `end`.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    number: u64,
    coding: TextEncoding,
    narrower: Utf16ToUtf8,
    chunk: Vec<u8>,
    end_of_line: u8,
    /// Lines that begin here or later belong to another piece.
    until: u64,
}

impl<'a> Lines<'a> {
    /// `end_of_line` is LF, or CR if the file has no LF.
    pub fn new(bytes: &'a dyn ReadAt, from: u64, coding: TextEncoding, end_of_line: u8) -> Self {
        Self {
            bytes,
            read: from,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            number: 1,
            coding,
            narrower: Utf16ToUtf8::new(matches!(coding, TextEncoding::Utf16 { is_big_endian: true })),
            chunk: Vec::new(),
            end_of_line,
            until: u64::MAX,
        }
    }

    /// Only the lines that begin in a piece of the file; a line that begins before it belongs to the previous piece.
    ///
    /// # Errors
    /// When reading fails.
    pub fn of_piece(
        bytes: &'a dyn ReadAt,
        piece: &Range<u64>,
        coding: TextEncoding,
        end_of_line: u8,
    ) -> io::Result<Self> {
        // the byte before the piece shows whether a line begins with it
        let mut lines = Self::new(bytes, piece.start.saturating_sub(1), coding, end_of_line);
        if piece.start > 0 {
            lines.read()?;
        }
        lines.number = 1;
        lines.until = piece.end;
        Ok(lines)
    }

    /// Lines that begin at `position` or later belong to another piece.
    pub fn end_at(&mut self, position: u64) {
        self.until = position;
    }

    /// The number of the next line, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Approximately how far the file has been read.
    pub fn position(&self) -> u64 {
        self.read.saturating_sub((self.end - self.start) as u64)
    }

    /// Reads more; returns whether there was any.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let TextEncoding::Utf16 { .. } = self.coding else {
            if self.buffer.len() - self.end < CHUNK / 2 {
                self.buffer.resize(self.end + CHUNK, 0);
            }
            let more = self.bytes.read_at(self.read, &mut self.buffer[self.end..])?;
            self.end += more;
            self.read += more as u64;
            return Ok(more > 0);
        };
        self.chunk.resize(CHUNK, 0);
        let more = self.bytes.read_at(self.read, &mut self.chunk)?;
        self.read += more as u64;
        self.buffer.truncate(self.end);
        self.narrower.feed(&self.chunk[..more], &mut self.buffer);
        self.end = self.buffer.len();
        Ok(more > 0)
    }

    /// The next line.
    ///
    /// # Errors
    /// When reading fails.
    pub fn read(&mut self) -> io::Result<Line<'_>> {
        if self.until != u64::MAX && self.position() >= self.until {
            return Ok(Line::End);
        }
        self.number += 1;
        let mut searched = 0;
        let mut is_too_long = false;
        loop {
            if let Some(at) = memchr::memchr(self.end_of_line, &self.buffer[self.start + searched..self.end]) {
                let line = self.start..self.start + searched + at;
                self.start = line.end + 1;
                return Ok(if is_too_long { Line::TooLong } else { Line::Whole(&self.buffer[line]) });
            }
            if self.end - self.start > limits::LINE_BYTES {
                is_too_long = true;
                self.start = self.end;
            }
            searched = self.end - self.start;
            if !self.fill()? {
                let line = self.start..self.end;
                self.start = self.end;
                return Ok(match (is_too_long, line.is_empty()) {
                    (true, _) => Line::TooLong,
                    (false, true) => Line::End,
                    (false, false) => Line::Whole(&self.buffer[line]),
                });
            }
        }
    }
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell<'a> {
    /// Without its quotes.
    pub text: &'a [u8],
    /// False if the line ends inside its quotes: the text may be only a part of the cell.
    pub is_whole: bool,
}

/// The content of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Blank,
    /// `-1`: the counter had no data.
    NoData,
    Bad,
}

/// A number with a decimal comma: `1,5`.
fn decimal_comma(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once(',')?;
    (!text.contains('.') && !fraction.contains(',')).then(|| format!("{whole}.{fraction}").parse().ok()).flatten()
}

impl Cell<'_> {
    /// Whether it could be a stamp.
    pub fn is_short(&self) -> bool {
        const STAMP_BYTES: usize = 64;
        self.is_whole && self.text.len() < STAMP_BYTES
    }

    /// Whether it is a number with a decimal point: `1.5`.
    pub fn has_decimal_point(&self) -> bool {
        let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        let mut parts = self.text.trim_ascii().splitn(2, |b| *b == b'.');
        self.is_whole && parts.next().is_some_and(digits) && parts.next().is_some_and(digits)
    }

    /// Its value. If numbers have decimal points, a comma separates thousands or is damage: it is not a number.
    pub fn value(&self, has_points: bool) -> Value {
        let text = self.text.trim_ascii();
        if !self.is_whole {
            return Value::Bad;
        }
        if text.is_empty() {
            return Value::Blank;
        }
        let text = std::str::from_utf8(text).unwrap_or("?");
        // typeperf writes -1 for "no data"
        if text == "-1" {
            return Value::NoData;
        }
        let number = text.parse::<f64>().ok().or_else(|| decimal_comma(text).filter(|_| !has_points));
        match number {
            Some(value) if value.abs() <= limits::NUMBER => Value::Number(value),
            _ => Value::Bad,
        }
    }
}

/// The cells of a line.
pub struct Cells<'a> {
    rest: Option<&'a [u8]>,
    delimiter: u8,
}

impl<'a> Cells<'a> {
    pub fn new(line: &'a [u8], delimiter: u8) -> Self {
        Self { rest: Some(line.strip_suffix(b"\r").unwrap_or(line)), delimiter }
    }
}

impl Cells<'_> {
    /// The next cell, if it is an unsigned number; otherwise it remains the next.
    #[inline]
    pub fn number(&mut self) -> Option<f64> {
        let rest = self.rest?;
        let quotes = usize::from(rest.first() == Some(&b'"'));
        let (value, length) = decimal::unsigned(&rest[quotes..])?;
        let end = quotes + length + quotes;
        let is_closed = quotes == 0 || rest.get(end - 1) == Some(&b'"');
        match rest.get(end) {
            _ if !is_closed => return None,
            Some(b) if *b == self.delimiter => self.rest = Some(&rest[end + 1..]),
            Some(_) => return None,
            None => self.rest = None,
        }
        Some(value)
    }

    /// Whether exactly `count` cells are left, determined without reading each; also false if that needs a closer look.
    pub fn are_left(&self, count: usize) -> bool {
        match self.rest {
            None => count == 0,
            Some(rest) if rest.first() == Some(&b'"') => {
                rest.last() == Some(&b'"') && memchr::memchr_iter(b'"', rest).count() == 2 * count
            }
            Some(rest) => {
                memchr::memchr(b'"', rest).is_none() && memchr::memchr_iter(self.delimiter, rest).count() + 1 == count
            }
        }
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        let rest = self.rest?;
        let Some(quoted) = rest.strip_prefix(b"\"") else {
            let end = rest.iter().position(|b| *b == self.delimiter);
            self.rest = end.map(|end| &rest[end + 1..]);
            return Some(Cell { text: &rest[..end.unwrap_or(rest.len())], is_whole: true });
        };
        let mut from = 0;
        loop {
            let Some(at) = memchr::memchr(b'"', &quoted[from..]).map(|at| from + at) else {
                self.rest = None;
                return Some(Cell { text: quoted, is_whole: false });
            };
            let after = &quoted[at + 1..];
            match after.first() {
                Some(b'"') => from = at + 2,
                Some(b) if *b == self.delimiter => {
                    self.rest = Some(&after[1..]);
                    return Some(Cell { text: &quoted[..at], is_whole: true });
                }
                None => {
                    self.rest = None;
                    return Some(Cell { text: &quoted[..at], is_whole: true });
                }
                // text after a closing quote: the cell is damaged
                Some(_) => {
                    let end = after.iter().position(|b| *b == self.delimiter);
                    self.rest = end.map(|end| &after[end + 1..]);
                    return Some(Cell { text: &quoted[..at], is_whole: false });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::bytes::Memory;
    use super::*;

    fn cells(line: &str) -> Vec<(&str, bool)> {
        let cells = Cells::new(line.as_bytes(), b',');
        cells.map(|c| (std::str::from_utf8(c.text).expect("text"), c.is_whole)).collect()
    }

    #[test]
    fn cells_with_and_without_quotes_whole_and_cut() {
        assert_eq!(cells("\"a,b\",c,\" \",\r"), [("a,b", true), ("c", true), (" ", true), ("", true)]);
        assert_eq!(cells("\"1\",\"42"), [("1", true), ("42", false)]);
        assert_eq!(cells("\"x\"y,2"), [("x", false), ("2", true)]);
        assert_eq!(cells("\"say \"\"hi\"\"\",2"), [("say \"\"hi\"\"", true), ("2", true)]);
        assert_eq!(cells(""), [("", true)]);
    }

    #[test]
    fn numbers_in_every_dress() {
        let value = |text: &str| Cell { text: text.as_bytes(), is_whole: true }.value(false);
        assert_eq!(value(" 1.5e-009 "), Value::Number(1.5e-9));
        assert_eq!(value("1,5"), Value::Number(1.5));
        assert_eq!(value("-2,25E+003"), Value::Number(-2250.0));
        assert_eq!(value("-1"), Value::NoData);
        assert_eq!(
            (value(" "), value("1.2.3"), value("1,2,3"), value("NaN")),
            (Value::Blank, Value::Bad, Value::Bad, Value::Bad)
        );
    }

    #[test]
    fn a_number_is_taken_only_where_the_cell_is_nothing_else() {
        let number = |line: &str| Cells::new(line.as_bytes(), b',').number();
        assert_eq!(
            (number("\"1.5\",2"), number("15,2"), number("15"), number("\"15\"")),
            (Some(1.5), Some(15.0), Some(15.0), Some(15.0))
        );
        assert_eq!(number("1.5e3,2"), Some(1500.0));
        for other in ["\"1.5", "\"1.5\"x,2", "1.5e,2", "1e31,2", "\"1,5\",2", "1.5\"", " 1", "-1", "nan", "\"\""] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn lines_are_counted_whatever_their_length() {
        let long = "x".repeat(3 * CHUNK);
        let text = format!("one\r\n\n{long}\nlast");
        let bytes = Memory(text.into_bytes().into());
        let mut lines = Lines::new(&bytes, 0, TextEncoding::Utf8, b'\n');
        let mut lengths = Vec::new();
        while let Line::Whole(line) = lines.read().expect("memory") {
            lengths.push(line.len());
        }
        assert_eq!(lengths, [4, 0, 3 * CHUNK, 4]);
    }
}
