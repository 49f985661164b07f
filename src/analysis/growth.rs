//! How much counters grew, to pick out those that matter.

use super::stats;
use crate::model::{Counter, CounterPath, KeyedPath, Recording, process};

/// A counter and its growth. Amounts are in the counter's own unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Growth {
    pub path: KeyedPath,
    /// Medians of the first and of the last tenth of its values.
    pub from: f64,
    pub to: f64,
    pub last: f64,
    pub largest: f64,
}

impl Growth {
    /// `None` for a counter without values.
    pub fn of(counter: &Counter) -> Option<Self> {
        let values: Vec<f64> = counter.present().map(|(_, v)| v).collect();
        let tenth = values.len().div_ceil(10);
        let (first, end) = (values.get(..tenth)?, values.get(values.len() - tenth..)?);
        let largest = values.iter().copied().reduce(f64::max)?;
        let (from, to) = (stats::median(first), stats::median(end));
        Some(Self { path: counter.path.clone(), from, to, last: *values.last()?, largest })
    }

    pub fn amount(&self) -> f64 {
        self.to - self.from
    }
}

/// The processes of a recording whose `counter` grew most, at most `most` of them, without those that did not grow.
pub fn processes(recording: &Recording, counter: &str, most: usize) -> Vec<Growth> {
    let is_one = |p: &CounterPath| process::is_process_counter(p, counter) && !p.is_total() && !process::is_idle(p);
    let counters = recording.counters.iter().filter(|c| is_one(&c.path));
    // listing every process twice would leave room for only half as many
    let has_v2 = counters.clone().any(|c| process::is_process_v2(&c.path));
    let own = counters.filter(|c| !has_v2 || process::is_process_v2(&c.path));
    let mut grown: Vec<Growth> = own.filter_map(Growth::of).filter(|g| g.amount() > 0.0).collect();
    grown.sort_by(|a, b| b.amount().total_cmp(&a.amount()));
    grown.truncate(most);
    grown
}
