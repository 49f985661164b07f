//! Groups what was read by computer: logs by the names in them, listings of pool tags and exported events with the logs
//! that they belong to.

use super::{Analysis, FileRead};
use crate::analysis::GivenRam;
use crate::analysis::ram::{Ram, RamSource};
use crate::logfile::tags as tag_listings;
use crate::logfile::{Diagnostic, DiagnosticKind, LogError};
use crate::model::catalogue::Role;
use crate::model::event::Event;
use crate::model::path::computer_key;
use crate::model::processors::Processors;
use crate::model::units::MB;
use crate::model::{Recording, Zone};
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

/// A log as read.
pub(super) struct Read {
    pub recording: Recording,
    pub file: FileRead,
    /// Every computer named in the log, wanted or not.
    pub computers: Vec<String>,
    pub processors: Processors,
}

/// What was read, by computer, and the events that belong to the computers.
pub(super) struct Grouped {
    pub groups: Vec<Group>,
    pub exports: Vec<Export>,
}

/// Exported events of one computer, or of an unnamed one.
pub(super) struct Export {
    pub computer: String,
    pub events: Vec<Event>,
    /// Times are local ones, taken as UTC so far.
    pub is_local: bool,
    /// The index of their log.
    pub file: usize,
}

/// What is known of one computer while logs are being grouped.
pub(super) struct Group {
    pub computer: String,
    pub recordings: Vec<Recording>,
    /// Listings of pool tags.
    pub listings: Vec<Recording>,
    pub exports: Vec<Export>,
    /// The indexes of their logs.
    pub files: Vec<usize>,
}

/// Adds what was read of each log to the group of its computer; notes what could not be read.
pub(super) fn group_by_computer(
    read: impl IntoIterator<Item = Result<Read, LogError>>,
    analysis: &mut Analysis,
) -> Result<Grouped, LogError> {
    let (mut groups, mut exports): (Vec<Group>, Vec<Export>) = (Vec::new(), Vec::new());
    let mut indexes: HashMap<String, usize> = HashMap::new();
    for outcome in read {
        let Read { mut recording, file, computers, processors } = match outcome {
            Ok(read) => read,
            Err(LogError::Cancelled) => return Err(LogError::Cancelled),
            Err(error) => {
                analysis.failed.push(error);
                continue;
            }
        };
        let is_listing = file.source.format == tag_listings::FORMAT;
        analysis.files.push(file);
        // an export may hold a million; nothing else needs them any more
        let events = Arc::unwrap_or_clone(std::mem::take(&mut recording.facts.exported_events));
        if !events.is_empty() {
            let (is_local, file) = (recording.facts.has_unknown_zone, analysis.files.len() - 1);
            exports.extend(events.into_iter().map(|(computer, events)| Export { computer, events, is_local, file }));
            continue;
        }
        let found = if recording.counters.is_empty() {
            // if nothing was wanted from a log, its computers are listed anyway
            let is_single_computer = computers.len() < 2;
            let names = if computers.is_empty() { vec![String::new()] } else { computers };
            names.into_iter().map(|name| (name, Recording { is_single_computer, ..recording.clone() })).collect()
        } else {
            recording.by_computer()
        };
        for (computer, mut recording) in found {
            recording.facts.processors = processors.count(&computer);
            let index = *indexes.entry(computer_key(&computer)).or_insert_with(|| {
                let (recordings, listings) = (Vec::new(), Vec::new());
                groups.push(Group { computer, recordings, listings, exports: Vec::new(), files: Vec::new() });
                groups.len() - 1
            });
            let group = &mut groups[index];
            if is_listing {
                group.listings.push(recording)
            } else {
                group.recordings.push(recording)
            }
            groups[index].files.push(analysis.files.len() - 1);
        }
    }
    Ok(Grouped { groups, exports })
}

/// Assigns exported events to the logs of their computer, by its name, even if that includes a domain. Events that name
/// no computer belong to the only one, if there is just one.
pub(super) fn set_events(groups: &mut [Group], exports: Vec<Export>, analysis: &mut Analysis) {
    if let (true, Some(export)) = (groups.is_empty(), exports.first()) {
        let path = analysis.files[export.file].source.path.clone();
        let found = "exported events alone; open them together with a log of the same computer".to_owned();
        analysis.files.clear();
        analysis.failed.push(LogError::NotALog { found, path });
        return;
    }
    let host = |name: &str| computer_key(name.split('.').next().unwrap_or_default());
    let is_one = groups.len() == 1;
    for export in exports {
        let has_its_name = |group: &Group| host(&group.computer) == host(&export.computer);
        let nameless = |group: &Group| is_one && (export.computer.is_empty() || group.computer.is_empty());
        match groups.iter().position(|group| has_its_name(group) || nameless(group)) {
            Some(at) => {
                groups[at].files.push(export.file);
                groups[at].exports.push(export);
            }
            None => {
                let file = analysis.files.get_mut(export.file);
                add_diagnostic(file, DiagnosticKind::ForeignComputer, export.events.len());
            }
        }
    }
}

