//! Buckets: a long series as at most [`policy::POINTS_MOST`] points of equal time, each a median or a low quantile.
//!
//! Times rise strictly, values hold no NaN; a bucket that a gap leaves empty gives no point.

use super::{policy, stats};

/// What a bucket shows of its samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduce {
    /// The median.
    Median,
    /// What the counter falls back to: the quantile [`policy::FLOOR_QUANTILE`].
    Floor,
}

/// Points of a reduced series.
pub struct Points {
    pub t: Vec<f64>,
    pub v: Vec<f64>,
    pub load: Option<Vec<f64>>,
}

/// Which of `count` equal stretches of `first..=last` a time lies in.
pub fn bucket_of(t: f64, first: f64, last: f64, count: usize) -> usize {
    (((t - first) / (last - first) * count as f64) as usize).min(count - 1)
}

/// The ranges of samples in each of `count` equal stretches of time; empty ones are left out. Times rise.
pub fn ranges(t: &[f64], count: usize) -> Vec<std::ops::Range<usize>> {
    let (first, last) = (t[0], t[t.len() - 1]);
    let mut ranges = Vec::with_capacity(count);
    let mut start = 0;
    while start < t.len() {
        let here = bucket_of(t[start], first, last, count);
        let end = start + t[start..].partition_point(|x| bucket_of(*x, first, last, count) <= here);
        ranges.push(start..end);
        start = end;
    }
    ranges
}

/// The median of what is present; NaN where nothing is.
fn present_median(values: &[f64]) -> f64 {
    let mut present: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if present.is_empty() { f64::NAN } else { stats::median_of(&mut present) }
}

/// Reduces a series. In the middle view a short one stays as it is.
pub fn reduce(t: &[f64], v: &[f64], load: Option<&[f64]>, show: Reduce) -> Points {
    let n = v.len();
    let count = match show {
        Reduce::Median => policy::POINTS_MOST,
        Reduce::Floor => policy::POINTS_MOST.min(n / policy::FLOOR_SAMPLES),
    };
    if n <= count && show == Reduce::Median {
        return Points { t: t.to_vec(), v: v.to_vec(), load: load.map(<[f64]>::to_vec) };
    }
    let ranges = ranges(t, count.max(1));
    let mut bucket = Vec::new();
    let value = |r: &std::ops::Range<usize>| match show {
        Reduce::Median => stats::median(&v[r.clone()]),
        Reduce::Floor => {
            bucket.clear();
            bucket.extend_from_slice(&v[r.clone()]);
            let rank = ((bucket.len() - 1) as f64 * policy::FLOOR_QUANTILE) as usize;
            *bucket.select_nth_unstable_by(rank, f64::total_cmp).1
        }
    };
    Points {
        t: ranges.iter().map(|r| stats::mean(&t[r.clone()])).collect(),
        v: ranges.iter().map(value).collect(),
        load: load.map(|l| ranges.iter().map(|r| present_median(&l[r.clone()])).collect()),
    }
}
