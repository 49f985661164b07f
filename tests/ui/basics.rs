//! Opening, verdicts, dialogs, pictures: what the window has to do first of all.

use crate::window::{POOLS, asset, text_log, window};
use eframe::egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable;
use poolscope::chart::palette::Role as ChartRole;
use poolscope::chart::scene::Moment;
use poolscope::ui::chooser::{Picked, Request};
use poolscope::ui::jobs::JobKind;
use poolscope::ui::product::Product;
use poolscope::ui::state::page::{Place, Shown};
use poolscope::ui::state::{Dialog, Theme};
use std::time::{Duration, Instant};

use crate::window::Window;

#[test]
fn the_first_screen_offers_what_to_do() {
    let mut w = window(&[], false, Picked::Cancelled);
    w.get_by_label_contains("Drop a Performance Monitor log here");
    w.get_by_label("Open the sample log").click();
    w.settle();
    assert_eq!(w.title(), "Sample log");
    w.get_by_label_contains("Nonpaged pool is leaking: it rose from 120 MB to 540 MB in 36 h");
    w.get_by_label("54 % of 1000 MB");
    w.get_by_label("RAM 1000 MB (from the log's NUMA counters)");
}

#[test]
fn what_else_runs_out_is_listed_below_the_pools() {
    let w = window(&[], true, Picked::Cancelled);
    w.get_by_label_contains("Available Bytes is running out: it fell from 541 MB");
    w.get_by_label("Other counters (1)");
}

#[test]
fn overlays_can_be_switched_off_and_pictures_follow() {
    let mut w = window(&[], true, Picked::Cancelled);
    let count = |w: &Window| {
        let scene = w.pictured().remove(0);
        (scene.trends.len(), scene.onsets.len(), scene.maxima.len(), scene.levels.len())
    };
    assert_eq!(count(&w), (1, 1, 2, 1));
    w.get_by_label("View").click();
    w.run_steps(3);
    w.get_by_label_contains("Show on the chart").hover();
    w.run_steps(3);
    w.get_by_label_contains("Show on the chart").click();
    w.run_steps(3);
    w.get_by_label("Trend with its 95 % interval").click();
    w.run_steps(3);
    w.get_by_label("Line at RAM").click();
    w.run_steps(3);
    assert_eq!(count(&w), (0, 1, 2, 0));
}

#[test]
fn files_come_by_argument_drop_and_dialog() {
    let path = asset();
    let w = window(&[&path], false, Picked::Cancelled);
    assert_eq!(w.title(), "sample.blg");
    let mut w = window(&[], false, Picked::Files(vec![path.clone()]));
    w.drop_file(&path);
    assert_eq!(w.title(), "sample.blg");
    let mut w = window(&[], false, Picked::Files(vec![path.clone()]));
    w.press(Modifiers::COMMAND, Key::O);
    assert_eq!((w.title().as_str(), w.asked.lock().unwrap().len()), ("sample.blg", 1));
    assert_eq!(w.state().state.settings.recent, [std::path::absolute(path).unwrap()]);
}

#[test]
fn where_no_dialog_comes_up_a_path_can_be_typed() {
    let path = asset();
    let mut w = window(&[], false, Picked::NoDialog("This system shows no file chooser: install zenity.".to_owned()));
    w.press(Modifiers::COMMAND, Key::O);
    w.get_by_label_contains("This system shows no file chooser");
    w.get_by_role_and_label(Role::TextInput, "Path of the log").focus();
    w.run_steps(2);
    w.get_by_role_and_label(Role::TextInput, "Path of the log").type_text(&path.to_string_lossy());
    w.run_steps(2);
    w.get_by_label("Open").click();
    w.settle();
    assert_eq!(w.title(), "sample.blg");
}

#[test]
fn a_file_that_cannot_be_opened_says_why_and_the_old_log_stays() {
    let mut w = window(&[], true, Picked::Cancelled);
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.blg");
    std::fs::write(&bad, b"PK\x03\x04").unwrap();
    w.drop_file(&bad);
    w.get_by_label("This file could not be opened");
    w.get_by_label_contains("a .zip archive");
    assert_eq!(w.title(), "Sample log");
    w.get_by_label("Close").click();
    w.run_steps(2);
    assert_eq!(w.state().widgets.dialog, None);
}

