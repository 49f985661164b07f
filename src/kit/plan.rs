//! What to collect, with everything that an open log already answers filled in.

use crate::analysis::Verdict;
use crate::engine::Machine;
use crate::model::windows::VISTA;

/// Number of samples before the pool is exhausted: enough for a verdict, its onset and its rate.
pub const SAMPLES: f64 = 200.0;

/// Usual numbers of seconds between samples in `logman`.
const INTERVALS: [u32; 11] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900];

/// The article's interval.
const USUAL_SECS: u32 = 300;

/// Hours that a log runs by default: over a working day and the night after it, twice.
const USUAL_HOURS: f64 = 48.0;

/// Listings are larger than samples: at least a quarter of an hour apart, if the leak leaves enough time.
const TAGS_SECS: u32 = 900;

/// Which version of Windows collects the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum System {
    /// Windows XP and Server 2003.
    Server2003,
    /// Vista and Server 2008, and everything since.
    #[default]
    Vista,
}

/// Which counters are collected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CounterList {
    /// Those of Microsoft's article, and those that give the RAM and identify processes permanently.
    #[default]
    Full,
    /// Only pools, processes and load.
    Lean,
}

/// What lists the tags alongside the counters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagsBy {
    Nothing,
    /// PoolMon, which must be copied to the computer.
    PoolMon,
    /// A PowerShell script that asks Windows itself.
    Script,
    #[default]
    Either,
}

impl TagsBy {
    pub fn with_poolmon(self) -> bool {
        matches!(self, Self::PoolMon | Self::Either)
    }

    pub fn with_script(self) -> bool {
        matches!(self, Self::Script | Self::Either)
    }
}

/// Why a plan cannot be turned into files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error(
        "a name of a log holds letters, digits, blanks and signs, none of < > : \" / \\ | ? *, nothing but ASCII: {0}"
    )]
    Name(String),
    #[error("no computer is called that: {0}")]
    Computer(String),
    #[error("a time is longer than nothing and shorter than ten years")]
    Time,
}

/// What is collected, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Name of the log.
    pub name: String,
    /// Where the log is written, on the computer that is measured.
    pub folder: String,
    /// Other computers to be measured; this one if there are none.
    pub computers: Vec<String>,
    pub system: System,
    pub counters: CounterList,
    pub tags: TagsBy,
    /// Hours until the pool is exhausted, if that is known or expected.
    pub hours_left: Option<f64>,
    /// Hours that the log is to cover.
    pub hours: f64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            name: "PoolLeak".to_owned(),
            folder: r"C:\PerfLogs".to_owned(),
            computers: Vec::new(),
            system: System::default(),
            counters: CounterList::default(),
            tags: TagsBy::default(),
            hours_left: None,
            hours: USUAL_HOURS,
        }
    }
}

impl Plan {
    /// A plan, as far as the logs already judged determine it.
    pub fn of(machines: &[Machine]) -> Self {
        let pools = machines.iter().flat_map(|m| m.report.pools());
        let left = pools.filter(|f| f.judgement.verdict() == Verdict::Leak).filter_map(|f| {
            let left = f.judgement.time_left?;
            // the earliest time it may be
            let hours = if left.low.is_finite() && left.low > 0.0 { left.low } else { left.hours };
            (hours.is_finite() && hours > 0.0).then_some(hours)
        });
        let hours_left = left.reduce(f64::min);
        let builds = machines.iter().filter_map(|m| m.recording.facts.os_build);
        let is_old = builds.max().is_some_and(|build| build < VISTA);
        Self {
            system: if is_old { System::Server2003 } else { System::Vista },
            hours_left,
            hours: hours_left.map_or(USUAL_HOURS, |left| left.clamp(1.0, 14.0 * 24.0).max(USUAL_HOURS.min(left))),
            ..Self::default()
        }
    }

    /// Seconds between samples: the article's five minutes, or less if a leak or a short log requires it.
    pub fn interval_secs(&self) -> u32 {
        let hours = self.hours_left.map_or(self.hours, |left| left.min(self.hours));
        let most = (hours * 3600.0 / SAMPLES).min(f64::from(USUAL_SECS));
        INTERVALS.into_iter().rev().find(|secs| f64::from(*secs) <= most).unwrap_or(INTERVALS[0])
    }

    /// Seconds between listings of tags: fifty listings before the pool is exhausted, no more than needed otherwise.
    pub fn tags_secs(&self) -> u32 {
        const LISTINGS: f64 = 50.0;
        let hours = self.hours_left.map_or(self.hours, |left| left.min(self.hours));
        let most = (hours * 3600.0 / LISTINGS).min(f64::from(TAGS_SECS));
        INTERVALS.into_iter().rev().find(|secs| f64::from(*secs) <= most).unwrap_or(INTERVALS[0])
    }

    /// Number of listings that are kept, the newest ones.
    pub fn listings(&self) -> u32 {
        let wanted = self.hours * 3600.0 / f64::from(self.tags_secs());
        (wanted.ceil() as u32).clamp(10, 50_000)
    }

