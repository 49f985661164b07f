//! What `analyze` writes to files: pictures, reports, bundles; with pseudonyms if requested.

use super::progress;
use crate::chart::Scene;
use crate::chart::scene::Shown;
use crate::engine::Analysis;
use crate::export::{self, Existing, Page, PictureStyle, paint_svg, png};
use crate::logfile::OpenLog;
use crate::model::KeyedPath;
use crate::owners::Owners;
use crate::report::bundle::{self, Bundle};
use crate::report::pseudonyms::{Key, Pseudonyms};
use crate::report::{Dossier, dossier, html, markdown};
use crate::wording::Notation;
use anyhow::{Context, bail};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What is written besides the report on the terminal.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct Outputs {
    /// The annotated chart as PNG
    #[arg(long, value_name = "OUT.png")]
    pub png: Option<PathBuf>,
    /// The annotated chart as SVG
    #[arg(long, value_name = "OUT.svg")]
    pub svg: Option<PathBuf>,
    /// The shape of pictures: mail (1200 × 675 points), ticket (860 × 560), slide (1280 × 720) or a4
    #[arg(long, value_name = "PAGE", value_parser = page, default_value = "mail", hide_default_value = true)]
    pub picture_size: Page,
    /// Pixels per point in PNG pictures: 1, 2 or 3
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=3), default_value = "2", hide_default_value = true)]
    pub picture_scale: u8,
    /// Pictures on a dark background
    #[arg(long)]
    pub dark_pictures: bool,
    /// The report as one HTML file: verdict, charts, reasons, next steps; loads nothing, prints on A4
    #[arg(long, value_name = "OUT.html")]
    pub html: Option<PathBuf>,
    /// The report as Markdown, for a ticket
    #[arg(long, value_name = "OUT.md")]
    pub markdown: Option<PathBuf>,
    /// Report, pictures, JSON and the pools as CSV in one file
    #[arg(long, value_name = "OUT.zip")]
    pub bundle: Option<PathBuf>,
    /// Include the logs themselves in the bundle
    #[arg(long, requires = "bundle", conflicts_with = "pseudonyms")]
    pub with_logs: bool,
    /// Replace names of computers, users, files and processes that are not part of Windows in everything that is
    /// written; KEY says which pseudonym stands for which name, is created if missing, and stays with you
    #[arg(long, value_name = "KEY.json")]
    pub pseudonyms: Option<PathBuf>,
}

fn page(text: &str) -> Result<Page, String> {
    let known = Page::ALL.into_iter().find(|page| page.name() == text.to_lowercase());
    known.ok_or_else(|| "write mail, ticket, slide or a4".to_owned())
}

impl Outputs {
    fn picture(&self) -> PictureStyle {
        PictureStyle { page: self.picture_size, scale: self.picture_scale, is_dark: self.dark_pictures }
    }
}

/// The output files, each with its option.
fn files(outputs: &Outputs) -> Vec<(&'static str, &PathBuf)> {
    let all = [
        ("--png", &outputs.png),
        ("--svg", &outputs.svg),
        ("--html", &outputs.html),
        ("--markdown", &outputs.markdown),
        ("--bundle", &outputs.bundle),
    ];
    all.into_iter().filter_map(|(option, path)| Some((option, path.as_ref()?))).collect()
}

/// Rejects outputs that cannot be written, before anything is read.
///
/// # Errors
/// When two outputs are the same file, one is an input or exists already, or its folder is not writable.
pub fn check(outputs: &Outputs, inputs: &[&Path], force: bool) -> anyhow::Result<()> {
    let mut all = files(outputs);
    all.extend(outputs.pseudonyms.as_ref().map(|key| ("--pseudonyms", key)));
    check_files(&all, inputs, force)
}

/// The same for the given files, each with its name in messages.
///
/// # Errors
/// As [`check`].
pub fn check_files(all: &[(&str, &PathBuf)], inputs: &[&Path], force: bool) -> anyhow::Result<()> {
    for (at, (option, path)) in all.iter().enumerate() {
        if let Some((other, _)) = all[..at].iter().find(|(_, other)| export::is_one_file(path, other)) {
            bail!("{other} and {option} name the same file: {}", path.display());
        }
        export::refuse_inputs(path, inputs)?;
        // an existing key is extended
        if !force && *option != "--pseudonyms" && path.symlink_metadata().is_ok() {
            return Err(refused(path, std::io::ErrorKind::AlreadyExists.into()));
        }
        export::refuse_folder(path).map_err(|e| refused(path, e))?;
    }
    Ok(())
}

/// Pseudonyms for the analysis and the inputs, from a key; names that it does not know are added to it.
///
/// # Errors
/// When the file is no key, or cannot be written.
pub fn pseudonyms_of(path: &Path, analysis: &Analysis, inputs: &[&Path]) -> anyhow::Result<Pseudonyms> {
    pseudonyms(path, |key| {
        key.learn_from(analysis);
        inputs.iter().for_each(|input| key.learn_path(input));
    })
}

