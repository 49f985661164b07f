//! Logs made by the test writer for what the real ones do not show.

use crate::support::blg::{Block, Entry, Instance, LEVEL, Object, PC, RATE, Spec, T0, Turn, Writer, sample_body};
use crate::support::{self, count};
use poolscope::logfile::DiagnosticKind;

const SEC: i64 = 1000;

fn pool_list(writer: &mut Writer) {
    writer.list(
        T0,
        &[Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL), Entry::one(PC, "Memory", "Pool Paged Bytes", LEVEL)],
    );
}

fn pool_sample(writer: &mut Writer, i: i64) {
    writer.sample(T0 + i * SEC, &[Block::level(1000 + i), Block::level(2000 - i)]);
}

const NONPAGED: &str = r"\\PC\Memory\Pool Nonpaged Bytes";

#[test]
fn both_pointer_sizes_and_all_three_kinds_of_block() {
    for pointer_bytes in [4, 8] {
        let mut w = Writer::new(Spec { pointer_bytes, processors: 4, ..Spec::default() });
        w.titles(
            T0,
            PC,
            &[(230, "Process"), (952, "Handle Count"), (6, "% Processor Time"), (4, "Memory"), (24, "Available Bytes")],
        );
        w.list(
            T0,
            &[
                Entry::one(PC, "Memory", "Pool Paged Bytes", LEVEL),
                Entry::many(PC, "PhysicalDisk", "Disk Reads/sec", RATE),
                Entry::object(PC, "Process"),
                Entry::object(PC, "Memory"),
            ],
        );
        for i in 0..3 {
            let ticks = i * 10_000_000;
            let clock = Object { time: ticks, frequency: 10_000_000, time_100ns: ticks, ..Object::default() };
            let instance = |name: &str, a, b| Instance { name: name.to_owned(), parent: None, values: vec![a, b] };
            let mut running = vec![instance("app", 50 + i, i * 1_000_000), instance("app", 70, i * 2_000_000)];
            if i == 1 {
                running.insert(1, instance("setup é", 5, 0));
            }
            w.sample(
                T0 + i * SEC,
                &[
                    Block::level(4096 * i),
                    Block::Many(vec![("0 C:".to_owned(), 1, 30 * i, ticks), ("_Total".to_owned(), 1, 60 * i, ticks)]),
                    Block::Object(Object {
                        title: 230,
                        counters: vec![(952, 0x0001_0000, 4), (6, 0x2051_0500, 8)],
                        instances: Some(running),
                        ..clock.clone()
                    }),
                    Block::Object(Object { title: 4, counters: vec![(24, LEVEL, 8)], single: vec![7 * i], ..clock }),
                ],
            );
        }
        let (log, diagnostics) = support::read_all(w.finish()).unwrap();
        assert_eq!(diagnostics, []);
        assert_eq!(log.facts.pointer_bytes, Some(pointer_bytes));
        let nan_first = |v: &[f64]| v[0].is_nan();
        let reads = support::values(&log, r"\PhysicalDisk(0 C:)\Disk Reads/sec");
        assert!(nan_first(&reads) && reads[1..] == [30.0, 30.0]);
        let second = support::values(&log, r"\Process(app#1)\% Processor Time");
        assert!(nan_first(&second) && second[1..] == [20.0, 20.0], "{second:?}");
        let first = support::values(&log, r"\Process(app)\Handle Count");
        assert_eq!(first, [50.0, 51.0, 52.0]);
        let setup = support::values(&log, r"\Process(setup é)\Handle Count");
        assert!(setup[0].is_nan() && setup[1] == 5.0 && setup[2].is_nan());
        assert_eq!(support::values(&log, r"\Memory\Available Bytes"), [0.0, 7.0, 14.0]);
        let paths: Vec<String> = log.counters.iter().map(|c| c.path.to_string()).collect();
        assert_eq!(paths[0], r"\\PC\Memory\Pool Paged Bytes", "the order is the log's own");
        assert_eq!(paths.len(), 1 + 2 + 3 * 2 + 1);
    }
}

