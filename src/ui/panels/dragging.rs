//! Dragging counters from their list onto the chart.

use super::super::command::{Charting, Command, CommandQueue};
use crate::model::KeyedPath;
use eframe::egui::{self, Align2, CornerRadius, DragAndDrop, FontId, Rect, Stroke, StrokeKind};

/// What is dragged.
pub struct Dragged(pub Vec<KeyedPath>);

/// Shows where counters can be dropped, and accepts them there.
pub fn target(ui: &egui::Ui, rect: Rect, commands: &mut CommandQueue) {
    let ctx = ui.ctx();
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ctx) else { return };
    let Some(pointer) = ctx.pointer_latest_pos() else { return };
    let is_inside = rect.contains(pointer);
    let color = ui.visuals().hyperlink_color;
    let painter = ctx.layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("dragged counters")));
    let edge = Stroke::new(if is_inside { 3.0 } else { 1.5 }, color);
    painter.rect_stroke(rect.shrink(2.0), CornerRadius::same(6), edge, StrokeKind::Inside);
    let what = match &dragged.0[..] {
        [one] => one.counter.clone(),
        several => format!("{} counters", several.len()),
    };
    let text = if is_inside { format!("Put {what} on the chart") } else { what };
    let font = FontId::proportional(14.0);
    let galley = painter.layout_no_wrap(text, font, ui.visuals().text_color());
    let place = Align2::LEFT_TOP.anchor_size(pointer + egui::vec2(14.0, 10.0), galley.size());
    painter.rect(place.expand(5.0), 4.0, ui.visuals().window_fill, Stroke::new(1.0, color), StrokeKind::Inside);
    painter.galley(place.min, galley, ui.visuals().text_color());
    if is_inside && ui.input(|i| i.pointer.any_released()) {
        DragAndDrop::clear_payload(ctx);
        commands.push(Command::Chart(dragged.0.clone(), Charting::Add));
    }
}
