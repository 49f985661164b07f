//! Objects logged whole, as counter sets of version 2 and in the older form: equal recordings, and values by hand.

use crate::support::blg::{Block, Entry, Instance as OldInstance, Object, PC, PLAIN, RATE, Spec, T0, Writer};
use crate::support::counterset::{Counter, Header, Instance, Registration, SetBlock};
use crate::support::{self, count, values};
use poolscope::logfile::DiagnosticKind;
use poolscope::model::{CounterType, Recording};
use std::collections::BTreeMap;

const LARGE: u32 = 0x0001_0100;

/// What a counter is measured against, besides the clocks.
enum Against {
    Nothing,
    Base(u32, [i64; 3]),
    /// A multi count.
    Items([i64; 3]),
}

/// One counter of each type: raw values of three samples two seconds apart, and what is shown, by hand from the
/// documentation's formulas.
struct Case {
    kind: CounterType,
    raw: [i64; 3],
    against: Against,
    shown: Option<[Option<f64>; 3]>,
}

const NO: Option<f64> = None;

fn level(kind: CounterType) -> Case {
    Case { kind, raw: [7, 5, 9], against: Against::Nothing, shown: Some([Some(7.0), Some(5.0), Some(9.0)]) }
}

fn clocked(kind: CounterType, raw: [i64; 3], second: f64, third: f64) -> Case {
    Case { kind, raw, against: Against::Nothing, shown: Some([NO, Some(second), Some(third)]) }
}

fn based(kind: CounterType, raw: [i64; 3], base: (u32, [i64; 3]), shown: [Option<f64>; 3]) -> Case {
    Case { kind, raw, against: Against::Base(base.0, base.1), shown: Some(shown) }
}

fn multi(kind: CounterType, raw: [i64; 3], second: f64, third: f64) -> Case {
    Case { kind, raw, against: Against::Items([2, 2, 2]), shown: Some([NO, Some(second), Some(third)]) }
}

