//! The figures of a finding: name and value.

use super::{Style, limit_reached};
use crate::analysis::explain::given_back;
use crate::analysis::finding::Finding;
use crate::analysis::probability::probability;
use crate::analysis::subjects::Direction;
use crate::analysis::{Judgement, Ram, Shape, Verdict, Why};
use crate::model::units;

/// The figures of a finding, in the order of the sidebar: name and value.
pub fn figures(f: &Finding, ram: &Ram, style: &Style) -> Vec<(&'static str, String)> {
    let j = &f.judgement;
    let show = |v: f64| style.amount(f.unit, v);
    let mut rows = Vec::new();
    if let (Some(share), Some(bytes)) = (f.ram_fraction, ram.bytes) {
        let resident = f.resident_ram_fraction.map_or(String::new(), |r| format!(" ({} resident)", units::percent(r)));
        rows.push(("Share of RAM", format!("{} of {}{resident}", units::percent(share), style.units.ram(bytes))));
    }
    if f.direction == Direction::Falling {
        rows.push(("Least", show(f.min)));
    } else {
        rows.push(("Maximum", format!("{} at {}", show(f.max), style.clock.minute(f.max_utc_ms))));
    }
    let is_rise = j.verdict().is_rise();
    match f.growth() {
        Some(growth) if f.direction == Direction::Falling => rows.push(("Change", show(growth))),
        // to the maximum, as the sentence tells it; the method's own growth is between medians
        Some(_) if is_rise && j.run.shape != Some(Shape::RisingFloor) && !says_growth(j) => {
            rows.push(("Growth", format!("{}, from {}", show(f.reached() - j.run.start), show(j.run.start))));
        }
        Some(growth) => rows.push(("Growth", show(growth))),
        None => {}
    }
    if let Some(slope) = j.slope_per_hour {
        let interval = style.interval(f.unit, slope).map_or(String::new(), |(low, high)| format!(" ({low} to {high})"));
        rows.push(("Rate", format!("{} per hour{interval}", show(slope.value))));
    }
    if let Some(onset) = f.onset_utc_ms {
        rows.push(("Since", style.clock.minute(onset)));
    }
    if let Some(share) = given_back(j) {
        rows.push(("Given back", units::percent(share)));
    }
    if let Some(left) = j.time_left.filter(|_| j.verdict() == Verdict::Leak) {
        let hours = |h: f64| units::duration(h * 3600.0);
        let range = match left.high.is_finite() {
            true => format!(" ({} to {})", hours(left.low), hours(left.high)),
            false => format!(" (at least {})", hours(left.low)),
        };
        let what = f.limit.map_or(String::new(), |l| format!(" until {}", limit_reached(l.source)));
        rows.push(("Time left", format!("{}{range}{what}", hours(left.hours))));
    }
    match probability(j) {
        Some(share) => rows.push(("Probability", format!("{:.0} of 100 logs like this leak", share * 100.0))),
        None => rows.push(("Confidence", format!("{} of 100", (j.confidence * 100.0).round()))),
    }
    rows
}

/// Whether the sentence tells the growth of what was looked at, not of the highest sample.
fn says_growth(j: &Judgement) -> bool {
    matches!(j.run.why, Some(Why::Joint | Why::AcrossRestarts))
}

#[cfg(test)]
mod tests {
    use super::super::test::{MB, report, style};
    use super::*;

    #[test]
    fn figures_of_a_leak_and_of_what_runs_out() {
        let report = report(
            &[
                (r"\Memory\Pool Nonpaged Bytes", &|i| 100.0 * MB + i * MB),
                (r"\Memory\Available Bytes", &|i| 900.0 * MB - i * MB),
            ],
            600,
        );
        let rows = |i: usize| figures(&report.findings[i], &report.ram, &style());
        let names: Vec<&str> = rows(0).iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            ["Share of RAM", "Maximum", "Growth", "Rate", "Since", "Given back", "Time left", "Probability"]
        );
        let of = |i: usize, name: &str| {
            rows(i).into_iter().find(|(n, _)| *n == name).map(|(_, value)| value).unwrap_or_default()
        };
        assert_eq!(of(0, "Share of RAM"), "70 % of 1000 MB");
        assert_eq!(of(0, "Maximum"), "699 MB at 4 Mar 2026 09:55");
        assert!(
            of(0, "Rate").starts_with("12 MB per hour")
                && of(0, "Time left").ends_with("until no memory is available any more")
        );
        assert!(of(1, "Least").starts_with("301 MB") && of(1, "Change").starts_with('-'), "{:?}", rows(1));
        assert!(of(1, "Time left").ends_with("until nothing is left"));
    }
}
