//! The rooms of the house: arrows never turn back, and egui stays in the window.

use std::fs;
use std::path::Path;

fn sources(folder: &Path, out: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            out.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn imports_follow_the_diagram() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    assert!(all.len() > 40);
    for (name, text) in &all {
        let room = name.split(['/', '.']).next().unwrap();
        let allowed: &[&str] = match room {
            "model" => &["model"],
            "logfile" => &["model", "logfile"],
            "analysis" => &["model", "analysis"],
            "sample" => &["model", "logfile"],
            "engine" => &["model", "logfile", "analysis", "sample"],
            "chart" => &["model", "analysis", "chart"],
            "export" => &["model", "logfile", "chart", "export"],
            "desktop" => &["export", "desktop"],
            "cli" => {
                &["model", "logfile", "analysis", "engine", "sample", "chart", "export", "desktop", "cli", "version"]
            }
            "ui" => &["model", "logfile", "analysis", "engine", "sample", "chart", "export", "ui", "version"],
            _ => continue,
        };
        for (i, _) in text.match_indices("crate::") {
            let used: String = text[i + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let used = if text[i + 7..].starts_with('{') {
                panic!("{name}: name each room on a line of its own")
            } else {
                used
            };
            assert!(allowed.contains(&used.as_str()), "{name} uses crate::{used}");
        }
        let may_draw = room == "ui" || name.starts_with("chart/draw/");
        assert!(may_draw || !text.contains("egui::"), "{name} uses egui");
    }
}

#[test]
fn nothing_from_a_file_may_panic() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/logfile"), &mut all);
    for (name, text) in all {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for word in [".unwrap()", ".expect(", "panic!(", "unreachable!("] {
            assert!(!code.contains(word), "{name} has {word}");
        }
    }
}
