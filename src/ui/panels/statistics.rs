//! The table below the chart: each line in the visible time, and at the cursors.

use super::super::command::{Action, Command, CommandQueue};
use super::super::rows::Rows;
use super::super::state::{Document, State};
use super::super::table::{Row, table};
use super::super::theme::{self, bold, icons};
use crate::chart::interact::View;
use crate::model::clock::milliseconds;
use eframe::egui::{self, Align, Key, Label, Layout, RichText, Sense, vec2};
use egui_extras::{Column, TableBuilder};
use std::ops::Range;

pub fn show(ui: &mut egui::Ui, state: &State, views: &[View; 2], commands: &mut CommandQueue) {
    let Some(document) = &state.document else { return };
    let Some(scene) = &document.derived.scene else { return };
    let table = table(document, &state.settings);
    let selected = table.rows.iter().position(|row| Some(&row.key) == document.choices.selected.as_ref());
    let keys = Rows::begin(ui, "statistics", table.rows.len(), selected);
    if let Some(row) = keys.moved_to().and_then(|at| table.rows.get(at)) {
        commands.push(Command::Select(Some(row.key.clone())));
    }
    match (keys.at().and_then(|at| table.rows.get(at)), keys.pressed) {
        (Some(row), Some(Key::Space)) => commands.push(Command::ToggleLine(row.key.clone())),
        (Some(row), Some(Key::Enter)) => {
            commands.push(Command::Select(Some(row.key.clone())));
            commands.action(Action::Highlight);
        }
        _ => {}
    }
    if let Some(row) = keys.at().filter(|_| keys.copies(ui)).and_then(|at| table.rows.get(at)) {
        commands.push(Command::CopyText(row.as_text(&table.columns)));
    }
    let mut in_view: Option<Range<usize>> = None;
    heading(ui, document, scene, views, commands);
    let row_height = ui.text_style_height(&egui::TextStyle::Body) + 6.0;
    let narrow = ui.available_width() < 500.0;
    let mut area = egui::ScrollArea::horizontal().auto_shrink(false);
    if let Some(to) = ui.data_mut(|data| data.remove_temp::<f32>(scrolled_id())) {
        area = area.horizontal_scroll_offset(to);
    }
    let mut heads: Vec<(usize, egui::Rect, String)> = Vec::new();
    let shown = area.show(ui, |ui| {
        let builder = TableBuilder::new(ui)
            .id_salt(("statistics", table.columns.len()))
            .striped(true)
            // rows are clicked; the keyboard walks them by their list
            .sense(Sense::CLICK)
            .cell_layout(Layout::right_to_left(Align::Center))
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .column(Column::initial(if narrow { 150.0 } else { 210.0 }).at_least(90.0).clip(true).resizable(true))
            .columns(Column::auto().at_least(70.0), table.columns.len());
        let builder = match keys.moved_to() {
            Some(at) => builder.scroll_to_row(at, None),
            None => builder,
        };
        let header = builder.header(row_height, |mut header| {
            let columns = std::iter::once(("Line", "The table's lines")).chain(table.columns.iter().copied());
            for (i, (name, hint)) in columns.enumerate() {
                let sorting = state.settings.sorting.filter(|s| s.column == i);
                let icon =
                    |is_falling| if is_falling { icons::ICON_ARROW_DROP_DOWN } else { icons::ICON_ARROW_DROP_UP };
                let label = |ui: &mut egui::Ui| {
                    ui.spacing_mut().item_spacing.x = 0.0;
                    let name = Label::new(bold(name.trim())).selectable(false).extend();
                    let sign = sorting.map(|s| Label::new(RichText::from(icon(s.is_falling))).selectable(false));
                    // the sign stands behind the name, in columns that are set from the right too
                    if i == 0 {
                        ui.add(name);
                        sign.map(|sign| ui.add(sign));
                    } else {
                        sign.map(|sign| ui.add(sign));
                        ui.add(name);
                    }
                };
                let (_, response) = header.col(|ui| match i {
                    0 => drop(ui.with_layout(Layout::left_to_right(Align::Center), label)),
                    _ => label(ui),
                });
                let how = sorting.map_or("", |s| if s.is_falling { ", largest first" } else { ", smallest first" });
                // both times are called alike, above; each says here what it is of
                let said = match name.trim() {
                    "at" => format!("time of {}", table.columns[i - 2].0.to_lowercase()),
                    name => name.to_owned(),
                };
                let told = format!("Sort by {said}{how}");
                heads.push((i, response.rect, told));
                super::card::note_term(&response, name.trim());
                if response.on_hover_text(format!("{hint}\nClick to sort")).clicked() {
                    commands.push(Command::Sort(i));
                }
            }
        });
        header.body(|body| {
            body.rows(row_height, table.rows.len(), |mut row| {
                let index = row.index();
                let Some(data) = table.rows.get(index) else { return };
                in_view = Some(in_view.as_ref().map_or(index, |d| d.start.min(index))..index + 1);
                row.set_selected(document.choices.selected.as_ref() == Some(&data.key));
                row.col(|ui| {
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| name_cell(ui, data));
                });
                for cell in &data.cells {
                    row.col(|ui| {
                        let text = RichText::new(&cell.text);
                        let text = if data.is_hidden { text.weak() } else { text };
                        ui.add(Label::new(text).selectable(false).extend());
                    });
                }
                let response = row.response();
                let name = &data.name;
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Select {name}")));
                response.context_menu(|ui| {
                    if ui.button("Copy this row").clicked() {
                        commands.push(Command::CopyText(data.as_text(&table.columns)));
                        ui.close();
                    }
                    if ui.button(if data.is_hidden { "Show the line" } else { "Hide the line" }).clicked() {
                        commands.push(Command::ToggleLine(data.key.clone()));
                        ui.close();
                    }
                });
                if response.clicked() {
                    commands.push(Command::Select(Some(data.key.clone())));
                }
                if response.double_clicked() {
                    commands.action(Action::Highlight);
                }
            });
        });
    });
    heads_by_keyboard(ui, heads, shown.inner_rect, commands);
    let mut rect = shown.inner_rect;
    rect.min.y += row_height;
    let row = keys.at().and_then(|at| table.rows.get(at)).map_or("", |row| row.name.as_str());
    let says = format!("{row}; Space hides or shows it, Enter highlights it, Ctrl+C copies it");
    keys.end(ui, rect, in_view.unwrap_or_default(), ("Statistics", &says));
    beyond_the_edges(ui, shown, row_height);
}

