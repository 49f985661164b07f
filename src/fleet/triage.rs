//! The run: members are inspected, grouped, and judged in parallel.

use super::archive::Scratch;
use super::find::Found;
use super::grouping::{Groups, Kind, Looked, group};
use super::ledger::{Entry, Ledger};
use super::member::{Failure, Member, Opened};
use super::output::OpenMetrics;
use super::output::series::{self, Series};
use super::server::Server;
use crate::analysis::Scope;
use crate::engine::{self, Analysis, JudgeOptions, Log, judge_logs};
use crate::logfile::{DiagnosticKind, LogError, OpenLog, Progress, events, tags};
use crate::model::localized::PoolPaths;
use crate::model::path::computer_key;
use crate::owners::Owners;
use crate::report::{Dossier, dossier, html};
use crate::wording::Notation;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// How servers are judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Only samples from this time on (ms, by the clock of each computer's logs).
    pub since_local_ms: Option<i64>,
    /// Groups that are judged in parallel; one per processor if `None`.
    pub jobs: Option<usize>,
}

/// What is written while samples are in memory.
#[derive(Clone, Copy, Default)]
pub struct Products<'a> {
    pub series: Option<Series<'a>>,
    /// The folder of reports, and its path relative to the overview.
    pub reports: Option<(&'a Path, &'a str)>,
}

/// Callbacks that follow a run.
pub struct Watch<'a> {
    pub progress: &'a Progress,
    /// Receives the results of a group.
    pub judged: &'a (dyn Fn(&[Server], &[Failure]) + Sync),
}

/// How much was processed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    pub files: usize,
    pub bytes: u64,
    /// Files that were judged before and are unchanged.
    pub known_files: usize,
}

/// Judged servers.
#[derive(Debug, Default)]
pub struct Triage {
    /// The most urgent first.
    pub servers: Vec<Server>,
    pub failed: Vec<Failure>,
    pub sizes: Sizes,
}

/// What is needed to judge a group.
struct Work<'a> {
    options: Options,
    products: Products<'a>,
    watch: &'a Watch<'a>,
    scratch: Scratch,
    ledger: &'a Ledger,
    looks: BTreeMap<Member, (Vec<String>, Kind)>,
}

/// Judges what was found. Each result is remembered at once.
///
/// # Errors
/// When the run is cancelled, or an output cannot be written.
pub fn run(
    found: Found,
    ledger: Ledger,
    options: Options,
    products: Products<'_>,
    watch: &Watch<'_>,
    metrics: Option<&mut OpenMetrics>,
) -> io::Result<Triage> {
    let mut threads = rayon::ThreadPoolBuilder::new();
    if let Some(jobs) = options.jobs {
        threads = threads.num_threads(jobs);
    }
    let threads = threads.build().map_err(io::Error::other)?;
    threads.install(|| run_here(found, ledger, options, products, watch, metrics))
}

/// The files that have to be judged together, for judging them elsewhere: the files of one computer, and all that are
/// packed in one archive.
///
/// # Errors
/// When no temporary folder can be created, or the run is cancelled.
pub fn plan(found: Found, watch: &Watch<'_>) -> io::Result<(Vec<Vec<PathBuf>>, Vec<Failure>)> {
    let Found { members, mut failed } = found;
    watch.progress.begin_all(members.iter().map(|member| member.bytes).sum());
    let scratch = Scratch::new()?;
    let together =
        look_all(members, &Ledger::none(), &scratch, watch, &mut failed, &|bytes| watch.progress.add(bytes))?;
    let Groups { groups, orphans } = group(together);
    failed.extend(orphans.iter().map(orphan));
    let file =
        |member: &Member| member.packed.as_ref().map_or_else(|| member.path.clone(), |(archive, _)| archive.clone());
    let mut sets: Vec<BTreeSet<PathBuf>> = Vec::new();
    let mut of_archive: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for group in &groups {
        let files: BTreeSet<PathBuf> = group.iter().map(file).collect();
        let archives = group.iter().filter_map(|member| member.packed.as_ref().map(|(archive, _)| archive));
        let mut meets: Vec<usize> = archives.clone().filter_map(|archive| of_archive.get(archive).copied()).collect();
        meets.sort_unstable();
        meets.dedup();
        let at = meets.first().copied().unwrap_or(sets.len());
        if at == sets.len() {
            sets.push(BTreeSet::new());
        }
        sets[at].extend(files);
        for other in meets.into_iter().skip(1) {
            let moved = std::mem::take(&mut sets[other]);
            sets[at].extend(moved);
            of_archive.values_mut().filter(|set| **set == other).for_each(|set| *set = at);
        }
        of_archive.extend(archives.map(|archive| (archive.clone(), at)));
    }
    let sets = sets.into_iter().filter(|set| !set.is_empty()).map(|set| set.into_iter().collect());
    Ok((sets.collect(), failed))
}