#[test]
fn bases_stay_hidden_and_serve_the_counter_before_them() {
    let mut w = Writer::new(Spec::default());
    w.titles(
        T0,
        PC,
        &[
            (236, "LogicalDisk"),
            (206, "Avg. Disk sec/Transfer"),
            (207, "base"),
            (408, "% Free Space"),
            (409, "base"),
            (410, "text"),
        ],
    );
    w.list(T0, &[Entry::object(PC, "LogicalDisk")]);
    for i in 0..3 {
        let instance =
            Instance { name: "C:".to_owned(), parent: None, values: vec![i * 5_000_000, i * 10, 25, 100, 0] };
        w.sample(
            T0 + i * SEC,
            &[Block::Object(Object {
                title: 236,
                counters: vec![
                    (206, 0x3002_0400, 4),
                    (207, 0x4003_0402, 4),
                    (408, 0x2002_0400, 4),
                    (409, 0x4003_0403, 4),
                    (410, 0x0B00, 4),
                ],
                instances: Some(vec![instance]),
                frequency: 10_000_000,
                time: i * 10_000_000,
                ..Object::default()
            })],
        );
    }
    let (log, _) = support::read_all(w.finish()).unwrap();
    assert_eq!(log.counters.len(), 2);
    assert_eq!(support::values(&log, "sec/Transfer")[1..], [0.05, 0.05]);
    assert_eq!(support::values(&log, "% Free Space"), [25.0, 25.0, 25.0]);
}

#[test]
fn threads_are_named_after_their_process() {
    let mut w = Writer::new(Spec::default());
    w.titles(T0, PC, &[(230, "Process"), (952, "Handle Count"), (232, "Thread"), (804, "ID Thread")]);
    w.list(T0, &[Entry::object(PC, "Thread"), Entry::object(PC, "Process")]);
    let process = Object {
        title: 230,
        counters: vec![(952, 0x0001_0000, 4)],
        instances: Some(
            ["Idle", "app"].map(|n| Instance { name: n.to_owned(), parent: None, values: vec![1] }).to_vec(),
        ),
        ..Object::default()
    };
    let thread = |parent, id| Instance { name: "0".to_owned(), parent: Some((230, parent)), values: vec![id] };
    let threads = Object {
        title: 232,
        counters: vec![(804, 0x0001_0000, 4)],
        instances: Some(vec![thread(0, 11), thread(1, 22), thread(1, 33)]),
        ..Object::default()
    };
    w.sample(T0, &[Block::Object(threads), Block::Object(process)]);
    let (log, _) = support::read_all(w.finish()).unwrap();
    assert_eq!(support::values(&log, r"\Thread(Idle/0)\ID Thread"), [11.0]);
    assert_eq!(support::values(&log, r"\Thread(app/0)\ID Thread"), [22.0]);
    assert_eq!(support::values(&log, r"\Thread(app/0#1)\ID Thread"), [33.0]);
}

#[test]
fn bad_status_is_a_gap() {
    let mut w = Writer::new(Spec::default());
    pool_list(&mut w);
    pool_sample(&mut w, 0);
    w.sample(T0 + SEC, &[Block::One { status: 0xC000_0BBA, first: 9, second: 0, multi: 1 }, Block::level(5)]);
    pool_sample(&mut w, 2);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    let pool = support::values(&log, NONPAGED);
    assert!(pool[1].is_nan() && pool[2] == 1002.0);
    assert_eq!(count(&diagnostics, DiagnosticKind::BadStatus), 1);
}

#[test]
fn buffers_of_zeros_or_noise_are_skipped_and_told() {
    let mut w = Writer::new(Spec::default());
    pool_list(&mut w);
    for i in 0..6 {
        w.flush();
        pool_sample(&mut w, i);
    }
    let mut bytes = w.finish();
    bytes[3 * 0x10000..4 * 0x10000].fill(0);
    bytes[5 * 0x10000..6 * 0x10000].fill(0xA7);
    let (log, diagnostics) = support::read_all(bytes).unwrap();
    assert_eq!(support::values(&log, NONPAGED), [1000.0, 1002.0, 1004.0, 1005.0]);
    let diagnostic = diagnostics.iter().find(|n| n.kind == DiagnosticKind::DamagedBuffer).unwrap();
    assert_eq!((diagnostic.count, diagnostic.first_position), (2, Some(3 * 0x10000)));
}

