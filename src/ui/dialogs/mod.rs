//! Dialogs that the window draws itself.

mod annotate;
mod choose;
mod collect;
mod compare;
mod data;
mod files;
mod handbook;
mod line_style;
mod palette;
mod parts;
mod pools;
mod settings;
pub mod tags;
mod times;

use super::actions::GESTURES;
use super::command::{Action, Command, CommandQueue};
use super::handbook::place_of_dialog;
use super::product::Product;
use super::session::Session;
use super::state::page::Place;
use super::state::{Dialog, State, Widgets};
use super::theme::{self, bold};
use crate::analysis::ram::{RamSource, too_small};
use crate::chart::palette::Role;
use crate::engine::Machine;
use crate::model::units;
use crate::wording::{self, Style};
use eframe::egui::{self, Modal, RichText, vec2};
pub use parts::search_field;
use parts::{close_button, field};
use std::path::PathBuf;

/// Shows the open dialog, if there is one.
pub fn show(ctx: &egui::Context, state: &State, widgets: &mut Widgets, commands: &mut CommandQueue) {
    let Widgets { dialog: Some(dialog), markdown, .. } = widgets else { return };
    let place = place_of_dialog(dialog);
    let most = match dialog {
        Dialog::Shortcuts | Dialog::Handbook { .. } => 720.0,
        Dialog::Compare { .. } => 640.0,
        Dialog::Tags { .. } => 1180.0,
        _ => 560.0,
    };
    let room = ctx.content_rect().size();
    let width = (room.x - if room.x < 500.0 { 40.0 } else { 80.0 }).clamp(120.0, most);
    let mut show = |ui: &mut egui::Ui| {
        ui.set_width(width);
        let corner = ui.max_rect().right_top() + vec2(-22.0, -2.0);
        match &mut *dialog {
            Dialog::Error { title, text } => error(ui, title, text, commands),
            Dialog::Network { session, file } => network(ui, session, file.as_ref(), commands),
            Dialog::Unsaved { product, text } => unsaved(ui, *product, text, commands),
            Dialog::Lost { session, file, text } => lost(ui, session, file.as_ref(), text, commands),
            Dialog::OpenPath { reason, text, request } => files::open_path(ui, reason, text, request, commands),
            Dialog::Collect { plan, left, lasts, computers } => {
                collect::show(ui, plan, [left, lasts, computers], commands);
            }
            Dialog::Choose { pattern, ranked, chosen, order, room } => {
                choose::show(ui, state, pattern, ranked, chosen, order, *room, commands);
            }
            Dialog::Data { choice, charted, all } => data::show(ui, state, choice, [*charted, *all], commands),
            Dialog::Times { text, shown } => times::show(ui, state, text, *shown, commands),
            Dialog::LineStyle { key } => line_style::show(ui, state, key, commands),
            Dialog::ListingTime { text } => annotate::listing_time(ui, state, text, commands),
            Dialog::Tags { search, sorting } => tags::show(ui, state, search, sorting, commands),
            Dialog::Pools { counters, search, nonpaged, paged } => {
                pools::show(ui, counters.as_deref(), search, nonpaged, paged, commands);
            }
            Dialog::SavePath { reason, text, problem, product } => {
                files::save_path(ui, reason, text, problem, *product, commands);
            }
            Dialog::Ram { text, problem } => {
                if let Some(m) = state.document.as_ref().and_then(|d| d.machine()) {
                    let style = state.settings.style(&m.recording);
                    set_ram(ui, m, &style, text, problem, commands);
                }
            }
            Dialog::Note { text, at, id } => annotate::note(ui, state, text, *at, *id, commands),
            Dialog::Marks { text } => annotate::marks(ui, state, text, commands),
            Dialog::Mark { id, text, was } => annotate::mark(ui, state, *id, text, was, commands),
            Dialog::Compare { compare, at } => compare::show(ui, state, compare, at, commands),
            Dialog::Palette { search, chosen } => palette::show(ui, state, search, chosen, commands),
            Dialog::Shortcuts => shortcuts(ui, commands),
            Dialog::Settings => settings::show(ui, state, commands),
            Dialog::Handbook { shown, .. } => handbook::show(ui, shown, markdown, commands),
            Dialog::About => about(ui, &state.renderer, commands),
        }
        // last, so that keyboard focus starts in the dialog itself
        if let Some(place) = place {
            help(ui, corner, place, commands);
        }
    };
    let modal = Modal::new(egui::Id::unique("dialog")).show(ctx, |ui| {
        if room.y > 420.0 {
            return show(ui);
        }
        // in a low window, everything can be reached by scrolling
        egui::ScrollArea::vertical().max_height(room.y - 40.0).show(ui, show);
    });
    // a dialog that has grown is recentred at once, not at the next key press
    let (size, id) = (modal.response.rect.size(), egui::Id::unique("dialog's size"));
    if ctx.data_mut(|data| data.get_temp::<egui::Vec2>(id)) != Some(size) {
        ctx.data_mut(|data| data.insert_temp(id, size));
        ctx.request_repaint();
    }
    if modal.should_close() {
        commands.push(Command::CloseDialog);
    }
}

