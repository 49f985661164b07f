//! `poolscope convert`: a log as PDH-CSV or PDH-TSV, like relog, or as Parquet. Records are streamed; only their times
//! are kept in memory.
//!
//! Rates are computed from adjacent records of the log, even if `-t` leaves records out.

use super::args::ConvertArgs;
use super::exit::say_line;
use super::outputs::{self, refused};
use super::progress;
use crate::export::Existing;
use crate::export::data::{Between, DataError, DataFormat, LogTable, Selection};
use crate::logfile::{Diagnostic, DiagnosticKind, OpenLog};
use crate::model::pattern::Pattern;
use crate::model::{KeyedPath, Source};
use crate::wording;
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// When a log cannot be read, a pattern matches nothing, or the table cannot be written.
pub fn run(args: &ConvertArgs) -> anyhow::Result<()> {
    convert(args).map_err(|error| outputs::nameless(error, args.pseudonyms.as_ref(), &args.inputs))
}

fn convert(args: &ConvertArgs) -> anyhow::Result<()> {
    let output = &args.output;
    let Some(format) = DataFormat::of(output) else {
        let known: Vec<String> = DataFormat::ALL.iter().map(|(_, _, ending)| format!(".{ending}")).collect();
        let (last, others) = known.split_last().context("no format")?;
        bail!("convert writes {} or {last}: {}", others.join(", "), output.display());
    };
    let inputs: Vec<&Path> = args.inputs.iter().map(PathBuf::as_path).collect();
    let mut written = vec![("the output", output)];
    written.extend(args.pseudonyms.as_ref().map(|key| ("--pseudonyms", key)));
    outputs::check_files(&written, &inputs, args.force)?;
    let mut logs = Vec::with_capacity(inputs.len());
    for input in inputs {
        logs.push(progress::shown("Opening", |progress| OpenLog::open(input, progress))?);
    }
    let patterns: Vec<Pattern> = args.counters.iter().map(|c| Pattern::new(c)).collect();
    let want = |path: &KeyedPath| patterns.is_empty() || patterns.iter().any(|p| p.matches(path));
    let between = match (args.begin, args.end) {
        (None, None) => Between::Always,
        (begin, end) => Between::Local(begin.unwrap_or(i64::MIN), end.unwrap_or(i64::MAX)),
    };
    let selection = Selection { want: &want, between, every: args.every };
    let table = progress::shown("Looking", |progress| LogTable::look(&logs, format, selection, progress))?;
    if let Some(at) = patterns.iter().position(|p| !table.counters().any(|path| p.matches(path))) {
        bail!("no counter fits {}: {}", args.counters[at], logs_named(&args.inputs));
    }
    let names = args.pseudonyms.as_ref().map(|key| outputs::pseudonyms_of_paths(key, &logs, table.counters()));
    let names = names.transpose()?;
    let named = |path: &KeyedPath| names.as_ref().map_or_else(|| path.clone(), |names| names.path(path));
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let written = progress::shown("Converting", |progress| table.write(output, existing, &named, progress));
    let written = written.map_err(|error| match error {
        DataError::Write(error) => refused(output, error),
        error => error.into(),
    })?;
    for (log, notes) in table.diagnostics() {
        let path = log.source.path.display().to_string();
        let path = names.as_ref().map_or_else(|| path.clone(), |names| names.text(&path));
        let of = if logs.len() == 1 { String::new() } else { format!("{path}: ") };
        say(notes, &log.source, &of);
    }
    // an empty table is not an error, but is reported
    if written.records == 0 {
        say_line("note: no record lies in that time; only the header was written");
    }
    Ok(())
}

/// The path, or how many there are.
fn logs_named(inputs: &[PathBuf]) -> String {
    match inputs {
        [only] => only.display().to_string(),
        several => format!("{} logs", several.len()),
    }
}

/// Prints what was odd in a log on stderr, one line each.
pub(super) fn say(diagnostics: &[Diagnostic], source: &Source, of: &str) {
    for diagnostic in diagnostics.iter().filter(|n| n.kind != DiagnosticKind::NotClosed) {
        let position = wording::position(diagnostic, source.format).map_or_else(String::new, |p| format!(" ({p})"));
        say_line(&format!("note: {of}{}{position}", wording::diagnostic(diagnostic)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        let path = KeyedPath::parse(r"\\PC\Process(svchost#1)\Handle Count").expect("a path");
        for pattern in [r"\Process(*)\Handle Count", r"\\pc\process(svchost*)\*", r"\*", "*handle*"] {
            assert!(Pattern::new(pattern).matches(&path), "{pattern}");
        }
        for pattern in [r"\Process(*)\Handle", r"\\other\*", r"\Memory\*"] {
            assert!(!Pattern::new(pattern).matches(&path), "{pattern}");
        }
    }
}