#[test]
fn a_body_that_misses_a_part_is_dropped_and_the_next_rate_waits() {
    let mut w = Writer::new(Spec::default());
    w.list(T0, &[Entry::one(PC, "System", "Context Switches/sec", RATE)]);
    let sample = |i: i64| [Block::One { status: 0, first: 100 * i, second: i * 10_000_000, multi: 1 }];
    for i in 0..2 {
        w.sample(T0 + i * SEC, &sample(i));
    }
    let body = sample_body(T0 + 2 * SEC, &sample(2));
    w.part(0x22, T0 + 2 * SEC, 1, 3, &body[..16]);
    w.part(0x22, T0 + 2 * SEC, 3, 3, &body[16..]);
    for i in 3..6 {
        w.sample(T0 + i * SEC, &sample(i));
    }
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    let rate = support::values(&log, r"\System\Context Switches/sec");
    assert_eq!(rate.len(), 5);
    assert!(rate[0].is_nan() && rate[1] == 100.0 && rate[2].is_nan() && rate[3] == 100.0, "{rate:?}");
    assert_eq!(count(&diagnostics, DiagnosticKind::IncompleteBody), 1);
}

#[test]
fn parts_cross_buffers() {
    let mut w = Writer::new(Spec { buffer_size: 0x4000, ..Spec::default() });
    w.list(T0, &[Entry::many(PC, "Process", "Handle Count", LEVEL)]);
    for i in 0..5 {
        let many = (0..700).map(|k| (format!("process number {k}"), 1, k + i, 0)).collect();
        w.sample(T0 + i * SEC, &[Block::Many(many)]);
    }
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert_eq!(diagnostics, []);
    assert_eq!((log.axis.len(), log.counters.len()), (5, 700));
    assert_eq!(
        support::values(&log, r"\Process(process number 699)\Handle Count"),
        [699.0, 700.0, 701.0, 702.0, 703.0]
    );
}

#[test]
fn lying_lengths_cost_one_sample_at_most() {
    let lies: [(usize, u32); 4] = [(12, u32::MAX), (12, 0), (4, u32::MAX), (12, 9)];
    for (at, lie) in lies {
        let mut w = Writer::new(Spec::default());
        pool_list(&mut w);
        pool_sample(&mut w, 0);
        let mut body = sample_body(T0 + SEC, &[Block::level(1), Block::level(2)]);
        body[at..at + 4].copy_from_slice(&lie.to_le_bytes());
        w.body(0x22, T0 + SEC, &body);
        pool_sample(&mut w, 2);
        let (log, diagnostics) = support::read_all(w.finish()).unwrap();
        let pool = support::values(&log, NONPAGED);
        assert_eq!((pool[0], pool[pool.len() - 1]), (1000.0, 1002.0));
        assert_eq!(count(&diagnostics, DiagnosticKind::DamagedSample), 1, "{at} {lie}: {diagnostics:?}");
    }
}

#[test]
fn a_count_of_instances_that_lies_ends_with_the_block() {
    let mut w = Writer::new(Spec::default());
    w.list(T0, &[Entry::many(PC, "Process", "Handle Count", LEVEL)]);
    let mut body = sample_body(T0, &[Block::Many(vec![("a".to_owned(), 1, 5, 0)])]);
    // the count stands after body head, block head and the block's own length
    body[8 + 8 + 4..8 + 8 + 8].copy_from_slice(&u32::MAX.to_le_bytes());
    w.body(0x22, T0, &body);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert_eq!(support::values(&log, r"\Process(a)\Handle Count"), [5.0]);
    assert_eq!(count(&diagnostics, DiagnosticKind::DamagedSample), 1);
}

#[test]
fn unknown_blocks_and_events_are_skipped_by_length() {
    let mut w = Writer::new(Spec::default());
    pool_list(&mut w);
    w.sample(T0, &[Block::Raw(0x0903, vec![1; 21]), Block::level(7)]);
    w.part(0x77, T0, 1, 1, b"new in the next Windows");
    w.raw_event(&[&[0x38, 0, 0x14, 0xC0][..], &[0; 0x34]].concat());
    pool_sample(&mut w, 1);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert_eq!(support::values(&log, r"\Pool Paged Bytes"), [7.0, 1999.0]);
    // nothing but perfmon's events is in such a log
    assert_eq!(count(&diagnostics, DiagnosticKind::DamagedEvent), 1);
    assert_eq!(
        (count(&diagnostics, DiagnosticKind::UnknownBlock), count(&diagnostics, DiagnosticKind::ForeignEvent)),
        (1, 1)
    );
}

