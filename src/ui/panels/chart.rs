//! The middle: title, legend, chart.

use super::super::command::{Action, Command, Wishes};
use super::super::state::State;
use super::super::theme::{self, BOLD, bold};
use crate::chart::draw;
use crate::chart::palette::{Dash, Role};
use eframe::egui::{self, FontFamily, Label, RichText, Sense, Stroke, vec2};

pub fn show(ui: &mut egui::Ui, state: &mut State, wishes: &mut Wishes) {
    let Some(document) = &mut state.document else { return };
    let Some(scene) = &document.scene else {
        no_pools(ui, wishes);
        return;
    };
    ui.add(Label::new(bold(&scene.title).size(19.0)).truncate());
    ui.add(Label::new(RichText::new(&scene.subtitle).weak()).truncate());
    ui.horizontal_wrapped(|ui| {
        for (i, line) in scene.lines.iter().enumerate() {
            let is_shown = !document.hidden.get(i).copied().unwrap_or(false);
            let name = line.measure.as_ref().map_or_else(|| line.name.clone(), |m| format!("{} ({m})", line.name));
            if legend_entry(ui, &name, line.role, is_shown) {
                wishes.push(Command::ToggleLine(i));
            }
        }
        for trend in &scene.trends {
            trend_entry(ui, &trend.label);
        }
    });
    let look = draw::Look { ground: theme::ground(ui), hidden: &document.hidden, bold: FontFamily::Name(BOLD.into()) };
    let response = draw::show(ui, scene, &mut document.view, &look);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::GraphicsDocument,
            true,
            format!("Chart: {}, {}", scene.title, scene.subtitle),
        )
    });
    response.context_menu(|ui| {
        for action in [Action::ResetView, Action::ExportPicture, Action::CopyPicture, Action::CopyVerdict] {
            if ui.button(action.label()).clicked() {
                wishes.action(action);
                ui.close();
            }
        }
    });
}

/// A text in one row, cut short where the chart is narrow.
fn one_row(ui: &egui::Ui, text: &str, font: egui::FontId, color: egui::Color32) -> std::sync::Arc<egui::Galley> {
    let room = (ui.max_rect().width() - 50.0).max(40.0);
    let text = egui::WidgetText::from(RichText::new(text).font(font).color(color));
    text.into_galley(ui, Some(egui::TextWrapMode::Truncate), room, egui::TextStyle::Body)
}

/// The legend's word on a trend line, which goes with its line.
fn trend_entry(ui: &mut egui::Ui, label: &str) {
    let font = egui::FontId::proportional(14.0);
    let galley = one_row(ui, &format!("trend, {label}"), font, ui.visuals().text_color());
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 36.0, galley.size().y + 6.0), Sense::hover());
    let y = rect.center().y;
    let ends = [egui::pos2(rect.left(), y), egui::pos2(rect.left() + 26.0, y)];
    let stroke = Stroke::new(1.5, theme::role_color(ui, Role::Trend));
    ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, 2.0, 4.0));
    ui.painter().galley(egui::pos2(rect.left() + 33.0, y - galley.size().y / 2.0), galley, stroke.color);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, format!("trend, {label}")));
}

/// A line of the legend that switches its line on and off.
fn legend_entry(ui: &mut egui::Ui, name: &str, role: Role, is_shown: bool) -> bool {
    let font = egui::FontId::proportional(14.0);
    let text_color = if is_shown { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
    let galley = one_row(ui, name, font, text_color);
    let size = vec2(galley.size().x + 46.0, galley.size().y.max(18.0) + 6.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let visuals = ui.style().interact(&response);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, visuals.weak_bg_fill);
    }
    let color = theme::role_color(ui, role).gamma_multiply(if is_shown { 1.0 } else { 0.35 });
    let y = rect.center().y;
    let ends = [egui::pos2(rect.left() + 4.0, y), egui::pos2(rect.left() + 32.0, y)];
    let stroke = Stroke::new(2.5, color);
    match role.dash() {
        Dash::Solid => {
            ui.painter().line_segment(ends, stroke);
            theme::sign(ui.painter(), role, egui::pos2(rect.left() + 18.0, y), 4.5, color);
        }
        Dash::Dashed => {
            ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, 7.0, 4.0));
        }
        Dash::Dotted => {
            ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, 2.0, 3.5));
        }
    }
    let text_at = egui::pos2(rect.left() + 39.0, y - galley.size().y / 2.0);
    let text_end = text_at.x + galley.size().x;
    ui.painter().galley(text_at, galley, text_color);
    if !is_shown {
        ui.painter().hline(text_at.x..=text_end, y, Stroke::new(1.0, text_color));
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_shown, name));
    response.on_hover_text(if is_shown { "Hide this line" } else { "Show this line" }).clicked()
}

fn no_pools(ui: &mut egui::Ui, wishes: &mut Wishes) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.22);
        ui.label(bold("This log has no pool counters").size(22.0));
        ui.label("PoolScope looks for \\Memory\\Pool Nonpaged Bytes and \\Memory\\Pool Paged Bytes.");
        ui.add_space(10.0);
        ui.label("If the log names them in a language that PoolScope does not know:");
        let hint = format!("{} (Ctrl+P)", Action::ChoosePools.tooltip());
        if ui.button(Action::ChoosePools.label()).on_hover_text(hint).clicked() {
            wishes.action(Action::ChoosePools);
        }
        ui.add_space(14.0);
        ui.label("If it was made without them:");
        if ui.button("Copy the command that collects them").clicked() {
            wishes.push(Command::CopyText(crate::logfile::notes::COLLECT.join("\r\n")));
        }
        ui.add_space(4.0);
        ui.label(
            RichText::new("Run it in an elevated prompt on the machine; stop it later with: logman stop PoolLeak")
                .weak(),
        );
    });
}
