//! The one place that changes the state: wishes are carried out, outcomes of jobs are taken in.

use super::App;
use super::chooser::{Picked, Request};
use super::command::{Action, Command};
use super::jobs::{JobKind, Outcome};
use super::state::{Dialog, Document};
use super::theme;
use crate::analysis::{Scope, evidence};
use crate::chart::Scene;
use crate::chart::draw::Wanted;
use crate::chart::palette::Ground;
use crate::engine::{self, How, Judged, Log};
use crate::export::{self, Existing, png, svg};
use crate::logfile::LogError;
use crate::model::localized::PoolPaths;
use crate::model::{Clock, CounterPath};
use eframe::egui;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

impl App {
    /// Carries out a wish.
    pub fn apply(&mut self, command: Command, ctx: &egui::Context, frame: Option<&eframe::Frame>) {
        match command {
            Command::Do(action) => self.act(action, ctx, frame),
            Command::OpenFiles(files) => self.open_files(files, false),
            Command::AddFiles(files) => self.open_files(files, true),
            Command::SetPools(pools) => self.set_pools(pools),
            Command::SetFollow(follows) => self.state.settings.keeps_still = !follows,
            Command::ExportTo(path, replace) => self.export(path, replace),
            Command::ShowComputer(index) => self.show_computer(index),
            Command::ToggleLine(index) => {
                if let Some(hidden) = self.state.document.as_mut().and_then(|d| d.hidden.get_mut(index)) {
                    *hidden = !*hidden;
                }
            }
            Command::Chart(path, is_on) => self.chart(path, is_on),
            Command::ClearChart => {
                if let Some(document) = &mut self.state.document {
                    document.wanted.clear();
                    document.extras.clear();
                    document.rebuild_scene(&self.state.settings);
                    document.view.want(Wanted::Everything);
                }
            }
            Command::SetTheme(choice) => {
                self.state.settings.theme = choice;
                theme::apply(ctx, choice);
            }
            Command::SetOverlays(overlays) => {
                self.state.settings.overlays = overlays;
                if let Some(document) = &mut self.state.document {
                    document.rebuild_scene(&self.state.settings);
                }
            }
            Command::SetRam(bytes) => self.set_ram(bytes),
            Command::CopyText(text) => {
                ctx.copy_text(text);
                self.state.say("Copied.");
            }
            Command::ForgetRecent => self.state.settings.recent.clear(),
            Command::CloseDialog => self.state.dialog = None,
        }
    }

    fn act(&mut self, action: Action, ctx: &egui::Context, frame: Option<&eframe::Frame>) {
        let mut want = |wanted| {
            if let Some(document) = &mut self.state.document {
                document.view.want(wanted);
            }
        };
        match action {
            Action::ResetView => want(Wanted::Everything),
            Action::ZoomIn => want(Wanted::Zoom(0.7)),
            Action::ZoomOut => want(Wanted::Zoom(1.0 / 0.7)),
            Action::Earlier => want(Wanted::Move(-0.15)),
            Action::Later => want(Wanted::Move(0.15)),
            Action::Open => self.ask(Request::Open, frame),
            Action::OpenPath => self.ask_path(String::new(), false),
            Action::AddLogs if self.state.document.is_some() => self.ask(Request::Add, frame),
            Action::AddLogs => self.ask(Request::Open, frame),
            Action::OpenSample => self.load(vec![Log::Sample], false),
            Action::Reload => {
                if let Some(logs) = self.state.document.as_ref().map(|d| d.logs.clone()) {
                    self.load(logs, false);
                }
            }
            Action::ChoosePools => self.ask_pools(),
            Action::ExportPicture => self.ask_export(frame),
            Action::CopyPicture => self.copy_picture(),
            Action::CopyVerdict => {
                if let Some(text) = self.verdict_text() {
                    ctx.copy_text(text);
                    self.state.say("Verdict copied.");
                }
            }
            Action::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            Action::ToggleUtc => {
                self.state.settings.is_utc = !self.state.settings.is_utc;
                if let Some(document) = &mut self.state.document {
                    document.rebuild_scene(&self.state.settings);
                }
            }
            Action::ToggleCounters => {
                let shows = &mut self.state.settings.shows_counters;
                *shows = !*shows;
                self.state.counters.wants_focus = *shows;
            }
            Action::SetRam => {
                if self.computer().is_some() {
                    self.state.dialog = Some(Dialog::Ram { text: String::new(), problem: String::new() });
                }
            }
            Action::NextComputer => {
                if let Some(d) = &self.state.document {
                    let next = (d.computer + 1) % d.judged.machines.len().max(1);
                    self.show_computer(next);
                }
            }
            Action::Shortcuts => self.state.dialog = Some(Dialog::Shortcuts),
            Action::About => self.state.dialog = Some(Dialog::About),
            Action::Cancel => self.cancel(),
        }
    }

