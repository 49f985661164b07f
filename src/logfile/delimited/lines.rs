//! Lines and cells. PDH never writes a line break into a cell, so every line feed begins a new row: a row that was cut in
//! the middle of a quoted cell costs itself, not the rows after it.

use super::super::bytes::ReadAt;
use super::super::limits;
use super::encoding::{Coding, Narrower};
use std::io;
use std::ops::Range;

/// What is read at once.
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
    /// How far the file was read.
    read: u64,
    /// What was read and not given out lies from `start` to `end`.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    number: u64,
    coding: Coding,
    narrower: Narrower,
    chunk: Vec<u8>,
    end_of_line: u8,
    /// Lines that begin here or later are another's.
    until: u64,
}

impl<'a> Lines<'a> {
    /// `end_of_line` is LF, or CR where the file has no LF.
    pub fn new(bytes: &'a dyn ReadAt, from: u64, coding: Coding, end_of_line: u8) -> Self {
        Self {
            bytes,
            read: from,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            number: 1,
            coding,
            narrower: Narrower::new(matches!(coding, Coding::Utf16 { is_big_endian: true })),
            chunk: Vec::new(),
            end_of_line,
            until: u64::MAX,
        }
    }

    /// Only the lines that begin in a piece of the file; one that begins before it belongs to the piece before.
    ///
    /// # Errors
    /// When reading fails.
    pub fn of_piece(bytes: &'a dyn ReadAt, piece: &Range<u64>, coding: Coding, end_of_line: u8) -> io::Result<Self> {
        // the byte before tells whether a line begins with the piece
        let mut lines = Self::new(bytes, piece.start.saturating_sub(1), coding, end_of_line);
        if piece.start > 0 {
            lines.read()?;
        }
        lines.number = 1;
        lines.until = piece.end;
        Ok(lines)
    }

    /// Lines that begin at `position` or later are another's.
    pub fn end_at(&mut self, position: u64) {
        self.until = position;
    }

    /// The number of the line that comes next, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How far the file was read, about.
    pub fn position(&self) -> u64 {
        self.read.saturating_sub((self.end - self.start) as u64)
    }

    /// Reads on; returns whether there was more.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let Coding::Utf16 { .. } = self.coding else {
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
    /// False where the line ends inside its quotes: what is there may be a piece of it.
    pub is_whole: bool,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    Number(f64),
    Blank,
    /// `-1`, where a counter had no data.
    NoData,
    Bad,
}

/// A number with a comma for its decimal point: `1,5`.
fn decimal_comma(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once(',')?;
    (!text.contains('.') && !fraction.contains(',')).then(|| format!("{whole}.{fraction}").parse().ok()).flatten()
}

