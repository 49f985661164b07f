//! The documented structures inside object blocks: `PERF_DATA_BLOCK` and what it holds (`winperf.h`).
//!
//! | structure | at | what |
//! |---|---|---|
//! | data block | 00 | "PERF" in UTF-16; 18 header length; 1C objects; 38 performance time, 40 its frequency, 48 100-ns time |
//! | object | 00 | total length; 04 definition length; 08 header length; 0C title index; 20 counters; 28 instances (-1 = none); 2C code page; 30 time; 38 frequency |
//! | counter | 00 | length; 04 title index; 1C type; 20 size; 24 offset in the counter block |
//! | instance | 00 | length; 04 parent object's title; 08 parent's position; 0C unique number; 10 name offset; 14 name bytes |

use super::super::bytes::{Fields, utf16_text, utf16_until_zero};
use crate::model::CounterType;
use crate::model::counter_type::Clock;

/// An object's header.
const OBJECT_HEADER: usize = 0x40;

/// A counter's definition in an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Definition {
    pub title: u32,
    pub kind: CounterType,
    size: u32,
    offset: u32,
}

impl Definition {
    /// The raw value in a counter block.
    pub fn value(&self, block: &[u8]) -> Option<i64> {
        let at = self.offset as usize;
        match self.size {
            4 => Fields(block).u32(at).map(i64::from),
            8 => Fields(block).i64(at),
            _ => None,
        }
    }
}

/// The clocks of one data block.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clocks {
    time: i64,
    frequency: i64,
    time_100ns: i64,
}

/// A data block: its clocks and its objects' bytes.
pub struct DataBlock<'a> {
    pub clocks: Clocks,
    objects: u32,
    rest: &'a [u8],
}

impl Clocks {
    /// Whether these clocks can follow earlier ones of the same machine.
    pub fn can_follow(&self, before: &Self) -> bool {
        let goes_on = |now: i64, before: i64| now > before || (now, before) == (0, 0);
        goes_on(self.time, before.time)
            && goes_on(self.time_100ns, before.time_100ns)
            && self.frequency == before.frequency
    }
}

impl<'a> DataBlock<'a> {
    /// `None` if it is not a data block or its header is cut.
    pub fn parse(data: &'a [u8]) -> Option<Self> {
        let fields = Fields(data);
        if fields.part(0, 8)? != b"P\0E\0R\0F\0" {
            return None;
        }
        let clocks = Clocks { time: fields.i64(0x38)?, frequency: fields.i64(0x40)?, time_100ns: fields.i64(0x48)? };
        Some(Self { clocks, objects: fields.u32(0x1C)?, rest: data.get(fields.size(0x18)?..)? })
    }

    /// Whether it claims to have no object although bytes of one are present.
    pub fn understates_objects(&self) -> bool {
        self.objects == 0 && self.rest.len() >= OBJECT_HEADER
    }

    /// The complete objects, followed by one `None` if an object is damaged.
    pub fn objects(self) -> impl Iterator<Item = Option<Object<'a>>> {
        let mut rest = Some(self.rest);
        (0..self.objects).map_while(move |_| {
            let bytes = rest?;
            let object = Object::parse(bytes);
            rest = object.as_ref().and_then(|o| bytes.get(o.bytes.len()..)).filter(|b| !b.is_empty());
            Some(object)
        })
    }
}

/// One object type with its definitions and instances.
#[derive(Clone, Copy)]
pub struct Object<'a> {
    bytes: &'a [u8],
    pub title: u32,
    counters: u32,
    instances: i32,
    code_page: u32,
    header: usize,
    definition: usize,
    time: i64,
    frequency: i64,
}

