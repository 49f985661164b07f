//! Layout: a scene, the part of it that is in view, a frame and a [`TextMeasure`] become shapes with places, colours
//! and texts. Painters paint these and decide nothing; the layout knows neither egui nor SVG.
//!
//! [`plot()`] is the chart itself, [`legend()`] names its lines, [`readout()`] shows the values at a time, and
//! [`page()`] puts a whole picture together.

pub mod annotations;
pub mod axes;
mod curves;
pub mod legend;
pub mod page;
pub mod place;
pub mod plot;
pub mod readout;
pub mod shape;
pub mod strip;
pub mod text;
mod underlay;
pub mod viewport;

pub use annotations::{Grip, Handle};
pub use legend::{Legend, Metrics, Standing, legend};
pub use page::{chart, page};
pub use plot::{Plot, plot};
pub use readout::readout;
pub use shape::{Box2, Group, Paint, Place, Shape, Stroke, Text, Weight};
pub use text::{Pen, TextMeasure};
pub use viewport::{Bounds, Look, Viewport};
