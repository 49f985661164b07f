//! The progress of a command, shown on a terminal once it takes longer than a moment.

use crate::logfile::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use web_time::Duration;

/// Work that takes less needs no progress bar.
const MOMENT: Duration = Duration::from_secs(1);
const STEP: Duration = Duration::from_millis(100);

/// Does `work` and shows its progress on stderr, if that is a terminal.
pub(super) fn shown<T>(what: &'static str, work: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if !io::stderr().is_terminal() {
        return work(&progress);
    }
    thread::scope(|scope| {
        // dropped when the work is done, or has panicked
        let (working, done) = channel::<()>();
        let progress = &progress;
        scope.spawn(move || {
            let mut wait = MOMENT;
            let mut bar: Option<ProgressBar> = None;
            while done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                wait = STEP;
                let bar = bar.get_or_insert_with(|| new_bar(what));
                bar.set_position((f64::from(progress.share()) * 1000.0) as u64);
            }
            if let Some(bar) = bar {
                bar.finish_and_clear();
            }
        });
        let outcome = work(progress);
        drop(working);
        outcome
    })
}

fn new_bar(what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} %  {eta} left");
    ProgressBar::new(1000).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
}
