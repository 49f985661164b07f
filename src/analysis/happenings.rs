//! Events that go with a rise: those that accompany its steps, and those after which it began.
//!
//! With enough kinds of event, something always lies near a step, so coincidence is accounted for: the probability that
//! as many steps would have an event of that kind before them if the steps fell anywhere in the log, times the number
//! of kinds tried.

use super::policy;
use crate::model::Recording;
use crate::model::event::{Event, EventKind};
use serde::{Deserialize, Serialize};
use statrs::distribution::{Binomial, DiscreteCDF};
use std::collections::BTreeMap;

/// Steps of a rise, and the events of a kind before them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepsWith {
    pub kind: EventKind,
    pub steps: usize,
    /// Steps that have such an event before them.
    pub with: usize,
    pub within_secs: f64,
    /// Probability of that many by chance, times the number of kinds tried.
    pub chance: f64,
    pub tried: usize,
}

/// An event shortly before a rise began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeganAfter {
    pub event: Event,
    pub secs: f64,
    /// Probability that one of its kind lies there by chance, times the number of kinds tried.
    pub chance: f64,
    pub tried: usize,
}

/// The events during a log: for each kind, its times in UTC seconds. Built once for all pools.
pub struct Happenings<'a> {
    recording: &'a Recording,
    /// Times of the samples, UTC seconds; at least two.
    times: &'a [f64],
    kinds: BTreeMap<EventKind, Vec<f64>>,
}

impl<'a> Happenings<'a> {
    /// `None` if there are no events, or if the log spans no time.
    pub fn of(recording: &'a Recording, times: &'a [f64]) -> Option<Self> {
        let events = &recording.facts.events;
        let (first, last) = (*times.first()?, *times.last()?);
        if events.is_empty() || first >= last {
            return None;
        }
        let mut kinds: BTreeMap<EventKind, Vec<f64>> = BTreeMap::new();
        for event in events.iter() {
            let at = event.utc_ms as f64 / 1000.0;
            if (first..=last).contains(&at) {
                kinds.entry(event.kind()).or_default().push(at);
            }
        }
        Some(Self { recording, times, kinds })
    }

    /// The kinds of event that accompany the steps of a rise, the least likely by chance first.
    pub fn steps_with(&self, values: &[f64]) -> Vec<StepsWith> {
        const MOST: usize = 3;
        let steps = steps(self.times, values);
        if steps.len() < policy::HAPPENINGS_STEPS {
            return Vec::new();
        }
        let (within, tried) = (policy::EVENT_WINDOW_SECS, self.kinds.len());
        let judged = self.kinds.iter().filter_map(|(kind, at)| {
            let with = steps.iter().filter(|(from, to)| any_between(at, from - within, *to)).count();
            if (with as f64) < policy::HAPPENINGS_SHARE * steps.len() as f64 {
                return None;
            }
            let trial = Trial { steps: &steps, events: at, times: self.times, within };
            let chance = (by_chance(&trial, with)? * tried as f64).min(1.0);
            (chance <= policy::HAPPENINGS_CHANCE).then(|| StepsWith {
                kind: kind.clone(),
                steps: steps.len(),
                with,
                within_secs: within,
                chance,
                tried,
            })
        });
        let mut found: Vec<StepsWith> = judged.collect();
        found.sort_by(|a, b| a.chance.total_cmp(&b.chance).then(b.with.cmp(&a.with)));
        found.truncate(MOST);
        found
    }

    /// The event after which a rise began, if one of its kind is unlikely to lie there by chance.
    pub fn began_after(&self, onset: f64) -> Option<BeganAfter> {
        let (first, last) = (*self.times.first()?, *self.times.last()?);
        let step = self.recording.axis.usual_step_secs().unwrap_or(0.0);
        let within = policy::ONSET_EVENT_SECS.max(2.0 * step);
        let tried = self.kinds.len();
        let (from, to) = (onset - within, onset + step);
        let near = self.recording.facts.events.iter().filter(|event| {
            let at = event.utc_ms as f64 / 1000.0;
            (from..=to).contains(&at) && at >= first
        });
        let judged = near.filter_map(|event| {
            let at = self.kinds.get(&event.kind())?;
            // the share of the log that has such an event within reach
            let covered = covered(at, within + step, (first, last));
            let chance = (covered / (last - first) * tried as f64).min(1.0);
            let secs = onset - event.utc_ms as f64 / 1000.0;
            (chance <= policy::ONSET_EVENT_CHANCE).then(|| BeganAfter { event: event.clone(), secs, chance, tried })
        });
        judged.min_by(|a, b| a.chance.total_cmp(&b.chance).then(a.secs.abs().total_cmp(&b.secs.abs())))
    }
}

