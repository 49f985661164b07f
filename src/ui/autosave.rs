//! Keeps what was typed: a session is kept for each set of logs, written a moment after any change. It can be restored
//! after a crash, and after the window was closed normally.

use super::session::{self, Draft, Session};
use super::shelf;
use super::state::choices::Choices;
use crate::chart::layout::Bounds;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use web_time::{Duration, Instant, SystemTime};

/// How many sessions are kept: the newest.
const MOST: usize = 40;

/// How long nothing may have changed before a session is written.
const PAUSE: Duration = Duration::from_millis(700);

/// A session that was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedSession {
    pub session: Session,
    pub when: SystemTime,
}

/// What a session contained when last examined; the rest of it never changes on its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    pub choices: Choices,
    pub view: Option<Bounds>,
    pub draft: Option<Draft>,
}

/// Watches for changes and says when to write.
#[derive(Debug, Default)]
pub struct Autosaver {
    /// `None` keeps nothing.
    pub folder: Option<PathBuf>,
    seen: Snapshot,
    due: Option<Instant>,
    /// Whether the session kept for these logs was written since they were opened.
    is_own: bool,
}

impl Autosaver {
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// Called when logs were opened: their current state need not be written.
    pub fn begin(&mut self, snapshot: Snapshot) {
        (self.seen, self.due, self.is_own) = (snapshot, None, false);
    }

    /// Called when the session is written; returns whether the session kept before dates from earlier and must not be
    /// lost.
    pub fn take_over(&mut self) -> bool {
        self.due = None;
        !std::mem::replace(&mut self.is_own, true)
    }

    /// Examines the choices; returns whether to write them now, and if not, how long to wait.
    pub fn observe(&mut self, snapshot: Snapshot, now: Instant) -> (bool, Option<Duration>) {
        if self.folder.is_none() {
            return (false, None);
        }
        if snapshot != self.seen {
            (self.seen, self.due) = (snapshot, Some(now + PAUSE));
        }
        match self.due {
            Some(due) if due <= now => {
                self.due = None;
                (true, None)
            }
            Some(due) => (false, Some(due - now)),
            None => (false, None),
        }
    }

    /// Whether something remains to be written, for example when the window is closed.
    pub fn is_due(&self) -> bool {
        self.due.is_some()
    }
}