/// Opens the handbook where a dialog is explained: by F1, or by an icon in its corner.
fn help(ui: &mut egui::Ui, corner: egui::Pos2, place: Place, commands: &mut CommandQueue) {
    let mut sign = ui.new_child(egui::UiBuilder::new().max_rect(egui::Rect::from_min_size(corner, vec2(24.0, 24.0))));
    let keys = theme::keys(ui, Action::Handbook);
    let clicked =
        theme::icon_button(&mut sign, theme::icons::ICON_HELP, "What the handbook says of this", &keys).clicked();
    if clicked || ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::F1)) {
        commands.push(Command::OpenHandbook(place));
    }
}

fn error(ui: &mut egui::Ui, title: &str, text: &str, commands: &mut CommandQueue) {
    ui.label(bold(title).size(18.0).color(theme::role_color(ui, Role::Alarm)));
    ui.add_space(4.0);
    ui.label(text);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        close_button(ui, "Close", commands);
        if ui.button("Copy message").clicked() {
            commands.push(Command::CopyText(format!("{title}: {text}")));
        }
        if ui.button(Action::Open.label()).on_hover_text(Action::Open.tooltip()).clicked() {
            commands.push(Command::CloseDialog);
            commands.action(Action::Open);
        }
    });
}

/// A product that could not be saved in the chosen place.
fn unsaved(ui: &mut egui::Ui, product: Product, text: &str, commands: &mut CommandQueue) {
    let title = format!("{} could not be saved", product.name().replacen("the", "The", 1));
    ui.label(bold(&title).size(18.0).color(theme::role_color(ui, Role::Alarm)));
    ui.add_space(4.0);
    ui.label(text);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button("Save elsewhere…").on_hover_text("Choose another place or name").clicked() {
            commands.push(Command::CloseDialog);
            commands.action(match product {
                Product::Picture => Action::ExportPicture,
                Product::Session => Action::SaveSessionAs,
                Product::Report => Action::SaveReport,
                Product::Data => Action::SaveData,
            });
        }
        if ui.button("Copy message").clicked() {
            commands.push(Command::CopyText(format!("{title}: {text}")));
        }
        close_button(ui, "Close", commands);
    });
}

/// A session whose logs are on other computers.
fn network(ui: &mut egui::Ui, session: &Session, file: Option<&PathBuf>, commands: &mut CommandQueue) {
    const MOST: usize = 6;
    ui.label(bold("Logs of this session are on other computers").size(18.0));
    ui.add_space(4.0);
    let paths = session.network_paths();
    for path in paths.iter().take(MOST) {
        ui.add(egui::Label::new(path.display().to_string()).wrap());
    }
    if paths.len() > MOST {
        ui.label(format!("and {} more", paths.len() - MOST));
    }
    ui.add_space(4.0);
    ui.label(
        "Reading them tells those computers who you are: Windows may send them your name and a proof of your password. \
         Go on only where you know them.",
    );
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        close_button(ui, "Cancel", commands);
        if ui.button("Read them").clicked() {
            commands.push(Command::OpenSession(Box::new(session.clone()), file.cloned()));
        }
    });
}

/// Logs of a session that are not where they were.
fn lost(ui: &mut egui::Ui, session: &Session, file: Option<&PathBuf>, text: &str, commands: &mut CommandQueue) {
    ui.label(bold("The logs of this session could not be opened").size(18.0));
    ui.add_space(4.0);
    ui.label(text);
    ui.add_space(4.0);
    let summary = session.choices.summary();
    let has = if summary.is_empty() {
        "Nothing of the session is lost".to_owned()
    } else {
        format!("Still there: {summary}")
    };
    ui.label(format!("{has}. Show where the log is now, and it all comes back."));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui
            .button("Find the log…")
            .on_hover_text("Choose the log; others of the session are looked for beside it")
            .clicked()
        {
            commands.push(Command::FindLogs(Box::new(session.clone()), file.cloned()));
        }
        close_button(ui, "Close", commands);
    });
}

