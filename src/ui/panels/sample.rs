//! Short pieces of lines, as they are drawn on the chart.

use super::super::theme;
use crate::chart::layout::{Look, legend};
use crate::chart::line_style::Drawn;
use crate::chart::paint_egui;
use eframe::egui;

/// A short piece of a line, with its dashes and its marker.
pub fn line_sample(ui: &egui::Ui, drawn: Drawn, rect: egui::Rect, is_hidden: bool) {
    let look = Look::picture(theme::ground(ui));
    let at = paint_egui::place(rect.left_center());
    let shapes = legend::sample(&look, drawn, at, f64::from(rect.width()), if is_hidden { 0.35 } else { 1.0 });
    ui.painter().extend(shapes.iter().map(paint_egui::line));
}

/// The same without its marker, so that dashes are visible.
pub fn plain_line_sample(ui: &egui::Ui, drawn: Drawn, rect: egui::Rect) {
    let look = Look::picture(theme::ground(ui));
    let at = paint_egui::place(rect.left_center());
    let shapes = legend::sample(&look, drawn, at, f64::from(rect.width()), 1.0);
    ui.painter().extend(shapes.first().map(paint_egui::line));
}