fn orphan(member: &Member) -> Failure {
    Failure::new("judging", "exported events alone; no log here is of the same computer", &member.path)
}

fn run_here(
    found: Found,
    ledger: Ledger,
    options: Options,
    products: Products<'_>,
    watch: &Watch<'_>,
    metrics: Option<&mut OpenMetrics>,
) -> io::Result<Triage> {
    let Found { members, mut failed } = found;
    let bytes = members.iter().map(|member| member.bytes).sum();
    let mut sizes = Sizes { files: members.len(), bytes, known_files: 0 };
    watch.progress.begin_all(bytes);
    let scratch = Scratch::new()?;
    let together = look_all(members, &ledger, &scratch, watch, &mut failed, &|_| {})?;
    let looks = together.iter().map(|one| (one.member.clone(), (one.computers.clone(), one.kind))).collect();
    let Groups { groups, orphans } = group(together);
    failed.extend(orphans.iter().map(orphan));
    let work = Work { options, products, watch, scratch, ledger: &ledger, looks };
    let mut entries = work.judge_all(groups, &mut sizes)?;
    // a computer that first appears in the middle of a log joined its group too late
    let split = split_computers(&entries);
    if !split.is_empty() {
        entries = work.join_split(entries, split, &mut sizes)?;
    }
    if let Some(metrics) = metrics {
        work.add_metrics(&entries, metrics)?;
    }
    check(watch)?;
    work.remove_stale(&entries);
    drop(work);
    let mut servers: Vec<Server> = entries.iter().flat_map(|entry| entry.servers.iter().cloned()).collect();
    servers.sort_by(Server::urgency);
    failed.extend(entries.iter().flat_map(|entry| entry.failed.iter().cloned()));
    failed.sort_by(|a, b| a.path.cmp(&b.path));
    ledger.finish(&entries)?;
    Ok(Triage { servers, failed, sizes })
}

fn check(watch: &Watch<'_>) -> io::Result<()> {
    watch.progress.check().map_err(|_| io::Error::new(io::ErrorKind::Interrupted, "cancelled"))
}

/// Inspects members in parallel; those that cannot be read are added to the failures. `done` receives the bytes of
/// each.
fn look_all(
    members: Vec<Member>,
    ledger: &Ledger,
    scratch: &Scratch,
    watch: &Watch<'_>,
    failed: &mut Vec<Failure>,
    done: &(dyn Fn(u64) + Sync),
) -> io::Result<Vec<Looked>> {
    let look = |member: Member| {
        let bytes = member.bytes;
        let looked = look(member, ledger, scratch, watch);
        done(bytes);
        looked
    };
    let looked: Vec<_> = members.into_par_iter().map(look).collect();
    check(watch)?;
    let mut together = Vec::with_capacity(looked.len());
    for outcome in looked {
        match outcome {
            Ok(one) => together.push(one),
            Err(failure) => failed.extend(failure),
        }
    }
    Ok(together)
}

