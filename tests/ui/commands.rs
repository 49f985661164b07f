//! Every command does something that can be seen, and every one has a name, a hint and a key of its own.

use crate::window::{Window, asset, sample_as, window};
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use poolscope::export::Page;
use poolscope::model::Times;
use poolscope::ui::actions::{Menu, TABLE};
use poolscope::ui::chooser::{Picked, Request};
use poolscope::ui::command::{Action, Command, Preset};
use poolscope::ui::handbook;
use poolscope::ui::product::Product;
use poolscope::ui::state::settings::Setting;
use poolscope::ui::state::{DataChoice, Dialog};

fn action(w: &mut Window, action: Action) {
    match action.shortcut() {
        Some(keys) => w.press(keys.modifiers, keys.logical_key),
        // what has no keys is in a menu
        None => w.wish(Command::Do(action)),
    }
}

fn span(w: &Window) -> (f64, f64) {
    w.view().bounds().unwrap().0
}

fn heights(w: &Window) -> (f64, f64) {
    w.view().bounds().unwrap().1
}

/// What a command changes, in a word; `None` for one that this cannot see.
fn effect(w: &Window) -> String {
    let state = &w.state().state;
    let d = state.document.as_ref();
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        eframe::egui::Popup::is_any_open(&w.ctx),
        w.state().widgets.dialog,
        state.settings,
        d.map(|d| (&d.choices, &d.session, d.derived.computer, d.loaded.logs.clone())),
        d.and_then(|_| w.view().bounds()),
        state.toasts.0.iter().map(|t| &t.text).collect::<Vec<_>>(),
        w.asked.lock().unwrap(),
        d.map(|d| d.undo.back_name().map(str::to_owned)),
    )
}

/// A listing of pool tags.
const LISTING: &str = " Memory: 1024000K Avail: 1000000K  PageFlts:   1   InRam Krnl: 100K P: 100K\n \
    Commit: 1K Limit: 2K Peak: 2K            Pool N:400000K P: 300000K\n\n Tag  Type     Allocs            Frees            Diff   \
    Bytes       Per Alloc\n\n Leak Nonp        62481       6050      56431  231141376       4096\n MmSt Paged        2000       \
    1000       1000    3000000       3000\n";

#[test]
fn every_action_has_an_effect_by_its_key() {
    // those that change nothing that a test sees: the window closes, the same log is read again
    let unseen = [Action::Quit, Action::Reload, Action::Cancel];
    for wanted in Action::all().filter(|a| !unseen.contains(a)) {
        let folder = tempfile::tempdir().unwrap();
        let answer = match wanted {
            Action::Open | Action::AddLogs => Picked::Files(vec![asset()]),
            Action::ChooseDrivers | Action::CollectLog => Picked::Files(vec![folder.path().to_owned()]),
            _ => Picked::Files(vec![folder.path().join("out")]),
        };
        let listing = folder.path().join("pool-tags-20261129T181005Z.log");
        std::fs::write(&listing, LISTING).unwrap();
        let mut w = match wanted {
            Action::OpenSample => window(&[&asset()], false, answer),
            Action::ShowTags | Action::ChooseDrivers | Action::MoveListings => {
                window(&[&asset(), &listing], false, answer)
            }
            _ => window(&[], true, answer),
        };
        // what some of them need: a change, zooms, cursors, a line, a part judged, a comparison
        for needed in [Action::ToggleLog, Action::ToggleLog, Action::ZoomIn, Action::CursorRight, Action::OtherCursor] {
            action(&mut w, needed);
        }
        action(&mut w, Action::CursorFarRight);
        action(&mut w, Action::NextLine);
        match wanted {
            Action::Redo => action(&mut w, Action::Undo),
            Action::ZoomForward => action(&mut w, Action::ZoomBack),
            Action::JudgeAll => action(&mut w, Action::JudgeVisible),
            Action::NormalSize => action(&mut w, Action::Larger),
            Action::ResetLayout => action(&mut w, Action::ToggleValueBar),
            Action::Stack => w.wish(Command::Preset(Preset::Memory)),
            Action::EndCompare => {
                action(&mut w, Action::Compare);
                w.click("Compare");
            }
            Action::BackToServers => {
                w.harness.state_mut().state.fleet = Some(poolscope::ui::state::Fleet::new(Vec::new()));
            }
            Action::NextComputer => {
                let document = w.harness.state_mut().state.document.as_mut().unwrap();
                let mut other = document.loaded.analysis.machines[0].clone();
                other.report.computer = "OTHER".to_owned();
                document.loaded.analysis.machines.push(other);
            }
            _ => {}
        }
        w.harness.state_mut().state.toasts.clear();
        let before = effect(&w);
        assert!(w.state().state.can(wanted), "{wanted:?} is possible here");
        action(&mut w, wanted);
        assert_ne!(effect(&w), before, "{wanted:?}");
    }
}

