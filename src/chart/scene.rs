//! A scene: everything a chart shows, in words and numbers, before any pixel.

use super::palette::Role;
use crate::analysis::{Finding, Judgement, Report, Verdict, findings::FindingKind};
use crate::model::pools::Pool;
use crate::model::units::{self, Unit};
use crate::model::{Clock, Counter, CounterPath, Recording};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A line of samples.
#[derive(Clone, Debug)]
pub struct Line {
    /// Short name for the legend: `Nonpaged pool`.
    pub name: String,
    pub role: Role,
    /// UTC seconds.
    pub times: Arc<Vec<f64>>,
    /// NaN is a gap.
    pub values: Arc<Vec<f64>>,
    pub unit: Unit,
    /// `/s` for rates.
    pub per: &'static str,
    /// Height on the chart for one of its unit: 1 for amounts on the left axis.
    pub scale: f64,
    /// What it is measured by, where that is not the left axis: `right axis`, or the height of the chart.
    pub measure: Option<String>,
}

/// A counter to be put on the chart besides the pools.
#[derive(Clone, Debug)]
pub struct Extra {
    pub path: CounterPath,
    /// UTC seconds, rising.
    pub times: Arc<Vec<f64>>,
    pub values: Arc<Vec<f64>>,
}

/// An axis besides the left one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RightAxis {
    pub unit: Unit,
    pub per: &'static str,
    /// As [`Line::scale`].
    pub scale: f64,
}

impl Line {
    /// The sample nearest to a time.
    pub fn nearest(&self, time: f64) -> Option<usize> {
        let right = self.times.partition_point(|t| *t < time);
        let near = [right.checked_sub(1), Some(right).filter(|i| *i < self.times.len())];
        near.into_iter()
            .flatten()
            .min_by(|a, b| (self.times[*a] - time).abs().total_cmp(&(self.times[*b] - time).abs()))
    }
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

/// The rise that a finding rests on: a straight line from the onset to the end, with the 95 % interval of its slope.
#[derive(Clone, Debug)]
pub struct Trend {
    pub role: Role,
    pub from: [f64; 2],
    pub to: [f64; 2],
    /// Two triangles that meet in the middle of the line; none where the interval is open.
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
    /// The last sample before and the first after it.
    pub span: (f64, f64),
    /// `no samples, 3 h`
    pub label: String,
}

/// The low points that were judged, where the floor decided.
#[derive(Clone, Debug)]
pub struct Floor {
    pub role: Role,
    pub points: Vec<[f64; 2]>,
}

/// What is drawn besides the lines. Pictures carry what is switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overlays {
    pub maxima: bool,
    pub ram: bool,
    pub trend: bool,
    pub onset: bool,
    pub floor: bool,
    /// Restarts, and what was left out.
    pub runs: bool,
    /// Times without samples.
    pub gaps: bool,
    /// Where each of several logs begins.
    pub files: bool,
}

