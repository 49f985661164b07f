//! The registration on Windows, all below `HKEY_CURRENT_USER`, so no administrator rights are needed.
//!
//! | key below `HKEY_CURRENT_USER` | what for |
//! |---|---|
//! | `Software\Classes\PoolScope.blg`, `PoolScope.session` | the file types: name, icon and the command that opens them |
//! | `Software\Classes\.blg`, `.poolscope` | the type of such files; the previous type is kept, and restored on removal |
//! | `Software\Classes\.blg\OpenWithProgids`, the same of `.poolscope` | "Open with" |
//! | `Software\Classes\Applications\poolscopew.exe` | the program's name in "Open with" |
//! | `Software\PoolScope\Capabilities`, `Software\RegisteredApplications` | "Default apps" in Settings |
//!
//! Sources: "File Types", "How to Register a File Type for a New Application" and "Default Programs" in Microsoft's
//! Win32 documentation. The program that the user chose in Explorer (`UserChoice`) is signed by Windows and left alone.

use super::change::Change;
use std::path::Path;

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

/// What makes a program open `.blg` files and sessions.
pub fn registration(program: &Path, read: Read<'_>) -> Vec<Change> {
    let set = |key: &str, name: &str, value: &str| Change::SetValue {
        key: key.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
    };
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
        // after registering twice, removal restores what was there before the first time
        if let Some(previous) = read(&extension, "").filter(|p| p != of.id && !p.is_empty()) {
            changes.push(set(OWN, of.previous, &previous));
        }
        changes.push(set(&extension, "", of.id));
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

/// Whether this program is the one that the types of files name.
pub fn is_registered(program: &Path, read: Read<'_>) -> bool {
    let named = |of: &FileType| read(&format!(r"{}\shell\open\command", of.class()), "");
    TYPES.iter().any(|of| named(of).is_some_and(|named| named.eq_ignore_ascii_case(&command(program))))
}

/// What undoes it.
pub fn removal(read: Read<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for of in &TYPES {
        let extension = of.extension();
        if read(&extension, "").as_deref() == Some(of.id) {
            let (key, name) = (extension.clone(), String::new());
            changes.push(match read(OWN, of.previous) {
                Some(value) => Change::SetValue { key, name, value },
                None => Change::RemoveValue { key, name },
            });
        }
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
        carry_out(values, removal(&read));
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
            assert!(is_registered(Path::new(r"C:\TOOLS é\poolscopew.exe"), &read));
            assert!(!is_registered(Path::new(r"D:\poolscopew.exe"), &read));
            unregister(&mut values);
            assert_eq!(values, before);
            unregister(&mut values);
            assert_eq!(values, before);
        }
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
