//! Bodies assembled from parts: counter lists, name tables, samples.
//!
//! The payload of an event: 16-byte GUID of the log, u32 part number (from 1), u32 number of parts, the part's bytes.
//!
//! Counter list (kind 20): 8 bytes to skip, then entries (all files agree):
//!
//! | at | type | what |
//! |---|---|---|
//! | 00 | u32 | entry length |
//! | 04 | u32 | flags: bit 0 = every instance, bit 4 = whole object, bits 4 and 8 = whole counter set of version 2 |
//! | 0C | u32 | counter type |
//! | 10 | i64 | ticks per second |
//! | 1C, 20, 24, 28 | i32 | offsets from 34 of machine, object, instance, parent (-1 = none) |
//! | 2C | u32 | instance index |
//! | 30 | i32 | offset of the counter's name |

use super::super::budget::Budget;
use super::super::bytes::{Fields, utf16_text, utf16_until_zero};
use super::super::{DiagnosticKind, Diagnostics, limits};
use super::container::{Event, EventKind};
use super::counterset::Registrations;
use crate::model::catalogue;
use crate::model::localized::{self, English};
use crate::model::{CounterPath, CounterType};
use std::collections::HashMap;
use std::sync::Arc;

/// A whole body.
pub struct Body<'a> {
    /// Where its first part begins in the file.
    pub position: u64,
    pub filetime: i64,
    pub bytes: &'a [u8],
}

struct Pending {
    kind: EventKind,
    next: u32,
    total: u32,
    position: u64,
    filetime: i64,
}

/// Joins consecutive parts. A body with a missing part is dropped and noted.
#[derive(Default)]
pub struct Assembler {
    pending: Option<Pending>,
    bytes: Vec<u8>,
    dropped: bool,
    /// The last part seen of a body whose beginning is lost, and the body's number of parts.
    orphan: Option<(u32, u32)>,
}

impl Assembler {
    /// Takes a part; returns the body if it was the last one.
    pub fn feed<'a>(&'a mut self, event: &Event<'a>, diagnostics: &mut Diagnostics) -> Option<Body<'a>> {
        self.dropped = false;
        let fields = Fields(event.payload);
        let head = fields.u32(0x10).zip(fields.u32(0x14)).filter(|(part, total)| (1..=*total).contains(part));
        let (Some((part, total)), Some(bytes)) = (head, event.payload.get(0x18..)) else {
            diagnostics.add(DiagnosticKind::DamagedEvent, event.position);
            self.drop_pending(diagnostics);
            self.dropped = true;
            return None;
        };
        if part == 1 {
            self.orphan = None;
            self.drop_pending(diagnostics);
            if total == 1 {
                return Some(Body { position: event.position, filetime: event.filetime, bytes });
            }
            self.bytes.clear();
            self.bytes.extend_from_slice(bytes);
            let (kind, position, filetime) = (event.kind, event.position, event.filetime);
            self.pending = Some(Pending { kind, next: 2, total, position, filetime });
            return None;
        }
        match &mut self.pending {
            // all parts of a body have the same stamp
            Some(p) if p.kind == event.kind && p.next == part && p.total == total && p.filetime == event.filetime => {
                if self.bytes.len() + bytes.len() > limits::BODY_BYTES {
                    diagnostics.add(DiagnosticKind::OversizedBody, p.position);
                    self.pending = None;
                    self.bytes = Vec::new();
                    self.dropped = true;
                    return None;
                }
                self.bytes.extend_from_slice(bytes);
                if part < total {
                    p.next += 1;
                    return None;
                }
                let (position, filetime) = (p.position, p.filetime);
                self.pending = None;
                Some(Body { position, filetime, bytes: &self.bytes })
            }
            Some(_) => {
                self.drop_pending(diagnostics);
                self.dropped = true;
                None
            }
            // the rest of a body whose beginning is lost: reported once
            None => {
                let goes_on = self.orphan.is_some_and(|(p, t)| p.checked_add(1) == Some(part) && t == total);
                if !goes_on {
                    diagnostics.add(DiagnosticKind::IncompleteBody, event.position);
                }
                self.orphan = Some((part, total));
                self.dropped = true;
                None
            }
        }
    }

    /// Drops a body that waits for more parts, and notes it.
    pub fn drop_pending(&mut self, diagnostics: &mut Diagnostics) {
        if let Some(p) = self.pending.take() {
            diagnostics.add(DiagnosticKind::IncompleteBody, p.position);
            self.dropped = true;
        }
    }

    /// Whether the last event fed caused the loss of a body.
    pub fn has_dropped(&self) -> bool {
        self.dropped
    }

