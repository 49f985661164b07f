//! From a block of a whole counter set to the values of its counters.
//!
//! An instance is identified by its name and, among instances of the same name, by its position, as Windows names them.
//! If several instances share a name, a rate also needs the same instance id in the previous sample: positions shift
//! when an instance ends.

use super::super::cook::Raw;
use super::super::record::Entry;
use super::super::slots::{Instances, Job, Met, Registry, Slot};
use super::data::{Clocks, Ids, Instance, Rows, SetBlock, Shape};
use super::registration::{CounterSet, Registered, Registrations};
use crate::logfile::bytes::utf16_text;
use crate::logfile::{DiagnosticKind, limits};
use crate::model::{CounterPath, CounterType};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// State kept for one entry that is a whole counter set.
#[derive(Default)]
pub struct SetState {
    /// By the ids that blocks list.
    plans: HashMap<Box<[u8]>, Arc<Plan>>,
    /// Counters by id and name, numbered in the order first seen: each of two descriptions keeps its own names.
    columns: HashMap<(u32, Option<Arc<str>>), usize>,
    instances: Instances<Known>,
}

/// An instance that has been seen.
struct Known {
    id: u32,
    /// By column. Outer: whether the counter was considered; inner: whether it is wanted.
    slots: Vec<Option<Option<Slot>>>,
}

/// How the values of blocks with the same ids are read.
struct Plan {
    set: Arc<CounterSet>,
    shown: Vec<Shown>,
    /// Number of columns in a row of slots that holds them all.
    columns: usize,
}

/// Where a shown counter's values are in a row.
struct Shown {
    column: usize,
    /// In the registration.
    index: usize,
    kind: CounterType,
    first: usize,
    second: Option<usize>,
    frequency: Option<usize>,
    multi: Option<usize>,
}

/// What decoding one block needs from outside.
pub struct Context<'a, 'b, 'c> {
    pub entry: &'a Entry,
    /// The entry's number in the list.
    pub index: usize,
    pub registrations: &'a Registrations,
    pub registry: &'a mut Registry,
    pub record: u64,
    pub values: &'a mut Vec<(usize, f64)>,
    pub job: &'a mut Job<'b, 'c>,
}

impl Plan {
    fn new(
        set: Arc<CounterSet>,
        ids: Ids<'_>,
        columns: &mut HashMap<(u32, Option<Arc<str>>), usize>,
        job: &mut Job<'_, '_>,
    ) -> Self {
        job.step(ids.len() as u64);
        let mut position = HashMap::with_capacity(ids.len());
        for (i, id) in ids.iter().enumerate() {
            position.entry(id).or_insert(i);
        }
        let (mut shown, mut lost) = (Vec::new(), 0);
        for (first, id) in ids.iter().enumerate().filter(|(i, id)| position.get(id) == Some(i)) {
            let Some(index) = set.index(id) else {
                lost += 1;
                continue;
            };
            let counter = &set.counters[index];
            if !counter.is_shown() {
                continue;
            }
            let Some(sources) = Sources::of(counter, &set, &position) else {
                lost += 1;
                continue;
            };
            let count = columns.len();
            let column = *columns.entry((id, counter.name.clone())).or_insert(count);
            let Sources { second, frequency, multi } = sources;
            shown.push(Shown { column, index, kind: counter.kind, first, second, frequency, multi });
        }
        job.diagnostics.add_many(DiagnosticKind::UnregisteredCounter, lost, Some(job.position));
        let nameless = shown.iter().filter(|s| set.counters[s.index].name.is_none()).count();
        job.diagnostics.add_many(DiagnosticKind::UnknownTitle, nameless as u64, Some(job.position));
        let columns = columns.len();
        Self { set, shown, columns }
    }
}

/// Where the values that a counter is measured against are in a row; `None` for the block's own clock.
struct Sources {
    second: Option<usize>,
    frequency: Option<usize>,
    multi: Option<usize>,
}

impl Sources {
    /// `None` if the set names a source that the block does not have.
    fn of(counter: &Registered, set: &CounterSet, position: &HashMap<u32, usize>) -> Option<Self> {
        // sources that the value does not depend on may be missing
        let index_of = |id: Option<u32>, is_needed: bool| match id {
            Some(id) if is_needed => position.get(&id).map(|at| Some(*at)),
            _ => Some(None),
        };
        let uses_second = counter.kind.uses_second();
        let base_kind = counter.base.and_then(|id| set.index(id)).map(|at| set.counters[at].kind);
        let counts_items = base_kind == Some(CounterType::PERF_COUNTER_MULTI_BASE);
        let (base, multi) =
            if counts_items { (None, counter.multi.or(counter.base)) } else { (counter.base, counter.multi) };
        Some(Self {
            second: index_of(base.or(counter.time), uses_second)?,
            frequency: index_of(counter.frequency, counter.kind.uses_frequency())?,
            multi: index_of(multi, uses_second)?,
        })
    }
}

