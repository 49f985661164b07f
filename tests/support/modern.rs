//! A log as a file server of today writes it: most of its objects are counter sets of version 2, collected whole.
//!
//! Two days, a sample every 5 minutes. Nonpaged pool climbs from 300 MB by 4 MB an hour; `agent:4812` gains handles.

use super::blg::{Block, Entry, Spec, Writer};
use super::counterset::{Counter, Header, Instance, Registration, SetBlock};
use super::story::Lehmer;

pub const MACHINE: &str = r"\\FS2025";
const MB: i64 = 1 << 20;
pub const SAMPLES: i64 = 577;
const STEP_MS: i64 = 300_000;
const BEGIN_MS: i64 = 1_772_438_400_000;
const LARGE: u32 = 0x0001_0100;
const PLAIN: u32 = 0x0001_0000;
const RATE: u32 = 0x1041_0500;
const TIMER_INV: u32 = 0x2151_0500;
const AVERAGE: u32 = 0x4002_0500;
const AVERAGE_BASE: u32 = 0x4003_0402;

pub const PROCESSORS: [&str; 6] = ["0,0", "0,1", "0,2", "0,3", "0,_Total", "_Total"];

fn registrations() -> [Registration; 3] {
    let set = |name: &str, counters| Registration { name: name.to_owned(), has_instances: true, counters };
    [
        set(
            "Processor Information",
            vec![
                Counter::new(0, TIMER_INV, "% Processor Time"),
                Counter { base: Some(2), ..Counter::new(1, AVERAGE, "Average Idle Time") },
                Counter::new(2, AVERAGE_BASE, "Average Idle Time"),
                Counter::new(3, PLAIN, "Processor Frequency"),
                Counter { is_hidden: true, ..Counter::new(4, LARGE, "Reserved") },
            ],
        ),
        set(
            "Process V2",
            vec![
                Counter::new(1, PLAIN, "Process ID"),
                Counter::new(2, LARGE, "Private Bytes"),
                Counter::new(3, PLAIN, "Handle Count"),
                Counter::new(4, LARGE, "Pool Nonpaged Bytes"),
            ],
        ),
        set(
            "SMB Server Shares",
            vec![Counter::new(1, RATE, "Read Requests/sec"), Counter::new(2, PLAIN, "Current Open File Count")],
        ),
    ]
}

/// The whole log.
pub fn log() -> Vec<u8> {
    let mut w = Writer::new(Spec {
        build: 26100,
        boot_ms: BEGIN_MS - 86_400_000,
        begin_ms: BEGIN_MS,
        end_ms: BEGIN_MS + SAMPLES * STEP_MS,
        processors: 1,
        ..Spec::default()
    });
    w.registrations(BEGIN_MS, &registrations());
    w.list(
        BEGIN_MS,
        &[
            Entry::one(MACHINE, "Memory", "Pool Nonpaged Bytes", LARGE),
            Entry::one(MACHINE, "Memory", "Pool Paged Bytes", LARGE),
            Entry::many(MACHINE, "NUMA Node Memory", "Total MBytes", LARGE),
            Entry::counter_set(MACHINE, "Processor Information"),
            Entry::counter_set(MACHINE, "Process V2"),
            Entry::counter_set(MACHINE, "SMB Server Shares"),
        ],
    );
    let mut random = Lehmer::new(2025);
    let mut idle = [0i64; PROCESSORS.len()];
    let mut requests = 0;
    for i in 0..SAMPLES {
        let at = BEGIN_MS + i * STEP_MS;
        let ticks = super::blg::filetime(at);
        let hour = (i % 288) as f64 / 12.0;
        let busy = 0.5 - 0.5 * (hour / 24.0 * std::f64::consts::TAU).cos();
        let wiggle = |random: &mut Lehmer| (random.share() * 2.0 * MB as f64) as i64;
        let set = |ids: Vec<u32>, rows| {
            Block::Set(SetBlock {
                ticks,
                time_100ns: ticks,
                frequency: 10_000_000,
                headers: vec![Header::WholeSet(ids, rows)],
            })
        };
        let row = |name: &str, id, values| Instance { name: name.to_owned(), id, values };
        let processors = PROCESSORS.iter().enumerate().map(|(k, name)| {
            idle[k] += ((1.0 - 0.8 * busy * random.share()) * 10_000.0 * STEP_MS as f64) as i64;
            row(name, k as u32, vec![(8, idle[k]), (8, 40 * i), (4, 8 * i), (4, 2_400), (8, 0)])
        });
        let processors = processors.collect();
        let processes = [
            ("Idle:0", 0, 0, 0),
            ("System:4", 4, 1, 3_200),
            ("svchost:912", 912, 40, 820),
            ("svchost:1404", 1404, 18, 410),
            ("agent:4812", 4812, 64, 900 + 3 * i),
            ("_Total", 0, 123, 5_330 + 3 * i),
        ]
        .map(|(name, id, mb, handles)| {
            let private = mb * MB + wiggle(&mut random);
            row(name, id as u32, vec![(4, id), (8, private), (4, handles), (8, handles * 300)])
        });
        requests += (busy * 900_000.0 * (0.9 + 0.2 * random.share())) as i64;
        let shares =
            [r"\\*\DATA", "_Total"].map(|name| row(name, 1, vec![(8, requests), (4, (200.0 * busy) as i64 + 12)]));
        w.sample(
            at,
            &[
                Block::level(300 * MB + i * MB / 3 + wiggle(&mut random)),
                Block::level(420 * MB + (60.0 * busy * MB as f64) as i64 + wiggle(&mut random)),
                Block::Many(vec![("0".to_owned(), 1, 16_384, 0), ("_Total".to_owned(), 1, 16_384, 0)]),
                set(vec![0, 1, 2, 3, 4], processors),
                set(vec![1, 2, 3, 4], processes.into()),
                set(vec![1, 2], shares.into()),
            ],
        );
    }
    w.finish()
}
