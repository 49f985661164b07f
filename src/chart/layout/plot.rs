//! The plot: axes, what lies under the lines, the lines, and what lies over them.

use super::annotations::{self, Handle};
use super::shape::{Box2, Group, Place};
use super::text::TextMeasure;
use super::viewport::{Look, Viewport};
use super::{axes, curves, underlay};
use crate::chart::scene::{Line, Scene};

/// A plot, ready to be painted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plot {
    /// In the order in which they are painted.
    pub groups: Vec<Group>,
    /// What can be grabbed; the last is on top.
    pub handles: Vec<Handle>,
    /// The places of labels.
    pub taken: Vec<Box2>,
    /// Whether no line is in view, though there are some.
    pub is_empty: bool,
}

/// The lines shown, with the highlighted one last: it is drawn over the others.
fn in_order<'s>(scene: &'s Scene, look: &'s Look<'_>) -> impl Iterator<Item = &'s Line> {
    let is_front = |line: &&Line| scene.focus.as_ref() == Some(&line.key);
    look.shown(scene).filter(move |line| !is_front(line)).chain(look.shown(scene).filter(move |line| is_front(line)))
}

/// Lays out the part of a scene that is in view; times below the frame stay between the edges of `outer`.
pub fn plot(view: &Viewport<'_>, look: &Look<'_>, outer: (f64, f64), measure: &dyn TextMeasure) -> Plot {
    let axes = Group { clip: None, shapes: axes::shapes(view, look, outer, measure) };
    let mut shapes = underlay::shapes(view, look);
    let mut dots: Vec<Place> = Vec::new();
    for line in in_order(view.scene, look) {
        let curve = curves::curve(view, look, line);
        shapes.extend(curve.shapes);
        dots.extend(curve.points);
    }
    shapes.extend(underlay::floors(view, look));
    // the user's annotations are placed first, the other labels around them
    let annotations = annotations::annotations(view, look, measure);
    let mut taken = annotations.taken;
    shapes.extend(underlay::labels(view, look, &dots, &mut taken, measure));
    let signs = annotations::maxima_signs(view, look);
    let maxima = annotations::maxima(view, look, measure, &dots, &mut taken);
    let has_lines = look.shown(view.scene).next().is_some();
    Plot {
        groups: vec![
            axes,
            Group { clip: Some(view.frame), shapes },
            // the sign of a maximum at the very end is not clipped
            Group { clip: Some(view.frame.expand(SIGN)), shapes: signs },
            Group { clip: Some(view.frame), shapes: annotations.shapes.into_iter().chain(maxima).collect() },
        ],
        handles: annotations.handles,
        taken,
        is_empty: has_lines && is_beside(&view.frame, &dots),
    }
}

/// How far a sign reaches around its point.
const SIGN: f64 = 9.0;

/// Whether all points lie on one side of the frame, so that no line between them crosses it.
fn is_beside(frame: &Box2, dots: &[Place]) -> bool {
    dots.iter().all(|p| p[0] < frame.left)
        || dots.iter().all(|p| p[0] > frame.right)
        || dots.iter().all(|p| p[1] < frame.top)
        || dots.iter().all(|p| p[1] > frame.bottom)
}
