//! The line below: what runs, and what just happened.

use super::super::command::{Action, Wishes};
use super::super::jobs::{JobKind, Jobs};
use super::super::state::State;
use crate::engine::Log;
use eframe::egui::{self, Label};

pub fn cancel_button(ui: &mut egui::Ui, wishes: &mut Wishes) {
    let hint = format!("{} (Esc)", Action::Cancel.tooltip());
    if ui.button(Action::Cancel.label()).on_hover_text(hint).clicked() {
        wishes.action(Action::Cancel);
    }
}

pub fn show(ui: &mut egui::Ui, state: &State, jobs: &Jobs, wishes: &mut Wishes) {
    ui.horizontal(|ui| {
        ui.set_min_height(26.0);
        if let Some(job) = jobs.loudest() {
            ui.spinner();
            if matches!(job.kind, JobKind::Load | JobKind::Names) {
                ui.add(egui::ProgressBar::new(job.progress.share()).desired_width(140.0).show_percentage());
            }
            cancel_button(ui, wishes);
            ui.add(Label::new(job.name.as_str()).truncate());
            return;
        }
        let Some(document) = &state.document else {
            ui.label(egui::RichText::new("Ready").weak());
            return;
        };
        let name = match &document.logs[..] {
            [Log::Sample] => "Sample log, made by PoolScope's own tests".to_owned(),
            [Log::File(path)] => path.display().to_string(),
            several => format!("{} logs as one: {}", several.len(), document.name()),
        };
        let name = match &document.session {
            Some(path) => format!("{name}  ·  session {}", path.display()),
            None => name,
        };
        ui.add(Label::new(egui::RichText::new(&name).weak()).truncate()).on_hover_text(name);
    });
}
