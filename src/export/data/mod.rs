//! Samples as tables for other programs: as Windows writes them, one row per record, or in the long form, one row per
//! value.
//!
//! ```text
//! PDH-CSV, PDH-TSV   local time, then a cell for each counter; a missing value is a blank
//! Parquet            computer, object, instance, process_id, counter, time, value; a missing value has no row
//! ```
//!
//! Logs are scanned once for their counters ([`LogTable::look`]), then streamed ([`LogTable::write`]): only the times
//! of the samples are kept in memory. Only logs that overlap, or whose records are not in chronological order, are read
//! whole.

#[cfg(feature = "parquet")]
mod daily;
mod log_table;
#[cfg(feature = "parquet")]
mod long;
mod records;

#[cfg(feature = "parquet")]
pub use daily::{DailyFiles, day_of};
pub use log_table::{DataError, LogTable, Written};

use super::table::TableWriter;
use crate::logfile::Want;
use crate::model::{CounterType, KeyedPath, Zone};
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::Path;

/// The format in which a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataFormat {
    Csv,
    Tsv,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl DataFormat {
    /// Each with its description and file extension.
    pub const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Csv, "PDH-CSV, as Windows writes it", "csv"),
        (Self::Tsv, "PDH-TSV, with tabs", "tsv"),
        #[cfg(feature = "parquet")]
        (Self::Parquet, "Parquet, a row a value", "parquet"),
    ];

    /// The format given by a path's extension; `None` if it is not one that can be written.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_string_lossy().to_lowercase();
        Self::ALL.iter().find(|(_, _, known)| *known == ending).map(|(format, _, _)| *format)
    }

    /// Whether a blank takes room in it.
    fn has_blanks(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv)
    }
}

/// From one moment to another, both included (ms).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Between {
    #[default]
    Always,
    /// By the log's own clock.
    Local(i64, i64),
    Utc(i64, i64),
}

/// Which part of the logs is written.
#[derive(Clone, Copy)]
pub struct Selection<'a> {
    pub want: Want<'a>,
    pub between: Between,
    /// Only every n-th record is written; 1 for all.
    pub every: usize,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub path: KeyedPath,
    pub kind: Option<CounterType>,
    /// The column that tells the id of its process in the same record.
    pub process_id: Option<usize>,
}

/// When a record was taken (ms).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub local_ms: i64,
    pub utc_ms: i64,
}

/// Takes records in chronological order.
pub(super) trait RecordWriter {
    /// One record, with a value or NaN for each column; columns beyond those shown are only read.
    ///
    /// # Errors
    /// When writing fails.
    fn record(&mut self, at: Moment, values: &[f64]) -> io::Result<()>;

    /// Writes anything still buffered.
    ///
    /// # Errors
    /// When writing fails.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// A table with a cell for each counter.
struct Wide<'a> {
    table: TableWriter<'a>,
    shown: usize,
}

impl RecordWriter for Wide<'_> {
    fn record(&mut self, at: Moment, values: &[f64]) -> io::Result<()> {
        self.table.row(at.local_ms, &values[..self.shown.min(values.len())])
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.table.finish()
    }
}

/// A writer of this format for the columns shown, which have these names.
fn writer<'a>(
    format: DataFormat,
    out: &'a mut (dyn Write + Send),
    #[cfg_attr(not(feature = "parquet"), expect(unused_variables))] columns: &[Column],
    names: &[KeyedPath],
    (zone, begin_utc): (&Zone, i64),
) -> io::Result<Box<dyn RecordWriter + 'a>> {
    let wide = |out: &'a mut (dyn Write + Send), is_tsv: bool| -> io::Result<Box<dyn RecordWriter + 'a>> {
        let mut table = TableWriter::new(out, is_tsv);
        table.header(zone, begin_utc, &names.iter().collect::<Vec<_>>())?;
        Ok(Box::new(Wide { table, shown: names.len() }))
    };
    match format {
        DataFormat::Csv => wide(out, false),
        DataFormat::Tsv => wide(out, true),
        #[cfg(feature = "parquet")]
        DataFormat::Parquet => Ok(Box::new(long::Long::new(Box::new(out), columns, names)?)),
    }
}
