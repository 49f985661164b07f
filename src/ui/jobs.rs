//! Work off the frame: named jobs on their own threads, with progress, cancellation, and panics caught.
//!
//! A job consists of its work and a handler for the result. Jobs that work on what is open carry its generation: once
//! that is closed or replaced, their results are dropped here, and nowhere else.

use super::tasks::{self, Task};
use crate::logfile::Progress;
use eframe::egui;
use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// What a job is for. A new job replaces a running one of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    Load,
    /// Every server below a folder.
    Fleet,
    Judge,
    JudgeAll,
    Choose,
    Export,
    /// Counters for the chart.
    Counters,
    /// The names of all counters, to choose the pools from.
    Names,
    /// Two sides of a comparison.
    Compare,
    /// The verdict on a part of the time.
    Narrow,
    /// The table below the chart.
    Statistics,
    /// Sparklines for the list of counters.
    Sparks,
    /// What the list of counters is sorted by.
    Ranks,
    /// All samples of the time in view.
    Detail,
    /// Saving typed work, and looking for it.
    Keep,
    Kept,
    /// Files that were selected together.
    Gather,
    /// Names of pool tags.
    TagNames,
    /// Driver files searched for tags.
    Drivers,
}

impl JobKind {
    /// Whether it works on what is open, so that its result is useless once that is closed.
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
                | Self::Ranks
                | Self::Detail
                | Self::Drivers
        )
    }

    /// Whether it is small background work that the status line does not show.
    pub fn is_quiet(self) -> bool {
        matches!(
            self,
            Self::Statistics
                | Self::Sparks
                | Self::Ranks
                | Self::Detail
                | Self::Keep
                | Self::Kept
                | Self::Gather
                | Self::TagNames
        )
    }
}

/// A running job.
pub struct Job {
    pub kind: JobKind,
    pub name: String,
    pub progress: Arc<Progress>,
    id: u64,
    /// The generation that was open when it started; `None` if that does not matter.
    generation: Option<u64>,
}

/// Handles the result of a job.
pub type Done<T> = Box<dyn FnOnce(&mut T, &egui::Context) + Send>;

/// A panic in a job, a bug and never the user's fault: shown as an error, and the window stays open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    pub job: String,
    pub reason: String,
}

/// What a job sends to the window.
enum Sent<T> {
    /// An intermediate result: the job continues.
    Step(Done<T>),
    End(Result<Done<T>, Panicked>),
}

/// Sends what a job has to show before it ends.
pub struct Steps<T> {
    id: u64,
    sender: Sender<(u64, Sent<T>)>,
    ctx: egui::Context,
}

impl<T> Steps<T> {
    /// `show` runs on the window's thread, before the handler of the job's result.
    pub fn send(&self, show: impl FnOnce(&mut T, &egui::Context) + Send + 'static) {
        // a closed window no longer listens
        let _ = self.sender.send((self.id, Sent::Step(Box::new(show))));
        self.ctx.request_repaint();
    }
}

/// The running jobs.
#[derive(Default)]
pub struct JobList {
    running: Vec<Job>,
}

impl JobList {
    pub fn running(&self) -> &[Job] {
        &self.running
    }

    /// The job that the status line shows and Escape cancels.
    pub fn foreground_job(&self) -> Option<&Job> {
        self.running.iter().rev().find(|j| !j.kind.is_quiet())
    }

    pub fn find(&self, kind: JobKind) -> Option<&Job> {
        self.running.iter().find(|j| j.kind == kind)
    }
}

/// What a worker says of its task.
#[derive(Debug)]
pub enum Reply {
    /// From 0 to 1.
    Progress(f32),
    /// An answer on the way.
    Step(Vec<u8>),
    End(Vec<u8>),
    /// The worker ended otherwise.
    Failed(String),
}

/// Workers that do tasks where there are no threads: each task in a worker of its own.
pub trait Remote {
    fn start(&self, id: u64, task: &'static str, bytes: Vec<u8>);

    /// Ends the worker, if it still runs.
    fn stop(&self, id: u64);

    /// What came since it was last asked.
    fn replies(&self) -> Vec<(u64, Reply)>;
}

type TakeReply<T> = Box<dyn FnMut(Reply) -> Option<Sent<T>>>;

/// All jobs that work for a `T`.
pub struct Jobs<T> {
    list: JobList,
    next: u64,
    /// Counts what has been opened so far.
    generation: u64,
    sender: Sender<(u64, Sent<T>)>,
    receiver: Receiver<(u64, Sent<T>)>,
    ctx: egui::Context,
    /// Does the tasks; threads do where there is none.
    pub remote: Option<Box<dyn Remote>>,
    remote_jobs: HashMap<u64, TakeReply<T>>,
}

impl<T> std::ops::Deref for Jobs<T> {
    type Target = JobList;

