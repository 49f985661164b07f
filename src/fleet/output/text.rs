//! One screenful for the terminal: the most urgent servers, the number of each kind, the files that could not be read.

use super::super::server::Server;
use super::super::triage::Triage;
use super::{counts, pool_name, rate, share, tag, time_left, until};
use crate::model::units::{Units, grouped};
use std::io::{self, Write};

/// How many servers are shown, and how many files that could not be read.
const MOST_SERVERS: usize = 20;
const MOST_FAILED: usize = 8;

/// Writes it.
///
/// # Errors
/// When writing fails.
pub fn write(out: &mut dyn Write, triage: &Triage) -> io::Result<()> {
    let urgent: Vec<&Server> = triage.servers.iter().filter(|server| server.is_urgent()).collect();
    if triage.servers.is_empty() {
        writeln!(out, "No server has a log here.")?;
    } else if urgent.is_empty() {
        writeln!(out, "No pool leaks on any of {}.", servers(triage.servers.len()))?;
    } else {
        table(out, &urgent[..urgent.len().min(MOST_SERVERS)])?;
        if urgent.len() > MOST_SERVERS {
            writeln!(out, "and {} more; --html, --csv and --json have all of them", urgent.len() - MOST_SERVERS)?;
        }
    }
    writeln!(out)?;
    for (word, count) in counts(&triage.servers) {
        writeln!(out, "{:>7}  {word}", grouped(count as f64))?;
    }
    writeln!(out, "{}", summary(triage))?;
    if !triage.failed.is_empty() {
        writeln!(out, "\nCould not be read:")?;
        for failure in triage.failed.iter().take(MOST_FAILED) {
            writeln!(out, "  {}", failure.error)?;
        }
        if triage.failed.len() > MOST_FAILED {
            writeln!(out, "  and {} more; --json has all of them", triage.failed.len() - MOST_FAILED)?;
        }
    }
    Ok(())
}

fn servers(count: usize) -> String {
    if count == 1 { "one server".to_owned() } else { format!("{} servers", grouped(count as f64)) }
}

/// `200 servers in 812 files (804 MB)`
pub(super) fn sizes(triage: &Triage) -> String {
    let sizes = triage.sizes;
    let files = if sizes.files == 1 { "one file".to_owned() } else { format!("{} files", grouped(sizes.files as f64)) };
    format!("{} in {files} ({})", servers(triage.servers.len()), Units::default().bytes(sizes.bytes as f64))
}

/// The same, with how many files were judged before: `…, 790 of them as they were before`
fn summary(triage: &Triage) -> String {
    let known = match triage.sizes.known_files {
        0 => String::new(),
        count => format!(", {} of them as they were before", grouped(count as f64)),
    };
    sizes(triage) + &known
}

/// A name shortened from the left: the end of a path is what distinguishes it.
fn short(name: &str) -> String {
    const MOST: usize = 32;
    let count = name.chars().count();
    if count <= MOST {
        name.to_owned()
    } else {
        format!("…{}", name.chars().skip(count - MOST + 1).collect::<String>())
    }
}

fn table(out: &mut dyn Write, servers: &[&Server]) -> io::Result<()> {
    let head = ["Server", "Pool", "Verdict", "Time left", "of RAM", "Rate (95 % interval)", "Tag", "Until (UTC)"];
    let mut rows: Vec<[String; 8]> = vec![head.map(str::to_owned)];
    for server in servers {
        let Some(row) = server.lead() else { continue };
        let name = short(&server.name());
        rows.push([
            name,
            pool_name(row).into(),
            row.word.clone(),
            time_left(row),
            share(row),
            rate(row),
            tag(row),
            until(server),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    for row in &rows {
        let cells = row.iter().zip(&widths).filter(|(_, width)| **width > 0);
        let line: Vec<String> = cells.map(|(cell, width)| format!("{cell:width$}")).collect();
        writeln!(out, "{}", line.join("  ").trim_end())?;
    }
    Ok(())
}
