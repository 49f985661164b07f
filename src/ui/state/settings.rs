//! What is kept between starts.

use crate::chart::LineStyle;
use crate::chart::scene::{Overlays, Shown};
use crate::export::{Page, PictureStyle};
use crate::model::localized::PoolPaths;
use crate::model::path::computer_key;
use crate::model::units::{MB, TB, Units};
use crate::model::{Dates, Recording, Times};
use crate::report::pseudonyms::Key;
use crate::wording::{Notation, Style};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Zoom factors of the user interface.
pub const SCALES: [f32; 8] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0];

/// How many recent files are shown.
const RECENT: usize = 10;

/// Light, dark, or as set in the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// What the table below the chart is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sorting {
    /// A column, from the left.
    pub column: usize,
    pub is_falling: bool,
}

/// What the list of counters is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CounterOrder {
    /// A tree of objects, instances and counters.
    #[default]
    Name,
    /// The last value, the largest first.
    Value,
    /// The largest growth first.
    Growth,
    /// Leaks first.
    Verdict,
}

impl CounterOrder {
    pub const ALL: [Self; 4] = [Self::Name, Self::Value, Self::Growth, Self::Verdict];

    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Value => "Value",
            Self::Growth => "Growth",
            Self::Verdict => "Verdict",
        }
    }
}

/// Whether a computer can have this much RAM.
pub fn is_ram(bytes: f64) -> bool {
    (32.0 * MB..=64.0 * TB).contains(&bytes)
}

/// SavedSession between starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// The zoom factor; 1 is the system's own size.
    pub scale: f32,
    pub times: Times,
    pub dates: Dates,
    /// Whether the contrast is as high as possible.
    pub has_high_contrast: bool,
    /// 1 MB = 1,000,000 bytes instead of Windows' 1,048,576.
    pub is_decimal: bool,
    /// How saved or copied pictures are drawn.
    pub picture: PictureStyle,
    /// What is drawn on the chart besides the lines.
    pub overlays: Overlays,
    /// RAM that the user set, in bytes, by computer name in lower case.
    pub ram: BTreeMap<String, f64>,
    /// Counters that the user said are the pools.
    pub pools: PoolPaths,
    /// Whether a log that changes on disk is reread.
    #[serde(rename = "keeps_still", with = "negated")]
    pub follow_changes: bool,
    /// Whether the list of counters is open.
    pub shows_counters: bool,
    pub shows_statistics: bool,
    pub shows_overview: bool,
    /// Whether the figures of the selected line are shown below the chart.
    pub shows_value_bar: bool,
    /// Whether figures are shown instead of the chart.
    pub shows_report: bool,
    /// How lines of a counter are drawn, by [`counter_name`](crate::chart::line_style::counter_name).
    pub line_styles: BTreeMap<String, LineStyle>,
    /// Whether opened files are remembered, and what was typed about logs is kept.
    pub keeps_recent: bool,
    pub keeps_work: bool,
    /// Whether names of computers, users, files and processes are replaced in everything that leaves.
    pub replaces_names: bool,
    /// Which pseudonym stands for which name; it stays here.
    pub pseudonyms: Key,
    /// What the list of counters is sorted by.
    pub counter_order: CounterOrder,
    /// The newest first.
    pub recent: Vec<PathBuf>,
    /// Counters marked as favourites, without their computer, in lower case.
    pub favourites: BTreeSet<String>,
    pub sorting: Option<Sorting>,
    /// The `pooltag.txt` that names of tags come from.
    pub tag_names: Option<PathBuf>,
}

impl Settings {
    /// Replaces values that make no sense: a file may contain anything.
    pub fn sane(mut self) -> Self {
        let (least, most) = (SCALES[0], SCALES[SCALES.len() - 1]);
        self.scale = if self.scale.is_finite() && self.scale > 0.0 { self.scale.clamp(least, most) } else { 1.0 };
        self.ram.retain(|_, bytes| is_ram(*bytes));
        self.recent.truncate(RECENT);
        self.picture = self.picture.sane();
        self.line_styles.values_mut().for_each(|style| *style = style.sane());
        self
    }

    /// The size of 1 MB.
    pub fn units(&self) -> Units {
        if self.is_decimal { Units::Decimal } else { Units::Binary }
    }

    pub fn notation(&self) -> Notation {
        Notation { times: self.times, dates: self.dates, units: self.units() }
    }

    /// How scenes are shown.
    pub fn shown(&self) -> Shown {
        Shown { notation: self.notation(), overlays: self.overlays }
    }

    /// The style of texts about a recording.
    pub fn style(&self, recording: &Recording) -> Style {
        Style::of(recording, self.notation())
    }

    pub fn ram_of(&self, computer: &str) -> Option<f64> {
        self.ram.get(&computer_key(computer)).copied()
    }

