//! Samples in the long form, as Parquet: one row per value.
//!
//! ```text
//! computer    text, nullable      without its \\; null if the log names none
//! object      text
//! instance    text, nullable      with its parent (`explorer/0`) and position (`svchost#3`)
//! process_id  uint32, nullable    if the log gives it
//! counter     text
//! time        timestamp, UTC, microseconds
//! value       double
//! ```
//!
//! Names are as in the log. The file's metadata gives each counter's type, as named in `winperf.h`, and its unit: the
//! key `poolscope.counters` holds a JSON list. Within a row group, rows are sorted by counter, then by time.

use super::{Column, Moment, RecordWriter};
use crate::chart::extras::kind;
use crate::model::process::{Naming, named_by_id};
use crate::model::{CounterPath, KeyedPath};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;

const SCHEMA: &str = "message samples {
    OPTIONAL BYTE_ARRAY computer (UTF8);
    REQUIRED BYTE_ARRAY object (UTF8);
    OPTIONAL BYTE_ARRAY instance (UTF8);
    OPTIONAL INT32 process_id (INTEGER(32,false));
    REQUIRED BYTE_ARRAY counter (UTF8);
    REQUIRED INT64 time (TIMESTAMP(MICROS,true));
    REQUIRED DOUBLE value;
}";

/// Values in a row group: about 24 MB before encoding.
const GROUP: usize = 1 << 20;

/// Rows of a column that are passed on at once.
const BATCH: usize = 1 << 13;

/// What the file's metadata says of a counter.
#[derive(Serialize)]
struct Described<'a> {
    computer: &'a str,
    object: &'a str,
    instance: Option<&'a str>,
    counter: &'a str,
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    /// `bytes`, `kbytes`, `mbytes`, `percent` or `count`; with `/s` for a rate per second.
    unit: String,
}

/// What the rows of a counter share.
struct Named {
    computer: Option<ByteArray>,
    object: ByteArray,
    instance: Option<ByteArray>,
    counter: ByteArray,
    /// The column that tells the id of its process.
    id_column: Option<usize>,
    /// The id given in its name.
    id: Option<u32>,
}

/// A value and when it was taken (UTC, µs), with the id of its process.
#[derive(Clone, Copy)]
struct Sample {
    utc_us: i64,
    value: f64,
    process_id: Option<u32>,
}

/// The instance as shown in a path.
fn instance(path: &CounterPath) -> Option<String> {
    let name = path.instance.as_deref()?;
    let parent = path.parent.as_ref().map_or_else(String::new, |parent| format!("{parent}/"));
    let position = if path.index > 0 { format!("#{}", path.index) } else { String::new() };
    Some(format!("{parent}{name}{position}"))
}

/// Where rows go.
pub type Out<'a> = Box<dyn Write + Send + 'a>;

/// Writes samples in the long form.
pub struct Long<'a> {
    out: SerializedFileWriter<Out<'a>>,
    counters: Vec<Named>,
    /// The order in which counters are written.
    order: Vec<usize>,
    /// The samples of each counter that are not yet written.
    waiting: Vec<Vec<Sample>>,
    count: usize,
}

