//! Which tag holds the growth of a pool: the tags of a listing, each with its share of the rise and its own verdict.
//!
//! A leak holds what it takes: bytes rise, and few of the new allocations are freed. A tag that allocates all the time
//! and frees practically all of it is busy; one that is large and does not grow is still. Figures cover the time since
//! the machine was last started, when all counts begin again.

use super::judge::{Input, Judgement, judge};
use super::known_tags::{self, has_many_owners, known};
use super::{Finding, Report, Verdict, policy, tag_policy};
use crate::model::pools::Pool;
use crate::model::tag::{self, Tag, TagCounter};
use crate::model::{Counter, Recording};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conduct {
    /// It holds what it takes, and rises like a leak.
    Leaking,
    /// It grew and holds what it took, but whether it rises like a leak is undecidable.
    Growing,
    /// It allocates a lot, and practically all of it is freed.
    Busy,
    /// It holds a lot and does not grow, or holds it in a few allocations.
    LargeStill,
    /// With a single snapshot: it holds a lot, and kept most of what it ever took. Whether it grows is undecidable.
    Holding,
    /// None of these.
    Ordinary,
}

impl Conduct {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaking => "leaking",
            Self::Growing => "growing",
            Self::Busy => "busy",
            Self::LargeStill => "large_but_still",
            Self::Holding => "holding",
            Self::Ordinary => "ordinary",
        }
    }
}

/// What is reported about a tag in a pool. Amounts are in bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TagFinding {
    pub tag: Tag,
    pub pool: Pool,
    pub first: f64,
    pub last: f64,
    /// Allocations between the first and the last snapshot, and how many of them were freed; with a single snapshot,
    /// all since the machine was started. `None` if the listing does not say.
    pub allocations: Option<f64>,
    pub frees: Option<f64>,
    /// Allocations still live at the end.
    pub live: Option<f64>,
    /// Share of its pool's growth; `None` if the pool did not grow, or if there is only one snapshot.
    pub share_of_rise: Option<f64>,
    /// Share of its pool at the end.
    pub share_of_pool: Option<f64>,
    pub conduct: Conduct,
    /// Present if there are enough snapshots.
    pub judgement: Option<Judgement>,
    pub has_many_owners: bool,
    #[serde(with = "known_tags::row")]
    pub known: Option<known_tags::Row>,
    /// The driver that the listing names.
    pub driver: Option<String>,
}

impl TagFinding {
    pub fn growth(&self) -> f64 {
        self.last - self.first
    }

    /// The share of the allocations counted that were freed.
    pub fn freed_share(&self) -> Option<f64> {
        let allocations = self.allocations.filter(|a| *a > 0.0)?;
        Some((self.frees? / allocations).clamp(0.0, 1.0))
    }

    pub fn bytes_each(&self) -> Option<f64> {
        let live = self.live.filter(|live| *live > 0.0)?;
        Some(self.last / live)
    }

    /// Share of the rise, or of the pool if there is only one snapshot.
    pub fn share(&self, snapshots: usize) -> Option<f64> {
        if snapshots > 1 { self.share_of_rise } else { self.share_of_pool }
    }

    /// Whether by itself it rises like a leak, whatever its pool does.
    pub fn rises_like_a_leak(&self) -> bool {
        self.judgement.as_ref().is_some_and(|j| j.verdict() == Verdict::Leak)
    }
}

/// The tags of one pool.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PoolTags {
    pub pool: Pool,
    /// What the pool held according to the listing; otherwise the sum of its tags.
    pub first: f64,
    pub last: f64,
    /// Whether the listing gives the amount that the pool held, besides its tags.
    pub has_total: bool,
    /// The share of the growth that no tag of the listing holds.
    pub untagged_share: Option<f64>,
    /// The tags that grew most come first.
    pub tags: Vec<TagFinding>,
}

impl PoolTags {
    pub fn growth(&self) -> f64 {
        self.last - self.first
    }

    /// The leading tag: the one that leaks and holds most of the rise; otherwise the one that grew most.
    pub fn lead(&self) -> Option<&TagFinding> {
        self.tags.iter().find(|f| f.conduct == Conduct::Leaking).or(self.tags.first())
    }

    /// Whether it grew by more than noise.
    pub fn has_grown(&self) -> bool {
        self.growth() > tag_policy::POOL_GROWS * self.first.max(0.0)
    }

