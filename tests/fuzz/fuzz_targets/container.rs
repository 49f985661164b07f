//! Do the events of a container lie in the file, one after the other, and are they the same however it is cut?
#![no_main]

mod common;

use libfuzzer_sys::fuzz_target;
use poolscope::logfile::blg::container::Container;
use poolscope::logfile::{Diagnostics, Progress};
use std::path::PathBuf;

type Seen = Vec<(u64, i64, usize)>;

fuzz_target!(|input: &[u8]| {
    let Some(([size, circular, cuts @ ..], bytes)) = input.split_first_chunk::<6>() else { return };
    let container = Container {
        bytes: common::memory(bytes),
        buffer_size: 0x400 * (1 + usize::from(*size) % 64),
        is_circular: circular & 1 == 1,
        path: PathBuf::from("fuzz"),
        buffers_written: 3,
        is_numbered: true,
    };
    let read = |diagnostics: &mut Diagnostics, range: Option<std::ops::Range<u64>>| -> Seen {
        let mut seen = Vec::new();
        let mut visit = |event: poolscope::logfile::blg::container::Event<'_>, _: &mut Diagnostics| {
            seen.push((event.position, event.filetime, event.payload.len()));
            Ok(std::ops::ControlFlow::Continue(()))
        };
        match range {
            Some(range) => container.events_in(range, diagnostics, &Progress::default(), &mut visit),
            None => container.events(diagnostics, &Progress::default(), &mut visit),
        }
        .expect("memory can be read");
        seen
    };
    let mut diagnostics = Diagnostics::default();
    let whole = read(&mut diagnostics, Some(0..container.buffers()));
    let mut end = 0;
    for (position, _, length) in &whole {
        assert!(*position >= end, "events overlap");
        end = position + *length as u64;
        assert!(end <= bytes.len() as u64, "an event ends outside of the file");
    }
    let mut pieces_diagnostics = Diagnostics::default();
    let cuts = common::cuts(cuts, container.buffers());
    let pieces: Seen = cuts.windows(2).flat_map(|w| read(&mut pieces_diagnostics, Some(w[0]..w[1]))).collect();
    assert_eq!(whole, pieces);
    assert_eq!(common::counts_of(diagnostics), common::counts_of(pieces_diagnostics));
    let mut ordered = read(&mut Diagnostics::default(), None);
    ordered.sort_unstable();
    assert_eq!(whole, ordered, "a circular log has every event once");
});
