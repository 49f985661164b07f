//! Additional counters on the chart of the pools, and the scale of each.

use super::line_style::{Axis, LineStyle, times};
use super::palette::Role;
use super::reduce::Series;
use super::scene::{Line, RightAxis, Scene, Stack};
use super::ticks::axis_unit;
use crate::model::pools::Pool;
use crate::model::tag::{self, TagCounter};
use crate::model::units::Unit;
use crate::model::{CounterPath, KeyedPath};
use crate::wording::chart as words;
use std::sync::Arc;

/// A counter to be drawn on the chart in addition to the pools.
#[derive(Clone, Debug)]
pub struct Extra {
    pub path: KeyedPath,
    pub series: Arc<Series>,
    /// The style chosen for its line.
    pub style: LineStyle,
    /// Its place in the stack, if lines are stacked.
    pub stack: Option<Stack>,
}

impl Extra {
    pub fn new(path: KeyedPath, series: Arc<Series>) -> Self {
        Self { path, series, style: LineStyle::default(), stack: None }
    }

    /// As [`Line::top`].
    fn top(&self) -> &Series {
        self.stack.as_ref().map_or(&self.series, |stack| &stack.top)
    }
}

/// How a counter is scaled.
#[derive(Clone, Copy, PartialEq)]
enum Lane {
    Left,
    Right,
    /// Scaled by itself: the chart's full height is this much.
    Own(f64),
}

/// The unit of a counter, and `/s` if it is a rate per second.
pub fn kind(path: &CounterPath) -> (Unit, &'static str) {
    (Unit::of_counter(path.english_counter()), if path.is_rate() { "/s" } else { "" })
}

/// The largest value of all counters of a kind.
fn highest(extras: &[Extra], of: (Unit, &str)) -> f64 {
    // an axis is scaled by the lines measured by it without a factor of their own
    let is_measured = |e: &&Extra| e.style.axis != Some(Axis::Own) && e.style.power.is_none();
    let of_kind = || extras.iter().filter(|e| kind(&e.path) == of);
    let has_measured = of_kind().any(|e| is_measured(&e));
    let counted = of_kind().filter(|e| !has_measured || is_measured(e));
    counted.filter_map(|e| e.top().extent()).map(|e| e.high.abs().max(e.low.abs())).fold(1e-9, f64::max)
}

/// The height they need: their largest value and a little more; for percentages at least 100 %.
fn height(extras: &[Extra], of: (Unit, &str)) -> f64 {
    let most = highest(extras, of) * 1.12;
    if of.0 == Unit::Percent { most.max(100.0) } else { most }
}

/// A planned axis: how far it reaches, and the size of its unit.
#[derive(Clone, Copy)]
struct Reach {
    most: f64,
    unit: f64,
}

/// What one unit on the right axis is on the left, for axes that reach this far: chosen so that round amounts on the
/// left are also round on the right.
fn round_scale(left: Reach, right: Reach) -> f64 {
    const ROUND: [f64; 11] = [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let ratio = (right.most / right.unit) / (left.most / left.unit);
    let power = 10f64.powf(ratio.log10().floor());
    // a ratio that is already round is not to be pushed up by a rounding error
    let round = ROUND.into_iter().map(|r| r * power).find(|r| *r >= ratio * (1.0 - 1e-9)).unwrap_or(ratio);
    let scale = left.unit / (round * right.unit);
    if scale.is_finite() && scale > 0.0 { scale } else { left.most / right.most }
}

/// `svchost#3: Handle Count`; for a tag `NtFC, nonpaged pool`
pub fn short_name(path: &CounterPath) -> String {
    if let Some(tag) = tag::of_path(path) {
        let (name, pool) = (tag.tag.name(), tag.pool.title().to_lowercase());
        return match tag.counter {
            TagCounter::Bytes => format!("{name}, {pool}"),
            counter => format!("{name}, {pool}: {}", counter.name()),
        };
    }
    let full = path.object_and_instance();
    match full.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')) {
        Some(instance) => format!("{instance}: {}", path.counter),
        None => path.counter.clone(),
    }
}

