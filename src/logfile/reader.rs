//! What reads a log and what receives it: the two sides that every format and every use of a log share.

use super::block::{Block, Stamp};
use super::budget::Room;
use super::{Diagnostics, LogError, Progress};
use crate::model::localized::PoolPaths;
use crate::model::{CounterType, Facts, KeyedPath, Source};
use std::ops::Range;

/// Decides which counters are decoded. The others cost next to nothing.
pub type Want<'a> = &'a (dyn Fn(&KeyedPath) -> bool + Sync);

/// How a log is walked.
#[derive(Clone, Copy)]
pub struct ReadContext<'a> {
    /// Which counters are the pools, if the user had to specify it.
    pub pools: &'a PoolPaths,
    pub want: Want<'a>,
    pub progress: &'a Progress,
    /// Bytes that names and positions may take.
    pub names: u64,
}

/// What receives a log while it is read.
pub trait Sink {
    /// A wanted counter was found for the first time. Its number is the count of those found before.
    fn counter(&mut self, found: Found);

    /// Roughly this many samples will follow. Counters may have been reported before this, but not samples.
    fn room_for(&mut self, _samples: usize) {}

    /// One sample, with the values present in it by counter number.
    ///
    /// # Errors
    /// When it accepts no more; the walk ends.
    fn sample(&mut self, stamp: Stamp, values: &[(usize, f64)]) -> Result<(), LogError>;

    /// Several samples at once.
    ///
    /// # Errors
    /// As [`Self::sample`].
    fn block(&mut self, block: &Block) -> Result<(), LogError> {
        block.try_each(|stamp, values| self.sample(stamp, values))
    }
}

/// A counter found in a log.
#[derive(Clone, Debug)]
pub struct Found {
    pub path: KeyedPath,
    pub kind: Option<CounterType>,
    /// Where it belongs in the log's own order: entry of the list, instance, counter.
    pub order: (usize, usize, usize),
}

/// A log whose description has been read and whose samples can be read.
pub struct OpenLog {
    pub source: Source,
    pub facts: Facts,
    /// Which counters are the pools, if the user had to specify it.
    pub pools: PoolPaths,
    /// How much of it may be kept.
    pub room: Room,
    pub(super) reader: Box<dyn LogReader>,
}

/// An open log of some format: its description has been read and its samples can be walked. A new format is a folder
/// that implements this, and a row in `open::FORMATS`.
pub trait LogReader: Send + Sync {
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

    /// The log in up to `most` pieces that can be walked in parallel; empty if it cannot be split.
    fn pieces(&self, _most: usize) -> Vec<Range<u64>> {
        Vec::new()
    }

    /// Walks the samples that begin in a piece. Returns the number of lines in it (0 in binary logs), or `None` if the
    /// log cannot be walked in pieces after all.
    ///
    /// # Errors
    /// As [`Self::stream`].
    fn stream_piece(
        &self,
        _piece: Range<u64>,
        _context: ReadContext<'_>,
        _sink: &mut dyn Sink,
        _diagnostics: &mut Diagnostics,
    ) -> Result<Option<u64>, LogError> {
        Ok(None)
    }
}

/// Cuts a log of this many units and bytes into up to `most` equal pieces, none too small to be worth a thread.
pub(super) fn cut(units: u64, bytes: u64, most: usize) -> Vec<Range<u64>> {
    const LEAST_BYTES: u64 = 8 << 20;
    let pieces = (bytes / LEAST_BYTES).clamp(1, most.max(1) as u64);
    (0..pieces).map(|i| units * i / pieces..units * (i + 1) / pieces).collect()
}

impl OpenLog {
    /// Walks all samples once and passes the wanted counters to `sink`. Anomalies are added to `diagnostics`.
    ///
    /// # Errors
    /// When reading fails, the job is cancelled, or the sink refuses.
    pub fn stream(
        &self,
        want: Want<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
        progress: &Progress,
    ) -> Result<(), LogError> {
        let how = ReadContext { pools: &self.pools, want, progress, names: self.room.names };
        self.reader.stream(how, sink, diagnostics)
    }

    /// The log in up to `most` pieces that can be walked in parallel.
    pub(crate) fn pieces(&self, most: usize) -> Vec<Range<u64>> {
        self.reader.pieces(most)
    }

    /// Walks the samples that begin in a piece. Returns the number of lines in it (0 in binary logs), or `None` if the
    /// log cannot be walked in pieces after all.
    pub(crate) fn stream_piece(
        &self,
        piece: Range<u64>,
        room: Room,
        want: Want<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
        progress: &Progress,
    ) -> Result<Option<u64>, LogError> {
        let how = ReadContext { pools: &self.pools, want, progress, names: room.names };
        self.reader.stream_piece(piece, how, sink, diagnostics)
    }
}
