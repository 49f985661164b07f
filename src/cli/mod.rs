//! The command line: the same engine without a window. Its words, fields and exit codes are a stable contract.

pub mod analyze;
pub mod args;
pub mod collect;
pub mod convert;
pub mod counters;
pub mod exit;
mod outputs;
mod progress;
pub mod register;
mod tag_owners;
pub mod tags;
pub mod triage;

pub use exit::{Exit, complain};

use crate::export;
use anyhow::Context;
use args::Invocation;
use std::ffi::OsString;
use std::io::{self, Write};

/// The exit code that shells report for a process ended by SIGINT.
const INTERRUPTED: i32 = 130;

/// Runs the command that `arguments` (without the program's name) ask for. `window` opens the window with the given
/// files; `complain` reports an error.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    window: &dyn Fn(args::WindowArgs) -> anyhow::Result<()>,
    complain: &dyn Fn(&anyhow::Error),
) -> Exit {
    let mut stdout = io::BufWriter::new(Pipe { out: io::stdout().lock(), is_closed: false });
    let outcome = args::parse(arguments).and_then(|invocation| match invocation {
        Invocation::Window(args) => window(args).map(|()| Exit::Done),
        Invocation::Analyze(args) => {
            clean_up_when_interrupted();
            analyze::run(&args, &mut stdout)
        }
        Invocation::Counters(args) => counters::run(&args, &mut stdout).map(|()| Exit::Done),
        Invocation::Tags(args) => tags::run(&args, &mut stdout),
        Invocation::Collect(args) => {
            clean_up_when_interrupted();
            collect::run(&args, &mut stdout)
        }
        Invocation::Convert(args) => {
            clean_up_when_interrupted();
            convert::run(&args).map(|()| Exit::Done)
        }
        Invocation::Triage(args) => {
            clean_up_when_interrupted();
            triage::run(&args, &mut stdout)
        }
        Invocation::Register(args) => register::run(&args, &mut stdout).map(|()| Exit::Done),
        Invocation::Completions(shell) => {
            clap_complete::generate(shell, &mut args::command(), "poolscope", &mut stdout);
            Ok(Exit::Done)
        }
        Invocation::Help(text) => Ok(stdout.write_all(text.as_bytes()).map(|()| Exit::Done)?),
    });
    let outcome = outcome.and_then(|exit| stdout.flush().map(|()| exit).context("writing the output"));
    match outcome {
        Ok(exit) => exit,
        Err(error) => {
            complain(&error);
            Exit::Error
        }
    }
}

/// Removes unfinished output files when a signal ends the program.
fn clean_up_when_interrupted() {
    // without a handler, an unfinished file stays and is removed by the next run
    let _ = ctrlc::set_handler(|| {
        export::remove_unfinished();
        std::process::exit(INTERRUPTED)
    });
}

/// An output whose reader may stop reading early: the rest is dropped and the work continues, so that exit codes and
/// pictures do not depend on the reader.
struct Pipe<W> {
    out: W,
    is_closed: bool,
}

impl<W: Write> Pipe<W> {
    fn unless_closed<T>(&mut self, outcome: io::Result<T>, dropped: T) -> io::Result<T> {
        match outcome {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(dropped)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let outcome = self.out.write(bytes);
        self.unless_closed(outcome, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let outcome = self.out.flush();
        self.unless_closed(outcome, ())
    }
}
