//! The snapshots of a listing: where each is, when it was taken, and what the lines above it say.

use super::super::bytes::{self, ReadAt};
use super::super::stamp::{self, DayOrder, Stamp};
use super::super::{DiagnosticKind, Diagnostics, LogError, Progress};
use super::lines::Lines;
use super::row::{self, Parsed, Totals};
use crate::model::tag::Tag;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// A snapshot as found in the file.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// From its first row, or the lines above it, to the lines above the next snapshot.
    pub bytes: Range<u64>,
    /// The number of its first line.
    pub line: u64,
    pub local_ms: i64,
    pub totals: Totals,
}

/// What was found in one pass.
#[derive(Debug, Default)]
pub struct Index {
    pub snapshots: Vec<Snapshot>,
    /// Drivers of tags, if the listing includes them.
    pub drivers: BTreeMap<Tag, String>,
    pub diagnostics: Diagnostics,
    /// Whether the times are UTC.
    pub is_utc: bool,
}

/// The parts of a stamp found so far, perhaps in two lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    date: Option<stamp::Date>,
    time_ms: Option<i64>,
    is_utc: bool,
}

impl Taken {
    pub fn take(&mut self, stamp: Option<Stamp>) {
        let Some(stamp) = stamp else { return };
        self.date = stamp.date.or(self.date);
        self.time_ms = stamp.time_ms.or(self.time_ms);
        self.is_utc |= stamp.is_utc;
    }

    pub fn is_some(&self) -> bool {
        self.date.is_some() || self.time_ms.is_some()
    }
}

/// A snapshot whose time is still the numbers of a stamp.
struct Found {
    bytes: Range<u64>,
    line: u64,
    totals: Totals,
    taken: Taken,
}

/// How many snapshots and drivers are kept per file.
const MOST_SNAPSHOTS: usize = 1 << 20;
const MOST_DRIVERS: usize = 1 << 14;