/// Inspects a member; a file that is no log at all yields no failure.
fn look(member: Member, ledger: &Ledger, scratch: &Scratch, watch: &Watch<'_>) -> Result<Looked, Option<Failure>> {
    if let Some((computers, kind)) = ledger.look(&member) {
        return Ok(Looked { computers: computers.to_vec(), kind, member });
    }
    if watch.progress.is_cancelled() {
        return Err(None);
    }
    let opened = member.open(scratch)?;
    let shown = |error: LogError| failure(error, &opened, &member);
    // files that other programs write to the same folders are neither logs nor failures
    let log = OpenLog::open(&opened.path, &Progress::default()).map_err(|error| match error {
        LogError::NotALog { .. } if !is_surely_log(&member.path) => None,
        error => Some(shown(error)),
    })?;
    let (computers, kind) = if log.source.format == tags::FORMAT {
        (Vec::new(), Kind::Listing)
    } else if log.source.format == events::FORMAT {
        let (recording, _) = log.read(&|_| false, &Progress::default()).map_err(|error| Some(shown(error)))?;
        (recording.facts.exported_events.iter().map(|(name, _)| name.clone()).collect(), Kind::Events)
    } else {
        let computers = engine::computers(&log, &Progress::default()).map_err(|error| Some(shown(error)))?;
        (computers, Kind::Log)
    };
    Ok(Looked { member, kind, computers })
}

fn is_surely_log(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("blg"))
}

/// An error, with the name that a member is shown by.
fn failure(error: LogError, opened: &Opened, member: &Member) -> Failure {
    let (own, shown) = (opened.path.display().to_string(), member.path.display().to_string());
    Failure { error: error.to_string().replace(&own, &shown), path: shown }
}

/// The entries of each computer that occurs in more than one entry.
fn split_computers(entries: &[Entry]) -> Vec<BTreeSet<usize>> {
    let mut by_computer: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for server in entry.servers.iter().filter(|server| !server.computer.is_empty()) {
            by_computer.entry(computer_key(&server.computer)).or_default().insert(at);
        }
    }
    let mut sets: Vec<BTreeSet<usize>> = Vec::new();
    for set in by_computer.into_values().filter(|set| set.len() > 1) {
        let (meets, mut rest): (Vec<_>, Vec<_>) = sets.into_iter().partition(|known| !known.is_disjoint(&set));
        rest.push(meets.into_iter().fold(set, |all, one| &all | &one));
        sets = rest;
    }
    sets
}

