//! Small statistics: medians, quantiles, running medians, Theil–Sen, Student's t.
//!
//! Slices may be in any order unless stated otherwise, and contain no NaN. Empty slices give 0.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc;

/// Consistency factor of the median absolute deviation for normal data.
const MAD_NORMAL: f64 = 1.4826;

/// The median; the mean of the middle two for an even count.
pub fn median(values: &[f64]) -> f64 {
    match values {
        [one] => *one,
        [a, b] => (a + b) / 2.0,
        [a, b, c] => median_of_three(*a, *b, *c),
        _ => middle(values.len(), |rank| ranked(values, rank)),
    }
}

fn median_of_three(a: f64, b: f64, c: f64) -> f64 {
    a.min(b).max(a.max(b).min(c))
}

fn median_of_five([a, b, c, d, e]: [f64; 5]) -> f64 {
    // neither the smallest nor the largest of the first four
    median_of_three(a.min(b).max(c.min(d)), a.max(b).min(c.max(d)), e)
}

/// The median of a slice that may be reordered.
pub fn median_of(values: &mut [f64]) -> f64 {
    middle(values.len(), |rank| ranked_of(values, rank))
}

/// The quantile by linear interpolation (Hyndman and Fan's type 7, numpy's default).
pub fn quantile(values: &[f64], share: f64) -> f64 {
    interpolated(values.len(), share, |rank| ranked(values, rank))
}

/// The quantile of a slice that may be reordered.
pub fn quantile_of(values: &mut [f64], share: f64) -> f64 {
    interpolated(values.len(), share, |rank| ranked_of(values, rank))
}

/// The median of `n` values, given a function for the value of a rank and the one after it.
fn middle(n: usize, ranked: impl FnOnce(usize) -> (f64, f64)) -> f64 {
    if n == 0 {
        return 0.0;
    }
    let (lower, upper) = ranked((n - 1) / 2);
    if n % 2 == 1 { lower } else { (lower + upper) / 2.0 }
}

/// The quantile of `n` values, given a function for the value of a rank and the one after it.
fn interpolated(n: usize, share: f64, ranked: impl FnOnce(usize) -> (f64, f64)) -> f64 {
    if n == 0 {
        return 0.0;
    }
    let position = share * (n - 1) as f64;
    let rank = position.floor() as usize;
    let (low, high) = ranked(rank);
    low + (high - low) * (position - rank as f64)
}

/// The value of a rank (from 0) and the one after it, or the same value if there is none.
fn ranked(values: &[f64], rank: usize) -> (f64, f64) {
    /// Up to this many values need no heap memory.
    const VERY_FEW: usize = 8;
    const FEW: usize = 64;
    /// From this many values on, a sample of them shows where to look.
    const MANY: usize = 1 << 12;
    let n = values.len();
    if n <= VERY_FEW {
        return ranked_in::<VERY_FEW>(values, rank);
    }
    if n <= FEW {
        return ranked_in::<FEW>(values, rank);
    }
    if n >= MANY
        && let Some(found) = ranked_of_many(values, rank)
    {
        return found;
    }
    ranked_of(&mut values.to_vec(), rank)
}

/// Like [`ranked`], for up to `N` values.
fn ranked_in<const N: usize>(values: &[f64], rank: usize) -> (f64, f64) {
    let mut few = [0.0; N];
    few[..values.len()].copy_from_slice(values);
    ranked_of(&mut few[..values.len()], rank)
}

/// Like [`ranked`], for a slice that may be reordered.
fn ranked_of(values: &mut [f64], rank: usize) -> (f64, f64) {
    let (_, low, above) = values.select_nth_unstable_by(rank, f64::total_cmp);
    let low = *low;
    (low, above.iter().copied().min_by(f64::total_cmp).unwrap_or(low))
}

