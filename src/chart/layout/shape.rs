//! What painters paint: shapes with places, colours and texts. Places are in points, y grows downwards.

use super::super::palette::{Rgb, Sign};

/// Points to the right, and down.
pub type Place = [f64; 2];

/// A rectangle by its corners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Box2 {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Box2 {
    pub fn new([left, top]: Place, [width, height]: [f64; 2]) -> Self {
        Self { left, top, right: left + width, bottom: top + height }
    }

    pub fn around([x, y]: Place, [width, height]: [f64; 2]) -> Self {
        Self::new([x - width / 2.0, y - height / 2.0], [width, height])
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub fn center(&self) -> Place {
        [(self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0]
    }

    pub fn expand(&self, by: f64) -> Self {
        Self { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    pub fn has_x(&self, x: f64) -> bool {
        (self.left..=self.right).contains(&x)
    }

    pub fn has_y(&self, y: f64) -> bool {
        (self.top..=self.bottom).contains(&y)
    }

    pub fn holds(&self, [x, y]: Place) -> bool {
        self.has_x(x) && self.has_y(y)
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }

    /// The point of the rectangle that is nearest to another point. The rectangle is not empty.
    pub fn nearest(&self, [x, y]: Place) -> Place {
        [x.max(self.left).min(self.right), y.max(self.top).min(self.bottom)]
    }
}

/// A colour with its opacity: 1 is fully opaque.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    pub color: Rgb,
    pub opacity: f64,
}

impl Paint {
    pub fn faint(color: Rgb, opacity: f64) -> Self {
        Self { color, opacity }
    }
}

impl From<Rgb> for Paint {
    fn from(color: Rgb) -> Self {
        Self { color, opacity: 1.0 }
    }
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub width: f64,
    pub paint: Paint,
    /// Lengths of a dash and of the gap after it.
    pub dash: Option<[f64; 2]>,
}

impl Stroke {
    pub fn solid(width: f64, paint: impl Into<Paint>) -> Self {
        Self { width, paint: paint.into(), dash: None }
    }

    pub fn dashed(width: f64, paint: impl Into<Paint>, dash: f64, pause: f64) -> Self {
        Self { width, paint: paint.into(), dash: Some([dash, pause]) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// A text in one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where its baseline begins.
    pub at: Place,
    /// The measured width of the text.
    pub width: f64,
    pub size: f64,
    pub weight: Weight,
    pub paint: Paint,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Lines from point to point; at least two of them.
    Line {
        points: Vec<Place>,
        stroke: Stroke,
    },
    Polygon {
        corners: Vec<Place>,
        fill: Paint,
        edge: Option<Stroke>,
    },
    /// The area between two lines with equally many points, at the same x positions.
    Band {
        above: Vec<Place>,
        below: Vec<Place>,
        fill: Paint,
    },
    Rect {
        rect: Box2,
        radius: f64,
        fill: Option<Paint>,
        edge: Option<Stroke>,
    },
    Circle {
        center: Place,
        radius: f64,
        fill: Option<Paint>,
        edge: Option<Stroke>,
    },
    Text(Text),
}

impl Shape {
    pub fn line(from: Place, to: Place, stroke: Stroke) -> Self {
        Self::Line { points: vec![from, to], stroke }
    }

    pub fn vertical(x: f64, rect: &Box2, stroke: Stroke) -> Self {
        Self::line([x, rect.top], [x, rect.bottom], stroke)
    }

    pub fn horizontal(y: f64, rect: &Box2, stroke: Stroke) -> Self {
        Self::line([rect.left, y], [rect.right, y], stroke)
    }

    pub fn filled(rect: Box2, paint: impl Into<Paint>) -> Self {
        Self::Rect { rect, radius: 0.0, fill: Some(paint.into()), edge: None }
    }

    pub fn dot(center: Place, radius: f64, paint: impl Into<Paint>) -> Self {
        Self::Circle { center, radius, fill: Some(paint.into()), edge: None }
    }
}

/// Shapes that are painted in this order, clipped to a rectangle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    pub clip: Option<Box2>,
    pub shapes: Vec<Shape>,
}

/// A sign, so that colour is never the only distinction; `ring` is the background around it if it lies on a line.
pub fn sign(sign: Sign, center: Place, r: f64, paint: Paint, ring: Option<Rgb>) -> Vec<Shape> {
    let edge = ring.map(|color| Stroke::solid(1.5, color));
    let places = |corners: &[Place]| corners.iter().map(|c| [center[0] + c[0] * r, center[1] + c[1] * r]).collect();
    let polygon = |corners: &[Place]| vec![Shape::Polygon { corners: places(corners), fill: paint, edge }];
    let hollow = |corners: &[Place]| {
        let fill = ring.map_or(Paint::faint(paint.color, 0.0), Paint::from);
        let edge = Some(Stroke::solid(r * 0.4, paint));
        vec![Shape::Polygon { corners: places(corners), fill, edge }]
    };
    let crossed = |lines: &[[Place; 2]]| {
        let line = |ends: &[Place; 2]| Shape::Line { points: places(ends), stroke: Stroke::solid(r * 0.5, paint) };
        let ground = ring.map(|color| Shape::dot(center, r * 1.3, color));
        ground.into_iter().chain(lines.iter().map(line)).collect()
    };
    match sign {
        Sign::Dot => vec![Shape::Circle { center, radius: r, fill: Some(paint), edge }],
        Sign::Ring => {
            let edge = Some(Stroke::solid(r * 0.4, paint));
            vec![Shape::Circle { center, radius: r * 0.85, fill: ring.map(Paint::from), edge }]
        }
        Sign::Diamond => polygon(&[[0.0, -1.2], [1.2, 0.0], [0.0, 1.2], [-1.2, 0.0]]),
        Sign::HollowDiamond => hollow(&[[0.0, -1.1], [1.1, 0.0], [0.0, 1.1], [-1.1, 0.0]]),
        Sign::Up => polygon(&[[0.0, -1.15], [1.15, 0.9], [-1.15, 0.9]]),
        Sign::Down => polygon(&[[-1.15, -0.9], [1.15, -0.9], [0.0, 1.15]]),
        Sign::Square => polygon(&[[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]]),
        Sign::HollowSquare => hollow(&[[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]]),
        Sign::Right => polygon(&[[-0.9, -1.15], [1.15, 0.0], [-0.9, 1.15]]),
        Sign::Left => polygon(&[[0.9, -1.15], [-1.15, 0.0], [0.9, 1.15]]),
        Sign::HollowDown => hollow(&[[-1.05, -0.8], [1.05, -0.8], [0.0, 1.05]]),
        Sign::HollowUp => hollow(&[[0.0, -1.05], [1.05, 0.8], [-1.05, 0.8]]),
        Sign::Plus => crossed(&[[[-1.2, 0.0], [1.2, 0.0]], [[0.0, -1.2], [0.0, 1.2]]]),
        Sign::Cross => crossed(&[[[-0.9, -0.9], [0.9, 0.9]], [[-0.9, 0.9], [0.9, -0.9]]]),
        Sign::Bar => polygon(&[[-0.4, -1.2], [0.4, -1.2], [0.4, 1.2], [-0.4, 1.2]]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_know_what_is_in_them() {
        let rect = Box2::around([10.0, 10.0], [4.0, 2.0]);
        assert_eq!((rect.left, rect.top, rect.right, rect.bottom), (8.0, 9.0, 12.0, 11.0));
        assert!(rect.holds([8.0, 11.0]) && !rect.holds([7.9, 10.0]) && rect.expand(0.2).holds([7.9, 10.0]));
        assert_eq!((rect.nearest([0.0, 10.5]), rect.center()), ([8.0, 10.5], [10.0, 10.0]));
        assert!(!rect.overlaps(&Box2::new([12.0, 9.0], [5.0, 5.0])));
    }
}
