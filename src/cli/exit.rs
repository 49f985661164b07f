//! How the program ends, and what it prints along the way.

use crate::report::harmless;
use std::io::{self, Write};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// With `--exit-code`: a pool leaks.
    Leak = 1,
    Error = 2,
    /// With `--exit-code`: nothing could be judged.
    Undecided = 3,
}

/// An error, on one line of stderr.
pub fn complain(error: &anyhow::Error) {
    say_line(&format!("{error:#}"));
}

/// Prints one line on stderr; ignores a closed stderr.
pub(super) fn say_line(text: &str) {
    let line = harmless(text).replace(['\n', '\r'], " ");
    let _ = writeln!(io::stderr(), "poolscope: {line}");
}
