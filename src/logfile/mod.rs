//! Bytes become a recording.
//!
//! [`OpenLog::open`] looks at the content and reads what describes the log; [`OpenLog::stream`] then walks the samples
//! once and hands over the values of the counters asked for. Memory stays bounded by one sample and by what the caller
//! keeps: nothing is mapped, every read is positioned and checked, and damage becomes a [`Diagnostic`], not an end.

pub mod blg;
pub mod bytes;
pub mod collect;
pub mod delimited;
pub mod detect;
pub mod error;
pub mod limits;
pub mod notes;
pub mod progress;

pub use collect::{Catalogue, CatalogueEntry};
pub use error::LogError;
pub use notes::{Diagnostic, DiagnosticKind, Diagnostics, Severity};
pub use progress::Progress;

use crate::model::localized::PoolPaths;
use crate::model::{CounterPath, CounterType, Facts, Format, Recording, Source};
use bytes::ReadAt;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Decides which counters are decoded. The others cost next to nothing.
pub type Want<'a> = &'a (dyn Fn(&CounterPath) -> bool + Sync);

/// How a log is walked.
#[derive(Clone, Copy)]
pub struct ReadContext<'a> {
    /// Which counters are the pools, where the user had to say so.
    pub pools: &'a PoolPaths,
    pub want: Want<'a>,
    pub progress: &'a Progress,
}

/// What receives a log while it is read.
pub trait Sink {
    /// A wanted counter was met for the first time. Its number is the count of those met before.
    fn counter(&mut self, found: Found);

    /// About so many samples will come. Counters may have been met before, not samples.
    fn room_for(&mut self, _samples: usize) {}

    /// One sample: its local stamp (ms) and the values present in it, by counter number.
    ///
    /// # Errors
    /// When it takes no more; the walk ends.
    fn sample(&mut self, local_ms: i64, values: &[(usize, f64)]) -> Result<(), LogError>;
}

/// A counter met in a log.
#[derive(Clone, Debug)]
pub struct Found {
    pub path: CounterPath,
    pub kind: Option<CounterType>,
    /// Where it belongs in the log's own order: entry of the list, instance, counter.
    pub order: (usize, usize, usize),
}

/// A log whose description was read and whose samples can be.
pub struct OpenLog {
    pub source: Source,
    pub facts: Facts,
    /// Which counters are the pools, where the user had to say so.
    pub pools: PoolPaths,
    reader: Box<dyn LogReader>,
}

/// A log of some format, opened: its description was read and its samples can be walked. A new format is a folder that
/// implements this, and a row in [`FORMATS`].
pub(crate) trait LogReader: Send + Sync {
    fn facts(&self) -> &Facts;

    /// Walks all samples once.
    ///
    /// # Errors
    /// When reading fails, the job is cancelled, or the sink refuses.
    fn stream(
        &self,
        context: ReadContext<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), LogError>;

    /// The log in up to `most` pieces that can be walked side by side.
    fn pieces(&self, most: usize) -> Vec<Range<u64>>;

    /// Walks the samples that begin in a piece. Gives the number of lines in it (0 in binary logs), or `None` where the
    /// log cannot be walked in pieces after all.
    ///
    /// # Errors
    /// As [`Self::stream`].
    fn stream_piece(
        &self,
        piece: Range<u64>,
        context: ReadContext<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<u64>, LogError>;
}

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
        detect: |head| detect::is_trace_container(head).then_some(Format::Blg),
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

    /// Walks all samples once, handing the wanted counters to `sink`. Diagnostics about what was odd go to `notes`.
    ///
    /// # Errors
    /// When reading fails, the job is cancelled, or the sink refuses.
    pub fn stream(
        &self,
        want: Want<'_>,
        sink: &mut dyn Sink,
        notes: &mut Diagnostics,
        progress: &Progress,
    ) -> Result<(), LogError> {
        let how = ReadContext { pools: &self.pools, want, progress };
        self.reader.stream(how, sink, notes)
    }

    /// The log in up to `most` pieces that can be walked side by side.
    pub(crate) fn pieces(&self, most: usize) -> Vec<Range<u64>> {
        self.reader.pieces(most)
    }

    /// Walks the samples that begin in a piece. Gives the number of lines in it (0 in binary logs), or `None` where the
    /// log cannot be walked in pieces after all.
    pub(crate) fn stream_piece(
        &self,
        piece: Range<u64>,
        want: Want<'_>,
        sink: &mut dyn Sink,
        notes: &mut Diagnostics,
        progress: &Progress,
    ) -> Result<Option<u64>, LogError> {
        let how = ReadContext { pools: &self.pools, want, progress };
        self.reader.stream_piece(piece, how, sink, notes)
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
