//! The values of a counter, one for each sample: in single precision as long as that holds each of them exactly, as it
//! does most of what Windows counts. Half the memory, and no value changed.

use super::bulk;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// NaN for a missing value.
#[derive(Clone, Serialize, Deserialize)]
pub enum Column {
    Single(#[serde(with = "bulk")] Vec<f32>),
    Double(#[serde(with = "bulk")] Vec<f64>),
}

impl Default for Column {
    fn default() -> Self {
        Self::Single(Vec::new())
    }
}

impl From<Vec<f64>> for Column {
    fn from(values: Vec<f64>) -> Self {
        if are_single(&values) { Self::Single(narrowed(&values).collect()) } else { Self::Double(values) }
    }
}

impl FromIterator<f64> for Column {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        values.into_iter().collect::<Vec<f64>>().into()
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl PartialEq<[f64]> for Column {
    fn eq(&self, other: &[f64]) -> bool {
        self.iter().eq(other.iter().copied())
    }
}

/// Whether single precision holds all of these exactly, many at a time.
fn are_single(values: &[f64]) -> bool {
    let is_single = |v: f64| (f64::from(v as f32) == v) | v.is_nan();
    values.chunks(1024).all(|part| part.iter().fold(true, |all, v| all & is_single(*v)))
}

fn narrowed(values: &[f64]) -> impl ExactSizeIterator<Item = f32> + '_ {
    values.iter().map(|v| *v as f32)
}

fn widened(values: &[f32]) -> Vec<f64> {
    values.iter().copied().map(f64::from).collect()
}

impl Column {
    pub fn len(&self) -> usize {
        match self {
            Self::Single(values) => values.len(),
            Self::Double(values) => values.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of values there is memory for.
    pub fn capacity(&self) -> usize {
        match self {
            Self::Single(values) => values.capacity(),
            Self::Double(values) => values.capacity(),
        }
    }

    pub fn get(&self, index: usize) -> Option<f64> {
        match self {
            Self::Single(values) => values.get(index).copied().map(f64::from),
            Self::Double(values) => values.get(index).copied(),
        }
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator + Clone + '_ {
        (0..self.len()).map(|i| self.get(i).unwrap_or(f64::NAN))
    }

    /// The values at these indexes; missing where the column has ended.
    pub fn at(&self, indexes: &[usize]) -> Vec<f64> {
        indexes.iter().map(|i| self.get(*i).unwrap_or(f64::NAN)).collect()
    }

    /// All values, copied if they are held in single precision.
    pub fn whole(&self) -> Cow<'_, [f64]> {
        match self {
            Self::Single(values) => widened(values).into(),
            Self::Double(values) => values.into(),
        }
    }

    /// How many values of a range are present; none if the column ends before it does.
    pub fn count_present(&self, range: Range<usize>) -> usize {
        match self {
            Self::Single(values) => values.get(range).unwrap_or_default().iter().filter(|v| v.is_finite()).count(),
            Self::Double(values) => values.get(range).unwrap_or_default().iter().filter(|v| v.is_finite()).count(),
        }
    }

    /// Copies the values present in a range to where `slots`, which begin with that range, are missing; none if the
    /// column ends before the range does.
    pub fn fill(&self, range: Range<usize>, slots: &mut [f64]) {
        fn fill<'a>(slots: &'a mut [f64], values: impl Iterator<Item = f64> + 'a) {
            let free = slots.iter_mut().zip(values).filter(|(slot, v)| slot.is_nan() & v.is_finite());
            free.for_each(|(slot, value)| *slot = value);
        }
        match self {
            Self::Single(values) => fill(slots, values.get(range).unwrap_or_default().iter().copied().map(f64::from)),
            Self::Double(values) => fill(slots, values.get(range).unwrap_or_default().iter().copied()),
        }
    }

    /// Makes room for `len` values and no more.
    pub fn reserve_exact(&mut self, len: usize) {
        match self {
            Self::Single(values) => values.reserve_exact(len.saturating_sub(values.len())),
            Self::Double(values) => values.reserve_exact(len.saturating_sub(values.len())),
        }
    }

    pub fn shrink_to(&mut self, len: usize) {
        match self {
            Self::Single(values) => values.shrink_to(len),
            Self::Double(values) => values.shrink_to(len),
        }
    }

    /// Adds missing values up to this length, or cuts the column there.
    pub fn resize(&mut self, len: usize) {
        match self {
            Self::Single(values) => values.resize(len, f32::NAN),
            Self::Double(values) => values.resize(len, f64::NAN),
        }
    }

    /// Changes the values in double precision, in which they stay.
    fn change_wide(&mut self, change: impl FnOnce(&mut Vec<f64>)) {
        let mut values = match std::mem::take(self) {
            Self::Single(single) => {
                let mut values = Vec::with_capacity(single.capacity());
                values.extend(single.into_iter().map(f64::from));
                values
            }
            Self::Double(values) => values,
        };
        change(&mut values);
        *self = Self::Double(values);
    }

    pub fn extend(&mut self, more: &[f64]) {
        match self {
            Self::Single(values) if are_single(more) => values.extend(narrowed(more)),
            _ => self.change_wide(|values| values.extend_from_slice(more)),
        }
    }

    /// Sets the value at an index, which is not behind the end.
    pub fn put(&mut self, index: usize, value: f64) {
        fn put<N>(values: &mut Vec<N>, index: usize, value: N) {
            match values.get_mut(index) {
                Some(slot) => *slot = value,
                None => values.push(value),
            }
        }
        match self {
            Self::Single(values) if are_single(&[value]) => put(values, index, value as f32),
            _ => self.change_wide(|values| put(values, index, value)),
        }
    }

    pub fn append(&mut self, mut more: Self) {
        match (&mut *self, &mut more) {
            (Self::Single(values), Self::Single(more)) => values.append(more),
            _ => self.change_wide(|values| match more {
                Self::Single(more) => values.extend(more.into_iter().map(f64::from)),
                Self::Double(mut more) => values.append(&mut more),
            }),
        }
    }

    /// The values at these indexes, which exist, in this order.
    #[must_use]
    pub fn picked(&self, indexes: &[u32]) -> Self {
        match self {
            Self::Single(values) => Self::Single(indexes.iter().map(|i| values[*i as usize]).collect()),
            Self::Double(values) => Self::Double(indexes.iter().map(|i| values[*i as usize]).collect()),
        }
    }

    /// The values of a range; none if the column ends before it does.
    #[must_use]
    pub fn cut(&self, range: Range<usize>) -> Self {
        match self {
            Self::Single(values) => Self::Single(values.get(range).unwrap_or_default().to_vec()),
            Self::Double(values) => Self::Double(values.get(range).unwrap_or_default().to_vec()),
        }
    }

    /// Of the values from `first` on, keeps only those at these indexes, in ascending order; the column may end before
    /// them.
    pub fn keep(&mut self, first: usize, kept: &[usize]) {
        match self {
            Self::Single(values) => pick_in_place(values, first, kept),
            Self::Double(values) => pick_in_place(values, first, kept),
        }
    }
}

/// As [`Column::keep`], for a column of anything.
pub fn pick_in_place<T: Copy>(column: &mut Vec<T>, first: usize, kept: &[usize]) {
    let there = kept.partition_point(|from| *from < column.len());
    for (to, from) in (first..).zip(&kept[..there]) {
        column[to] = column[*from];
    }
    column.truncate(column.len().min(first + there));
}

#[cfg(test)]
mod tests {
    use super::*;

    const INEXACT: f64 = 0.1;

    fn bits(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
        values.into_iter().map(f64::to_bits).collect()
    }

    /// What a plain vector would hold, however the column was filled.
    #[test]
    fn values_stay_what_they_are_bit_by_bit() {
        let exact = [0.0, -0.0, f64::NAN, f64::INFINITY, 4096.0 * 16_777_215.0, 1e-30_f32.into(), -7.0];
        let of = |values: &[f64]| {
            let mut column = Column::default();
            column.extend(values);
            column
        };
        let all: Vec<f64> = exact.iter().copied().chain([16_777_217.0, 1e300, 1e-310, INEXACT]).collect();
        for values in [&exact[..], &all] {
            for column in [of(values), values.to_vec().into(), values.iter().copied().collect()] {
                assert_eq!(matches!(column, Column::Single(_)), values.len() == exact.len());
                assert_eq!(bits(column.iter()), bits(values.iter().copied()));
                assert_eq!(bits(column.whole().iter().copied()), bits(values.iter().copied()));
                assert_eq!(bits(column.picked(&[3, 1]).iter()), bits([values[3], values[1]]));
                assert_eq!(bits(column.cut(1..3).iter()), bits(values[1..3].iter().copied()));
                assert_eq!(column.cut(1..99).len(), 0);
                let count = |values: &[f64]| values.iter().filter(|v| v.is_finite()).count();
                assert_eq!(column.count_present(0..values.len()), count(values));
                assert_eq!((column.count_present(1..5), column.count_present(1..99)), (count(&values[1..5]), 0));
                let mut slots = [f64::NAN, 8.0, f64::NAN, f64::NAN];
                column.fill(1..6, &mut slots);
                assert_eq!(bits(slots), bits([-0.0, 8.0, f64::NAN, 4096.0 * 16_777_215.0]));
                let sent = postcard::to_stdvec(&column).expect("written");
                let read: Column = postcard::from_bytes(&sent).expect("read");
                assert_eq!(bits(read.iter()), bits(column.iter()));
            }
        }
        for more in [&exact[..], &all] {
            for begun in [&exact[..], &all] {
                let mut column = of(begun);
                column.resize(20);
                column.append(of(more));
                column.put(0, 2.0);
                column.put(20 + more.len(), INEXACT);
                column.keep(20, &[20, 21 + more.len() - 1, 99]);
                let plain = [2.0].into_iter().chain(begun[1..].iter().copied());
                let missing = vec![f64::NAN; 20 - begun.len()];
                let expected = plain.chain(missing).chain([more[0], INEXACT]);
                assert_eq!(bits(column.iter()), bits(expected));
            }
        }
    }
}
