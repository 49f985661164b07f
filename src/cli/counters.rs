//! `poolscope counters`: what a log holds.

use super::args::CountersArgs;
use super::convert::say;
use super::progress;
use crate::logfile::OpenLog;
use crate::model::clock::iso_local;
use crate::report::DiagnosticEntry;
use crate::report::Harmless;
use crate::report::json;
use serde::Serialize;
use std::io::Write;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    begin_local: Option<String>,
    end_local: Option<String>,
    samples: u64,
    #[serde(rename = "notes")]
    diagnostics: Vec<DiagnosticEntry>,
    counters: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: String,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    values: u64,
}

/// Runs the command.
///
/// # Errors
/// When the log cannot be read, or writing fails.
pub fn run(args: &CountersArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let log = progress::shown("Opening", |progress| OpenLog::open(&args.file, progress))?;
    let (catalogue, diagnostics) = progress::shown("Reading", |progress| log.survey(progress))?;
    if !args.json {
        say(&diagnostics, &log.source, "");
        let mut out = Harmless::text(out);
        for counter in &catalogue.counters {
            writeln!(out, "{}", counter.path)?;
        }
        return Ok(());
    }
    let document = Document {
        schema: json::SCHEMA,
        begin_local: catalogue.span_local_ms.map(|(first, _)| iso_local(first)),
        end_local: catalogue.span_local_ms.map(|(_, last)| iso_local(last)),
        samples: catalogue.samples,
        diagnostics: diagnostics.iter().map(|d| DiagnosticEntry::of(d, &log.source)).collect(),
        counters: catalogue
            .counters
            .iter()
            .map(|c| Entry { path: c.path.to_string(), kind: c.kind.and_then(|k| k.name()), values: c.values })
            .collect(),
    };
    serde_json::to_writer_pretty(Harmless::json(out), &document).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}
