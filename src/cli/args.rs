//! Turns arguments as typed into arguments as meant.

use super::outputs::Outputs;
use super::tag_owners::TagOwners;
use super::triage::TriageArgs;
use crate::kit::{System, TagsBy};
use crate::model::clock::parse_iso_local;
use crate::model::localized::PoolPaths;
use crate::model::units;
use crate::report;
use anyhow::bail;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use std::ffi::OsString;
use std::path::PathBuf;

/// Opens Windows Performance Monitor logs (.blg, PDH-CSV, PDH-TSV) and says whether the machine leaks kernel pool
/// memory.
#[derive(Parser)]
#[command(
    name = "poolscope",
    version = version(),
    args_conflicts_with_subcommands = true,
    after_help = "Without a command the window opens. A file named like a command is opened with ./NAME."
)]
struct Typed {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    window: Window,
}

#[derive(Args)]
struct Window {
    /// Logs to open in the window; several become one timeline
    files: Vec<PathBuf>,
    /// Open the log that comes with the program
    #[arg(long)]
    sample: bool,
    /// What draws the window; both are built in on Windows, only glow elsewhere
    #[arg(long, value_name = "wgpu|glow", value_parser = renderer)]
    renderer: Option<String>,
    /// Hand the files to a window that was opened with this option a moment ago
    #[arg(long)]
    together: bool,
    /// What a window that was lost has left
    #[arg(long, hide = true)]
    reopen: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// The verdict as text or JSON, and pictures
    ///
    /// Several logs of one computer become one timeline; different computers stay separate.
    Analyze(Analyze),
    /// Every counter in a log, one path per line
    Counters {
        file: PathBuf,
        /// Also print type and number of values
        #[arg(long)]
        json: bool,
    },
    /// Which pool tag accounts for the pool's growth, from listings of PoolMon, a debugger or a script
    ///
    /// Listings are treated as logs: with a performance log of the same computer, they are judged together.
    Tags {
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// Every tag, as JSON: schema 1
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        owners: TagOwners,
    },
    /// A folder of scripts that collect a log suitable for a verdict, and listings of pool tags with it
    ///
    /// What an existing log shows (rate of growth, version of Windows) is taken from it.
    Collect(Collect),
    /// A log as PDH-CSV, PDH-TSV or Parquet; several become one table in chronological order
    Convert(Convert),
    /// Folders of logs, server by server: which leak, the most urgent first
    ///
    /// If it writes an output, a second run reads only what is new or has changed.
    Triage(TriageArgs),
    /// Make a double click on a .blg or a session open PoolScope, for this user only
    Register {
        /// Report what would be changed, and change nothing
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
    /// Undo what register did
    Unregister {
        /// Report what would be changed, and change nothing
        #[arg(short = 'n', long)]
        dry_run: bool,
        /// Only if this copy of the program is the one that is registered
        #[arg(long)]
        own: bool,
    },
    /// A script that completes commands and options
    Completions { shell: Shell },
}

#[derive(Args)]
struct Analyze {
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The log that comes with the program
    #[arg(long)]
    sample: bool,
    /// Only this computer, if logs contain several
    #[arg(long, value_name = "NAME")]
    computer: Option<String>,
    /// RAM of the machine, such as 1000MB or 16GB (1 MB = 1,048,576 bytes); otherwise from the log
    #[arg(long, value_name = "SIZE", value_parser = ram)]
    ram: Option<f64>,
    /// Judge only the two pools
    #[arg(long)]
    pools_only: bool,
    /// Which counter is the nonpaged pool, if the log names it in a language PoolScope does not know
    #[arg(long, value_name = "PATH")]
    nonpaged: Vec<String>,
    /// Which counter is the paged pool
    #[arg(long, value_name = "PATH")]
    paged: Vec<String>,
    /// Format of the report
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = report_formats())]
    format: String,
    /// Short for --format json: schema 1
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    owners: TagOwners,
    #[command(flatten)]
    outputs: Outputs,
    /// Overwrite existing files
    #[arg(long)]
    force: bool,
    /// Exit with 1 if a pool leaks, 3 if nothing could be judged
    #[arg(long)]
    exit_code: bool,
}

