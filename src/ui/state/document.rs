//! What is open: one log, or several as one, with the choices about it and what is drawn from it.

use super::super::undo::{Undo, ViewHistory};
use super::choices::{Choices, Compare, Layout, Mark, Note, UNNAMED};
use super::derived::Derived;
use super::loaded::{Detail, Fetch, Loaded, RangeReport};
use super::settings::Settings;
use crate::analysis::Report;
use crate::chart::interact::View;
use crate::chart::layout::Bounds;
use crate::chart::line_style::{LineStyle, counter_name};
use crate::chart::palette::Role;
use crate::chart::scene;
use crate::chart::{Extra, Scene, Series, SeriesCache, pair, stack};
use crate::engine::{Analysis, Log, Machine};
use crate::logfile::events;
use crate::model::catalogue;
use crate::model::clock::milliseconds;
use crate::model::event::Event;
use crate::model::moment;
use crate::model::path::{computer_key, is_same_computer};
use crate::model::recording::file_name;
use crate::model::tag;
use crate::model::units::parse_hours;
use crate::model::{CounterPath, Key, KeyedPath, Recording};
use crate::wording::{self, chart as words};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What is open: one log, or several as one.
pub struct Document {
    pub loaded: Loaded,
    pub choices: Choices,
    pub undo: Undo,
    pub history: ViewHistory,
    /// Computed from what was loaded and chosen, and from the settings; never changed independently.
    pub derived: Derived,
    /// The session's file, once there is one.
    pub session: Option<PathBuf>,
    /// What was in view before two sides were compared.
    pub view_before: Option<Bounds>,
    /// Fields of the session that this version does not know.
    pub session_others: Map<String, Value>,
    cache: SeriesCache,
}

/// How a document relates to the one that was open before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentRelation {
    /// The same logs, read again.
    Same,
    /// The same logs and others.
    More,
    /// Other logs.
    Another,
}

impl Document {
    pub fn new(logs: Vec<Log>, analysis: Analysis, settings: &Settings) -> Self {
        let mut document = Self {
            loaded: Loaded::new(logs, analysis),
            choices: Choices::default(),
            undo: Undo::default(),
            history: ViewHistory::default(),
            derived: Derived::default(),
            session: None,
            view_before: None,
            session_others: Map::new(),
            cache: SeriesCache::default(),
        };
        document.rebuild_scene(settings);
        document
    }

    /// Continues from the document that was open before: if its logs are still open, choices, history and session carry
    /// over.
    pub fn continue_from(&mut self, old: Self) -> DocumentRelation {
        let succession = if old.loaded.logs == self.loaded.logs {
            DocumentRelation::Same
        } else if old.loaded.logs.iter().all(|log| self.loaded.logs.contains(log)) {
            DocumentRelation::More
        } else {
            return DocumentRelation::Another;
        };
        self.choices = old.choices;
        if succession == DocumentRelation::Same {
            self.loaded.opened = old.loaded.opened;
        }
        (self.undo, self.history) = (old.undo, old.history);
        (self.session, self.session_others) = (old.session, old.session_others);
        // shown as they were until they have been read again
        (self.loaded.extras, self.derived.sparks) = (old.loaded.extras, old.derived.sparks);
        // a log compared with itself was read again, so that comparison is outdated
        let is_compared_alone = |c: &Compare| c.before.logs == c.after.logs;
        self.loaded.pair = old.loaded.pair.filter(|_| !self.choices.compare.as_ref().is_some_and(is_compared_alone));
        succession
    }

    /// The displayed report: that on a part of the time, if it was requested.
    pub fn report(&self) -> Option<&Report> {
        let whole = &self.machine()?.report;
        Some(self.range_report().map_or(whole, |range| &range.report))
    }

    /// The verdict on the requested part of the time, once it is available.
    pub fn range_report(&self) -> Option<&RangeReport> {
        self.loaded.range_report.as_ref().filter(|range| self.choices.judged_span == Some(range.span))
    }

