//! The reasons for a finding.

use super::finding::{Finding, FindingKind};
use super::judge::Judgement;
use super::limits::LimitSource;
use super::load::LoadStatus;
use super::policy;
use super::reasons::{Doubt, Outlook, Reason, ReasonKind, Since};
use super::run::Staircase;
use super::verdict::{Shape, Verdict, Why};
use crate::model::pools::Pool;

/// The slowest leak that this log would have shown, per hour.
pub fn slowest_seen(j: &Judgement) -> f64 {
    j.run.material / j.run.span().max(1.0) * 3600.0
}

/// The largest fall as a share of a rise's growth. `None` if the verdict disregards falls, or if nothing rose.
pub fn given_back(f: &Finding) -> Option<f64> {
    let (run, seen) = (&f.judgement.run, &f.observed);
    let is_of_line = run.verdict.is_rise() && !run.why.is_some_and(Why::ignores_falls) && !f.reports_floor();
    (is_of_line && seen.growth() > 0.0).then(|| seen.given_back())
}

/// The reasons, the strongest first. `log_secs`: first and last moment of the log.
pub fn reasons(f: &Finding, log_secs: (f64, f64)) -> Vec<Reason> {
    let run = &f.judgement.run;
    let mut kinds = Vec::new();
    of_the_rise(f, log_secs, &mut kinds);
    of_the_machine(f, &mut kinds);
    of_the_load(f, &mut kinds);
    of_the_verdict(f, &mut kinds);
    of_the_ends(f, &mut kinds);
    of_the_limits(f, &mut kinds);
    let span = |kind: &ReasonKind| if kind.is_of_whole_log() { log_secs } else { (run.first, run.last) };
    kinds.into_iter().map(|kind| Reason { span_secs: span(&kind), kind }).collect()
}

fn of_the_rise(f: &Finding, log_secs: (f64, f64), out: &mut Vec<ReasonKind>) {
    let (j, seen) = (&f.judgement, &f.observed);
    let run = &j.run;
    if !j.restarts.is_empty() {
        out.push(ReasonKind::Restarts { count: j.restarts.len() });
    }
    if let Some(why) = run.why.filter(|why| run.verdict.is_rise() && why.ignores_falls()) {
        out.push(ReasonKind::Looked(why));
    } else if let Some(share) = given_back(f) {
        out.push(ReasonKind::LargestFall { size: seen.fall_of_rise.size(), share });
    }
    if let Some(Staircase { count, size, interval_secs }) = run.stairs {
        let share = count as f64 * size / seen.growth();
        if policy::STEPS_REPORTED.contains(&share) && seen.rose_in_steps(count) {
            out.push(ReasonKind::Steps { count, size, interval_secs });
        }
    }
    if f.reports_floor() {
        let (from, to) = seen.lows();
        out.push(ReasonKind::RisingFloor { from, to });
    }
    if let Some(slope) = j.slope_per_hour.filter(|s| s.value > 0.0) {
        out.push(ReasonKind::Rate(slope));
    }
    if !run.verdict.is_rise() {
        out.extend((!seen.is_last).then_some(ReasonKind::DecidedEarlier));
        out.extend((j.leaky_runs > 0).then_some(ReasonKind::EarlierRuns { count: j.leaky_runs }));
        return;
    }
    let onset = run.onset.unwrap_or(run.first);
    let is_after = |secs: f64, span: f64| onset - secs > policy::ONSET_WITH_LOG * span;
    let follows_restart =
        j.restarts.iter().any(|r| (0.0..=policy::ONSET_WITH_LOG * run.span()).contains(&(run.first - r)));
    let since = if is_after(run.first, run.span()) || !follows_restart && is_after(log_secs.0, log_secs.1 - log_secs.0)
    {
        let after = onset - log_secs.0;
        if seen.rose_before { Since::Faster(after) } else { Since::After(after) }
    } else if follows_restart {
        Since::Restart
    } else {
        Since::Start
    };
    let outlook = match (run.verdict, run.why) {
        (Verdict::Leak, Some(Why::BeforeRestart | Why::Exhausted | Why::KeptAfterLoad)) | (Verdict::Suspect, _) => {
            Outlook::Unknown
        }
        _ if !seen.still_rises() || log_secs.1 - seen.end.secs > policy::AT_THE_END * (log_secs.1 - log_secs.0) => {
            Outlook::Unknown
        }
        _ if run.shape == Some(Shape::Accelerating) && seen.is_faster() => Outlook::Faster,
        _ => Outlook::Continues,
    };
    out.push(ReasonKind::Onset { since, outlook });
}

/// What the rise means for the machine.
fn of_the_machine(f: &Finding, out: &mut Vec<ReasonKind>) {
    let is_leaking_pool = f.judgement.verdict() == Verdict::Leak && f.kind != FindingKind::Counter;
    if !is_leaking_pool {
        return;
    }
    if let Some(share) =
        f.ram_fraction.filter(|s| *s >= policy::SHARE_REPORTED && f.kind == FindingKind::Pool(Pool::Nonpaged))
    {
        out.push(ReasonKind::Holds { share });
    }
    out.extend(f.available.map(|available| ReasonKind::Meanwhile { available }));
}

