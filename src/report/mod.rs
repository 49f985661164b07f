//! What was judged, as a document: one file a format. The window and the command line both write it through here.

pub mod json;
pub mod text;

use crate::analysis::Report;

/// The computer's name, or a word where the log has none.
pub fn computer_name(report: &Report) -> &str {
    if report.computer.is_empty() { "this computer" } else { &report.computer }
}
