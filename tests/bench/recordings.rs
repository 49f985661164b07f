//! What every log is read as and judged to be, as one line a log: `cargo bench --bench recordings [-- COUNT [SEED]]`.
//!
//! The samples of `../shared/samples`, logs of the test writers, and COUNT mutants of each kind. Two builds read alike where
//! their outputs are equal: run it before and after whatever makes reading faster, and compare.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

use poolscope::analysis::Scope;
use poolscope::logfile::bytes::Memory;
use poolscope::logfile::{OpenLog, Progress};
use poolscope::model::{Recording, catalogue};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::story::Lehmer;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse::<u64>().ok());
    let (count, seed) = (numbers.next().unwrap_or(500), numbers.next().unwrap_or(1));
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples");
    let mut real: Vec<(String, Vec<u8>)> = files(&samples)
        .into_iter()
        .map(|path| (path.strip_prefix(&samples).unwrap().display().to_string(), fs::read(&path).unwrap()))
        .collect();
    real.sort();
    if real.is_empty() {
        println!("SKIPPED: no real logs, for there is no ../shared/samples");
    }
    real.push(("story".to_owned(), support::story::log()));
    real.push(("modern".to_owned(), support::modern::log()));
    for (name, bytes) in &real {
        print_digest(name, bytes);
    }
    let logs = support::mutants::logs();
    for i in 0..count {
        let (name, log) = &logs[(i % logs.len() as u64) as usize];
        let mutant = support::mutants::Mutant::of(log, seed.wrapping_mul(1_000_003) + i);
        print_digest(&format!("{name} {i}"), mutant.bytes());
    }
    let mut texts: Vec<(String, Vec<u8>)> =
        Text::ALL.iter().map(|text| (format!("{text:?}"), text.log(40, 300))).collect();
    // long enough to be read in pieces
    texts.push(("Quoted, long".to_owned(), Text::Quoted.log(40, 40_000)));
    texts.extend(real.into_iter().filter(|(name, _)| name.ends_with(".csv")).map(|(name, mut bytes)| {
        bytes.truncate(300_000);
        (name, bytes)
    }));
    for (name, bytes) in &texts {
        print_digest(name, bytes);
    }
    for i in 0..count {
        let (name, bytes) = &texts[(i % texts.len() as u64) as usize];
        print_digest(&format!("{name} {i}"), &damaged(bytes, seed.wrapping_mul(1_000_033) + i));
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// One line: what a log is read as, everything in it and its pools alone, and what is found in it.
fn print_digest(name: &str, bytes: &[u8]) {
    let open = || OpenLog::from_bytes(Arc::new(Memory(bytes.to_vec().into())), Path::new(name), &Progress::default());
    let log = match open() {
        Ok(log) => log,
        Err(error) => return println!("{name}: {error}"),
    };
    let mut hashes = Vec::new();
    for only_pools in [false, true] {
        let mut hasher = DefaultHasher::new();
        match log.read(&|path| !only_pools || catalogue::pool(path).is_some(), &Progress::default()) {
            Ok((recording, diagnostics)) => {
                hash(&recording, &mut hasher);
                format!("{diagnostics:?}").hash(&mut hasher);
            }
            Err(error) => error.to_string().hash(&mut hasher),
        }
        hashes.push(hasher.finish());
    }
    let mut judged = DefaultHasher::new();
    // listings without times have those of their files
    let is_dated = !name.starts_with("tags");
    for machine in
        support::judge(&[("log", bytes.to_vec())], Scope::Everything).machines.into_iter().filter(|_| is_dated)
    {
        format!("{:?}", machine.report).hash(&mut judged);
    }
    println!("{name}: all {:016x}, pools {:016x}, judged {:016x}", hashes[0], hashes[1], judged.finish());
}

fn hash(recording: &Recording, hasher: &mut DefaultHasher) {
    recording.axis.local_ms.hash(hasher);
    recording.axis.utc_ms.hash(hasher);
    format!("{:?}", recording.facts).hash(hasher);
    for counter in &recording.counters {
        counter.path.to_string().hash(hasher);
        format!("{:?}", counter.kind).hash(hasher);
        counter.values.iter().for_each(|value| value.to_bits().hash(hasher));
    }
}

/// Ways to write a text log.
#[derive(Clone, Copy, Debug)]
enum Text {
    Quoted,
    Plain,
    Tabs,
    Semicolons,
    DecimalCommas,
    Wide,
    Digits,
}

impl Text {
    const ALL: [Self; 7] =
        [Self::Quoted, Self::Plain, Self::Tabs, Self::Semicolons, Self::DecimalCommas, Self::Wide, Self::Digits];

    fn log(self, columns: usize, rows: usize) -> Vec<u8> {
        let (delimiter, quote) = match self {
            Self::Tabs => ('\t', "\""),
            Self::Semicolons => (';', "\""),
            Self::Plain => (',', ""),
            _ => (',', "\""),
        };
        let mut random = Lehmer::new(columns as u64);
        let mut text = format!("{quote}(PDH-CSV 4.0) (UTC)(0){quote}");
        for i in 0..columns {
            let name = match i {
                _ if i == columns / 3 => r"\\PC\Memory\Pool Nonpaged Bytes".to_owned(),
                _ if i == columns / 3 + 1 => r"\\PC\Memory\Pool Paged Bytes".to_owned(),
                _ => format!(r"\\PC\Process(app#{i})\Handle Count"),
            };
            text.push_str(&format!("{delimiter}{quote}{name}{quote}"));
        }
        text.push_str("\r\n");
        for row in 0..rows {
            let (day, s) = (1 + row / 1440, row % 1440 * 60);
            text.push_str(&format!(
                "{quote}01/{day:02}/2026 {:02}:{:02}:{:02}.{:03}{quote}",
                s / 3600,
                s / 60 % 60,
                s % 60,
                row % 7
            ));
            for i in 0..columns {
                let share = random.share();
                let cell = match row * 31 + i * 7 {
                    n if n % 97 == 0 => " ".to_owned(),
                    n if n % 89 == 0 => "-1".to_owned(),
                    n if n % 83 == 0 => format!("{:e}", share * 1e6),
                    n if n % 79 == 0 => format!("-{:.3}", share * 1e3),
                    _ if i / 2 == columns / 6 => (4096 * (30_000 + row + (share * 50.0) as usize)).to_string(),
                    n if n % 3 == 0 || matches!(self, Self::Digits) => format!("{}", share * 1e9),
                    n if n % 3 == 1 => format!("{:.3}", share * 1e4),
                    _ => format!("{:.0}", share * 1e15),
                };
                let cell = if matches!(self, Self::DecimalCommas) { cell.replace('.', ",") } else { cell };
                text.push_str(&format!("{delimiter}{quote}{cell}{quote}"));
            }
            text.push_str("\r\n");
        }
        if matches!(self, Self::Wide) { text.encode_utf16().flat_map(u16::to_le_bytes).collect() } else { text.into() }
    }
}

/// A text log with one to three damages.
fn damaged(text: &[u8], seed: u64) -> Vec<u8> {
    let mut random = Lehmer::new(seed % 2_147_483_000 + 1);
    let mut bytes = text.to_vec();
    let head = bytes.iter().position(|b| *b == b'\n').unwrap_or(0);
    for _ in 0..1 + (random.share() * 3.0) as usize {
        let below = |random: &mut Lehmer, most: usize| (random.share() * most as f64) as usize;
        let at = (head + below(&mut random, bytes.len() - head)).min(bytes.len() - 1);
        // rather where cells and rows end
        let is_mark = |b: &u8| matches!(*b, b'"' | b',' | b'\t' | b';' | b'\r' | b'\n');
        let at = if random.share() < 0.6 { at + bytes[at..].iter().position(is_mark).unwrap_or(0) } else { at };
        let len = 1 + below(&mut random, 60).min(bytes.len() - at - 1);
        match below(&mut random, 8) {
            0 => bytes[at] = b'"',
            1 => bytes[at] = b',',
            2 => bytes[at] ^= 1 << below(&mut random, 8),
            3 => drop(bytes.drain(at..at + len)),
            4 => drop(bytes.remove(at)),
            5 => bytes.insert(at, b"\",\n-1e"[below(&mut random, 6)]),
            6 => bytes[at..at + len].fill(0),
            _ => {
                let part = bytes[at..at + len].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}
