//! The main job: reading logs and judging what they show. Both the window and the command line use it.

mod groups;
mod prepared;

pub use groups::is_named_in;

use crate::analysis::tags::TagReport;
use crate::analysis::{GivenRam, Report, Scope, findings};
use crate::logfile::budget::Room;
use crate::logfile::bytes;
use crate::logfile::tags as tag_listings;
use crate::logfile::{Diagnostic, DiagnosticKind, Diagnostics, Found, LogError, OpenLog, Progress, Sink, Stamp};
use crate::model::catalogue::{self, serves_everything, serves_pools};
use crate::model::localized::PoolPaths;
use crate::model::path::{computer_key, is_same_computer};
use crate::model::processors::Processors;
use crate::model::tag::Tag;
use crate::model::{Key, KeyedPath, Recording, Source, tag, timeline};
use groups::{Grouped, Read, add_diagnostic, group_by_computer, set_events, with_listings};
use prepared::Prepared;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A log to be opened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Log {
    File(PathBuf),
    /// The sample log that comes with the program.
    Sample,
}

impl Log {
    /// Opens it.
    ///
    /// # Errors
    /// As [`OpenLog::open`].
    pub fn open(&self, progress: &Progress) -> Result<OpenLog, LogError> {
        match self {
            Self::File(path) => OpenLog::open(path, progress),
            Self::Sample => crate::sample::open(),
        }
    }

    /// The file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Sample => None,
        }
    }
}

/// A log that was read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FileRead {
    pub source: Source,
    pub samples: usize,
    pub diagnostics: Vec<Diagnostic>,
}

/// One computer: its timeline, joined from every log that covers it, and the findings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    pub recording: Recording,
    pub report: Report,
    /// What listings of pool tags say about it, if there are any.
    pub tags: Option<Listing>,
}

impl Machine {
    /// What was read of it: the counters of its logs, and those of listings.
    pub fn recordings(&self) -> impl Iterator<Item = &Recording> {
        std::iter::once(&self.recording).chain(self.tags.as_ref().map(|tags| &tags.recording))
    }
}

/// The tags of a computer, from all its listings, on a separate axis.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listing {
    pub recording: Recording,
    pub report: TagReport,
}

/// Logs, read and judged.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Analysis {
    /// In the order in which the logs name them. Empty only if no log could be read.
    pub machines: Vec<Machine>,
    /// In the order in which they were given.
    pub files: Vec<FileRead>,
    /// Logs that could not be read.
    pub failed: Vec<LogError>,
    /// Every counter of the logs, by name; only if everything was judged.
    pub names: Vec<KeyedPath>,
}

/// Diagnostics of several logs, those of the same kind counted together, each with its logs.
pub fn diagnostics_by_kind(files: &[FileRead]) -> Vec<(Diagnostic, Vec<&FileRead>)> {
    let mut all: Vec<(Diagnostic, Vec<&FileRead>)> = Vec::new();
    for (file, diagnostic) in files.iter().flat_map(|f| f.diagnostics.iter().map(move |d| (f, d))) {
        match all.iter_mut().find(|(known, _)| known.kind == diagnostic.kind) {
            Some((known, of)) => {
                known.count = known.count.saturating_add(diagnostic.count);
                of.push(file);
            }
            None => all.push((diagnostic.clone(), vec![file])),
        }
    }
    all
}

impl Analysis {
    /// A copy without the logs that could not be read. No samples are copied.
    pub fn copied(&self) -> Self {
        Self {
            machines: self.machines.clone(),
            files: self.files.clone(),
            failed: Vec::new(),
            names: self.names.clone(),
        }
    }

    /// Every tag of every computer whose driver is worth looking for.
    pub fn tags_worth_asking(&self) -> Vec<Tag> {
        let listings = self.machines.iter().filter_map(|m| m.tags.as_ref());
        let all: BTreeSet<Tag> = listings.flat_map(|listing| listing.report.worth_asking()).collect();
        all.into_iter().collect()
    }
}

/// How logs are judged.
#[derive(Clone, Copy)]
pub struct JudgeOptions<'a> {
    pub scope: Scope,
    /// RAM that the user set for a computer, in bytes.
    pub given_ram: &'a dyn Fn(&str) -> Option<GivenRam>,
    /// Which counters are the pools, if the user had to say so.
    pub pools: &'a PoolPaths,
    /// Only samples from this time on (ms, by the clock of each computer's logs).
    pub since_local_ms: Option<i64>,
}

