//! PoolScope without a console, for Windows' double clicks: the same program, whose errors come in a box.
#![cfg_attr(windows, windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    poolscope::run(&poolscope::ui::show_error_box)
}
