//! What listings of pool tags say, as text and as JSON.

use super::diagnostics::DiagnosticEntry;
use crate::analysis::tags::{Conduct, PoolTags, TagFinding, TagReport};
use crate::engine::{Analysis, FileRead, Machine, diagnostics_by_kind};
use crate::export::table::text_cell;
use crate::model::clock::iso_utc;
use crate::model::pools::Pool;
use crate::model::tag::Tag;
use crate::owners::{Certainty, DriverFile, Hits, Owners};
use crate::wording::{self, Style, diagnostic, tags as words};
use serde::Serialize;
use std::io::{self, Write};

/// The version of the JSON; it is raised when a field changes its meaning.
pub const SCHEMA: u32 = 1;

/// Maximum number of tags per pool that are listed as text.
const MOST: usize = 12;

/// Writes the tags of every computer: the answer first, then the largest tags, then what is known of them.
///
/// # Errors
/// When writing fails.
pub fn write_text(out: &mut dyn Write, analysis: &Analysis, owners: &Owners) -> io::Result<()> {
    for (machine, tags) in analysis.machines.iter().filter_map(|m| Some((m, m.tags.as_ref()?))) {
        let name = if machine.report.computer.is_empty() { "Pool tags" } else { &machine.report.computer };
        let style = Style::plain(&machine.recording);
        writeln!(out, "{name}: {}", words::summary(&tags.report, &style))?;
        for pool in &tags.report.pools {
            writeln!(out)?;
            write_pool(out, pool, &tags.report, owners, &style)?;
        }
    }
    write_notes(out, analysis, owners)
}

/// Writes diagnostics: those that several files share are written once.
fn write_notes(out: &mut dyn Write, analysis: &Analysis, owners: &Owners) -> io::Result<()> {
    const MOST: usize = 5;
    let all = diagnostics_by_kind(&analysis.files);
    let unread = owners.drivers.as_ref().map(|search| &search.failed[..]).unwrap_or_default();
    if !all.is_empty() || !unread.is_empty() {
        writeln!(out, "\nNotes")?;
    }
    for (found, files) in all {
        let place = match files[..] {
            [file] => diagnostic::position(&found, file.source.format).map(|p| format!(" ({p})")),
            _ => Some(format!(" (in {} files)", files.len())),
        };
        writeln!(out, "  {}{}", diagnostic::diagnostic(&found), place.unwrap_or_default())?;
    }
    for failure in unread.iter().take(MOST) {
        writeln!(out, "  {failure}")?;
    }
    if unread.len() > MOST {
        writeln!(out, "  and {} more driver files that could not be read", unread.len() - MOST)?;
    }
    Ok(())
}

fn write_pool(
    out: &mut dyn Write,
    pool: &PoolTags,
    report: &TagReport,
    owners: &Owners,
    style: &Style,
) -> io::Result<()> {
    writeln!(out, "{}", words::lead(pool, report, style))?;
    let notable = pool.notable(report.snapshots);
    for finding in notable.iter().take(MOST) {
        let words::Row { first, last, growth, share } = words::Row::of(finding, report.snapshots, style);
        let line = match report.snapshots {
            1 => format!("{last:>10}  {share:>8} of the pool"),
            _ => format!("{first:>10} -> {last:>10}  {growth:>11}  {share:>8} of the rise"),
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
        for (i, sentence) in words::about(finding, owners).iter().enumerate() {
            let name = if i == 0 { format!("{}: ", finding.tag.name()) } else { "  ".to_owned() };
            writeln!(out, "  {name}{sentence}")?;
        }
    }
    Ok(())
}

fn is_worth_words(finding: &TagFinding, report: &TagReport) -> bool {
    const SHARE: f64 = 0.05;
    let share = finding.share(report.snapshots);
    let is_special = matches!(finding.conduct, Conduct::Busy | Conduct::LargeStill) && report.snapshots > 1;
    share.is_some_and(|share| share >= SHARE) || is_special
}

/// Every tag as a row, with tabs between its columns.
pub fn as_table(report: &TagReport, owners: &Owners) -> String {
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
        "pooltag.txt",
        "Driver files",
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
            text_cell(&owners.name(finding.tag).map_or_else(String::new, wording::owners::name)).into_owned(),
            text_cell(&wording::owners::files(finding.tag, owners)).into_owned(),
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
    /// The search for drivers; null if there was none.
    driver_search: Option<SearchEntry<'a>>,
}

#[derive(Serialize)]
struct SearchEntry<'a> {
    folder: String,
    files: usize,
    unread: &'a [String],
}

#[derive(Serialize)]
struct Computer<'a> {
    name: &'a str,
    #[serde(flatten)]
    tags: TagsEntry,
}

/// Which tags are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    All,
    /// Those worth asking about.
    Notable,
}

/// What listings say of a computer.
#[derive(Serialize)]
pub struct TagsEntry {
    snapshots: usize,
    snapshots_before_restart: usize,
    begin_utc: String,
    end_utc: String,
    ram_bytes: Option<f64>,
    pools: Vec<PoolEntry>,
}

