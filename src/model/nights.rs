//! The nights on which daylight saving time may end, for logs that do not say when theirs does.
//!
//! Source: the tz database, from 1996 on. In the north it ends on the last Sunday of October or the first Sunday of
//! November, in the Middle East before a Friday or Saturday; in the southern hemisphere on Sundays from mid-February to
//! the first Sunday of April. The clock then shows a time between 22:00 on the evening before and 04:00. Windows names
//! zones after places.

use chrono::{DateTime, Datelike, Timelike, Weekday};

/// Zones of the southern hemisphere, by the start of their English names.
const SOUTH: [&str; 15] = [
    "aus eastern",
    "cen. australia",
    "central brazilian",
    "chatham",
    "e. south america",
    "easter island",
    "fiji",
    "lord howe",
    "magallanes",
    "montevideo",
    "namibia",
    "new zealand",
    "pacific sa",
    "paraguay",
    "tasmania",
];

/// Zones without daylight saving time, likewise.
const NEVER: [&str; 42] = [
    "afghanistan",
    "arab ",
    "arabian",
    "arabic",
    "argentina",
    "aus central",
    "bangladesh",
    "belarus",
    "cape verde",
    "caucasus",
    "central america",
    "central asia",
    "central pacific",
    "china",
    "coordinated",
    "dateline",
    "e. africa",
    "e. australia",
    "ekaterinburg",
    "georgian",
    "greenwich",
    "hawaiian",
    "india",
    "korea",
    "mauritius",
    "myanmar",
    "n. central asia",
    "nepal",
    "north asia",
    "pakistan",
    "russia",
    "russian",
    "sa ",
    "se asia",
    "singapore",
    "south africa",
    "sri lanka",
    "taipei",
    "tokyo",
    "us mountain",
    "utc",
    "w. central africa",
];

/// Whether a clock in a zone with that name may be set back to that time at the end of daylight saving time.
pub(super) fn may_end_saving(zone: &str, local_ms: i64) -> bool {
    const EVENING_MS: i64 = 2 * 3_600_000;
    let name = zone.trim().to_lowercase();
    let begins = |names: &[&str]| names.iter().any(|known| name.starts_with(known));
    let is_english = name.ends_with("time");
    // the evening before counts as part of the night
    let Some(night) = DateTime::from_timestamp_millis(local_ms.saturating_add(EVENING_MS)) else { return false };
    if begins(&NEVER) || night.hour() >= 6 {
        return false;
    }
    let (month, day) = (night.month(), night.day());
    let is_last_week = day > 24;
    let is_sunday = night.weekday() == Weekday::Sun;
    let in_north = match night.weekday() {
        Weekday::Sun => month == 10 && is_last_week || month == 11 && day <= 7,
        Weekday::Fri | Weekday::Sat => month == 10 && is_last_week,
        _ => false,
    };
    let in_south = is_sunday && (month == 2 && day > 14 || month == 3 || month == 4 && day <= 7);
    match begins(&SOUTH) {
        true => in_south,
        false if is_english => in_north,
        false => in_north || in_south,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> i64 {
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time").and_utc().timestamp_millis()
    }

    #[test]
    fn daylight_saving_time_ends_on_few_nights() {
        // what the clock shows after it was set back
        for (zone, text) in [
            ("Eastern Standard Time", "2026-11-01 01:00"),
            ("Mitteleuropäische Zeit", "2026-10-25 02:04"),
            ("", "2026-10-25 02:04"),
            ("AUS Eastern Daylight Time", "2026-04-05 02:30"),
            ("Pacific SA Standard Time", "2026-04-04 23:00"),
            ("Egypt Daylight Time", "2026-10-29 23:01"),
        ] {
            assert!(may_end_saving(zone, ms(text)), "{zone} {text}");
        }
        for (zone, text) in [
            ("", "2026-06-14 02:00"),
            ("", "2026-11-01 12:00"),
            ("", "2026-11-03 01:00"),
            ("", "2026-10-25 04:30"),
            ("", "2026-10-18 02:30"),
            ("", "2026-11-08 01:30"),
            ("W. Europe Standard Time", "2026-03-29 02:30"),
            ("Tokyo Standard Time", "2026-10-25 02:30"),
            ("UTC", "2026-10-25 02:30"),
            ("New Zealand Standard Time", "2026-10-25 02:30"),
        ] {
            assert!(!may_end_saving(zone, ms(text)), "{zone} {text}");
        }
    }
}
