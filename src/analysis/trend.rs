//! The interval of a linear trend in noise of unknown memory.
//!
//! White noise, noise that is remembered for a while, and a random walk give intervals that differ by a factor of a
//! hundred, and a short series does not show which of them it has. So every one of a grid of models is fitted (a
//! first-order autoregression that may be a random walk, observed through white noise; restricted likelihood by a
//! Kalman filter), and the interval is that of their mixture, each weighted by how well it fits. The prior favours
//! random walks, so that noise that looks tame for a while does not make the interval narrow. Means of a few stretches
//! are fitted, not points: the error of a slope depends on how the noise wanders over long times, and its fast part
//! says nothing about that. After Müller & Watson 2017, with a prior over the persistence.
//!
//! Times are strictly increasing and values contain no NaN. With fewer than four points the interval is unbounded.

use super::{buckets, policy, stats};
use serde::{Deserialize, Serialize};

/// A rate, per unit of time, with a 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slope {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// Memory of the noise: the share left after one usual step. 1 is a random walk.
const MEMORIES: [f64; 10] = [0.3, 0.5, 0.65, 0.8, 0.88, 0.93, 0.96, 0.98, 0.99, 1.0];
/// Ratio of the variance of the remembered steps to that of the white noise.
const RATIOS: [f64; 8] = [3.35e-4, 2.48e-3, 1.11e-2, 4.98e-2, 0.223, 1.0, 4.48, f64::INFINITY];

/// One fitted model.
struct Fit {
    slope: f64,
    deviation: f64,
    likelihood: f64,
}

/// Fits a model to the series, by generalised least squares on level and slope.
fn fit(x: &[f64], y: &[f64], steps: &[f64], memory: f64, ratio: f64) -> Option<Fit> {
    let is_walk = memory >= 1.0;
    let noise = if ratio.is_infinite() { 0.0 } else { 1.0 };
    let step = if ratio.is_infinite() { 1.0 } else { ratio };
    let usual = if is_walk { step } else { step / (1.0 - memory * memory) };
    let (mut variance, mut state) = (usual, [0.0; 3]);
    let (mut yy, mut y1, mut yx, mut s11, mut s1x, mut sxx, mut logs) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for i in 0..y.len() {
        if i > 0 {
            let kept = if is_walk { 1.0 } else { memory.powf(steps[i - 1]) };
            let added = if is_walk { step * steps[i - 1] } else { usual * (1.0 - kept * kept) };
            state = state.map(|s| s * kept);
            variance = variance * kept * kept + added;
        }
        let total = (variance + noise).max(1e-12);
        let seen = [y[i] - state[0], 1.0 - state[1], x[i] - state[2]];
        yy += seen[0] * seen[0] / total;
        y1 += seen[0] * seen[1] / total;
        yx += seen[0] * seen[2] / total;
        s11 += seen[1] * seen[1] / total;
        s1x += seen[1] * seen[2] / total;
        sxx += seen[2] * seen[2] / total;
        logs += total.ln();
        let gain = variance / total;
        for (s, e) in state.iter_mut().zip(seen) {
            *s += gain * e;
        }
        variance *= 1.0 - gain;
    }
    let determinant = s11 * sxx - s1x * s1x;
    if determinant <= 0.0 {
        return None;
    }
    let slope = (s11 * yx - s1x * y1) / determinant;
    let level = (sxx * y1 - s1x * yx) / determinant;
    let freedom = y.len() as f64 - 2.0;
    let scale = (yy - level * y1 - slope * yx).max(1e-300) / freedom;
    let likelihood = -0.5 * (logs + determinant.ln() + freedom * scale.ln());
    Some(Fit { slope, deviation: (s11 / determinant * scale).sqrt(), likelihood })
}

