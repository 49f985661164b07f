//! Paints a scene in the window, with egui_plot: pan, zoom, readout. Tick, label and point choices are the scene's.

use super::labels::{self, Box2};
use super::palette::{Dash, Ground, Rgb, Role};
use super::reduce::{Point, reduce};
use super::scene::{Line, Moment, Scene};
use super::ticks::{axis_text, time_ticks, value_ticks};
use crate::model::clock::tick_label;
use eframe::egui::{self, Align2, Color32, CornerRadius, FontFamily, FontId, Pos2, Rect, Stroke, StrokeKind, vec2};
use egui_plot::{
    AxisHints, GridInput, GridMark, HLine, HPlacement, LineStyle, MarkerShape, Plot, PlotBounds, PlotPoints,
    PlotTransform, Points, Polygon, Span, VLine,
};

/// Room for the amounts beside the chart.
const AXIS_WIDTH: f32 = 64.0;

/// Spans: UTC seconds, amounts.
pub type Bounds = ((f64, f64), (f64, f64));

/// Which part of a scene is shown, and what was drawn of it.
#[derive(Default)]
pub struct View {
    shown: Option<Bounds>,
    wanted: Option<Wanted>,
    drawn: Vec<Drawn>,
}

/// A change of the view, carried out when the chart is painted next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Wanted {
    Everything,
    /// Zoom around the middle of the time shown; below 1 is closer.
    Zoom(f64),
    /// Move by this share of the time shown.
    Move(f64),
}

/// A line reduced for a span wider than the one shown, so that panning needs no new reduction.
struct Drawn {
    values: std::sync::Arc<Vec<f64>>,
    span: (f64, f64),
    shown_width: f64,
    columns: usize,
    pieces: Vec<Vec<Point>>,
}

impl View {
    /// Asks for a change.
    pub fn want(&mut self, wanted: Wanted) {
        self.wanted = Some(wanted);
    }

    /// What is shown now; `None` before the first painting.
    pub fn bounds(&self) -> Option<Bounds> {
        self.shown
    }

    /// Whether the whole of a scene is in view.
    pub fn shows_all_of(&self, scene: &Scene) -> bool {
        self.shown.is_none_or(|((from, to), _)| from <= scene.span.0 && to >= scene.span.1)
    }

    /// The scene changed: nothing reduced may be used again.
    pub fn forget_drawing(&mut self) {
        self.drawn.clear();
    }

    fn reduced(
        &mut self,
        index: usize,
        line: &Line,
        shown: (f64, f64),
        columns: usize,
        gap_secs: f64,
    ) -> &[Vec<Point>] {
        let width = shown.1 - shown.0;
        let fits = self.drawn.get(index).is_some_and(|d| {
            std::sync::Arc::ptr_eq(&d.values, &line.values)
                && d.span.0 <= shown.0
                && d.span.1 >= shown.1
                && d.columns == columns
                && (0.7..=1.4).contains(&(width / d.shown_width))
        });
        if !fits {
            let span = (shown.0 - width, shown.1 + width);
            let pieces = reduce(&line.times, &line.values, span, 3 * columns, gap_secs);
            let drawn = Drawn { values: line.values.clone(), span, shown_width: width, columns, pieces };
            if index < self.drawn.len() {
                self.drawn[index] = drawn;
            } else {
                self.drawn.push(drawn);
            }
        }
        self.drawn.get(index).map_or(&[], |d| &d.pieces)
    }
}

/// How a chart looks.
pub struct Look<'a> {
    pub ground: Ground,
    /// Lines switched off.
    pub hidden: &'a [bool],
    pub bold: FontFamily,
}

fn color(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.0, rgb.1, rgb.2)
}

