//! Where the handbook is open.

/// Where something is explained: a page, and a heading on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub page: usize,
    pub section: usize,
}

/// The part of the handbook that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub page: usize,
    /// The requested section, which is marked.
    pub goes_to: Option<usize>,
    /// The remaining frames that scroll it into view: in the first one, the height above it is not known yet.
    pub scrolls: u8,
    pub search: String,
}

impl Shown {
    pub fn at(place: Place) -> Self {
        const FRAMES: u8 = 3;
        let goes_to = (place.section > 0).then_some(place.section);
        Self { page: place.page, goes_to, scrolls: goes_to.map_or(0, |_| FRAMES), search: String::new() }
    }
}
