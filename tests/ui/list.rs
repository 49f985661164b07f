//! The list of counters: searched, walked, sorted, selected, dragged.

use crate::charting::{chart, click, drag};
use crate::window::{Window, window};
use eframe::egui::{Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::Queryable;
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::{Action, Command};
use poolscope::ui::state::settings::CounterOrder;
use poolscope::ui::state::{CounterRow, Dialog};

/// A log of 40 processes and their total; the later in the alphabet, the more it grows.
fn many(folder: &std::path::Path) -> std::path::PathBuf {
    use std::fmt::Write;
    let names: Vec<String> =
        std::iter::once("_Total".to_owned()).chain((0..40).map(|i| format!("app{i:02}"))).collect();
    let mut text = "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\"".to_owned();
    names.iter().for_each(|n| write!(text, ",\"\\\\PC\\Process({n})\\Handle Count\"").unwrap());
    for m in 0..60 {
        write!(text, "\r\n\"03/02/2026 08:{m:02}:00.000\",\"5000000\",\"{}\"", 40 * 1000 + m * 900).unwrap();
        (0..40).for_each(|i| write!(text, ",\"{}\"", 1000 - 10 * i + m * i).unwrap());
    }
    let path = folder.join("many.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn of_too_many_counters_those_that_matter_are_offered() {
    let folder = tempfile::tempdir().unwrap();
    let log = many(folder.path());
    let mut w = window(&[&log], false, Picked::Cancelled);
    w.wish(Command::ChartByPath(r"\Process(*)\Handle Count".to_owned()));
    w.get_by_label_contains("40 counters are");
    w.get_by_label("20 are left out");
    w.harness.run_steps(10);
    w.click("Add 20 counters");
    let on = w.document().choices.counters.clone();
    assert_eq!(on.len(), 20);
    assert!(on.iter().any(|c| c.contains("app39")) && !on.iter().any(|c| c.contains("_Total") || c.contains("app03")));
    // the largest instead, and one more than finds room is refused
    w.wish(Command::ClearChart);
    w.wish(Command::ChartByPath(r"\Process(*)\Handle Count".to_owned()));
    w.click("by name");
    w.click("largest");
    let chosen = |w: &Window| match &w.state().widgets.dialog {
        Some(Dialog::Choose { chosen, .. }) => chosen.iter().map(|k| k.as_str().to_owned()).collect::<Vec<_>>(),
        _ => Vec::new(),
    };
    assert!(chosen(&w).len() == 20 && chosen(&w).iter().any(|k| k.contains("app39")), "{:?}", chosen(&w));
    // few enough are put there at once
    w.wish(Command::CloseDialog);
    w.wish(Command::ChartByPath(r"\Process(app0*)\Handle Count".to_owned()));
    assert_eq!(w.document().choices.counters.len(), 10);
}

#[test]
fn the_list_of_counters_is_walked_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let log = many(folder.path());
    let mut w = window(&[&log], false, Picked::Cancelled);
    w.wish(Command::Do(Action::SearchCounters));
    w.type_into("Search counters", "app1 handle");
    w.press(Modifiers::NONE, Key::ArrowDown);
    w.press(Modifiers::NONE, Key::ArrowDown);
    w.press(Modifiers::NONE, Key::ArrowDown);
    w.press(Modifiers::NONE, Key::Space);
    assert_eq!(w.document().choices.counters, [r"\\PC\Process(app12)\Handle Count"]);
    w.press(Modifiers::NONE, Key::End);
    w.press(Modifiers::NONE, Key::Enter);
    assert_eq!(w.document().choices.counters.len(), 2);
    w.press(Modifiers::NONE, Key::Home);
    for _ in 0..2 {
        w.press(Modifiers::NONE, Key::ArrowDown);
    }
    w.press(Modifiers::NONE, Key::Space);
    assert_eq!(w.document().choices.counters, [r"\\PC\Process(app19)\Handle Count"], "ticked off again");
    // asked for again, the old text is typed over
    w.wish(Command::Do(Action::SearchCounters));
    w.harness.event(eframe::egui::Event::Text("memory".to_owned()));
    w.settle();
    assert_eq!(w.state().widgets.counters.search, "memory");
    // groups open and close, and left goes up to them
    w.wish(Command::Do(Action::SearchCounters));
    w.press(Modifiers::NONE, Key::Backspace);
    w.press(Modifiers::NONE, Key::ArrowDown);
    let rows = |w: &Window| w.state().widgets.counters.rows.len();
    let closed = rows(&w);
    w.press(Modifiers::NONE, Key::ArrowRight);
    assert!(rows(&w) > closed);
    w.press(Modifiers::NONE, Key::ArrowDown);
    w.press(Modifiers::NONE, Key::ArrowLeft);
    w.press(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(rows(&w), closed);
}

/// The names of the counters that are listed, in their order.
fn listed(w: &Window) -> Vec<String> {
    let names = &w.document().loaded.analysis.names;
    let row = |row: &CounterRow| match row {
        CounterRow::Counter { at, .. } => Some(names[*at].object_and_instance()),
        CounterRow::Group { .. } => None,
    };
    w.state().widgets.counters.rows.iter().filter_map(row).collect()
}

/// A window with the handles of the processes in its list.
fn searched(folder: &std::path::Path, words: &str) -> Window {
    let log = many(folder);
    let mut w = window(&[&log], false, Picked::Cancelled);
    w.wish(Command::Do(Action::SearchCounters));
    w.type_into("Search counters", words);
    w
}

#[test]
fn buttons_above_the_list_are_walked_as_they_stand() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = searched(folder.path(), "app");
    w.get_by_label("Sort").focus();
    w.settle();
    let mut lefts = vec![w.get_by_label("Sort").rect().left()];
    for name in ["Show", "Hide the counters"] {
        w.press(Modifiers::NONE, Key::Tab);
        assert!(w.get_by_label(name).is_focused(), "{name}");
        lefts.push(w.get_by_label(name).rect().left());
    }
    assert!(lefts.is_sorted(), "{lefts:?}");
}

#[test]
fn a_dialog_is_not_covered_by_what_lies_below_the_pointer() {
    let mut w = window(&[], true, Picked::Cancelled);
    let button = w.get_by_label("Hide the statistics").rect().center();
    w.hover_at(button);
    w.harness.run_steps(60);
    let hint = "Hide the statistics\n";
    let is_shown = |w: &Window| w.painted().iter().any(|(text, _)| text.starts_with(hint));
    assert!(is_shown(&w), "the button explains itself");
    w.press(Modifiers::NONE, Key::F1);
    assert!(!is_shown(&w));
}

/// Some systems send a letter with Alt to the text field besides.
#[test]
fn a_letter_that_opens_a_menu_is_not_typed() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = searched(folder.path(), "app");
    let key = |modifiers| eframe::egui::Event::Key {
        key: Key::F,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    };
    for (modifiers, typed) in [(Modifiers::ALT, "app"), (Modifiers::NONE, "appf")] {
        let letter = eframe::egui::Event::Text("f".to_owned());
        w.harness.input_mut().events.extend([key(modifiers), letter]);
        w.settle();
        assert_eq!(w.state().widgets.counters.search, typed);
        w.press(Modifiers::NONE, Key::Escape);
        w.get_by_role_and_label(eframe::egui::accesskit::Role::TextInput, "Search counters").focus();
        w.settle();
    }
}

