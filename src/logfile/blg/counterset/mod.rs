//! Counter sets of version 2, as Windows 8 and later have most objects: their registrations (event 26), and the blocks
//! (1503) in which a whole set is logged.
//!
//! The structures are documented (`perflib.h`, [MS-PCQ] 2.2.4); how a log carries them was seen in two logs of Windows
//! 11 and checked against Windows' own CSV. Single counters of such sets come as any other (blocks 0103 and 0203).

pub mod data;
pub(super) mod decode;
pub mod registration;

pub use registration::Registrations;
