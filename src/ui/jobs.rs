//! Work off the frame: named jobs on their own threads, with progress, cancel, and panics caught.

use super::chooser::Picked;
use super::keep::Kept;
use super::session::Session;
use super::state::{Detail, Pair, Spark};
use super::together::Gathering;
use crate::analysis::{Report, Scope};
use crate::chart::Statistics;
use crate::engine::{Analysis, Log, PartError};
use crate::logfile::{LogError, Progress};
use crate::model::Key;
use crate::model::Recording;
use eframe::egui;
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What a job is for. A new one of a kind takes the place of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    Load,
    Judge,
    JudgeAll,
    Choose,
    Export,
    /// Counters for the chart.
    Counters,
    /// What counters there are, to choose the pools from.
    Names,
    /// Two sides of a comparison.
    Compare,
    /// The verdict on a part of the time.
    Narrow,
    /// The table below the chart.
    Statistics,
    /// Counters in small, for the list.
    Sparks,
    /// All samples of the time in view.
    Detail,
    /// Writing down what was typed, and looking for it.
    Keep,
    Kept,
    /// Files that were selected together.
    Gather,
}

impl JobKind {
    /// Small work behind the scenes, of which nobody needs to be told.
    /// Work on what is open, which is worth nothing once that is closed.
    fn is_of_document(self) -> bool {
        matches!(
            self,
            Self::Judge
                | Self::JudgeAll
                | Self::Counters
                | Self::Names
                | Self::Compare
                | Self::Narrow
                | Self::Statistics
                | Self::Sparks
                | Self::Detail
        )
    }

    pub fn is_quiet(self) -> bool {
        matches!(self, Self::Statistics | Self::Sparks | Self::Detail | Self::Keep | Self::Kept | Self::Gather)
    }
}

/// Logs, read and judged, or why not.
pub struct Judged {
    pub logs: Vec<Log>,
    /// What the RAM of computers was taken for.
    pub ram: BTreeMap<String, f64>,
    pub analysis: Result<Box<Analysis>, LogError>,
}

/// What a job brought.
pub enum Outcome {
    /// The flag: the logs were read again because they had changed.
    Loaded(Judged, bool),
    /// Every counter judged, after the pools.
    JudgedAll(Judged),
    /// What was read, judged again: how much of it.
    Reports(Vec<Log>, Scope, Vec<Report>),
    /// The flag: to be added to what is open.
    ChosenToOpen(Picked, bool),
    /// Counters for the chart, with the logs they were read from.
    Counters(Vec<Log>, Result<Vec<Recording>, LogError>),
    /// The counters' names without computer and instance.
    Names(Result<Vec<String>, LogError>),
    ChosenToSave(Picked),
    /// Where to write the session.
    ChosenForSession(Picked),
    Exported(PathBuf, Result<(), String>),
    SessionSaved(PathBuf, Result<(), String>),
    /// A session with its logs where they are now, and its file.
    SessionRead(Result<Box<Session>, String>, Option<PathBuf>),
    /// With the side that could not be judged.
    Compared(Result<Box<Pair>, (String, PartError)>),
    /// The verdict on a part of the time of these logs.
    Narrowed(Vec<Log>, (f64, f64), Box<Report>),
    /// The visible time, the samples of all lines, and each line's statistics by its key.
    Figures((f64, f64), usize, Vec<(String, Option<Statistics>)>),
    Sparks(Vec<Log>, Vec<(Key, Spark)>),
    /// What was read again of a part of the time.
    Detail(Vec<Log>, Box<Detail>, Option<LogError>),
    /// What was kept.
    Wrote(Result<Box<Session>, String>),
    Kept(Vec<Kept>),
    /// All files that were selected together so far, and whoever waits for more; none once that is over.
    Gathered(Option<(Gathering, Vec<PathBuf>)>),
    /// A folder was shown, or why not.
    FolderShown(Result<(), String>),
    Picture(Result<egui::ColorImage, String>),
    /// The job's own fault, never the user's: shown as an error, and the window lives on.
    Panicked(String, String),
}

/// A job under way.
pub struct Job {
    pub kind: JobKind,
    pub name: String,
    pub progress: Arc<Progress>,
    id: u64,
}

/// All jobs.
pub struct Jobs {
    running: Vec<Job>,
    next: u64,
    sender: Sender<(u64, Outcome)>,
    receiver: Receiver<(u64, Outcome)>,
    ctx: egui::Context,
}

impl Jobs {
    pub fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self { running: Vec::new(), next: 0, sender, receiver, ctx }
    }

    /// Starts a job; one of the same kind that runs is cancelled, and its outcome will be dropped.
    pub fn start(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        work: impl FnOnce(&Progress) -> Outcome + Send + 'static,
    ) {
        self.cancel(kind);
        let (id, name) = (self.next, name.into());
        self.next += 1;
        let progress = Arc::new(Progress::default());
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let job = Job { kind, name: name.clone(), progress: Arc::clone(&progress), id };
        let run = move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&progress)));
            let outcome = outcome.unwrap_or_else(|panic| Outcome::Panicked(name, panic_text(&*panic)));
            // a closed window no longer listens
            let _ = sender.send((id, outcome));
            ctx.request_repaint();
        };
        match std::thread::Builder::new().name(format!("poolscope {kind:?}")).spawn(run) {
            Ok(_) => self.running.push(job),
            Err(e) => {
                let _ = self.sender.send((id, Outcome::Panicked(job.name.clone(), format!("no thread: {e}"))));
                self.running.push(job);
            }
        }
    }

    /// Stops the jobs of a kind.
    pub fn cancel(&mut self, kind: JobKind) {
        self.running.retain(|job| {
            if job.kind == kind {
                job.progress.cancel();
            }
            job.kind != kind
        });
    }

    /// Stops the jobs that work on what is open: it is closed, or has become another.
    pub fn cancel_of_document(&mut self) {
        let kinds: Vec<JobKind> = self.running.iter().map(|job| job.kind).filter(|k| k.is_of_document()).collect();
        kinds.into_iter().for_each(|kind| self.cancel(kind));
    }

    /// The outcomes that came in, in their order; those of jobs that were replaced are dropped.
    pub fn outcomes(&mut self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        while let Ok((id, outcome)) = self.receiver.try_recv() {
            if let Some(at) = self.running.iter().position(|job| job.id == id) {
                self.running.remove(at);
                outcomes.push(outcome);
            }
        }
        outcomes
    }

    pub fn running(&self) -> &[Job] {
        &self.running
    }

    /// The job that the user should hear of.
    pub fn loudest(&self) -> Option<&Job> {
        self.running.iter().rev().find(|j| !j.kind.is_quiet())
    }

    /// Asks for another frame after a while.
    pub fn repaint_after(&self, wait: std::time::Duration) {
        self.ctx.request_repaint_after(wait);
    }

    /// Asks for another frame.
    pub fn repaint(&self) {
        self.ctx.request_repaint();
    }

    pub fn find(&self, kind: JobKind) -> Option<&Job> {
        self.running.iter().find(|j| j.kind == kind)
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no reason given".to_owned())
}
