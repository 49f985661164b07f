//! A scene as PNG: its SVG, rendered by resvg with the fonts that come with the program.

use super::fonts::{BOLD, FAMILY, REGULAR};
use super::paint_svg::{self, Size};
use crate::chart::Scene;
use crate::chart::palette::Ground;
use resvg::{tiny_skia, usvg};
use std::io;
use std::sync::{Arc, OnceLock};

/// Fonts for letters that the program's fonts lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// None: the picture is the same on every machine.
    None,
    /// The system's fonts, if a text needs them.
    System,
}

fn fonts(with_system: bool) -> Arc<usvg::fontdb::Database> {
    static FONTS: [OnceLock<Arc<usvg::fontdb::Database>>; 2] = [const { OnceLock::new() }; 2];
    Arc::clone(FONTS[usize::from(with_system)].get_or_init(|| {
        let mut fonts = usvg::fontdb::Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(BOLD.to_vec());
        if with_system {
            fonts.load_system_fonts();
        }
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    }))
}

/// A drawn picture of a scene, or of several side by side: premultiplied RGBA, row by row.
///
/// # Errors
/// When the picture is too large to be drawn.
pub fn draw(scenes: &[Scene], size: Size, ground: Ground, fallback: Fallback) -> io::Result<tiny_skia::Pixmap> {
    let text = paint_svg::picture(scenes, size, ground);
    let with_system = fallback == Fallback::System && paint_svg::needs_other_fonts(&text);
    let options =
        usvg::Options { font_family: FAMILY.to_owned(), fontdb: fonts(with_system), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(&text, &options).map_err(io::Error::other)?;
    let mut picture = tiny_skia::Pixmap::new(size.pixels(size.width), size.pixels(size.height))
        .ok_or_else(|| io::Error::other("the picture is too large"))?;
    let scale = tiny_skia::Transform::from_scale(size.scale, size.scale);
    resvg::render(&tree, scale, &mut picture.as_mut());
    Ok(picture)
}

/// A scene, or several side by side, as the bytes of a PNG file.
///
/// # Errors
/// Only if the picture is larger than memory allows.
pub fn png(scenes: &[Scene], size: Size, ground: Ground, fallback: Fallback) -> io::Result<Vec<u8>> {
    draw(scenes, size, ground, fallback)?.encode_png().map_err(io::Error::other)
}
