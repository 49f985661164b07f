//! How fast logs are read: `cargo bench --bench reader [-- MB]`. Ratios are of runs side by side on one machine, warm cache.
//!
//! `-- files` only makes the logs, in `target/bench`, once; `-- file MB` only one; `-- read FILE` prints the seconds to read both pools, and every
//! counter, into memory; `-- further FILE` those to read one more counter of an opened log. `tests/bench/peers.py` sets all
//! of it beside `dd` and polars, in one run.
//!
//! The object layout is the real Vista sample of `../shared/samples`, stretched: its sample events again and again with
//! later stamps. Its up time falls back with each turn and within it, 3,971 times in a gigabyte: the hardest to judge. The
//! one-value layouts come from the test writer.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

use poolscope::engine::{Log, read_counters};
use poolscope::logfile::{OpenLog, Progress};
use poolscope::model::KeyedPath;
use poolscope::model::catalogue;
use poolscope::model::localized::PoolPaths;
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use support::blg::{Block, Entry, Spec, Writer};

const BUFFER: usize = 0x10000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&folder).unwrap();
    match &words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["read", path] => {
            return println!("{:.4} {:.4}", in_process(Path::new(path), true), in_process(Path::new(path), false));
        }
        ["further", path] => return println!("{:.4}", further(Path::new(path))),
        ["file", mb] => {
            objects(&folder, mb.parse().unwrap());
            return;
        }
        ["files"] => {
            for mb in [10, 100, 1024, 3072] {
                objects(&folder, mb);
            }
            one_values(&folder, 1024);
            pair(&folder);
            texts(&folder);
            return;
        }
        _ => {}
    }
    let mb: usize = words.iter().find_map(|a| a.parse().ok()).unwrap_or(1024);
    println!("{:<34} {:>8} {:>8} {:>8} {:>9} {:>9}", "log", "MB", "dd s", "ours s", "ratio", "peak MB");
    if let Some(path) = objects(&folder, mb) {
        report("objects, both pools", &path, &["analyze", "--pools-only"]);
        report("objects, everything", &path, &["analyze"]);
        println!("one further counter: {:.3} s", further(&path));
    }
    report("one-value blocks, both pools", &one_values(&folder, mb), &["analyze", "--pools-only"]);
    for (what, path) in texts(&folder) {
        report(&what, &path, &["analyze", "--pools-only"]);
    }
}

/// The stretched sample; none where there are no samples.
fn objects(folder: &Path, mb: usize) -> Option<PathBuf> {
    let vista = support::sample("vista_zach_pc.blg")?;
    Some(made(&folder.join(format!("objects-{mb}.blg")), |out| stretch(&fs::read(&vista).unwrap(), mb, out)))
}

/// 200 single counters, the pools among them.
fn one_values(folder: &Path, mb: usize) -> PathBuf {
    made(&folder.join(format!("values-{mb}.blg")), |out| single_counters(198, 1000, usize::MAX, mb, out))
}

/// The pools alone, twenty million times.
fn pair(folder: &Path) -> PathBuf {
    made(&folder.join("pair-20m.blg"), |out| single_counters(0, 100, 20_000_000, usize::MAX >> 20, out))
}

fn texts(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut made_of = Vec::new();
    for (shape, columns, rows) in [("wide", 3000, 8_000), ("narrow", 12, 1_600_000)] {
        for place in Place::ALL {
            let name = format!("{shape}-{}.csv", place.name());
            let path = made(&folder.join(name), |out| text(columns, rows, place, out));
            made_of.push((format!("CSV {columns} x {rows}, pools {}", place.name()), path));
        }
    }
    made_of
}

/// Seconds to read both pools, or every counter, into memory: best of three.
fn in_process(path: &Path, only_pools: bool) -> f64 {
    let want = |path: &KeyedPath| !only_pools || catalogue::pool(path).is_some();
    let once = || {
        let begun = Instant::now();
        let read = OpenLog::open(path, &Progress::default()).unwrap().read(&want, &Progress::default()).unwrap();
        let took = begun.elapsed();
        assert!(!read.0.counters.is_empty());
        took
    };
    best(once).as_secs_f64()
}

