//! Which tag accounts for a pool's growth, shown with the verdicts on the pools.

use super::super::command::{Action, Charting, Command, CommandQueue};
use super::super::state::State;
use super::super::theme::{self, bold};
use super::card::{bullet, explained};
use crate::analysis::tags::{Conduct, PoolTags, TagFinding, TagReport};
use crate::chart::palette::Role;
use crate::model::KeyedPath;
use crate::model::tag::TagCounter;
use crate::model::units::grouped;
use crate::owners::Owners;
use crate::wording::{Style, tags as words};
use eframe::egui::{self, Align, CollapsingHeader, Label, Layout, RichText, vec2};

/// How many tags are listed for each pool.
const MOST: usize = 8;

/// How many tags of each pool are added to the chart.
const LINES: usize = 4;

pub fn show(ui: &mut egui::Ui, report: &TagReport, style: &Style, state: &State, commands: &mut CommandQueue) {
    ui.add_space(6.0);
    CollapsingHeader::new(bold("Pool tags")).id_salt("pool_tags").default_open(true).show(ui, |ui| {
        let moved = state.document.as_ref().map_or(0.0, |document| document.listings_moved());
        ui.add(Label::new(RichText::new(words::summary_moved(report, moved, style)).weak()).wrap());
        for pool in &report.pools {
            ui.add_space(4.0);
            pool_ui(ui, pool, report, style, &state.owners);
        }
        ui.add_space(4.0);
        let on_chart =
            ui.button("Show on the chart").on_hover_text("The tags that matter most, as lines beside the pools");
        if on_chart.clicked() {
            let top = report.pools.iter().flat_map(|pool| pool.notable(report.snapshots).into_iter().take(LINES));
            let paths = top.map(|f| KeyedPath::from(f.tag.path(f.pool, TagCounter::Bytes))).collect();
            commands.push(Command::Chart(paths, Charting::Add));
        }
        let actions =
            [Action::ShowTags, Action::Stack, Action::MoveListings, Action::ChooseTagNames, Action::ChooseDrivers];
        for action in actions.into_iter().filter(|action| action.is_offered()) {
            let button = egui::Button::new(action.label()).wrap();
            if ui.add(button).on_hover_text(theme::hint(ui, action)).clicked() {
                commands.action(action);
            }
        }
        if let Some(names) = &state.owners.names {
            ui.horizontal_wrapped(|ui| {
                let count = grouped(names.len() as f64);
                ui.label(RichText::new(format!("{count} tags are named from {}", names.path.display())).weak());
                if ui.link("Forget it").clicked() {
                    commands.push(Command::SetTagNames(None));
                }
            });
        }
    });
}

fn pool_ui(ui: &mut egui::Ui, pool: &PoolTags, report: &TagReport, style: &Style, owners: &Owners) {
    ui.add(Label::new(bold(words::lead(pool, report, style))).wrap());
    let notable = pool.notable(report.snapshots);
    for finding in notable.iter().take(MOST) {
        row(ui, finding, report, style);
    }
    if let Some(sentence) = words::untagged(pool) {
        ui.add(Label::new(sentence).wrap());
    }
    for finding in notable.iter().take(MOST) {
        let sentences = words::about(finding, owners);
        if sentences.is_empty() {
            continue;
        }
        let title = format!("About {}", finding.tag.name());
        CollapsingHeader::new(title).id_salt(("about", finding.pool, finding.tag.0)).show(ui, |ui| {
            for sentence in &sentences {
                bullet(ui, sentence);
            }
        });
    }
}

/// Tag, amount and share in columns; the word for its conduct after them, or below if there is no room.
fn row(ui: &mut egui::Ui, finding: &TagFinding, report: &TagReport, style: &Style) {
    let figures = words::Row::of(finding, report.snapshots, style);
    let height = ui.text_style_height(&egui::TextStyle::Body);
    let cell = |ui: &mut egui::Ui, width: f32, text: RichText| {
        ui.allocate_ui_with_layout(vec2(width, height), Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_width(width);
            ui.add(Label::new(text).extend());
        });
    };
    ui.horizontal_wrapped(|ui| {
        cell(ui, 44.0, RichText::new(finding.tag.name()).monospace());
        cell(ui, 72.0, RichText::new(if report.snapshots > 1 { figures.growth } else { figures.last }));
        cell(ui, 56.0, RichText::new(figures.share));
        let word = RichText::new(words::word(finding.conduct));
        let word = match finding.conduct {
            Conduct::Leaking => word.color(theme::role_color(ui, Role::Alarm)),
            _ => word.weak(),
        };
        explained(ui, word, words::word(finding.conduct));
    });
}