/// Paints the scene into the space that is left, and takes the mouse: drag to pan, wheel to zoom in time, secondary drag
/// to zoom into a box, double click for everything.
pub fn show(ui: &mut egui::Ui, scene: &Scene, view: &mut View, look: &Look<'_>) -> egui::Response {
    let target = target(scene, view);
    let columns = (ui.available_width().max(100.0)) as usize;
    let shown = target.or(view.shown).unwrap_or((scene.span, scene.range)).0;
    let visible = |i: usize| !look.hidden.get(i).copied().unwrap_or(false);
    let mut lines: Vec<egui_plot::Line<'_>> = Vec::new();
    let mut lone: Vec<Points<'_>> = Vec::new();
    for (i, line) in scene.lines.iter().enumerate().filter(|(i, _)| visible(*i)) {
        let (thickness, style) = match line.role.dash() {
            Dash::Solid => (2.0, LineStyle::Solid),
            Dash::Dashed => (1.6, LineStyle::Dashed { length: 9.0 }),
            Dash::Dotted => (1.3, LineStyle::Dotted { spacing: 5.0 }),
        };
        let stroke = Stroke::new(thickness, color(line.role.on(look.ground)));
        for piece in view.reduced(i, line, shown, columns, scene.gap_secs) {
            let piece: Vec<Point> = piece.iter().map(|p| [p[0], p[1] * line.scale]).collect();
            let points = PlotPoints::from(piece.clone());
            let drawn = egui_plot::Line::new(line.name.clone(), points).stroke(stroke).style(style);
            lines.push(drawn.allow_hover(false));
            if let [single] = piece.as_slice() {
                // a lone sample would be invisible as a line
                let dot = Points::new(line.name.clone(), PlotPoints::from(vec![*single])).radius(2.0);
                lone.push(dot.color(stroke.color).allow_hover(false));
            }
        }
    }
    let clock = scene.clock.clone();
    let tick_clock = scene.clock.clone();
    let width = ui.available_width();
    let height = ui.available_height();
    let time_grid = move |input: GridInput| -> Vec<GridMark> {
        let most = (width / 95.0).max(2.0) as usize;
        let ticks = time_ticks(input.bounds, most, &tick_clock);
        ticks.into_iter().map(|t| GridMark { value: t.at, step_size: t.step }).collect()
    };
    let left = scene.left;
    let byte_grid = move |input: GridInput| -> Vec<GridMark> {
        let most = (height / 60.0).max(2.0) as usize;
        let ticks = value_ticks(left, input.bounds, most);
        ticks.into_iter().map(|t| GridMark { value: t.at, step_size: t.step }).collect()
    };
    let paper = look.ground.paper();
    let plot = Plot::new("pools")
        .x_grid_spacer(time_grid)
        .x_axis_formatter(move |mark, range| {
            // a label at the very end would be cut off, one at the very beginning would run into the amounts
            let per_point = (range.end() - range.start()) / f64::from(width - AXIS_WIDTH);
            if range.end() - mark.value < 24.0 * per_point || mark.value - range.start() < 14.0 * per_point {
                return String::new();
            }
            tick_label(clock.shown_ms((mark.value * 1000.0).round() as i64), (mark.step_size * 1000.0) as i64)
        })
        .y_grid_spacer(byte_grid)
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
        .default_y_bounds(scene.range.0, scene.range.1)
        .set_margin_fraction(vec2(0.0, 0.0))
        .auto_bounds(false);
    let ram_color = color(Role::Ram.on(look.ground));
    let trend_color = color(Role::Trend.on(look.ground));
    let response = plot.show(ui, |p| {
        if let Some((x, y)) = target {
            p.set_plot_bounds(PlotBounds::from_min_max([x.0, y.0], [x.1, y.1]));
        }
        for level in &scene.levels {
            let stroke = Stroke::new(1.5, ram_color);
            p.hline(HLine::new("", level.value).stroke(stroke).style(LineStyle::dashed_loose()).allow_hover(false));
        }
        for shade in scene.shades.iter().filter(|s| role_visible(scene, look, s.role)) {
            let from = shade.span.0.max(p.plot_bounds().min()[0]);
            if shade.span.1 > from {
                let fill = color(look.ground.paper().faint).gamma_multiply(0.10);
                p.span(Span::new("", from..=shade.span.1).fill(fill).border(Stroke::NONE));
            }
        }
        for gap in &scene.gaps {
            let fill = color(look.ground.paper().faint).gamma_multiply(0.07);
            p.span(Span::new("", gap.span.0..=gap.span.1).fill(fill).border(Stroke::NONE));
        }
        for file in &scene.files {
            let stroke = Stroke::new(1.0, color(look.ground.paper().faint).gamma_multiply(0.6));
            p.vline(VLine::new("", file.at).stroke(stroke).allow_hover(false));
        }
        for trend in scene.trends.iter().filter(|t| role_visible(scene, look, t.role)) {
            let bounds = p.plot_bounds();
            // thinner than the line, it would only show as an artefact
            let thin = 3.0 * bounds.height() / f64::from(height.max(1.0));
            let is_wide = |t: &&[Point; 3]| (t[1][1] - t[2][1]).abs() > thin;
            for triangle in trend.interval.iter().filter(is_wide) {
                let fill = trend_color.gamma_multiply(0.16);
                let polygon = Polygon::new("", PlotPoints::from(triangle.to_vec())).fill_color(fill);
                p.polygon(polygon.stroke(Stroke::NONE).allow_hover(false));
            }
            let points = PlotPoints::from(vec![trend.from, trend.to]);
            let stroke = Stroke::new(1.3, trend_color);
            p.line(egui_plot::Line::new("", points).stroke(stroke).style(LineStyle::dotted_dense()).allow_hover(false));
        }
        for moment in moments(scene, look) {
            let stroke = Stroke::new(1.2, color(moment.role.on(look.ground)));
            p.vline(VLine::new("", moment.at).stroke(stroke).style(LineStyle::dashed_dense()).allow_hover(false));
        }
        for line in lines {
            p.line(line);
        }
        for dot in lone {
            p.points(dot);
        }
        for floor in scene.floors.iter().filter(|f| role_visible(scene, look, f.role)) {
            let points = Points::new("", PlotPoints::from(floor.points.clone())).filled(false).radius(3.0);
            p.points(points.color(color(floor.role.on(look.ground))).allow_hover(false));
        }
        for mark in scene.marks.iter().filter(|m| role_visible(scene, look, m.role)) {
            let shape = if mark.role == Role::Paged { MarkerShape::Diamond } else { MarkerShape::Circle };
            let points = Points::new("", PlotPoints::from(vec![mark.at])).shape(shape).radius(6.0);
            p.points(points.color(color(mark.role.on(look.ground))).allow_hover(false));
        }
        let scroll = p.ctx().input(|i| i.smooth_scroll_delta.y);
        if p.response().hovered() && scroll != 0.0 {
            p.zoom_bounds_around_hovered(vec2((scroll / 200.0).exp(), 1.0));
        }
    });
    let bounds = response.transform.bounds();
    view.shown = Some(((bounds.min()[0], bounds.max()[0]), (bounds.min()[1], bounds.max()[1])));
    if response.response.double_clicked() {
        view.want(Wanted::Everything);
        ui.ctx().request_repaint();
    }
    annotate(ui, scene, look, &response.transform, response.response.rect, columns, view);
    if let Some(pointer) = response.response.hover_pos() {
        readout(ui, scene, look, &response.transform, response.response.rect, pointer);
    }
    response.response
}

