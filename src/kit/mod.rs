//! The collection kit: a folder of scripts that collect a log suitable for a verdict, along with listings of pool tags.
//!
//! A [`Plan`] says how long, how often, from where and of what; [`files`] turns it into files for Windows' own
//! `logman`, for PoolMon, and a script that needs neither. All of it is plain ASCII with plain hyphens.

mod cmd;
pub mod plan;

pub use plan::{CounterList, Plan, PlanError, System, TagsBy};

use crate::export::{self, Existing};
use std::io;
use std::path::{Path, PathBuf};

/// The script that reads tags itself. Prepared, but not run on Windows.
const SCRIPT: &str = include_str!("tags.ps1");

/// A file of the kit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitFile {
    pub name: &'static str,
    pub text: String,
}

/// The kit, with Windows line endings.
pub fn files(plan: &Plan) -> Vec<KitFile> {
    let file = |name, text: String| KitFile { name, text: text.replace('\n', "\r\n") };
    let mut all = vec![file("collect.cmd", cmd::collect(plan)), file("READ-ME.txt", cmd::read_me(plan))];
    if plan.tags.with_poolmon() {
        all.push(file("tags-poolmon.cmd", cmd::poolmon(plan)));
    }
    if plan.tags.with_script() {
        all.push(file("tags.cmd", cmd::script(plan)));
        all.push(file("tags.ps1", SCRIPT.to_owned()));
    }
    all
}

/// Writes the kit into a folder, which is created if it does not exist. Returns the files written.
///
/// # Errors
/// When the folder or a file cannot be written, or a file already exists and must not be replaced.
pub fn write(folder: &Path, plan: &Plan, existing: Existing) -> io::Result<Vec<PathBuf>> {
    let files = files(plan);
    std::fs::create_dir_all(folder)?;
    // all or none: half a kit mixed with files of another would be of no use
    if existing == Existing::Keep
        && let Some(there) = files.iter().find(|file| folder.join(file.name).symlink_metadata().is_ok())
    {
        let message = format!("{} is there already", there.name);
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    let mut written = Vec::with_capacity(files.len());
    for file in files {
        let path = folder.join(file.name);
        export::write(&path, existing, &mut |out| out.write_all(file.text.as_bytes()))?;
        written.push(path);
    }
    Ok(written)
}
