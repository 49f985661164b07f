//! Every action of the window, one row each: its name, its keys, when it is available, its place in the menu, and the
//! words it is found by.

use super::command::Action;
use eframe::egui::{Key, KeyboardShortcut, Modifiers};

/// A menu, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Menu {
    File,
    Edit,
    View,
    Zoom,
    Times,
    Size,
    Analyze,
    Help,
}

/// What an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Always,
    /// A log is open.
    Log,
    /// A chart is shown.
    Chart,
    /// A single chart: charts side by side cannot be annotated.
    SingleChart,
    /// Something more, depending on the current choices.
    State,
}

/// An action's row.
pub struct Row {
    pub action: Action,
    pub label: &'static str,
    pub tooltip: &'static str,
    /// The first shortcut is shown; the others do the same.
    pub keys: &'static [(Modifiers, Key)],
    pub need: Need,
    /// Its place in the menus: which menu, and which group in it.
    pub menu: Option<(Menu, u8)>,
    /// Other words for it.
    pub words: &'static str,
}

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

/// Keys reserved for planned actions: nothing else may use them, so that shortcuts never change their meaning.
pub const RESERVED: [(Modifiers, Key); 1] = [(CTRL_SHIFT, Key::E)];

/// What the mouse does.
pub const GESTURES: [(&str, &str); 7] = [
    ("Drag", "Move the chart, or the cursor, mark or note under the pointer"),
    ("Wheel", "Zoom in time, around the pointer; with Shift, in amounts"),
    ("Drag on an axis", "Zoom along that axis"),
    ("Right drag", "Zoom into a box"),
    ("Right click", "Notes, marks and more"),
    ("Click, Shift + click", "Place cursor A, cursor B; near a line, this also selects it"),
    ("Double click", "Show everything"),
];

