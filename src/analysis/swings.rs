//! Swings: the alternating extremes of a series, ignoring movements smaller than a threshold.
//!
//! Values contain no NaN; only their order counts, not their distance in time.

/// A confirmed extreme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    pub index: usize,
    pub is_peak: bool,
}

/// The extremes of a series.
#[derive(Clone, Debug, Default)]
pub struct Swings {
    pub extremes: Vec<Extreme>,
    /// Falling since the last extreme, down to `pending`.
    is_falling: bool,
    pending: usize,
}

/// A peak and the low point after it.
pub type Decline = (usize, usize);

/// Finds extremes that are at least `threshold` apart.
pub fn swings(y: &[f64], threshold: f64) -> Swings {
    let mut extremes = Vec::new();
    let (mut low, mut high) = (0, 0);
    let mut rising: Option<bool> = None;
    for i in 1..y.len() {
        match rising {
            None => {
                if y[i] > y[high] {
                    high = i;
                }
                if y[i] < y[low] {
                    low = i;
                }
                if y[i] - y[low] >= threshold {
                    extremes.push(Extreme { index: low, is_peak: false });
                    (rising, high) = (Some(true), i);
                } else if y[high] - y[i] >= threshold {
                    extremes.push(Extreme { index: high, is_peak: true });
                    (rising, low) = (Some(false), i);
                }
            }
            Some(true) => {
                if y[i] > y[high] {
                    high = i;
                } else if y[high] - y[i] >= threshold {
                    extremes.push(Extreme { index: high, is_peak: true });
                    (rising, low) = (Some(false), i);
                }
            }
            Some(false) => {
                if y[i] < y[low] {
                    low = i;
                } else if y[i] - y[low] >= threshold {
                    extremes.push(Extreme { index: low, is_peak: false });
                    (rising, high) = (Some(true), i);
                }
            }
        }
    }
    let is_falling = rising == Some(false);
    Swings { extremes, is_falling, pending: if rising == Some(true) { high } else { low } }
}

impl Swings {
    /// Every drop that is complete.
    pub fn drops(&self) -> Vec<Decline> {
        self.extremes.windows(2).filter(|w| w[0].is_peak).map(|w| (w[0].index, w[1].index)).collect()
    }

    /// Every complete drop, and the one still under way.
    pub fn drops_with_pending(&self) -> Vec<Decline> {
        let mut drops = self.drops();
        if let Some(last) = self.extremes.last().filter(|e| e.is_peak && self.is_falling) {
            drops.push((last.index, self.pending));
        }
        drops
    }

    pub fn peaks(&self) -> Vec<usize> {
        self.extremes.iter().filter(|e| e.is_peak).map(|e| e.index).collect()
    }

    pub fn troughs(&self) -> Vec<usize> {
        self.extremes.iter().filter(|e| !e.is_peak).map(|e| e.index).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_movements_do_not_count() {
        let y = [0.0, 10.0, 9.0, 10.0, 2.0, 3.0, 12.0, 8.0];
        let s = swings(&y, 5.0);
        assert_eq!(s.peaks(), [1]);
        assert_eq!(s.troughs(), [0, 4]);
        assert_eq!(s.drops(), [(1, 4)]);
        assert_eq!(swings(&y, 3.0).drops_with_pending(), [(1, 4), (6, 7)]);
    }
}