    /// Rebuilds the scene after the computer, the clock, the overlays or the verdicts changed. The view stays.
    pub fn rebuild_scene(&mut self, settings: &Settings) {
        self.settle_choices();
        (self.derived.scene, self.derived.second) = self.scenes(settings);
        let styles = self.styles_of_scenes(settings);
        for scene in self.derived.scene.iter_mut().chain(&mut self.derived.second) {
            for line in &mut scene.lines {
                line.style = styles.get(&line.key).copied().unwrap_or_default();
            }
            if self.choices.is_perfmon {
                scene.scale_as_perfmon();
            }
            if self.choices.is_log {
                scene.make_log();
            }
        }
        self.apply_choices();
    }

    /// How to draw a line: as chosen for it, else as chosen for its counter.
    fn style(&self, key: &str, settings: &Settings) -> LineStyle {
        let own = self.choices.styles.get(key).copied().unwrap_or_default();
        let path = CounterPath::parse(key).filter(|_| !settings.line_styles.is_empty());
        let of_counter = path.and_then(|path| settings.line_styles.get(&counter_name(&path)).copied());
        own.or(of_counter.unwrap_or_default())
    }

    fn styles_of_scenes(&self, settings: &Settings) -> HashMap<String, LineStyle> {
        let lines = self.derived.scene.iter().chain(&self.derived.second).flat_map(|scene| &scene.lines);
        lines.map(|line| (line.key.clone(), self.style(&line.key, settings))).collect()
    }

    fn scenes(&mut self, settings: &Settings) -> (Option<Scene>, Option<Scene>) {
        let mut cache = std::mem::take(&mut self.cache);
        let scenes = self.scenes_from(settings, &mut cache);
        cache.prune();
        self.cache = cache;
        scenes
    }

    fn scenes_from(&self, settings: &Settings, cache: &mut SeriesCache) -> (Option<Scene>, Option<Scene>) {
        if let (Some(compare), Some(pair)) = (&self.choices.compare, &self.loaded.pair) {
            return match compare.layout {
                Layout::Over => {
                    let overlay = |align, cache: &mut SeriesCache| {
                        pair::overlay(pair.sides(), &pair.compared, align, settings.shown(), cache)
                    };
                    (overlay(compare.align, cache).or_else(|| overlay(pair::Align::Start, cache)), None)
                }
                Layout::Beside => {
                    let [a, b] = pair::beside(pair.sides(), &pair.compared, settings.shown(), cache);
                    (Some(a), Some(b))
                }
            };
        }
        let Some(machine) = self.machine() else { return (None, None) };
        let Some(report) = self.report() else { return (None, None) };
        // pools of other computers serve as comparison, whichever computer is displayed
        let is_drawn = |extra: &&Extra| match catalogue::pool(&extra.path) {
            Some(_) => !self.is_own_pool(&extra.path),
            None => self.has_counter(&extra.path),
        };
        let mut extras: Vec<Extra> = self.loaded.extras.iter().filter(is_drawn).cloned().collect();
        let moved = self.listings_moved();
        for extra in extras.iter_mut().filter(|extra| moved != 0.0 && tag::of_path(&extra.path).is_some()) {
            extra.series = Arc::new(extra.series.later(moved));
        }
        let style = |key: &str| self.style(key, settings);
        extras.iter_mut().for_each(|extra| extra.style = style(extra.path.key().as_str()));
        if self.choices.is_stacked {
            stack(&mut extras);
        }
        if report.pools().next().is_none() && extras.is_empty() {
            return (None, None);
        }
        let mut scene = Scene::of_pools_with(&machine.recording, report, settings.shown(), cache);
        if let Some(range) = self.range_report() {
            scene.narrow(range.span);
        }
        scene.add(&extras);
        // lines of other computers are labelled with their computer
        for line in &mut scene.lines {
            let path = extras.iter().map(|extra| &extra.path).find(|path| path.key().as_str() == line.key);
            if let Some(path) = path.filter(|path| !is_same_computer(&path.computer, &report.computer)) {
                line.name = words::of_computer(&line.name, &path.computer);
            }
        }
        scene.lines.iter_mut().filter(|line| line.stack.is_some()).for_each(|line| line.name += words::STACKED);
        let of_tags = extras.iter().find(|extra| tag::of_path(&extra.path).is_some());
        scene.listings_begin = of_tags.and_then(|extra| extra.series.times.first().copied());
        if let Some(detail) = &self.loaded.detail {
            for line in &mut scene.lines {
                if let Some(fine) = detail.series.get(&Key::of_text(&line.key)) {
                    line.series = cache.refined(&line.series, detail.span, fine);
                }
            }
        }
        (Some(scene), None)
    }

