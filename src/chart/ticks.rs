//! Where axes are marked: at whole minutes, hours and days of the clock shown; at round amounts of bytes.

use crate::model::Clock;
use crate::model::units::{self, Unit, Units};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Distances of time ticks, ms.
const TIME_STEPS: [i64; 34] = [
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
    182 * DAY,
    364 * DAY,
];

/// A tick with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// UTC seconds, or the amount.
    pub at: f64,
    pub label: String,
    /// Midnight: drawn stronger.
    pub is_major: bool,
    /// Distance to the next tick, in the axis' unit.
    pub step: f64,
}

/// Ticks between two moments (UTC seconds), at most `most` of them, at round times of the clock.
pub fn time_ticks((from, to): (f64, f64), most: usize, clock: &Clock) -> Vec<Tick> {
    let (from_ms, to_ms) = ((from * 1000.0).ceil() as i64, (to * 1000.0).floor() as i64);
    if to_ms < from_ms {
        return Vec::new();
    }
    let span = to_ms - from_ms;
    let step = TIME_STEPS
        .into_iter()
        .find(|step| span / step <= most as i64)
        .unwrap_or_else(|| (span / most.max(1) as i64 / DAY + 1) * DAY);
    let (first, last) = (clock.shown_ms(from_ms), clock.shown_ms(to_ms));
    let mut ticks = Vec::new();
    let mut at = first.div_euclid(step) * step;
    while at <= last + step && ticks.len() <= 2 * most {
        let utc = clock.utc_ms(at);
        if (from_ms..=to_ms).contains(&utc) {
            ticks.push(Tick {
                at: utc as f64 / 1000.0,
                label: clock.tick_label(at, step),
                is_major: at.rem_euclid(DAY) == 0,
                step: step as f64 / 1000.0,
            });
        }
        at += step;
    }
    ticks
}

/// The unit of an axis whose largest amount is `highest`: its size and name, as in a label for that amount.
pub fn axis_unit(units: Units, unit: Unit, highest: f64) -> (f64, &'static str) {
    match unit.bytes_each() {
        Some(each) => {
            let (size, name) = units.byte_unit(highest * each);
            (size / each, name)
        }
        None => (1.0, if unit == Unit::Percent { " %" } else { "" }),
    }
}

/// Round values of any unit in a range, in the unit of the `highest` amount or of the highest one in view.
pub fn value_ticks(units: Units, unit: Unit, range: (f64, f64), highest: f64, most: usize) -> Vec<Tick> {
    let top = range.0.abs().max(range.1.abs());
    let (size, _) = axis_unit(units, unit, top.min(highest));
    number_ticks((range.0 / size, range.1 / size), most)
        .into_iter()
        .map(|tick| Tick {
            label: value_label(units, unit, tick.at * size, tick.step * size, top.min(highest)),
            at: tick.at * size,
            step: tick.step * size,
            ..tick
        })
        .collect()
}

/// A value beside an axis whose values are `step` apart and reach up to `highest`.
pub fn value_label(units: Units, unit: Unit, value: f64, step: f64, highest: f64) -> String {
    let (size, name) = axis_unit(units, unit, highest);
    let text = number(value / size, step / size);
    // megabytes are written as 1000, handles as 1,000
    if unit.bytes_each().is_some() { text.replace(',', "") + name } else { text + name }
}

/// Ticks of a logarithmic axis: powers of ten of the suitable unit, with twos and fives if there is room.
pub fn log_ticks(units: Units, unit: Unit, (from, to): (f64, f64), most: usize) -> Vec<Tick> {
    if !(from > 0.0 && to > from && to.is_finite()) {
        return Vec::new();
    }
    let each = unit.bytes_each();
    // each order of bytes has its own powers of ten: 1, 10 and 100 MB, then 1 GB
    let grounds: Vec<f64> = match each {
        Some(each) => (0..5).map(|order| units.step().powi(order) / each).collect(),
        None => vec![1e-9, 1e-6, 1e-3, 1.0, 1e3, 1e6, 1e9, 1e12],
    };
    let ticks = |steps: &[f64]| -> Vec<Tick> {
        let of =
            |ground: f64| [1.0, 10.0, 100.0].into_iter().flat_map(move |p| steps.iter().map(move |s| ground * p * s));
        grounds
            .iter()
            .flat_map(|ground| of(*ground))
            .filter(|at| (from..=to).contains(at))
            .map(|at| Tick { at, label: log_label(units, unit, at), is_major: false, step: at })
            .collect()
    };
    let fine = ticks(&[1.0, 2.0, 5.0]);
    if fine.len() <= most {
        return fine;
    }
    let coarse = ticks(&[1.0]);
    let skip = coarse.len().div_ceil(most.max(1)).max(1);
    coarse.into_iter().step_by(skip).collect()
}

/// A power of ten, or twice or five times one.
pub fn log_label(units: Units, unit: Unit, value: f64) -> String {
    match unit.bytes_each() {
        Some(each) => units.bytes(value * each),
        None => figures(value) + if unit == Unit::Percent { " %" } else { "" },
    }
}

