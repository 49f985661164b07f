//! The window when it is lost: graphics devices go, as when a remote desktop connects again, and a bug can end a frame.
//! What was open is handed to a fresh process.

use super::App;
use super::session::Session;
use crate::export::{self, Existing};
use eframe::egui;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use web_time::{Duration, Instant};

/// A window that is lost sooner is not opened again: it would be lost again, and again.
const SHORTEST_LIFE: Duration = Duration::from_secs(5);

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
        let path = folder.join(format!("reopening-{}.json", std::process::id()));
        let bytes = serde_json::to_vec(self)?;
        export::write(&path, Existing::Replace, &mut |w| w.write_all(&bytes))?;
        Ok(path)
    }

    /// Takes over what another process wrote, once; `None` if it is gone or of another version.
    pub fn take_over(path: &Path) -> Option<Self> {
        let bytes = std::fs::read(path).ok()?;
        // a file that stays is overwritten by the next one
        let _ = std::fs::remove_file(path);
        serde_json::from_slice(&bytes).ok()
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

    /// What was open, if the window lived long enough to open it again.
    pub fn case(&self) -> Option<Case> {
        self.shown.get().filter(|shown| shown.elapsed() >= SHORTEST_LIFE)?;
        self.case.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl App {
    /// Closes the window if its graphics device is lost.
    pub(super) fn close_if_lost(&mut self, ctx: &egui::Context) {
        if self.lost.reason().is_some() {
            self.leave_case();
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    /// Leaves what is open to whoever opens the window again.
    fn leave_case(&mut self) {
        self.keep_now();
        let document = self.state.document.as_ref();
        let case = Case {
            session: self.open_session_now(),
            saved_as: document.and_then(|document| document.session.clone()),
            folders: self.state.fleet.as_ref().map_or_else(Vec::new, |fleet| fleet.folders.clone()),
            reason: String::new(),
        };
        *self.lost.case.lock().unwrap_or_else(PoisonError::into_inner) = Some(case);
    }

    /// Opens what was open in the window before this one.
    pub(super) fn reopen(&mut self, case: Case, ctx: &egui::Context) {
        let reason = if case.reason.is_empty() { String::new() } else { format!(" ({})", case.reason) };
        if !case.folders.is_empty() {
            self.apply(super::command::Command::OpenFiles(case.folders), ctx, None);
        }
        if let Some(session) = case.session {
            self.open_session(session, case.saved_as);
        }
        self.state.complain(format!(
            "The window was lost{reason} and opened again. What was open, your notes and marks are as they were."
        ));
    }
}

#[cfg(windows)]
impl App {
    /// Has the graphics device report its loss.
    pub(super) fn watch_device(&self, cc: &eframe::CreationContext<'_>) {
        let Some(state) = &cc.wgpu_render_state else { return };
        let (lost, ctx) = (std::sync::Arc::clone(&self.lost), cc.egui_ctx.clone());
        state.device.set_device_lost_callback(move |reason, message| {
            // a window that closes destroys its device
            if reason != eframe::wgpu::DeviceLostReason::Destroyed {
                lost.report(&format!("graphics device lost: {message}"));
                ctx.request_repaint();
            }
        });
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.leave_case();
        }
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
        assert_eq!(Case::take_over(&path), Some(case));
        assert_eq!(Case::take_over(&path), None);
        std::fs::write(&path, b"{").expect("written");
        assert_eq!(Case::take_over(&path), None);
    }

    #[test]
    fn a_window_that_is_lost_at_once_is_not_opened_again() {
        let lost = LostWindow::default();
        *lost.case.lock().expect("not poisoned") = Some(Case::default());
        assert_eq!((lost.reason(), lost.case()), (None, None));
        lost.report("first");
        lost.report("second");
        lost.was_shown(Instant::now());
        assert_eq!((lost.reason(), lost.case()), (Some("first"), None));
        let lost = LostWindow::default();
        lost.was_shown(Instant::now().checked_sub(2 * SHORTEST_LIFE).expect("a machine that runs for a while"));
        *lost.case.lock().expect("not poisoned") = Some(Case::default());
        assert_eq!(lost.case(), Some(Case::default()));
    }
}
