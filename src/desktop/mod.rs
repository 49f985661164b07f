//! Makes PoolScope known to the desktop as a program that opens `.blg` files and its own sessions, for this user only,
//! and undoes that.
//!
//! The changes are worked out first, as a list of [`Change`]s that can be shown, then carried out. Text logs are not
//! claimed: they belong to other programs too.

pub mod change;
pub mod freedesktop;
pub mod registry;

pub use change::Change;

use crate::export::{self, Existing};
use std::path::{Path, PathBuf};

/// Why not everything could be changed.
#[derive(Debug, thiserror::Error)]
pub enum DesktopError {
    #[error("finding the program's own path: {0}")]
    OwnPath(std::io::Error),
    #[error("PoolScope cannot be registered on this system: {0}")]
    Unsupported(&'static str),
    #[error("no desktop entry can name a program in a folder with `%`, control characters or no Unicode: {}", .0.display())]
    OddPath(PathBuf),
    #[error("changing the desktop's files: {error}: {}", path.display())]
    File { error: std::io::Error, path: PathBuf },
    /// The files are there, but the desktop does not look at them yet.
    #[error("{program} did not run ({reason})")]
    NotTold { program: &'static str, reason: String },
    #[error("changing the registry: {error}: HKEY_CURRENT_USER\\{key}")]
    Registry { error: String, key: String },
}

/// What has to change so that a double click on a `.blg` opens PoolScope.
///
/// # Errors
/// Where the system is none that is known.
pub fn registration() -> Result<Vec<Change>, DesktopError> {
    let program = program()?;
    if cfg!(windows) {
        Ok(registry::registration(&program, &read_value))
    } else {
        if freedesktop::is_odd(&program) {
            return Err(DesktopError::OddPath(program));
        }
        Ok(freedesktop::registration(&program, &data_home()?))
    }
}

/// What has to change so that nothing of that is left; nothing if nothing of it is there.
///
/// # Errors
/// Where the system is none that is known.
pub fn removal() -> Result<Vec<Change>, DesktopError> {
    let mut changes = if cfg!(windows) {
        registry::removal(&read_value, &Path::is_file)
    } else {
        freedesktop::removal(&data_home()?)
    };
    changes.retain(has_something_to_change);
    let is_left = changes.iter().any(|change| !matches!(change, Change::Tell { .. } | Change::RemoveEmptyKey { .. }));
    Ok(if is_left { changes } else { Vec::new() })
}

fn has_something_to_change(change: &Change) -> bool {
    match change {
        Change::RemoveValue { key, name } => read_value(key, name).is_some(),
        Change::RemoveKey { key } | Change::RemoveEmptyKey { key } => has_key(key),
        Change::Remove { path } => path.symlink_metadata().is_ok(),
        Change::SetValue { .. } | Change::Write { .. } | Change::Tell { .. } => true,
    }
}

/// The program that an installer offers for the files, whether it is registered or not.
pub fn installed() -> Option<PathBuf> {
    registry::installed(&read_value).filter(|program| program.is_file())
}

/// Whether this copy of the program is the one that is registered, or the last one that a registration leads to.
///
/// # Errors
/// Where the system is none that is known.
pub fn is_registered() -> Result<bool, DesktopError> {
    let program = program()?;
    if cfg!(windows) {
        Ok(registry::is_registered(&program, &read_value, &Path::is_file))
    } else {
        Ok(freedesktop::is_registered(&program, &data_home()?))
    }
}

/// What prevents a registration from taking effect, in a sentence: another program that was chosen.
pub fn obstacle() -> Option<String> {
    if cfg!(windows) {
        return registry::obstacle(&read_value);
    }
    freedesktop::TYPES.iter().find_map(|of| freedesktop::obstacle(of, &default_program(of)?))
}

/// The desktop entry that opens files of a type: as the desktop itself says, or else as it is stored.
fn default_program(of: &freedesktop::FileType) -> Option<String> {
    let asked = std::process::Command::new("xdg-mime").args(["query", "default", of.mime]).output();
    let said =
        asked.ok().filter(|out| out.status.success()).map(|out| String::from_utf8_lossy(&out.stdout).into_owned());
    let said = said.map(|text| text.trim().to_owned()).filter(|name| !name.is_empty());
    said.or_else(|| {
        let is_there = |entry: &str| data_folders().iter().any(|data| data.join("applications").join(entry).exists());
        freedesktop::default_program(&chosen_programs(), of.mime, &is_there)
    })
}

/// What was chosen in each desktop's own way, the most particular first.
fn chosen_programs() -> Vec<String> {
    let desktops = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default().to_lowercase();
    let own = desktops.split(':').filter(|name| !name.is_empty()).map(|name| format!("{name}-mimeapps.list"));
    let names: Vec<String> = own.chain(["mimeapps.list".to_owned()]).collect();
    let mut folders: Vec<PathBuf> = folder_of("XDG_CONFIG_HOME", ".config").into_iter().collect();
    folders.extend(folders_in("XDG_CONFIG_DIRS", "/etc/xdg"));
    folders.extend(data_folders().into_iter().map(|data| data.join("applications")));
    let paths = folders.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    paths.filter_map(|path| Some(String::from_utf8_lossy(&std::fs::read(path).ok()?).into_owned())).collect()
}

fn data_folders() -> Vec<PathBuf> {
    let own = data_home().into_iter();
    own.chain(folders_in("XDG_DATA_DIRS", "/usr/local/share:/usr/share")).collect()
}

fn folders_in(variable: &str, usual: &str) -> Vec<PathBuf> {
    let set = std::env::var_os(variable).filter(|value| !value.is_empty());
    std::env::split_paths(&set.unwrap_or_else(|| usual.into())).collect()
}

/// A folder of the user that a variable names, or else one below the home folder.
fn folder_of(variable: &str, below_home: &str) -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    set(variable).or_else(|| set("HOME").map(|home| home.join(below_home)))
}

/// The program that a double click starts: on Windows, the one without a console.
fn program() -> Result<PathBuf, DesktopError> {
    let own = std::env::current_exe().map_err(DesktopError::OwnPath)?;
    let quiet = own.with_file_name(registry::PROGRAM);
    Ok(if cfg!(windows) && quiet.is_file() { quiet } else { own })
}

fn data_home() -> Result<PathBuf, DesktopError> {
    if cfg!(target_os = "macos") {
        return Err(DesktopError::Unsupported("on macOS the application bundle says what it opens"));
    }
    folder_of("XDG_DATA_HOME", ".local/share").ok_or(DesktopError::Unsupported("neither XDG_DATA_HOME nor HOME is set"))
}

/// Carries out a change. Removing something that does not exist is no error.
///
/// # Errors
/// The message ends with the path or key.
pub fn carry_out(change: &Change) -> Result<(), DesktopError> {
    match change {
        Change::Write { path, bytes } => write_file(path, bytes),
        Change::Remove { path } => match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(DesktopError::File { error, path: path.clone() })
            }
            _ => Ok(()),
        },
        Change::Tell { program, arguments } => {
            let mut command = std::process::Command::new(program);
            command.args(arguments).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
            match command.status() {
                Ok(status) if status.success() => Ok(()),
                Ok(status) => Err(DesktopError::NotTold { program, reason: status.to_string() }),
                Err(error) => Err(DesktopError::NotTold { program, reason: error.to_string() }),
            }
        }
        change => change_registry(change),
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), DesktopError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let own = || if path.is_symlink() { std::fs::remove_file(path) } else { Ok(()) };
    // a link would lead to a file that is not ours
    std::fs::create_dir_all(folder)
        .and_then(|()| own())
        .and_then(|()| export::write(path, Existing::Replace, &mut |w| w.write_all(bytes)))
        .map_err(|error| DesktopError::File { error, path: path.to_owned() })
}