/// What is stacked together: tags of one pool, otherwise counters with the same unit.
#[derive(PartialEq)]
enum Pile {
    Tags(Pool),
    Unit(Unit, &'static str),
}

impl Pile {
    fn of(path: &CounterPath) -> Self {
        match tag::of_path(path) {
            Some(found) if found.counter == TagCounter::Bytes => Self::Tags(found.pool),
            _ => {
                let (unit, per) = kind(path);
                Self::Unit(unit, per)
            }
        }
    }
}

/// Stacks lines of the same kind in list order: the topmost shows their total.
pub fn stack(extras: &mut [Extra]) {
    let mut piles: Vec<(Pile, Arc<Series>)> = Vec::new();
    for extra in extras {
        let pile = Pile::of(&extra.path);
        let below = piles.iter_mut().find(|(known, _)| *known == pile);
        let own = &extra.series;
        let Some((_, top)) = below else {
            let ground = Series::new(Arc::clone(&own.times), Arc::new(vec![0.0; own.len()]), own.gap_secs);
            piles.push((pile, Arc::clone(own)));
            extra.stack = Some(Stack { base: Arc::new(ground), top: Arc::clone(own) });
            continue;
        };
        // listings of one computer share one axis; a line with another axis is not stacked
        if top.times != own.times {
            continue;
        }
        // a tag that a snapshot does not list holds nothing at that time
        let finite = |v: &f64| if v.is_finite() { *v } else { 0.0 };
        let sum = top.values.iter().zip(own.values.iter()).map(|(a, b)| finite(a) + finite(b)).collect();
        let stacked = Arc::new(Series::new(Arc::clone(&own.times), Arc::new(sum), own.gap_secs));
        let base = std::mem::replace(top, Arc::clone(&stacked));
        extra.stack = Some(Stack { base, top: stacked });
    }
}

impl Scene {
    /// Adds counters to the chart. Amounts of memory share the left axis, unless they would flatten the pools; the
    /// first other unit gets the right axis; any that fit neither are drawn at full height, and the legend says so.
    pub fn add(&mut self, extras: &[Extra]) {
        let left_highest = if self.lines.is_empty() { 0.0 } else { self.highest() };
        let lanes = self.lanes(extras);
        if let Some(axis) = &mut self.right {
            let of = (axis.unit, axis.per);
            axis.highest = highest(extras, of);
            let on_left = extras.iter().zip(&lanes).filter(|(_, lane)| **lane == Lane::Left);
            let on_left = on_left
                .filter(|(e, _)| e.style.power.is_none())
                .filter_map(|(e, _)| Some(e.top().extent()?.high * kind(&e.path).0.bytes_each().unwrap_or(1.0)));
            let top = on_left.fold(left_highest, f64::max);
            let left = Reach { most: self.range.1, unit: axis_unit(self.units, self.left, top).0 };
            let right = Reach { most: height(extras, of), unit: axis_unit(self.units, axis.unit, axis.highest).0 };
            axis.scale = round_scale(left, right);
        }
        for (index, (extra, lane)) in extras.iter().zip(lanes).enumerate() {
            let (unit, per) = kind(&extra.path);
            let (scale, measure) = match lane {
                Lane::Left => (unit.bytes_each().unwrap_or(1.0), None),
                Lane::Right => (self.right.map_or(1.0, |axis| axis.scale), Some(words::RIGHT_AXIS.to_owned())),
                Lane::Own(most) => {
                    (self.range.1 / most, Some(words::own_height(&format!("{}{per}", self.units.show(unit, most)))))
                }
            };
            let role = Role::Other(u8::try_from(index).unwrap_or(u8::MAX));
            let (key, name, series) =
                (extra.path.key().to_string(), short_name(&extra.path), Arc::clone(&extra.series));
            let (style, stack, units) = (extra.style, extra.stack.clone(), self.units);
            let (scale, measure) = match style.power {
                Some(power) => (scale * style.factor(), Some(words::scaled(measure, &times(i32::from(power))))),
                None => (scale, measure),
            };
            self.lines.push(Line { key, name, role, series, unit, per, units, scale, measure, style, stack });
        }
        self.reach_below_zero();
        if self.statements.is_empty() && !extras.is_empty() {
            self.title = self.title.replacen("Kernel pools", "Counters", 1);
            let times = extras.iter().flat_map(|e| e.series.times.first().into_iter().chain(e.series.times.last()));
            let (from, to) = times.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), t| (a.min(*t), b.max(*t)));
            if to > from {
                self.span = (from, to);
            }
        }
    }

    /// Makes room for values below zero.
    pub(super) fn reach_below_zero(&mut self) {
        let lows = self.lines.iter().filter_map(|line| Some(line.top().extent()?.low * line.scale));
        let low = lows.fold(0.0, f64::min);
        if low < 0.0 {
            self.range.0 = self.range.0.min(low * 1.08);
        }
    }

    /// The lane of each counter; axes are assigned and extended on the way.
    fn lanes(&mut self, extras: &[Extra]) -> Vec<Lane> {
        /// Amounts up to this many times the chart's height extend the left axis.
        const STRETCH: f64 = 3.0;
        let room = self.range.1 * STRETCH;
        let mut has_left = !self.lines.is_empty();
        let mut lanes = Vec::with_capacity(extras.len());
        let right_axis = |(unit, per)| RightAxis { unit, per, units: self.units, scale: 1.0, highest: 0.0 };
        // an explicitly requested axis takes precedence over automatic ones
        let asked = extras.iter().find(|e| e.style.axis == Some(Axis::Right));
        self.right = asked.map(|e| right_axis(kind(&e.path))).or(self.right);
        for extra in extras {
            let (unit, per) = kind(&extra.path);
            if extra.style.axis == Some(Axis::Own) {
                lanes.push(Lane::Own(height(std::slice::from_ref(extra), (unit, per))));
                continue;
            }
            let most = height(extras, (unit, per));
            // on the axis, amounts of memory of any size are in bytes
            let (axis_unit, top) = match unit.bytes_each() {
                Some(each) => (Unit::Bytes, most * each),
                None => (unit, most),
            };
            let fits_unit = has_left && self.left == axis_unit;
            let fits_left = match extra.style.axis {
                None => per.is_empty() && (!has_left || fits_unit && (axis_unit != Unit::Bytes || top <= room)),
                Some(axis) => axis == Axis::Left && per.is_empty() && (!has_left || fits_unit),
            };
            lanes.push(if fits_left {
                self.range.1 = if has_left { self.range.1.max(top) } else { top };
                (self.left, has_left) = (axis_unit, true);
                Lane::Left
            } else if self.right.is_none_or(|axis| (axis.unit, axis.per) == (unit, per)) {
                // its scale is set once all of its lines are known
                self.right = Some(right_axis((unit, per)));
                Lane::Right
            } else {
                Lane::Own(most)
            });
        }
        lanes
    }
}

