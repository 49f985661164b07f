//! What the window shows: what is kept between starts ([`Settings`]), and what is not ([`State`]).

pub mod document;

use super::actions::Need;
use super::claims::Claims;
use super::settings::SCALES;
pub use super::settings::{Settings, Sorting, Theme};
pub use document::{Detail, Document, Fetch, Figures, Pair, Spark, log_name};

use super::autosave::SavedSession;
use super::choices::{Choices, Compare, Mark};
use super::command::{Action, Command, Opening, Product};
use super::session::{Draft, Session};
use super::table;
use super::toasts::Toasts;
use crate::analysis::GivenRam;
use crate::analysis::ram::RamSource;
use crate::model::Key;
use crate::model::path::computer_key;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

/// A row of the list of counters.
#[derive(Clone, Debug, PartialEq)]
pub enum CounterRow {
    /// An object or an instance that can be opened.
    Group { key: String, name: String, depth: usize, count: usize },
    /// A counter, by its place among the names.
    Counter { at: usize, depth: usize },
}

/// What the rows were made for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuiltFor {
    pub computer: String,
    pub search: String,
    pub names: usize,
    pub open: HashSet<String>,
    pub favourites: BTreeSet<String>,
}

/// The list of counters as it is shown.
#[derive(Default)]
pub struct CounterRows {
    pub search: String,
    /// Objects and instances that are open.
    pub open: HashSet<String>,
    pub rows: Vec<CounterRow>,
    /// Counters of the computer.
    pub of: usize,
    pub built_for: BuiltFor,
    /// Whether the search field is to be typed in next.
    pub wants_focus: bool,
    /// Counters in view whose values are not known yet, by their keys.
    pub missing: Vec<Key>,
}

/// A dialog drawn by the window itself; one at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Error {
        title: String,
        text: String,
    },
    /// What could not be saved where it should.
    Unsaved {
        product: Product,
        text: String,
    },
    /// A session whose logs are on other computers, which must be asked for; its file, where it has one.
    Network {
        session: Box<Session>,
        file: Option<PathBuf>,
    },
    /// Logs of a session that could not be opened; its file, where it has one.
    Lost {
        session: Box<Session>,
        file: Option<PathBuf>,
        text: String,
    },
    /// Type or paste a path, with the reason why it is asked for here; it may be added to what is open.
    OpenPath {
        reason: String,
        text: String,
        opening: Opening,
    },
    /// Which counters are the pools: every counter of the log, once they are known, and what was chosen so far.
    Pools {
        counters: Option<Vec<String>>,
        search: String,
        nonpaged: Option<String>,
        paged: Option<String>,
    },
    SavePath {
        reason: String,
        text: String,
        problem: String,
        product: Product,
    },
    Ram {
        text: String,
        problem: String,
    },
    /// A note's text, and the id of the note that is changed.
    Note {
        text: String,
        at: [f64; 2],
        id: Option<u64>,
    },
    /// Lines of times and labels.
    Marks {
        text: String,
    },
    /// One mark, as it was.
    Mark {
        id: u64,
        text: String,
        was: Mark,
    },
    /// What is compared, as far as it was chosen.
    Compare(Box<Compare>),
    Palette {
        search: String,
        chosen: usize,
    },
    Shortcuts,
    /// A page of the handbook.
    Handbook {
        page: usize,
    },
    About,
}

/// Everything the window shows.
#[derive(Default)]
pub struct State {
    /// As they hold now: the user's, and what the open session says.
    pub settings: Settings,
    pub claims: Option<Claims>,
    pub document: Option<Document>,
    pub dialog: Option<Dialog>,
    pub toasts: Toasts,
    pub counters: CounterRows,
    /// A path as it was typed, until it was opened.
    pub typed: String,
    /// A session that waits for its logs to be read; its file, where it has one.
    pub restoring: Option<(Box<Session>, Option<PathBuf>)>,
    /// A session whose logs are being looked for by the user; its file, where it has one.
    pub finding: Option<(Box<Session>, Option<PathBuf>)>,
    /// Sessions that were kept, to go on with.
    pub kept: Vec<SavedSession>,
    /// Why files cannot be dropped here, where they cannot.
    pub no_drop: Option<&'static str>,
    pub renderer: String,
    /// What is switched on but finds no room in a window that low.
    pub no_room: Option<&'static str>,
    /// A menu to be opened from the keyboard, by its place in the bar.
    pub opens_menu: Option<usize>,
}

/// RAM that was set for computers, by their keys.
#[derive(Clone, Debug, Default, PartialEq)]
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

    /// RAM that was set for computers, as it holds now.
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

    /// Whether an action has something to act on now.
    pub fn can(&self, action: Action) -> bool {
        let document = self.document.as_ref();
        let chart = document.filter(|d| d.scene.is_some());
        let choices = document.map(|d| &d.choices);
        match action.row().need {
            Need::Always => true,
            Need::Log => document.is_some(),
            Need::Chart => chart.is_some(),
            Need::SingleChart => chart.is_some_and(|d| d.second.is_none()),
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
                Action::NextComputer => document.is_some_and(|d| d.analysis.machines.len() > 1),
                _ => chart.is_some(),
            },
        }
    }

    /// The table below the chart, with tabs between its columns.
    pub fn statistics_text(&self) -> Option<String> {
        table::as_text(self.document.as_ref()?, &self.settings)
    }

    /// What is being typed, to be kept.
    pub fn draft(&self) -> Option<Draft> {
        match &self.dialog {
            Some(Dialog::Note { text, at, id }) if !text.trim().is_empty() => {
                let notes = self.document.iter().flat_map(|d| &d.choices.notes);
                let index = id.and_then(|id| notes.enumerate().find(|(_, n)| n.id == id).map(|(i, _)| i));
                Some(Draft { is_note: true, text: text.clone(), at: *at, index })
            }
            Some(Dialog::Marks { text }) if !text.trim().is_empty() => {
                Some(Draft { text: text.clone(), ..Draft::default() })
            }
            _ => None,
        }
    }
}
