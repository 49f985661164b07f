//! The report as text: the answer first, then the figures, then the reasons, then the notes.

use super::case::{Case, ComputerCase, FindingCase, OthersCase, VerdictCase};
use crate::analysis::compare::Compared;
use crate::analysis::{Finding, Report};
use crate::engine::Machine;
use crate::wording::next::Advice;
use crate::wording::{self, Style};
use std::io::{self, Write};

/// Writes a case, computer by computer.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, case: &Case) -> io::Result<()> {
    for (i, computer) in case.computers.iter().enumerate() {
        if i > 0 && !computer.heading.is_empty() {
            writeln!(out)?;
        }
        write_computer(out, computer)?;
    }
    if !case.diagnostics.is_empty() {
        writeln!(out, "\nNotes")?;
    }
    for d in &case.diagnostics {
        writeln!(out, "  {}: {}", d.severity, d.line())?;
    }
    Ok(())
}

fn write_computer(out: &mut dyn Write, computer: &ComputerCase) -> io::Result<()> {
    for line in &computer.heading {
        writeln!(out, "{line}")?;
    }
    if let Some(verdict) = &computer.verdict {
        write_verdict(out, verdict)?;
    }
    if !computer.tags.is_empty() {
        writeln!(out, "\nPool tags")?;
    }
    for sentence in &computer.tags {
        writeln!(out, "  {sentence}")?;
    }
    if !computer.events.is_empty() {
        writeln!(out, "\nEvents")?;
    }
    for line in &computer.events {
        writeln!(out, "  {line}")?;
    }
    write_next(out, &computer.next)
}

/// Steps with their commands, each command on its own line.
fn write_next(out: &mut dyn Write, next: &[Advice]) -> io::Result<()> {
    if !next.is_empty() {
        writeln!(out, "\nWhat next")?;
    }
    for (i, Advice { title, text, commands, links, .. }) in next.iter().enumerate() {
        writeln!(out, "  {}. {title}: {text}", i + 1)?;
        for command in commands {
            writeln!(out, "       {command}")?;
        }
        for link in *links {
            writeln!(out, "     See {link}")?;
        }
    }
    Ok(())
}

fn write_verdict(out: &mut dyn Write, verdict: &VerdictCase) -> io::Result<()> {
    let VerdictCase { name, ram, is_ram_known, pools, others } = verdict;
    let hint = if *is_ram_known { "" } else { "; say it with --ram" };
    writeln!(out, "\n{name}: {ram}{hint}")?;
    for finding in pools {
        writeln!(out)?;
        for line in finding_lines(finding) {
            writeln!(out, "{line}")?;
        }
    }
    others.as_ref().map_or(Ok(()), |others| write_others(out, others))
}

/// What else leaks or may leak, one line each.
fn write_others(out: &mut dyn Write, others: &OthersCase) -> io::Result<()> {
    const MOST: usize = 20;
    writeln!(out, "\n{}", others.summary)?;
    for finding in others.findings.iter().take(MOST) {
        writeln!(out, "  {:22} {}", finding.word, finding.sentence)?;
    }
    if others.findings.len() > MOST {
        writeln!(out, "  and {} more; see --json", others.findings.len() - MOST)?;
    }
    others.hint.map_or(Ok(()), |hint| writeln!(out, "  {hint}"))
}

/// A finding, one line each: sentence, figures, reasons.
fn finding_lines(finding: &FindingCase) -> Vec<String> {
    let mut lines = vec![finding.sentence.clone()];
    lines.extend(finding.figures.iter().map(|(name, value)| format!("  {name:13} {value}")));
    lines.extend(finding.reasons.iter().map(|reason| format!("  - {reason}")));
    lines
}

/// One finding, for pasting into an email.
pub fn finding(finding: &Finding, report: &Report, style: &Style) -> String {
    finding_lines(&FindingCase::of(finding, report, style)).join("\n") + "\n"
}

/// The verdict on the pools of one computer, for pasting into an email: the output of `analyze` with its own heading.
pub fn verdict(title: &str, subtitle: &str, report: &Report, style: &Style) -> String {
    let mut lines = vec![title.to_owned(), subtitle.to_owned(), wording::ram::ram(&report.ram, style)];
    for finding in report.pools() {
        lines.push(String::new());
        lines.extend(finding_lines(&FindingCase::of(finding, report, style)));
    }
    lines.join("\n") + "\n"
}

/// Before and after, for pasting into an email.
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
