//! What the samples themselves show about what was judged: read off the line, with nothing smoothed away. Reported
//! amounts and their course come from here, so that each can be read off the chart.
//!
//! Times are increasing and values are finite. For a falling counter they are negated, as in its judgement.

use super::judge::Judgement;
use super::{policy, stats};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The samples of a series that have a value.
pub struct Line<'a> {
    pub t: Cow<'a, [f64]>,
    pub v: Cow<'a, [f64]>,
}

impl<'a> Line<'a> {
    /// Leaves out missing samples; copies nothing if none are missing.
    pub fn of(times: &'a [f64], values: &'a [f64]) -> Self {
        if values.iter().all(|v| v.is_finite()) {
            return Self { t: Cow::Borrowed(times), v: Cow::Borrowed(values) };
        }
        let present = || times.iter().zip(values).filter(|(_, v)| v.is_finite());
        Self { t: present().map(|(t, _)| *t).collect(), v: present().map(|(_, v)| *v).collect() }
    }

    /// The range of samples from one moment to another, both included.
    pub fn range(&self, first: f64, last: f64) -> (usize, usize) {
        let begin = stats::before(&self.t, first);
        (begin, self.t.partition_point(|t| *t <= last).max(begin))
    }
}

/// A sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub secs: f64,
    pub value: f64,
}

/// A fall from a peak to the lowest sample after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Fall {
    pub from: Reading,
    pub to: Reading,
}

impl Fall {
    pub fn size(&self) -> f64 {
        self.from.value - self.to.value
    }
}

/// What the samples of the deciding run show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    pub samples: usize,
    /// Whether no sample lies before or after these.
    pub is_all: bool,
    /// Whether none lies after them.
    pub is_last: bool,
    /// First and last sample.
    pub start: Reading,
    pub end: Reading,
    /// The level that a tenth of the samples since the onset exceed.
    pub usual_top: f64,
    /// The largest of the last samples.
    pub last_most: f64,
    /// Smallest and largest sample, the first of equals.
    pub low: Reading,
    pub high: Reading,
    /// The median of all.
    pub level: f64,
    /// The rise, from its onset to its largest sample, or to the end if it reached that sample early.
    pub rise: (Reading, Reading),
    /// The largest fall since the onset, and the largest of all.
    pub fall_of_rise: Fall,
    pub fall: Fall,
    /// The smallest sample before the largest fall.
    pub low_before_fall: f64,
    /// Falls by more than a quarter of the range.
    pub falls: usize,
    /// The smallest sample in each sixth of the time since the onset.
    pub lows_of_rise: Vec<f64>,
    /// The level it falls back to in each sixth of the whole time: a low quantile.
    pub floors: Vec<f64>,
    /// Medians of the first and of the last two twentieths of the time since the onset.
    pub first_twentieth: f64,
    pub last_twentieths: (f64, f64),
    /// Medians of the first and last quarter of the whole time.
    pub quarters: (f64, f64),
    /// The sample at two thirds of the time.
    pub at_two_thirds: f64,
    /// The median level around that time.
    pub level_at_two_thirds: f64,
    /// The level halfway through the rise.
    pub halfway: f64,
    /// Whether it had already risen by a good part of the growth before the onset.
    pub rose_before: bool,
    /// The jumps that make up the growth.
    pub jump: Option<Jump>,
    /// The largest upward changes from one sample to the next, the largest first.
    pub leaps: Vec<f64>,
}

/// The levels before and after the jumps that make up a growth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Jump {
    pub before: f64,
    pub after: f64,
    /// Whether it took only a few samples.
    pub is_sharp: bool,
    /// How many seconds passed without a sample while it happened, if it was a pause.
    pub pause_secs: Option<f64>,
}