fn cases() -> Vec<Case> {
    type T = CounterType;
    let hidden = |kind| Case { kind, raw: [1, 2, 3], against: Against::Nothing, shown: None };
    let (sample, average, fraction) = (T::PERF_SAMPLE_BASE.0, T::PERF_AVERAGE_BASE.0, T::PERF_RAW_BASE.0);
    let large = T::PERF_LARGE_RAW_BASE.0;
    vec![
        level(T::PERF_COUNTER_RAWCOUNT_HEX),
        level(T::PERF_COUNTER_LARGE_RAWCOUNT_HEX),
        level(T::PERF_COUNTER_RAWCOUNT),
        level(T::PERF_COUNTER_LARGE_RAWCOUNT),
        clocked(T::PERF_COUNTER_DELTA, [10, 13, 20], 3.0, 7.0),
        clocked(T::PERF_COUNTER_LARGE_DELTA, [10, 13, 20], 3.0, 7.0),
        // per second: two seconds lie between samples
        clocked(T::PERF_SAMPLE_COUNTER, [100, 700, 900], 300.0, 100.0),
        clocked(T::PERF_COUNTER_COUNTER, [100, 700, 900], 300.0, 100.0),
        clocked(T::PERF_COUNTER_BULK_COUNT, [100, 700, 900], 300.0, 100.0),
        // 20,000,000 ticks of both system clocks lie between samples, 2,000 of the object's
        clocked(T::PERF_COUNTER_QUEUELEN_TYPE, [0, 60_000_000, 90_000_000], 3.0, 1.5),
        clocked(T::PERF_COUNTER_LARGE_QUEUELEN_TYPE, [0, 60_000_000, 90_000_000], 3.0, 1.5),
        clocked(T::PERF_COUNTER_100NS_QUEUELEN_TYPE, [0, 60_000_000, 90_000_000], 3.0, 1.5),
        clocked(T::PERF_COUNTER_OBJ_TIME_QUEUELEN_TYPE, [0, 6_000, 9_000], 3.0, 1.5),
        clocked(T::PERF_COUNTER_TIMER, [0, 5_000_000, 15_000_000], 25.0, 50.0),
        clocked(T::PERF_100NSEC_TIMER, [0, 5_000_000, 15_000_000], 25.0, 50.0),
        clocked(T::PERF_OBJ_TIME_TIMER, [0, 500, 1_500], 25.0, 50.0),
        clocked(T::PERF_COUNTER_TIMER_INV, [0, 5_000_000, 15_000_000], 75.0, 50.0),
        clocked(T::PERF_100NSEC_TIMER_INV, [0, 5_000_000, 15_000_000], 75.0, 50.0),
        based(
            T::PERF_PRECISION_SYSTEM_TIMER,
            [0, 250, 1_250],
            (large, [0, 1_000, 3_000]),
            [NO, Some(25.0), Some(50.0)],
        ),
        based(T::PERF_PRECISION_100NS_TIMER, [0, 250, 1_250], (large, [0, 1_000, 3_000]), [NO, Some(25.0), Some(50.0)]),
        based(
            T::PERF_PRECISION_OBJECT_TIMER,
            [0, 250, 1_250],
            (large, [0, 1_000, 3_000]),
            [NO, Some(25.0), Some(50.0)],
        ),
        based(T::PERF_RAW_FRACTION, [25, 50, 75], (fraction, [200, 200, 200]), [Some(12.5), Some(25.0), Some(37.5)]),
        based(T::PERF_LARGE_RAW_FRACTION, [25, 50, 75], (large, [200, 200, 0]), [Some(12.5), Some(25.0), NO]),
        based(T::PERF_SAMPLE_FRACTION, [0, 30, 40], (sample, [0, 60, 100]), [NO, Some(50.0), Some(25.0)]),
        // half and all of the time, of two items
        multi(T::PERF_COUNTER_MULTI_TIMER, [0, 10_000_000, 30_000_000], 25.0, 50.0),
        multi(T::PERF_100NSEC_MULTI_TIMER, [0, 10_000_000, 30_000_000], 25.0, 50.0),
        multi(T::PERF_COUNTER_MULTI_TIMER_INV, [0, 10_000_000, 30_000_000], 150.0, 100.0),
        multi(T::PERF_100NSEC_MULTI_TIMER_INV, [0, 10_000_000, 30_000_000], 150.0, 100.0),
        // 5 s in ten operations; none in the last interval, which Windows shows as 0
        based(T::PERF_AVERAGE_TIMER, [0, 50_000_000, 50_000_000], (average, [0, 10, 10]), [NO, Some(0.5), Some(0.0)]),
        based(T::PERF_AVERAGE_BULK, [0, 300, 300], (average, [0, 10, 10]), [NO, Some(30.0), Some(0.0)]),
        // object time 700, 2700, 4700 at 1,000 a second; begun at 200
        Case {
            kind: T::PERF_ELAPSED_TIME,
            raw: [200, 200, 200],
            against: Against::Nothing,
            shown: Some([Some(0.5), Some(2.5), Some(4.5)]),
        },
        hidden(T::PERF_COUNTER_TEXT),
        hidden(T::PERF_COUNTER_NODATA),
        hidden(T::PERF_SAMPLE_BASE),
        hidden(T::PERF_AVERAGE_BASE),
        hidden(T::PERF_RAW_BASE),
        hidden(T::PERF_LARGE_RAW_BASE),
        hidden(T::PERF_COUNTER_MULTI_BASE),
        hidden(T::PERF_COUNTER_HISTOGRAM_TYPE),
    ]
}

fn object_time(sample: i64) -> i64 {
    700 + 2_000 * sample
}

fn name(kind: CounterType) -> String {
    kind.name().unwrap().to_owned()
}

fn bytes_of(kind: u32) -> u32 {
    if CounterType(kind).is_large() { 8 } else { 4 }
}

/// Title or id of a case's counter; its base follows.
fn id(case: usize) -> u32 {
    10 + 2 * case as u32
}

fn older_form() -> Vec<u8> {
    let cases = cases();
    let mut w = Writer::new(Spec::default());
    let names: Vec<(u32, String)> = cases.iter().enumerate().map(|(i, c)| (id(i), name(c.kind))).collect();
    let mut titles: Vec<(u32, &str)> = names.iter().map(|(i, n)| (*i, n.as_str())).collect();
    titles.push((2, "Types"));
    w.titles(T0, PC, &titles);
    w.list(T0, &[Entry::object(PC, "Types")]);
    for sample in 0..3 {
        let (mut counters, mut row) = (Vec::new(), Vec::new());
        for (i, case) in cases.iter().enumerate() {
            counters.push((id(i), case.kind.0, bytes_of(case.kind.0)));
            row.push(case.raw[sample]);
            let base = match &case.against {
                Against::Nothing => continue,
                Against::Base(kind, raw) => (*kind, raw[sample]),
                Against::Items(raw) => (CounterType::PERF_COUNTER_MULTI_BASE.0, raw[sample]),
            };
            counters.push((id(i) + 1, base.0, bytes_of(base.0)));
            row.push(base.1);
        }
        let ticks = 1_000_000 + sample as i64 * 20_000_000;
        let instance = |name: &str| OldInstance { name: name.to_owned(), parent: None, values: row.clone() };
        w.sample(
            T0 + sample as i64 * 2_000,
            &[Block::Object(Object {
                title: 2,
                counters,
                instances: Some(vec![instance("a"), instance("b"), instance("a")]),
                time: ticks,
                frequency: 10_000_000,
                time_100ns: ticks + 5,
                object_time: object_time(sample as i64),
                object_frequency: 1_000,
                ..Object::default()
            })],
        );
    }
    w.finish()
}

