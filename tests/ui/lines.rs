//! How lines are drawn: styles, areas, the report and the value bar.

use crate::window::{Window, window};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use poolscope::chart::line_style::{Axis, LineStyle};
use poolscope::chart::palette::{Dash, Ground, Ink};
use poolscope::chart::{Line, Scene};
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::{Action, Command, Preset};
use poolscope::ui::session;
use poolscope::ui::state::Dialog;

fn scene(w: &Window) -> &Scene {
    w.document().derived.scene.as_ref().unwrap()
}

fn line<'a>(w: &'a Window, name: &str) -> &'a Line {
    scene(w).lines.iter().find(|l| l.name.contains(name)).unwrap()
}

fn with_memory() -> Window {
    let mut w = window(&[], true, Picked::Cancelled);
    w.wish(Command::Preset(Preset::Memory));
    assert!(scene(&w).lines.len() > 3);
    w
}

#[test]
fn a_line_is_drawn_as_was_chosen_and_undone() {
    let mut w = with_memory();
    let key = line(&w, "Nonpaged pool").key.clone();
    w.wish(Command::Select(Some(key.clone())));
    w.press(Modifiers::NONE, Key::S);
    assert_eq!(w.state().widgets.dialog, Some(Dialog::LineStyle { key: key.clone() }));
    w.harness.run_steps(5);
    w.click("Colour: Red");
    w.click("Dashes: Dotted");
    w.click("Width: Thick");
    let drawn = line(&w, "Nonpaged pool").drawn();
    assert_eq!((drawn.color(Ground::Light), drawn.dash()), (Ink::Red.on(Ground::Light), Dash::Dotted));
    assert!(drawn.width() > 1.0);
    // what belongs to the line has its colour
    let role = line(&w, "Nonpaged pool").role;
    assert_eq!(scene(&w).color(role, Ground::Dark), Ink::Red.on(Ground::Dark));
    // a pool has no scale of its own: its maximum and its trend are amounts
    assert!(w.query_by_label("Scale: ×10").is_none());
    w.press(Modifiers::NONE, Key::Escape);
    for _ in 0..3 {
        w.press(Modifiers::COMMAND, Key::Z);
    }
    assert!(line(&w, "Nonpaged pool").style.is_default());
}

#[test]
fn scale_and_axis_are_said_in_the_legend_and_values_stay_what_they_are() {
    let mut w = with_memory();
    let extra = scene(&w).lines.iter().find(|l| l.can_be_scaled() && l.measure.is_none()).unwrap();
    let (key, name, shown) = (extra.key.clone(), extra.name.clone(), extra.show(1048576.0));
    let top = |w: &Window| line(w, &name).scale / scene(w).range.1;
    let before = top(&w);
    w.wish(Command::SetLineStyle(key.clone(), LineStyle { power: Some(-1), ..LineStyle::default() }));
    assert_eq!(line(&w, &name).measure.as_deref(), Some("×0.1"));
    assert!((top(&w) * scene(&w).range.1 - 0.1 * line(&w, &name).unit.bytes_each().unwrap()).abs() < 1e-3);
    assert_eq!(line(&w, &name).show(1048576.0), shown);
    w.wish(Command::SetLineStyle(key.clone(), LineStyle { axis: Some(Axis::Right), ..LineStyle::default() }));
    assert_eq!(line(&w, &name).measure.as_deref(), Some("right axis"));
    let right = scene(&w).right.unwrap();
    assert_eq!((right.unit, right.per), (line(&w, &name).unit, line(&w, &name).per));
    w.wish(Command::SetLineStyle(key.clone(), LineStyle { axis: Some(Axis::Own), ..LineStyle::default() }));
    assert!(line(&w, &name).measure.as_deref().unwrap().starts_with("chart's height"));
    w.wish(Command::SetLineStyle(key, LineStyle::default()));
    assert_eq!(top(&w), before);
}

