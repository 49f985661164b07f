//! What to do after the verdict: steps that follow from it, in the order in which they pay.
//!
//! A leak leads from the pool to the tag, from the tag to the driver, and to the test that confirms it: what a leak took does
//! not come back when the load stops. What is no leak asks for no tools.

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
    /// Listings are there, and no tag in them holds most of the rise.
    NoTag,
    /// Which driver files contain the tag.
    FindDriver(Tag),
    /// Tags of a dump, or of the live kernel.
    Debugger(Pool),
    /// Which code allocates: stacks of allocations that were not freed.
    Trace(Option<Tag>),
    /// Pool tracking of one driver, which names what it still holds when it is unloaded.
    Verifier(Option<Tag>),
    /// What the cache of files and mapped sections hold of the paged pool.
    RamMap,
    /// The confirming test.
    StopLoad,
    /// More, or better, of the log.
    CollectLonger,
    /// A small log that is always there.
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

/// What to do about a computer; nothing where no pool was judged.
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
        // a short log acquits nobody
        _ if lead.judgement.too_short => vec![Step::CollectLonger],
        // large and level: what holds it is worth knowing, where it holds much
        _ if lead.ram_fraction.is_some_and(|share| share >= super::policy::SHARE_TOLD) => {
            vec![Step::PoolMon(pool), Step::KeepLogging]
        }
        _ => vec![Step::KeepLogging],
    }
}

fn of_a_leak(lead: &Finding, pool: Pool, tags: Option<&TagReport>) -> Vec<Step> {
    let found = suspected(pool, tags);
    let mut steps = Vec::new();
    // listings that show no culprit are not asked for again
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

/// The tag that holds most of the rise, where it is one driver's.
fn suspected(pool: Pool, tags: Option<&TagReport>) -> Option<Tag> {
    let report = tags.filter(|report| report.snapshots > 1)?;
    let of_pool = report.pools.iter().find(|tags| tags.pool == pool).filter(|tags| tags.has_grown())?;
    let top = of_pool.lead().filter(|f| f.growth() > 0.0)?;
    let is_most = top.share_of_rise.is_some_and(|share| share >= super::tag_policy::SUSPECTED);
    let is_held = matches!(top.conduct, Conduct::Leaking | Conduct::Growing);
    (is_most && is_held && !top.has_many_owners).then_some(top.tag)
}