/// The labels of everything that is on the screen.
fn labels(w: &Window) -> Vec<String> {
    w.query_all_by(|node| node.label().is_some()).filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn every_action_is_in_the_palette_with_its_key() {
    for wanted in Action::all().filter(|a| !matches!(a, Action::Palette | Action::Cancel)) {
        let mut w = window(&[], true, Picked::Cancelled);
        action(&mut w, Action::Palette);
        w.type_into("Command", wanted.label());
        let keys = wanted.shortcut().map_or_else(String::new, |keys| w.harness.ctx.format_shortcut(&keys));
        let row = labels(&w).into_iter().find(|l| l.starts_with(wanted.label()) && l.ends_with(&keys));
        assert!(row.is_some(), "{wanted:?}: {keys} in {:?}", labels(&w));
    }
}

#[test]
fn every_menu_opens_and_together_they_have_most_actions() {
    let (mut found, mut seen) = (std::collections::BTreeSet::new(), Vec::new());
    for menu in ["File", "Edit", "View", "Analyze", "Help"] {
        let mut w = window(&[], true, Picked::Cancelled);
        let before: std::collections::HashSet<String> = labels(&w).into_iter().collect();
        w.click(menu);
        let new: Vec<String> = labels(&w).into_iter().filter(|l| !before.contains(l)).collect();
        assert!(new.len() > 2, "{menu}: {new:?}");
        // what the toolbar has too is not told apart
        seen.extend(labels(&w));
        for wanted in Action::all() {
            if new.iter().any(|l| l.starts_with(wanted.label())) {
                found.insert(format!("{wanted:?}"));
            }
        }
    }
    // those of submenus aside, every action stands in the menu that its row names
    let is_direct = |menu: Menu| matches!(menu, Menu::File | Menu::Edit | Menu::View | Menu::Analyze | Menu::Help);
    let rows = TABLE.iter().filter(|row| row.menu.is_some_and(|(menu, _)| is_direct(menu)));
    for row in rows {
        assert!(seen.iter().any(|l| l.starts_with(row.action.label())), "{:?} is in no menu", row.action);
    }
    let all = Action::all().count();
    assert!(found.len() * 3 > all * 2, "{} of {all}: {found:?}", found.len());
}

/// What an action puts on the clipboard: text, or the size of a picture.
fn copied(w: &mut Window, wanted: Action) -> Option<(String, [usize; 2])> {
    let ctx = w.harness.ctx.clone();
    ctx.output_mut(|o| o.commands.clear());
    w.harness.state_mut().apply(Command::Do(wanted), &ctx, None);
    // what is copied at once, and what a job copies later
    let mut commands = ctx.output(|o| o.commands.clone());
    let begun = std::time::Instant::now();
    while commands.is_empty() && begun.elapsed().as_secs() < 20 {
        w.harness.run_steps(1);
        commands.clone_from(&w.harness.output().platform_output.commands);
    }
    commands.into_iter().find_map(|command| match command {
        eframe::egui::OutputCommand::CopyText(text) => Some((text, [0; 2])),
        eframe::egui::OutputCommand::CopyImage(image) => Some((String::new(), image.size)),
        _ => None,
    })
}

#[test]
fn what_is_copied_is_on_the_clipboard() {
    let mut w = window(&[], true, Picked::Cancelled);
    let (verdict, _) = copied(&mut w, Action::CopyVerdict).unwrap();
    assert!(verdict.starts_with("Kernel pools on FILESRV01\n"), "{verdict}");
    assert!(verdict.contains("\nNonpaged pool is leaking: it rose from 120 MB to 540 MB in 36 h"), "{verdict}");
    assert!(
        verdict.contains("\n  Share of RAM  54 % of 1000 MB\n") && verdict.contains("\n  - It rises by "),
        "{verdict}"
    );
    let (table, _) = copied(&mut w, Action::CopyStatistics).unwrap();
    assert!(table.lines().count() == 3 && table.lines().all(|l| l.split('\t').count() > 5), "{table}");
    let (_, size) = copied(&mut w, Action::CopyPicture).unwrap();
    assert!(size[0] > 800 && size[1] > 400, "{size:?}");
}

#[test]
fn the_palette_finds_and_does() {
    let mut w = window(&[], true, Picked::Cancelled);
    action(&mut w, Action::Palette);
    w.type_into("Command", "logarithmic");
    w.press(Modifiers::NONE, Key::Enter);
    assert!(w.document().choices.is_log);
    assert_eq!(w.state().widgets.dialog, None);
}

#[test]
fn zooms_go_back_and_forward() {
    let mut w = window(&[], true, Picked::Cancelled);
    let whole = span(&w);
    action(&mut w, Action::ZoomIn);
    let closer = span(&w);
    action(&mut w, Action::Later);
    let later = span(&w);
    assert!(later.0 > closer.0);
    action(&mut w, Action::ZoomBack);
    assert_eq!(span(&w), closer);
    action(&mut w, Action::ZoomBack);
    assert_eq!(span(&w), whole);
    assert!(!w.state().state.can(Action::ZoomBack));
    action(&mut w, Action::ZoomForward);
    action(&mut w, Action::ZoomForward);
    assert_eq!(span(&w), later);
}

#[test]
fn amounts_are_zoomed_and_fitted() {
    let mut w = window(&[], true, Picked::Cancelled);
    let all = heights(&w);
    action(&mut w, Action::ZoomInAmounts);
    assert!(heights(&w).1 - heights(&w).0 < 0.8 * (all.1 - all.0));
    action(&mut w, Action::FitAmounts);
    let mb = 1_048_576.0;
    // from 120 MB to 540 MB, and a little room
    assert!(heights(&w).0 > 80.0 * mb && heights(&w).1 < 600.0 * mb, "{:?}", heights(&w));
    action(&mut w, Action::ToggleLog);
    assert!(heights(&w).1 < 12.0, "{:?}", heights(&w));
    action(&mut w, Action::TogglePerfmon);
    action(&mut w, Action::ToggleLog);
    assert_eq!(heights(&w), (0.0, 100.0));
}

#[test]
fn times_are_shown_in_three_ways() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.get_by_label("540 MB at 4 Mar 2026 08:00");
    action(&mut w, Action::NextClock);
    w.get_by_label("540 MB at 4 Mar 2026 13:00");
    action(&mut w, Action::NextClock);
    w.get_by_label("540 MB at 2 d 00:00");
    action(&mut w, Action::NextClock);
    assert_eq!(w.state().state.settings.times, Times::Local);
}

