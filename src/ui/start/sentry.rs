//! What is left behind by a start that took the whole program down.

use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A file that is there while a window is being opened. Found at the next start, with nobody holding it, it tells that the
/// program did not survive that.
#[derive(Debug)]
pub(super) struct Sentry {
    path: PathBuf,
    /// Locked as long as the program lives.
    file: File,
}

impl Sentry {
    /// Puts it up; also the renderer that a program fell with before. Neither where another window is being opened now, or
    /// nothing can be written.
    pub fn post(folder: &Path) -> (Option<Self>, Option<String>) {
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
        // what cannot be read tells nothing
        let _ = file.read_to_string(&mut text);
        let fallen = Some(text.trim().to_owned()).filter(|name| !name.is_empty() && name.len() < 20);
        (Some(Self { path, file }), fallen)
    }

    /// From now on this renderer would be to blame.
    pub fn watch(&self, renderer: &str) {
        let mut file = &self.file;
        // without it a crash is merely not explained
        let _ = self.file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(renderer.as_bytes()));
    }

    /// The window is there.
    pub fn dismiss(&self) {
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
        let (sentry, fallen) = Sentry::post(folder.path());
        let sentry = sentry.expect("a sentry");
        assert_eq!(fallen, None);
        sentry.watch("wgpu");
        // another window opened meanwhile thinks nothing of it
        let (other, fallen) = Sentry::post(folder.path());
        assert!(other.is_none() && fallen.is_none());
        // the program is gone, and with it its lock
        drop(sentry);
        let (sentry, fallen) = Sentry::post(folder.path());
        assert_eq!(fallen.as_deref(), Some("wgpu"));
        let sentry = sentry.expect("a sentry");
        sentry.watch("glow");
        sentry.dismiss();
        drop(sentry);
        assert_eq!(Sentry::post(folder.path()).1, None);
    }
}
