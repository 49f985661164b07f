//! Sinks: gather values into a recording, or count them into a catalogue.

use super::budget::Room;
use super::limits;
use super::reader;
use super::{Diagnostic, DiagnosticKind, Diagnostics, Found, LogError, OpenLog, Progress, Sink, Want};
use crate::model::catalogue;
use crate::model::units::{KB, MB, TB, Unit};
use crate::model::{Counter, CounterPath, CounterType, Key, KeyedPath, Part, Recording, Thinned, TimeAxis, Zone};
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
    /// Values present.
    pub values: u64,
}

/// The counters' order in the log, as indexes into `found`.
pub(crate) fn in_log_order(found: &[Found]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|i| found[*i].order);
    order
}

/// Times of the records as they came, and the order that sorts them.
struct Clock {
    axis: TimeAxis,
    /// For each record kept, in order of time, its number as read; `None` where that is every record, as read.
    rows: Option<Vec<u32>>,
}

/// A stamp that lies further than this from both its neighbours, which lie close to each other, is damage (ms).
const FAR_MS: i64 = 86_400_000;

/// Records whose time cannot be: outside of any Windows' life, or alone and far from their neighbours in the file. Empty
/// where there is none.
fn impossible_times(local_ms: &[i64]) -> Vec<bool> {
    // at the ends there is one neighbour only: a single sample years away from all the others is damage
    const YEARS_MS: i64 = 3 * 365 * 86_400_000;
    let (is_rising, is_near) = (local_ms.is_sorted(), |ms: &[i64]| ms.windows(2).all(|w| w[1] - w[0] <= YEARS_MS));
    let ends = [local_ms.first(), local_ms.last()];
    if is_rising && ends.iter().flatten().all(|ms| limits::TIME_MS.contains(*ms)) && is_near(local_ms) {
        return Vec::new();
    }
    let mut bad: Vec<bool> = local_ms.iter().map(|ms| !limits::TIME_MS.contains(ms)).collect();
    let good: Vec<usize> = (0..local_ms.len()).filter(|i| !bad[*i]).collect();
    for w in good.windows(3) {
        let (before, this, after) = (local_ms[w[0]], local_ms[w[1]], local_ms[w[2]]);
        let step = after - before;
        let is_outside = this < before - FAR_MS.max(step) || this > after + FAR_MS.max(step);
        bad[w[1]] |= (0..=FAR_MS).contains(&step) && is_outside;
    }
    if let [first, second, .., before_last, last] = good[..] {
        let span = (local_ms[before_last] - local_ms[second]).abs();
        bad[first] |= (local_ms[second] - local_ms[first]).abs() > YEARS_MS.max(span * 10);
        bad[last] |= (local_ms[last] - local_ms[before_last]).abs() > YEARS_MS.max(span * 10);
    }
    bad
}

/// Puts records in order of time; of equal stamps the first is kept.
fn clock(local_ms: Vec<i64>, zone: &Zone, diagnostics: &mut Diagnostics) -> Clock {
    let bad = impossible_times(&local_ms);
    if bad.is_empty() {
        let mut previous = None;
        let mut is_rising = !local_ms.is_empty();
        let utc_ms = local_ms.iter().map(|ms| {
            let moment = zone.utc_from_local(*ms, previous);
            is_rising &= previous.is_none_or(|p| p < moment);
            previous = Some(moment);
            moment
        });
        let utc_ms: Vec<i64> = utc_ms.collect();
        if is_rising {
            return Clock { axis: TimeAxis { local_ms, utc_ms, thinned: None }, rows: None };
        }
    }
    let count = local_ms.len();
    diagnostics.add_many(DiagnosticKind::BadTime, bad.iter().filter(|b| **b).count() as u64, None);
    let mut rows: Vec<u32> = (0..count as u32).filter(|r| bad.get(*r as usize) != Some(&true)).collect();
    let mut utc = vec![0; count];
    let mut previous = None;
    let mut behind = 0;
    for row in &rows {
        let moment = zone.utc_from_local(local_ms[*row as usize], previous);
        behind += u64::from(previous.is_some_and(|p| moment < p));
        previous = Some(moment);
        utc[*row as usize] = moment;
    }
    if behind > 0 {
        diagnostics.add_many(DiagnosticKind::OutOfOrder, behind, None);
        rows.sort_by_key(|r| utc[*r as usize]);
    }
    let before = rows.len();
    rows.dedup_by_key(|r| utc[*r as usize]);
    diagnostics.add_many(DiagnosticKind::SameTime, (before - rows.len()) as u64, None);
    if rows.is_empty() {
        diagnostics.add_many(DiagnosticKind::NoSamples, 1, None);
    }
    let pick = |all: &[i64]| rows.iter().map(|r| all[*r as usize]).collect();
    Clock { axis: TimeAxis { local_ms: pick(&local_ms), utc_ms: pick(&utc), thinned: None }, rows: Some(rows) }
}

