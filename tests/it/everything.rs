//! What else can leak: processes followed by identity, memory running out, hard evidence, limits.

use crate::support::blg::{Block, Entry, Instance, LEVEL, Object, PC, Spec, T0, Writer};
use crate::support::counterset::{self, Counter, Header, Registration, SetBlock};
use crate::support::{self, story::Lehmer};
use poolscope::analysis::limits::LimitSource;
use poolscope::analysis::{Report, Scope, Verdict};
use poolscope::engine::Machine;
use poolscope::model::Process;

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
    let found: Vec<_> = report
        .others()
        .map(|f| (f.process.as_ref().map(|p| p.id), f.judgement.verdict(), f.path.to_string()))
        .collect();
    let last_seen = r"\\PC\Process(app)\Handle Count".to_owned();
    assert_eq!(found, [(Some(22), Verdict::Leak, last_seen)]);
    assert_eq!(report.judged_count, 3);
    let leak = report.others().next().unwrap();
    let sentence = support::sentence(leak, &report);
    assert!(
        sentence.starts_with("Handle Count of app (process 22) is rising like a leak: it rose from 3"),
        "{}",
        sentence
    );
    let rate = leak.slope_per_hour().unwrap();
    assert!((rate.value - 24.0).abs() < 0.1, "2 handles every 5 minutes: {rate:?}");
}

/// Which ways of naming processes a log has.
#[derive(Clone, Copy)]
struct Objects {
    /// `Process`, with `ID Process` or without.
    by_position: Option<bool>,
    v2: bool,
    /// `Process`, with ids in the names.
    by_id: bool,
}

/// Three processes of one name, of which 22 leaks; the first one ends in the middle.
fn processes(objects: Objects) -> Report {
    let mut w = Writer::new(Spec::default());
    w.titles(T0, PC, &[(230, "Process"), (784, "ID Process"), (952, "Handle Count")]);
    let set = Registration {
        name: "Process V2".to_owned(),
        has_instances: true,
        counters: vec![Counter::new(1, LEVEL, "Process ID"), Counter::new(2, LEVEL, "Handle Count")],
    };
    w.registrations(T0, &[set]);
    let mut entries = Vec::new();
    if objects.by_position.is_some() || objects.by_id {
        entries.push(Entry::object(PC, "Process"));
    }
    if objects.v2 {
        entries.push(Entry::counter_set(PC, "Process V2"));
    }
    w.list(T0, &entries);
    let mut random = Lehmer::new(5);
    for i in 0..N {
        let mut running = vec![(11, 5000 + (random.share() * 9.0) as i64), (22, 300 + 2 * i), (33, 70)];
        if i >= N / 2 {
            running.remove(0);
        }
        let total: i64 = running.iter().map(|(_, handles)| handles).sum();
        let mut blocks = Vec::new();
        let has_ids = objects.by_position == Some(true);
        if objects.by_position.is_some() || objects.by_id {
            let name = |id: i64| if objects.by_id { format!("app_{id}") } else { "app".to_owned() };
            let values = |id: i64, handles: i64| if has_ids { vec![id, handles] } else { vec![handles] };
            let mut instances: Vec<Instance> = running
                .iter()
                .map(|(id, handles)| Instance { name: name(*id), parent: None, values: values(*id, *handles) })
                .collect();
            instances.push(Instance { name: "_Total".to_owned(), parent: None, values: values(0, total) });
            blocks.push(Block::Object(Object {
                title: 230,
                counters: if has_ids { vec![(784, LEVEL, 8), (952, LEVEL, 8)] } else { vec![(952, LEVEL, 8)] },
                instances: Some(instances),
                ..Object::default()
            }));
        }
        if objects.v2 {
            let row = |name: String, id: i64, handles: i64| counterset::Instance {
                name,
                id: id as u32,
                values: vec![(8, id), (8, handles)],
            };
            let mut rows: Vec<_> = running.iter().map(|(id, h)| row(format!("app:{id}"), *id, *h)).collect();
            rows.push(row("Idle:0".to_owned(), 0, i * 1_000));
            rows.push(row("_Total".to_owned(), 0, total));
            let headers = vec![Header::WholeSet(vec![1, 2], rows)];
            blocks.push(Block::Set(SetBlock { ticks: i, time_100ns: i, frequency: 10, headers }));
        }
        w.sample(T0 + i * 300_000, &blocks);
    }
    report(w.finish())
}

#[test]
fn a_process_is_one_finding_whichever_objects_name_it() {
    let none = Objects { by_position: None, v2: false, by_id: false };
    for (what, objects) in [
        ("Process V2 alone", Objects { v2: true, ..none }),
        ("both, with ID Process", Objects { v2: true, by_position: Some(true), ..none }),
        ("both, without", Objects { v2: true, by_position: Some(false), ..none }),
        ("ids in the names of Process", Objects { by_id: true, ..none }),
        ("ids in the names of both", Objects { by_id: true, v2: true, ..none }),
    ] {
        let report = processes(objects);
        let found: Vec<_> = report.others().map(|f| (f.process.clone(), f.judgement.verdict())).collect();
        let app = Process { name: "app".to_owned(), id: 22 };
        assert!(found.contains(&(Some(app), Verdict::Leak)), "{what}: {found:?}");
        assert!(found.len() <= 2, "{what}: {found:?}");
        assert!(found.iter().all(|(p, _)| p.as_ref().is_none_or(|p| p.id == 22)), "{what}: {found:?}");
        assert_eq!(report.judged_count, 4, "{what}: three processes and their total");
        let leak = report.others().find(|f| f.process.is_some()).unwrap();
        let sentence = support::sentence(leak, &report);
        assert!(sentence.starts_with("Handle Count of app (process 22) is rising like a leak"), "{what}: {sentence}");
        assert_eq!(leak.path.to_string().contains("V2"), objects.v2, "{what}: {}", leak.path);
    }
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
    assert_eq!(report.judged_count, 1, "page cache, peaks and counts are never judged");
    let finding = report.others().next().unwrap();
    assert_eq!(poolscope::wording::word(finding), "Running out");
    let sentence = support::sentence(finding, &report);
    assert!(sentence.starts_with("Available MBytes is running out: it fell from 7."), "{sentence}");
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
        support::sentence(pool, &report)
            .ends_with("It has run out already: Windows' file server was refused memory from it 7 times.")
    );
    assert!(pool.reasons.iter().any(|r| r.kind.code() == "pool_failures"));
    assert!(pool.reasons.iter().any(|r| r.kind.code() == "cautious_limit"));
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
