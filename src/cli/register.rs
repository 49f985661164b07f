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
    let obstacle = desktop::obstacle().filter(|_| !args.removes);
    let done = match (args.is_trial, args.removes, obstacle) {
        (true, _, obstacle) => {
            let also = obstacle.map_or_else(String::new, |obstacle| format!("\n{obstacle}"));
            format!("Nothing was changed: this is what would be.{also}")
        }
        (false, true, _) => "PoolScope is no longer registered for .blg files and sessions.".to_owned(),
        (false, false, Some(obstacle)) => {
            format!("PoolScope is registered, but a double click on a .blg file opens something else.\n{obstacle}")
        }
        (false, false, None) => {
            "A double click on a .blg file or a session opens PoolScope now. `poolscope unregister` takes it back."
                .to_owned()
        }
    };
    writeln!(out, "{done}")?;
    Ok(())
}
