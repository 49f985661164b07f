//! The registration on Windows, all below `HKEY_CURRENT_USER`, so no administrator rights are needed.
//!
//! | key below `HKEY_CURRENT_USER` | what for |
//! |---|---|
//! | `Software\Classes\PoolScope.blg`, `PoolScope.session` | the file types: name, icon and the command that opens them |
//! | `Software\Classes\.blg`, `.poolscope` | the type of such files; the previous type is kept, and restored on removal |
//! | `Software\Classes\.blg\OpenWithProgids`, the same of `.poolscope` | "Open with" |
//! | `Software\Classes\Applications\poolscopew.exe` | the program's name in "Open with" |
//! | `Software\PoolScope\Capabilities`, `Software\RegisteredApplications` | "Default apps" in Settings |
//! | `Software\PoolScope`, `InstallDir` | written by the installer for one user only, which sets all others but `.blg` too |
//!
//! Sources: "File Types", "How to Register a File Type for a New Application" and "Default Programs" in Microsoft's
//! Win32 documentation. The program that the user chose in Explorer (`UserChoice`) is signed by Windows and left alone.

use super::change::Change;
use std::path::{Path, PathBuf};

/// The program without a console.
pub const PROGRAM: &str = "poolscopew.exe";

/// A type of files that the program opens.
struct FileType {
    id: &'static str,
    ending: &'static str,
    name: &'static str,
    /// The name of the value that keeps what such files were before.
    previous: &'static str,
}

const TYPES: [FileType; 2] = [
    FileType { id: "PoolScope.blg", ending: ".blg", name: "Performance Monitor log", previous: "PreviousType" },
    FileType {
        id: "PoolScope.session",
        ending: ".poolscope",
        name: "PoolScope session",
        previous: "PreviousSessionType",
    },
];

impl FileType {
    fn class(&self) -> String {
        format!(r"Software\Classes\{}", self.id)
    }

    fn extension(&self) -> String {
        format!(r"Software\Classes\{}", self.ending)
    }
}

const OWN: &str = r"Software\PoolScope";
const REGISTERED: &str = r"Software\RegisteredApplications";
const CHOICE: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\FileExts\.blg\UserChoice";

/// Reads a registry value, by key and name.
pub type Read<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// The program, with its command line for a file.
fn command(program: &Path) -> String {
    format!("\"{}\" --together -- \"%1\"", program.display())
}

fn set(key: &str, name: &str, value: &str) -> Change {
    Change::SetValue { key: key.to_owned(), name: name.to_owned(), value: value.to_owned() }
}

/// What makes a program one of those that can open `.blg` files and sessions: all that the installer for one user sets,
/// but for the type of sessions.
fn offer(program: &Path) -> Vec<Change> {
    let application = format!(r"Software\Classes\Applications\{PROGRAM}");
    let capabilities = format!(r"{OWN}\Capabilities");
    let (command, icon) = (command(program), format!("\"{}\",0", program.display()));
    let mut changes = Vec::new();
    for of in &TYPES {
        let (class, extension) = (of.class(), of.extension());
        changes.extend([
            set(&class, "", of.name),
            set(&class, "FriendlyTypeName", of.name),
            set(&format!(r"{class}\DefaultIcon"), "", &icon),
            set(&format!(r"{class}\shell\open"), "FriendlyAppName", "PoolScope"),
            // without it Explorer opens no more than fifteen files at once
            set(&format!(r"{class}\shell\open"), "MultiSelectModel", "Player"),
            set(&format!(r"{class}\shell\open\command"), "", &command),
            set(&format!(r"{application}\SupportedTypes"), of.ending, ""),
            set(&format!(r"{capabilities}\FileAssociations"), of.ending, of.id),
            set(&format!(r"{extension}\OpenWithProgids"), of.id, ""),
        ]);
    }
    changes.extend([
        set(&application, "FriendlyAppName", "PoolScope"),
        set(&format!(r"{application}\shell\open\command"), "", &command),
        set(&capabilities, "ApplicationName", "PoolScope"),
        set(&capabilities, "ApplicationDescription", "Says whether a machine leaks kernel pool memory"),
        set(REGISTERED, "PoolScope", &capabilities),
    ]);
    changes
}