impl Shown {
    fn raw(&self, cells: &[Option<i64>], clocks: Clocks) -> Option<Raw> {
        let cell = |at: usize| cells.get(at).copied().flatten();
        let (time, ticks_per_second) = clocks.read(self.kind.clock());
        let or = |at: Option<usize>, otherwise| at.map_or(Some(otherwise), cell);
        Some(Raw {
            first: cell(self.first)?,
            second: or(self.second, time)?,
            ticks_per_second: or(self.frequency, ticks_per_second)?,
            multi: or(self.multi, 0)?,
        })
    }
}

impl SetState {
    /// The log's sets have changed: how blocks are read is decided again.
    pub fn forget_plans(&mut self) {
        self.plans.clear();
    }

    /// Takes the values of one block. `None` if it could be read only in part.
    pub fn decode(&mut self, data: &[u8], context: &mut Context<'_, '_, '_>) -> Option<()> {
        let block = SetBlock::parse(data)?;
        let (mut whole, mut nameless) = (Some(()), Vec::new());
        for (number, header) in block.headers().enumerate() {
            let header = header?;
            let position = context.job.position;
            if !header.is_good || header.shape == Shape::Error {
                context.job.diagnostics.add(DiagnosticKind::BadStatus, position);
                continue;
            }
            let Some((ids, rows)) = header.rows() else {
                whole = None;
                continue;
            };
            match header.shape {
                Shape::WholeSet | Shape::ManyCounters => {
                    let Some(plan) = self.plan(ids, context) else { continue };
                    whole = whole.and(self.rows(&plan, rows, block.clocks, context));
                }
                Shape::OneCounter | Shape::ManyInstances => nameless.push((number, rows)),
                Shape::Error | Shape::Unknown => context.job.diagnostics.add(DiagnosticKind::UnknownBlock, position),
            }
        }
        if nameless.is_empty() { whole } else { whole.and(self.one_by_one(nameless, &block, data.len(), context)) }
    }

    /// The plan for blocks with these ids; `None`, with a note, if the log does not describe the set.
    fn plan(&mut self, ids: Ids<'_>, context: &mut Context<'_, '_, '_>) -> Option<Arc<Plan>> {
        if let Some(plan) = self.plans.get(ids.0) {
            return Some(Arc::clone(plan));
        }
        let set = context.registered(ids)?;
        // one or two per log; many only if the ids are noise
        if self.plans.len() >= limits::OBJECTS {
            self.plans.clear();
        }
        let plan = Arc::new(Plan::new(set, ids, &mut self.columns, context.job));
        self.plans.insert(ids.0.into(), Arc::clone(&plan));
        Some(plan)
    }

    fn rows(
        &mut self,
        plan: &Plan,
        mut rows: Rows<'_>,
        clocks: Clocks,
        context: &mut Context<'_, '_, '_>,
    ) -> Option<()> {
        self.instances.begin();
        let mut whole = Some(());
        let (all, mut shared_names) = (rows.clone(), None);
        let is_only = rows.claimed() == 1;
        let mut cells = Vec::new();
        while let Some(instance) = rows.next(&mut cells) {
            context.job.step(1 + cells.len() as u64);
            if instance.is_some_and(|i| i.name.len() > limits::NAME_BYTES) {
                whole = None;
                continue;
            }
            // the only instance of a set without instances has a name that is not used
            let instance = instance.filter(|_| plan.set.has_instances || !is_only);
            let mut is_shared =
                |name: &[u8]| shared_names.get_or_insert_with(|| duplicate_names(all.clone())).contains(name);
            self.row(plan, instance, &cells, clocks, &mut is_shared, context);
        }
        whole.filter(|()| !rows.is_cut)
    }

