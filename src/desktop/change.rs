//! One change to the desktop, in the form in which it is shown and carried out.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

/// One thing that is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A value below `HKEY_CURRENT_USER`; the name is empty for the key's default value.
    SetValue {
        key: String,
        name: String,
        value: String,
    },
    RemoveValue {
        key: String,
        name: String,
    },
    /// A key with everything below it.
    RemoveKey {
        key: String,
    },
    /// A key that others may use too; removed only if it is empty.
    RemoveEmptyKey {
        key: String,
    },
    Write {
        path: PathBuf,
        bytes: Vec<u8>,
    },
    Remove {
        path: PathBuf,
    },
    /// Tells the desktop to reload; without such a program, nothing needs to be told.
    Tell {
        program: &'static str,
        arguments: Vec<OsString>,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_default = |name: &str| if name.is_empty() { "(Default)".to_owned() } else { name.to_owned() };
        match self {
            Self::SetValue { key, name, value } => {
                write!(f, "set     HKEY_CURRENT_USER\\{key}  {} = {value}", or_default(name))
            }
            Self::RemoveValue { key, name } => write!(f, "remove  HKEY_CURRENT_USER\\{key}  {}", or_default(name)),
            Self::RemoveKey { key } => write!(f, "remove  HKEY_CURRENT_USER\\{key}"),
            Self::RemoveEmptyKey { key } => write!(f, "remove  HKEY_CURRENT_USER\\{key}, if it is empty"),
            Self::Write { path, bytes } => write!(f, "write   {} ({} bytes)", path.display(), bytes.len()),
            Self::Remove { path } => write!(f, "remove  {}", path.display()),
            Self::Tell { program, arguments } => {
                write!(f, "run     {program}")?;
                arguments.iter().try_for_each(|a| write!(f, " {}", a.to_string_lossy()))
            }
        }
    }
}