/// What makes a program open `.blg` files and sessions.
pub fn registration(program: &Path, read: Read<'_>) -> Vec<Change> {
    let mut changes = offer(program);
    for of in &TYPES {
        let extension = of.extension();
        // after registering twice, removal restores what was there before the first time
        if let Some(previous) = read(&extension, "").filter(|p| p != of.id && !p.is_empty()) {
            changes.push(set(OWN, of.previous, &previous));
        }
        changes.push(set(&extension, "", of.id));
    }
    changes
}

/// The program that the installer for one user has put there.
pub fn installed(read: Read<'_>) -> Option<PathBuf> {
    read(OWN, "InstallDir").filter(|folder| !folder.is_empty()).map(|folder| Path::new(&folder).join(PROGRAM))
}

fn is_same(a: &Path, b: &Path) -> bool {
    a.to_string_lossy().eq_ignore_ascii_case(&b.to_string_lossy())
}

/// Whether a registration would lead nowhere without this program: because the types of files name it; because they
/// name one that is gone; or because its installer takes the types away with it.
pub fn is_registered(program: &Path, read: Read<'_>, is_there: &dyn Fn(&Path) -> bool) -> bool {
    let named = |of: &FileType| {
        let command = read(&format!(r"{}\shell\open\command", of.class()), "")?;
        Some(PathBuf::from(command.strip_prefix('"')?.split_once('"')?.0))
    };
    let is_installed = installed(read).is_some_and(|installed| is_same(&installed, program));
    TYPES.iter().filter_map(named).any(|named| is_installed || is_same(&named, program) || !is_there(&named))
}

/// Gives the files of a type back to what opened them before.
fn give_back(of: &FileType, read: Read<'_>) -> Option<Change> {
    let (key, name) = (of.extension(), String::new());
    (read(&key, "").as_deref() == Some(of.id)).then(|| match read(OWN, of.previous) {
        Some(value) => Change::SetValue { key, name, value },
        None => Change::RemoveValue { key, name },
    })
}

/// What undoes it. A program that was installed stays one of those that can open the files, as its installer left it.
pub fn removal(read: Read<'_>, is_there: &dyn Fn(&Path) -> bool) -> Vec<Change> {
    if let Some(program) = installed(read).filter(|program| is_there(program)) {
        let is_as_installed = |change: &Change| matches!(change, Change::SetValue { key, name, value } if read(key, name).as_ref() == Some(value));
        let kept = TYPES.iter().map(|of| Change::RemoveValue { key: OWN.to_owned(), name: of.previous.to_owned() });
        let offered = offer(&program).into_iter().filter(|change| !is_as_installed(change));
        return give_back(&TYPES[0], read).into_iter().chain(kept).chain(offered).collect();
    }
    let mut changes = Vec::new();
    for of in &TYPES {
        let extension = of.extension();
        changes.extend(give_back(of, read));
        let progids = format!(r"{extension}\OpenWithProgids");
        changes.push(Change::RemoveValue { key: progids.clone(), name: of.id.to_owned() });
        changes.push(Change::RemoveEmptyKey { key: progids });
        changes.push(Change::RemoveEmptyKey { key: extension });
        changes.push(Change::RemoveKey { key: of.class() });
    }
    changes.push(Change::RemoveKey { key: format!(r"Software\Classes\Applications\{PROGRAM}") });
    changes.push(Change::RemoveEmptyKey { key: r"Software\Classes\Applications".to_owned() });
    changes.push(Change::RemoveValue { key: REGISTERED.to_owned(), name: "PoolScope".to_owned() });
    changes.push(Change::RemoveKey { key: OWN.to_owned() });
    changes
}

