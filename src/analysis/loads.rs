//! Which of the loads in a log may explain a rise.

use super::context::{Context, LoadCounter};
use super::load::{LoadStatus, adjust, filled};
use super::{buckets, policy, stats};
use crate::model::Counter;

impl Context<'_> {
    /// The load counter whose wiggles fit best, of those in the log, and one that would fit as well but piles up itself:
    /// what leaks with the pool explains nothing.
    pub(super) fn load_for(&self, values: &[f64]) -> (Option<&Counter>, Option<&Counter>) {
        let kept: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
        if self.loads.is_empty() || kept.len() < policy::LOAD_POINTS {
            return (None, None);
        }
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, own) = (pick(self.seconds), pick(values));
        let least = policy::LOAD_CORRELATION + policy::LOAD_PER_DOUBLING * (self.loads.len() as f64).log2();
        let mut fits: Vec<(f64, &LoadCounter<'_>)> = Vec::new();
        for load in &self.loads {
            let c = load.counter;
            // a counter does not explain itself
            if c.values.len() == values.len() && c.values.iter().zip(values).all(|(a, b)| a == b || a.is_nan()) {
                continue;
            }
            let points = buckets::reduce(&times, &own, Some(&pick(&c.values)), buckets::Reduce::Median);
            let fit = adjust(&points.t, &points.v, points.load.as_deref());
            match fit.status {
                LoadStatus::Adjusted if fit.partial_correlation > least => fits.push((fit.partial_correlation, load)),
                // what rose all the time too comes after what moves with the pool
                LoadStatus::Collinear => fits.push((fit.partial_correlation - 1.0, load)),
                _ => {}
            }
        }
        fits.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut piled_up = None;
        for (_, load) in fits.iter().take(policy::LOADS_SET_ASIDE) {
            if !load.piles_up(self) {
                return (Some(load.counter), piled_up);
            }
            piled_up = piled_up.or(Some(load.counter));
        }
        (None, piled_up)
    }

    /// Whether a load rose and fell, or only rose, as the series did.
    pub(super) fn has_load_alongside(&self, values: &[f64]) -> bool {
        let kept: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, own) = (pick(self.seconds), pick(values));
        self.loads.iter().any(|load| {
            let points = buckets::reduce(&times, &own, Some(&pick(&load.counter.values)), buckets::Reduce::Median);
            let worked = points.load.as_deref().and_then(|l| filled(&points.t, l));
            worked.is_some_and(|l| stats::correlation(&l, &points.v) > policy::LOAD_COLLINEAR)
        })
    }
}
