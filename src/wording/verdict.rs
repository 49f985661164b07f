//! The verdict on a counter: its name, a word, and one sentence in the article's manner.

use super::{Style, lower_first};
use crate::analysis::explain::slowest_seen;
use crate::analysis::finding::{Finding, FindingKind};
use crate::analysis::subjects::Direction;
use crate::analysis::{Ram, Shape, Verdict, Why, policy};
use crate::model::process::is_process;
use crate::model::units;

/// What the finding is about, as it begins a sentence.
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

/// One sentence, with the RAM's share where RAM is known.
pub fn sentence(f: &Finding, ram: &Ram, style: &Style) -> String {
    let sentence = verdict_sentence(f, ram, style);
    if f.failures > 0.0 {
        let times = if f.failures == 1.0 { "once".to_owned() } else { format!("{} times", units::grouped(f.failures)) };
        return format!("{sentence} It has run out already: Windows' file server was refused memory from it {times}.");
    }
    sentence
}

fn falling_sentence(f: &Finding, style: &Style) -> String {
    let run = &f.judgement.run;
    let (from, to) = (style.amount(f.unit, -run.start), style.amount(f.unit, f.min));
    let secs = run.last - run.onset.unwrap_or(run.first);
    let fell = format!("it fell from {from} to {to} in {}", units::duration(secs));
    match run.verdict {
        Verdict::Leak => format!("{} is running out: {fell} without a substantial recovery.", title(f)),
        _ => format!("{} may be running out: {fell}, but {}.", title(f), doubt(run.why)),
    }
}

fn verdict_sentence(f: &Finding, ram: &Ram, style: &Style) -> String {
    if f.direction == Direction::Falling {
        return falling_sentence(f, style);
    }
    let j = &f.judgement;
    let run = &j.run;
    let show = |v: f64| style.amount(f.unit, v);
    let title = title(f);
    let from = run.start;
    let to = f.reached();
    let rise_secs = (f.max_utc_ms as f64 / 1000.0 - run.onset.unwrap_or(run.first)).max(0.0);
    let rise_secs = if rise_secs > policy::RISE_TO_MAXIMUM * run.span() {
        rise_secs
    } else {
        run.last - run.onset.unwrap_or(run.first)
    };
    let span = units::duration(run.span());
    let share = f.ram_fraction.zip(ram.bytes);
    let share = share.map(|(share, bytes)| format!("{} of {} of RAM", units::percent(share), style.units.ram(bytes)));
    let holds = share.as_ref().map_or(String::new(), |share| format!(" and holds {share}"));
    let reached = share.map_or(String::new(), |share| format!(" Its maximum, {}, is {share}.", show(f.max)));
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
            if j.is_exhausted {
                let (from, to) = (show(from), show(f.max));
                return format!("{title} is exhausted: it rose from {from} to {to}, which it cannot pass{holds}.");
            }
            let grew = show(run.growth.unwrap_or(0.0));
            let how = match (run.why, run.shape) {
                (Some(Why::AcrossRestarts), _) => format!("what is left after each restart rose by {grew} in {span}"),
                (Some(Why::KeptAfterLoad), _) => {
                    format!("{} while {} was high, and kept that when the load had gone", rose(), load_name(f))
                }
                (Some(Why::Joint), _) => format!("it rose by {grew} in {span}, and what leaks with it says the same"),
                (Some(Why::BesideDips), _) => format!("{}, but for short dips", rose()),
                (Some(Why::BetweenFalls), _) => format!("{}, and at one rate between its falls", rose()),
                (Some(Why::WorkingDays), _) => format!("{}, on working days", rose()),
                (_, Some(Shape::RisingFloor)) => format!(
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
            format!("{title} is not leaking: it follows {}; without that no growth is left.{reached}", load_name(f))
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

/// `Server Server Sessions`
fn load_name(f: &Finding) -> String {
    f.load.as_ref().map_or("the load".to_owned(), |l| format!("{} {}", l.object, l.counter))
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
        Some(Why::TooShort) => "a few hours of work look like this as well",
        // what says something else, or nothing: the p-value is between the two thresholds
        None
        | Some(
            Why::BeforeRestart
            | Why::SinceLastDrop
            | Why::GivenBack(_)
            | Why::CameDown
            | Why::BetweenFalls
            | Why::BesideDips
            | Why::WorkingDays
            | Why::AcrossRestarts
            | Why::Joint
            | Why::KeptAfterLoad
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

    /// Shapes that the method tells apart, and what is said of each.
    #[test]
    fn other_counters_are_counted_in_good_english() {
        for (judged, found) in [(0, 0), (1, 0), (7, 0), (1, 1), (7, 2)] {
            assert!(!others_sentence(judged, found).contains("1 other counters"));
        }
        assert_eq!(others_sentence(1345, 0), "1,345 other counters were judged; none of them leaks.");
    }

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
                "Nonpaged pool is leaking: it rose from 118 MB to 699 MB in 50 h",
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
                "Nonpaged pool is not leaking: it came down again, which is how load behaves. Its maximum, 160 MB, is",
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
                "Nonpaged pool is leaking: it goes up and down, but its low points rose by 2",
            ),
            (
                &|i| if i < 300.0 { 100.0 * MB } else { 150.0 * MB },
                600,
                "Jumped",
                "Nonpaged pool jumped from 100 MB to 150 MB; it grows steadily neither before nor after.",
            ),
            (
                &|i| 100.0 * MB + MB * i.min(300.0),
                600,
                "Levelled off",
                "Nonpaged pool rose from 118 MB to 400 MB and then stopped rising",
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
        assert!(said.starts_with("Available Bytes is running out: it fell from 883 MB to 301 MB"), "{said}");
        assert!(said.ends_with("without a substantial recovery."), "{said}");
    }

    /// Each doubt there is, as it ends "may be leaking: …, but …".
    #[test]
    fn every_doubt_has_its_words() {
        for (why, words) in [
            (Why::BeganRecently, "the rise began only recently"),
            (Why::RisingAgain, "an earlier rise was given back"),
            (Why::PartlyGivenBack, "a part of an earlier rise was given back"),
            (Why::Wandering, "a counter that merely wanders could look like this"),
            (Why::TooMuchGivenBack, "too much was given back in between"),
            (Why::GivenBackAtOnce, "an earlier rise was given back at once"),
            (Why::LoadRoseToo, "the load rose all the time too"),
            (Why::BusyHoursGrow, "the busy hours grow much faster than the quiet ones, as load does"),
            (Why::Slowing, "the rise is slowing down, as a warm-up or a cache does"),
            (Why::AfterJump, "it came after a jump"),
            (Why::SinceLastDrop, "the evidence is not yet strong enough"),
        ] {
            assert_eq!(doubt(Some(why)), words);
        }
    }

    #[test]
    fn refused_memory_is_said_with_the_verdict() {
        let mut f = super::super::test::finding(true);
        let ram = Ram { bytes: None, source: crate::analysis::ram::RamSource::Unknown, low: None, high: None };
        f.failures = 1.0;
        assert!(sentence(&f, &ram, &style()).ends_with("Windows' file server was refused memory from it once."));
        f.failures = 7.0;
        assert!(sentence(&f, &ram, &style()).ends_with("Windows' file server was refused memory from it 7 times."));
    }
}
