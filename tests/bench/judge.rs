//! How long a verdict takes: `cargo bench --bench judge`. One core.
#![allow(clippy::print_stdout)]

use poolscope::analysis::{Input, judge};
use std::time::Instant;

fn main() {
    println!("{:>10} {:>10} {:>16}", "samples", "ms", "samples/s");
    for n in [1_000, 10_000, 100_000, 1_000_000] {
        // a rise with noise from a multiplicative generator: every look is taken, none ends early
        let mut state = 1u64;
        let mut noise = || {
            state = state * 48_271 % 0x7FFF_FFFF;
            state as f64 / f64::from(0x7FFF_FFFFu32)
        };
        let times: Vec<f64> = (0..n).map(|i| f64::from(i) * 10.0).collect();
        let values: Vec<f64> =
            (0..n).map(|i| (3e4 + 2e3 * noise() + 4e3 * f64::from(i) / f64::from(n)).round() * 4096.0).collect();
        let input = Input { times: &times, values: &values, ..Input::default() };
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            let begun = Instant::now();
            let judgement = judge(&input);
            best = best.min(begun.elapsed().as_secs_f64());
            std::hint::black_box(judgement);
        }
        println!("{n:>10} {:>10.1} {:>16.0}", best * 1000.0, f64::from(n) / best);
    }
}
