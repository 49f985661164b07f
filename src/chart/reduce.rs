//! Fewer points, the same picture: per pixel column the first, lowest, highest and last sample, so that no peak is lost.
//!
//! Lines break where a value is missing (NaN) and where two samples are further apart than a gap. Times rise; values
//! that are not finite never come out.

/// A distance above this many usual intervals is a gap.
pub const GAP_INTERVALS: f64 = 2.5;

/// A point: seconds, value.
pub type Point = [f64; 2];

/// The part of a line that shows between `from` and `to` (seconds), in pieces without gaps. One sample beyond either
/// side is kept, so that the line reaches the edge.
pub fn reduce(times: &[f64], values: &[f64], (from, to): (f64, f64), columns: usize, gap_secs: f64) -> Vec<Vec<Point>> {
    let start = times.partition_point(|t| *t < from).saturating_sub(1);
    let end = (times.partition_point(|t| *t <= to) + 1).min(times.len());
    if start >= end || to.partial_cmp(&from) != Some(std::cmp::Ordering::Greater) {
        return Vec::new();
    }
    let columns = columns.max(1);
    let is_dense = end - start > 4 * columns;
    let per_column = (to - from) / columns as f64;
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut piece: Vec<Point> = Vec::new();
    let mut column = Column::default();
    let mut last_time = f64::NEG_INFINITY;
    for i in start..end {
        let (t, v) = (times[i], values[i]);
        if !v.is_finite() {
            column.flush(&mut piece);
            end_piece(&mut pieces, &mut piece);
            last_time = f64::NEG_INFINITY;
            continue;
        }
        if t - last_time > gap_secs {
            column.flush(&mut piece);
            end_piece(&mut pieces, &mut piece);
        }
        last_time = t;
        if !is_dense {
            piece.push([t, v]);
            continue;
        }
        let index = ((t - from) / per_column).floor() as i64;
        if column.index != Some(index) {
            column.flush(&mut piece);
            column.index = Some(index);
        }
        column.add([t, v]);
    }
    column.flush(&mut piece);
    end_piece(&mut pieces, &mut piece);
    pieces
}

fn end_piece(pieces: &mut Vec<Vec<Point>>, piece: &mut Vec<Point>) {
    if !piece.is_empty() {
        pieces.push(std::mem::take(piece));
    }
}

#[derive(Default)]
struct Column {
    index: Option<i64>,
    /// First, lowest, highest, last.
    points: Option<[Point; 4]>,
}

impl Column {
    fn add(&mut self, point: Point) {
        match &mut self.points {
            None => self.points = Some([point; 4]),
            Some([_, low, high, last]) => {
                if point[1] < low[1] {
                    *low = point;
                }
                if point[1] > high[1] {
                    *high = point;
                }
                *last = point;
            }
        }
    }

    fn flush(&mut self, piece: &mut Vec<Point>) {
        let Some([first, low, high, last]) = self.points.take() else { return };
        let middle = if low[0] <= high[0] { [low, high] } else { [high, low] };
        for point in [first, middle[0], middle[1], last] {
            if piece.last() != Some(&point) {
                piece.push(point);
            }
        }
        self.index = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_peak_among_a_million_samples_is_kept() {
        let times: Vec<f64> = (0..1_000_000).map(f64::from).collect();
        let mut values = vec![1.0; times.len()];
        values[777_777] = 99.0;
        values[123_456] = -5.0;
        let pieces = reduce(&times, &values, (0.0, 999_999.0), 800, 10.0);
        assert_eq!(pieces.len(), 1);
        assert!(pieces[0].len() <= 4 * 801, "{}", pieces[0].len());
        assert!(pieces[0].contains(&[777_777.0, 99.0]) && pieces[0].contains(&[123_456.0, -5.0]));
        assert!(pieces[0].windows(2).all(|w| w[0][0] <= w[1][0]));
    }

    #[test]
    fn lines_break_at_missing_values_and_at_pauses() {
        let times = [0.0, 1.0, 2.0, 3.0, 10.0, 11.0];
        let values = [1.0, f64::NAN, 2.0, 3.0, 4.0, f64::INFINITY];
        let pieces = reduce(&times, &values, (0.0, 11.0), 100, 2.5);
        assert_eq!(pieces, [vec![[0.0, 1.0]], vec![[2.0, 2.0], [3.0, 3.0]], vec![[10.0, 4.0]]]);
    }

    #[test]
    fn one_sample_beyond_either_edge_is_kept() {
        let times: Vec<f64> = (0..10).map(f64::from).collect();
        let pieces = reduce(&times, &times, (3.5, 5.5), 100, 10.0);
        assert_eq!(pieces, [vec![[3.0, 3.0], [4.0, 4.0], [5.0, 5.0], [6.0, 6.0]]]);
        assert_eq!(reduce(&times, &times, (5.0, 5.0), 100, 10.0), Vec::<Vec<Point>>::new());
    }
}
