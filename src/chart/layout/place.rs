//! Where labels go: beside their point, inside the frame, off the lines and off each other.

use super::shape::{Box2, Place};
use super::viewport::Viewport;

/// Finds the place for a label of a size near `point`, covering as few of the `dots` (points on lines) as can be and none
/// of the labels `taken` where that is possible.
pub fn beside_point([x, y]: Place, size: [f64; 2], frame: Box2, dots: &[Place], taken: &[Box2]) -> Box2 {
    const GAP: f64 = 12.0;
    let [width, height] = size;
    let inside = |left: f64, top: f64| {
        let left = left.min(frame.right - width - 4.0).max(frame.left + 4.0);
        let top = top.min(frame.bottom - height - 4.0).max(frame.top + 4.0);
        Box2::new([left, top], size)
    };
    // from where the label begins, in shares of its size, and how far it is moved away from the point
    let sides =
        [(-0.5, -1.0, 0.0), (-1.0, -1.0, -0.5), (0.0, -1.0, 0.5), (-1.0, 0.0, -0.5), (0.0, 0.0, 0.5), (-0.5, 0.0, 0.0)];
    let mut best: Option<(f64, Box2)> = None;
    for (far, step) in [GAP, 30.0, 54.0, 84.0, 120.0].into_iter().enumerate() {
        for (dx, dy, away) in sides {
            let top = if dy < 0.0 { y - step - height } else { y + step };
            let rect = inside(x + dx * width + away * GAP, top);
            let mut cost = far as f64 * 1.5;
            cost += 3.0 * dots.iter().filter(|d| rect.holds(**d)).count() as f64;
            cost += 200.0 * taken.iter().filter(|t| rect.overlaps(t)).count() as f64;
            if rect.holds([x, y]) {
                cost += 60.0;
            }
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, rect));
            }
        }
    }
    best.map_or_else(|| inside(x, y), |(_, rect)| rect)
}

/// Where a label beside a vertical line covers least: low, or high.
pub fn beside_line(view: &Viewport<'_>, left: f64, size: [f64; 2], dots: &[Place], taken: &[Box2]) -> Box2 {
    let frame = view.frame;
    let rows = [frame.bottom - 44.0, frame.bottom - 66.0, frame.top + 34.0, frame.top + 58.0];
    let candidates = rows.map(|top| Box2::new([left, top], size));
    let levels: Vec<f64> = view.scene.levels.iter().map(|l| view.y(l.value)).collect();
    let cost = |rect: &Box2| {
        let is_struck = levels.iter().any(|y| rect.expand(3.0).has_y(*y));
        let covered = dots.iter().filter(|d| rect.expand(2.0).holds(**d)).count();
        let clashes = taken.iter().filter(|t| t.overlaps(rect)).count();
        covered + 100 * clashes + if is_struck { 50 } else { 0 }
    };
    candidates.into_iter().min_by_key(cost).unwrap_or(candidates[0])
}

/// To the right of the pointer, or to its left where there is no room or less of the labels is covered.
pub fn beside_pointer(frame: &Box2, [x, y]: Place, size: [f64; 2], taken: &[Box2]) -> Box2 {
    let lowest = (frame.bottom - size[1] - 4.0).max(frame.top + 4.0);
    let top = (y - size[1] / 2.0).max(frame.top + 4.0).min(lowest);
    let candidates = [x + 18.0, x - 18.0 - size[0]].map(|left| Box2::new([left, top], size));
    let shared = |a: &Box2, b: &Box2| {
        let (width, height) = (a.right.min(b.right) - a.left.max(b.left), a.bottom.min(b.bottom) - a.top.max(b.top));
        width.max(0.0) * height.max(0.0)
    };
    // square points of labels that are covered; a place that is partly outside comes last
    let cost = |rect: &Box2| {
        let covered: f64 = taken.iter().map(|t| shared(t, rect)).sum();
        covered as u64 + if is_outside(frame, rect) { 1_000_000 } else { 0 }
    };
    candidates.into_iter().min_by_key(cost).unwrap_or(candidates[0])
}

/// Beside a vertical line, where it covers the fewest labels: it stays there, and half a label is as good as none.
pub fn aside(frame: &Box2, x: f64, size: [f64; 2], taken: &[Box2]) -> Box2 {
    let room = (frame.height() - size[1] - 8.0).max(0.0);
    let tops = [0.5, 0.2, 0.8, 0.0, 1.0].map(|share| frame.top + 4.0 + share * room);
    let lefts = [x + 14.0, x - 14.0 - size[0]];
    let candidates = lefts.into_iter().flat_map(|left| tops.map(|top| Box2::new([left, top], size)));
    let cost =
        |rect: &Box2| taken.iter().filter(|t| t.overlaps(rect)).count() + if is_outside(frame, rect) { 100 } else { 0 };
    candidates.min_by_key(cost).unwrap_or(*frame)
}

fn is_outside(frame: &Box2, rect: &Box2) -> bool {
    rect.left < frame.left || rect.right > frame.right
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Box2 = Box2 { left: 0.0, top: 0.0, right: 500.0, bottom: 300.0 };

    #[test]
    fn labels_stay_inside_and_apart() {
        let size = [120.0, 24.0];
        let first = beside_point([495.0, 5.0], size, FRAME, &[], &[]);
        assert!(first.right <= 500.0 && first.top >= 0.0 && !first.holds([495.0, 5.0]));
        let second = beside_point([490.0, 8.0], size, FRAME, &[], &[first]);
        assert!(!first.overlaps(&second));
    }

    #[test]
    fn labels_avoid_the_lines() {
        let line: Vec<Place> = (0..500).map(|x| [f64::from(x), 150.0 - f64::from(x) * 0.02]).collect();
        let found = beside_point([250.0, 145.0], [140.0, 24.0], FRAME, &line, &[]);
        assert!(line.iter().all(|dot| !found.holds(*dot)), "{found:?}");
    }

    #[test]
    fn what_is_read_stays_inside_and_off_the_labels() {
        let right = beside_pointer(&FRAME, [100.0, 290.0], [120.0, 60.0], &[]);
        assert_eq!((right.left, right.bottom), (118.0, 296.0));
        assert_eq!(beside_pointer(&FRAME, [490.0, 100.0], [120.0, 60.0], &[]).right, 472.0);
        assert_eq!(beside_pointer(&FRAME, [250.0, 290.0], [120.0, 60.0], &[right.expand(200.0)]).left, 268.0);
        let label = Box2::new([260.0, 120.0], [60.0, 60.0]);
        assert!(!aside(&FRAME, 250.0, [120.0, 60.0], &[label]).overlaps(&label));
    }
}