impl TagsEntry {
    /// `None` if the computer has no listings.
    pub fn of(machine: &Machine, listed: Listed, owners: &Owners) -> Option<Self> {
        let report = machine.tags.as_ref().map(|tags| &tags.report)?;
        let style = Style::plain(&machine.recording);
        let tags = |pool: &PoolTags| -> Vec<TagEntry> {
            match listed {
                Listed::All => pool.tags.iter().map(|f| tag_entry(f, owners)).collect(),
                Listed::Notable => pool.notable(report.snapshots).into_iter().map(|f| tag_entry(f, owners)).collect(),
            }
        };
        let pool = |pool: &PoolTags| PoolEntry {
            pool: if pool.pool == Pool::Nonpaged { "nonpaged" } else { "paged" },
            first_bytes: pool.first,
            last_bytes: pool.last,
            growth_bytes: pool.growth(),
            has_total: pool.has_total,
            untagged_share_of_rise: pool.untagged_share,
            sentence: words::lead(pool, report, &style),
            tags: tags(pool),
        };
        Some(Self {
            snapshots: report.snapshots,
            snapshots_before_restart: report.before_restart,
            begin_utc: iso_utc(report.span_utc_ms.0),
            end_utc: iso_utc(report.span_utc_ms.1),
            ram_bytes: report.ram,
            pools: report.pools.iter().map(pool).collect(),
        })
    }
}

#[derive(Serialize)]
struct PoolEntry {
    pool: &'static str,
    first_bytes: f64,
    last_bytes: f64,
    growth_bytes: f64,
    /// Whether the listing gives the pool's total; if not, it is the sum of its tags.
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
    /// The entry in `pooltag.txt`; null if the file was not given or does not contain the tag.
    pooltag: Option<NameEntry>,
    /// Driver files that contain the tag, the most certain first; null if none were searched for it.
    driver_files: Option<Vec<DriverEntry>>,
}

#[derive(Serialize)]
struct NameEntry {
    binary: String,
    description: String,
}

#[derive(Serialize)]
struct DriverEntry {
    file: String,
    company: Option<String>,
    product: Option<String>,
    description: Option<String>,
    version: Option<String>,
    /// How often it contains the tag as the operand of an instruction, as a constant in data, within text, or by chance.
    operands: u32,
    constants: u32,
    in_text: u32,
    by_chance: u32,
    sureness: &'static str,
}

fn driver_entries(tag: Tag, owners: &Owners) -> Option<Vec<DriverEntry>> {
    let search = owners.drivers.as_ref().filter(|search| search.has_looked_for(tag))?;
    let entry = |(file, hits, sureness): (&DriverFile, Hits, Certainty)| DriverEntry {
        file: file.name.clone(),
        company: file.image.company.clone(),
        product: file.image.product.clone(),
        description: file.image.description.clone(),
        version: file.image.version.clone(),
        operands: hits.operands,
        constants: hits.constants,
        in_text: hits.text,
        by_chance: hits.by_chance,
        sureness: sureness.name(),
    };
    Some(search.owners(tag).into_iter().map(entry).collect())
}

#[derive(Serialize)]
struct KnownEntry {
    what: &'static str,
    owner: &'static str,
    status: &'static str,
    sources: &'static str,
    surety: &'static str,
}

fn tag_entry(f: &TagFinding, owners: &Owners) -> TagEntry {
    use crate::analysis::known_tags::Certainty;
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
        pooltag: owners
            .name(f.tag)
            .map(|name| NameEntry { binary: name.binary.clone(), description: name.description.clone() }),
        driver_files: driver_entries(f.tag, owners),
        known: f.known.map(|known| KnownEntry {
            what: known.what,
            owner: known.owner,
            status: known.status,
            sources: known.sources,
            surety: match known.surety {
                Certainty::Stated => "stated",
                Certainty::Reported => "reported",
                Certainty::Probable => "probable",
            },
        }),
    }
}

/// Writes the same as JSON, with every tag.
///
/// # Errors
/// When writing fails.
pub fn write_json<'a>(out: &mut dyn Write, analysis: &'a Analysis, owners: &'a Owners) -> io::Result<()> {
    let computer = |machine: &'a Machine| -> Option<Computer<'a>> {
        Some(Computer { name: &machine.report.computer, tags: TagsEntry::of(machine, Listed::All, owners)? })
    };
    let computers = analysis.machines.iter().filter_map(computer).collect();
    let entries =
        |file: &FileRead| file.diagnostics.iter().map(|d| DiagnosticEntry::of(d, &file.source)).collect::<Vec<_>>();
    let diagnostics = analysis.files.iter().flat_map(entries).collect();
    let driver_search = owners.drivers.as_ref().map(|search| SearchEntry {
        folder: search.folder.to_string_lossy().into_owned(),
        files: search.searched,
        unread: &search.failed,
    });
    serde_json::to_writer_pretty(&mut *out, &Document { schema: SCHEMA, computers, diagnostics, driver_search })?;
    writeln!(out)
}
