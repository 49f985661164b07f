//! A rise without a substantial decrease: is there one, and does it still go on?

use super::jumps::Jump;
use super::load::LoadStatus;
use super::run::{Rise, Run, Staircase};
use super::verdict::{Shape, Verdict, Why};
use super::{drift, jumps, noise, onset, policy, slope, stats, swings, troughs};

/// Where to look again: what came after a jump may be a leak of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AfterJump {
    pub from_secs: f64,
    /// Of the whole rise.
    pub growth: f64,
}

/// Judges the whole rise; where jumps make it up, with the place after them.
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
    if from > 0 && active.len() >= 10 {
        p = p.min(2.0 * drift::p_value(active_t, &line.raw[from..], line.quantum));
    }
    let drawdown = stats::max_drawdown(y);
    let given_back = (drawdown - policy::GIVEN_BACK_NOISE * line.sigma).max(0.0) / growth;
    run.max_drawdown = Some(drawdown);
    run.given_back = Some(given_back);
    run.p = p;
    run.onset = Some(t[from]);
    run.fit = Some((active_t.to_vec(), active.to_vec()));
    let is_long = n >= policy::POINTS_FOR_TIERS;
    let needed = if is_long { policy::p_needed(given_back) } else { policy::P_BY_GIVEN_BACK[3].1 };

    let (found, width) = jumps::jumps(y, growth, line.sigma);
    let up: Vec<Jump> = found.iter().copied().filter(|j| j.size > 0.0).collect();
    let down: Vec<f64> = found.iter().filter(|j| j.size < 0.0).map(|j| -j.size).collect();
    let stairs = stairs(t, &up, &down, growth, given_back);
    if let Some(stairs) = &stairs {
        let count = up.len();
        if is_long && (count >= 4 && stairs.is_regular || count >= 5 && given_back <= 0.03) {
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
    let third = (active.len() / 3).max(4).min(active.len());
    let (low, high) = noise::ends(active);
    let duration = active_t[active_t.len() - 1] - active_t[0];
    let mean_slope = (high - low).max(1e-300) / duration;
    let late = stats::theil_sen(&active_t[active.len() - third..], &active[active.len() - third..]) / mean_slope;
    run.late = Some(late);
    if late < policy::ENDED && !(stairs.is_some() && up.len() >= 4) {
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
    if down.len() >= 3 && down.iter().sum::<f64>() > 0.5 * growth && line.samples.is_some() {
        let teeth = swings::swings(y, (policy::SWING_NOISE * line.sigma).max(0.5 * stats::median(&down)));
        if teeth.drops().len() >= 3 {
            return (troughs::judge(run, line, &teeth), None);
        }
    }
    if down.len() <= 2 && was_released_at_once(y, &found, width, start, growth) {
        return (run.with(Verdict::Suspect, Some(Why::GivenBackAtOnce)), None);
    }
    if run.load == LoadStatus::Collinear {
        return (run.with(Verdict::Suspect, Some(Why::LoadRoseToo)), None);
    }
    if line.busy_slope.is_some_and(|busy| busy > policy::BUSY_GROWS * stats::theil_sen(t, line.raw)) {
        return (run.with(Verdict::Suspect, Some(Why::BusyHoursGrow)), None);
    }
    let bend = if active.len() >= 8 {
        slope::curvature(active_t, active, line.quantum)
    } else {
        slope::Curvature { end_ratio: 1.0, t_value: 0.0 }
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
}

/// A staircase that still goes on: at least three steps up, none down, that make up most of the growth.
fn stairs(t: &[f64], up: &[Jump], down: &[f64], growth: f64, given_back: f64) -> Option<Stairs> {
    let sizes: Vec<f64> = up.iter().map(|j| j.size).collect();
    if up.len() < 3 || !down.is_empty() || sizes.iter().sum::<f64>() <= 0.75 * growth {
        return None;
    }
    let spacing: Vec<f64> = up.windows(2).map(|w| t[w[1].index] - t[w[0].index]).collect();
    let quiet = t[t.len() - 1] - t[up[up.len() - 1].index];
    let goes_on = quiet <= 2.0 * stats::median(&spacing) && given_back <= 0.10;
    let variation = |v: &[f64]| stats::deviation(v) / stats::mean(v);
    goes_on.then(|| Stairs {
        size: stats::mean(&sizes),
        secs: stats::mean(&spacing),
        is_regular: variation(&sizes) < 0.5 && variation(&spacing) < 0.5,
    })
}

/// One or two jumps that make up the growth, and where to look whether it goes on growing after them.
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

/// A sharp drop that took back most of what had risen until then.
fn was_released_at_once(y: &[f64], found: &[Jump], width: usize, start: f64, growth: f64) -> bool {
    found.iter().any(|jump| {
        let before = &y[jump.index.saturating_sub(width)..jump.index.max(1)];
        let rose = stats::median(before) - start;
        -jump.size >= 0.15 * growth && rose >= 0.10 * growth && -jump.size >= policy::RELEASED_AT_ONCE * rose
    })
}
