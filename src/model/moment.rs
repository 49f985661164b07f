//! Moments that a person typed or pasted, as from Event Viewer: each line has a time and a few words on what happened.
//!
//! Dates are understood with the year first, with the day first (with dots or the month's name), and with slashes in
//! either order: the reading that lies in the log counts; if both do, the month comes first. A time without a date is
//! its first occurrence in the log. Times are those of the clock shown, unless `Z`, `UTC` or an offset follows.

use super::{Clock, Times};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use std::ops::RangeInclusive;

const DAY_MS: i64 = 86_400_000;

/// A moment with its label, which may be empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed {
    pub utc_ms: i64,
    pub label: String,
}

/// What was understood, and the lines that were not (not counting lines that describe an event but give no time).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    pub moments: Vec<Typed>,
    pub others: Vec<String>,
}

/// Reads lines of times and labels; `span` is that of the log, in UTC milliseconds.
pub fn parse_moments(text: &str, clock: &Clock, span: (i64, i64)) -> Understood {
    let mut found = Understood::default();
    let mut source = String::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let field = |name: &str| line.split_once(':').filter(|(n, _)| n.trim().eq_ignore_ascii_case(name));
        if let Some((utc_ms, rest)) = find(line, clock, span) {
            let label = tidy(&rest);
            let is_bare = label.is_empty() || label.eq_ignore_ascii_case("date");
            let label = if is_bare { source.clone() } else { explained(&label) };
            found.moments.push(Typed { utc_ms, label });
        } else if let Some((_, name)) = field("Source") {
            source = tidy(name);
        } else if let (Some((_, id)), Some(last)) = (field("Event ID"), found.moments.last_mut()) {
            last.label = explained(tidy(&format!("{} event {}", last.label, id.trim())).trim());
        } else if line.split_once(':').is_none_or(|(name, _)| name.len() > 20 || found.moments.is_empty()) {
            found.others.push(line.to_owned());
        }
    }
    found
}

/// A label that says what the events of an empty pool mean.
fn explained(label: &str) -> String {
    let has = |id: &str| label.split(|c: char| !c.is_alphanumeric()).any(|word| word == id);
    let meaning = match (has("2019"), has("2020")) {
        (true, _) => "nonpaged pool was empty",
        (_, true) => "paged pool was empty",
        _ => return label.to_owned(),
    };
    let label = if label.chars().all(|c| c.is_ascii_digit()) { format!("event {label}") } else { label.to_owned() };
    if label.to_lowercase().contains("pool") { label } else { format!("{label}: {meaning}") }
}

/// Without column separators.
fn tidy(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';' || c == '|').filter(|w| !w.is_empty());
    let text = words.collect::<Vec<_>>().join(" ");
    text.trim_matches(|c: char| matches!(c, ':' | '-' | '–' | '"' | ' ')).to_owned()
}

/// The first time in a line, and the rest of the line.
fn find(line: &str, clock: &Clock, span: (i64, i64)) -> Option<(i64, String)> {
    let starts = line.char_indices().filter(|(i, c)| {
        c.is_ascii_digit() && !line[..*i].chars().next_back().is_some_and(|p| p.is_alphanumeric() || ".:/-".contains(p))
    });
    for (start, _) in starts {
        if let Some((utc_ms, end)) = read(&line[start..], clock, span) {
            return Some((utc_ms, format!("{} {}", &line[..start], &line[start + end..])));
        }
    }
    None
}

