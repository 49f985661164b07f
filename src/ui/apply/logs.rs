//! Logs: opened, read, followed.

use super::super::App;
use super::super::command::Opening;
use super::super::jobs::JobKind;
use super::super::session;
use super::super::state::choices::UNNAMED;
use super::super::state::{Dialog, Document, DocumentRelation, Fetch};
use super::super::tasks::Judged;
use crate::chart::interact::Wanted;
use crate::engine::{Analysis, Log};
use crate::logfile::{LogError, Progress};
use crate::model::units;
use eframe::egui;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use web_time::{Duration, Instant};

/// Why logs are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Asked,
    /// They have changed on disk: problems are reported without a dialog.
    Changed,
}

impl App {
    /// Opens the files: a session if one is among them, else the logs.
    pub(in super::super) fn open_files(&mut self, files: Vec<PathBuf>, opening: Opening) {
        if let [file] = &files[..] {
            self.state.typed = file.display().to_string();
        }
        if files.iter().any(|file| file.is_dir()) {
            self.open_folders(files);
            return;
        }
        if let Some(file) = files.iter().find(|f| session::is_session(f)).cloned() {
            if files.len() > 1 {
                self.state.complain(format!("A session is opened alone: only {} was.", file.display()));
            }
            self.state.finding = None;
            let (path, name) = (file.clone(), format!("Reading {}", file.display()));
            let work = move |_: &Progress| session::read(&path).map(|s| s.relocated(&path));
            self.jobs.spawn(JobKind::Load, name, work, |app, _, read| app.session_read(read, Some(file)));
            return;
        }
        if let Some((session, file)) = self.state.finding.take() {
            let work = move |_: &Progress| Ok(session.found_at(&files));
            self.jobs.spawn(JobKind::Load, "Looking for the logs", work, |app, _, found| app.session_read(found, file));
            return;
        }
        let open = self
            .state
            .document
            .as_ref()
            .filter(|_| opening == Opening::Added)
            .map_or(Vec::new(), |d| d.loaded.logs.clone());
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
        self.load(logs, Reading::Asked);
    }

    /// Closes what is open; typed notes and marks are kept.
    pub(super) fn close_log(&mut self) {
        self.keep_before_leaving();
        self.jobs.begin_generation();
        self.jobs.cancel(JobKind::Load);
        self.drop_claims();
        self.state.restoring = None;
        self.watch.set(Vec::new());
        self.state.document = None;
        self.fetch_kept();
    }

    pub(super) fn reload(&mut self) {
        if let Some(logs) = self.state.document.as_ref().map(|d| d.loaded.logs.clone()) {
            self.load(logs, Reading::Asked);
        }
    }

    /// Reads and judges logs.
    pub(super) fn load(&mut self, logs: Vec<Log>, reading: Reading) {
        let changed = reading == Reading::Changed;
        let has_all = |d: &Document| d.loaded.logs.iter().all(|log| logs.contains(log));
        let goes_on = changed || self.state.restoring.is_some() || self.state.document.as_ref().is_some_and(has_all);
        if !goes_on {
            self.drop_claims();
        }
        if !changed {
            self.widgets.dialog = None;
            self.state.toasts.clear();
        }
        self.watch.set(logs.iter().filter_map(|l| l.path().map(Path::to_owned)).collect());
        let name = match &logs[..] {
            _ if changed => "The log has changed and is read again".to_owned(),
            [Log::File(path)] => format!("Reading {}", path.display()),
            [Log::Sample] => "Reading the sample log".to_owned(),
            several => format!("Reading {} logs", several.len()),
        };
        self.judge_in_job(name, logs, move |app, judged| app.loaded(judged, reading));
    }

    fn loaded(&mut self, judged: Judged, reading: Reading) {
        match judged.analysis {
            Ok(analysis) => {
                if self.show(judged.logs, reading, analysis) {
                    self.jobs.continue_as(JobKind::Load, JobKind::JudgeAll, "Judging every counter");
                    self.judge_where_ram_changed(&judged.ram);
                } else {
                    self.jobs.cancel(JobKind::Load);
                }
            }
            Err(error) => {
                self.state.restoring = None;
                if !matches!(error, LogError::Cancelled) {
                    self.fail("This log could not be opened", error.to_string());
                }
            }
        }
    }

