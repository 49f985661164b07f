//! What is computed from what was loaded and chosen, and from the settings.

use crate::chart::{Scene, Statistics};
use crate::model::Key;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Statistics of the lines in view, with what they are of.
#[derive(Default)]
pub struct Figures {
    pub span: (f64, f64),
    /// Of all lines together: more of them are another table.
    pub samples: usize,
    pub rows: Vec<(String, Option<Statistics>)>,
}

/// A counter in small, beside its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Spark {
    /// Shares of the line's own width and height; pieces without gaps.
    pub pieces: Vec<Vec<[f32; 2]>>,
    pub last: Option<f64>,
}

/// What counters are sorted by, besides their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranks {
    /// Whether every counter was judged by then: ranked of the pools alone, they are ranked again.
    pub is_of_all: bool,
    /// The last value and the growth, of those that were read.
    pub of: HashMap<Key, (f64, f64)>,
}

/// Always computed from the rest of the state; `Document::rebuild_scene` and the jobs that work out figures put it here.
#[derive(Default)]
pub struct Derived {
    /// The computer shown, of those that were loaded.
    pub computer: usize,
    /// What is drawn: one scene, or two side by side.
    pub scene: Option<Scene>,
    pub second: Option<Scene>,
    pub figures: Figures,
    pub sparks: BTreeMap<Key, Spark>,
    /// Once the list of counters was sorted by them.
    pub ranks: Option<Arc<Ranks>>,
}
