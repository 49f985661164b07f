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

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug)]
pub struct Finding {
    pub kind: FindingKind,
    pub path: KeyedPath,
    /// The process followed, for counters of processes.
    pub process: Option<Process>,
    pub unit: Unit,
    pub direction: Direction,
    /// Of a falling counter, this is the judgement on its negative.
    pub judgement: Judgement,
    /// What the samples that decided show.
    pub observed: Observed,
    /// First, last and largest value present, with the sample of the largest.
    pub first: f64,
    pub last: f64,
    pub max: f64,
    pub min: f64,
    pub max_index: usize,
    pub max_local_ms: i64,
    pub max_utc_ms: i64,
    /// Of the log, seconds.
    pub log_secs: f64,
    /// The maximum as a share of RAM, where RAM is known exactly.
    pub ram_fraction: Option<f64>,
    /// The same for the part of the paged pool that was in memory.
    pub resident_ram_fraction: Option<f64>,
    pub limit: Option<Limit>,
    /// Allocations from this pool that Windows' file server was refused: hard evidence.
    pub failures: f64,
    /// The load counter that was taken into account, if one fitted.
    pub load: Option<KeyedPath>,
    /// A load that would explain the rise, but piles up itself.
    pub piles_up: Option<KeyedPath>,
    /// Counters that leak with it, and say the same.
    pub agreeing: Vec<KeyedPath>,
    /// Processes that grew in step with it.
    pub companions: Vec<Companion>,
    /// Events that its steps come with, and the one that its rise began after.
    pub steps_with: Vec<StepsWith>,
    pub began_after: Option<BeganAfter>,
    pub onset_utc_ms: Option<i64>,
    /// The fastest leak that would not show in what does not rise, per hour.
    pub could_hide: f64,
    /// The memory available when the rise began and where it ends, in bytes.
    pub available: Option<(f64, f64)>,
    /// The strongest first.
    pub reasons: Vec<Reason>,
}

impl Finding {
    /// Units per hour in the counter's own direction: negative where it falls.
    pub fn slope_per_hour(&self) -> Option<Slope> {
        let s = self.judgement.slope_per_hour?;
        Some(match self.direction {
            Direction::Rising => s,
            Direction::Falling => Slope { value: -s.value, low: -s.high, high: -s.low },
        })
    }

    /// What it grew by, in the counter's own direction: of a rise that of the sentence, else from the first sample that
    /// decided to the last.
    pub fn growth(&self) -> f64 {
        let (run, seen) = (&self.judgement.run, &self.observed);
        let growth = match (run.verdict.is_rise(), run.growth) {
            (true, Some(growth)) if self.judgement.run.why.is_some_and(Why::is_not_of_the_line) => growth,
            (true, _) if self.tells_floor() => seen.lows().1 - seen.lows().0,
            (true, _) => seen.growth(),
            _ => seen.end.value - seen.start.value,
        };
        if self.direction == Direction::Falling { -growth } else { growth }
    }

    /// Whether the rise is one of the low points: between them it falls substantially.
    pub fn tells_floor(&self) -> bool {
        let (run, seen) = (&self.judgement.run, &self.observed);
        let is_of_floor = run.shape == Some(Shape::RisingFloor) || seen.has_substantial_fall();
        let is_told_otherwise = run.why.is_some_and(Why::looks_past_falls) || seen.fell_since();
        run.verdict == Verdict::Leak && is_of_floor && !is_told_otherwise && seen.has_rising_lows()
    }

    /// What falls and lasts for long is no alarm.
    pub(super) fn calm_down(&mut self) {
        let hours = self.judgement.time_left.map_or(f64::INFINITY, |left| left.hours);
        let run = &mut self.judgement.run;
        if !run.verdict.is_rise() || hours < policy::RUNNING_OUT_SOON_HOURS {
            return;
        }
        run.verdict = if hours < policy::RUNNING_OUT_HOURS { Verdict::Suspect } else { Verdict::Stable };
        self.judgement.severity = None;
        self.judgement.provisional = false;
    }

    /// Place in a list of what to look at first: leaks before suspects, certain before provisional, then by how much of
    /// the level the change is.
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
