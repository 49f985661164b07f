//! The long form split by days (UTC): one file per day, each put in place once it is complete.

use super::long::Long;
use super::{Column, Moment, RecordWriter};
use crate::export::Existing;
use crate::export::file::Pending;
use crate::model::KeyedPath;
use std::fs;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

const DAY_MS: i64 = 86_400_000;

/// A day (UTC) as `2026-03-02`.
pub fn day_of(utc_ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(utc_ms)
        .map_or_else(|| "1970-01-01".to_owned(), |t| t.format("%Y-%m-%d").to_string())
}

/// Where the daily files go: `folder/date=2026-03-02/below/name`.
pub struct DailyFiles<'a> {
    pub folder: &'a Path,
    pub below: &'a str,
    pub name: &'a str,
}

/// Writes each day's records to a separate file.
pub(super) struct Daily<'a> {
    files: &'a DailyFiles<'a>,
    columns: &'a [Column],
    names: &'a [KeyedPath],
    open: Option<(i64, Pending, Long<'static>)>,
    /// Paths relative to the folder.
    written: &'a mut Vec<String>,
}

impl<'a> Daily<'a> {
    pub fn new(
        files: &'a DailyFiles<'a>,
        columns: &'a [Column],
        names: &'a [KeyedPath],
        written: &'a mut Vec<String>,
    ) -> Self {
        Self { files, columns, names, open: None, written }
    }

    fn close(&mut self) -> io::Result<()> {
        let Some((_, pending, long)) = self.open.take() else { return Ok(()) };
        Box::new(long).finish()?;
        pending.place(Existing::Replace)
    }

    fn begin(&mut self, day: i64) -> io::Result<()> {
        self.close()?;
        let below: PathBuf =
            [&format!("date={}", day_of(day * DAY_MS)), self.files.below, self.files.name].iter().collect();
        let path = self.files.folder.join(&below);
        fs::create_dir_all(path.parent().unwrap_or(self.files.folder))?;
        let pending = Pending::begin(&path)?;
        let out = BufWriter::with_capacity(1 << 16, pending.reopen()?);
        let long = Long::new(Box::new(out), self.columns, self.names)?.sorted();
        self.open = Some((day, pending, long));
        self.written.push(below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
        Ok(())
    }
}

impl RecordWriter for Daily<'_> {
    fn record(&mut self, at: Moment, values: &[f64]) -> io::Result<()> {
        let day = at.utc_ms.div_euclid(DAY_MS);
        if self.open.as_ref().is_none_or(|(open, ..)| *open != day) {
            self.begin(day)?;
        }
        self.open.as_mut().map_or(Ok(()), |(_, _, long)| long.record(at, values))
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.close()
    }
}
