//! Samples passed on in blocks, stored column by column, so that a sink copies runs of values instead of single ones.

use std::convert::Infallible;

/// When a sample was taken, and where it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Local milliseconds since 1970.
    pub local_ms: i64,
    /// Byte of the file, or line of a text log.
    pub position: u64,
}

/// Samples in the order of the file.
#[derive(Default)]
pub struct Block {
    stamps: Vec<Stamp>,
    columns: usize,
    /// `capacity` values per column; NaN for a missing value.
    values: Vec<f64>,
    capacity: usize,
}

impl Block {
    /// A block for this many counters, with room for as many samples as fit into a processor's near cache.
    pub fn new(columns: usize) -> Self {
        const VALUES: usize = 1 << 14;
        const LEAST: usize = 8;
        const MOST: usize = 256;
        let capacity = (VALUES / columns.max(1)).clamp(LEAST, MOST);
        Self { stamps: Vec::with_capacity(capacity), columns, values: vec![f64::NAN; capacity * columns], capacity }
    }

    pub fn stamps(&self) -> &[Stamp] {
        &self.stamps
    }

    /// The number of counters.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The values of a counter, one for each stamp.
    pub fn column(&self, counter: usize) -> &[f64] {
        &self.values[counter * self.capacity..][..self.stamps.len()]
    }

    pub fn is_full(&self) -> bool {
        self.stamps.len() == self.capacity
    }

    /// Adds a sample; `values` are those present in it, each with its counter number.
    pub fn push(&mut self, stamp: Stamp, values: &[(usize, f64)]) {
        let row = self.stamps.len();
        self.stamps.push(stamp);
        for (counter, value) in values {
            self.values[counter * self.capacity + row] = *value;
        }
    }

    pub fn clear(&mut self) {
        self.stamps.clear();
        self.values.fill(f64::NAN);
    }

    /// Passes on the samples one by one, in the order they were pushed.
    pub fn each(&self, mut take: impl FnMut(Stamp, &[(usize, f64)])) {
        let all = self.try_each(|stamp, values| {
            take(stamp, values);
            Ok::<(), Infallible>(())
        });
        let Ok(()) = all;
    }

    /// As [`Self::each`], but stops at the first sample that is refused.
    ///
    /// # Errors
    /// That of `take`.
    pub fn try_each<E>(&self, mut take: impl FnMut(Stamp, &[(usize, f64)]) -> Result<(), E>) -> Result<(), E> {
        let mut values = Vec::with_capacity(self.columns);
        for (row, stamp) in self.stamps.iter().enumerate() {
            values.clear();
            let present = |counter: usize| Some(self.values[counter * self.capacity + row]).filter(|v| !v.is_nan());
            values.extend((0..self.columns).filter_map(|counter| Some((counter, present(counter)?))));
            take(*stamp, &values)?;
        }
        Ok(())
    }
}
