//! Whether a rise is still held at the end of the log.
//!
//! Sample times are strictly increasing and values contain no NaN; a stretch left empty by a gap does not count.

use super::run::{Run, Samples};
use super::{buckets, policy, stats};

/// Whether the floor at the end still holds a good part of its largest rise. If there is a daily cycle, the stretches
/// are days.
pub fn holds(s: Samples<'_>, run: &Run) -> bool {
    let span = s.t[s.t.len() - 1] - s.t[0];
    let stretches = match run.daily_amplitude {
        Some(_) => policy::END_STRETCHES.min((span / policy::DAY) as usize),
        None => policy::END_STRETCHES,
    };
    if stretches < policy::END_DAYS || s.v.len() < policy::SAMPLES_LEAST * 2 {
        return true;
    }
    let floors: Vec<f64> = buckets::ranges(s.t, stretches)
        .into_iter()
        .map(|r| {
            // a fraction of the samples is enough to locate the floor
            let step = r.len().div_ceil(policy::END_SAMPLES).max(1);
            let mut some: Vec<f64> = s.v[r].iter().copied().step_by(step).collect();
            stats::quantile_of(&mut some, policy::FLOOR_QUANTILE)
        })
        .collect();
    let (Some(first), Some(last)) = (floors.first(), floors.last()) else { return true };
    let most = floors.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    last - first >= policy::END_HOLDS * (most - first)
}
