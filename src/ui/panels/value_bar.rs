//! The figures of one line in a row, like the value bar below Performance Monitor's chart.

use super::super::command::Action;
use super::super::state::{Document, State};
use super::super::theme::{self, bold};
use crate::chart::Line;
use crate::model::units;
use eframe::egui::{self, Label, RichText};

/// The line that the bar describes: the selected one, else the first that is shown.
fn line(document: &Document) -> Option<&Line> {
    let selected = document.choices.selected.as_ref();
    document.shown_lines().find(|line| Some(&line.key) == selected).or(document.shown_lines().next())
}

pub fn show(ui: &mut egui::Ui, state: &State) {
    let Some(document) = &state.document else { return };
    let Some(line) = line(document) else { return };
    let known = document.derived.figures.rows.iter().find(|(key, _)| *key == line.key).and_then(|(_, s)| *s);
    let hint = format!("{}: {}", theme::keys(ui, Action::NextLine), Action::NextLine.label());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let (rect, _) = ui.allocate_exact_size(egui::vec2(18.0, 14.0), egui::Sense::hover());
        super::line_sample(ui, line.drawn(), rect, false);
        ui.add(Label::new(bold(&line.name)).truncate()).on_hover_text(hint);
        let Some(s) = known else {
            ui.label(RichText::new("no samples in view").weak());
            return;
        };
        let figures = [
            ("Last", line.show(s.last)),
            ("Average", line.show(s.average)),
            ("Minimum", line.show(s.min)),
            ("Maximum", line.show(s.max)),
            ("Duration", units::duration(s.duration_secs)),
        ];
        for (name, value) in figures {
            ui.add_space(8.0);
            // one text, so that a figure and its name stay together if the bar wraps
            let mut text = egui::text::LayoutJob::default();
            RichText::new(format!("{name}  ")).weak().append_to(
                &mut text,
                ui.style(),
                egui::FontSelection::Default,
                egui::Align::Center,
            );
            RichText::new(value).append_to(&mut text, ui.style(), egui::FontSelection::Default, egui::Align::Center);
            ui.add(Label::new(text).extend());
        }
    });
}
