//! Which counters can leak, and the series to judge for each.
//!
//! Only *levels* are judged, never what rises by definition (peaks, uptime, counts of allocations) and never page cache,
//! which grows because it may. A process is followed by its `ID Process` where the log has it: `svchost#3` is only a
//! position in a list, and another process after the next one ended.

use crate::model::units::Unit;
use crate::model::{Counter, CounterPath, Recording};
use std::collections::HashMap;
use std::sync::Arc;

/// Which way is bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Rising,
    /// Running out: judged upside down, with 0 as the limit.
    Falling,
}

const MEMORY: [&str; 6] = [
    "Committed Bytes",
    "Pool Paged Resident Bytes",
    "System Driver Total Bytes",
    "System Driver Resident Bytes",
    "System Code Total Bytes",
    "Free System Page Table Entries",
];
const AVAILABLE: [&str; 3] = ["Available Bytes", "Available KBytes", "Available MBytes"];
const PROCESS: [&str; 8] = [
    "Private Bytes",
    "Working Set - Private",
    "Virtual Bytes",
    "Page File Bytes",
    "Handle Count",
    "Thread Count",
    "Pool Paged Bytes",
    "Pool Nonpaged Bytes",
];
const SYSTEM: [&str; 2] = ["Processes", "Threads"];

fn any(names: &[&str], name: &str) -> bool {
    names.iter().any(|n| n.eq_ignore_ascii_case(name))
}

/// Which way a counter leaks, or `None` where it cannot.
pub fn direction(path: &CounterPath) -> Option<Direction> {
    let counter = path.english_counter();
    let object = |name: &str| path.english_object().eq_ignore_ascii_case(name);
    if object("Memory") {
        if any(&AVAILABLE, counter) || counter.eq_ignore_ascii_case("Free System Page Table Entries") {
            return Some(Direction::Falling);
        }
        return any(&MEMORY, counter).then_some(Direction::Rising);
    }
    let rises = object("Process") && any(&PROCESS, counter)
        || object("System") && any(&SYSTEM, counter)
        || object("Objects") && !counter.to_ascii_lowercase().contains("peak")
        || object("Paging File") && counter.eq_ignore_ascii_case("% Usage");
    rises.then_some(Direction::Rising)
}

/// Whether a counter is needed to judge everything that can leak, besides the pools.
pub fn serves_everything(path: &CounterPath) -> bool {
    direction(path).is_some() || is_process_id(path)
}

fn is_process_id(path: &CounterPath) -> bool {
    path.is("Process", "ID Process")
}

/// One series to be judged.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Where a process was followed through several positions, the last of them.
    pub path: CounterPath,
    pub process_id: Option<u32>,
    pub unit: Unit,
    pub direction: Direction,
    pub values: Arc<Vec<f64>>,
}

/// Everything of a computer that can leak, the pools left out.
pub fn subjects(recording: &Recording, computer: &str) -> Vec<Subject> {
    let own = || recording.counters.iter().filter(|c| c.path.computer.eq_ignore_ascii_case(computer));
    let has_bytes = own().any(|c| c.path.is("Memory", "Available Bytes"));
    let ids: HashMap<String, &Counter> =
        own().filter(|c| is_process_id(&c.path)).map(|c| (c.path.object_and_instance().to_lowercase(), c)).collect();
    let mut followed: HashMap<(String, String, u32), Subject> = HashMap::new();
    let mut subjects = Vec::new();
    for counter in own() {
        let Some(direction) = direction(&counter.path) else { continue };
        // the same amount three times would be three findings
        if has_bytes && any(&AVAILABLE[1..], counter.path.english_counter()) {
            continue;
        }
        let is_idle = counter.path.instance.as_deref().is_some_and(|i| i.eq_ignore_ascii_case("Idle"));
        if counter.path.english_object().eq_ignore_ascii_case("Process") && is_idle {
            continue;
        }
        let subject = |values: Arc<Vec<f64>>, process_id| Subject {
            path: counter.path.clone(),
            process_id,
            unit: Unit::of_counter(counter.path.english_counter()),
            direction,
            values,
        };
        match ids.get(&counter.path.object_and_instance().to_lowercase()) {
            Some(id) if !counter.path.is_total() => follow(counter, id, &subject, &mut followed),
            _ => subjects.push(subject(Arc::clone(&counter.values), None)),
        }
    }
    subjects.extend(followed.into_values());
    subjects.sort_by(|a, b| (&a.path, a.process_id).cmp(&(&b.path, b.process_id)));
    subjects
}

/// Hands the values of one position to the processes that held it.
fn follow(
    counter: &Counter,
    ids: &Counter,
    subject: &dyn Fn(Arc<Vec<f64>>, Option<u32>) -> Subject,
    followed: &mut HashMap<(String, String, u32), Subject>,
) {
    let name = counter.path.instance.clone().unwrap_or_default().to_lowercase();
    let mut by_id: HashMap<u32, Vec<(usize, f64)>> = HashMap::new();
    for (i, value) in counter.present() {
        if let Some(id) = ids.values.get(i).filter(|id| id.is_finite() && **id >= 0.0) {
            by_id.entry(*id as u32).or_default().push((i, value));
        }
    }
    let len = counter.values.len();
    for (id, values) in by_id {
        let key = (name.clone(), counter.path.counter.to_lowercase(), id);
        let entry = followed.entry(key).or_insert_with(|| subject(vec![f64::NAN; len].into(), Some(id)));
        let last_known = entry.values.iter().rposition(|v| v.is_finite());
        if values.last().is_some_and(|(i, _)| last_known.is_none_or(|l| *i > l)) {
            entry.path = counter.path.clone();
        }
        // nobody else holds it yet, so this does not copy
        let slots = Arc::make_mut(&mut entry.values);
        for (i, value) in values {
            slots[i] = value;
        }
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
