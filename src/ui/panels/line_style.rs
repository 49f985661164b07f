//! What the menu of a line in the legend offers besides hiding it: how it is drawn.

use super::super::command::{Command, CommandQueue};
use super::super::state::{Document, Settings};
use crate::chart::Line;
use crate::chart::line_choices::choices;
use crate::chart::line_style::{Drawn, LineStyle, counter_name};
use crate::model::CounterPath;
use crate::model::units::Unit;
use eframe::egui;

/// The line of a key, of what is drawn.
pub fn line_of<'a>(document: &'a Document, key: &str) -> Option<&'a Line> {
    document.derived.scene.iter().chain(&document.derived.second).flat_map(|s| &s.lines).find(|line| line.key == key)
}

/// `Also every other "Handle Count"`; none for the pools, of which there is one on a computer.
pub fn keep_label(line: &Line) -> Option<String> {
    CounterPath::parse(&line.key)?;
    Some(format!("The same for every \u{201C}{}\u{201D}", line_counter(line)))
}

/// The counter of a line, as it is written: `Handle Count` of `app39: Handle Count`.
pub fn line_counter(line: &Line) -> &str {
    line.name.rsplit_once(": ").map_or(&line.name, |(_, counter)| counter)
}

/// What takes back that every line of the counter is drawn so; none where that was not said.
pub fn forget_command(line: &Line, settings: &Settings) -> Option<Command> {
    let name = counter_name(&CounterPath::parse(&line.key)?);
    settings.line_styles.contains_key(&name).then_some(Command::ForgetLineStyle(name))
}

/// A choice, with a piece of the line as it would be.
pub fn choice(ui: &mut egui::Ui, line: &Line, (title, name): (&str, &str), style: LineStyle) -> egui::Response {
    /// Of the sample, in points, and as blanks before the name.
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
    if ui.add_enabled(!line.style.is_default(), egui::Button::new("All automatic")).clicked() {
        commands.push(Command::SetLineStyle(line.key.clone(), LineStyle::default()));
        ui.close();
    }
    if let Some(label) = keep_label(line)
        && ui.button(label).clicked()
    {
        commands.push(Command::KeepLineStyle(line.key.clone()));
        ui.close();
    }
    if let Some(forget) = forget_command(line, settings)
        && ui.button(format!("No longer for every \u{201C}{}\u{201D}", line_counter(line))).clicked()
    {
        commands.push(forget);
        ui.close();
    }
}
