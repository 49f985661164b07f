//! How much room a counter has left, and which limit is reached first.

use super::context::Context;
use super::finding::{Finding, FindingKind};
use super::judge::{Input, Judgement, TimeLeft, judge};
use super::limits::{self, Limit, LimitSource};
use super::subjects::{Direction, Subject};
use super::{Severity, Verdict, policy, stats};
use crate::model::catalogue::{Role, has_role};
use crate::model::pools::Pool;
use crate::model::units::Unit;

impl Context<'_> {
    /// The smallest of the limits of a counter.
    pub(super) fn limit(&self, kind: FindingKind, subject: &Subject) -> Option<Limit> {
        let commit = self.commit_limit;
        let of = |value: Option<f64>, source| value.map(|value| Limit { value, source, is_cautious: false });
        match kind {
            FindingKind::Pool(pool) => {
                let facts = &self.recording.facts;
                // a log of several machines does not say which Windows each of them runs
                let versions = facts.os_build.zip(facts.pointer_bytes).filter(|_| self.recording.is_single_computer);
                let windows = versions
                    .and_then(|(build, pointer)| limits::pool_limit(pool, build, pointer, self.ram.bytes, commit));
                let windows =
                    windows.map(|l| Limit { value: l.bytes, source: LimitSource::Windows, is_cautious: l.is_cautious });
                let own = match pool {
                    Pool::Nonpaged => of(self.ram.bytes, LimitSource::Ram),
                    Pool::Paged => of(commit, LimitSource::CommitLimit),
                };
                match (own, windows) {
                    (Some(own), Some(windows)) => Some(if windows.value < own.value { windows } else { own }),
                    (own, windows) => own.or(windows),
                }
            }
            FindingKind::Counter if subject.direction == Direction::Falling => of(Some(0.0), LimitSource::Zero),
            FindingKind::Counter if has_role(&subject.path, Role::Committed) => of(commit, LimitSource::CommitLimit),
            FindingKind::Counter => None,
        }
    }

    /// How often the Windows file server was refused memory from this pool, according to its own counter.
    pub(super) fn failures(&self, kind: FindingKind) -> f64 {
        match kind {
            FindingKind::Pool(Pool::Nonpaged) => self.failures[0],
            FindingKind::Pool(Pool::Paged) => self.failures[1],
            FindingKind::Counter => 0.0,
        }
    }

    /// A pool that reached its limit stops rising, but is a leak anyway: allocations failed while it was at its top, or
    /// the pool limit of this version of Windows was reached.
    pub(super) fn exhausted(
        &self,
        kind: FindingKind,
        values: &[f64],
        limit: Option<Limit>,
        found: Judgement,
    ) -> Judgement {
        let FindingKind::Pool(pool) = kind else { return found };
        if found.verdict() == Verdict::Leak {
            return found;
        }
        let (start, run) = (found.run.start, &found.run);
        let rose = run.high - start;
        let last: Vec<f64> =
            values.iter().rev().copied().filter(|v| v.is_finite()).take(policy::LAST_SAMPLES).collect();
        let is_at_top = rose > run.material && stats::median(&last) - start >= policy::AT_TOP * rose;
        let is_at_limit = limit.is_some_and(|l| {
            l.source == LimitSource::Windows && !l.is_cautious && run.high >= policy::AT_LIMIT * l.value
        });
        let failed = || {
            let counter = self.recording.with_role(&self.computer, Role::Failures(pool));
            let ends = counter.and_then(|c| Some((c.present().next()?.1, c.present().next_back()?.1)));
            ends.is_some_and(|(first, last)| last > first)
        };
        if !is_at_top || !(is_at_limit || failed()) {
            return found;
        }
        let top = start + policy::TOP_REACHED * rose;
        let reached = values.iter().position(|v| *v >= top).unwrap_or(values.len() - 1) + 1;
        let until = judge(&Input {
            times: &self.seconds[..reached],
            values: &values[..reached],
            limit: limit.map(|l| l.value),
            usual_gap: None,
            ..self.input()
        });
        let last_secs = found.run.last;
        let mut exhausted = if until.verdict().is_rise() { until } else { found };
        exhausted.exhaust();
        // its behaviour since then is part of it
        exhausted.run.last = last_secs;
        exhausted
    }

    /// What runs out first if a pool leaks: its own limit, the commit limit, available memory, the page table entries.
    pub(super) fn find_first_limits(&self, findings: &mut [Finding]) {
        let last = |role: Role| -> Option<(f64, Unit)> {
            let counter = self.recording.with_role(&self.computer, role)?;
            let value = counter.values.iter().rfind(|v| v.is_finite())?;
            Some((value, Unit::of_counter(counter.path.english_counter())))
        };
        let available = last(Role::AvailableMemory).and_then(|(v, unit)| Some(v * unit.bytes_each()?));
        let committed = last(Role::Committed).map(|(v, _)| v);
        let running_out = |role: Role| {
            let of = |f: &&Finding| f.direction == Direction::Falling && has_role(&f.path, role);
            let found = findings.iter().filter(of).filter(|f| f.judgement.verdict() == Verdict::Leak);
            found.filter_map(|f| f.judgement.time_left).min_by(|a, b| a.hours.total_cmp(&b.hours))
        };
        let committed_leaks = findings
            .iter()
            .filter(|f| f.direction == Direction::Rising && has_role(&f.path, Role::Committed))
            .find_map(|f| f.judgement.time_left.filter(|_| f.judgement.verdict() == Verdict::Leak));
        let measured = [
            (committed_leaks, LimitSource::CommitLimit),
            (running_out(Role::AvailableMemory), LimitSource::Available),
            (running_out(Role::PageTableEntries), LimitSource::SystemPtes),
        ];
        let room = [
            (available, LimitSource::Available),
            (
                last(Role::CommitLimit).map(|(v, _)| v).zip(committed).map(|(limit, now)| limit - now),
                LimitSource::CommitLimit,
            ),
        ];
        for finding in findings.iter_mut().filter(|f| f.kind != FindingKind::Counter) {
            let is_leak = finding.judgement.verdict() == Verdict::Leak && !finding.judgement.is_exhausted;
            let Some(slope) = finding.judgement.slope_per_hour.filter(|s| is_leak && s.value > 0.0) else { continue };
            // the paged pool grows into the page file as well
            let is_in_ram = finding.kind == FindingKind::Pool(Pool::Nonpaged);
            let own = finding.judgement.time_left.zip(finding.limit.map(|l| l.source));
            let candidates = own
                .into_iter()
                .chain(
                    room.iter()
                        .filter(|(_, source)| is_in_ram || *source != LimitSource::Available)
                        .filter_map(|(room, source)| Some((TimeLeft::of((*room)?, slope), *source))),
                )
                .chain(measured.iter().filter_map(|(left, source)| Some(((*left)?, *source))));
            let Some((left, source)) = candidates.min_by(|a, b| a.0.hours.total_cmp(&b.0.hours)) else { continue };
            if finding.limit.is_none_or(|l| l.source != source) {
                let value = finding.last + slope.value * left.hours;
                finding.limit = Some(Limit { value, source, is_cautious: false });
            }
            finding.judgement.time_left = Some(left);
            finding.judgement.severity = Some(Severity::of_hours(left.hours));
        }
    }
}
