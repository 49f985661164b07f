//! Logs: opened, read, judged, followed, brought back.

use super::super::App;
use super::super::claims::Claims;
use super::super::jobs::{JobKind, Judged, Outcome};
use super::super::keep;
use super::super::session::{self, Session};
use super::super::state::{Dialog, Document, Settings};
use crate::analysis::ram::RamSource;
use crate::analysis::{Report, Scope};
use crate::chart::draw::Wanted;
use crate::engine::{self, Analysis, JudgeOptions, Log};
use crate::model::localized::PoolPaths;
use crate::model::units;
use eframe::egui;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

impl App {
    /// Opens what was asked for: a session where one is among the files, else the logs.
    pub(super) fn open_files(&mut self, files: Vec<PathBuf>, adds: bool) {
        if let [file] = &files[..] {
            self.state.typed = file.display().to_string();
        }
        if let Some(file) = files.iter().find(|f| session::is_session(f)).cloned() {
            if files.len() > 1 {
                self.state.complain(format!("A session is opened alone: only {} was.", file.display()));
            }
            self.state.finding = None;
            self.jobs.start(JobKind::Load, format!("Reading {}", file.display()), move |_| {
                let read = session::read(&file).map(|s| Box::new(s.relocated(&file)));
                Outcome::SessionRead(read, Some(file))
            });
            return;
        }
        if let Some((session, file)) = self.state.finding.take() {
            self.jobs.start(JobKind::Load, "Looking for the logs", move |_| {
                Outcome::SessionRead(Ok(Box::new(session.found_at(&files))), file)
            });
            return;
        }
        let open = self.state.document.as_ref().filter(|_| adds).map_or(Vec::new(), |d| d.logs.clone());
        let mut logs: Vec<Log> = Vec::with_capacity(open.len() + files.len());
        let mut seen = HashSet::new();
        for log in open.into_iter().chain(files.into_iter().map(Log::File)) {
            if seen.insert(log.clone()) {
                logs.push(log);
            }
        }
        if !logs.is_empty() {
            self.open_logs(logs);
        }
    }

    pub(super) fn open_logs(&mut self, logs: Vec<Log>) {
        self.state.restoring = None;
        self.load(logs, false);
    }

    /// Closes what is open; what was written is kept.
    pub(super) fn close_log(&mut self) {
        self.keep_before_leaving();
        self.jobs.cancel_of_document();
        self.jobs.cancel(JobKind::Load);
        self.drop_claims();
        self.state.restoring = None;
        self.watch.set(Vec::new());
        self.state.document = None;
        self.fetch_kept();
    }

    pub(super) fn reload(&mut self) {
        if let Some(logs) = self.state.document.as_ref().map(|d| d.logs.clone()) {
            self.load(logs, false);
        }
    }

    /// Opens the logs of a session, and asks before it touches another computer.
    pub(super) fn ask_open_session(&mut self, session: Session, file: Option<PathBuf>) {
        if session.network_paths().is_empty() {
            self.open_session(session, file);
        } else {
            self.state.dialog = Some(Dialog::Network { session: Box::new(session), file });
        }
    }

    /// Opens the logs of a session; what it says of them follows once they are read.
    pub(super) fn open_session(&mut self, session: Session, file: Option<PathBuf>) {
        self.drop_claims();
        self.state.claims = Some(Claims::lend(&mut self.state.settings, &session));
        let settings = &mut self.state.settings;
        if let Some(file) = &file {
            settings.remember(&std::path::absolute(file).unwrap_or_else(|_| file.clone()));
        }
        let logs = session.open_logs();
        self.state.restoring = Some((Box::new(session), file));
        self.load(logs, false);
    }

    /// Goes on with a session that was kept, on the logs that are open or on others.
    pub(super) fn bring_back(&mut self, session: Session) {
        let logs = session.open_logs();
        if let Some(document) = self.state.document.as_ref().filter(|d| absolute(&d.logs) == logs) {
            // what was typed since stays
            let mut session = session;
            session.choices.add_work(&document.choices);
            self.restore(session, None);
        } else {
            self.ask_open_session(session, None);
        }
    }

