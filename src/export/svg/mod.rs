//! Paints a scene as SVG, with the chart's title, verdict, maxima and legend: a picture that explains itself.
//!
//! Text is measured with the font that comes with the program, and every label is escaped.

mod pen;
mod plot;
mod text;

use crate::chart::labels;
use crate::chart::palette::{Dash, Ground, Role};
use crate::chart::ticks::{log_ticks, value_ticks};
use crate::chart::{Line, Scene};
use pen::{Anchor, MARGIN, Pen};
use plot::{Frame, dashes};
use text::{Weight, elide, escape, text_width, wrap};

pub(super) use text::needs_other_fonts;

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

/// A scene, or several side by side, as the text of an SVG file.
pub fn paint(scenes: &[Scene], size: Size, ground: Ground) -> String {
    let paper = ground.paper();
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let mut pen = Pen { out: String::with_capacity(64 << 10), paper, ground };
    pen.put(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="'{FONT}', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif">"#
    ));
    let titles: Vec<&str> = scenes.iter().map(|s| s.title.as_str()).collect();
    pen.put(format_args!("<title>{}</title>", escape(&titles.join("; "))));
    pen.put(format_args!(r#"<rect width="{width}" height="{height}" fill="{}"/>"#, paper.ground.hex()));
    let each = width / scenes.len().max(1) as f64;
    // statements that only the first has stand above both
    let is_split = scenes.len() > 1;
    let mut top = 0.0;
    if let Some(first) = scenes.first().filter(|_| is_split) {
        top = statements(&mut pen, first, width, 34.0) - 14.0;
    }
    for (i, scene) in scenes.iter().enumerate() {
        let left = each * i as f64;
        pen.put(format_args!(r#"<g transform="translate({left:.1} {top:.1})">"#));
        body(&mut pen, scene, (each, height - top), i, is_split);
        pen.put(format_args!("</g>"));
    }
    pen.put(format_args!("</svg>"));
    pen.out
}

/// The sentences of a scene, the first in bold; returns where they end.
fn statements(pen: &mut Pen, scene: &Scene, width: f64, top: f64) -> f64 {
    let (mut y, text) = (top, pen.paper.text);
    for (i, statement) in scene.statements.iter().enumerate() {
        let (weight, points) = if i == 0 { (Weight::Bold, 15.0) } else { (Weight::Regular, 14.0) };
        pen.shape(statement.tone, (MARGIN + 7.0, y - points * 0.35), 6.0);
        for line in wrap(&statement.sentence, points, weight, width - 2.0 * MARGIN - 26.0, 2) {
            pen.text((MARGIN + 24.0, y), points, weight, text, Anchor::Start, &line);
            y += points * 1.4;
        }
        y += 4.0;
    }
    y
}

/// A scene with its words, in a box of its own.
fn body(pen: &mut Pen, scene: &Scene, (width, height): (f64, f64), index: usize, is_split: bool) {
    let (paper, inner) = (pen.paper, width - 2.0 * MARGIN);
    let title = elide(&scene.title, 22.0, Weight::Bold, inner);
    pen.text((MARGIN, 40.0), 22.0, Weight::Bold, paper.text, Anchor::Start, &title);
    let subtitle = elide(&scene.subtitle, 13.0, Weight::Regular, inner);
    pen.text((MARGIN, 62.0), 13.0, Weight::Regular, paper.faint, Anchor::Start, &subtitle);
    let legend_y = if is_split { 88.0 } else { statements(pen, scene, width, 92.0) + 6.0 };
    let widest = |labels: &mut dyn Iterator<Item = String>| {
        labels.map(|label| text_width(&label, 12.0, Weight::Regular)).fold(0.0, f64::max)
    };
    let ticks = if scene.is_log {
        log_ticks(scene.units, scene.left, scene.range, 8)
    } else {
        value_ticks(scene.units, scene.left, scene.range, 6)
    };
    let axis_width = widest(&mut ticks.iter().map(|t| t.label.clone()));
    let right_width =
        scene.right.map_or(0.0, |axis| widest(&mut ticks.iter().map(|t| axis.label(t.at, scene.range.1))) + 8.0);
    let legend_rows = legend(pen, scene, (MARGIN + axis_width + 8.0, width - MARGIN), legend_y);
    let frame = Frame {
        left: MARGIN + axis_width + 8.0,
        top: legend_y + 16.0 + 20.0 * (legend_rows - 1) as f64,
        right: width - MARGIN - right_width,
        bottom: height - 58.0,
        scene,
    };
    plot::axes(pen, frame);
    pen.put(format_args!(
        r#"<clipPath id="plot{index}"><rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}"/></clipPath><g clip-path="url(#plot{index})">"#,
        frame.left,
        frame.top,
        frame.width(),
        frame.height()
    ));
    plot::underlay(pen, frame);
    // the line that stands out is over the others, as in the window
    let is_focused = |line: &&Line| scene.focus.as_ref() == Some(&line.key);
    for line in scene.lines.iter().filter(|l| !is_focused(l)).chain(scene.lines.iter().filter(is_focused)) {
        plot::curve(pen, frame, line);
    }
    plot::floors(pen, frame);
    pen.put(format_args!("</g>"));
    plot::levels(pen, frame);
    let mut taken = plot::events(pen, frame);
    taken.extend(plot::notes(pen, frame));
    plot::maxima(pen, frame, taken);
    let note = concat!("PoolScope ", env!("CARGO_PKG_VERSION"));
    let note_width = text_width(note, 12.0, Weight::Regular);
    let footer = elide(&scene.footer, 12.0, Weight::Regular, inner - note_width - 24.0);
    pen.text((MARGIN, height - 16.0), 12.0, Weight::Regular, paper.faint, Anchor::Start, &footer);
    pen.text((width - MARGIN, height - 16.0), 12.0, Weight::Regular, paper.faint, Anchor::End, note);
}

/// The legend between two edges; returns how many rows it took.
fn legend(pen: &mut Pen, scene: &Scene, (left, right): (f64, f64), top: f64) -> usize {
    let (mut x, mut rows) = (left, 1);
    let mut next_position = |text: &str| {
        let width = 33.0 + text_width(text, 13.0, Weight::Regular);
        if x > left && x + width > right {
            (x, rows) = (left, rows + 1);
        }
        let at = (x, top + 20.0 * (rows - 1) as f64);
        x += width + 26.0;
        at
    };
    for line in &scene.lines {
        // what the line is measured by is never cut
        let measure = line.measure.as_ref().map_or_else(String::new, |m| format!(" ({m})"));
        let room = right - left - 33.0 - text_width(&measure, 13.0, Weight::Regular);
        let fits = |text: &str| text_width(text, 13.0, Weight::Regular) <= room;
        let text = labels::middle_cut(&line.name, &fits) + &measure;
        let (x, y) = next_position(&text);
        let color = pen.color(line.role);
        let (width, dash) = dashes(line.role);
        pen.line((x, y - 4.0), (x + 26.0, y - 4.0), color, width, dash);
        if line.role.dash() == Dash::Solid {
            pen.shape(line.role, (x + 13.0, y - 4.0), 4.5);
        }
        pen.text((x + 33.0, y), 13.0, Weight::Regular, pen.paper.text, Anchor::Start, &text);
    }
    for trend in &scene.trends {
        let color = pen.color(Role::Trend);
        let text = format!("trend, {}", trend.label);
        let (x, y) = next_position(&text);
        pen.line((x, y - 4.0), (x + 26.0, y - 4.0), color, 1.5, "2 5");
        pen.text((x + 33.0, y), 13.0, Weight::Regular, pen.paper.text, Anchor::Start, &text);
    }
    rows
}