#[test]
fn dialogs_keep_keys_to_themselves() {
    let mut w = window(&[], true, Picked::Cancelled);
    let before = span(&w);
    action(&mut w, Action::About);
    action(&mut w, Action::ZoomIn);
    action(&mut w, Action::ToggleLog);
    assert_eq!((span(&w), w.document().choices.is_log), (before, false));
    // and a text field its plain keys
    w.press(Modifiers::NONE, Key::Escape);
    w.press(Modifiers::COMMAND, Key::K);
    w.type_into("Search counters", "fhl");
    w.press(Modifiers::NONE, Key::H);
    assert!(w.document().choices.hidden.is_empty());
}

#[test]
fn undo_names_what_it_takes_back() {
    let mut w = window(&[], true, Picked::Cancelled);
    let key = w.document().derived.scene.as_ref().unwrap().lines[1].key.clone();
    w.wish(Command::ToggleLine(key.clone()));
    action(&mut w, Action::ToggleLog);
    action(&mut w, Action::Undo);
    w.get_by_label("Taken back: logarithmic amounts.");
    action(&mut w, Action::Undo);
    assert!(w.document().choices.hidden.is_empty());
    w.click("Edit");
    w.get_by_label_contains("Redo: show or hide a line");
    w.press(Modifiers::NONE, Key::Escape);
    action(&mut w, Action::Redo);
    assert!(w.document().choices.hidden.contains(&key));
}

#[test]
fn the_size_is_remembered() {
    let mut w = window(&[], true, Picked::Cancelled);
    for _ in 0..9 {
        action(&mut w, Action::Larger);
    }
    assert_eq!((w.state().state.settings.scale, w.ctx.zoom_factor()), (2.0, 2.0));
    assert!(!w.state().state.can(Action::Larger));
    action(&mut w, Action::NormalSize);
    assert_eq!(w.ctx.zoom_factor(), 1.0);
}