#[test]
fn the_legend_switches_lines_and_the_picture_follows() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.get_by_role_and_label(Role::CheckBox, "Paged pool").click();
    w.run_steps(3);
    let document = w.state().state.document.as_ref().unwrap();
    assert_eq!(document.choices.hidden.len(), 1);
    let scene = w.pictured().remove(0);
    assert_eq!((scene.lines.len(), scene.maxima.len()), (1, 1));
}

#[test]
fn ram_is_set_remembered_and_taken_back() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND, Key::R);
    w.get_by_role_and_label(Role::TextInput, "Amount").focus();
    w.run_steps(2);
    w.get_by_role_and_label(Role::TextInput, "Amount").type_text("2 GB");
    w.run_steps(2);
    w.get_by_label("Set").click();
    w.settle();
    assert_eq!(w.state().state.settings.ram_of("filesrv01"), Some(2147483648.0));
    w.get_by_label_contains("holds 26 % of 2 GB of RAM");
    w.get_by_label("Use what the log says").click_accesskit();
    w.settle();
    w.get_by_label_contains("holds 54 % of 1000 MB of RAM");
}

#[test]
fn pictures_are_saved_where_the_dialog_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("picture é");
    let mut w = window(&[], true, Picked::Files(vec![path.clone()]));
    w.press(Modifiers::COMMAND, Key::E);
    let written = folder.path().join("picture é.png");
    assert!(std::fs::read(written).unwrap().starts_with(b"\x89PNG"));
    w.get_by_label_contains("Saved ");
    let asked = w.asked.lock().unwrap().clone();
    assert_eq!(asked, [Request::Save { product: Product::Picture, name: "sample-pools.png".to_owned(), folder: None }]);
}

#[test]
fn keys_move_and_reset_the_view() {
    let mut w = window(&[], true, Picked::Cancelled);
    let span = |w: &Window| w.view().bounds().unwrap().0;
    let whole = span(&w);
    w.press(Modifiers::NONE, Key::ArrowUp);
    let closer = span(&w);
    assert!(closer.1 - closer.0 < 0.75 * (whole.1 - whole.0));
    w.press(Modifiers::NONE, Key::PageDown);
    assert!(span(&w).0 > closer.0);
    w.press(Modifiers::NONE, Key::Home);
    let again = span(&w);
    assert!((again.0 - whole.0).abs() < 1.0 && (again.1 - whole.1).abs() < 1.0);
}

#[test]
fn times_can_be_shown_in_utc() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.get_by_label("540 MB at 4 Mar 2026 08:00");
    w.press(Modifiers::COMMAND, Key::U);
    w.get_by_label("540 MB at 4 Mar 2026 13:00");
}

#[test]
fn a_panic_in_a_job_is_a_dialog_and_the_window_lives_on() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.state_mut().jobs.spawn(JobKind::Export, "Testing", |_| panic!("on purpose"), |_, _, ()| {});
    w.settle();
    w.get_by_label("Something went wrong inside PoolScope");
    w.get_by_label_contains("Testing: on purpose");
    assert_eq!(w.title(), "Sample log");
}

#[test]
fn a_log_without_pools_offers_the_command_that_collects_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no pools.csv");
    std::fs::write(
        &path,
        "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pages/sec\"\r\n\"03/02/2026 08:00:00.000\",\"1\"\r\n",
    )
    .unwrap();
    let mut w = window(&[&path], false, Picked::Cancelled);
    w.get_by_label("This log has no pool counters");
    w.get_by_label("Copy the command that collects them").click();
    let copied = (0..4).find_map(|_| {
        w.run_steps(1);
        let commands = &w.harness.output().platform_output.commands;
        commands
            .iter()
            .find_map(|c| if let eframe::egui::OutputCommand::CopyText(text) = c { Some(text.clone()) } else { None })
    });
    let copied = copied.unwrap();
    assert!(copied.starts_with("logman create counter PoolLeak") && copied.contains("logman start"), "{copied}");
}

#[test]
fn every_dialog_opens_by_key_and_closes_on_escape() {
    let mut w = window(&[], true, Picked::Cancelled);
    for (modifiers, key, dialog) in [
        (Modifiers::SHIFT, Key::F1, Dialog::Shortcuts),
        (Modifiers::NONE, Key::F1, Dialog::Handbook { shown: Shown::at(Place { page: 0, section: 0 }), back: None }),
        (Modifiers::COMMAND, Key::R, Dialog::Ram { text: String::new(), problem: String::new() }),
        (
            Modifiers::COMMAND | Modifiers::SHIFT,
            Key::O,
            Dialog::OpenPath { reason: String::new(), text: String::new(), request: Request::Open },
        ),
    ] {
        w.press(modifiers, key);
        assert_eq!(w.state().widgets.dialog.as_ref(), Some(&dialog));
        w.press(Modifiers::NONE, Key::Escape);
        assert_eq!(w.state().widgets.dialog, None, "{dialog:?}");
    }
}

