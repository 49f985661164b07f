//! A hostile file costs what an honest one of its size costs: in memory, in things looked at, in blocks allocated; and
//! its pools are read all the same.

use crate::support::blg::{Block, Entry, Instance, LEVEL, Object, PC, Spec, T0, Writer, put};
use crate::support::counterset::{self, Counter, Header, Registration, SetBlock};
use crate::support::{self, count};
use poolscope::logfile::{Diagnostic, DiagnosticKind, Progress};
use poolscope::model::Recording;
use std::ops::Range;

/// The samples whose pools are honest.
const SAMPLES: i64 = 4;

fn pool() -> Entry<'static> {
    Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL)
}

/// A log of one hostile entry before the pool.
fn log(titles: &[(u32, &str)], entry: Entry<'_>, block: &dyn Fn(i64) -> Block) -> Vec<u8> {
    let mut writer = Writer::new(Spec::default());
    writer.titles(T0, PC, titles);
    writer.list(T0, &[entry, pool()]);
    for i in 0..SAMPLES {
        writer.sample(T0 + i * 60_000, &[block(i), Block::level(1000 + i)]);
    }
    writer.finish()
}

/// Definitions that all point to the same eight bytes of each instance.
fn overlapping(size: usize) -> Vec<u8> {
    let counters = vec![(2, LEVEL, 8); size];
    let block = |_| {
        let instances = (0..size).map(|i| Instance { name: format!("i{i}"), parent: None, values: vec![5] }).collect();
        Block::Object(Object { title: 2, counters: counters.clone(), instances: Some(instances), ..Object::default() })
    };
    log(&[(2, "Object")], Entry::object(PC, "Object"), &block)
}

/// Ever other lists of counters, and a name more before each.
fn lists(size: usize) -> Vec<u8> {
    let mut writer = Writer::new(Spec::default());
    let names: Vec<String> = (0..size * 4).map(|i| format!("Name {i}")).collect();
    let titles: Vec<(u32, &str)> = names.iter().enumerate().map(|(i, name)| (i as u32 + 10, name.as_str())).collect();
    writer.titles(T0, PC, &titles);
    for (i, name) in names.iter().take(size).enumerate() {
        writer.titles(T0, PC, &[(1_000_000 + i as u32, name)]);
        writer.list(T0, &[Entry::one(PC, "Object", name, LEVEL), pool()]);
        writer.sample(T0 + i as i64 * 60_000, &[Block::level(7), Block::level(1000 + i as i64)]);
    }
    writer.finish()
}

/// An object of ever so many counters, others in each sample.
fn definitions(size: usize) -> Vec<u8> {
    let block = |sample: i64| {
        let counters = (0..size as u32).map(|i| (10 + i + sample as u32, LEVEL, 8)).collect();
        Block::Object(Object { title: 2, counters, single: vec![5; size], ..Object::default() })
    };
    log(&[(2, "Object")], Entry::object(PC, "Object"), &block)
}

/// Instances that are new in each sample.
fn names(size: usize) -> Vec<u8> {
    let block = |sample: i64| Block::Many((0..size).map(|i| (format!("instance {sample}/{i}"), 0, 1, 0)).collect());
    log(&[], Entry::many(PC, "Process", "Handle Count", LEVEL), &block)
}

/// Children whose parents have long names.
fn parents(size: usize) -> Vec<u8> {
    let block = |sample: i64| {
        let long = "p".repeat(2000);
        let parent = Instance { name: long, parent: None, values: vec![1] };
        let child = |i| Instance { name: format!("{sample}.{i}"), parent: Some((2, 0)), values: vec![1] };
        let instances = std::iter::once(parent).chain((0..size).map(child)).collect();
        let counters = vec![(4, LEVEL, 8)];
        Block::Object(Object { title: 2, counters, instances: Some(instances), ..Object::default() })
    };
    log(&[(2, "Object"), (4, "Counter")], Entry::object(PC, "Object"), &block)
}

/// A list whose names are as long as names may be, and many instances.
fn long_names(size: usize) -> Vec<u8> {
    let long = "o".repeat(2000);
    let block = |sample: i64| Block::Many((0..size).map(|i| (format!("{sample}.{i}"), 0, 1, 0)).collect());
    log(&[], Entry::many(PC, &long, &long, LEVEL), &block)
}

/// Instances that all point to one long name.
fn shared_name(size: usize) -> Vec<u8> {
    let block = |_| {
        let mut data = vec![0; 0x18 + 0x18 * size];
        put(&mut data, 4, &(size as u32).to_le_bytes());
        let at = data.len() as u32;
        for i in 0..size {
            put(&mut data, 0x18 + 0x18 * i, &at.to_le_bytes());
        }
        data.extend(support::blg::utf16z(&"n".repeat(2000)));
        Block::Raw(0x0203, data)
    };
    log(&[], Entry::many(PC, "Process", "Handle Count", LEVEL), &block)
}

/// A set of very many counters, one instance that has them all, and many that have one each.
fn sets(size: usize) -> Vec<u8> {
    let counters = (0..size as u32).map(|i| Counter::new(i, LEVEL, "c")).collect();
    let set = Registration { name: "Set".to_owned(), has_instances: true, counters };
    let mut writer = Writer::new(Spec::default());
    // in parts: an event has 64 KB
    writer.body(0x26, T0, &set.bytes());
    writer.list(T0, &[Entry::counter_set(PC, "Set"), pool()]);
    let row = |name: String, values: usize| counterset::Instance { name, id: 0, values: vec![(8, 3); values] };
    for i in 0..SAMPLES {
        let all = Header::WholeSet((0..size as u32).collect(), vec![row("all".to_owned(), size)]);
        let some = Header::WholeSet(vec![1], (0..size).map(|k| row(format!("{i}.{k}"), 1)).collect());
        let block = SetBlock { frequency: 1, headers: vec![all, some], ..SetBlock::default() };
        writer.sample(T0 + i * 60_000, &[Block::Set(block), Block::level(1000 + i)]);
    }
    writer.finish()
}

