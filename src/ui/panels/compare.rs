//! Before and after in the sidebar: what changed in a sentence, the rates, then each side's verdict.

use super::super::command::{Action, Command, CommandQueue};
use super::super::state::choices::{Choices, Compare, Layout};
use super::super::state::{Document, Pair, Settings};
use super::super::theme::{self, bold};
use super::card;
use crate::analysis::Compared;
use crate::chart::pair::{Align, boot, change_tone};
use crate::wording::{self, Style};
use eframe::egui::{self, CollapsingHeader, Frame, Grid, Label, Margin, RichText, ScrollArea, Sense, vec2};

pub fn show(ui: &mut egui::Ui, document: &Document, settings: &Settings, commands: &mut CommandQueue) {
    let Some(compare) = &document.choices.compare else { return };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.add_space(2.0);
        let Some(pair) = &document.loaded.pair else {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("Reading and judging both sides…");
            });
            return;
        };
        for compared in &pair.compared {
            change(ui, compared, &settings.style(&pair.machines[1].recording));
        }
        if pair.compared.is_empty() {
            ui.add(Label::new("The two sides have no pool in common.").wrap());
        }
        arrangement(ui, &document.choices, compare, pair, commands);
        for (machine, word) in pair.machines.iter().zip(["Before", "After"]) {
            ui.add_space(6.0);
            let name = format!("{word}: {}", machine.recording.name());
            CollapsingHeader::new(bold(name)).id_salt(word).default_open(true).show(ui, |ui| {
                let style = settings.style(&machine.recording);
                ui.add(Label::new(RichText::new(wording::log::summary(&machine.recording, &style)).weak()).wrap());
                for finding in machine.report.pools() {
                    card::card(ui, finding, &machine.report, &style, word, commands);
                }
            });
        }
    });
}

fn change(ui: &mut egui::Ui, compared: &Compared, style: &Style) {
    let role = change_tone(compared.change);
    let color = theme::role_color(ui, role);
    let frame = Frame::new().fill(color.gamma_multiply(0.10)).corner_radius(6).inner_margin(Margin {
        left: 12,
        right: 10,
        top: 9,
        bottom: 9,
    });
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 20.0), Sense::hover());
            theme::sign(ui.painter(), role, rect.center(), 6.0, color);
            ui.add(Label::new(bold(wording::change::sentence(compared, style)).size(15.0)).wrap());
        });
        Grid::new(("compared", compared.pool)).num_columns(2).spacing([12.0, 4.0]).show(ui, |ui| {
            for (name, value) in wording::change::figures(compared, style) {
                ui.label(RichText::new(name).weak());
                ui.add(Label::new(value).wrap());
                ui.end_row();
            }
        });
    });
    ui.add_space(4.0);
}

/// How the two are laid out.
fn arrangement(ui: &mut egui::Ui, choices: &Choices, compare: &Compare, pair: &Pair, commands: &mut CommandQueue) {
    let mut wanted = compare.clone();
    let has_written = choices.notes.iter().any(|n| n.is_compare)
        || choices.marks.iter().any(|m| m.is_compare)
        || choices.cursors != [None; 2];
    ui.horizontal_wrapped(|ui| {
        ui.radio_value(&mut wanted.layout, Layout::Over, "Over each other");
        ui.radio_value(&mut wanted.layout, Layout::Beside, "Side by side");
    });
    let has_boot = pair.machines.iter().all(|m| boot(&m.recording).is_some());
    ui.add_enabled_ui(wanted.layout == Layout::Over, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label("Aligned by");
            ui.radio_value(&mut wanted.align, Align::Start, "start");
            ui.radio_value(&mut wanted.align, Align::Clock, "time of day");
            let by_boot = ui.add_enabled_ui(has_boot, |ui| ui.radio_value(&mut wanted.align, Align::Boot, "start-up"));
            by_boot.inner.on_disabled_hover_text("Not both logs say when the machine was started up");
        });
    });
    if wanted.layout == Layout::Beside && has_written {
        let text = "Its notes, marks and cursors are shown over each other only.";
        ui.add(Label::new(RichText::new(text).weak()).wrap());
    }
    if wanted != *compare {
        commands.push(Command::SetCompare(Some(Box::new(wanted))));
    }
    ui.horizontal_wrapped(|ui| {
        for action in [Action::Compare, Action::EndCompare] {
            let label = if action == Action::Compare { "Change…" } else { action.label() };
            if ui.button(label).on_hover_text(theme::hint(ui, action)).clicked() {
                commands.action(action);
            }
        }
    });
}
