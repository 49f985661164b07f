//! The chart's text besides its lines: titles, labels of marks, what lies between the cursors.

use super::Style;
use crate::analysis::{Finding, Ram};
use crate::model::units::{duration, grouped};

/// Notes whose boxes do not fit: `18,000 more notes, shown as dots: zoom in to read them`
pub fn more_notes(count: usize) -> String {
    let (notes, them) = if count == 1 { ("note, shown as a dot", "it") } else { ("notes, shown as dots", "them") };
    format!("{} more {notes}: zoom in to read {them}", grouped(count as f64))
}

/// Marks whose labels do not fit.
pub fn more_marks(count: usize) -> String {
    let (marks, them) = if count == 1 { ("mark", "it") } else { ("marks", "them") };
    format!("{} more {marks} without a label: zoom in to read {them}", grouped(count as f64))
}

/// How a scaled line is measured: `right axis, ×10`
pub fn scaled(measure: Option<String>, times: &str) -> String {
    measure.map_or_else(|| times.to_owned(), |measure| format!("{measure}, {times}"))
}

/// How fast it rises and how long that can continue, below its sentence:
/// `11.6 MB per hour (11.2 MB to 12.1 MB); time left: 16 h (16 h to 17 h) until no memory is available any more`. Empty
/// if it does not rise.
pub fn figures(finding: &Finding, ram: &Ram, style: &Style) -> String {
    let all = super::figures::figures(finding, ram, style);
    let of = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    match (of("Rate").filter(|_| finding.judgement.verdict().is_rise()), of("Time left")) {
        (Some(rate), Some(left)) => format!("{rate}; time left: {left}"),
        (Some(rate), None) => rate.to_owned(),
        (None, _) => String::new(),
    }
}

/// `Kernel pools on SRV`
pub fn title(computer: &str, has_pools: bool) -> String {
    let what = if has_pools { "Kernel pools" } else { "Counters" };
    if computer.is_empty() { what.to_owned() } else { format!("{what} on {computer}") }
}

/// `Pool Nonpaged Bytes on SRV`
pub fn of_computer(name: &str, computer: &str) -> String {
    if computer.is_empty() { name.to_owned() } else { format!("{name} on {computer}") }
}

/// `Kernel pools on A (before) and B (after)`
pub fn compared_title([before, after]: [&str; 2]) -> String {
    match (before, after) {
        ("", "") => "Kernel pools, before and after".to_owned(),
        _ if crate::model::path::is_same_computer(before, after) => {
            format!("Kernel pools on {before}, before and after")
        }
        _ => format!("Kernel pools on {before} (before) and {after} (after)"),
    }
}

/// `max 540 MB, 5 Jul 14:35`
pub fn maximum(finding: &Finding, style: &Style) -> String {
    let at = style.clock.short_moment(finding.max_utc_ms, finding.log_secs);
    format!("max {}, {}", style.amount(finding.unit, finding.max), at)
}

/// `RAM 16 GB`
pub fn ram(bytes: f64, style: &Style) -> String {
    format!("RAM {}", style.units.ram(bytes))
}

/// What a trend belongs to, and how steep it is: `nonpaged pool, 4.3 MB per hour`.
pub fn trend(finding: &Finding, per_hour: f64, style: &Style) -> String {
    format!("{}, {}", super::lower_first(&super::title(finding)), rate(finding, per_hour, style))
}

/// The slope of a trend line: `4.3 MB per hour`.
pub fn rate(finding: &Finding, per_hour: f64, style: &Style) -> String {
    super::change::per_hour(finding.unit, per_hour, style)
}

/// `rise began 4 Mar 08:00`
pub fn onset(utc_ms: i64, rose_before: bool, style: &Style) -> String {
    let what = if rose_before { "rises faster from" } else { "rise began" };
    format!("{what} {}", style.clock.short(utc_ms))
}

pub const SINCE_LOGS_BEGAN: &str = "time since each log began";
pub const TIMES_OF_DAY: &str = "times of day aligned";
pub const SINCE_START_UPS: &str = "time since each start-up";

