//! Samples prepared for drawing.

use super::reduce::{GAP_INTERVALS, Series};
use crate::model::column::Column;
use crate::model::{Counter, Recording, TimeAxis};
use std::sync::Arc;

/// Samples prepared for drawing, kept while their recordings are open, so that a new scene costs nothing.
#[derive(Debug, Default)]
pub struct SeriesCache {
    axes: Vec<Ready>,
    /// A series, one with more samples for a part of the time, and both combined.
    refined: Vec<[Arc<Series>; 3]>,
}

/// The samples of one recording.
#[derive(Debug)]
struct Ready {
    of: Arc<TimeAxis>,
    times: Arc<Vec<f64>>,
    gap_secs: f64,
    series: Vec<(Arc<Column>, Arc<Series>)>,
}

impl SeriesCache {
    /// Axes kept: those of a few computers, and of counters read later.
    const MOST: usize = 48;

    fn ready(&mut self, recording: &Recording) -> &mut Ready {
        let known = self.axes.iter().position(|r| Arc::ptr_eq(&r.of, &recording.axis));
        let index = known.unwrap_or_else(|| {
            if self.axes.len() >= Self::MOST {
                self.axes.remove(0);
            }
            let of = Arc::clone(&recording.axis);
            let times = Arc::new(of.utc_ms.iter().map(|ms| *ms as f64 / 1000.0).collect());
            let gap_secs = GAP_INTERVALS * of.usual_step_secs().unwrap_or(1.0);
            self.axes.push(Ready { of, times, gap_secs, series: Vec::new() });
            self.axes.len() - 1
        });
        &mut self.axes[index]
    }

    /// Forgets recordings that are not used anywhere else.
    pub fn prune(&mut self) {
        self.axes.retain(|ready| Arc::strong_count(&ready.of) > 1);
        // combined series that are not used anywhere else are dropped
        self.refined.retain(|[_, _, both]| Arc::strong_count(both) > 1);
    }

    /// A series with the samples of another between two times, combined only once.
    pub fn refined(&mut self, series: &Arc<Series>, span: (f64, f64), fine: &Arc<Series>) -> Arc<Series> {
        let is_it = |[a, b, _]: &&[Arc<Series>; 3]| Arc::ptr_eq(a, series) && Arc::ptr_eq(b, fine);
        if let Some([_, _, both]) = self.refined.iter().find(is_it) {
            return Arc::clone(both);
        }
        let both = Arc::new(series.refined(span, fine));
        self.refined.push([Arc::clone(series), Arc::clone(fine), Arc::clone(&both)]);
        both
    }

    /// A recording's moments in UTC seconds, and the distance above which samples are not joined.
    pub fn axis(&mut self, recording: &Recording) -> (Arc<Vec<f64>>, f64) {
        let ready = self.ready(recording);
        (Arc::clone(&ready.times), ready.gap_secs)
    }

    /// A counter's samples as a line shows them.
    pub fn series(&mut self, recording: &Recording, counter: &Counter) -> Arc<Series> {
        let ready = self.ready(recording);
        if let Some((_, series)) = ready.series.iter().find(|(of, _)| Arc::ptr_eq(of, &counter.values)) {
            return Arc::clone(series);
        }
        let (times, values) = if recording.has_overlaps() {
            // a moment of another log is not a gap in this counter
            let (times, values) = counter.present().map(|(i, v)| (ready.times[i], v)).unzip();
            (Arc::new(times), Arc::new(values))
        } else {
            (Arc::clone(&ready.times), Arc::new(counter.values.whole().into_owned()))
        };
        let series = Arc::new(Series::new(times, values, ready.gap_secs));
        ready.series.push((Arc::clone(&counter.values), Arc::clone(&series)));
        series
    }
}
