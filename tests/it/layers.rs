//! The rooms of the house: arrows never turn back, egui stays in the window, and no two files import each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A source file: its name below `src`, and its text without tests and comments.
struct Source {
    name: String,
    code: String,
}

fn sources(folder: &Path, out: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            // tests may use what they like; comments name what they like
            let code = text.split("#[cfg(test)]\nmod test").next().unwrap();
            let code = code.lines().map(|l| l.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
            out.push(Source { name, code });
        }
    }
}

fn all_sources() -> Vec<Source> {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    assert!(all.len() > 40);
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// `chart/scene.rs` is chart::scene, `chart/mod.rs` is chart.
fn module(name: &str) -> Vec<String> {
    let path = name.strip_suffix(".rs").unwrap();
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The paths that begin with `crate::`, `super::` or one of these words, braces written out.
fn paths(code: &str, words: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for word in ["crate", "super"].into_iter().chain(words.iter().map(String::as_str)) {
        for (at, _) in code.match_indices(&format!("{word}::")) {
            let before = code[..at].chars().next_back();
            // the second `super` of two belongs to the first
            if before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':')) {
                written_out(&code[at..], Vec::new(), &mut found);
            }
        }
    }
    found
}

/// Reads one path, or the paths in its braces; returns how much of the text that was.
fn written_out(text: &str, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let skipped = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if rest.starts_with('{') {
            at += skipped + 1;
            loop {
                let rest = text[at..].trim_start();
                at = text.len() - rest.len();
                if rest.starts_with('}') || rest.is_empty() {
                    return at + 1;
                }
                if rest.starts_with(',') {
                    at += 1;
                    continue;
                }
                let read = written_out(rest, path.clone(), found);
                at += read.max(1);
                // `as other_name`
                while !text[at..].is_empty() && !text[at..].starts_with([',', '}']) {
                    at += text[at..].chars().next().map_or(1, char::len_utf8);
                }
            }
        }
        if word.is_empty() {
            found.push(path);
            return at + skipped;
        }
        path.push(word.clone());
        at += skipped + word.len();
        if !text[at..].starts_with("::") {
            found.push(path);
            return at;
        }
        at += 2;
    }
}

/// What a file makes known of its children: name, and the path below it.
fn shared(source: &Source) -> BTreeMap<String, Vec<String>> {
    let mut names = BTreeMap::new();
    for (at, _) in source.code.match_indices("pub use ") {
        let mut found = Vec::new();
        written_out(&source.code[at + 8..], Vec::new(), &mut found);
        for path in found {
            if let Some(name) = path.last() {
                names.insert(name.clone(), path.clone());
            }
        }
    }
    names
}

/// Which file imports which.
fn imports(all: &[Source]) -> BTreeMap<String, BTreeSet<String>> {
    let by_module: BTreeMap<Vec<String>, &Source> = all.iter().map(|s| (module(&s.name), s)).collect();
    let shared: BTreeMap<&str, _> = all.iter().map(|s| (s.name.as_str(), shared(s))).collect();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in all {
        let own = module(&source.name);
        // a room names its own files without a prefix
        let is_child = |m: &&Vec<String>| m.len() == own.len() + 1 && m.starts_with(&own);
        let children: Vec<String> = by_module.keys().filter(is_child).filter_map(|m| m.last().cloned()).collect();
        // what is only handed on is not used
        let code = source
            .code
            .split("pub use ")
            .enumerate()
            .map(|(i, part)| if i == 0 { part } else { part.split_once(';').map_or("", |(_, rest)| rest) });
        for path in paths(&code.collect::<Vec<_>>().join(" "), &children) {
            let ups = path.iter().take_while(|w| *w == "super").count();
            let is_own = path.first().is_some_and(|first| children.contains(first));
            let base = if is_own {
                own.len()
            } else if ups > 0 {
                own.len().saturating_sub(ups)
            } else {
                0
            };
            let mut base = own[..base].to_vec();
            let mut rest: Vec<String> = path[if is_own { 0 } else { ups.max(1) }..].to_vec();
            let mut steps = 0;
            while let Some(next) = rest.first().cloned() {
                steps += 1;
                let mut deeper = base.clone();
                deeper.push(next.clone());
                if by_module.contains_key(&deeper) {
                    base = deeper;
                    rest.remove(0);
                    continue;
                }
                // a name that the room only hands on is the child's
                let handed_on = by_module.get(&base).and_then(|s| shared[s.name.as_str()].get(&next));
                match handed_on.filter(|path| path.first() != Some(&next) && steps < 20) {
                    Some(path) => rest.splice(0..1, path.clone()),
                    None => break,
                };
            }
            if let Some(target) = by_module.get(&base).filter(|t| t.name != source.name) {
                imports.entry(source.name.clone()).or_default().insert(target.name.clone());
            }
        }
    }
    imports
}

fn room(name: &str) -> &str {
    name.split(['/', '.']).next().unwrap()
}

