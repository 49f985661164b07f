//! Scales of a scene: linear or logarithmic, real units or Performance Monitor's 0..100; and a verdict on a part of it.

use super::line_style::times;
use super::palette::Role;
use super::scene::{Level, Scene, Shade, Trend};
use super::ticks::{axis_unit, figures};
use crate::model::clock::milliseconds;
use crate::model::units::Unit;
use crate::wording::chart as words;

/// The label of a cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CursorLabel {
    /// `B: 4 Mar 12:00:00, 2 h later`
    pub time: String,
    /// The name of a line, and its change from one cursor to the other: `+256 MB, 128 MB per hour`.
    pub change: Option<(String, String)>,
}

/// Heights: the vertical position on the chart is proportional to them.
impl Scene {
    /// The height of an amount on the left axis.
    pub fn height(&self, value: f64) -> f64 {
        if self.is_log { value.max(self.lowest()).log10() } else { value }
    }

    /// The amount on the left axis at a height.
    pub fn amount(&self, height: f64) -> f64 {
        if self.is_log { 10f64.powf(height) } else { height }
    }

    /// The heights of the lowest and the highest amount shown.
    pub fn heights(&self) -> (f64, f64) {
        (self.height(self.range.0), self.height(self.range.1))
    }

    /// The largest amount that a line on the left axis reaches: axis and labels use the unit that suits it.
    pub fn highest(&self) -> f64 {
        let of_axis = self.lines.iter().filter(|line| line.measure.is_none());
        let highs = of_axis.filter_map(|line| Some(line.top().extent()?.high * line.scale));
        let highest = highs.fold(f64::NEG_INFINITY, f64::max);
        if highest.is_finite() { highest } else { self.range.1 }
    }

    /// A level's label with its amount also in the unit of the axis, if that is another, and without it.
    pub fn level_texts(&self, level: &Level) -> [String; 2] {
        let (size, name) = axis_unit(self.units, self.left, self.highest());
        let long = if self.is_log || level.label.ends_with(name) {
            level.label.clone()
        } else {
            format!("{} = {}{name}", level.label, figures(level.value / size))
        };
        [long, level.label.clone()]
    }

    /// Where a logarithmic axis begins, since it has no zero.
    fn lowest(&self) -> f64 {
        if self.range.0 > 0.0 { self.range.0 } else { self.range.1.max(1e-9) * 1e-6 }
    }

    /// Makes equal ratios equal heights; the axis begins a little below the smallest amount above zero.
    pub fn make_log(&mut self) {
        /// More powers of ten would flatten everything.
        const DECADES: f64 = 1e-9;
        let top = self.range.1;
        let least = self.lines.iter().filter_map(|line| Some(line.top().extent()?.least? * line.scale));
        let least = least.fold(top, f64::min).max(top * DECADES);
        self.range.0 = if least < top { least * 0.7 } else { top * 0.1 };
        self.range.1 = top * 1.3;
        self.is_log = true;
    }

    /// Scales every line by a power of ten to fit an axis from 0 to 100, as Performance Monitor does.
    pub fn scale_as_perfmon(&mut self) {
        let mut factors: Vec<(Role, f64)> = Vec::new();
        for line in &mut self.lines {
            let most = line.top().extent().map_or(0.0, |e| e.high.abs().max(e.low.abs()));
            // from 50 up, ten times as much would exceed the axis, as at 100
            let fitting = if most > 0.0 { (100.0 / most).log10().floor() } else { 0.0 };
            let power = line.style.power.map_or(fitting, f64::from);
            let factor = 10f64.powf(power);
            factors.push((line.role, factor / line.scale));
            line.scale = factor;
            line.measure = Some(times(power as i32));
        }
        let of = |role: Role| factors.iter().find(|(r, _)| *r == role).map_or(1.0, |(_, f)| *f);
        self.maxima.iter_mut().for_each(|m| m.at[1] *= of(m.role));
        for floor in &mut self.floors {
            floor.points.iter_mut().for_each(|p| p[1] *= of(floor.role));
        }
        for trend in &mut self.trends {
            let factor = of(trend.role);
            let ends = trend.interval.iter_mut().flatten().chain([&mut trend.from, &mut trend.to]);
            ends.for_each(|p| p[1] *= factor);
        }
        // an amount of RAM has no place on an axis if each line has its own scale
        self.levels.clear();
        (self.left, self.right, self.range) = (Unit::Count, None, (0.0, 100.0));
        self.reach_below_zero();
    }

