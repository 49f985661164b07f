//! Sinks: gather values into a recording, or count them into a catalogue.

use super::budget::Room;
use super::gather::{CELL, Collector, Gathered};
use super::order::{self, Clock, KeptTimes, RecordTimes, Stamps};
use super::reader;
use super::{Diagnostic, DiagnosticKind, Diagnostics, Found, LogError, OpenLog, Progress, Sink, Stamp, Want};
use crate::model::column::Column as Values;
use crate::model::{Counter, CounterType, Facts, Key, KeyedPath, Part, Recording, Thinned};
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Arc;

/// What a log holds.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// When the first and the last sample were taken.
    pub span_local_ms: Option<(i64, i64)>,
    pub samples: u64,
    /// In the log's own order.
    pub counters: Vec<CatalogueEntry>,
}

/// One counter of a catalogue.
#[derive(Clone, Debug)]
pub struct CatalogueEntry {
    pub path: KeyedPath,
    pub kind: Option<CounterType>,
    /// Number of values present.
    pub values: u64,
}

/// The counters' order in the log, as indexes into `found`.
pub(crate) fn in_log_order(found: &[Found]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|i| found[*i].order);
    order
}

/// One counter while its log is read.
struct Column {
    found: Found,
    rank: u8,
    is_shed: bool,
    /// Its values in each piece of the log, with the number of the piece's first record.
    parts: Vec<(usize, Values)>,
}

/// A log as gathered, in the order of the file.
#[derive(Default)]
struct Columns {
    columns: Vec<Column>,
    times: RecordTimes,
    /// Number of records seen, whether kept or not.
    met: u64,
    interval_ms: Option<i64>,
}

/// Any time.
const ALWAYS: RangeInclusive<i64> = i64::MIN..=i64::MAX;

/// Gathers a log, in parallel pieces if it can be split.
fn gather(
    log: &OpenLog,
    span_local_ms: RangeInclusive<i64>,
    want: Want<'_>,
    diagnostics: &mut Diagnostics,
    progress: &Progress,
) -> Result<Columns, LogError> {
    let pieces = if span_local_ms == ALWAYS {
        log.pieces(rayon::current_num_threads())
    } else {
        pieces_of(log, &span_local_ms, progress)?
    };
    if !pieces.is_empty()
        && (pieces.len() > 1 || span_local_ms != ALWAYS)
        && let Some(whole) = gather_pieces(log, pieces, &span_local_ms, want, diagnostics, progress)?
    {
        return Ok(whole);
    }
    let mut whole = Collector::new(log.room, span_local_ms);
    log.stream(want, &mut whole, diagnostics, progress)?;
    whole.finish();
    let Collector { counters, times, met, interval_ms, diagnostics: own, .. } = whole;
    diagnostics.append(own, 0);
    let column =
        |Gathered { found, rank, values, is_shed, .. }| Column { found, rank, is_shed, parts: vec![(0, values)] };
    let columns = counters.into_iter().map(column).collect();
    Ok(Columns { columns, times, met, interval_ms })
}

/// When the first record of a piece was taken.
#[derive(Default)]
struct FirstStamp(Option<i64>);

impl Sink for FirstStamp {
    fn counter(&mut self, _: Found) {}

    fn sample(&mut self, stamp: Stamp, _: &[(usize, f64)]) -> Result<(), LogError> {
        self.0 = Some(stamp.local_ms);
        Err(LogError::Cancelled)
    }
}

/// The pieces of a log that have records in that span, found by probing a few places; all of them if its records are
/// not in order of time, none if it cannot be split.
fn pieces_of(
    log: &OpenLog,
    span_local_ms: &RangeInclusive<i64>,
    progress: &Progress,
) -> Result<Vec<Range<u64>>, LogError> {
    const PLACES: usize = 1 << 12;
    let threads = rayon::current_num_threads();
    let pieces = log.pieces(PLACES);
    let mut seen: Vec<(usize, i64)> = Vec::new();
    let mut first_stamp = |at: usize| -> Result<i64, LogError> {
        for piece in pieces.get(at..).unwrap_or_default() {
            progress.check()?;
            let mut first = FirstStamp::default();
            let room = log.room.of_piece(threads);
            let walked =
                log.stream_piece(piece.clone(), room, &|_| false, &mut first, &mut Diagnostics::default(), progress);
            match (first.0, walked) {
                (Some(stamp), _) => {
                    seen.push((at, stamp));
                    return Ok(stamp);
                }
                (None, walked) => walked.map(|_| ())?,
            }
        }
        Ok(i64::MAX)
    };
    let mut first_after = |is_after: &dyn Fn(i64) -> bool| -> Result<usize, LogError> {
        let (mut low, mut high) = (0, pieces.len());
        while low < high {
            let middle = low.midpoint(high);
            if is_after(first_stamp(middle)?) { high = middle } else { low = middle + 1 }
        }
        Ok(low)
    };
    let begin = first_after(&|stamp| stamp >= *span_local_ms.start())?.saturating_sub(1);
    let end = first_after(&|stamp| stamp > *span_local_ms.end())?;
    seen.sort_unstable();
    let is_rising = seen.windows(2).all(|w| w[0].1 <= w[1].1);
    let all = pieces.first().map_or(0, |p| p.start)..pieces.last().map_or(0, |p| p.end);
    let some = match (pieces.get(begin), end.checked_sub(1).and_then(|last| pieces.get(last))) {
        (Some(first), Some(last)) if is_rising && first.start < last.end => first.start..last.end,
        _ => all,
    };
    let (units, bytes) = (some.end - some.start, log.source.bytes);
    Ok(reader::cut(units, bytes, threads).into_iter().map(|p| some.start + p.start..some.start + p.end).collect())
}