    /// The tags worth asking about: those that make up a share of the pool's growth, then those that are busy or large;
    /// with a single snapshot, the largest.
    pub fn notable(&self, snapshots: usize) -> Vec<&TagFinding> {
        let is_noted = |f: &&TagFinding| {
            let of_note = f.share(snapshots).is_some_and(|share| share >= tag_policy::WORTH_JUDGING);
            (of_note && (snapshots < 2 || self.has_grown())) || matches!(f.conduct, Conduct::Busy | Conduct::LargeStill)
        };
        let mut notable: Vec<&TagFinding> = self.tags.iter().filter(is_noted).collect();
        // tags that are notable only for their size come last
        notable.sort_by_key(|f| matches!(f.conduct, Conduct::Busy | Conduct::LargeStill) && snapshots > 1);
        notable
    }
}

/// What a listing shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TagReport {
    /// Snapshots that the figures cover: those since the machine was last started.
    pub snapshots: usize,
    pub span_utc_ms: (i64, i64),
    /// Snapshots before that.
    pub before_restart: usize,
    /// RAM according to the listing.
    pub ram: Option<f64>,
    pub pools: Vec<PoolTags>,
}

impl TagReport {
    /// Checks the tags against the verdicts on their pools: a tag that rises in a pool that does not leak, or in a log
    /// too short to tell a leak from a working day, has grown but does not leak yet.
    pub fn settle(&mut self, pools: &Report) {
        let span_secs = (self.span_utc_ms.1 - self.span_utc_ms.0) as f64 / 1000.0;
        for tags in &mut self.pools {
            let pool = pools.pool(tags.pool);
            let is_rising = pool.is_none_or(|finding| finding.judgement.verdict().is_rise());
            let is_sure = |f: &Finding| f.judgement.verdict() == Verdict::Leak && !f.judgement.provisional;
            let is_long = span_secs >= tag_policy::LONG_SECS;
            if !is_rising {
                // a tag that rose in a pool that came back, or stayed level, came back or stayed level as well
                tags.tags.iter_mut().filter(|f| f.rises_like_a_leak()).for_each(|f| f.judgement = None);
            }
            if !(is_rising && is_long || pool.is_some_and(is_sure)) {
                let leaking = tags.tags.iter_mut().filter(|f| f.conduct == Conduct::Leaking);
                leaking.for_each(|f| f.conduct = Conduct::Growing);
            }
        }
    }

    /// Every tag whose driver is worth looking for, from all pools.
    pub fn worth_asking(&self) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        for pool in &self.pools {
            let notable = pool.notable(self.snapshots);
            tags.extend(notable.iter().take(tag_policy::ASKED).map(|f| f.tag));
        }
        tags.sort_unstable();
        tags.dedup();
        tags
    }
}

/// A tag's counters.
#[derive(Clone, Copy, Default)]
struct Counters<'a> {
    bytes: Option<&'a Counter>,
    allocations: Option<&'a Counter>,
    frees: Option<&'a Counter>,
}

/// Analyses the tags of a recording; `None` if it has no tags.
pub fn report(recording: &Recording) -> Option<TagReport> {
    let mut all: BTreeMap<(u8, Tag), Counters<'_>> = BTreeMap::new();
    for counter in &recording.counters {
        let Some(found) = tag::of_path(&counter.path) else { continue };
        let of = all.entry((found.pool as u8, found.tag)).or_default();
        match found.counter {
            TagCounter::Bytes => of.bytes = Some(counter),
            TagCounter::Allocations => of.allocations = Some(counter),
            TagCounter::Frees => of.frees = Some(counter),
        }
    }
    let samples = recording.axis.len();
    if all.is_empty() || samples == 0 {
        return None;
    }
    let start = last_start(samples, all.values());
    let seconds: Vec<f64> = recording.axis.utc_ms[start..].iter().map(|ms| *ms as f64 / 1000.0).collect();
    let ram = recording.find("", "NUMA Node Memory", "Total MBytes").and_then(|c| c.present().next_back());
    let pools = Pool::BOTH.into_iter().filter_map(|pool| {
        let tags = all.iter().filter(|((p, _), _)| *p == pool as u8);
        let total = recording.find("", "Memory", pool.counter());
        pool_tags(pool, tags.map(|((_, tag), counters)| (*tag, *counters)).collect(), total, start, &seconds, recording)
    });
    Some(TagReport {
        snapshots: samples - start,
        span_utc_ms: (recording.axis.utc_ms[start], recording.axis.utc_ms[samples - 1]),
        before_restart: start,
        ram: ram.map(|(_, mb)| mb * 1_048_576.0),
        pools: pools.collect(),
    })
}

