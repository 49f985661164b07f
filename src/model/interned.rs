//! Names known at compile time, sent from one process to another as their text: `#[serde(with = "interned")]`.
//!
//! A text that is read becomes static by being leaked, once: only texts of the program itself are read so.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// An alias, because serde takes a field that is written as a reference to be borrowed from its input.
pub type Static = &'static str;

static NAMES: Mutex<BTreeSet<Static>> = Mutex::new(BTreeSet::new());

fn interned(text: String) -> Static {
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    match names.get(text.as_str()) {
        Some(known) => known,
        None => {
            let new: Static = text.leak();
            names.insert(new);
            new
        }
    }
}

/// # Errors
/// As the serializer.
pub fn serialize<S: Serializer>(text: &Static, serializer: S) -> Result<S::Ok, S::Error> {
    text.serialize(serializer)
}

/// # Errors
/// As the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Static, D::Error> {
    String::deserialize(deserializer).map(interned)
}

/// The same for a name that may be missing.
pub mod option {
    use super::{Static, interned};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// # Errors
    /// As the serializer.
    pub fn serialize<S: Serializer>(text: &Option<Static>, serializer: S) -> Result<S::Ok, S::Error> {
        text.serialize(serializer)
    }

    /// # Errors
    /// As the deserializer.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Static>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(interned))
    }
}
