//! Files: chosen, exported, shown in their folder.

use super::super::App;
use super::super::chooser::{Picked, Request};
use super::super::command::{Command, Opening};
use super::super::jobs::JobKind;
use super::super::product::Product;
use super::super::session;
use super::super::state::Dialog;
use crate::chart::Scene;
use crate::engine::Log;
use crate::export::{self, Existing, paint_svg, png};
use crate::logfile::Progress;
use crate::report::pseudonyms::Pseudonyms;
use eframe::egui;
use std::io;
use std::path::{Path, PathBuf};

impl App {
    /// Opens the system's file dialog; the request determines what to do with the answer.
    pub(super) fn ask(&mut self, request: Request, frame: Option<&eframe::Frame>) {
        let Some(frame) = frame else { return };
        let waiting = self.chooser.ask(&request, frame);
        let work = move |_: &Progress| waiting();
        self.jobs.spawn(JobKind::Choose, "Waiting for the file dialog", work, move |app, _, picked| {
            app.picked(&request, picked);
        });
    }

    pub(in super::super) fn picked(&mut self, request: &Request, picked: Picked) {
        let opens = matches!(request, Request::Open | Request::Add);
        let opening = if matches!(request, Request::Add) { Opening::Added } else { Opening::Alone };
        match picked {
            Picked::Files(files) if opens => self.open_files(files, opening),
            Picked::NoDialog(reason) if opens => self.ask_path(reason, request.clone()),
            Picked::NoDialog(reason)
                if matches!(
                    request,
                    Request::TagNames | Request::DriverFolder | Request::KitFolder | Request::LogFolder
                ) =>
            {
                self.widgets.dialog = Some(Dialog::OpenPath { reason, text: String::new(), request: request.clone() });
            }
            Picked::Cancelled if opens => self.state.finding = None,
            Picked::Cancelled | Picked::Later => {}
            Picked::Files(files) if *request == Request::TagNames => self.set_tag_names(files.into_iter().next()),
            Picked::Files(files) if *request == Request::KitFolder => {
                files.into_iter().next().into_iter().for_each(|folder| self.write_kit(&folder));
            }
            Picked::Files(folders) if *request == Request::LogFolder => self.open_folders(folders),
            Picked::Files(files) if *request == Request::DriverFolder => {
                files.into_iter().next().into_iter().for_each(|folder| self.search_drivers(folder));
            }
            // the system's dialog has already asked about overwriting
            Picked::Files(files) => {
                if let (Some(path), Request::Save { product, .. }) = (files.into_iter().next(), request) {
                    self.save_to(*product, path, Existing::Replace);
                }
            }
            Picked::NoDialog(reason) => {
                if let Request::Save { product, name, .. } = request {
                    let (text, product) = (name.clone(), *product);
                    self.widgets.dialog = Some(Dialog::SavePath { reason, text, problem: String::new(), product });
                }
            }
        }
    }

    /// Asks where to save something.
    pub(super) fn ask_place(&mut self, product: Product, frame: Option<&eframe::Frame>) {
        let ending = match product {
            Product::Picture => "-pools.png".to_owned(),
            Product::Session => format!(".{}", session::EXTENSION),
            Product::Report => "-report.html".to_owned(),
            Product::Data => "-data.csv".to_owned(),
        };
        let (name, folder) = (self.suggested_name(&ending), self.folder());
        self.ask(Request::Save { product, name, folder }, frame);
    }

    /// Saves something to a path that the user chose.
    pub(super) fn save_to(&mut self, product: Product, path: PathBuf, existing: Existing) {
        let path = product.place(path);
        let path = std::path::absolute(&path).unwrap_or(path);
        let inputs: Vec<&Path> =
            self.state.document.iter().flat_map(|d| &d.loaded.logs).filter_map(|log| log.path()).collect();
        if let Err(error) = export::refuse_inputs(&path, &inputs) {
            self.fail_saving(product, error.to_string());
            return;
        }
        match product {
            Product::Picture => self.export(path, existing),
            Product::Session => self.save_session(path, existing),
            Product::Report => self.save_report(path, existing),
            Product::Data => self.save_data(path, existing),
        }
    }

    pub(super) fn ask_path(&mut self, reason: String, request: Request) {
        // a typed path that could not be opened need not be typed again
        self.widgets.dialog = Some(Dialog::OpenPath { reason, text: self.state.typed.clone(), request });
    }

