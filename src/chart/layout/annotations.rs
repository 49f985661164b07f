//! The user's additions to the chart (cursors, marks and notes), and the maxima.

use super::super::palette::Role;
use super::super::scene::{FLAGS, MOST_DOTS, MOST_NOTES, NOTE_ROWS, Note, more_marks, more_notes};
use super::place;
use super::shape::{self, Box2, Paint, Place, Shape, Stroke, Weight};
use super::text::{Pen, TextMeasure};
use super::viewport::{Look, Viewport};
use crate::wording::chart::LISTINGS_BEGIN;

/// What can be grabbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grip {
    /// The first or the second.
    Cursor(usize),
    /// By the id of the mark.
    Mark(u64),
    Note(u64),
    /// Where listings of pool tags begin.
    Listings,
}

/// A place where something can be grabbed.
#[derive(Clone, Debug, PartialEq)]
pub struct Handle {
    pub grip: Grip,
    pub rect: Box2,
    /// What it belongs to: the place of a cursor or a mark, the target of a note.
    pub of: Place,
    /// Whether its text is not shown in full.
    pub is_cut: bool,
}

/// What is collected: shapes, handles, and the places that are taken.
#[derive(Default)]
pub struct Annotations {
    pub shapes: Vec<Shape>,
    pub handles: Vec<Handle>,
    pub taken: Vec<Box2>,
}

/// Rows of text in a box with the background colour, to stay readable over lines.
fn boxed(pen: &Pen<'_>, rect: Box2, ground: Paint, rows: &[String]) -> Vec<Shape> {
    let edge = Some(Stroke::solid(1.0, pen.paint));
    let mut shapes = vec![Shape::Rect { rect, radius: 4.0, fill: Some(ground), edge }];
    for (i, row) in rows.iter().enumerate() {
        shapes.push(pen.below([rect.left + 6.0, rect.top + 3.0 + i as f64 * pen.row_height()], row));
    }
    shapes
}

fn boxed_size(pen: &Pen<'_>, rows: &[String]) -> [f64; 2] {
    let width = rows.iter().map(|row| pen.width(row)).fold(0.0, f64::max);
    [width + 12.0, rows.len() as f64 * pen.row_height() + 6.0]
}

/// The cursors: lines with a letter at the bottom, and the time between them.
fn cursors(view: &Viewport<'_>, look: &Look<'_>, measure: &dyn TextMeasure, out: &mut Annotations) {
    let (frame, tone, ground) = (view.frame, look.color(Role::Mark), look.paper().ground);
    if let [Some(a), Some(b)] = view.scene.cursors {
        let (left, right) = (view.x(a.min(b)).max(frame.left), view.x(a.max(b)).min(frame.right));
        if right > left {
            out.shapes.push(Shape::filled(Box2 { left, right, ..frame }, Paint::faint(tone, 0.06)));
        }
    }
    for (which, (at, letter)) in view.scene.cursors.iter().zip(["A", "B"]).enumerate() {
        let Some(x) = at.map(|at| view.x(at)).filter(|x| frame.has_x(*x)) else { continue };
        let is_active = look.active_cursor == Some(which);
        out.shapes.push(Shape::vertical(x, &frame, Stroke::solid(if is_active { 2.0 } else { 1.2 }, tone)));
        let middle = x.max(frame.left + 11.0).min(frame.right - 11.0);
        let rect = Box2::around([middle, frame.bottom - 12.0], [20.0, 18.0]);
        let (fill, text) = if is_active { (tone, ground) } else { (ground, tone) };
        let edge = Some(Stroke::solid(1.2, tone));
        out.shapes.push(Shape::Rect { rect, radius: 4.0, fill: Some(fill.into()), edge });
        out.shapes.push(Pen::bold(measure, 12.0, text).around([middle, rect.bottom - 4.5], letter));
        let rect = Box2 { left: x - 5.0, right: x + 5.0, ..frame };
        out.handles.push(Handle { grip: Grip::Cursor(which), rect, of: [x, frame.top], is_cut: false });
    }
}

