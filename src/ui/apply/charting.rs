//! Counters, lines, cursors, marks and notes.

use super::super::App;
use super::super::choices::{Mark, Note};
use super::super::command::{Command, Preset};
use super::super::jobs::{JobKind, Outcome};
use super::super::state::{Detail, Dialog, Document, Spark};
use crate::chart::draw::Wanted;
use crate::chart::{Series, Statistics};
use crate::engine;
use crate::model::catalogue;
use crate::model::clock::milliseconds;
use crate::model::path::is_same_computer;
use crate::model::pattern::Pattern;
use crate::model::{CounterPath, Key, KeyedPath, Recording, process};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// More lines than that cannot be told apart.
const MOST: usize = 20;

/// Between two tables.
const PAUSE: Duration = Duration::from_millis(250);

/// Sparklines asked for at once: more than a screenful.
const SPARKS: usize = 120;

impl App {
    /// Puts counters on the chart, or takes them off.
    pub(super) fn chart(&mut self, paths: &[KeyedPath], is_on: bool) {
        let mut left_out = 0;
        self.choose(|c| {
            for path in paths.iter().filter(|p| catalogue::pool(p).is_none()) {
                let key = path.key();
                if !is_on {
                    c.counters.retain(|p| Key::of_text(p) != *key);
                } else if !c.has_counter(key) {
                    if c.counters.len() >= MOST {
                        left_out += 1;
                    } else {
                        c.counters.push(path.to_string());
                    }
                }
            }
        });
        if left_out > 0 {
            self.state.complain(format!(
                "{MOST} counters are on the chart; {left_out} more found no place. Take some off before you add others."
            ));
        }
    }

    /// Puts the counters of the computer shown on the chart that fit a path.
    pub(super) fn chart_by_path(&mut self, text: &str) {
        let Some(document) = &self.state.document else { return };
        let pattern = Pattern::new(text.trim());
        let computer = document.machine().map_or("", |m| &m.report.computer);
        let is_own = |p: &&KeyedPath| is_same_computer(&p.computer, computer);
        let found: Vec<KeyedPath> =
            document.analysis.names.iter().filter(is_own).filter(|p| pattern.matches(p)).cloned().collect();
        match found.len() {
            0 => self.state.complain(format!("No counter of this computer is {text}")),
            _ => self.chart(&found, true),
        }
    }

    pub(super) fn show_preset(&mut self, preset: Preset) {
        let Some(document) = &mut self.state.document else { return };
        let names = &document.analysis.names;
        let computer = document.analysis.machines.get(document.computer).map(|m| &m.report.computer);
        let own = names.iter().filter(|p| computer.is_some_and(|own| is_same_computer(&p.computer, own)));
        let found: Vec<KeyedPath> = match preset {
            Preset::Pools => Vec::new(),
            Preset::Memory => own.filter(|p| catalogue::has_role(p, catalogue::Role::MemoryUse)).cloned().collect(),
            Preset::Favourites => {
                own.filter(|p| self.state.settings.favourites.contains(p.local_key())).cloned().collect()
            }
            _ => growing(document, preset.process_counter().unwrap_or_default()),
        };
        if found.is_empty() && preset != Preset::Pools {
            self.state.complain(match preset {
                Preset::Favourites => "No counter of this log is a favourite yet: mark some with the star.".to_owned(),
                _ => format!("This log has nothing for \"{}\".", preset.label()),
            });
            return;
        }
        self.choose(|c| {
            c.counters.clear();
            c.hidden.clear();
        });
        self.chart(&found, true);
    }

    pub(super) fn favour(&mut self, path: &KeyedPath) {
        let key = path.local_key();
        if !self.state.settings.favourites.remove(key) {
            self.state.settings.favourites.insert(key.to_owned());
        }
    }

    /// Shows what was put on the chart and is not there yet, or all of it `again`: what was judged at once, the rest from
    /// the logs, in a job.
    pub(super) fn fetch_counters(&mut self, again: bool) {
        let Some(document) = &mut self.state.document else { return };
        let missing = document.take_judged(again);
        document.rebuild_scene(&self.state.settings);
        if missing.is_empty() {
            return;
        }
        let (logs, pools) = (document.logs.clone(), self.state.settings.pools.clone());
        self.jobs.start(JobKind::Counters, "Reading a counter", move |progress| {
            let read = engine::read_counters(&logs, &missing, None, &pools, progress);
            Outcome::Counters(logs, read)
        });
    }

