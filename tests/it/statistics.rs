//! Our statistics against numpy's and scipy's, from values kept in `tests/reference` with the script that made them.

use poolscope::analysis::stats;
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
    t_upper_tail: Vec<[f64; 3]>,
    t_quantile_975: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    t: Vec<f64>,
    v: Vec<f64>,
    median: f64,
    deviation: f64,
    mad_sigma: f64,
    quantiles: Vec<[f64; 2]>,
    theil_sen: f64,
    correlation: f64,
}

fn close(got: f64, expected: f64, what: &str) {
    assert!((got - expected).abs() <= 1e-9 * expected.abs().max(1e-6), "{what}: {got} for {expected}");
}

#[test]
fn statistics_agree_with_numpy_and_scipy() {
    let reference: Reference = serde_json::from_str(include_str!("../reference/statistics.json")).unwrap();
    assert_eq!(reference.cases.len(), 24);
    for case in &reference.cases {
        let (t, v, name) = (&case.t, &case.v, &case.name);
        close(stats::median(v), case.median, name);
        close(stats::deviation(v), case.deviation, name);
        close(stats::mad_sigma(v), case.mad_sigma, name);
        close(stats::theil_sen(t, v), case.theil_sen, name);
        close(stats::correlation(t, v), case.correlation, name);
        for [share, value] in &case.quantiles {
            close(stats::quantile(v, *share), *value, name);
        }
    }
    for [t, freedom, tail] in reference.t_upper_tail {
        close(stats::t_upper_tail(t, freedom), tail, &format!("P(T > {t}), {freedom} degrees of freedom"));
    }
    for [freedom, quantile] in reference.t_quantile_975 {
        close(stats::t_quantile_975(freedom), quantile, &format!("97.5 %, {freedom} degrees of freedom"));
    }
}

#[test]
fn running_medians_and_drawdowns_by_hand() {
    assert_eq!(stats::running_median(&[5.0, 1.0, 9.0, 2.0], 3), [3.0, 5.0, 2.0, 5.5]);
    assert_eq!(stats::running_median(&[5.0, 1.0], 3), [5.0, 1.0]);
    assert_eq!(stats::max_drawdown(&[1.0, 4.0, 2.0, 6.0, 3.5, 7.0]), 2.5);
    assert_eq!(stats::max_drawdown(&[]), 0.0);
}