    /// Whether a body waits for more parts.
    pub fn is_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Where the waiting body began.
    pub fn position(&self) -> u64 {
        self.pending.as_ref().map_or(0, |p| p.position)
    }

    /// Notes what was left unfinished at the end of the log.
    pub fn finish(mut self, diagnostics: &mut Diagnostics) {
        self.drop_pending(diagnostics);
    }
}

/// What one entry of the counter list asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Machine without its `\\`; instance and counter are `*` if the entry covers all of them.
    pub path: CounterPath,
    pub kind: CounterType,
    pub ticks_per_second: i64,
    pub form: Form,
}

/// The kind of block that holds an entry's values, as far as the list says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Counter,
    Object,
    /// A whole counter set of version 2.
    CounterSet,
}

/// The counters of a log, in the order of each sample's blocks.
#[derive(Clone, Debug, Default)]
pub struct CounterList {
    /// `None` for an entry that there was no memory for: its block is in each sample anyway.
    pub entries: Arc<Vec<Option<Box<Entry>>>>,
    pub position: u64,
    pub is_damaged: bool,
}

impl CounterList {
    /// Reads the complete entries; stops at the first impossible one. If memory runs out, only pools are kept.
    pub fn parse(body: &[u8], position: u64, mut budget: Budget) -> Self {
        const HEAD: usize = 0x34;
        /// An entry with the state of its blocks, besides its strings.
        const ENTRY: usize = 512;
        let mut entries = Vec::new();
        let mut at = 8;
        let mut is_damaged = false;
        while at + 4 <= body.len() {
            let bytes = Fields(body).size(at).filter(|len| *len >= HEAD).and_then(|len| Fields(body).part(at, len));
            let Some((entry, used)) = bytes.and_then(entry) else {
                is_damaged = true;
                break;
            };
            // real entries end within 14 bytes of their strings: an entry that swallows another is damaged
            is_damaged |= bytes.is_some_and(|b| b.len() > used + 0x30);
            at += bytes.map_or(HEAD, <[u8]>::len);
            let is_kept = budget.take(ENTRY + 2 * entry.path.text_len())
                || budget.takes_beyond(|| localized::is_pool(&entry.path));
            entries.push(is_kept.then(|| Box::new(entry)));
        }
        Self { entries: Arc::new(entries), position, is_damaged }
    }

    /// Whether samples hold objects whose names are numbers.
    pub fn needs_titles(&self) -> bool {
        self.entries.iter().flatten().any(|e| e.form == Form::Object)
    }

    /// Whether the registrations include every counter set of version 2 that is logged whole.
    pub fn has_its_sets_in(&self, registrations: &Registrations) -> bool {
        self.entries.iter().flatten().filter(|e| e.form == Form::CounterSet).all(|e| registrations.has(&e.path.object))
    }
}

const FLAG_OBJECT: u32 = 0x10;
const FLAG_VERSION_2: u32 = 0x100;

/// An entry, and where its strings end.
fn entry(bytes: &[u8]) -> Option<(Entry, usize)> {
    let fields = Fields(bytes);
    let mut used = 0x34;
    let mut text = |at: usize| -> Option<Option<String>> {
        let offset = fields.i32(at)?;
        let Ok(offset) = usize::try_from(offset) else { return Some(None) };
        let start = 0x34usize.checked_add(offset)?;
        let text = utf16_until_zero(bytes.get(start..)?);
        used = used.max(start + text.len() + 2);
        // longer ones are noise; their entry still has its block in each sample
        Some(Some(utf16_text(text.get(..limits::NAME_BYTES).unwrap_or(text))))
    };
    let machine = text(0x1C)?.unwrap_or_default();
    let path = CounterPath {
        computer: machine.trim_start_matches('\\').to_owned(),
        object: text(0x20)?.unwrap_or_default(),
        instance: text(0x24)?.filter(|s| !s.is_empty()),
        parent: text(0x28)?.filter(|s| !s.is_empty()),
        index: fields.u32(0x2C)?,
        counter: text(0x30)?.unwrap_or_default(),
        english: English::default(),
    };
    let entry = Entry {
        path,
        kind: CounterType(fields.u32(0x0C)?),
        ticks_per_second: fields.i64(0x10)?,
        form: match fields.u32(0x04)? {
            flags if flags & FLAG_OBJECT == 0 => Form::Counter,
            flags if flags & FLAG_VERSION_2 == 0 => Form::Object,
            _ => Form::CounterSet,
        },
    };
    Some((entry, used))
}