/// The amounts of memory that a machine can have, for counters of memory.
fn possible_amounts(path: &CounterPath) -> Option<RangeInclusive<f64>> {
    let most = if catalogue::pool(path).is_some() { 16.0 * TB } else { 4096.0 * TB };
    match Unit::of_counter(path.english_counter()) {
        Unit::Bytes => Some(0.0..=most),
        Unit::KBytes => Some(0.0..=most / KB),
        Unit::MBytes => Some(0.0..=most / MB),
        Unit::Count | Unit::Percent => None,
    }
}

/// How much a counter is needed: of two, the lower goes last where memory ends.
fn rank(path: &CounterPath) -> u8 {
    if catalogue::pool(path).is_some() {
        POOL
    } else if catalogue::serves_pools(path) {
        1
    } else if catalogue::serves_everything(path) {
        2
    } else {
        3
    }
}

const POOL: u8 = 0;

/// Records that are never thinned: fewer than a picture has columns.
const FEW_RECORDS: usize = 1 << 13;

/// Bytes of a value or a time.
const CELL: u64 = 8;

/// The counter of a log while it, or a piece of it, is read.
struct Gathered {
    found: Found,
    rank: u8,
    /// A value for each record up to the last that has one, NaN where there is none.
    values: Vec<f64>,
    /// Whether it was given up for want of memory.
    is_shed: bool,
}

struct Collector {
    /// Records of another time are passed over.
    span_local_ms: RangeInclusive<i64>,
    counters: Vec<Gathered>,
    local_ms: Vec<i64>,
    /// Bytes that values and times may take, and take.
    room: Room,
    used: u64,
    /// Records met, whether kept or not.
    met: u64,
    /// Milliseconds between neighbours before any were left out.
    interval_ms: Option<i64>,
}

impl Collector {
    fn new(room: Room, span_local_ms: RangeInclusive<i64>) -> Self {
        let (counters, local_ms) = (Vec::new(), Vec::new());
        Self { span_local_ms, counters, local_ms, room, used: 0, met: 0, interval_ms: None }
    }

    /// Makes room for `len` values or times in a column; what that takes more.
    fn grow<T>(column: &mut Vec<T>, len: usize) -> u64 {
        let before = column.capacity();
        if len > before {
            column.reserve_exact((len + len / 2).max(16) - column.len());
        }
        CELL * (column.capacity() - before) as u64
    }

    /// Gives up what is needed least until an eighth of the room is free; where only pools are left, records.
    #[cold]
    fn make_room(&mut self) {
        let enough = self.room.values - self.room.values / 8;
        // a shed column is worth its while only where many records are not the trouble
        let is_shed = self.shed(enough, |counter| counter.rank != POOL);
        if !is_shed && self.local_ms.len() > FEW_RECORDS.min(self.room.records) {
            self.thin();
            self.shrink();
        }
        if self.used > self.room.values {
            self.shed(enough, |_| true);
        }
    }

