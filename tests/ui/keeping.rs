//! Sessions, settings, and what is kept through a crash.

use crate::window::{Window, asset, sample_as, started, window, window_keeping};
use eframe::egui::{Key, Modifiers, ViewportCommand};
use egui_kittest::HarnessBuilder;
use egui_kittest::kittest::Queryable;
use poolscope::ui::Start;
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::Command;
use poolscope::ui::lost::{Case, LostWindow};
use poolscope::ui::state::Dialog;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[test]
fn a_session_brings_everything_back() {
    let (folder, log) = sample_as("server é.blg");
    let file = folder.path().join("work.poolscope");
    let mut w = window(&[&log], false, Picked::Files(vec![file.clone()]));
    w.wish(Command::ChartByPath(r"\Memory\Commit*".to_owned()));
    w.press(Modifiers::NONE, Key::ArrowUp);
    w.press(Modifiers::NONE, Key::ArrowRight);
    w.press(Modifiers::COMMAND, Key::G);
    w.press(Modifiers::COMMAND, Key::U);
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "look here");
    w.click("Add");
    let key = w.document().derived.scene.as_ref().unwrap().lines[1].key.clone();
    w.wish(Command::ToggleLine(key));
    w.press(Modifiers::NONE, Key::F);
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    let (choices, bounds) = (w.document().choices.clone(), w.view().bounds());
    let times = w.state().state.settings.times;
    drop(w);
    // both are moved to another folder
    let moved = tempfile::tempdir().unwrap();
    std::fs::rename(&log, moved.path().join("server é.blg")).unwrap();
    let file_moved = moved.path().join("work.poolscope");
    std::fs::rename(&file, &file_moved).unwrap();
    let mut w = window(&[&file_moved], false, Picked::Cancelled);
    assert_eq!((&w.document().choices, w.view().bounds()), (&choices, bounds));
    assert_eq!(w.state().state.settings.times, times);
    assert_eq!(w.document().derived.scene.as_ref().unwrap().lines.len(), 2 + choices.counters.len());
    assert_eq!(w.document().session.as_ref(), Some(&file_moved));
    // it is among the recent files, and comes by dropping too
    assert!(w.state().state.settings.recent.contains(&file_moved));
    w.wish(Command::OpenFiles(vec![asset()]));
    assert!(w.document().choices.notes.is_empty());
    w.drop_file(&file_moved);
    assert_eq!(w.document().choices, choices);
}

#[test]
fn what_is_no_session_says_so_and_what_is_open_stays() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.poolscope");
    std::fs::write(&bad, "{\"poolscope_session\": 1, \"logs\"").unwrap();
    let mut w = window(&[], true, Picked::Cancelled);
    w.drop_file(&bad);
    w.get_by_label("This session could not be opened");
    w.get_by_label_contains("it is no session that PoolScope wrote");
    assert_eq!(w.title(), "Sample log");
}

#[test]
fn logs_of_a_session_that_are_gone_can_be_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (renamed, gone) = (folder.path().join("renamed.blg"), folder.path().join("gone.poolscope"));
    std::fs::copy(asset(), &renamed).unwrap();
    let text = r#"{"poolscope_session": 1, "logs": [{"path": "/gone/x.blg"}],
        "choices": {"notes": [{"text": "still here", "at": [1772500000.0, 1e8]}]}}"#;
    std::fs::write(&gone, text).unwrap();
    let mut w = window(&[], true, Picked::Files(vec![renamed.clone()]));
    w.drop_file(&gone);
    w.get_by_label("The logs of this session could not be opened");
    w.get_by_label_contains("Still there: 1 note");
    assert_eq!(w.title(), "Sample log");
    w.click("Find the log…");
    assert_eq!((w.title().as_str(), w.document().choices.notes[0].text.as_str()), ("renamed.blg", "still here"));
    assert_eq!(w.document().session.as_ref(), Some(&gone));
    // who gives up opens other logs as ever
    let mut w = window(&[&gone], false, Picked::Cancelled);
    w.click("Find the log…");
    w.wish(Command::OpenFiles(vec![asset()]));
    assert!(w.document().choices.notes.is_empty());
}

