//! Nothing that a report says is contradicted by its samples: random logs, and comparisons of them.

use crate::support;
use crate::support::claims::contradictions;
use poolscope::analysis::compare::{Change, Side, compare};
use poolscope::analysis::{GivenRam, Scope, findings};
use poolscope::model::units::{GB, MB};
use poolscope::model::{CounterPath, Recording};

/// Random numbers that are the same each time.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }

    fn is_so(&mut self, share: f64) -> bool {
        self.roll() < share
    }

    pub fn noise(&mut self) -> f64 {
        (0..6).map(|_| self.roll()).sum::<f64>() - 3.0
    }
}

/// A log of whatever a server may do, a few of its habits at a time.
pub fn random_log(seed: u64) -> Recording {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..8 {
        dice.roll();
    }
    let samples = dice.between(8.0, 700.0) as usize;
    let step_secs = [1.0, 10.0, 60.0, 300.0, 900.0, 3600.0][dice.between(0.0, 6.0) as usize];
    let start = 1_772_438_400_000 + (dice.roll() * 7.0 * 86_400_000.0) as i64;
    let mut at = 0.0;
    let moments: Vec<i64> = (0..samples)
        .map(|_| {
            at += step_secs * if dice.is_so(0.01) { dice.between(2.0, 60.0) } else { 1.0 };
            start + (at * 1000.0) as i64
        })
        .collect();
    let base = dice.between(20.0, 2000.0) * MB;
    let size = base * dice.between(0.0, 1.5);
    let [leak, ends, jump, cycle, falls, restart, wander, load] =
        [0.5, 0.2, 0.2, 0.4, 0.2, 0.15, 0.3, 0.5].map(|p| dice.is_so(p));
    let (onset, until, jump_at) = (dice.between(-0.5, 0.9).max(0.0), dice.between(0.3, 1.0), dice.roll());
    let (noise, height, tooth) =
        (size * dice.between(0.0, 0.1), size * dice.between(0.1, 1.0), dice.between(0.05, 0.5));
    let restart_at = dice.between(0.1, 0.9);
    let (mut walk, mut worked) = (0.0, Vec::new());
    let mut values = Vec::new();
    let mut up = Vec::new();
    for (i, ms) in moments.iter().enumerate() {
        let share = i as f64 / samples as f64;
        let since = if restart && share >= restart_at { share - restart_at } else { share };
        let mut v = base;
        if leak {
            let until = if ends { until } else { 1.0 };
            v += size * (since.min(until) - onset).max(0.0);
        }
        if jump && share > jump_at {
            v += height;
        }
        let hour = (*ms as f64 / 3_600_000.0) % 24.0;
        let busy = (0.5 - 0.5 * (hour / 24.0 * std::f64::consts::TAU).cos()) * dice.between(0.9, 1.1);
        if cycle {
            v += height * busy;
        }
        if falls {
            v += height * (share % tooth) / tooth;
        }
        if wander {
            walk += dice.noise() * size * 0.02;
            v += walk;
        }
        v += dice.noise() * noise;
        worked.push((1000.0 * busy).round());
        up.push((i as f64 - if share >= restart_at { restart_at * samples as f64 } else { 0.0 }) * step_secs + 1000.0);
        values.push(if dice.is_so(0.01) { f64::NAN } else { (v.max(4096.0) / 4096.0).round() * 4096.0 });
    }
    let available: Vec<f64> = values.iter().map(|v| 16.0 * GB - 2.0 * v).collect();
    let mut counters =
        vec![("Memory", "Pool Nonpaged Bytes", values.clone()), ("Memory", "Available Bytes", available)];
    counters.push(("Memory", "Pool Paged Bytes", values.iter().rev().copied().collect()));
    if load {
        counters.push(("Server", "Server Sessions", worked));
    }
    if restart {
        counters.push(("System", "System Up Time", up));
    }
    recording(&moments, counters)
}

