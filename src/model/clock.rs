//! Moments in words: in the log's own zone, or in UTC on request.

use super::Zone;
use chrono::{DateTime, Datelike, Utc};

/// Which clock times are shown by.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    pub zone: Zone,
    pub is_utc: bool,
}

fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

impl Clock {
    /// The moment as milliseconds of the clock shown.
    pub fn shown_ms(&self, utc_ms: i64) -> i64 {
        if self.is_utc { utc_ms } else { self.zone.local_from_utc(utc_ms) }
    }

    /// The moment at which the clock shows `shown_ms`.
    pub fn utc_ms(&self, shown_ms: i64) -> i64 {
        if self.is_utc { shown_ms } else { self.zone.utc_from_local(shown_ms, None) }
    }

    /// `4 Mar 2026 08:00`
    pub fn minute(&self, utc_ms: i64) -> String {
        moment(self.shown_ms(utc_ms)).format("%-d %b %Y %H:%M").to_string()
    }

    /// `4 Mar 08:00`
    pub fn short(&self, utc_ms: i64) -> String {
        moment(self.shown_ms(utc_ms)).format("%-d %b %H:%M").to_string()
    }

    /// `4 Mar 2026 08:00:30`
    pub fn second(&self, utc_ms: i64) -> String {
        moment(self.shown_ms(utc_ms)).format("%-d %b %Y %H:%M:%S").to_string()
    }

    /// `UTC-05:00` at a moment.
    pub fn offset(&self, utc_ms: i64) -> String {
        if self.is_utc { "UTC".to_owned() } else { self.zone.offset_label(utc_ms) }
    }

    /// `2 Mar 2026 08:00 to 4 Mar 2026 08:00`, seconds where the span is short.
    pub fn span(&self, from_utc_ms: i64, to_utc_ms: i64) -> String {
        if to_utc_ms - from_utc_ms < 600_000 {
            format!("{} to {}", self.second(from_utc_ms), self.second(to_utc_ms))
        } else {
            format!("{} to {}", self.minute(from_utc_ms), self.minute(to_utc_ms))
        }
    }
}

/// A tick's label for a clock's milliseconds: seconds, minutes or a day, by the distance of the ticks.
pub fn tick_label(shown_ms: i64, step_ms: i64) -> String {
    let t = moment(shown_ms);
    if shown_ms.rem_euclid(86_400_000) == 0 {
        let is_new_year = t.month() == 1 && t.day() == 1;
        t.format(if is_new_year { "%-d %b %Y" } else { "%-d %b" }).to_string()
    } else if step_ms < 60_000 {
        t.format("%H:%M:%S").to_string()
    } else {
        t.format("%H:%M").to_string()
    }
}

/// RFC 3339 without offset: `2026-03-04T08:00:00.000`.
pub fn iso_local(local_ms: i64) -> String {
    moment(local_ms).format("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}

/// RFC 3339 in UTC: `2026-03-04T13:00:00.000Z`.
pub fn iso_utc(utc_ms: i64) -> String {
    moment(utc_ms).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Reads a local time as RFC 3339 without offset, in full or cut after the minute or the day.
pub fn parse_iso_local(text: &str) -> Option<i64> {
    let text = text.trim().replace(' ', "T");
    let time = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .into_iter()
        .find_map(|f| chrono::NaiveDateTime::parse_from_str(&text, f).ok())
        .or_else(|| chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
    Some(time.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_times_go_there_and_back() {
        let ms = parse_iso_local("2026-03-04T08:00:00.250").expect("a time");
        assert_eq!(iso_local(ms), "2026-03-04T08:00:00.250");
        assert_eq!(parse_iso_local("2026-03-04"), Some(ms - 8 * 3_600_000 - 250));
        assert_eq!(parse_iso_local("2026-03-04 08:00"), Some(ms - 250));
        assert_eq!(parse_iso_local("yesterday"), None);
    }

    #[test]
    fn the_clock_shows_the_zone_or_utc() {
        let zone = Zone { name: String::new(), bias_minutes: 300, daylight: None };
        let ms = parse_iso_local("2026-03-04T13:00").expect("a time");
        assert_eq!(Clock { zone: zone.clone(), is_utc: false }.minute(ms), "4 Mar 2026 08:00");
        assert_eq!(Clock { zone, is_utc: true }.minute(ms), "4 Mar 2026 13:00");
        assert_eq!(tick_label(0, 60_000), "1 Jan 1970");
    }
}
