//! Writes counter sets of version 2: what registers them, and their blocks. Layouts are those of `perflib.h` and
//! [MS-PCQ]; nothing is taken from the reader's code.

use super::blg::{put, utf16z};

const NONE: u32 = u32::MAX;

/// A counter of a set.
#[derive(Clone, Default)]
pub struct Counter {
    pub id: u32,
    pub kind: u32,
    pub name: Option<String>,
    pub is_hidden: bool,
    pub base: Option<u32>,
    pub time: Option<u32>,
    pub frequency: Option<u32>,
    pub multi: Option<u32>,
}

/// A set as a log registers it.
#[derive(Clone, Default)]
pub struct Registration {
    pub name: String,
    pub has_instances: bool,
    pub counters: Vec<Counter>,
}

fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

impl Counter {
    pub fn new(id: u32, kind: u32, name: &str) -> Self {
        Self { id, kind, name: Some(name.to_owned()), ..Self::default() }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = words(&[self.id, self.kind]);
        out.extend((if self.is_hidden { 2u64 } else { 0 }).to_le_bytes());
        let id = |id: Option<u32>| id.unwrap_or(NONE);
        out.extend(words(&[100, 0, id(self.base), id(self.time), id(self.frequency), id(self.multi), NONE, 0]));
        out
    }
}

impl Registration {
    pub fn bytes(&self) -> Vec<u8> {
        let mut registration = b"sixteen byte guid"[..16].to_vec();
        registration.extend(words(&[0, 100, self.counters.len() as u32, if self.has_instances { 2 } else { 0 }]));
        for counter in &self.counters {
            registration.extend(counter.bytes());
        }
        let named: Vec<_> = self.counters.iter().filter_map(|c| c.name.as_ref().map(|n| (c.id, n))).collect();
        let mut names = words(&[0, named.len() as u32]);
        names.resize(8 + 8 * named.len(), 0);
        for (i, (id, name)) in named.iter().enumerate() {
            let at = names.len() as u32;
            put(&mut names, 8 + 8 * i, &words(&[*id, at]));
            names.extend(utf16z(name));
        }
        let len = names.len() as u32;
        put(&mut names, 0, &len.to_le_bytes());
        let name = utf16z(&self.name);
        let lengths = [registration.len() as u32, names.len() as u32, name.len() as u32];
        let mut out = words(&[0, lengths[0], lengths[1], lengths[2]]);
        for part in [registration, names, name] {
            out.extend(padded(part));
        }
        let len = out.len() as u32;
        put(&mut out, 0, &len.to_le_bytes());
        out
    }
}

/// An instance's name and id, and its values in the order of the ids: bytes (4 or 8) and value.
pub struct Instance {
    pub name: String,
    pub id: u32,
    pub values: Vec<(u32, i64)>,
}

/// What follows a counter header.
pub enum Header {
    /// Type 0, with a status.
    Error(u32),
    /// Type 1.
    OneCounter((u32, i64)),
    /// Type 2.
    ManyCounters(Vec<u32>, Vec<(u32, i64)>),
    /// Type 4: each instance has one value.
    ManyInstances(Vec<Instance>),
    /// Type 6.
    WholeSet(Vec<u32>, Vec<Instance>),
}

/// The block of one set in one sample.
#[derive(Default)]
pub struct SetBlock {
    pub ticks: i64,
    pub time_100ns: i64,
    pub frequency: i64,
    pub headers: Vec<Header>,
}

fn value((len, value): (u32, i64)) -> Vec<u8> {
    let mut out = words(&[len, 16]);
    out.extend(&value.to_le_bytes()[..len.min(8) as usize]);
    padded(out)
}

fn counters(ids: &[u32]) -> Vec<u8> {
    let size = (8 + 4 * ids.len() as u32).next_multiple_of(8);
    padded([words(&[size, ids.len() as u32]), words(ids)].concat())
}

fn instances(instances: &[Instance]) -> Vec<u8> {
    let mut rows = Vec::new();
    for Instance { name, id, values } in instances {
        let name = utf16z(name);
        let size = (8 + name.len() as u32).next_multiple_of(8);
        rows.extend(padded([words(&[size, *id]), name].concat()));
        rows.extend(values.iter().copied().flat_map(value));
    }
    [words(&[8 + rows.len() as u32, instances.len() as u32]), rows].concat()
}

impl Header {
    fn bytes(&self) -> Vec<u8> {
        let (status, kind, data) = match self {
            Self::Error(status) => (*status, 0, Vec::new()),
            Self::OneCounter(one) => (0, 1, value(*one)),
            Self::ManyCounters(ids, values) => {
                (0, 2, [counters(ids), values.iter().copied().flat_map(value).collect()].concat())
            }
            Self::ManyInstances(rows) => (0, 4, instances(rows)),
            Self::WholeSet(ids, rows) => (0, 6, [counters(ids), instances(rows)].concat()),
        };
        [words(&[status, kind, 16 + data.len() as u32, 0]), data].concat()
    }
}

impl SetBlock {
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = words(&[0, self.headers.len() as u32]);
        for time in [self.ticks, self.time_100ns, self.frequency] {
            out.extend(time.to_le_bytes());
        }
        out.extend([0; 16]);
        out.extend(self.headers.iter().flat_map(Header::bytes));
        let len = out.len() as u32;
        put(&mut out, 0, &len.to_le_bytes());
        out
    }
}
