//! What the window shows: what is kept between starts ([`Settings`]), and what is not ([`State`]).

use crate::analysis::Scope;
use crate::chart::draw::View;
use crate::chart::scene::{self, Overlays};
use crate::chart::{Extra, Scene};
use crate::engine::{Judged, Log, Machine};
use crate::model::localized::PoolPaths;
use crate::model::recording::file_name;
use crate::model::{CounterPath, Recording};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// Recent files shown.
const RECENT: usize = 10;

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Kept between starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// Times in UTC instead of the log's own zone.
    pub is_utc: bool,
    /// What is drawn on the chart besides the lines.
    pub overlays: Overlays,
    /// RAM that the user set, in bytes, by computer name in lower case.
    pub ram: BTreeMap<String, f64>,
    /// Counters that the user said are the pools.
    pub pools: PoolPaths,
    /// Whether a log that changes on disk is left as it was read, until it is asked for again.
    pub keeps_still: bool,
    /// Whether the list of counters is open.
    pub shows_counters: bool,
    /// The newest first.
    pub recent: Vec<PathBuf>,
}

impl Settings {
    pub fn ram_of(&self, computer: &str) -> Option<f64> {
        self.ram.get(&computer.to_lowercase()).copied()
    }

    /// Remembers RAM for a computer, or forgets it.
    pub fn set_ram(&mut self, computer: &str, bytes: Option<f64>) {
        match bytes {
            Some(bytes) => self.ram.insert(computer.to_lowercase(), bytes),
            None => self.ram.remove(&computer.to_lowercase()),
        };
    }

    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }
}

/// What is open: one log, or several as one.
pub struct Document {
    /// At least one.
    pub logs: Vec<Log>,
    pub judged: Judged,
    /// The computer shown, of `judged.machines`.
    pub computer: usize,
    /// What of the log was judged so far.
    pub scope: Scope,
    pub scene: Option<Scene>,
    /// Counters that the user put on the chart, of any computer.
    pub wanted: Vec<CounterPath>,
    /// Those of them that were read.
    pub extras: Vec<Extra>,
    /// Lines that the legend switched off, by place.
    pub hidden: Vec<bool>,
    pub view: View,
}

impl Document {
    pub fn new(logs: Vec<Log>, judged: Judged, settings: &Settings) -> Self {
        let mut document = Self {
            logs,
            judged,
            computer: 0,
            scope: Scope::Pools,
            scene: None,
            wanted: Vec::new(),
            extras: Vec::new(),
            hidden: Vec::new(),
            view: View::default(),
        };
        document.rebuild_scene(settings);
        document
    }

    /// Makes the scene anew, after the computer, the clock, the overlays or the verdicts changed. The view stays.
    pub fn rebuild_scene(&mut self, settings: &Settings) {
        self.scene = self.machine().and_then(|m| {
            let is_own = |extra: &&Extra| extra.path.computer.eq_ignore_ascii_case(&m.report.computer);
            let extras: Vec<Extra> = self.extras.iter().filter(is_own).cloned().collect();
            if m.report.pools().next().is_none() && extras.is_empty() {
                return None;
            }
            let mut scene = Scene::of_pools(&m.recording, &m.report, settings.is_utc, settings.overlays);
            scene.add(&extras);
            Some(scene)
        });
        let lines = self.scene.as_ref().map_or(0, |s| s.lines.len());
        self.hidden.resize(lines, false);
        self.view.forget_drawing();
    }

    /// The scene with only the lines that are switched on: what is exported.
    pub fn visible_scene(&self) -> Option<Scene> {
        let mut scene = self.scene.clone()?;
        let shown: Vec<_> = scene.lines.iter().zip(&self.hidden).filter(|(_, h)| !**h).map(|(l, _)| l.role).collect();
        scene.lines.retain(|l| shown.contains(&l.role));
        scene.marks.retain(|m| shown.contains(&m.role));
        scene.trends.retain(|t| shown.contains(&t.role));
        scene.onsets.retain(|m| shown.contains(&m.role));
        scene.shades.retain(|s| shown.contains(&s.role));
        scene.floors.retain(|f| shown.contains(&f.role));
        if let Some((span, range)) = self.view.bounds() {
            (scene.span, scene.range) = (span, range);
        }
        Some(scene)
    }