#[test]
fn sessions_are_asked_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut w = window(&[], true, Picked::Files(vec![folder.path().join("work")]));
    action(&mut w, Action::SaveSession);
    let path = folder.path().join("work.poolscope");
    assert!(path.exists());
    let asked = [Request::Save { product: Product::Session, name: "sample.poolscope".to_owned(), folder: None }];
    assert_eq!(*w.asked.lock().unwrap(), asked);
    action(&mut w, Action::SaveSession);
    assert_eq!(w.asked.lock().unwrap().len(), 1);
    action(&mut w, Action::SaveSessionAs);
    assert_eq!(w.asked.lock().unwrap().len(), 2);
    w.get_by_label_contains("Session saved: ");
    w.get_by_label("Show in folder");
    assert!(!matches!(w.state().widgets.dialog, Some(Dialog::Error { .. })));
}

/// Sentences and labels follow at once: nothing is judged again.
#[test]
fn amounts_can_be_decimal() {
    let mut w = window(&[], true, Picked::Cancelled);
    w.wish(Command::SetDecimal(true));
    w.get_by_label_contains("it rose from 126 MB to 566 MB in 36 h");
    w.get_by_label("566 MB at 4 Mar 2026 08:00");
    let scene = w.pictured().remove(0);
    assert!(scene.maxima[0].label.starts_with("max 566 MB"), "{}", scene.maxima[0].label);
    w.wish(Command::SetDecimal(false));
    w.get_by_label_contains("it rose from 120 MB to 540 MB in 36 h");
}

/// What is shown changes; what is seen of it stays.
#[test]
fn units_clock_and_ram_leave_the_zoom_where_it_is_and_units_judge_nothing_again() {
    let mut w = window(&[], true, Picked::Cancelled);
    let seconds = 3600.0;
    let first = w.document().derived.scene.as_ref().unwrap().span.0;
    w.wish(Command::View(poolscope::chart::interact::Wanted::Times((first + 9.0 * seconds, first + 21.0 * seconds))));
    let zoomed = w.view().bounds().unwrap();
    let judged = std::sync::Arc::as_ptr(&w.document().machine().unwrap().recording.axis);
    for command in [
        Command::SetDecimal(true),
        Command::SetTimes(poolscope::model::Times::Utc),
        Command::SetTimes(poolscope::model::Times::Elapsed),
        Command::SetRam(Some(2e9)),
        Command::SetDecimal(false),
    ] {
        let ctx = w.harness.ctx.clone();
        let judges = matches!(command, Command::SetRam(_));
        w.harness.state_mut().apply(command.clone(), &ctx, None);
        assert_eq!(!w.state().jobs.running().is_empty(), judges, "{command:?}");
        w.settle();
        assert_eq!(w.view().bounds().unwrap().0, zoomed.0, "{command:?}");
    }
    assert_eq!(std::sync::Arc::as_ptr(&w.document().machine().unwrap().recording.axis), judged);
}

