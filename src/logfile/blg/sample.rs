//! One sample: a block for each entry of the counter list, in the same order.
//!
//! Body: "BL" 0003, u32 length, then blocks: "BL", u16 code, u32 length, data; each aligned up to 8.
//!
//! | code | data (offsets from its start) |
//! |---|---|
//! | 0103 one value | u32 status, i64 time at 04, raw values at 10 and 18, u32 multi count at 20 |
//! | 0203 many | u32 length, u32 count, u32, u32 status at 0C, i64 time; at 18 each 18 long: u32 name offset, u32 multi count, two raw values |
//! | 0503 object | a `PERF_DATA_BLOCK` |
//! | 1503 counter set of version 2 | what `PerfQueryCounterData` answers; see [`super::counterset`] |

use super::super::bytes::{Fields, utf16_text, utf16_until_zero};
use super::super::{DiagnosticKind, Diagnostics, LogError, Sink, Want, limits};
use super::cook::Raw;
use super::counterset::Registrations;
use super::counterset::decode::{Context, SetState};
use super::header::ms_from_filetime;
use super::perfobject::{Clocks, DataBlock, Definition, Object};
use super::record::{Body, CounterList, Entry, Form, NameIndexes, Titles};
use super::slots::{Instances, Job, Registry, Slot};
use crate::model::localized::{English, PoolPaths};
use crate::model::{CounterPath, CounterType};
use std::collections::HashMap;
use std::sync::Arc;

const ONE: u16 = 0x0103;
const MANY: u16 = 0x0203;
const OBJECT: u16 = 0x0503;
const COUNTER_SET: u16 = 0x1503;

/// What is remembered of one entry's object block.
struct ObjectState {
    title: u32,
    definition_bytes: Vec<u8>,
    /// Samples that were defined so, and where the first is.
    samples: u64,
    position: u64,
    definitions: Vec<Definition>,
    name: String,
    names: Vec<String>,
    instances: Instances<Vec<(usize, Slot)>>,
}

#[derive(Default)]
struct EntryState {
    /// Outer: whether it was looked at; inner: whether it is wanted.
    one: Option<Option<Slot>>,
    many: Instances<Option<Slot>>,
    objects: Vec<ObjectState>,
    /// Of the sample before, by its number.
    clocks: Option<(u64, Clocks)>,
    set: Option<Box<SetState>>,
}

/// Turns samples into shown values, one after the other.
pub struct Decoder {
    entries: Vec<EntryState>,
    titles: Titles,
    name_indexes: NameIndexes,
    registrations: Registrations,
    registry: Registry,
    pools: Arc<PoolPaths>,
    record: u64,
    values: Vec<(usize, f64)>,
}

impl Decoder {
    pub fn new(list: &CounterList, titles: &Titles, registrations: &Registrations, pools: PoolPaths) -> Self {
        let mut decoder = Self {
            entries: Vec::new(),
            titles: Titles::default(),
            name_indexes: NameIndexes::default(),
            registrations: registrations.clone(),
            registry: Registry::default(),
            pools: Arc::new(pools),
            record: 0,
            values: Vec::new(),
        };
        decoder.begin_section(list, titles);
        decoder
    }

    /// A new counter list begins; counters of the same path keep their numbers.
    pub fn begin_section(&mut self, list: &CounterList, titles: &Titles) {
        self.entries = list.entries.iter().map(|_| EntryState::default()).collect();
        self.titles = titles.clone();
        // objects tell their indexes themselves
        let has_names_only = list.entries.iter().any(|e| e.form == Form::Counter);
        self.name_indexes = if has_names_only { NameIndexes::of(titles) } else { NameIndexes::default() };
        self.forget_previous();
    }

    /// The log describes more counter sets from here on.
    pub fn set_registrations(&mut self, registrations: &Registrations) {
        self.registrations = registrations.clone();
        self.entries.iter_mut().filter_map(|entry| entry.set.as_mut()).for_each(|set| set.forget_plans());
    }

    /// A sample was lost: rates of the next one have no predecessor.
    pub fn forget_previous(&mut self) {
        self.record += 1;
    }

