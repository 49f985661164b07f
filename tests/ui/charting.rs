//! Counters, cursors, statistics, marks, notes, comparison.

use crate::support;
use crate::window::{POOLS, Window, window};
use eframe::egui::{self, Key, Modifiers, PointerButton, Pos2, accesskit::Role, pos2};
use egui_kittest::kittest::Queryable;
use poolscope::analysis::Change;
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::{Command, Preset};
use poolscope::ui::state::Dialog;
use std::fmt::Write;
use std::path::Path;

const MB: f64 = 1_048_576.0;

/// Where the chart is: its plot begins a little to the right of it.
pub fn chart(w: &Window) -> egui::Rect {
    w.get_by_role(Role::GraphicsDocument).rect()
}

pub fn drag(w: &mut Window, from: Pos2, to: Pos2) {
    drag_by(w, PointerButton::Primary, from, to);
}

fn drag_by(w: &mut Window, button: PointerButton, from: Pos2, to: Pos2) {
    let button = |pos, pressed| egui::Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE };
    w.event(egui::Event::PointerMoved(from));
    w.run_steps(2);
    w.event(button(from, true));
    w.run_steps(2);
    for i in 1..=4 {
        w.event(egui::Event::PointerMoved(from + (to - from) * (i as f32 / 4.0)));
        w.run_steps(1);
    }
    w.event(button(to, false));
    w.settle();
}

pub fn click(w: &mut Window, at: Pos2, modifiers: Modifiers) {
    w.event(egui::Event::PointerMoved(at));
    w.run_steps(2);
    for pressed in [true, false] {
        w.event_modifiers(
            egui::Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers },
            modifiers,
        );
        w.run_steps(1);
    }
    w.settle();
}

#[test]
fn cursors_step_by_samples_and_tell_the_difference() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::NONE, Key::ArrowRight);
    let first = w.document().choices.cursors[0].unwrap();
    w.press(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(w.document().choices.cursors[0], Some(first + 300.0));
    w.press(Modifiers::NONE, Key::B);
    for _ in 0..3 {
        w.press(Modifiers::SHIFT, Key::ArrowRight);
    }
    assert_eq!(w.document().choices.cursors[1], Some(first + 61.0 * 300.0));
    // five hours at 11.6 MB an hour
    w.get_by_label("B − A");
    let text = w.state().state.statistics_text().unwrap();
    let row: Vec<&str> = text.lines().find(|l| l.starts_with("Nonpaged pool")).unwrap().split('\t').collect();
    let (a, b, difference, rate): (f64, f64, f64, f64) =
        (row[2].parse().unwrap(), row[3].parse().unwrap(), row[4].parse().unwrap(), row[5].parse().unwrap());
    assert!((b - a - difference).abs() < 1e-6 && (difference / 5.0 - rate).abs() < 1e-6);
    assert!((rate / MB - 11.6).abs() < 1.0, "{rate}");
    w.press(Modifiers::NONE, Key::Z);
    let (from, to) = w.view().bounds().unwrap().0;
    assert_eq!((from, to), (first + 300.0, first + 61.0 * 300.0));
    w.press(Modifiers::NONE, Key::Delete);
    assert_eq!(w.document().choices.cursors, [None; 2]);
}

#[test]
fn the_mouse_places_and_drags_cursors() {
    let mut w = window(&[], true, Picked::Cancelled);
    let rect = chart(&w);
    let at = |x: f32| pos2(rect.left() + 64.0 + x * (rect.width() - 64.0), rect.top() + 40.0);
    click(&mut w, at(0.3), Modifiers::NONE);
    click(&mut w, at(0.6), Modifiers::SHIFT);
    let [Some(a), Some(b)] = w.document().choices.cursors else { panic!("two cursors") };
    assert!(b > a);
    let letter = w.get_by_label_contains("Cursor B: ").rect().center();
    drag(&mut w, letter, letter + egui::vec2(60.0, 0.0));
    let moved = w.document().choices.cursors[1].unwrap();
    assert!(moved > b, "{moved} {b}");
    // on a sample
    assert_eq!((moved - a) % 300.0, 0.0);
    // near the line it is selected too
    let line = w.document().derived.scene.as_ref().unwrap().lines[0].key.clone();
    w.wish(Command::Select(Some(line.clone())));
    w.press(Modifiers::COMMAND, Key::H);
    assert_eq!(w.document().derived.scene.as_ref().unwrap().focus, Some(line));
}