/// The file in which a session is kept: one for each set of logs.
pub fn file_of(folder: &Path, session: &Session) -> PathBuf {
    // FNV-1a, which never changes, unlike the hash of the standard library
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for log in &session.logs {
        let path = log.path.as_ref().map_or_else(String::new, |p| p.to_string_lossy().into_owned());
        for byte in path.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    folder.join(format!("{hash:016x}.{}", session::EXTENSION))
}

/// Writes a session to the kept ones, and removes the oldest if there are too many. A session kept for these logs
/// before is moved aside if it `is_foreign` and has notes or marks that this one lacks.
///
/// # Errors
/// The error of writing, with the path last.
pub fn write(folder: &Path, session: &Session, is_foreign: bool) -> Result<(), String> {
    let path = file_of(folder, session);
    let bytes = session.to_bytes();
    if is_foreign && session::read(&path).is_ok_and(|old| has_more(&old, session)) {
        let free = (1..).map(|n| path.with_extension(format!("{n}.{}", session::EXTENSION))).find(|p| !shelf::has(p));
        // if it cannot be moved, writing fails too and reports why
        let _ = free.map(|free| shelf::rename(&path, &free));
    }
    shelf::write(&path, &bytes).map_err(|e| match cfg!(target_arch = "wasm32") {
        true => format!("keeping what was typed: {e}. Save the session instead (Ctrl+S)."),
        false => format!("keeping what was typed: {e}: {}", path.display()),
    })?;
    for (_, old) in files(folder).into_iter().skip(MOST) {
        // a file that cannot be removed does no harm
        let _ = shelf::remove(&old);
    }
    Ok(())
}

/// Deletes all kept sessions.
///
/// # Errors
/// For the first file that cannot be deleted, with its path last.
pub fn delete_all(folder: &Path) -> Result<(), String> {
    let delete = |path: &PathBuf| shelf::remove(path).map_err(|e| (e, path.clone()));
    let failed = files(folder).iter().filter_map(|(_, path)| delete(path).err()).next();
    failed.map_or(Ok(()), |(e, path)| Err(format!("deleting what was kept: {e}: {}", path.display())))
}

/// Whether a session has something typed that another one lacks.
fn has_more(old: &Session, new: &Session) -> bool {
    let (a, b) = (&old.choices, &new.choices);
    let notes: HashSet<&str> = b.notes.iter().map(|n| n.text.as_str()).collect();
    let marks: HashSet<&str> = b.marks.iter().map(|m| m.label.as_str()).collect();
    let is_note_lost = a.notes.iter().any(|n| !notes.contains(n.text.as_str()));
    let is_mark_lost = a.marks.iter().any(|m| !marks.contains(m.label.as_str()));
    is_note_lost || is_mark_lost || old.draft.is_some() && old.draft != new.draft
}

/// All kept sessions, the newest first; unreadable ones are skipped.
pub fn all(folder: &Path) -> Vec<SavedSession> {
    let read = |(when, path): (SystemTime, PathBuf)| Some(SavedSession { session: session::read(&path).ok()?, when });
    files(folder).into_iter().filter_map(read).collect()
}

fn files(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
    let mut files: Vec<(SystemTime, PathBuf)> =
        shelf::list(folder).into_iter().filter(|(_, path)| session::is_session(path)).collect();
    files.sort_by(|a, b| b.cmp(a));
    files
}

#[cfg(test)]
mod tests {
    use super::super::session::SavedLog;
    use super::*;

    fn session(name: &str) -> Session {
        let log = SavedLog { path: Some(name.into()), ..SavedLog::default() };
        Session { poolscope_session: 1, logs: vec![log], ..Session::default() }
    }

    #[test]
    fn one_session_is_kept_for_each_set_of_logs() {
        let folder = tempfile::tempdir().expect("a folder");
        let inner = folder.path().join("kept");
        for name in ["a", "b", "a"] {
            write(&inner, &session(name), false).expect("written");
        }
        let mut names: Vec<_> = all(&inner).into_iter().map(|k| k.session.logs[0].path.clone()).collect();
        names.sort();
        assert_eq!(names, [Some("a".into()), Some("b".into())]);
        std::fs::write(inner.join("broken.poolscope"), b"{").expect("written");
        assert_eq!(all(&inner).len(), 2);
    }

    #[test]
    fn what_was_not_brought_back_is_not_lost() {
        let folder = tempfile::tempdir().expect("a folder");
        let noted = |text: &str| {
            let note = super::super::state::choices::Note { text: text.to_owned(), ..Default::default() };
            let choices = Choices { notes: vec![note], ..Choices::default() };
            Session { choices, ..session("a") }
        };
        let texts = || -> Vec<String> {
            let mut texts: Vec<String> = all(folder.path())
                .iter()
                .flat_map(|k| k.session.choices.notes.iter().map(|n| n.text.clone()))
                .collect();
            texts.sort();
            texts
        };
        write(folder.path(), &noted("old"), true).expect("written");
        write(folder.path(), &noted("new"), true).expect("written");
        write(folder.path(), &noted("newer"), false).expect("written");
        assert_eq!(texts(), ["newer", "old"]);
        write(folder.path(), &noted("third"), true).expect("written");
        assert_eq!(texts(), ["newer", "old", "third"]);
        let mut autosaver = Autosaver::new(Some("/x".into()));
        autosaver.begin(Snapshot::default());
        assert_eq!((autosaver.take_over(), autosaver.take_over()), (true, false));
    }

    #[test]
    fn it_is_written_after_a_pause() {
        let (mut autosaver, begin) = (Autosaver::new(Some("/x".into())), Instant::now());
        let snapshot = |x: f64| Snapshot { view: Some(((x, x + 1.0), (0.0, 1.0))), ..Snapshot::default() };
        autosaver.begin(snapshot(0.0));
        assert_eq!(autosaver.observe(snapshot(0.0), begin), (false, None));
        assert_eq!(autosaver.observe(snapshot(1.0), begin), (false, Some(PAUSE)));
        assert!(!autosaver.observe(snapshot(2.0), begin + PAUSE / 2).0);
        assert!(!autosaver.observe(snapshot(2.0), begin + PAUSE).0);
        assert!(autosaver.is_due());
        assert!(autosaver.observe(snapshot(2.0), begin + 2 * PAUSE).0);
        assert_eq!(autosaver.observe(snapshot(2.0), begin + 3 * PAUSE), (false, None));
    }
}
