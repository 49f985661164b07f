//! What a report says, checked against the samples: each clause has a row with what must hold for it. A clause without a
//! row is a contradiction as well, so that nothing can be said that is not checked.

use poolscope::analysis::finding::{Finding, FindingKind};
use poolscope::analysis::subjects::Direction;
use poolscope::analysis::{Report, Shape, Verdict, Why};
use poolscope::model::units;
use poolscope::model::{KeyedPath, Recording};
use poolscope::wording::{self, Style};
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Everything that a report says of its findings and that its samples contradict.
pub fn contradictions(recording: &Recording, report: &Report, style: &Style) -> Vec<String> {
    let mut found = Vec::new();
    // a process may have been followed through several counters
    for finding in report.findings.iter().filter(|f| f.process.is_none()) {
        let evidence = Evidence::of(recording, report, finding, style);
        let mut check = |what: &str, text: &str, rows: &[Row]| {
            for problem in check_text(&evidence, text, rows) {
                found.push(format!("{} {what}: {problem}\n    {text}", finding.path));
            }
        };
        let sentence = wording::sentence(finding, &report.ram, style);
        let title = wording::title(finding);
        let lower: String = title.chars().take(1).flat_map(char::to_lowercase).chain(title.chars().skip(1)).collect();
        let said = match sentence.strip_prefix(title.as_str()) {
            Some(rest) => rest.to_owned(),
            None => sentence.replacen(&lower, "IT", 1),
        };
        check("says", &said, &SENTENCE);
        for reason in &finding.reasons {
            check(reason.kind.code(), &wording::reason(&reason.kind, finding, style), &REASONS);
        }
        for (name, value) in wording::figures(finding, &report.ram, style) {
            check("figure", &format!("{name}: {value}"), &FIGURES);
        }
    }
    found
}

/// The samples that a finding speaks of.
struct Evidence<'a> {
    recording: &'a Recording,
    report: &'a Report,
    finding: &'a Finding,
    style: &'a Style,
    /// Of the whole log and of the run that decided; of a falling counter, upside down.
    all: Line,
    run: Line,
    /// Since the onset.
    rise: Line,
    sign: f64,
    each: f64,
}

#[derive(Clone)]
struct Line {
    t: Vec<f64>,
    v: Vec<f64>,
}

type Verified = Result<(), String>;

fn expect(holds: bool, what: impl FnOnce() -> String) -> Verified {
    if holds { Ok(()) } else { Err(what()) }
}

impl Line {
    fn from(&self, secs: f64) -> Self {
        let at = self.t.partition_point(|t| *t < secs);
        let at = at.min(self.t.len().saturating_sub(1));
        Self { t: self.t[at..].to_vec(), v: self.v[at..].to_vec() }
    }

    fn within(&self, from: f64, to: f64) -> Self {
        let kept = (0..self.t.len()).filter(|i| self.t[*i] >= from && self.t[*i] <= to);
        let (t, v) = kept.map(|i| (self.t[i], self.v[i])).unzip();
        Self { t, v }
    }

    fn span(&self) -> f64 {
        self.t[self.t.len() - 1] - self.t[0]
    }

    fn max(&self) -> f64 {
        self.v.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    fn min(&self) -> f64 {
        self.v.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn last_of_max(&self) -> f64 {
        let max = self.max();
        self.v.iter().position(|v| *v == max).map_or(0.0, |i| self.t[i])
    }

    /// The largest fall, and where it begins and ends.
    fn fall(&self) -> (f64, f64, f64) {
        let (mut top, mut best) = (f64::NEG_INFINITY, (0.0, f64::NAN, f64::NAN));
        for v in &self.v {
            top = top.max(*v);
            if top - v > best.0 {
                best = (top - v, top, *v);
            }
        }
        best
    }

    /// Falls by more than a quarter of the range.
    fn falls(&self) -> usize {
        let threshold = (self.max() - self.min()) / 4.0;
        let mut count = 0;
        let mut extreme = self.v[0];
        let mut is_down = false;
        for v in &self.v {
            if is_down {
                extreme = extreme.min(*v);
                if v - extreme > threshold {
                    (is_down, extreme) = (false, *v);
                }
            } else {
                extreme = extreme.max(*v);
                if extreme - v > threshold {
                    (is_down, extreme) = (true, *v);
                    count += 1;
                }
            }
        }
        count
    }

    /// The part of the time from one share to another.
    fn part(&self, from: f64, to: f64) -> Vec<f64> {
        let at = |share: f64| self.t[0] + share * self.span();
        let inside = |t: f64| t >= at(from) && (t < at(to) || to >= 1.0);
        let picked: Vec<f64> = (0..self.t.len()).filter(|i| inside(self.t[*i])).map(|i| self.v[i]).collect();
        if picked.is_empty() {
            let next = self.t.iter().position(|t| *t >= at(from)).unwrap_or(self.t.len() - 1);
            return vec![self.v[next]];
        }
        picked
    }

    fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
        values.sort_by(f64::total_cmp);
        let at = share * (values.len() - 1) as f64;
        let (low, high) = (values[at.floor() as usize], values[at.ceil() as usize]);
        low + (high - low) * at.fract()
    }

    fn median_of(&self, from: f64, to: f64) -> f64 {
        Self::quantile(self.part(from, to), 0.5)
    }

    /// What it falls back to in a sixth of the time.
    fn floor(&self, sixth: usize) -> Option<f64> {
        let (a, b) = (sixth as f64 / 6.0, (sixth + 1) as f64 / 6.0);
        let at = |share: f64| self.t[0] + share * self.span();
        let inside = |t: f64| t >= at(a) && (t < at(b) || sixth == 5);
        let picked: Vec<f64> = (0..self.t.len()).filter(|i| inside(self.t[*i])).map(|i| self.v[i]).collect();
        (!picked.is_empty()).then(|| Self::quantile(picked, 0.1))
    }

    /// The smallest sample of each sixth of the time.
    fn lows(&self) -> Vec<f64> {
        let at = |share: f64| self.t[0] + share * self.span();
        let inside = |t: f64, i: usize| t >= at(i as f64 / 6.0) && (t < at((i + 1) as f64 / 6.0) || i == 5);
        let low = |i: usize| (0..self.t.len()).filter(|k| inside(self.t[*k], i)).map(|k| self.v[k]).reduce(f64::min);
        (0..6).filter_map(low).collect()
    }

    fn floors(&self) -> Vec<f64> {
        (0..6).filter_map(|i| self.floor(i)).collect()
    }

    /// The values of the five samples from an index, or of the last five.
    fn beside(&self, index: usize) -> (f64, f64) {
        let from = index.min(self.v.len().saturating_sub(5));
        let few = &self.v[from..(from + 5).min(self.v.len())];
        let (low, high) = few.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
        (low.min(self.v[index]), high.max(self.v[index]))
    }

    /// The usual rate, per second, between sixty stretches.
    fn rate(&self) -> f64 {
        const STRETCHES: usize = 60;
        let mut points: Vec<(f64, f64)> = Vec::new();
        let mut stretches: Vec<Vec<usize>> = vec![Vec::new(); STRETCHES];
        for i in 0..self.t.len() {
            let share = (self.t[i] - self.t[0]) / self.span().max(1e-9);
            stretches[((share * STRETCHES as f64) as usize).min(STRETCHES - 1)].push(i);
        }
        for some in stretches.iter().filter(|s| !s.is_empty()) {
            let t = some.iter().map(|i| self.t[*i]).sum::<f64>() / some.len() as f64;
            points.push((t, Self::quantile(some.iter().map(|i| self.v[*i]).collect(), 0.5)));
        }
        let mut slopes = Vec::new();
        for (i, a) in points.iter().enumerate() {
            slopes.extend(points[i + 1..].iter().map(|b| (b.1 - a.1) / (b.0 - a.0)));
        }
        if slopes.is_empty() { 0.0 } else { Self::quantile(slopes, 0.5) }
    }
}

impl<'a> Evidence<'a> {
    fn of(recording: &'a Recording, report: &'a Report, finding: &'a Finding, style: &'a Style) -> Self {
        let sign = if finding.direction == Direction::Falling { -1.0 } else { 1.0 };
        let all = line(recording, &finding.path).map_or(Line { t: vec![0.0], v: vec![0.0] }, |l| Line {
            v: l.v.iter().map(|v| sign * v).collect(),
            t: l.t,
        });
        let run = &finding.judgement.run;
        let decided = all.within(run.first, run.last);
        let decided = if decided.t.is_empty() { all.clone() } else { decided };
        let rise = decided.from(if run.verdict.is_rise() { run.onset.unwrap_or(run.first) } else { run.first });
        let each = finding.unit.bytes_each().unwrap_or(1.0);
        Self { recording, report, finding, style, all, run: decided, rise, sign, each }
    }

