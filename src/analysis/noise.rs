//! Noise, ends and range of a reduced series.
//!
//! Values hold no NaN; a gap between two points is not seen, and counts as one step.

use super::{policy, stats};

/// Standard deviation of a single point from second differences, which do not see trends, steps or slow waves.
pub fn sigma(values: &[f64], floor: f64) -> f64 {
    if values.len() < policy::NOISE_POINTS {
        return floor;
    }
    let second: Vec<f64> = values.windows(3).map(|w| w[1] - (w[2] + w[0]) / 2.0).collect();
    (stats::mad_sigma(&second) / 1.5_f64.sqrt()).max(floor)
}

/// Medians of the first and the last points.
pub fn ends(values: &[f64]) -> (f64, f64) {
    let n = values.len();
    let width = ((n as f64 * policy::END_SHARE).round_ties_even() as usize).max(2).min(n);
    (stats::median(&values[..width]), stats::median(&values[n - width..]))
}

/// The range without the outermost 2 % on either side.
pub fn range(values: &[f64]) -> f64 {
    stats::quantile(values, 1.0 - policy::OUTLIERS) - stats::quantile(values, policy::OUTLIERS)
}
