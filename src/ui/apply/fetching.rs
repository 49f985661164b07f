//! What is read or computed only when it is shown: counters, sparklines, statistics, every sample in view.

use super::super::App;
use super::super::jobs::JobKind;
use super::super::state::settings::CounterOrder;
use super::super::state::{Detail, Fetch, Figures, Ranks, Spark};
use super::super::tasks::ReadCounters;
use crate::analysis::Scope;
use crate::analysis::growth::Growth;
use crate::chart::{Series, Statistics};
use crate::engine::Machine;
use crate::logfile::{LogError, Progress};
use crate::model::clock::milliseconds;
use crate::model::{Counter, Key, Recording};
use rayon::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;
use web_time::{Duration, Instant};

/// The minimum time between two updates of the table.
const PAUSE: Duration = Duration::from_millis(250);

/// How many sparklines are requested at a time: more than a screenful.
const SPARKS: usize = 120;

impl App {
    /// Shows the chosen counters that are missing from the chart, or all of them again, as `which` says: judged ones
    /// immediately, the rest from the logs, in a job.
    pub(super) fn fetch_counters(&mut self, which: Fetch) {
        let Some(document) = &mut self.state.document else { return };
        let missing = document.take_judged(which);
        document.rebuild_scene(&self.state.settings);
        if missing.is_empty() {
            return;
        }
        let (logs, pools) = (document.loaded.logs.clone(), self.state.settings.pools.clone());
        let task = ReadCounters { logs, keys: missing, span: None, pools };
        self.jobs.spawn_read(JobKind::Counters, "Reading a counter", task, |app, _, read| app.counters_read(read));
    }

    fn counters_read(&mut self, read: Result<Vec<Recording>, LogError>) {
        let Some(document) = &mut self.state.document else { return };
        match read {
            Ok(recordings) => {
                document.take_read(&recordings);
                let lost = document.forget_unread();
                document.rebuild_scene(&self.state.settings);
                if let Some(path) = lost {
                    self.state.complain(format!("This counter has no values: {path}"));
                }
            }
            Err(LogError::Cancelled) => drop(document.forget_unread()),
            Err(error) => self.fail("The counter could not be read", error.to_string()),
        }
    }

    /// Draws sparklines in the list of counters: judged ones immediately, the others from the logs, in a job.
    pub(in super::super) fn fetch_sparks(&mut self) {
        let wanted = std::mem::take(&mut self.widgets.counters.missing);
        let Some(document) = &mut self.state.document else { return };
        if wanted.is_empty() || self.jobs.find(JobKind::Sparks).is_some() || self.jobs.find(JobKind::JudgeAll).is_some()
        {
            return;
        }
        let mut unread = HashSet::new();
        for key in wanted.into_iter().take(SPARKS) {
            let path = document.loaded.analysis.names.iter().find(|p| *p.key() == key).cloned();
            match path.and_then(|p| document.judged_series(&p)) {
                Some(series) => drop(document.derived.sparks.insert(key, spark(&series))),
                None => drop(unread.insert(key)),
            }
        }
        if unread.is_empty() {
            self.jobs.repaint();
            return;
        }
        let (logs, pools) = (document.loaded.logs.clone(), self.state.settings.pools.clone());
        let task = ReadCounters { logs, keys: unread.clone(), span: None, pools };
        let draw = move |read: Result<Vec<Recording>, LogError>| {
            let read = read.unwrap_or_default();
            let mut sparks: Vec<(Key, Spark)> = read.iter().flat_map(sparks_of).collect();
            // what could not be read is not requested again
            let known: HashSet<Key> = sparks.iter().map(|s| s.0.clone()).collect();
            let nothing = || Spark { pieces: Vec::new(), last: None };
            sparks.extend(unread.into_iter().filter(|k| !known.contains(k)).map(|k| (k, nothing())));
            sparks
        };
        let name = "Reading the counters in the list";
        self.jobs.spawn_read_then(JobKind::Sparks, name, task, draw, |app, _, sparks| {
            if let Some(document) = &mut app.state.document {
                document.derived.sparks.extend(sparks);
            }
        });
    }

