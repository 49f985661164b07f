//! `poolscope register` and `unregister`: each change is reported on one line.

use super::args::RegisterArgs;
use crate::desktop;
use std::io::Write;

/// Carries out a registration, or undoes it; with `is_trial` it only reports the changes.
///
/// # Errors
/// The first change that fails; earlier changes stay.
pub fn run(args: &RegisterArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let changes = if args.removes { desktop::removal()? } else { desktop::registration()? };
    for change in &changes {
        if !args.is_trial {
            desktop::carry_out(change)?;
        }
        writeln!(out, "{change}")?;
    }
    let done = match (args.is_trial, args.removes) {
        (true, _) => "Nothing was changed: this is what would be.",
        (false, true) => "PoolScope is no longer registered for .blg files.",
        (false, false) => "A double click on a .blg file opens PoolScope now. `poolscope unregister` takes it back.",
    };
    writeln!(out, "{done}")?;
    if !args.removes
        && let Some(obstacle) = desktop::obstacle()
    {
        writeln!(out, "{obstacle}")?;
    }
    Ok(())
}