#[test]
fn circular_logs_come_in_the_order_of_time() {
    let spec = Spec { is_circular: true, end_ms: 0, lost_events: 3, ..Spec::default() };
    let mut w = Writer::new(spec);
    w.list(T0, &[Entry::one(PC, "System", "Context Switches/sec", RATE)]);
    w.flush();
    let head = 2 * 0x10000;
    for i in 0..40 {
        w.sample(T0 + i * SEC, &[Block::One { status: 0, first: 100 * i, second: i * 10_000_000, multi: 1 }]);
        if i % 8 == 7 {
            w.flush();
        }
    }
    let bytes = w.finish();
    // the ring turned: the newest two buffers lie before the oldest
    let (fixed, ring) = bytes.split_at(head);
    let turned = [fixed, &ring[3 * 0x10000..], &ring[..3 * 0x10000]].concat();
    let (log, diagnostics) = support::read_all(turned).unwrap();
    let rate = support::values(&log, "Context Switches/sec");
    assert_eq!(log.axis.len(), 40);
    assert!(rate[0].is_nan() && rate[1..].iter().all(|v| *v == 100.0), "{rate:?}");
    assert!(log.axis.utc_ms.windows(2).all(|w| w[0] < w[1]));
    assert_eq!(count(&diagnostics, DiagnosticKind::Circular), 1);
    assert_eq!(
        (count(&diagnostics, DiagnosticKind::NotClosed), count(&diagnostics, DiagnosticKind::LostEvents)),
        (1, 3)
    );
    assert_eq!(count(&diagnostics, DiagnosticKind::OutOfOrder), 0);
}

#[test]
fn an_appended_session_goes_on_with_the_same_counters() {
    let mut w = Writer::new(Spec::default());
    pool_list(&mut w);
    pool_sample(&mut w, 0);
    w.list(
        T0 + 10 * SEC,
        &[Entry::one(PC, "System", "Processes", LEVEL), Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL)],
    );
    w.sample(T0 + 11 * SEC, &[Block::level(44), Block::level(3000)]);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert_eq!(support::values(&log, NONPAGED), [1000.0, 3000.0]);
    let processes = support::values(&log, r"\System\Processes");
    assert!(processes[0].is_nan() && processes[1] == 44.0);
    assert_eq!(count(&diagnostics, DiagnosticKind::NewSection), 1);
}

#[test]
fn stamps_follow_the_daylight_rules_of_the_log() {
    // the night of 1 November 2026 in New York: the hour from 01:00 comes twice
    let begin = 1_793_494_800_000; // 1 November 2026 01:00, local
    let turns = Some((Turn(11, 1, 2), Turn(3, 2, 2)));
    let mut w = Writer::new(Spec { bias_minutes: 300, turns, ..Spec::default() });
    pool_list(&mut w);
    for i in 0..8 {
        let local = begin + (i % 4) * 15 * 60 * SEC;
        w.sample(local, &[Block::level(i), Block::level(i)]);
    }
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert!(log.axis.utc_ms.windows(2).all(|w| w[1] - w[0] == 15 * 60 * SEC), "{:?}", log.axis.utc_ms);
    assert_eq!(count(&diagnostics, DiagnosticKind::OutOfOrder), 0);
}

#[test]
fn the_same_counter_twice_is_told() {
    let mut w = Writer::new(Spec::default());
    w.list(
        T0,
        &[
            Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL),
            Entry::one(r"\\pc", "memory", "pool nonpaged bytes", LEVEL),
        ],
    );
    w.sample(T0, &[Block::level(1), Block::level(2)]);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert_eq!((log.counters.len(), count(&diagnostics, DiagnosticKind::DuplicateCounter)), (1, 1));
    assert_eq!(count(&diagnostics, DiagnosticKind::ConflictingValue), 1);
}

