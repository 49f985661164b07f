//! What the menu of a line in the legend offers besides hiding it: how it is drawn.

use super::super::command::{Command, CommandQueue};
use super::super::state::Document;
use crate::chart::Line;
use crate::chart::line_style::{Drawn, LineStyle, choices};
use crate::model::units::Unit;
use crate::model::{CounterPath, catalogue};
use eframe::egui;

/// The line of a key, of what is drawn.
pub fn line_of<'a>(document: &'a Document, key: &str) -> Option<&'a Line> {
    document.derived.scene.iter().chain(&document.derived.second).flat_map(|s| &s.lines).find(|line| line.key == key)
}

/// `Also every other "Handle Count"`; none for the pools, of which there is one on a computer.
pub fn keep_label(line: &Line) -> Option<String> {
    let path = CounterPath::parse(&line.key)?;
    let is_pool = catalogue::pool(&path).is_some();
    let of = if is_pool { line.name.clone() } else { path.counter };
    Some(format!("The same for every \u{201C}{of}\u{201D}"))
}

/// A choice, with a piece of the line as it would be.
pub fn choice(ui: &mut egui::Ui, line: &Line, (title, name): (&str, &str), style: LineStyle) -> egui::Response {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let (radio, said) = (ui.radio(line.style == style, ""), format!("{title}: {name}"));
        radio.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, line.style == style, &said));
        let (rect, sample) = ui.allocate_exact_size(egui::vec2(22.0, 14.0), egui::Sense::click());
        super::line_sample(ui, Drawn { role: line.role, style }, rect, false);
        let label = ui.add(egui::Label::new(name).selectable(false).sense(egui::Sense::click()));
        // the sign is what the keyboard reaches; all three are one thing
        radio | sample | label
    })
    .inner
}

pub(super) fn menu(ui: &mut egui::Ui, line: &Line, left: Unit, commands: &mut CommandQueue) {
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
}