/// What a job found of other logs, or with another RAM than is set meanwhile.
#[test]
fn what_comes_too_late_changes_nothing() {
    use poolscope::analysis::Scope;
    use poolscope::ui::jobs::JobKind;
    use poolscope::ui::tasks::Judged;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, mpsc};
    let (_folder, log) = sample_as("other.blg");
    let mut w = window(&[], true, Picked::Cancelled);
    // jobs that end when they are told to, of each of these kinds; the last one works for whatever is open
    let done = Arc::new(AtomicUsize::new(0));
    let mut ends = Vec::new();
    for kind in [JobKind::Judge, JobKind::Narrow, JobKind::Compare, JobKind::Sparks, JobKind::Keep] {
        let (end, ended) = mpsc::channel::<()>();
        let done = Arc::clone(&done);
        let work = move |_: &poolscope::logfile::Progress| assert!(ended.recv().is_err());
        let count = move |_: &mut poolscope::ui::App, _: &eframe::egui::Context, ()| {
            done.fetch_add(1, Ordering::SeqCst);
        };
        w.state_mut().jobs.spawn(kind, "late", work, count);
        ends.push(end);
    }
    let ctx = w.ctx.clone();
    w.state_mut().apply(Command::OpenFiles(vec![log]), &ctx, None);
    let begun = std::time::Instant::now();
    while w.title() != "other.blg" || w.state().jobs.running().len() > 1 {
        w.run_steps(2);
        assert!(begun.elapsed().as_secs() < 60);
    }
    drop(ends);
    w.settle();
    assert_eq!(done.load(Ordering::SeqCst), 1);
    w.wish(Command::SetRam(Some(64e9)));
    let ram = |w: &Window| w.document().report().unwrap().ram.bytes;
    assert_eq!(ram(&w), Some(64e9));
    assert!(w.document().report().unwrap().judged_count > 0);
    let open = w.document().loaded.logs.clone();
    // every counter, judged before the RAM was set
    let how = poolscope::engine::JudgeOptions {
        scope: Scope::Everything,
        given_ram: &|_| None,
        pools: &poolscope::model::localized::PoolPaths::default(),
        since_local_ms: None,
    };
    let analysis = poolscope::engine::judge_logs(&open, how, &poolscope::logfile::Progress::default());
    let judged = Judged { logs: open, ram: Default::default(), analysis };
    w.state_mut().judged_everything(judged);
    w.settle();
    assert_eq!(ram(&w), Some(64e9));
}

#[test]
fn another_log_is_looked_at_from_its_top() {
    let (_folder, log) = sample_as("other.blg");
    let mut w = window(&[], true, Picked::Cancelled);
    let top = |w: &Window| w.query_all_by_label_contains("Nonpaged pool is leaking").next().unwrap().rect().top();
    let first = top(&w);
    w.scroll(eframe::egui::pos2(1080.0, 400.0), -400.0);
    assert!(top(&w) < first, "it was scrolled");
    w.drop_file(&log);
    assert!((top(&w) - first).abs() < 1.0);
}

#[test]
fn menus_open_by_their_letters_and_the_plain_keys_keep_still() {
    for (key, entry) in [(Key::F, "Open…"), (Key::E, "Undo"), (Key::V, "Show everything"), (Key::H, "About PoolScope")]
    {
        let mut w = window(&[], true, Picked::Cancelled);
        let before = w.view().bounds();
        w.press(Modifiers::ALT, key);
        assert!(labels(&w).iter().any(|l| l.starts_with(entry)), "{key:?}: {:?}", labels(&w));
        assert_eq!(w.view().bounds(), before, "{key:?}");
    }
    let mut w = window(&[], true, Picked::Cancelled);
    w.press(Modifiers::NONE, Key::F10);
    assert!(labels(&w).iter().any(|l| l.starts_with("Open by path")));
}

#[test]
fn every_setting_is_switched_by_the_palette() {
    use poolscope::ui::state::settings::Setting;
    for wanted in Setting::all() {
        let mut w = window(&[], true, Picked::Cancelled);
        let was_on = wanted.is_on(&w.state().state.settings);
        action(&mut w, Action::Palette);
        w.type_into("Command", &wanted.label());
        w.press(Modifiers::NONE, Key::Enter);
        let is_on = wanted.is_on(&w.state().state.settings);
        assert_eq!(is_on, wanted.is_one_of_several() || !was_on, "{}", wanted.label());
    }
}

#[test]
fn a_log_is_closed_and_the_start_is_there_again() {
    let mut w = window(&[], true, Picked::Cancelled);
    action(&mut w, Action::CloseLog);
    assert!(w.state().state.document.is_none());
    w.get_by_label("Is this machine leaking kernel pool memory?");
}

#[test]
fn settings_are_in_one_window_and_go_back() {
    let mut w = window(&[], true, Picked::Cancelled);
    action(&mut w, Action::Settings);
    w.harness.run_steps(5);
    w.click("Dark theme");
    w.click("1 MB = 1,000,000 bytes");
    assert!(w.state().state.settings.is_decimal);
    w.click("Maxima");
    assert!(!w.state().state.settings.overlays.maxima);
    w.wish(Command::SetRam(Some(2e9)));
    w.wish(Command::Do(Action::Settings));
    w.harness.run_steps(5);
    w.click("Reset all settings");
    let settings = &w.state().state.settings;
    assert!(!settings.is_decimal && settings.overlays.maxima && settings.ram.len() == 1, "the RAM is remembered");
    // it is further down than the window is high: the keyboard brings it into view
    w.get_by_label("Forget the RAM").focus();
    w.harness.run_steps(3);
    w.press(Modifiers::NONE, Key::Space);
    assert!(w.state().state.settings.ram.is_empty());
}

