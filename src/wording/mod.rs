//! Facts become sentences.
//!
//! Everything here is a function of facts and of a [`Style`]: what 1 MB is, and which clock is shown. No state is kept,
//! so changing the style never causes anything to be judged again. Amounts are given in a counter's own unit; values
//! that are not finite are never shown.

pub mod change;
pub mod chart;
pub mod diagnostic;
pub mod events;
pub mod figures;
pub mod glossary;
pub mod log;
pub mod next;
pub mod owners;
pub mod ram;
pub mod reasons;
pub mod tags;
pub mod verdict;

pub use diagnostic::{diagnostic, position};
pub use figures::figures;
pub use reasons::reason;
pub use verdict::{PROCESS_HINT, sentence, title, word};

use crate::analysis::Finding;
use crate::analysis::limits::LimitSource;
use crate::analysis::trend::Slope;
use crate::model::units::{Unit, Units, grouped, samples};
use crate::model::{Clock, Dates, KeyedPath, Recording, Times};

/// How times, days and amounts are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notation {
    pub times: Times,
    pub dates: Dates,
    pub units: Units,
}

/// How facts are expressed.
#[derive(Clone, Debug)]
pub struct Style {
    pub units: Units,
    pub clock: Clock,
}

impl Style {
    /// The style for text about a recording.
    pub fn of(recording: &Recording, notation: Notation) -> Self {
        let origin = recording.axis.utc_ms.first().copied().unwrap_or(0);
        let clock = Clock::local(recording.facts.zone.clone()).showing(notation.times, origin);
        Self { units: notation.units, clock: clock.dated(notation.dates) }
    }

    /// The style of Windows: binary units and the log's own clock.
    pub fn plain(recording: &Recording) -> Self {
        Self::of(recording, Notation::default())
    }

    /// The ends of an interval; `None` if there is none, or if both read the same.
    pub fn interval(&self, unit: Unit, slope: Slope) -> Option<(String, String)> {
        let is_known = slope.low.is_finite() && slope.high.is_finite();
        is_known.then(|| self.apart(unit, slope.low, slope.high)).filter(|(low, high)| low != high)
    }

    /// A rate and its interval, all to the same number of digits; without the interval if its ends read the same.
    pub fn rate(&self, unit: Unit, slope: Slope) -> (String, Option<(String, String)>) {
        let interval = self.interval(unit, slope);
        let value = match interval {
            Some(_) => self.units.between(unit, slope.value, (slope.low, slope.high)),
            None => self.amount(unit, slope.value),
        };
        (value, interval)
    }

    /// Two different amounts, with enough digits to tell them apart.
    pub fn apart(&self, unit: Unit, a: f64, b: f64) -> (String, String) {
        self.units.show_distinct(unit, a, b)
    }

    /// An amount with its unit.
    pub fn amount(&self, unit: Unit, value: f64) -> String {
        self.units.show(unit, value)
    }
}

/// The text that follows "until ...".
pub fn limit_reached(source: LimitSource) -> &'static str {
    match source {
        LimitSource::Ram => "RAM is full",
        LimitSource::CommitLimit => "the commit limit is reached",
        LimitSource::Available => "no memory is available any more",
        LimitSource::SystemPtes => "no system page table entries are free any more",
        LimitSource::Windows => "the pool limit of this Windows is reached",
        LimitSource::Zero => "nothing is left",
    }
}

/// `1 usable sample`, `7 usable samples`
fn usable_samples(count: usize) -> String {
    samples(count).replacen(' ', " usable ", 1)
}

fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// `once`, `twice`, `14 times`
fn times(count: f64) -> String {
    match count {
        1.0 => "once".to_owned(),
        2.0 => "twice".to_owned(),
        _ => format!("{} times", grouped(count)),
    }
}

fn load_name(f: &Finding) -> String {
    f.load.as_ref().map_or("the load".to_owned(), counter_name)
}

/// `TCPv4 Connections Established`, `Server Sessions`
fn counter_name(path: &KeyedPath) -> String {
    match path.counter.starts_with(path.object.as_str()) {
        true => path.counter.clone(),
        false => format!("{} {}", path.object, path.counter),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Findings for tests of the wording.
#[cfg(test)]
mod test {
    use super::Style;
    use crate::analysis::finding::Finding;
    use crate::analysis::{Report, Scope, findings};
    use crate::model::units::Units;
    use crate::model::{Clock, Counter, Facts, KeyedPath, Recording, TimeAxis, Zone};
    use std::sync::Arc;

    pub const MB: f64 = 1_048_576.0;

    pub fn style() -> Style {
        Style { units: Units::Binary, clock: Clock::local(Zone::utc()) }
    }

    /// The report on these counters of `\\PC`, 600 samples five minutes apart.
    pub fn report(counters: &[(&str, &dyn Fn(f64) -> f64)], samples: usize) -> Report {
        let utc_ms: Vec<i64> = (0..samples as i64).map(|i| 1_772_438_400_000 + i * 300_000).collect();
        let counter = |(path, value): &(&str, &dyn Fn(f64) -> f64)| Counter {
            path: KeyedPath::parse(&format!(r"\\PC{path}")).expect("a path"),
            kind: None,
            values: Arc::new((0..samples).map(|i| value(i as f64) + (i * 7 % 11) as f64 * 4096.0).collect()),
        };
        // a load that explains nothing, so that a day and a half is long enough
        let sessions: (&str, &dyn Fn(f64) -> f64) = (r"\Server\Server Sessions", &|i| i % 5.0);
        let recording = Recording {
            parts: Vec::new(),
            facts: Facts::of_zone(Zone::utc()),
            is_single_computer: true,
            axis: Arc::new(TimeAxis { local_ms: utc_ms.clone(), utc_ms, thinned: None }),
            counters: counters.iter().chain([&sessions]).map(counter).collect(),
        };
        findings::report(&recording, "PC", Some(crate::analysis::GivenRam::by_user(1000.0 * MB)), Scope::Everything)
    }

    /// A pool that rises, or available memory that runs out.
    pub fn finding(is_rising: bool) -> Finding {
        let report = match is_rising {
            true => report(&[(r"\Memory\Pool Nonpaged Bytes", &|i| 100.0 * MB + i * MB)], 600),
            false => report(&[(r"\Memory\Available Bytes", &|i| 900.0 * MB - i * MB)], 600),
        };
        report.findings[0].clone()
    }
}
