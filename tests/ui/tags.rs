//! Pool tags in the window: the table, stacked lines, listings moved by hand, drivers searched, the collection kit.

use crate::window::{Window, asset, window};
use eframe::egui;
use egui_kittest::kittest::{NodeT, Queryable};
use poolscope::model::pools::Pool;
use poolscope::model::tag::{Tag, TagCounter};
use poolscope::model::{KeyedPath, tag};
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::{Action, Charting, Command};
use poolscope::ui::state::Dialog;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Listings an hour apart beside the sample log: one tag leaks with the pool, another is still, a third explains a little.
fn listings(folder: &Path) -> PathBuf {
    let mut text = String::new();
    for hour in 0..48usize {
        let (day, clock) = (2 + (8 + hour) / 24, (8 + hour) % 24);
        let live = 100 + 400 * hour;
        let nonpaged = live * 16_384 + 4_000_000 + hour * 100_000;
        write!(
            text,
            "2026-03-{day:02} {clock:02}:00:00\r\n Memory:1024000K Avail: 500000K  PageFlts:   1   InRam Krnl: 100K P: 100K\r\n \
             Commit: 1K Limit: 2K Peak: 2K            Pool N:{}K P: 40000K\r\n\r\n Tag  Type     Allocs     Frees     Diff   Bytes  \
             Per Alloc\r\n\r\n Leak Nonp {} {} {live} {} 16384\r\n Some Nonp {} 10 {} {} 1000\r\n Stil Paged 3 0 3 30000000 10000000\r\n\r\n",
            nonpaged / 1024 + 60_000,
            live + 50,
            50,
            live * 16_384,
            10 + 4000 + hour * 100,
            4000 + hour * 100,
            (4000 + hour * 100) * 1000,
        )
        .unwrap();
    }
    let path = folder.join("tags.log");
    std::fs::write(&path, text).unwrap();
    path
}

fn labels(w: &Window) -> Vec<String> {
    let text = |node: egui_kittest::Node<'_>| node.accesskit_node().label().or_else(|| node.accesskit_node().value());
    w.query_all_by(|_| true).filter_map(text).collect()
}

fn lines(w: &Window) -> Vec<(String, f64)> {
    let scene = w.document().derived.scene.as_ref().unwrap();
    scene.lines.iter().map(|line| (line.name.clone(), line.series.values.last().copied().unwrap())).collect()
}

fn path(tag: &[u8; 4], pool: Pool) -> KeyedPath {
    Tag(*tag).path(pool, TagCounter::Bytes).into()
}

#[test]
fn the_table_is_sorted_searched_and_copied() {
    let folder = tempfile::tempdir().unwrap();
    let listing = listings(folder.path());
    let mut w = window(&[&asset(), &listing], false, Picked::Cancelled);
    w.wish(Command::Do(Action::ShowTags));
    // the dialog lies left of the sidebar, which lists them, too
    let table = |w: &Window| -> Vec<&str> {
        let rows = ["Leak", "Some", "Stil"]
            .into_iter()
            .flat_map(|tag| w.query_all_by_label(tag).map(move |n| (n.rect(), tag)));
        let mut rows: Vec<_> = rows.filter(|(rect, _)| rect.left() < 800.0).collect();
        rows.sort_by(|a, b| a.0.top().total_cmp(&b.0.top()));
        rows.dedup_by_key(|(_, tag)| *tag);
        rows.into_iter().map(|(_, tag)| tag).collect()
    };
    assert_eq!(table(&w), ["Leak", "Some", "Stil"], "by growth");
    w.click("Sort by First");
    assert_eq!(table(&w), ["Stil", "Some", "Leak"]);
    w.click("Sort by Tag");
    w.click("Sort by Tag, smallest first");
    assert_eq!(table(&w), ["Stil", "Some", "Leak"]);
    w.type_into("Find", "paged");
    w.type_into("Find", " ");
    assert!(labels(&w).contains(&"3 of 3 rows".to_owned()), "nonpaged is found by paged, too");
    // Down leads from the field to the rows, where Space puts a tag on the chart
    w.get_by_role_and_label(egui::accesskit::Role::TextInput, "Find").focus();
    w.settle();
    w.press(egui::Modifiers::NONE, egui::Key::ArrowDown);
    w.press(egui::Modifiers::NONE, egui::Key::ArrowDown);
    w.press(egui::Modifiers::NONE, egui::Key::Space);
    assert_eq!(lines(&w)[2].0, "Some, nonpaged pool", "the second of those sorted downwards by their tags");
    w.click("Copy the table");
    let copied = w.output().platform_output.commands.iter().any(|c| matches!(c, egui::OutputCommand::CopyText(_)));
    assert!(copied || labels(&w).iter().any(|l| l == "Copied."));
}