#[test]
fn what_was_kept_is_offered_whenever_it_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let note = |w: &mut Window, text: &str| {
        w.press(Modifiers::COMMAND, Key::T);
        w.type_into("Text of the note", text);
        w.click("Add");
    };
    let mut w = window_keeping(&[&asset()], false, Picked::Cancelled, Some(folder.path().to_owned()));
    note(&mut w, "before");
    w.state_mut().keep_now();
    drop(w);
    let kept = poolscope::ui::autosave::all(folder.path());
    assert_eq!(kept.len(), 1);
    // the log was read before the list of what was kept
    let mut w = window(&[&asset()], false, Picked::Cancelled);
    assert!(w.query_by_label_contains("You worked on this before").is_none());
    w.state_mut().found_kept(kept);
    w.settle();
    w.get_by_label("You worked on this before: 1 note.");
    // what was typed since is not replaced
    note(&mut w, "since");
    w.click("Bring it back");
    let texts: Vec<&str> = w.document().choices.notes.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(texts, ["before", "since"]);
}

#[test]
fn what_was_typed_survives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let keep = Some(folder.path().to_owned());
    let path = asset();
    let mut w = window_keeping(&[&path], false, Picked::Cancelled, keep.clone());
    w.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::M);
    w.type_into("Times and labels", "2026-03-03 06:00 backup");
    w.click("Add the mark");
    w.press(Modifiers::NONE, Key::ArrowRight);
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "not finished yet, but");
    std::thread::sleep(Duration::from_millis(900));
    w.settle();
    w.settle();
    // no closing, no saving
    drop(w);
    let mut w = window_keeping(&[], false, Picked::Cancelled, keep.clone());
    w.get_by_label("Go on with");
    w.get_by_label_contains("sample.blg: 1 mark, ").click();
    w.settle();
    assert_eq!(w.document().choices.marks[0].label, "backup");
    let Some(Dialog::Note { text, .. }) = &w.state().widgets.dialog else { panic!("the note goes on") };
    assert_eq!(text, "not finished yet, but");
    drop(w);
    // opened as a log it is offered, not forced
    let mut w = window_keeping(&[], false, Picked::Cancelled, keep);
    w.wish(Command::OpenFiles(vec![path]));
    assert!(w.document().choices.marks.is_empty());
    w.get_by_label("You worked on this before: 1 mark.");
    w.click("Bring it back");
    assert_eq!(w.document().choices.marks.len(), 1);
}

#[test]
fn a_window_that_is_lost_is_opened_again_as_it_was() {
    let (folder, log) = sample_as("server é.blg");
    let (lost, keep) = (Arc::new(LostWindow::default()), Some(folder.path().join("kept")));
    lost.was_shown(Instant::now().checked_sub(Duration::from_secs(60)).unwrap());
    let (watched, kept) = (Arc::clone(&lost), keep.clone());
    let mut w = started(HarnessBuilder::default(), Picked::Cancelled, move |chooser| Start {
        lost: watched,
        keep: kept,
        ..Start::with(vec![log], chooser)
    });
    w.wish(Command::ChartByPath(r"\Memory\Commit*".to_owned()));
    w.press(Modifiers::NONE, Key::ArrowUp);
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "look here");
    w.click("Add");
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "not finished yet, but");
    let (choices, bounds) = (w.document().choices.clone(), w.view().bounds());
    assert_eq!((lost.reason(), lost.case()), (None, None));
    lost.report("the graphics device is gone");
    w.step();
    let closes = |w: &Window| w.output().viewport_output.values().any(|v| v.commands.contains(&ViewportCommand::Close));
    assert!(closes(&w));
    drop(w);
    let case = Case { reason: "the graphics device is gone".to_owned(), ..lost.case().unwrap() };
    let file = case.hand_over(folder.path()).unwrap();
    let reopened = Case::take_over(&file, folder.path());
    assert_eq!(reopened.as_ref().map(|case| &case.reason), Some(&case.reason));
    assert!(!file.exists());
    let mut w = started(HarnessBuilder::default(), Picked::Cancelled, |chooser| Start {
        reopened,
        keep,
        ..Start::with(Vec::new(), chooser)
    });
    assert_eq!((&w.document().choices, w.view().bounds()), (&choices, bounds));
    w.get_by_label_contains("The window was lost (the graphics device is gone) and opened again, with");
    let Some(Dialog::Note { text, .. }) = &w.state().widgets.dialog else { panic!("the note goes on") };
    assert_eq!(text, "not finished yet, but");
    w.step();
    assert!(!closes(&w));
}

