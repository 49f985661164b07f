//! Counters by their names in other languages: what a German or Russian Windows calls them.
//!
//! In a `.blg` with a name table the indexes are the same in every language and take precedence over names. Names are
//! compared without case and accents, because exports lose them, and with apostrophes and spaces normalized. One name
//! may stand for several counters; object and counter together must be in the catalogue. A name known from
//! documentation alone counts only if object and counter are both known in its language.

use super::catalogue::{self, Known};
use super::names::{Grade, LANGUAGES};
pub use super::path::English;
use super::pools::Pool;
use super::{CounterPath, KeyedPath};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

impl English {
    pub fn of(known: &Known) -> Self {
        Self { object: Some(known.object), counter: Some(known.counter) }
    }

    /// By the indexes of object and counter.
    pub fn by_index(object: u32, counter: u32) -> Self {
        match catalogue::by_index(object, counter) {
            Some(known) => Self::of(known),
            None => Self { object: catalogue::object_by_index(object), counter: None },
        }
    }
}

/// Lower case, without accents, with apostrophes and spaces normalized.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let one_kind = |c: char| match c {
        'ı' => 'i',
        '’' | '‘' | 'ʼ' => '\'',
        '\u{A0}' | '\u{202F}' | '\u{2007}' => ' ',
        '–' | '—' | '‑' => '-',
        c => c,
    };
    let letters = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).map(one_kind);
    letters.filter(|c| !is_combining_mark(*c)).collect()
}

/// Whether a path counts a pool, judged by its names in any language.
pub fn is_pool(path: &CounterPath) -> bool {
    catalogue::pool(path).is_some() || {
        let english = english_by_name(&path.object, &path.counter);
        catalogue::pool(&CounterPath { english, ..path.clone() }).is_some()
    }
}

/// The names of all languages, folded once: English name, language, grade.
#[derive(Default)]
struct Names {
    objects: HashMap<String, Vec<(&'static str, usize, Grade)>>,
    counters: HashMap<String, Vec<(&'static str, usize, Grade)>>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = Names::default();
        for (language, (_, all)) in LANGUAGES.iter().enumerate() {
            for (english, name, grade) in *all {
                // a name can belong to both an object and a counter
                let entry = (*english, language, *grade);
                if catalogue::object_by_name(english).is_some() {
                    names.objects.entry(folded(name)).or_default().push(entry);
                }
                names.counters.entry(folded(name)).or_default().push(entry);
            }
        }
        names
    })
}

/// The English names of a counter whose names are in another language, as far as they are known.
pub fn english_by_name(object: &str, counter: &str) -> English {
    if catalogue::by_name(object, counter).is_some() {
        return English::default();
    }
    let names = names();
    let object_names = names.objects.get(&folded(object)).map_or(&[][..], Vec::as_slice);
    let own_object = catalogue::object_by_name(object);
    // most objects are unknown, and their counters need no folding
    if object_names.is_empty() && own_object.is_none() {
        return English::default();
    }
    let counters = names.counters.get(&folded(counter)).map_or(&[][..], Vec::as_slice);
    let both = counters.iter().find_map(|(counter, language, _)| {
        let (object, ..) = object_names
            .iter()
            .find(|(object, l, _)| l == language && catalogue::by_name(object, counter).is_some())?;
        catalogue::by_name(object, counter)
    });
    // an English object may have localized counters, and vice versa
    let with_english_object = || {
        let known = |counter| catalogue::by_name(own_object?, counter);
        counters.iter().filter(|(_, _, grade)| *grade != Grade::C).find_map(|(counter, ..)| known(counter))
    };
    let sure = object_names.iter().find(|(_, _, grade)| *grade != Grade::C).map(|(object, ..)| *object);
    let with_english_counter = || catalogue::by_name(sure?, counter);
    match both.or_else(with_english_object).or_else(with_english_counter) {
        Some(known) => English::of(known),
        None => English { object: sure.filter(|_| own_object.is_none()), counter: None },
    }
}

