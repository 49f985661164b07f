//! Fewer points, the same picture: where samples are closer than pixels, each stretch shows its lowest and highest, so
//! that no peak is lost. A tree of stretches is built once, so that the cost of panning through a million samples
//! depends only on the screen width.
//!
//! Lines break where a value is missing (NaN) and where two samples are further apart than a gap. Times ascend; values
//! that are not finite are never returned.

use std::sync::{Arc, OnceLock};

/// A distance above this many usual intervals is a gap.
pub const GAP_INTERVALS: f64 = 2.5;

/// Samples in a stretch at the lowest level; stretches at each level above are twice as long.
const STRETCH: usize = 16;

/// A point: seconds, value.
pub type Point = [f64; 2];

/// Samples of a line.
#[derive(Debug)]
pub struct Series {
    /// UTC seconds, ascending.
    pub times: Arc<Vec<f64>>,
    /// One for each time; NaN is a gap.
    pub values: Arc<Vec<f64>>,
    /// Samples further apart than this are not joined.
    pub gap_secs: f64,
    /// Stretches of 16 samples, of 32, of 64, ...
    levels: OnceLock<Vec<Vec<Stretch>>>,
    extent: OnceLock<Option<Extent>>,
}

/// The range of a line's values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    pub low: f64,
    pub high: f64,
    /// The smallest above zero.
    pub least: Option<f64>,
}

/// A summary of the samples in a stretch.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    /// Indexes of the lowest and the highest value; `u32::MAX` if there is none.
    low: u32,
    high: u32,
    /// No value is missing in it, and there is no gap in it or before it.
    is_whole: bool,
}

const NOWHERE: u32 = u32::MAX;

impl Series {
    /// `times` and `values` should have the same length; the excess of the longer one is ignored.
    pub fn new(times: Arc<Vec<f64>>, values: Arc<Vec<f64>>, gap_secs: f64) -> Self {
        Self { times, values, gap_secs, levels: OnceLock::new(), extent: OnceLock::new() }
    }

    /// The same samples, shifted later by some seconds.
    pub fn later(&self, secs: f64) -> Self {
        let times = self.times.iter().map(|t| t + secs).collect();
        Self::new(Arc::new(times), Arc::clone(&self.values), self.gap_secs)
    }

    /// The same line with its samples between two times replaced by those of a series that has more of them there.
    pub fn refined(&self, (from, to): (f64, f64), fine: &Self) -> Self {
        let within = self.index_range((from, to));
        let inside = fine.index_range((from, to));
        let mut times: Vec<f64> = Vec::with_capacity(self.len() - within.len() + inside.len());
        let mut values: Vec<f64> = Vec::with_capacity(times.capacity());
        times.extend(&self.times[..within.start]);
        values.extend(&self.values[..within.start]);
        for i in inside.clone() {
            let before = fine.times[i.saturating_sub(1).max(inside.start)];
            if fine.times[i] - before > fine.gap_secs {
                times.push((before + fine.times[i]) / 2.0);
                values.push(f64::NAN);
            }
            times.push(fine.times[i]);
            values.push(fine.values[i]);
        }
        times.extend(&self.times[within.end..self.len()]);
        values.extend(&self.values[within.end..self.len()]);
        Self::new(Arc::new(times), Arc::new(values), self.gap_secs)
    }

