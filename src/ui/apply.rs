//! The one place that changes the state: wishes are carried out, outcomes of jobs are taken in.

use super::App;
use super::chooser::{Picked, Request};
use super::command::{Action, Command};
use super::jobs::{JobKind, Outcome};
use super::state::{Dialog, Document, Origin};
use super::theme;
use crate::analysis::{Scope, evidence};
use crate::chart::Scene;
use crate::chart::draw::Wanted;
use crate::chart::palette::Ground;
use crate::engine;
use crate::export::{self, Existing, png, svg};
use crate::logfile::{LogError, OpenLog};
use crate::model::Clock;
use eframe::egui;
use std::path::{Path, PathBuf};

impl App {
    /// Carries out a wish.
    pub fn apply(&mut self, command: Command, ctx: &egui::Context, frame: Option<&eframe::Frame>) {
        match command {
            Command::Do(action) => self.act(action, ctx, frame),
            Command::OpenFiles(files) => self.open_files(files),
            Command::ExportTo(path, replace) => self.export(path, replace),
            Command::ShowComputer(index) => self.show_computer(index),
            Command::ToggleLine(index) => {
                if let Some(hidden) = self.state.document.as_mut().and_then(|d| d.hidden.get_mut(index)) {
                    *hidden = !*hidden;
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
            Action::Open => self.ask(Request::Open, "Waiting for the file dialog", frame),
            Action::OpenPath => self.ask_path(String::new()),
            Action::OpenSample => self.load(Origin::Sample),
            Action::Reload => {
                if let Some(origin) = self.state.document.as_ref().map(|d| d.origin.clone()) {
                    self.load(origin);
                }
            }
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
            Action::SetRam => {
                if self.computer().is_some() {
                    self.state.dialog = Some(Dialog::Ram { text: String::new(), problem: String::new() });
                }
            }
            Action::NextComputer => {
                if let Some(d) = &self.state.document {
                    let next = (d.computer + 1) % d.judged.reports.len().max(1);
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

    fn open_files(&mut self, files: Vec<PathBuf>) {
        let count = files.len();
        let Some(first) = files.into_iter().next() else { return };
        self.load(Origin::File(first));
        if count > 1 {
            self.state.complain(format!("{count} files were given; the first one is opened."));
        }
    }

    fn load(&mut self, origin: Origin) {
        self.state.dialog = None;
        self.state.message = None;
        let ram = self.state.settings.ram.clone();
        let name = match &origin {
            Origin::File(path) => format!("Reading {}", path.display()),
            Origin::Sample => "Reading the sample log".to_owned(),
        };
        self.jobs.start(JobKind::Load, name, move |progress| {
            let log = match &origin {
                Origin::File(path) => OpenLog::open(path),
                Origin::Sample => crate::sample::open(),
            };
            let user = |computer: &str| ram.get(&computer.to_lowercase()).copied();
            let judged = log.and_then(|log| engine::judge_log(&log, &user, Scope::Pools, progress));
            Outcome::Loaded(origin, judged.map(Box::new))
        });
    }

    fn computer(&self) -> Option<String> {
        let document = self.state.document.as_ref()?;
        Some(document.judged.reports.get(document.computer)?.computer.clone())
    }

    fn show_computer(&mut self, index: usize) {
        if let Some(document) = self.state.document.as_mut().filter(|d| index < d.judged.reports.len()) {
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
        let recording = document.judged.recording.clone();
        let ram = self.state.settings.ram.clone();
        let scope = document.scope;
        self.jobs.start(JobKind::Judge, "Judging", move |_| {
            let user = |name: &str| ram.get(&name.to_lowercase()).copied();
            Outcome::Reports(engine::judge(&recording, &user, scope))
        });
    }

    /// The pools are judged and shown; everything else follows in a job of its own.
    fn judge_everything(&mut self, origin: Origin) {
        let ram = self.state.settings.ram.clone();
        self.jobs.start(JobKind::JudgeAll, "Judging every counter", move |progress| {
            let log = match &origin {
                Origin::File(path) => OpenLog::open(path),
                Origin::Sample => crate::sample::open(),
            };
            let user = |computer: &str| ram.get(&computer.to_lowercase()).copied();
            let judged = log.and_then(|log| engine::judge_log(&log, &user, Scope::Everything, progress));
            Outcome::JudgedAll(origin, judged.map(Box::new))
        });
    }

    fn ask(&mut self, request: Request, name: &str, frame: Option<&eframe::Frame>) {
        let Some(frame) = frame else { return };
        let waiting = self.chooser.ask(&request, frame);
        self.jobs.start(JobKind::Choose, name, move |_| match request {
            Request::Open => Outcome::ChosenToOpen(waiting()),
            Request::Save { .. } => Outcome::ChosenToSave(waiting()),
        });
    }

    fn ask_path(&mut self, reason: String) {
        self.state.dialog = Some(Dialog::OpenPath { reason, text: String::new() });
    }

    /// What is exported: the scene as it is shown now.
    fn scene(&self) -> Option<Scene> {
        self.state.document.as_ref()?.visible_scene()
    }

    fn suggested_name(&self) -> String {
        let stem = self.state.document.as_ref().map_or_else(String::new, |d| match &d.origin {
            Origin::Sample => "sample".to_owned(),
            Origin::File(path) => path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned()),
        });
        format!("{stem}-pools.png")
    }

    fn ask_export(&mut self, frame: Option<&eframe::Frame>) {
        if self.scene().is_none() {
            self.state.complain("There is no chart to save yet.");
            return;
        }
        let folder = match self.state.document.as_ref().map(|d| &d.origin) {
            Some(Origin::File(path)) => path.parent().map(Path::to_owned),
            _ => None,
        };
        let request = Request::Save { name: self.suggested_name(), folder };
        self.ask(request, "Waiting for the file dialog", frame);
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
        if let Some(Origin::File(log)) = self.state.document.as_ref().map(|d| &d.origin)
            && let Err(error) = export::refuse_inputs(&path, &[log])
        {
            self.fail("The picture could not be saved", error.to_string());
            return;
        }
        let existing = if replace { Existing::Replace } else { Existing::Keep };
        self.jobs.start(JobKind::Export, "Saving the picture", move |_| {
            let bytes = if is_svg {
                Ok(svg::paint(&scene, svg::Size::STANDARD, Ground::Light).into_bytes())
            } else {
                png::png(&scene, svg::Size::STANDARD, Ground::Light)
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
            let picture = png::draw(&scene, svg::Size::STANDARD, Ground::Light).map(|p| {
                let size = [p.width() as usize, p.height() as usize];
                egui::ColorImage::from_rgba_premultiplied(size, p.data())
            });
            Outcome::Picture(picture.map_err(|e| e.to_string()))
        });
    }

    /// The verdict as text to paste into a mail.
    pub fn verdict_text(&self) -> Option<String> {
        let document = self.state.document.as_ref()?;
        let report = document.judged.reports.get(document.computer)?;
        let clock = Clock { zone: document.judged.recording.facts.zone.clone(), is_utc: self.state.settings.is_utc };
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
            Outcome::Loaded(origin, Ok(judged)) => self.show(origin, *judged),
            Outcome::Loaded(_, Err(LogError::Cancelled)) => {}
            Outcome::Loaded(_, Err(error)) => self.fail("This file could not be opened", error.to_string()),
            Outcome::JudgedAll(origin, Ok(judged)) => self.show_all(&origin, *judged),
            // the pools were read from the same file: what is wrong with it has been said
            Outcome::JudgedAll(_, Err(_)) => {}
            Outcome::Reports(reports) => {
                if let Some(document) = &mut self.state.document {
                    document.judged.reports = reports;
                    document.computer = document.computer.min(document.judged.reports.len().saturating_sub(1));
                    document.rebuild_scene(&self.state.settings);
                    // the chart may now need room for the line at RAM
                    document.view.want(Wanted::Everything);
                }
            }
            Outcome::ChosenToOpen(Picked::Files(files)) => self.open_files(files),
            Outcome::ChosenToSave(Picked::Files(files)) => {
                // the system's dialog has asked about replacing
                if let Some(path) = files.into_iter().next() {
                    self.export(path, true);
                }
            }
            Outcome::ChosenToOpen(Picked::Cancelled) | Outcome::ChosenToSave(Picked::Cancelled) => {}
            Outcome::ChosenToOpen(Picked::NoDialog(reason)) => self.ask_path(reason),
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

    fn show(&mut self, origin: Origin, judged: engine::Judged) {
        if let Origin::File(path) = &origin {
            let full = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            self.state.settings.remember(&full);
        }
        let old = self.state.document.take().filter(|d| d.origin == origin);
        let mut document = Document::new(origin, judged, &self.state.settings);
        if let Some(old) = old {
            // read again: what was switched off stays off
            document.hidden = old.hidden;
            document.hidden.resize(document.scene.as_ref().map_or(0, |s| s.lines.len()), false);
        }
        let origin = document.origin.clone();
        self.state.document = Some(document);
        self.judge_everything(origin);
    }

    /// Adds what else was found to the open log, if it is still the same; the view stays.
    fn show_all(&mut self, origin: &Origin, judged: engine::Judged) {
        let Some(document) = self.state.document.as_mut().filter(|d| d.origin == *origin) else { return };
        let shown = document.judged.reports.get(document.computer).map(|r| r.computer.clone());
        document.judged = judged;
        document.scope = Scope::Everything;
        let place = document.judged.reports.iter().position(|r| Some(&r.computer) == shown.as_ref());
        document.computer = place.unwrap_or(0);
        document.rebuild_scene(&self.state.settings);
    }
}