    /// Draws the counters in the list in small: those that were judged at once, the others from the logs in a job.
    pub(in super::super) fn fetch_sparks(&mut self) {
        let wanted = std::mem::take(&mut self.state.counters.missing);
        let Some(document) = &mut self.state.document else { return };
        if wanted.is_empty() || self.jobs.find(JobKind::Sparks).is_some() || self.jobs.find(JobKind::JudgeAll).is_some()
        {
            return;
        }
        let mut unread = HashSet::new();
        for key in wanted.into_iter().take(SPARKS) {
            let path = document.analysis.names.iter().find(|p| *p.key() == key).cloned();
            match path.and_then(|p| document.judged_series(&p)) {
                Some(series) => drop(document.sparks.insert(key, spark(&series))),
                None => drop(unread.insert(key)),
            }
        }
        if unread.is_empty() {
            self.jobs.repaint();
            return;
        }
        let (logs, pools) = (document.logs.clone(), self.state.settings.pools.clone());
        self.jobs.start(JobKind::Sparks, "Reading the counters in the list", move |progress| {
            let read = engine::read_counters(&logs, &unread, None, &pools, progress).unwrap_or_default();
            let mut sparks: Vec<(Key, Spark)> = read.iter().flat_map(sparks_of).collect();
            // what could not be read is not asked for again
            let known: HashSet<Key> = sparks.iter().map(|s| s.0.clone()).collect();
            let nothing = || Spark { pieces: Vec::new(), last: None };
            sparks.extend(unread.into_iter().filter(|k| !known.contains(k)).map(|k| (k, nothing())));
            Outcome::Sparks(logs, sparks)
        });
    }

    /// Works out the table below the chart for what is in view, off the frame.
    pub(in super::super) fn fetch_figures(&mut self) {
        if !self.state.settings.shows_statistics || self.jobs.find(JobKind::Statistics).is_some() {
            return;
        }
        let Some(document) = &self.state.document else { return };
        let Some((span, _)) = document.view.bounds() else { return };
        let second = document.second_view.bounds().map_or(span, |b| b.0);
        let of_first = document.scene.as_ref().map_or(0, |s| s.lines.len());
        let all = || document.scene.iter().chain(&document.second).flat_map(|s| &s.lines);
        let wanted: Vec<&str> = all().map(|l| l.key.as_str()).collect();
        let has: Vec<&str> = document.figures.rows.iter().map(|r| r.0.as_str()).collect();
        if document.figures.span == span && has == wanted && document.figures.samples == samples(all()) {
            return;
        }
        // while the chart is dragged the table follows, but not at every step
        let wait = self.figures_due.saturating_duration_since(Instant::now());
        let is_same_table = has == wanted && document.figures.samples == samples(all());
        if is_same_table && !wait.is_zero() {
            self.jobs.repaint_after(wait);
            return;
        }
        self.figures_due = Instant::now() + PAUSE;
        let lines: Vec<(String, Arc<Series>)> = all().map(|l| (l.key.clone(), Arc::clone(&l.series))).collect();
        let samples = samples(all());
        self.jobs.start(JobKind::Statistics, "Statistics", move |_| {
            let of = |(i, (key, series)): (usize, (String, Arc<Series>))| {
                let range = if i < of_first { span } else { second };
                (key, Statistics::of(&series, range))
            };
            Outcome::Figures(span, samples, lines.into_iter().enumerate().map(of).collect())
        });
    }

    /// Reads again what is in view of a log that has more samples than are kept, once the view rests.
    pub(in super::super) fn fetch_detail(&mut self) {
        let lacking = self.state.document.as_ref().and_then(Document::lacks_detail);
        if lacking != self.detail_wanted.map(|(span, _)| span) {
            self.detail_wanted = lacking.map(|span| (span, Instant::now() + PAUSE));
        }
        let Some((span, due)) = self.detail_wanted else { return };
        let wait = due.saturating_duration_since(Instant::now());
        if !wait.is_zero() {
            self.jobs.repaint_after(wait);
            return;
        }
        let Some(document) = self.state.document.as_ref().filter(|_| self.jobs.find(JobKind::Detail).is_none()) else {
            return;
        };
        let keys: HashSet<Key> = document.scene.iter().flat_map(|s| &s.lines).map(|l| Key::of_text(&l.key)).collect();
        let (logs, pools) = (document.logs.clone(), self.state.settings.pools.clone());
        self.jobs.start(JobKind::Detail, "Reading what is in view", move |progress| {
            let span_ms = (milliseconds(span.0), milliseconds(span.1));
            let (recordings, error) = match engine::read_counters(&logs, &keys, Some(span_ms), &pools, progress) {
                Ok(recordings) => (recordings, None),
                Err(error) => (Vec::new(), Some(error)),
            };
            Outcome::Detail(logs, Box::new(Detail::of(span, &recordings)), error)
        });
    }

