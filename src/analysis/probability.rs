//! How often a verdict like this is right.

use super::{Judgement, Verdict, policy};

/// The share of logs with a leak reported or suspected like this that do leak: measured on families of series not used
/// in developing the method, of which half of all logs leak. `None` if nothing rises.
pub fn probability(j: &Judgement) -> Option<f64> {
    let table: &[(f64, f64)] = match (j.verdict(), j.provisional) {
        (Verdict::Leak, false) => &policy::PROBABILITY_FIRM,
        (Verdict::Leak, true) => &policy::PROBABILITY_PROVISIONAL,
        (Verdict::Suspect, _) => &policy::PROBABILITY_SUSPECT,
        _ => return None,
    };
    table.iter().find(|(most, _)| j.confidence <= *most).or(table.last()).map(|(_, share)| *share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_confidence_never_means_less_probable() {
        for table in [&policy::PROBABILITY_FIRM[..], &policy::PROBABILITY_PROVISIONAL, &policy::PROBABILITY_SUSPECT] {
            assert!(table.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 <= w[1].1), "{table:?}");
            assert!(table.iter().all(|(_, share)| (0.0..1.0).contains(share)));
        }
    }
}
