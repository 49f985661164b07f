//! A recording: what was read from a log, never changed afterwards.

use super::catalogue::{Role, has_role};
use super::column::Column;
use super::event::Event;
use super::path::is_same_computer;
use super::tag::Tag;
use super::{CounterType, KeyedPath, Zone};
use super::{bulk, interned};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The format detected for a log, as the word used in reports; each reader has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format(#[serde(with = "interned")] pub interned::Static);

impl Format {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// The unit in which positions in it are counted.
    pub fn position_unit(self) -> &'static str {
        if self.0 == "blg" { "byte" } else { "line" }
    }
}

/// Where a recording came from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    pub path: PathBuf,
    pub format: Format,
    pub bytes: u64,
}

/// What the log says about itself and the machine that wrote it.
///
/// The writer is usually, not always, the machine measured: say "recorded on", not "is".
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    pub zone: Zone,
    pub os_build: Option<u32>,
    /// Of the computer whose counters these are, derived from them: the number in the header is often wrong.
    pub processors: Option<u32>,
    pub pointer_bytes: Option<u32>,
    pub boot_utc_ms: Option<i64>,
    /// When the file was begun and closed; the samples may cover a different span.
    pub file_begin_utc_ms: Option<i64>,
    pub file_end_utc_ms: Option<i64>,
    pub circular: bool,
    pub lost_events: u32,
    pub lost_buffers: u32,
    /// Where the log was first written.
    pub original_path: Option<String>,
    /// The times are local ones in a zone that the log does not state; they were read as UTC.
    pub has_unknown_zone: bool,
    /// Drivers of pool tags, if the listing was made with them.
    pub tag_drivers: Arc<BTreeMap<Tag, String>>,
    /// The contents of an event export, by computer; empty in other logs.
    pub exported_events: Arc<Vec<(String, Vec<Event>)>>,
    /// Events of this computer that were opened along with its logs, in order of time.
    pub events: Arc<Vec<Event>>,
}

impl Facts {
    /// Facts of which only the zone is known.
    pub fn of_zone(zone: Zone) -> Self {
        Self {
            zone,
            os_build: None,
            processors: None,
            pointer_bytes: None,
            boot_utc_ms: None,
            file_begin_utc_ms: None,
            file_end_utc_ms: None,
            circular: false,
            lost_events: 0,
            lost_buffers: 0,
            original_path: None,
            has_unknown_zone: false,
            tag_drivers: Arc::default(),
            exported_events: Arc::default(),
            events: Arc::default(),
        }
    }
}

/// The median of some steps, the larger of the middle two; `None` if there are none.
pub fn median(steps: impl Iterator<Item = i64>) -> Option<i64> {
    let mut steps: Vec<i64> = steps.collect();
    let middle = steps.len() / 2;
    (!steps.is_empty()).then(|| *steps.select_nth_unstable(middle).1)
}

/// The times of a recording's samples, in milliseconds since 1970, never decreasing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TimeAxis {
    #[serde(with = "bulk")]
    pub local_ms: Vec<i64>,
    #[serde(with = "bulk")]
    pub utc_ms: Vec<i64>,
    /// Set if the log has more samples than are kept.
    pub thinned: Option<Thinned>,
}

/// What is known of the samples that were left out: every n-th is kept, and those at which a counter that the verdict
/// needs is lowest or highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thinned {
    pub left_out: u64,
    /// The median interval between neighbouring samples in the log.
    pub interval_ms: i64,
}

impl TimeAxis {
    pub fn len(&self) -> usize {
        self.utc_ms.len()
    }

    pub fn is_empty(&self) -> bool {
        self.utc_ms.is_empty()
    }

    /// Whether a moment lies between the first and the last sample.
    pub fn is_within(&self, utc_ms: i64) -> bool {
        self.utc_ms.first().is_some_and(|first| *first <= utc_ms) && self.utc_ms.last() >= Some(&utc_ms)
    }

    /// The number of samples in the log.
    pub fn samples_in_log(&self) -> usize {
        let left_out = self.thinned.map_or(0, |thinned| thinned.left_out);
        self.len().saturating_add(usize::try_from(left_out).unwrap_or(usize::MAX))
    }

    /// The median interval between neighbouring samples in the log, in seconds; `None` with fewer than two.
    pub fn median_interval_secs(&self) -> Option<f64> {
        match self.thinned {
            Some(thinned) => Some(thinned.interval_ms as f64 / 1000.0),
            None => self.usual_step_secs(),
        }
    }

    /// The usual interval between kept samples if none are missing, in seconds; `None` with fewer than two.
    pub fn usual_step_secs(&self) -> Option<f64> {
        median(self.utc_ms.windows(2).map(|w| w[1] - w[0])).map(|step| step as f64 / 1000.0)
    }

    /// Seconds from the first to the last sample.
    pub fn span_secs(&self) -> f64 {
        match (self.utc_ms.first(), self.utc_ms.last()) {
            (Some(a), Some(b)) => (b - a) as f64 / 1000.0,
            _ => 0.0,
        }
    }
}

/// One counter with its values.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Counter {
    pub path: KeyedPath,
    /// `None` if the format does not say (text logs).
    pub kind: Option<CounterType>,
    /// One value for each sample of the axis; NaN if it is missing. A gap stays a gap.
    pub values: Arc<Column>,
}

