//! Plot background, grid and axes.

use super::super::scene::Scene;
use super::super::ticks::{Tick, log_ticks, time_ticks, value_ticks};
use super::shape::{Box2, Shape, Stroke, Weight};
use super::text::{Pen, TextMeasure};
use super::viewport::{Look, Viewport};

const SIZE: f64 = 12.0;

/// Gap between the frame and the amounts next to it.
const GAP: f64 = 8.0;

/// Room for the times below the frame.
pub const TIMES_HEIGHT: f64 = 26.0;

/// Minimum distance between two times, and between two amounts, in points.
const TIME_STEP: f64 = 95.0;
const AMOUNT_STEP: f64 = 52.0;

/// The amounts marked within a range on an axis that is this many points long.
fn amounts(scene: &Scene, range: (f64, f64), points: f64) -> Vec<Tick> {
    let most = ((points / AMOUNT_STEP) as usize).max(2);
    if scene.is_log {
        log_ticks(scene.units, scene.left, range, most)
    } else {
        value_ticks(scene.units, scene.left, range, scene.highest(), most)
    }
}

/// The label on the right axis at an amount of the left one.
fn right_label(scene: &Scene, tick: &Tick, range: (f64, f64)) -> Option<String> {
    let axis = scene.right.as_ref()?;
    Some(axis.label(tick, range.0.abs().max(range.1.abs()), scene.is_log))
}

/// Room for the amounts left and right of a frame that is this many points high: slightly more than they need, so that
/// it does not change with every amount.
pub fn widths(scene: &Scene, range: (f64, f64), points: f64, measure: &dyn TextMeasure) -> [f64; 2] {
    const STEP: f64 = 8.0;
    let ticks = amounts(scene, range, points);
    let widest = |labels: &mut dyn Iterator<Item = String>| {
        let most = labels.map(|label| measure.width(&label, SIZE, Weight::Regular)).fold(0.0, f64::max);
        if most > 0.0 { ((most + GAP) / STEP).ceil() * STEP } else { 0.0 }
    };
    [
        widest(&mut ticks.iter().map(|t| t.label.clone())),
        widest(&mut ticks.iter().filter_map(|t| right_label(scene, t, range))),
    ]
}

/// The background, its grid lines and their labels; times stay between the edges of `outer`.
pub fn shapes(view: &Viewport<'_>, look: &Look<'_>, outer: (f64, f64), measure: &dyn TextMeasure) -> Vec<Shape> {
    let (frame, paper, scene) = (&view.frame, look.paper(), view.scene);
    let (faint, strong) = (Pen::regular(measure, SIZE, paper.faint), Pen::bold(measure, SIZE, paper.text));
    let edge = Some(Stroke::solid(1.0, paper.grid));
    let mut shapes = vec![Shape::Rect { rect: *frame, radius: 0.0, fill: Some(paper.plot.into()), edge }];
    let range = view.amounts();
    for tick in amounts(scene, range, frame.height()) {
        let y = view.y(tick.at);
        shapes.push(Shape::horizontal(y, frame, Stroke::solid(1.0, paper.grid)));
        shapes.push(faint.until([frame.left - GAP, y + 4.0], &tick.label));
        if let Some(label) = right_label(scene, &tick, range) {
            shapes.push(faint.from([frame.right + GAP, y + 4.0], &label));
        }
    }
    let most = ((frame.width() / TIME_STEP) as usize).max(2);
    for tick in time_ticks(view.times, most, &scene.clock) {
        let x = view.x(tick.at);
        let (width, pen) = if tick.is_major { (1.6, strong) } else { (1.0, faint) };
        shapes.push(Shape::vertical(x, frame, Stroke::solid(width, paper.grid)));
        let half = pen.width(&tick.label) / 2.0;
        if x - half >= outer.0 && x + half <= outer.1 {
            shapes.push(pen.around([x, frame.bottom + 18.0], &tick.label));
        }
    }
    shapes
}

/// The frame that remains in a room beside the axes.
pub fn frame(scene: &Scene, range: (f64, f64), room: Box2, measure: &dyn TextMeasure) -> Box2 {
    let [left, right] = widths(scene, range, room.height() - TIMES_HEIGHT, measure);
    Box2 { left: room.left + left, right: room.right - right, bottom: room.bottom - TIMES_HEIGHT, ..room }
}
