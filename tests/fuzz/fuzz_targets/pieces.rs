//! Are the survey, one walk and the gathered recording the same log?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::logfile::bytes::Memory;
use poolscope::logfile::{OpenLog, Progress};
use std::path::Path;
use std::sync::Arc;

fuzz_target!(|bytes: &[u8]| {
    let bytes = Arc::new(Memory(bytes.to_vec().into()));
    let Ok(log) = OpenLog::from_bytes(bytes, Path::new("fuzz")) else { return };
    let (Ok((catalogue, _)), Ok((recording, _))) =
        (log.survey(&Progress::default()), log.read(&|_| true, &Progress::default()))
    else {
        return;
    };
    assert_eq!(catalogue.axis.utc_ms, recording.axis.utc_ms);
    assert!(recording.axis.utc_ms.windows(2).all(|w| w[0] < w[1]));
    assert_eq!(catalogue.counters.len(), recording.counters.len());
    for (entry, counter) in catalogue.counters.iter().zip(&recording.counters) {
        assert_eq!(entry.path, counter.path);
        assert!(entry.values >= counter.present().count() as u64);
        // asked for alone, a counter is what it is among all
        assert_eq!(counter.values.len(), recording.axis.len());
    }
});
