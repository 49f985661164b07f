//! PDH-CSV and PDH-TSV, as relog, logman, typeperf and `Export-Counter` write them.
//!
//! The first cell names the zone and its bias, the others are counter paths; each row begins with a local stamp. A
//! blank cell is a gap. A row that cannot be read is noted with its line number, and reading continues.

mod decimal;
pub mod encoding;
pub mod header;
pub mod lines;
mod regular;
pub mod timestamp;

use super::block::Block;
use super::budget::Room;
use super::bytes::ReadAt;
use super::{DiagnosticKind, Diagnostics, Found, LogError, LogReader, Progress, ReadContext, Sink, Stamp, reader};
use crate::model::{Facts, Format};
use encoding::TextEncoding;
use fearless_simd::Level;
use header::Header;
use lines::{Cell, Cells, Line, Lines, Value};
use std::collections::HashSet;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use timestamp::{Dialect, Hours, Minute, Order};

pub use header::detect;

/// An opened text log: its header line, and how its characters and stamps are read.
pub struct DelimitedLog {
    pub facts: Facts,
    header: Header,
    coding: TextEncoding,
    /// Length of the byte order mark in bytes.
    mark: u64,
    end_of_line: u8,
    /// Line number of the header.
    header_line: u64,
    /// Where the line after the header begins.
    data_at: u64,
    dialect: Dialect,
    /// Approximate number of bytes per row.
    row_bytes: u64,
    /// Whether numbers have decimal points, so that a comma in a number is not one.
    has_points: bool,
    bytes: Arc<dyn ReadAt>,
    path: PathBuf,
}

/// The stamps of some rows in the rest of a log, in file order. Empty for UTF-16, where a row's start cannot be found.
fn stamps_of_places(
    bytes: &dyn ReadAt,
    rest: &Range<u64>,
    coding: TextEncoding,
    end_of_line: u8,
    delimiter: u8,
) -> io::Result<Vec<Vec<u8>>> {
    let mut stamps = Vec::new();
    if let TextEncoding::Utf16 { .. } = coding {
        return Ok(stamps);
    }
    for place in 0..PLACES_FOR_STAMPS {
        let at = rest.start + rest.end.saturating_sub(rest.start) / PLACES_FOR_STAMPS * place;
        let mut lines = Lines::of_piece(bytes, &(at..rest.end), coding, end_of_line)?;
        let Line::Whole(line) = lines.read()? else { break };
        stamps.extend(Cells::new(line, delimiter).next().filter(Cell::is_short).map(|cell| cell.text.to_vec()));
    }
    Ok(stamps)
}

/// What was found in the cells of a row.
struct Row {
    /// Number of cells so far, including the stamp's.
    count: usize,
    bad: u64,
    no_data: u64,
    /// The last cell with a quote out of place.
    torn_at: Option<usize>,
}

impl Row {
    /// Takes the value of a counter's cell.
    fn take(&mut self, counter: usize, value: Value, values: &mut Vec<(usize, f64)>) {
        match value {
            Value::Number(value) => values.push((counter, value)),
            Value::Bad => self.bad += 1,
            Value::NoData => self.no_data += 1,
            Value::Blank => {}
        }
    }
}

/// Where the wanted cells of regular rows are, as long as such rows occur.
struct Regular {
    level: Level,
    starts: Vec<usize>,
    rows: u64,
    others: u64,
}

impl Regular {
    /// How many rows may be irregular before looking for regular ones costs more than it saves.
    const OTHERS: u64 = 16;
    /// Looking for regular rows pays if no more than about one cell in this many is wanted.
    const CELLS: usize = 8;

    /// Whether `line` is a regular row with all cells of the header; if so, the wanted ones are found.
    fn find(&mut self, line: &[u8], header: &Header, columns: &[usize]) -> bool {
        let is_worth_it =
            columns.len() <= header.cells / Self::CELLS + 2 && self.others <= Self::OTHERS + self.rows / 4;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_one =
            is_worth_it && regular::starts(self.level, line, header.delimiter, header.cells, columns, &mut self.starts);
        if is_one {
            self.rows += 1
        } else {
            self.others += u64::from(is_worth_it)
        }
        is_one
    }
}

/// Rows examined for decimal points.
const ROWS_FOR_POINTS: usize = 64;