impl Default for Overlays {
    fn default() -> Self {
        Self { maxima: true, ram: true, trend: true, onset: true, floor: true, runs: true, gaps: true, files: true }
    }
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
    pub onsets: Vec<Moment>,
    pub restarts: Vec<Moment>,
    pub shades: Vec<Shade>,
    pub floors: Vec<Floor>,
    pub gaps: Vec<Gap>,
    /// Where each of several logs begins, the first left out.
    pub files: Vec<Moment>,
    /// Which log a time comes from, where there are several.
    pub sources: Vec<((f64, f64), String)>,
    /// What is shown when nothing was zoomed: UTC seconds, bytes.
    pub span: (f64, f64),
    pub range: (f64, f64),
    /// Samples further apart than this are not joined.
    pub gap_secs: f64,
    /// What the left axis counts: bytes, unless there is nothing but counters of another unit.
    pub left: Unit,
    pub right: Option<RightAxis>,
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
    pub fn of_pools(recording: &Recording, report: &Report, is_utc: bool, overlays: Overlays) -> Self {
        let axis = &recording.axis;
        let clock = Clock { zone: recording.facts.zone.clone(), is_utc };
        let times = seconds(recording);
        let interval = axis.median_interval_secs().unwrap_or(1.0);
        let mut lines = Vec::new();
        let mut marks = Vec::new();
        let mut trends = Vec::new();
        let (mut onsets, mut restarts) = (Vec::new(), Vec::new());
        let (mut shades, mut floors) = (Vec::new(), Vec::new());
        let mut highest: f64 = 0.0;
        for finding in report.pools() {
            let Some(counter) = recording.counters.iter().find(|c| c.path == finding.path) else { continue };
            highest = highest.max(finding.max);
            let (times, values) = series(recording, counter, &times);
            lines.push(Line {
                name: finding.title(),
                role: role(finding.kind),
                times,
                values,
                unit: Unit::Bytes,
                per: "",
                scale: 1.0,
                measure: None,
            });
            marks.push(Mark {
                name: finding.title(),
                role: role(finding.kind),
                at: [finding.max_utc_ms as f64 / 1000.0, finding.max],
                label: format!("max {}, {}", finding.unit.show(finding.max), clock.short(finding.max_utc_ms)),
            });
            trends.extend(trend(finding));
            floors.extend(floor(finding));
            shades.extend(shade(finding));
            onsets.extend(onset(finding, &clock));
            for at in &finding.judgement.restarts {
                if restarts.iter().all(|m: &Moment| m.at != *at) {
                    restarts.push(Moment { role: Role::Unsure, at: *at, label: "restart".to_owned() });
                }
            }
        }
        let gap_secs = super::reduce::GAP_INTERVALS * interval;
        let mut levels = Vec::new();
        if let Some(ram) = report.ram.bytes.filter(|_| overlays.ram) {
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
            subtitle: subtitle(recording, &clock),
            statements: report.pools().map(statement).collect(),
            lines,
            marks: if overlays.maxima { marks } else { Vec::new() },
            levels,
            trends: if overlays.trend { trends } else { Vec::new() },
            onsets: if overlays.onset { onsets } else { Vec::new() },
            restarts: if overlays.runs { restarts } else { Vec::new() },
            shades: if overlays.runs { shades } else { Vec::new() },
            floors: if overlays.floor { floors } else { Vec::new() },
            span,
            range: (0.0, if highest > 0.0 { highest * 1.12 } else { 1.0 }),
            gap_secs,
            left: Unit::Bytes,
            right: None,
            gaps: if overlays.gaps { gaps(&times, gap_secs) } else { Vec::new() },
            files: if overlays.files { files(recording) } else { Vec::new() },
            sources: sources(recording),
            clock,
            footer: footer(recording, report),
        }
    }
}

/// The moments of a recording in UTC seconds.
pub fn seconds(recording: &Recording) -> Arc<Vec<f64>> {
    Arc::new(recording.axis.utc_ms.iter().map(|ms| *ms as f64 / 1000.0).collect())
}

/// Times and values of a counter as a line shows them; `times` are those of the recording.
pub fn series(recording: &Recording, counter: &Counter, times: &Arc<Vec<f64>>) -> (Arc<Vec<f64>>, Arc<Vec<f64>>) {
    if !recording.has_overlaps() {
        return (Arc::clone(times), Arc::clone(&counter.values));
    }
    // a moment of another log is no gap in this counter
    let (times, values) = counter.present().map(|(i, v)| (times[i], v)).unzip();
    (Arc::new(times), Arc::new(values))
}

impl RightAxis {
    /// The label at a height of the chart, of which `most` is the largest.
    pub fn label(&self, height: f64, most: f64) -> String {
        super::ticks::axis_text(self.unit, height / self.scale, most / self.scale) + self.per
    }
}

impl Line {
    /// A value in its unit.
    pub fn show(&self, value: f64) -> String {
        self.unit.show(value) + self.per
    }
}

/// What a counter is measured in.
fn kind(extra: &Extra) -> (Unit, &'static str) {
    let name = extra.path.english_counter();
    (Unit::of_counter(name), if name.to_ascii_lowercase().ends_with("/sec") { "/s" } else { "" })
}

/// Room for all counters of a kind: their largest value and a little more; for percentages at least the whole.
fn height(extras: &[Extra], of: (Unit, &str)) -> f64 {
    let values = extras.iter().filter(|e| kind(e) == of).flat_map(|e| e.values.iter().copied());
    let most = values.filter(|v| v.is_finite()).fold(1e-9, f64::max) * 1.12;
    if of.0 == Unit::Percent { most.max(100.0) } else { most }
}

/// `svchost#3: Handle Count`
pub fn short_name(path: &CounterPath) -> String {
    let full = path.object_and_instance();
    match full.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')) {
        Some(instance) => format!("{instance}: {}", path.counter),
        None => path.counter.clone(),
    }
}

