//! The menu: every command, with its key; and beside it a toolbar of what is needed all the time.

use super::super::command::{Action, Command, Preset, Wishes};
use super::super::state::{State, Theme};
use super::super::theme::{self, icons};
use crate::model::Times;
use crate::model::localized::PoolPaths;
use crate::model::recording::file_name;
use eframe::egui::containers::menu::{MenuConfig, SubMenuButton};
use eframe::egui::{self, Button, MenuBar, PopupCloseBehavior};
use egui_material_icons::MaterialIcon;

/// An entry for an action.
fn entry(ui: &mut egui::Ui, action: Action, state: &State, wishes: &mut Wishes) {
    let undone = state.document.as_ref().map(|d| &d.undo);
    let name = match action {
        Action::Undo => undone.and_then(|u| u.back_name()),
        Action::Redo => undone.and_then(|u| u.forward_name()),
        _ => None,
    };
    let label = name.map_or_else(|| action.label().to_owned(), |name| format!("{}: {name}", action.label()));
    let button = Button::new(label).shortcut_text(theme::keys(ui, action));
    let button = ui.add_enabled(state.can(action), button).on_hover_text(action.tooltip());
    if button.clicked() {
        wishes.action(action);
        ui.close();
    }
}

/// An entry for an action that is on or off.
fn check(ui: &mut egui::Ui, action: Action, is_on: bool, state: &State, wishes: &mut Wishes) {
    let (can, box_) =
        (state.can(action), if is_on { icons::ICON_CHECK_BOX } else { icons::ICON_CHECK_BOX_OUTLINE_BLANK });
    let check =
        Button::new((egui::RichText::from(box_).size(16.0), action.label())).shortcut_text(theme::keys(ui, action));
    let check = ui.add_enabled(can, check);
    check.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, can, is_on, action.label()));
    if check.on_hover_text(action.tooltip()).clicked() {
        wishes.action(action);
    }
}

pub fn show(ui: &mut egui::Ui, state: &State, wishes: &mut Wishes) {
    // it stays open, so that several can be switched
    let stays = || MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    MenuBar::new().ui(ui, |ui| {
        ui.menu_button("File", |ui| {
            for action in [Action::Open, Action::OpenPath, Action::AddLogs] {
                entry(ui, action, state, wishes);
            }
            ui.menu_button("Open recent", |ui| recent(ui, state, wishes));
            for action in [Action::OpenSample, Action::Reload] {
                entry(ui, action, state, wishes);
            }
            let mut follows = !state.settings.keeps_still;
            let follow = ui.checkbox(&mut follows, "Follow a log that is being written");
            if follow.on_hover_text("Read a log again when it changes on disk; the view stays").clicked() {
                wishes.push(Command::SetFollow(follows));
            }
            ui.separator();
            for action in [Action::SaveSession, Action::SaveSessionAs] {
                entry(ui, action, state, wishes);
            }
            ui.separator();
            for action in [Action::ExportPicture, Action::CopyPicture, Action::CopyVerdict, Action::CopyStatistics] {
                entry(ui, action, state, wishes);
            }
            ui.separator();
            entry(ui, Action::Quit, state, wishes);
        });
        ui.menu_button("Edit", |ui| {
            for action in [Action::Undo, Action::Redo] {
                entry(ui, action, state, wishes);
            }
            ui.separator();
            for action in [Action::AddNote, Action::AddMark, Action::AddMarks] {
                entry(ui, action, state, wishes);
            }
            ui.separator();
            for action in [
                Action::CursorLeft,
                Action::CursorRight,
                Action::CursorFarLeft,
                Action::CursorFarRight,
                Action::OtherCursor,
                Action::ClearCursors,
            ] {
                entry(ui, action, state, wishes);
            }
            ui.separator();
            for action in [Action::NextLine, Action::ToggleSelected] {
                entry(ui, action, state, wishes);
            }
        });
        ui.menu_button("View", |ui| view(ui, state, stays(), wishes));
        ui.menu_button("Analyze", |ui| {
            for action in [Action::JudgeVisible, Action::JudgeAll] {
                entry(ui, action, state, wishes);
            }
            ui.separator();
            for action in [Action::Compare, Action::EndCompare] {
                entry(ui, action, state, wishes);
            }
            ui.separator();
            computer(ui, state, wishes);
        });
        ui.menu_button("Help", |ui| {
            for action in [Action::Palette, Action::Shortcuts, Action::About] {
                entry(ui, action, state, wishes);
            }
        });
        ui.separator();
        toolbar(ui, state, wishes);
    });
}