/// Column heads as places for the keyboard, where Space and Enter sort; the mouse clicks what lies below them.
fn heads_by_keyboard(
    ui: &mut egui::Ui,
    heads: Vec<(usize, egui::Rect, String)>,
    view: egui::Rect,
    commands: &mut CommandQueue,
) {
    for (column, rect, says) in heads {
        let id = egui::Id::unique(("sort statistics by", column));
        let head = ui.interact(rect, id, Sense::focusable_noninteractive());
        head.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &says));
        if !head.has_focus() {
            continue;
        }
        if ui.input(|i| i.key_pressed(Key::Space) || i.key_pressed(Key::Enter)) {
            commands.push(Command::Sort(column));
        }
        if head.gained_focus() && !view.contains_rect(rect) {
            let now = ui.data(|data| data.get_temp::<f32>(offset_id())).unwrap_or_default();
            let to = (now + rect.right() - view.right() + 40.0).max(0.0);
            ui.data_mut(|data| data.insert_temp(scrolled_id(), to));
        }
        let shown = rect.intersect(view);
        ui.painter().rect_stroke(shown, 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Inside);
    }
}

/// How far the table is scrolled.
fn offset_id() -> egui::Id {
    egui::Id::unique("statistics' offset")
}

/// Where the table is to be scrolled to in the next frame.
fn scrolled_id() -> egui::Id {
    egui::Id::unique("statistics scrolled to")
}

/// A sign at each edge that columns go on beyond; a click shows more of them.
fn beyond_the_edges<R>(ui: &mut egui::Ui, shown: egui::scroll_area::ScrollAreaOutput<R>, height: f32) {
    const WIDTH: f32 = 22.0;
    let (view, offset) = (shown.inner_rect, shown.state.clamped_offset().x);
    ui.data_mut(|data| data.insert_temp(offset_id(), offset));
    let right = shown.content_size.x - offset - view.width();
    if shown.content_size.x <= view.width() + 4.0 {
        return;
    }
    let edges = [
        (offset > 4.0, view.left(), icons::ICON_CHEVRON_LEFT, "More columns to the left", -1.0),
        (right > 4.0, view.right() - WIDTH, icons::ICON_CHEVRON_RIGHT, "More columns to the right", 1.0),
    ];
    for (has_more, left, icon, name, way) in edges {
        // at the end of the table the one that leads on stays, so that nothing else is clicked in its place
        if !has_more && way < 0.0 {
            continue;
        }
        let rect = egui::Rect::from_min_size(egui::pos2(left, view.top()), vec2(WIDTH, height));
        let ground = ui.visuals().panel_fill;
        ui.painter().rect_filled(rect, 0.0, ground);
        let mut place =
            ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)));
        place.spacing_mut().button_padding = vec2(2.0, 1.0);
        ui.interact(rect, egui::Id::unique(("more columns", name)), Sense::CLICK);
        let says = (name, "Also Shift and the wheel");
        if theme::icon_button_if(&mut place, has_more, icon, "", says).clicked() {
            let to = (offset + way * 0.7 * view.width()).clamp(0.0, shown.content_size.x - view.width());
            ui.data_mut(|data| data.insert_temp(scrolled_id(), to));
            ui.ctx().request_repaint();
        }
    }
}

fn heading(
    ui: &mut egui::Ui,
    document: &Document,
    scene: &crate::chart::Scene,
    views: &[View; 2],
    commands: &mut CommandQueue,
) {
    ui.horizontal(|ui| {
        let of = |scene: &crate::chart::Scene, view: &View| {
            let (from, to) = view.bounds().map_or(scene.span, |b| b.0);
            let span = (from.max(scene.span.0), to.min(scene.span.1));
            let is_some = span.1 > span.0;
            if is_some { scene.clock.span(milliseconds(span.0), milliseconds(span.1)) } else { "no samples".to_owned() }
        };
        let first = of(scene, &views[0]);
        let text = document
            .derived
            .second
            .as_ref()
            .map_or_else(|| first.clone(), |second| format!("before: {first}  ·  after: {}", of(second, &views[1])));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (icon, action) in [
                (theme::icons::ICON_CLOSE, Action::ToggleStatistics),
                (theme::icons::ICON_CONTENT_COPY, Action::CopyStatistics),
            ] {
                let name = match action {
                    Action::ToggleStatistics => "Hide the statistics".to_owned(),
                    action => action.label().to_owned(),
                };
                if theme::icon_button(ui, icon, &name, &theme::keys(ui, action)).clicked() {
                    commands.action(action);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.label(bold("Visible time"));
                ui.add(Label::new(RichText::new(text).weak()).truncate());
            });
        });
    });
}

fn name_cell(ui: &mut egui::Ui, row: &Row) {
    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 12.0), Sense::hover());
    super::line_sample(ui, row.drawn, rect, row.is_hidden);
    let text = RichText::new(&row.name);
    let text = if row.is_hidden { text.weak().strikethrough() } else { text };
    ui.add(Label::new(text).selectable(false).truncate());
}