/// Whether any of the `sorted` times lies between the two.
fn any_between(sorted: &[f64], from: f64, to: f64) -> bool {
    sorted.get(sorted.partition_point(|t| *t < from)).is_some_and(|t| *t <= to)
}

/// Upward steps: changes between samples that stand out from the usual rises and falls. The times before and after
/// each.
fn steps(times: &[f64], values: &[f64]) -> Vec<(f64, f64)> {
    let present: Vec<(f64, f64)> =
        times.iter().copied().zip(values.iter().copied()).filter(|(_, v)| v.is_finite()).collect();
    let changes: Vec<f64> = present.windows(2).map(|w| w[1].1 - w[0].1).collect();
    if changes.len() < policy::HAPPENINGS_SAMPLES {
        return Vec::new();
    }
    let (low, high) = present.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), (_, v)| (a.min(*v), b.max(*v)));
    let noise = super::stats::mad_sigma(&changes);
    let middle = super::stats::median(&changes);
    let least = (middle + policy::STEP_NOISE * noise).max(policy::STEP_SHARE * (high - low));
    let is_step = |(at, change): (usize, &f64)| (*change >= least).then_some((present[at].0, present[at + 1].0));
    let found: Vec<(f64, f64)> = changes.iter().enumerate().filter_map(is_step).collect();
    // if every change is a step, none stands out
    if found.len() as f64 > policy::STEPS_OF_CHANGES * changes.len() as f64 { Vec::new() } else { found }
}

/// Steps, and the events of one kind that they are compared with.
struct Trial<'a> {
    steps: &'a [(f64, f64)],
    events: &'a [f64],
    /// Times of the samples.
    times: &'a [f64],
    within: f64,
}

/// How likely it is that so many steps have an event before them by chance: the largest probability under three random
/// models. Steps anywhere in the log; steps anywhere near their actual times, because both may be confined to the same
/// hours; and, if both recur with the same period, the whole pattern shifted in time, because then one alignment
/// decides for all.
fn by_chance(trial: &Trial<'_>, with: usize) -> Option<f64> {
    let Trial { steps, events, times, within } = *trial;
    // how many of the stretches between samples, counted from the first, have such an event before them
    let has = |w: &[f64]| any_between(events, w[0] - within, w[1]);
    let marked: Vec<u32> = std::iter::once(0)
        .chain(times.windows(2).scan(0, |sum, w| {
            *sum += u32::from(has(w));
            Some(*sum)
        }))
        .collect();
    let share_between = |from: f64, to: f64| {
        let (a, b) = (times.partition_point(|t| *t < from), times.partition_point(|t| *t <= to));
        let (a, b) = (a.min(marked.len() - 1), b.saturating_sub(1).max(a).min(marked.len() - 1));
        f64::from(marked[b] - marked[a]) / (b - a).max(1) as f64
    };
    let anywhere = share_between(times[0], times[times.len() - 1]);
    if anywhere >= 1.0 {
        return None;
    }
    let everywhere = Binomial::new(anywhere, steps.len() as u64).ok()?.sf((with as u64).checked_sub(1)?);
    let near = steps.iter().map(|(from, to)| share_between(from - policy::NEAR_SECS, to + policy::NEAR_SECS));
    let nearby = at_least(with, near);
    Some(everywhere.max(nearby).max(if everywhere.max(nearby) < 0.05 { moved(trial, with) } else { 0.0 }))
}

