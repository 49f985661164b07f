//! The handbook's pages as the window shows them: sections to go to, passages to be found.

use super::state::Dialog;
use super::state::page::Place;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::sync::LazyLock;

/// A page of the handbook.
pub struct Page {
    pub title: &'static str,
    /// The file that other pages link to.
    pub file: &'static str,
    text: &'static str,
}

macro_rules! page {
    ($title:literal, $file:literal) => {
        Page { title: $title, file: $file, text: include_str!(concat!("../../assets/handbook/", $file)) }
    };
}

pub const PAGES: [Page; 10] = [
    page!("The window", "window.md"),
    page!("After the verdict", "tags.md"),
    page!("Many servers", "fleet.md"),
    page!("How it judges", "judging.md"),
    page!("Formats", "formats.md"),
    page!("Command line", "command-line.md"),
    page!("Limits", "limits.md"),
    page!("Glossary", "glossary.md"),
    page!("Measured", "measured.md"),
    page!("Systems", "systems.md"),
];

/// A heading with what stands below it.
pub struct Section {
    pub heading: String,
    /// With the heading.
    pub markdown: String,
    /// Its paragraphs, items, rows and blocks of code as plain words.
    passages: Vec<String>,
}

/// The sections of a page, parsed once.
pub fn sections(page: usize) -> &'static [Section] {
    static ALL: LazyLock<Vec<Vec<Section>>> = LazyLock::new(|| PAGES.iter().map(Page::sections).collect());
    ALL.get(page).map_or(&[], Vec::as_slice)
}

impl Page {
    fn sections(&self) -> Vec<Section> {
        let mut begins: Vec<(usize, String)> = Vec::new();
        let (mut is_heading, mut heading, mut at) = (false, String::new(), 0);
        for (event, place) in Parser::new_ext(self.text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Start(Tag::Heading { .. }) => (is_heading, at) = (true, place.start),
                Event::Text(words) | Event::Code(words) if is_heading => heading.push_str(&words),
                Event::End(TagEnd::Heading(_)) => {
                    is_heading = false;
                    begins.push((at, std::mem::take(&mut heading)));
                }
                _ => {}
            }
        }
        let ends = begins.iter().skip(1).map(|(at, _)| *at).chain([self.text.len()]);
        let section = |((from, heading), to): (&(usize, String), usize)| {
            let markdown = without_pictures(&self.text[*from..to]);
            Section { heading: heading.clone(), passages: passages(&markdown), markdown }
        };
        begins.iter().zip(ends).map(section).collect()
    }
}

/// The window itself is there.
fn without_pictures(markdown: &str) -> String {
    markdown.lines().filter(|line| !line.starts_with("![")).fold(String::new(), |all, line| all + line + "\n")
}

/// The page of a file that a page links to.
pub fn page_of(file: &str) -> Option<usize> {
    PAGES.iter().position(|page| page.file == file)
}

/// Where a heading is, on the page of a file; the page's top, where it has no such heading.
pub fn place(file: &str, heading: &str) -> Option<Place> {
    let page = page_of(file)?;
    Some(Place { page, section: section_of(page, heading).unwrap_or(0) })
}

/// Where a term is explained.
pub fn place_of_term(term: &str) -> Option<Place> {
    let page = page_of("glossary.md")?;
    Some(Place { page, section: section_of(page, term)? })
}

fn section_of(page: usize, heading: &str) -> Option<usize> {
    sections(page).iter().position(|section| section.heading == heading)
}

