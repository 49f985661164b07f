//! Reports: saved, printed, and everything that leaves under pseudonyms where that was asked for.

use super::super::App;
use super::super::command::Command;
use super::super::jobs::JobKind;
use super::super::product::Product;
use crate::chart::Scene;
use crate::engine::Analysis;
use crate::export::{self, Existing, digest};
use crate::logfile::Progress;
use crate::owners::Owners;
use crate::report::bundle::{self, Bundle};
use crate::report::dossier::{self, Sheet};
use crate::report::pseudonyms::{Key, Pseudonyms};
use crate::report::{Dossier, html, markdown};
use crate::wording::{self, Notation};
use std::io::Write;
use std::path::PathBuf;

/// What a report is made of, off the frame.
struct Material {
    analysis: Analysis,
    /// The computer shown, with its charts as they are shown.
    computer: usize,
    scenes: Vec<Scene>,
    comparison: Vec<String>,
    notation: Notation,
    owners: Owners,
    names: Option<Pseudonyms>,
}

impl Material {
    /// The document; hashes of the logs only where their names may leave.
    fn dossier(&self, progress: &Progress) -> (Analysis, Dossier) {
        let logs = dossier::logs(&self.analysis, &|path| {
            self.names.is_none().then(|| digest::sha256(path, progress)).flatten()
        });
        let analysis = match &self.names {
            Some(names) => names.analysis(&self.analysis),
            None => self.analysis.copied(),
        };
        let logs = match &self.names {
            Some(_) => dossier::logs(&analysis, &|_| None),
            None => logs,
        };
        let mut dossier = Dossier::of(&analysis, self.notation, &self.owners, logs);
        dossier.comparison.clone_from(&self.comparison);
        if let Some(sheet) = dossier.sheets.get_mut(self.computer) {
            let empty = Sheet { name: String::new(), pictures: Vec::new(), processes: Vec::new(), remarks: Vec::new() };
            *sheet = std::mem::replace(sheet, empty).showing(self.scenes.clone());
        }
        (analysis, dossier)
    }
}

impl App {
    /// Who names stand for in what leaves; none where names may leave.
    pub(super) fn pseudonyms(&self) -> Option<Pseudonyms> {
        let document = self.state.document.as_ref().filter(|_| self.state.settings.replaces_names)?;
        let mut key = self.state.settings.pseudonyms.clone();
        key.learn_from(&document.loaded.analysis);
        Some(Pseudonyms::new(key))
    }

    /// A text that is copied.
    pub(super) fn leaving(&mut self, text: String) -> String {
        match self.pseudonyms() {
            Some(names) => {
                self.state.settings.pseudonyms = Key::clone(names.key());
                names.text(&text)
            }
            None => text,
        }
    }

    fn material(&mut self) -> Option<Material> {
        let (names, scenes) = (self.pseudonyms(), self.scenes());
        if let Some(names) = &names {
            // the same names have the same pseudonyms in the next report
            self.state.settings.pseudonyms = Key::clone(names.key());
        }
        let document = self.state.document.as_ref()?;
        let settings = &self.state.settings;
        let pair = document.loaded.pair.as_ref().filter(|_| document.choices.is_compare());
        let sentences = pair.into_iter().flat_map(|pair| {
            let style = settings.style(&pair.machines[1].recording);
            pair.compared.iter().map(move |c| wording::change::sentence(c, &style))
        });
        Some(Material {
            analysis: document.loaded.analysis.copied(),
            computer: document.derived.computer,
            scenes,
            comparison: sentences.collect(),
            notation: settings.notation(),
            owners: self.state.owners.clone(),
            names,
        })
    }

    /// Writes a report, or a bundle, as the path's ending has it.
    pub(super) fn save_report(&mut self, path: PathBuf, existing: Existing) {
        let Some(material) = self.material() else { return };
        let ending = path.extension().map_or_else(String::new, |e| e.to_string_lossy().to_lowercase());
        let target = path.clone();
        let work = move |progress: &Progress| {
            let (analysis, dossier) = material.dossier(progress);
            export::write(&path, existing, &mut |out| match ending.as_str() {
                "md" => markdown::write(out, &dossier),
                "zip" => {
                    let scenes = material.scenes.clone();
                    let bundle = Bundle { dossier: &dossier, analysis: &analysis, scenes, logs: Vec::new() };
                    bundle::write(out, &bundle)
                }
                _ => html::write(out, &dossier),
            })
        };
        self.jobs.spawn(JobKind::Export, "Saving the report", work, move |app, _, written| match written {
            Ok(()) => {
                let text = format!("Saved {}", target.display());
                app.state.offer(text, "Show in folder", Command::ShowInFolder(target));
            }
            Err(error) => app.fail_saving(Product::Report, format!("{error}: {}", target.display())),
        });
    }

    /// Opens the report in the system's browser, which prints.
    pub(super) fn print(&mut self) {
        let Some(material) = self.material() else { return };
        let work = move |progress: &Progress| {
            let (_, dossier) = material.dossier(progress);
            let file = tempfile::Builder::new().prefix("poolscope-report-").suffix(".html").tempfile();
            // the browser reads it after this program has forgotten it
            let kept = file.and_then(|mut file| {
                let mut page = Vec::new();
                html::write(&mut page, &dossier)?;
                file.write_all(&page)?;
                file.keep().map_err(|e| e.error)
            });
            let path = kept.map(|(_, path)| path).map_err(|e| format!("writing the report to be printed: {e}"))?;
            opener::open(&path).map_err(|e| format!("opening the report in a browser: {e}: {}", path.display()))?;
            Ok::<PathBuf, String>(path)
        };
        self.jobs.spawn(JobKind::Export, "Making the report", work, |app, _, opened| match opened {
            Ok(path) => app.state.say(format!("The report is open in the browser: {}", path.display())),
            Err(error) => app.state.complain(error),
        });
    }
}
