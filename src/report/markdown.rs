//! The case as Markdown, for tickets and wikis.

use super::case::{ComputerCase, DiagnosticCase, FindingCase};
use super::dossier::{Dossier, LogEntry, Sheet};
use crate::model::units::{Units, samples};
use crate::wording::diagnostic::COLLECT;
use std::io::{self, Write};

/// Writes a document.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, dossier: &Dossier) -> io::Result<()> {
    writeln!(out, "# {}\n", text(&dossier.title()))?;
    if !dossier.comparison.is_empty() {
        writeln!(out, "## Before and after\n")?;
        for sentence in &dossier.comparison {
            writeln!(out, "{}\n", text(sentence))?;
        }
    }
    for (computer, sheet) in dossier.case.computers.iter().zip(&dossier.sheets) {
        write_computer(out, computer, sheet)?;
    }
    write_diagnostics(out, &dossier.case.diagnostics)?;
    writeln!(out, "## How to collect a better log\n")?;
    writeln!(out, "In an elevated prompt on the machine; stop it with `logman stop PoolLeak`.\n")?;
    code(out, "", &COLLECT.map(str::to_owned))?;
    write_logs(out, &dossier.logs)?;
    writeln!(out, "Made by {}.", dossier.made_by)
}

fn write_computer(out: &mut dyn Write, case: &ComputerCase, sheet: &Sheet) -> io::Result<()> {
    writeln!(out, "## {}\n", text(&sheet.name))?;
    if let Some(verdict) = &case.verdict {
        for pool in &verdict.pools {
            write_finding(out, pool)?;
        }
        if verdict.pools.is_empty() {
            writeln!(out, "The logs have no counters of the kernel pools.\n")?;
        }
        writeln!(out, "{}.\n", text(&verdict.ram))?;
    }
    if !case.tags.is_empty() {
        writeln!(out, "### Which tag\n")?;
        list(out, &case.tags)?;
    }
    if !sheet.remarks.is_empty() {
        writeln!(out, "### Marks and notes\n")?;
        let rows: Vec<Vec<String>> = sheet.remarks.iter().map(|(at, said)| vec![at.clone(), said.clone()]).collect();
        table(out, &["Time", "What was written"], &rows)?;
    }
    if !case.events.is_empty() {
        writeln!(out, "### Events of Windows' logs\n")?;
        list(out, &case.events)?;
    }
    if !case.next.is_empty() {
        writeln!(out, "### What next\n")?;
    }
    for (i, step) in case.next.iter().enumerate() {
        writeln!(out, "{}. **{}.** {}", i + 1, text(&step.title), text(&step.text))?;
        if !step.commands.is_empty() {
            writeln!(out)?;
            code(out, "   ", &step.commands)?;
        }
        for link in step.links {
            writeln!(out, "   <https://{link}>")?;
        }
        writeln!(out)?;
    }
    if let Some(others) = case.verdict.as_ref().and_then(|v| v.others.as_ref()) {
        const MOST: usize = 20;
        writeln!(out, "### Other counters\n\n{}\n", text(&others.summary))?;
        let row = |f: &FindingCase| vec![f.word.to_owned(), f.sentence.clone()];
        let rows: Vec<Vec<String>> = others.findings.iter().take(MOST).map(row).collect();
        table(out, &["Verdict", "Counter"], &rows)?;
        if let Some(hint) = others.hint {
            writeln!(out, "{hint}\n")?;
        }
    }
    for grown in &sheet.processes {
        writeln!(out, "### Processes that grew most: {}\n", grown.title)?;
        let rows: Vec<Vec<String>> = grown.rows.iter().map(|row| row.to_vec()).collect();
        table(out, &["Process", "First", "Last", "Growth"], &rows)?;
    }
    writeln!(out, "### The log\n")?;
    list(out, &case.heading)
}

fn write_finding(out: &mut dyn Write, finding: &FindingCase) -> io::Result<()> {
    writeln!(out, "**{}.** {}\n", finding.word, text(&finding.sentence))?;
    let rows: Vec<Vec<String>> =
        finding.figures.iter().map(|(name, value)| vec![(*name).to_owned(), value.clone()]).collect();
    table(out, &["Figure", "Value"], &rows)?;
    list(out, &finding.reasons)
}

fn write_diagnostics(out: &mut dyn Write, all: &[DiagnosticCase]) -> io::Result<()> {
    writeln!(out, "## What could not be read\n")?;
    if all.is_empty() {
        return writeln!(out, "Everything in the logs was read.\n");
    }
    list(out, &all.iter().map(DiagnosticCase::line).collect::<Vec<_>>())
}

fn write_logs(out: &mut dyn Write, logs: &[LogEntry]) -> io::Result<()> {
    writeln!(out, "## Logs\n")?;
    let row = |log: &LogEntry| {
        let hash = log.sha256.clone().unwrap_or_default();
        vec![log.path.clone(), log.format.to_owned(), Units::Binary.bytes(log.bytes as f64), samples(log.samples), hash]
    };
    table(out, &["Log", "Format", "Size", "Samples", "SHA-256"], &logs.iter().map(row).collect::<Vec<_>>())
}

/// A text with Markdown's special characters escaped.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' => out.extend(['\\', c]),
            '\r' => {}
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn list(out: &mut dyn Write, items: &[String]) -> io::Result<()> {
    for item in items {
        writeln!(out, "- {}", text(item))?;
    }
    writeln!(out)
}

fn table(out: &mut dyn Write, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "| {} |", head.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(head.len()))?;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| text(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}

/// Commands verbatim, in a fence that none of them can close.
fn code(out: &mut dyn Write, indent: &str, commands: &[String]) -> io::Result<()> {
    writeln!(out, "{indent}```")?;
    for command in commands {
        writeln!(out, "{indent}{}", command.replace("```", "'''"))?;
    }
    writeln!(out, "{indent}```\n")
}