    /// Headers that hold one counter each without saying which: all counters of a set, in registration order.
    fn one_by_one(
        &mut self,
        headers: Vec<(usize, Rows<'_>)>,
        block: &SetBlock<'_>,
        bytes: usize,
        context: &mut Context<'_, '_, '_>,
    ) -> Option<()> {
        let Some(set) = context.registered(Ids(&[])) else { return Some(()) };
        if set.counters.len() != block.headers {
            let lost = headers.len() as u64;
            context.job.diagnostics.add_many(DiagnosticKind::UnregisteredCounter, lost, Some(context.job.position));
            return Some(());
        }
        // a table larger than the data it is made from could exhaust memory
        let most_rows = headers.iter().map(|(_, rows)| rows.claimed()).max()?;
        most_rows.checked_mul(headers.len()).filter(|cells| *cells <= bytes)?;
        let ids: Vec<u8> = headers.iter().flat_map(|(number, _)| set.counters[*number].id.to_le_bytes()).collect();
        let plan = self.plan(Ids(&ids), context)?;
        let mut table: Vec<(Option<Instance<'_>>, Vec<Option<i64>>)> = Vec::new();
        let (mut whole, mut cell) = (Some(()), Vec::new());
        for (column, (_, mut rows)) in headers.into_iter().enumerate() {
            let mut at = 0;
            while let Some(instance) = rows.next(&mut cell) {
                if column == 0 {
                    table.push((instance, Vec::new()));
                }
                match table.get_mut(at).filter(|(known, _)| *known == instance) {
                    Some((_, cells)) => {
                        cells.resize(column, None);
                        cells.push(cell.first().copied().flatten());
                    }
                    None => whole = None,
                }
                at += 1;
            }
            whole = whole.filter(|()| !rows.is_cut);
        }
        self.instances.begin();
        let mut shared_names = None;
        for (instance, cells) in &table {
            let instance = instance.filter(|_| plan.set.has_instances || table.len() > 1);
            let mut is_shared = |name: &[u8]| {
                let names = || duplicates(table.iter().map(|(i, _)| i.map_or(&[][..], |i| i.name)));
                shared_names.get_or_insert_with(names).contains(name)
            };
            self.row(&plan, instance, cells, block.clocks, &mut is_shared, context);
        }
        whole
    }

    /// Takes the values of one instance, or of a set without instances.
    fn row(
        &mut self,
        plan: &Plan,
        instance: Option<Instance<'_>>,
        cells: &[Option<i64>],
        clocks: Clocks,
        is_shared: &mut dyn FnMut(&[u8]) -> bool,
        context: &mut Context<'_, '_, '_>,
    ) {
        let sequence = self.instances.values.len();
        let (name, id) = instance.map_or((&[][..], 0), |i| (i.name, i.id));
        // instances without a name are distinguished by their ids, as those of older objects are
        let number = id.to_le_bytes();
        let key = if instance.is_some() && name.is_empty() { &number[..] } else { name };
        let met = self.instances.next(key, context.job, |_, _| Known { id, slots: Vec::new() });
        let Some(Met { occurrence, has_namesakes, value: known }) = met else { return };
        if known.id != id {
            known.id = id;
            if has_namesakes || is_shared(name) {
                known.slots.iter_mut().flatten().flatten().for_each(Slot::forget);
            }
        }
        let more = plan.columns.saturating_sub(known.slots.len());
        if more > 0 && context.job.affords_position(more * size_of::<Option<Option<Slot>>>()) {
            known.slots.resize_with(plan.columns, || None);
        }
        for shown in &plan.shown {
            let Some(slot) = known.slots.get_mut(shown.column) else { continue };
            let slot = slot.get_or_insert_with(|| {
                let path = context.path(&plan.set.counters[shown.index], instance, occurrence);
                context.registry.slot(path, shown.kind, (context.index, sequence, shown.index), context.job)
            });
            let Some(slot) = slot else { continue };
            if let Some(raw) = shown.raw(cells, clocks) {
                slot.set_kind(shown.kind);
                slot.take(raw, context.record, context.values);
            }
        }
    }
}

impl Context<'_, '_, '_> {
    /// The entry's set; `None`, with a note, if the log does not describe it.
    fn registered(&mut self, ids: Ids<'_>) -> Option<Arc<CounterSet>> {
        let set = self.registrations.find(&self.entry.path.object, ids.iter());
        self.job.diagnostics.add_many(
            DiagnosticKind::UnregisteredSet,
            u64::from(set.is_none()),
            Some(self.job.position),
        );
        set
    }

    fn path(&self, counter: &Registered, instance: Option<Instance<'_>>, occurrence: u32) -> CounterPath {
        const NO_INSTANCE_ID: u32 = u32::MAX;
        let name = counter.name.as_deref().map_or_else(|| format!("#{}", counter.id), str::to_owned);
        let mut path = CounterPath::single(&self.entry.path.computer, &self.entry.path.object, &name);
        if let Some(Instance { name, id }) = instance {
            let has_number_only = name.is_empty() && id != NO_INSTANCE_ID;
            path.set_parent_and_instance(&if has_number_only { id.to_string() } else { utf16_text(name) });
        }
        path.index = occurrence;
        path
    }
}

/// The names that several instances of a block share.
fn duplicate_names(mut rows: Rows<'_>) -> HashSet<&[u8]> {
    let mut cells = Vec::new();
    duplicates(std::iter::from_fn(|| rows.next(&mut cells).map(|i| i.map_or(&[][..], |i| i.name))))
}

fn duplicates<'a>(names: impl Iterator<Item = &'a [u8]>) -> HashSet<&'a [u8]> {
    let mut once = HashSet::new();
    names.filter(|name| !once.insert(*name)).collect()
}
