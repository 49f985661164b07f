//! Findings: the verdict on each pool of each computer in a recording, and on everything else that can leak, with what
//! it means for the machine.

use super::explain::reasons;
use super::finding::{Finding, FindingKind};
use super::judge::{Input, Judgement, TimeLeft, judge};
use super::limits::{Limit, LimitSource};
use super::ram::Ram;
use super::run::Samples;
use super::subjects::{Direction, Subject, subjects};
use super::{Severity, Verdict, buckets, drift, ending, limits, load, policy, slope, stats};
use crate::model::catalogue::{Role, has_role};
use crate::model::clock::milliseconds;
use crate::model::pools::Pool;
use crate::model::units::Unit;
use crate::model::{Counter, Recording};
use rayon::prelude::*;
use std::sync::Arc;

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Pools,
    /// Every level that can leak.
    Everything,
}

/// Everything found about one computer.
#[derive(Clone, Debug)]
pub struct Report {
    pub computer: String,
    pub ram: Ram,
    /// The pools, nonpaged first; then, ranked, the other counters that leak or may.
    pub findings: Vec<Finding>,
    /// Other counters that were judged.
    pub judged_count: usize,
}

impl Report {
    /// The pool that answers first: leaks before suspects before the rest, nonpaged before paged.
    pub fn lead(&self) -> Option<&Finding> {
        self.pools().min_by_key(|f| match f.judgement.verdict() {
            Verdict::Leak => 0,
            Verdict::Suspect => 1,
            Verdict::Inconclusive => 2,
            _ => 3,
        })
    }

    pub fn pools(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.kind != FindingKind::Counter)
    }

    /// What else leaks or may, the worst first.
    pub fn others(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.kind == FindingKind::Counter)
    }

    pub fn pool(&self, pool: Pool) -> Option<&Finding> {
        self.findings.iter().find(|f| f.kind == FindingKind::Pool(pool))
    }
}

/// Judges a recording of one computer. `user_ram` is what the user set for it, in bytes.
pub fn report(recording: &Recording, computer: &str, user_ram: Option<f64>, scope: Scope) -> Report {
    let seconds: Vec<f64> = recording.axis.utc_ms.iter().map(|ms| *ms as f64 / 1000.0).collect();
    let ram = Ram::of(recording, computer, user_ram);
    let restarts = restarts(recording, computer);
    let context = Context::new(recording, computer, &seconds, ram, restarts);
    let mut findings = context.pools(computer);
    let mut judged_count = 0;
    if scope == Scope::Everything {
        let subjects = subjects(recording, computer);
        judged_count = subjects.len();
        let others = context.others(&subjects);
        for finding in &mut findings {
            context.join_evidence(finding, &others);
        }
        findings.extend(others);
    }
    context.find_first_limits(&mut findings);
    let log_secs = seconds.first().copied().zip(seconds.last().copied()).unwrap_or_default();
    for finding in &mut findings {
        finding.reasons = reasons(finding, log_secs);
    }
    Report { computer: computer.to_owned(), ram, findings, judged_count }
}

impl Subject {
    fn of_pool(counter: &Counter) -> Self {
        Self {
            path: counter.path.clone(),
            process: None,
            unit: Unit::Bytes,
            direction: Direction::Rising,
            values: Arc::clone(&counter.values),
        }
    }
}

/// What the findings of one computer share, looked up once.
struct Context<'a> {
    recording: &'a Recording,
    computer: String,
    seconds: &'a [f64],
    ram: Ram,
    restarts: Vec<f64>,
    commit_limit: Option<f64>,
    resident_max: Option<f64>,
    /// Failed allocations: nonpaged, paged.
    failures: [f64; 2],
    loads: Vec<&'a Counter>,
    /// Local time is this much ahead of UTC.
    local_secs: f64,
}

