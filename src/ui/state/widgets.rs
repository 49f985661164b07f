//! State of widgets in use: text being typed, what is expanded, what is in view.

use super::dialog::Dialog;
use super::fleet::FleetRows;
use super::settings::CounterOrder;
use crate::chart::interact::View;
use crate::model::Key;
use egui_commonmark::CommonMarkCache;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

/// A row of the list of counters.
#[derive(Clone, Debug, PartialEq)]
pub enum CounterRow {
    /// An object or an instance that can be expanded.
    Group { key: String, name: String, depth: usize, count: usize },
    /// A counter, by its index among the names.
    Counter { at: usize, depth: usize },
}

/// What the rows were built for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BuiltFor {
    pub computer: String,
    pub search: String,
    pub names: usize,
    pub open: HashSet<String>,
    pub favourites: BTreeSet<String>,
    pub order: CounterOrder,
    /// Whether values were known, and whether of all counters.
    pub ranked: Option<bool>,
}

/// The list of counters as displayed.
#[derive(Default)]
pub struct CounterRows {
    pub search: String,
    /// Objects and instances that are expanded.
    pub open: HashSet<String>,
    pub rows: Vec<CounterRow>,
    /// The number of counters of the computer.
    pub of: usize,
    pub built_for: BuiltFor,
    /// Whether the search field is to get the focus.
    pub wants_focus: bool,
    /// The row that the keyboard is on, and the rows in view.
    pub cursor: Option<usize>,
    pub in_view: Range<usize>,
    /// Selected counters, by their keys, and the row that the selection is extended from.
    pub selected: HashSet<Key>,
    pub anchor: Option<usize>,
    /// Counters in view whose values are not known yet, by their keys.
    pub missing: Vec<Key>,
}

/// The state that widgets change directly; for everything else they send commands.
#[derive(Default)]
pub struct Widgets {
    pub dialog: Option<Dialog>,
    pub counters: CounterRows,
    pub fleet: FleetRows,
    /// The view of each chart.
    pub views: [View; 2],
    /// What is switched on but does not fit because the window is too low.
    pub no_room: Option<&'static str>,
    /// A menu to open from the keyboard, by its index in the bar.
    pub opens_menu: Option<usize>,
    /// The handbook's cache of rendered pages.
    pub markdown: CommonMarkCache,
}
