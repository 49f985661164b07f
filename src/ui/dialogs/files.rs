//! Typed or pasted paths, if the system shows no dialog.

use super::super::chooser::{Request, path_from_text};
use super::super::command::{Command, CommandQueue};
use super::super::product::Product;
use super::super::theme::{self, bold};
use super::parts::{close_button, field};
use crate::chart::palette::Role;
use crate::export::Existing;
use eframe::egui;

pub(super) fn open_path(
    ui: &mut egui::Ui,
    reason: &str,
    text: &mut String,
    request: &Request,
    commands: &mut CommandQueue,
) {
    let log = ("Path of the log", "Type or paste a path, or drop a file on the window");
    let folder = "Type or paste the path of a folder";
    let (title, label, (name, hint)) = match request {
        Request::Add => ("Add a log by its path", "Add", log),
        Request::TagNames => ("Names of pool tags", "Read", ("Path of pooltag.txt", "Type or paste a path")),
        Request::DriverFolder => ("Search driver files for tags", "Search", ("Folder of driver files", folder)),
        Request::LogFolder => ("Open a folder of logs", "Open", ("Folder", folder)),
        Request::KitFolder => ("Where the collection kit goes", "Write", ("Folder", folder)),
        _ => ("Open a log by its path", "Open", log),
    };
    ui.label(bold(title).size(18.0));
    if !reason.is_empty() {
        ui.label(reason);
    }
    ui.add_space(4.0);
    let entered = field(ui, name, hint, text);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let open = ui.add_enabled(!text.trim().is_empty(), egui::Button::new(label)).clicked();
        if (open || entered) && !text.trim().is_empty() {
            let path = path_from_text(text);
            commands.push(match request {
                Request::Add => Command::AddFiles(vec![path]),
                Request::TagNames => Command::SetTagNames(Some(path)),
                Request::DriverFolder => Command::SearchDrivers(path),
                Request::LogFolder => Command::OpenFolders(vec![path]),
                Request::KitFolder => Command::WriteKit(path),
                _ => Command::OpenFiles(vec![path]),
            });
        }
        close_button(ui, "Cancel", commands);
    });
}

pub(super) fn save_path(
    ui: &mut egui::Ui,
    reason: &str,
    text: &mut String,
    problem: &mut String,
    product: Product,
    commands: &mut CommandQueue,
) {
    let endings: Vec<String> = product.formats().iter().map(|(_, ending)| format!(".{ending}")).collect();
    let name = format!("Path of {} ({})", product.name(), endings.join(", "));
    ui.label(bold(format!("Save {}", product.name())).size(18.0));
    ui.label(reason);
    ui.add_space(4.0);
    let before = text.clone();
    let entered = field(ui, &name, "", text);
    if *text != before {
        problem.clear();
    }
    if !problem.is_empty() {
        ui.colored_label(theme::role_color(ui, Role::Alarm), problem.as_str());
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let path = product.place(path_from_text(text));
        let replaces = !problem.is_empty();
        let save = ui.button(if replaces { "Replace it" } else { "Save" }).clicked() || entered;
        if save && !text.trim().is_empty() {
            if path.exists() && !replaces {
                *problem = "There is a file of that name. Replace it?".to_owned();
            } else {
                commands.push(Command::CloseDialog);
                let existing = if replaces { Existing::Replace } else { Existing::Keep };
                commands.push(Command::SaveTo(product, path, existing));
            }
        }
        close_button(ui, "Cancel", commands);
    });
}
