//! Several logs as one: segments, overlaps, other computers, other formats, and one that cannot be read.

use crate::support::blg::{Block, Entry, LEVEL, Spec, T0, Writer};
use crate::support::{self, program};
use poolscope::analysis::{Scope, Verdict};
use poolscope::logfile::DiagnosticKind;

const MINUTE: i64 = 60_000;

/// A rise over these samples, five minutes apart, as a binary log.
fn binary(computer: &str, samples: std::ops::Range<i64>) -> Vec<u8> {
    let machine = format!(r"\\{computer}");
    let mut w = Writer::new(Spec::default());
    w.list(T0, &[Entry::one(&machine, "Memory", "Pool Nonpaged Bytes", LEVEL)]);
    for i in samples {
        w.sample(T0 + i * 5 * MINUTE, &[Block::level(value(i))]);
    }
    w.finish()
}

fn value(i: i64) -> i64 {
    (40_000 + 20 * i + i * 7919 % 13) * 4096
}

/// The same as text, in the zone of the binary logs.
fn text(computer: &str, samples: std::ops::Range<i64>) -> Vec<u8> {
    let mut text = format!("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\{computer}\\Memory\\Pool Nonpaged Bytes\"\r\n");
    let zone = support::open(binary(computer, 0..2)).unwrap().facts.zone;
    for i in samples {
        let utc = zone.utc_from_local(T0 + i * 5 * MINUTE, None);
        let stamp = chrono::DateTime::from_timestamp_millis(utc).unwrap();
        text += &format!("\"{}\",\"{}\"\r\n", stamp.format("%m/%d/%Y %H:%M:%S%.3f"), value(i));
    }
    text.into_bytes()
}

#[test]
fn segments_of_any_format_and_order_are_one_timeline() {
    let logs = [
        ("c_000003.blg", binary("PC", 400..600)),
        ("a_000001.blg", binary("PC", 0..200)),
        ("b_000002.csv", text("pc", 200..400)),
    ];
    let apart = support::judge(&logs, Scope::Pools);
    let whole = support::judge(&[("whole.blg", binary("PC", 0..600))], Scope::Pools);
    let ([machine], [one]) = (&apart.machines[..], &whole.machines[..]) else { panic!("one computer each") };
    assert_eq!(machine.recording.axis.utc_ms, one.recording.axis.utc_ms);
    assert_eq!(machine.recording.counters[0].values, one.recording.counters[0].values);
    let names: Vec<String> = machine.recording.parts.iter().map(|p| p.name()).collect();
    assert_eq!(names, ["a_000001.blg", "b_000002.csv", "c_000003.blg"]);
    let (a, b) = (&machine.report.findings[0], &one.report.findings[0]);
    assert_eq!(a.judgement.verdict(), Verdict::Leak);
    assert_eq!(support::sentence(a, &machine.report), support::sentence(b, &one.report));
    assert_eq!(apart.files.iter().map(|f| f.samples).collect::<Vec<_>>(), [200, 200, 200]);
}

#[test]
fn overlaps_count_once_and_gaps_stay() {
    let logs =
        [("one.blg", binary("PC", 0..120)), ("two.blg", binary("PC", 100..200)), ("three.blg", binary("PC", 300..320))];
    let analysis = support::judge(&logs, Scope::Pools);
    let recording = &analysis.machines[0].recording;
    assert_eq!(recording.axis.len(), 220);
    assert!(recording.has_overlaps());
    let expected: Vec<f64> = (0..200).chain(300..320).map(|i| value(i) as f64).collect();
    assert_eq!(*recording.counters[0].values, expected[..]);
    let longest = recording.axis.utc_ms.windows(2).map(|w| w[1] - w[0]).max();
    assert_eq!(longest, Some(101 * 5 * MINUTE));
}

#[test]
fn computers_stay_apart_and_a_broken_log_stops_nobody() {
    let logs = [
        ("one.blg", binary("ONE", 0..50)),
        ("broken.blg", b"no log at all".to_vec()),
        ("two.csv", text("TWO", 0..60)),
        ("one again.blg", binary("One", 50..90)),
    ];
    let analysis = support::judge(&logs, Scope::Pools);
    let found: Vec<(&str, usize)> =
        analysis.machines.iter().map(|m| (m.report.computer.as_str(), m.recording.axis.len())).collect();
    assert_eq!(found, [("ONE", 90), ("TWO", 60)]);
    assert_eq!((analysis.files.len(), analysis.failed.len()), (3, 1));
    assert!(analysis.failed[0].to_string().contains("broken.blg"));
    assert!(analysis.files.iter().all(|f| f.diagnostics.iter().all(|n| n.kind != DiagnosticKind::NoPoolCounters)));
}