/// Onsets of the lines that are shown, and restarts.
fn moments<'a>(scene: &'a Scene, look: &'a Look<'_>) -> impl Iterator<Item = &'a Moment> {
    scene.onsets.iter().filter(|m| role_visible(scene, look, m.role)).chain(&scene.restarts)
}

fn role_visible(scene: &Scene, look: &Look<'_>, role: Role) -> bool {
    scene.lines.iter().zip(look.hidden.iter().chain(std::iter::repeat(&false))).any(|(l, h)| l.role == role && !h)
}

/// The bounds to set, where a change was asked for.
fn target(scene: &Scene, view: &mut View) -> Option<Bounds> {
    let ((x0, x1), y) = view.shown.unwrap_or((scene.span, scene.range));
    let width = x1 - x0;
    let wanted = if view.shown.is_none() { Some(Wanted::Everything) } else { view.wanted.take() };
    Some(match wanted? {
        Wanted::Everything => {
            view.wanted = None;
            let pad = (scene.span.1 - scene.span.0) * 0.01;
            ((scene.span.0 - pad, scene.span.1 + pad), scene.range)
        }
        Wanted::Zoom(factor) => {
            let (middle, half) = ((x0 + x1) / 2.0, (width * factor / 2.0).max(0.5));
            ((middle - half, middle + half), y)
        }
        Wanted::Move(share) => ((x0 + width * share, x1 + width * share), y),
    })
}

/// The left axis, and the right one where there is one.
fn y_axes(scene: &Scene) -> Vec<AxisHints<'static>> {
    let left = scene.left;
    let most = |range: &std::ops::RangeInclusive<f64>| range.start().abs().max(range.end().abs());
    let mut axes = vec![
        AxisHints::new_y()
            .min_thickness(AXIS_WIDTH)
            .formatter(move |mark, range| axis_text(left, mark.value, most(range))),
    ];
    if let Some(axis) = scene.right {
        let text = move |mark: GridMark, range: &std::ops::RangeInclusive<f64>| axis.label(mark.value, most(range));
        axes.push(AxisHints::new_y().placement(HPlacement::Right).min_thickness(AXIS_WIDTH).formatter(text));
    }
    axes
}

