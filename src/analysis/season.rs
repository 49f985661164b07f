//! Season: removes a profile that repeats every day; the quiet hours then show the floor.
//!
//! Times are strictly increasing and values contain no NaN. The profile is 0 for a part of the day
//! without points.

use super::policy::{DAY, SEASON_DAYS};
use super::{policy, stats, swings};

/// A series without its daily profile.
pub struct Season {
    pub values: Vec<f64>,
    pub amplitude: f64,
    /// Whether each point lies in the third of the day with the lowest profile.
    pub quiet: Vec<bool>,
    /// ... or in the third with the highest.
    pub busy: Vec<bool>,
}

/// Finds a daily cycle; `None` if there is none, or if the log is too short to show one.
pub fn daily(t: &[f64], y: &[f64]) -> Option<Season> {
    let span = t.last()? - t.first()?;
    if span < SEASON_DAYS * DAY || y.len() < policy::SEASON_POINTS {
        return None;
    }
    let bins = (y.len() as f64 / (span / DAY)).clamp(policy::SEASON_BINS.0, policy::SEASON_BINS.1) as usize;
    let phase: Vec<f64> = t.iter().map(|x| (x - t[0]).rem_euclid(DAY) / DAY).collect();
    let bin: Vec<usize> = phase.iter().map(|p| ((p * bins as f64) as usize).min(bins - 1)).collect();
    let minus = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>();
    let detrended = |slope: f64| {
        let mut z: Vec<f64> = t.iter().zip(y).map(|(t, y)| y - slope * t).collect();
        let middle = stats::median(&z);
        z.iter_mut().for_each(|v| *v -= middle);
        z
    };
    let mut slope = stats::theil_sen(t, y);
    let mut profile = vec![0.0; bins];
    let mut fitted = vec![0.0; y.len()];
    for _ in 0..policy::SEASON_ROUNDS {
        let z = detrended(slope);
        for (k, p) in profile.iter_mut().enumerate() {
            let mut members: Vec<f64> = z.iter().zip(&bin).filter(|(_, b)| **b == k).map(|(z, _)| *z).collect();
            *p = stats::median_of(&mut members);
        }
        fitted = phase.iter().map(|p| around(&profile, *p)).collect();
        slope = stats::theil_sen(t, &minus(y, &fitted));
    }
    let z = detrended(slope);
    let mut rest = minus(&z, &fitted);
    let middle = stats::median(&rest);
    rest.iter_mut().for_each(|v| *v -= middle);
    let amplitude = range(&profile);
    let size = |v: &[f64]| v.iter().map(|x| x.abs()).sum::<f64>();
    let peaks = swings::swings(y, policy::SEASON_PEAK * amplitude.max(1e-300)).peaks().len();
    let days = (span / DAY) as usize;
    let is_season = size(&rest) < policy::SEASON_REST * size(&z)
        && day_before(t, &z) > policy::SEASON_REPEATS
        && peaks >= days.saturating_sub(1).max(2);
    if !is_season {
        return None;
    }
    let mut order: Vec<usize> = (0..bins).collect();
    order.sort_by(|a, b| profile[*a].total_cmp(&profile[*b]));
    let mut rank = vec![0; bins];
    for (position, k) in order.into_iter().enumerate() {
        rank[k] = position;
    }
    let third = (bins / policy::SEASON_PARTS).max(2);
    let mut values = minus(y, &fitted);
    let back = stats::median(y) - stats::median(&values);
    values.iter_mut().for_each(|v| *v += back);
    Some(Season {
        values,
        amplitude,
        quiet: bin.iter().map(|b| rank[*b] < third).collect(),
        busy: bin.iter().map(|b| rank[*b] >= bins - third).collect(),
    })
}

fn range(v: &[f64]) -> f64 {
    let (low, high) = stats::extent(v);
    high - low
}

/// The profile at a phase of the day (0..1), interpolated linearly between the centres of its bins, round the clock.
fn around(profile: &[f64], phase: f64) -> f64 {
    let n = profile.len();
    let position = phase * n as f64 - 0.5;
    let low = position.floor();
    let at = |k: f64| profile[(k as i64).rem_euclid(n as i64) as usize];
    at(low) + (at(low + 1.0) - at(low)) * (position - low)
}

/// Correlation of the series with itself a day before; 0 with too few points.
fn day_before(t: &[f64], z: &[f64]) -> f64 {
    let (mut now, mut then) = (Vec::new(), Vec::new());
    for (x, v) in t.iter().zip(z) {
        let at = x - DAY;
        if at >= t[0] {
            now.push(*v);
            let right = stats::before(t, at).clamp(1, t.len() - 1);
            let (a, b) = (t[right - 1], t[right]);
            then.push(z[right - 1] + (z[right] - z[right - 1]) * ((at - a) / (b - a)).clamp(0.0, 1.0));
        }
    }
    if now.len() > policy::SEASON_PAIRS { stats::correlation(&now, &then) } else { 0.0 }
}
