//! Memory that is kept after the load that took it has gone: the article's own proof of a leak.

use super::context::Context;
use super::judge::Judgement;
use super::loads::Beside;
use super::{Verdict, noise, policy, stats};
use crate::model::Counter;
use std::ops::Range;

impl Context<'_> {
    /// Makes a pool that stopped rising a leak if it rose throughout one stretch of a load and afterwards kept what it
    /// had taken. Returns that load.
    pub(super) fn keep_after_load<'a>(&self, judgement: &mut Judgement, beside: &[Beside<'a>]) -> Option<&'a Counter> {
        let can_be = matches!(judgement.verdict(), Verdict::Plateau | Verdict::Step | Verdict::LoadRelated);
        if !can_be || !judgement.restarts.is_empty() {
            return None;
        }
        for b in beside.iter().filter(|b| !b.load.piles_up(self)) {
            let (points, Some(worked)) = (&b.points, b.worked()) else { continue };
            let smooth = stats::running_median(&points.v, policy::SMOOTH);
            if let Some(rise) = rise_with(&points.t, &smooth, &worked) {
                let kept_secs = points.t[points.t.len() - 1] - points.t[rise.end - 1];
                judgement.keep(rise, (&points.t, &points.v), kept_secs);
                return Some(b.load.counter);
            }
        }
        None
    }
}

/// The stretch of load throughout which the series rose, and after which it kept what it had taken.
fn rise_with(t: &[f64], y: &[f64], load: &[f64]) -> Option<Range<usize>> {
    let n = y.len();
    if n < policy::KEPT_POINTS {
        return None;
    }
    let (start, end) = noise::ends(y);
    let growth = end - start;
    if growth < policy::KEPT_GROWTH * start.abs() {
        return None;
    }
    let load = stats::running_median(load, policy::SMOOTH);
    let (low, high) = (stats::quantile(&load, 0.05), stats::quantile(&load, 0.95));
    let level = |i: usize| (load[i] - low) / (high - low).max(f64::MIN_POSITIVE);
    let is_there = |i: &usize| level(*i) > policy::KEPT_LOAD_GONE;
    let busy = (0..n).find(is_there)?..(0..n).rfind(is_there)? + 1;
    let span = t[n - 1] - t[0];
    let gone = t[n - 1] - t[busy.end - 1];
    if gone < (policy::KEPT_GONE_SHARE * span).max(policy::KEPT_GONE_SECS) || busy.len() < policy::PART_SAMPLES {
        return None;
    }
    let levels: Vec<f64> = busy.clone().map(level).collect();
    let is_between = |i: &usize| (policy::KEPT_LOAD_LOW..policy::KEPT_LOAD_THERE).contains(&level(*i));
    let is_one_stretch = stats::median(&levels) > policy::KEPT_LOAD_THERE
        && (0..n).filter(is_between).count() as f64 <= policy::KEPT_LOAD_BETWEEN * n as f64;
    let held = |i: usize| (y[i] - start) / growth;
    let began = held(busy.start);
    let at_end = held(busy.end - 1);
    let least = (busy.end..n).map(held).fold(f64::INFINITY, f64::min);
    let at = |share: f64| held(busy.start + ((busy.len() - 1) as f64 * share) as usize);
    let jump = busy.clone().skip(1).map(|i| held(i) - held(i - 1)).fold(0.0, f64::max);
    let rose_throughout = at_end - at(0.5) >= policy::KEPT_SECOND_HALF
        && at_end - at(0.75) >= policy::KEPT_LAST_QUARTER
        && jump <= policy::KEPT_JUMP;
    let is_kept = began < 1.0 - policy::KEPT_SHARE && at_end >= policy::KEPT_SHARE && least >= policy::KEPT_SHARE;
    (is_one_stretch && rose_throughout && is_kept).then_some(busy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: usize = 200;

    fn found(pool: impl Fn(f64) -> f64) -> Option<Range<usize>> {
        let t: Vec<f64> = (0..N).map(|i| i as f64 * 600.0).collect();
        let load: Vec<f64> = (0..N).map(|i| if (40..120).contains(&i) { 900.0 } else { 12.0 }).collect();
        let y: Vec<f64> = (0..N).map(|i| 1000.0 + pool(((i as f64 - 40.0) / 80.0).clamp(0.0, 1.0))).collect();
        rise_with(&t, &y, &load)
    }

    #[test]
    fn what_rises_as_long_as_the_load_lasts_and_stays_is_kept_and_a_warm_up_is_not() {
        let busy = found(|done| 400.0 * done).expect("kept");
        assert!((39..42).contains(&busy.start) && (119..122).contains(&busy.end), "{busy:?}");
        assert_eq!(found(|done| 400.0 * (1.0 - (-done * 5.0).exp())), None);
        assert_eq!(found(|done| if done > 0.3 { 400.0 } else { 0.0 }), None);
        assert_eq!(found(|done| if done < 1.0 { 400.0 * done } else { 0.0 }), None);
        assert_eq!(found(|done| 20.0 * done), None);
    }
}
