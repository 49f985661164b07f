//! The test writer makes what Windows makes: its bytes beside those of real logs.

use crate::support;
use crate::support::blg::{Block, Entry, Spec, Writer, sample_body};
use poolscope::logfile::budget::Budget;
use std::fs;

/// The named bytes of two logs.
fn same(ours: &[u8], theirs: &[u8], ranges: &[std::ops::Range<usize>]) {
    for range in ranges {
        assert_eq!(ours[range.clone()], theirs[range.clone()], "at {range:x?}");
    }
}

#[test]
fn containers_and_events_look_like_real_ones() {
    for (name, pointer_bytes, event_type) in
        [("vista_zach_pc.blg", 4, 0x0A), ("powershell_CounterSamples.blg", 8, 0x14)]
    {
        let Some(path) = support::sample(name) else { return };
        let theirs = fs::read(path).unwrap();
        let mut w = Writer::new(Spec { pointer_bytes, ..Spec::default() });
        w.list(0, &[Entry::one(r"\\PC", "Memory", "Pool Paged Bytes", 0x0001_0100)]);
        let ours = w.finish();
        assert_eq!(ours.len() % 0x10000, 0);
        // buffer: size, flags and kind; first event: type and mark; log header: buffer size and pointer size again
        same(&ours, &theirs, &[0x00..0x04, 0x34..0x38, 0x4A..0x4C, 0x68..0x6C, 0x94..0x98]);
        assert_eq!(ours[0xFFFF], 0xFF);
        assert_eq!(theirs[0xFFFF], 0xFF);
        // the second buffer begins with a perfmon event: type, mark, padding word, GUID
        let at = 0x10048;
        assert_eq!(ours[at + 2], event_type);
        same(&ours, &theirs, &[at + 2..at + 4, at + 6..at + 8, at + 0x18..at + 0x28]);
        // part 1 of 1
        assert_eq!(ours[at + 0x40..at + 0x48], theirs[at + 0x40..at + 0x48]);
    }
}

#[test]
fn a_real_counter_list_and_sample_are_rebuilt_byte_for_byte() {
    let Some(path) = support::sample("powershell_CounterSamples.blg") else { return };
    let theirs = fs::read(path).unwrap();
    // the first entry's machine, object, instance, counter, as the reader finds them
    let list = &theirs[0x10048 + 0x48..0x10048 + 0x3F0];
    let parsed = poolscope::logfile::blg::record::CounterList::parse(list, 0, Budget::new(1 << 20));
    assert_eq!(parsed.entries.len(), 6, "five single counters and one for all network cards");
    let sample = &theirs[0x10438 + 0x48..0x10438 + 0x330];
    assert_eq!(u32::from_le_bytes(sample[4..8].try_into().unwrap()) as usize, sample.len());
    // an empty sample of ours has the same head
    let ours = sample_body(0, &[Block::level(1)]);
    assert_eq!(ours[..4], sample[..4]);
    let find = |bytes: &[u8], code: [u8; 2]| {
        bytes.windows(4).position(|w| w[..2] == *b"BL" && w[2..] == code).map(|at| bytes[at + 4..at + 8].to_vec())
    };
    assert_eq!(find(&ours, [0x03, 0x01]), find(sample, [0x03, 0x01]), "a block of one value is as long as theirs");
}
