//! How a chart looks, and what of its scene is shown.

use super::super::palette::{Ground, Rgb, Role};
use super::super::scene::{Moment, Scene};
use eframe::egui::{Color32, FontFamily};

/// How a chart looks.
pub struct Look<'a> {
    pub ground: Ground,
    /// Lines switched off, by place.
    pub hidden: &'a [bool],
    pub bold: FontFamily,
    /// The cursor that the keys move.
    pub active: usize,
    /// Tells charts apart where there are several.
    pub name: &'static str,
}

impl Look<'_> {
    pub(super) fn is_shown(&self, index: usize) -> bool {
        !self.hidden.get(index).copied().unwrap_or(false)
    }
}

pub(super) fn color(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.0, rgb.1, rgb.2)
}

/// Onsets of the lines that are shown, and restarts.
pub(super) fn moments<'a>(scene: &'a Scene, look: &'a Look<'_>) -> impl Iterator<Item = &'a Moment> {
    scene.onsets.iter().filter(|m| role_visible(scene, look, m.role)).chain(&scene.restarts)
}

/// Whether the line that something belongs to is shown; what belongs to none always is.
pub(super) fn role_visible(scene: &Scene, look: &Look<'_>, role: Role) -> bool {
    role == Role::Trend || scene.lines.iter().enumerate().any(|(i, line)| line.role == role && look.is_shown(i))
}
