//! `poolscope convert`: a log as PDH-CSV or PDH-TSV, like relog. Rows are streamed: memory does not grow with the log.
//!
//! Several logs are read whole and joined before they are written.
//!
//! Rates are those of neighbouring records of the log, also where `-t` leaves records out.

use super::args::ConvertArgs;
use super::exit::say_line;
use super::outputs::refused;
use super::progress;
use crate::engine::{Log, read_joined};
use crate::export::table::TableWriter;
use crate::export::{self, Existing};
use crate::logfile::collect::in_log_order;
use crate::logfile::order::{KeptRecords, Stamps};
use crate::logfile::{Diagnostic, DiagnosticKind, Diagnostics, Found, LogError, OpenLog, Sink, Stamp, Want};
use crate::model::pattern::Pattern;
use crate::model::{KeyedPath, Recording, Source};
use crate::wording;
use anyhow::bail;
use std::cell::RefCell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Which columns there are, before the first row is written.
struct Columns<'a> {
    found: Vec<Found>,
    stamps: Stamps,
    values: u64,
    path: &'a Path,
}

impl Columns<'_> {
    /// Refuses a table that would be nearly nothing but blanks: thousands of times the log's size.
    fn refuse_blanks(&self) -> anyhow::Result<()> {
        const MOST_CELLS: u64 = 1 << 30;
        const MOST_BLANKS: u64 = 200;
        let (rows, counters) = (self.stamps.count(), self.found.len() as u64);
        let cells = rows.saturating_mul(counters);
        if cells > MOST_CELLS && cells / MOST_BLANKS > self.values {
            bail!(
                "converting: {rows} samples of {counters} counters would be {} million cells, of which {} hold a value; \
                 choose counters with -c: {}",
                cells / 1_000_000,
                self.values,
                self.path.display()
            );
        }
        Ok(())
    }
}

impl Sink for Columns<'_> {
    fn counter(&mut self, found: Found) {
        self.found.push(found);
    }

    fn sample(&mut self, stamp: Stamp, values: &[(usize, f64)]) -> Result<(), LogError> {
        self.values += values.len() as u64;
        self.stamps.add(stamp, self.path)
    }
}

/// Rows as they are read.
struct Rows<'a, 'b, 'c> {
    table: TableWriter<'b>,
    /// Place of each counter in a row.
    cell_of: &'a [usize],
    row: Vec<f64>,
    choice: &'c mut Choice<'a>,
}

/// Which rows are written.
struct Choice<'a> {
    begin: i64,
    end: i64,
    every: usize,
    seen: usize,
    written: usize,
    /// Records of the log that are kept, ascending, where not all are: not those with impossible or equal times.
    kept: Option<&'a [u32]>,
    record: u64,
}

impl<'a> Choice<'a> {
    fn of(args: &ConvertArgs, kept: Option<&'a [u32]>) -> Self {
        Self {
            begin: args.begin.unwrap_or(i64::MIN),
            end: args.end.unwrap_or(i64::MAX),
            every: args.every.max(1),
            seen: 0,
            written: 0,
            kept,
            record: 0,
        }
    }

    /// Whether the next record of the log is written.
    fn takes(&mut self, local_ms: i64) -> bool {
        let record = self.record;
        self.record += 1;
        match self.kept.as_mut().map(|kept| kept.split_first().map(|(first, rest)| (*first, rest, kept))) {
            None => {}
            Some(Some((first, rest, kept))) if u64::from(first) == record => *kept = rest,
            Some(_) => return false,
        }
        self.chooses(local_ms)
    }

    fn chooses(&mut self, local_ms: i64) -> bool {
        if !(self.begin..=self.end).contains(&local_ms) {
            return false;
        }
        self.seen += 1;
        let takes = (self.seen - 1).is_multiple_of(self.every);
        self.written += usize::from(takes);
        takes
    }
}