impl Observed {
    /// Reads the samples of the run that a judgement is about.
    pub fn of(line: &Line<'_>, judgement: &Judgement) -> Self {
        let run = &judgement.run;
        let (first, last) = line.range(run.first, run.last);
        let (t, v) = (&line.t[first..last], &line.v[first..last]);
        if v.is_empty() {
            return Self::default();
        }
        let is_last = last == line.v.len();
        let is_all = is_last && first == 0;
        let at = |i: usize| Reading { secs: t[i], value: v[i] };
        let (low, high) = extremes(t, v);
        let mut onset = if run.verdict.is_rise() { onset(t, v, run.onset) } else { 0 };
        let peak = |from: usize| v[from..].iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if run.verdict.is_rise() && peak(onset) - v[onset] < policy::HARDLY_ROSE * (high.value - low.value) {
            // the rise came before that onset: it starts at its lowest point
            let lowest = |until: usize| (0..until).rev().min_by(|a, b| v[*a].total_cmp(&v[*b])).unwrap_or(0);
            let top = stats::before(t, high.secs);
            onset = lowest(top + 1);
            if onset == top {
                onset = lowest(v.len().max(2) - 1);
            }
        }
        let end = at(v.len() - 1);
        let from = reading(t, v, onset);
        let (_, top) = extremes(&t[onset..], &v[onset..]);
        let is_early = top.secs - from.secs < policy::RISE_TO_MAXIMUM * (end.secs - from.secs);
        let to = if is_early && end.value > from.value { end } else { top };
        let (active_t, active) = (&t[onset..], &v[onset..]);
        let fall = largest_fall(t, v);
        // needed only for steps and jumps
        let leaps = if run.stairs.is_some() || !run.step_at.is_empty() { leaps(v) } else { Vec::new() };
        Self {
            samples: v.len(),
            is_all,
            is_last,
            start: at(0),
            end,
            usual_top: if run.verdict.is_rise() { stats::quantile(active, 0.9) } else { f64::NAN },
            last_most: v.iter().rev().take(policy::LAST_SAMPLES).copied().fold(f64::NEG_INFINITY, f64::max),
            low,
            high,
            level: stats::median(v),
            rise: (from, to),
            fall_of_rise: if onset == 0 { fall } else { largest_fall(active_t, active) },
            fall,
            low_before_fall: v[..=stats::before(t, fall.from.secs)].iter().copied().fold(f64::INFINITY, f64::min),
            falls: falls(v, policy::FALL_COUNTS * (high.value - low.value)),
            lows_of_rise: sixths(active_t, active, |v| v.iter().copied().fold(f64::INFINITY, f64::min)),
            floors: sixths(t, v, |v| stats::quantile(v, policy::FLOOR_QUANTILE)),
            first_twentieth: median_of_part(active_t, active, 0.0, 0.05),
            last_twentieths: (
                median_of_part(active_t, active, 0.90, 0.95),
                median_of_part(active_t, active, 0.95, 1.0),
            ),
            quarters: (median_of_part(t, v, 0.0, 0.25), median_of_part(t, v, 0.75, 1.0)),
            level_at_two_thirds: median_of_part(t, v, 0.62, 0.70),
            at_two_thirds: v[part(t, 2.0 / 3.0, 1.0).start.min(v.len() - 1)],
            halfway: median_of_part(active_t, active, 0.45, 0.55),
            rose_before: {
                let (first, last) = (
                    median_of_part(&t[..=onset], &v[..=onset], 0.0, 0.5),
                    median_of_part(&t[..=onset], &v[..=onset], 0.5, 1.0),
                );
                let growth = peak(onset) - v[onset];
                v[onset] - v[0] > policy::ROSE_BEFORE * growth && last - first > policy::ROSE_STEADILY * growth
            },
            jump: jump(t, v, &run.step_at, &leaps),
            leaps,
        }
    }

    /// Seconds from the first sample to the last.
    pub fn span(&self) -> f64 {
        self.end.secs - self.start.secs
    }

    /// How much it rose.
    pub fn growth(&self) -> f64 {
        self.rise.1.value - self.rise.0.value
    }

    /// The largest fall as a share of the growth.
    pub fn given_back(&self) -> f64 {
        if self.growth() > 0.0 { self.fall_of_rise.size() / self.growth() } else { f64::INFINITY }
    }

