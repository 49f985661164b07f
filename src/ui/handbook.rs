//! The handbook's pages as the window shows them: sections to go to, passages to search.

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

pub const PAGES: [Page; 14] = [
    page!("Getting a log", "getting-a-log.md"),
    page!("Reading the verdict", "verdict.md"),
    page!("Looking closer", "looking-closer.md"),
    page!("Comparing", "comparing.md"),
    page!("Evidence", "evidence.md"),
    page!("Tags and drivers", "tags.md"),
    page!("Many servers", "fleet.md"),
    page!("Command line", "command-line.md"),
    page!("Keys", "keys.md"),
    page!("Formats", "formats.md"),
    page!("How it judges", "judging.md"),
    page!("Measured figures", "measured.md"),
    page!("Systems", "systems.md"),
    page!("Glossary", "glossary.md"),
];

/// A heading and what is below it.
pub struct Section {
    pub heading: String,
    /// Including the heading.
    pub markdown: String,
    /// Its paragraphs, list items, table rows and code blocks as plain text.
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

/// Removes pictures: the window itself is at hand.
fn without_pictures(markdown: &str) -> String {
    markdown.lines().filter(|line| !line.starts_with("![")).fold(String::new(), |all, line| all + line + "\n")
}

/// The page of a file that is linked to.
pub fn page_of(file: &str) -> Option<usize> {
    PAGES.iter().position(|page| page.file == file)
}

/// Where a heading is on the page of a file; the top of the page if it has no such heading.
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
        Dialog::Lost { .. } | Dialog::Network { .. } | Dialog::Unsaved { .. } => ("looking-closer.md", "Sessions"),
        Dialog::SavePath { .. } => ("evidence.md", "Evidence"),
        Dialog::Collect { .. } => ("getting-a-log.md", "With the collection kit"),
        Dialog::Choose { .. } | Dialog::LineStyle { .. } => ("looking-closer.md", "Counters and lines"),
        Dialog::Times { .. } => ("looking-closer.md", "Zooms and times"),
        Dialog::Data { .. } => ("formats.md", "Data for other programs"),
        Dialog::ListingTime { .. } | Dialog::Tags { .. } => ("tags.md", "Which tag"),
        Dialog::Pools { .. } => ("formats.md", "Logs"),
        Dialog::Ram { .. } => ("judging.md", "The share of RAM"),
        Dialog::Note { .. } | Dialog::Marks { .. } | Dialog::Mark { .. } => ("looking-closer.md", "Marks and notes"),
        Dialog::Compare { .. } => ("comparing.md", "Comparing"),
        Dialog::Palette { .. } | Dialog::Shortcuts => ("keys.md", "Keys"),
        Dialog::Settings | Dialog::About => ("looking-closer.md", "Settings"),
        Dialog::Handbook { .. } => return None,
    };
    place(file, heading)
}

/// A passage that was found, and where it is.
pub struct Passage {
    pub place: Place,
    pub heading: &'static str,
    pub text: &'static str,
}

/// Passages of all pages that contain every one of these words, which must be lower case.
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

/// Paragraphs, list items and code blocks as plain text.
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
            (compare, "Comparing"),
        ];
        for (dialog, heading) in named {
            let place = place_of_dialog(&dialog).expect(heading);
            assert_eq!(sections(place.page)[place.section].heading, heading);
        }
    }
}
