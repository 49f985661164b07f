//! Onset: where a level line becomes a rising one.
//!
//! Times are strictly increasing and values contain no NaN.

use super::{policy, stats};

/// The index at which a + s·max(0, t − h), s > 0, fits best by least squares, and the share of the straight line's error
/// that its corner explains. Index 0 is the straight line.
pub fn corner(t: &[f64], y: &[f64]) -> (usize, f64) {
    let n = y.len();
    let span = t[n - 1] - t[0];
    let middle = stats::mean(y);
    let y: Vec<f64> = y.iter().map(|v| v - middle).collect();
    let total: f64 = y.iter().map(|v| v * v).sum();
    let shares: Vec<f64> = t.iter().map(|x| (x - t[0]) / span).collect();
    let mut ramp = vec![0.0; n];
    let (mut straight, mut best, mut index) = (f64::INFINITY, f64::INFINITY, 0);
    for i in 0..n {
        let corner = shares[i];
        if corner > policy::ONSET_LAST {
            break;
        }
        ramp.iter_mut().zip(&shares).for_each(|(ramp, share)| *ramp = (share - corner).max(0.0));
        let ramp_middle = stats::mean(&ramp);
        let (mut zz, mut zy) = (0.0, 0.0);
        for (r, v) in ramp.iter().zip(&y) {
            let z = r - ramp_middle;
            zz += z * z;
            zy += z * v;
        }
        let slope = zy / zz.max(1e-300);
        let error = total - slope * slope * zz;
        if i == 0 {
            (straight, best) = (error, error);
        } else if error < best && slope > 0.0 {
            (best, index) = (error, i);
        }
    }
    (index, 1.0 - best / straight.max(1e-300))
}
