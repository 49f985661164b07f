//! The part of a scene that is in view, and the frame it is shown in.

use super::super::palette::{Ground, Paper, Rgb, Role};
use super::super::scene::{Line, Moment, Scene};
use super::shape::{Box2, Place};

/// Times (UTC seconds) and heights ([`Scene::height`]) that are in view.
pub type Bounds = ((f64, f64), (f64, f64));

/// Beyond this distance from the frame no pixel changes, and painters may lose precision.
const FAR: f64 = 4000.0;

/// What is in view, and where.
#[derive(Clone, Copy)]
pub struct Viewport<'a> {
    pub scene: &'a Scene,
    pub frame: Box2,
    pub times: (f64, f64),
    pub heights: (f64, f64),
}

impl<'a> Viewport<'a> {
    pub fn new(scene: &'a Scene, frame: Box2, (times, heights): Bounds) -> Self {
        Self { scene, frame, times, heights }
    }

    /// Where a time is.
    pub fn x(&self, time: f64) -> f64 {
        let (from, to) = self.times;
        self.frame.left + (time - from) / (to - from) * self.frame.width()
    }

    pub fn y_of_height(&self, height: f64) -> f64 {
        let (low, high) = self.heights;
        let y = self.frame.bottom - (height - low) / (high - low) * self.frame.height();
        y.max(self.frame.top - FAR).min(self.frame.bottom + FAR)
    }

    /// Where an amount on the left axis is.
    pub fn y(&self, amount: f64) -> f64 {
        self.y_of_height(self.scene.height(amount))
    }

    pub fn place(&self, [time, amount]: [f64; 2]) -> Place {
        [self.x(time), self.y(amount)]
    }

    pub fn time_at(&self, x: f64) -> f64 {
        self.times.0 + (x - self.frame.left) * self.secs_per_point()
    }

    pub fn height_at(&self, y: f64) -> f64 {
        let share = (self.frame.bottom - y) / self.frame.height().max(1.0);
        self.heights.0 + share * (self.heights.1 - self.heights.0)
    }

    pub fn secs_per_point(&self) -> f64 {
        (self.times.1 - self.times.0) / self.frame.width().max(1.0)
    }

    /// The amounts on the left axis that are in view.
    pub fn amounts(&self) -> (f64, f64) {
        (self.scene.amount(self.heights.0), self.scene.amount(self.heights.1))
    }

    /// Whether a point is in the frame, or touches its edge.
    pub fn holds(&self, place: Place) -> bool {
        self.frame.expand(1.0).holds(place)
    }
}

/// How a scene looks, and which parts of it are shown.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub ground: Ground,
    /// Whether the line with a key is switched off.
    pub is_hidden: &'a dyn Fn(&str) -> bool,
    /// The cursor that the keyboard moves; `None` in pictures.
    pub active_cursor: Option<usize>,
    /// Maximum number of points of all lines together.
    pub points: usize,
}

impl Look<'_> {
    /// How pictures look: with every line of the scene, each with as many points as the picture is pixels wide.
    pub fn picture(ground: Ground) -> Self {
        Self { ground, is_hidden: &|_| false, active_cursor: None, points: usize::MAX }
    }

    pub fn paper(&self) -> Paper {
        self.ground.paper()
    }

    pub fn color(&self, role: Role) -> Rgb {
        role.on(self.ground)
    }

    /// The colour of items that belong to the line with a role.
    pub fn color_in(&self, scene: &Scene, role: Role) -> Rgb {
        scene.color(role, self.ground)
    }

    pub fn is_shown(&self, line: &Line) -> bool {
        !(self.is_hidden)(&line.key)
    }

    pub fn shown<'s>(&'s self, scene: &'s Scene) -> impl Iterator<Item = &'s Line> {
        scene.lines.iter().filter(|line| self.is_shown(line))
    }

    /// Whether the line that an item belongs to is shown; an item without a line always is.
    pub fn has_role(&self, scene: &Scene, role: Role) -> bool {
        role == Role::Trend || self.shown(scene).any(|line| line.role == role)
    }

    /// Onsets of the lines that are shown.
    pub fn onsets<'s>(&'s self, scene: &'s Scene) -> impl Iterator<Item = &'s Moment> {
        scene.onsets.iter().filter(|m| self.has_role(scene, m.role))
    }

    /// These, and restarts.
    pub fn moments<'s>(&'s self, scene: &'s Scene) -> impl Iterator<Item = &'s Moment> {
        self.onsets(scene).chain(&scene.restarts)
    }
}
