//! Who owns a pool tag: what `pooltag.txt` says about it, and which driver files contain it.
//!
//! Both are hints. The file names most of Windows' own tags; a driver's file contains its tags as four bytes, and other
//! files may contain the same four bytes by chance, so the answer includes a count and a word for how certain it is.

pub mod image;
pub mod names;
pub mod search;

use crate::model::tag::Tag;
pub use image::{Hits, Image};
pub use names::{TagName, TagNames};
pub use search::{Certainty, DriverFile, DriverSearch};
use std::sync::Arc;

/// What is known of the owners of tags besides the program's own table.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    pub names: Option<Arc<TagNames>>,
    pub drivers: Option<Arc<DriverSearch>>,
}

impl Owners {
    /// What `pooltag.txt` says about a tag.
    pub fn name(&self, tag: Tag) -> Option<&TagName> {
        self.names.as_ref()?.find(tag)
    }
}
