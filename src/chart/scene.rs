//! A scene: everything a chart shows, in words and numbers, before any pixel.

use super::line_style::{Drawn, LineStyle};
use super::palette::{Ground, Rgb, Role};
use super::reduce::Series;
use super::series_cache::SeriesCache;
use super::ticks::{self, Tick};
use crate::analysis::{Finding, Judgement, Report, Verdict, finding::FindingKind};
use crate::model::event::{Event, Meaning};
use crate::model::pools::Pool;
use crate::model::units::{Unit, Units};
use crate::model::{Clock, Recording};
use crate::wording::chart as words;
use crate::wording::{self, Notation, Style};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A line of samples.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its identifier, whatever else is on the chart: its counter's path in lower case.
    pub key: String,
    /// Short name for the legend: `Nonpaged pool`.
    pub name: String,
    pub role: Role,
    pub series: Arc<Series>,
    pub unit: Unit,
    /// `/s` for rates.
    pub per: &'static str,
    pub units: Units,
    /// Height on the chart for one of its unit: 1 for amounts on the left axis.
    pub scale: f64,
    /// What it is measured by, if that is not the left axis: `right axis`, or the height of the chart.
    pub measure: Option<String>,
    pub style: LineStyle,
    pub stack: Option<Stack>,
}

/// Where a line is drawn if lines are stacked.
#[derive(Clone, Debug)]
pub struct Stack {
    /// The line below it: the area between is filled.
    pub base: Arc<Series>,
    /// The sum of that and its own values.
    pub top: Arc<Series>,
}

/// An axis in addition to the left one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RightAxis {
    pub unit: Unit,
    pub per: &'static str,
    pub units: Units,
    /// As [`Line::scale`].
    pub scale: f64,
    /// The largest value measured by it.
    pub highest: f64,
}

impl Line {
    /// What is drawn: its values, or the top of its area if it is stacked on others.
    pub fn top(&self) -> &Arc<Series> {
        self.stack.as_ref().map_or(&self.series, |stack| &stack.top)
    }

    pub fn drawn(&self) -> Drawn {
        Drawn { role: self.role, style: self.style }
    }

    /// A value in its unit.
    pub fn show(&self, value: f64) -> String {
        self.units.show(self.unit, value) + self.per
    }
}

/// A highlighted point: a pool's exact maximum, from the raw samples.
#[derive(Clone, Debug)]
pub struct Maximum {
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

/// The rise that a finding is based on: a straight line from the onset to the end, with the 95 % interval of its slope.
#[derive(Clone, Debug)]
pub struct Trend {
    pub role: Role,
    pub from: [f64; 2],
    pub to: [f64; 2],
    /// Two triangles that meet in the middle of the line; empty if the interval is unbounded.
    pub interval: Vec<[[f64; 2]; 3]>,
    pub label: String,
}

/// A moment: an onset, a restart.
#[derive(Clone, Debug)]
pub struct Moment {
    pub role: Role,
    pub at: f64,
    pub label: String,
}

/// A stretch of time that was not used for the verdict.
#[derive(Clone, Debug)]
pub struct Shade {
    pub role: Role,
    pub span: (f64, f64),
    pub label: String,
}

/// A time without samples.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The last sample before it and the first after it.
    pub span: (f64, f64),
    /// `no samples, 3 h`
    pub label: String,
}

/// A moment that the user marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its identifier.
    pub id: u64,
    pub at: f64,
    pub label: String,
}

/// A note that the user put on the chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Its identifier.
    pub id: u64,
    pub text: String,
    /// What it points at: UTC seconds, and an amount on the left axis.
    pub at: [f64; 2],
    /// From there to the middle of its box, in shares of the plot's width and height; down is positive.
    pub offset: [f64; 2],
}

/// The low points that were judged, if the verdict is based on the floor.
#[derive(Clone, Debug)]
pub struct Floor {
    pub role: Role,
    pub points: Vec<[f64; 2]>,
}

/// What is drawn in addition to the lines. Pictures contain what is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overlays {
    pub maxima: bool,
    pub ram: bool,
    pub trend: bool,
    pub onset: bool,
    pub floor: bool,
    /// Restarts, and stretches that were left out.
    pub runs: bool,
    /// Times without samples.
    pub gaps: bool,
    /// Where each of several logs begins.
    pub files: bool,
    /// Events that were opened along with the log.
    pub events: bool,
}