    /// Stores the RAM of a computer, or clears it.
    pub fn set_ram(&mut self, computer: &str, bytes: Option<f64>) {
        match bytes {
            Some(bytes) => self.ram.insert(computer_key(computer), bytes),
            None => self.ram.remove(&computer_key(computer)),
        };
    }

    pub fn remember(&mut self, path: &Path) {
        // a page cannot open a file again that was chosen the last time
        if !self.keeps_recent || cfg!(target_arch = "wasm32") {
            return;
        }
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }
}

/// A setting that can be switched; each is in the menu and the palette.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Setting {
    Theme(Theme),
    Scale(f32),
    Times(Times),
    Dates(Dates),
    Decimal(bool),
    PicturePage(Page),
    /// Pixels per point.
    PictureScale(u8),
    DarkPictures,
    Contrast,
    Follow,
    KeepRecent,
    KeepWork,
    Pseudonyms,
    /// What the list of counters is sorted by.
    Order(CounterOrder),
    /// An overlay, by index.
    Overlay(usize),
}

/// The overlays, in words.
const OVERLAYS: [&str; 9] = [
    "Maxima",
    "Line at RAM",
    "Trend with its 95 % interval",
    "Where the rise began",
    "Low points that the verdict rests on",
    "Restarts, and time left out of the verdict",
    "Times without samples",
    "Where each log begins, of several",
    "Events of Windows' logs",
];

fn overlay(overlays: &mut Overlays, at: usize) -> Option<&mut bool> {
    let o = overlays;
    let (first, second) = (
        [&mut o.maxima, &mut o.ram, &mut o.trend, &mut o.onset, &mut o.floor],
        [&mut o.runs, &mut o.gaps, &mut o.files, &mut o.events],
    );
    first.into_iter().chain(second).nth(at)
}

impl Setting {
    /// Every one.
    pub fn all() -> Vec<Self> {
        let themes = [Theme::System, Theme::Light, Theme::Dark].map(Self::Theme);
        let times = [Times::Local, Times::Utc, Times::Elapsed].map(Self::Times);
        let scales = SCALES.into_iter().filter(|s| *s >= 1.0).map(Self::Scale);
        let units = [false, true].map(Self::Decimal);
        let dates = [Dates::Words, Dates::Iso].map(Self::Dates);
        let pages = Page::ALL.into_iter().map(Self::PicturePage);
        let pictures = pages.chain(PictureStyle::SCALES.into_iter().map(Self::PictureScale));
        let others =
            [Self::DarkPictures, Self::Contrast, Self::Follow, Self::KeepRecent, Self::KeepWork, Self::Pseudonyms];
        let orders = CounterOrder::ALL.map(Self::Order);
        let overlays = (0..OVERLAYS.len()).map(Self::Overlay);
        let written = times.into_iter().chain(dates).chain(units).chain(pictures);
        themes.into_iter().chain(scales).chain(written).chain(others).chain(orders).chain(overlays).collect()
    }

    pub fn label(self) -> String {
        match self {
            Self::Theme(Theme::System) => "Theme of the system".to_owned(),
            Self::Theme(Theme::Light) => "Light theme".to_owned(),
            Self::Theme(Theme::Dark) => "Dark theme".to_owned(),
            Self::Scale(scale) => format!("{:.0} %", scale * 100.0),
            Self::Times(Times::Local) => "Times as in the log".to_owned(),
            Self::Times(Times::Utc) => "Times in UTC".to_owned(),
            Self::Times(Times::Elapsed) => "Times since the start".to_owned(),
            Self::Decimal(false) => "1 MB = 1,048,576 bytes, as in Windows".to_owned(),
            Self::Decimal(true) => "1 MB = 1,000,000 bytes".to_owned(),
            Self::Dates(Dates::Words) => "Days as 4 Mar 2026".to_owned(),
            Self::Dates(Dates::Iso) => "Days as 2026-03-04".to_owned(),
            Self::PicturePage(page) => page.label().to_owned(),
            Self::PictureScale(1) => "1 pixel a point".to_owned(),
            Self::PictureScale(scale) => format!("{scale} pixels a point"),
            Self::DarkPictures => "Dark pictures".to_owned(),
            Self::Contrast => "High contrast".to_owned(),
            Self::Follow => "Follow a log that is being written".to_owned(),
            Self::KeepRecent => "Remember the files that were opened".to_owned(),
            Self::Pseudonyms => "Replace names in pictures, reports, data and what is copied".to_owned(),
            Self::KeepWork => "Keep notes, marks and counters of every log".to_owned(),
            Self::Order(order) => format!("Sort the counters by {}", order.label().to_lowercase()),
            Self::Overlay(at) => OVERLAYS.get(at).copied().unwrap_or_default().to_owned(),
        }
    }