impl Counter {
    /// The values that are present.
    pub fn present(&self) -> impl DoubleEndedIterator<Item = (usize, f64)> + '_ {
        self.values.iter().enumerate().filter(|(_, v)| v.is_finite())
    }
}

/// A file's name without its folders; the whole path if it has no name.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// What one log contributed to a recording.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    pub source: Source,
    pub samples: usize,
    /// First and last moment; `None` without samples.
    pub span_utc_ms: Option<(i64, i64)>,
    /// When the machine was started, according to the log's header.
    pub boot_utc_ms: Option<i64>,
}

impl Part {
    /// A whole log with these samples.
    pub fn of(source: Source, facts: &Facts, axis: &TimeAxis) -> Self {
        Self {
            source,
            samples: axis.samples_in_log(),
            span_utc_ms: axis.utc_ms.first().copied().zip(axis.utc_ms.last().copied()),
            boot_utc_ms: facts.boot_utc_ms,
        }
    }

    /// The file's name, without its folders.
    pub fn name(&self) -> String {
        file_name(&self.source.path)
    }
}

/// What was read from one log or from several that belong together: facts, axis, and the requested counters.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    /// The logs it was read from, in order of time; at least one.
    pub parts: Vec<Part>,
    /// Of the newest log.
    pub facts: Facts,
    /// Whether the logs cover a single computer, so that what their headers say of a machine applies to it.
    pub is_single_computer: bool,
    pub axis: Arc<TimeAxis>,
    pub counters: Vec<Counter>,
}

impl Recording {
    /// The counters of this computer.
    pub fn of_computer(&self, computer: &str) -> impl Iterator<Item = &Counter> + Clone {
        self.counters.iter().filter(move |c| is_same_computer(&c.path.computer, computer))
    }

    /// The first counter of this computer with that object and counter name, ignoring case.
    pub fn find(&self, computer: &str, object: &str, counter: &str) -> Option<&Counter> {
        self.of_computer(computer).find(|c| c.path.is(object, counter))
    }

    /// The first counter of this computer with a role.
    pub fn with_role(&self, computer: &str, role: Role) -> Option<&Counter> {
        self.of_computer(computer).find(|c| has_role(&c.path, role))
    }

    /// `server.blg`, or `server_000001.blg and 2 more`.
    pub fn name(&self) -> String {
        let first = self.parts.first().map_or_else(String::new, Part::name);
        match self.parts.len() {
            0 | 1 => first,
            n => format!("{first} and {} more", n - 1),
        }
    }

    /// Whether any two of its logs overlap in time.
    pub fn has_overlaps(&self) -> bool {
        let mut latest = i64::MIN;
        self.parts.iter().filter_map(|p| p.span_utc_ms).any(|(from, to)| {
            let overlaps = from < latest;
            latest = latest.max(to);
            overlaps
        })
    }

    /// The same recording with its local times in another zone.
    pub fn in_zone(mut self, zone: Zone) -> Self {
        let mut axis = (*self.axis).clone();
        let mut before = None;
        for (utc, local) in axis.utc_ms.iter_mut().zip(&axis.local_ms) {
            *utc = zone.utc_from_local(*local, before);
            before = Some(*utc);
        }
        self.axis = Arc::new(axis);
        (self.facts.zone, self.facts.has_unknown_zone) = (zone, false);
        self
    }

    /// The same recording without some of its counters.
    pub fn without(&self, leaves_out: &dyn Fn(&KeyedPath) -> bool) -> Self {
        let counters = self.counters.iter().filter(|c| !leaves_out(&c.path)).cloned().collect();
        Self { counters, ..self.clone() }
    }

    /// The samples from one moment to another, both included, in UTC milliseconds.
    pub fn between(&self, (from, to): (i64, i64)) -> Self {
        let start = self.axis.utc_ms.partition_point(|t| *t < from);
        let end = self.axis.utc_ms.partition_point(|t| *t <= to).max(start);
        let cut = |ms: &[i64]| ms.get(start..end).map_or_else(Vec::new, <[i64]>::to_vec);
        let axis =
            TimeAxis { local_ms: cut(&self.axis.local_ms), utc_ms: cut(&self.axis.utc_ms), thinned: self.axis.thinned };
        let values = |c: &Counter| Arc::new(c.values.cut(start..end));
        let counters = self.counters.iter().map(|c| Counter { values: values(c), ..c.clone() }).collect();
        Self { axis: Arc::new(axis), counters, ..self.clone() }
    }

    /// The recording of each computer whose counters were read, in the order of the log, each name spelled as first
    /// seen. Values are shared, not copied.
    pub fn by_computer(self) -> Vec<(String, Self)> {
        let mut indexes: HashMap<String, usize> = HashMap::new();
        let mut parts: Vec<(String, Self)> = Vec::new();
        for counter in self.counters {
            let name = &counter.path.computer;
            let index = *indexes.entry(name.to_lowercase()).or_insert_with(|| {
                let empty = Self {
                    parts: self.parts.clone(),
                    facts: self.facts.clone(),
                    is_single_computer: false,
                    axis: Arc::clone(&self.axis),
                    counters: Vec::new(),
                };
                parts.push((name.clone(), empty));
                parts.len() - 1
            });
            parts[index].1.counters.push(counter);
        }
        if let [(_, only)] = &mut parts[..] {
            only.is_single_computer = self.is_single_computer;
        }
        parts
    }
}
