//! Jumps: level shifts between one stretch and the next.
//!
//! Values contain no NaN; a gap in time is a step like any other.

use super::{policy, stats};
use serde::{Deserialize, Serialize};

/// A level shift at an index, and its size (negative = down).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Jump {
    pub index: usize,
    pub size: f64,
}

/// Jumps in time order, and the width of the stretches compared. `growth` and `sigma` set the smallest jump that
/// counts.
pub fn jumps(y: &[f64], growth: f64, sigma: f64) -> (Vec<Jump>, usize) {
    let n = y.len();
    let width = (n / policy::JUMP_PARTS).max(policy::JUMP_WIDTH);
    if n < policy::JUMP_WIDTHS * width {
        return (Vec::new(), width);
    }
    let medians: Vec<f64> = y.windows(width).map(stats::median).collect();
    let shifts: Vec<f64> = (0..medians.len() - width).map(|i| medians[i + width] - medians[i]).collect();
    let least = (policy::JUMP_SHARE * growth).max(policy::JUMP_NOISE * sigma);
    let mut order: Vec<usize> = (0..shifts.len()).filter(|k| shifts[*k].abs() >= least).collect();
    order.sort_by(|a, b| shifts[*b].abs().total_cmp(&shifts[*a].abs()));
    let mut taken: Vec<usize> = Vec::new();
    for k in order {
        if taken.iter().all(|other| other.abs_diff(k) > width) {
            taken.push(k);
        }
    }
    taken.sort_unstable();
    (taken.into_iter().map(|k| Jump { index: k + width, size: shifts[k] }).collect(), width)
}
