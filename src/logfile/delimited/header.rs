//! The header line: `"(PDH-CSV 4.0) (Eastern Standard Time)(300)","\\PC\Memory\Available Bytes",…`.

use super::super::bytes::printable;
use super::encoding::{self, Coding, Narrower};
use super::lines::Cells;
use crate::model::{CounterPath, Format, Zone};

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
    /// Whether the first cell says PDH-CSV or PDH-TSV.
    pub is_signed: bool,
    pub has_bias: bool,
}

/// Cells between commas, semicolons or bars; and between tabs.
pub const CSV: Format = Format("csv");
pub const TSV: Format = Format("tsv");

/// Rows that people put above the header.
pub const ROWS_ABOVE: usize = 20;

/// The format, by the beginning of a file.
pub fn detect(head: &[u8]) -> Option<Format> {
    let (coding, mark) = encoding::detect(head);
    let text = head.get(mark..)?;
    let mut narrow = Vec::new();
    let text = match coding {
        Coding::Utf16 { is_big_endian } => {
            Narrower::new(is_big_endian).feed(text, &mut narrow);
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

/// LF, or CR where there is no LF.
pub fn end_of_line(text: &[u8]) -> u8 {
    if !text.contains(&b'\n') && text.contains(&b'\r') { b'\r' } else { b'\n' }
}

/// The byte between the cells of a header line: what stands before its first counter path. `None` where it is no header.
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
    /// `None` where the line is no header.
    pub fn parse(line: &[u8], coding: Coding) -> Option<Self> {
        let delimiter = separator(line)?;
        let format = if delimiter == b'\t' { TSV } else { CSV };
        let is_signed = signature(line).is_some();
        let is_quoted = line.first() == Some(&b'"');
        let text = coding.text(line);
        let mut cells: Vec<String> = Vec::new();
        for cell in Cells::new(text.as_bytes(), delimiter) {
            let text = String::from_utf8_lossy(cell.text).replace("\"\"", "\"");
            let begins = text.trim_start().starts_with('\\') || text.trim().is_empty();
            match cells.last_mut() {
                // a separator inside a name, in a header without quotes
                Some(last) if !is_quoted && !begins && (cells_are_paths(last) || last.starts_with('(')) => {
                    last.push(char::from(delimiter));
                    last.push_str(&text);
                }
                _ => cells.push(text),
            }
        }
        let (zone, has_bias) = zone(cells.first()?);
        let mut columns = Vec::new();
        let mut bad_columns = 0;
        for (cell, text) in cells.iter().enumerate().skip(1) {
            match CounterPath::parse(printable(text.trim()).as_str()) {
                Some(path) => columns.push((cell, path)),
                None if text.trim().is_empty() => {}
                None => bad_columns += 1,
            }
        }
        if columns.is_empty() && !is_signed {
            return None;
        }
        Some(Self { format, delimiter, zone, cells: cells.len(), columns, bad_columns, is_signed, has_bias })
    }
}

fn cells_are_paths(cell: &str) -> bool {
    cell.trim_start().starts_with('\\')
}

/// The zone of a first cell, and whether its bias is there. Names may be cut in the middle of a bracket.
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
    let zone = Zone { name: name.to_owned(), bias_minutes: bias.unwrap_or(0), daylight: None };
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