/// The slope of a series. `quantum` bounds the noise from below.
pub fn slope(t: &[f64], y: &[f64], quantum: f64) -> Slope {
    let robust = stats::theil_sen(t, y);
    let (times, means): (Vec<f64>, Vec<f64>);
    let (t, y) = if y.len() > policy::TREND_STRETCHES {
        let ranges = buckets::ranges(t, policy::TREND_STRETCHES);
        (times, means) = ranges.into_iter().map(|r| (stats::mean(&t[r.clone()]), stats::mean(&y[r]))).unzip();
        (times.as_slice(), means.as_slice())
    } else {
        (t, y)
    };
    let n = y.len();
    let span = if n > 1 { t[n - 1] - t[0] } else { 0.0 };
    let unknown = Slope { value: robust, low: f64::NEG_INFINITY, high: f64::INFINITY };
    if n < policy::SLOPE_POINTS || span <= 0.0 {
        return unknown;
    }
    let usual = stats::median_of(&mut t.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>());
    let steps: Vec<f64> = t.windows(2).map(|w| (w[1] - w[0]) / usual).collect();
    let middle = stats::mean(t);
    let x: Vec<f64> = t.iter().map(|t| (t - middle) / span).collect();
    // around the robust line, so that large levels cost no precision
    let base = stats::median(y);
    let rest: Vec<f64> = t.iter().zip(y).map(|(t, y)| y - base - robust * (t - middle)).collect();
    let mut fits: Vec<Fit> = fit(&x, &rest, &steps, 0.0, 0.0).into_iter().collect();
    for memory in MEMORIES {
        for ratio in RATIOS {
            let (prior, wider) =
                if memory >= 1.0 { (policy::WALK_PRIOR, policy::RANDOM_WALK_INFLATION) } else { (0.0, 1.0) };
            fits.extend(fit(&x, &rest, &steps, memory, ratio).map(|f| Fit {
                likelihood: f.likelihood + prior,
                deviation: f.deviation * wider,
                ..f
            }));
        }
    }
    let best = fits.iter().map(|f| f.likelihood).fold(f64::NEG_INFINITY, f64::max);
    if !best.is_finite() {
        return unknown;
    }
    let spread: f64 = x.iter().map(|x| x * x).sum();
    let least = quantum / policy::QUANTA_PER_RESIDUAL / spread.sqrt();
    let mut models: Vec<(f64, f64, f64)> = fits
        .iter()
        .map(|f| ((f.likelihood - best).exp(), f.slope, f.deviation.max(least)))
        .filter(|(weight, ..)| *weight > policy::MODEL_WEIGHT_LEAST)
        .collect();
    let all: f64 = models.iter().map(|m| m.0).sum();
    models.iter_mut().for_each(|m| m.0 /= all);
    let freedom = (n - 2) as f64;
    let below = |z: f64| -> f64 { models.iter().map(|(w, slope, d)| w * t_below((z - slope) / d, freedom)).sum() };
    let reach = models.iter().map(|(_, slope, d)| slope.abs() + 50.0 * d).fold(0.0, f64::max);
    let quantile = |share: f64| {
        let (mut low, mut high) = (-reach, reach);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            if below(middle) < share { low = middle } else { high = middle }
        }
        (low + high) / 2.0
    };
    let at = |share: f64| robust + quantile(share) / span;
    // if the robust line and the models disagree, either may be right
    Slope { value: robust.clamp(at(0.25), at(0.75)), low: at(0.025).min(robust), high: at(0.975).max(robust) }
}

/// P(T < t) of Student's t, by the normal approximation of Wallace 1959: accurate to 0.01 from 2 degrees of freedom.
fn t_below(t: f64, freedom: f64) -> f64 {
    let z = (freedom * (t * t / freedom).ln_1p()).sqrt() * (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0);
    stats::normal_below(if t < 0.0 { -z } else { z })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_is_as_in_the_tables() {
        // scipy.stats.t.cdf
        for (t, freedom, expected) in
            [(2.0, 5.0, 0.949_030), (-1.0, 3.0, 0.195_501), (12.706, 30.0, 1.0), (4.303, 2.0, 0.975_001)]
        {
            assert!((t_below(t, freedom) - expected).abs() < 0.01, "{t} {freedom}");
        }
    }

    #[test]
    fn noise_that_wanders_widens_the_interval_and_white_noise_does_not() {
        let t: Vec<f64> = (0..200).map(f64::from).collect();
        let white: Vec<f64> = (0..200).map(|i| f64::from(i * 37 % 101) / 50.0 - 1.0).collect();
        let mut walk = vec![0.0; 200];
        for i in 1..200 {
            walk[i] = walk[i - 1] + white[i];
        }
        let (white, walk) = (slope(&t, &white, 0.0), slope(&t, &walk, 0.0));
        let width = |s: Slope| s.high - s.low;
        assert!(white.low < 0.0 && white.high > 0.0 && width(white) < 0.02, "{white:?}");
        assert!(width(walk) > 3.0 * width(white), "{walk:?} {white:?}");
    }

    #[test]
    fn a_straight_line_has_its_slope_and_hardly_an_interval() {
        let t: Vec<f64> = (0..100).map(|i| f64::from(i) * 60.0).collect();
        let y: Vec<f64> = t.iter().map(|t| 1e9 + 3.0 * t).collect();
        let found = slope(&t, &y, 4096.0);
        assert!((found.value - 3.0).abs() < 1e-6 && found.low < 3.0 && found.high > 3.0, "{found:?}");
        assert!(found.high - found.low < 0.2, "{found:?}");
        assert!(slope(&t[..3], &y[..3], 1.0).low.is_infinite());
    }
}
