//! A case in words: what was judged, arranged so that any format can lay it out.

use crate::analysis::{Finding, Report, next};
use crate::chart::palette::Role;
use crate::chart::scene;
use crate::engine::{Analysis, Machine};
use crate::model::event::Event;
use crate::model::{Recording, units};
use crate::owners::Owners;
use crate::wording::next::Advice;
use crate::wording::{self, Style};

/// The full content of a report.
pub struct Case {
    pub computers: Vec<ComputerCase>,
    /// Diagnostics of the logs, each log's in its own order.
    pub diagnostics: Vec<DiagnosticCase>,
}

/// One computer.
pub struct ComputerCase {
    /// Its logs, their time, and the machine that wrote them. Empty if they are the same as for the computer above.
    pub heading: Vec<String>,
    pub verdict: Option<VerdictCase>,
    /// What listings of pool tags say, a sentence or two per pool.
    pub tags: Vec<String>,
    /// Events worth a mark, each with its time.
    pub events: Vec<String>,
    pub next: Vec<Advice>,
}

pub struct VerdictCase {
    /// The computer's name, or a substitute if the log has none.
    pub name: String,
    pub ram: String,
    pub is_ram_known: bool,
    /// Nonpaged pool first.
    pub pools: Vec<FindingCase>,
    pub others: Option<OthersCase>,
}

pub struct FindingCase {
    /// `Nonpaged pool`
    pub title: String,
    pub tone: Tone,
    pub word: &'static str,
    pub sentence: String,
    pub figures: Vec<(&'static str, String)>,
    pub reasons: Vec<String>,
}

/// How serious a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Leak,
    Watch,
    Calm,
    Unsure,
}

impl Tone {
    fn of(finding: &Finding) -> Self {
        match scene::tone(&finding.judgement) {
            Role::Alarm => Self::Leak,
            Role::Watch => Self::Watch,
            Role::Calm => Self::Calm,
            _ => Self::Unsure,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Leak => "leak",
            Self::Watch => "watch",
            Self::Calm => "calm",
            Self::Unsure => "unsure",
        }
    }
}

/// The other counters that leak or may leak.
pub struct OthersCase {
    pub summary: String,
    /// The worst first.
    pub findings: Vec<FindingCase>,
    pub hint: Option<&'static str>,
}

pub struct DiagnosticCase {
    pub severity: &'static str,
    pub text: String,
    pub position: Option<String>,
    /// The log, if there are several.
    pub log: Option<String>,
}

impl DiagnosticCase {
    /// The log, the diagnostic, and its place.
    pub fn line(&self) -> String {
        let of = self.log.as_ref().map_or_else(String::new, |log| format!("{log}: "));
        let position = self.position.as_ref().map_or_else(String::new, |p| format!(" ({p})"));
        format!("{of}{}{position}", self.text)
    }
}

impl Case {
    /// What was judged, in a style chosen for each recording; tags with their drivers, if `owners` has them.
    pub fn of(analysis: &Analysis, style: impl Fn(&Recording) -> Style, owners: &Owners) -> Self {
        let mut above: Option<&Recording> = None;
        let computers = analysis.machines.iter().map(|machine| {
            let (recording, report) = (&machine.recording, &machine.report);
            let style = style(recording);
            // computers of the same logs share their heading
            let is_new = !above.is_some_and(|a| has_same_parts(a, recording));
            above = Some(recording);
            let heading = if is_new { heading(recording, &style) } else { Vec::new() };
            let is_silent = report.judged_count == 0 && report.findings.is_empty();
            let verdict = (!is_silent).then(|| VerdictCase::of(report, &style));
            let tags = machine.tags.as_ref().map_or_else(Vec::new, |tags| {
                let mut said = wording::tags::leads(&tags.report, &style);
                said.extend(wording::tags::whose(&tags.report, owners));
                said
            });
            ComputerCase {
                heading,
                verdict,
                tags,
                events: event_lines(recording, &style),
                next: next_steps(machine, owners),
            }
        });
        let computers = computers.collect();
        let is_one = analysis.files.len() == 1;
        let diagnostics = analysis.files.iter().flat_map(|file| {
            file.diagnostics.iter().map(move |d| DiagnosticCase {
                severity: d.severity().name(),
                text: wording::diagnostic(d),
                position: wording::position(d, file.source.format),
                log: (!is_one).then(|| file.source.path.display().to_string()),
            })
        });
        Self { computers, diagnostics: diagnostics.collect() }
    }
}

