//! A table of one or more logs: scanned first, then written.

#[cfg(feature = "parquet")]
use super::daily::{Daily, DailyFiles};
use super::records::{Choice, Passing, pass};
use super::{Column, DataFormat, RecordWriter, Selection, writer};
use crate::export::{self, Existing};
use crate::logfile::collect::in_log_order;
use crate::logfile::order::{KeptRecords, Stamps};
use crate::logfile::{Diagnostic, DiagnosticKind, Diagnostics, Found, LogError, OpenLog, Progress, Sink, Stamp};
use crate::model::{Counter, KeyedPath, Recording, Zone, process, timeline};
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error(transparent)]
    Log(#[from] LogError),
    /// The table would be thousands of times the log's size.
    #[error(
        "converting: {records} samples of {counters} counters would be {} million cells, of which {values} hold a value; \
         choose counters, or write Parquet, which has no blanks: {}", records.saturating_mul(*counters) / 1_000_000, path.display()
    )]
    Blanks { records: u64, counters: u64, values: u64, path: PathBuf },
    #[error(
        "converting: the records are too many to be put in the order of time, of which {left_out} would be left out; \
         convert the logs one by one, or choose counters: {}", path.display()
    )]
    TooMany { left_out: u64, path: PathBuf },
    #[error("converting: the log changed meanwhile: it had {before} samples, and has {now}: {}", path.display())]
    Changed { before: u64, now: u64, path: PathBuf },
    /// The target could not be written.
    #[error(transparent)]
    Write(io::Error),
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub records: usize,
    pub counters: usize,
}

/// Collects which counters a log has, and when its records were taken.
struct Counting<'a> {
    found: Vec<Found>,
    stamps: Stamps,
    values: u64,
    path: &'a Path,
}

impl Sink for Counting<'_> {
    fn counter(&mut self, found: Found) {
        self.found.push(found);
    }

    fn sample(&mut self, stamp: Stamp, values: &[(usize, f64)]) -> Result<(), LogError> {
        self.values += values.len() as u64;
        self.stamps.add(stamp, self.path)
    }
}

/// A log that was scanned.
struct Looked<'a> {
    log: &'a OpenLog,
    found: Vec<Found>,
    column_of: Vec<usize>,
    records: u64,
    kept: KeptRecords,
    /// When the first and the last record were taken (UTC).
    ends: Option<(i64, i64)>,
    /// The log's zone, with the moments at which its clock was set back, if only its records show them.
    zone: Zone,
    values: u64,
    diagnostics: Vec<Diagnostic>,
}

/// A table of logs whose columns are known.
pub struct LogTable<'a> {
    /// In order of time.
    logs: Vec<Looked<'a>>,
    /// Those that are shown, followed by those that are only read.
    columns: Vec<Column>,
    /// The columns by the keys of their counters.
    column_at: HashMap<String, usize>,
    shown: usize,
    format: DataFormat,
    selection: Selection<'a>,
}

impl<'a> LogTable<'a> {
    /// Scans logs.
    ///
    /// # Errors
    /// If one of them cannot be read, since a table without it would look complete, or if the job is cancelled.
    pub fn look(
        logs: &'a [OpenLog],
        format: DataFormat,
        selection: Selection<'a>,
        progress: &Progress,
    ) -> Result<Self, DataError> {
        let want = |path: &KeyedPath| is_read(format, selection, path);
        let mut looked = Vec::with_capacity(logs.len());
        for log in logs {
            let path = log.source.path.as_path();
            let mut counting = Counting { found: Vec::new(), stamps: Stamps::default(), values: 0, path };
            let mut diagnostics = Diagnostics::default();
            log.stream(&want, &mut counting, &mut diagnostics, progress)?;
            let Counting { found, stamps, values, .. } = counting;
            let records = stamps.count();
            let times = stamps.kept(&log.facts.zone, &mut diagnostics);
            let utc = |local: i64, before: Option<i64>| times.zone.utc_from_local(local, before);
            let ends = times.ends.map(|(first, last)| {
                let first = utc(first, None);
                (first, utc(last, Some(first)))
            });
            looked.push(Looked {
                log,
                found,
                column_of: Vec::new(),
                records,
                kept: times.kept,
                ends,
                zone: times.zone,
                values,
                diagnostics: diagnostics.into_vec(),
            });
        }
        looked.sort_by_key(|l| l.ends.map_or(i64::MAX, |(first, _)| first));
        let (columns, column_at) = Default::default();
        let mut table = Self { logs: looked, columns, column_at, shown: 0, format, selection };
        table.set_columns();
        Ok(table)
    }