const OBJECT_TIME: u32 = 1;
const OBJECT_FREQUENCY: u32 = 2;

fn version_2() -> Vec<u8> {
    let cases = cases();
    let hidden = |id, kind| Counter { is_hidden: true, ..Counter::new(id, kind, "hidden") };
    let mut counters = vec![hidden(OBJECT_TIME, LARGE), hidden(OBJECT_FREQUENCY, LARGE)];
    for (i, case) in cases.iter().enumerate() {
        let mut counter = Counter::new(id(i), case.kind.0, &name(case.kind));
        if case.kind.clock() == poolscope::model::counter_type::Clock::Object {
            (counter.time, counter.frequency) = (Some(OBJECT_TIME), Some(OBJECT_FREQUENCY));
        }
        match &case.against {
            Against::Nothing => {}
            Against::Base(kind, _) => {
                counter.base = Some(id(i) + 1);
                counters.push(Counter::new(id(i) + 1, *kind, "a base"));
            }
            Against::Items(_) => {
                counter.multi = Some(id(i) + 1);
                counters.push(Counter::new(id(i) + 1, CounterType::PERF_COUNTER_MULTI_BASE.0, "items"));
            }
        }
        counters.push(counter);
    }
    let ids: Vec<u32> = counters.iter().map(|c| c.id).collect();
    let kinds: BTreeMap<u32, u32> = counters.iter().map(|c| (c.id, c.kind)).collect();
    let mut w = Writer::new(Spec::default());
    w.registrations(T0, &[Registration { name: "Types".to_owned(), has_instances: true, counters }]);
    w.list(T0, &[Entry::counter_set(PC, "Types")]);
    for sample in 0..3 {
        let raw = |wanted: u32| match wanted {
            OBJECT_TIME => object_time(sample as i64),
            OBJECT_FREQUENCY => 1_000,
            wanted => {
                let case = &cases[(wanted as usize - 10) / 2];
                match &case.against {
                    Against::Base(_, raw) | Against::Items(raw) if wanted % 2 == 1 => raw[sample],
                    _ => case.raw[sample],
                }
            }
        };
        let instance = |name: &str, id| Instance {
            name: name.to_owned(),
            id,
            values: ids.iter().map(|id| (bytes_of(kinds[id]), raw(*id))).collect(),
        };
        let ticks = 1_000_000 + sample as i64 * 20_000_000;
        w.sample(
            T0 + sample as i64 * 2_000,
            &[Block::Set(SetBlock {
                ticks,
                time_100ns: ticks + 5,
                frequency: 10_000_000,
                headers: vec![Header::WholeSet(
                    ids.clone(),
                    vec![instance("a", 3), instance("b", 4), instance("a", 5)],
                )],
            })],
        );
    }
    w.finish()
}

type ByPath = BTreeMap<String, (Option<CounterType>, Vec<u64>)>;

fn by_path(log: &Recording) -> ByPath {
    let bits = |values: &[f64]| values.iter().map(|v| if v.is_nan() { u64::MAX } else { v.to_bits() }).collect();
    log.counters.iter().map(|c| (c.path.to_string(), (c.kind, bits(&c.values.whole())))).collect()
}

#[test]
fn every_type_in_both_forms_gives_the_same_recording() {
    let (old, old_notes) = support::read_all(older_form()).unwrap();
    let (new, new_notes) = support::read_all(version_2()).unwrap();
    assert_eq!((old_notes, new_notes), (vec![], vec![]));
    assert_eq!((&old.axis.local_ms, &old.axis.utc_ms), (&new.axis.local_ms, &new.axis.utc_ms));
    assert_eq!(by_path(&old), by_path(&new));
    assert_eq!(new.counters.len(), 3 * cases().iter().filter(|c| c.shown.is_some()).count());
    assert_eq!(cases().len(), CounterType::ALL.len(), "a type has no case");
}

