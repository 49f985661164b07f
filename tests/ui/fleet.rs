//! A folder of logs in the window: the table of servers, one opened and returned from, several on one chart.

use crate::window::{POOLS, Window, asset, text_log, window};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use poolscope::ui::chooser::{Picked, Request};
use poolscope::ui::command::{Action, Command};
use std::path::Path;

/// The sample's server, which leaks, and two that rise slower.
fn logs(folder: &Path) {
    std::fs::copy(asset(), folder.join("sample.blg")).unwrap();
    text_log(&folder.join("one.csv"), "ONE", POOLS, 0..900);
    text_log(&folder.join("two.csv"), "TWO", POOLS, 0..900);
    std::fs::write(folder.join("readme.txt"), "no log").unwrap();
    std::fs::write(folder.join("broken.blg"), "no log").unwrap();
}

fn names(w: &Window) -> Vec<String> {
    let fleet = w.state().state.fleet.as_ref().unwrap();
    let rows = &w.state().widgets.fleet.rows;
    rows.iter().map(|at| fleet.servers[*at].name()).collect()
}

#[test]
fn a_folder_opens_as_a_table_and_its_servers_from_there() {
    let folder = tempfile::tempdir().unwrap();
    logs(folder.path());
    let mut w = window(&[], false, Picked::Files(vec![folder.path().to_owned()]));
    w.click("Open folder…");
    assert_eq!(w.asked.lock().unwrap().last(), Some(&Request::LogFolder));
    assert_eq!(names(&w)[0], "FILESRV01");
    assert_eq!(names(&w).len(), 3);
    assert!(w.query_by_label_contains("One file could not be read").is_some());
    // sorted by a column, and filtered by text
    w.click("Sort by Server");
    assert_eq!(names(&w), ["FILESRV01", "ONE", "TWO"]);
    w.type_into("Find", "two");
    assert_eq!(names(&w), ["TWO"]);
    // Down leads into the table, Enter opens, Ctrl+B returns
    w.press(Modifiers::NONE, Key::ArrowDown);
    w.press(Modifiers::NONE, Key::Enter);
    assert_eq!(w.document().machine().unwrap().report.computer, "TWO");
    w.press(Modifiers::COMMAND, Key::B);
    assert!(w.state().state.document.is_none());
    assert_eq!(names(&w), ["TWO"]);
    w.wish(Command::Do(Action::CloseLog));
    assert!(w.state().state.fleet.is_none());
    assert!(w.query_by_label("Open the sample log").is_some());
}

#[test]
fn selected_servers_come_on_one_chart() {
    let folder = tempfile::tempdir().unwrap();
    logs(folder.path());
    let mut w = window(&[folder.path()], false, Picked::Cancelled);
    w.wish(Command::OpenServers(vec![0, 1, 2]));
    let first = w.document().machine().unwrap().report.computer.clone();
    let scene = w.document().derived.scene.as_ref().unwrap();
    let lines: Vec<String> = scene.lines.iter().map(|line| line.name.clone()).collect();
    let others: Vec<&str> = ["FILESRV01", "ONE", "TWO"].into_iter().filter(|name| *name != first).collect();
    for name in &others {
        for pool in ["Nonpaged", "Paged"] {
            assert!(lines.contains(&format!("Pool {pool} Bytes on {name}")), "{lines:?}");
        }
    }
    assert!(!lines.iter().any(|line| line.ends_with(&format!("on {first}"))), "{lines:?}");
    // its own pools stay its own when another one is shown
    w.wish(Command::Do(Action::NextComputer));
    let scene = w.document().derived.scene.as_ref().unwrap();
    let shown = w.document().machine().unwrap().report.computer.clone();
    assert!(!scene.lines.iter().any(|line| line.name.ends_with(&format!("on {shown}"))));
}

/// Packed logs are unpacked to be opened.
#[test]
fn a_packed_server_opens_too() {
    use std::io::Write;
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.path().join("logs.zip")).unwrap());
    zip.start_file("sample.blg", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&std::fs::read(asset()).unwrap()).unwrap();
    zip.finish().unwrap();
    let mut w = window(&[folder.path()], false, Picked::Cancelled);
    assert_eq!(names(&w), ["FILESRV01"]);
    w.wish(Command::OpenServers(vec![0]));
    assert_eq!(w.document().machine().unwrap().report.computer, "FILESRV01");
}
