//! State of the wanted counters while a log is walked: their numbers, the raw values of the previous sample, and the
//! instances of a block, distinguished by name and occurrence.
//!
//! A value that needs a predecessor has none in the first sample, after a lost sample, or if its instance was missing.

use super::super::budget::Budget;
use super::super::{DiagnosticKind, Diagnostics, Found, Progress, Sink, Want, limits};
use super::cook::{self, Raw};
use crate::model::localized::PoolPaths;
use crate::model::{CounterPath, CounterType, Key, KeyedPath, catalogue};
use std::collections::{HashMap, HashSet};

/// A wanted counter: its number, and the raw values of the previous sample.
pub(super) struct Slot {
    pub(super) id: usize,
    kind: CounterType,
    previous: Raw,
    /// Number of the sample that `previous` comes from; 0 = none.
    seen: u64,
}

/// Instances of one block by name and occurrence; fastest to find when they are in the order of the previous sample.
pub(super) struct Instances<T> {
    names: HashMap<Box<[u8]>, usize>,
    /// The same in lower case: Windows ignores case.
    folded: HashMap<Box<[u8]>, usize>,
    entries: Vec<NameEntry>,
    pub(super) values: Vec<T>,
    /// The name seen at each position: in this sample before `at`, in the previous one from there on.
    order: Vec<usize>,
    at: usize,
    sample: u64,
}

/// One name, and the values of the instances with that name, by occurrence.
struct NameEntry {
    name: Box<[u8]>,
    values: Vec<usize>,
    /// How often it was seen, and in which sample.
    count: usize,
    sample: u64,
}

/// An instance of the current sample.
pub(super) struct Met<'a, T> {
    /// Its position among the instances of the same name.
    pub occurrence: u32,
    /// Whether another instance of its name precedes it in this sample or was present in an earlier one.
    pub has_namesakes: bool,
    pub value: &'a mut T,
}

impl<T> Default for Instances<T> {
    fn default() -> Self {
        Self {
            names: HashMap::new(),
            folded: HashMap::new(),
            entries: Vec::new(),
            values: Vec::new(),
            order: Vec::new(),
            at: 0,
            sample: 0,
        }
    }
}

impl<T> Instances<T> {
    #[inline]
    pub(super) fn begin(&mut self) {
        self.order.truncate(self.at);
        self.at = 0;
        self.sample += 1;
    }

    /// The state of the next instance in the sample; `new` creates it from its occurrence when the instance is first
    /// seen. `None` if there is no memory for a new one.
    #[inline]
    pub(super) fn next(
        &mut self,
        name: &[u8],
        job: &mut Job<'_, '_>,
        new: impl FnOnce(u32, &mut Job<'_, '_>) -> T,
    ) -> Option<Met<'_, T>> {
        let expected = self.order.get(self.at).copied().filter(|i| *self.entries[*i].name == *name);
        let index = match expected.or_else(|| self.names.get(name).copied()) {
            Some(index) => index,
            None => self.add(name, job)?,
        };
        match self.order.get_mut(self.at) {
            Some(known) => *known = index,
            None => self.order.push(index),
        }
        self.at += 1;
        let entry = &mut self.entries[index];
        if entry.sample != self.sample {
            (entry.sample, entry.count) = (self.sample, 0);
        }
        let occurrence = entry.count;
        entry.count += 1;
        if entry.values.len() <= occurrence {
            if !job.affords_position(size_of::<usize>() + size_of::<T>()) {
                return None;
            }
            entry.values.push(self.values.len());
            self.values.push(new(occurrence as u32, job));
        }
        let has_namesakes = entry.values.len() > 1;
        Some(Met { occurrence: occurrence as u32, has_namesakes, value: &mut self.values[entry.values[occurrence]] })
    }

    /// Adds a name that was not seen before, or only in a different case.
    #[cold]
    fn add(&mut self, name: &[u8], job: &mut Job<'_, '_>) -> Option<usize> {
        // an entry here and in the maps, each with the name
        if !job.affords_position(3 * (size_of::<NameEntry>() + name.len())) {
            return None;
        }
        let folded = in_lower_case(name);
        if let Some(known) = self.folded.get(&folded) {
            self.names.insert(name.into(), *known);
            return Some(*known);
        }
        self.folded.insert(folded, self.entries.len());
        self.names.insert(name.into(), self.entries.len());
        self.entries.push(NameEntry { name: name.into(), values: Vec::new(), count: 0, sample: 0 });
        Some(self.entries.len() - 1)
    }
}

/// UTF-16 with its Latin letters in lower case.
fn in_lower_case(name: &[u8]) -> Box<[u8]> {
    let mut folded: Box<[u8]> = name.into();
    for unit in folded.chunks_exact_mut(2).filter(|unit| unit[1] == 0) {
        unit[0].make_ascii_lowercase();
    }
    folded
}

/// The numbers given to wanted counters.
///
/// A counter that is described again, for example because its object gained another one, is still the same counter. It
/// is a duplicate only if two slots have a value of it in the same sample; then the first one counts.
#[derive(Default)]
pub(super) struct Registry {
    known: HashMap<Key, usize>,
    /// Whether a counter has more than one slot.
    has_shared: bool,
    /// By counter: number of the latest sample with a value of it, and the first value in that sample.
    seen: Vec<(u64, f64)>,
    twice: HashSet<usize>,
}

