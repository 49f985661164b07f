//! Verdicts in plain words: one sentence first, then three to six reasons with figures.

use super::findings::{Finding, FindingKind, LimitSource, Reason};
use super::judge::Judgement;
use super::load::LoadStatus;
use super::policy;
use super::ram::Ram;
use super::subjects::Direction;
use super::verdict::{Shape, Verdict, Why};
use crate::model::Clock;
use crate::model::process::is_process;
use crate::model::units;

impl Finding {
    /// What the finding is about, as it begins a sentence.
    pub fn title(&self) -> String {
        let counter = &self.path.counter;
        match (self.kind, &self.path.instance) {
            (FindingKind::Pool(pool), _) => pool.title().to_owned(),
            (FindingKind::Counter, Some(instance)) if is_process(&self.path) => match &self.process {
                Some(process) => format!("{counter} of {} (process {})", process.name, process.id),
                None => format!("{counter} of {instance}"),
            },
            (FindingKind::Counter, Some(_)) => format!("{counter} of {}", self.path.object_and_instance()),
            (FindingKind::Counter, None) => counter.clone(),
        }
    }

    /// The verdict in two or three words, for chips and lists.
    pub fn word(&self) -> &'static str {
        let j = &self.judgement;
        match j.verdict() {
            Verdict::Leak if self.direction == Direction::Falling => "Running out",
            Verdict::Leak if self.kind == FindingKind::Counter && j.provisional => "Rising (provisional)",
            Verdict::Leak if self.kind == FindingKind::Counter => "Rising like a leak",
            Verdict::Leak if j.run.why == Some(Why::BeforeRestart) => "Leaked before restart",
            Verdict::Leak if j.provisional => "Leaking (provisional)",
            Verdict::Leak => "Leaking",
            Verdict::Suspect => "Suspect",
            Verdict::Insufficient | Verdict::Inconclusive => "Cannot tell",
            _ if j.too_short => "No leak seen",
            Verdict::Stable => "Stable",
            Verdict::Cyclic => "Up and down",
            Verdict::Released => "Released",
            Verdict::LoadRelated => "Follows load",
            Verdict::Plateau => "Levelled off",
            Verdict::Step => "Jumped",
        }
    }
}

/// The slowest leak that this log would have shown, per hour.
fn slowest_seen(j: &Judgement) -> f64 {
    j.run.material / j.run.span().max(1.0) * 3600.0
}

/// What the counters of processes can and cannot say.
pub const PROCESS_HINT: &str = "Counters of processes are hints: pool quota is charged to processes, but what a driver allocates for itself appears under none.";

/// One sentence in the article's manner, with the RAM's share where RAM is known.
pub fn sentence(f: &Finding, ram: &Ram) -> String {
    let sentence = verdict_sentence(f, ram);
    if f.failures > 0.0 {
        let times = if f.failures == 1.0 { "once".to_owned() } else { format!("{} times", units::grouped(f.failures)) };
        return format!("{sentence} It has run out already: Windows' file server was refused memory from it {times}.");
    }
    sentence
}

fn falling_sentence(f: &Finding) -> String {
    let run = &f.judgement.run;
    let (from, to) = (f.unit.show(-run.start), f.unit.show(f.min));
    let secs = run.last - run.onset.unwrap_or(run.first);
    let fell = format!("it fell from {from} to {to} in {}", units::duration(secs));
    match run.verdict {
        Verdict::Leak => format!("{} is running out: {fell} without a substantial recovery.", f.title()),
        _ => format!("{} may be running out: {fell}, but {}.", f.title(), doubt(run.why)),
    }
}

