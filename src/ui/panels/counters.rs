//! The counters of the displayed computer: a tree of objects, instances and counters, with search. Thousands of them
//! scroll smoothly: only the rows in view are drawn, and the list is rebuilt only when something about it changed.

use super::super::command::{Action, Charting, Command, CommandQueue, Preset};
use super::super::jobs::{JobKind, JobList};
use super::super::state::settings::{CounterOrder, Setting, Settings};
use super::super::state::{CounterRow, CounterRows, Document, Spark, State};
use super::super::theme::{self, bold, icons};
use super::counter_rows::rebuild;
use super::counter_selection;
use super::dragging::Dragged;
use crate::chart::extras::{kind, short_name};
use crate::model::catalogue;
use crate::model::units::{self, Units};
use crate::model::{CounterPath, KeyedPath};
use eframe::egui::{self, Align, Button, Label, Layout, RichText, ScrollArea, Sense, Stroke, TextEdit, pos2, vec2};
use std::collections::HashSet;

pub fn show(ui: &mut egui::Ui, state: &State, rows: &mut CounterRows, jobs: &JobList, commands: &mut CommandQueue) {
    let Some(document) = &state.document else { return };
    head(ui, document, &state.settings, commands);
    if document.loaded.analysis.names.is_empty() {
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
        .hint_text("Search, or a path with * and Enter")
        .desired_width(f32::INFINITY);
    let field = ui.add(search);
    field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search counters"));
    let field = field.on_hover_text("Words in any order, such as: svchost handle\nA path such as \\Process(*)\\Handle Count, then Enter, puts all that fit on the chart");
    if field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) && rows.search.trim().starts_with('\\') {
        commands.push(Command::ChartByPath(rows.search.trim().to_owned()));
    }
    if std::mem::take(&mut rows.wants_focus) {
        field.request_focus();
        // typing replaces the previous search
        select_all(ui, field.id, &rows.search);
    }
    rebuild(rows, document, &state.settings);
    let list = ui.scope_id().with("list");
    let has_focus = ui.memory(|memory| memory.has_focus(list));
    if field.has_focus() && ui.input(|i| i.key_pressed(egui::Key::ArrowDown)) && !rows.rows.is_empty() {
        ui.memory_mut(|memory| memory.request_focus(list));
        rows.cursor = Some(0);
    }
    let matches = rows.rows.iter().filter(|r| matches!(r, CounterRow::Counter { .. })).count();
    if !rows.search.trim().is_empty() {
        ui.label(
            RichText::new(format!("{} of {}", units::grouped(matches as f64), units::grouped(rows.of as f64))).weak(),
        );
    }
    let height = ui.spacing().interact_size.y;
    let mut toggled = None;
    let mut missing = Vec::new();
    let has_moved = has_focus && keys(ui, document, rows, &mut toggled, commands);
    let selection = counter_selection::paths(rows, document);
    // below the list, so that rows stay under the pointer
    let bar_height = if selection.len() > 1 { 64.0 } else { 0.0 };
    let mut area = ScrollArea::vertical().auto_shrink(false).max_height((ui.available_height() - bar_height).max(60.0));
    if has_moved {
        let cursor = rows.cursor.unwrap_or(0);
        if !rows.in_view.contains(&cursor) {
            // the row scrolls into view at the edge that it lies beyond
            let lines = rows.in_view.len().saturating_sub(1);
            let top = if cursor < rows.in_view.start { cursor } else { (cursor + 1).saturating_sub(lines) };
            area = area.vertical_scroll_offset(top as f32 * (height + ui.spacing().item_spacing.y));
        }
    }
    let mut in_view = 0..0;
    let mut clicked = None;
    // values are always shown, growth only if the list is sorted by it
    let ranks =
        document.derived.ranks.as_ref().filter(|_| state.settings.counter_order == CounterOrder::Growth).cloned();
    let shown = area.show_rows(ui, height, rows.rows.len(), |ui, range| {
        // the last row is usually cut off by the edge
        in_view = range.start..range.end.saturating_sub(1).max(range.start + 1);
        for (index, row) in range.clone().zip(&rows.rows[range]) {
            if has_focus && rows.cursor == Some(index) {
                let top = ui.cursor().min;
                let rect = egui::Rect::from_min_size(top, vec2(ui.available_width(), height));
                ui.painter().rect_filled(rect.expand(1.0), 3.0, ui.visuals().selection.bg_fill);
            }
            if let CounterRow::Counter { at, .. } = row
                && document.loaded.analysis.names.get(*at).is_some_and(|path| rows.selected.contains(path.key()))
            {
                let rect = egui::Rect::from_min_size(ui.cursor().min, vec2(ui.available_width(), height));
                let fill = ui.visuals().selection.bg_fill.gamma_multiply(0.6);
                ui.painter().rect_filled(rect.expand2(vec2(1.0, 3.0)), 0.0, fill);
            }
            match row {
                CounterRow::Group { key, name, depth, count } => {
                    if group(ui, name, *depth, *count, rows.open.contains(key), height) {
                        toggled = Some(key.clone());
                    }
                }
                CounterRow::Counter { at, depth } => {
                    let Some(path) = document.loaded.analysis.names.get(*at) else { continue };
                    // instances are above their counters, which are at depth 2
                    let is_flat = *depth == 0 || *depth == 1 && path.instance.is_some();
                    let key = path.key();
                    let is_favourite = state.settings.favourites.contains(path.local_key());
                    let entry = Entry {
                        path,
                        is_on: document.is_own_pool(path) || document.choices.has_counter(key),
                        is_favourite,
                        spark: document.derived.sparks.get(key),
                        name: if is_flat { short_name(path) } else { path.counter.clone() },
                        depth: *depth,
                        units: state.settings.units(),
                        growth: ranks.as_ref().and_then(|ranks| ranks.of.get(key)).map(|(_, growth)| *growth),
                    };
                    ui.push_id(index, |ui| {
                        // underneath the checkbox, which takes clicks; the row takes drags
                        let rect =
                            egui::Rect::from_min_size(ui.cursor().min, vec2(ui.available_width() - 26.0, height));
                        let drag = ui.interact(rect, ui.scope_id().with("drag"), Sense::drag());
                        if drag.dragged() {
                            let is_one_of_them = rows.selected.contains(key);
                            drag.dnd_set_drag_payload(Dragged(if is_one_of_them {
                                selection.clone()
                            } else {
                                vec![path.clone()]
                            }));
                        }
                        match counter(ui, &entry, height, commands) {
                            Clicked::Not => {}
                            how => clicked = Some((index, how)),
                        }
                    });
                    if entry.spark.is_none() {
                        missing.push(key.clone());
                    }
                }
            }
        }
    });
    let mut takes_focus = counter_selection::bar(ui, selection, rows, commands);
    if let Some((at, Clicked::ToTick)) = clicked {
        // a selection with Shift starts here
        (rows.anchor, rows.cursor) = (Some(at), Some(at));
    } else if let Some((at, _)) = clicked {
        let modifiers = ui.input(|i| i.modifiers);
        counter_selection::select(rows, document, at, modifiers);
        rows.cursor = Some(at);
        takes_focus = true;
    }
    rows.missing = missing;
    rows.in_view = in_view;
    let response = ui.interact(shown.inner_rect, list, Sense::focusable_noninteractive());
    let current = rows.cursor.and_then(|at| rows.rows.get(at)).map(|row| row_name(row, document)).unwrap_or_default();
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, format!("List of counters: {current}")));
    if takes_focus {
        // after a click, the list has the keyboard focus; earlier in the frame, the click itself would take it away
        // again
        response.request_focus();
    }
    if response.has_focus() {
        rows.cursor.get_or_insert(0);
        let filter =
            egui::EventFilter { horizontal_arrows: true, vertical_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list, filter));
    }
    if let Some(key) = toggled
        && !rows.open.remove(&key)
    {
        rows.open.insert(key);
    }
}

