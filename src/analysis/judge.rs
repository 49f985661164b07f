//! The whole log: runs between restarts are judged one by one, the last one decides, and the figures are filled in.
//!
//! Times may be in any order, NaN is a gap, and the first of equal times counts: [`clean`] takes care of all three.

use super::load::LoadStatus;
use super::run::{Depth, Run, Samples};
use super::segment::analyse;
use super::trend::{self, Slope};
use super::verdict::{Severity, Shape, Verdict, Why};
use super::{clean, drift, noise, policy, runs, stats};
use serde::{Deserialize, Serialize};

/// A series to be judged. Times in seconds, in any order; NaN is a gap.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    pub times: &'a [f64],
    pub values: &'a [f64],
    /// A counter of work done, sampled at the same times.
    pub load: Option<&'a [f64]>,
    /// When the machine (or process) is known to have restarted.
    pub restarts: &'a [f64],
    /// What the counter cannot exceed: RAM, commit limit, pool limit.
    pub limit: Option<f64>,
    /// Whether the log counts any work done, so that load can be ruled out sooner.
    pub has_load_counter: bool,
    /// Seconds by which local time is ahead of `times`: weekends are local ones.
    pub local_secs: f64,
    /// The median interval between all of `times`, if known.
    pub usual_gap: Option<f64>,
}

/// Hours until the limit is reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeLeft {
    pub hours: f64,
    pub low: f64,
    /// Infinite if the slope's interval reaches 0.
    pub high: f64,
}

impl TimeLeft {
    /// The time until this much room is used up at the given rate per hour.
    pub(super) fn of(room: f64, per_hour: Slope) -> Self {
        let hours = |rate: f64| if rate > 0.0 { room.max(0.0) / rate } else { f64::INFINITY };
        Self { hours: hours(per_hour.value), low: hours(per_hour.high), high: hours(per_hour.low) }
    }
}

/// The verdict on a series, with everything it is based on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Judgement {
    pub run: Run,
    pub samples: usize,
    /// Share of the samples that had no value.
    pub missing: f64,
    pub is_wrapped: bool,
    /// Times (s) at which a new run begins.
    pub restarts: Vec<f64>,
    pub leaky_runs: usize,
    /// Whether the log also counts work done.
    pub has_load_counter: bool,
    /// A leak in a log too short to exclude a daily rise.
    pub provisional: bool,
    pub too_short: bool,
    /// The level left after each restart grows.
    pub holds_across_restarts: bool,
    /// It reached its limit.
    pub is_exhausted: bool,
    /// 0..1; a ranking, not a probability.
    pub confidence: f64,
    pub severity: Option<Severity>,
    /// Units per hour, for leaks and suspects.
    pub slope_per_hour: Option<Slope>,
    pub time_left: Option<TimeLeft>,
    pub quantum: f64,
}

impl Judgement {
    pub fn verdict(&self) -> Verdict {
        self.run.verdict
    }

    /// Whether a load played a part in the verdict.
    pub(super) fn names_load(&self) -> bool {
        self.run.load != LoadStatus::None || self.run.why == Some(Why::KeptAfterLoad)
    }

    pub fn shape(&self) -> Option<Shape> {
        self.run.shape
    }
}

