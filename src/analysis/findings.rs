//! Findings: the verdict on each pool of each computer in a recording, and on everything else that can leak, with what
//! it means for the machine.

use super::explain::reasons;
use super::finding::{Finding, FindingKind};
use super::judge::{Input, judge};
use super::limits::{Limit, LimitSource};
use super::ram::Ram;
use super::subjects::{Direction, Subject, subjects};
use super::{Verdict, buckets, limits, load, policy};
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
        findings.extend(context.others(&subjects));
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
    seconds: &'a [f64],
    ram: Ram,
    restarts: Vec<f64>,
    commit_limit: Option<f64>,
    resident_max: Option<f64>,
    /// Failed allocations: nonpaged, paged.
    failures: [f64; 2],
    loads: Vec<&'a Counter>,
}

impl<'a> Context<'a> {
    fn new(recording: &'a Recording, computer: &str, seconds: &'a [f64], ram: Ram, restarts: Vec<f64>) -> Self {
        let largest =
            |role: Role| recording.with_role(computer, role)?.present().map(|(_, v)| v).max_by(f64::total_cmp);
        let failures = |pool: Pool| largest(Role::Failures(pool)).unwrap_or(0.0);
        Self {
            recording,
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
            })
        };
        let mut load = None;
        let judgement = if kind == FindingKind::Counter {
            // load is only asked where there is something to explain
            let alone = judge_with(None);
            if alone.verdict().is_rise() {
                load = self.load_for(values);
                if load.is_some() { judge_with(load) } else { alone }
            } else {
                alone
            }
        } else {
            load = self.load_for(values);
            judge_with(load)
        };
        let resident_max = match kind {
            FindingKind::Pool(Pool::Paged) => self.resident_max,
            _ => None,
        };
        let is_memory = kind != FindingKind::Counter || subject.unit == Unit::Bytes;
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
            onset_utc_ms: onset.map(milliseconds),
            judgement,
            reasons: Vec::new(),
        };
        let log_secs = self.seconds.first().copied().zip(self.seconds.last().copied()).unwrap_or_default();
        finding.reasons = reasons(&finding, log_secs);
        Some(finding)
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

    /// The load counter whose wiggles fit best, of those in the log.
    fn load_for(&self, values: &[f64]) -> Option<&Counter> {
        if self.loads.is_empty() {
            return None;
        }
        let candidates = self.loads.iter().copied().filter(|c| {
            // a counter does not explain itself
            !(c.values.len() == values.len() && c.values.iter().zip(values).all(|(a, b)| a == b || a.is_nan()))
        });
        let kept: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
        if kept.len() < policy::LOAD_POINTS {
            return None;
        }
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, values) = (pick(self.seconds), pick(values));
        candidates
            .map(|c| {
                let load: Vec<f64> = pick(&c.values).iter().map(|v| if v.is_finite() { *v } else { 0.0 }).collect();
                let points = buckets::reduce(&times, &values, Some(&load), buckets::Reduce::Median);
                let fit = load::adjust(&points.t, &points.v, points.load.as_deref());
                (fit.partial_correlation, c)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, c)| c)
    }
}