fn verdict_sentence(f: &Finding, ram: &Ram) -> String {
    if f.direction == Direction::Falling {
        return falling_sentence(f);
    }
    let j = &f.judgement;
    let run = &j.run;
    let show = |v: f64| f.unit.show(v);
    let title = f.title();
    let from = run.start;
    let to = if run.why == Some(Why::BeforeRestart) { run.high } else { f.max };
    let rise_secs = (f.max_utc_ms as f64 / 1000.0 - run.onset.unwrap_or(run.first)).max(0.0);
    let rise_secs = if rise_secs > 0.25 * run.span() { rise_secs } else { run.last - run.onset.unwrap_or(run.first) };
    let span = units::duration(run.span());
    let holds = match (f.ram_fraction, ram.bytes) {
        (Some(share), Some(bytes)) => format!(" and holds {} of {} of RAM", units::percent(share), units::ram(bytes)),
        _ => String::new(),
    };
    let reached = match (f.ram_fraction, ram.bytes) {
        (Some(share), Some(bytes)) => {
            format!(" Its maximum, {}, is {} of {} of RAM.", show(f.max), units::percent(share), units::ram(bytes))
        }
        _ => String::new(),
    };
    let rose = || format!("it rose from {} to {} in {}", show(from), show(to), units::duration(rise_secs));
    let short = |what: &str| {
        format!(
            "No leak seen in {} in {span}: {what}. One slower than {} per hour would not show in so short a log.{reached}",
            lower_first(&title),
            show(slowest_seen(j)),
        )
    };
    match run.verdict {
        Verdict::Leak => {
            let is = match (run.why == Some(Why::BeforeRestart), j.provisional) {
                _ if f.kind == FindingKind::Counter => "is rising like a leak",
                (true, _) => "was leaking before the last restart",
                (false, true) => "seems to be leaking",
                (false, false) => "is leaking",
            };
            let how = match run.shape {
                Some(Shape::RisingFloor) => format!(
                    "it goes up and down, but its low points rose by {} in {span} without a substantial decrease",
                    show(run.growth.unwrap_or(0.0))
                ),
                _ => format!("{} without a substantial decrease", rose()),
            };
            format!("{title} {is}: {how}{holds}.")
        }
        Verdict::Suspect => format!("{title} may be leaking: {}, but {}.{reached}", rose(), doubt(run.why)),
        Verdict::Insufficient => format!(
            "Cannot tell about {} yet: the log has {} usable {}, and at least {} are needed.{reached}",
            lower_first(&title),
            j.samples,
            if j.samples == 1 { "sample" } else { "samples" },
            policy::SAMPLES_LEAST,
        ),
        Verdict::Inconclusive => format!(
            "Cannot tell about {}: it is higher at the end ({} after {}), but {}.{reached}",
            lower_first(&title),
            show(run.end),
            show(run.start),
            doubt(run.why)
        ),
        Verdict::Stable if j.too_short => short(&format!("it stayed at about {}", show(run.start))),
        Verdict::Stable => format!(
            "{title} is stable: it stayed at about {} for {span}, with no lasting change above {}.{reached}",
            show(run.start),
            show(run.material)
        ),
        Verdict::Cyclic if j.too_short => short("it goes up and down"),
        Verdict::Cyclic => {
            format!("{title} goes up and down and comes back: what remains after each fall does not grow.{reached}")
        }
        Verdict::Released if j.too_short => short("it rose and came down again"),
        Verdict::Released => {
            let back = match run.why {
                Some(Why::GivenBack(share)) => format!("{} of the rise was given back", units::percent(share)),
                _ => "it came down again".to_owned(),
            };
            format!("{title} is not leaking: {back}, which is how load behaves.{reached}")
        }
        Verdict::LoadRelated => {
            let load = f.load.as_ref().map_or("the load".to_owned(), |l| format!("{} {}", l.object, l.counter));
            format!("{title} is not leaking: it follows {load}; without that no growth is left.{reached}")
        }
        Verdict::Plateau if j.too_short => short("it rose, then stopped rising"),
        Verdict::Plateau => format!(
            "{title} rose from {} to {} and then stopped rising: a warm-up, or a leak that ended.{reached}",
            show(run.start),
            show(run.end)
        ),
        Verdict::Step if j.too_short => short("one jump makes up its growth"),
        Verdict::Step => format!(
            "{title} jumped from {} to {}; it grows steadily neither before nor after.{reached}",
            show(run.start),
            show(run.end)
        ),
    }
}

