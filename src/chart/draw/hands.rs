//! What can be taken hold of on the chart: cursors, marks, notes, lines.

use super::super::labels::Box2;
use super::super::palette::Role;
use super::super::scene::{FLAGS, MOST_DOTS, MOST_NOTES, NOTE_ROWS, Note};
use super::annotate::{Board, to_box};
use super::look::color;
use super::view::View;
use crate::model::clock::milliseconds;
use crate::wording::chart as words;
use eframe::egui::{
    self, CornerRadius, CursorIcon, FontFamily, FontId, Id, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Vec2, vec2,
};

/// What the hand did.
#[derive(Clone, Debug, PartialEq)]
pub enum Touch {
    /// A cursor (0 or 1) was put at a time, which is that of a sample, or taken back.
    Cursor(usize, Option<f64>),
    MoveEvent(usize, f64),
    OpenEvent(usize),
    /// A note's box was moved: its new offset.
    MoveNote(usize, [f64; 2]),
    OpenNote(usize),
    /// A line was clicked, by its key.
    Select(String),
}

/// Seconds a point of the screen is wide.
fn secs_per_point(board: &Board<'_>, view: &View) -> f64 {
    let (from, to) = view.bounds().map_or(board.scene.span, |b| b.0);
    (to - from) / f64::from(board.rect.width().max(1.0))
}

/// The time of the sample nearest to a time, of the lines shown; none where there is no line.
pub(super) fn snapped(board: &Board<'_>, time: f64) -> Option<f64> {
    let shown = board.scene.lines.iter().enumerate().filter(|(i, _)| board.look.is_shown(*i));
    let times = shown.filter_map(|(_, line)| line.series.nearest(time).map(|at| line.series.times[at]));
    times.min_by(|a, b| (a - time).abs().total_cmp(&(b - time).abs()))
}

/// A place that can be dragged and clicked, with a name for those who do not see it.
fn handle(ui: &egui::Ui, rect: Rect, id: Id, name: &str, icon: CursorIcon) -> Response {
    // a box that is being drawn goes on over it
    let is_boxing = ui.input(|i| i.pointer.secondary_down());
    let response = ui.interact(rect, id, if is_boxing { Sense::hover() } else { Sense::click_and_drag() });
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    response.on_hover_cursor(icon)
}

/// The two cursors: lines with a letter at the bottom, to be dragged.
pub(super) fn cursors(ui: &egui::Ui, board: &Board<'_>, view: &View) -> Vec<Touch> {
    let (rect, tone) = (board.rect, color(Role::Mark.on(board.look.ground)));
    let painter = ui.painter_at(rect);
    let mut touches = Vec::new();
    if let [Some(a), Some(b)] = board.scene.cursors {
        let between = Rect::from_x_y_ranges(board.x(a.min(b))..=board.x(a.max(b)), rect.y_range()).intersect(rect);
        painter.rect_filled(between, CornerRadius::ZERO, tone.gamma_multiply(0.06));
    }
    for (i, (at, letter)) in board.scene.cursors.iter().zip(["A", "B"]).enumerate() {
        let Some(at) = *at else { continue };
        let x = board.x(at);
        if !rect.x_range().contains(x) {
            continue;
        }
        let is_active = i == board.look.active;
        painter.vline(x, rect.y_range(), Stroke::new(if is_active { 2.0 } else { 1.2 }, tone));
        let middle = x.clamp(rect.left() + 11.0, rect.right() - 11.0);
        let flag = Rect::from_center_size(Pos2::new(middle, rect.bottom() - 12.0), vec2(20.0, 18.0));
        let ground = color(board.look.ground.paper().ground);
        let (fill, text) = if is_active { (tone, ground) } else { (ground, tone) };
        painter.rect(flag, CornerRadius::same(4), fill, Stroke::new(1.2, tone), StrokeKind::Inside);
        painter.text(flag.center(), egui::Align2::CENTER_CENTER, letter, board.bold(12.0), text);
        let grip = Rect::from_x_y_ranges(x - 5.0..=x + 5.0, rect.y_range());
        let name = format!("Cursor {letter}: {}", board.scene.clock.second(milliseconds(at)));
        let response =
            handle(ui, grip, ui.scope_id().with((board.look.name, "cursor", i)), &name, CursorIcon::ResizeHorizontal);
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            let time = at + f64::from(pointer.x - x) * secs_per_point(board, view);
            touches.push(Touch::Cursor(i, snapped(board, time).or(Some(time))));
        }
    }
    touches
}

