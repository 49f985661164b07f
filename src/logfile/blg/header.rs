//! The first event: the log file header (ETW's documented `TRACE_LOGFILE_HEADER`, at 68).
//!
//! | at (from 68) | type | what | seen |
//! |---|---|---|---|
//! | 00 | u32 | buffer size | always |
//! | 08 | u32 | Windows build number | always |
//! | 0C | u32 | processors; 1 on machines with four, and not read | always |
//! | 10 | i64 | end, FILETIME UTC; 0 when not closed properly | always |
//! | 20 | u32 | mode; bit 1 = circular | documented |
//! | 24 | u32 | buffers written | closed logs |
//! | 2C | u32 | pointer size, 4 or 8 | always |
//! | 30 | u32 | events lost | documented |
//! | 38 | 2 pointers, then `TIME_ZONE_INFORMATION` (AC), aligned to 8 | | always |
//! | then | i64 boot, i64 frequency, i64 start, u32, u32 buffers lost, two strings | | always |

use super::super::bytes::{Fields, ReadAt, utf16_text, utf16_until_zero};
use super::super::{LogError, detect, limits};
use super::container::Container;
use crate::model::zone::{Daylight, RuleDate, Saving};
use crate::model::{Facts, Zone};
use std::path::Path;
use std::sync::Arc;

const HEADER_AT: usize = 0x68;
/// Positions of the time at which the log was closed, of its mode, and of the number of lost events.
pub const END_AT: u64 = HEADER_AT as u64 + 0x10;
pub const MODE_AT: u64 = HEADER_AT as u64 + 0x20;
pub const LOST_AT: u64 = HEADER_AT as u64 + 0x30;
const ZONE_BYTES: usize = 0xAC;
/// 1601-01-01 to 1970-01-01, in milliseconds.
const EPOCH_MS: i64 = 11_644_473_600_000;

/// Milliseconds since 1970 of a FILETIME.
pub fn ms_from_filetime(filetime: i64) -> i64 {
    filetime.div_euclid(10_000) - EPOCH_MS
}

/// Reads the header of a log that [`detect::is_trace_container`] has recognized as one.
///
/// # Errors
/// When the first buffer ends inside the header.
pub fn open(bytes: Arc<dyn ReadAt>, path: &Path) -> Result<(Facts, Container), LogError> {
    let mut head = vec![0; 0x4000.min(usize::try_from(bytes.len()).unwrap_or(0x4000))];
    let io = |error| LogError::Io { doing: "reading the log's header", error, path: path.to_owned() };
    let had = bytes.read_at(0, &mut head).map_err(io)?;
    head.truncate(had);
    let damaged = |found: &str, position: usize| LogError::Damaged {
        doing: "reading the log's header",
        found: found.to_owned(),
        position: position as u64,
        path: path.to_owned(),
    };
    if !detect::is_trace_container(&head) {
        return Err(damaged("no trace header", 0));
    }
    let fields = Fields(head.get(HEADER_AT..).unwrap_or(&[]));
    let facts = facts(fields).ok_or_else(|| damaged("the file ends inside it", head.len()))?;
    let buffer_size = Fields(&head).u32(0).unwrap_or(limits::BUFFER_BYTES_LEAST) as usize;
    let written = fields.u32(0x24).filter(|_| facts.file_end_utc_ms.is_some() && !facts.circular);
    let mut container = Container {
        bytes,
        buffer_size,
        is_circular: facts.circular,
        buffers_written: written.map_or(0, u64::from),
        is_numbered: false,
        path: path.to_owned(),
    };
    container.is_numbered = !facts.circular && container.has_numbers()?;
    Ok((facts, container))
}

fn facts(fields: Fields<'_>) -> Option<Facts> {
    let pointer_bytes = fields.u32(0x2C)?;
    let pointer = if pointer_bytes == 4 { 4 } else { 8 };
    let zone_at = 0x38 + 2 * pointer;
    let zone = zone(Fields(fields.part(zone_at, ZONE_BYTES)?))?;
    let times = (zone_at + ZONE_BYTES).next_multiple_of(8);
    let moment = |at: usize| fields.i64(at).map(|f| (f > 0).then(|| ms_from_filetime(f)));
    let names = fields.0.get(times + 0x20..).unwrap_or(&[]);
    let session = utf16_until_zero(names);
    let original = names.get(session.len() + 2..).map(|rest| utf16_text(utf16_until_zero(rest)));
    Some(Facts {
        os_build: Some(fields.u32(0x08)?),
        pointer_bytes: Some(pointer_bytes),
        boot_utc_ms: moment(times)?,
        file_begin_utc_ms: moment(times + 0x10)?,
        file_end_utc_ms: moment(0x10)?,
        circular: fields.u32(0x20)? & 2 != 0,
        lost_events: fields.u32(0x30)?,
        lost_buffers: fields.u32(times + 0x1C)?,
        original_path: original.filter(|p| !p.is_empty() && p.len() < 1024),
        ..Facts::of_zone(zone)
    })
}

/// `TIME_ZONE_INFORMATION`: bias, then name (40), date (10) and bias of standard time, then of daylight time.
fn zone(fields: Fields<'_>) -> Option<Zone> {
    const DAY: i32 = 24 * 60;
    let bias = |at| fields.i32(at).map(|b| if (-DAY..=DAY).contains(&b) { b } else { 0 });
    let (to_standard, to_daylight) = (rule(fields, 0x44)?, rule(fields, 0x98)?);
    let saving = match (to_standard, to_daylight) {
        (Some(to_standard), Some(to_daylight)) => Saving::Yearly(Daylight {
            standard_bias_minutes: bias(0x54)?,
            daylight_bias_minutes: bias(0xA8)?,
            to_standard,
            to_daylight,
        }),
        _ => Saving::Never,
    };
    Some(Zone {
        name: utf16_text(utf16_until_zero(fields.part(4, 64)?)),
        bias_minutes: bias(0)?,
        saving,
        set_back_utc_ms: Vec::new(),
    })
}

/// A `SYSTEMTIME` used as a rule; `Some(None)` if the zone has none (month 0) or the rule makes no sense.
fn rule(fields: Fields<'_>, at: usize) -> Option<Option<RuleDate>> {
    let word = |i: usize| fields.u16(at + 2 * i);
    let rule = RuleDate {
        year: word(0)?,
        month: word(1)?,
        day_of_week: word(2)?,
        week_or_day: word(3)?,
        ms_of_day: ((i64::from(word(4)?) * 60 + i64::from(word(5)?)) * 60 + i64::from(word(6)?)) * 1000
            + i64::from(word(7)?),
    };
    let sane = (1..=12).contains(&rule.month) && rule.day_of_week < 7 && (1..=31).contains(&rule.week_or_day);
    Some((sane && rule.ms_of_day <= 86_400_000).then_some(rule))
}
