//! Paints shapes as SVG, and nothing else.
//!
//! Letters become outlines, so that they stay inside their boxes on machines that lack the font. Only a text with
//! letters missing from the font stays text, with its measured width.

use super::fonts::{self, Letter, Noto};
use crate::chart::Scene;
use crate::chart::layout::{self, Box2, Group, Look, Paint, Place, Shape, Stroke, Text, Weight};
use crate::chart::palette::Ground;
use std::collections::BTreeSet;
use std::fmt::Write;
use xmlwriter::{Indent, Options, XmlWriter};

/// A picture's size in points, and pixels per point for PNG.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f32,
    pub height: f32,
    pub scale: f32,
}

impl Size {
    /// Fits an email and a slide.
    pub const STANDARD: Self = Self { width: 1200.0, height: 675.0, scale: 2.0 };

    pub(super) fn pixels(self, points: f32) -> u32 {
        (points * self.scale).round() as u32
    }
}

/// A scene, or several side by side, as SVG text.
pub fn picture(scenes: &[Scene], size: Size, ground: Ground) -> String {
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let groups = layout::page(scenes, [width, height], &Look::picture(ground), &Noto);
    document(&groups, [width, height], ground, scenes)
}

/// The chart of a scene alone, for a document that has its own text around it.
pub fn chart(scene: &Scene, size: Size, ground: Ground) -> String {
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let groups = layout::chart(scene, [width, height], &Look::picture(ground), &Noto);
    document(&groups, [width, height], ground, std::slice::from_ref(scene))
}

/// Shapes on a background of a given size, as SVG text.
pub fn shapes(groups: &[Group], size: [f64; 2], ground: Ground) -> String {
    document(groups, size, ground, &[])
}

/// `scenes` are what the picture shows: their titles and sentences make it accessible and searchable.
fn document(groups: &[Group], [width, height]: [f64; 2], ground: Ground, scenes: &[Scene]) -> String {
    let mut pen = Pen::new();
    let xml = &mut pen.xml;
    xml.start_element("svg");
    xml.write_attribute("xmlns", "http://www.w3.org/2000/svg");
    xml.write_attribute("xmlns:xlink", "http://www.w3.org/1999/xlink");
    xml.write_attribute("width", &width);
    xml.write_attribute("height", &height);
    xml.write_attribute_fmt("viewBox", format_args!("0 0 {width} {height}"));
    xml.write_attribute("font-family", &family());
    if !scenes.is_empty() {
        let titles: Vec<&str> = scenes.iter().map(|s| s.title.as_str()).collect();
        let sentences: Vec<&str> = scenes.iter().flat_map(|s| &s.statements).map(|s| s.sentence.as_str()).collect();
        pen.words("title", &titles.join("; "));
        pen.words("desc", &sentences.join("\n"));
    }
    pen.glyphs(groups);
    pen.shape(&Shape::filled(Box2::new([0.0, 0.0], [width, height]), ground.paper().ground));
    pen.groups(groups);
    pen.xml.end_document()
}

fn family() -> String {
    format!("'{}', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif", fonts::FAMILY)
}

struct Pen {
    xml: XmlWriter,
    /// Number of clips so far.
    clips: usize,
}

impl Pen {
    fn new() -> Self {
        let options = Options { indent: Indent::Spaces(0), ..Options::default() };
        Self { xml: XmlWriter::with_capacity(64 << 10, options), clips: 0 }
    }

    /// An element that contains only text.
    fn words(&mut self, element: &str, text: &str) {
        self.xml.start_element(element);
        self.xml.set_preserve_whitespaces(true);
        self.xml.write_text(&escape(text));
        self.xml.end_element();
        self.xml.set_preserve_whitespaces(false);
    }