/// A time at the beginning of a text, and where it ends.
fn read(text: &str, clock: &Clock, span: (i64, i64)) -> Option<(i64, usize)> {
    let mut cursor = Cursor { text, at: 0 };
    if clock.times == Times::Elapsed {
        if let Some(ms) = cursor.elapsed() {
            return Some((clock.utc_ms(ms), cursor.at));
        }
        cursor.at = 0;
    }
    // a date means a calendar day, even if the chart shows elapsed time
    let local = clock.clone().showing(if clock.times == Times::Utc { Times::Utc } else { Times::Local }, 0);
    let clock = &local;
    let year = |ms: i64| DateTime::from_timestamp_millis(clock.shown_ms(ms)).map_or(1970, |t| t.year());
    let dates = cursor.dates(year(span.0)..=year(span.1).min(year(span.0) + 50));
    if dates.is_empty() {
        let time = cursor.time()?;
        let first = clock.shown_ms(span.0);
        let at = first.div_euclid(DAY_MS) * DAY_MS + time;
        let at = if at < first { at + DAY_MS } else { at };
        return Some((clock.utc_ms(at), cursor.at));
    }
    cursor.skip(|c| c == ' ' || c == 'T' || c == 't' || c == ',' || c == '\t');
    let after_date = cursor.at;
    let time = cursor.time().unwrap_or_else(|| {
        cursor.at = after_date;
        0
    });
    let offset = cursor.offset();
    let moments: Vec<i64> = dates
        .into_iter()
        .map(|date| {
            let ms = NaiveDateTime::new(date, NaiveTime::MIN).and_utc().timestamp_millis() + time;
            offset.map_or_else(|| clock.utc_ms(ms), |offset| ms - offset)
        })
        .collect();
    let is_inside = |ms: &&i64| (span.0 - DAY_MS..=span.1 + DAY_MS).contains(*ms);
    let utc_ms = *moments.iter().find(is_inside).or(moments.first())?;
    Some((utc_ms, cursor.at))
}

