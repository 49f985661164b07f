//! How a line is drawn: the same choices as in the menu of its entry in the legend.

use super::super::command::{Command, CommandQueue};
use super::super::panels::line_style::{buttons, choice, line_of};
use super::super::state::State;
use super::super::theme::{bold, follow_focus};
use super::parts::close_button;
use crate::chart::line_choices::choices;
use eframe::egui::{self, Label, ScrollArea};

/// Width of a choice, in points.
const CELL: f32 = 136.0;

pub(super) fn show(ui: &mut egui::Ui, state: &State, key: &mut String, commands: &mut CommandQueue) {
    let Some(document) = &state.document else { return };
    ui.label(bold("Line style").size(18.0));
    let all: Vec<_> = document.derived.scene.iter().flat_map(|s| &s.lines).collect();
    let Some(line) = line_of(document, key) else { return };
    let label = ui.label("Line");
    let width = ui.available_width() - 16.0;
    let list = egui::ComboBox::from_id_salt("line").width(width).selected_text(&line.name).truncate();
    let list = list.show_ui(ui, |ui| {
        for other in all {
            ui.selectable_value(key, other.key.clone(), &other.name);
        }
    });
    list.response.labelled_by(label.id);
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 18.0), egui::Sense::hover());
    super::super::panels::line_sample(ui, line.drawn(), rect, false);
    let left = document.derived.scene.as_ref().map_or(line.unit, |scene| scene.left);
    let most = (ui.ctx().content_rect().height() - 240.0).max(80.0);
    ScrollArea::vertical().max_height(most).auto_shrink([false, true]).show(ui, |ui| {
        for (title, all) in choices(line, left) {
            ui.label(bold(title));
            let columns = ((ui.available_width() / CELL) as usize).max(1);
            for row in all.chunks(columns) {
                ui.horizontal(|ui| {
                    for (name, style) in row {
                        ui.allocate_ui(egui::vec2(CELL - 8.0, ui.spacing().interact_size.y), |ui| {
                            ui.set_width(CELL - 8.0);
                            if choice(ui, line, (title, name), *style).clicked() {
                                commands.push(Command::SetLineStyle(line.key.clone(), *style));
                            }
                        });
                    }
                });
            }
        }
        follow_focus(ui);
        if !line.can_be_scaled() {
            ui.add(
                Label::new("Scale and axis of the pools stay: what is said of them is in their own amounts.").wrap(),
            );
        }
    });
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        close_button(ui, "Close", commands);
        buttons(ui, line, &state.settings, commands);
    });
}
