//! The report as text: the answer first, then the figures, then the reasons, then the notes.

use super::computer_name;
use crate::analysis::compare::Compared;
use crate::analysis::{Finding, Report};
use crate::engine::{Analysis, Machine};
use crate::model::{Recording, units};
use crate::wording::{self, Style};
use std::io::{self, Write};

/// Writes what was found, computer by computer.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, judged: &Analysis) -> io::Result<()> {
    let mut above: Option<&Recording> = None;
    for machine in &judged.machines {
        let (recording, report) = (&machine.recording, &machine.report);
        let style = Style::plain(recording);
        // computers of the same logs share their heading
        if !above.is_some_and(|a| has_same_parts(a, recording)) {
            if above.is_some() {
                writeln!(out)?;
            }
            heading(out, recording, &style)?;
            above = Some(recording);
        }
        if report.judged_count == 0 && report.findings.is_empty() {
            continue;
        }
        writeln!(out)?;
        writeln!(out, "{}: {}", computer_name(report), ram_line(report, &style))?;
        for finding in report.pools() {
            writeln!(out)?;
            write_finding(out, finding, report, &style)?;
        }
        write_others(out, report, &style)?;
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
fn heading(out: &mut dyn Write, recording: &Recording, style: &Style) -> io::Result<()> {
    const MOST: usize = 20;
    for part in recording.parts.iter().take(MOST) {
        let path = part.source.path.display();
        match (recording.parts.len(), part.span_utc_ms) {
            (1, _) => writeln!(out, "{path}")?,
            (_, None) => writeln!(out, "{path}  no samples")?,
            (_, Some((from, to))) => {
                writeln!(out, "{path}  {}, {}", style.clock.span(from, to), units::samples(part.samples))?;
            }
        }
    }
    if recording.parts.len() > MOST {
        writeln!(out, "and {} more logs; see --json", recording.parts.len() - MOST)?;
    }
    writeln!(out, "{}", wording::log::summary(recording, style))?;
    if let Some(line) = wording::log::recorded_on(recording) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// RAM with where it comes from, or what is known of it and what to do.
fn ram_line(report: &Report, style: &Style) -> String {
    let hint = if report.ram.bytes.is_none() { "; say it with --ram" } else { "" };
    wording::ram::ram(&report.ram, style) + hint
}

/// What else leaks or may, a line each.
fn write_others(out: &mut dyn Write, report: &Report, style: &Style) -> io::Result<()> {
    const MOST: usize = 20;
    if report.judged_count == 0 {
        return Ok(());
    }
    let count = report.others().count();
    writeln!(
        out,
        "\nOther counters: {} judged, {count} of them rising or running out",
        units::grouped(report.judged_count as f64)
    )?;
    for finding in report.others().take(MOST) {
        writeln!(out, "  {:22} {}", wording::word(finding), wording::sentence(finding, &report.ram, style))?;
    }
    if count > MOST {
        writeln!(out, "  and {} more; see --json", count - MOST)?;
    }
    if report.others().any(|f| f.process.is_some()) {
        writeln!(out, "  {}", wording::PROCESS_HINT)?;
    }
    Ok(())
}

fn write_finding(out: &mut dyn Write, f: &Finding, report: &Report, style: &Style) -> io::Result<()> {
    for line in finding_lines(f, report, style) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// A finding, a line each: sentence, figures, reasons.
fn finding_lines(f: &Finding, report: &Report, style: &Style) -> Vec<String> {
    let mut lines = vec![wording::sentence(f, &report.ram, style)];
    let figures = wording::figures(f, &report.ram, style);
    lines.extend(figures.iter().map(|(name, value)| format!("  {name:13} {value}")));
    lines.extend(f.reasons.iter().map(|r| format!("  - {}", wording::reason(&r.kind, f, style))));
    lines
}

/// The verdict on the pools of one computer, to paste into a mail: what `analyze` writes, under a heading of its own.
pub fn verdict(title: &str, subtitle: &str, report: &Report, style: &Style) -> String {
    let mut lines = vec![title.to_owned(), subtitle.to_owned(), wording::ram::ram(&report.ram, style)];
    for finding in report.pools() {
        lines.push(String::new());
        lines.extend(finding_lines(finding, report, style));
    }
    lines.join("\n") + "\n"
}

/// Before and after, to paste into a mail.
pub fn comparison(title: &str, subtitle: &str, compared: &[Compared], sides: [(&Machine, &Style); 2]) -> String {
    let mut lines = vec![title.to_owned(), subtitle.to_owned(), String::new()];
    for c in compared {
        let style = sides[1].1;
        lines.push(wording::change::sentence(c, style));
        lines.extend(wording::change::figures(c, style).iter().map(|(name, value)| format!("  {name}: {value}")));
    }
    for ((machine, style), word) in sides.iter().zip(["Before", "After"]) {
        lines.push(String::new());
        let report = &machine.report;
        lines.extend(report.pools().map(|f| format!("{word}: {}", wording::sentence(f, &report.ram, style))));
    }
    lines.join("\n") + "\n"
}