/// The first snapshot after the machine was last started: most counts are lower there than before.
fn last_start<'a>(samples: usize, all: impl Iterator<Item = &'a Counters<'a>> + Clone) -> usize {
    let (mut fell, mut known) = (vec![0usize; samples], vec![0usize; samples]);
    for allocations in all.filter_map(|c| c.allocations) {
        let mut before: Option<f64> = None;
        for (at, value) in allocations.present() {
            if let Some(before) = before.filter(|b| *b > 0.0) {
                known[at] += 1;
                fell[at] += usize::from(value < before);
            }
            before = Some(value);
        }
    }
    (1..samples).rev().find(|at| known[*at] > 0 && 2 * fell[*at] > known[*at]).unwrap_or(0)
}

/// The most that a tag of a pool can hold in a snapshot that does not list it: no more than the smallest tag listed,
/// and no more than the pool holds besides those listed. Infinite if the snapshot lists none, or lacks many.
fn smallest<'a>(samples: usize, tags: impl Iterator<Item = &'a Counter>, total: Option<&Counter>) -> Vec<f64> {
    let (mut smallest, mut listed) = (vec![f64::INFINITY; samples], vec![0u32; samples]);
    let mut sums = vec![0.0; samples];
    for bytes in tags {
        for (at, value) in bytes.present() {
            smallest[at] = smallest[at].min(value);
            sums[at] += value;
            listed[at] += 1;
        }
    }
    for (at, held) in total.iter().flat_map(|total| total.present()) {
        smallest[at] = smallest[at].min((held - sums[at]).max(0.0));
    }
    let most = listed.iter().copied().max().unwrap_or(0);
    for (at, count) in listed.iter().enumerate() {
        if f64::from(*count) < tag_policy::WHOLE_LISTING * f64::from(most) {
            smallest[at] = f64::INFINITY;
        }
    }
    smallest
}

/// A tag's bytes since the last start: 0 where a complete listing does not contain it.
fn filled(bytes: &Counter, smallest: &[f64], start: usize) -> Vec<f64> {
    let largest = bytes.present().map(|(_, v)| v).fold(0.0, f64::max);
    let least = tag_policy::NOTHING * largest;
    let value = |at: usize| {
        let value = bytes.values.get(at).unwrap_or(f64::NAN);
        if value.is_nan() && smallest[at] <= least { 0.0 } else { value }
    };
    (start..smallest.len()).map(value).collect()
}

/// First and last of the values present.
fn ends(values: impl DoubleEndedIterator<Item = f64>) -> Option<(f64, f64)> {
    let mut present = values.filter(|v| v.is_finite());
    let first = present.next()?;
    Some((first, present.next_back().unwrap_or(first)))
}

