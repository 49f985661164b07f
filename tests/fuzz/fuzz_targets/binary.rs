//! Is a binary log the same in one walk, in pieces, and gathered?
#![no_main]

mod common;

use common::Everything;
use libfuzzer_sys::fuzz_target;
use poolscope::logfile::blg::BlgLog;
use poolscope::logfile::{Diagnostics, LogReader, OpenLog, Progress, ReadContext};
use poolscope::model::localized::PoolPaths;
use std::path::Path;

fuzz_target!(|input: &[u8]| {
    let Some((cuts, bytes)) = input.split_first_chunk::<3>() else { return };
    let Ok(log) = BlgLog::open(common::memory(bytes), Path::new("fuzz"), &Progress::default()) else { return };
    let pools = PoolPaths::default();
    let (mut first, mut diagnostics) = (Everything::default(), Diagnostics::default());
    let progress = Progress::default();
    let how = ReadContext { pools: &pools, want: &|_| true, progress: &progress, names: 1 << 20 };
    log.stream(how, &mut first, &mut diagnostics).expect("memory");
    if !log.facts.circular {
        let mut all = Everything::default();
        let mut fits = true;
        for w in common::cuts(cuts, log.buffers()).windows(2) {
            let mut piece = Everything::default();
            let mut unused = Diagnostics::default();
            fits &= log.stream_piece(w[0]..w[1], how, &mut piece, &mut unused).expect("memory").is_some();
            all.append(piece);
        }
        if fits {
            assert_eq!(first.samples, all.samples);
        }
    }
    let log =
        OpenLog::from_bytes(common::memory(bytes), Path::new("fuzz"), &Progress::default()).expect("it opened before");
    let (recording, _) = log.read(&|_| true, &Progress::default()).expect("small enough");
    let (catalogue, _) = log.survey(&Progress::default()).expect("small enough");
    assert_eq!(catalogue.samples, recording.axis.len() as u64);
    assert!(recording.axis.utc_ms.windows(2).all(|w| w[0] < w[1]));
    let paths = catalogue.counters.iter().map(|c| &c.path);
    assert!(paths.eq(recording.counters.iter().map(|c| &c.path)));
    for (entry, counter) in catalogue.counters.iter().zip(&recording.counters) {
        assert!(entry.values >= counter.present().count() as u64);
        assert_eq!(counter.values.len(), recording.axis.len());
    }
});
