//! Samples of every server as Parquet, in folders that DuckDB, polars and Spark read as one table:
//! `date=2026-03-02/bucket=07/<logs>.parquet`, in long form, by computer, counter and time.

use super::super::member::Member;
#[cfg(feature = "parquet")]
use crate::export::data::{Between, DailyFiles, DataError, DataFormat, LogTable, Selection};
#[cfg(feature = "parquet")]
use crate::logfile::OpenLog;
use crate::logfile::{LogError, Progress};
#[cfg(feature = "parquet")]
use crate::model::{KeyedPath, catalogue};
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// Where series are written, and which counters of the logs.
#[derive(Clone, Copy)]
pub struct Series<'a> {
    pub folder: &'a Path,
    /// Every counter, not only the pools and those that they are judged by.
    pub all_counters: bool,
}

/// Why no series were written.
pub enum Failed {
    Read(LogError),
    Write(io::Error),
}

/// Computers are spread over this many folders per day.
#[cfg(feature = "parquet")]
const BUCKETS: u32 = 16;

/// A name for the logs of a group, derived from their identity: the same logs are written to the same files again.
pub fn group_name(group: &[Member]) -> String {
    // the modification time is not part of a file's identity
    let of = |m: &Member| (m.identity.bytes, m.identity.parts.clone(), m.packed.as_ref().map(|(_, at)| *at));
    let mut identities: Vec<_> = group.iter().map(of).collect();
    identities.sort();
    let mut hash = Sha256::new();
    for (bytes, parts, at) in identities {
        hash.update(format!("{bytes} {parts} {at:?};"));
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a file is named like a file of series.
pub fn is_series(name: &str) -> bool {
    let stem = name.strip_suffix(".parquet").unwrap_or_default();
    stem.len() == 24 && stem.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Writes the series of a group's logs; returns their paths relative to the folder.
///
/// # Errors
/// When a log cannot be read or a file cannot be written.
#[cfg(feature = "parquet")]
pub fn write(
    series: &Series<'_>,
    files: &[PathBuf],
    group: &[Member],
    progress: &Progress,
) -> Result<Vec<String>, Failed> {
    let mut logs = Vec::with_capacity(files.len());
    for path in files {
        // what could not be judged has been reported already
        if let Ok(log) = OpenLog::open(path, progress) {
            logs.push(log);
        }
    }
    let want = |path: &KeyedPath| series.all_counters || catalogue::serves_pools(path);
    let selection = Selection { want: &want, between: Between::Always, every: 1 };
    let failed = |error: DataError| match error {
        DataError::Log(error) => Failed::Read(error),
        DataError::Write(error) => Failed::Write(error),
        other => Failed::Read(LogError::Sink { doing: "writing series", error: io::Error::other(other.to_string()) }),
    };
    let table = LogTable::look(&logs, DataFormat::Parquet, selection, progress).map_err(failed)?;
    let computer = table.counters().map(|path| path.computer.to_lowercase()).min().unwrap_or_default();
    let hash = Sha256::digest(computer.as_bytes());
    let bucket = format!("bucket={:02}", u32::from(hash.first().copied().unwrap_or_default()) % BUCKETS);
    let name = format!("{}.parquet", group_name(group));
    let files = DailyFiles { folder: series.folder, below: &bucket, name: &name };
    table.write_daily(&files, progress).map_err(failed)
}

/// Writes nothing: the program was built without Parquet.
///
/// # Errors
/// Always.
#[cfg(not(feature = "parquet"))]
pub fn write(_: &Series<'_>, _: &[PathBuf], _: &[Member], _: &Progress) -> Result<Vec<String>, Failed> {
    Err(Failed::Write(io::Error::other("built without Parquet")))
}
