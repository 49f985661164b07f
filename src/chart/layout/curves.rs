//! The lines themselves: no more points than pixels, and dashes only if they are distinguishable.

use super::super::palette::Dash;
use super::super::reduce::{Point, Series};
use super::super::scene::Line;
use super::shape::{self, Paint, Place, Shape, Stroke};
use super::viewport::{Look, Viewport};

/// Samples closer than this, in points: dashes between them would look ragged.
const DENSE: f64 = 5.0;

/// A line this many times as long as the frame is wide goes up and down so much that its dashes would blur.
const LONG: f64 = 3.0;

/// Distance between two signs of a line, in points.
const SIGN_STEP: f64 = 110.0;

/// Minimum number of columns of a line, however many lines there are.
const COLUMNS: usize = 60;

/// Width, colour and dashes of a line.
pub fn stroke(view: &Viewport<'_>, look: &Look<'_>, line: &Line) -> Stroke {
    let tone = line.drawn().color(look.ground);
    let (width, paint) = match &view.scene.focus {
        Some(key) if *key == line.key => (1.8, tone.into()),
        Some(_) => (0.8, Paint::faint(tone, 0.3)),
        None => (1.0, tone.into()),
    };
    // thicker if high contrast was requested
    let width = width * line.drawn().width() * if look.ground.has_high_contrast() { 1.4 } else { 1.0 };
    match line.drawn().dash() {
        Dash::Solid => Stroke::solid(2.0 * width, paint),
        Dash::Dashed => Stroke::dashed(1.6 * width, paint, 9.0, 5.0),
        Dash::Dotted => Stroke::dashed(1.6 * width, paint, 2.0, 4.0),
        Dash::Long => Stroke::dashed(1.6 * width, paint, 20.0, 4.0),
    }
}

/// What a line is drawn with, and where its samples are.
pub struct Curve {
    pub shapes: Vec<Shape>,
    pub points: Vec<Place>,
}

/// A line in the frame.
pub fn curve(view: &Viewport<'_>, look: &Look<'_>, line: &Line) -> Curve {
    let share = look.points / 2 / view.scene.lines.len().max(1);
    let columns = (view.frame.width() as usize).min(share.max(COLUMNS)).max(1);
    let mut pieces = line.top().points(view.times, columns);
    let areas = line.stack.as_ref().map_or_else(Vec::new, |stack| {
        areas(view, line, &stack.base, &pieces, Paint::faint(line.drawn().color(look.ground), AREA))
    });
    if view.scene.is_log {
        // zero and less have no place on the axis: a gap, as everywhere
        let above = |piece: Vec<[f64; 2]>| -> Vec<Vec<[f64; 2]>> {
            piece.split(|p| p[1] <= 0.0).filter(|part| !part.is_empty()).map(<[_]>::to_vec).collect()
        };
        pieces = pieces.into_iter().flat_map(above).collect();
    }
    let at = |p: &[f64; 2]| view.place([p[0], p[1] * line.scale]);
    let pieces: Vec<Vec<Place>> = pieces.iter().map(|piece| piece.iter().map(at).collect()).collect();
    let mut stroke = stroke(view, look, line);
    let has_dashes = stroke.dash.is_some();
    // explicitly chosen dashes are drawn, however ragged they look
    if has_dashes && line.style.dash.is_none() && is_dense(view, line, &pieces) {
        stroke.dash = None;
    }
    let points: Vec<Place> = pieces.iter().flatten().copied().collect();
    let mut shapes = areas;
    for points in pieces {
        shapes.push(match &points[..] {
            // a lone sample would be invisible as a line
            [single] => Shape::dot(*single, stroke.width.max(2.0), stroke.paint),
            _ => Shape::Line { points, stroke },
        });
    }
    // the same signs as in the legend, whether or not the dashes are visible
    if has_dashes {
        shapes.extend(signs(view, look, line, &points, stroke.paint));
    }
    Curve { shapes, points }
}

/// The opacity of an area.
const AREA: f64 = 0.28;

/// The area between a line and the one it is stacked on.
fn areas(view: &Viewport<'_>, line: &Line, base: &Series, pieces: &[Vec<Point>], fill: Paint) -> Vec<Shape> {
    // zero has no place on a logarithmic axis: areas extend down to its lower end
    let low = if view.scene.is_log { view.scene.amount(view.heights.0) } else { f64::NEG_INFINITY };
    let place = |time: f64, value: f64| view.place([time, (value * line.scale).max(low)]);
    let below = |time: f64| base.value_at(time).unwrap_or(0.0);
    let band = |piece: &Vec<Point>| Shape::Band {
        above: piece.iter().map(|p| place(p[0], p[1])).collect(),
        below: piece.iter().map(|p| place(p[0], below(p[0]))).collect(),
        fill,
    };
    pieces.iter().filter(|piece| piece.len() > 1).map(band).collect()
}

fn is_dense(view: &Viewport<'_>, line: &Line, pieces: &[Vec<Place>]) -> bool {
    let samples = line.top().index_range(view.times);
    let times = &line.top().times[samples.clone()];
    let width = times.first().zip(times.last()).map_or(0.0, |(a, b)| (b - a) / view.secs_per_point());
    let length: f64 = pieces
        .iter()
        .flat_map(|piece| piece.windows(2))
        .map(|w| (w[1][0] - w[0][0]).abs() + (w[1][1] - w[0][1]).abs())
        .sum();
    samples.len() > 2 && (width / (samples.len() as f64) < DENSE || length > LONG * view.frame.width())
}

/// Signs along a line that distinguish it from others without colour.
fn signs(view: &Viewport<'_>, look: &Look<'_>, line: &Line, points: &[Place], paint: Paint) -> Vec<Shape> {
    // offset, so that coinciding lines do not hide each other's signs
    let own = view.scene.lines.iter().position(|l| l.key == line.key).unwrap_or_default();
    let mut next = view.frame.left + SIGN_STEP * (0.25 + 0.35 * own as f64).fract();
    let mut shapes = Vec::new();
    for point in points {
        if point[0] >= next && point[0] <= view.frame.right {
            shapes.extend(shape::sign(line.role.sign(), *point, 4.0, paint, Some(look.paper().plot)));
            while next <= point[0] {
                next += SIGN_STEP;
            }
        }
    }
    shapes
}
