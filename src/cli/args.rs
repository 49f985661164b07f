//! Arguments as typed become arguments as meant.

use crate::model::clock::parse_iso_local;
use crate::model::localized::PoolPaths;
use crate::model::units;
use anyhow::{Context, bail};
use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

pub const HELP: &str = concat!(
    "PoolScope ",
    env!("CARGO_PKG_VERSION"),
    "

Opens Windows Performance Monitor logs (.blg, PDH-CSV, PDH-TSV) and says whether the machine leaks kernel pool memory.

  poolscope [FILE…]             the window; with --sample, on the log that comes with the program
  poolscope analyze FILE…       the verdict as text or JSON, and pictures
  poolscope counters FILE       every counter in a log
  poolscope convert IN… OUT.csv a log as PDH-CSV or PDH-TSV; several become one
  poolscope register            a double click on a .blg opens PoolScope, for you only; unregister takes it back

  -h, --help                    also after a command
  -V, --version
  --renderer wgpu|glow          what draws the window; both are built in on Windows, glow alone elsewhere
  --together                    give the files to a window that was opened with this option a moment ago

A file named like a command is opened with ./NAME.
"
);

const ANALYZE: &str = "poolscope analyze FILE…|--sample

  Several logs of one computer become one timeline; different computers stay apart.

  --computer NAME
                 only this computer, of logs that hold several
  --ram SIZE     RAM of the machine, such as 1000MB or 16GB (1 MB = 1,048,576 bytes); else from the log
  --pools-only   judge the two pools only
  --nonpaged PATH, --paged PATH
                 which counters are the pools, where the log names them in a language PoolScope does not know
  --json         the report as JSON, schema 1
  --png OUT.png  the annotated chart as PNG (--svg OUT.svg as SVG)
  --force        overwrite existing files
  --exit-code    exit with 1 when a pool leaks, with 3 when nothing could be judged
";

const COUNTERS: &str = "poolscope counters FILE [--json]

  One counter path a line. With --json: type and number of values too.
";

const CONVERT: &str = "poolscope convert IN… OUT.csv|OUT.tsv

  Several logs become one table in order of time.

  -c PATH…   only these counters; * stands for anything, as in \"\\Process(*)\\Handle Count\"
  -b TIME    from this time on, local to the log: 2026-03-02T08:00:00
  -e TIME    up to this time
  -t N       every Nth record
  --force    overwrite OUT
";

const REGISTER: &str = "poolscope register|unregister [--dry-run]

  Makes PoolScope the program that opens .blg files, for this user only and nothing but .blg; unregister takes it back.
  Each change is told in a line.

  -n, --dry-run  tell what would be changed, and change nothing
";

/// What the program is asked to do.
#[derive(Debug, PartialEq)]
pub enum Invocation {
    Window(WindowArgs),
    Analyze(AnalyzeArgs),
    Counters(CountersArgs),
    Convert(ConvertArgs),
    Register(RegisterArgs),
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
}

#[derive(Debug, Default, PartialEq)]
pub struct RegisterArgs {
    /// Takes it back.
    pub removes: bool,
    /// Changes nothing.
    pub is_trial: bool,
}

#[derive(Debug, Default, PartialEq)]
pub struct AnalyzeArgs {
    pub files: Vec<PathBuf>,
    pub sample: bool,
    /// Only this one; any, where `None`.
    pub computer: Option<String>,
    /// Bytes.
    pub ram: Option<f64>,
    pub pools_only: bool,
    /// Which counters are the pools, in a language that PoolScope does not know.
    pub pools: PoolPaths,
    pub json: bool,
    pub png: Option<PathBuf>,
    pub svg: Option<PathBuf>,
    pub force: bool,
    pub exit_code: bool,
}

#[derive(Debug, Default, PartialEq)]
pub struct CountersArgs {
    pub file: PathBuf,
    pub json: bool,
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
    pub force: bool,
}

/// Reads the arguments that follow the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> anyhow::Result<Invocation> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut window = WindowArgs::default();
    let mut is_first = true;
    while let Some(arg) = parser.next()? {
        match arg {
            Value(value) if is_first && value == "analyze" => return analyze(parser),
            Value(value) if is_first && value == "counters" => return counters(parser),
            Value(value) if is_first && value == "convert" => return convert(parser),
            Value(value) if is_first && value == "register" => return register(parser, false),
            Value(value) if is_first && value == "unregister" => return register(parser, true),
            Value(value) if is_first && value == "help" => return Ok(Invocation::Help(HELP.to_owned())),
            Value(value) => window.files.push(value.into()),
            Long("sample") => window.sample = true,
            Long("together") => window.together = true,
            Long("renderer") => {
                let name = parser.value()?.string()?;
                if !matches!(name.as_str(), "wgpu" | "glow") {
                    bail!("--renderer: {name:?} is none; write wgpu or glow");
                }
                window.renderer = Some(name);
            }
            Short('h') | Long("help") => return Ok(Invocation::Help(HELP.to_owned())),
            Short('V') | Long("version") => return Ok(Invocation::Help(crate::version() + "\n")),
            other => return Err(unexpected(other, "")),
        }
        is_first = false;
    }
    Ok(Invocation::Window(window))
}

