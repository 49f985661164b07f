//! `poolscope convert`: a log as PDH-CSV or PDH-TSV, like relog. Rows are streamed: memory does not grow with the log.
//!
//! Rates are those of neighbouring records of the log, also where `-t` leaves records out.

use super::analyze::refused;
use super::args::ConvertArgs;
use crate::export::table::TableWriter;
use crate::export::{self, Existing};
use crate::logfile::collect::in_log_order;
use crate::logfile::{Found, LogError, NoteKind, Notes, OpenLog, Progress, Sink};
use crate::model::CounterPath;
use anyhow::bail;
use std::cell::RefCell;
use std::io::{self, Write};

/// A counter path with `*` for anything; without a computer it fits every one. Case does not matter.
pub struct Pattern(String);

impl Pattern {
    pub fn new(text: &str) -> Self {
        Self(text.to_lowercase())
    }

    pub fn matches(&self, path: &CounterPath) -> bool {
        let key = path.key();
        let key = if self.0.starts_with(r"\\") { &key[..] } else { &key[key.len() - local_len(path)..] };
        fits(self.0.as_bytes(), key.as_bytes())
    }
}

/// Length of a key without its computer.
fn local_len(path: &CounterPath) -> usize {
    CounterPath { computer: String::new(), ..path.clone() }.key().len()
}

/// Whether a text fits a pattern in which `*` stands for any text.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && pattern[p] == text[t] {
            p += 1;
            t += 1;
        } else if let Some((star_p, star_t)) = star {
            star = Some((star_p, star_t + 1));
            p = star_p + 1;
            t = star_t + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

/// Which columns there are, before the first row is written.
#[derive(Default)]
struct Columns {
    found: Vec<Found>,
    first_local_ms: Option<i64>,
}

impl Sink for Columns {
    fn counter(&mut self, found: Found) {
        self.found.push(found);
    }

    fn sample(&mut self, local_ms: i64, _: &[(usize, f64)]) -> Result<(), LogError> {
        self.first_local_ms.get_or_insert(local_ms);
        Ok(())
    }
}

/// Rows as they are read.
struct Rows<'a, 'b> {
    table: TableWriter<'b>,
    /// Place of each counter in a row.
    place: &'a [usize],
    row: Vec<f64>,
    choice: Choice,
}

/// Which rows are written.
struct Choice {
    begin: i64,
    end: i64,
    every: usize,
    seen: usize,
    last_local_ms: Option<i64>,
}

impl Choice {
    fn takes(&mut self, local_ms: i64) -> bool {
        if self.last_local_ms.replace(local_ms) == Some(local_ms) || !(self.begin..=self.end).contains(&local_ms) {
            return false;
        }
        self.seen += 1;
        (self.seen - 1).is_multiple_of(self.every)
    }
}

impl Sink for Rows<'_, '_> {
    fn counter(&mut self, _: Found) {}

    fn sample(&mut self, local_ms: i64, values: &[(usize, f64)]) -> Result<(), LogError> {
        if !self.choice.takes(local_ms) {
            return Ok(());
        }
        self.row.fill(f64::NAN);
        for (id, value) in values {
            if let Some(slot) = self.place.get(*id).and_then(|at| self.row.get_mut(*at)) {
                *slot = *value;
            }
        }
        self.table.row(local_ms, &self.row).map_err(|source| LogError::Sink { doing: "writing a row", source })
    }
}

/// Runs the command.
pub fn run(args: &ConvertArgs) -> anyhow::Result<()> {
    let extension = args.output.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let is_tsv = match extension.as_deref() {
        Some("csv") => false,
        Some("tsv") => true,
        _ => bail!("convert writes .csv or .tsv: {}", args.output.display()),
    };
    if !args.force && args.output.symlink_metadata().is_ok() {
        return Err(refused(&args.output, io::ErrorKind::AlreadyExists.into()));
    }
    let log = OpenLog::open(&args.input)?;
    let patterns: Vec<Pattern> = args.counters.iter().map(|c| Pattern::new(c)).collect();
    let wants = |path: &CounterPath| patterns.is_empty() || patterns.iter().any(|p| p.matches(path));
    let mut columns = Columns::default();
    let mut notes = Notes::default();
    log.stream(&wants, &mut columns, &mut notes, &Progress::default())?;
    if let Some(at) = patterns.iter().position(|p| !columns.found.iter().any(|f| p.matches(&f.path))) {
        bail!("no counter fits {}: {}", args.counters[at], args.input.display());
    }
    let order = in_log_order(&columns.found);
    let paths: Vec<&CounterPath> = order.iter().map(|i| &columns.found[*i].path).collect();
    let mut place = vec![0; order.len()];
    for (at, id) in order.iter().enumerate() {
        place[*id] = at;
    }
    let zone = &log.facts.zone;
    let begin_utc = columns.first_local_ms.map_or(0, |ms| zone.utc_from_local(ms, None));
    let choice = Choice {
        begin: args.begin.unwrap_or(i64::MIN),
        end: args.end.unwrap_or(i64::MAX),
        every: args.every.max(1),
        seen: 0,
        last_local_ms: None,
    };
    let choice = RefCell::new(Some(choice));
    let failure = RefCell::new(None);
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let written = export::write(&args.output, existing, &mut |file: &mut dyn Write| {
        let Some(choice) = choice.take() else { return Ok(()) };
        let mut table = TableWriter::new(file, is_tsv);
        table.header(zone, begin_utc, &paths)?;
        let row = vec![f64::NAN; paths.len()];
        let mut rows = Rows { table, place: &place, row, choice };
        log.stream(&wants, &mut rows, &mut Notes::default(), &Progress::default()).map_err(|e| {
            let said = io::Error::other(e.to_string());
            failure.replace(Some(e));
            said
        })
    });
    if let Some(error) = failure.take() {
        return Err(error.into());
    }
    written.map_err(|e| refused(&args.output, e))?;
    let mut said = Notes::default();
    for note in notes.into_vec().into_iter().filter(|n| n.kind != NoteKind::NotClosed) {
        said.add_many(note.kind, note.count, note.first_position);
    }
    for note in said.into_vec() {
        // what could not be converted is said, and is no failure
        let _ = writeln!(io::stderr(), "poolscope: note: {}", note.text());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        let path = CounterPath::parse(r"\\PC\Process(svchost#1)\Handle Count").expect("a path");
        for pattern in [r"\Process(*)\Handle Count", r"\\pc\process(svchost*)\*", r"\*", "*handle*"] {
            assert!(Pattern::new(pattern).matches(&path), "{pattern}");
        }
        for pattern in [r"\Process(*)\Handle", r"\\other\*", r"\Memory\*"] {
            assert!(!Pattern::new(pattern).matches(&path), "{pattern}");
        }
    }
}
