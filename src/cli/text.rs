//! The report as text: the answer first, then the figures, then the reasons, then the notes.

use crate::analysis::{Finding, Report, evidence};
use crate::chart::scene::subtitle;
use crate::logfile::Note;
use crate::model::units;
use crate::model::{Clock, Recording};
use std::io::{self, Write};

/// Writes what was found in one log.
pub fn write(out: &mut dyn Write, recording: &Recording, notes: &[Note], reports: &[Report]) -> io::Result<()> {
    let clock = Clock { zone: recording.facts.zone.clone(), is_utc: false };
    writeln!(out, "{}", recording.source.path.display())?;
    writeln!(out, "{}", subtitle(recording, &clock))?;
    if let Some(line) = recorded_on(recording) {
        writeln!(out, "{line}")?;
    }
    for report in reports.iter().filter(|r| r.judged > 0 || !r.findings.is_empty()) {
        writeln!(out)?;
        writeln!(out, "{}: {}", computer_name(report), ram_line(report))?;
        for finding in report.pools() {
            writeln!(out)?;
            write_finding(out, finding, report, &clock)?;
        }
        write_others(out, report)?;
    }
    if !notes.is_empty() {
        writeln!(out, "\nNotes")?;
        for note in notes {
            let place = note.first_position.map_or(String::new(), |p| format!(" (first at {p})"));
            writeln!(out, "  {}: {}{place}", note.severity().name(), note.text())?;
        }
    }
    Ok(())
}

/// The computer's name, or a word where the log has none.
pub fn computer_name(report: &Report) -> &str {
    if report.computer.is_empty() { "this computer" } else { &report.computer }
}

/// `recorded on Windows build 9600, 2 processors, 64-bit`
pub fn recorded_on(recording: &Recording) -> Option<String> {
    let facts = &recording.facts;
    let build = facts.os_build?;
    let processors = facts
        .processors
        .map_or(String::new(), |n| format!(", {n} {}", if n == 1 { "processor" } else { "processors" }));
    let bits = facts.pointer_bytes.map_or(String::new(), |b| format!(", {}-bit", b * 8));
    Some(format!("recorded on Windows build {build}{processors}{bits}"))
}

/// RAM with where it comes from, or what is known of it and what to do.
fn ram_line(report: &Report) -> String {
    let hint = if report.ram.bytes.is_none() { "; say it with --ram" } else { "" };
    report.ram.text() + hint
}

/// What else leaks or may, a line each.
fn write_others(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    const MOST: usize = 20;
    if report.judged == 0 {
        return Ok(());
    }
    let count = report.others().count();
    writeln!(
        out,
        "\nOther counters: {} judged, {count} of them rising or running out",
        units::grouped(report.judged as f64)
    )?;
    for finding in report.others().take(MOST) {
        writeln!(out, "  {:22} {}", finding.word(), finding.sentence)?;
    }
    if count > MOST {
        writeln!(out, "  and {} more; see --json", count - MOST)?;
    }
    if report.others().any(|f| f.process_id.is_some()) {
        writeln!(out, "  {}", evidence::PROCESS_HINT)?;
    }
    Ok(())
}

fn write_finding(out: &mut dyn Write, f: &Finding, report: &Report, clock: &Clock) -> io::Result<()> {
    writeln!(out, "{}", f.sentence)?;
    for (name, value) in evidence::figures(f, &report.ram, clock) {
        writeln!(out, "  {name:13} {value}")?;
    }
    for reason in &f.reasons {
        writeln!(out, "  - {}", reason.text)?;
    }
    Ok(())
}