    /// Decodes one sample and hands it to the sink, unless it only prepares for the next one.
    ///
    /// # Errors
    /// When the sink refuses.
    pub fn decode(
        &mut self,
        body: &Body<'_>,
        list: &CounterList,
        want: Want<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
        is_handed_on: bool,
    ) -> Result<(), LogError> {
        self.record += 1;
        self.values.clear();
        let position = body.position;
        let Some((3, whole)) = block(body.bytes) else {
            diagnostics.add(DiagnosticKind::DamagedSample, position);
            return Ok(());
        };
        let claimed = Fields(body.bytes).size(4).unwrap_or(0);
        let mut damage = u64::from(claimed > body.bytes.len());
        let mut job = Job { want, sink, diagnostics, pools: &self.pools.clone(), position };
        let blocks = body.bytes.get(..8 + whole.len()).unwrap_or(body.bytes);
        let mut at = 8;
        for (index, entry) in list.entries.iter().enumerate() {
            let Some((code, bytes)) = blocks.get(at..).and_then(block) else {
                damage = 1;
                break;
            };
            at = (at + 8 + bytes.len()).next_multiple_of(8);
            // nearly every block of a log of single counters, when only the pools are asked for
            if code == ONE && self.entries.get(index).is_some_and(|entry| matches!(entry.one, Some(None))) {
                continue;
            }
            let is_whole = match code {
                ONE => self.one(index, entry, bytes, &mut job),
                MANY => self.many(index, entry, bytes, &mut job),
                OBJECT => self.object(index, entry, bytes, body.bytes, &mut job),
                COUNTER_SET => self.counter_set(index, entry, bytes, &mut job),
                _ => {
                    job.diagnostics.add(DiagnosticKind::UnknownBlock, position);
                    Some(())
                }
            };
            if is_whole.is_none() {
                damage = 1;
            }
        }
        if damage == 0 && blocks.get(at..).and_then(block).is_some() {
            // which block belongs to which counter is anybody's guess
            diagnostics.add(DiagnosticKind::SurplusBlocks, position);
            self.forget_previous();
            return Ok(());
        }
        diagnostics.add_many(DiagnosticKind::DamagedSample, damage, Some(position));
        self.registry.keep_first(&mut self.values, self.record, diagnostics, position);
        if is_handed_on {
            sink.sample(ms_from_filetime(body.filetime), &self.values)?;
        }
        Ok(())
    }

    fn one(&mut self, index: usize, entry: &Entry, data: &[u8], job: &mut Job<'_, '_>) -> Option<()> {
        let state = &mut self.entries[index].one;
        let slot = state
            .get_or_insert_with(|| {
                let mut path = entry.path.clone();
                path.english = self.name_indexes.english(&path);
                self.registry.slot(path, entry.kind, (index, 0, 0), job)
            })
            .as_mut();
        let Some(slot) = slot else { return Some(()) };
        let fields = Fields(data);
        if fields.u32(0)? > 1 {
            job.diagnostics.add(DiagnosticKind::BadStatus, job.position);
            return Some(());
        }
        let raw = Raw {
            first: fields.i64(0x10)?,
            second: fields.i64(0x18)?,
            ticks_per_second: entry.ticks_per_second,
            multi: fields.u32(0x20).map_or(0, i64::from),
        };
        slot.take(raw, self.record, &mut self.values);
        Some(())
    }

    fn many(&mut self, index: usize, entry: &Entry, data: &[u8], job: &mut Job<'_, '_>) -> Option<()> {
        let fields = Fields(data);
        if fields.u32(0x0C)? > 1 {
            job.diagnostics.add(DiagnosticKind::BadStatus, job.position);
            return Some(());
        }
        let instances = &mut self.entries[index].many;
        instances.begin();
        // names lie one behind the other; some that share their bytes are a trap for our memory
        let mut names_left = data.len();
        for i in 0..fields.size(0x04)? {
            let item = Fields(fields.part(i.checked_mul(0x18)?.checked_add(0x18)?, 0x18)?);
            let name = utf16_until_zero(data.get(item.size(0)?..)?);
            names_left = names_left.checked_sub(name.len())?;
            if name.len() > limits::NAME_BYTES {
                return None;
            }
            let sequence = instances.values.len();
            let met = instances.next(name, |occurrence| {
                let mut path = entry.path.clone();
                path.set_parent_and_instance(&utf16_text(name));
                path.index = occurrence;
                path.english = self.name_indexes.english(&path);
                self.registry.slot(path, entry.kind, (index, sequence, 0), job)
            });
            if let Some(slot) = met.value {
                let raw = Raw {
                    first: item.i64(0x08)?,
                    second: item.i64(0x10)?,
                    ticks_per_second: entry.ticks_per_second,
                    multi: item.u32(0x04).map_or(0, i64::from),
                };
                slot.take(raw, self.record, &mut self.values);
            }
        }
        Some(())
    }

