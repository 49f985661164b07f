//! The central panel: title, legend, chart, and the overview strip of the whole log below it.

use super::super::command::{Action, Command, CommandQueue};
use super::super::state::choices::Choices;
use super::super::state::{Document, Settings, State};
use super::super::theme::{self, bold};
use super::line_style;
use crate::chart::interact::{self, ChartEvent, View, overview};
use crate::chart::layout::{self, Look, Metrics, Pen, Standing, legend};
use crate::chart::paint_egui;
use crate::chart::{Line, Scene};
use crate::model::units::Unit;
use eframe::egui::{self, Label, RichText, Sense, pos2, vec2};

/// The limit on points of all lines together: a single line has two for each pixel column, each of many has fewer.
const POINTS: usize = 14_000;

/// The same while a mouse button is held, for example to drag the chart: many lines slow down each frame, and the
/// finest peaks of a moving line cannot be seen.
const POINTS_MOVING: usize = 6000;

pub fn show(ui: &mut egui::Ui, state: &State, views: &mut [View; 2], commands: &mut CommandQueue) {
    let has_overview = state.settings.shows_overview;
    let Some(document) = &state.document else { return };
    if document.derived.scene.is_none() {
        let is_empty = document.machine().is_some_and(|m| m.recording.axis.is_empty());
        if is_empty {
            no_samples(ui)
        } else {
            no_pools(ui, commands)
        }
        return;
    }
    let choices = &document.choices;
    let is_hidden = |key: &str| choices.is_hidden(key);
    let is_moving = ui.input(|i| i.pointer.any_down());
    let look = Look {
        ground: theme::ground(ui),
        is_hidden: &is_hidden,
        active_cursor: Some(choices.active_cursor.min(1)),
        points: if is_moving { POINTS_MOVING } else { POINTS },
    };
    let [first, second] = views;
    if document.derived.second.is_some() {
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            head(left, (state, document), &look, Which::First, commands);
            head(right, (state, document), &look, Which::Second, commands);
            // the taller heading determines where both charts begin
            let top = left.cursor().top().max(right.cursor().top());
            for column in [&mut *left, &mut *right] {
                column.add_space(top - column.cursor().top());
            }
            one(left, (state, document), &look, (Which::First, first), has_overview, commands);
            one(right, (state, document), &look, (Which::Second, second), has_overview, commands);
        });
    } else {
        head(ui, (state, document), &look, Which::First, commands);
        one(ui, (state, document), &look, (Which::First, first), has_overview, commands);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Which {
    First,
    Second,
}

impl Which {
    fn of(self, document: &Document) -> (Option<&Scene>, &'static str) {
        match self {
            Self::First => (document.derived.scene.as_ref(), "pools"),
            Self::Second => (document.derived.second.as_ref(), "after"),
        }
    }
}

/// A chart's title and legend.
fn head(
    ui: &mut egui::Ui,
    (state, document): (&State, &Document),
    look: &Look<'_>,
    which: Which,
    commands: &mut CommandQueue,
) {
    let (Some(scene), name) = which.of(document) else { return };
    let ctx = ui.ctx().clone();
    let letters = theme::letters(&ctx);
    // names are shortened in the middle; times and intervals are not, if there is room for a second row
    let pen = Pen::bold(&letters, 19.0, look.paper().text);
    let title = pen.middle_cut(&scene.title, f64::from(ui.available_width()) - 2.0);
    ui.add(Label::new(bold(title).size(19.0)).truncate()).on_hover_text(&scene.title);
    let subtitle = Label::new(RichText::new(&scene.subtitle).weak());
    ui.add(if ui.available_height() > 460.0 { subtitle.wrap() } else { subtitle.truncate() });
    legend_ui(ui, scene, look, (&document.choices, &state.settings), name, commands);
}

/// A chart, and the overview strip of the whole log below it.
fn one(
    ui: &mut egui::Ui,
    (state, document): (&State, &Document),
    look: &Look<'_>,
    (which, view): (Which, &mut View),
    has_overview: bool,
    commands: &mut CommandQueue,
) {
    let is_only_chart = document.derived.second.is_none();
    let (Some(scene), name) = which.of(document) else { return };
    let ctx = ui.ctx().clone();
    let letters = theme::letters(&ctx);
    let room = ui.available_height();
    let strip = if has_overview && room > 220.0 { overview::HEIGHT + 6.0 } else { 0.0 };
    let size = vec2(ui.available_width(), room - strip);
    let shown = ui.allocate_ui(size, |ui| interact::show(ui, scene, view, look, name, &letters)).inner;
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
    response.context_menu(|ui| menu(ui, (state, document), menu_at.filter(|_| is_only_chart), commands));
    commands.0.extend(shown.events.into_iter().filter(|_| is_only_chart).map(|event| command(event, document)));
}

fn command(event: ChartEvent, document: &Document) -> Command {
    match event {
        ChartEvent::SetCursor(which, at) => Command::SetCursor(which, at),
        ChartEvent::MoveMark(id, at) => Command::MoveMark(id, at),
        ChartEvent::OpenMark(id) => Command::EditMark(id),
        ChartEvent::MoveListings(begin) => {
            let listing = document.machine().and_then(|m| m.tags.as_ref());
            let first = listing.and_then(|tags| tags.recording.axis.utc_ms.first());
            let own = first.map_or(begin, |ms| *ms as f64 / 1000.0);
            Command::MoveListings(begin - own)
        }
        ChartEvent::OpenListings => Command::Do(Action::MoveListings),
        ChartEvent::MoveNote(id, offset) => Command::MoveNote(id, offset),
        ChartEvent::OpenNote(id) => Command::EditNote(id),
        ChartEvent::Select(key) => Command::Select(Some(key)),
    }
}

fn menu(ui: &mut egui::Ui, (state, document): (&State, &Document), at: Option<[f64; 2]>, commands: &mut CommandQueue) {
    if let Some(at) = at {
        if ui.button("Write a note here…").clicked() {
            commands.push(Command::WriteNote(at));
            ui.close();
        }
        if ui.button("Mark this moment…").clicked() {
            commands.push(Command::SetCursor(document.choices.active_cursor, Some(at[0])));
            commands.action(Action::AddMark);
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
        let button = ui.add_enabled(state.can(action), button);
        theme::hint_beside(&button, action.tooltip());
        if button.clicked() {
            commands.action(action);
            ui.close();
        }
    }
}

/// The lines by name, in as many rows as leave the chart enough room; the rest is behind a button.
fn legend_ui(
    ui: &mut egui::Ui,
    scene: &Scene,
    look: &Look<'_>,
    (choices, settings): (&Choices, &Settings),
    chart: &str,
    commands: &mut CommandQueue,
) {
    let width = f64::from(ui.available_width());
    let metrics = Metrics::window((ui.available_height() * 0.22 / 30.0).floor().clamp(1.0, 4.0) as usize, width);
    let standing = |line: &Line| Standing {
        is_hidden: choices.is_hidden(&line.key),
        is_selected: choices.selected.as_ref() == Some(&line.key),
    };
    let ctx = ui.ctx().clone();
    let letters = theme::letters(&ctx);
    let room = ui.available_rect_before_wrap();
    let [left, right, top] = [room.left(), room.right(), room.top()].map(f64::from);
    let legend = layout::legend(scene, look, (left, right, top), metrics, &standing, &letters);
    let height = metrics.row * (legend.rows - 1) as f64 + metrics.height;
    // the topmost label of the axis extends above the chart
    ui.allocate_space(vec2(room.width(), height as f32 + 4.0));
    for entry in &legend.entries {
        let line = scene.lines.iter().find(|line| Some(&line.key) == entry.key.as_ref());
        entry_ui(ui, (chart, entry), line.map(|line| (line, standing(line))), (scene.left, settings), commands);
    }
    if legend.left_out == 0 {
        return;
    }
    let rest = scene.lines.get(legend.first_left_out..).unwrap_or_default();
    let trends: Vec<&str> =
        scene.trends.iter().filter(|t| look.has_role(scene, t.role)).map(|t| t.label.as_str()).collect();
    let trends = trends.get(legend.first_left_out.saturating_sub(scene.lines.len())..).unwrap_or_default();
    let corner = pos2(legend.end[0] as f32, legend.end[1] as f32);
    let rect = egui::Rect::from_min_size(corner, vec2(metrics.more as f32, metrics.height as f32));
    let mut place = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    let left_out = legend.left_out;
    let word = if Metrics::is_narrow(width) { format!("+{left_out}") } else { format!("and {left_out} more") };
    place.menu_button(word, |ui| {
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for line in rest {
                let at = paint_egui::place(ui.cursor().min);
                let room = f64::from(ui.ctx().content_rect().width()) * 0.5;
                let entry = legend::line_entry(look, line, (at, room), (metrics, standing(line)), &letters);
                ui.allocate_space(paint_egui::rect(&entry.rect).size());
                entry_ui(ui, (chart, &entry), Some((line, standing(line))), (scene.left, settings), commands);
            }
            for label in trends {
                let at = paint_egui::place(ui.cursor().min);
                let room = f64::from(ui.ctx().content_rect().width()) * 0.5;
                let entry = legend::trend_entry(look, label, (at, room), metrics, &letters);
                ui.allocate_space(paint_egui::rect(&entry.rect).size());
                entry_ui(ui, (chart, &entry), None, (scene.left, settings), commands);
            }
        });
    });
}