    /// An amount that was said, in the counter's unit, and by how much it may be rounded.
    fn amount(&self, text: &str) -> (f64, f64) {
        let (value, rounding) = parse(text);
        (self.sign * value / self.each, rounding / self.each + 1e-9 * value.abs())
    }

    fn is(&self, text: &str, expected: f64, what: &str) -> Verified {
        let (said, rounding) = self.amount(text);
        expect((said - expected).abs() <= rounding, || {
            format!("{what} is {}, not {text}", self.show(self.sign * expected))
        })
    }

    fn is_between(&self, text: &str, (low, high): (f64, f64), what: &str) -> Verified {
        let (said, rounding) = self.amount(text);
        expect(said >= low - rounding && said <= high + rounding, || {
            format!(
                "{what} lies between {} and {}, not at {text}",
                self.show(self.sign * low),
                self.show(self.sign * high)
            )
        })
    }

    fn show(&self, value: f64) -> String {
        self.style.amount(self.finding.unit, value)
    }

    /// The growth from the beginning of the rise to the top of it, or to its end.
    fn growth(&self) -> f64 {
        self.finding.observed.growth()
    }

    /// The part of another counter's line that the verdict speaks of.
    fn while_it_decided(&self, other: &Line) -> Line {
        other.within(self.run.t[0], self.run.t[self.run.t.len() - 1])
    }

    fn counter(&self, part: &str) -> Option<Line> {
        let of = |c: &&poolscope::model::Counter| c.path.to_string().to_lowercase().contains(&part.to_lowercase());
        let path = self.recording.counters.iter().find(of)?.path.clone();
        line(self.recording, &path)
    }
}

fn line(recording: &Recording, path: &KeyedPath) -> Option<Line> {
    let counter = recording.counters.iter().find(|c| c.path == *path)?;
    let (t, v) = counter.present().map(|(i, v)| (recording.axis.utc_ms[i] as f64 / 1000.0, v)).unzip();
    Some(Line { t, v }).filter(|l: &Line| !l.t.is_empty())
}

/// A number with its unit, in bytes where it is one of memory, and half of its last digit.
fn parse(text: &str) -> (f64, f64) {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let plain = number.replace(',', "");
    let decimals = plain.split_once('.').map_or(0, |(_, d)| d.len() as i32);
    // 540 may stand for 540.4, 27 for 27.04
    let digits = plain.trim_start_matches('-').trim_start_matches("0.").len() as i32;
    let is_memory = ["byte", "bytes", "KB", "MB", "GB", "TB"].contains(&unit);
    let decimals = if is_memory && decimals == 0 && digits < 3 { 3 - digits } else { decimals };
    let each = match unit {
        "KB" => units::KB,
        "MB" => units::MB,
        "GB" => units::GB,
        "TB" => units::TB,
        _ => 1.0,
    };
    (plain.parse::<f64>().unwrap_or(f64::NAN) * each, 0.501 * 10f64.powi(-decimals) * each)
}

/// Seconds, and by how much they may be rounded.
fn secs(text: &str) -> (f64, f64) {
    let (number, unit) = text.split_once(' ').unwrap_or((text, "s"));
    let each = match unit {
        "min" => 60.0,
        "h" => 3600.0,
        "days" => 86_400.0,
        "years" => 365.25 * 86_400.0,
        _ => 1.0,
    };
    let decimals = number.split_once('.').map_or(0, |(_, d)| d.len() as i32);
    let decimals = if decimals == 0 && number.len() == 1 && each > 60.0 { 1 } else { decimals };
    (number.parse::<f64>().unwrap_or(f64::NAN) * each, 0.51 * 10f64.powi(-decimals) * each)
}

fn lasts(text: &str, expected: f64, what: &str) -> Verified {
    let (said, rounding) = secs(text);
    expect((said - expected).abs() <= rounding, || format!("{what} is {}, not {text}", units::duration(expected)))
}

fn share(text: &str, expected: f64, what: &str) -> Verified {
    let (said, rounding) = parse(text.trim_end_matches(" %"));
    expect((said / 100.0 - expected).abs() <= rounding / 100.0, || {
        format!("{what} is {}, not {text}", units::percent(expected))
    })
}

/// What a clause looks like, and what must hold for it.
struct Row {
    clause: Regex,
    holds: fn(&Evidence<'_>, &Captures<'_>) -> Verified,
}

/// `{a}` an amount, `{d}` a duration, `{p}` a share, `{n}` a whole number, `{*}` anything but a comma or a full stop.
fn row(clause: &str, holds: fn(&Evidence<'_>, &Captures<'_>) -> Verified) -> Row {
    let pattern = regex::escape(clause)
        .replace(r"\{a\}", r"(-?[\d.,]*\d(?: (?:bytes?|KB|MB|GB|TB|%))?)")
        .replace(r"\{d\}", r"(-?[\d.]+ (?:s|min|h|days|years)|more than 100 years|for ever)")
        .replace(r"\{p\}", r"(-?[\d.]+ %)")
        .replace(r"\{n\}", r"(\d[\d,]*)")
        .replace(r"\{\*\}", r"([^,.;]+)");
    Row { clause: Regex::new(&format!("^{pattern}")).unwrap(), holds }
}

/// Clause after clause from the beginning.
fn check_text(e: &Evidence<'_>, text: &str, rows: &[Row]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let found = rows.iter().filter_map(|r| Some((r, r.clause.captures(rest)?)));
        let Some((row, captures)) = found.max_by_key(|(_, c)| c[0].len()) else {
            problems.push(format!("no check for \"{rest}\""));
            break;
        };
        if let Err(problem) = (row.holds)(e, &captures) {
            problems.push(problem);
        }
        rest = &rest[captures[0].len()..];
    }
    problems
}