impl Registry {
    /// Keeps only the first value of each counter in a sample.
    pub(super) fn keep_first(
        &mut self,
        values: &mut Vec<(usize, f64)>,
        record: u64,
        diagnostics: &mut Diagnostics,
        position: u64,
    ) {
        if !self.has_shared {
            return;
        }
        self.seen.resize(self.known.len(), (0, f64::NAN));
        values.retain(|(id, value)| {
            let Some((seen, first)) = self.seen.get_mut(*id) else { return true };
            let is_first = std::mem::replace(seen, record) != record;
            if is_first {
                *first = *value;
            } else {
                if self.twice.insert(*id) {
                    diagnostics.add(DiagnosticKind::DuplicateCounter, position);
                }
                // the same value twice is no loss
                if *first != *value {
                    diagnostics.add(DiagnosticKind::ConflictingValue, position);
                }
            }
            is_first
        });
    }

    /// A slot for a counter, or `None` when it is not wanted or cannot be shown.
    pub(super) fn slot(
        &mut self,
        path: CounterPath,
        kind: CounterType,
        order: (usize, usize, usize),
        job: &mut Job<'_, '_>,
    ) -> Option<Slot> {
        if !kind.is_shown() {
            return None;
        }
        let path = job.pools.translate(path);
        if !self.admits(&path, job) || !(job.want)(&path) {
            return None;
        }
        if path.object.is_empty() || path.counter.is_empty() {
            job.diagnostics.add(DiagnosticKind::DamagedList, job.position);
            return None;
        }
        if !cook::is_known(kind) {
            job.diagnostics.add(DiagnosticKind::UnknownType, job.position);
            return None;
        }
        let count = self.known.len();
        let id = match self.known.get(path.key()) {
            Some(id) => {
                self.has_shared = true;
                *id
            }
            None => {
                self.known.insert(path.key().clone(), count);
                job.sink.counter(Found { path, kind: Some(kind), order });
                count
            }
        };
        Some(Slot { id, kind, previous: Raw::default(), seen: 0 })
    }
}

impl Registry {
    /// Whether a counter can be considered, as the caller then keeps its path, wanted or not. Pools always can.
    fn admits(&mut self, path: &KeyedPath, job: &mut Job<'_, '_>) -> bool {
        /// Memory for a path, besides its text in parts and as a whole.
        const COUNTER: usize = 640;
        // already known, for example after a new list of counters
        let is_known = !self.known.is_empty() && self.known.contains_key(path.key());
        if is_known || self.known.len() < limits::COUNTERS && job.affords(COUNTER + 3 * path.text_len()) {
            return true;
        }
        let is_kept = job.budget.takes_beyond(|| catalogue::pool(path).is_some());
        job.refused += u64::from(!is_kept);
        is_kept
    }
}

/// What decoding one sample needs from outside.
pub struct Job<'a, 'b> {
    pub want: Want<'a>,
    pub sink: &'b mut dyn Sink,
    pub diagnostics: &'b mut Diagnostics,
    pub pools: &'b PoolPaths,
    pub budget: &'b mut Budget,
    pub progress: &'a Progress,
    /// Counters and instances of the sample for which there was no memory.
    pub refused: u64,
    /// Bytes taken for state that a new counter list frees.
    pub of_section: u64,
    /// Position of the sample, for diagnostics.
    pub position: u64,
    /// Items examined but not yet counted: all threads count in one place and would wait for each other there.
    pub steps: &'b mut u64,
}

impl Job<'_, '_> {
    /// Counts items as examined; the log itself dictates how many there are.
    pub(super) fn step(&mut self, count: u64) {
        const MANY: u64 = 1 << 14;
        *self.steps += count;
        if *self.steps > MANY {
            self.progress.step(std::mem::take(self.steps));
        }
    }

    /// Takes memory for something new; false if none is left or the job is cancelled.
    pub(super) fn affords(&mut self, bytes: usize) -> bool {
        self.step(1);
        !self.progress.is_cancelled() && self.budget.take(bytes)
    }

    /// Takes memory for a place that receives values; it is freed when a new counter list begins.
    pub(super) fn affords_position(&mut self, bytes: usize) -> bool {
        let is_free = self.affords(bytes);
        self.of_section += if is_free { bytes as u64 } else { 0 };
        self.refused += u64::from(!is_free);
        is_free
    }
}

impl Slot {
    /// From here on values are cooked as `kind`; if that is a change, earlier values are not used for rates.
    pub(super) fn set_kind(&mut self, kind: CounterType) {
        if self.kind != kind {
            self.kind = kind;
            self.forget();
        }
    }

    /// The next value has no predecessor.
    pub(super) fn forget(&mut self) {
        self.seen = 0;
    }

    #[inline]
    pub(super) fn take(&mut self, now: Raw, record: u64, values: &mut Vec<(usize, f64)>) {
        let previous = (self.seen != 0 && self.seen + 1 == record).then_some(&self.previous);
        if let Some(value) = cook::cook(self.kind, previous, &now) {
            values.push((self.id, value));
        }
        self.previous = now;
        self.seen = record;
    }
}