    /// Megabytes of the circular log: for the hours that it covers, by the size of samples on a server with 200
    /// processes.
    pub fn megabytes(&self) -> u32 {
        // calculated, not measured: 28 counters of 8 bytes for each process, 13 for each of 2,500 threads, and their
        // names
        let kilobytes = match self.counters {
            CounterList::Full => 420.0,
            CounterList::Lean => 60.0,
        };
        let samples = self.hours * 3600.0 / f64::from(self.interval_secs());
        ((1.25 * samples * kilobytes / 1024.0).ceil() as u32).clamp(100, 2000)
    }

    /// The counters, by their paths.
    pub fn paths(&self) -> Vec<&'static str> {
        let mut paths: Vec<&str> = match self.counters {
            CounterList::Full => vec![
                r"\LogicalDisk(*)\*",
                r"\Memory\*",
                r"\Cache\*",
                r"\Network Interface(*)\*",
                r"\Paging File(*)\*",
                r"\PhysicalDisk(*)\*",
                r"\Processor(*)\*",
                r"\System\*",
                r"\Process(*)\*",
                r"\Thread(*)\*",
                r"\Server\*",
                r"\Redirector\*",
            ],
            CounterList::Lean => vec![
                r"\Memory\*",
                r"\System\*",
                r"\Process(*)\Handle Count",
                r"\Process(*)\ID Process",
                r"\Process(*)\Pool Nonpaged Bytes",
                r"\Process(*)\Pool Paged Bytes",
                r"\Process(*)\Private Bytes",
                r"\Process(*)\Thread Count",
                r"\Server\*",
                r"\Paging File(*)\*",
            ],
        };
        // Server 2003 rejects counters that it does not have
        if self.system == System::Vista {
            paths.push(r"\NUMA Node Memory(*)\*");
            paths.push(if self.counters == CounterList::Full {
                r"\Process V2(*)\*"
            } else {
                r"\Process V2(*)\Handle Count"
            });
        }
        paths
    }

    /// Reports what prevents the plan from being turned into files.
    ///
    /// # Errors
    /// When a name contains something that no Windows accepts, or a time is invalid.
    pub fn check(&self) -> Result<(), PlanError> {
        let is_plain = |text: &str| text.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
        let is_file_name =
            |text: &str| is_plain(text) && !text.contains(['<', '>', ':', '"', '/', '\\', '|', '?', '*']);
        if self.name.trim().is_empty() || !is_file_name(&self.name) {
            return Err(PlanError::Name(self.name.clone()));
        }
        const LONGEST: usize = 100;
        let is_device = |name: &str| {
            let stem = name.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
            let numbered =
                |word: &str| stem.strip_prefix(word).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
            matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
        };
        if self.name.len() > LONGEST || is_device(&self.name) {
            return Err(PlanError::Name(self.name.clone()));
        }
        let is_bad_path = self.folder.contains(['<', '>', '|', '?', '*', '"']) || self.folder.len() > 2 * LONGEST;
        if self.folder.trim().is_empty() || !is_plain(&self.folder) || is_bad_path {
            return Err(PlanError::Name(self.folder.clone()));
        }
        if let Some(name) =
            self.computers.iter().find(|name| name.trim().is_empty() || !is_file_name(name) || name.starts_with('-'))
        {
            return Err(PlanError::Computer(name.clone()));
        }
        let is_time = |hours: f64| hours.is_finite() && hours > 0.0 && hours < 87_600.0;
        if is_time(self.hours) && self.hours_left.is_none_or(is_time) { Ok(()) } else { Err(PlanError::Time) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_hundred_samples_fit_before_exhaustion() {
        let secs = |hours_left: Option<f64>, hours| Plan { hours_left, hours, ..Plan::default() }.interval_secs();
        assert_eq!((secs(None, 48.0), secs(Some(500.0), 48.0)), (300, 300));
        assert_eq!((secs(Some(4.0), 48.0), secs(Some(10.0), 48.0), secs(Some(0.1), 48.0)), (60, 120, 1));
        for left in [0.06, 0.1, 0.2, 0.5, 1.0, 3.7, 12.0, 40.0] {
            assert!(left * 3600.0 / f64::from(secs(Some(left), 96.0)) >= SAMPLES, "{left}");
        }
    }

    #[test]
    fn what_no_windows_takes_is_refused() {
        assert_eq!(Plan::default().check(), Ok(()));
        for name in ["", "a\"b", "a/b", "Größe", "a\nb"] {
            assert!(Plan { name: name.to_owned(), ..Plan::default() }.check().is_err(), "{name:?}");
            assert!(Plan { computers: vec![name.to_owned()], ..Plan::default() }.check().is_err(), "{name:?}");
        }
        assert!(Plan { name: "100 % (day & night)'s ^log!".to_owned(), ..Plan::default() }.check().is_ok());
        for name in ["CON", "nul.x", "com1", &"a".repeat(300)] {
            assert!(Plan { name: name.to_owned(), ..Plan::default() }.check().is_err(), "{name}");
        }
        assert!(Plan { folder: r"C:\x|y".to_owned(), ..Plan::default() }.check().is_err());
        assert!(Plan { computers: vec!["-s".to_owned()], ..Plan::default() }.check().is_err());
        assert!(Plan { hours: f64::NAN, ..Plan::default() }.check().is_err());
    }
}