/// Whether a text names a pool and its object in one of the other languages.
pub fn names_pools(text: &str) -> bool {
    let text = folded(text);
    LANGUAGES.iter().any(|(_, names)| {
        let has = |is_it: fn(&str) -> bool| names.iter().any(|(e, name, _)| is_it(e) && text.contains(&folded(name)));
        has(|e| e == catalogue::MEMORY) && has(|e| e == "Pool Nonpaged Bytes" || e == "Pool Paged Bytes")
    })
}

/// Which counters are the pools, if the user had to say so: paths, with or without the computer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PoolPaths {
    pub nonpaged: Vec<String>,
    pub paged: Vec<String>,
}

impl PoolPaths {
    /// Gives a path its English names if the user or its language says that it is a pool.
    pub fn translate(&self, mut path: CounterPath) -> KeyedPath {
        if path.english.counter.is_none() {
            let named = english_by_name(&path.object, &path.counter);
            path.english.counter = named.counter;
            path.english.object = named.object.or(path.english.object);
        }
        let path = KeyedPath::from(path);
        let said = |wanted: &[String]| wanted.iter().any(|w| is_same(w, &path));
        let pool = if said(&self.nonpaged) {
            Pool::Nonpaged
        } else if said(&self.paged) {
            Pool::Paged
        } else {
            return path;
        };
        path.with_english(English { object: Some(catalogue::MEMORY), counter: Some(pool.counter()) })
    }

    /// Whether a path is listed here.
    pub fn names(&self, path: &CounterPath) -> bool {
        let path = KeyedPath::from(path.clone());
        self.nonpaged.iter().chain(&self.paged).any(|wanted| is_same(wanted, &path))
    }

    /// Drops paths of counters that are known to be something else.
    pub fn sensible(mut self) -> Self {
        let is_sensible = |name: &String| {
            let path = CounterPath::parse(name.trim());
            path.is_some_and(|path| {
                let english = english_by_name(&path.object, &path.counter);
                let path = CounterPath { english, ..path };
                catalogue::of_path(&path).is_none_or(|known| known.pool().is_some())
            })
        };
        self.nonpaged.retain(is_sensible);
        self.paged.retain(is_sensible);
        self
    }

    /// Adds more names; a path that now names one pool no longer names the other.
    pub fn add(&mut self, more: &Self) {
        let is_new = |name: &String| !more.paged.contains(name) && !more.nonpaged.contains(name);
        self.nonpaged.retain(is_new);
        self.paged.retain(is_new);
        self.nonpaged.extend(more.nonpaged.iter().cloned());
        self.paged.extend(more.paged.iter().cloned());
    }

    /// A path that the user gave and that matches none of these.
    pub fn unmatched<'a>(&self, paths: impl Iterator<Item = &'a KeyedPath> + Clone) -> Option<&str> {
        let mut said = self.nonpaged.iter().chain(&self.paged).map(String::as_str);
        said.find(|wanted| !paths.clone().any(|path| is_same(wanted, path)))
    }
}

