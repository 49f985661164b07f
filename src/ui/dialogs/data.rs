//! Asks which samples to save, before asking where.

use super::super::command::{Command, CommandQueue};
use super::super::state::{DataChoice, State};
use super::super::theme::bold;
use super::parts::close_button;
use crate::model::units::grouped;
use eframe::egui::{self, Label, RichText};

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    wanted: &mut DataChoice,
    [charted, all]: [usize; 2],
    commands: &mut CommandQueue,
) {
    ui.label(bold("Save data").size(18.0));
    ui.add_space(4.0);
    let counted = |count: usize| match count {
        0 => String::new(),
        count => format!(" ({})", grouped(count as f64)),
    };
    ui.label(bold("Counters"));
    ui.horizontal_wrapped(|ui| {
        ui.radio_value(&mut wanted.takes_all_counters, false, format!("On the chart{}", counted(charted)));
        ui.radio_value(&mut wanted.takes_all_counters, true, format!("All of this computer{}", counted(all)));
    });
    ui.add_space(4.0);
    ui.label(bold("Time"));
    ui.horizontal_wrapped(|ui| {
        ui.radio_value(&mut wanted.takes_all_time, false, "In view");
        ui.radio_value(&mut wanted.takes_all_time, true, "All of it");
    });
    ui.add_space(6.0);
    let says = "PDH-CSV and PDH-TSV have a row a sample, as Windows writes them. Parquet has a row a value, for DuckDB, \
                polars and the like. Every sample is read from the log again, also where the chart shows fewer.";
    ui.add(Label::new(RichText::new(says).weak()).wrap());
    if state.settings.replaces_names {
        ui.label("Names of computers and of unusual processes are replaced.");
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button("Save…").on_hover_text("The file's ending says the format").clicked() {
            commands.push(Command::CloseDialog);
            commands.push(Command::AskDataPlace(*wanted));
        }
        close_button(ui, "Cancel", commands);
    });
}
