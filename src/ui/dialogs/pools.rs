//! Which counters are the pools, if a log names them in an unknown language.

use super::super::command::{Command, CommandQueue};
use super::super::rows::Rows;
use super::super::theme::bold;
use super::parts::{close_button, search_field};
use crate::model::localized::PoolPaths;
use crate::model::units;
use eframe::egui::{self, Key, RichText};

/// Two choices from one list.
pub(super) fn show(
    ui: &mut egui::Ui,
    counters: Option<&[String]>,
    search: &mut String,
    nonpaged: &mut Option<String>,
    paged: &mut Option<String>,
    commands: &mut CommandQueue,
) {
    ui.label(bold("Which counters are the pools?").size(18.0));
    let Some(counters) = counters else {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label("Reading the names…");
        });
        close_button(ui, "Cancel", commands);
        return;
    };
    ui.label("Both belong to the object that an English Windows calls Memory. Mark one counter for each pool.")
        .on_hover_text("In the list: left arrow for the nonpaged pool, right arrow for the paged pool");
    ui.add_space(4.0);
    let find = search_field(ui, "Search", "Part of a name", search);
    let wanted = search.trim().to_lowercase();
    let found: Vec<&String> = counters.iter().filter(|c| c.to_lowercase().contains(&wanted)).collect();
    let height = ui.spacing().interact_size.y;
    let most = (ui.ctx().content_rect().height() - 330.0).clamp(100.0, 360.0);
    ui.label(RichText::new(format!("{} counters", units::grouped(found.len() as f64))).weak());
    let keys = Rows::begin(ui, "pools", found.len(), None);
    keys.enter_from(ui, &find);
    if let (Some(name), Some(key)) = (keys.at().and_then(|at| found.get(at)), keys.pressed) {
        // left and right as in the order of the two radio buttons
        let name = (*name).clone();
        match key {
            Key::ArrowLeft => (*nonpaged, *paged) = (Some(name.clone()), paged.take().filter(|p| *p != name)),
            Key::ArrowRight => (*paged, *nonpaged) = (Some(name.clone()), nonpaged.take().filter(|n| *n != name)),
            _ => {}
        }
    }
    let mut in_view = 0..0;
    let shown = keys.area(ui, height, most).show_rows(ui, height, found.len(), |ui, rows| {
        in_view = rows.clone();
        for (row, name) in rows.clone().zip(&found[rows]) {
            keys.mark(ui, row, height);
            ui.horizontal(|ui| {
                if pool_choice(ui, name, nonpaged, "nonpaged") {
                    paged.take_if(|p| p == *name);
                }
                if pool_choice(ui, name, paged, "paged") {
                    nonpaged.take_if(|n| n == *name);
                }
                ui.add(egui::Label::new(name.as_str()).truncate());
            });
        }
    });
    let row = keys.at().and_then(|at| found.get(at)).map_or("", |name| name.as_str());
    let says = format!("{row}; left arrow: it is the nonpaged pool, right arrow: the paged pool");
    keys.end(ui, shown.inner_rect, in_view, ("Counters", &says));
    ui.add_space(6.0);
    for (label, chosen) in [("Nonpaged pool", &*nonpaged), ("Paged pool", &*paged)] {
        ui.add(egui::Label::new(format!("{label}: {}", chosen.as_deref().unwrap_or("not chosen"))).truncate());
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let has_any = nonpaged.is_some() || paged.is_some();
        if ui.add_enabled(has_any, egui::Button::new("Use these")).clicked() {
            let (nonpaged, paged) = (nonpaged.take().into_iter().collect(), paged.take().into_iter().collect());
            commands.push(Command::SetPools(PoolPaths { nonpaged, paged }));
        }
        close_button(ui, "Cancel", commands);
    });
    ui.label(RichText::new("It is remembered for every log that names them so.").weak().small());
}

/// Marks a counter as one of the pools; returns whether that was just done.
fn pool_choice(ui: &mut egui::Ui, name: &str, choice: &mut Option<String>, label: &str) -> bool {
    let is_chosen = choice.as_deref() == Some(name);
    let button = ui.radio(is_chosen, label);
    let text = format!("{name} is the {label} pool");
    button.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_chosen, text.clone()));
    if button.clicked() {
        *choice = (!is_chosen).then(|| name.to_owned());
    }
    button.clicked()
}
