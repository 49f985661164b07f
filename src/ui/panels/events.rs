//! Events from Windows event logs that were opened with the log.

use super::super::theme::bold;
use crate::model::Recording;
use crate::model::event::Event;
use crate::model::units::grouped;
use crate::wording::{Style, events as words};
use eframe::egui::{self, CollapsingHeader, Label, RichText, ScrollArea};

/// How many events are listed; the rest are counted.
const MOST: usize = 500;

pub fn show(ui: &mut egui::Ui, recording: &Recording, style: &Style) {
    let events = &recording.facts.events;
    if events.is_empty() {
        return;
    }
    let notable: Vec<&Event> =
        events.iter().filter(|event| event.is_notable() && recording.axis.is_within(event.utc_ms)).collect();
    ui.add_space(6.0);
    CollapsingHeader::new(bold(format!("Events ({})", grouped(events.len() as f64)))).id_salt("events").show(
        ui,
        |ui| {
            let text = match notable.len() {
                0 => "None of them says anything of memory, drivers or restarts; the verdict looks at all.".to_owned(),
                n => format!(
                    "{} in the time of the log say something of memory, drivers or restarts:",
                    grouped(n as f64)
                ),
            };
            ui.add(Label::new(RichText::new(text).weak()).wrap());
            ScrollArea::vertical().id_salt("events").max_height(260.0).show(ui, |ui| {
                for event in notable.iter().take(MOST) {
                    let details = words::details(event, style.units).unwrap_or_default();
                    let line = format!("{}  {}", style.clock.second(event.utc_ms), words::label(event));
                    ui.add(Label::new(line).wrap());
                    if !details.is_empty() {
                        ui.add(Label::new(RichText::new(details).weak().small()).wrap());
                    }
                }
                if notable.len() > MOST {
                    ui.label(RichText::new(format!("and {} more", notable.len() - MOST)).weak());
                }
            });
        },
    );
}