    /// The outlines of all letters, each once.
    fn glyphs(&mut self, groups: &[Group]) {
        let mut used: BTreeSet<(bool, u32)> = BTreeSet::new();
        for shape in groups.iter().flat_map(|g| &g.shapes) {
            if let Shape::Text(text) = shape {
                let letters = fonts::letters(&text.text, text.weight).unwrap_or_default();
                used.extend(letters.iter().map(|l| (text.weight == Weight::Bold, l.glyph)));
            }
        }
        self.xml.start_element("defs");
        for (is_bold, glyph) in used {
            let weight = if is_bold { Weight::Bold } else { Weight::Regular };
            self.xml.start_element("path");
            self.xml.write_attribute("id", &glyph_id(weight, glyph));
            self.xml.write_attribute("d", &fonts::outline(glyph, weight));
            self.xml.end_element();
        }
        self.xml.end_element();
    }

    fn groups(&mut self, groups: &[Group]) {
        for group in groups {
            let clip = group.clip.map(|rect| self.clip(&rect));
            self.xml.start_element("g");
            if let Some(clip) = clip {
                self.xml.write_attribute_fmt("clip-path", format_args!("url(#clip{clip})"));
            }
            for shape in &group.shapes {
                self.shape(shape);
            }
            self.xml.end_element();
        }
    }

    /// Defines a clip and returns its number.
    fn clip(&mut self, rect: &Box2) -> usize {
        self.clips += 1;
        self.xml.start_element("clipPath");
        self.xml.write_attribute_fmt("id", format_args!("clip{}", self.clips));
        self.xml.start_element("rect");
        self.corners(rect);
        self.xml.end_element();
        self.xml.end_element();
        self.clips
    }

    fn corners(&mut self, rect: &Box2) {
        let of = [("x", rect.left), ("y", rect.top), ("width", rect.width()), ("height", rect.height())];
        for (name, value) in of {
            self.xml.write_attribute_fmt(name, format_args!("{value:.1}"));
        }
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Line { points, stroke } => {
                self.xml.start_element("path");
                self.xml.write_attribute("d", &path(points, false));
                self.fill(None);
                self.stroke(Some(stroke));
            }
            Shape::Polygon { corners, fill, edge } => {
                self.xml.start_element("path");
                self.xml.write_attribute("d", &path(corners, true));
                self.fill(Some(*fill));
                self.stroke(edge.as_ref());
            }
            Shape::Band { above, below, fill } => {
                let corners: Vec<Place> = above.iter().chain(below.iter().rev()).copied().collect();
                self.xml.start_element("path");
                self.xml.write_attribute("d", &path(&corners, true));
                self.fill(Some(*fill));
                self.stroke(None);
            }
            Shape::Rect { rect, radius, fill, edge } => {
                self.xml.start_element("rect");
                self.corners(rect);
                if *radius > 0.0 {
                    self.xml.write_attribute("rx", radius);
                }
                self.fill(*fill);
                self.stroke(edge.as_ref());
            }
            Shape::Circle { center, radius, fill, edge } => {
                self.xml.start_element("circle");
                for (name, value) in [("cx", center[0]), ("cy", center[1]), ("r", *radius)] {
                    self.xml.write_attribute_fmt(name, format_args!("{value:.1}"));
                }
                self.fill(*fill);
                self.stroke(edge.as_ref());
            }
            Shape::Text(text) => return self.text(text),
        }
        self.xml.end_element();
    }

    fn fill(&mut self, paint: Option<Paint>) {
        match paint.filter(|paint| paint.opacity > 0.0) {
            Some(paint) => self.paint("fill", paint),
            None => self.xml.write_attribute("fill", "none"),
        }
    }

    fn paint(&mut self, name: &str, paint: Paint) {
        self.xml.write_attribute(name, &paint.color.hex());
        if paint.opacity < 1.0 {
            self.xml.write_attribute(&format!("{name}-opacity"), &paint.opacity);
        }
    }

    fn stroke(&mut self, stroke: Option<&Stroke>) {
        let Some(stroke) = stroke else { return };
        self.paint("stroke", stroke.paint);
        self.xml.write_attribute_fmt("stroke-width", format_args!("{:.2}", stroke.width));
        match stroke.dash {
            Some([dash, pause]) => {
                self.xml.write_attribute_fmt("stroke-dasharray", format_args!("{dash} {pause}"));
            }
            None => self.xml.write_attribute("stroke-linejoin", "round"),
        }
    }

    fn text(&mut self, text: &Text) {
        match fonts::letters(&text.text, text.weight) {
            Some(letters) => self.outlines(text, &letters),
            None => self.letters(text),
        }
    }

    fn outlines(&mut self, text: &Text, letters: &[Letter]) {
        let scale = text.size / fonts::units_per_em(text.weight);
        self.xml.start_element("g");
        self.xml.write_attribute("aria-label", &escape(&text.text));
        let [x, y] = text.at;
        self.xml.write_attribute_fmt("transform", format_args!("translate({x:.2} {y:.2}) scale({scale} -{scale})"));
        self.paint("fill", text.paint);
        for letter in letters {
            self.xml.start_element("use");
            self.xml.write_attribute_fmt("xlink:href", format_args!("#{}", glyph_id(text.weight, letter.glyph)));
            self.xml.write_attribute("x", &letter.x);
            self.xml.end_element();
        }
        self.xml.end_element();
    }

    /// A text with letters from other fonts: fitted to its measured width, whatever they are.
    fn letters(&mut self, text: &Text) {
        self.xml.start_element("text");
        self.xml.write_attribute_fmt("x", format_args!("{:.2}", text.at[0]));
        self.xml.write_attribute_fmt("y", format_args!("{:.2}", text.at[1]));
        self.xml.write_attribute("font-size", &text.size);
        self.xml.write_attribute("font-weight", if text.weight == Weight::Bold { "bold" } else { "normal" });
        self.xml.write_attribute_fmt("textLength", format_args!("{:.1}", text.width));
        self.xml.write_attribute("lengthAdjust", "spacingAndGlyphs");
        self.paint("fill", text.paint);
        self.xml.set_preserve_whitespaces(true);
        self.xml.write_text(&escape(&text.text));
        self.xml.end_element();
        self.xml.set_preserve_whitespaces(false);
    }
}

