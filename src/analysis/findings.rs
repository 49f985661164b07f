//! Findings: the verdict on each pool of each computer in a recording, with what it means for the machine.

use super::judge::{Input, Judgement, judge};
use super::ram::Ram;
use super::{Verdict, buckets, evidence, load};
use crate::model::pools::{self, POOL_PAGED_RESIDENT, Pool};
use crate::model::units::Unit;
use crate::model::{Counter, CounterPath, Recording};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    Pool(Pool),
    Counter,
}

impl FindingKind {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pool(Pool::Nonpaged) => "nonpaged_pool",
            Self::Pool(Pool::Paged) => "paged_pool",
            Self::Counter => "counter",
        }
    }
}

/// What a counter cannot exceed, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    pub value: f64,
    /// The word used in reports: `ram`, `commit_limit`.
    pub source: &'static str,
}

/// One reason for a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Never changes.
    pub code: &'static str,
    pub text: String,
}

/// The verdict on one counter.
#[derive(Clone, Debug)]
pub struct Finding {
    pub kind: FindingKind,
    pub path: CounterPath,
    pub unit: Unit,
    pub judgement: Judgement,
    /// First, last and largest value present, with the sample of the largest.
    pub first: f64,
    pub last: f64,
    pub max: f64,
    pub max_index: usize,
    pub max_local_ms: i64,
    pub max_utc_ms: i64,
    /// The maximum as a share of RAM, where RAM is known exactly.
    pub ram_fraction: Option<f64>,
    /// The same for the part of the paged pool that was in memory.
    pub resident_ram_fraction: Option<f64>,
    pub limit: Option<Limit>,
    /// The load counter that was taken into account, if one fitted.
    pub load: Option<CounterPath>,
    pub onset_utc_ms: Option<i64>,
    /// One sentence, in the article's manner.
    pub sentence: String,
    pub reasons: Vec<Reason>,
}

/// Everything found about one computer.
#[derive(Clone, Debug)]
pub struct Report {
    pub computer: String,
    pub ram: Ram,
    pub findings: Vec<Finding>,
}

impl Report {
    /// The finding that answers first: leaks before suspects before the rest, nonpaged before paged.
    pub fn lead(&self) -> Option<&Finding> {
        self.findings.iter().min_by_key(|f| match f.judgement.verdict() {
            Verdict::Leak => 0,
            Verdict::Suspect => 1,
            Verdict::Inconclusive => 2,
            _ => 3,
        })
    }

    pub fn pool(&self, pool: Pool) -> Option<&Finding> {
        self.findings.iter().find(|f| f.kind == FindingKind::Pool(pool))
    }
}

/// Judges the pools of every computer. `user_ram` gives what the user set for a computer, in bytes.
pub fn findings(recording: &Recording, user_ram: &dyn Fn(&str) -> Option<f64>) -> Vec<Report> {
    let seconds: Vec<f64> = recording.axis.utc_ms.iter().map(|ms| *ms as f64 / 1000.0).collect();
    recording
        .computers()
        .into_iter()
        .map(|computer| {
            let ram = Ram::of(recording, computer, user_ram(computer));
            let context =
                Context { recording, computer, seconds: &seconds, ram, restarts: restarts(recording, computer) };
            let findings = Pool::BOTH
                .into_iter()
                .filter_map(|pool| {
                    let counter = recording.find(computer, pools::MEMORY, pool.counter())?;
                    context.finding(FindingKind::Pool(pool), counter)
                })
                .collect();
            Report { computer: computer.to_owned(), ram, findings }
        })
        .collect()
}

struct Context<'a> {
    recording: &'a Recording,
    computer: &'a str,
    seconds: &'a [f64],
    ram: Ram,
    restarts: Vec<f64>,
}

