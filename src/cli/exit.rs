//! How the program ends, and what it says on the way.

use std::io::{self, Write};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    /// With `--exit-code`: a pool leaks.
    Leak = 1,
    Error = 2,
    /// With `--exit-code`: nothing could be judged.
    CannotTell = 3,
}

/// One line on stderr. Where that is closed too, nobody is listening.
pub fn complain(error: &anyhow::Error) {
    let text = format!("{error:#}").replace(['\n', '\r'], " ");
    let _ = writeln!(io::stderr(), "poolscope: {text}");
}
