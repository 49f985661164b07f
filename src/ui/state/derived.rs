//! State that is computed from what was loaded and chosen, and from the settings.

use crate::chart::{Scene, Statistics};
use crate::model::Key;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Statistics of the lines in view, and what they were computed from.
#[derive(Default)]
pub struct Figures {
    pub span: (f64, f64),
    /// The number of samples of all lines together: if it changes, the table is outdated.
    pub samples: usize,
    pub rows: Vec<(String, Option<Statistics>)>,
}

/// A sparkline of a counter, shown next to its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Spark {
    /// Pieces without gaps, as fractions of the line's own width and height.
    pub pieces: Vec<Vec<[f32; 2]>>,
    pub last: Option<f64>,
}

/// What counters are sorted by, besides their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranks {
    /// Whether every counter had been judged: if only the pools had, the ranks are computed again.
    pub is_of_all: bool,
    /// The last value and the growth of those counters that were read.
    pub of: HashMap<Key, (f64, f64)>,
}

/// Always computed from the rest of the state, by `Document::rebuild_scene` and the jobs that compute figures.
#[derive(Default)]
pub struct Derived {
    /// The index of the displayed computer among those that were loaded.
    pub computer: usize,
    /// What is drawn: one scene, or two side by side.
    pub scene: Option<Scene>,
    pub second: Option<Scene>,
    pub figures: Figures,
    pub sparks: BTreeMap<Key, Spark>,
    /// Set once the list of counters was sorted by them.
    pub ranks: Option<Arc<Ranks>>,
}
