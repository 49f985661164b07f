//! How much memory a file may make the program use, whatever its headers claim.

/// The largest sample or counter list assembled from parts. The largest seen has 26 machines in about 0.5 MB.
pub const BODY_BYTES: usize = 64 << 20;

/// Larger buffer sizes are rejected. Every file seen has 64 KB.
pub const BUFFER_BYTES: u32 = 16 << 20;

/// Smallest buffer: its header, and the log header's event.
pub const BUFFER_BYTES_LEAST: u32 = 0x400;

/// One line of a text log: 6,000 columns are about 0.4 MB in the header.
pub const LINE_BYTES: usize = 64 << 20;

/// Counters of one log. The widest seen has 5,963.
pub const COUNTERS: usize = 1 << 18;

/// Pool counters that are accepted whatever the budget: two for each of 32,768 computers.
pub const POOLS: usize = 1 << 16;

/// Bytes of a name. Windows limits its own names to 1,024 characters.
pub const NAME_BYTES: usize = 4096;

/// Objects in one object block, and kinds of parents in one sample. Every file seen has one and none, respectively.
pub const OBJECTS: usize = 64;

/// Stamps outside this range are damage: Windows has written logs since NT 4 (1996). Milliseconds since 1970.
pub const TIME_MS: std::ops::Range<i64> = 788_918_400_000..4_102_444_800_000;

/// Larger numbers in text logs are damage.
pub const NUMBER: f64 = 1e30;

/// How far after the first sample to search for a counter set that is not registered yet.
pub const LATE_REGISTRATION_BYTES: u64 = 64 << 20;