/// Finds the snapshots of a file. Rows are only recognized, not parsed: a gigabyte takes a second.
///
/// # Errors
/// When reading fails, or the job is cancelled.
pub fn index(bytes: &dyn ReadAt, path: &Path, progress: &Progress) -> Result<Index, LogError> {
    let io = |error| LogError::Io { doing: "reading the listing", error, path: path.to_owned() };
    let mut index = Index::default();
    let mut found: Vec<Found> = Vec::new();
    let mut lines = Lines::new(bytes, 0..bytes.len(), 1);
    // what is above the next rows
    let mut above: Option<Found> = None;
    let mut pending = Taken::default();
    progress.begin(bytes.len());
    let mut told = 0;
    while let Some(line) = lines.read().map_err(io)? {
        let (text, position, number) = (line.text, line.position, line.number);
        if number.is_multiple_of(4096) {
            progress.check()?;
            progress.add(position - told);
            told = position;
        }
        if looks_like_row(text) {
            if let Some(snapshot) = above.take() {
                found.push(snapshot);
            } else if found.is_empty() {
                // an excerpt from the middle of a listing
                let taken = std::mem::take(&mut pending);
                found.push(Found { bytes: position..position, line: number, totals: Totals::default(), taken });
            }
            if index.drivers.len() < MOST_DRIVERS && text.last().is_some_and(|b| !b.is_ascii_digit() && *b != b' ') {
                note_driver(&mut index.drivers, text);
            }
            continue;
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let begin = |pending: &mut Taken| Found {
            bytes: position..position,
            line: number,
            totals: Totals::default(),
            taken: std::mem::take(pending),
        };
        let mut totals = above.as_ref().map_or(Totals::default(), |a| a.totals);
        if totals.take(text) {
            // a second `Memory:` begins another snapshot, even if the previous one has no rows
            let begins = text.trim_ascii_start().starts_with(b"Memory:");
            let snapshot = above.get_or_insert_with(|| begin(&mut pending));
            if begins && snapshot.totals.ram.is_some() {
                *snapshot = begin(&mut pending);
            }
            snapshot.totals.take(text);
        } else if row::is_header(text) || row::is_session_pool(text) {
            above.get_or_insert_with(|| begin(&mut pending));
        } else {
            pending.take(stamp::parse(text));
        }
        if found.len() >= MOST_SNAPSHOTS {
            break;
        }
    }
    // a snapshot ends where the lines above the next one begin
    for at in 0..found.len() {
        found[at].bytes.end = found.get(at + 1).map_or(bytes.len(), |next| next.bytes.start);
    }
    let times = index.times(&found.iter().map(|f| (f.taken, f.line)).collect::<Vec<_>>(), path);
    let snapshot = |(f, local_ms): (Found, i64)| Snapshot { bytes: f.bytes, line: f.line, local_ms, totals: f.totals };
    index.snapshots = found.into_iter().zip(times).map(snapshot).collect();
    Ok(index)
}

/// Whether a line is a row: tests first for the pool's name where nearly every row has it.
fn looks_like_row(text: &[u8]) -> bool {
    let is_word = |at: usize| text.get(at..).is_some_and(|t| t.starts_with(b"Nonp ") || t.starts_with(b"Paged "));
    is_word(6) || is_word(5) || !matches!(row::parse_row(text), Parsed::No)
}

fn note_driver(drivers: &mut BTreeMap<Tag, String>, text: &[u8]) {
    const LONGEST: usize = 200;
    if let Parsed::Row(row, rest) = row::parse_row(text)
        && !rest.is_empty()
        && !rest.starts_with(b"(")
        && rest != b"Unknown Driver"
    {
        let text = String::from_utf8_lossy(&rest[..rest.len().min(LONGEST)]).into_owned();
        drivers.entry(row.tag).or_insert(text);
    }
}

impl Index {
    /// A time for every snapshot, given its stamp and its line: the stamp's, or else one that is reported as a guess.
    pub fn times(&mut self, found: &[(Taken, u64)], path: &Path) -> Vec<i64> {
        let dates = || found.iter().filter_map(|(taken, _)| taken.date);
        let order = DayOrder::of(dates());
        let has_open_dates = dates().any(|date| matches!(date, stamp::Date::YearLast(_)));
        let stamped = || found.iter().filter(|(taken, _)| taken.is_some());
        self.is_utc = stamped().next().is_some() && stamped().all(|(taken, _)| taken.is_utc);
        let mut day = None;
        let times: Vec<Option<i64>> = found
            .iter()
            .map(|(taken, _)| {
                day = taken.date.and_then(|date| stamp::day_ms(date, order)).or(day);
                Some(day? + taken.time_ms?)
            })
            .collect();
        if has_open_dates && order == DayOrder::Unproven {
            self.diagnostics.add_many(DiagnosticKind::DayOrderGuessed, 1, found.first().map(|f| f.1));
        }
        // a file with one listing, named by its time in UTC to the second, is as certain as a stamp
        let is_named = found.len() == 1 && times.iter().all(Option::is_none) && is_named_in_utc(path);
        for (_, (_, line)) in times.iter().zip(found).filter(|(time, _)| time.is_none() && !is_named) {
            self.diagnostics.add(DiagnosticKind::GuessedTimes, *line);
        }
        let times = self.filled(times, path);
        if !self.is_utc {
            self.diagnostics.add_many(DiagnosticKind::UnknownZone, 1, None);
        }
        times
    }

    /// Fills in missing times: between their neighbours, or else from the file, a minute apart.
    fn filled(&mut self, times: Vec<Option<i64>>, path: &Path) -> Vec<i64> {
        const APART_MS: i64 = 60_000;
        let known: Vec<(usize, i64)> = times.iter().enumerate().filter_map(|(i, t)| Some((i, (*t)?))).collect();
        let step = |a: (usize, i64), b: (usize, i64)| (b.1 - a.1) / (b.0 - a.0) as i64;
        let usual = known.windows(2).map(|w| step(w[0], w[1])).filter(|s| *s > 0).min().unwrap_or(APART_MS);
        if known.is_empty() {
            let (last, is_utc) = file_ms(path);
            self.is_utc = is_utc;
            let count = times.len() as i64;
            (0..count).map(|i| last - (count - 1 - i) * APART_MS).collect()
        } else {
            (0..times.len())
                .map(|at| {
                    let after = known.partition_point(|(i, _)| *i < at);
                    match (known.get(after), after.checked_sub(1).map(|before| known[before])) {
                        (Some((i, ms)), _) if *i == at => *ms,
                        (Some(next), Some(before)) => before.1 + step(before, *next) * (at - before.0) as i64,
                        (Some(next), None) => next.1 - usual * (next.0 - at) as i64,
                        (None, Some(before)) => before.1 + usual * (at - before.0) as i64,
                        (None, None) => 0,
                    }
                })
                .collect()
        }
    }
}

/// Whether a file's name has a date and a time to the second, and states that they are UTC.
fn is_named_in_utc(path: &Path) -> bool {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    stamp::of_name(&name).is_some_and(|stamp| stamp.is_utc && stamp.time_ms.is_some())
}

/// When a file was written: according to its name, or else to the file system, which uses UTC.
fn file_ms(path: &Path) -> (i64, bool) {
    let named = path.file_stem().and_then(|name| stamp::of_name(&name.to_string_lossy()));
    if let Some(stamp) = named
        && let Some(day) = stamp.date.and_then(|date| stamp::day_ms(date, DayOrder::Unproven))
    {
        return (day + stamp.time_ms.unwrap_or(0), stamp.is_utc);
    }
    (bytes::modified_ms(path).unwrap_or(946_684_800_000), true)
}
