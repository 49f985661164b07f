//! `poolscope collect`: a folder of scripts that collect a log fit for a verdict.

use super::args::CollectArgs;
use super::exit::Exit;
use super::progress;
use crate::analysis::Scope;
use crate::engine::{JudgeOptions, Log, judge_logs};
use crate::export::Existing;
use crate::kit::plan::SAMPLES;
use crate::kit::{self, CounterList, Plan};
use crate::model::localized::PoolPaths;
use crate::model::units::duration;
use anyhow::Context;
use std::io::{self, Write};

/// Runs the command.
///
/// # Errors
/// When the request cannot be expressed in scripts, or the folder cannot be written.
pub fn run(args: &CollectArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut plan = Plan::default();
    if !args.logs.is_empty() {
        let logs: Vec<Log> = args.logs.iter().cloned().map(Log::File).collect();
        let how = JudgeOptions {
            scope: Scope::Pools,
            given_ram: &|_| None,
            pools: &PoolPaths::default(),
            since_local_ms: None,
        };
        let analysis = progress::shown("Reading", |progress| judge_logs(&logs, how, progress))?;
        // a kit planned without the answers would look as if it had used them
        if let Some(error) = analysis.failed.into_iter().next() {
            return Err(error.into());
        }
        plan = Plan::of(&analysis.machines);
    }
    plan.hours_left = args.hours_left.or(plan.hours_left);
    // beyond the expected exhaustion, unless a duration was given
    let usual = args.hours_left.map_or(plan.hours, |left| (1.5 * left).clamp(1.0, 14.0 * 24.0));
    plan.hours = args.hours.unwrap_or(usual);
    plan.system = args.system.unwrap_or(plan.system);
    plan.tags = args.tags.unwrap_or(plan.tags);
    for computer in &args.computers {
        if !plan.computers.iter().any(|known| known.eq_ignore_ascii_case(computer)) {
            plan.computers.push(computer.clone());
        }
    }
    plan.name = args.name.clone().unwrap_or(plan.name);
    plan.folder = args.folder.clone().unwrap_or(plan.folder);
    if args.is_lean {
        plan.counters = CounterList::Lean;
    }
    plan.check().context("planning what to collect")?;
    if args.output.is_file() {
        anyhow::bail!("writing: a file is where the folder is to be: {}", args.output.display());
    }
    let existing = if args.force { Existing::Replace } else { Existing::Keep };
    let written = kit::write(&args.output, &plan, existing).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            anyhow::anyhow!("writing: {error}; use --force to overwrite it: {}", args.output.display())
        }
        _ => anyhow::anyhow!("writing: {error}: {}", args.output.display()),
    })?;
    writeln!(
        out,
        "A sample every {}, for {}, in at most {} MB.",
        duration(f64::from(plan.interval_secs())),
        duration(plan.hours * 3600.0),
        plan.megabytes()
    )?;
    for path in written {
        writeln!(out, "{}", path.display())?;
    }
    writeln!(out, "Copy the folder to the computer; READ-ME.txt says the rest.")?;
    if plan.hours_left.is_some_and(|left| left * 3600.0 / f64::from(plan.interval_secs()) < SAMPLES) {
        writeln!(out, "So short a time has fewer than {SAMPLES} samples: the verdict may stay provisional.")?;
    }
    Ok(Exit::Done)
}
