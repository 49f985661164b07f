//! In the place of `archive` where the program is built without archives: nothing is one.

use std::io;
use std::path::{Path, PathBuf};

/// There is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {}

pub fn kind(_: &Path) -> Option<Kind> {
    None
}

pub struct Entry {
    pub name: String,
    pub at: usize,
    pub bytes: u64,
}

pub struct Scratch;

impl Scratch {
    /// # Errors
    /// Never.
    pub fn new() -> io::Result<Self> {
        Ok(Self)
    }
}

pub struct Unpacked {
    pub path: PathBuf,
}

/// # Errors
/// Never: there is no kind of archive.
pub fn entries(_: &Path, kind: Kind, _: fn(&str) -> bool) -> io::Result<Vec<Entry>> {
    match kind {}
}

/// # Errors
/// Always: no member is in an archive.
pub fn unpack(_: &Path, _: usize, _: &Path, _: &Scratch) -> io::Result<Unpacked> {
    Err(io::Error::other("this program is built without archives"))
}
