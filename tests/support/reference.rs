//! Series with the answers of the method's reference, and how far the program's may lie from them.

use poolscope::analysis::{Input, Judgement, judge};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Line {
    pub id: String,
    pub family: String,
    pub label: String,
    t: Vec<f64>,
    v: Vec<Option<f64>>,
    load: Option<Vec<f64>>,
    restarts: Vec<f64>,
    limit: f64,
    pub reference: Reference,
}

#[derive(Deserialize)]
pub struct Reference {
    pub verdict: String,
    pub provisional: bool,
    confidence: f64,
    pub slope: Option<f64>,
    slope_lo: Option<f64>,
    slope_hi: Option<f64>,
    growth: Option<f64>,
    pub p: Option<f64>,
}

impl Line {
    /// The program's verdict.
    pub fn judged(&self) -> Judgement {
        let values: Vec<f64> = self.v.iter().map(|v| v.unwrap_or(f64::NAN)).collect();
        judge(&Input {
            times: &self.t,
            values: &values,
            load: self.load.as_deref(),
            restarts: &self.restarts,
            limit: Some(self.limit),
            has_load_counter: self.load.is_some(),
            ..Input::default()
        })
    }
}

/// Numbers that differ by more than 1 % and more than a tenth of the interval.
pub fn differences(got: &Judgement, reference: &Reference) -> Vec<String> {
    let mut off = Vec::new();
    let width = match (reference.slope_lo, reference.slope_hi) {
        (Some(a), Some(b)) => (b - a).abs() / 10.0,
        _ => f64::INFINITY,
    };
    let mut check = |name: &str, a: Option<f64>, b: Option<f64>, slack: f64| {
        let a = a.filter(|v| v.is_finite());
        let same = match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= (0.01 * b.abs()).max(slack),
            (a, b) => a.is_none() && b.is_none(),
        };
        if !same {
            off.push(format!("{name} {a:?} for {b:?}"));
        }
    };
    let slope = got.slope_per_hour;
    check("slope", slope.map(|s| s.value), reference.slope, width);
    check("low", slope.map(|s| s.low), reference.slope_lo, width);
    check("high", slope.map(|s| s.high), reference.slope_hi, width);
    check("growth", got.run.growth, reference.growth, 1.0);
    check("confidence", Some(got.confidence), Some(reference.confidence), 1e-9);
    if got.provisional != reference.provisional {
        off.push("provisional".to_owned());
    }
    off
}
