//! The header line: `"(PDH-CSV 4.0) (Eastern Standard Time)(300)","\\PC\Memory\Available Bytes",…`.

use super::super::bytes::printable;
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
    /// Bytes of a byte order mark before the line.
    pub skip: u64,
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Whether this is the beginning of a text log, and which.
pub fn detect(head: &[u8]) -> Option<Format> {
    let text = head.strip_prefix(BOM).unwrap_or(head);
    let line = text.split(|b| *b == b'\n').next()?;
    if line.iter().take(4096).any(|b| *b == 0) {
        return None;
    }
    let (first, format) = first_cell(line)?;
    let rest = &line[first.len()..];
    let is_signed = signature(first).is_some();
    let has_path = rest.windows(3).take(4096).any(|w| w[0] == b'"' && w[1] == b'\\' || w == b",\\\\" || w == b"\t\\\\");
    (is_signed || has_path).then_some(format)
}

/// The first cell with its quotes, and the format by the separator after it.
fn first_cell(line: &[u8]) -> Option<(&[u8], Format)> {
    let end = if line.first() == Some(&b'"') {
        1 + line.iter().skip(1).position(|b| *b == b'"')? + 1
    } else {
        line.iter().position(|b| matches!(b, b',' | b'\t')).unwrap_or(line.len())
    };
    let format = match line.get(end) {
        Some(b',') => Format::Csv,
        Some(b'\t') => Format::Tsv,
        None | Some(b'\r') => signature(&line[..end])?,
        Some(_) => return None,
    };
    Some((&line[..end], format))
}

fn signature(cell: &[u8]) -> Option<Format> {
    let has = |mark: &[u8]| cell.windows(mark.len()).any(|w| w == mark);
    if has(b"(PDH-CSV") {
        Some(Format::Csv)
    } else if has(b"(PDH-TSV") {
        Some(Format::Tsv)
    } else {
        None
    }
}

impl Header {
    /// `None` where the line holds no counter path.
    pub fn parse(line: &[u8]) -> Option<Self> {
        let skip = if line.starts_with(BOM) { BOM.len() } else { 0 };
        let line = &line[skip..];
        let (first, format) = first_cell(line)?;
        let is_signed = signature(first).is_some();
        let delimiter = if format == Format::Tsv { b'\t' } else { b',' };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(line);
        let mut row = csv::ByteRecord::new();
        if !reader.read_byte_record(&mut row).ok()? {
            return None;
        }
        let (zone, has_bias) = zone(&String::from_utf8_lossy(row.get(0)?));
        let mut columns = Vec::new();
        let mut bad_columns = 0;
        for (cell, text) in row.iter().enumerate().skip(1) {
            let text = String::from_utf8_lossy(text);
            match CounterPath::parse(printable(text.trim()).as_str()) {
                Some(path) => columns.push((cell, path)),
                None if text.trim().is_empty() => {}
                None => bad_columns += 1,
            }
        }
        if columns.is_empty() && !is_signed {
            return None;
        }
        Some(Self {
            format,
            delimiter,
            zone,
            cells: row.len(),
            columns,
            bad_columns,
            is_signed,
            has_bias,
            skip: skip as u64,
        })
    }
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
        assert_eq!(detect(b"\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\A\\B\\C\"\r\n"), Some(Format::Csv));
        assert_eq!(detect(b"\"(PDH-TSV 4.0) (UTC)(0)\"\t\"\\\\A\\B\\C\"\r\n"), Some(Format::Tsv));
        assert_eq!(detect(b"\"(Pacific)(420)\",\"\\\\A\\B\\C\"\r\n"), Some(Format::Csv));
    }
}
