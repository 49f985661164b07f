//! The counters that the pool question needs, by name.

use super::CounterPath;
use super::process::is_process_counter;

/// The two kernel pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// As it begins a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::Nonpaged => "Nonpaged pool",
            Self::Paged => "Paged pool",
        }
    }

    /// Which pool a path counts, if any: `\Memory\Pool Nonpaged Bytes` or `\Memory\Pool Paged Bytes`.
    pub fn of_path(path: &CounterPath) -> Option<Self> {
        Self::BOTH.into_iter().find(|pool| path.is(MEMORY, pool.counter()))
    }
}

pub const MEMORY: &str = "Memory";
pub const POOL_PAGED_RESIDENT: &str = "Pool Paged Resident Bytes";
pub const NUMA: &str = "NUMA Node Memory";
pub const NUMA_TOTAL: &str = "Total MBytes";
pub const COMMIT_LIMIT: &str = "Commit Limit";

/// Counters of `\Memory` that the amount of RAM can be bracketed with: they are all resident at the same time.
pub const RESIDENT_PARTS: [&str; 4] =
    ["Available Bytes", "Modified Page List Bytes", "Pool Nonpaged Bytes", "Cache Bytes"];

/// Whether a counter is needed to judge the pools and to know the RAM.
pub fn serves_pools(path: &CounterPath) -> bool {
    const MEMORY_COUNTERS: [&str; 10] = [
        "Pool Nonpaged Bytes",
        "Pool Paged Bytes",
        POOL_PAGED_RESIDENT,
        COMMIT_LIMIT,
        "Committed Bytes",
        "Available Bytes",
        "Available KBytes",
        "Available MBytes",
        "Modified Page List Bytes",
        "Cache Bytes",
    ];
    if path.english_object().eq_ignore_ascii_case(MEMORY) {
        return MEMORY_COUNTERS.iter().any(|c| path.english_counter().eq_ignore_ascii_case(c));
    }
    path.is(NUMA, NUMA_TOTAL)
        || path.is("System", "System Up Time")
        || path.is("Server", "Pool Nonpaged Failures")
        || path.is("Server", "Pool Paged Failures")
        || is_process_counter(path, "Working Set - Private") && path.is_total()
        || is_load(path)
}

/// Counters of work done, against which a rise may be explained.
pub fn is_load(path: &CounterPath) -> bool {
    const LOADS: [(&str, &str); 8] = [
        ("Server", "Bytes Total/sec"),
        ("Server", "Server Sessions"),
        ("Server", "Files Open"),
        ("Network Interface", "Bytes Total/sec"),
        ("TCPv4", "Connections Established"),
        ("TCPv6", "Connections Established"),
        ("System", "Processes"),
        ("Terminal Services", "Active Sessions"),
    ];
    LOADS.iter().any(|(object, counter)| path.is(object, counter))
}
