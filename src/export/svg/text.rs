//! Text in pictures: measured with the font that comes with the program, broken, cut short, escaped.

use super::super::png;
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size as FontSize};
use std::sync::OnceLock;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// The font that comes with the program.
fn font(weight: Weight) -> Option<&'static skrifa::FontRef<'static>> {
    static FONTS: OnceLock<Option<[skrifa::FontRef<'static>; 2]>> = OnceLock::new();
    let fonts =
        FONTS.get_or_init(|| Some([skrifa::FontRef::new(png::REGULAR).ok()?, skrifa::FontRef::new(png::BOLD).ok()?]));
    fonts.as_ref().map(|fonts| &fonts[usize::from(weight == Weight::Bold)])
}

/// Width of a text in points. Letters of other fonts are taken for square ones, as Chinese and Japanese ones are.
pub(super) fn text_width(text: &str, size: f64, weight: Weight) -> f64 {
    let Some(font) = font(weight) else { return text.chars().count() as f64 * size * 0.6 };
    let metrics = font.glyph_metrics(FontSize::new(size as f32), LocationRef::default());
    let charmap = font.charmap();
    let width = |c| charmap.map(c).and_then(|g| metrics.advance_width(g)).map_or(size, f64::from);
    text.chars().map(width).sum()
}

/// Whether a text has letters that the font of the program lacks.
pub(in crate::export) fn needs_other_fonts(text: &str) -> bool {
    font(Weight::Regular).is_some_and(|font| {
        let charmap = font.charmap();
        text.chars().any(|c| !c.is_control() && charmap.map(c).is_none())
    })
}

/// Breaks a text into lines no wider than `width`, at most `most`; the last one ends in an ellipsis where it is cut.
pub(super) fn wrap(text: &str, size: f64, weight: Weight, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if text_width(&longer, size, weight) <= width || line.is_empty() {
            line = longer;
        } else {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        }
    }
    lines.push(line);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = elide(&format!("{last} …"), size, weight, width);
        }
    }
    lines.into_iter().map(|l| elide(&l, size, weight, width)).collect()
}

/// Shortens a text that is too wide.
pub(super) fn elide(text: &str, size: f64, weight: Weight, width: f64) -> String {
    if text_width(text, size, weight) <= width {
        return text.to_owned();
    }
    let mut short: String = text.to_owned();
    while !short.is_empty() && text_width(&short, size, weight) + size > width {
        short.pop();
    }
    short.trim_end().to_owned() + "…"
}

pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no place for control characters, nor for these two
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped_and_measured() {
        assert_eq!(escape("<prod> & \"x\"\u{1}"), "&lt;prod&gt; &amp; &quot;x&quot; ");
        // advance widths of Noto Sans at 1000 units: W 930, i 258
        assert!((text_width("Wi", 1000.0, Weight::Regular) - 1188.0).abs() < 2.0);
        let lines = wrap(&"word ".repeat(60), 14.0, Weight::Regular, 300.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|l| text_width(l, 14.0, Weight::Regular) <= 300.0) && lines[1].ends_with('…'));
    }
}