/// Where a dialog is explained.
pub fn place_of_dialog(dialog: &Dialog) -> Option<Place> {
    let (file, heading) = match dialog {
        Dialog::OpenPath { .. } | Dialog::Error { .. } => ("formats.md", "Formats"),
        Dialog::Lost { .. } | Dialog::Network { .. } | Dialog::Unsaved { .. } | Dialog::SavePath { .. } => {
            ("window.md", "Sessions and pictures")
        }
        Dialog::Collect { .. } => ("tags.md", "Collecting a better log"),
        Dialog::Choose { .. } | Dialog::LineStyle { .. } => ("window.md", "Counters and lines"),
        Dialog::Times { .. } => ("window.md", "Zooms and times"),
        Dialog::Data { .. } => ("formats.md", "Data for other programs"),
        Dialog::ListingTime { .. } | Dialog::Tags { .. } => ("tags.md", "Which tag"),
        Dialog::Pools { .. } => ("formats.md", "Formats"),
        Dialog::Ram { .. } => ("judging.md", "The share of RAM"),
        Dialog::Note { .. } | Dialog::Marks { .. } | Dialog::Mark { .. } => ("window.md", "Marks and notes"),
        Dialog::Compare { .. } => ("window.md", "Before and after"),
        Dialog::Palette { .. } | Dialog::Shortcuts => ("window.md", "Keys"),
        Dialog::Settings | Dialog::About => ("window.md", "Settings"),
        Dialog::Handbook { .. } => return None,
    };
    place(file, heading)
}

/// A passage that was found, with where it is.
pub struct Passage {
    pub place: Place,
    pub heading: &'static str,
    pub text: &'static str,
}

/// Passages of all pages that have every one of these words, in lower case.
pub fn search(words: &[String]) -> Vec<Passage> {
    const MOST: usize = 60;
    let mut found = Vec::new();
    for page in 0..PAGES.len() {
        for (number, section) in sections(page).iter().enumerate() {
            for text in &section.passages {
                let lower = format!("{} {text}", section.heading).to_lowercase();
                if words.iter().all(|word| lower.contains(word)) && found.len() < MOST {
                    let place = Place { page, section: number };
                    found.push(Passage { place, heading: &section.heading, text });
                }
            }
        }
    }
    found
}

/// Paragraphs, items and blocks of code as plain words.
fn passages(markdown: &str) -> Vec<String> {
    let (mut all, mut text) = (Vec::new(), String::new());
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::TableCell) => text.push(' '),
            Event::End(TagEnd::Heading(_)) => text.clear(),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow) => {
                all.push(std::mem::take(&mut text).trim().to_owned());
            }
            _ => {}
        }
    }
    all.retain(|text| !text.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::super::state::choices::{Compare, Half, Layout};
    use super::*;
    use crate::chart::pair::Align;
    use crate::wording::glossary;

    #[test]
    fn every_page_has_sections_and_passages_in_plain_words() {
        for (number, page) in PAGES.iter().enumerate() {
            assert!(!sections(number).is_empty(), "{}", page.title);
            for section in sections(number) {
                assert!(section.markdown.starts_with('#') && !section.heading.is_empty());
                for text in &section.passages {
                    assert!(!text.contains('`') && !text.contains("**") && !text.contains("]("), "{text}");
                }
            }
        }
        let page = r"*Show* puts `\Process(*)\Handle Count`, *Find…*; 2 * 3";
        assert_eq!(passages(page), [r"Show puts \Process(*)\Handle Count, Find…; 2 * 3"]);
        let page = "# A\n\nb\nc `d`\n\n- e\n  f\n- [g](h.md)\n\n```\nh  i\n```\n";
        assert_eq!(passages(page), ["b c d", "e f", "g", "h  i"]);
    }

    #[test]
    fn every_term_and_every_dialog_has_its_place() {
        for (term, _) in glossary::all() {
            let place = place_of_term(term).expect(term);
            assert_eq!(sections(place.page)[place.section].heading, term);
        }
        let half = || Half { logs: Vec::new(), span: None };
        let compare = Compare { before: half(), after: half(), align: Align::Start, layout: Layout::Over };
        let compare = Dialog::Compare { compare: Box::new(compare), at: String::new() };
        let named = [
            (Dialog::Settings, "Settings"),
            (Dialog::Shortcuts, "Keys"),
            (Dialog::Times { text: String::new(), shown: None }, "Zooms and times"),
            (Dialog::Marks { text: String::new() }, "Marks and notes"),
            (Dialog::Ram { text: String::new(), problem: String::new() }, "The share of RAM"),
            (Dialog::LineStyle { key: String::new() }, "Counters and lines"),
            (Dialog::Tags { search: String::new(), sorting: Default::default() }, "Which tag"),
            (compare, "Before and after"),
        ];
        for (dialog, heading) in named {
            let place = place_of_dialog(&dialog).expect(heading);
            assert_eq!(sections(place.page)[place.section].heading, heading);
        }
    }
}