fn verdict(e: &Evidence<'_>, expected: &[Verdict]) -> Verified {
    expect(expected.contains(&e.finding.judgement.verdict()), || {
        format!("the verdict is {}", e.finding.judgement.verdict().name())
    })
}

fn rose(e: &Evidence<'_>, from: &str, to: &str, within: &str) -> Verified {
    expect(e.amount(to).0 > e.amount(from).0, || "that is no rise".to_owned())?;
    let line = &e.rise;
    e.is_between(from, line.beside(0), "the line at the onset")?;
    let top = line.max();
    let (said, rounding) = e.amount(to);
    let early = line.last_of_max() - line.t[0] < 0.25 * line.span();
    let end = line.beside(line.v.len() - 1);
    let last = line.t[line.t.len() - 1];
    let at = if (said - top).abs() <= rounding {
        let top_at = line.last_of_max();
        if early && lasts(within, top_at - line.t[0], "").is_err() { last } else { top_at }
    } else if early && said >= end.0 - rounding && said <= end.1 + rounding {
        last
    } else {
        return Err(format!(
            "since the onset it reached {} and ended at {}, not {to}",
            e.show(e.sign * top),
            e.show(e.sign * end.1)
        ));
    };
    lasts(within, at - line.t[0], "the time it rose for")
}

fn no_substantial_fall(e: &Evidence<'_>) -> Verified {
    let (fall, from, _) = e.rise.fall();
    let (share, of_then) = (fall / e.growth(), fall / (from - e.rise.beside(0).0));
    expect(share <= 0.3501, || format!("it fell by {} of what it grew", units::percent(share)))?;
    expect(share <= 0.1 || of_then <= 0.45, || format!("it fell by {} of what it had grown", units::percent(of_then)))
}

/// The largest fall since the onset, before the top of the rise or after it.
fn fell(e: &Evidence<'_>, said: &str) -> Verified {
    let (said, rounding) = parse(said);
    let fall = e.rise.fall().0 * e.each;
    expect((said - fall).abs() <= rounding, || format!("the largest fall is {}", e.show(fall / e.each)))
}

/// Whether the first and the last sample are these.
fn are_ends(e: &Evidence<'_>, first: &str, last: &str) -> Verified {
    e.is(first, e.run.v[0], "the first sample")?;
    e.is(last, e.run.v[e.run.v.len() - 1], "the last sample")
}

fn floors_rose(e: &Evidence<'_>, from: &str, to: &str) -> Verified {
    let lows = e.rise.lows();
    e.is(from, lows[0], "the first low points")?;
    e.is(to, lows[lows.len() - 1], "the last low points")?;
    let grew = lows[lows.len() - 1] - lows[0];
    let fall = Line { t: vec![0.0; lows.len()], v: lows }.fall().0;
    expect(grew > 0.0 && fall <= 0.3501 * grew, || "the low points fell substantially, or did not rise".to_owned())
}

fn ram_share(e: &Evidence<'_>, said: &str, ram: &str) -> Verified {
    let bytes = e.report.ram.bytes.ok_or("the RAM is not known")?;
    share(said, e.all.max() * e.each / bytes, "the maximum's share of RAM")?;
    let (said, rounding) = parse(ram);
    expect((said - bytes).abs() <= rounding.max(0.001 * bytes), || "the RAM is another".to_owned())
}

fn load_line(e: &Evidence<'_>) -> Option<Line> {
    line(e.recording, e.finding.load.as_ref()?).map(|l| e.while_it_decided(&l)).filter(|l| !l.t.is_empty())
}

fn rises(line: &Line) -> bool {
    line.median_of(0.85, 1.0) > line.median_of(0.0, 0.15)
}

fn why(e: &Evidence<'_>, expected: Why) -> Verified {
    expect(e.finding.judgement.run.why == Some(expected), || format!("decided by {:?}", e.finding.judgement.run.why))
}

fn fell_before_the_rise(e: &Evidence<'_>) -> Verified {
    expect(e.all.fall().0 >= 0.10 * (e.all.max() - e.all.min()), || "nothing was given back".to_owned())
}