#[cfg(test)]
mod tests {
    use super::super::palette::Role;
    use super::super::scene::Line;
    use super::*;
    use crate::model::units::Units;
    use crate::model::{Clock, Zone};

    fn scene(lines: Vec<Line>, most: f64) -> Scene {
        Scene {
            title: "Kernel pools on PC".to_owned(),
            subtitle: String::new(),
            statements: Vec::new(),
            lines,
            maxima: Vec::new(),
            levels: Vec::new(),
            trends: Vec::new(),
            onsets: Vec::new(),
            restarts: Vec::new(),
            shades: Vec::new(),
            floors: Vec::new(),
            gaps: Vec::new(),
            files: Vec::new(),
            events: Vec::new(),
            listings_begin: None,
            marks: Vec::new(),
            notes: Vec::new(),
            cursors: [None; 2],
            sources: Vec::new(),
            span: (0.0, 1.0),
            range: (0.0, most),
            is_log: false,
            focus: None,
            left: Unit::Bytes,
            right: None,
            clock: Clock::local(Zone::utc()),
            units: Units::Binary,
            footer: String::new(),
        }
    }

    fn extra(path: &str, most: f64) -> Extra {
        let path = KeyedPath::parse(path).expect("a path");
        let series = Series::new(Arc::new(vec![10.0, 20.0]), Arc::new(vec![f64::NAN, most]), 60.0);
        Extra::new(path, Arc::new(series))
    }

    fn pool() -> Line {
        let series = Series::new(Arc::new(vec![0.0, 1.0]), Arc::new(vec![1.0, 2.0]), 60.0);
        Line {
            key: "pool".to_owned(),
            name: "Nonpaged pool".to_owned(),
            role: Role::Nonpaged,
            series: Arc::new(series),
            unit: Unit::Bytes,
            per: "",
            units: Units::Binary,
            scale: 1.0,
            measure: None,
            style: LineStyle::default(),
            stack: None,
        }
    }

    /// How high the top of each additional counter is drawn, as a share of the chart, and what it is measured by.
    fn tops(scene: &Scene, from: usize) -> Vec<(f64, Option<&str>)> {
        let top = |line: &Line| (line.series.values[1] * line.scale / scene.range.1 * 100.0).round() / 100.0;
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
                // it would flatten the pools, so it becomes the first on the right axis
                (0.7, Some("right axis")),
                (0.89, Some("chart's height = 448")),
                (0.45, Some("chart's height = 448")),
                (0.5, Some("chart's height = 100.0 %")),
                (0.89, Some("chart's height = 3.36 MB/s")),
            ]
        );
        let right = chart.right.expect("a right axis");
        let ticks = super::super::ticks::value_ticks(chart.units, chart.left, chart.range, chart.highest(), 5);
        let labels: Vec<String> = ticks.iter().map(|t| right.label(t, chart.range.1, false)).collect();
        assert_eq!(labels, ["0 GB", "20 GB", "40 GB", "60 GB", "80 GB"]);
        assert_eq!(chart.lines[6].show(2.0 * MB), "2 MB/s");
    }

    #[test]
    fn performance_monitors_scales_fit_every_line_to_a_hundred() {
        let mut chart = scene(vec![pool()], 500.0);
        chart.add(&[extra(r"\\PC\Memory\Committed Bytes", 540e6), extra(r"\\PC\System\Threads", 0.02)]);
        chart.scale_as_perfmon();
        assert_eq!((chart.range, chart.left, chart.right), ((0.0, 100.0), Unit::Count, None));
        assert_eq!(tops(&chart, 0), [(0.2, Some("×10")), (0.54, Some("×0.0000001")), (0.2, Some("×1,000"))]);
        // the value itself is unchanged
        assert_eq!(chart.lines[1].show(540e6), "515 MB");
    }

    #[test]
    fn a_logarithmic_axis_begins_below_the_smallest_amount() {
        let mut chart = scene(vec![pool()], 1000.0);
        chart.make_log();
        assert_eq!(chart.range, (0.7, 1300.0));
        assert_eq!((chart.height(100.0), chart.height(0.0) < 0.0), (2.0, true));
        assert!((chart.amount(chart.height(42.0)) - 42.0).abs() < 1e-9);
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
