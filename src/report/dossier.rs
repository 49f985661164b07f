//! A case with everything needed to follow it: pictures and their values, what grew most, the user's remarks, and the
//! logs that it is based on.

use super::case::Case;
use crate::analysis::growth::{self, Growth};
use crate::chart::Scene;
use crate::chart::extras::{kind, short_name};
use crate::chart::scene::Shown;
use crate::engine::{Analysis, FileRead, Machine};
use crate::export::digest;
use crate::logfile::Progress;
use crate::model::clock::milliseconds;
use crate::owners::Owners;
use crate::wording::{Notation, Style};

/// The full content of a document about logs.
pub struct Dossier {
    pub case: Case,
    /// A sheet for each computer of the case, in its order.
    pub sheets: Vec<Sheet>,
    pub logs: Vec<LogEntry>,
    /// What was compared, in sentences; empty if nothing was.
    pub comparison: Vec<String>,
    /// `poolscope 0.1.0 (abc)`
    pub made_by: String,
}

/// The material on one computer apart from the text.
pub struct Sheet {
    pub name: String,
    pub pictures: Vec<Picture>,
    pub processes: Vec<GrowthTable>,
    /// Marks and notes with their times, as entered.
    pub remarks: Vec<(String, String)>,
}

/// A chart, and its values for readers who cannot see it.
pub struct Picture {
    pub scene: Scene,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Processes by the growth of one of their counters.
pub struct GrowthTable {
    /// The counter.
    pub title: &'static str,
    /// Process, first, last, growth.
    pub rows: Vec<[String; 4]>,
}

/// A log that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    pub path: String,
    pub format: &'static str,
    pub bytes: u64,
    pub samples: usize,
    /// In hexadecimal; `None` if it could not be computed or was not requested.
    pub sha256: Option<String>,
}

/// Moments in a chart's table: enough to show the shape of the curves.
const ROWS: usize = 25;

impl Picture {
    /// The chart with its values at evenly spaced moments.
    pub fn of(scene: Scene) -> Self {
        let (from, to) = scene.span;
        let mut head = vec!["Time".to_owned()];
        head.extend(scene.lines.iter().map(|line| line.name.clone()));
        let steps = ROWS - 1;
        let row = |i: usize| {
            let at = from + (to - from) * i as f64 / steps as f64;
            let value = |line: &crate::chart::Line| {
                line.series.value_at(at).map_or_else(|| "no value".to_owned(), |v| line.show(v))
            };
            std::iter::once(scene.clock.minute(milliseconds(at))).chain(scene.lines.iter().map(value)).collect()
        };
        let rows = (0..=steps).map(row).collect();
        Self { scene, head, rows }
    }
}

impl Sheet {
    /// What a computer's recording alone provides: the chart of its pools, and the processes that grew.
    pub fn of(machine: &Machine, notation: Notation) -> Self {
        let report = &machine.report;
        let name = if report.computer.is_empty() { "This computer".to_owned() } else { report.computer.clone() };
        let has_pools = report.pools().next().is_some();
        let shown = Shown { notation, ..Shown::default() };
        let scene = has_pools.then(|| Scene::of_pools(&machine.recording, report, shown));
        let pictures = scene.into_iter().map(Picture::of).collect();
        let style = Style::of(&machine.recording, notation);
        Self { name, pictures, processes: processes(machine, &style), remarks: Vec::new() }
    }

    /// Shows the charts as on screen, and what the user wrote on them.
    pub fn show(&mut self, scenes: Vec<Scene>) {
        let mut remarks: Vec<(f64, String, String)> = Vec::new();
        for scene in &scenes {
            let time = |at: f64| scene.clock.minute(milliseconds(at));
            remarks.extend(scene.marks.iter().map(|m| (m.at, time(m.at), m.label.clone())));
            remarks.extend(scene.notes.iter().map(|n| (n.at[0], time(n.at[0]), n.text.clone())));
        }
        remarks.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.remarks = remarks.into_iter().map(|(_, time, text)| (time, text)).collect();
        self.pictures = scenes.into_iter().map(Picture::of).collect();
    }
}

/// What grew most, by the counters that rise along with a leak of the pool.
fn processes(machine: &Machine, style: &Style) -> Vec<GrowthTable> {
    const MOST: usize = 5;
    let table = |(counter, title): (&str, &'static str)| {
        let grown = growth::processes(&machine.recording, counter, MOST);
        let row = |g: &Growth| {
            let (unit, _) = kind(&g.path);
            let [from, to, amount] = [g.from, g.to, g.amount()].map(|v| style.amount(unit, v));
            let name = short_name(&g.path);
            let process = name.rsplit_once(": ").map_or(name.clone(), |(process, _)| process.to_owned());
            [process, from, to, format!("+{amount}")]
        };
        GrowthTable { title, rows: grown.iter().map(row).collect() }
    };
    let all =
        [("Handle Count", "Handles"), ("Private Bytes", "Private bytes"), ("Pool Nonpaged Bytes", "Nonpaged pool")];
    all.into_iter().map(table).filter(|table| !table.rows.is_empty()).collect()
}

impl Dossier {
    /// What was judged, with a chart of the pools of each computer.
    pub fn of(analysis: &Analysis, notation: Notation, owners: &Owners, logs: Vec<LogEntry>) -> Self {
        let case = Case::of(analysis, |recording| Style::of(recording, notation), owners);
        let sheets = analysis.machines.iter().map(|machine| Sheet::of(machine, notation)).collect();
        Self { case, sheets, logs, comparison: Vec::new(), made_by: crate::version::version() }
    }

    pub fn title(&self) -> String {
        match &self.sheets[..] {
            [one] => format!("Kernel pool report: {}", one.name),
            several => format!("Kernel pool report: {} computers", several.len()),
        }
    }
}

/// The logs of an analysis, each with the hash of its file if `hashing` is given. Hashes identify logs, so do not pass
/// `hashing` for logs under pseudonyms.
pub fn logs(analysis: &Analysis, hashing: Option<&Progress>) -> Vec<LogEntry> {
    let entry = |file: &FileRead| LogEntry {
        path: file.source.path.display().to_string(),
        format: file.source.format.0,
        bytes: file.source.bytes,
        samples: file.samples,
        sha256: hashing.and_then(|progress| digest::sha256(&file.source.path, progress)),
    };
    analysis.files.iter().map(entry).collect()
}
