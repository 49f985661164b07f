//! Trace buffers and the events in them.
//!
//! Buffer header, 0x48 bytes (sizes and offsets hexadecimal):
//!
//! | at | type | what | seen |
//! |---|---|---|---|
//! | 00 | u32 | buffer size | always |
//! | 04 | u32 | bytes used, repeated, unless it is 0 | all but the first |
//! | 18 | i64 | number of the buffer, from 0 | since Vista |
//! | 30 | u32 | bytes used, header included; not trusted beyond the buffer | always |
//!
//! Events begin at 48, each aligned up to 8. A log event has a header of 0x30:
//!
//! | at | type | what | seen |
//! |---|---|---|---|
//! | 00 | u16 | size, header included | always |
//! | 02 | u8 | 0A (32-bit) or 14 (64-bit); 03 u8 C0 | always |
//! | 04 | u8 | kind | always |
//! | 10 | i64 | FILETIME, local | always |
//! | 18 | 16 bytes | GUID of perfmon logs | always |

use super::super::bytes::{Fields, ReadAt};
use super::super::{DiagnosticKind, Diagnostics, LogError, Progress};
use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::sync::Arc;

pub const BUFFER_HEADER: usize = 0x48;
pub const EVENT_HEADER: usize = 0x30;
/// {933F3BB3-943E-490D-9CED-3CBB14C14479}
pub const PERFMON_GUID: [u8; 16] =
    [0xB3, 0x3B, 0x3F, 0x93, 0x3E, 0x94, 0x0D, 0x49, 0x9C, 0xED, 0x3C, 0xBB, 0x14, 0xC1, 0x44, 0x79];

/// Larger buffer numbers are noise, as left by Server 2003.
const NUMBERS: i64 = 1 << 40;

/// How many bytes are read at once.
const CHUNK: usize = 256 << 10;

/// What an event carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    CounterList,
    Sample,
    /// End-of-log summary, as Vista writes it; never needed.
    Summary,
    Names,
    /// Registrations of counter sets of version 2.
    CounterSets,
    /// A perfmon event of no known kind.
    Unknown,
    Other,
}

/// One event, in place.
pub struct Event<'a> {
    /// Byte position in the file.
    pub position: u64,
    pub kind: EventKind,
    /// Local time, 100 ns since 1601.
    pub filetime: i64,
    /// What follows the event header.
    pub payload: &'a [u8],
    /// Whether buffers are missing before it.
    pub follows_loss: bool,
}

/// A file of trace buffers.
pub struct Container {
    pub bytes: Arc<dyn ReadAt>,
    pub buffer_size: usize,
    pub is_circular: bool,
    /// How many buffers the header of a closed log says were written; 0 = it does not say.
    pub buffers_written: u64,
    /// Whether buffers are numbered, so that a missing one is noticed.
    pub is_numbered: bool,
    pub path: PathBuf,
}