/// Where listings of pool tags begin: a handle at the bottom for moving them.
fn listings(view: &Viewport<'_>, look: &Look<'_>, measure: &dyn TextMeasure, out: &mut Annotations) {
    let frame = view.frame;
    let Some(x) = view.scene.listings_begin.map(|at| view.x(at)).filter(|x| frame.has_x(*x)) else { return };
    let (tone, ground) = (look.color(Role::Unsure), look.paper().ground);
    let pen = Pen::regular(measure, 11.0, tone);
    let rows = [LISTINGS_BEGIN.to_owned()];
    let size = boxed_size(&pen, &rows);
    let left = x.min(frame.right - size[0]).max(frame.left);
    let rect = Box2::new([left, frame.bottom - size[1] - 26.0], size);
    let foot = Box2 { top: rect.bottom, left: x, right: x, bottom: frame.bottom };
    out.shapes.push(Shape::vertical(x, &foot, Stroke::solid(1.2, tone)));
    out.shapes.extend(boxed(&pen, rect, ground.into(), &rows));
    out.handles.push(Handle { grip: Grip::Listings, rect, of: [x, frame.bottom], is_cut: false });
}

/// A line with its label at the top: a mark, a cursor or an event.
struct Flag {
    x: f64,
    rows: Vec<String>,
    grip: Option<Grip>,
    is_cut: bool,
    /// It comes from Windows' own logs: drawn less prominently than the user's marks.
    is_event: bool,
}

/// Width and height above which a frame has room for labels of events, in points.
const EVENTS_ROOM: [f64; 2] = [480.0, 240.0];

/// Labels of marks and cursors at the top, one below the other where they would touch. If too many are close together,
/// the rest get only a sign.
fn flags(view: &Viewport<'_>, look: &Look<'_>, measure: &dyn TextMeasure, out: &mut Annotations) {
    let frame = view.frame;
    let (tone, paper) = (look.color(Role::Mark), look.paper());
    let quiet = look.color(Role::Unsure);
    let pen = Pen::bold(measure, 12.0, tone);
    let marks = view.scene.marks.iter().map(|mark| {
        let text = if mark.label.is_empty() { "mark" } else { &mark.label };
        let label = pen.elide(text, (0.4 * frame.width()).max(60.0));
        let is_cut = label != text;
        Flag { x: view.x(mark.at), rows: vec![label], grip: Some(Grip::Mark(mark.id)), is_cut, is_event: false }
    });
    let cursors = view.scene.cursor_labels().into_iter().map(|(at, label)| {
        // a long name is cut in the middle, the figures after it never
        let change = label.change.map(|(name, change)| {
            let room = frame.width() - 24.0 - pen.width(&format!(" {change}"));
            format!("{} {change}", pen.middle_cut(&name, room))
        });
        Flag {
            x: view.x(at),
            rows: std::iter::once(label.time).chain(change).collect(),
            grip: None,
            is_cut: false,
            is_event: false,
        }
    });
    let events = view.scene.events.iter().map(|event| {
        let label = pen.elide(&event.label, (0.4 * frame.width()).max(60.0));
        Flag { x: view.x(event.at), rows: vec![label], grip: None, is_cut: false, is_event: true }
    });
    let flags: Vec<Flag> = marks.chain(cursors).chain(events).filter(|flag| frame.has_x(flag.x)).collect();
    // all lines first, so that none crosses a label
    for flag in flags.iter().filter(|f| f.grip.is_some() || f.is_event) {
        let (width, color) = if flag.is_event { (1.0, quiet) } else { (1.4, tone) };
        out.shapes.push(Shape::vertical(flag.x, &frame, Stroke::dashed(width, color, 6.0, 3.0)));
    }
    let lowest = frame.top + FLAGS * frame.height();
    let (mut taken, mut unlabelled) = (std::mem::take(&mut out.taken), 0);
    for flag in flags {
        let size = boxed_size(&pen, &flag.rows);
        let left = (flag.x + 4.0).min(frame.right - size[0] - 2.0).max(frame.left + 2.0);
        let mut rect = Box2::new([left, frame.top + 6.0], size);
        while rect.bottom < lowest && taken.iter().any(|t| t.expand(1.0).overlaps(&rect)) {
            rect = Box2::new([left, rect.top + 9.0], size);
        }
        let has_room = !flag.is_event || (frame.width() > EVENTS_ROOM[0] && frame.height() > EVENTS_ROOM[1]);
        if rect.bottom < lowest && has_room {
            taken.push(rect);
            let pen = if flag.is_event { Pen { paint: quiet.into(), weight: Weight::Regular, ..pen } } else { pen };
            out.shapes.extend(boxed(&pen, rect, Paint::faint(paper.ground, 0.95), &flag.rows));
        } else if flag.grip.is_some() || flag.is_event {
            // events are also listed next to the chart
            unlabelled += usize::from(!flag.is_event);
            rect = Box2::around([flag.x, frame.top + 5.0], [9.0, 10.0]);
            let corners = vec![[rect.left, rect.top], [rect.right, rect.top], [flag.x, rect.bottom]];
            out.shapes.push(Shape::Polygon {
                corners,
                fill: if flag.is_event { quiet } else { tone }.into(),
                edge: None,
            });
        }
        out.handles.extend(flag.grip.map(|grip| Handle { grip, rect, of: [flag.x, frame.top], is_cut: flag.is_cut }));
    }
    if unlabelled > 0 {
        let pen = Pen { weight: Weight::Regular, ..pen };
        out.shapes.push(pen.until([frame.right - 6.0, lowest + 14.0], &more_marks(unlabelled)));
    }
    out.taken = taken;
}