/// One more counter of an opened log, as the window reads it: the last one of the list, deep in each sample.
fn further(path: &Path) -> f64 {
    let log = OpenLog::open(path, &Progress::default()).unwrap();
    let last = std::sync::Mutex::new(None);
    let _ = log.read(
        &|path| {
            *last.lock().unwrap() = Some(path.clone());
            false
        },
        &Progress::default(),
    );
    let wanted = last.into_inner().unwrap().unwrap();
    let logs = [Log::File(path.to_owned())];
    let once = || {
        let begun = Instant::now();
        let read = read_counters(
            &logs,
            &HashSet::from([wanted.key().clone()]),
            None,
            &PoolPaths::default(),
            &Progress::default(),
        );
        let took = begun.elapsed();
        assert_eq!(read.unwrap()[0].counters.len(), 1);
        took
    };
    best(once).as_secs_f64()
}

fn made(path: &Path, make: impl FnOnce(&mut dyn Write)) -> PathBuf {
    if !path.exists() {
        let part = path.with_extension("part");
        let mut out = BufWriter::new(File::create(&part).unwrap());
        make(&mut out);
        out.flush().unwrap();
        fs::rename(part, path).unwrap();
    }
    path.to_owned()
}

/// The header, names and list of a real log, then its samples until there are `mb`.
fn stretch(vista: &[u8], mb: usize, out: &mut dyn Write) {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes([vista[at], vista[at + 1]]));
    let u32_at = |at: usize| u32::from_le_bytes(vista[at..at + 4].try_into().unwrap()) as usize;
    let mut events = Vec::new();
    for buffer in (BUFFER..vista.len()).step_by(BUFFER) {
        let mut at = buffer + 0x48;
        while at + 8 <= buffer + u32_at(buffer + 0x30) {
            events.push(&vista[at..at + u16_at(at)]);
            at = (at + u16_at(at)).next_multiple_of(8);
        }
    }
    out.write_all(&vista[..BUFFER]).unwrap();
    let samples: Vec<&[u8]> = events.iter().copied().filter(|e| e[4] == 0x22).collect();
    let stamp = |e: &[u8]| i64::from_le_bytes(e[0x10..0x18].try_into().unwrap());
    let span = stamp(samples[samples.len() - 1]) - stamp(samples[0]) + 600_000_000;
    let mut buffer = Buffer::new();
    for event in events.iter().filter(|e| e[4] != 0x22 && e[4] != 0x23) {
        buffer.push(event, out);
    }
    let mut shift = 0;
    while buffer.written < mb << 20 {
        for event in &samples {
            let mut event = event.to_vec();
            let moved = (stamp(&event) + shift).to_le_bytes();
            event[0x10..0x18].copy_from_slice(&moved);
            buffer.push(&event, out);
        }
        shift += span;
    }
    buffer.flush(out);
}

struct Buffer {
    bytes: Vec<u8>,
    written: usize,
}

impl Buffer {
    fn new() -> Self {
        Self { bytes: vec![0; 0x48], written: 0 }
    }

    fn push(&mut self, event: &[u8], out: &mut dyn Write) {
        let start = self.bytes.len().next_multiple_of(8);
        if start + event.len() > BUFFER {
            self.flush(out);
            return self.push(event, out);
        }
        self.bytes.resize(start, 0xFF);
        self.bytes.extend(event);
    }

    fn flush(&mut self, out: &mut dyn Write) {
        let used = (self.bytes.len() as u32).to_le_bytes();
        self.bytes[0..4].copy_from_slice(&(BUFFER as u32).to_le_bytes());
        self.bytes[0x30..0x34].copy_from_slice(&used);
        self.bytes.resize(BUFFER, 0xFF);
        out.write_all(&self.bytes).unwrap();
        self.written += BUFFER;
        self.bytes.clear();
        self.bytes.resize(0x48, 0);
    }
}