    /// Makes everything look as a session says.
    fn restore(&mut self, session: Session, file: Option<PathBuf>) {
        let Some(document) = &mut self.state.document else { return };
        let before = std::mem::replace(&mut document.choices, session.choices);
        document.session = file;
        document.session_others = session.others;
        if let Some(draft) = session.draft {
            self.state.dialog = Some(match draft.is_note {
                true => Dialog::Note { text: draft.text, at: draft.at, index: draft.index },
                false => Dialog::Marks { text: draft.text },
            });
        }
        self.follow_choices(&before);
        if let (Some(document), Some(bounds)) = (&mut self.state.document, session.view) {
            // other scales and computers show everything first
            document.view.want(Wanted::Show(bounds));
        }
    }

    /// What the last session said holds no longer.
    fn drop_claims(&mut self) {
        if let Some(claims) = self.state.claims.take() {
            self.state.settings = claims.without(&self.state.settings);
        }
    }

    /// Reads and judges logs. Where they had only `changed`, what happens is said in passing.
    pub(super) fn load(&mut self, logs: Vec<Log>, changed: bool) {
        let has_all = |d: &Document| d.logs.iter().all(|log| logs.contains(log));
        let goes_on = changed || self.state.restoring.is_some() || self.state.document.as_ref().is_some_and(has_all);
        if !goes_on {
            self.drop_claims();
        }
        if !changed {
            self.state.dialog = None;
            self.state.toasts.clear();
        }
        self.watch.set(logs.iter().filter_map(|l| l.path().map(Path::to_owned)).collect());
        let name = match &logs[..] {
            _ if changed => "The log has changed and is read again".to_owned(),
            [Log::File(path)] => format!("Reading {}", path.display()),
            [Log::Sample] => "Reading the sample log".to_owned(),
            several => format!("Reading {} logs", several.len()),
        };
        self.judge_in_job(JobKind::Load, name, logs, Scope::Pools, move |judged| Outcome::Loaded(judged, changed));
    }

    fn judge_in_job(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        logs: Vec<Log>,
        scope: Scope,
        outcome: impl FnOnce(Judged) -> Outcome + Send + 'static,
    ) {
        let (settings, claims) = (self.state.settings.clone(), self.state.claims.clone());
        self.jobs.start(kind, name, move |progress| {
            let user_ram = |computer: &str| settings.ram_of(computer);
            let how = JudgeOptions { scope, user_ram: &user_ram, pools: &settings.pools };
            let mut analysis = engine::judge_logs(&logs, how, progress);
            for machine in analysis.iter_mut().flat_map(|a| &mut a.machines) {
                say_whose_ram(&mut machine.report, &settings, claims.as_ref());
            }
            outcome(Judged { logs, ram: settings.ram, analysis: analysis.map(Box::new) })
        });
    }

    /// Reads logs again that have changed on disk, but not without pause.
    pub(in super::super) fn follow(&mut self, ctx: &egui::Context) {
        if self.state.settings.keeps_still || !self.watch.has_changed() {
            return;
        }
        let is_busy = [JobKind::Load, JobKind::JudgeAll, JobKind::Judge, JobKind::Compare]
            .iter()
            .any(|k| self.jobs.find(*k).is_some());
        let now = Instant::now();
        if is_busy || now < self.quiet_until {
            ctx.request_repaint_after(self.quiet_until.saturating_duration_since(now).max(Duration::from_millis(200)));
            return;
        }
        if let Some(logs) = self.state.document.as_ref().map(|d| d.logs.clone()) {
            self.began = now;
            self.load(logs, true);
        }
    }

    pub(in super::super) fn fetch_kept(&mut self) {
        let Some(folder) = self.keeper.folder.clone() else { return };
        self.jobs.start(JobKind::Kept, "Looking for what was kept", move |_| Outcome::Kept(keep::all(&folder)));
    }

    /// Asks which counters are the pools; the names come in a job.
    pub(super) fn ask_pools(&mut self) {
        let Some(logs) = self.state.document.as_ref().map(|d| d.logs.clone()) else { return };
        self.state.dialog = Some(Dialog::Pools { counters: None, search: String::new(), nonpaged: None, paged: None });
        self.jobs.start(JobKind::Names, "Reading the names of the counters", move |progress| {
            Outcome::Names(engine::counter_names(&logs, progress))
        });
    }

    /// Remembers more names of pools, or forgets all, and reads again.
    pub(super) fn set_pools(&mut self, more: PoolPaths) {
        self.state.dialog = None;
        let pools = &mut self.state.settings.pools;
        if more == PoolPaths::default() {
            *pools = more;
        } else {
            pools.add(&more);
        }
        if let Some(logs) = self.state.document.as_ref().map(|d| d.logs.clone()) {
            self.load(logs, false);
        }
    }

