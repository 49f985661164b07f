//! Expands folders, patterns and archives to members.

use super::archive;
use super::member::{Failure, Member, identity};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;
use wildmatch::WildMatch;

/// Extensions of files that may be logs. In folders nothing else is opened; a file that is named explicitly is,
/// whatever its extension.
const ENDINGS: [&str; 6] = ["blg", "csv", "tsv", "txt", "log", "xml"];

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Sorted by path.
    pub members: Vec<Member>,
    pub failed: Vec<Failure>,
}

/// Finds every file that may be a log. `leaves_out` lists files that this program writes.
pub fn find(paths: &[PathBuf], leaves_out: &[PathBuf]) -> Found {
    let (mut files, mut failed) = (BTreeSet::new(), Vec::new());
    for path in paths {
        if path.is_dir() {
            walk(path, &mut files, &mut failed);
        } else if path.exists() || !has_pattern(path) {
            files.insert(path.clone());
        } else {
            let mut fitting = BTreeSet::new();
            matching(path, &mut fitting, &mut failed);
            if fitting.is_empty() {
                failed.push(Failure::new("looking for logs", "no file fits the pattern", path));
            }
            files.append(&mut fitting);
        }
    }
    let own: BTreeSet<PathBuf> = leaves_out.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut seen = BTreeSet::new();
    // one file reached by two paths is one log
    files.retain(|path| path.canonicalize().map_or(true, |real| !own.contains(&real) && seen.insert(real)));
    let look = |path: PathBuf| {
        let mut failed = Vec::new();
        let members = members(path, &mut failed).map_err(|failure| failed.push(failure)).unwrap_or_default();
        (members, failed)
    };
    let looked: Vec<(Vec<Member>, Vec<Failure>)> = files.into_iter().par_bridge().map(look).collect();
    let mut found = Found { members: Vec::new(), failed };
    for (members, failed) in looked {
        found.members.extend(members);
        found.failed.extend(failed);
    }
    found.members.sort();
    found.failed.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn ending(path: &Path) -> String {
    path.extension().map_or_else(String::new, |e| e.to_string_lossy().to_lowercase())
}

fn may_be_log(path: &Path) -> bool {
    ENDINGS.contains(&ending(path).as_str())
}

fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>, failed: &mut Vec<Failure>) {
    for entry in WalkDir::new(folder) {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                // a link to a file counts as a file; links to folders may form cycles and are not followed
                let is_file = entry.file_type().is_file() || entry.path_is_symlink() && path.is_file();
                if is_file && (may_be_log(path) || archive::kind(path).is_some()) {
                    files.insert(path.to_owned());
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                let found = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                failed.push(Failure::new("looking for logs", found, &path));
            }
        }
    }
}

fn has_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?'])
}

/// The files that match a path with `*` and `?`: these match within one folder, `**` at any depth.
fn matching(pattern: &Path, files: &mut BTreeSet<PathBuf>, failed: &mut Vec<Failure>) {
    let parts: Vec<Component<'_>> = pattern.components().collect();
    let first = parts.iter().position(|part| has_pattern(Path::new(part.as_os_str()))).unwrap_or(parts.len());
    let (base, rest) = parts.split_at(first);
    let base: PathBuf = base.iter().collect();
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    let rest: Vec<String> = rest.iter().map(|part| part.as_os_str().to_string_lossy().to_lowercase()).collect();
    let depth = if rest.iter().any(|part| part == "**") { usize::MAX } else { rest.len() };
    let mut all = BTreeSet::new();
    for entry in WalkDir::new(&base).min_depth(1).max_depth(depth).into_iter().flatten() {
        let names: Vec<String> = entry.path().strip_prefix(&base).map_or_else(
            |_| Vec::new(),
            |below| below.iter().map(|name| name.to_string_lossy().to_lowercase()).collect(),
        );
        if fits(&rest, &names) {
            if entry.path().is_dir() {
                walk(entry.path(), &mut all, failed);
            } else {
                all.insert(entry.into_path());
            }
        }
    }
    files.append(&mut all);
}

fn fits(pattern: &[String], names: &[String]) -> bool {
    match (pattern.split_first(), names.split_first()) {
        (None, None) => true,
        (Some((part, rest)), _) if part == "**" => {
            fits(rest, names) || names.split_first().is_some_and(|(_, below)| fits(pattern, below))
        }
        (Some((part, rest)), Some((name, below))) => WildMatch::new(part).matches(name) && fits(rest, below),
        _ => false,
    }
}

/// A file's members: itself, or what is packed in it.
fn members(path: PathBuf, failed: &mut Vec<Failure>) -> Result<Vec<Member>, Failure> {
    // reading pipes and devices would block
    let metadata = path.metadata().map_err(|e| Failure::new("opening the log", e, &path))?;
    if !metadata.is_file() {
        return Err(Failure::new("opening the log", "it is no file", &path));
    }
    let identity = identity(&path).map_err(|e| Failure::new("opening the log", e, &path))?;
    let Some(kind) = archive::kind(&path) else {
        return Ok(vec![Member { bytes: identity.bytes, path, packed: None, identity }]);
    };
    let entries =
        archive::entries(&path, kind, |name| may_be_log(Path::new(name)) || archive::kind(Path::new(name)).is_some())
            .map_err(|e| Failure::new("opening the archive", e, &path))?;
    if entries.iter().any(|entry| archive::kind(Path::new(&entry.name)).is_some()) {
        failed.push(Failure::new("opening the archive", "an archive in it is not looked into", &path));
    }
    let logs = entries.into_iter().filter(|entry| may_be_log(Path::new(&entry.name)));
    let member = |entry: archive::Entry| {
        // names in archives may contain any path; these are only displayed
        let inner: PathBuf =
            Path::new(&entry.name).components().filter(|part| matches!(part, Component::Normal(_))).collect();
        Member {
            path: path.join(inner),
            packed: Some((path.clone(), entry.at)),
            identity: identity.clone(),
            bytes: entry.bytes.max(1),
        }
    };
    Ok(logs.map(member).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stay_within_a_folder_and_two_go_deeper() {
        let parts = |text: &str| -> Vec<String> { text.split('/').map(str::to_owned).collect() };
        for (pattern, path, is_one) in [
            ("*.blg", "a.blg", true),
            ("*.blg", "x/a.blg", false),
            ("srv*/*.blg", "srv1/a.blg", true),
            ("**/*.blg", "x/y/a.blg", true),
            ("**/*.blg", "a.blg", true),
            ("**/srv?/*", "x/srv12/a.blg", false),
        ] {
            assert_eq!(fits(&parts(pattern), &parts(path)), is_one, "{pattern} {path}");
        }
    }
}
