//! Stamps of text logs: `MM/DD/YYYY HH:MM:SS.fff`, local time.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// Milliseconds since 1970 (local) of a stamp, or `None` where it is none.
pub fn parse(cell: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    let (date, time) = text.split_once(' ')?;
    let mut parts = date.splitn(3, '/');
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (month, day, year) = (number()?, number()?, number()?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let (clock, fraction) = time.trim().split_once('.').unwrap_or((time.trim(), "0"));
    let mut parts = clock.splitn(3, ':');
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (hour, minute, second) = (number()?, number()?, number()?);
    let millis = match fraction.len() {
        1..=3 if fraction.bytes().all(|b| b.is_ascii_digit()) => {
            fraction.parse::<u32>().ok()? * [100, 10, 1][fraction.len() - 1]
        }
        _ => return None,
    };
    let time = NaiveTime::from_hms_milli_opt(hour, minute, second, millis)?;
    Some(NaiveDateTime::new(date, time).and_utc().timestamp_millis())
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
    fn stamps_go_there_and_back() {
        for text in ["11/26/2016 13:46:30.874", "01/01/1999 00:00:00.000", "12/31/2035 23:59:59.999"] {
            assert_eq!(format(parse(text.as_bytes()).expect(text)), text);
        }
        assert_eq!(parse(b"11/26/2016 13:46:30"), parse(b"11/26/2016 13:46:30.0"));
        for bad in
            ["", "13/01/2016 00:00:00.000", "11/26/2016", "14:07.7", "2/30/2016 00:00:00.0", "11/26/2016 13:46:30.x"]
        {
            assert_eq!(parse(bad.as_bytes()), None, "{bad}");
        }
    }
}
