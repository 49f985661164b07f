//! The collection kit: its dialog, prefilled with what the open logs answer, and its writing.

use super::super::App;
use super::super::command::Command;
use super::super::jobs::JobKind;
use super::super::state::Dialog;
use crate::export::Existing;
use crate::kit::{self, Plan};
use crate::logfile::Progress;
use crate::model::units::duration;
use std::path::Path;

impl App {
    pub(super) fn ask_what_to_collect(&mut self) {
        let machines = self.state.document.as_ref().map_or(&[][..], |d| &d.loaded.analysis.machines);
        let plan = Box::new(Plan::of(machines));
        let typed = |hours: f64| if hours < 48.0 { format!("{hours:.0} h") } else { format!("{:.0} d", hours / 24.0) };
        let left = plan.hours_left.map_or_else(String::new, |left| match left {
            less if less < 1.0 => format!("{:.0} min", (60.0 * less).max(1.0)),
            more => typed(more.floor()),
        });
        let lasts = typed(plan.hours);
        self.widgets.dialog = Some(Dialog::Collect { plan, left, lasts, computers: String::new() });
    }

    /// Writes the planned kit to a subfolder of its own below this folder.
    pub(super) fn write_kit(&mut self, folder: &Path) {
        self.widgets.dialog = None;
        let Some(plan) = self.state.plan.take() else { return };
        let folder =
            std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()).join(format!("{} kit", plan.name));
        let (into, every) = (folder.clone(), duration(f64::from(plan.interval_secs())));
        let work = move |_: &Progress| kit::write(&into, &plan, Existing::Replace);
        self.jobs.spawn(JobKind::Export, "Writing the collection kit", work, move |app, _, written| match written {
            Ok(files) => {
                let text = format!("A sample every {every}: {} files in {}", files.len(), folder.display());
                let first = files.into_iter().next().unwrap_or(folder);
                app.state.offer(text, "Show in folder", Command::ShowInFolder(first));
            }
            Err(error) => app.fail("The kit could not be written", format!("{error}: {}", folder.display())),
        });
    }
}
