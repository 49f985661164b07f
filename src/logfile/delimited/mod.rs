//! PDH-CSV and PDH-TSV, as relog, logman, typeperf and `Export-Counter` write them.
//!
//! The first cell names the zone and its bias, the others are counter paths; each row begins with a local stamp. A blank
//! cell is a gap. A row that cannot be read is a note with its line number, not the end.

pub mod header;
pub mod lines;
pub mod timestamp;

use super::bytes::ReadAt;
use super::{Found, LogError, NoteKind, Notes, Progress, Sink, Want, limits};
use crate::model::{Facts, Format};
use header::Header;
use lines::{Cells, Line, Lines, Value};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use header::detect;

/// An opened text log: its header line.
pub struct DelimitedLog {
    pub facts: Facts,
    header: Header,
    bytes: Arc<dyn ReadAt>,
    path: PathBuf,
}

impl DelimitedLog {
    /// Reads the header line.
    ///
    /// # Errors
    /// When the file cannot be read, or its first line is longer than any log's.
    pub fn open(bytes: Arc<dyn ReadAt>, path: &Path) -> Result<Self, LogError> {
        let io = |error| LogError::Io { doing: "reading the header", error, path: path.to_owned() };
        let mut line = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            let had = bytes.read_at(line.len() as u64, &mut chunk).map_err(io)?;
            let end = chunk[..had].iter().position(|b| *b == b'\n');
            line.extend_from_slice(&chunk[..end.unwrap_or(had)]);
            if end.is_some() || had == 0 {
                break;
            }
            if line.len() > limits::LINE_BYTES {
                let limit_mb = limits::LINE_BYTES as u64 >> 20;
                return Err(LogError::Limit { doing: "reading the header", limit_mb, path: path.to_owned() });
            }
        }
        let header = Header::parse(&line).ok_or_else(|| LogError::Damaged {
            doing: "reading the header",
            found: "no counter paths in the first line".to_owned(),
            position: 0,
            path: path.to_owned(),
        })?;
        Ok(Self { facts: Facts::of_zone(header.zone.clone()), header, bytes, path: path.to_owned() })
    }

    pub fn format(&self) -> Format {
        self.header.format
    }

    /// Walks all rows once. See [`super::OpenLog::stream`].
    pub fn stream(
        &self,
        want: Want<'_>,
        sink: &mut dyn Sink,
        notes: &mut Notes,
        progress: &Progress,
    ) -> Result<(), LogError> {
        let header = &self.header;
        if !header.is_signed {
            notes.add(NoteKind::MissingSignature, 1);
        }
        if !header.has_bias {
            notes.add(NoteKind::MissingBias, 1);
        }
        notes.add_many(NoteKind::BadColumn, header.bad_columns, Some(1));
        let columns = self.wanted_columns(want, sink, notes);
        progress.begin(self.bytes.len());
        let mut lines = Lines::new(self.bytes.as_ref(), header.skip);
        let mut values = Vec::with_capacity(columns.len());
        loop {
            let number = lines.number();
            let line = match lines.read().map_err(|e| self.io(e))? {
                Line::End => return Ok(()),
                Line::TooLong => {
                    notes.add(NoteKind::BadRow, number);
                    continue;
                }
                Line::Whole(line) => line,
            };
            if number == 1 || line.trim_ascii().is_empty() {
                continue;
            }
            if number.is_multiple_of(256) {
                progress.check()?;
            }
            let mut cells = Cells::new(line, header.delimiter);
            let Some(local_ms) = cells.next().and_then(|c| timestamp::parse(c.text)) else {
                notes.add(NoteKind::BadRow, number);
                continue;
            };
            values.clear();
            let mut wanted = columns.iter().enumerate().peekable();
            let (mut count, mut bad) = (1, 0);
            for cell in cells.by_ref() {
                if let Some((id, _)) = wanted.next_if(|(_, column)| **column == count) {
                    match cell.value() {
                        Value::Number(value) => values.push((id, value)),
                        Value::Bad => bad += 1,
                        Value::Blank => {}
                    }
                }
                count += 1;
                if count > header.cells {
                    break;
                }
            }
            if count > header.cells {
                notes.add(NoteKind::LongRow, number);
                continue;
            }
            notes.add_many(NoteKind::BadCell, bad, Some(number));
            if count < header.cells {
                notes.add(NoteKind::ShortRow, number);
            }
            sink.sample(local_ms, &values)?;
            progress.set(lines.position());
        }
    }

    /// The cells of the wanted counters; each is announced to the sink.
    fn wanted_columns(&self, want: Want<'_>, sink: &mut dyn Sink, notes: &mut Notes) -> Vec<usize> {
        let mut seen = HashSet::new();
        let mut columns = Vec::new();
        for (cell, path) in &self.header.columns {
            if !want(path) {
                continue;
            }
            if columns.len() >= limits::COUNTERS {
                notes.add(NoteKind::TooManyCounters, 1);
                continue;
            }
            if !seen.insert(path.key()) {
                notes.add(NoteKind::DuplicateCounter, 1);
                continue;
            }
            sink.counter(Found { path: path.clone(), kind: None, order: (*cell, 0, 0) });
            columns.push(*cell);
        }
        columns
    }

    fn io(&self, error: std::io::Error) -> LogError {
        LogError::Io { doing: "reading the log", error, path: self.path.clone() }
    }
}
