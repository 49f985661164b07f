//! Hurt logs: cut at every offset, bytes flipped. Never a panic or an endless loop; what is whole is read.

use crate::support::mutants::{Mutant, Outcome, logs};
use crate::support::{self, count};
use poolscope::analysis::{GivenRam, Ram, Scope};
use poolscope::logfile::{DiagnosticKind, LogError, Progress};
use std::fs;

const BUFFER: usize = 0x10000;
/// In the PowerShell sample, the first sample's event begins here, and each is this long.
const FIRST_SAMPLE: usize = 0x10438;
const SAMPLE: usize = 0x330;

fn load(name: &str) -> Option<Vec<u8>> {
    Some(fs::read(support::sample(name)?).unwrap())
}

#[test]
fn the_powershell_log_cut_at_every_offset() {
    let Some(whole) = load("powershell_CounterSamples.blg") else { return };
    assert_eq!(whole.len(), 2 * BUFFER);
    for cut in 0..whole.len() {
        let outcome = support::read_all(whole[..cut].to_vec());
        if cut < FIRST_SAMPLE {
            // neither the header nor the list of counters is whole
            let error = outcome.expect_err("no counter list").to_string();
            assert!(error.ends_with("fixture.blg") && error.len() < 160, "at {cut}: {error}");
            continue;
        }
        let (log, diagnostics) = outcome.unwrap();
        let expected = ((cut - FIRST_SAMPLE) / SAMPLE).min(25);
        assert_eq!(log.axis.len(), expected, "at {cut}");
        assert_eq!(count(&diagnostics, DiagnosticKind::CutShort), 1, "at {cut}");
        assert_eq!(count(&diagnostics, DiagnosticKind::NoSamples), u64::from(expected == 0), "at {cut}");
        assert_eq!(diagnostics.len(), 1 + usize::from(expected == 0), "at {cut}: {diagnostics:?}");
        assert!(expected == 0 || log.counters.len() == 10, "at {cut}");
    }
}

#[test]
fn the_vista_log_cut_everywhere() {
    let Some(whole) = load("vista_zach_pc.blg") else { return };
    let mut last = 0;
    for cut in (0..2 * BUFFER).chain((2 * BUFFER..whole.len()).step_by(997)) {
        let Ok((log, diagnostics)) = support::read_all(whole[..cut].to_vec()) else {
            assert_eq!(last, 0, "at {cut}: refused, though a shorter piece was read");
            continue;
        };
        assert!(log.axis.len() >= last && log.axis.len() <= 11, "at {cut}");
        last = log.axis.len();
        let is_even = cut % BUFFER == 0;
        assert_eq!(count(&diagnostics, DiagnosticKind::CutShort), u64::from(!is_even), "at {cut}");
        let missing = (whole.len() / BUFFER - cut.div_ceil(BUFFER)) as u64;
        assert_eq!(count(&diagnostics, DiagnosticKind::MissingBuffers), missing, "at {cut}");
        assert!(count(&diagnostics, DiagnosticKind::IncompleteBody) <= 1, "at {cut}: {diagnostics:?}");
        for diagnostic in &diagnostics {
            let expected = [
                DiagnosticKind::CutShort,
                DiagnosticKind::MissingBuffers,
                DiagnosticKind::IncompleteBody,
                DiagnosticKind::NoSamples,
                DiagnosticKind::UnknownTitle,
            ];
            assert!(expected.contains(&diagnostic.kind), "at {cut}: {diagnostic:?}");
        }
    }
    assert_eq!(last, 11, "the last samples are in the last buffer but one");
}

/// Every bit pattern is tried that a single flipped byte can bring into the headers.
#[test]
fn every_header_byte_flipped() {
    for (name, samples, header) in [("powershell_CounterSamples.blg", 25, 0x210), ("vista_zach_pc.blg", 11, 0x240)] {
        let Some(whole) = load(name) else { return };
        let in_first = 0..header;
        let in_second = BUFFER..BUFFER + 0x48 + 0x48;
        let (mut read, mut refused) = (0, 0);
        for at in in_first.chain(in_second) {
            for flip in [0x01, 0x80, 0xFF] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                match support::read_all(bytes) {
                    Ok((log, _)) => {
                        read += 1;
                        assert!(log.axis.len() <= samples, "{name} at {at:#x}");
                    }
                    Err(LogError::NotALog { .. } | LogError::Damaged { .. }) => refused += 1,
                    Err(other) => panic!("{name} at {at:#x}: {other}"),
                }
            }
        }
        // most of the header only describes; only a few bytes of it carry the reading
        assert!(read > 8 * refused, "{name}: {read} read, {refused} refused");
    }
}