/// The names of objects and counters by index, for each machine, and the reverse. Clones share their tables.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    tables: Arc<Tables>,
    pub is_damaged: bool,
}

#[derive(Clone, Debug, Default)]
struct Tables {
    machines: HashMap<String, Machine>,
    /// What an index means on the first machine that defined it.
    first: HashMap<u32, Arc<str>>,
}

#[derive(Clone, Debug, Default)]
struct Machine {
    names: HashMap<u32, Arc<str>>,
    /// Indexes of the catalogue, by their names in lower case.
    known: HashMap<String, Vec<u32>>,
}

impl Tables {
    /// Adds a name; false if there is no memory for it.
    fn add(&mut self, machine: &str, index: u32, name: &str, budget: &mut Budget) -> bool {
        /// Memory for a table entry; also the overhead of a text.
        const ENTRY: usize = 64;
        let first = self.first.get(&index).filter(|first| ***first == *name).map(Arc::clone);
        let is_known = catalogue::has_index(index);
        let text = if first.is_some() && !is_known { 0 } else { 2 * ENTRY + 2 * name.len() };
        if !budget.take(ENTRY + text) {
            return false;
        }
        let text = first.unwrap_or_else(|| name.into());
        self.first.entry(index).or_insert_with(|| Arc::clone(&text));
        let Some(table) = self.machines.get_mut(machine) else { return false };
        if is_known {
            let indexes = table.known.entry(name.to_lowercase()).or_default();
            if !indexes.contains(&index) {
                indexes.push(index);
            }
        }
        table.names.insert(index, text);
        true
    }
}

impl Titles {
    /// Adds an event's names: a machine, then pairs of index and name. False if nothing was new.
    pub fn read(&mut self, payload: &[u8], budget: &mut Budget) -> bool {
        let Some(bytes) = payload.get(0x18..) else {
            self.is_damaged = true;
            return true;
        };
        let mut rest = bytes;
        let mut next = || {
            let text = utf16_until_zero(rest);
            let had = !text.is_empty();
            rest = rest.get(text.len() + 2..).unwrap_or(&[]);
            had.then_some(text)
        };
        let Some(machine) = next().map(|name| machine_key(&utf16_text(name))) else { return false };
        if !self.tables.machines.contains_key(&machine) {
            if !budget.take(256 + 2 * machine.len()) {
                self.is_damaged = true;
                return true;
            }
            Arc::make_mut(&mut self.tables).machines.insert(machine.clone(), Machine::default());
        }
        let mut is_new = false;
        while let (Some(index), Some(name)) = (next(), next()) {
            let index = if index.len() <= 32 { utf16_text(index).parse().ok() } else { None };
            let Some(index) = index.filter(|_| name.len() <= limits::NAME_BYTES) else {
                self.is_damaged = true;
                return true;
            };
            let name = utf16_text(name);
            let known = self.tables.machines.get(&machine).and_then(|m| m.names.get(&index));
            if known.is_some_and(|known| **known == *name) {
                continue;
            }
            is_new |= known.is_none();
            if !Arc::make_mut(&mut self.tables).add(&machine, index, &name, budget) {
                self.is_damaged = true;
                return true;
            }
        }
        is_new
    }

    pub fn is_empty(&self) -> bool {
        self.tables.first.is_empty()
    }

    /// The name of `index` on `machine`, or else on the first machine that defined it.
    pub fn name(&self, machine: &str, index: u32) -> Option<Arc<str>> {
        let own = self.tables.machines.get(&machine_key(machine)).and_then(|m| m.names.get(&index));
        own.or_else(|| self.tables.first.get(&index)).cloned()
    }

    /// The English names of a path's object and counter, if their indexes are known; several counters can share a name.
    pub fn english(&self, path: &CounterPath) -> English {
        let Some(machine) = self.tables.machines.get(&machine_key(&path.computer)) else { return English::default() };
        let indexes = |name: &str| machine.known.get(&name.to_lowercase()).map_or(&[][..], Vec::as_slice);
        let objects = indexes(&path.object);
        if objects.is_empty() {
            return English::default();
        }
        let counters = indexes(&path.counter);
        let all =
            || objects.iter().flat_map(|object| counters.iter().map(|counter| English::by_index(*object, *counter)));
        let object_only = || objects.iter().map(|object| English::by_index(*object, 0)).find(|e| e.object.is_some());
        all().find(|english| english.counter.is_some()).or_else(object_only).unwrap_or_default()
    }
}

fn machine_key(machine: &str) -> String {
    machine.trim_start_matches('\\').to_lowercase()
}