    /// The scenes to export, as they are shown now; with pseudonyms if names must not leave.
    pub(super) fn scenes(&self, names: Option<&Pseudonyms>) -> Vec<Scene> {
        let scenes = self.state.document.as_ref().map_or_else(Vec::new, |d| d.visible_scenes(&self.widgets.views));
        match names {
            Some(names) => scenes.iter().map(|scene| names.scene(scene)).collect(),
            None => scenes,
        }
    }

    /// The scenes that a picture is made of.
    fn leaving_scenes(&mut self) -> Vec<Scene> {
        let names = self.pseudonyms();
        self.scenes(names.as_ref())
    }

    pub(super) fn suggested_name(&self, ending: &str) -> String {
        let stem = self.state.document.as_ref().map_or_else(String::new, |d| match d.loaded.logs.first() {
            // the name of a file leaves with it
            _ if self.state.settings.replaces_names => "log".to_owned(),
            Some(Log::File(path)) => path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned()),
            _ => "sample".to_owned(),
        });
        format!("{stem}{ending}")
    }

    pub(super) fn ask_export(&mut self, frame: Option<&eframe::Frame>) {
        if self.state.document.as_ref().is_none_or(|d| d.derived.scene.is_none()) {
            self.state.complain("There is no chart to save yet.");
            return;
        }
        self.ask_place(Product::Picture, frame);
    }

    pub(super) fn export(&mut self, path: PathBuf, existing: Existing) {
        let scenes = self.leaving_scenes();
        let picture = self.state.settings.picture;
        let is_svg = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("svg"));
        self.write_product(Product::Picture, path, move |path, _| {
            let bytes = if is_svg {
                Ok(paint_svg::picture(&scenes, picture.size(), picture.ground()).into_bytes())
            } else {
                png::png(&scenes, picture.size(), picture.ground(), png::Fallback::System)
            };
            bytes.and_then(|b| export::write(path, existing, &mut |w| w.write_all(&b)))
        });
    }

    /// Writes a file off the frame and reports where it is; if that fails, another place can be chosen.
    pub(super) fn write_product(
        &mut self,
        product: Product,
        path: PathBuf,
        write: impl FnOnce(&Path, &Progress) -> io::Result<()> + Send + 'static,
    ) {
        let target = path.clone();
        let work = move |progress: &Progress| write(&target, progress);
        let name = format!("Saving {}", product.name());
        self.jobs.spawn(JobKind::Export, name, work, move |app, _, written| match written {
            Ok(()) => app.saved(product, path),
            Err(error) => app.fail_saving(product, format!("{error}: {}", path.display())),
        });
    }

    pub(super) fn saved(&mut self, product: Product, path: PathBuf) {
        let text = if product == Product::Session {
            self.session_saved(&path);
            format!("Session saved: {}", path.display())
        } else {
            format!("Saved {}", path.display())
        };
        if cfg!(target_arch = "wasm32") {
            // the browser shows its downloads
            self.state.say(text);
        } else {
            self.state.offer(text, "Show in folder", Command::ShowInFolder(path));
        }
    }

    pub(super) fn copy_picture(&mut self) {
        let scenes = self.leaving_scenes();
        if scenes.is_empty() {
            self.state.complain("There is no chart to copy yet.");
            return;
        }
        let picture = self.state.settings.picture;
        let work = move |_: &Progress| {
            png::draw(&scenes, picture.size(), picture.ground(), png::Fallback::System).map(|p| {
                let size = [p.width() as usize, p.height() as usize];
                egui::ColorImage::from_rgba_premultiplied(size, p.data())
            })
        };
        self.jobs.spawn(JobKind::Export, "Drawing the picture", work, |app, ctx, picture| match picture {
            Ok(image) => {
                ctx.copy_image(image);
                app.state.say("Picture copied.");
            }
            Err(error) => app.fail("The picture could not be drawn", error.to_string()),
        });
    }

    /// The folder of the first log.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let first = self.state.document.as_ref().and_then(|d| d.loaded.logs.first()?.path());
        first.and_then(Path::parent).map(Path::to_owned)
    }

    /// Opens the folder of a file in the system's file manager, with the file selected if possible.
    pub(super) fn show_in_folder(&mut self, path: PathBuf) {
        let work = move |_: &Progress| {
            let shown = opener::reveal(&path).or_else(|_| opener::open(path.parent().unwrap_or(&path)));
            shown.map_err(|e| format!("showing the folder: {e}: {}", path.display()))
        };
        self.jobs.spawn(JobKind::Choose, "Showing the folder", work, |app, _, shown| {
            if let Err(error) = shown {
                app.state.complain(error);
            }
        });
    }
}
