//! A time range to show, typed or chosen.

use super::super::command::{Command, CommandQueue};
use super::super::state::{Document, State};
use super::super::theme::{self, bold};
use super::parts::{close_button, field};
use crate::chart::interact::Wanted;
use crate::chart::palette::Role;
use crate::model::clock::{iso_utc, milliseconds};
use crate::model::span::parse_span;
use eframe::egui::{self, RichText};

pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    text: &mut String,
    shown: Option<(f64, f64)>,
    commands: &mut CommandQueue,
) {
    let Some((document, scene)) = state.document.as_ref().and_then(|d| Some((d, d.derived.scene.as_ref()?))) else {
        return;
    };
    let whole = (milliseconds(scene.span.0), milliseconds(scene.span.1));
    ui.label(bold("Show a time").size(18.0));
    ui.label(RichText::new(format!("The log: {}", scene.clock.span(whole.0, whole.1))).weak());
    ui.add_space(4.0);
    let entered = field(ui, "From and to", "2 Mar 20:00 to 3 Mar 08:00, last 24 h, from 3 Mar", text);
    let found = parse_span(text, &scene.clock, whole);
    match found {
        Some((from, to)) => drop(ui.label(scene.clock.span(from, to))),
        None if !text.trim().is_empty() => {
            let tone = theme::role_color(ui, Role::Watch);
            ui.colored_label(tone, "Write two times with \"to\" between them, or \"last 24 h\".");
        }
        None => {}
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        for (name, (from, to)) in presets(document, scene.span) {
            if ui.button(name).clicked() {
                go(from, to, commands);
            }
        }
    });
    ui.add_space(8.0);
    ui.horizontal_wrapped(|ui| {
        let clicked = ui.add_enabled(found.is_some(), egui::Button::new("Show it")).clicked();
        if let Some((from, to)) = found.filter(|_| clicked || entered) {
            go(from as f64 / 1000.0, to as f64 / 1000.0, commands);
        }
        let copy = ui.add_enabled(shown.is_some(), egui::Button::new("Copy what is shown"));
        if copy.on_hover_text("The times in view, to paste here in another window").clicked()
            && let Some((from, to)) = shown
        {
            let (from, to) = (milliseconds(from.max(scene.span.0)), milliseconds(to.min(scene.span.1)));
            commands.push(Command::CopyText(format!("{} to {}", iso_utc(from), iso_utc(to))));
        }
        close_button(ui, "Cancel", commands);
    });
}

fn go(from: f64, to: f64, commands: &mut CommandQueue) {
    commands.push(Command::CloseDialog);
    commands.push(Command::View(Wanted::Times((from, to))));
}

/// The most common time ranges, as far as the log covers them.
fn presets(document: &Document, span: (f64, f64)) -> Vec<(&'static str, (f64, f64))> {
    const HOUR: f64 = 3600.0;
    let mut all = vec![("All of it", span)];
    for (name, hours) in [("Last hour", 1.0), ("Last day", 24.0), ("Last week", 168.0)] {
        if span.1 - span.0 > hours * HOUR {
            all.push((name, (span.1 - hours * HOUR, span.1)));
        }
    }
    let Some(report) = document.report() else { return all };
    let onset = report.pools().filter_map(|f| f.onset_utc_ms).min().map(|ms| ms as f64 / 1000.0);
    all.extend(onset.filter(|at| *at < span.1).map(|at| ("Since the rise began", (at, span.1))));
    let restarts = report.pools().flat_map(|f| f.judgement.restarts.iter().copied());
    let last = restarts.filter(|at| *at > span.0 && *at < span.1).reduce(f64::max);
    all.extend(last.map(|at| ("Since the last restart", (at, span.1))));
    all
}