    pub fn len(&self) -> usize {
        self.times.len().min(self.values.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The indexes of the samples from one time to another, both included.
    pub fn index_range(&self, (from, to): (f64, f64)) -> std::ops::Range<usize> {
        let times = &self.times[..self.len()];
        let start = times.partition_point(|t| *t < from);
        start..times.partition_point(|t| *t <= to).max(start)
    }

    /// The sample nearest to a time.
    pub fn nearest(&self, time: f64) -> Option<usize> {
        let right = self.times.partition_point(|t| *t < time);
        let near = [right.checked_sub(1), Some(right)].into_iter().flatten().filter(|i| *i < self.len());
        near.min_by(|a, b| (self.times[*a] - time).abs().total_cmp(&(self.times[*b] - time).abs()))
    }

    /// The value of the sample nearest to a time; `None` if it is missing.
    pub fn value_at(&self, time: f64) -> Option<f64> {
        let value = self.values.get(self.nearest(time)?).copied();
        value.filter(|v| v.is_finite())
    }

    /// The range of the values; `None` if there are none.
    pub fn extent(&self) -> Option<Extent> {
        *self.extent.get_or_init(|| {
            let mut values = self.values[..self.len()].iter().copied().filter(|v| v.is_finite());
            let first = values.next()?;
            let positive = |v: f64| if v > 0.0 { v } else { f64::INFINITY };
            let (low, high, least) = values.fold((first, first, positive(first)), |(low, high, least), v| {
                (low.min(v), high.max(v), least.min(positive(v)))
            });
            Some(Extent { low, high, least: least.is_finite().then_some(least) })
        })
    }

    /// The line between two times (seconds) on this many pixel columns, in pieces without gaps: at most two points per
    /// column, or every sample if there are fewer. One sample beyond either side is kept, so that the line reaches the
    /// edge. Breaks narrower than a column are not shown.
    pub fn points(&self, (from, to): (f64, f64), columns: usize) -> Vec<Vec<Point>> {
        let mut out =
            Pieces { series: self, pieces: Vec::new(), piece: Vec::new(), column_secs: 0.0, within: 0..0, view: 0..0 };
        let within = self.index_range((from, to));
        let (start, end) = (within.start.saturating_sub(1), (within.end + 1).min(self.len()));
        if start >= end || to.partial_cmp(&from) != Some(std::cmp::Ordering::Greater) {
            return Vec::new();
        }
        let columns = columns.max(1);
        out.column_secs = (to - from) / columns as f64;
        (out.within, out.view) = (within.clone(), start..end);
        if end - start <= 2 * columns {
            out.samples(start..end);
        } else {
            let levels = self.levels.get_or_init(|| self.build());
            let wanted = (end - start).div_ceil(columns);
            let level = (0..levels.len()).find(|l| STRETCH << l >= wanted).unwrap_or(levels.len().saturating_sub(1));
            let size = STRETCH << level;
            for index in start / size..end.div_ceil(size) {
                out.stretch(levels, level, index);
            }
        }
        out.end();
        out.pieces
    }

    fn build(&self) -> Vec<Vec<Stretch>> {
        let n = self.len();
        let (times, values) = (&self.times[..n], &self.values[..n]);
        let lowest = (0..n.div_ceil(STRETCH))
            .map(|index| {
                let mut stretch = Stretch { low: NOWHERE, high: NOWHERE, is_whole: true };
                let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
                for i in index * STRETCH..(index * STRETCH + STRETCH).min(n) {
                    let v = values[i];
                    stretch.is_whole &= v.is_finite() && (i == 0 || times[i] - times[i - 1] <= self.gap_secs);
                    if v.is_finite() && v < low {
                        (low, stretch.low) = (v, i as u32);
                    }
                    if v.is_finite() && v > high {
                        (high, stretch.high) = (v, i as u32);
                    }
                }
                stretch
            })
            .collect();
        let mut levels: Vec<Vec<Stretch>> = vec![lowest];
        while let Some(below) = levels.last().filter(|l| l.len() > 1) {
            let above = below.chunks(2).map(|pair| pair.iter().skip(1).fold(pair[0], |a, b| a.with(*b, values)));
            let above = above.collect();
            levels.push(above);
        }
        levels
    }
}

impl Stretch {
    fn with(self, next: Self, values: &[f64]) -> Self {
        let better = |a: u32, b: u32, is_better: fn(f64, f64) -> bool| match (a, b) {
            (NOWHERE, b) => b,
            (a, NOWHERE) => a,
            (a, b) if is_better(values[b as usize], values[a as usize]) => b,
            (a, _) => a,
        };
        Self {
            low: better(self.low, next.low, |b, a| b < a),
            high: better(self.high, next.high, |b, a| b > a),
            is_whole: self.is_whole && next.is_whole,
        }
    }
}

/// The pieces of a line, built one after the other.
struct Pieces<'a> {
    series: &'a Series,
    pieces: Vec<Vec<Point>>,
    piece: Vec<Point>,
    column_secs: f64,
    /// The samples in view: those beyond hide nothing in view.
    within: std::ops::Range<usize>,
    /// The same with one more on either side.
    view: std::ops::Range<usize>,
}

impl Pieces<'_> {
    fn end(&mut self) {
        if !self.piece.is_empty() {
            self.pieces.push(std::mem::take(&mut self.piece));
        }
    }

    /// Ends the piece if there is a gap before a sample.
    fn break_before(&mut self, i: usize) {
        let times = &self.series.times;
        if i > 0 && times[i] - times[i - 1] > self.series.gap_secs {
            self.end();
        }
    }

    fn samples(&mut self, indexes: std::ops::Range<usize>) {
        for i in indexes {
            self.break_before(i);
            let v = self.series.values[i];
            if v.is_finite() {
                self.piece.push([self.series.times[i], v]);
            } else {
                self.end();
            }
        }
    }

