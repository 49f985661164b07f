//! The plot of a picture: axes, what lies under the lines, the lines, and what lies over them.

use super::pen::{Anchor, MARGIN, Pen};
use super::text::{Weight, elide, text_width, wrap};
use crate::chart::labels::{self, Box2};
use crate::chart::palette::{Dash, Role};
use crate::chart::scene::{FLAGS, MOST_DOTS, MOST_NOTES, NOTE_ROWS, more_notes};
use crate::chart::ticks::{log_ticks, time_ticks, value_ticks};
use crate::chart::{Line, Scene};
use std::fmt::Write;

/// The plot's frame and the way from values to points.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
    pub scene: &'a Scene,
}

impl Frame<'_> {
    fn x(&self, t: f64) -> f64 {
        let (from, to) = self.scene.span;
        self.left + (t - from) / (to - from) * (self.right - self.left)
    }

    fn y(&self, v: f64) -> f64 {
        let (low, high) = self.scene.heights();
        self.bottom - (self.scene.height(v) - low) / (high - low) * (self.bottom - self.top)
    }

    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn holds(&self, (x, y): (f64, f64)) -> bool {
        (self.left - 1.0..=self.right + 1.0).contains(&x) && (self.top - 1.0..=self.bottom + 1.0).contains(&y)
    }
}

/// How strongly a line is drawn: those besides the one that stands out step back.
fn strength(scene: &Scene, line: &Line) -> f64 {
    if scene.focus.as_ref().is_some_and(|key| *key != line.key) { 0.3 } else { 1.0 }
}