fn doubt(why: Option<Why>) -> &'static str {
    match why {
        Some(Why::BeganRecently) => "the rise began only recently",
        Some(Why::RisingAgain) => "an earlier rise was given back",
        Some(Why::PartlyGivenBack) => "a part of an earlier rise was given back",
        Some(Why::Wandering) => "a counter that merely wanders could look like this",
        Some(Why::TooMuchGivenBack) => "too much was given back in between",
        Some(Why::GivenBackAtOnce) => "an earlier rise was given back at once",
        Some(Why::LoadRoseToo) => "the load rose all the time too",
        Some(Why::BusyHoursGrow) => "the busy hours grow much faster than the quiet ones, as load does",
        Some(Why::Slowing) => "the rise is slowing down, as a warm-up or a cache does",
        Some(Why::AfterJump) => "it came after a jump",
        _ => "the evidence is not yet strong enough",
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().collect::<String>() + chars.as_str())
}

/// The share of the growth that was given back: at most at once while it rises, at the end where it does not.
pub fn given_back(j: &Judgement) -> Option<f64> {
    match (j.verdict(), j.run.max_drawdown, j.run.growth) {
        (Verdict::Leak | Verdict::Suspect, Some(drawdown), Some(growth)) if growth > 0.0 => Some(drawdown / growth),
        _ => j.retained.map(|r| 1.0 - r),
    }
}

/// The figures of a finding, in the order of the sidebar: name and value.
pub fn figures(f: &Finding, ram: &Ram, clock: &Clock) -> Vec<(&'static str, String)> {
    let j = &f.judgement;
    let show = |v: f64| f.unit.show(v);
    let mut rows = Vec::new();
    if let (Some(share), Some(bytes)) = (f.ram_fraction, ram.bytes) {
        let resident = f.resident_ram_fraction.map_or(String::new(), |r| format!(" ({} resident)", units::percent(r)));
        rows.push(("Share of RAM", format!("{} of {}{resident}", units::percent(share), units::ram(bytes))));
    }
    if f.direction == Direction::Falling {
        rows.push(("Least", show(f.min)));
    } else {
        rows.push(("Maximum", format!("{} at {}", show(f.max), clock.minute(f.max_utc_ms))));
    }
    let is_rise = matches!(j.verdict(), Verdict::Leak | Verdict::Suspect);
    match f.growth() {
        Some(growth) if f.direction == Direction::Falling => rows.push(("Change", show(growth))),
        // to the maximum, as the sentence tells it; the method's own growth is between medians
        Some(_) if is_rise && j.run.shape != Some(Shape::RisingFloor) => {
            rows.push(("Growth", format!("{}, from {}", show(f.max - j.run.start), show(j.run.start))));
        }
        Some(growth) => rows.push(("Growth", show(growth))),
        None => {}
    }
    if let Some(slope) = j.slope_per_hour {
        let interval = if slope.low.is_finite() {
            format!(" ({} to {})", show(slope.low), show(slope.high))
        } else {
            String::new()
        };
        rows.push(("Rate", format!("{} per hour{interval}", show(slope.value))));
    }
    if let Some(onset) = f.onset_utc_ms {
        rows.push(("Since", clock.minute(onset)));
    }
    if let Some(share) = given_back(j) {
        rows.push(("Given back", units::percent(share)));
    }
    if let Some(left) = j.time_left.filter(|_| j.verdict() == Verdict::Leak) {
        let hours = |h: f64| units::duration(h * 3600.0);
        let range = match left.high.is_finite() {
            true => format!(" ({} to {})", hours(left.low), hours(left.high)),
            false => format!(" (at least {})", hours(left.low)),
        };
        let what = f.limit.map_or(String::new(), |l| format!(" until {}", l.source.text()));
        rows.push(("Time left", format!("{}{range}{what}", hours(left.hours))));
    }
    rows.push(("Confidence", format!("{} of 100", (j.confidence * 100.0).round())));
    rows
}

