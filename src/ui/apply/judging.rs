//! Verdicts: on the pools of opened logs, on everything in them, and again when the RAM or the pools become known.

use super::super::App;
use super::super::jobs::JobKind;
use super::super::state::{Dialog, KnownRam};
use super::super::tasks::{Judge, JudgeAgain, Judged, ReadNames};
use crate::analysis::{Report, Scope};
use crate::engine::{Analysis, Log};
use crate::logfile::LogError;
use crate::model::localized::PoolPaths;
use eframe::egui;

impl App {
    /// Reads logs and judges the pools, which `pools_judged` shows; then judges everything else in them, as the same
    /// job under another name.
    pub(super) fn judge_in_job(
        &mut self,
        name: impl Into<String>,
        logs: Vec<Log>,
        pools_judged: impl FnOnce(&mut Self, Judged) + Send + 'static,
    ) {
        let task = Judge { logs, ram: self.state.known_ram(), pools: self.state.settings.pools.clone() };
        let mut pools_judged = Some(pools_judged);
        let step = move |app: &mut Self, _: &egui::Context, judged| {
            if let Some(pools_judged) = pools_judged.take() {
                pools_judged(app, judged);
            }
        };
        self.jobs.spawn_task(
            JobKind::Load,
            name,
            task,
            step,
            |judged| judged,
            |app, _, judged| {
                app.judged_everything(judged);
            },
        );
    }

    /// Takes in the verdicts on everything. The pools were read from the same logs, so problems with these have been
    /// reported.
    pub fn judged_everything(&mut self, judged: Judged) {
        if let Ok(analysis) = judged.analysis {
            self.show_all(analysis);
            self.judge_where_ram_changed(&judged.ram);
        }
    }

    /// Adds the other findings to the open logs; the view stays.
    fn show_all(&mut self, analysis: Analysis) {
        let Some(document) = &mut self.state.document else { return };
        if analysis.machines.is_empty() {
            return;
        }
        // that job would judge the pools only
        self.jobs.cancel(JobKind::Judge);
        document.loaded.analysis = analysis;
        document.loaded.scope = Scope::Everything;
        document.loaded.range_report = None;
        document.rebuild_scene(&self.state.settings);
        self.start_narrowing();
    }

    /// Stores the RAM and judges again, off the frame.
    pub(super) fn set_ram(&mut self, bytes: Option<f64>) {
        let Some(computer) = self.computer() else { return };
        self.widgets.dialog = None;
        self.state.settings.set_ram(&computer, bytes);
        let name = if computer.is_empty() { "this computer" } else { &computer };
        match bytes {
            Some(bytes) => self.state.say(format!("RAM of {name} set to {}.", self.state.settings.units().ram(bytes))),
            None => self.state.say(format!("RAM of {name} as the log says.")),
        }
        self.judge_again();
    }

    fn computer(&self) -> Option<String> {
        Some(self.state.document.as_ref()?.machine()?.report.computer.clone())
    }

    /// Judges again if the RAM that was assumed differs from what is set now.
    pub(super) fn judge_where_ram_changed(&mut self, ram: &KnownRam) {
        if *ram != self.state.known_ram() {
            self.judge_again();
        }
    }

    /// Judges again what was read, for example when the RAM has become known.
    pub(super) fn judge_again(&mut self) {
        let ram = self.state.known_ram();
        let Some(document) = &mut self.state.document else { return };
        (document.loaded.range_report, document.loaded.pair) = (None, None);
        // values are shared, not copied
        let machines = document.loaded.analysis.machines.iter();
        let recordings = machines.map(|m| (m.recording.clone(), m.report.computer.clone())).collect();
        let task = JudgeAgain { recordings, ram, scope: document.loaded.scope, span: None };
        self.jobs.spawn_read(JobKind::Judge, "Judging", task, |app, _, reports| app.judged_again(reports));
        self.start_compare();
        self.start_narrowing();
    }

    fn judged_again(&mut self, reports: Vec<Report>) {
        let Some(document) = &mut self.state.document else { return };
        for (machine, report) in document.loaded.analysis.machines.iter_mut().zip(reports) {
            machine.report = report;
        }
        // a view of everything stays one, including the line at RAM
        document.rebuild_scene(&self.state.settings);
    }

    /// Asks which counters are the pools; a job reads their names.
    pub(super) fn ask_pools(&mut self) {
        let Some(logs) = self.state.document.as_ref().map(|d| d.loaded.logs.clone()) else { return };
        self.widgets.dialog =
            Some(Dialog::Pools { counters: None, search: String::new(), nonpaged: None, paged: None });
        let name = "Reading the names of the counters";
        self.jobs.spawn_read(JobKind::Names, name, ReadNames { logs }, |app, _, names| app.names_read(names));
    }

    fn names_read(&mut self, names: Result<Vec<String>, LogError>) {
        match (names, &mut self.widgets.dialog) {
            (Ok(names), Some(Dialog::Pools { counters, .. })) => *counters = Some(names),
            (Err(LogError::Cancelled), _) => self.widgets.dialog = None,
            (Err(error), _) => self.fail("The names could not be read", error.to_string()),
            (Ok(_), _) => {}
        }
    }

    /// Stores more names of pools, or forgets all of them, and reads the logs again.
    pub(super) fn set_pools(&mut self, more: PoolPaths) {
        self.widgets.dialog = None;
        let pools = &mut self.state.settings.pools;
        if more == PoolPaths::default() {
            *pools = more;
        } else {
            pools.add(&more);
        }
        self.reload();
    }
}