/// Judges a series.
pub fn judge(input: &Input<'_>) -> Judgement {
    let series = clean::clean(input.times, input.values, input.load);
    let (t, v) = (&series.t, &series.v);
    let n = v.len();
    let samples = Samples { t, v, load: series.load.as_deref(), local_secs: input.local_secs };
    let mut judgement = Judgement {
        run: Run::unknown(t),
        samples: n,
        missing: series.missing,
        is_wrapped: series.is_wrapped,
        restarts: Vec::new(),
        leaky_runs: 0,
        provisional: false,
        holds_across_restarts: false,
        has_load_counter: input.has_load_counter,
        is_exhausted: false,
        too_short: n < 2 || t[n - 1] - t[0] < policy::TOO_SHORT_SECS,
        confidence: 0.0,
        severity: None,
        slope_per_hour: None,
        time_left: None,
        quantum: 1.0,
    };
    if n < policy::SAMPLES_LEAST {
        return judgement;
    }
    judgement.quantum = clean::quantum(v);
    let usual_gap = input.usual_gap.filter(|_| n == input.times.len());
    let cuts = runs::restarts(&series, input.restarts, usual_gap);
    judgement.restarts = cuts.iter().map(|i| t[*i]).collect();
    let edges: Vec<usize> = std::iter::once(0).chain(cuts).chain(std::iter::once(n)).collect();
    let part =
        |a: usize, b: usize| Samples { t: &t[a..b], v: &v[a..b], load: samples.load.map(|l| &l[a..b]), ..samples };
    let analysed = |run: usize| analyse(part(edges[run], edges[run + 1]), judgement.quantum, Depth::Run);
    let (mut earlier, mut starts) = (Earlier::default(), Starts::default());
    let last_run = edges.len() - 2;
    for run in 0..last_run {
        let found = analysed(run);
        starts.take(&found);
        earlier.take(run, &found);
    }
    let last = analysed(last_run);
    starts.take(&last);
    let across = starts.across_restarts(&samples, &edges, last.end, judgement.quantum);
    judgement.leaky_runs = earlier.leaky + usize::from(last.verdict == Verdict::Leak);
    judgement.run = earlier.deciding_run(last, analysed);
    match across {
        // the machine's own restarts are not a daily load
        Some(_) if judgement.run.verdict == Verdict::Leak => judgement.holds_across_restarts = true,
        Some(across) => (judgement.run, judgement.holds_across_restarts) = (across, true),
        None => {}
    }
    let rise = &mut judgement.run;
    let is_short =
        rise.last - rise.onset.unwrap_or(rise.first) < policy::RISE_SECS || t[n - 1] - t[0] < policy::LOG_SECS;
    let is_small = rise.growth.is_none_or(|g| g < policy::RISE_SHARE * rise.start.abs());
    if rise.verdict == Verdict::Leak && is_short && is_small {
        (rise.verdict, rise.why) = (Verdict::Suspect, Some(Why::TooShort));
    }
    judgement.numbers(input.limit, stats::median(&v[n.saturating_sub(policy::LAST_SAMPLES)..]));
    judgement
}

/// The level left after each restart.
struct Starts {
    levels: Vec<f64>,
    /// The largest of the changes that matter in a run.
    material: f64,
    /// Whether all levels are known, and none is explained by a load.
    is_plain: bool,
}

impl Default for Starts {
    fn default() -> Self {
        Self { levels: Vec::new(), material: 0.0, is_plain: true }
    }
}

impl Starts {
    fn take(&mut self, run: &Run) {
        self.levels.push(run.start);
        self.material = self.material.max(run.material);
        self.is_plain &= run.start.is_finite() && run.load == LoadStatus::None;
    }

    /// Its growth, if that is as certain as a leak. `end` is the level at the end of the log.
    fn across_restarts(self, s: &Samples<'_>, edges: &[usize], end: f64, quantum: f64) -> Option<Run> {
        let Self { levels, material, is_plain } = self;
        if levels.len() < policy::RUNS_LEAST || !is_plain {
            return None;
        }
        let times: Vec<f64> = edges[..levels.len()].iter().map(|i| s.t[*i]).collect();
        // with many restarts the slope takes longest, so it is computed last
        let p = drift::increment_p(&times, &levels, quantum, policy::INCREMENTS_OF_TROUGHS).unwrap_or(1.0);
        if p >= policy::P_FEW_TROUGHS {
            return None;
        }
        let growth = stats::theil_sen(&times, &levels) * (times[times.len() - 1] - times[0]);
        let drawdown = stats::max_drawdown(&levels);
        let given_back = if growth > 0.0 { drawdown / growth } else { f64::INFINITY };
        if growth < material || given_back > policy::GIVEN_BACK_MOST {
            return None;
        }
        let run = Run {
            verdict: Verdict::Leak,
            why: Some(Why::AcrossRestarts),
            p,
            start: levels[0],
            end,
            growth: Some(growth),
            max_drawdown: Some(drawdown),
            given_back: Some(given_back),
            onset: Some(times[0]),
            material,
            fit: Some((times, levels)),
            ..Run::unknown(s.t)
        };
        Some(run.of_samples(*s))
    }
}

