//! Exports samples as a table for other programs.

use super::super::App;
use super::super::product::Product;
use super::super::state::Dialog;
use crate::engine::Log;
use crate::export::Existing;
use crate::export::data::{Between, DataError, DataFormat, LogTable, Selection};
use crate::logfile::{LogError, OpenLog, Progress, events, tags};
use crate::model::clock::milliseconds;
use crate::model::localized::PoolPaths;
use crate::model::path::is_same_computer;
use crate::model::{KeyedPath, tag};
use crate::report::pseudonyms::Pseudonyms;
use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

/// What is written, and of which logs.
struct Wanted {
    logs: Vec<Log>,
    pools: PoolPaths,
    /// Keys of counters; `None` for all of the computer's counters.
    keys: Option<HashSet<String>>,
    computer: String,
    between: Between,
    names: Option<Pseudonyms>,
}

impl Wanted {
    fn takes(&self, path: &KeyedPath) -> bool {
        match &self.keys {
            Some(keys) => keys.contains(path.key().as_str()),
            None => is_same_computer(&path.computer, &self.computer),
        }
    }

    /// The logs that contain any of it: listings of pool tags only if tags are wanted, or if no other logs are open.
    fn open(&self, progress: &Progress) -> Result<Vec<OpenLog>, LogError> {
        let mut open = Vec::with_capacity(self.logs.len());
        for log in &self.logs {
            let mut log = log.open(progress)?;
            log.pools = self.pools.clone();
            open.push(log);
        }
        open.retain(|log| log.source.format != events::FORMAT);
        let charted = self.keys.iter().flatten().filter_map(|key| KeyedPath::parse(key));
        let has_tags = charted.into_iter().any(|path| tag::of_path(&path).is_some());
        if !has_tags && open.iter().any(|log| log.source.format != tags::FORMAT) {
            open.retain(|log| log.source.format != tags::FORMAT);
        }
        Ok(open)
    }

    fn write(&self, path: &Path, existing: Existing, progress: &Progress) -> io::Result<()> {
        let format = DataFormat::of(path).unwrap_or(DataFormat::Csv);
        let logs = self.open(progress).map_err(said)?;
        let want = |path: &KeyedPath| self.takes(path);
        let selection = Selection { want: &want, between: self.between, every: 1 };
        let named = |path: &KeyedPath| self.names.as_ref().map_or_else(|| path.clone(), |names| names.path(path));
        let table = LogTable::look(&logs, format, selection, progress).map_err(said)?;
        let written = table.write(path, existing, &named, progress);
        written.map(drop).map_err(|error| if let DataError::Write(error) = error { error } else { said(error) })
    }
}

fn said(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

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
        let names = self.pseudonyms();
        let choice = self.state.data_choice;
        let Some((document, machine)) = self.state.document.as_ref().and_then(|d| Some((d, d.machine()?))) else {
            return;
        };
        // in a comparison, the times in view belong to neither log
        let view = self.widgets.views[0].bounds().filter(|_| !choice.takes_all_time && !document.choices.is_compare());
        let wanted = Wanted {
            logs: document.loaded.logs.clone(),
            pools: self.state.settings.pools.clone(),
            keys: (!choice.takes_all_counters).then(|| document.charted_keys()),
            computer: machine.report.computer.clone(),
            between: view.map_or(Between::Always, |((from, to), _)| Between::Utc(milliseconds(from), milliseconds(to))),
            names,
        };
        self.write_product(Product::Data, path, move |path, progress| wanted.write(path, existing, progress));
    }
}