    fn cancel(&mut self) {
        if self.state.dialog.take().is_some() {
            return;
        }
        let Some(kind) = self.jobs.running().last().map(|j| j.kind) else { return };
        self.jobs.cancel(kind);
        self.state.say("Cancelled.");
    }

    fn open_files(&mut self, files: Vec<PathBuf>, adds: bool) {
        if let [file] = &files[..] {
            self.state.typed = file.display().to_string();
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
            self.load(logs, false);
        }
    }

    /// Reads and judges logs. Where they had only `changed`, what happens is said in passing.
    fn load(&mut self, logs: Vec<Log>, changed: bool) {
        if !changed {
            self.state.dialog = None;
            self.state.message = None;
        }
        self.watch.set(logs.iter().filter_map(|l| l.path().map(Path::to_owned)).collect());
        let name = match &logs[..] {
            _ if changed => "The log has changed and is read again".to_owned(),
            [Log::File(path)] => format!("Reading {}", path.display()),
            [Log::Sample] => "Reading the sample log".to_owned(),
            several => format!("Reading {} logs", several.len()),
        };
        self.judge_in_job(JobKind::Load, name, logs, Scope::Pools, move |logs, judged| {
            Outcome::Loaded(logs, changed, judged.map(Box::new))
        });
    }

    fn judge_in_job(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        logs: Vec<Log>,
        scope: Scope,
        outcome: impl FnOnce(Vec<Log>, Result<Judged, LogError>) -> Outcome + Send + 'static,
    ) {
        let (ram, pools) = (self.state.settings.ram.clone(), self.state.settings.pools.clone());
        self.jobs.start(kind, name, move |progress| {
            let user_ram = |computer: &str| ram.get(&computer.to_lowercase()).copied();
            let judged = engine::judge_logs(&logs, How { scope, user_ram: &user_ram, pools: &pools }, progress);
            outcome(logs, judged)
        });
    }

