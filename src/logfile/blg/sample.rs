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
use super::super::{DiagnosticKind, LogError, Stamp, limits};
use super::cook::Raw;
use super::counterset::Registrations;
use super::counterset::decode::{Context, SetState};
use super::header::ms_from_filetime;
use super::perfobject::{Clocks, DataBlock, Definition, Object};
use super::record::{Body, CounterList, Entry, Titles};
use super::slots::{Instances, Job, Met, Registry, Slot};
use crate::model::localized::English;
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
    names: Vec<Arc<str>>,
    instances: Instances<Vec<(usize, Slot)>>,
}

#[derive(Default)]
struct EntryState {
    /// Outer: whether it was looked at; inner: whether it is wanted.
    one: Option<Option<Slot>>,
    /// What only entries of many counters have.
    rare: Option<Box<RareState>>,
}

#[derive(Default)]
struct RareState {
    many: Instances<Option<Slot>>,
    objects: Vec<ObjectState>,
    /// Of the sample before, by its number.
    clocks: Option<(u64, Clocks)>,
    set: SetState,
}

impl EntryState {
    fn rare(&mut self) -> &mut RareState {
        self.rare.get_or_insert_default()
    }
}

/// Turns samples into shown values, one after the other.
#[derive(Default)]
pub struct Decoder {
    entries: Vec<EntryState>,
    registrations: Registrations,
    registry: Registry,
    record: u64,
    values: Vec<(usize, f64)>,
    /// The instances of the current sample's objects that are parents, by title.
    parents: HashMap<u32, Vec<Arc<Parent>>>,
    /// Parents by name, each with a number of its own.
    parent_numbers: HashMap<String, u32>,
    /// Bytes taken for the entries' states.
    section_bytes: u64,
    /// The most counters of one sample for which there was no memory.
    most_refused: u64,
}

impl Decoder {
    pub fn new(list: &CounterList, registrations: &Registrations) -> Self {
        let mut decoder = Self { registrations: registrations.clone(), ..Self::default() };
        decoder.begin_section(list);
        decoder
    }

    /// A new counter list begins; counters of the same path keep their numbers. Returns how many bytes are free again.
    pub fn begin_section(&mut self, list: &CounterList) -> u64 {
        self.entries = list.entries.iter().map(|_| EntryState::default()).collect();
        self.forget_previous();
        std::mem::take(&mut self.section_bytes)
    }

    /// The log describes more counter sets from here on.
    pub fn set_registrations(&mut self, registrations: &Registrations) {
        self.registrations = registrations.clone();
        let sets = self.entries.iter_mut().filter_map(|entry| entry.rare.as_mut());
        sets.for_each(|rare| rare.set.forget_plans());
    }

    /// A sample was lost: rates of the next one have no predecessor.
    pub fn forget_previous(&mut self) {
        self.record += 1;
    }

