//! Words for amounts: bytes Windows-style (1 MB = 1,048,576 bytes), durations, counts.

use serde::{Deserialize, Serialize};

/// What 1 MB means wherever an amount is shown. What logs count in (a counter of "MBytes") and typed amounts stay as in
/// Windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// 1,048,576 bytes, as in Windows.
    #[default]
    Binary,
    /// 1,000,000 bytes.
    Decimal,
}

impl Units {
    /// How many of a unit make one of the next: 1024 or 1000.
    pub fn step(self) -> f64 {
        match self {
            Self::Binary => 1024.0,
            Self::Decimal => 1000.0,
        }
    }

    /// The largest unit in which the amount is at least one, with its name and a leading space.
    pub fn byte_unit(self, value: f64) -> (f64, &'static str) {
        let (size, step) = (value.abs(), self.step());
        let names = [if size == 1.0 { " byte" } else { " bytes" }, " KB", " MB", " GB", " TB"];
        // what would read as 1024 of a unit is shown as one of the next
        let reads_as =
            |order: usize| step.powi(order as i32) - if order > 1 { step.powi(order as i32 - 1) / 2.0 } else { 0.5 };
        let order = (1..names.len()).rev().find(|order| size >= reads_as(*order)).unwrap_or(0);
        (step.powi(order as i32), names[order])
    }

    /// An amount of memory to about three figures: `540 MB`, `1.84 MB`, `27.1 MB`, `96.0 KB`.
    pub fn bytes(self, value: f64) -> String {
        let (unit, name) = self.byte_unit(value);
        figures(value / unit) + name
    }

    /// Two amounts of memory, with as many digits as it takes to tell them apart.
    pub fn bytes_distinct(self, a: f64, b: f64) -> (String, String) {
        let said = (self.bytes(a), self.bytes(b));
        let is_alike = self.byte_unit(a).0 == self.byte_unit(b).0;
        let ratio = (a / b).abs();
        if a == b || said.0 != said.1 && (is_alike || !(1.0 / NEAR..NEAR).contains(&ratio)) {
            return said;
        }
        let (unit, name) = self.byte_unit(if a.abs() > b.abs() { a } else { b });
        let decimals = decimals_apart(a / unit, b / unit);
        let at = |v: f64| format!("{:.decimals$}{name}", v / unit);
        (at(a), at(b))
    }

    /// An amount between two others, with as many digits as these.
    pub fn between(self, unit: Unit, value: f64, (low, high): (f64, f64)) -> String {
        let each = unit.bytes_each().unwrap_or(1.0);
        let said = self.show_distinct(unit, low, high);
        if said.0 == self.show(unit, low) {
            return self.show(unit, value);
        }
        let (size, name) = match unit.bytes_each() {
            Some(_) => self.byte_unit(each * if low.abs() > high.abs() { low } else { high }),
            None => (1.0, if unit == Unit::Percent { " %" } else { "" }),
        };
        let decimals = decimals_apart(low * each / size, high * each / size);
        format!("{:.decimals$}{name}", value * each / size)
    }

    /// An amount of RAM as people write it: in GB if that is a round number, otherwise in MB.
    pub fn ram(self, value: f64) -> String {
        let gb = value / self.step().powi(3);
        if gb >= 1.0 && (gb * 4.0).fract() == 0.0 {
            format!("{gb} GB")
        } else if (MB..64.0 * GB).contains(&value) {
            format!("{:.0} MB", value / self.step().powi(2))
        } else {
            self.bytes(value)
        }
    }

    /// An amount with its unit, to about three figures: `540 MB`, `1.84 MB`, `12,345`.
    pub fn show(self, unit: Unit, value: f64) -> String {
        match unit {
            Unit::Bytes => self.bytes(value),
            Unit::KBytes => self.bytes(value * KB),
            Unit::MBytes => self.bytes(value * MB),
            Unit::Count => count(value),
            Unit::Percent if is_small(value) => small(value) + " %",
            Unit::Percent => format!("{value:.1} %"),
        }
    }

    /// Two amounts, with as many digits as it takes to tell them apart.
    pub fn show_distinct(self, unit: Unit, a: f64, b: f64) -> (String, String) {
        match unit.bytes_each() {
            Some(each) => self.bytes_distinct(a * each, b * each),
            None => {
                let said = (self.show(unit, a), self.show(unit, b));
                let suffix = if unit == Unit::Percent { " %" } else { "" };
                if said.0 != said.1 || a == b {
                    return said;
                }
                let decimals = decimals_apart(a, b);
                (format!("{a:.decimals$}{suffix}"), format!("{b:.decimals$}{suffix}"))
            }
        }
    }
}

/// A nonzero value that would read as zero with one decimal.
fn is_small(value: f64) -> bool {
    value != 0.0 && value.abs() < 0.05
}