fn recording(moments: &[i64], counters: Vec<(&str, &str, Vec<f64>)>) -> Recording {
    let counters = counters.into_iter().map(|(object, name, values)| (CounterPath::single("PC", object, name), values));
    support::recording(moments, counters)
}

/// Others are tried with `CLAIMS_FROM=N CLAIMS=COUNT`.
#[test]
fn nothing_that_is_said_is_contradicted_by_the_samples() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let first = number("CLAIMS_FROM", 0);
    let mut found = Vec::new();
    for seed in first..first + number("CLAIMS", 400) {
        let recording = random_log(seed);
        let report = findings::report(&recording, "PC", Some(GivenRam::by_user(16.0 * GB)), Scope::Everything);
        let here = contradictions(&recording, &report, &support::style());
        found.extend(here.into_iter().map(|text| format!("log {seed}: {text}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn one_steady_leak_cut_in_two_has_not_changed() {
    let mut changed = 0;
    for seed in 0..60u64 {
        let mut dice = Dice(seed * 7919 + 1);
        let moments: Vec<i64> = (0..600).map(|i| 1_772_438_400_000 + i * 600_000).collect();
        let noise = dice.between(0.2, 4.0) * MB;
        let mut memory = 0.0;
        let value = |i: usize| {
            memory = 0.8 * memory + dice.noise();
            ((400.0 + 0.5 * i as f64) * MB + memory * noise).round()
        };
        let values: Vec<f64> = (0..600).map(value).collect();
        let halves = [0..300, 300..600].map(|part: std::ops::Range<usize>| {
            recording(&moments[part.clone()], vec![("Memory", "Pool Nonpaged Bytes", values[part].to_vec())])
        });
        let reports = halves.each_ref().map(|r| findings::report(r, "PC", None, Scope::Pools));
        let compared = compare(
            Side { recording: &halves[0], report: &reports[0] },
            Side { recording: &halves[1], report: &reports[1] },
        );
        let c = &compared[0];
        let excludes_nothing = c.difference.low > 0.0 || c.difference.high < 0.0;
        assert_eq!(matches!(c.change, Change::Slower | Change::Faster), excludes_nothing, "{c:?}");
        changed += usize::from(excludes_nothing);
    }
    assert!(changed <= 3, "{changed} of 60 steady leaks are said to have changed");
}

/// Time left until a pool is full is not told of one that has stood still for a day.
#[test]
fn a_pool_that_stands_still_at_its_end_is_no_leak_whatever_rises_beside_it() {
    let mut dice = Dice::new(4);
    let hour = |i: usize| i as f64 / 6.0;
    let pool = |until: f64, dice: &mut Dice| -> Vec<f64> {
        (0..76 * 6).map(|i| ((300.0 + 4.0 * hour(i).min(until)) * MB + 0.5 * MB * dice.noise()).round()).collect()
    };
    let handles: Vec<f64> = (0..76 * 6).map(|i| (2_000.0 + 90.0 * hour(i) + 3.0 * dice.noise()).round()).collect();
    let moments: Vec<i64> = (0..76 * 6).map(|i| 1_772_438_400_000 + i * 600_000).collect();
    let path = |text: &str| CounterPath::parse(text).unwrap();
    for (until, is_leak) in [(48.0, false), (76.0, true)] {
        let counters = [
            (path(r"\\PC\Memory\Pool Nonpaged Bytes"), pool(until, &mut dice)),
            (path(r"\\PC\Process(agent)\Handle Count"), handles.clone()),
        ];
        let recording = support::recording(&moments, counters);
        let report = findings::report(&recording, "PC", Some(GivenRam::by_user(GB)), Scope::Everything);
        let nonpaged = report.pools().next().unwrap();
        assert_eq!(nonpaged.judgement.verdict().is_rise(), is_leak, "{:?}", nonpaged.judgement.run);
        assert_eq!(nonpaged.judgement.time_left.is_some(), is_leak);
        assert!(report.others().next().is_some(), "the handles leak");
    }
}
