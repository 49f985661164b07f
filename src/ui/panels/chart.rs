//! The middle: title, legend, chart, and the strip of the whole log below it.

use super::super::command::{Action, Command, Wishes};
use super::super::state::{Document, State};
use super::super::theme::{self, BOLD, bold};
use crate::chart::draw::{self, Touch, overview};
use crate::chart::labels::middle_cut;
use crate::chart::palette::{Dash, Role};
use crate::chart::{Line, Scene};
use eframe::egui::{self, FontFamily, Label, RichText, Sense, Stroke, vec2};

pub fn show(ui: &mut egui::Ui, state: &mut State, wishes: &mut Wishes) {
    let ground = theme::ground(ui);
    let has_overview = state.settings.shows_overview;
    let Some(document) = &mut state.document else { return };
    if document.scene.is_none() {
        let is_empty = document.machine().is_some_and(|m| m.recording.axis.is_empty());
        if is_empty {
            no_samples(ui)
        } else {
            no_pools(ui, wishes)
        }
        return;
    }
    let look = |name, hidden| draw::Look {
        ground,
        hidden,
        bold: FontFamily::Name(BOLD.into()),
        active: document.choices.active_cursor.min(1),
        name,
    };
    let hidden = document.hidden.clone();
    let (first, second) = (look("pools", &hidden), look("after", &[]));
    if document.second.is_some() {
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            one(left, document, &first, Which::First, has_overview, wishes);
            one(right, document, &second, Which::Second, has_overview, wishes);
        });
    } else {
        one(ui, document, &first, Which::First, has_overview, wishes);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Which {
    First,
    Second,
}

/// A chart with its words.
fn one(
    ui: &mut egui::Ui,
    document: &mut Document,
    look: &draw::Look<'_>,
    which: Which,
    has_overview: bool,
    wishes: &mut Wishes,
) {
    let is_only_chart = document.second.is_none();
    let (scene, view) = match which {
        Which::First => (&document.scene, &mut document.view),
        Which::Second => (&document.second, &mut document.second_view),
    };
    let Some(scene) = scene else { return };
    ui.add(Label::new(bold(&scene.title).size(19.0)).truncate());
    ui.add(Label::new(RichText::new(&scene.subtitle).weak()).truncate());
    legend(ui, scene, look.hidden, document.choices.selected.as_ref(), wishes);
    let room = ui.available_height();
    let strip = if has_overview && room > 220.0 { overview::HEIGHT + 6.0 } else { 0.0 };
    let shown = ui.allocate_ui(vec2(ui.available_width(), room - strip), |ui| draw::show(ui, scene, view, look)).inner;
    if strip > 0.0 {
        overview::show(ui, scene, view, look, (shown.rect.left(), shown.rect.right()));
    }
    let response = &shown.response;
    response.widget_info(|| {
        egui::WidgetInfo::labeled(
            egui::Role::GraphicsDocument,
            true,
            format!("Chart: {}, {}", scene.title, scene.subtitle),
        )
    });
    let menu_at = view.menu_at.map(|[t, height]| [t, scene.amount(height)]);
    response.context_menu(|ui| menu(ui, document, menu_at.filter(|_| is_only_chart), wishes));
    for touch in shown.touches.into_iter().filter(|_| is_only_chart) {
        take(touch, document, wishes);
    }
}

fn take(touch: Touch, document: &Document, wishes: &mut Wishes) {
    let command = match touch {
        Touch::Cursor(which, at) => Some(Command::SetCursor(which, at)),
        Touch::MoveEvent(i, at) => document.mark_index(i).map(|index| Command::MoveMark(index, at)),
        Touch::OpenEvent(i) => document.mark_index(i).map(Command::EditMark),
        Touch::MoveNote(i, offset) => document.note_index(i).map(|index| Command::MoveNote(index, offset)),
        Touch::OpenNote(i) => document.note_index(i).map(Command::EditNote),
        Touch::Select(key) => Some(Command::Select(Some(key))),
    };
    wishes.0.extend(command);
}

fn menu(ui: &mut egui::Ui, document: &Document, at: Option<[f64; 2]>, wishes: &mut Wishes) {
    if let Some(at) = at {
        if ui.button("Write a note here…").clicked() {
            wishes.push(Command::WriteNote(at));
            ui.close();
        }
        if ui.button("Mark this moment…").clicked() {
            wishes.push(Command::SetCursor(document.choices.active_cursor, Some(at[0])));
            wishes.action(Action::AddMark);
            ui.close();
        }
        ui.separator();
    }
    let actions = [
        Action::ResetView,
        Action::FitAmounts,
        Action::ZoomToCursors,
        Action::ZoomBack,
        Action::JudgeVisible,
        Action::ClearCursors,
        Action::ExportPicture,
        Action::CopyPicture,
        Action::CopyVerdict,
    ];
    for action in actions {
        let button = egui::Button::new(action.label()).shortcut_text(theme::keys(ui, action));
        if ui.add(button).on_hover_text(action.tooltip()).clicked() {
            wishes.action(action);
            ui.close();
        }
    }
}

/// The lines by name, in as many rows as leave the chart its room; the rest behind a button.
fn legend(ui: &mut egui::Ui, scene: &Scene, hidden: &[bool], selected: Option<&String>, wishes: &mut Wishes) {
    const ROW: f32 = 30.0;
    let rows = (ui.available_height() * 0.22 / ROW).floor().clamp(1.0, 4.0);
    let is_shown = |i: usize| !hidden.get(i).copied().unwrap_or(false);
    ui.horizontal_wrapped(|ui| {
        let top = ui.cursor().top();
        let mut listed = 0;
        for (i, line) in scene.lines.iter().enumerate() {
            // the button needs a place of its own in the last row
            let is_last_row = ui.cursor().top() - top >= (rows - 1.0) * ROW - 8.0;
            let width = legend_width(ui, line, selected == Some(&line.key));
            let is_last = i + 1 == scene.lines.len();
            let room = ui.available_size_before_wrap().x - if is_last { 0.0 } else { 90.0 };
            if i > 0 && is_last_row && width > room {
                break;
            }
            legend_entry(ui, line, is_shown(i), selected == Some(&line.key), wishes);
            listed = i + 1;
        }
        let rest = &scene.lines[listed..];
        if rest.is_empty() {
            for trend in &scene.trends {
                if ui.cursor().top() - top < rows * ROW - 8.0 {
                    trend_entry(ui, &trend.label);
                }
            }
            return;
        }
        ui.menu_button(format!("and {} more", rest.len()), |ui| {
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (i, line) in rest.iter().enumerate() {
                    legend_entry(ui, line, is_shown(listed + i), selected == Some(&line.key), wishes);
                }
            });
        });
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

/// A short piece of a line, with its dashes and its sign.
pub(super) fn line_sample(ui: &egui::Ui, role: Role, rect: egui::Rect, color: egui::Color32) {
    let ends = [rect.left_center(), rect.right_center()];
    let stroke = Stroke::new(2.5, color);
    match role.dash() {
        Dash::Solid => {
            ui.painter().line_segment(ends, stroke);
            theme::sign(ui.painter(), role, rect.center(), 4.5, color);
        }
        Dash::Dashed => {
            ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, 7.0, 4.0));
        }
        Dash::Dotted => {
            ui.painter().extend(egui::Shape::dashed_line(&ends, stroke, 2.0, 3.5));
        }
    }
}

