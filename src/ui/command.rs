//! Everything the window can be asked to do. Widgets send commands; [`super::apply`] executes them.

use super::product::Product;
use super::session::Session;
use super::state::DataChoice;
use super::state::choices::{Compare, Mark, Note};
use super::state::page::Place;
use super::state::settings::{CounterOrder, Setting, Settings, Theme};
use crate::chart::LineStyle;
use crate::chart::interact::Wanted;
use crate::chart::scene::Overlays;
use crate::export::{Existing, PictureStyle};
use crate::kit::Plan;
use crate::model::localized::PoolPaths;
use crate::model::{Dates, KeyedPath, Times};
use std::path::PathBuf;

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Do(Action),
    /// The menu that was requested from the keyboard is open.
    MenuOpened,
    /// Logs, or a session.
    OpenFiles(Vec<PathBuf>),
    /// Opens them in addition to what is open.
    AddFiles(Vec<PathBuf>),
    /// Judges every server that has logs below these folders.
    OpenFolders(Vec<PathBuf>),
    /// Opens servers of the table, by index: one, or several on one chart.
    OpenServers(Vec<usize>),
    /// Asks where to write the collection kit.
    PlaceKit(Box<Plan>),
    /// Writes it below a folder.
    WriteKit(PathBuf),
    /// Shifts the listings of pool tags of the displayed computer to begin this many seconds later than they say.
    MoveListings(f64),
    /// Takes names of pool tags from this list from now on; `None` uses no list.
    SetTagNames(Option<PathBuf>),
    /// Looks for the tags in the driver files of a folder.
    SearchDrivers(PathBuf),
    /// Restores what was kept for the open logs, or for others.
    BringBack(Box<Session>),
    /// These counters are the pools.
    SetPools(PoolPaths),
    /// Whether logs that change on disk are reread automatically.
    SetFollow(bool),
    /// Saves it to this path, which the user chose.
    SaveTo(Product, PathBuf, Existing),
    /// Shows a file in its folder.
    ShowInFolder(PathBuf),
    ShowComputer(usize),
    /// Shows or hides the line of this key.
    ToggleLine(String),
    Select(Option<String>),
    /// Draws the line of this key in this style.
    SetLineStyle(String, LineStyle),
    /// Draws all lines of the same counter, of any instance and computer, like the line of this key.
    KeepLineStyle(String),
    /// Adds counters to the chart, or removes them.
    Chart(Vec<KeyedPath>, Charting),
    /// Adds the counters that match a path to the chart; `*` matches anything.
    ChartByPath(String),
    Preset(Preset),
    /// Makes a counter a favourite, or no longer one.
    Favour(KeyedPath),
    /// Removes all counters but the pools from the chart.
    ClearChart,
    View(Wanted),
    SetCursor(usize, Option<f64>),
    AddMarks(Vec<Mark>),
    /// Changes a mark, given by its id, or removes it.
    SetMark(u64, Option<Mark>),
    MoveMark(u64, f64),
    AddNote(Note),
    /// The same for a note.
    SetNote(u64, Option<String>),
    MoveNote(u64, [f64; 2]),
    /// Opens the dialog for a note on this point: a time, and an amount on the left axis.
    WriteNote([f64; 2]),
    EditNote(u64),
    EditMark(u64),
    SetCompare(Option<Box<Compare>>),
    SetTheme(Theme),
    SetScale(f32),
    SetTimes(Times),
    SetDates(Dates),
    SetPicture(PictureStyle),
    SetContrast(bool),
    SetDecimal(bool),
    /// Whether the files that were opened are remembered.
    KeepRecent(bool),
    /// Whether names are replaced by pseudonyms in everything that leaves.
    SetPseudonyms(bool),
    /// Whether what was typed about logs is kept between starts.
    KeepWork(bool),
    DeleteKept,
    SortCounters(CounterOrder),
    ForgetLineStyles,
    /// Draws lines of the counter of this name automatically again.
    ForgetLineStyle(String),
    SetOverlays(Overlays),
    /// Sorts the table below the chart by a column.
    Sort(usize),
    /// RAM of the displayed computer, in bytes; `None` = as the log says.
    SetRam(Option<f64>),
    CopyText(String),
    ForgetRecent,
    ForgetRam,
    ForgetFavourites,
    /// Resets the settings to their defaults; what is remembered stays.
    ResetSettings,
    /// Asks where the logs of this session are now; with its file, if it has one.
    FindLogs(Box<Session>, Option<PathBuf>),
    /// Opens the logs of a session, wherever they are; with its file, if it has one.
    OpenSession(Box<Session>, Option<PathBuf>),
    /// Opens the handbook at this place; an open dialog returns afterwards.
    OpenHandbook(Place),
    /// Asks where to save these samples.
    AskDataPlace(DataChoice),
    CloseDialog,
}

