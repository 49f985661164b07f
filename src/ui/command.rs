//! Everything the window can be asked to do. Widgets send commands; [`super::apply`] carries them out.

use super::choices::{Compare, Mark, Note};
use super::session::Session;
use super::settings::Theme;
use crate::chart::draw::Wanted;
use crate::chart::scene::Overlays;
use crate::model::localized::PoolPaths;
use crate::model::{KeyedPath, Times};
use eframe::egui::{Key, KeyboardShortcut, Modifiers};
use std::path::PathBuf;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Do(Action),
    /// Logs, or a session.
    OpenFiles(Vec<PathBuf>),
    /// Opens them together with what is open.
    AddFiles(Vec<PathBuf>),
    /// Shows what was kept of the logs that are open, or of others.
    BringBack(Box<Session>),
    /// These counters are the pools.
    SetPools(PoolPaths),
    /// Whether logs that change on disk are read again by themselves.
    SetFollow(bool),
    /// Export to this path, which the user chose; the flag allows replacing a file.
    ExportTo(PathBuf, bool),
    SaveSessionTo(PathBuf, bool),
    /// Shows a file in its folder.
    ShowInFolder(PathBuf),
    ShowComputer(usize),
    /// Shows or hides the line of this key.
    ToggleLine(String),
    Select(Option<String>),
    /// Puts counters on the chart, or takes them off.
    Chart(Vec<KeyedPath>, bool),
    /// Puts the counters on the chart that fit a path, with `*` for anything.
    ChartByPath(String),
    Preset(Preset),
    /// Marks a counter as a favourite, or no longer.
    Favour(KeyedPath),
    /// Takes all counters but the pools off the chart.
    ClearChart,
    View(Wanted),
    SetCursor(usize, Option<f64>),
    AddMarks(Vec<Mark>),
    /// Changes a mark, by its place among all, or takes it off.
    SetMark(usize, Option<Mark>),
    MoveMark(usize, f64),
    AddNote(Note),
    SetNote(usize, Option<String>),
    MoveNote(usize, [f64; 2]),
    /// Opens the dialog for a note on this point: a time, and an amount on the left axis.
    WriteNote([f64; 2]),
    EditNote(usize),
    EditMark(usize),
    SetCompare(Option<Box<Compare>>),
    SetTheme(Theme),
    SetScale(f32),
    SetTimes(Times),
    SetDecimal(bool),
    SetOverlays(Overlays),
    /// Sorts the table below the chart by a column.
    Sort(usize),
    /// RAM of the computer shown, in bytes; `None` = as the log says.
    SetRam(Option<f64>),
    CopyText(String),
    ForgetRecent,
    /// Asks where the logs of this session are now; with its file, where it has one.
    FindLogs(Box<Session>, Option<PathBuf>),
    /// The logs of a session, wherever they are; its file, where it has one.
    OpenSession(Box<Session>, Option<PathBuf>),
    CloseDialog,
}

/// Counters that are put on the chart together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// The pools alone.
    Pools,
    /// What Windows has left, and what it has promised.
    Memory,
    Favourites,
    /// The five processes whose handles, private bytes or nonpaged pool grew most.
    Handles,
    PrivateBytes,
    ProcessPool,
}

impl Preset {
    pub const ALL: [Self; 6] =
        [Self::Pools, Self::Memory, Self::Favourites, Self::Handles, Self::PrivateBytes, Self::ProcessPool];

    pub fn label(self) -> &'static str {
        match self {
            Self::Pools => "Pools only",
            Self::Memory => "Memory",
            Self::Favourites => "Favourites",
            Self::Handles => "Processes by growth of handles",
            Self::PrivateBytes => "Processes by growth of private bytes",
            Self::ProcessPool => "Processes by growth of nonpaged pool",
        }
    }

    /// The counter of processes that is ranked.
    pub fn process_counter(self) -> Option<&'static str> {
        match self {
            Self::Handles => Some("Handle Count"),
            Self::PrivateBytes => Some("Private Bytes"),
            Self::ProcessPool => Some("Pool Nonpaged Bytes"),
            _ => None,
        }
    }
}

impl Command {
    /// What it changes of what is chosen, as it reads after "Undo:"; `None` where it changes nothing of that.
    pub fn change(&self) -> Option<String> {
        Some(match self {
            Self::Do(action) => match action {
                Action::Undo | Action::Redo => return None,
                action => action.label().trim_end_matches('…').to_lowercase(),
            },
            Self::ShowComputer(_) => "choose the computer".to_owned(),
            Self::ToggleLine(_) => "show or hide a line".to_owned(),
            Self::Select(_) => "select a line".to_owned(),
            Self::Chart(paths, is_on) => {
                let name = paths.first().map_or_else(String::new, |p| p.counter.clone());
                let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
                format!("{} {name}{more}", if *is_on { "add" } else { "remove" })
            }
            Self::ChartByPath(path) => format!("add {path}"),
            Self::Preset(preset) => format!("show: {}", preset.label().to_lowercase()),
            Self::ClearChart => "remove all counters".to_owned(),
            Self::SetCursor(..) => "move a cursor".to_owned(),
            Self::AddMarks(marks) if marks.len() == 1 => "add a mark".to_owned(),
            Self::AddMarks(marks) => format!("add {} marks", marks.len()),
            Self::SetMark(_, Some(_)) => "change a mark".to_owned(),
            Self::SetMark(_, None) => "remove a mark".to_owned(),
            Self::MoveMark(..) => "move a mark".to_owned(),
            Self::AddNote(_) => "add a note".to_owned(),
            Self::SetNote(_, Some(_)) => "change a note".to_owned(),
            Self::SetNote(_, None) => "remove a note".to_owned(),
            Self::MoveNote(..) => "move a note".to_owned(),
            Self::SetCompare(Some(_)) => "compare".to_owned(),
            Self::SetCompare(None) => "end the comparison".to_owned(),
            Self::BringBack(_) => "bring back".to_owned(),
            _ => return None,
        })
    }
}

