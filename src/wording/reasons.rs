//! Reasons in plain words, a sentence each.

use super::events;
use super::verdict::PROCESS_HINT;
use super::{Style, are, counter_name, limit_reached, load_name, times, upper_first, usable_samples};
use crate::analysis::finding::Finding;
use crate::analysis::judge::TimeLeft;
use crate::analysis::reasons::{Companion, Doubt, Outlook, ReasonKind, Since};
use crate::analysis::subjects::Direction;
use crate::analysis::{Why, policy};
use crate::model::KeyedPath;
use crate::model::units::{self, duration, percent};

/// The text of a reason for this finding. A table: one arm for each kind.
pub fn reason(kind: &ReasonKind, f: &Finding, style: &Style) -> String {
    let sign = if f.direction == Direction::Falling { -1.0 } else { 1.0 };
    let show = |v: f64| style.amount(f.unit, v);
    // for a falling counter the amounts are negated
    let pair = |a: f64, b: f64| style.apart(f.unit, sign * a, sign * b);
    let is_falling = f.direction == Direction::Falling;
    let words = Words::of(f);
    let Words { up, moved, does, .. } = words;
    let is_of_all = f.observed.is_all;
    match *kind {
        ReasonKind::Restarts { count } => {
            let times = times(count as f64);
            format!("The machine restarted {times} during the log; each run between restarts was judged alone.")
        }
        ReasonKind::LargestFall { share, .. } if share < policy::NEVER_CAME_BACK => {
            format!("It never came back on the way {up}.")
        }
        ReasonKind::LargestFall { size, share } => {
            let (fell, when) = (
                if is_falling { "rise" } else { "fall" },
                if f.observed.fell_since() { "since" } else { "on the way" },
            );
            format!("The largest {fell} {when} was {}, {} of the growth.", show(size), percent(share))
        }
        ReasonKind::EarlierRuns { count: 1 } => "One of the runs before rose like a leak.".to_owned(),
        ReasonKind::EarlierRuns { count } => format!("{count} of the runs before rose like a leak."),
        ReasonKind::Steps { count, size, interval_secs } => {
            format!(
                "It {} in {count} steps of about {}, one every {} or so.",
                moved,
                show(size),
                duration(interval_secs)
            )
        }
        ReasonKind::RisingFloor { from, to } => {
            let (from, to) = pair(from, to);
            let (points, moved) = if is_falling { ("high", "sank") } else { ("low", "rose") };
            format!("Its {points} points {moved} from {from} to {to}.")
        }
        ReasonKind::Rate(slope) => {
            let (value, interval) = style.rate(f.unit, slope);
            let interval = match interval {
                Some((low, high)) => format!(", between {low} and {high} (95 % interval)"),
                None => String::new(),
            };
            format!("It {does} by {value} per hour{interval}.")
        }
        ReasonKind::Onset { since, outlook } => onset(since, outlook, &words),
        ReasonKind::FollowsLoad { partial_correlation } => {
            format!("Its ups and downs follow the load (partial correlation {partial_correlation:.2}).")
        }
        ReasonKind::LoadTakenOut => "The part that the load explains has been taken out.".to_owned(),
        ReasonKind::LoadRoseToo => format!("{} rose too, so it may explain the rise.", upper_first(&load_name(f))),
        ReasonKind::Meanwhile { available: (from, to) } => {
            let (from, to) = style.units.bytes_distinct(from, to);
            format!("Meanwhile the memory available fell from about {from} to about {to}.")
        }
        ReasonKind::Holds { share } => {
            format!("At its maximum it held {} of RAM, which nothing else could use.", percent(share))
        }
        ReasonKind::Stable { material, slowest_per_hour } => format!(
            "No lasting change above {}; a leak, if there is one, is slower than {} per hour.",
            show(material),
            show(slowest_per_hour)
        ),
        ReasonKind::DailyCycle { amplitude, is_floor_level } => {
            let floor = if is_floor_level { "; the quiet hours do not rise" } else { "" };
            format!("It follows a daily cycle of about {}{floor}.", show(amplitude))
        }
        ReasonKind::Falls { count } => {
            let times = times(count as f64);
            format!("It fell {times} by more than a quarter of its range.")
        }
        ReasonKind::CameDown { from, to, had_risen } => {
            let (from, to) = pair(from, to);
            let as_load = if had_risen { ", as memory that load needs does" } else { "" };
            format!("It fell from {from} to {to}{as_load}.")
        }
        ReasonKind::Ended { late, growth } if late > 0.0 => {
            format!("The last third of the time added {} of {}.", show(late), show(growth))
        }
        ReasonKind::Ended { growth, .. } => {
            format!("The last third of the time added nothing to the {} before.", show(growth))
        }
        ReasonKind::Jumps { size } => format!("The level after that is {} higher.", show(size)),
        ReasonKind::DecidedEarlier => {
            "That is said of a part of the log: what came after it was too short to say more.".to_owned()
        }
        ReasonKind::Samples { count, span_secs } => {
            let samples = usable_samples(count);
            match f.judgement.restarts.is_empty() {
                true => format!("The log has {samples} over {}.", duration(span_secs)),
                false => format!("Since the last restart there {} {samples} over {}.", are(count), duration(span_secs)),
            }
        }
        ReasonKind::CollectLonger => {
            "Log at least two days, until the load has come down once: only the fall tells load from a leak.".to_owned()
        }
        ReasonKind::CollectInterval => {
            "One sample every 5 minutes is right for a leak of days; every 10 seconds for one of an hour.".to_owned()
        }
        ReasonKind::Ends { first, last, low, high } => {
            let ((first, last), (low, high)) = (pair(first, last), pair(low, high));
            let (began, of_it) = if is_of_all { ("It began", "") } else { ("The part that decided began", " of it") };
            if low == high {
                return format!("{began} at {first} and ended at {last}; all samples{of_it} are {low}.");
            }
            format!("{began} at {first} and ended at {last}; all samples{of_it} lie between {low} and {high}.")
        }
        ReasonKind::Hidden { slowest_per_hour } => {
            format!("A leak slower than {} per hour would not show in this log.", show(slowest_per_hour))
        }
        ReasonKind::Returns => "What it takes for a while it gives back.".to_owned(),
        ReasonKind::TimeLeft { left, source } => {
            let hours = |hours: f64| duration(hours * 3600.0);
            let until = source.map_or("its limit is reached", limit_reached);
            format!("At this rate it takes {}{} until {until}.", hours(left.hours), hours_range(left))
        }
        ReasonKind::CautiousLimit { limit } => {
            format!("The limit taken, {}, is the smaller of those that Windows of this build can have.", show(limit))
        }
        ReasonKind::PoolFailures { count } => format!(
            "The counter of failed allocations of Windows' file server reached {}: the pool was exhausted. The server reports it; it is not the culprit.",
            units::grouped(count)
        ),
        ReasonKind::Provisional { rise_secs, doubt } => provisional(rise_secs, doubt),
        ReasonKind::Looked(why) => looked(why).to_owned(),
        ReasonKind::InStep(ref companion) => in_step(companion, style),
        ReasonKind::ProcessHint => PROCESS_HINT.to_owned(),
        ReasonKind::StepsWith(ref with) => events::steps_with(with),
        ReasonKind::BeganAfter(ref after) => events::began_after(after),
        ReasonKind::PilesUp => {
            let path = f.piles_up.as_ref().map_or("The load".to_owned(), counter_name);
            format!("{path} piles up too, and the pool with it.")
        }
        ReasonKind::Agreeing { count } => agreeing(&f.agreeing, count),
        ReasonKind::TooShort { span_secs } => {
            format!("The log covers only {}: log for at least two days to be sure.", duration(span_secs))
        }
    }
}

