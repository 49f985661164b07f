//! What was judged, as a document: put together once as a [`Case`], laid out by one file a format. The window and the
//! command line both write it through here.

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

/// What a report can be written as.
pub struct ReportFormat {
    /// As `--format` has it.
    pub name: &'static str,
    write: fn(&mut dyn Write, &Analysis, &Owners) -> io::Result<()>,
}

/// The formats there are, that for people first.
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

/// The format of that name, as text where there is none.
pub fn format(name: &str) -> &'static ReportFormat {
    FORMATS.iter().find(|format| format.name == name).unwrap_or(&FORMATS[0])
}