/// What the runs before the last one say about it. There may be thousands: they are not kept.
struct Earlier {
    /// Seconds that the longest of them lasted.
    longest: f64,
    leaky: usize,
    last_leak: Option<usize>,
    /// Those that did not rise: how many, the last one, the highest value in them, and the longest.
    calm: usize,
    last_calm: Option<usize>,
    highest: f64,
    usual: f64,
}

impl Default for Earlier {
    fn default() -> Self {
        let (last_leak, last_calm) = (None, None);
        Self { longest: 0.0, leaky: 0, last_leak, calm: 0, last_calm, highest: f64::NEG_INFINITY, usual: 0.0 }
    }
}

impl Earlier {
    fn take(&mut self, number: usize, run: &Run) {
        self.longest = self.longest.max(run.span());
        if run.verdict == Verdict::Leak {
            self.leaky += 1;
            self.last_leak = Some(number);
        }
        if !run.verdict.is_rise() && run.verdict != Verdict::Insufficient {
            self.calm += 1;
            self.last_calm = Some(number);
            self.highest = self.highest.max(run.high);
            self.usual = self.usual.max(run.span());
        }
    }

    /// The last run decides, unless it is too short or undecidable and an earlier one leaked. `analysed` returns a run
    /// by its number.
    fn deciding_run(&self, last: Run, analysed: impl Fn(usize) -> Run) -> Run {
        let is_short = last.span() < policy::SHORT_RUN * self.longest.max(last.span());
        let cannot_say = matches!(last.verdict, Verdict::Insufficient | Verdict::Suspect | Verdict::Inconclusive);
        // every start warms up: a rise no longer and no higher than those of earlier runs is just another warm-up
        let is_warm_up = last.verdict.is_rise()
            && self.calm >= policy::WARM_UPS_SEEN
            && last.high <= self.highest + last.material
            && last.span() < policy::WARM_UP_SHARE * self.usual;
        if let Some(before) = self.last_calm.filter(|_| is_warm_up) {
            return analysed(before);
        }
        match self.last_leak {
            Some(leak) if last.verdict != Verdict::Leak && (is_short || cannot_say) => {
                analysed(leak).with(Verdict::Leak, Some(Why::BeforeRestart))
            }
            _ => last,
        }
    }
}

impl Judgement {
    /// Makes a pool that rises too faintly by itself a leak, because other counters corroborate it.
    pub(super) fn agree(&mut self, (t, y): (&[f64], &[f64]), p: f64, growth: f64, limit: Option<f64>) {
        let (start, end) = noise::ends(y);
        self.run = Run {
            verdict: Verdict::Leak,
            why: Some(Why::Joint),
            shape: Some(Shape::Steady),
            p,
            start,
            end,
            material: self.run.material,
            growth: Some(growth),
            onset: Some(t[0]),
            fit: Some((t.to_vec(), y.to_vec())),
            ..Run::unknown(t)
        }
        .of_samples(Samples::of(t, y));
        self.numbers(limit, stats::median(&y[y.len().saturating_sub(policy::LAST_SAMPLES)..]));
    }

    /// It rose as long as a load lasted, and kept what it took: a leak that waits for the next such load.
    pub(super) fn keep(&mut self, rise: std::ops::Range<usize>, (t, y): (&[f64], &[f64]), kept_secs: f64) {
        self.run.verdict = Verdict::Leak;
        self.run.why = Some(Why::KeptAfterLoad);
        self.run.shape = None;
        self.run.onset = Some(t[rise.start]);
        self.run.fit = Some((t[rise.clone()].to_vec(), y[rise].to_vec()));
        self.numbers(None, f64::NAN);
        // it will not continue by itself
        self.severity = Some(Severity::Negligible);
        self.provisional = kept_secs < policy::DAY;
    }

