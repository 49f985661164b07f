//! Compares the verdict with its reference on generated series: `cargo bench --bench parity -- series.jsonl`.
//!
//! The series come from `tests/reference/series.py`. Every difference is listed; the last line counts the equal ones.
#![allow(clippy::print_stdout)]

use poolscope::analysis::{Input, Judgement, judge};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::BufRead;

#[derive(Deserialize)]
struct Line {
    id: String,
    family: String,
    label: String,
    t: Vec<f64>,
    v: Vec<Option<f64>>,
    load: Option<Vec<f64>>,
    restarts: Vec<f64>,
    limit: f64,
    reference: Reference,
}

#[derive(Deserialize)]
struct Reference {
    verdict: String,
    provisional: bool,
    confidence: f64,
    slope: Option<f64>,
    slope_lo: Option<f64>,
    slope_hi: Option<f64>,
    growth: Option<f64>,
    p: Option<f64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(path) = std::env::args().skip(1).find(|a| !a.starts_with('-')) else {
        println!("give the file that tests/reference/series.py wrote");
        return Ok(());
    };
    let (mut total, mut equal, mut numbers_off) = (0, 0, 0);
    let mut families: BTreeMap<(String, String), (usize, usize, usize)> = BTreeMap::new();
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let values: Vec<f64> = line.v.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        let got = judge(&Input {
            times: &line.t,
            values: &values,
            load: line.load.as_deref(),
            restarts: &line.restarts,
            limit: Some(line.limit),
        });
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

/// Numbers that differ by more than 1 % and more than a tenth of the interval.
fn differences(got: &Judgement, reference: &Reference) -> Vec<String> {
    let mut off = Vec::new();
    let width = match (reference.slope_lo, reference.slope_hi) {
        (Some(a), Some(b)) => (b - a).abs() / 10.0,
        _ => f64::INFINITY,
    };
    let mut check = |name: &str, a: Option<f64>, b: Option<f64>, slack: f64| {
        let a = a.filter(|v| v.is_finite());
        let same = match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= (0.01 * b.abs()).max(slack),
            (a, b) => a.is_none() && b.is_none(),
        };
        if !same {
            off.push(format!("{name} {a:?} for {b:?}"));
        }
    };
    let slope = got.slope_per_hour;
    check("slope", slope.map(|s| s.value), reference.slope, width);
    check("low", slope.map(|s| s.low), reference.slope_lo, width);
    check("high", slope.map(|s| s.high), reference.slope_hi, width);
    check("growth", got.run.growth, reference.growth, 1.0);
    check("confidence", Some(got.confidence), Some(reference.confidence), 1e-9);
    if got.provisional != reference.provisional {
        off.push("provisional".to_owned());
    }
    off
}
