//! What widgets hold while they are used: texts being typed, what is open, what is in view.

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
    pub order: CounterOrder,
    /// Whether values were known, and of all counters.
    pub ranked: Option<bool>,
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
    /// The row that the keyboard is on, and the rows in view.
    pub cursor: Option<usize>,
    pub in_view: Range<usize>,
    /// Counters that are selected, by their keys, and the row that the selection is extended from.
    pub selected: HashSet<Key>,
    pub anchor: Option<usize>,
    /// Counters in view whose values are not known yet, by their keys.
    pub missing: Vec<Key>,
}

/// Changed by widgets as they are used; everything else they ask for.
#[derive(Default)]
pub struct Widgets {
    pub dialog: Option<Dialog>,
    pub counters: CounterRows,
    pub fleet: FleetRows,
    /// What is in view of each chart.
    pub views: [View; 2],
    /// What is switched on but finds no room in a window that low.
    pub no_room: Option<&'static str>,
    /// A menu to be opened from the keyboard, by its place in the bar.
    pub opens_menu: Option<usize>,
    /// What the handbook remembers of its pages.
    pub markdown: CommonMarkCache,
}
