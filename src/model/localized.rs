//! Counter names in other languages: what a German or Czech Windows calls the pools.
//!
//! Names are compared without case and accents, because exports lose them. In a `.blg` with a name table the indexes are
//! the same in every language, and go before names.

use super::CounterPath;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// An object and counter by their English names.
pub type English = (&'static str, &'static str);

const NONPAGED: English = ("Memory", "Pool Nonpaged Bytes");
const PAGED: English = ("Memory", "Pool Paged Bytes");

/// Object, nonpaged pool, paged pool, as logs and Microsoft's documentation in these languages have them.
const NAMES: [(&str, &str, &str); 12] = [
    ("Arbeitsspeicher", "Nicht-Auslagerungsseiten (Bytes)", "Auslagerungsseiten (Bytes)"),
    ("Mémoire", "Octets de réserve non paginée", "Octets de réserve paginée"),
    ("Memoria", "Bytes de bloque no paginado", "Bytes de bloque paginado"),
    ("Memoria", "Byte del pool non di paging", "Byte del pool di paging"),
    ("Geheugen", "Niet-wisselbaar geheugen: bytes", "Wisselbaar geheugen: bytes"),
    ("Minne", "Icke växlingsbart systemminne - byte", "Växlingsbart systemminne - byte"),
    ("Pamięć", "Bajty w puli niestronicowanej", "Bajty w puli stronicowanej"),
    ("Paměť", "Bajty nestránkovaného fondu", "Bajty stránkovaného fondu"),
    ("Memória", "Nem lapozható készlet mérete (bájt)", "Lapozható készlet mérete (bájt)"),
    ("Bellek", "Disk Belleği Olmayan Havuz Bayt Sayısı", "Disk Belleği Havuzu Bayt Sayısı"),
    ("Memória", "Bytes de pool não-paginável", "Bytes de pool paginável"),
    ("Memória", "Bytes na memória não paginável", "Bytes na memória paginável"),
];

/// Titles whose indexes are the same on every Windows (checked in a real log).
const TITLES: [(u32, u32, English); 9] = [
    (4, 58, NONPAGED),
    (4, 56, PAGED),
    (4, 24, ("Memory", "Available Bytes")),
    (4, 26, ("Memory", "Committed Bytes")),
    (4, 30, ("Memory", "Commit Limit")),
    (4, 818, ("Memory", "Cache Bytes")),
    (230, 784, ("Process", "ID Process")),
    (230, 952, ("Process", "Handle Count")),
    (230, 186, ("Process", "Private Bytes")),
];

/// Lower case, without accents.
pub fn folded(text: &str) -> String {
    let letters = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    letters.map(|c| if c == 'ı' { 'i' } else { c }).filter(|c| !is_combining_mark(*c)).collect()
}

/// The names, folded once.
fn folded_names() -> &'static [(String, String, String)] {
    static NAMES_FOLDED: OnceLock<Vec<(String, String, String)>> = OnceLock::new();
    NAMES_FOLDED.get_or_init(|| NAMES.iter().map(|(o, n, p)| (folded(o), folded(n), folded(p))).collect())
}

/// The English names of a counter that is known by another language's, or `None`.
pub fn english_by_name(object: &str, counter: &str) -> Option<English> {
    let names = folded_names();
    // most objects are none of them, and need no folding to see that
    if object.is_ascii() && !names.iter().any(|(o, _, _)| object.eq_ignore_ascii_case(o)) {
        return None;
    }
    let (object, counter) = (folded(object), folded(counter));
    names.iter().find_map(|(o, nonpaged, paged)| {
        if *o != object {
            None
        } else if *nonpaged == counter {
            Some(NONPAGED)
        } else if *paged == counter {
            Some(PAGED)
        } else {
            None
        }
    })
}

/// Whether a text names a pool and its object in one of the other languages.
pub fn names_pools(text: &str) -> bool {
    let text = folded(text);
    folded_names()
        .iter()
        .any(|(object, nonpaged, paged)| text.contains(object) && (text.contains(nonpaged) || text.contains(paged)))
}

/// The English names of a counter by its title indexes.
pub fn english_by_title(object: u32, counter: u32) -> Option<English> {
    TITLES.iter().find(|(o, c, _)| (*o, *c) == (object, counter)).map(|(_, _, english)| *english)
}

/// Which counters are the pools, where the user had to say so: paths, with or without the computer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PoolPaths {
    pub nonpaged: Vec<String>,
    pub paged: Vec<String>,
}

impl PoolPaths {
    /// Gives a path its English names, where the user or its language say that it is a pool.
    pub fn translate(&self, path: &mut CounterPath) {
        let said = |wanted: &[String]| wanted.iter().any(|w| is_same(w, path));
        if said(&self.nonpaged) {
            path.english = Some(NONPAGED);
        } else if said(&self.paged) {
            path.english = Some(PAGED);
        } else if path.english.is_none() {
            path.english = english_by_name(&path.object, &path.counter);
        }
    }
}

impl PoolPaths {
    /// Takes more names in; one that is now one pool's is no longer the other's.
    pub fn add(&mut self, more: &Self) {
        let is_new = |name: &String| !more.paged.contains(name) && !more.nonpaged.contains(name);
        self.nonpaged.retain(is_new);
        self.paged.retain(is_new);
        self.nonpaged.extend(more.nonpaged.iter().cloned());
        self.paged.extend(more.paged.iter().cloned());
    }

    /// A path that the user gave and that is none of these.
    pub fn unmatched<'a>(&self, paths: impl Iterator<Item = &'a CounterPath> + Clone) -> Option<&str> {
        let mut said = self.nonpaged.iter().chain(&self.paged).map(String::as_str);
        said.find(|wanted| !paths.clone().any(|path| is_same(wanted, path)))
    }
}

fn is_same(wanted: &str, path: &CounterPath) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let key = path.key();
    key == wanted || key.ends_with(&wanted) && wanted.starts_with('\\') && !wanted.starts_with(r"\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(english_by_name("Memoire", "OCTETS DE RESERVE NON PAGINEE"), Some(NONPAGED));
        assert_eq!(english_by_name("Pamięć", "Bajty w puli stronicowanej"), Some(PAGED));
        assert_eq!(english_by_name("BELLEK", "Disk Bellegi Havuzu Bayt Sayisi"), Some(PAGED));
        assert_eq!(english_by_name("Memory", "Pool Paged Bytes"), None);
        assert_eq!(english_by_name("Memoria", "Bytes disponibles"), None);
    }

    #[test]
    fn every_name_leads_to_its_own_pool() {
        for (object, nonpaged, paged) in NAMES {
            assert_eq!(english_by_name(object, nonpaged), Some(NONPAGED));
            assert_eq!(english_by_name(object, paged), Some(PAGED));
        }
    }

    #[test]
    fn what_the_user_says_goes_first() {
        let said = PoolPaths { nonpaged: vec![r"\Minni\Ósíðuskiptur pottur".to_owned()], paged: Vec::new() };
        let mut path = CounterPath::single("PC", "Minni", "Ósíðuskiptur pottur");
        said.translate(&mut path);
        assert!(path.is("Memory", "Pool Nonpaged Bytes"));
        assert_eq!(path.to_string(), r"\\PC\Minni\Ósíðuskiptur pottur");
        let mut other = CounterPath::single("PC", "Minni", "Annað");
        said.translate(&mut other);
        assert_eq!(other.english, None);
    }
}
