//! The registration on Windows, all below `HKEY_CURRENT_USER`, so no administrator rights are needed.
//!
//! | key below `HKEY_CURRENT_USER` | what for |
//! |---|---|
//! | `Software\Classes\PoolScope.blg` | the file type: its name, icon and the command that opens it |
//! | `Software\Classes\.blg` | the type of `.blg` files; the previous type is kept, and restored on removal |
//! | `Software\Classes\.blg\OpenWithProgids` | "Open with" |
//! | `Software\Classes\Applications\poolscopew.exe` | the program's name in "Open with" |
//! | `Software\PoolScope\Capabilities`, `Software\RegisteredApplications` | "Default apps" in Settings |
//!
//! Sources: "File Types", "How to Register a File Type for a New Application" and "Default Programs" in Microsoft's
//! Win32 documentation. The program that the user chose in Explorer (`UserChoice`) is signed by Windows and left alone.

use super::change::Change;
use std::path::Path;

/// The program without a console.
pub const PROGRAM: &str = "poolscopew.exe";

const TYPE: &str = "PoolScope.blg";
const OWN: &str = r"Software\PoolScope";
const EXTENSION: &str = r"Software\Classes\.blg";
const PREVIOUS: &str = "PreviousType";
const REGISTERED: &str = r"Software\RegisteredApplications";
const CHOICE: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\FileExts\.blg\UserChoice";

/// Reads a registry value, by key and name.
pub type Read<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// The program, with its command line for a file.
fn command(program: &Path) -> String {
    format!("\"{}\" --together -- \"%1\"", program.display())
}

/// What makes a program open `.blg` files.
pub fn registration(program: &Path, read: Read<'_>) -> Vec<Change> {
    let set = |key: &str, name: &str, value: &str| Change::SetValue {
        key: key.to_owned(),
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let class = format!(r"Software\Classes\{TYPE}");
    let application = format!(r"Software\Classes\Applications\{PROGRAM}");
    let capabilities = format!(r"{OWN}\Capabilities");
    let (command, icon) = (command(program), format!("\"{}\",0", program.display()));
    let mut changes = vec![
        set(&class, "", "Performance Monitor log"),
        set(&class, "FriendlyTypeName", "Performance Monitor log"),
        set(&format!(r"{class}\DefaultIcon"), "", &icon),
        set(&format!(r"{class}\shell\open"), "FriendlyAppName", "PoolScope"),
        // without it Explorer opens no more than fifteen files at once
        set(&format!(r"{class}\shell\open"), "MultiSelectModel", "Player"),
        set(&format!(r"{class}\shell\open\command"), "", &command),
        set(&application, "FriendlyAppName", "PoolScope"),
        set(&format!(r"{application}\SupportedTypes"), ".blg", ""),
        set(&format!(r"{application}\shell\open\command"), "", &command),
        set(&capabilities, "ApplicationName", "PoolScope"),
        set(&capabilities, "ApplicationDescription", "Says whether a machine leaks kernel pool memory"),
        set(&format!(r"{capabilities}\FileAssociations"), ".blg", TYPE),
        set(REGISTERED, "PoolScope", &capabilities),
        set(&format!(r"{EXTENSION}\OpenWithProgids"), TYPE, ""),
    ];
    // after registering twice, removal restores what was there before the first time
    if let Some(previous) = read(EXTENSION, "").filter(|p| p != TYPE && !p.is_empty()) {
        changes.push(set(OWN, PREVIOUS, &previous));
    }
    changes.push(set(EXTENSION, "", TYPE));
    changes
}

/// What undoes it.
pub fn removal(read: Read<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    if read(EXTENSION, "").as_deref() == Some(TYPE) {
        let (key, name) = (EXTENSION.to_owned(), String::new());
        changes.push(match read(OWN, PREVIOUS) {
            Some(value) => Change::SetValue { key, name, value },
            None => Change::RemoveValue { key, name },
        });
    }
    changes.push(Change::RemoveValue { key: format!(r"{EXTENSION}\OpenWithProgids"), name: TYPE.to_owned() });
    changes.push(Change::RemoveEmptyKey { key: format!(r"{EXTENSION}\OpenWithProgids") });
    changes.push(Change::RemoveEmptyKey { key: EXTENSION.to_owned() });
    changes.push(Change::RemoveKey { key: format!(r"Software\Classes\{TYPE}") });
    changes.push(Change::RemoveKey { key: format!(r"Software\Classes\Applications\{PROGRAM}") });
    changes.push(Change::RemoveValue { key: REGISTERED.to_owned(), name: "PoolScope".to_owned() });
    changes.push(Change::RemoveKey { key: OWN.to_owned() });
    changes
}

/// Another program that the user chose for `.blg` in Explorer; Windows lets no program change that choice.
pub fn obstacle(read: Read<'_>) -> Option<String> {
    let chosen = read(CHOICE, "ProgId").filter(|p| p != TYPE && p != &format!(r"Applications\{PROGRAM}"))?;
    Some(format!(
        "Windows remembers that you chose another program for .blg files ({chosen}). To choose PoolScope: right-click a \
         .blg file, Open with, Choose another app, PoolScope, Always."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

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
            Values::from([other(EXTENSION, "PerceivedType", "document")]),
        ] {
            let mut values = before.clone();
            register(&mut values);
            assert_eq!(values.get(&(EXTENSION.to_owned(), String::new())).map(String::as_str), Some(TYPE));
            let command = values.get(&(format!(r"Software\Classes\{TYPE}\shell\open\command"), String::new()));
            assert_eq!(command.map(String::as_str), Some(r#""C:\Tools é\poolscopew.exe" --together -- "%1""#));
            register(&mut values);
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
        assert_eq!(obstacle(&|_, _| Some(TYPE.to_owned())), None);
    }
}
