//! Parts that several dialogs share.

use super::super::command::{Command, CommandQueue};
use eframe::egui::{self, Key, TextEdit};

pub fn close_button(ui: &mut egui::Ui, label: &str, commands: &mut CommandQueue) {
    let button = ui.button(label);
    if button.clicked() {
        commands.push(Command::CloseDialog);
    }
}

/// A text field that takes the focus; returns whether Enter was pressed in it.
pub fn field(ui: &mut egui::Ui, name: &str, hint: &str, text: &mut String) -> bool {
    let edit = search_field(ui, name, hint, text);
    edit.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))
}

/// The same above a list, which the Down key leads into.
pub fn search_field(ui: &mut egui::Ui, name: &str, hint: &str, text: &mut String) -> egui::Response {
    let label = ui.label(name);
    let edit = ui
        .add(TextEdit::singleline(text).id_salt(name).hint_text(hint).desired_width(f32::INFINITY))
        .labelled_by(label.id);
    if !edit.has_focus() && !edit.lost_focus() && ui.memory(|m| m.focused().is_none()) {
        edit.request_focus();
    }
    edit
}