fn legend_name(line: &Line) -> String {
    line.measure.as_ref().map_or_else(|| line.name.clone(), |m| format!("{} ({m})", line.name))
}

fn legend_galley(ui: &egui::Ui, line: &Line, is_selected: bool, color: egui::Color32) -> std::sync::Arc<egui::Galley> {
    let family = if is_selected { FontFamily::Name(BOLD.into()) } else { FontFamily::Proportional };
    let font = egui::FontId::new(14.0, family);
    // what the line is measured by is never cut
    let measure = line.measure.as_ref().map_or_else(String::new, |m| format!(" ({m})"));
    let room = (ui.max_rect().width() - 50.0).max(40.0);
    let laid = |text: String| ui.painter().layout_no_wrap(text, font.clone(), color);
    let fits = |name: &str| laid(format!("{name}{measure}")).size().x <= room;
    laid(middle_cut(&line.name, &fits) + &measure)
}

/// How wide a line's place in the legend is.
fn legend_width(ui: &egui::Ui, line: &Line, is_selected: bool) -> f32 {
    legend_galley(ui, line, is_selected, ui.visuals().text_color()).size().x + 46.0
}

/// A line of the legend that switches its line on and off; the secondary button offers more.
fn legend_entry(ui: &mut egui::Ui, line: &Line, is_shown: bool, is_selected: bool, wishes: &mut Wishes) {
    let name = legend_name(line);
    let text_color = if is_shown { ui.visuals().text_color() } else { ui.visuals().weak_text_color() };
    let galley = legend_galley(ui, line, is_selected, text_color);
    let size = vec2(galley.size().x + 46.0, galley.size().y.max(18.0) + 6.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let visuals = ui.style().interact(&response);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, visuals.weak_bg_fill);
    }
    if is_selected {
        let edge = Stroke::new(1.0, ui.visuals().weak_text_color());
        ui.painter().rect_stroke(rect, 4.0, edge, egui::StrokeKind::Inside);
    }
    let color = theme::role_color(ui, line.role).gamma_multiply(if is_shown { 1.0 } else { 0.35 });
    let y = rect.center().y;
    let sample = egui::Rect::from_x_y_ranges(rect.left() + 4.0..=rect.left() + 32.0, y - 6.0..=y + 6.0);
    line_sample(ui, line.role, sample, color);
    let text_at = egui::pos2(rect.left() + 39.0, y - galley.size().y / 2.0);
    let text_end = text_at.x + galley.size().x;
    ui.painter().galley(text_at, galley, text_color);
    if !is_shown {
        ui.painter().hline(text_at.x..=text_end, y, Stroke::new(1.0, text_color));
    }
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_shown, &name));
    response.context_menu(|ui| {
        if ui.button(if is_shown { "Hide" } else { "Show" }).clicked() {
            wishes.push(Command::ToggleLine(line.key.clone()));
            ui.close();
        }
        if ui.button("Highlight").clicked() {
            wishes.push(Command::Select(Some(line.key.clone())));
            wishes.action(Action::Highlight);
            ui.close();
        }
    });
    let hint = if is_shown { "Hide this line" } else { "Show this line" };
    let more = "right click for more";
    if response.on_hover_text(format!("{name}\n{hint}; {more}")).clicked() {
        wishes.push(Command::ToggleLine(line.key.clone()));
    }
}

