//! The figures of a finding: name and value.

use super::reasons::hours_range;
use super::{Style, limit_reached};
use crate::analysis::explain::given_back;
use crate::analysis::finding::Finding;
use crate::analysis::probability::probability;
use crate::analysis::subjects::Direction;
use crate::analysis::{Ram, Verdict, Why};
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
        rows.push(("Maximum", format!("{} at {}", show(f.max), style.clock.moment(f.max_utc_ms, f.log_secs))));
    }
    let seen = &f.observed;
    let growth = f.growth();
    let is_of_line = !f.reports_floor() && !j.run.why.is_some_and(Why::is_not_of_the_line);
    if !j.verdict().is_rise() || f.direction == Direction::Falling {
        let sign = if growth > 0.0 { "+" } else { "" };
        let part = if seen.is_all { "" } else { " in the part that decided" };
        rows.push(("Change", format!("{sign}{}{part}", show(growth))));
    } else if is_of_line {
        // from where it began to where, according to the sentence, it ended
        rows.push(("Growth", format!("{}, from {}", show(growth), show(seen.rise.0.value))));
    } else {
        rows.push(("Growth", show(growth)));
    }
    if let Some(slope) = j.slope_per_hour.filter(|s| s.value > 0.0) {
        let (value, interval) = style.rate(f.unit, slope);
        let interval = interval.map_or(String::new(), |(low, high)| format!(" ({low} to {high})"));
        rows.push(("Rate", format!("{value} per hour{interval}")));
    }
    if let Some(onset) = f.onset_utc_ms {
        let since = if seen.rose_before { "Faster since" } else { "Since" };
        rows.push((since, style.clock.moment(onset, f.log_secs)));
    }
    if let Some(share) = given_back(f) {
        rows.push(("Largest fall", format!("{}, {}", show(seen.fall_of_rise.size()), units::percent(share))));
    }
    if let Some(left) = j.time_left.filter(|_| j.verdict() == Verdict::Leak) {
        let what = f.limit.map_or(String::new(), |l| format!(" until {}", limit_reached(l.source)));
        let hours = units::duration(left.hours * 3600.0);
        rows.push(("Time left", format!("{hours}{}{what}", hours_range(left))));
    }
    match probability(j) {
        Some(share) => rows.push(("Probability", format!("{:.0} of 100 logs like this leak", share * 100.0))),
        None => rows.push(("Confidence", format!("{} of 100", (j.confidence * 100.0).round()))),
    }
    rows
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
            ["Share of RAM", "Maximum", "Growth", "Rate", "Since", "Largest fall", "Time left", "Probability"]
        );
        assert!(names.iter().all(|name| super::super::glossary::meaning(name).is_some()), "each explains itself");
        let of = |i: usize, name: &str| {
            rows(i).into_iter().find(|(n, _)| *n == name).map(|(_, value)| value).unwrap_or_default()
        };
        assert_eq!(of(0, "Share of RAM"), "70 % of 1000 MB");
        assert_eq!(of(0, "Maximum"), "699 MB at 4 Mar 2026 09:55");
        assert!(of(0, "Rate").contains(" MB per hour ("), "{}", of(0, "Rate"));
        assert!(of(0, "Time left").ends_with("until no memory is available any more"), "{}", of(0, "Time left"));
        assert!(of(1, "Least").starts_with("301 MB") && of(1, "Change").starts_with('-'), "{:?}", rows(1));
        assert!(of(1, "Time left").ends_with("until nothing is left"));
    }
}
