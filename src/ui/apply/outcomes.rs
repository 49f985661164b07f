//! What jobs bring.

use super::super::App;
use super::super::chooser::Picked;
use super::super::command::Command;
use super::super::jobs::Outcome;
use super::super::keep::Kept;
use super::super::session::{self, Session};
use super::super::state::{Dialog, Document, Figures};
use crate::chart::draw::Wanted;
use crate::engine::PartError;
use crate::logfile::LogError;
use eframe::egui;
use std::time::SystemTime;

impl App {
    /// Takes in what a job brought.
    pub fn take(&mut self, outcome: Outcome, ctx: &egui::Context) {
        match outcome {
            Outcome::Loaded(judged, changed) => match judged.analysis {
                Ok(analysis) => {
                    self.show(judged.logs, changed, *analysis);
                    self.judge_where_ram_changed(&judged.ram);
                }
                Err(error) => {
                    self.state.restoring = None;
                    if !matches!(error, LogError::Cancelled) {
                        self.fail("This log could not be opened", error.to_string());
                    }
                }
            },
            // the pools were read from the same logs: what is wrong with them has been said
            Outcome::JudgedAll(judged) => {
                if let Ok(analysis) = judged.analysis {
                    self.show_all(&judged.logs, *analysis);
                    self.judge_where_ram_changed(&judged.ram);
                }
            }
            Outcome::Counters(logs, Ok(recordings)) => {
                if let Some(document) = self.state.document.as_mut().filter(|d| d.logs == logs) {
                    document.take_read(&recordings);
                    let lost = document.forget_unread();
                    document.rebuild_scene(&self.state.settings);
                    if let Some(path) = lost {
                        self.state.complain(format!("This counter has no values: {path}"));
                    }
                }
            }
            Outcome::Counters(_, Err(LogError::Cancelled)) => {
                if let Some(document) = &mut self.state.document {
                    document.forget_unread();
                }
            }
            Outcome::Counters(_, Err(error)) => self.fail("The counter could not be read", error.to_string()),
            Outcome::Names(names) => match (names, &mut self.state.dialog) {
                (Ok(names), Some(Dialog::Pools { counters, .. })) => *counters = Some(names),
                (Err(LogError::Cancelled), _) => self.state.dialog = None,
                (Err(error), _) => self.fail("The names could not be read", error.to_string()),
                (Ok(_), _) => {}
            },
            Outcome::Reports(logs, scope, reports) => {
                let is_of = |d: &&mut Document| d.logs == logs && d.scope == scope;
                if let Some(document) = self.state.document.as_mut().filter(is_of) {
                    for (machine, report) in document.analysis.machines.iter_mut().zip(reports) {
                        machine.report = report;
                    }
                    // what was seen whole stays whole, with the line at RAM too
                    document.rebuild_scene(&self.state.settings);
                }
            }
            Outcome::ChosenToOpen(Picked::Files(files), adds) => self.open_files(files, adds),
            Outcome::ChosenToSave(Picked::Files(files)) => {
                // the system's dialog has asked about replacing
                if let Some(path) = files.into_iter().next() {
                    self.export(path, true);
                }
            }
            Outcome::ChosenToOpen(Picked::Cancelled, _) => self.state.finding = None,
            Outcome::ChosenToSave(Picked::Cancelled) | Outcome::ChosenForSession(Picked::Cancelled) => {}
            Outcome::ChosenForSession(Picked::Files(files)) => {
                if let Some(path) = files.into_iter().next() {
                    self.save_session(path, true);
                }
            }
            Outcome::ChosenToOpen(Picked::NoDialog(reason), adds) => self.ask_path(reason, adds),
            Outcome::ChosenToSave(Picked::NoDialog(reason)) => {
                self.ask_save_path(reason, self.suggested_name("-pools.png"), false);
            }
            Outcome::ChosenForSession(Picked::NoDialog(reason)) => {
                self.ask_save_path(reason, self.suggested_name(&format!(".{}", session::EXTENSION)), true);
            }
            Outcome::Exported(path, Ok(())) => {
                let text = format!("Saved {}", path.display());
                self.state.offer(text, "Show in folder", Command::ShowInFolder(path));
            }
            Outcome::SessionSaved(path, Ok(())) => {
                if let Some(document) = &mut self.state.document {
                    document.session = Some(path.clone());
                }
                self.state.settings.remember(&path);
                let text = format!("Session saved: {}", path.display());
                self.state.offer(text, "Show in folder", Command::ShowInFolder(path));
            }
            Outcome::SessionSaved(path, Err(error)) => {
                self.fail_saving(true, format!("{error}: {}", path.display()));
            }
            Outcome::SessionRead(Ok(session), file) => self.ask_open_session(*session, file),
            Outcome::SessionRead(Err(error), _) => self.fail("This session could not be opened", error),
            Outcome::Compared(Ok(pair)) => {
                if let Some(document) = &mut self.state.document {
                    document.pair = Some(*pair);
                    document.rebuild_scene(&self.state.settings);
                    for view in [&mut document.view, &mut document.second_view] {
                        view.want(Wanted::Everything);
                    }
                }
            }
            Outcome::Compared(Err((word, error))) => {
                self.choose(|c| c.compare = None);
                self.rebuild();
                if !matches!(error, PartError::Cancelled) {
                    self.fail("These could not be compared", format!("The log {word}: {error}"));
                }
            }
            Outcome::Narrowed(logs, span, report) => {
                if let Some(document) = self.state.document.as_mut().filter(|d| d.logs == logs) {
                    document.narrowed = Some((span, *report));
                    document.rebuild_scene(&self.state.settings);
                }
            }
            Outcome::Figures(span, samples, rows) => {
                if let Some(document) = &mut self.state.document {
                    document.figures = Figures { span, samples, rows };
                }
            }
            Outcome::Sparks(logs, sparks) => {
                if let Some(document) = self.state.document.as_mut().filter(|d| d.logs == logs) {
                    document.sparks.extend(sparks);
                }
            }
            Outcome::Detail(logs, detail, error) => {
                if let Some(document) = self.state.document.as_mut().filter(|d| d.logs == logs) {
                    document.detail = Some(*detail);
                    document.rebuild_scene(&self.state.settings);
                    if let Some(error) = error {
                        self.state.complain(format!("Not every sample in view is shown: {error}"));
                    }
                }
            }
            Outcome::Wrote(Ok(session)) => {
                let kept = &mut self.state.kept;
                let paths = |s: &Session| s.logs.iter().map(|l| l.path.clone()).collect::<Vec<_>>();
                kept.retain(|k| paths(&k.session) != paths(&session));
                kept.insert(0, Kept { session: *session, when: SystemTime::now() });
            }
            Outcome::Wrote(Err(error)) => self.state.complain(error),
            Outcome::Kept(kept) => {
                self.state.kept = kept;
                // a log may have been read before
                if self.state.restoring.is_none() {
                    self.offer_kept();
                }
            }
            Outcome::Gathered(Some((gathering, files))) => {
                self.open_files(files, false);
                self.gather(gathering);
            }
            Outcome::Gathered(None) | Outcome::FolderShown(Ok(())) => {}
            Outcome::FolderShown(Err(error)) => self.state.complain(error),
            Outcome::Exported(path, Err(error)) => {
                self.fail_saving(false, format!("{error}: {}", path.display()));
            }
            Outcome::Picture(Ok(image)) => {
                ctx.copy_image(image);
                self.state.say("Picture copied.");
            }
            Outcome::Picture(Err(error)) => self.fail("The picture could not be drawn", error),
            Outcome::Panicked(job, reason) => self.fail(
                "Something went wrong inside PoolScope",
                format!(
                    "{job}: {reason}. This is a fault of the program, not of your file. What was open is still open."
                ),
            ),
        }
    }

    fn ask_save_path(&mut self, reason: String, text: String, is_session: bool) {
        self.state.dialog = Some(Dialog::SavePath { reason, text, problem: String::new(), is_session });
    }
}