/// What happens to counters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charting {
    Add,
    Remove,
}

/// How logs are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// In place of what is open.
    Alone,
    /// In addition to what is open.
    Added,
}

/// Counters that are added to the chart together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// The pools alone.
    Pools,
    /// Available and committed memory.
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
    /// The change it makes to the choices, as worded after "Undo:"; `None` if it changes none.
    pub fn change(&self) -> Option<String> {
        Some(match self {
            Self::Do(action) => match action {
                Action::Undo | Action::Redo => return None,
                action => action.label().trim_end_matches('…').to_lowercase(),
            },
            Self::ShowComputer(_) => "choose the computer".to_owned(),
            Self::ToggleLine(_) => "show or hide a line".to_owned(),
            Self::Select(_) => "select a line".to_owned(),
            Self::SetLineStyle(..) => "change a line".to_owned(),
            Self::Chart(paths, charting) => {
                let name = paths.first().map_or_else(String::new, |p| p.counter.clone());
                let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
                let verb = match charting {
                    Charting::Add => "add",
                    Charting::Remove => "remove",
                };
                format!("{verb} {name}{more}")
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
            Self::MoveListings(_) => "move the listings".to_owned(),
            Self::MoveNote(..) => "move a note".to_owned(),
            Self::SetCompare(Some(_)) => "compare".to_owned(),
            Self::SetCompare(None) => "end the comparison".to_owned(),
            Self::BringBack(_) => "bring back".to_owned(),
            _ => return None,
        })
    }
}

/// A command without arguments: what menus, buttons and keys trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Open,
    OpenPath,
    AddLogs,
    OpenFolder,
    /// Back from the opened server to the servers of the folder.
    BackToServers,
    OpenSample,
    Reload,
    CloseLog,
    SaveSession,
    SaveSessionAs,
    ExportPicture,
    CopyPicture,
    SaveReport,
    SaveData,
    Print,
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
    ShowTimes,
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
    ToggleReport,
    StyleLine,
    NextClock,
    ToggleCounters,
    SearchCounters,
    ToggleStatistics,
    ToggleOverview,
    ToggleValueBar,
    ResetLayout,
    JudgeVisible,
    JudgeAll,
    Compare,
    EndCompare,
    SetRam,
    NextComputer,
    ChoosePools,
    CollectLog,
    Stack,
    MoveListings,
    ShowTags,
    ChooseTagNames,
    ChooseDrivers,
    Larger,
    Smaller,
    NormalSize,
    Settings,
    Palette,
    Handbook,
    Shortcuts,
    About,
    FirstMenu,
    Cancel,
}

impl Setting {
    /// The command that switches it.
    pub fn command(self, settings: &Settings) -> Command {
        match self {
            Self::Theme(theme) => Command::SetTheme(theme),
            Self::Scale(scale) => Command::SetScale(scale),
            Self::Times(times) => Command::SetTimes(times),
            Self::Decimal(is_decimal) => Command::SetDecimal(is_decimal),
            Self::Dates(dates) => Command::SetDates(dates),
            Self::PicturePage(page) => Command::SetPicture(PictureStyle { page, ..settings.picture }),
            Self::PictureScale(scale) => Command::SetPicture(PictureStyle { scale, ..settings.picture }),
            Self::DarkPictures => {
                Command::SetPicture(PictureStyle { is_dark: !settings.picture.is_dark, ..settings.picture })
            }
            Self::Contrast => Command::SetContrast(!settings.has_high_contrast),
            Self::Follow => Command::SetFollow(!settings.follow_changes),
            Self::KeepRecent => Command::KeepRecent(!settings.keeps_recent),
            Self::Pseudonyms => Command::SetPseudonyms(!settings.replaces_names),
            Self::KeepWork => Command::KeepWork(!settings.keeps_work),
            Self::Order(order) => Command::SortCounters(order),
            Self::Overlay(at) => Command::SetOverlays(Self::switched(at, settings)),
        }
    }
}

/// Collects the commands of widgets, which are executed in order after the frame was drawn.
#[derive(Default)]
pub struct CommandQueue(pub Vec<Command>);

impl CommandQueue {
    pub fn push(&mut self, command: Command) {
        self.0.push(command);
    }

    pub fn action(&mut self, action: Action) {
        self.0.push(Command::Do(action));
    }
}
