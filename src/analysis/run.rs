//! What is known about one run of a series while it is judged: its samples, its reduced line, and what was found.
//!
//! Times are in seconds and strictly increasing; values are finite: [`super::clean`] ensures both.

use super::load::LoadStatus;
use super::stats;
use super::verdict::{Shape, Verdict, Why};
use serde::{Deserialize, Serialize};

/// Whether this is the whole run or a part of one: parts are not cut any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    Run,
    Part,
}

/// Equal upward steps that continue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Staircase {
    pub count: usize,
    /// Mean size of a step, and mean interval between two.
    pub size: f64,
    pub interval_secs: f64,
}

/// What was found in one run. Times are in seconds, as in the series; amounts are in its own unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    pub verdict: Verdict,
    pub shape: Option<Shape>,
    pub why: Option<Why>,
    /// The drift p-value that decided the verdict.
    pub p: f64,
    /// First and last time.
    pub first: f64,
    pub last: f64,
    pub start: f64,
    pub end: f64,
    /// Smallest and largest sample.
    pub low: f64,
    pub high: f64,
    /// The smallest change that matters.
    pub material: f64,
    pub load: LoadStatus,
    pub load_correlation: f64,
    pub daily_amplitude: Option<f64>,
    /// Whether the verdict is based on the floor, not on the medians.
    pub is_floor: bool,
    pub drops: usize,
    pub troughs: usize,
    pub growth: Option<f64>,
    pub max_drawdown: Option<f64>,
    /// The largest share of the growth that was given back at once, allowing for noise.
    pub given_back: Option<f64>,
    pub onset: Option<f64>,
    /// Slope of the last part over the mean slope.
    pub late: Option<f64>,
    pub stairs: Option<Staircase>,
    pub step_at: Vec<f64>,
    /// Where a part was cut off that decided by itself.
    pub cut_at: Option<f64>,
    /// The points that the slope is taken from.
    pub fit: Option<(Vec<f64>, Vec<f64>)>,
}

impl Run {
    pub fn span(&self) -> f64 {
        self.last - self.first
    }

    /// A run with too few samples.
    pub(super) fn unknown(t: &[f64]) -> Self {
        Self {
            verdict: Verdict::Insufficient,
            shape: None,
            why: None,
            p: 1.0,
            first: t.first().copied().unwrap_or(0.0),
            last: t.last().copied().unwrap_or(0.0),
            start: f64::NAN,
            end: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
            material: 0.0,
            load: LoadStatus::None,
            load_correlation: 0.0,
            daily_amplitude: None,
            is_floor: false,
            drops: 0,
            troughs: 0,
            growth: None,
            max_drawdown: None,
            given_back: None,
            onset: None,
            late: None,
            stairs: None,
            step_at: Vec::new(),
            cut_at: None,
            fit: None,
        }
    }

    /// The same run with the ends and extremes of these samples, from which its points were made.
    pub(super) fn of_samples(mut self, s: Samples<'_>) -> Self {
        (self.first, self.last) = (s.t[0], s.t[s.t.len() - 1]);
        (self.low, self.high) = stats::extent(s.v);
        self
    }

    /// Whether load explains it, or may explain it.
    pub(super) fn is_explained_by_load(&self) -> bool {
        self.load != LoadStatus::None
    }

    /// Whether load or the time of day explains a part of it.
    pub(super) fn is_explained(&self) -> bool {
        self.is_explained_by_load() || self.daily_amplitude.is_some()
    }

    pub(super) fn with(mut self, verdict: Verdict, why: Option<Why>) -> Self {
        self.verdict = verdict;
        self.why = why.or(self.why);
        self
    }
}

/// Samples of one run.
#[derive(Clone, Copy)]
pub struct Samples<'a> {
    pub t: &'a [f64],
    pub v: &'a [f64],
    pub load: Option<&'a [f64]>,
    /// Seconds by which local time is ahead of the times.
    pub local_secs: f64,
}

impl<'a> Samples<'a> {
    /// Without a load, in UTC.
    pub(super) fn of(t: &'a [f64], v: &'a [f64]) -> Self {
        Self { t, v, load: None, local_secs: 0.0 }
    }

    pub(super) fn from(self, index: usize) -> Self {
        Self { t: &self.t[index..], v: &self.v[index..], load: self.load.map(|l| &l[index..]), ..self }
    }
}

/// A reduced line and what is known about it.
#[derive(Clone, Copy)]
pub struct Rise<'a> {
    /// Times, in seconds, of the points that count (only the quiet hours if there is a daily cycle).
    pub t: &'a [f64],
    /// Smoothed values.
    pub y: &'a [f64],
    /// Values as they came from the buckets, adjusted but not smoothed again.
    pub raw: &'a [f64],
    pub sigma: f64,
    pub quantum: f64,
    /// The verdict if nothing rises.
    pub base: Verdict,
    /// Slope of the busy hours, if there is a daily cycle.
    pub busy_slope: Option<f64>,
    /// The samples behind the points, if the points were not adjusted.
    pub samples: Option<Samples<'a>>,
    pub depth: Depth,
}