/// What a rise or a fall is called, and whether it still continues.
struct Words {
    rise: &'static str,
    up: &'static str,
    /// `rose`
    moved: &'static str,
    /// `rises`, or `rose` if it is over.
    does: &'static str,
}

impl Words {
    fn of(f: &Finding) -> Self {
        let is_over = f.judgement.run.why == Some(Why::BeforeRestart)
            || f.judgement.is_exhausted && f.direction == Direction::Rising
            || !f.observed.still_rises();
        match f.direction {
            Direction::Falling => {
                Self { rise: "fall", up: "down", moved: "fell", does: if is_over { "fell" } else { "falls" } }
            }
            Direction::Rising => {
                Self { rise: "rise", up: "up", moved: "rose", does: if is_over { "rose" } else { "rises" } }
            }
        }
    }
}

fn onset(since: Since, outlook: Outlook, Words { rise, moved, does, .. }: &Words) -> String {
    let since = match since {
        Since::After(secs) => format!("The {rise} began {} after the start of the log", duration(secs)),
        Since::Faster(secs) => format!("It {moved} from the start of the log, and faster from {} on", duration(secs)),
        Since::Restart => format!("It {moved} from that restart on"),
        Since::Start => format!("It {does} from the start of the log"),
    };
    let still = match outlook {
        Outlook::Unknown => "",
        Outlook::Faster => ", and still goes on at the end, faster than before",
        Outlook::Continues => ", and still goes on at the end",
    };
    format!("{since}{still}.")
}

