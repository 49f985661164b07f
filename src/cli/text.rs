//! The report as text: the answer first, then the figures, then the reasons, then the notes.

use crate::analysis::{Finding, Report, evidence};
use crate::chart::scene::subtitle;
use crate::engine::Judged;
use crate::model::{Clock, Recording, units, windows};
use std::io::{self, Write};

/// Writes what was found, computer by computer.
pub fn write(out: &mut dyn Write, judged: &Judged) -> io::Result<()> {
    let mut above: Option<&Recording> = None;
    for machine in &judged.machines {
        let (recording, report) = (&machine.recording, &machine.report);
        let clock = Clock::local(recording.facts.zone.clone());
        // computers of the same logs share their heading
        if !above.is_some_and(|a| has_same_parts(a, recording)) {
            if above.is_some() {
                writeln!(out)?;
            }
            heading(out, recording, &clock)?;
            above = Some(recording);
        }
        if report.judged == 0 && report.findings.is_empty() {
            continue;
        }
        writeln!(out)?;
        writeln!(out, "{}: {}", computer_name(report), ram_line(report))?;
        for finding in report.pools() {
            writeln!(out)?;
            write_finding(out, finding, report, &clock)?;
        }
        write_others(out, report)?;
    }
    if judged.files.iter().any(|f| !f.notes.is_empty()) {
        writeln!(out, "\nNotes")?;
    }
    for file in &judged.files {
        let name = file.source.path.display();
        let of = if judged.files.len() > 1 { format!("{name}: ") } else { String::new() };
        for note in &file.notes {
            let place = note.first_position.map_or(String::new(), |p| format!(" (first at {p})"));
            writeln!(out, "  {}: {of}{}{place}", note.severity().name(), note.text())?;
        }
    }
    Ok(())
}

fn has_same_parts(a: &Recording, b: &Recording) -> bool {
    a.parts.iter().map(|p| &p.source.path).eq(b.parts.iter().map(|p| &p.source.path))
}

/// The logs, their time, and the machine that wrote them.
fn heading(out: &mut dyn Write, recording: &Recording, clock: &Clock) -> io::Result<()> {
    const MOST: usize = 20;
    for part in recording.parts.iter().take(MOST) {
        let path = part.source.path.display();
        match (recording.parts.len(), part.span_utc_ms) {
            (1, _) => writeln!(out, "{path}")?,
            (_, None) => writeln!(out, "{path}  no samples")?,
            (_, Some((from, to))) => {
                writeln!(out, "{path}  {}, {}", clock.span(from, to), units::samples(part.samples))?;
            }
        }
    }
    if recording.parts.len() > MOST {
        writeln!(out, "and {} more logs; see --json", recording.parts.len() - MOST)?;
    }
    writeln!(out, "{}", subtitle(recording, clock))?;
    if let Some(line) = recorded_on(recording) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The computer's name, or a word where the log has none.
pub fn computer_name(report: &Report) -> &str {
    if report.computer.is_empty() { "this computer" } else { &report.computer }
}

/// `recorded on Server 2012 R2 or Windows 8.1, build 9600, 64-bit, 2 processors`
pub fn recorded_on(recording: &Recording) -> Option<String> {
    let facts = &recording.facts;
    let build = facts.os_build?;
    let processors = facts
        .processors
        .filter(|_| recording.is_alone)
        .map_or(String::new(), |n| format!(", {n} {}", if n == 1 { "processor" } else { "processors" }));
    let bits = facts.pointer_bytes.map_or(String::new(), |b| format!(", {}-bit", b * 8));
    Some(format!("recorded on {}{bits}{processors}", windows::build_name(build)))
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
    if report.others().any(|f| f.process.is_some()) {
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
