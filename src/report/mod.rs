//! What was judged, as a document: put together once as a [`Case`], laid out by one module per format. Both the window
//! and the command line write it through this module.

pub mod bundle;
pub mod case;
mod diagnostics;
pub mod dossier;
mod harmless;
pub mod html;
pub mod json;
pub mod markdown;
pub mod pseudonyms;
pub mod tags;
pub mod text;

use crate::engine::Analysis;
use crate::owners::Owners;
use crate::wording::Style;
pub use case::Case;
pub use diagnostics::DiagnosticEntry;
pub use dossier::Dossier;
pub use harmless::{Harmless, harmless};
pub use pseudonyms::Pseudonyms;
use std::io::{self, Write};

/// A format in which a report can be written.
pub struct ReportFormat {
    /// As in `--format`.
    pub name: &'static str,
    write: fn(&mut dyn Write, &Analysis, &Owners) -> io::Result<()>,
}

/// The available formats, the human-readable one first.
pub const FORMATS: &[ReportFormat] = &[
    ReportFormat {
        name: "text",
        write: |out, analysis, owners| text::write(&mut Harmless::text(out), &Case::of(analysis, Style::plain, owners)),
    },
    // schema 1
    ReportFormat {
        name: "json",
        write: |out, analysis, owners| json::write(&mut Harmless::json(out), analysis, owners),
    },
];

/// Writes what was judged, in Windows' own units and the logs' own time.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, analysis: &Analysis, owners: &Owners, format: &ReportFormat) -> io::Result<()> {
    (format.write)(out, analysis, owners)
}

/// The format with that name, or text if there is none.
pub fn format(name: &str) -> &'static ReportFormat {
    FORMATS.iter().find(|format| format.name == name).unwrap_or(&FORMATS[0])
}