/// When the machine restarted, in UTC seconds: where its up time falls back.
fn restarts(recording: &Recording, computer: &str) -> Vec<f64> {
    let Some(up) = recording.find(computer, "System", "System Up Time") else { return Vec::new() };
    let present: Vec<(usize, f64)> = up.present().collect();
    present
        .windows(2)
        .filter(|w| w[1].1 < w[0].1)
        .map(|w| {
            let second = recording.axis.utc_ms[w[1].0] as f64 / 1000.0;
            let before = recording.axis.utc_ms[w[0].0] as f64 / 1000.0;
            (second - w[1].1).max(before + 1e-3)
        })
        .collect()
}

impl Context<'_> {
    fn finding(&self, kind: FindingKind, counter: &Counter) -> Option<Finding> {
        let axis = &self.recording.axis;
        let (_, first) = counter.present().next()?;
        let (_, last) = counter.present().next_back()?;
        // the first of equal maxima
        let (max_index, max) = counter.present().reduce(|a, b| if b.1 > a.1 { b } else { a })?;
        let limit = self.limit(kind);
        let load = self.load_for(counter);
        let judgement = judge(&Input {
            times: self.seconds,
            values: &counter.values,
            load: load.map(|l| &*l.values),
            restarts: &self.restarts,
            limit: limit.map(|l| l.value),
        });
        let resident = match kind {
            FindingKind::Pool(Pool::Paged) => self.recording.find(self.computer, pools::MEMORY, POOL_PAGED_RESIDENT),
            _ => None,
        };
        let share = |amount: f64| self.ram.bytes.map(|ram| amount / ram);
        let resident_max = resident.and_then(|c| c.present().map(|(_, v)| v).max_by(f64::total_cmp));
        let onset = judgement.run.onset.filter(|_| matches!(judgement.verdict(), Verdict::Leak | Verdict::Suspect));
        let mut finding = Finding {
            kind,
            path: counter.path.clone(),
            unit: Unit::of_counter(&counter.path.counter).0,
            first,
            last,
            max,
            max_index,
            max_local_ms: axis.local_ms[max_index],
            max_utc_ms: axis.utc_ms[max_index],
            ram_fraction: share(max),
            resident_ram_fraction: resident_max.and_then(share),
            limit,
            load: load.filter(|_| judgement.run.load != load::LoadStatus::None).map(|l| l.path.clone()),
            onset_utc_ms: onset.map(|s| (s * 1000.0).round() as i64),
            judgement,
            sentence: String::new(),
            reasons: Vec::new(),
        };
        finding.sentence = evidence::sentence(&finding, &self.ram);
        finding.reasons = evidence::reasons(&finding);
        Some(finding)
    }

    /// Nonpaged pool lives in RAM; paged pool in RAM and paging file together.
    fn limit(&self, kind: FindingKind) -> Option<Limit> {
        match kind {
            FindingKind::Pool(Pool::Nonpaged) => self.ram.bytes.map(|value| Limit { value, source: "ram" }),
            FindingKind::Pool(Pool::Paged) => {
                let limit = self.recording.find(self.computer, pools::MEMORY, pools::COMMIT_LIMIT)?;
                let value = limit.present().map(|(_, v)| v).max_by(f64::total_cmp)?;
                Some(Limit { value, source: "commit_limit" })
            }
            FindingKind::Counter => None,
        }
    }

    /// The load counter whose wiggles fit best, of those in the log.
    fn load_for(&self, counter: &Counter) -> Option<&Counter> {
        let candidates = self.recording.counters.iter().filter(|c| {
            c.path.computer.eq_ignore_ascii_case(self.computer) && pools::is_load(&c.path) && c.present().count() > 1
        });
        let kept: Vec<usize> = counter.present().map(|(i, _)| i).collect();
        if kept.len() < 12 {
            return None;
        }
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, values) = (pick(self.seconds), pick(&counter.values));
        candidates
            .map(|c| {
                let load: Vec<f64> = pick(&c.values).iter().map(|v| if v.is_finite() { *v } else { 0.0 }).collect();
                let points = buckets::reduce(&times, &values, Some(&load), buckets::Show::Middle);
                let fit = load::adjust(&points.t, &points.v, points.load.as_deref());
                (fit.partial_correlation, c)
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, c)| c)
    }
}
