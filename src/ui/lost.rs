//! The window when it is lost: graphics devices go, as when a remote desktop connects again, and a bug can end a frame.
//! What was open is handed to a fresh process.

use super::session::Session;
use crate::export::{self, Existing};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use web_time::{Duration, Instant};

/// A window that is lost sooner is not opened again: it would be lost again, and again.
const SHORTEST_LIFE: Duration = Duration::from_secs(5);

/// Begins the names of files that are handed over.
const PREFIX: &str = "reopening-";

/// What was open in a window that was lost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Case {
    pub session: Option<Session>,
    /// Where the user had saved it.
    pub saved_as: Option<PathBuf>,
    /// Folders of logs, if a table of servers was open instead.
    pub folders: Vec<PathBuf>,
    /// Why the window was lost.
    pub reason: String,
}

impl Case {
    /// Writes it for a fresh process.
    ///
    /// # Errors
    /// That of the file system.
    pub fn hand_over(&self, folder: &Path) -> std::io::Result<PathBuf> {
        let path = folder.join(format!("{PREFIX}{}.json", std::process::id()));
        let bytes = serde_json::to_vec(self)?;
        export::write(&path, Existing::Replace, &mut |w| w.write_all(&bytes))?;
        Ok(path)
    }

    /// Takes over what another process wrote to the folder, once; `None` if it is gone, of another version, or not from
    /// there.
    pub fn take_over(path: &Path, folder: &Path) -> Option<Self> {
        let is_own = path.parent() == Some(folder) && path.file_name()?.to_string_lossy().starts_with(PREFIX);
        let case = serde_json::from_slice(&std::fs::read(path).ok().filter(|_| is_own)?).ok()?;
        // a file that stays is overwritten by the next one
        let _ = std::fs::remove_file(path);
        Some(case)
    }
}

/// Shared by a window and the process that opened it.
#[derive(Debug, Default)]
pub struct LostWindow {
    reason: OnceLock<String>,
    shown: OnceLock<Instant>,
    case: Mutex<Option<Case>>,
}

impl LostWindow {
    /// Reports that nothing can be drawn any more. The window has to be asked for a frame, in which it closes.
    pub fn report(&self, reason: &str) {
        // the first reason is the cause of the others
        let _ = self.reason.set(reason.to_owned());
    }

    pub fn reason(&self) -> Option<&str> {
        self.reason.get().map(String::as_str)
    }

    /// Called when the window was drawn for the first time.
    pub fn was_shown(&self, at: Instant) {
        let _ = self.shown.set(at);
    }

    pub fn is_shown(&self) -> bool {
        self.shown.get().is_some()
    }

    pub fn leave(&self, case: Case) {
        *self.case.lock().unwrap_or_else(PoisonError::into_inner) = Some(case);
    }

    /// What was open, if the window lived long enough to open it again.
    pub fn case(&self) -> Option<Case> {
        self.shown.get().filter(|shown| shown.elapsed() >= SHORTEST_LIFE)?;
        self.case.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_taken_over_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let case = Case { reason: "device removed".to_owned(), folders: vec!["/logs".into()], ..Case::default() };
        let path = case.hand_over(folder.path()).expect("written");
        // a file of the user's is neither taken nor removed
        let other = folder.path().join("mine.json");
        std::fs::copy(&path, &other).expect("copied");
        assert_eq!(Case::take_over(&other, folder.path()), None);
        assert_eq!(Case::take_over(&path, Path::new("/elsewhere")), None);
        assert!(other.exists());
        assert_eq!(Case::take_over(&path, folder.path()), Some(case));
        assert_eq!(Case::take_over(&path, folder.path()), None);
        std::fs::write(&path, b"{").expect("written");
        assert_eq!(Case::take_over(&path, folder.path()), None);
    }

    #[test]
    fn a_window_that_is_lost_at_once_is_not_opened_again() {
        let lost = LostWindow::default();
        lost.leave(Case::default());
        assert_eq!((lost.reason(), lost.case()), (None, None));
        lost.report("first");
        lost.report("second");
        lost.was_shown(Instant::now());
        assert_eq!((lost.reason(), lost.case()), (Some("first"), None));
        let lost = LostWindow::default();
        lost.was_shown(Instant::now().checked_sub(2 * SHORTEST_LIFE).expect("a machine that runs for a while"));
        lost.leave(Case::default());
        assert_eq!(lost.case(), Some(Case::default()));
    }
}
