//! The values of a whole counter set: what `PerfQueryCounterData` returns (documented in [MS-PCQ] 2.2.4).
//!
//! | structure | at | what | seen |
//! |---|---|---|---|
//! | data header (30) | 00 | u32 size, u32 counter headers, 08 i64 performance time, 10 i64 100-ns time, 18 i64 frequency, 20 `SYSTEMTIME` | Windows 11 |
//! | counter header (10) | 00 | u32 status (0 = good), u32 type, u32 size with this head, u32 | Windows 11 |
//! | counters | 00 | u32 size padded to 8, u32 count, u32 ids | Windows 11 |
//! | instances | 00 | u32 size, u32 count | Windows 11 |
//! | instance | 00 | u32 size padded to 8, u32 instance id, UTF-16 name | Windows 11 |
//! | value | 00 | u32 bytes of data, u32 size with head and padding, data of 4 or 8 bytes | Windows 11 |
//!
//! By its type a counter header is followed by: 6, a whole set: counters, instances, and for each an instance and a value
//! for each counter (seen); 2: counters and their values; 4: instances, each with one value; 1: one value; 0: an error
//! (documented). Types 4 and 1 do not say which counter they hold.

use crate::logfile::bytes::{Fields, utf16_until_zero};
use crate::model::counter_type::Clock;

const DATA_HEAD: usize = 0x30;
const HEADER: usize = 0x10;

/// The clocks of a block.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    ticks: i64,
    time_100ns: i64,
    frequency: i64,
}

impl Clocks {
    /// The clock's value and its ticks per second. A set has no object time: ticks stand in for it.
    pub fn read(self, clock: Clock) -> (i64, i64) {
        match clock {
            Clock::Ticks | Clock::Object => (self.ticks, self.frequency),
            Clock::HundredNanos => (self.time_100ns, 10_000_000),
        }
    }
}

/// A block's clocks and counter headers.
pub struct SetBlock<'a> {
    pub clocks: Clocks,
    pub headers: usize,
    rest: &'a [u8],
}

/// What follows a counter header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Error,
    OneCounter,
    ManyCounters,
    ManyInstances,
    WholeSet,
    Unknown,
}

/// One counter header and what belongs to it.
pub struct Header<'a> {
    pub is_good: bool,
    pub shape: Shape,
    bytes: &'a [u8],
}

impl<'a> SetBlock<'a> {
    /// `None` if the head is cut.
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let fields = Fields(data);
        let clocks = Clocks { ticks: fields.i64(0x08)?, time_100ns: fields.i64(0x10)?, frequency: fields.i64(0x18)? };
        Some(Self { clocks, headers: fields.size(4)?, rest: data.get(DATA_HEAD..)? })
    }

    /// The complete headers, followed by one `None` if a header is damaged.
    pub fn headers(&self) -> impl Iterator<Item = Option<Header<'a>>> + use<'a> {
        let mut rest = Some(self.rest);
        (0..self.headers).map_while(move |_| {
            let bytes = rest?;
            let len = Fields(bytes).size(8).filter(|len| (HEADER..=bytes.len()).contains(len));
            rest = len.map(|len| bytes.get(len.next_multiple_of(8)..).unwrap_or(&[]));
            Some(len.and_then(|len| Header::parse(bytes.get(..len)?)))
        })
    }
}

