//! Which part of a scene is shown.

use super::super::layout::strip::whole;
use super::super::layout::{Bounds, Box2, Look};
use super::super::scene::Scene;
use eframe::egui::Mesh;
use std::sync::Arc;

/// The lines of the strip as painted: they stay the same while the chart above is dragged.
#[derive(Clone, Debug)]
pub(super) struct Strip {
    pub key: u64,
    pub mesh: Arc<Mesh>,
}

/// Which part of a scene is shown, and the pending changes.
#[derive(Clone, Debug, Default)]
pub struct View {
    shown: Option<Bounds>,
    frame: Option<Box2>,
    /// The whole scene, as of the last painting.
    whole: Option<Bounds>,
    wanted: Vec<Wanted>,
    pub(super) strip: Option<Strip>,
    /// Where the menu was opened: UTC seconds, and a height.
    pub menu_at: Option<[f64; 2]>,
    /// The time of the sample under the pointer, UTC seconds; `None` if the pointer is elsewhere.
    pub hover: Option<f64>,
    /// The cursor placed by the last click, and where it was before.
    pub(super) click: Option<(usize, Option<f64>)>,
}

/// How many times the length of a log can be in view at most.
const MOST_OUT: f64 = 8.0;

/// A change of the view, applied when the chart is next painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    Everything,
    /// All amounts, at the times shown.
    AllAmounts,
    /// Exactly this part.
    Show(Bounds),
    /// These times, at the amounts shown.
    Times((f64, f64)),
    /// Zoom around the middle of the time shown; below 1 zooms in.
    Zoom(f64),
    /// The same for amounts, around the middle.
    ZoomAmounts(f64),
    /// Move by this share of the time shown.
    Move(f64),
    /// Move only as far as needed to show this time.
    Reveal(f64),
    /// Fit the amounts to the lines in the time shown.
    FitAmounts,
}

impl View {
    /// Requests a change.
    pub fn want(&mut self, wanted: Wanted) {
        self.wanted.push(wanted);
    }

    /// What is shown now; `None` before the first painting.
    pub fn bounds(&self) -> Option<Bounds> {
        self.shown
    }

    /// The frame it was painted in.
    pub fn frame(&self) -> Option<Box2> {
        self.frame
    }

    /// Records what was painted, and where.
    pub(super) fn painted(&mut self, frame: Box2, shown: Bounds, scene: &Scene) {
        (self.frame, self.shown, self.whole) = (Some(frame), Some(shown), Some(whole(scene)));
    }

    /// Whether the whole time span is in view.
    pub fn shows_all_of(&self, scene: &Scene) -> bool {
        self.shown.is_none_or(|((from, to), _)| from <= scene.span.0 && to >= scene.span.1)
    }

    /// The bounds to set now, if a change was requested or the scene has grown or shrunk; only the lines shown count.
    pub(super) fn target(&mut self, scene: &Scene, look: &Look<'_>) -> Option<Bounds> {
        let all = whole(scene);
        let Some(shown) = self.shown else {
            let wanted = std::mem::take(&mut self.wanted);
            return Some(wanted.into_iter().fold(all, |now, w| change(now, all, w, scene, look)));
        };
        let mut target = shown;
        // what was shown in full stays shown in full
        if let Some(old) = self.whole.filter(|old| *old != all) {
            if shown.0 == old.0 {
                target.0 = all.0;
            }
            if shown.1 == old.1 {
                target.1 = all.1;
            }
        }
        for wanted in std::mem::take(&mut self.wanted) {
            target = change(target, all, wanted, scene, look);
        }
        // zooming out further would show nothing more
        let most = MOST_OUT * (all.0.1 - all.0.0);
        if target.0.1 - target.0.0 > most {
            let middle = ((target.0.0 + target.0.1) / 2.0).clamp(all.0.0, all.0.1);
            target.0 = (middle - most / 2.0, middle + most / 2.0);
        }
        (target != shown).then_some(target)
    }
}

fn change(now: Bounds, all: Bounds, wanted: Wanted, scene: &Scene, look: &Look<'_>) -> Bounds {
    let ((x0, x1), y) = now;
    let width = x1 - x0;
    let around = |(low, high): (f64, f64), factor: f64, least: f64| {
        let (middle, half) = ((low + high) / 2.0, ((high - low) * factor / 2.0).max(least));
        (middle - half, middle + half)
    };
    match wanted {
        Wanted::Everything => all,
        Wanted::AllAmounts => (now.0, all.1),
        Wanted::Show(bounds) => sensible(bounds).unwrap_or(now),
        Wanted::Times(times) => sensible((times, y)).unwrap_or(now),
        Wanted::Zoom(factor) => (around(now.0, factor, 0.5), y),
        Wanted::ZoomAmounts(factor) => (now.0, around(y, factor, (all.1.1 - all.1.0) * 1e-9)),
        Wanted::Move(share) => ((x0 + width * share, x1 + width * share), y),
        Wanted::Reveal(time) => {
            let margin = 0.05 * width;
            let move_by = (time - (x1 - margin)).max(0.0) + (time - (x0 + margin)).min(0.0);
            ((x0 + move_by, x1 + move_by), y)
        }
        Wanted::FitAmounts => (now.0, fit(now.0, all.1, scene, look)),
    }
}

/// The bounds, if a chart can be drawn in them.
fn sensible(bounds: Bounds) -> Option<Bounds> {
    let ((x0, x1), (y0, y1)) = bounds;
    /// Some 30,000 years, and more than any counter counts.
    const MOST: (f64, f64) = (1e12, 1e25);
    let is_near = |v: &f64, most: f64| v.abs() < most;
    let is_sensible = [x0, x1].iter().all(|v| is_near(v, MOST.0)) && [y0, y1].iter().all(|v| is_near(v, MOST.1));
    (is_sensible && x1 - x0 > 1e-3 && y1 > y0).then_some(bounds)
}

/// The heights that the lines reach in a time span, with some margin; all heights if there is no sample.
fn fit(span: (f64, f64), all: (f64, f64), scene: &Scene, look: &Look<'_>) -> (f64, f64) {
    let points = look.shown(scene).flat_map(|line| {
        let pieces = line.top().points(span, 2000);
        pieces.into_iter().flatten().filter(|p| (span.0..=span.1).contains(&p[0])).map(|p| p[1] * line.scale)
    });
    let range = points
        .map(|v| scene.height(v))
        .fold(None, |range: Option<(f64, f64)>, v| Some(range.map_or((v, v), |(low, high)| (low.min(v), high.max(v)))));
    let Some((low, high)) = range else { return all };
    let room = 0.06 * (high - low).max((all.1 - all.0) * 1e-6);
    (low - room, high + room)
}
