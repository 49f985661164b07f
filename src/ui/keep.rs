//! What was typed is never lost: a session is kept for each set of logs, written a moment after anything changed. It can
//! be brought back after a crash, and after the window was simply closed.

use super::choices::Choices;
use super::session::{self, Draft, Session};
use crate::chart::draw::Bounds;
use crate::export::{self, Existing};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Sessions kept, the newest.
const MOST: usize = 40;

/// A pause in what is done, after which it is written.
const PAUSE: Duration = Duration::from_millis(700);

/// A session that was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    pub session: Session,
    pub when: SystemTime,
}

/// What a session was like when it was looked at last; the rest of it does not change by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glance {
    pub choices: Choices,
    pub view: Option<Bounds>,
    pub draft: Option<Draft>,
}

/// Watches for changes and says when to write.
#[derive(Debug, Default)]
pub struct Keeper {
    /// `None` keeps nothing.
    pub folder: Option<PathBuf>,
    seen: Glance,
    due: Option<Instant>,
}

impl Keeper {
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// Logs were opened: what they look like now need not be written.
    pub fn begin(&mut self, glance: Glance) {
        (self.seen, self.due) = (glance, None);
    }

    /// Looks at what is chosen; returns whether it is to be written now, and else how long to wait for that.
    pub fn look(&mut self, glance: Glance, now: Instant) -> (bool, Option<Duration>) {
        if self.folder.is_none() {
            return (false, None);
        }
        if glance != self.seen {
            (self.seen, self.due) = (glance, Some(now + PAUSE));
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

    /// Whether something waits to be written, as when the window is closed.
    pub fn is_due(&self) -> bool {
        self.due.is_some()
    }
}

/// The file of a session among those that are kept: one for each set of logs.
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

/// Writes a session among those that are kept, and drops the oldest of too many.
///
/// # Errors
/// What writing says, with the path last.
pub fn write(folder: &Path, session: &Session) -> Result<(), String> {
    let path = file_of(folder, session);
    let bytes = session.to_bytes();
    std::fs::create_dir_all(folder)
        .and_then(|()| export::write(&path, Existing::Replace, &mut |w| w.write_all(&bytes)))
        .map_err(|e| format!("keeping what was typed: {e}: {}", path.display()))?;
    for (_, old) in files(folder).into_iter().skip(MOST) {
        // one that cannot be removed does no harm
        let _ = std::fs::remove_file(old);
    }
    Ok(())
}

/// Every session that is kept, the newest first; those that cannot be read are left out.
pub fn all(folder: &Path) -> Vec<Kept> {
    let read = |(when, path): (SystemTime, PathBuf)| Some(Kept { session: session::read(&path).ok()?, when });
    files(folder).into_iter().filter_map(read).collect()
}

fn files(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| session::is_session(p))
        .filter_map(|p| Some((p.metadata().ok()?.modified().ok()?, p)))
        .collect();
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
            write(&inner, &session(name)).expect("written");
        }
        let mut names: Vec<_> = all(&inner).into_iter().map(|k| k.session.logs[0].path.clone()).collect();
        names.sort();
        assert_eq!(names, [Some("a".into()), Some("b".into())]);
        std::fs::write(inner.join("broken.poolscope"), b"{").expect("written");
        assert_eq!(all(&inner).len(), 2);
    }

    #[test]
    fn it_is_written_after_a_pause() {
        let (mut keeper, begin) = (Keeper::new(Some("/x".into())), Instant::now());
        let glance = |x: f64| Glance { view: Some(((x, x + 1.0), (0.0, 1.0))), ..Glance::default() };
        keeper.begin(glance(0.0));
        assert_eq!(keeper.look(glance(0.0), begin), (false, None));
        assert_eq!(keeper.look(glance(1.0), begin), (false, Some(PAUSE)));
        assert!(!keeper.look(glance(2.0), begin + PAUSE / 2).0);
        assert!(!keeper.look(glance(2.0), begin + PAUSE).0);
        assert!(keeper.is_due());
        assert!(keeper.look(glance(2.0), begin + 2 * PAUSE).0);
        assert_eq!(keeper.look(glance(2.0), begin + 3 * PAUSE), (false, None));
    }
}
