//! The main job: a log is read and its pools are judged. Window and command line both do it through here.

use crate::analysis::{Report, findings};
use crate::logfile::{LogError, Note, NoteKind, OpenLog, Progress};
use crate::model::Recording;
use crate::model::pools::serves_pools;

/// One log, read and judged.
#[derive(Clone, Debug)]
pub struct Judged {
    pub recording: Recording,
    pub notes: Vec<Note>,
    pub reports: Vec<Report>,
}

/// Reads what the pools' verdict needs and judges them.
pub fn judge_log(
    log: &OpenLog,
    user_ram: &dyn Fn(&str) -> Option<f64>,
    progress: &Progress,
) -> Result<Judged, LogError> {
    let (recording, mut notes) = log.read(&serves_pools, progress)?;
    let mut reports = findings(&recording, user_ram);
    if reports.iter().all(|r| r.findings.is_empty()) {
        notes.push(Note { kind: NoteKind::NoPoolCounters, count: 1, first_position: None });
    } else {
        // computers of which only side counters were logged have nothing to say
        reports.retain(|r| !r.findings.is_empty());
    }
    Ok(Judged { recording, notes, reports })
}
