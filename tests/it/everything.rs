//! What else can leak: processes followed by identity, memory running out, hard evidence, limits.

use crate::support::blg::{Block, Entry, Instance, Object, Spec, Writer};
use crate::support::{self, story::Lehmer};
use poolscope::analysis::findings::LimitSource;
use poolscope::analysis::{Report, Scope, Verdict};
use poolscope::engine::Machine;

const PC: &str = r"\\PC";
const T0: i64 = 1_772_438_400_000;
const LEVEL: u32 = 0x0001_0100;
const N: i64 = 600;

fn report(bytes: Vec<u8>) -> Report {
    let [Machine { report, .. }] =
        support::judge(&[("log.blg", bytes)], Scope::Everything).machines.try_into().unwrap_or_else(|_| panic!("one"));
    report
}

/// Three processes of one name. The one that leaks moves to another position when the first one ends.
#[test]
fn a_process_is_followed_through_its_positions() {
    let mut w = Writer::new(Spec::default());
    w.titles(T0, PC, &[(230, "Process"), (784, "ID Process"), (952, "Handle Count")]);
    w.list(T0, &[Entry::object(PC, "Process")]);
    let mut random = Lehmer::new(5);
    for i in 0..N {
        let app = |id: i64, handles: i64| Instance { name: "app".to_owned(), parent: None, values: vec![id, handles] };
        let mut running = vec![app(11, 5000 + (random.share() * 9.0) as i64), app(22, 300 + 2 * i), app(33, 70)];
        if i >= N / 2 {
            running.remove(0);
        }
        w.sample(
            T0 + i * 300_000,
            &[Block::Object(Object {
                title: 230,
                counters: vec![(784, LEVEL, 8), (952, LEVEL, 8)],
                instances: Some(running),
                ..Object::default()
            })],
        );
    }
    let report = report(w.finish());
    let found: Vec<_> = report.others().map(|f| (f.process_id, f.judgement.verdict(), f.path.to_string())).collect();
    let last_seen = r"\\PC\Process(app)\Handle Count".to_owned();
    assert_eq!(found, [(Some(22), Verdict::Leak, last_seen)]);
    assert_eq!(report.judged, 3);
    let leak = report.others().next().unwrap();
    assert!(
        leak.sentence.starts_with("Handle Count of app (process 22) is rising like a leak: it rose from 3"),
        "{}",
        leak.sentence
    );
    let rate = leak.slope_per_hour().unwrap();
    assert!((rate.value - 24.0).abs() < 0.1, "2 handles every 5 minutes: {rate:?}");
}

fn memory_log(spec: Spec, sample: impl Fn(i64) -> Vec<Block>, entries: &[Entry<'_>]) -> Report {
    let mut w = Writer::new(spec);
    w.list(T0, entries);
    for i in 0..N {
        w.sample(T0 + i * 300_000, &sample(i));
    }
    report(w.finish())
}

#[test]
fn memory_that_runs_out_is_told_with_the_time_left() {
    let entries = [
        Entry::one(PC, "Memory", "Available MBytes", LEVEL),
        Entry::one(PC, "Memory", "Cache Bytes", LEVEL),
        Entry::one(PC, "Memory", "Cache Bytes Peak", LEVEL),
        Entry::one(PC, "Memory", "Pool Nonpaged Allocs", LEVEL),
    ];
    let sample = |i: i64| {
        vec![Block::level(8000 - 10 * i), Block::level(i << 24), Block::level(i << 24), Block::level(90_000 * i)]
    };
    let report = memory_log(Spec::default(), sample, &entries);
    assert_eq!(report.judged, 1, "page cache, peaks and counts are never judged");
    let finding = report.others().next().unwrap();
    assert_eq!(finding.word(), "Running out");
    assert!(finding.sentence.starts_with("Available MBytes is running out: it fell from 7."), "{}", finding.sentence);
    let slope = finding.slope_per_hour().unwrap();
    assert!((slope.value + 120.0).abs() < 1.0 && slope.low <= slope.value && slope.value <= slope.high);
    // 2,010 MB are left at 120 MB an hour
    let left = finding.judgement.time_left.unwrap();
    assert!((left.hours - 16.8).abs() < 0.3, "{left:?}");
    assert_eq!(finding.limit.map(|l| (l.value, l.source)), Some((0.0, LimitSource::Zero)));
}

#[test]
fn failed_allocations_raise_the_words_and_old_windows_has_its_limit() {
    let entries = [
        Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL),
        Entry::one(PC, "Server", "Pool Nonpaged Failures", LEVEL),
    ];
    let sample = |i: i64| vec![Block::level((100 << 20) + (i << 17)), Block::level(if i < 500 { 0 } else { 7 })];
    let spec = Spec { build: 3790, pointer_bytes: 4, ..Spec::default() };
    let report = memory_log(spec, sample, &entries);
    let pool = report.lead().unwrap();
    assert_eq!(pool.judgement.verdict(), Verdict::Leak);
    assert!(
        pool.sentence.ends_with("It has run out already: Windows' file server was refused memory from it 7 times.")
    );
    assert!(pool.reasons.iter().any(|r| r.code == "pool_failures"));
    assert!(pool.reasons.iter().any(|r| r.code == "cautious_limit"));
    assert_eq!(pool.limit.map(|l| (l.value, l.source)), Some((256.0 * 1_048_576.0, LimitSource::Windows)));
    // 81 MB to go at 1.5 MB an hour
    assert!((pool.judgement.time_left.unwrap().hours - 54.0).abs() < 1.0);
}

#[test]
fn a_restart_known_from_up_time_begins_a_new_run() {
    const ELAPSED: u32 = 0x3024_0500;
    let entries =
        [Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL), Entry::one(PC, "System", "System Up Time", ELAPSED)];
    // grows by 1 MB a sample, and starts anew at 300, without a gap that would give it away
    let sample = |i: i64| {
        let since = i % 300;
        let now = i * 3_000_000_000;
        vec![
            Block::level((100 << 20) + (since << 20)),
            Block::One { status: 0, first: now - since * 3_000_000_000, second: now, multi: 1 },
        ]
    };
    let report = memory_log(Spec::default(), sample, &entries);
    let pool = report.lead().unwrap();
    assert_eq!(
        (pool.judgement.verdict(), pool.judgement.restarts.len(), pool.judgement.leaky_runs),
        (Verdict::Leak, 1, 2)
    );
    let rate = pool.judgement.slope_per_hour.unwrap().value / 1_048_576.0;
    assert!((rate - 12.0).abs() < 0.1, "{rate}");
}