/// A small number to two significant digits: `0.0008`.
fn small(value: f64) -> String {
    const MOST: f64 = 12.0;
    let decimals = (1.0 - value.abs().log10().floor()).clamp(2.0, MOST) as usize;
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A count, to about three figures if it is not a whole number.
fn count(value: f64) -> String {
    /// From here on, more digits would be shown than the value has.
    const FALSE_FIGURES: f64 = 1e15;
    if value.abs() >= FALSE_FIGURES {
        format!("{value:.2e}")
    } else if is_small(value) {
        small(value)
    } else if value.abs() < 100.0 && value.fract().abs() > 1e-9 {
        format!("{value:.1}")
    } else {
        grouped(value)
    }
}

/// The fewest decimals that tell two numbers apart, at most six; the usual ones if these suffice.
fn decimals_apart(a: f64, b: f64) -> usize {
    let differ = |decimals: &usize| format!("{a:.0$}", *decimals) != format!("{b:.0$}", *decimals);
    let figures = if a.abs().max(b.abs()) >= 100.0 {
        0
    } else if a.abs().max(b.abs()) >= 10.0 {
        1
    } else {
        2
    };
    (figures..6).find(differ).unwrap_or(6)
}

/// What a counter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    Bytes,
    KBytes,
    MBytes,
    Count,
    Percent,
}

impl Unit {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::KBytes => "kbytes",
            Self::MBytes => "mbytes",
            Self::Count => "count",
            Self::Percent => "percent",
        }
    }

    /// Bytes in one of these, if it is an amount of memory.
    pub fn bytes_each(self) -> Option<f64> {
        match self {
            Self::Bytes => Some(1.0),
            Self::KBytes => Some(KB),
            Self::MBytes => Some(MB),
            Self::Count | Self::Percent => None,
        }
    }

    /// The unit given in a counter's name.
    pub fn of_counter(counter: &str) -> Self {
        let name = counter.to_ascii_lowercase();
        if name.starts_with('%') {
            Self::Percent
        } else if name.ends_with("mbytes") {
            Self::MBytes
        } else if name.ends_with("kbytes") {
            Self::KBytes
        } else if name.contains("bytes") || name == "commit limit" || name.starts_with("working set") {
            Self::Bytes
        } else {
            Self::Count
        }
    }
}

pub const KB: f64 = 1024.0;
pub const MB: f64 = 1_048_576.0;
pub const GB: f64 = 1_073_741_824.0;
pub const TB: f64 = GB * 1024.0;

/// Two amounts are shown in one unit if neither is this many times the other.
const NEAR: f64 = 2.0;

fn figures(value: f64) -> String {
    let size = value.abs();
    let text = if size >= 100.0 || size == 0.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    };
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// Bytes in full, with thousands separators: `566,231,040 bytes`.
pub fn exact_bytes(value: f64) -> String {
    format!("{} bytes", grouped(value))
}

/// `1 sample`, `12,345 samples`.
pub fn samples(count: usize) -> String {
    if count == 1 { "1 sample".to_owned() } else { format!("{} samples", grouped(count as f64)) }
}

/// A whole number with thousands separators.
pub fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value <= -0.5 {
        out.push('-');
    }
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A duration in the unit a reader would choose: `45 s`, `12 min`, `36 h`, `4.5 days`, `3 years`.
pub fn duration(secs: f64) -> String {
    const DAY: f64 = 86_400.0;
    if !secs.is_finite() {
        "for ever".to_owned()
    } else if secs < 1.0 && secs > 0.0 {
        format!("{} ms", figures(secs * 1000.0))
    } else if secs < 120.0 {
        format!("{secs:.0} s")
    } else if secs < 7200.0 {
        format!("{:.0} min", secs / 60.0)
    } else if secs < 3.0 * DAY {
        format!("{} h", coarse(secs / 3600.0))
    } else if secs < 730.0 * DAY {
        format!("{} days", coarse(secs / DAY))
    } else if secs < 36_525.0 * DAY {
        format!("{} years", coarse(secs / (365.25 * DAY)))
    } else {
        "more than 100 years".to_owned()
    }
}

/// Two significant digits are enough for a duration.
fn coarse(value: f64) -> String {
    let text = if value >= 9.95 { format!("{value:.0}") } else { format!("{value:.1}") };
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A share in percent, with one decimal below 10 % if that adds information: `54 %`, `4.2 %`, `0.3 %`.
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    if is_small(value) {
        "less than 0.1 %".to_owned()
    } else if value.abs() < 10.0 {
        format!("{value:.1} %")
    } else {
        format!("{value:.0} %")
    }
}

/// Plausible RAM sizes: from 1 MB to 4 PB, which is what Windows can address.
pub const RAM_RANGE: std::ops::RangeInclusive<f64> = MB..=4096.0 * TB;