static SENTENCE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    use Verdict::{Cyclic, Inconclusive, Insufficient, Leak, LoadRelated, Plateau, Released, Stable, Step, Suspect};
    vec![
        row(" is leaking: ", |e, _| {
            verdict(e, &[Leak])?;
            expect(!e.finding.judgement.provisional && e.finding.kind != FindingKind::Counter, || {
                "provisional".to_owned()
            })
        }),
        row(" seems to be leaking: ", |e, _| verdict(e, &[Leak])),
        row(" was leaking before the last restart: ", |e, _| {
            let j = &e.finding.judgement;
            expect(j.restarts.iter().any(|r| *r >= j.run.last - 1.0), || "no restart followed".to_owned())
        }),
        row(" is rising like a leak: ", |e, _| verdict(e, &[Leak])),
        row(" is running out: ", |e, _| verdict(e, &[Leak])),
        row(" may be running out: ", |e, _| verdict(e, &[Suspect])),
        row(" may be leaking: ", |e, _| verdict(e, &[Suspect])),
        row(" is not leaking: ", |e, _| verdict(e, &[Released, LoadRelated])),
        row(" is not leaking steadily: ", |e, _| verdict(e, &[Step])),
        row(" is stable: ", |e, _| verdict(e, &[Stable])),
        row("Cannot tell about IT: ", |e, _| verdict(e, &[Inconclusive])),
        row("Cannot tell about IT yet: ", |e, _| verdict(e, &[Insufficient])),
        row("No leak seen in IT in {d}: ", |e, c| {
            verdict(e, &[Stable, Cyclic, Released, Plateau, Step])?;
            lasts(&c[1], e.run.span(), "the time judged")
        }),
        row(" is exhausted: it rose from {a} to {a}, which it cannot pass", |e, c| {
            e.is_between(&c[1], e.run.beside(0), "the beginning")?;
            e.is(&c[2], e.run.max(), "the top")
        }),
        row("it rose from {a} to {a} in {d}", |e, c| rose(e, &c[1], &c[2], &c[3])),
        row("it fell from {a} to {a} in {d}", |e, c| rose(e, &c[1], &c[2], &c[3])),
        row(" without a substantial decrease", |e, _| no_substantial_fall(e)),
        row(" without a substantial recovery", |e, _| no_substantial_fall(e)),
        row(", and fell by {a} at most on the way", |e, c| fell(e, &c[1])),
        row(", and fell by {a} since", |e, c| fell(e, &c[1])),
        row(", and rose by {a} at most on the way", |e, c| fell(e, &c[1])),
        row(", and rose by {a} since", |e, c| fell(e, &c[1])),
        row("it goes up and down, but its low points rose from {a} to {a} in {d}", |e, c| {
            floors_rose(e, &c[1], &c[2])?;
            lasts(&c[3], e.rise.span(), "the time")
        }),
        row("what is left after each restart rose by {a} in {d}", |e, c| {
            let restarts = &e.finding.judgement.restarts;
            let first = e.all.v[0];
            let after = e.all.from(*restarts.last().ok_or("no restart")?);
            let (grew, least) = (Line::quantile(after.part(0.0, 0.1), 0.5) - first, e.amount(&c[1]).0);
            expect(grew > 0.3 * least, || format!("it grew by {} only", e.show(grew)))
        }),
        row("it rose by {a} in {d}, and what leaks with it says the same", |e, c| {
            expect(!e.finding.agreeing.is_empty() && e.amount(&c[1]).0 > 0.0, || "nothing agrees".to_owned())?;
            lasts(&c[2], e.run.span(), "the time")
        }),
        row(" while {*} was high, and kept most of that when it had gone", |e, _| {
            let load = load_line(e).ok_or("no load")?;
            expect(load.median_of(0.95, 1.0) < 0.5 * load.max(), || "the load is still there".to_owned())?;
            let kept = e.run.min_of_end() - e.run.v[0];
            expect(kept > 0.7 * (e.run.max() - e.run.v[0]), || "it was not kept".to_owned())
        }),
        row(", but for short dips", |e, _| expect(e.rise.fall().0 > 0.0, || "no dips".to_owned())),
        row(", and at one rate between its falls", |e, _| expect(e.rise.fall().0 > 0.0, || "no falls".to_owned())),
        row(", on working days", |e, _| why(e, Why::WorkingDays)),
        row(" and holds {p} of {a} of RAM", |e, c| ram_share(e, &c[1], &c[2])),
        row("; its maximum, {a}, is {p} of {a} of RAM", |e, c| {
            e.is(&c[1], e.all.max(), "the maximum")?;
            ram_share(e, &c[2], &c[3])
        }),
        row(" Its maximum, {a}, is {p} of {a} of RAM.", |e, c| {
            e.is(&c[1], e.all.max(), "the maximum")?;
            ram_share(e, &c[2], &c[3])
        }),
        row(" It has run out already: Windows' file server was refused memory from it twice.", |e, _| failures(e, "2")),
        row(" It has run out already: Windows' file server was refused memory from it once.", |e, _| {
            expect(e.finding.failures == 1.0, || "not once".to_owned())
        }),
        row(" It has run out already: Windows' file server was refused memory from it {n} times.", |e, c| {
            failures(e, &c[1])
        }),
        row("it stayed at about {a}", |e, c| {
            let within = (Line::quantile(e.run.v.clone(), 0.25), Line::quantile(e.run.v.clone(), 0.75));
            e.is_between(&c[1], within, "most of it")
        }),
        row(" for {d}", |e, c| lasts(&c[1], e.run.span(), "the time")),
        row(", with no lasting change above {a}", |e, c| {
            let change = (e.run.median_of(0.75, 1.0) - e.run.median_of(0.0, 0.25)).abs();
            let (most, rounding) = e.amount(&c[1]);
            expect(change <= most + rounding, || format!("it changed by {}", e.show(change)))
        }),
        row(" does not rise steadily: it lies between {a} and {a}, and ended at {a}.", |e, c| {
            verdict(e, &[Stable])?;
            e.is(&c[1], e.run.min(), "the smallest")?;
            e.is(&c[2], e.run.max(), "the largest")?;
            e.is(&c[3], e.run.v[e.run.v.len() - 1], "the last sample")
        }),
        row("it began at {a} and ended at {a}, {d} later, most of it in one go", |e, c| are_ends(e, &c[1], &c[2])),
        row(" One slower than {a} per hour would not show in so short a log.", |e, c| hides(e, &c[1])),
        row("it goes up and down", |e, _| expect(e.run.fall().0 > 0.0, || "it never fell".to_owned())),
        row(" goes up and down and comes back: what remains after each fall does not grow.", |e, _| {
            let (floors, range) = (e.run.floors(), e.run.max() - e.run.min());
            let grew = floors[floors.len() - 1] - floors[0];
            expect(grew <= 0.2501 * range, || format!("it grew by {} of {}", e.show(grew), e.show(range)))
        }),
        row(" goes up and down, between {a} and {a}.", |e, c| {
            e.is(&c[1], e.run.min(), "the smallest")?;
            e.is(&c[2], e.run.max(), "the largest")
        }),
        row("it fell from {a} to {a}", |e, c| {
            let (_, from, to) = e.run.fall();
            e.is(&c[1], from, "the top")?;
            e.is(&c[2], to, "the bottom")
        }),
        row(" after it had risen, as load does", |e, _| had_risen(e)),
        row("a part of it follows {*}", |e, _| {
            let load = load_line(e).ok_or("no load")?;
            let together = moves_together(&e.run, &load);
            expect(together > 0.15, || format!("their correlation is {together:.2}"))
        }),
        row("it follows {*}, and beneath that it rises by {a} per hour", beneath),
        row("it goes up and down with the day, and beneath that it rises by {a} per hour", beneath),
        row("it follows {*}", |e, _| {
            let load = load_line(e).ok_or("no load")?;
            let together = moves_together(&e.run, &load);
            expect(together > 0.3, || format!("their correlation is {together:.2}"))
        }),
        row("it rose from {a} to {a} and rises no longer", |e, c| are_ends(e, &c[1], &c[2])),
        row(" rose from {a} to {a} and then stopped rising: a warm-up, or a leak that ended.", |e, c| {
            are_ends(e, &c[1], &c[2])?;
            let (start, end) = (e.run.v[0], e.run.v[e.run.v.len() - 1]);
            let late = end - e.run.median_of(0.62, 0.70);
            expect(late <= 0.06 * (end - start), || format!("it rose by {} of late", e.show(late)))
        }),
        row(" rose from {a} to {a}, more slowly of late: a warm-up, or a leak that ended.", |e, c| {
            are_ends(e, &c[1], &c[2])
        }),
        row("it jumped from about {a} to about {a}", |e, c| {
            levels(e, &c[1], &c[2])?;
            let mut up: Vec<f64> = e.run.v.windows(2).map(|w| w[1] - w[0]).collect();
            up.sort_by(|a, b| b.total_cmp(a));
            let few: f64 = up.iter().take(6).sum();
            expect(few >= 0.45 * (e.amount(&c[2]).0 - e.amount(&c[1]).0), || "that is no jump".to_owned())
        }),
        row("it lay at about {a} before a pause of {d} in the log, and at about {a} after that", |e, c| {
            let pause = e.run.t.windows(2).map(|w| w[1] - w[0]).fold(0.0, f64::max);
            expect(secs(&c[2]).0 <= 1.01 * pause + secs(&c[2]).1, || "no such pause".to_owned())?;
            levels(e, &c[1], &c[3])
        }),
        row("it went from about {a} to about {a} in one go", |e, c| levels(e, &c[1], &c[2])),
        row("it is higher at the end ({a} after {a}), but ", |e, c| {
            are_ends(e, &c[2], &c[1])?;
            expect(e.amount(&c[1]).0 > e.amount(&c[2]).0, || "it is not higher".to_owned())
        }),
        row("it went from {a} to {a}, and ", |e, c| are_ends(e, &c[1], &c[2])),
        row("there are {n} usable samples since the last restart, and at least 10 are needed.", |e, c| {
            count(&c[1], e.run.v.len())
        }),
        row("there is 1 usable sample since the last restart, and at least 10 are needed.", |e, _| {
            count("1", e.run.v.len())
        }),
        row("the log has {n} usable sample, and at least 10 are needed.", |e, c| {
            count(&c[1], e.finding.judgement.samples)
        }),
        row("the log has {n} usable samples, and at least 10 are needed.", |e, c| {
            count(&c[1], e.finding.judgement.samples)
        }),
        row(", but ", |_, _| Ok(())),
        row(".", |_, _| Ok(())),
        // doubts
        row("the rise began only recently", |e, _| {
            expect(e.rise.t[0] > e.all.t[0] + 0.5 * e.all.span(), || "it began long ago".to_owned())
        }),
        row("it fell before that", |e, _| fell_before_the_rise(e)),
        row("an earlier fall was made up for", |e, _| fell_before_the_rise(e)),
        row("it fell again by a part of that", |e, _| fell_before_the_rise(e)),
        row("a counter that merely wanders could look like this", |_, _| Ok(())),
        row("much of it was given back in between", |e, _| {
            expect(e.run.fall().0 >= 0.15 * e.growth(), || "little was given back".to_owned())
        }),
        row("an earlier rise was given back at once", |e, _| fell_before_the_rise(e)),
        row("the load rose all the time too", |e, _| {
            expect(load_line(e).is_none_or(|l| rises(&l)), || "the load did not rise".to_owned())
        }),
        row("the busy hours grow much faster than the quiet ones, as load does", |e, _| {
            let tops = |a: f64, b: f64| Line::quantile(e.run.part(a, b), 0.9);
            let floors = e.run.floors();
            let grew = tops(5.0 / 6.0, 1.0) - tops(0.0, 1.0 / 6.0);
            expect(grew > floors[floors.len() - 1] - floors[0], || "they do not".to_owned())
        }),
        row("it is slowing down, as a warm-up or a cache does", |e, _| {
            let (first, middle, last) =
                (e.rise.median_of(0.0, 0.05), e.rise.median_of(0.45, 0.55), e.rise.median_of(0.95, 1.0));
            expect(middle - first > last - middle, || "it is not".to_owned())
        }),
        row("it has come down at the end: a release, or a restart", |e, _| {
            let end = e.run.v[e.run.v.len() - 1];
            expect(end - e.rise.beside(0).1 < 0.36 * e.growth(), || "it has not".to_owned())
        }),
        row("it came after a jump", |e, _| expect(e.finding.judgement.run.cut_at.is_some(), || "no jump".to_owned())),
        row("in so short a time that may be load", |e, _| {
            expect(e.all.span() < 6.0 * 3600.0 || e.rise.span() < 3700.0, || "it rose for long".to_owned())
        }),
        row("the evidence is not yet strong enough", |_, _| Ok(())),
    ]
});