impl Default for Overlays {
    fn default() -> Self {
        Self {
            maxima: true,
            ram: true,
            trend: true,
            onset: true,
            floor: true,
            runs: true,
            gaps: true,
            files: true,
            events: true,
        }
    }
}

/// How a scene is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    pub notation: Notation,
    pub overlays: Overlays,
}

/// A finding's sentence with its tone.
#[derive(Clone, Debug)]
pub struct Statement {
    pub tone: Role,
    pub word: String,
    pub sentence: String,
    /// Rate and time left if it rises; otherwise empty.
    pub figures: String,
}

/// Everything a chart shows.
#[derive(Clone, Debug)]
pub struct Scene {
    pub title: String,
    /// Span, samples, zone.
    pub subtitle: String,
    pub statements: Vec<Statement>,
    pub lines: Vec<Line>,
    pub maxima: Vec<Maximum>,
    pub levels: Vec<Level>,
    pub trends: Vec<Trend>,
    pub onsets: Vec<Moment>,
    pub restarts: Vec<Moment>,
    pub shades: Vec<Shade>,
    pub floors: Vec<Floor>,
    pub gaps: Vec<Gap>,
    /// Where each of several logs begins, except the first.
    pub files: Vec<Moment>,
    /// Events of Windows' own logs that are worth a mark.
    pub events: Vec<Moment>,
    /// Where listings of pool tags begin, which can be moved; `None` if no tag is on the chart.
    pub listings_begin: Option<f64>,
    pub marks: Vec<Mark>,
    pub notes: Vec<Note>,
    /// Two moments whose values are compared, UTC seconds.
    pub cursors: [Option<f64>; 2],
    /// Which log a time comes from, if there are several.
    pub sources: Vec<((f64, f64), String)>,
    /// What is shown if not zoomed: UTC seconds, bytes.
    pub span: (f64, f64),
    pub range: (f64, f64),
    /// Whether equal ratios are equal heights.
    pub is_log: bool,
    /// The highlighted line; the others are drawn fainter.
    pub focus: Option<String>,
    /// What the left axis counts: bytes, unless there are only counters with another unit.
    pub left: Unit,
    pub right: Option<RightAxis>,
    pub clock: Clock,
    pub units: Units,
    /// Log name, and where the RAM comes from.
    pub footer: String,
}

/// The colour that goes with a verdict. A log that is too short clears nothing of suspicion.
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
    /// The colour of items that belong to the line with a role: that of the line, if it was given one.
    pub fn color(&self, role: Role, ground: Ground) -> Rgb {
        let styled = self.lines.iter().find(|line| line.role == role && line.style.ink.is_some());
        styled.map_or_else(|| role.on(ground), |line| line.drawn().color(ground))
    }

    /// The pools of one computer.
    pub fn of_pools(recording: &Recording, report: &Report, shown: Shown) -> Self {
        Self::of_pools_with(recording, report, shown, &mut SeriesCache::default())
    }

    /// The same, with samples from a cache if they were drawn before.
    pub fn of_pools_with(recording: &Recording, report: &Report, shown: Shown, cache: &mut SeriesCache) -> Self {
        let Shown { notation, overlays } = shown;
        let (style, units) = (Style::of(recording, notation), notation.units);
        let clock = style.clock.clone();
        let (times, gap_secs) = cache.axis(recording);
        let mut lines = Vec::new();
        let mut maxima = Vec::new();
        let mut trends = Vec::new();
        let (mut onsets, mut restarts) = (Vec::new(), Vec::new());
        let (mut shades, mut floors) = (Vec::new(), Vec::new());
        let mut highest: f64 = 0.0;
        for finding in report.pools() {
            let Some(counter) = recording.counters.iter().find(|c| c.path == finding.path) else { continue };
            highest = highest.max(finding.max);
            lines.push(Line {
                key: counter.path.key().to_string(),
                name: wording::title(finding),
                role: role(finding.kind),
                series: cache.series(recording, counter),
                unit: Unit::Bytes,
                per: "",
                units,
                scale: 1.0,
                measure: None,
                style: LineStyle::default(),
                stack: None,
            });
            maxima.push(Maximum {
                name: wording::title(finding),
                role: role(finding.kind),
                at: [finding.max_utc_ms as f64 / 1000.0, finding.max],
                label: words::maximum(finding, &style),
            });
            trends.extend(trend(finding, &style));
            floors.extend(floor(finding));
            shades.extend(shade(finding));
            onsets.extend(onset(finding, &style));
            for at in &finding.judgement.restarts {
                if restarts.iter().all(|m: &Moment| m.at != *at) {
                    restarts.push(Moment { role: Role::Unsure, at: *at, label: words::RESTART.to_owned() });
                }
            }
        }
        let mut levels = Vec::new();
        if let Some(ram) = report.ram.bytes.filter(|_| overlays.ram) {
            // a line far above the data would only flatten it
            if ram <= 2.0 * highest {
                levels.push(Level { value: ram, label: words::ram(ram, &style) });
                highest = highest.max(ram);
            }
        }
        Self {
            title: words::title(&report.computer, true),
            subtitle: wording::log::summary(recording, &style),
            statements: report.pools().map(|f| statement(f, report, &style)).collect(),
            lines,
            maxima: if overlays.maxima { maxima } else { Vec::new() },
            levels,
            trends: if overlays.trend { trends } else { Vec::new() },
            onsets: if overlays.onset { onsets } else { Vec::new() },
            restarts: if overlays.runs { restarts } else { Vec::new() },
            shades: if overlays.runs { shades } else { Vec::new() },
            floors: if overlays.floor { floors } else { Vec::new() },
            span: span(&times),
            range: (0.0, if highest > 0.0 { highest * 1.12 } else { EMPTY_BYTES }),
            is_log: false,
            focus: None,
            left: Unit::Bytes,
            right: None,
            gaps: if overlays.gaps { gaps(&times, gap_secs) } else { Vec::new() },
            files: if overlays.files { files(recording) } else { Vec::new() },
            events: if overlays.events { events(recording, report) } else { Vec::new() },
            listings_begin: None,
            marks: Vec::new(),
            notes: Vec::new(),
            cursors: [None; 2],
            sources: sources(recording),
            footer: footer(recording, report, &style),
            clock,
            units,
        }
    }
}

