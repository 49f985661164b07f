//! Compares the verdict with its reference on generated series: `cargo bench --bench parity -- series.jsonl`.
//!
//! The series come from `tests/reference/series.py`. Every difference is listed; the last line counts the equal ones.
#![allow(clippy::print_stdout)]

#[path = "../support/reference.rs"]
mod reference;

use reference::{Line, differences};
use std::collections::BTreeMap;
use std::io::BufRead;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(path) = std::env::args().skip(1).find(|a| !a.starts_with('-')) else {
        println!("give the file that tests/reference/series.py wrote");
        return Ok(());
    };
    let (mut total, mut equal, mut numbers_off) = (0, 0, 0);
    let mut families: BTreeMap<(String, String), (usize, usize, usize)> = BTreeMap::new();
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let got = line.judged();
        total += 1;
        let name = got.verdict().name().to_uppercase();
        let count = families.entry((line.label.clone(), line.family.clone())).or_default();
        count.0 += 1;
        count.1 += usize::from(name == "LEAK");
        count.2 += usize::from(name == "SUSPECT");
        if name != line.reference.verdict {
            println!(
                "{}: {} for {} (p {:.4} for {:?})",
                line.id, name, line.reference.verdict, got.run.p, line.reference.p
            );
            continue;
        }
        equal += 1;
        let off = differences(&got, &line.reference);
        if !off.is_empty() {
            numbers_off += 1;
            println!("{} {name}: {}", line.id, off.join(", "));
        }
    }
    println!("label         family                  n  leak suspect");
    for ((label, family), (n, leak, suspect)) in &families {
        println!("{label:13} {family:20} {n:4} {leak:5} {suspect:7}");
    }
    println!("{equal} of {total} verdicts equal; {numbers_off} of them with a number off");
    Ok(())
}
