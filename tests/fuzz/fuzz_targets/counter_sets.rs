//! Do registrations and blocks of counter sets of any content keep to what is there, and does a set that was written read
//! as its twin in the older form?
#![no_main]

#[allow(dead_code)]
#[path = "../../support/blg.rs"]
mod blg;
mod common;
#[allow(dead_code)]
#[path = "../../support/counterset.rs"]
mod counterset;

use arbitrary::{Arbitrary, Unstructured};
use blg::{Block, Entry, Object, Spec, Writer};
use common::Everything;
use counterset::{Counter, Header, Registration, SetBlock};
use libfuzzer_sys::fuzz_target;
use poolscope::logfile::{Diagnostics, OpenLog, Progress};
use poolscope::model::CounterType;
use std::collections::BTreeSet;
use std::path::Path;

const BEGIN: i64 = 1_772_438_400_000;
const PC: &str = r"\\PC";

fn read(bytes: &[u8]) -> (Everything, Vec<(poolscope::logfile::DiagnosticKind, u64)>) {
    let log =
        OpenLog::from_bytes(common::memory(bytes), Path::new("fuzz"), &Progress::default()).expect("a list is there");
    let (mut all, mut diagnostics) = (Everything::default(), Diagnostics::default());
    log.stream(&|_| true, &mut all, &mut diagnostics, &Progress::default()).expect("this sink takes all");
    (all, common::counts_of(diagnostics))
}

fn part(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some(([low, high], rest)) = bytes.split_first_chunk::<2>() else { return (&[], &[]) };
    rest.split_at(usize::from(u16::from_le_bytes([*low, *high])).min(rest.len()))
}

/// A log of any registrations and blocks, the registrations in parts of that size.
fn any(input: &[u8], step: usize) -> Vec<u8> {
    let (registrations, mut rest) = part(input);
    let mut writer = Writer::new(Spec::default());
    let parts: Vec<&[u8]> = if registrations.is_empty() { vec![&[]] } else { registrations.chunks(step).collect() };
    for (i, bytes) in parts.iter().enumerate() {
        writer.part(0x26, BEGIN, i as u32 + 1, parts.len() as u32, bytes);
    }
    writer.list(BEGIN, &[Entry::counter_set(PC, "Set")]);
    for i in 0..8 {
        let (block, next) = part(rest);
        writer.sample(BEGIN + i * 1000, &[Block::Raw(0x1503, block.to_vec())]);
        rest = next;
        if rest.is_empty() {
            break;
        }
    }
    writer.finish()
}

#[derive(Arbitrary, Debug)]
struct Written {
    /// Type, and whether a base follows.
    counters: Vec<(u8, bool)>,
    /// Of each sample: how far the clock went on, and the instances with their values.
    samples: Vec<(u32, Vec<(u8, Vec<u32>)>)>,
}

/// The same log in both forms.
fn twins(input: &Written) -> Option<[Vec<u8>; 2]> {
    if input.counters.is_empty() || input.counters.len() > 40 || input.samples.len() > 20 {
        return None;
    }
    let (mut counters, mut titles, mut older) = (Vec::new(), vec![(2, "Set".to_owned())], Vec::new());
    for (i, (kind, has_base)) in input.counters.iter().enumerate() {
        let kind = CounterType::ALL[usize::from(*kind) % CounterType::ALL.len()];
        // a base serves whatever stands before it in the older form: there it must be meant
        if kind.is_base() {
            return None;
        }
        let id = 10 + 2 * i as u32;
        let name = format!("Counter {i}");
        let base = if kind.0 & 0x0200_0000 != 0 {
            CounterType::PERF_COUNTER_MULTI_BASE
        } else {
            CounterType::PERF_LARGE_RAW_BASE
        };
        older.push((id, kind.0, 4));
        let mut counter = Counter::new(id, kind.0, &name);
        if *has_base {
            older.push((id + 1, base.0, 4));
            counter.base = Some(id + 1);
        }
        counters.push(counter);
        if *has_base {
            counters.push(Counter::new(id + 1, base.0, "base"));
        }
        titles.push((id, name));
    }
    let ids: Vec<u32> = counters.iter().map(|c| c.id).collect();
    let titles: Vec<(u32, &str)> = titles.iter().map(|(i, n)| (*i, n.as_str())).collect();
    let (mut old, mut new) = (Writer::new(Spec::default()), Writer::new(Spec::default()));
    old.titles(BEGIN, PC, &titles);
    old.list(BEGIN, &[Entry::object(PC, "Set")]);
    new.registrations(BEGIN, &[Registration { name: "Set".to_owned(), has_instances: true, counters }]);
    new.list(BEGIN, &[Entry::counter_set(PC, "Set")]);
    let mut ticks = 0;
    for (i, (step, rows)) in input.samples.iter().enumerate() {
        let at = BEGIN + i as i64 * 1000;
        ticks += i64::from(*step);
        let value = |row: &[u32], k: usize| i64::from(row.get(k).copied().unwrap_or(k as u32));
        // one of a name: with several, the newer form knows more, and has gaps where the older has mixtures
        let mut seen = BTreeSet::new();
        let rows: Vec<_> = rows.iter().filter(|(name, _)| seen.insert(*name)).collect();
        let name = |n: u8| format!("instance {n}");
        old.sample(
            at,
            &[Block::Object(Object {
                title: 2,
                counters: older.clone(),
                instances: Some(
                    rows.iter()
                        .map(|(n, row)| blg::Instance {
                            name: name(*n),
                            parent: None,
                            values: (0..ids.len()).map(|k| value(row, k)).collect(),
                        })
                        .collect(),
                ),
                time: ticks,
                frequency: 1000,
                time_100ns: ticks,
                // a set has no time of its own
                object_time: ticks,
                object_frequency: 1000,
                ..Object::default()
            })],
        );
        let rows = rows.iter().map(|(n, row)| counterset::Instance {
            name: name(*n),
            id: (*n).into(),
            values: (0..ids.len()).map(|k| (if k % 2 == 0 { 4 } else { 8 }, value(row, k))).collect(),
        });
        let headers = vec![Header::WholeSet(ids.clone(), rows.collect())];
        new.sample(at, &[Block::Set(SetBlock { ticks, time_100ns: ticks, frequency: 1000, headers })]);
    }
    Some([old.finish(), new.finish()])
}

fuzz_target!(|input: &[u8]| {
    let Some((mode, input)) = input.split_first() else { return };
    if mode % 2 == 0 {
        if input.len() < 60_000 {
            assert_eq!(read(&any(input, usize::MAX)), read(&any(input, 4096)));
        }
        return;
    }
    let Ok(written) = Written::arbitrary(&mut Unstructured::new(input)) else { return };
    if let Some([old, new]) = twins(&written) {
        let ((old, _), (new, _)) = (read(&old), read(&new));
        assert_eq!(old, new);
    }
});