    /// Gives up counters until no more than so many bytes are used; whether that was enough.
    fn shed(&mut self, enough: u64, may_go: impl Fn(&Gathered) -> bool) -> bool {
        let mut order: Vec<usize> = (0..self.counters.len()).collect();
        order.retain(|i| !self.counters[*i].is_shed && may_go(&self.counters[*i]));
        order.sort_by_key(|i| (self.counters[*i].rank, *i));
        while self.used > enough
            && let Some(counter) = order.pop().and_then(|last| self.counters.get_mut(last))
        {
            self.used -= CELL * counter.values.capacity() as u64;
            (counter.values, counter.is_shed) = (Vec::new(), true);
        }
        self.used <= enough
    }

    /// Leaves out about half of the records: of each stretch of neighbours the first stays, and those where a counter is
    /// lowest and highest, of the most needed ones. What stays is as it was read.
    #[cold]
    fn thin(&mut self) {
        /// Counters whose extremes are kept.
        const MOST: usize = 16;
        if self.interval_ms.is_none() {
            let mut steps: Vec<i64> = self.local_ms.windows(2).map(|w| w[1] - w[0]).collect();
            let middle = steps.len() / 2;
            self.interval_ms = (!steps.is_empty()).then(|| *steps.select_nth_unstable(middle).1);
        }
        let mut watched: Vec<&Gathered> = self.counters.iter().filter(|c| !c.is_shed).collect();
        watched.sort_by_key(|c| c.rank);
        let watched: Vec<&[f64]> = watched.into_iter().take(MOST).map(|c| &c.values[..]).collect();
        let stretch = 2 * (1 + 2 * watched.len());
        let mut kept: Vec<usize> = Vec::with_capacity(self.local_ms.len() / 2 + stretch);
        let mut chosen = Vec::with_capacity(stretch);
        for start in (0..self.local_ms.len()).step_by(stretch) {
            let end = (start + stretch).min(self.local_ms.len());
            chosen.clear();
            chosen.push(start);
            for values in &watched {
                let present = || (start..end).filter(|i| values.get(*i).is_some_and(|v| v.is_finite()));
                chosen.extend(present().min_by(|a, b| values[*a].total_cmp(&values[*b])));
                // of equal ones the first, as everywhere
                chosen.extend(present().rev().max_by(|a, b| values[*a].total_cmp(&values[*b])));
            }
            chosen.sort_unstable();
            chosen.dedup();
            kept.extend(&chosen);
        }
        pick_in_place(&mut self.local_ms, &kept);
        self.counters.iter_mut().for_each(|counter| pick_in_place(&mut counter.values, &kept));
    }

    /// Gives back what columns no longer need.
    fn shrink(&mut self) {
        let mut used = 0;
        for counter in &mut self.counters {
            counter.values.shrink_to(counter.values.len() + counter.values.len() / 4);
            used += counter.values.capacity();
        }
        self.local_ms.shrink_to(self.local_ms.len() + self.local_ms.len() / 4);
        self.used = CELL * (used + 2 * self.local_ms.capacity()) as u64;
    }
}

/// Keeps the values at these indexes, which rise; a column may end before them.
fn pick_in_place<T: Copy>(column: &mut Vec<T>, kept: &[usize]) {
    let there = kept.partition_point(|from| *from < column.len());
    for (to, from) in kept[..there].iter().enumerate() {
        column[to] = column[*from];
    }
    column.truncate(there);
}

impl Sink for Collector {
    fn counter(&mut self, found: Found) {
        let rank = rank(&found.path);
        self.counters.push(Gathered { found, rank, values: Vec::new(), is_shed: false });
    }

    fn room_for(&mut self, samples: usize) {
        // only a hint, and nothing that a file may ask for beyond its due
        let bytes = CELL.saturating_mul(samples as u64).saturating_mul(self.counters.len() as u64 + 2);
        if bytes <= self.room.values && samples <= self.room.records {
            self.local_ms.reserve(samples);
            self.counters.iter_mut().for_each(|counter| counter.values.reserve(samples));
            self.used = bytes;
        }
    }

