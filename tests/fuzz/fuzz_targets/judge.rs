//! Does any series of numbers break the verdict?
#![no_main]

use libfuzzer_sys::fuzz_target;
use poolscope::analysis::{Input, judge};

fuzz_target!(|input: (Vec<(u32, i64)>, bool)| {
    let (rows, has_load) = input;
    let mut time = 0.0;
    let times: Vec<f64> = rows
        .iter()
        .map(|(step, _)| {
            time += f64::from(step % 100_000) / 10.0;
            time
        })
        .collect();
    let values: Vec<f64> = rows.iter().map(|(_, v)| if v % 17 == 0 { f64::NAN } else { *v as f64 }).collect();
    let load: Vec<f64> = rows.iter().map(|(step, v)| f64::from(*step) + (*v % 1000) as f64).collect();
    let judgement = judge(&Input {
        times: &times,
        values: &values,
        load: has_load.then_some(&load[..]),
        restarts: &[time / 2.0],
        limit: Some(1e18),
        ..Input::default()
    });
    assert!((0.0..=1.0).contains(&judgement.confidence));
    if let Some(slope) = judgement.slope_per_hour {
        assert!(slope.low <= slope.value && slope.value <= slope.high, "{slope:?}");
    }
});