fn provisional(rise_secs: f64, doubt: Doubt) -> String {
    let time = duration(rise_secs);
    match doubt {
        Doubt::PilesUp => "Both may come from more work: log on until that has ended once.".to_owned(),
        Doubt::Short => format!(
            "It has risen for {time} only, as the load of a day does: log on to see whether it falls when the load does."
        ),
        Doubt::NoLoadLogged => format!(
            "It has risen for {time}, and the log has no counter of the load, so a rise of the load cannot be excluded. Log on, with \\Server\\* beside the pools."
        ),
    }
}

/// What was disregarded to find a rise, or what supports it.
fn looked(why: Why) -> &'static str {
    match why {
        Why::WorkingDays => "It rises on working days; weekends were left out.",
        Why::BetweenFalls => {
            "It fell a few times by a small part of that, and rises at the same rate before and after."
        }
        Why::IgnoringDips => "It dipped a few times and came back to the same line at once.",
        Why::AcrossRestarts => "What is left after a restart grows from restart to restart.",
        Why::KeptAfterLoad => "It rose as long as that load lasted, and kept most of it when the load had gone.",
        Why::Joint => "By itself it rises too faintly to be sure; what leaks with it makes it so.",
        _ => "It got to its top and could not pass it: it ran into what limits it.",
    }
}

/// The counters that agree, as many as there is room for.
fn agreeing(paths: &[KeyedPath], count: usize) -> String {
    const NAMED: usize = 3;
    let mut names: Vec<String> = paths.iter().take(NAMED).map(short_name).collect();
    if count > NAMED {
        names.push(format!("{} more", count - NAMED));
    }
    let last = names.pop().unwrap_or_default();
    let all = if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) };
    format!("{all} {} the same.", if count == 1 { "says" } else { "say" })
}

/// `Handle Count of agent`
fn short_name(path: &KeyedPath) -> String {
    match &path.instance {
        Some(instance) => format!("{} of {instance}", path.counter),
        None => path.counter.clone(),
    }
}

/// `Handle Count of agent (1234) rose in step with it, from 1,000 to 54,000: correlation 0.99.`
fn in_step(companion: &Companion, style: &Style) -> String {
    let (from, to) = style.apart(companion.unit, companion.from, companion.to);
    let name = short_name(&companion.path);
    // names in newer logs contain the id
    let id = companion.process.as_ref().map(|process| process.id.to_string()).filter(|id| !name.contains(id.as_str()));
    let id = id.map_or_else(String::new, |id| format!(" ({id})"));
    // never rounded up
    let correlation = (100.0 * companion.correlation).floor() / 100.0;
    format!("{name}{id} rose in step with it, from {from} to {to}: correlation {correlation:.2}.")
}

