//! Which of the loads in a log may explain a rise.

use super::buckets::{self, Points, Reduce};
use super::context::{Context, LoadCounter};
use super::load::{LoadStatus, adjust, filled};
use super::{policy, stats};
use crate::model::Counter;

/// A series paired with one of the loads, both reduced to the same points.
pub(super) struct Beside<'a> {
    pub(super) load: &'a LoadCounter<'a>,
    pub(super) points: Points<'static>,
}

impl Beside<'_> {
    /// The load at each point, with its gaps filled; `None` if it says nothing.
    pub(super) fn worked(&self) -> Option<Vec<f64>> {
        filled(&self.points.t, self.points.load.as_deref()?)
    }
}

impl Context<'_> {
    /// A series paired with each load of the log.
    pub(super) fn beside_loads(&self, values: &[f64]) -> Vec<Beside<'_>> {
        if self.loads.is_empty() {
            return Vec::new();
        }
        let kept: Vec<usize> = (0..values.len()).filter(|i| values[*i].is_finite()).collect();
        let pick = |v: &[f64]| kept.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        let (times, own) = (pick(self.seconds), pick(values));
        if own.is_empty() {
            return Vec::new();
        }
        let points = |load: &LoadCounter<'_>| {
            buckets::reduce(&times, &own, Some(&load.counter.values.at(&kept)), Reduce::Median).into_owned()
        };
        self.loads.iter().map(|load| Beside { load, points: points(load) }).collect()
    }

    /// The load counter in the log whose fluctuations fit best, and one that would fit as well but itself piles up: a
    /// counter that leaks with the pool explains nothing.
    pub(super) fn load_for<'a>(
        &self,
        values: &[f64],
        beside: &[Beside<'a>],
    ) -> (Option<&'a Counter>, Option<&'a Counter>) {
        let least = policy::LOAD_CORRELATION + policy::LOAD_PER_DOUBLING * (beside.len().max(1) as f64).log2();
        let mut fits: Vec<(f64, &LoadCounter<'_>)> = Vec::new();
        for Beside { load, points } in beside {
            let c = load.counter;
            // a counter does not explain itself
            if c.values.len() == values.len() && c.values.iter().zip(values).all(|(a, b)| a == *b || a.is_nan()) {
                continue;
            }
            let fit = adjust(&points.t, &points.v, points.load.as_deref());
            match fit.status {
                LoadStatus::Adjusted if fit.partial_correlation > least => fits.push((fit.partial_correlation, load)),
                // loads that also rose all the time come after those that move with the pool
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
}

/// Whether any load rose and fell, or only rose, as the series did.
pub(super) fn has_load_alongside(beside: &[Beside<'_>]) -> bool {
    beside.iter().any(|b| b.worked().is_some_and(|w| stats::correlation(&w, &b.points.v) > policy::LOAD_COLLINEAR))
}
