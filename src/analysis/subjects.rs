//! Which counters can leak, and the series to judge for each.
//!
//! Only *levels* are judged, never what rises by definition (peaks, uptime, counts of allocations) and never the page
//! cache, which is meant to grow. A process is followed by its id, taken from its name or its `ID Process`, if the log
//! has one: `svchost#3` is only a position in a list, and another process as soon as an earlier one ends. The values of
//! the same process in `Process` and `Process V2` form one series.

use super::policy;
use crate::model::catalogue::{self, Role, has_role};
use crate::model::column::Column;
use crate::model::process::{self, Naming, Process, is_process, is_process_id, is_process_v2};
use crate::model::units::Unit;
use crate::model::{Counter, CounterPath, KeyedPath, Recording};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Which direction of change is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    Rising,
    /// Running out: judged on negated values, with 0 as the limit.
    Falling,
}

/// Which way a counter leaks, or `None` if it cannot.
pub fn direction(path: &CounterPath) -> Option<Direction> {
    let known = catalogue::of_path(path)?;
    if known.has(Role::RunningOut) {
        return Some(Direction::Falling);
    }
    known.has(Role::Rising).then_some(Direction::Rising)
}

/// One series to be judged.
#[derive(Clone, Debug)]
pub struct Subject {
    /// If a process was followed through several positions, the last of them.
    pub path: KeyedPath,
    /// Present if its id is known.
    pub process: Option<Process>,
    pub unit: Unit,
    pub direction: Direction,
    pub values: Values,
}

/// The values of a subject.
#[derive(Clone, Debug)]
pub enum Values {
    /// One for each sample, NaN if there is none.
    All(Arc<Column>),
    /// Those of a process, which may have held several positions, each for a while.
    Followed(Vec<Stay>),
}

/// A process at one position, or under a name of its own.
#[derive(Clone, Debug)]
pub struct Stay {
    values: Arc<Column>,
    /// The samples at which the process was present.
    times: Arc<Vec<Range<usize>>>,
    last: usize,
    count: usize,
}

impl Stay {
    /// The stay at these times; `None` if there is no value.
    fn of(counter: &Counter, times: Arc<Vec<Range<usize>>>) -> Option<Self> {
        let mut stay = Self { values: Arc::clone(&counter.values), times, last: 0, count: 0 };
        let last = stay.present().next_back()?;
        stay.last = last;
        stay.count = stay.times.iter().map(|range| stay.values.count_present(range.clone())).sum();
        Some(stay)
    }

    /// The samples at which it has a value, in ascending order.
    fn present(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.times.iter().cloned().flatten().filter(|i| self.values.get(*i).is_some_and(f64::is_finite))
    }
}

/// A process id, from a value of `ID Process`.
fn id_of(value: f64) -> Option<u32> {
    (value.is_finite() && value >= 0.0).then_some(value as u32)
}

impl Values {
    /// One value for each of this many samples. If two positions have a value, the one read first counts.
    pub fn spread(&self, samples: usize) -> Cow<'_, [f64]> {
        match self {
            Self::All(values) => values.whole(),
            Self::Followed(stays) => {
                let mut values = vec![f64::NAN; samples];
                for (stay, range) in stays.iter().flat_map(|stay| stay.times.iter().map(move |range| (stay, range))) {
                    let slots = values.get_mut(range.start..).unwrap_or_default();
                    stay.values.fill(range.clone(), slots);
                }
                Cow::Owned(values)
            }
        }
    }

    /// How many values there are; if a process was read twice, both count.
    pub fn count(&self) -> usize {
        match self {
            Self::All(values) => values.count_present(0..values.len()),
            Self::Followed(stays) => stays.iter().map(|s| s.count).sum(),
        }
    }
}

impl Subject {
    fn new(path: KeyedPath, process: Option<Process>, values: Values, direction: Direction) -> Self {
        let unit = Unit::of_counter(path.english_counter());
        Self { path, process, unit, direction, values }
    }

    fn of_counter(counter: &Counter, direction: Direction) -> Self {
        Self::new(counter.path.clone(), None, Values::All(Arc::clone(&counter.values)), direction)
    }
}

