//! The perfmon binary log, read without Windows.
//!
//! Layers: [`container`] walks trace buffers and their events, [`header`] reads the first event, [`record`] joins parts
//! into counter lists, name tables and samples, [`sample`] finds the raw values in a sample, and [`cook`] turns raw
//! values into shown ones. The format is not published; each table says how sure we are.

pub mod container;
pub mod cook;
pub mod header;
pub mod perfobject;
pub mod record;
pub mod sample;

use super::bytes::ReadAt;
use super::{LogError, NoteKind, Notes, Progress, Sink, Want};
use crate::model::Facts;
use crate::model::localized::PoolPaths;
use container::{Container, EventKind};
use record::{Assembler, CounterList, Titles};
use sample::Decoder;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An opened binary log: its header, its first counter list, and its names.
pub struct BlgLog {
    pub facts: Facts,
    container: Container,
    list: CounterList,
    titles: Titles,
    path: PathBuf,
}

impl BlgLog {
    /// Reads the header, the first counter list and the names.
    ///
    /// # Errors
    /// When the container's header is destroyed, or no counter list is in the file.
    pub fn open(bytes: Arc<dyn ReadAt>, path: &Path) -> Result<Self, LogError> {
        let (facts, container) = header::open(bytes, path)?;
        let mut found = Description::default();
        found.scan(&container)?;
        let Some(list) = found.list else {
            return Err(if found.perfmon_events == 0 {
                let found = "a Windows trace (.etl) without performance counters".to_owned();
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
        Ok(Self { facts, container, list, titles: found.titles, path: path.to_owned() })
    }

    /// Walks every sample once. See [`super::OpenLog::stream`].
    pub fn stream(
        &self,
        pools: &PoolPaths,
        want: Want<'_>,
        sink: &mut dyn Sink,
        notes: &mut Notes,
        progress: &Progress,
    ) -> Result<(), LogError> {
        self.note_facts(notes);
        let mut titles = self.titles.clone();
        let mut list = self.list.clone();
        if list.is_damaged {
            notes.add(NoteKind::DamagedList, list.position);
        }
        let mut decoder = Decoder::new(&list, &titles, pools.clone());
        let mut assembler = Assembler::default();
        self.container.events(notes, progress, &mut |event, notes| {
            match event.kind {
                EventKind::Names => {
                    if titles.read(event.payload) && titles.is_damaged {
                        notes.add(NoteKind::DamagedTitles, event.position);
                    }
                }
                EventKind::CounterList => {
                    let Some(body) = assembler.feed(&event, notes) else { return Ok(()) };
                    let next = CounterList::parse(body.bytes, body.position);
                    if next.entries != list.entries && !next.entries.is_empty() {
                        notes.add(NoteKind::NewSection, body.position);
                        list = next;
                        decoder.begin_section(&list, &titles);
                    }
                }
                EventKind::Sample => {
                    let Some(body) = assembler.feed(&event, notes) else {
                        if assembler.has_dropped() {
                            decoder.forget_previous();
                        }
                        return Ok(());
                    };
                    decoder.decode(&body, &list, want, sink, notes)?;
                }
                EventKind::Summary => {}
                EventKind::Other => notes.add(NoteKind::ForeignEvent, event.position),
            }
            Ok(())
        })?;
        assembler.finish(notes);
        Ok(())
    }

    fn note_facts(&self, notes: &mut Notes) {
        if self.facts.circular {
            notes.add_many(NoteKind::Circular, 1, None);
        }
        if self.facts.file_end_utc_ms.is_none() {
            notes.add_many(NoteKind::NotClosed, 1, None);
        }
        notes.add_many(NoteKind::LostEvents, u64::from(self.facts.lost_events), None);
    }

    /// Where the log lies, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What must be known before the first sample can be read.
#[derive(Default)]
struct Description {
    list: Option<CounterList>,
    titles: Titles,
    perfmon_events: u64,
}

impl Description {
    /// Looks through the log until list and names are there: as a rule the first buffers.
    fn scan(&mut self, container: &Container) -> Result<(), LogError> {
        let mut assembler = Assembler::default();
        let mut unused = Notes::default();
        let outcome = container.events(&mut unused, &Progress::default(), &mut |event, notes| {
            self.perfmon_events += u64::from(event.kind != EventKind::Other);
            match event.kind {
                EventKind::Names => {
                    self.titles.read(event.payload);
                }
                EventKind::CounterList if self.list.is_none() => {
                    if let Some(body) = assembler.feed(&event, notes) {
                        let list = CounterList::parse(body.bytes, body.position);
                        self.list = (!list.entries.is_empty()).then_some(list);
                    }
                }
                EventKind::Sample => {
                    let ready = self.list.as_ref().is_some_and(|l| !l.needs_titles() || !self.titles.is_empty());
                    if ready {
                        return Err(LogError::Cancelled);
                    }
                }
                _ => {}
            }
            Ok(())
        });
        match outcome {
            Err(LogError::Cancelled) | Ok(()) => Ok(()),
            Err(other) => Err(other),
        }
    }
}
