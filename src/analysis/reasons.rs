//! The reasons for a verdict: facts, each with the numbers it is based on and the time it refers to. No words.

use super::happenings::{BeganAfter, StepsWith};
use super::judge::TimeLeft;
use super::limits::LimitSource;
use super::trend::Slope;
use super::verdict::Why;
use crate::model::units::Unit;
use crate::model::{KeyedPath, Process};
use serde::{Deserialize, Serialize};

/// One reason for a verdict. Amounts are in the counter's unit; for a falling counter they are negated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub kind: ReasonKind,
    /// The part of the log it refers to, in UTC seconds, both ends included.
    pub span_secs: (f64, f64),
}

/// When a rise began.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Since {
    /// This many seconds after the start of the log.
    After(f64),
    /// It had also risen before, and rose faster from this many seconds after the start of the log.
    Faster(f64),
    Restart,
    Start,
}

/// What keeps a leak provisional.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// No load was logged.
    NoLoadLogged,
    /// It has not risen for long.
    Short,
    /// What piles up with it may be load.
    PilesUp,
}

/// What a rise does at the end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outlook {
    Unknown,
    Continues,
    Faster,
}

/// A process that grew in step with a pool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Companion {
    pub path: KeyedPath,
    /// Present if its id is known.
    pub process: Option<Process>,
    pub unit: Unit,
    /// Its values when the pool's rise began, and at the end.
    pub from: f64,
    pub to: f64,
    /// Correlation with the pool during its rise.
    pub correlation: f64,
}

impl Companion {
    pub fn growth(&self) -> f64 {
        self.to - self.from
    }

    /// Whether the counter is pool usage charged to the process.
    pub fn is_quota(&self) -> bool {
        self.unit == Unit::Bytes
    }
}

/// What a reason says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReasonKind {
    Restarts {
        count: usize,
    },
    /// The largest fall during the rise, and its share of the growth.
    LargestFall {
        size: f64,
        share: f64,
    },
    /// Earlier runs that rose like a leak, although the deciding one does not.
    EarlierRuns {
        count: usize,
    },
    /// Steps up.
    Steps {
        count: usize,
        size: f64,
        interval_secs: f64,
    },
    /// The level it falls back to, at the beginning and at the end.
    RisingFloor {
        from: f64,
        to: f64,
    },
    /// Units per hour, with the 95 % interval.
    Rate(Slope),
    Onset {
        since: Since,
        outlook: Outlook,
    },
    FollowsLoad {
        partial_correlation: f64,
    },
    LoadTakenOut,
    LoadRoseToo,
    /// The memory available fell while it rose.
    Meanwhile {
        available: (f64, f64),
    },
    /// The largest share of RAM that it held by itself.
    Holds {
        share: f64,
    },
    /// No lasting change above this amount; any leak would be slower than this per hour.
    Stable {
        material: f64,
        slowest_per_hour: f64,
    },
    DailyCycle {
        amplitude: f64,
        is_floor_level: bool,
    },
    /// Falls by more than a quarter of the range.
    Falls {
        count: usize,
    },
    /// The largest fall.
    CameDown {
        from: f64,
        to: f64,
        had_risen: bool,
    },
    /// How much the last third of the time added, and how much it grew in all.
    Ended {
        late: f64,
        growth: f64,
    },
    Jumps {
        size: f64,
    },
    /// What came after the deciding part was too short for a verdict.
    DecidedEarlier,
    Samples {
        count: usize,
        span_secs: f64,
    },
    CollectLonger,
    CollectInterval,
    /// First and last sample, and the range of all samples.
    Ends {
        first: f64,
        last: f64,
        low: f64,
        high: f64,
    },
    Hidden {
        slowest_per_hour: f64,
    },
    Returns,
    TimeLeft {
        left: TimeLeft,
        source: Option<LimitSource>,
    },
    CautiousLimit {
        limit: f64,
    },
    PoolFailures {
        count: f64,
    },
    /// What may still explain a leak: how long it has risen, and what else was logged.
    Provisional {
        rise_secs: f64,
        doubt: Doubt,
    },
    /// The leak shows once something that fell is disregarded, or together with something else.
    Looked(Why),
    /// A load rises like a leak as well, so it explains nothing.
    PilesUp,
    /// The number of counters that leak with the pool.
    Agreeing {
        count: usize,
    },
    TooShort {
        span_secs: f64,
    },
    /// A process that grew with the pool.
    InStep(Companion),
    /// What naming these processes means, and what it does not.
    ProcessHint,
    StepsWith(StepsWith),
    BeganAfter(BeganAfter),
}

impl ReasonKind {
    /// The name used in reports; never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Restarts { .. } => "restarts",
            Self::LargestFall { .. } => "given_back",
            Self::EarlierRuns { .. } => "earlier_runs",
            Self::Steps { .. } => "steps",
            Self::RisingFloor { .. } => "rising_floor",
            Self::Rate(_) => "rate",
            Self::Onset { .. } => "onset",
            Self::FollowsLoad { .. } | Self::LoadTakenOut | Self::LoadRoseToo => "load",
            Self::Meanwhile { .. } => "available_meanwhile",
            Self::Holds { .. } => "holds_ram",
            Self::Stable { .. } => "stable",
            Self::DailyCycle { .. } => "daily_cycle",
            Self::Falls { .. } | Self::CameDown { .. } => "drops",
            Self::Ended { .. } => "ended",
            Self::Jumps { .. } => "step",
            Self::DecidedEarlier => "decided_earlier",
            Self::Samples { .. } => "samples",
            Self::CollectLonger => "collect",
            Self::CollectInterval => "interval",
            Self::Ends { .. } => "ends",
            Self::Hidden { .. } => "hidden",
            Self::Returns => "returns",
            Self::TimeLeft { .. } => "time_left",
            Self::CautiousLimit { .. } => "cautious_limit",
            Self::PoolFailures { .. } => "pool_failures",
            Self::Provisional { .. } => "provisional",
            Self::Looked(Why::WorkingDays) => "working_days",
            Self::Looked(Why::BetweenFalls) => "between_falls",
            Self::Looked(Why::IgnoringDips) => "beside_dips",
            Self::Looked(Why::AcrossRestarts) => "across_restarts",
            Self::Looked(Why::Joint) => "joint_evidence",
            Self::Looked(Why::KeptAfterLoad) => "kept_after_load",
            Self::Looked(_) => "exhausted",
            Self::PilesUp => "load_piles_up",
            Self::Agreeing { .. } => "agreeing",
            Self::TooShort { .. } => "too_short",
            Self::InStep(_) => "process_in_step",
            Self::ProcessHint => "process_hint",
            Self::StepsWith(_) => "steps_with_events",
            Self::BeganAfter(_) => "began_after_event",
        }
    }

    /// Whether it refers to the whole log, not only to the deciding run.
    pub(super) fn is_of_whole_log(&self) -> bool {
        matches!(self, Self::Restarts { .. } | Self::PoolFailures { .. } | Self::TooShort { .. })
    }
}