#[test]
fn another_log_in_between_loses_nothing() {
    let (folder, keep) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let paths = ["a.blg", "b.blg"].map(|name| folder.path().join(name));
    for path in &paths {
        std::fs::copy(asset(), path).unwrap();
    }
    let wait = || std::thread::sleep(Duration::from_millis(900));
    let mut w = window_keeping(&[&paths[0]], false, Picked::Cancelled, Some(keep.path().to_owned()));
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "first thought");
    w.click("Add");
    // at once, before it was written by itself
    w.wish(Command::OpenFiles(vec![paths[1].clone()]));
    w.wish(Command::OpenFiles(vec![paths[0].clone()]));
    w.get_by_label("You worked on this before: 1 note.");
    // not brought back, but written over
    w.press(Modifiers::COMMAND, Key::T);
    w.type_into("Text of the note", "second thought");
    w.click("Add");
    wait();
    w.settle();
    w.settle();
    let kept = poolscope::ui::autosave::all(keep.path());
    let mut texts: Vec<&str> =
        kept.iter().flat_map(|k| k.session.choices.notes.iter().map(|n| n.text.as_str())).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["first thought", "second thought"]);
}

#[test]
fn settings_of_an_earlier_version_are_read() {
    let settings: poolscope::ui::state::Settings =
        serde_json::from_str(r#"{"theme": "Dark", "is_utc": true, "recent": ["/a.blg"], "later": 5}"#).unwrap();
    assert_eq!((settings.recent.len(), settings.shows_statistics, settings.scale), (1, true, 1.0));
}

#[test]
fn a_session_with_wild_numbers_does_no_harm() {
    let (folder, _) = sample_as("a.blg");
    let file = folder.path().join("wild.poolscope");
    let choices = [
        r#""cursors": [1e300, -1e300], "active_cursor": 77"#,
        r#""cursors": [1772456400, 5], "active_cursor": 1, "is_log": true, "is_perfmon": true"#,
        r#""marks": [{"at": 1e308, "label": "x"}, {"at": 0}], "notes": [{"text": "\n\n", "at": [1772456400, -1e308]}]"#,
        r#""notes": [{"text": "y", "at": [1772456400, 1e24], "offset": [1e300, 0]}], "judged": [5, 5]"#,
        r#""judged": [1e11, 2e11], "highlights": true, "selected": "nobody", "computer": "nobody""#,
        r#""judged": [1772456400, 1772456401], "counters": ["x", "\\\\FILESRV01\\Nothing\\There", ""]"#,
        r#""compare": {"before": {"logs": [], "span": null}, "after": {"logs": ["Sample"], "span": [9, 1]}}"#,
        r#""compare": {"before": {"logs": ["Sample"], "span": null}, "after": {"logs": ["Sample"], "span": [1e300, 1]}}"#,
    ];
    let views = ["null", "[[1e300, 2e300], [0, 1]]", "[[5, 5], [1, 0]]", "[[-1e11, 1e11], [-1e24, 1e24]]"];
    for (i, choices) in choices.iter().enumerate() {
        let view = views[i % views.len()];
        let text = format!(
            r#"{{"poolscope_session": 1, "logs": [{{"path": "/gone", "beside": "a.blg"}}], "choices": {{{choices}}}, "view": {view}}}"#
        );
        std::fs::write(&file, &text).unwrap();
        let mut w = window(&[&file], false, Picked::Cancelled);
        assert_eq!(w.title(), "a.blg", "{text}");
        for key in [Key::ArrowRight, Key::B, Key::ArrowLeft, Key::Z, Key::F, Key::Home] {
            w.press(Modifiers::NONE, key);
        }
        let scenes = w.pictured();
        let size = poolscope::export::Size::STANDARD;
        let svg = poolscope::export::paint_svg::picture(&scenes, size, poolscope::chart::palette::Ground::Light);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{text}");
    }
}

/// A session that calls memory that is free a pool, and says that the machine has another amount of RAM.
fn lying_session(folder: &std::path::Path, log: &std::path::Path) -> std::path::PathBuf {
    let file = folder.join("lies.poolscope");
    let log = serde_json::to_string(log).unwrap();
    let text = format!(
        r#"{{"poolscope_session": 1, "logs": [{{"path": {log}}}], "times": "Utc",
        "ram": {{"filesrv01": 1e12, "other": -5, "third": 8e9}},
        "pools": {{"nonpaged": ["\\Memory\\Available Bytes", "\\Strange\\Thing"], "paged": []}}}}"#
    );
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn a_session_changes_no_settings_and_what_it_says_is_shown_as_its_own() {
    let (folder, log) = sample_as("server.blg");
    let file = lying_session(folder.path(), &log);
    let mut w = window(&[&log], false, Picked::Cancelled);
    let (own, before) = (w.state().state.settings.clone(), w.document().report().unwrap().findings[0].clone());
    w.drop_file(&file);
    w.get_by_label_contains("set in the session");
    // what is known to be no pool is not made one, and amounts that nothing has are refused
    let settings = w.state().state.settings.clone();
    assert_eq!(settings.pools.nonpaged, [r"\Strange\Thing"]);
    assert_eq!(settings.ram.keys().collect::<Vec<_>>(), ["filesrv01", "third"]);
    let kept = w.state().state.own_settings();
    assert_eq!((&kept.ram, &kept.pools, kept.times), (&own.ram, &own.pools, own.times));
    // the next log knows nothing of it
    let again = folder.path().join("again.blg");
    std::fs::copy(asset(), &again).unwrap();
    w.drop_file(&again);
    let settings = &w.state().state.settings;
    assert_eq!((&settings.ram, &settings.pools, settings.times), (&own.ram, &own.pools, own.times));
    let after = &w.document().report().unwrap().findings[0];
    assert_eq!((after.judgement.verdict(), after.ram_fraction), (before.judgement.verdict(), before.ram_fraction));
}

