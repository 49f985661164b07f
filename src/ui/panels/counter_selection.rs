//! Multiple selection in the list of counters, as in lists on Windows: Ctrl adds one, Shift extends to one.

use super::super::command::{Charting, Command, CommandQueue};
use super::super::state::{CounterRow, CounterRows, Document};
use crate::model::KeyedPath;
use eframe::egui::{self, Modifiers};

/// The path of a row that is a counter.
fn path_of<'a>(row: &CounterRow, document: &'a Document) -> Option<&'a KeyedPath> {
    match row {
        CounterRow::Counter { at, .. } => document.loaded.analysis.names.get(*at),
        CounterRow::Group { .. } => None,
    }
}

/// Selects what a click with these modifiers on a row asks for.
pub fn select(rows: &mut CounterRows, document: &Document, at: usize, modifiers: Modifiers) {
    if modifiers.shift {
        extend(rows, document, at);
        return;
    }
    rows.anchor = Some(at);
    let Some(key) = rows.rows.get(at).and_then(|row| path_of(row, document)).map(|path| path.key().clone()) else {
        return;
    };
    if !rows.selected.remove(&key) {
        rows.selected.insert(key);
    }
}

/// Selects all rows from where the selection began up to a row.
pub fn extend(rows: &mut CounterRows, document: &Document, to: usize) {
    let from = *rows.anchor.get_or_insert(rows.cursor.unwrap_or(to));
    let range = from.min(to)..=from.max(to);
    let between = rows.rows.get(range).into_iter().flatten().filter_map(|row| path_of(row, document));
    rows.selected = between.map(|path| path.key().clone()).collect();
}

/// Selects every listed counter.
pub fn select_all(rows: &mut CounterRows, document: &Document) {
    rows.selected = rows.rows.iter().filter_map(|row| path_of(row, document)).map(|path| path.key().clone()).collect();
}

/// The selected counters, in the order of the list; none that an earlier search listed and this one does not.
pub fn paths(rows: &CounterRows, document: &Document) -> Vec<KeyedPath> {
    if rows.selected.is_empty() {
        return Vec::new();
    }
    let listed = rows.rows.iter().filter_map(|row| path_of(row, document));
    listed.filter(|path| rows.selected.contains(path.key())).cloned().collect()
}

/// Adds the selection to the chart; removes it if all of it is there already.
pub fn toggle(selected: Vec<KeyedPath>, document: &Document, commands: &mut CommandQueue) {
    let is_on = |path: &KeyedPath| document.is_own_pool(path) || document.choices.has_counter(path.key());
    let charting = if selected.iter().all(is_on) { Charting::Remove } else { Charting::Add };
    commands.push(Command::Chart(selected, charting));
}

/// The actions on the selection, if it has at least two counters; returns whether one was carried out.
pub fn bar(ui: &mut egui::Ui, selected: Vec<KeyedPath>, rows: &mut CounterRows, commands: &mut CommandQueue) -> bool {
    if selected.len() < 2 {
        return false;
    }
    let mut is_done = false;
    ui.horizontal_wrapped(|ui| {
        ui.label(format!("{} selected", crate::model::units::grouped(selected.len() as f64)));
        if ui.button("Put on the chart").on_hover_text("Space; or drag them there").clicked() {
            is_done = true;
            commands.push(Command::Chart(selected.clone(), Charting::Add));
        }
        if ui.button("Take off").clicked() {
            is_done = true;
            commands.push(Command::Chart(selected, Charting::Remove));
        }
        if ui.button("Select none").clicked() {
            is_done = true;
            rows.selected.clear();
        }
    });
    is_done
}
