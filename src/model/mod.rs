//! What a log says, as plain data: counter paths and types, the time axis, series and the recording that holds them.
//!
//! Nothing here reads files or draws. A recording never changes once it is made.

pub mod bulk;
pub mod catalogue;
pub mod clock;
pub mod column;
pub mod counter_type;
pub mod event;
pub mod interned;
pub mod key;
pub mod localized;
pub mod moment;
mod names;
mod nights;
pub mod path;
pub mod pattern;
pub mod pools;
pub mod process;
pub mod processors;
pub mod recording;
pub mod span;
pub mod tag;
pub mod timeline;
pub mod units;
pub mod windows;
pub mod zone;

pub use clock::{Clock, Dates, Times};
pub use counter_type::CounterType;
pub use key::{Key, KeyedPath};
pub use path::CounterPath;
pub use process::Process;
pub use recording::{Counter, Facts, Format, Part, Recording, Source, Thinned, TimeAxis};
pub use zone::Zone;
