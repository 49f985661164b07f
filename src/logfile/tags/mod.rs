//! Listings of pool tags written by PoolMon, a debugger or a script, read like any other log.
//!
//! Each tag has three counters in each pool (`\Pool Tag(Nonpaged/NtFC)\Bytes`, `\Allocations`, `\Frees`); what the
//! lines above a listing say about the machine becomes the counters that a performance log has for it. Shapes and
//! widths: `row`; times and languages: `stamp`; output of debuggers and scripts: `other`.

mod lines;
mod other;
mod row;
mod snapshot;

use super::budget::Budget;
use super::bytes::ReadAt;
use super::{
    DiagnosticKind, Diagnostics, Found, LogError, LogReader, Progress, ReadContext, Sink, Stamp, limits, reader,
};
use crate::model::pools::Pool;
use crate::model::tag::{Tag, TagCounter};
use crate::model::{CounterPath, Facts, Format, KeyedPath, Zone};
use lines::Lines;
use other::Listed;
use row::{Parsed, Row, Totals};
use snapshot::{Index, Snapshot};
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The word used in reports.
pub const FORMAT: Format = Format("pool-tags");

/// Whether a file is a listing of tags, judging by its beginning.
pub fn detect(head: &[u8]) -> Option<Format> {
    let text: Vec<u8> = head.iter().copied().filter(|b| *b != 0).collect();
    let is_poolmon = || {
        let mut lines = text.split(|b| *b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        lines.any(|line| {
            let is_memory =
                line.trim_ascii_start().starts_with(b"Memory:") && memchr::memmem::find(line, b"Avail:").is_some();
            is_memory || row::is_header(line) || matches!(row::parse_row(line), Parsed::Row(..))
        })
    };
    (other::detect(&text) || is_poolmon()).then_some(FORMAT)
}

/// A listing whose snapshots are known.
pub struct TagLog {
    bytes: Arc<dyn ReadAt>,
    path: PathBuf,
    facts: Facts,
    found: Diagnosed,
    snapshots: Vec<Snapshot>,
    /// For listings not in PoolMon's format: all rows, snapshot by snapshot.
    listed: Option<Vec<Listed>>,
}

/// Diagnostics of the whole file, reported with the first piece.
type Diagnosed = Vec<super::Diagnostic>;

impl TagLog {
    /// Finds the snapshots.
    ///
    /// # Errors
    /// When reading fails, the job is cancelled, or there is no snapshot in it.
    pub fn open(bytes: Arc<dyn ReadAt>, path: &Path, progress: &Progress) -> Result<Self, LogError> {
        let head = super::detect::head(bytes.as_ref(), path)?;
        let text: Vec<u8> = head.into_iter().filter(|b| *b != 0).collect();
        let (index, mut listed) = if other::detect(&text) {
            let (index, listed) = other::read(bytes.as_ref(), path, progress)?;
            (index, Some(listed))
        } else {
            (snapshot::index(bytes.as_ref(), path, progress)?, None)
        };
        let Index { mut snapshots, drivers, mut diagnostics, is_utc } = index;
        if snapshots.is_empty() {
            let found = "a listing of pool tags without a row".to_owned();
            return Err(LogError::NotALog { found, path: path.to_owned() });
        }
        // the time of a listing is not damage, wherever the listing is in the file
        if !snapshots.is_sorted_by_key(|snapshot| snapshot.local_ms) {
            diagnostics.add_many(DiagnosticKind::OutOfOrder, 1, None);
            if let Some(all) = &mut listed {
                let mut both: Vec<(Snapshot, Listed)> = snapshots.drain(..).zip(all.drain(..)).collect();
                both.sort_by_key(|(snapshot, _)| snapshot.local_ms);
                (snapshots, *all) = both.into_iter().unzip();
            } else {
                snapshots.sort_by_key(|snapshot| snapshot.local_ms);
            }
        }
        let facts = Facts { has_unknown_zone: !is_utc, tag_drivers: Arc::new(drivers), ..Facts::of_zone(Zone::utc()) };
        Ok(Self { bytes, path: path.to_owned(), facts, found: diagnostics.into_vec(), snapshots, listed })
    }

    fn report(&self, diagnostics: &mut Diagnostics) {
        for found in &self.found {
            diagnostics.add_many(found.kind, found.count, found.first_position);
        }
    }

    fn walk(
        &self,
        piece: Range<usize>,
        how: ReadContext<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), LogError> {
        let mut walk = Walk {
            slots: Vec::new(),
            places: HashMap::new(),
            before: 0,
            count: 0,
            budget: Budget::new(how.names),
            how,
            values: Vec::new(),
            machine: [None; 6],
        };
        for at in piece {
            let Some(snapshot) = self.snapshots.get(at) else { break };
            how.progress.check()?;
            walk.values.clear();
            walk.totals(&snapshot.totals, sink);
            match self.listed.as_ref().map(|all| all.get(at)) {
                Some(listed) => {
                    for (line, row) in listed.into_iter().flat_map(|l| &l.rows) {
                        walk.row(at, *line, *row, sink, diagnostics);
                    }
                }
                None => self.rows(at, snapshot, &mut walk, sink, diagnostics)?,
            }
            how.progress.add(snapshot.bytes.end - snapshot.bytes.start);
            let stamp = Stamp { local_ms: snapshot.local_ms, position: snapshot.line };
            sink.sample(stamp, &walk.values)?;
        }
        Ok(())
    }

    fn rows(
        &self,
        at: usize,
        snapshot: &Snapshot,
        walk: &mut Walk<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), LogError> {
        let io = |error| LogError::Io { doing: "reading the listing", error, path: self.path.clone() };
        let mut lines = Lines::new(self.bytes.as_ref(), snapshot.bytes.clone(), snapshot.line);
        // a session has a pool of its own, which is not part of the system's
        let mut is_session = false;
        while let Some(line) = lines.read().map_err(io)? {
            match row::parse_row(line.text) {
                Parsed::Row(row, _) if !is_session => walk.row(at, line.number, row, sink, diagnostics),
                Parsed::Row(..) => {}
                Parsed::Damaged => diagnostics.add(DiagnosticKind::BadListingRow, line.number),
                Parsed::No if row::is_session_pool(line.text) => is_session = true,
                Parsed::No => {
                    let text = line.text.trim_ascii_start();
                    is_session &= !(text.starts_with(b"Memory:") || text.starts_with(b"System pool"));
                }
            }
        }
        Ok(())
    }
}

/// A tag in a pool.
struct Slot {
    key: (Tag, Pool),
    /// The numbers of its counters; `None` if they are not wanted, or there is no room for them.
    ids: [Option<usize>; 3],
    has_room: bool,
    /// The snapshot in which it was last seen.
    last: usize,
    /// The slot of the row that followed it: listings usually keep their order.
    next: usize,
}

struct Walk<'a> {
    slots: Vec<Slot>,
    places: HashMap<(Tag, Pool), usize>,
    /// The slot of the previous row.
    before: usize,
    /// Number of counters so far.
    count: usize,
    budget: Budget,
    how: ReadContext<'a>,
    values: Vec<(usize, f64)>,
    /// The numbers of the machine's own counters, once seen; the inner `None` means that it is not wanted.
    machine: [Option<Option<usize>>; 6],
}