/// The box of a note: where the user put it, but inside the frame.
fn note_box(note: &Note, [x, y]: Place, size: [f64; 2], frame: &Box2) -> Box2 {
    let inside = |at: f64, half: f64, low: f64, high: f64| at.max(low + half).min((high - half).max(low + half));
    let (x, y) = (x + note.offset[0] * frame.width(), y + note.offset[1] * frame.height());
    let x = inside(x, size[0] / 2.0, frame.left, frame.right);
    let y = inside(y, size[1] / 2.0, frame.top, frame.bottom);
    Box2::around([x, y], size)
}

/// Notes in their boxes, with a line to what they point at. If there are too many, the rest are dots.
fn notes(view: &Viewport<'_>, look: &Look<'_>, measure: &dyn TextMeasure, out: &mut Annotations) {
    const ROW: f64 = 18.0;
    let (frame, tone, paper) = (view.frame, look.color(Role::Mark), look.paper());
    let pen = Pen::regular(measure, 13.0, paper.text);
    // a long text must not cover the chart
    let most = ((0.6 * frame.height() / ROW) as usize).clamp(2, NOTE_ROWS);
    let room = 0.34 * frame.width();
    let shown = view.scene.notes.iter().map(|note| (note, view.place(note.at))).filter(|(_, at)| view.holds(*at));
    let (mut boxes, mut dots) = (0, 0);
    for (note, at) in shown {
        if boxes >= MOST_NOTES {
            dots += 1;
            if dots <= MOST_DOTS {
                out.shapes.push(Shape::dot(at, 2.0, tone));
            }
            continue;
        }
        boxes += 1;
        let rows = pen.wrap(&note.text, room, most);
        let width = rows.iter().map(|row| pen.width(row)).fold(20.0, f64::max) + 16.0;
        let rect = note_box(note, at, [width, rows.len().max(1) as f64 * ROW + 10.0], &frame);
        let edge = Some(Stroke::solid(1.2, tone));
        out.shapes.push(Shape::line(at, rect.nearest(at), Stroke::solid(1.2, tone)));
        out.shapes.push(Shape::dot(at, 3.5, tone));
        out.shapes.push(Shape::Rect { rect, radius: 5.0, fill: Some(Paint::faint(paper.ground, 0.96)), edge });
        for (i, row) in rows.iter().enumerate() {
            out.shapes.push(pen.from([rect.left + 8.0, rect.top + 1.0 + ROW * (i + 1) as f64], row));
        }
        out.taken.push(rect);
        let is_cut = rows.iter().any(|row| row.ends_with('…'));
        out.handles.push(Handle { grip: Grip::Note(note.id), rect, of: at, is_cut });
    }
    if dots > 0 {
        let pen = Pen::regular(measure, 12.0, tone);
        out.shapes.push(pen.until([frame.right - 6.0, frame.top + 42.0], &more_notes(dots)));
    }
}