#[test]
fn logs_on_other_computers_are_asked_for_before_they_are_touched() {
    let folder = tempfile::tempdir().unwrap();
    for path in [r"\\evil\share\x.blg", "//evil/share/x.blg", r"\\?\UNC\evil\share\x.blg"] {
        let file = folder.path().join("net.poolscope");
        let log = serde_json::to_string(path).unwrap();
        std::fs::write(&file, format!(r#"{{"poolscope_session": 1, "logs": [{{"path": {log}}}]}}"#)).unwrap();
        let mut w = window(&[], true, Picked::Cancelled);
        w.drop_file(&file);
        w.get_by_label("Logs of this session are on other computers");
        w.get_by_label(path);
        assert_eq!(w.title(), "Sample log");
        w.click("Cancel");
        assert!(w.state().widgets.dialog.is_none());
        w.drop_file(&file);
        w.click("Read them");
        w.get_by_label("The logs of this session could not be opened");
    }
}

#[test]
fn what_could_not_be_saved_can_be_saved_elsewhere() {
    let nowhere = std::path::PathBuf::from("/nonexistent/folder/picture.png");
    let mut w = window(&[], true, Picked::Files(vec![nowhere]));
    w.press(Modifiers::COMMAND, Key::E);
    w.get_by_label("The picture could not be saved");
    let asked = w.asked.lock().unwrap().len();
    w.click("Save elsewhere…");
    assert_eq!(w.asked.lock().unwrap().len(), asked + 1);
}

#[test]
fn twenty_thousand_notes_stay_smooth() {
    let (folder, log) = sample_as("server.blg");
    let file = folder.path().join("notes.poolscope");
    let note =
        |i: usize| format!(r#"{{"text": "note {i}", "at": [{}, {}]}}"#, 1_772_500_000 + i * 5, 100_000_000 + i * 1000);
    let notes: Vec<String> = (0..20_000).map(note).collect();
    let log = serde_json::to_string(&log).unwrap();
    let text = format!(
        r#"{{"poolscope_session": 1, "logs": [{{"path": {log}}}], "choices": {{"notes": [{}]}}}}"#,
        notes.join(",")
    );
    std::fs::write(&file, text).unwrap();
    let w = window(&[&file], false, Picked::Cancelled);
    // none is lost; what nobody could tell apart has no box
    assert_eq!(w.document().choices.notes.len(), 20_000);
    let boxes = w.query_all_by_label_contains("Note: ").count();
    assert!((1..=100).contains(&boxes), "{boxes}");
}
