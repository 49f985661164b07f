//! The log's own time zone: converts local stamps to UTC and back, by the daylight saving rules in the log.
//!
//! Times are milliseconds since 1970-01-01, local or UTC as the name says. Source of the rules' meaning: Microsoft's
//! documentation of `TIME_ZONE_INFORMATION` and `SYSTEMTIME`.

use super::nights;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;

/// A time zone as a log states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// As written in the log; may be truncated, or a resource reference (`@tzres.dll,-112`).
    pub name: String,
    /// Minutes west of UTC: UTC = local + bias.
    pub bias_minutes: i32,
    pub saving: Saving,
    /// If that is [`Saving::Unspecified`]: the UTC moments, ascending, at which the clock was seen to be set back by an
    /// hour.
    pub set_back_utc_ms: Vec<i64>,
}

/// What a log says about daylight saving time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saving {
    /// Nothing, as text logs do.
    Unspecified,
    /// That there is none.
    Never,
    Yearly(Daylight),
}

/// The two biases of a zone with daylight saving time, and when they change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daylight {
    pub standard_bias_minutes: i32,
    pub daylight_bias_minutes: i32,
    /// When standard time begins, in daylight time.
    pub to_standard: RuleDate,
    /// When daylight time begins, in standard time.
    pub to_daylight: RuleDate,
}

/// A yearly date: the `week`-th `day_of_week` of the month (5 = the last), or a fixed day when `year` is not 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDate {
    pub year: u16,
    pub month: u16,
    /// 0 = Sunday.
    pub day_of_week: u16,
    /// Week of the month; day of the month if a year is given.
    pub week_or_day: u16,
    pub ms_of_day: i64,
}

impl RuleDate {
    /// The moment in `year`, as local milliseconds, or `None` if the rule names no such day.
    fn local_ms(&self, year: i32) -> Option<i64> {
        let month = u32::from(self.month);
        let date = if self.year != 0 {
            if i32::from(self.year) != year {
                return None;
            }
            NaiveDate::from_ymd_opt(year, month, u32::from(self.week_or_day))?
        } else {
            let day = Weekday::try_from(((self.day_of_week + 6) % 7) as u8).ok()?;
            (1..=self.week_or_day.min(5) as u8)
                .rev()
                .find_map(|week| NaiveDate::from_weekday_of_month_opt(year, month, day, week))?
        };
        Some(date.signed_duration_since(NaiveDate::default()).num_days() * DAY_MS + self.ms_of_day)
    }
}

fn year_of(ms: i64) -> i32 {
    chrono::DateTime::from_timestamp_millis(ms).map_or(1970, |t| t.year())
}

