//! Before and after, and the verdict on a part of the time.

use super::super::App;
use super::super::jobs::JobKind;
use super::super::state::choices::{Compare, Half, Layout};
use super::super::state::{Dialog, Pair, RangeReport};
use super::super::tasks::{JudgeAgain, JudgeSides};
use crate::analysis::{Side, compare};
use crate::chart::interact::Wanted;
use crate::chart::pair::Align;
use crate::engine::{Log, Machine, PartError};
use crate::model::Recording;
use crate::model::clock::milliseconds;

impl App {
    /// Asks what to compare: the open logs, or what lies before and after the cursor or the first mark.
    pub(super) fn ask_compare(&mut self) {
        let Some(document) = &self.state.document else { return };
        if let Some(compare) = &document.choices.compare {
            self.widgets.dialog = Some(Dialog::Compare { compare: Box::new(compare.clone()), at: String::new() });
            return;
        }
        let half = |logs: &[Log]| Half { logs: logs.to_vec(), span: None };
        // the log that was recorded first is the before side, in whatever order they were opened
        let parts = document.machine().map_or(&[][..], |m| &m.recording.parts[..]);
        let begin = |log: &Log| {
            let part = parts.iter().find(|p| Some(p.source.path.as_path()) == log.path());
            part.and_then(|p| p.span_utc_ms).map_or(i64::MAX, |span| span.0)
        };
        let mut logs = document.loaded.logs.clone();
        logs.sort_by_key(begin);
        let (before, after) = match &logs[..] {
            [first, rest @ ..] if !rest.is_empty() => (half(std::slice::from_ref(first)), half(rest)),
            logs => {
                let (from, to) = document.derived.scene.as_ref().map_or((0.0, 1.0), |s| s.span);
                let c = &document.choices;
                let cut = c.cursors.iter().flatten().copied().next();
                // unless the user chose a time, the cut is where something changed
                let onsets = document.report().into_iter().flat_map(|r| r.pools()).filter_map(|f| f.onset_utc_ms);
                let onset = onsets.min().map(|ms| ms as f64 / 1000.0).filter(|at| *at > from && *at < to);
                let cut = cut.or(c.marks.first().map(|m| m.at)).or(onset).unwrap_or((from + to) / 2.0);
                let part = |span| Half { logs: logs.to_vec(), span: Some(span) };
                (part((from, cut)), part((cut, to)))
            }
        };
        let compare = Compare { before, after, align: Align::Start, layout: Layout::Over };
        self.widgets.dialog = Some(Dialog::Compare { compare: Box::new(compare), at: String::new() });
    }

    pub(super) fn set_compare(&mut self, compare: Option<Compare>) {
        self.choose(|c| {
            // times on one axis mean nothing on the other
            if c.compare.is_some() != compare.is_some() {
                c.cursors = [None; 2];
            }
            if compare.is_some() {
                c.judged_span = None;
            }
            c.compare = compare;
        });
    }

    /// Reads and judges both sides, if they are chosen and not loaded yet.
    pub(super) fn start_compare(&mut self) {
        let Some(document) = &self.state.document else { return };
        let Some(wanted) = document.choices.compare.clone() else {
            self.jobs.cancel(JobKind::Compare);
            return;
        };
        let has = |p: &Pair| (&p.of.before, &p.of.after) == (&wanted.before, &wanted.after);
        if document.loaded.pair.as_ref().is_some_and(has) {
            return;
        }
        // open logs are not read again
        let open: Option<(Vec<Log>, Recording)> =
            document.machine().map(|m| (document.loaded.logs.clone(), m.recording.clone()));
        let computer = document.machine().map_or_else(String::new, |m| m.report.computer.clone());
        let (ram, pools) = (self.state.known_ram(), self.state.settings.pools.clone());
        let of = wanted.clone();
        let task = JudgeSides { wanted, open, computer, ram, pools };
        let compare = move |machines: Result<[Machine; 2], (String, PartError)>| {
            machines.map(|machines| {
                let [before, after] =
                    [&machines[0], &machines[1]].map(|m| Side { recording: &m.recording, report: &m.report });
                let compared = compare(before, after);
                Pair { of, compared, machines }
            })
        };
        self.jobs.spawn_read_then(JobKind::Compare, "Comparing", task, compare, |app, _, compared| {
            app.compared(compared);
        });
    }

    /// Takes in both sides, or the one that could not be judged and why.
    fn compared(&mut self, compared: Result<Pair, (String, PartError)>) {
        match compared {
            Ok(pair) => {
                let Some(document) = &mut self.state.document else { return };
                document.loaded.pair = Some(pair);
                document.rebuild_scene(&self.state.settings);
                for view in &mut self.widgets.views {
                    view.want(Wanted::Everything);
                }
            }
            Err((word, error)) => {
                self.choose(|c| c.compare = None);
                self.rebuild();
                if !matches!(error, PartError::Cancelled) {
                    self.fail("These could not be compared", format!("The log {word}: {error}"));
                }
            }
        }
    }

    /// Requests the verdict on the part of the time in view.
    pub(super) fn judge_visible(&mut self) {
        let Some(document) = &self.state.document else { return };
        let (Some(((from, to), _)), Some(scene)) = (self.widgets.views[0].bounds(), &document.derived.scene) else {
            return;
        };
        let span = (from.max(scene.span.0), to.min(scene.span.1));
        if self.widgets.views[0].shows_all_of(scene) {
            self.state.say("The whole log is in view: zoom in first, then judge what you see.");
            return;
        }
        if span.1 > span.0 {
            self.choose(|c| c.judged_span = Some(span));
        }
    }

    /// Judges the chosen part of the time, if that was not done yet.
    pub(super) fn start_narrowing(&mut self) {
        let Some(document) = &self.state.document else { return };
        let Some(span) = document.choices.judged_span else {
            self.jobs.cancel(JobKind::Narrow);
            return;
        };
        if document.loaded.range_report.as_ref().is_some_and(|known| known.span == span) {
            return;
        }
        let Some(machine) = document.machine() else { return };
        let recordings = vec![(machine.recording.clone(), machine.report.computer.clone())];
        let (ram, scope) = (self.state.known_ram(), document.loaded.scope);
        let task = JudgeAgain { recordings, ram, scope, span: Some(in_milliseconds(span)) };
        self.jobs.spawn_read(JobKind::Narrow, "Judging the visible time", task, move |app, _, reports| {
            let Some(report) = reports.into_iter().next() else { return };
            if let Some(document) = &mut app.state.document {
                document.loaded.range_report = Some(RangeReport { span, report });
                document.rebuild_scene(&app.state.settings);
            }
        });
    }
}

fn in_milliseconds((from, to): (f64, f64)) -> (i64, i64) {
    (milliseconds(from), milliseconds(to))
}
