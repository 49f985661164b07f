//! Where labels go: next to their point, inside the frame, clear of the lines and of each other.

use super::shape::{Box2, Place};
use super::viewport::Viewport;

/// A label to be placed next to a point.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    pub point: Place,
    pub size: [f64; 2],
}

/// A possible place for a label, with its cost.
#[derive(Clone, Copy)]
struct Candidate {
    rect: Box2,
    cost: f64,
}

/// Where the line from a label to its point begins.
pub fn corner(rect: &Box2, point: Place) -> Place {
    let edge = if rect.top > point[1] { rect.top } else { rect.bottom };
    [point[0].max(rect.left + 6.0).min(rect.right - 6.0), edge]
}

/// Places for labels next to their points, chosen together: inside the frame, clear of the `dots` (points on lines), of
/// the labels in `taken` and of each other, none next to another's point, and without crossing leader lines.
pub fn beside_points(wanted: &[Wanted], frame: Box2, dots: &[Place], taken: &[Box2]) -> Vec<Box2> {
    const ROUNDS: usize = 4;
    let all: Vec<Vec<Candidate>> = wanted.iter().map(|w| candidates(w, wanted, frame, dots, taken)).collect();
    let cheapest = |of: &[Candidate]| (0..of.len()).min_by(|a, b| of[*a].cost.total_cmp(&of[*b].cost)).unwrap_or(0);
    let mut chosen: Vec<usize> = all.iter().map(|of| cheapest(of)).collect();
    for _ in 0..ROUNDS {
        let before = chosen.clone();
        for i in 0..all.len() {
            let cost = |at: usize| {
                let own = all[i][at];
                let others = (0..all.len()).filter(|j| *j != i);
                let clash = |j: usize| clash((&own.rect, wanted[i].point), (&all[j][chosen[j]].rect, wanted[j].point));
                own.cost + others.map(clash).sum::<f64>()
            };
            chosen[i] = (0..all[i].len()).min_by(|a, b| cost(*a).total_cmp(&cost(*b))).unwrap_or(0);
        }
        if chosen == before {
            break;
        }
    }
    all.iter().zip(chosen).map(|(of, at)| of[at].rect).collect()
}

/// The cost of two labels that are in each other's way.
fn clash((a, a_point): (&Box2, Place), (b, b_point): (&Box2, Place)) -> f64 {
    let (a_line, b_line) = ((corner(a, a_point), a_point), (corner(b, b_point), b_point));
    let crosses = |rect: &Box2, (from, to): (Place, Place)| {
        (1..10).any(|i| {
            let share = f64::from(i) / 10.0;
            rect.holds([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share])
        })
    };
    let mut cost = if a.overlaps(b) { 200.0 } else { 0.0 };
    if is_crossed(a_line, b_line) {
        cost += 80.0;
    }
    cost + if crosses(a, b_line) || crosses(b, a_line) { 80.0 } else { 0.0 }
}

