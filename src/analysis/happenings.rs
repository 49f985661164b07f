//! Events that a rise goes with: those that its steps come with, and those that it began after.
//!
//! With enough kinds of event something always lies near a step, so chance is priced: how often would as many steps have an
//! event of that kind before them if the steps fell anywhere in the log, times the kinds that were tried.

use super::policy;
use crate::model::Recording;
use crate::model::event::{Event, EventKind};
use statrs::distribution::{Binomial, DiscreteCDF};
use std::collections::BTreeMap;

/// Steps of a rise, and the events of a kind before them.
#[derive(Clone, Debug, PartialEq)]
pub struct StepsWith {
    pub kind: EventKind,
    pub steps: usize,
    /// Steps that have such an event before them.
    pub with: usize,
    pub within_secs: f64,
    /// That so many would by chance, times the kinds that were tried.
    pub chance: f64,
    pub tried: usize,
}

/// An event shortly before a rise began.
#[derive(Clone, Debug, PartialEq)]
pub struct BeganAfter {
    pub event: Event,
    pub secs: f64,
    /// That one of its kind would lie there by chance, times the kinds that were tried.
    pub chance: f64,
    pub tried: usize,
}

/// Events of each kind, by their times in UTC seconds.
fn by_kind(events: &[Event], span: (f64, f64)) -> BTreeMap<EventKind, Vec<f64>> {
    let mut kinds: BTreeMap<EventKind, Vec<f64>> = BTreeMap::new();
    for event in events {
        let at = event.utc_ms as f64 / 1000.0;
        if (span.0..=span.1).contains(&at) {
            kinds.entry(event.kind()).or_default().push(at);
        }
    }
    kinds
}

/// Whether a time of `sorted` lies between the two.
fn any_between(sorted: &[f64], from: f64, to: f64) -> bool {
    sorted.get(sorted.partition_point(|t| *t < from)).is_some_and(|t| *t <= to)
}

/// Steps up: from one sample to the next more than the others rise and fall together. Times before and after each.
pub fn steps(times: &[f64], values: &[f64]) -> Vec<(f64, f64)> {
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
    // where every change is a step, none stands out
    if found.len() as f64 > policy::STEPS_OF_CHANGES * changes.len() as f64 { Vec::new() } else { found }
}

/// The kinds of event that the steps of a rise come with, the least likely by chance first.
pub fn steps_with(recording: &Recording, times: &[f64], values: &[f64]) -> Vec<StepsWith> {
    const MOST: usize = 3;
    let events = &recording.facts.events;
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Vec::new() };
    if events.is_empty() {
        return Vec::new();
    }
    let steps = steps(times, values);
    if steps.len() < policy::HAPPENINGS_STEPS {
        return Vec::new();
    }
    let kinds = by_kind(events, (*first, *last));
    let within = policy::HAPPENING_SECS;
    let tried = kinds.len();
    let judged = kinds.into_iter().filter_map(|(kind, at)| {
        let has = |(from, to): &(f64, f64)| any_between(&at, from - within, *to);
        let with = steps.iter().filter(|step| has(step)).count();
        // of all stretches between samples, how many have such an event before them
        let stretches = times.windows(2).filter(|w| has(&(w[0], w[1]))).count();
        let share = (stretches as f64 / (times.len() - 1).max(1) as f64).clamp(0.0, 1.0);
        if (with as f64) < policy::HAPPENINGS_SHARE * steps.len() as f64 || share >= 1.0 {
            return None;
        }
        let by_chance = Binomial::new(share, steps.len() as u64).ok()?.sf((with as u64).checked_sub(1)?);
        let chance = (by_chance * tried as f64).min(1.0);
        (chance <= policy::HAPPENINGS_CHANCE).then_some(StepsWith {
            kind,
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

/// The event that a rise began after, where one of its kind would hardly lie there by chance.
pub fn began_after(recording: &Recording, times: &[f64], onset: f64) -> Option<BeganAfter> {
    let (first, last) = (*times.first()?, *times.last()?);
    let step = recording.axis.usual_step_secs().unwrap_or(0.0);
    let within = policy::ONSET_EVENT_SECS.max(2.0 * step);
    let kinds = by_kind(&recording.facts.events, (first, last));
    let tried = kinds.len();
    let (from, to) = (onset - within, onset + step);
    let near = recording.facts.events.iter().filter(|event| {
        let at = event.utc_ms as f64 / 1000.0;
        (from..=to).contains(&at) && at >= first
    });
    let judged = near.filter_map(|event| {
        let at = kinds.get(&event.kind())?;
        // the share of the log that has such an event within reach
        let covered = covered(at, within + step, (first, last));
        let chance = (covered / (last - first) * tried as f64).min(1.0);
        let secs = onset - event.utc_ms as f64 / 1000.0;
        (chance <= policy::ONSET_EVENT_CHANCE).then(|| BeganAfter { event: event.clone(), secs, chance, tried })
    });
    judged.min_by(|a, b| a.chance.total_cmp(&b.chance).then(a.secs.abs().total_cmp(&b.secs.abs())))
}

/// How much of a span lies within reach after any of the times, seconds.
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
