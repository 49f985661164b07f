//! The handbook that comes with the program.

use super::super::code_block;
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
    // below three rows of pages, at the narrowest
    let height = (ui.ctx().content_rect().height() - 300.0).max(80.0);
    if is_searching {
        found(ui, shown, height);
        if ui.input(|i| i.key_pressed(egui::Key::Escape)) {
            shown.search.clear();
        }
    } else {
        page(ui, shown, cache, height, commands);
    }
    ui.add_space(8.0);
    close_button(ui, "Close", commands);
}

fn page(ui: &mut egui::Ui, shown: &mut Shown, cache: &mut CommonMarkCache, height: f32, commands: &mut CommandQueue) {
    for other in &PAGES {
        cache.add_link_hook(other.file);
    }
    let area = ScrollArea::vertical().id_salt(("handbook", shown.page)).max_height(height);
    area.auto_shrink([false, true]).show(ui, |ui| {
        scroll_by_keys(ui, height - 40.0);
        colour_links(ui);
        for (number, section) in sections(shown.page).iter().enumerate() {
            let top = ui.cursor().min;
            ui.push_id(number, |ui| section_ui(ui, section, cache, commands));
            if shown.goes_to == Some(number) {
                if shown.scrolls > 0 {
                    let rect = egui::Rect::from_min_size(top, egui::vec2(1.0, height));
                    ui.scroll_to_rect(rect, Some(Align::TOP));
                    shown.scrolls -= 1;
                    ui.ctx().request_repaint();
                }
                // the requested section is marked, since several short ones may be visible at once
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

/// A section. One with a table scrolls sideways, while its text keeps to the width available.
fn section_ui(ui: &mut egui::Ui, section: &Section, cache: &mut CommonMarkCache, commands: &mut CommandQueue) {
    for piece in pieces(&section.markdown) {
        match piece {
            Piece::Code(code) => {
                code_block::show(ui, code, commands);
                ui.add_space(6.0);
            }
            Piece::Markdown(text) if !text.contains("\n|") => drop(CommonMarkViewer::new().show(ui, cache, text)),
            Piece::Markdown(text) => {
                let width = ui.available_width();
                ScrollArea::horizontal().id_salt(text.len()).auto_shrink([false, true]).show(ui, |ui| {
                    ui.set_max_width(width);
                    CommonMarkViewer::new().show(ui, cache, text);
                });
            }
        }
    }
}

/// A part of a section: the viewer's own blocks of code have a sign that no font here has.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Markdown(&'a str),
    Code(&'a str),
}

fn pieces(markdown: &str) -> Vec<Piece<'_>> {
    let (mut all, mut rest) = (Vec::new(), markdown);
    while let Some((before, after)) = rest.split_once("\n```") {
        let Some((_, body)) = after.split_once('\n') else { break };
        let Some((code, behind)) = body.split_once("\n```") else { break };
        all.extend([Piece::Markdown(before), Piece::Code(code)]);
        rest = behind;
    }
    all.push(Piece::Markdown(rest));
    all.retain(|piece| !matches!(piece, Piece::Markdown(text) if text.trim().is_empty()));
    all
}

/// Passages of all pages that contain every word, each below its location; a click goes there.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_apart_from_text() {
        let all = pieces("## A\n\nb:\n\n```sh\nc\nd\n```\n\n```\ne\n```\nf\n");
        assert_eq!(
            all,
            [Piece::Markdown("## A\n\nb:\n"), Piece::Code("c\nd"), Piece::Code("e"), Piece::Markdown("\nf\n")]
        );
        assert_eq!(pieces("a\n```\nb"), [Piece::Markdown("a\n```\nb")]);
    }
}
