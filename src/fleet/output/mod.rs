//! The output formats of a triage.

mod csv;
mod html;
mod json;
mod openmetrics;
pub mod series;
mod text;
#[cfg(feature = "parquet")]
mod verdicts;

pub use csv::write as write_csv;
pub use html::write as write_html;
pub use json::write as write_json;
pub use openmetrics::OpenMetrics;
use text::sizes;
pub use text::write as write_text;
#[cfg(feature = "parquet")]
pub use verdicts::write as write_verdicts;

use super::server::{PoolRow, Server};
use crate::model::clock::iso_utc;
use crate::model::units::{Unit, Units, duration, percent};

/// `Nonpaged`
pub fn pool_name(row: &PoolRow) -> &'static str {
    if row.kind == "paged_pool" { "Paged" } else { "Nonpaged" }
}

/// `16 h`; empty if the pool does not rise.
pub fn time_left(row: &PoolRow) -> String {
    match row.hours_to_limit.filter(|_| row.is_rise()) {
        _ if row.exhausted => "none".to_owned(),
        Some(hours) if hours < 1.0 / 60.0 => "none".to_owned(),
        Some(hours) => duration(hours * 3600.0),
        None => String::new(),
    }
}

/// `54 %`
pub fn share(row: &PoolRow) -> String {
    row.ram_fraction.map_or_else(String::new, percent)
}

/// `11.7 MB/h (11.2 to 12.1)`; empty if the pool does not rise.
pub fn rate(row: &PoolRow) -> String {
    let units = Units::default();
    let Some(slope) = row.slope_per_hour.filter(|_| row.is_rise()) else { return String::new() };
    let interval = row.slope_low_per_hour.zip(row.slope_high_per_hour);
    let interval = interval.map(|(low, high)| (units.show_distinct(Unit::Bytes, low, high), (low, high)));
    match interval.filter(|((low, high), _)| low != high) {
        Some(((low, high), ends)) => {
            // the unit once: 11.7 MB/h (11.2 to 12.1)
            let number = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
            let unit = |text: &str| text.split(' ').nth(1).unwrap_or_default().to_owned();
            let low = if unit(&low) == unit(&high) { number(&low) } else { low };
            format!("{}/h ({low} to {})", units.between(Unit::Bytes, slope, ends), number(&high))
        }
        None => format!("{}/h", units.bytes(slope)),
    }
}

/// `MmSt 91 %`
pub fn tag(row: &PoolRow) -> String {
    let Some(tag) = &row.tag else { return String::new() };
    match tag.share_of_rise {
        Some(share) => format!("{} {}", tag.name, percent(share)),
        None => tag.name.clone(),
    }
}

/// When its logs end: `2026-03-16 05:15`, in UTC.
pub fn until(server: &Server) -> String {
    server.end_utc.map_or_else(String::new, |at| iso_utc(at.0).get(..16).unwrap_or_default().replace('T', " "))
}

/// How many servers there are of each kind, by the verdict of their most urgent pool.
pub fn counts(servers: &[Server]) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for server in servers {
        let word = server.lead().map_or_else(|| server.without_pools(), |row| row.word.as_str());
        match counts.iter_mut().find(|(known, _)| known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word.to_owned(), 1)),
        }
    }
    counts
}
