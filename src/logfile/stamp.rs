//! Stamps as users and scripts write them, between snapshots and in exported events: the output of `%DATE% %TIME%`,
//! `Get-Date` and support scripts, in any language whose dates can be resolved. A stamp is read as numbers; which of
//! them is the day is decided from all stamps of a file.

use chrono::NaiveDate;
use std::borrow::Cow;

/// The numbers of a date, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// `2026-11-29`
    YearFirst([u32; 3]),
    /// `11/29/2026` or `29.11.2026`: either of the first two may be the day.
    YearLast([u32; 3]),
    /// The month was written as a word: year, month, day.
    Named([u32; 3]),
}

/// A stamp as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub date: Option<Date>,
    /// Milliseconds of the day.
    pub time_ms: Option<i64>,
    /// Whether it states that it is UTC.
    pub is_utc: bool,
}

/// Whether the day or the month comes first in dates that end with the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrder {
    DayFirst,
    MonthFirst,
    /// No date proves the order: the month is assumed to come first.
    Unproven,
}

/// Longer lines are not stamps.
const LONGEST: usize = 200;

const MONTHS: [&[u8]; 12] =
    [b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"];

/// Month names in some other languages, if their first letters are unaccented and differ from English.
const MORE_MONTHS: [(&[u8], u32); 16] = [
    (b"aou", 8),
    (b"ene", 1),
    (b"gen", 1),
    (b"fev", 2),
    (b"mrt", 3),
    (b"abr", 4),
    (b"avr", 4),
    (b"mai", 5),
    (b"mag", 5),
    (b"mei", 5),
    (b"giu", 6),
    (b"lug", 7),
    (b"ago", 8),
    (b"okt", 10),
    (b"ott", 10),
    (b"dez", 12),
];

fn month(word: &[u8]) -> Option<u32> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let english = MONTHS.iter().position(|m| **m == start).map(|at| at as u32 + 1);
    english.or_else(|| MORE_MONTHS.iter().find(|(name, _)| *name == start).map(|(_, month)| *month))
}

/// A piece of a stamp: a number with its count of digits, a word, or a sign.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'a> {
    Number(u32, usize),
    Word(&'a [u8]),
    Sign(u8),
}

fn pieces(line: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(b) = line.get(at) {
        let len = |is: fn(&u8) -> bool| line[at..].iter().take_while(|b| is(b)).count();
        if b.is_ascii_digit() {
            let len = len(u8::is_ascii_digit);
            let value = line[at..at + len].iter().take(9).fold(0, |v, b| v * 10 + u32::from(b - b'0'));
            pieces.push(Piece::Number(value, len));
            at += len;
        } else if b.is_ascii_alphabetic() {
            let len = len(u8::is_ascii_alphabetic);
            pieces.push(Piece::Word(&line[at..at + len]));
            at += len;
        } else {
            if !b.is_ascii_whitespace() {
                pieces.push(Piece::Sign(*b));
            } else if pieces.last() != Some(&Piece::Sign(b' ')) {
                pieces.push(Piece::Sign(b' '));
            }
            at += 1;
        }
    }
    pieces
}