/// Why one side of a comparison could not be judged.
#[derive(Debug, thiserror::Error, Serialize, Deserialize)]
pub enum PartError {
    #[error("cancelled")]
    Cancelled,
    #[error(transparent)]
    Log(LogError),
    #[error("it has no pool counters")]
    NoPools,
    #[error("it has no samples there")]
    NoSamples,
}

impl From<LogError> for PartError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Cancelled => Self::Cancelled,
            error => Self::Log(error),
        }
    }
}

/// A part of the time of one computer, judged separately, as one side of a comparison: the computer with that name, or
/// else the first that has pools. A `known` recording is not read again; `span` is in UTC milliseconds.
///
/// # Errors
/// If the logs cannot be read, if they have no such pools or samples, or if the job is cancelled.
pub fn judge_part(
    logs: &[Log],
    known: Option<&Recording>,
    span: Option<(i64, i64)>,
    computer: &str,
    how: JudgeOptions<'_>,
    progress: &Progress,
) -> Result<Machine, PartError> {
    let (recording, computer, whole) = match known {
        Some(recording) => (recording.clone(), computer.to_owned(), None),
        None => {
            let Analysis { mut machines, failed, .. } = judge_logs(logs, how, progress)?;
            if let Some(error) = failed.into_iter().next() {
                return Err(error.into());
            }
            let index = machines.iter().position(|m| is_same_computer(&m.report.computer, computer));
            let index = index.or_else(|| machines.iter().position(|m| m.report.pools().next().is_some()));
            let machine = machines.swap_remove(index.ok_or(PartError::NoPools)?);
            (machine.recording, machine.report.computer.clone(), Some(machine.report))
        }
    };
    let (recording, report) = match (span, whole) {
        (None, Some(report)) => (recording, report),
        (span, _) => {
            let recording = span.map(|span| recording.between(span)).unwrap_or(recording);
            let report = findings::report(&recording, &computer, (how.given_ram)(&computer), how.scope);
            (recording, report)
        }
    };
    if recording.axis.is_empty() {
        return Err(PartError::NoSamples);
    }
    Ok(Machine { recording, report, tags: None })
}

/// Reads what the verdicts need and judges it, each computer separately. A log that cannot be read does not stop the
/// others.
///
/// # Errors
/// If the job is cancelled.
pub fn judge_logs(logs: &[Log], how: JudgeOptions<'_>, progress: &Progress) -> Result<Analysis, LogError> {
    let (prepared, mut analysis) = read_and_join(logs, how, progress)?;
    judge_prepared(prepared, how.scope, &mut analysis, progress)?;
    Ok(analysis)
}

/// Like [`judge_logs`] for everything, but with the pools first: they are passed to `pools_judged`, along with the logs
/// that could not be read; the result contains them too. The logs are read only once.
///
/// # Errors
/// As [`judge_logs`].
pub fn judge_logs_pools_first(
    logs: &[Log],
    how: JudgeOptions<'_>,
    progress: &Progress,
    pools_judged: impl FnOnce(Analysis),
) -> Result<Analysis, LogError> {
    let how = JudgeOptions { scope: Scope::Everything, ..how };
    let (prepared, mut analysis) = read_and_join(logs, how, progress)?;
    let mut of_pools = Analysis { failed: std::mem::take(&mut analysis.failed), ..analysis.copied() };
    judge_prepared(prepared.clone(), Scope::Pools, &mut of_pools, progress)?;
    pools_judged(of_pools);
    judge_prepared(prepared, how.scope, &mut analysis, progress)?;
    Ok(analysis)
}