#[test]
fn a_trace_without_performance_counters_is_refused_by_name() {
    let bytes = Writer::new(Spec::default()).finish();
    let error = support::read_all(bytes).expect_err("refused").to_string();
    assert_eq!(error, "not a performance log: a Windows trace (.etl) without performance counters: fixture.blg");
}

/// A long log is walked in pieces side by side. Whatever lies on the cuts, the result is that of one walk.
#[test]
fn pieces_side_by_side_give_what_one_walk_gives() {
    let mut w = Writer::new(Spec::default());
    w.list(
        T0,
        &[
            Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL),
            Entry::one(PC, "System", "Context Switches/sec", RATE),
            Entry::many(PC, "Process", "Handle Count", LEVEL),
        ],
    );
    for i in 0..1000 {
        // bodies of about 40 KB in parts of 8 KB: most cuts go through one
        let many = (0..900 + i % 7).map(|k| (format!("p{k}"), 1, k + i, 0)).collect();
        let rate = Block::One { status: 0, first: i * i, second: i * 10_000_000, multi: 1 };
        w.sample(T0 + i * SEC, &[Block::level(4096 * i), rate, Block::Many(many)]);
    }
    let bytes = w.finish();
    assert!(bytes.len() > 24 << 20, "long enough to be cut");
    for damage in [None, Some(bytes.len() / 2), Some(bytes.len() / 3)] {
        let mut bytes = bytes.clone();
        if let Some(at) = damage {
            let at = at / 0x10000 * 0x10000;
            bytes[at..at + 0x10000].fill(0);
        }
        let log = support::open(bytes).unwrap();
        let (cut, cut_diagnostics) = log.read(&|_| true, &poolscope::logfile::Progress::default()).unwrap();
        let mut one = Collect::default();
        let mut diagnostics = poolscope::logfile::Diagnostics::default();
        log.stream(&|_| true, &mut one, &mut diagnostics, &poolscope::logfile::Progress::default()).unwrap();
        assert_eq!(cut.axis.local_ms, one.local_ms);
        for diagnostic in diagnostics.into_vec() {
            assert_eq!(
                count(&cut_diagnostics, diagnostic.kind),
                diagnostic.count,
                "{diagnostic:?} in {cut_diagnostics:?}"
            );
        }
        assert_eq!(cut.counters.len(), one.paths.len());
        for counter in &cut.counters {
            let id = one.paths.iter().position(|p| *p == counter.path.to_string()).unwrap();
            let ours: Vec<(usize, f64)> = counter.present().collect();
            let theirs: Vec<(usize, f64)> = one.values[id].clone();
            assert_eq!(ours, theirs, "{}", counter.path);
        }
    }
}

/// The same for text, with damaged rows on either side of the cuts.
#[test]
fn pieces_of_a_text_log_give_what_one_walk_gives() {
    let mut text =
        String::from("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\",\"\\\\PC\\A\\B\"\r\n");
    for i in 0..420_000 {
        let (s, day) = (i % 86_400, 1 + i / 86_400);
        let stamp = format!("03/{day:02}/2026 {:02}:{:02}:{:02}.000", s / 3600, s / 60 % 60, s % 60);
        match i % 70_001 {
            70_000 => text += "by hand\r\n",
            35_000 => text += &format!("\"{stamp}\",\"1\",\"2\",\"3\"\r\n"),
            _ => text += &format!("\"{stamp}\",\"{}\",\"{}.5\"\r\n", i * 4096, i % 1000),
        }
    }
    assert!(text.len() > 16 << 20, "long enough to be cut");
    let log = support::open(text.into_bytes()).unwrap();
    let (cut, cut_diagnostics) = log.read(&|_| true, &poolscope::logfile::Progress::default()).unwrap();
    let mut one = Collect::default();
    let mut diagnostics = poolscope::logfile::Diagnostics::default();
    log.stream(&|_| true, &mut one, &mut diagnostics, &poolscope::logfile::Progress::default()).unwrap();
    assert_eq!(cut.axis.local_ms, one.local_ms);
    assert_eq!(cut_diagnostics, diagnostics.into_vec());
    assert_eq!(
        (count(&cut_diagnostics, DiagnosticKind::BadRow), count(&cut_diagnostics, DiagnosticKind::LongRow)),
        (5, 6)
    );
    for (counter, values) in cut.counters.iter().zip(&one.values) {
        assert!(counter.present().eq(values.iter().copied()), "{}", counter.path);
    }
}

