//! The menu: every command, with its shortcut; and next to it a toolbar of the most frequent ones.

use super::super::actions::{Menu, TABLE};
use super::super::command::{Action, Command, CommandQueue, Preset};
use super::super::state::settings::Setting;
use super::super::state::{State, Widgets};
use super::super::theme::{self, icons};
use crate::model::localized::PoolPaths;
use crate::model::recording::file_name;
use eframe::egui::containers::menu::{MenuConfig, SubMenuButton};
use eframe::egui::{self, Button, Key, MenuBar, Modifiers, PopupCloseBehavior};
use egui_material_icons::MaterialIcon;

/// An entry for an action.
fn entry(ui: &mut egui::Ui, action: Action, state: &State, commands: &mut CommandQueue) {
    let undone = state.document.as_ref().map(|d| &d.undo);
    let name = match action {
        Action::Undo => undone.and_then(|u| u.back_name()),
        Action::Redo => undone.and_then(|u| u.forward_name()),
        _ => None,
    };
    let label = name.map_or_else(|| action.label().to_owned(), |name| format!("{}: {name}", action.label()));
    let button = Button::new(label).shortcut_text(theme::keys(ui, action));
    let button = ui.add_enabled(state.can(action), button);
    theme::hint_beside(&button, action.tooltip());
    if button.clicked() {
        commands.action(action);
        ui.close();
    }
}

/// An entry for an action that is on or off.
fn check(ui: &mut egui::Ui, action: Action, is_on: bool, state: &State, commands: &mut CommandQueue) {
    let (can, box_) =
        (state.can(action), if is_on { icons::ICON_CHECK_BOX } else { icons::ICON_CHECK_BOX_OUTLINE_BLANK });
    let check =
        Button::new((egui::RichText::from(box_).size(16.0), action.label())).shortcut_text(theme::keys(ui, action));
    let check = ui.add_enabled(can, check);
    check.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, can, is_on, action.label()));
    theme::hint_beside(&check, action.tooltip());
    if check.clicked() {
        commands.action(action);
    }
}

/// The menus of the bar: name, the letter that opens it with Alt, and what is in it.
type Content = fn(&mut egui::Ui, &State, &mut CommandQueue);
const MENUS: [(&str, Key, Content); 5] = [
    ("File", Key::F, file),
    ("Edit", Key::E, edit),
    ("View", Key::V, view),
    ("Analyze", Key::A, analyze),
    ("Help", Key::H, help),
];

pub fn show(ui: &mut egui::Ui, state: &State, widgets: &Widgets, commands: &mut CommandQueue) {
    MenuBar::new().ui(ui, |ui| {
        for (i, (name, key, content)) in MENUS.into_iter().enumerate() {
            let most = ui.ctx().content_rect().height() - 60.0;
            let response = ui
                .menu_button(name, |ui| {
                    // in a low window, everything can be reached by scrolling
                    let area = egui::ScrollArea::vertical().max_height(most).min_scrolled_height(most);
                    area.show(ui, |ui| {
                        content(ui, state, commands);
                        theme::follow_focus(ui);
                    });
                })
                .response;
            let is_asked = widgets.dialog.is_none() && ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
            if is_asked || widgets.opens_menu == Some(i) {
                egui::Popup::open_id(ui.ctx(), egui::Popup::default_response_id(&response));
                commands.push(Command::MenuOpened);
            }
        }
        ui.separator();
        toolbar(ui, state, commands);
    });
}

/// A group of a menu's actions, in the order of the table.
fn group(ui: &mut egui::Ui, menu: Menu, number: u8, state: &State, commands: &mut CommandQueue) {
    let offered = TABLE.iter().filter(|row| row.action.is_offered());
    for row in offered.filter(|row| row.menu == Some((menu, number))) {
        match state.is_on(row.action) {
            Some(is_on) => check(ui, row.action, is_on, state, commands),
            None => entry(ui, row.action, state, commands),
        }
    }
}

fn file(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    ui.menu_button("Open recent", |ui| recent(ui, state, commands));
    group(ui, Menu::File, 0, state, commands);
    // a page reads a file as it was when it was chosen
    if !cfg!(target_arch = "wasm32") {
        setting(ui, Setting::Follow, state, commands);
    }
    for number in 1..=3 {
        ui.separator();
        group(ui, Menu::File, number, state, commands);
    }
}

fn edit(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    for number in 0..=4 {
        if number > 0 {
            ui.separator();
        }
        group(ui, Menu::Edit, number, state, commands);
    }
}

fn view(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    // the menu stays open, so that several settings can be switched
    let stays = || MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    group(ui, Menu::View, 0, state, commands);
    ui.menu_button("Zoom", |ui| group(ui, Menu::Zoom, 0, state, commands));
    ui.separator();
    group(ui, Menu::View, 1, state, commands);
    ui.menu_button("Show counters", |ui| {
        for preset in Preset::ALL {
            if ui.add_enabled(state.document.is_some(), Button::new(preset.label())).clicked() {
                commands.push(Command::Preset(preset));
                ui.close();
            }
        }
    });
    let part = |ui: &mut egui::Ui, name: &str, wanted: fn(&Setting) -> bool, commands: &mut CommandQueue| {
        SubMenuButton::new(name).config(stays()).ui(ui, |ui| {
            for known in Setting::all().into_iter().filter(wanted) {
                setting(ui, known, state, commands);
            }
        });
    };
    part(ui, "Show on the chart", |s| matches!(s, Setting::Overlay(_)), commands);
    ui.separator();
    group(ui, Menu::View, 2, state, commands);
    group(ui, Menu::Times, 0, state, commands);
    part(ui, "Times and units", |s| matches!(s, Setting::Times(_) | Setting::Dates(_) | Setting::Decimal(_)), commands);
    part(ui, "Theme and size", |s| matches!(s, Setting::Theme(_) | Setting::Contrast | Setting::Scale(_)), commands);
    group(ui, Menu::Size, 0, state, commands);
}