    fn sample(&mut self, local_ms: i64, values: &[(usize, f64)]) -> Result<(), LogError> {
        if !self.span_local_ms.contains(&local_ms) {
            return Ok(());
        }
        let row = self.local_ms.len();
        self.met += 1;
        // a time is kept as local and, in the end, as UTC
        self.used += 2 * Self::grow(&mut self.local_ms, row + 1);
        self.local_ms.push(local_ms);
        for (id, value) in values {
            if self.counters[*id].is_shed {
                continue;
            }
            if self.counters[*id].values.capacity() <= row {
                self.used += Self::grow(&mut self.counters[*id].values, row + 1);
                if self.used > self.room.values {
                    self.shed(self.room.values - self.room.values / 8, |counter| counter.rank != POOL);
                    if self.counters[*id].is_shed {
                        continue;
                    }
                }
            }
            let column = &mut self.counters[*id].values;
            if column.len() < row {
                column.resize(row, f64::NAN);
            }
            match column.get_mut(row) {
                Some(slot) => *slot = *value,
                None => column.push(*value),
            }
        }
        if self.used > self.room.values {
            self.make_room();
        }
        if self.local_ms.len() >= self.room.records {
            self.thin();
        }
        Ok(())
    }
}

/// One counter while its log is read.
struct Column {
    found: Found,
    rank: u8,
    is_shed: bool,
    /// What each piece of the log has of it, with the number of the piece's first record.
    parts: Vec<(usize, Vec<f64>)>,
}

/// A log as gathered, in the order of the file.
#[derive(Default)]
struct Columns {
    columns: Vec<Column>,
    local_ms: Vec<i64>,
    /// Records met, whether kept or not.
    met: u64,
    interval_ms: Option<i64>,
}

/// Any time.
const ALWAYS: RangeInclusive<i64> = i64::MIN..=i64::MAX;

/// Gathers a log, in pieces side by side where it can be cut.
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
    let Collector { counters, local_ms, met, interval_ms, .. } = whole;
    let column = |Gathered { found, rank, values, is_shed }| Column { found, rank, is_shed, parts: vec![(0, values)] };
    Ok(Columns { columns: counters.into_iter().map(column).collect(), local_ms, met, interval_ms })
}

/// When the first record of a piece was taken.
#[derive(Default)]
struct FirstStamp(Option<i64>);

impl Sink for FirstStamp {
    fn counter(&mut self, _: Found) {}

    fn sample(&mut self, local_ms: i64, _: &[(usize, f64)]) -> Result<(), LogError> {
        self.0 = Some(local_ms);
        Err(LogError::Cancelled)
    }
}

/// The pieces of a log in which records of that time are, found by looking at a few places; all of them where its records
/// are not in order of time, none where it cannot be cut.
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
            let walked = log.stream_piece(piece.clone(), room, &|_| false, &mut first, &mut Diagnostics::default(), progress);
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

/// `None` where the pieces do not fit together, and the log must be walked in one.
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
        let (records, earlier) = (whole.local_ms.len(), whole.columns.len());
        whole.local_ms.extend(part.local_ms);
        whole.met += part.met;
        whole.interval_ms = whole.interval_ms.or(part.interval_ms);
        for Gathered { mut found, rank, values, is_shed } in part.counters {
            // instances met first in a later piece come after those of the earlier ones
            found.order.1 += earlier;
            let id = *known.entry(found.path.key().clone()).or_insert_with(|| {
                whole.columns.push(Column { found, rank, is_shed: false, parts: Vec::new() });
                whole.columns.len() - 1
            });
            let column = &mut whole.columns[id];
            column.parts.push((records, values));
            column.is_shed |= is_shed;
        }
        diagnostics.append(own, lines_before);
        lines_before += lines.unwrap_or(0);
    }
    Ok(Some(whole))
}

