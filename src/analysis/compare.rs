//! Before and after: did a change stop the rise of a pool, slow it, or begin it?
//!
//! Each side is judged separately; this module compares their verdicts and rates.

use super::buckets::{self, Reduce};
use super::trend::{Slope, slope};
use super::{Finding, Report, Verdict, clean};
use crate::model::Recording;
use crate::model::pools::Pool;

/// How a pool changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Stopped,
    Slower,
    Same,
    Faster,
    Began,
    /// No leak on either side.
    Calm,
    /// One side cannot be judged.
    Undecided,
    /// One side may leak.
    Unsure,
}

impl Change {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Slower => "slower",
            Self::Same => "same",
            Self::Faster => "faster",
            Self::Began => "began",
            Self::Calm => "calm",
            Self::Undecided => "cannot_tell",
            Self::Unsure => "unsure",
        }
    }
}

/// A pool before and after.
#[derive(Clone, Debug)]
pub struct Compared {
    pub pool: Pool,
    pub change: Change,
    pub findings: [Finding; 2],
    /// Bytes per hour on each side, with 95 % intervals: the Theil–Sen slope, or the verdict's own rate for a leak.
    pub rates: [Slope; 2],
    /// After minus before; the interval assumes that the two sides are independent.
    pub difference: Slope,
}

impl Compared {
    /// Which sides cannot be judged.
    pub fn is_undecided(&self) -> [bool; 2] {
        self.findings.each_ref().map(is_undecided)
    }
}

fn is_undecided(f: &Finding) -> bool {
    f.judgement.verdict().is_undecided() || f.judgement.too_short
}

/// One side: what was read and what was found.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    pub recording: &'a Recording,
    pub report: &'a Report,
}

/// Compares the pools that both sides have, the most informative result first.
pub fn compare(before: Side<'_>, after: Side<'_>) -> Vec<Compared> {
    let mut compared: Vec<Compared> = [Pool::Nonpaged, Pool::Paged]
        .into_iter()
        .filter_map(|pool| {
            let (a, b) = (before.report.pool(pool)?, after.report.pool(pool)?);
            let rates = [rate(before, a)?, rate(after, b)?];
            Some(of_pool(pool, [a, b], rates))
        })
        .collect();
    compared.sort_by_key(|c| match c.change {
        Change::Stopped | Change::Slower | Change::Same | Change::Faster | Change::Began => 0,
        Change::Unsure => 1,
        Change::Undecided => 2,
        Change::Calm => 3,
    });
    compared
}

/// How fast a pool changes, whatever the verdict.
fn rate(side: Side<'_>, finding: &Finding) -> Option<Slope> {
    let per_hour = |s: Slope| Slope { value: s.value * 3600.0, low: s.low * 3600.0, high: s.high * 3600.0 };
    if let Some(slope) = finding.slope_per_hour() {
        return Some(slope);
    }
    let counter = side.recording.counters.iter().find(|c| c.path == finding.path)?;
    let utc_ms = &side.recording.axis.utc_ms;
    let (t, v): (Vec<f64>, Vec<f64>) = counter.present().map(|(i, v)| (utc_ms[i] as f64 / 1000.0, v)).unzip();
    if t.len() < 2 || t[t.len() - 1] <= t[0] {
        return None;
    }
    let points = buckets::reduce(&t, &v, None, Reduce::Median);
    Some(per_hour(slope(&points.t, &points.v, clean::quantum(&v))))
}

fn of_pool(pool: Pool, [before, after]: [&Finding; 2], rates: [Slope; 2]) -> Compared {
    let half = |s: Slope| (s.high - s.low) / 2.0;
    let value = rates[1].value - rates[0].value;
    let width = half(rates[0]).hypot(half(rates[1]));
    let difference = Slope { value, low: value - width, high: value + width };
    let verdicts = [before, after].map(|f| f.judgement.verdict());
    let cannot = [before, after].map(is_undecided);
    let change = match verdicts {
        [Verdict::Leak, Verdict::Leak] if difference.high < 0.0 => Change::Slower,
        [Verdict::Leak, Verdict::Leak] if difference.low > 0.0 => Change::Faster,
        [Verdict::Leak, Verdict::Leak] => Change::Same,
        _ if cannot[0] || cannot[1] => Change::Undecided,
        [Verdict::Suspect, _] | [_, Verdict::Suspect] => Change::Unsure,
        [Verdict::Leak, _] => Change::Stopped,
        [_, Verdict::Leak] => Change::Began,
        _ => Change::Calm,
    };
    Compared { pool, change, findings: [before.clone(), after.clone()], rates, difference }
}
