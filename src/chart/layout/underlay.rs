//! What is drawn under the lines: stretches of time, levels, trends, moments; and their labels, which go over them.

use super::super::palette::Role;
use super::super::scene::{Moment, Trend};
use super::place;
use super::shape::{Box2, Paint, Place, Shape, Stroke};
use super::text::{Pen, TextMeasure};
use super::viewport::{Look, Viewport};

/// Everything below the lines.
pub fn shapes(view: &Viewport<'_>, look: &Look<'_>) -> Vec<Shape> {
    let (frame, scene, faint) = (&view.frame, view.scene, look.paper().faint);
    let mut shapes = Vec::new();
    let shades = scene.shades.iter().filter(|s| look.has_role(scene, s.role)).map(|s| (s.span, 0.10));
    for ((from, to), opacity) in shades.chain(scene.gaps.iter().map(|g| (g.span, 0.07))) {
        let (left, right) = (view.x(from).max(frame.left), view.x(to).min(frame.right));
        if right > left {
            shapes.push(Shape::filled(Box2 { left, right, ..*frame }, Paint::faint(faint, opacity)));
        }
    }
    for level in scene.levels.iter().map(|l| view.y(l.value)).filter(|y| frame.has_y(*y)) {
        shapes.push(Shape::horizontal(level, frame, Stroke::dashed(1.5, look.color(Role::Ram), 9.0, 5.0)));
    }
    for x in scene.files.iter().map(|f| view.x(f.at)).filter(|x| frame.has_x(*x)) {
        shapes.push(Shape::vertical(x, frame, Stroke::solid(1.0, Paint::faint(faint, 0.6))));
    }
    for trend in scene.trends.iter().filter(|t| look.has_role(scene, t.role)) {
        trend_shapes(view, look, trend, &mut shapes);
    }
    for (x, moment) in moments_apart(view, look) {
        shapes.push(Shape::vertical(x, frame, Stroke::dashed(1.2, look.color_in(scene, moment.role), 5.0, 4.0)));
    }
    shapes
}

/// The moments in view with their places; of restarts that are closer together than lines can be told apart, the first.
fn moments_apart<'a>(view: &'a Viewport<'_>, look: &'a Look<'_>) -> Vec<(f64, &'a Moment)> {
    const APART: f64 = 3.0;
    let placed = |moment: &'a Moment| Some((view.x(moment.at), moment)).filter(|(x, _)| view.frame.has_x(*x));
    let mut apart: Vec<(f64, &Moment)> = look.onsets(view.scene).filter_map(placed).collect();
    let mut last = f64::NEG_INFINITY;
    for (x, restart) in view.scene.restarts.iter().filter_map(placed) {
        if (x - last).abs() >= APART {
            apart.push((x, restart));
            last = x;
        }
    }
    apart
}

/// A trend's stroke: dotted, unlike anything else.
pub fn trend_stroke(look: &Look<'_>) -> Stroke {
    Stroke::dashed(1.5, look.color(Role::Trend), 2.0, 4.0)
}

fn trend_shapes(view: &Viewport<'_>, look: &Look<'_>, trend: &Trend, shapes: &mut Vec<Shape>) {
    /// Thinner than the line, an interval would only look like an artefact.
    const THIN: f64 = 3.0;
    for triangle in trend.interval.iter().filter(|_| !view.scene.is_log) {
        let corners: Vec<Place> = triangle.iter().map(|p| view.place(*p)).collect();
        if (corners[1][1] - corners[2][1]).abs() > THIN {
            let fill = Paint::faint(look.color(Role::Trend), 0.16);
            shapes.push(Shape::Polygon { corners, fill, edge: None });
        }
    }
    let points = view.scene.trend_points(trend, view.times, view.amounts());
    if points.len() > 1 {
        let points = points.into_iter().map(|p| view.place(p)).collect();
        shapes.push(Shape::Line { points, stroke: trend_stroke(look) });
    }
}

/// The low points on which the verdict is based.
pub fn floors(view: &Viewport<'_>, look: &Look<'_>) -> Vec<Shape> {
    let floors = view.scene.floors.iter().filter(|f| look.has_role(view.scene, f.role));
    let circle = |center: Place, role: Role| {
        let edge = Some(Stroke::solid(1.5, look.color_in(view.scene, role)));
        Shape::Circle { center, radius: 3.0, fill: None, edge }
    };
    let points = floors.flat_map(|f| f.points.iter().map(|p| (view.place(*p), f.role)));
    points.filter(|(place, _)| view.frame.expand(4.0).holds(*place)).map(|(place, role)| circle(place, role)).collect()
}