/// Which log is before and which is after, and how they are aligned.
pub fn compared_subtitle(names: &[String; 2], spans: &[String; 2], aligned_by: &str) -> String {
    format!("before: {}, {}  ·  after: {}, {}  ·  {aligned_by}", names[0], spans[0], names[1], spans[1])
}

pub fn before_and_after(before: &str, after: &str) -> String {
    format!("before: {before}  ·  after: {after}")
}

/// A stretch without samples.
pub fn gap(secs: f64) -> String {
    format!("no samples, {}", duration(secs))
}

pub const RESTART: &str = "restart";
pub const NOT_IN_VERDICT: &str = "not part of the verdict";
pub const NOT_JUDGED: &str = "not judged";
/// Suffix to the name of a line that is stacked on others.
pub const STACKED: &str = ", stacked";

/// Label of the handle that moves listings of pool tags.
pub const LISTINGS_BEGIN: &str = "tags begin";

pub const RIGHT_AXIS: &str = "right axis";

/// `chart's height = 3.36 MB/s`, for a line with its own scale.
pub fn own_height(height: &str) -> String {
    format!("chart's height = {height}")
}

/// A verdict on a part of the time.
pub fn narrowed(sentence: &str) -> String {
    format!("In the marked time only: {sentence}")
}

/// `judged: only 14:00 to 15:00  ·  …`
pub fn narrowed_subtitle(span: &str, subtitle: &str) -> String {
    format!("judged: only {span}  ·  {subtitle}")
}

/// How far cursor B is from cursor A: `2 h later`.
pub fn apart(secs: f64) -> String {
    format!("{} {}", duration(secs.abs()), if secs < 0.0 { "earlier" } else { "later" })
}

/// What a line does between the cursors: `+256 MB, 12 MB per hour`.
pub fn between(change: f64, secs: f64, show: &dyn Fn(f64) -> String) -> String {
    let sign = if change > 0.0 { "+" } else { "" };
    let rate = if secs == 0.0 { String::new() } else { format!(", {} per hour", show(change / secs * 3600.0)) };
    format!("{sign}{}{rate}", show(change))
}

#[cfg(test)]
mod tests {
    use super::super::test::{finding, style};
    use super::*;

    #[test]
    fn every_label_says_what_it_is_of() {
        let (finding, style) = (finding(true), style());
        assert_eq!((title("", true).as_str(), title("PC", false).as_str()), ("Kernel pools", "Counters on PC"));
        assert_eq!(compared_title(["", ""]), "Kernel pools, before and after");
        assert_eq!(compared_title(["SRV-Ä", "srv-ä"]), "Kernel pools on SRV-Ä, before and after");
        assert_eq!(compared_title(["A", "B"]), "Kernel pools on A (before) and B (after)");
        assert!(maximum(&finding, &style).starts_with("max 699 MB, "), "{}", maximum(&finding, &style));
        assert_eq!(ram(1_073_741_824.0, &style), "RAM 1 GB");
        assert_eq!(rate(&finding, 2_097_152.0, &style), "2 MB per hour");
        assert!(onset(0, false, &style).starts_with("rise began "));
        assert!(onset(0, true, &style).starts_with("rises faster from "));
        assert_eq!(gap(7200.0), "no samples, 2 h");
        assert_eq!(own_height("448"), "chart's height = 448");
        assert_eq!(narrowed("It leaks."), "In the marked time only: It leaks.");
        assert_eq!(narrowed_subtitle("a to b", "rest"), "judged: only a to b  ·  rest");
        assert_eq!((apart(7200.0).as_str(), apart(-60.0).as_str()), ("2 h later", "60 s earlier"));
        let show = |v: f64| format!("{v}");
        assert_eq!(between(5.0, 3600.0, &show), "+5, 5 per hour");
        assert_eq!(between(-5.0, 0.0, &show), "-5");
        assert_eq!(more_marks(1), "1 more mark without a label: zoom in to read it");
        assert_eq!(more_marks(1200), "1,200 more marks without a label: zoom in to read them");
    }
}