fn glyph_id(weight: Weight, glyph: u32) -> String {
    format!("{}{glyph}", if weight == Weight::Bold { 'b' } else { 'r' })
}

fn path(points: &[Place], is_closed: bool) -> String {
    let mut path = String::with_capacity(12 * points.len());
    for (i, [x, y]) in points.iter().enumerate() {
        let letter = if i == 0 { 'M' } else { 'L' };
        // writing to a string cannot fail
        let _ = write!(path, "{letter}{x:.1} {y:.1}");
    }
    if is_closed {
        path.push('Z');
    }
    path
}

/// The XML writer escapes quotes only.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // XML does not allow control characters, nor these two
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Whether a picture has letters that are missing from the program's fonts.
pub(super) fn needs_other_fonts(picture: &str) -> bool {
    picture.contains("<text ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_log_says_cannot_end_a_tag() {
        assert_eq!(escape("<prod> & \"x\"\u{1}"), "&lt;prod&gt; &amp; \"x\" ");
        let mut pen = Pen::new();
        let pen_text = |text: &str| Text {
            at: [0.0, 0.0],
            width: 40.0,
            size: 12.0,
            weight: Weight::Regular,
            paint: crate::chart::palette::Rgb(0, 0, 0).into(),
            text: text.to_owned(),
        };
        pen.xml.start_element("g");
        pen.text(&pen_text("\"<b>\""));
        pen.text(&pen_text("<東>&"));
        let xml = pen.xml.end_document();
        assert!(
            xml.contains("aria-label=\"&quot;&lt;b&gt;&quot;\"") && xml.contains(">&lt;東&gt;&amp;</text>"),
            "{xml}"
        );
        assert!(needs_other_fonts(&xml));
    }
}
