//! Processes that grew in step with a pool: their handles, or the pool charged to them.
//!
//! Only a hint: what a driver allocates for itself is charged to no process, and a process may hold handles because of
//! the leak, not the other way round.

use super::finding::{Finding, FindingKind};
use super::reasons::Companion;
use super::subjects::Subject;
use super::{policy, stats};
use crate::model::pools::Pool;
use crate::model::process::is_process;

/// Whether a counter belongs to a process and may rise with a pool.
fn may_go_with(subject: &Subject, pool: Pool) -> bool {
    let counter = subject.path.english_counter();
    let quota = match pool {
        Pool::Nonpaged => "Pool Nonpaged Bytes",
        Pool::Paged => "Pool Paged Bytes",
    };
    // a total names no process
    is_process(&subject.path)
        && !subject.path.is_total()
        && (counter.eq_ignore_ascii_case("Handle Count") || counter.eq_ignore_ascii_case(quota))
}

/// The processes that grew in step with a rising pool, those charged with the largest part of the rise first.
pub fn companions(
    finding: &Finding,
    pool_values: &[f64],
    times: &[f64],
    subjects: &[Subject],
    others: &[Finding],
) -> Vec<Companion> {
    let FindingKind::Pool(pool) = finding.kind else { return Vec::new() };
    if !finding.judgement.verdict().is_rise() {
        return Vec::new();
    }
    let since = finding.observed.rise.0.secs;
    let grows = |subject: &Subject| others.iter().any(|o| o.path == subject.path && o.process == subject.process);
    let one = |subject: &Subject| {
        let values = subject.values.spread(times.len());
        let both =
            (0..times.len()).filter(|i| times[*i] >= since && values[*i].is_finite() && pool_values[*i].is_finite());
        let (own, of_pool): (Vec<f64>, Vec<f64>) = both.map(|i| (values[i], pool_values[i])).unzip();
        if own.len() < policy::SAMPLES_LEAST {
            return None;
        }
        let companion = Companion {
            path: subject.path.clone(),
            process: subject.process.clone(),
            unit: subject.unit,
            from: own[0],
            to: own[own.len() - 1],
            correlation: stats::correlation(&own, &of_pool),
        };
        (companion.correlation >= policy::COMPANION_CORRELATION && companion.growth() > 0.0).then_some(companion)
    };
    let candidates = subjects.iter().filter(|subject| may_go_with(subject, pool) && grows(subject));
    let mut found: Vec<Companion> = candidates.filter_map(one).collect();
    let growth = finding.observed.growth();
    // quota that makes up a share of the rise worth mentioning, then handles
    found.retain(|c| !c.is_quota() || c.growth() >= policy::COMPANION_SHARE * growth);
    found.sort_by(|a, b| {
        let key = |c: &Companion| (c.is_quota(), if c.is_quota() { c.growth() } else { c.correlation });
        let ((quota_a, size_a), (quota_b, size_b)) = (key(a), key(b));
        quota_b.cmp(&quota_a).then(size_b.total_cmp(&size_a)).then_with(|| a.path.cmp(&b.path))
    });
    found.truncate(policy::COMPANIONS);
    found
}
