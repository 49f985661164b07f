//! Time and values of the sample nearest to a time, in a box with a ground of its own.

use super::super::labels::{Box2, middle_cut};
use super::annotate::{Board, to_box};
use super::look::color;
use crate::model::clock::milliseconds;
use eframe::egui::{self, CornerRadius, FontFamily, FontId, Pos2, Rect, Stroke, StrokeKind, Vec2, vec2};

/// Lines told of; more would hide the chart.
const MOST: usize = 9;

/// The share of the chart that the box may cover at most.
const WIDEST: f32 = 0.6;

/// `pointer` is where the reader looks; none where a cursor is read, whose box then covers as few labels as can be.
pub(super) fn show(ui: &egui::Ui, board: &Board<'_>, time: f64, pointer: Option<Pos2>, taken: &[Box2]) {
    let (scene, look, rect) = (board.scene, board.look, board.rect);
    let shown = || scene.lines.iter().enumerate().filter(|(i, _)| look.is_shown(*i)).map(|(_, line)| line);
    let x = board.x(time);
    if !rect.x_range().contains(x) {
        return;
    }
    let painter = ui.painter_at(rect);
    let paper = look.ground.paper();
    painter.vline(x, rect.y_range(), Stroke::new(1.0, color(paper.faint).gamma_multiply(0.7)));
    let mut rows = vec![(scene.clock.second(milliseconds(time)), color(paper.text))];
    let of = scene.sources.iter().find(|((from, to), _)| (*from..=*to).contains(&time));
    rows.extend(of.map(|(_, name)| (name.clone(), color(paper.faint))));
    let heading = rows.len();
    let mut values: Vec<(f32, String, egui::Color32)> = Vec::new();
    for line in shown() {
        let series = &line.series;
        // lines of another log have samples of their own: theirs next to this moment, if it is not in a gap of theirs
        let near = |at: &usize| (series.times[*at] - time).abs() <= 0.5 * series.gap_secs;
        let Some(at) = series.nearest(time).filter(near) else { continue };
        let value = series.values[at];
        let tone = color(line.role.on(look.ground));
        // a long name loses its middle, never its value
        let said = if value.is_finite() { line.show(value) } else { "no value".to_owned() };
        let fits = |name: &str| {
            let font = FontId::new(13.0, look.bold.clone());
            painter.layout_no_wrap(format!("{name}  {said}"), font, tone).size().x <= WIDEST * rect.width()
        };
        let text = format!("{}  {said}", middle_cut(&line.name, &fits));
        if value.is_finite() {
            let point = (board.to_screen)([series.times[at], value * line.scale]);
            painter.circle(point, 4.0, color(paper.ground), Stroke::new(2.0, tone));
            values.push((point.y, text, tone));
        } else {
            values.push((f32::INFINITY, text, tone));
        }
    }
    let left_out = values.len().saturating_sub(MOST);
    if left_out > 0 {
        // of many lines those next to where the reader looks
        let eye = pointer.map_or(rect.center().y, |p| p.y);
        let mut distances: Vec<f32> = values.iter().map(|v| (v.0 - eye).abs()).collect();
        distances.sort_by(f32::total_cmp);
        let furthest = distances[MOST - 1];
        values.retain(|v| (v.0 - eye).abs() <= furthest);
        values.truncate(MOST);
    }
    rows.extend(values.into_iter().map(|(_, text, tone)| (text, tone)));
    if left_out > 0 {
        rows.push((format!("and {left_out} more, in the table below"), color(paper.faint)));
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
    let size = vec2(width, height);
    let label_rect = pointer.map_or_else(|| aside(rect, x, size, taken), |pointer| beside(rect, pointer, size, taken));
    let edge = Stroke::new(1.0, color(paper.grid));
    painter.rect(label_rect, CornerRadius::same(5), color(paper.ground), edge, StrokeKind::Inside);
    let mut y = label_rect.top() + 5.0;
    for galley in galleys {
        let step = galley.size().y + 2.0;
        painter.galley(Pos2::new(label_rect.left() + 8.0, y), galley, color(paper.text));
        y += step;
    }
}

/// To the right of the pointer, or to its left where there is no room or less of the labels is covered.
fn beside(rect: Rect, pointer: Pos2, size: Vec2, taken: &[Box2]) -> Rect {
    let lowest = (rect.bottom() - size.y - 4.0).max(rect.top() + 4.0);
    let top = (pointer.y - size.y / 2.0).clamp(rect.top() + 4.0, lowest);
    let candidates = [pointer.x + 18.0, pointer.x - 18.0 - size.x];
    let candidates = candidates.map(|left| Rect::from_min_size(Pos2::new(left, top), size));
    candidates.into_iter().min_by_key(|label_rect| cost(rect, label_rect, taken)).unwrap_or(rect)
}

/// How much of the labels a place covers, in square points; one that is partly outside comes last.
fn cost(rect: Rect, label_rect: &Rect, taken: &[Box2]) -> u64 {
    let own = to_box(*label_rect);
    let shared = |t: &Box2| {
        let (width, height) =
            (own.right.min(t.right) - own.left.max(t.left), own.bottom.min(t.bottom) - own.top.max(t.top));
        width.max(0.0) * height.max(0.0)
    };
    let covered: f64 = taken.iter().map(shared).sum();
    covered as u64 + if is_outside(rect, label_rect) { 1_000_000 } else { 0 }
}

fn is_outside(rect: Rect, label_rect: &Rect) -> bool {
    label_rect.left() < rect.left() || label_rect.right() > rect.right()
}

/// Beside a vertical line, where it covers the fewest labels: it stays there, and half a label is as good as none.
fn aside(rect: Rect, x: f32, size: Vec2, taken: &[Box2]) -> Rect {
    let tops =
        [0.5, 0.2, 0.8, 0.0, 1.0].map(|share| rect.top() + 4.0 + share * (rect.height() - size.y - 8.0).max(0.0));
    let lefts = [x + 14.0, x - 14.0 - size.x];
    let candidates = lefts.into_iter().flat_map(|left| tops.map(|top| Rect::from_min_size(Pos2::new(left, top), size)));
    let cost = |label_rect: &Rect| {
        let covered = taken.iter().filter(|t| t.overlaps(&to_box(*label_rect))).count();
        covered + if is_outside(rect, label_rect) { 100 } else { 0 }
    };
    candidates.min_by_key(cost).unwrap_or(rect)
}
