//! PoolScope: arguments in, window or report out, exit code.
#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::process::ExitCode;

fn main() -> ExitCode {
    let window = |args: poolscope::cli::args::WindowArgs| poolscope::ui::run(args.files, args.sample);
    ExitCode::from(poolscope::cli::run(std::env::args_os().skip(1), &window) as u8)
}
