//! Writes perfmon binary logs, for fixtures and the embedded sample.
//!
//! It follows the layout tables in `src/logfile/blg`, and nothing of the reader's code, so that both can be wrong only
//! in the same words. `tests/it/writer.rs` compares its bytes with those of real logs.

use super::counterset::{Registration, SetBlock};

/// {933F3BB3-943E-490D-9CED-3CBB14C14479}
pub const PERFMON_GUID: [u8; 16] =
    [0xB3, 0x3B, 0x3F, 0x93, 0x3E, 0x94, 0x0D, 0x49, 0x9C, 0xED, 0x3C, 0xBB, 0x14, 0xC1, 0x44, 0x79];
/// A computer, and the moment at which most logs of tests begin: 2 March 2026, 08:00.
pub const PC: &str = r"\\PC";
pub const T0: i64 = 1_772_438_400_000;
/// Counter types: `PERF_COUNTER_LARGE_RAWCOUNT`, `PERF_COUNTER_RAWCOUNT`, `PERF_COUNTER_COUNTER`.
pub const LEVEL: u32 = 0x0001_0100;
pub const PLAIN: u32 = 0x0001_0000;
pub const RATE: u32 = 0x1041_0400;

const LOG_GUID: [u8; 16] = *b"poolscope-sample";
/// Bytes of a body in one part, as Windows cuts them.
const PART: usize = 8000;

/// Milliseconds since 1970 as a FILETIME.
pub fn filetime(ms: i64) -> i64 {
    (ms + 11_644_473_600_000) * 10_000
}

pub fn utf16z(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

pub fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// A yearly rule: month, week of the month, hour; always a Sunday.
#[derive(Clone, Copy)]
pub struct Turn(pub u16, pub u16, pub u16);

/// What the header says.
#[derive(Clone)]
pub struct Spec {
    pub pointer_bytes: u32,
    pub build: u32,
    pub processors: u32,
    pub bias_minutes: i32,
    pub zone_name: &'static str,
    /// To standard time and to daylight time.
    pub turns: Option<(Turn, Turn)>,
    pub boot_ms: i64,
    pub begin_ms: i64,
    /// 0 = not closed.
    pub end_ms: i64,
    pub is_circular: bool,
    pub lost_events: u32,
    pub original_path: &'static str,
    pub buffer_size: usize,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            pointer_bytes: 8,
            build: 9600,
            processors: 2,
            bias_minutes: 0,
            zone_name: "UTC",
            turns: None,
            boot_ms: 1_772_000_000_000,
            begin_ms: 1_772_000_100_000,
            end_ms: 1_772_900_000_000,
            is_circular: false,
            lost_events: 0,
            original_path: r"C:\PerfLogs\pool.blg",
            buffer_size: 0x10000,
        }
    }
}

/// One entry of the counter list.
#[derive(Clone)]
pub struct Entry<'a> {
    pub machine: &'a str,
    pub object: &'a str,
    pub instance: Option<&'a str>,
    pub parent: Option<&'a str>,
    pub index: u32,
    pub counter: &'a str,
    pub kind: u32,
    pub ticks_per_second: i64,
    pub flags: u32,
    pub scale: i32,
}

impl<'a> Entry<'a> {
    pub const ALL_INSTANCES: u32 = 1;
    pub const WHOLE_OBJECT: u32 = 0x10;
    pub const VERSION_2: u32 = 0x100;

    /// One counter without instance.
    pub fn one(machine: &'a str, object: &'a str, counter: &'a str, kind: u32) -> Self {
        Self {
            machine,
            object,
            instance: None,
            parent: None,
            index: 0,
            counter,
            kind,
            ticks_per_second: 10_000_000,
            flags: 0,
            scale: 0,
        }
    }

    /// `Object(*)\Counter`.
    pub fn many(machine: &'a str, object: &'a str, counter: &'a str, kind: u32) -> Self {
        Self { instance: Some("*"), flags: Self::ALL_INSTANCES, ..Self::one(machine, object, counter, kind) }
    }

    /// `Object(*)\*`.
    pub fn object(machine: &'a str, object: &'a str) -> Self {
        let flags = Self::ALL_INSTANCES | Self::WHOLE_OBJECT;
        Self { instance: Some("*"), flags, ..Self::one(machine, object, "*", 0) }
    }

