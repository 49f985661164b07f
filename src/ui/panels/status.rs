//! The status line: what is running, and what just happened.

use super::super::command::{Action, CommandQueue};
use super::super::jobs::{JobKind, JobList};
use super::super::state::{State, Widgets};
use crate::engine::Log;
use eframe::egui::{self, Align, Label, Layout};

pub fn cancel_button(ui: &mut egui::Ui, commands: &mut CommandQueue) {
    let hint = format!("{} (Esc)", Action::Cancel.tooltip());
    if ui.button(Action::Cancel.label()).on_hover_text(hint).clicked() {
        commands.action(Action::Cancel);
    }
}

pub fn show(ui: &mut egui::Ui, state: &State, widgets: &Widgets, jobs: &JobList, commands: &mut CommandQueue) {
    ui.horizontal(|ui| {
        ui.set_min_height(26.0);
        if let Some(job) = jobs.foreground_job() {
            ui.spinner();
            if matches!(job.kind, JobKind::Load | JobKind::Names) {
                ui.add(egui::ProgressBar::new(job.progress.share()).desired_width(140.0).show_percentage());
            }
            cancel_button(ui, commands);
            ui.add(Label::new(job.name.as_str()).truncate());
            return;
        }
        let Some(document) = &state.document else {
            ui.label(egui::RichText::new("Ready").weak());
            return;
        };
        let name = match &document.loaded.logs[..] {
            [Log::Sample] => "Sample log, made by PoolScope's own tests".to_owned(),
            [Log::File(path)] => path.display().to_string(),
            several => format!("{} logs as one: {}", several.len(), document.name()),
        };
        let name = match &document.session {
            Some(path) => format!("{name}  ·  session {}", path.display()),
            None => name,
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(what) = widgets.no_room {
                ui.label(egui::RichText::new(format!("no room for {what}")).weak())
                    .on_hover_text("Make the window higher, or everything smaller (Ctrl+-)");
                ui.separator();
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(egui::RichText::new(&name).weak()).truncate()).on_hover_text(name);
            });
        });
    });
}
