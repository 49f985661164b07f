//! Real logs, and what Windows itself made of them.

use crate::support::{self, count};
use poolscope::logfile::{Diagnostic, DiagnosticKind, OpenLog, Progress};
use poolscope::model::Recording;
use poolscope::model::column::Column;
use poolscope::model::zone::Saving;
use std::collections::HashMap;
use std::path::Path;

fn read(path: &Path) -> (Recording, Vec<Diagnostic>) {
    OpenLog::open(path, &Progress::default()).unwrap().read(&|_| true, &Progress::default()).unwrap()
}

fn assert_close(a: f64, b: f64, what: &str) {
    assert!(a.is_nan() == b.is_nan(), "{what}: {a} for {b}");
    assert!(a.is_nan() || (a - b).abs() <= 1e-12 * b.abs(), "{what}: {a} for {b}");
}

/// The same counters (ignoring case), the same stamps within a millisecond, the same gaps and values.
fn assert_twins(a: &Recording, b: &Recording) {
    assert_eq!(a.axis.len(), b.axis.len());
    for (x, y) in a.axis.local_ms.iter().zip(&b.axis.local_ms) {
        assert!((x - y).abs() <= 1, "{x} for {y}");
    }
    for (x, y) in a.axis.utc_ms.iter().zip(&b.axis.utc_ms) {
        assert!((x - y).abs() <= 1, "{x} for {y}, UTC");
    }
    let by_key: HashMap<&str, &Column> = b.counters.iter().map(|c| (c.path.key().as_str(), &*c.values)).collect();
    assert_eq!(a.counters.len(), by_key.len());
    for counter in &a.counters {
        let key = counter.path.key().as_str();
        for (x, y) in counter.values.iter().zip(by_key[key].iter()) {
            assert_close(x, y, key);
        }
    }
}

#[test]
fn the_three_powershell_files_are_one_recording() {
    let Some(blg) = support::sample("powershell_CounterSamples.blg") else { return };
    let (blg, diagnostics) = read(&blg);
    assert_eq!(diagnostics, []);
    assert_eq!((blg.axis.len(), blg.counters.len()), (25, 10));
    let present: usize = blg.counters.iter().map(|c| c.present().count()).sum();
    assert_eq!(present, 242);
    for twin in ["powershell_CounterSamples.csv", "powershell_CounterSamples.tsv"] {
        let Some(twin) = support::sample(twin) else { return };
        assert_twins(&blg, &read(&twin).0);
    }
}

#[test]
fn convert_writes_what_windows_wrote() {
    let (Some(blg), Some(csv)) =
        (support::sample("powershell_CounterSamples.blg"), support::sample("powershell_CounterSamples.csv"))
    else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for name in ["out.csv", "out.tsv"] {
        let out = folder.path().join(name);
        let run = support::program().arg("convert").arg(&blg).arg(&out).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        assert_twins(&read(&out).0, &read(&csv).0);
    }
    // cell by cell: the stamps to the letter, blanks where Windows left blanks
    let rows = |path: &Path| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
        reader.records().map(Result::unwrap).collect::<Vec<_>>()
    };
    let (ours, theirs) = (rows(&folder.path().join("out.csv")), rows(&csv));
    assert_eq!(ours.len(), 26);
    for (a, b) in ours.iter().zip(&theirs).skip(1) {
        assert_eq!(a[0], b[0]);
        for (x, y) in a.iter().zip(b).skip(1) {
            assert_eq!(x.trim().is_empty(), y.trim().is_empty());
        }
    }
    for (x, y) in ours[0].iter().zip(&theirs[0]).skip(1) {
        assert_eq!(x.to_lowercase(), y.to_lowercase());
    }
}

#[test]
fn the_vista_log_is_read_whole() {
    let Some(path) = support::sample("vista_zach_pc.blg") else { return };
    let (log, diagnostics) = read(&path);
    assert_eq!(diagnostics, []);
    assert_eq!((log.axis.len(), log.counters.len()), (11, 1832));
    assert_eq!(support::values(&log, r"\Memory\Pool Nonpaged Bytes")[0], 28_422_144.0);
    assert_eq!(support::values(&log, r"\Memory\Pool Paged Bytes")[0], 77_242_368.0);
    assert_close(support::values(&log, r"\% Committed Bytes In Use")[0], 37.764_456_790_725_13, "committed");
    let zone = &log.facts.zone;
    assert!(matches!(zone.saving, Saving::Yearly(_)));
    assert_eq!((zone.bias_minutes, zone.bias_at_utc(log.axis.utc_ms[0])), (300, 240));
    let facts = &log.facts;
    assert_eq!((facts.os_build, facts.pointer_bytes, facts.processors), (Some(6000), Some(4), None));
    assert!(!facts.circular && facts.lost_events == 0);
    let original = facts.original_path.as_deref().unwrap();
    assert!(original.starts_with(r"c:\perflogs\") && original.ends_with(".blg"), "{original}");
    assert!(facts.boot_utc_ms.unwrap() < log.axis.utc_ms[0]);
    assert!(facts.file_end_utc_ms.unwrap() >= log.axis.utc_ms[10]);
    // processes come and go, and no rate is invented from a counter that fell
    let gone = log.counters.iter().filter(|c| c.path.is("Process", "Handle Count")).any(|c| c.present().count() < 11);
    assert!(gone);
    let faults = support::values(&log, r"\Process(_Total)\Page Faults/sec");
    assert!(faults.iter().filter(|v| v.is_finite()).all(|v| *v < 1e6), "{faults:?}");
    assert!(log.counters.iter().any(|c| c.path.index > 0), "instances of one name are numbered");
}

#[test]
fn the_other_real_logs_open() {
    for (name, samples, counters, kind) in [
        ("wide_tokyo.csv", 16, 5963, None),
        ("long_sydney.csv", 2104, 105, None),
        ("text_named_blg.blg", 500, 8, Some(DiagnosticKind::MissingSignature)),
    ] {
        let Some(path) = support::sample(name) else { return };
        let (log, diagnostics) = read(&path);
        assert_eq!((log.axis.len(), log.counters.len()), (samples, counters), "{name}");
        if let Some(kind) = kind {
            assert_eq!(count(&diagnostics, kind), 1, "{name}");
        }
    }
}

#[test]
fn blanks_of_a_wide_log_stay_gaps() {
    let Some(path) = support::sample("wide_tokyo.csv") else { return };
    let (log, _) = read(&path);
    let blanks: usize = log.counters.iter().map(|c| c.values.len() - c.present().count()).sum();
    assert_eq!(blanks, 3845);
}