    /// `Object(*)\*` of an object that is a counter set of version 2.
    pub fn counter_set(machine: &'a str, object: &'a str) -> Self {
        let flags = Self::ALL_INSTANCES | Self::WHOLE_OBJECT | Self::VERSION_2;
        Self { flags, ..Self::object(machine, object) }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut strings = Vec::new();
        let mut offset_of = |text: Option<&str>| -> i32 {
            let Some(text) = text else { return -1 };
            let at = strings.len() as i32;
            strings.extend(utf16z(text));
            at
        };
        let machine = offset_of(Some(self.machine));
        let object = offset_of(Some(self.object));
        let instance = offset_of(self.instance);
        let parent = offset_of(self.parent);
        let counter = offset_of(Some(self.counter));
        let len = (0x34 + strings.len()).next_multiple_of(8);
        let mut out = vec![0; len];
        put(&mut out, 0x00, &(len as u32).to_le_bytes());
        put(&mut out, 0x04, &self.flags.to_le_bytes());
        put(&mut out, 0x0C, &self.kind.to_le_bytes());
        put(&mut out, 0x10, &self.ticks_per_second.to_le_bytes());
        put(&mut out, 0x18, &self.scale.to_le_bytes());
        for (at, offset) in [(0x1C, machine), (0x20, object), (0x24, instance), (0x28, parent), (0x30, counter)] {
            put(&mut out, at, &offset.to_le_bytes());
        }
        put(&mut out, 0x2C, &self.index.to_le_bytes());
        put(&mut out, 0x34, &strings);
        out
    }
}

/// The data of one entry in a sample.
pub enum Block {
    One {
        status: u32,
        first: i64,
        second: i64,
        multi: u32,
    },
    /// Name, multi count, first and second raw value.
    Many(Vec<(String, u32, i64, i64)>),
    Object(Object),
    Set(SetBlock),
    /// Any code and bytes.
    Raw(u16, Vec<u8>),
}

impl Block {
    pub fn level(value: i64) -> Self {
        Self::One { status: 0, first: value, second: 0, multi: 1 }
    }
}

/// A `PERF_DATA_BLOCK` with one object.
#[derive(Clone, Default)]
pub struct Object {
    pub title: u32,
    /// Title index, type, bytes (4, 8 or 0).
    pub counters: Vec<(u32, u32, u32)>,
    /// `None`: an object without instances, whose values are in `single`.
    pub instances: Option<Vec<Instance>>,
    pub single: Vec<i64>,
    pub time: i64,
    pub frequency: i64,
    pub time_100ns: i64,
    pub object_time: i64,
    pub object_frequency: i64,
}

#[derive(Clone, Default)]
pub struct Instance {
    pub name: String,
    /// Title of the parent's object, position of the parent.
    pub parent: Option<(u32, u32)>,
    pub values: Vec<i64>,
}

impl Object {
    fn counter_block(&self, values: &[i64]) -> Vec<u8> {
        let mut out = vec![0; 8];
        for ((_, _, size), value) in self.counters.iter().zip(values) {
            match size {
                4 => out.extend((*value as u32).to_le_bytes()),
                8 => out.extend(value.to_le_bytes()),
                _ => {}
            }
        }
        out.resize(out.len().next_multiple_of(8), 0);
        let len = out.len() as u32;
        put(&mut out, 0, &len.to_le_bytes());
        out
    }