/// Labels of maxima and of the RAM, painted over the plot where they cover least.
fn annotate(
    ui: &egui::Ui,
    scene: &Scene,
    look: &Look<'_>,
    transform: &PlotTransform,
    rect: Rect,
    columns: usize,
    view: &View,
) {
    let painter = ui.painter_at(rect);
    let paper = look.ground.paper();
    let font = FontId::new(13.0, look.bold.clone());
    let at = |p: Point| transform.position_from_point(&egui_plot::PlotPoint::new(p[0], p[1]));
    let mut taken: Vec<Box2> = Vec::new();
    for level in &scene.levels {
        let y = at([scene.span.0, level.value]).y;
        if rect.y_range().contains(y) {
            let tone = color(Role::Ram.on(look.ground));
            let place = painter.text(
                Pos2::new(rect.left() + 10.0, y - 3.0),
                Align2::LEFT_BOTTOM,
                &level.label,
                font.clone(),
                tone,
            );
            taken.push(to_box(place));
        }
    }
    let small = FontId::new(12.0, FontFamily::Proportional);
    for moment in moments(scene, look) {
        let x = at([moment.at, 0.0]).x;
        if rect.x_range().contains(x) {
            let tone = color(moment.role.on(look.ground));
            let galley = painter.layout_no_wrap(moment.label.clone(), small.clone(), tone);
            let fits = x + galley.size().x + 8.0 < rect.right();
            let left = if fits { x + 5.0 } else { x - 5.0 - galley.size().x };
            let place = Rect::from_min_size(Pos2::new(left, rect.bottom() - 44.0), galley.size());
            taken.push(to_box(place));
            painter.rect_filled(place.expand(2.0), CornerRadius::same(3), color(paper.ground).gamma_multiply(0.85));
            painter.galley(place.min, galley, tone);
        }
    }
    for gap in &scene.gaps {
        let (left, right) = (at([gap.span.0, 0.0]).x.max(rect.left()), at([gap.span.1, 0.0]).x.min(rect.right()));
        let galley = painter.layout_no_wrap(gap.label.clone(), small.clone(), color(paper.faint));
        if right - left > galley.size().x + 8.0 {
            let place = Pos2::new((left + right - galley.size().x) / 2.0, rect.bottom() - 24.0);
            taken.push(to_box(Rect::from_min_size(place, galley.size())));
            painter.galley(place, galley, color(paper.faint));
        }
    }
    // each name reaches to where the next log begins, or it is left out
    for (i, file) in scene.files.iter().enumerate() {
        let x = at([file.at, 0.0]).x;
        let next = scene.files.get(i + 1).map_or(rect.right(), |n| at([n.at, 0.0]).x.min(rect.right()));
        let galley = painter.layout_no_wrap(file.label.clone(), small.clone(), color(paper.faint));
        if rect.x_range().contains(x) && next - x > galley.size().x + 10.0 {
            let place = Rect::from_min_size(Pos2::new(x + 5.0, rect.bottom() - 64.0), galley.size());
            taken.push(to_box(place));
            painter.rect_filled(place.expand(1.0), CornerRadius::same(3), color(paper.plot).gamma_multiply(0.8));
            painter.galley(place.min, galley, color(paper.faint));
        }
    }
    for shade in scene.shades.iter().filter(|s| role_visible(scene, look, s.role)) {
        if at([shade.span.1, 0.0]).x > rect.left() + 60.0 {
            let place = Pos2::new(rect.left() + 8.0, rect.bottom() - 6.0);
            painter.text(place, Align2::LEFT_BOTTOM, &shade.label, small.clone(), color(paper.faint));
        }
    }
    let step = (columns / 300).max(1);
    let dots: Vec<(f64, f64)> = view
        .drawn
        .iter()
        .flat_map(|d| d.pieces.iter().flatten().step_by(step))
        .map(|p| at(*p))
        .filter(|p| rect.contains(*p))
        .map(|p| (f64::from(p.x), f64::from(p.y)))
        .collect();
    for mark in scene.marks.iter().filter(|m| role_visible(scene, look, m.role)) {
        let point = at(mark.at);
        if !rect.expand(1.0).contains(point) {
            continue;
        }
        let tone = color(mark.role.on(look.ground));
        // where the whole label would cover the chart, the amount alone has to do
        let short = mark.label.split(',').next().unwrap_or_default();
        let texts = [format!("{} {}", mark.name, mark.label), mark.label.clone(), short.to_owned()];
        let mut galleys = texts.into_iter().map(|text| painter.layout_no_wrap(text, font.clone(), tone));
        let fits = |galley: &std::sync::Arc<egui::Galley>| galley.size().x < 0.6 * rect.width();
        let Some(galley) = galleys.find(fits).or_else(|| galleys.next_back()) else { continue };
        let size = galley.size() + vec2(12.0, 6.0);
        let here = (f64::from(point.x), f64::from(point.y));
        let place = labels::place(here, (f64::from(size.x), f64::from(size.y)), to_box(rect), &dots, &taken);
        taken.push(place);
        let place = Rect::from_min_size(Pos2::new(place.left as f32, place.top as f32), size);
        let corner_y = if place.top() > point.y { place.top() } else { place.bottom() };
        let corner = Pos2::new(point.x.clamp(place.left() + 6.0, place.right() - 6.0), corner_y);
        painter.line_segment([point, corner], Stroke::new(1.0, tone));
        painter.rect(
            place,
            CornerRadius::same(4),
            color(paper.ground).gamma_multiply(0.93),
            Stroke::new(1.0, tone),
            StrokeKind::Inside,
        );
        painter.galley(place.min + vec2(6.0, 3.0), galley, tone);
    }
}

