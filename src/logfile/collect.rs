//! Sinks: gather values into a recording, or count them into a catalogue.

use super::limits::{self, Budget};
use super::{Found, LogError, Note, NoteKind, Notes, OpenLog, Progress, Sink, Want};
use crate::model::pools::Pool;
use crate::model::units::{KB, MB, TB, Unit};
use crate::model::{Counter, CounterPath, CounterType, Recording, TimeAxis, Zone};
use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::sync::Arc;

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
    pub path: CounterPath,
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
    /// For each record kept, in order of time, its number as read.
    rows: Vec<u32>,
}

/// A stamp that lies further than this from both its neighbours, which lie close to each other, is damage (ms).
const FAR_MS: i64 = 86_400_000;

/// Records whose time cannot be: outside of any Windows' life, or alone and far from their neighbours in the file.
fn impossible_times(local_ms: &[i64]) -> Vec<bool> {
    let mut bad: Vec<bool> = local_ms.iter().map(|ms| !limits::TIME_MS.contains(ms)).collect();
    let good: Vec<usize> = (0..local_ms.len()).filter(|i| !bad[*i]).collect();
    for w in good.windows(3) {
        let (before, this, after) = (local_ms[w[0]], local_ms[w[1]], local_ms[w[2]]);
        let step = after - before;
        let is_outside = this < before - FAR_MS.max(step) || this > after + FAR_MS.max(step);
        bad[w[1]] |= (0..=FAR_MS).contains(&step) && is_outside;
    }
    // at the ends there is one neighbour only: a single sample years away from all the others is damage
    const YEARS_MS: i64 = 3 * 365 * 86_400_000;
    if let [first, second, .., before_last, last] = good[..] {
        let span = (local_ms[before_last] - local_ms[second]).abs();
        bad[first] |= (local_ms[second] - local_ms[first]).abs() > YEARS_MS.max(span * 10);
        bad[last] |= (local_ms[last] - local_ms[before_last]).abs() > YEARS_MS.max(span * 10);
    }
    bad
}

/// Puts records in order of time; of equal stamps the first is kept.
fn clock(local_ms: &[i64], zone: &Zone, notes: &mut Notes) -> Clock {
    let bad = impossible_times(local_ms);
    notes.add_many(NoteKind::BadTime, bad.iter().filter(|b| **b).count() as u64, None);
    let mut rows: Vec<u32> = (0..local_ms.len() as u32).filter(|r| !bad[*r as usize]).collect();
    let mut utc = vec![0; local_ms.len()];
    let mut previous = None;
    for row in &rows {
        let moment = zone.utc_from_local(local_ms[*row as usize], previous);
        previous = Some(moment);
        utc[*row as usize] = moment;
    }
    let behind = rows.windows(2).filter(|w| utc[w[1] as usize] < utc[w[0] as usize]).count() as u64;
    if behind > 0 {
        notes.add_many(NoteKind::OutOfOrder, behind, None);
        rows.sort_by_key(|r| utc[*r as usize]);
    }
    let before = rows.len();
    rows.dedup_by_key(|r| utc[*r as usize]);
    notes.add_many(NoteKind::SameTime, (before - rows.len()) as u64, None);
    if rows.is_empty() {
        notes.add_many(NoteKind::NoSamples, 1, None);
    }
    let axis = TimeAxis {
        local_ms: rows.iter().map(|r| local_ms[*r as usize]).collect(),
        utc_ms: rows.iter().map(|r| utc[*r as usize]).collect(),
    };
    Clock { axis, rows }
}

/// Which records are written in which order, for those who stream: `None` where the file's order is not that of time.
pub(crate) fn kept_in_order(local_ms: &[i64], zone: &Zone, notes: &mut Notes) -> Option<Vec<u32>> {
    let rows = clock(local_ms, zone, notes).rows;
    rows.is_sorted().then_some(rows)
}

/// The amounts of memory that a machine can have, for counters of memory.
fn possible_amounts(path: &CounterPath) -> Option<RangeInclusive<f64>> {
    let most = if Pool::of_path(path).is_some() { 16.0 * TB } else { 4096.0 * TB };
    match Unit::of_counter(path.english_counter()) {
        Unit::Bytes => Some(0.0..=most),
        Unit::KBytes => Some(0.0..=most / KB),
        Unit::MBytes => Some(0.0..=most / MB),
        Unit::Count | Unit::Percent => None,
    }
}

struct Gather<'a> {
    found: Vec<Found>,
    /// Only what is present: memory follows the values in the file, not columns × samples.
    values: Vec<Vec<(u32, f64)>>,
    local_ms: Vec<i64>,
    budget: Budget,
    path: &'a Path,
}

impl Gather<'_> {
    fn limit(&self) -> LogError {
        LogError::Limit { doing: "reading values", limit_mb: self.budget.limit >> 20, path: self.path.to_owned() }
    }
}

impl Sink for Gather<'_> {
    fn counter(&mut self, found: Found) {
        self.found.push(found);
        self.values.push(Vec::new());
    }

    fn sample(&mut self, local_ms: i64, values: &[(usize, f64)]) -> Result<(), LogError> {
        let row = self.local_ms.len() as u32;
        if !self.budget.spend(8 + 16 * values.len() as u64) || row == u32::MAX {
            return Err(self.limit());
        }
        self.local_ms.push(local_ms);
        for (id, value) in values {
            self.values[*id].push((row, *value));
        }
        Ok(())
    }
}

impl<'a> Gather<'a> {
    fn new(path: &'a Path) -> Self {
        Self {
            found: Vec::new(),
            values: Vec::new(),
            local_ms: Vec::new(),
            budget: Budget::new(limits::VALUES_BYTES),
            path,
        }
    }