    pub(super) fn set_cursor(&mut self, which: usize, at: Option<f64>) {
        self.choose(|c| {
            if let Some(cursor) = c.cursors.get_mut(which) {
                (*cursor, c.active_cursor) = (at, which);
            }
        });
    }

    /// Moves the active cursor by samples of the line that is selected, or of the first shown.
    pub(super) fn step_cursor(&mut self, by: isize) {
        let Some(document) = &mut self.state.document else { return };
        let shown = document.view.bounds();
        let selected = document.choices.selected.clone();
        let line = document.shown_lines().find(|l| Some(&l.key) == selected.as_ref());
        let Some(series) = line.or(document.shown_lines().next()).map(|l| Arc::clone(&l.series)) else { return };
        let which = document.choices.active_cursor.min(1);
        let to = match document.choices.cursors[which] {
            Some(at) => series.nearest(at).map(|i| i.saturating_add_signed(by).min(series.len() - 1)),
            // there is none yet: it begins in the middle of what is shown
            None => shown.and_then(|((from, to), _)| series.nearest((from + to) / 2.0)),
        };
        let Some(time) = to.and_then(|i| series.times.get(i).copied()) else { return };
        document.choices.cursors[which] = Some(time);
        document.view.want(Wanted::Reveal(time));
    }

    /// Makes the other cursor the active one; it begins where the first is.
    pub(super) fn other_cursor(&mut self) {
        self.choose(|c| {
            let other = 1 - c.active_cursor.min(1);
            if c.cursors[other].is_none() {
                c.cursors[other] = c.cursors[1 - other];
            }
            c.active_cursor = other;
        });
        if self.state.document.as_ref().is_some_and(|d| d.choices.cursors == [None; 2]) {
            self.choose(|c| c.active_cursor = 0);
            self.step_cursor(0);
        }
    }

    /// The active cursor, or where the pointer is, or the middle of what is shown.
    fn here(&self) -> Option<f64> {
        let document = self.state.document.as_ref()?;
        let c = &document.choices;
        let middle = || document.view.bounds().map(|((from, to), _)| (from + to) / 2.0);
        c.cursors[c.active_cursor.min(1)].or(document.view.hover).or_else(middle)
    }

    pub(super) fn add_mark_here(&mut self) {
        let (Some(at), Some(scene)) = (self.here(), self.state.document.as_ref().and_then(|d| d.scene.as_ref())) else {
            return;
        };
        let text = format!("{} ", scene.clock.second(milliseconds(at)));
        self.state.dialog = Some(Dialog::Marks { text });
    }

    pub(super) fn edit_mark(&mut self, index: usize) {
        let mark = self.state.document.as_ref().and_then(|d| d.choices.marks.get(index)).cloned();
        self.state.dialog = mark.map(|was| Dialog::Mark { index, text: was.label.clone(), was });
    }

    /// A note on the selected line, or the first shown, at the cursor.
    pub(super) fn write_note_here(&mut self) {
        let Some(at) = self.here() else { return };
        let Some(document) = &self.state.document else { return };
        let selected = document.choices.selected.as_ref();
        let line = document.shown_lines().find(|l| Some(&l.key) == selected).or(document.shown_lines().next());
        let value = line.and_then(|l| {
            let value = l.series.values[l.series.nearest(at)?] * l.scale;
            value.is_finite().then_some(value)
        });
        let middle = || document.scene.as_ref().map(|s| (s.range.0 + s.range.1) / 2.0);
        let Some(value) = value.or_else(middle) else { return };
        self.state.dialog = Some(Dialog::Note { text: String::new(), at: [at, value], index: None });
    }

    pub(super) fn select_next(&mut self) {
        let Some(document) = &mut self.state.document else { return };
        let keys: Vec<String> = document.scene.iter().flat_map(|s| s.lines.iter().map(|l| l.key.clone())).collect();
        let now = document.choices.selected.as_ref().and_then(|key| keys.iter().position(|k| k == key));
        let next = now.map_or(0, |i| (i + 1) % keys.len().max(1));
        document.choices.selected = keys.get(next).cloned();
    }