#[test]
fn statistics_are_those_of_what_is_seen() {
    let mut w = window(&[], true, Picked::Cancelled);
    let average = |w: &Window| w.document().derived.figures.rows[0].1.unwrap().average;
    let all = average(&w);
    w.get_by_label("Visible time");
    w.press(Modifiers::NONE, Key::ArrowUp);
    w.press(Modifiers::NONE, Key::PageDown);
    std::thread::sleep(std::time::Duration::from_millis(300));
    w.settle();
    assert!(average(&w) > all);
    // sorted by its columns
    w.click("Sort by Last");
    let sorting = w.state().state.settings.sorting.unwrap();
    assert_eq!((sorting.column, sorting.is_falling), (1, true));
    let text = w.state().state.statistics_text().unwrap();
    assert!(text.lines().nth(1).unwrap().starts_with("Nonpaged pool\tbytes\t"), "{text}");
    w.click("Sort by Last, largest first");
    let text = w.state().state.statistics_text().unwrap();
    assert!(text.lines().nth(1).unwrap().starts_with("Paged pool\t"), "{text}");
    w.press(Modifiers::COMMAND, Key::I);
    assert!(w.query_by_label("Visible time").is_none());
}

#[test]
fn notes_are_written_moved_changed_and_drawn_in_the_picture() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::NONE, Key::ArrowRight);
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "driver <updated>");
    w.click("Add");
    let note = w.document().choices.notes[0].clone();
    assert_eq!(note.at[0], w.document().choices.cursors[0].unwrap());
    let place = w.get_by_label("Note: driver <updated>").rect().center();
    drag(&mut w, place, place + egui::vec2(-90.0, 40.0));
    let moved = w.document().choices.notes[0].clone();
    assert!(moved.offset[0] < note.offset[0] && moved.offset[1] > note.offset[1] && moved.at == note.at);
    let scene = w.pictured();
    let svg = poolscope::export::paint_svg::picture(
        &scene,
        poolscope::export::Size::STANDARD,
        poolscope::chart::palette::Ground::Light,
    );
    assert!(svg.contains("driver &lt;updated&gt;") && svg.contains("A: "));
    // a drag is one step back
    w.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(w.document().choices.notes[0].offset, note.offset);
    w.get_by_label("Note: driver <updated>").click();
    w.settle();
    w.type_into("Text of the note", " by hand");
    w.press(Modifiers::COMMAND, Key::Enter);
    assert!(w.document().choices.notes[0].text.contains("by hand"));
    w.get_by_label_contains("Note: ").click();
    w.settle();
    w.click("Remove the note");
    assert!(w.document().choices.notes.is_empty());
}

#[test]
fn marks_are_pasted_dragged_and_taken_off() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    w.type_into("Times and labels", "2026-03-03 06:00 backup\n3/2/2026 9:02:11 PM\tsrv\t2019\nnonsense");
    w.get_by_label("No time in: nonsense");
    w.click("Add 2 marks");
    let labels: Vec<&str> = w.document().choices.marks.iter().map(|m| m.label.as_str()).collect();
    assert_eq!(labels, ["backup", "srv 2019: nonpaged pool was empty"]);
    let before = w.document().choices.marks[0].at;
    let flag = w.get_by_label("Mark: backup").rect().center();
    drag(&mut w, flag, flag + egui::vec2(50.0, 0.0));
    assert!(w.document().choices.marks[0].at > before);
    w.get_by_label("Mark: backup").click();
    w.settle();
    w.click("Remove the mark");
    assert_eq!(w.document().choices.marks.len(), 1);
}

