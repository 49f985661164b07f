//! The handbook, as it comes with the program.

use super::super::command::CommandQueue;
use super::super::handbook::{PAGES, Section, page_of, search, sections};
use super::super::state::page::{Place, Shown};
use super::super::theme::{bold, colour_links, scroll_by_keys};
use super::parts::{close_button, field};
use eframe::egui::{self, Align, ScrollArea};
use egui_commonmark::{CommonMarkCache, CommonMarkViewer};

pub(super) fn show(ui: &mut egui::Ui, shown: &mut Shown, cache: &mut CommonMarkCache, commands: &mut CommandQueue) {
    field(ui, "Search the handbook", "A word, such as provisional", &mut shown.search);
    let is_searching = !shown.search.trim().is_empty();
    ui.horizontal_wrapped(|ui| {
        for (i, page) in PAGES.iter().enumerate() {
            if ui.selectable_label(shown.page == i && !is_searching, page.title).clicked() {
                *shown = Shown::at(Place { page: i, section: 0 });
            }
        }
    });
    ui.separator();
    let height = (ui.ctx().content_rect().height() - 250.0).max(80.0);
    if is_searching {
        found(ui, shown, height);
        if ui.input(|i| i.key_pressed(egui::Key::Escape)) {
            shown.search.clear();
        }
    } else {
        page(ui, shown, cache, height);
    }
    ui.add_space(8.0);
    close_button(ui, "Close", commands);
}

fn page(ui: &mut egui::Ui, shown: &mut Shown, cache: &mut CommonMarkCache, height: f32) {
    for other in &PAGES {
        cache.add_link_hook(other.file);
    }
    let area = ScrollArea::vertical().id_salt(("handbook", shown.page)).max_height(height);
    area.auto_shrink([false, true]).show(ui, |ui| {
        scroll_by_keys(ui, height - 40.0);
        colour_links(ui);
        for (number, section) in sections(shown.page).iter().enumerate() {
            let top = ui.cursor().min;
            ui.push_id(number, |ui| section_ui(ui, section, cache));
            if shown.goes_to == Some(number) {
                if shown.scrolls > 0 {
                    let rect = egui::Rect::from_min_size(top, egui::vec2(1.0, height));
                    ui.scroll_to_rect(rect, Some(Align::TOP));
                    shown.scrolls -= 1;
                    ui.ctx().request_repaint();
                }
                // what was asked for is marked, where many short ones stand together
                let edge = egui::Rect::from_min_max(top, egui::pos2(top.x + 3.0, ui.cursor().top() - 6.0));
                ui.painter().rect_filled(edge.translate(egui::vec2(-6.0, 0.0)), 1.0, ui.visuals().hyperlink_color);
            }
        }
    });
    let followed = PAGES.iter().find(|other| cache.get_link_hook(other.file) == Some(true));
    if let Some(to) = followed.and_then(|other| page_of(other.file)) {
        *shown = Shown::at(Place { page: to, section: 0 });
    }
}

/// A section; one with a table is scrolled to its sides, while its words keep to the width there is.
fn section_ui(ui: &mut egui::Ui, section: &Section, cache: &mut CommonMarkCache) {
    if !section.markdown.contains("\n|") {
        CommonMarkViewer::new().show(ui, cache, &section.markdown);
        return;
    }
    let width = ui.available_width();
    ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
        ui.set_max_width(width);
        CommonMarkViewer::new().show(ui, cache, &section.markdown);
    });
}

/// Passages of all pages that have every word, each below where it is; a click goes there.
fn found(ui: &mut egui::Ui, shown: &mut Shown, height: f32) {
    let words: Vec<String> = shown.search.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let all = search(&words);
    let mut opened = None;
    ScrollArea::vertical().id_salt("found").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        colour_links(ui);
        for passage in &all {
            let title = PAGES.get(passage.place.page).map_or("", |page| page.title);
            if ui.link(bold(format!("{title}: {}", passage.heading))).clicked() {
                opened = Some(passage.place);
            }
            ui.add(egui::Label::new(passage.text).wrap());
            ui.add_space(6.0);
        }
        if all.is_empty() {
            ui.label("The handbook says nothing of that.");
        }
    });
    if let Some(place) = opened {
        *shown = Shown::at(place);
    }
}
