//! Work that reads logs, as data: a thread does it here, a Web Worker in a page. What a task is given and what it answers
//! can be sent from one to the other.

use super::state::KnownRam;
use super::state::choices::{Compare, Half};
use crate::analysis::{Report, Scope};
use crate::engine::{self, Analysis, JudgeOptions, Log, Machine, PartError};
use crate::export::Existing;
use crate::export::data::{Between, DataFormat, LogTable, Selection};
use crate::logfile::{LogError, OpenLog, Progress, events, tags};
use crate::model::clock::milliseconds;
use crate::model::localized::PoolPaths;
use crate::model::path::is_same_computer;
use crate::model::{Key, KeyedPath, Recording, tag};
use crate::report::pseudonyms::{Key as PseudonymKey, Pseudonyms};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::path::PathBuf;

pub trait Task: Serialize + DeserializeOwned + Send + 'static {
    /// What a worker knows it by.
    const NAME: &'static str;

    type Answer: Serialize + DeserializeOwned + Send + 'static;

    /// Does the work. What can be shown before it ends goes to `step`.
    fn run(self, progress: &Progress, step: &mut dyn FnMut(Self::Answer)) -> Self::Answer;
}

/// Logs, read and judged, or why they could not be.
#[derive(Serialize, Deserialize)]
pub struct Judged {
    pub logs: Vec<Log>,
    /// The RAM that was assumed for each computer.
    pub ram: KnownRam,
    pub analysis: Result<Analysis, LogError>,
}

/// Reads logs and judges the pools, which are a step; then everything else in them.
#[derive(Serialize, Deserialize)]
pub struct Judge {
    pub logs: Vec<Log>,
    pub ram: KnownRam,
    pub pools: PoolPaths,
}

impl Task for Judge {
    const NAME: &'static str = "judge";

    type Answer = Judged;

    fn run(self, progress: &Progress, step: &mut dyn FnMut(Judged)) -> Judged {
        let Self { logs, ram, pools } = self;
        let how = JudgeOptions {
            scope: Scope::Everything,
            given_ram: &|computer| ram.of(computer),
            pools: &pools,
            since_local_ms: None,
        };
        let mut has_pools = false;
        let mut show = |analysis: Result<Analysis, LogError>| {
            if !std::mem::replace(&mut has_pools, true) {
                step(Judged { logs: logs.clone(), ram: ram.clone(), analysis });
            }
        };
        let analysis = engine::judge_logs_pools_first(&logs, how, progress, |pools| show(Ok(pools)));
        let analysis = analysis.map_err(|error| {
            // before there was anything to show
            show(Err(error));
            LogError::Cancelled
        });
        Judged { logs, ram, analysis }
    }
}

/// Judges again what was read, the whole of it or a part of the time (UTC milliseconds).
#[derive(Serialize, Deserialize)]
pub struct JudgeAgain {
    /// With the name of each computer.
    pub recordings: Vec<(Recording, String)>,
    pub ram: KnownRam,
    pub scope: Scope,
    pub span: Option<(i64, i64)>,
}

impl Task for JudgeAgain {
    const NAME: &'static str = "judge again";

    type Answer = Vec<Report>;

    fn run(mut self, _: &Progress, _: &mut dyn FnMut(Self::Answer)) -> Self::Answer {
        if let Some(span) = self.span {
            for (recording, _) in &mut self.recordings {
                *recording = recording.between(span);
            }
        }
        engine::judge_again(&self.recordings, self.scope, &|computer| self.ram.of(computer))
    }
}

/// Reads some counters of the logs, for the whole time or for a part of it (UTC milliseconds).
#[derive(Serialize, Deserialize)]
pub struct ReadCounters {
    pub logs: Vec<Log>,
    pub keys: HashSet<Key>,
    pub span: Option<(i64, i64)>,
    pub pools: PoolPaths,
}

impl Task for ReadCounters {
    const NAME: &'static str = "read counters";

    type Answer = Result<Vec<Recording>, LogError>;

    fn run(self, progress: &Progress, _: &mut dyn FnMut(Self::Answer)) -> Self::Answer {
        engine::read_counters(&self.logs, &self.keys, self.span, &self.pools, progress)
    }
}

/// Lists every counter of the logs, to choose the pools from.
#[derive(Serialize, Deserialize)]
pub struct ReadNames {
    pub logs: Vec<Log>,
}

impl Task for ReadNames {
    const NAME: &'static str = "read names";

    type Answer = Result<Vec<String>, LogError>;

    fn run(self, progress: &Progress, _: &mut dyn FnMut(Self::Answer)) -> Self::Answer {
        engine::counter_names(&self.logs, progress)
    }
}

/// Reads and judges both sides of a comparison.
#[derive(Serialize, Deserialize)]
pub struct JudgeSides {
    pub wanted: Compare,
    /// The open logs with their recording, which are not read again.
    pub open: Option<(Vec<Log>, Recording)>,
    pub computer: String,
    pub ram: KnownRam,
    pub pools: PoolPaths,
}

impl Task for JudgeSides {
    const NAME: &'static str = "judge sides";

    /// Or which side could not be judged, and why.
    type Answer = Result<[Machine; 2], (String, PartError)>;

