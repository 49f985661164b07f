//! Time and values of the sample nearest to a time, in a box with its own background.

use super::super::palette::Rgb;
use super::super::scene::Line;
use super::place;
use super::shape::{Box2, Paint, Place, Shape, Stroke, Weight};
use super::text::{Pen, TextMeasure};
use super::viewport::{Look, Viewport};
use crate::model::clock::milliseconds;
use std::sync::Arc;

/// Lines whose values are shown; more would hide the chart.
const MOST: usize = 9;

/// The largest share of the chart's width that the box may take.
const WIDEST: f64 = 0.6;

const SIZE: f64 = 13.0;

/// The sample of a line at a time: the one nearest to it, unless that is too far away, since lines from another log
/// have their own sample times.
fn sample_at(line: &Line, time: f64) -> Option<Sample> {
    let series = &line.series;
    let at = series.nearest(time).filter(|at| (series.times[*at] - time).abs() <= 0.5 * series.gap_secs)?;
    Some(Sample { time: series.times[at], value: series.values[at], height: line.top().values.get(at)? * line.scale })
}

struct Sample {
    time: f64,
    value: f64,
    /// The height at which it is drawn: more than its value if it is stacked on others.
    height: f64,
}

struct Row {
    text: String,
    color: Rgb,
    weight: Weight,
    /// The y position of its sample on the chart; far away if it has no value.
    y: f64,
}

/// The number of areas up to and including this line's, if it is the topmost of a stack.
fn areas_below(line: &Line, shown: &[&Line]) -> Option<usize> {
    let mut stack = line.stack.as_ref()?;
    let stacks = shown.iter().filter_map(|other| other.stack.as_ref());
    if stacks.clone().any(|other| Arc::ptr_eq(&other.base, &stack.top)) {
        return None;
    }
    let mut count = 1;
    while let Some(below) = stacks.clone().find(|other| Arc::ptr_eq(&other.top, &stack.base)) {
        stack = below;
        count += 1;
    }
    Some(count)
}

/// Shapes of the readout at a time. `pointer` is the pointer's position; `None` if a cursor is read, whose box then
/// covers as few labels as possible.
pub fn readout(
    view: &Viewport<'_>,
    look: &Look<'_>,
    (time, pointer): (f64, Option<Place>),
    taken: &[Box2],
    measure: &dyn TextMeasure,
) -> Vec<Shape> {
    let (frame, scene, paper) = (view.frame, view.scene, look.paper());
    let x = view.x(time);
    if !frame.has_x(x) {
        return Vec::new();
    }
    let mut shapes = vec![Shape::vertical(x, &frame, Stroke::solid(1.0, Paint::faint(paper.faint, 0.7)))];
    let heading = |text: String, color: Rgb| Row { text, color, weight: Weight::Regular, y: 0.0 };
    let mut rows = vec![heading(scene.clock.second(milliseconds(time)), paper.text)];
    let source = scene.sources.iter().find(|((from, to), _)| (*from..=*to).contains(&time));
    rows.extend(source.map(|(_, name)| heading(name.clone(), paper.faint)));
    let mut values: Vec<Row> = Vec::new();
    let mut lines: Vec<&Line> = look.shown(scene).collect();
    // areas are listed in stacking order, from the top
    let first = lines.iter().position(|line| line.stack.is_some()).unwrap_or(lines.len());
    lines[first..].reverse();
    for line in lines.iter().copied() {
        let Some(Sample { time: at, value, height }) = sample_at(line, time) else { continue };
        let color = line.drawn().color(look.ground);
        let pen = Pen::bold(measure, SIZE, color);
        // a long name is cut in the middle, its value never
        let amount = if value.is_finite() { line.show(value) } else { "no value".to_owned() };
        let room = WIDEST * frame.width() - pen.width(&format!("  {amount}"));
        let text = format!("{}  {amount}", pen.middle_cut(&line.name, room));
        let mut y = f64::INFINITY;
        if value.is_finite() {
            let center = view.place([at, height]);
            let edge = Some(Stroke::solid(2.0, color));
            shapes.push(Shape::Circle { center, radius: 4.0, fill: Some(paper.ground.into()), edge });
            y = center[1];
        }
        let height = height / line.scale;
        if let Some(areas @ 2..) = areas_below(line, &lines).filter(|_| height.is_finite()) {
            let text = format!("Total of the {areas} areas below  {}", line.show(height));
            values.push(Row { y, ..heading(text, paper.text) });
        }
        values.push(Row { text, color, weight: Weight::Bold, y });
    }
    let left_out = values.len().saturating_sub(MOST);
    if left_out > 0 {
        // of many lines, those nearest to the pointer
        let eye = pointer.map_or(frame.center()[1], |p| p[1]);
        let mut distances: Vec<f64> = values.iter().map(|v| (v.y - eye).abs()).collect();
        distances.sort_by(f64::total_cmp);
        let furthest = distances[MOST - 1];
        values.retain(|v| (v.y - eye).abs() <= furthest);
        values.truncate(MOST);
    }
    rows.extend(values);
    if left_out > 0 {
        rows.push(Row {
            weight: Weight::Bold,
            ..heading(format!("and {left_out} more, in the table below"), paper.faint)
        });
    }
    let pen = |row: &Row| Pen { weight: row.weight, ..Pen::regular(measure, SIZE, row.color) };
    let step = super::text::row_height(SIZE) + 2.0;
    let width = rows.iter().map(|row| pen(row).width(&row.text)).fold(0.0, f64::max) + 16.0;
    let size = [width, step * rows.len() as f64 + 10.0];
    let rect = match pointer {
        Some(pointer) => place::beside_pointer(&frame, pointer, size, taken),
        None => place::aside(&frame, x, size, taken),
    };
    let edge = Some(Stroke::solid(1.0, paper.grid));
    shapes.push(Shape::Rect { rect, radius: 5.0, fill: Some(paper.ground.into()), edge });
    for (i, row) in rows.iter().enumerate() {
        shapes.push(pen(row).below([rect.left + 8.0, rect.top + 5.0 + step * i as f64], &row.text));
    }
    shapes
}
