//! What to do after the verdict, each command with a button that copies it.

use super::super::command::{Command, CommandQueue};
use super::super::theme::{self, bold};
use super::card::disclosure;
use crate::engine::Machine;
use crate::owners::Owners;
use crate::report::case::next_steps;
use eframe::egui::{self, CollapsingHeader, Frame, Label, RichText};

pub fn show(ui: &mut egui::Ui, machine: &Machine, owners: &Owners, commands: &mut CommandQueue) {
    let steps = next_steps(machine, owners);
    if steps.is_empty() {
        return;
    }
    ui.add_space(6.0);
    CollapsingHeader::new(bold("What next")).id_salt("next").default_open(true).show(ui, |ui| {
        for (i, step) in steps.iter().enumerate() {
            let title = format!("{}. {}", i + 1, step.title);
            // the first is what one does now; the others are a click away
            disclosure(ui, ("next", step.code), &title, i == 0, |ui| {
                ui.add(Label::new(&step.text).wrap());
                for command in &step.commands {
                    command_ui(ui, command, commands);
                }
                for link in step.links {
                    ui.add(Label::new(RichText::new(*link).weak().small()).wrap());
                }
            });
        }
    });
}

fn command_ui(ui: &mut egui::Ui, command: &str, commands: &mut CommandQueue) {
    Frame::new().fill(ui.visuals().extreme_bg_color).corner_radius(4).inner_margin(6).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            let copy = theme::icon_button(ui, theme::icons::ICON_CONTENT_COPY, &format!("Copy: {command}"), "");
            if copy.clicked() {
                commands.push(Command::CopyText(command.to_owned()));
            }
            ui.add(Label::new(RichText::new(command).monospace().small()).wrap());
        });
    });
}
