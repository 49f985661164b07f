//! Sinks: gather values into a recording, or count them into a catalogue.

use super::limits;
use super::{Diagnostic, DiagnosticKind, Diagnostics, Found, LogError, OpenLog, Progress, Sink, Want};
use crate::model::catalogue;
use crate::model::units::{KB, MB, TB, Unit};
use crate::model::{Counter, CounterPath, CounterType, Key, KeyedPath, Part, Recording, TimeAxis, Zone};
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a log holds.
#[derive(Clone, Debug)]
pub struct Catalogue {
    pub axis: Arc<TimeAxis>,
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
            return Clock { axis: TimeAxis { local_ms, utc_ms }, rows: None };
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
    Clock { axis: TimeAxis { local_ms: pick(&local_ms), utc_ms: pick(&utc) }, rows: Some(rows) }
}

/// Which records are written in which order, for those who stream: `None` where the file's order is not that of time.
pub(crate) fn kept_in_order(local_ms: &[i64], zone: &Zone, diagnostics: &mut Diagnostics) -> Option<Vec<u32>> {
    match clock(local_ms.to_vec(), zone, diagnostics).rows {
        None => Some((0..local_ms.len() as u32).collect()),
        rows => rows.filter(|r| r.is_sorted()),
    }
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

/// Bytes that the values of a log, or of several read together, may still take. Shared by those who read side by side.
#[derive(Debug)]
pub struct Allowance(AtomicU64);

impl Default for Allowance {
    fn default() -> Self {
        Self(AtomicU64::new(limits::VALUES_BYTES))
    }
}

impl Allowance {
    /// Takes `bytes`; false when there are not that many left.
    fn take(&self, bytes: u64) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes)).is_ok()
    }
}

/// What one reader took from the allowance and has not used yet: it is asked for in large parts, and given back at the end.
struct BudgetLease<'a> {
    allowance: &'a Allowance,
    bytes: u64,
}

impl BudgetLease<'_> {
    /// Pays for some values; false when there is no more.
    fn spend(&mut self, values: usize) -> bool {
        const PART: u64 = 1 << 20;
        let bytes = 8 * values as u64;
        if bytes > self.bytes {
            let part = bytes.max(PART);
            if !self.allowance.take(part) {
                return false;
            }
            self.bytes += part;
        }
        self.bytes -= bytes;
        true
    }
}

impl Drop for BudgetLease<'_> {
    fn drop(&mut self) {
        self.allowance.0.fetch_add(self.bytes, Ordering::Relaxed);
    }
}

struct Collector<'a> {
    found: Vec<Found>,
    /// By counter: a value for each record up to the last that has one, NaN where there is none.
    values: Vec<Vec<f64>>,
    local_ms: Vec<i64>,
    lease: BudgetLease<'a>,
    path: &'a Path,
}

fn over_limit(path: &Path) -> LogError {
    LogError::Limit { doing: "reading values", limit_mb: limits::VALUES_BYTES >> 20, path: path.to_owned() }
}

impl<'a> Collector<'a> {
    fn new(path: &'a Path, allowance: &'a Allowance) -> Self {
        let lease = BudgetLease { allowance, bytes: 0 };
        Self { found: Vec::new(), values: Vec::new(), local_ms: Vec::new(), lease, path }
    }

    fn spend(&mut self, values: usize) -> Result<(), LogError> {
        if self.lease.spend(values) { Ok(()) } else { Err(over_limit(self.path)) }
    }
}

impl Sink for Collector<'_> {
    fn counter(&mut self, found: Found) {
        self.found.push(found);
        self.values.push(Vec::new());
    }

    fn room_for(&mut self, samples: usize) {
        // only a hint, and nothing that a file may ask for beyond its due
        let bytes = samples.saturating_mul(8).saturating_mul(self.values.len() + 1) as u64;
        if bytes <= self.lease.allowance.0.load(Ordering::Relaxed) {
            self.local_ms.reserve(samples);
            self.values.iter_mut().for_each(|column| column.reserve(samples));
        }
    }

    fn sample(&mut self, local_ms: i64, values: &[(usize, f64)]) -> Result<(), LogError> {
        let row = self.local_ms.len();
        if row >= u32::MAX as usize {
            return Err(over_limit(self.path));
        }
        self.spend(1 + values.len())?;
        self.local_ms.push(local_ms);
        for (id, value) in values {
            let missed = row.saturating_sub(self.values[*id].len());
            if missed > 0 {
                self.spend(missed)?;
                self.values[*id].resize(row, f64::NAN);
            }
            let column = &mut self.values[*id];
            match column.get_mut(row) {
                Some(slot) => *slot = *value,
                None => column.push(*value),
            }
        }
        Ok(())
    }
}

/// One counter while its log is read.
struct Column {
    found: Found,
    /// What each piece of the log has of it, with the number of the piece's first record.
    parts: Vec<(usize, Vec<f64>)>,
}

/// A log as gathered, in the order of the file.
struct Columns {
    columns: Vec<Column>,
    local_ms: Vec<i64>,
}

/// Gathers a log, in pieces side by side where it can be cut.
fn gather(
    log: &OpenLog,
    want: Want<'_>,
    diagnostics: &mut Diagnostics,
    progress: &Progress,
    allowance: &Allowance,
) -> Result<Columns, LogError> {
    let pieces = log.pieces(rayon::current_num_threads());
    if pieces.len() > 1
        && let Some(whole) = gather_pieces(log, pieces, want, diagnostics, progress, allowance)?
    {
        return Ok(whole);
    }
    let mut whole = Collector::new(&log.source.path, allowance);
    log.stream(want, &mut whole, diagnostics, progress)?;
    let columns = whole.found.into_iter().zip(whole.values);
    let columns = columns.map(|(found, values)| Column { found, parts: vec![(0, values)] }).collect();
    Ok(Columns { columns, local_ms: whole.local_ms })
}

