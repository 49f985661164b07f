//! What holds for any log, not only for those that somebody thought of.

use crate::support;
use crate::support::blg::{Block, Entry, Spec, T0, Writer};
use poolscope::analysis::{Input, judge};
use poolscope::chart::Series;
use poolscope::export::table::TableWriter;
use poolscope::logfile::delimited::lines::{Cells, Value};
use poolscope::model::{CounterPath, KeyedPath, Recording, Zone, timeline};
use proptest::prelude::*;
use std::sync::Arc;

fn recording(moments: &[i64], values: &[Vec<f64>]) -> Recording {
    let path = |i| CounterPath::single("PC", "Object", &format!("Counter {i}"));
    support::recording(moments, values.iter().enumerate().map(|(i, values)| (path(i), values.clone())))
}

fn value(recording: &Recording, counter: usize, at: usize) -> f64 {
    recording.counters[counter].values.get(at).unwrap()
}

/// Steps, and two values for each.
fn samples() -> impl Strategy<Value = Vec<(i64, f64, f64)>> {
    prop::collection::vec((1..600_000i64, -1e12..1e12, prop::num::f64::NORMAL), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_timeline_cut_anywhere_is_put_together_again(rows in samples(), cuts in prop::collection::vec(0..60usize, 0..5), turn in 0..5usize) {
        let mut at = T0;
        let moments: Vec<i64> = rows.iter().map(|r| { at += r.0; at }).collect();
        let columns = [rows.iter().map(|r| r.1).collect::<Vec<_>>(), rows.iter().map(|r| r.2).collect()];
        let mut edges: Vec<usize> = cuts.into_iter().map(|c| c.min(rows.len())).chain([0, rows.len()]).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut pieces: Vec<Recording> = edges
            .windows(2)
            .map(|w| recording(&moments[w[0]..w[1]], &columns.each_ref().map(|c| c[w[0]..w[1]].to_vec())))
            .collect();
        let count = pieces.len();
        pieces.rotate_left(turn % count);
        let (joined, left_out) = timeline::join(pieces).unwrap();
        prop_assert_eq!(&joined.axis.utc_ms, &moments);
        prop_assert_eq!((left_out, joined.parts.len()), (0, count));
        for (counter, column) in joined.counters.iter().zip(&columns) {
            prop_assert_eq!(&*counter.values.whole(), &column[..]);
        }
    }

    #[test]
    fn what_is_written_as_text_reads_back(rows in samples()) {
        let mut text = Vec::new();
        let mut table = TableWriter::new(&mut text, false);
        let paths = [CounterPath::single("PC", "A, \"b\"", "c"), CounterPath::single("PC", "Memory", "% x\ty")].map(KeyedPath::from);
        table.header(&Zone::utc(), T0, &[&paths[0], &paths[1]]).unwrap();
        let mut at = T0;
        let mut expected = Vec::new();
        for (step, a, b) in &rows {
            at += step;
            let b = if b.abs() < 1e29 { *b } else { f64::NAN };
            table.row(at, &[*a, b]).unwrap();
            expected.push((at, *a, b));
        }
        table.finish().unwrap();
        let (read, _) = support::read_all(text).unwrap();
        prop_assert_eq!(read.axis.local_ms.clone(), expected.iter().map(|r| r.0).collect::<Vec<_>>());
        // a negative one stands for "no data"
        let is_same = |a: f64, b: f64| a == b || a.is_nan() && (b.is_nan() || b == -1.0) || (a - b).abs() <= 1e-14 * b.abs();
        for (i, (_, a, b)) in expected.iter().enumerate() {
            prop_assert!(is_same(value(&read, 0, i), *a) && is_same(value(&read, 1, i), *b), "{} {}", a, b);
        }
    }

    #[test]
    fn what_is_written_as_binary_reads_back(rows in prop::collection::vec((1..600_000i64, any::<i64>(), any::<i64>()), 1..40), wide in any::<bool>()) {
        let mut w = Writer::new(Spec { pointer_bytes: if wide { 8 } else { 4 }, ..Spec::default() });
        w.list(T0, &[Entry::one(r"\\PC", "A", "x", 0x0001_0100), Entry::one(r"\\PC", "B", "y", 0x0001_0100)]);
        let mut at = T0;
        for (step, a, b) in &rows {
            at += step;
            w.sample(at, &[Block::level(*a), Block::level(*b)]);
        }
        let (read, diagnostics) = support::read_all(w.finish()).unwrap();
        prop_assert!(diagnostics.is_empty(), "{:?}", diagnostics);
        for (i, (_, a, b)) in rows.iter().enumerate() {
            prop_assert_eq!((value(&read, 0, i), value(&read, 1, i)), (*a as f64, *b as f64));
        }
    }

    #[test]
    fn a_line_has_the_cells_it_was_made_of(cells in prop::collection::vec("[a-z0-9 ,.#%()\\\\\u{e9}]{0,12}", 1..9), quoted in any::<bool>()) {
        let is_plain = |c: &String| !c.contains([',', '"']);
        let quoted = quoted || !cells.iter().all(is_plain);
        let line = cells.iter().map(|c| if quoted { format!("\"{c}\"") } else { c.clone() }).collect::<Vec<_>>().join(",");
        let read: Vec<String> = Cells::new(line.as_bytes(), b',').map(|c| String::from_utf8_lossy(c.text).into_owned()).collect();
        prop_assert_eq!(&read, &cells);
        prop_assert!(Cells::new(line.as_bytes(), b',').are_left(cells.len()) || !quoted && cells.len() == 1);
    }

    #[test]
    fn the_quick_way_to_a_number_and_the_long_one_agree(text in "[0-9]{0,21}(\\.[0-9]{0,21})?") {
        let quick = Cells::new(text.as_bytes(), b',').number();
        let cell = Cells::new(text.as_bytes(), b',').next().unwrap();
        if let Some(number) = quick {
            prop_assert_eq!(cell.value(false), Value::Number(number));
            prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
        }
    }

    #[test]
    fn the_order_of_the_samples_does_not_change_the_verdict(values in prop::collection::vec(0..1_000_000i64, 8..200), turn in 0..200usize) {
        let times: Vec<f64> = (0..values.len()).map(|i| i as f64 * 300.0).collect();
        let values: Vec<f64> = values.iter().enumerate().map(|(i, v)| (v + 10_000 * i as i64) as f64).collect();
        let straight = judge(&Input { times: &times, values: &values, ..Input::default() });
        let turned = |v: &[f64]| { let mut v = v.to_vec(); v.rotate_left(turn % times.len()); v };
        let (t, v) = (turned(&times), turned(&values));
        let other = judge(&Input { times: &t, values: &v, ..Input::default() });
        prop_assert_eq!(straight.verdict(), other.verdict());
        prop_assert_eq!(straight.confidence.to_bits(), other.confidence.to_bits());
    }

    #[test]
    fn paths_are_written_as_they_were_read(text in r"\\\\[A-Z]{1,8}\\[a-z ]{1,9}(\([a-z0-9/#()]{1,9}\))?\\[%a-z /]{1,12}") {
        if let Some(path) = CounterPath::parse(&text) {
            prop_assert_eq!(CounterPath::parse(&path.to_string()), Some(path));
        }
    }

    #[test]
    fn a_line_on_any_screen_keeps_its_peaks_and_its_gaps(
        steps in prop::collection::vec((1..40u32, prop::option::weighted(0.9, -1e9..1e9f64)), 2..3000),
        columns in 1..400usize,
        view in (0.0..1.0f64, 0.0..1.0f64),
    ) {
        let mut at = 0.0;
        let times: Vec<f64> = steps.iter().map(|(step, _)| { at += f64::from(*step); at }).collect();
        let values: Vec<f64> = steps.iter().map(|(_, v)| v.unwrap_or(f64::NAN)).collect();
        let gap = 35.0;
        let series = Series::new(Arc::new(times.clone()), Arc::new(values.clone()), gap);
        let (low, high) = (view.0.min(view.1) * at, view.0.max(view.1) * at);
        prop_assume!(high > low);
        let pieces = series.points((low, high), columns);
        let points: Vec<[f64; 2]> = pieces.iter().flatten().copied().collect();
        let inside: Vec<(f64, f64)> = times.iter().copied().zip(values.iter().copied())
            .filter(|(t, v)| (low..=high).contains(t) && v.is_finite()).collect();
        // every point is a sample, in order of time
        for p in &points {
            let index = times.partition_point(|t| *t < p[0]);
            prop_assert_eq!((times[index], values[index]), (p[0], p[1]));
        }
        prop_assert!(points.windows(2).all(|w| w[0][0] <= w[1][0]));
        // the highest and the lowest of what is in view are there
        for best in [inside.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a }),
                     inside.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a })].into_iter().flatten() {
            prop_assert!(points.iter().any(|p| p[1] == best.1), "{best:?} of {} samples", inside.len());
        }
        // no more than the screen can show, but for a piece that is looked into because of a gap
        let column = (high - low) / columns as f64;
        let most = 4 * (columns + 2) + 70 * pieces.len();
        prop_assert!(points.len() <= most, "{} points for {columns} columns in {} pieces", points.len(), pieces.len());
        // a gap that is wider than a pixel is never bridged
        for piece in &pieces {
            for pair in piece.windows(2) {
                let (a, b) = (times.partition_point(|t| *t < pair[0][0]), times.partition_point(|t| *t < pair[1][0]));
                let widest = (a + 1..=b).map(|i| times[i] - times[i - 1]).fold(0.0, f64::max);
                prop_assert!(widest <= gap || widest <= column || times[b] - times[a] <= 64.0 * column, "{widest} over {column}");
            }
        }
    }
}