/// Selects all text of a text field.
fn select_all(ui: &egui::Ui, field: egui::Id, text: &str) {
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    let all = egui::text::CCursorRange::two(egui::text::CCursor::new(0), end);
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), field);
}

fn row_name(row: &CounterRow, document: &Document) -> String {
    match row {
        CounterRow::Group { name, .. } => name.clone(),
        CounterRow::Counter { at, .. } => {
            document.loaded.analysis.names.get(*at).map_or_else(String::new, |path| short_name(path))
        }
    }
}

/// Keys of the list: up and down move, right and left expand and collapse, Space and Enter tick. Returns whether the
/// current row has changed.
fn keys(
    ui: &egui::Ui,
    document: &Document,
    rows: &mut CounterRows,
    toggled: &mut Option<String>,
    commands: &mut CommandQueue,
) -> bool {
    use egui::Key;
    if rows.rows.is_empty() {
        return false;
    }
    let last = rows.rows.len() - 1;
    let now = rows.cursor.unwrap_or(0).min(last);
    let page = rows.in_view.len().max(1);
    let pressed = |key: Key| ui.input(|i| i.key_pressed(key));
    let mut next = now;
    for (key, to) in [
        (Key::ArrowDown, (now + 1).min(last)),
        (Key::ArrowUp, now.saturating_sub(1)),
        (Key::PageDown, (now + page).min(last)),
        (Key::PageUp, now.saturating_sub(page)),
        (Key::Home, 0),
        (Key::End, last),
    ] {
        if pressed(key) {
            next = to;
        }
    }
    let ticks = pressed(Key::Space) || pressed(Key::Enter);
    // according to the key event's own modifiers: they may have been released by now
    let extends = ui.input(|i| {
        i.events.iter().any(|e| matches!(e, egui::Event::Key { pressed: true, modifiers, .. } if modifiers.shift))
    });
    if ui.input_mut(|i| i.consume_key(egui::Modifiers::COMMAND, Key::A)) {
        counter_selection::select_all(rows, document);
    }
    if ticks {
        let selected = counter_selection::paths(rows, document);
        if selected.len() > 1 {
            counter_selection::toggle(selected, document, commands);
            return false;
        }
    }
    match &rows.rows[now] {
        CounterRow::Group { key, depth, .. } => {
            let is_open = rows.open.contains(key);
            if ticks || pressed(Key::ArrowRight) && !is_open || pressed(Key::ArrowLeft) && is_open {
                *toggled = Some(key.clone());
            } else if pressed(Key::ArrowLeft) {
                next = above(&rows.rows, now, *depth);
            }
        }
        CounterRow::Counter { at, depth } => {
            if pressed(Key::ArrowLeft) {
                next = above(&rows.rows, now, *depth);
            }
            let path = document.loaded.analysis.names.get(*at);
            if let Some(path) = path.filter(|p| ticks && !document.is_own_pool(p)) {
                let is_on = document.choices.has_counter(path.key());
                let charting = if is_on { Charting::Remove } else { Charting::Add };
                commands.push(Command::Chart(vec![path.clone()], charting));
            }
        }
    }
    if next != now {
        match extends {
            true => counter_selection::extend(rows, document, next),
            false => (rows.anchor, rows.selected) = (None, HashSet::new()),
        }
    }
    rows.cursor = Some(next);
    next != now
}

