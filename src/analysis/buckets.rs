//! Buckets: a long series reduced to at most [`policy::POINTS_MOST`] points that cover equal stretches of time, each a
//! median or a low quantile.
//!
//! Times are strictly increasing and values contain no NaN; a bucket left empty by a gap yields no point.

use super::{policy, stats};
use std::borrow::Cow;

/// How a bucket summarises its samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduce {
    /// The median.
    Median,
    /// The level the counter falls back to: the quantile [`policy::FLOOR_QUANTILE`].
    Floor,
}

/// Points of a reduced series; the series itself if it is short.
pub struct Points<'a> {
    pub t: Cow<'a, [f64]>,
    pub v: Cow<'a, [f64]>,
    pub load: Option<Cow<'a, [f64]>>,
}

impl Points<'_> {
    pub fn into_owned(self) -> Points<'static> {
        fn owned(values: Cow<'_, [f64]>) -> Cow<'static, [f64]> {
            values.into_owned().into()
        }
        Points { t: owned(self.t), v: owned(self.v), load: self.load.map(owned) }
    }
}

/// The index of the stretch that contains a time, out of `count` equal stretches of `first..=last`.
pub fn bucket_of(t: f64, first: f64, last: f64, count: usize) -> usize {
    (((t - first) / (last - first) * count as f64) as usize).min(count - 1)
}

/// The range of samples in each of `count` equal stretches of time, without the empty ones. Times are increasing.
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

/// The median of the finite values; NaN if there are none.
fn present_median(values: &[f64]) -> f64 {
    let mut present: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    if present.is_empty() { f64::NAN } else { stats::median_of(&mut present) }
}

/// Reduces a series. With [`Reduce::Median`], a short one is returned unchanged.
pub fn reduce<'a>(t: &'a [f64], v: &'a [f64], load: Option<&'a [f64]>, show: Reduce) -> Points<'a> {
    let n = v.len();
    let count = match show {
        Reduce::Median => policy::POINTS_MOST,
        Reduce::Floor => policy::POINTS_MOST.min(n / policy::FLOOR_SAMPLES),
    };
    if n <= count && show == Reduce::Median {
        return Points { t: t.into(), v: v.into(), load: load.map(Cow::Borrowed) };
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
