//! Load: is a rise explained by a counter of work done?
//!
//! The series contains no NaN; a gap in the load is NaN, and is bridged by a straight line.

use super::{bend, policy, stats};
use serde::{Deserialize, Serialize};

/// What a load counter says about a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum LoadStatus {
    /// No load counter, or it does not explain the series.
    #[default]
    None,
    /// Its ups and downs explain those of the series; its contribution was removed.
    Adjusted,
    /// It also rose all the time: the two cannot be told apart.
    Collinear,
}

/// A series compared with its load.
pub struct Adjusted {
    pub status: LoadStatus,
    /// Without what the load contributed; empty unless it was removed.
    pub values: Vec<f64>,
    /// Correlation of what remains of the two after removing a parabola in time from each.
    pub partial_correlation: f64,
}

/// A load with each gap filled by a straight line. `None` if it does not vary, or if too little of it is present.
pub(super) fn filled(t: &[f64], load: &[f64]) -> Option<Vec<f64>> {
    let present: Vec<usize> = (0..load.len()).filter(|i| load[*i].is_finite()).collect();
    let first = *present.first()?;
    if (present.len() as f64) < policy::LOAD_PRESENT * load.len() as f64
        || present.iter().all(|i| load[*i] == load[first])
    {
        return None;
    }
    let mut out = load.to_vec();
    out[..first].fill(load[first]);
    for w in present.windows(2) {
        let (a, b) = (w[0], w[1]);
        for i in a + 1..b {
            out[i] = load[a] + (load[b] - load[a]) * (t[i] - t[a]) / (t[b] - t[a]);
        }
    }
    let last = present[present.len() - 1];
    out[last..].fill(load[last]);
    Some(out)
}

/// Whether load and series change together, from point to point or over a few points, in both halves: a load that
/// merely wanders alongside the series does so in one half at most.
fn moves_with(load: &[f64], y: &[f64]) -> bool {
    policy::LOAD_STRIDES.iter().any(|(stride, least)| {
        let changes = |v: &[f64]| -> Vec<f64> {
            let picked: Vec<f64> = v.chunks(*stride).map(stats::mean).collect();
            picked.windows(2).map(|w| w[1] - w[0]).collect()
        };
        let (a, b) = (changes(load), changes(y));
        let half = a.len() / 2;
        half >= policy::LOAD_CHANGES
            && stats::correlation(&a[..half], &b[..half]) > *least
            && stats::correlation(&a[half..], &b[half..]) > *least
    })
}

/// Removes the load's contribution from a series if the two fluctuate together.
pub fn adjust(t: &[f64], y: &[f64], load: Option<&[f64]>) -> Adjusted {
    let unchanged = |status, partial_correlation| Adjusted { status, values: Vec::new(), partial_correlation };
    let Some(load) = load.filter(|_| y.len() >= policy::LOAD_POINTS).and_then(|l| filled(t, l)) else {
        return unchanged(LoadStatus::None, 0.0);
    };
    let load = load.as_slice();
    let scale = stats::deviation(y).max(1e-300);
    let standard = |v: &[f64], deviation: f64| {
        let m = stats::mean(v);
        v.iter().map(|x| (x - m) / deviation).collect::<Vec<f64>>()
    };
    let x = standard(t, stats::deviation(t));
    let l = standard(load, stats::deviation(load));
    let yy = standard(y, scale);
    let basis = bend::orthogonal(&[vec![1.0; y.len()], x.clone(), x.iter().map(|x| x * x).collect()]);
    let without_time = |v: &[f64]| {
        let mut rest = v.to_vec();
        for b in &basis {
            let square: f64 = b.iter().map(|v| v * v).sum();
            let c = b.iter().zip(&rest).map(|(b, r)| b * r).sum::<f64>() / square.max(1e-300);
            rest.iter_mut().zip(b).for_each(|(r, b)| *r -= c * b);
        }
        rest
    };
    let (lr, yr) = (without_time(&l), without_time(&yy));
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let own = dot(&lr, &lr);
    let shared = dot(&lr, &yr);
    let partial = if own > 1e-9 * l.len() as f64 { shared / (own * dot(&yr, &yr).max(1e-300)).sqrt() } else { 0.0 };
    if partial > policy::LOAD_CORRELATION && moves_with(load, y) {
        let b = shared / own;
        let rest: Vec<f64> = yy.iter().zip(&l).map(|(y, l)| (y - b * l) * scale).collect();
        let back = stats::median(y) - stats::median(&rest);
        let values = rest.into_iter().map(|v| v + back).collect();
        return Adjusted { status: LoadStatus::Adjusted, values, partial_correlation: partial };
    }
    let together = stats::correlation(&l, &yy);
    let collinear = stats::correlation(&x, &l) > policy::LOAD_COLLINEAR && together > policy::LOAD_COLLINEAR && {
        // if the load explained the rise, its own ups and downs would show in it, as far as they are visible
        let rest: Vec<f64> = yr.iter().zip(&lr).map(|(y, l)| y - together * l).collect();
        dot(&rest, &rest) <= policy::LOAD_MAY_ADD * dot(&yr, &yr)
    };
    unchanged(if collinear { LoadStatus::Collinear } else { LoadStatus::None }, partial)
}
