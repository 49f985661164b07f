//! The window's regions: menu above, verdict at the right, chart in the middle, what happens below.

mod chart;
mod counters;
mod menu;
mod sidebar;
mod status;
mod welcome;

use super::command::Wishes;
use super::jobs::Jobs;
use super::state::State;
use eframe::egui;

/// Shows all regions.
pub fn show(ui: &mut egui::Ui, state: &mut State, jobs: &Jobs, wishes: &mut Wishes) {
    egui::Panel::top("menu").show(ui, |ui| menu::show(ui, state, wishes));
    egui::Panel::bottom("status").show(ui, |ui| status::show(ui, state, jobs, wishes));
    if state.document.is_none() {
        egui::CentralPanel::default().show(ui, |ui| welcome::show(ui, state, jobs, wishes));
        return;
    }
    let width = ui.available_width();
    // a size chosen in a wide window is not lost in a narrow one
    let class = if width < 800.0 { "verdict narrow" } else { "verdict" };
    // where there is no room for three columns, the counters take the place of the verdict until they are hidden again
    if width >= 860.0 || !state.settings.shows_counters {
        egui::Panel::right(class)
            .resizable(true)
            .default_size((width * 0.31).clamp(250.0, 400.0))
            .size_range(220.0..=(width * 0.42).max(221.0))
            .show(ui, |ui| sidebar::show(ui, state, wishes));
    }
    if state.settings.shows_counters {
        let most = (width * 0.34).max(181.0);
        egui::Panel::left("counters")
            .resizable(true)
            .default_size((width * 0.2).clamp(180.0, 300.0))
            .size_range(160.0..=most)
            .show(ui, |ui| counters::show(ui, state, jobs, wishes));
    }
    egui::CentralPanel::default().show(ui, |ui| chart::show(ui, state, wishes));
}

/// Tells what dropping would do, while a file hovers over the window.
pub fn drop_hint(ctx: &egui::Context) {
    let count = ctx.input(|i| i.raw.hovered_files.len());
    if count == 0 {
        return;
    }
    let rect = ctx.content_rect();
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop"));
    let painter = ctx.layer_painter(layer);
    painter.rect_filled(rect, 0.0, egui::Color32::from_black_alpha(170));
    painter.text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        "Drop to open this log",
        egui::FontId::proportional(28.0),
        egui::Color32::WHITE,
    );
}