fn pool_tags(
    pool: Pool,
    tags: Vec<(Tag, Counters<'_>)>,
    total: Option<&Counter>,
    start: usize,
    seconds: &[f64],
    recording: &Recording,
) -> Option<PoolTags> {
    let smallest = smallest(recording.axis.len(), tags.iter().filter_map(|(_, c)| c.bytes), total);
    let tags: Vec<(Tag, Counters<'_>, Vec<f64>)> = tags
        .into_par_iter()
        .filter_map(|(tag, counters)| Some((tag, counters, filled(counters.bytes?, &smallest, start))))
        .collect();
    let ends_of = |counter: &Counter| ends(counter.values.iter().skip(start));
    let total = total.and_then(ends_of);
    let of_tags = tags.iter().filter_map(|(_, _, bytes)| ends(bytes.iter().copied()));
    let sums = of_tags.fold((0.0, 0.0), |(first, last), (a, b)| (first + a, last + b));
    let (first, last) = total.unwrap_or(sums);
    let growth = last - first;
    // in a pool that has hardly grown, every tag would make up a share of its growth
    let of_growth = growth.max(tag_policy::POOL_GROWS * first.max(0.0));
    let has_growth = seconds.len() > 1 && growth > 0.0;
    let held = (last > 0.0).then_some(last);
    let one = |(tag, counters, bytes): (Tag, Counters<'_>, Vec<f64>)| -> Option<TagFinding> {
        let (first, last) = ends(bytes.iter().copied())?;
        // a tag that a complete listing lacks had not been used for allocations until then
        let is_new = bytes.first() == Some(&0.0)
            && counters.bytes.and_then(|c| c.values.get(start)).is_some_and(|value| value.is_nan());
        let counted = |counter: Option<&Counter>| {
            let (a, b) = ends_of(counter?)?;
            Some(if seconds.len() > 1 && !is_new { b - a } else { b })
        };
        let at_end = |counter: Option<&Counter>| Some(ends_of(counter?)?.1);
        let live = at_end(counters.allocations).zip(at_end(counters.frees)).map(|(a, f)| a - f);
        let mut finding = TagFinding {
            tag,
            pool,
            first,
            last,
            allocations: counted(counters.allocations),
            frees: counted(counters.frees),
            live,
            share_of_rise: has_growth.then(|| (last - first) / growth),
            share_of_pool: held.map(|held| last / held),
            conduct: Conduct::Ordinary,
            judgement: None,
            has_many_owners: has_many_owners(tag),
            known: known(tag),
            driver: recording.facts.tag_drivers.get(&tag).cloned(),
        };
        finding.judgement = worth_judging(&finding, seconds, of_growth).then(|| judged(&bytes, seconds));
        finding.conduct = conduct(&finding, seconds.len(), held.unwrap_or(0.0));
        Some(finding)
    };
    let mut tags: Vec<TagFinding> = tags.into_par_iter().filter_map(one).collect();
    if tags.is_empty() {
        return None;
    }
    let by_size = |f: &TagFinding| if seconds.len() > 1 { f.growth() } else { f.last };
    tags.sort_by(|a, b| by_size(b).total_cmp(&by_size(a)).then(a.tag.cmp(&b.tag)));
    let tagged = sums.1 - sums.0;
    let untagged_share = (total.is_some() && has_growth).then(|| (1.0 - tagged / growth).max(0.0));
    Some(PoolTags { pool, first, last, has_total: total.is_some(), untagged_share, tags })
}

/// Whether a tag is judged by itself: whether it grew by a share of its pool's growth that is worth asking about.
fn worth_judging(finding: &TagFinding, seconds: &[f64], growth: f64) -> bool {
    seconds.len() >= policy::SAMPLES_LEAST
        && finding.growth() > 0.0
        && finding.growth() >= tag_policy::WORTH_JUDGING * growth.max(0.0)
}

fn judged(bytes: &[f64], seconds: &[f64]) -> Judgement {
    judge(&Input { times: seconds, values: bytes, ..Input::default() })
}

fn conduct(finding: &TagFinding, snapshots: usize, held: f64) -> Conduct {
    let freed = finding.freed_share();
    let allocated = finding.allocations.unwrap_or(0.0);
    let is_large = held > 0.0 && finding.last >= tag_policy::LARGE * held;
    let is_busy = freed.is_some_and(|f| f >= tag_policy::BUSY_FREED) && allocated >= tag_policy::BUSY_ALLOCATIONS;
    let holds = freed.is_none_or(|freed| freed < tag_policy::HELD_FREED);
    if snapshots < 2 {
        // a single snapshot says nothing about growth, but a few allocations cannot be a steady leak
        return match finding.live {
            _ if is_busy => Conduct::Busy,
            Some(live) if is_large && live <= tag_policy::FEW => Conduct::LargeStill,
            _ if is_large && freed.is_some_and(|f| f < tag_policy::KEPT_FREED) => Conduct::Holding,
            _ => Conduct::Ordinary,
        };
    }
    // bytes that rise like a leak say more than the share that was freed: one allocation in a hundred may be kept
    if finding.rises_like_a_leak() && finding.share_of_rise.is_none_or(|share| share >= tag_policy::LEAK_SHARE) {
        return Conduct::Leaking;
    }
    if is_busy {
        return Conduct::Busy;
    }
    let least = tag_policy::STILL * finding.first.max(1.0);
    let is_still = finding.growth().abs() <= least;
    match is_large {
        true if finding.growth() > least && holds => Conduct::Growing,
        true if is_still => Conduct::LargeStill,
        _ => Conduct::Ordinary,
    }
}
