//! The drift test: does the series rise on average, in a way that a random walk would not?
//!
//! The test uses the *increments* between medians of equal stretches, not the levels, so that wandering and strong
//! autocorrelation do not fool it (the levels of a random walk "trend" in half of all cases under Mann–Kendall).
//!
//! Times are strictly increasing and values contain no NaN; a stretch without points is left out. With too few points,
//! p = 1.

use super::{buckets, policy, stats};

/// One-sided p-value for "the mean increment is above 0": the smallest over several block counts, corrected for that
/// choice. Times are increasing; `quantum` bounds the noise from below.
pub fn p_value(t: &[f64], y: &[f64], quantum: f64) -> f64 {
    let n = y.len();
    let mut best: f64 = 1.0;
    let mut tried = 0;
    for blocks in policy::BLOCKS {
        let is_short_first = blocks == policy::BLOCKS[0] && n > blocks;
        if n < 2 * blocks && !is_short_first {
            continue;
        }
        let (times, medians) = block_medians(t, y, blocks);
        let Some(p) = increment_p(&times, &medians, quantum, policy::INCREMENTS_LEAST) else { continue };
        tried += 1;
        best = best.min(p);
    }
    (best * policy::MULTIPLICITY.min(f64::from(tried.max(1)))).min(1.0)
}

/// Mean times and medians of equal stretches of time.
pub fn block_medians(t: &[f64], y: &[f64], blocks: usize) -> (Vec<f64>, Vec<f64>) {
    let ranges = buckets::ranges(t, blocks);
    ranges.into_iter().map(|r| (stats::mean(&t[r.clone()]), stats::median(&y[r]))).unzip()
}

/// Increments of block medians: their mean, its standard error for a random walk, and their number.
pub struct Increments {
    pub mean: f64,
    pub error: f64,
    pub count: usize,
    pub mean_secs: f64,
}

/// Summarises increments; `None` for fewer than 2. `floor` bounds their standard deviation from below.
pub fn increments(t: &[f64], y: &[f64], floor: f64) -> Option<Increments> {
    let count = y.len().checked_sub(1).filter(|k| *k >= 2)?;
    let mean_secs = (t[count] - t[0]) / count as f64;
    let mean = (y[count] - y[0]) / count as f64;
    let squares: f64 = (0..count)
        .map(|i| {
            let expected = mean * (t[i + 1] - t[i]) / mean_secs;
            (y[i + 1] - y[i] - expected).powi(2)
        })
        .sum();
    let deviation = (squares / (count - 1) as f64).sqrt().max(floor);
    let error = policy::RANDOM_WALK_INFLATION * deviation / (count as f64).sqrt();
    Some(Increments { mean, error, count, mean_secs })
}

/// One-sided p-value of the increments between given points; `None` with fewer than `least` of them.
pub fn increment_p(t: &[f64], y: &[f64], quantum: f64, least: usize) -> Option<f64> {
    let i = increments(t, y, quantum / policy::QUANTA_PER_INCREMENT).filter(|i| i.count >= least)?;
    Some(stats::t_upper_tail(i.mean / i.error, (i.count - 1) as f64))
}
