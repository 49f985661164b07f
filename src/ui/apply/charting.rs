//! Counters, lines, cursors, marks and notes.

use super::super::App;
use super::super::command::{Charting, Command, Preset};
use super::super::jobs::JobKind;
use super::super::panels::line_style::{line_counter, line_of};
use super::super::state::{Dialog, Document, RankOrder};
use super::super::tasks::ReadCounters;
use crate::analysis::growth::{self, Growth};
use crate::chart::interact::Wanted;
use crate::chart::line_style::counter_name;
use crate::logfile::LogError;
use crate::model::catalogue;
use crate::model::clock::milliseconds;
use crate::model::pattern::Pattern;
use crate::model::{CounterPath, Key, KeyedPath, process};
use std::collections::HashSet;
use std::sync::Arc;

/// More lines than this cannot be told apart.
const MOST: usize = 20;

impl App {
    /// Adds counters to the chart, or removes them.
    pub(super) fn chart(&mut self, paths: &[KeyedPath], charting: Charting) {
        let mut left_out = 0;
        let Some(document) = &self.state.document else { return };
        let paths: Vec<KeyedPath> = paths.iter().filter(|p| !document.is_own_pool(p)).cloned().collect();
        self.choose(|c| {
            for path in &paths {
                let key = path.key();
                if charting == Charting::Remove {
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

    /// The same with counters that were chosen one by one, or selected; if they are too many, the user chooses among
    /// them.
    pub(super) fn chart_chosen(&mut self, paths: Vec<KeyedPath>, charting: Charting) {
        let Some(document) = &self.state.document else { return };
        let room = MOST.saturating_sub(document.choices.counters.len());
        let new = paths.iter().filter(|p| !document.is_own_pool(p) && !document.choices.has_counter(p.key()));
        let new: Vec<KeyedPath> = new.cloned().collect();
        if charting == Charting::Add && new.len() > room.max(1) && room > 0 {
            self.rank("selected".to_owned(), new, room);
        } else {
            self.chart(&paths, charting);
        }
    }

    /// Adds those counters of the displayed computer to the chart that match a path.
    pub(super) fn chart_by_path(&mut self, text: &str) {
        let Some(document) = &self.state.document else { return };
        let pattern = Pattern::new(text.trim());
        let is_own = |p: &&KeyedPath| document.has_counter(p);
        let found: Vec<KeyedPath> =
            document.loaded.analysis.names.iter().filter(is_own).filter(|p| pattern.matches(p)).cloned().collect();
        // a total next to its parts flattens their lines, and identifies no process
        let parts: Vec<KeyedPath> = found.iter().filter(|p| !p.is_total() && !process::is_idle(p)).cloned().collect();
        let found = if parts.is_empty() { found } else { parts };
        let room = MOST.saturating_sub(document.choices.counters.len());
        match found.len() {
            0 => self.state.complain(format!("No counter of this computer is {text}")),
            n if n <= room => self.chart(&found, Charting::Add),
            _ => self.rank(text.trim().to_owned(), found, room),
        }
    }

    /// Reads counters that are too many for the chart, and asks which of them matter.
    fn rank(&mut self, pattern: String, found: Vec<KeyedPath>, room: usize) {
        let Some(document) = &self.state.document else { return };
        let (logs, pools) = (document.loaded.logs.clone(), self.state.settings.pools.clone());
        let keys: HashSet<Key> = found.iter().map(|path| path.key().clone()).collect();
        let task = ReadCounters { logs, keys, span: None, pools };
        self.jobs.spawn_read(JobKind::Counters, "Reading counters to choose from", task, move |app, _, read| {
            let recordings = match read {
                Ok(recordings) => recordings,
                Err(LogError::Cancelled) => return,
                Err(error) => return app.fail("The counters could not be read", error.to_string()),
            };
            let counters = recordings.iter().flat_map(|recording| &recording.counters);
            let mut ranked: Vec<Growth> = counters.filter_map(Growth::of).collect();
            let order = RankOrder::Growth;
            order.sort(&mut ranked);
            let chosen = ranked.iter().take(room).map(|r| r.path.key().clone()).collect();
            app.widgets.dialog = Some(Dialog::Choose { pattern, ranked, chosen, order, room });
        });
    }

    pub(super) fn show_preset(&mut self, preset: Preset) {
        let Some(document) = &self.state.document else { return };
        let own = document.loaded.analysis.names.iter().filter(|p| document.has_counter(p));
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
        self.chart(&found, Charting::Add);
    }

    pub(super) fn favour(&mut self, path: &KeyedPath) {
        let key = path.local_key();
        if !self.state.settings.favourites.remove(key) {
            self.state.settings.favourites.insert(key.to_owned());
        }
    }

    pub(super) fn set_cursor(&mut self, which: usize, at: Option<f64>) {
        self.choose(|c| {
            if let Some(cursor) = c.cursors.get_mut(which) {
                (*cursor, c.active_cursor) = (at, which);
            }
        });
    }

    /// Moves the active cursor by samples of the selected line, or of the first shown.
    pub(super) fn step_cursor(&mut self, by: isize) {
        let Some(document) = &mut self.state.document else { return };
        let shown = self.widgets.views[0].bounds();
        let selected = document.choices.selected.clone();
        let line = document.shown_lines().find(|l| Some(&l.key) == selected.as_ref());
        let Some(series) = line.or(document.shown_lines().next()).map(|l| Arc::clone(&l.series)) else { return };
        let which = document.choices.active_cursor.min(1);
        let to = match document.choices.cursors[which] {
            Some(at) => series.nearest(at).map(|i| i.saturating_add_signed(by).min(series.len() - 1)),
            // without a cursor yet, it starts in the middle of the view
            None => shown.and_then(|((from, to), _)| series.nearest((from + to) / 2.0)),
        };
        let Some(time) = to.and_then(|i| series.times.get(i).copied()) else { return };
        document.choices.cursors[which] = Some(time);
        self.widgets.views[0].want(Wanted::Reveal(time));
    }

    /// Makes the other cursor the active one; a new one starts where the first is.
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

    /// The position of the active cursor, or of the pointer, or the middle of the view.
    fn here(&self) -> Option<f64> {
        let document = self.state.document.as_ref()?;
        let c = &document.choices;
        let middle = || self.widgets.views[0].bounds().map(|((from, to), _)| (from + to) / 2.0);
        c.cursors[c.active_cursor.min(1)].or(self.widgets.views[0].hover).or_else(middle)
    }

    pub(super) fn add_mark_here(&mut self) {
        let (Some(at), Some(scene)) =
            (self.here(), self.state.document.as_ref().and_then(|d| d.derived.scene.as_ref()))
        else {
            return;
        };
        let text = format!("{} ", scene.clock.second(milliseconds(at)));
        self.widgets.dialog = Some(Dialog::Marks { text });
    }

    pub(super) fn edit_mark(&mut self, id: u64) {
        let mark = self.state.document.as_ref().and_then(|d| d.choices.mark(id)).cloned();
        self.widgets.dialog = mark.map(|was| Dialog::Mark { id, text: was.label.clone(), was });
    }

    /// Opens a note on the selected line, or on the first shown, at the cursor.
    pub(super) fn write_note_here(&mut self) {
        let Some(at) = self.here() else { return };
        let Some(document) = &self.state.document else { return };
        let selected = document.choices.selected.as_ref();
        let line = document.shown_lines().find(|l| Some(&l.key) == selected).or(document.shown_lines().next());
        let value = line.and_then(|l| Some(l.top().value_at(at)? * l.scale));
        let middle = || document.derived.scene.as_ref().map(|s| (s.range.0 + s.range.1) / 2.0);
        let Some(value) = value.or_else(middle) else { return };
        self.widgets.dialog = Some(Dialog::Note { text: String::new(), at: [at, value], id: None });
    }

    /// Asks how to draw the selected line, or the first.
    pub(super) fn style_line(&mut self) {
        let Some(document) = &self.state.document else { return };
        let selected = document.choices.selected.as_deref().and_then(|key| line_of(document, key));
        let line = selected.or(document.shown_lines().next());
        self.widgets.dialog = line.map(|line| Dialog::LineStyle { key: line.key.clone() });
    }

    /// Keeps a line's style for all lines of its counter.
    pub(super) fn keep_line_style(&mut self, key: &str) {
        let Some(document) = &mut self.state.document else { return };
        let Some((line, path)) = line_of(document, key).zip(CounterPath::parse(key)) else { return };
        let (style, name, shown) = (line.style, counter_name(&path), line_counter(line).to_owned());
        // a style shared by all lines is no longer this line's own
        document.choices.styles.remove(key);
        self.state.settings.line_styles.insert(name.clone(), style);
        let text = format!("Every line of \u{201C}{shown}\u{201D} is drawn like this one.");
        self.state.offer(text, "No longer", Command::ForgetLineStyle(name));
        self.rebuild();
    }

    pub(super) fn select_next(&mut self) {
        let Some(document) = &mut self.state.document else { return };
        let keys: Vec<String> =
            document.derived.scene.iter().flat_map(|s| s.lines.iter().map(|l| l.key.clone())).collect();
        let now = document.choices.selected.as_ref().and_then(|key| keys.iter().position(|k| k == key));
        let next = now.map_or(0, |i| (i + 1) % keys.len().max(1));
        document.choices.selected = keys.get(next).cloned();
    }

    /// Highlights the selected line; without one, the first.
    pub(super) fn highlight(&mut self) {
        self.choose(|c| c.highlights = !c.highlights);
        if self.state.document.as_ref().is_some_and(|d| d.choices.highlights && d.choices.selected.is_none()) {
            self.select_next();
        }
    }
}

/// The processes of the displayed computer for which a counter grew most, from the middle of the first tenth to that of
/// the last; at most five, and only those that grew.
fn growing(document: &Document, counter: &str) -> Vec<KeyedPath> {
    const FEW: usize = 5;
    let Some(machine) = document.machine() else { return Vec::new() };
    growth::processes(&machine.recording, counter, FEW).into_iter().map(|grown| grown.path).collect()
}
