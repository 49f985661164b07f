//! Counter sets of version 2, the form of most objects since Windows 8: their registrations (event 26), and the blocks
//! (1503) in which a whole set is logged.
//!
//! The structures are documented (`perflib.h`, [MS-PCQ] 2.2.4); how a log stores them was observed in two logs of
//! Windows 11 and checked against Windows' own CSV. Single counters of such sets are stored like any other (blocks 0103
//! and 0203).

pub mod data;
pub(super) mod decode;
pub mod registration;

pub use registration::Registrations;