#[test]
fn counters_come_by_path_preset_and_star() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND, Key::K);
    w.type_into("Search counters", r"\Memory\*");
    w.press(Modifiers::NONE, Key::Enter);
    let charted = |w: &Window| {
        let lines = &w.document().derived.scene.as_ref().unwrap().lines;
        lines.iter().skip(2).map(|l| l.name.clone()).collect::<Vec<_>>()
    };
    let all = charted(&w);
    assert!(all.contains(&"Commit Limit".to_owned()) && all.contains(&"Available Bytes".to_owned()), "{all:?}");
    // each in small, with its last value
    assert!(w.document().derived.sparks.values().any(|s| s.last.is_some() && !s.pieces.is_empty()));
    w.wish(Command::Preset(Preset::Pools));
    assert!(charted(&w).is_empty());
    w.get_by_role_and_label(Role::CheckBox, "Favourite: Commit Limit").click();
    w.settle();
    w.wish(Command::Preset(Preset::Favourites));
    assert_eq!(charted(&w), ["Commit Limit"]);
    w.wish(Command::ChartByPath(r"\Nothing\*".to_owned()));
    w.get_by_label_contains("No counter of this computer is");
}

#[test]
fn processes_are_ranked_by_growth() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("processes.csv");
    let mut text = "\"(PDH-CSV 4.0) (UTC)(0)\"".to_owned();
    for name in ["Memory\\Pool Nonpaged Bytes", "Process(calm)\\Handle Count", "Process(leaky)\\Handle Count"] {
        write!(text, ",\"\\\\PC\\{name}\"").unwrap();
    }
    text += ",\"\\\\PC\\Process(_Total)\\Handle Count\"\r\n";
    for i in 0..300 {
        let (day, hour, minute) = (2 + i / 288, i / 12 % 24, i % 12 * 5);
        let stamp = format!("03/{day:02}/2026 {hour:02}:{minute:02}:00.000");
        write!(text, "\"{stamp}\",\"30000000\",\"{}\",\"{}\",\"{}\"\r\n", 200 + i % 7, 100 + 9 * i, 9000 + 99 * i)
            .unwrap();
    }
    std::fs::write(&path, text).unwrap();
    let mut w = window(&[&path], false, Picked::Cancelled);
    w.wish(Command::Preset(Preset::Handles));
    let counters = &w.document().choices.counters;
    assert_eq!(counters.first().map(String::as_str), Some(r"\\PC\Process(leaky)\Handle Count"));
    assert!(counters.iter().all(|c| !c.contains("_Total")), "{counters:?}");
    w.wish(Command::Preset(Preset::PrivateBytes));
    w.get_by_label_contains("This log has nothing for");
}

#[test]
fn what_is_seen_can_be_judged_alone() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND, Key::J);
    w.get_by_label_contains("The whole log is in view");
    // the ten hours before the rise began
    w.wish(Command::View(poolscope::chart::interact::Wanted::Times((1_772_456_400.0, 1_772_492_400.0))));
    w.press(Modifiers::COMMAND, Key::J);
    w.get_by_label("Verdict on the visible time only");
    let report = w.document().report().unwrap();
    assert!(report.pools().all(|f| f.judgement.slope_per_hour.is_none()), "no leak there");
    let scene = w.document().derived.scene.as_ref().unwrap();
    assert!(scene.subtitle.starts_with("judged: only 2 Mar 2026 08:00"), "{}", scene.subtitle);
    assert!(scene.statements[0].sentence.starts_with("In the marked time only: "));
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::J);
    assert!(w.query_by_label("Verdict on the visible time only").is_none());
    w.get_by_label_contains("Nonpaged pool is leaking: it rose from 120 MB to 540 MB in 36 h");
}

