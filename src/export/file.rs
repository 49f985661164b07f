//! Writing files: first to a temporary file next to the target, which is then renamed, so that a half-written file is
//! never visible.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use web_time::Duration;

/// What to do with a file that already exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Existing {
    Keep,
    Replace,
}

/// Refuses an output that is also an input: a log is never written to.
///
/// # Errors
/// If both are the same file, with the path last.
pub fn refuse_inputs(output: &Path, inputs: &[&Path]) -> io::Result<()> {
    let Ok(target) = output.canonicalize() else { return Ok(()) };
    if inputs.iter().any(|input| input.canonicalize().is_ok_and(|i| i == target)) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("writing: this is the log itself, which is never written to: {}", output.display()),
        ));
    }
    Ok(())
}

/// Refuses an output whose folder does not exist or takes no files, before there is anything to write.
///
/// # Errors
/// The error from creating a file there.
pub fn refuse_folder(output: &Path) -> io::Result<()> {
    let folder = folder_of(output);
    if !folder.is_dir() {
        let found = if folder.exists() { "is no folder" } else { "does not exist" };
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("{} {found}", folder.display())));
    }
    tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder).map(drop).map_err(|e| {
        io::Error::new(e.kind(), format!("{} takes no files: {}", folder.display(), io::Error::from(e.kind())))
    })
}

/// Whether two outputs are the same file, however their paths are written.
pub fn is_one_file(a: &Path, b: &Path) -> bool {
    let place = |path: &Path| {
        let path = &target_of(path);
        path.canonicalize().ok().or_else(|| Some(folder_of(path).canonicalize().ok()?.join(path.file_name()?)))
    };
    match (place(a), place(b)) {
        (Some(a), Some(b)) => {
            let folded = |path: &Path| path.to_string_lossy().to_lowercase();
            // on a case-sensitive file system, this may refuse an output that is in fact another file
            a == b || folded(&a) == folded(&b)
        }
        _ => a == b,
    }
}

/// The target of a link, even if it does not exist yet.
fn target_of(path: &Path) -> PathBuf {
    const MOST: usize = 40;
    let mut target = path.to_owned();
    for _ in 0..MOST {
        let Ok(next) = fs::read_link(&target) else { break };
        target = folder_of(&target).join(next);
    }
    target
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Takes finished files on a system without any, such as a page, which downloads them.
pub type Receiver = fn(&Path, Vec<u8>);

static RECEIVER: OnceLock<Receiver> = OnceLock::new();

/// From now on, files are handed to `receiver`. To be called once.
pub fn deliver_to(receiver: Receiver) {
    let _ = RECEIVER.set(receiver);
}

/// Fills a new file through `fill`, then puts it in place.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] with [`Existing::Keep`]; otherwise the error from writing or renaming. The target
/// is then untouched.
pub fn write(
    path: &Path,
    existing: Existing,
    fill: &mut dyn FnMut(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(receiver) = RECEIVER.get() {
        let mut bytes = Vec::new();
        fill(&mut bytes)?;
        receiver(path, bytes);
        return Ok(());
    }
    let taken = || io::Error::new(io::ErrorKind::AlreadyExists, "the file is there already");
    if existing == Existing::Keep && path.symlink_metadata().is_ok() {
        return Err(taken());
    }
    // a link stays a link; what it points to is replaced
    let path = &target_of(path);
    if path.metadata().is_ok_and(|m| !m.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "there is something that is not a file"));
    }
    remove_orphans(folder_of(path));
    let mut pending = Pending::begin(path)?;
    let mut buffered = io::BufWriter::with_capacity(1 << 16, pending.temporary.as_file_mut());
    fill(&mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    pending.temporary.as_file().sync_all()?;
    pending.place(existing)
}

/// A file that is being written next to its target.
pub struct Pending {
    temporary: tempfile::NamedTempFile,
    _unfinished: Unfinished,
    path: PathBuf,
}

impl Pending {
    /// Begins a file.
    ///
    /// # Errors
    /// If its folder takes no files.
    pub fn begin(path: &Path) -> io::Result<Self> {
        let prefix = format!("{PREFIX}{}-", std::process::id());
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(SUFFIX);
        plain_permissions(&mut builder);
        let temporary = builder.tempfile_in(folder_of(path));
        // its message would name the temporary file, which means nothing to the user
        let temporary = temporary.map_err(|e| io::Error::from(e.kind()))?;
        let _unfinished = Unfinished::new(temporary.path());
        Ok(Self { temporary, _unfinished, path: path.to_owned() })
    }

    /// The file, for a writer that keeps it.
    ///
    /// # Errors
    /// When it is gone.
    pub fn reopen(&self) -> io::Result<fs::File> {
        self.temporary.reopen()
    }

    /// Puts it in place.
    ///
    /// # Errors
    /// As [`write()`].
    pub fn place(self, existing: Existing) -> io::Result<()> {
        keep_permissions(self.temporary.path(), &self.path);
        match existing {
            Existing::Replace => self.temporary.persist(&self.path).map_err(|e| e.error)?,
            Existing::Keep => self.temporary.persist_noclobber(&self.path).map_err(|e| e.error)?,
        };
        Ok(())
    }
}

const PREFIX: &str = ".poolscope-";
const SUFFIX: &str = ".part";

/// What is being written, so that it can be removed on interruption.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file, or a folder of temporary ones, while it is being written.
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Registers a path that is removed if the program is interrupted.
    pub fn new(path: &Path) -> Self {
        if let Ok(mut all) = UNFINISHED.lock() {
            all.push(path.to_owned());
        }
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Ok(mut all) = UNFINISHED.lock() {
            all.retain(|path| *path != self.0);
        }
    }
}

