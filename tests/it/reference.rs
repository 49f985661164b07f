//! The verdict beside that of the method's reference, on series kept with its answers (`tests/reference/kept.py`).

use crate::support::reference::{Line, differences};
use poolscope::analysis::Verdict;
use std::collections::BTreeMap;

const SERIES: &str = include_str!("../data/reference.jsonl");

fn lines() -> Vec<Line> {
    SERIES.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn all_ten_verdicts_are_those_of_the_reference() {
    const VERDICTS: [Verdict; 10] = [
        Verdict::Leak,
        Verdict::Suspect,
        Verdict::Stable,
        Verdict::Cyclic,
        Verdict::Released,
        Verdict::LoadRelated,
        Verdict::Plateau,
        Verdict::Step,
        Verdict::Inconclusive,
        Verdict::Insufficient,
    ];
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines() {
        let got = line.judged();
        let name = got.verdict().name().to_uppercase();
        assert_eq!(name, line.reference.verdict, "{}", line.id);
        assert_eq!(differences(&got, &line.reference), Vec::<String>::new(), "{} {name}", line.id);
        *counts.entry(got.verdict().name().to_owned()).or_default() += 1;
    }
    for verdict in VERDICTS {
        let count = counts.get(verdict.name()).copied().unwrap_or(0);
        assert!(count >= 3, "{} of {}", count, verdict.name());
    }
}

#[test]
fn a_number_that_is_off_is_seen() {
    let mut line = lines().into_iter().find(|l| l.reference.verdict == "LEAK").unwrap();
    line.reference.slope = line.reference.slope.map(|s| s * 1.5);
    line.reference.provisional ^= true;
    let off = differences(&line.judged(), &line.reference);
    assert!(off.iter().any(|o| o.starts_with("slope")) && off.contains(&"provisional".to_owned()), "{off:?}");
}