/// What the user marked: lines with a label at the top, to be dragged and opened.
pub(super) fn events(ui: &egui::Ui, board: &Board<'_>, view: &View, taken: &mut Vec<Box2>) -> Vec<Touch> {
    let rect = board.rect;
    let painter = ui.painter_at(rect);
    let mut touches = Vec::new();
    let mut flags: Vec<Rect> = Vec::new();
    let shown = board.scene.marks.iter().enumerate().map(|(i, event)| (i, event, board.x(event.at)));
    let shown: Vec<_> = shown.filter(|(.., x)| rect.x_range().contains(*x)).collect();
    // the lines first, so that none goes through a label
    for (_, event, x) in &shown {
        let tone = color(event.role.on(board.look.ground));
        let ends = [Pos2::new(*x, rect.top()), Pos2::new(*x, rect.bottom())];
        painter.extend(egui::Shape::dashed_line(&ends, Stroke::new(1.4, tone), 6.0, 3.0));
    }
    for (i, event, x) in shown {
        let tone = color(event.role.on(board.look.ground));
        let text = if event.label.is_empty() { "mark" } else { &event.label };
        let galley = short_galley(ui, text, board.bold(12.0), tone, 0.4 * rect.width());
        let size = galley.size() + vec2(12.0, 6.0);
        let left = (x + 4.0).min(rect.right() - size.x - 2.0).max(rect.left() + 2.0);
        let mut label_rect = Rect::from_min_size(Pos2::new(left, rect.top() + 6.0), size);
        let lowest = rect.top() + FLAGS as f32 * rect.height();
        while flags.iter().any(|f| f.intersects(label_rect)) && label_rect.bottom() < lowest {
            label_rect = label_rect.translate(vec2(0.0, size.y + 3.0));
        }
        if label_rect.bottom() < lowest {
            flags.push(label_rect);
            taken.push(to_box(label_rect));
            let ground = color(board.look.ground.paper().ground).gamma_multiply(0.95);
            painter.rect(label_rect, CornerRadius::same(4), ground, Stroke::new(1.2, tone), StrokeKind::Inside);
            painter.galley(label_rect.min + vec2(6.0, 3.0), galley, tone);
        } else {
            // where too many stand close together, a sign alone has to do
            label_rect = Rect::from_center_size(Pos2::new(x, rect.top() + 5.0), vec2(9.0, 10.0));
            let corners = vec![label_rect.left_top(), label_rect.right_top(), label_rect.center_bottom()];
            painter.add(egui::Shape::convex_polygon(corners, tone, Stroke::NONE));
        }
        let name = format!("Mark: {}", event.label);
        let response =
            handle(ui, label_rect, ui.scope_id().with((board.look.name, "event", i)), &name, CursorIcon::Grab);
        if response.dragged() {
            let by = f64::from(response.drag_delta().x) * secs_per_point(board, view);
            touches.push(Touch::MoveEvent(i, event.at + by));
        }
        if response.clicked() {
            touches.push(Touch::OpenEvent(i));
        }
        let when = board.scene.clock.second(milliseconds(event.at));
        response.on_hover_text(format!("{when}\n{}\nDrag to move, click to edit", event.label));
    }
    touches
}

