//! Stamps of text logs: `MM/DD/YYYY HH:MM:SS.fff` as PDH writes them, and what other programs make of them.
//!
//! The order of day and month is proven by the column if possible; otherwise PDH's own is assumed.

use crate::model::recording::median;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// The order of day and month in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    MonthFirst,
    DayFirst,
}

/// How the stamps of a log are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Dated(Order),
    /// A spreadsheet left only minutes and seconds (`14:07.7`): the date and the hour are lost.
    Cut,
}

/// Milliseconds since 1970 (local) of a stamp, or `None` if it is not a stamp.
pub fn parse(cell: &[u8], order: Order) -> Option<i64> {
    if let Some(stamp) = <&[u8; 23]>::try_from(cell).ok().filter(|_| order == Order::MonthFirst).and_then(parse_pdh) {
        return Some(stamp);
    }
    let text = std::str::from_utf8(cell).ok()?.trim();
    let (date, time) = text.split_once([' ', 'T'])?;
    let separator = date.bytes().find(|b| !b.is_ascii_digit()).filter(|b| matches!(b, b'/' | b'.' | b'-'))?;
    let mut parts = date.trim_end_matches('.').splitn(3, char::from(separator));
    let mut number = || -> Option<(u32, usize)> {
        let part = parts.next()?.trim();
        part.bytes().all(|b| b.is_ascii_digit()).then_some((part.parse().ok()?, part.len()))
    };
    let (a, b, c) = (number()?, number()?, number()?);
    let (year, month, day) = match order {
        _ if a.1 == 4 => (a, b.0, c.0),
        Order::MonthFirst => (c, a.0, b.0),
        Order::DayFirst => (c, b.0, a.0),
    };
    let year = if year.1 <= 2 { 2000 + year.0 } else { year.0 };
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(NaiveDateTime::new(date, clock(time.trim())?).and_utc().timestamp_millis())
}

/// The minute of the last stamp: neighbours share it, and only their seconds need to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Minute(Option<([u8; 17], i64)>);

impl Minute {
    /// As [`parse`].
    pub fn parse(&mut self, cell: &[u8], order: Order) -> Option<i64> {
        let Some((text, within)) = cell.split_first_chunk().zip(within_minute(cell)).map(|((t, _), ms)| (t, ms)) else {
            return parse(cell, order);
        };
        if let Some(begin) = self.0.filter(|(known, _)| known == text).map(|(_, begin)| begin) {
            return Some(begin + within);
        }
        let ms = parse(cell, order)?;
        self.0 = Some((*text, ms - within));
        Some(ms)
    }
}

/// Milliseconds within the minute of a stamp that ends in `SS.fff` and nothing else.
fn within_minute(cell: &[u8]) -> Option<i64> {
    let [tens, ones, b'.', a, b, c] = *cell.get(17..)? else { return None };
    let is_plain = tens < b'6' && [tens, ones, a, b, c].iter().all(u8::is_ascii_digit);
    let number = |digits: &[u8]| digits.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0'));
    is_plain.then(|| number(&[tens, ones]) * 1000 + number(&[a, b, c]))
}