/// Stamps examined to determine the order of day and month: the first ones, from no more bytes than are read at once;
/// then some from the whole log.
const STAMPS: usize = 4096;
const BYTES_FOR_STAMPS: u64 = 4 << 20;
const PLACES_FOR_STAMPS: u64 = 32;

impl DelimitedLog {
    /// Reads the header line and examines the first stamps.
    ///
    /// # Errors
    /// When the file cannot be read, has no header, its times were destroyed by a spreadsheet, or the job is cancelled.
    pub fn open(bytes: Arc<dyn ReadAt>, path: &Path, progress: &Progress) -> Result<Self, LogError> {
        let io = |error| LogError::Io { doing: "reading the header", error, path: path.to_owned() };
        let damaged = |found: &str, position| LogError::Damaged {
            doing: "reading the header",
            found: found.to_owned(),
            position,
            path: path.to_owned(),
        };
        let mut head = vec![0; (1 << 20).min(usize::try_from(bytes.len()).unwrap_or(1 << 20))];
        let had = bytes.read_at(0, &mut head).map_err(io)?;
        head.truncate(had);
        let (coding, mark) = encoding::detect(&head);
        let end_of_line = header::end_of_line(&head);
        let mut lines = Lines::new(bytes.as_ref(), mark as u64, coding, end_of_line);
        let names = Room::of_log(bytes.len()).names;
        let mut found = None;
        while found.is_none() && lines.number() <= header::ROWS_ABOVE as u64 {
            let number = lines.number();
            match lines.read().map_err(io)? {
                Line::Whole(line) => found = Header::parse(line, coding, names, progress).map(|h| (h, number)),
                Line::TooLong => return Err(damaged("a line longer than any log's", 0)),
                Line::End => break,
            }
        }
        progress.check()?;
        let (header, header_line) = found.ok_or_else(|| damaged("no counter paths in the first lines", 0))?;
        let (mut stamps, mut has_points) = (Vec::new(), false);
        let data_at = lines.position();
        let is_enough = |stamps: usize, read: u64| stamps >= ROWS_FOR_POINTS && read > BYTES_FOR_STAMPS;
        let mut goes_on = true;
        while stamps.len() < STAMPS && !is_enough(stamps.len(), lines.position().saturating_sub(data_at)) {
            let Line::Whole(line) = lines.read().map_err(io)? else {
                goes_on = false;
                break;
            };
            let mut cells = Cells::new(line, header.delimiter);
            if let Some(cell) = cells.next().filter(Cell::is_short) {
                stamps.push(cell.text.to_vec());
            }
            if stamps.len() < ROWS_FOR_POINTS {
                has_points |= cells.any(|cell| cell.has_decimal_point());
            }
        }
        let row_bytes = lines.position().saturating_sub(data_at) / stamps.len().max(1) as u64;
        let first_stamps = stamps.len();
        if goes_on {
            let rest = lines.position()..bytes.len();
            stamps.extend(stamps_of_places(bytes.as_ref(), &rest, coding, end_of_line, header.delimiter).map_err(io)?);
            progress.check()?;
        }
        let dialect = timestamp::dialect(&stamps);
        stamps.truncate(first_stamps);
        if dialect == Dialect::Cut && !timestamp::hours_are_proven(&stamps) {
            let found =
                "a spreadsheet has cut the times to minutes and seconds, and their intervals do not tell the hours";
            return Err(damaged(found, 0));
        }
        Ok(Self {
            facts: Facts::of_zone(header.zone.clone()),
            header,
            coding,
            mark: mark as u64,
            end_of_line,
            header_line,
            data_at,
            dialect,
            has_points,
            row_bytes: row_bytes.max(1),
            bytes,
            path: path.to_owned(),
        })
    }

    /// Whether the rows of any piece of the file can be read without those before it.
    pub fn can_be_cut(&self) -> bool {
        self.dialect != Dialect::Cut && !matches!(self.coding, TextEncoding::Utf16 { .. })
    }

    pub fn coding(&self) -> TextEncoding {
        self.coding
    }

    pub fn format(&self) -> Format {
        self.header.format
    }