#[test]
fn the_handbook_is_searched() {
    let mut w = window(&[], false, Picked::Cancelled);
    action(&mut w, Action::Handbook);
    w.type_into("Search the handbook", "notmyfault leak");
    assert!(labels(&w).iter().any(|l| l.starts_with("Getting a log: Try it yourself")), "{:?}", labels(&w));
    w.type_into("Search the handbook", " xyzzy");
    w.get_by_label("The handbook says nothing of that.");
}

#[test]
fn f1_opens_the_handbook_where_a_term_or_a_dialog_is_explained() {
    let section = |w: &Window| match &w.state().widgets.dialog {
        Some(Dialog::Handbook { shown, .. }) => {
            handbook::sections(shown.page)[shown.goes_to.unwrap_or(0)].heading.clone()
        }
        other => format!("{other:?}"),
    };
    let mut w = window(&[], true, Picked::Cancelled);
    let term = w.query_all_by_label("Time left").next().unwrap().rect().center();
    w.hover_at(term);
    w.harness.run_steps(3);
    w.press(Modifiers::NONE, Key::F1);
    assert_eq!(section(&w), "Time left");
    w.press(Modifiers::NONE, Key::Escape);
    // by the keyboard alone
    let place = w.query_all_by_label("Probability").next().unwrap();
    place.focus();
    w.harness.run_steps(3);
    w.press(Modifiers::NONE, Key::F1);
    assert_eq!(section(&w), "Probability");
    // once there, the page is scrolled by who reads it
    let tops = |w: &Window| w.query_all_by_label("Probability").map(|n| n.rect().top()).collect::<Vec<_>>();
    let shown = tops(&w);
    w.press(Modifiers::NONE, Key::Home);
    w.harness.run_steps(10);
    let scrolled = tops(&w);
    assert_ne!(scrolled, shown);
    w.harness.run_steps(10);
    assert_eq!(tops(&w), scrolled);
    w.press(Modifiers::NONE, Key::Escape);
    assert_eq!(w.state().widgets.dialog, None);
    // from a dialog, which is there again afterwards with what was typed
    w.press(Modifiers::NONE, Key::T);
    w.type_into("From and to", "last 24 h");
    w.press(Modifiers::NONE, Key::F1);
    assert_eq!(section(&w), "Zooms and times");
    w.press(Modifiers::NONE, Key::Escape);
    assert!(matches!(&w.state().widgets.dialog, Some(Dialog::Times { text, .. }) if text == "last 24 h"));
}

#[test]
fn what_is_remembered_can_be_switched_off() {
    let keep = tempfile::tempdir().unwrap();
    let (_folder, log) = sample_as("srv.blg");
    let mut w = crate::window::window_keeping(&[&log], false, Picked::Cancelled, Some(keep.path().to_owned()));
    assert_eq!(w.state().state.settings.recent.len(), 1);
    w.wish(Command::KeepRecent(false));
    assert!(w.state().state.settings.recent.is_empty());
    w.wish(Command::KeepWork(false));
    w.wish(Command::Preset(Preset::Memory));
    std::thread::sleep(std::time::Duration::from_millis(800));
    w.settle();
    assert_eq!(std::fs::read_dir(keep.path()).unwrap().count(), 0, "nothing is kept");
    w.wish(Command::KeepWork(true));
    w.wish(Command::ClearChart);
    w.wish(Command::Preset(Preset::Memory));
    std::thread::sleep(std::time::Duration::from_millis(800));
    w.settle();
    std::thread::sleep(std::time::Duration::from_millis(100));
    w.settle();
    assert_eq!(std::fs::read_dir(keep.path()).unwrap().count(), 1);
    // what is there is deleted only when that is said
    w.wish(Command::KeepWork(false));
    assert_eq!(std::fs::read_dir(keep.path()).unwrap().count(), 1);
    w.wish(Command::DeleteKept);
    assert_eq!(std::fs::read_dir(keep.path()).unwrap().count(), 0);
}