impl Work<'_> {
    fn judge_all(&self, mut groups: Vec<Vec<Member>>, sizes: &mut Sizes) -> io::Result<Vec<Entry>> {
        let weight = |group: &[Member]| group.iter().map(|member| member.bytes).sum::<u64>();
        // the largest first, so that none of them is left for the end
        groups.sort_by_key(|group| std::cmp::Reverse(weight(group)));
        let judged: Vec<io::Result<(Entry, bool)>> = groups
            .into_par_iter()
            .with_max_len(1)
            .map(|group| {
                check(self.watch)?;
                if let Some(known) = self.ledger.group(&group).filter(|known| self.has_products(known)) {
                    self.watch.progress.add(weight(&group));
                    (self.watch.judged)(&known.servers, &known.failed);
                    return Ok((known.clone(), true));
                }
                let entry = self.judge(&group)?;
                check(self.watch)?;
                self.ledger.add(&entry)?;
                (self.watch.judged)(&entry.servers, &entry.failed);
                Ok((entry, false))
            })
            .collect();
        let mut entries = Vec::with_capacity(judged.len());
        for outcome in judged {
            let (entry, is_known) = outcome?;
            sizes.known_files += if is_known { entry.members.len() } else { 0 };
            entries.push(entry);
        }
        Ok(entries)
    }

    /// Judges together what was judged separately.
    fn join_split(
        &self,
        entries: Vec<Entry>,
        split: Vec<BTreeSet<usize>>,
        sizes: &mut Sizes,
    ) -> io::Result<Vec<Entry>> {
        let members = |at: &usize| entries[*at].members.iter().map(|(member, ..)| member.clone());
        let groups: Vec<Vec<Member>> = split.iter().map(|set| set.iter().flat_map(members).collect()).collect();
        let again = self.judge_all(groups, sizes)?;
        let is_apart = |at: &usize| split.iter().all(|set| !set.contains(at));
        let mut all: Vec<Entry> =
            entries.into_iter().enumerate().filter(|(at, _)| is_apart(at)).map(|(_, entry)| entry).collect();
        all.extend(again);
        Ok(all)
    }

    /// Reads the counters that dashboards need, server by server.
    fn add_metrics(&self, entries: &[Entry], metrics: &mut OpenMetrics) -> io::Result<()> {
        for entry in entries {
            check(self.watch)?;
            // what could not be read has been reported already
            let opened: Vec<Opened> =
                entry.members.iter().filter_map(|(member, ..)| member.open(&self.scratch).ok()).collect();
            let Ok(analysis) = self.judge_files(opened.iter()) else { continue };
            for machine in &analysis.machines {
                let known = entry.servers.iter().find(|server| server.computer == machine.report.computer);
                let name = known.map_or_else(|| machine.report.computer.clone(), Server::name);
                metrics.add(&name, &machine.recording)?;
            }
        }
        Ok(())
    }

    /// Removes files that earlier runs wrote and this one did not, whether or not their logs are still known: the
    /// folders hold the results of one run.
    fn remove_stale(&self, entries: &[Entry]) {
        let written = entries.iter().flat_map(|entry| &entry.written);
        let kept: BTreeSet<PathBuf> = written.filter_map(|name| self.place(name)).collect();
        let remove = |folder: &Path, is_own: fn(&str) -> bool| {
            crate::export::remove_orphans(folder);
            for path in files_in(folder) {
                let is_own = path.file_name().is_some_and(|name| is_own(&name.to_string_lossy()));
                if is_own && !kept.contains(&path) {
                    // it may be gone already
                    let _ = std::fs::remove_file(path);
                }
            }
        };
        if let Some((folder, _)) = self.products.reports {
            remove(folder, is_report);
        }
        let days = self.products.series.as_ref().map_or_else(Vec::new, |series| files_in(series.folder));
        for bucket in days.iter().flat_map(|day| files_in(day)) {
            remove(&bucket, series::is_series);
        }
    }

    /// The path of a written file.
    fn place(&self, name: &str) -> Option<PathBuf> {
        let (kind, below) = name.split_once('/')?;
        let is_below = Path::new(below).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let folder = match kind {
            SERIES => self.products.series.as_ref()?.folder,
            REPORTS => self.products.reports?.0,
            _ => return None,
        };
        is_below.then(|| folder.join(below))
    }

    /// Whether the files that were written for an entry still exist.
    fn has_products(&self, entry: &Entry) -> bool {
        entry.written.iter().all(|name| self.place(name).is_some_and(|path| path.exists()))
    }

    /// Judges a group; its errors are recorded in its entry and do not stop the run.
    fn judge(&self, group: &[Member]) -> io::Result<Entry> {
        let members = group.iter().map(|member| {
            let (computers, kind) = self.looks.get(member).cloned().unwrap_or((Vec::new(), Kind::Log));
            (member.clone(), computers, kind)
        });
        let mut entry =
            Entry { members: members.collect(), servers: Vec::new(), failed: Vec::new(), written: Vec::new() };
        // a log that makes the analysis panic must not end the whole run
        match catch_unwind(AssertUnwindSafe(|| self.judge_into(group, &mut entry))) {
            Ok(outcome) => outcome?,
            Err(_) => {
                let found = "PoolScope crashed on it; please report it with the log";
                entry.servers.clear();
                entry.failed.extend(group.iter().map(|member| Failure::new("judging", found, &member.path)));
            }
        }
        Ok(entry)
    }

    fn judge_files<'a>(&self, opened: impl Iterator<Item = &'a Opened>) -> Result<Analysis, LogError> {
        let logs: Vec<Log> = opened.map(|one| Log::File(one.path.clone())).collect();
        let pools = PoolPaths::default();
        let since_local_ms = self.options.since_local_ms;
        let how = JudgeOptions { scope: Scope::Pools, given_ram: &|_| None, pools: &pools, since_local_ms };
        judge_logs(&logs, how, self.watch.progress)
    }

    fn judge_into(&self, group: &[Member], entry: &mut Entry) -> io::Result<()> {
        let mut opened: Vec<(&Member, Opened)> = Vec::with_capacity(group.len());
        for member in group {
            match member.open(&self.scratch) {
                Ok(one) => opened.push((member, one)),
                Err(failure) => entry.failed.push(failure),
            }
        }
        let mut analysis = match self.judge_files(opened.iter().map(|(_, one)| one)) {
            Ok(analysis) => analysis,
            Err(LogError::Cancelled) => return check(self.watch),
            Err(error) => {
                entry.failed.extend(opened.first().map(|(member, one)| failure(error, one, member)));
                return Ok(());
            }
        };
        for error in std::mem::take(&mut analysis.failed) {
            let text = error.to_string();
            let of = opened.iter().find(|(_, one)| text.contains(&*one.path.to_string_lossy()));
            entry.failed.extend(of.or(opened.first()).map(|(member, one)| failure(error, one, member)));
        }
        rename(&mut analysis, &opened);
        let notes: BTreeSet<&str> = analysis
            .files
            .iter()
            .flat_map(|file| &file.diagnostics)
            .filter(|d| d.kind != DiagnosticKind::NotClosed)
            .map(|d| d.kind.name())
            .collect();
        let notes: Vec<String> = notes.into_iter().map(str::to_owned).collect();
        for machine in &analysis.machines {
            let parts = machine.recordings().flat_map(|r| &r.parts).map(|p| p.source.path.display().to_string());
            let files: BTreeSet<String> = parts.collect();
            entry.servers.push(Server::of(machine, files.into_iter().collect(), notes.clone()));
        }
        self.write_products(group, &opened, &analysis, entry)
    }

    fn write_products(
        &self,
        group: &[Member],
        opened: &[(&Member, Opened)],
        analysis: &Analysis,
        entry: &mut Entry,
    ) -> io::Result<()> {
        if let Some(series) = &self.products.series {
            let files: Vec<PathBuf> = opened.iter().map(|(_, one)| one.path.clone()).collect();
            match series::write(series, &files, group, self.watch.progress) {
                Ok(written) => entry.written.extend(written.into_iter().map(|name| format!("{SERIES}/{name}"))),
                Err(series::Failed::Write(error)) => return Err(error),
                Err(series::Failed::Read(error)) => {
                    entry.failed.extend(opened.first().map(|(member, one)| failure(error, one, member)));
                }
            }
        }
        if let Some((folder, shown)) = self.products.reports
            && entry.servers.iter().any(Server::is_urgent)
        {
            let owners = Owners::default();
            let dossier = Dossier::of(analysis, Notation::default(), &owners, dossier::logs(analysis, None));
            let name = format!("{}.html", report_name(&entry.servers, group));
            crate::export::write(&folder.join(&name), crate::export::Existing::Replace, &mut |out| {
                html::write(out, &dossier)
            })?;
            for server in &mut entry.servers {
                server.report = Some(format!("{shown}/{name}"));
            }
            entry.written.push(format!("{REPORTS}/{name}"));
        }
        Ok(())
    }
}

