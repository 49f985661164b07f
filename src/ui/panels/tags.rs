//! Which tag holds what a pool grew by, beside the verdicts on the pools.

use super::super::command::{Charting, Command, CommandQueue};
use super::super::theme::{self, bold};
use super::card::bullet;
use crate::analysis::tags::{Conduct, PoolTags, TagFinding, TagReport};
use crate::chart::palette::Role;
use crate::model::KeyedPath;
use crate::model::tag::TagCounter;
use crate::report::tags::as_table;
use crate::wording::{Style, tags as words};
use eframe::egui::{self, CollapsingHeader, Grid, Label, RichText};

/// Tags listed for each pool.
const MOST: usize = 8;

/// Those of each that are put on the chart.
const LINES: usize = 4;

pub fn show(ui: &mut egui::Ui, report: &TagReport, style: &Style, commands: &mut CommandQueue) {
    ui.add_space(6.0);
    CollapsingHeader::new(bold("Pool tags")).id_salt("pool_tags").default_open(true).show(ui, |ui| {
        ui.add(Label::new(RichText::new(words::summary(report, style)).weak()).wrap());
        for pool in &report.pools {
            ui.add_space(4.0);
            pool_ui(ui, pool, report, style);
        }
        ui.add_space(4.0);
        let on_chart =
            ui.button("Show on the chart").on_hover_text("The tags that matter most, as lines beside the pools");
        if on_chart.clicked() {
            let top = report.pools.iter().flat_map(|pool| pool.notable(report.snapshots).into_iter().take(LINES));
            let paths = top.map(|f| KeyedPath::from(f.tag.path(f.pool, TagCounter::Bytes))).collect();
            commands.push(Command::Chart(paths, Charting::Add));
        }
        if ui.button("Copy the table").on_hover_text("Every tag, to paste into a spreadsheet").clicked() {
            commands.push(Command::CopyText(as_table(report)));
        }
    });
}

fn pool_ui(ui: &mut egui::Ui, pool: &PoolTags, report: &TagReport, style: &Style) {
    ui.add(Label::new(bold(words::lead(pool, report, style))).wrap());
    let notable = pool.notable(report.snapshots);
    Grid::new(("tags", pool.pool)).num_columns(4).spacing([10.0, 3.0]).show(ui, |ui| {
        for finding in notable.iter().take(MOST) {
            row(ui, finding, report, style);
            ui.end_row();
        }
    });
    if let Some(sentence) = words::untagged(pool) {
        ui.add(Label::new(sentence).wrap());
    }
    for finding in notable.iter().take(MOST) {
        let sentences = words::about(finding);
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

fn row(ui: &mut egui::Ui, finding: &TagFinding, report: &TagReport, style: &Style) {
    let bytes = |value: f64| style.units.bytes(value);
    ui.label(RichText::new(finding.tag.name()).monospace());
    let (amount, share) = match report.snapshots {
        1 => (bytes(finding.last), finding.share_of_pool),
        _ => {
            let sign = if finding.growth() > 0.0 { "+" } else { "" };
            (format!("{sign}{}", bytes(finding.growth())), finding.share_of_rise)
        }
    };
    ui.label(amount);
    ui.label(share.map_or_else(String::new, |share| format!("{:.1} %", 100.0 * share)));
    let word = RichText::new(words::word(finding.conduct));
    ui.label(match finding.conduct {
        Conduct::Leaking => word.color(theme::role_color(ui, Role::Alarm)),
        _ => word.weak(),
    });
}