fn view(ui: &mut egui::Ui, state: &State, stays: MenuConfig, wishes: &mut Wishes) {
    for action in [Action::ResetView, Action::ZoomBack, Action::ZoomForward] {
        entry(ui, action, state, wishes);
    }
    ui.menu_button("Zoom", |ui| {
        for action in [
            Action::ZoomIn,
            Action::ZoomOut,
            Action::ZoomInAmounts,
            Action::ZoomOutAmounts,
            Action::FitAmounts,
            Action::ZoomToCursors,
            Action::Earlier,
            Action::Later,
        ] {
            entry(ui, action, state, wishes);
        }
    });
    ui.separator();
    let choices = state.document.as_ref().map(|d| &d.choices);
    check(ui, Action::ToggleCounters, state.settings.shows_counters, state, wishes);
    check(ui, Action::ToggleStatistics, state.settings.shows_statistics, state, wishes);
    check(ui, Action::ToggleOverview, state.settings.shows_overview, state, wishes);
    ui.menu_button("Show counters", |ui| {
        for preset in Preset::ALL {
            if ui.add_enabled(state.document.is_some(), Button::new(preset.label())).clicked() {
                wishes.push(Command::Preset(preset));
                ui.close();
            }
        }
    });
    SubMenuButton::new("Show on the chart").config(stays.clone()).ui(ui, |ui| overlays(ui, state, wishes));
    ui.separator();
    check(ui, Action::Highlight, choices.is_some_and(|c| c.highlights), state, wishes);
    check(ui, Action::ToggleLog, choices.is_some_and(|c| c.is_log), state, wishes);
    check(ui, Action::TogglePerfmon, choices.is_some_and(|c| c.is_perfmon), state, wishes);
    SubMenuButton::new("Times and units").config(stays.clone()).ui(ui, |ui| {
        let next = format!("Times ({} for the next)", theme::keys(ui, Action::NextClock));
        ui.label(egui::RichText::new(next).weak());
        for (times, label) in
            [(Times::Local, "As in the log"), (Times::Utc, "In UTC"), (Times::Elapsed, "Since the start")]
        {
            if ui.radio(state.settings.times == times, label).clicked() {
                wishes.push(Command::SetTimes(times));
            }
        }
        ui.separator();
        for (is_decimal, label) in [(false, "1 MB = 1,048,576 bytes, as in Windows"), (true, "1 MB = 1,000,000 bytes")]
        {
            if ui.radio(state.settings.is_decimal == is_decimal, label).clicked() {
                wishes.push(Command::SetDecimal(is_decimal));
            }
        }
    });
    SubMenuButton::new("Theme and size").config(stays).ui(ui, |ui| {
        for (theme, label) in
            [(Theme::System, "Theme of the system"), (Theme::Light, "Light theme"), (Theme::Dark, "Dark theme")]
        {
            if ui.radio(state.settings.theme == theme, label).clicked() {
                wishes.push(Command::SetTheme(theme));
            }
        }
        ui.separator();
        for scale in theme::SCALES.into_iter().filter(|s| *s >= 1.0) {
            let label = format!("{:.0} %", scale * 100.0);
            if ui.radio((state.settings.scale - scale).abs() < 0.01, label).clicked() {
                wishes.push(Command::SetScale(scale));
            }
        }
        ui.separator();
        for action in [Action::Larger, Action::Smaller, Action::NormalSize] {
            entry(ui, action, state, wishes);
        }
    });
}

fn computer(ui: &mut egui::Ui, state: &State, wishes: &mut Wishes) {
    for action in [Action::SetRam, Action::NextComputer, Action::ChoosePools] {
        entry(ui, action, state, wishes);
    }
    let pools = &state.settings.pools;
    let has_said = !pools.nonpaged.is_empty() || !pools.paged.is_empty();
    if ui.add_enabled(has_said, Button::new("Forget the chosen pool counters")).clicked() {
        wishes.push(Command::SetPools(PoolPaths::default()));
        ui.close();
    }
    if let Some(document) = &state.document {
        ui.separator();
        for (i, machine) in document.analysis.machines.iter().enumerate() {
            let report = &machine.report;
            let name = if report.computer.is_empty() { "this computer" } else { &report.computer };
            if ui.radio(document.computer == i, name).clicked() {
                wishes.push(Command::ShowComputer(i));
            }
        }
    }
}

fn toolbar(ui: &mut egui::Ui, state: &State, wishes: &mut Wishes) {
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
        // what finds no room is in the menus all the same
        if ui.available_width() < 34.0 * group.len() as f32 + 16.0 {
            break;
        }
        if i > 0 {
            ui.separator();
        }
        for (icon, action) in group {
            // what is needed first has its word beside it where there is room
            let has_word = is_wide && matches!(action, Action::Open | Action::ExportPicture | Action::ToggleCounters);
            let word = if has_word { action.label() } else { "" };
            let button = theme::icon_button_if(ui, state.can(*action), *icon, word, action.label());
            if button.on_hover_text(theme::hint(ui, *action)).clicked() {
                wishes.action(*action);
            }
        }
    }
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
    const MOST: usize = 6;
    for path in &state.settings.recent {
        if ui.button(file_name(path)).on_hover_text(path.display().to_string()).clicked() {
            wishes.push(Command::OpenFiles(vec![path.clone()]));
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
            wishes.push(Command::BringBack(Box::new(session.clone())));
            ui.close();
        }
    }
    if state.settings.recent.is_empty() {
        ui.add_enabled(false, Button::new("No recent files"));
        return;
    }
    ui.separator();
    if ui.button("Forget recent files").clicked() {
        wishes.push(Command::ForgetRecent);
        ui.close();
    }
}