impl<'a> Context<'a> {
    fn new(recording: &'a Recording, computer: &str, seconds: &'a [f64], ram: Ram, restarts: Vec<f64>) -> Self {
        let largest =
            |role: Role| recording.with_role(computer, role)?.present().map(|(_, v)| v).max_by(f64::total_cmp);
        let failures = |pool: Pool| largest(Role::Failures(pool)).unwrap_or(0.0);
        Self {
            recording,
            computer: computer.to_owned(),
            seconds,
            ram,
            restarts,
            commit_limit: largest(Role::CommitLimit),
            resident_max: largest(Role::ResidentPool),
            failures: [failures(Pool::Nonpaged), failures(Pool::Paged)],
            loads: recording
                .counters
                .iter()
                .filter(|c| has_role(&c.path, Role::Load) && c.present().take(2).count() > 1)
                .collect(),
            local_secs: match (recording.axis.local_ms.first(), recording.axis.utc_ms.first()) {
                (Some(local), Some(utc)) => (local - utc) as f64 / 1000.0,
                _ => 0.0,
            },
        }
    }
}

/// When the machine restarted, in UTC seconds: where its up time falls back, or where it was started up according to the
/// log's header.
fn restarts(recording: &Recording, computer: &str) -> Vec<f64> {
    let axis = &recording.axis;
    let Some(up) = recording.with_role(computer, Role::UpTime) else {
        let boots = recording.parts.iter().filter(|_| recording.is_single_computer).filter_map(|p| p.boot_utc_ms);
        let inside = |ms: &i64| axis.utc_ms.first().is_some_and(|first| ms > first) && axis.utc_ms.last() > Some(ms);
        let mut boots: Vec<i64> = boots.filter(inside).collect();
        boots.sort_unstable();
        // headers of one session tell the moment to the second only
        boots.dedup_by(|b, a| *b - *a < policy::ONE_BOOT_MS);
        return boots.into_iter().map(|ms| ms as f64 / 1000.0).collect();
    };
    let present: Vec<(usize, f64)> = up.present().collect();
    present
        .windows(2)
        .filter(|w| w[1].1 < w[0].1)
        .map(|w| {
            let second = axis.utc_ms[w[1].0] as f64 / 1000.0;
            let before = axis.utc_ms[w[0].0] as f64 / 1000.0;
            (second - w[1].1).max(before + 1e-3)
        })
        .collect()
}

