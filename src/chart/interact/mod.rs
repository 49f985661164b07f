//! The chart in the window: pan, zoom, readout, and what the pointer does to cursors, marks, notes and lines.
//!
//! egui_plot handles bounds, drag and zoom; everything visible is laid out by [`super::layout`]. The user's actions are
//! returned as [`ChartEvent`]s that refer to their target by its id: nothing but the view is changed here.

mod handles;
pub mod overview;
mod view;

pub use handles::ChartEvent;
pub use view::{View, Wanted};

use super::layout::{self, Look, Viewport, axes};
use super::paint_egui::{self, Letters, box_of, color, place};
use super::scene::Scene;
use eframe::egui::{self, Rect, vec2};
use egui_plot::{AxisHints, HPlacement, Plot, PlotBounds};
use handles::Chart;

/// The result of showing a chart.
pub struct Shown {
    pub response: egui::Response,
    /// The plot without its axes.
    pub rect: Rect,
    pub events: Vec<ChartEvent>,
}

/// Shows the scene in the remaining space and handles the mouse: drag to pan, wheel to zoom in time (with Shift in
/// amounts), secondary drag to zoom into a box, double click to show everything, click to place a cursor.
pub fn show(
    ui: &mut egui::Ui,
    scene: &Scene,
    view: &mut View,
    look: &Look<'_>,
    name: &str,
    letters: &Letters<'_>,
) -> Shown {
    let target = view.target(scene, look);
    let outer = ui.available_rect_before_wrap();
    let heights = scene.heights();
    let plot = Plot::new(name)
        .custom_x_axes(vec![
            AxisHints::new_x().min_thickness(axes::TIMES_HEIGHT as f32).formatter(|_, _| String::new()),
        ])
        .custom_y_axes(y_axes(scene, view, outer, letters))
        .show_grid(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_crosshair(false)
        .allow_scroll(false)
        .allow_double_click_reset(false)
        .label_formatter(|_| None)
        .default_x_bounds(scene.span.0, scene.span.1)
        .default_y_bounds(heights.0, heights.1)
        .set_margin_fraction(vec2(0.0, 0.0))
        .auto_bounds(false);
    let plotted = plot.show(ui, |p| {
        if let Some((x, y)) = target {
            p.set_plot_bounds(PlotBounds::from_min_max([x.0, y.0], [x.1, y.1]));
        }
        let (scroll, is_shifted) = p.ctx().input(|i| (i.smooth_scroll_delta(), i.modifiers.shift));
        // with Shift, some systems scroll sideways
        let turned = if scroll.y == 0.0 && is_shifted { scroll.x } else { scroll.y };
        if p.response().hovered() && turned != 0.0 {
            let factor = (turned / 200.0).exp();
            p.zoom_bounds_around_hovered(if is_shifted { vec2(1.0, factor) } else { vec2(factor, 1.0) });
        }
    });
    let (bounds, rect, response) = (plotted.transform.bounds(), plotted.response.rect, plotted.response);
    let bounds = ((bounds.min()[0], bounds.max()[0]), (bounds.min()[1], bounds.max()[1]));
    view.painted(box_of(rect), bounds, scene);
    if response.double_clicked() {
        view.want(Wanted::Everything);
        ui.ctx().request_repaint();
    }
    let viewport = Viewport::new(scene, box_of(rect), bounds);
    let edges = (f64::from(outer.left()), f64::from(outer.right()));
    let laid = layout::plot(&viewport, look, edges, letters);
    paint_egui::groups(ui, letters, &laid.groups);
    if laid.is_empty {
        let text = "Nothing in view: Home shows everything, F fits the amounts";
        let font = egui::FontId::proportional(15.0);
        let tone = color(look.paper().faint);
        ui.painter_at(rect).text(rect.center(), egui::Align2::CENTER_CENTER, text, font, tone);
    }
    let chart = Chart { view: viewport, look, name };
    let mut events = chart.handles(ui, &laid.handles);
    chart.clicks(ui, &response, view, &mut events);
    let pointer = response.hover_pos().filter(|p| rect.contains(*p)).map(place);
    view.hover = pointer.and_then(|p| chart.snapped(viewport.time_at(p[0])));
    let of_cursor = || {
        let active = look.active_cursor.unwrap_or_default();
        scene.cursors[active].or(scene.cursors[1 - active]).and_then(|time| chart.snapped(time))
    };
    if let Some(time) = view.hover.or_else(of_cursor) {
        let shapes = layout::readout(&viewport, look, (time, pointer), &laid.taken, letters);
        paint_egui::shapes(&ui.painter_at(rect), letters, &shapes);
    }
    Shown { response, rect, events }
}

/// Room for the amounts on either side, which can be dragged to zoom; their labels are laid out with the rest.
fn y_axes(scene: &Scene, view: &View, outer: Rect, letters: &Letters<'_>) -> Vec<AxisHints<'static>> {
    /// Charts one below the other have their left edges aligned, whatever their amounts.
    const LEAST: f64 = 64.0;
    let heights = view.bounds().map_or(scene.heights(), |b| b.1);
    let range = (scene.amount(heights.0), scene.amount(heights.1));
    let height = f64::from(outer.height()) - axes::TIMES_HEIGHT;
    let [left, right] = axes::widths(scene, range, height, letters);
    let axis = |width: f64| AxisHints::new_y().min_thickness(width as f32).formatter(|_, _| String::new());
    let mut axes = vec![axis(left.max(LEAST))];
    if scene.right.is_some() {
        axes.push(axis(right.max(LEAST)).placement(HPlacement::Right));
    }
    axes
}