fn allowed(room: &str) -> Option<&'static [&'static str]> {
    Some(match room {
        "model" => &["model"],
        "logfile" => &["model", "logfile"],
        "analysis" => &["model", "analysis"],
        "owners" => &["model", "logfile", "owners"],
        "wording" => &["model", "logfile", "analysis", "owners", "wording"],
        "sample" => &["model", "logfile"],
        "engine" => &["model", "logfile", "analysis", "sample", "engine"],
        "chart" => &["model", "analysis", "wording", "chart"],
        "export" => &["model", "logfile", "chart", "export"],
        "report" => {
            &["model", "logfile", "analysis", "owners", "wording", "engine", "chart", "export", "report", "version"]
        }
        "fleet" => {
            &["model", "logfile", "analysis", "owners", "wording", "engine", "export", "report", "fleet", "version"]
        }
        "kit" => &["model", "analysis", "engine", "export", "kit"],
        "desktop" => &["export", "desktop"],
        "cli" => &[
            "model", "logfile", "analysis", "owners", "wording", "engine", "sample", "chart", "export", "report",
            "kit", "fleet", "desktop", "cli", "version",
        ],
        "ui" => &[
            "model", "logfile", "analysis", "owners", "wording", "engine", "sample", "chart", "export", "report",
            "kit", "fleet", "ui", "version",
        ],
        "web" => &["logfile", "export", "ui", "web"],
        _ => return None,
    })
}

#[test]
fn imports_follow_the_diagram() {
    let all = all_sources();
    for (name, targets) in imports(&all) {
        let Some(allowed) = allowed(room(&name)) else { continue };
        for target in targets {
            assert!(allowed.contains(&room(&target)), "{name} imports {target}");
        }
    }
    for source in &all {
        let may_draw = ["ui", "web"].contains(&room(&source.name))
            || source.name == "chart/paint_egui.rs"
            || source.name.starts_with("chart/interact/");
        assert!(may_draw || !source.code.contains("egui::"), "{} uses egui", source.name);
    }
}

/// Files that can be reached from one another: what is in a circle cannot be read, tested or changed alone. A child takes
/// what its room shares with all of them; that ties no knot.
fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let is_own_room = |from: &str, to: &str| {
        let room = to.strip_suffix("mod.rs").unwrap_or("/");
        to == "lib.rs" || (!room.is_empty() && from.starts_with(room))
    };
    let next = |name: &String| -> Vec<&String> {
        imports.get(name).into_iter().flatten().filter(|to| !is_own_room(name, to)).collect()
    };
    let reach = |from: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), next(from));
        while let Some(name) = open.pop() {
            if seen.insert(name.clone()) {
                open.extend(next(name));
            }
        }
        seen
    };
    let reached: BTreeMap<&String, BTreeSet<String>> = imports.keys().map(|name| (name, reach(name))).collect();
    let mut circles: Vec<Vec<String>> = Vec::new();
    for (name, all) in &reached {
        if all.contains(*name) && !circles.iter().flatten().any(|known| known == *name) {
            let ring = all.iter().filter(|other| reached.get(other).is_some_and(|back| back.contains(*name)));
            circles.push(ring.cloned().collect());
        }
    }
    circles
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let imports = imports(&all_sources());
    assert_eq!(circles(&imports), Vec::<Vec<String>>::new());
}

/// The window is put together in one place, and changed in one.
#[test]
fn panels_and_dialogs_know_no_window() {
    for source in all_sources() {
        let may = ["ui/mod.rs", "ui/apply/", "ui/start/"].iter().any(|place| source.name.starts_with(place));
        let names_it = source.name.starts_with("ui/") && source.code.contains("::App");
        assert!(may || !names_it, "{} knows the window", source.name);
    }
}

#[test]
fn circles_are_found() {
    let tied = |pairs: &[(&str, &str)]| {
        let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, to) in pairs {
            imports.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        circles(&imports)
    };
    assert!(tied(&[("a.rs", "b.rs"), ("b.rs", "c.rs"), ("a.rs", "c.rs")]).is_empty());
    let ring = ["a.rs", "b.rs", "c.rs"].map(str::to_owned).to_vec();
    assert_eq!(tied(&[("a.rs", "b.rs"), ("b.rs", "c.rs"), ("c.rs", "a.rs"), ("d.rs", "a.rs")]), [ring]);
    assert!(tied(&[("ui/mod.rs", "ui/apply/mod.rs"), ("ui/apply/mod.rs", "ui/mod.rs")]).is_empty());
}

#[test]
fn the_reader_of_imports_finds_what_is_there() {
    let source = |name: &str, code: &str| Source { name: name.to_owned(), code: code.to_owned() };
    let all = [
        source("a/mod.rs", "mod one;\npub use one::{Thing, Other};\npub use two::deep::Far;"),
        source("a/one.rs", "use super::super::b::{self, c::{D, E as F}, g};"),
        source("a/two.rs", "use super::{Thing, one::X};"),
        source("a/two/deep.rs", "use super::super::Far; use crate::a::Other;"),
        source("b/mod.rs", ""),
        source("b/c.rs", "fn f() { super::super::a::Thing::new() }"),
        source("b/g.rs", "use crate::{a::Thing, b::c};"),
    ];
    let found = imports(&all);
    let of = |name: &str| found.get(name).map(|t| t.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();
    assert_eq!(of("a/one.rs"), ["b/c.rs", "b/g.rs", "b/mod.rs"]);
    assert_eq!(of("a/two.rs"), ["a/one.rs"]);
    assert_eq!(of("a/two/deep.rs"), ["a/one.rs"], "what is its own does not count");
    assert_eq!(of("b/c.rs"), ["a/one.rs"]);
    assert_eq!(of("b/g.rs"), ["a/one.rs", "b/c.rs"]);
}

#[test]
fn nothing_from_a_file_may_panic() {
    for source in all_sources().iter().filter(|s| ["logfile", "owners"].contains(&room(&s.name))) {
        for word in [".unwrap()", ".expect(", "panic!(", "unreachable!("] {
            assert!(!source.code.contains(word), "{} has {word}", source.name);
        }
    }
}
