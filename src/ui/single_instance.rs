//! Files that were selected together: Explorer starts the program once for each of them. The first instance opens a
//! window and accepts, for a few seconds, the files of the others, which hand them over and exit.
//!
//! The instance that holds the lock on a file in the program's own folder is the first. A file that is not accepted
//! within two seconds is opened by the instance that was started for it.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use web_time::{Duration, Instant};

/// How long the first instance waits for more files.
const WAIT: Duration = Duration::from_secs(4);
/// How long a later instance waits for its files to be accepted.
const PATIENCE: Duration = Duration::from_secs(2);
const BREATH: Duration = Duration::from_millis(50);

/// The role of an instance that was started with files.
#[derive(Debug)]
pub enum Role {
    /// It opens the window, and may have to wait for more files.
    First(Option<FileInbox>),
    /// Another window has accepted the files.
    Done,
}

/// Receives files for the first window.
#[derive(Debug)]
pub struct FileInbox {
    folder: PathBuf,
    /// All files so far.
    files: Vec<PathBuf>,
    until: Instant,
    /// The lock; released some time before the end, so that no instance hands files to a window that no longer listens.
    lock: Option<File>,
}

/// Determines which instance opens these files; `folder` is the program's own.
pub fn meet(folder: &Path, files: &[PathBuf]) -> Role {
    let folder = folder.join("together");
    let open = || {
        fs::create_dir_all(&folder)?;
        File::options().write(true).create(true).truncate(false).open(folder.join("lock"))
    };
    // if nothing can be written, each file gets its own window
    let Ok(lock) = open() else { return Role::First(None) };
    match lock.try_lock() {
        Ok(()) => {
            for old in brought(&folder) {
                let _ = fs::remove_file(old);
            }
            let until = Instant::now() + WAIT;
            Role::First(Some(FileInbox { folder, files: files.to_vec(), until, lock: Some(lock) }))
        }
        Err(TryLockError::WouldBlock) if hand_over(&folder, files) => Role::Done,
        Err(_) => Role::First(None),
    }
}

/// Puts files where the first window looks for them; returns whether it accepted them.
fn hand_over(folder: &Path, files: &[PathBuf]) -> bool {
    let full: Vec<PathBuf> = files.iter().map(|f| std::path::absolute(f).unwrap_or_else(|_| f.clone())).collect();
    let Ok(bytes) = serde_json::to_vec(&full) else { return false };
    let path = folder.join(format!("{}.json", std::process::id()));
    let written = crate::export::write(&path, crate::export::Existing::Replace, &mut |w| w.write_all(&bytes));
    let begun = Instant::now();
    while written.is_ok() && begun.elapsed() < PATIENCE {
        if !path.exists() {
            return true;
        }
        std::thread::sleep(BREATH);
    }
    // the offer is withdrawn; if that fails, it was accepted at the last moment
    fs::remove_file(&path).is_err() && written.is_ok()
}

fn brought(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    entries.filter(|p| p.extension().is_some_and(|e| e == "json")).collect()
}

impl FileInbox {
    /// Waits until more files arrive and returns all of them so far; `None` once the wait is over.
    pub fn wait(mut self) -> Option<(Self, Vec<PathBuf>)> {
        while Instant::now() < self.until {
            if let Some(files) = self.more() {
                return Some((self, files));
            }
            std::thread::sleep(BREATH);
        }
        None
    }

    /// All files, if more have arrived since the last call.
    fn more(&mut self) -> Option<Vec<PathBuf>> {
        if self.until.saturating_duration_since(Instant::now()) < Duration::from_secs(1) {
            self.lock = None;
        }
        let before = self.files.len();
        for path in brought(&self.folder) {
            let files = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Vec<PathBuf>>(&bytes).ok());
            // an offer that cannot be removed is not accepted: its own instance will open the files
            if fs::remove_file(&path).is_ok() {
                self.files.extend(files.unwrap_or_default());
            }
        }
        if self.files.len() == before {
            return None;
        }
        self.files.sort();
        self.files.dedup();
        Some(self.files.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_come_later_hand_their_files_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let Role::First(Some(first)) = meet(folder.path(), &["/b.blg".into()]) else { panic!("the first") };
        let at = folder.path().to_owned();
        let second = std::thread::spawn(move || matches!(meet(&at, &["/a é.blg".into()]), Role::Done));
        let (mut first, files) = first.wait().expect("somebody comes");
        assert!(second.join().expect("the second ends"));
        let names: Vec<_> = files.iter().filter_map(|f| f.file_name()).collect();
        assert_eq!(names, ["a é.blg", "b.blg"]);
        assert_eq!(first.more(), None);
        // once a window no longer listens, another one can be the first
        first.lock = None;
        assert!(matches!(meet(folder.path(), &["/c.blg".into()]), Role::First(Some(_))));
    }

    #[test]
    fn who_is_not_taken_in_opens_a_window() {
        let folder = tempfile::tempdir().expect("a folder");
        let Role::First(Some(_deaf)) = meet(folder.path(), &["/b.blg".into()]) else { panic!("the first") };
        assert!(matches!(meet(folder.path(), &["/a.blg".into()]), Role::First(None)));
        assert!(brought(&folder.path().join("together")).is_empty());
    }
}
