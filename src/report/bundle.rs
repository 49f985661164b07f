//! Everything about a case in one .zip: report, pictures, the pools as a table, the JSON, and the logs if they may be
//! passed on.

use super::dossier::Dossier;
use super::{Harmless, html, json, markdown};
use crate::chart::Scene;
use crate::engine::Analysis;
use crate::export::table::TableWriter;
use crate::export::{PictureStyle, paint_svg, png};
use crate::model::recording::file_name;
use crate::model::{Counter, Recording, catalogue};
use crate::owners::Owners;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::PathBuf;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What goes into a bundle.
pub struct Bundle<'a> {
    pub dossier: &'a Dossier,
    pub analysis: &'a Analysis,
    pub owners: &'a Owners,
    /// The scenes drawn as pictures.
    pub scenes: &'a [Scene],
    pub picture: PictureStyle,
    /// Logs to be included.
    pub logs: &'a [PathBuf],
}

/// Writes a bundle.
///
/// # Errors
/// When writing fails, or a log cannot be read.
pub fn write(out: &mut dyn Write, bundle: &Bundle<'_>) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(out);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    let begin = |zip: &mut ZipWriter<_>, name: &str| zip.start_file(name, options).map_err(io::Error::other);
    begin(&mut zip, "report.html")?;
    html::write(&mut zip, bundle.dossier)?;
    begin(&mut zip, "report.md")?;
    markdown::write(&mut zip, bundle.dossier)?;
    begin(&mut zip, "report.json")?;
    json::write(&mut Harmless::json(&mut zip), bundle.analysis, bundle.owners)?;
    if !bundle.scenes.is_empty() {
        begin(&mut zip, "pools.svg")?;
        zip.write_all(paint_svg::picture(bundle.scenes, bundle.picture.size(), bundle.picture.ground()).as_bytes())?;
        begin(&mut zip, "pools.png")?;
        zip.write_all(&png::png(
            bundle.scenes,
            bundle.picture.size(),
            bundle.picture.ground(),
            png::Fallback::System,
        )?)?;
    }
    let mut taken = HashSet::new();
    for machine in &bundle.analysis.machines {
        let counters = charted(&machine.recording, bundle.scenes.first());
        if counters.is_empty() {
            continue;
        }
        let name = if machine.report.computer.is_empty() { "pools" } else { &machine.report.computer };
        begin(&mut zip, &free_name(&plain(name), "csv", &mut taken))?;
        write_table(&mut zip, &machine.recording, &counters)?;
    }
    for log in bundle.logs {
        let stem = log.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let ending = log.extension().map_or_else(String::new, |e| e.to_string_lossy().into_owned());
        begin(&mut zip, &format!("logs/{}", free_name(&plain(&stem), &ending, &mut taken)))?;
        let mut file = std::fs::File::open(log)
            .map_err(|e| io::Error::new(e.kind(), format!("packing {}: {e}", file_name(log))))?;
        io::copy(&mut file, &mut zip)?;
    }
    zip.finish().map_err(io::Error::other)?;
    Ok(())
}

/// The pools, and the other counters on the chart.
fn charted<'a>(recording: &'a Recording, scene: Option<&Scene>) -> Vec<&'a Counter> {
    let keys: HashSet<&str> = scene.iter().flat_map(|s| &s.lines).map(|line| line.key.as_str()).collect();
    let is_in = |c: &&Counter| catalogue::pool(&c.path).is_some() || keys.contains(c.path.key().as_str());
    recording.counters.iter().filter(is_in).collect()
}

/// Counters of a recording as PDH-CSV.
///
/// # Errors
/// When writing fails.
pub fn write_table(out: &mut dyn Write, recording: &Recording, counters: &[&Counter]) -> io::Result<()> {
    let mut table = TableWriter::new(out, false);
    let zone = &recording.facts.zone;
    let utc_ms = &recording.axis.utc_ms;
    let paths: Vec<_> = counters.iter().map(|c| &c.path).collect();
    table.header(zone, utc_ms.first().copied().unwrap_or_default(), &paths)?;
    let mut row = vec![f64::NAN; counters.len()];
    for (at, ms) in utc_ms.iter().enumerate() {
        for (cell, counter) in row.iter_mut().zip(counters) {
            *cell = counter.values.get(at).unwrap_or(f64::NAN);
        }
        table.row(zone.local_from_utc(*ms), &row)?;
    }
    table.finish()
}

/// A name that is a valid file name on every system.
fn plain(name: &str) -> String {
    let kept: String = name.chars().map(|c| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let kept = kept.trim_matches([' ', '.']).to_owned();
    if kept.is_empty() { "log".to_owned() } else { kept }
}

/// A name that no other file of the bundle has, ignoring case.
fn free_name(stem: &str, ending: &str, taken: &mut HashSet<String>) -> String {
    let ending = if ending.is_empty() { String::new() } else { format!(".{ending}") };
    let numbered = (2..).map(|n| format!("{stem}-{n}{ending}"));
    let free = std::iter::once(format!("{stem}{ending}")).chain(numbered).find(|n| !taken.contains(&n.to_lowercase()));
    let name = free.unwrap_or_default();
    taken.insert(name.to_lowercase());
    name
}