/// `None` if the pieces do not fit together, and the log must be walked as a whole.
fn gather_pieces(
    log: &OpenLog,
    pieces: Vec<Range<u64>>,
    span_local_ms: &RangeInclusive<i64>,
    want: Want<'_>,
    diagnostics: &mut Diagnostics,
    progress: &Progress,
) -> Result<Option<Columns>, LogError> {
    type Piece = Result<(Collector, Diagnostics, Option<u64>), LogError>;
    progress.begin(log.source.bytes);
    let room = log.room.of_piece(pieces.len());
    let walk = |piece: Range<u64>| -> Piece {
        let (mut part, mut diagnostics) = (Collector::new(room, span_local_ms.clone()), Diagnostics::default());
        let lines = log.stream_piece(piece, room, want, &mut part, &mut diagnostics, progress)?;
        part.finish();
        Ok((part, diagnostics, lines))
    };
    let parts: Vec<Piece> = pieces.into_par_iter().map(walk).collect();
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    if parts.iter().any(|(_, _, lines)| lines.is_none()) {
        return Ok(None);
    }
    let mut whole = Columns::default();
    let mut known: HashMap<Key, usize> = HashMap::new();
    let mut lines_before = 0;
    for (part, own, lines) in parts {
        let (records, earlier) = (whole.times.local_ms.len(), whole.columns.len());
        whole.times.append(part.times, lines_before);
        whole.met += part.met;
        whole.interval_ms = whole.interval_ms.or(part.interval_ms);
        for Gathered { mut found, rank, values, is_shed, .. } in part.counters {
            // instances first seen in a later piece come after those of the earlier ones
            found.order.1 += earlier;
            let id = *known.entry(found.path.key().clone()).or_insert_with(|| {
                whole.columns.push(Column { found, rank, is_shed: false, parts: Vec::new() });
                whole.columns.len() - 1
            });
            let column = &mut whole.columns[id];
            column.parts.push((records, values));
            column.is_shed |= is_shed;
        }
        diagnostics.append(part.diagnostics, lines_before);
        diagnostics.append(own, lines_before);
        lines_before += lines.unwrap_or(0);
    }
    Ok(Some(whole))
}

impl Columns {
    /// Gives up counters that were not present all the time and do not fit once their gaps are filled. Returns how many
    /// were given up in total.
    fn shed(&mut self, room: Room) -> usize {
        let met = self.columns.len();
        self.columns.retain(|column| !column.is_shed);
        let cells = (room.values / CELL) as usize;
        let most = (cells / self.times.local_ms.len().max(1)).saturating_sub(2).max(1);
        if self.columns.len() > most {
            let values = |c: &Column| c.parts.iter().map(|(_, values)| values.len()).sum::<usize>();
            self.columns.sort_by_cached_key(|c| (c.rank, std::cmp::Reverse(values(c)), c.found.order));
            self.columns.truncate(most);
        }
        self.columns.sort_by_key(|c| c.found.order);
        met - self.columns.len()
    }
}

impl Column {
    /// The values in order of time, one for each record kept.
    fn finish(&mut self, clock: &Clock, records: usize) -> Values {
        let mut parts = std::mem::take(&mut self.parts).into_iter();
        let mut values = match parts.next() {
            Some((0, values)) => values,
            Some((start, part)) => {
                let mut values = Values::default();
                values.resize(start);
                values.append(part);
                values
            }
            None => Values::default(),
        };
        values.reserve_exact(records);
        for (start, part) in parts {
            values.resize(start);
            values.append(part);
        }
        values.resize(records);
        if let Some(rows) = &clock.rows {
            values = values.picked(rows);
        }
        values
    }
}