/// A time like `18:10:05.123 PM` at the start of `pieces`: milliseconds of the day, and how many pieces it takes up.
fn time(pieces: &[Piece<'_>]) -> Option<(i64, usize)> {
    use Piece::{Number, Sign, Word};
    let [Number(hour, 1 | 2), Sign(b':'), Number(minute, 2), rest @ ..] = pieces else { return None };
    let (mut second, mut ms, mut used) = (0, 0, 3);
    if let [Sign(b':'), Number(s, 2), more @ ..] = rest {
        (second, used) = (*s, 5);
        if let [Sign(b'.' | b','), Number(fraction, digits), ..] = more {
            let scale = 10f64.powi(3 - (*digits).min(9) as i32);
            (ms, used) = ((f64::from(*fraction) * scale) as i64, 7);
        }
    }
    let mut hour = i64::from(*hour);
    let suffix = match pieces.get(used..)? {
        [Sign(b' '), Word(w), ..] => Some((w, 2)),
        [Word(w), ..] => Some((w, 1)),
        _ => None,
    };
    if let Some((word, len)) = suffix {
        let is = |name: &[u8]| word.eq_ignore_ascii_case(name);
        if is(b"PM") || is(b"AM") {
            hour = hour % 12 + if is(b"PM") { 12 } else { 0 };
            used += len;
        }
    }
    let is_time = hour < 24 && *minute < 60 && second < 60;
    is_time.then_some((((hour * 60 + i64::from(*minute)) * 60 + i64::from(second)) * 1000 + ms, used))
}

/// An offset like `+02:00` or `-0530` directly after a time, or after a space: milliseconds ahead of UTC, and how many
/// pieces it takes up.
fn offset(pieces: &[Piece<'_>]) -> Option<(i64, usize)> {
    use Piece::{Number, Sign};
    let gap = usize::from(pieces.first() == Some(&Sign(b' ')));
    let (sign, hours, minutes, used) = match pieces.get(gap..)? {
        [Sign(sign @ (b'+' | b'-')), Number(h, 2), Sign(b':'), Number(m, 2), ..] => (*sign, *h, *m, 4),
        [Sign(sign @ (b'+' | b'-')), Number(both, 4), ..] => (*sign, both / 100, both % 100, 2),
        _ => return None,
    };
    let ms = i64::from(hours * 60 + minutes) * 60_000;
    (hours <= 14 && minutes < 60).then_some((if sign == b'-' { -ms } else { ms }, gap + used))
}

/// Strips the accents from month names, in UTF-8 and in the Windows and DOS code pages: `März`, `févr.`, `août`.
fn plain_letters(line: &[u8]) -> Cow<'_, [u8]> {
    if line.is_ascii() {
        return line.into();
    }
    let mut plain = Vec::with_capacity(line.len());
    let mut at = 0;
    while let Some(b) = line.get(at) {
        let (letter, used) = match (b, line.get(at + 1)) {
            (0xC3, Some(0xA4)) => (b'a', 2),
            (0xC3, Some(0xA9)) => (b'e', 2),
            (0xC3, Some(0xBB)) => (b'u', 2),
            (0xE4 | 0x84, _) => (b'a', 1),
            (0xE9 | 0x82, _) => (b'e', 1),
            (0xFB | 0x96, _) => (b'u', 1),
            (other, _) => (*other, 1),
        };
        // only within a word: elsewhere the bytes are parts of other letters
        let is_in_word = plain.last().is_some_and(u8::is_ascii_alphabetic);
        if is_in_word || used == 1 && letter == *b {
            plain.push(letter);
        } else {
            plain.extend(&line[at..at + used]);
        }
        at += used;
    }
    plain.into()
}

fn year(value: u32, digits: usize) -> Option<u32> {
    match digits {
        4 if (1996..2100).contains(&value) => Some(value),
        2 => Some(2000 + value),
        _ => None,
    }
}

/// A date at the start of `pieces`, and how many pieces it takes up.
fn date(pieces: &[Piece<'_>]) -> Option<(Date, usize)> {
    use Piece::{Number, Sign, Word};
    let is_gap = |sign: u8| matches!(sign, b'.' | b'/' | b'-' | b'_' | b' ' | b',');
    match pieces {
        // 20261129, as in a file name
        [Number(all, 8), ..] if (1996..2100).contains(&(all / 10_000)) => {
            Some((Date::YearFirst([all / 10_000, all / 100 % 100, all % 100]), 1))
        }
        [Number(y, 4), Sign(a), Number(m, 1 | 2), Sign(b), Number(d, 1 | 2), ..] if a == b && is_gap(*a) => {
            Some((Date::YearFirst([year(*y, 4)?, *m, *d]), 5))
        }
        [Number(a, 1 | 2), Sign(s), Number(b, 1 | 2), Sign(t), Number(y, digits @ (2 | 4)), ..]
            if s == t && matches!(s, b'.' | b'/' | b'-') =>
        {
            Some((Date::YearLast([*a, *b, year(*y, *digits)?]), 5))
        }
        // `29. November 2026`, `29 Nov 2026`, `29-Nov-26`
        [Number(d, 1 | 2), rest @ ..] => {
            let gaps = rest.iter().take_while(|p| matches!(p, Sign(s) if is_gap(*s))).count();
            let [Word(word), more @ ..] = rest.get(gaps..)? else { return None };
            let after = more.iter().take_while(|p| matches!(p, Sign(s) if is_gap(*s))).count();
            let [Number(y, digits), ..] = more.get(after..)? else { return None };
            Some((Date::Named([year(*y, *digits)?, month(word)?, *d]), 3 + gaps + after))
        }
        // `November 29, 2026`
        [Word(word), Sign(b' '), Number(d, 1 | 2), rest @ ..] => {
            let gaps = rest.iter().take_while(|p| matches!(p, Sign(b',' | b' '))).count();
            let [Number(y, 4), ..] = rest.get(gaps..)? else { return None };
            Some((Date::Named([year(*y, 4)?, month(word)?, *d]), 4 + gaps))
        }
        _ => None,
    }
}

/// Reads a line that may be a stamp; `None` if it has neither date nor time.
pub fn parse(line: &[u8]) -> Option<Stamp> {
    if line.len() > LONGEST {
        return None;
    }
    let line = plain_letters(line);
    let pieces = pieces(&line);
    let mut stamp = Stamp { date: None, time_ms: None, is_utc: false };
    let mut at = 0;
    while at < pieces.len() {
        let rest = &pieces[at..];
        if let Some((date, used)) = stamp.date.is_none().then(|| date(rest)).flatten() {
            stamp.date = Some(date);
            at += used;
        } else if let Some((time, used)) = stamp.time_ms.is_none().then(|| time(rest)).flatten() {
            stamp.time_ms = Some(time);
            at += used;
            // a time that states its offset from UTC; there must be a date, or the day would be lost
            if let Some((ahead_ms, used)) = offset(&pieces[at..]).filter(|_| stamp.date.is_some()) {
                (stamp.time_ms, stamp.is_utc) = (Some(time - ahead_ms), true);
                at += used;
            }
        } else {
            if let Piece::Word(word) = rest[0] {
                let is_z = word == b"Z" && stamp.time_ms.is_some();
                stamp.is_utc |= is_z || [&b"UTC"[..], b"GMT"].iter().any(|w| word.eq_ignore_ascii_case(w));
            }
            at += 1;
        }
    }
    (stamp.date.is_some() || stamp.time_ms.is_some()).then_some(stamp)
}

/// The stamp in a file's name: `poolmon-20261129-181005.log`, `2026-11-29T18-10-05Z`.
pub fn of_name(name: &str) -> Option<Stamp> {
    let pieces = pieces(name.as_bytes());
    let found = (0..pieces.len()).find_map(|at| date(&pieces[at..]).map(|(date, used)| (date, at + used)))?;
    let (date, end) = found;
    let rest: Vec<&Piece<'_>> = pieces[end..].iter().filter(|p| !matches!(p, Piece::Sign(_))).collect();
    let mut figures = rest.iter().skip_while(|p| matches!(p, Piece::Word(w) if w.eq_ignore_ascii_case(b"T")));
    let of = |hour: u32, minute: u32, second: u32| {
        let is_time = hour < 24 && minute < 60 && second < 60;
        is_time.then_some(i64::from((hour * 60 + minute) * 60 + second) * 1000)
    };
    let time_ms = match (figures.next(), figures.next(), figures.next()) {
        (Some(Piece::Number(all, 6)), ..) => of(all / 10_000, all / 100 % 100, all % 100),
        (Some(Piece::Number(all, 4)), ..) => of(all / 100, all % 100, 0),
        (Some(Piece::Number(h, 2)), Some(Piece::Number(m, 2)), Some(Piece::Number(s, 2))) => of(*h, *m, *s),
        (Some(Piece::Number(h, 2)), Some(Piece::Number(m, 2)), _) => of(*h, *m, 0),
        _ => None,
    };
    let is_utc = rest.iter().any(|p| matches!(p, Piece::Word(w) if *w == b"Z" || w.eq_ignore_ascii_case(b"UTC")));
    Some(Stamp { date: Some(date), time_ms, is_utc })
}

impl DayOrder {
    /// What the dates of a file prove: numbers above twelve can only be days. If every date could be read either way,
    /// the order that puts the dates close together is right: the other way round they would be months apart.
    pub fn of(dates: impl Iterator<Item = Date> + Clone) -> Self {
        const FAR: i64 = 3;
        let (mut first, mut second) = (0, 0);
        for date in dates.clone() {
            if let Date::YearLast([a, b, _]) = date {
                (first, second) = (first.max(a), second.max(b));
            }
        }
        match (first > 12, second > 12) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            (true, true) => Self::Unproven,
            (false, false) => {
                let span = |order| {
                    let days = dates.clone().filter_map(|date| day_ms(date, order));
                    let (low, high) = days.fold((i64::MAX, i64::MIN), |(a, b), day| (a.min(day), b.max(day)));
                    high.saturating_sub(low)
                };
                match (span(Self::DayFirst), span(Self::MonthFirst)) {
                    (day, month) if day > 0 && month > FAR * day => Self::DayFirst,
                    (day, month) if month > 0 && day > FAR * month => Self::MonthFirst,
                    _ => Self::Unproven,
                }
            }
        }
    }
}

/// Local milliseconds since 1970 of a date; `None` if there is no such day.
pub fn day_ms(date: Date, order: DayOrder) -> Option<i64> {
    let [year, month, day] = match date {
        Date::YearFirst(date) | Date::Named(date) => date,
        Date::YearLast([day, month, year]) if order == DayOrder::DayFirst => [year, month, day],
        Date::YearLast([month, day, year]) => [year, month, day],
    };
    let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::clock::iso_local;

    fn read(line: &str, order: DayOrder) -> String {
        let stamp = parse(line.as_bytes()).expect("a stamp");
        let day = stamp.date.and_then(|d| day_ms(d, order)).expect("a day");
        let utc = if stamp.is_utc { " UTC" } else { "" };
        format!("{}{utc}", iso_local(day + stamp.time_ms.unwrap_or_default()))
    }

    #[test]
    fn stamps_of_scripts_in_many_languages_are_read() {
        use DayOrder::{DayFirst, MonthFirst};
        let evening = "2026-11-29T18:10:05";
        for (line, order) in [
            ("Sun 11/29/2026 18:10:05.12", MonthFirst),
            ("So 29.11.2026 18:10:05,12", DayFirst),
            ("dim. 29/11/2026 18:10:05", DayFirst),
            ("2026.11.29-18:10:05 CET (local time of the PC where this was collected)", MonthFirst),
            ("===== 2026-11-29 18:10:05.1 =====", MonthFirst),
            ("11/29/2026 6:10:05 PM", MonthFirst),
            ("Sunday, November 29, 2026 6:10:05 PM", MonthFirst),
            ("Sonntag, 29. November 2026 18:10:05", MonthFirst),
            ("zo 29-11-2026 18:10:05,99", DayFirst),
            ("29 nov 2026 18:10:05", MonthFirst),
            ("2026-11-29T18:10:05", MonthFirst),
        ] {
            assert!(read(line, order).starts_with(evening), "{line}: {}", read(line, order));
        }
        assert!(read("2026-11-29T18:10:05Z", MonthFirst).ends_with(" UTC"));
        assert_eq!(parse(b" 18:10:05,12").and_then(|s| s.time_ms), Some(65_405_120));
        for none in ["System pool information", "", " Tag  Type", "poolmon -n 5"] {
            assert_eq!(parse(none.as_bytes()), None, "{none}");
        }
    }

    #[test]
    fn accents_and_offsets_are_understood() {
        let of = |line: &[u8]| {
            let stamp = parse(line).expect("a stamp");
            let day = stamp.date.and_then(|d| day_ms(d, DayOrder::DayFirst)).expect("a day");
            (iso_local(day + stamp.time_ms.unwrap_or_default()), stamp.is_utc)
        };
        let said = |text: &str, is_utc| (text.to_owned(), is_utc);
        for line in [
            &b"Montag, 2. M\xC3\xA4rz 2026 13:00:00"[..],
            b"Montag, 2. M\xE4rz 2026 13:00:00",
            b"Montag, 2. M\x84rz 2026 13:00:00",
        ] {
            assert_eq!(of(line), said("2026-03-02T13:00:00.000", false));
        }
        assert_eq!(of("lundi 3 ao\u{fb}t 2026 07:05:09".as_bytes()), said("2026-08-03T07:05:09.000", false));
        assert_eq!(of("mardi 3 f\u{e9}vrier 2026 07:05:09".as_bytes()), said("2026-02-03T07:05:09.000", false));
        assert_eq!(of(b"2026-03-02T15:00:00+02:00"), said("2026-03-02T13:00:00.000", true));
        assert_eq!(of(b"2026-03-02 23:30:00.5 -0530"), said("2026-03-03T05:00:00.500", true));
        assert_eq!(of(b"2026.03.02-15:00:00"), said("2026-03-02T15:00:00.000", false));
    }

    #[test]
    fn names_of_files_say_when() {
        let of = |name: &str| {
            let stamp = of_name(name).expect("a stamp");
            (
                iso_local(
                    day_ms(stamp.date.expect("a date"), DayOrder::Unproven).expect("a day")
                        + stamp.time_ms.unwrap_or(0),
                ),
                stamp.is_utc,
            )
        };
        assert!(of("poolsnap-20261129-181005.log").0.starts_with("2026-11-29T18:10:05"));
        assert!(of("SRV1_2026-11-29_18-10.txt").0.starts_with("2026-11-29T18:10:00"));
        assert!(of("tags-20261129T181005Z.json").1);
        assert_eq!((of_name("poolsnap.log"), of_name("x64 build 22621.1")), (None, None));
    }

    #[test]
    fn days_above_twelve_prove_the_order() {
        let order = |lines: &[&str]| DayOrder::of(lines.iter().filter_map(|l| parse(l.as_bytes())?.date));
        assert_eq!(order(&["11/12/2026 1:00", "11/13/2026 1:00"]), DayOrder::MonthFirst);
        assert_eq!(order(&["12/11/2026 1:00", "13/11/2026 1:00"]), DayOrder::DayFirst);
        assert_eq!(order(&["12/11/2026 1:00"]), DayOrder::Unproven);
        assert_eq!(order(&["11/02/2026 1:00", "11/03/2026 1:00", "11/05/2026 1:00"]), DayOrder::MonthFirst);
        assert_eq!(order(&["02.11.2026 1:00", "03.11.2026 1:00"]), DayOrder::DayFirst);
        assert_eq!(order(&["13/14/2026 1:00"]), DayOrder::Unproven);
    }
}