    /// Whether a counter is a pool of the displayed computer, which is on its chart anyway.
    pub fn is_own_pool(&self, path: &KeyedPath) -> bool {
        let shown = self.machine().map_or("", |machine| machine.report.computer.as_str());
        catalogue::pool(path).is_some() && is_same_computer(&path.computer, shown)
    }

    /// Gives chosen marks and notes their ids, and finds the computer by its name, in whatever order computers come.
    fn settle_choices(&mut self) {
        self.choices.identify();
        let machines = &self.loaded.analysis.machines;
        if let Some(first) = machines.first().filter(|_| self.choices.computer.is_empty()) {
            self.choices.computer.clone_from(&first.report.computer);
        }
        let is_chosen = |name: &str| match self.choices.computer.as_str() {
            UNNAMED => name.is_empty(),
            chosen => is_same_computer(name, chosen),
        };
        let chosen = machines.iter().position(|m| is_chosen(&m.report.computer));
        self.derived.computer = chosen.unwrap_or(0);
    }

    /// Applies the user's choices to the scene: marks, notes, cursors, hidden and highlighted lines.
    pub fn apply_choices(&mut self) {
        self.settle_choices();
        let choices = &self.choices;
        let is_compare = choices.is_compare();
        let Some(scene) = &mut self.derived.scene else { return };
        let marks = choices.marks.iter().filter(|m| m.is_compare == is_compare);
        scene.marks = marks.map(|m| scene::Mark { id: m.id, at: m.at, label: m.label.clone() }).collect();
        scene.notes = choices.notes.iter().filter(|n| n.is_compare == is_compare).map(|n| n.drawn()).collect();
        scene.cursors = choices.cursors;
        let has = |key: &String| scene.lines.iter().any(|l| l.key == *key);
        scene.focus = choices.selected.clone().filter(|key| choices.highlights && has(key));
        if let Some(second) = &mut self.derived.second {
            second.focus.clone_from(&scene.focus);
        }
    }

    /// The time range whose samples have to be reread because more of them are in view than are kept: that in view, and
    /// as much on either side.
    pub fn missing_detail_span(&self, view: &View) -> Option<(f64, f64)> {
        /// This many samples look the same as all of them, on any screen.
        const ENOUGH: usize = 1 << 14;
        self.machine()?.recording.axis.thinned?;
        let ((from, to), _) = view.bounds().filter(|_| !self.choices.is_compare())?;
        let is_read = |d: &Detail| d.span.0 <= from && to <= d.span.1;
        let line = self.derived.scene.as_ref()?.lines.first()?;
        if self.loaded.detail.as_ref().is_some_and(is_read) || line.series.index_range((from, to)).len() > ENOUGH {
            return None;
        }
        Some((from - (to - from), to + (to - from)))
    }

    /// The scenes to export: with only the lines that are switched on, as they are shown now.
    pub fn visible_scenes(&self, views: &[View; 2]) -> Vec<Scene> {
        let mut scenes: Vec<Scene> = self.derived.scene.iter().chain(&self.derived.second).cloned().collect();
        for (scene, view) in scenes.iter_mut().zip(views) {
            scene.lines.retain(|line| !self.choices.is_hidden(&line.key));
            // a drag handle does not belong in a picture
            scene.listings_begin = None;
            let roles: Vec<Role> = scene.lines.iter().map(|l| l.role).collect();
            let is_shown = |role: Role| role == Role::Trend || roles.contains(&role);
            scene.maxima.retain(|m| is_shown(m.role));
            scene.trends.retain(|t| is_shown(t.role));
            scene.onsets.retain(|m| is_shown(m.role));
            scene.shades.retain(|s| is_shown(s.role));
            scene.floors.retain(|f| is_shown(f.role));
            if let Some((span, heights)) = view.bounds() {
                scene.range = (scene.amount(heights.0), scene.amount(heights.1));
                scene.span = span;
            }
        }
        scenes
    }