/// Elsewhere no shell bounds the handles, and no command line is that long.
#[cfg(unix)]
#[test]
fn a_thousand_segments_are_opened_a_few_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<std::path::PathBuf> = (0..1200)
        .map(|k| {
            let path = folder.path().join(format!("log_{k:06}.csv"));
            std::fs::write(&path, text("PC", k * 2..k * 2 + 2)).unwrap();
            path
        })
        .collect();
    let mut command = std::process::Command::new("sh");
    // fewer handles than there are logs
    command.arg("-c").arg("ulimit -n 64; exec \"$0\" \"$@\"").arg(env!("CARGO_BIN_EXE_poolscope"));
    let output = command.args(["analyze", "--json"]).args(&names).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["computers"][0]["samples"], 2400);
    assert_eq!(report["files"].as_array().map(Vec::len), Some(1200));
}

#[test]
fn the_report_names_the_logs_of_each_computer() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in
        [("a.blg", binary("ONE", 0..50)), ("b.blg", binary("TWO", 0..50)), ("c.blg", binary("ONE", 50..99))]
    {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let run = |words: &[&str]| {
        let output = program().current_dir(&folder).arg("analyze").args(words).output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap(), output.status.code())
    };
    let (text, _, code) = run(&["a.blg", "b.blg", "c.blg"]);
    assert_eq!(code, Some(0));
    assert!(text.contains("a.blg  2 Mar 2026") && text.contains("c.blg  2 Mar 2026"), "{text}");
    assert!(text.find("ONE:").unwrap() < text.find("b.blg\n").unwrap(), "{text}");
    let (text, _, _) = run(&["a.blg", "b.blg", "c.blg", "--computer", "two"]);
    assert!(!text.contains("ONE:") && text.contains("TWO:"), "{text}");
    let (_, error, code) = run(&["a.blg", "b.blg", "--png", "x.png"]);
    assert!(error.contains("--computer") && code == Some(2), "{error}");
    let (_, error, code) = run(&["a.blg", "c.blg", "--png", "x.png"]);
    assert_eq!((error.as_str(), code), ("", Some(0)));
    assert!(folder.path().join("x.png").exists());
    let (_, error, code) = run(&["a.blg", "--computer", "THREE"]);
    assert!(error.contains("no computer is called THREE") && code == Some(2), "{error}");
}

#[test]
fn several_logs_are_converted_to_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let logs = [("b.csv", text("PC", 50..90)), ("a.blg", binary("PC", 0..60)), ("other.csv", text("TWO", 10..20))];
    for (name, bytes) in &logs {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let run = |words: &[&str]| program().current_dir(&folder).arg("convert").args(words).output().unwrap();
    let output = run(&["b.csv", "a.blg", "other.csv", "out.csv"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (read, _) = support::read_all(std::fs::read(folder.path().join("out.csv")).unwrap()).unwrap();
    let one: Vec<f64> = read.counters.iter().find(|c| c.path.computer == "PC").unwrap().values.whole().to_vec();
    assert_eq!(one, (0..90).map(|i| value(i) as f64).collect::<Vec<_>>());
    let two = read.counters.iter().find(|c| c.path.computer == "TWO").unwrap();
    assert_eq!(two.present().map(|(i, _)| i).collect::<Vec<_>>(), (10..20).collect::<Vec<_>>());
    // a table that lacks a log would look whole
    let output = run(&["b.csv", "gone.blg", "out2.csv"]);
    assert_eq!((output.status.code(), folder.path().join("out2.csv").exists()), (Some(2), false));
    let output = run(&["b.csv", "a.blg", "a.blg", "--force"]);
    assert_eq!(output.status.code(), Some(2));
}

/// Found by an independent tester: beside another log, a computer without pools was gone without a word.
#[test]
fn computers_without_pools_are_named_and_noted() {
    let other = |computer: &str| {
        let header = format!("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\{computer}\\Mem\\Foo\"\r\n");
        (header + "\"03/02/2026 08:00:00.000\",\"1\"\r\n").into_bytes()
    };
    let logs = [("a.csv", other("PC")), ("b.csv", other("PZ")), ("c.csv", text("SRV", 0..50))];
    let analysis = support::judge(&logs, Scope::Everything);
    let names: Vec<&str> = analysis.machines.iter().map(|m| m.report.computer.as_str()).collect();
    assert_eq!(names, ["PC", "PZ", "SRV"]);
    let counts_of: Vec<u64> =
        analysis.files.iter().map(|f| support::count(&f.diagnostics, DiagnosticKind::NoPoolCounters)).collect();
    assert_eq!(counts_of, [1, 1, 0]);
    let analysis = support::judge(&logs[..1], Scope::Pools);
    assert_eq!(analysis.machines[0].report.computer, "PC");
}