/// Two days of both pools, five minutes apart, a rise of so many bytes with each sample.
fn two_days(path: &Path, computer: &str, day: u32, rise: f64) {
    let mut text = "\"(PDH-CSV 4.0) (UTC)(0)\"".to_owned();
    for name in POOLS {
        write!(text, ",\"\\\\{computer}{name}\"").unwrap();
    }
    text += "\r\n";
    for i in 0..600_u32 {
        let (day, hour, minute) = (day + i / 288, i / 12 % 24, i % 12 * 5);
        let wobble = f64::from(i * 37 % 11) * 4096.0;
        let value = 120.0 * MB + rise * f64::from(i) + wobble;
        let stamp = format!("03/{day:02}/2026 {hour:02}:{minute:02}:00.000");
        write!(text, "\"{stamp}\",\"{value:.0}\",\"{:.0}\"\r\n", 50.0 * MB + wobble).unwrap();
    }
    std::fs::write(path, text).unwrap();
}

#[test]
fn before_and_after_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let (before, after) = (folder.path().join("before.csv"), folder.path().join("after.csv"));
    two_days(&before, "PC", 2, 0.5 * MB);
    two_days(&after, "PC", 12, 0.0);
    let mut w = window(&[&before, &after], false, Picked::Cancelled);
    w.press(Modifiers::COMMAND, Key::D);
    w.get_by_label("before.csv is before");
    w.click("Compare");
    let document = w.document();
    let compared = &document.loaded.pair.as_ref().unwrap().compared[0];
    assert_eq!(compared.change, Change::Stopped);
    let sentence = poolscope::wording::change::sentence(compared, &support::style());
    assert!(sentence.starts_with("The rise of the nonpaged pool stopped: 6 MB per hour before"), "{sentence}");
    assert!((compared.difference.value / MB + 6.0).abs() < 0.1);
    w.get_by_label_contains("The rise of the nonpaged pool stopped");
    let scene = document.derived.scene.as_ref().unwrap();
    // from the same start, though ten days apart
    assert!(scene.lines.len() == 4 && scene.span.0 == 0.0 && scene.span.1 < 3.0 * 86_400.0);
    w.click("time of day");
    assert!(w.document().derived.scene.as_ref().unwrap().span.1 > 1e9);
    w.click("Side by side");
    assert_eq!(w.pictured().len(), 2);
    // both plots begin at one height, whatever stands above each
    w.wish(Command::Preset(Preset::Memory));
    let charts = w.query_all_by_role(Role::GraphicsDocument).map(|node| node.rect());
    let [left, right] = charts.collect::<Vec<_>>()[..] else { panic!("two charts") };
    assert_eq!((left.top(), left.bottom()), (right.top(), right.bottom()));
    let text = w.state().verdict_text().unwrap();
    assert!(text.contains("Difference: -6 MB per hour"), "{text}");
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    assert!(w.document().derived.second.is_none() && w.document().derived.scene.as_ref().unwrap().lines.len() == 2);
    // and back by undoing
    w.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(w.pictured().len(), 2);
}

#[test]
fn a_log_is_compared_with_itself_around_a_mark() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    w.type_into("Times and labels", "2026-03-02 20:00 driver update");
    w.click("Add the mark");
    w.press(Modifiers::COMMAND, Key::D);
    w.get_by_label_contains("driver update, 2 Mar 2026 20:00:00");
    w.click("Compare");
    let compared = &w.document().loaded.pair.as_ref().unwrap().compared[0];
    assert_eq!(compared.change, Change::Began, "{compared:?}");
    assert!(compared.rates[1].value > 11.0 * MB);
}

