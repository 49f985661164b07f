//! The perfmon binary log, read without Windows.
//!
//! Layers: [`container`] walks trace buffers and their events, [`header`] reads the first event, [`record`] joins parts
//! into counter lists, name tables and samples, [`sample`] finds the raw values in a sample, with the help of
//! `objects`, [`perfobject`] and [`counterset`] if objects are logged whole, and [`cook`] turns raw values into shown
//! ones. The format is not published; each table states how certain its contents are.

pub mod container;
pub mod cook;
pub mod counterset;
pub mod header;
mod objects;
pub mod perfobject;
pub mod record;
pub mod sample;
pub mod slots;

use super::budget::{Budget, Room};
use super::bytes::ReadAt;
use super::{DiagnosticKind, Diagnostics, LogError, LogReader, Progress, ReadContext, Sink, limits, reader};
use crate::model::{Facts, Format};
use container::{Container, Event, EventKind};
use counterset::Registrations;
use record::{Assembler, CounterList, Titles};
use sample::Decoder;
use slots::Job;
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub const FORMAT: Format = Format("blg");

/// An opened binary log: its header, its first counter list, its names and its counter sets.
pub struct BlgLog {
    pub facts: Facts,
    container: Container,
    list: CounterList,
    titles: Titles,
    registrations: Registrations,
    path: PathBuf,
}

impl BlgLog {
    /// Reads the header, the first counter list and the names.
    ///
    /// # Errors
    /// When the container's header is damaged, the file has no counter list, or the job is cancelled.
    pub fn open(bytes: Arc<dyn ReadAt>, path: &Path, progress: &Progress) -> Result<Self, LogError> {
        let names = Room::of_log(bytes.len()).names;
        let (facts, container) = header::open(bytes, path)?;
        let mut found = Description::new(names);
        found.scan(&container, progress)?;
        let Some(list) = found.list else {
            return Err(if found.perfmon_events == 0 {
                // a file that ends within its first buffer may be either
                let is_piece = container.bytes.len() < container.buffer_size as u64;
                let found = if is_piece {
                    format!(
                        "the first {} bytes of a log (.blg) or trace (.etl), cut before any counter",
                        container.bytes.len()
                    )
                } else {
                    "a Windows trace (.etl) without performance counters".to_owned()
                };
                LogError::NotALog { found, path: path.to_owned() }
            } else {
                LogError::Damaged {
                    doing: "looking for the list of counters",
                    found: format!("none in {} events", found.perfmon_events),
                    position: container.buffer_size as u64,
                    path: path.to_owned(),
                }
            });
        };
        let Description { titles, registrations, .. } = found;
        Ok(Self { facts, container, list, titles, registrations, path: path.to_owned() })
    }

    /// Notes what the header reports.
    ///
    /// # Errors
    /// When reading fails.
    pub(crate) fn report_header(&self, diagnostics: &mut Diagnostics) -> Result<(), LogError> {
        if self.facts.circular {
            diagnostics.add(DiagnosticKind::Circular, header::MODE_AT);
        }
        if self.facts.file_end_utc_ms.is_none() {
            diagnostics.add(DiagnosticKind::NotClosed, header::END_AT);
        }
        let lost = u64::from(self.facts.lost_events);
        diagnostics.add_many(DiagnosticKind::LostEvents, lost, Some(header::LOST_AT));
        self.container.report_missing(diagnostics)
    }

    /// Number of buffers, the unit that pieces are counted in.
    pub fn buffers(&self) -> u64 {
        self.container.buffers()
    }

