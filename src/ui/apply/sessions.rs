//! Sessions: opened, saved, and the work that is kept if they were not saved.

use super::super::App;
use super::super::autosave::{self, SavedSession, Snapshot};
use super::super::claims::Claims;
use super::super::command::Command;
use super::super::jobs::JobKind;
use super::super::product::Product;
use super::super::session::{Draft, Session};
use super::super::state::{Dialog, Document};
use super::logs::Reading;
use crate::chart::interact::Wanted;
use crate::engine::Log;
use crate::export::{self, Existing};
use crate::logfile::Progress;
use eframe::egui;
use std::path::{Path, PathBuf};
use web_time::{Duration, Instant, SystemTime};

/// Where a session is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionFile {
    /// Where it was saved before, or else where the user chooses.
    Known,
    Asked,
}

impl App {
    /// Opens the logs of a session, and asks before accessing another computer.
    pub(super) fn ask_open_session(&mut self, session: Session, file: Option<PathBuf>) {
        if session.network_paths().is_empty() {
            self.open_session(session, file);
        } else {
            self.widgets.dialog = Some(Dialog::Network { session: Box::new(session), file });
        }
    }

    /// Takes in a session with the current paths of its logs, and its file; or why it could not be read.
    pub(super) fn session_read(&mut self, read: Result<Session, String>, file: Option<PathBuf>) {
        match read {
            Ok(session) => self.ask_open_session(session, file),
            Err(error) => self.fail("This session could not be opened", error),
        }
    }

    /// Opens the logs of a session; the rest of it is restored once they are read.
    pub(super) fn open_session(&mut self, session: Session, file: Option<PathBuf>) {
        self.drop_claims();
        self.state.claims = Some(Claims::lend(&mut self.state.settings, &session));
        let settings = &mut self.state.settings;
        if let Some(file) = &file {
            settings.remember(&std::path::absolute(file).unwrap_or_else(|_| file.clone()));
        }
        let logs = session.open_logs();
        self.state.restoring = Some((Box::new(session), file));
        self.load(logs, Reading::Asked);
    }

    /// Continues a kept session, on the open logs or on others.
    pub(super) fn bring_back(&mut self, session: Session) {
        let logs = session.open_logs();
        if let Some(document) = self.state.document.as_ref().filter(|d| absolute(&d.loaded.logs) == logs) {
            // work added since then stays
            let mut session = session;
            session.choices.add_work(&document.choices);
            self.restore(session, None);
        } else {
            self.ask_open_session(session, None);
        }
    }

    /// Restores everything as the session describes it.
    pub(super) fn restore(&mut self, session: Session, file: Option<PathBuf>) {
        let Some(document) = &mut self.state.document else { return };
        let before = std::mem::replace(&mut document.choices, session.choices);
        document.choices.identify();
        document.session = file;
        document.session_others = session.others;
        if let Some(draft) = session.draft {
            self.widgets.dialog = Some(match draft.is_note {
                true => {
                    let note = draft.index.and_then(|index| document.choices.notes.get(index));
                    Dialog::Note { text: draft.text, at: draft.at, id: note.map(|note| note.id) }
                }
                false => Dialog::Marks { text: draft.text },
            });
        }
        self.follow_choices(&before);
        if let Some(bounds) = session.view {
            // other scales and computers start with a view of everything
            self.widgets.views[0].want(Wanted::Show(bounds));
        }
    }

    /// Revokes what the last session claimed.
    pub(super) fn drop_claims(&mut self) {
        if let Some(claims) = self.state.claims.take() {
            self.state.settings = claims.without(&self.state.settings);
        }
    }

    /// Saves the session where it was saved before, or asks for a place.
    pub(super) fn ask_session(&mut self, to: SessionFile, frame: Option<&eframe::Frame>) {
        let known = self.state.document.as_ref().and_then(|d| d.session.clone());
        match known.filter(|_| to == SessionFile::Known) {
            Some(path) => self.save_session(path, Existing::Replace),
            None => {
                self.ask_place(Product::Session, frame);
            }
        }
    }

    pub(super) fn save_session(&mut self, path: PathBuf, existing: Existing) {
        let Some(document) = &mut self.state.document else { return };
        let bytes = Session::of(document, &self.widgets.views[0], &self.state.settings, Some(&path)).to_bytes();
        self.write_product(Product::Session, path, move |path, _| {
            export::write(path, existing, &mut |w| w.write_all(&bytes))
        });
    }

    /// Records that the document is saved there from now on.
    pub(super) fn session_saved(&mut self, path: &Path) {
        if let Some(document) = &mut self.state.document {
            document.session = Some(path.to_owned());
        }
        self.state.settings.remember(path);
    }

    pub(in super::super) fn fetch_kept(&mut self) {
        let Some(folder) = self.autosaver.folder.clone() else { return };
        let work = move |_: &Progress| autosave::all(&folder);
        self.jobs.spawn(JobKind::Kept, "Looking for what was kept", work, |app, _, kept| app.found_kept(kept));
    }

    pub fn found_kept(&mut self, kept: Vec<SavedSession>) {
        self.state.kept = kept;
        // a log may have been loaded before the search finished
        if self.state.restoring.is_none() {
            self.offer_kept();
        }
    }

