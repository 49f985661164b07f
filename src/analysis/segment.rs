//! One run without a restart: examined by its medians, by its floor, and by its most recent part.
//!
//! Gaps are not samples here, and times are strictly increasing: [`super::clean`] ensures both.

use super::buckets::{self, Points, Reduce};
use super::load::{self, LoadStatus};
use super::rise::{self, AfterJump};
use super::run::{Depth, Rise, Run, Samples};
use super::stats::{self, before};
use super::verdict::{Shape, Verdict, Why};
use super::{ending, jumps, noise, policy, season, swings, troughs, workdays};
use std::borrow::Cow;

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Leak => 2,
        Verdict::Suspect => 1,
        _ => 0,
    }
}

/// Judges one run.
pub fn analyse(s: Samples<'_>, quantum: f64, depth: Depth) -> Run {
    let n = s.v.len();
    if n < policy::SAMPLES_LEAST || s.t[n - 1] <= s.t[0] {
        return Run::unknown(s.t);
    }
    // several views use the same points
    let points = buckets::reduce(s.t, s.v, s.load, Reduce::Median);
    let quiet = Quiet { extent: stats::extent(s.v), quantum };
    let mut best = view(s, quiet, &points, depth, policy::MATERIAL_SHARE);
    if best.verdict != Verdict::Leak
        && !quiet.is_below(policy::MATERIAL_SHARE)
        && n >= policy::FLOOR_SAMPLES * policy::SMOOTH_WIDE_POINTS
        && !best.is_explained()
    {
        let floors = buckets::reduce(s.t, s.v, s.load, Reduce::Floor);
        let mut floor = view(s, quiet, &floors, depth, policy::MATERIAL_SHARE);
        floor.is_floor = true;
        floor.p = (policy::TWO_LOOKS * floor.p).min(1.0);
        let needed = policy::p_needed(floor.given_back.unwrap_or(f64::INFINITY));
        if floor.verdict == Verdict::Leak && floor.p >= needed {
            floor.verdict = Verdict::Suspect;
        }
        if rank(floor.verdict) > rank(best.verdict) {
            best = floor;
        }
    }
    if depth == Depth::Run {
        best = other_looks(s, &points, best, quiet);
    }
    if best.verdict == Verdict::Leak && best.load != LoadStatus::Adjusted && !ending::holds(s, &best) {
        best = best.with(Verdict::Released, Some(Why::CameDown));
    }
    best
}

/// How close together the values of the samples lie, beside the smallest step they make.
#[derive(Clone, Copy)]
struct Quiet {
    extent: (f64, f64),
    quantum: f64,
}

impl Quiet {
    /// Whether no view of them, or of some of them, could show a change of this share that is material.
    fn is_below(self, material_share: f64) -> bool {
        let (low, high) = self.extent;
        let nearest_zero = low.max(-high).max(0.0);
        high - low < (material_share * nearest_zero).max(policy::MATERIAL_QUANTA * self.quantum)
    }
}