    /// Path of the log, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl LogReader for BlgLog {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn stream(&self, how: ReadContext<'_>, sink: &mut dyn Sink, diagnostics: &mut Diagnostics) -> Result<(), LogError> {
        self.report_header(diagnostics)?;
        let mut walk = Walk::new(self, how);
        self.container.events(diagnostics, how.progress, &mut |event, diagnostics| {
            walk.take(event, sink, diagnostics).map(ControlFlow::Continue)
        })?;
        walk.finish(diagnostics);
        Ok(())
    }

    fn pieces(&self, most: usize) -> Vec<Range<u64>> {
        let most = if self.container.is_circular { 1 } else { most };
        reader::cut(self.container.buffers(), self.container.bytes.len(), most)
    }

    fn stream_piece(
        &self,
        piece: Range<u64>,
        how: ReadContext<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<u64>, LogError> {
        if piece.start == 0 {
            self.report_header(diagnostics)?;
        }
        let progress = how.progress;
        let size = self.container.buffer_size as u64;
        let (mut walk, mut unused) = (Walk::new(self, how), Diagnostics::default());
        let mut back = 64;
        // rates need the previous sample: enough is walked to find one, which is not passed on
        let mut from = piece.start;
        while from > 0 && walk.samples == 0 {
            walk = Walk::new(self, how);
            walk.own = piece.start * size..piece.end * size;
            from = piece.start.saturating_sub(back);
            let quiet = Progress::default();
            self.container.events_in(from..piece.start, &mut unused, &quiet, &mut |event, diagnostics| {
                walk.take(event, sink, diagnostics).map(ControlFlow::Continue)
            })?;
            back *= 4;
        }
        walk.own = piece.start * size..piece.end * size;
        let end = piece.end;
        self.container.events_in(piece, diagnostics, progress, &mut |event, diagnostics| {
            walk.take(event, sink, diagnostics).map(ControlFlow::Continue)
        })?;
        let is_last = end >= self.container.buffers();
        if is_last {
            walk.finish(diagnostics);
        } else if walk.assembler.is_pending() {
            // the last sample continues in the next piece
            let rest = end..self.container.buffers();
            self.container.events_in(rest, &mut unused, progress, &mut |event, diagnostics| {
                walk.take(event, sink, diagnostics)?;
                let goes_on = walk.assembler.is_pending() && walk.own.contains(&walk.assembler.position());
                Ok(if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
        }
        // if the piece has more names or another list, what came before must be known
        Ok((!walk.is_changed).then_some(0))
    }
}

/// A walk through the events of a log.
struct Walk<'a> {
    log: &'a BlgLog,
    how: ReadContext<'a>,
    budget: Budget,
    list_budget: Budget,
    titles_budget: Budget,
    titles: Titles,
    registrations: Registrations,
    list: CounterList,
    decoder: Decoder,
    assembler: Assembler,
    /// Registrations are not split in any log seen; if they are, their parts may lie between those of a sample.
    registration_parts: Assembler,
    /// Samples that begin in this range are passed on; the others only prepare for them.
    own: Range<u64>,
    samples: u64,
    met: SamplesMet,
    /// Items examined but not yet counted.
    steps: u64,
    /// Whether the list or the names changed during the walk.
    is_changed: bool,
}

impl<'a> Walk<'a> {
    fn new(log: &'a BlgLog, how: ReadContext<'a>) -> Self {
        Self {
            log,
            how,
            budget: Budget::new(how.names / 2),
            list_budget: Budget::new(how.names / 4),
            titles_budget: Budget::new(how.names / 8),
            titles: log.titles.clone(),
            registrations: log.registrations.clone(),
            list: log.list.clone(),
            decoder: Decoder::new(&log.list, &log.registrations),
            assembler: Assembler::default(),
            registration_parts: Assembler::default(),
            own: 0..u64::MAX,
            samples: 0,
            met: SamplesMet::default(),
            steps: 0,
            is_changed: false,
        }
    }

    /// Notes what was left unfinished at the end of the log.
    fn finish(&mut self, diagnostics: &mut Diagnostics) {
        for assembler in [&mut self.assembler, &mut self.registration_parts] {
            std::mem::take(assembler).finish(diagnostics);
        }
    }

    fn take(&mut self, event: Event<'_>, sink: &mut dyn Sink, diagnostics: &mut Diagnostics) -> Result<(), LogError> {
        if event.follows_loss {
            self.assembler.drop_pending(diagnostics);
            self.registration_parts.drop_pending(diagnostics);
            self.decoder.forget_previous();
        }
        // a sample by its content, whatever its header says
        if event.kind != EventKind::Sample && event.payload.get(0x18..0x1C) == Some(b"BL\x03\0") {
            diagnostics.add(DiagnosticKind::DamagedEvent, event.position);
            self.decoder.forget_previous();
            return Ok(());
        }
        match event.kind {
            EventKind::Names => {
                if self.titles.read(event.payload, &mut self.titles_budget) {
                    self.is_changed = true;
                    if self.titles.is_damaged {
                        diagnostics.add(DiagnosticKind::DamagedTitles, event.position);
                    }
                }
            }
            EventKind::CounterSets => {
                let Some(body) = self.registration_parts.feed(&event, diagnostics) else { return Ok(()) };
                if self.registrations.read(body.bytes, body.position, diagnostics, &mut self.titles_budget) {
                    self.is_changed = true;
                    self.decoder.set_registrations(&self.registrations);
                }
            }
            EventKind::CounterList => {
                let Some(body) = self.assembler.feed(&event, diagnostics) else { return Ok(()) };
                let next = CounterList::parse(body.bytes, body.position, self.list_budget.clone());
                if body.position == self.log.list.position && next.is_damaged {
                    diagnostics.add(DiagnosticKind::DamagedList, body.position);
                }
                if next.entries != self.list.entries && !next.entries.is_empty() {
                    diagnostics.add(DiagnosticKind::NewSection, body.position);
                    self.is_changed = true;
                    self.list = next;
                    self.budget.give_back(self.decoder.begin_section(&self.list));
                }
            }
            EventKind::Sample => {
                let Some(body) = self.assembler.feed(&event, diagnostics) else {
                    if self.assembler.has_dropped() {
                        self.decoder.forget_previous();
                    }
                    return Ok(());
                };
                self.samples += 1;
                let is_own = self.own.contains(&body.position);
                if is_own {
                    let samples = self.met.take(body.position, &self.own, self.log.container.bytes.len());
                    samples.into_iter().for_each(|samples| sink.room_for(samples));
                }
                let job = Job {
                    want: self.how.want,
                    sink,
                    diagnostics,
                    pools: self.how.pools,
                    budget: &mut self.budget,
                    progress: self.how.progress,
                    refused: 0,
                    of_section: 0,
                    position: body.position,
                    steps: &mut self.steps,
                };
                self.decoder.decode(&body, &self.list, &self.titles, job, is_own)?;
            }
            EventKind::Summary => {}
            EventKind::Other => {
                // such a log contains only perfmon's events
                diagnostics.add(DiagnosticKind::DamagedEvent, event.position);
                self.decoder.forget_previous();
            }
            EventKind::Unknown => diagnostics.add(DiagnosticKind::ForeignEvent, event.position),
        }
        Ok(())
    }
}

impl Drop for Walk<'_> {
    fn drop(&mut self) {
        self.how.progress.step(self.steps);
    }
}

/// How many of its own samples a walk has seen, and where the first of them is.
#[derive(Default)]
struct SamplesMet {
    count: u64,
    first: u64,
}

impl SamplesMet {
    /// Counts one more. After the first few, returns an estimate of the final number, rather too high than too low. The
    /// first piece is estimated as the whole log, because it grows into the whole.
    fn take(&mut self, position: u64, own: &Range<u64>, bytes: u64) -> Option<usize> {
        const FEW: u64 = 32;
        if self.count == 0 {
            self.first = position;
        }
        self.count += 1;
        if self.count != FEW + 1 {
            return None;
        }
        let each = (position.checked_sub(self.first)? / FEW).max(1);
        let end = if own.start == 0 { bytes } else { own.end.min(bytes) };
        let samples = end.saturating_sub(own.start) / each;
        usize::try_from(samples + samples / 64).ok()
    }
}

/// What must be known before the first sample can be read.
struct Description {
    list_budget: Budget,
    titles_budget: Budget,
    list: Option<CounterList>,
    titles: Titles,
    registrations: Registrations,
    perfmon_events: u64,
    first_sample: Option<u64>,
}

impl Description {
    /// A quarter of the memory for names goes to the list, another to titles and registrations, the rest to samples.
    fn new(names: u64) -> Self {
        let (titles, registrations) = (Titles::default(), Registrations::default());
        let (list_budget, titles_budget) = (Budget::new(names / 4), Budget::new(names / 4));
        Self { list_budget, titles_budget, list: None, titles, registrations, perfmon_events: 0, first_sample: None }
    }

    /// Reads the log until the list, names and counter sets are found, usually in the first buffers.
    fn scan(&mut self, container: &Container, progress: &Progress) -> Result<(), LogError> {
        let (mut assembler, mut registration_parts) = (Assembler::default(), Assembler::default());
        let mut unused = Diagnostics::default();
        container.events(&mut unused, progress, &mut |event, diagnostics| {
            self.perfmon_events += u64::from(event.kind != EventKind::Other);
            match event.kind {
                EventKind::Names => {
                    self.titles.read(event.payload, &mut self.titles_budget);
                }
                EventKind::CounterSets => {
                    if let Some(body) = registration_parts.feed(&event, diagnostics) {
                        self.registrations.read(body.bytes, body.position, diagnostics, &mut self.titles_budget);
                    }
                }
                EventKind::CounterList if self.list.is_none() => {
                    if let Some(body) = assembler.feed(&event, diagnostics) {
                        let list = CounterList::parse(body.bytes, body.position, self.list_budget.clone());
                        self.list = (!list.entries.is_empty()).then_some(list);
                    }
                }
                EventKind::Sample => {
                    let first = *self.first_sample.get_or_insert(event.position);
                    let is_far = event.position.saturating_sub(first) > limits::LATE_REGISTRATION_BYTES;
                    let is_ready = self.list.as_ref().is_some_and(|list| {
                        let has_titles = !list.needs_titles() || !self.titles.is_empty();
                        has_titles && (is_far || list.has_its_sets_in(&self.registrations))
                    });
                    if is_ready {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                _ => {}
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(())
    }
}