/// The group that a row is in.
fn above(rows: &[CounterRow], at: usize, depth: usize) -> usize {
    let is_group = |row: &CounterRow| matches!(row, CounterRow::Group { depth: own, .. } if *own < depth);
    (0..at).rev().find(|i| is_group(&rows[*i])).unwrap_or(at)
}

fn head(ui: &mut egui::Ui, document: &Document, settings: &Settings, commands: &mut CommandQueue) {
    let title = |ui: &mut egui::Ui| drop(ui.add(Label::new(bold("Counters")).truncate()));
    theme::with_buttons_at_right(ui, "counters", title, |ui| {
        // it stays in place, so that nothing else is clicked by mistake
        let has_some = !document.choices.counters.is_empty();
        let says = ("Clear", "Only the pools on the chart");
        if theme::icon_button_if(ui, has_some, icons::ICON_CLEAR_ALL, "", says).clicked() {
            commands.push(Command::ClearChart);
        }
        let sort = ui.menu_button("Sort", |ui| {
            for order in CounterOrder::ALL {
                let setting = Setting::Order(order);
                if ui.radio(setting.is_on(settings), order.label()).on_hover_text(setting.label()).clicked() {
                    commands.push(setting.command(settings));
                    ui.close();
                }
            }
        });
        sort.response.on_hover_text("By name, value, growth or verdict");
        let show = ui.menu_button("Show", |ui| {
            for preset in Preset::ALL {
                if ui.button(preset.label()).clicked() {
                    commands.push(Command::Preset(preset));
                    ui.close();
                }
            }
        });
        show.response.on_hover_text("Counters that belong together");
        let keys = theme::keys(ui, Action::ToggleCounters);
        if theme::icon_button(ui, icons::ICON_CLOSE, "Hide the counters", &keys).clicked() {
            commands.action(Action::ToggleCounters);
        }
    });
}

/// An object or an instance; returns whether it is to be expanded or collapsed.
fn group(ui: &mut egui::Ui, name: &str, depth: usize, count: usize, is_open: bool, height: f32) -> bool {
    let mut is_toggled = false;
    ui.horizontal(|ui| {
        ui.add_space(14.0 * depth as f32);
        let (_, icon) = ui.allocate_exact_size(vec2(12.0, height), Sense::click());
        let room = (ui.available_width() - 56.0).max(40.0);
        let text = RichText::new(name);
        let button = ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Button::selectable(false, text).truncate())
        });
        let button = button.inner;
        let middle = pos2(icon.rect.center().x, button.rect.center().y);
        let square = egui::Response { rect: egui::Rect::from_center_size(middle, vec2(9.0, 9.0)), ..icon.clone() };
        egui::collapsing_header::paint_default_icon(ui, f32::from(u8::from(is_open)), &square);
        button.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, name));
        ui.label(RichText::new(units::grouped(count as f64)).weak());
        is_toggled = button.clicked() || icon.clicked();
    });
    is_toggled
}

