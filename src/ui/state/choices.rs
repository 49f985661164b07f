//! The user's choices about what is shown: they can be undone and redone, and are kept in sessions. They do not include
//! the data.

use crate::chart::pair::Align;
use crate::chart::{LineStyle, scene};
use crate::engine::Log;
use crate::model::Key;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Debug;

/// A moment that the user marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    /// Identifies it as long as it is open; 0 until an id is assigned.
    #[serde(skip)]
    pub id: u64,
    /// UTC seconds; in a comparison, seconds of its axis.
    pub at: f64,
    pub label: String,
    /// Whether it belongs to the comparison instead of the timeline.
    pub is_compare: bool,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// A note on the chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    /// As [`Mark::id`].
    #[serde(skip)]
    pub id: u64,
    pub text: String,
    /// What it points at: a time as in [`Mark::at`], and an amount on the left axis.
    pub at: [f64; 2],
    /// From there to the middle of its box, as fractions of the plot's width and height; down is positive.
    pub offset: [f64; 2],
    pub is_compare: bool,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

impl Note {
    /// Where a new note's box goes: above and to the right of what it points at.
    pub const OFFSET: [f64; 2] = [0.08, -0.14];

    pub fn drawn(&self) -> scene::Note {
        scene::Note { id: self.id, text: self.text.clone(), at: self.at, offset: self.offset }
    }
}

/// Stands for a computer that its logs do not name.
pub const UNNAMED: &str = "*unnamed";

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Half {
    pub logs: Vec<Log>,
    /// Only this time range, UTC seconds.
    pub span: Option<(f64, f64)>,
}

/// How two sides are arranged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Overlaid on a common time axis.
    #[default]
    Over,
    Beside,
}

/// Before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compare {
    pub before: Half,
    pub after: Half,
    #[serde(default)]
    pub align: Align,
    #[serde(default)]
    pub layout: Layout,
}

/// Everything chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// The computer shown; empty for the first.
    pub computer: String,
    /// Paths of the counters on the chart besides the pools.
    pub counters: Vec<String>,
    /// Keys of lines that are switched off.
    pub hidden: BTreeSet<String>,
    /// Key of the selected line.
    pub selected: Option<String>,
    /// Whether it is highlighted.
    pub highlights: bool,
    /// UTC seconds; in a comparison, seconds of its axis.
    pub cursors: [Option<f64>; 2],
    /// The cursor that the keys move.
    pub active_cursor: usize,
    pub marks: Vec<Mark>,
    pub notes: Vec<Note>,
    pub is_log: bool,
    /// Whether lines of the same kind are stacked as areas: with pool tags, what no tag explains is visible below the
    /// pool's own line.
    #[serde(rename = "stacks_tags")]
    pub is_stacked: bool,
    /// How lines are drawn, by their keys.
    #[serde(deserialize_with = "known_styles")]
    pub styles: BTreeMap<String, LineStyle>,
    /// How far listings of pool tags were shifted in time, in seconds, by the computer's name in lower case.
    pub listings_moved: BTreeMap<String, f64>,
    /// Every line is scaled to 0..100, as in Performance Monitor.
    pub is_perfmon: bool,
    /// The verdict is on this time range only, UTC seconds.
    #[serde(rename = "judged")]
    pub judged_span: Option<(f64, f64)>,
    pub compare: Option<Compare>,
    /// Fields that a later version wrote and this one does not know.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// Skips line styles that only a later version knows: they are no reason to reject a session.
fn known_styles<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, LineStyle>, D::Error> {
    let all = BTreeMap::<String, Value>::deserialize(from)?;
    let style = |value| serde_json::from_value::<LineStyle>(value).unwrap_or_default().sane();
    let styles = all.into_iter().map(|(key, value)| (key, style(value)));
    Ok(styles.filter(|(_, style)| !style.is_default()).collect())
}

impl Choices {
    /// Changes how a line is drawn.
    pub fn set_style(&mut self, key: String, style: LineStyle) {
        if style.is_default() {
            self.styles.remove(&key);
        } else {
            self.styles.insert(key, style);
        }
    }

    /// The keys of the counters on the chart besides the pools.
    pub fn counter_keys(&self) -> impl Iterator<Item = Key> {
        self.counters.iter().map(|path| Key::of_text(path))
    }

    /// Whether a counter is on the chart, by its key.
    pub fn has_counter(&self, key: &Key) -> bool {
        self.counter_keys().any(|c| c == *key)
    }

    /// Whether the user put in any work that would be missed.
    pub fn has_work(&self) -> bool {
        !(self.marks.is_empty() && self.notes.is_empty() && self.counters.is_empty())
    }

    /// Adds those notes, marks and counters of others that are missing here.
    pub fn add_work(&mut self, others: &Self) {
        fn add<T: Clone + Debug>(to: &mut Vec<T>, from: impl Iterator<Item = T>) {
            let known: HashSet<String> = to.iter().map(|item| format!("{item:?}")).collect();
            to.extend(from.filter(|item| !known.contains(&format!("{item:?}"))));
        }
        // of two equal ones, one is kept, whatever their ids
        self.notes.iter_mut().for_each(|note| note.id = 0);
        self.marks.iter_mut().for_each(|mark| mark.id = 0);
        add(&mut self.notes, others.notes.iter().map(|note| Note { id: 0, ..note.clone() }));
        add(&mut self.marks, others.marks.iter().map(|mark| Mark { id: 0, ..mark.clone() }));
        add(&mut self.counters, others.counters.iter().cloned());
    }

    /// Gives an id to every mark and note that has none.
    pub fn identify(&mut self) {
        let known = self.marks.iter().map(|m| m.id).chain(self.notes.iter().map(|n| n.id));
        let mut last = known.max().unwrap_or_default();
        let ids = self.marks.iter_mut().map(|m| &mut m.id).chain(self.notes.iter_mut().map(|n| &mut n.id));
        for id in ids.filter(|id| **id == 0) {
            last += 1;
            *id = last;
        }
    }

    pub fn mark(&self, id: u64) -> Option<&Mark> {
        self.marks.iter().find(|m| m.id == id)
    }

    pub fn note(&self, id: u64) -> Option<&Note> {
        self.notes.iter().find(|n| n.id == id)
    }

    /// Changes a mark, or removes it.
    pub fn set_mark(&mut self, id: u64, mark: Option<Mark>) {
        match (mark, self.marks.iter().position(|m| m.id == id)) {
            (Some(mark), Some(at)) => self.marks[at] = Mark { id, ..mark },
            (None, Some(at)) => drop(self.marks.remove(at)),
            (_, None) => {}
        }
    }

    /// Changes the text of a note, or removes it.
    pub fn set_note(&mut self, id: u64, text: Option<String>) {
        match (text, self.notes.iter().position(|n| n.id == id)) {
            (Some(text), Some(at)) => self.notes[at].text = text,
            (None, Some(at)) => drop(self.notes.remove(at)),
            (_, None) => {}
        }
    }

    pub fn is_hidden(&self, key: &str) -> bool {
        self.hidden.contains(key)
    }

    /// `2 notes, 1 mark, 3 counters`
    pub fn summary(&self) -> String {
        let count = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        let parts = [
            count(self.notes.len(), "note", "notes"),
            count(self.marks.len(), "mark", "marks"),
            count(self.counters.len(), "counter", "counters"),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Whether two sides are compared.
    pub fn is_compare(&self) -> bool {
        self.compare.is_some()
    }
}