#[test]
fn convert_writes_the_values_worked_out_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    for (form, bytes) in [("older", older_form()), ("version2", version_2())] {
        let (log, table) =
            (folder.path().join(form).with_extension("blg"), folder.path().join(form).with_extension("csv"));
        std::fs::write(&log, bytes).unwrap();
        assert!(support::program().arg("convert").arg(&log).arg(&table).status().unwrap().success());
        let mut rows = csv::Reader::from_path(&table).unwrap();
        let header = rows.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 3);
        for case in cases() {
            for instance in ["a", "b", "a#1"] {
                let path = format!(r"\\PC\Types({instance})\{}", name(case.kind));
                let column = header.iter().position(|h| h == path);
                let Some(expected) = case.shown else {
                    assert_eq!(column, None, "{form}: {path} is shown");
                    continue;
                };
                let column = column.unwrap_or_else(|| panic!("{form}: no {path}"));
                let cells: Vec<Option<f64>> = rows.iter().map(|r| r[column].trim().parse().ok()).collect();
                assert_eq!(cells, expected, "{form}: {path}");
            }
        }
    }
}

/// A set with a rate and a level, and a block of it.
fn small(name: &str) -> Registration {
    Registration {
        name: name.to_owned(),
        has_instances: true,
        counters: vec![Counter::new(1, RATE, "Requests/sec"), Counter::new(2, PLAIN, "Open Files")],
    }
}

fn block(second: i64, rows: Vec<(&str, u32, i64, i64)>) -> Block {
    let rows = rows.into_iter().map(|(name, id, rate, level)| Instance {
        name: name.to_owned(),
        id,
        values: vec![(4, rate), (4, level)],
    });
    Block::Set(SetBlock {
        ticks: second * 10_000_000,
        time_100ns: second * 10_000_000,
        frequency: 10_000_000,
        headers: vec![Header::WholeSet(vec![1, 2], rows.collect())],
    })
}

/// A log of these blocks, a second apart.
fn log(registrations: &[Registration], entry: Entry<'_>, blocks: Vec<Block>) -> Vec<u8> {
    let mut w = Writer::new(Spec::default());
    w.registrations(T0, registrations);
    w.list(T0, &[entry]);
    for (i, block) in blocks.into_iter().enumerate() {
        w.sample(T0 + i as i64 * 1_000, &[block]);
    }
    w.finish()
}

fn same(values: &[f64], expected: &[f64]) {
    let bits = |v: &[f64]| v.iter().map(|v| if v.is_nan() { u64::MAX } else { v.to_bits() }).collect::<Vec<_>>();
    assert_eq!(bits(values), bits(expected), "{values:?} for {expected:?}");
}

const GAP: f64 = f64::NAN;

