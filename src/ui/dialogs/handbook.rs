//! The handbook, as it comes with the program.

use super::super::command::Wishes;
use super::super::theme::bold;
use super::parts::close_button;
use eframe::egui::{self, RichText, ScrollArea};

/// Its pages: title and text.
const PAGES: [(&str, &str); 5] = [
    ("The window", include_str!("../../../assets/handbook/window.md")),
    ("How it judges", include_str!("../../../assets/handbook/judging.md")),
    ("Formats", include_str!("../../../assets/handbook/formats.md")),
    ("Command line", include_str!("../../../assets/handbook/command-line.md")),
    ("Limits", include_str!("../../../assets/handbook/limits.md")),
];

pub(super) fn show(ui: &mut egui::Ui, page: &mut usize, wishes: &mut Wishes) {
    ui.horizontal_wrapped(|ui| {
        for (i, (title, _)) in PAGES.iter().enumerate() {
            if ui.selectable_label(*page == i, *title).clicked() {
                *page = i;
            }
        }
    });
    ui.separator();
    let height = (ui.ctx().content_rect().height() - 180.0).max(80.0);
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
    close_button(ui, "Close", wishes);
}

#[derive(Debug, PartialEq)]
enum Block {
    Heading(String),
    Text(String),
    Item(String),
    /// Lines as they stand: commands, and tables.
    Code(String),
}

/// A text without what marks it: of a link its words.
fn plain(text: &str) -> String {
    let mut text = text.replace("**", "").replace('`', "");
    while let Some(middle) = text.find("](") {
        let (Some(begin), Some(end)) = (text[..middle].rfind('['), text[middle..].find(')')) else { break };
        let words = text[begin + 1..middle].to_owned();
        text.replace_range(begin..=middle + end, &words);
    }
    without_emphasis(&text)
}

/// Without the stars around words; those of paths stay.
fn without_emphasis(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_word = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric() || "….,)".contains(*c));
    let begins = |i: usize| is_word(letters.get(i + 1)) && i.checked_sub(1).is_none_or(|b| !is_word(letters.get(b)));
    let ends =
        |i: usize| i > 0 && is_word(letters.get(i - 1)) && !letters.get(i + 1).is_some_and(|c| c.is_alphanumeric());
    let kept = |i: &usize| letters[*i] != '*' || !(begins(*i) && letters[i + 1] != ')' || ends(*i));
    (0..letters.len()).filter(kept).map(|i| letters[i]).collect()
}

/// The blocks of a page: of Markdown what the handbook uses.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut is_code = false;
    for line in page.lines() {
        let text = line.trim();
        if text.starts_with("```") {
            is_code = !is_code;
            blocks.push(Block::Code(String::new()));
        } else if is_code || text.starts_with('|') {
            match blocks.last_mut() {
                Some(Block::Code(code)) if !code.is_empty() => {
                    code.push('\n');
                    code.push_str(line);
                }
                Some(Block::Code(code)) => code.push_str(line),
                _ => blocks.push(Block::Code(line.to_owned())),
            }
        } else if text.is_empty() || text.starts_with("![") {
            // pictures are in the window itself
            blocks.push(Block::Text(String::new()));
        } else if let Some(heading) = text.strip_prefix('#') {
            blocks.push(Block::Heading(plain(heading.trim_start_matches('#').trim())));
        } else if let Some(item) = text.strip_prefix("- ") {
            blocks.push(Block::Item(plain(item)));
        } else {
            match blocks.last_mut() {
                Some(Block::Text(known) | Block::Item(known)) if !known.is_empty() => {
                    known.push(' ');
                    known.push_str(&plain(text));
                }
                Some(Block::Text(known)) => known.push_str(&plain(text)),
                _ => blocks.push(Block::Text(plain(text))),
            }
        }
    }
    let is_empty = |block: &Block| matches!(block, Block::Text(text) | Block::Code(text) if text.is_empty());
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
        assert_eq!(
            plain(r"*Show* puts `\Process(*)\Handle Count`, *Find…*; 2 * 3"),
            r"Show puts \Process(*)\Handle Count, Find…; 2 * 3"
        );
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