/// Whether two straight lines cross.
fn is_crossed((a, b): (Place, Place), (c, d): (Place, Place)) -> bool {
    let side = |p: Place, q: Place, r: Place| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn candidates(own: &Wanted, all: &[Wanted], frame: Box2, dots: &[Place], taken: &[Box2]) -> Vec<Candidate> {
    const GAP: f64 = 12.0;
    let ([x, y], [width, height]) = (own.point, own.size);
    let inside = |left: f64, top: f64| {
        let left = left.min(frame.right - width - 4.0).max(frame.left + 4.0);
        let top = top.min(frame.bottom - height - 4.0).max(frame.top + 4.0);
        Box2::new([left, top], own.size)
    };
    // where the label starts, in shares of its size, and how far it is moved away from the point
    let sides =
        [(-0.5, -1.0, 0.0), (-1.0, -1.0, -0.5), (0.0, -1.0, 0.5), (-1.0, 0.0, -0.5), (0.0, 0.0, 0.5), (-0.5, 0.0, 0.0)];
    let far = |rect: &Box2, point: Place| {
        let near = rect.nearest(point);
        (near[0] - point[0]).hypot(near[1] - point[1])
    };
    let mut found = Vec::with_capacity(30);
    for (step, away_by) in [GAP, 30.0, 54.0, 84.0, 120.0].into_iter().enumerate() {
        for (dx, dy, away) in sides {
            let top = if dy < 0.0 { y - away_by - height } else { y + away_by };
            let rect = inside(x + dx * width + away * GAP, top);
            let mut cost = step as f64 * 1.5;
            cost += 3.0 * dots.iter().filter(|d| rect.holds(**d)).count() as f64;
            cost += 200.0 * taken.iter().filter(|t| rect.overlaps(t)).count() as f64;
            if rect.holds(own.point) {
                cost += 60.0;
            }
            for other in all.iter().filter(|other| other.point != own.point) {
                if rect.expand(8.0).holds(other.point) {
                    cost += 150.0;
                } else if far(&rect, other.point) < far(&rect, own.point) {
                    // it would be read as the label of the other point
                    cost += 40.0;
                }
            }
            found.push(Candidate { rect, cost });
        }
    }
    found
}

/// Where a label beside a vertical line covers the least: near the bottom or near the top.
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

/// To the right of the pointer; to its left, above or below if there is no room or fewer labels are covered.
pub fn beside_pointer(frame: &Box2, [x, y]: Place, size: [f64; 2], taken: &[Box2]) -> Box2 {
    let lowest = (frame.bottom - size[1] - 4.0).max(frame.top + 4.0);
    let heights = [y - size[1] / 2.0, y - size[1] - 14.0, y + 14.0];
    let sides = [x + 18.0, x - 18.0 - size[0]];
    // if neither side has room, it goes above or below, never outside the frame
    let rightmost = (frame.right - size[0] - 4.0).max(frame.left + 4.0);
    let candidates = heights.into_iter().flat_map(|top| {
        let top = top.max(frame.top + 4.0).min(lowest);
        sides.map(|left| Box2::new([left.max(frame.left + 4.0).min(rightmost), top], size))
    });
    let cost = |rect: &Box2| covered(frame, rect, taken) + if rect.expand(6.0).holds([x, y]) { 500_000 } else { 0 };
    // of places that cover equally much, the first is nearest
    candidates.min_by_key(cost).unwrap_or(Box2::new([sides[0], y], size))
}

/// Area of the labels that are covered, in square points; a place that is partly outside comes last.
fn covered(frame: &Box2, rect: &Box2, taken: &[Box2]) -> u64 {
    let shared = |t: &Box2| {
        let (width, height) =
            (rect.right.min(t.right) - rect.left.max(t.left), rect.bottom.min(t.bottom) - rect.top.max(t.top));
        width.max(0.0) * height.max(0.0)
    };
    taken.iter().map(shared).sum::<f64>() as u64 + if is_outside(frame, rect) { 1_000_000 } else { 0 }
}

/// Beside a vertical line, or further away if that covers fewer labels: it stays there.
pub fn aside(frame: &Box2, x: f64, size: [f64; 2], taken: &[Box2]) -> Box2 {
    let room = (frame.height() - size[1] - 8.0).max(0.0);
    let tops = [0.5, 0.35, 0.65, 0.2, 0.8, 0.0, 1.0].map(|share| frame.top + 4.0 + share * room);
    let (right, left) = (x + 14.0, x - 14.0 - size[0]);
    let lefts = [right, left, right + 50.0, left - 50.0, frame.left + 6.0, frame.right - size[0] - 6.0];
    let candidates = lefts.into_iter().flat_map(|left| tops.map(|top| Box2::new([left, top], size)));
    // of places that cover equally much, the first is nearest
    candidates.min_by_key(|rect| covered(frame, rect, taken)).unwrap_or(*frame)
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
        let wanted = [[495.0, 5.0], [490.0, 8.0]].map(|point| Wanted { point, size });
        let found = beside_points(&wanted, FRAME, &[], &[]);
        let first = found[0];
        assert!(first.right <= 500.0 && first.top >= 0.0 && !first.holds([495.0, 5.0]));
        assert!(!first.overlaps(&found[1]));
        let third = beside_points(&wanted[..1], FRAME, &[], &found);
        assert!(found.iter().all(|f| !f.overlaps(&third[0])));
    }

    /// Two maxima close to each other, as for two pools at the end of a log.
    #[test]
    fn a_label_stands_beside_its_own_point() {
        let size = [150.0, 24.0];
        let points = [[470.0, 140.0], [470.0, 160.0], [300.0, 150.0]];
        let found = beside_points(&points.map(|point| Wanted { point, size }), FRAME, &[], &[]);
        assert!(found[0].bottom < 140.0 && found[1].top > 160.0, "{found:?}");
        for (i, a) in found.iter().enumerate() {
            for (j, b) in found.iter().enumerate().filter(|(j, _)| *j != i) {
                assert_eq!(clash((a, points[i]), (b, points[j])), 0.0, "{i} and {j}: {found:?}");
            }
        }
    }

    #[test]
    fn labels_avoid_the_lines() {
        let line: Vec<Place> = (0..500).map(|x| [f64::from(x), 150.0 - f64::from(x) * 0.02]).collect();
        let found = beside_points(&[Wanted { point: [250.0, 145.0], size: [140.0, 24.0] }], FRAME, &line, &[])[0];
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
