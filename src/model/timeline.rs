//! One timeline from several recordings of one computer: segments of a log, consecutive logs, logs that ran at the same
//! time.

use super::{Counter, CounterPath, Recording, Thinned, TimeAxis, tag};
use std::collections::HashMap;
use std::sync::Arc;

/// The most values that a joined recording may hold: 512 MB.
const VALUES: usize = 1 << 26;

/// Puts recordings on one axis, in order of time. If two have a value for the same counter at the same moment, the one
/// that begins earlier counts. Returns the recording and how many counters did not fit; those with the fewest values
/// are left out first. `None` if there is no recording at all.
pub fn join(mut recordings: Vec<Recording>) -> Option<(Recording, usize)> {
    if recordings.len() < 2 {
        return recordings.pop().map(|r| (r, 0));
    }
    recordings.sort_by_key(|r| r.axis.utc_ms.first().copied().unwrap_or(i64::MAX));
    let (axis, rows) = axis(&recordings);
    // which recordings have a counter, in the order in which counters were first seen
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut sources: Vec<Vec<(usize, Counter)>> = Vec::new();
    for (i, recording) in recordings.iter_mut().enumerate() {
        for counter in std::mem::take(&mut recording.counters) {
            let index = *known.entry(counter_key(&counter.path)).or_insert_with(|| {
                sources.push(Vec::new());
                sources.len() - 1
            });
            sources[index].push((i, counter));
        }
    }
    let room = VALUES / axis.len().max(1);
    let left_out = sources.len().saturating_sub(room);
    if left_out > 0 {
        let present = |s: &Vec<(usize, Counter)>| s.iter().map(|(_, c)| c.present().count()).sum::<usize>();
        let mut order: Vec<usize> = (0..sources.len()).collect();
        order.sort_by_cached_key(|k| std::cmp::Reverse(present(&sources[*k])));
        order.truncate(room);
        order.sort_unstable();
        sources = order.into_iter().map(|k| std::mem::take(&mut sources[k])).collect();
    }
    let counters = sources.into_iter().filter_map(|s| one(s, &rows, axis.len())).collect();
    let mut parts = Vec::new();
    let mut is_single_computer = true;
    for recording in &mut recordings {
        parts.append(&mut recording.parts);
        is_single_computer &= recording.is_single_computer;
    }
    // the facts of the newest log that describes the machine are the current ones
    let knows = recordings.iter().rposition(|r| r.facts.os_build.is_some()).unwrap_or(recordings.len() - 1);
    let is_one_zone = recordings.iter().all(|r| r.facts.zone == recordings[knows].facts.zone);
    let facts = recordings.swap_remove(knows).facts;
    let mut axis = axis;
    if !is_one_zone {
        // one clock for all: two would contradict each other
        axis.local_ms = axis.utc_ms.iter().map(|ms| facts.zone.local_from_utc(*ms)).collect();
    }
    Some((Recording { parts, facts, is_single_computer, axis: Arc::new(axis), counters }, left_out))
}

/// Equal for the same counter of the same computer, whatever language the log is in.
pub fn counter_key(path: &CounterPath) -> String {
    let instance = (&path.computer, &path.parent, path.index);
    let key = format!("{}\n{instance:?}\n{}", path.english_object(), path.english_counter()).to_lowercase();
    let name = path.instance.as_deref().unwrap_or_default();
    // `NtFC` and `Ntfc` are two tags
    let name = if tag::of_path(path).is_some() { name.to_owned() } else { name.to_lowercase() };
    format!("{key}\n{}{name}", path.instance.is_some())
}

/// The moments of all recordings, each once, and the positions of each recording's moments among them.
fn axis(recordings: &[Recording]) -> (TimeAxis, Vec<Vec<u32>>) {
    let mut moments: Vec<(i64, i64)> = Vec::with_capacity(recordings.iter().map(|r| r.axis.len()).sum());
    for r in recordings {
        moments.extend(r.axis.utc_ms.iter().copied().zip(r.axis.local_ms.iter().copied()));
    }
    // stable: of equal moments, the earlier recording's stays first. Stretches that are already sorted make this cheap.
    moments.sort_by_key(|(utc, _)| *utc);
    moments.dedup_by_key(|(utc, _)| *utc);
    let (utc_ms, local_ms): (Vec<i64>, Vec<i64>) = moments.into_iter().unzip();
    let rows = recordings
        .iter()
        .map(|r| {
            let mut at = r.axis.utc_ms.first().map_or(0, |first| utc_ms.partition_point(|t| t < first));
            let row = |t: &i64| {
                while utc_ms[at] < *t {
                    at += 1;
                }
                at as u32
            };
            r.axis.utc_ms.iter().map(row).collect()
        })
        .collect();
    (TimeAxis { local_ms, utc_ms, thinned: thinned(recordings) }, rows)
}