#[derive(Default)]
struct Collect {
    paths: Vec<String>,
    values: Vec<Vec<(usize, f64)>>,
    local_ms: Vec<i64>,
}

impl poolscope::logfile::Sink for Collect {
    fn counter(&mut self, found: poolscope::logfile::Found) {
        self.paths.push(found.path.to_string());
        self.values.push(Vec::new());
    }

    fn sample(
        &mut self,
        poolscope::logfile::Stamp { local_ms, .. }: poolscope::logfile::Stamp,
        values: &[(usize, f64)],
    ) -> Result<(), poolscope::logfile::LogError> {
        for (id, value) in values {
            self.values[*id].push((self.local_ms.len(), *value));
        }
        self.local_ms.push(local_ms);
        Ok(())
    }
}

/// One damaged stamp must not turn two days into a thousand years.
#[test]
fn a_lone_stamp_far_from_its_neighbours_is_dropped() {
    for far in
        [T0 + 7000 * 365 * 86_400 * SEC, T0 - 40 * 365 * 86_400 * SEC, T0 + 3 * 86_400 * SEC, -11_644_473_600_000]
    {
        for at in [0, 3, 9] {
            let mut w = Writer::new(Spec::default());
            pool_list(&mut w);
            for i in 0..10 {
                let time = if i == at { far } else { T0 + i * SEC };
                w.sample(time, &[Block::level(i), Block::level(i)]);
            }
            let (log, diagnostics) = support::read_all(w.finish()).unwrap();
            let is_end = at != 3;
            // three days after the last sample may be a pause of the logging
            let is_pause = is_end && far == T0 + 3 * 86_400 * SEC;
            assert_eq!(count(&diagnostics, DiagnosticKind::BadTime), u64::from(!is_pause), "{far} at {at}");
            assert_eq!(log.axis.len(), if is_pause { 10 } else { 9 }, "{far} at {at}");
        }
    }
}

/// An entry whose length swallows the next one: blocks and counters no longer match.
#[test]
fn more_blocks_than_counters_are_nobodys_values() {
    let mut w = Writer::new(Spec::default());
    pool_list(&mut w);
    w.sample(T0, &[Block::level(1), Block::level(2), Block::level(3)]);
    pool_sample(&mut w, 1);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert_eq!((log.axis.len(), count(&diagnostics, DiagnosticKind::SurplusBlocks)), (1, 1));
}

#[test]
fn impossible_amounts_of_memory_are_gaps() {
    let mut w = Writer::new(Spec::default());
    pool_list(&mut w);
    for value in [5, -1, i64::MAX, 1 << 46, 7] {
        w.sample(T0 + value.rem_euclid(1000) * SEC, &[Block::level(value), Block::level(1)]);
    }
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    let pool = support::values(&log, NONPAGED);
    assert_eq!(pool.iter().filter(|v| v.is_finite()).count(), 2, "{pool:?}");
    assert_eq!(count(&diagnostics, DiagnosticKind::ImpossibleValue), 3);
}

/// Thousands of instances whose names are all the same long stretch of bytes.
#[test]
fn names_that_overlap_do_not_multiply_in_memory() {
    let mut w = Writer::new(Spec::default());
    w.list(T0, &[Entry::many(PC, "Process", "Handle Count", LEVEL)]);
    let count_of = 3000u32;
    let mut data = vec![0; 0x18 + 0x18 * count_of as usize];
    data[4..8].copy_from_slice(&count_of.to_le_bytes());
    let names_at = data.len() as u32;
    for i in 0..count_of {
        let at = 0x18 + 0x18 * i as usize;
        data[at..at + 4].copy_from_slice(&(names_at + 2 * i).to_le_bytes());
    }
    data.extend([b'x', 0].repeat(60_000));
    w.sample(T0, &[Block::Raw(0x0203, data)]);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert!(log.counters.len() < 200, "{}", log.counters.len());
    assert_eq!(count(&diagnostics, DiagnosticKind::DamagedSample), 1);
}

