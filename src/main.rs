//! PoolScope with a console: arguments in, window or report out, and an exit code.
#![cfg_attr(test, allow(clippy::unwrap_used))]

#[cfg(target_arch = "wasm32")]
fn main() {
    poolscope::web::main();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    poolscope::run(&poolscope::cli::complain)
}