fn set_ram(
    ui: &mut egui::Ui,
    machine: &Machine,
    style: &Style,
    text: &mut String,
    problem: &mut String,
    commands: &mut CommandQueue,
) {
    let (computer, ram) = (machine.report.computer.as_str(), &machine.report.ram);
    let name = if computer.is_empty() { "this computer" } else { computer };
    ui.label(bold(format!("RAM of {name}")).size(18.0));
    match (ram.bytes, wording::ram::bracket(ram, style)) {
        (Some(_), _) => ui.label(format!("Now: {}.", wording::ram::ram(ram, style))),
        (None, Some(bracket)) => ui.label(format!("The log does not say. From its counters it has {bracket}.")),
        (None, None) => ui.label("The log does not say."),
    };
    let sizes = ram.usual_sizes();
    if ram.bytes.is_none() && !sizes.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for size in sizes {
                if ui.button(style.units.ram(size)).clicked() {
                    commands.push(Command::SetRam(Some(size)));
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
                Some(bytes) => match too_small(&machine.recording, computer, bytes) {
                    Some(refused) => *problem = wording::ram::refusal(&refused, style) + ".",
                    None => commands.push(Command::SetRam(Some(bytes))),
                },
                None => *problem = "Write an amount with its unit, such as 16 GB or 1000 MB.".to_owned(),
            }
        }
        if matches!(ram.source, RamSource::User | RamSource::Session) && ui.button("As the log says").clicked() {
            commands.push(Command::SetRam(None));
        }
        close_button(ui, "Cancel", commands);
    });
    ui.label(RichText::new("It is remembered for this computer.").weak().small());
}

fn shortcuts(ui: &mut egui::Ui, commands: &mut CommandQueue) {
    ui.label(bold("Keyboard shortcuts").size(18.0));
    ui.add_space(4.0);
    let ctx = ui.ctx().clone();
    let height = (ctx.content_rect().height() - 160.0).max(80.0);
    egui::ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        let mut row = |keys: &str, what: &str| {
            ui.horizontal_top(|ui| {
                let width = (0.3 * ui.available_width()).min(170.0);
                ui.allocate_ui(vec2(width, 0.0), |ui| {
                    ui.set_width(width);
                    ui.add(egui::Label::new(bold(keys)).wrap());
                });
                ui.add(egui::Label::new(what).wrap());
            });
        };
        for action in Action::all() {
            let keys: Vec<String> = action.shortcuts().map(|keys| ctx.format_shortcut(&keys)).collect();
            if !keys.is_empty() {
                row(&keys.join(", "), &format!("{}: {}", action.label(), action.tooltip()));
            }
        }
        row("Alt + F, E, V, A, H", "The menus; choose with the arrow keys and Enter");
        for (keys, what) in GESTURES {
            row(keys, what);
        }
        theme::scroll_by_keys(ui, height);
    });
    ui.add_space(8.0);
    close_button(ui, "Close", commands);
}

fn about(ui: &mut egui::Ui, renderer: &str, commands: &mut CommandQueue) {
    ui.label(bold("PoolScope").size(22.0));
    ui.label(crate::version::version().replacen("poolscope", "Version", 1));
    ui.add_space(6.0);
    ui.label("Opens Windows Performance Monitor logs and says whether the machine leaks kernel pool memory.");
    ui.label("Nothing leaves this computer: PoolScope never uses the network, and never writes to a log.");
    ui.label("Settings, and the notes and marks that you write, are kept in your own profile only.");
    ui.add_space(6.0);
    ui.label(format!("Drawn with {renderer}, egui 0.37. Licence: MIT or Apache-2.0."));
    ui.label("Fonts: Noto Sans (OFL 1.1), Material Symbols (Apache-2.0).");
    ui.label("The method is that of Microsoft's \"Troubleshooting Pool Leaks, Part 1 – Perfmon\".");
    ui.add_space(8.0);
    close_button(ui, "Close", commands);
}
