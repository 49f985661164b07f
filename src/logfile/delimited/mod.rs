//! PDH-CSV and PDH-TSV, as relog, logman, typeperf and `Export-Counter` write them.
//!
//! The first cell names the zone and its bias, the others are counter paths; each row begins with a local stamp. A blank
//! cell is a gap. A row that cannot be read is a note with its line number, not the end.

pub mod header;
pub mod timestamp;

use super::bytes::ReadAt;
use super::{Found, LogError, NoteKind, Notes, Progress, Sink, Want, limits};
use crate::model::{Facts, Format};
use header::Header;
use std::collections::HashSet;
use std::io::{self, Read};
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

/// Reads on from a position. Positioned underneath, so many readers can share one file.
struct Cursor<'a> {
    bytes: &'a dyn ReadAt,
    at: u64,
}

impl Read for Cursor<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let had = self.bytes.read_at(self.at, buffer)?;
        self.at += had as u64;
        Ok(had)
    }
}

impl DelimitedLog {
    /// Reads the header line.
    ///
    /// # Errors
    /// When the file cannot be read, or its first line is longer than any log's.
    pub fn open(bytes: Arc<dyn ReadAt>, path: &Path) -> Result<Self, LogError> {
        let io = |source| LogError::Io { doing: "reading the header", source, path: path.to_owned() };
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
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(header.delimiter)
            .buffer_capacity(1 << 20)
            .from_reader(Cursor { bytes: self.bytes.as_ref(), at: header.skip });
        let mut row = csv::ByteRecord::new();
        let mut values = Vec::with_capacity(columns.len());
        let mut is_first = true;
        let mut count = 0u32;
        while rows.read_byte_record(&mut row).map_err(|e| self.csv_error(e))? {
            // the csv reader has counted the LF that ends this row, but not the LF of a CR LF
            let line = rows.position().line() - u64::from(!header.ends_in_cr);
            if std::mem::take(&mut is_first) {
                continue;
            }
            count = count.wrapping_add(1);
            if count.is_multiple_of(256) {
                progress.check()?;
                progress.set(rows.position().byte());
            }
            if row.len() == 1 && row.get(0).is_some_and(|c| c.trim_ascii().is_empty()) {
                continue;
            }
            let Some(local_ms) = row.get(0).and_then(timestamp::parse) else {
                notes.add(NoteKind::BadRow, line);
                continue;
            };
            if row.len() < header.cells {
                notes.add(NoteKind::ShortRow, line);
            } else if row.len() > header.cells {
                notes.add(NoteKind::LongRow, line);
            }
            values.clear();
            for (id, cell) in columns.iter().enumerate() {
                match row.get(*cell).map(parse_value) {
                    Some(Cell::Value(value)) => values.push((id, value)),
                    Some(Cell::Bad) => notes.add(NoteKind::BadCell, line),
                    Some(Cell::Blank) | None => {}
                }
            }
            sink.sample(local_ms, &values)?;
        }
        Ok(())
    }

    /// The cells of the wanted counters; each is announced to the sink.
    fn wanted_columns(&self, want: Want<'_>, sink: &mut dyn Sink, notes: &mut Notes) -> Vec<usize> {
        let mut seen = HashSet::new();
        let mut columns = Vec::new();
        for (cell, path) in &self.header.columns {
            if !want(path) {
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

    fn csv_error(&self, error: csv::Error) -> LogError {
        let position = error.position().map_or(0, csv::Position::byte);
        match error.into_kind() {
            csv::ErrorKind::Io(source) => LogError::Io { doing: "reading the log", source, path: self.path.clone() },
            other => LogError::Damaged {
                doing: "reading a row",
                found: format!("{other:?}"),
                position,
                path: self.path.clone(),
            },
        }
    }
}

enum Cell {
    Value(f64),
    Blank,
    Bad,
}

fn parse_value(cell: &[u8]) -> Cell {
    let cell = cell.trim_ascii();
    if cell.is_empty() {
        return Cell::Blank;
    }
    match std::str::from_utf8(cell).ok().and_then(|t| t.parse::<f64>().ok()) {
        Some(value) if value.is_finite() => Cell::Value(value),
        _ => Cell::Bad,
    }
}
