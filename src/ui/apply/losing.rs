//! A window that is lost: what is open is left for a fresh process, which opens it again.

use super::super::App;
use super::super::command::Command;
use super::super::lost::Case;
use eframe::egui;

impl App {
    /// Closes the window if its graphics device is lost.
    pub(in super::super) fn close_if_lost(&mut self, ctx: &egui::Context) {
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
        self.lost.leave(case);
    }

    /// Opens what was open in the window before this one.
    pub(in super::super) fn reopen(&mut self, case: Case, ctx: &egui::Context) {
        let reason = if case.reason.is_empty() { String::new() } else { format!(" ({})", case.reason) };
        if !case.folders.is_empty() {
            self.apply(Command::OpenFiles(case.folders), ctx, None);
        }
        if let Some(session) = case.session {
            self.open_session(session, case.saved_as);
        }
        self.state.complain(format!("The window was lost{reason} and opened again, with your notes and marks."));
    }
}

#[cfg(windows)]
impl App {
    /// Has the graphics device report its loss.
    pub(in super::super) fn watch_device(&self, cc: &eframe::CreationContext<'_>) {
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
