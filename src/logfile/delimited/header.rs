//! The header line: `"(PDH-CSV 4.0) (Eastern Standard Time)(300)","\\PC\Memory\Available Bytes",…`.

use super::super::budget::Budget;
use super::super::bytes::printable;
use super::super::{Progress, limits};
use super::encoding::{self, TextEncoding, Utf16ToUtf8};
use super::lines::{Cell, Cells};
use crate::model::zone::Saving;
use crate::model::{CounterPath, Format, Zone, localized};
use std::borrow::Cow;

/// A parsed header line.
#[derive(Debug)]
pub struct Header {
    pub format: Format,
    pub delimiter: u8,
    pub zone: Zone,
    /// Cells in the line, the stamp's included.
    pub cells: usize,
    /// Cell number and path of each counter.
    pub columns: Vec<(usize, CounterPath)>,
    pub bad_columns: u64,
    /// Counters that did not fit into memory.
    pub left_out: u64,
    /// Whether the first cell says PDH-CSV or PDH-TSV.
    pub is_signed: bool,
    pub has_bias: bool,
}

/// Cells between commas, semicolons or bars; and between tabs.
pub const CSV: Format = Format("csv");
pub const TSV: Format = Format("tsv");

/// How many rows may be above the header; users add such rows.
pub const ROWS_ABOVE: usize = 20;

/// The format of a file, judging by its beginning.
pub fn detect(head: &[u8]) -> Option<Format> {
    let (coding, mark) = encoding::detect(head);
    let text = head.get(mark..)?;
    let mut narrow = Vec::new();
    let text = match coding {
        TextEncoding::Utf16 { is_big_endian } => {
            Utf16ToUtf8::new(is_big_endian).feed(text, &mut narrow);
            &narrow
        }
        _ => text,
    };
    let end = end_of_line(text);
    text.split(|b| *b == end).take(ROWS_ABOVE).find_map(|line| {
        let separator = separator(line)?;
        Some(if separator == b'\t' { TSV } else { CSV })
    })
}

/// LF, or CR if there is no LF.
pub fn end_of_line(text: &[u8]) -> u8 {
    if !text.contains(&b'\n') && text.contains(&b'\r') { b'\r' } else { b'\n' }
}

/// The byte between the cells of a header line: the one before its first counter path. `None` if it is not a header.
fn separator(line: &[u8]) -> Option<u8> {
    // noise is full of control characters; a signed header may have one in a name
    let is_control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\r');
    if line.contains(&0) || line.iter().any(is_control) && signature(line).is_none() {
        return None;
    }
    let is_separator = |b: u8| matches!(b, b',' | b';' | b'\t');
    let before_path = |at: usize| {
        let rest = &line[at + 1..];
        let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
        rest.starts_with(b"\\") && rest.len() > 3
    };
    let found = (0..line.len()).find(|at| is_separator(line[*at]) && before_path(*at)).map(|at| line[at]);
    found.or_else(|| match signature(line)? {
        // a header without counters
        TSV => Some(b'\t'),
        _ => Some(b','),
    })
}

fn signature(line: &[u8]) -> Option<Format> {
    let has = |mark: &[u8]| line.windows(mark.len()).take(64).any(|w| w == mark);
    if has(b"(PDH-CSV") {
        Some(CSV)
    } else if has(b"(PDH-TSV") {
        Some(TSV)
    } else {
        None
    }
}

impl Header {
    /// `None` if the line is not a header, or the job is cancelled. `names` is the number of bytes that its counters
    /// may take; if not all of them fit, the pools are kept.
    pub fn parse(line: &[u8], coding: TextEncoding, names: u64, progress: &Progress) -> Option<Self> {
        let delimiter = separator(line)?;
        let format = if delimiter == b'\t' { TSV } else { CSV };
        let is_signed = signature(line).is_some();
        let is_quoted = line.first() == Some(&b'"');
        let text = coding.text(line);
        let mut cells = Cells::new(text.as_bytes(), delimiter).map(cell_text).peekable();
        let mut columns = Columns { budget: Budget::new(names), found: Vec::new(), bad: 0, left_out: 0 };
        let (mut zone_and_bias, mut count) = (None, 0);
        while let Some(first) = cells.next() {
            let mut cell = first;
            // a separator inside a name, in a header without quotes
            while !is_quoted && (is_path(&cell) || cell.starts_with('(')) {
                let goes_on = |next: &Cow<'_, str>| !is_path(next) && !next.trim().is_empty();
                let Some(more) = cells.next_if(goes_on) else { break };
                let whole = cell.to_mut();
                whole.push(char::from(delimiter));
                whole.push_str(&more);
            }
            match zone_and_bias {
                None => zone_and_bias = Some(zone(&cell)),
                Some(_) => columns.add(count, &cell),
            }
            count += 1;
            if count % 4096 == 0 && progress.is_cancelled() {
                return None;
            }
        }
        progress.step(count as u64);
        let (zone, has_bias) = zone_and_bias?;
        let Columns { found: columns, bad: bad_columns, left_out, .. } = columns;
        if columns.is_empty() && !is_signed {
            return None;
        }
        Some(Self { format, delimiter, zone, cells: count, columns, bad_columns, left_out, is_signed, has_bias })
    }
}

