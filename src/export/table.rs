//! Values as PDH-CSV or PDH-TSV: what relog writes, in log-local time.

use crate::logfile::delimited::timestamp;
use crate::model::{CounterPath, Zone};
use std::io::{self, Write};

/// Writes a header and rows. Lines end in CR LF and every cell is quoted, as Windows does.
pub struct TableWriter<'a> {
    out: &'a mut dyn Write,
    separator: &'static str,
}

impl<'a> TableWriter<'a> {
    /// Comma or tab between cells.
    pub fn new(out: &'a mut dyn Write, is_tsv: bool) -> Self {
        Self { out, separator: if is_tsv { "\t" } else { "," } }
    }

    /// The header line: zone and bias, then the counters' paths. `utc_ms` is when the log begins.
    pub fn header(&mut self, zone: &Zone, utc_ms: i64, paths: &[&CounterPath]) -> io::Result<()> {
        let kind = if self.separator == "\t" { "PDH-TSV" } else { "PDH-CSV" };
        // a name that is a reference into a Windows file says nothing elsewhere
        let name = if zone.name.is_empty() || zone.name.starts_with('@') {
            zone.offset_label(utc_ms)
        } else {
            zone.name.clone()
        };
        write!(self.out, "\"({kind} 4.0) ({})({})\"", name.replace('"', "'"), zone.bias_at_utc(utc_ms))?;
        for path in paths {
            write!(self.out, "{}\"{}\"", self.separator, path.to_string().replace('"', "\"\""))?;
        }
        self.out.write_all(b"\r\n")
    }

    /// One row; a value that is not there is a blank.
    pub fn row(&mut self, local_ms: i64, values: &[f64]) -> io::Result<()> {
        write!(self.out, "\"{}\"", timestamp::format(local_ms))?;
        for value in values {
            if value.is_finite() {
                write!(self.out, "{}\"{value}\"", self.separator)?;
            } else {
                write!(self.out, "{}\" \"", self.separator)?;
            }
        }
        self.out.write_all(b"\r\n")
    }
}