#[test]
fn noise_is_refused_or_read_but_never_believed() {
    let mut random = support::story::Lehmer::new(7);
    for _ in 0..300 {
        let len = (random.share() * 3.0 * BUFFER as f64) as usize;
        let mut bytes: Vec<u8> = (0..len).map(|_| (random.share() * 256.0) as u8).collect();
        assert!(support::read_all(bytes.clone()).is_err());
        // with a header that looks right
        if let Some(whole) = load("powershell_CounterSamples.blg") {
            bytes.splice(0..0, whole[..BUFFER].iter().copied());
            assert!(support::read_all(bytes).is_err(), "no counter list among noise");
        }
    }
}

#[test]
fn a_cancelled_job_stops() {
    let log = support::open(support::story::log()).unwrap();
    let progress = Progress::default();
    progress.cancel();
    assert!(matches!(log.read(&|_| true, &progress), Err(LogError::Cancelled)));
}

#[test]
fn a_log_cut_before_its_first_row_says_so_and_nothing_of_its_counters() {
    let header =
        br#""(PDH-CSV 4.0) (UTC)(0)","\\PC\Memory\Pool Nonpaged Bytes","\\PC\Memory\Available Bytes","\\PC\Mem"#;
    let analysis = support::judge(&[("cut.csv", header.to_vec())], Scope::Everything);
    let kinds: Vec<DiagnosticKind> = analysis.files[0].diagnostics.iter().map(|d| d.kind).collect();
    assert!(
        kinds.contains(&DiagnosticKind::NoSamples) && !kinds.contains(&DiagnosticKind::NoPoolCounters),
        "{kinds:?}"
    );
    assert!(analysis.machines.iter().all(|m| m.report.judged_count == 0 && m.report.findings.is_empty()));
}

#[test]
fn ram_that_is_smaller_than_what_was_in_it_is_refused() {
    let mut text = String::from("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\"\r\n");
    for i in 0..40 {
        text += &format!("\"03/02/2026 08:{i:02}:00.000\",\"{}\"\r\n", 540 * 1_048_576);
    }
    let (recording, _) = support::read_all(text.into_bytes()).unwrap();
    let ram = |mb: f64| Ram::of(&recording, "PC", Some(GivenRam::by_user(mb * 1_048_576.0)));
    assert_eq!((ram(300.0).bytes, ram(300.0).refused.map(|r| r.reached)), (None, Some(540.0 * 1_048_576.0)));
    assert_eq!((ram(1000.0).bytes, ram(1000.0).refused), (Some(1000.0 * 1_048_576.0), None));
}

/// Thousands of them are read by `cargo bench --bench mutants`.
#[test]
fn what_damage_takes_is_reported_and_the_rest_is_equal() {
    for (name, log) in logs().iter().take(2) {
        for seed in 0..150 {
            let mutant = Mutant::of(log, 77_000 + seed);
            if let Outcome::Silent(what) = log.compare(&mutant) {
                panic!("{name} {:?}: {}: {what}", mutant.class, mutant.what);
            }
        }
    }
}

/// A flipped bit in an unused byte of a counter's definition in the first sample, and in one that means something.
#[test]
fn the_definitions_of_most_samples_outvote_a_damaged_one() {
    use crate::support::blg::Block;
    use crate::support::blg::{Entry, LEVEL, Object, PC, Spec, T0, Writer};
    let object = |i: i64| Object {
        title: 4,
        counters: vec![(6, LEVEL, 8), (8, LEVEL, 8)],
        single: vec![(1000 + i) * 4096, (500 + i) * 4096],
        ..Object::default()
    };
    let mut w = Writer::new(Spec::default());
    w.titles(T0, PC, &[(4, "Memory"), (6, "Pool Nonpaged Bytes"), (8, "Pool Paged Bytes")]);
    w.list(T0, &[Entry::object(PC, "Memory")]);
    for i in 0..50 {
        w.sample(T0 + i * 60_000, &[Block::Object(object(i))]);
    }
    let bytes = w.finish();
    // the object's first definition: its length, then the title
    let is_definition = |at: &usize| bytes[*at..].starts_with(&[0x28, 0, 0, 0, 6, 0, 0, 0]);
    let first = (0..bytes.len() - 8).find(is_definition).unwrap();
    for (offset, is_reported) in [(0x08, false), (0x14, false), (0x1C, true), (0x24, true)] {
        let mut hurt = bytes.clone();
        hurt[first + offset] ^= 0x10;
        let (log, diagnostics) = support::read_all(hurt).unwrap();
        let pool = support::values(&log, r"\Pool Nonpaged Bytes");
        let intact = pool.iter().enumerate().skip(1).filter(|(i, v)| **v == (1000.0 + *i as f64) * 4096.0).count();
        assert_eq!(intact, 49, "{offset}: {diagnostics:?}");
        assert_eq!(count(&diagnostics, DiagnosticKind::DamagedSample) > 0, is_reported, "{offset}: {diagnostics:?}");
    }
}

