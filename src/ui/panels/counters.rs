//! The counters of the computer shown: a tree of objects, instances and counters, with search. Thousands of them stay
//! smooth: only the rows in view are drawn, and the list is made anew only when something about it changed.

use super::super::command::{Action, Command, Wishes};
use super::super::jobs::{JobKind, Jobs};
use super::super::state::{CounterRow, CounterRows, Document, State};
use super::super::theme::bold;
use crate::chart::extras::short_name;
use crate::model::CounterPath;
use crate::model::pools::Pool;
use crate::model::units;
use eframe::egui::{self, Align, Label, Layout, RichText, ScrollArea, Sense, TextEdit, vec2};

pub fn show(ui: &mut egui::Ui, state: &mut State, jobs: &Jobs, wishes: &mut Wishes) {
    let Some(document) = &state.document else { return };
    let rows = &mut state.counters;
    ui.horizontal(|ui| {
        ui.label(bold("Counters"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let hint = format!(
                "{} ({})",
                Action::ToggleCounters.tooltip(),
                ui.ctx().format_shortcut(&Action::ToggleCounters.shortcut())
            );
            if ui.button("Hide").on_hover_text(hint).clicked() {
                wishes.action(Action::ToggleCounters);
            }
            if !document.wanted.is_empty() && ui.button("Clear").on_hover_text("Only the pools on the chart").clicked()
            {
                wishes.push(Command::ClearChart);
            }
        });
    });
    if document.judged.names.is_empty() {
        match jobs.find(JobKind::JudgeAll) {
            Some(job) => {
                ui.label("The list comes with the verdicts on every counter…");
                ui.add(egui::ProgressBar::new(job.progress.share()).show_percentage());
            }
            None => {
                ui.label("No counters.");
            }
        }
        return;
    }
    let search = TextEdit::singleline(&mut rows.search)
        .hint_text("Search, such as: svchost handle")
        .desired_width(f32::INFINITY);
    let field = ui.add(search);
    field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search counters"));
    if std::mem::take(&mut rows.wants_focus) {
        field.request_focus();
    }
    rebuild(rows, document);
    let matches = rows.rows.iter().filter(|r| matches!(r, CounterRow::Counter { .. })).count();
    if !rows.search.trim().is_empty() {
        ui.label(
            RichText::new(format!("{} of {}", units::grouped(matches as f64), units::grouped(rows.of as f64))).weak(),
        );
    }
    let height = ui.spacing().interact_size.y;
    let mut toggled = None;
    ScrollArea::both().auto_shrink(false).show_rows(ui, height, rows.rows.len(), |ui, range| {
        for row in &rows.rows[range] {
            match row {
                CounterRow::Group { key, name, depth, count } => {
                    let is_open = rows.open.contains(key);
                    ui.horizontal(|ui| {
                        ui.add_space(14.0 * *depth as f32);
                        let (_, icon) = ui.allocate_exact_size(vec2(12.0, height), Sense::click());
                        egui::collapsing_header::paint_default_icon(ui, f32::from(u8::from(is_open)), &icon);
                        let button = ui.selectable_label(false, name);
                        button.widget_info(|| {
                            egui::WidgetInfo::selected(egui::Role::Button, true, is_open, name.clone())
                        });
                        ui.label(RichText::new(units::grouped(*count as f64)).weak());
                        if button.clicked() || icon.clicked() {
                            toggled = Some(key.clone());
                        }
                    });
                }
                CounterRow::Counter { at, depth } => {
                    let Some(path) = document.judged.names.get(*at) else { continue };
                    let is_flat = !rows.built_for.search.is_empty();
                    counter(ui, document, path, *depth, is_flat, wishes);
                }
            }
        }
    });
    if let Some(key) = toggled
        && !rows.open.remove(&key)
    {
        rows.open.insert(key);
    }
}

fn counter(
    ui: &mut egui::Ui,
    document: &Document,
    path: &CounterPath,
    depth: usize,
    is_flat: bool,
    wishes: &mut Wishes,
) {
    ui.horizontal(|ui| {
        ui.add_space(14.0 * depth as f32);
        let is_pool = Pool::of_path(path).is_some();
        let mut is_on = is_pool || document.wanted.contains(path);
        let name = if is_flat { short_name(path) } else { path.counter.clone() };
        let box_ = ui.add_enabled(!is_pool, egui::Checkbox::new(&mut is_on, name));
        let hint = if is_pool { "Always on the chart; the legend hides it" } else { "Put it on the chart" };
        let box_ = box_.on_hover_text(format!("{path}\n{hint}")).on_disabled_hover_text(hint);
        if box_.clicked() {
            wishes.push(Command::Chart(path.clone(), is_on));
        }
        if is_flat {
            ui.add(Label::new(RichText::new(&path.object).weak()).truncate());
        }
    });
}

/// Makes the rows anew, where computer, search or what is open has changed.
fn rebuild(rows: &mut CounterRows, document: &Document) {
    let computer = document.machine().map_or_else(String::new, |m| m.report.computer.to_lowercase());
    let wanted = super::super::state::BuiltFor {
        computer,
        search: rows.search.trim().to_lowercase(),
        names: document.judged.names.len(),
        open: rows.open.clone(),
    };
    if rows.built_for == wanted {
        return;
    }
    let names = &document.judged.names;
    let own: Vec<usize> = (0..names.len()).filter(|i| names[*i].computer.to_lowercase() == wanted.computer).collect();
    rows.of = own.len();
    rows.rows.clear();
    if wanted.search.is_empty() {
        tree(&mut rows.rows, names, &own, &wanted.open);
    } else {
        let words: Vec<&str> = wanted.search.split_whitespace().collect();
        let fits = |i: &usize| {
            let key = names[*i].key();
            words.iter().all(|word| key.contains(word))
        };
        rows.rows.extend(own.into_iter().filter(fits).map(|at| CounterRow::Counter { at, depth: 0 }));
    }
    rows.built_for = wanted;
}

/// Objects, their instances, their counters: as far as they are open. The names are sorted so.
fn tree(rows: &mut Vec<CounterRow>, names: &[CounterPath], own: &[usize], open: &std::collections::HashSet<String>) {
    for object in own.chunk_by(|a, b| names[*a].object == names[*b].object) {
        let Some(name) = object.first().map(|i| names[*i].object.clone()) else { continue };
        let key = name.to_lowercase();
        let is_open = open.contains(&key);
        rows.push(CounterRow::Group { key, name, depth: 0, count: object.len() });
        if !is_open {
            continue;
        }
        for instance in object.chunk_by(|a, b| names[*a].object_and_instance() == names[*b].object_and_instance()) {
            let Some(first) = instance.first().map(|i| &names[*i]) else { continue };
            let mut depth = 1;
            if first.instance.is_some() {
                let full = first.object_and_instance();
                let key = full.to_lowercase();
                let is_open = open.contains(&key);
                let name = full.strip_prefix(first.object.as_str()).unwrap_or(&full);
                let name = name.strip_prefix('(').and_then(|n| n.strip_suffix(')')).unwrap_or(name).to_owned();
                rows.push(CounterRow::Group { key, name, depth: 1, count: instance.len() });
                if !is_open {
                    continue;
                }
                depth = 2;
            }
            rows.extend(instance.iter().map(|at| CounterRow::Counter { at: *at, depth }));
        }
    }
}