    /// The name shown in the title.
    pub fn name(&self) -> String {
        let first = self.loaded.logs.first().map_or_else(String::new, log_name);
        match self.loaded.logs.len() {
            0 | 1 => first,
            n => format!("{first} and {} more", n - 1),
        }
    }

    /// Removes counters from the chart that are no longer chosen. Adds chosen ones that were judged, without rereading
    /// them; with `Fetch::All` also those already there. Returns the keys of those that have to be read.
    pub fn take_judged(&mut self, which: Fetch) -> HashSet<Key> {
        self.loaded.extras.retain(|e| self.choices.has_counter(e.path.key()));
        let is_due = |key: &Key| which == Fetch::All || self.loaded.extras.iter().all(|e| e.path.key() != key);
        let due: HashSet<Key> = self.choices.counter_keys().filter(is_due).collect();
        let machines = self.loaded.analysis.machines.iter();
        let found = extras(&mut self.cache, &due, machines.flat_map(Machine::recordings));
        let missing = due.into_iter().filter(|key| found.iter().all(|e| e.path.key() != key)).collect();
        self.put(found);
        missing
    }

    /// Puts the chosen counters on the chart, as they were read.
    pub fn take_read(&mut self, recordings: &[Recording]) {
        let wanted = self.choices.counter_keys().collect();
        let found = extras(&mut self.cache, &wanted, recordings.iter());
        self.put(found);
    }

    fn put(&mut self, found: Vec<Extra>) {
        for extra in found {
            match self.loaded.extras.iter_mut().find(|e| e.path == extra.path) {
                Some(old) => *old = extra,
                None => self.loaded.extras.push(extra),
            }
        }
        let wanted: Vec<Key> = self.choices.counter_keys().collect();
        // in the order in which they were chosen, so that colours do not change
        let order = |extra: &Extra| wanted.iter().position(|key| key == extra.path.key());
        self.loaded.extras.sort_by_cached_key(order);
    }

    /// Drops chosen counters that could not be read, and returns one of them.
    pub fn forget_unread(&mut self) -> Option<String> {
        let is_read = |c: &String| self.loaded.extras.iter().any(|e| *e.path.key() == Key::of_text(c));
        let lost = self.choices.counters.iter().find(|c| !is_read(c)).cloned();
        let kept = self.choices.counters.iter().filter(|c| is_read(c)).cloned().collect();
        self.choices.counters = kept;
        lost
    }

    /// The computer shown.
    pub fn machine(&self) -> Option<&Machine> {
        self.loaded.analysis.machines.get(self.derived.computer)
    }

    /// The path of a drawn counter, as written in the log: keys are in lower case.
    pub fn path_of(&self, key: &str) -> Option<&KeyedPath> {
        let compared = self.loaded.pair.iter().flat_map(|pair| &pair.machines);
        let machines = self.loaded.analysis.machines.iter().chain(compared);
        let pools = machines.flat_map(|machine| machine.report.pools()).map(|finding| &finding.path);
        self.loaded.extras.iter().map(|extra| &extra.path).chain(pools).find(|path| path.key().as_str() == key)
    }

    /// Whether a counter belongs to the displayed computer: listings of pool tags name no computer, and belong to the
    /// one with whose log they were opened.
    pub fn has_counter(&self, path: &CounterPath) -> bool {
        let of = |machine: &Machine| {
            let is_listed = machine.tags.is_some() && path.computer.is_empty() && tag::of_path(path).is_some();
            is_listed || is_same_computer(&path.computer, &machine.report.computer)
        };
        self.machine().is_some_and(of)
    }

    /// Keys of the counters on the chart, including the pools.
    pub fn charted_keys(&self) -> HashSet<String> {
        self.derived.scene.iter().flat_map(|scene| &scene.lines).map(|line| line.key.clone()).collect()
    }

    /// How far the listings of the displayed computer were shifted, in seconds.
    pub fn listings_moved(&self) -> f64 {
        let key = self.machine().map(|machine| computer_key(&machine.report.computer));
        key.and_then(|key| self.choices.listings_moved.get(&key).copied()).unwrap_or_default()
    }

