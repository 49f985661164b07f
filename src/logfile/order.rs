//! The order of a log's records in time: which records are kept, and their times in UTC.
//!
//! Records are in the order of the file. An impossible time is damage; of equal times the first record is kept. A clock
//! that was set back for winter is recognized by the zone's rules or, in a text log, which has none, by the order of
//! its rows.

use super::limits;
use super::{DiagnosticKind, Diagnostics, LogError, Stamp};
use crate::model::recording::median;
use crate::model::{TimeAxis, Zone};
use std::path::Path;

/// A stamp further than this from both its neighbours, which are close to each other, is damage (ms).
const FAR_MS: i64 = 86_400_000;

/// How many positions of odd records are remembered.
const PLACES: usize = 1 << 16;

/// The times of records, in the order of the file, and the positions of those that look odd.
#[derive(Debug, Default)]
pub struct RecordTimes {
    pub local_ms: Vec<i64>,
    /// Record numbers, in ascending order, with the positions of the records.
    places: Vec<(u32, u64)>,
}

impl RecordTimes {
    pub fn push(&mut self, stamp: Stamp) {
        let step = self.local_ms.last().map(|last| stamp.local_ms.saturating_sub(*last));
        let is_usual = step.is_some_and(|step| (1..=FAR_MS).contains(&step));
        if !(is_usual && limits::TIME_MS.contains(&stamp.local_ms)) && self.places.len() < PLACES {
            self.places.push((self.local_ms.len() as u32, stamp.position));
        }
        self.local_ms.push(stamp.local_ms);
    }

    /// Appends the times of the next piece of a log, whose positions count from the beginning of that piece.
    pub fn append(&mut self, next: Self, offset: u64) {
        let records = self.local_ms.len() as u32;
        self.places.extend(next.places.into_iter().map(|(record, position)| (records + record, offset + position)));
        self.local_ms.extend(next.local_ms);
    }

    /// Of the records from `first` on, keeps only those with these numbers, which are in ascending order.
    pub fn pick(&mut self, first: usize, kept: &[usize]) {
        for (to, from) in (first..).zip(kept) {
            self.local_ms[to] = self.local_ms[*from];
        }
        self.local_ms.truncate(first + kept.len());
        let later = self.places.partition_point(|(record, _)| (*record as usize) < first);
        for (record, _) in &mut self.places[later..] {
            *record = (first + kept.partition_point(|k| *k < *record as usize)) as u32;
        }
    }

    fn place(&self, record: usize) -> Option<u64> {
        let at = self.places.binary_search_by_key(&(record as u32), |(record, _)| *record).ok()?;
        Some(self.places[at].1)
    }
}

/// Times of the records that are kept, and the order that sorts them.
pub struct Clock {
    pub axis: TimeAxis,
    /// For each record kept, in order of time, its number as read; `None` if every record is kept, in the order read.
    pub rows: Option<Vec<u32>>,
    /// The log's zone, with the moments at which its clock was set back if only the records reveal them.
    pub zone: Zone,
}

