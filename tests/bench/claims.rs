//! Checks everything that reports say against the samples: `cargo bench --bench claims -- FOLDER…` judges every CSV in them
//! (`tests/reference/measure.py --dir` writes them) and lists what is contradicted. Fails where anything is.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../support/claims.rs"]
mod claims;

use poolscope::analysis::{GivenRam, Scope};
use poolscope::engine::{JudgeOptions, Log, judge_logs};
use poolscope::logfile::Progress;
use poolscope::model::localized::PoolPaths;
use poolscope::wording::Style;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut logs: Vec<PathBuf> = Vec::new();
    for folder in std::env::args().skip(1).filter(|a| !a.starts_with('-')) {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == "csv") {
                logs.push(path);
            }
        }
    }
    if logs.is_empty() {
        println!("give the folders that tests/reference/measure.py --dir wrote");
        return Ok(());
    }
    let (mut findings, mut contradicted) = (0, 0);
    for path in &logs {
        let (pools, ram) = (PoolPaths::default(), |_: &str| Some(GivenRam::by_user(64.0 * 1_073_741_824.0)));
        let how = JudgeOptions { scope: Scope::Everything, given_ram: &ram, pools: &pools, since_local_ms: None };
        let analysis = judge_logs(&[Log::File(path.clone())], how, &Progress::default())?;
        let mut problems = Vec::new();
        for machine in &analysis.machines {
            findings += machine.report.findings.len();
            problems.extend(claims::contradictions(
                &machine.recording,
                &machine.report,
                &Style::plain(&machine.recording),
            ));
        }
        contradicted += usize::from(!problems.is_empty());
        for problem in problems {
            println!("{problem}\n    {}", path.display());
        }
    }
    println!("{} reports, {findings} findings: {contradicted} reports with a contradiction", logs.len());
    if contradicted > 0 { Err("contradicted".into()) } else { Ok(()) }
}
