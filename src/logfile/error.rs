//! Why a log could not be read. Messages state the operation, what was found, where, and the path last.

use crate::model::interned;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::PathBuf;

/// A refusal. Damage that can be read around is a [`Diagnostic`](super::Diagnostic) instead.
#[derive(Debug, thiserror::Error, Serialize, Deserialize)]
pub enum LogError {
    #[error("{doing}: {error}: {}", path.display())]
    Io {
        #[serde(with = "interned")]
        doing: interned::Static,
        #[serde(with = "io_error")]
        error: io::Error,
        path: PathBuf,
    },

    /// The content is something else, or nothing.
    #[error("not a performance log: {found}: {}", path.display())]
    NotALog { found: String, path: PathBuf },

    /// A performance log whose description is destroyed.
    #[error("{doing}: {found}, at byte {position}: {}", path.display())]
    Damaged {
        #[serde(with = "interned")]
        doing: interned::Static,
        found: String,
        position: u64,
        path: PathBuf,
    },

    /// More than may be held at once, and nothing can be left out.
    #[error("{doing}: {found} do not fit into memory: {}", path.display())]
    Limit {
        #[serde(with = "interned")]
        doing: interned::Static,
        found: String,
        path: PathBuf,
    },

    /// A file that should name pool tags names none.
    #[error("not a list of pool tags: {found}: {}", path.display())]
    NotTagNames {
        #[serde(with = "interned")]
        found: interned::Static,
        path: PathBuf,
    },

    /// A folder that was to be searched for drivers.
    #[error("searching drivers: {found}: {}", path.display())]
    NotDrivers {
        #[serde(with = "interned")]
        found: interned::Static,
        path: PathBuf,
    },

    #[error("cancelled")]
    Cancelled,

    /// The receiver of the values could not take more.
    #[error("{doing}: {error}")]
    Sink {
        #[serde(with = "interned")]
        doing: interned::Static,
        #[serde(with = "io_error")]
        error: io::Error,
    },
}

/// An error of the system is sent as what it says.
mod io_error {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::io;

    pub(super) fn serialize<S: Serializer>(error: &io::Error, serializer: S) -> Result<S::Ok, S::Error> {
        error.to_string().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<io::Error, D::Error> {
        String::deserialize(deserializer).map(io::Error::other)
    }
}
