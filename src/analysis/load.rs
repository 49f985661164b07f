//! Load: is a rise explained by a counter of work done?
//!
//! Series and load have a value at each time and no NaN: [`super::clean`] puts 0 where a load has none.

use super::{policy, slope, stats};

/// What a load counter says about a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum LoadStatus {
    /// No load counter, or it does not explain the series.
    #[default]
    None,
    /// Its ups and downs explain those of the series; its part was taken out.
    Adjusted,
    /// It just rose all the time too: the two cannot be told apart.
    Collinear,
}

/// A series against its load.
pub struct Adjusted {
    pub status: LoadStatus,
    pub values: Vec<f64>,
    /// Correlation of what remains of both after a parabola in time is taken out.
    pub partial_correlation: f64,
}

/// Takes the load's part out of a series where their wiggles go together.
pub fn adjust(t: &[f64], y: &[f64], load: Option<&[f64]>) -> Adjusted {
    let unchanged = |status, partial_correlation| Adjusted { status, values: y.to_vec(), partial_correlation };
    let Some(load) = load.filter(|l| y.len() >= policy::LOAD_POINTS && l.iter().any(|v| *v != l[0])) else {
        return unchanged(LoadStatus::None, 0.0);
    };
    let scale = stats::deviation(y).max(1e-300);
    let standard = |v: &[f64], deviation: f64| {
        let m = stats::mean(v);
        v.iter().map(|x| (x - m) / deviation).collect::<Vec<f64>>()
    };
    let x = standard(t, stats::deviation(t));
    let l = standard(load, stats::deviation(load));
    let yy = standard(y, scale);
    let basis = slope::orthogonal(&[vec![1.0; y.len()], x.clone(), x.iter().map(|x| x * x).collect()]);
    let without_time = |v: &[f64]| {
        let mut rest = v.to_vec();
        for b in &basis {
            let square: f64 = b.iter().map(|v| v * v).sum();
            let c = b.iter().zip(&rest).map(|(b, r)| b * r).sum::<f64>() / square.max(1e-300);
            rest.iter_mut().zip(b).for_each(|(r, b)| *r -= c * b);
        }
        rest
    };
    let (lr, yr) = (without_time(&l), without_time(&yy));
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let own = dot(&lr, &lr);
    let shared = dot(&lr, &yr);
    let partial = if own > 1e-9 * l.len() as f64 { shared / (own * dot(&yr, &yr).max(1e-300)).sqrt() } else { 0.0 };
    if partial > policy::LOAD_CORRELATION {
        let b = shared / own;
        let rest: Vec<f64> = yy.iter().zip(&l).map(|(y, l)| (y - b * l) * scale).collect();
        let back = stats::median(y) - stats::median(&rest);
        let values = rest.into_iter().map(|v| v + back).collect();
        return Adjusted { status: LoadStatus::Adjusted, values, partial_correlation: partial };
    }
    let collinear =
        stats::correlation(&x, &l) > policy::LOAD_COLLINEAR && stats::correlation(&l, &yy) > policy::LOAD_COLLINEAR;
    unchanged(if collinear { LoadStatus::Collinear } else { LoadStatus::None }, partial)
}
