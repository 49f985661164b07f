//! From raw values to shown ones, for every documented counter type.
//!
//! Sources: Microsoft's public documentation of the counter types (`winperf.h`, PDH, and .NET's
//! `PerformanceCounterType`, which prints the formulas), checked against values that Windows wrote itself. *N* is the
//! first raw value, *D* the second (a clock or a base), *F* the ticks per second, *B* the count of monitored items.
//!
//! There is no value for a negative difference (a counter that falls was reset; treating that as a wrap would invent
//! rates), a clock that stood still or ran backwards, or a fraction with a base of zero. An average over no operations
//! is 0, as Windows writes it.

use crate::model::CounterType;

/// What a log stores of a counter at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Raw {
    pub first: i64,
    /// Clock or base, by type.
    pub second: i64,
    pub ticks_per_second: i64,
    /// Items monitored, for multi timers.
    pub multi: i64,
}

/// The value that PDH would show at `now`, or `None` if it shows none. `previous` is the sample immediately before.
pub fn cook(kind: CounterType, previous: Option<&Raw>, now: &Raw) -> Option<f64> {
    type T = CounterType;
    if kind.is_level() {
        return Some(now.first as f64);
    }
    match kind {
        T::PERF_ELAPSED_TIME => return ratio(now.second.checked_sub(now.first)?, now.ticks_per_second),
        T::PERF_RAW_FRACTION | T::PERF_LARGE_RAW_FRACTION => return Some(100.0 * ratio(now.first, now.second)?),
        _ => {}
    }
    let previous = previous?;
    let n = now.first.checked_sub(previous.first).filter(|n| *n >= 0)?;
    let d = now.second.checked_sub(previous.second)?;
    match kind {
        T::PERF_COUNTER_DELTA | T::PERF_COUNTER_LARGE_DELTA => Some(n as f64),
        T::PERF_COUNTER_COUNTER | T::PERF_COUNTER_BULK_COUNT | T::PERF_SAMPLE_COUNTER => {
            let secs = ratio(d, now.ticks_per_second).filter(|s| *s > 0.0)?;
            Some(n as f64 / secs)
        }
        T::PERF_COUNTER_QUEUELEN_TYPE
        | T::PERF_COUNTER_LARGE_QUEUELEN_TYPE
        | T::PERF_COUNTER_100NS_QUEUELEN_TYPE
        | T::PERF_COUNTER_OBJ_TIME_QUEUELEN_TYPE => ratio(n, d),
        T::PERF_COUNTER_TIMER
        | T::PERF_100NSEC_TIMER
        | T::PERF_OBJ_TIME_TIMER
        | T::PERF_PRECISION_SYSTEM_TIMER
        | T::PERF_PRECISION_100NS_TIMER
        | T::PERF_PRECISION_OBJECT_TIMER
        | T::PERF_SAMPLE_FRACTION => Some(100.0 * ratio(n, d)?),
        T::PERF_COUNTER_TIMER_INV | T::PERF_100NSEC_TIMER_INV => Some((100.0 * (1.0 - ratio(n, d)?)).max(0.0)),
        T::PERF_COUNTER_MULTI_TIMER | T::PERF_100NSEC_MULTI_TIMER => Some(100.0 * ratio(n, d)? / items(now)?),
        T::PERF_COUNTER_MULTI_TIMER_INV | T::PERF_100NSEC_MULTI_TIMER_INV => {
            Some((100.0 * (items(now)? - ratio(n, d)?)).max(0.0))
        }
        T::PERF_AVERAGE_TIMER => average(n, d).and_then(|a| {
            let f = now.ticks_per_second;
            (f > 0).then(|| a / f as f64)
        }),
        T::PERF_AVERAGE_BULK => average(n, d),
        _ => None,
    }
}

/// Whether this type can be cooked at all.
pub fn is_known(kind: CounterType) -> bool {
    kind.is_level() || (kind.is_shown() && kind.name().is_some())
}

fn ratio(numerator: i64, denominator: i64) -> Option<f64> {
    (denominator > 0 && numerator >= 0).then(|| numerator as f64 / denominator as f64)
}

/// The items monitored; `None` if the log does not say how many.
fn items(now: &Raw) -> Option<f64> {
    (now.multi > 0).then_some(now.multi as f64)
}