    /// It rose at the very end, above everything before: worth watching.
    pub(super) fn watch(&mut self, (t, y): (&[f64], &[f64])) {
        self.run.verdict = Verdict::Suspect;
        self.run.why = Some(Why::BeganRecently);
        self.run.shape = None;
        self.run.onset = Some(t[0]);
        self.run.growth = Some(y[y.len() - 1] - y[0]);
        self.run.fit = Some((t.to_vec(), y.to_vec()));
        self.numbers(None, f64::NAN);
    }

    /// It reached its limit: a leak with nothing left, whatever it has done since.
    pub(super) fn exhaust(&mut self) {
        self.run.verdict = Verdict::Leak;
        self.run.why = Some(Why::Exhausted);
        self.is_exhausted = true;
        self.provisional = false;
        self.severity = Some(Severity::Critical);
        self.time_left = None;
        self.confidence = self.confidence.max(policy::CONFIDENCE_EXHAUSTED);
    }

    /// Slope, time left, confidence. `now` is the level at the end.
    fn numbers(&mut self, limit: Option<f64>, now: f64) {
        let run = &self.run;
        let is_rise = run.verdict.is_rise();
        if let (true, Some((t, y))) = (is_rise, &run.fit) {
            let s = trend::slope(t, y, self.quantum);
            let per_hour = Slope { value: s.value * 3600.0, low: s.low * 3600.0, high: s.high * 3600.0 };
            self.slope_per_hour = Some(per_hour);
            if let (Some(limit), true) = (limit, s.value > 0.0) {
                self.time_left = Some(TimeLeft::of(limit - now, per_hour));
            }
        }
        let has_load = run.load == LoadStatus::Adjusted;
        // a short rise, like a short log, may just be the rising half of a day
        let rise_secs = run.last - run.onset.unwrap_or(run.first).max(run.first);
        let days = if self.has_load_counter { policy::PROVISIONAL_DAYS } else { policy::PROVISIONAL_DAYS_ALONE };
        if run.verdict == Verdict::Leak {
            self.provisional = rise_secs < days * policy::DAY && !has_load && !self.holds_across_restarts;
            self.severity = Some(Severity::of_hours(self.time_left.map_or(f64::INFINITY, |l| l.hours)));
        }
        self.confidence = confidence(run, self.samples, has_load);
    }
}

