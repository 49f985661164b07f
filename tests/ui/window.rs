//! A window without a display, and how tests drive it.

use eframe::egui::{self, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, HarnessBuilder};
use poolscope::chart::Scene;
use poolscope::chart::interact::View;
use poolscope::ui::chooser::{Chooser, Picked, Request, Waiting};
use poolscope::ui::command::Command;
use poolscope::ui::state::Document;
use poolscope::ui::{App, Start};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Answers in place of the system's dialogs.
pub struct Fake {
    answer: Picked,
    pub asked: Arc<Mutex<Vec<Request>>>,
}

impl Chooser for Fake {
    fn ask(&self, request: &Request, _: &eframe::Frame) -> Waiting {
        self.asked.lock().unwrap().push(request.clone());
        let answer = self.answer.clone();
        Box::new(move || answer)
    }
}

pub struct Window {
    pub harness: Harness<'static, App>,
    pub asked: Arc<Mutex<Vec<Request>>>,
}

impl std::ops::Deref for Window {
    type Target = Harness<'static, App>;
    fn deref(&self) -> &Self::Target {
        &self.harness
    }
}

impl std::ops::DerefMut for Window {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.harness
    }
}

pub fn window(files: &[&Path], sample: bool, answer: Picked) -> Window {
    window_keeping(files, sample, answer, None)
}

/// A window that keeps what is typed in a folder.
pub fn window_keeping(files: &[&Path], sample: bool, answer: Picked, keep: Option<PathBuf>) -> Window {
    build(files, sample, answer, keep, Harness::builder().with_size([1280.0, 800.0]).with_theme(egui::Theme::Light))
}

/// A window with more to say about it.
pub fn build(
    files: &[&Path],
    sample: bool,
    answer: Picked,
    keep: Option<PathBuf>,
    builder: HarnessBuilder<App>,
) -> Window {
    let files: Vec<PathBuf> = files.iter().map(|f| f.to_path_buf()).collect();
    started(builder, answer, move |chooser| Start { sample, keep, ..Start::with(files, chooser) })
}

/// A window that is started in a way of its own.
pub fn started(
    builder: HarnessBuilder<App>,
    answer: Picked,
    start: impl FnOnce(Box<dyn Chooser>) -> Start + 'static,
) -> Window {
    let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
    let log = Arc::clone(&asked);
    let harness = builder.build_eframe(move |cc| App::new(cc, start(Box::new(Fake { answer, asked: log }))));
    let mut window = Window { harness, asked };
    window.settle();
    window
}

impl Window {
    /// Runs frames until no job is left.
    pub fn settle(&mut self) {
        let begun = Instant::now();
        loop {
            self.harness.run_steps(3);
            if self.harness.state().jobs.running().is_empty() {
                self.harness.run_steps(3);
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "a job does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    pub fn drop_file(&mut self, path: &Path) {
        #[derive(Debug)]
        struct Dropped(PathBuf);
        impl egui::DroppedFile for Dropped {
            fn path(&self) -> &Path {
                &self.0
            }
            fn bytes(&self) -> Result<Vec<u8>, String> {
                std::fs::read(&self.0).map_err(|e| e.to_string())
            }
        }
        self.harness.input_mut().dropped_files.push(Arc::new(Dropped(path.to_owned())));
        self.settle();
    }

    /// Asks for something, as a widget would.
    pub fn wish(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().apply(command, &ctx, None);
        self.settle();
    }

    /// Types into the field of this name.
    pub fn type_into(&mut self, name: &str, text: &str) {
        let role = egui::accesskit::Role::TextInput;
        let role = if self.harness.query_by_role_and_label(role, name).is_some() {
            role
        } else {
            egui::accesskit::Role::MultilineTextInput
        };
        self.harness.get_by_role_and_label(role, name).focus();
        self.harness.run_steps(2);
        self.harness.get_by_role_and_label(role, name).type_text(text);
        self.settle();
    }

    /// Turns the wheel somewhere.
    pub fn scroll(&mut self, at: egui::Pos2, points: f32) {
        self.harness.hover_at(at);
        self.harness.event(egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: egui::vec2(0.0, points),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        self.settle();
    }

    /// Clicks what has this name.
    pub fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.settle();
    }

    /// The texts that the window has painted, with where their rows begin.
    pub fn painted(&self) -> Vec<(String, egui::Pos2)> {
        fn collect(shape: &egui::Shape, out: &mut Vec<(String, egui::Pos2)>) {
            match shape {
                egui::Shape::Text(text) => out.push((text.galley.text().to_owned(), text.pos)),
                egui::Shape::Vec(shapes) => shapes.iter().for_each(|s| collect(s, out)),
                _ => {}
            }
        }
        let mut out = Vec::new();
        self.harness.output().shapes.iter().for_each(|s| collect(&s.shape, &mut out));
        out
    }

    pub fn document(&self) -> &Document {
        self.harness.state().state.document.as_ref().unwrap()
    }

    pub fn view(&self) -> &View {
        &self.harness.state().widgets.views[0]
    }

    /// The chart as a picture shows it.
    pub fn pictured(&self) -> Vec<Scene> {
        self.document().visible_scenes(&self.harness.state().widgets.views)
    }

    pub fn title(&self) -> String {
        self.state().state.document.as_ref().map_or_else(String::new, |d| d.name())
    }
}

/// The sample log as a file.
pub fn asset() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg")
}

/// The sample log under another name, in a folder that lives as long as it is held.
pub fn sample_as(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join(name);
    std::fs::copy(asset(), &log).unwrap();
    (folder, log)
}

/// A text log of one computer with these rows, five minutes apart; the counters' names are the reader's problem.
pub fn text_log(path: &Path, computer: &str, names: [&str; 2], rows: std::ops::Range<usize>) {
    let mut text =
        format!("\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\{computer}{}\",\"\\\\{computer}{}\"\r\n", names[0], names[1]);
    for i in rows {
        let (day, hour, minute) = (2 + i / 288, i / 12 % 24, i % 12 * 5);
        text += &format!(
            "\"03/{day:02}/2026 {hour:02}:{minute:02}:00.000\",\"{}\",\"50000000\"\r\n",
            (30_000 + 20 * i) * 4096
        );
    }
    std::fs::write(path, text).unwrap();
}

pub const POOLS: [&str; 2] = [r"\Memory\Pool Nonpaged Bytes", r"\Memory\Pool Paged Bytes"];
