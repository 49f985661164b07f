//! Exports samples as a table for other programs.

use super::super::App;
use super::super::jobs::JobKind;
use super::super::product::Product;
use super::super::state::Dialog;
use super::super::tasks::SaveData;
use crate::export::Existing;
use crate::export::data::Between;
use crate::model::clock::milliseconds;
use std::path::PathBuf;

impl App {
    /// Asks which samples to save.
    pub(super) fn choose_data(&mut self) {
        let Some(document) = &self.state.document else { return };
        let charted = document.charted_keys().len();
        let all = document.loaded.analysis.names.iter().filter(|path| document.has_counter(path)).count();
        self.widgets.dialog = Some(Dialog::Data { choice: self.state.data_choice, charted, all });
    }

    /// Writes samples of the displayed computer in the format of the path's extension, as last chosen.
    pub(super) fn save_data(&mut self, path: PathBuf, existing: Existing) {
        let names = self.pseudonym_key();
        let choice = self.state.data_choice;
        let Some((document, machine)) = self.state.document.as_ref().and_then(|d| Some((d, d.machine()?))) else {
            return;
        };
        // in a comparison, the times in view belong to neither log
        let view = self.widgets.views[0].bounds().filter(|_| !choice.takes_all_time && !document.choices.is_compare());
        let task = SaveData {
            logs: document.loaded.logs.clone(),
            pools: self.state.settings.pools.clone(),
            keys: (!choice.takes_all_counters).then(|| document.charted_keys()),
            computer: machine.report.computer.clone(),
            between: view.map_or(Between::Always, |((from, to), _)| Between::Utc(milliseconds(from), milliseconds(to))),
            names,
            path: path.clone(),
            existing,
        };
        let name = format!("Saving {}", Product::Data.name());
        self.jobs.spawn_read(JobKind::Export, name, task, move |app, _, written| match written {
            Ok(()) => app.saved(Product::Data, path),
            Err(error) => app.fail_saving(Product::Data, format!("{error}: {}", path.display())),
        });
    }
}