fn to_box(rect: Rect) -> Box2 {
    Box2 {
        left: f64::from(rect.left()),
        top: f64::from(rect.top()),
        right: f64::from(rect.right()),
        bottom: f64::from(rect.bottom()),
    }
}

/// Time and values of the sample nearest to the pointer, in a box with a ground of its own.
fn readout(ui: &egui::Ui, scene: &Scene, look: &Look<'_>, transform: &PlotTransform, rect: Rect, pointer: Pos2) {
    let wanted = transform.value_from_position(pointer).x;
    let hidden = |i: usize| look.hidden.get(i).copied().unwrap_or(false);
    let shown = || scene.lines.iter().enumerate().filter(|(i, _)| !hidden(*i)).map(|(_, line)| line);
    let times = shown().filter_map(|line| line.nearest(wanted).map(|at| line.times[at]));
    let Some(time) = times.min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs())) else { return };
    let x = transform.position_from_point(&egui_plot::PlotPoint::new(time, 0.0)).x;
    if !rect.x_range().contains(x) {
        return;
    }
    let painter = ui.painter_at(rect);
    let paper = look.ground.paper();
    painter.vline(x, rect.y_range(), Stroke::new(1.0, color(paper.faint).gamma_multiply(0.7)));
    let mut rows = vec![(scene.clock.second((time * 1000.0).round() as i64), color(paper.text))];
    let of = scene.sources.iter().find(|((from, to), _)| (*from..=*to).contains(&time));
    rows.extend(of.map(|(_, name)| (name.clone(), color(paper.faint))));
    let heading = rows.len();
    for line in shown() {
        let at = line.nearest(time).filter(|at| line.times[*at] == time);
        if at.is_none() && scene.lines.iter().any(|other| other.times.len() != line.times.len()) {
            // another log's moment
            continue;
        }
        let value = at.map_or(f64::NAN, |at| line.values[at]);
        let tone = color(line.role.on(look.ground));
        if value.is_finite() {
            let y = transform.position_from_point(&egui_plot::PlotPoint::new(time, value * line.scale)).y;
            painter.circle(Pos2::new(x, y), 4.0, color(paper.ground), Stroke::new(2.0, tone));
            rows.push((format!("{}  {}", line.name, line.show(value)), tone));
        } else {
            rows.push((format!("{}  no value", line.name), tone));
        }
    }
    let galleys: Vec<_> = rows
        .into_iter()
        .enumerate()
        .map(|(i, (text, tone))| {
            let family = if i < heading { FontFamily::Proportional } else { look.bold.clone() };
            painter.layout_no_wrap(text, FontId::new(13.0, family), tone)
        })
        .collect();
    let width = galleys.iter().map(|g| g.size().x).fold(0.0, f32::max) + 16.0;
    let height = galleys.iter().map(|g| g.size().y + 2.0).sum::<f32>() + 10.0;
    let left = if pointer.x + 18.0 + width < rect.right() { pointer.x + 18.0 } else { pointer.x - 18.0 - width };
    let top = (pointer.y - height / 2.0).clamp(rect.top() + 4.0, (rect.bottom() - height - 4.0).max(rect.top() + 4.0));
    let place = Rect::from_min_size(Pos2::new(left, top), vec2(width, height));
    let edge = Stroke::new(1.0, color(paper.grid));
    painter.rect(place, CornerRadius::same(5), color(paper.ground), edge, StrokeKind::Inside);
    let mut y = top + 5.0;
    for galley in galleys {
        let step = galley.size().y + 2.0;
        painter.galley(Pos2::new(left + 8.0, y), galley, color(paper.text));
        y += step;
    }
}