fn of_the_load(f: &Finding, out: &mut Vec<ReasonKind>) {
    let run = &f.judgement.run;
    out.extend(match run.load {
        LoadStatus::Adjusted if run.verdict == Verdict::LoadRelated => {
            Some(ReasonKind::FollowsLoad { partial_correlation: run.load_correlation })
        }
        LoadStatus::Adjusted if run.verdict.is_rise() => Some(ReasonKind::LoadTakenOut),
        LoadStatus::Collinear => Some(ReasonKind::LoadRoseToo),
        LoadStatus::Adjusted | LoadStatus::None => None,
    });
}

fn of_the_verdict(f: &Finding, out: &mut Vec<ReasonKind>) {
    let (j, seen) = (&f.judgement, &f.observed);
    let run = &j.run;
    match run.verdict {
        Verdict::Stable if seen.is_level(run.material) => {
            out.push(ReasonKind::Stable { material: run.material, slowest_per_hour: f.could_hide });
        }
        Verdict::Cyclic => {
            if let Some(amplitude) = run.daily_amplitude {
                out.push(ReasonKind::DailyCycle { amplitude, is_floor_level: seen.comes_back() });
            } else if (1..=policy::FALLS_REPORTED).contains(&seen.falls) {
                out.push(ReasonKind::Falls { count: seen.falls });
            }
        }
        Verdict::Released => {
            let (from, to) = (seen.fall.from.value, seen.fall.to.value);
            out.push(ReasonKind::CameDown { from, to, had_risen: seen.fell_after_rising() });
        }
        Verdict::Plateau => {
            out.push(ReasonKind::Ended { late: seen.late_growth(), growth: seen.end.value - seen.start.value })
        }
        Verdict::Step => {
            out.extend(seen.jump.map(|j| ReasonKind::Jumps { size: j.after - j.before }));
        }
        Verdict::Insufficient => out.push(ReasonKind::Samples { count: seen.samples, span_secs: seen.span() }),
        _ => {}
    }
}

fn of_the_ends(f: &Finding, out: &mut Vec<ReasonKind>) {
    let (j, seen) = (&f.judgement, &f.observed);
    let run = &j.run;
    if run.verdict.is_undecided() {
        out.extend((seen.span() < 2.0 * policy::DAY).then_some(ReasonKind::CollectLonger));
        out.extend((seen.samples < policy::FEW_SAMPLES).then_some(ReasonKind::CollectInterval));
    } else if !run.verdict.is_rise() {
        out.push(ReasonKind::Ends {
            first: seen.start.value,
            last: seen.end.value,
            low: seen.low.value,
            high: seen.high.value,
        });
        match run.verdict {
            Verdict::Stable if seen.gives_back(run.material) => out.push(ReasonKind::Returns),
            Verdict::Stable if seen.is_level(run.material) => {}
            _ if f.could_hide > 0.0 => out.push(ReasonKind::Hidden { slowest_per_hour: f.could_hide }),
            _ => {}
        }
    }
}

fn of_the_limits(f: &Finding, out: &mut Vec<ReasonKind>) {
    let j = &f.judgement;
    if let Some(left) = j.time_left.filter(|_| j.run.verdict == Verdict::Leak) {
        out.push(ReasonKind::TimeLeft { left, source: f.limit.map(|l| l.source) });
        let cautious = f.limit.filter(|l| l.is_cautious && l.source == LimitSource::Windows);
        out.extend(cautious.map(|limit| ReasonKind::CautiousLimit { limit: limit.value }));
    }
    out.extend(f.steps_with.iter().cloned().map(ReasonKind::StepsWith));
    out.extend(f.began_after.clone().map(ReasonKind::BeganAfter));
    out.extend(f.companions.iter().cloned().map(ReasonKind::InStep));
    out.extend((!f.companions.is_empty()).then_some(ReasonKind::ProcessHint));
    if f.failures > 0.0 {
        out.push(ReasonKind::PoolFailures { count: f.failures });
    }
    if f.piles_up.is_some() {
        out.push(ReasonKind::PilesUp);
    }
    if !f.agreeing.is_empty() {
        out.push(ReasonKind::Agreeing { count: f.agreeing.len() });
    }
    if j.provisional {
        let doubt = match (f.piles_up.is_some(), j.has_load_counter) {
            (true, _) => Doubt::PilesUp,
            (_, true) => Doubt::Short,
            _ => Doubt::NoLoadLogged,
        };
        let seen = &f.observed;
        let until = if f.reports_floor() { seen.end.secs } else { seen.rise.1.secs };
        let rise_secs = until - seen.rise.0.secs;
        out.push(ReasonKind::Provisional { rise_secs, doubt });
    } else if j.too_short && j.run.verdict != Verdict::Insufficient {
        out.push(ReasonKind::TooShort { span_secs: j.run.span() });
    }
}