#[derive(Args)]
struct Collect {
    /// Where the scripts go; created if missing
    #[arg(value_name = "FOLDER")]
    output: PathBuf,
    /// A log of the same problem, to take the rate of growth and the version of Windows from
    #[arg(long, value_name = "FILE", num_args = 1..)]
    log: Vec<PathBuf>,
    /// How long until the pool is exhausted: 90m, 6h, 2d
    #[arg(long, value_name = "TIME", value_parser = hours)]
    exhausted_in: Option<f64>,
    /// How long the log is to run
    #[arg(long = "for", value_name = "TIME", value_parser = hours)]
    duration: Option<f64>,
    /// Which Windows collects: 2003 (and XP), or vista and later
    #[arg(long, value_name = "2003|vista")]
    windows: Option<String>,
    /// Another computer to measure; can be repeated
    #[arg(long, value_name = "NAME")]
    computer: Vec<String>,
    /// What lists pool tags alongside the counters
    #[arg(long, value_name = "none|poolmon|script|both")]
    tags: Option<String>,
    /// Only pools, processes and load, instead of the whole list in Microsoft's article
    #[arg(long)]
    lean: bool,
    /// Name of the log
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Where the log is written on the measured computer
    #[arg(long, value_name = "FOLDER")]
    log_folder: Option<String>,
    /// Overwrite existing files
    #[arg(long)]
    force: bool,
}

#[derive(Args)]
struct Convert {
    /// Logs, then OUT.csv, OUT.tsv or OUT.parquet
    #[arg(value_name = "IN… OUT")]
    files: Vec<PathBuf>,
    /// Only these counters; * matches anything, as in "\Process(*)\Handle Count"
    #[arg(short = 'c', value_name = "PATH", num_args = 1..)]
    counters: Vec<String>,
    /// From this time on, in the log's local time: 2026-03-02T08:00:00
    #[arg(short = 'b', value_name = "TIME", value_parser = time)]
    begin: Option<i64>,
    /// Up to this time
    #[arg(short = 'e', value_name = "TIME", value_parser = time)]
    end: Option<i64>,
    /// Every Nth record
    #[arg(short = 't', value_name = "N", value_parser = every, default_value = "1", hide_default_value = true)]
    every: usize,
    /// Replace names of computers and of processes that are not part of Windows; KEY says which pseudonym stands for
    /// which name, is created if missing, and stays with you
    #[arg(long, value_name = "KEY.json")]
    pseudonyms: Option<PathBuf>,
    /// Overwrite OUT
    #[arg(long)]
    force: bool,
}

/// Version and revision, without the name.
fn version() -> String {
    crate::version::version().trim_start_matches("poolscope ").to_owned()
}

fn renderer(text: &str) -> Result<String, String> {
    if matches!(text, "wgpu" | "glow") { Ok(text.to_owned()) } else { Err("write wgpu or glow".to_owned()) }
}

fn ram(text: &str) -> Result<f64, String> {
    units::parse_bytes(text).ok_or_else(|| "no size; write 1000MB or 16GB".to_owned())
}

fn time(text: &str) -> Result<i64, String> {
    parse_iso_local(text).ok_or_else(|| "no time; write 2026-03-02T08:00:00".to_owned())
}

fn hours(text: &str) -> Result<f64, String> {
    units::parse_hours(text).ok_or_else(|| "no time; write 90m, 6h or 2d".to_owned())
}

fn every(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "no number from 1 on".to_owned())
}

/// What the program was asked to do.
#[derive(Debug, PartialEq)]
pub enum Invocation {
    Window(WindowArgs),
    Analyze(AnalyzeArgs),
    Tags(TagsArgs),
    Counters(CountersArgs),
    Collect(CollectArgs),
    Convert(ConvertArgs),
    Triage(TriageArgs),
    Register(RegisterArgs),
    /// A script that completes commands and options in this shell.
    Completions(Shell),
    Help(String),
}

#[derive(Debug, Default, PartialEq)]
pub struct WindowArgs {
    pub files: Vec<PathBuf>,
    pub sample: bool,
    /// `wgpu` or `glow`; `None` for whatever works.
    pub renderer: Option<String>,
    /// Whether a window that was opened a moment ago may take the files.
    pub together: bool,
    /// What a window that was lost has left, to be opened again.
    pub reopen: Option<PathBuf>,
}

#[derive(Debug, Default, PartialEq)]
pub struct RegisterArgs {
    /// Undoes it.
    pub removes: bool,
    /// Changes nothing.
    pub is_trial: bool,
    /// Undoes nothing that another copy of the program did.
    pub only_own: bool,
}

#[derive(Debug, Default, PartialEq)]
pub struct AnalyzeArgs {
    pub files: Vec<PathBuf>,
    pub sample: bool,
    /// Only this one; any if `None`.
    pub computer: Option<String>,
    /// Bytes.
    pub ram: Option<f64>,
    pub pools_only: bool,
    /// Which counters are the pools, if the log is in a language that PoolScope does not know.
    pub pools: PoolPaths,
    /// One of [`report::FORMATS`].
    pub format: String,
    pub owners: TagOwners,
    pub outputs: Outputs,
    pub force: bool,
    pub exit_code: bool,
}