/// A counter as it is listed.
struct Entry<'a> {
    path: &'a KeyedPath,
    is_on: bool,
    is_favourite: bool,
    spark: Option<&'a Spark>,
    name: String,
    depth: usize,
    units: Units,
    /// Shown instead of the last value if the list is sorted by growth.
    growth: Option<f64>,
}

/// A row; returns whether and what it was clicked for.
fn counter(ui: &mut egui::Ui, entry: &Entry<'_>, height: f32, commands: &mut CommandQueue) -> Clicked {
    const SPARK: f32 = 46.0;
    const LAST: f32 = 86.0;
    let path = entry.path;
    let is_pool = catalogue::pool(path).is_some();
    let (mut is_selected, mut ticked) = (false, false);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(14.0 * entry.depth as f32);
        // in a narrow list, the name takes precedence
        let is_wide = ui.available_width() > 270.0;
        let beside = 30.0 + if is_wide { SPARK + LAST + 8.0 } else { 0.0 };
        let room = (ui.available_width() - beside).max(60.0);
        let mut is_on = entry.is_on;
        let box_ = ui.allocate_ui(vec2(room, height), |ui| {
            ui.set_min_width(room);
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
            ui.add_enabled(!is_pool, egui::Checkbox::new(&mut is_on, entry.name.as_str()))
        });
        let hint = if is_pool { "Always on the chart; the legend hides it" } else { "Put it on the chart" };
        let box_ = box_.inner.on_hover_text(format!("{path}\n{hint}")).on_disabled_hover_text(hint);
        if box_.clicked() && ui.input(|i| i.modifiers.command || i.modifiers.shift) {
            is_selected = true;
        } else if box_.clicked() {
            ticked = true;
            commands.push(Command::Chart(vec![path.clone()], if is_on { Charting::Add } else { Charting::Remove }));
        }
        if is_wide {
            let (rect, response) = ui.allocate_exact_size(vec2(SPARK, height), Sense::hover());
            if let Some(spark) = entry.spark {
                sparkline(ui, spark, rect.shrink2(vec2(1.0, 3.0)));
                let text = match (entry.growth, spark.last) {
                    (Some(growth), _) => signed(path, growth, entry.units),
                    (None, Some(last)) => shown(path, last, entry.units),
                    (None, None) => "no value".to_owned(),
                };
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, format!("last {text}")));
                ui.allocate_ui_with_layout(vec2(LAST, height), Layout::right_to_left(Align::Center), |ui| {
                    ui.set_min_width(LAST);
                    ui.add(Label::new(RichText::new(text).weak()).truncate());
                });
            } else {
                ui.allocate_exact_size(vec2(LAST, height), Sense::hover());
            }
        }
        star(ui, entry, height, commands);
    });
    match (is_selected, ticked) {
        (true, _) => Clicked::ToSelect,
        (_, true) => Clicked::ToTick,
        _ => Clicked::Not,
    }
}

/// What a row was clicked for.
#[derive(Clone, Copy, PartialEq)]
enum Clicked {
    Not,
    ToSelect,
    ToTick,
}

/// `+12 MB`
fn signed(path: &CounterPath, value: f64, units: Units) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", shown(path, value, units))
}

fn shown(path: &CounterPath, value: f64, units: Units) -> String {
    let (unit, per) = kind(path);
    units.show(unit, value) + per
}

fn star(ui: &mut egui::Ui, entry: &Entry<'_>, height: f32, commands: &mut CommandQueue) {
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, height), Sense::click());
    let visuals = ui.visuals();
    let color = match (entry.is_favourite, response.hovered() || response.has_focus()) {
        (true, _) => theme::role_color(ui, crate::chart::palette::Role::Watch),
        (false, true) => visuals.text_color(),
        (false, false) => visuals.weak_text_color().gamma_multiply(0.35),
    };
    let font = egui::FontId::new(16.0, icons::ICON_STAR.font_family());
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, icons::ICON_STAR.codepoint, font, color);
    let name = format!("Favourite: {}", entry.name);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, entry.is_favourite, &name));
    let hint = if entry.is_favourite { "No longer a favourite" } else { "Make it a favourite" };
    if response.on_hover_text(hint).clicked() {
        commands.push(Command::Favour(entry.path.clone()));
    }
}

fn sparkline(ui: &egui::Ui, spark: &Spark, rect: egui::Rect) {
    let stroke = Stroke::new(1.2, ui.visuals().hyperlink_color);
    for piece in &spark.pieces {
        let at = |p: &[f32; 2]| pos2(rect.left() + p[0] * rect.width(), rect.bottom() - p[1] * rect.height());
        let points: Vec<egui::Pos2> = piece.iter().map(at).collect();
        match points[..] {
            [single] => drop(ui.painter().circle_filled(single, 1.5, stroke.color)),
            _ => drop(ui.painter().line(points, stroke)),
        }
    }
}