    /// Passes on the rows after line `above`. Returns how many lines there were.
    fn rows(
        &self,
        mut lines: Lines<'_>,
        columns: &[usize],
        above: u64,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
        progress: &Progress,
    ) -> Result<u64, LogError> {
        let header = &self.header;
        let (mut hours, mut minute) = (Hours::default(), Minute::default());
        let mut regular = Regular { level: Level::new(), starts: Vec::new(), rows: 0, others: 0 };
        let (mut values, mut block) = (Vec::with_capacity(columns.len()), Block::new(columns.len()));
        let mut told = lines.position();
        loop {
            let number = lines.number();
            if number.is_multiple_of(256) {
                progress.check()?;
                progress.add(lines.position().saturating_sub(told));
                told = lines.position();
            }
            let line = match lines.read().map_err(|e| self.io(e))? {
                Line::End => {
                    sink.block(&block)?;
                    return Ok(number - 1);
                }
                Line::TooLong => {
                    diagnostics.add(DiagnosticKind::BadRow, number);
                    continue;
                }
                Line::Whole(line) => line,
            };
            if number <= above || line.trim_ascii().is_empty() {
                continue;
            }
            let mut cells = Cells::new(line, header.delimiter);
            let stamp = cells.next().filter(|c| c.is_whole);
            let Some(local_ms) = stamp.and_then(|c| self.time(c.text, &mut hours, &mut minute)) else {
                diagnostics.add(DiagnosticKind::BadRow, number);
                continue;
            };
            values.clear();
            let Row { count, bad, no_data, torn_at } = if regular.find(line, header, columns) {
                self.regular_row(line, &regular.starts, &mut values)
            } else {
                self.row(&mut cells, columns, &mut values)
            };
            if count > header.cells {
                diagnostics.add(DiagnosticKind::LongRow, number);
                continue;
            }
            // a cell that swallowed its neighbour shifts those after it, unless it is the last one of a cut line
            if count < header.cells && torn_at.is_some_and(|at| at + 1 < count) {
                diagnostics.add(DiagnosticKind::BadRow, number);
                continue;
            }
            diagnostics.add_many(DiagnosticKind::BadCell, bad, Some(number));
            diagnostics.add_many(DiagnosticKind::NoData, no_data, Some(number));
            if count < header.cells {
                diagnostics.add(DiagnosticKind::ShortRow, number);
            }
            block.push(Stamp { local_ms, position: number }, &values);
            if block.is_full() {
                sink.block(&block)?;
                block.clear();
            }
        }
    }

    /// Reads the cells of a regular row that begin at `starts`.
    fn regular_row(&self, line: &[u8], starts: &[usize], values: &mut Vec<(usize, f64)>) -> Row {
        let mut row = Row { count: self.header.cells, bad: 0, no_data: 0, torn_at: None };
        for (i, start) in starts.iter().enumerate() {
            let mut cells = Cells::new(&line[*start..], self.header.delimiter);
            match cells.number().map(Value::Number).or_else(|| Some(cells.next()?.value(self.has_points))) {
                Some(value) => row.take(i, value, values),
                None => row.bad += 1,
            }
        }
        row
    }

    /// Reads the wanted cells of a row after its stamp.
    fn row(&self, cells: &mut Cells<'_>, columns: &[usize], values: &mut Vec<(usize, f64)>) -> Row {
        let all = self.header.cells;
        let mut next = 0;
        let mut row = Row { count: 1, bad: 0, no_data: 0, torn_at: None };
        while row.count <= all {
            while columns.get(next) == Some(&row.count)
                && let Some(value) = cells.number()
            {
                values.push((next, value));
                (next, row.count) = (next + 1, row.count + 1);
            }
            if next == columns.len() && cells.are_left(all - row.count) {
                row.count = all;
                break;
            }
            let Some(cell) = cells.next() else { break };
            if !cell.is_whole {
                row.torn_at = Some(row.count);
            }
            if columns.get(next) == Some(&row.count) {
                row.take(next, cell.value(self.has_points), values);
                next += 1;
            }
            row.count += 1;
        }
        row
    }

    /// Estimates how many rows are in this many bytes: rather too many than too few.
    fn rows_in(&self, bytes: u64) -> usize {
        let rows = bytes / self.row_bytes;
        usize::try_from(rows + rows / 64).unwrap_or(usize::MAX)
    }

