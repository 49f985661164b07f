//! The legend: lines and trends by name, in rows.

use super::super::line_style::Drawn;
use super::super::palette::{Dash, Role};
use super::super::scene::{Line, Scene};
use super::shape::{self, Box2, Paint, Place, Shape, Stroke, Weight};
use super::text::{DESCENT, Pen, TextMeasure};
use super::underlay;
use super::viewport::Look;

/// Sizes of a legend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// Of the text.
    pub size: f64,
    /// Height of an entry, and from one row to the next.
    pub height: f64,
    pub row: f64,
    /// Within an entry, left and right.
    pub pad: f64,
    /// Between two entries.
    pub gap: f64,
    /// Maximum number of rows; entries that do not fit are counted.
    pub most_rows: usize,
    /// Room for the note on those that do not fit.
    pub more: f64,
}

impl Metrics {
    /// In a picture, where every line gets an entry.
    pub const PICTURE: Self =
        Self { size: 13.0, height: 20.0, row: 20.0, pad: 0.0, gap: 26.0, most_rows: usize::MAX, more: 0.0 };

    /// Whether the note on those that do not fit is a short one.
    pub fn is_narrow(width: f64) -> bool {
        width < 420.0
    }

    /// In the window, where entries are buttons and leave room for the chart.
    pub fn window(most_rows: usize, width: f64) -> Self {
        let more = if Self::is_narrow(width) { 50.0 } else { 110.0 };
        Self { size: 14.0, height: 26.0, row: 30.0, pad: 5.0, gap: 6.0, most_rows, more }
    }
}

/// The state of a line in the legend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    pub is_hidden: bool,
    pub is_selected: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key of its line; `None` for a trend.
    pub key: Option<String>,
    /// Its text in full.
    pub name: String,
    pub rect: Box2,
    pub shapes: Vec<Shape>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Legend {
    pub entries: Vec<Entry>,
    /// The number of lines and trends that did not fit, and the index of the first of them among all.
    pub left_out: usize,
    pub first_left_out: usize,
    /// Where the note on them goes.
    pub end: Place,
    pub rows: usize,
}

/// Length of the piece of line before a name, and the distance from its start to the name.
const SAMPLE: f64 = 26.0;
const INDENT: f64 = 33.0;

/// A short piece of a line, with its dashes and its sign.
pub fn sample(look: &Look<'_>, drawn: Drawn, [x, y]: Place, width: f64, opacity: f64) -> Vec<Shape> {
    let paint = Paint::faint(drawn.color(look.ground), opacity);
    let dash = drawn.dash();
    let stroke = match dash {
        Dash::Solid => Stroke::solid(2.2 * drawn.width(), paint),
        Dash::Dashed => Stroke::dashed(2.0 * drawn.width(), paint, 7.0, 4.0),
        Dash::Dotted => Stroke::dashed(2.0 * drawn.width(), paint, 2.0, 3.5),
        Dash::Long => Stroke::dashed(2.0 * drawn.width(), paint, 12.0, 2.5),
    };
    // dashes keep clear of the sign
    let ring = (dash != Dash::Solid).then_some(look.paper().ground);
    let line = Shape::line([x, y], [x + width, y], stroke);
    let sign = shape::sign(drawn.role.sign(), [x + width / 2.0, y], 4.5, paint, ring);
    std::iter::once(line).chain(sign).collect()
}

/// A line's name, with what it is measured by.
pub fn full_name(line: &Line) -> String {
    line.measure.as_ref().map_or_else(|| line.name.clone(), |m| format!("{} ({m})", line.name))
}

fn pen<'a>(look: &Look<'_>, metrics: Metrics, standing: Standing, measure: &'a dyn TextMeasure) -> Pen<'a> {
    let paper = look.paper();
    let paint = if standing.is_hidden { paper.faint } else { paper.text };
    let weight = if standing.is_selected { Weight::Bold } else { Weight::Regular };
    Pen { weight, ..Pen::regular(measure, metrics.size, paint) }
}

/// A line's name in the given width: a long name is cut in the middle, what the line is measured by never.
fn short_name(line: &Line, pen: &Pen<'_>, room: f64) -> String {
    let measure = line.measure.as_ref().map_or_else(String::new, |m| format!(" ({m})"));
    pen.middle_cut(&line.name, room - pen.width(&measure)) + &measure
}

