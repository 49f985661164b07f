//! Paints a scene in the window, with egui_plot: pan, zoom, readout. Tick, label and point choices are the scene's.
//!
//! What the hand does to notes, marks and cursors comes back as [`Touch`]: nothing is changed here but the view.

mod annotate;
mod hands;
mod lines;
mod look;
pub mod overview;
mod readout;
mod view;

pub use hands::Touch;
pub use view::{Bounds, View, Wanted};

use super::palette::Role;
use super::reduce::Point;
use super::scene::{Scene, Trend};
use super::ticks::{Tick, axis_text, log_ticks, time_ticks, value_ticks};
use crate::model::clock::milliseconds;
use eframe::egui::{self, Pos2, Rect, Stroke, vec2};
use egui_plot::{
    AxisHints, GridInput, GridMark, HLine, HPlacement, LineStyle, MarkerShape, Plot, PlotBounds, PlotPoints, PlotUi,
    Points, Polygon, Span, VLine,
};
pub use look::Look;
use look::{color, moments, role_visible};

/// Room for the amounts beside the chart.
const AXIS_WIDTH: f32 = 64.0;

/// What came of painting a chart.
pub struct Shown {
    pub response: egui::Response,
    /// The plot without its axes.
    pub rect: Rect,
    pub touches: Vec<Touch>,
}

/// Paints the scene into the space that is left, and takes the mouse: drag to pan, wheel to zoom in time (with Shift in
/// amounts), secondary drag to zoom into a box, double click for everything, click to place a cursor.
pub fn show(ui: &mut egui::Ui, scene: &Scene, view: &mut View, look: &Look<'_>) -> Shown {
    let target = view.target(scene, &|index| look.is_shown(index));
    let (width, height) = (ui.available_width(), ui.available_height());
    let paper = look.ground.paper();
    let heights = scene.heights();
    let plot = Plot::new(look.name)
        .x_grid_spacer(time_grid(scene, width))
        .x_axis_formatter(time_label(scene, width))
        .y_grid_spacer(amount_grid(scene, height))
        .custom_y_axes(y_axes(scene))
        .grid_color(color(paper.grid))
        .grid_fade(0.0)
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
        underlay(p, scene, look, height);
        let (scroll, is_shifted) = p.ctx().input(|i| (i.smooth_scroll_delta(), i.modifiers.shift));
        // with Shift some systems turn the wheel sideways
        let turned = if scroll.y == 0.0 && is_shifted { scroll.x } else { scroll.y };
        if p.response().hovered() && turned != 0.0 {
            let factor = (turned / 200.0).exp();
            p.zoom_bounds_around_hovered(if is_shifted { vec2(1.0, factor) } else { vec2(factor, 1.0) });
        }
    });
    let (transform, rect, response) = (plotted.transform, plotted.response.rect, plotted.response);
    let bounds = transform.bounds();
    view.painted(((bounds.min()[0], bounds.max()[0]), (bounds.min()[1], bounds.max()[1])), scene);
    if response.double_clicked() {
        view.want(Wanted::Everything);
        ui.ctx().request_repaint();
    }
    let painter = ui.painter_at(rect);
    let to_screen = |p: Point| {
        let height = scene.height(p[1]);
        transform.position_from_point(&egui_plot::PlotPoint::new(p[0], height))
    };
    let mut dots: Vec<Pos2> = Vec::new();
    let (back, front): (Vec<usize>, Vec<usize>) = (0..scene.lines.len())
        .filter(|i| look.is_shown(*i))
        .partition(|i| scene.focus.as_ref().is_none_or(|key| *key != scene.lines[*i].key));
    for line in back.into_iter().chain(front).map(|i| &scene.lines[i]) {
        let stroke = lines::stroke(scene, line, look);
        dots.extend(lines::paint(&painter, rect, &transform, scene, line, stroke));
    }
    for floor in scene.floors.iter().filter(|f| role_visible(scene, look, f.role)) {
        for point in &floor.points {
            painter.circle_stroke(to_screen(*point), 3.0, Stroke::new(1.4, color(floor.role.on(look.ground))));
        }
    }
    if is_beside(rect, &dots) && (0..scene.lines.len()).any(|i| look.is_shown(i)) {
        let text = "Nothing in view: Home shows everything, F fits the amounts";
        let font = egui::FontId::proportional(15.0);
        painter.text(rect.center(), egui::Align2::CENTER_CENTER, text, font, color(paper.faint));
    }
    let board = annotate::Board { scene, look, rect, to_screen: &to_screen };
    let mut taken = board.labels(ui, &dots);
    let mut touches = hands::cursors(ui, &board, view);
    touches.extend(hands::events(ui, &board, view, &mut taken));
    touches.extend(hands::notes(ui, &board, &mut taken));
    board.maxima(ui, &dots, &mut taken);
    hands::clicks(ui, &board, &response, view, &mut touches);
    let pointer = response.hover_pos().filter(|p| rect.contains(*p));
    view.hover = pointer.and_then(|p| hands::snapped(&board, transform.value_from_position(p).x));
    let of_cursor = || scene.cursors[look.active].or(scene.cursors[1 - look.active]);
    let snapped = |time| hands::snapped(&board, time);
    if let Some(time) = view.hover.or_else(|| of_cursor().and_then(snapped)) {
        readout::show(ui, &board, time, pointer, &taken);
    }
    Shown { response, rect, touches }
}