impl Line {
    fn min_of_end(&self) -> f64 {
        self.part(0.95, 1.0).into_iter().fold(f64::INFINITY, f64::min)
    }
}

/// A leak that is said not to show is at least as fast as the line itself rises.
fn hides(e: &Evidence<'_>, said: &str) -> Verified {
    let (said, rounding) = e.amount(said);
    expect(said > 0.0, || "nothing is slower".to_owned())?;
    expect(said + rounding >= e.run.rate() * 3600.0 * 0.98, || {
        format!("the line rises by {} per hour", e.show(e.run.rate() * 3600.0))
    })
}

fn levels(e: &Evidence<'_>, before: &str, after: &str) -> Verified {
    let steps = &e.finding.judgement.run.step_at;
    let (first, last) = (steps[0], steps[steps.len() - 1]);
    let (a, b) = (e.run.within(f64::NEG_INFINITY, first), e.run.within(last, f64::INFINITY));
    e.is_between(before, (a.min(), a.max()), "the level before")?;
    e.is_between(after, (b.min(), b.max()), "the level after")?;
    expect(e.amount(after).0 > e.amount(before).0, || "that is no jump up".to_owned())
}

/// The rate of what is left of a line, and that the line rises at least in the end.
fn beneath(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    let slope = e.finding.judgement.slope_per_hour.ok_or("no rate")?;
    let said = c.get(c.len() - 1).map_or("", |m| m.as_str());
    e.is(said, slope.value, "the rate")?;
    let floors = e.run.floors();
    expect(floors[floors.len() - 1] > floors[0], || "its low points do not rise".to_owned())
}

/// Whether there was a rise before the largest fall.
fn had_risen(e: &Evidence<'_>) -> Verified {
    let (fall, top, _) = e.run.fall();
    let until = e.run.v.iter().position(|v| *v == top).unwrap_or(0);
    let low = e.run.v[..=until].iter().copied().fold(f64::INFINITY, f64::min);
    expect(top - low >= 0.499 * fall, || "it had not risen".to_owned())
}

fn count(said: &str, expected: usize) -> Verified {
    expect(said.replace(',', "") == expected.to_string(), || format!("there are {expected}"))
}

fn failures(e: &Evidence<'_>, said: &str) -> Verified {
    let which =
        if e.finding.kind == FindingKind::Pool(poolscope::model::pools::Pool::Paged) { "Paged" } else { "Nonpaged" };
    let most = e.counter(&format!(r"\Pool {which} Failures")).map_or(0.0, |l| l.max());
    count(said, most as usize)
}

/// What a parabola leaves of equally spaced values.
fn curved_off(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut rest: Vec<f64> = values.collect();
    let n = rest.len() as f64;
    let x: Vec<f64> = (0..rest.len()).map(|i| 2.0 * i as f64 / n - 1.0).collect();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for degree in 0..3 {
        let mut b: Vec<f64> = x.iter().map(|x| x.powi(degree)).collect();
        for a in &basis {
            let share = a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>() / a.iter().map(|a| a * a).sum::<f64>();
            b.iter_mut().zip(a).for_each(|(b, a)| *b -= share * a);
        }
        let share = b.iter().zip(&rest).map(|(b, r)| b * r).sum::<f64>() / b.iter().map(|b| b * b).sum::<f64>();
        rest.iter_mut().zip(&b).for_each(|(r, b)| *r -= share * b);
        basis.push(b);
    }
    rest
}

/// How closely the ups and downs of two lines go together over a hundred stretches: correlation of what a parabola leaves
/// of both.
fn moves_together(a: &Line, b: &Line) -> f64 {
    let b = b.within(a.t[0], a.t[a.t.len() - 1]);
    if b.t.is_empty() {
        return 0.0;
    }
    let stretch = |l: &Line, i: usize| {
        let (from, to) = (a.t[0] + a.span() * i as f64 / 100.0, a.t[0] + a.span() * (i + 1) as f64 / 100.0);
        let inside = l.within(from, to).v;
        (!inside.is_empty()).then(|| Line::quantile(inside, 0.5))
    };
    let points: Vec<(f64, f64)> = (0..100).filter_map(|i| Some((stretch(a, i)?, stretch(&b, i)?))).collect();
    let (x, y) = (curved_off(points.iter().map(|p| p.0)), curved_off(points.iter().map(|p| p.1)));
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt().max(1e-300)
}

/// Whether the rate is that of the line itself, not of what was left of it.
fn is_rate_of_the_line(e: &Evidence<'_>) -> bool {
    let run = &e.finding.judgement.run;
    let is_of_floor = run.is_floor || matches!(run.shape, Some(Shape::RisingFloor | Shape::Sawtooth));
    run.load_correlation == 0.0 && run.daily_amplitude.is_none() && run.why.is_none() && !is_of_floor
}

