//! Runs: the stretches between restarts, each judged on its own.
//!
//! Takes a cleaned series: no NaN, strictly increasing times. A gap alone is not a restart.

use super::clean::Series;
use super::{policy, stats};
use std::cell::LazyCell;

/// The median gap. A gap that more than half of them equal is the median, and takes no ordering.
pub fn usual_gap(t: &[f64]) -> f64 {
    let gaps = || t.iter().zip(t.get(1..).unwrap_or_default()).map(|(a, b)| b - a);
    let count = t.len().saturating_sub(1);
    let candidate = gaps().nth(count / 2).unwrap_or(0.0);
    let equal = gaps().filter(|gap| *gap == candidate).count();
    if equal > count / 2 { candidate } else { stats::median_of(&mut gaps().collect::<Vec<_>>()) }
}

/// The first sample of every run but the first. `known` are the times (s) of restarts that the log records; others are
/// detected where a gap as long as a reboot coincides with a sharp fall. `usual` is the median gap, if known.
pub fn restarts(s: &Series<'_>, known: &[f64], usual: Option<f64>) -> Vec<usize> {
    let (t, v) = (&s.t, &s.v);
    let mut cuts: Vec<usize> = known
        .iter()
        .map(|r| stats::before(t, r - policy::SAME_MOMENT_SECS))
        .filter(|i| (1..t.len()).contains(i))
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let gaps = || t.windows(2).map(|w| w[1] - w[0]);
    let (least, most) = gaps().fold((f64::INFINITY, 0.0_f64), |(a, b), g| (a.min(g), b.max(g)));
    if most <= policy::GAP_LEAST * least {
        // no gap stands out from the usual one, whichever that is
        return cuts;
    }
    let usual = usual.unwrap_or_else(|| usual_gap(t));
    let noise = LazyCell::new(|| {
        let steps: Vec<f64> = v.windows(2).map(|w| w[1] - w[0]).collect();
        if v.len() > policy::RESTART_SIDE { stats::mad_sigma(&steps) } else { 0.0 }
    });
    let is_pause = policy::GAP_LEAST * usual..=(policy::GAP_MOST * usual).max(policy::GAP_MOST_SECS);
    let mut known = std::mem::take(&mut cuts).into_iter().peekable();
    for i in 0..t.len().saturating_sub(1) {
        let gap = t[i + 1] - t[i];
        if gap <= *is_pause.start() || gap > *is_pause.end() {
            continue;
        }
        cuts.extend(std::iter::from_fn(|| known.next_if(|cut| *cut <= i)));
        let previous = cuts.last().copied().unwrap_or(0);
        if known.peek() == Some(&(i + 1)) || i + 1 - previous < policy::SAMPLES_BETWEEN {
            continue;
        }
        let last = stats::median(&v[(i + 1).saturating_sub(policy::RESTART_SIDE)..=i]);
        let next = stats::median(&v[i + 1..(i + 1 + policy::RESTART_SIDE).min(v.len())]);
        let fall = last - next;
        let floor = || stats::quantile(&v[previous..=i], policy::RUN_FLOOR);
        if fall > policy::FALL_OF_LEVEL * last
            && fall > policy::FALL_OF_GROWTH * (last - floor()).max(0.0)
            && fall > policy::FALL_OF_NOISE * *noise
        {
            cuts.push(i + 1);
        }
    }
    cuts.extend(known);
    cuts
}
