//! A row of the table: one server, with the figures and a sparkline for each of its pools.

use crate::analysis::probability::probability;
use crate::analysis::tags::Conduct;
use crate::analysis::{Finding, FindingKind, Verdict};
use crate::engine::Machine;
use crate::logfile::DiagnosticKind;
use crate::model::clock::iso_utc;
use crate::model::pools::Pool;
use crate::model::recording::TimeAxis;
use crate::wording::{self, Style};
use chrono::DateTime;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;

/// A moment in UTC milliseconds since 1970; written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&iso_utc(self.0))
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(serde::de::Error::custom)?;
        Ok(Self(time.timestamp_millis()))
    }
}

/// The tag that accounts for most of a pool's growth, or of its contents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagRow {
    pub name: String,
    /// What it does, in the terms of the reports: `leaking`, `growing`, `holding`.
    pub conduct: String,
    pub share_of_rise: Option<f64>,
}

/// A pool of a server. Amounts are bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolRow {
    /// `nonpaged_pool` or `paged_pool`, as in all reports.
    pub kind: String,
    pub verdict: String,
    pub severity: Option<String>,
    pub provisional: bool,
    pub exhausted: bool,
    pub confidence: f64,
    pub probability: Option<f64>,
    pub first: f64,
    pub last: f64,
    pub max: f64,
    pub max_utc: Moment,
    pub growth: Option<f64>,
    pub slope_per_hour: Option<f64>,
    pub slope_low_per_hour: Option<f64>,
    pub slope_high_per_hour: Option<f64>,
    pub onset_utc: Option<Moment>,
    pub ram_fraction: Option<f64>,
    pub hours_to_limit: Option<f64>,
    pub hours_to_limit_low: Option<f64>,
    pub hours_to_limit_high: Option<f64>,
    pub tag: Option<TagRow>,
    /// The verdict in words.
    pub word: String,
    pub sentence: String,
    /// The highest value in each of equally long parts of the time; `None` for a part without samples.
    pub line: Vec<Option<f64>>,
}

/// One server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Server {
    /// As the logs name it; empty if they do not.
    pub computer: String,
    pub os_build: Option<u32>,
    pub ram_bytes: Option<f64>,
    pub ram_source: String,
    pub begin_utc: Option<Moment>,
    pub end_utc: Option<Moment>,
    pub samples: usize,
    pub interval_secs: Option<f64>,
    pub files: Vec<String>,
    /// What was odd in its logs, by the names used in reports, each once.
    pub notes: Vec<String>,
    pub pools: Vec<PoolRow>,
    /// Its own report, as a path relative to the overview.
    pub report: Option<String>,
}

/// The number of parts of a sparkline.
const PARTS: usize = 60;

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|v| v.is_finite())
}

/// Whether a verdict's name says that the pool leaks or may leak.
fn is_rise(verdict: &str) -> bool {
    [Verdict::Leak, Verdict::Suspect].iter().any(|rise| rise.name() == verdict)
}

impl PoolRow {
    fn of(machine: &Machine, finding: &Finding, pool: Pool) -> Self {
        let (judgement, left) = (&finding.judgement, finding.judgement.time_left);
        let slope = finding.slope_per_hour();
        let style = Style::plain(&machine.recording);
        let counter = machine.recording.counters.iter().find(|c| c.path.key() == finding.path.key());
        Self {
            kind: finding.kind.name().to_owned(),
            verdict: judgement.verdict().name().to_owned(),
            severity: judgement.severity.map(|severity| severity.name().to_owned()),
            provisional: judgement.provisional,
            exhausted: judgement.is_exhausted,
            confidence: judgement.confidence,
            probability: probability(judgement),
            first: finding.first,
            last: finding.last,
            max: finding.max,
            max_utc: Moment(finding.max_utc_ms),
            growth: finite(Some(finding.growth())),
            slope_per_hour: finite(slope.map(|s| s.value)),
            slope_low_per_hour: finite(slope.map(|s| s.low)),
            slope_high_per_hour: finite(slope.map(|s| s.high)),
            onset_utc: finding.onset_utc_ms.map(Moment),
            ram_fraction: finite(finding.ram_fraction),
            hours_to_limit: finite(left.map(|l| l.hours)),
            hours_to_limit_low: finite(left.map(|l| l.low)),
            hours_to_limit_high: finite(left.map(|l| l.high)),
            tag: tag(machine, pool),
            word: wording::word(finding).to_owned(),
            sentence: wording::sentence(finding, &machine.report.ram, &style),
            line: counter.map_or_else(Vec::new, |c| small_line(&machine.recording.axis, &c.values.whole())),
        }
    }

    pub fn is_rise(&self) -> bool {
        is_rise(&self.verdict)
    }

