//! `poolscope analyze`: the verdict as text, JSON and pictures.

use super::args::AnalyzeArgs;
use super::exit::{Exit, complain};
use super::progress;
use crate::analysis::{GivenRam, Scope, Verdict};
use crate::chart::Scene;
use crate::chart::palette::Ground;
use crate::chart::scene::Shown;
use crate::engine::{Analysis, JudgeOptions, Log, judge_logs};
use crate::export::{self, Existing, Size, paint_svg, png};
use crate::model::path::computer_key;
use crate::report;
use anyhow::{Context, bail};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// When the arguments contradict each other, nothing can be read at all, or writing fails; what one log lacks is only
/// complained of.
pub fn run(args: &AnalyzeArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if let (Some(png), Some(svg)) = (&args.png, &args.svg)
        && export::is_one_file(png, svg)
    {
        bail!("--png and --svg name the same file: {}", svg.display());
    }
    let inputs: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    for output in args.png.iter().chain(&args.svg) {
        export::refuse_inputs(output, &inputs)?;
        if !args.force && output.symlink_metadata().is_ok() {
            return Err(refused(output, std::io::ErrorKind::AlreadyExists.into()));
        }
        export::refuse_folder(output).map_err(|e| refused(output, e))?;
    }
    let logs = if args.sample { vec![Log::Sample] } else { args.files.iter().cloned().map(Log::File).collect() };
    let scope = if args.pools_only { Scope::Pools } else { Scope::Everything };
    let how = JudgeOptions { scope, given_ram: &|_| args.ram.map(GivenRam::by_user), pools: &args.pools };
    let mut analysis = progress::shown("Reading", |progress| judge_logs(&logs, how, progress))?;
    let mut failed = !analysis.failed.is_empty();
    for error in std::mem::take(&mut analysis.failed) {
        complain(&error.into());
    }
    let paths = analysis.machines.iter().flat_map(|m| &m.recording.counters).map(|c| &c.path);
    if let Some(path) = args.pools.unmatched(paths).filter(|_| !analysis.files.is_empty()) {
        complain(&anyhow::anyhow!("no counter is {path}: {}", logs_named(&args.files)));
        failed = true;
    }
    if let Some(name) = &args.computer {
        let wanted = name.trim().trim_matches('\\').to_lowercase();
        let known: Vec<String> = analysis.machines.iter().take(12).map(|m| m.report.computer.clone()).collect();
        analysis.machines.retain(|m| computer_key(&m.report.computer) == wanted);
        if analysis.machines.is_empty() && !analysis.files.is_empty() {
            complain(&anyhow::anyhow!(
                "no computer is called {name}, but {}: {}",
                known.join(", "),
                logs_named(&args.files)
            ));
            failed = true;
        }
    }
    report::write(out, &analysis, report::format(&args.format))?;
    out.flush().context("writing the report")?;
    if (args.png.is_some() || args.svg.is_some()) && !analysis.files.is_empty() {
        write_pictures(args, &analysis)?;
    }
    Ok(match (args.exit_code.then(|| exit_code(&analysis)), failed) {
        // what leaks leaks, whatever else could not be read
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
    } else if verdicts().all(Verdict::cannot_tell) {
        Exit::CannotTell
    } else {
        Exit::Done
    }
}

fn write_pictures(args: &AnalyzeArgs, analysis: &Analysis) -> anyhow::Result<()> {
    let mut drawable = analysis.machines.iter().filter(|m| m.report.pools().next().is_some());
    let machine = drawable.next().context("no pool counters in this log, so there is nothing to draw")?;
    if let (Some(_), true) = (drawable.next(), args.files.len() > 1) {
        bail!("these logs are of several computers and a picture shows one; choose it with --computer");
    }
    let scene = Scene::of_pools(&machine.recording, &machine.report, Shown::default());
    let scene = std::slice::from_ref(&scene);
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let write = |path: &Path, bytes: &[u8]| -> anyhow::Result<()> {
        export::write(path, existing, &mut |w| w.write_all(bytes)).map_err(|e| refused(path, e))
    };
    if let Some(path) = &args.svg {
        write(path, paint_svg::picture(scene, Size::STANDARD, Ground::Light).as_bytes())?;
    }
    if let Some(path) = &args.png {
        let bytes =
            png::png(scene, Size::STANDARD, Ground::Light, png::Fallback::System).context("drawing the picture")?;
        write(path, &bytes)?;
    }
    Ok(())
}

/// A refused export, with what helps.
pub fn refused(path: &Path, error: std::io::Error) -> anyhow::Error {
    let path = path.display();
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        anyhow::anyhow!("writing: the file is there already; use --force to overwrite it: {path}")
    } else {
        anyhow::anyhow!("writing: {error}: {path}")
    }
}