    fn run(self, progress: &Progress, _: &mut dyn FnMut(Self::Answer)) -> Self::Answer {
        let half = |half: &Half, word: &str| {
            let known = self.open.as_ref().filter(|(logs, _)| *logs == half.logs).map(|(_, recording)| recording);
            let how = JudgeOptions {
                scope: Scope::Pools,
                given_ram: &|name| self.ram.of(name),
                pools: &self.pools,
                since_local_ms: None,
            };
            let span = half.span.map(|(from, to)| (milliseconds(from), milliseconds(to)));
            engine::judge_part(&half.logs, known, span, &self.computer, how, progress)
                .map_err(|error| (word.to_owned(), error))
        };
        half(&self.wanted.before, "before").and_then(|before| Ok([before, half(&self.wanted.after, "after")?]))
    }
}

/// Writes samples of some counters as a table, in the format of the path's extension.
#[derive(Serialize, Deserialize)]
pub struct SaveData {
    pub logs: Vec<Log>,
    pub pools: PoolPaths,
    /// Keys of counters; `None` for all of the computer's counters.
    pub keys: Option<HashSet<String>>,
    pub computer: String,
    pub between: Between,
    /// Names that must not leave.
    pub names: Option<PseudonymKey>,
    pub path: PathBuf,
    pub existing: Existing,
}

impl SaveData {
    fn takes(&self, path: &KeyedPath) -> bool {
        match &self.keys {
            Some(keys) => keys.contains(path.key().as_str()),
            None => is_same_computer(&path.computer, &self.computer),
        }
    }

    /// The logs that contain any of it: listings of pool tags only if tags are wanted, or if no other logs are open.
    fn open(&self, progress: &Progress) -> Result<Vec<OpenLog>, LogError> {
        let mut open = Vec::with_capacity(self.logs.len());
        for log in &self.logs {
            let mut log = log.open(progress)?;
            log.pools = self.pools.clone();
            open.push(log);
        }
        open.retain(|log| log.source.format != events::FORMAT);
        let charted = self.keys.iter().flatten().filter_map(|key| KeyedPath::parse(key));
        let has_tags = charted.into_iter().any(|path| tag::of_path(&path).is_some());
        if !has_tags && open.iter().any(|log| log.source.format != tags::FORMAT) {
            open.retain(|log| log.source.format != tags::FORMAT);
        }
        Ok(open)
    }

    fn write(&self, progress: &Progress) -> Result<(), String> {
        let format = DataFormat::of(&self.path).unwrap_or(DataFormat::Csv);
        let logs = self.open(progress).map_err(|error| error.to_string())?;
        let want = |path: &KeyedPath| self.takes(path);
        let selection = Selection { want: &want, between: self.between, every: 1 };
        let names = self.names.clone().map(Pseudonyms::new);
        let named = |path: &KeyedPath| names.as_ref().map_or_else(|| path.clone(), |names| names.path(path));
        let table = LogTable::look(&logs, format, selection, progress).map_err(|error| error.to_string())?;
        let written = table.write(&self.path, self.existing, &named, progress);
        written.map(drop).map_err(|error| error.to_string())
    }
}

impl Task for SaveData {
    const NAME: &'static str = "save data";

    type Answer = Result<(), String>;

    fn run(self, progress: &Progress, _: &mut dyn FnMut(Self::Answer)) -> Self::Answer {
        self.write(progress)
    }
}

/// Does a task that was sent as bytes, and answers in bytes: what a Web Worker is for.
///
/// # Errors
/// In one sentence, when the bytes are of another version of the program.
pub fn run_sent(
    name: &str,
    task: &[u8],
    progress: &Progress,
    step: &mut dyn FnMut(Vec<u8>),
) -> Result<Vec<u8>, String> {
    match name {
        Judge::NAME => run_as::<Judge>(task, progress, step),
        JudgeAgain::NAME => run_as::<JudgeAgain>(task, progress, step),
        ReadCounters::NAME => run_as::<ReadCounters>(task, progress, step),
        ReadNames::NAME => run_as::<ReadNames>(task, progress, step),
        JudgeSides::NAME => run_as::<JudgeSides>(task, progress, step),
        SaveData::NAME => run_as::<SaveData>(task, progress, step),
        other => Err(format!("there is no task {other}")),
    }
}

fn run_as<K: Task>(task: &[u8], progress: &Progress, step: &mut dyn FnMut(Vec<u8>)) -> Result<Vec<u8>, String> {
    let task: K = read(task)?;
    let mut failed = None;
    let answer = task.run(progress, &mut |answer| match write(&answer) {
        Ok(bytes) => step(bytes),
        Err(error) => failed = Some(error),
    });
    failed.map_or_else(|| write(&answer), Err)
}

/// # Errors
/// In one sentence; that of memory that is not there, above all.
pub fn write<A: Serialize>(value: &A) -> Result<Vec<u8>, String> {
    postcard::to_stdvec(value).map_err(|error| format!("sending to or from a worker: {error}"))
}

/// # Errors
/// In one sentence, when the bytes are of something else.
pub fn read<A: DeserializeOwned>(bytes: &[u8]) -> Result<A, String> {
    postcard::from_bytes(bytes).map_err(|error| format!("reading what a worker sent: {error}"))
}
