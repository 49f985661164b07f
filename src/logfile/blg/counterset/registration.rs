//! What a log says about its counter sets: event 26, once before the first sample; repeated or later ones are read.
//!
//! Entries to the end of the body, each padded to 8 (offsets hexadecimal):
//!
//! | at | type | what | seen |
//! |---|---|---|---|
//! | 00 | u32 | entry length | Windows 11 |
//! | 04, 08, 0C | u32 | lengths of registration, counter names, set name; these follow, each padded to 8 | Windows 11 |
//!
//! Registration, `PERF_COUNTERSET_REG_INFO` (20): GUID, u32 type, u32 detail level, at 18 u32 counters, at 1C u32 instance
//! type (bit 1 = many); then each counter, `PERF_COUNTER_REG_INFO` (30): u32 id, 04 u32 type, 08 u64 attributes (bit 1 =
//! not to be shown), 10 u32 detail level, 14 i32 scale, 18, 1C, 20, 24 u32 ids of base, performance time, performance
//! frequency and multi count (FFFFFFFF = none), 28 u32 aggregate function.
//!
//! Names, `PERF_STRING_BUFFER_HEADER`: u32 size, u32 count, then for each u32 counter id and u32 offset from the start
//! of this part. Two counters may share a name.

use crate::logfile::budget::Budget;
use crate::logfile::bytes::{Fields, utf16_text, utf16_until_zero};
use crate::logfile::{DiagnosticKind, Diagnostics, limits};
use crate::model::CounterType;
use std::collections::HashMap;
use std::sync::Arc;

const ENTRY_HEAD: usize = 0x10;
const SET_HEAD: usize = 0x20;
const COUNTER: usize = 0x30;
const NONE: u32 = u32::MAX;
const FLAG_MANY_INSTANCES: u32 = 2;
/// Memory that a byte of a registration takes once parsed: counters and the map to them.
const MEMORY_OF_A_BYTE: usize = 4;
const ATTRIBUTE_HIDDEN: u64 = 2;

/// A counter as its set registers it.
#[derive(Clone, Debug, PartialEq)]
pub struct Registered {
    pub id: u32,
    pub kind: CounterType,
    is_displayable: bool,
    /// Ids of the counters that hold what this one is measured against.
    pub base: Option<u32>,
    pub time: Option<u32>,
    pub frequency: Option<u32>,
    pub multi: Option<u32>,
    /// In the machine's language; `None` if the log has none.
    pub name: Option<Arc<str>>,
}

impl Registered {
    /// Whether it has a value of its own to show.
    pub fn is_shown(&self) -> bool {
        self.is_displayable && self.kind.is_shown()
    }
}

/// A registered counter set.
#[derive(Clone, Debug, PartialEq)]
pub struct CounterSet {
    pub has_instances: bool,
    /// In the order of the registration.
    pub counters: Vec<Registered>,
    by_id: HashMap<u32, usize>,
}

impl CounterSet {
    /// The counter's index in the registration; if an id occurs twice, that of the first.
    pub fn index(&self, id: u32) -> Option<usize> {
        self.by_id.get(&id).copied()
    }
}

/// The counter sets of a log, by name; a name can be registered more than once.
#[derive(Clone, Debug, Default)]
pub struct Registrations {
    by_name: HashMap<String, Vec<Arc<CounterSet>>>,
}

impl Registrations {
    /// Adds the sets of an event's body. False if nothing was new.
    pub fn read(&mut self, body: &[u8], position: u64, diagnostics: &mut Diagnostics, budget: &mut Budget) -> bool {
        let (mut at, mut is_new) = (0, false);
        while at + ENTRY_HEAD <= body.len() {
            let Some(entry) = Entry::at(body, at) else {
                diagnostics.add(DiagnosticKind::DamagedRegistration, position);
                let Some(next) = Entry::claimed_end(body, at) else { break };
                at = next;
                continue;
            };
            let bytes = entry.registration.len() + entry.names.len() + entry.name.len();
            if !budget.take(bytes * MEMORY_OF_A_BYTE) {
                diagnostics.add(DiagnosticKind::DamagedRegistration, position);
                break;
            }
            let set = CounterSet::parse(entry.registration, entry.names);
            let is_damaged = entry.is_damaged || set.as_ref().is_none_or(|(_, is_whole)| !is_whole);
            diagnostics.add_many(DiagnosticKind::DamagedRegistration, u64::from(is_damaged), Some(position));
            let is_added = set.is_some_and(|(set, _)| self.add(entry.name, set, position, diagnostics));
            if !is_added {
                budget.give_back((bytes * MEMORY_OF_A_BYTE) as u64);
            }
            is_new |= is_added;
            // if the lengths disagree, the one that leads to another entry is right
            let claimed = Entry::claimed_end(body, at).filter(|_| entry.is_damaged);
            let is_entry = |at: &usize| Entry::at(body, *at).is_some_and(|e| !e.is_damaged);
            at = Some(entry.end).filter(is_entry).or(claimed.filter(is_entry)).unwrap_or(entry.end);
        }
        is_new
    }

