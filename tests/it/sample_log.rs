//! The embedded sample is what the test writer makes, and tells the article's story.

use crate::support::{self, story};
use poolscope::analysis::{Scope, Verdict};
use poolscope::engine::Machine;
use poolscope::model::pools::Pool;
use std::path::Path;

/// `UPDATE_ASSETS=1 cargo test` writes it anew.
#[test]
fn the_asset_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sample.blg");
    let made = story::log();
    if std::env::var_os("UPDATE_ASSETS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == made, "assets/sample.blg is not what tests/support/story.rs makes");
}

#[test]
fn it_reads_back_as_written() {
    let (recording, diagnostics) = support::read_all(story::log()).unwrap();
    assert_eq!(diagnostics, []);
    assert_eq!(recording.axis.len(), story::SAMPLES);
    assert_eq!(recording.axis.local_ms[0], story::BEGIN_LOCAL_MS);
    let nonpaged: Vec<f64> = story::nonpaged().into_iter().map(|v| v as f64).collect();
    assert_eq!(support::values(&recording, r"\Memory\Pool Nonpaged Bytes"), nonpaged);
    assert_eq!(nonpaged[story::SAMPLES - 1], 566_231_040.0);
    let backup = support::values(&recording, r"\Process(wbengine)\Handle Count");
    assert!(backup[0].is_nan() && backup[18 * 12].is_finite(), "the backup runs at night only");
    let fourth = support::values(&recording, r"\Process(svchost#3)\ID Process");
    assert_eq!(fourth.iter().filter(|v| v.is_finite()).count(), 24, "a fourth svchost, an hour on two days");
    assert_eq!(recording.facts.os_build, Some(9600));
    assert_eq!(recording.facts.zone.bias_at_utc(recording.axis.utc_ms[0]), 300);
}

#[test]
fn it_leaks_as_the_article_says() {
    let analysis = support::judge(&[("sample.blg", story::log())], Scope::Pools);
    let [Machine { recording, report, tags: None }] = analysis.machines.as_slice() else { panic!("one computer") };
    let nonpaged = report.pool(Pool::Nonpaged).unwrap();
    assert_eq!(nonpaged.judgement.verdict(), Verdict::Leak);
    assert!(!nonpaged.judgement.provisional);
    assert_eq!(nonpaged.max, 566_231_040.0);
    assert_eq!(nonpaged.ram_fraction, Some(0.54));
    let onset_hours = (nonpaged.onset_utc_ms.unwrap() - recording.axis.utc_ms[0]) as f64 / 3_600_000.0;
    assert!((onset_hours - 12.0).abs() < 0.5, "{onset_hours}");
    let rate = nonpaged.judgement.slope_per_hour.unwrap();
    let written = 420.0 * 1_048_576.0 / 36.0;
    assert!(rate.low < written && written < rate.high && (rate.value / written - 1.0).abs() < 0.02, "{rate:?}");
    let sentence = support::sentence(nonpaged, report);
    assert!(sentence.starts_with("Nonpaged pool is leaking: it rose from 120 MB to 540 MB in 36"), "{sentence}");
    assert!(sentence.ends_with("without a substantial decrease and holds 54 % of 1000 MB of RAM."));
    // the README quotes it
    let readme = include_str!("../../README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readme.contains(&format!("*{sentence}*")), "{sentence}");
    let paged = report.pool(Pool::Paged).unwrap();
    assert_ne!(paged.judgement.verdict(), Verdict::Leak);
}
