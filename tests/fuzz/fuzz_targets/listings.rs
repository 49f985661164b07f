//! Is a listing of pool tags the same in one walk and in pieces, and are exported events and lists of tags of any content
//! read without harm?
#![no_main]

mod common;

use common::Everything;
use libfuzzer_sys::fuzz_target;
use poolscope::logfile::tags::TagLog;
use poolscope::logfile::{Diagnostics, LogReader, Progress, ReadContext, events, whole};
use poolscope::model::localized::PoolPaths;
use poolscope::owners::TagNames;
use std::path::Path;

fuzz_target!(|input: &[u8]| {
    let Some((cuts, bytes)) = input.split_first_chunk::<3>() else { return };
    let text = whole::text(bytes);
    let _ = TagNames::parse(&text);
    if events::is_export(&text) {
        let understood = events::parse(&text);
        for of in &understood.computers {
            assert!(of.events.windows(2).all(|w| w[0].utc_ms <= w[1].utc_ms));
        }
    }
    let Ok(log) = TagLog::open(common::memory(bytes), Path::new("fuzz"), &Progress::default()) else { return };
    let (mut first, mut first_diagnostics) = (Everything::default(), Diagnostics::default());
    let pools = PoolPaths::default();
    let how = ReadContext { pools: &pools, want: &|_| true, progress: &Progress::default(), names: 1 << 20 };
    log.stream(how, &mut first, &mut first_diagnostics).expect("memory");
    let (mut all, mut diagnostics) = (Everything::default(), Diagnostics::default());
    let units = log.pieces(1).last().map_or(0, |piece| piece.end);
    for w in common::cuts(cuts, units).windows(2) {
        let mut piece = Everything::default();
        log.stream_piece(w[0]..w[1], how, &mut piece, &mut diagnostics).expect("memory");
        all.append(piece);
    }
    assert_eq!(first.samples, all.samples);
    if units > 0 {
        assert_eq!(common::counts_of(first_diagnostics), common::counts_of(diagnostics));
    }
});