    fn computer(&self) -> Option<String> {
        Some(self.state.document.as_ref()?.machine()?.report.computer.clone())
    }

    pub(super) fn show_computer(&mut self, index: usize) {
        if let Some(document) = &mut self.state.document
            && let Some(machine) = document.analysis.machines.get(index)
        {
            document.choices.computer.clone_from(&machine.report.computer);
        }
    }

    /// Remembers the RAM and judges again, off the frame.
    pub(super) fn set_ram(&mut self, bytes: Option<f64>) {
        let Some(computer) = self.computer() else { return };
        self.state.dialog = None;
        self.state.settings.set_ram(&computer, bytes);
        let name = if computer.is_empty() { "this computer" } else { &computer };
        match bytes {
            Some(bytes) => self.state.say(format!("RAM of {name} set to {}.", self.state.settings.units().ram(bytes))),
            None => self.state.say(format!("RAM of {name} as the log says.")),
        }
        self.judge_again();
    }

    /// Judges again what was judged with another RAM than is set now.
    pub(super) fn judge_where_ram_changed(&mut self, ram: &BTreeMap<String, f64>) {
        if *ram != self.state.settings.ram {
            self.judge_again();
        }
    }

    /// Judges what was read, as when the RAM has become known.
    pub(super) fn judge_again(&mut self) {
        let Some(document) = &mut self.state.document else { return };
        (document.narrowed, document.pair) = (None, None);
        // values are shared, not copied
        let machines: Vec<_> =
            document.analysis.machines.iter().map(|m| (m.recording.clone(), m.report.computer.clone())).collect();
        let (settings, claims) = (self.state.settings.clone(), self.state.claims.clone());
        let (logs, scope) = (document.logs.clone(), document.scope);
        self.jobs.start(JobKind::Judge, "Judging", move |_| {
            let user_ram = |computer: &str| settings.ram_of(computer);
            let mut reports = engine::judge_again(&machines, scope, &user_ram);
            reports.iter_mut().for_each(|report| say_whose_ram(report, &settings, claims.as_ref()));
            Outcome::Reports(logs, scope, reports)
        });
        self.start_compare();
        self.start_narrowing();
    }

    /// The pools are judged and shown; everything else follows in a job of its own.
    fn judge_everything(&mut self, logs: Vec<Log>) {
        self.judge_in_job(JobKind::JudgeAll, "Judging every counter", logs, Scope::Everything, Outcome::JudgedAll);
    }

    pub(super) fn show(&mut self, logs: Vec<Log>, changed: bool, analysis: Analysis) {
        self.say_what_failed(&analysis, logs.len(), changed);
        if analysis.machines.is_empty() {
            self.state.restoring = None;
            return;
        }
        self.keep_before_leaving();
        self.jobs.cancel_of_document();
        // those that could not be read are not asked for again
        let is_read = |log: &Log| log.path().is_none_or(|p| analysis.files.iter().any(|f| f.source.path == p));
        let logs: Vec<Log> = if changed { logs } else { logs.into_iter().filter(is_read).collect() };
        self.state.typed.clear();
        for path in logs.iter().rev().filter_map(Log::path).filter(|_| !changed) {
            let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            self.state.settings.remember(&full);
        }
        let samples = |analysis: &Analysis| analysis.files.iter().map(|f| f.samples).sum::<usize>();
        let old = self.state.document.take();
        let more = old.as_ref().map_or(0, |d| samples(&analysis).saturating_sub(samples(&d.analysis)));
        let mut document = Document::new(logs, analysis, &self.state.settings);
        if let Some(old) = old {
            let is_same = old.logs == document.logs;
            // what was open and is still there stays as it was looked at
            if is_same || old.logs.iter().all(|log| document.logs.contains(log)) {
                document.choose_computer(&old.machine().map_or_else(String::new, |m| m.report.computer.clone()));
                document.choices = old.choices;
                document.opened = if is_same { old.opened } else { document.opened };
                (document.undo, document.trail) = (old.undo, old.trail);
                (document.session, document.session_others) = (old.session, old.session_others);
                // shown as they were until they have been read again
                document.extras = old.extras;
                document.sparks = old.sparks;
                document.pair = old.pair;
                let was_whole = old.scene.as_ref().is_none_or(|scene| old.view.shows_all_of(scene));
                (document.view, document.second_view) = (old.view, old.second_view);
                if was_whole || !is_same {
                    document.view.want(Wanted::Everything);
                }
            }
        }
        let logs = document.logs.clone();
        let is_compared_alone = document.choices.compare.as_ref().is_some_and(|c| c.before.logs == c.after.logs);
        if is_compared_alone {
            document.pair = None;
        }
        self.state.document = Some(document);
        self.fetch_counters(true);
        match self.state.restoring.take().filter(|_| !changed) {
            Some((session, file)) => self.restore(*session, file),
            None if !changed => self.offer_kept(),
            None => {}
        }
        self.begin_keeping();
        self.start_compare();
        self.start_narrowing();
        if changed {
            // a log that takes long to read is not read all the time
            self.quiet_until = Instant::now() + 4 * self.began.elapsed() + Duration::from_secs(1);
            self.state.say(match more {
                0 => "The log has changed and was read again.".to_owned(),
                1 => "The log has grown: one more sample.".to_owned(),
                n => format!("The log has grown: {} more samples.", units::grouped(n as f64)),
            });
        }
        self.judge_everything(logs);
    }

