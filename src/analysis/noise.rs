//! Noise, ends and range of a reduced series.
//!
//! Values contain no NaN; a gap between two points goes unnoticed and counts as one step.

use super::{policy, stats};

/// Standard deviation of a single point from second differences, which are insensitive to trends, steps and slow waves.
pub fn sigma(values: &[f64], floor: f64) -> f64 {
    if values.len() < policy::NOISE_POINTS {
        return floor;
    }
    let second: Vec<f64> = values.windows(3).map(|w| w[1] - (w[2] + w[0]) / 2.0).collect();
    (stats::mad_sigma(&second) / 1.5_f64.sqrt()).max(floor)
}

/// Medians of the first and the last points.
pub fn ends(values: &[f64]) -> (f64, f64) {
    let width = end_width(values.len());
    (stats::median(&values[..width]), stats::median(&values[values.len() - width..]))
}

/// Like [`ends`], but of the running median over `smooth` (odd) points, without computing the rest of it. There must be
/// at least `smooth` points.
pub fn smoothed_ends(values: &[f64], smooth: usize) -> (f64, f64) {
    let (n, width) = (values.len(), end_width(values.len()));
    let near = (width + smooth).min(n);
    let (first, last) =
        (stats::running_median(&values[..near], smooth), stats::running_median(&values[n - near..], smooth));
    (stats::median(&first[..width]), stats::median(&last[near - width..]))
}

fn end_width(count: usize) -> usize {
    ((count as f64 * policy::END_SHARE).round_ties_even() as usize).max(2).min(count)
}

/// The range without the outermost 2 % on either side.
pub fn range(values: &[f64]) -> f64 {
    if values.len() <= ENDS_ALONE {
        return range_of_few(values);
    }
    stats::quantile(values, 1.0 - policy::OUTLIERS) - stats::quantile(values, policy::OUTLIERS)
}

/// Up to this many values, a quantile of [`policy::OUTLIERS`] lies between the outermost two on its side.
const ENDS_ALONE: usize = (1.0 / policy::OUTLIERS) as usize;

/// Like [`range`], from the outermost two values on either side.
fn range_of_few(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let (mut lowest, mut low) = (f64::INFINITY, f64::INFINITY);
    let (mut highest, mut high) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for v in values {
        low = low.min(lowest.max(*v));
        lowest = lowest.min(*v);
        high = high.max(highest.min(*v));
        highest = highest.max(*v);
    }
    let last = (values.len() - 1) as f64;
    let (from, to) = (policy::OUTLIERS * last, (1.0 - policy::OUTLIERS) * last);
    let upper = high + (highest - high) * (to - to.floor());
    upper - (lowest + (low - lowest) * (from - from.floor()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_few_values_is_that_of_quantiles() {
        for n in 1..80_usize {
            let values: Vec<f64> = (0..n).map(|i| ((i * 7919 + n) % 23) as f64 - 5.5).collect();
            let of = |share| stats::quantile(&values, share);
            assert_eq!(range(&values), of(1.0 - policy::OUTLIERS) - of(policy::OUTLIERS), "{values:?}");
        }
    }
}