impl VerdictCase {
    pub fn of(report: &Report, style: &Style) -> Self {
        let name = if report.computer.is_empty() { "this computer".to_owned() } else { report.computer.clone() };
        let finding = |f: &Finding| FindingCase::of(f, report, style);
        let others = (report.judged_count > 0).then(|| OthersCase {
            summary: wording::verdict::others(report.judged_count, report.others().count()),
            findings: report.others().map(finding).collect(),
            hint: report.others().any(|f| f.process.is_some()).then_some(wording::PROCESS_HINT),
        });
        Self {
            name,
            ram: wording::ram::ram(&report.ram, style),
            is_ram_known: report.ram.bytes.is_some() || report.ram.refused.is_some(),
            pools: report.pools().map(finding).collect(),
            others,
        }
    }
}

impl FindingCase {
    pub fn of(f: &Finding, report: &Report, style: &Style) -> Self {
        Self {
            title: wording::title(f),
            tone: Tone::of(f),
            word: wording::word(f),
            sentence: wording::sentence(f, &report.ram, style),
            figures: wording::figures(f, &report.ram, style),
            reasons: f.reasons.iter().map(|r| wording::reason(&r.kind, f, style)).collect(),
        }
    }
}

/// Events of known meaning, each with its time; if there are many, only the first.
fn event_lines(recording: &Recording, style: &Style) -> Vec<String> {
    const MOST: usize = 20;
    let all = recording.facts.events.iter().filter(|event| event.is_notable());
    let (notable, outside): (Vec<_>, Vec<_>) = all.partition(|event| recording.axis.is_within(event.utc_ms));
    let line = |event: &&Event| {
        let details = wording::events::details(event, style.units).map_or_else(String::new, |said| format!(". {said}"));
        format!("{}  {}{details}", style.clock.second(event.utc_ms), wording::events::label(event))
    };
    let mut lines: Vec<String> = notable.iter().take(MOST).map(line).collect();
    if notable.len() > MOST {
        lines.push(format!("and {} more", notable.len() - MOST));
    }
    if !outside.is_empty() {
        lines.push(format!("{} outside the time of the log", outside.len()));
    }
    lines
}

/// What to do about a computer.
pub fn next_steps(machine: &Machine, owners: &Owners) -> Vec<Advice> {
    let steps = next::steps(&machine.report, machine.tags.as_ref().map(|tags| &tags.report));
    steps.into_iter().map(|step| wording::next::advice(step, owners)).collect()
}

fn has_same_parts(a: &Recording, b: &Recording) -> bool {
    a.parts.iter().map(|p| &p.source.path).eq(b.parts.iter().map(|p| &p.source.path))
}

/// The logs, their time, and the machine that wrote them.
fn heading(recording: &Recording, style: &Style) -> Vec<String> {
    const MOST: usize = 20;
    let mut lines: Vec<String> = Vec::new();
    for part in recording.parts.iter().take(MOST) {
        let path = part.source.path.display();
        lines.push(match (recording.parts.len(), part.span_utc_ms) {
            (1, _) => path.to_string(),
            (_, None) => format!("{path}  no samples"),
            (_, Some((from, to))) => {
                format!("{path}  {}, {}", style.clock.span(from, to), units::samples(part.samples))
            }
        });
    }
    let left_out = recording.parts.len().saturating_sub(MOST);
    if left_out > 0 {
        lines.push(format!("and {left_out} more logs"));
    }
    lines.push(wording::log::summary(recording, style));
    lines.extend(wording::log::recorded_on(recording));
    lines
}