    /// Notes what the header and the first rows revealed.
    fn report_header(&self, diagnostics: &mut Diagnostics) {
        let header = &self.header;
        if !header.is_signed {
            diagnostics.add(DiagnosticKind::MissingSignature, self.header_line);
        }
        if !header.has_bias {
            diagnostics.add(DiagnosticKind::MissingBias, self.header_line);
        }
        diagnostics.add_many(DiagnosticKind::BadColumn, header.bad_columns, Some(self.header_line));
        diagnostics.add_many(DiagnosticKind::RowsAbove, self.header_line - 1, Some(1));
        if let TextEncoding::CodePage(_) = self.coding {
            diagnostics.add(DiagnosticKind::CodePage, self.header_line);
        }
        match self.dialect {
            Dialect::Cut => diagnostics.add(DiagnosticKind::CutTimes, self.header_line + 1),
            Dialect::Dated(Order::DayFirst) => diagnostics.add(DiagnosticKind::DayFirst, self.header_line + 1),
            Dialect::Dated(Order::MonthFirst) => {}
        }
    }

    fn time(&self, cell: &[u8], hours: &mut Hours, minute: &mut Minute) -> Option<i64> {
        match self.dialect {
            Dialect::Dated(order) => minute.parse(cell, order),
            Dialect::Cut => timestamp::parse_cut(cell).map(|ms| hours.whole(ms)),
        }
    }

    /// The cells of the wanted counters; each is announced to the sink.
    fn wanted_columns(
        &self,
        how: ReadContext<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<Vec<usize>, LogError> {
        let mut seen = HashSet::new();
        let mut columns = Vec::new();
        diagnostics.add_many(DiagnosticKind::TooManyCounters, self.header.left_out, Some(self.header_line));
        for (cell, path) in &self.header.columns {
            how.progress.check()?;
            let path = how.pools.translate(path.clone());
            if !(how.want)(&path) {
                continue;
            }
            if !seen.insert(path.key().clone()) {
                diagnostics.add(DiagnosticKind::DuplicateCounter, self.header_line);
                continue;
            }
            sink.counter(Found { path, kind: None, order: (*cell, 0, 0) });
            columns.push(*cell);
        }
        Ok(columns)
    }

    fn io(&self, error: io::Error) -> LogError {
        LogError::Io { doing: "reading the log", error, path: self.path.clone() }
    }
}

impl LogReader for DelimitedLog {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn stream(&self, how: ReadContext<'_>, sink: &mut dyn Sink, diagnostics: &mut Diagnostics) -> Result<(), LogError> {
        self.report_header(diagnostics);
        let columns = self.wanted_columns(how, sink, diagnostics)?;
        sink.room_for(self.rows_in(self.bytes.len()));
        how.progress.begin(self.bytes.len());
        let lines = Lines::new(self.bytes.as_ref(), self.mark, self.coding, self.end_of_line);
        self.rows(lines, &columns, self.header_line, sink, diagnostics, how.progress)?;
        Ok(())
    }

    fn pieces(&self, most: usize) -> Vec<Range<u64>> {
        let len = self.bytes.len();
        reader::cut(len, len, if self.can_be_cut() { most } else { 1 })
    }

    fn stream_piece(
        &self,
        piece: Range<u64>,
        how: ReadContext<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<u64>, LogError> {
        let is_first = piece.start == 0;
        let mut unused = Diagnostics::default();
        if is_first {
            self.report_header(diagnostics);
        }
        let columns = self.wanted_columns(how, sink, if is_first { diagnostics } else { &mut unused })?;
        sink.room_for(self.rows_in(piece.end - piece.start));
        if is_first {
            // the first piece grows into the whole log
            sink.room_for(self.rows_in(self.bytes.len()));
        }
        // rows above the header are not part of any piece
        let piece = piece.start.max(self.data_at)..piece.end;
        let lines = if is_first {
            let mut lines = Lines::new(self.bytes.as_ref(), self.mark, self.coding, self.end_of_line);
            lines.end_at(piece.end);
            lines
        } else {
            Lines::of_piece(self.bytes.as_ref(), &piece, self.coding, self.end_of_line).map_err(|e| self.io(e))?
        };
        self.rows(lines, &columns, if is_first { self.header_line } else { 0 }, sink, diagnostics, how.progress)
            .map(Some)
    }
}
