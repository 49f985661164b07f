//! Facts become sentences.
//!
//! Everything here is a function of facts and of a [`Style`]: what 1 MB is, and which clock is shown. Nothing is kept, so
//! another style never judges anything again. Amounts are said in a counter's own unit; what is not finite is never said.

pub mod change;
pub mod figures;
pub mod log;
pub mod ram;
pub mod reasons;
pub mod verdict;

pub use figures::figures;
pub use reasons::reason;
pub use verdict::{PROCESS_HINT, sentence, title, word};

use crate::analysis::limits::LimitSource;
use crate::model::units::{Unit, Units};
use crate::model::{Clock, Recording, Times};

/// How facts are said.
#[derive(Clone, Debug)]
pub struct Style {
    pub units: Units,
    pub clock: Clock,
}

impl Style {
    /// For what is said of a recording.
    pub fn of(recording: &Recording, times: Times, units: Units) -> Self {
        let origin = recording.axis.utc_ms.first().copied().unwrap_or(0);
        Self { units, clock: Clock::local(recording.facts.zone.clone()).showing(times, origin) }
    }

    /// As Windows has them: binary units and the log's own clock.
    pub fn plain(recording: &Recording) -> Self {
        Self::of(recording, Times::Local, Units::Binary)
    }

    /// An amount with its unit.
    pub fn amount(&self, unit: Unit, value: f64) -> String {
        self.units.show(unit, value)
    }
}

/// As it ends "until ...".
pub fn limit_reached(source: LimitSource) -> &'static str {
    match source {
        LimitSource::Ram => "RAM is full",
        LimitSource::CommitLimit => "the commit limit is reached",
        LimitSource::Windows => "the pool limit of this Windows is reached",
        LimitSource::Zero => "nothing is left",
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
