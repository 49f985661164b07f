//! Reasons in plain words, a sentence each.

use super::{Style, limit_reached};
use crate::analysis::finding::Finding;
use crate::analysis::reasons::{Doubt, Outlook, ReasonKind, Since};
use crate::analysis::subjects::Direction;
use crate::analysis::{Why, policy};
use crate::model::KeyedPath;
use crate::model::units::{self, duration, percent};

/// What a reason of this finding says.
pub fn reason(kind: &ReasonKind, f: &Finding, style: &Style) -> String {
    let show = |v: f64| style.amount(f.unit, v);
    let is_falling = f.direction == Direction::Falling;
    let (rises, rise, up) = match (is_falling, f.judgement.is_exhausted) {
        (true, _) => ("falls", "fall", "down"),
        // it has stopped
        (false, true) => ("rose", "rise", "up"),
        (false, false) => ("rises", "rise", "up"),
    };
    match *kind {
        ReasonKind::Restarts { count } => {
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            format!("The machine restarted {times} during the log; each run between restarts was judged alone.")
        }
        ReasonKind::GivenBack { share } if share < policy::NEVER_CAME_BACK => {
            format!("It never came back on the way {up}.")
        }
        ReasonKind::GivenBack { share } => format!("It never gave back more than {} of what it took.", percent(share)),
        ReasonKind::Steps { count, size, interval_secs } => format!(
            "It rose in {count} steps of about {} every {}, and none was given back.",
            show(size),
            duration(interval_secs)
        ),
        ReasonKind::RisingFloor { troughs } => {
            format!("{} low points tend to lie higher, each than the one before.", units::grouped(troughs as f64))
        }
        ReasonKind::Rate(slope) => {
            let interval = match style.interval(f.unit, slope) {
                Some((low, high)) => format!(", between {low} and {high} (95 % interval)"),
                None => String::new(),
            };
            format!("It {rises} by {} per hour{interval}.", show(slope.value))
        }
        ReasonKind::Onset { since, outlook } => {
            let since = match since {
                Since::After(secs) => format!("The {rise} began {} after the start of the log", duration(secs)),
                Since::Restart => format!("It {rises} since the restart before it"),
                Since::Cut => format!("It {rises} since then"),
                Since::Start => format!("It {rises} from the start of the log"),
            };
            let still = match outlook {
                Outlook::Unknown => "",
                Outlook::Faster => ", still does at the end, and faster than before",
                Outlook::GoesOn => ", and still goes on at the end",
            };
            format!("{since}{still}.")
        }
        ReasonKind::Wandering { p } if p < policy::PRACTICALLY_NEVER => {
            "A counter that merely wanders practically never looks like this.".to_owned()
        }
        ReasonKind::Wandering { p } => {
            format!("A counter that merely wanders looks like this {} of the time.", rare(p))
        }
        ReasonKind::FollowsLoad { partial_correlation } => {
            format!("Its ups and downs follow the load (partial correlation {partial_correlation:.2}).")
        }
        ReasonKind::LoadTakenOut => "The part that the load explains has been taken out.".to_owned(),
        ReasonKind::LoadRoseToo => "The load rose all the time too, so it may explain the rise.".to_owned(),
        ReasonKind::Stable { material, slowest_per_hour } => format!(
            "No lasting change above {}; a leak, if there is one, is slower than {} per hour.",
            show(material),
            show(slowest_per_hour)
        ),
        ReasonKind::DailyCycle { amplitude } => {
            format!("It follows a daily cycle of {}; the quiet hours do not rise.", show(amplitude))
        }
        ReasonKind::Falls { count } => format!("It fell {count} times by a large part of its range."),
        ReasonKind::CameDown => "It fell again after it had risen, as memory that load needs does.".to_owned(),
        ReasonKind::Ended { late_share, kept } => format!(
            "In the last third it rose at {} of its average rate; what it took, {}, was not given back.",
            percent(late_share),
            show(kept)
        ),
        ReasonKind::Jumps { count, size } => {
            let jumps = if count > 1 { "Two jumps make up" } else { "One jump makes up" };
            format!("{jumps} {} of growth.", show(size))
        }
        ReasonKind::Samples { count, span_secs } => {
            let samples = if count == 1 { "1 usable sample".to_owned() } else { format!("{count} usable samples") };
            format!("The log has {samples} over {}.", duration(span_secs))
        }
        ReasonKind::CollectLonger => {
            "Log at least two days, until the load has come down once: only the fall tells load from a leak.".to_owned()
        }
        ReasonKind::CollectInterval => {
            "One sample every 5 minutes is right for a leak of days; every 10 seconds for one of an hour.".to_owned()
        }
        ReasonKind::Ends { first, last, low, high } => format!(
            "It began at {} and ended at {}; all samples lie between {} and {}.",
            show(first),
            show(last),
            show(low),
            show(high)
        ),
        ReasonKind::Hidden { slowest_per_hour } => {
            format!("A leak slower than {} per hour would not show in this log.", show(slowest_per_hour))
        }
        ReasonKind::Returns => "What it takes for a while it gives back.".to_owned(),
        ReasonKind::TimeLeft { left, source } => {
            let hours = |hours: f64| duration(hours * 3600.0);
            let range = match left.high.is_finite() {
                true => format!(" ({} to {})", hours(left.low), hours(left.high)),
                false => format!(" (at the earliest {})", hours(left.low)),
            };
            let until = source.map_or("its limit is reached", limit_reached);
            format!("At this rate it takes {}{range} until {until}.", hours(left.hours))
        }
        ReasonKind::CautiousLimit { limit } => {
            format!("The limit taken, {}, is the smaller of those that Windows of this build can have.", show(limit))
        }
        ReasonKind::PoolFailures { count } => format!(
            "The counter of failed allocations of Windows' file server stands at {}: the pool was exhausted. The server reports it; it is not the culprit.",
            units::grouped(count)
        ),
        ReasonKind::Provisional { rise_secs, doubt } => match doubt {
            Doubt::PilesUp => "Both may still come from load: log on until the load has come down once.".to_owned(),
            Doubt::Short => format!(
                "It has risen for {} only: a daily rise of the load cannot be excluded. Log on until the load has come down once.",
                duration(rise_secs)
            ),
            Doubt::NoLoadLogged => format!(
                "It has risen for {}, and the log has no counter of the load, so a rise of the load cannot be excluded. Log on until the load has come down once, with \\Server\\* beside the pools.",
                duration(rise_secs)
            ),
        },
        ReasonKind::Looked(why) => match why {
            Why::WorkingDays => "It rises on working days; weekends were left out.",
            Why::BetweenFalls => {
                "It fell a few times by a small part of that, and rises at the same rate before and after."
            }
            Why::BesideDips => "It dipped a few times and came back to the same line at once.",
            Why::AcrossRestarts => "What is left after each restart is more than after the one before.",
            Why::KeptAfterLoad => "It rose as long as that load lasted and did not fall when the load did.",
            Why::Joint => "By itself it rises too faintly to be sure; what leaks with it makes it so.",
            _ => "It has stood at its top since it got there: it ran into what limits it.",
        }
        .to_owned(),
        ReasonKind::PilesUp => {
            let path = f.piles_up.as_ref().map_or("The load".to_owned(), |p| format!("{} {}", p.object, p.counter));
            format!("{path} piles up too, and the pool with it: that is no load that would explain it.")
        }
        ReasonKind::Agreeing { count } => {
            const NAMED: usize = 3;
            let mut names: Vec<String> = f.agreeing.iter().take(NAMED).map(short_name).collect();
            if count > NAMED {
                names.push(format!("{} more", count - NAMED));
            }
            let last = names.pop().unwrap_or_default();
            let all = if names.is_empty() { last } else { format!("{} and {last}", names.join(", ")) };
            format!("{all} {} the same.", if count == 1 { "says" } else { "say" })
        }
        ReasonKind::TooShort { span_secs } => {
            format!("The log covers only {}: log for at least two days to be sure.", duration(span_secs))
        }
    }
}

