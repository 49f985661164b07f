//! `poolscope tags`: which tag accounts for the pool's growth.

use super::args::TagsArgs;
use super::exit::{Exit, complain};
use super::progress;
use crate::analysis::Scope;
use crate::engine::{JudgeOptions, Log, judge_logs};
use crate::model::localized::PoolPaths;
use crate::report::{Harmless, tags};
use anyhow::{Context, bail};
use std::io::Write;

/// Runs the command.
///
/// # Errors
/// When nothing can be read, no file has tags, or writing fails.
pub fn run(args: &TagsArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    // before the logs are read, so that a wrong path is reported at once
    let names = args.owners.names()?;
    let logs: Vec<Log> = args.files.iter().cloned().map(Log::File).collect();
    let how =
        JudgeOptions { scope: Scope::Pools, given_ram: &|_| None, pools: &PoolPaths::default(), since_local_ms: None };
    let mut analysis = progress::shown("Reading", |progress| judge_logs(&logs, how, progress))?;
    let has_failed = !analysis.failed.is_empty();
    for error in std::mem::take(&mut analysis.failed) {
        complain(&error.into());
    }
    if analysis.files.is_empty() {
        return Ok(Exit::Error);
    }
    if analysis.machines.iter().all(|m| m.tags.is_none()) {
        bail!("no file is a listing of pool tags; collect one with: poolmon.exe -n poolsnap.log");
    }
    let owners = args.owners.of(names, &analysis)?;
    if args.json {
        tags::write_json(&mut Harmless::json(out), &analysis, &owners)
    } else {
        tags::write_text(&mut Harmless::text(out), &analysis, &owners)
    }
    .context("writing the report")?;
    Ok(if has_failed { Exit::Error } else { Exit::Done })
}