/// Labels of levels, moments, gaps, logs and shades; their places are added to `taken`.
pub fn labels(
    view: &Viewport<'_>,
    look: &Look<'_>,
    dots: &[Place],
    taken: &mut Vec<Box2>,
    measure: &dyn TextMeasure,
) -> Vec<Shape> {
    let (frame, scene, paper) = (view.frame, view.scene, look.paper());
    let mut shapes: Vec<Shape> = Vec::new();
    let faint = Pen::regular(measure, 12.0, paper.faint);
    for level in &scene.levels {
        let y = view.y(level.value);
        if frame.has_y(y) {
            let pen = Pen::bold(measure, 13.0, look.color(Role::Ram));
            // a label that is wider than the frame loses its second unit, never its amount
            let [long, short] = scene.level_texts(level);
            let text = if pen.width(&long) < frame.width() - 20.0 { &long } else { &short };
            let size = [pen.width(text), pen.row_height()];
            let tops = [y - 3.0 - size[1], y + 3.0];
            let rect = along_line(view, look, tops, size, taken);
            taken.push(rect);
            shapes.push(pen.below([rect.left, rect.top], text));
        }
    }
    for (x, moment) in moments_apart(view, look) {
        let pen = Pen::regular(measure, 12.0, look.color_in(scene, moment.role));
        let size = [pen.width(&moment.label), pen.row_height()];
        let left = if x + size[0] + 8.0 < frame.right { x + 5.0 } else { x - 5.0 - size[0] };
        let rect = place::beside_line(view, left, size, dots, taken);
        // of many that are close together, some get no label
        if taken.iter().any(|t| t.overlaps(&rect)) {
            continue;
        }
        taken.push(rect);
        shapes.push(ground(rect.expand(2.0), Paint::faint(paper.plot, 0.85)));
        shapes.push(pen.below([rect.left, rect.top], &moment.label));
    }
    for gap in &scene.gaps {
        let (left, right) = (view.x(gap.span.0).max(frame.left), view.x(gap.span.1).min(frame.right));
        let size = [faint.width(&gap.label), faint.row_height()];
        if right - left > size[0] + 8.0 {
            let rect = Box2::new([(left + right - size[0]) / 2.0, frame.bottom - 24.0], size);
            taken.push(rect);
            shapes.push(faint.below([rect.left, rect.top], &gap.label));
        }
    }
    // each name has room up to the start of the next log; otherwise it is left out
    for (i, file) in scene.files.iter().enumerate() {
        let x = view.x(file.at);
        let next = scene.files.get(i + 1).map_or(frame.right, |n| view.x(n.at).min(frame.right));
        // long names are cut in the middle
        let label = faint.middle_cut(&file.label, (next - x - 12.0).max(0.0));
        let size = [faint.width(&label), faint.row_height()];
        let is_readable = label == file.label || size[0] > 60.0;
        if frame.has_x(x) && is_readable && next - x > size[0] + 10.0 {
            let rect = Box2::new([x + 5.0, frame.bottom - 64.0], size);
            taken.push(rect);
            shapes.push(ground(rect.expand(1.0), Paint::faint(paper.plot, 0.8)));
            shapes.push(faint.below([rect.left, rect.top], &label));
        }
    }
    for shade in scene.shades.iter().filter(|s| look.has_role(scene, s.role)) {
        if shade.span.1.is_finite() && view.x(shade.span.1) > frame.left + 60.0 {
            let corner = [frame.left + 8.0, frame.bottom - 6.0 - faint.row_height()];
            let size = [faint.width(&shade.label), faint.row_height()];
            shapes.push(ground(Box2::new(corner, size).expand(1.0), Paint::faint(paper.plot, 0.8)));
            shapes.push(faint.below(corner, &shade.label));
        }
    }
    shapes
}

/// A place along a horizontal line, above it or else below: clear of vertical lines and of other labels, as far as
/// possible.
fn along_line(view: &Viewport<'_>, look: &Look<'_>, tops: [f64; 2], size: [f64; 2], taken: &[Box2]) -> Box2 {
    let (scene, frame) = (view.scene, view.frame);
    let times = look.moments(scene).map(|m| m.at).chain(scene.files.iter().map(|f| f.at));
    let times = times.chain(scene.marks.iter().map(|m| m.at)).chain(scene.events.iter().map(|e| e.at));
    let times = times.chain(scene.cursors.into_iter().flatten());
    let mut lines: Vec<f64> = times.map(|at| view.x(at)).filter(|x| frame.has_x(*x)).collect();
    lines.sort_by(f64::total_cmp);
    let first = frame.left + 10.0;
    let beside = lines.iter().map(|x| x + 6.0).filter(|left| *left > first && left + size[0] < frame.right - 4.0);
    let lefts: Vec<f64> = std::iter::once(first).chain(beside).collect();
    let cost = |rect: &Box2| {
        let covered = taken.iter().filter(|t| t.overlaps(rect)).count();
        let until = |x: f64, counts: fn(&f64, &f64) -> bool| lines.partition_point(|line| counts(line, &x));
        let struck = until(rect.right + 3.0, f64::le) - until(rect.left - 3.0, f64::lt);
        100 * covered + struck + if rect.top < frame.top || rect.bottom > frame.bottom { 1000 } else { 0 }
    };
    // of places with equal cost, the first is taken
    let places = tops.into_iter().flat_map(|top| lefts.iter().map(move |left| Box2::new([*left, top], size)));
    places.min_by_key(cost).unwrap_or(Box2::new([first, tops[0]], size))
}

fn ground(rect: Box2, paint: Paint) -> Shape {
    Shape::Rect { rect, radius: 3.0, fill: Some(paint), edge: None }
}
