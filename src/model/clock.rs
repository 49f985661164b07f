//! Moments in words: in the log's own zone, in UTC, or as the time since the log began.

use super::Zone;
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

/// How times are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Times {
    /// In the zone of the log.
    #[default]
    Local,
    Utc,
    /// Since the first sample.
    Elapsed,
}

/// How a day is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dates {
    /// `4 Mar 2026`
    #[default]
    Words,
    /// `2026-03-04`
    Iso,
}

impl Dates {
    /// As `chrono` writes it.
    fn format(self, has_year: bool) -> &'static str {
        match (self, has_year) {
            (Self::Words, true) => "%-d %b %Y",
            (Self::Words, false) => "%-d %b",
            (Self::Iso, true) => "%Y-%m-%d",
            (Self::Iso, false) => "%m-%d",
        }
    }
}

/// Which clock times are shown by.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    pub zone: Zone,
    pub times: Times,
    pub dates: Dates,
    /// What elapsed time counts from.
    pub origin_utc_ms: i64,
}

const DAY_MS: i64 = 86_400_000;

/// Whether a day is written with its year.
struct HasYear(bool);

/// A time in seconds, as charts use it, in milliseconds.
pub fn milliseconds(secs: f64) -> i64 {
    (secs * 1000.0).round() as i64
}

fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

impl Clock {
    /// The zone's own time.
    pub fn local(zone: Zone) -> Self {
        Self { zone, times: Times::Local, dates: Dates::default(), origin_utc_ms: 0 }
    }

    /// The same moments, shown in another way.
    pub fn showing(self, times: Times, origin_utc_ms: i64) -> Self {
        Self { times, origin_utc_ms, ..self }
    }

    /// The same clock with days written in another way.
    pub fn dated(self, dates: Dates) -> Self {
        Self { dates, ..self }
    }

    /// The moment as milliseconds of the clock shown.
    pub fn shown_ms(&self, utc_ms: i64) -> i64 {
        match self.times {
            Times::Local => self.zone.local_from_utc(utc_ms),
            Times::Utc => utc_ms,
            Times::Elapsed => utc_ms.saturating_sub(self.origin_utc_ms),
        }
    }

    /// The moment at which the clock shows `shown_ms`.
    pub fn utc_ms(&self, shown_ms: i64) -> i64 {
        match self.times {
            Times::Local => self.zone.utc_from_local(shown_ms, None),
            Times::Utc => shown_ms,
            Times::Elapsed => shown_ms.saturating_add(self.origin_utc_ms),
        }
    }

    /// `4 Mar 2026 08:00`; elapsed `2 d 08:00`.
    pub fn minute(&self, utc_ms: i64) -> String {
        self.write(utc_ms, HasYear(true), false)
    }

    /// With seconds if the log is shorter than an hour, since minutes would not tell moments apart.
    pub fn moment(&self, utc_ms: i64, span_secs: f64) -> String {
        if span_secs < 3600.0 { self.second(utc_ms) } else { self.minute(utc_ms) }
    }

    /// `4 Mar 08:00`
    pub fn short(&self, utc_ms: i64) -> String {
        self.write(utc_ms, HasYear(false), false)
    }

    /// `4 Mar 2026 08:00:30`
    pub fn second(&self, utc_ms: i64) -> String {
        self.write(utc_ms, HasYear(true), true)
    }

    /// Without the year if the log is shorter than one; with seconds if it is shorter than an hour.
    pub fn short_moment(&self, utc_ms: i64, span_secs: f64) -> String {
        const YEAR: f64 = 360.0 * 86_400.0;
        if span_secs > YEAR {
            self.minute(utc_ms)
        } else if span_secs < 3600.0 {
            self.short_second(utc_ms)
        } else {
            self.short(utc_ms)
        }
    }

    /// `4 Mar 08:00:30`
    pub fn short_second(&self, utc_ms: i64) -> String {
        self.write(utc_ms, HasYear(false), true)
    }

    fn write(&self, utc_ms: i64, HasYear(has_year): HasYear, has_seconds: bool) -> String {
        let shown_ms = self.shown_ms(utc_ms);
        if self.times == Times::Elapsed {
            return elapsed(shown_ms, has_seconds);
        }
        let time = if has_seconds { "%H:%M:%S" } else { "%H:%M" };
        moment(shown_ms).format(&format!("{} {time}", self.dates.format(has_year))).to_string()
    }