/// A number and its digit count.
type Number = (u32, usize);

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip(&mut self, is_skipped: impl Fn(char) -> bool) {
        self.at += self.rest().find(|c| !is_skipped(c)).unwrap_or(self.rest().len());
    }

    /// A number of at most four digits.
    fn number(&mut self) -> Option<Number> {
        let digits = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
        let number = self.rest()[..digits].parse().ok().filter(|_| (1..=4).contains(&digits))?;
        self.at += digits;
        Some((number, digits))
    }

    fn eat(&mut self, wanted: char) -> bool {
        let is_next = self.rest().starts_with(wanted);
        self.at += if is_next { wanted.len_utf8() } else { 0 };
        is_next
    }

    /// The dates that can be read here, the likelier first.
    fn dates(&mut self, years: RangeInclusive<i32>) -> Vec<NaiveDate> {
        let begin = self.at;
        let named = self.named_dates(years);
        if !named.is_empty() {
            return named;
        }
        self.at = begin;
        let dates = self.date_parts().map_or_else(Vec::new, |(a, b, c, separator)| {
            let day = |y: u32, m: u32, d: u32| NaiveDate::from_ymd_opt(i32::try_from(y).ok()?, m, d);
            let year = if c.1 == 2 { 2000 + c.0 } else { c.0 };
            match (a.1, separator) {
                (4, _) => vec![day(a.0, b.0, c.0)],
                (_, '.') => vec![day(year, b.0, a.0)],
                _ => vec![day(year, a.0, b.0), day(year, b.0, a.0)],
            }
        });
        let dates: Vec<NaiveDate> = dates.into_iter().flatten().collect();
        if dates.is_empty() {
            self.at = begin;
        }
        dates
    }

    /// `4 Mar 2026`, as the chart shows it; the month may be written in full. Without a year, every year of the log is
    /// possible.
    fn named_dates(&mut self, years: RangeInclusive<i32>) -> Vec<NaiveDate> {
        const MONTHS: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let Some((day, _)) = self.number().filter(|(_, digits)| *digits <= 2) else { return Vec::new() };
        self.skip(|c| c == ' ' || c == '.');
        let letters = self.rest().find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest().len());
        let word = self.rest()[..letters].to_ascii_lowercase();
        let Some(month) = MONTHS.iter().position(|m| word.starts_with(&m[..3])) else { return Vec::new() };
        self.at += letters;
        let after_month = self.at;
        self.skip(|c| c == ' ' || c == '.' || c == ',');
        let date = |year: i32| NaiveDate::from_ymd_opt(year, month as u32 + 1, day);
        if let Some((year, _)) = self.number().filter(|(_, digits)| *digits == 4) {
            return i32::try_from(year).ok().and_then(date).into_iter().collect();
        }
        self.at = after_month;
        // `5 marks` is not a day in March
        let is_month = word == MONTHS[month][..3] || word == MONTHS[month] || word == "sept";
        if is_month { years.filter_map(date).collect() } else { Vec::new() }
    }

    /// Three numbers, each with its digit count, and the separator.
    fn date_parts(&mut self) -> Option<(Number, Number, Number, char)> {
        let a = self.number()?;
        let separator = self.rest().chars().next().filter(|c| "-/.".contains(*c))?;
        self.eat(separator);
        let b = self.number()?;
        if !self.eat(separator) {
            return None;
        }
        Some((a, b, self.number()?, separator))
    }

    /// Time since the start, as the chart shows it: `08:15`, `2 d 08:15:30`.
    fn elapsed(&mut self) -> Option<i64> {
        let begin = self.at;
        let mut days = 0;
        if let Some((number, _)) = self.number() {
            self.skip(|c| c == ' ');
            if self.eat('d') {
                days = i64::from(number);
                self.skip(|c| c == ' ');
            } else {
                self.at = begin;
            }
        }
        self.time().map(|ms| ms + days * DAY_MS)
    }

    /// Milliseconds since midnight.
    fn time(&mut self) -> Option<i64> {
        let begin = self.at;
        let time = self.time_parts();
        if time.is_none() {
            self.at = begin;
        }
        time
    }

    fn time_parts(&mut self) -> Option<i64> {
        let (mut hour, _) = self.number()?;
        if !self.eat(':') {
            return None;
        }
        let (minute, _) = self.number().filter(|(_, digits)| *digits == 2)?;
        let mut ms = 0;
        if self.eat(':') {
            ms = i64::from(self.number()?.0) * 1000;
            if self.rest().starts_with(['.', ',']) && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
                self.at += 1;
                let digits = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
                let share: f64 = format!("0.{}", &self.rest()[..digits]).parse().ok()?;
                ms += (share * 1000.0).round() as i64;
                self.at += digits;
            }
        }
        let before = self.at;
        // Event Viewer writes a narrow space here
        self.skip(|c| c == ' ' || c == '\u{202f}' || c == '\u{a0}');
        let mut word = self.rest().chars().flat_map(char::to_lowercase);
        match (word.next(), word.next()) {
            (Some(half @ ('a' | 'p')), Some('m')) if (1..=12).contains(&hour) => {
                hour = hour % 12 + if half == 'p' { 12 } else { 0 };
                self.at += 2;
            }
            _ => self.at = before,
        }
        let is_time = hour < 24 && minute < 60 && ms < 61_000;
        is_time.then(|| i64::from(hour) * 3_600_000 + i64::from(minute) * 60_000 + ms)
    }

    /// How far ahead of UTC the time is, in ms, if that is given.
    fn offset(&mut self) -> Option<i64> {
        let begin = self.at;
        self.skip(|c| c == ' ');
        for word in ["UTC", "Z", "GMT"] {
            let is_word = self.rest().get(..word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word))
                && !self.rest()[word.len()..].starts_with(|c: char| c.is_alphanumeric());
            if is_word {
                self.at += word.len();
                return Some(0);
            }
        }
        self.at = begin;
        let sign = match self.rest().chars().next() {
            Some('+') => 1,
            Some('-') => -1,
            _ => return None,
        };
        self.at += 1;
        let minutes = (|| {
            let (hours, _) = self.number().filter(|(_, digits)| *digits == 2)?;
            let (minutes, _) = if self.eat(':') { self.number()? } else { (0, 0) };
            Some(i64::from(hours) * 60 + i64::from(minutes))
        })();
        if minutes.is_none() {
            self.at = begin;
        }
        minutes.map(|m| sign * m * 60_000)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Zone;
    use super::super::clock::{iso_utc, parse_iso_local};
    use super::*;

    fn clock() -> Clock {
        Clock::local(Zone { name: String::new(), bias_minutes: 300, ..Zone::utc() })
    }

    fn parse(text: &str) -> Vec<(String, String)> {
        let ms = |t: &str| parse_iso_local(t).expect("a time");
        let span = (ms("2026-03-02T13:00"), ms("2026-03-09T13:00"));
        let found = parse_moments(text, &clock(), span);
        found.moments.into_iter().map(|m| (iso_utc(m.utc_ms)[..19].to_owned(), m.label)).collect()
    }

    fn one(text: &str) -> (String, String) {
        let found = parse(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found[0].clone()
    }

    #[test]
    fn times_are_understood_as_people_write_them() {
        for text in [
            "2026-03-04 08:15 driver update",
            "2026-03-04T08:15:00 driver update",
            "3/4/2026 8:15:00 AM driver update",
            "4.3.2026 08:15:00 driver update",
            "04.03.26 8:15 driver update",
            "4 Mar 2026 08:15:00 driver update",
            "4. March 2026, 8:15 driver update",
            "driver update, 04/03/2026 08:15",
            "2026-03-04 13:15Z driver update",
            "2026-03-04 14:15+01:00 driver update",
            "\"driver update\";2026-03-04 08:15:00,000",
        ] {
            assert_eq!(one(text), ("2026-03-04T13:15:00".to_owned(), "driver update".to_owned()), "{text}");
        }
        assert_eq!(one("8:15 PM backup").0, "2026-03-03T01:15:00");
        assert_eq!(
            one("07:59 before the log's first hour"),
            ("2026-03-03T12:59:00".to_owned(), "before the log's first hour".to_owned())
        );
        // March 8, not August 3
        assert_eq!(one("08/03/2026 00:00").0, "2026-03-08T05:00:00");
        assert_eq!(one("2026-03-05").0, "2026-03-05T05:00:00");
    }

    #[test]
    fn events_are_read_as_event_viewer_copies_them() {
        let block = "Log Name:      System\nSource:        srv\nDate:          3/4/2026 8:15:00\u{202f}AM\n\
                     Event ID:      2019\nTask Category: None\nLevel:         Error\n";
        assert_eq!(
            parse(block),
            [("2026-03-04T13:15:00".to_owned(), "srv event 2019: nonpaged pool was empty".to_owned())]
        );
        let rows = "Error,3/4/2026 8:15:00 AM,srv,2020,None\nError\t3/5/2026 9:00:00 PM\tsrv\t7\tNone";
        let labels: Vec<_> = parse(rows).into_iter().map(|m| m.1).collect();
        assert_eq!(labels, ["Error srv 2020 None: paged pool was empty", "Error srv 7 None"]);
        assert_eq!(one("2026-03-04 08:15 2019").1, "event 2019: nonpaged pool was empty");
    }

    #[test]
    fn time_since_the_start_is_understood_where_it_is_shown() {
        let start = parse_iso_local("2026-03-02T13:00").expect("a time");
        let elapsed = clock().showing(Times::Elapsed, start);
        let one = |text: &str| {
            let found = parse_moments(text, &elapsed, (start, start + 7 * DAY_MS));
            found.moments.first().map(|m| ((m.utc_ms - start) / 60_000, m.label.clone()))
        };
        assert_eq!(one("01:30 driver update"), Some((90, "driver update".to_owned())));
        assert_eq!(one("2 d 00:10:00 reboot"), Some((2890, "reboot".to_owned())));
        // a date means a day of the log
        assert_eq!(one("2026-03-02 09:00 backup"), Some((60, "backup".to_owned())));
        assert_eq!(one("2 drivers"), None);
    }

    #[test]
    fn what_is_no_time_is_said() {
        let utc = clock().showing(Times::Utc, 0);
        let found = parse_moments("yesterday at noon\n2026-13-45\n12 apples\n2026-03-04 08:15", &utc, (0, 1));
        assert_eq!(found.others, ["yesterday at noon", "2026-13-45", "12 apples"]);
        assert_eq!(iso_utc(found.moments[0].utc_ms), "2026-03-04T08:15:00.000Z");
        for text in ["", "::", "1/", "99:99", "é4.é", "1.1.1 1:", "4/4/4", "+", "1:1 am", "12/12/2026 25:00"] {
            parse_moments(text, &utc, (0, 1));
        }
    }
}
