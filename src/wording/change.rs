//! Before and after in words.

use super::verdict::word;
use super::{Style, lower_first};
use crate::analysis::{Change, Compared};
use crate::model::units::Unit;

/// `12 MB per hour`, `-1.5 MB per hour`
pub fn per_hour(unit: Unit, amount: f64, style: &Style) -> String {
    format!("{} per hour", style.amount(unit, amount))
}

/// How a pool changed, in one sentence.
pub fn sentence(c: &Compared, style: &Style) -> String {
    let title = c.pool.title();
    let [before, after] = c.rates.map(|r| per_hour(Unit::Bytes, r.value, style));
    match c.change {
        Change::Stopped => format!("The rise of the {} stopped: {before} before, {after} after.", lower_first(title)),
        Change::Slower => format!("{title} still leaks, but more slowly: {after} instead of {before}."),
        Change::Faster => format!("{title} leaks faster: {after} instead of {before}."),
        Change::Same => format!("{title} leaks as before: {before} before, {after} after."),
        Change::Began => format!("{title} began to leak: {before} before, {after} after."),
        Change::Calm => format!("{title} does not leak, before or after."),
        Change::Unsure => {
            let [before, after] = c.findings.each_ref().map(|f| word(f).to_lowercase());
            format!("{title}: {before} before, {after} after; not enough to say what changed.")
        }
        Change::Undecided => {
            let side = match c.is_undecided() {
                [true, true] => "neither log says enough",
                [true, false] => "the log from before does not say enough",
                _ => "the log from after does not say enough",
            };
            format!("Cannot tell what changed for the {}: {side}.", lower_first(title))
        }
    }
}

/// The compared figures of a pool: name and value.
pub fn figures(c: &Compared, style: &Style) -> Vec<(&'static str, String)> {
    let [before, after] = c.rates.map(|r| per_hour(Unit::Bytes, r.value, style));
    let d = c.difference;
    let interval = if let Some((low, high)) = style.interval(Unit::Bytes, d) {
        format!(" (95 %: {low} to {high})")
    } else {
        String::new()
    };
    let [word_before, word_after] = c.findings.each_ref().map(word);
    vec![
        ("Before", format!("{word_before}, {before}")),
        ("After", format!("{word_after}, {after}")),
        ("Difference", format!("{}{interval}", per_hour(Unit::Bytes, d.value, style))),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::test::{MB, finding, style};
    use super::*;
    use crate::analysis::trend::Slope;
    use crate::model::pools::Pool;

    #[test]
    fn every_change_has_its_sentence() {
        let slope = |value: f64| Slope { value: value * MB, low: (value - 1.0) * MB, high: (value + 1.0) * MB };
        let of = |change| Compared {
            pool: Pool::Nonpaged,
            change,
            findings: [finding(true), finding(true)],
            rates: [slope(12.0), slope(3.0)],
            difference: slope(-9.0),
        };
        for (change, text) in [
            (Change::Stopped, "The rise of the nonpaged pool stopped: 12 MB per hour before, 3 MB per hour after."),
            (Change::Slower, "Nonpaged pool still leaks, but more slowly: 3 MB per hour instead of 12 MB per hour."),
            (Change::Faster, "Nonpaged pool leaks faster: 3 MB per hour instead of 12 MB per hour."),
            (Change::Same, "Nonpaged pool leaks as before: 12 MB per hour before, 3 MB per hour after."),
            (Change::Began, "Nonpaged pool began to leak: 12 MB per hour before, 3 MB per hour after."),
            (Change::Calm, "Nonpaged pool does not leak, before or after."),
            (Change::Unsure, "Nonpaged pool: leaking before, leaking after; not enough to say what changed."),
            (
                Change::Undecided,
                "Cannot tell what changed for the nonpaged pool: the log from after does not say enough.",
            ),
        ] {
            assert_eq!(sentence(&of(change), &style()), text);
        }
        let rows = figures(&of(Change::Slower), &style());
        assert_eq!(rows[0], ("Before", "Leaking, 12 MB per hour".to_owned()));
        assert_eq!(rows[2], ("Difference", "-9 MB per hour (95 %: -10 MB to -8 MB)".to_owned()));
    }
}
