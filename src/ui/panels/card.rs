//! A finding as a card: verdict, figures, reasons.

use super::super::command::{Command, CommandQueue};
use super::super::theme::{self, bold};
use crate::analysis::{Finding, Report};
use crate::chart::scene::tone;
use crate::report::text;
use crate::wording::{self, Style};
use eframe::egui::collapsing_header::{self, CollapsingState};
use eframe::egui::{self, CollapsingHeader, Frame, Grid, Label, Margin, RichText, Sense, Stroke, vec2};

/// A finding, with a bar and a symbol in the colour of its verdict.
/// `salt` distinguishes cards of the same pool.
pub fn card(
    ui: &mut egui::Ui,
    finding: &Finding,
    report: &Report,
    style: &Style,
    salt: &str,
    commands: &mut CommandQueue,
) {
    let role = tone(&finding.judgement);
    let color = theme::role_color(ui, role);
    let frame = Frame::new()
        .fill(ui.visuals().extreme_bg_color)
        .stroke(Stroke::new(1.0, ui.visuals().widgets.noninteractive.bg_stroke.color))
        .corner_radius(6.0)
        .inner_margin(Margin { left: 14, right: 10, top: 9, bottom: 9 });
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 18.0), Sense::hover());
            theme::sign(ui.painter(), role, rect.center(), 6.0, color);
            explained(ui, bold(wording::word(finding)).size(16.0).color(color), wording::word(finding));
            ui.label(RichText::new(wording::title(finding)).weak());
            let name = format!("Copy the verdict on {}", wording::title(finding).to_lowercase());
            // in a narrow sidebar it would take a row of its own; the verdict can still be copied from the menu
            let has_room = ui.max_rect().width() > 260.0;
            let hint = "With figures and reasons, as text";
            if has_room && theme::icon_button(ui, theme::icons::ICON_CONTENT_COPY, &name, hint).clicked() {
                commands.push(Command::CopyText(text::finding(finding, report, style)));
            }
        });
        ui.add(Label::new(RichText::new(wording::sentence(finding, &report.ram, style)).size(15.0)).wrap());
        ui.add_space(2.0);
        figures(ui, finding, report, style, salt);
        if !finding.reasons.is_empty() {
            CollapsingHeader::new("Why").id_salt(("why", finding.kind.name(), salt)).default_open(true).show(
                ui,
                |ui| {
                    for reason in &finding.reasons {
                        bullet(ui, &wording::reason(&reason.kind, finding, style));
                    }
                },
            );
        }
    });
    let rect = shown.response.rect;
    let bar = egui::Rect::from_min_max(rect.min, egui::pos2(rect.left() + 5.0, rect.bottom()));
    ui.painter().rect_filled(bar, egui::CornerRadius { nw: 6, sw: 6, ne: 0, se: 0 }, color);
    ui.add_space(4.0);
}

pub fn figures(ui: &mut egui::Ui, finding: &Finding, report: &Report, style: &Style, salt: &str) {
    Grid::new(("figures", finding.path.to_string(), &finding.process, salt)).num_columns(2).spacing([12.0, 4.0]).show(
        ui,
        |ui| {
            for (name, value) in wording::figures(finding, &report.ram, style) {
                explained(ui, RichText::new(name).weak(), name);
                let value = ui.add(Label::new(value).wrap());
                note_term(&value, name);
                if let Some(meaning) = wording::glossary::meaning(name) {
                    value.on_hover_text(meaning);
                }
                ui.end_row();
            }
        },
    );
}

/// A term whose meaning is shown when the pointer hovers over it.
pub fn explained(ui: &mut egui::Ui, text: RichText, term: &str) {
    let Some(meaning) = wording::glossary::meaning(term) else {
        ui.label(text);
        return;
    };
    // F1 opens the handbook at the term that is hovered or has the keyboard focus
    let label = ui.add(Label::new(text).sense(Sense::focusable_noninteractive()));
    note_term(&label, term);
    if label.has_focus() {
        ui.painter().rect_stroke(label.rect.expand(2.0), 2.0, ui.visuals().selection.stroke, egui::StrokeKind::Outside);
        label.show_tooltip_text(meaning);
    } else {
        label.on_hover_ui(|ui| {
            ui.set_max_width(ui.spacing().tooltip_width);
            ui.label(meaning);
            ui.label(RichText::new("F1: in the handbook").weak().small());
        });
    }
}

/// Notes which term is hovered or focused, for F1.
pub fn note_term(response: &egui::Response, term: &str) {
    if response.contains_pointer() || response.has_focus() {
        let pass = response.ctx.cumulative_pass_nr();
        response.ctx.data_mut(|data| data.insert_temp(term_id(), (pass, term.to_owned())));
    }
}

fn term_id() -> egui::Id {
    egui::Id::unique("explained term")
}

/// The term that was hovered or focused in the last frame.
pub fn explained_term(ctx: &egui::Context) -> Option<String> {
    let (pass, term) = ctx.data(|data| data.get_temp::<(u64, String)>(term_id()))?;
    (ctx.cumulative_pass_nr() <= pass + 1).then_some(term)
}

/// A collapsible part under a title of any length: unlike in egui's collapsing header, the title wraps.
pub fn disclosure(
    ui: &mut egui::Ui,
    id: impl std::hash::Hash + std::fmt::Debug,
    title: &str,
    is_open_first: bool,
    body: impl FnOnce(&mut egui::Ui),
) {
    let id = ui.make_persistent_id(id);
    let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, is_open_first);
    let header = ui.horizontal_top(|ui| {
        let arrow = state.show_toggle_button(ui, collapsing_header::paint_default_icon);
        let label = ui.add(Label::new(title).wrap().selectable(false).sense(Sense::click()));
        // the keyboard reaches only the arrow; arrow and title are one widget with one name
        let info = || egui::WidgetInfo::labeled(egui::Role::DisclosureTriangle, true, title);
        arrow.widget_info(info);
        label.clicked()
    });
    if header.inner {
        state.toggle(ui);
    }
    state.show_body_indented(&header.response, ui, body);
}

pub fn bullet(ui: &mut egui::Ui, text: &str) {
    ui.horizontal_top(|ui| {
        ui.label("•");
        ui.add(Label::new(text).wrap());
    });
}
