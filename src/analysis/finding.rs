//! The verdict on one counter, with what it means for the machine.

use super::happenings::{BeganAfter, StepsWith};
use super::judge::Judgement;
use super::limits::Limit;
use super::observed::Observed;
use super::reasons::{Companion, Reason};
use super::subjects::Direction;
use super::trend::Slope;
use super::{Shape, Verdict, Why, policy};
use crate::model::pools::Pool;
use crate::model::units::Unit;
use crate::model::{KeyedPath, Process};
use serde::{Deserialize, Serialize};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FindingKind {
    Pool(Pool),
    Counter,
}

impl FindingKind {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pool(Pool::Nonpaged) => "nonpaged_pool",
            Self::Pool(Pool::Paged) => "paged_pool",
            Self::Counter => "counter",
        }
    }
}

/// The verdict on one counter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finding {
    pub kind: FindingKind,
    pub path: KeyedPath,
    /// The process it belongs to, for process counters.
    pub process: Option<Process>,
    pub unit: Unit,
    pub direction: Direction,
    /// For a falling counter, the judgement on its negated values.
    pub judgement: Judgement,
    /// What the deciding samples show.
    pub observed: Observed,
    /// First, last and largest of the values present, and the sample of the largest.
    pub first: f64,
    pub last: f64,
    pub max: f64,
    pub min: f64,
    pub max_index: usize,
    pub max_local_ms: i64,
    pub max_utc_ms: i64,
    /// Duration of the log, in seconds.
    pub log_secs: f64,
    /// The maximum as a share of RAM, if RAM is known exactly.
    pub ram_fraction: Option<f64>,
    /// The same for the part of the paged pool that was in memory.
    pub resident_ram_fraction: Option<f64>,
    pub limit: Option<Limit>,
    /// Allocations from this pool that were refused to the Windows file server: hard evidence.
    pub failures: f64,
    /// The load counter that was taken into account, if one fitted.
    pub load: Option<KeyedPath>,
    /// A load that would explain the rise, but itself piles up.
    pub piles_up: Option<KeyedPath>,
    /// Counters that leak with it and corroborate it.
    pub agreeing: Vec<KeyedPath>,
    /// Processes that grew in step with it.
    pub companions: Vec<Companion>,
    /// The kinds of event that accompany its steps, and the event after which its rise began.
    pub steps_with: Vec<StepsWith>,
    pub began_after: Option<BeganAfter>,
    pub onset_utc_ms: Option<i64>,
    /// The fastest leak that a line without a rise could hide, per hour.
    pub could_hide: f64,
    /// The memory available when the rise began and at its end, in bytes.
    pub available: Option<(f64, f64)>,
    /// The strongest first.
    pub reasons: Vec<Reason>,
}

impl Finding {
    /// Units per hour in the counter's own direction: negative if it falls.
    pub fn slope_per_hour(&self) -> Option<Slope> {
        let s = self.judgement.slope_per_hour?;
        Some(match self.direction {
            Direction::Rising => s,
            Direction::Falling => Slope { value: -s.value, low: -s.high, high: -s.low },
        })
    }

    /// Its growth in the counter's own direction: for a rise, the growth reported in the text; otherwise from the first
    /// deciding sample to the last.
    pub fn growth(&self) -> f64 {
        let (run, seen) = (&self.judgement.run, &self.observed);
        let growth = match (run.verdict.is_rise(), run.growth) {
            (true, Some(growth)) if self.judgement.run.why.is_some_and(Why::is_not_of_the_line) => growth,
            (true, _) if self.reports_floor() => seen.lows().1 - seen.lows().0,
            (true, _) => seen.growth(),
            _ => seen.end.value - seen.start.value,
        };
        if self.direction == Direction::Falling { -growth } else { growth }
    }

    /// Whether the rise is one of its low points, with substantial falls in between.
    pub fn reports_floor(&self) -> bool {
        let (run, seen) = (&self.judgement.run, &self.observed);
        let is_of_floor = run.shape == Some(Shape::RisingFloor) || seen.has_substantial_fall();
        let is_reported_otherwise = run.why.is_some_and(Why::ignores_falls) || seen.fell_since();
        run.verdict == Verdict::Leak && is_of_floor && !is_reported_otherwise && seen.has_rising_lows()
    }

    /// Downgrades the verdict on a falling counter that will last a long time.
    pub(super) fn downgrade_slow_depletion(&mut self) {
        let hours = self.judgement.time_left.map_or(f64::INFINITY, |left| left.hours);
        let run = &mut self.judgement.run;
        if !run.verdict.is_rise() || hours < policy::RUNNING_OUT_SOON_HOURS {
            return;
        }
        run.verdict = if hours < policy::RUNNING_OUT_HOURS { Verdict::Suspect } else { Verdict::Stable };
        self.judgement.severity = None;
        self.judgement.provisional = false;
    }

    /// Sort key for what to look at first: leaks before suspects, certain before provisional, then by the size of the
    /// change relative to the level.
    pub(super) fn rank(&self) -> (u8, f64) {
        let j = &self.judgement;
        let class = match j.verdict() {
            Verdict::Leak if !j.provisional => 0,
            Verdict::Leak => 1,
            Verdict::Suspect => 2,
            _ => 3,
        };
        let level = j.run.start.abs().max(j.run.material).max(1e-9);
        (class, -(self.growth().abs() / level) * j.confidence)
    }
}
