//! The fonts that come with the program: the same glyphs in the window and in pictures, on every machine.

use crate::chart::layout::{TextMeasure, Weight};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::fmt::Write;
use std::sync::OnceLock;

/// Family of the fonts.
pub const FAMILY: &str = "Noto Sans";

pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf");
pub const BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Bold.ttf");

/// Measures text in these fonts, as used in pictures.
pub struct Noto;

fn font(weight: Weight) -> Option<&'static FontRef<'static>> {
    static FONTS: OnceLock<Option<[FontRef<'static>; 2]>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| Some([FontRef::new(REGULAR).ok()?, FontRef::new(BOLD).ok()?]));
    fonts.as_ref().map(|fonts| &fonts[usize::from(weight == Weight::Bold)])
}

/// From here on letters are usually square: CJK radicals come first.
const WIDE: u32 = 0x2E80;

impl TextMeasure for Noto {
    /// Letters from other fonts get their typical widths: Chinese and Japanese ones and symbols are square, others half
    /// as wide.
    fn width(&self, text: &str, size: f64, weight: Weight) -> f64 {
        let Some(font) = font(weight) else { return text.chars().count() as f64 * size * 0.6 };
        let metrics = font.glyph_metrics(Size::new(size as f32), LocationRef::default());
        let charmap = font.charmap();
        let width = |c| {
            charmap
                .map(c)
                .and_then(|g| metrics.advance_width(g))
                .map_or_else(|| size * if u32::from(c) >= WIDE { 1.0 } else { 0.55 }, f64::from)
        };
        text.chars().map(width).sum()
    }
}

/// A letter of a text: its glyph, and where it starts, in font units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Letter {
    pub glyph: u32,
    pub x: f64,
}

/// The letters of a text; `None` if one of them is not in the font.
pub fn letters(text: &str, weight: Weight) -> Option<Vec<Letter>> {
    let font = font(weight)?;
    let (charmap, metrics) = (font.charmap(), font.glyph_metrics(Size::unscaled(), LocationRef::default()));
    let mut x = 0.0;
    let mut letters = Vec::new();
    for c in text.chars() {
        let glyph = charmap.map(c)?;
        letters.push(Letter { glyph: glyph.to_u32(), x });
        x += f64::from(metrics.advance_width(glyph)?);
    }
    Some(letters)
}

/// Font units per em.
pub fn units_per_em(weight: Weight) -> f64 {
    font(weight).map_or(1000.0, |font| f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em))
}

/// The outline of a glyph as SVG path data, in font units, with y pointing up; empty for a space.
pub fn outline(glyph: u32, weight: Weight) -> String {
    let mut path = Path::default();
    let outline = font(weight).and_then(|font| font.outline_glyphs().get(GlyphId::new(glyph)));
    if let Some(outline) = outline {
        // a glyph that cannot be drawn is left out, as every renderer does
        let _ = outline.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut path);
    }
    path.0
}

#[derive(Default)]
struct Path(String);

impl Path {
    fn put(&mut self, letter: char, numbers: &[f32]) {
        self.0.push(letter);
        for (i, number) in numbers.iter().enumerate() {
            let space = if i > 0 { " " } else { "" };
            // writing to a string cannot fail
            let _ = write!(self.0, "{space}{}", (number * 10.0).round() / 10.0);
        }
    }
}

impl OutlinePen for Path {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[x, y]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[x, y]);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.put('Q', &[cx, cy, x, y]);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.put('C', &[ax, ay, bx, by, x, y]);
    }

    fn close(&mut self) {
        self.put('Z', &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Advance widths of Noto Sans at 1000 units: W 930, i 258.
    #[test]
    fn letters_stand_where_they_were_measured() {
        assert!((Noto.width("Wi", 1000.0, Weight::Regular) - 1188.0).abs() < 2.0);
        let letters = letters("Wi", Weight::Regular).expect("letters of the font");
        assert_eq!((letters.len(), letters[1].x, units_per_em(Weight::Regular)), (2, 930.0, 1000.0));
        assert!(outline(letters[0].glyph, Weight::Regular).starts_with('M'));
        assert!(super::letters("東京", Weight::Bold).is_none());
        let space = super::letters(" ", Weight::Bold).expect("a space");
        assert_eq!(outline(space[0].glyph, Weight::Bold), "");
    }
}
