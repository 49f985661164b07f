//! A rise without a substantial decrease: is there one, and does it still continue?
//!
//! Points are strictly increasing in time and contain no NaN; there are at least as many as the samples a run needs.

use super::jumps::Jump;
use super::load::LoadStatus;
use super::run::{Rise, Run, Staircase};
use super::verdict::{Shape, Verdict, Why};
use super::{bend, drift, jumps, noise, onset, policy, stats, swings, troughs};

/// Where to analyse again: what came after a jump may be a separate leak.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AfterJump {
    pub from_secs: f64,
    /// Growth of the whole rise.
    pub growth: f64,
}

/// Judges the whole rise; if jumps make it up, also returns the place after them. The questions are asked one by one,
/// in the order of the method: each relies on all the answers before it.
pub fn judge(mut run: Run, line: &Rise<'_>) -> (Run, Option<AfterJump>) {
    let (t, y) = (line.t, line.y);
    let n = y.len();
    let (start, end) = noise::ends(y);
    let growth = end - start;
    run.growth = Some(growth);
    if growth < run.material {
        return (run.with(line.base, None), None);
    }
    let mut p = drift::p_value(t, line.raw, line.quantum);
    let (corner, gain) = onset::corner(t, y);
    let is_late = t[corner] - t[0] > policy::ONSET_FIRST * (t[n - 1] - t[0]);
    let from = if gain > policy::ONSET_GAIN && is_late { corner } else { 0 };
    let (active_t, active) = (&t[from..], &y[from..]);
    if from > 0 && active.len() >= policy::SAMPLES_LEAST {
        p = p.min(policy::TWO_LOOKS * drift::p_value(active_t, &line.raw[from..], line.quantum));
    }
    let drawdown = stats::max_drawdown(y);
    let given_back = (drawdown - policy::GIVEN_BACK_NOISE * line.sigma).max(0.0) / growth;
    run.max_drawdown = Some(drawdown);
    run.given_back = Some(given_back);
    run.p = p;
    run.onset = Some(t[from]);
    // not smoothed: smoothing hides the nature of the noise
    run.fit = Some((active_t.to_vec(), line.raw[from..].to_vec()));
    let is_long = n >= policy::POINTS_FOR_TIERS;
    let needed = if is_long { policy::p_needed(given_back) } else { policy::P_STRICTEST };

    let (found, width) = jumps::jumps(y, growth, line.sigma);
    let up: Vec<Jump> = found.iter().copied().filter(|j| j.size > 0.0).collect();
    let down: Vec<f64> = found.iter().filter(|j| j.size < 0.0).map(|j| -j.size).collect();
    let stairs = stairs(t, &up, &down, growth, given_back);
    if let Some(stairs) = &stairs {
        let count = up.len();
        if is_long
            && (count >= policy::STEPS_REGULAR && stairs.is_regular
                || (stairs.is_even || count >= policy::STEPS_ANY) && given_back <= policy::STEPS_GIVE_BACK)
        {
            run.stairs = Some(Staircase { count, size: stairs.size, interval_secs: stairs.secs });
            run.shape = Some(if stairs.is_regular { Shape::RegularSteps } else { Shape::Steps });
            return (run.with(Verdict::Leak, None), None);
        }
        if p >= needed {
            run.shape = Some(Shape::Steps);
            return (run.with(Verdict::Suspect, None), None);
        }
    }
    if let Some(found) = step(&run, line, &up, growth, width) {
        return found;
    }
    let third = (active.len() / policy::LATE_PART).max(policy::LATE_POINTS).min(active.len());
    let (low, high) = noise::ends(active);
    let duration = active_t[active_t.len() - 1] - active_t[0];
    let mean_slope = (high - low).max(1e-300) / duration;
    let late = stats::theil_sen(&active_t[active.len() - third..], &active[active.len() - third..]) / mean_slope;
    run.late = Some(late);
    if late < policy::ENDED && !(stairs.is_some() && up.len() >= policy::STEPS_REGULAR) {
        run.shape = Some(Shape::Ended);
        return (run.with(Verdict::Plateau, None), None);
    }
    if p >= needed.max(policy::P_SUSPECT) {
        return (run.with(Verdict::Inconclusive, Some(Why::Wandering)), None);
    }
    if given_back > policy::GIVEN_BACK_MOST {
        let verdict = if given_back < policy::GIVEN_BACK_SUSPECT { Verdict::Suspect } else { Verdict::Inconclusive };
        return (run.with(verdict, Some(Why::TooMuchGivenBack)), None);
    }
    if down.len() >= policy::TEETH && down.iter().sum::<f64>() > policy::TEETH_SHARE * growth && line.samples.is_some()
    {
        let teeth =
            swings::swings(y, (policy::SWING_NOISE * line.sigma).max(policy::TOOTH_DEPTH * stats::median(&down)));
        if teeth.drops().len() >= policy::TEETH {
            return (troughs::judge(run, line, &teeth), None);
        }
    }
    if down.len() < policy::TEETH && was_released_at_once(y, &found, width, start, growth) {
        return (run.with(Verdict::Suspect, Some(Why::GivenBackAtOnce)), None);
    }
    if run.load == LoadStatus::Collinear {
        return (run.with(Verdict::Suspect, Some(Why::LoadRoseToo)), None);
    }
    if line.busy_slope.is_some_and(|busy| busy > policy::BUSY_GROWS * stats::theil_sen(t, line.raw)) {
        return (run.with(Verdict::Suspect, Some(Why::BusyHoursGrow)), None);
    }
    let bend = if active.len() >= policy::BEND_POINTS {
        bend::curvature(active_t, active, line.quantum)
    } else {
        bend::Curvature { end_ratio: 1.0, t_value: 0.0 }
    };
    if bend.end_ratio < policy::SLOWING && bend.t_value < policy::SLOWING_T {
        run.shape = Some(Shape::Slowing);
        return (run.with(Verdict::Suspect, Some(Why::Slowing)), None);
    }
    let is_faster = bend.end_ratio > policy::ACCELERATING && bend.t_value > policy::ACCELERATING_T;
    run.shape = Some(if is_faster { Shape::Accelerating } else { Shape::Steady });
    (run.with(if p < needed { Verdict::Leak } else { Verdict::Suspect }, None), None)
}