/// What was left out of all of them together; the interval is that of the recording with the most left out.
fn thinned(recordings: &[Recording]) -> Option<Thinned> {
    let all = recordings.iter().filter_map(|r| r.axis.thinned);
    let longest = all.clone().max_by_key(|thinned| thinned.left_out)?;
    Some(Thinned { left_out: all.map(|thinned| thinned.left_out).sum(), ..longest })
}

/// Merges one counter's values from several recordings.
fn one(sources: Vec<(usize, Counter)>, rows: &[Vec<u32>], len: usize) -> Option<Counter> {
    let mut values = vec![f64::NAN; len];
    let mut joined: Option<Counter> = None;
    for (i, counter) in sources {
        for (row, value) in rows[i].iter().zip(counter.values.iter()) {
            let slot = &mut values[*row as usize];
            if slot.is_nan() {
                *slot = value;
            }
        }
        match &mut joined {
            Some(joined) => joined.kind = joined.kind.or(counter.kind),
            None => joined = Some(counter),
        }
    }
    joined.map(|c| Counter { values: Arc::new(values.into()), ..c })
}

#[cfg(test)]
mod tests {
    use super::super::{Facts, Format, Part, Source, Zone};
    use super::*;

    fn recording(file: &str, utc_ms: &[i64], counters: &[(&str, &[f64])]) -> Recording {
        let facts = Facts { os_build: Some(utc_ms[0] as u32), ..Facts::of_zone(Zone::utc()) };
        let source = Source { path: file.into(), format: Format("blg"), bytes: 1 };
        let axis = TimeAxis { local_ms: utc_ms.to_vec(), utc_ms: utc_ms.to_vec(), thinned: None };
        Recording {
            parts: vec![Part::of(source, &facts, &axis)],
            facts,
            is_single_computer: true,
            axis: Arc::new(axis),
            counters: counters
                .iter()
                .map(|(name, values)| Counter {
                    path: CounterPath::single("PC", "Memory", name).into(),
                    kind: None,
                    values: Arc::new(values.to_vec().into()),
                })
                .collect(),
        }
    }

    fn names(r: &Recording) -> Vec<String> {
        r.parts.iter().map(|p| p.source.path.display().to_string()).collect()
    }

    #[test]
    fn segments_follow_each_other_whatever_order_they_are_given_in() {
        let nan = f64::NAN;
        let later = recording("b", &[40, 50], &[("A", &[4.0, 5.0]), ("New", &[7.0, 8.0])]);
        let earlier = recording("a", &[10, 20, 30], &[("A", &[1.0, nan, 3.0])]);
        let (joined, left_out) = join(vec![later, earlier]).expect("two");
        assert_eq!((joined.axis.utc_ms.as_slice(), left_out), (&[10, 20, 30, 40, 50][..], 0));
        let text = |i: usize| format!("{:?}", joined.counters[i].values);
        assert_eq!(text(0), "[1.0, NaN, 3.0, 4.0, 5.0]");
        assert_eq!(text(1), "[NaN, NaN, NaN, 7.0, 8.0]");
        assert_eq!((names(&joined), joined.facts.os_build), (vec!["a".to_owned(), "b".to_owned()], Some(40)));
    }

    #[test]
    fn where_logs_overlap_the_earlier_one_counts_and_gaps_are_filled() {
        let nan = f64::NAN;
        let first = recording("a", &[10, 20, 30], &[("A", &[1.0, 2.0, nan])]);
        let second = recording("b", &[15, 20, 30, 35], &[("A", &[1.5, 99.0, 3.0, 3.5]), ("B", &[9.0; 4])]);
        let (joined, _) = join(vec![first, second]).expect("two");
        assert_eq!(joined.axis.utc_ms, [10, 15, 20, 30, 35]);
        assert_eq!(*joined.counters[0].values, [1.0, 1.5, 2.0, 3.0, 3.5][..]);
        assert_eq!(format!("{:?}", joined.counters[1].values), "[NaN, 9.0, 9.0, 9.0, 9.0]");
    }

    #[test]
    fn one_clock_holds_and_the_log_that_knows_the_machine_speaks() {
        let mut first = recording("a", &[10, 20], &[("A", &[1.0, 2.0])]);
        let mut second = recording("b", &[30], &[("A", &[3.0])]);
        let zone = |bias_minutes| Zone { name: String::new(), bias_minutes, ..Zone::utc() };
        (first.facts.zone, second.facts.zone, second.facts.os_build) = (zone(-1), zone(0), None);
        let (joined, _) = join(vec![first, second]).expect("two");
        assert_eq!((joined.facts.os_build, joined.facts.zone.bias_minutes), (Some(10), -1));
        assert_eq!(joined.axis.local_ms, [60_010, 60_020, 60_030]);
    }

    #[test]
    fn none_and_one_are_what_they_are() {
        assert!(join(Vec::new()).is_none());
        let (one, _) = join(vec![recording("a", &[5], &[("A", &[1.0])])]).expect("one");
        assert_eq!(*one.counters[0].values, [1.0][..]);
    }
}