    /// Reads logs again that have changed on disk, but not without pause.
    pub(super) fn follow(&mut self, ctx: &egui::Context) {
        if self.state.settings.keeps_still || !self.watch.has_changed() {
            return;
        }
        let is_busy = [JobKind::Load, JobKind::JudgeAll, JobKind::Judge].iter().any(|k| self.jobs.find(*k).is_some());
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

    /// Puts a counter on the chart, or takes it off.
    fn chart(&mut self, path: CounterPath, is_on: bool) {
        /// More lines than that cannot be told apart.
        const MOST: usize = 14;
        let Some(document) = &mut self.state.document else { return };
        if !is_on {
            document.wanted.retain(|p| *p != path);
            document.extras.retain(|e| e.path != path);
            document.rebuild_scene(&self.state.settings);
        } else if document.wanted.len() >= MOST {
            self.state.complain(format!("{MOST} counters are on the chart; take one off before another one is added."));
        } else if !document.wanted.contains(&path) {
            document.wanted.push(path);
            self.fetch_counters(false);
        }
    }

    /// Shows what was put on the chart and is not there yet, or all of it `again`: what was judged at once, the rest from
    /// the logs, in a job.
    fn fetch_counters(&mut self, again: bool) {
        let Some(document) = &mut self.state.document else { return };
        let missing = document.take_judged(again);
        document.rebuild_scene(&self.state.settings);
        if missing.is_empty() {
            return;
        }
        let (logs, pools) = (document.logs.clone(), self.state.settings.pools.clone());
        self.jobs.start(JobKind::Counters, "Reading a counter", move |progress| {
            let read = engine::read_counters(&logs, &missing, &pools, progress);
            Outcome::Counters(logs, read)
        });
    }

    /// Asks which counters are the pools; the names come in a job.
    fn ask_pools(&mut self) {
        let Some(logs) = self.state.document.as_ref().map(|d| d.logs.clone()) else { return };
        self.state.dialog = Some(Dialog::Pools { counters: None, search: String::new(), nonpaged: None, paged: None });
        self.jobs.start(JobKind::Names, "Reading the names of the counters", move |progress| {
            Outcome::Names(engine::counter_names(&logs, progress))
        });
    }

    /// Remembers more names of pools, or forgets all, and reads again.
    fn set_pools(&mut self, more: PoolPaths) {
        self.state.dialog = None;
        let pools = &mut self.state.settings.pools;
        if more == PoolPaths::default() {
            *pools = more;
        } else {
            // a name chosen now for one pool is no longer one of the other
            pools.nonpaged.retain(|n| !more.paged.contains(n) && !more.nonpaged.contains(n));
            pools.paged.retain(|n| !more.paged.contains(n) && !more.nonpaged.contains(n));
            pools.nonpaged.extend(more.nonpaged);
            pools.paged.extend(more.paged);
        }
        if let Some(logs) = self.state.document.as_ref().map(|d| d.logs.clone()) {
            self.load(logs, false);
        }
    }

    fn computer(&self) -> Option<String> {
        Some(self.state.document.as_ref()?.machine()?.report.computer.clone())
    }

    fn show_computer(&mut self, index: usize) {
        if let Some(document) = self.state.document.as_mut().filter(|d| index < d.judged.machines.len()) {
            document.computer = index;
            document.rebuild_scene(&self.state.settings);
            document.view.want(Wanted::Everything);
        }
    }

    /// Remembers the RAM and judges again, off the frame.
    fn set_ram(&mut self, bytes: Option<f64>) {
        let Some(computer) = self.computer() else { return };
        self.state.dialog = None;
        self.state.settings.set_ram(&computer, bytes);
        let name = if computer.is_empty() { "this computer" } else { &computer };
        match bytes {
            Some(bytes) => self.state.say(format!("RAM of {name} set to {}.", crate::model::units::ram(bytes))),
            None => self.state.say(format!("RAM of {name} as the log says.")),
        }
        let Some(document) = &self.state.document else { return };
        // values are shared, not copied
        let machines: Vec<_> =
            document.judged.machines.iter().map(|m| (m.recording.clone(), m.report.computer.clone())).collect();
        let (ram, scope) = (self.state.settings.ram.clone(), document.scope);
        self.jobs.start(JobKind::Judge, "Judging", move |_| {
            let user_ram = |name: &str| ram.get(&name.to_lowercase()).copied();
            Outcome::Reports(engine::judge_again(&machines, scope, &user_ram))
        });
    }

    /// The pools are judged and shown; everything else follows in a job of its own.
    fn judge_everything(&mut self, logs: Vec<Log>) {
        self.judge_in_job(JobKind::JudgeAll, "Judging every counter", logs, Scope::Everything, |logs, judged| {
            Outcome::JudgedAll(logs, judged.map(Box::new))
        });
    }

    fn ask(&mut self, request: Request, frame: Option<&eframe::Frame>) {
        let Some(frame) = frame else { return };
        let waiting = self.chooser.ask(&request, frame);
        self.jobs.start(JobKind::Choose, "Waiting for the file dialog", move |_| match request {
            Request::Open => Outcome::ChosenToOpen(waiting(), false),
            Request::Add => Outcome::ChosenToOpen(waiting(), true),
            Request::Save { .. } => Outcome::ChosenToSave(waiting()),
        });
    }

    fn ask_path(&mut self, reason: String, adds: bool) {
        // what was typed and could not be opened need not be typed again
        self.state.dialog = Some(Dialog::OpenPath { reason, text: self.state.typed.clone(), adds });
    }

    /// What is exported: the scene as it is shown now.
    fn scene(&self) -> Option<Scene> {
        self.state.document.as_ref()?.visible_scene()
    }

    fn suggested_name(&self) -> String {
        let stem = self.state.document.as_ref().map_or_else(String::new, |d| match d.logs.first() {
            Some(Log::File(path)) => path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned()),
            _ => "sample".to_owned(),
        });
        format!("{stem}-pools.png")
    }

