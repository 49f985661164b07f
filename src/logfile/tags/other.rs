//! Listings not in PoolMon's format: a debugger's `!poolused`, and JSON and CSV of scripts that query the system
//! themselves. They are small, and read as a whole.

use super::super::bytes::ReadAt;
use super::super::stamp;
use super::super::whole::Whole;
use super::super::{DiagnosticKind, Diagnostics, LogError, Progress};
use super::row::{Row, Totals};
use super::snapshot::{Index, Snapshot, Taken};
use crate::model::pools::Pool;
use crate::model::tag::Tag;
use serde_json::Value;
use std::path::Path;

/// A snapshot's rows, each with its line.
#[derive(Debug, Default)]
pub struct Listed {
    pub rows: Vec<(u64, Row)>,
}

/// No script and no debugger writes more in one piece.
const WHOLE: Whole =
    Whole { doing: "reading the listing", what: "a listing in JSON, CSV or of a debugger", largest: 256 << 20 };

/// A snapshot with what is known about it.
#[derive(Debug, Default)]
struct Found {
    line: u64,
    totals: Totals,
    taken: Taken,
    listed: Listed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Debugger,
    Json,
    Csv,
}

fn shape(text: &[u8]) -> Option<Shape> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").or(text.strip_prefix(b"\xFF\xFE")).unwrap_or(text);
    let start = text.trim_ascii_start();
    let has = |word: &[u8]| memchr::memmem::find(text, word).is_some();
    if start.starts_with(b"{") || start.starts_with(b"[") {
        let names = [&b"\"np\""[..], b"\"np_alloc\"", b"\"PagedBytes\"", b"\"NonPagedBytes\""];
        return (has(b"ag") && names.iter().any(|name| has(name))).then_some(Shape::Json);
    }
    let first = start.split(|b| *b == b'\n').next().unwrap_or_default().to_ascii_lowercase();
    let has_in_first = |word: &[u8]| memchr::memmem::find(&first, word).is_some();
    if has_in_first(b"tag") && (has_in_first(b"pagedbytes") || has_in_first(b"np_alloc")) {
        return Some(Shape::Csv);
    }
    let is_table = |line: &[u8]| debugger_columns(line).is_some();
    text.split(|b| *b == b'\n').any(is_table).then_some(Shape::Debugger)
}

/// Whether a file is one of these, judging by its beginning without zero bytes.
pub fn detect(text: &[u8]) -> bool {
    shape(text).is_some()
}

/// Reads the whole file.
///
/// # Errors
/// When reading fails, the job is cancelled, or the file is too large for its shape.
pub fn read(bytes: &dyn ReadAt, path: &Path, progress: &Progress) -> Result<(Index, Vec<Listed>), LogError> {
    let mut text = WHOLE.read(bytes, path, progress)?;
    text.retain(|b| *b != 0);
    let mut diagnostics = Diagnostics::default();
    let text = text.strip_prefix(b"\xEF\xBB\xBF").or(text.strip_prefix(b"\xFF\xFE")).unwrap_or(&text);
    let found = match shape(text) {
        Some(Shape::Json) => json(text, &mut diagnostics),
        Some(Shape::Csv) => csv(text, &mut diagnostics),
        _ => debugger(text, &mut diagnostics),
    };
    let found: Vec<Found> = found.into_iter().filter(|f| !f.listed.rows.is_empty()).collect();
    let mut index = Index { diagnostics, ..Index::default() };
    let times = index.times(&found.iter().map(|f| (f.taken, f.line)).collect::<Vec<_>>(), path);
    let share = bytes.len() / found.len().max(1) as u64;
    let mut listed = Vec::with_capacity(found.len());
    for (at, (f, local_ms)) in found.into_iter().zip(times).enumerate() {
        let bytes = share * at as u64..share * (at as u64 + 1);
        index.snapshots.push(Snapshot { bytes, line: f.line, local_ms, totals: f.totals });
        listed.push(f.listed);
    }
    Ok((index, listed))
}

/// The columns of `!poolused` below the names of the two pools: whether each has frees and differences.
fn debugger_columns(line: &[u8]) -> Option<bool> {
    let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty()).collect();
    match &words[..] {
        [b"Tag", b"Allocs", b"Used", b"Allocs", b"Used", ..] => Some(false),
        [b"Tag", b"Allocs", b"Frees", b"Diff", b"Used", b"Allocs", b"Frees", b"Diff", b"Used", ..] => Some(true),
        _ => None,
    }
}

