//! Where what was typed is kept: files in a folder, or in a page the browser's storage.

use crate::logfile::bytes;
use std::io;
use std::path::{Path, PathBuf};
use web_time::SystemTime;

#[cfg(not(target_arch = "wasm32"))]
mod place {
    use super::{Path, PathBuf, SystemTime, io};
    use crate::export::{self, Existing};

    /// # Errors
    /// That of the file system, or of the browser's storage.
    pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        export::write(path, Existing::Replace, &mut |w| w.write_all(bytes))
    }

    /// # Errors
    /// As [`write()`].
    pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    /// # Errors
    /// As [`write()`].
    pub fn remove(path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    pub fn has(path: &Path) -> bool {
        path.exists()
    }

    pub fn list(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        entries.filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path))).collect()
    }
}

#[cfg(target_arch = "wasm32")]
mod place {
    use super::{Path, PathBuf, SystemTime, io};
    use std::time::Duration;
    use web_time::UNIX_EPOCH;

    /// Begins the names of entries; what follows is the path.
    const PREFIX: &str = "poolscope:";

    fn storage() -> io::Result<web_sys::Storage> {
        let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
        storage.ok_or_else(|| io::Error::other("the browser keeps nothing for this page"))
    }

    fn name(path: &Path) -> String {
        format!("{PREFIX}{}", path.display())
    }

    /// The time of writing in milliseconds, then what was written.
    fn entry(path: &Path) -> Option<(u64, String)> {
        let text = storage().ok()?.get_item(&name(path)).ok()??;
        let (time, text) = text.split_once('\n')?;
        Some((time.parse().ok()?, text.to_owned()))
    }

    pub fn read(path: &Path) -> Option<Vec<u8>> {
        entry(path).map(|(_, text)| text.into_bytes())
    }

    pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let text = format!("{now}\n{}", String::from_utf8_lossy(bytes));
        storage()?.set_item(&name(path), &text).map_err(|_| io::Error::other("the browser's storage is full"))
    }

    pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
        let bytes = read(from).ok_or(io::ErrorKind::NotFound)?;
        write(to, &bytes).and_then(|()| remove(from))
    }

    pub fn remove(path: &Path) -> io::Result<()> {
        storage()?.remove_item(&name(path)).map_err(|_| io::Error::other("the browser's storage cannot be changed"))
    }

    pub fn has(path: &Path) -> bool {
        entry(path).is_some()
    }

    pub fn list(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
        let Ok(storage) = storage() else { return Vec::new() };
        let names = (0..storage.length().unwrap_or(0)).filter_map(|i| storage.key(i).ok().flatten());
        let paths = names.filter_map(|name| Some(PathBuf::from(name.strip_prefix(PREFIX)?)));
        let within = paths.filter(|path| path.starts_with(folder));
        within.filter_map(|path| Some((UNIX_EPOCH + Duration::from_millis(entry(&path)?.0), path))).collect()
    }
}

pub use place::{has, list, remove, rename, write};

/// The bytes of a small file: one that was kept, or one that the user chose.
///
/// # Errors
/// When it cannot be read, or holds more than `most` bytes.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    #[cfg(target_arch = "wasm32")]
    if let Some(bytes) = place::read(path) {
        return Ok(bytes);
    }
    let file = bytes::open(path).map_err(|error| reason(&error))?;
    if file.len() > most {
        return Err("it is larger than any session".to_owned());
    }
    let mut all = vec![0; usize::try_from(file.len()).unwrap_or(0)];
    let had = file.read_at(0, &mut all).map_err(|error| error.to_string())?;
    all.truncate(had);
    Ok(all)
}

/// What is wrong with a file, without its path, which the caller says.
fn reason(error: &crate::logfile::LogError) -> String {
    match error {
        crate::logfile::LogError::Io { error, .. } => error.to_string(),
        crate::logfile::LogError::NotALog { found, .. } => format!("it is {found}"),
        other => other.to_string(),
    }
}