    fn bytes(&self) -> Vec<u8> {
        let mut definitions = Vec::new();
        let mut offset = 8u32;
        for (title, kind, size) in &self.counters {
            let mut d = vec![0; 0x28];
            put(&mut d, 0x00, &0x28u32.to_le_bytes());
            put(&mut d, 0x04, &title.to_le_bytes());
            put(&mut d, 0x1C, &kind.to_le_bytes());
            put(&mut d, 0x20, &size.to_le_bytes());
            put(&mut d, 0x24, &offset.to_le_bytes());
            offset += size;
            definitions.extend(d);
        }
        let mut data = Vec::new();
        for instance in self.instances.iter().flatten() {
            let name = utf16z(&instance.name);
            let len = (0x18 + name.len()).next_multiple_of(8);
            let mut i = vec![0; len];
            put(&mut i, 0x00, &(len as u32).to_le_bytes());
            let (title, position) = instance.parent.unwrap_or((0, 0));
            put(&mut i, 0x04, &title.to_le_bytes());
            put(&mut i, 0x08, &position.to_le_bytes());
            put(&mut i, 0x0C, &(-1i32).to_le_bytes());
            put(&mut i, 0x10, &0x18u32.to_le_bytes());
            put(&mut i, 0x14, &(name.len() as u32).to_le_bytes());
            put(&mut i, 0x18, &name);
            data.extend(i);
            data.extend(self.counter_block(&instance.values));
        }
        if self.instances.is_none() {
            data = self.counter_block(&self.single);
        }
        let definition_len = 0x40 + definitions.len();
        let total = definition_len + data.len();
        let mut object = vec![0; 0x40];
        put(&mut object, 0x00, &(total as u32).to_le_bytes());
        put(&mut object, 0x04, &(definition_len as u32).to_le_bytes());
        put(&mut object, 0x08, &0x40u32.to_le_bytes());
        put(&mut object, 0x0C, &self.title.to_le_bytes());
        put(&mut object, 0x20, &(self.counters.len() as u32).to_le_bytes());
        let count = self.instances.as_ref().map_or(-1, |i| i.len() as i32);
        put(&mut object, 0x28, &count.to_le_bytes());
        put(&mut object, 0x30, &self.object_time.to_le_bytes());
        put(&mut object, 0x38, &self.object_frequency.to_le_bytes());
        const HEADER: usize = 0x58;
        let mut out = vec![0; HEADER];
        put(&mut out, 0x00, b"P\0E\0R\0F\0");
        put(&mut out, 0x08, &1u32.to_le_bytes());
        put(&mut out, 0x0C, &1u32.to_le_bytes());
        put(&mut out, 0x10, &1u32.to_le_bytes());
        put(&mut out, 0x14, &((HEADER + total) as u32).to_le_bytes());
        put(&mut out, 0x18, &(HEADER as u32).to_le_bytes());
        put(&mut out, 0x1C, &1u32.to_le_bytes());
        put(&mut out, 0x38, &self.time.to_le_bytes());
        put(&mut out, 0x40, &self.frequency.to_le_bytes());
        put(&mut out, 0x48, &self.time_100ns.to_le_bytes());
        out.extend(object);
        out.extend(definitions);
        out.extend(data);
        out
    }
}

fn block(code: u16, data: &[u8]) -> Vec<u8> {
    let mut out = b"BL".to_vec();
    out.extend(code.to_le_bytes());
    out.extend((8 + data.len() as u32).to_le_bytes());
    out.extend(data);
    out
}

/// Builds a log, event by event.
pub struct Writer {
    spec: Spec,
    out: Vec<u8>,
    buffer: Vec<u8>,
    sequence: i64,
}

impl Writer {
    pub fn new(spec: Spec) -> Self {
        let mut writer = Self { out: Vec::new(), buffer: Vec::new(), sequence: 0, spec };
        writer.begin_buffer();
        let header = writer.header_event();
        writer.buffer.extend(header);
        writer.end_buffer(4);
        writer
    }

    fn begin_buffer(&mut self) {
        self.buffer = vec![0; 0x48];
        put(&mut self.buffer, 0x00, &(self.spec.buffer_size as u32).to_le_bytes());
    }

    /// Closes the current buffer; `kind` 4 is the header's, 0 any other.
    fn end_buffer(&mut self, kind: u16) {
        let used = (self.buffer.len() as u32).to_le_bytes();
        put(&mut self.buffer, 0x04, &used);
        put(&mut self.buffer, 0x08, &used);
        put(&mut self.buffer, 0x10, &filetime(self.spec.begin_ms + self.sequence * 1000).to_le_bytes());
        put(&mut self.buffer, 0x18, &self.sequence.to_le_bytes());
        put(&mut self.buffer, 0x30, &used);
        put(&mut self.buffer, 0x34, &u16::from(kind == 4).to_le_bytes());
        put(&mut self.buffer, 0x36, &kind.to_le_bytes());
        self.buffer.resize(self.spec.buffer_size, 0xFF);
        self.out.append(&mut self.buffer);
        self.sequence += 1;
        self.begin_buffer();
    }