#[derive(Debug, Default, PartialEq)]
pub struct CountersArgs {
    pub file: PathBuf,
    pub json: bool,
}

#[derive(Debug, Default, PartialEq)]
pub struct TagsArgs {
    /// At least one.
    pub files: Vec<PathBuf>,
    pub json: bool,
    pub owners: TagOwners,
}

#[derive(Debug, Default, PartialEq)]
pub struct CollectArgs {
    pub output: PathBuf,
    pub logs: Vec<PathBuf>,
    pub hours_left: Option<f64>,
    pub hours: Option<f64>,
    pub system: Option<System>,
    pub computers: Vec<String>,
    pub tags: Option<TagsBy>,
    pub is_lean: bool,
    pub name: Option<String>,
    pub folder: Option<String>,
    pub force: bool,
}

#[derive(Debug, Default, PartialEq)]
pub struct ConvertArgs {
    /// At least one.
    pub inputs: Vec<PathBuf>,
    pub output: PathBuf,
    /// Patterns; none means every counter.
    pub counters: Vec<String>,
    /// Log-local milliseconds.
    pub begin: Option<i64>,
    pub end: Option<i64>,
    pub every: usize,
    /// The key; without one, names stay as they are.
    pub pseudonyms: Option<PathBuf>,
    pub force: bool,
}

fn report_formats() -> clap::builder::PossibleValuesParser {
    report::FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().into()
}

/// All commands and options, for the manual page and completions.
pub fn command() -> clap::Command {
    Typed::command()
}

/// Reads the arguments that follow the program's name.
///
/// # Errors
/// On one line, when they make no sense.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Invocation> {
    let arguments = std::iter::once(OsString::from("poolscope")).chain(arguments);
    let typed = match Typed::try_parse_from(arguments) {
        Ok(typed) => typed,
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            return Ok(Invocation::Help(error.to_string()));
        }
        Err(error) => bail!("{}", in_one_line(&error)),
    };
    Ok(match typed.command {
        None => {
            let Window { files, sample, renderer, together, reopen } = typed.window;
            Invocation::Window(WindowArgs { files, sample, renderer, together, reopen })
        }
        Some(Command::Analyze(typed)) => Invocation::Analyze(analyze(typed)?),
        Some(Command::Counters { file, json }) => Invocation::Counters(CountersArgs { file, json }),
        Some(Command::Tags { files, json, owners }) => Invocation::Tags(TagsArgs { files, json, owners }),
        Some(Command::Collect(typed)) => Invocation::Collect(collect(typed)?),
        Some(Command::Triage(args)) => Invocation::Triage(args),
        Some(Command::Convert(typed)) => Invocation::Convert(convert(typed)?),
        Some(Command::Register { dry_run }) => {
            Invocation::Register(RegisterArgs { is_trial: dry_run, ..RegisterArgs::default() })
        }
        Some(Command::Unregister { dry_run, own }) => {
            Invocation::Register(RegisterArgs { removes: true, is_trial: dry_run, only_own: own })
        }
        Some(Command::Completions { shell }) => Invocation::Completions(shell),
    })
}

fn collect(typed: Collect) -> anyhow::Result<CollectArgs> {
    let system = match typed.windows.as_deref() {
        None => None,
        Some("2003") => Some(System::Server2003),
        Some(word) if word.eq_ignore_ascii_case("vista") => Some(System::Vista),
        Some(other) => bail!("--windows {other}: write 2003 or vista"),
    };
    let tags = match typed.tags.as_deref() {
        None => None,
        Some("none") => Some(TagsBy::Nothing),
        Some("poolmon") => Some(TagsBy::PoolMon),
        Some("script") => Some(TagsBy::Script),
        Some("both") => Some(TagsBy::Either),
        Some(other) => bail!("--tags {other}: write none, poolmon, script or both"),
    };
    Ok(CollectArgs {
        output: typed.output,
        logs: typed.log,
        hours_left: typed.exhausted_in,
        hours: typed.duration,
        system,
        computers: typed.computer,
        tags,
        is_lean: typed.lean,
        name: typed.name,
        folder: typed.log_folder,
        force: typed.force,
    })
}