/// Marks the records with an impossible time: outside the lifetime of Windows, or isolated and far from their
/// neighbours in the file. Empty if there are none.
fn impossible_times(local_ms: &[i64]) -> Vec<bool> {
    // at the ends there is only one neighbour: a single sample years away from all the others is damage
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

/// The records before which the clock was set back for winter: by an hour, on a night when that is possible, and with
/// no other jump of an hour nearby.
fn set_backs(zone: &Zone, local_ms: &[i64]) -> Vec<usize> {
    const HOUR_MS: i64 = 3_600_000;
    /// Records on either side; a jump among these would mean a stray stamp.
    const AROUND: usize = 12;
    const JUMP_MS: i64 = 50 * 60_000;
    /// Daylight saving time ends once a year; some countries have suspended it for Ramadan.
    const LEAST_APART_MS: i64 = 30 * 86_400_000;
    let falls = (1..local_ms.len()).filter(|i| local_ms[*i] <= local_ms[i - 1]);
    let mut candidates = falls.filter(|i| zone.may_end_saving(local_ms[*i])).peekable();
    if candidates.peek().is_none() {
        return Vec::new();
    }
    const FIRST: usize = 4096;
    let first = &local_ms[..local_ms.len().min(FIRST)];
    let usual_ms = median(first.windows(2).map(|w| w[1].saturating_sub(w[0])).filter(|s| *s > 0)).unwrap_or(0);
    let is_even = |part: &[i64]| {
        part.windows(2).all(|w| (1..=JUMP_MS.max(usual_ms + usual_ms / 2)).contains(&w[1].saturating_sub(w[0])))
    };
    let mut found: Vec<usize> = Vec::new();
    for at in candidates {
        // an hour back plus no more than a usual step or two
        let step = local_ms[at] - local_ms[at - 1] + HOUR_MS;
        let most = (3 * usual_ms).min(HOUR_MS / 2).max(usual_ms.min(HOUR_MS) * 6 / 5);
        let after = &local_ms[at..local_ms.len().min(at + AROUND)];
        let is_one = (1..=most).contains(&step)
            && is_even(&local_ms[at.saturating_sub(AROUND)..at])
            && after.len() > 1
            && is_even(after)
            && found.last().is_none_or(|last| local_ms[at] - local_ms[*last] > LEAST_APART_MS);
        if is_one {
            found.push(at);
        }
    }
    found
}

/// The times of records in UTC, the zone with the moments at which its clock was set back, and the records before which
/// that happened.
fn moments(zone: &Zone, local_ms: &[i64]) -> (Vec<i64>, Zone, Vec<usize>) {
    let (mut zone, set_backs) = (zone.clone(), set_backs(zone, local_ms));
    let mut coming = set_backs.iter().peekable();
    let mut utc_ms: Vec<i64> = Vec::with_capacity(local_ms.len());
    for (at, ms) in local_ms.iter().enumerate() {
        let before = utc_ms.last().copied();
        if coming.next_if(|next| **next == at).is_some() {
            zone.set_back(before.map_or(0, |before| before + 1));
        }
        utc_ms.push(zone.utc_from_local(*ms, before));
    }
    (utc_ms, zone, set_backs)
}

/// Sorts records by time; of equal stamps the first is kept.
pub fn clock(times: RecordTimes, zone: &Zone, diagnostics: &mut Diagnostics) -> Clock {
    let bad = impossible_times(&times.local_ms);
    if bad.is_empty() {
        let (utc_ms, zone, set_backs) = moments(zone, &times.local_ms);
        if !utc_ms.is_empty() && utc_ms.windows(2).all(|w| w[0] < w[1]) {
            let first = set_backs.first().and_then(|record| times.place(*record));
            diagnostics.add_many(DiagnosticKind::ClockSetBack, set_backs.len() as u64, first);
            let axis = TimeAxis { local_ms: times.local_ms, utc_ms, thinned: None };
            return Clock { axis, rows: None, zone };
        }
    }
    let local_ms = &times.local_ms;
    let count = local_ms.len();
    let first_bad = bad.iter().position(|b| *b).and_then(|record| times.place(record));
    diagnostics.add_many(DiagnosticKind::BadTime, bad.iter().filter(|b| **b).count() as u64, first_bad);
    let mut rows: Vec<u32> = (0..count as u32).filter(|r| bad.get(*r as usize) != Some(&true)).collect();
    let good: Vec<i64> = rows.iter().map(|row| local_ms[*row as usize]).collect();
    let (moments, zone, set_backs) = moments(zone, &good);
    drop(good);
    let first = set_backs.first().and_then(|at| times.place(rows[*at] as usize));
    diagnostics.add_many(DiagnosticKind::ClockSetBack, set_backs.len() as u64, first);
    let mut utc = vec![0; count];
    let (mut latest, mut behind, mut first_behind) = (None, 0, None);
    for (row, moment) in rows.iter().zip(moments) {
        if latest.is_some_and(|before| moment < before) {
            behind += 1;
            first_behind = first_behind.or_else(|| times.place(*row as usize));
        }
        latest = Some(moment);
        utc[*row as usize] = moment;
    }
    if behind > 0 {
        diagnostics.add_many(DiagnosticKind::OutOfOrder, behind, first_behind);
        rows.sort_by_key(|r| utc[*r as usize]);
    }
    let before = rows.len();
    let mut first_twin = None;
    rows.dedup_by(|later, first| {
        let is_same = utc[*later as usize] == utc[*first as usize];
        if is_same && first_twin.is_none() {
            first_twin = times.place(*later as usize);
        }
        is_same
    });
    diagnostics.add_many(DiagnosticKind::SameTime, (before - rows.len()) as u64, first_twin);
    let pick = |all: &[i64]| rows.iter().map(|r| all[*r as usize]).collect();
    let axis = TimeAxis { local_ms: pick(local_ms), utc_ms: pick(&utc), thinned: None };
    Clock { axis, rows: Some(rows), zone }
}

/// The times of a log's records, without the records: all times while they are few or out of order, otherwise only the
/// first and the last.
#[derive(Debug, Default)]
pub struct Stamps {
    times: RecordTimes,
    /// Of records in ascending order of time: all that is known about them.
    rising: Option<Rising>,
}

#[derive(Clone, Copy, Debug)]
struct Rising {
    first: i64,
    last: i64,
    count: u64,
}

impl Stamps {
    /// How many records' times are kept individually: 256 MB.
    const MOST: usize = 1 << 25;

    /// Adds one stamp.
    ///
    /// # Errors
    /// When there are too many stamps and they are out of order.
    pub fn add(&mut self, stamp: Stamp, path: &Path) -> Result<(), LogError> {
        let local_ms = stamp.local_ms;
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
        self.times.push(stamp);
        if self.times.local_ms.len() >= Self::MOST {
            let local_ms = std::mem::take(&mut self.times).local_ms;
            let rises = local_ms.windows(2).all(|w| w[0] < w[1]) && impossible_times(&local_ms).is_empty();
            let ends = local_ms.first().copied().zip(local_ms.last().copied()).filter(|_| rises);
            let (first, last) = ends.ok_or_else(limit)?;
            self.rising = Some(Rising { first, last, count: local_ms.len() as u64 });
        }
        Ok(())
    }

    /// How many stamps were added.
    pub fn count(&self) -> u64 {
        self.rising.map_or(self.times.local_ms.len() as u64, |rising| rising.count)
    }

    /// Which records a table of the log contains, in which order, and the first and last time (local).
    pub fn kept(self, zone: &Zone, diagnostics: &mut Diagnostics) -> KeptTimes {
        if let Some(Rising { first, last, count }) = self.rising {
            return KeptTimes { kept: KeptRecords::All, ends: Some((first, last)), count, zone: zone.clone() };
        }
        let Clock { axis, rows, zone } = clock(self.times, zone, diagnostics);
        let ends = axis.local_ms.first().copied().zip(axis.local_ms.last().copied());
        let kept = match rows {
            None => KeptRecords::All,
            Some(rows) if rows.is_sorted() => KeptRecords::These(rows),
            Some(_) => KeptRecords::Sorted,
        };
        KeptTimes { kept, ends, count: axis.len() as u64, zone }
    }
}

/// The order of a log's records, for callers that walk it again.
#[derive(Debug)]
pub struct KeptTimes {
    pub kept: KeptRecords,
    /// The first and last time (local).
    pub ends: Option<(i64, i64)>,
    pub count: u64,
    /// The log's zone, with the moments at which its clock was set back if only the records reveal them.
    pub zone: Zone,
}

/// Which records of a log are written, for callers that stream.
#[derive(Debug, PartialEq)]
pub enum KeptRecords {
    All,
    /// By their numbers, in ascending order.
    These(Vec<u32>),
    /// The order in the file is not the order in time: the records cannot be streamed.
    Sorted,
}
