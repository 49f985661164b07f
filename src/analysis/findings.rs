//! Findings: the verdict on each pool of each computer in a recording, and on everything else that can leak, with what
//! it means for the machine.

use super::companions::companions;
use super::context::Context;
use super::explain::reasons;
use super::finding::{Finding, FindingKind};
use super::happenings::Happenings;
use super::judge::{Input, Judgement, judge};
use super::limits::Limit;
use super::load::LoadStatus;
use super::loads::has_load_alongside;
use super::observed::Observed;
use super::ram::{GivenRam, Ram};
use super::subjects::{Direction, Subject, Values, subjects};
use super::{Verdict, policy};
use crate::model::catalogue::Role;
use crate::model::pools::Pool;
use crate::model::units::Unit;
use crate::model::{Counter, Recording};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    Pools,
    /// Every level that can leak.
    Everything,
}

/// Everything found about one computer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    pub computer: String,
    pub ram: Ram,
    /// The pools, nonpaged first; then the other counters that leak or may leak, ranked.
    pub findings: Vec<Finding>,
    /// Number of other counters that were judged.
    pub judged_count: usize,
}

impl Report {
    /// The pool that leads the report: leaks before suspects before the rest, nonpaged before paged.
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

    /// The other counters that leak or may leak, the worst first.
    pub fn others(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.kind == FindingKind::Counter)
    }

    pub fn pool(&self, pool: Pool) -> Option<&Finding> {
        self.findings.iter().find(|f| f.kind == FindingKind::Pool(pool))
    }
}

/// Judges a recording of one computer. `given` is the RAM that was set for it.
pub fn report(recording: &Recording, computer: &str, given: Option<GivenRam>, scope: Scope) -> Report {
    report_while(recording, computer, given, scope, &|| true)
}

/// Like [`report`], but stops when it is no longer wanted; the report is then incomplete.
pub fn report_while(
    recording: &Recording,
    computer: &str,
    given: Option<GivenRam>,
    scope: Scope,
    is_wanted: &(dyn Fn() -> bool + Sync),
) -> Report {
    let seconds: Vec<f64> = recording.axis.utc_ms.iter().map(|ms| *ms as f64 / 1000.0).collect();
    let ram = Ram::of(recording, computer, given);
    let context = Context::new(recording, computer, &seconds, ram);
    let mut findings = context.pools(computer);
    let mut judged_count = 0;
    if scope == Scope::Everything {
        let (subjects, short_lived) = subjects(recording, computer);
        // a subject without samples was not judged
        judged_count = short_lived + subjects.iter().filter(|s| s.values.count() > 0).count();
        let others = context.others(&subjects, is_wanted);
        for finding in &mut findings {
            context.join_evidence(finding, &others);
            context.set_companions(finding, &subjects, &others);
        }
        findings.extend(others);
    }
    if let Some(happenings) = Happenings::of(recording, &seconds) {
        for finding in &mut findings {
            context.set_events(finding, &happenings);
        }
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
            values: Values::All(Arc::clone(&counter.values)),
        }
    }
}

/// A verdict, with the load that explains it and the load that piles up with it.
struct Judged<'a> {
    judgement: Judgement,
    load: Option<&'a Counter>,
    piles_up: Option<&'a Counter>,
}

