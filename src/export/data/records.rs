//! Records passed on from logs: which of them are written, and when they were taken.

use super::{Between, Moment, RecordWriter};
use crate::logfile::{Found, LogError, Sink, Stamp};
use crate::model::{Recording, Zone};
use std::io;

/// Which records are written, of all logs together.
pub struct Choice {
    between: Between,
    every: usize,
    seen: usize,
    pub written: usize,
}

impl Choice {
    pub fn new(between: Between, every: usize) -> Self {
        Self { between, every: every.max(1), seen: 0, written: 0 }
    }

    /// Whether the next record is written.
    fn takes(&mut self, at: Moment) -> bool {
        let is_inside = match self.between {
            Between::Always => true,
            Between::Local(from, to) => (from..=to).contains(&at.local_ms),
            Between::Utc(from, to) => (from..=to).contains(&at.utc_ms),
        };
        if !is_inside {
            return false;
        }
        self.seen += 1;
        let takes = (self.seen - 1).is_multiple_of(self.every);
        self.written += usize::from(takes);
        takes
    }
}

/// Records of one log, passed on as they are read.
pub struct Passing<'a, 'w> {
    pub out: &'a mut (dyn RecordWriter + 'w),
    pub choice: &'a mut Choice,
    /// The column of each of the log's counters.
    pub column_of: &'a [usize],
    pub row: Vec<f64>,
    /// Indexes of the records that are kept, ascending, if not all are: those with impossible or duplicate times are
    /// not.
    pub kept: Option<&'a [u32]>,
    /// Records seen so far.
    pub met: u64,
    pub zone: &'a Zone,
    /// When the previous record was taken (UTC).
    pub before: Option<i64>,
}

impl Passing<'_, '_> {
    fn keeps(&mut self) -> bool {
        let record = self.met;
        self.met += 1;
        match self.kept.map(|kept| kept.split_first()) {
            None => true,
            Some(Some((first, rest))) if u64::from(*first) == record => {
                self.kept = Some(rest);
                true
            }
            Some(_) => false,
        }
    }
}

impl Sink for Passing<'_, '_> {
    fn counter(&mut self, _: Found) {}

    fn sample(&mut self, Stamp { local_ms, .. }: Stamp, values: &[(usize, f64)]) -> Result<(), LogError> {
        if !self.keeps() {
            return Ok(());
        }
        let utc_ms = self.zone.utc_from_local(local_ms, self.before);
        self.before = Some(utc_ms);
        let at = Moment { local_ms, utc_ms };
        if !self.choice.takes(at) {
            return Ok(());
        }
        self.row.fill(f64::NAN);
        for (id, value) in values {
            if let Some(slot) = self.column_of.get(*id).and_then(|at| self.row.get_mut(*at)) {
                *slot = *value;
            }
        }
        self.out.record(at, &self.row).map_err(writing)
    }
}

/// The error for a record that could not be written.
fn writing(error: io::Error) -> LogError {
    LogError::Sink { doing: "writing a row", error }
}

/// Passes on the records of a recording whose counters have these columns.
pub fn pass(
    recording: &Recording,
    column_of: &[Option<usize>],
    columns: usize,
    choice: &mut Choice,
    out: &mut dyn RecordWriter,
) -> Result<(), LogError> {
    let mut row = vec![f64::NAN; columns];
    let axis = &recording.axis;
    for (i, (local_ms, utc_ms)) in axis.local_ms.iter().zip(&axis.utc_ms).enumerate() {
        let at = Moment { local_ms: *local_ms, utc_ms: *utc_ms };
        if !choice.takes(at) {
            continue;
        }
        for (counter, column) in recording.counters.iter().zip(column_of) {
            if let Some(slot) = column.and_then(|column| row.get_mut(column)) {
                *slot = counter.values.get(i).unwrap_or(f64::NAN);
            }
        }
        out.record(at, &row).map_err(writing)?;
    }
    Ok(())
}
