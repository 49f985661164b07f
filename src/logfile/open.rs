//! Opening a log of any format, and reading it.

use super::bytes::{self, ReadAt};
use super::collect::{self, Catalogue};
use super::reader::{LogReader, OpenLog, Want};
use super::{Diagnostic, LogError, Progress, blg, delimited, detect};
use crate::model::localized::PoolPaths;
use crate::model::{Format, Recording, Source};
use std::path::Path;
use std::sync::Arc;

type Opened = Result<Box<dyn LogReader>, LogError>;

/// A reader of logs.
struct FormatReader {
    /// The format, by the beginning of a file.
    detect: fn(&[u8]) -> Option<Format>,
    open: fn(Arc<dyn ReadAt>, &Path) -> Opened,
}

/// The readers there are, the surest sign first.
const FORMATS: &[FormatReader] = &[
    FormatReader {
        detect: |head| detect::is_trace_container(head).then_some(blg::FORMAT),
        open: |bytes, path| Ok(Box::new(blg::BlgLog::open(bytes, path)?)),
    },
    FormatReader {
        detect: delimited::detect,
        open: |bytes, path| Ok(Box::new(delimited::DelimitedLog::open(bytes, path)?)),
    },
];

impl OpenLog {
    /// Opens the log at `path`. The format is found by content; the extension plays no part.
    ///
    /// # Errors
    /// When the file cannot be read, or is no performance log; the message says what it is instead, where known.
    pub fn open(path: &Path) -> Result<Self, LogError> {
        let file = bytes::FileBytes::open(path)?;
        Self::from_bytes(Arc::new(file), path)
    }

    /// Opens a log from any bytes; `path` only names it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_bytes(bytes: Arc<dyn ReadAt>, path: &Path) -> Result<Self, LogError> {
        let head = detect::head(bytes.as_ref(), path)?;
        let found = FORMATS.iter().find_map(|reader| Some(((reader.detect)(&head)?, reader)));
        let Some((format, reader)) = found else { return Err(detect::refusal(&head, path)) };
        let source = Source { path: path.to_owned(), format, bytes: bytes.len() };
        let reader = (reader.open)(bytes, path)?;
        Ok(Self { source, facts: reader.facts().clone(), pools: PoolPaths::default(), reader })
    }

    /// Reads the wanted counters whole.
    ///
    /// # Errors
    /// When reading fails, the job is cancelled, or the values take more memory than they may.
    pub fn read(&self, want: Want<'_>, progress: &Progress) -> Result<(Recording, Vec<Diagnostic>), LogError> {
        collect::read(self, want, progress, &collect::Allowance::default())
    }

    /// As [`Self::read`], for logs that are read together and share what memory their values may take.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_within(
        &self,
        want: Want<'_>,
        progress: &Progress,
        allowance: &collect::Allowance,
    ) -> Result<(Recording, Vec<Diagnostic>), LogError> {
        collect::read(self, want, progress, allowance)
    }

    /// Lists every counter with the number of its values.
    ///
    /// # Errors
    /// When reading fails, or the job is cancelled.
    pub fn survey(&self, progress: &Progress) -> Result<(Catalogue, Vec<Diagnostic>), LogError> {
        collect::survey(self, progress)
    }
}
