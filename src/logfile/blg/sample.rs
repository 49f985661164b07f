//! One sample: a block for each entry of the counter list, in the same order.
//!
//! Body: "BL" 0003, u32 length, then blocks: "BL", u16 code, u32 length, data; each aligned up to 8.
//!
//! | code | data (offsets from its start) |
//! |---|---|
//! | 0103 one value | u32 status, i64 time at 04, raw values at 10 and 18, u32 multi count at 20 |
//! | 0203 many | u32 length, u32 count, u32, u32 status at 0C, i64 time; at 18 each 18 long: u32 name offset, u32 multi count, two raw values |
//! | 0503 object | a `PERF_DATA_BLOCK` |
//! | 1503 counter set of version 2 | what `PerfQueryCounterData` returns; see [`super::counterset`] |

use super::super::bytes::{Fields, utf16_text, utf16_until_zero};
use super::super::{DiagnosticKind, LogError, Stamp, limits};
use super::cook::Raw;
use super::counterset::Registrations;
use super::counterset::decode::{Context, SetState};
use super::header::ms_from_filetime;
use super::objects::{Counted, ObjectState, is_plain, raw, state_of};
use super::perfobject::{Clocks, DataBlock, Definition};
use super::record::{Body, CounterList, Entry, Titles};
use super::slots::{Instances, Job, Met, Registry, Slot};
use crate::model::CounterPath;
use crate::model::localized::English;
use std::collections::HashMap;
use std::sync::Arc;

const ONE: u16 = 0x0103;
const MANY: u16 = 0x0203;
const OBJECT: u16 = 0x0503;
const COUNTER_SET: u16 = 0x1503;

#[derive(Default)]
struct EntryState {
    /// Outer: whether it was considered; inner: whether it is wanted.
    one: Option<Option<Slot>>,
    /// What only entries with many counters need.
    rare: Option<Box<RareState>>,
}

#[derive(Default)]
struct RareState {
    many: Instances<Option<Slot>>,
    objects: Vec<ObjectState>,
    /// The clocks of the previous sample, with its number.
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
    /// The instances of those objects in the current sample that are parents, by title.
    parents: HashMap<u32, Vec<Arc<Parent>>>,
    /// Parents by name, each with a number of its own.
    parent_numbers: HashMap<String, u32>,
    /// Bytes taken for the entries' states.
    section_bytes: u64,
    /// The largest number of counters in one sample for which there was no memory.
    most_refused: u64,
}

impl Decoder {
    pub fn new(list: &CounterList, registrations: &Registrations) -> Self {
        let mut decoder = Self { registrations: registrations.clone(), ..Self::default() };
        decoder.begin_section(list);
        decoder
    }

    /// Begins a new counter list; counters with the same path keep their numbers. Returns how many bytes were freed.
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
        job.step(list.entries.len() as u64);
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
            // nearly every block in a log of single counters, if only the pools are requested
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
        // checked whatever is wanted, so that a log has the same number of samples for every caller
        if !is_cut && blocks.get(at..).and_then(block).is_some() {
            // which block belongs to which counter is unknown
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
        // names are stored one after the other; names that share bytes could exhaust memory
        let mut names_left = data.len();
        let count = fields.size(0x04)?;
        job.step(count.min(data.len() / 0x18) as u64);
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

    /// Takes the values of an object and its instances. A single function: an instance's data goes into the state of
    /// its object, that state into the list of all objects, and each part would need all of these as arguments.
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
        let mut whole = (!block.understates_objects()).then_some(());
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
            if !is_whole || state.definitions.len() < object.counters_claimed() || object.understates_instances() {
                whole = None;
            }
            state.instances.begin();
            let mut take = |key: &[u8], text: &dyn Fn() -> Option<String>, bytes: &[u8], job: &mut Job<'_, '_>| {
                let ObjectState { title, definitions, name, names, instances, .. } = &mut *state;
                // each value needs bytes of its own
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
                        let slot = self.registry.slot(path, d.kind, (index, sequence, i), job)?;
                        Some(Counted { index: i, is_plain: is_plain(definitions, i), slot })
                    };
                    definitions.iter().enumerate().filter_map(slot).collect()
                });
                for Counted { index, is_plain, slot } in met.into_iter().flat_map(|met| met.value) {
                    if *is_plain {
                        self.values.extend(definitions[*index].value(bytes).map(|value| (slot.id, value as f64)));
                    } else if let Some(raw) = raw(definitions, *index, bytes, &object, &clocks) {
                        slot.take(raw, self.record, &mut self.values);
                    }
                }
                Some(())
            };
            if !object.has_instances() {
                let block = object.single_block().filter(|_| !object.understates_instances());
                whole = whole.and(block.and_then(|bytes| take(&[], &|| None, bytes, job)));
                continue;
            }
            for instance in object.instances() {
                let Some(instance) = instance else {
                    whole = None;
                    break;
                };
                job.step(1);
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
                        // no name begins with a number terminated like this
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

/// Code and data of the block at the start of `bytes`; `None` if it is not a block or is cut.
fn block(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let fields = Fields(bytes);
    if fields.part(0, 2)? != b"BL" {
        return None;
    }
    let len = fields.size(4)?.min(if fields.u16(2)? == 3 { bytes.len() } else { usize::MAX });
    Some((fields.u16(2)?, bytes.get(8..len)?))
}

/// An instance that other instances belong to.
struct Parent {
    name: String,
    /// Equal for parents of the same name.
    number: u32,
}

impl Parent {
    /// `None` if there is no memory for its name.
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
        job.step(1);
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