/// Shortens clap's paragraph to its first line, and adds where to find help.
fn in_one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let what = text.lines().next().unwrap_or_default().trim_start_matches("error: ").trim_end_matches(':');
    // missing arguments are listed on lines of their own
    let missing: Vec<&str> = text.lines().skip(1).take_while(|l| l.starts_with("  ")).map(str::trim).collect();
    let missing = if missing.is_empty() { String::new() } else { format!(": {}", missing.join(", ")) };
    let usage = text.lines().find_map(|l| l.strip_prefix("Usage: poolscope ")).unwrap_or_default();
    let command = usage.split(' ').next().filter(|w| command().find_subcommand(w).is_some());
    let help = command.map_or_else(|| "poolscope --help".to_owned(), |c| format!("poolscope {c} --help"));
    format!("{what}{missing}; see {help}")
}

fn analyze(typed: Analyze) -> anyhow::Result<AnalyzeArgs> {
    match (typed.files.is_empty(), typed.sample) {
        (true, false) => bail!("analyze needs a log; see poolscope analyze --help"),
        (false, true) => bail!("analyze takes files or --sample, not both"),
        _ => {}
    }
    let Analyze {
        files,
        sample,
        computer,
        ram,
        pools_only,
        nonpaged,
        paged,
        format,
        json,
        owners,
        outputs,
        force,
        exit_code,
    } = typed;
    let pools = PoolPaths { nonpaged, paged };
    let format = if json { "json".to_owned() } else { format };
    Ok(AnalyzeArgs { files, sample, computer, ram, pools_only, pools, format, owners, outputs, force, exit_code })
}

fn convert(typed: Convert) -> anyhow::Result<ConvertArgs> {
    let Convert { mut files, counters, begin, end, every, pseudonyms, force } = typed;
    let Some(output) = files.pop().filter(|_| !files.is_empty()) else {
        bail!("convert needs a log and an output; see poolscope convert --help")
    };
    Ok(ConvertArgs { inputs: files, output, counters, begin, end, every, pseudonyms, force })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<Invocation, String> {
        parse(words.iter().map(OsString::from)).map_err(|e| e.to_string())
    }

    #[test]
    fn files_named_like_commands_need_their_folder() {
        let files = |files: &[&str]| {
            let files = files.iter().map(PathBuf::from).collect();
            Ok(Invocation::Window(WindowArgs { files, ..WindowArgs::default() }))
        };
        assert_eq!(parsed(&[]), files(&[]));
        assert_eq!(parsed(&["./analyze", "convert"]), files(&["./analyze", "convert"]));
        assert_eq!(parsed(&["--", "-x.blg"]), files(&["-x.blg"]));
        assert!(matches!(parsed(&["analyze", "a.blg"]), Ok(Invocation::Analyze(_))));
    }

    #[test]
    fn what_makes_no_sense_is_said() {
        for (words, word) in [
            (&["analyze"][..], "needs a log"),
            (&["analyze", "a", "--sample"], "not both"),
            (&["analyze", "a", "--ram", "much"], "no size"),
            (&["convert", "a"], "an output"),
            (&["convert", "a", "b.csv", "-t", "0"], "from 1 on"),
            (&["convert", "a", "b.csv", "-b", "noon"], "no time"),
            (&["--frobnicate"], "unexpected argument '--frobnicate' found; see poolscope --help"),
            (&["analyze", "--frobnicate"], "see poolscope analyze --help"),
            (&["counters"], "not provided: <FILE>; see poolscope counters --help"),
            (&["--renderer", "vulkan"], "wgpu or glow"),
            (&["register", "a.blg"], "unexpected argument"),
        ] {
            let said = parsed(words).expect_err("refused");
            assert!(said.contains(word) && !said.contains('\n'), "{said}");
        }
    }

    #[test]
    fn convert_takes_several_counters() {
        let words = ["convert", "in.blg", "out.csv", "-t", "3", "-c", r"\Memory\*", r"\System\*"];
        let Ok(Invocation::Convert(args)) = parsed(&words) else { panic!("convert") };
        assert_eq!((args.counters.len(), args.every), (2, 3));
    }

    #[test]
    fn help_version_and_completions() {
        for words in [&["--help"][..], &["-h"], &["help"], &["analyze", "--help"], &["--version"]] {
            assert!(matches!(parsed(words), Ok(Invocation::Help(_))), "{words:?}");
        }
        let Ok(Invocation::Help(text)) = parsed(&["--version"]) else { panic!("version") };
        assert_eq!(text, crate::version::version() + "\n");
        for shell in ["bash", "zsh", "fish", "powershell"] {
            assert!(matches!(parsed(&["completions", shell]), Ok(Invocation::Completions(_))), "{shell}");
        }
        command().debug_assert();
    }
}
