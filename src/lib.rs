//! PoolScope opens Windows Performance Monitor logs on any computer and says whether the machine that was logged leaks
//! kernel pool memory: which pool, since when, how fast, and how much of the RAM it holds.
//!
//! | module | what it does | depends on |
//! |---|---|---|
//! | [`model`] | counter paths, times, series, recordings, units: plain data | nothing |
//! | [`logfile`] | turns bytes into a recording | model |
//! | [`analysis`] | numbers in, findings with reasons out | model |
//! | [`owners`] | who owns a pool tag: `pooltag.txt`, and driver files that contain it | model, logfile |
//! | [`wording`] | turns facts into sentences, given the size of 1 MB and the clock shown | model, logfile, analysis,
//! owners |
//! | [`engine`] | the main job: read, join what belongs together, judge | model, logfile, analysis, `sample` |
//! | [`chart`] | a recording and its findings as a scene, laid out as shapes; these painted in the window | model, analysis, wording |
//! | [`export`] | the same shapes as SVG and PNG, values as tables, files written whole | chart, logfile, model |
//! | [`report`] | what was judged as text and as JSON | model, logfile, analysis, owners, wording, engine, export |
//! | [`fleet`] | many servers: found, grouped, judged in parallel, ranked | all above |
//! | [`kit`] | scripts that collect a log fit for a verdict | model, analysis, engine, export |
//! | [`desktop`] | makes the program known to the system | export |
//! | [`cli`] | the command line | all but `ui` |
//! | [`ui`] | the window | all but `cli` and `desktop` |
//! | `web` | the window in a page, its tasks in Web Workers | ui, export, logfile |
//!
//! Dependencies never point the other way, no files import each other in a cycle, and egui appears only in
//! `chart::paint_egui`, `chart::interact` and `ui`: a test (`tests/it/layers.rs`) checks all imports.

pub mod analysis;
pub mod chart;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(not(target_arch = "wasm32"))]
pub mod desktop;
pub mod engine;
pub mod export;
pub mod fleet;
pub mod kit;
pub mod logfile;
pub mod model;
pub mod owners;
pub mod report;
pub mod sample;
pub mod ui;
pub mod version;
#[cfg(target_arch = "wasm32")]
pub mod web;
pub mod wording;

#[cfg(not(target_arch = "wasm32"))]
/// Runs either program: `poolscope`, or `poolscopew`, which on Windows has no console. Errors are reported by
/// `complain`.
pub fn run(complain: &dyn Fn(&anyhow::Error)) -> std::process::ExitCode {
    let window = |args: cli::args::WindowArgs| {
        let cli::args::WindowArgs { files, sample, renderer, together, reopen } = args;
        ui::start::run(ui::start::Opening { files, sample, renderer, together, reopen })
    };
    let exit = cli::run(std::env::args_os().skip(1), &window, complain);
    std::process::ExitCode::from(exit as u8)
}