impl Context<'_> {
    /// Both pools, nonpaged first; side by side where they are long.
    fn pools(&self, computer: &str) -> Vec<Finding> {
        const LONG: usize = 50_000;
        let judge = |pool: Pool| {
            let counter = self.recording.with_role(computer, Role::Pool(pool))?;
            self.finding(FindingKind::Pool(pool), &Subject::of_pool(counter))
        };
        if self.seconds.len() < LONG {
            return Pool::BOTH.into_iter().filter_map(judge).collect();
        }
        let (nonpaged, paged) = rayon::join(|| judge(Pool::Nonpaged), || judge(Pool::Paged));
        nonpaged.into_iter().chain(paged).collect()
    }

    /// The other counters that leak or may, ranked. All processors work on it.
    fn others(&self, subjects: &[Subject]) -> Vec<Finding> {
        let is_reported = |f: &Finding| f.judgement.verdict().is_rise();
        let found = |subject: &Subject| self.finding(FindingKind::Counter, subject).filter(is_reported);
        let mut all: Vec<Finding> = subjects.par_iter().filter_map(found).collect();
        all.sort_by(|a, b| {
            let ((class_a, size_a), (class_b, size_b)) = (a.rank(), b.rank());
            class_a.cmp(&class_b).then(size_a.total_cmp(&size_b)).then_with(|| a.path.cmp(&b.path))
        });
        all
    }

    fn finding(&self, kind: FindingKind, subject: &Subject) -> Option<Finding> {
        let axis = &self.recording.axis;
        let present = || subject.values.iter().copied().enumerate().filter(|(_, v)| v.is_finite());
        let (_, first) = present().next()?;
        let last = subject.values.iter().copied().rfind(|v| v.is_finite())?;
        // the first of equal maxima
        let (max_index, max) = present().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let min = subject.values.iter().copied().fold(f64::INFINITY, f64::min); // ignores NaN
        let limit = self.limit(kind, subject);
        let upside_down: Vec<f64>;
        let values = match subject.direction {
            Direction::Rising => subject.values.as_slice(),
            Direction::Falling => {
                upside_down = subject.values.iter().map(|v| -v).collect();
                &upside_down
            }
        };
        let judge_with = |load: Option<&Counter>| {
            judge(&Input {
                times: self.seconds,
                values,
                load: load.map(|l| l.values.as_slice()),
                restarts: &self.restarts,
                limit: limit.map(|l| if subject.direction == Direction::Falling { -l.value } else { l.value }),
                has_load_counter: !self.loads.is_empty(),
                local_secs: self.local_secs,
            })
        };
        let (mut load, mut piles_up) = (None, None);
        let judgement = if kind == FindingKind::Counter {
            // load is only asked where there is something to explain
            let alone = judge_with(None);
            if alone.verdict().is_rise() {
                (load, _) = self.load_for(values);
                if load.is_some() { judge_with(load) } else { alone }
            } else {
                alone
            }
        } else {
            let (found, piled_up) = self.load_for(values);
            (load, piles_up) = (found, piled_up);
            let mut judged = self.exhausted(kind, values, limit, judge_with(load));
            let is_long = judged.run.span() >= policy::PILED_UP_DAYS * policy::DAY;
            judged.provisional |= judged.verdict() == Verdict::Leak && piles_up.is_some() && !is_long;
            judged
        };
        let resident_max = match kind {
            FindingKind::Pool(Pool::Paged) => self.resident_max,
            _ => None,
        };
        let is_memory = subject.unit == Unit::Bytes && subject.direction == Direction::Rising;
        let share = |amount: f64| self.ram.bytes.filter(|_| is_memory).map(|ram| amount / ram);
        let onset = judgement.run.onset.filter(|_| judgement.verdict().is_rise());
        let mut finding = Finding {
            kind,
            path: subject.path.clone(),
            process: subject.process.clone(),
            unit: subject.unit,
            direction: subject.direction,
            first,
            last,
            max,
            min,
            max_index,
            max_local_ms: axis.local_ms[max_index],
            max_utc_ms: axis.utc_ms[max_index],
            ram_fraction: share(max),
            resident_ram_fraction: resident_max.and_then(share),
            limit,
            failures: self.failures(kind),
            load: load.filter(|_| judgement.run.load != load::LoadStatus::None).map(|l| l.path.clone()),
            agreeing: Vec::new(),
            piles_up: piles_up.filter(|_| judgement.verdict().is_rise()).map(|l| l.path.clone()),
            onset_utc_ms: onset.map(milliseconds),
            judgement,
            reasons: Vec::new(),
        };
        if subject.direction == Direction::Falling {
            finding.calm_down();
        }
        Some(finding)
    }

    /// Looks whether other counters that leak rise with a pool: which of them do is kept, and a pool that rises too faintly
    /// to be a leak by itself is one with them.
    fn join_evidence(&self, finding: &mut Finding, others: &[Finding]) {
        let Some(counter) = self.recording.counters.iter().find(|c| c.path == finding.path) else { return };
        let kept: Vec<usize> = counter.present().map(|(i, _)| i).collect();
        if kept.len() < policy::PART_SAMPLES {
            return;
        }
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, own) = (pick(self.seconds), pick(&counter.values));
        let points = buckets::reduce(&times, &own, None, buckets::Reduce::Median);
        let rises_with = |values: &[f64], is_falling: bool| {
            let other = buckets::reduce(&times, &own, Some(&pick(values)), buckets::Reduce::Median).load;
            let (a, b): (Vec<f64>, Vec<f64>) = other
                .iter()
                .flatten()
                .zip(&points.v)
                .filter(|(a, _)| a.is_finite())
                .map(|(a, b)| (if is_falling { -a } else { *a }, *b))
                .unzip();
            a.len() >= policy::LOAD_POINTS && stats::correlation(&a, &b) > policy::JOINT_CORRELATION
        };
        let mut agreeing = Vec::new();
        for other in others.iter().filter(|o| o.judgement.verdict() == Verdict::Leak) {
            let values = self.recording.counters.iter().find(|c| c.path == other.path);
            if values.is_some_and(|c| rises_with(&c.values, other.direction == Direction::Falling)) {
                agreeing.push(other.path.clone());
            }
        }
        agreeing
            .extend(self.live_allocations(finding).filter(|c| rises_with(&c.values, false)).map(|c| c.path.clone()));
        if agreeing.is_empty() {
            return;
        }
        if finding.judgement.verdict() != Verdict::Leak && !finding.judgement.run.is_explained_by_load() {
            let p = drift::p_value(&points.t, &points.v, finding.judgement.quantum);
            let trend = slope::slope(&points.t, &points.v, finding.judgement.quantum);
            let growth = trend.value * (points.t[points.t.len() - 1] - points.t[0]);
            let s = Samples { t: &times, v: &own, load: None, local_secs: self.local_secs };
            let is_clear = p < policy::JOINT_P || trend.low > 0.0;
            if !is_clear || growth < finding.judgement.run.material || !ending::holds(s, &finding.judgement.run) {
                return;
            }
            let limit = finding.limit.map(|l| l.value);
            finding.judgement.agree(&points.t, &points.v, p, limit, !self.loads.is_empty());
            finding.onset_utc_ms = finding.judgement.run.onset.map(milliseconds);
        }
        if finding.judgement.verdict().is_rise() {
            finding.agreeing = agreeing;
        }
    }

    /// The pool's number of allocations, where it counts living ones (it falls at times, and is not 0) and rises like a leak.
    fn live_allocations(&self, finding: &Finding) -> impl Iterator<Item = &Counter> {
        let role = match finding.kind {
            FindingKind::Pool(pool) => Some(Role::Allocations(pool)),
            FindingKind::Counter => None,
        };
        let counter = role.and_then(|role| self.recording.with_role(&self.computer, role)).filter(|c| {
            let present: Vec<f64> = c.present().map(|(_, v)| v).collect();
            let falls = present.windows(2).filter(|w| w[1] < w[0]).count();
            let leaks = || {
                let input = Input {
                    times: self.seconds,
                    values: &c.values,
                    restarts: &self.restarts,
                    local_secs: self.local_secs,
                    ..Input::default()
                };
                judge(&input).verdict() == Verdict::Leak
            };
            falls > 0 && leaks()
        });
        counter.into_iter()
    }

    /// What ends first where a pool leaks: its own limit, the commit limit, the memory available, the page table entries.
    fn find_first_limits(&self, findings: &mut [Finding]) {
        let last = |role: Role| -> Option<(f64, Unit)> {
            let counter = self.recording.with_role(&self.computer, role)?;
            let value = counter.values.iter().copied().rfind(|v| v.is_finite())?;
            Some((value, Unit::of_counter(counter.path.english_counter())))
        };
        let available = last(Role::AvailableMemory).and_then(|(v, unit)| Some(v * unit.bytes_each()?));
        let committed = last(Role::Committed).map(|(v, _)| v);
        let running_out = |role: Role| {
            let of = |f: &&Finding| f.direction == Direction::Falling && has_role(&f.path, role);
            let found = findings.iter().filter(of).filter(|f| f.judgement.verdict() == Verdict::Leak);
            found.filter_map(|f| f.judgement.time_left).min_by(|a, b| a.hours.total_cmp(&b.hours))
        };
        let measured = [
            (running_out(Role::AvailableMemory), LimitSource::Available),
            (running_out(Role::PageTableEntries), LimitSource::SystemPtes),
        ];
        let room = [
            (available, LimitSource::Available),
            (self.commit_limit.zip(committed).map(|(limit, now)| limit - now), LimitSource::CommitLimit),
        ];
        for finding in findings.iter_mut().filter(|f| f.kind != FindingKind::Counter) {
            let is_leak = finding.judgement.verdict() == Verdict::Leak && !finding.judgement.is_exhausted;
            let Some(slope) = finding.judgement.slope_per_hour.filter(|s| is_leak && s.value > 0.0) else { continue };
            let left = |room: f64| {
                let hours = |rate: f64| if rate > 0.0 { room.max(0.0) / rate } else { f64::INFINITY };
                TimeLeft { hours: hours(slope.value), low: hours(slope.high), high: hours(slope.low) }
            };
            let own = finding.judgement.time_left.zip(finding.limit.map(|l| l.source));
            let candidates = own
                .into_iter()
                .chain(room.iter().filter_map(|(room, source)| Some((left((*room)?), *source))))
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

    /// The smallest of what limits a counter.
    fn limit(&self, kind: FindingKind, subject: &Subject) -> Option<Limit> {
        let commit = self.commit_limit;
        let of = |value: Option<f64>, source| value.map(|value| Limit { value, source, is_cautious: false });
        match kind {
            FindingKind::Pool(pool) => {
                let facts = &self.recording.facts;
                // a log of several machines says nothing about the Windows of each
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

    /// How often Windows' file server was refused memory of this pool, by its own counter.
    fn failures(&self, kind: FindingKind) -> f64 {
        match kind {
            FindingKind::Pool(Pool::Nonpaged) => self.failures[0],
            FindingKind::Pool(Pool::Paged) => self.failures[1],
            FindingKind::Counter => 0.0,
        }
    }

    /// The load counter whose wiggles fit best, of those in the log, and one that would fit as well but piles up itself:
    /// what leaks with the pool explains nothing.
    fn load_for(&self, values: &[f64]) -> (Option<&Counter>, Option<&Counter>) {
        let kept: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
        if self.loads.is_empty() || kept.len() < policy::LOAD_POINTS {
            return (None, None);
        }
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, own) = (pick(self.seconds), pick(values));
        let least = policy::LOAD_CORRELATION + policy::LOAD_PER_DOUBLING * (self.loads.len() as f64).log2();
        let mut fits: Vec<(f64, &Counter)> = Vec::new();
        for c in &self.loads {
            // a counter does not explain itself
            if c.values.len() == values.len() && c.values.iter().zip(values).all(|(a, b)| a == b || a.is_nan()) {
                continue;
            }
            let points = buckets::reduce(&times, &own, Some(&pick(&c.values)), buckets::Reduce::Median);
            let fit = load::adjust(&points.t, &points.v, points.load.as_deref());
            match fit.status {
                load::LoadStatus::Adjusted if fit.partial_correlation > least => {
                    fits.push((fit.partial_correlation, c))
                }
                // what rose all the time too comes after what moves with the pool
                load::LoadStatus::Collinear => fits.push((fit.partial_correlation - 1.0, c)),
                _ => {}
            }
        }
        fits.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut piled_up = None;
        for (_, c) in fits.iter().take(policy::LOADS_SET_ASIDE) {
            if !self.piles_up(c) {
                return (Some(c), piled_up);
            }
            piled_up = piled_up.or(Some(*c));
        }
        (None, piled_up)
    }

    /// Whether a load is a number of things that are held, and rises like a leak.
    fn piles_up(&self, counter: &Counter) -> bool {
        let is_rate = counter.path.english_counter().to_ascii_lowercase().ends_with("/sec");
        let alone = || {
            judge(&Input {
                times: self.seconds,
                values: &counter.values,
                restarts: &self.restarts,
                local_secs: self.local_secs,
                ..Input::default()
            })
        };
        !is_rate && alone().verdict() == Verdict::Leak
    }

    /// A pool that ran into what limits it stops rising, and is a leak all the same: allocations failed while it stood at
    /// its top, or the limit of this Windows was reached.
    fn exhausted(&self, kind: FindingKind, values: &[f64], limit: Option<Limit>, found: Judgement) -> Judgement {
        let FindingKind::Pool(pool) = kind else { return found };
        let (start, run) = (found.run.start, &found.run);
        let rose = run.high - start;
        let present: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let now = stats::median(&present[present.len().saturating_sub(policy::LAST_SAMPLES)..]);
        let is_at_top = rose > run.material && now - start >= policy::AT_TOP * rose;
        let is_at_limit = limit.is_some_and(|l| {
            l.source == LimitSource::Windows && !l.is_cautious && run.high >= policy::AT_LIMIT * l.value
        });
        let failed = self.recording.with_role(&self.computer, Role::Failures(pool)).is_some_and(|c| {
            let (mut first, mut last) = (f64::NAN, f64::NAN);
            for (_, v) in c.present() {
                first = if first.is_nan() { v } else { first };
                last = v;
            }
            last > first
        });
        if found.verdict() == Verdict::Leak || !is_at_top || !(failed || is_at_limit) {
            return found;
        }
        let top = start + policy::TOP_REACHED * rose;
        let reached = values.iter().position(|v| *v >= top).unwrap_or(values.len() - 1) + 1;
        let until = judge(&Input {
            times: &self.seconds[..reached],
            values: &values[..reached],
            restarts: &self.restarts,
            limit: limit.map(|l| l.value),
            has_load_counter: !self.loads.is_empty(),
            local_secs: self.local_secs,
            ..Input::default()
        });
        let mut exhausted = if until.verdict().is_rise() { until } else { found };
        exhausted.exhaust();
        exhausted
    }
}