    /// Shows what was read; false if there is nothing to show.
    fn show(&mut self, logs: Vec<Log>, reading: Reading, analysis: Analysis) -> bool {
        let changed = reading == Reading::Changed;
        self.say_what_failed(&analysis, logs.len(), reading);
        if analysis.machines.is_empty() {
            self.state.restoring = None;
            return false;
        }
        self.keep_before_leaving();
        self.jobs.begin_generation();
        // logs that could not be read are not tried again
        let is_read = |log: &Log| log.path().is_none_or(|p| analysis.files.iter().any(|f| f.source.path == p));
        let logs: Vec<Log> = if changed { logs } else { logs.into_iter().filter(is_read).collect() };
        self.state.typed.clear();
        for path in logs.iter().rev().filter_map(Log::path).filter(|_| !changed) {
            let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            self.state.settings.remember(&full);
        }
        let samples = |analysis: &Analysis| analysis.files.iter().map(|f| f.samples).sum::<usize>();
        let old = self.state.document.take();
        let more = old.as_ref().map_or(0, |d| samples(&analysis).saturating_sub(samples(&d.loaded.analysis)));
        let mut document = Document::new(logs, analysis, &self.state.settings);
        let was_whole = self.shows_all_of(old.as_ref());
        match old.map_or(DocumentRelation::Another, |old| document.continue_from(old)) {
            DocumentRelation::Another => {
                self.widgets.views = Default::default();
                // driver files belong to one machine
                self.state.owners.drivers = None;
            }
            DocumentRelation::Same if !was_whole => {}
            DocumentRelation::Same | DocumentRelation::More => self.widgets.views[0].want(Wanted::Everything),
        }
        self.state.document = Some(document);
        self.fetch_counters(Fetch::All);
        match self.state.restoring.take().filter(|_| !changed) {
            Some((session, file)) => self.restore(*session, file),
            None if !changed => self.offer_kept(),
            None => {}
        }
        self.begin_keeping();
        self.compare_servers();
        self.start_compare();
        self.start_narrowing();
        if changed {
            self.say_how_it_grew(more);
        }
        true
    }

    fn say_how_it_grew(&mut self, more: usize) {
        // a log that takes long to read is not reread continuously
        self.quiet_until = Instant::now() + 4 * self.began.elapsed() + Duration::from_secs(1);
        self.state.say(match more {
            0 => "The log has changed and was read again.".to_owned(),
            1 => "The log has grown: one more sample.".to_owned(),
            n => format!("The log has grown: {} more samples.", units::grouped(n as f64)),
        });
    }

    /// Reports logs that could not be read, in a dialog; in a toast if the user did not just ask for them.
    fn say_what_failed(&mut self, analysis: &Analysis, count: usize, reading: Reading) {
        const MOST: usize = 12;
        let changed = reading == Reading::Changed;
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
            self.widgets.dialog = Some(Dialog::Lost { session, file, text });
            return;
        }
        let title = match (count, analysis.failed.len()) {
            (1, _) => "This file could not be opened".to_owned(),
            (count, failed) if failed == count => "None of these logs could be opened".to_owned(),
            (count, failed) => format!("{failed} of {count} logs could not be opened"),
        };
        self.fail(&title, text);
    }

    /// Rereads logs that have changed on disk, with pauses in between.
    pub(in super::super) fn follow(&mut self, ctx: &egui::Context) {
        if !self.state.settings.follow_changes || !self.watch.has_changed() {
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
        if let Some(logs) = self.state.document.as_ref().map(|d| d.loaded.logs.clone()) {
            self.began = now;
            self.load(logs, Reading::Changed);
        }
    }

    pub(super) fn show_computer(&mut self, index: usize) {
        if let Some(document) = &mut self.state.document
            && let Some(machine) = document.loaded.analysis.machines.get(index)
        {
            let name = &machine.report.computer;
            document.choices.computer = if name.is_empty() { UNNAMED.to_owned() } else { name.clone() };
        }
    }

    /// Switches to a computer that has listings of tags, if the displayed one has none.
    pub(super) fn show_computer_with_tags(&mut self) {
        let Some(document) = &self.state.document else { return };
        if document.machine().is_some_and(|m| m.tags.is_some()) {
            return;
        }
        if let Some(index) = document.loaded.analysis.machines.iter().position(|m| m.tags.is_some()) {
            self.show_computer(index);
        }
    }
}