/// Reads the wanted counters of a log into a recording: as many as fit, pools first.
///
/// # Errors
/// When reading fails, or the job is cancelled.
pub fn read(log: &OpenLog, want: Want<'_>, progress: &Progress) -> Result<(Recording, Vec<Diagnostic>), LogError> {
    read_span(log, ALWAYS, want, progress)
}

/// As [`read`], limited to the span from one moment to another (UTC milliseconds), both inclusive. If the log's records
/// are in order of time, the rest of it is not read.
///
/// # Errors
/// As [`read`].
pub fn read_between(
    log: &OpenLog,
    (from, to): (i64, i64),
    want: Want<'_>,
    progress: &Progress,
) -> Result<(Recording, Vec<Diagnostic>), LogError> {
    // clocks are set forward and back by an hour
    const CLOCK_CHANGE_MS: i64 = 2 * 3_600_000;
    let local = |ms: i64, margin: i64| log.facts.zone.local_from_utc(ms).saturating_add(margin);
    let span = local(from, -CLOCK_CHANGE_MS)..=local(to, CLOCK_CHANGE_MS);
    let (recording, diagnostics) = read_span(log, span, want, progress)?;
    Ok((recording.between((from, to)), diagnostics))
}

fn read_span(
    log: &OpenLog,
    span_local_ms: RangeInclusive<i64>,
    want: Want<'_>,
    progress: &Progress,
) -> Result<(Recording, Vec<Diagnostic>), LogError> {
    let mut diagnostics = Diagnostics::default();
    let mut gathered = gather(log, span_local_ms, want, &mut diagnostics, progress)?;
    diagnostics.add_many(DiagnosticKind::TooManyCounters, gathered.shed(log.room) as u64, None);
    let Columns { columns, times, met, interval_ms } = gathered;
    let records = times.local_ms.len();
    let left_out = met - records as u64;
    diagnostics.add_many(DiagnosticKind::Thinned, left_out, None);
    let mut clock = order::clock(times, &log.facts.zone, &mut diagnostics);
    // an export of events is not expected to have any
    let is_empty = clock.axis.is_empty() && log.facts.exported_events.is_empty();
    diagnostics.add_many(DiagnosticKind::NoSamples, u64::from(is_empty), None);
    clock.axis.thinned = interval_ms.filter(|_| left_out > 0).map(|interval_ms| Thinned { left_out, interval_ms });
    let mut finished: Vec<(Column, Values)> = columns.into_iter().map(|c| (c, Values::default())).collect();
    // for a few values, threads cost more than they save
    let is_small = records.saturating_mul(finished.len()) < 1 << 18;
    let finish = |(column, values): &mut (Column, Values)| *values = column.finish(&clock, records);
    if is_small {
        finished.iter_mut().for_each(finish)
    } else {
        finished.par_iter_mut().for_each(finish);
    }
    progress.check()?;
    let counter =
        |(Column { found, .. }, values)| Counter { path: found.path, kind: found.kind, values: Arc::new(values) };
    let counters = finished.into_iter().map(counter).collect();
    let facts = Facts { zone: clock.zone, ..log.facts.clone() };
    let recording = Recording {
        parts: vec![Part::of(log.source.clone(), &facts, &clock.axis)],
        facts,
        is_single_computer: true,
        axis: Arc::new(clock.axis),
        counters,
    };
    Ok((recording, diagnostics.into_vec()))
}

struct Count<'a> {
    found: Vec<Found>,
    values: Vec<u64>,
    stamps: Stamps,
    path: &'a Path,
}

impl Sink for Count<'_> {
    fn counter(&mut self, found: Found) {
        self.found.push(found);
        self.values.push(0);
    }

    fn sample(&mut self, stamp: Stamp, values: &[(usize, f64)]) -> Result<(), LogError> {
        self.stamps.add(stamp, self.path)?;
        for (id, _) in values {
            self.values[*id] += 1;
        }
        Ok(())
    }
}

/// Lists every counter with the number of its values.
///
/// # Errors
/// When reading fails, or the job is cancelled.
pub fn survey(log: &OpenLog, progress: &Progress) -> Result<(Catalogue, Vec<Diagnostic>), LogError> {
    let mut diagnostics = Diagnostics::default();
    let (found, values, stamps) = Default::default();
    let mut count = Count { found, values, stamps, path: &log.source.path };
    log.stream(&|_| true, &mut count, &mut diagnostics, progress)?;
    let KeptTimes { ends: span_local_ms, count: samples, .. } = count.stamps.kept(&log.facts.zone, &mut diagnostics);
    let counters = in_log_order(&count.found)
        .into_iter()
        .map(|id| CatalogueEntry {
            path: count.found[id].path.clone(),
            kind: count.found[id].kind,
            values: count.values[id],
        })
        .collect();
    Ok((Catalogue { span_local_ms, samples, counters }, diagnostics.into_vec()))
}
