//! What is reported about the tags of a listing.

use super::Style;
use crate::analysis::Verdict;
use crate::analysis::known_tags::Certainty;
use crate::analysis::tags::{Conduct, PoolTags, TagFinding, TagReport};
use crate::model::pools::Pool;
use crate::model::units::{duration, grouped, percent};
use crate::owners::Owners;

/// `nonpaged pool`
pub(super) fn pool_name(pool: Pool) -> &'static str {
    match pool {
        Pool::Nonpaged => "nonpaged pool",
        Pool::Paged => "paged pool",
    }
}

/// `2,016 snapshots, 2 Mar 2026 08:00 to 9 Mar 2026 07:55 (7 days)`
pub fn summary(report: &TagReport, style: &Style) -> String {
    summary_moved(report, 0.0, style)
}

/// The same for listings that were moved by this many seconds.
pub fn summary_moved(report: &TagReport, secs: f64, style: &Style) -> String {
    let moved = |ms: i64| ms.saturating_add((secs * 1000.0) as i64);
    let (first, last) = (moved(report.span_utc_ms.0), moved(report.span_utc_ms.1));
    let times = match report.snapshots {
        1 => format!("One snapshot, {}", style.clock.minute(first)),
        n => {
            let span = duration((last - first) as f64 / 1000.0);
            format!("{} snapshots, {} ({span})", grouped(n as f64), style.clock.span(first, last))
        }
    };
    match report.before_restart {
        0 => times,
        1 => format!("{times}; one before the machine restarted is left out: counts begin anew with it"),
        n => format!(
            "{times}; {} before the machine restarted are left out: counts begin anew with it",
            grouped(n as f64)
        ),
    }
}

/// The word for what a tag does.
pub fn word(conduct: Conduct) -> &'static str {
    match conduct {
        Conduct::Leaking => "leaking",
        Conduct::Growing => "growing",
        Conduct::Busy => "busy",
        Conduct::LargeStill => "large but still",
        Conduct::Holding => "holds what it takes",
        Conduct::Ordinary => "",
    }
}

/// The answer for a pool, in a sentence.
pub fn lead(pool: &PoolTags, report: &TagReport, style: &Style) -> String {
    let name = pool_name(pool.pool);
    let amount = |bytes: f64| style.units.bytes(bytes);
    let Some(top) = pool.lead() else { return format!("No tag of the {name} is listed.") };
    if report.snapshots < 2 {
        let share = top.share_of_pool.map_or(String::new(), |share| format!(", {} of it", percent(share)));
        let held = match pool.has_total {
            true => format!("The {name} holds {}", amount(pool.last)),
            false => format!("The tags of the {name} hold {} together", amount(pool.last)),
        };
        return format!(
            "{held}. The largest is {}: {}{share}. One snapshot cannot tell what grows.",
            top.tag.name(),
            amount(top.last)
        );
    }
    let span = duration((report.span_utc_ms.1 - report.span_utc_ms.0) as f64 / 1000.0);
    if pool.growth() <= 0.0 {
        let (first, last) = style.units.bytes_distinct(pool.first, pool.last);
        return format!("The {name} did not grow: {first} at first, {last} {span} later.");
    }
    if !pool.has_grown() {
        return format!("The {name} hardly grew: by {} of {} in {span}.", amount(pool.growth()), amount(pool.last));
    }
    let grew = format!("The {name} grew by {} in {span}", amount(pool.growth()));
    let Some(share) = top.share_of_rise.filter(|_| top.growth() > 0.0) else { return format!("{grew}.") };
    let conduct = match top.conduct {
        Conduct::Leaking => ", which is leaking",
        Conduct::Growing if top.rises_like_a_leak() => ", which rises like a leak so far",
        Conduct::Busy => ", which is busy and frees practically all it takes",
        _ if report.snapshots < crate::analysis::policy::SAMPLES_LEAST => {
            ". More snapshots are needed for a verdict on it"
        }
        _ => "",
    };
    let share = if share > 1.0 { "more than all".to_owned() } else { percent(share) };
    // a tag that grew more but does not leak is named after the lead
    let more = pool.tags.first().filter(|first| first.tag != top.tag && first.growth() > top.growth());
    let more = more.map(|first| {
        let share = first.share_of_rise.filter(|share| *share <= 1.0).map_or("more".to_owned(), percent);
        let rises = if first.rises_like_a_leak() { "rises like a leak, too" } else { "does not rise like a leak" };
        format!(" {} grew more, by {} ({share}), and {rises}.", first.tag.name(), amount(first.growth()))
    });
    format!("{grew}: {share} of the rise is {}{conduct}.{}", top.tag.name(), more.unwrap_or_default())
}

/// The answers for every pool, each with the part that no tag explains.
pub fn leads(report: &TagReport, style: &Style) -> Vec<String> {
    let all = report.pools.iter().map(|pool| {
        let untagged = untagged(pool).map_or_else(String::new, |sentence| format!(" {sentence}"));
        lead(pool, report, style) + &untagged
    });
    all.collect()
}

/// Which drivers the tags that hold the growth of the pools belong to, as far as a list of tags and a folder of drivers
/// show.
pub fn whose(report: &TagReport, owners: &Owners) -> Vec<String> {
    let leads = report.pools.iter().filter(|pool| pool.has_grown()).filter_map(|pool| pool.tags.first());
    let said = leads.map(|lead| (lead.tag.name(), super::owners::about(lead.tag, owners).join(" ")));
    said.filter(|(_, about)| !about.is_empty()).map(|(name, about)| format!("{name}: {about}")).collect()
}