/// A command without particulars: what menus, buttons and keys ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Open,
    OpenPath,
    AddLogs,
    OpenSample,
    Reload,
    SaveSession,
    SaveSessionAs,
    ExportPicture,
    CopyPicture,
    CopyVerdict,
    CopyStatistics,
    Quit,
    Undo,
    Redo,
    ZoomBack,
    ZoomForward,
    ResetView,
    ZoomIn,
    ZoomOut,
    ZoomInAmounts,
    ZoomOutAmounts,
    FitAmounts,
    ZoomToCursors,
    Earlier,
    Later,
    CursorLeft,
    CursorRight,
    CursorFarLeft,
    CursorFarRight,
    OtherCursor,
    ClearCursors,
    AddMark,
    AddMarks,
    AddNote,
    NextLine,
    ToggleSelected,
    Highlight,
    ToggleLog,
    TogglePerfmon,
    NextClock,
    ToggleCounters,
    ToggleStatistics,
    ToggleOverview,
    JudgeVisible,
    JudgeAll,
    Compare,
    EndCompare,
    SetRam,
    NextComputer,
    ChoosePools,
    Larger,
    Smaller,
    NormalSize,
    Palette,
    Shortcuts,
    About,
    Cancel,
}

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

impl Action {
    pub const ALL: [Self; 57] = [
        Self::Open,
        Self::OpenPath,
        Self::AddLogs,
        Self::OpenSample,
        Self::Reload,
        Self::SaveSession,
        Self::SaveSessionAs,
        Self::ExportPicture,
        Self::CopyPicture,
        Self::CopyVerdict,
        Self::CopyStatistics,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::ZoomBack,
        Self::ZoomForward,
        Self::ResetView,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomInAmounts,
        Self::ZoomOutAmounts,
        Self::FitAmounts,
        Self::ZoomToCursors,
        Self::Earlier,
        Self::Later,
        Self::CursorLeft,
        Self::CursorRight,
        Self::CursorFarLeft,
        Self::CursorFarRight,
        Self::OtherCursor,
        Self::ClearCursors,
        Self::AddMark,
        Self::AddMarks,
        Self::AddNote,
        Self::NextLine,
        Self::ToggleSelected,
        Self::Highlight,
        Self::ToggleLog,
        Self::TogglePerfmon,
        Self::NextClock,
        Self::ToggleCounters,
        Self::ToggleStatistics,
        Self::ToggleOverview,
        Self::JudgeVisible,
        Self::JudgeAll,
        Self::Compare,
        Self::EndCompare,
        Self::SetRam,
        Self::NextComputer,
        Self::ChoosePools,
        Self::Larger,
        Self::Smaller,
        Self::NormalSize,
        Self::Palette,
        Self::Shortcuts,
        Self::About,
        Self::Cancel,
    ];