#[test]
fn a_comparison_is_cut_at_a_typed_time_or_where_the_rise_began() {
    let mut w = window(&[], true, Picked::Cancelled);
    let cut = |w: &Window| match &w.state().widgets.dialog {
        Some(Dialog::Compare { compare, .. }) => compare.after.span.unwrap().0,
        _ => f64::NAN,
    };
    w.press(Modifiers::COMMAND, Key::D);
    w.harness.run_steps(5);
    w.get_by_label_contains("the rise of the nonpaged pool began").click();
    w.settle();
    let onset = w.document().report().unwrap().pools().find_map(|f| f.onset_utc_ms).unwrap();
    assert_eq!(cut(&w), onset as f64 / 1000.0);
    w.type_into("or at this time:", "2026-03-02 20:00");
    assert_eq!(cut(&w), 1_772_499_600.0);
    w.get_by_label_contains("the rise of the nonpaged pool began").click();
    w.settle();
    w.type_into("or at this time:", "noon in 1999");
    w.get_by_label_contains("No such time in this log");
}

#[test]
fn the_overview_moves_the_view() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::NONE, Key::ArrowUp);
    w.press(Modifiers::NONE, Key::ArrowUp);
    let before = w.view().bounds().unwrap().0;
    let strip = w.get_by_label_contains("Overview, shown: ").rect();
    drag(&mut w, strip.center(), strip.center() + egui::vec2(80.0, 0.0));
    let after = w.view().bounds().unwrap().0;
    assert!(after.0 > before.0 && ((after.1 - after.0) - (before.1 - before.0)).abs() < 1.0);
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::I);
    assert!(w.query_by_label_contains("Overview, shown: ").is_none());
}

#[test]
fn an_idle_window_rests() {
    let mut w = window(&[], true, Picked::Cancelled);
    std::thread::sleep(std::time::Duration::from_millis(400));
    w.settle();
    w.run_steps(30);
    let delays: Vec<_> = w.output().viewport_output.values().map(|v| v.repaint_delay).collect();
    assert!(delays.iter().all(|d| *d > std::time::Duration::from_secs(5)), "{delays:?}");
}

#[test]
fn a_mark_comes_where_the_pointer_is() {
    let mut w = window(&[], true, Picked::Cancelled);
    let rect = chart(&w);
    w.harness.hover_at(pos2(rect.left() + 0.25 * rect.width(), rect.top() + 60.0));
    w.settle();
    w.press(Modifiers::COMMAND, Key::M);
    let Some(Dialog::Marks { text }) = &w.state().widgets.dialog else { panic!("the dialog") };
    // a quarter of two days and their margin after 2 March 08:00, at a sample
    assert_eq!(text, "2 Mar 2026 19:45:00 ");
}

#[test]
fn zooms_are_gone_back_from_on_another_scale_too() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::NONE, Key::ArrowUp);
    w.press(Modifiers::NONE, Key::ArrowUp);
    let span = |w: &Window| w.view().bounds().unwrap().0;
    let close = span(&w);
    w.press(Modifiers::COMMAND, Key::G);
    assert_eq!(span(&w), close);
    w.press(Modifiers::ALT, Key::ArrowLeft);
    w.press(Modifiers::ALT, Key::ArrowLeft);
    let (wide, heights) = w.view().bounds().unwrap();
    assert!(wide.1 - wide.0 > 1.5 * (close.1 - close.0));
    assert_eq!(heights, w.document().derived.scene.as_ref().unwrap().heights());
}

#[test]
fn a_box_that_ends_on_a_note_zooms() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "in the way");
    w.click("Add");
    let note = w.get_by_label("Note: in the way").rect().center();
    let before = w.view().bounds().unwrap().0;
    drag_by(&mut w, PointerButton::Secondary, note - egui::vec2(150.0, 60.0), note);
    let after = w.view().bounds().unwrap().0;
    assert!(after.1 - after.0 < 0.5 * (before.1 - before.0), "{before:?} {after:?}");
}

