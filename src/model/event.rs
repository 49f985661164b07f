//! Events of Windows' event logs: time, source, and meaning as far as it is known.

use super::pools::Pool;
use super::tag::Tag;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An event shown alongside a performance log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub utc_ms: i64,
    /// `Service Control Manager`, `Srv`; the spelling varies.
    pub source: String,
    pub id: u32,
    pub meaning: Meaning,
    /// The first line of its message, if it was exported.
    pub message: String,
}

/// What an event means, if that is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Meaning {
    /// 2019, 2020: an allocation failed, the pool was empty.
    PoolEmpty(Pool),
    /// 2017, 2018: the file server reached its own limit.
    ServerLimit(Pool),
    /// 2004: the commit limit is nearly reached; the largest tags of each pool, with their bytes.
    MemoryExhausted(Vec<(Pool, Tag, f64)>),
    ServiceStarted(String),
    ServiceStopped(String),
    /// 7045: a service or driver was installed.
    Installed(String),
    SystemStarted,
    SystemStopped,
    /// 6008: the previous shutdown was unexpected.
    UnexpectedShutdown,
    /// Windows Update, 19.
    Updated(String),
    Other,
}

/// What makes two events the same kind: the source, the number, and for services which one and whether it started or
/// stopped.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventKind {
    pub source: String,
    pub id: u32,
    pub of: String,
}

impl Event {
    pub fn kind(&self) -> EventKind {
        let of = match &self.meaning {
            Meaning::ServiceStarted(name) => format!("{name} started"),
            Meaning::ServiceStopped(name) => format!("{name} stopped"),
            _ => String::new(),
        };
        EventKind { source: self.source.clone(), id: self.id, of }
    }

    /// Whether it is worth a mark by itself, whatever the pool does.
    pub fn is_notable(&self) -> bool {
        !matches!(self.meaning, Meaning::ServiceStarted(_) | Meaning::ServiceStopped(_) | Meaning::Other)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.of.is_empty() { write!(f, "event {} from {}", self.id, self.source) } else { f.write_str(&self.of) }
    }
}

impl Meaning {
    /// What an event with this source and number means, given its parts by name (`param1`, `ServiceName`) or position
    /// (`1`, `2`).
    pub fn of(source: &str, id: u32, part: &dyn Fn(&str) -> Option<String>) -> Self {
        let named = |names: &[&str]| names.iter().find_map(|name| part(name)).unwrap_or_default();
        let source = source.to_ascii_lowercase();
        match (source.as_str(), id) {
            ("srv", 2019) => Self::PoolEmpty(Pool::Nonpaged),
            ("srv", 2020) => Self::PoolEmpty(Pool::Paged),
            ("srv", 2017) => Self::ServerLimit(Pool::Nonpaged),
            ("srv", 2018) => Self::ServerLimit(Pool::Paged),
            ("microsoft-windows-resource-exhaustion-detector" | "resource-exhaustion-detector", 2004) => {
                Self::MemoryExhausted(Vec::new())
            }
            ("service control manager", 7045) => Self::Installed(named(&["ServiceName", "1"])),
            ("microsoft-windows-kernel-general" | "kernel-general", 12) | ("eventlog", 6005) => Self::SystemStarted,
            ("microsoft-windows-kernel-general" | "kernel-general", 13) | ("eventlog", 6006) => Self::SystemStopped,
            ("eventlog", 6008) => Self::UnexpectedShutdown,
            ("microsoft-windows-windowsupdateclient" | "windowsupdateclient", 19) => {
                Self::Updated(named(&["updateTitle", "1"]))
            }
            _ => Self::Other,
        }
    }
}
