//! Everything that leaves the program: pictures and tables become bytes, and one function writes them.

pub mod data;
pub mod digest;
pub mod file;
pub mod fonts;
pub mod paint_svg;
pub mod picture;
pub mod png;
pub mod table;

pub use file::{
    Existing, Unfinished, is_one_file, refuse_folder, refuse_inputs, remove_orphans, remove_unfinished, write,
};
pub use paint_svg::Size;
pub use picture::{Page, PictureStyle};
