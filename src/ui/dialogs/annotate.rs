//! Notes and marks: written, changed, removed.

use super::super::command::{Command, CommandQueue};
use super::super::state::State;
use super::super::state::choices::Mark;
use super::super::theme::{self, bold};
use super::parts::{close_button, field};
use crate::chart::palette::Role;
use crate::model::clock::milliseconds;
use eframe::egui::{self, Key, Label, Modifiers, RichText, ScrollArea, TextEdit};

/// A multi-line text field that takes the focus; returns whether Ctrl+Enter was pressed.
fn lines(ui: &mut egui::Ui, name: &str, hint: &str, rows: usize, text: &mut String) -> bool {
    let label = ui.label(name);
    let edit = TextEdit::multiline(text).id_salt(name).hint_text(hint).desired_rows(rows).desired_width(f32::INFINITY);
    let entered = ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
    // what is below stays inside the window, however much is pasted
    let most = (0.3 * ui.ctx().content_rect().height()).max(60.0);
    let shown =
        ScrollArea::vertical().id_salt(name).max_height(most).auto_shrink([false, true]).show(ui, |ui| ui.add(edit));
    let edit = shown.inner.labelled_by(label.id);
    if !edit.has_focus() && ui.memory(|m| m.focused().is_none()) {
        edit.request_focus();
    }
    entered
}

/// The button that Ctrl+Enter presses; returns whether it was clicked.
fn done_button(ui: &mut egui::Ui, enabled: bool, label: &str) -> bool {
    let keys = ui.ctx().format_shortcut(&egui::KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter));
    let button = ui.add_enabled(enabled, egui::Button::new(label).shortcut_text(keys));
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, label));
    button.clicked()
}

fn when(state: &State, at: f64) -> String {
    let scene = state.document.as_ref().and_then(|d| d.derived.scene.as_ref());
    scene.map_or_else(String::new, |s| s.clock.second(milliseconds(at)))
}

pub(super) fn note(
    ui: &mut egui::Ui,
    state: &State,
    text: &mut String,
    at: [f64; 2],
    id: Option<u64>,
    commands: &mut CommandQueue,
) {
    ui.label(bold(if id.is_some() { "Change the note" } else { "Write a note" }).size(18.0));
    ui.label(RichText::new(format!("Points at {}. Drag it to another place on the chart.", when(state, at[0]))).weak());
    ui.add_space(4.0);
    let entered = lines(ui, "Text of the note", "What the reader of the picture should see", 3, text);
    ui.add_space(8.0);
    let Some(document) = &state.document else { return };
    ui.horizontal(|ui| {
        let has_text = !text.trim().is_empty();
        let label = if id.is_some() { "Change" } else { "Add" };
        let clicked = done_button(ui, has_text, label);
        if (clicked || entered) && has_text {
            let changed = Some(text.trim().to_owned());
            commands.push(match id {
                Some(id) => Command::SetNote(id, changed),
                None => Command::AddNote(document.typed_note(text, at)),
            });
        }
        if let Some(id) = id
            && ui.button("Remove the note").clicked()
        {
            commands.push(Command::SetNote(id, None));
        }
        close_button(ui, "Cancel", commands);
    });
}

pub(super) fn marks(ui: &mut egui::Ui, state: &State, text: &mut String, commands: &mut CommandQueue) {
    ui.label(bold("Mark moments").size(18.0));
    ui.label("One in a line: a time, then a word. Lines copied from Event Viewer are understood.");
    ui.add_space(4.0);
    let hint = "2026-03-04 08:15 driver update\n3/4/2026 9:02:11 PM srv event 2019\n14:30 backup";
    let entered = lines(ui, "Times and labels", hint, 5, text);
    let Some(document) = &state.document else { return };
    let (marks, others) = document.typed_marks(text);
    ui.add_space(4.0);
    let most = (0.2 * ui.ctx().content_rect().height()).clamp(40.0, 140.0);
    ScrollArea::vertical().max_height(most).auto_shrink([false, true]).show(ui, |ui| {
        for mark in marks.iter().take(100) {
            let text = format!("{}  {}", when(state, mark.at), mark.label);
            ui.add(Label::new(text).truncate());
        }
        for line in others.iter().take(20) {
            let tone = theme::role_color(ui, Role::Watch);
            ui.add(Label::new(RichText::new(format!("No time in: {line}")).color(tone)).truncate());
        }
    });
    let span = document.derived.scene.as_ref().map_or((0.0, 0.0), |s| s.span);
    let outside = marks.iter().filter(|m| m.at < span.0 || m.at > span.1).count();
    if outside > 0 {
        let text = if outside == 1 {
            "One lies outside the log.".to_owned()
        } else {
            format!("{outside} lie outside the log.")
        };
        ui.label(RichText::new(text).color(theme::role_color(ui, Role::Watch)));
    }
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let label = match marks.len() {
            0 | 1 => "Add the mark".to_owned(),
            n => format!("Add {n} marks"),
        };
        let clicked = done_button(ui, !marks.is_empty(), &label);
        if (clicked || entered) && !marks.is_empty() {
            commands.push(Command::AddMarks(marks));
        }
        close_button(ui, "Cancel", commands);
    });
}

/// Lets the user type when the listings of pool tags begin.
pub(super) fn listing_time(ui: &mut egui::Ui, state: &State, text: &mut String, commands: &mut CommandQueue) {
    let document = state.document.as_ref();
    let listing = document.and_then(|d| Some((d, d.machine()?.tags.as_ref()?)));
    let Some((document, listing)) = listing else { return };
    let (begin, moved) = (listing.report.span_utc_ms.0 as f64 / 1000.0, document.listings_moved());
    ui.label(bold("When the listings begin").size(18.0));
    ui.label(format!(
        "The first one is shown at {}; its own stamp, or the file, says {}.",
        when(state, begin + moved),
        when(state, begin)
    ));
    ui.add_space(4.0);
    let entered = field(ui, "Begins at, or is moved by", "2026-03-02 08:00, +2 h, -30 min, 0", text);
    let secs = document.typed_listing_time(text);
    if !text.trim().is_empty() && secs.is_none() {
        ui.colored_label(theme::role_color(ui, Role::Watch), "Write a time, or by how much: +2 h, -30 min.");
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let clicked = ui.add_enabled(secs.is_some(), egui::Button::new("Move")).clicked();
        if let Some(secs) = secs.filter(|_| clicked || entered) {
            commands.push(Command::CloseDialog);
            commands.push(Command::MoveListings(secs));
        }
        if moved != 0.0 && ui.button("As they say themselves").clicked() {
            commands.push(Command::CloseDialog);
            commands.push(Command::MoveListings(0.0));
        }
        close_button(ui, "Cancel", commands);
    });
}

pub(super) fn mark(
    ui: &mut egui::Ui,
    state: &State,
    id: u64,
    text: &mut String,
    was: &Mark,
    commands: &mut CommandQueue,
) {
    ui.label(bold("Change the mark").size(18.0));
    ui.label(RichText::new(format!("At {}. Drag its label to move it.", when(state, was.at))).weak());
    ui.add_space(4.0);
    let entered = field(ui, "Label", "What happened", text);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if ui.button("Change").clicked() || entered {
            let mark = Mark { label: text.trim().to_owned(), ..was.clone() };
            commands.push(Command::SetMark(id, Some(mark)));
        }
        if ui.button("Remove the mark").clicked() {
            commands.push(Command::SetMark(id, None));
        }
        close_button(ui, "Cancel", commands);
    });
}
