//! Explains a failed start in one sentence: what is missing, and which package contains it.

use std::path::PathBuf;

/// Removes line breaks, and the source locations that libraries mention.
pub(super) fn in_one_line(text: &str) -> String {
    let is_source = |word: &&str| word.contains(".rs:");
    text.split_whitespace().filter(|w| !is_source(w)).collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

/// Libraries that are loaded when the window opens, with the Debian package of each.
const LIBRARIES: [(&str, &str); 7] = [
    ("libX11.so.6", "libx11-6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libGL.so.1", "libgl1"),
];

/// The libraries that are in none of their usual folders; empty if all of them are elsewhere.
fn missing_libraries(folders: &[PathBuf]) -> Vec<(&'static str, &'static str)> {
    let missing: Vec<_> =
        LIBRARIES.into_iter().filter(|(name, _)| folders.iter().all(|folder| !folder.join(name).exists())).collect();
    if missing.len() == LIBRARIES.len() { Vec::new() } else { missing }
}

fn library_folders() -> Vec<PathBuf> {
    let own = std::env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
    let usual = ["/usr/lib", "/lib", "/usr/lib64", "/lib64", "/usr/local/lib"].map(PathBuf::from);
    let multiarch = format!("{}-linux-gnu", std::env::consts::ARCH);
    let nested = usual.iter().map(|folder| folder.join(&multiarch));
    std::env::split_paths(&own).chain(nested).chain(usual.iter().cloned()).collect()
}

/// A failed start in one sentence.
pub(super) fn explain(error: &str) -> anyhow::Error {
    let missing = if cfg!(target_os = "linux") { missing_libraries(&library_folders()) } else { Vec::new() };
    let advice = if !missing.is_empty() {
        let names: Vec<&str> = missing.iter().map(|m| m.0).collect();
        let packages: Vec<&str> = missing.iter().map(|m| m.1).collect();
        let are = if names.len() == 1 { "is" } else { "are" };
        format!(
            "{} {are} missing, which the window needs; on Debian: apt install {}",
            names.join(", "),
            packages.join(" ")
        )
    } else if cfg!(windows) {
        "nothing could draw the window; update the graphics driver".to_owned()
    } else if error.contains("xlib") {
        "a library for X11 windows cannot be opened".to_owned()
    } else if ["glutin", "OpenGL"].iter().any(|word| error.contains(word)) {
        "no usable OpenGL; on Debian: apt install libgl1 libgl1-mesa-dri".to_owned()
    } else {
        "the window could not be opened".to_owned()
    };
    anyhow::anyhow!("{advice} ({}); without a window, use: poolscope analyze FILE", in_one_line(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn libraries_that_are_missing_are_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let folders = [folder.path().to_owned()];
        // on a system that has them elsewhere, none is reported missing
        assert!(missing_libraries(&folders).is_empty());
        for (name, _) in LIBRARIES.iter().filter(|(name, _)| *name != "libXi.so.6") {
            fs::write(folder.path().join(name), b"").expect("written");
        }
        assert_eq!(missing_libraries(&folders), [("libXi.so.6", "libxi6")]);
        assert_eq!(in_one_line("os error at /build/winit/mod.rs:788:\n no xlib"), "os error at no xlib");
    }
}
