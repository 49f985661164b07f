//! A log's values, gathered while it is walked: as much as fits into its room, pools first.
//!
//! If there are too many counters, those needed least are given up. If there are too many records, every nth is kept,
//! and those where a counter that the verdict needs is lowest or highest.

use super::block::Block;
use super::budget::Room;
use super::order::RecordTimes;
use super::{DiagnosticKind, Diagnostics, Found, LogError, Sink, Stamp};
use crate::model::column::{Column, pick_in_place};
use crate::model::recording::median;
use crate::model::units::{KB, MB, TB, Unit};
use crate::model::{CounterPath, catalogue};
use std::ops::{Range, RangeInclusive};

/// The range that a counter's values can have: for memory, what a machine can hold.
fn possible_amounts(path: &CounterPath) -> RangeInclusive<f64> {
    let most = if catalogue::pool(path).is_some() { 16.0 * TB } else { 4096.0 * TB };
    match Unit::of_counter(path.english_counter()) {
        Unit::Bytes => 0.0..=most,
        Unit::KBytes => 0.0..=most / KB,
        Unit::MBytes => 0.0..=most / MB,
        Unit::Count | Unit::Percent => f64::NEG_INFINITY..=f64::INFINITY,
    }
}

/// How much a counter is needed: the lower its rank, the later it is given up when memory runs out.
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

/// This many records are never thinned: fewer than a picture has columns.
const FEW_RECORDS: usize = 1 << 13;

/// The most bytes that a value or a time takes.
pub(super) const CELL: u64 = 8;

/// A counter of a log while the log, or a piece of it, is read.
pub(super) struct Gathered {
    pub found: Found,
    pub rank: u8,
    /// A value for each record up to the last that has one; NaN for a missing value.
    pub values: Column,
    /// Whether it was given up for lack of memory.
    pub is_shed: bool,
    /// The range that its values can have.
    possible: RangeInclusive<f64>,
}

pub(super) struct Collector {
    /// Records outside this span are skipped.
    span_local_ms: RangeInclusive<i64>,
    pub counters: Vec<Gathered>,
    pub times: RecordTimes,
    /// Bytes that values and times may take, and those that they do take.
    room: Room,
    used: u64,
    /// Number of records seen, whether kept or not.
    pub met: u64,
    /// Milliseconds between neighbours before any were left out.
    pub interval_ms: Option<i64>,
    /// Amounts that no machine can have.
    pub diagnostics: Diagnostics,
    thinning: Option<Box<Thinning>>,
    /// Samples not yet stored, so that values are moved into their columns in batches.
    pending: Block,
}

impl Collector {
    pub fn new(room: Room, span_local_ms: RangeInclusive<i64>) -> Self {
        let (counters, times) = (Vec::new(), RecordTimes::default());
        Self {
            span_local_ms,
            counters,
            times,
            room,
            used: 0,
            met: 0,
            interval_ms: None,
            diagnostics: Diagnostics::default(),
            thinning: None,
            pending: Block::new(0),
        }
    }

    /// The capacity of a column that grows to hold `len` values or times.
    fn grown(len: usize) -> usize {
        (len + len / 4).max(16)
    }

    /// Makes room for `len` values in a column; returns the additional bytes.
    fn grow(column: &mut Column, len: usize) -> u64 {
        let before = column.capacity();
        if len > before {
            column.reserve_exact(Self::grown(len));
        }
        CELL * (column.capacity() - before) as u64
    }

    /// Makes room for `len` times; returns the additional bytes, as each is kept as local and, in the end, as UTC.
    fn grow_times(&mut self, len: usize) -> u64 {
        let column = &mut self.times.local_ms;
        let before = column.capacity();
        if len > before {
            column.reserve_exact(Self::grown(len) - column.len());
        }
        2 * CELL * (column.capacity() - before) as u64
    }

    /// Gives up what is needed least until an eighth of the room is free; if only pools are left, gives up records.
    #[cold]
    fn make_room(&mut self) {
        let enough = self.room.values - self.room.values / 8;
        let is_shed = self.shed(enough, |counter| counter.rank != POOL);
        if !is_shed && self.times.local_ms.len() > FEW_RECORDS.min(self.room.records) {
            self.thin();
            self.shrink();
        }
        if self.used > self.room.values {
            self.shed(enough, |_| true);
        }
    }

