//! A command or a few lines of code, with a button that copies them.

use super::command::{Command, CommandQueue};
use super::theme;
use eframe::egui::{self, Frame, Label, RichText};

pub fn show(ui: &mut egui::Ui, code: &str, commands: &mut CommandQueue) {
    Frame::new().fill(ui.visuals().extreme_bg_color).corner_radius(4).inner_margin(6).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            let name = format!("Copy: {}", code.lines().next().unwrap_or_default());
            if theme::icon_button(ui, theme::icons::ICON_CONTENT_COPY, &name, "").clicked() {
                commands.push(Command::CopyText(code.to_owned()));
            }
            ui.add(Label::new(RichText::new(code).monospace().small()).wrap());
        });
    });
}