#[test]
fn styles_are_kept_in_sessions_and_for_the_counter() {
    let mut w = with_memory();
    let extra = scene(&w).lines.iter().find(|l| l.can_be_scaled()).unwrap();
    let (key, name) = (extra.key.clone(), extra.name.clone());
    let style = LineStyle { ink: Some(Ink::Brown), dash: Some(Dash::Solid), ..LineStyle::default() };
    w.wish(Command::SetLineStyle(key.clone(), style));
    let view = w.view();
    let saved = session::Session::of(w.document(), view, &w.state().state.settings, None);
    let again = session::parse(&saved.to_bytes()).unwrap();
    assert_eq!(again.choices.styles.get(&key), Some(&style));
    // what a later version says of a line is no reason to refuse its session
    let text = String::from_utf8(saved.to_bytes()).unwrap().replace("\"Brown\"", "\"Ultraviolet\"");
    assert!(session::parse(text.as_bytes()).unwrap().choices.styles.is_empty());
    w.wish(Command::KeepLineStyle(key.clone()));
    w.wish(Command::SetLineStyle(key.clone(), LineStyle::default()));
    assert_eq!(line(&w, &name).style, style, "as its counter");
    w.wish(Command::ForgetLineStyles);
    assert!(line(&w, &name).style.is_default());
}

#[test]
fn lines_of_one_unit_stand_on_one_another_and_keep_their_values() {
    let mut w = with_memory();
    w.wish(Command::Do(Action::Stack));
    let stacked: Vec<&Line> = scene(&w).lines.iter().filter(|l| l.stack.is_some()).collect();
    assert!(stacked.len() > 1, "{:?}", scene(&w).lines.iter().map(|l| &l.name).collect::<Vec<_>>());
    let same: Vec<&&Line> = stacked.iter().filter(|l| (l.unit, l.per) == (stacked[0].unit, stacked[0].per)).collect();
    let sum: f64 = same.iter().map(|l| l.series.values[0]).sum();
    assert!((same.last().unwrap().top().values[0] - sum).abs() <= 1e-9 * sum.abs());
    assert!(stacked.iter().all(|l| l.name.ends_with("stacked")));
    w.wish(Command::Do(Action::Stack));
    assert!(scene(&w).lines.iter().all(|l| l.stack.is_none()));
}

#[test]
fn the_report_shows_the_values_at_the_cursor() {
    let mut w = with_memory();
    w.press(Modifiers::NONE, Key::R);
    w.get_by_label("Report");
    let last = |w: &Window| {
        let line = line(w, "Nonpaged pool");
        line.show(*line.series.values.last().unwrap())
    };
    let count = |w: &Window, text: &str| w.query_all_by_label(text).count();
    assert!(count(&w, &last(&w)) > 1, "in the report, and in the table below");
    w.wish(Command::SetCursor(0, Some(scene(&w).span.0)));
    let first = line(&w, "Nonpaged pool").show(line(&w, "Nonpaged pool").series.values[0]);
    assert!(count(&w, &first) > 1);
    w.click("Show the chart");
    assert!(w.query_by_label("Report").is_none());
}

#[test]
fn the_value_bar_has_the_figures_of_the_selected_line() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::L);
    w.wish(Command::Do(Action::ToggleValueBar));
    for wanted in ["Last", "Average", "Minimum", "Maximum", "Duration"] {
        assert!(w.query_all_by_label(wanted).next().is_some(), "{wanted}");
    }
    let max = line(&w, "Nonpaged pool").show(line(&w, "Nonpaged pool").series.extent().unwrap().high);
    assert!(w.query_all_by_label(&max).next().is_some(), "{max}");
}

#[test]
fn the_statistics_are_walked_sorted_and_copied_by_keys() {
    let mut w = window(&[], true, Picked::Cancelled);
    let head = w.get_by_role_and_label(Role::Button, "Sort by Maximum");
    head.focus();
    w.harness.run_steps(2);
    w.press(Modifiers::NONE, Key::Space);
    let sorting = w.state().state.settings.sorting.unwrap();
    assert!(sorting.is_falling && sorting.column == 5, "{sorting:?}");
    let rows = w.query_all_by_label_contains("Statistics: ").next().unwrap();
    rows.focus();
    w.harness.run_steps(2);
    w.press(Modifiers::NONE, Key::Home);
    w.press(Modifiers::NONE, Key::ArrowDown);
    let selected = w.document().choices.selected.clone().unwrap();
    assert_eq!(selected, line(&w, "Paged pool").key);
    w.press(Modifiers::NONE, Key::Space);
    assert!(w.document().choices.is_hidden(&selected));
    let ctx = w.harness.ctx.clone();
    ctx.output_mut(|o| o.commands.clear());
    w.harness.event(eframe::egui::Event::Copy);
    let copied = (0..6).find_map(|_| {
        w.harness.run_steps(1);
        w.harness.output().platform_output.commands.iter().find_map(|c| match c {
            eframe::egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    });
    let copied = copied.unwrap();
    assert!(copied.starts_with("Paged pool\n  Last: 153 MB\n") && copied.contains("Maximum: 216 MB"), "{copied}");
}
