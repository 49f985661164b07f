//! The line style in the context menu of a legend entry.

use super::super::command::{Command, CommandQueue};
use super::super::state::{Document, Settings};
use crate::chart::Line;
use crate::chart::line_choices::choices;
use crate::chart::line_style::{Drawn, LineStyle, counter_name};
use crate::model::CounterPath;
use crate::model::units::Unit;
use eframe::egui;

/// The line with a key, among those that are drawn.
pub fn line_of<'a>(document: &'a Document, key: &str) -> Option<&'a Line> {
    document.derived.scene.iter().chain(&document.derived.second).flat_map(|s| &s.lines).find(|line| line.key == key)
}

/// The counter of a line, as displayed: `Handle Count` of `app39: Handle Count`.
pub fn line_counter(line: &Line) -> &str {
    line.name.rsplit_once(": ").map_or(&line.name, |(_, counter)| counter)
}

/// Buttons for a line's style as a whole: reset it, or apply it to every line of the same counter. Returns whether one
/// was clicked.
pub fn buttons(ui: &mut egui::Ui, line: &Line, settings: &Settings, commands: &mut CommandQueue) -> bool {
    let before = commands.0.len();
    if ui.add_enabled(!line.style.is_default(), egui::Button::new("All automatic")).clicked() {
        commands.push(Command::SetLineStyle(line.key.clone(), LineStyle::default()));
    }
    if let Some(path) = CounterPath::parse(&line.key) {
        let counter = line_counter(line);
        let keep = ui.button(format!("The same for every \u{201C}{counter}\u{201D}"));
        if keep.on_hover_text("In this log and in others, until settings forget it").clicked() {
            commands.push(Command::KeepLineStyle(line.key.clone()));
        }
        let name = counter_name(&path);
        if settings.line_styles.contains_key(&name)
            && ui.button(format!("No longer for every \u{201C}{counter}\u{201D}")).clicked()
        {
            commands.push(Command::ForgetLineStyle(name));
        }
    }
    commands.0.len() > before
}

/// A choice, with a sample of the resulting line.
pub fn choice(ui: &mut egui::Ui, line: &Line, (title, name): (&str, &str), style: LineStyle) -> egui::Response {
    /// The width of the sample, in points, and as blanks before the name.
    const SAMPLE: f32 = 30.0;
    const BLANKS: &str = "\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}\u{A0}";
    let is_on = line.style == style;
    // one widget: the sample is painted over its blanks
    let radio = ui.radio(is_on, format!("{BLANKS}{name}"));
    let said = format!("{title}: {name}");
    radio.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, is_on, &said));
    let spacing = ui.spacing();
    let left = radio.rect.left() + spacing.icon_width + spacing.icon_spacing + 2.0;
    let rect =
        egui::Rect::from_center_size(egui::pos2(left + SAMPLE / 2.0, radio.rect.center().y), egui::vec2(SAMPLE, 14.0));
    super::sample::plain_line_sample(ui, Drawn { role: line.role, style }, rect);
    radio
}

pub(super) fn menu(ui: &mut egui::Ui, line: &Line, left: Unit, settings: &Settings, commands: &mut CommandQueue) {
    for (title, all) in choices(line, left) {
        ui.menu_button(title, |ui| {
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                for (name, style) in all {
                    if choice(ui, line, (title, &name), style).clicked() {
                        commands.push(Command::SetLineStyle(line.key.clone(), style));
                        ui.close();
                    }
                }
            });
        });
    }
    if buttons(ui, line, settings, commands) {
        ui.close();
    }
}