/// Notes: boxes with a line to what they point at, to be dragged and opened.
pub(super) fn notes(ui: &egui::Ui, board: &Board<'_>, taken: &mut Vec<Box2>) -> Vec<Touch> {
    let rect = board.rect;
    let painter = ui.painter_at(rect);
    let tone = color(Role::Mark.on(board.look.ground));
    let paper = board.look.ground.paper();
    let mut touches = Vec::new();
    let (mut shown, mut dots) = (0, 0);
    for (i, note) in board.scene.notes.iter().enumerate() {
        let point = (board.to_screen)(note.at);
        if !rect.expand(1.0).contains(point) {
            continue;
        }
        if shown >= MOST_NOTES {
            dots += 1;
            if dots <= MOST_DOTS {
                painter.circle_filled(point, 2.0, tone);
            }
            continue;
        }
        shown += 1;
        let font = FontId::new(13.0, FontFamily::Proportional);
        let mut job = egui::text::LayoutJob::simple(note.text.clone(), font, color(paper.text), 0.34 * rect.width());
        // a long text leaves the chart to be seen; the rest of it is shown on hovering
        job.wrap.max_rows = ((0.6 * rect.height() / 18.0) as usize).clamp(2, NOTE_ROWS);
        let galley = ui.fonts_mut(|f| f.layout_job(job));
        let hint =
            if galley.elided { format!("{}\n\n", note.text) } else { String::new() } + "Drag to move, click to edit";
        let label_rect = note_box(note, point, galley.size() + vec2(16.0, 10.0), rect);
        let corner = label_rect.clamp(point);
        painter.line_segment([point, corner], Stroke::new(1.2, tone));
        painter.circle_filled(point, 3.5, tone);
        let ground = color(paper.ground).gamma_multiply(0.96);
        painter.rect(label_rect, CornerRadius::same(5), ground, Stroke::new(1.2, tone), StrokeKind::Inside);
        painter.galley(label_rect.min + vec2(8.0, 5.0), galley, color(paper.text));
        taken.push(to_box(label_rect));
        let name = format!("Note: {}", note.text);
        let response =
            handle(ui, label_rect, ui.scope_id().with((board.look.name, "note", i)), &name, CursorIcon::Grab);
        if response.dragged() {
            let middle = label_rect.center() + response.drag_delta() - point;
            let offset = [middle.x / rect.width(), middle.y / rect.height()].map(f64::from);
            touches.push(Touch::MoveNote(i, offset));
        }
        if response.clicked() {
            touches.push(Touch::OpenNote(i));
        }
        response.on_hover_text(hint);
    }
    if dots > 0 {
        let (at, font) = (rect.right_top() + vec2(-6.0, 30.0), FontId::new(12.0, FontFamily::Proportional));
        painter.text(at, egui::Align2::RIGHT_TOP, words::more_notes(dots), font, tone);
    }
    touches
}

/// Where a note's box is: where it was put, but inside the plot.
fn note_box(note: &Note, point: Pos2, size: Vec2, rect: Rect) -> Rect {
    let offset = vec2(note.offset[0] as f32 * rect.width(), note.offset[1] as f32 * rect.height());
    let half = size / 2.0;
    let within = rect.shrink2(half.min(rect.size() / 2.0));
    Rect::from_center_size(within.clamp(point + offset), size)
}

fn short_galley(
    ui: &egui::Ui,
    text: &str,
    font: FontId,
    tone: egui::Color32,
    room: f32,
) -> std::sync::Arc<egui::Galley> {
    let text = egui::WidgetText::from(egui::RichText::new(text).font(font).color(tone));
    text.into_galley(ui, Some(egui::TextWrapMode::Truncate), room.max(60.0), egui::TextStyle::Body)
}

/// Clicks on the plot itself: near a line they select it, elsewhere they place a cursor (the second with Shift).
pub(super) fn clicks(ui: &egui::Ui, board: &Board<'_>, response: &Response, view: &mut View, touches: &mut Vec<Touch>) {
    let Some(pointer) = response.interact_pointer_pos().filter(|p| board.rect.contains(*p)) else { return };
    let (from, _) = view.bounds().map_or(board.scene.span, |b| b.0);
    let time = from + f64::from(pointer.x - board.rect.left()) * secs_per_point(board, view);
    if response.secondary_clicked() {
        let heights = view.bounds().map_or(board.scene.heights(), |b| b.1);
        let share = f64::from((board.rect.bottom() - pointer.y) / board.rect.height().max(1.0));
        view.menu_at = Some([time, heights.0 + share * (heights.1 - heights.0)]);
    }
    let which = usize::from(ui.input(|i| i.modifiers.shift));
    if response.double_clicked() {
        // its first click was none
        touches.extend(view.click.take().map(|(which, at)| Touch::Cursor(which, at)));
    }
    if !response.clicked() || response.double_clicked() {
        return;
    }
    view.click = Some((which, board.scene.cursors[which]));
    touches.push(Touch::Cursor(which, snapped(board, time).or(Some(time))));
    let shown = board.scene.lines.iter().enumerate().filter(|(i, _)| board.look.is_shown(*i));
    let nearest = shown.filter_map(|(_, line)| {
        let at = line.series.nearest(time)?;
        let value = line.series.values[at];
        let y = (board.to_screen)([line.series.times[at], value * line.scale]).y;
        value.is_finite().then_some(((y - pointer.y).abs(), &line.key))
    });
    if let Some((distance, key)) = nearest.min_by(|a, b| a.0.total_cmp(&b.0))
        && distance < 8.0
    {
        touches.push(Touch::Select(key.clone()));
    }
}