impl Columns {
    /// Gives up counters that were not there all the time and do not fit once they are filled up. Returns how many were
    /// given up altogether.
    fn shed(&mut self, room: Room) -> usize {
        let met = self.columns.len();
        self.columns.retain(|column| !column.is_shed);
        let cells = (room.values / CELL) as usize;
        let most = (cells / self.local_ms.len().max(1)).saturating_sub(2).max(1);
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
    /// The values in order of time, one for each record kept, and how many were impossible.
    fn finish(&mut self, clock: &Clock, records: usize) -> (Vec<f64>, u64) {
        let mut parts = std::mem::take(&mut self.parts).into_iter();
        let mut values = match parts.next() {
            Some((0, values)) => values,
            Some((start, part)) => {
                let mut values = vec![f64::NAN; start];
                values.extend(part);
                values
            }
            None => Vec::new(),
        };
        values.reserve_exact(records.saturating_sub(values.len()));
        for (start, part) in parts {
            values.resize(start, f64::NAN);
            values.extend(part);
        }
        values.resize(records, f64::NAN);
        let mut impossible = 0;
        if let Some(possible) = possible_amounts(&self.found.path) {
            for value in values.iter_mut().filter(|v| !v.is_nan() && !possible.contains(*v)) {
                *value = f64::NAN;
                impossible += 1;
            }
        }
        if let Some(rows) = &clock.rows {
            values = rows.iter().map(|row| values[*row as usize]).collect();
        }
        (values, impossible)
    }
}

/// Reads the wanted counters of a log into a recording: all that fits, the pools before anything else.
///
/// # Errors
/// When reading fails, or the job is cancelled.
pub fn read(log: &OpenLog, want: Want<'_>, progress: &Progress) -> Result<(Recording, Vec<Diagnostic>), LogError> {
    read_span(log, ALWAYS, want, progress)
}

/// As [`read`], of the time from one moment to another (UTC milliseconds), both included. Where the log's records are in
/// order of time, the rest of it is not read.
///
/// # Errors
/// As [`read`].
pub fn read_between(
    log: &OpenLog,
    (from, to): (i64, i64),
    want: Want<'_>,
    progress: &Progress,
) -> Result<(Recording, Vec<Diagnostic>), LogError> {
    // clocks are set by an hour, and back
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
    let Columns { columns, local_ms, met, interval_ms } = gathered;
    let records = local_ms.len();
    let left_out = met - records as u64;
    diagnostics.add_many(DiagnosticKind::Thinned, left_out, None);
    let mut clock = clock(local_ms, &log.facts.zone, &mut diagnostics);
    clock.axis.thinned = interval_ms.filter(|_| left_out > 0).map(|interval_ms| Thinned { left_out, interval_ms });
    let mut finished: Vec<(Column, (Vec<f64>, u64))> = columns.into_iter().map(|c| (c, (Vec::new(), 0))).collect();
    // threads cost more than putting a few values in order does
    let is_small = records.saturating_mul(finished.len()) < 1 << 18;
    let finish = |(column, done): &mut (Column, _)| *done = column.finish(&clock, records);
    if is_small {
        finished.iter_mut().for_each(finish)
    } else {
        finished.par_iter_mut().for_each(finish);
    }
    progress.check()?;
    let mut counters = Vec::with_capacity(finished.len());
    for (column, (values, impossible)) in finished {
        diagnostics.add_many(DiagnosticKind::ImpossibleValue, impossible, None);
        counters.push(Counter { path: column.found.path, kind: column.found.kind, values: Arc::new(values) });
    }
    let recording = Recording {
        parts: vec![Part::of(log.source.clone(), &log.facts, &clock.axis)],
        facts: log.facts.clone(),
        is_single_computer: true,
        axis: Arc::new(clock.axis),
        counters,
    };
    Ok((recording, diagnostics.into_vec()))
}

/// When the records of a log were taken, without the records: all of them while they are few or out of order, else only
/// what they begin and end with.
#[derive(Debug, Default)]
pub struct Stamps {
    local_ms: Vec<i64>,
    /// Of records that rise in time, of which only these are known.
    rising: Option<Rising>,
}

#[derive(Clone, Copy, Debug)]
struct Rising {
    first: i64,
    last: i64,
    count: u64,
}

impl Stamps {
    /// Records whose times are kept one by one: 256 MB.
    const MOST: usize = 1 << 25;

