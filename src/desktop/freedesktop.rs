//! What Linux desktops read from files in the user's own data folder: the program, the types of its files, icons.
//!
//! Packages install the same files for all users. Sources: the freedesktop.org specifications for desktop entries,
//! shared MIME information and icon themes.

use super::change::Change;
use std::path::{Path, PathBuf};

/// The desktop entry of the program, as packages install it.
pub const ENTRY: &str = include_str!("../../assets/linux/poolscope.desktop");
/// The types of `.blg` files, recognized by name and by content, and of sessions.
pub const MIME: &str = include_str!("../../assets/linux/poolscope.xml");
const OUTLINE: &[u8] = include_bytes!("../../assets/icon.svg");
/// Icons by their width in pixels.
pub const ICONS: [(u32, &[u8]); 7] = [
    (16, include_bytes!("../../assets/linux/icons/16.png")),
    (24, include_bytes!("../../assets/linux/icons/24.png")),
    (32, include_bytes!("../../assets/linux/icons/32.png")),
    (48, include_bytes!("../../assets/linux/icons/48.png")),
    (64, include_bytes!("../../assets/linux/icons/64.png")),
    (128, include_bytes!("../../assets/linux/icons/128.png")),
    (256, include_bytes!("../../assets/linux/icons/256.png")),
];

