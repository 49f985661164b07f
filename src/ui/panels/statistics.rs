//! The table below the chart: each line in the visible time, and at the cursors.

use super::super::command::{Action, Command, CommandQueue};
use super::super::state::{Document, State};
use super::super::table::{Row, table};
use super::super::theme::{self, bold, icons};
use crate::chart::interact::View;
use crate::model::clock::milliseconds;
use eframe::egui::{self, Align, Label, Layout, RichText, Sense, vec2};
use egui_extras::{Column, TableBuilder};

pub fn show(ui: &mut egui::Ui, state: &State, views: &[View; 2], commands: &mut CommandQueue) {
    let Some(document) = &state.document else { return };
    let Some(scene) = &document.derived.scene else { return };
    let table = table(document, &state.settings);
    heading(ui, document, scene, views, commands);
    let row_height = ui.text_style_height(&egui::TextStyle::Body) + 6.0;
    let narrow = ui.available_width() < 500.0;
    egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        let builder = TableBuilder::new(ui)
            .id_salt(("statistics", table.columns.len()))
            .striped(true)
            .sense(Sense::click())
            .cell_layout(Layout::right_to_left(Align::Center))
            .auto_shrink(false)
            .min_scrolled_height(0.0)
            .column(Column::initial(if narrow { 150.0 } else { 210.0 }).at_least(90.0).clip(true).resizable(true))
            .columns(Column::auto().at_least(70.0), table.columns.len());
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
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &told));
                if response.on_hover_text(format!("{hint}\nClick to sort")).clicked() {
                    commands.push(Command::Sort(i));
                }
            }
        });
        header.body(|body| {
            body.rows(row_height, table.rows.len(), |mut row| {
                let Some(data) = table.rows.get(row.index()) else { return };
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
                if response.clicked() {
                    commands.push(Command::Select(Some(data.key.clone())));
                }
                if response.double_clicked() {
                    commands.action(Action::Highlight);
                }
            });
        });
    });
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
    super::chart::line_sample(ui, row.role, rect, row.is_hidden);
    let text = RichText::new(&row.name);
    let text = if row.is_hidden { text.weak().strikethrough() } else { text };
    ui.add(Label::new(text).selectable(false).truncate());
}
