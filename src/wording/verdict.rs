//! The verdict on a counter: its name, a word, and one sentence in the article's style.

use super::{Style, are, load_name, lower_first, times, usable_samples};
use crate::analysis::finding::{Finding, FindingKind};
use crate::analysis::load::LoadStatus;
use crate::analysis::observed::Jump;
use crate::analysis::subjects::Direction;
use crate::analysis::{Ram, Verdict, Why, policy};
use crate::model::pools::Pool;
use crate::model::process::is_process;
use crate::model::units;

/// What the finding is about, worded to begin a sentence.
pub fn title(f: &Finding) -> String {
    let counter = &f.path.counter;
    match (f.kind, &f.path.instance) {
        (FindingKind::Pool(pool), _) => pool.title().to_owned(),
        (FindingKind::Counter, Some(instance)) if is_process(&f.path) => match &f.process {
            Some(process) => format!("{counter} of {} (process {})", process.name, process.id),
            None => format!("{counter} of {instance}"),
        },
        (FindingKind::Counter, Some(_)) => format!("{counter} of {}", f.path.object_and_instance()),
        (FindingKind::Counter, None) => counter.clone(),
    }
}

/// The verdict in two or three words, for chips and lists.
pub fn word(f: &Finding) -> &'static str {
    let j = &f.judgement;
    match j.verdict() {
        Verdict::Leak if j.is_exhausted => "Exhausted",
        Verdict::Leak if f.direction == Direction::Falling => "Running out",
        Verdict::Leak if f.kind == FindingKind::Counter && j.provisional => "Rising (provisional)",
        Verdict::Leak if f.kind == FindingKind::Counter => "Rising like a leak",
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

/// What the counters of processes can and cannot say.
pub const PROCESS_HINT: &str = "Counters of processes are hints: pool quota is charged to processes, but what a driver allocates for itself appears under none.";

/// `Other counters: 15 judged, 4 of them rising or running out`
pub fn others(judged: usize, found: usize) -> String {
    format!("Other counters: {} judged, {found} of them rising or running out", units::grouped(judged as f64))
}

/// The same as a sentence above their list.
pub fn others_sentence(judged: usize, found: usize) -> String {
    let count = units::grouped(judged as f64);
    match (judged, found) {
        (0, _) => "No other counters were judged.".to_owned(),
        (1, 0) => "One other counter was judged; it does not leak.".to_owned(),
        (_, 0) => format!("{count} other counters were judged; none of them leaks."),
        (1, _) => "The one other counter that was judged:".to_owned(),
        _ => format!("Of {count} judged, these rise like a leak or run out, or may. The most changed first."),
    }
}

/// One sentence, with the share of RAM if RAM is known.
pub fn sentence(f: &Finding, ram: &Ram, style: &Style) -> String {
    let sentence = verdict_sentence(f, ram, style);
    if f.failures > 0.0 {
        let times = times(f.failures);
        return format!("{sentence} It has run out already: Windows' file server was refused memory from it {times}.");
    }
    sentence
}

fn falling_sentence(f: &Finding, style: &Style) -> String {
    let (from, to) = f.observed.rise;
    let (low, high) = style.apart(f.unit, -from.value, -to.value);
    let mut fell = format!("it fell from {low} to {high} in {}", units::duration(to.secs - from.secs));
    if f.judgement.verdict() != Verdict::Leak {
        return format!("{} may be running out: {fell}, but {}.", title(f), doubt(f));
    }
    if f.observed.has_substantial_fall() {
        fell += &format!(", and rose by {}", largest_fall(f, style));
    } else {
        fell += " without a substantial recovery";
    }
    format!("{} is running out: {fell}.", title(f))
}

/// `it rose from 100 MB to 540 MB in 36 h`
fn rose(f: &Finding, style: &Style) -> String {
    let (from, to) = f.observed.rise;
    let (low, high) = style.apart(f.unit, from.value, to.value);
    format!("it rose from {low} to {high} in {}", units::duration(to.secs - from.secs))
}

/// The same, with what it gave back if that is much.
fn rose_without_falling(f: &Finding, style: &Style) -> String {
    let (seen, rose) = (&f.observed, rose(f, style));
    if !seen.has_substantial_fall() {
        return format!("{rose} without a substantial decrease");
    }
    format!("{rose}, and fell by {}", largest_fall(f, style))
}

/// `72 MB at most on the way`, `277 MB since`
fn largest_fall(f: &Finding, style: &Style) -> String {
    let when = if f.observed.fell_since() { "since" } else { "at most on the way" };
    format!("{} {when}", style.amount(f.unit, f.observed.fall_of_rise.size()))
}

/// A table: one arm for each verdict.
fn verdict_sentence(f: &Finding, ram: &Ram, style: &Style) -> String {
    if f.direction == Direction::Falling {
        return falling_sentence(f, style);
    }
    let (j, seen) = (&f.judgement, &f.observed);
    let run = &j.run;
    let show = |v: f64| style.amount(f.unit, v);
    let title = title(f);
    let span = units::duration(seen.span());
    let share = f.ram_fraction.zip(ram.bytes);
    let share = share.map(|(share, bytes)| format!("{} of {} of RAM", units::percent(share), style.units.ram(bytes)));
    let reached = share.as_ref().map_or(String::new(), |share| format!(" Its maximum, {}, is {share}.", show(f.max)));
    let (start, end) = style.apart(f.unit, seen.start.value, seen.end.value);
    let short = |what: &str| {
        let hidden = match f.could_hide > 0.0 {
            true => format!(" One slower than {} per hour would not show in so short a log.", show(f.could_hide)),
            false => String::new(),
        };
        format!("No leak seen in {} in {span}: {what}.{hidden}{reached}", lower_first(&title))
    };
    let (fell_from, fell_to) = style.apart(f.unit, seen.fall.from.value, seen.fall.to.value);
    match run.verdict {
        Verdict::Leak => leak_sentence(f, &title, share.as_deref(), style),
        Verdict::Suspect => {
            format!("{title} may be leaking: {}, but {}.{reached}", rose(f, style), doubt(f))
        }
        Verdict::Insufficient => {
            let samples = usable_samples(seen.samples);
            let (few, lower) = (policy::SAMPLES_LEAST, lower_first(&title));
            let has = match j.restarts.is_empty() {
                true => format!("the log has {samples}"),
                false => format!("there {} {samples} since the last restart", are(seen.samples)),
            };
            format!("Cannot tell about {lower} yet: {has}, and at least {few} are needed.{reached}")
        }
        Verdict::Inconclusive if seen.end.value > seen.start.value => format!(
            "Cannot tell about {}: it is higher at the end ({end} after {start}), but {}.{reached}",
            lower_first(&title),
            doubt(f)
        ),
        Verdict::Inconclusive => format!(
            "Cannot tell about {}: it went from {start} to {end}, and {}.{reached}",
            lower_first(&title),
            doubt(f)
        ),
        Verdict::Stable if j.too_short => short(&format!("it stayed at about {}", show(seen.level))),
        Verdict::Stable if seen.is_level(run.material) => format!(
            "{title} is stable: it stayed at about {} for {span}, with no lasting change above {}.{reached}",
            show(seen.level),
            show(run.material)
        ),
        Verdict::Stable => {
            let (low, high) = style.apart(f.unit, seen.low.value, seen.high.value);
            format!("{title} does not rise steadily: it lies between {low} and {high}, and ended at {end}.{reached}")
        }
        Verdict::Cyclic if j.too_short => short("it goes up and down"),
        Verdict::Cyclic if seen.comes_back() => {
            format!("{title} goes up and down and comes back: what remains after each fall does not grow.{reached}")
        }
        Verdict::Cyclic => {
            let (low, high) = style.apart(f.unit, seen.low.value, seen.high.value);
            format!("{title} goes up and down, between {low} and {high}.{reached}")
        }
        Verdict::Released if j.too_short => short(&format!("it fell from {fell_from} to {fell_to}")),
        Verdict::Released => {
            let as_load = if seen.fell_after_rising() { " after it had risen, as load does" } else { "" };
            format!("{title} is not leaking: it fell from {fell_from} to {fell_to}{as_load}.{reached}")
        }
        Verdict::LoadRelated => {
            let how = if run.load_correlation < policy::GOES_WITH { "a part of it follows" } else { "it follows" };
            format!("{title} is not leaking: {how} {}.{reached}", load_name(f))
        }
        Verdict::Plateau if j.too_short => short(&format!("it rose from {start} to {end} and rises no longer")),
        Verdict::Plateau if seen.is_plateau() => format!(
            "{title} rose from {start} to {end} and then stopped rising: a warm-up, or a leak that ended.{reached}",
        ),
        Verdict::Plateau => format!(
            "{title} rose from {start} to {end}, more slowly of late: a warm-up, or a leak that ended.{reached}"
        ),
        Verdict::Step => {
            let levels = |jump: Jump| style.apart(f.unit, jump.before, jump.after);
            let what = match seen.jump.map(|jump| (jump, levels(jump))) {
                Some((Jump { pause_secs: Some(secs), .. }, (before, after))) => format!(
                    "it lay at about {before} before a pause of {} in the log, and at about {after} after that",
                    units::duration(secs)
                ),
                Some((Jump { is_sharp: true, .. }, (before, after))) => {
                    format!("it jumped from about {before} to about {after}")
                }
                Some((_, (before, after))) => format!("it went from about {before} to about {after} in one go"),
                None => format!("it began at {start} and ended at {end}, {span} later, most of it in one go"),
            };
            match j.too_short {
                true => short(&what),
                false => format!("{title} is not leaking steadily: {what}.{reached}"),
            }
        }
    }
}

fn leak_sentence(f: &Finding, title: &str, share: Option<&str>, style: &Style) -> String {
    let (j, seen) = (&f.judgement, &f.observed);
    let run = &j.run;
    let is = match (run.why == Some(Why::BeforeRestart), j.provisional) {
        _ if f.kind == FindingKind::Counter => "is rising like a leak",
        (true, _) => "was leaking before the last restart",
        (false, true) => "seems to be leaking",
        (false, false) => "is leaking",
    };
    let most = style.amount(f.unit, f.max);
    // the share of RAM refers to the maximum; part of the paged pool's maximum may be in the page file
    let is_told = most == style.apart(f.unit, seen.rise.0.value, seen.rise.1.value).1;
    let holds = match share {
        Some(share) if is_told && f.kind == FindingKind::Pool(Pool::Nonpaged) => format!(" and holds {share}"),
        Some(share) => format!("; its maximum, {most}, is {share}"),
        None => String::new(),
    };
    if j.is_exhausted {
        let (from, to) = style.apart(f.unit, seen.start.value, seen.high.value);
        return format!("{title} is exhausted: it rose from {from} to {to}, which it cannot pass{holds}.");
    }
    let span = units::duration(seen.span());
    let grew = style.amount(f.unit, f.growth());
    let how = match run.why {
        Some(Why::AcrossRestarts) => format!("what is left after each restart rose by {grew} in {span}"),
        Some(Why::Joint) => format!("it rose by {grew} in {span}, and what leaks with it says the same"),
        Some(Why::KeptAfterLoad) => {
            format!("{} while {} was high, and kept most of that when it had gone", rose(f, style), load_name(f))
        }
        Some(Why::IgnoringDips) => format!("{}, but for short dips", rose(f, style)),
        Some(Why::BetweenFalls) => format!("{}, and at one rate between its falls", rose(f, style)),
        Some(Why::WorkingDays) => format!("{}, on working days", rose(f, style)),
        _ if f.reports_floor() => {
            let (from, to) = seen.lows();
            let (low, high) = style.apart(f.unit, from, to);
            let span = units::duration(seen.end.secs - seen.rise.0.secs);
            format!("it goes up and down, but its low points rose from {low} to {high} in {span}")
        }
        _ => match above_the_rise(f) {
            Some(above) if seen.has_substantial_fall() && seen.has_rising_floor() => {
                let rate = j.slope_per_hour.map_or(String::new(), |s| style.amount(f.unit, s.value));
                format!("it {above}, and beneath that it rises by {rate} per hour")
            }
            _ => rose_without_falling(f, style),
        },
    };
    format!("{title} {is}: {how}{holds}.")
}

/// What was removed before a rise showed: `follows Server Sessions`.
fn above_the_rise(f: &Finding) -> Option<String> {
    match (f.judgement.run.load, f.judgement.run.daily_amplitude) {
        (LoadStatus::Adjusted, _) => Some(format!("follows {}", load_name(f))),
        (_, Some(_)) => Some("goes up and down with the day".to_owned()),
        _ => None,
    }
}

fn doubt(f: &Finding) -> &'static str {
    match f.judgement.run.why {
        Some(Why::BeganRecently) => "the rise began only recently",
        Some(Why::RisingAgain | Why::PartlyGivenBack | Why::GivenBackAtOnce) if f.direction == Direction::Falling => {
            "an earlier fall was made up for"
        }
        Some(Why::RisingAgain) => "it fell before that",
        Some(Why::PartlyGivenBack) => "it fell again by a part of that",
        Some(Why::Wandering) => "a counter that merely wanders could look like this",
        Some(Why::TooMuchGivenBack) => "much of it was given back in between",
        Some(Why::GivenBackAtOnce) => "an earlier rise was given back at once",
        Some(Why::LoadRoseToo) => "the load rose all the time too",
        Some(Why::BusyHoursGrow) => "the busy hours grow much faster than the quiet ones, as load does",
        Some(Why::Slowing) if f.observed.is_slower() => "it is slowing down, as a warm-up or a cache does",
        Some(Why::FellSince) => "it has come down at the end: a release, or a restart",
        Some(Why::AfterJump) => "it came after a jump",
        Some(Why::TooShort) => "in so short a time that may be load",
        // reasons that say something else, or no reason: the p-value is between the two thresholds
        None
        | Some(
            Why::BeforeRestart
            | Why::SinceLastDrop
            | Why::GivenBack(_)
            | Why::CameDown
            | Why::BetweenFalls
            | Why::IgnoringDips
            | Why::WorkingDays
            | Why::AcrossRestarts
            | Why::Joint
            | Why::KeptAfterLoad
            | Why::Slowing
            | Why::Exhausted,
        ) => "the evidence is not yet strong enough",
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::{MB, report, style};
    use super::*;

    fn say(value: &dyn Fn(f64) -> f64, samples: usize) -> (&'static str, String) {
        let report = report(&[(r"\Memory\Pool Nonpaged Bytes", value)], samples);
        let finding = &report.findings[0];
        (word(finding), sentence(finding, &report.ram, &style()))
    }

    #[test]
    fn other_counters_are_counted_in_good_english() {
        for (judged, found) in [(0, 0), (1, 0), (7, 0), (1, 1), (7, 2)] {
            assert!(!others_sentence(judged, found).contains("1 other counters"));
        }
        assert_eq!(others_sentence(1345, 0), "1,345 other counters were judged; none of them leaks.");
    }

    /// The shapes that the method distinguishes, and the sentence for each.
    #[test]
    fn every_verdict_has_its_sentence() {
        let hump = |i: f64| 100.0 * MB + 60.0 * MB * (1.0 - ((i - 300.0) / 200.0).abs()).max(0.0);
        let teeth = |i: f64| 100.0 * MB + 3.0 * MB * (i % 40.0);
        let rising_teeth = |i: f64| 100.0 * MB + 3.0 * MB * (i % 40.0) + 20.0 * MB * (i / 40.0).floor();
        for (value, samples, expected, part) in [
            (
                &(|i: f64| 100.0 * MB + i * MB) as &dyn Fn(f64) -> f64,
                600,
                "Leaking",
                "Nonpaged pool is leaking: it rose from 100 MB to 699 MB in 50 h",
            ),
            (
                &|_| 100.0 * MB,
                600,
                "Stable",
                "Nonpaged pool is stable: it stayed at about 100 MB for 50 h, with no lasting change above 1.5",
            ),
            (
                &hump,
                600,
                "Released",
                "Nonpaged pool is not leaking: it fell from 160 MB to 100 MB after it had risen, as load does. Its maximum, 160 MB, is",
            ),
            (
                &teeth,
                600,
                "Up and down",
                "Nonpaged pool goes up and down and comes back: what remains after each fall does not grow.",
            ),
            (
                &rising_teeth,
                600,
                "Leaking",
                "Nonpaged pool is leaking: it goes up and down, but its low points rose from 1",
            ),
            (
                &|i| if i < 300.0 { 100.0 * MB } else { 150.0 * MB },
                600,
                "Jumped",
                "Nonpaged pool is not leaking steadily: it jumped from about 100 MB to about 150 MB.",
            ),
            (
                &|i| 100.0 * MB + MB * i.min(300.0),
                600,
                "Levelled off",
                "Nonpaged pool rose from 100 MB to 400 MB and then stopped rising",
            ),
            (
                &|i| i * MB,
                5,
                "Cannot tell",
                "Cannot tell about nonpaged pool yet: the log has 5 usable samples, and at least 10 are needed.",
            ),
            (
                &|_| 100.0 * MB,
                11,
                "No leak seen",
                "No leak seen in nonpaged pool in 50 min: it stayed at about 100 MB.",
            ),
        ] {
            let (word, sentence) = say(value, samples);
            assert_eq!(word, expected, "{sentence}");
            assert!(sentence.starts_with(part), "{sentence}\n{part}");
        }
    }

    #[test]
    fn the_share_of_ram_is_said_with_the_ram_it_is_of() {
        let (_, leaking) = say(&|i| 100.0 * MB + i * MB, 600);
        assert!(leaking.ends_with("without a substantial decrease and holds 70 % of 1000 MB of RAM."), "{leaking}");
        let (_, stable) = say(&|_| 100.0 * MB, 600);
        assert!(stable.ends_with("Its maximum, 100 MB, is 10 % of 1000 MB of RAM."), "{stable}");
    }

    #[test]
    fn what_runs_out_is_said_to_run_out() {
        let report = report(&[(r"\Memory\Available Bytes", &|i| 900.0 * MB - i * MB)], 600);
        let finding = &report.findings[0];
        assert_eq!(word(finding), "Running out");
        let said = sentence(finding, &report.ram, &style());
        assert!(said.starts_with("Available Bytes is running out: it fell from 900 MB to 301 MB"), "{said}");
        assert!(said.ends_with("without a substantial recovery."), "{said}");
    }

    /// Every doubt, as it ends "may be leaking: …, but …".
    #[test]
    fn every_doubt_has_its_words() {
        let mut f = super::super::test::finding(true);
        // a larger rise in the first half than in the second
        f.observed.halfway = f.observed.rise.1.value;
        for (why, words) in [
            (Why::BeganRecently, "the rise began only recently"),
            (Why::RisingAgain, "it fell before that"),
            (Why::PartlyGivenBack, "it fell again by a part of that"),
            (Why::Wandering, "a counter that merely wanders could look like this"),
            (Why::TooMuchGivenBack, "much of it was given back in between"),
            (Why::GivenBackAtOnce, "an earlier rise was given back at once"),
            (Why::LoadRoseToo, "the load rose all the time too"),
            (Why::BusyHoursGrow, "the busy hours grow much faster than the quiet ones, as load does"),
            (Why::Slowing, "it is slowing down, as a warm-up or a cache does"),
            (Why::AfterJump, "it came after a jump"),
            (Why::FellSince, "it has come down at the end: a release, or a restart"),
            (Why::SinceLastDrop, "the evidence is not yet strong enough"),
        ] {
            f.judgement.run.why = Some(why);
            assert_eq!(doubt(&f), words);
        }
    }

    #[test]
    fn refused_memory_is_said_with_the_verdict() {
        let mut f = super::super::test::finding(true);
        let ram =
            Ram { bytes: None, source: crate::analysis::ram::RamSource::Unknown, low: None, high: None, refused: None };
        f.failures = 1.0;
        assert!(sentence(&f, &ram, &style()).ends_with("Windows' file server was refused memory from it once."));
        f.failures = 7.0;
        assert!(sentence(&f, &ram, &style()).ends_with("Windows' file server was refused memory from it 7 times."));
    }
}
