//! Dialogs that the window draws itself, with the text typed into them.

use super::super::chooser::Request;
use super::super::product::Product;
use super::super::session::{Draft, Session};
use super::choices::{Choices, Compare, Mark};
use super::page::Shown;
use super::settings::Sorting;
use crate::analysis::growth::Growth;
use crate::chart::extras::short_name;
use crate::kit::Plan;
use crate::model::Key;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A dialog drawn by the window itself; one at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Error {
        title: String,
        text: String,
    },
    /// A product that could not be saved in the chosen place.
    Unsaved {
        product: Product,
        text: String,
    },
    /// A session whose logs are on other computers, which needs the user's consent; its file, if it has one.
    Network {
        session: Box<Session>,
        file: Option<PathBuf>,
    },
    /// Logs of a session that could not be opened; its file, if it has one.
    Lost {
        session: Box<Session>,
        file: Option<PathBuf>,
        text: String,
    },
    /// A path to type or paste, with the reason why it must be typed.
    OpenPath {
        reason: String,
        text: String,
        request: Request,
    },
    /// What to collect, with the times and computers as typed.
    Collect {
        plan: Box<Plan>,
        left: String,
        lasts: String,
        computers: String,
    },
    /// Counters that match a pattern but are too many for the chart, with those chosen so far and how many fit.
    Choose {
        pattern: String,
        ranked: Vec<Growth>,
        chosen: BTreeSet<Key>,
        order: RankOrder,
        room: usize,
    },
    /// Which samples to save, with the number of counters on the chart and on the computer.
    Data {
        choice: DataChoice,
        charted: usize,
        all: usize,
    },
    /// A time range to show, with the current one.
    Times {
        text: String,
        shown: Option<(f64, f64)>,
    },
    /// How the line with a key is drawn.
    LineStyle {
        key: String,
    },
    /// When the listings of pool tags really begin, or by how much later.
    ListingTime {
        text: String,
    },
    /// Every tag of the listings, sorted by a column.
    Tags {
        search: String,
        sorting: Sorting,
    },
    /// Which counters are the pools: every counter of the log, once these are known, and the choices so far.
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
    /// A note's text, and the id of the note being changed.
    Note {
        text: String,
        at: [f64; 2],
        id: Option<u64>,
    },
    /// Lines of times and labels.
    Marks {
        text: String,
    },
    /// One mark, and its previous state.
    Mark {
        id: u64,
        text: String,
        was: Mark,
    },
    /// What to compare, as far as it was chosen, and the time of the cut as typed.
    Compare {
        compare: Box<Compare>,
        at: String,
    },
    Palette {
        search: String,
        chosen: usize,
    },
    Shortcuts,
    Settings,
    /// The handbook, and the dialog that it was opened from.
    Handbook {
        shown: Shown,
        back: Option<Box<Dialog>>,
    },
    About,
}

/// Which samples are saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataChoice {
    /// Every counter of the computer shown, not only what is on the chart.
    pub takes_all_counters: bool,
    /// The whole time, not only what is in view.
    pub takes_all_time: bool,
}

/// What counters are ranked by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RankOrder {
    #[default]
    Growth,
    Largest,
    Name,
}

impl RankOrder {
    /// Sorts by relevance, equals by name.
    pub fn sort(self, ranked: &mut [Growth]) {
        ranked.sort_by_cached_key(|r| short_name(&r.path).to_lowercase());
        match self {
            Self::Growth => ranked.sort_by(|a, b| b.amount().abs().total_cmp(&a.amount().abs())),
            Self::Largest => ranked.sort_by(|a, b| b.largest.total_cmp(&a.largest)),
            Self::Name => {}
        }
    }
}

impl Dialog {
    /// The text being typed about these choices, to be kept.
    pub fn draft(&self, choices: Option<&Choices>) -> Option<Draft> {
        match self {
            Self::Note { text, at, id } if !text.trim().is_empty() => {
                let mut notes = choices.iter().flat_map(|c| &c.notes);
                let index = id.and_then(|id| notes.position(|n| n.id == id));
                Some(Draft { is_note: true, text: text.clone(), at: *at, index })
            }
            Self::Marks { text } if !text.trim().is_empty() => Some(Draft { text: text.clone(), ..Draft::default() }),
            _ => None,
        }
    }
}
