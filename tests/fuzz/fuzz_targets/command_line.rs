//! The whole path of the program: any file, verdict, list, table. Does it crash, touch its input, or write a table that
//! does not read back?
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use poolscope::cli::args::{self, Invocation};
use poolscope::cli::{analyze, convert, counters};
use poolscope::logfile::{DiagnosticKind, OpenLog, Progress};
use std::ffi::OsString;
use std::path::Path;
use std::sync::LazyLock;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fn parsed(words: &[&str]) -> Invocation {
    args::parse(words.iter().map(OsString::from)).expect("good arguments")
}

fuzz_target!(|bytes: &[u8]| {
    let input = FOLDER.path().join("in");
    let output = FOLDER.path().join("out.csv");
    std::fs::write(&input, bytes).expect("room");
    let (file, table) = (input.to_str().expect("ASCII"), output.to_str().expect("ASCII"));
    let mut report = Vec::new();
    if let Invocation::Analyze(args) = parsed(&["analyze", "--json", file]) {
        let _ = analyze::run(&args, &mut report).expect("the output can be written");
    }
    let text = String::from_utf8(report).expect("JSON is UTF-8");
    assert!(!text.contains("NaN"), "{text}");
    let Invocation::Counters(args) = parsed(&["counters", file]) else { return };
    let mut list = Vec::new();
    let had = counters::run(&args, &mut list).is_ok();
    let Invocation::Convert(args) = parsed(&["convert", file, table, "--force"]) else { return };
    let converted = convert::run(&args).is_ok();
    assert!(!converted || had);
    assert_eq!(std::fs::read(&input).expect("still there"), bytes, "the input was touched");
    if converted {
        let read = |path: &Path| {
            let log = OpenLog::open(path, &Progress::default()).ok()?;
            log.read(&|_| true, &Progress::default()).ok()
        };
        let (Some((first, _)), Some((second, diagnostics))) = (read(&input), read(&output)) else { return };
        // local stamps may come twice where the clock was set back, and one that lies years away from the others is taken
        // for damage once it stands at the end
        let is_odd = diagnostics.iter().any(|n| n.kind == DiagnosticKind::BadTime);
        if !first.axis.is_empty() && !is_odd && first.axis.local_ms.windows(2).all(|w| w[0] < w[1]) {
            assert_eq!(first.axis.local_ms, second.axis.local_ms);
            assert!(second.counters.len() <= first.counters.len());
        }
    }
});