/// The entry of a line, from its upper left corner, no wider than `room`.
pub fn line_entry(
    look: &Look<'_>,
    line: &Line,
    (at, room): (Place, f64),
    (metrics, standing): (Metrics, Standing),
    measure: &dyn TextMeasure,
) -> Entry {
    let pen = pen(look, metrics, standing, measure);
    let text = short_name(line, &pen, room - INDENT - 2.0 * metrics.pad);
    let width = pen.width(&text);
    let rect = Box2::new(at, [INDENT + width + 2.0 * metrics.pad, metrics.height]);
    let [x, y] = [rect.left + metrics.pad, rect.center()[1]];
    let mut shapes = Vec::new();
    if standing.is_selected {
        let edge = Some(Stroke::solid(1.0, look.paper().faint));
        shapes.push(Shape::Rect { rect, radius: 4.0, fill: None, edge });
    }
    shapes.extend(sample(look, line.drawn(), [x, y], SAMPLE, if standing.is_hidden { 0.35 } else { 1.0 }));
    shapes.push(written(&pen, [x + INDENT, y], &text));
    if standing.is_hidden {
        let stroke = Stroke::solid(1.0, pen.paint);
        shapes.push(Shape::line([x + INDENT, y], [x + INDENT + width, y], stroke));
    }
    Entry { key: Some(line.key.clone()), name: full_name(line), rect, shapes }
}

/// A text vertically centered at a height.
fn written(pen: &Pen<'_>, [x, y]: Place, text: &str) -> Shape {
    pen.from([x, y + pen.row_height() / 2.0 - DESCENT * pen.size], text)
}

/// The legend's entry for a trend, which follows its line; around its sample the band of its interval.
pub fn trend_entry(
    look: &Look<'_>,
    label: &str,
    (at, room): (Place, f64),
    metrics: Metrics,
    measure: &dyn TextMeasure,
) -> Entry {
    let pen = pen(look, metrics, Standing::default(), measure);
    let name = format!("trend of {label}");
    let text = pen.elide(&name, room - INDENT - 2.0 * metrics.pad);
    let rect = Box2::new(at, [INDENT + pen.width(&text) + 2.0 * metrics.pad, metrics.height]);
    let [x, y] = [rect.left + metrics.pad, rect.center()[1]];
    let band = Paint::faint(look.color(Role::Trend), 0.16);
    let band = Shape::filled(Box2::around([x + SAMPLE / 2.0, y], [SAMPLE, 8.0]), band);
    let line = Shape::line([x, y], [x + SAMPLE, y], underlay::trend_stroke(look));
    Entry { key: None, name, rect, shapes: vec![band, line, written(&pen, [x + INDENT, y], &text)] }
}

/// The legend below `top`, between two edges.
pub fn legend(
    scene: &Scene,
    look: &Look<'_>,
    (left, right, top): (f64, f64, f64),
    metrics: Metrics,
    standing: &dyn Fn(&Line) -> Standing,
    measure: &dyn TextMeasure,
) -> Legend {
    let trends: Vec<_> = scene.trends.iter().filter(|t| look.has_role(scene, t.role)).collect();
    let all = scene.lines.len() + trends.len();
    let make = |at: Place, room: f64, index: usize| match scene.lines.get(index) {
        Some(line) => line_entry(look, line, (at, room), (metrics, standing(line)), measure),
        None => trend_entry(look, &trends[index - scene.lines.len()].label, (at, room), metrics, measure),
    };
    let mut out = Legend { rows: 1, end: [left, top], ..Legend::default() };
    for index in 0..all {
        let edge = |rows: usize| {
            // the note on the rest needs room in the last row
            right - if rows >= metrics.most_rows && index + 1 < all { metrics.more } else { 0.0 }
        };
        let mut entry = make(out.end, right - left, index);
        if entry.rect.right > edge(out.rows) && out.end[0] > left {
            if out.rows >= metrics.most_rows {
                (out.left_out, out.first_left_out) = (all - index, index);
                return out;
            }
            out.rows += 1;
            out.end = [left, out.end[1] + metrics.row];
            entry = make(out.end, right - left, index);
        }
        if entry.rect.right > edge(out.rows) {
            entry = make(out.end, edge(out.rows) - left, index);
        }
        out.end[0] = entry.rect.right + metrics.gap;
        out.entries.push(entry);
    }
    out
}