#[test]
fn days_are_written_as_is_chosen_and_contrast_changes_the_ground() {
    use poolscope::chart::palette::Ground;
    use poolscope::model::Dates;
    let mut w = window(&[], true, Picked::Cancelled);
    w.wish(Command::SetDates(Dates::Iso));
    assert!(labels(&w).iter().any(|l| l.contains("2026-03-02 08:00")), "{:?}", labels(&w));
    w.wish(Command::SetContrast(true));
    let text =
        |w: &Window| w.harness.ctx.style_of(w.harness.ctx.theme()).visuals.override_text_color.unwrap().to_array();
    let is_dark = w.harness.ctx.theme() == eframe::egui::Theme::Dark;
    let rgb = if is_dark { Ground::Black } else { Ground::White }.paper().text;
    assert_eq!(text(&w)[..3], [rgb.0, rgb.1, rgb.2]);
}

#[test]
fn a_report_is_saved_from_the_window_and_names_do_not_leave_where_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut w = window(&[&asset()], false, Picked::Files(vec![at("case.html")]));
    w.wish(Command::AddNote(poolscope::ui::state::choices::Note {
        text: "asked FILESRV01's owner".to_owned(),
        at: [1_772_499_600.0, 2e8],
        ..Default::default()
    }));
    action(&mut w, Action::SaveReport);
    let page = std::fs::read_to_string(at("case.html")).unwrap();
    assert!(
        page.contains("Nonpaged pool is leaking") && page.contains("asked FILESRV01&#39;s owner")
            || page.contains("asked FILESRV01's owner"),
        "{page}"
    );
    w.wish(Command::SetPseudonyms(true));
    for (name, product) in [
        ("a.html", Product::Report),
        ("a.md", Product::Report),
        ("a.zip", Product::Report),
        ("a.svg", Product::Picture),
        ("a.csv", Product::Data),
    ] {
        w.wish(Command::SaveTo(product, at(name), poolscope::export::Existing::Keep));
        let bytes = std::fs::read(at(name)).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("FILESRV01"), "{name}");
    }
    let page = std::fs::read_to_string(at("a.html")).unwrap();
    assert!(page.contains("computer-1") && page.contains("asked computer-1"), "{page}");
    let ctx = w.harness.ctx.clone();
    ctx.output_mut(|o| o.commands.clear());
    w.wish(Command::CopyText("FILESRV01 leaks".to_owned()));
    let copied = ctx.output(|o| format!("{:?}", o.commands));
    assert!(copied.contains("computer-1 leaks") || !copied.contains("FILESRV01"), "{copied}");
}

#[test]
fn samples_are_saved_of_what_is_in_view_or_of_everything() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut w = window(&[&asset()], false, Picked::Files(vec![at("seen.csv")]));
    let span = w.document().derived.scene.as_ref().unwrap().span;
    w.wish(Command::View(poolscope::chart::interact::Wanted::Times((span.0 + 36_000.0, span.0 + 39_600.0))));
    action(&mut w, Action::SaveData);
    w.get_by_label("On the chart (2)");
    w.get_by_label("All of this computer (45)");
    w.click("Save…");
    let table = |name: &str| {
        let mut rows = csv::Reader::from_path(at(name)).unwrap();
        let counters = rows.headers().unwrap().len() - 1;
        (counters, rows.records().count())
    };
    assert_eq!(table("seen.csv"), (2, 13));
    action(&mut w, Action::SaveData);
    w.click("All of this computer (45)");
    w.click("All of it");
    w.click("Cancel");
    w.wish(Command::AskDataPlace(DataChoice { takes_all_counters: true, takes_all_time: true }));
    w.wish(Command::SaveTo(Product::Data, at("all.csv"), poolscope::export::Existing::Keep));
    assert_eq!(table("all.csv"), (45, 577));
}

#[test]
fn pictures_have_the_size_and_the_ground_that_were_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut w = window(&[&asset()], false, Picked::Cancelled);
    for setting in [Setting::PicturePage(Page::A4), Setting::PictureScale(3), Setting::DarkPictures] {
        let command = setting.command(&w.state().state.settings);
        w.wish(command);
        assert!(setting.is_on(&w.state().state.settings));
    }
    w.wish(Command::SaveTo(Product::Picture, at("a4.png"), poolscope::export::Existing::Keep));
    let picture = image::open(at("a4.png")).unwrap().to_rgb8();
    assert_eq!((picture.width(), picture.height()), (3369, 2382));
    assert!(picture.get_pixel(5, 5).0.iter().all(|part| *part < 60), "{:?}", picture.get_pixel(5, 5));
}
