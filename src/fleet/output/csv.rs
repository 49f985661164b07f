//! The triage as CSV: one row per pool, the most urgent server first; unknown values are empty.

use super::super::server::{Moment, PoolRow, Server};
use super::super::triage::Triage;
use crate::model::clock::iso_utc;
use csv::Writer;
use std::io::{self, Write};

type Cell = fn(&Server, &PoolRow) -> String;

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

fn time(value: Option<Moment>) -> String {
    value.map_or_else(String::new, |at| iso_utc(at.0))
}

const COLUMNS: &[(&str, Cell)] = &[
    ("computer", |s, _| s.name()),
    ("os_build", |s, _| s.os_build.map_or_else(String::new, |b| b.to_string())),
    ("ram_bytes", |s, _| number(s.ram_bytes)),
    ("pool", |_, p| p.kind.clone()),
    ("verdict", |_, p| p.verdict.clone()),
    ("severity", |_, p| p.severity.clone().unwrap_or_default()),
    ("provisional", |_, p| p.provisional.to_string()),
    ("exhausted", |_, p| p.exhausted.to_string()),
    ("confidence", |_, p| p.confidence.to_string()),
    ("probability", |_, p| number(p.probability)),
    ("hours_to_limit", |_, p| number(p.hours_to_limit)),
    ("hours_to_limit_low", |_, p| number(p.hours_to_limit_low)),
    ("hours_to_limit_high", |_, p| number(p.hours_to_limit_high)),
    ("ram_fraction", |_, p| number(p.ram_fraction)),
    ("slope_per_hour", |_, p| number(p.slope_per_hour)),
    ("slope_low_per_hour", |_, p| number(p.slope_low_per_hour)),
    ("slope_high_per_hour", |_, p| number(p.slope_high_per_hour)),
    ("onset_utc", |_, p| time(p.onset_utc)),
    ("first", |_, p| p.first.to_string()),
    ("last", |_, p| p.last.to_string()),
    ("max", |_, p| p.max.to_string()),
    ("max_utc", |_, p| time(Some(p.max_utc))),
    ("growth", |_, p| number(p.growth)),
    ("tag", |_, p| p.tag.as_ref().map_or_else(String::new, |t| t.name.clone())),
    ("tag_share_of_rise", |_, p| number(p.tag.as_ref().and_then(|t| t.share_of_rise))),
    ("begin_utc", |s, _| time(s.begin_utc)),
    ("end_utc", |s, _| time(s.end_utc)),
    ("samples", |s, _| s.samples.to_string()),
    ("interval_secs", |s, _| number(s.interval_secs)),
    ("notes", |s, _| s.notes.join(" ")),
    ("sentence", |_, p| p.sentence.clone()),
    ("files", |s, _| s.files.join("; ")),
];

/// Puts an apostrophe before text that a spreadsheet would take for a formula.
fn plain(text: String) -> String {
    if text.starts_with(['=', '+', '@', '\t']) || text.starts_with('-') && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text
    }
}

/// Writes it.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, triage: &Triage) -> io::Result<()> {
    let mut table = Writer::from_writer(out);
    table.write_record(COLUMNS.iter().map(|(name, _)| *name))?;
    for server in &triage.servers {
        for pool in &server.pools {
            table.write_record(COLUMNS.iter().map(|(_, cell)| plain(cell(server, pool))))?;
        }
    }
    table.flush()
}
