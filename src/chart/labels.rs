//! Where labels go: beside their point, inside the frame, off the lines and off each other.
//!
//! Units are points of the painter; y grows downwards.

/// A rectangle by its corners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Box2 {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Box2 {
    fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// A text that is too long, without its middle: names of counters begin and end alike, and what they say stands there.
pub fn middle_cut(text: &str, fits: &dyn Fn(&str) -> bool) -> String {
    if fits(text) {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let cut = |kept: usize| -> String {
        let (head, tail) = (&letters[..kept.div_ceil(2)], &letters[letters.len() - kept / 2..]);
        head.iter().chain(&['…']).chain(tail).collect()
    };
    // as many letters as fit; two at least, so that there is something to read
    let (mut low, mut high) = (letters.len().min(2), letters.len());
    while low + 1 < high {
        let middle = low.midpoint(high);
        if fits(&cut(middle)) { low = middle } else { high = middle }
    }
    cut(low)
}

/// Finds the place for a label of `size` near `point`, covering as few of the `dots` (points on lines) as can be and
/// none of the labels `taken` where that is possible.
pub fn place(point: (f64, f64), size: (f64, f64), frame: Box2, dots: &[(f64, f64)], taken: &[Box2]) -> Box2 {
    const GAP: f64 = 12.0;
    let (x, y) = point;
    let (width, height) = size;
    let inside = |left: f64, top: f64| {
        let left = left.min(frame.right - width - 4.0).max(frame.left + 4.0);
        let top = top.min(frame.bottom - height - 4.0).max(frame.top + 4.0);
        Box2 { left, top, right: left + width, bottom: top + height }
    };
    let mut best: Option<(f64, Box2)> = None;
    for (far, step) in [GAP, 30.0, 54.0, 84.0, 120.0].into_iter().enumerate() {
        for (dx, dy) in [(-0.5, -1.0), (-1.0, -1.0), (0.0, -1.0), (-1.0, 0.0), (0.0, 0.0), (-0.5, 0.0)] {
            let left = x
                + dx * width
                + if dx == -1.0 {
                    -GAP * 0.5
                } else if dx == 0.0 {
                    GAP * 0.5
                } else {
                    0.0
                };
            let top = if dy < 0.0 { y - step - height } else { y + step };
            let rect = inside(left, top);
            let mut cost = far as f64 * 1.5;
            cost += 3.0 * dots.iter().filter(|d| rect.holds(**d)).count() as f64;
            cost += 200.0 * taken.iter().filter(|t| rect.overlaps(t)).count() as f64;
            if rect.holds(point) {
                cost += 60.0;
            }
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, rect));
            }
        }
    }
    best.map_or_else(|| inside(x, y), |(_, rect)| rect)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Box2 = Box2 { left: 0.0, top: 0.0, right: 500.0, bottom: 300.0 };

    #[test]
    fn labels_stay_inside_and_apart() {
        let size = (120.0, 24.0);
        let first = place((495.0, 5.0), size, FRAME, &[], &[]);
        assert!(first.right <= 500.0 && first.top >= 0.0 && !first.holds((495.0, 5.0)));
        let second = place((490.0, 8.0), size, FRAME, &[], &[first]);
        assert!(!first.overlaps(&second));
    }

    #[test]
    fn labels_avoid_the_lines() {
        let line: Vec<(f64, f64)> = (0..500).map(|x| (f64::from(x), 150.0 - f64::from(x) * 0.02)).collect();
        let found = place((250.0, 145.0), (140.0, 24.0), FRAME, &line, &[]);
        assert!(line.iter().all(|dot| !found.holds(*dot)), "{found:?}");
    }
}
