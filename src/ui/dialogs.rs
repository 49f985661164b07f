//! Dialogs that the window draws itself.

use super::chooser::path_from_text;
use super::command::{Action, Command, Wishes};
use super::state::{Dialog, State};
use super::theme::{self, bold};
use crate::chart::palette::Role;
use crate::model::localized::PoolPaths;
use crate::model::units;
use eframe::egui::{self, Key, Modal, RichText, TextEdit};

/// Shows the open dialog, if there is one.
pub fn show(ctx: &egui::Context, state: &mut State, wishes: &mut Wishes) {
    let ram = state.document.as_ref().and_then(|d| d.machine()).map(|m| (m.report.computer.clone(), m.report.ram));
    let renderer = state.renderer;
    let Some(dialog) = &mut state.dialog else { return };
    let most = if matches!(dialog, Dialog::Shortcuts) { 680.0 } else { 560.0 };
    let width = (ctx.content_rect().width() - 80.0).clamp(280.0, most);
    let modal = Modal::new(egui::Id::unique("dialog")).show(ctx, |ui| {
        ui.set_width(width);
        match dialog {
            Dialog::Error { title, text } => error(ui, title, text, wishes),
            Dialog::OpenPath { reason, text, adds } => open_path(ui, reason, text, *adds, wishes),
            Dialog::Pools { counters, search, nonpaged, paged } => {
                choose_pools(ui, counters.as_deref(), search, nonpaged, paged, wishes);
            }
            Dialog::SavePath { reason, text, problem } => save_path(ui, reason, text, problem, wishes),
            Dialog::Ram { text, problem } => {
                if let Some((computer, ram)) = &ram {
                    set_ram(ui, computer, ram, text, problem, wishes);
                }
            }
            Dialog::Shortcuts => shortcuts(ui, wishes),
            Dialog::About => about(ui, renderer, wishes),
        }
    });
    if modal.should_close() {
        wishes.push(Command::CloseDialog);
    }
}

fn close_button(ui: &mut egui::Ui, label: &str, wishes: &mut Wishes) {
    let button = ui.button(label);
    if button.clicked() {
        wishes.push(Command::CloseDialog);
    }
}

fn error(ui: &mut egui::Ui, title: &str, text: &str, wishes: &mut Wishes) {
    ui.label(bold(title).size(18.0).color(theme::role_color(ui, Role::Alarm)));
    ui.add_space(4.0);
    ui.label(text);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        close_button(ui, "Close", wishes);
        if ui.button("Copy message").clicked() {
            wishes.push(Command::CopyText(format!("{title}: {text}")));
        }
        if ui.button(Action::Open.label()).on_hover_text(Action::Open.tooltip()).clicked() {
            wishes.push(Command::CloseDialog);
            wishes.action(Action::Open);
        }
    });
}

/// A line to type in that takes the focus, and whether Enter was pressed in it.
fn field(ui: &mut egui::Ui, name: &str, hint: &str, text: &mut String) -> bool {
    let label = ui.label(name);
    let edit = ui.add(TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY)).labelled_by(label.id);
    let entered = edit.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if !edit.has_focus() && !entered && ui.memory(|m| m.focused().is_none()) {
        edit.request_focus();
    }
    entered
}

fn open_path(ui: &mut egui::Ui, reason: &str, text: &mut String, adds: bool, wishes: &mut Wishes) {
    let title = if adds { "Add a log by its path" } else { "Open a log by its path" };
    ui.label(bold(title).size(18.0));
    if !reason.is_empty() {
        ui.label(reason);
    }
    ui.add_space(4.0);
    let entered = field(ui, "Path of the log", "Type or paste a path, or drop a file on the window", text);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let label = if adds { "Add" } else { "Open" };
        let open = ui.add_enabled(!text.trim().is_empty(), egui::Button::new(label)).clicked();
        if (open || entered) && !text.trim().is_empty() {
            let files = vec![path_from_text(text)];
            wishes.push(if adds { Command::AddFiles(files) } else { Command::OpenFiles(files) });
        }
        close_button(ui, "Cancel", wishes);
    });
}

