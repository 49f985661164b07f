//! One computer's logs, joined: what is judged, at once or in steps.

use super::groups::{Group, in_order};
use super::{Listing, Machine};
use crate::analysis::ram::RamSource;
use crate::analysis::{GivenRam, Scope, findings, tags};
use crate::logfile::Progress;
use crate::model::catalogue::Role;
use crate::model::{Recording, tag, timeline};
use std::sync::Arc;

/// What was read of one computer, joined but not judged.
#[derive(Clone)]
pub(super) struct Prepared {
    computer: String,
    given_ram: Option<GivenRam>,
    recording: Recording,
    tags: Option<Listing>,
    /// Indexes of its files.
    files: Vec<usize>,
    /// Number of counters that did not fit in memory.
    left_out: usize,
}

impl Prepared {
    pub(super) fn of(group: Group, given: Option<GivenRam>, since_local_ms: Option<i64>) -> Option<Self> {
        let Group { computer, recordings, listings, exports, files } = group;
        // not necessarily given by the newest log
        let processors = recordings.iter().filter_map(|r| r.facts.processors).max();
        let zone = recordings.first().map(|r| r.facts.zone.clone());
        let (listed, left_out_of_listings) = timeline::join(listings).unzip();
        let listed = listed.map(|listed: Recording| match zone {
            Some(zone) if listed.facts.has_unknown_zone => listed.in_zone(zone),
            _ => listed,
        });
        let is_listing_alone = recordings.is_empty();
        let (mut recording, left_out) = match timeline::join(recordings) {
            Some(joined) => joined,
            // a listing also shows what the pools held
            None => (listed.as_ref()?.without(&|path| tag::of_path(path).is_some()), 0),
        };
        if let Some(since) = since_local_ms {
            recording = recording.between((recording.facts.zone.utc_from_local(since, None), i64::MAX));
        }
        recording.facts.processors = processors;
        recording.facts.events = Arc::new(in_order(exports, &recording.facts.zone));
        let tags = listed.and_then(|recording| {
            let report = tags::report(&recording)?;
            Some(Listing { recording, report })
        });
        let from_listing = || {
            // a listing's values are in its recording as if they had been logged counters
            let is_counted = !is_listing_alone && recording.with_role(&computer, Role::RamTotal).is_some();
            let bytes = tags.as_ref()?.report.ram.filter(|_| !is_counted)?;
            Some(GivenRam { bytes, source: RamSource::Listing })
        };
        let given_ram = given.or_else(from_listing);
        let left_out = left_out + left_out_of_listings.unwrap_or(0);
        Some(Self { computer, given_ram, recording, tags, files, left_out })
    }

    /// The verdicts, with the indexes of its files and the number of counters left out.
    pub(super) fn judged(self, scope: Scope, progress: &Progress) -> (Machine, Vec<usize>, usize) {
        let Self { computer, given_ram, recording, mut tags, files, left_out } = self;
        let is_wanted = || !progress.is_cancelled();
        let report = findings::report_while(&recording, &computer, given_ram, scope, &is_wanted);
        if let Some(listing) = &mut tags {
            listing.report.settle(&report);
        }
        (Machine { recording, report, tags }, files, left_out)
    }
}
