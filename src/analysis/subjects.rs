//! Which counters can leak, and the series to judge for each.
//!
//! Only *levels* are judged, never what rises by definition (peaks, uptime, counts of allocations) and never page cache,
//! which grows because it may. A process is followed by its id, from its name or its `ID Process`, where the log has one:
//! `svchost#3` is only a position in a list, and another process after the next one ended. What `Process` and `Process
//! V2` say of the same process is one series.

use crate::model::catalogue::{self, Role, has_role};
use crate::model::process::{self, Naming, Process, is_process, is_process_id, is_process_v2};
use crate::model::units::Unit;
use crate::model::{Counter, CounterPath, KeyedPath, Recording};
use std::collections::HashMap;
use std::sync::Arc;

/// Which way is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Rising,
    /// Running out: judged upside down, with 0 as the limit.
    Falling,
}

/// Which way a counter leaks, or `None` where it cannot.
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
    /// Where a process was followed through several positions, the last of them.
    pub path: KeyedPath,
    /// Where its id is known.
    pub process: Option<Process>,
    pub unit: Unit,
    pub direction: Direction,
    pub values: Arc<Vec<f64>>,
}

impl Subject {
    fn new(counter: &Counter, process: Option<Process>, values: Arc<Vec<f64>>, direction: Direction) -> Self {
        let unit = Unit::of_counter(counter.path.english_counter());
        Self { path: counter.path.clone(), process, unit, direction, values }
    }
}

/// Everything of a computer that can leak, the pools left out.
pub fn subjects(recording: &Recording, computer: &str) -> Vec<Subject> {
    let own = || recording.of_computer(computer);
    let is_available = |path: &CounterPath| has_role(path, Role::RunningOut) && has_role(path, Role::RamPart);
    let in_bytes = |path: &CounterPath| Unit::of_counter(path.english_counter()) == Unit::Bytes;
    let has_bytes = own().any(|c| is_available(&c.path) && in_bytes(&c.path));
    let naming = Naming::of_computer(recording, computer);
    let ids: HashMap<String, &Counter> =
        own().filter(|c| is_process_id(&c.path)).map(|c| (c.path.object_and_instance().to_lowercase(), c)).collect();
    let (mut subjects, mut processes, mut positions) = (Vec::new(), Processes::default(), Vec::new());
    for counter in own() {
        let Some(direction) = direction(&counter.path) else { continue };
        // the same amount three times would be three findings
        if has_bytes && is_available(&counter.path) && !in_bytes(&counter.path) || process::is_idle(&counter.path) {
            continue;
        }
        let id = || ids.get(&counter.path.object_and_instance().to_lowercase());
        if !is_process(&counter.path) {
            subjects.push(Subject::new(counter, None, Arc::clone(&counter.values), direction));
        } else if counter.path.is_total() {
            processes.add(counter, None, direction, counter.present());
        } else if let Some(process) = process::named_by_id(&counter.path, naming) {
            processes.add(counter, Some(process), direction, counter.present());
        } else if let Some(ids) = id() {
            processes.follow(counter, ids, direction);
        } else {
            positions.push(Subject::new(counter, None, Arc::clone(&counter.values), direction));
        }
    }
    processes.sort_out(&mut positions);
    subjects.extend(positions);
    subjects.extend(processes.0.into_values());
    subjects.sort_by(|a, b| (&a.path, &a.process).cmp(&(&b.path, &b.process)));
    subjects
}

/// The counters of processes whose id is known, and of all together, by counter, name and id.
#[derive(Default)]
struct Processes(HashMap<(String, String, Option<u32>), Subject>);

impl Processes {
    /// Takes values of a process in, as far as nothing is known of it at that time.
    fn add(
        &mut self,
        counter: &Counter,
        process: Option<Process>,
        direction: Direction,
        values: impl Iterator<Item = (usize, f64)>,
    ) {
        let name = process.as_ref().map_or("_total", |p| &p.name).to_lowercase();
        let key = (counter.path.english_counter().to_lowercase(), name, process.as_ref().map(|p| p.id));
        let subject = self.0.entry(key).or_insert_with(|| {
            let nothing = Arc::new(vec![f64::NAN; counter.values.len()]);
            Subject::new(counter, process, nothing, direction)
        });
        let last_known = subject.values.iter().rposition(|v| v.is_finite());
        let mut last = None;
        // nobody else holds it yet, so this does not copy
        let slots = Arc::make_mut(&mut subject.values);
        for (i, value) in values {
            if !slots[i].is_finite() {
                slots[i] = value;
            }
            last = Some(i);
        }
        // a name with its id stays right; of positions the last is
        let (is_v2, was_v2) = (is_process_v2(&counter.path), is_process_v2(&subject.path));
        let is_later = last.is_some_and(|last| last_known.is_none_or(|known| last > known));
        if is_v2 && !was_v2 || is_later && is_v2 == was_v2 {
            subject.path = counter.path.clone();
        }
    }

    /// Hands the values of one position to the processes that held it.
    fn follow(&mut self, counter: &Counter, ids: &Counter, direction: Direction) {
        let name = counter.path.instance.clone().unwrap_or_default();
        let mut by_id: HashMap<u32, Vec<(usize, f64)>> = HashMap::new();
        for (i, value) in counter.present() {
            if let Some(id) = ids.values.get(i).filter(|id| id.is_finite() && **id >= 0.0) {
                by_id.entry(*id as u32).or_default().push((i, value));
            }
        }
        for (id, values) in by_id {
            self.add(counter, Some(Process { name: name.clone(), id }), direction, values.into_iter());
        }
    }

    /// Keeps of the series known by their position only those that are, at no time, a process known by its id.
    fn sort_out(&self, positions: &mut Vec<Subject>) {
        let mut by_name: HashMap<(&str, &str), Vec<&Subject>> = HashMap::new();
        for ((counter, name, _), subject) in &self.0 {
            by_name.entry((counter, name)).or_default().push(subject);
        }
        positions.retain(|subject| {
            let name = subject.path.instance.as_deref().unwrap_or_default().to_lowercase();
            let counter = subject.path.english_counter().to_lowercase();
            let namesakes = by_name.get(&(counter.as_str(), name.as_str())).into_iter().flatten();
            let is_same = |known: &&Subject| {
                let mut pairs = known.values.iter().zip(subject.values.iter());
                pairs.any(|(a, b)| a.is_finite() && b.is_finite())
            };
            !namesakes.into_iter().any(is_same)
        });
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