/// Whether all points lie on one side of the chart, so that no line between them crosses it.
fn is_beside(rect: Rect, dots: &[Pos2]) -> bool {
    dots.iter().all(|p| p.x < rect.left())
        || dots.iter().all(|p| p.x > rect.right())
        || dots.iter().all(|p| p.y < rect.top())
        || dots.iter().all(|p| p.y > rect.bottom())
}

fn time_grid(scene: &Scene, width: f32) -> impl Fn(GridInput) -> Vec<GridMark> + 'static {
    let clock = scene.clock.clone();
    move |input| {
        let most = (width / 95.0).max(2.0) as usize;
        time_ticks(input.bounds, most, &clock).into_iter().map(mark).collect()
    }
}

fn mark(tick: Tick) -> GridMark {
    GridMark { value: tick.at, step_size: tick.step }
}

fn time_label(scene: &Scene, width: f32) -> impl Fn(GridMark, &std::ops::RangeInclusive<f64>) -> String + 'static {
    let clock = scene.clock.clone();
    move |mark, range| {
        // a label at the very end would be cut off, one at the very beginning would run into the amounts
        let per_point = (range.end() - range.start()) / f64::from(width - AXIS_WIDTH);
        let shown = clock.shown_ms(milliseconds(mark.value));
        let label = clock.tick_label(shown, (mark.step_size * 1000.0) as i64);
        let half = 4.0 * label.chars().count() as f64;
        let is_cut = range.end() - mark.value < (half + 4.0) * per_point;
        let is_touching = mark.value - range.start() < (half - 6.0) * per_point;
        if is_cut || is_touching { String::new() } else { label }
    }
}

fn amount_grid(scene: &Scene, height: f32) -> impl Fn(GridInput) -> Vec<GridMark> + 'static {
    let (left, units, is_log) = (scene.left, scene.units, scene.is_log);
    move |input| {
        let most = (height / 60.0).max(2.0) as usize;
        if !is_log {
            return value_ticks(units, left, input.bounds, most).into_iter().map(mark).collect();
        }
        let range = (10f64.powf(input.bounds.0), 10f64.powf(input.bounds.1));
        let ticks = log_ticks(units, left, range, most);
        // a decade high, so that each has its label
        ticks.into_iter().map(|t| GridMark { value: t.at.log10(), step_size: 1.0 }).collect()
    }
}

