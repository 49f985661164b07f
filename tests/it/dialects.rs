//! One recording in every dress that text logs are seen in.

use crate::support::blg::{Block, Entry, LEVEL, PC, Spec, T0, Writer};
use crate::support::{self, count};
use encoding_rs::Encoding;
use poolscope::logfile::{Diagnostic, DiagnosticKind};
use poolscope::model::catalogue::MEMORY;
use poolscope::model::pools::Pool;
use poolscope::model::{CounterPath, Recording};

/// How the base recording is written.
#[derive(Clone)]
struct Dress {
    object: &'static str,
    nonpaged: &'static str,
    paged: &'static str,
    instance: &'static str,
    first_cell: &'static str,
    separator: char,
    is_quoted: bool,
    decimal: char,
    end: &'static str,
    time: fn(&Stamp) -> String,
    blank: &'static str,
    above: &'static str,
    number: fn(f64) -> String,
    coding: TextEncoding,
}

#[derive(Clone, Copy)]
enum TextEncoding {
    Utf8,
    Utf8Mark,
    Utf16 { is_big_endian: bool, has_mark: bool },
    Page(&'static Encoding),
}

struct Stamp {
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
}

impl Default for Dress {
    fn default() -> Self {
        Self {
            object: "Memory",
            nonpaged: "Pool Nonpaged Bytes",
            paged: "Pool Paged Bytes",
            instance: "app",
            first_cell: "(PDH-CSV 4.0) (Eastern Standard Time)(300)",
            separator: ',',
            is_quoted: true,
            decimal: '.',
            end: "\r\n",
            time: |s| format!("{:02}/{:02}/2026 {:02}:{:02}:00.000", s.month, s.day, s.hour, s.minute),
            blank: " ",
            above: "",
            number: |v| format!("{v}"),
            coding: TextEncoding::Utf8,
        }
    }
}

const ROWS: u32 = 60;

/// 30 January 2026, 22:00, then every 30 minutes: across a day and a month.
fn stamp(row: u32) -> Stamp {
    let minutes = 22 * 60 + row * 30;
    let day = 30 + minutes / 1440;
    let (month, day) = if day > 31 { (2, day - 31) } else { (1, day) };
    Stamp { month, day, hour: minutes % 1440 / 60, minute: minutes % 60 }
}

/// Nonpaged, paged, a rate; every ninth nonpaged value is missing.
fn values(row: u32) -> [Option<f64>; 3] {
    let i = f64::from(row);
    [(row % 9 != 4).then_some(4096.0 * (1000.0 + i)), Some(4096.0 * (5000.0 - i)), Some(0.125 * i + 2.5)]
}

impl Dress {
    fn bytes(&self) -> Vec<u8> {
        let quote = |text: &str| if self.is_quoted { format!("\"{text}\"") } else { text.to_owned() };
        let separator = self.separator.to_string();
        let head = [
            self.first_cell.to_owned(),
            format!(r"\\PC\{}\{}", self.object, self.nonpaged),
            format!(r"\\PC\{}\{}", self.object, self.paged),
            format!(r"\\PC\Process({})\IO Data Bytes/sec", self.instance),
        ];
        let mut text = self.above.to_owned();
        text += &head.iter().map(|c| quote(c)).collect::<Vec<_>>().join(&separator);
        text += self.end;
        for row in 0..ROWS {
            let mut cells = vec![quote(&(self.time)(&stamp(row)))];
            for value in values(row) {
                let value =
                    value.map_or(self.blank.to_owned(), |v| (self.number)(v).replace('.', &self.decimal.to_string()));
                cells.push(quote(&value));
            }
            text += &cells.join(&separator);
            text += self.end;
        }
        match self.coding {
            TextEncoding::Utf8 => text.into_bytes(),
            TextEncoding::Utf8Mark => format!("\u{FEFF}{text}").into_bytes(),
            TextEncoding::Utf16 { is_big_endian, has_mark } => {
                let mark = if has_mark { "\u{FEFF}" } else { "" };
                let units = format!("{mark}{text}");
                let bytes = |u: u16| if is_big_endian { u.to_be_bytes() } else { u.to_le_bytes() };
                units.encode_utf16().flat_map(bytes).collect()
            }
            TextEncoding::Page(encoding) => {
                let (bytes, _, had_errors) = encoding.encode(&text);
                assert!(!had_errors);
                bytes.into_owned()
            }
        }
    }
}

fn all() -> Vec<(&'static str, Dress)> {
    let base = Dress::default;
    let language = |object, nonpaged, paged, coding| Dress { object, nonpaged, paged, coding, ..base() };
    vec![
        ("as Windows writes it", base()),
        ("LF", Dress { end: "\n", ..base() }),
        ("CR", Dress { end: "\r", ..base() }),
        ("UTF-8 with a mark", Dress { coding: TextEncoding::Utf8Mark, ..base() }),
        (
            "UTF-16LE with a mark",
            Dress { coding: TextEncoding::Utf16 { is_big_endian: false, has_mark: true }, ..base() },
        ),
        (
            "UTF-16BE with a mark",
            Dress { coding: TextEncoding::Utf16 { is_big_endian: true, has_mark: true }, ..base() },
        ),
        (
            "UTF-16LE without a mark",
            Dress { coding: TextEncoding::Utf16 { is_big_endian: false, has_mark: false }, ..base() },
        ),
        (
            "UTF-16BE without a mark",
            Dress { coding: TextEncoding::Utf16 { is_big_endian: true, has_mark: false }, ..base() },
        ),
        ("tabs", Dress { separator: '\t', first_cell: "(PDH-TSV 4.0) (Eastern Standard Time)(300)", ..base() }),
        ("semicolons", Dress { separator: ';', ..base() }),
        ("semicolons, decimal commas, no quotes", Dress { separator: ';', decimal: ',', is_quoted: false, ..base() }),
        ("decimal commas in quotes", Dress { decimal: ',', ..base() }),
        ("no quotes", Dress { is_quoted: false, ..base() }),
        ("no quotes, a comma in a name", Dress { is_quoted: false, instance: "one, two", ..base() }),
        ("quotes, a comma in a name", Dress { instance: "one, two", ..base() }),
        (
            "French, CP1252",
            language(
                "Mémoire",
                "Octets de réserve non paginée",
                "Octets de réserve paginée",
                TextEncoding::Page(encoding_rs::WINDOWS_1252),
            ),
        ),
        (
            "Polish, CP1250",
            language(
                "Pamięć",
                "Bajty w puli niestronicowanej",
                "Bajty w puli stronicowanej",
                TextEncoding::Page(encoding_rs::WINDOWS_1250),
            ),
        ),
        (
            "Turkish, CP1254",
            language(
                "Bellek",
                "Disk Belleği Olmayan Havuz Bayt Sayısı",
                "Disk Belleği Havuzu Bayt Sayısı",
                TextEncoding::Page(encoding_rs::WINDOWS_1254),
            ),
        ),
        (
            "German, UTF-8",
            language(
                "Arbeitsspeicher",
                "Nicht-Auslagerungsseiten (Bytes)",
                "Auslagerungsseiten (Bytes)",
                TextEncoding::Utf8,
            ),
        ),
        (
            "Hungarian, UTF-16",
            language(
                "Memória",
                "Nem lapozható készlet mérete (bájt)",
                "Lapozható készlet mérete (bájt)",
                TextEncoding::Utf16 { is_big_endian: false, has_mark: true },
            ),
        ),
        (
            "a Japanese name, Shift-JIS",
            Dress {
                instance: "データ処理サービス", coding: TextEncoding::Page(encoding_rs::SHIFT_JIS), ..base()
            },
        ),
        (
            "a Russian name, CP1251",
            Dress {
                instance: "Обработка данных службы",
                coding: TextEncoding::Page(encoding_rs::WINDOWS_1251),
                ..base()
            },
        ),
        (
            "day first",
            Dress {
                time: |s| format!("{:02}/{:02}/2026 {:02}:{:02}:00.000", s.day, s.month, s.hour, s.minute),
                ..base()
            },
        ),
        (
            "points",
            Dress { time: |s| format!("{}.{}.2026 {:02}:{:02}:00,000", s.day, s.month, s.hour, s.minute), ..base() },
        ),
        (
            "ISO",
            Dress {
                time: |s| format!("2026-{:02}-{:02} {:02}:{:02}:00.000", s.month, s.day, s.hour, s.minute),
                ..base()
            },
        ),
        (
            "twelve hours",
            Dress {
                time: |s| {
                    let half = if s.hour < 12 { "AM" } else { "PM" };
                    format!("{}/{}/2026 {}:{:02}:00 {half}", s.month, s.day, (s.hour + 11) % 12 + 1, s.minute)
                },
                ..base()
            },
        ),
        ("no seconds", Dress { time: |s| format!("{}/{}/2026 {}:{:02}", s.month, s.day, s.hour, s.minute), ..base() }),
        ("no signature", Dress { first_cell: "(Eastern Standard Time)(300)", ..base() }),
        ("a cut zone", Dress { first_cell: "(PDH-CSV 4.0) (Eastern (Stand)(300)", ..base() }),
        ("rows above the header", Dress { above: "server log, second week\r\n\r\n", ..base() }),
        ("empty blanks", Dress { blank: "", ..base() }),
        ("-1 for no data", Dress { blank: "-1", ..base() }),
        ("exponents of three digits", Dress { number: |v| format!("{v:e}").replace('e', "e+00"), ..base() }),
    ]
}

fn read(dress: &Dress) -> (Recording, Vec<Diagnostic>) {
    support::read_all(dress.bytes()).unwrap()
}

#[test]
fn every_dialect_gives_the_same_recording() {
    let (base, diagnostics) = read(&Dress::default());
    assert_eq!((base.axis.len(), base.counters.len(), diagnostics.len()), (ROWS as usize, 3, 0));
    let dialects = all();
    assert!(dialects.len() >= 30);
    for (name, dress) in dialects {
        let (log, diagnostics) = read(&dress);
        assert_eq!(log.axis.local_ms, base.axis.local_ms, "{name}: {diagnostics:?}");
        assert_eq!(log.axis.utc_ms, base.axis.utc_ms, "{name}");
        assert_eq!(log.counters.len(), 3, "{name}: {diagnostics:?}");
        for (ours, theirs) in log.counters.iter().zip(&base.counters) {
            let same = ours.values.iter().zip(theirs.values.iter()).all(|(a, b)| a == b || a.is_nan() && b.is_nan());
            assert!(same, "{name}: {} {:?}", ours.path, ours.values);
        }
        for pool in Pool::BOTH {
            assert!(log.find("PC", MEMORY, pool.counter()).is_some(), "{name}: {pool:?}");
        }
        let process = CounterPath::parse(&log.counters[2].path.to_string()).unwrap();
        assert_eq!(process.instance.as_deref(), Some(dress.instance), "{name}");
        assert!(
            diagnostics.iter().all(|n| n.severity() < poolscope::logfile::Severity::DataLoss),
            "{name}: {diagnostics:?}"
        );
    }
}

#[test]
fn what_was_guessed_is_told() {
    let count_in = |dialect: &str, kind| {
        let dress = all().into_iter().find(|(name, _)| *name == dialect).unwrap().1;
        count(&read(&dress).1, kind)
    };
    assert_eq!(count_in("day first", DiagnosticKind::DayFirst), 1);
    assert_eq!(count_in("French, CP1252", DiagnosticKind::CodePage), 1);
    assert_eq!(count_in("rows above the header", DiagnosticKind::RowsAbove), 2);
    assert_eq!(count_in("-1 for no data", DiagnosticKind::NoData), 7);
    assert_eq!(count_in("no signature", DiagnosticKind::MissingSignature), 1);
}

/// A spreadsheet saved the log and kept minutes and seconds only.
#[test]
fn times_cut_by_a_spreadsheet_are_repaired_or_refused() {
    let even = Dress { time: |s| format!("{:02}:00.0", s.minute), ..Dress::default() };
    let refused = support::read_all(even.bytes()).expect_err("half hours do not tell the hour").to_string();
    assert!(refused.contains("a spreadsheet has cut the times"), "{refused}");
    let mut text = String::from("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\"\n");
    for i in 0..100 {
        text += &format!(
            "{:02}:{:02}.{},{}\n",
            50 + i * 7 / 60 - (50 + i * 7 / 60) / 60 * 60,
            i * 7 % 60,
            i % 10,
            4096 * i
        );
    }
    let (log, diagnostics) = support::read_all(text.into_bytes()).unwrap();
    assert_eq!((log.axis.len(), count(&diagnostics, DiagnosticKind::CutTimes)), (100, 1));
    assert!(log.axis.utc_ms.windows(2).all(|w| (6_000..8_100).contains(&(w[1] - w[0]))), "{:?}", log.axis.utc_ms);
}

#[test]
fn a_language_nobody_listed_is_told_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("icelandic.csv");
    let dress =
        Dress { object: "Minni", nonpaged: "Ósíðanleg bæti", paged: "Síðanleg bæti", ..Dress::default() };
    std::fs::write(&path, dress.bytes()).unwrap();
    let run = |more: &[&str]| {
        let out = support::program().arg("analyze").arg(&path).arg("--json").args(more).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap()
    };
    assert_eq!(run(&[])["notes"][0]["kind"], "no_pool_counters");
    let report = run(&["--nonpaged", r"\Minni\Ósíðanleg bæti", "--paged", r"\\PC\Minni\Síðanleg bæti"]);
    let findings = report["computers"][0]["findings"].as_array().unwrap();
    let kinds: Vec<_> = findings.iter().map(|f| f["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["nonpaged_pool", "paged_pool"]);
    assert_eq!(findings[0]["path"], r"\\PC\Minni\Ósíðanleg bæti");
}

/// What a log in German says besides the pools: RAM, up time, load, processes.
#[test]
fn a_german_log_is_understood_whole_by_name_and_by_index() {
    const ELAPSED: u32 = 0x3024_0500;
    let entries = [
        Entry::one(PC, "Arbeitsspeicher", "Nicht-Auslagerungsseiten (Bytes)", LEVEL),
        Entry::one(PC, "Arbeitsspeicher", "Zusagegrenze", LEVEL),
        Entry { instance: Some("_Total"), ..Entry::one(PC, "Arbeitsspeicher für NUMA-Knoten", "MB gesamt", LEVEL) },
        Entry::one(PC, "System", "Systembetriebszeit", ELAPSED),
        Entry::one(PC, "Server", "Serversitzungen", LEVEL),
        Entry { instance: Some("app"), ..Entry::one(PC, "Prozess", "Handleanzahl", LEVEL) },
        Entry { instance: Some("app"), ..Entry::one(PC, "Prozess", "Prozesskennung", LEVEL) },
    ];
    // an index says what a name that nobody collected cannot
    let renamed: Vec<Entry<'_>> = entries
        .iter()
        .cloned()
        .map(|e| if e.counter == "Serversitzungen" { Entry { counter: "Sitzungen am Server", ..e } } else { e })
        .collect();
    let titles = [
        (4, "Arbeitsspeicher"),
        (58, "Nicht-Auslagerungsseiten (Bytes)"),
        (30, "Zusagegrenze"),
        (1814, "Arbeitsspeicher für NUMA-Knoten"),
        (1816, "MB gesamt"),
        (2, "System"),
        (674, "Systembetriebszeit"),
        (330, "Server"),
        (314, "Sitzungen am Server"),
        (230, "Prozess"),
        (952, "Handleanzahl"),
        (784, "Prozesskennung"),
    ];
    for (entries, titles) in [(&entries[..], &[][..]), (&renamed[..], &titles[..])] {
        let mut w = Writer::new(Spec::default());
        if !titles.is_empty() {
            w.titles(T0, PC, titles);
        }
        w.list(T0, entries);
        for i in 0..600i64 {
            let busy = if i / 20 % 2 == 0 { 5 } else { 80 };
            // started up 100 samples before, and once more at 300
            let since = if i < 300 { i + 100 } else { i - 300 };
            let now = i * 3_000_000_000;
            w.sample(
                T0 + i * 300_000,
                &[
                    Block::level((100 << 20) + busy * (1 << 18) + i % 7 * 4096),
                    Block::level(4 << 30),
                    Block::level(2048),
                    Block::One { status: 0, first: now - since * 3_000_000_000, second: now, multi: 1 },
                    Block::level(busy),
                    Block::level(300 + 2 * i),
                    Block::level(77),
                ],
            );
        }
        let analysis = support::judge(&[("log.blg", w.finish())], poolscope::analysis::Scope::Everything);
        let report = &analysis.machines[0].report;
        assert_eq!(report.ram.bytes, Some(2048.0 * 1_048_576.0));
        let pool = report.lead().unwrap();
        assert_eq!(pool.judgement.restarts.len(), 1);
        assert_eq!(
            pool.load.as_ref().map(|l| l.english_counter()),
            Some("Server Sessions"),
            "{:?}",
            pool.judgement.verdict()
        );
        let handles = report.others().next().unwrap();
        assert_eq!(handles.process.as_ref().map(|p| (p.name.as_str(), p.id)), Some(("app", 77)));
        let sentence = support::sentence(handles, report);
        assert!(sentence.starts_with("Handleanzahl of app (process 77) is rising like a leak"), "{sentence}");
    }
}

/// Twelve samples an hour through the night in which the clock is set back: 01:00 to 02:00 comes twice.
fn night_of_the_clock() -> Vec<u8> {
    use crate::support::blg::{Block, Entry, LEVEL, PC, Spec, Turn, Writer};
    let turns = Some((Turn(11, 1, 2), Turn(3, 2, 2)));
    let spec = Spec { bias_minutes: 300, zone_name: "Eastern Standard Time", turns, ..Spec::default() };
    let mut writer = Writer::new(spec);
    let begin = 1_793_505_600_000; // 1 November 2026, 04:00 UTC: midnight in daylight time
    writer.list(begin, &[Entry::one(PC, "Memory", "Pool Nonpaged Bytes", LEVEL)]);
    for i in 0..60 {
        let utc_ms = begin + i * 300_000;
        let bias_ms = if utc_ms < begin + 2 * 3_600_000 { 240 } else { 300 } * 60_000;
        writer.sample(utc_ms - bias_ms, &[Block::level(1_000_000 + i * 4096)]);
    }
    writer.finish()
}

#[test]
fn what_convert_wrote_reads_back_whole_also_where_the_clock_was_set_back() {
    let folder = tempfile::tempdir().unwrap();
    let (log, table) = (folder.path().join("night.blg"), folder.path().join("night.csv"));
    std::fs::write(&log, night_of_the_clock()).unwrap();
    let out = support::program().arg("convert").args([&log, &table]).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let (binary, notes) = support::read_all(night_of_the_clock()).unwrap();
    assert_eq!((binary.axis.len(), support::count(&notes, DiagnosticKind::OutOfOrder)), (60, 0));
    let (text, notes) = support::read_all(std::fs::read(&table).unwrap()).unwrap();
    assert_eq!(text.axis.utc_ms, binary.axis.utc_ms);
    assert_eq!(text.axis.local_ms, binary.axis.local_ms);
    assert_eq!(text.counters[0].values, binary.counters[0].values);
    for kind in [DiagnosticKind::OutOfOrder, DiagnosticKind::SameTime] {
        assert_eq!(support::count(&notes, kind), 0, "{kind:?}");
    }
    // and once more
    let again = folder.path().join("again.csv");
    assert!(support::program().arg("convert").args([&table, &again]).output().unwrap().status.success());
    let rows = |path: &std::path::Path| {
        std::fs::read_to_string(path).unwrap().lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(rows(&table), rows(&again));
}

/// What a text log's stamps, a minute apart from `begin` on, become where those from `from` to `to` are moved by `by`
/// minutes: the last moment in minutes after the first, and its notes.
fn moved_clock(begin: &str, moved: std::ops::Range<i64>, by: i64) -> (i64, Vec<poolscope::logfile::Diagnostic>) {
    let begin = chrono::NaiveDateTime::parse_from_str(begin, "%Y-%m-%d %H:%M").unwrap();
    let mut text = "\"(PDH-CSV 4.0) (W. Europe)(-60)\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n".to_owned();
    for minute in 0..180 {
        let shift = if moved.contains(&minute) { by } else { 0 };
        let at = begin + chrono::TimeDelta::minutes(minute + shift);
        text += &format!("\"{}\",\"{}\"\r\n", at.format("%m/%d/%Y %H:%M:%S.000"), 1_000_000 + minute);
    }
    let (recording, notes) = support::read_all(text.into_bytes()).unwrap();
    let utc = &recording.axis.utc_ms;
    ((utc[utc.len() - 1] - utc[0]) / 60_000, notes)
}

#[test]
fn a_text_log_counts_on_after_daylight_saving_time_and_only_then() {
    let (last, notes) = moved_clock("2026-10-25 01:30", 90..180, -60);
    assert_eq!(last, 179);
    let said = notes.iter().find(|n| n.kind == DiagnosticKind::ClockSetBack).unwrap();
    assert_eq!((said.count, said.first_position), (1, Some(92)));
    // by hand: at noon in summer; on a winter's night; and one stray stamp in the right night
    for (begin, moved, end) in
        [("2026-06-14 12:00", 90..180, 119), ("2026-12-13 01:30", 90..180, 119), ("2026-10-25 01:30", 90..93, 179)]
    {
        let (last, notes) = moved_clock(begin, moved, -60);
        assert_eq!(last, end, "{begin}");
        assert_eq!(support::count(&notes, DiagnosticKind::ClockSetBack), 0, "{begin}");
        assert!(
            support::count(&notes, DiagnosticKind::SameTime) + support::count(&notes, DiagnosticKind::OutOfOrder) > 0
        );
    }
}

/// Stamps an hour ahead, which the next ones come back from.
#[test]
fn stray_stamps_ahead_do_not_set_the_clock_back() {
    for moved in [90..91, 90..92] {
        let (last, notes) = moved_clock("2026-10-25 01:30", moved, 60);
        assert_eq!((last, support::count(&notes, DiagnosticKind::ClockSetBack)), (179, 0));
    }
}

#[test]
fn an_hourly_log_counts_on_too() {
    let text = |hours: &[&str]| {
        let rows = hours.iter().map(|hour| format!("\"10/{hour}:00:00.000\",\"5\"\r\n"));
        "\"(PDH-CSV 4.0) (W. Europe)(-60)\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n".to_owned()
            + &rows.collect::<String>()
    };
    let log = text(&["24/2026 23", "25/2026 00", "25/2026 01", "25/2026 02", "25/2026 02", "25/2026 03", "25/2026 04"]);
    let (recording, notes) = support::read_all(log.into_bytes()).unwrap();
    assert!(
        recording.axis.utc_ms.windows(2).all(|w| w[1] - w[0] == 3_600_000) && recording.axis.len() == 7,
        "{notes:?}"
    );
}

#[test]
fn a_bare_minus_one_is_no_data_and_a_true_one_survives() {
    let text = "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Other\\Level\"\r\n\
        \"03/02/2026 08:00:00.000\",\"-1\"\r\n\"03/02/2026 08:01:00.000\",\"-1.0\"\r\n";
    let (recording, notes) = support::read_all(text.as_bytes().to_vec()).unwrap();
    let values = recording.counters[0].values.whole();
    assert!(values[0].is_nan() && values[1] == -1.0);
    let no_data = notes.iter().find(|n| n.kind == DiagnosticKind::NoData).unwrap();
    assert_eq!((no_data.count, no_data.first_position), (1, Some(2)));
}

/// A row out of order, one of the year 1899 and one twice: each is told with its line.
#[test]
fn what_is_odd_about_times_and_amounts_says_where_it_is() {
    let mut text = "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n".to_owned();
    let row = |minute: u32, value: &str| format!("\"03/02/2026 08:{minute:02}:00.000\",\"{value}\"\r\n");
    for minute in 0..10 {
        text += &row(minute, "1000");
    }
    text += "\"03/02/1899 08:00:00.000\",\"1000\"\r\n";
    text += &row(11, "1e18");
    text += &row(10, "1000");
    text += &row(12, "1000");
    text += &row(12, "1000");
    let (_, notes) = support::read_all(text.into_bytes()).unwrap();
    let place = |kind| notes.iter().find(|n| n.kind == kind).map(|n| (n.count, n.first_position));
    assert_eq!(place(DiagnosticKind::BadTime), Some((1, Some(12))));
    assert_eq!(place(DiagnosticKind::ImpossibleValue), Some((1, Some(13))));
    assert_eq!(place(DiagnosticKind::OutOfOrder), Some((1, Some(14))));
    assert_eq!(place(DiagnosticKind::SameTime), Some((1, Some(16))));
}

/// A day whose number is no month proves the order, also where it comes late: in long logs, and in those of long rows.
#[test]
fn the_order_of_day_and_month_is_told_by_all_of_a_log() {
    for (others, rows) in [(0, 6_000), (400, 4_400)] {
        let names: String = (0..others).map(|i| format!(",\"\\\\PC\\Process(p{i})\\Handle Count\"")).collect();
        let cells = ",\"12345678\"".repeat(others);
        let mut text = format!("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\"{names}\r\n");
        for row in 0..rows {
            let (day, s) = (12 + row / 4_200, row % 4_200 * 15);
            let time = format!("{:02}:{:02}:{:02}.000", s / 3600, s / 60 % 60, s % 60);
            text.push_str(&format!("\"{day:02}/02/2026 {time}\",\"{}\"{cells}\r\n", 4096 * (30_000 + row)));
        }
        let (recording, diagnostics) = support::read_all(text.into_bytes()).unwrap();
        assert_eq!(recording.axis.len(), rows, "{others} others");
        assert_eq!(count(&diagnostics, DiagnosticKind::DayFirst), 1);
        assert_eq!(recording.axis.utc_ms[0], 1_770_854_400_000, "12 February");
    }
}
