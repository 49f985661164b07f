//! What was read, and the verdicts on it.

use super::choices::Compare;
use crate::analysis::{Compared, Report, Scope, Side};
use crate::chart::{Extra, Series, SeriesCache};
use crate::engine::{Analysis, Log, Machine};
use crate::model::{Key, Recording};
use std::collections::HashMap;
use std::sync::Arc;
use web_time::Instant;

/// Two sides of a comparison, read and judged.
pub struct Pair {
    /// The comparison that they were read for.
    pub of: Compare,
    pub machines: [Machine; 2],
    pub compared: Vec<Compared>,
}

impl Pair {
    pub fn sides(&self) -> [Side<'_>; 2] {
        [&self.machines[0], &self.machines[1]].map(|m| Side { recording: &m.recording, report: &m.report })
    }
}

/// Which counters of the chart are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// Those that are not on it yet.
    Missing,
    All,
}

/// Every sample of a part of the time, of lines that have more of them than are kept.
pub struct Detail {
    pub span: (f64, f64),
    pub series: HashMap<Key, Arc<Series>>,
}

impl Detail {
    /// What was read for a time range (UTC seconds).
    pub fn of(span: (f64, f64), recordings: &[Recording]) -> Self {
        let mut cache = SeriesCache::default();
        let counters = recordings.iter().flat_map(|r| r.counters.iter().map(move |c| (r, c)));
        let series = counters.map(|(r, c)| (c.path.key().clone(), cache.series(r, c))).collect();
        Self { span, series }
    }
}

/// The verdict on a part of the time, with that part (UTC seconds).
pub struct RangeReport {
    pub span: (f64, f64),
    pub report: Report,
}

/// What was read of the open logs.
pub struct Loaded {
    /// At least one.
    pub logs: Vec<Log>,
    pub analysis: Analysis,
    /// When it was opened; identifies remembered view state such as scroll positions, so that it never applies to
    /// another log.
    pub opened: Instant,
    /// What of the log was judged so far.
    pub scope: Scope,
    pub range_report: Option<RangeReport>,
    pub pair: Option<Pair>,
    /// Counters on the chart besides the pools, as far as they were read.
    pub extras: Vec<Extra>,
    /// What was reread for the time in view.
    pub detail: Option<Detail>,
}

impl Loaded {
    pub fn new(logs: Vec<Log>, analysis: Analysis) -> Self {
        Self {
            logs,
            analysis,
            opened: Instant::now(),
            scope: Scope::Pools,
            range_report: None,
            pair: None,
            extras: Vec::new(),
            detail: None,
        }
    }
}