impl Scene {
    /// Puts further counters on the chart. Amounts of memory share the left axis, unless they would press the pools flat;
    /// the first other unit has the right axis; what fits neither is drawn to the full height, and its legend says so.
    pub fn add(&mut self, extras: &[Extra]) {
        /// Amounts up to this many times the chart's height stretch the left axis.
        const STRETCH: f64 = 3.0;
        let is_amount = |(unit, per): (Unit, &str)| per.is_empty() && unit.bytes_each().is_some();
        let mut has_left = !self.lines.is_empty();
        let room = self.range.1 * STRETCH;
        for (place, extra) in extras.iter().enumerate() {
            let (unit, per) = kind(extra);
            let own = height(extras, (unit, per));
            let bytes_each = unit.bytes_each().unwrap_or(1.0);
            let (scale, measure) =
                if is_amount((unit, per)) && (!has_left || self.left == Unit::Bytes && own * bytes_each <= room) {
                    self.range.1 = if has_left { self.range.1.max(own * bytes_each) } else { own * bytes_each };
                    has_left = true;
                    (bytes_each, None)
                } else if !has_left && per.is_empty() {
                    (self.left, self.range, has_left) = (unit, (0.0, own), true);
                    (1.0, None)
                } else if has_left && self.left == unit && per.is_empty() && unit != Unit::Bytes {
                    self.range.1 = self.range.1.max(own);
                    (1.0, None)
                } else if self.right.is_none_or(|axis| (axis.unit, axis.per) == (unit, per)) {
                    // its scale is known once all of its lines are
                    self.right = Some(RightAxis { unit, per, scale: 0.0 });
                    (0.0, Some("right axis".to_owned()))
                } else {
                    (-own, Some(format!("chart's height = {}{per}", unit.show(own))))
                };
            let role = Role::Other(u8::try_from(place).unwrap_or(u8::MAX));
            let (times, values) = (Arc::clone(&extra.times), Arc::clone(&extra.values));
            self.lines.push(Line { name: short_name(&extra.path), role, times, values, unit, per, scale, measure });
        }
        if let Some(axis) = &mut self.right {
            axis.scale = self.range.1 / height(extras, (axis.unit, axis.per));
        }
        let right = self.right.map_or(1.0, |axis| axis.scale);
        for line in &mut self.lines {
            if line.scale == 0.0 {
                line.scale = right;
            } else if line.scale < 0.0 {
                line.scale = self.range.1 / -line.scale;
            }
        }
        let times = || extras.iter().flat_map(|e| e.times.first().into_iter().chain(e.times.last()));
        if self.statements.is_empty() && !extras.is_empty() {
            self.title = self.title.replacen("Kernel pools", "Counters", 1);
            let (from, to) = times().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), t| (a.min(*t), b.max(*t)));
            if to > from {
                self.span = (from, to);
            }
        }
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
    long.into_iter()
        .map(|span| Gap { span, label: format!("no samples, {}", units::duration(span.1 - span.0)) })
        .collect()
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
        label: format!("{} per hour", finding.unit.show(slope.value)),
    })
}

/// Where the rise began, if not with the log.
fn onset(finding: &Finding, clock: &Clock) -> Option<Moment> {
    let run = &finding.judgement.run;
    let at = finding.onset_utc_ms?;
    let secs = at as f64 / 1000.0;
    let label = format!("rise began {}", clock.short(at));
    (secs - run.first > 0.05 * run.span()).then_some(Moment { role: role(finding.kind), at: secs, label })
}

/// What lies before a cut was left out of the verdict.
fn shade(finding: &Finding) -> Option<Shade> {
    let run = &finding.judgement.run;
    let begin = finding.judgement.restarts.iter().copied().rfind(|r| *r <= run.first);
    let until = run.cut_at.or(begin)?;
    Some(Shade {
        role: role(finding.kind),
        span: (f64::NEG_INFINITY, until),
        label: "not part of the verdict".to_owned(),
    })
}

/// The low points, where they decided.
fn floor(finding: &Finding) -> Option<Floor> {
    let run = &finding.judgement.run;
    let is_floor = run.is_floor || run.troughs > 0;
    let (t, y) = run.fit.as_ref().filter(|_| is_floor && finding.judgement.slope_per_hour.is_some())?;
    Some(Floor { role: role(finding.kind), points: t.iter().zip(y).map(|(t, y)| [*t, *y]).collect() })
}

