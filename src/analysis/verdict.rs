//! The words of the verdict, as types.

use super::policy;
use serde::{Deserialize, Serialize};

/// What a series does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// Rises without a substantial decrease, and still does. The only alarm.
    Leak,
    /// Worth watching; keep logging.
    Suspect,
    /// No material change.
    Stable,
    /// Goes up and down; what remains after each fall does not grow.
    Cyclic,
    /// Rose, and came down again.
    Released,
    /// Follows a counter of work done.
    LoadRelated,
    /// Rose, then stopped rising: warm-up, or a leak that ended.
    Plateau,
    /// One or two jumps make up the growth.
    Step,
    /// Higher at the end, but undecidable.
    Inconclusive,
    /// Too few samples.
    Insufficient,
}

impl Verdict {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leak => "leak",
            Self::Suspect => "suspect",
            Self::Stable => "stable",
            Self::Cyclic => "cyclic",
            Self::Released => "released",
            Self::LoadRelated => "load_related",
            Self::Plateau => "plateau",
            Self::Step => "step",
            Self::Inconclusive => "inconclusive",
            Self::Insufficient => "insufficient",
        }
    }

    /// Whether the verdict is about a rise that is a leak or may be one.
    pub fn is_rise(self) -> bool {
        matches!(self, Self::Leak | Self::Suspect)
    }

    /// Whether the verdict is that the series is undecidable.
    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Inconclusive | Self::Insufficient)
    }
}

/// The form of a rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    Steady,
    Accelerating,
    Slowing,
    Steps,
    RegularSteps,
    /// The low points of a sawtooth rise.
    RisingFloor,
    Sawtooth,
    Step,
    Ended,
}

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Accelerating => "accelerating",
            Self::Slowing => "slowing",
            Self::Steps => "steps",
            Self::RegularSteps => "regular_steps",
            Self::RisingFloor => "rising_floor",
            Self::Sawtooth => "sawtooth",
            Self::Step => "step",
            Self::Ended => "ended",
        }
    }
}

/// How soon a leak reaches its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    Negligible,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// By hours to the limit: under a day, a week, 30 days, a year.
    pub fn of_hours(hours: f64) -> Self {
        match hours {
            h if h < policy::CRITICAL_HOURS => Self::Critical,
            h if h < policy::HIGH_HOURS => Self::High,
            h if h < policy::MEDIUM_HOURS => Self::Medium,
            h if h < policy::LOW_HOURS => Self::Low,
            _ => Self::Negligible,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Negligible => "negligible",
        }
    }
}

impl Why {
    /// Whether something that did go down was disregarded: then nothing is reported about what was given back.
    pub fn ignores_falls(self) -> bool {
        matches!(
            self,
            Self::BetweenFalls
                | Self::IgnoringDips
                | Self::AcrossRestarts
                | Self::Joint
                | Self::Exhausted
                | Self::WorkingDays
                | Self::KeptAfterLoad
        )
    }
}

impl Why {
    /// Whether the reported growth is not read off the line.
    pub fn is_not_of_the_line(self) -> bool {
        matches!(self, Self::Joint | Self::AcrossRestarts)
    }
}

/// What decided the verdict, if the verdict alone does not say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Why {
    BeganRecently,
    BeforeRestart,
    SinceLastDrop,
    AfterJump,
    RisingAgain,
    /// Share of the rise that was given back.
    GivenBack(f64),
    CameDown,
    PartlyGivenBack,
    Wandering,
    TooMuchGivenBack,
    GivenBackAtOnce,
    LoadRoseToo,
    BusyHoursGrow,
    Slowing,
    /// It rises at similar rates between falls of something else.
    BetweenFalls,
    /// Short dips are disregarded.
    IgnoringDips,
    /// On working days; weekends are left out.
    WorkingDays,
    /// The level left after each restart grows.
    AcrossRestarts,
    /// It rose as long as a load lasted, and stayed when the load had gone.
    KeptAfterLoad,
    /// It reached its limit.
    Exhausted,
    /// Other counters corroborate it.
    Joint,
    /// It rose for less than an hour.
    TooShort,
    /// It came down at the very end.
    FellSince,
}