/// Everything on a computer that can leak, except the pools; and how many counters of processes were not judged,
/// because they have too few samples.
pub fn subjects(recording: &Recording, computer: &str) -> (Vec<Subject>, usize) {
    let own = || recording.of_computer(computer);
    let is_available = |path: &CounterPath| has_role(path, Role::RunningOut) && has_role(path, Role::RamPart);
    let in_bytes = |path: &CounterPath| Unit::of_counter(path.english_counter()) == Unit::Bytes;
    let has_bytes = own().any(|c| is_available(&c.path) && in_bytes(&c.path));
    let naming = Naming::of_computer(recording, computer);
    let ids: Vec<&Counter> = own().filter(|c| is_process_id(&c.path)).collect();
    let ids: HashMap<String, Held> =
        ids.into_par_iter().map(|c| (c.path.object_and_instance().to_lowercase(), Held::of(c))).collect();
    let lives = Lives::of(ids.values());
    let always: Arc<Vec<Range<usize>>> = Arc::new(std::iter::once(0..recording.axis.len()).collect());
    let stay = |counter: &Counter| Stay::of(counter, Arc::clone(&always));
    let (mut subjects, mut processes, mut positions) = (Vec::new(), Processes::default(), Vec::new());
    for counter in own() {
        let Some(direction) = direction(&counter.path) else { continue };
        // the same amount in three units would give three findings
        if has_bytes && is_available(&counter.path) && !in_bytes(&counter.path) || process::is_idle(&counter.path) {
            continue;
        }
        let id = || ids.get(&counter.path.object_and_instance().to_lowercase());
        if !is_process(&counter.path) {
            subjects.push(Subject::of_counter(counter, direction));
        } else if counter.path.is_total() {
            stay(counter).into_iter().for_each(|stay| processes.add(counter, None, direction, stay));
        } else if let Some(process) = process::named_by_id(&counter.path, naming) {
            stay(counter).into_iter().for_each(|stay| processes.add(counter, Some(&process), direction, stay));
        } else if let Some(ids) = id() {
            processes.follow(counter, ids, direction, &lives);
        } else {
            positions.push(Subject::of_counter(counter, direction));
        }
    }
    processes.sort_out(&mut positions);
    subjects.extend(positions);
    subjects.extend(processes.all.into_iter().map(|((_, _, id), followed)| {
        let Followed { path, direction, stays, .. } = followed;
        let name = || process::named_by_id(&path, naming).map(|p| p.name).or_else(|| path.instance.clone());
        let process = id.map(|id| Process { name: name().unwrap_or_default(), id });
        Subject::new(path, process, Values::Followed(stays), direction)
    }));
    subjects.sort_by(|a, b| (&a.path, &a.process).cmp(&(&b.path, &b.process)));
    (subjects, processes.short_lived)
}

/// A counter of a process whose id is known, or of all processes together.
struct Followed {
    /// Where it was read: the last position, if there are several.
    path: KeyedPath,
    direction: Direction,
    last: usize,
    stays: Vec<Stay>,
}

/// Counter, name and id.
type FollowedKey = (Arc<str>, Arc<str>, Option<u32>);

/// The counters of processes whose id is known, and of all processes together, by counter, name and id. Equal names are
/// stored once.
#[derive(Default)]
struct Processes {
    texts: HashSet<Arc<str>>,
    all: HashMap<FollowedKey, Followed>,
    /// Processes with too few samples, counted once for each counter.
    short_lived: usize,
}

impl Processes {
    fn text(&mut self, text: &str) -> Arc<str> {
        let text = text.to_lowercase();
        if let Some(known) = self.texts.get(text.as_str()) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text));
        text
    }

    /// Adds values of a process, for the times at which it has none yet.
    fn add(&mut self, counter: &Counter, process: Option<&Process>, direction: Direction, stay: Stay) {
        let name = self.text(process.map_or("_total", |p| &p.name));
        let key = (self.text(counter.path.english_counter()), name, process.map(|p| p.id));
        let (path, last) = (counter.path.clone(), stay.last);
        match self.all.entry(key) {
            Entry::Vacant(new) => {
                new.insert(Followed { path, direction, last, stays: vec![stay] });
            }
            Entry::Occupied(known) => {
                let known = known.into_mut();
                // a name that includes the id stays valid; of several positions, the last one is valid
                let (is_v2, was_v2) = (is_process_v2(&path), is_process_v2(&known.path));
                if is_v2 && !was_v2 || last > known.last && is_v2 == was_v2 {
                    known.path = path;
                }
                known.last = known.last.max(last);
                known.stays.push(stay);
            }
        }
    }

    /// Assigns the values of one position to the processes that held it, if these have enough samples.
    fn follow(&mut self, counter: &Counter, held: &Held, direction: Direction, lives: &Lives) {
        let name = counter.path.instance.clone().unwrap_or_default();
        for (id, times) in &held.by_id {
            let Some(stay) = Stay::of(counter, Arc::clone(times)) else { continue };
            let process = Process { name: name.clone(), id: *id };
            if lives.is_long(&process) {
                self.add(counter, Some(&process), direction, stay);
            } else {
                self.short_lived += 1;
            }
        }
    }

    /// Of the series known only by their position, keeps those that at no time belong to a process known by its id.
    fn sort_out(&self, positions: &mut Vec<Subject>) {
        // the times at which any process of a name is known, by counter and name
        let mut known: HashMap<(&str, &str), HashSet<usize>> = HashMap::new();
        let instances = positions.iter().filter_map(|s| s.path.instance.as_deref());
        let names: HashSet<String> = instances.map(str::to_lowercase).collect();
        for ((counter, name, _), followed) in self.all.iter().filter(|((_, name, _), _)| names.contains(&**name)) {
            let times = followed.stays.iter().flat_map(Stay::present);
            known.entry((counter, name)).or_default().extend(times);
        }
        positions.retain(|subject| {
            let name = subject.path.instance.as_deref().unwrap_or_default().to_lowercase();
            let counter = subject.path.english_counter().to_lowercase();
            let Some(times) = known.get(&(counter.as_str(), name.as_str())) else { return true };
            let Values::All(values) = &subject.values else { return true };
            !values.iter().enumerate().any(|(i, value)| value.is_finite() && times.contains(&i))
        });
    }
}