/// Per operation. Windows shows 0 where there was none in the interval (seen in thousands of its own CSV cells).
fn average(n: i64, operations: i64) -> Option<f64> {
    if operations == 0 { Some(0.0) } else { ratio(n, operations) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const F: i64 = 1000;
    const THEN: Raw = Raw { first: 100, second: 5000, ticks_per_second: F, multi: 2 };
    const NOW: Raw = Raw { first: 400, second: 7000, ticks_per_second: F, multi: 2 };

    /// By hand from the formulas of the documentation: N 100 to 400, D 5000 to 7000, F 1000, B 2.
    #[test]
    fn every_documented_type_has_its_formula() {
        type T = CounterType;
        let expected = [
            (T::PERF_COUNTER_RAWCOUNT_HEX, Some(400.0)),
            (T::PERF_COUNTER_LARGE_RAWCOUNT_HEX, Some(400.0)),
            (T::PERF_COUNTER_TEXT, None),
            (T::PERF_COUNTER_RAWCOUNT, Some(400.0)),
            (T::PERF_COUNTER_LARGE_RAWCOUNT, Some(400.0)),
            (T::PERF_COUNTER_DELTA, Some(300.0)),
            (T::PERF_COUNTER_LARGE_DELTA, Some(300.0)),
            (T::PERF_SAMPLE_COUNTER, Some(150.0)),
            (T::PERF_COUNTER_QUEUELEN_TYPE, Some(0.15)),
            (T::PERF_COUNTER_LARGE_QUEUELEN_TYPE, Some(0.15)),
            (T::PERF_COUNTER_100NS_QUEUELEN_TYPE, Some(0.15)),
            (T::PERF_COUNTER_OBJ_TIME_QUEUELEN_TYPE, Some(0.15)),
            (T::PERF_COUNTER_COUNTER, Some(150.0)),
            (T::PERF_COUNTER_BULK_COUNT, Some(150.0)),
            (T::PERF_RAW_FRACTION, Some(100.0 * 400.0 / 7000.0)),
            (T::PERF_LARGE_RAW_FRACTION, Some(100.0 * 400.0 / 7000.0)),
            (T::PERF_COUNTER_TIMER, Some(15.0)),
            (T::PERF_PRECISION_SYSTEM_TIMER, Some(15.0)),
            (T::PERF_100NSEC_TIMER, Some(15.0)),
            (T::PERF_PRECISION_100NS_TIMER, Some(15.0)),
            (T::PERF_OBJ_TIME_TIMER, Some(15.0)),
            (T::PERF_PRECISION_OBJECT_TIMER, Some(15.0)),
            (T::PERF_SAMPLE_FRACTION, Some(15.0)),
            (T::PERF_COUNTER_TIMER_INV, Some(85.0)),
            (T::PERF_100NSEC_TIMER_INV, Some(85.0)),
            (T::PERF_COUNTER_MULTI_TIMER, Some(7.5)),
            (T::PERF_100NSEC_MULTI_TIMER, Some(7.5)),
            (T::PERF_COUNTER_MULTI_TIMER_INV, Some(185.0)),
            (T::PERF_100NSEC_MULTI_TIMER_INV, Some(185.0)),
            (T::PERF_AVERAGE_TIMER, Some(0.15 / 1000.0)),
            (T::PERF_ELAPSED_TIME, Some(6.6)),
            (T::PERF_COUNTER_NODATA, None),
            (T::PERF_AVERAGE_BULK, Some(0.15)),
            (T::PERF_SAMPLE_BASE, None),
            (T::PERF_AVERAGE_BASE, None),
            (T::PERF_RAW_BASE, None),
            (T::PERF_LARGE_RAW_BASE, None),
            (T::PERF_COUNTER_MULTI_BASE, None),
            (T::PERF_COUNTER_HISTOGRAM_TYPE, None),
        ];
        assert_eq!(expected.len(), T::ALL.len(), "a type has no expectation");
        for (kind, value) in expected {
            let got = cook(kind, Some(&THEN), &NOW);
            match (got, value) {
                (Some(a), Some(b)) => assert!((a - b).abs() < 1e-12, "{:?}: {a} for {b}", kind.name()),
                (a, b) => assert_eq!(a, b, "{:?}", kind.name()),
            }
        }
    }

    #[test]
    fn nothing_is_invented_where_counters_fall_or_clocks_stand() {
        type T = CounterType;
        let fell = Raw { first: 50, ..NOW };
        let still = Raw { second: THEN.second, ..NOW };
        let back = Raw { second: THEN.second - 1, ..NOW };
        for kind in [T::PERF_COUNTER_COUNTER, T::PERF_100NSEC_TIMER, T::PERF_COUNTER_QUEUELEN_TYPE] {
            assert_eq!(cook(kind, Some(&THEN), &fell), None);
            assert_eq!(cook(kind, Some(&THEN), &still), None);
            assert_eq!(cook(kind, Some(&THEN), &back), None);
            assert_eq!(cook(kind, None, &NOW), None);
        }
        assert_eq!(cook(T::PERF_AVERAGE_TIMER, Some(&THEN), &Raw { first: 100, ..still }), Some(0.0));
        assert_eq!(cook(T::PERF_RAW_FRACTION, None, &Raw { second: 0, ..NOW }), None);
        let uncounted = Raw { multi: 0, ..NOW };
        assert_eq!(cook(T::PERF_COUNTER_MULTI_TIMER, Some(&THEN), &uncounted), None);
        assert_eq!(cook(T::PERF_COUNTER_MULTI_TIMER_INV, Some(&THEN), &uncounted), None);
        let over = Raw { first: i64::MAX, ..NOW };
        let under = Raw { first: i64::MIN, ..THEN };
        assert_eq!(cook(T::PERF_COUNTER_COUNTER, Some(&under), &over), None);
    }

    #[test]
    fn inverse_timers_stop_at_zero_and_percentages_are_not_capped() {
        let busy = Raw { first: 100 + 9000, ..NOW };
        assert_eq!(cook(CounterType::PERF_100NSEC_TIMER_INV, Some(&THEN), &busy), Some(0.0));
        assert_eq!(cook(CounterType::PERF_100NSEC_TIMER, Some(&THEN), &busy), Some(450.0));
    }
}