/// Views that can show a leak when the whole line does not: ignoring dips, between falls, on working days, at the end
/// of the log, below what is usually material.
fn other_looks(s: Samples<'_>, points: &Points<'_>, mut best: Run, quiet: Quiet) -> Run {
    let quantum = quiet.quantum;
    if best.verdict == Verdict::Leak {
        return best;
    }
    // if a load is informative, only views that include it may overrule it
    if best.load != LoadStatus::None {
        let worked = look_at_working_days(s, quantum);
        return worked.filter(|run| run.verdict == Verdict::Leak && run.p < policy::P_STRICT).unwrap_or(best);
    }
    if quiet.is_below(policy::CLEAR_SHARE) {
        return best;
    }
    let is_sure = |run: &Run| run.verdict == Verdict::Leak && run.p < policy::P_STRICT && ending::holds(s, run);
    let looks: [&dyn Fn() -> Option<Run>; 3] =
        [&|| look_past_dips(s, points, quantum), &|| look_between_falls(s, points, quantum, best.material), &|| {
            look_at_working_days(s, quantum)
        }];
    let looks = if quiet.is_below(policy::MATERIAL_SHARE) {
        &[]
    } else if best.why == Some(Why::Slowing) {
        // a rise that slows down does so whatever is ignored; on weekends it may only seem to
        &looks[2..]
    } else {
        &looks[..]
    };
    if let Some(found) = looks.iter().filter_map(|look| look()).find(|run| is_sure(run)) {
        return found;
    }
    if best.verdict == Verdict::Stable
        && let Some(found) = look_closer(s, points, quiet).filter(is_sure)
    {
        return found;
    }
    if !best.is_explained() && !quiet.is_below(policy::MATERIAL_SHARE) {
        let found: Vec<Run> = policy::RECENT.iter().filter_map(|share| recent(s, quantum, *share)).collect();
        let chosen = found.iter().find(|run| run.verdict == Verdict::Leak).or(found.first());
        if let Some(run) = chosen.filter(|run| rank(run.verdict) > rank(best.verdict)) {
            best = run.clone();
        }
    }
    best
}

/// The line without short dips, such as those that failovers leave.
fn look_past_dips(s: Samples<'_>, points: &Points<'_>, quantum: f64) -> Option<Run> {
    if points.v.len() < policy::POINTS_FOR_TIERS {
        return None;
    }
    let width = 2 * (policy::DIP_WIDTH / 2.0 * points.v.len() as f64).round() as usize + 1;
    let filled = stats::closing(&points.v, width);
    let sigma = noise::sigma(&points.v, quantum / policy::QUANTA_PER_SIGMA);
    let is_dip = |(a, b): (&f64, &f64)| b - a > policy::SWING_NOISE * sigma;
    let dips = filled.iter().zip(&*points.v).filter(|(b, a)| is_dip((a, b))).count();
    // a fall that has not recovered yet is not a dip
    let ends_low = filled.last().zip(points.v.last()).is_some_and(|(b, a)| is_dip((b, a)));
    if dips == 0 || ends_low || dips as f64 > policy::DIP_POINTS * points.v.len() as f64 {
        return None;
    }
    // outside the dips the line stays as it is
    let line: Vec<f64> = points.v.iter().zip(&filled).map(|(a, b)| if is_dip((a, b)) { *b } else { *a }).collect();
    let run = view_line(&points.t, &line, quantum);
    let is_kept = run.given_back.is_some_and(|g| g <= policy::DIP_GIVEN_BACK);
    (run.verdict == Verdict::Leak && is_kept).then(|| run.of_samples(s).with(Verdict::Leak, Some(Why::IgnoringDips)))
}

/// One view of a line that was made from a run's points.
fn view_line(t: &[f64], y: &[f64], quantum: f64) -> Run {
    let points = buckets::reduce(t, y, None, Reduce::Median);
    let quiet = Quiet { extent: stats::extent(y), quantum };
    view(Samples::of(t, y), quiet, &points, Depth::Part, policy::MATERIAL_SHARE)
}

