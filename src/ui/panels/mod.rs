//! The window's regions.
//!
//! ```text
//! ┌ menu and toolbar ───────────────────────────────────────────────┐
//! │ counters   │ title, span                        │ the verdict,  │
//! │ (Ctrl+K):  │ legend                             │ share of RAM, │
//! │ search,    │ chart: lines, cursors,             │ reasons, what │
//! │ tree,      │   marks, notes                     │ else leaks,   │
//! │ sparklines │ overview of the whole log          │ notes on the  │
//! │            ├────────────────────────────────────┤ log; or what  │
//! │            │ statistics of the visible time     │ is compared   │
//! └ path, job under way ────────────────────────────────────────────┘
//! ```
//!
//! States: nothing open (welcome, recent, what was kept) · reading (progress, cancel; what was open stays) · a log without
//! pools (what can be done) · timeline · the verdict on a part of the time (marked on chart, picture and sidebar) ·
//! comparison, over each other or side by side · an error (dialog; what was open stays).
//!
//! Every region reads the state and sends [`Command`](super::command::Command)s; choices made by one can be undone, and
//! so can zooms. Slow work (statistics, sparklines, verdicts, files) runs in jobs, and the previous content stays until
//! they are done.

mod card;
mod chart;
pub mod compare;
mod counter_rows;
mod counter_selection;
mod counters;
mod dragging;
mod events;
mod fleet;
pub mod line_style;
mod menu;
mod next;
mod report;
mod sample;
mod sidebar;
pub mod statistics;
mod status;
mod tags;
mod value_bar;
mod welcome;

pub use card::explained_term;
pub use sample::line_sample;

use super::command::CommandQueue;
use super::jobs::JobList;
use super::state::{State, Widgets};
use eframe::egui;

/// Shows all regions.
pub fn show(ui: &mut egui::Ui, state: &State, widgets: &mut Widgets, jobs: &JobList, commands: &mut CommandQueue) {
    egui::Panel::top("menu").show(ui, |ui| menu::show(ui, state, widgets, commands));
    egui::Panel::bottom("status").show(ui, |ui| status::show(ui, state, widgets, jobs, commands));
    if let (None, Some(servers)) = (&state.document, &state.fleet) {
        egui::CentralPanel::default()
            .show(ui, |ui| fleet::show(ui, (state, servers), &mut widgets.fleet, jobs, commands));
        return;
    }
    let Some(document) = &state.document else {
        egui::CentralPanel::default().show(ui, |ui| welcome::show(ui, state, jobs, commands));
        return;
    };
    let lines = document.derived.scene.iter().chain(&document.derived.second).map(|s| s.lines.len()).sum::<usize>();
    let width = ui.available_width();
    // a size chosen in a wide window is not lost in a narrow one, nor with a larger font
    let narrow = if width < 800.0 { " narrow" } else { "" };
    let class = |name: &str| egui::Id::unique((name, narrow, (ui.ctx().zoom_factor() * 100.0).round() as i32));
    let (verdict, counters) = (class("verdict"), class("counters"));
    // if there is no room for three columns, the counters replace the verdict until they are hidden again
    if width >= 860.0 || !state.settings.shows_counters {
        egui::Panel::right(verdict)
            .resizable(true)
            .default_size((width * 0.31).clamp(250.0, 400.0))
            .size_range(220.0..=(width * 0.42).max(221.0))
            .show(ui, |ui| sidebar::show(ui, state, commands));
    }
    if state.settings.shows_counters {
        let most = (width * 0.4).max(201.0);
        egui::Panel::left(counters)
            .resizable(true)
            .default_size((width * 0.27).clamp(200.0, 360.0))
            .size_range(200.0..=most)
            .show(ui, |ui| counters::show(ui, state, &mut widgets.counters, jobs, commands));
    }
    let height = ui.available_height();
    // a low window keeps its chart
    let has_room = height > 440.0;
    let hides_verdict = width < 860.0 && state.settings.shows_counters;
    let hides_statistics = state.settings.shows_statistics && lines > 0 && !has_room;
    widgets.no_room = match (hides_verdict, hides_statistics) {
        (true, true) => Some("the verdict beside the counters, nor for the statistics"),
        (true, false) => Some("the verdict beside the counters: Ctrl+K hides them"),
        (false, true) => Some("the statistics"),
        (false, false) => None,
    };
    if state.settings.shows_statistics && lines > 0 && has_room {
        let rows = |most: usize| 84.0 + 27.0 * lines.min(most) as f32;
        let most = (height * 0.6).max(rows(1) + 1.0);
        egui::Panel::bottom("statistics")
            .resizable(true)
            .default_size(rows(6).min(height * 0.35))
            .size_range(rows(3).min(most)..=most)
            .show(ui, |ui| statistics::show(ui, state, &widgets.views, commands));
    }
    if state.settings.shows_value_bar && lines > 0 {
        egui::Panel::bottom("value bar").show(ui, |ui| value_bar::show(ui, state));
    }
    egui::CentralPanel::default().show(ui, |ui| {
        let rect = ui.max_rect();
        if state.settings.shows_report && lines > 0 {
            report::show(ui, state, &widgets.views, commands);
        } else {
            chart::show(ui, state, &mut widgets.views, commands);
        }
        dragging::target(ui, rect, commands);
    });
}

/// Shows what dropping would do, while a file hovers over the window.
pub fn drop_hint(ctx: &egui::Context) {
    let files = ctx.input(|i| i.raw.hovered_files.len());
    if files == 0 {
        return;
    }
    let rect = ctx.content_rect();
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop"));
    let painter = ctx.layer_painter(layer);
    painter.rect_filled(rect, 0.0, egui::Color32::from_black_alpha(170));
    let edge = egui::Stroke::new(3.0, egui::Color32::WHITE);
    painter.rect_stroke(rect.shrink(14.0), 10.0, edge, egui::StrokeKind::Inside);
    let text = if files == 1 { "Drop to open this log or session" } else { "Drop to open these logs as one timeline" };
    let font = egui::FontId::proportional(28.0);
    painter.text(rect.center(), egui::Align2::CENTER_CENTER, text, font, egui::Color32::WHITE);
}