/// All of them, in the order of the menus.
pub const TABLE: &[Row] = &[
    Row {
        action: Action::Open,
        label: "Open…",
        tooltip: "Choose a log (.blg, PDH-CSV, PDH-TSV) or a session",
        keys: &[(CTRL, Key::O)],
        need: Need::Always,
        menu: Some((Menu::File, 0)),
        words: "load file log",
    },
    Row {
        action: Action::OpenPath,
        label: "Open by path…",
        tooltip: "Type or paste the path of a log",
        keys: &[(CTRL_SHIFT, Key::O)],
        need: Need::Always,
        menu: Some((Menu::File, 0)),
        words: "location",
    },
    Row {
        action: Action::AddLogs,
        label: "Add logs…",
        tooltip: "Add logs to those that are open; those of one computer become one timeline",
        keys: &[(CTRL_SHIFT, Key::A)],
        need: Need::Always,
        menu: Some((Menu::File, 0)),
        words: "merge join",
    },
    Row {
        action: Action::OpenFolder,
        label: "Open folder…",
        tooltip: "Every server that has logs below a folder, the most urgent first",
        keys: &[(CTRL_SHIFT, Key::U)],
        need: Need::Always,
        menu: Some((Menu::File, 0)),
        words: "triage fleet servers many directory",
    },
    Row {
        action: Action::BackToServers,
        label: "Back to the servers",
        tooltip: "The table of the folder that was opened",
        keys: &[(CTRL, Key::B)],
        need: Need::State,
        menu: Some((Menu::File, 0)),
        words: "triage fleet folder return",
    },
    Row {
        action: Action::OpenSample,
        label: "Open the sample log",
        tooltip: "A leaking file server, made for trying things out",
        keys: &[(CTRL, Key::L)],
        need: Need::Always,
        menu: Some((Menu::File, 0)),
        words: "example demo try",
    },
    Row {
        action: Action::Reload,
        label: "Reload",
        tooltip: "Read the log again, for instance if it is still being written",
        keys: &[(NONE, Key::F5)],
        need: Need::Log,
        menu: Some((Menu::File, 0)),
        words: "refresh follow",
    },
    Row {
        action: Action::CloseLog,
        label: "Close",
        tooltip: "The log, session or folder that is open; what you typed is kept",
        keys: &[(CTRL, Key::W)],
        need: Need::State,
        menu: Some((Menu::File, 0)),
        words: "end",
    },
    Row {
        action: Action::SaveSession,
        label: "Save session…",
        tooltip: "Logs, view, counters, notes and marks as a .poolscope file",
        keys: &[(CTRL, Key::S)],
        need: Need::Log,
        menu: Some((Menu::File, 1)),
        words: "project work",
    },
    Row {
        action: Action::SaveSessionAs,
        label: "Save session as…",
        tooltip: "Under another name",
        keys: &[(CTRL_SHIFT, Key::S)],
        need: Need::Log,
        menu: Some((Menu::File, 1)),
        words: "project work",
    },
    Row {
        action: Action::ExportPicture,
        label: "Save picture…",
        tooltip: "The annotated chart as PNG or SVG",
        keys: &[(CTRL, Key::E)],
        need: Need::Chart,
        menu: Some((Menu::File, 2)),
        words: "export image png svg chart report",
    },
    Row {
        action: Action::CopyPicture,
        label: "Copy picture",
        tooltip: "The annotated chart to the clipboard",
        keys: &[(CTRL_SHIFT, Key::C)],
        need: Need::Chart,
        menu: Some((Menu::File, 2)),
        words: "export image clipboard",
    },
    Row {
        action: Action::SaveReport,
        label: "Save report…",
        tooltip: "Verdict, charts, reasons and next steps: one HTML file, Markdown, or a bundle with pictures and data",
        keys: &[(CTRL_SHIFT, Key::R)],
        need: Need::Log,
        menu: Some((Menu::File, 2)),
        words: "export html markdown zip bundle evidence mail ticket",
    },
    Row {
        action: Action::SaveData,
        label: "Save data…",
        tooltip: "Samples for a spreadsheet or a database: counters on the chart or all, time in view or all",
        keys: &[],
        need: Need::Log,
        menu: Some((Menu::File, 2)),
        words: "export csv tsv parquet excel table values duckdb polars",
    },
    Row {
        action: Action::Print,
        label: "Print…",
        tooltip: "Open the report in the browser, to print it or save it as PDF",
        keys: &[(CTRL, Key::P)],
        need: Need::Log,
        menu: Some((Menu::File, 2)),
        words: "pdf paper a4 report browser",
    },
    Row {
        action: Action::CopyVerdict,
        label: "Copy verdict",
        tooltip: "The verdict with its reasons as text",
        keys: &[(CTRL, Key::C)],
        need: Need::Chart,
        menu: Some((Menu::File, 2)),
        words: "export text mail clipboard",
    },
    Row {
        action: Action::CopyStatistics,
        label: "Copy statistics",
        tooltip: "The table below the chart, for a spreadsheet",
        keys: &[(CTRL_SHIFT, Key::T)],
        need: Need::Chart,
        menu: Some((Menu::File, 2)),
        words: "export table csv excel clipboard",
    },
    Row {
        action: Action::Quit,
        label: "Quit",
        tooltip: "Close the window",
        keys: &[(CTRL, Key::Q)],
        need: Need::Always,
        menu: Some((Menu::File, 3)),
        words: "exit leave",
    },
    Row {
        action: Action::Undo,
        label: "Undo",
        tooltip: "Take back the last change; zooms are undone with Alt and the left arrow",
        keys: &[(CTRL, Key::Z)],
        need: Need::State,
        menu: Some((Menu::Edit, 0)),
        words: "revert",
    },
    Row {
        action: Action::Redo,
        label: "Redo",
        tooltip: "Do again what was taken back",
        keys: &[(CTRL, Key::Y), (CTRL_SHIFT, Key::Z)],
        need: Need::State,
        menu: Some((Menu::Edit, 0)),
        words: "repeat",
    },
    Row {
        action: Action::ZoomBack,
        label: "Back",
        tooltip: "To what was shown before this zoom",
        keys: &[(ALT, Key::ArrowLeft)],
        need: Need::State,
        menu: Some((Menu::View, 0)),
        words: "",
    },
    Row {
        action: Action::ZoomForward,
        label: "Forward",
        tooltip: "To the zoom that you came back from",
        keys: &[(ALT, Key::ArrowRight)],
        need: Need::State,
        menu: Some((Menu::View, 0)),
        words: "",
    },
    Row {
        action: Action::ResetView,
        label: "Show everything",
        tooltip: "The whole log again; also a double click",
        keys: &[(NONE, Key::Home)],
        need: Need::Chart,
        menu: Some((Menu::View, 0)),
        words: "all fit reset home",
    },
    Row {
        action: Action::ZoomIn,
        label: "Zoom in",
        tooltip: "Closer in time; also the wheel",
        keys: &[(NONE, Key::ArrowUp)],
        need: Need::Chart,
        menu: Some((Menu::Zoom, 0)),
        words: "",
    },
    Row {
        action: Action::ZoomOut,
        label: "Zoom out",
        tooltip: "Further away in time; also the wheel",
        keys: &[(NONE, Key::ArrowDown)],
        need: Need::Chart,
        menu: Some((Menu::Zoom, 0)),
        words: "",
    },
    Row {
        action: Action::ZoomInAmounts,
        label: "Zoom in on amounts",
        tooltip: "A smaller range of amounts; also Shift and wheel",
        keys: &[(SHIFT, Key::ArrowUp)],
        need: Need::Chart,
        menu: Some((Menu::Zoom, 0)),
        words: "",
    },
    Row {
        action: Action::ZoomOutAmounts,
        label: "Zoom out of amounts",
        tooltip: "A larger range of amounts",
        keys: &[(SHIFT, Key::ArrowDown)],
        need: Need::Chart,
        menu: Some((Menu::Zoom, 0)),
        words: "",
    },
    Row {
        action: Action::FitAmounts,
        label: "Fit amounts",
        tooltip: "As close as the lines in view allow",
        keys: &[(NONE, Key::F)],
        need: Need::Chart,
        menu: Some((Menu::Zoom, 0)),
        words: "",
    },
    Row {
        action: Action::ZoomToCursors,
        label: "Zoom between the cursors",
        tooltip: "From cursor A to cursor B",
        keys: &[(NONE, Key::Z)],
        need: Need::State,
        menu: Some((Menu::Zoom, 0)),
        words: "range selection",
    },
    Row {
        action: Action::ShowTimes,
        label: "Show a time…",
        tooltip: "Type from when to when, or choose: the last day, since the rise began",
        keys: &[(NONE, Key::T)],
        need: Need::SingleChart,
        menu: Some((Menu::View, 0)),
        words: "range span period last day hours zoom",
    },
    Row {
        action: Action::Earlier,
        label: "Earlier",
        tooltip: "Move to earlier times; also drag",
        keys: &[(NONE, Key::PageUp)],
        need: Need::Chart,
        menu: Some((Menu::Zoom, 0)),
        words: "",
    },
    Row {
        action: Action::Later,
        label: "Later",
        tooltip: "Move to later times; also drag",
        keys: &[(NONE, Key::PageDown)],
        need: Need::Chart,
        menu: Some((Menu::Zoom, 0)),
        words: "",
    },
    Row {
        action: Action::CursorLeft,
        label: "Cursor left",
        tooltip: "To the previous sample; also click or drag",
        keys: &[(NONE, Key::ArrowLeft)],
        need: Need::Chart,
        menu: Some((Menu::Edit, 2)),
        words: "",
    },
    Row {
        action: Action::CursorRight,
        label: "Cursor right",
        tooltip: "To the next sample; also click or drag",
        keys: &[(NONE, Key::ArrowRight)],
        need: Need::Chart,
        menu: Some((Menu::Edit, 2)),
        words: "",
    },
    Row {
        action: Action::CursorFarLeft,
        label: "Cursor far left",
        tooltip: "Twenty samples back",
        keys: &[(SHIFT, Key::ArrowLeft)],
        need: Need::Chart,
        menu: Some((Menu::Edit, 2)),
        words: "",
    },
    Row {
        action: Action::CursorFarRight,
        label: "Cursor far right",
        tooltip: "Twenty samples on",
        keys: &[(SHIFT, Key::ArrowRight)],
        need: Need::Chart,
        menu: Some((Menu::Edit, 2)),
        words: "",
    },
    Row {
        action: Action::OtherCursor,
        label: "Other cursor",
        tooltip: "Switch between cursors A and B; also Shift and click",
        keys: &[(NONE, Key::B)],
        need: Need::Chart,
        menu: Some((Menu::Edit, 2)),
        words: "",
    },
    Row {
        action: Action::ClearCursors,
        label: "Remove the cursors",
        tooltip: "Both of them",
        keys: &[(NONE, Key::Delete)],
        need: Need::State,
        menu: Some((Menu::Edit, 2)),
        words: "delete",
    },
    Row {
        action: Action::AddMark,
        label: "Mark here…",
        tooltip: "Label the moment at the cursor, or at the pointer",
        keys: &[(CTRL, Key::M)],
        need: Need::SingleChart,
        menu: Some((Menu::Edit, 1)),
        words: "event flag annotate",
    },
    Row {
        action: Action::AddMarks,
        label: "Type or paste marks…",
        tooltip: "Lines of times and labels, as Event Viewer copies them",
        keys: &[(CTRL_SHIFT, Key::M)],
        need: Need::SingleChart,
        menu: Some((Menu::Edit, 1)),
        words: "events flag annotate import",
    },
    Row {
        action: Action::AddNote,
        label: "Write a note…",
        tooltip: "On the chart, at the cursor or at the pointer",
        keys: &[(CTRL, Key::T)],
        need: Need::SingleChart,
        menu: Some((Menu::Edit, 1)),
        words: "comment annotate text",
    },
    Row {
        action: Action::NextLine,
        label: "Select the next line",
        tooltip: "To highlight it, or to hide it",
        keys: &[(NONE, Key::L)],
        need: Need::Chart,
        menu: Some((Menu::Edit, 3)),
        words: "",
    },
    Row {
        action: Action::ToggleSelected,
        label: "Hide or show the selected line",
        tooltip: "Also a click in the legend",
        keys: &[(NONE, Key::H)],
        need: Need::State,
        menu: Some((Menu::Edit, 3)),
        words: "",
    },
    Row {
        action: Action::Highlight,
        label: "Highlight the selected line",
        tooltip: "It stands out; the others fade",
        keys: &[(CTRL, Key::H)],
        need: Need::Chart,
        menu: Some((Menu::View, 2)),
        words: "",
    },
    Row {
        action: Action::ToggleLog,
        label: "Logarithmic amounts",
        tooltip: "Equal ratios have equal heights",
        keys: &[(CTRL, Key::G)],
        need: Need::Chart,
        menu: Some((Menu::View, 2)),
        words: "log scale axis",
    },
    Row {
        action: Action::TogglePerfmon,
        label: "Scale like Performance Monitor",
        tooltip: "Each line scaled by a power of ten, to fit 0 to 100",
        keys: &[(CTRL_SHIFT, Key::G)],
        need: Need::Chart,
        menu: Some((Menu::View, 2)),
        words: "scale axis",
    },
    Row {
        action: Action::ToggleReport,
        label: "Report",
        tooltip: "The values as numbers instead of the chart: at the cursor, or the last in view",
        keys: &[(NONE, Key::R)],
        need: Need::Chart,
        menu: Some((Menu::View, 2)),
        words: "text numbers performance monitor view",
    },
    Row {
        action: Action::StyleLine,
        label: "Line style…",
        tooltip: "Colour, width, dashes, scale and axis of the selected line",
        keys: &[(NONE, Key::S)],
        need: Need::Chart,
        menu: Some((Menu::View, 2)),
        words: "color colour thickness dash properties look legend",
    },
    Row {
        action: Action::NextClock,
        label: "Other times",
        tooltip: "Show times as in the log, in UTC, or since the start",
        keys: &[(CTRL, Key::U)],
        need: Need::Always,
        menu: Some((Menu::Times, 0)),
        words: "time zone utc local elapsed",
    },
    Row {
        action: Action::ToggleCounters,
        label: "Counters",
        tooltip: "Every counter of the log, to put on the chart",
        keys: &[(CTRL, Key::K)],
        need: Need::Log,
        menu: Some((Menu::View, 1)),
        words: "list process add line",
    },
    Row {
        action: Action::SearchCounters,
        label: "Search the counters",
        tooltip: "The list of counters, ready to type in its search field",
        keys: &[(CTRL, Key::F)],
        need: Need::Log,
        menu: Some((Menu::View, 1)),
        words: "find list process",
    },
    Row {
        action: Action::ToggleStatistics,
        label: "Statistics",
        tooltip: "The table of the visible time",
        keys: &[(CTRL, Key::I)],
        need: Need::Always,
        menu: Some((Menu::View, 1)),
        words: "table minimum maximum average",
    },
    Row {
        action: Action::ToggleValueBar,
        label: "Value bar",
        tooltip: "Last, average, minimum, maximum and duration of the selected line, below the chart",
        keys: &[(NONE, Key::V)],
        need: Need::Chart,
        menu: Some((Menu::View, 1)),
        words: "performance monitor figures",
    },
    Row {
        action: Action::ToggleOverview,
        label: "Overview",
        tooltip: "The strip of the whole log below the chart",
        keys: &[(CTRL_SHIFT, Key::I)],
        need: Need::Always,
        menu: Some((Menu::View, 1)),
        words: "navigator strip",
    },
    Row {
        action: Action::ResetLayout,
        label: "Reset the layout",
        tooltip: "Panels and columns as they were at first: which are shown, and how wide they are",
        keys: &[],
        need: Need::Always,
        menu: Some((Menu::View, 1)),
        words: "panels default window widths lost",
    },
    Row {
        action: Action::JudgeVisible,
        label: "Judge what I see",
        tooltip: "The verdict on the visible time only, marked as such",
        keys: &[(CTRL, Key::J)],
        need: Need::State,
        menu: Some((Menu::Analyze, 0)),
        words: "verdict range part",
    },
    Row {
        action: Action::JudgeAll,
        label: "Judge the whole log",
        tooltip: "The verdict on all of it again",
        keys: &[(CTRL_SHIFT, Key::J)],
        need: Need::State,
        menu: Some((Menu::Analyze, 0)),
        words: "verdict",
    },
    Row {
        action: Action::Compare,
        label: "Compare…",
        tooltip: "Before and after: two logs, or two parts of one",
        keys: &[(CTRL, Key::D)],
        need: Need::Chart,
        menu: Some((Menu::Analyze, 1)),
        words: "before after difference",
    },
    Row {
        action: Action::EndCompare,
        label: "End the comparison",
        tooltip: "Back to the timeline",
        keys: &[(CTRL_SHIFT, Key::D)],
        need: Need::State,
        menu: Some((Menu::Analyze, 1)),
        words: "",
    },
    Row {
        action: Action::SetRam,
        label: "Set RAM…",
        tooltip: "How much RAM this computer has",
        keys: &[(CTRL, Key::R)],
        need: Need::State,
        menu: Some((Menu::Analyze, 2)),
        words: "memory installed physical",
    },
    Row {
        action: Action::NextComputer,
        label: "Next computer",
        tooltip: "If the logs contain more than one",
        keys: &[(CTRL, Key::N)],
        need: Need::State,
        menu: Some((Menu::Analyze, 2)),
        words: "machine server",
    },
    Row {
        action: Action::ChoosePools,
        label: "Choose the pool counters…",
        tooltip: "If a log names them in a language PoolScope does not know",
        keys: &[],
        need: Need::Log,
        menu: Some((Menu::Analyze, 2)),
        words: "language nonpaged paged map",
    },
    Row {
        action: Action::CollectLog,
        label: "Collect a better log…",
        tooltip: "A folder of scripts that collect counters and pool tags on the machine, suited to its problem",
        keys: &[(CTRL_SHIFT, Key::L)],
        need: Need::Always,
        menu: Some((Menu::Analyze, 3)),
        words: "logman kit record script poolmon",
    },
    Row {
        action: Action::ShowTags,
        label: "Pool tags…",
        tooltip: "Every tag of the listings, as a table to sort and copy",
        keys: &[(CTRL_SHIFT, Key::K)],
        need: Need::State,
        menu: Some((Menu::Analyze, 3)),
        words: "poolmon table driver",
    },
    Row {
        action: Action::Stack,
        label: "Stacked areas",
        tooltip: "Counters of one unit on top of one another; with pool tags, the gap below the pool is unexplained",
        keys: &[(CTRL_SHIFT, Key::H)],
        need: Need::State,
        menu: Some((Menu::View, 2)),
        words: "cumulative sum area poolmon tags",
    },
    Row {
        action: Action::MoveListings,
        label: "Move the listings in time…",
        tooltip: "For listings with no time, or a wrong one; or drag the place on the chart where they begin",
        keys: &[(CTRL_SHIFT, Key::B)],
        need: Need::State,
        menu: Some((Menu::Analyze, 3)),
        words: "shift clock guess stamp poolmon",
    },
    Row {
        action: Action::ChooseTagNames,
        label: "Names of pool tags…",
        tooltip: "A pooltag.txt, as shipped with WinDbg and the WDK, to name tags from; it is remembered",
        keys: &[(CTRL_SHIFT, Key::N)],
        need: Need::Always,
        menu: Some((Menu::Analyze, 3)),
        words: "pooltag.txt poolmon windbg driver",
    },
    Row {
        action: Action::ChooseDrivers,
        label: "Search driver files for tags…",
        tooltip: "A folder of .sys, .exe and .dll files, copied from the machine: which of them contain the tags",
        keys: &[(CTRL_SHIFT, Key::F)],
        need: Need::State,
        menu: Some((Menu::Analyze, 3)),
        words: "sys findstr owner who",
    },
    Row {
        action: Action::Larger,
        label: "Larger",
        tooltip: "Everything a step larger, up to 200 %",
        keys: &[(CTRL, Key::Plus)],
        need: Need::State,
        menu: Some((Menu::Size, 0)),
        words: "zoom font scale accessibility",
    },
    Row {
        action: Action::Smaller,
        label: "Smaller",
        tooltip: "Everything a step smaller",
        keys: &[(CTRL, Key::Minus)],
        need: Need::State,
        menu: Some((Menu::Size, 0)),
        words: "zoom font scale",
    },
    Row {
        action: Action::NormalSize,
        label: "Normal size",
        tooltip: "The size that the system sets",
        keys: &[(CTRL, Key::Num0)],
        need: Need::State,
        menu: Some((Menu::Size, 0)),
        words: "zoom font scale",
    },
    Row {
        action: Action::Settings,
        label: "Settings…",
        tooltip: "Colours, size, times, units, and what is remembered",
        keys: &[(CTRL, Key::Comma)],
        need: Need::Always,
        menu: Some((Menu::Edit, 4)),
        words: "preferences options theme privacy reset",
    },
    Row {
        action: Action::Palette,
        label: "All commands…",
        tooltip: "Find a command by typing",
        keys: &[(CTRL_SHIFT, Key::P)],
        need: Need::Always,
        menu: Some((Menu::Help, 0)),
        words: "commands find help",
    },
    Row {
        action: Action::Handbook,
        label: "Handbook",
        tooltip: "What the verdicts mean, formats, limits, and the command line",
        keys: &[(NONE, Key::F1)],
        need: Need::Always,
        menu: Some((Menu::Help, 0)),
        words: "help manual documentation guide",
    },
    Row {
        action: Action::Shortcuts,
        label: "Keyboard shortcuts",
        tooltip: "Every key in one place",
        keys: &[(SHIFT, Key::F1)],
        need: Need::Always,
        menu: Some((Menu::Help, 0)),
        words: "keys help keyboard",
    },
    Row {
        action: Action::About,
        label: "About PoolScope",
        tooltip: "Version, licence, and what happens to your data",
        keys: &[],
        need: Need::Always,
        menu: Some((Menu::Help, 1)),
        words: "version help licence renderer",
    },
    Row {
        action: Action::FirstMenu,
        label: "Menu",
        tooltip: "Open the menus from the keyboard; then use the arrows and Enter",
        keys: &[(NONE, Key::F10)],
        need: Need::Always,
        menu: None,
        words: "",
    },
    Row {
        action: Action::Cancel,
        label: "Cancel",
        tooltip: "Stop the job that is running, or close the dialog",
        keys: &[(NONE, Key::Escape)],
        need: Need::Always,
        menu: None,
        words: "",
    },
];

