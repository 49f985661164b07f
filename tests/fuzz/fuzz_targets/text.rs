//! Is a text log the same in one walk, in pieces, and as UTF-16?
#![no_main]

mod common;

use common::Everything;
use libfuzzer_sys::fuzz_target;
use poolscope::logfile::delimited::DelimitedLog;
use poolscope::logfile::delimited::encoding::TextEncoding;
use poolscope::logfile::{Diagnostics, LogReader, Progress, ReadContext};
use poolscope::model::localized::PoolPaths;
use std::path::Path;

fn open(bytes: &[u8]) -> Option<DelimitedLog> {
    DelimitedLog::open(common::memory(bytes), Path::new("fuzz"), &Progress::default()).ok()
}

fn whole(log: &DelimitedLog) -> (Everything, Vec<(poolscope::logfile::DiagnosticKind, u64)>) {
    let (mut all, mut diagnostics) = (Everything::default(), Diagnostics::default());
    let pools = PoolPaths::default();
    let how = ReadContext { pools: &pools, want: &|_| true, progress: &Progress::default(), names: 1 << 20 };
    log.stream(how, &mut all, &mut diagnostics).expect("memory");
    (all, common::counts_of(diagnostics))
}

fuzz_target!(|input: &[u8]| {
    let Some((cuts, bytes)) = input.split_first_chunk::<3>() else { return };
    let Some(log) = open(bytes) else { return };
    let (first, first_diagnostics) = whole(&log);
    if log.can_be_cut() {
        let (mut all, mut diagnostics) = (Everything::default(), Diagnostics::default());
        for w in common::cuts(cuts, bytes.len() as u64).windows(2) {
            let mut piece = Everything::default();
            let pools = PoolPaths::default();
            let how = ReadContext { pools: &pools, want: &|_| true, progress: &Progress::default(), names: 1 << 20 };
            log.stream_piece(w[0]..w[1], how, &mut piece, &mut diagnostics).expect("memory");
            all.append(piece);
        }
        assert_eq!(first.samples, all.samples);
        assert_eq!(first_diagnostics, common::counts_of(diagnostics));
    }
    if log.coding() != TextEncoding::Utf8 {
        return;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let units = std::iter::once('\u{FEFF}').chain(text.trim_start_matches('\u{FEFF}').chars());
    let wide: Vec<u8> = units.collect::<String>().encode_utf16().flat_map(u16::to_le_bytes).collect();
    // what is looked at to guess the coding and the dialect ends elsewhere in a longer file
    if wide.len() < 1 << 20 && !text.contains('\0') {
        let (second, _) = whole(&open(&wide).expect("the same text in UTF-16"));
        assert_eq!(first.samples, second.samples);
    }
});
