//! The next steps after the verdict, each command with a button that copies it.

use super::super::code_block;
use super::super::command::CommandQueue;
use super::super::theme::bold;
use super::card::disclosure;
use crate::engine::Machine;
use crate::owners::Owners;
use crate::report::case::next_steps;
use eframe::egui::{self, CollapsingHeader, Label, RichText};

pub fn show(ui: &mut egui::Ui, machine: &Machine, owners: &Owners, commands: &mut CommandQueue) {
    let steps = next_steps(machine, owners);
    if steps.is_empty() {
        return;
    }
    ui.add_space(6.0);
    CollapsingHeader::new(bold("What next")).id_salt("next").default_open(true).show(ui, |ui| {
        for (i, step) in steps.iter().enumerate() {
            let title = format!("{}. {}", i + 1, step.title);
            // the first step is open, since it is next; the others are a click away
            disclosure(ui, ("next", step.code), &title, i == 0, |ui| {
                ui.add(Label::new(&step.text).wrap());
                for command in &step.commands {
                    code_block::show(ui, command, commands);
                }
                for link in step.links {
                    ui.add(Label::new(RichText::new(*link).weak().small()).wrap());
                }
            });
        }
    });
}