    #[cold]
    fn counter_set(&mut self, index: usize, entry: &Entry, data: &[u8], job: &mut Job<'_, '_>) -> Option<()> {
        let mut context = Context {
            entry,
            index,
            registrations: &self.registrations,
            registry: &mut self.registry,
            record: self.record,
            values: &mut self.values,
            job,
        };
        self.entries[index].set.get_or_insert_default().decode(data, &mut context)
    }

    fn object(&mut self, index: usize, entry: &Entry, data: &[u8], body: &[u8], job: &mut Job<'_, '_>) -> Option<()> {
        let block = DataBlock::parse(data)?;
        let clocks = block.clocks;
        let mut whole = (!block.denies_objects()).then_some(());
        let before = self.entries[index].clocks.replace((self.record, clocks));
        if before.is_some_and(|(record, before)| record + 1 == self.record && !clocks.can_follow(&before)) {
            whole = None;
        }
        let mut parents: HashMap<u32, Vec<String>> = HashMap::new();
        for (number, object) in block.objects().enumerate() {
            let object = object.filter(|_| number < limits::OBJECTS)?;
            let state = self.entries[index]
                .objects
                .iter()
                .position(|s| s.title == object.title && s.definition_bytes == object.definition_bytes());
            let similar = || similar_state(&self.entries[index].objects, &object);
            let state = match state.map(|at| (at, true)).or_else(similar) {
                Some((at, is_whole)) => {
                    if !is_whole {
                        whole = None;
                    }
                    at
                }
                None => {
                    if object.denies_counters() {
                        whole = None;
                    }
                    let state = ObjectState::new(&object, entry, &self.titles, job);
                    let objects = &mut self.entries[index].objects;
                    // one or two a log; many only where definitions are noise
                    if objects.len() >= limits::OBJECTS {
                        objects.remove(0);
                    }
                    objects.push(state);
                    objects.len() - 1
                }
            };
            report_outvoted(&mut self.entries[index].objects, state, job);
            let state = &mut self.entries[index].objects[state];
            state.samples += 1;
            if state.definitions.len() < object.counters_claimed() || object.denies_instances() {
                whole = None;
            }
            state.instances.begin();
            let mut take = |key: &[u8], text: &dyn Fn() -> Option<String>, bytes: &[u8]| {
                let ObjectState { title, definitions, name, names, instances, .. } = &mut *state;
                let sequence = instances.values.len();
                let met = instances.next(key, |occurrence| {
                    if self.registry.is_full() {
                        job.diagnostics.add(DiagnosticKind::TooManyCounters, job.position);
                        return Vec::new();
                    }
                    let mut path = CounterPath::single(&entry.path.computer, name, "");
                    if let Some(text) = text() {
                        path.set_parent_and_instance(&text);
                    }
                    path.index = occurrence;
                    let slot = |(i, d): (usize, &Definition)| {
                        let english = English::by_index(*title, d.title);
                        let path = CounterPath { counter: names[i].clone(), english, ..path.clone() };
                        self.registry.slot(path, d.kind, (index, sequence, i), job).map(|slot| (i, slot))
                    };
                    definitions.iter().enumerate().filter_map(slot).collect()
                });
                for (i, slot) in met.value {
                    if let Some(raw) = raw(definitions, *i, bytes, &object, &clocks) {
                        slot.take(raw, self.record, &mut self.values);
                    }
                }
            };
            if !object.has_instances() {
                match object.single_block().filter(|_| !object.denies_instances()) {
                    Some(bytes) => take(&[], &|| None, bytes),
                    None => whole = None,
                }
                continue;
            }
            for instance in object.instances() {
                let Some(instance) = instance else {
                    whole = None;
                    break;
                };
                let name = instance.name;
                if name.bytes.len() > limits::NAME_BYTES {
                    whole = None;
                    continue;
                }
                if instance.parent.0 == 0 {
                    take(name.bytes, &|| Some(name.text()), instance.block);
                } else {
                    let is_new = !parents.contains_key(&instance.parent.0);
                    if is_new && parents.len() >= limits::OBJECTS {
                        whole = None;
                        continue;
                    }
                    let names = parents.entry(instance.parent.0).or_insert_with(|| names_of(body, instance.parent.0));
                    let parent =
                        names.get(instance.parent.1 as usize).cloned().unwrap_or_else(|| instance.parent.1.to_string());
                    let key = [parent.as_bytes(), b"/", name.bytes].concat();
                    take(&key, &|| Some(format!("{parent}/{}", name.text())), instance.block);
                }
            }
        }
        whole
    }
}