    /// Gives up counters until no more than `enough` bytes are used; returns whether that succeeded.
    fn shed(&mut self, enough: u64, may_go: impl Fn(&Gathered) -> bool) -> bool {
        let mut order: Vec<usize> = (0..self.counters.len()).collect();
        order.retain(|i| !self.counters[*i].is_shed && may_go(&self.counters[*i]));
        order.sort_by_key(|i| (self.counters[*i].rank, *i));
        while self.used > enough
            && let Some(counter) = order.pop().and_then(|last| self.counters.get_mut(last))
        {
            self.used -= CELL * counter.values.capacity() as u64;
            (counter.values, counter.is_shed) = (Column::default(), true);
        }
        self.used <= enough
    }

    /// Keeps half of the regular records, and the extremes of stretches twice as long. The records kept are unchanged.
    #[cold]
    fn thin(&mut self) {
        let records = self.times.local_ms.len();
        let mut thinning = match self.thinning.take() {
            Some(thinning) => thinning,
            None => {
                self.interval_ms = median(self.times.local_ms.windows(2).map(|w| w[1] - w[0]));
                Box::new(Thinning::new(&self.counters, records))
            }
        };
        thinning.stride *= 2;
        let watched: Vec<&Column> = thinning.watched.iter().map(|id| &self.counters[*id].values).collect();
        let (mut kept, mut is_extra) = (Vec::with_capacity(records / 2), Vec::with_capacity(records / 2));
        let mut start = 0;
        let mut is_even = true;
        while start < records {
            let (mut end, mut regular) = (start, 0);
            while end < records && (regular < 2 * thinning.stretch || thinning.is_extra[end]) {
                regular += usize::from(!thinning.is_extra[end]);
                end += 1;
            }
            let extremes = extremes(&watched, start..end);
            for row in start..end {
                let is_regular = !thinning.is_extra[row] && is_even;
                is_even ^= !thinning.is_extra[row];
                if is_regular || extremes.binary_search(&row).is_ok() {
                    kept.push(row);
                    is_extra.push(!is_regular);
                }
            }
            start = end;
        }
        thinning.is_extra = is_extra;
        self.keep(0, &kept);
        // the next record begins a stretch
        thinning.begin_stretch(kept.len());
        self.thinning = Some(thinning);
    }

    /// Of the records from `first` on, keeps only those with these numbers, which are in ascending order.
    fn keep(&mut self, first: usize, kept: &[usize]) {
        self.times.pick(first, kept);
        self.counters.iter_mut().for_each(|counter| counter.values.keep(first, kept));
    }

    /// Whether a record is kept when not all are: a regular one, or one with the highest or lowest value of its stretch
    /// so far.
    fn is_kept(&mut self, values: &[(usize, f64)]) -> bool {
        let Some(mut thinning) = self.thinning.take() else { return true };
        let is_regular = (self.met - 1).is_multiple_of(thinning.stride);
        if is_regular && thinning.regular == thinning.stretch {
            self.end_stretch(&mut thinning);
        }
        thinning.regular += usize::from(is_regular);
        let mut is_extreme = false;
        for (id, value) in values {
            let Some(Some(watched)) = thinning.watched_by_id.get(*id) else { continue };
            let (low, high) = &mut thinning.bounds[*watched];
            is_extreme |= *value < *low || *value > *high;
            (*low, *high) = (low.min(*value), high.max(*value));
        }
        if is_regular || is_extreme {
            thinning.is_extra.push(!is_regular);
        }
        self.thinning = Some(thinning);
        is_regular || is_extreme
    }

    /// Drops records that were extreme only for a while.
    fn end_stretch(&mut self, thinning: &mut Thinning) {
        let (first, end) = (thinning.first, self.times.local_ms.len());
        let watched: Vec<&Column> = thinning.watched.iter().map(|id| &self.counters[*id].values).collect();
        let extremes = extremes(&watched, first..end);
        let kept: Vec<usize> =
            (first..end).filter(|row| !thinning.is_extra[*row] || extremes.binary_search(row).is_ok()).collect();
        if kept.len() < end - first {
            self.keep(first, &kept);
            pick_in_place(&mut thinning.is_extra, first, &kept);
        }
        thinning.begin_stretch(first + kept.len());
    }