/// Which processes held a position, one after the other.
struct Held {
    /// Name of the position, in lower case.
    name: String,
    by_id: Vec<(u32, Arc<Vec<Range<usize>>>)>,
}

impl Held {
    /// Derived from the `ID Process` of the position.
    fn of(ids: &Counter) -> Self {
        let mut by_id: Vec<(u32, Vec<Range<usize>>)> = Vec::new();
        let mut places: HashMap<u32, usize> = HashMap::new();
        let mut start = 0;
        for same in ids.values.whole().chunk_by(|a, b| id_of(*a) == id_of(*b)) {
            let times = start..start + same.len();
            start = times.end;
            let Some(id) = id_of(same[0]) else { continue };
            let place = *places.entry(id).or_insert(by_id.len());
            if place == by_id.len() {
                by_id.push((id, Vec::new()));
            }
            by_id[place].1.push(times);
        }
        let by_id = by_id.into_iter().map(|(id, times)| (id, Arc::new(times))).collect();
        Self { name: Lives::name(ids.path.instance.as_deref()), by_id }
    }
}

/// How many samples of each process there are, by its name and id.
#[derive(Default)]
struct Lives {
    names: HashMap<String, u32>,
    samples: HashMap<(u32, u32), usize>,
}

impl Lives {
    fn of<'a>(positions: impl Iterator<Item = &'a Held>) -> Self {
        let mut lives = Self::default();
        for held in positions {
            let count = lives.names.len() as u32;
            let name = *lives.names.entry(held.name.clone()).or_insert(count);
            for (id, times) in &held.by_id {
                *lives.samples.entry((name, *id)).or_default() += times.iter().map(Range::len).sum::<usize>();
            }
        }
        lives
    }

    fn name(instance: Option<&str>) -> String {
        instance.unwrap_or_default().to_lowercase()
    }

    /// Whether a process has enough samples to find a rise in them.
    fn is_long(&self, process: &Process) -> bool {
        let name = self.names.get(&Self::name(Some(&process.name)));
        let samples = name.and_then(|name| self.samples.get(&(*name, process.id)));
        samples.is_some_and(|samples| *samples >= policy::SAMPLES_LEAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> CounterPath {
        CounterPath::parse(text).expect("a path")
    }

    #[test]
    fn what_rises_by_definition_is_never_judged() {
        for text in [
            r"\Memory\Cache Bytes",
            r"\Memory\Cache Bytes Peak",
            r"\Memory\Pool Nonpaged Allocs",
            r"\Process(a)\Working Set Peak",
            r"\Process(a)\Elapsed Time",
            r"\Process(a)\ID Process",
            r"\System\System Up Time",
            r"\Paging File(_Total)\% Usage Peak",
            r"\Memory\Standby Cache Normal Priority Bytes",
            r"\Processor(0)\% Idle Time",
        ] {
            assert_eq!(direction(&path(text)), None, "{text}");
        }
        assert_eq!(direction(&path(r"\Memory\Available MBytes")), Some(Direction::Falling));
        assert_eq!(direction(&path(r"\Process(svchost#3)\Handle Count")), Some(Direction::Rising));
        assert_eq!(direction(&path(r"\Objects\Semaphores")), Some(Direction::Rising));
    }
}
