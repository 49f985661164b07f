//! Statistics of a line between two times, for the table below the chart.

use super::reduce::Series;
use crate::analysis::{buckets, stats};

/// A line's samples between two times. Amounts are in the line's own unit, times in UTC seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// Samples that have a value.
    pub samples: usize,
    pub first: f64,
    pub last: f64,
    /// Mean of the samples, as in Performance Monitor: not weighted by time.
    pub average: f64,
    pub min: f64,
    /// When it was first that low.
    pub min_at: f64,
    pub max: f64,
    pub max_at: f64,
    /// The 95th percentile, by linear interpolation (Hyndman and Fan's type 7).
    pub p95: f64,
    /// From the first to the last sample with a value.
    pub duration_secs: f64,
    /// Last minus first.
    pub change: f64,
    /// Theil–Sen slope, of at most as many medians of equal stretches as verdicts are based on; `None` with fewer than
    /// two moments.
    pub rate_per_hour: Option<f64>,
}

impl Statistics {
    /// `None` where no sample in the range has a value.
    pub fn of(series: &Series, range: (f64, f64)) -> Option<Self> {
        let indexes = series.index_range(range);
        let (times, values) = (&series.times[indexes.clone()], &series.values[indexes]);
        let present = || times.iter().zip(values).filter(|(_, v)| v.is_finite());
        let (t, mut v): (Vec<f64>, Vec<f64>) = present().map(|(t, v)| (*t, *v)).unzip();
        let (first, last) = (*v.first()?, *v.last()?);
        let duration_secs = t[t.len() - 1] - t[0];
        let rate_per_hour = (duration_secs > 0.0).then(|| {
            let points = buckets::reduce(&t, &v, None, buckets::Reduce::Median);
            stats::theil_sen(&points.t, &points.v) * 3600.0
        });
        let (mut min, mut max) = ((t[0], first), (t[0], first));
        for (t, v) in t.iter().zip(&v) {
            if *v < min.1 {
                min = (*t, *v);
            }
            if *v > max.1 {
                max = (*t, *v);
            }
        }
        Some(Self {
            samples: v.len(),
            first,
            last,
            average: stats::mean(&v),
            min: min.1,
            min_at: min.0,
            max: max.1,
            max_at: max.0,
            duration_secs,
            change: last - first,
            rate_per_hour,
            p95: stats::quantile_of(&mut v, 0.95),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// numpy 2.2: `np.percentile(v, 95)`, `np.mean(v)`; scipy: `scipy.stats.theilslopes(v, t)`.
    #[test]
    fn statistics_are_those_of_numpy_and_scipy() {
        let values = vec![9.0, 3.0, f64::NAN, 8.0, 1.0, 12.5, 7.0, 10.0];
        let times: Vec<f64> = (0..8).map(|i| f64::from(i) * 3600.0).collect();
        let series = Series::new(Arc::new(times), Arc::new(values), 9000.0);
        let s = Statistics::of(&series, (3600.0, 1e9)).expect("samples");
        assert_eq!((s.samples, s.first, s.last, s.change), (6, 3.0, 10.0, 7.0));
        assert_eq!((s.min, s.min_at, s.max, s.max_at), (1.0, 14_400.0, 12.5, 18_000.0));
        assert!((s.average - 6.916_666_666_666_667).abs() < 1e-12);
        assert!((s.p95 - 11.875).abs() < 1e-12, "{}", s.p95);
        assert_eq!(s.duration_secs, 21_600.0);
        let rate = s.rate_per_hour.expect("a rate");
        assert!((rate - 1.166_666_666_666_666_7).abs() < 1e-9, "{rate}");
        assert_eq!(Statistics::of(&series, (7000.0, 7300.0)), None);
    }
}