#[test]
fn tags_stand_on_one_another_and_are_in_the_list_of_counters() {
    let folder = tempfile::tempdir().unwrap();
    let listing = listings(folder.path());
    let mut w = window(&[&asset(), &listing], false, Picked::Cancelled);
    let paths = vec![path(b"Leak", Pool::Nonpaged), path(b"Some", Pool::Nonpaged), path(b"Stil", Pool::Paged)];
    w.wish(Command::Chart(paths, Charting::Add));
    let [leak, some, still] = [(100.0 + 400.0 * 47.0) * 16_384.0, (4000.0 + 47.0 * 100.0) * 1000.0, 30_000_000.0];
    let of = |name: &str, value: f64| (name.to_owned(), value);
    assert_eq!(
        lines(&w)[2..],
        [of("Leak, nonpaged pool", leak), of("Some, nonpaged pool", some), of("Stil, paged pool", still)]
    );
    w.wish(Command::Do(Action::Stack));
    assert_eq!(
        lines(&w)[2..],
        [
            of("Leak, nonpaged pool, stacked", leak),
            of("Some, nonpaged pool, stacked", some),
            of("Stil, paged pool, stacked", still)
        ]
    );
    // each keeps its own value, and ends where all below it are counted too
    let line = &w.document().derived.scene.as_ref().unwrap().lines[3];
    assert_eq!(line.top().values.last(), Some(&(leak + some)));
    // the box that reads them says what they are together
    let chart = crate::charting::chart(&w);
    w.hover_at(egui::pos2(chart.center().x, chart.top() + 40.0));
    w.settle();
    let read: Vec<String> = w.painted().into_iter().map(|(text, _)| text).collect();
    let totals: Vec<&String> = read.iter().filter(|text| text.starts_with("Total of the 2 areas below")).collect();
    assert_eq!(totals.len(), 1, "{read:?}");
    w.wish(Command::Do(Action::Undo));
    assert_eq!(lines(&w)[3], of("Some, nonpaged pool", some));
    w.wish(Command::Do(Action::ToggleCounters));
    w.type_into("Search counters", "pool tag leak bytes");
    assert!(labels(&w).iter().any(|l| l.contains("Leak")), "{:?}", labels(&w));
    let document = w.document();
    let listed = document.loaded.analysis.names.iter().filter(|p| tag::of_path(p).is_some());
    assert!(listed.clone().count() == 9 && listed.into_iter().all(|p| document.has_counter(p)));
}