fn no_samples(ui: &mut egui::Ui) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.22);
        ui.label(bold("This log has no samples").size(22.0));
        ui.label(
            "It names its counters, and ends before the first row of values: it was cut, or nothing was logged yet.",
        );
    });
}

fn no_pools(ui: &mut egui::Ui, wishes: &mut Wishes) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.22);
        ui.label(bold("This log has no pool counters").size(22.0));
        ui.label("PoolScope looks for \\Memory\\Pool Nonpaged Bytes and \\Memory\\Pool Paged Bytes.");
        ui.add_space(10.0);
        ui.label("Whatever it has can be put on the chart:");
        let hint = theme::hint(ui, Action::ToggleCounters);
        if ui.button("Show the list of counters").on_hover_text(hint).clicked() {
            wishes.action(Action::ToggleCounters);
        }
        ui.add_space(14.0);
        ui.label("If the log names the pools in a language that PoolScope does not know:");
        let hint = theme::hint(ui, Action::ChoosePools);
        if ui.button(Action::ChoosePools.label()).on_hover_text(hint).clicked() {
            wishes.action(Action::ChoosePools);
        }
        ui.add_space(14.0);
        ui.label("If it was made without them:");
        if ui.button("Copy the command that collects them").clicked() {
            wishes.push(Command::CopyText(crate::wording::diagnostic::COLLECT.join("\r\n")));
        }
        ui.add_space(4.0);
        ui.label(
            RichText::new("Run it in an elevated prompt on the machine; stop it later with: logman stop PoolLeak")
                .weak(),
        );
    });
}
