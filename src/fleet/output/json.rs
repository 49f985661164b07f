//! The triage as JSON, schema 1. Keys are always present, unknown values are null, later versions only add keys.

use super::super::member::Failure;
use super::super::server::Server;
use super::super::triage::Triage;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    made_by: String,
    /// The most urgent first.
    servers: &'a [Server],
    /// Files that could not be read, and why.
    failed: &'a [Failure],
    files: usize,
    bytes: u64,
}

/// Writes it.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, triage: &Triage) -> io::Result<()> {
    let document = Document {
        schema: 1,
        made_by: crate::version::version(),
        servers: &triage.servers,
        failed: &triage.failed,
        files: triage.sizes.files,
        bytes: triage.sizes.bytes,
    };
    serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
    writeln!(out)
}
