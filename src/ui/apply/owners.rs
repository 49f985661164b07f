//! The owners of tags: the list that names them, and the driver files that are searched.

use super::super::App;
use super::super::jobs::JobKind;
use crate::logfile::{LogError, Progress};
use crate::model::path::computer_key;
use crate::model::units::grouped;
use crate::owners::{DriverSearch, TagNames};
use std::path::PathBuf;
use std::sync::Arc;

impl App {
    /// Takes tag names from a list from now on, and remembers it; `None` forgets it.
    pub(super) fn set_tag_names(&mut self, path: Option<PathBuf>) {
        let Some(path) = path else {
            self.jobs.cancel(JobKind::TagNames);
            (self.state.owners.names, self.state.settings.tag_names) = (None, None);
            self.state.say("Tags are no longer named from pooltag.txt.");
            return;
        };
        self.widgets.dialog = None;
        let path = std::path::absolute(&path).unwrap_or(path);
        let name = format!("Reading {}", path.display());
        let work = move |_: &Progress| TagNames::read(&path);
        self.jobs.spawn(JobKind::TagNames, name, work, |app, _, read| match read {
            Ok(names) => {
                app.state.say(format!("{} tags are named from now on.", grouped(names.len() as f64)));
                app.state.settings.tag_names = Some(names.path.clone());
                app.state.owners.names = Some(Arc::new(names));
            }
            Err(error) => app.fail("The names of pool tags could not be read", error.to_string()),
        });
    }

    /// Shifts the listings of the displayed computer to begin this many seconds later than they say.
    pub(super) fn move_listings(&mut self, secs: f64) {
        let machine = self.state.document.as_ref().and_then(|d| d.machine());
        let Some(key) = machine.map(|m| computer_key(&m.report.computer)) else { return };
        self.choose(|choices| {
            if secs == 0.0 || !secs.is_finite() {
                choices.listings_moved.remove(&key);
            } else {
                choices.listings_moved.insert(key, secs);
            }
        });
    }

    /// Rereads the remembered list of names; without a dialog, as the user did not just ask for it.
    pub(in super::super) fn read_known_tag_names(&mut self) {
        let Some(path) = self.state.settings.tag_names.clone() else { return };
        let work = move |_: &Progress| TagNames::read(&path);
        self.jobs.spawn(JobKind::TagNames, "Reading the names of pool tags", work, |app, _, read| match read {
            Ok(names) => app.state.owners.names = Some(Arc::new(names)),
            Err(error) => app.state.complain(format!("Pool tags are not named: {error}")),
        });
    }

    /// Looks for the tags of the listings in the driver files of a folder.
    pub(super) fn search_drivers(&mut self, folder: PathBuf) {
        let Some(document) = &self.state.document else { return };
        self.widgets.dialog = None;
        let tags = document.loaded.analysis.tags_worth_asking();
        let name = format!("Searching {}", folder.display());
        let work = move |progress: &Progress| DriverSearch::of(&folder, &tags, progress);
        self.jobs.spawn(JobKind::Drivers, name, work, |app, _, found| match found {
            Ok(found) => {
                let unread = found.failed.len();
                app.state.say(match unread {
                    0 => format!("{} driver files were searched.", grouped(found.searched as f64)),
                    n => format!(
                        "{} driver files were searched, {n} could not be read: {}",
                        grouped(found.searched as f64),
                        found.failed[0]
                    ),
                });
                app.state.owners.drivers = Some(Arc::new(found));
            }
            Err(LogError::Cancelled) => {}
            Err(error) => app.fail("The driver files could not be searched", error.to_string()),
        });
    }
}