/// A few sharp falls, between which it rises at similar rates, and across which it rises anyway: something else was
/// given back.
fn look_between_falls(s: Samples<'_>, points: &Points<'_>, quantum: f64, material: f64) -> Option<Run> {
    if points.v.len() < policy::POINTS_FOR_TIERS {
        return None;
    }
    let (t, y) = (&points.t, stats::running_median(&points.v, policy::SMOOTH_WIDE));
    let (start, end) = noise::ends(&y);
    let growth = end - start;
    if growth < material {
        return None;
    }
    let sigma = noise::sigma(&y, quantum / policy::QUANTA_PER_SIGMA);
    let (found, width) = jumps::jumps(&y, growth, sigma);
    let falls: Vec<jumps::Jump> = found.iter().copied().filter(|j| j.size < 0.0).collect();
    let took: f64 = falls.iter().map(|j| -j.size).sum();
    if falls.is_empty() || falls.len() > policy::TRIMS_MOST || falls.len() < found.len() {
        return None;
    }
    if falls.iter().any(|j| -j.size > policy::TRIM_TOOK * (growth + took)) {
        return None;
    }
    let edges: Vec<usize> = std::iter::once(0).chain(falls.iter().map(|j| j.index)).chain([y.len()]).collect();
    let mut rates = Vec::new();
    let mut restored = points.v.to_vec();
    for w in edges.windows(2) {
        let inner = if w[0] == 0 { w[0] } else { w[0] + width / 2 }..if w[1] == y.len() {
            w[1]
        } else {
            w[1].saturating_sub(width / 2)
        };
        if inner.len() < policy::TRIM_POINTS {
            return None;
        }
        rates.push(stats::theil_sen(&t[inner.clone()], &y[inner]));
    }
    for fall in &falls {
        restored[fall.index..].iter_mut().for_each(|v| *v -= fall.size);
    }
    let (low, high) = stats::extent(&rates);
    if low <= 0.0 || high > policy::TRIM_RATES * low {
        return None;
    }
    let run = view_line(t, &restored, quantum);
    let is_straight = run.verdict == Verdict::Leak && run.given_back.is_some_and(|g| g <= policy::DIP_GIVEN_BACK);
    is_straight.then(|| run.of_samples(s).with(Verdict::Leak, Some(Why::BetweenFalls)))
}

/// Working days alone, if the log contains weekends.
fn look_at_working_days(s: Samples<'_>, quantum: f64) -> Option<Run> {
    let worked = workdays::of(s)?;
    let samples = Samples { t: &worked.t, v: &worked.v, load: worked.load.as_deref(), ..s };
    let mut run = analyse(samples, quantum, Depth::Part);
    if !run.verdict.is_rise() {
        return None;
    }
    worked.in_real_time(&mut run, (s.t[0], s.t[s.t.len() - 1]));
    let verdict = run.verdict;
    Some(run.of_samples(s).with(verdict, Some(Why::WorkingDays)))
}

/// Changes that are small compared with the level but clear compared with the noise.
fn look_closer(s: Samples<'_>, points: &Points<'_>, quiet: Quiet) -> Option<Run> {
    if s.t[s.t.len() - 1] - s.t[0] < policy::DAY {
        return None;
    }
    let run = view(s, quiet, points, Depth::Part, policy::CLEAR_SHARE);
    let is_clear = run.given_back.is_some_and(|g| g <= policy::CLEAR_GIVEN_BACK)
        && matches!(run.shape, Some(Shape::Steady | Shape::Accelerating));
    (run.verdict == Verdict::Leak && is_clear).then_some(run)
}

/// A leak that began only in the last `share` of the time, above everything seen before: worth watching.
fn recent(s: Samples<'_>, quantum: f64, share: f64) -> Option<Run> {
    let last = s.t[s.t.len() - 1];
    let cut = before(s.t, last - share * (last - s.t[0]));
    if s.t.len() - cut < policy::RECENT_SAMPLES {
        return None;
    }
    let part = analyse(s.from(cut), quantum, Depth::Part);
    if part.verdict != Verdict::Leak || part.p >= policy::P_STRICT {
        return None;
    }
    let mut earlier = s.v[..cut].to_vec();
    let (high, low) = (
        stats::quantile_of(&mut earlier, 1.0 - policy::SEEN_BEFORE),
        stats::quantile_of(&mut earlier, policy::SEEN_BEFORE),
    );
    let by = part.end - high;
    let is_new = by > (policy::NEW_BY * (high - low)).max(part.material);
    let is_firm = by > (policy::NEW_BY_FIRM * (high - low)).max(policy::NEW_BY_MATERIAL * part.material)
        && s.t.len() - cut >= policy::POINTS_FOR_TIERS;
    let verdict = if is_firm { Verdict::Leak } else { Verdict::Suspect };
    is_new.then(|| part.with(verdict, Some(Why::BeganRecently)))
}