/// A text log's header of the shortest paths there are, and its pool in the middle.
fn header(size: usize) -> Vec<u8> {
    let path =
        |i: usize| if i == size / 2 { r#","\\PC\Memory\Pool Nonpaged Bytes""#.to_owned() } else { format!(r",\a\{i}") };
    let mut text = r#""(PDH-CSV 4.0) (UTC)(0)""#.to_owned();
    text.extend((0..size).map(path));
    for i in 0..SAMPLES {
        text += &format!("\r\n\"03/02/2026 08:0{i}:00.000\"");
        text.extend((0..size).map(|k| if k == size / 2 { format!(",{}", 1000 + i) } else { ",7".to_owned() }));
    }
    text.into_bytes()
}

/// A table whose cells are all filled in its last row: before it, rows are stamps and the pool.
fn late(size: usize) -> Vec<u8> {
    let mut text = r#""(PDH-CSV 4.0) (UTC)(0)","\\PC\Memory\Pool Nonpaged Bytes""#.to_owned();
    text.extend((0..size).map(|i| format!(r",\a\{i}")));
    for i in 0..size {
        text += &format!("\r\n\"03/02/2026 {:02}:{:02}:{:02}.000\",{}", i / 3600, i / 60 % 60, i % 60, 1000 + i);
    }
    text += &",7".repeat(size);
    text.into_bytes()
}

struct Cost {
    bytes: usize,
    steps: u64,
    allocations: u64,
    /// At any one time.
    memory: u64,
    recording: Recording,
    diagnostics: Vec<Diagnostic>,
}

fn read(bytes: Vec<u8>) -> Cost {
    let (len, progress) = (bytes.len(), Progress::default());
    let mut outcome = None;
    let info = allocation_counter::measure(|| outcome = Some(support::open(bytes).unwrap().read(&|_| true, &progress)));
    let (recording, diagnostics) = outcome.unwrap().unwrap();
    let (steps, memory) = (progress.steps(), info.bytes_max);
    Cost { bytes: len, steps, allocations: info.count_total, memory, recording, diagnostics }
}

type Bomb = (&'static str, fn(usize) -> Vec<u8>, Range<usize>);

/// Each with a size, and one that makes a file of several times the bytes.
const BOMBS: &[Bomb] = &[
    ("overlapping", overlapping, 250..1000),
    ("lists", lists, 150..600),
    ("definitions", definitions, 2_000..8_000),
    ("names", names, 1_000..4_000),
    ("parents", parents, 1_000..4_000),
    ("long names", long_names, 1_000..4_000),
    ("shared name", shared_name, 1_000..4_000),
    ("sets", sets, 500..2_000),
    ("header", header, 10_000..40_000),
    ("late", late, 1_500..6_000),
];

#[test]
fn work_and_memory_grow_with_the_bytes_and_not_with_what_they_claim() {
    for (name, make, Range { start, end }) in BOMBS {
        let (small, large) = (read(make(*start)), read(make(*end)));
        for cost in [&small, &large] {
            let pool = support::values(&cost.recording, "Pool Nonpaged Bytes");
            let expected: Vec<f64> = (0..pool.len()).map(|i| 1000.0 + i as f64).collect();
            assert_eq!(pool, expected, "{name}");
            assert!(pool.len() as i64 >= SAMPLES, "{name}");
            assert!(cost.steps <= cost.bytes as u64, "{name}: {} steps for {} bytes", cost.steps, cost.bytes);
            let most = (160 << 20) + 4 * cost.bytes as u64;
            assert!(cost.memory <= most, "{name}: {} bytes of memory for {}", cost.memory, cost.bytes);
        }
        let grown = |a: u64, b: u64| b as f64 / a.max(1) as f64;
        let bytes = grown(small.bytes as u64, large.bytes as u64);
        let most = 1.3 * bytes.max(4.0);
        for (what, times) in
            [("steps", grown(small.steps, large.steps)), ("allocations", grown(small.allocations, large.allocations))]
        {
            assert!(times <= most, "{name}: {what} grew {times:.1} times, bytes {bytes:.1} times");
        }
    }
}

#[test]
fn what_does_not_fit_is_counted() {
    // each has one value, in the last row, and takes 72 KB once it is filled up
    let cost = read(late(9_000));
    let kept = cost.recording.counters.len();
    assert!((2..9_001).contains(&kept), "{kept}");
    assert_eq!(count(&cost.diagnostics, DiagnosticKind::TooManyCounters), 9_001 - kept as u64);
}

/// Cancelling is noticed at the next buffer or the next new name, whatever the numbers of the file are.
#[test]
fn a_cancelled_job_ends_in_every_hostile_log() {
    for (name, make, sizes) in BOMBS {
        let log = support::open(make(sizes.start)).unwrap();
        let progress = Progress::default();
        progress.cancel();
        let outcome = log.read(&|_| true, &progress);
        assert!(outcome.is_err(), "{name}");
        assert!(progress.steps() < 3_000, "{name}: {} steps", progress.steps());
    }
}