    /// Logs that could not be read, in a dialog; in passing, where nobody asked for them just now.
    fn say_what_failed(&mut self, analysis: &Analysis, count: usize, changed: bool) {
        const MOST: usize = 12;
        let Some(first) = analysis.failed.first() else { return };
        if changed {
            self.state.complain(format!("The log could not be read again: {first}"));
            return;
        }
        let mut lines: Vec<String> = analysis.failed.iter().take(MOST).map(ToString::to_string).collect();
        if analysis.failed.len() > MOST {
            lines.push(format!("and {} more", analysis.failed.len() - MOST));
        }
        let text = lines.join("\n");
        if let Some((session, file)) = self.state.restoring.clone() {
            self.state.dialog = Some(Dialog::Lost { session, file, text });
            return;
        }
        let title = match (count, analysis.failed.len()) {
            (1, _) => "This file could not be opened".to_owned(),
            (count, failed) if failed == count => "None of these logs could be opened".to_owned(),
            (count, failed) => format!("{failed} of {count} logs could not be opened"),
        };
        self.fail(&title, text);
    }

    /// Says that these logs were worked on before, where they were.
    pub(super) fn offer_kept(&mut self) {
        let Some(document) = &self.state.document else { return };
        if document.choices.has_work() {
            return;
        }
        let is_same = |s: &Session| s.open_logs() == absolute(&document.logs);
        let mut kept = self.state.kept.iter().map(|k| &k.session).filter(|s| is_same(s) && has_work(s));
        let (newest, older) = (kept.next().cloned(), kept.count());
        if let Some(session) = newest {
            let summary = match session.choices.summary() {
                empty if empty.is_empty() => "something you were typing".to_owned(),
                summary => summary,
            };
            let older = if older > 0 { " What is older is under File, Open recent." } else { "" };
            let text = format!("You worked on this before: {summary}.{older}");
            self.state.offer(text, "Bring it back", super::super::command::Command::BringBack(Box::new(session)));
        }
    }

    /// Adds what else was found to the open logs, if they are still the same; the view stays.
    pub(super) fn show_all(&mut self, logs: &[Log], analysis: Analysis) {
        let Some(document) = self.state.document.as_mut().filter(|d| d.logs == logs) else { return };
        if analysis.machines.is_empty() {
            return;
        }
        let shown = document.machine().map_or_else(String::new, |m| m.report.computer.clone());
        // it would judge the pools only
        self.jobs.cancel(JobKind::Judge);
        document.analysis = analysis;
        document.scope = Scope::Everything;
        document.narrowed = None;
        document.choose_computer(&shown);
        document.rebuild_scene(&self.state.settings);
        self.start_narrowing();
    }
}

/// An amount of RAM that a session says is not the user's.
pub(super) fn say_whose_ram(report: &mut Report, settings: &Settings, claims: Option<&Claims>) {
    if report.ram.source == RamSource::User && claims.is_some_and(|c| c.says_ram(&report.computer, settings)) {
        report.ram.source = RamSource::Session;
    }
}

/// Whether a session has something that would be missed.
pub(in super::super) fn has_work(session: &Session) -> bool {
    session.choices.has_work() || session.draft.is_some()
}

fn absolute(logs: &[Log]) -> Vec<Log> {
    let full = |log: &Log| match log {
        Log::File(path) => Log::File(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        Log::Sample => Log::Sample,
    };
    logs.iter().map(full).collect()
}