/// A running median of this width, if there are enough points for it.
fn smoothed(values: &[f64], least: usize, width: usize) -> Cow<'_, [f64]> {
    if values.len() >= least { stats::running_median(values, width).into() } else { values.into() }
}

/// One view of a run, through the points of its medians or of its floor.
fn view(s: Samples<'_>, quiet: Quiet, points: &Points<'_>, depth: Depth, material_share: f64) -> Run {
    let Quiet { extent, quantum } = quiet;
    let n = points.v.len();
    let (start, end) = if n >= policy::SMOOTH_POINTS {
        noise::smoothed_ends(&points.v, policy::SMOOTH)
    } else {
        noise::ends(&points.v)
    };
    let mut material = (material_share * start.abs()).max(policy::MATERIAL_QUANTA * quantum);
    if material_share < policy::MATERIAL_SHARE {
        material = material.max(policy::CLEAR_NOISE * noise::sigma(&points.v, quantum / policy::QUANTA_PER_SIGMA));
    }
    let mut run =
        Run { verdict: Verdict::Stable, start, end, low: extent.0, high: extent.1, material, ..Run::unknown(s.t) };
    // points and smoothing only bring them closer together
    if extent.1 - extent.0 < material {
        return run;
    }
    let (low, high) = if matches!(points.v, Cow::Borrowed(_)) { extent } else { stats::extent(&points.v) };
    if high - low < material {
        return run;
    }
    let smooth = smoothed(&points.v, policy::SMOOTH_POINTS, policy::SMOOTH);
    if noise::range(&smooth) < material {
        return run;
    }
    let adjusted = load::adjust(&points.t, &points.v, points.load.as_deref());
    run.load = adjusted.status;
    run.load_correlation = adjusted.partial_correlation;
    let (mut base, mut z) = (Verdict::Stable, smooth);
    if adjusted.status == LoadStatus::Adjusted {
        (base, z) = (Verdict::LoadRelated, stats::running_median(&adjusted.values, policy::SMOOTH).into());
    }
    let season = season::daily(&points.t, &z);
    if let Some(season) = &season {
        run.daily_amplitude = Some(season.amplitude);
        z = Cow::Borrowed(&season.values);
        if base == Verdict::Stable {
            base = Verdict::Cyclic;
        }
    }
    let zs = smoothed(&z, policy::SMOOTH_WIDE_POINTS, policy::SMOOTH_WIDE);
    let is_known_to_vary =
        n < policy::SMOOTH_WIDE_POINTS && adjusted.status != LoadStatus::Adjusted && season.is_none();
    if !is_known_to_vary && noise::range(&zs) < material {
        run.verdict = base;
        return run;
    }
    let sigma = noise::sigma(&zs, quantum / policy::QUANTA_PER_SIGMA);
    // with a daily cycle only the quiet hours count
    let quiet_hours = season.as_ref().map(|season| {
        let pick =
            |v: &[f64]| -> Vec<f64> { v.iter().zip(&season.quiet).filter(|(_, q)| **q).map(|(v, _)| *v).collect() };
        (pick(&points.t), pick(&z))
    });
    let (t, raw, y) = match &quiet_hours {
        Some((t, raw)) => (&t[..], &raw[..], smoothed(raw, policy::SMOOTH_WIDE_POINTS, policy::SMOOTH_WIDE)),
        None => (&*points.t, &*z, Cow::Borrowed(&*zs)),
    };
    let busy_slope = season.as_ref().map(|season| {
        let busy: Vec<usize> = (0..n).filter(|i| season.busy[*i]).collect();
        let pick = |v: &[f64]| busy.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        stats::theil_sen(&pick(&points.t), &pick(&z))
    });
    let samples = (season.is_none() && adjusted.status != LoadStatus::Adjusted).then_some(s);
    let line = Rise { t, y: &y, raw, sigma, quantum, base, busy_slope, samples, depth };
    let found = decide(run, s, &line);
    let is_seen = adjusted.status != LoadStatus::Adjusted || shows_in_raw(points, found.growth.unwrap_or(0.0));
    if found.verdict.is_rise() && !is_seen { found.with(Verdict::LoadRelated, None) } else { found }
}

