//! The report as text: the answer first, then the figures, then the reasons, then the notes.

use super::report::note_text;
use crate::analysis::{Finding, Report};
use crate::logfile::Note;
use crate::model::units;
use crate::model::{Clock, Recording};
use std::io::{self, Write};

/// Writes what was found in one log.
pub fn write(out: &mut dyn Write, recording: &Recording, notes: &[Note], reports: &[Report]) -> io::Result<()> {
    let clock = Clock { zone: recording.facts.zone.clone(), is_utc: false };
    writeln!(out, "{}", recording.source.path.display())?;
    if let Some(line) = span_line(recording, &clock) {
        writeln!(out, "{line}")?;
    }
    if let Some(line) = recorded_on(recording) {
        writeln!(out, "{line}")?;
    }
    for report in reports.iter().filter(|r| !r.findings.is_empty()) {
        writeln!(out)?;
        writeln!(out, "{}: {}", computer_name(report), ram_line(report))?;
        for finding in &report.findings {
            writeln!(out)?;
            write_finding(out, finding, report, &clock)?;
        }
    }
    if !notes.is_empty() {
        writeln!(out, "\nNotes")?;
        for note in notes {
            let place = note.first_position.map_or(String::new(), |p| format!(" (first at {p})"));
            writeln!(out, "  {}: {}{place}", note.severity().name(), note_text(note))?;
        }
    }
    Ok(())
}

/// The computer's name, or a word where the log has none.
pub fn computer_name(report: &Report) -> &str {
    if report.computer.is_empty() { "this computer" } else { &report.computer }
}

/// `2 Mar 2026 08:00 to 4 Mar 2026 08:00 (48 h), 577 samples every 5 min, UTC-05:00`
pub fn span_line(recording: &Recording, clock: &Clock) -> Option<String> {
    let axis = &recording.axis;
    let (first, last) = (*axis.utc_ms.first()?, *axis.utc_ms.last()?);
    let interval = axis.median_interval_secs().map_or(String::new(), |s| format!(" every {}", units::duration(s)));
    let samples = units::grouped(axis.len() as f64);
    Some(format!(
        "{} ({}), {samples} samples{interval}, {}",
        clock.span(first, last),
        units::duration(axis.span_secs()),
        clock.offset(first)
    ))
}

/// `recorded on Windows build 9600, 2 processors, 64-bit`
pub fn recorded_on(recording: &Recording) -> Option<String> {
    let facts = &recording.facts;
    let build = facts.os_build?;
    let processors = facts.processors.map_or(String::new(), |n| {
        format!(", {n} {}", if n == 1 { "processor" } else { "processors" })
    });
    let bits = facts.pointer_bytes.map_or(String::new(), |b| format!(", {}-bit", b * 8));
    Some(format!("recorded on Windows build {build}{processors}{bits}"))
}

/// RAM with where it comes from, or what is known of it.
pub fn ram_line(report: &Report) -> String {
    match report.ram.bytes {
        Some(bytes) => format!("RAM {} ({})", units::ram(bytes), report.ram.source.text()),
        None => match report.ram.bracket_text() {
            Some(text) => format!("RAM not in the log, {text}; say it with --ram"),
            None => "RAM not in the log; say it with --ram".to_owned(),
        },
    }
}

fn write_finding(out: &mut dyn Write, f: &Finding, report: &Report, clock: &Clock) -> io::Result<()> {
    writeln!(out, "{}", f.sentence)?;
    for (name, value) in figures(f, report, clock) {
        writeln!(out, "  {name:13} {value}")?;
    }
    for reason in &f.reasons {
        writeln!(out, "  - {}", reason.text)?;
    }
    Ok(())
}

/// The figures of a finding, in the order of the sidebar: name and value.
pub fn figures(f: &Finding, report: &Report, clock: &Clock) -> Vec<(&'static str, String)> {
    let j = &f.judgement;
    let show = |v: f64| f.unit.show(v);
    let mut rows = Vec::new();
    if let (Some(share), Some(ram)) = (f.ram_fraction, report.ram.bytes) {
        let resident = f.resident_ram_fraction.map_or(String::new(), |r| format!(" ({} resident)", units::percent(r)));
        rows.push(("Share of RAM", format!("{} of {}{resident}", units::percent(share), units::ram(ram))));
    }
    rows.push(("Maximum", format!("{} at {}", show(f.max), clock.minute(f.max_utc_ms))));
    if let Some(growth) = j.run.growth {
        rows.push(("Growth", show(growth)));
    }
    if let Some(slope) = j.slope_per_hour {
        let interval = if slope.low.is_finite() { format!(" ({} to {})", show(slope.low), show(slope.high)) } else { String::new() };
        rows.push(("Rate", format!("{} per hour{interval}", show(slope.value))));
    }
    if let Some(onset) = f.onset_utc_ms {
        rows.push(("Since", clock.minute(onset)));
    }
    if let Some(retained) = j.retained {
        rows.push(("Given back", units::percent(1.0 - retained)));
    }
    if let Some(left) = j.time_left.filter(|_| j.verdict() == crate::analysis::Verdict::Leak) {
        let hours = |h: f64| units::duration(h * 3600.0);
        let range = match left.high.is_finite() {
            true => format!(" ({} to {})", hours(left.low), hours(left.high)),
            false => format!(" (at least {})", hours(left.low)),
        };
        let what = f.limit.map_or("", |l| if l.source == "ram" { " until RAM is full" } else { " until the commit limit" });
        rows.push(("Time left", format!("{}{range}{what}", hours(left.hours))));
    }
    rows.push(("Confidence", format!("{} of 100", (j.confidence * 100.0).round())));
    rows
}