fn is_up(value: f64) -> Verified {
    expect(value > 0.0, || "it does not rise".to_owned())
}

fn rate(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    let (said, rounding) = parse(&c[1]);
    let slope = e.finding.judgement.slope_per_hour.ok_or("no rate")?;
    let shown = slope.value * e.each;
    is_up(shown)?;
    expect((said.abs() - shown.abs()).abs() <= rounding, || "another rate".to_owned())?;
    if !is_rate_of_the_line(e) {
        return Ok(());
    }
    let (per_hour, width) = (e.rise.rate() * 3600.0, (slope.high - slope.low).max(0.2 * slope.value.abs()));
    expect(per_hour >= slope.low - width && per_hour <= slope.high + width, || {
        format!("the line rises by {} per hour", e.show(per_hour))
    })
}

static REASONS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    vec![
        row("The machine restarted twice during the log; each run between restarts was judged alone.", |e, _| {
            expect(e.finding.judgement.restarts.len() == 2, || "not twice".to_owned())
        }),
        row("The machine restarted once during the log; each run between restarts was judged alone.", |e, _| {
            expect(e.finding.judgement.restarts.len() == 1, || "not once".to_owned())
        }),
        row("The machine restarted {n} times during the log; each run between restarts was judged alone.", |e, c| {
            count(&c[1], e.finding.judgement.restarts.len())
        }),
        row("It never came back on the way up.", |e, _| {
            expect(e.rise.fall().0 <= 0.001 * e.growth(), || "it did".to_owned())
        }),
        row("It never came back on the way down.", |e, _| {
            expect(e.rise.fall().0 <= 0.001 * e.growth(), || "it did".to_owned())
        }),
        row("The largest fall on the way was {a}, {p} of the growth.", largest),
        row("The largest fall since was {a}, {p} of the growth.", largest),
        row("The largest rise on the way was {a}, {p} of the growth.", largest),
        row("The largest rise since was {a}, {p} of the growth.", largest),
        row("One of the runs before rose like a leak.", |e, _| count("1", e.finding.judgement.leaky_runs)),
        row("{n} of the runs before rose like a leak.", |e, c| count(&c[1], e.finding.judgement.leaky_runs)),
        row("It rose in {n} steps of about {a}, one every {d} or so.", steps),
        row("It fell in {n} steps of about {a}, one every {d} or so.", steps),
        row("Its low points rose from {a} to {a}.", |e, c| floors_rose(e, &c[1], &c[2])),
        row("Its high points sank from {a} to {a}.", |e, c| floors_rose(e, &c[1], &c[2])),
        row("It rises by {a} per hour.", rate),
        row("It rises by {a} per hour, between {a} and {a} (95 % interval).", rate),
        row("It rose by {a} per hour.", rate),
        row("It rose by {a} per hour, between {a} and {a} (95 % interval).", rate),
        row("It fell by {a} per hour.", rate),
        row("It fell by {a} per hour, between {a} and {a} (95 % interval).", rate),
        row("It falls by {a} per hour.", rate),
        row("It falls by {a} per hour, between {a} and {a} (95 % interval).", rate),
        row("The rise began {d} after the start of the log", |e, c| {
            let run = &e.finding.judgement.run;
            let onset = run.onset.unwrap_or(run.first);
            lasts(&c[1], onset - e.recording.axis.utc_ms[0] as f64 / 1000.0, "the onset")
        }),
        row("The fall began {d} after the start of the log", |e, c| {
            let run = &e.finding.judgement.run;
            let onset = run.onset.unwrap_or(run.first);
            lasts(&c[1], onset - e.recording.axis.utc_ms[0] as f64 / 1000.0, "the onset")
        }),
        row("It rose from that restart on", since_restart),
        row("It fell from that restart on", since_restart),
        row("It rose from the start of the log, and faster from {d} on", faster),
        row("It fell from the start of the log, and faster from {d} on", faster),
        row("It rises from the start of the log", since_start),
        row("It rose from the start of the log", since_start),
        row("It falls from the start of the log", since_start),
        row("It fell from the start of the log", since_start),
        row(", and still goes on at the end.", |e, _| goes_on(e)),
        row(", and still goes on at the end, faster than before.", |e, _| {
            goes_on(e)?;
            let (first, middle, last) = (e.rise.v[0], e.rise.median_of(0.45, 0.55), e.rise.max());
            expect(last - middle > middle - first, || "not faster".to_owned())
        }),
        row("At its maximum it held {p} of RAM, which nothing else could use.", |e, c| {
            let bytes = e.report.ram.bytes.ok_or("the RAM is not known")?;
            share(&c[1], e.all.max() * e.each / bytes, "the maximum's share of RAM")
        }),
        row("Meanwhile the memory available fell from about {a} to about {a}.", |e, c| {
            let available = e.counter(r"\Available ").ok_or("it was not logged")?;
            let is_mb = e.counter(r"\Available MBytes").is_some() && e.counter(r"\Available Bytes").is_none();
            let (each, line) =
                (if is_mb { units::MB } else { 1.0 }, available.within(e.rise.t[0], e.run.t[e.run.t.len() - 1]));
            let is = |text: &str, values: Vec<f64>| {
                let ((said, rounding), low) = (parse(text), Line::quantile(values.clone(), 0.0));
                said >= low * each - rounding && said <= Line::quantile(values, 1.0) * each + rounding
            };
            let (some, all) = (line.v.len() / 8 + 1, line.v.len());
            let ends = (line.v[..some].to_vec(), line.v[all - some..].to_vec());
            expect(is(&c[1], ends.0) && is(&c[2], ends.1), || "it was something else".to_owned())?;
            expect(parse(&c[1]).0 > parse(&c[2]).0, || "it did not fall".to_owned())
        }),
        row("Its ups and downs follow the load (partial correlation {a}).", |e, _| {
            let load = load_line(e).ok_or("no load")?;
            let together = moves_together(&e.run, &load);
            expect(together > 0.15, || format!("their correlation is {together:.2}"))
        }),
        row("The part that the load explains has been taken out.", |e, _| {
            expect(load_line(e).is_some(), || "no load".to_owned())
        }),
        row("{*} rose too, so it may explain the rise.", |e, _| {
            expect(load_line(e).is_none_or(|l| rises(&l)), || "it did not".to_owned())
        }),
        row("No lasting change above {a}; a leak, if there is one, is slower than {a} per hour.", |e, c| {
            let change = (e.run.median_of(0.75, 1.0) - e.run.median_of(0.0, 0.25)).abs();
            let (most, rounding) = e.amount(&c[1]);
            expect(change <= most + rounding, || format!("it changed by {}", e.show(change)))
        }),
        row("It follows a daily cycle of about {a}.", daily),
        row("It follows a daily cycle of about {a}; the quiet hours do not rise.", |e, c| {
            daily(e, c)?;
            let (floors, range) = (e.run.floors(), e.run.max() - e.run.min());
            expect(floors[floors.len() - 1] - floors[0] <= 0.2501 * range, || "they do".to_owned())
        }),
        row("It fell twice by more than a quarter of its range.", |e, _| count("2", e.run.falls())),
        row("It fell once by more than a quarter of its range.", |e, _| count("1", e.run.falls())),
        row("It fell {n} times by more than a quarter of its range.", |e, c| count(&c[1], e.run.falls())),
        row("It fell from {a} to {a}.", |e, c| {
            let (_, from, to) = e.run.fall();
            e.is(&c[1], from, "the top")?;
            e.is(&c[2], to, "the bottom")
        }),
        row("It fell from {a} to {a}, as memory that load needs does.", |e, c| {
            had_risen(e)?;
            let (_, from, to) = e.run.fall();
            e.is(&c[1], from, "the top")?;
            e.is(&c[2], to, "the bottom")
        }),
        row("The last third of the time added {a} of {a}.", |e, c| {
            e.is(&c[1], late(e), "what the last third added")?;
            e.is(&c[2], e.run.v[e.run.v.len() - 1] - e.run.v[0], "the growth")
        }),
        row("The last third of the time added nothing to the {a} before.", |e, c| {
            e.is(&c[1], e.run.v[e.run.v.len() - 1] - e.run.v[0], "the growth")?;
            expect(late(e) <= 0.0, || "it did".to_owned())
        }),
        row("The level after that is {a} higher.", jumps),
        row("That is said of a part of the log: what came after it was too short to say more.", |e, _| {
            expect(e.run.t[e.run.t.len() - 1] < e.all.t[e.all.t.len() - 1], || "nothing came after it".to_owned())
        }),
        row("Since the last restart there are {n} usable samples over {d}.", |e, c| {
            count(&c[1], e.run.v.len())?;
            lasts(&c[2], e.run.span(), "their time")
        }),
        row("Since the last restart there is 1 usable sample over {d}.", |e, _| count("1", e.run.v.len())),
        row("The log has 1 usable sample over {d}.", |e, _| count("1", e.run.v.len())),
        row("The log has {n} usable samples over {d}.", |e, c| {
            count(&c[1], e.run.v.len())?;
            lasts(&c[2], e.run.span(), "their time")
        }),
        row(
            "Log at least two days, until the load has come down once: only the fall tells load from a leak.",
            |_, _| Ok(()),
        ),
        row("One sample every 5 minutes is right for a leak of days; every 10 seconds for one of an hour.", |_, _| {
            Ok(())
        }),
        row("It began at {a} and ended at {a}; all samples are {a}.", |e, c| {
            are_ends(e, &c[1], &c[2])?;
            e.is(&c[3], e.all.min(), "the smallest")?;
            e.is(&c[3], e.all.max(), "the largest")
        }),
        row("It began at {a} and ended at {a}; all samples lie between {a} and {a}.", |e, c| {
            are_ends(e, &c[1], &c[2])?;
            e.is(&c[1], e.all.v[0], "the first of the log")?;
            e.is(&c[2], e.all.v[e.all.v.len() - 1], "the last of the log")?;
            e.is(&c[3], e.all.min(), "the smallest")?;
            e.is(&c[4], e.all.max(), "the largest")
        }),
        row(
            "The part that decided began at {a} and ended at {a}; all samples of it lie between {a} and {a}.",
            |e, c| {
                are_ends(e, &c[1], &c[2])?;
                e.is(&c[3], e.run.min(), "the smallest")?;
                e.is(&c[4], e.run.max(), "the largest")
            },
        ),
        row("A leak slower than {a} per hour would not show in this log.", |e, c| hides(e, &c[1])),
        row("What it takes for a while it gives back.", |e, _| {
            let (start, end, top) = (e.run.median_of(0.0, 0.25), e.run.median_of(0.75, 1.0), e.run.max());
            expect(top - start > 0.0 && top - end > 0.499 * (top - start), || "it keeps it".to_owned())?;
            expect(e.run.fall().0 > 0.499 * (top - start), || "it never fell".to_owned())
        }),
        row("At this rate it takes {d} until {*}.", |e, c| time_left(e, &c[1])),
        row("At this rate it takes {d} ({d} to {d}) until {*}.", |e, c| time_left(e, &c[1])),
        row("At this rate it takes {d} (at the earliest {d}) until {*}.", |e, c| time_left(e, &c[1])),
        row("The limit taken, {a}, is the smaller of those that Windows of this build can have.", |e, c| {
            let limit = e.finding.limit.ok_or("no limit")?;
            e.is(&c[1], limit.value, "the limit")
        }),
        row(
            "The counter of failed allocations of Windows' file server reached {n}: the pool was exhausted. The server reports it; it is not the culprit.",
            |e, c| failures(e, &c[1]),
        ),
        row(
            "It has risen for {d} only, as the load of a day does: log on to see whether it falls when the load does.",
            risen,
        ),
        row(
            "It has risen for {d}, and the log has no counter of the load, so a rise of the load cannot be excluded. Log on, with \\Server\\* beside the pools.",
            |e, c| {
                expect(!e.finding.judgement.has_load_counter, || "the load was logged".to_owned())?;
                risen(e, c)
            },
        ),
        row("Both may come from more work: log on until that has ended once.", |e, _| {
            expect(e.finding.piles_up.is_some(), || "nothing piles up".to_owned())
        }),
        row("It rises on working days; weekends were left out.", |e, _| why(e, Why::WorkingDays)),
        row("It fell a few times by a small part of that, and rises at the same rate before and after.", |e, _| {
            why(e, Why::BetweenFalls)
        }),
        row("It dipped a few times and came back to the same line at once.", |e, _| why(e, Why::IgnoringDips)),
        row("What is left after a restart grows from restart to restart.", |e, _| why(e, Why::AcrossRestarts)),
        row("It rose as long as that load lasted, and kept most of it when the load had gone.", |e, _| {
            why(e, Why::KeptAfterLoad)
        }),
        row("By itself it rises too faintly to be sure; what leaks with it makes it so.", |e, _| why(e, Why::Joint)),
        row("It got to its top and could not pass it: it ran into what limits it.", |e, _| {
            let end = e.all.min_of_end();
            expect(end - e.run.v[0] >= 0.85 * (e.all.max() - e.run.v[0]), || "it came down again".to_owned())
        }),
        row("{*} piles up too, and the pool with it.", |e, _| {
            let load = e.finding.piles_up.as_ref().and_then(|p| line(e.recording, p)).ok_or("nothing piles up")?;
            let load = e.while_it_decided(&load);
            expect(rises(&load), || "it does not rise".to_owned())
        }),
        row("{*} says the same.", agree),
        row("{*} say the same.", agree),
        row("{*}, {*} say the same.", agree),
        row("{*}, {*}, {*} say the same.", agree),
        row("The log covers only {d}: log for at least two days to be sure.", |e, c| {
            lasts(&c[1], e.run.span(), "the time")
        }),
        row(".", |_, _| Ok(())),
    ]
});

