//! Detects when an open log has changed on disk because it is still being written. A separate thread checks every other
//! second, so that a slow network drive never blocks the window.

use eframe::egui;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use web_time::{Duration, Instant};

/// The pause between two checks; longer if checking takes long.
const PAUSE: Duration = Duration::from_secs(2);

/// Size and time of the last change.
type Stamp = (u64, Option<SystemTime>);

#[derive(Default)]
struct Watched {
    files: Mutex<Vec<(PathBuf, Option<Stamp>)>>,
    has_changed: AtomicBool,
}

/// Watches the open files.
pub struct Watch {
    watched: Arc<Watched>,
    thread: Option<std::thread::Thread>,
    ctx: egui::Context,
}

impl Watch {
    pub fn new(ctx: egui::Context) -> Self {
        Self { watched: Arc::default(), thread: None, ctx }
    }

    /// Watches these files, and no others, from now on.
    pub fn set(&mut self, files: Vec<PathBuf>) {
        let is_needed = !files.is_empty();
        *self.watched.files.lock().unwrap_or_else(PoisonError::into_inner) =
            files.into_iter().map(|f| (f, None)).collect();
        self.watched.has_changed.store(false, Ordering::Relaxed);
        if let Some(thread) = &self.thread {
            thread.unpark();
        } else if is_needed {
            let (watched, ctx) = (Arc::downgrade(&self.watched), self.ctx.clone());
            let run = move || {
                // ends when the window is closed
                while let Some(watched) = watched.upgrade() {
                    let begun = Instant::now();
                    if watched.look() {
                        ctx.request_repaint();
                    }
                    drop(watched);
                    std::thread::park_timeout(PAUSE.max(begun.elapsed() * 20));
                }
            };
            // without a thread, F5 still works
            let started = std::thread::Builder::new().name("poolscope watch".to_owned()).spawn(run);
            self.thread = started.ok().map(|handle| handle.thread().clone());
        }
    }

    /// Whether a file has changed since it was set.
    pub fn has_changed(&self) -> bool {
        self.watched.has_changed.load(Ordering::Relaxed)
    }
}

impl Watched {
    /// Checks all files; returns whether one has changed.
    fn look(&self) -> bool {
        // the list is not locked during disk access
        let paths: Vec<PathBuf> = self.lock().iter().map(|(path, _)| path.clone()).collect();
        let stamps: Vec<Option<Stamp>> =
            paths.iter().map(|p| p.metadata().ok().map(|m| (m.len(), m.modified().ok()))).collect();
        let mut files = self.lock();
        let mut has_changed = false;
        for ((path, known), (looked, stamp)) in files.iter_mut().zip(paths.iter().zip(stamps)) {
            // the list was replaced meanwhile
            if path != looked {
                return false;
            }
            has_changed |= known.is_some() && stamp.is_some() && *known != stamp;
            *known = stamp.or(*known);
        }
        if has_changed {
            self.has_changed.store(true, Ordering::Relaxed);
        }
        has_changed
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(PathBuf, Option<Stamp>)>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_noticed_once_and_a_lost_file_is_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.blg");
        std::fs::write(&path, "1").expect("room");
        let watched = Watched { files: Mutex::new(vec![(path.clone(), None)]), ..Watched::default() };
        assert!(!watched.look() && !watched.look());
        std::fs::write(&path, "12").expect("room");
        assert!(watched.look() && !watched.look());
        std::fs::remove_file(&path).expect("it was there");
        assert!(!watched.look());
    }
}