/// Powers of ten that are exact.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// Adds the digits at the head of `text` to `number`; returns how many there were. Eight bytes are looked at in one word:
/// those that are digits are moved to its end, zeros before them, and summed in pairs, fours and eights.
#[inline(always)] // half the time of reading a text log is spent here
fn digits(text: &[u8], number: &mut u64) -> usize {
    const WHOLE_TENS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    let mut at = 0;
    while let Some(eight) = text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        // a digit becomes its value, anything else more than 9
        let word = u64::from_le_bytes(*eight) ^ 0x3030_3030_3030_3030;
        let more = (word & 0x7F7F_7F7F_7F7F_7F7F) + 0x7676_7676_7676_7676;
        let others = (more | word) & 0x8080_8080_8080_8080;
        let count = others.trailing_zeros() as usize / 8;
        if count == 0 {
            return at;
        }
        let word = word << (64 - 8 * count);
        let pairs = (word * 10 + (word >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        let eights = (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF;
        *number = number.wrapping_mul(WHOLE_TENS[count]).wrapping_add(eights);
        at += count;
        if count < 8 {
            return at;
        }
    }
    while let Some(digit) = text.get(at).map(|b| b.wrapping_sub(b'0')).filter(|d| *d < 10) {
        *number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        at += 1;
    }
    at
}

/// The plain number at the head of `text`, such as `12.345`, and its length. `None` where it is written otherwise or where
/// whole arithmetic would not give the nearest double: up to 2^53 and 10^22 both are exact, and so is their one division
/// (Clinger 1990).
fn plain_number(text: &[u8]) -> Option<(f64, usize)> {
    let mut number = 0;
    let whole = digits(text, &mut number);
    let mut length = whole;
    let mut fraction = 0;
    if text.get(whole) == Some(&b'.') {
        fraction = digits(&text[whole + 1..], &mut number);
        length += 1 + fraction;
    }
    let is_exact = whole + fraction <= 19 && number <= 1 << 53;
    (whole > 0 && is_exact).then(|| (number as f64 / TENS[fraction], length))
}

impl Cell<'_> {
    /// Whether it is a number with a decimal point: `1.5`.
    pub fn has_decimal_point(&self) -> bool {
        let digits = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        let mut parts = self.text.trim_ascii().splitn(2, |b| *b == b'.');
        self.is_whole && parts.next().is_some_and(digits) && parts.next().is_some_and(digits)
    }

    /// What it says. Where numbers have decimal points, a comma may stand between thousands, or be damage: it is no number.
    pub fn value(&self, has_points: bool) -> Value {
        let text = self.text.trim_ascii();
        if !self.is_whole {
            return Value::Bad;
        }
        if text.is_empty() {
            return Value::Blank;
        }
        let text = std::str::from_utf8(text).unwrap_or("?");
        // -1 stands for "no data" in what typeperf writes
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
    /// The next cell, where it is a plain number; otherwise it stays the next.
    #[inline]
    pub fn number(&mut self) -> Option<f64> {
        let rest = self.rest?;
        let quotes = usize::from(rest.first() == Some(&b'"'));
        let (value, length) = plain_number(&rest[quotes..])?;
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

    /// Whether exactly `count` cells are left, found without looking at each; false also where that takes a closer look.
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
                // text behind a closing quote: the cell is not what it was
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
    fn plain_numbers_are_the_nearest_doubles() {
        let mut random = 7u64;
        for _ in 0..200_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let text = format!("{}.{}", random >> (20 + random % 40), random % 10u64.pow(1 + (random >> 60) as u32));
            let Some((value, length)) = plain_number(text.as_bytes()) else { continue };
            assert_eq!((value, length), (text.parse::<f64>().expect("a number"), text.len()), "{text}");
        }
        assert_eq!(plain_number(b"12345678"), Some((12_345_678.0, 8)));
        assert_eq!(plain_number(b"0000000000000000001"), Some((1.0, 19)));
        for eight in ["1234567/", "1234567:", "a2345678", "1234\u{e9}678", "........"] {
            let mut number = 0;
            let found = digits(eight.as_bytes(), &mut number);
            assert_eq!(found, eight.bytes().take_while(u8::is_ascii_digit).count(), "{eight}");
        }
        for other in ["", ".5", "-1", "99999999999999999999", "9007199254740993"] {
            assert_eq!(plain_number(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn a_number_is_taken_only_where_the_cell_is_nothing_else() {
        let number = |line: &str| Cells::new(line.as_bytes(), b',').number();
        assert_eq!(
            (number("\"1.5\",2"), number("15,2"), number("15"), number("\"15\"")),
            (Some(1.5), Some(15.0), Some(15.0), Some(15.0))
        );
        for other in ["\"1.5", "\"1.5\"x,2", "1.5e3,2", "\"1,5\",2", "1.5\"", " 1", "\"\""] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn lines_are_counted_whatever_their_length() {
        let long = "x".repeat(3 * CHUNK);
        let text = format!("one\r\n\n{long}\nlast");
        let bytes = Memory(text.into_bytes().into());
        let mut lines = Lines::new(&bytes, 0, Coding::Utf8, b'\n');
        let mut lengths = Vec::new();
        while let Line::Whole(line) = lines.read().expect("memory") {
            lengths.push(line.len());
        }
        assert_eq!(lengths, [4, 0, 3 * CHUNK, 4]);
    }
}