fn steps(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    let (steps, size) = (c[1].parse::<f64>().unwrap_or(0.0), e.amount(&c[2]).0.abs());
    let grew = e.growth();
    expect(steps * size <= 1.5 * grew && steps * size >= 0.4 * grew, || format!("it grew by {}", e.show(grew)))?;
    let (each, _) = secs(&c[3]);
    expect((steps - 1.0) * each <= 1.05 * e.run.span(), || "the log is shorter".to_owned())
}

fn largest(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    fell(e, &c[1])?;
    share(&c[2], e.rise.fall().0 / e.growth(), "the largest fall")
}

fn faster(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    lasts(&c[1], e.rise.t[0] - e.recording.axis.utc_ms[0] as f64 / 1000.0, "the onset")?;
    let before = e.run.within(f64::NEG_INFINITY, e.rise.t[0]);
    expect(e.rise.v[0] > e.run.v[0], || "it was higher before".to_owned())?;
    expect(before.median_of(0.5, 1.0) > before.median_of(0.0, 0.5), || "it did not rise before".to_owned())
}

/// What the last third of the time added.
fn late(e: &Evidence<'_>) -> f64 {
    let from = e.run.t[0] + e.run.span() * 2.0 / 3.0;
    let at = e.run.t.iter().position(|t| *t >= from).unwrap_or(e.run.t.len() - 1);
    e.run.v[e.run.v.len() - 1] - e.run.v[at]
}

