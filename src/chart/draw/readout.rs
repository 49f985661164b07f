//! Time and values of the sample nearest to a time, in a box with a ground of its own.

use super::annotate::Board;
use super::color;
use eframe::egui::{self, CornerRadius, FontFamily, FontId, Pos2, Rect, Stroke, StrokeKind, vec2};

pub(super) fn show(ui: &egui::Ui, board: &Board<'_>, wanted: f64, pointer: Pos2) {
    let (scene, look, rect) = (board.scene, board.look, board.rect);
    let shown = || scene.lines.iter().enumerate().filter(|(i, _)| look.is_shown(*i)).map(|(_, line)| line);
    let times = shown().filter_map(|line| line.series.nearest(wanted).map(|at| line.series.times[at]));
    let Some(time) = times.min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs())) else { return };
    let x = board.x(time);
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
        let series = &line.series;
        let at = series.nearest(time).filter(|at| series.times[*at] == time);
        if at.is_none() && scene.lines.iter().any(|other| other.series.len() != series.len()) {
            // another log's moment
            continue;
        }
        let value = at.map_or(f64::NAN, |at| series.values[at]);
        let tone = color(line.role.on(look.ground));
        if value.is_finite() {
            let point = (board.place)([time, value * line.scale]);
            painter.circle(point, 4.0, color(paper.ground), Stroke::new(2.0, tone));
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