#[test]
fn the_list_is_sorted_by_value_growth_and_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = searched(folder.path(), "app handle");
    assert_eq!(listed(&w)[..2], ["Process(app00)", "Process(app01)"]);
    w.click("Sort");
    w.click("Growth");
    assert_eq!(listed(&w)[..2], ["Process(app39)", "Process(app38)"]);
    // 1000 - 390 + 59 * 39
    w.wish(Command::SortCounters(CounterOrder::Value));
    assert_eq!(listed(&w)[..2], ["Process(app39)", "Process(app38)"]);
    assert_eq!(listed(&w)[39], "Process(app00)");
    w.wish(Command::SortCounters(CounterOrder::Verdict));
    let report = w.document().report().unwrap();
    let worst = report.others().next().map(|f| f.path.object_and_instance());
    assert!(worst.is_none_or(|worst| listed(&w)[0] == worst), "{:?}", listed(&w));
    w.wish(Command::SortCounters(CounterOrder::Name));
    assert_eq!(listed(&w)[0], "Process(app00)");
}

#[test]
fn several_counters_are_selected_and_put_on_the_chart() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = searched(folder.path(), "app0 handle");
    let at = |w: &Window, name: &str| w.get_by_label(&format!("{name}: Handle Count")).rect().center();
    let (first, third) = (at(&w, "app00"), at(&w, "app02"));
    click(&mut w, first, Modifiers::COMMAND);
    click(&mut w, third, Modifiers::SHIFT);
    assert_eq!(w.state().widgets.counters.selected.len(), 3);
    assert!(w.document().choices.counters.is_empty(), "a click that selects ticks nothing");
    w.click("Put on the chart");
    assert_eq!(w.document().choices.counters.len(), 3);
    // by keys: all of them, which takes off what is there only once all are
    w.wish(Command::ClearChart);
    w.press(Modifiers::COMMAND, Key::A);
    assert_eq!(w.state().widgets.counters.selected.len(), 10);
    w.press(Modifiers::NONE, Key::Space);
    assert_eq!(w.document().choices.counters.len(), 10);
    w.press(Modifiers::NONE, Key::Space);
    assert!(w.document().choices.counters.is_empty());
    // Shift and arrows extend from where the row is
    w.press(Modifiers::NONE, Key::Home);
    w.press(Modifiers::SHIFT, Key::ArrowDown);
    w.press(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(w.state().widgets.counters.selected.len(), 3);
    w.press(Modifiers::NONE, Key::ArrowDown);
    assert!(w.state().widgets.counters.selected.is_empty());
}

#[test]
fn counters_are_dragged_onto_the_chart() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = searched(folder.path(), "app0 handle");
    let row = w.get_by_label("app04: Handle Count").rect().center();
    let there: Pos2 = chart(&w).center();
    drag(&mut w, row, there);
    assert_eq!(w.document().choices.counters, [r"\\PC\Process(app04)\Handle Count"]);
    // let go beside it, nothing happens
    let row = w.get_by_label("app05: Handle Count").rect().center();
    drag(&mut w, row, row + vec2(0.0, 40.0));
    assert_eq!(w.document().choices.counters.len(), 1);
}

#[test]
fn of_too_many_selected_ones_the_user_says_which() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = searched(folder.path(), "app handle");
    w.press(Modifiers::NONE, Key::ArrowDown);
    w.press(Modifiers::COMMAND, Key::A);
    w.press(Modifiers::NONE, Key::Space);
    w.get_by_label_contains("40 counters are selected; 20 more find room");
}
