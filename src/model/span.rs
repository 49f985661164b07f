//! Stretches of time that a person typed: `from 2 Mar 20:00`, `2 Mar 20:00 to 3 Mar 08:00`, `last 24 h`, `first 2 d`.

use super::Clock;
use super::moment::parse_moments;
use super::units::parse_hours;

/// Start and end in UTC milliseconds; `span` is that of the log. `None` if the text is not a stretch or the stretch is
/// empty.
pub fn parse_span(text: &str, clock: &Clock, span: (i64, i64)) -> Option<(i64, i64)> {
    let text = text.trim().to_lowercase();
    let ms = |text: &str| parse_hours(text).map(|hours| (hours * 3_600_000.0) as i64);
    let found = if let Some(rest) = text.strip_prefix("last ") {
        (span.1.saturating_sub(ms(rest)?), span.1)
    } else if let Some(rest) = text.strip_prefix("first ") {
        (span.0, span.0.saturating_add(ms(rest)?))
    } else {
        between(text.strip_prefix("from ").unwrap_or(&text), clock, span)?
    };
    (found.0 < found.1).then_some(found)
}

fn between(text: &str, clock: &Clock, span: (i64, i64)) -> Option<(i64, i64)> {
    const DAY_MS: i64 = 86_400_000;
    let one = |text: &str| parse_moments(text, clock, span).moments.first().map(|moment| moment.utc_ms);
    for word in ["until ", "to ", "till "] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some((span.0, one(rest)?));
        }
    }
    let Some((from, to)) =
        [" to ", " until ", " till ", " – ", " - ", "..", " and "].iter().find_map(|word| text.split_once(word))
    else {
        return Some((one(text)?, span.1));
    };
    let (from, mut to) = (one(from)?, (one(to), ms_after(to)));
    // `20:00 to 08:00` crosses midnight; the end of `20:00 to 2 h later` is not a time of day
    if let (Some(at), _) = &mut to
        && *at <= from
    {
        *at += (from - *at).div_euclid(DAY_MS) * DAY_MS + DAY_MS;
    }
    Some((from, to.1.map(|ms| from + ms).or(to.0)?))
}

/// `+2 h`, `2 h later`
fn ms_after(text: &str) -> Option<i64> {
    let text = text.trim();
    let rest = text.strip_prefix('+').or_else(|| text.strip_suffix("later"))?;
    parse_hours(rest).map(|hours| (hours * 3_600_000.0) as i64)
}

#[cfg(test)]
mod tests {
    use super::super::Zone;
    use super::super::clock::{iso_utc, parse_iso_local};
    use super::*;

    #[test]
    fn stretches_are_understood_as_people_write_them() {
        let ms = |t: &str| parse_iso_local(t).expect("a time");
        let span = (ms("2026-03-02T13:00"), ms("2026-03-09T13:00"));
        let clock = Clock::local(Zone { bias_minutes: 300, ..Zone::utc() });
        let of = |text: &str| {
            let (from, to) = parse_span(text, &clock, span)?;
            Some(format!("{} {}", &iso_utc(from)[..16], &iso_utc(to)[..16]))
        };
        let said = |text: &str| Some(text.to_owned());
        for text in [
            "from 2 Mar 2026 20:00 to 3 Mar 2026 08:00",
            "2026-03-02 20:00 - 2026-03-03 08:00",
            "2026-03-03T01:00:00Z to 2026-03-03T13:00:00Z",
            "from 2 Mar 20:00 to 3 Mar 08:00",
            "2 march, 20:00 - 3. March 8:00",
            "20:00 to 08:00",
            "2 Mar 2026 20:00 to +12 h",
            "2 Mar 2026 20:00 to 12 h later",
        ] {
            assert_eq!(of(text), said("2026-03-03T01:00 2026-03-03T13:00"), "{text}");
        }
        assert_eq!(of("last 24 h"), said("2026-03-08T13:00 2026-03-09T13:00"));
        assert_eq!(of("First 2 days"), said("2026-03-02T13:00 2026-03-04T13:00"));
        assert_eq!(of("from 4 Mar"), said("2026-03-04T05:00 2026-03-09T13:00"));
        assert_eq!(of("from 2026-03-04 08:00"), said("2026-03-04T13:00 2026-03-09T13:00"));
        assert_eq!(of("until 2026-03-04 08:00"), said("2026-03-02T13:00 2026-03-04T13:00"));
        for text in ["", "soon", "last", "2026-03-04 08:00 to 2026-03-03 08:00 x", "last 0 h"] {
            assert!(of(text).is_none_or(|_| text.contains("03-03")), "{text}: {:?}", of(text));
        }
    }
}