/// ` (39 h to 41 h)`; empty if the range adds nothing to the value shown.
pub(super) fn hours_range(left: TimeLeft) -> String {
    let hours = |hours: f64| duration(hours * 3600.0);
    match (hours(left.low), hours(left.high)) {
        (low, _) if left.high.is_infinite() && low != hours(left.hours) => format!(" (at the earliest {low})"),
        (low, high) if left.high.is_finite() && low != high => format!(" ({low} to {high})"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::{MB, finding, style};
    use super::*;
    use crate::analysis::limits::LimitSource;
    use crate::analysis::trend::Slope;

    /// Every reason, with what it says about a rising pool.
    #[test]
    fn every_reason_has_its_sentence() {
        use ReasonKind as R;
        let slope = |low, high| Slope { value: 12.0 * MB, low, high };
        let left = |high| TimeLeft { hours: 40.0, low: 39.0, high };
        let onset = |since, outlook| R::Onset { since, outlook };
        let f = finding(true);
        for (kind, text) in [
            (
                R::Restarts { count: 1 },
                "The machine restarted once during the log; each run between restarts was judged alone.",
            ),
            (
                R::Restarts { count: 3 },
                "The machine restarted 3 times during the log; each run between restarts was judged alone.",
            ),
            (R::LargestFall { size: 0.0, share: 0.0 }, "It never came back on the way up."),
            (
                R::LargestFall { size: 72.0 * MB, share: 0.12 },
                "The largest fall on the way was 72 MB, 12 % of the growth.",
            ),
            (R::EarlierRuns { count: 1 }, "One of the runs before rose like a leak."),
            (R::EarlierRuns { count: 3 }, "3 of the runs before rose like a leak."),
            (
                R::Steps { count: 5, size: 2.0 * MB, interval_secs: 7200.0 },
                "It rose in 5 steps of about 2 MB, one every 2 h or so.",
            ),
            (R::RisingFloor { from: 100.0 * MB, to: 160.0 * MB }, "Its low points rose from 100 MB to 160 MB."),
            (
                R::Rate(slope(11.0 * MB, 13.0 * MB)),
                "It rises by 12 MB per hour, between 11 MB and 13 MB (95 % interval).",
            ),
            (R::Rate(slope(f64::NEG_INFINITY, f64::INFINITY)), "It rises by 12 MB per hour."),
            (
                onset(Since::After(43_200.0), Outlook::Continues),
                "The rise began 12 h after the start of the log, and still goes on at the end.",
            ),
            (onset(Since::Restart, Outlook::Unknown), "It rose from that restart on."),
            (
                onset(Since::Start, Outlook::Faster),
                "It rises from the start of the log, and still goes on at the end, faster than before.",
            ),
            (
                R::FollowsLoad { partial_correlation: 0.987 },
                "Its ups and downs follow the load (partial correlation 0.99).",
            ),
            (R::LoadTakenOut, "The part that the load explains has been taken out."),
            (R::LoadRoseToo, "The load rose too, so it may explain the rise."),
            (
                R::Meanwhile { available: (600.0 * MB, 200.0 * MB) },
                "Meanwhile the memory available fell from about 600 MB to about 200 MB.",
            ),
            (R::Holds { share: 0.54 }, "At its maximum it held 54 % of RAM, which nothing else could use."),
            (
                R::Stable { material: 2.0 * MB, slowest_per_hour: MB },
                "No lasting change above 2 MB; a leak, if there is one, is slower than 1 MB per hour.",
            ),
            (
                R::DailyCycle { amplitude: 60.0 * MB, is_floor_level: true },
                "It follows a daily cycle of about 60 MB; the quiet hours do not rise.",
            ),
            (R::DailyCycle { amplitude: 60.0 * MB, is_floor_level: false }, "It follows a daily cycle of about 60 MB."),
            (R::Falls { count: 1 }, "It fell once by more than a quarter of its range."),
            (R::Falls { count: 4 }, "It fell 4 times by more than a quarter of its range."),
            (
                R::CameDown { from: 160.0 * MB, to: 101.0 * MB, had_risen: true },
                "It fell from 160 MB to 101 MB, as memory that load needs does.",
            ),
            (R::Ended { late: 2.0 * MB, growth: 40.0 * MB }, "The last third of the time added 2 MB of 40 MB."),
            (
                R::Ended { late: -MB, growth: 40.0 * MB },
                "The last third of the time added nothing to the 40 MB before.",
            ),
            (R::Jumps { size: 40.0 * MB }, "The level after that is 40 MB higher."),
            (R::DecidedEarlier, "That is said of a part of the log: what came after it was too short to say more."),
            (R::Samples { count: 1, span_secs: 0.0 }, "The log has 1 usable sample over 0 s."),
            (R::Samples { count: 7, span_secs: 360.0 }, "The log has 7 usable samples over 6 min."),
            (
                R::CollectLonger,
                "Log at least two days, until the load has come down once: only the fall tells load from a leak.",
            ),
            (
                R::CollectInterval,
                "One sample every 5 minutes is right for a leak of days; every 10 seconds for one of an hour.",
            ),
            (
                R::Ends { first: MB, last: 2.0 * MB, low: 0.5 * MB, high: 3.0 * MB },
                "It began at 1 MB and ended at 2 MB; all samples lie between 512 KB and 3 MB.",
            ),
            (R::Hidden { slowest_per_hour: MB }, "A leak slower than 1 MB per hour would not show in this log."),
            (R::Returns, "What it takes for a while it gives back."),
            (
                R::TimeLeft { left: left(41.0), source: Some(LimitSource::Ram) },
                "At this rate it takes 40 h (39 h to 41 h) until RAM is full.",
            ),
            (
                R::TimeLeft { left: left(f64::INFINITY), source: Some(LimitSource::CommitLimit) },
                "At this rate it takes 40 h (at the earliest 39 h) until the commit limit is reached.",
            ),
            (
                R::TimeLeft { left: left(41.0), source: Some(LimitSource::Windows) },
                "At this rate it takes 40 h (39 h to 41 h) until the pool limit of this Windows is reached.",
            ),
            (
                R::TimeLeft { left: left(41.0), source: Some(LimitSource::Zero) },
                "At this rate it takes 40 h (39 h to 41 h) until nothing is left.",
            ),
            (
                R::TimeLeft { left: left(41.0), source: None },
                "At this rate it takes 40 h (39 h to 41 h) until its limit is reached.",
            ),
            (
                R::CautiousLimit { limit: 256.0 * MB },
                "The limit taken, 256 MB, is the smaller of those that Windows of this build can have.",
            ),
            (
                R::PoolFailures { count: 7.0 },
                "The counter of failed allocations of Windows' file server reached 7: the pool was exhausted. The server reports it; it is not the culprit.",
            ),
            (
                R::Provisional { rise_secs: 72_000.0, doubt: Doubt::Short },
                "It has risen for 20 h only, as the load of a day does: log on to see whether it falls when the load does.",
            ),
            (
                R::Provisional { rise_secs: 72_000.0, doubt: Doubt::NoLoadLogged },
                "It has risen for 20 h, and the log has no counter of the load, so a rise of the load cannot be excluded. Log on, with \\Server\\* beside the pools.",
            ),
            (
                R::Provisional { rise_secs: 72_000.0, doubt: Doubt::PilesUp },
                "Both may come from more work: log on until that has ended once.",
            ),
            (R::Looked(Why::WorkingDays), "It rises on working days; weekends were left out."),
            (
                R::Looked(Why::BetweenFalls),
                "It fell a few times by a small part of that, and rises at the same rate before and after.",
            ),
            (R::Looked(Why::IgnoringDips), "It dipped a few times and came back to the same line at once."),
            (R::Looked(Why::AcrossRestarts), "What is left after a restart grows from restart to restart."),
            (R::Looked(Why::Joint), "By itself it rises too faintly to be sure; what leaks with it makes it so."),
            (
                R::Looked(Why::KeptAfterLoad),
                "It rose as long as that load lasted, and kept most of it when the load had gone.",
            ),
            (R::Looked(Why::Exhausted), "It got to its top and could not pass it: it ran into what limits it."),
            (R::PilesUp, "The load piles up too, and the pool with it."),
            (R::TooShort { span_secs: 1200.0 }, "The log covers only 20 min: log for at least two days to be sure."),
        ] {
            assert_eq!(reason(&kind, &f, &style()), text, "{}", kind.code());
        }
    }

    #[test]
    fn what_agrees_is_named_as_far_as_there_is_room() {
        let mut f = finding(true);
        let path = |text: &str| KeyedPath::parse(text).expect("a path");
        let all = [
            r"\\PC\Process(a)\Handle Count",
            r"\\PC\Memory\Pool Nonpaged Allocs",
            r"\\PC\Process(b)\Private Bytes",
            r"\\PC\Objects\Events",
        ]
        .map(path);
        let mut say = |paths: &[KeyedPath]| {
            f.agreeing = paths.to_vec();
            reason(&ReasonKind::Agreeing { count: paths.len() }, &f, &style())
        };
        assert_eq!(say(&all[..1]), "Handle Count of a says the same.");
        assert_eq!(say(&all[..2]), "Handle Count of a and Pool Nonpaged Allocs say the same.");
        assert_eq!(say(&all), "Handle Count of a, Pool Nonpaged Allocs, Private Bytes of b and 1 more say the same.");
    }

    #[test]
    fn samples_since_a_restart_are_counted_in_good_english() {
        let mut f = finding(true);
        f.judgement.restarts = vec![0.0];
        let say = |count| reason(&ReasonKind::Samples { count, span_secs: 60.0 }, &f, &style());
        assert_eq!(say(1), "Since the last restart there is 1 usable sample over 60 s.");
        assert_eq!(say(7), "Since the last restart there are 7 usable samples over 60 s.");
    }

    #[test]
    fn what_falls_is_said_to_fall() {
        let f = finding(false);
        let say = |kind| reason(&kind, &f, &style());
        assert_eq!(say(ReasonKind::LargestFall { size: 0.0, share: 0.0 }), "It never came back on the way down.");
        let start = ReasonKind::Onset { since: Since::Start, outlook: Outlook::Unknown };
        assert_eq!(say(start), "It falls from the start of the log.");
    }
}