    /// Label, tooltip, keys.
    fn parts(self) -> (&'static str, &'static str, Modifiers, Key) {
        match self {
            Self::Open => ("Open…", "Choose a log (.blg, PDH-CSV, PDH-TSV) or a session", CTRL, Key::O),
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
            Self::SaveSession => {
                ("Save session…", "Logs, view, counters, notes and marks as a .poolscope file", CTRL_SHIFT, Key::S)
            }
            Self::SaveSessionAs => ("Save session as…", "Under another name", CTRL_SHIFT, Key::E),
            Self::ExportPicture => ("Save picture…", "The annotated chart as PNG or SVG", CTRL, Key::S),
            Self::CopyPicture => ("Copy picture", "The annotated chart to the clipboard", CTRL_SHIFT, Key::C),
            Self::CopyVerdict => ("Copy verdict", "The verdict with its reasons as text", CTRL, Key::C),
            Self::CopyStatistics => {
                ("Copy statistics", "The table below the chart, for a spreadsheet", CTRL_SHIFT, Key::T)
            }
            Self::Quit => ("Quit", "Close the window", CTRL, Key::Q),
            Self::Undo => ("Undo", "Take back what was chosen last; zooms go back with Alt and arrow", CTRL, Key::Z),
            Self::Redo => ("Redo", "Do again what was taken back", CTRL_SHIFT, Key::Z),
            Self::ZoomBack => ("Back", "To what was shown before this zoom", ALT, Key::ArrowLeft),
            Self::ZoomForward => ("Forward", "To the zoom that one came back from", ALT, Key::ArrowRight),
            Self::ResetView => ("Show everything", "The whole log again; also a double click", NONE, Key::Home),
            Self::ZoomIn => ("Zoom in", "Closer in time; also the wheel", NONE, Key::ArrowUp),
            Self::ZoomOut => ("Zoom out", "Further away in time; also the wheel", NONE, Key::ArrowDown),
            Self::ZoomInAmounts => {
                ("Zoom in on amounts", "A smaller range of amounts; also Shift and wheel", SHIFT, Key::ArrowUp)
            }
            Self::ZoomOutAmounts => ("Zoom out of amounts", "A larger range of amounts", SHIFT, Key::ArrowDown),
            Self::FitAmounts => ("Fit amounts", "As close as the lines in view allow", NONE, Key::F),
            Self::ZoomToCursors => ("Zoom between the cursors", "From cursor A to cursor B", NONE, Key::Z),
            Self::Earlier => ("Earlier", "Move to earlier times; also drag", NONE, Key::PageUp),
            Self::Later => ("Later", "Move to later times; also drag", NONE, Key::PageDown),
            Self::CursorLeft => ("Cursor left", "To the sample before; also click or drag", NONE, Key::ArrowLeft),
            Self::CursorRight => ("Cursor right", "To the next sample; also click or drag", NONE, Key::ArrowRight),
            Self::CursorFarLeft => ("Cursor far left", "Twenty samples back", SHIFT, Key::ArrowLeft),
            Self::CursorFarRight => ("Cursor far right", "Twenty samples on", SHIFT, Key::ArrowRight),
            Self::OtherCursor => {
                ("Other cursor", "Move the other one of cursors A and B; also Shift and click", NONE, Key::B)
            }
            Self::ClearCursors => ("Remove the cursors", "Both of them", NONE, Key::Delete),
            Self::AddMark => {
                ("Mark here…", "A moment at the cursor, or at the pointer, with a word on it", CTRL, Key::M)
            }
            Self::AddMarks => {
                ("Type or paste marks…", "Lines of times and labels, as Event Viewer copies them", CTRL_SHIFT, Key::M)
            }
            Self::AddNote => ("Write a note…", "On the chart, at the cursor or at the pointer", CTRL, Key::T),
            Self::NextLine => ("Select the next line", "To let it stand out, or to hide it", NONE, Key::L),
            Self::ToggleSelected => ("Hide or show the selected line", "Also a click in the legend", NONE, Key::H),
            Self::Highlight => ("Highlight the selected line", "It stands out, the others step back", CTRL, Key::H),
            Self::ToggleLog => ("Logarithmic amounts", "Equal ratios are equal heights", CTRL, Key::G),
            Self::TogglePerfmon => {
                ("Scale like Performance Monitor", "Each line by a power of ten, to fit 0 to 100", CTRL_SHIFT, Key::G)
            }
            Self::NextClock => ("Other times", "As in the log, in UTC, since the start", CTRL, Key::U),
            Self::ToggleCounters => ("Counters", "Every counter of the log, to put on the chart", CTRL, Key::K),
            Self::ToggleStatistics => ("Statistics", "The table of the visible range", CTRL, Key::I),
            Self::ToggleOverview => ("Overview", "The strip of the whole log below the chart", CTRL_SHIFT, Key::I),
            Self::JudgeVisible => {
                ("Judge what I see", "The verdict on the visible time only, marked as such", CTRL, Key::J)
            }
            Self::JudgeAll => ("Judge the whole log", "The verdict on all of it again", CTRL_SHIFT, Key::J),
            Self::Compare => ("Compare…", "Before and after: two logs, or two parts of one", CTRL, Key::D),
            Self::EndCompare => ("End the comparison", "Back to the timeline", CTRL_SHIFT, Key::D),
            Self::SetRam => ("Set RAM…", "How much RAM this computer has", CTRL, Key::R),
            Self::NextComputer => ("Next computer", "Where the logs hold more than one", CTRL, Key::N),
            Self::ChoosePools => (
                "Choose the pool counters…",
                "Where a log names them in a language PoolScope does not know",
                CTRL,
                Key::P,
            ),
            Self::Larger => ("Larger", "Everything a step larger, up to 200 %", CTRL, Key::Plus),
            Self::Smaller => ("Smaller", "Everything a step smaller", CTRL, Key::Minus),
            Self::NormalSize => ("Normal size", "As large as the system has it", CTRL, Key::Num0),
            Self::Palette => ("All commands…", "Find a command by typing", CTRL_SHIFT, Key::P),
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
        let actions: HashSet<_> = Action::ALL.iter().collect();
        let counts = (labels.len(), shortcuts.len(), actions.len());
        assert_eq!(counts, (Action::ALL.len(), Action::ALL.len(), Action::ALL.len()));
        assert!(Action::ALL.iter().all(|a| !a.tooltip().is_empty()));
    }
}
