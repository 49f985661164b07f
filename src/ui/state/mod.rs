//! What the window shows, by kind: [`settings`] are kept between starts, [`choices`] can be undone and are kept in
//! sessions, what was [`loaded`] comes from files, what is [`derived`] is computed from the others; [`widgets`] and the
//! [`dialog`] hold what is being typed and viewed.

pub mod choices;
pub mod derived;
pub mod dialog;
pub mod document;
pub mod fleet;
pub mod loaded;
pub mod page;
pub mod settings;
pub mod widgets;

use super::actions::Need;
use super::claims::Claims;
pub use derived::{Figures, Ranks, Spark};
pub use dialog::{DataChoice, Dialog, RankOrder};
pub use document::{Document, DocumentRelation, log_name};
pub use fleet::{Fleet, FleetRows};
pub use loaded::{Detail, Fetch, Pair, RangeReport};
use settings::SCALES;
pub use settings::{Settings, Sorting, Theme};
pub use widgets::{BuiltFor, CounterRow, CounterRows, Widgets};

use super::autosave::SavedSession;
use super::command::{Action, Command};
use super::session::Session;
use super::table;
use super::toasts::Toasts;
use crate::analysis::GivenRam;
use crate::analysis::ram::RamSource;
use crate::kit::Plan;
use crate::model::path::computer_key;
use crate::owners::Owners;
use choices::Choices;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Everything the window shows.
#[derive(Default)]
pub struct State {
    /// The effective settings: the user's, with those of the open session.
    pub settings: Settings,
    pub claims: Option<Claims>,
    pub document: Option<Document>,
    /// The servers of a folder that was opened.
    pub fleet: Option<Fleet>,
    pub toasts: Toasts,
    /// A path as typed, until it was opened.
    pub typed: String,
    /// A session that waits for its logs to be read; its file, if it has one.
    pub restoring: Option<(Box<Session>, Option<PathBuf>)>,
    /// A session whose logs the user is looking for; its file, if it has one.
    pub finding: Option<(Box<Session>, Option<PathBuf>)>,
    /// Kept sessions that can be continued.
    pub kept: Vec<SavedSession>,
    /// Why files cannot be dropped here, if they cannot.
    pub no_drop: Option<&'static str>,
    pub renderer: String,
    /// Which samples were saved last, or are to be saved.
    pub data_choice: DataChoice,
    /// What to collect, until the folder is chosen.
    pub plan: Option<Box<Plan>>,
    /// What is known of the owners of pool tags.
    pub owners: Owners,
}

/// RAM that was set for computers, by their keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KnownRam(BTreeMap<String, GivenRam>);

impl KnownRam {
    pub fn of(&self, computer: &str) -> Option<GivenRam> {
        self.0.get(&computer_key(computer)).copied()
    }
}

impl State {
    /// The user's own settings, whatever session is open.
    pub fn own_settings(&self) -> Settings {
        self.claims.as_ref().map_or_else(|| self.settings.clone(), |claims| claims.without(&self.settings))
    }

    /// The RAM in effect for computers for which it was set.
    pub fn known_ram(&self) -> KnownRam {
        let source = |computer: &String| match &self.claims {
            Some(claims) if claims.says_ram(computer, &self.settings) => RamSource::Session,
            _ => RamSource::User,
        };
        let given = |(computer, bytes): (&String, &f64)| {
            (computer.clone(), GivenRam { bytes: *bytes, source: source(computer) })
        };
        KnownRam(self.settings.ram.iter().map(given).collect())
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.toasts.say(text.into());
    }

    pub fn complain(&mut self, text: impl Into<String>) {
        self.toasts.complain(text.into());
    }

    pub fn offer(&mut self, text: impl Into<String>, label: &'static str, command: Command) {
        self.toasts.offer(text.into(), label, command);
    }

    /// Whether an action is available now.
    pub fn can(&self, action: Action) -> bool {
        let document = self.document.as_ref();
        let chart = document.filter(|d| d.derived.scene.is_some());
        let choices = document.map(|d| &d.choices);
        match action.row().need {
            Need::Always => true,
            Need::Log => document.is_some(),
            Need::Chart => chart.is_some(),
            Need::SingleChart => chart.is_some_and(|d| d.derived.second.is_none()),
            Need::State => match action {
                Action::Larger => self.settings.scale < SCALES[SCALES.len() - 1],
                Action::Smaller => self.settings.scale > SCALES[0],
                Action::NormalSize => self.settings.scale != 1.0,
                Action::Undo => document.is_some_and(|d| d.undo.back_name().is_some()),
                Action::Redo => document.is_some_and(|d| d.undo.forward_name().is_some()),
                Action::ZoomBack => chart.is_some_and(|d| d.history.can_go_back()),
                Action::ZoomForward => chart.is_some_and(|d| d.history.can_go_forward()),
                Action::ZoomToCursors => {
                    chart.is_some() && choices.is_some_and(|c| c.cursors[0].is_some() && c.cursors[1].is_some())
                }
                Action::ClearCursors => choices.is_some_and(|c| c.cursors != [None; 2]),
                Action::ToggleSelected => choices.is_some_and(|c| c.selected.is_some()),
                Action::JudgeVisible => chart
                    .is_some_and(|d| !d.choices.is_compare() && d.report().is_some_and(|r| r.pools().next().is_some())),
                Action::JudgeAll => choices.is_some_and(|c| c.judged_span.is_some()),
                Action::EndCompare => choices.is_some_and(Choices::is_compare),
                Action::SetRam => document.is_some_and(|d| d.machine().is_some()),
                Action::Stack => chart.is_some_and(|d| !d.choices.is_compare() && !d.loaded.extras.is_empty()),
                Action::ShowTags => {
                    document.is_some_and(|d| d.loaded.analysis.machines.iter().any(|m| m.tags.is_some()))
                }
                Action::ChooseDrivers | Action::MoveListings => {
                    document.is_some_and(|d| d.machine().is_some_and(|m| m.tags.is_some()))
                }
                Action::CloseLog => document.is_some() || self.fleet.is_some(),
                Action::BackToServers => self.fleet.is_some() && document.is_some(),
                Action::NextComputer => document.is_some_and(|d| d.loaded.analysis.machines.len() > 1),
                _ => chart.is_some(),
            },
        }
    }

    /// Whether what an action switches is on.
    pub fn is_on(&self, action: Action) -> Option<bool> {
        let choices = self.document.as_ref().map(|d| &d.choices);
        Some(match action {
            Action::ToggleCounters => self.settings.shows_counters,
            Action::ToggleStatistics => self.settings.shows_statistics,
            Action::ToggleOverview => self.settings.shows_overview,
            Action::ToggleValueBar => self.settings.shows_value_bar,
            Action::ToggleReport => self.settings.shows_report,
            Action::Stack => choices.is_some_and(|c| c.is_stacked),
            Action::Highlight => choices.is_some_and(|c| c.highlights),
            Action::ToggleLog => choices.is_some_and(|c| c.is_log),
            Action::TogglePerfmon => choices.is_some_and(|c| c.is_perfmon),
            _ => return None,
        })
    }

    /// The table below the chart, with tabs between its columns.
    pub fn statistics_text(&self) -> Option<String> {
        table::as_text(self.document.as_ref()?, &self.settings)
    }
}
