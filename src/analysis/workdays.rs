//! Working days alone: a weekend without load is no end of a leak.
//!
//! Samples rise strictly in time and hold no NaN. Weekends are Saturday and Sunday, local time.

use super::policy;
use super::policy::DAY;
use super::run::{Run, Samples};

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

/// Seconds of working days until a moment, and whether it is in a weekend.
fn worked(local: f64) -> (f64, bool) {
    let since = local - MONDAY;
    let (weeks, rest) = ((since / WEEK).floor(), since.rem_euclid(WEEK));
    (weeks * WORK + rest.min(WORK), rest >= WORK)
}

/// The working days of a run; `None` where it is short or has hardly a weekend.
pub fn of(s: Samples<'_>) -> Option<WorkDays> {
    let span = s.t.last()? - s.t.first()?;
    if span < policy::WEEK_DAYS * DAY {
        return None;
    }
    let kept: Vec<usize> = (0..s.t.len()).filter(|i| !worked(s.t[*i] + s.local_secs).1).collect();
    let is_week = (s.t.len() - kept.len()) as f64 >= policy::WEEKEND_SHARE * s.t.len() as f64;
    if !is_week || kept.len() < policy::POINTS_FOR_TIERS {
        return None;
    }
    let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
    Some(WorkDays {
        t: kept.iter().map(|i| worked(s.t[*i] + s.local_secs).0).collect(),
        v: pick(s.v),
        load: s.load.map(pick),
        local_secs: s.local_secs,
    })
}

impl WorkDays {
    /// Gives a run of these samples the times that they really had. Its points are spread evenly over the whole time, so
    /// that its rate is one per hour of the week, not of the working days.
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