struct Stairs {
    size: f64,
    secs: f64,
    is_regular: bool,
    /// Regular enough for three steps to be a staircase.
    is_even: bool,
}

/// A staircase that still continues: at least three steps up, none down, which make up most of the growth.
fn stairs(t: &[f64], up: &[Jump], down: &[f64], growth: f64, given_back: f64) -> Option<Stairs> {
    let sizes: Vec<f64> = up.iter().map(|j| j.size).collect();
    if up.len() < policy::STEPS_LEAST || !down.is_empty() || sizes.iter().sum::<f64>() <= policy::STEPS_SHARE * growth {
        return None;
    }
    let spacing: Vec<f64> = up.windows(2).map(|w| t[w[1].index] - t[w[0].index]).collect();
    let quiet = t[t.len() - 1] - t[up[up.len() - 1].index];
    let goes_on = quiet <= policy::STAIRS_GO_ON * stats::median(&spacing) && given_back <= policy::STAIRS_GIVE_BACK;
    let variation = |v: &[f64]| stats::deviation(v) / stats::mean(v);
    goes_on.then(|| Stairs {
        size: stats::mean(&sizes),
        secs: stats::mean(&spacing),
        is_regular: variation(&sizes) < policy::REGULAR && variation(&spacing) < policy::REGULAR,
        is_even: variation(&sizes) < policy::REGULAR_FEW && variation(&spacing) < policy::REGULAR_FEW,
    })
}

