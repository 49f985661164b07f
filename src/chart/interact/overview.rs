//! The strip below the chart: the whole log, with a draggable window for the part shown above.

use super::super::layout::{Look, strip};
use super::super::paint_egui::{self, box_of, color};
use super::super::palette::Role;
use super::super::scene::Scene;
use super::view::{Strip, View, Wanted};
use crate::model::clock::milliseconds;
use eframe::egui::epaint::{ClippedShape, Primitive};
use eframe::egui::{self, CornerRadius, CursorIcon, Mesh, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, vec2};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Height of the strip in points.
pub const HEIGHT: f32 = 46.0;

/// Changes with everything that affects the painting of the strip's lines.
fn drawn_key(ui: &egui::Ui, scene: &Scene, look: &Look<'_>, rect: Rect) -> u64 {
    let mut hasher = DefaultHasher::new();
    for v in [rect.left(), rect.top(), rect.right(), rect.bottom(), ui.ctx().pixels_per_point()] {
        v.to_bits().hash(&mut hasher);
    }
    (scene.span.0.to_bits(), scene.span.1.to_bits(), scene.range.0.to_bits(), scene.range.1.to_bits())
        .hash(&mut hasher);
    (scene.is_log, look.ground as u8, &scene.focus).hash(&mut hasher);
    for line in look.shown(scene) {
        (Arc::as_ptr(line.top()) as usize, line.scale.to_bits(), &line.key, line.style).hash(&mut hasher);
    }
    hasher.finish()
}

/// The lines as triangles.
fn mesh(ui: &egui::Ui, scene: &Scene, look: &Look<'_>, rect: Rect) -> Mesh {
    let view = strip::viewport(scene, look, box_of(rect));
    let shapes = strip::lines(&view, look).into_iter().map(|line| ClippedShape::new(rect, paint_egui::line(&line)));
    let mut all = Mesh::default();
    for primitive in ui.ctx().tessellate(shapes.collect(), ui.ctx().pixels_per_point()) {
        if let Primitive::Mesh(mesh) = primitive.primitive {
            all.append(mesh);
        }
    }
    all
}

/// Which part of the window is being dragged.
#[derive(Clone, Copy, PartialEq)]
enum Grip {
    Middle,
    From,
    To,
}

/// Paints the strip and handles the mouse: drag the window or its edges, press outside to move it there, double click
/// to show everything. `left` and `right` are the edges of the chart above.
pub fn show(ui: &mut egui::Ui, scene: &Scene, view: &mut View, look: &Look<'_>, (left, right): (f32, f32)) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click_and_drag());
    let rect = Rect::from_x_y_ranges(left..=right, rect.y_range());
    let (from, to) = strip::whole(scene).0;
    let shown = view.bounds().map_or((from, to), |b| b.0);
    let x = |t: f64| rect.left() + ((t - from) / (to - from)) as f32 * rect.width();
    let paper = look.ground.paper();
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, CornerRadius::same(3), color(paper.plot));
    let key = drawn_key(ui, scene, look, rect);
    let known = view.strip.as_ref().filter(|strip| strip.key == key).map(|strip| Arc::clone(&strip.mesh));
    let mesh = known.unwrap_or_else(|| {
        let mesh = Arc::new(mesh(ui, scene, look, rect));
        view.strip = Some(Strip { key, mesh: Arc::clone(&mesh) });
        mesh
    });
    painter.add(Shape::Mesh(mesh));
    for mark in &scene.marks {
        painter.vline(x(mark.at), rect.y_range(), Stroke::new(1.0, color(look.color(Role::Mark))));
    }
    let window = Rect::from_x_y_ranges(x(shown.0).max(rect.left())..=x(shown.1).min(rect.right()), rect.y_range());
    let veil = color(paper.ground).gamma_multiply(if look.ground.is_dark() { 0.66 } else { 0.72 });
    for beside in [rect.with_max_x(window.left()), rect.with_min_x(window.right())] {
        if beside.width() > 0.0 {
            painter.rect_filled(beside, CornerRadius::ZERO, veil);
        }
    }
    let edge = Stroke::new(1.2, color(paper.faint));
    painter.rect_stroke(rect, CornerRadius::same(3), Stroke::new(1.0, color(paper.grid)), StrokeKind::Inside);
    painter.rect_stroke(window, CornerRadius::same(3), edge, StrokeKind::Inside);
    for at in [window.left_center(), window.right_center()] {
        painter.rect_filled(Rect::from_center_size(at, vec2(4.0, 16.0)), CornerRadius::same(2), edge.color);
    }
    take_pointer(ui, &response, Slid { rect, window, span: (from, to), shown }, view);
    let text = format!(
        "Overview, shown: {}",
        scene.clock.span(milliseconds(shown.0.max(from)), milliseconds(shown.1.min(to)))
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, &text));
    // above, so that it does not cover what is below the strip
    let mut tooltip = egui::Tooltip::for_enabled(&response);
    tooltip.popup = tooltip.popup.align(egui::RectAlign::TOP);
    tooltip.show(|ui| ui.label("The whole log. Drag the window or its edges; double click for everything"));
}

/// The strip as painted: its rectangle, the window in it, and the times that these cover.
struct Slid {
    rect: Rect,
    window: Rect,
    span: (f64, f64),
    shown: (f64, f64),
}

impl Slid {
    fn grip_at(&self, pointer: Pos2) -> Option<Grip> {
        let near = |at: f32| (pointer.x - at).abs() < 7.0;
        let (left, right) = (self.window.left(), self.window.right());
        // if both edges are close to the pointer, the one on its side of the center
        if near(right) && (pointer.x >= self.window.center().x || !near(left)) {
            Some(Grip::To)
        } else if near(left) {
            Some(Grip::From)
        } else {
            self.window.contains(pointer).then_some(Grip::Middle)
        }
    }
}

fn take_pointer(ui: &egui::Ui, response: &egui::Response, slid: Slid, view: &mut View) {
    if let Some(pointer) = response.hover_pos() {
        ui.ctx().set_cursor_icon(match slid.grip_at(pointer) {
            Some(Grip::Middle) => CursorIcon::Grab,
            Some(_) => CursorIcon::ResizeHorizontal,
            None => CursorIcon::PointingHand,
        });
    }
    let id = response.id.with("grip");
    let (from, to) = slid.span;
    let secs_per_point = (to - from) / f64::from(slid.rect.width().max(1.0));
    if response.drag_started() {
        let grip = ui.input(|i| i.pointer.press_origin()).and_then(|pointer| slid.grip_at(pointer));
        ui.data_mut(|d| d.insert_temp(id, grip));
    }
    let shown = slid.shown;
    if response.double_clicked() {
        view.want(Wanted::Everything);
    } else if response.clicked()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let middle = from + f64::from(pointer.x - slid.rect.left()) * secs_per_point;
        let half = (shown.1 - shown.0) / 2.0;
        view.want(Wanted::Times((middle - half, middle + half)));
    } else if response.dragged() {
        let by = f64::from(response.drag_delta().x) * secs_per_point;
        let least = 8.0 * secs_per_point;
        match ui.data(|d| d.get_temp::<Option<Grip>>(id)).flatten() {
            Some(Grip::Middle) => view.want(Wanted::Times((shown.0 + by, shown.1 + by))),
            Some(Grip::From) => view.want(Wanted::Times(((shown.0 + by).min(shown.1 - least), shown.1))),
            Some(Grip::To) => view.want(Wanted::Times((shown.0, (shown.1 + by).max(shown.0 + least)))),
            None => {}
        }
        ui.ctx().request_repaint();
    }
}
