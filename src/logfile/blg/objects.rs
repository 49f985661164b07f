//! State kept for the objects that an entry logs whole: their definitions, the titles these go by, and the places of
//! their instances' values.
//!
//! Definitions are identified by their bytes. If those of one sample differ from all others, the majority is right.

use super::super::{DiagnosticKind, limits};
use super::cook::Raw;
use super::perfobject::{Clocks, Definition, Object};
use super::record::{Entry, Titles};
use super::slots::{Instances, Job, Slot};
use crate::model::CounterType;
use crate::model::localized::English;
use std::sync::Arc;

/// State kept for one entry's object block.
pub(super) struct ObjectState {
    pub(super) title: u32,
    definition_bytes: Vec<u8>,
    /// Number of samples with these definitions, and the position of the first one.
    pub(super) samples: u64,
    position: u64,
    pub(super) definitions: Vec<Definition>,
    pub(super) name: String,
    pub(super) names: Vec<Arc<str>>,
    pub(super) instances: Instances<Vec<Counted>>,
}

/// A wanted counter of an instance.
pub(super) struct Counted {
    /// Of its definition.
    pub index: usize,
    /// Whether its raw value is shown as it is, regardless of anything else in the sample.
    pub is_plain: bool,
    pub slot: Slot,
}

/// The state of an object with these definitions, as an index into `objects`, and whether its definitions are
/// undamaged. `None` if there is no memory for it.
pub(super) fn state_of(
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
            let is_whole = !object.understates_counters();
            let state = ObjectState::new(object, entry, titles, job)?;
            // one or two per log; many only if the definitions are noise
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

/// This many samples with the same definitions outvote one with different ones.
const OUTVOTE: u64 = 3;

/// The known state that fits an object whose definitions have different bytes: one whose definitions mean the same, or,
/// if the object's are damaged, one from earlier samples that differs in one counter; and whether it is the former.
fn similar_state(known: &[ObjectState], object: &Object<'_>, job: &mut Job<'_, '_>) -> Option<(usize, bool)> {
    // no two objects have the same counters: the title is damaged
    let is_renamed = |s: &ObjectState| s.samples >= OUTVOTE && s.definition_bytes == object.definition_bytes();
    if let Some(at) = known.iter().position(is_renamed) {
        return Some((at, false));
    }
    if !known.iter().any(|s| s.title == object.title) {
        return None;
    }
    let definitions = object.definitions();
    job.step((definitions.len() * known.len()) as u64);
    known.iter().enumerate().filter(|(_, s)| s.title == object.title).find_map(|(at, state)| {
        let differing = Object::differing(&definitions, &state.definitions)?;
        match differing {
            0 => Some((at, true)),
            1 if state.samples >= OUTVOTE => Some((at, false)),
            _ => None,
        }
    })
}

/// If definitions have outvoted others that differ in one counter and occur in a single sample, that one was damaged.
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
    /// `None` if there is no memory for it.
    fn new(object: &Object<'_>, entry: &Entry, titles: &Titles, job: &mut Job<'_, '_>) -> Option<Self> {
        if !job.affords_position(object.definition_bytes().len() * BYTES_OF_DEFINITIONS) {
            return None;
        }
        let machine = &entry.path.computer;
        let definitions = object.definitions();
        job.step(definitions.len() as u64);
        let mut unknown = 0;
        // if the log does not name it: the English name, if it is a known one
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

/// Memory per byte of definitions: the bytes themselves, the parsed definitions, and their names.
const BYTES_OF_DEFINITIONS: usize = 4;

/// Whether the raw value of the counter at `index` is shown as it is.
pub(super) fn is_plain(definitions: &[Definition], index: usize) -> bool {
    definitions[index].kind.is_level() && !definitions.get(index + 1).is_some_and(|d| d.kind.is_base())
}

/// The raw values of the counter at `index`; its type decides what the second one is.
pub(super) fn raw(
    definitions: &[Definition],
    index: usize,
    block: &[u8],
    object: &Object<'_>,
    clocks: &Clocks,
) -> Option<Raw> {
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
