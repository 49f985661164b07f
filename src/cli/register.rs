//! `poolscope register` and `unregister`: each change is reported on one line.

use super::args::RegisterArgs;
use crate::desktop::{self, DesktopError};
use std::io::Write;

/// Carries out a registration, or undoes it; with `is_trial` it only reports the changes.
///
/// # Errors
/// The first change that fails; earlier changes stay.
pub fn run(args: &RegisterArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    if args.only_own && !desktop::is_registered()? {
        writeln!(out, "This copy of PoolScope is not registered: nothing was changed.")?;
        return Ok(());
    }
    let changes = if args.removes { desktop::removal()? } else { desktop::registration()? };
    if changes.is_empty() {
        writeln!(out, "PoolScope is not registered: there is nothing to undo.")?;
        return Ok(());
    }
    let mut untold = Vec::new();
    for (made, change) in changes.iter().enumerate() {
        let outcome = if args.is_trial { Ok(()) } else { desktop::carry_out(change) };
        match outcome {
            // icons come sooner or later without it
            Err(DesktopError::NotTold { program: "gtk-update-icon-cache", .. }) => continue,
            Err(error @ DesktopError::NotTold { .. }) => untold.push(error.to_string()),
            Err(error) => {
                let is_undone = !args.removes && made > 0;
                let undo = if is_undone { "; `poolscope unregister` undoes them" } else { "" };
                writeln!(out, "Stopped after {made} of {} changes{undo}.", changes.len())?;
                return Err(error.into());
            }
            Ok(()) => {}
        }
        writeln!(out, "{change}")?;
    }
    let obstacle = if args.removes { None } else { desktop::obstacle() };
    let done = match (args.is_trial, args.removes, obstacle) {
        (true, _, obstacle) => {
            let also = obstacle.map_or_else(String::new, |obstacle| format!("\n{obstacle}"));
            format!("Nothing was changed: this is what would be.{also}")
        }
        (false, false, _) if !untold.is_empty() => format!(
            "PoolScope is registered, but the desktop does not know yet: {}. On Debian: apt install shared-mime-info \
             desktop-file-utils; then register again.",
            untold.join("; ")
        ),
        (false, true, _) if desktop::installed().is_some() => {
            "What opens .blg files is as it was before. The installed PoolScope stays under Open with, and opens sessions."
                .to_owned()
        }
        (false, true, _) => "PoolScope is no longer registered for .blg files and sessions.".to_owned(),
        (false, false, Some(obstacle)) => {
            format!("PoolScope is registered, but a double click opens something else.\n{obstacle}")
        }
        (false, false, None) => {
            "A double click on a .blg file or a session opens PoolScope now. `poolscope unregister` takes it back."
                .to_owned()
        }
    };
    writeln!(out, "{done}")?;
    Ok(())
}