/// An entry of the legend. For a line, a click switches it on or off, and the context menu offers more.
fn entry_ui(
    ui: &egui::Ui,
    (chart, entry): (&str, &legend::Entry),
    line: Option<(&Line, Standing)>,
    (left, settings): (Unit, &Settings),
    commands: &mut CommandQueue,
) {
    let rect = paint_egui::rect(&entry.rect);
    let id = ui.scope_id().with((chart, "legend", &entry.name, &entry.key));
    let response = ui.interact(rect, id, if line.is_some() { Sense::click() } else { Sense::hover() });
    if line.is_some() && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, 4.0, ui.style().interact(&response).weak_bg_fill);
    }
    let ctx = ui.ctx().clone();
    paint_egui::shapes(ui.painter(), &theme::letters(&ctx), &entry.shapes);
    let Some((line, standing)) = line else {
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &entry.name));
        response.on_hover_text(&entry.name);
        return;
    };
    let is_shown = !standing.is_hidden;
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_shown, &entry.name));
    response.context_menu(|ui| {
        if ui.button(if is_shown { "Hide" } else { "Show" }).clicked() {
            commands.push(Command::ToggleLine(line.key.clone()));
            ui.close();
        }
        if ui.button("Highlight").clicked() {
            commands.push(Command::Select(Some(line.key.clone())));
            commands.action(Action::Highlight);
            ui.close();
        }
        ui.separator();
        line_style::menu(ui, line, left, settings, commands);
    });
    let hint = if is_shown { "Hide this line" } else { "Show this line" };
    let name = &entry.name;
    if response.on_hover_text(format!("{name}\n{hint}; right click for more")).clicked() {
        commands.push(Command::ToggleLine(line.key.clone()));
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

fn no_pools(ui: &mut egui::Ui, commands: &mut CommandQueue) {
    let room = ui.available_height();
    let column = egui::ScrollArea::vertical().auto_shrink(false);
    column.show(ui, |ui| {
        ui.vertical_centered(|ui| {
            // in a low window, everything stays within reach
            ui.add_space(if room > 420.0 { room * 0.22 } else { 8.0 });
            ui.label(bold("This log has no pool counters").size(22.0));
            ui.label("PoolScope looks for \\Memory\\Pool Nonpaged Bytes and \\Memory\\Pool Paged Bytes.");
            ui.add_space(10.0);
            ui.label("Whatever it has can be put on the chart:");
            let hint = theme::hint(ui, Action::ToggleCounters);
            if ui.button("Show the list of counters").on_hover_text(hint).clicked() {
                commands.action(Action::ToggleCounters);
            }
            ui.add_space(14.0);
            ui.label("If the log names the pools in a language that PoolScope does not know:");
            let hint = theme::hint(ui, Action::ChoosePools);
            if ui.button(Action::ChoosePools.label()).on_hover_text(hint).clicked() {
                commands.action(Action::ChoosePools);
            }
            ui.add_space(14.0);
            ui.label("If it was made without them:");
            if ui.button("Copy the command that collects them").clicked() {
                commands.push(Command::CopyText(crate::wording::diagnostic::COLLECT.join("\r\n")));
            }
            ui.add_space(4.0);
            ui.label(
                RichText::new("Run it in an elevated prompt on the machine; stop it later with: logman stop PoolLeak")
                    .weak(),
            );
        })
    });
}
