//! The table below the chart: the statistics of each line in the visible time, and its values at the cursors.

use super::super::command::{Action, Command, CommandQueue};
use super::super::rows::Rows;
use super::super::state::{Document, State};
use super::super::table::{Row, table};
use super::super::theme::{self, bold, icons};
use crate::chart::interact::View;
use crate::model::clock::milliseconds;
use eframe::egui::{self, Align, Color32, Key, Label, Layout, RichText, Sense, vec2};
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
    let line_width = names_width(ui, &table.rows);
    let mut lines: Vec<(usize, egui::Rangef)> = Vec::new();
    let mut area = egui::ScrollArea::horizontal().auto_shrink(false);
    if let Some(to) = ui.data_mut(|data| data.remove_temp::<f32>(scrolled_id())) {
        area = area.horizontal_scroll_offset(to);
    }
    let mut heads: Vec<(usize, egui::Rect, String)> = Vec::new();
    let shown = area.show(ui, |ui| {
        let builder = TableBuilder::new(ui)
            // with other names, the width is chosen again
            .id_salt(("statistics", table.columns.len(), line_width.round() as i32))
            .striped(true)
            // rows are clickable; keyboard navigation is handled by the list
            .sense(Sense::CLICK)
            .cell_layout(Layout::right_to_left(Align::Center))
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .column(Column::initial(line_width).at_least(90.0).clip(true).resizable(true))
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
                    // the sort arrow follows the name, also in columns that are aligned right
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
                // both columns of times have the same heading; the description says what each time belongs to
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
                lines.push((index, response.rect.y_range()));
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
    let names = heads.first().map_or(0.0, |(_, head, _)| head.width()).min(0.5 * shown.inner_rect.width());
    let beside = if shown.state.clamped_offset().x > 0.0 { names } else { 0.0 };
    if beside > 0.0 {
        lines_in_place(ui, (&table.rows, &lines, document), (shown.inner_rect, beside, row_height), commands);
    }
    heads_by_keyboard(ui, heads, (shown.inner_rect, beside), commands);
    let mut rect = shown.inner_rect;
    rect.min.y += row_height;
    let row = keys.at().and_then(|at| table.rows.get(at)).map_or("", |row| row.name.as_str());
    let says = format!("{row}; Space hides or shows it, Enter highlights it, Ctrl+C copies it");
    keys.end(ui, rect, in_view.unwrap_or_default(), ("Statistics", &says));
    beyond_the_edges(ui, shown, (beside, row_height));
}

/// The width of the longest name, as far as it leaves room for the figures.
fn names_width(ui: &egui::Ui, rows: &[Row]) -> f32 {
    let font = egui::TextStyle::Body.resolve(ui.style());
    let width = |row: &Row| ui.painter().layout_no_wrap(row.name.clone(), font.clone(), Color32::PLACEHOLDER).size().x;
    let longest = rows.iter().map(width).fold(0.0, f32::max);
    // includes the sample of the line, and the gaps
    let most = (0.42 * ui.available_width()).max(150.0);
    (longest + 34.0).clamp(150.0_f32.min(most), most)
}

/// Draws the names of the lines over the columns scrolled underneath them, so that the names of figures stay visible.
fn lines_in_place(
    ui: &mut egui::Ui,
    (rows, lines, document): (&[Row], &[(usize, egui::Rangef)], &Document),
    (view, width, head_height): (egui::Rect, f32, f32),
    commands: &mut CommandQueue,
) {
    let place = egui::Rect::from_min_size(view.min, vec2(width, view.height()));
    let painter = ui.painter().with_clip_rect(place.intersect(ui.clip_rect()));
    painter.rect_filled(place, 0.0, ui.visuals().panel_fill);
    for (at, y) in lines {
        let Some(data) = rows.get(*at) else { continue };
        let rect = egui::Rect::from_x_y_ranges(place.x_range(), *y);
        let below_head = place.with_min_y(place.top() + head_height + ui.spacing().item_spacing.y);
        let is_selected = document.choices.selected.as_ref() == Some(&data.key);
        let fill = match is_selected {
            true => ui.visuals().selection.bg_fill,
            false if at % 2 == 1 => ui.visuals().faint_bg_color,
            false => ui.visuals().panel_fill,
        };
        let builder = egui::UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
        let mut cell = ui.new_child(builder);
        cell.set_clip_rect(below_head.intersect(ui.clip_rect()));
        cell.painter().rect_filled(rect, 0.0, fill);
        name_cell(&mut cell, data);
    }
    let head = egui::Rect::from_min_size(place.min, vec2(width, head_height));
    if ui.interact(head, egui::Id::unique("sort by the lines in place"), Sense::CLICK).clicked() {
        commands.push(Command::Sort(0));
    }
    ui.painter().rect_filled(head, 0.0, ui.visuals().panel_fill);
    let mut cell = ui.new_child(egui::UiBuilder::new().max_rect(head).layout(Layout::left_to_right(Align::Center)));
    cell.add(Label::new(bold("Line")).selectable(false).truncate());
    ui.painter().vline(place.right(), place.y_range(), ui.visuals().widgets.noninteractive.bg_stroke);
}

/// Makes column headings focusable, so that Space and Enter sort; the mouse clicks what lies below them.
fn heads_by_keyboard(
    ui: &mut egui::Ui,
    heads: Vec<(usize, egui::Rect, String)>,
    (view, beside): (egui::Rect, f32),
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
        let free = view.with_min_x(view.left() + beside);
        if head.gained_focus() && column > 0 && !free.contains_rect(rect) {
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

/// The offset to scroll the table to in the next frame.
fn scrolled_id() -> egui::Id {
    egui::Id::unique("statistics scrolled to")
}

/// An arrow at each edge beyond which there are more columns; a click scrolls to them.
fn beyond_the_edges<R>(ui: &mut egui::Ui, shown: egui::scroll_area::ScrollAreaOutput<R>, (beside, height): (f32, f32)) {
    const WIDTH: f32 = 22.0;
    let (view, offset) = (shown.inner_rect, shown.state.clamped_offset().x);
    ui.data_mut(|data| data.insert_temp(offset_id(), offset));
    let right = shown.content_size.x - offset - view.width();
    if shown.content_size.x <= view.width() + 4.0 {
        return;
    }
    let edges = [
        (offset > 4.0, view.left() + beside, icons::ICON_CHEVRON_LEFT, "More columns to the left", -1.0),
        (right > 4.0, view.right() - WIDTH, icons::ICON_CHEVRON_RIGHT, "More columns to the right", 1.0),
    ];
    for (has_more, left, icon, name, way) in edges {
        // at the end of the table, the forward arrow stays, so that nothing else is clicked by mistake
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
    let of = |scene: &crate::chart::Scene, view: &View| {
        let (from, to) = view.bounds().map_or(scene.span, |b| b.0);
        let span = (from.max(scene.span.0), to.min(scene.span.1));
        let is_some = span.1 > span.0;
        if is_some { scene.clock.span(milliseconds(span.0), milliseconds(span.1)) } else { "no samples".to_owned() }
    };
    let first = of(scene, &views[0]);
    let text = match &document.derived.second {
        Some(second) => format!("before: {first}  ·  after: {}", of(second, &views[1])),
        None => first,
    };
    let title = |ui: &mut egui::Ui| {
        ui.label(bold("Visible time"));
        ui.add(Label::new(RichText::new(text).weak()).truncate());
    };
    theme::with_buttons_at_right(ui, "statistics", title, |ui| {
        for (icon, action) in [
            (theme::icons::ICON_CONTENT_COPY, Action::CopyStatistics),
            (theme::icons::ICON_CLOSE, Action::ToggleStatistics),
        ] {
            let name = match action {
                Action::ToggleStatistics => "Hide the statistics",
                action => action.label(),
            };
            if theme::icon_button(ui, icon, name, &theme::keys(ui, action)).clicked() {
                commands.action(action);
            }
        }
    });
}

fn name_cell(ui: &mut egui::Ui, row: &Row) {
    let (rect, _) = ui.allocate_exact_size(vec2(16.0, 12.0), Sense::hover());
    super::line_sample(ui, row.drawn, rect, row.is_hidden);
    let text = RichText::new(&row.name);
    let text = if row.is_hidden { text.weak().strikethrough() } else { text };
    ui.add(Label::new(text).selectable(false).truncate());
}