    /// Offers to restore earlier work on these logs, if there is any.
    pub(super) fn offer_kept(&mut self) {
        let Some(document) = &self.state.document else { return };
        if document.choices.has_work() {
            return;
        }
        let is_same = |s: &Session| s.open_logs() == absolute(&document.loaded.logs);
        let mut kept = self.state.kept.iter().map(|k| &k.session).filter(|s| is_same(s) && has_work(s));
        let (newest, older) = (kept.next().cloned(), kept.count());
        if let Some(session) = newest {
            let summary = match session.choices.summary() {
                empty if empty.is_empty() => "something you were typing".to_owned(),
                summary => summary,
            };
            let older = if older > 0 { " What is older is under File, Open recent." } else { "" };
            let text = format!("You worked on this before: {summary}.{older}");
            self.state.offer(text, "Bring it back", super::super::command::Command::BringBack(Box::new(session)));
        }
    }

    fn snapshot(&self) -> Option<Snapshot> {
        let document = self.state.document.as_ref()?;
        let is_whole = self.shows_all_of(Some(document));
        let view = self.widgets.views[0].bounds().filter(|_| !is_whole);
        Some(Snapshot { choices: document.choices.clone(), view, draft: self.draft() })
    }

    /// Whether the whole of a document is in view.
    pub(super) fn shows_all_of(&self, document: Option<&Document>) -> bool {
        let scene = document.and_then(|d| d.derived.scene.as_ref());
        scene.is_none_or(|scene| self.widgets.views[0].shows_all_of(scene))
    }

    fn draft(&self) -> Option<Draft> {
        self.widgets.dialog.as_ref()?.draft(self.state.document.as_ref().map(|d| &d.choices))
    }

    /// Called when logs were opened: only later changes are kept.
    pub(super) fn begin_keeping(&mut self) {
        if let Some(snapshot) = self.snapshot() {
            self.autosaver.begin(snapshot);
        }
    }

    /// Saves what was chosen and typed, a moment after it changed.
    pub(in super::super) fn keep(&mut self, ctx: &egui::Context) {
        if self.autosaver.folder.is_none() {
            return;
        }
        let Some(snapshot) = self.snapshot() else { return };
        let (is_due, wait) = self.autosaver.observe(snapshot, Instant::now());
        if let Some(wait) = wait {
            ctx.request_repaint_after(wait + Duration::from_millis(10));
        }
        if is_due {
            self.start_keeping();
        }
    }

    /// Saves pending changes before something else is opened.
    pub(super) fn keep_before_leaving(&mut self) {
        if self.autosaver.is_due() {
            self.start_keeping();
        }
    }

    /// Sets whether typed work is kept from now on. Kept work is deleted only on request.
    pub(super) fn keep_work(&mut self, keeps: bool) {
        self.state.settings.keeps_work = keeps;
        let count = self.state.kept.len();
        if !keeps && count > 0 {
            let logs = if count == 1 { "one log".to_owned() } else { format!("{count} sets of logs") };
            let text = format!("Nothing is kept from now on. Work on {logs} is still kept from before.");
            self.state.offer(text, "Delete it", Command::DeleteKept);
        }
    }

    pub(super) fn delete_kept(&mut self) {
        let Some(folder) = self.autosaver.folder.clone() else { return };
        self.state.kept.clear();
        let work = move |_: &Progress| autosave::delete_all(&folder);
        self.jobs.spawn(JobKind::Kept, "Deleting what was kept", work, |app, _, deleted| match deleted {
            Ok(()) => app.state.say("What was kept is deleted."),
            Err(error) => app.state.complain(error),
        });
    }

    fn start_keeping(&mut self) {
        let Some((folder, session)) = self.to_keep() else { return };
        let is_foreign = self.autosaver.take_over();
        let work = move |_: &Progress| autosave::write(&folder, &session, is_foreign).map(|()| session);
        self.jobs.spawn(JobKind::Keep, "Keeping", work, |app, _, written| match written {
            Ok(session) => app.kept(session),
            Err(error) => app.state.complain(error),
        });
    }

    fn kept(&mut self, session: Session) {
        let kept = &mut self.state.kept;
        let paths = |s: &Session| s.logs.iter().map(|l| l.path.clone()).collect::<Vec<_>>();
        kept.retain(|k| paths(&k.session) != paths(&session));
        kept.insert(0, SavedSession { session, when: SystemTime::now() });
    }

    /// Saves pending changes immediately, for example when the window is closed.
    pub fn keep_now(&mut self) {
        if let Some((folder, session)) = self.to_keep().filter(|_| self.autosaver.is_due()) {
            let is_foreign = self.autosaver.take_over();
            // errors cannot be shown any more
            let _ = autosave::write(&folder, &session, is_foreign);
        }
    }

    fn to_keep(&self) -> Option<(PathBuf, Session)> {
        let folder = self.autosaver.folder.clone().filter(|_| self.state.settings.keeps_work)?;
        Some((folder, self.open_session_now()?))
    }

    /// What is open, with what is being typed.
    pub(super) fn open_session_now(&self) -> Option<Session> {
        let document = self.state.document.as_ref()?;
        let mut session = Session::of(document, &self.widgets.views[0], &self.state.settings, None);
        session.draft = self.draft();
        Some(session)
    }
}

/// Whether a session contains work that would be missed.
pub(in super::super) fn has_work(session: &Session) -> bool {
    session.choices.has_work() || session.draft.is_some()
}

fn absolute(logs: &[Log]) -> Vec<Log> {
    let full = |log: &Log| match log {
        Log::File(path) => Log::File(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        Log::Sample => Log::Sample,
    };
    logs.iter().map(full).collect()
}