/// The part of the rise that no tag explains, if it is worth mentioning.
pub fn untagged(pool: &PoolTags) -> Option<String> {
    const LEAST: f64 = 0.01;
    let share = pool.untagged_share.filter(|share| *share >= LEAST && pool.has_grown())?;
    Some(format!("{} of the rise is under no tag of this listing.", percent(share)))
}

/// A tag's figures in a row.
pub struct Row {
    pub first: String,
    pub last: String,
    /// With its sign.
    pub growth: String,
    /// Share of the rise, or of the pool if there is only one snapshot.
    pub share: String,
}

impl Row {
    pub fn of(finding: &TagFinding, snapshots: usize, style: &Style) -> Self {
        let bytes = |value: f64| style.units.bytes(value);
        let share = finding.share(snapshots);
        let sign = if finding.growth() > 0.0 { "+" } else { "" };
        Self {
            first: bytes(finding.first),
            last: bytes(finding.last),
            growth: format!("{sign}{}", bytes(finding.growth())),
            share: share.map_or_else(String::new, |share| format!("{:.1} %", 100.0 * share)),
        }
    }
}

/// What is reported about one tag, sentence by sentence.
pub fn about(finding: &TagFinding, owners: &Owners) -> Vec<String> {
    let mut all = Vec::new();
    let name = finding.tag.name();
    if let Some(freed) = finding.freed_share()
        && let Some(allocations) = finding.allocations
    {
        // a share that is not quite 100 % is never shown as all
        let freed = match percent(freed) {
            all if all == "100 %" && freed < 1.0 => "practically all".to_owned(),
            share => share,
        };
        all.push(format!("{} allocations, {freed} of them freed.", grouped(allocations)));
    }
    match finding.conduct {
        Conduct::LargeStill => all.push(match finding.live {
            Some(live) if live <= crate::analysis::tag_policy::FEW => {
                format!("It is large in {} allocations: too few for a steady leak.", grouped(live))
            }
            _ => "It is large and does not grow: it leaks nothing now.".to_owned(),
        }),
        Conduct::Busy => all.push("It takes and frees all the time: busy, not leaking.".to_owned()),
        Conduct::Holding => {
            all.push("It kept most of what it ever took; whether it grows needs a second snapshot.".to_owned())
        }
        _ => {}
    }
    if finding.conduct == Conduct::Growing && finding.rises_like_a_leak() {
        all.push("It rises like a leak; two days of listings, and a pool that leaks, would make it sure.".to_owned());
    }
    if finding.judgement.as_ref().is_some_and(|j| j.verdict() == Verdict::Suspect) {
        all.push("By itself it may be leaking.".to_owned());
    }
    if finding.has_many_owners {
        all.push(format!("{name} is used by many drivers: it points at no one of them."));
    }
    if let Some(known) = finding.known {
        let probably = if known.surety == Certainty::Probable { "probably: " } else { "" };
        let owner = match known.owner {
            "" | "not stated" => String::new(),
            owner => format!(" ({owner})"),
        };
        all.push(format!("{probably}{}{owner}.", known.what));
        let case = if known.is_culprit() {
            Some("A public case of a leak under this tag")
        } else if known.is_follower() {
            Some("In public cases it grew because something else held its objects")
        } else if known.is_usual() {
            Some("It is often large on healthy machines")
        } else {
            None
        };
        all.extend(case.map(|case| format!("{case}: {}", known.sources)));
    }
    if let Some(driver) = &finding.driver {
        all.push(format!("The listing names {driver}."));
    }
    all.extend(super::owners::about(finding.tag, owners));
    all
}

#[cfg(test)]
mod tests {
    use super::super::test::style;
    use super::*;
    use crate::model::tag::Tag;

    fn finding(conduct: Conduct) -> TagFinding {
        TagFinding {
            tag: Tag(*b"NtFC"),
            pool: Pool::Nonpaged,
            first: 1e6,
            last: 101e6,
            allocations: Some(62_481.0),
            frees: Some(6050.0),
            live: Some(56_431.0),
            share_of_rise: Some(0.97),
            share_of_pool: Some(0.5),
            conduct,
            judgement: None,
            has_many_owners: false,
            known: None,
            driver: None,
        }
    }

    fn report(snapshots: usize, finding: TagFinding) -> TagReport {
        let pool = PoolTags {
            pool: Pool::Nonpaged,
            first: 100e6,
            last: 203e6,
            has_total: true,
            untagged_share: Some(0.03),
            tags: vec![finding],
        };
        TagReport { snapshots, span_utc_ms: (0, 7_200_000), before_restart: 0, ram: None, pools: vec![pool] }
    }

    #[test]
    fn every_answer_says_what_it_rests_on() {
        let of = |n: usize, conduct| {
            let report = report(n, finding(conduct));
            lead(&report.pools[0], &report, &style())
        };
        assert_eq!(
            of(100, Conduct::Leaking),
            "The nonpaged pool grew by 98.2 MB in 2 h: 97 % of the rise is NtFC, which is leaking."
        );
        assert!(of(2, Conduct::Growing).ends_with("is NtFC. More snapshots are needed for a verdict on it."));
        assert!(of(1, Conduct::Holding).ends_with("One snapshot cannot tell what grows."));
        let report = report(3, finding(Conduct::Busy));
        assert_eq!(untagged(&report.pools[0]).as_deref(), Some("3.0 % of the rise is under no tag of this listing."));
        assert_eq!(
            about(&finding(Conduct::Ordinary), &Owners::default()),
            ["62,481 allocations, 9.7 % of them freed."]
        );
        let busy =
            TagFinding { allocations: Some(2_757_245_939.0), frees: Some(2_757_042_505.0), ..finding(Conduct::Busy) };
        assert_eq!(about(&busy, &Owners::default())[0], "2,757,245,939 allocations, practically all of them freed.");
    }
}
