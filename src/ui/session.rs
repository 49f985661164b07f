//! Sessions: `*.poolscope` files in JSON. They hold which logs are open and everything that was chosen and typed about
//! them, never the data.
//!
//! Fields written by a later version are preserved when this one saves the session.

use super::shelf;
use super::state::choices::Choices;
use super::state::document::Document;
use super::state::settings::{Settings, is_ram};
use crate::chart::interact::View;
use crate::chart::layout::Bounds;
use crate::chart::scene::Overlays;
use crate::engine::Log;
use crate::model::Times;
use crate::model::localized::PoolPaths;
use crate::model::path::computer_key;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

/// The version that is written. Later versions are read as far as this one knows their fields.
pub const VERSION: u32 = 1;

/// The extension of a session's file name.
pub const EXTENSION: &str = "poolscope";

/// A larger file is no session.
const MOST_BYTES: u64 = 16 << 20;

/// A log of a session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedLog {
    /// Its path; `None` for the sample that comes with the program.
    pub path: Option<PathBuf>,
    /// Its path relative to the session's folder, so that both can be moved together.
    pub beside: Option<PathBuf>,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

/// What was being typed in a dialog.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Whether this is a note's text; otherwise, lines of marks.
    pub is_note: bool,
    pub text: String,
    /// What a note points at.
    pub at: [f64; 2],
    /// The note being changed. Version 0.1.0 called it `place`.
    #[serde(alias = "place")]
    pub index: Option<usize>,
}

/// A session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    pub poolscope_session: u32,
    pub saved_by: String,
    pub logs: Vec<SavedLog>,
    pub choices: Choices,
    /// The view; `None` for everything.
    pub view: Option<Bounds>,
    pub times: Times,
    pub overlays: Overlays,
    /// RAM by computer, as in the settings.
    pub ram: BTreeMap<String, f64>,
    pub pools: PoolPaths,
    pub draft: Option<Draft>,
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