impl Context<'_> {
    /// Both pools, nonpaged first; judged in parallel if they are long.
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

    /// The other counters that leak or may leak, ranked. Runs on all processors.
    fn others(&self, subjects: &[Subject], is_wanted: &(dyn Fn() -> bool + Sync)) -> Vec<Finding> {
        let is_reported = |f: &Finding| f.judgement.verdict().is_rise();
        let found = |subject: &Subject| {
            let finding = if is_wanted() { self.finding(FindingKind::Counter, subject) } else { None };
            finding.filter(is_reported)
        };
        let mut all: Vec<Finding> = subjects.par_iter().filter_map(found).collect();
        all.sort_by(|a, b| {
            let ((class_a, size_a), (class_b, size_b)) = (a.rank(), b.rank());
            class_a.cmp(&class_b).then(size_a.total_cmp(&size_b)).then_with(|| a.path.cmp(&b.path))
        });
        all
    }

    /// The verdict on values for which a rise is bad, with the load that was considered.
    fn judged(&self, kind: FindingKind, direction: Direction, values: &[f64], limit: Option<Limit>) -> Judged<'_> {
        let judge_with = |load: Option<&Counter>| {
            let load = load.map(|l| l.values.whole());
            judge(&Input {
                times: self.seconds,
                values,
                load: load.as_deref(),
                limit: limit.map(|l| if direction == Direction::Falling { -l.value } else { l.value }),
                ..self.input()
            })
        };
        let (mut load, mut piles_up) = (None, None);
        let judgement = if kind == FindingKind::Counter {
            // loads are considered only if there is a rise to explain
            let alone = judge_with(None);
            if alone.verdict().is_rise() {
                (load, _) = self.load_for(values, &self.beside_loads(values));
                if load.is_some() { judge_with(load) } else { alone }
            } else {
                alone
            }
        } else {
            let beside = self.beside_loads(values);
            let (found, piled_up) = self.load_for(values, &beside);
            (load, piles_up) = (found, piled_up);
            let mut judged = self.exhausted(kind, values, limit, judge_with(load));
            let is_long = judged.run.span() >= policy::PILED_UP_DAYS * policy::DAY;
            let is_taken_out = judged.run.load == LoadStatus::Adjusted;
            let may_be_load = || piles_up.is_some() || !is_taken_out && has_load_alongside(&beside);
            judged.provisional |= judged.verdict() == Verdict::Leak && !is_long && may_be_load();
            load = self.keep_after_load(&mut judged, &beside).or(load);
            judged
        };
        Judged { judgement, load, piles_up }
    }

    /// Adds to a pool's finding the processes that grew in step with it.
    fn set_companions(&self, finding: &mut Finding, subjects: &[Subject], others: &[Finding]) {
        if let Some(counter) = self.counter_of(finding) {
            finding.companions = companions(finding, &counter.values.whole(), self.seconds, subjects, others);
        }
    }

    /// Adds to a pool's finding the events that go with its rise.
    fn set_events(&self, finding: &mut Finding, happenings: &Happenings<'_>) {
        let is_rising_pool = finding.kind != FindingKind::Counter && finding.judgement.verdict().is_rise();
        if let Some(counter) = self.counter_of(finding).filter(|_| is_rising_pool) {
            finding.steps_with = happenings.steps_with(&counter.values.whole());
            let onset = finding.onset_utc_ms.map(|ms| ms as f64 / 1000.0);
            finding.began_after = onset.and_then(|at| happenings.began_after(at));
        }
    }

    fn finding(&self, kind: FindingKind, subject: &Subject) -> Option<Finding> {
        let axis = &self.recording.axis;
        // too few samples for a rise, whatever their values: most processes on a busy machine are short-lived
        if kind == FindingKind::Counter && subject.values.count() < policy::SAMPLES_LEAST {
            return None;
        }
        let read = subject.values.spread(axis.len());
        let present = || read.iter().copied().enumerate().filter(|(_, v)| v.is_finite());
        let (_, first) = present().next()?;
        let last = read.iter().copied().rfind(|v| v.is_finite())?;
        // the first of equal maxima
        let (max_index, max) = present().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let min = read.iter().copied().fold(f64::INFINITY, f64::min); // ignores NaN
        let limit = self.limit(kind, subject);
        let upside_down: Vec<f64>;
        let values = match subject.direction {
            Direction::Rising => &read[..],
            Direction::Falling => {
                upside_down = read.iter().map(|v| -v).collect();
                &upside_down
            }
        };
        let Judged { judgement, load, piles_up } = self.judged(kind, subject.direction, values, limit);
        let resident_max = match kind {
            FindingKind::Pool(Pool::Paged) => self.resident_max,
            _ => None,
        };
        // what is committed or reserved need not be in RAM
        let is_memory = kind != FindingKind::Counter;
        let share = |amount: f64| self.ram.bytes.filter(|_| is_memory).map(|ram| amount / ram);
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
            log_secs: axis.span_secs(),
            ram_fraction: share(max),
            resident_ram_fraction: resident_max.and_then(share),
            limit,
            failures: self.failures(kind),
            load: load.filter(|_| judgement.names_load()).map(|l| l.path.clone()),
            agreeing: Vec::new(),
            piles_up: piles_up.filter(|_| judgement.verdict().is_rise()).map(|l| l.path.clone()),
            companions: Vec::new(),
            steps_with: Vec::new(),
            began_after: None,
            onset_utc_ms: None,
            available: None,
            could_hide: f64::NAN,
            judgement,
            observed: Observed::default(),
            reasons: Vec::new(),
        };
        if subject.direction == Direction::Falling {
            finding.downgrade_slow_depletion();
        }
        // a counter that is not reported needs no observations
        if kind != FindingKind::Counter || finding.judgement.verdict().is_rise() {
            self.observe(&mut finding, values);
        }
        Some(finding)
    }
}
