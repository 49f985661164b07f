//! Paints a scene as SVG, with the chart's title, verdict, maxima and legend: a picture that explains itself.
//!
//! Text is measured with the font that comes with the program, and every label is escaped.

use super::png;
use crate::chart::labels::{self, Box2};
use crate::chart::palette::{Dash, Ground, Paper, Rgb, Role};
use crate::chart::reduce::reduce;
use crate::chart::ticks::{time_ticks, value_ticks};
use crate::chart::{Line, Scene};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size as FontSize};
use std::fmt::Write;
use std::sync::OnceLock;

/// Family of the font in pictures.
pub const FONT: &str = "Noto Sans";

/// A picture's size in points, and pixels a point for PNG.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    pub width: f32,
    pub height: f32,
    pub scale: f32,
}

impl Size {
    /// Fits a mail and a slide.
    pub const STANDARD: Self = Self { width: 1200.0, height: 675.0, scale: 2.0 };

    pub(super) fn pixels(self, points: f32) -> u32 {
        (points * self.scale).round() as u32
    }
}

const MARGIN: f64 = 28.0;

#[derive(Clone, Copy, PartialEq)]
enum Weight {
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
fn text_width(text: &str, size: f64, weight: Weight) -> f64 {
    let Some(font) = font(weight) else { return text.chars().count() as f64 * size * 0.6 };
    let metrics = font.glyph_metrics(FontSize::new(size as f32), LocationRef::default());
    let charmap = font.charmap();
    let width = |c| charmap.map(c).and_then(|g| metrics.advance_width(g)).map_or(size, f64::from);
    text.chars().map(width).sum()
}

/// Whether a text has letters that the font of the program lacks.
pub(super) fn needs_other_fonts(text: &str) -> bool {
    font(Weight::Regular).is_some_and(|font| {
        let charmap = font.charmap();
        text.chars().any(|c| !c.is_control() && charmap.map(c).is_none())
    })
}

/// Breaks a text into lines no wider than `width`, at most `most`; the last one ends in an ellipsis where it is cut.
fn wrap(text: &str, size: f64, weight: Weight, width: f64, most: usize) -> Vec<String> {
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
fn elide(text: &str, size: f64, weight: Weight, width: f64) -> String {
    if text_width(text, size, weight) <= width {
        return text.to_owned();
    }
    let mut short: String = text.to_owned();
    while !short.is_empty() && text_width(&short, size, weight) + size > width {
        short.pop();
    }
    short.trim_end().to_owned() + "…"
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no place for control characters
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[derive(Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

struct Pen {
    out: String,
    paper: Paper,
    ground: Ground,
}

impl Pen {
    fn color(&self, role: Role) -> Rgb {
        role.on(self.ground)
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // writing to a string cannot fail
        let _ = self.out.write_fmt(text);
        self.out.push('\n');
    }

    fn text(&mut self, at: (f64, f64), size: f64, weight: Weight, color: Rgb, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if weight == Weight::Bold { "bold" } else { "normal" };
        self.put(format_args!(
            r#"<text x="{:.1}" y="{:.1}" font-size="{size}" font-weight="{weight}" fill="{}" text-anchor="{anchor}">{}</text>"#,
            at.0,
            at.1,
            color.hex(),
            escape(text)
        ));
    }

    /// Text that stays readable over lines: in a box of the ground's colour.
    fn boxed_text(&mut self, place: Box2, size: f64, color: Rgb, text: &str) {
        let (ground, edge) = (self.paper.ground.hex(), color.hex());
        self.put(format_args!(
            r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="4" fill="{ground}" fill-opacity="0.92" stroke="{edge}" stroke-width="1"/>"#,
            place.left,
            place.top,
            place.right - place.left,
            place.bottom - place.top
        ));
        self.text((place.left + 6.0, place.bottom - 7.5), size, Weight::Bold, color, Anchor::Start, text);
    }

    fn line(&mut self, from: (f64, f64), to: (f64, f64), color: Rgb, width: f64, dash: &str) {
        self.put(format_args!(
            r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="{}" stroke-width="{width}" stroke-dasharray="{dash}"/>"#,
            from.0,
            from.1,
            to.0,
            to.1,
            color.hex()
        ));
    }

    /// The shape that goes with a role, so that colour is never the only sign.
    fn shape(&mut self, role: Role, (x, y): (f64, f64), r: f64) {
        let fill = self.color(role).hex();
        let ring = self.paper.ground.hex();
        match role {
            Role::Paged | Role::Watch => self.put(format_args!(
                r#"<path d="M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z" fill="{fill}" stroke="{ring}" stroke-width="1.5"/>"#,
                y - r * 1.2,
                x + r * 1.2,
                y + r * 1.2,
                x - r * 1.2
            )),
            Role::Alarm => self.put(format_args!(
                r#"<path d="M{x:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z" fill="{fill}" stroke="{ring}" stroke-width="1"/>"#,
                y - r * 1.2,
                x + r * 1.2,
                y + r,
                x - r * 1.2,
                y + r
            )),
            Role::Unsure => self.put(format_args!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{:.1}" fill="none" stroke="{fill}" stroke-width="2.5"/>"#,
                r * 0.85
            )),
            _ => self.put(format_args!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="{r:.1}" fill="{fill}" stroke="{ring}" stroke-width="1.5"/>"#
            )),
        }
    }
}

/// The plot's frame and the way from values to points.
#[derive(Clone, Copy)]
struct Frame {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    span: (f64, f64),
    range: (f64, f64),
}

impl Frame {
    fn x(&self, t: f64) -> f64 {
        self.left + (t - self.span.0) / (self.span.1 - self.span.0) * (self.right - self.left)
    }

    fn y(&self, v: f64) -> f64 {
        self.bottom - (v - self.range.0) / (self.range.1 - self.range.0) * (self.bottom - self.top)
    }
}

/// A scene as the text of an SVG file.
pub fn paint(scene: &Scene, size: Size, ground: Ground) -> String {
    let paper = ground.paper();
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let mut pen = Pen { out: String::with_capacity(64 << 10), paper, ground };
    pen.put(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="'{FONT}', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif">"#
    ));
    pen.put(format_args!("<title>{}</title>", escape(&scene.title)));
    pen.put(format_args!(r#"<rect width="{width}" height="{height}" fill="{}"/>"#, paper.ground.hex()));
    let inner = width - 2.0 * MARGIN;
    pen.text(
        (MARGIN, 40.0),
        22.0,
        Weight::Bold,
        paper.text,
        Anchor::Start,
        &elide(&scene.title, 22.0, Weight::Bold, inner),
    );
    pen.text(
        (MARGIN, 62.0),
        13.0,
        Weight::Regular,
        paper.faint,
        Anchor::Start,
        &elide(&scene.subtitle, 13.0, Weight::Regular, inner),
    );
    let mut y = 92.0;
    for (i, statement) in scene.statements.iter().enumerate() {
        let (weight, points) = if i == 0 { (Weight::Bold, 15.0) } else { (Weight::Regular, 14.0) };
        pen.shape(statement.tone, (MARGIN + 7.0, y - points * 0.35), 6.0);
        for line in wrap(&statement.sentence, points, weight, inner - 26.0, 2) {
            pen.text((MARGIN + 24.0, y), points, weight, paper.text, Anchor::Start, &line);
            y += points * 1.4;
        }
        y += 4.0;
    }
    let legend_y = y + 6.0;
    let widest = |labels: &mut dyn Iterator<Item = String>| {
        labels.map(|label| text_width(&label, 12.0, Weight::Regular)).fold(0.0, f64::max)
    };
    let ticks = value_ticks(scene.left, scene.range, 6);
    let axis_width = widest(&mut ticks.iter().map(|t| t.label.clone()));
    let right_width =
        scene.right.map_or(0.0, |axis| widest(&mut ticks.iter().map(|t| axis.label(t.at, scene.range.1))) + 8.0);
    let legend_rows = legend(&mut pen, scene, (MARGIN + axis_width + 8.0, width - MARGIN), legend_y);
    let frame = Frame {
        left: MARGIN + axis_width + 8.0,
        top: legend_y + 16.0 + 20.0 * (legend_rows - 1) as f64,
        right: width - MARGIN - right_width,
        bottom: height - 58.0,
        span: scene.span,
        range: scene.range,
    };
    axes(&mut pen, scene, frame);
    pen.put(format_args!(
        r#"<clipPath id="plot"><rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}"/></clipPath><g clip-path="url(#plot)">"#,
        frame.left,
        frame.top,
        frame.right - frame.left,
        frame.bottom - frame.top
    ));
    underlay(&mut pen, scene, frame);
    for line in &scene.lines {
        curve(&mut pen, scene, frame, line);
    }
    for floor in &scene.floors {
        for point in &floor.points {
            let (x, y) = (frame.x(point[0]), frame.y(point[1]));
            let color = pen.color(floor.role).hex();
            pen.put(format_args!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="none" stroke="{color}" stroke-width="1.5"/>"#
            ));
        }
    }
    pen.put(format_args!("</g>"));
    levels(&mut pen, scene, frame);
    marks(&mut pen, scene, frame);
    let note = concat!("PoolScope ", env!("CARGO_PKG_VERSION"));
    let note_width = text_width(note, 12.0, Weight::Regular);
    let footer = elide(&scene.footer, 12.0, Weight::Regular, inner - note_width - 24.0);
    pen.text((MARGIN, height - 16.0), 12.0, Weight::Regular, paper.faint, Anchor::Start, &footer);
    pen.text((width - MARGIN, height - 16.0), 12.0, Weight::Regular, paper.faint, Anchor::End, note);
    pen.put(format_args!("</svg>"));
    pen.out
}

/// What lies under the lines: shaded stretches, trends with their intervals, moments.
fn underlay(pen: &mut Pen, scene: &Scene, frame: Frame) {
    let faint = pen.paper.faint;
    for shade in &scene.shades {
        let (left, right) = (frame.x(shade.span.0).max(frame.left), frame.x(shade.span.1).min(frame.right));
        if right <= left {
            continue;
        }
        pen.put(format_args!(
            r#"<rect x="{left:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="{}" fill-opacity="0.10"/>"#,
            frame.top,
            right - left,
            frame.bottom - frame.top,
            faint.hex()
        ));
        pen.text((left + 6.0, frame.bottom - 8.0), 12.0, Weight::Regular, faint, Anchor::Start, &shade.label);
    }
    for gap in &scene.gaps {
        let (left, right) = (frame.x(gap.span.0).max(frame.left), frame.x(gap.span.1).min(frame.right));
        if right <= left {
            continue;
        }
        let (width, height) = (right - left, frame.bottom - frame.top);
        pen.put(format_args!(
            r#"<rect x="{left:.1}" y="{:.1}" width="{width:.1}" height="{height:.1}" fill="{}" fill-opacity="0.07"/>"#,
            frame.top,
            faint.hex()
        ));
        if width > text_width(&gap.label, 12.0, Weight::Regular) + 8.0 {
            let place = ((left + right) / 2.0, frame.bottom - 8.0);
            pen.text(place, 12.0, Weight::Regular, faint, Anchor::Middle, &gap.label);
        }
    }
    for (i, file) in scene.files.iter().enumerate() {
        let x = frame.x(file.at);
        if !(frame.left..=frame.right).contains(&x) {
            continue;
        }
        pen.line((x, frame.top), (x, frame.bottom), faint, 0.8, "none");
        let next = scene.files.get(i + 1).map_or(frame.right, |n| frame.x(n.at).min(frame.right));
        // each name reaches to where the next log begins, or it is left out
        if next - x > text_width(&file.label, 12.0, Weight::Regular) + 10.0 {
            pen.text((x + 5.0, frame.bottom - 44.0), 12.0, Weight::Regular, faint, Anchor::Start, &file.label);
        }
    }
    let color = pen.color(Role::Trend);
    for trend in &scene.trends {
        for triangle in &trend.interval {
            let corners = triangle.map(|p| format!("{:.1},{:.1}", frame.x(p[0]), frame.y(p[1]))).join(" ");
            pen.put(format_args!(r#"<polygon points="{corners}" fill="{}" fill-opacity="0.16"/>"#, color.hex()));
        }
        let (from, to) = (trend.from, trend.to);
        pen.line((frame.x(from[0]), frame.y(from[1])), (frame.x(to[0]), frame.y(to[1])), color, 1.5, "2 5");
    }
    for moment in scene.onsets.iter().chain(&scene.restarts) {
        let x = frame.x(moment.at);
        if !(frame.left..=frame.right).contains(&x) {
            continue;
        }
        let color = pen.color(moment.role);
        pen.line((x, frame.top), (x, frame.bottom), color, 1.2, "5 4");
        let width = text_width(&moment.label, 12.0, Weight::Regular);
        let (at, anchor) =
            if x + width + 8.0 < frame.right { (x + 5.0, Anchor::Start) } else { (x - 5.0, Anchor::End) };
        pen.text((at, frame.bottom - 26.0), 12.0, Weight::Regular, color, anchor, &moment.label);
    }
}

/// The legend between two edges; returns how many rows it took.
fn legend(pen: &mut Pen, scene: &Scene, (left, right): (f64, f64), top: f64) -> usize {
    let (mut x, mut rows) = (left, 1);
    let mut place = |text: &str| {
        let width = 33.0 + text_width(text, 13.0, Weight::Regular);
        if x > left && x + width > right {
            (x, rows) = (left, rows + 1);
        }
        let at = (x, top + 20.0 * (rows - 1) as f64);
        x += width + 26.0;
        at
    };
    for line in &scene.lines {
        let text = line.measure.as_ref().map_or_else(|| line.name.clone(), |m| format!("{} ({m})", line.name));
        let text = elide(&text, 13.0, Weight::Regular, right - left - 33.0);
        let (x, y) = place(&text);
        let color = pen.color(line.role);
        let (width, dash) = dashes(line.role);
        pen.line((x, y - 4.0), (x + 26.0, y - 4.0), color, width, dash);
        if line.role.dash() == Dash::Solid {
            pen.shape(line.role, (x + 13.0, y - 4.0), 4.5);
        }
        pen.text((x + 33.0, y), 13.0, Weight::Regular, pen.paper.text, Anchor::Start, &text);
    }
    if let Some(trend) = scene.trends.first() {
        let color = pen.color(Role::Trend);
        let text = format!("trend, {}", trend.label);
        let (x, y) = place(&text);
        pen.line((x, y - 4.0), (x + 26.0, y - 4.0), color, 1.5, "2 5");
        pen.text((x + 33.0, y), 13.0, Weight::Regular, pen.paper.text, Anchor::Start, &text);
    }
    rows
}

fn axes(pen: &mut Pen, scene: &Scene, frame: Frame) {
    let paper = pen.paper;
    pen.put(format_args!(
        r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="{}" stroke="{}"/>"#,
        frame.left,
        frame.top,
        frame.right - frame.left,
        frame.bottom - frame.top,
        paper.plot.hex(),
        paper.grid.hex()
    ));
    let rows = ((frame.bottom - frame.top) / 48.0) as usize;
    for tick in value_ticks(scene.left, frame.range, rows.max(2)) {
        let y = frame.y(tick.at);
        if let Some(axis) = scene.right {
            let label = axis.label(tick.at, frame.range.1);
            pen.text((frame.right + 8.0, y + 4.0), 12.0, Weight::Regular, paper.faint, Anchor::Start, &label);
        }
        pen.line((frame.left, y), (frame.right, y), paper.grid, 1.0, "none");
        pen.text((frame.left - 8.0, y + 4.0), 12.0, Weight::Regular, paper.faint, Anchor::End, &tick.label);
    }
    let columns = ((frame.right - frame.left) / 90.0) as usize;
    for tick in time_ticks(frame.span, columns.max(2), &scene.clock) {
        let x = frame.x(tick.at);
        let width = if tick.is_major { 1.6 } else { 1.0 };
        pen.line((x, frame.top), (x, frame.bottom), paper.grid, width, "none");
        let half = text_width(&tick.label, 12.0, Weight::Bold) / 2.0;
        if x - half >= 4.0 && x + half <= frame.right + MARGIN - 4.0 {
            let (weight, color) =
                if tick.is_major { (Weight::Bold, paper.text) } else { (Weight::Regular, paper.faint) };
            pen.text((x, frame.bottom + 18.0), 12.0, weight, color, Anchor::Middle, &tick.label);
        }
    }
}

fn curve(pen: &mut Pen, scene: &Scene, frame: Frame, line: &Line) {
    let columns = (frame.right - frame.left) as usize;
    let color = pen.color(line.role).hex();
    let mut path = String::new();
    for piece in reduce(&line.times, &line.values, frame.span, columns, scene.gap_secs) {
        for (i, [t, v]) in piece.iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{letter}{:.1} {:.1}", frame.x(*t), frame.y(*v * line.scale));
        }
        if let [[t, v]] = piece.as_slice() {
            // a lone sample would be invisible
            let _ = write!(path, "M{:.1} {:.1}h0.1", frame.x(*t) - 0.05, frame.y(*v * line.scale));
        }
    }
    if !path.is_empty() {
        let (width, dash) = dashes(line.role);
        pen.put(format_args!(
            r#"<path d="{path}" fill="none" stroke="{color}" stroke-width="{width}" stroke-dasharray="{dash}" stroke-linejoin="round" stroke-linecap="round"/>"#
        ));
    }
}

/// Width and dashes of a line.
fn dashes(role: Role) -> (f64, &'static str) {
    match role.dash() {
        Dash::Solid => (2.2, "none"),
        Dash::Dashed => (1.8, "9 5"),
        Dash::Dotted => (2.2, "1 5"),
    }
}

fn levels(pen: &mut Pen, scene: &Scene, frame: Frame) {
    for level in &scene.levels {
        let y = frame.y(level.value);
        if !(frame.top..=frame.bottom).contains(&y) {
            continue;
        }
        let color = pen.color(Role::Ram);
        pen.line((frame.left, y), (frame.right, y), color, 1.6, "9 5");
        pen.text((frame.left + 10.0, y - 6.0), 13.0, Weight::Bold, color, Anchor::Start, &level.label);
    }
}

/// Maxima with their labels, kept inside the frame and off the lines.
fn marks(pen: &mut Pen, scene: &Scene, frame: Frame) {
    const SIZE: f64 = 13.0;
    let bounds = Box2 { left: frame.left, top: frame.top, right: frame.right, bottom: frame.bottom };
    let columns = ((frame.right - frame.left) / 4.0) as usize;
    let dots: Vec<(f64, f64)> = scene
        .lines
        .iter()
        .flat_map(|line| reduce(&line.times, &line.values, frame.span, columns, scene.gap_secs))
        .flatten()
        .map(|[t, v]| (frame.x(t), frame.y(v)))
        .collect();
    let mut taken: Vec<Box2> = scene
        .levels
        .iter()
        .map(|level| {
            let y = frame.y(level.value);
            let right = frame.left + 12.0 + text_width(&level.label, SIZE, Weight::Bold);
            Box2 { left: frame.left, top: y - 20.0, right, bottom: y + 2.0 }
        })
        .collect();
    for mark in &scene.marks {
        let (x, y) = (frame.x(mark.at[0]), frame.y(mark.at[1]));
        if !(frame.left - 1.0..=frame.right + 1.0).contains(&x) || !(frame.top - 1.0..=frame.bottom + 1.0).contains(&y)
        {
            continue;
        }
        let text = format!("{} {}", mark.name, mark.label);
        let size = (text_width(&text, SIZE, Weight::Bold) + 12.0, SIZE + 11.0);
        let place = labels::place((x, y), size, bounds, &dots, &taken);
        taken.push(place);
        let color = pen.color(mark.role);
        let corner =
            (x.clamp(place.left + 8.0, place.right - 8.0), if place.top > y { place.top } else { place.bottom });
        pen.line((x, y), corner, color, 1.0, "none");
        pen.shape(mark.role, (x, y), 6.0);
        pen.boxed_text(place, SIZE, color, &text);
    }
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