    fn header_event(&self) -> Vec<u8> {
        let spec = &self.spec;
        let pointer = spec.pointer_bytes as usize;
        let zone_at = 0x38 + 2 * pointer;
        let times = (zone_at + 0xAC).next_multiple_of(8);
        let mut p = vec![0; times + 0x20];
        let moment = |ms: i64| if ms == 0 { 0 } else { filetime(ms) };
        put(&mut p, 0x00, &(spec.buffer_size as u32).to_le_bytes());
        put(&mut p, 0x04, &[6, 0, 1, 5]);
        put(&mut p, 0x08, &spec.build.to_le_bytes());
        put(&mut p, 0x0C, &spec.processors.to_le_bytes());
        put(&mut p, 0x10, &moment(spec.end_ms).to_le_bytes());
        put(&mut p, 0x18, &156_250u32.to_le_bytes());
        put(&mut p, 0x20, &(1 | if spec.is_circular { 2u32 } else { 0 }).to_le_bytes());
        put(&mut p, 0x28, &1u32.to_le_bytes());
        put(&mut p, 0x2C, &spec.pointer_bytes.to_le_bytes());
        put(&mut p, 0x30, &spec.lost_events.to_le_bytes());
        put(&mut p, 0x34, &2400u32.to_le_bytes());
        put(&mut p, zone_at, &spec.bias_minutes.to_le_bytes());
        let name = utf16z(spec.zone_name);
        put(&mut p, zone_at + 0x04, &name);
        put(&mut p, zone_at + 0x58, &name);
        if let Some((standard, daylight)) = spec.turns {
            for (at, Turn(month, week, hour)) in [(0x44, standard), (0x98, daylight)] {
                for (i, word) in [0, month, 0, week, hour].into_iter().enumerate() {
                    put(&mut p, zone_at + at + 2 * i, &word.to_le_bytes());
                }
            }
            put(&mut p, zone_at + 0xA8, &(-60i32).to_le_bytes());
        }
        put(&mut p, times, &moment(spec.boot_ms).to_le_bytes());
        put(&mut p, times + 0x08, &10_000_000i64.to_le_bytes());
        put(&mut p, times + 0x10, &moment(spec.begin_ms).to_le_bytes());
        put(&mut p, times + 0x18, &1u32.to_le_bytes());
        p.extend(utf16z("poolscope"));
        p.extend(utf16z(spec.original_path));
        let size = 0x20 + p.len();
        let mut event = vec![0; 0x20];
        let kind = if spec.pointer_bytes == 4 { 1 } else { 2 };
        put(&mut event, 0x00, &[2, 0, kind, 0xC0]);
        put(&mut event, 0x04, &(size as u16).to_le_bytes());
        put(&mut event, 0x10, &moment(spec.begin_ms).to_le_bytes());
        event.extend(p);
        event
    }

    /// Adds an event as it is, in a new buffer where it does not fit.
    pub fn raw_event(&mut self, event: &[u8]) {
        let start = self.buffer.len().next_multiple_of(8);
        if start + event.len() > self.spec.buffer_size {
            self.end_buffer(0);
        } else {
            self.buffer.resize(start, 0xFF);
        }
        self.buffer.extend(event);
    }

    /// Adds one part of a body.
    pub fn part(&mut self, kind: u8, local_ms: i64, part: u32, parts: u32, bytes: &[u8]) {
        let mut event = vec![0; 0x30];
        put(&mut event, 0x00, &((0x30 + 0x18 + bytes.len()) as u16).to_le_bytes());
        put(&mut event, 0x02, &[if self.spec.pointer_bytes == 4 { 0x0A } else { 0x14 }, 0xC0, kind, 0]);
        put(&mut event, 0x06, &0x3Cu16.to_le_bytes());
        put(&mut event, 0x10, &filetime(local_ms).to_le_bytes());
        put(&mut event, 0x18, &PERFMON_GUID);
        event.extend(LOG_GUID);
        event.extend(part.to_le_bytes());
        event.extend(parts.to_le_bytes());
        event.extend(bytes);
        self.raw_event(&event);
    }

