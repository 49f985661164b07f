//! What is kept between starts.

use crate::chart::scene::{Overlays, Shown};
use crate::model::localized::PoolPaths;
use crate::model::path::computer_key;
use crate::model::units::{MB, TB, Units};
use crate::model::{Recording, Times};
use crate::wording::Style;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Sizes that everything can be shown at.
pub const SCALES: [f32; 8] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0];

/// Recent files shown.
const RECENT: usize = 10;

/// Light, dark, or as the system has it.
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

/// Whether a computer can have so much RAM.
pub fn is_ram(bytes: f64) -> bool {
    (32.0 * MB..=64.0 * TB).contains(&bytes)
}

/// Kept between starts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    pub theme: Theme,
    /// How large everything is; 1 is the system's own size.
    pub scale: f32,
    pub times: Times,
    /// 1 MB = 1,000,000 bytes instead of Windows' 1,048,576.
    pub is_decimal: bool,
    /// What is drawn on the chart besides the lines.
    pub overlays: Overlays,
    /// RAM that the user set, in bytes, by computer name in lower case.
    pub ram: BTreeMap<String, f64>,
    /// Counters that the user said are the pools.
    pub pools: PoolPaths,
    /// Whether a log that changes on disk is left as it was read, until it is asked for again.
    pub keeps_still: bool,
    /// Whether the list of counters is open.
    pub shows_counters: bool,
    pub shows_statistics: bool,
    pub shows_overview: bool,
    /// The newest first.
    pub recent: Vec<PathBuf>,
    /// Counters marked as favourites, without their computer, in lower case.
    pub favourites: BTreeSet<String>,
    pub sorting: Option<Sorting>,
}

impl Settings {
    /// As far as they make sense: a file may say anything.
    pub fn sane(mut self) -> Self {
        let (least, most) = (SCALES[0], SCALES[SCALES.len() - 1]);
        self.scale = if self.scale.is_finite() && self.scale > 0.0 { self.scale.clamp(least, most) } else { 1.0 };
        self.ram.retain(|_, bytes| is_ram(*bytes));
        self.recent.truncate(RECENT);
        self
    }

    /// What 1 MB is.
    pub fn units(&self) -> Units {
        if self.is_decimal { Units::Decimal } else { Units::Binary }
    }

    /// How scenes are shown.
    pub fn shown(&self) -> Shown {
        Shown { times: self.times, units: self.units(), overlays: self.overlays }
    }

    /// How what is said of a recording is said.
    pub fn style(&self, recording: &Recording) -> Style {
        Style::of(recording, self.times, self.units())
    }

    pub fn ram_of(&self, computer: &str) -> Option<f64> {
        self.ram.get(&computer_key(computer)).copied()
    }

    /// Remembers RAM for a computer, or forgets it.
    pub fn set_ram(&mut self, computer: &str, bytes: Option<f64>) {
        match bytes {
            Some(bytes) => self.ram.insert(computer_key(computer), bytes),
            None => self.ram.remove(&computer_key(computer)),
        };
    }

    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(RECENT);
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            scale: 1.0,
            times: Times::default(),
            is_decimal: false,
            overlays: Overlays::default(),
            ram: BTreeMap::new(),
            pools: PoolPaths::default(),
            keeps_still: false,
            shows_counters: false,
            shows_statistics: true,
            shows_overview: true,
            recent: Vec::new(),
            favourites: BTreeSet::new(),
            sorting: None,
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