/// Removes unfinished files when the program is interrupted.
pub fn remove_unfinished() {
    for path in UNFINISHED.lock().map(|all| all.clone()).unwrap_or_default() {
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

/// Removes what killed programs left in a folder.
pub fn remove_orphans(folder: &Path) {
    const LONG: Duration = Duration::from_secs(3600);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|n| n.strip_prefix(PREFIX)).filter(|n| n.ends_with(SUFFIX)) else {
            continue;
        };
        let writer = rest.split('-').next().and_then(|id| id.parse::<u32>().ok());
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        let is_abandoned = writer.is_some_and(has_ended) || age.is_some_and(|age| age > LONG);
        if is_abandoned {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether no process with that id is running, if that can be determined.
fn has_ended(id: u32) -> bool {
    let processes = Path::new("/proc");
    processes.join("self").exists() && !processes.join(id.to_string()).exists()
}

/// Temporary files are private by default; exported files get the usual permissions, subject to the user's umask.
#[cfg(unix)]
fn plain_permissions(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn plain_permissions(_: &mut tempfile::Builder<'_, '_>) {}

/// A file that replaces another gets its permissions.
#[cfg(unix)]
fn keep_permissions(temporary: &Path, target: &Path) {
    if let Ok(was) = fs::metadata(target) {
        // failure is ignored: the file system may not support permissions
        let _ = fs::set_permissions(temporary, was.permissions());
    }
}

#[cfg(not(unix))]
fn keep_permissions(_: &Path, _: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn an_existing_file_is_replaced_only_when_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("out é.txt");
        let put = |text: &'static str, existing| write(&path, existing, &mut |w| w.write_all(text.as_bytes()));
        put("one", Existing::Keep).expect("new");
        assert_eq!(put("two", Existing::Keep).expect_err("kept").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).expect("read"), "one");
        put("three", Existing::Replace).expect("replaced");
        assert_eq!(fs::read_to_string(&path).expect("read"), "three");
        let failed = write(&path, Existing::Replace, &mut |_| Err(io::Error::other("disk full")));
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).expect("read"), "three", "a failed export leaves the old file");
        assert_eq!(fs::read_dir(folder.path()).expect("list").count(), 1, "no temporary file is left");
    }
}
