//! `poolscope analyze`: the verdict as text, JSON and pictures.

use super::args::AnalyzeArgs;
use super::{Exit, complain, report, text};
use crate::analysis::{Scope, Verdict};
use crate::chart::Scene;
use crate::chart::palette::Ground;
use crate::chart::scene::Overlays;
use crate::engine::{Judged, judge_log};
use crate::export::{self, Existing, png, svg};
use crate::logfile::{OpenLog, Progress};
use anyhow::{Context, bail};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(args: &AnalyzeArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let pictures = args.png.is_some() || args.svg.is_some();
    if pictures && args.files.len() > 1 {
        bail!("a picture shows one log; give one file with --png or --svg");
    }
    if args.png.is_some() && args.png == args.svg {
        bail!("--png and --svg name the same file");
    }
    let inputs: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    for output in args.png.iter().chain(&args.svg) {
        export::refuse_inputs(output, &inputs)?;
        if !args.force && output.symlink_metadata().is_ok() {
            return Err(refused(output, std::io::ErrorKind::AlreadyExists.into()));
        }
    }
    let mut document = report::Document::new();
    let scope = if args.pools_only { Scope::Pools } else { Scope::Everything };
    let mut failed = false;
    let mut all = Vec::new();
    let logs: Vec<anyhow::Result<OpenLog>> =
        if args.sample { vec![Ok(crate::sample::open()?)] } else { args.files.iter().map(|f| open(f, args)).collect() };
    for log in logs {
        let judged = log.and_then(|log| Ok(judge_log(&log, &|_| args.ram, scope, &Progress::default())?));
        match judged {
            Ok(judged) => {
                let paths = judged.recording.counters.iter().map(|c| &c.path);
                if let Some(path) = args.pools.unmatched(paths) {
                    let log = judged.recording.source.path.display();
                    complain(&anyhow::anyhow!("no counter is {path}: {log}"));
                    failed = true;
                }
                all.push(judged);
            }
            Err(error) => {
                complain(&error);
                failed = true;
            }
        }
    }
    for (i, judged) in all.iter().enumerate() {
        if args.json {
            document.add(&judged.recording, &judged.notes, &judged.reports);
        } else {
            if i > 0 {
                writeln!(out)?;
            }
            text::write(out, &judged.recording, &judged.notes, &judged.reports)?;
        }
    }
    if args.json {
        serde_json::to_writer_pretty(&mut *out, &document).map_err(std::io::Error::from)?;
        writeln!(out)?;
    }
    out.flush().context("writing the report")?;
    if let (true, Some(judged)) = (pictures, all.first()) {
        write_pictures(args, judged)?;
    }
    if failed {
        return Ok(Exit::Error);
    }
    Ok(if args.exit_code { exit_code(&all) } else { Exit::Done })
}

fn open(file: &Path, args: &AnalyzeArgs) -> anyhow::Result<OpenLog> {
    let mut log = OpenLog::open(file)?;
    log.pools = args.pools.clone();
    Ok(log)
}

fn exit_code(all: &[Judged]) -> Exit {
    let verdicts = || all.iter().flat_map(|j| &j.reports).flat_map(|r| r.pools()).map(|f| f.judgement.verdict());
    if verdicts().any(|v| v == Verdict::Leak) {
        Exit::Leak
    } else if verdicts().all(Verdict::cannot_tell) {
        Exit::CannotTell
    } else {
        Exit::Done
    }
}

fn write_pictures(args: &AnalyzeArgs, judged: &Judged) -> anyhow::Result<()> {
    let report = judged.reports.iter().find(|r| r.pools().next().is_some());
    let report = report.context("no pool counters in this log, so there is nothing to draw")?;
    let scene = Scene::of_pools(&judged.recording, report, false, Overlays::default());
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let write = |path: &Path, bytes: &[u8]| -> anyhow::Result<()> {
        export::write(path, existing, &mut |w| w.write_all(bytes)).map_err(|e| refused(path, e))
    };
    if let Some(path) = &args.svg {
        write(path, svg::paint(&scene, svg::Size::STANDARD, Ground::Light).as_bytes())?;
    }
    if let Some(path) = &args.png {
        let bytes = png::png(&scene, svg::Size::STANDARD, Ground::Light).context("drawing the picture")?;
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