impl<'a> Header<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let fields = Fields(bytes);
        let shape = match fields.u32(4)? {
            0 => Shape::Error,
            1 => Shape::OneCounter,
            2 => Shape::ManyCounters,
            4 => Shape::ManyInstances,
            6 => Shape::WholeSet,
            _ => Shape::Unknown,
        };
        Some(Self { is_good: fields.u32(0)? == 0, shape, bytes: bytes.get(HEADER..)? })
    }

    /// The ids that it lists, as stored, and its rows of values. `None` if the lists are cut.
    pub fn rows(&self) -> Option<(Ids<'a>, Rows<'a>)> {
        let (ids, rest) = match self.shape {
            Shape::WholeSet | Shape::ManyCounters => counters(self.bytes)?,
            _ => (Ids(&[]), self.bytes),
        };
        let cells = if matches!(self.shape, Shape::WholeSet | Shape::ManyCounters) { ids.len() } else { 1 };
        let rows = match self.shape {
            Shape::WholeSet | Shape::ManyInstances => {
                let fields = Fields(rest);
                let (size, count) = (fields.size(0)?, fields.size(4)?);
                Rows { cells, left: count, has_instances: true, is_cut: size > rest.len(), rest: rest.get(8..)? }
            }
            _ => Rows { cells, left: 1, has_instances: false, is_cut: false, rest },
        };
        Some((ids, rows))
    }
}

/// Counter ids, as stored: equal bytes, equal counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ids<'a>(pub &'a [u8]);

impl Ids<'_> {
    pub fn len(&self) -> usize {
        self.0.len() / 4
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.0.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]))
    }
}

fn counters(bytes: &[u8]) -> Option<(Ids<'_>, &[u8])> {
    let fields = Fields(bytes);
    let (size, count) = (fields.size(0)?, fields.size(4)?);
    let ids = fields.part(8, count.checked_mul(4)?)?;
    let size = size.checked_next_multiple_of(8)?.max((8 + ids.len()).next_multiple_of(8));
    Some((Ids(ids), bytes.get(size..)?))
}

/// An instance as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instance<'a> {
    pub id: u32,
    /// UTF-16, without the terminating zero.
    pub name: &'a [u8],
}

/// Rows of values, one after the other.
#[derive(Clone)]
pub struct Rows<'a> {
    cells: usize,
    left: usize,
    has_instances: bool,
    /// Whether the instances claim more bytes than there are.
    pub is_cut: bool,
    rest: &'a [u8],
}

impl<'a> Rows<'a> {
    /// How many rows are left, going by what the block claims.
    pub fn claimed(&self) -> usize {
        self.left
    }

    /// The next row: its instance, if the set has instances, and its values in `cells`. If it is cut, it has fewer
    /// values than it should, and no row follows.
    pub fn next(&mut self, cells: &mut Vec<Option<i64>>) -> Option<Option<Instance<'a>>> {
        cells.clear();
        self.left = self.left.checked_sub(1)?;
        let instance = if self.has_instances {
            let Some((instance, rest)) = instance(self.rest) else {
                self.stop();
                return None;
            };
            self.rest = rest;
            Some(instance)
        } else {
            None
        };
        while cells.len() < self.cells {
            let Some((value, rest)) = value(self.rest) else {
                self.stop();
                break;
            };
            cells.push(value);
            self.rest = rest;
        }
        Some(instance)
    }

    fn stop(&mut self) {
        self.left = 0;
        self.is_cut = true;
    }
}

fn instance(bytes: &[u8]) -> Option<(Instance<'_>, &[u8])> {
    let fields = Fields(bytes);
    let size = fields.size(0).filter(|size| *size >= 8)?.next_multiple_of(8);
    let name = utf16_until_zero(bytes.get(8..size)?);
    Some((Instance { id: fields.u32(4)?, name }, bytes.get(size..)?))
}

/// A value; `None` if it is neither 4 nor 8 bytes long.
fn value(bytes: &[u8]) -> Option<(Option<i64>, &[u8])> {
    let fields = Fields(bytes);
    let (len, size) = (fields.size(0)?, fields.size(4)?);
    let size = size.max(8usize.checked_add(len)?).checked_next_multiple_of(8)?;
    let value = match len {
        4 => fields.u32(8).map(i64::from),
        8 => fields.i64(8),
        _ => None,
    };
    Some((value, bytes.get(size..).or_else(|| (bytes.len() >= 8 + len).then_some(&[][..]))?))
}