impl Sink for Rows<'_, '_, '_> {
    fn counter(&mut self, _: Found) {}

    fn sample(&mut self, Stamp { local_ms, .. }: Stamp, values: &[(usize, f64)]) -> Result<(), LogError> {
        if !self.choice.takes(local_ms) {
            return Ok(());
        }
        self.row.fill(f64::NAN);
        for (id, value) in values {
            if let Some(slot) = self.cell_of.get(*id).and_then(|at| self.row.get_mut(*at)) {
                *slot = *value;
            }
        }
        self.table.row(local_ms, &self.row).map_err(|error| LogError::Sink { doing: "writing a row", error })
    }
}

/// Runs the command.
///
/// # Errors
/// When a log cannot be read, a pattern fits nothing, or the table cannot be written.
pub fn run(args: &ConvertArgs) -> anyhow::Result<()> {
    let extension = args.output.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    if !matches!(extension.as_deref(), Some("csv" | "tsv")) {
        bail!("convert writes .csv or .tsv: {}", args.output.display());
    }
    let inputs: Vec<&Path> = args.inputs.iter().map(PathBuf::as_path).collect();
    export::refuse_inputs(&args.output, &inputs)?;
    if !args.force && args.output.symlink_metadata().is_ok() {
        return Err(refused(&args.output, io::ErrorKind::AlreadyExists.into()));
    }
    export::refuse_folder(&args.output).map_err(|e| refused(&args.output, e))?;
    let patterns: Vec<Pattern> = args.counters.iter().map(|c| Pattern::new(c)).collect();
    let [input] = inputs[..] else { return several(args, &patterns) };
    let log = progress::shown("Opening", |progress| OpenLog::open(input, progress))?;
    let wants = |path: &KeyedPath| is_wanted(&patterns, path);
    let mut columns = Columns { found: Vec::new(), stamps: Stamps::default(), values: 0, path: input };
    let mut diagnostics = Diagnostics::default();
    progress::shown("Looking", |progress| log.stream(&wants, &mut columns, &mut diagnostics, progress))?;
    if let Some(at) = patterns.iter().position(|p| !columns.found.iter().any(|f| p.matches(&f.path))) {
        bail!("no counter fits {}: {}", args.counters[at], input.display());
    }
    columns.refuse_blanks()?;
    let order = in_log_order(&columns.found);
    let paths: Vec<&KeyedPath> = order.iter().map(|i| &columns.found[*i].path).collect();
    let mut cell_of = vec![0; order.len()];
    for (at, id) in order.iter().enumerate() {
        cell_of[*id] = at;
    }
    let zone = &log.facts.zone;
    let records = columns.stamps.count();
    let (kept, ends, _) = columns.stamps.kept(zone, &mut diagnostics);
    let begin_utc = ends.map_or(0, |(first, _)| zone.utc_from_local(first, None));
    let is_streamed = kept != KeptRecords::Sorted;
    let some = if let KeptRecords::These(rows) = &kept { Some(&rows[..]) } else { None };
    let mut choice = Choice::of(args, some);
    let failure = RefCell::new(None);
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let written = export::write(&args.output, existing, &mut |file: &mut dyn Write| {
        let mut table = TableWriter::new(file, is_tsv(&args.output));
        table.header(zone, begin_utc, &paths)?;
        let outcome = if is_streamed {
            let row = vec![f64::NAN; paths.len()];
            let mut rows = Rows { table, cell_of: &cell_of, row, choice: &mut choice };
            let mut unused = Diagnostics::default();
            let outcome =
                progress::shown("Converting", |progress| log.stream(&wants, &mut rows, &mut unused, progress));
            outcome.map(|()| rows.table)
        } else {
            sorted(&log, &wants, &mut table, &mut choice).map(|()| table)
        };
        match outcome {
            Ok(_) if is_streamed && choice.record < records => {
                let (now, before) = (choice.record, records);
                Err(io::Error::other(format!("the log changed meanwhile: it had {before} samples, and has {now}")))
            }
            Ok(table) => table.finish(),
            Err(e) => {
                let said = io::Error::other(e.to_string());
                failure.replace(Some(e));
                Err(said)
            }
        }
    });
    if let Some(error) = failure.take() {
        return Err(error.into());
    }
    written.map_err(|e| refused(&args.output, e))?;
    say(&diagnostics.into_vec(), &log.source, "");
    say_if_empty(choice.written);
    Ok(())
}