    /// Orders by urgency: exhausted pools, then rises by the time left, then by share of RAM, verdict and rate.
    pub fn urgency(&self, other: &Self) -> Ordering {
        let rank = |row: &Self| match row.verdict.as_str() {
            "leak" if !row.provisional => 0,
            "leak" => 1,
            "suspect" => 2,
            "inconclusive" | "insufficient" => 3,
            _ => 4,
        };
        let hours = |row: &Self| row.hours_to_limit.filter(|_| row.is_rise()).unwrap_or(f64::INFINITY);
        let share = |row: &Self| row.ram_fraction.unwrap_or(0.0);
        let rate = |row: &Self| row.slope_per_hour.unwrap_or(0.0);
        other
            .exhausted
            .cmp(&self.exhausted)
            .then(other.is_rise().cmp(&self.is_rise()))
            .then(hours(self).total_cmp(&hours(other)))
            .then(share(other).total_cmp(&share(self)))
            .then(rank(self).cmp(&rank(other)))
            .then(rate(other).total_cmp(&rate(self)))
    }
}

impl Server {
    /// What is said of a server none of whose pools was judged.
    pub fn without_pools(&self) -> &'static str {
        let lacks_counters = self.notes.iter().any(|note| note == DiagnosticKind::NoPoolCounters.name());
        if lacks_counters { "No pool counters" } else { "No samples of the pools" }
    }

    pub fn of(machine: &Machine, files: Vec<String>, notes: Vec<String>) -> Self {
        let (axis, facts) = (&machine.recording.axis, &machine.recording.facts);
        let mut pools: Vec<PoolRow> = Vec::new();
        for pool in Pool::BOTH {
            let finding = machine.report.pools().find(|f| f.kind == FindingKind::Pool(pool));
            pools.extend(finding.map(|finding| PoolRow::of(machine, finding, pool)));
        }
        Self {
            computer: machine.report.computer.clone(),
            os_build: facts.os_build,
            ram_bytes: finite(machine.report.ram.bytes),
            ram_source: machine.report.ram.source.name().to_owned(),
            begin_utc: axis.utc_ms.first().copied().map(Moment),
            end_utc: axis.utc_ms.last().copied().map(Moment),
            samples: axis.len(),
            interval_secs: finite(axis.median_interval_secs()),
            files,
            notes,
            pools,
            report: None,
        }
    }

    /// The most urgent pool.
    pub fn lead(&self) -> Option<&PoolRow> {
        self.pools.iter().min_by(|a, b| a.urgency(b))
    }

    /// Whether a pool leaks, may leak, or is exhausted.
    pub fn is_urgent(&self) -> bool {
        self.pools.iter().any(|pool| pool.is_rise() || pool.exhausted)
    }

    /// Its name; the path of its first log if its logs do not name it.
    pub fn name(&self) -> String {
        match self.computer.as_str() {
            "" => self.files.first().cloned().unwrap_or_default(),
            name => name.to_owned(),
        }
    }

    /// Orders the most urgent first, those without a verdict last, and equals by name.
    pub fn urgency(&self, other: &Self) -> Ordering {
        let by_pool = match (self.lead(), other.lead()) {
            (Some(a), Some(b)) => a.urgency(b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        };
        by_pool
            .then_with(|| self.name().to_lowercase().cmp(&other.name().to_lowercase()))
            .then_with(|| self.files.cmp(&other.files))
    }
}

/// The tag that accounts for the rise, according to listings.
fn tag(machine: &Machine, pool: Pool) -> Option<TagRow> {
    let report = &machine.tags.as_ref()?.report;
    let lead = report.pools.iter().find(|p| p.pool == pool)?.lead()?;
    // of several listings, a tag that holds nothing of the rise explains nothing
    let explains = report.snapshots < 2 || lead.share_of_rise.is_some_and(|share| share > 0.0);
    (lead.conduct != Conduct::Ordinary && explains).then(|| TagRow {
        name: lead.tag.name(),
        conduct: lead.conduct.name().to_owned(),
        share_of_rise: finite(lead.share_of_rise),
    })
}

/// The highest value of each part of the time.
fn small_line(axis: &TimeAxis, values: &[f64]) -> Vec<Option<f64>> {
    let (Some(first), Some(last)) = (axis.utc_ms.first(), axis.utc_ms.last()) else { return Vec::new() };
    let span = (last - first).max(1) as f64;
    let mut line = vec![None; PARTS.min(axis.len())];
    let parts = line.len() as f64;
    for (ms, value) in axis.utc_ms.iter().zip(values).filter(|(_, value)| value.is_finite()) {
        let at = (((ms - first) as f64 / span * parts) as usize).min(line.len() - 1);
        let highest: &mut Option<f64> = &mut line[at];
        *highest = Some(highest.map_or(*value, |high| high.max(*value)));
    }
    line
}
