//! What other counters say about a pool.

use super::context::Context;
use super::finding::{Finding, FindingKind};
use super::run::Samples;
use super::subjects::Direction;
use super::{Verdict, Why, buckets, drift, ending, policy, stats, trend};
use crate::model::catalogue::Role;
use crate::model::{Counter, Key};
use std::collections::{HashMap, HashSet};

impl Context<'_> {
    /// Checks whether other leaking counters rise with a pool: those that do are recorded, and a pool that rises too
    /// faintly to be a leak by itself becomes one with their support.
    pub(super) fn join_evidence(&self, finding: &mut Finding, others: &[Finding]) {
        let Some(counter) = self.counter_of(finding) else { return };
        let leaking = || others.iter().filter(|o| o.judgement.verdict() == Verdict::Leak);
        let allocations: Vec<&Counter> = self.live_allocations(finding).collect();
        if leaking().next().is_none() && allocations.is_empty() {
            return;
        }
        let kept: Vec<usize> = counter.present().map(|(i, _)| i).collect();
        if kept.len() < policy::PART_SAMPLES {
            return;
        }
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, own) = (pick(self.seconds), counter.values.at(&kept));
        let points = buckets::reduce(&times, &own, None, buckets::Reduce::Median);
        let rises_with = |counter: &Counter, is_falling: bool| {
            let values = counter.values.at(&kept);
            let other = buckets::reduce(&times, &own, Some(&values), buckets::Reduce::Median).load;
            let (a, b): (Vec<f64>, Vec<f64>) = other
                .iter()
                .flat_map(|load| load.iter())
                .zip(points.v.iter())
                .filter(|(a, _)| a.is_finite())
                .map(|(a, b)| (if is_falling { -a } else { *a }, *b))
                .unzip();
            a.len() >= policy::LOAD_POINTS && stats::correlation(&a, &b) > policy::JOINT_CORRELATION
        };
        let mut agreeing = Vec::new();
        let keys: HashSet<&Key> = leaking().map(|o| o.path.key()).collect();
        let counters = self.recording.counters.iter().filter(|c| !keys.is_empty() && keys.contains(c.path.key()));
        let counters: HashMap<&Key, &Counter> = counters.map(|c| (c.path.key(), c)).collect();
        for other in leaking() {
            let values = counters.get(other.path.key());
            if values.is_some_and(|c| rises_with(c, other.direction == Direction::Falling)) {
                agreeing.push(other.path.clone());
            }
        }
        agreeing.extend(allocations.iter().filter(|c| rises_with(c, false)).map(|c| c.path.clone()));
        if agreeing.is_empty() {
            return;
        }
        let is_short = finding.judgement.run.why == Some(Why::TooShort);
        if finding.judgement.verdict() != Verdict::Leak && !is_short && !finding.judgement.run.is_explained_by_load() {
            let p = drift::p_value(&points.t, &points.v, finding.judgement.quantum);
            let trend = trend::slope(&points.t, &points.v, finding.judgement.quantum);
            let growth = trend.value * (points.t[points.t.len() - 1] - points.t[0]);
            let is_clear = p < policy::JOINT_P || trend.low > 0.0;
            let last = points.t.len() - points.t.len() / policy::LATE_PART;
            let of_last = trend::slope(&points.t[last..], &points.v[last..], finding.judgement.quantum);
            if !is_clear
                || of_last.high < policy::JOINT_GOES_ON * trend.value
                || growth < finding.judgement.run.material
                || !ending::holds(Samples::of(&times, &own), &finding.judgement.run)
            {
                return;
            }
            let limit = finding.limit.map(|l| l.value);
            finding.judgement.agree((&points.t, &points.v), p, growth, limit);
            self.observe(finding, &counter.values.whole());
        }
        if finding.judgement.verdict().is_rise() {
            finding.agreeing = agreeing;
        }
    }

    /// The pool's number of allocations, if it counts live ones (it falls at times, and is not 0) and rises like a
    /// leak.
    fn live_allocations(&self, finding: &Finding) -> impl Iterator<Item = &Counter> {
        let role = match finding.kind {
            FindingKind::Pool(pool) => Some(Role::Allocations(pool)),
            FindingKind::Counter => None,
        };
        let counter = role.and_then(|role| self.recording.with_role(&self.computer, role)).filter(|c| {
            let present: Vec<f64> = c.present().map(|(_, v)| v).collect();
            let falls = present.windows(2).filter(|w| w[1] < w[0]).count();
            falls > 0 && self.judge_alone(c).verdict() == Verdict::Leak
        });
        counter.into_iter()
    }
}
