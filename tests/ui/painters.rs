//! The window and the picture paint the same shapes.

use crate::window::{Window, window};
use eframe::egui;
use poolscope::chart::layout::{self, Group, Look, Metrics, Shape, Standing, Viewport};
use poolscope::chart::palette::Ground;
use poolscope::chart::{Scene, paint_egui};
use poolscope::export::fonts::Noto;
use poolscope::export::paint_svg;
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::{Action, Command};
use poolscope::ui::theme;

/// Letters are measured by each painter as it writes them; they differ by less than this.
const NEAR: f64 = 3.0;

/// A shape without its places: kind, colours, texts.
fn kind(shape: &Shape) -> String {
    match shape {
        Shape::Line { points, stroke } => format!("line of {} points, {stroke:?}", points.len()),
        Shape::Polygon { corners, fill, edge } => format!("polygon of {} corners, {fill:?}, {edge:?}", corners.len()),
        Shape::Band { above, fill, .. } => format!("band of {} points, {fill:?}", above.len()),
        Shape::Rect { radius, fill, edge, .. } => format!("rect, {radius}, {fill:?}, {edge:?}"),
        Shape::Circle { radius, fill, edge, .. } => format!("circle, {radius}, {fill:?}, {edge:?}"),
        Shape::Text(text) => format!("text, {}, {:?}, {:?}, {}", text.size, text.weight, text.paint, text.text),
    }
}

fn places(shape: &Shape) -> Vec<[f64; 2]> {
    match shape {
        Shape::Line { points, .. } => points.clone(),
        Shape::Polygon { corners, .. } => corners.clone(),
        Shape::Band { above, below, .. } => above.iter().chain(below).copied().collect(),
        Shape::Rect { rect, .. } => vec![[rect.left, rect.top], [rect.right, rect.bottom]],
        Shape::Circle { center, .. } => vec![*center],
        Shape::Text(text) => vec![text.at, [text.at[0] + text.width, text.at[1]]],
    }
}

fn assert_alike(window: &[Group], picture: &[Group], what: &str) {
    assert_eq!(window.len(), picture.len(), "{what}");
    for (w, p) in window.iter().zip(picture) {
        let kinds = |group: &Group| group.shapes.iter().map(kind).collect::<Vec<_>>();
        assert_eq!(kinds(w), kinds(p), "{what}");
        assert_eq!(w.clip, p.clip, "{what}");
        for (a, b) in w.shapes.iter().zip(&p.shapes) {
            for (a_at, b_at) in places(a).iter().zip(places(b)) {
                let far = (a_at[0] - b_at[0]).abs().max((a_at[1] - b_at[1]).abs());
                assert!(far < NEAR, "{what}: {far} points apart: {a:?} and {b:?}");
            }
        }
    }
}

