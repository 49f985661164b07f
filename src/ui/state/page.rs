//! Where the handbook is open.

/// Where something is explained: a page, and a heading on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub page: usize,
    pub section: usize,
}

/// What is shown of the handbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub page: usize,
    /// The section to be brought into view, once.
    pub goes_to: Option<usize>,
    pub search: String,
}

impl Shown {
    pub fn at(place: Place) -> Self {
        Self { page: place.page, goes_to: (place.section > 0).then_some(place.section), search: String::new() }
    }
}