/// The reasons, the strongest first.
pub fn reasons(f: &Finding) -> Vec<Reason> {
    let j = &f.judgement;
    let run = &j.run;
    let show = |v: f64| f.unit.show(v);
    let mut out = Vec::new();
    let mut say = |code: &'static str, text: String| out.push(Reason { code, text });
    if !j.restarts.is_empty() {
        let n = j.restarts.len();
        let times = if n == 1 { "once".to_owned() } else { format!("{n} times") };
        say(
            "restarts",
            format!("The machine restarted {times} during the log; each run between restarts was judged alone."),
        );
    }
    let is_rise = matches!(run.verdict, Verdict::Leak | Verdict::Suspect);
    let is_falling = f.direction == Direction::Falling;
    let (rises, rise) = if is_falling { ("falls", "fall") } else { ("rises", "rise") };
    if is_rise && run.shape != Some(Shape::RisingFloor) && run.growth.is_some_and(|g| g > 0.0) {
        let share = given_back(j).unwrap_or(0.0);
        say(
            "given_back",
            if share < 0.001 {
                format!("It never came back on the way {}.", if is_falling { "down" } else { "up" })
            } else {
                format!("It never gave back more than {} of what it took.", units::percent(share))
            },
        );
    }
    if let Some((count, size, secs)) = run.stairs {
        say(
            "steps",
            format!(
                "It rose in {count} steps of about {} every {}, and none was given back.",
                show(size),
                units::duration(secs)
            ),
        );
    }
    if run.shape == Some(Shape::RisingFloor) {
        say(
            "rising_floor",
            format!("{} low points tend to lie higher, each than the one before.", units::grouped(run.troughs as f64)),
        );
    }
    if let Some(slope) = j.slope_per_hour {
        let interval = if slope.low.is_finite() {
            format!(", between {} and {}", show(slope.low), show(slope.high))
        } else {
            String::new()
        };
        say("rate", format!("It {rises} by {} per hour{interval} (95 % interval).", show(slope.value)));
    }
    if is_rise {
        let since = match run.onset.map(|o| (o - run.first) / run.span()) {
            Some(late) if late > 0.05 => {
                format!("The {rise} began {} after the start of the log", units::duration(late * run.span()))
            }
            _ if j.restarts.iter().any(|r| *r <= run.first) => format!("It {rises} since the restart before it"),
            _ if run.cut_at.is_some() => format!("It {rises} since then"),
            _ => format!("It {rises} from the start of the log"),
        };
        let still = match (run.verdict, run.why, run.shape) {
            (Verdict::Leak, Some(Why::BeforeRestart), _) | (Verdict::Suspect, ..) => "",
            (_, _, Some(Shape::Accelerating)) => ", still does at the end, and faster than before",
            _ => ", and still goes on at the end",
        };
        say("onset", format!("{since}{still}."));
        if run.p < 1e-4 {
            say("wandering", "A counter that merely wanders practically never looks like this.".to_owned());
        } else if run.stairs.is_none() {
            say("wandering", format!("A counter that merely wanders looks like this {} of the time.", rare(run.p)));
        }
    }
    match run.load {
        LoadStatus::Adjusted if run.verdict == Verdict::LoadRelated => {
            say(
                "load",
                format!("Its ups and downs follow the load (partial correlation {:.2}).", run.load_correlation),
            );
        }
        LoadStatus::Adjusted => say("load", "The part that the load explains has been taken out.".to_owned()),
        LoadStatus::Collinear => say("load", "The load rose all the time too, so it may explain the rise.".to_owned()),
        LoadStatus::None => {}
    }
    match run.verdict {
        Verdict::Stable => say(
            "stable",
            format!(
                "No lasting change above {}; a leak, if there is one, is slower than {} per hour.",
                show(run.material),
                show(slowest_seen(j))
            ),
        ),
        Verdict::Cyclic if run.daily_amplitude.is_some() => {
            let amplitude = show(run.daily_amplitude.unwrap_or(0.0));
            say("daily_cycle", format!("It follows a daily cycle of {amplitude}; the quiet hours do not rise."));
        }
        Verdict::Cyclic => {
            say("drops", format!("It fell {} times by a large part of its range.", run.drops.max(run.troughs)))
        }
        Verdict::Released => {
            say("drops", "It fell again after it had risen, as memory that load needs does.".to_owned())
        }
        Verdict::Plateau => say(
            "ended",
            format!(
                "In the last third it rose at {} of its average rate; what it took, {}, was not given back.",
                units::percent(run.late.unwrap_or(0.0).max(0.0)),
                show(run.growth.unwrap_or(0.0))
            ),
        ),
        Verdict::Step => {
            let jumps = if run.step_at.len() > 1 { "Two jumps make up" } else { "One jump makes up" };
            say("step", format!("{jumps} {} of growth.", show(run.growth.unwrap_or(0.0))));
        }
        Verdict::Insufficient => {
            let samples =
                if j.samples == 1 { "1 usable sample".to_owned() } else { format!("{} usable samples", j.samples) };
            say("samples", format!("The log has {samples} over {}.", units::duration(run.span())));
        }
        Verdict::Inconclusive => {}
        Verdict::Leak | Verdict::Suspect | Verdict::LoadRelated => {}
    }
    if run.verdict.cannot_tell() {
        say(
            "collect",
            "Log at least two days, until the load has come down once: only the fall tells load from a leak."
                .to_owned(),
        );
        say(
            "interval",
            "One sample every 5 minutes is right for a leak of days; every 10 seconds for one of an hour.".to_owned(),
        );
    } else if !is_rise {
        let (low, high) = (show(run.low), show(run.high));
        say(
            "ends",
            format!(
                "It began at {} and ended at {}; all samples lie between {low} and {high}.",
                show(run.start),
                show(run.end)
            ),
        );
        if run.verdict != Verdict::Stable {
            say("hidden", format!("A leak slower than {} per hour would not show in this log.", show(slowest_seen(j))));
        } else {
            say("returns", "What it takes for a while it gives back.".to_owned());
        }
    }
    if let Some(left) = j.time_left.filter(|_| run.verdict == Verdict::Leak) {
        let range = if left.high.is_finite() {
            format!(" ({} to {})", units::duration(left.low * 3600.0), units::duration(left.high * 3600.0))
        } else {
            format!(" (at the earliest {})", units::duration(left.low * 3600.0))
        };
        let until = f.limit.map_or("its limit is reached", |l| l.source.text());
        say(
            "time_left",
            format!("At this rate it takes {}{range} until {until}.", units::duration(left.hours * 3600.0)),
        );
    }
    if f.limit.is_some_and(|l| l.is_cautious && l.source == LimitSource::Windows) {
        let limit = show(f.limit.map_or(0.0, |l| l.value));
        say(
            "cautious_limit",
            format!("The limit taken, {limit}, is the smaller of those that Windows of this build can have."),
        );
    }
    if f.failures > 0.0 {
        say(
            "pool_failures",
            format!(
                "The counter of failed allocations of Windows' file server stands at {}: the pool was exhausted. The server reports it; it is not the culprit.",
                units::grouped(f.failures)
            ),
        );
    }
    if j.provisional {
        say(
            "provisional",
            "The log is shorter than a day and a half: a daily rise of the load cannot be excluded. Log on until the load has come down once.".to_owned(),
        );
    }
    if j.too_short && !j.provisional && run.verdict != Verdict::Insufficient {
        say(
            "too_short",
            format!("The log covers only {}: log for at least two days to be sure.", units::duration(run.span())),
        );
    }
    out
}

fn rare(p: f64) -> String {
    if p < 0.01 { format!("{:.2} %", p * 100.0) } else { format!("{:.0} %", p * 100.0) }
}
