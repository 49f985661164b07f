//! The command line: the same engine without a window. Its words, fields and exit codes are a stable contract.

pub mod analyze;
pub mod args;
pub mod convert;
pub mod counters;
pub mod report;
pub mod text;

use args::Invocation;
use std::ffi::OsString;
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

/// Runs the command that `arguments` (without the program's name) ask for. The window is opened by `window`, with the
/// files to open in it.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    window: &dyn Fn(args::WindowArgs) -> anyhow::Result<()>,
) -> Exit {
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    let outcome = args::parse(arguments).and_then(|invocation| match invocation {
        Invocation::Window(args) => window(args).map(|()| Exit::Done),
        Invocation::Analyze(args) => analyze::run(&args, &mut stdout),
        Invocation::Counters(args) => counters::run(&args, &mut stdout).map(|()| Exit::Done),
        Invocation::Convert(args) => convert::run(&args).map(|()| Exit::Done),
        Invocation::Help(text) => Ok(stdout.write_all(text.as_bytes()).map(|()| Exit::Done)?),
    });
    let outcome = outcome.and_then(|exit| Ok(stdout.flush().map(|()| exit)?));
    match outcome {
        Ok(exit) => exit,
        Err(error) if is_closed_pipe(&error) => Exit::Done,
        Err(error) => {
            complain(&error);
            Exit::Error
        }
    }
}

/// Whoever read our output has seen enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|e| e.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// One line on stderr. Where that is closed too, nobody is listening.
pub fn complain(error: &anyhow::Error) {
    let text = format!("{error:#}").replace(['\n', '\r'], " ");
    let _ = writeln!(io::stderr(), "poolscope: {text}");
}
