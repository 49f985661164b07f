//! What was judged, as a document: put together once as a [`Case`], laid out by one file a format. The window and the
//! command line both write it through here.

pub mod case;
pub mod json;
pub mod text;

use crate::engine::Analysis;
use crate::wording::Style;
pub use case::Case;
use std::io::{self, Write};

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    Text,
    /// Schema 1.
    Json,
}

/// Writes what was judged, in Windows' own units and the logs' own time.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, analysis: &Analysis, format: ReportFormat) -> io::Result<()> {
    match format {
        ReportFormat::Text => text::write(out, &Case::of(analysis, Style::plain)),
        ReportFormat::Json => json::write(out, analysis),
    }
}
