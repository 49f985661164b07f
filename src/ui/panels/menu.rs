//! The menu: every command, with its key.

use super::super::command::{Action, Command, Wishes};
use super::super::state::{State, Theme};
use crate::model::localized::PoolPaths;
use crate::model::recording::file_name;
use eframe::egui::containers::menu::{MenuConfig, SubMenuButton};
use eframe::egui::{self, Button, MenuBar, PopupCloseBehavior};

/// An entry for an action.
fn entry(ui: &mut egui::Ui, action: Action, enabled: bool, wishes: &mut Wishes) {
    let keys = ui.ctx().format_shortcut(&action.shortcut());
    let button =
        ui.add_enabled(enabled, Button::new(action.label()).shortcut_text(keys)).on_hover_text(action.tooltip());
    if button.clicked() {
        wishes.action(action);
        ui.close();
    }
}

pub fn show(ui: &mut egui::Ui, state: &State, wishes: &mut Wishes) {
    let has_log = state.document.is_some();
    let has_chart = state.document.as_ref().is_some_and(|d| d.scene.is_some());
    MenuBar::new().ui(ui, |ui| {
        ui.menu_button("File", |ui| {
            entry(ui, Action::Open, true, wishes);
            entry(ui, Action::OpenPath, true, wishes);
            entry(ui, Action::AddLogs, has_log, wishes);
            ui.menu_button("Open recent", |ui| recent(ui, state, wishes));
            entry(ui, Action::OpenSample, true, wishes);
            entry(ui, Action::Reload, has_log, wishes);
            let mut follows = !state.settings.keeps_still;
            let follow = ui.checkbox(&mut follows, "Follow a log that is being written");
            if follow.on_hover_text("Read a log again when it changes on disk; the view stays").clicked() {
                wishes.push(Command::SetFollow(follows));
            }
            ui.separator();
            entry(ui, Action::ExportPicture, has_chart, wishes);
            entry(ui, Action::CopyPicture, has_chart, wishes);
            entry(ui, Action::CopyVerdict, has_chart, wishes);
            ui.separator();
            entry(ui, Action::Quit, true, wishes);
        });
        ui.menu_button("View", |ui| {
            for action in [Action::ResetView, Action::ZoomIn, Action::ZoomOut, Action::Earlier, Action::Later] {
                entry(ui, action, has_chart, wishes);
            }
            ui.separator();
            let mut shown = state.settings.shows_counters;
            let keys = ui.ctx().format_shortcut(&Action::ToggleCounters.shortcut());
            let counters = ui.checkbox(&mut shown, format!("{} ({keys})", Action::ToggleCounters.label()));
            if counters.on_hover_text(Action::ToggleCounters.tooltip()).clicked() {
                wishes.action(Action::ToggleCounters);
            }
            let mut is_utc = state.settings.is_utc;
            let utc = ui.checkbox(&mut is_utc, Action::ToggleUtc.label()).on_hover_text(Action::ToggleUtc.tooltip());
            if utc.clicked() {
                wishes.action(Action::ToggleUtc);
            }
            // it stays open, so that several can be switched
            let stays = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
            SubMenuButton::new("Show on the chart").config(stays).ui(ui, |ui| overlays(ui, state, wishes));
            ui.separator();
            for (theme, label) in
                [(Theme::System, "Theme of the system"), (Theme::Light, "Light theme"), (Theme::Dark, "Dark theme")]
            {
                if ui.radio(state.settings.theme == theme, label).clicked() {
                    wishes.push(Command::SetTheme(theme));
                }
            }
        });
        ui.menu_button("Computer", |ui| {
            entry(ui, Action::SetRam, has_chart, wishes);
            let several = state.document.as_ref().is_some_and(|d| d.judged.machines.len() > 1);
            entry(ui, Action::NextComputer, several, wishes);
            entry(ui, Action::ChoosePools, has_log, wishes);
            let pools = &state.settings.pools;
            let has_said = !pools.nonpaged.is_empty() || !pools.paged.is_empty();
            if ui.add_enabled(has_said, Button::new("Forget the chosen pool counters")).clicked() {
                wishes.push(Command::SetPools(PoolPaths::default()));
                ui.close();
            }
            if let Some(document) = &state.document {
                ui.separator();
                for (i, machine) in document.judged.machines.iter().enumerate() {
                    let report = &machine.report;
                    let name = if report.computer.is_empty() { "this computer" } else { &report.computer };
                    if ui.radio(document.computer == i, name).clicked() {
                        wishes.push(Command::ShowComputer(i));
                    }
                }
            }
        });
        ui.menu_button("Help", |ui| {
            entry(ui, Action::Shortcuts, true, wishes);
            entry(ui, Action::About, true, wishes);
        });
        ui.separator();
        for action in [Action::Open, Action::ExportPicture, Action::ToggleCounters] {
            let enabled = match action {
                Action::Open => true,
                Action::ToggleCounters => has_log,
                _ => has_chart,
            };
            let keys = ui.ctx().format_shortcut(&action.shortcut());
            let hint = format!("{} ({keys})", action.tooltip());
            let button = ui.add_enabled(enabled, Button::new(action.label()).frame(true)).on_hover_text(hint);
            if button.clicked() {
                wishes.action(action);
            }
        }
    });
}

/// What is drawn besides the lines, each to be switched.
fn overlays(ui: &mut egui::Ui, state: &State, wishes: &mut Wishes) {
    let mut o = state.settings.overlays;
    for (on, label) in [
        (&mut o.maxima, "Maxima"),
        (&mut o.ram, "Line at RAM"),
        (&mut o.trend, "Trend with its 95 % interval"),
        (&mut o.onset, "Where the rise began"),
        (&mut o.floor, "Low points that the verdict rests on"),
        (&mut o.runs, "Restarts, and time left out of the verdict"),
        (&mut o.gaps, "Times without samples"),
        (&mut o.files, "Where each log begins, of several"),
    ] {
        ui.checkbox(on, label);
    }
    if o != state.settings.overlays {
        wishes.push(Command::SetOverlays(o));
    }
}

fn recent(ui: &mut egui::Ui, state: &State, wishes: &mut Wishes) {
    if state.settings.recent.is_empty() {
        ui.add_enabled(false, Button::new("No recent files"));
        return;
    }
    for path in &state.settings.recent {
        if ui.button(file_name(path)).on_hover_text(path.display().to_string()).clicked() {
            wishes.push(Command::OpenFiles(vec![path.clone()]));
            ui.close();
        }
    }
    ui.separator();
    if ui.button("Forget recent files").clicked() {
        wishes.push(Command::ForgetRecent);
        ui.close();
    }
}
