//! `poolscope analyze`: the verdict as text, JSON and pictures.

use super::args::AnalyzeArgs;
use super::exit::{Exit, complain};
use super::{outputs, progress};
use crate::analysis::{GivenRam, Scope, Verdict};
use crate::engine::{Analysis, JudgeOptions, Log, judge_logs};
use crate::model::path::computer_key;
use crate::report;
use anyhow::Context;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// When the arguments contradict each other, nothing can be read at all, or writing fails. A problem with one log is
/// only reported.
pub fn run(args: &AnalyzeArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    analyze(args, out).map_err(|error| outputs::nameless(error, args.outputs.pseudonyms.as_ref(), &args.files))
}

fn analyze(args: &AnalyzeArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let inputs: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    outputs::check(&args.outputs, &inputs, args.force)?;
    let names = args.owners.names()?;
    let logs = if args.sample { vec![Log::Sample] } else { args.files.iter().cloned().map(Log::File).collect() };
    let scope = if args.pools_only { Scope::Pools } else { Scope::Everything };
    let how = JudgeOptions {
        scope,
        given_ram: &|_| args.ram.map(GivenRam::by_user),
        pools: &args.pools,
        since_local_ms: None,
    };
    let mut analysis = progress::shown("Reading", |progress| judge_logs(&logs, how, progress))?;
    let key = args.outputs.pseudonyms.as_ref();
    let pseudonyms = key.map(|key| outputs::pseudonyms_of(key, &analysis, &inputs)).transpose()?;
    let mut failed = !analysis.failed.is_empty();
    // messages printed along the way may be passed on, too
    let complain = |found: String| match &pseudonyms {
        Some(names) => complain(&anyhow::anyhow!(names.text(&found))),
        None => complain(&anyhow::anyhow!(found)),
    };
    for error in std::mem::take(&mut analysis.failed) {
        complain(format!("{:#}", anyhow::Error::from(error)));
    }
    let paths = analysis.machines.iter().flat_map(|m| &m.recording.counters).map(|c| &c.path);
    if let Some(path) = args.pools.unmatched(paths).filter(|_| !analysis.files.is_empty()) {
        complain(format!("no counter is {path}: {}", logs_named(&args.files)));
        failed = true;
    }
    if let Some(name) = &args.computer {
        let wanted = name.trim().trim_matches('\\').to_lowercase();
        let known: Vec<String> = analysis.machines.iter().take(12).map(|m| m.report.computer.clone()).collect();
        analysis.machines.retain(|m| computer_key(&m.report.computer) == wanted);
        if analysis.machines.is_empty() && !analysis.files.is_empty() {
            complain(format!("no computer is called {name}, but {}: {}", known.join(", "), logs_named(&args.files)));
            failed = true;
        }
    }
    if let Some(names) = &pseudonyms {
        analysis = names.analysis(&analysis);
    }
    let owners = args.owners.of(names, &analysis)?;
    report::write(out, &analysis, &owners, report::format(&args.format))?;
    out.flush().context("writing the report")?;
    if !analysis.files.is_empty() {
        outputs::write(&args.outputs, &analysis, &owners, &args.files, args.force)?;
    }
    Ok(match (args.exit_code.then(|| exit_code(&analysis)), failed) {
        // a leak counts even if something else could not be read
        (Some(Exit::Leak), _) => Exit::Leak,
        (_, true) => Exit::Error,
        (found, false) => found.unwrap_or(Exit::Done),
    })
}

/// The path, or how many there are.
fn logs_named(files: &[PathBuf]) -> String {
    match files {
        [only] => only.display().to_string(),
        several => format!("{} logs", several.len()),
    }
}

fn exit_code(analysis: &Analysis) -> Exit {
    let verdicts = || analysis.machines.iter().flat_map(|m| m.report.pools()).map(|f| f.judgement.verdict());
    if verdicts().any(|v| v == Verdict::Leak) {
        Exit::Leak
    } else if verdicts().all(Verdict::is_undecided) {
        Exit::Undecided
    } else {
        Exit::Done
    }
}
