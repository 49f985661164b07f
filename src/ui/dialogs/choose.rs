//! Chooses among the counters that match a pattern, if they are too many for the chart.

use super::super::command::{Charting, Command, CommandQueue};
use super::super::rows::Rows;
use super::super::state::{RankOrder, State};
use super::super::theme::bold;
use super::parts::close_button;
use crate::analysis::growth::Growth;
use crate::chart::extras::{kind, short_name};
use crate::model::Key;
use crate::model::units::grouped;
use eframe::egui::{self, Align, Label, Layout, RichText};
use std::collections::BTreeSet;

#[expect(clippy::too_many_arguments, reason = "what the dialog holds, part by part")]
pub(super) fn show(
    ui: &mut egui::Ui,
    state: &State,
    pattern: &str,
    ranked: &mut [Growth],
    chosen: &mut BTreeSet<Key>,
    order: &mut RankOrder,
    room: usize,
    commands: &mut CommandQueue,
) {
    ui.label(bold("Which of these counters?").size(18.0));
    let text = format!("{} counters are {pattern}; {room} more find room on the chart.", grouped(ranked.len() as f64));
    ui.add(Label::new(text).wrap());
    ui.horizontal_wrapped(|ui| {
        ui.label("Those that matter first:");
        for (one, name) in
            [(RankOrder::Growth, "grown most"), (RankOrder::Largest, "largest"), (RankOrder::Name, "by name")]
        {
            if ui.radio_value(order, one, name).clicked() {
                one.sort(ranked);
                if one != RankOrder::Name {
                    *chosen = ranked.iter().take(room).map(|r| r.path.key().clone()).collect();
                }
            }
        }
    });
    let units = state.settings.units();
    let height = ui.spacing().interact_size.y;
    let most = (ui.ctx().content_rect().height() - 260.0).max(100.0);
    let keys = Rows::begin(ui, "choose", ranked.len(), None);
    if let Some(one) = keys.at().filter(|_| keys.pressed == Some(egui::Key::Space)).and_then(|at| ranked.get(at))
        && !chosen.remove(one.path.key())
    {
        chosen.insert(one.path.key().clone());
    }
    let mut in_view = 0..0;
    let shown = keys.area(ui, height, most).show_rows(ui, height, ranked.len(), |ui, rows| {
        in_view = rows.clone();
        for (row, one) in rows.clone().zip(&ranked[rows]) {
            keys.mark(ui, row, height);
            ui.horizontal(|ui| {
                let key = one.path.key();
                let mut is_on = chosen.contains(key);
                let (unit, per) = kind(&one.path);
                let sign = if one.amount() > 0.0 { "+" } else { "" };
                let figures = format!(
                    "{sign}{}{per}, at most {}{per}",
                    units.show(unit, one.amount()),
                    units.show(unit, one.largest)
                );
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(RichText::new(figures).weak());
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                        let name = short_name(&one.path);
                        if ui.checkbox(&mut is_on, name).on_hover_text(one.path.to_string()).changed() {
                            if is_on {
                                chosen.insert(key.clone());
                            } else {
                                chosen.remove(key);
                            }
                        }
                    });
                });
            });
        }
    });
    let row = keys.at().and_then(|at| ranked.get(at)).map_or_else(String::new, |one| short_name(&one.path));
    keys.end(ui, shown.inner_rect, in_view, ("Counters", &row));
    ui.add_space(6.0);
    let count = chosen.len();
    ui.horizontal_wrapped(|ui| {
        let label = if count == 1 { "Add one counter".to_owned() } else { format!("Add {count} counters") };
        if ui.add_enabled((1..=room).contains(&count), egui::Button::new(label)).clicked() {
            let paths = ranked.iter().filter(|r| chosen.contains(r.path.key())).map(|r| r.path.clone()).collect();
            commands.push(Command::CloseDialog);
            commands.push(Command::Chart(paths, Charting::Add));
        }
        close_button(ui, "Cancel", commands);
        let rest = match (count > room, ranked.len() - count.min(ranked.len())) {
            (true, _) => format!("{} too many", count - room),
            (false, n) => format!("{} are left out", grouped(n as f64)),
        };
        ui.label(RichText::new(rest).weak());
    });
}
