//! The chart as data: what to draw, reduced to the pixels there are. One scene, many painters.
//!
//! [`scene`], [`extras`], [`pair`], [`statistics`], [`scales`], [`series_cache`], [`reduce`], [`ticks`], [`labels`] and [`palette`] know nothing of egui. [`draw`] paints a scene in the window, and
//! `export::svg` paints the same scene into a picture.

pub mod draw;
pub mod extras;
pub mod labels;
pub mod pair;
pub mod palette;
pub mod reduce;
pub mod scales;
pub mod scene;
pub mod series_cache;
pub mod statistics;
pub mod ticks;

pub use extras::Extra;
pub use reduce::Series;
pub use scene::{Line, Scene};
pub use series_cache::SeriesCache;
pub use statistics::Statistics;