/// Reads logs, and joins those of the same computer.
fn read_and_join(
    logs: &[Log],
    how: JudgeOptions<'_>,
    progress: &Progress,
) -> Result<(Vec<Prepared>, Analysis), LogError> {
    let scope = how.scope;
    // the reader asks about each counter anyway, so the list of all of them needs no separate pass
    let names: Mutex<HashMap<Key, KeyedPath>> = Mutex::default();
    let want = |path: &KeyedPath| {
        if scope == Scope::Everything {
            let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
            names.entry(path.key().clone()).or_insert_with(|| path.clone());
        }
        serves_pools(path) || tag::of_path(path).is_some() || scope == Scope::Everything && serves_everything(path)
    };
    let mut analysis = Analysis::default();
    let read = read_all(logs, None, how.pools, &want, progress);
    let Grouped { groups, exports } = group_by_computer(read, &mut analysis)?;
    let mut groups = with_listings(groups, &mut analysis);
    set_events(&mut groups, exports, &mut analysis);
    progress.check()?;
    analysis.names = names.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect();
    // in the order in which people look for them, ignoring case
    analysis.names.sort_unstable_by(|a, b| a.key().cmp(b.key()).then_with(|| a.cmp(b)));
    let given: Vec<Option<GivenRam>> = groups.iter().map(|group| (how.given_ram)(&group.computer)).collect();
    let prepared = groups
        .into_par_iter()
        .zip(given)
        .filter(|_| !progress.is_cancelled())
        .filter_map(|(group, given)| Prepared::of(group, given, how.since_local_ms))
        .collect();
    progress.check()?;
    Ok((prepared, analysis))
}

fn judge_prepared(
    prepared: Vec<Prepared>,
    scope: Scope,
    analysis: &mut Analysis,
    progress: &Progress,
) -> Result<(), LogError> {
    let judged = prepared.into_par_iter().map(|prepared| prepared.judged(scope, progress)).collect();
    progress.check()?;
    take_judged(judged, analysis);
    Ok(())
}

/// Stores the machines that have results, each given with the indexes of its files and the number of counters left out.
fn take_judged(judged: Vec<(Machine, Vec<usize>, usize)>, analysis: &mut Analysis) {
    let mut machines: Vec<(Machine, Vec<usize>)> = Vec::with_capacity(judged.len());
    for (machine, files, left_out) in judged {
        add_diagnostic(
            files.first().and_then(|file| analysis.files.get_mut(*file)),
            DiagnosticKind::TooManyCounters,
            left_out,
        );
        // a listing opened along with a log is in the log's zone
        if machine.tags.as_ref().is_some_and(|tags| !tags.recording.facts.has_unknown_zone) {
            for file in &files {
                let diagnostics = analysis.files.get_mut(*file).map(|file| &mut file.diagnostics);
                diagnostics.into_iter().for_each(|all| all.retain(|d| d.kind != DiagnosticKind::UnknownZone));
            }
        }
        machines.push((machine, files));
    }
    let (mut has_findings, mut has_pools) = (vec![false; analysis.files.len()], vec![false; analysis.files.len()]);
    for (machine, files) in &machines {
        for file in files {
            has_findings[*file] |= !machine.report.findings.is_empty();
            // pools without a sample in the time that is judged were collected all the same
            has_pools[*file] |=
                machine.recording.counters.iter().any(|counter| catalogue::pool(&counter.path).is_some());
        }
    }
    // a computer with only secondary counters is left out, unless no other computer of its logs has findings
    machines.retain(|(m, files)| {
        !m.report.findings.is_empty() || m.tags.is_some() || files.iter().all(|file| !has_findings[*file])
    });
    for (file, _) in analysis
        .files
        .iter_mut()
        .zip(has_pools)
        .filter(|(file, has)| !has && file.samples > 0 && file.source.format != tag_listings::FORMAT)
    {
        add_diagnostic(Some(file), DiagnosticKind::NoPoolCounters, 1);
    }
    analysis.machines = machines.into_iter().map(|(machine, _)| machine).collect();
}

/// Judges again what was already read, for example once the RAM is known.
pub fn judge_again(
    machines: &[(Recording, String)],
    scope: Scope,
    given_ram: &dyn Fn(&str) -> Option<GivenRam>,
) -> Vec<Report> {
    machines.iter().map(|(r, computer)| findings::report(r, computer, given_ram(computer), scope)).collect()
}

/// Reads some counters of the logs, by their keys, on one timeline per computer: for the whole time, or from one moment
/// to another (UTC milliseconds). Counters that are in no log are left out.
///
/// # Errors
/// If no log can be read, or if the job is cancelled.
pub fn read_counters(
    logs: &[Log],
    keys: &HashSet<Key>,
    span: Option<(i64, i64)>,
    pools: &PoolPaths,
    progress: &Progress,
) -> Result<Vec<Recording>, LogError> {
    let mut by_computer: BTreeMap<String, Vec<Recording>> = BTreeMap::new();
    let mut failure = None;
    for outcome in read_all(logs, span, pools, &|path| keys.contains(path.key()), progress) {
        match outcome {
            Ok(read) => {
                for (computer, recording) in read.recording.by_computer() {
                    by_computer.entry(computer_key(&computer)).or_default().push(recording);
                }
            }
            Err(LogError::Cancelled) => return Err(LogError::Cancelled),
            Err(error) => failure = Some(error),
        }
    }
    match failure {
        Some(error) if by_computer.is_empty() => Err(error),
        _ => Ok(by_computer.into_values().filter_map(timeline::join).map(|(recording, _)| recording).collect()),
    }
}

