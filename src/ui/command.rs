//! Everything the window can be asked to do. Widgets send commands; [`super::apply`] carries them out.

use super::state::Theme;
use crate::chart::scene::Overlays;
use crate::model::CounterPath;
use crate::model::localized::PoolPaths;
use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use std::path::PathBuf;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Do(Action),
    OpenFiles(Vec<PathBuf>),
    /// Opens them together with what is open.
    AddFiles(Vec<PathBuf>),
    /// These counters are the pools.
    SetPools(PoolPaths),
    /// Whether logs that change on disk are read again by themselves.
    SetFollow(bool),
    /// Export to this path, which the user chose; the flag allows replacing a file.
    ExportTo(PathBuf, bool),
    ShowComputer(usize),
    ToggleLine(usize),
    /// Puts a counter on the chart, or takes it off.
    Chart(CounterPath, bool),
    /// Takes all counters but the pools off the chart.
    ClearChart,
    SetTheme(Theme),
    SetOverlays(Overlays),
    /// RAM of the computer shown, in bytes; `None` = as the log says.
    SetRam(Option<f64>),
    CopyText(String),
    ForgetRecent,
    CloseDialog,
}

/// A command without particulars: what menus, buttons and keys ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Open,
    OpenPath,
    AddLogs,
    OpenSample,
    Reload,
    ExportPicture,
    CopyPicture,
    CopyVerdict,
    Quit,
    ResetView,
    ZoomIn,
    ZoomOut,
    Earlier,
    Later,
    ToggleUtc,
    ToggleCounters,
    SetRam,
    NextComputer,
    ChoosePools,
    Shortcuts,
    About,
    Cancel,
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

impl Action {
    pub const ALL: [Self; 22] = [
        Self::Open,
        Self::OpenPath,
        Self::AddLogs,
        Self::OpenSample,
        Self::Reload,
        Self::ExportPicture,
        Self::CopyPicture,
        Self::CopyVerdict,
        Self::Quit,
        Self::ResetView,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::Earlier,
        Self::Later,
        Self::ToggleUtc,
        Self::ToggleCounters,
        Self::SetRam,
        Self::NextComputer,
        Self::ChoosePools,
        Self::Shortcuts,
        Self::About,
        Self::Cancel,
    ];

    /// Label, tooltip, keys.
    fn parts(self) -> (&'static str, &'static str, Modifiers, Key) {
        match self {
            Self::Open => ("Open…", "Choose a log: .blg, PDH-CSV or PDH-TSV", CTRL, Key::O),
            Self::OpenPath => ("Open by path…", "Type or paste the path of a log", CTRL_SHIFT, Key::O),
            Self::AddLogs => (
                "Add logs…",
                "More logs to what is open: those of one computer become one timeline",
                CTRL_SHIFT,
                Key::A,
            ),
            Self::OpenSample => {
                ("Open the sample log", "A leaking file server, made for trying things out", CTRL, Key::L)
            }
            Self::Reload => ("Reload", "Read the log again, as when it is still being written", NONE, Key::F5),
            Self::ExportPicture => ("Save picture…", "The annotated chart as PNG or SVG", CTRL, Key::S),
            Self::CopyPicture => ("Copy picture", "The annotated chart to the clipboard", CTRL_SHIFT, Key::C),
            Self::CopyVerdict => ("Copy verdict", "The verdict with its reasons as text", CTRL, Key::C),
            Self::Quit => ("Quit", "Close the window", CTRL, Key::Q),
            Self::ResetView => ("Show everything", "The whole log again; also a double click", NONE, Key::Home),
            Self::ZoomIn => ("Zoom in", "Closer in time; also the wheel", NONE, Key::ArrowUp),
            Self::ZoomOut => ("Zoom out", "Further away in time; also the wheel", NONE, Key::ArrowDown),
            Self::Earlier => ("Earlier", "Move to earlier times", NONE, Key::ArrowLeft),
            Self::Later => ("Later", "Move to later times", NONE, Key::ArrowRight),
            Self::ToggleUtc => ("Times in UTC", "Instead of the log's own time zone", CTRL, Key::U),
            Self::ToggleCounters => ("Counters", "Every counter of the log, to put on the chart", CTRL, Key::K),
            Self::SetRam => ("Set RAM…", "How much RAM this computer has", CTRL, Key::R),
            Self::NextComputer => ("Next computer", "Where the logs hold more than one", CTRL, Key::N),
            Self::ChoosePools => (
                "Choose the pool counters…",
                "Where a log names them in a language PoolScope does not know",
                CTRL,
                Key::P,
            ),
            Self::Shortcuts => ("Keyboard shortcuts", "Every key in one place", NONE, Key::F1),
            Self::About => ("About PoolScope", "Version, licence, and what happens to your data", NONE, Key::F12),
            Self::Cancel => ("Cancel", "Stop the job that is running, or close the dialog", NONE, Key::Escape),
        }
    }

    pub fn label(self) -> &'static str {
        self.parts().0
    }

    pub fn tooltip(self) -> &'static str {
        self.parts().1
    }

    pub fn shortcut(self) -> KeyboardShortcut {
        let (_, _, modifiers, key) = self.parts();
        KeyboardShortcut::new(modifiers, key)
    }
}

/// Where widgets put their wishes. Carried out in order after the frame was drawn.
#[derive(Default)]
pub struct Wishes(pub Vec<Command>);

impl Wishes {
    pub fn push(&mut self, command: Command) {
        self.0.push(command);
    }

    pub fn action(&mut self, action: Action) {
        self.0.push(Command::Do(action));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_action_has_words_and_keys_of_its_own() {
        let labels: HashSet<_> = Action::ALL.iter().map(|a| a.label()).collect();
        let shortcuts: HashSet<_> = Action::ALL.iter().map(|a| format!("{:?}", a.shortcut())).collect();
        assert_eq!((labels.len(), shortcuts.len()), (Action::ALL.len(), Action::ALL.len()));
        assert!(Action::ALL.iter().all(|a| !a.tooltip().is_empty()));
    }
}