#[test]
fn a_hundred_marks_leave_the_chart_to_be_seen() {
    let mut w = window(&[], true, Picked::Cancelled);
    let lines: Vec<String> =
        (0..100).map(|i| format!("2026-03-03 {:02}:{:02} event {i}", i / 10, i % 10 * 6)).collect();
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    w.type_into("Times and labels", &lines.join("\n"));
    // the button is still in the window
    let button = w.get_by_label("Add 100 marks").rect();
    assert!(button.bottom() < 800.0, "{button:?}");
    w.click("Add 100 marks");
    let chart = chart(&w);
    let lowest = chart.top() + 0.45 * chart.height();
    for i in [0, 50, 99] {
        let flag = w.get_by_label(&format!("Mark: event {i}")).rect();
        assert!(flag.bottom() < lowest, "{flag:?}");
    }
    let svg = poolscope::export::paint_svg::picture(
        &w.pictured(),
        poolscope::export::Size::STANDARD,
        poolscope::chart::palette::Ground::Light,
    );
    assert!(svg.contains("more marks without a label"));
}

/// A listing beside a performance log: its tags are lines on the same timeline, and its table goes into a spreadsheet.
#[test]
fn tags_of_a_listing_are_put_beside_the_pools() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("poolsnap.log");
    let mut text = String::new();
    for i in 0..40u64 {
        let (live, day, hour) = (2000 + 40 * i, 2 + i / 24, i % 24);
        text +=
            &format!("{day:02}.03.2026 {hour:02}:00:00,00\r\n Tag  Type     Allocs  Frees  Diff  Bytes  Per Alloc\r\n");
        text += &format!(" Leak Nonp {} {} {live} {} 4096\r\n", live + 9, 9, live * 4096);
    }
    text += "13.03.2026 08:00:00,00\r\n Tag  Type     Allocs  Frees  Diff  Bytes  Per Alloc\r\n Leak Nonp 3609 9 3600 14745600 4096\r\n";
    std::fs::write(&path, text).unwrap();
    let mut w = window(&[&crate::window::asset(), &path], false, Picked::Cancelled);
    w.get_by_label("Pool tags");
    w.get_by_label_contains("of the rise is Leak");
    let button = w.get_by_label("Show on the chart").rect();
    w.scroll(eframe::egui::pos2(1080.0, 400.0), 400.0 - button.center().y);
    w.click("Show on the chart");
    let lines = &w.document().derived.scene.as_ref().unwrap().lines;
    let names: Vec<&str> = lines.iter().map(|l| l.name.as_str()).collect();
    let line = lines.iter().find(|l| l.name == "Leak, nonpaged pool").unwrap_or_else(|| panic!("{names:?}"));
    assert_eq!((lines.len(), line.series.len()), (3, 41));
}

#[test]
fn a_time_is_typed_or_chosen() {
    let mut w = window(&[], true, Picked::Cancelled);
    let shown = |w: &Window| w.view().bounds().unwrap().0;
    let whole = shown(&w);
    w.press(Modifiers::NONE, Key::T);
    w.type_into("From and to", "2 Mar 2026 20:00 to 3 Mar 2026 08:00");
    w.click("Show it");
    // 20:00 of UTC-05:00
    let (from, to) = shown(&w);
    assert!((to - from - 12.0 * 3600.0).abs() < 1.0, "{}", to - from);
    assert!((from - 1_772_499_600.0).abs() < 1.0, "{from}");
    w.press(Modifiers::NONE, Key::T);
    w.harness.run_steps(5);
    w.click("Last day");
    let (from, to) = shown(&w);
    assert!((to - from - 86_400.0).abs() < 1.0 && to < whole.1);
    w.press(Modifiers::NONE, Key::T);
    w.harness.run_steps(5);
    w.click("Since the rise began");
    let onset = w.document().report().unwrap().pools().find_map(|f| f.onset_utc_ms).unwrap();
    assert!((shown(&w).0 - onset as f64 / 1000.0).abs() < 1.0);
    w.press(Modifiers::NONE, Key::T);
    w.type_into("From and to", "nonsense");
    w.get_by_label_contains("Write two times");
}
