//! A folder of driver files, searched for tags.

use super::image::{self, Hits, Image};
use crate::logfile::bytes::FileBytes;
use crate::logfile::whole::Whole;
use crate::logfile::{LogError, Progress};
use crate::model::tag::Tag;
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// The kernel itself is 12 MB, a graphics driver 100 MB.
const WHOLE: Whole = Whole { doing: "reading a driver's file", what: "a driver's file", largest: 512 << 20 };

/// How many files of a folder are searched, and how many levels of folders within it.
const MOST_FILES: usize = 20_000;
const DEPTH: usize = 8;

/// If more files than this contain a tag in the same way, none of them can be singled out.
const AMBIGUOUS: usize = 3;

/// A file that contains a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverFile {
    /// Below the folder that was searched.
    pub name: String,
    pub image: Image,
}

/// How certain it is that a file is the owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// By chance, or in text: most likely not at all.
    Doubtful,
    /// As a constant in data.
    Possible,
    /// As the operand of an instruction, in several files.
    Ambiguous,
    /// As the operand of an instruction, in hardly any other file.
    Likely,
}

impl Certainty {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Doubtful => "doubtful",
            Self::Possible => "possible",
            Self::Ambiguous => "ambiguous",
            Self::Likely => "likely",
        }
    }
}

/// What was found in a folder.
#[derive(Clone, Debug, Default)]
pub struct DriverSearch {
    pub folder: PathBuf,
    /// Files that are Windows programs.
    pub searched: usize,
    /// Files that could not be read, each with the reason.
    pub failed: Vec<String>,
    tags: Vec<Tag>,
    files: Vec<DriverFile>,
}

impl DriverSearch {
    /// Looks for tags in every `.sys`, `.exe` and `.dll` of a folder and the folders within it.
    ///
    /// # Errors
    /// When the folder cannot be read, holds no such file, or the job is cancelled.
    pub fn of(folder: &Path, tags: &[Tag], progress: &Progress) -> Result<Self, LogError> {
        let (mut paths, mut failed) = (Vec::new(), Vec::new());
        collect(folder, 0, &mut paths, &mut failed).map_err(|error| LogError::Io {
            doing: "reading the folder of drivers",
            error,
            path: folder.to_owned(),
        })?;
        paths.sort();
        if paths.is_empty() {
            let found = "no .sys, .exe or .dll file is in it";
            return Err(LogError::NotDrivers { found, path: folder.to_owned() });
        }
        progress.begin(paths.iter().map(|(_, size)| size).sum());
        let read = |(path, size): &(PathBuf, u64)| -> Result<Option<DriverFile>, LogError> {
            progress.check()?;
            // the progress bar counts the bytes of all files, not of each one
            let bytes = WHOLE.read(&FileBytes::open(path)?, path, &Progress::default())?;
            progress.add(*size);
            let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
            let found = image::read(&bytes, tags).map(|image| DriverFile { name, image });
            let is_driver = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("sys"));
            if found.is_none() && is_driver {
                let found = "a .sys file that is no Windows program, or is damaged";
                return Err(LogError::NotDrivers { found, path: path.clone() });
            }
            Ok(found)
        };
        // each thread holds one file at a time
        let read: Vec<_> = paths.par_iter().map(read).collect();
        progress.check()?;
        let mut found = Self { folder: folder.to_owned(), tags: tags.to_vec(), failed, ..Self::default() };
        for outcome in read {
            match outcome {
                Ok(Some(file)) => {
                    found.searched += 1;
                    if file.image.hits.iter().any(|hits| !hits.is_empty()) {
                        found.files.push(file);
                    }
                }
                Ok(None) => {}
                Err(error) => found.failed.push(error.to_string()),
            }
        }
        Ok(found)
    }

    /// Whether a tag was looked for.
    pub fn has_looked_for(&self, tag: Tag) -> bool {
        self.tags.contains(&tag)
    }

    /// The files that contain a tag, the most certain first, each with its certainty.
    pub fn owners(&self, tag: Tag) -> Vec<(&DriverFile, Hits, Certainty)> {
        let Some(at) = self.tags.iter().position(|t| *t == tag) else { return Vec::new() };
        let all = self.files.iter().filter_map(|file| Some((file, *file.image.hits.get(at)?)));
        let mut found: Vec<_> = all.filter(|(_, hits)| !hits.is_empty()).collect();
        let key = |hits: &Hits| (hits.operands, hits.constants, hits.text, hits.by_chance);
        found.sort_by(|(a, x), (b, y)| key(y).cmp(&key(x)).then_with(|| a.name.cmp(&b.name)));
        let in_code = found.iter().filter(|(_, hits)| hits.operands > 0).count();
        let sure = |hits: &Hits| match hits {
            Hits { operands: 1.., .. } if in_code > AMBIGUOUS => Certainty::Ambiguous,
            Hits { operands: 1.., .. } => Certainty::Likely,
            Hits { constants: 1.., .. } => Certainty::Possible,
            _ => Certainty::Doubtful,
        };
        found.into_iter().map(|(file, hits)| (file, hits, sure(&hits))).collect()
    }
}

fn collect(
    folder: &Path,
    depth: usize,
    out: &mut Vec<(PathBuf, u64)>,
    failed: &mut Vec<String>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        // links are not followed: they may lead in circles
        if kind.is_dir() && depth < DEPTH {
            // a subfolder that cannot be read does not stop the others
            if let Err(error) = collect(&path, depth + 1, out, failed) {
                failed.push(format!("reading a folder: {error}: {}", path.display()));
            }
        } else if kind.is_file() && is_program(&path) && out.len() < MOST_FILES {
            out.push((path, entry.metadata()?.len()));
        }
    }
    Ok(())
}

fn is_program(path: &Path) -> bool {
    let is = |ending: &str| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    is("sys") || is("exe") || is("dll")
}