const SERIES: &str = "series";
const REPORTS: &str = "reports";

/// Gives logs the names that they are shown by.
fn rename(analysis: &mut Analysis, opened: &[(&Member, Opened)]) {
    let shown = |path: &mut PathBuf| {
        if let Some((member, _)) = opened.iter().find(|(_, one)| one.path == *path) {
            path.clone_from(&member.path);
        }
    };
    analysis.files.iter_mut().for_each(|file| shown(&mut file.source.path));
    for machine in &mut analysis.machines {
        machine.recording.parts.iter_mut().for_each(|part| shown(&mut part.source.path));
        if let Some(tags) = &mut machine.tags {
            tags.recording.parts.iter_mut().for_each(|part| shown(&mut part.source.path));
        }
    }
}

/// A name for a group's report: its computer's name, with a part of the hash that identifies its logs.
fn report_name(servers: &[Server], group: &[Member]) -> String {
    let name = servers.first().map_or_else(String::new, Server::name);
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let logs = series::group_name(group);
    format!("{}-{}", plain.chars().take(60).collect::<String>(), &logs[..8])
}

/// Whether a file is named like a report.
fn is_report(name: &str) -> bool {
    let end = name.strip_suffix(".html").and_then(|name| name.rsplit_once('-')).map_or("", |(_, end)| end);
    end.len() == 8 && end.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The files in a folder; none if the folder does not exist.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
