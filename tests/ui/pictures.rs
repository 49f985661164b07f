//! Pictures of the main states, painted on the processor. `UPDATE_SNAPSHOTS=1 cargo test` writes them anew: look at them.

use crate::paper::Paper;
use crate::support::modern;
use crate::window::{Window, build, text_log};
use eframe::egui::{self, Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, SnapshotOptions, SnapshotResults};
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::{Command, Preset};
use std::path::Path;

/// A window that can be painted: its size in points, and how many pixels a point has.
fn painted(files: &[&Path], sample: bool, theme: Theme, size: [f32; 2], scale: f32) -> Window {
    let builder = Harness::builder().with_size(size).with_pixels_per_point(scale).with_theme(theme);
    build(files, sample, Picked::Cancelled, None, builder.renderer(Paper::default()))
}

/// Compares with the picture kept. Another processor may round differently: a few pixels may differ.
fn compare(w: &mut Window, name: &str) {
    // no pointer, no blinking
    w.event(egui::Event::PointerGone);
    w.settle();
    // the table follows after a pause
    std::thread::sleep(std::time::Duration::from_millis(300));
    w.settle();
    let options = SnapshotOptions::new().threshold(2.0).max_failed_pixels(400);
    w.harness.snapshot_options(name, &options);
}

const WIDE: [f32; 2] = [1280.0, 800.0];

#[test]
fn welcome() {
    let mut w = painted(&[], false, Theme::Light, WIDE, 1.0);
    compare(&mut w, "welcome");
}

#[test]
fn a_leak_light_and_dark() {
    let mut results = SnapshotResults::new();
    for (theme, name) in [(Theme::Light, "leak_light"), (Theme::Dark, "leak_dark")] {
        let mut w = painted(&[], true, theme, WIDE, 1.0);
        compare(&mut w, name);
        results.extend_harness(&mut w.harness);
    }
}

#[test]
fn a_leak_at_twice_the_size() {
    let mut w = painted(&[], true, Theme::Light, [640.0, 400.0], 2.0);
    compare(&mut w, "leak_200_percent");
}

#[test]
fn everything_at_once() {
    let mut w = painted(&[], true, Theme::Light, WIDE, 1.0);
    w.wish(Command::Preset(Preset::Memory));
    w.press(Modifiers::NONE, Key::ArrowRight);
    w.press(Modifiers::NONE, Key::B);
    for _ in 0..6 {
        w.press(Modifiers::SHIFT, Key::ArrowRight);
    }
    w.press(Modifiers::COMMAND, Key::K);
    w.type_into("Search counters", "memory");
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "Patch night:\nthe driver was updated here");
    w.click("Add");
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    w.type_into("Times and labels", "3/2/2026 8:30:00 PM srv event 2019");
    w.click("Add the mark");
    w.harness.state_mut().state.toasts.clear();
    compare(&mut w, "everything");
}

#[test]
fn before_and_after() {
    let mut results = SnapshotResults::new();
    for (layout, name) in [("Over each other", "compare_over"), ("Side by side", "compare_beside")] {
        let mut w = painted(&[], true, Theme::Light, WIDE, 1.0);
        w.press(Modifiers::COMMAND, Key::D);
        w.click("Compare");
        w.click(layout);
        compare(&mut w, name);
        results.extend_harness(&mut w.harness);
    }
}

#[test]
fn the_verdict_on_what_is_seen() {
    let mut w = painted(&[], true, Theme::Dark, WIDE, 1.0);
    for key in [Key::ArrowUp, Key::ArrowUp] {
        w.press(Modifiers::NONE, key);
    }
    w.press(Modifiers::COMMAND, Key::J);
    w.press(Modifiers::NONE, Key::ArrowDown);
    compare(&mut w, "judged_in_part");
}

#[test]
fn the_dialogs() {
    let mut w = painted(&[], true, Theme::Light, WIDE, 1.0);
    for (modifiers, key, name) in [
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::P, "palette"),
        (Modifiers::COMMAND | Modifiers::SHIFT, Key::M, "marks"),
    ] {
        w.press(modifiers, key);
        compare(&mut w, name);
        w.press(Modifiers::NONE, Key::Escape);
    }
}

#[test]
fn a_log_without_pools() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no pools.csv");
    text_log(&path, "PC", [r"\System\Processes", r"\System\Threads"], 0..50);
    let mut w = painted(&[&path], false, Theme::Light, WIDE, 1.0);
    // the path below would be another one each time
    w.harness.state_mut().state.document.as_mut().unwrap().loaded.logs = vec![poolscope::engine::Log::Sample];
    compare(&mut w, "no_pools");
}

/// Counter sets of version 2, as Windows 11 and Server 2025 have most objects.
#[test]
fn a_log_of_todays_windows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fs2025.blg");
    std::fs::write(&path, modern::log()).unwrap();
    let mut w = painted(&[&path], false, Theme::Light, WIDE, 1.0);
    w.press(Modifiers::COMMAND, Key::K);
    w.type_into("Search counters", "processor information");
    w.wish(Command::ChartByPath(r"\SMB Server Shares(_Total)\*".to_owned()));
    w.wish(Command::ChartByPath(r"\Process V2(agent:4812)\Handle Count".to_owned()));
    w.get_by_label_contains("Handle Count of agent (process 4812) is rising");
    w.harness.state_mut().state.toasts.clear();
    w.harness.state_mut().state.document.as_mut().unwrap().loaded.logs = vec![poolscope::engine::Log::Sample];
    compare(&mut w, "modern");
}

#[test]
fn an_error() {
    let mut w = painted(&[], true, Theme::Light, WIDE, 1.0);
    // whose words are the same on every system
    w.wish(Command::OpenFiles(vec!["assets/icon.png".into()]));
    compare(&mut w, "error");
}
