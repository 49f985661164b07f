//! PoolScope with a console: arguments in, window or report out, and an exit code.
#![cfg_attr(test, allow(clippy::unwrap_used))]

fn main() -> std::process::ExitCode {
    poolscope::run(&poolscope::cli::complain)
}
