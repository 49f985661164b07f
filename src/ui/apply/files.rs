//! Files: chosen, exported, sessions saved, shown in their folder.

use super::super::App;
use super::super::chooser::Request;
use super::super::jobs::{JobKind, Outcome};
use super::super::keep::{self, Glance};
use super::super::session::{self, Session};
use super::super::state::Dialog;
use crate::chart::Scene;
use crate::chart::palette::Ground;
use crate::engine::Log;
use crate::export::{self, Existing, png, svg};
use eframe::egui;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

impl App {
    pub(super) fn ask(&mut self, request: Request, frame: Option<&eframe::Frame>) {
        let Some(frame) = frame else { return };
        let waiting = self.chooser.ask(&request, frame);
        self.jobs.start(JobKind::Choose, "Waiting for the file dialog", move |_| match request {
            Request::Open => Outcome::ChosenToOpen(waiting(), false),
            Request::Add => Outcome::ChosenToOpen(waiting(), true),
            Request::Save { .. } => Outcome::ChosenToSave(waiting()),
            Request::SaveSession { .. } => Outcome::ChosenForSession(waiting()),
        });
    }

    pub(super) fn ask_path(&mut self, reason: String, adds: bool) {
        // what was typed and could not be opened need not be typed again
        self.state.dialog = Some(Dialog::OpenPath { reason, text: self.state.typed.clone(), adds });
    }

    /// What is exported: the scenes as they are shown now.
    fn scenes(&self) -> Vec<Scene> {
        self.state.document.as_ref().map_or_else(Vec::new, |d| d.visible_scenes())
    }