#[test]
fn instances_that_come_and_go_keep_their_values() {
    let blocks = vec![
        block(0, vec![("a", 1, 0, 10), ("b", 2, 0, 20)]),
        block(1, vec![("b", 2, 5, 21)]),
        block(2, vec![("a", 1, 9, 12), ("b", 2, 7, 22)]),
        block(3, vec![("a", 1, 10, 13), ("b", 2, 8, 23)]),
    ];
    let (log, diagnostics) =
        support::read_all(log(&[small("Shares")], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    assert_eq!(diagnostics, []);
    same(&values(&log, r"Shares(a)\Open Files"), &[10.0, GAP, 12.0, 13.0]);
    same(&values(&log, r"Shares(b)\Requests/sec"), &[GAP, 5.0, 2.0, 1.0]);
    same(&values(&log, r"Shares(a)\Requests/sec"), &[GAP, GAP, GAP, 1.0]);
}

#[test]
fn a_rate_is_never_taken_between_two_instances_of_one_name() {
    // the first of two ends, and the other moves to its position
    let blocks = vec![
        block(0, vec![("x", 7, 1_000, 1), ("x", 9, 5_000, 2)]),
        block(1, vec![("x", 7, 1_100, 1), ("x", 9, 5_001, 2)]),
        block(2, vec![("x", 9, 5_003, 3)]),
        block(3, vec![("x", 9, 5_006, 3)]),
        // a new one comes before it
        block(4, vec![("x", 4, 90_000, 8), ("x", 9, 5_010, 3)]),
        block(5, vec![("x", 4, 90_002, 8), ("x", 9, 5_015, 3)]),
    ];
    let (log, _) = support::read_all(log(&[small("Shares")], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    same(&values(&log, r"Shares(x)\Requests/sec"), &[GAP, 100.0, GAP, 3.0, GAP, 2.0]);
    same(&values(&log, r"Shares(x#1)\Requests/sec"), &[GAP, 1.0, GAP, GAP, GAP, 5.0]);
    same(&values(&log, r"Shares(x)\Open Files"), &[1.0, 1.0, 3.0, 3.0, 8.0, 8.0]);
    // ids of an instance whose name is its own may change as they like
    let blocks = (0..3).map(|i| block(i, vec![("x", 7 + i as u32, 10 * i, 1), ("y", 1, i, 2)])).collect();
    let (log, _) = support::read_all(self::log(&[small("Shares")], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    same(&values(&log, r"Shares(x)\Requests/sec"), &[GAP, 10.0, 10.0]);
}

#[test]
fn nameless_instances_go_by_their_ids_and_sets_without_instances_by_nothing() {
    let blocks = vec![block(0, vec![("", 4, 0, 1), ("", 5, 0, 2)])];
    let (log, _) = support::read_all(log(&[small("Queues")], Entry::counter_set(PC, "Queues"), blocks)).unwrap();
    assert_eq!(values(&log, r"\Queues(4)\Open Files"), [1.0]);
    assert_eq!(values(&log, r"\Queues(5)\Open Files"), [2.0]);
    let single = Registration { has_instances: false, ..small("Cache") };
    let blocks = vec![block(0, vec![("whatever", 0, 0, 3)])];
    let (log, _) =
        support::read_all(self::log(std::slice::from_ref(&single), Entry::counter_set(PC, "Cache"), blocks)).unwrap();
    assert_eq!(values(&log, r"\\PC\Cache\Open Files"), [3.0]);
    let many = |second: i64, rate, level| {
        Block::Set(SetBlock {
            ticks: second * 10,
            time_100ns: 0,
            frequency: 10,
            headers: vec![Header::ManyCounters(vec![2, 1], vec![(4, level), (8, rate)])],
        })
    };
    let blocks = vec![many(0, 5, 3), many(1, 8, 4)];
    let (log, diagnostics) = support::read_all(self::log(&[single], Entry::counter_set(PC, "Cache"), blocks)).unwrap();
    assert_eq!(diagnostics, []);
    same(&values(&log, r"\\PC\Cache\Open Files"), &[3.0, 4.0]);
    same(&values(&log, r"\\PC\Cache\Requests/sec"), &[GAP, 3.0]);
}

#[test]
fn headers_with_one_counter_each_are_the_sets_in_order_or_reported() {
    let one = |value| Header::OneCounter((4, value));
    let set = |headers| Block::Set(SetBlock { ticks: 0, time_100ns: 0, frequency: 10, headers });
    let single = Registration { has_instances: false, ..small("Cache") };
    let blocks = vec![set(vec![one(5), one(6)])];
    let (log, diagnostics) =
        support::read_all(self::log(std::slice::from_ref(&single), Entry::counter_set(PC, "Cache"), blocks)).unwrap();
    assert_eq!(diagnostics, []);
    assert_eq!(values(&log, r"\\PC\Cache\Open Files"), [6.0]);
    let row = |name: &str, value| Instance { name: name.to_owned(), id: 1, values: vec![(4, value)] };
    let blocks = vec![set(vec![
        Header::ManyInstances(vec![row("a", 1), row("b", 2)]),
        Header::ManyInstances(vec![row("a", 3), row("b", 4)]),
    ])];
    let (log, diagnostics) =
        support::read_all(self::log(&[small("Shares")], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    assert_eq!(diagnostics, []);
    assert_eq!(values(&log, r"\Shares(b)\Open Files"), [4.0]);
    // which of the two this is, the log does not say
    let (log, diagnostics) =
        support::read_all(self::log(&[single], Entry::counter_set(PC, "Cache"), vec![set(vec![one(5)])])).unwrap();
    assert!(log.counters.is_empty());
    assert_eq!(count(&diagnostics, DiagnosticKind::UnregisteredCounter), 1);
}

#[test]
fn errors_and_unknown_kinds_are_reported() {
    let unknown = || {
        let mut bytes = SetBlock { headers: vec![Header::Error(0)], ..SetBlock::default() }.bytes();
        bytes[0x34] = 9;
        Block::Raw(0x1503, bytes)
    };
    let error = || Block::Set(SetBlock { headers: vec![Header::Error(0xC000_0BB8)], ..SetBlock::default() });
    let blocks = vec![block(0, vec![("a", 1, 0, 10)]), error(), unknown(), block(3, vec![("a", 1, 9, 11)])];
    let (log, diagnostics) =
        support::read_all(log(&[small("Shares")], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    same(&values(&log, r"Shares(a)\Open Files"), &[10.0, GAP, GAP, 11.0]);
    same(&values(&log, r"Shares(a)\Requests/sec"), &[GAP, GAP, GAP, GAP]);
    assert_eq!(
        (count(&diagnostics, DiagnosticKind::BadStatus), count(&diagnostics, DiagnosticKind::UnknownBlock)),
        (1, 1)
    );
}

#[test]
fn what_is_not_registered_is_reported_with_count_and_position() {
    let blocks = vec![block(0, vec![("a", 1, 0, 10)]), block(1, vec![("a", 1, 9, 11)])];
    let (log, diagnostics) =
        support::read_all(log(&[small("Others")], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    assert_eq!(log.axis.len(), 2, "the samples are there all the same");
    let diagnostic = diagnostics.iter().find(|n| n.kind == DiagnosticKind::UnregisteredSet).unwrap();
    assert_eq!(diagnostic.count, 2);
    assert!(diagnostic.first_position.is_some());
    let mut partly = small("Shares");
    partly.counters.remove(0);
    let blocks = vec![block(0, vec![("a", 1, 0, 10)])];
    let (log, diagnostics) = support::read_all(self::log(&[partly], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    assert_eq!(values(&log, r"Shares(a)\Open Files"), [10.0]);
    assert_eq!(count(&diagnostics, DiagnosticKind::UnregisteredCounter), 1);
    // measured against what the block does not have
    let mut based = small("Shares");
    based.counters[0].base = Some(77);
    let blocks = vec![block(0, vec![("a", 1, 0, 10)])];
    let (log, diagnostics) = support::read_all(self::log(&[based], Entry::counter_set(PC, "Shares"), blocks)).unwrap();
    assert_eq!(log.counters.len(), 1);
    assert_eq!(count(&diagnostics, DiagnosticKind::UnregisteredCounter), 1);
}

/// Four samples of the small set, described otherwise from the third on.
fn described_anew(other: Registration, rows: impl Fn(i64) -> Block) -> Vec<u8> {
    let mut w = Writer::new(Spec::default());
    w.registrations(T0, &[small("Shares")]);
    w.list(T0, &[Entry::counter_set(PC, "Shares")]);
    for i in 0..4 {
        if i == 2 {
            w.registrations(T0 + i * 1_000, std::slice::from_ref(&other));
        }
        w.sample(T0 + i * 1_000, &[rows(i)]);
    }
    w.finish()
}

#[test]
fn sets_that_register_late_twice_or_without_names() {
    let rows = |i: i64| block(i, vec![("a", 1, 10 * i, 10 + i)]);
    // late: after the samples that need it
    let mut w = Writer::new(Spec::default());
    w.list(T0, &[Entry::counter_set(PC, "Shares")]);
    for i in 0..3 {
        w.sample(T0 + i * 1_000, &[rows(i)]);
    }
    w.flush();
    w.registrations(T0 + 2_000, &[small("Shares")]);
    let (log, diagnostics) = support::read_all(w.finish()).unwrap();
    assert_eq!(diagnostics, []);
    same(&values(&log, r"Shares(a)\Requests/sec"), &[GAP, 10.0, 10.0]);
    // twice the same: once is enough
    let twice = [small("Shares"), small("Shares")];
    let (log, diagnostics) =
        support::read_all(self::log(&twice, Entry::counter_set(PC, "Shares"), (0..2).map(rows).collect())).unwrap();
    assert_eq!((log.counters.len(), diagnostics), (2, vec![]));
    // again and otherwise, in the middle: a level from there on
    let mut other = small("Shares");
    other.counters[0].kind = PLAIN;
    let (log, diagnostics) = support::read_all(described_anew(other, rows)).unwrap();
    same(&values(&log, r"Shares(a)\Requests/sec"), &[GAP, 10.0, 20.0, 30.0]);
    same(&values(&log, r"Shares(a)\Open Files"), &[10.0, 11.0, 12.0, 13.0]);
    assert_eq!(count(&diagnostics, DiagnosticKind::RegisteredAgain), 1);
    // two of one name with counters of their own: each block by the one that knows its ids
    let mut other = small("Shares");
    other.counters.iter_mut().for_each(|c| c.id += 50);
    let both = [small("Shares"), other];
    let (log, _) =
        support::read_all(self::log(&both, Entry::counter_set(PC, "Shares"), (0..2).map(rows).collect())).unwrap();
    same(&values(&log, r"Shares(a)\Open Files"), &[10.0, 11.0]);
    // without a name, its number
    let mut nameless = small("Shares");
    nameless.counters[1].name = None;
    let (log, diagnostics) =
        support::read_all(self::log(&[nameless], Entry::counter_set(PC, "Shares"), vec![rows(0)])).unwrap();
    assert_eq!(values(&log, r"Shares(a)\#2"), [10.0]);
    assert_eq!(count(&diagnostics, DiagnosticKind::UnknownTitle), 1);
}

#[test]
fn sizes_that_lie_cost_what_they_lie_about() {
    let rows = |i: i64| block(i, vec![("a", 1, 10 * i, 10 + i), ("b", 2, 0, 5)]);
    let whole = log(&[small("First"), small("Shares")], Entry::counter_set(PC, "Shares"), (0..3).map(rows).collect());
    let registration = whole.windows(4).position(|w| w == b"sixt").unwrap() - 0x10;
    // the first set's own length, and the length of its names: the second is found all the same
    for (at, lie) in
        [(registration, 8u32), (registration, 0xFFFF), (registration + 8, 0x10_0000), (registration + 4, 0x21)]
    {
        let mut hurt = whole.clone();
        hurt[at..at + 4].copy_from_slice(&lie.to_le_bytes());
        let (log, diagnostics) = support::read_all(hurt).unwrap();
        same(&values(&log, r"Shares(a)\Open Files"), &[10.0, 11.0, 12.0]);
        assert!(count(&diagnostics, DiagnosticKind::DamagedRegistration) >= 1, "{lie:#x}: {diagnostics:?}");
    }
    // the counts of instances and counters in a sample
    let first = whole.windows(4).position(|w| w == [b'B', b'L', 0x03, 0x15]).unwrap();
    for at in (first + 8..first + 8 + 0x60).step_by(4) {
        for lie in [0u32, 7, 0xFFFF, u32::MAX] {
            let mut hurt = whole.clone();
            hurt[at..at + 4].copy_from_slice(&lie.to_le_bytes());
            let (log, _) = support::read_all(hurt).unwrap();
            assert_eq!(values(&log, r"Shares(a)\Open Files")[1..], [11.0, 12.0], "{at:#x} {lie:#x}");
        }
    }
    // a claim of more instances than there are is damage, and what is there is read
    let count_at = first + 8 + 0x30 + 0x10 + 0x10 + 4;
    let mut hurt = whole.clone();
    hurt[count_at..count_at + 4].copy_from_slice(&3u32.to_le_bytes());
    let (log, diagnostics) = support::read_all(hurt).unwrap();
    same(&values(&log, r"Shares(b)\Open Files"), &[5.0, 5.0, 5.0]);
    assert_eq!(count(&diagnostics, DiagnosticKind::DamagedSample), 1);
}

#[test]
fn a_log_cut_at_every_offset_keeps_what_is_whole() {
    let rows = |i: i64| block(i, vec![("a", 1, 10 * i, 10 + i), ("b", 2, 0, 5)]);
    let whole = log(&[small("Shares")], Entry::counter_set(PC, "Shares"), (0..3).map(rows).collect());
    let end = whole.iter().rposition(|b| *b != 0xFF).unwrap();
    let mut most = 0;
    for cut in 0x10000..=end + 1 {
        let Ok((log, _)) = support::read_all(whole[..cut].to_vec()) else { continue };
        assert!(log.axis.len() >= most);
        most = log.axis.len();
    }
    assert_eq!(most, 3);
}

#[test]
fn processors_are_counted_in_the_log_and_builds_have_their_names() {
    let set = Registration {
        name: "Processor Information".to_owned(),
        has_instances: true,
        counters: vec![Counter::new(1, RATE, "Interrupts/sec"), Counter::new(2, PLAIN, "Processor Frequency")],
    };
    let rows = ["0,0", "0,1", "0,2", "0,3", "0,_Total", "_Total"].iter().map(|n| (*n, 0, 1, 2)).collect();
    let entry = Entry::counter_set(PC, "Processor Information");
    let bytes = log(&[set], entry, vec![block(0, rows)]);
    let analysis = support::judge(&[("log.blg", bytes)], poolscope::analysis::Scope::Everything);
    let recording = &analysis.machines[0].recording;
    assert_eq!(recording.facts.processors, Some(4), "the header says 2");
    let words = poolscope::wording::log::recorded_on(recording).unwrap();
    assert_eq!(words, "recorded on Server 2012 R2 or Windows 8.1, build 9600, 64-bit, 4 processors");
}

fn object(counters: &[(u32, u32, u32)], rows: &[(&str, &[i64])]) -> Block {
    Block::Object(Object {
        title: 2,
        counters: counters.to_vec(),
        instances: Some(
            rows.iter()
                .map(|(name, values)| OldInstance { name: (*name).to_owned(), parent: None, values: values.to_vec() })
                .collect(),
        ),
        ..Object::default()
    })
}

/// A counter is the same counter also where its object or its instance is written otherwise from some sample on.
#[test]
fn a_counter_that_is_described_anew_goes_on() {
    let (a, b) = ((10, PLAIN, 4), (11, PLAIN, 4));
    let write = |blocks: Vec<Block>| {
        let mut w = Writer::new(Spec::default());
        w.titles(T0, PC, &[(2, "Set"), (10, "Level"), (11, "Other")]);
        w.list(T0, &[Entry::object(PC, "Set")]);
        for (i, block) in blocks.into_iter().enumerate() {
            w.sample(T0 + i as i64 * 1_000, &[block]);
        }
        support::read_all(w.finish()).unwrap()
    };
    let (log, diagnostics) = write(vec![
        object(&[a], &[("x", &[1])]),
        object(&[a, b], &[("x", &[2, 7])]),
        object(&[b, a], &[("x", &[8, 3])]),
        object(&[a], &[("X", &[4])]),
    ]);
    assert_eq!(diagnostics, []);
    same(&values(&log, r"Set(x)\Level"), &[1.0, 2.0, 3.0, 4.0]);
    same(&values(&log, r"Set(x)\Other"), &[GAP, 7.0, 8.0, GAP]);
    // two in one sample are two of one name, as Windows numbers them
    let (log, diagnostics) =
        write(vec![object(&[a], &[("x", &[1]), ("X", &[9])]), object(&[a], &[("x", &[2]), ("X", &[9])])]);
    same(&values(&log, r"Set(x)\Level"), &[1.0, 2.0]);
    same(&values(&log, r"Set(X#1)\Level"), &[9.0, 9.0]);
    assert_eq!(diagnostics, []);
}

#[test]
fn names_and_instances_belong_to_their_own_description_and_header() {
    // ids 1 and 2 change names and types
    let rows = |i: i64| block(i, vec![("a", 1, 10 * i, 100 + i)]);
    let mut other = small("Shares");
    other.counters = vec![Counter::new(2, PLAIN, "Open Files"), Counter::new(1, PLAIN, "Requests")];
    let (log, _) = support::read_all(described_anew(other, rows)).unwrap();
    same(&values(&log, r"Shares(a)\Requests/sec"), &[GAP, 10.0, GAP, GAP]);
    same(&values(&log, r"Shares(a)\Requests"), &[GAP, GAP, 20.0, 30.0]);
    same(&values(&log, r"Shares(a)\Open Files"), &[100.0, 101.0, 102.0, 103.0]);
    // two headers of one block that share the counters between them
    let row = |value| Instance { name: "a".to_owned(), id: 1, values: vec![(4, value)] };
    let headers = vec![Header::WholeSet(vec![1], vec![row(5)]), Header::WholeSet(vec![2], vec![row(6)])];
    let set = Block::Set(SetBlock { ticks: 0, time_100ns: 0, frequency: 10, headers });
    let (log, _) =
        support::read_all(self::log(&[small("Shares")], Entry::counter_set(PC, "Shares"), vec![set])).unwrap();
    same(&values(&log, r"Shares(a)\Open Files"), &[6.0]);
    assert!(log.counters.iter().all(|c| c.path.index == 0));
    // a name of nothing is none, and what a formula does not need may be missing
    let mut odd = small("Shares");
    odd.counters[1].name = Some(String::new());
    odd.counters[1].base = Some(99);
    odd.counters[0].kind = CounterType::PERF_COUNTER_DELTA.0;
    odd.counters[0].base = Some(99);
    let (log, _) =
        support::read_all(self::log(&[odd], Entry::counter_set(PC, "Shares"), (0..2).map(rows).collect())).unwrap();
    same(&values(&log, r"Shares(a)\#2"), &[100.0, 101.0]);
    same(&values(&log, r"Shares(a)\Requests/sec"), &[GAP, 10.0]);
}
