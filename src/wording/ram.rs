//! What is known about a computer's RAM, in words.

use super::Style;
use crate::analysis::Ram;
use crate::analysis::ram::{RamSource, Refused};

/// `RAM 1000 MB (from the log's NUMA counters)`, or what is known about it.
pub fn ram(ram: &Ram, style: &Style) -> String {
    let known = match (ram.bytes, bracket(ram, style)) {
        (Some(bytes), _) => format!("RAM {} ({})", style.units.ram(bytes), source(ram.source)),
        (None, Some(bracket)) => format!("RAM not in the log, {bracket}"),
        (None, None) => "RAM not in the log".to_owned(),
    };
    ram.refused.map_or(known.clone(), |refused| format!("{known}. {}", refusal(&refused, style)))
}

/// `300 MB cannot be right: Pool Nonpaged Bytes alone reached 540 MB`
pub fn refusal(refused: &Refused, style: &Style) -> String {
    let (bytes, reached) = (style.units.ram(refused.bytes), style.units.bytes(refused.reached));
    format!("{bytes} cannot be right: {} alone reached {reached}", refused.counter)
}

/// `between 2.9 GB and 6.1 GB`.
pub fn bracket(ram: &Ram, style: &Style) -> Option<String> {
    let bytes = |v: f64| style.units.bytes(v);
    match (ram.low, ram.high) {
        (Some(low), Some(high)) => {
            let (least, most) = style.units.bytes_distinct(low, high);
            Some(if least == most { format!("about {least}") } else { format!("between {least} and {most}") })
        }
        (Some(low), None) => Some(format!("at least {}", bytes(low))),
        (None, Some(high)) => Some(format!("at most about {}", bytes(high))),
        (None, None) => None,
    }
}

/// Where an amount comes from, after the amount.
fn source(source: RamSource) -> &'static str {
    match source {
        RamSource::User => "set by you",
        RamSource::Session => "set in the session",
        RamSource::Numa => "from the log's NUMA counters",
        RamSource::Listing => "from the listing of pool tags",
        RamSource::Bracket => "estimated from the log",
        RamSource::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::style;
    use super::*;

    #[test]
    fn what_is_known_of_the_ram() {
        const GB: f64 = 1_073_741_824.0;
        let of = |bytes, source, low, high| ram(&Ram { bytes, source, low, high, refused: None }, &style());
        assert_eq!(of(Some(16.0 * GB), RamSource::User, None, None), "RAM 16 GB (set by you)");
        assert_eq!(of(Some(GB), RamSource::Numa, None, None), "RAM 1 GB (from the log's NUMA counters)");
        let refused = Some(Refused { bytes: 0.25 * GB, counter: "Pool Nonpaged Bytes", reached: 0.5 * GB });
        assert_eq!(
            ram(&Ram { bytes: None, source: RamSource::Unknown, low: None, high: None, refused }, &style()),
            "RAM not in the log. 256 MB cannot be right: Pool Nonpaged Bytes alone reached 512 MB"
        );
        let bracket = |low, high| of(None, RamSource::Bracket, low, high);
        assert_eq!(bracket(Some(GB), Some(2.0 * GB)), "RAM not in the log, between 1 GB and 2 GB");
        assert_eq!(bracket(Some(GB), None), "RAM not in the log, at least 1 GB");
        assert_eq!(bracket(None, Some(GB)), "RAM not in the log, at most about 1 GB");
        assert_eq!(of(None, RamSource::Unknown, None, None), "RAM not in the log");
    }
}