impl Action {
    /// Its row of the table.
    pub fn row(self) -> &'static Row {
        // a test ensures a row for each action; a wrong row is no reason to panic
        TABLE.iter().find(|row| row.action == self).unwrap_or(&TABLE[0])
    }

    pub fn label(self) -> &'static str {
        self.row().label
    }

    pub fn tooltip(self) -> &'static str {
        self.row().tooltip
    }

    /// The shortcut that is shown, if it has any.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        self.shortcuts().next()
    }

    /// All its shortcuts.
    pub fn shortcuts(self) -> impl Iterator<Item = KeyboardShortcut> {
        self.row().keys.iter().map(|(modifiers, key)| KeyboardShortcut::new(*modifiers, *key))
    }

    /// Whether it can ever be done: a page has no folders, no paths and no window of its own.
    pub fn is_offered(self) -> bool {
        let needs_system = matches!(
            self,
            Self::OpenPath
                | Self::OpenFolder
                | Self::BackToServers
                | Self::Print
                | Self::Quit
                | Self::CollectLog
                | Self::ChooseDrivers
        );
        !(needs_system && cfg!(target_arch = "wasm32"))
    }

    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        TABLE.iter().map(|row| row.action).filter(|action| action.is_offered())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_action_has_a_row_words_and_keys_of_its_own() {
        let labels: HashSet<_> = TABLE.iter().map(|row| row.label).collect();
        let actions: HashSet<_> = Action::all().collect();
        assert_eq!((labels.len(), actions.len()), (TABLE.len(), TABLE.len()));
        let all = TABLE.iter().flat_map(|row| row.keys).chain(&RESERVED).map(|keys| format!("{keys:?}"));
        let keys: Vec<String> = all.collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len(), "keys that do two things");
        for row in TABLE {
            assert!(!row.tooltip.is_empty() && row.action.row().action == row.action);
            // an action without keys must be in a menu
            assert!(!row.keys.is_empty() || row.menu.is_some(), "{}", row.label);
        }
    }
}
