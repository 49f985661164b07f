//! A sawtooth: only what is left after each drop counts.

use super::run::{Rise, Run};
use super::swings::Swings;
use super::verdict::{Shape, Verdict};
use super::{drift, policy, stats};

/// Share of the samples between two peaks that make up the low point.
const LOWEST: f64 = 0.12;

/// Judges the low points of a line that goes up and down.
pub fn judge(mut run: Run, line: &Rise<'_>, found: &Swings) -> Run {
    let (t, y) = (line.t, line.y);
    let troughs = found.troughs();
    run.verdict = if line.base == Verdict::Stable { Verdict::Cyclic } else { line.base };
    run.shape = Some(Shape::Sawtooth);
    let falls: Vec<f64> = found.drops().iter().map(|(i, j)| y[*i] - y[*j]).collect();
    let amplitude = stats::median(&falls);
    if troughs.len() < 4 {
        return run;
    }
    let times: Vec<f64> = troughs.iter().map(|i| t[*i]).collect();
    let lows = low_points(line, &troughs, &found.peaks());
    let count = troughs.len();
    let increments = |least| drift::increment_p(&times, &lows, line.quantum, least).unwrap_or(1.0);
    let p =
        if count >= 10 { drift::p_value(&times, &lows, line.quantum).min(2.0 * increments(4)) } else { increments(3) };
    let slope = stats::theil_sen(&times, &lows);
    let growth = slope * (times[count - 1] - times[0]);
    let drawdown = stats::max_drawdown(&lows);
    let given_back = if growth > 0.0 { drawdown / growth } else { f64::INFINITY };
    let half = count / 2;
    let late = match slope > 0.0 {
        true if count >= 6 => stats::theil_sen(&times[half..], &lows[half..]) / slope,
        true => 1.0,
        false => 0.0,
    };
    run.p = p;
    run.troughs = count;
    run.growth = Some(growth);
    run.onset = Some(times[0]);
    run.max_drawdown = Some(drawdown);
    run.given_back = Some(given_back);
    run.late = Some(late);
    run.fit = Some((times, lows));
    if growth > run.material && growth > 0.25 * amplitude && late > policy::ENDED {
        let needed = match count {
            8.. => policy::p_needed(given_back),
            6..=7 if given_back <= 0.05 => policy::P_FEW_TROUGHS,
            _ => policy::P_STRICT,
        };
        if p < needed && given_back < policy::GIVEN_BACK_MOST {
            run.shape = Some(Shape::RisingFloor);
            return run.with(Verdict::Leak, None);
        }
        if p < policy::P_SUSPECT && given_back < policy::GIVEN_BACK_SUSPECT {
            return run.with(Verdict::Suspect, None);
        }
    }
    run
}

/// The value of each trough: the median of the lowest samples between the peaks around it, where there are samples.
fn low_points(line: &Rise<'_>, troughs: &[usize], peaks: &[usize]) -> Vec<f64> {
    let t = line.t;
    troughs
        .iter()
        .map(|i| {
            let Some(s) = line.samples else { return line.y[*i] };
            let left = peaks.iter().rev().find(|k| *k < i).map_or(t[0], |k| t[*k]);
            let right = peaks.iter().find(|k| *k > i).map_or(t[t.len() - 1], |k| t[*k]);
            let range = s.t.partition_point(|x| *x <= left)..s.t.partition_point(|x| *x <= right);
            let between = &s.v[range];
            if between.len() < 3 {
                return line.y[*i];
            }
            let limit = stats::quantile(between, LOWEST);
            stats::median_of(&mut between.iter().copied().filter(|v| *v <= limit).collect::<Vec<_>>())
        })
        .collect()
}