/// So many samples with the same definitions outvote one with others.
const OUTVOTE: u64 = 3;

/// The definitions that an object has that are known under other bytes: those that mean the same, and, for damaged ones,
/// those of the samples before that differ in one counter; with whether it is the former.
fn similar_state(known: &[ObjectState], object: &Object<'_>) -> Option<(usize, bool)> {
    let definitions = object.definitions();
    known.iter().enumerate().filter(|(_, s)| s.title == object.title).find_map(|(at, state)| {
        let differing = Object::differing(&definitions, &state.definitions)?;
        match differing {
            0 => Some((at, true)),
            1 if state.samples >= OUTVOTE => Some((at, false)),
            _ => None,
        }
    })
}

/// Where definitions have outvoted others that differ in one counter and were met in one sample only, that was damaged.
fn report_outvoted(known: &mut [ObjectState], winner: usize, job: &mut Job<'_, '_>) {
    if known.len() < 2 || known[winner].samples + 1 != OUTVOTE {
        return;
    }
    for other in 0..known.len() {
        let (a, b) = (&known[winner], &known[other]);
        let is_near = Object::differing(&a.definitions, &b.definitions) == Some(1);
        if other != winner && a.title == b.title && is_near && b.samples == 1 {
            job.diagnostics.add(DiagnosticKind::DamagedSample, b.position);
        }
    }
}

impl ObjectState {
    fn new(object: &Object<'_>, entry: &Entry, titles: &Titles, job: &mut Job<'_, '_>) -> Self {
        let machine = &entry.path.computer;
        let definitions = object.definitions();
        let mut unknown = 0;
        let mut title = |index: u32| match titles.name(machine, index) {
            Some(name) => name.to_string(),
            None => {
                unknown += 1;
                format!("#{index}")
            }
        };
        let name = match entry.path.object.as_str() {
            "" | "*" => title(object.title),
            known => known.to_owned(),
        };
        let names =
            definitions.iter().map(|d| if d.kind.is_shown() { title(d.title) } else { String::new() }).collect();
        job.diagnostics.add_many(DiagnosticKind::UnknownTitle, unknown, Some(job.position));
        Self {
            title: object.title,
            definition_bytes: object.definition_bytes().to_vec(),
            samples: 0,
            position: job.position,
            definitions,
            name,
            names,
            instances: Instances::default(),
        }
    }
}

/// The raw values of the counter at `index`, with what its type takes for the second.
fn raw(definitions: &[Definition], index: usize, block: &[u8], object: &Object<'_>, clocks: &Clocks) -> Option<Raw> {
    type T = CounterType;
    let definition = &definitions[index];
    let base = definitions.get(index + 1).filter(|d| d.kind.is_base());
    let (time, ticks_per_second) = object.clock(definition.kind.clock(), clocks);
    let (second, multi) = match base {
        Some(base) if base.kind == T::PERF_COUNTER_MULTI_BASE => (time, base.value(block)?),
        Some(base) => (base.value(block)?, 0),
        None => (time, 0),
    };
    Some(Raw { first: definition.value(block)?, second, ticks_per_second, multi })
}

/// Code and data of the block that `bytes` begin with; `None` where it is no block or is cut.
fn block(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let fields = Fields(bytes);
    if fields.part(0, 2)? != b"BL" {
        return None;
    }
    let len = fields.size(4)?.min(if fields.u16(2)? == 3 { bytes.len() } else { usize::MAX });
    Some((fields.u16(2)?, bytes.get(8..len)?))
}

/// The instances of an object of the same sample, by position: the parents of another object's instances.
fn names_of(body: &[u8], title: u32) -> Vec<String> {
    let mut at = 8;
    while let Some((code, data)) = body.get(at..).and_then(block) {
        if code == OBJECT {
            let object = DataBlock::parse(data).and_then(|b| b.objects().flatten().find(|o| o.title == title));
            if let Some(object) = object {
                return object.instances().flatten().map(|i| i.name.text()).collect();
            }
        }
        at = (at + 8 + data.len()).next_multiple_of(8);
    }
    Vec::new()
}
