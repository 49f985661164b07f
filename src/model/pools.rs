//! The two kernel pools.

use serde::{Deserialize, Serialize};

/// The two kernel pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Pool {
    Nonpaged,
    Paged,
}

impl Pool {
    pub const BOTH: [Self; 2] = [Self::Nonpaged, Self::Paged];

    /// The counter's name on an English Windows.
    pub fn counter(self) -> &'static str {
        match self {
            Self::Nonpaged => "Pool Nonpaged Bytes",
            Self::Paged => "Pool Paged Bytes",
        }
    }

    /// As written at the start of a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Nonpaged => "Nonpaged pool",
            Self::Paged => "Paged pool",
        }
    }
}
