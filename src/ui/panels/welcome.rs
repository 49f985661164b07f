//! The first screen: what to do here.

use super::super::apply::has_work;
use super::super::autosave::SavedSession;
use super::super::command::{Action, Command, CommandQueue};
use super::super::jobs::{JobKind, JobList};
use super::super::session::Session;
use super::super::state::{State, log_name};
use super::super::theme::{self, bold};
use super::status;
use crate::model::recording::file_name;
use crate::model::units;
use eframe::egui::{self, Align, Button, Layout, RichText, vec2};
use web_time::SystemTime;

pub fn show(ui: &mut egui::Ui, state: &State, jobs: &JobList, commands: &mut CommandQueue) {
    let height = ui.available_height();
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            ui.add_space((height * 0.09).clamp(4.0, 80.0));
            if height > 420.0 {
                sign(ui);
            }
            ui.label(bold("Is this machine leaking kernel pool memory?").size(26.0));
            ui.add_space(2.0);
            if let Some(job) = jobs.find(JobKind::Load) {
                ui.add_space(30.0);
                ui.label(job.name.clone());
                ui.add(egui::ProgressBar::new(job.progress.share()).desired_width(360.0).show_percentage());
                status::cancel_button(ui, commands);
                return;
            }
            match state.no_drop {
                None => ui.label(
                    RichText::new(
                        "Drop a Performance Monitor log here: .blg, or CSV or TSV from relog, logman or typeperf.",
                    )
                    .size(16.0),
                ),
                Some(reason) => ui.label(RichText::new(reason).size(16.0)),
            };
            ui.add_space(18.0);
            let big =
                |action: Action| Button::new(RichText::new(action.label()).size(17.0)).min_size(vec2(240.0, 40.0));
            let actions = [Action::Open, Action::OpenFolder, Action::OpenSample, Action::OpenPath];
            for action in actions.into_iter().filter(|action| action.is_offered()) {
                if ui.add(big(action)).on_hover_text(theme::hint(ui, action)).clicked() {
                    commands.action(action);
                }
            }
            kept(ui, state, commands);
            if !state.settings.recent.is_empty() {
                ui.add_space(22.0);
                ui.label(bold("Recent"));
                for path in &state.settings.recent {
                    if ui.link(file_name(path)).on_hover_text(path.display().to_string()).clicked() {
                        commands.push(Command::OpenFiles(vec![path.clone()]));
                    }
                }
            }
            ui.add_space(26.0);
            ui.label(
                RichText::new("Nothing leaves this computer, and logs are never written to. F1 opens the handbook.")
                    .weak(),
            );
        });
    });
}

/// Recent work that can be continued.
fn kept(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    const MOST: usize = 3;
    let mut worked_on = worked_on(state).take(MOST).peekable();
    if worked_on.peek().is_none() {
        return;
    }
    ui.add_space(22.0);
    ui.label(bold("Go on with"));
    for (text, paths, session) in worked_on {
        if ui.link(text).on_hover_text(paths).clicked() {
            commands.push(Command::BringBack(Box::new(session.clone())));
        }
    }
}

/// Kept sessions that contain work: a one-line description, with the paths of their logs.
pub(super) fn worked_on(state: &State) -> impl Iterator<Item = (String, String, &Session)> {
    state.kept.iter().filter(|k| has_work(&k.session)).map(|SavedSession { session, when }| {
        let logs = session.open_logs();
        let name = logs.first().map_or_else(String::new, log_name);
        let more = if logs.len() > 1 { format!(" and {} more", logs.len() - 1) } else { String::new() };
        let summary = session.choices.summary();
        let summary = if summary.is_empty() { "a note being written".to_owned() } else { summary };
        let paths: Vec<String> =
            logs.iter().filter_map(|l| l.path()).map(|p| p.display().to_string()).take(12).collect();
        (format!("{name}{more}: {summary}{}", age(*when)), paths.join("\n"), session)
    })
}

/// `, 12 min ago`
fn age(when: SystemTime) -> String {
    when.elapsed().map_or_else(|_| String::new(), |age| format!(", {} ago", units::duration(age.as_secs_f64())))
}

/// The program's icon, loaded as a texture once.
fn sign(ui: &mut egui::Ui) {
    const SIDE: f32 = 88.0;
    let id = egui::Id::unique("sign");
    let known = ui.data(|d| d.get_temp::<egui::TextureHandle>(id));
    let texture = known.or_else(|| {
        let icon = resvg::tiny_skia::Pixmap::decode_png(super::super::ICON).ok()?;
        let size = [icon.width() as usize, icon.height() as usize];
        let image = egui::ColorImage::from_rgba_premultiplied(size, icon.data());
        let options =
            egui::TextureOptions { mipmap_mode: Some(egui::TextureFilter::Linear), ..egui::TextureOptions::LINEAR };
        let texture = ui.ctx().load_texture("sign", image, options);
        ui.data_mut(|d| d.insert_temp(id, texture.clone()));
        Some(texture)
    });
    if let Some(texture) = texture {
        ui.add(egui::Image::new(&texture).fit_to_exact_size(vec2(SIDE, SIDE)).alt_text("PoolScope"));
        ui.add_space(8.0);
    }
}