    /// The log has ended.
    pub(super) fn finish(&mut self) {
        self.take_pending();
        if let Some(mut thinning) = self.thinning.take() {
            self.end_stretch(&mut thinning);
        }
    }

    /// Frees memory that the columns no longer need.
    fn shrink(&mut self) {
        for counter in &mut self.counters {
            counter.values.shrink_to(counter.values.len() + counter.values.len() / 4);
        }
        self.times.local_ms.shrink_to(self.times.local_ms.len() + self.times.local_ms.len() / 4);
        self.count_used();
    }

    fn count_used(&mut self) {
        let values: usize = self.counters.iter().map(|counter| counter.values.capacity()).sum();
        // a time is kept as local and, in the end, as UTC
        self.used = CELL * (values + 2 * self.times.local_ms.capacity()) as u64;
    }
}

/// Which records are kept of a log that has more than there is room for: every nth, and of each stretch of those the
/// records where one of the most needed counters is lowest or highest.
struct Thinning {
    /// One record in this many is regular.
    stride: u64,
    /// Regular records in a stretch. Extremes are few in comparison, so they do not distort what is computed from all.
    stretch: usize,
    /// Regular records in the current stretch, and where the stretch begins.
    regular: usize,
    first: usize,
    /// Counters whose extremes are kept, and the position of each counter among them.
    watched: Vec<usize>,
    watched_by_id: Vec<Option<usize>>,
    /// The lowest and the highest value of each in this stretch.
    bounds: Vec<(f64, f64)>,
    /// For each record kept, whether it is kept only for its extremes.
    is_extra: Vec<bool>,
}

impl Thinning {
    fn new(counters: &[Gathered], records: usize) -> Self {
        /// Counters whose extremes are kept.
        const MOST: usize = 16;
        /// Regular records for each watched counter, which has two extremes.
        const REGULAR: usize = 128;
        let mut watched: Vec<usize> = (0..counters.len()).filter(|id| !counters[*id].is_shed).collect();
        watched.sort_by_key(|id| counters[*id].rank);
        watched.truncate(MOST);
        let mut watched_by_id = vec![None; counters.len()];
        for (at, id) in watched.iter().enumerate() {
            watched_by_id[*id] = Some(at);
        }
        Self {
            stride: 1,
            stretch: REGULAR * watched.len().max(1),
            regular: 0,
            first: 0,
            bounds: vec![NOTHING; watched.len()],
            watched,
            watched_by_id,
            is_extra: vec![false; records],
        }
    }

    fn begin_stretch(&mut self, first: usize) {
        (self.first, self.regular) = (first, 0);
        self.bounds.fill(NOTHING);
    }
}

/// Bounds of no value.
const NOTHING: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);