impl Zone {
    /// The name, if it is readable: not a reference into a Windows file, and not truncated.
    pub fn readable_name(&self) -> Option<&str> {
        let name = self.name.trim();
        let is_balanced = name.matches('(').count() == name.matches(')').count();
        let is_signature = name.contains("(PDH-");
        (!name.is_empty() && !name.starts_with('@') && is_balanced && !is_signature).then_some(name)
    }

    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), bias_minutes: 0, saving: Saving::Never, set_back_utc_ms: Vec::new() }
    }

    /// Minutes west of UTC in effect at a UTC moment.
    pub fn bias_at_utc(&self, utc_ms: i64) -> i32 {
        let Saving::Yearly(rules) = &self.saving else {
            let hours = self.set_back_utc_ms.partition_point(|at| *at <= utc_ms);
            return self.bias_minutes.saturating_add(60 * hours as i32);
        };
        let standard = self.bias_minutes.saturating_add(rules.standard_bias_minutes);
        let daylight = self.bias_minutes.saturating_add(rules.daylight_bias_minutes);
        let year = year_of(utc_ms - i64::from(standard) * MINUTE_MS);
        let (Some(begins), Some(ends)) = (rules.to_daylight.local_ms(year), rules.to_standard.local_ms(year)) else {
            return standard;
        };
        let begins = begins + i64::from(standard) * MINUTE_MS;
        let ends = ends + i64::from(daylight) * MINUTE_MS;
        let is_daylight =
            if begins < ends { (begins..ends).contains(&utc_ms) } else { !(ends..begins).contains(&utc_ms) };
        if is_daylight { daylight } else { standard }
    }

    pub fn local_from_utc(&self, utc_ms: i64) -> i64 {
        utc_ms - i64::from(self.bias_at_utc(utc_ms)) * MINUTE_MS
    }

    /// The UTC moment of a local stamp. If the clock was set back and the stamp names two moments, the earliest one
    /// after `previous_utc_ms` is taken; a stamp in the skipped hour is read as standard time.
    pub fn utc_from_local(&self, local_ms: i64, previous_utc_ms: Option<i64>) -> i64 {
        let Saving::Yearly(rules) = &self.saving else { return self.utc_by_order(local_ms, previous_utc_ms) };
        let at = |bias: i32| local_ms + i64::from(self.bias_minutes.saturating_add(bias)) * MINUTE_MS;
        let standard = at(rules.standard_bias_minutes);
        let mut moments = [at(rules.daylight_bias_minutes), standard];
        moments.sort_unstable();
        let fits = |utc: &&i64| self.local_from_utc(**utc) == local_ms;
        let after = |utc: &&i64| previous_utc_ms.is_none_or(|p| **utc > p);
        let mut fitting = moments.iter().filter(fits);
        let first = fitting.clone().find(after).or_else(|| fitting.next_back());
        first.copied().unwrap_or(standard)
    }

    /// As [`Self::utc_from_local`], without rules.
    fn utc_by_order(&self, local_ms: i64, previous_utc_ms: Option<i64>) -> i64 {
        const HOUR_MS: i64 = 3_600_000;
        let first = local_ms + i64::from(self.bias_minutes) * MINUTE_MS;
        if self.set_back_utc_ms.is_empty() {
            return first;
        }
        let moments = (0..=self.set_back_utc_ms.len() as i64).map(|hours| first + hours * HOUR_MS);
        let mut fitting = moments.filter(|utc| self.local_from_utc(*utc) == local_ms);
        let after = |utc: &i64| previous_utc_ms.is_none_or(|p| *utc > p);
        fitting.clone().find(after).or_else(|| fitting.next_back()).unwrap_or(first)
    }

    /// Whether a clock that was set back to a local time may have been set back because daylight saving time ended: the
    /// log does not say when that is, and it is possible on this date.
    pub fn may_end_saving(&self, local_ms: i64) -> bool {
        self.saving == Saving::Unspecified && nights::may_end_saving(&self.name, local_ms)
    }

    /// Records that its clock was set back by an hour.
    pub fn set_back(&mut self, utc_ms: i64) {
        // twice a year, enough for longer than any log
        const MOST: usize = 64;
        if self.set_back_utc_ms.len() < MOST {
            self.set_back_utc_ms.push(utc_ms);
        }
    }

    /// `UTC-04:00`, at a moment.
    pub fn offset_label(&self, utc_ms: i64) -> String {
        let east = -self.bias_at_utc(utc_ms);
        if east == 0 {
            return "UTC".to_owned();
        }
        let sign = if east < 0 { '-' } else { '+' };
        format!("UTC{sign}{:02}:{:02}", east.abs() / 60, east.abs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn eastern() -> Zone {
        // United States since 2007: second Sunday of March 02:00 to first Sunday of November 02:00.
        let rule = |month, week_or_day| RuleDate { year: 0, month, day_of_week: 0, week_or_day, ms_of_day: 7_200_000 };
        Zone {
            name: "Eastern".to_owned(),
            bias_minutes: 300,
            saving: Saving::Yearly(Daylight {
                standard_bias_minutes: 0,
                daylight_bias_minutes: -60,
                to_standard: rule(11, 1),
                to_daylight: rule(3, 2),
            }),
            set_back_utc_ms: Vec::new(),
        }
    }

    fn ms(text: &str) -> i64 {
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time").and_utc().timestamp_millis()
    }

    #[test]
    fn names_that_are_cut_or_references_are_none() {
        let readable = |name: &str| Zone { name: name.to_owned(), ..Zone::utc() }.readable_name().map(str::to_owned);
        for name in ["", "@tzres.dll,-112", "RTZ 2 (", "(PDH-CSV 4.0) (", "(PDH-CSV 4.0) ()", "Zeit (Mittel"] {
            assert_eq!(readable(name), None, "{name}");
        }
        assert_eq!(readable("RTZ 2 (зима)").as_deref(), Some("RTZ 2 (зима)"));
        assert_eq!(readable("Eastern Standard Time").as_deref(), Some("Eastern Standard Time"));
    }

    #[test]
    fn summer_and_winter_have_their_own_bias() {
        let zone = eastern();
        assert_eq!(zone.utc_from_local(ms("2026-07-01 12:00"), None), ms("2026-07-01 16:00"));
        assert_eq!(zone.utc_from_local(ms("2026-01-01 12:00"), None), ms("2026-01-01 17:00"));
        assert_eq!(zone.offset_label(ms("2026-07-01 16:00")), "UTC-04:00");
        // the changeover itself: 8 March 2026, 07:00 UTC
        assert_eq!(zone.bias_at_utc(ms("2026-03-08 06:59")), 300);
        assert_eq!(zone.bias_at_utc(ms("2026-03-08 07:00")), 240);
    }

    #[test]
    fn the_doubled_hour_goes_on_where_the_log_was() {
        let zone = eastern();
        let stamp = ms("2026-11-01 01:30");
        assert_eq!(zone.utc_from_local(stamp, None), ms("2026-11-01 05:30"));
        assert_eq!(zone.utc_from_local(stamp, Some(ms("2026-11-01 05:40"))), ms("2026-11-01 06:30"));
    }

    #[test]
    fn a_clock_that_was_seen_set_back_names_an_hour_twice() {
        let mut zone = Zone { bias_minutes: 240, ..Zone::utc() };
        let stamp = ms("2026-11-01 01:30");
        assert_eq!(zone.utc_from_local(stamp, None), ms("2026-11-01 05:30"));
        zone.set_back(ms("2026-11-01 06:00"));
        assert_eq!(zone.utc_from_local(stamp, Some(ms("2026-11-01 05:20"))), ms("2026-11-01 05:30"));
        assert_eq!(zone.utc_from_local(stamp, Some(ms("2026-11-01 06:20"))), ms("2026-11-01 06:30"));
        assert_eq!(zone.utc_from_local(ms("2026-11-02 12:00"), None), ms("2026-11-02 17:00"));
        assert_eq!(zone.offset_label(ms("2026-11-02 12:00")), "UTC-05:00");
    }

    #[test]
    fn the_south_has_summer_across_new_year() {
        let rule = |month| RuleDate { year: 0, month, day_of_week: 0, week_or_day: 1, ms_of_day: 7_200_000 };
        let sydney = Zone {
            name: "AUS Eastern".to_owned(),
            bias_minutes: -600,
            saving: Saving::Yearly(Daylight {
                standard_bias_minutes: 0,
                daylight_bias_minutes: -60,
                to_standard: rule(4),
                to_daylight: rule(10),
            }),
            set_back_utc_ms: Vec::new(),
        };
        assert_eq!(sydney.bias_at_utc(ms("2026-01-01 00:00")), -660);
        assert_eq!(sydney.bias_at_utc(ms("2026-07-01 00:00")), -600);
        for text in ["2026-01-15 08:00", "2026-06-15 08:00", "2026-12-31 23:30"] {
            assert_eq!(sydney.local_from_utc(sydney.utc_from_local(ms(text), None)), ms(text));
        }
    }

    #[test]
    fn the_last_sunday_is_found_in_every_year() {
        let last = RuleDate { year: 0, month: 10, day_of_week: 0, week_or_day: 5, ms_of_day: 0 };
        assert_eq!(last.local_ms(2026), Some(ms("2026-10-25 00:00")));
        assert_eq!(last.local_ms(2027), Some(ms("2027-10-31 00:00")));
    }
}
