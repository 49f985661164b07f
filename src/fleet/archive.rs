//! Logs in .zip, .cab and .gz: lists their names and unpacks single ones. What unpacks to far more than any log is
//! rejected.

use crate::export::Unfinished;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;
use zip::ZipArchive;

/// A kind of archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Zip,
    Cab,
    Gzip,
}

/// By a path's extension.
pub fn kind(path: &Path) -> Option<Kind> {
    match path.extension()?.to_string_lossy().to_lowercase().as_str() {
        "zip" => Some(Kind::Zip),
        "cab" => Some(Kind::Cab),
        "gz" => Some(Kind::Gzip),
        _ => None,
    }
}

/// A file in an archive.
pub struct Entry {
    pub name: String,
    /// Its index among the archive's files.
    pub at: usize,
    /// Unpacked size as stated by the archive; 0 if it states none.
    pub bytes: u64,
}

/// The limit on unpacked files held at the same time, in bytes.
const MOST_AT_ONCE: u64 = 64 << 30;
/// A file that unpacks to more than this...
const LARGE: u64 = 256 << 20;
/// ...and to more than this many times its packed size is no log: even idle logs shrink to no less than a hundredth.
const MOST_TIMES: u64 = 400;
/// The limit on files in one archive.
const MOST_FILES: usize = 100_000;

/// The folder in which archives are unpacked; removed with its contents on drop.
pub struct Scratch {
    folder: TempDir,
    _unfinished: Unfinished,
    used: AtomicU64,
    /// Archives that were opened and are not in use: the directory of a large one takes long to read.
    zips: Mutex<Vec<(PathBuf, Zip)>>,
}

type Zip = ZipArchive<BufReader<File>>;

/// How many archives are kept open.
const MOST_OPEN: usize = 8;

impl Scratch {
    /// # Errors
    /// When no temporary folder can be created.
    pub fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("poolscope-triage-").tempdir()?;
        let _unfinished = Unfinished::new(folder.path());
        Ok(Self { folder, _unfinished, used: AtomicU64::new(0), zips: Mutex::default() })
    }

    fn zip(&self, path: &Path) -> io::Result<Zip> {
        let mut zips = self.zips.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = zips.iter().position(|(known, _)| known == path) {
            return Ok(zips.swap_remove(at).1);
        }
        drop(zips);
        ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)
    }

    fn keep(&self, path: &Path, zip: Zip) {
        let mut zips = self.zips.lock().unwrap_or_else(PoisonError::into_inner);
        if zips.len() >= MOST_OPEN {
            zips.remove(0);
        }
        zips.push((path.to_owned(), zip));
    }
}

/// An unpacked file.
pub struct Unpacked {
    pub path: PathBuf,
    _folder: TempDir,
}

/// The files of an archive.
///
/// # Errors
/// When it cannot be read, or is not an archive.
pub fn entries(path: &Path, kind: Kind, is_interesting: fn(&str) -> bool) -> io::Result<Vec<Entry>> {
    let file = File::open(path)?;
    let all = match kind {
        Kind::Zip => {
            let mut zip = ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
            refuse_many(zip.len())?;
            (0..zip.len())
                .filter_map(|at| {
                    // the names are in the directory; only logs need more than that
                    let name = zip.name_for_index(at)?.ok()?.into_owned();
                    if !is_interesting(&name) {
                        return None;
                    }
                    let entry = zip.by_index_raw(at).ok()?;
                    entry.is_file().then_some(Entry { name, at, bytes: entry.size() })
                })
                .collect()
        }
        Kind::Cab => {
            let cabinet = cab::Cabinet::new(file)?;
            let files = cabinet.folder_entries().flat_map(cab::FolderEntry::file_entries);
            let files: Vec<Entry> = files
                .take(MOST_FILES + 1)
                .enumerate()
                .map(|(at, entry)| Entry {
                    name: entry.name().replace('\\', "/"),
                    at,
                    bytes: u64::from(entry.uncompressed_size()),
                })
                .collect();
            refuse_many(files.len())?;
            files
        }
        Kind::Gzip => {
            let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
            vec![Entry { name, at: 0, bytes: 0 }]
        }
    };
    Ok(all)
}

fn refuse_many(count: usize) -> io::Result<()> {
    if count <= MOST_FILES { Ok(()) } else { Err(io::Error::other(format!("{count} files in one archive"))) }
}

/// Unpacks one file under the name it is shown by, so that what lies beside it finds its computer by that name.
///
/// # Errors
/// When the archive cannot be read, or the file unpacks to more than a packed log can.
pub fn unpack(archive: &Path, at: usize, shown: &Path, scratch: &Scratch) -> io::Result<Unpacked> {
    let folder = tempfile::Builder::new().prefix("u").tempdir_in(scratch.folder.path())?;
    let parent = shown.parent().and_then(Path::file_name).unwrap_or_default();
    let inner = folder.path().join(parent);
    std::fs::create_dir_all(&inner)?;
    let path = inner.join(shown.file_name().unwrap_or_default());
    let mut out = File::create(&path)?;
    let packed = archive.metadata()?.len();
    match kind(archive) {
        Some(Kind::Zip) => {
            let mut zip = scratch.zip(archive)?;
            {
                let mut entry = zip.by_index(at).map_err(io::Error::other)?;
                let packed = entry.compressed_size();
                copy(&mut entry, &mut out, packed, scratch)?;
            }
            scratch.keep(archive, zip);
        }
        Some(Kind::Cab) => {
            let mut cabinet = cab::Cabinet::new(File::open(archive)?)?;
            let files = cabinet.folder_entries().flat_map(cab::FolderEntry::file_entries);
            let name = files.map(|entry| entry.name().to_owned()).nth(at);
            let name = name.ok_or_else(|| io::Error::other("the archive changed"))?;
            copy(&mut cabinet.read_file(&name)?, &mut out, packed, scratch)?;
        }
        Some(Kind::Gzip) => copy(&mut MultiGzDecoder::new(File::open(archive)?), &mut out, packed, scratch)?,
        None => return Err(io::Error::other("no archive")),
    }
    Ok(Unpacked { path, _folder: folder })
}

/// Copies unpacked data as long as it may be a log.
fn copy(from: &mut dyn Read, to: &mut dyn Write, packed: u64, scratch: &Scratch) -> io::Result<()> {
    const STEP: usize = 1 << 16;
    let mut part = vec![0; STEP];
    let mut done = 0_u64;
    let outcome = loop {
        let count = match from.read(&mut part) {
            Ok(0) => break Ok(()),
            Ok(count) => count,
            Err(error) => break Err(error),
        };
        done += count as u64;
        let used = scratch.used.fetch_add(count as u64, Ordering::Relaxed) + count as u64;
        if done > LARGE && done / MOST_TIMES > packed {
            break Err(io::Error::other(format!(
                "it unpacks to more than {MOST_TIMES} times its size, as no log does"
            )));
        }
        if used > MOST_AT_ONCE {
            break Err(io::Error::other("too much to be unpacked at once"));
        }
        if let Err(error) = to.write_all(&part[..count]) {
            break Err(error);
        }
    };
    // released as soon as writing ends: files are removed before the next ones are unpacked
    scratch.used.fetch_sub(done, Ordering::Relaxed);
    outcome
}