    /// One column per counter, whichever logs have it, in the order of the logs.
    fn set_columns(&mut self) {
        for is_shown in [true, false] {
            for looked in &mut self.logs {
                looked.column_of.resize(looked.found.len(), 0);
                for id in in_log_order(&looked.found) {
                    let found = &looked.found[id];
                    if (self.selection.want)(&found.path) != is_shown {
                        continue;
                    }
                    let next = self.columns.len();
                    let at = *self.column_at.entry(timeline::counter_key(&found.path)).or_insert(next);
                    looked.column_of[id] = at;
                    match self.columns.get_mut(at) {
                        Some(column) => column.kind = column.kind.or(found.kind),
                        None => {
                            let (path, kind) = (found.path.clone(), found.kind);
                            self.columns.push(Column { path, kind, process_id: None });
                        }
                    }
                }
            }
            if is_shown {
                self.shown = self.columns.len();
            }
        }
        let ids: HashMap<(String, String), usize> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| process::is_process_id(&c.path))
            .map(|(at, c)| (of_process(&c.path), at))
            .collect();
        for column in self.columns.iter_mut().filter(|c| process::is_process(&c.path) && !c.path.is_total()) {
            column.process_id = ids.get(&of_process(&column.path)).copied();
        }
    }

    /// The counters that are written.
    pub fn counters(&self) -> impl Iterator<Item = &KeyedPath> {
        self.columns[..self.shown].iter().map(|c| &c.path)
    }

    /// Diagnostics of the logs, each with its log.
    pub fn diagnostics(&self) -> impl Iterator<Item = (&OpenLog, &[Diagnostic])> {
        self.logs.iter().map(|looked| (looked.log, &looked.diagnostics[..]))
    }

    /// Refuses a table that would consist almost entirely of blanks: thousands of times the log's size.
    fn refuse_blanks(&self) -> Result<(), DataError> {
        const MOST_CELLS: u64 = 1 << 30;
        const MOST_BLANKS: u64 = 200;
        let sum = |of: &dyn Fn(&Looked<'_>) -> u64| self.logs.iter().map(of).fold(0, u64::saturating_add);
        let (records, values) = (sum(&|l| l.records), sum(&|l| l.values));
        let counters = self.shown as u64;
        let cells = records.saturating_mul(counters);
        if self.format.has_blanks() && cells > MOST_CELLS && cells / MOST_BLANKS > values {
            return Err(DataError::Blanks { records, counters, values, path: self.path() });
        }
        Ok(())
    }

    fn path(&self) -> PathBuf {
        self.logs.first().map(|l| l.log.source.path.clone()).unwrap_or_default()
    }

    /// Whether the logs follow each other on one clock, each in chronological order.
    fn can_be_streamed(&self) -> bool {
        let spans: Vec<(i64, i64)> = self.logs.iter().filter_map(|l| l.ends).collect();
        let zone = self.logs.first().map(|l| &l.log.facts.zone);
        spans.windows(2).all(|pair| pair[0].1 < pair[1].0)
            && self.logs.iter().all(|l| l.kept != KeptRecords::Sorted && Some(&l.log.facts.zone) == zone)
    }

    /// Writes the table to a file, with counters named by `named`.
    ///
    /// # Errors
    /// If a log cannot be read or has changed, if the file cannot be written, or if the job is cancelled.
    pub fn write(
        &self,
        path: &Path,
        existing: Existing,
        named: &dyn Fn(&KeyedPath) -> KeyedPath,
        progress: &Progress,
    ) -> Result<Written, DataError> {
        self.refuse_blanks()?;
        let names: Vec<KeyedPath> = self.columns[..self.shown].iter().map(|c| named(&c.path)).collect();
        let joined = if self.can_be_streamed() { None } else { Some(self.joined(progress)?) };
        let zone = joined.as_ref().map(|j| &j.facts.zone).or(self.logs.first().map(|l| &l.zone));
        let utc = Zone::utc();
        let zone = zone.unwrap_or(&utc);
        let begin = self.logs.iter().find_map(|l| l.ends).map_or(0, |(first, _)| first);
        let outcome = RefCell::new(Ok(0));
        let written = export::write(path, existing, &mut |file: &mut (dyn Write + Send)| {
            let out = writer(self.format, file, &self.columns[..self.shown], &names, (zone, begin))?;
            match self.pass_all(joined.as_ref(), out, progress) {
                Ok(records) => {
                    *outcome.borrow_mut() = Ok(records);
                    Ok(())
                }
                Err(error) => {
                    let said = io::Error::other(error.to_string());
                    *outcome.borrow_mut() = Err(error);
                    Err(said)
                }
            }
        });
        let records = outcome.into_inner()?;
        written.map_err(DataError::Write)?;
        Ok(Written { records, counters: self.shown })
    }

    /// Writes one file per day (UTC); returns their paths relative to the folder.
    ///
    /// # Errors
    /// As [`Self::write`].
    #[cfg(feature = "parquet")]
    pub fn write_daily(&self, files: &DailyFiles<'_>, progress: &Progress) -> Result<Vec<String>, DataError> {
        let names: Vec<KeyedPath> = self.counters().cloned().collect();
        let joined = if self.can_be_streamed() { None } else { Some(self.joined(progress)?) };
        let mut written = Vec::new();
        let out = Daily::new(files, &self.columns[..self.shown], &names, &mut written);
        self.pass_all(joined.as_ref(), Box::new(out), progress)?;
        Ok(written)
    }

    /// Passes on every selected record, and returns how many there were.
    fn pass_all(
        &self,
        joined: Option<&Recording>,
        mut out: Box<dyn RecordWriter + '_>,
        progress: &Progress,
    ) -> Result<usize, DataError> {
        let mut choice = Choice::new(self.selection.between, self.selection.every);
        match joined {
            Some(recording) => self.pass_joined(recording, &mut choice, &mut *out)?,
            None => self.stream(&mut choice, &mut *out, progress)?,
        }
        out.finish().map_err(DataError::Write)?;
        Ok(choice.written)
    }

    /// Streams each log in turn.
    fn stream(&self, choice: &mut Choice, out: &mut dyn RecordWriter, progress: &Progress) -> Result<(), DataError> {
        let want = |path: &KeyedPath| is_read(self.format, self.selection, path);
        for looked in &self.logs {
            let kept = if let KeptRecords::These(rows) = &looked.kept { Some(&rows[..]) } else { None };
            let row = vec![f64::NAN; self.columns.len()];
            let (column_of, zone) = (&looked.column_of[..], &looked.zone);
            let mut passing = Passing { out, choice, column_of, row, kept, met: 0, zone, before: None };
            looked.log.stream(&want, &mut passing, &mut Diagnostics::default(), progress)?;
            if passing.met < looked.records {
                let (before, now) = (looked.records, passing.met);
                return Err(DataError::Changed { before, now, path: looked.log.source.path.clone() });
            }
        }
        Ok(())
    }

    /// The logs as one recording in chronological order, in memory.
    fn joined(&self, progress: &Progress) -> Result<Recording, DataError> {
        let want = |path: &KeyedPath| self.column_at.contains_key(&timeline::counter_key(path));
        let mut recordings = Vec::with_capacity(self.logs.len());
        for looked in &self.logs {
            let (recording, diagnostics) = looked.log.read(&want, progress)?;
            let left_out = diagnostics.iter().filter(|d| d.kind == DiagnosticKind::TooManyCounters).map(|d| d.count);
            refuse_loss(left_out.sum(), &looked.log.source.path)?;
            refuse_loss(recording.axis.thinned.map_or(0, |thinned| thinned.left_out), &looked.log.source.path)?;
            recordings.push(recording);
        }
        let nothing = || LogError::NotALog { found: "nothing to read".to_owned(), path: self.path() };
        let (recording, left_out) = timeline::join(recordings).ok_or_else(nothing)?;
        refuse_loss(left_out as u64, &self.path())?;
        Ok(recording)
    }

    fn pass_joined(
        &self,
        recording: &Recording,
        choice: &mut Choice,
        out: &mut dyn RecordWriter,
    ) -> Result<(), DataError> {
        let column = |c: &Counter| self.column_at.get(&timeline::counter_key(&c.path)).copied();
        let column_of: Vec<Option<usize>> = recording.counters.iter().map(column).collect();
        Ok(pass(recording, &column_of, self.columns.len(), choice, out)?)
    }
}

/// Whether a counter is read: ids of processes are written next to the values of their processes if the format has a
/// column for them.
fn is_read(format: DataFormat, selection: Selection<'_>, path: &KeyedPath) -> bool {
    (selection.want)(path) || !format.has_blanks() && process::is_process_id(path)
}

/// Refuses a table with counters missing, since it would look complete.
fn refuse_loss(left_out: u64, path: &Path) -> Result<(), DataError> {
    if left_out == 0 { Ok(()) } else { Err(DataError::TooMany { left_out, path: path.to_owned() }) }
}

/// Equal for counters of the same process and object.
fn of_process(path: &KeyedPath) -> (String, String) {
    (path.computer.to_lowercase(), path.object_and_instance().to_lowercase())
}
