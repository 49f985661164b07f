//! The first step: finite values in time order, one for each moment.
//!
//! NaN and infinities are dropped, times are sorted, and the first of equal times is kept; a load may have gaps.

use super::{policy, stats};
use std::borrow::Cow;

/// A series ready to be judged.
#[derive(Clone, Debug)]
pub struct Series<'a> {
    /// Seconds, strictly rising.
    pub t: Cow<'a, [f64]>,
    pub v: Cow<'a, [f64]>,
    pub load: Option<Cow<'a, [f64]>>,
    /// Share of the given samples that had no value.
    pub missing: f64,
    /// Whether the samples were out of order: a circular log read in file order.
    pub is_wrapped: bool,
}

/// Drops values that are not finite, sorts by time, keeps the first of equal times. A non-finite load stays a gap.
pub fn clean<'a>(t: &'a [f64], v: &'a [f64], load: Option<&'a [f64]>) -> Series<'a> {
    let is_clean = t.len() == v.len()
        && all_finite(t)
        && all_finite(v)
        && t.windows(2).all(|w| w[0] < w[1])
        && load.is_none_or(|l| l.len() == t.len());
    if is_clean {
        return Series { t: t.into(), v: v.into(), load: load.map(Cow::Borrowed), missing: 0.0, is_wrapped: false };
    }
    let mut rows: Vec<usize> = (0..t.len().min(v.len())).filter(|i| t[*i].is_finite() && v[*i].is_finite()).collect();
    let finite = rows.len();
    rows.sort_by(|a, b| t[*a].total_cmp(&t[*b]));
    rows.dedup_by(|a, b| t[*a] == t[*b]);
    Series {
        t: rows.iter().map(|i| t[*i]).collect(),
        v: rows.iter().map(|i| v[*i]).collect(),
        load: load.map(|l| rows.iter().map(|i| l.get(*i).copied().unwrap_or(f64::NAN)).collect()),
        missing: if t.is_empty() { 0.0 } else { 1.0 - finite as f64 / t.len() as f64 },
        is_wrapped: t.windows(2).any(|w| w[1] < w[0]),
    }
}

/// Whether all values are finite, many at a time.
fn all_finite(values: &[f64]) -> bool {
    values.chunks(1024).all(|part| part.iter().fold(true, |all, v| all & v.is_finite()))
}

/// The smallest step the counter makes, such as a page or a handle, limited to what is plausible for the level.
pub fn quantum(v: &[f64]) -> f64 {
    let smallest = smallest_step(v);
    if smallest.is_infinite() {
        return 1.0;
    }
    // if all levels are high, the median is not needed: neither bound below depends on it
    let (lowest, highest) = stats::extent(v);
    let (low, high) = (lowest.max(-highest).max(0.0), highest.max(-lowest));
    if low > policy::LARGE_VALUE && smallest >= 1e-9 * high {
        return smallest.min(policy::QUANTUM_PAGE);
    }
    let level = stats::median_of(&mut v.iter().map(|x| x.abs()).collect::<Vec<_>>());
    let most = if level > policy::LARGE_VALUE { policy::QUANTUM_PAGE } else { policy::QUANTUM_SHARE * level.max(1e-9) };
    smallest.max(1e-9 * level.max(1.0)).min(most)
}

/// The smallest difference between neighbours that is not 0, many at a time; infinite if there is none.
fn smallest_step(v: &[f64]) -> f64 {
    const LANES: usize = 8;
    let nearer = |least: f64, a: f64, b: f64| {
        let step = (b - a).abs();
        if (step > 0.0) & (step < least) { step } else { least }
    };
    let (Some(next), Some(before)) = (v.get(1..), v.get(..v.len().saturating_sub(1))) else { return f64::INFINITY };
    let ((before, last), (next, last_next)) = (before.as_chunks::<LANES>(), next.as_chunks::<LANES>());
    let mut least = [f64::INFINITY; LANES];
    for (a, b) in before.iter().zip(next) {
        for i in 0..LANES {
            least[i] = nearer(least[i], a[i], b[i]);
        }
    }
    let rest = last.iter().zip(last_next).fold(f64::INFINITY, |least, (a, b)| nearer(least, *a, *b));
    least.into_iter().fold(rest, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_gaps_and_equal_times_are_put_right() {
        let s = clean(
            &[3.0, 1.0, 2.0, 2.0, 5.0],
            &[30.0, 10.0, 20.0, 21.0, f64::NAN],
            Some(&[3.0, f64::NAN, 2.0, 2.0, 5.0]),
        );
        assert_eq!((&*s.t, &*s.v), (&[1.0, 2.0, 3.0][..], &[10.0, 20.0, 30.0][..]));
        let load = s.load.expect("a load");
        assert!(load[0].is_nan() && load[1..] == [2.0, 3.0], "a gap stays a gap: {load:?}");
        assert!(s.is_wrapped);
        assert!((s.missing - 0.2).abs() < 1e-12);
    }

    #[test]
    fn the_quantum_is_the_smallest_step_within_reason() {
        assert_eq!(quantum(&[4096.0 * 1000.0, 4096.0 * 1001.0, 4096.0 * 1003.0]), 4096.0);
        assert_eq!(quantum(&[5e6, 9e6, 5e6]), 4096.0);
        assert_eq!(quantum(&[7.0, 7.0]), 1.0);
    }
}