/// Whether the floor of the unadjusted points rises by a good part of the growth that is left without the load.
fn shows_in_raw(points: &Points<'_>, growth: f64) -> bool {
    let (t, n) = (&points.t, points.t.len());
    let quarter = (t[n - 1] - t[0]) / 4.0;
    let (first, last) = (before(t, t[0] + quarter).max(1), before(t, t[n - 1] - quarter).min(n - 1));
    let floor = |v: &[f64]| stats::quantile(v, policy::FLOOR_QUANTILE);
    floor(&points.v[last..]) - floor(&points.v[..first]) >= policy::RAW_FLOOR_SHARE * growth
}

/// The whole rise, and what came after its jumps if that may say more.
fn whole_rise(run: Run, line: &Rise<'_>) -> Run {
    let (found, again) = rise::judge(run, line);
    let (Some(again), Some(s), Depth::Run) = (again, line.samples, line.depth) else { return found };
    let AfterJump { from_secs, growth } = again;
    let cut = before(s.t, from_secs);
    if s.t.len() - cut < policy::PART_SAMPLES {
        return found;
    }
    let part = analyse(Samples { load: None, ..s.from(cut) }, line.quantum, Depth::Part);
    let is_strict = part.p < policy::P_STRICT;
    let is_material = part.growth.unwrap_or(0.0) > policy::AFTER_JUMP_SHARE * growth;
    let grows = part.verdict.is_rise() && is_material;
    if !(part.verdict == Verdict::Leak && is_strict || grows) {
        return found;
    }
    let verdict = if is_strict { part.verdict } else { Verdict::Suspect };
    let mut part = part.with(verdict, Some(Why::AfterJump));
    part.cut_at = Some(from_secs);
    part
}