    /// Computes what the list of counters is sorted by, off the frame.
    pub(in super::super) fn fetch_ranks(&mut self) {
        let order = self.state.settings.counter_order;
        let is_wanted =
            self.state.settings.shows_counters && matches!(order, CounterOrder::Value | CounterOrder::Growth);
        if !is_wanted || self.jobs.find(JobKind::Ranks).is_some() {
            return;
        }
        let Some(document) = &self.state.document else { return };
        let is_of_all = document.loaded.scope == Scope::Everything;
        if document.derived.ranks.as_ref().is_some_and(|ranks| ranks.is_of_all == is_of_all) {
            return;
        }
        let counters: Vec<Counter> = document
            .loaded
            .analysis
            .machines
            .iter()
            .flat_map(Machine::recordings)
            .flat_map(|r| r.counters.iter().cloned())
            .collect();
        let work = move |_: &Progress| {
            let ranked = counters.par_iter().filter_map(Growth::of);
            let of = ranked.map(|r| (r.path.key().clone(), (r.last, r.amount()))).collect();
            Arc::new(Ranks { is_of_all, of })
        };
        self.jobs.spawn(JobKind::Ranks, "Sorting the counters", work, |app, _, ranks| {
            if let Some(document) = &mut app.state.document {
                document.derived.ranks = Some(ranks);
            }
        });
    }

    /// Computes the table below the chart for the time in view, off the frame.
    pub(in super::super) fn fetch_figures(&mut self) {
        let settings = &self.state.settings;
        let is_shown = settings.shows_statistics || settings.shows_value_bar;
        if !is_shown || self.jobs.find(JobKind::Statistics).is_some() {
            return;
        }
        let Some(document) = &self.state.document else { return };
        let whole = document.derived.scene.as_ref().map(|scene| scene.span);
        let Some(span) = self.widgets.views[0].bounds().map(|(span, _)| span).or(whole) else { return };
        let second = self.widgets.views[1].bounds().map_or(span, |b| b.0);
        let of_first = document.derived.scene.as_ref().map_or(0, |s| s.lines.len());
        let all = || document.derived.scene.iter().chain(&document.derived.second).flat_map(|s| &s.lines);
        let wanted: Vec<&str> = all().map(|l| l.key.as_str()).collect();
        let has: Vec<&str> = document.derived.figures.rows.iter().map(|r| r.0.as_str()).collect();
        if document.derived.figures.span == span && has == wanted && document.derived.figures.samples == samples(all())
        {
            return;
        }
        // while the chart is dragged, the table follows, but not at every step
        let wait = self.figures_due.saturating_duration_since(Instant::now());
        let is_same_table = has == wanted && document.derived.figures.samples == samples(all());
        if is_same_table && !wait.is_zero() {
            self.jobs.repaint_after(wait);
            return;
        }
        self.figures_due = Instant::now() + PAUSE;
        let lines: Vec<(String, Arc<Series>)> = all().map(|l| (l.key.clone(), Arc::clone(&l.series))).collect();
        let samples = samples(all());
        let work = move |_: &Progress| {
            let of = |(i, (key, series)): (usize, (String, Arc<Series>))| {
                let range = if i < of_first { span } else { second };
                (key, Statistics::of(&series, range))
            };
            Figures { span, samples, rows: lines.into_iter().enumerate().map(of).collect() }
        };
        self.jobs.spawn(JobKind::Statistics, "Statistics", work, |app, _, figures| {
            if let Some(document) = &mut app.state.document {
                document.derived.figures = figures;
            }
        });
    }

    /// Rereads the part in view of a log with more samples than are kept, once the view has stopped moving.
    pub(in super::super) fn fetch_detail(&mut self) {
        let lacking = self.state.document.as_ref().and_then(|d| d.missing_detail_span(&self.widgets.views[0]));
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
        let keys: HashSet<Key> =
            document.derived.scene.iter().flat_map(|s| &s.lines).map(|l| Key::of_text(&l.key)).collect();
        let (logs, pools) = (document.loaded.logs.clone(), self.state.settings.pools.clone());
        let span_ms = (milliseconds(span.0), milliseconds(span.1));
        let task = ReadCounters { logs, keys, span: Some(span_ms), pools };
        let detail = move |read: Result<Vec<Recording>, LogError>| {
            let (recordings, error) = match read {
                Ok(recordings) => (recordings, None),
                Err(error) => (Vec::new(), Some(error)),
            };
            (Detail::of(span, &recordings), error)
        };
        let name = "Reading what is in view";
        self.jobs.spawn_read_then(JobKind::Detail, name, task, detail, |app, _, (detail, error)| {
            app.detail_read(detail, error);
        });
    }

    fn detail_read(&mut self, detail: Detail, error: Option<LogError>) {
        let Some(document) = &mut self.state.document else { return };
        document.loaded.detail = Some(detail);
        document.rebuild_scene(&self.state.settings);
        if let Some(error) = error {
            self.state.complain(format!("Not every sample in view is shown: {error}"));
        }
    }
}

fn samples<'a>(lines: impl Iterator<Item = &'a crate::chart::Line>) -> usize {
    lines.map(|l| l.series.len()).sum()
}

/// Reduces a series to a sparkline a few pixels high.
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