/// Called for each event; returns whether the walk continues.
pub type Visit<'a> = &'a mut dyn FnMut(Event<'_>, &mut Diagnostics) -> Result<ControlFlow<()>, LogError>;

impl Container {
    fn io(&self, error: std::io::Error) -> LogError {
        LogError::Io { doing: "reading the log", error, path: self.path.clone() }
    }

    /// Number of buffers, the last of which may be cut.
    pub fn buffers(&self) -> u64 {
        self.bytes.len().div_ceil(self.buffer_size as u64)
    }

    fn number(&self, index: u64) -> Result<Option<i64>, LogError> {
        let mut head = [0; 0x20];
        let had = self.bytes.read_at(index * self.buffer_size as u64, &mut head).map_err(|e| self.io(e))?;
        let is_buffer = had == head.len() && Fields(&head).size(0) == Some(self.buffer_size);
        Ok(Fields(&head).i64(0x18).filter(|number| is_buffer && (0..NUMBERS).contains(number)))
    }

    /// Whether two consecutive buffers near the beginning have consecutive numbers.
    ///
    /// # Errors
    /// When reading fails.
    pub fn has_numbers(&self) -> Result<bool, LogError> {
        for index in 1..self.buffers().min(4) {
            let (before, this) = (self.number(index - 1)?, self.number(index)?);
            if before.zip(this).is_some_and(|(a, b)| a + 1 == b) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Notes buffers that a closed log claims to have but that are missing at its end; earlier gaps show in their
    /// numbers.
    ///
    /// # Errors
    /// When reading fails.
    pub fn report_missing(&self, diagnostics: &mut Diagnostics) -> Result<(), LogError> {
        let count = self.buffers();
        if self.buffers_written == 0 || count == 0 {
            return Ok(());
        }
        let last = if self.is_numbered { self.number(count - 1)? } else { None };
        let had = last.map_or(count, |number| number as u64 + 1);
        let missing = self.buffers_written.saturating_sub(had);
        diagnostics.add_many(DiagnosticKind::MissingBuffers, missing, Some(self.bytes.len()));
        Ok(())
    }

    /// Visits the events until a visit breaks off: in file order, or in the order written if the log is circular.
    ///
    /// # Errors
    /// When reading fails, the job is cancelled, or the visit fails.
    pub fn events(&self, diagnostics: &mut Diagnostics, progress: &Progress, visit: Visit<'_>) -> Result<(), LogError> {
        let count = self.buffers();
        progress.begin(self.bytes.len());
        let turn = if self.is_circular { self.oldest_buffer(count)? } else { None };
        let ranges = match turn {
            Some(first) => [0..1, first..count, 1..first],
            None => [0..count, 0..0, 0..0],
        };
        for range in ranges {
            if self.walk(range, diagnostics, progress, visit)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Visits the events of some buffers in file order, until a visit breaks off.
    ///
    /// # Errors
    /// As [`Self::events`].
    pub fn events_in(
        &self,
        range: Range<u64>,
        diagnostics: &mut Diagnostics,
        progress: &Progress,
        visit: Visit<'_>,
    ) -> Result<(), LogError> {
        self.walk(range, diagnostics, progress, visit).map(|_| ())
    }

    fn walk(
        &self,
        range: Range<u64>,
        diagnostics: &mut Diagnostics,
        progress: &Progress,
        visit: Visit<'_>,
    ) -> Result<ControlFlow<()>, LogError> {
        let size = self.buffer_size as u64;
        let mut chunk = vec![0; (CHUNK / self.buffer_size).max(1) * self.buffer_size];
        let mut before = if self.is_numbered && range.start > 0 { self.number(range.start - 1)? } else { None };
        let mut at = range.start * size;
        let end = (range.end * size).min(self.bytes.len());
        while at < end {
            progress.check()?;
            let want = usize::try_from(end - at).map_or(chunk.len(), |n| n.min(chunk.len()));
            let had = self.bytes.read_at(at, &mut chunk[..want]).map_err(|e| self.io(e))?;
            for (i, buffer) in chunk[..had].chunks(self.buffer_size).enumerate() {
                let position = at + i as u64 * size;
                let number = Fields(buffer).i64(0x18).filter(|n| self.is_numbered && (0..NUMBERS).contains(n));
                let skipped = before.zip(number).map_or(0, |(a, b)| b - a - 1);
                before = number.or(before.map(|n| n + 1));
                if let Ok(missing) = u64::try_from(skipped) {
                    diagnostics.add_many(DiagnosticKind::MissingBuffers, missing, Some(position));
                }
                if self.buffer(position, buffer, skipped != 0, diagnostics, visit)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            if had < want {
                diagnostics.add(DiagnosticKind::CutShort, at + had as u64);
                return Ok(ControlFlow::Continue(()));
            }
            at += had as u64;
            progress.add(had as u64);
        }
        Ok(ControlFlow::Continue(()))
    }

    fn buffer(
        &self,
        position: u64,
        buffer: &[u8],
        mut follows_loss: bool,
        diagnostics: &mut Diagnostics,
        visit: Visit<'_>,
    ) -> Result<ControlFlow<()>, LogError> {
        let is_cut = buffer.len() < self.buffer_size;
        if is_cut {
            diagnostics.add(DiagnosticKind::CutShort, position + buffer.len() as u64);
        }
        let fields = Fields(buffer);
        let (Some(size), Some(used)) = (fields.size(0), fields.size(0x30)) else {
            return Ok(ControlFlow::Continue(()));
        };
        if buffer.len() < BUFFER_HEADER {
            return Ok(ControlFlow::Continue(()));
        }
        if size != self.buffer_size || used < BUFFER_HEADER {
            diagnostics.add(DiagnosticKind::DamagedBuffer, position);
            return Ok(ControlFlow::Continue(()));
        }
        // stored twice, except in the first buffer
        let used = match fields.size(0x04).filter(|again| position > 0 && *again >= BUFFER_HEADER) {
            Some(again) if again != used => {
                diagnostics.add(DiagnosticKind::DamagedBuffer, position);
                used.min(self.buffer_size).max(again.min(self.buffer_size))
            }
            _ => used,
        };
        let buffer = &buffer[..used.min(buffer.len())];
        let mut at = BUFFER_HEADER;
        while at + 8 <= buffer.len() {
            let Some(event) = RawEvent::at(&buffer[at..]) else {
                diagnostics.add(DiagnosticKind::DamagedEvent, position + at as u64);
                break;
            };
            let Some(bytes) = buffer.get(at..at + event.size) else {
                if !is_cut {
                    diagnostics.add(DiagnosticKind::DamagedEvent, position + at as u64);
                }
                break;
            };
            if event.is_system && Fields(bytes).part(0x18, 16) == Some(&PERFMON_GUID) {
                diagnostics.add(DiagnosticKind::DamagedEvent, position + at as u64);
                follows_loss = true;
            }
            if !event.is_system {
                let event = Event { follows_loss, ..Event::new(position + at as u64, bytes) };
                follows_loss = false;
                if visit(event, diagnostics)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            at = (at + event.size).next_multiple_of(8);
        }
        Ok(ControlFlow::Continue(()))
    }

    /// In a circular log, the buffer with the oldest samples, not considering buffer 0; `None` if it has not wrapped.
    fn oldest_buffer(&self, count: u64) -> Result<Option<u64>, LogError> {
        let mut head = [0; BUFFER_HEADER + EVENT_HEADER];
        let mut previous: Option<i64> = None;
        let mut turn = None;
        for index in 1..count {
            let had = self.bytes.read_at(index * self.buffer_size as u64, &mut head).map_err(|e| self.io(e))?;
            if had < head.len() || Fields(&head).size(0) != Some(self.buffer_size) {
                continue;
            }
            let event = Event::new(0, &head[BUFFER_HEADER..]);
            if event.kind == EventKind::Other {
                continue;
            }
            if turn.is_none() && previous.is_some_and(|p| event.filetime < p) {
                turn = Some(index);
            }
            previous = Some(event.filetime);
        }
        Ok(turn)
    }
}

struct RawEvent {
    size: usize,
    is_system: bool,
}

impl RawEvent {
    /// The length of the event, according to its header type; `None` if it is impossible.
    fn at(bytes: &[u8]) -> Option<Self> {
        let fields = Fields(bytes);
        if fields.u8(3)? != 0xC0 {
            return None;
        }
        let (size, is_system) = match fields.u8(2)? {
            1..=4 | 0x10 | 0x11 => (fields.u16(4)?, true),
            0x0A | 0x12 | 0x13 | 0x14 => (fields.u16(0)?, false),
            _ => return None,
        };
        let size = usize::from(size);
        let least = if is_system { 0x10 } else { EVENT_HEADER };
        (size >= least).then_some(Self { size, is_system })
    }
}

impl<'a> Event<'a> {
    /// Reads an event header. An event without perfmon's GUID is [`EventKind::Other`].
    fn new(position: u64, bytes: &'a [u8]) -> Self {
        let fields = Fields(bytes);
        let kind = match (fields.part(0x18, 16) == Some(&PERFMON_GUID), fields.u8(4)) {
            (true, Some(0x20)) => EventKind::CounterList,
            (true, Some(0x22)) => EventKind::Sample,
            (true, Some(0x23)) => EventKind::Summary,
            (true, Some(0x24)) => EventKind::Names,
            (true, Some(0x26)) => EventKind::CounterSets,
            (true, _) => EventKind::Unknown,
            _ => EventKind::Other,
        };
        Self {
            position,
            kind,
            filetime: fields.i64(0x10).unwrap_or(0),
            payload: bytes.get(EVENT_HEADER..).unwrap_or(&[]),
            follows_loss: false,
        }
    }
}