/// An empty table is no failure, and is said.
fn say_if_empty(written: usize) {
    if written == 0 {
        say_line("note: no record lies in that time; only the header was written");
    }
}

/// What was odd in a log, a line each on stderr.
pub(super) fn say(diagnostics: &[Diagnostic], source: &Source, of: &str) {
    for diagnostic in diagnostics.iter().filter(|n| n.kind != DiagnosticKind::NotClosed) {
        let position = wording::position(diagnostic, source.format).map_or_else(String::new, |p| format!(" ({p})"));
        say_line(&format!("note: {of}{}{position}", wording::diagnostic(diagnostic)));
    }
}

/// Several logs on one timeline: read whole, then written.
fn several(args: &ConvertArgs, patterns: &[Pattern]) -> anyhow::Result<()> {
    let wants = |path: &KeyedPath| is_wanted(patterns, path);
    let logs: Vec<Log> = args.inputs.iter().cloned().map(Log::File).collect();
    let (recording, files) = progress::shown("Reading", |progress| read_joined(&logs, &wants, progress))?;
    let counters = &recording.counters;
    if let Some(at) = patterns.iter().position(|p| !counters.iter().any(|c| p.matches(&c.path))) {
        bail!("no counter fits {}: {} logs", args.counters[at], args.inputs.len());
    }
    let paths: Vec<&KeyedPath> = counters.iter().map(|c| &c.path).collect();
    let mut choice = Choice::of(args, None);
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let begin = recording.axis.utc_ms.first().copied().unwrap_or(0);
    let written = export::write(&args.output, existing, &mut |file: &mut dyn Write| {
        let mut table = TableWriter::new(file, is_tsv(&args.output));
        table.header(&recording.facts.zone, begin, &paths)?;
        rows(&recording, &mut table, &mut choice).map_err(|e| io::Error::other(e.to_string()))?;
        table.finish()
    });
    written.map_err(|e| refused(&args.output, e))?;
    for file in &files {
        say(&file.diagnostics, &file.source, &format!("{}: ", file.source.path.display()));
    }
    say_if_empty(choice.written);
    Ok(())
}

fn is_wanted(patterns: &[Pattern], path: &KeyedPath) -> bool {
    patterns.is_empty() || patterns.iter().any(|p| p.matches(path))
}

fn is_tsv(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("tsv"))
}

/// A log whose records are not in the order of time: read whole, then written.
fn sorted(
    log: &OpenLog,
    wants: Want<'_>,
    table: &mut TableWriter<'_>,
    choice: &mut Choice<'_>,
) -> Result<(), LogError> {
    let (recording, _) = progress::shown("Converting", |progress| log.read(wants, progress))?;
    rows(&recording, table, choice)
}

/// Writes the records of a recording that were chosen.
fn rows(recording: &Recording, table: &mut TableWriter<'_>, choice: &mut Choice<'_>) -> Result<(), LogError> {
    let mut row = vec![f64::NAN; recording.counters.len()];
    for (i, local_ms) in recording.axis.local_ms.iter().enumerate() {
        if choice.chooses(*local_ms) {
            for (cell, counter) in row.iter_mut().zip(&recording.counters) {
                *cell = counter.values[i];
            }
            table.row(*local_ms, &row).map_err(|error| LogError::Sink { doing: "writing a row", error })?;
        }
    }
    Ok(())
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
