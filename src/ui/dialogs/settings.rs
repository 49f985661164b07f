//! Every setting in one place, and what is remembered, which can be cleared here.

use super::super::command::{Action, Command, CommandQueue};
use super::super::state::State;
use super::super::state::settings::{Setting, Settings};
use super::super::theme::{bold, follow_focus};
use super::parts::close_button;
use crate::model::units::grouped;
use eframe::egui::{self, Label, RichText, ScrollArea};

pub(super) fn show(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    let settings = &state.settings;
    ui.label(bold("Settings").size(18.0));
    let most = (ui.ctx().content_rect().height() - 160.0).max(100.0);
    ScrollArea::vertical().max_height(most).auto_shrink([false, true]).show(ui, |ui| {
        for (title, is_in) in GROUPS {
            // a page reads a file as it was when it was chosen
            if cfg!(target_arch = "wasm32") && is_in(&Setting::Follow) {
                continue;
            }
            ui.add_space(6.0);
            ui.label(bold(*title));
            ui.horizontal_wrapped(|ui| {
                for setting in Setting::all().into_iter().filter(is_in) {
                    one(ui, setting, settings, commands);
                }
            });
        }
        ui.add_space(6.0);
        ui.label(bold("Shown, also after the next start"));
        ui.horizontal_wrapped(|ui| {
            use Action::{ToggleCounters, ToggleOverview, ToggleStatistics, ToggleValueBar};
            for action in [ToggleCounters, ToggleStatistics, ToggleOverview, ToggleValueBar] {
                let mut is_on = state.is_on(action) == Some(true);
                if ui.checkbox(&mut is_on, action.label()).on_hover_text(action.tooltip()).clicked() {
                    commands.action(action);
                }
            }
            if ui.button(Action::ResetLayout.label()).on_hover_text(Action::ResetLayout.tooltip()).clicked() {
                commands.action(Action::ResetLayout);
            }
        });
        ui.add_space(8.0);
        ui.label(bold("Remembered"));
        remembered(ui, state, commands);
        follow_focus(ui);
    });
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        close_button(ui, "Close", commands);
        if ui.button("Reset all settings").on_hover_text("Settings as they were; what is remembered stays").clicked() {
            commands.push(Command::ResetSettings);
        }
    });
}

/// A group's title, and whether a setting belongs to it.
type Group = (&'static str, fn(&Setting) -> bool);

const GROUPS: &[Group] = &[
    ("Colours", |s| matches!(s, Setting::Theme(_) | Setting::Contrast)),
    ("Size of everything", |s| matches!(s, Setting::Scale(_))),
    ("Times", |s| matches!(s, Setting::Times(_) | Setting::Dates(_))),
    ("Amounts", |s| matches!(s, Setting::Decimal(_))),
    ("Pictures", |s| matches!(s, Setting::PicturePage(_) | Setting::PictureScale(_) | Setting::DarkPictures)),
    ("Logs that are being written", |s| matches!(s, Setting::Follow)),
    ("Privacy", |s| matches!(s, Setting::KeepRecent | Setting::KeepWork | Setting::Pseudonyms)),
    ("On the chart besides the lines", |s| matches!(s, Setting::Overlay(_))),
];

fn one(ui: &mut egui::Ui, setting: Setting, settings: &Settings, commands: &mut CommandQueue) {
    let mut is_on = setting.is_on(settings);
    let response = if setting.is_one_of_several() {
        ui.radio(is_on, setting.label())
    } else {
        ui.checkbox(&mut is_on, setting.label())
    };
    if response.on_hover_text(setting.tooltip()).clicked() {
        commands.push(setting.command(settings));
    }
}

fn remembered(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    let settings = &state.settings;
    let mut row = |text: String, button: &str, command: Command| {
        ui.horizontal_wrapped(|ui| {
            ui.add(Label::new(text).wrap());
            if ui.button(button).clicked() {
                commands.push(command);
            }
        });
    };
    let mut is_empty = true;
    if !settings.recent.is_empty() {
        is_empty = false;
        row(format!("{} recent files", settings.recent.len()), "Forget recent files", Command::ForgetRecent);
    }
    if let Some(path) = &settings.tag_names {
        is_empty = false;
        row(format!("Pool tags are named from {}", path.display()), "Forget pooltag.txt", Command::SetTagNames(None));
    }
    if !settings.ram.is_empty() {
        is_empty = false;
        let computers: Vec<&str> = settings.ram.keys().map(String::as_str).take(8).collect();
        row(format!("RAM of {}", computers.join(", ")), "Forget the RAM", Command::ForgetRam);
    }
    if !settings.favourites.is_empty() {
        is_empty = false;
        let count = grouped(settings.favourites.len() as f64);
        row(format!("{count} favourite counters"), "Forget favourites", Command::ForgetFavourites);
    }
    if !state.kept.is_empty() {
        is_empty = false;
        let logs = state.kept.len();
        let text = format!("Work on {logs} {}", if logs == 1 { "log" } else { "logs or sets of logs" });
        row(text, "Delete that work", Command::DeleteKept);
    }
    if !settings.line_styles.is_empty() {
        is_empty = false;
        let count = settings.line_styles.len();
        let counters = if count == 1 { "one counter".to_owned() } else { format!("{count} counters") };
        row(format!("How lines of {counters} are drawn"), "Forget line styles", Command::ForgetLineStyles);
    }
    if is_empty {
        ui.label(RichText::new("Nothing yet.").weak());
    }
}