/// Events that are worth a mark: those of known meaning, and of the kinds that coincide with a rise. If there are too
/// many, the most serious.
fn events(recording: &Recording, report: &Report) -> Vec<Moment> {
    const MOST: usize = 300;
    let with: Vec<_> = report.pools().flat_map(|f| &f.steps_with).map(|with| &with.kind).collect();
    let began: Vec<_> = report.pools().filter_map(|f| f.began_after.as_ref()).map(|after| &after.event).collect();
    let all = &recording.facts.events;
    let counts = |event: &&Event| {
        recording.axis.is_within(event.utc_ms)
            && (event.is_notable() || with.contains(&&event.kind()) || began.contains(event))
    };
    let mut found: Vec<&Event> = all.iter().filter(counts).collect();
    // an event that says the pool is empty is never left out for an update
    found.sort_by_key(|event| !matches!(event.meaning, Meaning::PoolEmpty(_) | Meaning::MemoryExhausted(_)));
    found.truncate(MOST);
    found.sort_by_key(|event| event.utc_ms);
    let moment = |event: &&Event| Moment {
        role: Role::Unsure,
        at: event.utc_ms as f64 / 1000.0,
        label: wording::events::label(event),
    };
    found.iter().map(moment).collect()
}

/// How far down labels of marks may reach, as a share of the chart's height: if many are close together, the rest of
/// them are only lines.
pub const FLAGS: f64 = 0.4;

/// Rows of a note; longer ones are cut short.
pub const NOTE_ROWS: usize = 10;

/// Notes in view that are shown in boxes; more would cover each other. Of the rest, up to `MOST_DOTS` are dots.
pub const MOST_NOTES: usize = 100;
pub const MOST_DOTS: usize = 5000;

/// The words for those left over.
pub use words::{more_marks, more_notes};

impl RightAxis {
    /// The label beside a tick of the left axis, whose largest amount in view is `most`.
    pub fn label(&self, tick: &Tick, most: f64, is_log: bool) -> String {
        let value = tick.at / self.scale;
        let label = if is_log {
            ticks::log_label(self.units, self.unit, value)
        } else {
            let highest = (most / self.scale).abs().min(self.highest);
            ticks::value_label(self.units, self.unit, value, tick.step / self.scale, highest)
        };
        label + self.per
    }
}

/// The height of the chart if the pools hold nothing: a kilobyte.
const EMPTY_BYTES: f64 = 1024.0;

/// The time covered; never empty.
fn span(times: &[f64]) -> (f64, f64) {
    match (times.first(), times.last()) {
        (Some(a), Some(b)) if b > a => (*a, *b),
        (Some(a), _) => (a - 1.0, a + 1.0),
        _ => (0.0, 1.0),
    }
}