    /// Lets the selected line stand out; without one, the first.
    pub(super) fn highlight(&mut self) {
        self.choose(|c| c.highlights = !c.highlights);
        if self.state.document.as_ref().is_some_and(|d| d.choices.highlights && d.choices.selected.is_none()) {
            self.select_next();
        }
    }

    /// The table below the chart, with tabs between its columns.
    pub fn statistics_text(&self) -> Option<String> {
        let document = self.state.document.as_ref()?;
        super::super::panels::statistics::as_text(document, &self.state.settings)
    }

    /// Lines of marks that were typed, as commands.
    pub(in super::super) fn marks_of(document: &Document, text: &str) -> (Vec<Mark>, Vec<String>) {
        let Some(scene) = &document.scene else { return (Vec::new(), Vec::new()) };
        let span = (milliseconds(scene.span.0), milliseconds(scene.span.1));
        let found = crate::model::moment::parse_moments(text, &scene.clock, span);
        let is_compare = document.choices.is_compare();
        let mark = |m: crate::model::moment::Typed| Mark {
            at: m.utc_ms as f64 / 1000.0,
            label: m.label,
            is_compare,
            ..Mark::default()
        };
        (found.moments.into_iter().map(mark).collect(), found.others)
    }

    /// The command for a note whose text was typed.
    pub(in super::super) fn note_of(document: &Document, text: &str, at: [f64; 2], index: Option<usize>) -> Command {
        let text = text.trim().to_owned();
        match index {
            Some(index) => Command::SetNote(index, Some(text).filter(|t| !t.is_empty())),
            None => {
                let is_compare = document.choices.is_compare();
                Command::AddNote(Note { text, at, offset: Note::OFFSET, is_compare, ..Note::default() })
            }
        }
    }
}

fn samples<'a>(lines: impl Iterator<Item = &'a crate::chart::Line>) -> usize {
    lines.map(|l| l.series.len()).sum()
}

/// The processes of the computer shown of which a counter grew most, from the middle of the first tenth to that of the
/// last; at most five, and none that did not grow.
fn growing(document: &Document, counter: &str) -> Vec<KeyedPath> {
    const FEW: usize = 5;
    let Some(machine) = document.machine() else { return Vec::new() };
    let is_one = |p: &CounterPath| process::is_process_counter(p, counter) && !p.is_total() && !process::is_idle(p);
    let counters = machine.recording.counters.iter().filter(|c| is_one(&c.path));
    // the same processes twice would be half as many
    let has_v2 = counters.clone().any(|c| process::is_process_v2(&c.path));
    let mut grown: Vec<(f64, &KeyedPath)> = counters
        .filter(|c| !has_v2 || process::is_process_v2(&c.path))
        .filter_map(|c| {
            let values: Vec<f64> = c.present().map(|(_, v)| v).collect();
            let tenth = values.len().div_ceil(10);
            let (first, last) = (values.get(..tenth)?, values.get(values.len() - tenth..)?);
            let growth = crate::analysis::stats::median(last) - crate::analysis::stats::median(first);
            (growth > 0.0).then_some((growth, &c.path))
        })
        .collect();
    grown.sort_by(|a, b| b.0.total_cmp(&a.0));
    grown.into_iter().take(FEW).map(|(_, path)| path.clone()).collect()
}

/// A line of a few pixels' height.
fn spark(series: &Series) -> Spark {
    const COLUMNS: usize = 32;
    let (Some(extent), Some(first), Some(last)) = (series.extent(), series.times.first(), series.times.last()) else {
        return Spark { pieces: Vec::new(), last: None };
    };
    let (width, height) = (last - first, extent.high - extent.low);
    let share = |v: f64, low: f64, size: f64| if size > 0.0 { ((v - low) / size) as f32 } else { 0.5 };
    let pieces = series
        .points((*first, *last), COLUMNS)
        .into_iter()
        .map(|piece| piece.iter().map(|p| [share(p[0], *first, width), share(p[1], extent.low, height)]).collect());
    let last = series.values.iter().rev().copied().find(|v| v.is_finite());
    Spark { pieces: pieces.collect(), last }
}

fn sparks_of(recording: &Recording) -> Vec<(Key, Spark)> {
    let mut cache = crate::chart::SeriesCache::default();
    recording.counters.iter().map(|c| (c.path.key().clone(), spark(&cache.series(recording, c)))).collect()
}