/// What is seen of a scene is laid out once, and both painters paint all of it.
fn check(w: &mut Window, what: &str) {
    w.event(egui::Event::PointerGone);
    w.settle();
    let document = w.document();
    let scenes: Vec<Scene> = document.derived.scene.iter().chain(&document.derived.second).cloned().collect();
    let views = &w.state().widgets.views;
    let choices = document.choices.clone();
    let painted = w.painted();
    let ctx = w.ctx.clone();
    let letters = theme::letters(&ctx);
    let is_hidden = |key: &str| choices.is_hidden(key);
    for (scene, view) in scenes.iter().zip(views) {
        let (frame, bounds) = (view.frame().unwrap(), view.bounds().unwrap());
        let viewport = Viewport::new(scene, frame, bounds);
        let look = Look { is_hidden: &is_hidden, points: 14_000, ..Look::picture(Ground::Light) };
        let edges = (0.0, 1280.0);
        let window = layout::plot(&viewport, &look, edges, &letters);
        let picture = layout::plot(&viewport, &look, edges, &Noto);
        assert_alike(&window.groups, &picture.groups, what);
        assert_eq!(window.handles.len(), picture.handles.len(), "{what}");
        let width = (frame.left, frame.right, frame.top);
        let standing = |_: &poolscope::chart::Line| Standing::default();
        let metrics = Metrics::PICTURE;
        let [a, b] = [&letters as &dyn layout::TextMeasure, &Noto]
            .map(|measure| layout::legend(scene, &look, width, metrics, &standing, measure));
        let names = |legend: &layout::Legend| legend.entries.iter().map(|e| e.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&a), names(&b), "{what}");
        // the window painted every text of the layout, where it was laid out
        let laid = window.groups.iter().flat_map(|g| &g.shapes).filter_map(|shape| match shape {
            Shape::Text(text) => Some(text),
            _ => None,
        });
        let mut texts = 0;
        for text in laid {
            texts += 1;
            let is_there = |(shown, at): &(String, egui::Pos2)| {
                let [x, y] = paint_egui::place(*at);
                *shown == text.text && (x - text.at[0]).abs() < 1.0 && (text.at[1] - y - 1.069 * text.size).abs() < 1.5
            };
            assert!(painted.iter().any(is_there), "{what}: the window lacks {text:?}");
        }
        assert!(texts > 8, "{what}: {texts} texts");
        // and so does the picture: each shape is an element, each text a label
        let svg = paint_svg::shapes(&picture.groups, [1280.0, 800.0], Ground::Light);
        let count = |element: &str| svg.matches(&format!("<{element}")).count();
        let of = |is: fn(&Shape) -> bool| picture.groups.iter().flat_map(|g| &g.shapes).filter(|s| is(s)).count();
        assert_eq!(count("circle"), of(|s| matches!(s, Shape::Circle { .. })), "{what}");
        assert_eq!(count("g aria-label"), of(|s| matches!(s, Shape::Text(_))), "{what}");
        // the ground, and the clips
        let clips = picture.groups.iter().filter(|g| g.clip.is_some()).count();
        assert_eq!(count("rect") - 1 - clips, of(|s| matches!(s, Shape::Rect { .. })), "{what}");
    }
}

#[test]
fn window_and_picture_paint_the_same_shapes() {
    let mut w = window(&[], true, Picked::Cancelled);
    check(&mut w, "the sample");
    let (from, to) = w.document().derived.scene.as_ref().unwrap().span;
    for (which, share) in [(0, 0.3), (1, 0.6)] {
        w.wish(Command::SetCursor(which, Some(from + share * (to - from))));
    }
    let typed = w.document().typed_marks("2026-03-03 08:15 driver update\n2026-03-03 08:20 backup\n14:30 a long label of many words that has no room in any chart of this width").0;
    assert_eq!(typed.len(), 3);
    w.wish(Command::AddMarks(typed));
    let note =
        w.document().typed_note("The leak begins after the driver update.\nAsk for its version.", [from + 1e4, 3e8]);
    w.wish(Command::AddNote(note));
    check(&mut w, "cursors, marks and a note");
    w.wish(Command::ChartByPath(r"\Memory\Available MBytes".to_owned()));
    w.wish(Command::ChartByPath(r"\Process(*)\Handle Count".to_owned()));
    let lines = w.document().derived.scene.as_ref().unwrap().lines.len();
    assert!(lines > 3, "{lines}");
    check(&mut w, "more counters");
    w.wish(Command::Do(Action::Highlight));
    check(&mut w, "a line that stands out");
    let key = w.document().derived.scene.as_ref().unwrap().lines[1].key.clone();
    w.wish(Command::ToggleLine(key));
    check(&mut w, "a line switched off");
    w.wish(Command::Do(Action::ToggleLog));
    check(&mut w, "a logarithmic axis");
    w.wish(Command::Do(Action::TogglePerfmon));
    check(&mut w, "Performance Monitor's scale");
    w.wish(Command::Do(Action::ZoomIn));
    check(&mut w, "a part of it");
}