/// The counters of a header, as far as they fit into memory.
struct Columns {
    budget: Budget,
    found: Vec<(usize, CounterPath)>,
    bad: u64,
    left_out: u64,
}

impl Columns {
    fn add(&mut self, cell: usize, text: &str) {
        /// Memory for a counter, besides its text: its path here and where it is read.
        const COUNTER: usize = 640;
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let path = if text.len() <= limits::NAME_BYTES { CounterPath::parse(&printable(text)) } else { None };
        let Some(path) = path else {
            self.bad += 1;
            return;
        };
        let fits = self.found.len() < limits::COUNTERS && self.budget.take(COUNTER + 4 * text.len());
        if fits || self.budget.takes_beyond(|| localized::is_pool(&path)) {
            self.found.push((cell, path));
        } else {
            self.left_out += 1;
        }
    }
}

fn cell_text(cell: Cell<'_>) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(cell.text);
    if text.contains("\"\"") { text.replace("\"\"", "\"").into() } else { text }
}

fn is_path(cell: &str) -> bool {
    cell.trim_start().starts_with('\\')
}

/// The zone in a first cell, and whether its bias is present. Names may be cut in the middle of a bracket.
fn zone(cell: &str) -> (Zone, bool) {
    let rest = match cell.find("(PDH-") {
        Some(at) => cell[at..].split_once(')').map_or("", |(_, rest)| rest),
        None => cell,
    };
    let (names, bias) = match rest.trim_end().strip_suffix(')').and_then(|r| r.rsplit_once('(')) {
        Some((names, digits)) => match digits.trim().parse::<i32>() {
            Ok(bias) if (-24 * 60..=24 * 60).contains(&bias) => (names, Some(bias)),
            _ => (rest, None),
        },
        None => (rest, None),
    };
    let name = names.trim();
    let name = name.strip_prefix('(').unwrap_or(name);
    let name = name.strip_suffix(')').unwrap_or(name);
    let is_utc = ["utc", "coordinated universal time"].contains(&name.trim().to_lowercase().as_str());
    let saving = if is_utc { Saving::Never } else { Saving::Unspecified };
    let zone = Zone { name: name.to_owned(), bias_minutes: bias.unwrap_or(0), saving, ..Zone::utc() };
    (zone, bias.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_is_found_also_where_its_name_is_cut() {
        for (cell, name, bias) in [
            ("(PDH-CSV 4.0) (Eastern Standard Time)(300)", "Eastern Standard Time", Some(300)),
            ("(PDH-CSV 4.0) (Tokyo Standard Time)(-540)", "Tokyo Standard Time", Some(-540)),
            ("(PDH-CSV 4.0) (RTZ 2 ()(-180)", "RTZ 2 (", Some(-180)),
            ("(PDH-CSV 4.0)", "", None),
            ("(Pacific Daylight Time)(420)", "Pacific Daylight Time", Some(420)),
        ] {
            let (zone, has_bias) = zone(cell);
            assert_eq!((zone.name.as_str(), has_bias.then_some(zone.bias_minutes)), (name, bias), "{cell}");
        }
    }

    #[test]
    fn a_line_without_paths_is_no_log() {
        assert_eq!(detect(b"Time,Value\n1,2\n"), None);
        assert_eq!(detect(b"\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\A\\B\\C\"\r\n"), Some(CSV));
        assert_eq!(detect(b"\"(PDH-TSV 4.0) (UTC)(0)\"\t\"\\\\A\\B\\C\"\r\n"), Some(TSV));
        assert_eq!(detect(b"\"(Pacific)(420)\",\"\\\\A\\B\\C\"\r\n"), Some(CSV));
        assert_eq!(detect(b"made by Joe\n\n(PDH-CSV 4.0) (UTC)(0);\\\\A\\B\\C\n"), Some(CSV));
    }
}