/// Events in chronological order, each once; times without a zone are in that of the log.
pub(super) fn in_order(exports: Vec<Export>, zone: &Zone) -> Vec<Event> {
    let in_utc = |Export { events, is_local, .. }: Export| {
        events.into_iter().map(move |event| match is_local {
            true => Event { utc_ms: zone.utc_from_local(event.utc_ms, None), ..event },
            false => event,
        })
    };
    let mut events: Vec<Event> = exports.into_iter().flat_map(in_utc).collect();
    events.sort_by_key(|event| event.utc_ms);
    // the same export opened twice, or two that overlap
    events.dedup();
    events
}

/// Listings name no computer. They belong to the one whose name is in the name of their file or folder; otherwise to
/// the only one with logs; otherwise to one without a name.
pub(super) fn with_listings(mut groups: Vec<Group>, analysis: &mut Analysis) -> Vec<Group> {
    let has_logs = |group: &Group| !group.recordings.is_empty();
    let Some(at) = groups.iter().position(|group| group.computer.is_empty() && !group.listings.is_empty()) else {
        return groups;
    };
    let with_logs: Vec<usize> = (0..groups.len()).filter(|i| *i != at && has_logs(&groups[*i])).collect();
    if with_logs.is_empty() {
        return groups;
    }
    let listings = std::mem::take(&mut groups[at].listings);
    // a group with only listings has one file for each, in the same order
    let files = if has_logs(&groups[at]) { Vec::new() } else { std::mem::take(&mut groups[at].files) };
    for (i, listing) in listings.into_iter().enumerate() {
        let path = listing.parts.first().map(|part| part.source.path.clone()).unwrap_or_default();
        let named = with_logs.iter().copied().filter(|i| is_named_in(&groups[*i].computer, &path));
        // a name that contains `SRV-1` also contains `SRV`
        let longest = named.max_by_key(|i| groups[*i].computer.len());
        let owner = match (longest, &with_logs[..]) {
            (Some(named), _) => named,
            (None, [only]) => *only,
            (None, _) => at,
        };
        let mut note = |kind| add_diagnostic(files.get(i).and_then(|file| analysis.files.get_mut(*file)), kind, 1);
        let owner = match owner {
            owner if owner != at && has_other_ram(&listing, &groups[owner]) => {
                note(DiagnosticKind::OtherMachine);
                at
            }
            owner => owner,
        };
        if owner != at && is_of_other_time(&listing, &groups[owner]) {
            note(DiagnosticKind::OtherTime);
        }
        groups[owner].listings.push(listing);
        groups[owner].files.extend(files.get(i));
    }
    groups.retain(|group| !(group.recordings.is_empty() && group.listings.is_empty() && group.files.is_empty()));
    groups
}

/// Whether a listing gives a different amount of RAM from the exact counter in the logs, or one that their other
/// counters rule out.
fn has_other_ram(listing: &Recording, group: &Group) -> bool {
    const ALIKE: f64 = 0.03;
    let of = |recording: &Recording, computer: &str| {
        recording
            .with_role(computer, Role::RamTotal)
            .and_then(|counter| counter.present().next_back())
            .map(|(_, mb)| mb)
    };
    let logged = group.recordings.iter().find_map(|recording| of(recording, &group.computer));
    let Some(listed) = of(listing, "") else { return false };
    match logged {
        Some(logged) => (logged - listed).abs() > ALIKE * logged.max(listed),
        None => {
            let listed = GivenRam { bytes: listed * MB, source: RamSource::Listing };
            let ram = |recording: &Recording| Ram::of(recording, &group.computer, Some(listed));
            // the commit limit is RAM and page files together; without these it is a little less than RAM
            let is_ruled_out =
                |ram: &Ram| ram.refused.is_some() || ram.high.is_some_and(|high| listed.bytes > high * (1.0 + ALIKE));
            group.recordings.iter().any(|recording| is_ruled_out(&ram(recording)))
        }
    }
}

/// Whether a listing is more than a day before or after all logs: differing clocks and zones would explain less than
/// that.
fn is_of_other_time(listing: &Recording, group: &Group) -> bool {
    const DAY_MS: i64 = 86_400_000;
    let span = |recording: &Recording| Some((*recording.axis.utc_ms.first()?, *recording.axis.utc_ms.last()?));
    let Some((from, to)) = span(listing) else { return false };
    let mut logs = group.recordings.iter().filter_map(span).peekable();
    logs.peek().is_some() && logs.all(|(a, b)| to < a - DAY_MS || from > b + DAY_MS)
}

/// Whether the name of a file, or of its folder, contains the computer's name as a whole word.
pub fn is_named_in(computer: &str, path: &Path) -> bool {
    let key = computer_key(computer);
    let names = path.iter().rev().take(2).map(|name| name.to_string_lossy().to_lowercase());
    let has = |name: &String| {
        name.match_indices(&key).any(|(at, _)| {
            let is_free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            is_free(name[..at].chars().next_back()) && is_free(name[at + key.len()..].chars().next())
        })
    };
    !key.is_empty() && names.into_iter().any(|name| has(&name))
}

/// Adds a diagnostic without a position in the log; nothing if the count is zero.
pub(super) fn add_diagnostic(file: Option<&mut FileRead>, kind: DiagnosticKind, count: usize) {
    if let Some(file) = file.filter(|_| count > 0) {
        file.diagnostics.push(Diagnostic { kind, count: count as u64, first_position: None });
    }
}