/// The left axis, and the right one where there is one.
fn y_axes(scene: &Scene) -> Vec<AxisHints<'static>> {
    let (left, units, is_log) = (scene.left, scene.units, scene.is_log);
    let most = |range: &std::ops::RangeInclusive<f64>| range.start().abs().max(range.end().abs());
    // a value, and the largest that its figures have to suit
    let value = move |mark: GridMark, range: &std::ops::RangeInclusive<f64>| {
        // a little more, so that rounding does not take a whole gigabyte for 1023.999 MB
        let value = if is_log { 10f64.powf(mark.value) * (1.0 + 1e-12) } else { mark.value };
        (value, if is_log { value } else { most(range) })
    };
    let text = move |mark: GridMark, range: &std::ops::RangeInclusive<f64>| {
        let (value, most) = value(mark, range);
        axis_text(units, left, value, most)
    };
    let mut axes = vec![AxisHints::new_y().min_thickness(AXIS_WIDTH).formatter(text)];
    if let Some(axis) = scene.right {
        let text = move |mark: GridMark, range: &std::ops::RangeInclusive<f64>| {
            let (value, most) = value(mark, range);
            axis.label(value, most)
        };
        axes.push(AxisHints::new_y().placement(HPlacement::Right).min_thickness(AXIS_WIDTH).formatter(text));
    }
    axes
}

/// What lies under the lines.
fn underlay(p: &mut PlotUi<'_>, scene: &Scene, look: &Look<'_>, height: f32) {
    let faint = color(look.ground.paper().faint);
    for level in &scene.levels {
        let stroke = Stroke::new(1.5, color(Role::Ram.on(look.ground)));
        let line = HLine::new("", scene.height(level.value)).stroke(stroke);
        p.hline(line.style(LineStyle::dashed_loose()).allow_hover(false));
    }
    let (left, right) = (p.plot_bounds().min()[0], p.plot_bounds().max()[0]);
    let shades = scene.shades.iter().filter(|s| role_visible(scene, look, s.role)).map(|s| (s.span, 0.10));
    for ((from, to), strength) in shades.chain(scene.gaps.iter().map(|g| (g.span, 0.07))) {
        let (from, to) = (from.max(left), to.min(right));
        if to > from {
            p.span(Span::new("", from..=to).fill(faint.gamma_multiply(strength)).border(Stroke::NONE));
        }
    }
    for file in &scene.files {
        let stroke = Stroke::new(1.0, faint.gamma_multiply(0.6));
        p.vline(VLine::new("", file.at).stroke(stroke).allow_hover(false));
    }
    for trend in scene.trends.iter().filter(|t| role_visible(scene, look, t.role)) {
        draw_trend(p, scene, look, trend, height);
    }
    for moment in moments(scene, look) {
        let stroke = Stroke::new(1.2, color(moment.role.on(look.ground)));
        p.vline(VLine::new("", moment.at).stroke(stroke).style(LineStyle::dashed_dense()).allow_hover(false));
    }
    for maximum in scene.maxima.iter().filter(|m| role_visible(scene, look, m.role)) {
        let shape = match maximum.role {
            Role::Paged | Role::PagedBefore => MarkerShape::Diamond,
            _ => MarkerShape::Circle,
        };
        let at = [maximum.at[0], scene.height(maximum.at[1])];
        let points = Points::new("", PlotPoints::from(vec![at])).shape(shape).radius(6.0);
        p.points(points.color(color(maximum.role.on(look.ground))).allow_hover(false));
    }
}

fn draw_trend(p: &mut PlotUi<'_>, scene: &Scene, look: &Look<'_>, trend: &Trend, height: f32) {
    let tone = color(Role::Trend.on(look.ground));
    // thinner than the line, it would only show as an artefact
    let thin = 3.0 * p.plot_bounds().height() / f64::from(height.max(1.0));
    let is_wide = |t: &&[Point; 3]| !scene.is_log && (t[1][1] - t[2][1]).abs() > thin;
    for triangle in trend.interval.iter().filter(is_wide) {
        let polygon = Polygon::new("", PlotPoints::from(triangle.to_vec())).fill_color(tone.gamma_multiply(0.16));
        p.polygon(polygon.stroke(Stroke::NONE).allow_hover(false));
    }
    let (min, max) = (p.plot_bounds().min(), p.plot_bounds().max());
    let shown = scene.trend_points(trend, (min[0], max[0]), (scene.amount(min[1]), scene.amount(max[1])));
    let points: Vec<Point> = shown.into_iter().map(|[t, v]| [t, scene.height(v)]).collect();
    let line = egui_plot::Line::new("", PlotPoints::from(points)).stroke(Stroke::new(1.3, tone));
    p.line(line.style(LineStyle::dotted_dense()).allow_hover(false));
}
