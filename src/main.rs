use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = poolscope::cli::run(std::env::args_os().skip(1), &|_| anyhow::bail!("no window yet"));
    ExitCode::from(exit as u8)
}