/// Two choices from one list.
fn choose_pools(
    ui: &mut egui::Ui,
    counters: Option<&[String]>,
    search: &mut String,
    nonpaged: &mut Option<String>,
    paged: &mut Option<String>,
    wishes: &mut Wishes,
) {
    ui.label(bold("Which counters are the pools?").size(18.0));
    let Some(counters) = counters else {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Reading the names…");
        });
        close_button(ui, "Cancel", wishes);
        return;
    };
    ui.label("Both belong to the object that an English Windows calls Memory. Mark one counter for each pool.");
    ui.add_space(4.0);
    field(ui, "Search", "Part of a name", search);
    let wanted = search.trim().to_lowercase();
    let found: Vec<&String> = counters.iter().filter(|c| c.to_lowercase().contains(&wanted)).collect();
    let height = ui.spacing().interact_size.y;
    let most = (ui.ctx().content_rect().height() - 330.0).clamp(100.0, 360.0);
    ui.label(RichText::new(format!("{} counters", units::grouped(found.len() as f64))).weak());
    egui::ScrollArea::vertical().max_height(most).auto_shrink([false, true]).show_rows(
        ui,
        height,
        found.len(),
        |ui, rows| {
            for name in &found[rows] {
                ui.horizontal(|ui| {
                    if pool_choice(ui, name, nonpaged, "nonpaged") {
                        paged.take_if(|p| p == *name);
                    }
                    if pool_choice(ui, name, paged, "paged") {
                        nonpaged.take_if(|n| n == *name);
                    }
                    ui.add(egui::Label::new(name.as_str()).truncate());
                });
            }
        },
    );
    ui.add_space(6.0);
    for (label, chosen) in [("Nonpaged pool", &*nonpaged), ("Paged pool", &*paged)] {
        ui.add(egui::Label::new(format!("{label}: {}", chosen.as_deref().unwrap_or("not chosen"))).truncate());
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let has_any = nonpaged.is_some() || paged.is_some();
        if ui.add_enabled(has_any, egui::Button::new("Use these")).clicked() {
            let (nonpaged, paged) = (nonpaged.take().into_iter().collect(), paged.take().into_iter().collect());
            wishes.push(Command::SetPools(PoolPaths { nonpaged, paged }));
        }
        close_button(ui, "Cancel", wishes);
    });
    ui.label(RichText::new("It is remembered for every log that names them so.").weak().small());
}

/// Marks a counter as one of the pools; true where that was just done.
fn pool_choice(ui: &mut egui::Ui, name: &str, choice: &mut Option<String>, label: &str) -> bool {
    let is_chosen = choice.as_deref() == Some(name);
    let button = ui.radio(is_chosen, label);
    let text = format!("{name} is the {label} pool");
    button.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, text.clone()));
    if button.clicked() {
        *choice = (!is_chosen).then(|| name.to_owned());
    }
    button.clicked()
}

fn save_path(ui: &mut egui::Ui, reason: &str, text: &mut String, problem: &mut String, wishes: &mut Wishes) {
    ui.label(bold("Save the picture").size(18.0));
    ui.label(reason);
    ui.add_space(4.0);
    let before = text.clone();
    let entered = field(ui, "Path of the picture (.png or .svg)", "", text);
    if *text != before {
        problem.clear();
    }
    if !problem.is_empty() {
        ui.colored_label(theme::role_color(ui, Role::Alarm), problem.as_str());
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let path = path_from_text(text);
        let replaces = !problem.is_empty();
        let save = ui.button(if replaces { "Replace it" } else { "Save" }).clicked() || entered;
        if save && !text.trim().is_empty() {
            if path.exists() && !replaces {
                *problem = "There is a file of that name. Replace it?".to_owned();
            } else {
                wishes.push(Command::CloseDialog);
                wishes.push(Command::ExportTo(path, replaces));
            }
        }
        close_button(ui, "Cancel", wishes);
    });
}

