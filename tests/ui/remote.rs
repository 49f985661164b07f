//! Tasks done elsewhere and sent as bytes, as Web Workers do them: the window shows the same.

use crate::support;
use crate::window::{Window, window};
use eframe::egui::{self, Key, Modifiers};
use poolscope::engine::Log;
use poolscope::logfile::Progress;
use poolscope::ui::chooser::Picked;
use poolscope::ui::command::{Action, Command};
use poolscope::ui::jobs::{Remote, Reply};
use poolscope::ui::state::Dialog;
use poolscope::ui::tasks::{self, Judge, Task};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A thread for each task that knows nothing but its bytes.
struct Elsewhere {
    replies: Arc<Mutex<Vec<(u64, Reply)>>>,
    ctx: egui::Context,
}

impl Remote for Elsewhere {
    fn start(&self, id: u64, task: &'static str, bytes: Vec<u8>) {
        let (replies, ctx) = (Arc::clone(&self.replies), self.ctx.clone());
        std::thread::spawn(move || {
            let send = |reply| {
                replies.lock().unwrap().push((id, reply));
                ctx.request_repaint();
            };
            send(Reply::Progress(0.5));
            let answer = tasks::run_sent(task, &bytes, &Progress::default(), &mut |step| send(Reply::Step(step)));
            send(answer.map_or_else(Reply::Failed, Reply::End));
        });
    }

    fn stop(&self, _: u64) {}

    fn replies(&self) -> Vec<(u64, Reply)> {
        std::mem::take(&mut *self.replies.lock().unwrap())
    }
}

fn window_elsewhere() -> Window {
    let mut w = window(&[], false, Picked::Cancelled);
    let elsewhere = Elsewhere { replies: Arc::default(), ctx: w.ctx.clone() };
    w.state_mut().jobs.remote = Some(Box::new(elsewhere));
    w
}

/// The sample that comes with the program, one of another kind, a listing of tags, and real logs where there are any.
fn logs(folder: &Path) -> Vec<Vec<PathBuf>> {
    let modern = folder.join("modern.blg");
    std::fs::write(&modern, support::modern::log()).unwrap();
    let listing = folder.join("listing.csv");
    let rows = (0..12).map(|i| format!("2026-03-02T{i:02}:00:00Z,Leak,0,{}\n", 1_000_000 + i * 500_000));
    let table = format!("DateTime,Tag,PagedBytes,NonPagedBytes\n{}", rows.collect::<String>());
    std::fs::write(&listing, table).unwrap();
    let mut all = vec![vec![asset()], vec![modern.clone()], vec![modern, listing]];
    all.extend(
        ["vista_zach_pc.blg", "powershell_CounterSamples.blg", "wide_tokyo.csv", "tags/snapshot_wide.txt"]
            .iter()
            .filter_map(|name| Some(vec![support::sample(name)?])),
    );
    all
}

fn asset() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg")
}

#[test]
fn what_is_read_elsewhere_is_what_is_read_here() {
    let found = |w: &Window| {
        let document = w.state().state.document.as_ref().expect("a log is open");
        let counters: Vec<String> = document.derived.sparks.keys().map(ToString::to_string).collect();
        (tasks::write(&document.loaded.analysis).unwrap(), counters.len())
    };
    let mut count = 0;
    let folder = tempfile::tempdir().unwrap();
    for log in logs(folder.path()) {
        let [mut here, mut there] = [window(&[], false, Picked::Cancelled), window_elsewhere()];
        for w in [&mut here, &mut there] {
            w.wish(Command::OpenFiles(log.clone()));
            w.wish(Command::Do(Action::ToggleCounters));
        }
        assert!(found(&here) == found(&there), "{log:?}");
        count += 1;
    }
    assert!(count > 2, "{count}");
}

#[test]
fn a_task_of_another_version_is_refused() {
    let run = |bytes: &[u8]| tasks::run_sent(Judge::NAME, bytes, &Progress::default(), &mut |_| {});
    assert!(run(&[1, 2, 3]).unwrap_err().starts_with("reading what a worker sent"));
    assert!(tasks::run_sent("nothing", &[], &Progress::default(), &mut |_| {}).is_err());
    let judge = Judge { logs: vec![Log::Sample], ram: Default::default(), pools: Default::default() };
    assert!(run(&tasks::write(&judge).unwrap()).is_ok());
}

/// Not a test: what a window of this size writes, for `tests/web/check.sh` to compare the page's files with.
#[test]
#[ignore = "writes into the folder WEB_EXPECTED"]
fn what_the_page_must_write() {
    let Some(folder) = std::env::var_os("WEB_EXPECTED").map(PathBuf::from) else { return };
    for (name, modifiers, key) in [
        ("sample-pools.png", Modifiers::COMMAND, Key::E),
        ("sample-report.html", Modifiers::COMMAND | Modifiers::SHIFT, Key::R),
    ] {
        let mut w = window(&[], true, Picked::Files(vec![folder.join(name)]));
        w.press(modifiers, key);
        assert!(folder.join(name).exists(), "{name}");
    }
    // the log by its name, as the page has it
    let mut w = window(&[&asset()], false, Picked::Files(vec![folder.join("sample-data.csv")]));
    w.wish(Command::Do(Action::SaveData));
    w.click("Save…");
    assert!(folder.join("sample-data.csv").exists());

    let mut refused = BTreeMap::new();
    let whole = std::fs::read(asset()).unwrap();
    let noise: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (name, bytes) in [
        ("empty.blg", &[][..]),
        ("noise.blg", &noise),
        ("cut.blg", &whole[..100]),
        ("no-log.csv", b"a,b\n1,2\n"),
        ("text.txt", b"not a log\n"),
    ] {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut w = window(&[], false, Picked::Cancelled);
        w.wish(Command::OpenFiles(vec![path]));
        let Some(Dialog::Error { title, text }) = &w.state().widgets.dialog else { panic!("{name} is opened") };
        let said = format!("{title}: {text}");
        refused.insert(name, said.replace(&format!("{}/", folder.display()), ""));
    }
    std::fs::write(folder.join("refused.json"), serde_json::to_vec(&refused).unwrap()).unwrap();
}
