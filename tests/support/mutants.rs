//! Damage of many kinds, and what reading must make of it: whole cells equal, lost ones reported.

use super::blg::{Block, Entry, Instance, LEVEL, Object, RATE, Spec, T0, Writer};
use poolscope::logfile::{DiagnosticKind, Severity};
use poolscope::model::Recording;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Bit,
    Zeros,
    Noise,
    Cut,
    CutAtBuffer,
    LostBuffer,
    TwiceBuffer,
    Swapped,
    Inserted,
}

const CLASSES: [Class; 9] = [
    Class::Bit,
    Class::Zeros,
    Class::Noise,
    Class::Cut,
    Class::CutAtBuffer,
    Class::LostBuffer,
    Class::TwiceBuffer,
    Class::Swapped,
    Class::Inserted,
];

pub struct Log {
    pub bytes: Vec<u8>,
    buffer: usize,
    cells: BTreeMap<String, BTreeMap<i64, u64>>,
    times: BTreeSet<i64>,
    known: BTreeSet<DiagnosticKind>,
}

pub struct Mutant {
    pub class: Class,
    pub what: String,
    bytes: Vec<u8>,
}

pub enum Outcome {
    Equal,
    Reported,
    Refused,
    Silent(String),
}

impl Outcome {
    pub fn column(&self) -> usize {
        match self {
            Self::Equal => 0,
            Self::Reported => 1,
            Self::Refused => 2,
            Self::Silent(_) => 3,
        }
    }
}

fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

impl Mutant {
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn of(log: &Log, seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        for _ in 0..4 {
            random(&mut state);
        }
        let mut below = |n: usize| (random(&mut state) % n.max(1) as u64) as usize;
        let class = CLASSES[below(CLASSES.len())];
        let (size, len) = (log.buffer, log.bytes.len());
        let buffers = len / size;
        let mut bytes = log.bytes.clone();
        // the header's own buffer is not touched but by bits
        let buffer = 1 + below(buffers - 1);
        let what = match class {
            Class::Bit => {
                let (at, bit) = (size + below(len - size), below(8));
                bytes[at] ^= 1 << bit;
                format!("bit {bit} of byte {at}")
            }
            Class::Zeros | Class::Noise => {
                let (at, count) = (size + below(len - size), 1 + below(64));
                for b in bytes.iter_mut().skip(at).take(count) {
                    *b = if class == Class::Zeros { 0 } else { below(256) as u8 };
                }
                format!("{count} bytes at {at}")
            }
            Class::Cut => {
                let at = size + below(len - size);
                bytes.truncate(at);
                format!("at {at}")
            }
            Class::CutAtBuffer => {
                bytes.truncate(buffer * size);
                format!("before buffer {buffer}")
            }
            Class::LostBuffer => {
                bytes.drain(buffer * size..(buffer + 1) * size);
                format!("buffer {buffer}")
            }
            Class::TwiceBuffer => {
                let again = bytes[buffer * size..(buffer + 1) * size].to_vec();
                let at = (buffer + 1) * size;
                bytes.splice(at..at, again);
                format!("buffer {buffer}")
            }
            Class::Swapped => {
                let other = 1 + below(buffers - 1);
                for i in 0..size {
                    bytes.swap(buffer * size + i, other * size + i);
                }
                format!("buffers {buffer} and {other}")
            }
            Class::Inserted => {
                let (at, count) = (size + below(len - size), 1 + below(200));
                let noise: Vec<u8> = (0..count).map(|_| below(256) as u8).collect();
                bytes.splice(at..at, noise);
                format!("{count} bytes at {at}")
            }
        };
        Self { class, what, bytes }
    }
}

fn cells(recording: &Recording) -> BTreeMap<String, BTreeMap<i64, u64>> {
    let column = |c: &poolscope::model::Counter| {
        c.present().map(|(i, v)| (recording.axis.utc_ms[i], v.to_bits())).collect::<BTreeMap<_, _>>()
    };
    recording.counters.iter().map(|c| (c.path.to_string(), column(c))).collect()
}

impl Log {
    fn new(bytes: Vec<u8>, buffer: usize) -> Self {
        let (recording, diagnostics) = super::read_all(bytes.clone()).unwrap();
        Self {
            cells: cells(&recording),
            times: recording.axis.utc_ms.iter().copied().collect(),
            known: diagnostics.iter().map(|d| d.kind).collect(),
            bytes,
            buffer,
        }
    }

