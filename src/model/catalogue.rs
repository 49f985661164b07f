//! Every counter that the program knows, in one table: its English name, its index in the name tables of logs, its unit
//! and its roles.
//!
//! Indexes are the same on every Windows and in every language (checked in the name table of a real log); 0 if each
//! machine assigns its own, as for counter sets of version 2. A counter is looked up by its English names, which
//! [`super::localized`] also supplies for other languages.

use super::CounterPath;
use super::pools::Pool;
use super::units::Unit;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// What a counter is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// One of the two pools that are judged.
    Pool(Pool),
    /// The part of the paged pool that was in memory.
    ResidentPool,
    /// How often Windows' file server failed to allocate from a pool.
    Failures(Pool),
    /// Work done, which may explain a rise.
    Load,
    RamTotal,
    /// A part of RAM that is resident at the same time as the other parts.
    RamPart,
    CommitLimit,
    UpTime,
    /// A level that leaks when it rises.
    Rising,
    /// A level that is running out when it falls.
    RunningOut,
    ProcessId,
    /// Memory promised to all processes and the kernel, up to the commit limit.
    Committed,
    /// How much memory is free for use.
    AvailableMemory,
    PageTableEntries,
    /// How many allocations of a pool exist or have been made: Windows versions differ.
    Allocations(Pool),
    /// One of the counters that together show how memory is used.
    MemoryUse,
}

/// A counter that the program knows.
#[derive(Debug)]
pub struct Known {
    pub object: &'static str,
    pub counter: &'static str,
    object_index: u32,
    counter_index: u32,
    pub unit: Unit,
    roles: &'static [Role],
}

impl Known {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    fn serves(&self, wanted: impl Fn(Role) -> bool) -> bool {
        self.roles.iter().any(|role| wanted(*role))
    }

    /// Which pool it counts, if any.
    pub fn pool(&self) -> Option<Pool> {
        self.roles.iter().find_map(|role| if let Role::Pool(pool) = role { Some(*pool) } else { None })
    }
}

pub const MEMORY: &str = "Memory";
pub const PROCESS: &str = "Process";
pub const PROCESS_V2: &str = "Process V2";
pub const NUMA: &str = "NUMA Node Memory";
const SYSTEM: &str = "System";
const SERVER: &str = "Server";
const OBJECTS: &str = "Objects";

/// Objects that the program knows, with their indexes.
const OBJECT_INDEXES: [(&str, u32); 17] = [
    (MEMORY, 4),
    (PROCESS, 230),
    (PROCESS_V2, 0),
    (NUMA, 1814),
    (SYSTEM, 2),
    (SERVER, 330),
    (OBJECTS, 260),
    ("Server Work Queues", 1300),
    ("Redirector", 262),
    ("SMB Server Shares", 0),
    ("Network Interface", 510),
    ("TCPv4", 638),
    ("TCPv6", 1530),
    ("Terminal Services", 0),
    ("Paging File", 700),
    ("Processor", 238),
    ("Processor Information", 0),
];

macro_rules! counters {
    ($($object:expr => { $($name:literal, $index:literal, $unit:ident, [$($role:expr),*];)* })*) => {
        fn table() -> Vec<Known> {
            use Role::*;
            use Unit::*;
            vec![$($(Known {
                object: $object,
                counter: $name,
                object_index: OBJECT_INDEXES.iter().find(|(name, _)| *name == $object).map_or(0, |(_, index)| *index),
                counter_index: $index,
                unit: $unit,
                roles: &[$($role),*],
            },)*)*]
        }
    };
}