    /// A description, with the words that it is found by.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Theme(_) => "Colours of the window: theme, appearance, dark mode",
            Self::Scale(_) => "How large everything is: size, zoom of the window, font",
            Self::Times(_) => "What clock the chart shows: time zone",
            Self::Decimal(_) => "Units of amounts",
            Self::Dates(_) => "How days are written: ISO 8601, date format",
            Self::PicturePage(Page::Mail) => "Size of saved and copied pictures: 1200 × 675 points",
            Self::PicturePage(Page::Ticket) => "Size of saved and copied pictures: 860 × 560 points",
            Self::PicturePage(Page::Slide) => "Size of saved and copied pictures: 1280 × 720 points, 16 to 9",
            Self::PicturePage(Page::A4) => "Size of saved and copied pictures: 297 × 210 mm, across",
            Self::PictureScale(_) => "How fine saved and copied pictures are: resolution, scale",
            Self::DarkPictures => "Pictures on a dark ground, whatever the window has: theme",
            Self::Contrast => "Theme: black on white or white on black, thicker lines: accessibility",
            Self::KeepRecent => {
                "For the menu and the first page; what was remembered is forgotten when this is switched off"
            }
            Self::Pseudonyms => {
                "Computers, users, files, services and processes that are not part of Windows get pseudonyms, the same ones each \
                 time; texts of events are left out: privacy, anonymous"
            }
            Self::KeepWork => {
                "In your own profile, so that nothing typed is lost when the window is closed or killed: privacy"
            }
            Self::Order(_) => "The list of counters: order",
            Self::Follow => "Read a log again when it changes on disk; the view stays",
            Self::Overlay(_) => "Shown on the chart besides the lines",
        }
    }

    pub fn is_one_of_several(self) -> bool {
        !matches!(
            self,
            Self::DarkPictures
                | Self::Follow
                | Self::Contrast
                | Self::KeepRecent
                | Self::KeepWork
                | Self::Pseudonyms
                | Self::Overlay(_)
        )
    }

    pub fn is_on(self, settings: &Settings) -> bool {
        match self {
            Self::Theme(theme) => settings.theme == theme,
            Self::Scale(scale) => (settings.scale - scale).abs() < 0.01,
            Self::Times(times) => settings.times == times,
            Self::Decimal(is_decimal) => settings.is_decimal == is_decimal,
            Self::Dates(dates) => settings.dates == dates,
            Self::PicturePage(page) => settings.picture.page == page,
            Self::PictureScale(scale) => settings.picture.scale == scale,
            Self::DarkPictures => settings.picture.is_dark,
            Self::Contrast => settings.has_high_contrast,
            Self::Follow => settings.follow_changes,
            Self::KeepRecent => settings.keeps_recent,
            Self::KeepWork => settings.keeps_work,
            Self::Pseudonyms => settings.replaces_names,
            Self::Order(order) => settings.counter_order == order,
            Self::Overlay(at) => overlay(&mut settings.overlays.clone(), at).is_some_and(|on| *on),
        }
    }

    /// The overlays with this one switched.
    pub fn switched(at: usize, settings: &Settings) -> Overlays {
        let mut overlays = settings.overlays;
        if let Some(on) = overlay(&mut overlays, at) {
            *on ^= true;
        }
        overlays
    }
}

/// Stores a value as its opposite, to keep the file format.
mod negated {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &bool, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bool(!value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
        bool::deserialize(from).map(|value| !value)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            scale: 1.0,
            times: Times::default(),
            dates: Dates::default(),
            has_high_contrast: false,
            is_decimal: false,
            picture: PictureStyle::default(),
            overlays: Overlays::default(),
            ram: BTreeMap::new(),
            pools: PoolPaths::default(),
            follow_changes: true,
            shows_counters: false,
            shows_statistics: true,
            shows_overview: true,
            shows_value_bar: false,
            shows_report: false,
            line_styles: BTreeMap::new(),
            keeps_recent: true,
            keeps_work: true,
            replaces_names: false,
            pseudonyms: Key::default(),
            counter_order: CounterOrder::default(),
            recent: Vec::new(),
            favourites: BTreeSet::new(),
            sorting: None,
            tag_names: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_says_nonsense_still_opens_a_window() {
        for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e30, 1e-30] {
            let ram = [("a".to_owned(), -5.0), ("b".to_owned(), f64::NAN), ("c".to_owned(), 8e9)].into();
            let settings = Settings { scale, ram, ..Settings::default() }.sane();
            assert!((SCALES[0]..=SCALES[7]).contains(&settings.scale), "{scale}");
            assert_eq!(settings.ram.keys().collect::<Vec<_>>(), ["c"]);
        }
    }
}