    /// `UTC-05:00` at a moment.
    pub fn offset(&self, utc_ms: i64) -> String {
        match self.times {
            Times::Local => self.zone.offset_label(utc_ms),
            Times::Utc => "UTC".to_owned(),
            Times::Elapsed => "time since the start".to_owned(),
        }
    }

    /// `2 Mar 2026 08:00 to 4 Mar 2026 08:00`, with seconds if the span is short.
    pub fn span(&self, from_utc_ms: i64, to_utc_ms: i64) -> String {
        if to_utc_ms - from_utc_ms < 600_000 {
            format!("{} to {}", self.second(from_utc_ms), self.second(to_utc_ms))
        } else {
            format!("{} to {}", self.minute(from_utc_ms), self.minute(to_utc_ms))
        }
    }

    /// A tick's label for milliseconds of this clock: seconds, minutes or a day, depending on the tick spacing.
    pub fn tick_label(&self, shown_ms: i64, step_ms: i64) -> String {
        let is_midnight = shown_ms.rem_euclid(DAY_MS) == 0;
        if self.times == Times::Elapsed {
            return match shown_ms {
                0 => "0".to_owned(),
                ms if is_midnight => format!("{} d", ms / DAY_MS),
                ms => elapsed(ms, step_ms < 60_000),
            };
        }
        let t = moment(shown_ms);
        if is_midnight {
            let is_new_year = t.month() == 1 && t.day() == 1;
            // ticks this far apart span years
            let needs_year = is_new_year || step_ms > 90 * DAY_MS;
            t.format(self.dates.format(needs_year)).to_string()
        } else if step_ms < 1000 {
            t.format("%H:%M:%S%.3f").to_string()
        } else if step_ms < 60_000 {
            t.format("%H:%M:%S").to_string()
        } else {
            t.format("%H:%M").to_string()
        }
    }
}

/// `08:05`, `2 d 08:05:30`, with a minus sign before the start.
fn elapsed(ms: i64, has_seconds: bool) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let secs = (ms.unsigned_abs() + 500) / 1000;
    let (days, hours, minutes) = (secs / 86_400, secs / 3600 % 24, secs / 60 % 60);
    let days = if days > 0 { format!("{days} d ") } else { String::new() };
    let seconds = if has_seconds { format!(":{:02}", secs % 60) } else { String::new() };
    format!("{sign}{days}{hours:02}:{minutes:02}{seconds}")
}

/// RFC 3339 without offset: `2026-03-04T08:00:00.000`.
pub fn iso_local(local_ms: i64) -> String {
    moment(local_ms).format("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}

/// RFC 3339 in UTC: `2026-03-04T13:00:00.000Z`.
pub fn iso_utc(utc_ms: i64) -> String {
    moment(utc_ms).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Reads a local time as RFC 3339 without offset, in full or truncated after the minute or the day.
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
    fn the_clock_shows_the_zone_utc_or_time_elapsed() {
        let zone = Zone { name: String::new(), bias_minutes: 300, ..Zone::utc() };
        let ms = parse_iso_local("2026-03-04T13:00").expect("a time");
        let local = Clock::local(zone);
        assert_eq!(local.minute(ms), "4 Mar 2026 08:00");
        let utc = local.clone().showing(Times::Utc, 0);
        let iso = local.clone().dated(Dates::Iso);
        assert_eq!((iso.minute(ms), iso.short_second(ms)), ("2026-03-04 08:00".into(), "03-04 08:00:00".into()));
        assert_eq!((utc.minute(ms), utc.tick_label(0, 60_000)), ("4 Mar 2026 13:00".into(), "1 Jan 1970".into()));
        let elapsed = local.showing(Times::Elapsed, ms);
        assert_eq!(elapsed.second(ms + 2 * DAY_MS + 3_661_000), "2 d 01:01:01");
        assert_eq!((elapsed.short(ms - 60_000), elapsed.utc_ms(5)), ("-00:01".into(), ms + 5));
        let ticks: Vec<_> = [0, DAY_MS, 3_600_000].map(|t| elapsed.tick_label(t, 3_600_000)).into();
        assert_eq!(ticks, ["0", "1 d", "01:00"]);
    }
}