/// Exactly `MM/DD/YYYY HH:MM:SS.fff`, the form of nearly every stamp.
fn parse_pdh(cell: &[u8; 23]) -> Option<i64> {
    let pair = |at: usize| {
        let (tens, ones) = (cell[at].wrapping_sub(b'0'), cell[at + 1].wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then(|| i64::from(tens) * 10 + i64::from(ones))
    };
    let marks = [cell[2], cell[5], cell[10], cell[13], cell[16], cell[19]];
    if marks != *b"// ::." || !cell[20].is_ascii_digit() {
        return None;
    }
    let (month, day, year) = (pair(0)?, pair(3)?, pair(6)? * 100 + pair(8)?);
    let (hour, minute, second) = (pair(11)?, pair(14)?, pair(17)?);
    let millis = i64::from(cell[20] - b'0') * 100 + pair(21)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    if hour > 23 || minute > 59 || second > 59 || !(1..=days).contains(&day) {
        return None;
    }
    Some((((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + millis)
}

/// Days of the Gregorian calendar, counted in years that begin in March, so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// `HH:MM:SS.fff`; seconds and fraction may be missing, the point may be a comma, and the clock may be a 12-hour one.
fn clock(text: &str) -> Option<NaiveTime> {
    let lower = text.to_ascii_lowercase();
    let (text, half) =
        match lower.strip_suffix("pm").map(|t| (t, 12)).or_else(|| lower.strip_suffix("am").map(|t| (t, 0))) {
            Some((text, half)) => (text.trim_end(), Some(half)),
            None => (lower.as_str(), None),
        };
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let mut parts = whole.splitn(3, ':');
    let (hour, minute) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    let second = parts.next().map_or(Some(0), |s| s.parse::<u32>().ok())?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let millis = format!("{fraction:0<3}").get(..3)?.parse::<u32>().ok()?;
    NaiveTime::from_hms_milli_opt(hour, minute, second, millis)
}

/// Milliseconds within the hour of a stamp that was cut to `MM:SS.f`.
pub fn parse_cut(cell: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    let (minutes, seconds) = text.split_once(':')?;
    let (seconds, fraction) = seconds.split_once(['.', ','])?;
    let number = |t: &str, most: i64| t.parse::<i64>().ok().filter(|n| (0..=most).contains(n));
    let millis = format!("{fraction:0<3}").get(..3)?.parse::<i64>().ok()?;
    Some((number(minutes, 59)? * 60 + number(seconds, 59)?) * 1000 + millis)
}

/// How to read the stamps of a log, judging by some of them in file order: the reading with the fewest failures and
/// jumps; PDH's own if both are equal.
pub fn dialect(stamps: &[Vec<u8>]) -> Dialect {
    const WEEK_MS: i64 = 7 * 86_400_000;
    let cost = |order: Order| {
        let times: Vec<Option<i64>> = stamps.iter().map(|s| parse(s, order)).collect();
        let failed = times.iter().filter(|t| t.is_none()).count();
        let known: Vec<i64> = times.into_iter().flatten().collect();
        let jumps = known.windows(2).filter(|w| w[1] < w[0] || w[1] - w[0] > WEEK_MS).count();
        (failed, jumps)
    };
    if !stamps.is_empty() && stamps.iter().filter(|s| parse_cut(s).is_some()).count() * 2 > stamps.len() {
        return Dialect::Cut;
    }
    let (month, day) = (cost(Order::MonthFirst), cost(Order::DayFirst));
    // dates with points between the parts have the day first wherever they are used
    let has_points = stamps.first().is_some_and(|s| s.iter().take(3).any(|b| *b == b'.'));
    let is_day = if has_points { day <= month } else { day < month };
    Dialect::Dated(if is_day { Order::DayFirst } else { Order::MonthFirst })
}

/// Restores the hours of stamps that were cut: the clock moves forward, so a smaller stamp is in the next hour.
#[derive(Debug, Default)]
pub struct Hours {
    last: Option<i64>,
    hours: i64,
}

impl Hours {
    /// Local milliseconds since 1970; the first stamp is put in the first hour of 2000, as its day is unknown.
    pub fn whole(&mut self, within_hour_ms: i64) -> i64 {
        const BEGIN_MS: i64 = 946_684_800_000;
        if self.last.replace(within_hour_ms).is_some_and(|last| within_hour_ms < last) {
            self.hours += 1;
        }
        BEGIN_MS + self.hours * 3_600_000 + within_hour_ms
    }
}

/// Whether cut stamps are spaced so evenly that the hours between them are proven.
pub fn hours_are_proven(stamps: &[Vec<u8>]) -> bool {
    let mut hours = Hours::default();
    let times: Vec<i64> = stamps.iter().filter_map(|s| parse_cut(s)).map(|ms| hours.whole(ms)).collect();
    let steps: Vec<i64> = times.windows(2).map(|w| w[1] - w[0]).collect();
    if steps.len() < 3 {
        return false;
    }
    let Some(median) = median(steps.iter().copied()) else { return false };
    median < 1_800_000 && steps.iter().filter(|s| (*s - median).abs() * 5 <= median).count() * 10 >= steps.len() * 9
}

/// A local stamp as PDH-CSV writes it.
pub fn format(local_ms: i64) -> String {
    match chrono::DateTime::from_timestamp_millis(local_ms) {
        Some(t) => t.format("%m/%d/%Y %H:%M:%S%.3f").to_string(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_of_the_last_stamp_changes_nothing() {
        for order in [Order::MonthFirst, Order::DayFirst] {
            let mut minute = Minute::default();
            for text in [
                "03/04/2026 08:00:00.000",
                "03/04/2026 08:00:59.999",
                "03/04/2026 08:00:60.000",
                "03/04/2026 08:00:5x.000",
                "03/04/2026 08:00:05,000",
                "03/04/2026 08:00:05.0000",
                "03/04/2026 08:00:07.5",
                "03/04/2026 08:01:07.250",
                // found by fuzzing: an afternoon stamp as long as a full one
                "03/04/2026 08:02:00.5pm",
                "03/04/2026 08:02:01.500",
                "03/04/2026 8:01:07.2500",
                "03/04/2026 8:01:08.2500",
                "2026-03-04 08:01:08.250",
                "2026-03-04 08:01:09.250",
            ] {
                assert_eq!(minute.parse(text.as_bytes(), order), parse(text.as_bytes(), order), "{text}");
            }
        }
    }

    #[test]
    fn stamps_of_every_day_are_those_of_the_calendar() {
        let mut date = NaiveDate::from_ymd_opt(1896, 1, 1).expect("a date");
        while date < NaiveDate::from_ymd_opt(2110, 1, 1).expect("a date") {
            let text = date.format("%m/%d/%Y 23:59:58.007").to_string();
            let expected = date.and_hms_milli_opt(23, 59, 58, 7).expect("a time").and_utc().timestamp_millis();
            assert_eq!(parse_pdh(text.as_bytes().try_into().expect("23 bytes")), Some(expected), "{text}");
            date = date.succ_opt().expect("a day after");
        }
        for text in
            ["02/29/2100 00:00:00.000", "13/01/2026 00:00:00.000", "04/31/2026 00:00:00.000", "01/01/2026 24:00:00.000"]
        {
            assert_eq!(parse_pdh(text.as_bytes().try_into().expect("23 bytes")), None, "{text}");
        }
    }

    #[test]
    fn stamps_go_there_and_back() {
        for text in ["11/26/2016 13:46:30.874", "01/01/1999 00:00:00.000", "12/31/2035 23:59:59.999"] {
            assert_eq!(format(parse(text.as_bytes(), Order::MonthFirst).expect(text)), text);
        }
        for bad in
            ["", "13/01/2016 00:00:00.000", "11/26/2016", "14:07.7", "2/30/2016 00:00:00.0", "11/26/2016 13:46:30.x"]
        {
            assert_eq!(parse(bad.as_bytes(), Order::MonthFirst), None, "{bad}");
        }
    }

    #[test]
    fn other_dresses_of_the_same_moment() {
        let moment = parse(b"03/02/2026 15:04:05.600", Order::MonthFirst);
        for (text, order) in [
            ("02/03/2026 15:04:05.6", Order::DayFirst),
            ("2.3.2026 15:04:05,600", Order::DayFirst),
            ("2026-03-02 15:04:05.6001", Order::MonthFirst),
            ("2026-03-02T15:04:05.600", Order::DayFirst),
            ("2026/03/02 15:04:05.600", Order::MonthFirst),
            ("3/2/2026 3:04:05.6 PM", Order::MonthFirst),
            ("3/2/26 03:04:05.6pm", Order::MonthFirst),
        ] {
            assert_eq!(parse(text.as_bytes(), order), moment, "{text}");
        }
        let minute = parse(b"03/02/2026 00:04:00.000", Order::MonthFirst);
        assert_eq!(parse(b"3/2/2026 12:04 AM", Order::MonthFirst), minute);
    }

    fn stamps(texts: &[&str]) -> Vec<Vec<u8>> {
        texts.iter().map(|t| t.as_bytes().to_vec()).collect()
    }

    #[test]
    fn the_column_proves_the_order_of_day_and_month() {
        let by = |texts: &[&str]| dialect(&stamps(texts));
        assert_eq!(by(&["03/02/2026 08:00:00", "03/02/2026 09:00:00"]), Dialect::Dated(Order::MonthFirst));
        assert_eq!(by(&["31/01/2026 23:00:00", "01/02/2026 01:00:00"]), Dialect::Dated(Order::DayFirst));
        assert_eq!(by(&["01/02/2026 23:00:00", "02/02/2026 01:00:00"]), Dialect::Dated(Order::DayFirst));
        assert_eq!(by(&["02.03.2026 08:00:00", "02.03.2026 09:00:00"]), Dialect::Dated(Order::DayFirst));
        assert_eq!(by(&["14:07.7", "14:37.7"]), Dialect::Cut);
    }

    #[test]
    fn cut_times_are_put_back_where_the_interval_proves_them() {
        assert!(hours_are_proven(&stamps(&["50:00.0", "55:00.1", "00:00.0", "05:00.2", "10:00.0"])));
        assert!(!hours_are_proven(&stamps(&["50:00.0", "10:00.1", "55:00.0", "05:00.2"])));
        let mut hours = Hours::default();
        assert_eq!(hours.whole(3_540_000) + 120_000, hours.whole(60_000));
    }
}