impl<'a> Long<'a> {
    /// Begins a file for these columns, whose counters have these names.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(out: Out<'a>, columns: &[Column], names: &[KeyedPath]) -> io::Result<Self> {
        let instances: Vec<Option<String>> = names.iter().map(|path| instance(path)).collect();
        let all = || columns.iter().zip(names.iter().zip(&instances));
        let described: Vec<Described<'_>> = all()
            .map(|(column, (path, instance))| {
                let (unit, per) = kind(path);
                Described {
                    computer: &path.computer,
                    object: &path.object,
                    instance: instance.as_deref(),
                    counter: &path.counter,
                    kind: column.kind.and_then(|kind| kind.name()),
                    unit: format!("{}{per}", unit.name()),
                }
            })
            .collect();
        let described = serde_json::to_string(&described).map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(unwritten)?))
            .set_created_by(concat!("PoolScope ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_key_value_metadata(Some(vec![KeyValue::new("poolscope.counters".to_owned(), described)]))
            .build();
        let schema = parse_message_type(SCHEMA).map_err(unwritten)?;
        let out = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(unwritten)?;
        let counters = all()
            .map(|(column, (path, instance))| Named {
                computer: Some(path.computer.as_str()).filter(|name| !name.is_empty()).map(ByteArray::from),
                object: path.object.as_str().into(),
                instance: instance.as_deref().map(ByteArray::from),
                counter: path.counter.as_str().into(),
                id_column: column.process_id,
                id: named_by_id(&column.path, Naming::Position).map(|process| process.id),
            })
            .collect();
        let order = (0..names.len()).collect();
        Ok(Self { out, counters, order, waiting: vec![Vec::new(); names.len()], count: 0 })
    }

    /// Counters in the order of their names.
    pub fn sorted(mut self) -> Self {
        let name = |at: &usize| {
            let named = &self.counters[*at];
            let instance = named.instance.as_ref().map(ByteArray::data);
            (named.computer.as_ref().map(ByteArray::data), named.object.data(), instance, named.counter.data())
        };
        self.order.sort_by(|a, b| name(a).cmp(&name(b)));
        self
    }

    /// Writes the waiting samples as a row group.
    fn flush(&mut self) -> io::Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        let rows = Rows { counters: &self.counters, order: &self.order, waiting: &self.waiting };
        let mut group = self.out.next_row_group().map_err(unwritten)?;
        rows.some::<ByteArrayType>(&mut group, &|named, _| named.computer.clone())?;
        rows.all::<ByteArrayType>(&mut group, &|named, _| named.object.clone())?;
        rows.some::<ByteArrayType>(&mut group, &|named, _| named.instance.clone())?;
        // the format stores an unsigned number as a signed one
        rows.some::<Int32Type>(&mut group, &|_, sample| sample.process_id.map(u32::cast_signed))?;
        rows.all::<ByteArrayType>(&mut group, &|named, _| named.counter.clone())?;
        rows.all::<Int64Type>(&mut group, &|_, sample| sample.utc_us)?;
        rows.all::<DoubleType>(&mut group, &|_, sample| sample.value)?;
        group.close().map_err(unwritten)?;
        self.waiting.iter_mut().for_each(Vec::clear);
        self.count = 0;
        Ok(())
    }
}

/// The rows of a group, counter by counter.
struct Rows<'a> {
    counters: &'a [Named],
    order: &'a [usize],
    waiting: &'a [Vec<Sample>],
}

type Group<'a, 'b> = SerializedRowGroupWriter<'a, Out<'b>>;

impl Rows<'_> {
    fn each(&self) -> impl Iterator<Item = (&Named, &Sample)> {
        self.order.iter().flat_map(|at| self.waiting[*at].iter().map(|sample| (&self.counters[*at], sample)))
    }

    /// Writes the next column, in which every row has a value.
    fn all<D: DataType>(&self, group: &mut Group<'_, '_>, of: &dyn Fn(&Named, &Sample) -> D::T) -> io::Result<()> {
        self.column::<D>(group, &|named, sample| Some(of(named, sample)), false)
    }

    /// Writes the next column, in which rows may have none.
    fn some<D: DataType>(
        &self,
        group: &mut Group<'_, '_>,
        of: &dyn Fn(&Named, &Sample) -> Option<D::T>,
    ) -> io::Result<()> {
        self.column::<D>(group, of, true)
    }

    fn column<D: DataType>(
        &self,
        group: &mut Group<'_, '_>,
        of: &dyn Fn(&Named, &Sample) -> Option<D::T>,
        is_optional: bool,
    ) -> io::Result<()> {
        let missing = || io::Error::other("Parquet: the schema has no such column");
        let mut column = group.next_column().map_err(unwritten)?.ok_or_else(missing)?;
        let (mut values, mut levels) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        let mut rows = self.each().peekable();
        while rows.peek().is_some() {
            values.clear();
            levels.clear();
            for (named, sample) in rows.by_ref().take(BATCH) {
                let value = of(named, sample);
                levels.push(i16::from(value.is_some()));
                values.extend(value);
            }
            let levels = is_optional.then_some(&levels[..]);
            column.typed::<D>().write_batch(&values, levels, None).map_err(unwritten)?;
        }
        column.close().map_err(unwritten)
    }
}

impl RecordWriter for Long<'_> {
    fn record(&mut self, at: Moment, values: &[f64]) -> io::Result<()> {
        let utc_us = at.utc_ms.saturating_mul(1000);
        for ((value, waiting), named) in values.iter().zip(&mut self.waiting).zip(&self.counters) {
            if !value.is_finite() {
                continue;
            }
            let told = named.id_column.and_then(|column| values.get(column)).copied();
            let told =
                told.filter(|id| (0.0..=f64::from(u32::MAX)).contains(id) && id.fract() == 0.0).map(|id| id as u32);
            waiting.push(Sample { utc_us, value: *value, process_id: told.or(named.id) });
            self.count += 1;
        }
        if self.count >= GROUP { self.flush() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.flush()?;
        self.out.finish().map_err(unwritten)?;
        Ok(())
    }
}

/// Why a file could not be written, in the system's words if the system refused.
fn unwritten(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(refused) => *refused,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