    pub(super) fn suggested_name(&self, ending: &str) -> String {
        let stem = self.state.document.as_ref().map_or_else(String::new, |d| match d.logs.first() {
            Some(Log::File(path)) => path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned()),
            _ => "sample".to_owned(),
        });
        format!("{stem}{ending}")
    }

    pub(super) fn ask_export(&mut self, frame: Option<&eframe::Frame>) {
        if self.scenes().is_empty() {
            self.state.complain("There is no chart to save yet.");
            return;
        }
        let request = Request::Save { name: self.suggested_name("-pools.png"), folder: self.folder() };
        self.ask(request, frame);
    }

    pub(super) fn export(&mut self, path: PathBuf, replace: bool) {
        let scenes = self.scenes();
        let is_svg = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("svg"));
        let path = if is_svg || path.extension().is_some_and(|e| e.eq_ignore_ascii_case("png")) {
            path
        } else {
            with_ending(path, "png")
        };
        let path = std::path::absolute(&path).unwrap_or(path);
        let inputs: Vec<&Path> =
            self.state.document.iter().flat_map(|d| &d.logs).filter_map(|log| log.path()).collect();
        if let Err(error) = export::refuse_inputs(&path, &inputs) {
            self.fail_saving(false, error.to_string());
            return;
        }
        let existing = if replace { Existing::Replace } else { Existing::Keep };
        self.jobs.start(JobKind::Export, "Saving the picture", move |_| {
            let bytes = if is_svg {
                Ok(svg::paint(&scenes, svg::Size::STANDARD, Ground::Light).into_bytes())
            } else {
                png::png(&scenes, svg::Size::STANDARD, Ground::Light, png::Fallback::System)
            };
            let written = bytes.and_then(|b| export::write(&path, existing, &mut |w| w.write_all(&b)));
            Outcome::Exported(path, written.map_err(|e| e.to_string()))
        });
    }

    pub(super) fn copy_picture(&mut self) {
        let scenes = self.scenes();
        if scenes.is_empty() {
            self.state.complain("There is no chart to copy yet.");
            return;
        }
        self.jobs.start(JobKind::Export, "Drawing the picture", move |_| {
            let picture = png::draw(&scenes, svg::Size::STANDARD, Ground::Light, png::Fallback::System).map(|p| {
                let size = [p.width() as usize, p.height() as usize];
                egui::ColorImage::from_rgba_premultiplied(size, p.data())
            });
            Outcome::Picture(picture.map_err(|e| e.to_string()))
        });
    }

    /// The folder of the first log.
    fn folder(&self) -> Option<PathBuf> {
        let first = self.state.document.as_ref().and_then(|d| d.logs.first()?.path());
        first.and_then(Path::parent).map(Path::to_owned)
    }

    /// Saves the session where it was saved before, or asks for a place.
    pub(super) fn ask_session(&mut self, may_be_known: bool, frame: Option<&eframe::Frame>) {
        let known = self.state.document.as_ref().and_then(|d| d.session.clone());
        match known.filter(|_| may_be_known) {
            Some(path) => self.save_session(path, true),
            None => {
                let name = self.suggested_name(&format!(".{}", session::EXTENSION));
                self.ask(Request::SaveSession { name, folder: self.folder() }, frame);
            }
        }
    }

    pub(super) fn save_session(&mut self, path: PathBuf, replace: bool) {
        let path = if session::is_session(&path) { path } else { with_ending(path, session::EXTENSION) };
        let path = std::path::absolute(&path).unwrap_or(path);
        let Some(document) = &mut self.state.document else { return };
        let bytes = Session::of(document, &self.state.settings, Some(&path)).to_bytes();
        let existing = if replace { Existing::Replace } else { Existing::Keep };
        self.jobs.start(JobKind::Export, "Saving the session", move |_| {
            let written = export::write(&path, existing, &mut |w| w.write_all(&bytes));
            Outcome::SessionSaved(path, written.map_err(|e| e.to_string()))
        });
    }

    /// Opens the folder of a file in the system's file manager, with the file marked where that is possible.
    pub(super) fn show_in_folder(&mut self, path: PathBuf) {
        self.jobs.start(JobKind::Choose, "Showing the folder", move |_| {
            let shown = opener::reveal(&path).or_else(|_| opener::open(path.parent().unwrap_or(&path)));
            Outcome::FolderShown(shown.map_err(|e| format!("showing the folder: {e}: {}", path.display())))
        });
    }

    fn glance(&self) -> Option<Glance> {
        let document = self.state.document.as_ref()?;
        let is_whole = document.scene.as_ref().is_none_or(|scene| document.view.shows_all_of(scene));
        let view = document.view.bounds().filter(|_| !is_whole);
        Some(Glance { choices: document.choices.clone(), view, draft: self.state.draft() })
    }

    /// Logs were opened: only what is changed from now on is kept.
    pub(super) fn begin_keeping(&mut self) {
        if let Some(glance) = self.glance() {
            self.keeper.begin(glance);
        }
    }

    /// Writes down what was chosen and typed, a moment after it changed.
    pub(in super::super) fn keep(&mut self, ctx: &egui::Context) {
        if self.keeper.folder.is_none() {
            return;
        }
        let Some(glance) = self.glance() else { return };
        let (is_due, wait) = self.keeper.look(glance, Instant::now());
        if let Some(wait) = wait {
            ctx.request_repaint_after(wait + Duration::from_millis(10));
        }
        if is_due {
            self.start_keeping();
        }
    }

    /// Writes down what waits for it before something else is opened.
    pub(super) fn keep_before_leaving(&mut self) {
        if self.keeper.is_due() {
            self.start_keeping();
        }
    }

    fn start_keeping(&mut self) {
        let Some((folder, session)) = self.to_keep() else { return };
        let is_foreign = self.keeper.take_over();
        self.jobs.start(JobKind::Keep, "Keeping", move |_| {
            let written = keep::write(&folder, &session, is_foreign);
            Outcome::Wrote(written.map(|()| Box::new(session)))
        });
    }

    /// Writes down at once what waits for it, as when the window is closed.
    pub fn keep_now(&mut self) {
        if let Some((folder, session)) = self.to_keep().filter(|_| self.keeper.is_due()) {
            let is_foreign = self.keeper.take_over();
            // nobody is there to be told
            let _ = keep::write(&folder, &session, is_foreign);
        }
    }

    fn to_keep(&self) -> Option<(PathBuf, Session)> {
        let (folder, document) = (self.keeper.folder.clone()?, self.state.document.as_ref()?);
        let mut session = Session::of(document, &self.state.settings, None);
        session.draft = self.state.draft();
        Some((folder, session))
    }
}

fn with_ending(path: PathBuf, ending: &str) -> PathBuf {
    let mut name = path.into_os_string();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}
