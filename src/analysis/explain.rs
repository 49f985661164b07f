//! Which reasons a finding has.

use super::finding::Finding;
use super::judge::Judgement;
use super::limits::LimitSource;
use super::load::LoadStatus;
use super::policy;
use super::reasons::{Doubt, Outlook, Reason, ReasonKind, Since};
use super::run::Staircase;
use super::verdict::{Shape, Verdict, Why};

/// The slowest leak that this log would have shown, per hour.
pub fn slowest_seen(j: &Judgement) -> f64 {
    j.run.material / j.run.span().max(1.0) * 3600.0
}

/// The share of the growth that was given back: at most at once while it rises, at the end where it does not. `None` where
/// the rise was seen past what fell.
pub fn given_back(j: &Judgement) -> Option<f64> {
    if j.run.why.is_some_and(Why::looks_past_falls) {
        return None;
    }
    match (j.verdict(), j.run.max_drawdown, j.run.growth) {
        (Verdict::Leak | Verdict::Suspect, Some(drawdown), Some(growth)) if growth > 0.0 => Some(drawdown / growth),
        _ => j.retained.map(|r| 1.0 - r),
    }
}

/// The reasons, the strongest first. `log_secs`: first and last moment of the log.
pub fn reasons(f: &Finding, log_secs: (f64, f64)) -> Vec<Reason> {
    let run = &f.judgement.run;
    let mut kinds = Vec::new();
    of_the_rise(f, &mut kinds);
    of_the_load(f, &mut kinds);
    of_the_verdict(f, &mut kinds);
    of_the_ends(f, &mut kinds);
    of_the_limits(f, &mut kinds);
    let span = |kind: &ReasonKind| if kind.is_of_whole_log() { log_secs } else { (run.first, run.last) };
    kinds.into_iter().map(|kind| Reason { span_secs: span(&kind), kind }).collect()
}

fn of_the_rise(f: &Finding, out: &mut Vec<ReasonKind>) {
    let j = &f.judgement;
    let run = &j.run;
    if !j.restarts.is_empty() {
        out.push(ReasonKind::Restarts { count: j.restarts.len() });
    }
    if let Some(why) = run.why.filter(|why| run.verdict.is_rise() && why.looks_past_falls()) {
        out.push(ReasonKind::Looked(why));
    } else if run.verdict.is_rise() && run.shape != Some(Shape::RisingFloor) && run.growth.is_some_and(|g| g > 0.0) {
        out.push(ReasonKind::GivenBack { share: given_back(j).unwrap_or(0.0) });
    }
    if let Some(Staircase { count, size, interval_secs }) = run.stairs {
        out.push(ReasonKind::Steps { count, size, interval_secs });
    }
    if run.shape == Some(Shape::RisingFloor) {
        out.push(ReasonKind::RisingFloor { troughs: run.troughs });
    }
    if let Some(slope) = j.slope_per_hour {
        out.push(ReasonKind::Rate(slope));
    }
    if !run.verdict.is_rise() {
        return;
    }
    let since = match run.onset.map(|o| (o - run.first) / run.span()) {
        Some(late) if late > policy::ONSET_WITH_LOG => Since::After(late * run.span()),
        _ if j.restarts.iter().any(|r| *r <= run.first) => Since::Restart,
        _ if run.cut_at.is_some() => Since::Cut,
        _ => Since::Start,
    };
    let outlook = match (run.verdict, run.why, run.shape) {
        (Verdict::Leak, Some(Why::BeforeRestart), _) | (Verdict::Suspect, ..) => Outlook::Unknown,
        (_, Some(Why::Exhausted | Why::WorkingDays | Why::KeptAfterLoad), _) => Outlook::Unknown,
        (_, _, Some(Shape::Accelerating)) => Outlook::Faster,
        _ => Outlook::GoesOn,
    };
    out.push(ReasonKind::Onset { since, outlook });
    // of equal steps, only what is next to impossible is worth a line
    if run.p < policy::PRACTICALLY_NEVER || run.stairs.is_none() {
        out.push(ReasonKind::Wandering { p: run.p });
    }
}

fn of_the_load(f: &Finding, out: &mut Vec<ReasonKind>) {
    let run = &f.judgement.run;
    out.extend(match run.load {
        LoadStatus::Adjusted if run.verdict == Verdict::LoadRelated => {
            Some(ReasonKind::FollowsLoad { partial_correlation: run.load_correlation })
        }
        LoadStatus::Adjusted => Some(ReasonKind::LoadTakenOut),
        LoadStatus::Collinear => Some(ReasonKind::LoadRoseToo),
        LoadStatus::None => None,
    });
}

fn of_the_verdict(f: &Finding, out: &mut Vec<ReasonKind>) {
    let j = &f.judgement;
    let run = &j.run;
    out.extend(match run.verdict {
        Verdict::Stable => Some(ReasonKind::Stable { material: run.material, slowest_per_hour: slowest_seen(j) }),
        Verdict::Cyclic => Some(match run.daily_amplitude {
            Some(amplitude) => ReasonKind::DailyCycle { amplitude },
            None => ReasonKind::Falls { count: run.drops.max(run.troughs) },
        }),
        Verdict::Released => Some(ReasonKind::CameDown),
        Verdict::Plateau => {
            Some(ReasonKind::Ended { late_share: run.late.unwrap_or(0.0).max(0.0), kept: run.growth.unwrap_or(0.0) })
        }
        Verdict::Step => Some(ReasonKind::Jumps { count: run.step_at.len(), size: run.growth.unwrap_or(0.0) }),
        Verdict::Insufficient => Some(ReasonKind::Samples { count: j.samples, span_secs: run.span() }),
        Verdict::Inconclusive | Verdict::Leak | Verdict::Suspect | Verdict::LoadRelated => None,
    });
}

fn of_the_ends(f: &Finding, out: &mut Vec<ReasonKind>) {
    let j = &f.judgement;
    let run = &j.run;
    if run.verdict.cannot_tell() {
        out.extend([ReasonKind::CollectLonger, ReasonKind::CollectInterval]);
    } else if !run.verdict.is_rise() {
        out.push(ReasonKind::Ends { first: run.start, last: run.end, low: run.low, high: run.high });
        out.push(match run.verdict {
            Verdict::Stable => ReasonKind::Returns,
            _ => ReasonKind::Hidden { slowest_per_hour: slowest_seen(j) },
        });
    }
}

fn of_the_limits(f: &Finding, out: &mut Vec<ReasonKind>) {
    let j = &f.judgement;
    if let Some(left) = j.time_left.filter(|_| j.run.verdict == Verdict::Leak) {
        out.push(ReasonKind::TimeLeft { left, source: f.limit.map(|l| l.source) });
    }
    if let Some(limit) = f.limit.filter(|l| l.is_cautious && l.source == LimitSource::Windows) {
        out.push(ReasonKind::CautiousLimit { limit: limit.value });
    }
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
        let rise_secs = j.run.last - j.run.onset.unwrap_or(j.run.first);
        out.push(ReasonKind::Provisional { rise_secs, doubt });
    } else if j.too_short && j.run.verdict != Verdict::Insufficient {
        out.push(ReasonKind::TooShort { span_secs: j.run.span() });
    }
}