/// Every counter of the logs as `\Object\Counter`, without computer and instance, each once, by name.
///
/// # Errors
/// When no log can be read, or the job is cancelled.
pub fn counter_names(logs: &[Log], progress: &Progress) -> Result<Vec<String>, LogError> {
    let names: Mutex<BTreeSet<String>> = Mutex::default();
    // the reader asks about every counter, none is wanted: no value is decoded
    let ask = |path: &KeyedPath| {
        if path.instance.is_none() {
            let name = format!("\\{}\\{}", path.object, path.counter);
            names.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        }
        false
    };
    let outcomes = read_all(logs, None, &PoolPaths::default(), &ask, progress);
    progress.check()?;
    let names = names.into_inner().unwrap_or_else(PoisonError::into_inner);
    match outcomes.into_iter().find_map(Result::err) {
        Some(error) if names.is_empty() => Err(error),
        _ => {
            let mut names: Vec<String> = names.into_iter().collect();
            names.sort_by_cached_key(|name| name.to_lowercase());
            Ok(names)
        }
    }
}

/// The computers named in a log, by its first record; empty if it names none.
///
/// # Errors
/// If reading fails, or if the job is cancelled.
pub fn computers(log: &OpenLog, progress: &Progress) -> Result<Vec<String>, LogError> {
    /// Ends the walk with the first record.
    struct First;
    impl Sink for First {
        fn counter(&mut self, _: Found) {}

        fn sample(&mut self, _: Stamp, _: &[(usize, f64)]) -> Result<(), LogError> {
            Err(LogError::Cancelled)
        }
    }
    let met: Mutex<BTreeMap<String, String>> = Mutex::default();
    let ask = |path: &KeyedPath| {
        let mut met = met.lock().unwrap_or_else(PoisonError::into_inner);
        met.entry(computer_key(&path.computer)).or_insert_with(|| path.computer.clone());
        false
    };
    match log.stream(&ask, &mut First, &mut Diagnostics::default(), progress) {
        Err(LogError::Cancelled) if !progress.is_cancelled() => {}
        outcome => outcome?,
    }
    Ok(met.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect())
}

/// Reads logs in parallel, each in pieces, all on the same thread pool.
fn read_all(
    logs: &[Log],
    span: Option<(i64, i64)>,
    pools: &PoolPaths,
    want: &(dyn Fn(&KeyedPath) -> bool + Sync),
    progress: &Progress,
) -> Vec<Result<Read, LogError>> {
    let size = |log: &Log| log.path().map_or(0, bytes::size);
    let all_bytes = logs.iter().map(size).sum();
    let read = |log: &Log| -> Result<Read, LogError> {
        let mut log = log.open(progress)?;
        log.pools = pools.clone();
        if logs.len() > 1 {
            log.room = Room::of_one_among(log.source.bytes, all_bytes, logs.len());
        }
        let met: Mutex<(BTreeMap<String, String>, Processors)> = Mutex::default();
        let asked = |path: &KeyedPath| {
            let mut met = met.lock().unwrap_or_else(PoisonError::into_inner);
            met.0.entry(computer_key(&path.computer)).or_insert_with(|| path.computer.clone());
            met.1.meet(path);
            drop(met);
            want(path)
        };
        let (recording, diagnostics) = match span {
            Some(span) => log.read_between(span, &asked, progress)?,
            None => log.read(&asked, progress)?,
        };
        let (computers, processors) = met.into_inner().unwrap_or_else(PoisonError::into_inner);
        let computers = computers.into_values().collect();
        let file = FileRead { source: log.source, samples: recording.axis.samples_in_log(), diagnostics };
        Ok(Read { recording, file, computers, processors })
    };
    if let [only] = logs {
        return vec![read(only)];
    }
    progress.begin_all(all_bytes);
    logs.par_iter().map(read).collect()
}
