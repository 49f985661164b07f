//! Icons in every form a system asks for: all drawn from `assets/icon.svg`. `UPDATE_ASSETS=1 cargo test` writes them anew.

use image::ExtendedColorType;
use image::codecs::ico::{IcoEncoder, IcoFrame};
use resvg::{tiny_skia, usvg};
use std::fs;
use std::path::{Path, PathBuf};

fn asset(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)
}

fn is_updating() -> bool {
    std::env::var_os("UPDATE_ASSETS").is_some()
}

fn draw(side: u32) -> tiny_skia::Pixmap {
    let outline = fs::read_to_string(asset("icon.svg")).unwrap();
    let tree = usvg::Tree::from_str(&outline, &usvg::Options::default()).unwrap();
    let mut picture = tiny_skia::Pixmap::new(side, side).unwrap();
    let scale = side as f32 / 256.0;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut picture.as_mut());
    picture
}

/// What a file is, or what it is written to be.
fn settle(name: &str, made: &[u8]) -> Vec<u8> {
    if is_updating() {
        fs::create_dir_all(asset(name).parent().unwrap()).unwrap();
        fs::write(asset(name), made).unwrap();
    }
    fs::read(asset(name)).unwrap()
}

#[test]
fn icons_are_drawn_from_their_outline() {
    let sized = [16, 24, 32, 48, 64, 128, 256, 512].map(|side| (format!("linux/icons/{side}.png"), side));
    for (name, side) in sized.into_iter().chain([("icon.png".to_owned(), 256)]) {
        let picture = draw(side);
        let kept = tiny_skia::Pixmap::decode_png(&settle(&name, &picture.encode_png().unwrap())).unwrap();
        let differs = |(a, b): (&u8, &u8)| a.abs_diff(*b) > 8;
        let differing = kept.data().iter().zip(picture.data()).filter(|pair| differs(*pair)).count();
        assert_eq!(kept.width(), side);
        assert!(differing < 400, "assets/{name} is not assets/icon.svg: {differing} bytes differ");
    }
}

/// An icon's file; while all are written anew, what will be in it.
fn png(side: u32) -> Vec<u8> {
    if is_updating() {
        return draw(side).encode_png().unwrap();
    }
    fs::read(asset(&format!("linux/icons/{side}.png"))).unwrap()
}

#[test]
fn windows_has_its_icon_in_all_sizes() {
    let frames = [16, 24, 32, 48, 64, 128, 256];
    let frames = frames.map(|side| IcoFrame::with_encoded(png(side), side, side, ExtendedColorType::Rgba8).unwrap());
    let mut made = Vec::new();
    IcoEncoder::new(&mut made).encode_images(&frames).unwrap();
    assert!(settle("windows/poolscope.ico", &made) == made, "assets/windows/poolscope.ico is out of date");
}

/// The container of macOS: a mark, its length, and pictures each with a mark and a length of its own.
#[test]
fn macos_has_its_icon_in_all_sizes() {
    let mut body = Vec::new();
    for (mark, side) in [(b"ic04", 16), (b"ic05", 32), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512)] {
        let picture = png(side);
        body.extend_from_slice(mark);
        body.extend_from_slice(&(picture.len() as u32 + 8).to_be_bytes());
        body.extend_from_slice(&picture);
    }
    let mut made = b"icns".to_vec();
    made.extend_from_slice(&(body.len() as u32 + 8).to_be_bytes());
    made.extend_from_slice(&body);
    assert!(settle("macos/poolscope.icns", &made) == made, "assets/macos/poolscope.icns is out of date");
}

/// The version stands in files that no compiler reads.
#[test]
fn every_file_names_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    for (name, words) in [
        ("macos/Info.plist", format!("<key>CFBundleShortVersionString</key>\n  <string>{version}</string>")),
        ("linux/poolscope.metainfo.xml", format!("<release version=\"{version}\"")),
    ] {
        assert!(fs::read_to_string(asset(name)).unwrap().contains(&words), "assets/{name}: {words}");
    }
}

/// The manual pages say what the program's own help says. `UPDATE_ASSETS=1 cargo test` writes them anew.
#[test]
fn manual_pages_are_current() {
    const MORE: &str = ".SH EXIT STATUS
0: done. 1: with \\fB\\-\\-exit\\-code\\fR, a pool leaks. 2: an error, reported in one line. 3: with
\\fB\\-\\-exit\\-code\\fR, nothing could be judged.
.SH FILES
\\fI~/.local/share/poolscope\\fR holds settings, and the notes and marks that were written. Logs are never written to.
";
    let folder = asset("linux/man");
    let mut whole = poolscope::cli::args::command().version(env!("CARGO_PKG_VERSION")).disable_help_subcommand(true);
    whole.build();
    let commands = whole.get_subcommands().map(|c| (format!("poolscope-{}", c.get_name()), c.clone()));
    let pages = std::iter::once(("poolscope".to_owned(), whole.clone())).chain(commands);
    let mut names = Vec::new();
    for (name, command) in pages {
        let is_whole = name == "poolscope";
        let mut made = Vec::new();
        let shown = command.name(name.clone()).bin_name(name.replace('-', " "));
        clap_mangen::Man::new(shown).render(&mut made).unwrap();
        if is_whole {
            made.extend_from_slice(MORE.as_bytes());
        }
        let path = folder.join(format!("{name}.1"));
        if std::env::var_os("UPDATE_ASSETS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &made).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&kept), String::from_utf8_lossy(&made), "{}", path.display());
        names.push(format!("{name}.1"));
    }
    let kept = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    assert!(kept.into_iter().all(|name| names.contains(&name)), "a page without a command");
}
