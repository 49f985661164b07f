//! What listings of pool tags say, as text and as JSON.

use super::json::DiagnosticEntry;
use crate::analysis::tags::{Conduct, PoolTags, TagFinding, TagReport};
use crate::engine::Analysis;
use crate::export::table::text_cell;
use crate::model::clock::iso_utc;
use crate::model::pools::Pool;
use crate::wording::{Style, diagnostic, tags as words};
use serde::Serialize;
use std::io::{self, Write};

/// The version of the JSON; a field that changes its meaning raises it.
pub const SCHEMA: u32 = 1;

/// Tags of a pool that are listed as text.
const MOST: usize = 12;

/// Writes the tags of every computer: the answer first, then the largest tags, then what is known of them.
///
/// # Errors
/// When writing fails.
pub fn write_text(out: &mut dyn Write, analysis: &Analysis) -> io::Result<()> {
    for (machine, tags) in analysis.machines.iter().filter_map(|m| Some((m, m.tags.as_ref()?))) {
        let name = if machine.report.computer.is_empty() { "Pool tags" } else { &machine.report.computer };
        let style = Style::plain(&machine.recording);
        writeln!(out, "{name}: {}", words::summary(&tags.report, &style))?;
        for pool in &tags.report.pools {
            writeln!(out)?;
            write_pool(out, pool, &tags.report, &style)?;
        }
    }
    let mut is_first = true;
    for file in &analysis.files {
        for found in &file.diagnostics {
            if std::mem::take(&mut is_first) {
                writeln!(out, "\nNotes")?;
            }
            let position = diagnostic::position(found, file.source.format);
            let position = position.map_or_else(String::new, |p| format!(" ({p})"));
            writeln!(out, "  {}{position}", diagnostic::diagnostic(found))?;
        }
    }
    Ok(())
}

fn write_pool(out: &mut dyn Write, pool: &PoolTags, report: &TagReport, style: &Style) -> io::Result<()> {
    writeln!(out, "{}", words::lead(pool, report, style))?;
    let bytes = |value: f64| style.units.bytes(value);
    let notable = pool.notable(report.snapshots);
    for finding in notable.iter().take(MOST) {
        let share = |share: Option<f64>| share.map_or_else(String::new, |s| format!("{:.1} %", 100.0 * s));
        let sign = if finding.growth() > 0.0 { "+" } else { "" };
        let line = match report.snapshots {
            1 => format!("{:>10}  {:>8} of the pool", bytes(finding.last), share(finding.share_of_pool)),
            _ => format!(
                "{:>10} -> {:>10}  {:>11}  {:>8} of the rise",
                bytes(finding.first),
                bytes(finding.last),
                format!("{sign}{}", bytes(finding.growth())),
                share(finding.share_of_rise)
            ),
        };
        writeln!(out, "  {:6} {line}  {}", finding.tag.name(), words::word(finding.conduct))?;
    }
    if let Some(sentence) = words::untagged(pool) {
        writeln!(out, "  {sentence}")?;
    }
    if notable.len() > MOST {
        writeln!(out, "  and {} more; see --json", notable.len() - MOST)?;
    }
    for finding in notable.iter().take(MOST).filter(|f| is_worth_words(f, report)) {
        for (i, sentence) in words::about(finding).iter().enumerate() {
            let name = if i == 0 { format!("{}: ", finding.tag.name()) } else { "  ".to_owned() };
            writeln!(out, "  {name}{sentence}")?;
        }
    }
    Ok(())
}

fn is_worth_words(finding: &TagFinding, report: &TagReport) -> bool {
    const SHARE: f64 = 0.05;
    let share = if report.snapshots > 1 { finding.share_of_rise } else { finding.share_of_pool };
    let is_special = matches!(finding.conduct, Conduct::Busy | Conduct::LargeStill) && report.snapshots > 1;
    share.is_some_and(|share| share >= SHARE) || is_special
}

/// Every tag as a row, with tabs between its columns.
pub fn as_table(report: &TagReport) -> String {
    let head = [
        "Tag",
        "Pool",
        "First (bytes)",
        "Last (bytes)",
        "Growth (bytes)",
        "Share of the rise",
        "Share of the pool",
        "Allocations",
        "Freed",
        "Bytes each",
        "What it does",
        "Driver",
        "Known as",
    ];
    let mut rows = vec![head.join("\t")];
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
    for finding in report.pools.iter().flat_map(|pool| &pool.tags) {
        let cells = [
            text_cell(&finding.tag.name()).into_owned(),
            finding.pool.title().to_owned(),
            finding.first.to_string(),
            finding.last.to_string(),
            finding.growth().to_string(),
            number(finding.share_of_rise),
            number(finding.share_of_pool),
            number(finding.allocations),
            number(finding.freed_share()),
            number(finding.bytes_each()),
            words::word(finding.conduct).to_owned(),
            text_cell(finding.driver.as_deref().unwrap_or_default()).into_owned(),
            finding.known.map_or_else(String::new, |known| known.what.to_owned()),
        ];
        rows.push(cells.join("\t"));
    }
    rows.join("\r\n") + "\r\n"
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    computers: Vec<Computer<'a>>,
    #[serde(rename = "notes")]
    diagnostics: Vec<DiagnosticEntry>,
}

