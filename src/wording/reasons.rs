//! Reasons in plain words, a sentence each.

use super::{Style, limit_reached};
use crate::analysis::finding::Finding;
use crate::analysis::policy;
use crate::analysis::reasons::{Outlook, ReasonKind, Since};
use crate::analysis::subjects::Direction;
use crate::model::units::{self, duration, percent};

/// What a reason of this finding says.
pub fn reason(kind: &ReasonKind, f: &Finding, style: &Style) -> String {
    let show = |v: f64| style.amount(f.unit, v);
    let is_falling = f.direction == Direction::Falling;
    let (rises, rise, up) = if is_falling { ("falls", "fall", "down") } else { ("rises", "rise", "up") };
    match *kind {
        ReasonKind::Restarts { count } => {
            let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
            format!("The machine restarted {times} during the log; each run between restarts was judged alone.")
        }
        ReasonKind::GivenBack { share } if share < 0.001 => format!("It never came back on the way {up}."),
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
            let interval = match slope.low.is_finite() {
                true => format!(", between {} and {}", show(slope.low), show(slope.high)),
                false => String::new(),
            };
            format!("It {rises} by {} per hour{interval} (95 % interval).", show(slope.value))
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
        ReasonKind::CautiousLimit { limit } => format!(
            "The limit taken, {}, is the smaller of those that Windows of this build can have.",
            show(limit)
        ),
        ReasonKind::PoolFailures { count } => format!(
            "The counter of failed allocations of Windows' file server stands at {}: the pool was exhausted. The server reports it; it is not the culprit.",
            units::grouped(count)
        ),
        ReasonKind::Provisional => "The log is shorter than a day and a half: a daily rise of the load cannot be excluded. Log on until the load has come down once.".to_owned(),
        ReasonKind::TooShort { span_secs } => {
            format!("The log covers only {}: log for at least two days to be sure.", duration(span_secs))
        }
    }
}

fn rare(p: f64) -> String {
    if p < 0.01 { format!("{:.2} %", p * 100.0) } else { format!("{:.0} %", p * 100.0) }
}