pub(super) fn axes(pen: &mut Pen, frame: Frame<'_>) {
    let (paper, scene) = (pen.paper, frame.scene);
    pen.put(format_args!(
        r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="{}" stroke="{}"/>"#,
        frame.left,
        frame.top,
        frame.width(),
        frame.height(),
        paper.plot.hex(),
        paper.grid.hex()
    ));
    let rows = ((frame.height() / 48.0) as usize).max(2);
    let ticks = if scene.is_log {
        log_ticks(scene.units, scene.left, scene.range, rows)
    } else {
        value_ticks(scene.units, scene.left, scene.range, rows)
    };
    for tick in ticks {
        let y = frame.y(tick.at);
        if let Some(axis) = scene.right {
            let most = if scene.is_log { tick.at } else { scene.range.1 };
            let label = axis.label(tick.at, most);
            pen.text((frame.right + 8.0, y + 4.0), 12.0, Weight::Regular, paper.faint, Anchor::Start, &label);
        }
        pen.line((frame.left, y), (frame.right, y), paper.grid, 1.0, "none");
        pen.text((frame.left - 8.0, y + 4.0), 12.0, Weight::Regular, paper.faint, Anchor::End, &tick.label);
    }
    let columns = (frame.width() / 90.0) as usize;
    for tick in time_ticks(scene.span, columns.max(2), &scene.clock) {
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

/// A part of the time in a shade, as far as it is in the frame; returns its edges.
fn shaded(pen: &mut Pen, frame: Frame<'_>, (from, to): (f64, f64), opacity: f64) -> Option<(f64, f64)> {
    let (left, right) = (frame.x(from).max(frame.left), frame.x(to).min(frame.right));
    if right <= left {
        return None;
    }
    let fill = pen.paper.faint.hex();
    pen.put(format_args!(
        r#"<rect x="{left:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="{fill}" fill-opacity="{opacity}"/>"#,
        frame.top,
        right - left,
        frame.height(),
    ));
    Some((left, right))
}

/// What lies under the lines: shaded stretches, trends with their intervals, moments.
pub(super) fn underlay(pen: &mut Pen, frame: Frame<'_>) {
    let (faint, scene) = (pen.paper.faint, frame.scene);
    for shade in &scene.shades {
        if let Some((left, _)) = shaded(pen, frame, shade.span, 0.10) {
            pen.text((left + 6.0, frame.bottom - 8.0), 12.0, Weight::Regular, faint, Anchor::Start, &shade.label);
        }
    }
    for gap in &scene.gaps {
        let Some((left, right)) = shaded(pen, frame, gap.span, 0.07) else { continue };
        if right - left > text_width(&gap.label, 12.0, Weight::Regular) + 8.0 {
            let anchor = ((left + right) / 2.0, frame.bottom - 8.0);
            pen.text(anchor, 12.0, Weight::Regular, faint, Anchor::Middle, &gap.label);
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
        let points = scene.trend_points(trend, scene.span, scene.range).into_iter();
        let points: Vec<String> = points.map(|p| format!("{:.1},{:.1}", frame.x(p[0]), frame.y(p[1]))).collect();
        let points = points.join(" ");
        pen.put(format_args!(
            r#"<polyline points="{points}" fill="none" stroke="{}" stroke-width="1.5" stroke-dasharray="2 5"/>"#,
            color.hex()
        ));
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

pub(super) fn curve(pen: &mut Pen, frame: Frame<'_>, line: &Line) {
    let color = pen.color(line.role).hex();
    let mut path = String::new();
    for piece in line.series.points(frame.scene.span, 2 * frame.width() as usize) {
        for (i, [t, v]) in piece.iter().enumerate() {
            let letter = if i == 0 { 'M' } else { 'L' };
            // writing to a string cannot fail
            let _ = write!(path, "{letter}{:.1} {:.1}", frame.x(*t), frame.y(*v * line.scale));
        }
        if let [[t, v]] = piece.as_slice() {
            // a lone sample would be invisible
            let _ = write!(path, "M{:.1} {:.1}h0.1", frame.x(*t) - 0.05, frame.y(*v * line.scale));
        }
    }
    if !path.is_empty() {
        let (width, dash) = dashes(line.role);
        let (width, opacity) = match strength(frame.scene, line) {
            1.0 if frame.scene.focus.is_some() => (width * 1.7, 1.0),
            opacity => (width, opacity),
        };
        pen.put(format_args!(
            r#"<path d="{path}" fill="none" stroke="{color}" stroke-width="{width:.1}" stroke-opacity="{opacity}" stroke-dasharray="{dash}" stroke-linejoin="round" stroke-linecap="round"/>"#
        ));
    }
}

/// The low points that decided.
pub(super) fn floors(pen: &mut Pen, frame: Frame<'_>) {
    for floor in &frame.scene.floors {
        for point in &floor.points {
            let (x, y) = (frame.x(point[0]), frame.y(point[1]));
            let color = pen.color(floor.role).hex();
            pen.put(format_args!(
                r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="none" stroke="{color}" stroke-width="1.5"/>"#
            ));
        }
    }
}

/// Width and dashes of a line.
pub(super) fn dashes(role: Role) -> (f64, &'static str) {
    match role.dash() {
        Dash::Solid => (2.2, "none"),
        Dash::Dashed => (1.8, "9 5"),
        Dash::Dotted => (2.2, "1 5"),
    }
}

pub(super) fn levels(pen: &mut Pen, frame: Frame<'_>) {
    for level in &frame.scene.levels {
        let y = frame.y(level.value);
        if !(frame.top..=frame.bottom).contains(&y) {
            continue;
        }
        let color = pen.color(Role::Ram);
        pen.line((frame.left, y), (frame.right, y), color, 1.6, "9 5");
        pen.text((frame.left + 10.0, y - 6.0), 13.0, Weight::Bold, color, Anchor::Start, &level.label);
    }
}

/// What the user marked, cursors included; each with its label at the top, one below the other where they would touch.
pub(super) fn events(pen: &mut Pen, frame: Frame<'_>) -> Vec<Box2> {
    let color = pen.color(Role::Mark);
    let mut taken: Vec<Box2> = Vec::new();
    let cursors = frame.scene.cursor_labels();
    let marks = frame.scene.marks.iter().map(|e| (e.at, e.label.as_str(), "6 3"));
    let all: Vec<(f64, &str, &str)> = marks
        .chain(cursors.iter().map(|(at, label)| (*at, label.as_str(), "none")))
        .map(|(at, label, dash)| (frame.x(at), label, dash))
        .filter(|(x, ..)| (frame.left..=frame.right).contains(x))
        .collect();
    for (x, _, dash) in &all {
        pen.line((*x, frame.top), (*x, frame.bottom), color, 1.4, dash);
    }
    let mut left_out = 0;
    // over all lines, so that none goes through a label
    for (x, label, _) in all.into_iter().filter(|(_, label, _)| !label.is_empty()) {
        let label = elide(label, 12.0, Weight::Bold, 0.6 * frame.width());
        let width = text_width(&label, 12.0, Weight::Bold) + 12.0;
        let left = (x + 4.0).min(frame.right - width - 2.0).max(frame.left + 2.0);
        let (mut top, lowest) = (frame.top + 6.0, frame.top + FLAGS * frame.height());
        let clashes = |t: &Box2, top: f64| t.left < left + width && left < t.right && (t.top - top).abs() < 22.0;
        while taken.iter().any(|t| clashes(t, top)) && top + 21.0 < lowest {
            top += 24.0;
        }
        if top + 21.0 >= lowest {
            left_out += 1;
            continue;
        }
        let label_rect = Box2 { left, top, right: left + width, bottom: top + 21.0 };
        taken.push(label_rect);
        pen.boxed_text(label_rect, 12.0, color, &label);
    }
    if left_out > 0 {
        let text = format!("{left_out} more marks without a label");
        let at = (frame.right - 6.0, frame.top + FLAGS * frame.height() + 12.0);
        pen.text(at, 12.0, Weight::Regular, color, Anchor::End, &text);
    }
    taken
}

/// Notes in their boxes, with a line to what they point at.
pub(super) fn notes(pen: &mut Pen, frame: Frame<'_>) -> Vec<Box2> {
    const SIZE: f64 = 13.0;
    let mut taken = Vec::new();
    let color = pen.color(Role::Mark);
    let mut dots = 0;
    for note in &frame.scene.notes {
        let point = (frame.x(note.at[0]), frame.y(note.at[1]));
        if !frame.holds(point) {
            continue;
        }
        if taken.len() >= MOST_NOTES {
            dots += 1;
            if dots <= MOST_DOTS {
                let (x, y) = point;
                pen.put(format_args!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="2" fill="{}"/>"#, color.hex()));
            }
            continue;
        }
        let room = 0.34 * frame.width();
        let wrapped = |l| wrap(l, SIZE, Weight::Regular, room, NOTE_ROWS + 1);
        let mut lines: Vec<String> = note.text.lines().flat_map(wrapped).take(NOTE_ROWS + 1).collect();
        if lines.len() > NOTE_ROWS {
            lines.truncate(NOTE_ROWS);
            if let Some(last) = lines.last_mut() {
                *last = elide(&format!("{last}…"), SIZE, Weight::Regular, room);
            }
        }
        let width = lines.iter().map(|l| text_width(l, SIZE, Weight::Regular)).fold(20.0, f64::max) + 16.0;
        let height = lines.len().max(1) as f64 * 18.0 + 10.0;
        let x = (point.0 + note.offset[0] * frame.width())
            .clamp(frame.left + width / 2.0, (frame.right - width / 2.0).max(frame.left + width / 2.0));
        let y = (point.1 + note.offset[1] * frame.height())
            .clamp(frame.top + height / 2.0, (frame.bottom - height / 2.0).max(frame.top + height / 2.0));
        let label_rect =
            Box2 { left: x - width / 2.0, top: y - height / 2.0, right: x + width / 2.0, bottom: y + height / 2.0 };
        let (color, paper) = (pen.color(Role::Mark), pen.paper);
        let corner =
            (point.0.clamp(label_rect.left, label_rect.right), point.1.clamp(label_rect.top, label_rect.bottom));
        pen.line(point, corner, color, 1.2, "none");
        pen.put(format_args!(
            r#"<circle cx="{:.1}" cy="{:.1}" r="3.5" fill="{}"/><rect x="{:.1}" y="{:.1}" width="{width:.1}" height="{height:.1}" rx="5" fill="{}" fill-opacity="0.95" stroke="{}" stroke-width="1.2"/>"#,
            point.0,
            point.1,
            color.hex(),
            label_rect.left,
            label_rect.top,
            paper.ground.hex(),
            color.hex()
        ));
        for (i, line) in lines.iter().enumerate() {
            let at = (label_rect.left + 8.0, label_rect.top + 18.0 * (i + 1) as f64);
            pen.text(at, SIZE, Weight::Regular, paper.text, Anchor::Start, line);
        }
        taken.push(label_rect);
    }
    if dots > 0 {
        let at = (frame.right - 6.0, frame.top + 42.0);
        pen.text(at, 12.0, Weight::Regular, color, Anchor::End, &more_notes(dots));
    }
    taken
}

/// Maxima with their labels, kept inside the frame and off the lines and what is there already.
pub(super) fn maxima(pen: &mut Pen, frame: Frame<'_>, mut taken: Vec<Box2>) {
    const SIZE: f64 = 13.0;
    let scene = frame.scene;
    let bounds = Box2 { left: frame.left, top: frame.top, right: frame.right, bottom: frame.bottom };
    let columns = (frame.width() / 2.0) as usize;
    let dots: Vec<(f64, f64)> = scene
        .lines
        .iter()
        .flat_map(|line| line.series.points(scene.span, columns).into_iter().flatten().map(|p| (p, line.scale)))
        .map(|([t, v], scale)| (frame.x(t), frame.y(v * scale)))
        .collect();
    taken.extend(scene.levels.iter().map(|level| {
        let y = frame.y(level.value);
        let right = frame.left + 12.0 + text_width(&level.label, SIZE, Weight::Bold);
        Box2 { left: frame.left, top: y - 20.0, right, bottom: y + 2.0 }
    }));
    for maximum in &scene.maxima {
        let point = (frame.x(maximum.at[0]), frame.y(maximum.at[1]));
        if !frame.holds(point) {
            continue;
        }
        let text = format!("{} {}", maximum.name, maximum.label);
        let size = (text_width(&text, SIZE, Weight::Bold) + 12.0, SIZE + 11.0);
        let label_rect = labels::place(point, size, bounds, &dots, &taken);
        taken.push(label_rect);
        let color = pen.color(maximum.role);
        let edge = if label_rect.top > point.1 { label_rect.top } else { label_rect.bottom };
        pen.line(point, (point.0.clamp(label_rect.left + 8.0, label_rect.right - 8.0), edge), color, 1.0, "none");
        pen.shape(maximum.role, point, 6.0);
        pen.boxed_text(label_rect, SIZE, color, &text);
    }
}