#[test]
fn names_with_control_characters_or_numbers_stay_one_line_and_apart() {
    let mut w = Writer::new(Spec::default());
    w.list(T0, &[Entry::many(PC, "Process", "Handle Count", LEVEL)]);
    let many = ["a", "a#0", "two\nlines", "a"].map(|n| (n.to_owned(), 1, 5, 0)).to_vec();
    w.sample(T0, &[Block::Many(many)]);
    let (log, _) = support::read_all(w.finish()).unwrap();
    let paths: Vec<String> = log.counters.iter().map(|c| c.path.to_string()).collect();
    assert_eq!(paths.len(), 4);
    for path in &paths {
        assert!(!path.contains('\n'));
        assert_eq!(poolscope::model::CounterPath::parse(path).unwrap().to_string(), *path);
    }
}

mod text {
    use super::*;
    use poolscope::model::Format;

    fn read(text: &str) -> (poolscope::model::Recording, Vec<poolscope::logfile::Diagnostic>) {
        support::read_all(text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn rows_that_cannot_be_read_are_notes_with_their_line() {
        let (log, diagnostics) = read(concat!(
            "\"(PDH-CSV 4.0) (Eastern Standard Time)(300)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\",\"\\\\PC\\A(x, \"\"y\"\")\\B\",\"note\"\r\n",
            "\"03/02/2026 08:00:00.000\",\"1\",\" \",\"\"\r\n",
            "someone wrote this by hand\r\n",
            "\"03/02/2026 08:00:01.000\",\"2\"\r\n",
            "\r\n",
            "\"03/02/2026 08:00:02.000\",\"oops\",\"1.5e-009\",\"\",\"more\"\r\n",
            "\"03/02/2026 08:00:03.000\",\"oops\",\"1.5e-009\",\"\"\r\n",
            "\"03/02/2026 08:00:03.000\",\"9\",\"9\",\"\"\r\n",
        ));
        assert_eq!((log.parts[0].source.format, log.axis.len()), (Format("csv"), 3));
        assert_eq!(count(&diagnostics, DiagnosticKind::SameTime), 1);
        let pool = support::values(&log, "Pool Nonpaged Bytes");
        assert!(pool[..2] == [1.0, 2.0] && pool[2].is_nan());
        let other = support::values(&log, "\\A(x, \"y\")\\B");
        assert!(other[0].is_nan() && other[1].is_nan() && other[2] == 1.5e-9);
        let lines: Vec<_> = diagnostics.iter().map(|n| (n.kind, n.count, n.first_position)).collect();
        for expected in [
            (DiagnosticKind::BadRow, 1, Some(3)),
            (DiagnosticKind::LongRow, 1, Some(6)),
            (DiagnosticKind::BadCell, 1, Some(7)),
            (DiagnosticKind::ShortRow, 1, Some(4)),
            (DiagnosticKind::BadColumn, 1, Some(1)),
        ] {
            assert!(lines.contains(&expected), "{expected:?} in {lines:?}");
        }
    }

    /// PDH never breaks a line inside a cell: the row after a cut one is whole.
    #[test]
    fn a_row_cut_inside_a_cell_costs_itself_only() {
        let (log, diagnostics) = read(concat!(
            "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n",
            "\"03/02/2026 08:00:00.000\",\"1\",\"10\"\r\n",
            "\"03/02/2026 08:00:01.000\",\"42\r\n",
            "\"03/02/2026 08:00:02.000\",\"3\",\"30\"\r\n",
        ));
        let pool = support::values(&log, "Pool Nonpaged Bytes");
        assert!(pool[0] == 1.0 && pool[1].is_nan() && pool[2] == 3.0);
        let paged = support::values(&log, "Pool Paged Bytes");
        assert!(paged[0] == 10.0 && paged[1].is_nan() && paged[2] == 30.0);
        assert_eq!(
            (count(&diagnostics, DiagnosticKind::BadCell), count(&diagnostics, DiagnosticKind::ShortRow)),
            (1, 1)
        );
    }

    #[test]
    fn huge_numbers_and_absurd_zones_are_damage() {
        let (log, diagnostics) = read(concat!(
            "\"(PDH-CSV 4.0) (UTC)(-2147483648)\",\"\\\\PC\\System\\Processes\"\r\n",
            "\"03/02/2026 08:00:00.000\",\"1.7e308\"\r\n",
            "\"03/02/2026 08:00:01.000\",\"inf\"\r\n",
            "\"03/02/2026 08:00:02.000\",\"5\"\r\n",
        ));
        assert_eq!(log.counters[0].present().collect::<Vec<_>>(), [(2, 5.0)]);
        assert_eq!(
            (count(&diagnostics, DiagnosticKind::BadCell), count(&diagnostics, DiagnosticKind::MissingBias)),
            (2, 1)
        );
        assert_eq!(log.axis.utc_ms, log.axis.local_ms);
    }

    #[test]
    fn ten_thousand_computers_are_judged_in_one_pass() {
        let header: String = (0..10_000).map(|i| format!(",\"\\\\PC{i}\\Memory\\Pool Nonpaged Bytes\"")).collect();
        let row: String = (0..10_000).map(|i| format!(",\"{}\"", 4096 * i)).collect();
        let text = format!("\"(PDH-CSV 4.0) (UTC)(0)\"{header}\r\n\"03/02/2026 08:00:00.000\"{row}\r\n");
        let analysis = support::judge(&[("many.csv", text.into_bytes())], poolscope::analysis::Scope::Everything);
        assert_eq!(analysis.machines.len(), 10_000);
    }

    #[test]
    fn tabs_and_a_byte_order_mark() {
        let (log, diagnostics) = read(
            "\u{FEFF}\"(PDH-TSV 4.0) (UTC)(0)\"\t\"\\\\PC\\Memory\\Pool Paged Bytes\"\n\"01/01/2026 00:00:00.000\"\t\"7\"\n",
        );
        assert_eq!((log.parts[0].source.format, diagnostics), (Format("tsv"), vec![]));
        assert_eq!(support::values(&log, "Pool Paged Bytes"), [7.0]);
    }

    /// Found by fuzzing: a piece that began above a header in the middle took the rows above it for samples.
    #[test]
    fn rows_above_the_header_belong_to_no_piece() {
        use poolscope::logfile::delimited::DelimitedLog;
        use poolscope::logfile::{Diagnostics, Found, LogError, LogReader, Progress, ReadContext, Sink, Stamp};
        #[derive(Default)]
        struct Stamps(Vec<i64>);
        impl Sink for Stamps {
            fn counter(&mut self, _: Found) {}
            fn sample(&mut self, stamp: Stamp, _: &[(usize, f64)]) -> Result<(), LogError> {
                self.0.push(stamp.local_ms);
                Ok(())
            }
        }
        let row = |i: usize| format!("\"03/02/2026 08:00:{i:02}.000\",\"5\"\r\n");
        let above: String = (0..10).map(row).collect();
        let header = "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n";
        let below: String = (20..30).map(row).collect();
        let text = above + header + &below;
        let bytes = std::sync::Arc::new(poolscope::logfile::bytes::Memory(text.clone().into_bytes().into()));
        let log = DelimitedLog::open(bytes, std::path::Path::new("log.csv"), &Progress::default()).unwrap();
        let (recording, _) = support::read_all(text.clone().into_bytes()).unwrap();
        assert_eq!(recording.axis.len(), 10);
        for cut in 0..text.len() as u64 {
            let (mut stamps, mut diagnostics) = (Stamps::default(), Diagnostics::default());
            for piece in [0..cut, cut..text.len() as u64] {
                let pools = poolscope::model::localized::PoolPaths::default();
                let how =
                    ReadContext { pools: &pools, want: &|_| true, progress: &Progress::default(), names: 1 << 20 };
                log.stream_piece(piece, how, &mut stamps, &mut diagnostics).unwrap();
            }
            assert_eq!(stamps.0, recording.axis.local_ms, "cut at {cut}");
        }
    }

    #[test]
    fn a_header_alone_is_a_log_without_samples() {
        let (log, diagnostics) = read("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Paged Bytes\"");
        assert_eq!((log.axis.len(), count(&diagnostics, DiagnosticKind::NoSamples)), (0, 1));
    }
}
