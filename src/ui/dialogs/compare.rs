//! What is compared with what.

use super::super::command::{Command, CommandQueue};
use super::super::state::choices::{Compare, Half};
use super::super::state::{State, log_name};
use super::super::theme::{self, bold};
use super::parts::close_button;
use crate::chart::palette::Role;
use crate::engine::Log;
use crate::model::clock::milliseconds;
use crate::model::moment::parse_moments;
use crate::wording;
use eframe::egui::{self, Button, Key, Label, RichText, ScrollArea};

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    compare: &mut Compare,
    typed: &mut String,
    commands: &mut CommandQueue,
) {
    let Some(document) = &state.document else { return };
    ui.label(bold("Compare before and after").size(18.0));
    let logs = &document.loaded.logs;
    let is_split = compare.before.span.is_some() || compare.after.span.is_some();
    let mut splits = is_split;
    if logs.len() > 1 {
        ui.radio_value(&mut splits, false, "Two of the logs that are open");
        ui.radio_value(&mut splits, true, "Two parts of the time");
        ui.add_space(4.0);
    } else {
        ui.add(
            Label::new(
                "The log is cut in two. To compare two logs, add the other one first (Ctrl+Shift+A), then compare.",
            )
            .wrap(),
        );
    }
    let span = document.loaded.analysis.machines.get(document.derived.computer).and_then(|m| {
        let utc_ms = &m.recording.axis.utc_ms;
        Some((*utc_ms.first()? as f64 / 1000.0, *utc_ms.last()? as f64 / 1000.0))
    });
    let (from, to) = span.unwrap_or((0.0, 1.0));
    if splits != is_split {
        let part = |span| Half { logs: logs.clone(), span };
        let whole = |logs: &[Log]| Half { logs: logs.to_vec(), span: None };
        let middle = (from + to) / 2.0;
        (compare.before, compare.after) = match splits {
            true => (part(Some((from, middle))), part(Some((middle, to)))),
            false => (whole(&logs[..1]), whole(logs.get(1..).unwrap_or_default())),
        };
    }
    let mut is_exact = true;
    if splits {
        is_exact = cut(ui, state, compare, typed, (from, to));
    } else {
        sides(ui, logs, compare);
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let has_both = is_exact && !compare.before.logs.is_empty() && !compare.after.logs.is_empty();
        let entered = ui.memory(|m| m.focused().is_none()) && ui.input(|i| i.key_pressed(Key::Enter));
        let button = ui.add_enabled(has_both, Button::new("Compare")).on_hover_text("Enter");
        if (button.clicked() || entered) && has_both {
            commands.push(Command::SetCompare(Some(Box::new(compare.clone()))));
        }
        close_button(ui, "Cancel", commands);
    });
}

/// Where the time is cut: at a cursor, at a mark, or anywhere. Returns whether the typed text is a time in the log.
fn cut(ui: &mut egui::Ui, state: &State, compare: &mut Compare, typed: &mut String, (from, to): (f64, f64)) -> bool {
    let Some(document) = &state.document else { return false };
    let clock = document.machine().map(|m| state.settings.style(&m.recording).clock);
    let Some(clock) = clock else { return false };
    let mut at = compare.after.span.map_or((from + to) / 2.0, |s| s.0);
    let cursors = document.choices.cursors.iter().zip(["cursor A", "cursor B"]);
    let cursors =
        cursors.filter_map(|(c, name)| Some((c.filter(|_| !document.choices.is_compare())?, name.to_owned())));
    let marks = document.choices.marks.iter().filter(|m| !m.is_compare).map(|m| (m.at, m.label.clone()));
    let restarts = document.derived.scene.iter().flat_map(|s| s.restarts.iter().map(|m| (m.at, m.label.clone())));
    let rises = document.machine().into_iter().flat_map(|m| m.report.pools()).filter_map(|finding| {
        let at = finding.onset_utc_ms? as f64 / 1000.0;
        Some((at, format!("the rise of the {} began", wording::title(finding).to_lowercase())))
    });
    let inside = rises.chain(cursors).chain(marks).chain(restarts).filter(|(t, _)| *t > from && *t < to);
    let inside: Vec<(f64, String)> = inside.take(40).collect();
    ui.label(if inside.is_empty() { "Where to cut:" } else { "Cut at:" });
    ScrollArea::vertical().max_height(160.0).auto_shrink([false, true]).show(ui, |ui| {
        for (time, name) in &inside {
            let time = *time;
            let name = if name.is_empty() { "mark" } else { name };
            if ui.radio_value(&mut at, time, format!("{name}, {}", clock.second(milliseconds(time)))).clicked() {
                typed.clear();
            }
        }
    });
    let label = ui.label("or at this time:");
    let edit = egui::TextEdit::singleline(typed).hint_text("4 Mar 08:00, or 08:00").desired_width(f32::INFINITY);
    ui.add(edit).labelled_by(label.id);
    let mut is_exact = true;
    if !typed.trim().is_empty() {
        let span = (milliseconds(from), milliseconds(to));
        let found = parse_moments(typed, &clock, span).moments.first().map(|typed| typed.utc_ms as f64 / 1000.0);
        match found.filter(|at| *at > from && *at < to) {
            Some(exact) => at = exact,
            None => {
                is_exact = false;
                let tone = theme::role_color(ui, Role::Watch);
                ui.colored_label(tone, format!("No such time in this log: {}.", clock.span(span.0, span.1)));
            }
        }
    }
    let mut share = ((at - from) / (to - from)).clamp(0.0, 1.0);
    let or = if inside.is_empty() { "" } else { "or at " };
    let label = ui.label(format!("{or}{}", clock.second(milliseconds(at))));
    ui.spacing_mut().slider_width = (ui.available_width() - 20.0).max(80.0);
    let slider = ui.add(egui::Slider::new(&mut share, 0.0..=1.0).show_value(false)).labelled_by(label.id);
    if slider.changed() {
        at = from + share * (to - from);
        typed.clear();
    }
    compare.before.span = Some((from, at));
    compare.after.span = Some((at, to));
    is_exact
}

/// Which logs are on which side.
fn sides(ui: &mut egui::Ui, logs: &[Log], compare: &mut Compare) {
    ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
        for log in logs {
            let mut side = match (compare.before.logs.contains(log), compare.after.logs.contains(log)) {
                (true, _) => 0,
                (_, true) => 1,
                _ => 2,
            };
            let was = side;
            ui.horizontal(|ui| {
                for (i, word) in ["before", "after", "left out"].into_iter().enumerate() {
                    let button = ui.radio_value(&mut side, i, word);
                    let name = format!("{} is {word}", log_name(log));
                    button.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, was == i, &name));
                }
                let path = log.path().map_or_else(String::new, |p| p.display().to_string());
                ui.add(Label::new(log_name(log)).truncate()).on_hover_text(path);
            });
            if side != was {
                compare.before.logs.retain(|l| l != log);
                compare.after.logs.retain(|l| l != log);
                match side {
                    0 => compare.before.logs.push(log.clone()),
                    1 => compare.after.logs.push(log.clone()),
                    _ => {}
                }
            }
        }
    });
    if compare.before.logs.is_empty() || compare.after.logs.is_empty() {
        let tone = theme::role_color(ui, Role::Watch);
        ui.label(RichText::new("Each side needs a log.").color(tone));
    }
}
