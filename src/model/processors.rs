//! How many processors a computer has, by the instances of its processor counters.
//!
//! A log's header says 1 on machines with four, and describes the machine that wrote the file. `Processor(n)` covers
//! one processor group, `Processor Information(group,n)` all of them. They count only if `_Total` shows that all were
//! logged: a log with `Processor(0)` alone does not mean that it is the only one.

use super::CounterPath;
use super::path::computer_key;
use std::collections::{HashMap, HashSet};

const OBJECTS: [&str; 2] = ["Processor", "Processor Information"];

/// The processors seen so far, by computer in lower case.
#[derive(Debug, Default)]
pub struct Processors(HashMap<String, [Met; OBJECTS.len()]>);

#[derive(Debug, Default)]
struct Met {
    instances: HashSet<String>,
    has_total: bool,
}

impl Processors {
    /// Takes a counter of the log into account.
    pub fn meet(&mut self, path: &CounterPath) {
        let object = path.english_object();
        let Some(at) = OBJECTS.iter().position(|o| object.eq_ignore_ascii_case(o)) else { return };
        let Some(instance) = &path.instance else { return };
        let met = &mut self.0.entry(computer_key(&path.computer)).or_default()[at];
        if instance.to_ascii_lowercase().ends_with("_total") {
            met.has_total = true;
        } else if !met.instances.contains(instance) {
            met.instances.insert(instance.clone());
        }
    }

    /// The number of processors of a computer; `None` if the log does not have them all.
    pub fn count(&self, computer: &str) -> Option<u32> {
        let met = self.0.get(&computer_key(computer))?;
        let counts = met.iter().filter(|m| m.has_total && !m.instances.is_empty()).map(|m| m.instances.len());
        counts.max().and_then(|n| u32::try_from(n).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_logged_whole_counts() {
        let count = |instances: &[&str]| {
            let mut processors = Processors::default();
            for instance in instances {
                processors.meet(&CounterPath::parse(&format!(r"\\PC\{instance}\% Idle Time")).expect("a path"));
            }
            processors.count("pc")
        };
        assert_eq!(count(&["Processor(0)", "Processor(1)", "Processor(_Total)"]), Some(2));
        assert_eq!(count(&["Processor(0)", "Processor(1)"]), None);
        assert_eq!(count(&["Processor(_Total)"]), None);
        let groups = ["Processor Information(0,0)", "Processor Information(1,0)", "Processor Information(0,_Total)"];
        assert_eq!(count(&[&groups[..], &["Processor(0)", "Processor(_Total)"]].concat()), Some(2));
        assert_eq!(count(&["Memory"]), None);
    }
}
