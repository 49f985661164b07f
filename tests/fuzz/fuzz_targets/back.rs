//! Does what we write as PDH-CSV read back as the same recording?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::export::table::TableWriter;
use poolscope::logfile::bytes::Memory;
use poolscope::logfile::{OpenLog, Progress};
use poolscope::model::Recording;
use std::path::Path;
use std::sync::Arc;

fn read(bytes: Vec<u8>) -> Option<Recording> {
    let log = OpenLog::from_bytes(Arc::new(Memory(bytes.into())), Path::new("fuzz")).ok()?;
    log.read(&|_| true, &Progress::default()).ok().map(|(recording, _)| recording)
}

fuzz_target!(|bytes: &[u8]| {
    let Some(first) = read(bytes.to_vec()).filter(|r| !r.axis.is_empty() && !r.counters.is_empty()) else { return };
    let mut text = Vec::new();
    let mut table = TableWriter::new(&mut text, false);
    let paths: Vec<_> = first.counters.iter().map(|c| &c.path).collect();
    table.header(&first.facts.zone, first.axis.utc_ms[0], &paths).unwrap();
    for (i, local_ms) in first.axis.local_ms.iter().enumerate() {
        let row: Vec<f64> = first.counters.iter().map(|c| c.values[i]).collect();
        table.row(*local_ms, &row).unwrap();
    }
    table.finish().unwrap();
    let second = read(text).expect("what we wrote can be read");
    // local stamps may come twice where the clock was set back
    if first.axis.local_ms.windows(2).all(|w| w[0] < w[1]) {
        assert_eq!(first.axis.local_ms, second.axis.local_ms);
        assert!(second.counters.len() <= first.counters.len());
    }
});
