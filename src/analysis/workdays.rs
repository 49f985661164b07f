//! Working days alone: a weekend without load is not the end of a leak.
//!
//! Sample times are strictly increasing and values contain no NaN. Weekends are Saturday and Sunday in local time.

use super::policy;
use super::policy::DAY;
use super::run::{Run, Samples};
use std::ops::Range;

/// Samples of working days, their times with the weekends cut out.
pub struct WorkDays {
    pub t: Vec<f64>,
    pub v: Vec<f64>,
    pub load: Option<Vec<f64>>,
    local_secs: f64,
}

const WEEK: f64 = 7.0 * DAY;
const WORK: f64 = 5.0 * DAY;
/// From Thursday, 1 January 1970, to a Monday.
const MONDAY: f64 = 4.0 * DAY;

/// The samples that lie on working days, week by week, each week with its number since the first Monday of 1970.
fn working_weeks(t: &[f64], local_secs: f64) -> Vec<(Range<usize>, f64)> {
    let since = |t: f64| t + local_secs - MONDAY;
    let mut weeks = Vec::new();
    let mut start = 0;
    while let Some(first) = t.get(start) {
        let week = (since(*first) / WEEK).floor();
        let until = |secs: f64| start + t[start..].partition_point(|t| since(*t) - week * WEEK < secs);
        let (worked, end) = (until(WORK), until(WEEK));
        weeks.push((start..worked, week));
        start = end.max(start + 1);
    }
    weeks
}

/// The working days of a run; `None` if it is short or hardly contains a weekend.
pub fn of(s: Samples<'_>) -> Option<WorkDays> {
    let span = s.t.last()? - s.t.first()?;
    if span < policy::WEEK_DAYS * DAY {
        return None;
    }
    let weeks = working_weeks(s.t, s.local_secs);
    let kept: usize = weeks.iter().map(|(range, _)| range.len()).sum();
    let is_week = (s.t.len() - kept) as f64 >= policy::WEEKEND_SHARE * s.t.len() as f64;
    if !is_week || kept < policy::POINTS_FOR_TIERS {
        return None;
    }
    let pick = |v: &[f64]| {
        let mut picked = Vec::with_capacity(kept);
        weeks.iter().for_each(|(range, _)| picked.extend_from_slice(&v[range.clone()]));
        picked
    };
    // as if there were no weekends
    let worked = |(range, week): &(Range<usize>, f64)| {
        let week = *week;
        s.t[range.clone()].iter().map(move |t| week * WORK + (t + s.local_secs - MONDAY - week * WEEK))
    };
    Some(WorkDays {
        t: weeks.iter().flat_map(worked).collect(),
        v: pick(s.v),
        load: s.load.map(pick),
        local_secs: s.local_secs,
    })
}

impl WorkDays {
    /// Restores the real times of a run of these samples. Its points are spread evenly over the whole time, so that its
    /// rate is per hour of the whole week, not of the working days.
    pub fn in_real_time(&self, run: &mut Run, (first, last): (f64, f64)) {
        let real = |at: f64| {
            let weeks = (at / WORK).floor();
            weeks * WEEK + (at - weeks * WORK) + MONDAY - self.local_secs
        };
        run.onset = run.onset.map(real);
        run.cut_at = run.cut_at.map(real);
        let (Some(begin), Some(end)) = (self.t.first(), self.t.last()) else { return };
        if let Some((t, _)) = &mut run.fit {
            t.iter_mut().for_each(|at| *at = first + (*at - begin) / (end - begin) * (last - first));
        }
    }
}