/// The pools and so many others, each in a block of its own, until there are so many samples or megabytes.
fn single_counters(others: usize, step_ms: i64, samples: usize, mb: usize, out: &mut dyn Write) {
    const LEVEL: u32 = 0x0001_0100;
    let names: Vec<String> = (0..others).map(|i| format!("Counter {i}")).collect();
    let mut entries = vec![
        Entry::one(r"\\PC", "Memory", "Pool Nonpaged Bytes", LEVEL),
        Entry::one(r"\\PC", "Memory", "Pool Paged Bytes", LEVEL),
    ];
    entries.extend(names.iter().map(|n| Entry::one(r"\\PC", "Other", n, LEVEL)));
    let begin = 1_772_438_400_000;
    let mut writer = Writer::new(Spec::default());
    writer.list(begin, &entries);
    let (mut written, mut i) = (0, 0);
    while written < mb << 20 && (i as usize) < samples {
        // a wiggle that meets no period of the samples
        let level = |k: i64| (k + 1) * (1 << 29) + (i / 100 + i * 7919 % 1013) * 4096;
        let blocks: Vec<Block> = (0..entries.len() as i64).map(|k| Block::level(level(k))).collect();
        writer.sample(begin + i * step_ms, &blocks);
        i += 1;
        if i % 1000 == 0 {
            let bytes = writer.take();
            written += bytes.len();
            out.write_all(&bytes).unwrap();
        }
    }
    out.write_all(&writer.finish()).unwrap();
}

/// Where the pools stand in the rows of a text log: a reader that stops behind them has less to do where they come first.
#[derive(Clone, Copy)]
enum Place {
    First,
    Middle,
    Last,
}

impl Place {
    const ALL: [Self; 3] = [Self::First, Self::Middle, Self::Last];

    fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Middle => "middle",
            Self::Last => "last",
        }
    }

    /// How many of so many other columns come before.
    fn others_before(self, others: usize) -> usize {
        match self {
            Self::First => 0,
            Self::Middle => others / 2,
            Self::Last => others,
        }
    }
}

/// A row a second: the pools, and rates of 17 digits, as relog writes them.
fn text(columns: usize, rows: usize, place: Place, out: &mut dyn Write) {
    let others = columns - 2;
    let before = place.others_before(others);
    write!(out, "\"(PDH-CSV 4.0) (UTC)(0)\"").unwrap();
    for i in 0..=others {
        if i == before {
            write!(out, ",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\",\"\\\\PC\\Memory\\Pool Paged Bytes\"").unwrap();
        }
        if i < others {
            write!(out, ",\"\\\\PC\\Process(app#{i})\\% Processor Time\"").unwrap();
        }
    }
    out.write_all(b"\r\n").unwrap();
    let mut random = support::story::Lehmer::new(11);
    let cells: Vec<String> = (0..997).map(|_| format!(",\"{:.15}\"", 10.0 + random.share() * 89.0)).collect();
    for row in 0..rows {
        let s = row % 86_400;
        let day = 1 + row / 86_400 % 28;
        let month = 1 + row / 86_400 / 28;
        write!(out, "\"{month:02}/{day:02}/2026 {:02}:{:02}:{:02}.000\"", s / 3600, s / 60 % 60, s % 60).unwrap();
        for i in 0..=others {
            if i == before {
                write!(out, ",\"{}\",\"{}\"", (30_000 + row) * 4096, 409_600_000 + row % 7 * 4096).unwrap();
            }
            if i < others {
                out.write_all(cells[(row * 31 + i) % cells.len()].as_bytes()).unwrap();
            }
        }
        out.write_all(b"\r\n").unwrap();
    }
}

/// Best of three, with the program's peak memory.
fn report(name: &str, path: &Path, args: &[&str]) {
    let mb = fs::metadata(path).unwrap().len() as f64 / 1_048_576.0;
    let input = format!("if={}", path.display());
    let dd = best(|| run(Command::new("dd").args([&input, "of=/dev/null", "bs=1M"])).0);
    let mut peak = 0;
    let ours = best(|| {
        let (time, memory) = run(Command::new(env!("CARGO_BIN_EXE_poolscope")).args(args).arg(path));
        peak = peak.max(memory);
        time
    });
    println!(
        "{name:<34} {mb:>8.0} {:>8.3} {:>8.3} {:>9.2} {:>9.0}",
        dd.as_secs_f64(),
        ours.as_secs_f64(),
        ours.as_secs_f64() / dd.as_secs_f64(),
        peak as f64 / 1024.0
    );
}

fn best(mut once: impl FnMut() -> Duration) -> Duration {
    (0..3).map(|_| once()).min().unwrap()
}

/// Wall time, and the largest resident set seen (KB), asked for every few milliseconds.
fn run(command: &mut Command) -> (Duration, u64) {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find(|l| l.starts_with("VmHWM")).unwrap_or("");
            peak = line.split_whitespace().nth(1).and_then(|v| v.parse().ok()).unwrap_or(0).max(peak);
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return (begun.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