fn unexpected(arg: lexopt::Arg<'_>, command: &str) -> anyhow::Error {
    let help = if command.is_empty() { "poolscope --help".to_owned() } else { format!("poolscope {command} --help") };
    anyhow::anyhow!("{}; see {help}", arg.unexpected())
}

fn analyze(mut parser: lexopt::Parser) -> anyhow::Result<Invocation> {
    let mut args = AnalyzeArgs::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Value(value) => args.files.push(value.into()),
            Long("sample") => args.sample = true,
            Long("ram") => {
                let text = parser.value()?.string()?;
                let size = units::parse_bytes(&text);
                args.ram = Some(size.with_context(|| format!("--ram: {text:?} is no size; write 1000MB or 16GB"))?);
            }
            Long("computer") => args.computer = Some(parser.value()?.string()?),
            Long("pools-only") => args.pools_only = true,
            Long("nonpaged") => args.pools.nonpaged.push(parser.value()?.string()?),
            Long("paged") => args.pools.paged.push(parser.value()?.string()?),
            Long("json") => args.json = true,
            Long("png") => args.png = Some(parser.value()?.into()),
            Long("svg") => args.svg = Some(parser.value()?.into()),
            Long("force") => args.force = true,
            Long("exit-code") => args.exit_code = true,
            Short('h') | Long("help") => return Ok(Invocation::Help(ANALYZE.to_owned())),
            other => return Err(unexpected(other, "analyze")),
        }
    }
    match (args.files.is_empty(), args.sample) {
        (true, false) => bail!("analyze needs a log; see poolscope analyze --help"),
        (false, true) => bail!("analyze takes files or --sample, not both"),
        _ => Ok(Invocation::Analyze(args)),
    }
}

fn counters(mut parser: lexopt::Parser) -> anyhow::Result<Invocation> {
    let mut args = CountersArgs::default();
    let mut files = Vec::new();
    while let Some(arg) = parser.next()? {
        match arg {
            Value(value) => files.push(PathBuf::from(value)),
            Long("json") => args.json = true,
            Short('h') | Long("help") => return Ok(Invocation::Help(COUNTERS.to_owned())),
            other => return Err(unexpected(other, "counters")),
        }
    }
    let [file] = files.as_slice() else { bail!("counters needs one log; see poolscope counters --help") };
    args.file.clone_from(file);
    Ok(Invocation::Counters(args))
}

fn register(mut parser: lexopt::Parser, removes: bool) -> anyhow::Result<Invocation> {
    let mut args = RegisterArgs { removes, is_trial: false };
    while let Some(arg) = parser.next()? {
        match arg {
            Short('n') | Long("dry-run") => args.is_trial = true,
            Short('h') | Long("help") => return Ok(Invocation::Help(REGISTER.to_owned())),
            other => return Err(unexpected(other, if removes { "unregister" } else { "register" })),
        }
    }
    Ok(Invocation::Register(args))
}

fn convert(mut parser: lexopt::Parser) -> anyhow::Result<Invocation> {
    let mut args = ConvertArgs { every: 1, ..ConvertArgs::default() };
    let mut files = Vec::new();
    while let Some(arg) = parser.next()? {
        match arg {
            Value(value) => files.push(PathBuf::from(value)),
            Short('c') => {
                for value in parser.values()? {
                    args.counters.push(value.string()?);
                }
            }
            Short('b') => args.begin = Some(time("-b", &parser.value()?.string()?)?),
            Short('e') => args.end = Some(time("-e", &parser.value()?.string()?)?),
            Short('t') => {
                let text = parser.value()?.string()?;
                let every = text.parse().ok().filter(|n| *n > 0);
                args.every = every.with_context(|| format!("-t: {text:?} is no number from 1 on"))?;
            }
            Long("force") => args.force = true,
            Short('h') | Long("help") => return Ok(Invocation::Help(CONVERT.to_owned())),
            other => return Err(unexpected(other, "convert")),
        }
    }
    let Some((output, inputs)) = files.split_last().filter(|(_, inputs)| !inputs.is_empty()) else {
        bail!("convert needs a log and an output; see poolscope convert --help")
    };
    args.inputs = inputs.to_vec();
    args.output.clone_from(output);
    Ok(Invocation::Convert(args))
}

fn time(option: &str, text: &str) -> anyhow::Result<i64> {
    parse_iso_local(text).with_context(|| format!("{option}: {text:?} is no time; write 2026-03-02T08:00:00"))
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
            (&["--frobnicate"], "invalid option"),
            (&["--renderer", "vulkan"], "wgpu or glow"),
            (&["register", "a.blg"], "unexpected argument"),
        ] {
            let said = parsed(words).expect_err("refused");
            assert!(said.contains(word), "{said}");
        }
    }

    #[test]
    fn convert_takes_several_counters() {
        let words = ["convert", "in.blg", "out.csv", "-t", "3", "-c", r"\Memory\*", r"\System\*"];
        let Ok(Invocation::Convert(args)) = parsed(&words) else { panic!("convert") };
        assert_eq!((args.counters.len(), args.every), (2, 3));
    }
}