#[test]
fn themes_follow_the_menu() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.get_by_label("View").click();
    w.run_steps(3);
    w.get_by_label_contains("Theme and size").click();
    w.run_steps(3);
    w.get_by_label("Dark theme").click();
    w.run_steps(3);
    assert_eq!(w.state().state.settings.theme, Theme::Dark);
}

#[test]
fn one_sample_and_no_samples_are_shown_without_harm() {
    let folder = tempfile::tempdir().unwrap();
    let header =
        "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\PC\\Memory\\Pool Nonpaged Bytes\",\"\\\\PC\\Memory\\Pool Paged Bytes\"\r\n";
    for (name, row) in [("one.csv", "\"03/02/2026 08:00:00.000\",\"4096\",\" \"\r\n"), ("none.csv", "")] {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{header}{row}")).unwrap();
        let w = window(&[&path], false, Picked::Cancelled);
        assert_eq!(w.title(), name);
    }
}

#[test]
fn logs_are_added_and_computers_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    text_log(&path("one a.csv"), "ONE", POOLS, 0..200);
    text_log(&path("one b.csv"), "ONE", POOLS, 250..400);
    text_log(&path("two.csv"), "TWO", POOLS, 0..100);
    let mut w = window(&[&path("one b.csv")], false, Picked::Files(vec![path("one a.csv"), path("two.csv")]));
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::A);
    assert_eq!(w.asked.lock().unwrap().as_slice(), [Request::Add]);
    assert_eq!(w.title(), "one b.csv and 2 more");
    let found = |w: &Window| {
        let document = w.state().state.document.as_ref().unwrap();
        let machines = &document.loaded.analysis.machines;
        let names: Vec<String> = machines.iter().map(|m| m.report.computer.clone()).collect();
        let machine = document.machine().unwrap();
        (names, document.derived.computer, machine.recording.parts.len(), machine.recording.axis.len())
    };
    assert_eq!(found(&w), (vec!["ONE".to_owned(), "TWO".to_owned()], 0, 2, 350));
    let scene = w.state().state.document.as_ref().unwrap().derived.scene.as_ref().unwrap();
    assert_eq!((scene.gaps.len(), scene.gaps[0].label.as_str()), (1, "no samples, 4.2 h"));
    assert_eq!(scene.files.iter().map(|f| f.label.as_str()).collect::<Vec<_>>(), ["one b.csv"]);
    w.get_by_label("Logs of this timeline (2)");
    w.press(Modifiers::COMMAND, Key::N);
    assert_eq!(found(&w).1, 1);
    w.get_by_label("Kernel pools on TWO");
}

#[test]
fn a_log_that_grows_is_read_again_and_the_view_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("growing.csv");
    text_log(&path, "PC", POOLS, 0..100);
    let mut w = window(&[&path], false, Picked::Cancelled);
    w.press(Modifiers::NONE, Key::ArrowUp);
    let span = |w: &Window| w.view().bounds().unwrap().0;
    let before = span(&w);
    // the watcher has to have seen the file as it was
    std::thread::sleep(Duration::from_millis(300));
    text_log(&path, "PC", POOLS, 0..103);
    let begun = Instant::now();
    while w.query_by_label("The log has grown: 3 more samples.").is_none() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody noticed");
        std::thread::sleep(Duration::from_millis(100));
        w.settle();
    }
    let document = w.state().state.document.as_ref().unwrap();
    assert_eq!(document.machine().unwrap().recording.axis.len(), 103);
    assert_eq!(span(&w), before);
}

