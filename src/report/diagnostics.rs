//! Diagnostics of a log, as in JSON.

use crate::logfile::Diagnostic;
use crate::model::Source;
use crate::wording;
use serde::Serialize;

/// A diagnostic of a log.
#[derive(Serialize)]
pub struct DiagnosticEntry {
    kind: &'static str,
    severity: &'static str,
    count: u64,
    first_position: Option<u64>,
    /// The unit of positions: `byte` or `line`.
    position_unit: &'static str,
    file: String,
    text: String,
}

impl DiagnosticEntry {
    pub fn of(d: &Diagnostic, source: &Source) -> Self {
        Self {
            kind: d.kind.name(),
            severity: d.severity().name(),
            count: d.count,
            first_position: d.first_position,
            position_unit: source.format.position_unit(),
            file: source.path.to_string_lossy().into_owned(),
            text: wording::diagnostic(d),
        }
    }
}