    /// The name shown in the title.
    pub fn name(&self) -> String {
        let first = self.logs.first().map_or_else(String::new, log_name);
        match self.logs.len() {
            0 | 1 => first,
            n => format!("{first} and {} more", n - 1),
        }
    }

    /// Puts what is wanted on the chart and was judged there, without reading it again; with `again` also what is there
    /// already. Returns what has to be read.
    pub fn take_judged(&mut self, again: bool) -> Vec<CounterPath> {
        let is_due = |path: &CounterPath| again || self.extras.iter().all(|e| e.path != *path);
        let due: Vec<CounterPath> = self.wanted.iter().filter(|p| is_due(p)).cloned().collect();
        let found = extras(&due, self.judged.machines.iter().map(|m| &m.recording));
        let missing = due.into_iter().filter(|p| found.iter().all(|e| e.path != *p)).collect();
        self.put(found);
        missing
    }

    /// Puts what is wanted on the chart there, as it was read.
    pub fn take_read(&mut self, recordings: &[Recording]) {
        let found = extras(&self.wanted, recordings.iter());
        self.put(found);
    }

    fn put(&mut self, found: Vec<Extra>) {
        for extra in found {
            match self.extras.iter_mut().find(|e| e.path == extra.path) {
                Some(old) => *old = extra,
                None => self.extras.push(extra),
            }
        }
    }

    /// Gives up what is wanted and could not be read; one of those is returned.
    pub fn forget_unread(&mut self) -> Option<CounterPath> {
        let is_lost = |p: &CounterPath| self.extras.iter().all(|e| e.path != *p);
        let lost = self.wanted.iter().find(|p| is_lost(p)).cloned();
        self.wanted.retain(|p| self.extras.iter().any(|e| e.path == *p));
        lost
    }

    /// The computer shown.
    pub fn machine(&self) -> Option<&Machine> {
        self.judged.machines.get(self.computer)
    }

    /// Shows the computer of this name, where there is one.
    pub fn choose_computer(&mut self, name: &str) {
        let place = self.judged.machines.iter().position(|m| m.report.computer.eq_ignore_ascii_case(name));
        self.computer = place.unwrap_or(0);
    }
}

/// Those of the counters that are in one of the recordings, as they are drawn.
fn extras<'a>(wanted: &[CounterPath], recordings: impl Iterator<Item = &'a Recording>) -> Vec<Extra> {
    let mut found = Vec::new();
    for recording in recordings {
        let counters: Vec<_> = recording.counters.iter().filter(|c| wanted.contains(&c.path)).collect();
        if counters.is_empty() {
            continue;
        }
        let times = scene::seconds(recording);
        found.extend(counters.into_iter().map(|counter| {
            let (times, values) = scene::series(recording, counter, &times);
            Extra { path: counter.path.clone(), times, values }
        }));
    }
    found
}

/// A log's name, without its folder.
pub fn log_name(log: &Log) -> String {
    match log {
        Log::Sample => "Sample log".to_owned(),
        Log::File(path) => file_name(path),
    }
}

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
}

/// A dialog drawn by the window itself; one at a time.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    Error {
        title: String,
        text: String,
    },
    /// Type or paste a path, with the reason why it is asked for here; it may be added to what is open.
    OpenPath {
        reason: String,
        text: String,
        adds: bool,
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
    },
    Ram {
        text: String,
        problem: String,
    },
    Shortcuts,
    About,
}

/// A word about what just happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub text: String,
    pub is_problem: bool,
}

/// Everything the window shows.
#[derive(Default)]
pub struct State {
    pub settings: Settings,
    pub document: Option<Document>,
    pub dialog: Option<Dialog>,
    pub message: Option<Message>,
    pub counters: CounterRows,
    /// A path as it was typed, until it was opened.
    pub typed: String,
    /// Why files cannot be dropped here, where they cannot.
    pub no_drop: Option<&'static str>,
    pub renderer: &'static str,
}

impl State {
    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), is_problem: false });
    }

    pub fn complain(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), is_problem: true });
    }
}