    fn deref(&self) -> &JobList {
        &self.list
    }
}

impl<T: 'static> Jobs<T> {
    pub fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self {
            list: JobList::default(),
            next: 0,
            generation: 0,
            sender,
            receiver,
            ctx,
            remote: None,
            remote_jobs: HashMap::new(),
        }
    }

    /// Starts a job: `work` runs on a thread of its own, `done` receives its result on the window's thread. A running
    /// job of the same kind is cancelled, and its result dropped.
    pub fn spawn<R: Send + 'static>(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        work: impl FnOnce(&Progress) -> R + Send + 'static,
        done: impl FnOnce(&mut T, &egui::Context, R) + Send + 'static,
    ) {
        self.spawn_in_steps(kind, name, |progress, _| work(progress), done);
    }

    /// Starts a task and does `done` with its answer.
    pub fn spawn_read<K: Task>(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        task: K,
        done: impl FnOnce(&mut T, &egui::Context, K::Answer) + Send + 'static,
    ) {
        self.spawn_read_then(kind, name, task, |answer| answer, done);
    }

    /// Starts a task, computes something from its answer off the frame, and does `done` with that.
    pub fn spawn_read_then<K: Task, R: Send + 'static>(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        task: K,
        then: impl FnOnce(K::Answer) -> R + Send + 'static,
        done: impl FnOnce(&mut T, &egui::Context, R) + Send + 'static,
    ) {
        self.spawn_task(kind, name, task, |_, _, _| {}, then, done);
    }

    /// Starts a task. `step` shows what it answers on the way; `then` computes something from its last answer, off the
    /// frame, and `done` shows that.
    pub fn spawn_task<K: Task, R: Send + 'static>(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        task: K,
        step: impl FnMut(&mut T, &egui::Context, K::Answer) + Send + 'static,
        then: impl FnOnce(K::Answer) -> R + Send + 'static,
        done: impl FnOnce(&mut T, &egui::Context, R) + Send + 'static,
    ) {
        if self.remote.is_some() {
            self.send_task(kind, name.into(), &task, step, then, done);
            return;
        }
        let step = Arc::new(Mutex::new(step));
        let work = move |progress: &Progress, steps: &Steps<T>| {
            let answer = task.run(progress, &mut |answer| {
                let step = Arc::clone(&step);
                steps.send(move |of, ctx| (step.lock().unwrap_or_else(PoisonError::into_inner))(of, ctx, answer));
            });
            then(answer)
        };
        self.spawn_in_steps(kind, name, work, done);
    }

    /// As [`Self::spawn`], for work that shows something before it ends.
    pub fn spawn_in_steps<R: Send + 'static>(
        &mut self,
        kind: JobKind,
        name: impl Into<String>,
        work: impl FnOnce(&Progress, &Steps<T>) -> R + Send + 'static,
        done: impl FnOnce(&mut T, &egui::Context, R) + Send + 'static,
    ) {
        let name = name.into();
        let (id, progress) = self.begin(kind, &name);
        let (sender, ctx) = (self.sender.clone(), self.ctx.clone());
        let failed = Panicked { job: name.clone(), reason: "no thread".to_owned() };
        let run = move || {
            let steps = Steps { id, sender: sender.clone(), ctx: ctx.clone() };
            let result = match catch_unwind(AssertUnwindSafe(|| work(&progress, &steps))) {
                Ok(result) => Ok(Box::new(move |of: &mut T, ctx: &egui::Context| done(of, ctx, result)) as Done<T>),
                Err(panic) => Err(Panicked { job: name, reason: panic_text(&*panic) }),
            };
            // a closed window no longer listens
            let _ = sender.send((id, Sent::End(result)));
            ctx.request_repaint();
        };
        if self.remote.is_some() {
            // there are no threads; what reads logs is a task, and the rest is short
            run();
        } else if let Err(e) = std::thread::Builder::new().name(format!("poolscope {kind:?}")).spawn(run) {
            let failed = Panicked { reason: format!("no thread: {e}"), ..failed };
            let _ = self.sender.send((id, Sent::End(Err(failed))));
        }
    }

    /// Enters a job in the list, in place of those of its kind. A worker that did one of these is stopped by
    /// [`Self::receive`].
    fn begin(&mut self, kind: JobKind, name: &str) -> (u64, Arc<Progress>) {
        self.cancel(kind);
        let (id, progress) = (self.next, Arc::new(Progress::default()));
        self.next += 1;
        let generation = kind.is_of_document().then_some(self.generation);
        self.list.running.push(Job { kind, name: name.to_owned(), progress: Arc::clone(&progress), id, generation });
        (id, progress)
    }

    /// Sends a task to a worker; its answers are taken in by [`Self::finished`].
    fn send_task<K: Task, R: Send + 'static>(
        &mut self,
        kind: JobKind,
        name: String,
        task: &K,
        step: impl FnMut(&mut T, &egui::Context, K::Answer) + Send + 'static,
        then: impl FnOnce(K::Answer) -> R + Send + 'static,
        done: impl FnOnce(&mut T, &egui::Context, R) + Send + 'static,
    ) {
        let (id, _) = self.begin(kind, &name);
        let Some(remote) = &self.remote else { return };
        let panicked = |reason: String, job: &str| Panicked { job: job.to_owned(), reason };
        match tasks::write(task) {
            Ok(bytes) => remote.start(id, K::NAME, bytes),
            Err(reason) => drop(self.sender.send((id, Sent::End(Err(panicked(reason, &name)))))),
        }
        let (job, step) = (name, Arc::new(Mutex::new(step)));
        let mut last = Some((then, done));
        let take = move |reply: Reply| -> Option<Sent<T>> {
            let read = |bytes: &[u8]| tasks::read::<K::Answer>(bytes).map_err(|reason| panicked(reason, &job));
            Some(match reply {
                Reply::Step(bytes) => match read(&bytes) {
                    Ok(answer) => {
                        let step = Arc::clone(&step);
                        let show = move |of: &mut T, ctx: &egui::Context| {
                            (step.lock().unwrap_or_else(PoisonError::into_inner))(of, ctx, answer);
                        };
                        Sent::Step(Box::new(show))
                    }
                    Err(error) => Sent::End(Err(error)),
                },
                Reply::End(bytes) => {
                    let (then, done) = last.take()?;
                    Sent::End(read(&bytes).map(|answer| {
                        let result = then(answer);
                        Box::new(move |of: &mut T, ctx: &egui::Context| done(of, ctx, result)) as Done<T>
                    }))
                }
                Reply::Failed(reason) => Sent::End(Err(panicked(reason, &job))),
                Reply::Progress(_) => return None,
            })
        };
        self.remote_jobs.insert(id, Box::new(take));
    }

    /// Takes in what workers have sent.
    fn receive(&mut self) {
        let Some(remote) = &self.remote else { return };
        for (id, reply) in remote.replies() {
            if let (Reply::Progress(share), Some(job)) = (&reply, self.list.running.iter().find(|job| job.id == id)) {
                job.progress.set_share(*share);
            }
            let sent = self.remote_jobs.get_mut(&id).and_then(|take| take(reply));
            if let Some(sent) = sent {
                let _ = self.sender.send((id, sent));
            }
        }
        let running: HashSet<u64> = self.list.running.iter().map(|job| job.id).collect();
        self.remote_jobs.retain(|id, _| {
            let is_wanted = running.contains(id);
            if !is_wanted {
                remote.stop(*id);
            }
            is_wanted
        });
    }

    /// Cancels the jobs of a kind.
    pub fn cancel(&mut self, kind: JobKind) {
        self.list.running.retain(|job| {
            if job.kind == kind {
                job.progress.cancel();
            }
            job.kind != kind
        });
    }

    /// Called when what was open is closed or replaced: cancels the jobs that work on it.
    pub fn begin_generation(&mut self) {
        self.generation += 1;
        for job in self.list.running.iter().filter(|job| job.generation.is_some_and(|of| of != self.generation)) {
            job.progress.cancel();
        }
        self.drop_late();
    }

    fn drop_late(&mut self) {
        self.list.running.retain(|job| job.generation.is_none_or(|of| of == self.generation));
    }

    /// The handlers of the results received so far, in order. Results of jobs that were replaced, or were started for
    /// what is no longer open, are dropped.
    pub fn finished(&mut self) -> Vec<Result<Done<T>, Panicked>> {
        self.drop_late();
        self.receive();
        let mut finished = Vec::new();
        while let Ok((id, sent)) = self.receiver.try_recv() {
            let Some(at) = self.list.running.iter().position(|job| job.id == id) else { continue };
            match sent {
                Sent::Step(show) => {
                    finished.push(Ok(show));
                    // later results may be for what this one shows
                    break;
                }
                Sent::End(result) => {
                    self.list.running.remove(at);
                    finished.push(result);
                }
            }
        }
        finished
    }

    /// The job of one kind has finished that part and continues as another kind, for what is open now.
    pub fn continue_as(&mut self, kind: JobKind, next: JobKind, name: &str) {
        self.cancel(next);
        let generation = next.is_of_document().then_some(self.generation);
        for job in self.list.running.iter_mut().filter(|job| job.kind == kind) {
            (job.kind, job.name, job.generation) = (next, name.to_owned(), generation);
        }
    }

    /// Requests another frame after a delay.
    pub fn repaint_after(&self, wait: std::time::Duration) {
        self.ctx.request_repaint_after(wait);
    }

    /// Requests another frame.
    pub fn repaint(&self) {
        self.ctx.request_repaint();
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "no reason given".to_owned())
}
