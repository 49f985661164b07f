//! Why a verdict is what it is: facts, each with the numbers it rests on and the time it speaks of. No words.

use super::judge::TimeLeft;
use super::limits::LimitSource;
use super::trend::Slope;
use super::verdict::Why;

/// One reason for a verdict. Amounts are in the counter's unit; of a falling counter they are those of its negative.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    pub kind: ReasonKind,
    /// From where to where in the log it speaks of, in UTC seconds, both included.
    pub span_secs: (f64, f64),
}

/// When a rise began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Since {
    /// So many seconds after the start of what was judged.
    After(f64),
    Restart,
    /// What lies before was left out.
    Cut,
    Start,
}

/// What keeps a leak provisional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// No load was logged.
    NoLoadLogged,
    /// It has not risen for long.
    Short,
    /// What piles up with it may be load.
    PilesUp,
}

/// What a rise does at the end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    Unknown,
    GoesOn,
    Faster,
}

/// What a reason says.
#[derive(Clone, Debug, PartialEq)]
pub enum ReasonKind {
    Restarts {
        count: usize,
    },
    /// The largest share of the growth that was given back at once.
    GivenBack {
        share: f64,
    },
    /// Equal steps.
    Steps {
        count: usize,
        size: f64,
        interval_secs: f64,
    },
    RisingFloor {
        troughs: usize,
    },
    /// Units per hour, with the 95 % interval.
    Rate(Slope),
    Onset {
        since: Since,
        outlook: Outlook,
    },
    /// How often a counter that merely wanders looks like this.
    Wandering {
        p: f64,
    },
    FollowsLoad {
        partial_correlation: f64,
    },
    LoadTakenOut,
    LoadRoseToo,
    /// No lasting change above this amount; a leak would be slower than this per hour.
    Stable {
        material: f64,
        slowest_per_hour: f64,
    },
    DailyCycle {
        amplitude: f64,
    },
    /// Falls by a large part of the range.
    Falls {
        count: usize,
    },
    CameDown,
    /// The rate of the last third as a share of the average, and what was kept.
    Ended {
        late_share: f64,
        kept: f64,
    },
    Jumps {
        count: usize,
        size: f64,
    },
    Samples {
        count: usize,
        span_secs: f64,
    },
    CollectLonger,
    CollectInterval,
    /// Medians of the ends, and between which values all samples lie.
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
    /// What may still explain a leak: it has risen for so long, and what else was logged.
    Provisional {
        rise_secs: f64,
        doubt: Doubt,
    },
    /// It was seen past something that fell, or beside something.
    Looked(Why),
    /// A load rises like a leak as well, so that it explains nothing.
    PilesUp,
    /// Counters that leak with the pool; how many.
    Agreeing {
        count: usize,
    },
    TooShort {
        span_secs: f64,
    },
}

impl ReasonKind {
    /// The name used in reports; never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Restarts { .. } => "restarts",
            Self::GivenBack { .. } => "given_back",
            Self::Steps { .. } => "steps",
            Self::RisingFloor { .. } => "rising_floor",
            Self::Rate(_) => "rate",
            Self::Onset { .. } => "onset",
            Self::Wandering { .. } => "wandering",
            Self::FollowsLoad { .. } | Self::LoadTakenOut | Self::LoadRoseToo => "load",
            Self::Stable { .. } => "stable",
            Self::DailyCycle { .. } => "daily_cycle",
            Self::Falls { .. } | Self::CameDown => "drops",
            Self::Ended { .. } => "ended",
            Self::Jumps { .. } => "step",
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
            Self::Looked(Why::BesideDips) => "beside_dips",
            Self::Looked(Why::AcrossRestarts) => "across_restarts",
            Self::Looked(Why::Joint) => "joint_evidence",
            Self::Looked(Why::KeptAfterLoad) => "kept_after_load",
            Self::Looked(_) => "exhausted",
            Self::PilesUp => "load_piles_up",
            Self::Agreeing { .. } => "agreeing",
            Self::TooShort { .. } => "too_short",
        }
    }

    /// Whether it speaks of the whole log, not only of the run that decided.
    pub(super) fn is_of_whole_log(&self) -> bool {
        matches!(self, Self::Restarts { .. } | Self::PoolFailures { .. } | Self::TooShort { .. })
    }
}
