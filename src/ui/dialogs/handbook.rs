//! The handbook, as it comes with the program.

use super::super::command::CommandQueue;
use super::super::theme::bold;
use super::parts::{close_button, field};
use eframe::egui::{self, RichText, ScrollArea};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Its pages: title and text.
const PAGES: [(&str, &str); 6] = [
    ("The window", include_str!("../../../assets/handbook/window.md")),
    ("After the verdict", include_str!("../../../assets/handbook/tags.md")),
    ("How it judges", include_str!("../../../assets/handbook/judging.md")),
    ("Formats", include_str!("../../../assets/handbook/formats.md")),
    ("Command line", include_str!("../../../assets/handbook/command-line.md")),
    ("Limits", include_str!("../../../assets/handbook/limits.md")),
];

pub(super) fn show(ui: &mut egui::Ui, page: &mut usize, search: &mut String, commands: &mut CommandQueue) {
    field(ui, "Search the handbook", "A word, such as provisional", search);
    ui.horizontal_wrapped(|ui| {
        for (i, (title, _)) in PAGES.iter().enumerate() {
            if ui.selectable_label(*page == i && search.trim().is_empty(), *title).clicked() {
                *page = i;
                search.clear();
            }
        }
    });
    ui.separator();
    let height = (ui.ctx().content_rect().height() - 250.0).max(80.0);
    if !search.trim().is_empty() {
        found(ui, search, page, height);
        if ui.input(|i| i.key_pressed(egui::Key::Escape)) {
            search.clear();
        }
        ui.add_space(8.0);
        close_button(ui, "Close", commands);
        return;
    }
    let text = PAGES.get(*page).map_or("", |(_, text)| text);
    ScrollArea::vertical().id_salt(("handbook", *page)).max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        for block in blocks(text) {
            match block {
                Block::Heading(text) => {
                    ui.add_space(6.0);
                    ui.label(bold(text).size(17.0));
                }
                Block::Text(text) => {
                    ui.add(egui::Label::new(text).wrap());
                    ui.add_space(4.0);
                }
                Block::Item(text) => {
                    ui.horizontal_top(|ui| {
                        ui.label("•");
                        ui.add(egui::Label::new(text).wrap());
                    });
                }
                Block::Code(text) => {
                    ui.add(egui::Label::new(RichText::new(text).monospace()).wrap());
                    ui.add_space(4.0);
                }
            }
        }
    });
    ui.add_space(8.0);
    close_button(ui, "Close", commands);
}

/// Passages of all pages that have every word, each below the page it is on; a click opens that page.
fn found(ui: &mut egui::Ui, search: &mut String, page: &mut usize, height: f32) {
    const MOST: usize = 60;
    let words: Vec<String> = search.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut opened = None;
    let mut count = 0;
    ScrollArea::vertical().id_salt("found").max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        for (i, (title, text)) in PAGES.iter().enumerate() {
            let mut heading = String::new();
            for block in blocks(text) {
                let said = match &block {
                    Block::Heading(text) => {
                        heading.clone_from(text);
                        continue;
                    }
                    Block::Text(text) | Block::Item(text) | Block::Code(text) => text,
                };
                let lower = format!("{heading} {said}").to_lowercase();
                if count >= MOST || !words.iter().all(|word| lower.contains(word)) {
                    continue;
                }
                count += 1;
                if ui.link(format!("{title}: {heading}")).clicked() {
                    opened = Some(i);
                }
                ui.add(egui::Label::new(said).wrap());
                ui.add_space(6.0);
            }
        }
        if count == 0 {
            ui.label("The handbook says nothing of that.");
        }
    });
    if let Some(at) = opened {
        *page = at;
        search.clear();
    }
}

#[derive(Debug, PartialEq)]
enum Block {
    Heading(String),
    Text(String),
    Item(String),
    /// Lines as they stand: commands, and tables.
    Code(String),
}

/// The blocks of a page. Pictures are left out: the window itself is there.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let (mut text, mut has_picture, mut is_item) = (String::new(), false, false);
    for (event, place) in Parser::new_ext(page, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { .. }) => has_picture = true,
            Event::End(TagEnd::Image) => has_picture = false,
            Event::Start(Tag::Item) => is_item = true,
            // as it stands: its columns are lined up by hand
            Event::Start(Tag::Table(_)) => blocks.push(Block::Code(page[place].trim_end().to_owned())),
            Event::End(TagEnd::Table) => text.clear(),
            Event::Text(words) | Event::Code(words) if !has_picture => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Heading(_)) => blocks.push(Block::Heading(std::mem::take(&mut text))),
            Event::End(TagEnd::CodeBlock) => blocks.push(Block::Code(std::mem::take(&mut text).trim_end().to_owned())),
            Event::End(TagEnd::Item) => {
                is_item = false;
                blocks.push(Block::Item(std::mem::take(&mut text)));
            }
            Event::End(TagEnd::Paragraph) if is_item => text.push(' '),
            Event::End(TagEnd::Paragraph) => blocks.push(Block::Text(std::mem::take(&mut text))),
            _ => {}
        }
    }
    let is_empty = |block: &Block| matches!(block, Block::Text(text) | Block::Item(text) if text.trim().is_empty());
    blocks.retain(|block| !is_empty(block));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_handbook_has_words_and_no_signs_of_its_writing() {
        for (title, text) in PAGES {
            let blocks = blocks(text);
            assert!(blocks.len() > 3 && matches!(blocks[0], Block::Heading(_)), "{title}");
            for block in &blocks {
                let (Block::Heading(text) | Block::Text(text) | Block::Item(text)) = block else { continue };
                assert!(!text.contains('`') && !text.contains("**") && !text.contains("]("), "{title}: {text}");
            }
        }
        let page = r"*Show* puts `\Process(*)\Handle Count`, *Find…*; 2 * 3";
        assert_eq!(blocks(page), [Block::Text(r"Show puts \Process(*)\Handle Count, Find…; 2 * 3".to_owned())]);
        let page = "# A\n\nb\nc `d`\n\n- e\n  f\n- [g](h.md)\n\n```\nh  i\n```\n";
        let text = |text: &str| text.to_owned();
        let expected = [
            Block::Heading(text("A")),
            Block::Text(text("b c d")),
            Block::Item(text("e f")),
            Block::Item(text("g")),
            Block::Code(text("h  i")),
        ];
        assert_eq!(blocks(page), expected);
    }
}