/// Cursors, marks and notes; labels at the top are placed around the notes, which stay where they were put.
pub fn annotations(view: &Viewport<'_>, look: &Look<'_>, measure: &dyn TextMeasure) -> Annotations {
    let mut out = Annotations::default();
    cursors(view, look, measure, &mut out);
    notes(view, look, measure, &mut out);
    listings(view, look, measure, &mut out);
    flags(view, look, measure, &mut out);
    out
}

fn shown_maxima<'s>(
    view: &'s Viewport<'_>,
    look: &'s Look<'_>,
) -> impl Iterator<Item = (&'s crate::chart::scene::Maximum, Place)> {
    let shown = view.scene.maxima.iter().filter(|m| look.has_role(view.scene, m.role));
    shown.map(|m| (m, view.place(m.at))).filter(|(_, at)| view.holds(*at))
}

/// The signs of the maxima.
pub fn maxima_signs(view: &Viewport<'_>, look: &Look<'_>) -> Vec<Shape> {
    let ring = Some(look.paper().plot);
    let sign = |role: Role, at| shape::sign(role.sign(), at, 6.0, look.color_in(view.scene, role).into(), ring);
    shown_maxima(view, look).flat_map(|(maximum, at)| sign(maximum.role, at)).collect()
}

/// A maximum's label: its possible texts, the shortest first; the last one is shown.
struct MaximumLabel<'a> {
    pen: Pen<'a>,
    point: Place,
    texts: Vec<String>,
}

impl MaximumLabel<'_> {
    fn rows(&self) -> &[String] {
        &self.texts[self.texts.len().saturating_sub(1)..]
    }

    fn wanted(&self) -> place::Wanted {
        place::Wanted { point: self.point, size: boxed_size(&self.pen, self.rows()) }
    }
}

/// Labels of the maxima, kept inside the frame and off the lines and anything already placed.
pub fn maxima(
    view: &Viewport<'_>,
    look: &Look<'_>,
    measure: &dyn TextMeasure,
    dots: &[Place],
    taken: &mut Vec<Box2>,
) -> Vec<Shape> {
    /// Points that are considered; more would cost more than they improve.
    const DOTS: usize = 600;
    let step = (dots.len() / DOTS).max(1);
    let dots: Vec<Place> = dots.iter().step_by(step).filter(|p| view.frame.holds(**p)).copied().collect();
    let mut labels: Vec<MaximumLabel<'_>> = shown_maxima(view, look)
        .map(|(maximum, point)| {
            let pen = Pen::bold(measure, 13.0, look.color_in(view.scene, maximum.role));
            let short = maximum.label.split(',').next().unwrap_or_default();
            let mut texts =
                vec![short.to_owned(), maximum.label.clone(), format!("{} {}", maximum.name, maximum.label)];
            // if the whole label would cover the chart, only the amount is shown
            while texts.len() > 1 && texts.last().is_some_and(|t| pen.width(t) + 12.0 >= 0.6 * view.frame.width()) {
                texts.pop();
            }
            MaximumLabel { pen, point, texts }
        })
        .collect();
    // a label that finds no free place is shortened
    let places = loop {
        let wanted: Vec<place::Wanted> = labels.iter().map(MaximumLabel::wanted).collect();
        let places = place::beside_points(&wanted, view.frame, &dots, taken);
        let clashes = |i: usize| {
            let others = places.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, rect)| rect);
            others.chain(&*taken).any(|other| other.overlaps(&places[i]))
        };
        match (0..labels.len()).find(|i| labels[*i].texts.len() > 1 && clashes(*i)) {
            Some(at) => drop(labels[at].texts.pop()),
            None => break places,
        }
    };
    let mut shapes = Vec::new();
    for (label, rect) in labels.iter().zip(places) {
        taken.push(rect);
        let corner = place::corner(&rect, label.point);
        shapes.push(Shape::line(label.point, corner, Stroke::solid(1.0, label.pen.paint)));
        shapes.extend(boxed(&label.pen, rect, Paint::faint(look.paper().ground, 0.93), label.rows()));
    }
    shapes
}