fn set_ram(
    ui: &mut egui::Ui,
    computer: &str,
    ram: &crate::analysis::Ram,
    text: &mut String,
    problem: &mut String,
    wishes: &mut Wishes,
) {
    let name = if computer.is_empty() { "this computer" } else { computer };
    ui.label(bold(format!("RAM of {name}")).size(18.0));
    match (ram.bytes, ram.bracket_text()) {
        (Some(_), _) => ui.label(format!("Now: {}.", ram.text())),
        (None, Some(bracket)) => ui.label(format!("The log does not say. From its counters it has {bracket}.")),
        (None, None) => ui.label("The log does not say."),
    };
    let sizes = ram.usual_sizes();
    if ram.bytes.is_none() && !sizes.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for size in sizes {
                if ui.button(units::ram(size)).clicked() {
                    wishes.push(Command::SetRam(Some(size)));
                }
            }
        });
    }
    ui.add_space(4.0);
    let entered = field(ui, "Amount", "16 GB, or 1000 MB (1 MB = 1,048,576 bytes)", text);
    if !problem.is_empty() {
        ui.colored_label(theme::role_color(ui, Role::Alarm), problem.as_str());
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button("Set").clicked() || entered {
            match units::parse_bytes(text) {
                Some(bytes) => wishes.push(Command::SetRam(Some(bytes))),
                None => *problem = "Write an amount with its unit, such as 16 GB or 1000 MB.".to_owned(),
            }
        }
        if ram.source == crate::analysis::ram::RamSource::User && ui.button("As the log says").clicked() {
            wishes.push(Command::SetRam(None));
        }
        close_button(ui, "Cancel", wishes);
    });
    ui.label(RichText::new("It is remembered for this computer.").weak().small());
}

fn shortcuts(ui: &mut egui::Ui, wishes: &mut Wishes) {
    ui.label(bold("Keyboard shortcuts").size(18.0));
    ui.add_space(4.0);
    let height = (ui.ctx().content_rect().height() - 160.0).max(120.0);
    egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        egui::Grid::new("shortcuts").num_columns(2).striped(true).spacing([24.0, 6.0]).show(ui, |ui| {
            for action in Action::ALL {
                ui.label(bold(ui.ctx().format_shortcut(&action.shortcut())));
                ui.add(egui::Label::new(format!("{}: {}", action.label(), action.tooltip())).wrap());
                ui.end_row();
            }
            for (keys, what) in [
                ("Drag", "Move the chart"),
                ("Wheel", "Zoom in time, around the pointer"),
                ("Right drag", "Zoom into a box"),
                ("Double click", "Show everything"),
                ("Ctrl + / Ctrl -", "Larger or smaller text"),
            ] {
                ui.label(bold(keys));
                ui.label(what);
                ui.end_row();
            }
        });
    });
    ui.add_space(8.0);
    close_button(ui, "Close", wishes);
}

fn about(ui: &mut egui::Ui, renderer: &str, wishes: &mut Wishes) {
    ui.label(bold("PoolScope").size(22.0));
    ui.label(crate::version());
    ui.add_space(6.0);
    ui.label("Opens Windows Performance Monitor logs and says whether the machine leaks kernel pool memory.");
    ui.label("Nothing leaves this computer: PoolScope never uses the network, and never writes to a log.");
    ui.add_space(6.0);
    ui.label(format!("Drawn with {renderer}. Licence: MIT or Apache-2.0. Font: Noto Sans (OFL 1.1)."));
    ui.label("The method is that of Microsoft's \"Troubleshooting Pool Leaks, Part 1 – Perfmon\".");
    ui.add_space(8.0);
    close_button(ui, "Close", wishes);
}