    fn ask_export(&mut self, frame: Option<&eframe::Frame>) {
        if self.scene().is_none() {
            self.state.complain("There is no chart to save yet.");
            return;
        }
        let first = self.state.document.as_ref().and_then(|d| d.logs.first()?.path());
        let folder = first.and_then(Path::parent).map(Path::to_owned);
        let request = Request::Save { name: self.suggested_name(), folder };
        self.ask(request, frame);
    }

    fn export(&mut self, path: PathBuf, replace: bool) {
        let Some(scene) = self.scene() else { return };
        let is_svg = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("svg"));
        let path = if is_svg || path.extension().is_some_and(|e| e.eq_ignore_ascii_case("png")) {
            path
        } else {
            let mut name = path.into_os_string();
            name.push(".png");
            PathBuf::from(name)
        };
        let path = std::path::absolute(&path).unwrap_or(path);
        let inputs: Vec<&Path> =
            self.state.document.iter().flat_map(|d| &d.logs).filter_map(|log| log.path()).collect();
        if let Err(error) = export::refuse_inputs(&path, &inputs) {
            self.fail("The picture could not be saved", error.to_string());
            return;
        }
        let existing = if replace { Existing::Replace } else { Existing::Keep };
        self.jobs.start(JobKind::Export, "Saving the picture", move |_| {
            let bytes = if is_svg {
                Ok(svg::paint(&scene, svg::Size::STANDARD, Ground::Light).into_bytes())
            } else {
                png::png(&scene, svg::Size::STANDARD, Ground::Light, png::Fallback::System)
            };
            let written = bytes.and_then(|b| export::write(&path, existing, &mut |w| w.write_all(&b)));
            Outcome::Exported(path, written.map_err(|e| e.to_string()))
        });
    }

    fn copy_picture(&mut self) {
        let Some(scene) = self.scene() else {
            self.state.complain("There is no chart to copy yet.");
            return;
        };
        self.jobs.start(JobKind::Export, "Drawing the picture", move |_| {
            let picture = png::draw(&scene, svg::Size::STANDARD, Ground::Light, png::Fallback::System).map(|p| {
                let size = [p.width() as usize, p.height() as usize];
                egui::ColorImage::from_rgba_premultiplied(size, p.data())
            });
            Outcome::Picture(picture.map_err(|e| e.to_string()))
        });
    }

    /// The verdict as text to paste into a mail.
    pub fn verdict_text(&self) -> Option<String> {
        let document = self.state.document.as_ref()?;
        let machine = document.machine()?;
        let report = &machine.report;
        let clock = Clock { zone: machine.recording.facts.zone.clone(), is_utc: self.state.settings.is_utc };
        let scene = document.scene.as_ref()?;
        let mut lines = vec![scene.title.clone(), scene.subtitle.clone(), report.ram.text()];
        for finding in report.pools() {
            lines.push(String::new());
            lines.push(finding.sentence.clone());
            lines.extend(evidence::figures(finding, &report.ram, &clock).iter().map(|(n, v)| format!("  {n}: {v}")));
            lines.extend(finding.reasons.iter().map(|r| format!("  - {}", r.text)));
        }
        Some(lines.join("\n") + "\n")
    }

    /// Takes in what a job brought.
    pub fn take(&mut self, outcome: Outcome, ctx: &egui::Context) {
        match outcome {
            Outcome::Loaded(logs, changed, Ok(judged)) => self.show(logs, changed, *judged),
            Outcome::Loaded(_, _, Err(LogError::Cancelled)) => {}
            Outcome::Loaded(_, _, Err(error)) => self.fail("This log could not be opened", error.to_string()),
            Outcome::JudgedAll(logs, Ok(judged)) => self.show_all(&logs, *judged),
            // the pools were read from the same logs: what is wrong with them has been said
            Outcome::JudgedAll(_, Err(_)) => {}
            Outcome::Counters(logs, Ok(recordings)) => {
                if let Some(document) = self.state.document.as_mut().filter(|d| d.logs == logs) {
                    document.take_read(&recordings);
                    let lost = document.forget_unread();
                    document.rebuild_scene(&self.state.settings);
                    if let Some(path) = lost {
                        self.state.complain(format!("{path} has no values."));
                    }
                }
            }
            Outcome::Counters(_, Err(LogError::Cancelled)) => {
                if let Some(document) = &mut self.state.document {
                    document.forget_unread();
                }
            }
            Outcome::Counters(_, Err(error)) => self.fail("The counter could not be read", error.to_string()),
            Outcome::Names(names) => match (names, &mut self.state.dialog) {
                (Ok(names), Some(Dialog::Pools { counters, .. })) => *counters = Some(names),
                (Err(LogError::Cancelled), _) => self.state.dialog = None,
                (Err(error), _) => self.fail("The names could not be read", error.to_string()),
                (Ok(_), _) => {}
            },
            Outcome::Reports(reports) => {
                if let Some(document) = &mut self.state.document {
                    for (machine, report) in document.judged.machines.iter_mut().zip(reports) {
                        machine.report = report;
                    }
                    document.rebuild_scene(&self.state.settings);
                    // the chart may now need room for the line at RAM
                    document.view.want(Wanted::Everything);
                }
            }
            Outcome::ChosenToOpen(Picked::Files(files), adds) => self.open_files(files, adds),
            Outcome::ChosenToSave(Picked::Files(files)) => {
                // the system's dialog has asked about replacing
                if let Some(path) = files.into_iter().next() {
                    self.export(path, true);
                }
            }
            Outcome::ChosenToOpen(Picked::Cancelled, _) | Outcome::ChosenToSave(Picked::Cancelled) => {}
            Outcome::ChosenToOpen(Picked::NoDialog(reason), adds) => self.ask_path(reason, adds),
            Outcome::ChosenToSave(Picked::NoDialog(reason)) => {
                let text = self.suggested_name();
                self.state.dialog = Some(Dialog::SavePath { reason, text, problem: String::new() });
            }
            Outcome::Exported(path, Ok(())) => self.state.say(format!("Saved {}", path.display())),
            Outcome::Exported(path, Err(error)) => {
                self.fail("The picture could not be saved", format!("{error}: {}", path.display()));
            }
            Outcome::Picture(Ok(image)) => {
                ctx.copy_image(image);
                self.state.say("Picture copied.");
            }
            Outcome::Picture(Err(error)) => self.fail("The picture could not be drawn", error),
            Outcome::Panicked(job, reason) => self.fail(
                "Something went wrong inside PoolScope",
                format!(
                    "{job}: {reason}. This is a fault of the program, not of your file. What was open is still open."
                ),
            ),
        }
    }

    fn fail(&mut self, title: &str, text: String) {
        self.state.dialog = Some(Dialog::Error { title: title.to_owned(), text });
    }

    fn show(&mut self, logs: Vec<Log>, changed: bool, judged: Judged) {
        self.say_what_failed(&judged, logs.len(), changed);
        if judged.machines.is_empty() {
            return;
        }
        // those that could not be read are not asked for again
        let is_read = |log: &Log| log.path().is_none_or(|p| judged.files.iter().any(|f| f.source.path == p));
        let logs: Vec<Log> = if changed { logs } else { logs.into_iter().filter(is_read).collect() };
        self.state.typed.clear();
        for path in logs.iter().rev().filter_map(Log::path).filter(|_| !changed) {
            let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            self.state.settings.remember(&full);
        }
        let samples = |judged: &Judged| judged.files.iter().map(|f| f.samples).sum::<usize>();
        let old = self.state.document.take();
        let more = old.as_ref().map_or(0, |d| samples(&judged).saturating_sub(samples(&d.judged)));
        let mut document = Document::new(logs, judged, &self.state.settings);
        if let Some(old) = old {
            let is_same = old.logs == document.logs;
            // what was open and is still there stays as it was looked at
            if is_same || old.logs.iter().all(|log| document.logs.contains(log)) {
                document.choose_computer(&old.machine().map_or_else(String::new, |m| m.report.computer.clone()));
                document.wanted.clone_from(&old.wanted);
                // shown as they were until they have been read again
                document.extras.clone_from(&old.extras);
                document.hidden = old.hidden;
                let was_whole = old.scene.as_ref().is_none_or(|scene| old.view.shows_all_of(scene));
                document.view = old.view;
                if was_whole || !is_same {
                    document.view.want(Wanted::Everything);
                }
            }
        }
        let logs = document.logs.clone();
        self.state.document = Some(document);
        self.fetch_counters(true);
        if changed {
            // a log that takes long to read is not read all the time
            self.quiet_until = Instant::now() + 4 * self.began.elapsed() + Duration::from_secs(1);
            self.state.say(match more {
                0 => "The log has changed and was read again.".to_owned(),
                1 => "The log has grown: one more sample.".to_owned(),
                n => format!("The log has grown: {} more samples.", crate::model::units::grouped(n as f64)),
            });
        }
        self.judge_everything(logs);
    }

    /// Logs that could not be read, in a dialog; in passing, where nobody asked for them just now.
    fn say_what_failed(&mut self, judged: &Judged, count: usize, changed: bool) {
        const MOST: usize = 12;
        let Some(first) = judged.failed.first() else { return };
        if changed {
            self.state.complain(format!("The log could not be read again: {first}"));
            return;
        }
        let title = match (count, judged.failed.len()) {
            (1, _) => "This file could not be opened".to_owned(),
            (count, failed) if failed == count => "None of these logs could be opened".to_owned(),
            (count, failed) => format!("{failed} of {count} logs could not be opened"),
        };
        let mut lines: Vec<String> = judged.failed.iter().take(MOST).map(ToString::to_string).collect();
        if judged.failed.len() > MOST {
            lines.push(format!("and {} more", judged.failed.len() - MOST));
        }
        self.fail(&title, lines.join("\n"));
    }

    /// Adds what else was found to the open logs, if they are still the same; the view stays.
    fn show_all(&mut self, logs: &[Log], judged: Judged) {
        let Some(document) = self.state.document.as_mut().filter(|d| d.logs == logs) else { return };
        if judged.machines.is_empty() {
            return;
        }
        let shown = document.machine().map_or_else(String::new, |m| m.report.computer.clone());
        document.judged = judged;
        document.scope = Scope::Everything;
        document.choose_computer(&shown);
        document.rebuild_scene(&self.state.settings);
    }
}
