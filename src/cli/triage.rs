//! `poolscope triage`: folders of logs, judged server by server, the most urgent first.

use super::exit::{Exit, complain};
use super::outputs::{check_files, refused};
use super::progress;
use crate::export::{self, Existing};
use crate::fleet::output::{self, series::Series};
use crate::fleet::{Ledger, Options, Products, Triage, Watch, find, plan, run as judge};
use crate::logfile::{OpenLog, Progress};
use crate::model::clock::parse_iso_local;
use crate::report::Harmless;
use anyhow::Context;
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is judged, and what is written of it.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct TriageArgs {
    /// Folders, patterns with `*`, `?` and `**`, and files: logs, listings of tags, events, also in .zip, .cab and .gz
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Every figure as JSON: schema 1
    #[arg(long, value_name = "OUT.json")]
    pub json: Option<PathBuf>,
    /// Every figure as CSV, one row per pool
    #[arg(long, value_name = "OUT.csv")]
    pub csv: Option<PathBuf>,
    /// An overview with a small chart per server; reports of those that leak, may leak or are exhausted are in a folder next to it
    #[arg(long, value_name = "OUT.html")]
    pub html: Option<PathBuf>,
    /// Verdicts and samples for DuckDB, polars and Spark: verdicts.parquet and series/
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "DIR")]
    pub parquet: Option<PathBuf>,
    /// Samples of every counter in series/, not only of the pools and what they are judged by
    #[cfg(feature = "parquet")]
    #[arg(long, requires = "parquet")]
    pub all_counters: bool,
    /// The pools as OpenMetrics, with the names of windows_exporter
    #[arg(long, value_name = "OUT.txt")]
    pub openmetrics: Option<PathBuf>,
    /// Judge nothing; write which files must be judged together, for a cluster
    #[arg(long, value_name = "OUT.json", conflicts_with_all = ["json", "csv", "html", "openmetrics"])]
    pub plan: Option<PathBuf>,
    /// Judge only samples from this time on, by the clock of each server, such as 2026-03-02T08:00:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub since: Option<i64>,
    /// Servers that are judged in parallel; by default one per processor
    #[arg(long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<usize>,
    /// Judge everything again, even if unchanged
    #[arg(long)]
    pub fresh: bool,
    /// Overwrite existing files that were not written by an earlier triage
    #[arg(short, long)]
    pub force: bool,
    /// Exit with 1 if a server leaks, 3 if none could be judged
    #[arg(long)]
    pub exit_code: bool,
}

fn time(text: &str) -> Result<i64, String> {
    parse_iso_local(text).ok_or_else(|| "no time; write 2026-03-02T08:00:00".to_owned())
}

fn jobs(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| (1..=256).contains(n)).ok_or_else(|| "no number from 1 to 256".to_owned())
}

impl TriageArgs {
    #[cfg(feature = "parquet")]
    fn folder(&self) -> Option<&Path> {
        self.parquet.as_deref()
    }

    #[cfg(not(feature = "parquet"))]
    fn folder(&self) -> Option<&Path> {
        None
    }

    #[cfg(feature = "parquet")]
    fn all_counters(&self) -> bool {
        self.all_counters
    }

    #[cfg(not(feature = "parquet"))]
    fn all_counters(&self) -> bool {
        false
    }

    /// The output files, each with its option.
    fn files(&self) -> Vec<(&'static str, &PathBuf)> {
        let all = [
            ("--json", &self.json),
            ("--csv", &self.csv),
            ("--html", &self.html),
            ("--openmetrics", &self.openmetrics),
        ];
        all.into_iter().filter_map(|(option, path)| Some((option, path.as_ref()?))).collect()
    }

    /// Where the ledger of judged logs is: in the folder, or beside the first file.
    fn ledger(&self) -> Option<PathBuf> {
        if let Some(folder) = self.folder() {
            return Some(folder.join("triage.ledger"));
        }
        let (_, first) = self.files().into_iter().next()?;
        let mut name = first.file_name().unwrap_or_default().to_owned();
        name.push(".ledger");
        Some(first.with_file_name(name))
    }

    /// The options that results depend on.
    fn options(&self) -> String {
        let (series, reports) = (self.folder().is_some(), self.html.is_some());
        format!("since {:?}, series {series}, every counter {}, reports {reports}", self.since, self.all_counters())
    }
}

