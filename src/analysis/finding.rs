//! The verdict on one counter, with what it means for the machine.

use super::judge::Judgement;
use super::limits::Limit;
use super::reasons::Reason;
use super::subjects::Direction;
use super::trend::Slope;
use super::{Verdict, policy};
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
    /// First, last and largest value present, with the sample of the largest.
    pub first: f64,
    pub last: f64,
    pub max: f64,
    pub min: f64,
    pub max_index: usize,
    pub max_local_ms: i64,
    pub max_utc_ms: i64,
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
    pub onset_utc_ms: Option<i64>,
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

    /// Between medians of the ends, in the counter's own direction.
    pub fn growth(&self) -> Option<f64> {
        let run = &self.judgement.run;
        let growth = run.growth.unwrap_or(run.end - run.start);
        let signed = if self.direction == Direction::Falling { -growth } else { growth };
        signed.is_finite().then_some(signed)
    }

    /// The largest value of what decided: of one run where the machine restarted, else of the log.
    pub fn reached(&self) -> f64 {
        let j = &self.judgement;
        if !j.restarts.is_empty() && j.run.high.is_finite() { j.run.high } else { self.max }
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
        (class, -(self.growth().unwrap_or(0.0).abs() / level) * j.confidence)
    }
}