/// Reads an amount of RAM a person typed: `1000MB`, `16 GB`, `1.5g`, `17179869184`. Units are binary.
pub fn parse_bytes(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',' || c == '_')).unwrap_or(text.len());
    let digits = &text[..end];
    // commas separate thousands; a decimal comma would make the amount ten times as large
    let is_grouped = digits.split(',').skip(1).all(|g| g.split('.').next().is_some_and(|d| d.len() == 3));
    let number: f64 = digits.replace([',', '_'], "").parse().ok().filter(|_| is_grouped)?;
    let factor = match text[end..].trim().to_ascii_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => 1.0,
        "k" | "kb" | "kib" => KB,
        "m" | "mb" | "mib" => MB,
        "g" | "gb" | "gib" => GB,
        "t" | "tb" | "tib" => TB,
        _ => return None,
    };
    let bytes = number * factor;
    RAM_RANGE.contains(&bytes).then_some(bytes)
}

/// Reads hours from `90m`, `6 h`, `2d`, `1 day`; `None` if the text is not a time longer than zero.
pub fn parse_hours(text: &str) -> Option<f64> {
    let text = text.trim().to_lowercase();
    let end = text.find(|c: char| c.is_alphabetic())?;
    let number: f64 = text[..end].trim().replace(',', ".").parse().ok()?;
    let hours = match text[end..].trim() {
        "m" | "min" | "minute" | "minutes" => 1.0 / 60.0,
        "h" | "hour" | "hours" => 1.0,
        "d" | "day" | "days" => 24.0,
        "w" | "week" | "weeks" => 168.0,
        _ => return None,
    };
    Some(number * hours).filter(|hours| hours.is_finite() && *hours > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_type_them() {
        let all = ["90m", " 6 h", "2d", "1 day", "1,5 h", "2 weeks"].map(parse_hours);
        assert_eq!(all, [1.5, 6.0, 48.0, 24.0, 1.5, 336.0].map(Some));
        assert_eq!(["", "6", "h", "-1h", "0h", "1 year", "inf h", "nan h"].map(parse_hours), [None; 8]);
    }

    #[test]
    fn bytes_read_as_a_person_writes_them() {
        for (value, text) in [
            (0.0, "0 bytes"),
            (566_231_040.0, "540 MB"),
            (1.84 * MB, "1.84 MB"),
            (28_422_144.0, "27.1 MB"),
            (GB, "1 GB"),
            (-12.5 * MB, "-12.5 MB"),
            (1536.0, "1.5 KB"),
        ] {
            assert_eq!(Units::Binary.bytes(value), text);
        }
        assert_eq!(exact_bytes(566_231_040.0), "566,231,040 bytes");
        assert_eq!(grouped(-1234.0), "-1,234");
        assert_eq!(Units::Binary.ram(1000.0 * MB), "1000 MB");
        assert_eq!(Units::Binary.ram(16.0 * GB), "16 GB");
    }

    #[test]
    fn decimal_units_are_thousands() {
        let (decimal, binary) = (Units::Decimal, Units::Binary);
        assert_eq!(decimal.bytes(566_231_040.0), "566 MB");
        assert_eq!((decimal.bytes(1000.0), binary.bytes(1000.0)), ("1 KB".to_owned(), "1000 bytes".to_owned()));
        assert_eq!((decimal.bytes(2e15), decimal.bytes(999.0)), ("2000 TB".to_owned(), "999 bytes".to_owned()));
    }

    #[test]
    fn typed_amounts_are_understood_or_refused() {
        assert_eq!(parse_bytes("1000MB"), Some(1000.0 * MB));
        assert_eq!(parse_bytes(" 1.5 g "), Some(1.5 * GB));
        assert_eq!(parse_bytes("17179869184"), Some(16.0 * GB));
        assert_eq!(parse_bytes("1,024 MB"), Some(GB));
        for bad in ["", "MB", "12 parsecs", "-4GB", "0", "nan", "1e999", "1,5GB", "1", "9999999PB", "99999999TB"] {
            assert_eq!(parse_bytes(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_pick_their_unit() {
        assert_eq!(duration(36.0 * 3600.0), "36 h");
        assert_eq!(duration(600.0), "10 min");
        assert_eq!((duration(0.007), duration(0.5)), ("7 ms".to_owned(), "500 ms".to_owned()));
        assert_eq!((percent(0.000_05), percent(0.0)), ("less than 0.1 %".to_owned(), "0.0 %".to_owned()));
        let show = |unit, value| Units::Binary.show(unit, value);
        assert_eq!(show(Unit::Count, 0.000_8), "0.0008");
        assert_eq!((show(Unit::Count, 3.4), show(Unit::Count, 3.2256e27)), ("3.4".to_owned(), "3.23e27".to_owned()));
        assert_eq!((show(Unit::Percent, 0.005), show(Unit::Percent, 0.0)), ("0.005 %".to_owned(), "0.0 %".to_owned()));
        assert_eq!(duration(4.5 * 86_400.0), "4.5 days");
        assert_eq!(duration(f64::INFINITY), "for ever");
    }
}