#[test]
fn pools_in_an_unknown_language_are_asked_for_and_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let names = [r"\Minni\Ósíðuskiptur pottur", r"\Minni\Síðuskiptur pottur"];
    for name in ["island.csv", "again.csv"] {
        text_log(&folder.path().join(name), "ÞÓR", names, 0..200);
    }
    let mut w = window(&[&folder.path().join("island.csv")], false, Picked::Cancelled);
    w.get_by_label("This log has no pool counters");
    w.get_by_label("Choose the pool counters…").click();
    w.settle();
    w.get_by_label(&format!("{} is the nonpaged pool", names[0])).click();
    w.run_steps(3);
    w.get_by_label(&format!("{} is the paged pool", names[1])).click();
    w.run_steps(3);
    w.get_by_label("Use these").click();
    w.settle();
    assert!(w.state().state.document.as_ref().unwrap().derived.scene.is_some());
    w.drop_file(&folder.path().join("again.csv"));
    assert!(w.state().state.document.as_ref().unwrap().derived.scene.is_some());
    assert_eq!(w.state().state.settings.pools.nonpaged, [names[0]]);
}

#[test]
fn of_several_logs_those_that_can_be_read_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (good, bad) = (folder.path().join("good.csv"), folder.path().join("bad.blg"));
    text_log(&good, "PC", POOLS, 0..50);
    std::fs::write(&bad, "nothing").unwrap();
    let mut w = window(&[&bad, &good], false, Picked::Cancelled);
    w.get_by_label("1 of 2 logs could not be opened");
    w.get_by_label_contains("bad.blg");
    w.press(Modifiers::NONE, Key::Escape);
    assert_eq!(w.title(), "good.csv");
}

#[test]
fn any_counter_is_found_by_its_words_and_put_on_the_chart() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::COMMAND, Key::K);
    w.get_by_role_and_label(Role::TextInput, "Search counters").type_text("commit");
    w.settle();
    w.get_by_role_and_label(Role::CheckBox, "Commit Limit").click();
    w.settle();
    let names = |w: &Window| {
        let document = w.state().state.document.as_ref().unwrap();
        document.derived.scene.as_ref().unwrap().lines.iter().map(|l| l.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&w), ["Nonpaged pool", "Paged pool", "Commit Limit"]);
    // read again, it is still there; the picture has it too
    w.press(Modifiers::NONE, Key::F5);
    assert_eq!(names(&w).len(), 3);
    assert_eq!(w.pictured().remove(0).lines.len(), 3);
    w.get_by_label("Clear").click();
    w.settle();
    assert_eq!(names(&w).len(), 2);
    w.press(Modifiers::COMMAND, Key::K);
    assert!(w.query_by_role_and_label(Role::TextInput, "Search counters").is_none());
}

#[test]
fn a_log_without_pools_can_still_be_charted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no pools.csv");
    text_log(&path, "PC", [r"\System\Processes", r"\System\Threads"], 0..50);
    let mut w = window(&[&path], false, Picked::Cancelled);
    w.get_by_label("This log has no pool counters");
    w.press(Modifiers::COMMAND, Key::K);
    w.get_by_role_and_label(Role::TextInput, "Search counters").type_text("threads");
    w.settle();
    w.get_by_role_and_label(Role::CheckBox, "Threads").click();
    w.settle();
    w.get_by_label("Counters on PC");
}

#[test]
fn nothing_is_drawn_while_nothing_changes() {
    let is_idle = |w: &Window| w.output().viewport_output.values().all(|v| v.repaint_delay == Duration::MAX);
    for mut w in [window(&[], false, Picked::Cancelled), window(&[&asset()], false, Picked::Cancelled)] {
        // messages go after a while, and what was drawn last may want one more frame
        let begun = Instant::now();
        while !is_idle(&w) {
            assert!(begun.elapsed() < Duration::from_secs(20), "a frame asks for another one, and that again");
            w.step();
        }
    }
}

#[test]
fn thousands_of_restarts_are_drawn_as_many_lines_as_can_be_told_apart() {
    let mut w = window(&[&asset()], false, Picked::Cancelled);
    let dashes = |w: &Window| {
        let lines = w
            .output()
            .shapes
            .iter()
            .filter(|s| matches!(&s.shape, eframe::egui::Shape::Vec(parts) if parts.len() > 20));
        lines.count()
    };
    let before = dashes(&w);
    let scene = w.state_mut().state.document.as_mut().unwrap().derived.scene.as_mut().unwrap();
    let (from, to) = scene.span;
    let restart = |i: u32| Moment {
        role: ChartRole::Unsure,
        at: from + (to - from) * f64::from(i) / 5000.0,
        label: "restart".to_owned(),
    };
    scene.restarts = (0..5000).map(restart).collect();
    w.step();
    let drawn = dashes(&w) - before;
    assert!((200..400).contains(&drawn), "{drawn}");
}
