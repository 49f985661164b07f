//! What is reported about a log and the machine that wrote it.

use super::Style;
use crate::model::units::{duration, samples};
use crate::model::{Recording, windows};

/// Samples that cover less than this share of the time leave gaps.
const HAS_GAPS: f64 = 0.9;

/// `2 Mar 2026 08:00 to 4 Mar 2026 08:00 (48 h), 577 samples every 5 min, UTC-05:00`
pub fn summary(recording: &Recording, style: &Style) -> String {
    let (axis, clock) = (&recording.axis, &style.clock);
    let (Some(first), Some(last)) = (axis.utc_ms.first(), axis.utc_ms.last()) else {
        return "no samples".to_owned();
    };
    let interval = axis.median_interval_secs().unwrap_or(1.0);
    let samples = match axis.samples_in_log() {
        1 => samples(1),
        n => {
            let gaps = if interval * (n as f64) < HAS_GAPS * axis.span_secs() { " with gaps" } else { "" };
            format!("{} every {}{gaps}", samples(n), duration(interval))
        }
    };
    format!("{} ({}), {samples}, {}", clock.span(*first, *last), duration(axis.span_secs()), clock.offset(*first))
}

/// `recorded on Server 2012 R2 or Windows 8.1, build 9600, 64-bit, 2 processors`
pub fn recorded_on(recording: &Recording) -> Option<String> {
    let facts = &recording.facts;
    let build = facts.os_build?;
    let processors = facts
        .processors
        .filter(|_| recording.is_single_computer)
        .map_or(String::new(), |n| format!(", {n} {}", if n == 1 { "processor" } else { "processors" }));
    let bits = facts.pointer_bytes.map_or(String::new(), |b| format!(", {}-bit", b * 8));
    Some(format!("recorded on {}{bits}{processors}", windows::build_name(build)))
}
