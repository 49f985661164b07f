//! Builders and helpers shared by the tests.
#![allow(dead_code)] // each test binary uses its own part

pub mod blg;
pub mod claims;
pub mod counterset;
pub mod modern;
pub mod mutants;
pub mod pe;
pub mod reference;
pub mod story;

use poolscope::analysis::{Finding, Report, Scope};
use poolscope::engine::{Analysis, JudgeOptions, Log, judge_logs};
use poolscope::logfile::bytes::Memory;
use poolscope::logfile::{Diagnostic, DiagnosticKind, LogError, OpenLog, Progress};
use poolscope::model::localized::PoolPaths;
use poolscope::model::units::Units;
use poolscope::model::{Clock, Counter, CounterPath, Facts, Format, Part, Recording, Source, TimeAxis, Zone};
use poolscope::wording::Style;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A log of the shared samples, or `None`, loudly, where the folder is missing.
pub fn sample(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples").join(name);
    if path.exists() {
        return Some(path);
    }
    let test = std::thread::current().name().unwrap_or("?").to_owned();
    // past the harness, which keeps what a passing test prints to itself
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: ../shared/samples/{name} is not there");
    None
}

/// Opens bytes as a log.
pub fn open(bytes: Vec<u8>) -> Result<OpenLog, LogError> {
    OpenLog::from_bytes(Arc::new(Memory(bytes.into())), Path::new("fixture.blg"), &Progress::default())
}

/// Opens bytes and reads every counter.
pub fn read_all(bytes: Vec<u8>) -> Result<(Recording, Vec<Diagnostic>), LogError> {
    open(bytes)?.read(&|_| true, &Progress::default())
}

/// Writes logs to a folder and judges them together, as the program does.
pub fn judge(logs: &[(&str, Vec<u8>)], scope: Scope) -> Analysis {
    let folder = tempfile::tempdir().unwrap();
    let logs: Vec<Log> = logs
        .iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            Log::File(path)
        })
        .collect();
    judge_logs(
        &logs,
        JudgeOptions { scope, given_ram: &|_| None, pools: &PoolPaths::default(), since_local_ms: None },
        &Progress::default(),
    )
    .unwrap()
}

/// A recording of one computer in UTC, without a log behind it.
pub fn recording(moments: &[i64], counters: impl IntoIterator<Item = (CounterPath, Vec<f64>)>) -> Recording {
    let facts = Facts::of_zone(Zone::utc());
    let source = Source { path: "log".into(), format: Format("blg"), bytes: 0 };
    let counter = |(path, values): (CounterPath, Vec<f64>)| Counter {
        path: path.into(),
        kind: None,
        values: Arc::new(values.into()),
    };
    let axis = TimeAxis { local_ms: moments.to_vec(), utc_ms: moments.to_vec(), thinned: None };
    Recording {
        parts: vec![Part::of(source, &facts, &axis)],
        facts,
        is_single_computer: true,
        axis: Arc::new(axis),
        counters: counters.into_iter().map(counter).collect(),
    }
}

/// Windows' own units, and UTC.
pub fn style() -> Style {
    Style { units: Units::Binary, clock: Clock::local(Zone::utc()) }
}

/// What is said of a finding.
pub fn sentence(finding: &Finding, report: &Report) -> String {
    poolscope::wording::sentence(finding, &report.ram, &style())
}

/// How often a kind of note was given.
pub fn count(diagnostics: &[Diagnostic], kind: DiagnosticKind) -> u64 {
    diagnostics.iter().find(|n| n.kind == kind).map_or(0, |n| n.count)
}

/// The values of the counter whose path ends so.
pub fn values(recording: &Recording, ending: &str) -> Vec<f64> {
    let mut found = recording.counters.iter().filter(|c| c.path.to_string().ends_with(ending));
    let counter = found.next().unwrap_or_else(|| panic!("no counter {ending}"));
    assert!(found.next().is_none(), "{ending} is not unique");
    counter.values.whole().into_owned()
}

/// The program, as a command.
pub fn program() -> std::process::Command {
    std::process::Command::new(env!("CARGO_BIN_EXE_poolscope"))
}
