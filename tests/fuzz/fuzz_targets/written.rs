//! Does a binary log that the test writer wrote read back as what was written?
#![no_main]

#[allow(dead_code)]
#[path = "../../support/blg.rs"]
mod blg;
mod common;
#[allow(dead_code)]
#[path = "../../support/counterset.rs"]
mod counterset;

use arbitrary::Arbitrary;
use blg::{Block, Entry, Spec, Writer};
use libfuzzer_sys::fuzz_target;
use poolscope::logfile::{OpenLog, Progress};
use std::path::Path;

#[derive(Arbitrary, Debug)]
struct Input {
    wide_pointers: bool,
    processors: u8,
    counters: u8,
    rows: Vec<(u16, Vec<i64>)>,
    appended: bool,
}

fuzz_target!(|input: Input| {
    const LEVEL: u32 = 0x0001_0100;
    const BEGIN: i64 = 1_772_438_400_000;
    let names: Vec<String> = (0..input.counters).map(|i| format!("Counter {i}")).collect();
    if names.is_empty() || input.rows.len() > 500 {
        return;
    }
    let pointer_bytes = if input.wide_pointers { 8 } else { 4 };
    let mut writer = Writer::new(Spec { pointer_bytes, processors: input.processors.into(), ..Spec::default() });
    let entries: Vec<Entry> = names.iter().map(|n| Entry::one(r"\\PC", "Other", n, LEVEL)).collect();
    writer.list(BEGIN, &entries);
    let mut at = BEGIN;
    let mut expected = Vec::new();
    for (i, (step, values)) in input.rows.iter().enumerate() {
        at += i64::from(*step) + 1;
        let row: Vec<i64> = (0..names.len()).map(|k| values.get(k).copied().unwrap_or(k as i64)).collect();
        writer.sample(at, &row.iter().map(|v| Block::level(*v)).collect::<Vec<_>>());
        expected.push((at, row));
        if input.appended && i == input.rows.len() / 2 {
            writer.list(at, &entries);
        }
    }
    let bytes = writer.finish();
    let log = OpenLog::from_bytes(common::memory(&bytes), Path::new("fuzz"), &Progress::default())
        .expect("our writer's logs open");
    let (recording, _) = log.read(&|_| true, &Progress::default()).expect("and can be read");
    let stamps: Vec<i64> = expected.iter().map(|(ms, _)| *ms).collect();
    assert_eq!(recording.axis.local_ms, stamps);
    if stamps.is_empty() {
        return;
    }
    assert_eq!(recording.counters.len(), names.len());
    for (k, counter) in recording.counters.iter().enumerate() {
        for ((_, row), value) in expected.iter().zip(counter.values.iter()) {
            assert_eq!(row[k] as f64, value);
        }
    }
});