/// The probability that at least `count` of the independent trials succeed.
fn at_least(count: usize, chances: impl Iterator<Item = f64>) -> f64 {
    // the probability of each number of successes so far
    let mut so_far = vec![1.0];
    for p in chances {
        so_far.push(0.0);
        for k in (0..so_far.len()).rev() {
            let before = if k > 0 { so_far[k - 1] } else { 0.0 };
            so_far[k] = so_far[k] * (1.0 - p) + before * p;
        }
    }
    so_far.get(count..).map_or(0.0, |tail| tail.iter().sum::<f64>().min(1.0))
}

/// Of all circular shifts of the steps within the log, the share with as many events before them; 0 if only the
/// smallest shifts come near that, because then the pattern does not recur.
fn moved(trial: &Trial<'_>, with: usize) -> f64 {
    const MOST_STEPS: usize = 200;
    let Trial { steps, events, times, within } = *trial;
    let (first, span) = (times[0], times[times.len() - 1] - times[0]);
    let width = within + steps[0].1 - steps[0].0;
    let grid = (span / (0.5 * width)).floor().clamp(1.0, 20_000.0) as usize;
    let every = (steps.len() / MOST_STEPS).max(1);
    let some: Vec<(f64, f64)> = steps.iter().copied().step_by(every).collect();
    let wanted = with as f64 / steps.len() as f64;
    let share = |by: f64| {
        let hits = some.iter().filter(|(from, to)| {
            let moved = first + (from - first + by).rem_euclid(span);
            any_between(events, moved - within, moved + (to - from))
        });
        hits.count() as f64 / some.len() as f64
    };
    let (mut as_many, mut recurs) = (0usize, false);
    for at in 0..grid {
        let by = span * at as f64 / grid as f64;
        let hits = share(by);
        as_many += usize::from(hits >= wanted);
        recurs |= by.min(span - by) > 3.0 * width && hits >= policy::RECURS * wanted;
    }
    if recurs { as_many.max(1) as f64 / grid as f64 } else { 0.0 }
}

/// How many seconds of a span lie within `reach` after any of the times.
fn covered(sorted: &[f64], reach: f64, span: (f64, f64)) -> f64 {
    let mut sum = 0.0;
    let mut until = span.0;
    for at in sorted {
        let (from, to) = (at.max(until), (at + reach).min(span.1));
        if to > from {
            sum += to - from;
            until = to;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_of_scipy() {
        // scipy.stats.binom.sf(2, 9, 0.2)
        let even = at_least(3, std::iter::repeat_n(0.2, 9));
        assert!((even - 0.261_802_496_000_000_16).abs() < 1e-14, "{even}");
        // by hand: 1 - 0.9 * 0.5 * 0.8
        assert!((at_least(1, [0.1, 0.5, 0.2].into_iter()) - 0.64).abs() < 1e-15);
        assert_eq!((at_least(0, [0.3].into_iter()), at_least(2, [0.3].into_iter())), (1.0, 0.0));
    }

    #[test]
    fn what_recurs_with_one_period_proves_one_alignment() {
        // a week in minutes; steps at 2 a.m., events a minute before them
        let times: Vec<f64> = (0..7 * 1440).map(|m| f64::from(m) * 60.0).collect();
        let daily: Vec<f64> = (0..7).map(|day| f64::from(day) * 86_400.0 + 7200.0).collect();
        let steps: Vec<(f64, f64)> = daily.iter().map(|t| (*t, t + 60.0)).collect();
        let events: Vec<f64> = daily.iter().map(|t| t - 60.0).collect();
        let trial = Trial { steps: &steps, events: &events, times: &times, within: 120.0 };
        let chance = by_chance(&trial, 7).expect("a chance");
        // about four minutes of each day
        assert!((0.001..0.005).contains(&chance), "{chance}");
        // without a common period it is as unlikely as it looks
        let odd: Vec<f64> = daily.iter().enumerate().map(|(i, t)| t + (i * i) as f64 * 4000.0).collect();
        let steps: Vec<(f64, f64)> = odd.iter().map(|t| (*t, t + 60.0)).collect();
        let events: Vec<f64> = odd.iter().map(|t| t - 60.0).collect();
        let trial = Trial { steps: &steps, events: &events, times: &times, within: 120.0 };
        assert!(by_chance(&trial, 7).expect("a chance") < 1e-9);
    }
}
