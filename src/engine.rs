//! The main job: a log is read and its pools are judged. Window and command line both do it through here.

use crate::analysis::subjects::serves_everything;
use crate::analysis::{Report, Scope, findings};
use crate::logfile::{LogError, Note, NoteKind, OpenLog, Progress};
use crate::model::pools::serves_pools;
use crate::model::{CounterPath, Recording};

/// One log, read and judged.
#[derive(Clone, Debug)]
pub struct Judged {
    pub recording: Recording,
    pub notes: Vec<Note>,
    pub reports: Vec<Report>,
}

/// Reads what the verdicts need, and judges.
pub fn judge_log(
    log: &OpenLog,
    user_ram: &dyn Fn(&str) -> Option<f64>,
    scope: Scope,
    progress: &Progress,
) -> Result<Judged, LogError> {
    let want = |path: &CounterPath| serves_pools(path) || scope == Scope::Everything && serves_everything(path);
    let (recording, mut notes) = log.read(&want, progress)?;
    let reports = judge(&recording, user_ram, scope);
    if reports.iter().all(|r| r.pools().next().is_none()) {
        notes.push(Note { kind: NoteKind::NoPoolCounters, count: 1, first_position: None });
    }
    Ok(Judged { recording, notes, reports })
}

/// Judges what was read. Computers of which only side counters were logged have nothing to say, unless nobody has.
pub fn judge(recording: &Recording, user_ram: &dyn Fn(&str) -> Option<f64>, scope: Scope) -> Vec<Report> {
    let mut reports = findings(recording, user_ram, scope);
    if reports.iter().any(|r| !r.findings.is_empty()) {
        reports.retain(|r| !r.findings.is_empty());
    }
    reports
}