/// Like [`ranked`], for so many values that only those within a bracket taken from a sample of them are ordered; `None`
/// if the sample was misleading.
fn ranked_of_many(values: &[f64], rank: usize) -> Option<(f64, f64)> {
    let n = values.len();
    // with more values, a larger sample gives a narrower bracket: ordering a value costs more than reading it
    let count = if n < 1 << 16 { 512 } else { 4096 };
    // five standard errors of a share in the middle: 0.5 / √count each
    let margin = (2.5 * f64::from(count as u32).sqrt()).ceil() as usize;
    let step = n / count;
    // not at a fixed period: the places vary within each stretch
    let mut sampled: Vec<f64> = (0..count).map(|i| values[i * step + i * 7919 % step]).collect();
    sampled.sort_unstable_by(f64::total_cmp);
    let middle = rank * count / n;
    let low = middle.checked_sub(margin).map_or(f64::NEG_INFINITY, |at| sampled[at]);
    let high = sampled.get(middle + margin).copied().unwrap_or(f64::INFINITY);
    let below = values.iter().filter(|v| **v < low).count();
    if low == high {
        // a level that many of the values have
        let level = values.iter().filter(|v| **v == low).count();
        return (rank >= below && rank + 1 < below + level && low != 0.0).then_some((low, low));
    }
    let mut within: Vec<f64> = Vec::new();
    let mut kept = 0;
    for part in values.chunks(1 << 12) {
        within.resize(kept + part.len(), 0.0);
        // without branches, which would be unpredictable
        for v in part {
            within[kept] = *v;
            kept += usize::from((*v >= low) & (*v <= high));
        }
    }
    let at = rank.checked_sub(below).filter(|at| at + 1 < kept)?;
    Some(ranked_of(&mut within[..kept], at))
}

/// The smallest and the largest of some values; infinite if there are none.
pub fn extent(values: &[f64]) -> (f64, f64) {
    const LANES: usize = 8;
    if values.len() < 2 * LANES {
        let wider =
            |(low, high): (f64, f64), v: &f64| (if *v < low { *v } else { low }, if *v > high { *v } else { high });
        return values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), wider);
    }
    let (mut low, mut high) = ([f64::INFINITY; LANES], [f64::NEG_INFINITY; LANES]);
    let (parts, rest) = values.as_chunks::<LANES>();
    for part in parts {
        for i in 0..LANES {
            low[i] = if part[i] < low[i] { part[i] } else { low[i] };
            high[i] = if part[i] > high[i] { part[i] } else { high[i] };
        }
    }
    let all = |lanes: [f64; LANES], pick: fn(f64, f64) -> f64| lanes.iter().chain(rest).copied().reduce(pick);
    (all(low, f64::min).unwrap_or(f64::INFINITY), all(high, f64::max).unwrap_or(f64::NEG_INFINITY))
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Standard deviation of the values themselves (divisor n).
pub fn deviation(values: &[f64]) -> f64 {
    let m = mean(values);
    mean(&values.iter().map(|v| (v - m) * (v - m)).collect::<Vec<_>>()).sqrt()
}

/// Pearson's correlation; 0 if one side does not vary.
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

/// Median absolute deviation from the median, scaled to the standard deviation of normal data.
pub fn mad_sigma(values: &[f64]) -> f64 {
    let middle = median(values);
    MAD_NORMAL * median_of(&mut values.iter().map(|v| (v - middle).abs()).collect::<Vec<_>>())
}

