//! Lists, names and samples of any content: do the decoders keep to what is there, and is a body the same in parts?
#![no_main]

mod common;

use common::Everything;
use libfuzzer_sys::fuzz_target;
use poolscope::logfile::blg::container::{Event, EventKind};
use poolscope::logfile::blg::counterset::Registrations;
use poolscope::logfile::blg::record::{Assembler, CounterList, Titles};
use poolscope::logfile::blg::sample::Decoder;
use poolscope::logfile::blg::slots::Job;
use poolscope::logfile::budget::Budget;
use poolscope::logfile::{Diagnostics, Progress};
use poolscope::model::localized::PoolPaths;

/// Bytes of names.
const NAMES: u64 = 1 << 24;

fn part(bytes: &[u8]) -> (&[u8], &[u8]) {
    let Some(([low, high], rest)) = bytes.split_first_chunk::<2>() else { return (&[], &[]) };
    rest.split_at(usize::from(u16::from_le_bytes([*low, *high])).min(rest.len()))
}

fuzz_target!(|input: &[u8]| {
    let (list, rest) = part(input);
    let (names, mut rest) = part(rest);
    let list = CounterList::parse(list, 0, Budget::new(NAMES));
    assert!(list.entries.len() <= input.len() / 0x34);
    let mut titles = Titles::default();
    titles.read(&[&[0; 0x18], names].concat(), &mut Budget::new(NAMES));
    let (pools, progress) = (PoolPaths::default(), Progress::default());
    let read = |samples: &[Vec<u8>], step: usize| {
        let mut budget = Budget::new(NAMES);
        let mut decoder = Decoder::new(&list, &Registrations::default());
        let (mut all, mut diagnostics, mut assembler) =
            (Everything::default(), Diagnostics::default(), Assembler::default());
        for (i, sample) in samples.iter().enumerate() {
            let parts: Vec<&[u8]> = if sample.is_empty() { vec![&[]] } else { sample.chunks(step).collect() };
            for (n, bytes) in parts.iter().enumerate() {
                let (n, count) = ((n as u32 + 1).to_le_bytes(), (parts.len() as u32).to_le_bytes());
                let payload = [&[0; 16][..], &n, &count, bytes].concat();
                let filetime = 134_000_000_000_000_000 + i as i64 * 10_000_000;
                let event = Event {
                    position: i as u64,
                    kind: EventKind::Sample,
                    filetime,
                    payload: &payload,
                    follows_loss: false,
                };
                if let Some(body) = assembler.feed(&event, &mut diagnostics) {
                    assert_eq!(body.bytes, &sample[..]);
                    let job = Job {
                        want: &|_| true,
                        sink: &mut all,
                        diagnostics: &mut diagnostics,
                        pools: &pools,
                        budget: &mut budget,
                        progress: &progress,
                        refused: 0,
                        of_section: 0,
                        position: body.position,
                    };
                    decoder.decode(&body, &list, &titles, job, true).expect("this sink takes all");
                }
            }
        }
        (all, common::counts_of(diagnostics))
    };
    let mut samples = Vec::new();
    while !rest.is_empty() && samples.len() < 8 {
        let (sample, next) = part(rest);
        samples.push(sample.to_vec());
        rest = next;
    }
    assert_eq!(read(&samples, usize::MAX), read(&samples, 97));
});
