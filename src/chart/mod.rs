//! The chart: what to draw, reduced to the pixels available. One scene, one layout, several painters.
//!
//! A [`Scene`] describes the chart in words and numbers; [`layout`] turns the part of it that is in view into shapes.
//! [`paint_egui`] paints these in the window and `export::paint_svg` in a picture; [`interact`] turns the pointer into
//! events. Of the modules here, only [`paint_egui`] and [`interact`] know egui.

pub mod extras;
pub mod interact;
pub mod layout;
pub mod line_choices;
pub mod line_style;
pub mod paint_egui;
pub mod pair;
pub mod palette;
pub mod reduce;
pub mod scales;
pub mod scene;
pub mod series_cache;
pub mod statistics;
pub mod ticks;

pub use extras::{Extra, stack};
pub use line_style::LineStyle;
pub use reduce::Series;
pub use scene::{Line, Scene};
pub use series_cache::SeriesCache;
pub use statistics::Statistics;