impl<'a> Object<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let fields = Fields(bytes);
        let total = fields.size(0)?;
        let object = Self {
            bytes: bytes.get(..total)?,
            title: fields.u32(0x0C)?,
            counters: fields.u32(0x20)?,
            instances: fields.i32(0x28)?,
            code_page: fields.u32(0x2C)?,
            header: fields.size(0x08)?,
            definition: fields.size(0x04)?,
            time: fields.i64(0x30)?,
            frequency: fields.i64(0x38)?,
        };
        (object.header >= OBJECT_HEADER && object.header <= object.definition && object.definition <= total)
            .then_some(object)
    }

    /// The bytes that define the counters: equal bytes, equal definitions.
    pub fn definition_bytes(&self) -> &'a [u8] {
        self.bytes.get(self.header..self.definition).unwrap_or(&[])
    }

    /// The counters' definitions; fewer than claimed if one is damaged.
    pub fn definitions(&self) -> Vec<Definition> {
        self.stored_definitions().take(self.counters as usize).collect()
    }

    /// Every definition whose bytes are present, claimed or not.
    fn stored_definitions(&self) -> impl Iterator<Item = Definition> + use<'a> {
        let mut rest = self.definition_bytes();
        std::iter::from_fn(move || {
            let (definition, len) = definition(rest)?;
            rest = rest.get(len..).unwrap_or(&[]);
            Some(definition)
        })
    }

    /// How many definitions differ from others in meaning; `None` if their numbers differ.
    pub fn differing(mine: &[Definition], others: &[Definition]) -> Option<usize> {
        (mine.len() == others.len()).then(|| mine.iter().zip(others).filter(|(a, b)| a != b).count())
    }

    /// Whether bytes of more definitions are present than it claims to have.
    pub fn understates_counters(&self) -> bool {
        self.stored_definitions().nth(self.counters as usize).is_some()
    }

    pub fn counters_claimed(&self) -> usize {
        self.counters as usize
    }

    /// Whether it claims to have no instances although bytes of some are present, or fewer than none.
    pub fn understates_instances(&self) -> bool {
        self.instances < -1 || self.instances == 0 && self.bytes.len() > self.definition + 8
    }

    pub fn has_instances(&self) -> bool {
        self.instances >= 0
    }

    /// The counter block of an object without instances.
    pub fn single_block(&self) -> Option<&'a [u8]> {
        counter_block(self.bytes.get(self.definition..)?)
    }

    /// The complete instances, followed by one `None` if an instance is damaged.
    pub fn instances(&self) -> impl Iterator<Item = Option<Instance<'a>>> + use<'a> {
        let mut rest = self.bytes.get(self.definition..);
        let code_page = self.code_page;
        (0..self.instances.max(0)).map_while(move |_| {
            let bytes = rest?;
            let instance = Instance::parse(bytes, code_page);
            rest = instance.as_ref().and_then(|i| bytes.get(i.len..));
            Some(instance)
        })
    }

    /// The value of `clock` and its ticks per second.
    pub fn clock(&self, clock: Clock, clocks: &Clocks) -> (i64, i64) {
        let object_frequency = if self.frequency > 0 { self.frequency } else { clocks.frequency };
        match clock {
            Clock::Ticks => (clocks.time, clocks.frequency),
            Clock::HundredNanos => (clocks.time_100ns, 10_000_000),
            Clock::Object => (self.time, object_frequency),
        }
    }
}

fn definition(bytes: &[u8]) -> Option<(Definition, usize)> {
    let fields = Fields(bytes);
    let len = fields.size(0).filter(|len| (0x28..=bytes.len()).contains(len))?;
    let definition = Definition {
        title: fields.u32(0x04)?,
        kind: CounterType(fields.u32(0x1C)?),
        size: fields.u32(0x20)?,
        offset: fields.u32(0x24)?,
    };
    Some((definition, len))
}

fn counter_block(bytes: &[u8]) -> Option<&[u8]> {
    let len = Fields(bytes).size(0).filter(|len| *len >= 4)?;
    bytes.get(..len)
}

/// One instance of an object.
pub struct Instance<'a> {
    pub name: Name<'a>,
    /// Title of the parent's object and position among its instances; title 0 = no parent.
    pub parent: (u32, u32),
    pub block: &'a [u8],
    len: usize,
}

/// An instance's name as stored.
#[derive(Clone, Copy)]
pub struct Name<'a> {
    /// UTF-16, without the terminating zero.
    pub bytes: &'a [u8],
    unique: u32,
    is_unicode: bool,
}

impl Name<'_> {
    /// Its first bytes.
    pub fn cut(self, bytes: usize) -> Self {
        Self { bytes: self.bytes.get(..bytes).unwrap_or(self.bytes), ..self }
    }

    pub fn text(&self) -> String {
        const NO_UNIQUE_ID: u32 = u32::MAX;
        if self.bytes.is_empty() && self.unique != NO_UNIQUE_ID {
            self.unique.to_string()
        } else if self.is_unicode {
            utf16_text(self.bytes)
        } else {
            self.bytes.iter().map(|b| *b as char).collect()
        }
    }
}

impl<'a> Instance<'a> {
    fn parse(bytes: &'a [u8], code_page: u32) -> Option<Self> {
        let fields = Fields(bytes);
        let definition = fields.size(0).filter(|len| *len >= 0x18)?;
        // the name is part of the definition
        let raw = Fields(bytes.get(..definition)?).part(fields.size(0x10)?, fields.size(0x14)?)?;
        let is_unicode = code_page == 0;
        let name = if is_unicode { utf16_until_zero(raw) } else { raw.split(|b| *b == 0).next().unwrap_or(&[]) };
        let block = counter_block(bytes.get(definition..)?)?;
        Some(Self {
            name: Name { bytes: name, unique: fields.u32(0x0C)?, is_unicode },
            parent: (fields.u32(0x04)?, fields.u32(0x08)?),
            block,
            len: definition + block.len(),
        })
    }
}