counters! {
    MEMORY => {
        "Pool Nonpaged Bytes", 58, Bytes, [Pool(super::pools::Pool::Nonpaged), RamPart];
        "Pool Paged Bytes", 56, Bytes, [Pool(super::pools::Pool::Paged)];
        "Pool Paged Resident Bytes", 66, Bytes, [ResidentPool, Rising];
        "Pool Nonpaged Allocs", 64, Count, [Allocations(super::pools::Pool::Nonpaged)];
        "Pool Paged Allocs", 60, Count, [Allocations(super::pools::Pool::Paged)];
        "Available Bytes", 24, Bytes, [RamPart, RunningOut, AvailableMemory, MemoryUse];
        "Available KBytes", 1380, KBytes, [RamPart, RunningOut, AvailableMemory];
        "Available MBytes", 1382, MBytes, [RamPart, RunningOut, AvailableMemory];
        "Committed Bytes", 26, Bytes, [Committed, Rising, MemoryUse];
        "Commit Limit", 30, Bytes, [CommitLimit];
        "% Committed Bytes In Use", 1406, Percent, [];
        "Cache Bytes", 818, Bytes, [RamPart, MemoryUse];
        "Modified Page List Bytes", 1678, Bytes, [RamPart, MemoryUse];
        "System Cache Resident Bytes", 76, Bytes, [];
        "Free System Page Table Entries", 678, Count, [RunningOut, PageTableEntries];
        "System Driver Total Bytes", 72, Bytes, [Rising];
        "System Driver Resident Bytes", 74, Bytes, [Rising];
        "System Code Total Bytes", 68, Bytes, [Rising];
    }
    NUMA => {
        "Total MBytes", 1816, MBytes, [RamTotal];
    }
    SYSTEM => {
        "System Up Time", 674, Count, [UpTime];
        "Processes", 248, Count, [Load, Rising];
        "Threads", 250, Count, [Rising];
        "Processor Queue Length", 44, Count, [];
    }
    PROCESS => {
        "ID Process", 784, Count, [ProcessId];
        "Private Bytes", 186, Bytes, [Rising];
        "Working Set", 180, Bytes, [];
        "Working Set - Private", 1478, Bytes, [RamPart, Rising];
        "Virtual Bytes", 174, Bytes, [Rising];
        "Page File Bytes", 184, Bytes, [Rising];
        "Handle Count", 952, Count, [Rising];
        "Thread Count", 680, Count, [Rising];
        "Pool Paged Bytes", 56, Bytes, [Rising];
        "Pool Nonpaged Bytes", 58, Bytes, [Rising];
        "% Processor Time", 6, Percent, [];
    }
    PROCESS_V2 => {
        "Process ID", 0, Count, [];
        "Private Bytes", 0, Bytes, [Rising];
        "Working Set", 0, Bytes, [];
        "Working Set - Private", 0, Bytes, [RamPart, Rising];
        "Virtual Bytes", 0, Bytes, [Rising];
        "Page File Bytes", 0, Bytes, [Rising];
        "Handle Count", 0, Count, [Rising];
        "Thread Count", 0, Count, [Rising];
        "Pool Paged Bytes", 0, Bytes, [Rising];
        "Pool Nonpaged Bytes", 0, Bytes, [Rising];
        "% Processor Time", 0, Percent, [];
    }
    OBJECTS => {
        "Processes", 248, Count, [Rising];
        "Threads", 250, Count, [Rising];
        "Events", 252, Count, [Rising];
        "Semaphores", 254, Count, [Rising];
        "Mutexes", 256, Count, [Rising];
        "Sections", 258, Count, [Rising];
    }
    "Paging File" => {
        "% Usage", 702, Percent, [Rising];
    }
    SERVER => {
        "Pool Nonpaged Failures", 370, Count, [Failures(super::pools::Pool::Nonpaged)];
        "Pool Paged Failures", 376, Count, [Failures(super::pools::Pool::Paged)];
        "Bytes Total/sec", 388, Bytes, [Load];
        "Server Sessions", 314, Count, [Load];
        "Files Open", 362, Count, [Load];
        "Logon Total", 1260, Count, [];
    }
    "Server Work Queues" => {
        "Current Clients", 1314, Count, [Load];
    }
    "Redirector" => {
        "Bytes Total/sec", 388, Bytes, [Load];
        "Current Commands", 392, Count, [Load];
    }
    "SMB Server Shares" => {
        "Current Open File Count", 0, Count, [Load];
        "Tree Connect Count", 0, Count, [Load];
        "Received Bytes/sec", 0, Bytes, [Load];
        "Sent Bytes/sec", 0, Bytes, [Load];
    }
    "Network Interface" => {
        "Bytes Total/sec", 388, Bytes, [Load];
    }
    "TCPv4" => {
        "Connections Established", 642, Count, [Load];
    }
    "TCPv6" => {
        "Connections Established", 642, Count, [Load];
    }
    "Terminal Services" => {
        "Active Sessions", 0, Count, [Load];
        "Total Sessions", 0, Count, [];
    }
    "Processor" => {
        "% Processor Time", 6, Percent, [];
    }
    "Processor Information" => {
        "% Processor Time", 0, Percent, [];
    }
}

/// The table and its lookups.
struct Catalogue {
    all: Vec<Known>,
    /// Where the counters of each object are in the table; those of one object are contiguous.
    of_object: HashMap<&'static str, std::ops::Range<usize>>,
    by_index: HashMap<(u32, u32), usize>,
    /// Of objects and of counters.
    indexes: HashSet<u32>,
}

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let all = table();
        let mut of_object: HashMap<&str, std::ops::Range<usize>> = HashMap::new();
        for (i, known) in all.iter().enumerate() {
            of_object.entry(known.object).or_insert(i..i).end = i + 1;
        }
        let has_index = |k: &Known| k.object_index != 0 && k.counter_index != 0;
        let by_index = all.iter().enumerate().filter(|(_, k)| has_index(k));
        let by_index = by_index.map(|(i, k)| ((k.object_index, k.counter_index), i)).collect();
        let of_objects = OBJECT_INDEXES.iter().map(|(_, index)| *index);
        let indexes = all.iter().map(|k| k.counter_index).chain(of_objects).filter(|index| *index != 0).collect();
        Catalogue { all, of_object, by_index, indexes }
    })
}