    fn stretch(&mut self, levels: &[Vec<Stretch>], level: usize, index: usize) {
        let Some(stretch) = levels.get(level).and_then(|l| l.get(index)) else { return };
        let size = STRETCH << level;
        let (start, end) = (index * size, (index * size + size).min(self.series.len()));
        let (first_shown, last_shown) = (start.max(self.view.start), end.min(self.view.end));
        let is_all_in_view = start >= self.within.start && end <= self.within.end;
        let times = &self.series.times;
        if first_shown >= last_shown {
            return;
        }
        if stretch.low == NOWHERE {
            self.end();
        } else if is_all_in_view && (stretch.is_whole || times[end - 1] - times[start] < self.column_secs) {
            self.break_before(start);
            let (first, second) = (stretch.low.min(stretch.high) as usize, stretch.low.max(stretch.high) as usize);
            self.piece.push([times[first], self.series.values[first]]);
            if second != first {
                self.piece.push([times[second], self.series.values[second]]);
            }
        } else if level == 0 {
            self.samples(first_shown..last_shown);
        } else {
            self.stretch(levels, level - 1, 2 * index);
            self.stretch(levels, level - 1, 2 * index + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_line_is_replaced_by_finer_samples_and_their_gaps() {
        let series =
            |times: &[f64], values: &[f64], gap| Series::new(Arc::new(times.to_vec()), Arc::new(values.to_vec()), gap);
        let coarse = series(&[0.0, 10.0, 20.0, 30.0], &[1.0, 2.0, 3.0, 4.0], 100.0);
        let fine = series(&[10.0, 11.0, 12.0, 19.0, 20.0], &[2.0, 5.0, 6.0, 7.0, 3.0], 2.5);
        let refined = coarse.refined((9.0, 20.0), &fine);
        assert_eq!(*refined.times, [0.0, 10.0, 11.0, 12.0, 15.5, 19.0, 20.0, 30.0]);
        assert!(refined.values[4].is_nan());
        assert_eq!((refined.values[3], refined.values[7], refined.gap_secs), (6.0, 4.0, 100.0));
        let nothing = coarse.refined((100.0, 200.0), &fine);
        assert_eq!((*nothing.times).clone(), *coarse.times);
    }

    fn series(times: &[f64], values: &[f64], gap_secs: f64) -> Series {
        Series::new(Arc::new(times.to_vec()), Arc::new(values.to_vec()), gap_secs)
    }

    #[test]
    fn a_lone_peak_among_a_million_samples_is_kept() {
        let times: Vec<f64> = (0..1_000_000).map(f64::from).collect();
        let mut values = vec![1.0; times.len()];
        values[777_777] = 99.0;
        values[123_456] = -5.0;
        let pieces = series(&times, &values, 10.0).points((0.0, 999_999.0), 800);
        assert_eq!(pieces.len(), 1);
        assert!(pieces[0].len() <= 2 * 801, "{}", pieces[0].len());
        assert!(pieces[0].contains(&[777_777.0, 99.0]) && pieces[0].contains(&[123_456.0, -5.0]));
        assert!(pieces[0].windows(2).all(|w| w[0][0] <= w[1][0]));
    }

    #[test]
    fn what_lies_beyond_the_view_hides_no_peak_in_it() {
        let times: Vec<f64> = (0..200).map(f64::from).collect();
        let value = |i: usize| {
            if i == 99 {
                9.0
            } else if i == 101 {
                50.0
            } else {
                (i % 7) as f64
            }
        };
        let values: Vec<f64> = (0..200).map(value).collect();
        let points: Vec<Point> = series(&times, &values, 10.0).points((20.0, 99.5), 1).concat();
        assert!(points.contains(&[99.0, 9.0]), "{points:?}");
    }

    #[test]
    fn lines_break_at_missing_values_and_at_pauses() {
        let times = [0.0, 1.0, 2.0, 3.0, 10.0, 11.0];
        let values = [1.0, f64::NAN, 2.0, 3.0, 4.0, f64::INFINITY];
        let pieces = series(&times, &values, 2.5).points((0.0, 11.0), 100);
        assert_eq!(pieces, [vec![[0.0, 1.0]], vec![[2.0, 2.0], [3.0, 3.0]], vec![[10.0, 4.0]]]);
    }

    #[test]
    fn breaks_show_where_they_are_wider_than_a_pixel() {
        // an hour without samples among 100,000 seconds, and a second without a value, which is too short to be visible
        let times: Vec<f64> = (0..100_000).map(|i| f64::from(i) + if i > 50_000 { 3600.0 } else { 0.0 }).collect();
        let mut values: Vec<f64> = times.iter().map(|t| (t / 1000.0).sin()).collect();
        values[20_000] = f64::NAN;
        let line = series(&times, &values, 2.5);
        let pieces = line.points((0.0, 103_600.0), 500);
        assert_eq!(pieces.len(), 2);
        assert_eq!((pieces[0].last().map(|p| p[0] < 50_001.0), pieces[1][0][0] > 53_600.0), (Some(true), true));
        let close = line.points((19_990.0, 20_010.0), 500);
        assert_eq!(close.len(), 2);
        // every second value is missing: as many points as the screen can show, no more
        let holes: Vec<f64> = (0..100_000).map(|i| if i % 2 == 0 { 1.0 } else { f64::NAN }).collect();
        let points: usize = series(&times, &holes, 2.5).points((0.0, 103_600.0), 500).iter().map(Vec::len).sum();
        assert!(points <= 1100, "{points}");
    }

    #[test]
    fn one_sample_beyond_either_edge_is_kept() {
        let times: Vec<f64> = (0..10).map(f64::from).collect();
        let line = series(&times, &times, 10.0);
        assert_eq!(line.points((3.5, 5.5), 100), [vec![[3.0, 3.0], [4.0, 4.0], [5.0, 5.0], [6.0, 6.0]]]);
        assert_eq!(line.points((5.0, 5.0), 100), Vec::<Vec<Point>>::new());
        assert_eq!((line.index_range((3.5, 5.0)), line.nearest(4.4), line.nearest(99.0)), (4..6, Some(4), Some(9)));
    }
}
