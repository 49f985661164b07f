//! A file that may be a log: on disk, or packed in an archive.

use super::archive::{self, Scratch};
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Why a file was not judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub path: String,
    /// What was being done and what went wrong; ends with the path.
    pub error: String,
}

impl Failure {
    pub fn new(doing: &str, found: impl std::fmt::Display, path: &Path) -> Self {
        let path = path.display().to_string();
        Self { error: format!("{doing}: {found}: {path}"), path }
    }
}

/// What identifies a file's state when it was examined: if any of this differs, the file has changed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    pub bytes: u64,
    pub modified_ms: i64,
    /// The SHA-256 of its first and last 4 KB and some blocks in between: logs of the same size may begin and end
    /// alike.
    pub parts: String,
}

/// A file that may be a log.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Member {
    /// The path as it is shown; for a packed file, the archive's path and the name in it.
    #[serde(serialize_with = "as_text")]
    pub path: PathBuf,
    /// The archive, and the index of this file in it.
    #[serde(serialize_with = "packed_as_text")]
    pub packed: Option<(PathBuf, usize)>,
    pub identity: Identity,
    /// Unpacked size in bytes, if known.
    pub bytes: u64,
}

/// A member that can be read: its own file, or an unpacked copy, which is removed on drop.
pub struct Opened {
    pub path: PathBuf,
    _unpacked: Option<archive::Unpacked>,
}

impl Member {
    /// Makes it readable.
    ///
    /// # Errors
    /// When it cannot be unpacked.
    pub fn open(&self, scratch: &Scratch) -> Result<Opened, Failure> {
        let Some((archive, at)) = &self.packed else {
            return Ok(Opened { path: self.path.clone(), _unpacked: None });
        };
        let unpacked = archive::unpack(archive, *at, &self.path, scratch);
        let unpacked = unpacked.map_err(|found| Failure::new("unpacking", found, &self.path))?;
        Ok(Opened { path: unpacked.path.clone(), _unpacked: Some(unpacked) })
    }
}

/// A path need not be Unicode; JSON must be. A path that is not is never found again, and its file is judged each time.
fn as_text<S: Serializer>(path: &Path, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&path.to_string_lossy())
}

fn packed_as_text<S: Serializer>(packed: &Option<(PathBuf, usize)>, to: S) -> Result<S::Ok, S::Error> {
    packed.as_ref().map(|(path, at)| (path.to_string_lossy(), at)).serialize(to)
}

/// The current identity of a file.
///
/// # Errors
/// When it cannot be read.
pub fn identity(path: &Path) -> io::Result<Identity> {
    const PART: u64 = 4096;
    const PARTS: u64 = 16;
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    let since = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let mut hash = Sha256::new();
    let mut part = Vec::with_capacity(PART as usize);
    let last = metadata.len().saturating_sub(PART);
    for at in 0..PARTS {
        part.clear();
        file.seek(SeekFrom::Start(last / (PARTS - 1) * at))?;
        (&mut file).take(PART).read_to_end(&mut part)?;
        hash.update(&part);
        if last == 0 {
            break;
        }
    }
    part.clear();
    file.seek(SeekFrom::Start(last))?;
    file.take(PART).read_to_end(&mut part)?;
    hash.update(&part);
    let parts = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let modified_ms = since.map_or(0, |since| since.as_millis() as i64);
    Ok(Identity { bytes: metadata.len(), modified_ms, parts })
}
