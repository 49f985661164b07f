//! Opening a log of any format, and reading it.

use super::budget::Room;
use super::bytes::{self, ReadAt};
use super::collect::{self, Catalogue};
use super::reader::{LogReader, OpenLog, Want};
use super::{Diagnostic, LogError, Progress, blg, delimited, detect, events, tags};
use crate::model::localized::PoolPaths;
use crate::model::{Format, Recording, Source};
use std::path::Path;
use std::sync::Arc;

type Open = fn(Arc<dyn ReadAt>, &Path, &Progress) -> Result<Box<dyn LogReader>, LogError>;

/// A reader of logs.
struct FormatReader {
    /// The format, by the beginning of a file.
    detect: fn(&[u8]) -> Option<Format>,
    open: Open,
}

/// All readers, the one with the surest sign first.
const FORMATS: &[FormatReader] = &[
    FormatReader {
        detect: |head| detect::is_trace_container(head).then_some(blg::FORMAT),
        open: |bytes, path, progress| Ok(Box::new(blg::BlgLog::open(bytes, path, progress)?)),
    },
    FormatReader {
        detect: delimited::detect,
        open: |bytes, path, progress| Ok(Box::new(delimited::DelimitedLog::open(bytes, path, progress)?)),
    },
    FormatReader {
        detect: tags::detect,
        open: |bytes, path, progress| Ok(Box::new(tags::TagLog::open(bytes, path, progress)?)),
    },
    FormatReader {
        detect: events::detect,
        open: |bytes, path, progress| Ok(Box::new(events::EventLog::open(bytes, path, progress)?)),
    },
];

impl OpenLog {
    /// Opens the log at `path`. The format is found by content; the extension plays no part.
    ///
    /// # Errors
    /// When the file cannot be read or is not a performance log; the message says what it is instead, if known.
    pub fn open(path: &Path, progress: &Progress) -> Result<Self, LogError> {
        Self::from_bytes(bytes::open(path)?, path, progress)
    }

    /// Opens a log from any bytes; `path` only names it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_bytes(bytes: Arc<dyn ReadAt>, path: &Path, progress: &Progress) -> Result<Self, LogError> {
        let head = detect::head(bytes.as_ref(), path)?;
        let found = FORMATS.iter().find_map(|reader| Some(((reader.detect)(&head)?, reader)));
        let Some((format, reader)) = found else { return Err(detect::refusal(&head, path)) };
        let source = Source { path: path.to_owned(), format, bytes: bytes.len() };
        let reader = (reader.open)(bytes, path, progress)?;
        let (facts, room) = (reader.facts().clone(), Room::of_log(source.bytes));
        Ok(Self { source, facts, pools: PoolPaths::default(), room, reader })
    }

    /// Reads the wanted counters: as many as fit, pools first.
    ///
    /// # Errors
    /// When reading fails, or the job is cancelled.
    pub fn read(&self, want: Want<'_>, progress: &Progress) -> Result<(Recording, Vec<Diagnostic>), LogError> {
        collect::read(self, want, progress)
    }

    /// As [`Self::read`], limited to the span from one moment to another (UTC milliseconds), both inclusive.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_between(
        &self,
        span_utc_ms: (i64, i64),
        want: Want<'_>,
        progress: &Progress,
    ) -> Result<(Recording, Vec<Diagnostic>), LogError> {
        collect::read_between(self, span_utc_ms, want, progress)
    }

    /// Lists every counter with the number of its values.
    ///
    /// # Errors
    /// When reading fails, or the job is cancelled.
    pub fn survey(&self, progress: &Progress) -> Result<(Catalogue, Vec<Diagnostic>), LogError> {
        collect::survey(self, progress)
    }
}
