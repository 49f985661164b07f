//! A self-explanatory picture: title, verdict, legend, plot and source.

use super::legend::{self, Metrics, Standing};
use super::shape::{self, Box2, Group, Shape};
use super::text::{Pen, TextMeasure};
use super::viewport::{Look, Viewport};
use super::{axes, plot};
use crate::chart::scene::Scene;

/// Margin around everything.
const MARGIN: f64 = 28.0;

/// A scene, or several side by side, on a page of a given size in points.
pub fn page(scenes: &[Scene], size: [f64; 2], look: &Look<'_>, measure: &dyn TextMeasure) -> Vec<Group> {
    let mut groups = Vec::new();
    let whole = Box2::new([0.0, 0.0], size);
    match scenes {
        [scene] => {
            let mut shapes = Vec::new();
            let top = titles(scene, look, whole, measure, &mut shapes);
            let top = statements(scene, look, Box2 { top: top + 30.0, ..whole }, measure, &mut shapes);
            groups.push(Group { clip: None, shapes });
            body(scene, look, Box2 { top: top + 6.0, ..whole }, Footer::Shown, measure, &mut groups);
        }
        [first, ..] => {
            // if only the first has statements, they go above all scenes
            let mut shapes = Vec::new();
            let top = statements(first, look, Box2 { top: 34.0, ..whole }, measure, &mut shapes) - 14.0;
            groups.push(Group { clip: None, shapes });
            let each = whole.width() / scenes.len() as f64;
            for (i, scene) in scenes.iter().enumerate() {
                let room = Box2::new([each * i as f64, top], [each, whole.bottom - top]);
                let mut shapes = Vec::new();
                let top = titles(scene, look, room, measure, &mut shapes);
                groups.push(Group { clip: None, shapes });
                body(scene, look, Box2 { top: top + 26.0, ..room }, Footer::Shown, measure, &mut groups);
            }
        }
        [] => {}
    }
    groups
}

/// The legend and the plot alone, for a document that supplies the text around them.
pub fn chart(scene: &Scene, size: [f64; 2], look: &Look<'_>, measure: &dyn TextMeasure) -> Vec<Group> {
    let mut groups = Vec::new();
    // no room is needed for a footer
    let room = Box2 { top: 30.0, bottom: size[1] + 22.0, ..Box2::new([0.0, 0.0], size) };
    body(scene, look, room, Footer::None, measure, &mut groups);
    groups
}

/// Whether the log and the program are named below a chart.
#[derive(Clone, Copy, PartialEq)]
enum Footer {
    None,
    Shown,
}

/// The title and subtitle; returns the baseline of the latter.
fn titles(scene: &Scene, look: &Look<'_>, room: Box2, measure: &dyn TextMeasure, shapes: &mut Vec<Shape>) -> f64 {
    let (paper, inner) = (look.paper(), room.width() - 2.0 * MARGIN);
    let rows = [
        (Pen::bold(measure, 22.0, paper.text), &scene.title, 40.0),
        (Pen::regular(measure, 13.0, paper.faint), &scene.subtitle, 62.0),
    ];
    for (pen, text, y) in rows {
        shapes.push(pen.from([room.left + MARGIN, room.top + y], &pen.elide(text, inner)));
    }
    room.top + 62.0
}

/// The sentences of a scene from the top of a room down, the first in bold; returns the baseline after them.
fn statements(scene: &Scene, look: &Look<'_>, room: Box2, measure: &dyn TextMeasure, shapes: &mut Vec<Shape>) -> f64 {
    let (text, mut y) = (look.paper().text, room.top);
    for (i, statement) in scene.statements.iter().enumerate() {
        let pen = if i == 0 { Pen::bold(measure, 15.0, text) } else { Pen::regular(measure, 14.0, text) };
        let tone = look.color(statement.tone).into();
        let at = [room.left + MARGIN + 7.0, y - pen.size * 0.35];
        shapes.extend(shape::sign(statement.tone.sign(), at, 6.0, tone, None));
        for row in pen.wrap(&statement.sentence, room.width() - 2.0 * MARGIN - 26.0, 2) {
            shapes.push(pen.from([room.left + MARGIN + 24.0, y], &row));
            y += pen.size * 1.4;
        }
        if !statement.figures.is_empty() {
            let pen = Pen::regular(measure, 13.0, text);
            for row in pen.wrap(&statement.figures, room.width() - 2.0 * MARGIN - 26.0, 2) {
                shapes.push(pen.from([room.left + MARGIN + 24.0, y], &row));
                y += pen.size * 1.4;
            }
        }
        y += 4.0;
    }
    y
}

/// The legend from the top of a room down, the plot, and the footer.
fn body(
    scene: &Scene,
    look: &Look<'_>,
    room: Box2,
    footer: Footer,
    measure: &dyn TextMeasure,
    groups: &mut Vec<Group>,
) {
    let bounds = (scene.span, scene.heights());
    let below = room.bottom - 32.0;
    let left = room.left + MARGIN + axes::widths(scene, scene.range, below - room.top - 40.0, measure)[0];
    let metrics = Metrics::PICTURE;
    let place = (left, room.right - MARGIN, room.top - 14.0);
    let legend = legend::legend(scene, look, place, metrics, &|_| Standing::default(), measure);
    let top = room.top + 16.0 + metrics.row * (legend.rows - 1) as f64;
    let outer = Box2 { left: room.left + MARGIN, top, right: room.right - MARGIN, bottom: below };
    let frame = axes::frame(scene, scene.range, outer, measure);
    let view = Viewport::new(scene, frame, bounds);
    let mut shapes: Vec<Shape> = legend.entries.into_iter().flat_map(|entry| entry.shapes).collect();
    let pen = Pen::regular(measure, 12.0, look.paper().faint);
    let program = concat!("PoolScope ", env!("CARGO_PKG_VERSION"));
    let y = room.bottom - 16.0;
    if footer == Footer::Shown {
        let text = pen.elide(&scene.footer, room.width() - 2.0 * MARGIN - pen.width(program) - 24.0);
        shapes.push(pen.from([room.left + MARGIN, y], &text));
        shapes.push(pen.until([room.right - MARGIN, y], program));
    }
    groups.push(Group { clip: None, shapes });
    groups.extend(plot::plot(&view, look, (room.left + 4.0, room.right - 4.0), measure).groups);
}
