//! What to do after the verdict: the steps that follow from it, the most rewarding first.
//!
//! A leak leads from the pool to the tag, from the tag to the driver, and to the test that confirms it: leaked memory
//! does not come back when the load stops. Without a leak, no tools are needed.

use super::tags::{Conduct, TagReport};
use super::{Finding, FindingKind, Report, Verdict};
use crate::model::pools::Pool;
use crate::model::tag::Tag;

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Which tag of the pool grows.
    PoolMon(Pool),
    /// Listings over time, for a verdict on each tag.
    CollectTags,
    /// Listings exist, but no tag in them holds most of the rise.
    NoTag,
    /// Which driver files contain the tag.
    FindDriver(Tag),
    /// Tags of a dump, or of the live kernel.
    Debugger(Pool),
    /// Which code allocates: stacks of allocations that were not freed.
    Trace(Option<Tag>),
    /// Pool tracking of one driver, which reports what it still holds when it is unloaded.
    Verifier(Option<Tag>),
    /// How much of the paged pool the file cache and mapped sections hold.
    RamMap,
    /// The confirming test.
    StopLoad,
    /// A longer or a better log.
    CollectLonger,
    /// A small log that is always running.
    KeepLogging,
}

impl Step {
    /// The name used in reports; never changes.
    pub fn code(self) -> &'static str {
        match self {
            Self::PoolMon(_) => "poolmon",
            Self::CollectTags => "collect_tags",
            Self::NoTag => "no_tag",
            Self::FindDriver(_) => "find_driver",
            Self::Debugger(_) => "debugger",
            Self::Trace(_) => "trace",
            Self::Verifier(_) => "driver_verifier",
            Self::RamMap => "rammap",
            Self::StopLoad => "stop_load",
            Self::CollectLonger => "collect_longer",
            Self::KeepLogging => "keep_logging",
        }
    }
}

/// What to do about a computer; nothing if no pool was judged.
pub fn steps(report: &Report, tags: Option<&TagReport>) -> Vec<Step> {
    let Some(lead) = report.lead() else { return Vec::new() };
    let FindingKind::Pool(pool) = lead.kind else { return Vec::new() };
    match lead.judgement.verdict() {
        Verdict::Leak => of_a_leak(lead, pool, tags),
        Verdict::Suspect => {
            let found = suspected(pool, tags);
            let has_listings = tags.is_some_and(|report| report.snapshots > 1);
            let ask = if has_listings { Step::NoTag } else { Step::PoolMon(pool) };
            let mut steps = vec![found.map_or(ask, Step::FindDriver)];
            steps.extend((found.is_none() && tags.is_none_or(|t| t.snapshots < 2)).then_some(Step::CollectTags));
            steps.extend([Step::CollectLonger, Step::StopLoad]);
            steps
        }
        Verdict::Inconclusive | Verdict::Insufficient => vec![Step::CollectLonger, Step::CollectTags],
        // a short log rules nothing out
        _ if lead.judgement.too_short => vec![Step::CollectLonger],
        // level but large: it is worth knowing what holds it
        _ if lead.ram_fraction.is_some_and(|share| share >= super::policy::SHARE_REPORTED) => {
            vec![Step::PoolMon(pool), Step::KeepLogging]
        }
        _ => vec![Step::KeepLogging],
    }
}

fn of_a_leak(lead: &Finding, pool: Pool, tags: Option<&TagReport>) -> Vec<Step> {
    let found = suspected(pool, tags);
    let mut steps = Vec::new();
    // if listings exist but show no culprit, they are not asked for again
    let has_listings = tags.is_some_and(|report| report.snapshots > 1);
    match found {
        Some(tag) => steps.push(Step::FindDriver(tag)),
        None if has_listings => steps.push(Step::NoTag),
        None => steps.extend([Step::PoolMon(pool), Step::CollectTags]),
    }
    steps.push(Step::StopLoad);
    steps.extend((pool == Pool::Paged).then_some(Step::RamMap));
    steps.push(Step::Trace(found));
    steps.push(Step::Verifier(found));
    steps.push(Step::Debugger(pool));
    steps.extend(lead.judgement.provisional.then_some(Step::CollectLonger));
    steps
}

/// The tag that holds most of the rise, if it belongs to a single driver.
fn suspected(pool: Pool, tags: Option<&TagReport>) -> Option<Tag> {
    let report = tags.filter(|report| report.snapshots > 1)?;
    let of_pool = report.pools.iter().find(|tags| tags.pool == pool).filter(|tags| tags.has_grown())?;
    let top = of_pool.lead().filter(|f| f.growth() > 0.0)?;
    let is_most = top.share_of_rise.is_some_and(|share| share >= super::tag_policy::SUSPECTED);
    let is_held = matches!(top.conduct, Conduct::Leaking | Conduct::Growing);
    (is_most && is_held && !top.has_many_owners).then_some(top.tag)
}