#[test]
fn a_quote_out_of_place_and_a_comma_in_a_number_move_no_value() {
    let row = |i: usize, cells: &str| format!("\"03/02/2026 08:{i:02}:00.000\",{cells}\r\n");
    let mut text = String::from("\"(PDH-CSV 4.0) (UTC)(0)\"");
    for name in ["Pool Nonpaged Bytes", "Pool Paged Bytes", "Committed Bytes"] {
        text += &format!(",\"\\\\PC\\Memory\\{name}\"");
    }
    text += "\r\n";
    text += &row(0, "\"100.5\",\"200.5\",\"9000\"");
    // the quote between two cells is lost, or something stands in place of the comma
    text += &row(1, "\"100,\"200\",\"9000\"");
    text += &row(2, "\"100\"x\"200\",\"9000\"");
    text += &row(3, "\"1,234\",\"200\",\"9000\"");
    text += &row(4, "\"101\",\"201\",\"9000\"");
    let (log, diagnostics) = support::read_all(text.into_bytes()).unwrap();
    let pool = support::values(&log, r"\Pool Nonpaged Bytes");
    assert!(pool[0] == 100.5 && pool[1].is_nan() && pool[2] == 101.0 && pool.len() == 3, "{pool:?}");
    assert_eq!(support::values(&log, r"\Pool Paged Bytes"), [200.5, 200.0, 201.0]);
    let counts = [DiagnosticKind::BadRow, DiagnosticKind::BadCell].map(|kind| count(&diagnostics, kind));
    assert_eq!(counts, [2, 1], "{diagnostics:?}");
}

/// An object whose title was damaged in one sample is that object all the same, and the sample is told of.
#[test]
fn an_object_is_known_by_its_counters_where_its_title_is_damaged() {
    let logs = support::mutants::logs();
    let (_, log) = logs.iter().find(|(name, _)| *name == "objects").unwrap();
    let title = [230u32.to_le_bytes(), [0; 4]].concat();
    let places = log.bytes.windows(8).enumerate().filter(|(_, w)| **w == title).map(|(at, _)| at).step_by(8);
    let (whole, _) = support::read_all(log.bytes.clone()).unwrap();
    let mut met = 0;
    for at in places {
        let mut bytes = log.bytes.clone();
        bytes[at + 1] ^= 1;
        let (damaged, notes) = support::read_all(bytes).unwrap();
        let same = |(a, b): (f64, f64)| a == b || a.is_nan() && b.is_nan();
        let is_equal = damaged.counters.len() == whole.counters.len()
            && damaged
                .counters
                .iter()
                .zip(&whole.counters)
                .all(|(a, b)| a.values.iter().zip(b.values.iter()).all(same));
        let is_told = count(&notes, DiagnosticKind::DamagedSample) > 0;
        assert!(is_equal || is_told, "byte {at}: {notes:?}");
        met += usize::from(is_told);
    }
    assert!(met > 5, "{met}");
}

/// Windows does not mind the case of names: a rate goes on where one letter of its instance has another one.
#[test]
fn an_instance_in_another_case_is_the_same() {
    use crate::support::blg::{Block, Entry, PC, RATE, Spec, T0, Writer};
    let mut writer = Writer::new(Spec::default());
    writer.list(T0, &[Entry::many(PC, "Process", "IO Data Operations/sec", RATE)]);
    for (i, name) in ["process7", "Process7", "process7", "PROCESS7"].into_iter().enumerate() {
        let (i, other) = (i as i64, "other".to_owned());
        let row = |name: String| (name, 0, 100 * i, 10_000_000 * i);
        writer.sample(T0 + i * 1000, &[Block::Many(vec![row(other), row(name.to_owned())])]);
    }
    let (recording, notes) = support::read_all(writer.finish()).unwrap();
    assert_eq!(recording.counters.len(), 2);
    let values = support::values(&recording, r"(process7)\IO Data Operations/sec");
    assert!(values[0].is_nan() && values[1..].iter().all(|v| *v == 100.0), "{values:?} {notes:?}");
}
