//! Values as PDH-CSV or PDH-TSV: like relog's output, in log-local time.

use crate::logfile::delimited::timestamp;
use crate::model::{KeyedPath, Zone};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

/// A text as a cell that a spreadsheet treats as text, not as a formula.
pub fn text_cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    if is_formula { format!("'{text}").into() } else { text.into() }
}

/// Writes a header and rows. Lines end in CR LF and every cell is quoted, as in Windows.
pub struct TableWriter<'a> {
    out: csv::Writer<&'a mut dyn Write>,
    kind: &'static str,
    cell: String,
}

impl<'a> TableWriter<'a> {
    /// Comma or tab between cells.
    pub fn new(out: &'a mut dyn Write, is_tsv: bool) -> Self {
        let out = csv::WriterBuilder::new()
            .delimiter(if is_tsv { b'\t' } else { b',' })
            .quote_style(csv::QuoteStyle::Always)
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        Self { out, kind: if is_tsv { "PDH-TSV" } else { "PDH-CSV" }, cell: String::new() }
    }

    /// The header line: zone and bias, then the counters' paths. `utc_ms` is when the log begins.
    ///
    /// # Errors
    /// When writing fails.
    pub fn header(&mut self, zone: &Zone, utc_ms: i64, paths: &[&KeyedPath]) -> io::Result<()> {
        let name = zone.readable_name().map_or_else(|| zone.offset_label(utc_ms), |name| name.replace('"', "'"));
        self.out.write_field(format!("({} 4.0) ({name})({})", self.kind, zone.bias_at_utc(utc_ms)))?;
        for path in paths {
            self.out.write_field(text_cell(&path.to_string()).as_bytes())?;
        }
        self.end_row()
    }

    /// One row; a missing value is a blank.
    ///
    /// # Errors
    /// When writing fails.
    pub fn row(&mut self, local_ms: i64, values: &[f64]) -> io::Result<()> {
        self.out.write_field(timestamp::format(local_ms))?;
        for value in values {
            self.cell.clear();
            if *value == -1.0 {
                // a bare -1 means "no data"
                self.cell.push_str("-1.0");
            } else if value.is_finite() {
                // writing to a string cannot fail
                let _ = write!(self.cell, "{value}");
            } else {
                self.cell.push(' ');
            }
            self.out.write_field(&self.cell)?;
        }
        self.end_row()
    }

    /// Writes anything still buffered. Without this call, the end of the table may be lost silently.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn end_row(&mut self) -> io::Result<()> {
        Ok(self.out.write_record(None::<&[u8]>)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_a_text() {
        assert_eq!(text_cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        for text in ["+1", "-1", "@SUM(A1)", " =1"] {
            assert!(text_cell(text).starts_with('\''), "{text}");
        }
        assert_eq!(text_cell(r"\\PC\Memory\Pool Paged Bytes"), r"\\PC\Memory\Pool Paged Bytes");
    }

    #[test]
    fn a_true_minus_one_is_not_what_stands_for_no_data() {
        let mut bytes = Vec::new();
        let mut out: &mut dyn Write = &mut bytes;
        let mut table = TableWriter::new(&mut out, false);
        table.row(0, &[-1.0, f64::NAN, -1.5]).expect("memory");
        table.finish().expect("memory");
        assert_eq!(String::from_utf8_lossy(&bytes), "\"01/01/1970 00:00:00.000\",\"-1.0\",\" \",\"-1.5\"\r\n");
    }
}
