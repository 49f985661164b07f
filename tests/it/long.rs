//! Logs of more samples than are kept: what is said of them is exact, and what is looked at closely is read again.

use crate::support::blg::{Block, Entry, LEVEL, PC, Spec, T0, Writer};
use crate::support::{self, count};
use poolscope::analysis::{Scope, findings};
use poolscope::logfile::budget::Room;
use poolscope::logfile::{Diagnostic, DiagnosticKind, OpenLog, Progress};
use poolscope::model::Recording;

const ROWS: i64 = 40_000;
const STEP_MS: i64 = 60_000;

/// Noise without a period, which thinning could turn into another one.
fn noise(i: i64) -> i64 {
    let mixed = (i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 43) as i64
}

/// A leak with noise, and a spike of one sample.
fn nonpaged(i: i64) -> i64 {
    let spike = if i == 12_345 { 900_000_000 } else { 0 };
    200_000_000 + i * 5000 + noise(i) + spike
}

fn paged(i: i64) -> i64 {
    150_000_000 + 8 * noise(i + ROWS) - if i == 23_456 { 140_000_000 } else { 0 }
}

fn binary() -> Vec<u8> {
    let mut writer = Writer::new(Spec::default());
    let pool = |name| Entry::one(PC, "Memory", name, LEVEL);
    writer.list(T0, &[pool("Pool Nonpaged Bytes"), pool("Pool Paged Bytes")]);
    for i in 0..ROWS {
        writer.sample(T0 + i * STEP_MS, &[Block::level(nonpaged(i)), Block::level(paged(i))]);
    }
    writer.finish()
}

fn text() -> Vec<u8> {
    let names = r#""(PDH-CSV 4.0) (UTC)(0)","\\PC\Memory\Pool Nonpaged Bytes","\\PC\Memory\Pool Paged Bytes""#;
    let mut text = names.to_owned();
    for i in 0..ROWS {
        let stamp = poolscope::logfile::delimited::timestamp::format(T0 + i * STEP_MS);
        text += &format!("\r\n\"{stamp}\",\"{}\",\"{}\"", nonpaged(i), paged(i));
    }
    text.into_bytes()
}

fn open(bytes: Vec<u8>, records: usize) -> OpenLog {
    let mut log = support::open(bytes).unwrap();
    log.room = Room { records, ..log.room };
    log
}

fn read(log: &OpenLog) -> (Recording, Vec<Diagnostic>) {
    log.read(&|_| true, &Progress::default()).unwrap()
}

#[test]
fn extremes_and_verdict_of_a_log_that_is_thinned_are_those_of_the_whole() {
    for bytes in [binary(), text()] {
        let (whole, _) = read(&open(bytes.clone(), usize::MAX));
        let (thin, notes) = read(&open(bytes, 3000));
        assert!((1000..=3000).contains(&thin.axis.len()), "{}", thin.axis.len());
        assert_eq!(thin.axis.samples_in_log(), ROWS as usize);
        assert_eq!(count(&notes, DiagnosticKind::Thinned), ROWS as u64 - thin.axis.len() as u64);
        assert_eq!(thin.axis.median_interval_secs(), Some(60.0));
        for (a, b) in thin.counters.iter().zip(&whole.counters) {
            // what is kept is as it was read
            for (ms, value) in thin.axis.utc_ms.iter().zip(a.values.iter()) {
                let at = whole.axis.utc_ms.binary_search(ms).unwrap();
                assert_eq!(Some(value), b.values.get(at));
            }
        }
        let judge = |r: &Recording| {
            findings::report(r, "PC", Some(poolscope::analysis::GivenRam::by_user(8e9)), Scope::Pools).findings
        };
        for (a, b) in judge(&thin).iter().zip(judge(&whole)) {
            assert_eq!((a.max, a.max_utc_ms, a.min), (b.max, b.max_utc_ms, b.min));
            // among those that are no rise, noise decides
            let is_rise = |f: &poolscope::analysis::Finding| f.judgement.verdict().is_rise();
            assert_eq!((a.first, is_rise(a)), (b.first, is_rise(&b)));
            assert_eq!(is_rise(a), a.path.counter.contains("Nonpaged"));
            if let (Some(a), Some(b)) = (a.judgement.run.growth, b.judgement.run.growth) {
                assert!((a - b).abs() <= 0.05 * b.abs(), "{a} {b}");
            }
        }
    }
}

#[test]
fn a_part_of_the_time_is_read_whole() {
    for bytes in [binary(), text()] {
        let log = open(bytes, 3000);
        for (from, to) in [(12_000, 13_000), (0, 10), (ROWS - 5, ROWS + 100), (500, 500)] {
            let span = (T0 + from * STEP_MS, T0 + to * STEP_MS);
            let (part, notes) = log.read_between(span, &|_| true, &Progress::default()).unwrap();
            let rows: Vec<i64> = (from..=to.min(ROWS - 1)).collect();
            assert_eq!(part.axis.utc_ms, rows.iter().map(|i| T0 + i * STEP_MS).collect::<Vec<_>>());
            let values: Vec<f64> = rows.iter().map(|i| nonpaged(*i) as f64).collect();
            assert_eq!(*support::values(&part, "Pool Nonpaged Bytes"), values);
            assert_eq!(count(&notes, DiagnosticKind::Thinned), 0);
        }
    }
}

/// In several pieces, which are looked through for the time.
#[test]
fn a_part_of_the_time_is_found_in_a_log_of_several_pieces() {
    let mut text = r#""(PDH-CSV 4.0) (UTC)(0)","\\PC\Memory\Pool Nonpaged Bytes""#.to_owned();
    let padding = "0".repeat(460);
    for i in 0..ROWS {
        let stamp = poolscope::logfile::delimited::timestamp::format(T0 + i * STEP_MS);
        text += &format!("\r\n\"{stamp}\",\"{}.{padding}\"", nonpaged(i));
    }
    assert!(text.len() > 17 << 20);
    let log = open(text.into_bytes(), 3000);
    let progress = Progress::default();
    let span = (T0 + 100 * STEP_MS, T0 + 200 * STEP_MS);
    let (part, _) = log.read_between(span, &|_| true, &progress).unwrap();
    assert_eq!(part.axis.len(), 101);
    let (whole, _) = read(&log);
    assert!(whole.axis.len() <= 3000 && whole.axis.samples_in_log() == ROWS as usize);
    let spike = support::values(&whole, "Pool Nonpaged Bytes").iter().copied().fold(0.0, f64::max);
    assert_eq!(spike, nonpaged(12_345) as f64);
}
