//! PoolScope without a console, for double clicks on Windows: the same program, with errors shown in a message box.
#![cfg_attr(windows, windows_subsystem = "windows")]

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    poolscope::run(&poolscope::ui::show_error_box)
}

#[cfg(target_arch = "wasm32")]
fn main() {}