/// The longest times without samples; more would only be noise.
fn gaps(times: &[f64], gap_secs: f64) -> Vec<Gap> {
    const MOST: usize = 200;
    let mut long: Vec<(f64, f64)> = times.windows(2).filter(|w| w[1] - w[0] > gap_secs).map(|w| (w[0], w[1])).collect();
    if long.len() > MOST {
        long.sort_by(|a, b| (b.1 - b.0).total_cmp(&(a.1 - a.0)));
        long.truncate(MOST);
        long.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    long.into_iter().map(|span| Gap { span, label: words::gap(span.1 - span.0) }).collect()
}

/// Where the second log begins, the third, and so on.
fn files(recording: &Recording) -> Vec<Moment> {
    const MOST: usize = 100;
    let begins = recording.parts.iter().skip(1).filter_map(|p| Some((p.span_utc_ms?.0, p.name())));
    let moments: Vec<Moment> =
        begins.map(|(ms, label)| Moment { role: Role::Unsure, at: ms as f64 / 1000.0, label }).collect();
    if moments.len() > MOST { Vec::new() } else { moments }
}

fn sources(recording: &Recording) -> Vec<((f64, f64), String)> {
    if recording.parts.len() < 2 {
        return Vec::new();
    }
    let seconds = |ms: i64| ms as f64 / 1000.0;
    recording.parts.iter().filter_map(|p| p.span_utc_ms.map(|(a, b)| ((seconds(a), seconds(b)), p.name()))).collect()
}

fn statement(finding: &Finding, report: &Report, style: &Style) -> Statement {
    Statement {
        tone: tone(&finding.judgement),
        word: wording::word(finding).to_owned(),
        sentence: wording::sentence(finding, &report.ram, style),
        figures: wording::chart::figures(finding, &report.ram, style),
    }
}

/// The Theil–Sen line through the points that the verdict is based on.
fn trend(finding: &Finding, style: &Style) -> Option<Trend> {
    let j = &finding.judgement;
    let slope = j.slope_per_hour?;
    let (t, y) = j.run.fit.as_ref()?;
    let per_sec = slope.value / 3600.0;
    let mut rests: Vec<f64> = t.iter().zip(y).map(|(at, y)| y - per_sec * (at - t[0])).collect();
    let rest = crate::analysis::stats::median_of(&mut rests);
    let (first, last) = (*t.first()?, *t.last()?);
    let middle = (first + last) / 2.0;
    let center = [middle, rest + per_sec * (middle - first)];
    let end = |at: f64, per_hour: f64| [at, center[1] + per_hour / 3600.0 * (at - middle)];
    let interval = if slope.low.is_finite() {
        [first, last].map(|at| [center, end(at, slope.low), end(at, slope.high)]).to_vec()
    } else {
        Vec::new()
    };
    Some(Trend {
        role: role(finding.kind),
        from: [first, rest],
        to: [last, rest + per_sec * (last - first)],
        interval,
        label: words::trend(finding, slope.value, style),
    })
}

/// Where the rise began, if not at the start of the log.
fn onset(finding: &Finding, style: &Style) -> Option<Moment> {
    let run = &finding.judgement.run;
    let at = finding.onset_utc_ms?;
    let secs = at as f64 / 1000.0;
    let rose_before = finding.observed.rose_before;
    let label = words::onset(at, rose_before, style);
    (secs - run.first > 0.05 * run.span()).then_some(Moment { role: role(finding.kind), at: secs, label })
}

/// What precedes a cut was left out of the verdict.
fn shade(finding: &Finding) -> Option<Shade> {
    let run = &finding.judgement.run;
    let begin = finding.judgement.restarts.iter().copied().rfind(|r| *r <= run.first);
    let until = run.cut_at.or(begin)?;
    Some(Shade { role: role(finding.kind), span: (f64::NEG_INFINITY, until), label: words::NOT_IN_VERDICT.to_owned() })
}

/// The low points, if the verdict is based on them.
fn floor(finding: &Finding) -> Option<Floor> {
    let run = &finding.judgement.run;
    let is_floor = run.is_floor || run.troughs > 0;
    let (t, y) = run.fit.as_ref().filter(|_| is_floor && finding.judgement.slope_per_hour.is_some())?;
    Some(Floor { role: role(finding.kind), points: t.iter().zip(y).map(|(t, y)| [*t, *y]).collect() })
}

fn footer(recording: &Recording, report: &Report, style: &Style) -> String {
    format!("{}  ·  {}", recording.name(), wording::ram::ram(&report.ram, style))
}