/// The records of a stretch where a watched counter is lowest or highest, the first of equal ones; in ascending order.
fn extremes(watched: &[&Column], stretch: Range<usize>) -> Vec<usize> {
    let mut found = Vec::with_capacity(2 * watched.len());
    for values in watched {
        let present = || stretch.clone().filter_map(|i| Some((i, values.get(i).filter(|v| v.is_finite())?)));
        found.extend(present().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i));
        found.extend(present().rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(i, _)| i));
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl Sink for Collector {
    fn counter(&mut self, found: Found) {
        let rank = rank(&found.path);
        let possible = possible_amounts(&found.path);
        self.counters.push(Gathered { found, rank, values: Column::default(), is_shed: false, possible });
    }

    fn room_for(&mut self, samples: usize) {
        // only a hint, which must not let a file claim more than its room
        let bytes = CELL.saturating_mul(samples as u64).saturating_mul(self.counters.len() as u64 + 2);
        if bytes > self.room.values || samples > self.room.records {
            return;
        }
        self.counters.iter_mut().for_each(|counter| counter.values.reserve_exact(samples));
        self.times.local_ms.reserve_exact(samples.saturating_sub(self.times.local_ms.len()));
        self.count_used();
    }

    fn sample(&mut self, stamp: Stamp, values: &[(usize, f64)]) -> Result<(), LogError> {
        if self.thinning.is_some() {
            // most are skipped
            self.take_pending();
            self.take_one(stamp, values);
            return Ok(());
        }
        if self.pending.columns() < self.counters.len() {
            self.take_pending();
            self.pending = Block::new(self.counters.len().next_multiple_of(16));
        }
        self.pending.push(stamp, values);
        if self.pending.is_full() {
            self.take_pending();
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<(), LogError> {
        self.take_pending();
        self.take(block);
        Ok(())
    }
}

impl Collector {
    fn take_pending(&mut self) {
        if self.pending.stamps().is_empty() {
            return;
        }
        let mut pending = std::mem::take(&mut self.pending);
        self.take(&pending);
        pending.clear();
        self.pending = pending;
    }

    fn take(&mut self, block: &Block) {
        if !self.takes_whole(block) {
            return block.each(|stamp, values| self.take_one(stamp, values));
        }
        let (row, count) = (self.times.local_ms.len(), block.stamps().len());
        self.met += count as u64;
        if self.times.local_ms.capacity() < row + count {
            self.used += self.grow_times(row + count);
        }
        block.stamps().iter().for_each(|stamp| self.times.push(*stamp));
        for (id, counter) in self.counters.iter_mut().enumerate().filter(|(_, counter)| !counter.is_shed) {
            let values = block.column(id);
            let Some(last) = values.iter().rposition(|v| !v.is_nan()) else { continue };
            if counter.values.capacity() < row + count {
                self.used += Self::grow(&mut counter.values, row + count);
            }
            counter.values.resize(row);
            counter.values.extend(&values[..=last]);
        }
    }

    fn take_one(&mut self, stamp: Stamp, values: &[(usize, f64)]) {
        if !self.span_local_ms.contains(&stamp.local_ms) {
            return;
        }
        self.met += 1;
        if !self.is_kept(values) {
            return;
        }
        let row = self.times.local_ms.len();
        if row == self.times.local_ms.capacity() {
            self.used += self.grow_times(row + 1);
        }
        self.times.push(stamp);
        for (id, value) in values {
            let counter = &mut self.counters[*id];
            if counter.is_shed {
                continue;
            }
            if !counter.possible.contains(value) {
                self.diagnostics.add(DiagnosticKind::ImpossibleValue, stamp.position);
                continue;
            }
            if counter.values.capacity() <= row {
                self.used += Self::grow(&mut counter.values, row + 1);
                if self.used > self.room.values {
                    self.shed(self.room.values - self.room.values / 8, |counter| counter.rank != POOL);
                    if self.counters[*id].is_shed {
                        continue;
                    }
                }
            }
            let column = &mut self.counters[*id].values;
            if column.len() < row {
                column.resize(row);
            }
            column.put(row, *value);
        }
        if self.used > self.room.values {
            self.make_room();
        }
        if self.times.local_ms.len() >= self.room.records {
            self.thin();
        }
    }

    /// Whether a whole block is kept as it is, without examining single samples: nothing is left out or runs short.
    fn takes_whole(&self, block: &Block) -> bool {
        let (row, count) = (self.times.local_ms.len(), block.stamps().len());
        let len = row + count;
        let room_each = |capacity: usize| if capacity < len { Self::grown(len) - capacity } else { 0 };
        let more = || {
            let values = self.counters.iter().map(|c| room_each(c.values.capacity())).sum::<usize>();
            CELL * (values + 2 * room_each(self.times.local_ms.capacity())) as u64
        };
        let is_within = |stamp: &Stamp| self.span_local_ms.contains(&stamp.local_ms);
        let is_possible = |(id, counter): (usize, &Gathered)| {
            let (low, high) = (*counter.possible.start(), *counter.possible.end());
            block.column(id).iter().fold(true, |all, v| all & ((*v >= low) & (*v <= high) | v.is_nan()))
        };
        self.thinning.is_none()
            && block.columns() >= self.counters.len()
            && len < self.room.records
            && self.used + more() <= self.room.values
            && block.stamps().iter().all(is_within)
            && self.counters.iter().enumerate().all(is_possible)
    }
}