    fn add(&mut self, name: &[u8], set: CounterSet, position: u64, diagnostics: &mut Diagnostics) -> bool {
        let sets = self.by_name.entry(key(&utf16_text(utf16_until_zero(name)))).or_default();
        // more than a few are noise, and comparing each with all others would take forever
        if sets.len() >= limits::OBJECTS {
            diagnostics.add(DiagnosticKind::DamagedRegistration, position);
            return false;
        }
        let known = sets.iter().position(|s| **s == set);
        if !sets.is_empty() && known != Some(0) {
            diagnostics.add(DiagnosticKind::RegisteredAgain, position);
        }
        if known.is_some() {
            return false;
        }
        sets.push(Arc::new(set));
        true
    }

    /// The set of that name that has the most counters with these ids; among equals, the one registered last.
    pub fn find(&self, name: &str, ids: impl Iterator<Item = u32> + Clone) -> Option<Arc<CounterSet>> {
        let sets = self.by_name.get(&key(name))?;
        if let [only] = &sets[..] {
            return Some(Arc::clone(only));
        }
        let known = |set: &&Arc<CounterSet>| ids.clone().filter(|id| set.index(*id).is_some()).count();
        sets.iter().max_by_key(known).cloned()
    }

    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&key(name))
    }
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// One entry of the event, cut into its parts.
struct Entry<'a> {
    registration: &'a [u8],
    names: &'a [u8],
    name: &'a [u8],
    /// Where the next entry begins, going by the parts.
    end: usize,
    /// Whether its length and those of its parts contradict each other.
    is_damaged: bool,
}

impl<'a> Entry<'a> {
    /// `None` if the parts do not fit into the body.
    fn at(body: &'a [u8], at: usize) -> Option<Self> {
        let bytes = body.get(at..)?;
        let fields = Fields(bytes);
        let claimed = fields.size(0)?;
        let (registration, names, name) = (fields.size(4)?, fields.size(8)?, fields.size(0xC)?);
        let names_at = ENTRY_HEAD.checked_add(registration.checked_next_multiple_of(8)?)?;
        let name_at = names_at.checked_add(names.checked_next_multiple_of(8)?)?;
        let end = name_at.checked_add(name)?;
        // the parts say where the next entry begins; its own length, padded or not, should agree
        let length = end.checked_next_multiple_of(8)?;
        Some(Self {
            registration: fields.part(ENTRY_HEAD, registration)?,
            names: fields.part(names_at, names)?,
            name: fields.part(name_at, name)?,
            end: at.checked_add(length)?,
            is_damaged: !(end..=length).contains(&claimed),
        })
    }

    /// Where the next entry begins, going by the length that this one claims; `None` if that is impossible.
    fn claimed_end(body: &[u8], at: usize) -> Option<usize> {
        let claimed = Fields(body.get(at..)?).size(0).filter(|len| *len >= ENTRY_HEAD)?;
        at.checked_add(claimed.checked_next_multiple_of(8)?).filter(|end| *end < body.len())
    }
}

impl CounterSet {
    /// The set, and whether everything that it claims to have was present. `None` if its head is cut.
    fn parse(registration: &[u8], names: &[u8]) -> Option<(Self, bool)> {
        let fields = Fields(registration);
        let (claimed, instance_type) = (fields.size(0x18)?, fields.u32(0x1C)?);
        let rest = registration.get(SET_HEAD..)?;
        let (names, names_are_whole) = names_by_id(names);
        let counters: Vec<Registered> =
            rest.chunks_exact(COUNTER).take(claimed).filter_map(|bytes| registered(Fields(bytes), &names)).collect();
        let is_whole = counters.len() == claimed && names_are_whole;
        let mut by_id = HashMap::with_capacity(counters.len());
        for (index, counter) in counters.iter().enumerate() {
            by_id.entry(counter.id).or_insert(index);
        }
        Some((Self { has_instances: instance_type & FLAG_MANY_INSTANCES != 0, counters, by_id }, is_whole))
    }
}

fn registered(fields: Fields<'_>, names: &HashMap<u32, Arc<str>>) -> Option<Registered> {
    let id = fields.u32(0)?;
    let other = |at| fields.u32(at).filter(|id| *id != NONE);
    Some(Registered {
        id,
        kind: CounterType(fields.u32(0x04)?),
        is_displayable: fields.i64(0x08)? as u64 & ATTRIBUTE_HIDDEN == 0,
        base: other(0x18),
        time: other(0x1C),
        frequency: other(0x20),
        multi: other(0x24),
        name: names.get(&id).filter(|name| !name.trim().is_empty()).cloned(),
    })
}

/// The counters' names by id, and whether all of them were present.
fn names_by_id(bytes: &[u8]) -> (HashMap<u32, Arc<str>>, bool) {
    let fields = Fields(bytes);
    let (mut names, mut shared) = (HashMap::new(), HashMap::<usize, Arc<str>>::new());
    // names are stored one after the other; overlapping ones could exhaust memory
    let mut left = bytes.len();
    for i in 0..fields.size(4).unwrap_or(0) {
        let (Some(id), Some(offset)) = (fields.u32(8 + 8 * i), fields.size(0xC + 8 * i)) else {
            return (names, false);
        };
        let name = match shared.get(&offset) {
            Some(name) => Arc::clone(name),
            None => {
                let text = bytes.get(offset..).map(utf16_until_zero).filter(|text| text.len() <= limits::NAME_BYTES);
                let Some(text) = text else { return (names, false) };
                let Some(rest) = left.checked_sub(text.len()) else { return (names, false) };
                left = rest;
                let name: Arc<str> = utf16_text(text).into();
                shared.insert(offset, Arc::clone(&name));
                name
            }
        };
        names.insert(id, name);
    }
    (names, true)
}