    /// Takes one more.
    ///
    /// # Errors
    /// Where there are too many that are out of order.
    pub fn add(&mut self, local_ms: i64, path: &Path) -> Result<(), LogError> {
        let limit = || LogError::Limit {
            doing: "putting samples in order of time",
            found: format!("more than {} million", Self::MOST >> 20),
            path: path.to_owned(),
        };
        if let Some(rising) = &mut self.rising {
            if local_ms <= rising.last || !limits::TIME_MS.contains(&local_ms) {
                return Err(limit());
            }
            (rising.last, rising.count) = (local_ms, rising.count + 1);
            return Ok(());
        }
        self.local_ms.push(local_ms);
        if self.local_ms.len() >= Self::MOST {
            let rises = self.local_ms.windows(2).all(|w| w[0] < w[1]) && impossible_times(&self.local_ms).is_empty();
            let local_ms = std::mem::take(&mut self.local_ms);
            let ends = local_ms.first().copied().zip(local_ms.last().copied()).filter(|_| rises);
            let (first, last) = ends.ok_or_else(limit)?;
            self.rising = Some(Rising { first, last, count: local_ms.len() as u64 });
        }
        Ok(())
    }

    /// How many were taken.
    pub fn count(&self) -> u64 {
        self.rising.map_or(self.local_ms.len() as u64, |rising| rising.count)
    }

    /// Which records a table of the log has, and in which order.
    pub fn kept(&self, zone: &Zone, diagnostics: &mut Diagnostics) -> KeptRecords {
        if self.rising.is_some() {
            return KeptRecords::All;
        }
        match clock(self.local_ms.clone(), zone, diagnostics).rows {
            None => KeptRecords::All,
            Some(rows) if rows.is_sorted() => KeptRecords::These(rows),
            Some(_) => KeptRecords::Sorted,
        }
    }

    /// The local time of the first record that is kept.
    pub fn first(&self, kept: &KeptRecords) -> Option<i64> {
        match (self.rising, kept) {
            (Some(rising), _) => Some(rising.first),
            (None, KeptRecords::These(rows)) => rows.first().and_then(|row| self.local_ms.get(*row as usize)).copied(),
            (None, _) => self.local_ms.first().copied(),
        }
    }

    /// The local times of the first and the last record, and how many there are, in order of time.
    fn summary(self, zone: &Zone, diagnostics: &mut Diagnostics) -> (Option<(i64, i64)>, u64) {
        match self.rising {
            Some(Rising { first, last, count }) => (Some((first, last)), count),
            None => {
                let local_ms = clock(self.local_ms, zone, diagnostics).axis.local_ms;
                (local_ms.first().copied().zip(local_ms.last().copied()), local_ms.len() as u64)
            }
        }
    }
}

/// Which records of a log are written, for those who stream.
#[derive(Debug, PartialEq)]
pub enum KeptRecords {
    All,
    /// By their numbers, which rise.
    These(Vec<u32>),
    /// The file's order is not that of time: they cannot be streamed.
    Sorted,
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

    fn sample(&mut self, local_ms: i64, values: &[(usize, f64)]) -> Result<(), LogError> {
        self.stamps.add(local_ms, self.path)?;
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
    let (span_local_ms, samples) = count.stamps.summary(&log.facts.zone, &mut diagnostics);
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