impl Session {
    /// A session of what is open now. `file` is where it will be saved.
    pub fn of(document: &Document, view: &View, settings: &Settings, file: Option<&Path>) -> Self {
        let folder = file.and_then(Path::parent);
        let logs = document.loaded.logs.iter().map(|log| {
            let path = log.path().map(|p| std::path::absolute(p).unwrap_or_else(|_| p.to_owned()));
            let beside = folder.zip(path.as_deref()).and_then(|(f, p)| Some(p.strip_prefix(f).ok()?.to_owned()));
            SavedLog { path, beside, others: Map::new() }
        });
        let is_whole = document.derived.scene.as_ref().is_none_or(|scene| view.shows_all_of(scene));
        Self {
            poolscope_session: VERSION,
            saved_by: crate::version::version(),
            logs: logs.collect(),
            choices: document.choices.clone(),
            view: view.bounds().filter(|_| !is_whole),
            times: settings.times,
            overlays: settings.overlays,
            ram: document
                .loaded
                .analysis
                .machines
                .iter()
                .filter_map(|m| Some((computer_key(&m.report.computer), settings.ram_of(&m.report.computer)?)))
                .collect(),
            pools: settings.pools.clone(),
            draft: None,
            others: document.session_others.clone(),
        }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        // cannot fail: all map keys are strings, and all numbers are finite
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// The same with the current paths of its logs: these are looked for next to the session's file first.
    pub fn relocated(self, file: &Path) -> Self {
        let folder = file.parent();
        // only paths in the session's folder or below: an absolute path could lead anywhere
        let is_below = |path: &&PathBuf| path.components().all(|c| matches!(c, Component::Normal(_)));
        let beside = |log: &SavedLog| log.beside.clone().filter(|p| is_below(&p));
        self.moved(|log| folder.zip(beside(log)).map(|(f, b)| f.join(b)).filter(|p| p.exists()))
    }

    /// The same with its logs where the user found them: matched by name among `files` or next to the first of them. A
    /// single log may have been renamed.
    pub fn found_at(self, files: &[PathBuf]) -> Self {
        let is_only_log = self.logs.len() == 1;
        self.moved(|log| {
            let name = log.path.as_deref()?.file_name()?;
            let named = files.iter().find(|f| f.file_name().is_some_and(|n| n.eq_ignore_ascii_case(name))).cloned();
            let beside = || Some(files.first()?.parent()?.join(name)).filter(|p| p.exists());
            named.or_else(beside).or_else(|| files.first().filter(|_| is_only_log).cloned())
        })
    }

    /// Replaces the paths of some of its logs, also in its comparison.
    fn moved(mut self, find: impl Fn(&SavedLog) -> Option<PathBuf>) -> Self {
        for i in 0..self.logs.len() {
            let Some((was, now)) = self.logs[i].path.clone().zip(find(&self.logs[i])) else { continue };
            self.logs[i].path = Some(now.clone());
            let halves = self.choices.compare.iter_mut().flat_map(|c| [&mut c.before, &mut c.after]);
            for log in halves.flat_map(|h| &mut h.logs).filter(|log| log.path() == Some(&was)) {
                *log = Log::File(now.clone());
            }
        }
        self
    }

    /// Logs on other computers, which learn who accesses them.
    pub fn network_paths(&self) -> Vec<PathBuf> {
        let halves = self.choices.compare.iter().flat_map(|c| [&c.before, &c.after]);
        let compared = halves.flat_map(|half| half.logs.iter().filter_map(Log::path));
        let own = self.logs.iter().filter_map(|log| log.path.as_deref());
        let mut all: Vec<PathBuf> =
            own.chain(compared).filter(|path| is_on_network(path)).map(Path::to_owned).collect();
        all.dedup();
        all
    }

    /// The logs, at the paths in the session.
    pub fn open_logs(&self) -> Vec<Log> {
        self.logs.iter().map(|log| log.path.clone().map_or(Log::Sample, Log::File)).collect()
    }
}

/// Whether a path is on another computer: `\\\\server\\share`, however it is written.
fn is_on_network(path: &Path) -> bool {
    let text = path.to_string_lossy().replace('/', r"\");
    let Some(rest) = text.strip_prefix(r"\\") else { return false };
    // a drive of this computer, or one of its devices
    match rest.strip_prefix(r"?\").or_else(|| rest.strip_prefix(r".\")) {
        Some(device) => device.to_ascii_lowercase().starts_with("unc"),
        None => true,
    }
}

/// Whether a file has the extension of a session.
pub fn is_session(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(EXTENSION))
}

/// Reads a session.
///
/// # Errors
/// One sentence that ends with the path.
pub fn read(path: &Path) -> Result<Session, String> {
    let shown = path.display();
    let bytes = shelf::read(path, MOST_BYTES).map_err(|e| format!("opening the session: {e}: {shown}"))?;
    parse(&bytes).map_err(|e| format!("opening the session: {e}: {shown}"))
}

/// Parses a session.
///
/// # Errors
/// One sentence, if it is not a session.
pub fn parse(bytes: &[u8]) -> Result<Session, String> {
    let session: Session =
        serde_json::from_slice(bytes).map_err(|e| format!("it is no session that PoolScope wrote ({e})"))?;
    match session.poolscope_session {
        0 => Err("it does not say that it is a PoolScope session".to_owned()),
        _ if session.logs.is_empty() => Err("it names no logs".to_owned()),
        _ => Ok(sane(session)),
    }
}

/// Removes nonsensical values: impossible times, RAM that no computer has, pools that are known to be something else.
fn sane(mut session: Session) -> Session {
    const MOST: f64 = 1e12;
    session.ram.retain(|_, bytes| is_ram(*bytes));
    session.pools = session.pools.sensible();
    let is_time = |t: f64| t.abs() < MOST;
    let choices = &mut session.choices;
    choices.marks.retain(|m| is_time(m.at));
    choices.notes.retain(|n| is_time(n.at[0]) && n.offset.iter().all(|o| o.abs() < 100.0));
    for cursor in &mut choices.cursors {
        *cursor = cursor.filter(|t| is_time(*t));
    }
    choices.active_cursor = choices.active_cursor.min(1);
    choices.judged_span = choices.judged_span.filter(|(from, to)| is_time(*from) && is_time(*to) && from < to);
    session
}

#[cfg(test)]
mod tests {
    use super::super::state::choices::{Compare, Half};
    use super::*;