/// Bytes of a counter besides its path.
const COUNTER_BYTES: usize = 160;

impl Walk<'_> {
    fn row(&mut self, at: usize, line: u64, row: Row, sink: &mut dyn Sink, diagnostics: &mut Diagnostics) {
        let place = self.place((row.tag, row.pool), sink, diagnostics);
        let Some(slot) = self.slots.get_mut(place).filter(|slot| slot.has_room) else { return };
        if slot.last == at {
            diagnostics.add(DiagnosticKind::ConflictingValue, line);
            return;
        }
        slot.last = at;
        let figures = [Some(row.bytes), row.allocations, row.frees];
        for (id, value) in slot.ids.iter().zip(figures) {
            if let (Some(id), Some(value)) = (id, value) {
                self.values.push((*id, value as f64));
            }
        }
    }

    /// The slot of a tag, created if there is none.
    fn place(&mut self, key: (Tag, Pool), sink: &mut dyn Sink, diagnostics: &mut Diagnostics) -> usize {
        let guess = self.slots.get(self.before).map_or(usize::MAX, |before| before.next);
        let is_it = self.slots.get(guess).is_some_and(|slot| slot.key == key);
        let place = if is_it { guess } else { self.find(key, sink, diagnostics) };
        if let Some(before) = self.slots.get_mut(self.before) {
            before.next = place;
        }
        self.before = place;
        place
    }

    fn find(&mut self, key: (Tag, Pool), sink: &mut dyn Sink, diagnostics: &mut Diagnostics) -> usize {
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let (tag, pool) = key;
        let paths = TagCounter::ALL.map(|counter| tag.path(pool, counter));
        let cost: usize = paths.iter().map(|p| p.text_len() + COUNTER_BYTES).sum();
        let has_room = self.count + 3 <= limits::COUNTERS && self.budget.take(cost);
        if !has_room {
            diagnostics.add_many(DiagnosticKind::TooManyCounters, 3, None);
        }
        let ids = paths.map(|path| {
            let path = KeyedPath::from(path);
            (has_room && (self.how.want)(&path)).then(|| {
                let order = (1, self.count, 0);
                sink.counter(Found { path, kind: None, order });
                self.count += 1;
                self.count - 1
            })
        });
        let place = self.slots.len();
        self.slots.push(Slot { key, ids, has_room, last: usize::MAX, next: usize::MAX });
        self.places.insert(key, place);
        place
    }

    /// Passes on the values of the whole machine, as the counters that a performance log has for them.
    fn totals(&mut self, totals: &Totals, sink: &mut dyn Sink) {
        const MB: f64 = 1_048_576.0;
        let figures = [
            ("Memory", Pool::Nonpaged.counter(), totals.nonpaged, 1.0),
            ("Memory", Pool::Paged.counter(), totals.paged, 1.0),
            ("Memory", "Available Bytes", totals.available, 1.0),
            ("Memory", "Committed Bytes", totals.committed, 1.0),
            ("Memory", "Commit Limit", totals.commit_limit, 1.0),
            ("NUMA Node Memory", "Total MBytes", totals.ram, MB),
        ];
        for (at, (object, counter, value, unit)) in figures.into_iter().enumerate() {
            let Some(value) = value else { continue };
            let id = match self.machine[at] {
                Some(known) => known,
                None => {
                    let mut path = CounterPath::single("", object, counter);
                    path.instance = (object != "Memory").then(|| "_Total".to_owned());
                    let path = KeyedPath::from(path);
                    let id = (self.how.want)(&path).then(|| {
                        sink.counter(Found { path, kind: None, order: (0, at, 0) });
                        self.count += 1;
                        self.count - 1
                    });
                    *self.machine[at].insert(id)
                }
            };
            if let Some(id) = id {
                self.values.push((id, value as f64 / unit));
            }
        }
    }
}

impl LogReader for TagLog {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    fn stream(&self, how: ReadContext<'_>, sink: &mut dyn Sink, diagnostics: &mut Diagnostics) -> Result<(), LogError> {
        self.report(diagnostics);
        how.progress.begin(self.bytes.len());
        self.walk(0..self.snapshots.len(), how, sink, diagnostics)
    }

    fn pieces(&self, most: usize) -> Vec<Range<u64>> {
        reader::cut(self.snapshots.len() as u64, self.bytes.len(), most)
    }

    fn stream_piece(
        &self,
        piece: Range<u64>,
        how: ReadContext<'_>,
        sink: &mut dyn Sink,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<u64>, LogError> {
        if piece.start == 0 {
            self.report(diagnostics);
        }
        let at = |unit: u64| usize::try_from(unit).unwrap_or(usize::MAX).min(self.snapshots.len());
        self.walk(at(piece.start)..at(piece.end), how, sink, diagnostics)?;
        // line numbers refer to the whole file
        Ok(Some(0))
    }
}
