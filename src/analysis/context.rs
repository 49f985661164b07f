//! What the findings of one computer share, looked up once.

use super::finding::Finding;
use super::judge::{Input, Judgement, judge};
use super::ram::Ram;
use super::{Verdict, policy, runs};
use crate::model::catalogue::{Role, has_role};
use crate::model::pools::Pool;
use crate::model::{Counter, Recording};
use std::sync::OnceLock;

/// A counter of work done.
pub(super) struct LoadCounter<'a> {
    pub(super) counter: &'a Counter,
    /// Computed on first use, because every rising counter needs it.
    piles_up: OnceLock<bool>,
}

impl<'a> LoadCounter<'a> {
    fn new(counter: &'a Counter) -> Self {
        Self { counter, piles_up: OnceLock::new() }
    }

    /// Whether it counts things that are held, and rises like a leak.
    pub(super) fn piles_up(&self, context: &Context<'_>) -> bool {
        let leaks = || context.judge_alone(self.counter).verdict() == Verdict::Leak;
        *self.piles_up.get_or_init(|| !self.counter.path.is_rate() && leaks())
    }
}

/// What the findings of one computer share, looked up once.
pub(super) struct Context<'a> {
    pub(super) recording: &'a Recording,
    pub(super) computer: String,
    pub(super) seconds: &'a [f64],
    pub(super) ram: Ram,
    pub(super) restarts: Vec<f64>,
    pub(super) commit_limit: Option<f64>,
    pub(super) resident_max: Option<f64>,
    /// Failed allocations: nonpaged, paged.
    pub(super) failures: [f64; 2],
    pub(super) loads: Vec<LoadCounter<'a>>,
    /// Seconds by which local time is ahead of UTC.
    pub(super) local_secs: f64,
    /// The median interval between all samples.
    usual_gap: f64,
}

impl<'a> Context<'a> {
    pub(super) fn new(recording: &'a Recording, computer: &str, seconds: &'a [f64], ram: Ram) -> Self {
        let largest =
            |role: Role| recording.with_role(computer, role)?.present().map(|(_, v)| v).max_by(f64::total_cmp);
        let failures = |pool: Pool| largest(Role::Failures(pool)).unwrap_or(0.0);
        Self {
            recording,
            computer: computer.to_owned(),
            seconds,
            ram,
            restarts: restarts(recording, computer),
            commit_limit: largest(Role::CommitLimit),
            resident_max: largest(Role::ResidentPool),
            failures: [failures(Pool::Nonpaged), failures(Pool::Paged)],
            loads: recording
                .counters
                .iter()
                .filter(|c| has_role(&c.path, Role::Load) && c.present().take(2).count() > 1)
                .map(LoadCounter::new)
                .collect(),
            local_secs: match (recording.axis.local_ms.first(), recording.axis.utc_ms.first()) {
                (Some(local), Some(utc)) => (local - utc) as f64 / 1000.0,
                _ => 0.0,
            },
            usual_gap: runs::usual_gap(seconds),
        }
    }
}

impl Context<'_> {
    /// Judges a counter other than a pool by itself, without a load.
    pub(super) fn judge_alone(&self, counter: &Counter) -> Judgement {
        judge(&Input { times: self.seconds, values: &counter.values.whole(), ..self.input() })
    }

    /// The counter that a finding is about.
    pub(super) fn counter_of(&self, finding: &Finding) -> Option<&Counter> {
        self.recording.counters.iter().find(|c| c.path == finding.path)
    }

    /// The input that is the same for every counter of the computer.
    pub(super) fn input(&self) -> Input<'_> {
        Input {
            restarts: &self.restarts,
            has_load_counter: !self.loads.is_empty(),
            local_secs: self.local_secs,
            usual_gap: Some(self.usual_gap),
            ..Input::default()
        }
    }
}

/// When the machine restarted, in UTC seconds: each time its uptime falls back or, without an uptime counter, the boot
/// times in the log's headers.
fn restarts(recording: &Recording, computer: &str) -> Vec<f64> {
    let axis = &recording.axis;
    let Some(up) = recording.with_role(computer, Role::UpTime) else {
        let boots = recording.parts.iter().filter(|_| recording.is_single_computer).filter_map(|p| p.boot_utc_ms);
        let inside = |ms: &i64| axis.utc_ms.first().is_some_and(|first| ms > first) && axis.utc_ms.last() > Some(ms);
        let mut boots: Vec<i64> = boots.filter(inside).collect();
        boots.sort_unstable();
        // the headers of one session give the boot time only to the second
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
