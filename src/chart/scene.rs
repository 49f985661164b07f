//! A scene: everything a chart shows, in words and numbers, before any pixel.

use super::palette::Role;
use crate::analysis::{Finding, Judgement, Report, Verdict, findings::FindingKind};
use crate::model::pools::Pool;
use crate::model::units;
use crate::model::{Clock, Recording};
use std::sync::Arc;

/// A line of samples.
#[derive(Clone, Debug)]
pub struct Line {
    /// Short name for the legend: `Nonpaged pool`.
    pub name: String,
    pub role: Role,
    /// UTC seconds.
    pub times: Arc<[f64]>,
    /// NaN is a gap.
    pub values: Arc<[f64]>,
}

/// A point that is pointed out: a pool's exact maximum, from the raw samples.
#[derive(Clone, Debug)]
pub struct Mark {
    pub name: String,
    pub role: Role,
    pub at: [f64; 2],
    /// `540 MB, 4 Mar 08:00`
    pub label: String,
}

/// A horizontal line.
#[derive(Clone, Debug)]
pub struct Level {
    pub value: f64,
    pub label: String,
}

/// The rise that a finding rests on: a straight line from the onset to the end.
#[derive(Clone, Debug)]
pub struct Trend {
    pub role: Role,
    pub from: [f64; 2],
    pub to: [f64; 2],
    pub label: String,
}

/// A finding's sentence with its tone.
#[derive(Clone, Debug)]
pub struct Statement {
    pub tone: Role,
    pub word: String,
    pub sentence: String,
}

/// Everything a chart shows.
#[derive(Clone, Debug)]
pub struct Scene {
    pub title: String,
    /// Span, samples, zone.
    pub subtitle: String,
    pub statements: Vec<Statement>,
    pub lines: Vec<Line>,
    pub marks: Vec<Mark>,
    pub levels: Vec<Level>,
    pub trends: Vec<Trend>,
    /// What is shown when nothing was zoomed: UTC seconds, bytes.
    pub span: (f64, f64),
    pub range: (f64, f64),
    /// Samples further apart than this are not joined.
    pub gap_secs: f64,
    pub clock: Clock,
    /// Log name, and where the RAM comes from.
    pub footer: String,
}

/// The colour that goes with a verdict. A log too short acquits nobody.
pub fn tone(judgement: &Judgement) -> Role {
    match judgement.verdict() {
        Verdict::Leak => Role::Alarm,
        Verdict::Suspect => Role::Watch,
        Verdict::Inconclusive | Verdict::Insufficient => Role::Unsure,
        _ if judgement.too_short => Role::Unsure,
        _ => Role::Calm,
    }
}

fn role(kind: FindingKind) -> Role {
    match kind {
        FindingKind::Pool(Pool::Nonpaged) => Role::Nonpaged,
        _ => Role::Paged,
    }
}

impl Scene {
    /// The pools of one computer.
    pub fn of_pools(recording: &Recording, report: &Report, is_utc: bool) -> Self {
        let axis = &recording.axis;
        let clock = Clock { zone: recording.facts.zone.clone(), is_utc };
        let times: Arc<[f64]> = axis.utc_ms.iter().map(|ms| *ms as f64 / 1000.0).collect();
        let interval = axis.median_interval_secs().unwrap_or(1.0);
        let mut lines = Vec::new();
        let mut marks = Vec::new();
        let mut trends = Vec::new();
        let mut highest: f64 = 0.0;
        for finding in report.pools() {
            let Some(counter) = recording.counters.iter().find(|c| c.path == finding.path) else { continue };
            highest = highest.max(finding.max);
            lines.push(Line {
                name: finding.title(),
                role: role(finding.kind),
                times: Arc::clone(&times),
                values: Arc::clone(&counter.values),
            });
            marks.push(Mark {
                name: finding.title(),
                role: role(finding.kind),
                at: [finding.max_utc_ms as f64 / 1000.0, finding.max],
                label: format!("max {}, {}", finding.unit.show(finding.max), clock.short(finding.max_utc_ms)),
            });
            trends.extend(trend(finding));
        }
        let mut levels = Vec::new();
        if let Some(ram) = report.ram.bytes {
            // a line far above the data would only press it flat
            if ram <= 2.0 * highest {
                levels.push(Level { value: ram, label: format!("RAM {}", units::ram(ram)) });
                highest = highest.max(ram);
            }
        }
        let span = match (times.first(), times.last()) {
            (Some(a), Some(b)) if b > a => (*a, *b),
            (Some(a), _) => (a - 1.0, a + 1.0),
            _ => (0.0, 1.0),
        };
        Self {
            title: if report.computer.is_empty() {
                "Kernel pools".to_owned()
            } else {
                format!("Kernel pools on {}", report.computer)
            },
            subtitle: subtitle(recording, &clock, interval),
            statements: report.pools().map(statement).collect(),
            lines,
            marks,
            levels,
            trends,
            span,
            range: (0.0, if highest > 0.0 { highest * 1.12 } else { 1.0 }),
            gap_secs: super::reduce::GAP_INTERVALS * interval,
            clock,
            footer: footer(recording, report),
        }
    }
}

fn statement(finding: &Finding) -> Statement {
    Statement { tone: tone(&finding.judgement), word: finding.word().to_owned(), sentence: finding.sentence.clone() }
}

/// The Theil–Sen line through the points that the verdict rests on.
fn trend(finding: &Finding) -> Option<Trend> {
    let j = &finding.judgement;
    let slope = j.slope_per_hour?;
    let (t, y) = j.run.fit.as_ref()?;
    let per_sec = slope.value / 3600.0;
    let mut rests: Vec<f64> = t.iter().zip(y).map(|(at, y)| y - per_sec * (at - t[0])).collect();
    let rest = crate::analysis::stats::median_of(&mut rests);
    let (first, last) = (*t.first()?, *t.last()?);
    Some(Trend {
        role: role(finding.kind),
        from: [first, rest],
        to: [last, rest + per_sec * (last - first)],
        label: format!("{} per hour", finding.unit.show(slope.value)),
    })
}

fn subtitle(recording: &Recording, clock: &Clock, interval: f64) -> String {
    let axis = &recording.axis;
    let (Some(first), Some(last)) = (axis.utc_ms.first(), axis.utc_ms.last()) else {
        return "no samples".to_owned();
    };
    let samples = match axis.len() {
        1 => "1 sample".to_owned(),
        n => format!("{} samples every {}", units::grouped(n as f64), units::duration(interval)),
    };
    format!(
        "{} ({}), {samples}, {}",
        clock.span(*first, *last),
        units::duration(axis.span_secs()),
        clock.offset(*first)
    )
}

fn footer(recording: &Recording, report: &Report) -> String {
    let name = recording.source.path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    format!("{name}  ·  {}", report.ram.text())
}