/// One or two jumps that make up the growth, and where to check whether it continues to grow after them.
fn step(run: &Run, line: &Rise<'_>, up: &[Jump], growth: f64, width: usize) -> Option<(Run, Option<AfterJump>)> {
    let mut by_size = up.to_vec();
    by_size.sort_by(|a, b| b.size.total_cmp(&a.size));
    let first = by_size.first()?.size;
    let two = first + by_size.get(1).map_or(0.0, |j| j.size);
    let is_one = first / growth > policy::ONE_STEP;
    if !is_one && two / growth <= policy::TWO_STEPS {
        return None;
    }
    by_size.truncate(if is_one { 1 } else { 2 });
    by_size.sort_by_key(|j| j.index);
    let mut found = run.clone().with(Verdict::Step, None);
    found.shape = Some(Shape::Step);
    found.step_at = by_size.iter().map(|j| line.t[j.index]).collect();
    let after = by_size.iter().map(|j| j.index).max().unwrap_or(0) + width;
    let is_early = (after as f64) < policy::JUMP_IS_EARLY * line.t.len() as f64;
    let again = line.t.get(after).filter(|_| is_early).map(|from| AfterJump { from_secs: *from, growth });
    Some((found, again))
}

/// A sharp drop that took back most of the rise until then.
fn was_released_at_once(y: &[f64], found: &[Jump], width: usize, start: f64, growth: f64) -> bool {
    found.iter().any(|jump| {
        let before = &y[jump.index.saturating_sub(width)..jump.index.max(1)];
        let rose = stats::median(before) - start;
        -jump.size >= policy::RELEASE_SHARE * growth
            && rose >= policy::RELEASE_ROSE * growth
            && -jump.size >= policy::RELEASED_AT_ONCE * rose
    })
}

#[cfg(test)]
mod tests {
    use super::super::run::{Depth, Samples};
    use super::*;

    fn of(y: &[f64]) -> (Run, Option<AfterJump>) {
        let t: Vec<f64> = (0..y.len()).map(|i| i as f64 * 600.0).collect();
        let run = Run { verdict: Verdict::Stable, material: 150.0, ..Run::unknown(&t) };
        let line = Rise {
            t: &t,
            y,
            raw: y,
            sigma: 5.0,
            quantum: 1.0,
            base: Verdict::Stable,
            busy_slope: None,
            samples: Some(Samples::of(&t, y)),
            depth: Depth::Run,
        };
        judge(run, &line)
    }

    /// 200 points of a line, with a wiggle.
    fn line(value: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..200).map(|i| value(f64::from(i)) + f64::from(i * 7 % 11)).collect()
    }

    #[test]
    fn a_steady_rise_is_a_leak_and_one_that_ended_is_not() {
        let (steady, again) = of(&line(|i| 10_000.0 + 20.0 * i));
        assert_eq!((steady.verdict, steady.shape, again), (Verdict::Leak, Some(Shape::Steady), None));
        assert!(steady.p < 0.001 && steady.given_back.is_some_and(|g| g < 0.05));
        let (ended, _) = of(&line(|i| 10_000.0 + 20.0 * i.min(100.0)));
        assert_eq!((ended.verdict, ended.shape), (Verdict::Plateau, Some(Shape::Ended)));
        let (level, _) = of(&line(|_| 10_000.0));
        assert_eq!(level.verdict, Verdict::Stable);
    }

    #[test]
    fn equal_steps_are_a_staircase_and_one_jump_asks_to_look_behind_it() {
        let (stairs, _) = of(&line(|i| 10_000.0 + 2_000.0 * (i / 25.0).floor()));
        let found = stairs.stairs.expect("a staircase");
        assert_eq!((stairs.verdict, found.count), (Verdict::Leak, 7));
        assert!((found.size - 2_000.0).abs() < 20.0 && (found.interval_secs - 15_000.0).abs() < 700.0, "{found:?}");
        let (jump, again) = of(&line(|i| if i < 60.0 { 10_000.0 } else { 14_000.0 }));
        assert_eq!((jump.verdict, jump.step_at.len()), (Verdict::Step, 1));
        let again = again.expect("most of the time lies behind it");
        assert!(again.from_secs > 60.0 * 600.0 && (again.growth - 4_000.0).abs() < 50.0);
        let (late, again) = of(&line(|i| if i < 180.0 { 10_000.0 } else { 14_000.0 }));
        assert_eq!((late.verdict, again), (Verdict::Step, None));
    }
}
