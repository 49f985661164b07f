//! How much reading a log may keep in memory: it grows with the file, so that a small file cannot claim much, and is
//! limited to what any machine can handle.
//!
//! Two parts that cannot starve each other: *names* (paths, positions, descriptions) and *values*. Counters that do not
//! fit into the first are skipped; if values do not fit into the second, those of the pools are kept longest. Both are
//! charged before anything is allocated.

use super::limits;

/// Bytes for names: for a small log, and for any log.
const NAMES_LEAST: u64 = 48 << 20;
const NAMES_MOST: u64 = 112 << 20;

/// Bytes for values: for a small log, for one that is not large, and for any log. 384 MB hold 50 million values.
const VALUES_LEAST: u64 = 32 << 20;
const VALUES_USUAL: u64 = 224 << 20;
const VALUES_MOST: u64 = 384 << 20;

/// Logs of more bytes than this are large.
const LARGE: u64 = 384 << 20;

/// Records kept per log: 48 days at one per second.
const RECORDS: usize = 1 << 22;

/// How much one log may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes of names.
    pub names: u64,
    /// Bytes of values, their times included.
    pub values: u64,
    /// Records; if there are more, those that a picture and a verdict need are kept.
    pub records: usize,
}

impl Room {
    /// For a log of this many bytes. A cell of a text log can be half as long as the number that it is parsed into.
    pub fn of_log(bytes: u64) -> Self {
        Self {
            names: NAMES_LEAST.saturating_add(bytes / 2).min(NAMES_MOST),
            values: VALUES_LEAST
                .saturating_add(bytes.saturating_mul(2))
                .min(VALUES_USUAL)
                .saturating_add(bytes.saturating_sub(LARGE) / 2)
                .min(VALUES_MOST),
            records: RECORDS,
        }
    }

    /// For one of several logs that are kept together: half in proportion to its size, half in equal shares.
    pub fn of_one_among(bytes: u64, all_bytes: u64, logs: usize) -> Self {
        let share = |most: u64| {
            let by_size = u128::from(most / 2) * u128::from(bytes) / u128::from(all_bytes.max(1));
            u64::try_from(by_size).unwrap_or(most / 2) + most / 2 / logs.max(1) as u64
        };
        let alone = Self::of_log(bytes);
        Self {
            names: alone.names.min(share(NAMES_MOST)),
            values: alone.values.min(share(VALUES_MOST)),
            records: alone.records.min(share(RECORDS as u64) as usize),
        }
    }

    /// For one of `pieces` of a log.
    pub fn of_piece(self, pieces: usize) -> Self {
        let pieces = pieces.max(1);
        Self { names: self.names / pieces as u64, values: self.values / pieces as u64, records: self.records / pieces }
    }
}

/// Bytes of names that a walk may still keep.
#[derive(Clone, Debug)]
pub struct Budget {
    left: u64,
    /// Pool counters that were accepted although nothing was left.
    pools_beyond: usize,
}

impl Budget {
    pub fn new(bytes: u64) -> Self {
        Self { left: bytes, pools_beyond: 0 }
    }

    /// Takes `bytes`; if fewer are left, takes nothing and returns false.
    pub fn take(&mut self, bytes: usize) -> bool {
        let rest = self.left.checked_sub(bytes as u64);
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }

    /// Whether a counter that did not fit is accepted anyway: pools are, up to [`limits::POOLS`].
    pub fn takes_beyond(&mut self, is_pool: impl FnOnce() -> bool) -> bool {
        let takes = self.pools_beyond < limits::POOLS && is_pool();
        self.pools_beyond += usize::from(takes);
        takes
    }

    /// Returns bytes that were taken.
    pub fn give_back(&mut self, bytes: u64) {
        self.left = self.left.saturating_add(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_file_cannot_ask_for_much_and_a_large_one_not_for_everything() {
        assert!(Room::of_log(330_000).values < 34 << 20);
        assert_eq!(Room::of_log(u64::MAX).values, VALUES_MOST);
        let all: u64 = (0..500u64).map(|i| Room::of_one_among(i << 20, (499 * 250) << 20, 500).values).sum();
        assert!(all <= VALUES_MOST, "{all}");
        assert_eq!(Room::of_log(1 << 30).of_piece(0), Room::of_log(1 << 30));
    }

    #[test]
    fn what_is_not_there_is_not_taken() {
        let mut budget = Budget::new(100);
        assert!(budget.take(60) && !budget.take(41) && budget.take(40) && !budget.take(1));
        budget.give_back(5);
        assert!(budget.take(5) && !budget.take(1));
    }
}
