//! Reports, saved or printed, and pseudonyms in everything that leaves, if requested.

use super::super::App;
use super::super::jobs::JobKind;
use super::super::product::Product;
use crate::chart::Scene;
use crate::engine::Analysis;
use crate::export::{self, Existing};
use crate::logfile::Progress;
use crate::owners::Owners;
use crate::report::bundle::{self, Bundle};
use crate::report::dossier;
use crate::report::pseudonyms::{Key as PseudonymKey, Pseudonyms};
use crate::report::{Dossier, html, markdown};
use crate::wording::{self, Notation};
use std::io::Write;
use std::path::PathBuf;

/// What a report is made of, off the frame.
struct Material {
    analysis: Analysis,
    /// The displayed computer, with its charts as they are shown.
    computer: usize,
    scenes: Vec<Scene>,
    comparison: Vec<String>,
    notation: Notation,
    owners: Owners,
    names: Option<Pseudonyms>,
}

impl Material {
    /// The analysis, as far as it may leave, and the dossier.
    fn dossier(self, progress: &Progress) -> (Analysis, Dossier) {
        let (analysis, hashing) = match &self.names {
            Some(names) => (names.analysis(&self.analysis), None),
            None => (self.analysis, Some(progress)),
        };
        let logs = dossier::logs(&analysis, hashing);
        let mut dossier = Dossier::of(&analysis, self.notation, &self.owners, logs);
        dossier.comparison = self.comparison;
        if let Some(sheet) = dossier.sheets.get_mut(self.computer) {
            sheet.show(self.scenes);
        }
        (analysis, dossier)
    }
}

impl App {
    /// The pseudonyms for what leaves; `None` if names may leave. New names are remembered, so that they get the same
    /// pseudonyms next time.
    pub(super) fn pseudonyms(&mut self) -> Option<Pseudonyms> {
        self.pseudonym_key().map(Pseudonyms::new)
    }

    /// The key of [`Self::pseudonyms`].
    pub(super) fn pseudonym_key(&mut self) -> Option<PseudonymKey> {
        let document = self.state.document.as_ref().filter(|_| self.state.settings.replaces_names)?;
        let key = &mut self.state.settings.pseudonyms;
        key.learn_from(&document.loaded.analysis);
        Some(key.clone())
    }

    /// A text to be copied, with pseudonyms if requested.
    pub(super) fn leaving(&mut self, text: String) -> String {
        match self.pseudonyms() {
            Some(names) => names.text(&text),
            None => text,
        }
    }

    fn material(&mut self) -> Option<Material> {
        let names = self.pseudonyms();
        let scenes = self.scenes(names.as_ref());
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

    /// Writes a report or a bundle, in the format of the path's extension.
    pub(super) fn save_report(&mut self, path: PathBuf, existing: Existing) {
        let Some(material) = self.material() else { return };
        let picture = self.state.settings.picture;
        let ending = path.extension().map_or_else(String::new, |e| e.to_string_lossy().to_lowercase());
        self.write_product(Product::Report, path, move |path, progress| {
            let scenes = if ending == "zip" { material.scenes.clone() } else { Vec::new() };
            let owners = material.owners.clone();
            let (analysis, dossier) = material.dossier(progress);
            export::write(path, existing, &mut |out| match ending.as_str() {
                "md" => markdown::write(out, &dossier),
                "zip" => {
                    let (dossier, analysis, owners, scenes) = (&dossier, &analysis, &owners, &scenes[..]);
                    let bundle = Bundle { dossier, analysis, owners, scenes, picture, logs: &[] };
                    bundle::write(out, &bundle)
                }
                _ => html::write(out, &dossier),
            })
        });
    }

    /// Opens the report in the system's browser, which prints.
    pub(super) fn print(&mut self) {
        let Some(material) = self.material() else { return };
        let work = move |progress: &Progress| {
            let (_, dossier) = material.dossier(progress);
            let file = tempfile::Builder::new().prefix("poolscope-report-").suffix(".html").tempfile();
            // the browser may read it after this program has ended
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
