//! Logs with damage of many kinds, read and compared with the undamaged ones, cell by cell: `cargo bench --bench mutants
//! [-- COUNT [SEED]]`. What is lost must be reported; what is whole must be equal. Fails where a loss is silent.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use support::mutants::{self, Class};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = std::env::args().skip(1).filter_map(|a| a.parse::<u64>().ok());
    let (count, seed) = (numbers.next().unwrap_or(2_000), numbers.next().unwrap_or(1));
    let logs = mutants::logs();
    let mut table: BTreeMap<(Class, &str), [u64; 4]> = BTreeMap::new();
    let mut silent = 0;
    for i in 0..count {
        // the log of many parts takes longest
        let (name, log) = &logs[if i % 8 == 7 { 2 } else { (i % 2) as usize }];
        let mutant = mutants::Mutant::of(log, seed.wrapping_mul(1_000_003) + i);
        let outcome = log.compare(&mutant);
        let row = table.entry((mutant.class, name)).or_default();
        row[outcome.column()] += 1;
        if let mutants::Outcome::Silent(what) = outcome {
            silent += 1;
            println!("SILENT {name} {:?}: {}: {what}", mutant.class, mutant.what);
        }
    }
    println!("{:12} {:10} {:>8} {:>8} {:>8} {:>8}", "class", "log", "equal", "reported", "refused", "silent");
    for ((class, name), row) in &table {
        println!("{:12} {name:10} {:>8} {:>8} {:>8} {:>8}", format!("{class:?}"), row[0], row[1], row[2], row[3]);
    }
    println!("{count} mutants, {silent} silent losses");
    if silent > 0 { Err("silent losses".into()) } else { Ok(()) }
}
