//! `poolscope collect`: a folder of scripts that collect a log fit for a verdict.

use super::args::CollectArgs;
use super::exit::{Exit, complain};
use super::progress;
use crate::analysis::Scope;
use crate::engine::{JudgeOptions, Log, judge_logs};
use crate::export::Existing;
use crate::kit::{self, CounterList, Plan};
use crate::model::localized::PoolPaths;
use crate::model::units::duration;
use anyhow::Context;
use std::io::{self, Write};

/// Runs the command.
///
/// # Errors
/// When what is asked for cannot be written down, or the folder cannot be written.
pub fn run(args: &CollectArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut plan = Plan::default();
    let mut has_failed = false;
    if !args.logs.is_empty() {
        let logs: Vec<Log> = args.logs.iter().cloned().map(Log::File).collect();
        let how = JudgeOptions { scope: Scope::Pools, given_ram: &|_| None, pools: &PoolPaths::default() };
        let analysis = progress::shown("Reading", |progress| judge_logs(&logs, how, progress))?;
        has_failed = !analysis.failed.is_empty();
        analysis.failed.into_iter().for_each(|error| complain(&error.into()));
        plan = Plan::of(&analysis.machines);
    }
    plan.hours_left = args.hours_left.or(plan.hours_left);
    plan.hours = args.hours.unwrap_or(plan.hours);
    plan.system = args.system.unwrap_or(plan.system);
    plan.tags = args.tags.unwrap_or(plan.tags);
    plan.computers.clone_from(&args.computers);
    plan.name = args.name.clone().unwrap_or(plan.name);
    plan.folder = args.folder.clone().unwrap_or(plan.folder);
    if args.is_lean {
        plan.counters = CounterList::Lean;
    }
    plan.check().context("planning what to collect")?;
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
    Ok(if has_failed { Exit::Error } else { Exit::Done })
}