/// For leaks and suspects, a product of penalties; for the others, how surely it is *not* an active leak.
fn confidence(run: &Run, samples: usize, has_load: bool) -> f64 {
    let few = if samples < policy::FEW_SAMPLES { policy::CONFIDENCE_FEW } else { 1.0 };
    let settled = match run.verdict {
        Verdict::Leak | Verdict::Suspect => {
            let given_back = run.given_back.unwrap_or(f64::INFINITY);
            let ratio = run.p.max(policy::P_LEAST) / policy::p_needed(given_back);
            let mut c = policy::CONFIDENCE_MOST
                * if ratio < policy::EVIDENCE_STRONG {
                    1.0
                } else if ratio < policy::EVIDENCE_GOOD {
                    policy::CONFIDENCE_GOOD
                } else {
                    policy::CONFIDENCE_WEAK
                };
            c *= match run.given_back.unwrap_or(0.0) {
                g if g <= policy::LITTLE_GIVEN_BACK => 1.0,
                g if g <= policy::SOME_GIVEN_BACK => policy::CONFIDENCE_SOME_GIVEN_BACK,
                _ => policy::CONFIDENCE_MUCH_GIVEN_BACK,
            };
            if !has_load {
                c *= match run.span() {
                    s if s < policy::TOO_SHORT_SECS => policy::CONFIDENCE_TOO_SHORT,
                    s if s < policy::PROVISIONAL_DAYS * policy::DAY => policy::CONFIDENCE_PROVISIONAL,
                    s if s < policy::SEASON_DAYS * policy::DAY => policy::CONFIDENCE_NO_SEASON,
                    _ => 1.0,
                };
            }
            let penalty = |applies: bool, factor: f64| if applies { factor } else { 1.0 };
            c *= penalty(run.stairs.is_some(), policy::CONFIDENCE_STAIRS);
            c *= penalty(run.cut_at.is_some(), policy::CONFIDENCE_CUT);
            c *= penalty(run.late.is_some_and(|l| l < policy::LATE_IS_SLOW), policy::CONFIDENCE_LATE);
            c * penalty(run.verdict == Verdict::Suspect, policy::CONFIDENCE_SUSPECT)
        }
        Verdict::Stable => policy::CONFIDENCE_STABLE,
        Verdict::Cyclic | Verdict::LoadRelated => policy::CONFIDENCE_CYCLIC,
        Verdict::Released => policy::CONFIDENCE_RELEASED,
        Verdict::Plateau => policy::CONFIDENCE_PLATEAU,
        Verdict::Step => policy::CONFIDENCE_STEP,
        Verdict::Inconclusive => policy::CONFIDENCE_INCONCLUSIVE,
        Verdict::Insufficient => 0.0,
    };
    (settled * few * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: f64 = 1_048_576.0;

    /// One and three quarter days, sampled every five minutes, with a little reproducible noise.
    fn series(value: impl Fn(f64) -> f64) -> (Vec<f64>, Vec<f64>) {
        (0..500).map(|i| (f64::from(i) * 300.0, value(f64::from(i)) + f64::from(i * 7 % 11) * 4096.0)).unzip()
    }

    fn judged(times: &[f64], values: &[f64], restarts: &[f64], limit: Option<f64>) -> Judgement {
        judge(&Input { times, values, load: None, restarts, limit, has_load_counter: true, ..Input::default() })
    }

    #[test]
    fn a_leak_has_a_rate_an_interval_and_the_time_left() {
        let (t, v) = series(|i| 100.0 * MB + i * MB);
        let j = judged(&t, &v, &[], Some(1000.0 * MB));
        assert_eq!(j.verdict(), Verdict::Leak);
        let slope = j.slope_per_hour.expect("a rate");
        assert!((slope.value / MB - 12.0).abs() < 0.05 && slope.low <= slope.value && slope.value <= slope.high);
        // 401 MB to go at 12 MB an hour
        assert!((j.time_left.expect("a limit").hours - 401.0 / 12.0).abs() < 0.5);
        assert!(!j.provisional && !j.too_short && j.confidence > 0.8);
    }

    #[test]
    fn gaps_order_and_equal_times_change_nothing() {
        let (t, v) = series(|i| 100.0 * MB + i * MB);
        let plain = judged(&t, &v, &[], None);
        let mut rows: Vec<(f64, f64)> = t.iter().copied().zip(v.iter().copied()).collect();
        rows.push((150.0, f64::NAN));
        rows.push((t[9], 1e12));
        rows.rotate_left(200);
        let (t, v): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        // of equal times the first counts: the original one
        let mixed = judged(&t, &v, &[], None);
        assert_eq!(mixed.verdict(), plain.verdict());
        assert!(mixed.missing > 0.0);
    }

    #[test]
    fn an_earlier_leak_decides_where_the_last_run_is_too_short_to_say() {
        let (t, v) = series(|i| 100.0 * MB + if i < 492.0 { i * MB } else { (i - 492.0) * MB });
        let restart = t[492];
        let j = judged(&t, &v, &[restart], None);
        assert_eq!((j.verdict(), j.run.why), (Verdict::Leak, Some(Why::BeforeRestart)));
        assert_eq!(j.restarts, [restart]);
    }

    #[test]
    fn nothing_and_one_sample_are_insufficient() {
        for n in [0, 1, 9] {
            let (t, v) = series(|i| i);
            assert_eq!(judged(&t[..n], &v[..n], &[], None).verdict(), Verdict::Insufficient);
        }
        assert_eq!(judged(&[f64::NAN; 40], &[1.0; 40], &[], None).verdict(), Verdict::Insufficient);
    }
}