    /// The corners of the part of a trend line that shows between two times and two amounts; more than its ends if the
    /// axis would bend it. Empty if it does not show. A part far beyond the chart would otherwise be dotted as well.
    pub fn trend_points(&self, trend: &Trend, times: (f64, f64), amounts: (f64, f64)) -> Vec<[f64; 2]> {
        let (mut first, mut last) = (0.0f64, 1.0f64);
        for (k, (low, high)) in [times, amounts].into_iter().enumerate() {
            let (from, length) = (trend.from[k], trend.to[k] - trend.from[k]);
            let shares = [(low - from) / length, (high - from) / length];
            if length == 0.0 {
                last = if (low..=high).contains(&from) { last } else { -1.0 };
            } else {
                first = first.max(shares[0].min(shares[1]));
                last = last.min(shares[0].max(shares[1]));
            }
        }
        // neither of them is NaN if the line has a length
        if last < first || first.is_nan() || last.is_nan() {
            return Vec::new();
        }
        let count = if self.is_log { 32 } else { 1 };
        let at = |i: usize| {
            let share = first + (last - first) * i as f64 / count as f64;
            [0, 1].map(|k| trend.from[k] + (trend.to[k] - trend.from[k]) * share)
        };
        (0..=count).map(at).collect()
    }

    /// How the highlighted line, or else the first, changes from one time to another: its name, and by how much.
    fn between(&self, a: f64, b: f64) -> Option<(String, String)> {
        let line = self.lines.iter().find(|l| Some(&l.key) == self.focus.as_ref()).or(self.lines.first())?;
        let change = line.series.value_at(b)? - line.series.value_at(a)?;
        Some((line.name.clone(), words::between(change, b - a, &|v| line.show(v))))
    }

    /// The cursors with their labels; the second also gives the change between them.
    pub fn cursor_labels(&self) -> Vec<(f64, CursorLabel)> {
        let time = |at: f64, letter: &str| format!("{letter}: {}", self.clock.short_second(milliseconds(at)));
        let named = self.cursors.iter().zip(["A", "B"]).filter_map(|(at, letter)| Some(((*at)?, letter)));
        let label = |(at, letter)| (at, CursorLabel { time: time(at, letter), change: None });
        let mut labels: Vec<(f64, CursorLabel)> = named.map(label).collect();
        if let ([Some(a), Some(b)], Some((_, label))) = (self.cursors, labels.last_mut()) {
            label.time.push_str(&format!(", {}", words::apart(b - a)));
            label.change = self.between(a, b);
        }
        labels
    }

    /// Limits the verdict to a stretch of time: the rest is shaded, and the text says so.
    pub fn narrow(&mut self, (from, to): (f64, f64)) {
        let shade = |span, label: &str| Shade { role: Role::Trend, span, label: label.to_owned() };
        self.shades.clear();
        self.shades.push(shade((f64::NEG_INFINITY, from), words::NOT_JUDGED));
        self.shades.push(shade((to, f64::INFINITY), ""));
        let span = self.clock.span(milliseconds(from), milliseconds(to));
        self.subtitle = words::narrowed_subtitle(&span, &self.subtitle);
        for statement in &mut self.statements {
            statement.sentence = words::narrowed(&statement.sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::Shown;
    use super::*;
    use crate::analysis::{Scope, findings};
    use crate::engine::Log;
    use crate::logfile::Progress;

    /// Zoomed to one minute of six years, the line's dots would be laid out over millions of screens.
    #[test]
    fn a_trend_ends_where_the_chart_does() {
        let log = Log::Sample.open(&Progress::default()).expect("the sample");
        let (recording, _) = log.read(&|_| true, &Progress::default()).expect("the sample");
        let report = findings::report(&recording, "FILESRV01", None, Scope::Pools);
        let scene = Scene::of_pools(&recording, &report, Shown::default());
        let trend = Trend {
            role: Role::Trend,
            from: [0.0, 0.0],
            to: [1000.0, 500.0],
            interval: Vec::new(),
            label: String::new(),
        };
        let all = (f64::NEG_INFINITY, f64::INFINITY);
        assert_eq!(scene.trend_points(&trend, all, all), [[0.0, 0.0], [1000.0, 500.0]]);
        assert_eq!(scene.trend_points(&trend, (100.0, 101.0), all), [[100.0, 50.0], [101.0, 50.5]]);
        assert_eq!(scene.trend_points(&trend, all, (40.0, 60.0)), [[80.0, 40.0], [120.0, 60.0]]);
        assert!(scene.trend_points(&trend, (100.0, 101.0), (400.0, 500.0)).is_empty());
        assert!(scene.trend_points(&trend, (2000.0, 3000.0), all).is_empty());
        let flat = Trend { to: [1000.0, 0.0], ..trend };
        assert_eq!(scene.trend_points(&flat, (10.0, 20.0), (-1.0, 1.0)), [[10.0, 0.0], [20.0, 0.0]]);
        assert!(scene.trend_points(&flat, (10.0, 20.0), (1.0, 2.0)).is_empty());
    }
}