/// `Handle Count of agent`
fn short_name(path: &KeyedPath) -> String {
    match &path.instance {
        Some(instance) => format!("{} of {instance}", path.counter),
        None => path.counter.clone(),
    }
}

fn rare(p: f64) -> String {
    if p < 0.01 { format!("{:.2} %", p * 100.0) } else { format!("{:.0} %", p * 100.0) }
}

#[cfg(test)]
mod tests {
    use super::super::test::{MB, finding, style};
    use super::*;
    use crate::analysis::judge::TimeLeft;
    use crate::analysis::limits::LimitSource;
    use crate::analysis::trend::Slope;

    /// Each reason there is, with what it says of a rising pool.
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
            (R::GivenBack { share: 0.0 }, "It never came back on the way up."),
            (R::GivenBack { share: 0.12 }, "It never gave back more than 12 % of what it took."),
            (
                R::Steps { count: 5, size: 2.0 * MB, interval_secs: 7200.0 },
                "It rose in 5 steps of about 2 MB every 2 h, and none was given back.",
            ),
            (R::RisingFloor { troughs: 14 }, "14 low points tend to lie higher, each than the one before."),
            (
                R::Rate(slope(11.0 * MB, 13.0 * MB)),
                "It rises by 12 MB per hour, between 11 MB and 13 MB (95 % interval).",
            ),
            (R::Rate(slope(f64::NEG_INFINITY, f64::INFINITY)), "It rises by 12 MB per hour."),
            (
                onset(Since::After(43_200.0), Outlook::GoesOn),
                "The rise began 12 h after the start of the log, and still goes on at the end.",
            ),
            (onset(Since::Restart, Outlook::Unknown), "It rises since the restart before it."),
            (onset(Since::Cut, Outlook::GoesOn), "It rises since then, and still goes on at the end."),
            (
                onset(Since::Start, Outlook::Faster),
                "It rises from the start of the log, still does at the end, and faster than before.",
            ),
            (R::Wandering { p: 1e-6 }, "A counter that merely wanders practically never looks like this."),
            (R::Wandering { p: 0.004 }, "A counter that merely wanders looks like this 0.40 % of the time."),
            (R::Wandering { p: 0.03 }, "A counter that merely wanders looks like this 3 % of the time."),
            (
                R::FollowsLoad { partial_correlation: 0.987 },
                "Its ups and downs follow the load (partial correlation 0.99).",
            ),
            (R::LoadTakenOut, "The part that the load explains has been taken out."),
            (R::LoadRoseToo, "The load rose all the time too, so it may explain the rise."),
            (
                R::Stable { material: 2.0 * MB, slowest_per_hour: MB },
                "No lasting change above 2 MB; a leak, if there is one, is slower than 1 MB per hour.",
            ),
            (R::DailyCycle { amplitude: 60.0 * MB }, "It follows a daily cycle of 60 MB; the quiet hours do not rise."),
            (R::Falls { count: 4 }, "It fell 4 times by a large part of its range."),
            (R::CameDown, "It fell again after it had risen, as memory that load needs does."),
            (
                R::Ended { late_share: 0.05, kept: 40.0 * MB },
                "In the last third it rose at 5.0 % of its average rate; what it took, 40 MB, was not given back.",
            ),
            (R::Jumps { count: 1, size: 40.0 * MB }, "One jump makes up 40 MB of growth."),
            (R::Jumps { count: 2, size: 40.0 * MB }, "Two jumps make up 40 MB of growth."),
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
                "The counter of failed allocations of Windows' file server stands at 7: the pool was exhausted. The server reports it; it is not the culprit.",
            ),
            (
                R::Provisional { rise_secs: 72_000.0, doubt: Doubt::Short },
                "It has risen for 20 h only: a daily rise of the load cannot be excluded. Log on until the load has come down once.",
            ),
            (
                R::Provisional { rise_secs: 72_000.0, doubt: Doubt::NoLoadLogged },
                "It has risen for 20 h, and the log has no counter of the load, so a rise of the load cannot be excluded. Log on until the load has come down once, with \\Server\\* beside the pools.",
            ),
            (
                R::Provisional { rise_secs: 72_000.0, doubt: Doubt::PilesUp },
                "Both may still come from load: log on until the load has come down once.",
            ),
            (R::Looked(Why::WorkingDays), "It rises on working days; weekends were left out."),
            (
                R::Looked(Why::BetweenFalls),
                "It fell a few times by a small part of that, and rises at the same rate before and after.",
            ),
            (R::Looked(Why::BesideDips), "It dipped a few times and came back to the same line at once."),
            (R::Looked(Why::AcrossRestarts), "What is left after each restart is more than after the one before."),
            (R::Looked(Why::Joint), "By itself it rises too faintly to be sure; what leaks with it makes it so."),
            (R::Looked(Why::KeptAfterLoad), "It rose as long as that load lasted and did not fall when the load did."),
            (R::Looked(Why::Exhausted), "It has stood at its top since it got there: it ran into what limits it."),
            (R::PilesUp, "The load piles up too, and the pool with it: that is no load that would explain it."),
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
    fn what_falls_is_said_to_fall() {
        let f = finding(false);
        let say = |kind| reason(&kind, &f, &style());
        assert_eq!(say(ReasonKind::GivenBack { share: 0.0 }), "It never came back on the way down.");
        let start = ReasonKind::Onset { since: Since::Start, outlook: Outlook::Unknown };
        assert_eq!(say(start), "It falls from the start of the log.");
    }
}
