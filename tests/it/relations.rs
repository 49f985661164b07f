//! What may not change a verdict: another scale, another week, the order of the counters, counters that have nothing to do
//! with the pools; and what may change few of them: every second sample, one sample more.

use crate::claims::{Dice, random_log};
use poolscope::analysis::{Scope, Verdict, findings};
use poolscope::model::pools::Pool;
use poolscope::model::{Counter, CounterPath, Recording, TimeAxis};
use std::sync::Arc;

const LOGS: u64 = 80;

fn verdict(recording: &Recording) -> Option<Verdict> {
    findings::report(recording, "PC", None, Scope::Pools).pool(Pool::Nonpaged).map(|f| f.judgement.verdict())
}

/// How many verdicts of random logs are others after a change.
fn changed(change: impl Fn(&mut Recording, u64)) -> usize {
    different(change, verdict)
}

/// How many random logs are an alarm only before or only after a change.
fn alarms_changed(change: impl Fn(&mut Recording, u64)) -> usize {
    different(change, |recording| verdict(recording) == Some(Verdict::Leak))
}

fn different<T: PartialEq>(change: impl Fn(&mut Recording, u64), said: impl Fn(&Recording) -> T) -> usize {
    let is_changed = |seed: &u64| {
        let recording = random_log(*seed);
        let mut other = recording.clone();
        change(&mut other, *seed);
        said(&recording) != said(&other)
    };
    (9_000..9_000 + LOGS).filter(is_changed).count()
}

fn each_value(recording: &mut Recording, change: impl Fn(f64) -> f64) {
    for counter in recording.counters.iter_mut().filter(|c| c.path.object == "Memory") {
        counter.values = Arc::new(counter.values.iter().map(&change).collect());
    }
}

fn rows(recording: &mut Recording, kept: &dyn Fn(usize) -> bool) {
    fn of<T: Copy>(all: &[T], kept: &dyn Fn(usize) -> bool) -> Vec<T> {
        all.iter().enumerate().filter(|(i, _)| kept(*i)).map(|(_, v)| *v).collect()
    }
    let axis = &recording.axis;
    recording.axis =
        Arc::new(TimeAxis { local_ms: of(&axis.local_ms, kept), utc_ms: of(&axis.utc_ms, kept), thinned: None });
    for counter in &mut recording.counters {
        counter.values = Arc::new(of(&counter.values.whole(), kept).into());
    }
}

#[test]
fn scale_week_and_order_change_no_verdict() {
    assert_eq!(changed(|r, _| each_value(r, |v| 2.0 * v)), 0, "twice as large");
    let week = 7 * 86_400_000;
    let later = |ms: &[i64]| ms.iter().map(|ms| ms + week).collect::<Vec<i64>>();
    let shift = |r: &mut Recording, _| {
        r.axis = Arc::new(TimeAxis { local_ms: later(&r.axis.local_ms), utc_ms: later(&r.axis.utc_ms), thinned: None });
    };
    assert_eq!(changed(shift), 0, "a week later");
    assert_eq!(changed(|r, _| r.counters.reverse()), 0, "the last counter first");
}

#[test]
fn unrelated_counters_thinner_logs_and_one_sample_more_change_few() {
    let unrelated = |r: &mut Recording, seed: u64| {
        let mut dice = Dice::new(seed * 7 + 3);
        for i in 0..12 {
            let mut at = 500.0;
            let values = (0..r.axis.len()).map(|_| {
                at += 5.0 * dice.noise();
                at
            });
            r.counters.push(Counter {
                path: CounterPath::single("PC", "TCPv4", &format!("Connections Established {i}")).into(),
                kind: None,
                values: Arc::new(values.collect()),
            });
        }
    };
    let beside = changed(unrelated);
    assert!(beside <= 2, "twelve unrelated counters: {beside}");
    let thin = |r: &mut Recording, _| rows(r, &|i| i % 2 == 0);
    let thinner = alarms_changed(thin);
    assert!(thinner <= LOGS as usize / 8, "every second sample: {thinner}");
    let shorter = |r: &mut Recording, _| {
        let last = r.axis.len() - 1;
        rows(r, &|i| i < last);
    };
    let cut = alarms_changed(shorter);
    assert!(cut <= LOGS as usize / 16, "one sample less: {cut}");
}
