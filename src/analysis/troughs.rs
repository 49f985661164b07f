//! A sawtooth: only the level left after each drop counts.
//!
//! Points and samples contain no NaN and are strictly increasing in time; a low point in a gap is the point itself.

use super::run::{Rise, Run};
use super::swings::Swings;
use super::verdict::{Shape, Verdict};
use super::{drift, policy, stats};

/// Judges the low points of a line that goes up and down.
pub fn judge(mut run: Run, line: &Rise<'_>, found: &Swings) -> Run {
    let (t, y) = (line.t, line.y);
    let troughs = found.troughs();
    run.verdict = if line.base == Verdict::Stable { Verdict::Cyclic } else { line.base };
    run.shape = Some(Shape::Sawtooth);
    let falls: Vec<f64> = found.drops().iter().map(|(i, j)| y[*i] - y[*j]).collect();
    let amplitude = stats::median(&falls);
    if troughs.len() < policy::TROUGHS_LEAST {
        return run;
    }
    let times: Vec<f64> = troughs.iter().map(|i| t[*i]).collect();
    let lows = low_points(line, &troughs, &found.peaks());
    let count = troughs.len();
    let increments = |least| drift::increment_p(&times, &lows, line.quantum, least).unwrap_or(1.0);
    let p = if count >= policy::TROUGHS_MANY {
        drift::p_value(&times, &lows, line.quantum).min(policy::TWO_LOOKS * increments(policy::INCREMENTS_LEAST))
    } else {
        increments(policy::INCREMENTS_OF_TROUGHS)
    };
    let slope = stats::theil_sen(&times, &lows);
    let growth = slope * (times[count - 1] - times[0]);
    let drawdown = stats::max_drawdown(&lows);
    let given_back = if growth > 0.0 { drawdown / growth } else { f64::INFINITY };
    let half = count / 2;
    let late = match slope > 0.0 {
        true if count >= policy::TROUGHS_FEW => stats::theil_sen(&times[half..], &lows[half..]) / slope,
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
    if growth > run.material && growth > policy::FLOOR_GROWTH * amplitude && late > policy::ENDED {
        let needed = match count {
            policy::TROUGHS_ENOUGH.. => policy::p_needed(given_back),
            policy::TROUGHS_FEW.. if given_back <= policy::FEW_TROUGHS_GIVE_BACK => policy::P_FEW_TROUGHS,
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

/// The value of each trough: the median of the lowest samples between the peaks around it, if there are samples.
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
            if between.len() < policy::LAST_SAMPLES {
                return line.y[*i];
            }
            let limit = stats::quantile(between, policy::LOWEST);
            stats::median_of(&mut between.iter().copied().filter(|v| *v <= limit).collect::<Vec<_>>())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::run::{Depth, Samples};
    use super::super::swings;
    use super::*;

    /// Teeth of 20 points and a height of 4,000, on a floor that rises by this much per tooth.
    fn of(teeth: usize, floor: f64) -> Run {
        let v: Vec<f64> = (0..teeth * 20)
            .map(|i| 10_000.0 + floor * (i / 20) as f64 + 200.0 * (i % 20) as f64 + (i * 7 % 5) as f64)
            .collect();
        let t: Vec<f64> = (0..v.len()).map(|i| i as f64 * 600.0).collect();
        let run = Run { verdict: Verdict::Stable, material: 150.0, ..Run::unknown(&t) };
        let line = Rise {
            t: &t,
            y: &v,
            raw: &v,
            sigma: 5.0,
            quantum: 1.0,
            base: Verdict::Stable,
            busy_slope: None,
            samples: Some(Samples::of(&t, &v)),
            depth: Depth::Run,
        };
        judge(run, &line, &swings::swings(&v, 1_000.0))
    }

    #[test]
    fn only_a_floor_that_rises_is_a_leak() {
        let rising = of(14, 500.0);
        assert_eq!((rising.verdict, rising.shape), (Verdict::Leak, Some(Shape::RisingFloor)), "{rising:?}");
        // 500 for each tooth of 20 points that are 600 s apart
        let (t, y) = rising.fit.expect("the low points");
        assert!((stats::theil_sen(&t, &y) * 12_000.0 - 500.0).abs() < 5.0);
        assert_eq!(of(14, 0.0).verdict, Verdict::Cyclic);
        assert_eq!(of(3, 500.0).verdict, Verdict::Cyclic, "too few teeth to say");
    }
}
