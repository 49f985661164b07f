//! Does the whole path from bytes to verdict ever crash, hang or use memory out of proportion?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::analysis::Scope;
use poolscope::engine::judge_log;
use poolscope::logfile::bytes::Memory;
use poolscope::logfile::{OpenLog, Progress};
use std::path::Path;
use std::sync::Arc;

fuzz_target!(|bytes: &[u8]| {
    let bytes = Arc::new(Memory(bytes.to_vec().into()));
    let Ok(log) = OpenLog::from_bytes(bytes, Path::new("fuzz")) else { return };
    if let Ok(judged) = judge_log(&log, &|_| None, Scope::Everything, &Progress::default()) {
        for finding in judged.reports.iter().flat_map(|r| &r.findings) {
            assert!(finding.max.is_finite() && finding.max >= finding.first.min(finding.last));
            assert!((0.0..=1.0).contains(&finding.judgement.confidence));
            assert!(!finding.sentence.is_empty() && !finding.sentence.contains("NaN"), "{}", finding.sentence);
        }
    }
});