fn is_same(wanted: &str, path: &KeyedPath) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let key = path.key().as_str();
    key == wanted || key.ends_with(&wanted) && wanted.starts_with('\\') && !wanted.starts_with(r"\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(object: &str, counter: &str) -> Option<(&'static str, &'static str)> {
        let english = english_by_name(object, counter);
        english.object.zip(english.counter)
    }

    const NONPAGED: (&str, &str) = ("Memory", "Pool Nonpaged Bytes");
    const PAGED: (&str, &str) = ("Memory", "Pool Paged Bytes");

    #[test]
    fn accents_case_apostrophes_and_spaces_do_not_matter() {
        assert_eq!(names("Memoire", "OCTETS DE RESERVE NON PAGINEE"), Some(NONPAGED));
        assert_eq!(names("Pamięć", "Bajty w puli stronicowanej"), Some(PAGED));
        assert_eq!(names("BELLEK", "Disk Bellegi Havuzu Bayt Sayisi"), Some(PAGED));
        assert_eq!(names("Système", "Temps d’activité système"), Some(("System", "System Up Time")));
        assert_eq!(names("Système", "Temps\u{A0}d'activité système"), Some(("System", "System Up Time")));
        assert_eq!(names("Memory", "Pool Paged Bytes"), None, "it is English already");
    }

    #[test]
    fn what_the_german_log_says_of_ram_up_time_load_and_processes_is_understood() {
        for (object, counter, english) in [
            ("Arbeitsspeicher für NUMA-Knoten", "MB gesamt", ("NUMA Node Memory", "Total MBytes")),
            ("Arbeitsspeicher", "Zusagegrenze", ("Memory", "Commit Limit")),
            ("Arbeitsspeicher", "Verfügbare MB", ("Memory", "Available MBytes")),
            ("System", "Systembetriebszeit", ("System", "System Up Time")),
            ("System", "Prozesse", ("System", "Processes")),
            ("Server", "Serversitzungen", ("Server", "Server Sessions")),
            ("Netzwerkschnittstelle", "Gesamtanzahl Bytes/s", ("Network Interface", "Bytes Total/sec")),
            ("Prozess", "Handleanzahl", ("Process", "Handle Count")),
            ("Prozess", "Prozesskennung", ("Process", "ID Process")),
            ("Prozess", "Private Bytes", ("Process", "Private Bytes")),
        ] {
            assert_eq!(names(object, counter), Some(english), "{object} {counter}");
        }
    }

    #[test]
    fn one_name_can_be_several_counters_and_objects() {
        // French: the object Process and the counter Processes
        assert_eq!(names("Système", "Processus"), Some(("System", "Processes")));
        assert_eq!(english_by_name("Processus", "Anything").object, Some("Process"));
        assert_eq!(names("Prozess", "Nicht-Auslagerungsseiten (Bytes)"), Some(("Process", "Pool Nonpaged Bytes")));
        assert_eq!(names("Arbeitsspeicher", "Nicht-Auslagerungsseiten (Bytes)"), Some(NONPAGED));
    }

    #[test]
    fn documentation_alone_is_not_enough() {
        // Dutch names are known from documentation only: they count together, but not one alone
        assert_eq!(names("Geheugen", "Wisselbaar geheugen: bytes"), Some(PAGED));
        assert_eq!(names("Memory", "Wisselbaar geheugen: bytes"), None);
        assert_eq!(english_by_name("Geheugen", "Iets"), English::default());
    }

    #[test]
    fn every_language_finds_its_own_names() {
        for (language, all) in LANGUAGES {
            let objects = all.iter().filter(|(e, ..)| catalogue::object_by_name(e).is_some());
            for (object, object_name, _) in objects {
                for (counter, counter_name, _) in *all {
                    let Some(known) = catalogue::by_name(object, counter) else { continue };
                    let found = names(object_name, counter_name);
                    // if a name stands for two counters of one object, the first will do
                    let same = |(o, c): (&str, &str)| {
                        o == known.object
                            && (c == known.counter
                                || all.iter().any(|(e, n, _)| *e == c && folded(n) == folded(counter_name)))
                    };
                    let is_english = catalogue::by_name(object_name, counter_name).is_some();
                    assert!(
                        is_english || found.is_some_and(same),
                        "{language}: {object_name} {counter_name}: {found:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_the_user_says_goes_first() {
        let said = PoolPaths { nonpaged: vec![r"\Minni\Ósíðuskiptur pottur".to_owned()], paged: Vec::new() };
        let path = said.translate(CounterPath::single("PC", "Minni", "Ósíðuskiptur pottur"));
        assert!(path.is("Memory", "Pool Nonpaged Bytes"));
        assert_eq!(path.to_string(), r"\\PC\Minni\Ósíðuskiptur pottur");
        let other = said.translate(CounterPath::single("PC", "Minni", "Annað"));
        assert_eq!(other.english, English::default());
    }
}