/// Running median over `width` (odd) points, narrower at the ends. Unchanged if there are fewer points.
pub fn running_median(values: &[f64], width: usize) -> Vec<f64> {
    if values.len() < width {
        return values.to_vec();
    }
    let half = width / 2;
    let of_window = |window: &[f64]| match window {
        [a, b, c, d, e] => median_of_five([*a, *b, *c, *d, *e]),
        window => median(window),
    };
    let window = |i: usize| &values[i.saturating_sub(half)..(i + half + 1).min(values.len())];
    (0..values.len()).map(|i| of_window(window(i))).collect()
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

/// The Theil–Sen slope: the median of the slopes of all pairs (Sen 1968). Times are increasing. Quadratic in the number
/// of points, but only the slopes near the median are kept and ordered.
pub fn theil_sen(times: &[f64], values: &[f64]) -> f64 {
    /// Up to this many pairs are all ordered.
    const FEW: usize = 1 << 14;
    let n = values.len();
    let count = n * n.saturating_sub(1) / 2;
    let slope = |i: usize, j: usize| (values[j] - values[i]) / (times[j] - times[i]);
    if count > FEW
        && let Some(bracket) = slope_bracket(n, &slope)
        && let Some(median) = median_slope_within(times, values, bracket)
    {
        return median;
    }
    let mut slopes = Vec::with_capacity(count);
    for i in 0..n {
        slopes.extend((i + 1..n).map(|j| slope(i, j)));
    }
    median_of(&mut slopes)
}

/// Two slopes between which the median most likely lies, estimated from some of the pairs.
fn slope_bracket(n: usize, slope: &dyn Fn(usize, usize) -> f64) -> Option<(f64, f64)> {
    const SAMPLED: usize = 1024;
    /// Five standard errors of the share below the median: 0.5 / √1024 each.
    const MARGIN: usize = 80;
    /// A step that matches no period of the samples: that of the golden ratio.
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = 0_u64;
    let mut below = |most: usize| {
        state = state.wrapping_add(STEP);
        // the upper half is the best mixed
        let mixed = (state ^ (state >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (((mixed >> 32) * most as u64) >> 32) as usize
    };
    let mut sampled: Vec<f64> = (0..SAMPLED)
        .filter_map(|_| {
            let (a, b) = (below(n), below(n));
            (a != b).then(|| slope(a.min(b), a.max(b)))
        })
        .collect();
    sampled.sort_by(f64::total_cmp);
    let middle = sampled.len() / 2;
    let (low, high) = (*sampled.get(middle.checked_sub(MARGIN)?)?, *sampled.get(middle + MARGIN)?);
    (low.is_finite() && high.is_finite()).then_some((low, high))
}

/// The median slope, if it lies within the bracket: slopes below are counted, those within are ordered.
fn median_slope_within(times: &[f64], values: &[f64], (low, high): (f64, f64)) -> Option<f64> {
    /// Slopes that are closer than this to an end of the bracket may fall on either side by rounding: they belong
    /// inside.
    const ROUNDING: f64 = 1e-12;
    let (low, high) = (low - ROUNDING * low.abs(), high + ROUNDING * high.abs());
    let n = values.len();
    let mut pairs: Vec<[f64; 2]> = Vec::new();
    // many pairs of a flat line are level: they are counted, not ordered
    let (mut kept, mut below, mut level) = (0_usize, 0_usize, 0_usize);
    for i in 0..n {
        let (t, v) = (times[i], values[i]);
        if pairs.len() < kept + n {
            pairs.resize(kept + 8 * n, [0.0; 2]);
        }
        // without branches, which would be unpredictable
        let row = &mut pairs[kept..kept + n];
        let mut found = 0;
        for (time, value) in times[i + 1..].iter().zip(&values[i + 1..]) {
            let (dt, dv) = (time - t, value - v);
            let is_within = (dv >= low * dt) & (dv <= high * dt);
            let is_level = dv == 0.0;
            row[found] = [dv, dt];
            found += usize::from(is_within & !is_level);
            level += usize::from(is_within & is_level);
            below += usize::from(dv < low * dt);
        }
        kept += found;
    }
    pairs.truncate(kept);
    let mut within: Vec<f64> = pairs.iter().map(|[dv, dt]| dv / dt).collect();
    let falling = within.iter().filter(|slope| **slope < 0.0).count();
    let mut ranked = |rank: usize| {
        let at = rank.checked_sub(below)?;
        if (falling..falling + level).contains(&at) {
            return Some(0.0);
        }
        let at = if at < falling { at } else { at - level };
        (at < within.len()).then(|| *within.select_nth_unstable_by(at, f64::total_cmp).1)
    };
    let count = n * (n - 1) / 2;
    let (lower, upper) = (ranked((count - 1) / 2)?, ranked(count / 2)?);
    Some(if lower == upper { lower } else { (lower + upper) / 2.0 })
}

/// P(T > t) of Student's t with `freedom` degrees of freedom (> 0).
pub fn t_upper_tail(t: f64, freedom: f64) -> f64 {
    if t.is_nan() {
        // nothing varies, or the values overflow: no evidence either way
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the values and their number, ranks are the same as in the fully sorted values.
    #[test]
    fn ranks_of_many_are_those_of_all_in_order() {
        let mut seed = 7_u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 40) as f64 / f64::from(1 << 24)
        };
        for n in [1_usize, 2, 63, 64, 65, 4095, 4096, 5000, 60_000, 70_001] {
            let of = |f: &mut dyn FnMut(f64) -> f64| (0..n).map(|i| f(i as f64)).collect::<Vec<f64>>();
            for values in [
                of(&mut |_| noise()),
                of(&mut |i| i),
                of(&mut |i| -i),
                of(&mut |_| 5.0),
                of(&mut |_| 0.0),
                of(&mut |i| if (i as usize).is_multiple_of(3) { 0.0 } else { -0.0 }),
                of(&mut |i| f64::from(i as u32 % 7) * 4096.0),
                of(&mut |i| if i < 100.0 { -1e9 } else { 7.0 }),
                of(&mut |i| (i / 500.0).sin() * 1e6),
            ] {
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                for rank in [0, n / 50, n / 3, (n - 1) / 2, n / 2, n - n / 50 - 1, n - 1].map(|rank| rank.min(n - 1)) {
                    let (low, high) = ranked(&values, rank);
                    let expected = (sorted[rank], sorted[(rank + 1).min(n - 1)]);
                    assert_eq!((low.to_bits(), high.to_bits()), (expected.0.to_bits(), expected.1.to_bits()), "{n}");
                }
                assert_eq!(median(&values).to_bits(), median_of(&mut values.clone()).to_bits());
                assert_eq!(quantile(&values, 0.9).to_bits(), quantile_of(&mut values.clone(), 0.9).to_bits());
                assert_eq!(extent(&values), (sorted[0], sorted[n - 1]));
            }
        }
    }

    /// Only slopes near the median are ordered, and the median is the same as that of all slopes.
    #[test]
    fn the_slope_of_many_points_is_that_of_all_pairs() {
        let mut seed = 7_u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 40) as f64 / f64::from(1 << 24)
        };
        for n in [190, 401, 1000] {
            let times: Vec<f64> = (0..n).map(|i| f64::from(i) * 300.0).collect();
            let of = |f: &mut dyn FnMut(f64) -> f64| (0..n).map(|i| f(f64::from(i))).collect::<Vec<f64>>();
            for values in [
                of(&mut |i| 1e8 + i * 4096.0 + 1e6 * noise()),
                of(&mut |_| 5.0),
                of(&mut |i| i * 0.1),
                of(&mut |i| (i / 50.0).floor() * 4096.0),
                of(&mut |i| if i < 700.0 { 0.0 } else { noise() }),
                of(&mut |i| (i / 20.0).sin() * 1e9 - i),
                of(&mut |i| if i == 3.0 { f64::NAN } else { noise() }),
            ] {
                let pairs = (0..values.len()).flat_map(|i| (i + 1..values.len()).map(move |j| (i, j)));
                let mut all: Vec<f64> = pairs.map(|(i, j)| (values[j] - values[i]) / (times[j] - times[i])).collect();
                assert_eq!(theil_sen(&times, &values), median_of(&mut all));
            }
        }
    }
}