fn since_restart(e: &Evidence<'_>, _: &Captures<'_>) -> Verified {
    let j = &e.finding.judgement;
    expect(j.restarts.iter().any(|r| *r <= j.run.first), || "no restart before it".to_owned())
}

fn since_start(e: &Evidence<'_>, _: &Captures<'_>) -> Verified {
    let late = e.rise.t[0] - e.all.t[0];
    expect(late <= 0.101 * e.all.span(), || format!("it began {} after it", units::duration(late)))
}

fn goes_on(e: &Evidence<'_>) -> Verified {
    let (before, last) = (e.rise.median_of(0.9, 0.95), e.rise.median_of(0.95, 1.0));
    expect(last > before && e.rise.v[e.rise.v.len() - 1] >= before, || "it does not".to_owned())?;
    let (end, log) = (e.run.t[e.run.t.len() - 1], &e.recording.axis.utc_ms);
    let late = log[log.len() - 1] as f64 / 1000.0 - end;
    expect(late <= 0.021 * (log[log.len() - 1] - log[0]) as f64 / 1000.0, || "it has no values at the end".to_owned())
}

fn risen(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    let seen = &e.finding.observed;
    let until = if e.finding.reports_floor() { e.run.t[e.run.t.len() - 1] } else { seen.rise.1.secs };
    lasts(&c[1], until - e.rise.t[0], "the time it rose for")
}

fn daily(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    let (said, rounding) = e.amount(&c[1]);
    expect(said <= e.run.max() - e.run.min() + rounding, || "its whole range is smaller".to_owned())?;
    expect(e.run.span() >= 1.9 * 86_400.0, || "the log is too short for days".to_owned())
}

fn jumps(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    let (said, rounding) = e.amount(&c[1]);
    expect(said > 0.0 && said <= e.run.max() - e.run.min() + rounding, || "its whole range is smaller".to_owned())
}

fn time_left(e: &Evidence<'_>, said: &str) -> Verified {
    let left = e.finding.judgement.time_left.ok_or("nothing ends")?;
    if said == "more than 100 years" || said == "for ever" {
        return Ok(());
    }
    lasts(said, left.hours * 3600.0, "the time left")?;
    expect(left.hours >= 0.0, || "negative".to_owned())
}

fn agree(e: &Evidence<'_>, _: &Captures<'_>) -> Verified {
    for path in &e.finding.agreeing {
        let other = e.while_it_decided(&line(e.recording, path).ok_or("not in the log")?);
        let is_falling = e.report.findings.iter().any(|f| f.path == *path && f.direction == Direction::Falling);
        expect(rises(&other) != is_falling, || format!("{path} does something else"))?;
    }
    Ok(())
}

static FIGURES: LazyLock<Vec<Row>> = LazyLock::new(|| {
    vec![
        row("Share of RAM: {p} of {a}", |e, c| ram_share(e, &c[1], &c[2])),
        row(" ({p} resident)", |_, _| Ok(())),
        row("Maximum: {a} at ", |e, c| e.is(&c[1], e.all.max(), "the maximum")),
        row("Least: {a}", |e, c| {
            let (said, rounding) = parse(&c[1]);
            expect((said / e.each + e.all.max()).abs() <= rounding, || "another".to_owned())
        }),
        row("Growth: {a}", |e, c| growth(e, &c[1])),
        row("Growth: {a}, from {a}", |e, c| {
            growth(e, &c[1])?;
            e.is_between(&c[2], e.rise.beside(0), "the line at the onset")
        }),
        row("Change: {a}", change),
        row("Change: +{a}", change),
        row(" in the part that decided", |e, _| expect(e.run.v.len() < e.all.v.len(), || "it is all".to_owned())),
        row("Rate: {a} per hour", rate),
        row("Rate: {a} per hour ({a} to {a})", rate),
        row("Since: ", |e, _| expect(e.finding.onset_utc_ms.is_some(), || "no onset".to_owned())),
        row("Largest fall: {a}, {p}", largest),
        row("Faster since: ", |e, _| expect(e.finding.onset_utc_ms.is_some(), || "no onset".to_owned())),
        row("Time left: {d}", |e, c| time_left(e, &c[1])),
        row(" ({d} to {d})", |e, c| {
            let left = e.finding.judgement.time_left.ok_or("nothing ends")?;
            lasts(&c[1], left.low * 3600.0, "the least")
        }),
        row(" (at the earliest {d})", |e, c| {
            let left = e.finding.judgement.time_left.ok_or("nothing ends")?;
            lasts(&c[1], left.low * 3600.0, "the least")
        }),
        row(" until {*}", |e, _| expect(e.finding.limit.is_some(), || "no limit".to_owned())),
        row("Probability: {n} of 100 logs like this leak", |_, _| Ok(())),
        row("Confidence: {n} of 100", |_, _| Ok(())),
        row("{n} {*}", |e, c| {
            // a moment: that of the maximum, or of the onset
            let moments = [Some(e.finding.max_utc_ms), e.finding.onset_utc_ms];
            let span = e.finding.log_secs;
            let is_said = moments.into_iter().flatten().any(|ms| e.style.clock.moment(ms, span) == c[0]);
            expect(is_said, || format!("{} is neither moment", &c[0]))
        }),
    ]
});

fn change(e: &Evidence<'_>, c: &Captures<'_>) -> Verified {
    growth(e, &c[1])
}

fn growth(e: &Evidence<'_>, said: &str) -> Verified {
    let run = &e.finding.judgement.run;
    if run.verdict.is_rise() && matches!(run.why, Some(Why::Joint | Why::AcrossRestarts)) {
        return Ok(());
    }
    if run.verdict.is_rise() && e.finding.reports_floor() {
        let lows = e.rise.lows();
        return e.is(said, lows[lows.len() - 1] - lows[0], "the growth of the low points");
    }
    if !run.verdict.is_rise() {
        return e.is(said, e.run.v[e.run.v.len() - 1] - e.run.v[0], "the change");
    }
    let (from, end) = (e.rise.beside(0), (e.rise.beside(e.rise.v.len() - 1).0, e.rise.max()));
    e.is_between(said, (end.0 - from.1, end.1 - from.0), "the growth")?;
    Ok(())
}
