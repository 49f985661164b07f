//! What the pools cannot exceed: the limit of the Windows that recorded the log, by its build and pointer size.
//!
//! Source: Microsoft, "Memory Limits for Windows and Windows Server Releases". Client and server versions of Windows
//! share build numbers; if their limits differ, the smaller one is used and marked as cautious.

use crate::model::pools::Pool;
use crate::model::units::{GB, MB, TB};
use serde::{Deserialize, Serialize};

/// What limits a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LimitSource {
    Ram,
    CommitLimit,
    /// No available memory is left.
    Available,
    /// No free system page table entries are left.
    SystemPtes,
    /// The pool limit of the Windows that recorded the log.
    Windows,
    /// Nothing left.
    Zero,
}

impl LimitSource {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ram => "ram",
            Self::CommitLimit => "commit_limit",
            Self::Available => "available_memory",
            Self::SystemPtes => "system_page_table_entries",
            Self::Windows => "windows_pool_limit",
            Self::Zero => "zero",
        }
    }
}

/// What a counter cannot exceed, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    pub value: f64,
    pub source: LimitSource,
    /// Another Windows with the same build number allows more.
    pub is_cautious: bool,
}

/// A limit, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolLimit {
    pub bytes: f64,
    /// Whether another Windows with the same build number allows more.
    pub is_cautious: bool,
}

/// First builds of the versions whose limits differ.
const SERVER_2003: u32 = 3790;
const VISTA: u32 = 6000;
const WINDOWS_7: u32 = 7600;
const WINDOWS_8: u32 = 9200;
const WINDOWS_8_1: u32 = 9600;

/// The limit of a pool; `None` if it depends on something the log does not record.
pub fn pool_limit(
    pool: Pool,
    os_build: u32,
    pointer_bytes: u32,
    ram: Option<f64>,
    commit_limit: Option<f64>,
) -> Option<PoolLimit> {
    let sure = |bytes: f64| Some(PoolLimit { bytes, is_cautious: false });
    let cautious = |bytes: f64| Some(PoolLimit { bytes, is_cautious: true });
    let is_32_bit = pointer_bytes == 4;
    match (pool, is_32_bit, os_build) {
        // 128 MB when started with /3GB, which the log does not record
        (Pool::Nonpaged, true, ..VISTA) => cautious(256.0 * MB),
        // Vista's own limit depends on address space and is not published as a number; this is the limit of Server 2008
        (Pool::Nonpaged, true, VISTA..WINDOWS_7) => cautious((0.75 * ram?).min(2.0 * GB)),
        (Pool::Nonpaged, true, _) => sure((0.75 * ram?).min(2.0 * GB)),
        (Pool::Nonpaged, false, ..VISTA) => sure(ram?.min(128.0 * GB)),
        (Pool::Nonpaged, false, VISTA..WINDOWS_7) => cautious((0.40 * ram?).min(128.0 * GB)),
        (Pool::Nonpaged, false, WINDOWS_7..WINDOWS_8) => sure((0.75 * ram?).min(128.0 * GB)),
        (Pool::Nonpaged, false, WINDOWS_8..WINDOWS_8_1) => sure(ram?.min(128.0 * GB)),
        (Pool::Nonpaged, false, _) => sure(ram?.min(16.0 * TB)),
        (Pool::Paged, true, ..SERVER_2003) => sure(490.0 * MB),
        (Pool::Paged, true, SERVER_2003..VISTA) => sure(530.0 * MB),
        (Pool::Paged, true, VISTA..WINDOWS_8) => None,
        (Pool::Paged, false, ..VISTA) => sure(128.0 * GB),
        (Pool::Paged, false, VISTA..WINDOWS_8) => sure(commit_limit?.min(128.0 * GB)),
        (Pool::Paged, _, WINDOWS_8..WINDOWS_8_1) => sure(commit_limit?.min(384.0 * GB)),
        (Pool::Paged, _, _) => sure(commit_limit?.min(15.5 * TB)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_documentation() {
        let limit = |pool, build, pointer| {
            pool_limit(pool, build, pointer, Some(16.0 * GB), Some(20.0 * GB)).map(|l| (l.bytes, l.is_cautious))
        };
        assert_eq!(limit(Pool::Nonpaged, 3790, 4), Some((256.0 * MB, true)));
        assert_eq!(limit(Pool::Paged, 3790, 4), Some((530.0 * MB, false)));
        assert_eq!(limit(Pool::Nonpaged, 6002, 8), Some((6.4 * GB, true)));
        assert_eq!(limit(Pool::Nonpaged, 6002, 4), Some((2.0 * GB, true)));
        assert_eq!(limit(Pool::Paged, 6002, 4), None);
        assert_eq!(limit(Pool::Nonpaged, 7601, 8), Some((12.0 * GB, false)));
        assert_eq!(limit(Pool::Paged, 7601, 8), Some((20.0 * GB, false)));
        assert_eq!(limit(Pool::Nonpaged, 14393, 8), Some((16.0 * GB, false)));
        assert_eq!(limit(Pool::Paged, 9200, 4), Some((20.0 * GB, false)));
        assert_eq!(pool_limit(Pool::Nonpaged, 14393, 8, None, None), None);
    }
}