/// Another program that the user chose for `.blg` in Explorer; Windows lets no program change that choice.
pub fn obstacle(read: Read<'_>) -> Option<String> {
    let chosen = read(CHOICE, "ProgId").filter(|p| p != TYPES[0].id && p != &format!(r"Applications\{PROGRAM}"))?;
    Some(format!(
        "Windows remembers that you chose another program for .blg files ({chosen}). To choose PoolScope: right-click a \
         .blg file, Open with, Choose another app, PoolScope, Always."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const EXTENSION: &str = r"Software\Classes\.blg";
    const SESSION: &str = r"Software\Classes\.poolscope";

    type Values = BTreeMap<(String, String), String>;

    /// Applies changes as Windows would, as far as values are concerned.
    fn carry_out(values: &mut Values, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::SetValue { key, name, value } => drop(values.insert((key, name), value)),
                Change::RemoveValue { key, name } => drop(values.remove(&(key, name))),
                Change::RemoveKey { key } => {
                    values.retain(|(k, _), _| *k != key && !k.starts_with(&format!("{key}\\")));
                }
                _ => {}
            }
        }
    }

    fn register(values: &mut Values) {
        let now = values.clone();
        let read = move |key: &str, name: &str| now.get(&(key.to_owned(), name.to_owned())).cloned();
        carry_out(values, registration(Path::new(r"C:\Tools é\poolscopew.exe"), &read));
    }

    fn unregister(values: &mut Values) {
        let now = values.clone();
        let read = move |key: &str, name: &str| now.get(&(key.to_owned(), name.to_owned())).cloned();
        carry_out(values, removal(&read, &|_| true));
    }

    #[test]
    fn what_was_there_before_comes_back() {
        let other = |key: &str, name: &str, value: &str| ((key.to_owned(), name.to_owned()), value.to_owned());
        for before in [
            Values::new(),
            Values::from([other(EXTENSION, "", "PerfFile"), other(r"Software\Other", "a", "b")]),
            Values::from([other(EXTENSION, "PerceivedType", "document"), other(SESSION, "", "Other.session")]),
        ] {
            let mut values = before.clone();
            register(&mut values);
            for (extension, id) in [(EXTENSION, "PoolScope.blg"), (SESSION, "PoolScope.session")] {
                assert_eq!(values.get(&(extension.to_owned(), String::new())).map(String::as_str), Some(id));
                let command = values.get(&(format!(r"Software\Classes\{id}\shell\open\command"), String::new()));
                assert_eq!(command.map(String::as_str), Some(r#""C:\Tools é\poolscopew.exe" --together -- "%1""#));
            }
            register(&mut values);
            let read = |key: &str, name: &str| values.get(&(key.to_owned(), name.to_owned())).cloned();
            assert!(is_registered(Path::new(r"C:\TOOLS é\poolscopew.exe"), &read, &|_| true));
            assert!(!is_registered(Path::new(r"D:\poolscopew.exe"), &read, &|_| true));
            assert!(is_registered(Path::new(r"D:\poolscopew.exe"), &read, &|_| false), "the one that is named is gone");
            unregister(&mut values);
            assert_eq!(values, before);
            unregister(&mut values);
            assert_eq!(values, before);
        }
    }

    #[cfg(windows)]
    const INSTALLED: &str = r"C:\Programs";
    #[cfg(not(windows))]
    const INSTALLED: &str = "/programs"; // joined as this system joins paths

    #[test]
    fn what_the_installer_has_set_stays() {
        let mut values = Values::from([((EXTENSION.to_owned(), String::new()), "Other.blg".to_owned())]);
        let program = Path::new(INSTALLED).join(PROGRAM);
        carry_out(&mut values, offer(&program));
        values.insert((SESSION.to_owned(), String::new()), "PoolScope.session".to_owned());
        values.insert((OWN.to_owned(), "InstallDir".to_owned()), INSTALLED.to_owned());
        let before = values.clone();
        // nothing was registered
        unregister(&mut values);
        assert_eq!(values, before);
        // another copy was
        register(&mut values);
        assert_eq!(values[&(EXTENSION.to_owned(), String::new())], "PoolScope.blg");
        let read = |key: &str, name: &str| values.get(&(key.to_owned(), name.to_owned())).cloned();
        assert!(is_registered(&program, &read, &|_| true), "its installer takes the types with it");
        unregister(&mut values);
        assert_eq!(values, before);
        // once the installed program is gone, nothing is kept for it
        let read = |key: &str, name: &str| before.get(&(key.to_owned(), name.to_owned())).cloned();
        carry_out(&mut values, removal(&read, &|_| false));
        assert_eq!(values.into_values().collect::<Vec<_>>(), ["Other.blg"]);
    }

    #[test]
    fn another_program_chosen_since_stays() {
        let mut values = Values::new();
        register(&mut values);
        values.insert((EXTENSION.to_owned(), String::new()), "Other.blg".to_owned());
        unregister(&mut values);
        assert_eq!(values.into_values().collect::<Vec<_>>(), ["Other.blg"]);
        assert!(obstacle(&|_, _| Some("Other.blg".to_owned())).is_some_and(|s| s.contains("Other.blg")));
        assert_eq!(obstacle(&|_, _| Some("PoolScope.blg".to_owned())), None);
    }
}