    /// The share of its rise from start to top that it still holds at the end.
    pub fn retained(&self) -> f64 {
        let rose = self.high.value - self.start.value;
        if rose > 0.0 { ((self.end.value - self.start.value) / rose).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Whether it fell by a good part of what it grew, or of what it had grown until then.
    pub fn has_substantial_fall(&self) -> bool {
        let fall = &self.fall_of_rise;
        let share = self.given_back();
        let of_then = fall.size() / (fall.from.value - self.rise.0.value).max(f64::MIN_POSITIVE);
        share > policy::GIVEN_BACK_MOST || share > policy::FALL_REPORTED && of_then > policy::FALL_OF_THEN
    }

    /// Whether the largest fall came after the top of the rise.
    pub fn fell_since(&self) -> bool {
        self.fall_of_rise.from.secs >= self.rise.1.secs
    }

    /// Whether it had risen before its largest fall.
    pub fn fell_after_rising(&self) -> bool {
        self.fall.from.value - self.low_before_fall >= policy::ROSE_BEFORE_FALL * self.fall.size()
    }

    /// The lowest samples in the first and in the last sixth of the time since the onset.
    pub fn lows(&self) -> (f64, f64) {
        ends(&self.lows_of_rise)
    }

    /// Whether the lowest samples of each sixth rose without a substantial fall themselves.
    pub fn has_rising_lows(&self) -> bool {
        let (first, last) = self.lows();
        last > first && stats::max_drawdown(&self.lows_of_rise) <= policy::GIVEN_BACK_MOST * (last - first)
    }

    /// Whether the level left after each fall is not much higher at the end than at the beginning, relative to the
    /// range.
    pub fn comes_back(&self) -> bool {
        let (first, last) = ends(&self.floors);
        last - first <= policy::COMES_BACK * (self.high.value - self.low.value)
    }

    /// Whether it still rises in the last twentieth of the time.
    pub fn still_rises(&self) -> bool {
        let (before, last) = self.last_twentieths;
        last - before > policy::GOES_ON * self.growth() / 20.0 && self.end.value >= before
    }

    /// Whether the second half of the rise added more than the first.
    pub fn is_faster(&self) -> bool {
        self.rise.1.value - self.halfway > policy::FASTER * (self.halfway - self.rise.0.value)
    }

    pub fn is_slower(&self) -> bool {
        self.halfway - self.first_twentieth > self.last_twentieths.1 - self.halfway
    }

    /// What the last third of the time added.
    pub fn late_growth(&self) -> f64 {
        self.end.value - self.at_two_thirds
    }

    /// Whether the last quarter, and the end, are at the level of the first, within this amount.
    pub fn is_level(&self, material: f64) -> bool {
        (self.quarters.1 - self.quarters.0).abs() <= material
            && (self.end.value - self.level).abs() <= policy::END_IS_LEVEL * material
            && (self.start.value - self.level).abs() <= policy::END_IS_LEVEL * material
    }

    /// Whether the last third of the time added little to its rise.
    pub fn is_plateau(&self) -> bool {
        let late = self.end.value - self.at_two_thirds.min(self.level_at_two_thirds);
        late <= policy::PLATEAU_ADDS * (self.end.value - self.start.value)
    }

    /// Whether it rose by a material amount and gave most of that back.
    pub fn gives_back(&self, material: f64) -> bool {
        let (first, last) = (self.high.value - self.quarters.0, self.high.value - self.quarters.1);
        first > material && last > 0.5 * first && self.fall.size() > 0.5 * first
    }

    /// Whether `count` steps of one sample each make up most of the growth, so that it stood still in between.
    pub fn rose_in_steps(&self, count: usize) -> bool {
        let most: f64 = self.leaps.iter().take(count).sum();
        let usual = self.leaps.get(count).copied().unwrap_or(0.0);
        most >= policy::STEPS_ARE_MOST * self.growth()
            && self.leaps.get(count.saturating_sub(1)).is_some_and(|least| *least > policy::STEP_STANDS_OUT * usual)
    }

    /// The index in the line's values at which a rise at the end begins; `None` if it is only one or two samples long.
    pub fn late_onset(&self, values: &[f64]) -> Option<usize> {
        let base = self.at_two_thirds.max(self.quarters.0);
        let half = base + (self.end.value - base) / 2.0;
        let is_held = values.len() > 3 && values[values.len() - 3..].iter().all(|v| *v > half);
        let from = values.iter().rposition(|v| *v <= base + policy::ONSET_LOWER * (self.end.value - base))?;
        // a level that had been reached before is not a recent rise
        let is_new = values[..from].iter().all(|v| *v < half);
        (is_held && is_new).then_some(from)
    }

    /// Whether most of the rise is gone at the very end.
    pub fn is_gone(&self) -> bool {
        // a lone spike is not a level from which it came down
        self.fell_since()
            && self.last_most < self.rise.0.value + policy::KEPT_LOW * (self.usual_top - self.rise.0.value)
    }

    /// Whether the level it falls back to is higher at the end than at the beginning.
    pub fn has_rising_floor(&self) -> bool {
        let (first, last) = ends(&self.floors);
        last > first
    }

    /// Whether it ends above everything before its last samples, by this amount and by most of its range.
    pub fn rose_at_the_end(&self, material: f64) -> bool {
        let rose = self.end.value - self.at_two_thirds.max(self.quarters.0);
        self.end.value >= self.high.value - policy::AT_END * (self.high.value - self.low.value)
            && rose > material
            && rose > policy::MOST_OF_RANGE * (self.high.value - self.low.value)
    }
}

/// Where a rise begins: at the judgement's onset, later if it stands still there, or at the last lower point soon
/// after.
fn onset(t: &[f64], v: &[f64], judged: Option<f64>) -> usize {
    let span = t[t.len() - 1] - t[0];
    let mut index = match judged {
        Some(at) if at - t[0] > policy::ONSET_WITH_LOG * span => stats::before(t, at).min(v.len() - 1),
        _ => 0,
    };
    let growth = v[index..].iter().copied().fold(f64::NEG_INFINITY, f64::max) - v[index];
    let soon = stats::before(t, t[index] + policy::ONSET_SOON * (t[t.len() - 1] - t[index]));
    if let Some(low) = (index..soon).rev().min_by(|a, b| v[*a].total_cmp(&v[*b]))
        && v[index] - v[low] > policy::ONSET_LOWER * growth
        // a short dip does not count
        && v[index] - stats::median(&v[index..=low]) > policy::DIP_IS_SHORT * (v[index] - v[low])
    {
        index = low;
    }
    let stands = |i: &usize| (v[*i] - v[index]).abs() <= policy::ONSET_STANDS * growth;
    let until = (index..v.len()).take_while(stands).last().unwrap_or(index);
    // even a straight line appears to stand still for that short a time
    if t[until] - t[index] > policy::ONSET_WITH_LOG * (t[t.len() - 1] - t[index]) { until } else { index }
}

/// The sample at an index, or the median of the few around it if it lies apart from those on either side.
fn reading(t: &[f64], v: &[f64], index: usize) -> Reading {
    let half = policy::READ_SAMPLES / 2;
    let beside = |range: std::ops::Range<usize>| {
        let few = &v[range.start.min(v.len())..range.end.min(v.len())];
        let (low, high) = stats::extent(few);
        let apart = (low - v[index]).max(v[index] - high);
        few.len() == range.len() && apart > policy::READ_APART * (high - low).max(f64::MIN_POSITIVE)
    };
    // apart from what comes before it and from what comes after it
    let is_apart =
        beside(index + 1..index + policy::READ_SAMPLES) && (index == 0 || beside(index.saturating_sub(half)..index));
    let few = &v[index.saturating_sub(half)..(index + policy::READ_SAMPLES).min(v.len())];
    Reading { secs: t[index], value: if is_apart { stats::median(few) } else { v[index] } }
}

/// The largest upward changes from one sample to the next, the largest first.
fn leaps(v: &[f64]) -> Vec<f64> {
    const MOST: usize = 64;
    let mut up: Vec<f64> = v.windows(2).map(|w| w[1] - w[0]).filter(|d| *d > 0.0).collect();
    if up.len() > MOST {
        up.select_nth_unstable_by(MOST, |a, b| b.total_cmp(a));
        up.truncate(MOST);
    }
    up.sort_by(|a, b| b.total_cmp(a));
    up
}

fn extremes(t: &[f64], v: &[f64]) -> (Reading, Reading) {
    let at = |i: usize| Reading { secs: t[i], value: v[i] };
    let (mut low, mut high) = (0, 0);
    for i in 1..v.len() {
        if v[i] < v[low] {
            low = i;
        }
        if v[i] > v[high] {
            high = i;
        }
    }
    (at(low), at(high))
}

fn largest_fall(t: &[f64], v: &[f64]) -> Fall {
    let at = |i: usize| Reading { secs: t[i], value: v[i] };
    let (mut top, mut found) = (0, (0, 0));
    for i in 0..v.len() {
        if v[i] > v[top] {
            top = i;
        }
        if v[top] - v[i] > v[found.0] - v[found.1] {
            found = (top, i);
        }
    }
    Fall { from: at(found.0), to: at(found.1) }
}

/// How often it fell by more than `threshold` from a top; a new fall can begin once it has risen by as much.
fn falls(v: &[f64], threshold: f64) -> usize {
    let (mut count, mut is_falling) = (0, false);
    let (mut top, mut bottom) = (f64::NEG_INFINITY, f64::INFINITY);
    for x in v {
        if is_falling {
            bottom = bottom.min(*x);
            if *x - bottom > threshold {
                (is_falling, top) = (false, *x);
            }
        } else {
            top = top.max(*x);
            if top - *x > threshold {
                (is_falling, bottom) = (true, *x);
                count += 1;
            }
        }
    }
    if threshold > 0.0 { count } else { 0 }
}

fn part(t: &[f64], from: f64, to: f64) -> std::ops::Range<usize> {
    let (first, span) = (t[0], t[t.len() - 1] - t[0]);
    let begin = stats::before(t, first + from * span);
    let end = if to >= 1.0 { t.len() } else { stats::before(t, first + to * span) };
    begin..end
}

/// The median of the samples in a part of the time, or the nearest sample if there are none.
fn median_of_part(t: &[f64], v: &[f64], from: f64, to: f64) -> f64 {
    let range = part(t, from, to);
    if range.is_empty() { v[range.start.min(v.len() - 1)] } else { stats::median(&v[range]) }
}

/// Applies a function to each sixth of the time that has samples.
fn sixths(t: &[f64], v: &[f64], of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let ranges = (0..6).map(|i| part(t, f64::from(i) / 6.0, f64::from(i + 1) / 6.0));
    ranges.filter(|r| !r.is_empty()).map(|r| of(&v[r])).collect()
}

fn ends(values: &[f64]) -> (f64, f64) {
    (values.first().copied().unwrap_or(0.0), values.last().copied().unwrap_or(0.0))
}

/// The levels before the first jump and after the last, at a small distance from them.
fn jump(t: &[f64], v: &[f64], at: &[f64], leaps: &[f64]) -> Option<Jump> {
    let (first, last) = (*at.first()?, *at.last()?);
    let beside = policy::BESIDE_JUMP * (t[t.len() - 1] - t[0]);
    let (begin, end) = (stats::before(t, first - beside), stats::before(t, last + beside));
    if begin == 0 || end >= v.len() {
        return None;
    }
    let (before, after) = (stats::median(&v[..begin]), stats::median(&v[end..]));
    let few: f64 = leaps.iter().take(policy::SAMPLES_OF_JUMP * at.len()).sum();
    let pause_secs = t[begin - 1..=end].windows(2).map(|w| w[1] - w[0]).fold(0.0, f64::max);
    let jump = Jump {
        before,
        after,
        is_sharp: few >= policy::STEPS_ARE_MOST * (after - before),
        pause_secs: (pause_secs > beside).then_some(pause_secs),
    };
    (after > before).then_some(jump)
}
