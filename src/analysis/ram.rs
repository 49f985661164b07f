//! How much RAM the machine has: set by the user, read from the log, or bracketed by it.
//!
//! The Memory object has no total. Exact: `\NUMA Node Memory(_Total)\Total MBytes`, or the sum of its nodes.
//! Approximate upper bound: the smallest commit limit. Lower bound (derived): the largest sum, at one moment, of parts
//! that are resident at the same time. A share of RAM is never shown without the amount of RAM it refers to.

use crate::model::catalogue::{self, MEMORY, Role, has_role};
use crate::model::interned;
use crate::model::units::{GB, MB};
use crate::model::{Counter, Recording};
use serde::{Deserialize, Serialize};

/// Where the amount comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RamSource {
    User,
    /// A saved session.
    Session,
    Numa,
    /// A listing of pool tags.
    Listing,
    /// Only bounds are known.
    Bracket,
    Unknown,
}

impl RamSource {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Session => "session",
            Self::Numa => "numa",
            Self::Listing => "listing",
            Self::Bracket => "bracket",
            Self::Unknown => "unknown",
        }
    }
}

/// RAM of a computer, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ram {
    /// Known exactly; `None` if only bounds are known.
    pub bytes: Option<f64>,
    pub source: RamSource,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// An amount that the user set, but that is impossible.
    pub refused: Option<Refused>,
}

/// An amount of RAM that is too small for what it held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    pub bytes: f64,
    /// The counter that reached more, and how much.
    #[serde(with = "interned")]
    pub counter: interned::Static,
    pub reached: f64,
}

/// Sizes that machines are sold with, in MB.
const USUAL_MB: [f64; 26] = [
    256.0,
    512.0,
    768.0,
    1024.0,
    1536.0,
    2048.0,
    3072.0,
    4096.0,
    6144.0,
    8192.0,
    12288.0,
    16384.0,
    24576.0,
    32768.0,
    49152.0,
    65536.0,
    98304.0,
    131_072.0,
    196_608.0,
    262_144.0,
    393_216.0,
    524_288.0,
    786_432.0,
    1_048_576.0,
    1_572_864.0,
    2_097_152.0,
];

/// An amount of RAM that the log does not contain.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenRam {
    pub bytes: f64,
    /// The user or a session.
    pub source: RamSource,
}

impl GivenRam {
    pub fn by_user(bytes: f64) -> Self {
        Self { bytes, source: RamSource::User }
    }
}

impl Ram {
    /// What is known about a computer's RAM. `given` is the amount that was set for it.
    pub fn of(recording: &Recording, computer: &str, given: Option<GivenRam>) -> Self {
        let (low, high) = (lower_bound(recording, computer), upper_bound(recording, computer));
        let (low, high) = match (low, high) {
            (Some(l), Some(h)) if l > h => (Some(l), None),
            bounds => bounds,
        };
        let refused = given.and_then(|given| too_small(recording, computer, given.bytes));
        let given = given.filter(|_| refused.is_none());
        let (bytes, source) = match (given, numa(recording, computer)) {
            (Some(given), _) => (Some(given.bytes), given.source),
            (None, Some(numa)) => (Some(numa), RamSource::Numa),
            _ if low.is_some() || high.is_some() => (None, RamSource::Bracket),
            _ => (None, RamSource::Unknown),
        };
        Self { bytes, source, low, high, refused }
    }

    /// The usual sizes inside the bracket, to offer; at most 8, the smallest first.
    pub fn usual_sizes(&self) -> Vec<f64> {
        // the operating system does not see all of the installed memory, so a bound may be a little too low
        let low = self.low.unwrap_or(0.0);
        let high = self.high.map_or(f64::INFINITY, |h| h * 1.02);
        USUAL_MB.iter().map(|mb| mb * MB).filter(|size| (low..=high).contains(size)).take(8).collect()
    }
}

fn largest(counter: &Counter) -> Option<f64> {
    counter.present().map(|(_, v)| v).max_by(f64::total_cmp)
}

fn numa(recording: &Recording, computer: &str) -> Option<f64> {
    let nodes = || recording.of_computer(computer).filter(|c| has_role(&c.path, Role::RamTotal));
    let mb = match nodes().find(|c| c.path.is_total()) {
        Some(total) => largest(total)?,
        None => nodes().filter_map(largest).sum(),
    };
    (mb > 0.0).then_some(mb * MB)
}

fn upper_bound(recording: &Recording, computer: &str) -> Option<f64> {
    let limit = recording.of_computer(computer).find(|c| has_role(&c.path, Role::CommitLimit))?;
    limit.present().map(|(_, v)| v).filter(|v| *v > 0.0).min_by(f64::total_cmp)
}

/// Whether this cannot be a computer's RAM: a counter of something resident in RAM was larger on its own.
pub fn too_small(recording: &Recording, computer: &str, bytes: f64) -> Option<Refused> {
    catalogue::with_role(Role::RamPart).filter(|known| known.object == MEMORY).find_map(|known| {
        let reached = largest(recording.find(computer, MEMORY, known.counter)?)? * known.unit.bytes_each()?;
        (reached > bytes).then_some(Refused { bytes, counter: known.counter, reached })
    })
}

/// The largest sum of what was resident at one time.
fn lower_bound(recording: &Recording, computer: &str) -> Option<f64> {
    let part = |name: &str| recording.find(computer, MEMORY, name);
    let mut parts: Vec<(&Counter, f64)> = Vec::new();
    let mut has_available = false;
    for known in catalogue::with_role(Role::RamPart).filter(|known| known.object == MEMORY) {
        // the same amount in bytes, KB and MB counts as one part
        let is_available = known.has(Role::RunningOut);
        if let Some(counter) = part(known.counter).filter(|_| !(is_available && has_available)) {
            has_available |= is_available;
            parts.push((counter, known.unit.bytes_each().unwrap_or(1.0)));
        }
    }
    let is_private = |c: &&Counter| has_role(&c.path, Role::RamPart) && c.path.is_total();
    parts.extend(recording.of_computer(computer).find(is_private).map(|c| (c, 1.0)));
    let sum = |i: usize| -> f64 {
        parts.iter().map(|(c, factor)| c.values.get(i).unwrap_or(f64::NAN).max(0.0) * factor).sum()
    };
    let most = (0..recording.axis.len()).map(sum).max_by(f64::total_cmp)?;
    (most > 0.0).then(|| most.min(1024.0 * GB * 1024.0))
}
