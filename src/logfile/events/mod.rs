//! Exports of Event Viewer and `wevtutil`, as a log without counters: its events are combined with the logs of the same
//! computer. XML with or without a root, CSV and tab-separated text in any language.

mod table;
mod xml;

use super::bytes::ReadAt;
use super::stamp::{self, DayOrder};
use super::whole::{self, Whole};
use super::{DiagnosticKind, Diagnostics, LogError, LogReader, Progress, ReadContext, Sink};
use crate::model::event::{Event, Meaning};
use crate::model::{Facts, Format, Zone};
use std::path::Path;
use std::sync::Arc;

/// The word used in reports.
pub const FORMAT: Format = Format("events");

const WHOLE: Whole = Whole { doing: "reading the events", what: "an export of events", largest: 512 << 20 };

/// How many events are kept: an export that spans years has a million.
const MOST: usize = 2_000_000;

/// An event as it was written, with its line number.
#[derive(Clone, Debug)]
struct Found {
    line: u64,
    when: When,
    computer: String,
    source: String,
    id: u32,
    meaning: Meaning,
    message: String,
}

#[derive(Clone, Copy, Debug)]
enum When {
    Utc(i64),
    Written(stamp::Stamp),
}

/// Events of one computer; the name is empty if the export does not give it.
#[derive(Clone, Debug, Default)]
pub struct OfComputer {
    pub computer: String,
    pub events: Vec<Event>,
}

/// What was understood in an export.
#[derive(Debug, Default)]
pub struct Understood {
    pub computers: Vec<OfComputer>,
    /// Whether the times are local, in a zone that is not stated.
    pub is_local: bool,
    pub diagnostics: Diagnostics,
}

/// Whether a text is an export of events, judging by its beginning.
pub fn is_export(head: &str) -> bool {
    xml::is_events(head) || table::columns(head).is_some()
}

/// The format, if a file is an export of events.
pub fn detect(head: &[u8]) -> Option<Format> {
    is_export(&whole::text(head)).then_some(FORMAT)
}

/// Reads an export from text, including what Event Viewer puts on the clipboard.
pub fn parse(text: &str) -> Understood {
    let mut understood = Understood::default();
    let found = if xml::is_events(text) {
        xml::read(text, &mut understood.diagnostics)
    } else {
        table::read(text, &mut understood.diagnostics)
    };
    let dates = || {
        found.iter().filter_map(|f| match f.when {
            When::Written(stamp) => stamp.date,
            When::Utc(_) => None,
        })
    };
    let order = DayOrder::of(dates());
    if order == DayOrder::Unproven && dates().any(|date| matches!(date, stamp::Date::YearLast(_))) {
        understood.diagnostics.add_many(DiagnosticKind::DayOrderGuessed, 1, found.first().map(|f| f.line));
    }
    for f in found {
        let utc_ms = match f.when {
            When::Utc(ms) => Some(ms),
            When::Written(stamp) => {
                understood.is_local = true;
                stamp.date.and_then(|date| Some(stamp::day_ms(date, order)? + stamp.time_ms?))
            }
        };
        let Some(utc_ms) = utc_ms else {
            understood.diagnostics.add(DiagnosticKind::BadEvent, f.line);
            continue;
        };
        let event = Event { utc_ms, source: f.source, id: f.id, meaning: f.meaning, message: f.message };
        match understood.computers.iter_mut().find(|of| of.computer.eq_ignore_ascii_case(&f.computer)) {
            Some(of) => of.events.push(event),
            None => understood.computers.push(OfComputer { computer: f.computer, events: vec![event] }),
        }
    }
    for of in &mut understood.computers {
        of.events.sort_by_key(|event| event.utc_ms);
    }
    understood
}

/// An export that was read.
pub struct EventLog {
    facts: Facts,
    diagnostics: Vec<super::Diagnostic>,
}

impl EventLog {
    /// Reads the whole export.
    ///
    /// # Errors
    /// When reading fails, the job is cancelled, or no event could be read.
    pub fn open(bytes: Arc<dyn ReadAt>, path: &Path, progress: &Progress) -> Result<Self, LogError> {
        let bytes = WHOLE.read(bytes.as_ref(), path, progress)?;
        let Understood { computers, is_local, diagnostics } = parse(&whole::text(&bytes));
        if computers.is_empty() {
            return Err(LogError::NotALog {
                found: "exported events without a single one".to_owned(),
                path: path.to_owned(),
            });
        }
        let events = computers.into_iter().map(|of| (of.computer, of.events)).collect();
        let facts =
            Facts { has_unknown_zone: is_local, exported_events: Arc::new(events), ..Facts::of_zone(Zone::utc()) };
        Ok(Self { facts, diagnostics: diagnostics.into_vec() })
    }
}

impl LogReader for EventLog {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn stream(&self, _: ReadContext<'_>, _: &mut dyn Sink, diagnostics: &mut Diagnostics) -> Result<(), LogError> {
        for found in &self.diagnostics {
            diagnostics.add_many(found.kind, found.count, found.first_position);
        }
        Ok(())
    }
}

/// The first line of a message, no longer than a label may be.
fn first_line(text: &str) -> String {
    const LONGEST: usize = 200;
    let line = text.trim().lines().next().unwrap_or_default().trim();
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}