/// A path as in the value of `Exec`: quoted, with characters that are special in quotes escaped, and escaped again for
/// the file.
fn quoted(path: &Path) -> String {
    let mut out = String::from("\"");
    for c in path.to_string_lossy().chars() {
        match c {
            '"' | '`' | '$' => out.extend(["\\\\", &c.to_string()]),
            '\\' => out.push_str("\\\\\\\\"),
            '%' => out.push_str("%%"),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The desktop entry with the program's own path.
fn entry(program: &Path) -> String {
    let mut lines: Vec<String> = ENTRY.lines().map(str::to_owned).collect();
    for line in &mut lines {
        if let Some(rest) = line.strip_prefix("Exec=poolscope") {
            *line = format!("Exec={}{rest}", quoted(program));
        } else if line.starts_with("TryExec=") {
            // unquoted: `TryExec` takes a plain path
            *line = format!("TryExec={}", program.display().to_string().replace('\\', "\\\\"));
        }
    }
    lines.join("\n") + "\n"
}

fn entry_path(data: &Path) -> PathBuf {
    data.join("applications/poolscope.desktop")
}

fn mime_path(data: &Path) -> PathBuf {
    data.join("mime/packages/poolscope.xml")
}

/// Icons of the program, and the same for its files.
fn icons(data: &Path) -> Vec<(PathBuf, &'static [u8])> {
    let theme = data.join("icons/hicolor");
    let names = ["apps/poolscope", "mimetypes/application-x-perfmon-blg", "mimetypes/application-x-poolscope-session"];
    let sized = |name: &str| {
        let mut all: Vec<(PathBuf, &'static [u8])> =
            ICONS.iter().map(|(size, png)| (theme.join(format!("{size}x{size}/{name}.png")), *png)).collect();
        all.push((theme.join(format!("scalable/{name}.svg")), OUTLINE));
        all
    };
    names.into_iter().flat_map(sized).collect()
}

/// Tells the desktop to reload.
fn tell(data: &Path) -> Vec<Change> {
    let at = |folder: &str| vec![data.join(folder).into_os_string()];
    vec![
        Change::Tell { program: "update-mime-database", arguments: at("mime") },
        Change::Tell { program: "update-desktop-database", arguments: at("applications") },
        Change::Tell {
            program: "gtk-update-icon-cache",
            arguments: ["-q".into(), "-t".into()].into_iter().chain(at("icons/hicolor")).collect(),
        },
    ]
}

/// What makes a program open `.blg` files and sessions; `data` is the user's data folder.
pub fn registration(program: &Path, data: &Path) -> Vec<Change> {
    let mut changes = vec![
        Change::Write { path: entry_path(data), bytes: entry(program).into_bytes() },
        Change::Write { path: mime_path(data), bytes: MIME.as_bytes().to_vec() },
    ];
    changes.extend(icons(data).into_iter().map(|(path, bytes)| Change::Write { path, bytes: bytes.to_vec() }));
    changes.extend(tell(data));
    changes
}

/// Whether this program is the one that the user's desktop entry starts.
pub fn is_registered(program: &Path, data: &Path) -> bool {
    std::fs::read_to_string(entry_path(data)).is_ok_and(|text| text == entry(program))
}

/// What undoes it.
pub fn removal(data: &Path) -> Vec<Change> {
    let mut paths = vec![entry_path(data), mime_path(data)];
    paths.extend(icons(data).into_iter().map(|(path, _)| path));
    let mut changes: Vec<Change> = paths.into_iter().map(|path| Change::Remove { path }).collect();
    changes.extend(tell(data));
    changes
}

/// The name of the desktop entry's file, by which other files refer to it.
const NAME: &str = "poolscope.desktop";

/// A type of files that the program opens.
pub struct FileType {
    pub mime: &'static str,
    ending: &'static str,
}

pub const TYPES: [FileType; 2] = [
    FileType { mime: "application/x-perfmon-blg", ending: ".blg" },
    FileType { mime: "application/x-poolscope-session", ending: ".poolscope" },
];

/// What to do where another program opens files of a type; nothing if it is this one.
pub fn obstacle(of: &FileType, chosen: &str) -> Option<String> {
    let FileType { mime, ending } = of;
    (chosen != NAME).then(|| {
        format!(
            "Another program was chosen for {ending} files ({chosen}). To choose PoolScope: right-click a {ending} file, \
             Properties, Open With, PoolScope; or run: xdg-mime default {NAME} {mime}"
        )
    })
}

/// The first program that is chosen for files of a type in one of the lists (`mimeapps.list`) and is there.
pub fn default_program(lists: &[String], mime: &str, is_there: &dyn Fn(&str) -> bool) -> Option<String> {
    lists.iter().flat_map(|list| chosen_in(list, mime)).find(|program| is_there(program)).map(str::to_owned)
}

fn chosen_in<'a>(list: &'a str, mime: &str) -> Vec<&'a str> {
    let mut is_default = false;
    let mut chosen = Vec::new();
    for line in list.lines().map(str::trim) {
        if line.starts_with('[') {
            is_default = line == "[Default Applications]";
        } else if let Some((_, programs)) = line.split_once('=').filter(|(name, _)| is_default && name.trim() == mime) {
            chosen.extend(programs.split(';').map(str::trim).filter(|program| !program.is_empty()));
        }
    }
    chosen
}

/// Whether a path cannot stand in a desktop entry: some desktops look a program up before they read `%%`.
pub fn is_odd(program: &Path) -> bool {
    program.to_str().is_none_or(|text| text.contains(|c: char| c == '%' || c.is_control()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_starts_the_program_wherever_it_is() {
        let text = entry(Path::new("/home/a b/100 %/$x/poolscope"));
        assert!(text.contains("\nExec=\"/home/a b/100 %%/\\\\$x/poolscope\" %F\n"), "{text}");
        assert!(text.contains("\nTryExec=/home/a b/100 %/$x/poolscope\n"), "{text}");
        assert_eq!(text.matches("Exec=").count(), ENTRY.matches("Exec=").count());
    }

    #[test]
    fn another_program_that_was_chosen_is_named() {
        let list = |programs: &str| {
            let added = "[Added Associations]\napplication/x-perfmon-blg=a.desktop;\n";
            format!(
                "{added}\n[Default Applications]\ntext/plain=b.desktop\napplication/x-perfmon-blg={programs}\n[x]\n"
            )
        };
        let chosen = |lists: &[String]| default_program(lists, TYPES[0].mime, &|program| program != "gone.desktop");
        assert_eq!(
            chosen(&[String::new(), list("gone.desktop;hex.desktop;poolscope.desktop;")]).as_deref(),
            Some("hex.desktop")
        );
        let twice = format!("[Default Applications]\n{}", list("hex.desktop"));
        assert_eq!(chosen(&[twice]).as_deref(), Some("hex.desktop"));
        assert_eq!(chosen(&["[Added Associations]\napplication/x-perfmon-blg=a.desktop\n".to_owned()]), None);
        let command = "xdg-mime default poolscope.desktop application/x-poolscope-session";
        assert!(obstacle(&TYPES[1], "hex.desktop").is_some_and(|said| said.contains(command)));
        assert_eq!(obstacle(&TYPES[0], "poolscope.desktop"), None);
        assert!(
            is_odd(Path::new("/a%b/poolscope")) && is_odd(Path::new("/a\nb/poolscope")) && !is_odd(Path::new("/a é/p"))
        );
    }

    #[test]
    fn what_is_written_is_removed() {
        let data = tempfile::tempdir().expect("a folder");
        let exe = Path::new("/usr/bin/poolscope");
        let is_file = |c: &Change| matches!(c, Change::Write { .. } | Change::Remove { .. });
        for change in registration(exe, data.path()).iter().filter(|c| is_file(c)) {
            super::super::carry_out(change).expect("written");
        }
        assert!(
            entry_path(data.path()).is_file() && data.path().join("icons/hicolor/48x48/apps/poolscope.png").is_file()
        );
        for _ in 0..2 {
            for change in removal(data.path()).iter().filter(|c| is_file(c)) {
                super::super::carry_out(change).expect("removed, or not there");
            }
        }
        let mut folders = vec![data.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
                assert!(entry.path().is_dir(), "{:?} is left", entry.path());
                folders.push(entry.path());
            }
        }
    }
}
