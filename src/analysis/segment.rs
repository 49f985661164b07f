//! One run, no restart inside: looked at by its medians, by its floor, and by its most recent part.
//!
//! Gaps are no samples here, and times rise strictly: [`super::clean`] has seen to both.

use super::buckets::{self, Reduce};
use super::load::{self, LoadStatus};
use super::rise::{self, AfterJump};
use super::run::{Depth, Rise, Run, Samples};
use super::stats::{self, before};
use super::verdict::{Verdict, Why};
use super::{noise, policy, season, swings, troughs};

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
    let mut best = view(s, quantum, depth, Reduce::Median);
    if best.verdict != Verdict::Leak && n >= policy::FLOOR_SAMPLES * policy::SMOOTH_WIDE_POINTS && !best.is_explained()
    {
        let mut floor = view(s, quantum, depth, Reduce::Floor);
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
    let may_be_new = depth == Depth::Run && rank(best.verdict) == 0 && !best.is_explained();
    let began_recently = || policy::RECENT.iter().find_map(|share| recent(s, quantum, *share));
    may_be_new.then(began_recently).flatten().unwrap_or(best)
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
    let is_new = part.end > high + (policy::NEW_BY * (high - low)).max(part.material);
    is_new.then(|| part.with(Verdict::Suspect, Some(Why::BeganRecently)))
}

/// A running median so wide, where there are enough points for it.
fn smoothed(values: &[f64], least: usize, width: usize) -> Vec<f64> {
    if values.len() >= least { stats::running_median(values, width) } else { values.to_vec() }
}

/// One look at a run, through its medians or its floor.
fn view(s: Samples<'_>, quantum: f64, depth: Depth, show: Reduce) -> Run {
    let points = buckets::reduce(s.t, s.v, s.load, show);
    let n = points.v.len();
    let smooth = smoothed(&points.v, policy::SMOOTH_POINTS, policy::SMOOTH);
    let (start, end) = noise::ends(&smooth);
    let material = (policy::MATERIAL_SHARE * start.abs()).max(policy::MATERIAL_QUANTA * quantum);
    let mut run = Run {
        verdict: Verdict::Stable,
        start,
        end,
        material,
        low: s.v.iter().copied().fold(f64::INFINITY, f64::min),
        high: s.v.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        ..Run::unknown(s.t)
    };
    if noise::range(&smooth) < material {
        return run;
    }
    let adjusted = load::adjust(&points.t, &points.v, points.load.as_deref());
    run.load = adjusted.status;
    run.load_correlation = adjusted.partial_correlation;
    let (mut base, mut z) = (Verdict::Stable, smooth);
    if adjusted.status == LoadStatus::Adjusted {
        (base, z) = (Verdict::LoadRelated, stats::running_median(&adjusted.values, policy::SMOOTH));
    }
    let season = season::daily(&points.t, &z);
    if let Some(season) = &season {
        run.daily_amplitude = Some(season.amplitude);
        z.clone_from(&season.values);
        if base == Verdict::Stable {
            base = Verdict::Cyclic;
        }
    }
    let zs = smoothed(&z, policy::SMOOTH_WIDE_POINTS, policy::SMOOTH_WIDE);
    let sigma = noise::sigma(&zs, quantum / policy::QUANTA_PER_SIGMA);
    if noise::range(&zs) < material {
        run.verdict = base;
        return run;
    }
    // with a daily cycle only the quiet hours speak
    let (t, raw, y) = match &season {
        Some(season) => {
            let pick =
                |v: &[f64]| -> Vec<f64> { v.iter().zip(&season.quiet).filter(|(_, q)| **q).map(|(v, _)| *v).collect() };
            let raw = pick(&z);
            let y = smoothed(&raw, policy::SMOOTH_WIDE_POINTS, policy::SMOOTH_WIDE);
            (pick(&points.t), raw, y)
        }
        None => (points.t.clone(), z.clone(), zs),
    };
    let busy_slope = season.as_ref().map(|season| {
        let busy: Vec<usize> = (0..n).filter(|i| season.busy[*i]).collect();
        let pick = |v: &[f64]| busy.iter().map(|i| v[*i]).collect::<Vec<f64>>();
        stats::theil_sen(&pick(&points.t), &pick(&z))
    });
    let samples = (season.is_none() && adjusted.status != LoadStatus::Adjusted).then_some(s);
    let line = Rise { t: &t, y: &y, raw: &raw, sigma, quantum, base, busy_slope, samples, depth };
    decide(run, s, &line)
}

/// The whole rise, and what came after its jumps where that may say more.
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
        analyse(Samples { t: &t, v: &v, load: None }, 1.0, Depth::Run)
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