    /// Counters that were judged, with the recording they are in.
    pub fn judged_series(&mut self, path: &KeyedPath) -> Option<Arc<Series>> {
        let machine = self.loaded.analysis.machines.get(self.derived.computer)?;
        let counter = machine.recording.counters.iter().find(|c| c.path.key() == path.key())?;
        Some(self.cache.series(&machine.recording, counter))
    }

    /// Parses typed lines of marks; also returns those without a time.
    pub fn typed_marks(&self, text: &str) -> (Vec<Mark>, Vec<String>) {
        let Some(scene) = &self.derived.scene else { return (Vec::new(), Vec::new()) };
        let span = (milliseconds(scene.span.0), milliseconds(scene.span.1));
        if events::is_export(text) {
            return (self.exported_marks(text, span), Vec::new());
        }
        let found = moment::parse_moments(text, &scene.clock, span);
        let is_compare = self.choices.is_compare();
        let mark =
            |m: moment::Typed| Mark { at: m.utc_ms as f64 / 1000.0, label: m.label, is_compare, ..Mark::default() };
        (found.moments.into_iter().map(mark).collect(), found.others)
    }

    /// By how many seconds to shift listings, given the time at which they begin, or a signed duration.
    pub fn typed_listing_time(&self, text: &str) -> Option<f64> {
        let (machine, scene) = (self.machine()?, self.derived.scene.as_ref()?);
        let text = text.trim().replace('\u{2212}', "-");
        let begin = machine.tags.as_ref()?.report.span_utc_ms.0;
        if text == "0" {
            return Some(0.0);
        }
        for (sign, factor) in [('+', 1.0), ('-', -1.0)] {
            if let Some(hours) = text.strip_prefix(sign).and_then(parse_hours) {
                return Some(factor * hours * 3600.0);
            }
        }
        let span = (milliseconds(scene.span.0), milliseconds(scene.span.1));
        let found = moment::parse_moments(&text, &scene.clock, span);
        found.moments.first().map(|typed| (typed.utc_ms - begin) as f64 / 1000.0)
    }

    /// Marks for pasted events, as exported by Event Viewer: those within the time of the log.
    fn exported_marks(&self, text: &str, span: (i64, i64)) -> Vec<Mark> {
        let Some(machine) = self.machine() else { return Vec::new() };
        let (found, zone) = (events::parse(text), &machine.recording.facts.zone);
        let utc = |ms: i64| if found.is_local { zone.utc_from_local(ms, None) } else { ms };
        let all = found.computers.iter().flat_map(|of| &of.events).map(|event| (utc(event.utc_ms), event));
        let inside = all.filter(|(ms, _)| (span.0..=span.1).contains(ms));
        let is_compare = self.choices.is_compare();
        let mark = |(ms, event): (i64, &Event)| Mark {
            at: ms as f64 / 1000.0,
            label: wording::events::label(event),
            is_compare,
            ..Mark::default()
        };
        inside.map(mark).collect()
    }

    /// A new note at this point.
    pub fn typed_note(&self, text: &str, at: [f64; 2]) -> Note {
        let text = text.trim().to_owned();
        Note { text, at, offset: Note::OFFSET, is_compare: self.choices.is_compare(), ..Note::default() }
    }

    /// The visible lines of all scenes.
    pub fn shown_lines(&self) -> impl Iterator<Item = &crate::chart::Line> {
        let all = self.derived.scene.iter().chain(&self.derived.second).flat_map(|s| &s.lines);
        all.filter(|line| !self.choices.is_hidden(&line.key))
    }
}

/// The counters that are in one of the recordings, as they are drawn.
fn extras<'a>(
    cache: &mut SeriesCache,
    wanted: &HashSet<Key>,
    recordings: impl Iterator<Item = &'a Recording>,
) -> Vec<Extra> {
    let mut found = Vec::new();
    for recording in recordings.filter(|_| !wanted.is_empty()) {
        for counter in recording.counters.iter().filter(|c| wanted.contains(c.path.key())) {
            found.push(Extra::new(counter.path.clone(), cache.series(recording, counter)));
        }
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