/// The swings decide which question is asked: the whole rise, the troughs, or what came after the last fall.
fn decide(mut run: Run, s: Samples<'_>, line: &Rise<'_>) -> Run {
    let (t, y) = (line.t, line.y);
    let threshold = (policy::SWING_NOISE * line.sigma).max(policy::SWING_SHARE * noise::range(y));
    let drops = swings::swings(y, threshold).drops_with_pending();
    run.drops = drops.len();
    let whole = whole_rise(run.clone(), line);
    if whole.verdict == Verdict::Leak || drops.is_empty() {
        return whole;
    }
    let mut watch = (whole.verdict == Verdict::Suspect).then(|| whole.clone());
    let sizes: Vec<f64> = drops.iter().map(|(i, j)| y[*i] - y[*j]).collect();
    let many = drops.len() >= policy::TEETH;
    let amplitude = if many { stats::median(&sizes) } else { sizes.iter().copied().fold(f64::INFINITY, f64::min) };
    let finer = swings::swings(y, (policy::SWING_NOISE * line.sigma).max(policy::TOOTH_DEPTH * amplitude));
    let mut floor = None;
    if finer.drops().len() >= if many { policy::TEETH } else { policy::TROUGHS_LEAST } {
        let found = troughs::judge(run.clone(), line, &finer);
        match found.verdict {
            Verdict::Leak => return found,
            Verdict::Suspect if watch.is_none() => watch = Some(found.clone()),
            _ => {}
        }
        floor = Some(found);
    }
    if many {
        let fallback = if line.base == Verdict::Stable { Verdict::Cyclic } else { line.base };
        return watch.or(floor).unwrap_or_else(|| run.with(fallback, None));
    }
    // one or two drops
    let Some((peak_at, low_at)) = drops.last().copied() else { return whole };
    let peak = drops.iter().map(|(i, _)| y[*i]).fold(f64::NEG_INFINITY, f64::max);
    let first = drops[0].0;
    let from = if first > policy::START_POINTS { noise::ends(&y[..=first]).0 } else { y[0] };
    let low = y[low_at];
    let fall = sizes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let rose = (peak - from).max(0.0);
    let kept = if rose > policy::ROSE_AT_ALL * threshold { (low - from) / rose } else { -1.0 };
    if kept >= policy::KEPT_HIGH && watch.is_none() {
        return whole;
    }
    let why = if kept >= 0.0 { Why::GivenBack((1.0 - kept).min(1.0)) } else { Why::CameDown };
    run.verdict = if line.base == Verdict::Stable { Verdict::Released } else { line.base };
    run.why = Some(why);
    let span = t[t.len() - 1] - t[0];
    let since = (t[t.len() - 1] - t[low_at]) / span;
    let cut = before(s.t, t[low_at]);
    if line.depth == Depth::Run
        && since >= policy::SINCE_FALL
        && s.t.len() - cut >= policy::PART_SAMPLES
        && line.samples.is_some()
    {
        let part = analyse(s.from(cut), line.quantum, Depth::Part);
        let is_sharp = t[low_at] - t[peak_at] <= policy::SHARP * span;
        let share = if is_sharp { policy::NEW_HIGH_SHARP } else { policy::NEW_HIGH_SLOW };
        let is_new_high = noise::ends(y).1 - peak > share * fall;
        let is_restart = rose < policy::RESTART_RISE * fall && since >= policy::SINCE_RESTART;
        if part.verdict == Verdict::Leak && is_restart && part.p < policy::P_STRICT && is_new_high {
            let mut part = part.with(Verdict::Leak, Some(Why::SinceLastDrop));
            part.cut_at = Some(t[low_at]);
            return part;
        }
        if rank(part.verdict) > 0 {
            return part.with(Verdict::Suspect, Some(Why::RisingAgain));
        }
    }
    if let Some(watch) = watch {
        return watch;
    }
    if kept >= policy::KEPT_LOW && y[y.len() - 1] > low + threshold {
        return run.with(Verdict::Suspect, Some(Why::PartlyGivenBack));
    }
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: impl Fn(usize) -> f64) -> Run {
        let t: Vec<f64> = (0..600).map(|i| i as f64 * 300.0).collect();
        let v: Vec<f64> = (0..600).map(|i| value(i) + (i * 7 % 13) as f64).collect();
        analyse(Samples::of(&t, &v), 1.0, Depth::Run)
    }

    #[test]
    fn level_up_and_jump() {
        assert_eq!(of(|_| 10_000.0).verdict, Verdict::Stable);
        assert_eq!(of(|i| 10_000.0 + 20.0 * i as f64).verdict, Verdict::Leak);
        let jump = of(|i| if i < 200 { 10_000.0 } else { 15_000.0 });
        assert_eq!((jump.verdict, jump.step_at.len()), (Verdict::Step, 1));
        assert!((jump.step_at[0] - 200.0 * 300.0).abs() < 5.0 * 300.0);
    }

    #[test]
    fn what_grows_after_a_jump_is_looked_at_alone() {
        let run = of(|i| if i < 100 { 10_000.0 } else { 30_000.0 + 15.0 * (i as f64 - 100.0) });
        assert!(run.verdict.is_rise(), "{run:?}");
        assert_eq!(run.why, Some(Why::AfterJump));
        assert!(run.cut_at.is_some_and(|at| at >= 100.0 * 300.0));
    }

    #[test]
    fn a_rise_that_comes_back_is_released_and_one_of_late_is_watched() {
        let hump = of(|i| 10_000.0 + 6_000.0 * (1.0 - ((i as f64 - 300.0) / 200.0).abs()).max(0.0));
        assert_eq!(hump.verdict, Verdict::Released, "{hump:?}");
        let late = of(|i| 10_000.0 + 60.0 * (i as f64 - 540.0).max(0.0));
        assert!(late.verdict.is_rise(), "{late:?}");
        assert!(late.onset.or(late.cut_at).is_some_and(|at| at > 400.0 * 300.0), "{late:?}");
    }
}