    #[test]
    fn what_a_later_version_wrote_survives() {
        let text = r#"{
            "poolscope_session": 7, "logs": [{"path": "/logs/a.blg", "beside": "a.blg", "sha": "abc"}], "mood": "good",
            "choices": {"counters": ["\\System\\Threads"], "ribbons": [1, 2], "marks": [{"at": 5.0, "colour": "red"}],
            "notes": [{"text": "é", "at": [1, 2], "angle": 30}]},
            "view": [[1.0, 2.0], [3.0, 4.0]]
        }"#;
        let session = parse(text.as_bytes()).expect("a session");
        assert_eq!((session.view, session.choices.notes[0].text.as_str()), (Some(((1.0, 2.0), (3.0, 4.0))), "é"));
        let again: Value = serde_json::from_slice(&session.to_bytes()).expect("JSON");
        assert_eq!(again["mood"], "good");
        assert_eq!(again["logs"][0]["sha"], "abc");
        assert_eq!(again["choices"]["ribbons"][1], 2);
        assert_eq!(
            (&again["choices"]["marks"][0]["colour"], &again["choices"]["notes"][0]["angle"]),
            (&"red".into(), &30.into())
        );
    }

    #[test]
    fn what_is_no_session_is_said() {
        for (bytes, word) in [
            (&b""[..], "no session"),
            (b"{}", "does not say"),
            (b"{\"poolscope_session\": 1}", "names no logs"),
            (b"{\"poolscope_session\": \"x\"}", "no session"),
            (b"[1]", "no session"),
            (b"PDH", "no session"),
        ] {
            let error = parse(bytes).expect_err("no session");
            assert!(error.contains(word), "{error}");
        }
    }

    #[test]
    fn logs_are_found_beside_a_session_that_was_moved() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.blg"), b"").expect("a file");
        let log = SavedLog { path: Some("/gone/a.blg".into()), beside: Some("a.blg".into()), others: Map::new() };
        let session = Session { logs: vec![log, SavedLog::default()], ..Session::default() };
        let file = folder.path().join("x.poolscope");
        let here = folder.path().join("a.blg");
        assert_eq!(session.clone().relocated(&file).open_logs(), [Log::File(here.clone()), Log::Sample]);
        assert_eq!(session.open_logs(), [Log::File("/gone/a.blg".into()), Log::Sample]);
        let mut session = session;
        let half = |log| Half { logs: vec![log], span: None };
        let (before, after) = (half(Log::File("/gone/a.blg".into())), half(Log::Sample));
        let (align, layout) = Default::default();
        session.choices.compare = Some(Compare { before, after, align, layout });
        let compare = session.relocated(&file).choices.compare.expect("a comparison");
        assert_eq!(compare.before.logs, [Log::File(here)]);
    }

    #[test]
    fn logs_are_found_where_the_user_says() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("b.blg"), b"").expect("a file");
        let session = |names: &[&str]| {
            let log = |name: &&str| SavedLog { path: Some(Path::new("/gone").join(name)), ..SavedLog::default() };
            Session { logs: names.iter().map(log).collect(), ..Session::default() }
        };
        let found = |names: &[&str], file: &str| session(names).found_at(&[at(file)]).open_logs();
        // by name, beside it, and not at all
        assert_eq!(
            found(&["A.blg", "b.blg", "c.blg"], "a.blg"),
            [Log::File(at("a.blg")), Log::File(at("b.blg")), Log::File("/gone/c.blg".into())]
        );
        assert_eq!(found(&["old.blg"], "renamed.blg"), [Log::File(at("renamed.blg"))]);
    }
}
