//! Paints the lines themselves: no more points than pixels, dashes that keep every peak.

use super::super::palette::Dash;
use super::super::scene::{Line, Scene};
use super::look::{Look, color};
use eframe::egui::{self, Color32, Pos2, Rect, Shape, Stroke};
use egui_plot::PlotTransform;

/// Points of all lines together: a line alone has two for each pixel column, of many each has fewer.
const POINTS: usize = 14_000;

/// The same while a button is held, as when the chart is dragged: many lines weigh on each frame, and nobody looks at the
/// finest peaks of a line that moves.
const POINTS_MOVING: usize = 6000;

/// Further away than this from the chart, no pixel changes.
const FAR: f32 = 4000.0;

/// What a line is drawn with: width, and how strong it is.
pub(super) fn stroke(scene: &Scene, line: &Line, look: &Look<'_>) -> Stroke {
    let width = match line.role.dash() {
        Dash::Solid => 2.0,
        Dash::Dashed => 1.6,
        Dash::Dotted => 1.4,
    };
    let tone = color(line.role.on(look.ground));
    match &scene.focus {
        Some(key) if *key == line.key => Stroke::new(width * 1.8, tone),
        Some(_) => Stroke::new(width * 0.8, tone.gamma_multiply(0.3)),
        None => Stroke::new(width, tone),
    }
}

/// Length of a dash and of the pause after it.
pub(super) fn dashes(dash: Dash) -> Option<(f32, f32)> {
    match dash {
        Dash::Solid => None,
        Dash::Dashed => Some((9.0, 5.0)),
        Dash::Dotted => Some((2.0, 4.0)),
    }
}

/// Paints a line; returns its points on the screen.
pub(super) fn paint(
    painter: &egui::Painter,
    rect: Rect,
    transform: &PlotTransform,
    scene: &Scene,
    line: &Line,
    stroke: Stroke,
) -> Vec<Pos2> {
    let (min, max) = (transform.bounds().min(), transform.bounds().max());
    let (x_scale, y_scale) = (transform.dpos_dvalue_x(), transform.dpos_dvalue_y());
    let x = |t: f64| rect.left() + ((t - min[0]) * x_scale) as f32;
    // heights grow upwards, points of the screen downwards
    let y = |v: f64| {
        let y = f64::from(rect.bottom()) + (scene.height(v * line.scale) - min[1]) * y_scale;
        (y as f32).clamp(rect.top() - FAR, rect.bottom() + FAR)
    };
    let mut all = Vec::new();
    let mut shapes = Vec::new();
    let is_moving = painter.ctx().input(|i| i.pointer.any_down());
    let most = if is_moving { POINTS_MOVING } else { POINTS } / 2 / scene.lines.len().max(1);
    let columns = (rect.width() as usize).min(most.max(120)).max(1);
    for piece in line.series.points((min[0], max[0]), columns) {
        let points: Vec<Pos2> = piece.iter().map(|p| Pos2::new(x(p[0]), y(p[1]))).collect();
        all.extend_from_slice(&points);
        match (&points[..], dashes(line.role.dash())) {
            // a lone sample would be invisible as a line
            ([single], _) => shapes.push(Shape::circle_filled(*single, 2.0, stroke.color)),
            (_, None) => shapes.push(Shape::line(points, stroke)),
            (_, Some((dash, pause))) => {
                let steps = points.windows(2).map(|w| (w[1].x - w[0].x).abs() + (w[1].y - w[0].y).abs());
                if steps.sum::<f32>() < 3.0 * rect.width() {
                    Shape::dashed_line_many(&points, stroke, dash, pause, &mut shapes);
                } else {
                    shapes.push(faded(points, stroke, dash, pause));
                }
            }
        }
    }
    painter.extend(shapes);
    all
}

/// A line that goes up and down a lot: broken along its length it would be a cloud, broken along the time it would lose
/// peaks. So the pauses are only faint.
fn faded(points: Vec<Pos2>, stroke: Stroke, dash: f32, pause: f32) -> Shape {
    let (full, faint) = (stroke.color, stroke.color.gamma_multiply(0.4));
    let (periods, share) = (0.5 / (dash + pause), dash / (dash + pause));
    let tone = move |_: Rect, at: Pos2| -> Color32 { if (at.x * periods).fract() < share { full } else { faint } };
    Shape::line(points, egui::epaint::PathStroke::new_uv(stroke.width, tone))
}