    /// Appends what another piece of the log gathered.
    fn append(&mut self, other: Self, known: &mut HashMap<String, usize>) -> Result<(), LogError> {
        let offset = self.local_ms.len();
        let count: usize = other.values.iter().map(Vec::len).sum();
        if !self.budget.spend(8 * other.local_ms.len() as u64 + 16 * count as u64)
            || offset + other.local_ms.len() > u32::MAX as usize
        {
            return Err(self.limit());
        }
        self.local_ms.extend(other.local_ms);
        let earlier = self.found.len();
        for (mut found, values) in other.found.into_iter().zip(other.values) {
            // instances met first in a later piece come after those of the earlier ones
            found.order.1 += earlier;
            let id = *known.entry(found.path.key()).or_insert_with(|| {
                self.found.push(found);
                self.values.push(Vec::new());
                self.found.len() - 1
            });
            self.values[id].extend(values.into_iter().map(|(row, value)| (row + offset as u32, value)));
        }
        Ok(())
    }
}

/// Gathers a log, in pieces side by side where it can be cut.
fn gather<'a>(
    log: &'a OpenLog,
    want: Want<'_>,
    notes: &mut Notes,
    progress: &Progress,
) -> Result<Gather<'a>, LogError> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let pieces = log.pieces(processors);
    let is_cut = pieces.len() > 1;
    let whole = if is_cut { gather_pieces(log, pieces, want, notes, progress)? } else { None };
    if let Some(whole) = whole {
        return Ok(whole);
    }
    let mut whole = Gather::new(&log.source.path);
    log.stream(want, &mut whole, notes, progress)?;
    Ok(whole)
}

/// `None` where the pieces do not fit together, and the log must be walked in one.
fn gather_pieces<'a>(
    log: &'a OpenLog,
    pieces: Vec<Range<u64>>,
    want: Want<'_>,
    notes: &mut Notes,
    progress: &Progress,
) -> Result<Option<Gather<'a>>, LogError> {
    type Piece<'a> = Result<(Gather<'a>, Notes, Option<u64>), LogError>;
    progress.begin(log.source.bytes);
    let walk = |piece: Range<u64>| -> Piece<'a> {
        let (mut part, mut notes) = (Gather::new(&log.source.path), Notes::default());
        let lines = log.stream_piece(piece, want, &mut part, &mut notes, progress)?;
        Ok((part, notes, lines))
    };
    let parts: Vec<Piece<'a>> = std::thread::scope(|scope| {
        let walk = &walk;
        let handles: Vec<_> = pieces.into_iter().map(|piece| scope.spawn(move || walk(piece))).collect();
        // a panic goes on to whoever started the job
        handles.into_iter().map(|h| h.join().unwrap_or_else(|p| std::panic::resume_unwind(p))).collect()
    });
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    if parts.iter().any(|(_, _, lines)| lines.is_none()) {
        return Ok(None);
    }
    let (mut whole, mut known) = (Gather::new(&log.source.path), HashMap::new());
    let mut lines_before = 0;
    for (part, own, lines) in parts {
        whole.append(part, &mut known)?;
        notes.append(own, lines_before);
        lines_before += lines.unwrap_or(0);
    }
    Ok(Some(whole))
}

/// Reads the wanted counters of a log into a recording.
pub fn read(log: &OpenLog, want: Want<'_>, progress: &Progress) -> Result<(Recording, Vec<Note>), LogError> {
    let mut notes = Notes::default();
    let mut gather = gather(log, want, &mut notes, progress)?;
    let clock = clock(&gather.local_ms, &log.facts.zone, &mut notes);
    let mut place = vec![u32::MAX; gather.local_ms.len()];
    for (new, old) in clock.rows.iter().enumerate() {
        place[*old as usize] = new as u32;
    }
    let mut counters = Vec::with_capacity(gather.found.len());
    for id in in_log_order(&gather.found) {
        let sparse = std::mem::take(&mut gather.values[id]);
        if !gather.budget.spend(8 * clock.rows.len() as u64) {
            return Err(gather.limit());
        }
        let mut dense = vec![f64::NAN; clock.rows.len()];
        let found = &gather.found[id];
        let possible = possible_amounts(&found.path);
        let mut impossible = 0;
        for (row, value) in sparse {
            if possible.as_ref().is_some_and(|p| !p.contains(&value)) {
                impossible += 1;
            } else if let Some(slot) = dense.get_mut(place[row as usize] as usize) {
                *slot = value;
            }
        }
        notes.add_many(NoteKind::ImpossibleValue, impossible, None);
        counters.push(Counter { path: found.path.clone(), kind: found.kind, values: dense.into() });
    }
    let recording =
        Recording { source: log.source.clone(), facts: log.facts.clone(), axis: Arc::new(clock.axis), counters };
    Ok((recording, notes.into_vec()))
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
pub fn survey(log: &OpenLog, progress: &Progress) -> Result<(Catalogue, Vec<Note>), LogError> {
    let mut notes = Notes::default();
    let mut count = Count::default();
    log.stream(&|_| true, &mut count, &mut notes, progress)?;
    let axis = clock(&count.local_ms, &log.facts.zone, &mut notes).axis;
    let counters = in_log_order(&count.found)
        .into_iter()
        .map(|id| CatalogueEntry {
            path: count.found[id].path.clone(),
            kind: count.found[id].kind,
            values: count.values[id],
        })
        .collect();
    Ok((Catalogue { axis: Arc::new(axis), counters }, notes.into_vec()))
}
