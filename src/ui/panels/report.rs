//! The values as figures instead of the chart, as in Performance Monitor's report view: at the cursor, or the last in
//! view.

use super::super::command::{Action, Command, CommandQueue};
use super::super::state::{Document, State};
use super::super::theme::{self, bold};
use crate::chart::interact::View;
use crate::chart::{Line, Scene};
use crate::export::table::text_cell;
use crate::model::KeyedPath;
use crate::model::clock::milliseconds;
use eframe::egui::{self, Align, Grid, Label, Layout, RichText, ScrollArea};

/// A line's value, formatted for display.
struct Entry<'a> {
    line: &'a Line,
    /// The object and the instance that it belongs to.
    of: String,
    counter: String,
    value: String,
}

pub fn show(ui: &mut egui::Ui, state: &State, views: &[View; 2], commands: &mut CommandQueue) {
    let Some(document) = &state.document else { return };
    let scenes = document.derived.scene.iter().chain(&document.derived.second);
    let parts: Vec<(&Scene, f64, Vec<Entry<'_>>)> = scenes
        .zip(views)
        .map(|(scene, view)| {
            let at = moment(document, scene, view);
            (scene, at, entries(document, scene, at))
        })
        .collect();
    let title = |ui: &mut egui::Ui| drop(ui.label(bold("Report").size(19.0)));
    theme::with_buttons_at_right(ui, "report", title, |ui| {
        if ui.button("Copy").on_hover_text("The values, for a spreadsheet").clicked() {
            commands.push(Command::CopyText(text(&parts)));
        }
        let keys = theme::keys(ui, Action::ToggleReport);
        if ui.button("Show the chart").on_hover_text(keys).clicked() {
            commands.action(Action::ToggleReport);
        }
    });
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        for (number, (scene, at, entries)) in parts.iter().enumerate() {
            ui.label(bold(&scene.title));
            ui.label(RichText::new(format!("At {}", scene.clock.second(milliseconds(*at)))).weak());
            Grid::new(("report", number)).striped(true).num_columns(3).spacing([24.0, 4.0]).show(ui, |ui| {
                let mut before = "";
                for entry in entries {
                    if entry.of != before {
                        ui.label(bold(&entry.of));
                        ui.end_row();
                        before = &entry.of;
                    }
                    ui.horizontal(|ui| {
                        let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 14.0), egui::Sense::hover());
                        super::line_sample(ui, entry.line.drawn(), rect, false);
                        ui.label(&entry.counter);
                    });
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.add(Label::new(&entry.value).extend())
                    });
                    ui.end_row();
                }
            });
            ui.add_space(10.0);
        }
    });
}

/// The time of the active cursor, or the end of the view.
fn moment(document: &Document, scene: &Scene, view: &View) -> f64 {
    let choices = &document.choices;
    let end = view.bounds().map_or(scene.span.1, |((_, to), _)| to.min(scene.span.1));
    choices.cursors[choices.active_cursor.min(1)].unwrap_or(end)
}

/// The displayed values, by object and instance.
fn entries<'a>(document: &Document, scene: &'a Scene, at: f64) -> Vec<Entry<'a>> {
    let shown = scene.lines.iter().filter(|line| !document.choices.is_hidden(&line.key));
    let entry = |line: &'a Line| {
        let path = document.path_of(&line.key).cloned().or_else(|| KeyedPath::parse(&line.key));
        let (of, counter) =
            path.map_or_else(|| (String::new(), line.name.clone()), |p| (p.object_and_instance(), p.counter.clone()));
        let value = line.series.value_at(at);
        Entry { line, of, counter, value: value.map_or_else(|| "no value".to_owned(), |v| line.show(v)) }
    };
    let mut entries: Vec<Entry<'a>> = shown.map(entry).collect();
    // lines of the same object keep their order
    let firsts: Vec<String> = entries.iter().map(|e| e.of.clone()).collect();
    entries.sort_by_key(|e| firsts.iter().position(|of| *of == e.of));
    entries
}

fn text(parts: &[(&Scene, f64, Vec<Entry<'_>>)]) -> String {
    let mut rows = Vec::new();
    for (scene, at, entries) in parts {
        rows.push(format!("{}\t{}", text_cell(&scene.title), scene.clock.second(milliseconds(*at))));
        rows.extend(entries.iter().map(|e| format!("{}\t{}\t{}", text_cell(&e.of), text_cell(&e.counter), e.value)));
    }
    rows.join("\r\n") + "\r\n"
}