/// Pseudonyms for counters of logs, from a key; names that it does not know are added to it.
///
/// # Errors
/// When the file is no key, or cannot be written.
pub fn pseudonyms_of_paths<'a>(
    path: &Path,
    logs: &[OpenLog],
    counters: impl Iterator<Item = &'a KeyedPath>,
) -> anyhow::Result<Pseudonyms> {
    pseudonyms(path, |key| {
        logs.iter().for_each(|log| key.learn_path(&log.source.path));
        key.learn_counters(counters);
    })
}

/// An error of a run with pseudonyms, which may be passed on too, without the names that its inputs reveal.
pub fn nameless(error: anyhow::Error, key: Option<&PathBuf>, inputs: &[PathBuf]) -> anyhow::Error {
    let Some(path) = key else { return error };
    let known = std::fs::read(path).ok().and_then(|bytes| Key::parse(&bytes).ok());
    let mut key = known.unwrap_or_default();
    inputs.iter().for_each(|input| key.learn_path(input));
    anyhow::anyhow!(Pseudonyms::new(key).text(&format!("{error:#}")))
}

fn pseudonyms(path: &Path, learn: impl FnOnce(&mut Key)) -> anyhow::Result<Pseudonyms> {
    let mut key = match std::fs::read(path) {
        Ok(bytes) => Key::parse(&bytes).with_context(|| format!("reading the key: {}", path.display()))?,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Key::default(),
        Err(e) => return Err(e).with_context(|| format!("reading the key: {}", path.display())),
    };
    learn(&mut key);
    let bytes = key.to_bytes();
    export::write(path, Existing::Replace, &mut |w| w.write_all(&bytes)).map_err(|e| refused(path, e))?;
    Ok(Pseudonyms::new(key))
}

/// Writes the requested files. `logs` are those that were read, with their real paths.
///
/// # Errors
/// When there is nothing to draw, or writing fails.
pub fn write(
    outputs: &Outputs,
    analysis: &Analysis,
    owners: &Owners,
    logs: &[PathBuf],
    force: bool,
) -> anyhow::Result<()> {
    let existing = if force { Existing::Replace } else { Existing::Keep };
    let save = |path: &Path,
                fill: &mut dyn FnMut(&mut (dyn Write + Send)) -> std::io::Result<()>|
     -> anyhow::Result<()> { export::write(path, existing, fill).map_err(|e| refused(path, e)) };
    let picture = outputs.picture();
    if outputs.png.is_some() || outputs.svg.is_some() {
        let scenes = [scene(analysis, logs.len())?];
        if let Some(path) = &outputs.svg {
            let text = paint_svg::picture(&scenes, picture.size(), picture.ground());
            save(path, &mut |w| w.write_all(text.as_bytes()))?;
        }
        if let Some(path) = &outputs.png {
            let bytes = png::png(&scenes, picture.size(), picture.ground(), png::Fallback::System);
            let bytes = bytes.context("drawing the picture")?;
            save(path, &mut |w| w.write_all(&bytes))?;
        }
    }
    if outputs.html.is_none() && outputs.markdown.is_none() && outputs.bundle.is_none() {
        return Ok(());
    }
    let entries = match outputs.pseudonyms {
        Some(_) => dossier::logs(analysis, None),
        None => progress::shown("Hashing", |progress| dossier::logs(analysis, Some(progress))),
    };
    let dossier = Dossier::of(analysis, Notation::default(), owners, entries);
    if let Some(path) = &outputs.html {
        save(path, &mut |w| html::write(w, &dossier))?;
    }
    if let Some(path) = &outputs.markdown {
        save(path, &mut |w| markdown::write(w, &dossier))?;
    }
    if let Some(path) = &outputs.bundle {
        let shown = dossier.sheets.iter().flat_map(|sheet| &sheet.pictures).next();
        let scenes = shown.map_or(&[][..], |shown| std::slice::from_ref(&shown.scene));
        let logs = if outputs.with_logs { logs } else { &[] };
        save(path, &mut |w| bundle::write(w, &Bundle { dossier: &dossier, analysis, owners, scenes, picture, logs }))?;
    }
    Ok(())
}

/// The scene that pictures show: of the one computer that has pools.
fn scene(analysis: &Analysis, logs: usize) -> anyhow::Result<Scene> {
    let mut drawable = analysis.machines.iter().filter(|m| m.report.pools().next().is_some());
    let machine = drawable.next().context("no pool counters in this log, so there is nothing to draw")?;
    if let (Some(_), true) = (drawable.next(), logs > 1) {
        bail!("these logs are of several computers and a picture shows one; choose it with --computer");
    }
    Ok(Scene::of_pools(&machine.recording, &machine.report, Shown::default()))
}

/// A failed export, with advice on what helps.
pub fn refused(path: &Path, error: std::io::Error) -> anyhow::Error {
    let path = path.display();
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        anyhow::anyhow!("writing: the file is there already; use --force to overwrite it: {path}")
    } else {
        anyhow::anyhow!("writing: {error}: {path}")
    }
}
