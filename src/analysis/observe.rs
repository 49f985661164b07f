//! What the samples of a finding show, and what that means for the machine.

use super::context::Context;
use super::explain::slowest_seen;
use super::finding::{Finding, FindingKind};
use super::load::LoadStatus;
use super::observed::{Line, Observed};
use super::{Verdict, Why, buckets, noise, policy, stats, trend};
use crate::model::catalogue::Role;
use crate::model::clock::milliseconds;
use crate::model::units::Unit;

impl Context<'_> {
    /// Reads from the samples what will be reported about them. Their behaviour at the very end may change the verdict.
    pub(super) fn observe(&self, finding: &mut Finding, values: &[f64]) {
        let line = Line::of(self.seconds, values);
        let mut seen = Observed::of(&line, &finding.judgement);
        if watch_the_end(finding, &line, &seen) {
            seen = Observed::of(&line, &finding.judgement);
        }
        doubt_what_is_gone(finding, &seen);
        if finding.judgement.verdict().is_rise() {
            finding.judgement.run.onset = Some(seen.rise.0.secs);
            finding.onset_utc_ms = Some(milliseconds(seen.rise.0.secs));
        } else {
            finding.could_hide = could_hide(finding, &line);
        }
        if finding.judgement.verdict() == Verdict::Leak && finding.kind != FindingKind::Counter {
            finding.available = self.available_meanwhile(&seen);
        }
        finding.observed = seen;
    }

    /// The memory available when a rise began and at the end, in bytes, if it fell meanwhile: median levels of the
    /// first and the last tenth of the time, which must differ by more than it swings.
    fn available_meanwhile(&self, seen: &Observed) -> Option<(f64, f64)> {
        let counter = self.recording.with_role(&self.computer, Role::AvailableMemory)?;
        let each = Unit::of_counter(counter.path.english_counter()).bytes_each()?;
        let values = counter.values.whole();
        let line = Line::of(self.seconds, &values);
        let (begin, end) = line.range(seen.rise.0.secs, seen.end.secs);
        let values = &line.v[begin..end];
        let tenth = values.len() / 10;
        if tenth == 0 {
            return None;
        }
        let (first, last) = (stats::median(&values[..tenth]), stats::median(&values[values.len() - tenth..]));
        let (low, high) = stats::extent(values);
        let fell = first - last;
        let is_much =
            fell * each >= policy::AVAILABLE_FELL * seen.growth() && fell > policy::MOST_OF_RANGE * (high - low);
        is_much.then_some((first * each, last * each))
    }
}

/// Makes a pool that rose only at the very end, above everything before, one to watch. Returns whether it did.
fn watch_the_end(finding: &mut Finding, line: &Line<'_>, seen: &Observed) -> bool {
    let run = &finding.judgement.run;
    let can_be = matches!(run.verdict, Verdict::Stable | Verdict::Cyclic | Verdict::Released)
        && finding.kind != FindingKind::Counter
        && !run.is_explained();
    if !can_be || !seen.rose_at_the_end(run.material) {
        return false;
    }
    let (_, end) = line.range(run.first, run.last);
    let (t, v) = (&line.t[..end], &line.v[..end]);
    let Some(from) = seen.late_onset(v) else { return false };
    finding.judgement.watch((&t[from..], &v[from..]));
    true
}

/// Downgrades a leak whose rise is gone at the very end to a suspect: it may have been a release, or a restart.
fn doubt_what_is_gone(finding: &mut Finding, seen: &Observed) {
    let judgement = &mut finding.judgement;
    let run = &mut judgement.run;
    let may_fall = run.load == LoadStatus::Adjusted || run.daily_amplitude.is_some() || judgement.is_exhausted;
    if run.verdict == Verdict::Leak && seen.is_gone() && !may_fall {
        (run.verdict, run.why) = (Verdict::Suspect, Some(Why::FellSince));
        (judgement.severity, judgement.time_left) = (None, None);
        judgement.provisional = false;
    }
}

/// The fastest leak that would not show in the line of a finding, per hour.
fn could_hide(finding: &Finding, line: &Line<'_>) -> f64 {
    let run = &finding.judgement.run;
    let (begin, end) = line.range(run.first, run.last);
    if end - begin < 2 {
        return f64::NAN;
    }
    let points = buckets::reduce(&line.t[begin..end], &line.v[begin..end], None, buckets::Reduce::Median);
    let slope = trend::slope(&points.t, &points.v, finding.judgement.quantum).high * 3600.0;
    // a line in two pieces rises on average, though not for most of its time
    let (n, levels) = (points.v.len(), noise::ends(&points.v));
    let average = (levels.1 - levels.0) / (points.t[n - 1] - points.t[0]) * 3600.0;
    [slope, average].into_iter().filter(|r| r.is_finite()).fold(slowest_seen(&finding.judgement), f64::max)
}