/// `None` where the pieces do not fit together, and the log must be walked in one.
fn gather_pieces(
    log: &OpenLog,
    pieces: Vec<Range<u64>>,
    want: Want<'_>,
    diagnostics: &mut Diagnostics,
    progress: &Progress,
    allowance: &Allowance,
) -> Result<Option<Columns>, LogError> {
    type Piece<'a> = Result<(Collector<'a>, Diagnostics, Option<u64>), LogError>;
    progress.begin(log.source.bytes);
    let walk = |piece: Range<u64>| -> Piece<'_> {
        let (mut part, mut diagnostics) = (Collector::new(&log.source.path, allowance), Diagnostics::default());
        let lines = log.stream_piece(piece, want, &mut part, &mut diagnostics, progress)?;
        Ok((part, diagnostics, lines))
    };
    let parts: Vec<Piece<'_>> = pieces.into_par_iter().map(walk).collect();
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    if parts.iter().any(|(_, _, lines)| lines.is_none()) {
        // it will be read again, and is not paid for twice
        let used = |part: &Collector<'_>| part.local_ms.len() + part.values.iter().map(Vec::len).sum::<usize>();
        let used: usize = parts.iter().map(|(part, _, _)| used(part)).sum();
        allowance.0.fetch_add(8 * used as u64, Ordering::Relaxed);
        return Ok(None);
    }
    let mut whole = Columns { columns: Vec::new(), local_ms: Vec::new() };
    let mut known: HashMap<Key, usize> = HashMap::new();
    let mut lines_before = 0;
    for (part, own, lines) in parts {
        let (records, earlier) = (whole.local_ms.len(), whole.columns.len());
        if records + part.local_ms.len() > u32::MAX as usize {
            return Err(over_limit(&log.source.path));
        }
        whole.local_ms.extend(part.local_ms);
        for (mut found, values) in part.found.into_iter().zip(part.values) {
            // instances met first in a later piece come after those of the earlier ones
            found.order.1 += earlier;
            let id = *known.entry(found.path.key().clone()).or_insert_with(|| {
                whole.columns.push(Column { found, parts: Vec::new() });
                whole.columns.len() - 1
            });
            whole.columns[id].parts.push((records, values));
        }
        diagnostics.append(own, lines_before);
        lines_before += lines.unwrap_or(0);
    }
    Ok(Some(whole))
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

/// Reads the wanted counters of a log into a recording.
///
/// # Errors
/// When reading fails, the job is cancelled, or the values do not fit into the allowance.
pub fn read(
    log: &OpenLog,
    want: Want<'_>,
    progress: &Progress,
    allowance: &Allowance,
) -> Result<(Recording, Vec<Diagnostic>), LogError> {
    let mut diagnostics = Diagnostics::default();
    let Columns { mut columns, local_ms } = gather(log, want, &mut diagnostics, progress, allowance)?;
    let records = local_ms.len();
    columns.sort_by_key(|c| c.found.order);
    // counters that were not there all the time are filled up
    let missing: usize = columns.iter().map(|c| records - c.parts.iter().map(|p| p.1.len()).sum::<usize>()).sum();
    if !allowance.take(8 * missing as u64) {
        return Err(over_limit(&log.source.path));
    }
    let clock = clock(local_ms, &log.facts.zone, &mut diagnostics);
    let mut finished: Vec<(Column, (Vec<f64>, u64))> = columns.into_iter().map(|c| (c, (Vec::new(), 0))).collect();
    // threads cost more than putting a few values in order does
    let is_small = records.saturating_mul(finished.len()) < 1 << 18;
    let finish = |(column, done): &mut (Column, _)| *done = column.finish(&clock, records);
    if is_small {
        finished.iter_mut().for_each(finish)
    } else {
        finished.par_iter_mut().for_each(finish);
    }
    let mut counters = Vec::with_capacity(finished.len());
    for (column, (values, impossible)) in finished {
        diagnostics.add_many(DiagnosticKind::ImpossibleValue, impossible, None);
        counters.push(Counter { path: column.found.path, kind: column.found.kind, values: Arc::new(values) });
    }
    let recording = Recording {
        parts: vec![Part::of(log.source.clone(), &log.facts, &clock.axis.utc_ms)],
        facts: log.facts.clone(),
        is_single_computer: true,
        axis: Arc::new(clock.axis),
        counters,
    };
    Ok((recording, diagnostics.into_vec()))
}

#[derive(Default)]
struct Count {
    found: Vec<Found>,
    values: Vec<u64>,
    local_ms: Vec<i64>,
}

impl Sink for Count {
    fn counter(&mut self, found: Found) {
        self.found.push(found);
        self.values.push(0);
    }

    fn sample(&mut self, local_ms: i64, values: &[(usize, f64)]) -> Result<(), LogError> {
        self.local_ms.push(local_ms);
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
    let mut count = Count::default();
    log.stream(&|_| true, &mut count, &mut diagnostics, progress)?;
    let axis = clock(std::mem::take(&mut count.local_ms), &log.facts.zone, &mut diagnostics).axis;
    let counters = in_log_order(&count.found)
        .into_iter()
        .map(|id| CatalogueEntry {
            path: count.found[id].path.clone(),
            kind: count.found[id].kind,
            values: count.values[id],
        })
        .collect();
    Ok((Catalogue { axis: Arc::new(axis), counters }, diagnostics.into_vec()))
}
