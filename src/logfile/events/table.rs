//! Event Viewer's CSV and its tab-separated text: level, time, source, number and task, then the message, which may
//! span lines. Names of columns and levels are localised, so a row is recognized by the contents of its cells. Server
//! 2003 wrote the date and the time in separate columns, and the number in the sixth.

use super::super::stamp;
use super::super::{DiagnosticKind, Diagnostics};
use super::{Found, MOST, When, first_line};
use crate::model::event::Meaning;

/// Where the cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    delimiter: u8,
    time: usize,
    /// The date's column, if it is separate from the time's.
    date: Option<usize>,
    source: usize,
    id: usize,
    message: usize,
    computer: Option<usize>,
}

const VISTA: Columns = Columns { delimiter: b',', time: 1, date: None, source: 2, id: 3, message: 5, computer: None };
const SERVER_2003: Columns =
    Columns { delimiter: b',', time: 1, date: Some(0), source: 2, id: 5, message: 8, computer: Some(7) };

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// The columns, judging by the first rows below the names; `None` if they do not hold events.
pub(super) fn columns(head: &str) -> Option<Columns> {
    const LOOKED_AT: usize = 4;
    let first = head.lines().next()?;
    for delimiter in [b',', b'\t', b';'] {
        if first.bytes().filter(|b| *b == delimiter).count() < 4 {
            continue;
        }
        let rows: Vec<csv::StringRecord> =
            reader(head, delimiter).into_records().take(LOOKED_AT).filter_map(Result::ok).collect();
        for shape in [VISTA, SERVER_2003] {
            let columns = Columns { delimiter, ..shape };
            // the first cell of a performance log is a time, as in tables of other programs; a source is a word
            let fits = |row: &csv::StringRecord| is_event(row, columns);
            if rows.iter().any(fits) {
                return Some(columns);
            }
        }
    }
    None
}

fn stamp_of(row: &csv::StringRecord, columns: Columns) -> Option<stamp::Stamp> {
    let time = row.get(columns.time)?;
    let text = match columns.date {
        Some(date) => format!("{} {time}", row.get(date)?),
        None => time.to_owned(),
    };
    stamp::parse(text.as_bytes()).filter(|stamp| stamp.date.is_some() && stamp.time_ms.is_some())
}

fn is_event(row: &csv::StringRecord, columns: Columns) -> bool {
    let source = row.get(columns.source).map(str::trim).unwrap_or_default();
    id_of(row, columns).is_some()
        && stamp_of(row, columns).is_some()
        && source.contains(char::is_alphabetic)
        && row.get(0).is_some_and(|level| columns.date.is_some() || !level.contains(|c: char| c.is_ascii_digit()))
}

fn id_of(row: &csv::StringRecord, columns: Columns) -> Option<u32> {
    row.get(columns.id)?.trim().parse().ok()
}

pub(super) fn read(text: &str, diagnostics: &mut Diagnostics) -> Vec<Found> {
    let Some(columns) = columns(text) else { return Vec::new() };
    let mut found = Vec::new();
    for (at, row) in reader(text, columns.delimiter).into_records().enumerate() {
        let Ok(row) = row else {
            diagnostics.add_many(DiagnosticKind::BadEvent, 1, None);
            break;
        };
        let line = row.position().map_or(0, csv::Position::line);
        let (Some(id), Some(stamp)) = (id_of(&row, columns), stamp_of(&row, columns)) else {
            // the first row has the names
            if at > 0 && row.iter().any(|cell| !cell.trim().is_empty()) {
                diagnostics.add(DiagnosticKind::BadEvent, line);
            }
            continue;
        };
        if found.len() == MOST {
            diagnostics.add(DiagnosticKind::BadEvent, line);
            continue;
        }
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let (source, message) = (cell(columns.source), first_line(cell(columns.message)));
        // names are only in the message, in its own language
        let meaning = Meaning::of(source, id, &|_| None);
        let computer = columns.computer.map_or_else(String::new, |at| cell(at).to_owned());
        found.push(Found {
            line,
            when: When::Written(stamp),
            computer,
            source: source.to_owned(),
            id,
            meaning,
            message,
        });
    }
    found
}