/// The counter with these English names, ignoring case.
pub fn by_name(object: &str, counter: &str) -> Option<&'static Known> {
    // nearly every counter of a log belongs to no known object
    let object = object_by_name(object)?;
    let catalogue = catalogue();
    let counters = catalogue.all.get(catalogue.of_object.get(object)?.clone())?;
    counters.iter().find(|known| known.counter.eq_ignore_ascii_case(counter))
}

/// The counter of these indexes.
pub fn by_index(object: u32, counter: u32) -> Option<&'static Known> {
    let catalogue = catalogue();
    catalogue.by_index.get(&(object, counter)).map(|i| &catalogue.all[*i])
}

/// The object with that English name, ignoring case.
pub fn object_by_name(object: &str) -> Option<&'static str> {
    OBJECT_INDEXES.iter().map(|(name, _)| *name).find(|name| name.eq_ignore_ascii_case(object))
}

/// Whether an object or a counter of the catalogue has this index.
pub fn has_index(index: u32) -> bool {
    catalogue().indexes.contains(&index)
}

/// The object of that index.
pub fn object_by_index(object: u32) -> Option<&'static str> {
    OBJECT_INDEXES.iter().find(|(_, index)| *index == object && object != 0).map(|(name, _)| *name)
}

/// What is known of a path's counter.
pub fn of_path(path: &CounterPath) -> Option<&'static Known> {
    by_name(path.english_object(), path.english_counter())
}

/// Which pool a path counts, if any.
pub fn pool(path: &CounterPath) -> Option<Pool> {
    of_path(path)?.pool()
}

/// Whether a path has a role.
pub fn has_role(path: &CounterPath, role: Role) -> bool {
    of_path(path).is_some_and(|known| known.has(role))
}

/// The counters with a role, in table order.
pub fn with_role(role: Role) -> impl Iterator<Item = &'static Known> {
    catalogue().all.iter().filter(move |known| known.has(role))
}

/// Whether a counter is needed to judge the pools and to know the RAM.
pub fn serves_pools(path: &CounterPath) -> bool {
    let Some(known) = of_path(path) else { return false };
    // of processes only their sum is a part of RAM
    let is_process = known.object == PROCESS || known.object == PROCESS_V2;
    known.serves(|role| match role {
        Role::RamPart => !is_process || path.is_total(),
        Role::Rising
        | Role::RunningOut
        | Role::ProcessId
        | Role::MemoryUse
        | Role::PageTableEntries
        | Role::Allocations(_) => false,
        _ => true,
    })
}

/// Whether a counter is needed to judge everything that can leak, besides the pools.
pub fn serves_everything(path: &CounterPath) -> bool {
    let Some(known) = of_path(path) else { return false };
    known.serves(|role| matches!(role, Role::Rising | Role::RunningOut | Role::ProcessId | Role::Allocations(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_found_and_has_the_unit_its_name_says() {
        let all = &catalogue().all;
        for known in all {
            // the first of two rows with the same name would hide the other, and so would an object listed in two
            // places
            assert!(std::ptr::eq(by_name(known.object, known.counter).expect("by name"), known));
            assert_eq!(Unit::of_counter(known.counter), known.unit, "{}", known.counter);
            assert!(object_by_name(known.object).is_some(), "{}", known.object);
            if let Some(found) = by_index(known.object_index, known.counter_index) {
                assert!(std::ptr::eq(found, known), "{} {}", known.object, known.counter);
            }
        }
        assert!(by_index(0, 0).is_none());
        assert_eq!(by_index(4, 58).map(|k| k.pool()), Some(Some(Pool::Nonpaged)));
    }

    #[test]
    fn roles_decide_what_is_read() {
        let path = |text: &str| CounterPath::parse(text).expect("a path");
        assert!(serves_pools(&path(r"\memory\pool nonpaged bytes")));
        assert!(serves_pools(&path(r"\Process V2(_Total)\Working Set - Private")));
        assert!(!serves_pools(&path(r"\Process(a)\Working Set - Private")));
        assert!(serves_everything(&path(r"\Process(a)\ID Process")));
        assert!(!serves_everything(&path(r"\Memory\Pool Nonpaged Bytes")), "it is judged as a pool");
        assert!(!serves_pools(&path(r"\Memory\Free System Page Table Entries")));
    }
}
