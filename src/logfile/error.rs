//! Why a log could not be read. Messages state the operation, what was found, where, and the path last.

use std::io;
use std::path::PathBuf;

/// A refusal. Damage that can be read around is a [`Diagnostic`](super::Diagnostic) instead.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("{doing}: {error}: {}", path.display())]
    Io { doing: &'static str, error: io::Error, path: PathBuf },

    /// The content is something else, or nothing.
    #[error("not a performance log: {found}: {}", path.display())]
    NotALog { found: String, path: PathBuf },

    /// A performance log whose description is destroyed.
    #[error("{doing}: {found}, at byte {position}: {}", path.display())]
    Damaged { doing: &'static str, found: String, position: u64, path: PathBuf },

    /// More than may be held at once, and nothing can be left out.
    #[error("{doing}: {found} do not fit into memory: {}", path.display())]
    Limit { doing: &'static str, found: String, path: PathBuf },

    /// A file that should name pool tags names none.
    #[error("not a list of pool tags: {found}: {}", path.display())]
    NotTagNames { found: &'static str, path: PathBuf },

    /// A folder that was to be searched for drivers.
    #[error("searching drivers: {found}: {}", path.display())]
    NotDrivers { found: &'static str, path: PathBuf },

    #[error("cancelled")]
    Cancelled,

    /// The receiver of the values could not take more.
    #[error("{doing}: {error}")]
    Sink { doing: &'static str, error: io::Error },
}