#[test]
fn listings_are_moved_by_typing_and_by_dragging() {
    let folder = tempfile::tempdir().unwrap();
    let listing = listings(folder.path());
    let mut w = window(&[&asset(), &listing], false, Picked::Cancelled);
    w.wish(Command::Chart(vec![path(b"Leak", Pool::Nonpaged)], Charting::Add));
    let begin = |w: &Window| w.document().derived.scene.as_ref().unwrap().listings_begin.unwrap();
    let first = begin(&w);
    w.wish(Command::Do(Action::MoveListings));
    w.type_into("Begins at, or is moved by", "+2 h");
    w.click("Move");
    assert!((begin(&w) - first - 7200.0).abs() < 1e-6);
    assert_eq!(w.document().listings_moved(), 7200.0);
    w.wish(Command::Do(Action::Undo));
    assert_eq!(begin(&w), first);
    // at a time of the clock that the chart shows
    let typed = |text: &str| w.document().typed_listing_time(text);
    assert_eq!((typed("2026-03-02 09:30"), typed("-30 min"), typed("0")), (Some(5400.0), Some(-1800.0), Some(0.0)));
    assert_eq!((typed("soon"), typed("+"), typed("")), (None, None, None));
    let handle = w.get_by_label("Where the listings of tags begin").rect().center();
    let to = handle + egui::vec2(60.0, 0.0);
    w.hover_at(handle);
    w.drag_at(handle);
    w.hover_at(to);
    w.drop_at(to);
    w.settle();
    assert!(begin(&w) > first + 600.0, "{} {first}", begin(&w));
    // a picture has no handles, and a session keeps what was moved
    assert_eq!(w.pictured()[0].listings_begin, None);
    let json = serde_json::to_string(&w.document().choices).unwrap();
    assert!(json.contains("\"listings_moved\":{\"filesrv01\":"), "{json}");
}

#[test]
fn drivers_and_names_are_asked_for_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let listing = listings(folder.path());
    let drivers = folder.path().join("drivers");
    std::fs::create_dir(&drivers).unwrap();
    let pe = crate::support::pe::Pe {
        code: b"\x90\x41\xB8Leak\xE8\0\0\0\0".to_vec(),
        strings: vec![("CompanyName", "Acme")],
        ..Default::default()
    };
    std::fs::write(drivers.join("acme.sys"), pe.bytes()).unwrap();
    let mut w = window(&[&asset(), &listing], false, Picked::Cancelled);
    w.wish(Command::SearchDrivers(drivers));
    let search = w.state().state.owners.drivers.clone().expect("searched");
    assert_eq!(search.owners(Tag(*b"Leak")).len(), 1);
    let names = folder.path().join("pooltag.txt");
    std::fs::write(&names, "Leak - acme.sys - Acme's buffers\r\n").unwrap();
    w.wish(Command::SetTagNames(Some(names)));
    assert!(w.state().state.settings.tag_names.is_some());
    w.wish(Command::Do(Action::ShowTags));
    assert!(labels(&w).iter().any(|l| l == "acme.sys (likely)"), "{:?}", labels(&w));
    w.wish(Command::CloseDialog);
    // what it rests on, and Driver Verifier by its name
    let said: Vec<String> = labels(&w);
    assert!(said.iter().any(|l| l.contains("About Leak")), "{said:?}");
    w.wish(Command::SetTagNames(None));
    assert!(w.state().state.owners.names.is_none() && w.state().state.settings.tag_names.is_none());
    // another machine's drivers are not this one's
    w.wish(Command::OpenFiles(vec![listing]));
    assert!(w.state().state.owners.drivers.is_none());
    w.wish(Command::SetTagNames(Some(folder.path().join("missing.txt"))));
    assert!(matches!(w.state().widgets.dialog, Some(Dialog::Error { .. })));
}

#[test]
fn a_kit_is_planned_by_the_open_log_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = window(&[], true, Picked::Files(vec![folder.path().to_owned()]));
    w.press(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::L);
    let Some(Dialog::Collect { left, .. }) = &w.state().widgets.dialog else { panic!("no dialog") };
    assert!(left.ends_with(" h") && !left.starts_with('0'), "{left}");
    w.type_into("Other computers to measure", "SRV-1, SRV-2");
    w.click("Choose a folder and write it…");
    let kit = folder.path().join("PoolLeak kit");
    let text = std::fs::read_to_string(kit.join("collect.cmd")).unwrap();
    assert!(text.contains("-s \"SRV-1\"") && text.contains("-s \"SRV-2\"") && text.contains("-si 00:0"), "{text}");
    for name in ["READ-ME.txt", "tags-poolmon.cmd", "tags.cmd", "tags.ps1"] {
        assert!(kit.join(name).is_file(), "{name}");
    }
}
