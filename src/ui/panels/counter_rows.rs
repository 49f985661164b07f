//! The rows of the list of counters: a tree by name, or all of them by value, growth or verdict.

use super::super::state::settings::{CounterOrder, Settings};
use super::super::state::{BuiltFor, CounterRow, CounterRows, Document};
use crate::analysis::{Finding, Verdict};
use crate::model::path::computer_key;
use crate::model::pattern::Pattern;
use crate::model::{Key, KeyedPath};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The key of the group of favourites, which comes before all objects.
const FAVOURITES: &str = "*favourites";

/// Rebuilds the rows if the computer, the search, the favourites or the open groups have changed.
pub fn rebuild(rows: &mut CounterRows, document: &Document, settings: &Settings) {
    let (favourites, order) = (&settings.favourites, settings.counter_order);
    let computer = document.machine().map_or_else(String::new, |m| computer_key(&m.report.computer));
    let search = rows.search.trim().to_lowercase();
    let ranked = document.derived.ranks.as_ref().map(|ranks| ranks.is_of_all);
    let is_same = |b: &BuiltFor| {
        (&b.computer, &b.search, b.names) == (&computer, &search, document.loaded.analysis.names.len())
            && b.open == rows.open
            && b.favourites == *favourites
            && (b.order, b.ranked) == (order, ranked)
    };
    if is_same(&rows.built_for) {
        return;
    }
    let names = &document.loaded.analysis.names;
    let own: Vec<usize> = (0..names.len()).filter(|i| document.has_counter(&names[*i])).collect();
    rows.of = own.len();
    rows.rows.clear();
    if search.is_empty() && order == CounterOrder::Name {
        starred(&mut rows.rows, names, &own, &rows.open, favourites);
        tree(&mut rows.rows, names, &own, &rows.open);
    } else {
        let mut found =
            if search.is_empty() { own } else { own.into_iter().filter(search_of(&search, names)).collect() };
        sort(&mut found, order, document);
        rows.rows.extend(found.into_iter().map(|at| CounterRow::Counter { at, depth: 0 }));
    }
    let (names, open) = (names.len(), rows.open.clone());
    rows.built_for = BuiltFor { computer, search, names, open, favourites: favourites.clone(), order, ranked };
    // the rows are no longer the same
    rows.anchor = None;
}

/// Whether a counter matches the search: a path in which `*` matches anything, or words in any order.
fn search_of<'a>(search: &'a str, names: &'a [KeyedPath]) -> Box<dyn Fn(&usize) -> bool + 'a> {
    if search.starts_with('\\') {
        let pattern = Pattern::new(search);
        return Box::new(move |i| pattern.matches(&names[*i]) || names[*i].local_key().starts_with(search));
    }
    let words: Vec<&str> = search.split_whitespace().collect();
    // keys keep the case of tags
    Box::new(move |i| {
        let key = names[*i].key().as_str().to_lowercase();
        words.iter().all(|word| key.contains(word))
    })
}

/// Sorts counters, which come in the order of their names; unknown values come last.
fn sort(found: &mut [usize], order: CounterOrder, document: &Document) {
    let names = &document.loaded.analysis.names;
    match order {
        CounterOrder::Name => {}
        CounterOrder::Value | CounterOrder::Growth => {
            let Some(ranks) = &document.derived.ranks else { return };
            let value = |i: &usize| {
                let (last, growth) = ranks.of.get(names[*i].key()).copied()?;
                Some(if order == CounterOrder::Value { last } else { growth })
            };
            let known = |i: &usize| value(i).unwrap_or(f64::NEG_INFINITY);
            found.sort_by(|a, b| known(b).total_cmp(&known(a)));
        }
        CounterOrder::Verdict => {
            // a report lists leaks first
            let findings = document.report().map(|r| r.pools().chain(r.others())).into_iter().flatten();
            let severity = |f: &Finding| match f.judgement.verdict() {
                Verdict::Leak => 0,
                Verdict::Suspect => 1,
                Verdict::Inconclusive => 2,
                _ => 3,
            };
            let places: HashMap<&Key, (usize, usize)> =
                findings.enumerate().map(|(place, f)| (f.path.key(), (severity(f), place))).collect();
            found.sort_by_key(|i| places.get(names[*i].key()).copied().unwrap_or((4, 0)));
        }
    }
}

/// The favourites that this log contains, in a group of their own.
fn starred(
    rows: &mut Vec<CounterRow>,
    names: &[KeyedPath],
    own: &[usize],
    open: &HashSet<String>,
    favourites: &BTreeSet<String>,
) {
    if favourites.is_empty() {
        return;
    }
    let found: Vec<usize> = own.iter().copied().filter(|i| favourites.contains(names[*i].local_key())).collect();
    if found.is_empty() {
        return;
    }
    let (key, name) = (FAVOURITES.to_owned(), "Favourites".to_owned());
    rows.push(CounterRow::Group { key, name, depth: 0, count: found.len() });
    if open.contains(FAVOURITES) {
        rows.extend(found.into_iter().map(|at| CounterRow::Counter { at, depth: 1 }));
    }
}

/// Objects, their instances, their counters, as far as these are expanded. The names are sorted in that order.
fn tree(rows: &mut Vec<CounterRow>, names: &[KeyedPath], own: &[usize], open: &HashSet<String>) {
    for object in own.chunk_by(|a, b| names[*a].object.eq_ignore_ascii_case(&names[*b].object)) {
        let Some(name) = object.first().map(|i| names[*i].object.clone()) else { continue };
        let key = name.to_lowercase();
        let is_open = open.contains(&key);
        rows.push(CounterRow::Group { key, name, depth: 0, count: object.len() });
        if !is_open {
            continue;
        }
        for instance in object
            .chunk_by(|a, b| names[*a].object_and_instance().eq_ignore_ascii_case(&names[*b].object_and_instance()))
        {
            let Some(first) = instance.first().map(|i| &names[*i]) else { continue };
            let mut depth = 1;
            if first.instance.is_some() {
                let full = first.object_and_instance();
                let key = full.to_lowercase();
                let is_open = open.contains(&key);
                let name = full.strip_prefix(first.object.as_str()).unwrap_or(&full);
                let name = name.strip_prefix('(').and_then(|n| n.strip_suffix(')')).unwrap_or(name).to_owned();
                rows.push(CounterRow::Group { key, name, depth: 1, count: instance.len() });
                if !is_open {
                    continue;
                }
                depth = 2;
            }
            rows.extend(instance.iter().map(|at| CounterRow::Counter { at: *at, depth }));
        }
    }
}