/// `!poolused`: a tag, then the same figures for the nonpaged and the paged pool; the description may follow without a
/// gap.
fn debugger(text: &[u8], diagnostics: &mut Diagnostics) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut columns = None;
    let mut taken = Taken::default();
    for (at, line) in text.split(|b| *b == b'\n').enumerate() {
        let (line, number) = (line.strip_suffix(b"\r").unwrap_or(line), at as u64 + 1);
        if let Some(has_frees) = debugger_columns(line) {
            columns = Some(has_frees);
            all.push(Found { line: number, taken: std::mem::take(&mut taken), ..Found::default() });
            continue;
        }
        let (Some(has_frees), Some(found)) = (columns, all.last_mut()) else {
            taken.take(stamp::parse(line));
            continue;
        };
        match debugger_row(line, has_frees) {
            Some(rows) => found.listed.rows.extend(rows.into_iter().map(|row| (number, row))),
            // dots, prompts and the total are not rows; a line that begins like a row and ends early is a damaged one
            None if looks_cut(line) => diagnostics.add(DiagnosticKind::BadListingRow, number),
            None => {}
        }
    }
    all
}

fn looks_cut(line: &[u8]) -> bool {
    let figures = line.get(5..).unwrap_or_default().split(u8::is_ascii_whitespace);
    let figures = figures.filter(|w| !w.is_empty() && w.iter().all(u8::is_ascii_digit)).count();
    line.first() == Some(&b' ') && (1..4).contains(&figures) && !line.trim_ascii().starts_with(b"TOTAL")
}

fn debugger_row(line: &[u8], has_frees: bool) -> Option<[Row; 2]> {
    let own = line.strip_prefix(b" ").unwrap_or(line);
    let (tag, mut rest) = own.split_at_checked(4)?;
    if rest.first() != Some(&b' ') || own.trim_ascii_start().starts_with(b"TOTAL") {
        return None;
    }
    let mut figures = [0u64; 8];
    let count = if has_frees { 8 } else { 4 };
    for slot in &mut figures[..count] {
        rest = rest.trim_ascii_start();
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if !(1..=18).contains(&digits) {
            return None;
        }
        *slot = rest[..digits].iter().fold(0, |v, b| v * 10 + u64::from(b - b'0'));
        rest = &rest[digits..];
    }
    let row = |pool, of: &[u64]| match of {
        [allocations, frees, _, bytes] => {
            Row { tag: Tag::of(tag), pool, allocations: Some(*allocations), frees: Some(*frees), bytes: *bytes }
        }
        // without frees, the count is that of live allocations
        [_, bytes] => Row { tag: Tag::of(tag), pool, allocations: None, frees: None, bytes: *bytes },
        _ => Row { tag: Tag::of(tag), pool, allocations: None, frees: None, bytes: 0 },
    };
    let (nonpaged, paged) = figures[..count].split_at(count / 2);
    Some([row(Pool::Nonpaged, nonpaged), row(Pool::Paged, paged)])
}

/// Names of figures in JSON and CSV, in lower case: allocations, frees and bytes of each pool.
const NAMES: [(Pool, [&[&str]; 3]); 2] = [
    (Pool::Nonpaged, [&["np_alloc", "nonpagedallocs"], &["np_free", "nonpagedfrees"], &["np", "nonpagedbytes"]]),
    (Pool::Paged, [&["p_alloc", "pagedallocs"], &["p_free", "pagedfrees"], &["p", "pagedbytes"]]),
];

/// The rows of a tag; `figure` returns a figure by its name.
fn named_rows(tag: Tag, figure: &dyn Fn(&str) -> Option<u64>) -> Vec<Row> {
    let of = |names: &[&str]| names.iter().find_map(|name| figure(name));
    let row = |(pool, [allocations, frees, bytes]): &(Pool, [&[&str]; 3])| {
        let bytes = of(bytes)?;
        let (allocations, frees) = (of(allocations), of(frees));
        // without these, the tag is not in this pool
        let is_there = bytes > 0 || allocations.is_some_and(|a| a > 0);
        is_there.then_some(Row { tag, pool: *pool, allocations, frees, bytes })
    };
    NAMES.iter().filter_map(row).collect()
}

