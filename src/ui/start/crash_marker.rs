//! The marker left behind by a start that crashed the whole program.

use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A file that exists while a window is being opened. If the next start finds it unlocked, the program crashed while
/// opening the window.
#[derive(Debug)]
pub(super) struct CrashMarker {
    path: PathBuf,
    /// Locked as long as the program lives.
    file: File,
}

impl CrashMarker {
    /// Creates the marker; also returns the renderer with which an earlier start crashed. Returns neither if another
    /// window is being opened now, or if nothing can be written.
    pub fn create(folder: &Path) -> (Option<Self>, Option<String>) {
        let path = folder.join("starting");
        let open = || {
            fs::create_dir_all(folder)?;
            File::options().read(true).write(true).create(true).truncate(false).open(&path)
        };
        let Ok(mut file) = open() else { return (None, None) };
        if file.try_lock().is_err() {
            return (None, None);
        }
        let mut text = String::new();
        // an unreadable file tells nothing
        let _ = file.read_to_string(&mut text);
        let crashed_with = Some(text.trim().to_owned()).filter(|name| !name.is_empty() && name.len() < 20);
        (Some(Self { path, file }), crashed_with)
    }

    /// Records the renderer to blame for a crash from now on.
    pub fn blame(&self, renderer: &str) {
        let mut file = &self.file;
        // without it a crash is merely not explained
        let _ = self.file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(renderer.as_bytes()));
    }

    /// Removes the marker once the window is open.
    pub fn remove(&self) {
        let _ = self.file.set_len(0);
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_that_did_not_end_well_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let (marker, crashed_with) = CrashMarker::create(folder.path());
        let marker = marker.expect("a sentry");
        assert_eq!(crashed_with, None);
        marker.blame("wgpu");
        // another window opened meanwhile does not take it for a crash
        let (other, crashed_with) = CrashMarker::create(folder.path());
        assert!(other.is_none() && crashed_with.is_none());
        // the program has ended, and its lock with it
        drop(marker);
        let (marker, crashed_with) = CrashMarker::create(folder.path());
        assert_eq!(crashed_with.as_deref(), Some("wgpu"));
        let marker = marker.expect("a sentry");
        marker.blame("glow");
        marker.remove();
        drop(marker);
        assert_eq!(CrashMarker::create(folder.path()).1, None);
    }
}