#[cfg(windows)]
fn change_registry(change: &Change) -> Result<(), DesktopError> {
    use windows_registry::CURRENT_USER;
    /// `ERROR_FILE_NOT_FOUND` as an HRESULT.
    const NOT_THERE: i32 = 0x8007_0002_u32 as i32;
    let (key, outcome) = match change {
        Change::SetValue { key, name, value } => {
            (key, CURRENT_USER.create(key).and_then(|k| k.set_string(name, value)))
        }
        Change::RemoveValue { key, name } => {
            (key, CURRENT_USER.options().write().open(key).and_then(|k| k.remove_value(name)))
        }
        Change::RemoveKey { key } => (key, CURRENT_USER.remove_tree(key)),
        Change::RemoveEmptyKey { key } => {
            let is_empty =
                CURRENT_USER.open(key).and_then(|k| Ok(k.keys()?.next().is_none() && k.values()?.next().is_none()));
            (key, if is_empty.unwrap_or(false) { CURRENT_USER.remove_tree(key) } else { Ok(()) })
        }
        _ => return Ok(()),
    };
    match outcome {
        Err(error) if error.code().0 != NOT_THERE => {
            Err(DesktopError::Registry { error: error.message(), key: key.clone() })
        }
        _ => Ok(()),
    }
}

#[cfg(not(windows))]
fn change_registry(change: &Change) -> Result<(), DesktopError> {
    let (Change::SetValue { key, .. }
    | Change::RemoveValue { key, .. }
    | Change::RemoveKey { key }
    | Change::RemoveEmptyKey { key }) = change
    else {
        return Ok(());
    };
    Err(DesktopError::Registry { error: "this system has no registry".to_owned(), key: key.clone() })
}

/// A value below `HKEY_CURRENT_USER`, as text.
#[cfg(windows)]
fn read_value(key: &str, name: &str) -> Option<String> {
    windows_registry::CURRENT_USER.open(key).ok()?.get_string(name).ok()
}

#[cfg(not(windows))]
fn read_value(_: &str, _: &str) -> Option<String> {
    None
}

/// Whether a key below `HKEY_CURRENT_USER` exists.
#[cfg(windows)]
fn has_key(key: &str) -> bool {
    windows_registry::CURRENT_USER.open(key).is_ok()
}

#[cfg(not(windows))]
fn has_key(_: &str) -> bool {
    false
}