/// Runs the command.
///
/// # Errors
/// When an output cannot be written.
pub fn run(args: &TriageArgs, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if let Some(path) = &args.plan {
        return write_plan(args, path);
    }
    let ledger_path = args.ledger();
    let is_again = ledger_path.as_ref().is_some_and(|path| path.exists());
    let verdicts = args.folder().map(|folder| folder.join("verdicts.parquet"));
    let mut files = args.files();
    files.extend(verdicts.as_ref().filter(|path| path.exists()).map(|path| ("--parquet", path)));
    check_files(&files, &[], args.force || is_again)?;
    files.iter().try_for_each(|(_, path)| refuse_log(path))?;
    if let Some(folder) = args.folder() {
        std::fs::create_dir_all(folder.join("series"))
            .with_context(|| format!("making the folder: {}", folder.display()))?;
    }
    let reports = args.html.as_ref().map(|html| {
        let name = format!("{}-reports", html.file_stem().unwrap_or_default().to_string_lossy());
        (html.with_file_name(&name), name)
    });
    if let Some((folder, _)) = &reports {
        std::fs::create_dir_all(folder).with_context(|| format!("making the folder: {}", folder.display()))?;
    }
    let ledger = match &ledger_path {
        Some(path) => {
            if args.fresh && is_again {
                std::fs::remove_file(path).with_context(|| format!("beginning anew: {}", path.display()))?;
            }
            Ledger::open(path, &args.options())
                .with_context(|| format!("opening what was judged before: {}", path.display()))?
        }
        None => Ledger::none(),
    };
    let own: Vec<PathBuf> = args.files().into_iter().map(|(_, path)| path.clone()).chain(ledger_path).collect();
    let found = find(&args.paths, &own);
    let series = args.folder().map(|folder| folder.join("series"));
    let products = Products {
        series: series.as_deref().map(|folder| Series { folder, all_counters: args.all_counters() }),
        reports: reports.as_ref().map(|(folder, name)| (folder.as_path(), name.as_str())),
    };
    let mut metrics = args.openmetrics.as_ref().map(|_| output::OpenMetrics::new()).transpose()?;
    let options = Options { since_local_ms: args.since, jobs: args.jobs };
    let triage = progress::shown("Judging", |progress| {
        let watch = Watch { progress, judged: &|_, _| {} };
        judge(found, ledger, options, products, &watch, metrics.as_mut())
    });
    let triage = triage.context("judging")?;
    write_files(args, &triage, metrics)?;
    output::write_text(&mut Harmless::text(out), &triage).context("writing the answer")?;
    if triage.servers.is_empty() && triage.failed.is_empty() {
        complain(&anyhow::anyhow!(
            "no log is there: {}",
            args.paths.first().map_or(Path::new(""), PathBuf::as_path).display()
        ));
        return Ok(Exit::Error);
    }
    Ok(exit(args, &triage))
}

/// Rejects an output that is a log, even if files may be overwritten.
fn refuse_log(path: &Path) -> anyhow::Result<()> {
    let is_log = path.is_file() && OpenLog::open(path, &Progress::default()).is_ok();
    anyhow::ensure!(!is_log, "writing: this is a log, which is never written to: {}", path.display());
    Ok(())
}

/// Writes the groups of files, a list each, with the files that could not be read.
fn write_plan(args: &TriageArgs, path: &PathBuf) -> anyhow::Result<Exit> {
    check_files(&[("--plan", path)], &[], args.force)?;
    let found = find(&args.paths, std::slice::from_ref(path));
    let planned = progress::shown("Looking", |progress| plan(found, &Watch { progress, judged: &|_, _| {} }));
    let (groups, failed) = planned.context("planning")?;
    let document = serde_json::json!({ "schema": 1, "groups": groups, "failed": failed });
    export::write(path, Existing::Replace, &mut |w| {
        serde_json::to_writer(&mut *w, &document).map_err(io::Error::from)?;
        writeln!(w)
    })
    .map_err(|e| refused(path, e))?;
    Ok(if failed.is_empty() { Exit::Done } else { Exit::Error })
}

fn write_files(args: &TriageArgs, triage: &Triage, metrics: Option<output::OpenMetrics>) -> anyhow::Result<()> {
    // whatever exists was written by a triage or may be overwritten: that was checked first
    let save = |path: &Path, fill: &mut dyn FnMut(&mut (dyn Write + Send)) -> io::Result<()>| {
        export::write(path, Existing::Replace, fill).map_err(|e| refused(path, e))
    };
    if let Some(path) = &args.json {
        save(path, &mut |w| output::write_json(&mut Harmless::json(w), triage))?;
    }
    if let Some(path) = &args.csv {
        save(path, &mut |w| output::write_csv(w, triage))?;
    }
    if let Some(path) = &args.html {
        save(path, &mut |w| output::write_html(w, triage))?;
    }
    #[cfg(feature = "parquet")]
    if let Some(folder) = args.folder() {
        let path = folder.join("verdicts.parquet");
        output::write_verdicts(&path, triage).map_err(|e| refused(&path, e))?;
    }
    if let (Some(path), Some(metrics)) = (&args.openmetrics, metrics) {
        let mut metrics = Some(metrics);
        save(path, &mut |w| metrics.take().map_or(Ok(()), |metrics| metrics.write(w)))?;
    }
    Ok(())
}

fn exit(args: &TriageArgs, triage: &Triage) -> Exit {
    let verdicts = || triage.servers.iter().flat_map(|server| &server.pools).map(|pool| pool.verdict.as_str());
    if args.exit_code && verdicts().any(|verdict| verdict == "leak") {
        Exit::Leak
    } else if !triage.failed.is_empty() {
        Exit::Error
    } else if args.exit_code && verdicts().all(|verdict| ["inconclusive", "insufficient"].contains(&verdict)) {
        Exit::Undecided
    } else {
        Exit::Done
    }
}