    /// Adds a body, cut in parts as Windows does.
    pub fn body(&mut self, kind: u8, local_ms: i64, body: &[u8]) {
        let parts: Vec<&[u8]> = body.chunks(PART).collect();
        for (i, bytes) in parts.iter().enumerate() {
            self.part(kind, local_ms, i as u32 + 1, parts.len() as u32, bytes);
        }
    }

    /// Adds the names of objects and counters.
    pub fn titles(&mut self, local_ms: i64, machine: &str, names: &[(u32, &str)]) {
        for some in names.chunks(100) {
            let mut body = utf16z(machine);
            for (index, name) in some {
                body.extend(utf16z(&index.to_string()));
                body.extend(utf16z(name));
            }
            self.part(0x24, local_ms, 1, 1, &body);
        }
    }

    /// Adds what registers counter sets of version 2.
    pub fn registrations(&mut self, local_ms: i64, sets: &[Registration]) {
        let body: Vec<u8> = sets.iter().flat_map(Registration::bytes).collect();
        self.part(0x26, local_ms, 1, 1, &body);
    }

    pub fn list(&mut self, local_ms: i64, entries: &[Entry<'_>]) {
        let mut body = vec![0xFF, 0x06, 0, 0, 0x08, 0, 2, 0];
        for entry in entries {
            body.extend(entry.bytes());
        }
        self.body(0x20, local_ms, &body);
    }

    pub fn sample(&mut self, local_ms: i64, blocks: &[Block]) {
        let body = sample_body(local_ms, blocks);
        self.body(0x22, local_ms, &body);
    }

    /// Starts a new buffer, so that what follows can be damaged apart.
    pub fn flush(&mut self) {
        if self.buffer.len() > 0x48 {
            self.end_buffer(0);
        }
    }

    /// The buffers that are closed, for logs too large for memory.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.flush();
        // a closed log says how many buffers it has
        let is_whole = self.out.len() == self.sequence as usize * self.spec.buffer_size;
        if is_whole && self.spec.end_ms != 0 && !self.spec.is_circular {
            put(&mut self.out, 0x68 + 0x24, &(self.sequence as u32).to_le_bytes());
        }
        self.out
    }
}

/// The body of a sample.
pub fn sample_body(local_ms: i64, blocks: &[Block]) -> Vec<u8> {
    let time = filetime(local_ms);
    let mut body = b"BL\x03\0\0\0\0\0".to_vec();
    for item in blocks {
        let bytes = match item {
            Block::One { status, first, second, multi } => {
                let mut d = vec![0; 0x28];
                put(&mut d, 0x00, &status.to_le_bytes());
                put(&mut d, 0x04, &time.to_le_bytes());
                put(&mut d, 0x10, &first.to_le_bytes());
                put(&mut d, 0x18, &second.to_le_bytes());
                put(&mut d, 0x20, &multi.to_le_bytes());
                block(0x0103, &d)
            }
            Block::Many(instances) => {
                let mut d = vec![0; 0x18 + 0x18 * instances.len()];
                for (i, (name, multi, first, second)) in instances.iter().enumerate() {
                    let at = 0x18 + 0x18 * i;
                    let name_at = d.len() as u32;
                    put(&mut d, at, &name_at.to_le_bytes());
                    put(&mut d, at + 0x04, &multi.to_le_bytes());
                    put(&mut d, at + 0x08, &first.to_le_bytes());
                    put(&mut d, at + 0x10, &second.to_le_bytes());
                    d.extend(utf16z(name));
                }
                let len = d.len() as u32;
                put(&mut d, 0x00, &len.to_le_bytes());
                put(&mut d, 0x04, &(instances.len() as u32).to_le_bytes());
                put(&mut d, 0x10, &time.to_le_bytes());
                block(0x0203, &d)
            }
            Block::Object(object) => block(0x0503, &object.bytes()),
            Block::Set(set) => block(0x1503, &set.bytes()),
            Block::Raw(code, data) => block(*code, data),
        };
        body.extend(bytes);
        body.resize(body.len().next_multiple_of(8), 0);
    }
    let len = body.len() as u32;
    put(&mut body, 4, &len.to_le_bytes());
    body
}
