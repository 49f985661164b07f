//! Small statistics: medians, quantiles, running medians, Theil–Sen, Student's t.
//!
//! Slices may be in any order unless said otherwise and hold no NaN. Empty slices give 0.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc;

/// Consistency factor of the median absolute deviation for normal data.
const MAD_NORMAL: f64 = 1.4826;

/// The median; the mean of the middle two for an even count.
pub fn median(values: &[f64]) -> f64 {
    median_of(&mut values.to_vec())
}

/// The median of a slice that may be reordered.
pub fn median_of(values: &mut [f64]) -> f64 {
    let n = values.len();
    if n == 0 {
        return 0.0;
    }
    let (low, upper, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    let upper = *upper;
    if n % 2 == 1 {
        return upper;
    }
    let lower = low.iter().copied().max_by(f64::total_cmp).unwrap_or(upper);
    (lower + upper) / 2.0
}

/// The quantile by linear interpolation (Hyndman and Fan's type 7, numpy's default).
pub fn quantile(values: &[f64], share: f64) -> f64 {
    quantile_of(&mut values.to_vec(), share)
}

/// The quantile of a slice that may be reordered.
pub fn quantile_of(values: &mut [f64], share: f64) -> f64 {
    let n = values.len();
    if n == 0 {
        return 0.0;
    }
    let position = share * (n - 1) as f64;
    let index = position.floor() as usize;
    let (_, low, above) = values.select_nth_unstable_by(index, f64::total_cmp);
    let low = *low;
    let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    low + (high - low) * (position - index as f64)
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Standard deviation of the values themselves (divisor n).
pub fn deviation(values: &[f64]) -> f64 {
    let m = mean(values);
    mean(&values.iter().map(|v| (v - m) * (v - m)).collect::<Vec<_>>()).sqrt()
}

/// Pearson's correlation; 0 where one side does not vary.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (ma, mb) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - ma) * (y - mb);
        aa += (x - ma) * (x - ma);
        bb += (y - mb) * (y - mb);
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

/// Median absolute deviation from the median, as a standard deviation of normal data.
pub fn mad_sigma(values: &[f64]) -> f64 {
    let middle = median(values);
    MAD_NORMAL * median_of(&mut values.iter().map(|v| (v - middle).abs()).collect::<Vec<_>>())
}

/// Running median over `width` (odd) points, narrower at the ends. Unchanged where there are fewer points.
pub fn running_median(values: &[f64], width: usize) -> Vec<f64> {
    if values.len() < width {
        return values.to_vec();
    }
    let half = width / 2;
    let window = |i: usize| &values[i.saturating_sub(half)..(i + half + 1).min(values.len())];
    (0..values.len()).map(|i| median(window(i))).collect()
}

/// Fills dips narrower than `width` (odd): the running minimum of the running maximum.
pub fn closing(values: &[f64], width: usize) -> Vec<f64> {
    let half = width / 2;
    let running = |v: &[f64], pick: fn(f64, f64) -> f64| -> Vec<f64> {
        let window = |i: usize| v[i.saturating_sub(half)..(i + half + 1).min(v.len())].iter().copied();
        (0..v.len()).map(|i| window(i).reduce(pick).unwrap_or(v[i])).collect()
    };
    running(&running(values, f64::max), f64::min)
}

/// The Theil–Sen slope: the median of the slopes of all pairs (Sen 1968). Times rise. Quadratic in the points.
pub fn theil_sen(times: &[f64], values: &[f64]) -> f64 {
    let n = values.len();
    let mut slopes = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    for i in 0..n {
        for j in i + 1..n {
            slopes.push((values[j] - values[i]) / (times[j] - times[i]));
        }
    }
    median_of(&mut slopes)
}

/// P(T > t) of Student's t with `freedom` degrees of freedom (> 0).
pub fn t_upper_tail(t: f64, freedom: f64) -> f64 {
    if t.is_nan() {
        // nothing varies, or too much to be counted: no evidence either way
        return 0.5;
    }
    let tail = 0.5 * beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t));
    if t > 0.0 { tail } else { 1.0 - tail }
}

/// P(Z < z) of a standard normal.
pub fn normal_below(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// The 97.5 % quantile of Student's t with `freedom` degrees of freedom, at least 1.
pub fn t_quantile_975(freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom.max(1.0)).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975))
}

/// Largest fall from a running maximum.
pub fn max_drawdown(values: &[f64]) -> f64 {
    let mut high = f64::NEG_INFINITY;
    values.iter().fold(0.0, |worst: f64, v| {
        high = high.max(*v);
        worst.max(high - v)
    })
}

/// The number of values before `at`, in ascending `times`.
pub fn before(times: &[f64], at: f64) -> usize {
    times.partition_point(|t| *t < at)
}