/// A number to three significant digits.
pub fn figures(value: f64) -> String {
    let text = number(value, 10f64.powf(value.abs().max(1e-300).log10().floor() - 2.0));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number with as many decimals as distinguish it from its neighbours.
fn number(value: f64, step: f64) -> String {
    let decimals = decimals(step);
    // a little below zero is zero
    let value = if value.abs() < 1e-6 * step { 0.0 } else { value };
    if decimals == 0 { units::grouped(value) } else { format!("{value:.decimals$}") }
}

/// The number of decimals in multiples of a step.
fn decimals(step: f64) -> usize {
    const MOST: i32 = 9;
    let is_whole = |d: &i32| {
        let scaled = step * 10f64.powi(*d);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-12)
    };
    // two significant digits for steps that are not round
    let two = || (1 - step.log10().floor() as i32).clamp(0, MOST);
    (0..MOST).find(is_whole).unwrap_or_else(two) as usize
}

/// Ticks at multiples of 1, 2, 2.5 or 5 times a power of ten.
pub fn number_ticks((from, to): (f64, f64), most: usize) -> Vec<Tick> {
    let span = to - from;
    if span.partial_cmp(&0.0) != Some(std::cmp::Ordering::Greater) || !span.is_finite() {
        return Vec::new();
    }
    let rough = span / most.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough).unwrap_or(10.0 * power);
    let first = (from / step).ceil() as i64;
    let last = (to / step).floor() as i64;
    (first..=last.min(first + 2 * most as i64))
        .map(|k| {
            let at = k as f64 * step;
            Tick { at, label: number(at, step), is_major: false, step }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Times, Zone};

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn times_are_round_in_the_zone_of_the_log() {
        let zone = Zone { name: String::new(), bias_minutes: -330, ..Zone::utc() };
        let clock = Clock::local(zone);
        // 1 January 1970 18:00 UTC is 23:30 in India
        let ticks = time_ticks((64_800.0, 64_800.0 + 7200.0), 5, &clock);
        assert_eq!(labels(&ticks), ["23:30", "2 Jan", "00:30", "01:00", "01:30"]);
        assert!(ticks[1].is_major);
        let two_days = time_ticks((0.0, 2.0 * 86_400.0), 8, &clock.showing(Times::Utc, 0));
        assert_eq!(two_days.len(), 9);
    }

    #[test]
    fn logarithmic_axes_have_powers_of_ten() {
        let mb = 1_048_576.0;
        assert_eq!(
            labels(&log_ticks(Units::Binary, Unit::Bytes, (0.9 * mb, 1100.0 * mb), 5)),
            ["1 MB", "10 MB", "100 MB", "1 GB"]
        );
        assert_eq!(
            labels(&log_ticks(Units::Binary, Unit::Bytes, (10.0 * mb, 60.0 * mb), 5)),
            ["10 MB", "20 MB", "50 MB"]
        );
        assert_eq!(labels(&log_ticks(Units::Binary, Unit::Count, (0.5, 2000.0), 5)), ["1", "10", "100", "1,000"]);
        assert!(log_ticks(Units::Binary, Unit::Count, (0.0, 5.0), 5).is_empty());
    }

    #[test]
    fn amounts_are_round_in_the_unit_of_the_highest() {
        let mb = 1_048_576.0;
        let bytes = |range: (f64, f64), highest: f64, most: usize| {
            value_ticks(Units::Binary, Unit::Bytes, (range.0 * mb, range.1 * mb), highest * mb, most)
        };
        let all = ["0 MB", "100 MB", "200 MB", "300 MB", "400 MB", "500 MB", "600 MB"];
        assert_eq!(labels(&bytes((0.0, 600.0), 540.0, 6)), all);
        // a label beside 2,000 MB says GB
        assert_eq!(labels(&bytes((0.0, 2240.0), 2000.0, 4)), ["0 GB", "1 GB", "2 GB"]);
        // the line at the RAM is above any amount
        assert_eq!(labels(&bytes((0.0, 1150.0), 540.0, 4)), ["0 MB", "500 MB", "1000 MB"]);
        // the amounts in view are below a gigabyte, and close to each other
        assert_eq!(labels(&bytes((0.0, 300.0), 2000.0, 3)), ["0 MB", "100 MB", "200 MB", "300 MB"]);
        assert_eq!(labels(&bytes((2047.9, 2048.3), 4000.0, 2)), ["2.0000 GB", "2.0002 GB"]);
        assert!(bytes((5.0, 5.0), 5.0, 6).is_empty());
        let counts = value_ticks(Units::Binary, Unit::Count, (0.0, 20_000.0), 17_000.0, 2);
        assert_eq!(labels(&counts), ["0", "10,000", "20,000"]);
        let shares = value_ticks(Units::Binary, Unit::Percent, (-1.0, 1.0), 1.0, 4);
        assert_eq!(labels(&shares), ["-1.0 %", "-0.5 %", "0.0 %", "0.5 %", "1.0 %"]);
    }
}
