//! The system's file chooser, run off the frame; detects systems that show none.
//!
//! rfd returns `None` both for "cancelled" and for "no dialog could be shown". The latter is recognized by an immediate
//! answer, or by an error that rfd only logs.

use super::product::Product;
#[cfg(not(target_arch = "wasm32"))]
use super::session::EXTENSION;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
#[cfg(not(target_arch = "wasm32"))]
use std::time::{Duration, Instant};

/// Nobody cancels a dialog that fast.
#[cfg(not(target_arch = "wasm32"))]
const AT_ONCE: Duration = Duration::from_millis(100);

/// The outcome of asking for a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Picked {
    Files(Vec<PathBuf>),
    Cancelled,
    /// The answer will be among those that [`Chooser::arrived`] gives.
    Later,
    /// No dialog appeared; the reason in plain words.
    NoDialog(String),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    Open,
    /// Logs to add to what is open.
    Add,
    /// With a suggested name and the folder to start in.
    Save {
        product: Product,
        name: String,
        folder: Option<PathBuf>,
    },
    /// A list that names pool tags: `pooltag.txt`.
    TagNames,
    /// A folder of driver files.
    DriverFolder,
    /// A folder of logs.
    LogFolder,
    /// A folder to put a collection kit into.
    KitFolder,
}

/// Waits for the user's choice.
pub type Waiting = Box<dyn FnOnce() -> Picked + Send>;

/// Shows file dialogs. Tests bring their own.
pub trait Chooser {
    /// Prepares the dialog on the window's thread; the returned closure waits for the answer on another thread.
    fn ask(&self, request: &Request, frame: &eframe::Frame) -> Waiting;

    /// Answers that came without anybody waiting for them.
    fn arrived(&self) -> Vec<(Request, Picked)> {
        Vec::new()
    }
}

/// The system's own dialogs.
#[cfg(not(target_arch = "wasm32"))]
pub struct SystemChooser;

#[cfg(not(target_arch = "wasm32"))]
impl Chooser for SystemChooser {
    fn ask(&self, request: &Request, frame: &eframe::Frame) -> Waiting {
        let dialog = rfd::AsyncFileDialog::new().set_parent(frame);
        let begun = Instant::now();
        LAST_ERROR.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        match request {
            Request::Open | Request::Add => {
                let adds = *request == Request::Add;
                let future = dialog
                    .set_title(if adds { "Add performance logs" } else { "Open performance logs" })
                    .add_filter("Performance logs and sessions", &["blg", "csv", "tsv", "txt", EXTENSION])
                    .add_filter("All files", &["*"])
                    .pick_files();
                Box::new(move || answer(pollster::block_on(future).map(paths), begun))
            }
            Request::TagNames => {
                let future = dialog
                    .set_title("Choose pooltag.txt")
                    .add_filter("Lists of pool tags", &["txt"])
                    .add_filter("All files", &["*"])
                    .pick_file();
                Box::new(move || answer(pollster::block_on(future).map(|f| paths(vec![f])), begun))
            }
            Request::DriverFolder | Request::KitFolder | Request::LogFolder => {
                let title = match request {
                    Request::LogFolder => "Open a folder of logs",
                    Request::KitFolder => "Choose a folder for the collection kit",
                    _ => "Choose a folder of driver files (.sys)",
                };
                let future = dialog.set_title(title).pick_folder();
                Box::new(move || answer(pollster::block_on(future).map(|f| paths(vec![f])), begun))
            }
            Request::Save { product, name, folder } => {
                let dialog = dialog.set_file_name(name).set_title(format!("Save {}", product.name()));
                let formats = product.formats().into_iter();
                let mut dialog = formats.fold(dialog, |dialog, (name, ending)| dialog.add_filter(name, &[ending]));
                if let Some(folder) = folder.as_deref().filter(|f| f.is_dir()) {
                    dialog = dialog.set_directory(folder);
                }
                let future = dialog.save_file();
                Box::new(move || answer(pollster::block_on(future).map(|f| paths(vec![f])), begun))
            }
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn paths(files: Vec<rfd::FileHandle>) -> Vec<PathBuf> {
    files.iter().map(|f| f.path().to_owned()).collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn answer(files: Option<Vec<PathBuf>>, begun: Instant) -> Picked {
    match files {
        Some(files) if !files.is_empty() => Picked::Files(files),
        _ => {
            let error = LAST_ERROR.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
            if error.is_some() || begun.elapsed() < AT_ONCE {
                Picked::NoDialog(no_dialog_reason())
            } else {
                Picked::Cancelled
            }
        }
    }
}

/// Why no dialog could be shown, and what to install.
pub fn no_dialog_reason() -> String {
    if cfg!(target_os = "linux") {
        "This system shows no file chooser: install xdg-desktop-portal with a backend such as xdg-desktop-portal-gtk, or zenity."
            .to_owned()
    } else {
        "This system shows no file chooser.".to_owned()
    }
}

/// The last error that rfd logged.
static LAST_ERROR: Mutex<Option<String>> = Mutex::new(None);

/// Captures rfd's errors, which it reports only in the log. All other log messages are dropped.
struct Listener;

impl log::Log for Listener {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() == log::Level::Error && metadata.target().starts_with("rfd")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            *LAST_ERROR.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(record.args().to_string());
        }
    }

    fn flush(&self) {}
}

/// Starts listening to rfd. To be called once.
pub fn listen() {
    if log::set_logger(&Listener).is_ok() {
        log::set_max_level(log::LevelFilter::Error);
    }
}

/// Parses a path as people paste it: quoted, or as a `file://` URL.
pub fn path_from_text(text: &str) -> PathBuf {
    let text = text.trim();
    let text = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
    let text = text.strip_prefix('\'').and_then(|t| t.strip_suffix('\'')).unwrap_or(text);
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(path) = url::Url::parse(text).ok().filter(|u| u.scheme() == "file").and_then(|u| u.to_file_path().ok())
    {
        return path;
    }
    match text.strip_prefix("~/").zip(std::env::var_os("HOME")) {
        Some((rest, home)) => Path::new(&home).join(rest),
        None => PathBuf::from(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_paths_are_understood() {
        assert_eq!(path_from_text(" \"/a b/c.blg\" "), Path::new("/a b/c.blg"));
        assert_eq!(path_from_text("file:///a%20b/%C3%A9.blg"), Path::new("/a b/é.blg"));
        assert_eq!(path_from_text(r"C:\logs\x.blg"), Path::new(r"C:\logs\x.blg"));
        #[cfg(windows)]
        assert_eq!(path_from_text("file:///C:/a%20b/x.blg"), Path::new(r"C:\a b\x.blg"));
    }

    #[test]
    fn an_answer_at_once_means_no_dialog() {
        assert!(matches!(answer(None, Instant::now()), Picked::NoDialog(_)));
        let before = Instant::now().checked_sub(Duration::from_secs(1)).expect("a second ago");
        assert_eq!(answer(None, before), Picked::Cancelled);
    }
}