    /// Decodes one sample and hands it to the job's sink, unless it only prepares for the next one.
    ///
    /// # Errors
    /// When the sink refuses.
    pub fn decode(
        &mut self,
        body: &Body<'_>,
        list: &CounterList,
        titles: &Titles,
        mut job: Job<'_, '_>,
        is_handed_on: bool,
    ) -> Result<(), LogError> {
        self.record += 1;
        self.values.clear();
        self.parents.clear();
        let position = body.position;
        let Some((3, whole)) = block(body.bytes) else {
            job.diagnostics.add(DiagnosticKind::DamagedSample, position);
            return Ok(());
        };
        job.progress.step(list.entries.len() as u64);
        let claimed = Fields(body.bytes).size(4).unwrap_or(0);
        let mut damage = u64::from(claimed > body.bytes.len());
        let blocks = body.bytes.get(..8 + whole.len()).unwrap_or(body.bytes);
        let (mut at, mut is_cut) = (8, false);
        for (index, entry) in list.entries.iter().enumerate() {
            let Some((code, bytes)) = blocks.get(at..).and_then(block) else {
                (damage, is_cut) = (1, true);
                break;
            };
            at = (at + 8 + bytes.len()).next_multiple_of(8);
            // nearly every block of a log of single counters, when only the pools are asked for
            if code == ONE && self.entries.get(index).is_some_and(|entry| matches!(entry.one, Some(None))) {
                continue;
            }
            let Some(entry) = entry else {
                job.refused += 1;
                continue;
            };
            let is_whole = match code {
                ONE => self.one(index, entry, bytes, titles, &mut job),
                MANY => self.many(index, entry, bytes, titles, &mut job),
                OBJECT => self.object(index, entry, bytes, body.bytes, titles, &mut job),
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
        self.section_bytes += job.of_section;
        let more_refused = job.refused.saturating_sub(self.most_refused);
        self.most_refused += more_refused;
        job.diagnostics.add_many(DiagnosticKind::TooManyCounters, more_refused, Some(position));
        // whatever was wanted of it: a log has as many samples for all who ask
        if !is_cut && blocks.get(at..).and_then(block).is_some() {
            // which block belongs to which counter is anybody's guess
            job.diagnostics.add(DiagnosticKind::SurplusBlocks, position);
            self.forget_previous();
            return Ok(());
        }
        job.diagnostics.add_many(DiagnosticKind::DamagedSample, damage, Some(position));
        self.registry.keep_first(&mut self.values, self.record, job.diagnostics, position);
        if is_handed_on {
            job.sink.sample(Stamp { local_ms: ms_from_filetime(body.filetime), position }, &self.values)?;
        }
        Ok(())
    }

    fn one(&mut self, index: usize, entry: &Entry, data: &[u8], titles: &Titles, job: &mut Job<'_, '_>) -> Option<()> {
        let state = &mut self.entries[index].one;
        let slot = state
            .get_or_insert_with(|| {
                let mut path = entry.path.clone();
                path.english = titles.english(&path);
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

    fn many(&mut self, index: usize, entry: &Entry, data: &[u8], titles: &Titles, job: &mut Job<'_, '_>) -> Option<()> {
        let fields = Fields(data);
        if fields.u32(0x0C)? > 1 {
            job.diagnostics.add(DiagnosticKind::BadStatus, job.position);
            return Some(());
        }
        let instances = &mut self.entries[index].rare().many;
        instances.begin();
        // names lie one behind the other; some that share their bytes are a trap for our memory
        let mut names_left = data.len();
        let count = fields.size(0x04)?;
        job.progress.step(count.min(data.len() / 0x18) as u64);
        for i in 0..count {
            let item = Fields(fields.part(i.checked_mul(0x18)?.checked_add(0x18)?, 0x18)?);
            let name = utf16_until_zero(data.get(item.size(0)?..)?);
            names_left = names_left.checked_sub(name.len())?;
            if name.len() > limits::NAME_BYTES {
                return None;
            }
            let sequence = instances.values.len();
            let met = instances.next(name, job, |occurrence, job| {
                let mut path = entry.path.clone();
                path.set_parent_and_instance(&utf16_text(name));
                path.index = occurrence;
                path.english = titles.english(&path);
                self.registry.slot(path, entry.kind, (index, sequence, 0), job)
            });
            if let Some(Met { value: Some(slot), .. }) = met {
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
        self.entries[index].rare().set.decode(data, &mut context)
    }

    fn object(
        &mut self,
        index: usize,
        entry: &Entry,
        data: &[u8],
        body: &[u8],
        titles: &Titles,
        job: &mut Job<'_, '_>,
    ) -> Option<()> {
        let block = DataBlock::parse(data)?;
        let clocks = block.clocks;
        let mut whole = (!block.denies_objects()).then_some(());
        let RareState { objects, clocks: before, .. } = self.entries[index].rare();
        let before = before.replace((self.record, clocks));
        if before.is_some_and(|(record, before)| record + 1 == self.record && !clocks.can_follow(&before)) {
            whole = None;
        }
        for (number, object) in block.objects().enumerate() {
            let object = object.filter(|_| number < limits::OBJECTS)?;
            let (state, is_whole) = state_of(objects, &object, entry, titles, job)?;
            let state = &mut objects[state];
            state.samples += 1;
            if !is_whole || state.definitions.len() < object.counters_claimed() || object.denies_instances() {
                whole = None;
            }
            state.instances.begin();
            let mut take = |key: &[u8], text: &dyn Fn() -> Option<String>, bytes: &[u8], job: &mut Job<'_, '_>| {
                let ObjectState { title, definitions, name, names, instances, .. } = &mut *state;
                // a value has bytes of its own
                if definitions.len() > bytes.len() {
                    return None;
                }
                let sequence = instances.values.len();
                let met = instances.next(key, job, |occurrence, job| {
                    let mut path = CounterPath::single(&entry.path.computer, name, "");
                    if let Some(text) = text() {
                        path.set_parent_and_instance(&text);
                    }
                    path.index = occurrence;
                    let slot = |(i, d): (usize, &Definition)| {
                        let english = English::by_index(*title, d.title);
                        let path = CounterPath { counter: names[i].to_string(), english, ..path.clone() };
                        self.registry.slot(path, d.kind, (index, sequence, i), job).map(|slot| (i, slot))
                    };
                    definitions.iter().enumerate().filter_map(slot).collect()
                });
                for (i, slot) in met.into_iter().flat_map(|met| met.value) {
                    if let Some(raw) = raw(definitions, *i, bytes, &object, &clocks) {
                        slot.take(raw, self.record, &mut self.values);
                    }
                }
                Some(())
            };
            if !object.has_instances() {
                let block = object.single_block().filter(|_| !object.denies_instances());
                whole = whole.and(block.and_then(|bytes| take(&[], &|| None, bytes, job)));
                continue;
            }
            for instance in object.instances() {
                let Some(instance) = instance else {
                    whole = None;
                    break;
                };
                job.progress.step(1);
                let name = instance.name;
                if name.bytes.len() > limits::NAME_BYTES {
                    whole = None;
                    continue;
                }
                let (title, position) = instance.parent;
                let taken = if title == 0 {
                    take(name.bytes, &|| Some(name.text()), instance.block, job)
                } else {
                    let is_new = !self.parents.contains_key(&title);
                    if is_new && self.parents.len() >= limits::OBJECTS {
                        whole = None;
                        continue;
                    }
                    let numbers = &mut self.parent_numbers;
                    let all = self.parents.entry(title).or_insert_with(|| parents_of(body, title, numbers, job));
                    let parent = all.get(position as usize).cloned();
                    let parent = parent.or_else(|| Parent::of(position.to_string(), numbers, job).map(Arc::new));
                    parent.and_then(|parent| {
                        // no name begins with a number that ends so
                        let key = [&parent.number.to_le_bytes(), &b"\0\0"[..], name.bytes].concat();
                        take(&key, &|| Some(format!("{}/{}", parent.name, name.text())), instance.block, job)
                    })
                };
                whole = whole.and(taken);
            }
        }
        whole
    }
}

/// What is remembered of an object with these definitions, as an index into `objects`, and whether its definitions are
/// undamaged. `None` where there is no memory for it.
fn state_of(
    objects: &mut Vec<ObjectState>,
    object: &Object<'_>,
    entry: &Entry,
    titles: &Titles,
    job: &mut Job<'_, '_>,
) -> Option<(usize, bool)> {
    let known = objects.iter().position(|s| s.title == object.title && s.definition_bytes == object.definition_bytes());
    let (state, is_whole) = match known.map(|at| (at, true)).or_else(|| similar_state(objects, object, job)) {
        Some(known) => known,
        None => {
            let is_whole = !object.denies_counters();
            let state = ObjectState::new(object, entry, titles, job)?;
            // one or two a log; many only where definitions are noise
            if objects.len() >= limits::OBJECTS {
                let gone = objects.remove(0);
                job.budget.give_back(gone.bytes() as u64);
                job.of_section = job.of_section.saturating_sub(gone.bytes() as u64);
            }
            objects.push(state);
            (objects.len() - 1, is_whole)
        }
    };
    report_outvoted(objects, state, job);
    Some((state, is_whole))
}

/// So many samples with the same definitions outvote one with others.
const OUTVOTE: u64 = 3;

/// The definitions that an object has that are known under other bytes: those that mean the same, and, for damaged ones,
/// those of the samples before that differ in one counter; with whether it is the former.
fn similar_state(known: &[ObjectState], object: &Object<'_>, job: &Job<'_, '_>) -> Option<(usize, bool)> {
    // no two objects have the same counters: the title is damaged
    let is_renamed = |s: &ObjectState| s.samples >= OUTVOTE && s.definition_bytes == object.definition_bytes();
    if let Some(at) = known.iter().position(is_renamed) {
        return Some((at, false));
    }
    if !known.iter().any(|s| s.title == object.title) {
        return None;
    }
    let definitions = object.definitions();
    job.progress.step((definitions.len() * known.len()) as u64);
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
        let is_near = a.title == b.title && Object::differing(&a.definitions, &b.definitions) == Some(1);
        let is_renamed = a.title != b.title && a.definition_bytes == b.definition_bytes;
        if other != winner && (is_near || is_renamed) && b.samples == 1 {
            job.diagnostics.add(DiagnosticKind::DamagedSample, b.position);
        }
    }
}

impl ObjectState {
    /// `None` where there is no memory for it.
    fn new(object: &Object<'_>, entry: &Entry, titles: &Titles, job: &mut Job<'_, '_>) -> Option<Self> {
        if !job.affords_position(object.definition_bytes().len() * BYTES_OF_DEFINITIONS) {
            return None;
        }
        let machine = &entry.path.computer;
        let definitions = object.definitions();
        job.progress.step(definitions.len() as u64);
        let mut unknown = 0;
        // where the log does not name it, in English where it is one of those that are known
        let mut title = |index: u32, known: Option<&str>| {
            titles.name(machine, index).or_else(|| known.map(Into::into)).unwrap_or_else(|| {
                unknown += 1;
                format!("#{index}").into()
            })
        };
        let name = match entry.path.object.as_str() {
            "" | "*" => title(object.title, English::by_index(object.title, 0).object).to_string(),
            known => known.to_owned(),
        };
        let shown = |d: &Definition| {
            let known = English::by_index(object.title, d.title).counter;
            if d.kind.is_shown() { title(d.title, known) } else { "".into() }
        };
        let names = definitions.iter().map(shown).collect();
        job.diagnostics.add_many(DiagnosticKind::UnknownTitle, unknown, Some(job.position));
        Some(Self {
            title: object.title,
            definition_bytes: object.definition_bytes().to_vec(),
            samples: 0,
            position: job.position,
            definitions,
            name,
            names,
            instances: Instances::default(),
        })
    }

    fn bytes(&self) -> usize {
        self.definition_bytes.len() * BYTES_OF_DEFINITIONS
    }
}

/// What definitions take, by their bytes: themselves, as they are read, and their names.
const BYTES_OF_DEFINITIONS: usize = 4;

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

/// An instance that others belong to.
struct Parent {
    name: String,
    /// Equal for those of one name.
    number: u32,
}

impl Parent {
    /// `None` where there is no memory for its name.
    fn of(name: String, numbers: &mut HashMap<String, u32>, job: &mut Job<'_, '_>) -> Option<Self> {
        let count = numbers.len() as u32;
        let number = match numbers.get(&name) {
            Some(number) => *number,
            None if job.affords(128 + name.len()) => {
                numbers.insert(name.clone(), count);
                count
            }
            None => {
                job.refused += 1;
                return None;
            }
        };
        Some(Self { name, number })
    }
}

/// The instances of an object of the same sample, by position: the parents of another object's instances.
fn parents_of(body: &[u8], title: u32, numbers: &mut HashMap<String, u32>, job: &mut Job<'_, '_>) -> Vec<Arc<Parent>> {
    let mut at = 8;
    while let Some((code, data)) = body.get(at..).and_then(block) {
        job.progress.step(1);
        let object = || DataBlock::parse(data)?.objects().take(limits::OBJECTS).flatten().find(|o| o.title == title);
        if code == OBJECT
            && let Some(object) = object()
        {
            let names = object.instances().flatten().map(|i| i.name);
            let names = names.map(|name| name.cut(limits::NAME_BYTES).text());
            return names.map_while(|name| Parent::of(name, numbers, job)).map(Arc::new).collect();
        }
        at = (at + 8 + data.len()).next_multiple_of(8);
    }
    Vec::new()
}
