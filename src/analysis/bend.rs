//! Whether a rise bends.
//!
//! Times rise strictly, values hold no NaN.

use super::policy;

/// Lag-1 autocorrelation of residuals, corrected for short series (Kendall 1954) and capped.
fn autocorrelation(residuals: &[f64]) -> f64 {
    let n = residuals.len() as f64;
    let square: f64 = residuals.iter().map(|r| r * r).sum();
    let lagged: f64 = residuals.windows(2).map(|w| w[0] * w[1]).sum();
    let phi = lagged / square.max(1e-300);
    (phi + (1.0 + 3.0 * phi.max(0.0)) / n).clamp(0.0, policy::AUTOCORRELATION_MOST)
}

/// How a rise bends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curvature {
    /// Slope of the fitted parabola at its end, divided by its mean slope; 0 if it does not rise.
    pub end_ratio: f64,
    /// t-value of the quadratic term; its standard error is inflated for autocorrelation.
    pub t_value: f64,
}

/// Fits a parabola in Legendre polynomials by least squares.
pub fn curvature(t: &[f64], y: &[f64], quantum: f64) -> Curvature {
    let n = y.len();
    let span = t[n - 1] - t[0];
    let x: Vec<f64> = t.iter().map(|at| 2.0 * (at - t[0]) / span - 1.0).collect();
    let basis = orthogonal(&[vec![1.0; n], x.clone(), x.iter().map(|x| 1.5 * x * x - 0.5).collect()]);
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let quadratic = dot(&basis[2], y) / dot(&basis[2], &basis[2]);
    // the linear coefficient in the Legendre polynomials themselves, not in their orthogonalised form
    let legendre: Vec<f64> = x.iter().map(|x| 1.5 * x * x - 0.5).collect();
    let linear = (dot(&basis[1], y) - quadratic * dot(&basis[1], &legendre)) / dot(&basis[1], &basis[1]);
    let mut residuals = y.to_vec();
    for b in &basis {
        let c = dot(b, y) / dot(b, b);
        residuals.iter_mut().zip(b).for_each(|(r, b)| *r -= c * b);
    }
    let deviation = (dot(&residuals, &residuals) / n.saturating_sub(3).max(1) as f64)
        .sqrt()
        .max(quantum / policy::QUANTA_PER_RESIDUAL);
    let phi = autocorrelation(&residuals);
    let error = deviation / dot(&basis[2], &basis[2]).sqrt() * ((1.0 + phi) / (1.0 - phi)).sqrt();
    Curvature { end_ratio: if linear > 0.0 { 1.0 + 3.0 * quadratic / linear } else { 0.0 }, t_value: quadratic / error }
}

/// Orthogonalises each column against those before it (Gram–Schmidt, done twice for accuracy).
pub fn orthogonal(columns: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::with_capacity(columns.len());
    for column in columns {
        let mut rest = column.clone();
        for _ in 0..2 {
            for b in &basis {
                let square: f64 = b.iter().map(|v| v * v).sum();
                let c = b.iter().zip(&rest).map(|(b, r)| b * r).sum::<f64>() / square.max(1e-300);
                rest.iter_mut().zip(b).for_each(|(r, b)| *r -= c * b);
            }
        }
        basis.push(rest);
    }
    basis
}
