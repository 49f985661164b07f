//! The strip of the whole log: its lines, drawn small.

use super::super::scene::Scene;
use super::curves;
use super::shape::{Box2, Place, Shape, Stroke};
use super::viewport::{Bounds, Look, Viewport};

/// All of a scene, with a small margin on both sides.
pub fn whole(scene: &Scene) -> Bounds {
    let pad = (scene.span.1 - scene.span.0) * 0.01;
    ((scene.span.0 - pad, scene.span.1 + pad), scene.heights())
}

/// The whole of a scene in a frame: as high as its lines, not as high as the RAM.
pub fn viewport<'a>(scene: &'a Scene, look: &Look<'_>, frame: Box2) -> Viewport<'a> {
    let (times, (low, _)) = whole(scene);
    let tops = look.shown(scene).filter_map(|line| Some(scene.height(line.top().extent()?.high * line.scale)));
    let high = tops.fold(f64::NEG_INFINITY, f64::max).max(low + 1e-9);
    Viewport::new(scene, Box2 { top: frame.top + 2.0, bottom: frame.bottom - 2.0, ..frame }, (times, (low, high)))
}

/// The lines, without their dashes.
pub fn lines(view: &Viewport<'_>, look: &Look<'_>) -> Vec<Shape> {
    let columns = (view.frame.width() / 2.0).max(1.0) as usize;
    let mut shapes = Vec::new();
    for line in look.shown(view.scene) {
        let stroke = Stroke::solid(1.0, curves::stroke(view, look, line).paint);
        for piece in line.top().points(view.times, columns) {
            let at = |p: &[f64; 2]| -> Place {
                let [x, y] = view.place([p[0], p[1] * line.scale]);
                [x, y.max(view.frame.top).min(view.frame.bottom)]
            };
            shapes.push(Shape::Line { points: piece.iter().map(at).collect(), stroke });
        }
    }
    shapes
}