/// `2 Mar 2026 08:00 to 4 Mar 2026 08:00 (48 h), 577 samples every 5 min, UTC-05:00`
pub fn subtitle(recording: &Recording, clock: &Clock) -> String {
    let axis = &recording.axis;
    let (Some(first), Some(last)) = (axis.utc_ms.first(), axis.utc_ms.last()) else {
        return "no samples".to_owned();
    };
    let interval = axis.median_interval_secs().unwrap_or(1.0);
    let samples = match axis.len() {
        1 => units::samples(1),
        n => format!("{} every {}", units::samples(n), units::duration(interval)),
    };
    format!(
        "{} ({}), {samples}, {}",
        clock.span(*first, *last),
        units::duration(axis.span_secs()),
        clock.offset(*first)
    )
}

fn footer(recording: &Recording, report: &Report) -> String {
    format!("{}  ·  {}", recording.name(), report.ram.text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    fn scene(lines: Vec<Line>, most: f64) -> Scene {
        Scene {
            title: "Kernel pools on PC".to_owned(),
            subtitle: String::new(),
            statements: Vec::new(),
            lines,
            marks: Vec::new(),
            levels: Vec::new(),
            trends: Vec::new(),
            onsets: Vec::new(),
            restarts: Vec::new(),
            shades: Vec::new(),
            floors: Vec::new(),
            gaps: Vec::new(),
            files: Vec::new(),
            sources: Vec::new(),
            span: (0.0, 1.0),
            range: (0.0, most),
            gap_secs: 1.0,
            left: Unit::Bytes,
            right: None,
            clock: Clock { zone: Zone::utc(), is_utc: true },
            footer: String::new(),
        }
    }

    fn extra(path: &str, most: f64) -> Extra {
        let path = CounterPath::parse(path).expect("a path");
        Extra { path, times: Arc::new(vec![10.0, 20.0]), values: Arc::new(vec![f64::NAN, most]) }
    }

    fn pool() -> Line {
        let (times, values) = (Arc::new(vec![0.0, 1.0]), Arc::new(vec![1.0, 2.0]));
        let name = "Nonpaged pool".to_owned();
        Line { name, role: Role::Nonpaged, times, values, unit: Unit::Bytes, per: "", scale: 1.0, measure: None }
    }

    /// How high the top of each further counter is drawn, as a share of the chart, and what it is measured by.
    fn tops(scene: &Scene, from: usize) -> Vec<(f64, Option<&str>)> {
        let top = |line: &Line| (line.values[1] * line.scale / scene.range.1 * 100.0).round() / 100.0;
        scene.lines[from..].iter().map(|line| (top(line), line.measure.as_deref())).collect()
    }

    #[test]
    fn each_unit_has_a_measure_of_its_own() {
        const MB: f64 = 1_048_576.0;
        let mut chart = scene(vec![pool()], 500.0 * MB);
        chart.add(&[
            extra(r"\\PC\Memory\Available MBytes", 1000.0),
            extra(r"\\PC\Memory\Committed Bytes", 64_000.0 * MB),
            extra(r"\\PC\Process(a)\Handle Count", 400.0),
            extra(r"\\PC\Process(b)\Handle Count", 200.0),
            extra(r"\\PC\Process(a)\% Processor Time", 50.0),
            extra(r"\\PC\Server\Bytes Total/sec", 3.0 * MB),
        ]);
        assert_eq!(chart.range.1, 1120.0 * MB);
        assert_eq!(
            tops(&chart, 1),
            [
                (0.89, None),
                // it would press the pools flat, and becomes the first on the right axis
                (0.89, Some("right axis")),
                (0.89, Some("chart's height = 448")),
                (0.45, Some("chart's height = 448")),
                (0.5, Some("chart's height = 100.0 %")),
                (0.89, Some("chart's height = 3.36 MB/s")),
            ]
        );
        let right = chart.right.expect("a right axis");
        assert_eq!(right.label(chart.range.1, chart.range.1), "70 GB");
        assert_eq!(chart.lines[6].show(2.0 * MB), "2 MB/s");
    }

    #[test]
    fn without_pools_the_first_unit_has_the_left_axis() {
        let mut chart = scene(Vec::new(), 1.0);
        chart.add(&[extra(r"\\PC\System\Processes", 100.0), extra(r"\\PC\System\Threads", 200.0)]);
        assert_eq!((chart.left, chart.right), (Unit::Count, None));
        assert_eq!(tops(&chart, 0), [(0.45, None), (0.89, None)]);
        assert_eq!((chart.title.as_str(), chart.span), ("Counters on PC", (10.0, 20.0)));
    }
}
