//! The verdicts as Parquet: one row per finding, for queries over a fleet.

use super::super::server::{Moment, PoolRow, Server};
use super::super::triage::Triage;
use crate::export::{self, Existing};
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

const SCHEMA: &str = "message verdicts {
    REQUIRED BINARY computer (STRING);
    OPTIONAL INT32 os_build (INTEGER(32,false));
    OPTIONAL DOUBLE ram_bytes;
    REQUIRED BINARY pool (STRING);
    REQUIRED BINARY verdict (STRING);
    OPTIONAL BINARY severity (STRING);
    REQUIRED BOOLEAN provisional;
    REQUIRED BOOLEAN exhausted;
    REQUIRED DOUBLE confidence;
    OPTIONAL DOUBLE probability;
    OPTIONAL DOUBLE slope_per_hour;
    OPTIONAL DOUBLE slope_low_per_hour;
    OPTIONAL DOUBLE slope_high_per_hour;
    OPTIONAL INT64 onset (TIMESTAMP(MILLIS,true));
    OPTIONAL DOUBLE ram_fraction;
    OPTIONAL DOUBLE hours_to_limit;
    OPTIONAL DOUBLE hours_to_limit_low;
    OPTIONAL DOUBLE hours_to_limit_high;
    REQUIRED DOUBLE first;
    REQUIRED DOUBLE last;
    REQUIRED DOUBLE max;
    REQUIRED INT64 max_time (TIMESTAMP(MILLIS,true));
    OPTIONAL DOUBLE growth;
    OPTIONAL BINARY top_tag (STRING);
    OPTIONAL DOUBLE top_tag_share_of_rise;
    OPTIONAL INT64 begin_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 end_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 samples;
    REQUIRED BINARY files (STRING);
    REQUIRED BINARY sentence (STRING);
    REQUIRED BINARY program_version (STRING);
}";

/// The rows, and the row group that they are written to, column by column.
struct Columns<'a, 'b, W: Write + Send> {
    rows: &'a [(&'a Server, &'a PoolRow)],
    group: SerializedRowGroupWriter<'b, W>,
}

impl<W: Write + Send> Columns<'_, '_, W> {
    fn some<D: DataType>(&mut self, of: &dyn Fn(&Server, &PoolRow) -> Option<D::T>) -> io::Result<()> {
        self.put::<D>(of, true)
    }

    fn all<D: DataType>(&mut self, of: &dyn Fn(&Server, &PoolRow) -> D::T) -> io::Result<()> {
        self.put::<D>(&|s, p| Some(of(s, p)), false)
    }

    fn put<D: DataType>(
        &mut self,
        of: &dyn Fn(&Server, &PoolRow) -> Option<D::T>,
        is_optional: bool,
    ) -> io::Result<()> {
        let cells: Vec<Option<D::T>> = self.rows.iter().map(|(server, pool)| of(server, pool)).collect();
        let levels: Vec<i16> = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
        let values: Vec<D::T> = cells.into_iter().flatten().collect();
        let column = self.group.next_column().map_err(io::Error::other)?;
        let mut column = column.ok_or_else(|| io::Error::other("Parquet: the schema has no such column"))?;
        let levels = is_optional.then_some(&levels[..]);
        column.typed::<D>().write_batch(&values, levels, None).map_err(io::Error::other)?;
        column.close().map_err(io::Error::other)
    }
}

fn text(text: &str) -> ByteArray {
    ByteArray::from(text)
}

/// Writes them to a file, replacing an existing one.
///
/// # Errors
/// When writing fails.
pub fn write(path: &Path, triage: &Triage) -> io::Result<()> {
    let rows: Vec<(&Server, &PoolRow)> =
        triage.servers.iter().flat_map(|server| server.pools.iter().map(move |pool| (server, pool))).collect();
    let version = crate::version::version();
    export::write(path, Existing::Replace, &mut |out| {
        let schema = parse_message_type(SCHEMA).map_err(io::Error::other)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(io::Error::other)?))
            .set_created_by(concat!("PoolScope ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties));
        let mut file = file.map_err(io::Error::other)?;
        let group = file.next_row_group().map_err(io::Error::other)?;
        put_all(Columns { rows: &rows, group }, &version)?;
        file.close().map_err(io::Error::other)?;
        Ok(())
    })
}

/// The columns in the order of the schema.
fn put_all<W: Write + Send>(mut columns: Columns<'_, '_, W>, version: &str) -> io::Result<()> {
    let ms = |at: Option<Moment>| at.map(|at| at.0);
    columns.all::<ByteArrayType>(&|s, _| text(&s.name()))?;
    columns.some::<Int32Type>(&|s, _| s.os_build.map(u32::cast_signed))?;
    columns.some::<DoubleType>(&|s, _| s.ram_bytes)?;
    columns.all::<ByteArrayType>(&|_, p| text(&p.kind))?;
    columns.all::<ByteArrayType>(&|_, p| text(&p.verdict))?;
    columns.some::<ByteArrayType>(&|_, p| p.severity.as_deref().map(text))?;
    columns.all::<BoolType>(&|_, p| p.provisional)?;
    columns.all::<BoolType>(&|_, p| p.exhausted)?;
    columns.all::<DoubleType>(&|_, p| p.confidence)?;
    columns.some::<DoubleType>(&|_, p| p.probability)?;
    columns.some::<DoubleType>(&|_, p| p.slope_per_hour)?;
    columns.some::<DoubleType>(&|_, p| p.slope_low_per_hour)?;
    columns.some::<DoubleType>(&|_, p| p.slope_high_per_hour)?;
    columns.some::<Int64Type>(&|_, p| ms(p.onset_utc))?;
    columns.some::<DoubleType>(&|_, p| p.ram_fraction)?;
    columns.some::<DoubleType>(&|_, p| p.hours_to_limit)?;
    columns.some::<DoubleType>(&|_, p| p.hours_to_limit_low)?;
    columns.some::<DoubleType>(&|_, p| p.hours_to_limit_high)?;
    columns.all::<DoubleType>(&|_, p| p.first)?;
    columns.all::<DoubleType>(&|_, p| p.last)?;
    columns.all::<DoubleType>(&|_, p| p.max)?;
    columns.all::<Int64Type>(&|_, p| p.max_utc.0)?;
    columns.some::<DoubleType>(&|_, p| p.growth)?;
    columns.some::<ByteArrayType>(&|_, p| p.tag.as_ref().map(|tag| text(&tag.name)))?;
    columns.some::<DoubleType>(&|_, p| p.tag.as_ref().and_then(|tag| tag.share_of_rise))?;
    columns.some::<Int64Type>(&|s, _| ms(s.begin_utc))?;
    columns.some::<Int64Type>(&|s, _| ms(s.end_utc))?;
    columns.all::<Int64Type>(&|s, _| s.samples as i64)?;
    columns.all::<ByteArrayType>(&|s, _| text(&s.files.join("; ")))?;
    columns.all::<ByteArrayType>(&|_, p| text(&p.sentence))?;
    columns.all::<ByteArrayType>(&|_, _| text(version))?;
    columns.group.close().map_err(io::Error::other)?;
    Ok(())
}