#[derive(Serialize)]
struct Computer<'a> {
    name: &'a str,
    snapshots: usize,
    snapshots_before_restart: usize,
    begin_utc: String,
    end_utc: String,
    ram_bytes: Option<f64>,
    pools: Vec<PoolEntry>,
}

#[derive(Serialize)]
struct PoolEntry {
    pool: &'static str,
    first_bytes: f64,
    last_bytes: f64,
    growth_bytes: f64,
    /// Whether the listing says what the pool held; else it is the sum of its tags.
    has_total: bool,
    untagged_share_of_rise: Option<f64>,
    sentence: String,
    tags: Vec<TagEntry>,
}

#[derive(Serialize)]
struct TagEntry {
    tag: String,
    /// The four bytes, as hexadecimal digits.
    tag_hex: String,
    first_bytes: f64,
    last_bytes: f64,
    growth_bytes: f64,
    share_of_rise: Option<f64>,
    share_of_pool: Option<f64>,
    allocations: Option<f64>,
    frees: Option<f64>,
    freed_share: Option<f64>,
    live_allocations: Option<f64>,
    bytes_each: Option<f64>,
    conduct: &'static str,
    verdict: Option<&'static str>,
    bytes_per_hour: Option<f64>,
    has_many_owners: bool,
    listed_driver: Option<String>,
    known: Option<KnownEntry>,
}

#[derive(Serialize)]
struct KnownEntry {
    what: &'static str,
    owner: &'static str,
    status: &'static str,
    sources: &'static str,
    surety: &'static str,
}

fn tag_entry(f: &TagFinding) -> TagEntry {
    use crate::analysis::known_tags::Surety;
    TagEntry {
        tag: f.tag.name(),
        tag_hex: f.tag.0.iter().map(|b| format!("{b:02x}")).collect(),
        first_bytes: f.first,
        last_bytes: f.last,
        growth_bytes: f.growth(),
        share_of_rise: f.share_of_rise,
        share_of_pool: f.share_of_pool,
        allocations: f.allocations,
        frees: f.frees,
        freed_share: f.freed_share(),
        live_allocations: f.live,
        bytes_each: f.bytes_each(),
        conduct: f.conduct.name(),
        verdict: f.judgement.as_ref().map(|j| j.verdict().name()),
        bytes_per_hour: f.judgement.as_ref().and_then(|j| Some(j.slope_per_hour?.value)),
        has_many_owners: f.has_many_owners,
        listed_driver: f.driver.clone(),
        known: f.known.map(|known| KnownEntry {
            what: known.what,
            owner: known.owner,
            status: known.status,
            sources: known.sources,
            surety: match known.surety {
                Surety::Stated => "stated",
                Surety::Reported => "reported",
                Surety::Probable => "probable",
            },
        }),
    }
}

/// Writes the same as JSON, with every tag.
///
/// # Errors
/// When writing fails.
pub fn write_json(out: &mut dyn Write, analysis: &Analysis) -> io::Result<()> {
    let mut computers = Vec::new();
    for machine in &analysis.machines {
        let Some(report) = machine.tags.as_ref().map(|tags| &tags.report) else { continue };
        let style = Style::plain(&machine.recording);
        let pool = |pool: &PoolTags| PoolEntry {
            pool: if pool.pool == Pool::Nonpaged { "nonpaged" } else { "paged" },
            first_bytes: pool.first,
            last_bytes: pool.last,
            growth_bytes: pool.growth(),
            has_total: pool.has_total,
            untagged_share_of_rise: pool.untagged_share,
            sentence: words::lead(pool, report, &style),
            tags: pool.tags.iter().map(tag_entry).collect(),
        };
        computers.push(Computer {
            name: &machine.report.computer,
            snapshots: report.snapshots,
            snapshots_before_restart: report.before_restart,
            begin_utc: iso_utc(report.span_utc_ms.0),
            end_utc: iso_utc(report.span_utc_ms.1),
            ram_bytes: report.ram,
            pools: report.pools.iter().map(pool).collect(),
        });
    }
    let entries = |file: &crate::engine::FileRead| {
        file.diagnostics.iter().map(|d| DiagnosticEntry::of(d, &file.source)).collect::<Vec<_>>()
    };
    let diagnostics = analysis.files.iter().flat_map(entries).collect();
    serde_json::to_writer_pretty(&mut *out, &Document { schema: SCHEMA, computers, diagnostics })?;
    writeln!(out)
}