    /// What became of the cells in a mutant.
    pub fn compare(&self, mutant: &Mutant) -> Outcome {
        let Ok((recording, diagnostics)) = super::read_all(mutant.bytes.clone()) else { return Outcome::Refused };
        let found = cells(&recording);
        let times: BTreeSet<i64> = recording.axis.utc_ms.iter().copied().collect();
        // a stamp that was damaged moves a whole sample, and can look like any other
        let moved = self.times.difference(&times).count();
        let is_moved = moved <= 1 && times.difference(&self.times).count() == moved;
        let (mut lost, mut changed, mut renamed) = (0, 0, 0);
        let mut first = Vec::new();
        let empty = BTreeMap::new();
        for (path, column) in &self.cells {
            let other = found.get(path).unwrap_or(&empty);
            let missing = column.keys().filter(|t| !other.contains_key(t) && (!is_moved || times.contains(t))).count();
            // a damaged name is another counter's
            let is_elsewhere = missing > 0
                && found.iter().any(|(name, values)| {
                    !self.cells.contains_key(name)
                        && values.iter().filter(|(t, v)| column.get(t) == Some(v)).count() >= missing
                });
            if is_elsewhere {
                renamed += 1;
            } else {
                lost += missing;
                let gone = column.keys().filter(|t| !other.contains_key(t));
                first.extend(gone.take(2).map(|t| format!("{path} {}", (t - T0) / 60_000)));
            }
            changed += column.iter().filter(|(t, v)| other.get(t).is_some_and(|o| o != *v)).count();
        }
        let is_reported = diagnostics.iter().any(|d| {
            d.severity() != Severity::Info
                && (d.count > 0 && !self.known.contains(&d.kind) || d.severity() == Severity::DataLoss)
        });
        // damaged raw values look like values: the cell itself, and the rate after it
        let is_local = matches!(mutant.class, Class::Bit | Class::Zeros | Class::Noise);
        let unavoidable = if is_local { 40 } else { 0 };
        if lost == 0 && changed == 0 && renamed == 0 {
            return Outcome::Equal;
        }
        // rates have no predecessor where the order is broken, and that is said
        let is_out_of_order = diagnostics.iter().any(|d| d.kind == DiagnosticKind::OutOfOrder);
        if is_reported || is_out_of_order && changed == 0 {
            return Outcome::Reported;
        }
        // a name that is damaged looks like another's, and takes the rate after it along; so does a value that a rate is from
        let is_of_name = is_local && lost <= 2 + 2 * renamed;
        if is_local && is_of_name && changed <= unavoidable {
            return Outcome::Equal;
        }
        let kinds: Vec<&str> = diagnostics.iter().map(|d| d.kind.name()).collect();
        Outcome::Silent(format!(
            "{lost} cells lost, {changed} changed, {renamed} renamed; {kinds:?}; {:?}",
            first.iter().take(4).collect::<Vec<_>>()
        ))
    }
}

/// The logs that are damaged: single counters, all instances, whole objects, samples in several parts.
pub fn logs() -> Vec<(&'static str, Log)> {
    const BUFFER: usize = 4096;
    let spec = |buffer_size| Spec { buffer_size, ..Spec::default() };
    let pc = r"\\PC";
    let mut single = Writer::new(spec(BUFFER));
    let names = ["Pool Nonpaged Bytes", "Pool Paged Bytes", "Available Bytes", "Committed Bytes", "Page Faults/sec"];
    let entries: Vec<Entry<'_>> =
        names.iter().map(|n| Entry::one(pc, "Memory", n, if n.ends_with("/sec") { RATE } else { LEVEL })).collect();
    single.list(T0, &entries);
    for i in 0..120i64 {
        let blocks: Vec<Block> = (0..5).map(|k| Block::level((1000 + 10 * i + 77 * k) * 4096)).collect();
        single.sample(T0 + i * 60_000, &blocks);
    }
    let object = |i: i64, title: u32, instances: usize| Object {
        title,
        counters: vec![(title + 2, LEVEL, 8), (title + 4, LEVEL, 8), (title + 6, RATE, 4)],
        instances: (instances > 0).then(|| {
            (0..instances)
                .map(|k| Instance {
                    name: format!("process{k}"),
                    parent: None,
                    values: vec![(100 + k as i64 + i) * 4096, 5000 + i, i * 100 + k as i64],
                })
                .collect()
        }),
        single: vec![(1000 + i) * 4096, (2000 + 3 * i) * 4096, 40 * i],
        time: 600_000_000 * (i + 1),
        frequency: 10_000_000,
        time_100ns: 600_000_000 * (i + 1),
        ..Object::default()
    };
    let titles: [(u32, &str); 8] = [
        (4, "Memory"),
        (6, "Pool Nonpaged Bytes"),
        (8, "Pool Paged Bytes"),
        (10, "Page Faults/sec"),
        (230, "Process"),
        (232, "Handle Count"),
        (234, "Pool Nonpaged Bytes"),
        (236, "IO Data Operations/sec"),
    ];
    let whole = |instances: usize, samples: i64, buffer: usize| {
        let mut w = Writer::new(spec(buffer));
        w.titles(T0, pc, &titles);
        w.list(T0, &[Entry::object(pc, "Memory"), Entry::object(pc, "Process")]);
        for i in 0..samples {
            w.sample(T0 + i * 60_000, &[Block::Object(object(i, 4, 0)), Block::Object(object(i, 230, instances))]);
        }
        w.finish()
    };
    vec![
        ("single", Log::new(single.finish(), BUFFER)),
        ("objects", Log::new(whole(6, 60, 8192), 8192)),
        ("parts", Log::new(whole(1100, 12, 65536), 65536)),
    ]
}