fn analyze(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    for number in 0..=1 {
        group(ui, Menu::Analyze, number, state, commands);
        ui.separator();
    }
    group(ui, Menu::Analyze, 3, state, commands);
    ui.separator();
    computer(ui, state, commands);
}

fn help(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    group(ui, Menu::Help, 0, state, commands);
    ui.separator();
    group(ui, Menu::Help, 1, state, commands);
}

/// An entry that switches a setting.
fn setting(ui: &mut egui::Ui, setting: Setting, state: &State, commands: &mut CommandQueue) {
    let is_on = setting.is_on(&state.settings);
    let (label, words) = (setting.label(), setting.tooltip());
    let response = if setting.is_one_of_several() {
        ui.radio(is_on, label)
    } else {
        let mut on = is_on;
        ui.checkbox(&mut on, label)
    };
    theme::hint_beside(&response, words);
    if response.clicked() {
        commands.push(setting.command(&state.settings));
    }
}

fn computer(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    group(ui, Menu::Analyze, 2, state, commands);
    let pools = &state.settings.pools;
    let has_said = !pools.nonpaged.is_empty() || !pools.paged.is_empty();
    if ui.add_enabled(has_said, Button::new("Forget the chosen pool counters")).clicked() {
        commands.push(Command::SetPools(PoolPaths::default()));
        ui.close();
    }
    if let Some(document) = &state.document {
        ui.separator();
        for (i, machine) in document.loaded.analysis.machines.iter().enumerate() {
            let report = &machine.report;
            let name = if report.computer.is_empty() { "this computer" } else { &report.computer };
            if ui.radio(document.derived.computer == i, name).clicked() {
                commands.push(Command::ShowComputer(i));
            }
        }
    }
}

fn toolbar(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    const GROUPS: [&[(MaterialIcon, Action)]; 4] = [
        &[(icons::ICON_FOLDER_OPEN, Action::Open), (icons::ICON_IMAGE, Action::ExportPicture)],
        &[(icons::ICON_UNDO, Action::Undo), (icons::ICON_REDO, Action::Redo)],
        &[
            (icons::ICON_ARROW_BACK, Action::ZoomBack),
            (icons::ICON_ARROW_FORWARD, Action::ZoomForward),
            (icons::ICON_FIT_SCREEN, Action::ResetView),
        ],
        &[
            (icons::ICON_ACCOUNT_TREE, Action::ToggleCounters),
            (icons::ICON_TABLE_ROWS, Action::ToggleStatistics),
            (icons::ICON_NOTE_ADD, Action::AddNote),
            (icons::ICON_FLAG, Action::AddMarks),
            (icons::ICON_COMPARE, Action::Compare),
            (icons::ICON_GAVEL, Action::JudgeVisible),
        ],
    ];
    let is_wide = ui.available_width() > 780.0;
    for (i, group) in GROUPS.into_iter().enumerate() {
        // what does not fit is still in the menus
        if ui.available_width() < 34.0 * group.len() as f32 + 16.0 {
            break;
        }
        if i > 0 {
            ui.separator();
        }
        for (icon, action) in group {
            // the most important buttons have a label if there is room
            let has_word = is_wide && matches!(action, Action::Open | Action::ExportPicture | Action::ToggleCounters);
            let word = if has_word { action.label() } else { "" };
            let button =
                theme::icon_button_if(ui, state.can(*action), *icon, word, (action.label(), &theme::hint(ui, *action)));
            if button.clicked() {
                commands.action(*action);
            }
        }
    }
}

fn recent(ui: &mut egui::Ui, state: &State, commands: &mut CommandQueue) {
    const MOST: usize = 6;
    for path in &state.settings.recent {
        if ui.button(file_name(path)).on_hover_text(path.display().to_string()).clicked() {
            commands.push(Command::OpenFiles(vec![path.clone()]));
            ui.close();
        }
    }
    let mut worked_on = super::welcome::worked_on(state).take(MOST).peekable();
    if worked_on.peek().is_some() {
        ui.separator();
        ui.label(egui::RichText::new("Go on with").weak());
    }
    for (text, paths, session) in worked_on {
        if ui.button(text).on_hover_text(paths).clicked() {
            commands.push(Command::BringBack(Box::new(session.clone())));
            ui.close();
        }
    }
    if state.settings.recent.is_empty() {
        ui.add_enabled(false, Button::new("No recent files"));
        return;
    }
    ui.separator();
    if ui.button("Forget recent files").clicked() {
        commands.push(Command::ForgetRecent);
        ui.close();
    }
}