fn whole(value: &Value) -> Option<u64> {
    match value {
        Value::Number(n) => n.as_u64().or_else(|| n.as_i64().and_then(|v| u64::try_from(v).ok())),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Objects with one snapshot each, or rows of several; one after the other, in a list, or one per line.
fn json(text: &[u8], diagnostics: &mut Diagnostics) -> Vec<Found> {
    let mut all = Vec::new();
    let mut stream = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
    loop {
        let line = 1 + memchr::memchr_iter(b'\n', &text[..stream.byte_offset().min(text.len())]).count() as u64;
        match stream.next() {
            Some(Ok(Value::Array(items))) => {
                for item in items {
                    json_item(&item, line, &mut all);
                }
            }
            Some(Ok(item)) => json_item(&item, line, &mut all),
            Some(Err(error)) => {
                diagnostics.add(DiagnosticKind::BadListingRow, error.line() as u64);
                return all;
            }
            None => return all,
        }
    }
}

/// Takes the stamp in a JSON or CSV field; the field's name may say that it is UTC.
fn take_stamp(taken: &mut Taken, name: &str, text: &str) {
    if let Some(stamp) = stamp::parse(text.as_bytes()) {
        let is_utc = stamp.is_utc || name.to_ascii_lowercase().contains("utc");
        // a stamp that says it is UTC is preferred
        if is_utc || !taken.is_some() {
            *taken = Taken::default();
            taken.take(Some(stamp::Stamp { is_utc, ..stamp }));
        }
    }
}

fn json_item(item: &Value, line: u64, all: &mut Vec<Found>) {
    let Value::Object(fields) = item else { return };
    let mut found = Found { line, ..Found::default() };
    for (name, value) in fields {
        match (name.to_ascii_lowercase().trim_start_matches('_'), value) {
            ("np_total_bytes", value) => found.totals.nonpaged = whole(value),
            ("p_total_bytes", value) => found.totals.paged = whole(value),
            ("ram_bytes", value) => found.totals.ram = whole(value),
            ("available_bytes", value) => found.totals.available = whole(value),
            (lower, Value::String(text)) if lower.contains("time") || lower.contains("date") => {
                take_stamp(&mut found.taken, name, text);
            }
            _ => {}
        }
    }
    let figures = |of: &serde_json::Map<String, Value>, name: &str| {
        of.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).and_then(|(_, value)| whole(value))
    };
    match fields.get("tags") {
        Some(Value::Object(tags)) => {
            for (tag, of) in tags {
                let Value::Object(of) = of else { continue };
                let rows = named_rows(tag_of_text(tag), &|name| figures(of, name));
                found.listed.rows.extend(rows.into_iter().map(|row| (line, row)));
            }
            all.push(found);
        }
        Some(Value::Array(tags)) => {
            for of in tags.iter().filter_map(Value::as_object) {
                let Some(tag) = tag_of(of) else { continue };
                let rows = named_rows(tag, &|name| figures(of, name));
                found.listed.rows.extend(rows.into_iter().map(|row| (line, row)));
            }
            all.push(found);
        }
        // a single row belongs to those of the same time
        _ => {
            let Some(tag) = tag_of(fields) else { return };
            let rows = named_rows(tag, &|name| figures(fields, name)).into_iter().map(|row| (line, row));
            match all.last_mut().filter(|last| last.taken == found.taken) {
                Some(last) => last.listed.rows.extend(rows),
                None => {
                    found.listed.rows.extend(rows);
                    all.push(found);
                }
            }
        }
    }
}

/// JSON is Unicode, tags are bytes: a script writes each byte as the character of that number.
fn tag_of_text(text: &str) -> Tag {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.map_or_else(|| Tag::of(text.as_bytes()), |bytes| Tag::of(&bytes))
}

fn tag_of(fields: &serde_json::Map<String, Value>) -> Option<Tag> {
    let tag = fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("tag"))?.1.as_str()?;
    Some(tag_of_text(tag))
}

fn csv(text: &[u8], diagnostics: &mut Diagnostics) -> Vec<Found> {
    let first = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| first.iter().filter(|b| *b == d).count());
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter.unwrap_or(b',')).flexible(true).from_reader(text);
    let names: Vec<String> = match reader.byte_headers() {
        Ok(names) => names.iter().map(|n| String::from_utf8_lossy(n).trim().to_ascii_lowercase()).collect(),
        Err(_) => return Vec::new(),
    };
    let mut all: Vec<Found> = Vec::new();
    for record in reader.byte_records() {
        let Ok(record) = record else {
            diagnostics.add_many(DiagnosticKind::BadListingRow, 1, None);
            break;
        };
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |name: &str| names.iter().position(|n| n == name).and_then(|at| record.get(at));
        let figure = |name: &str| std::str::from_utf8(cell(name)?).ok()?.trim().parse::<u64>().ok();
        let mut taken = Taken::default();
        for name in names.iter().filter(|n| n.contains("date") || n.contains("time")) {
            if let Some(text) = cell(name).and_then(|t| std::str::from_utf8(t).ok()) {
                take_stamp(&mut taken, name, text);
            }
        }
        let rows = cell("tag").map(|tag| named_rows(Tag::of(tag), &figure)).unwrap_or_default();
        let has_figures = NAMES.iter().any(|(_, [_, _, bytes])| bytes.iter().any(|name| figure(name).is_some()));
        if !has_figures {
            diagnostics.add(DiagnosticKind::BadListingRow, line);
            continue;
        }
        let rows = rows.into_iter().map(|row| (line, row));
        match all.last_mut().filter(|last| last.taken == taken) {
            Some(last) => last.listed.rows.extend(rows),
            None => all.push(Found { line, taken, listed: Listed { rows: rows.collect() }, ..Found::default() }),
        }
    }
    all
}
