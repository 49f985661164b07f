//! Tags from public cases of pool leaks, each with its source and how certain it is: `assets/known-tags.tsv`.

use crate::model::tag::Tag;
use std::collections::HashMap;
use std::sync::OnceLock;

/// How certain a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// A single report; the meaning or the owner is inferred.
    Probable,
    /// A report shows it; the meaning is partly the reader's interpretation.
    Reported,
    /// Stated in the vendor's documentation or source code.
    Stated,
}

/// What is publicly known about a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownTag {
    pub what: &'static str,
    pub owner: &'static str,
    /// Its role in a public case: `culprit`, `culprit (follower)`, `large-harmless`; empty if nothing is known.
    pub status: &'static str,
    /// Where that can be read: all the sources, one after the other.
    pub sources: &'static str,
    pub surety: Certainty,
}

impl KnownTag {
    /// Whether it was named as the leaking tag.
    pub fn is_culprit(&self) -> bool {
        self.status.starts_with("culprit") && !self.is_follower()
    }

    /// Whether it grew in a public case because something else held its objects.
    pub fn is_follower(&self) -> bool {
        self.status.starts_with("culprit (follower)")
    }

    /// Whether it is large on healthy machines.
    pub fn is_usual(&self) -> bool {
        self.status.contains("large-harmless")
    }
}

const TABLE: &str = include_str!("../../assets/known-tags.tsv");

fn parse(line: &'static str) -> Option<(Tag, KnownTag)> {
    let mut cells = line.split('\t');
    let mut cell = || cells.next();
    let (tag, _pool, what, owner) = (cell()?, cell()?, cell()?, cell()?);
    let (status, sources, surety) = (cell()?, cell()?, cell()?);
    let surety = match surety {
        "A" => Certainty::Stated,
        "B" => Certainty::Reported,
        _ => Certainty::Probable,
    };
    Some((Tag::of(tag.as_bytes()), KnownTag { what, owner, status, sources, surety }))
}

/// An alias, because serde takes a field that is written as a reference to be borrowed from its input.
pub type Row = &'static KnownTag;

fn table() -> &'static HashMap<Tag, KnownTag> {
    static KNOWN: OnceLock<HashMap<Tag, KnownTag>> = OnceLock::new();
    KNOWN.get_or_init(|| TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(parse).collect())
}

/// What is publicly known about a tag.
pub fn known(tag: Tag) -> Option<Row> {
    table().get(&tag)
}

/// A row is sent as its texts, and found again by them.
pub mod row {
    use super::{Row, table};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// # Errors
    /// As the serializer.
    pub fn serialize<S: Serializer>(row: &Option<Row>, serializer: S) -> Result<S::Ok, S::Error> {
        row.map(|row| (row.what, row.sources)).serialize(serializer)
    }

    /// # Errors
    /// As the deserializer.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Row>, D::Error> {
        let texts = Option::<(String, String)>::deserialize(deserializer)?;
        let is = |row: &Row, (what, sources): &(String, String)| row.what == what && row.sources == sources;
        Ok(texts.and_then(|texts| table().values().find(|row| is(row, &texts))))
    }
}

/// Tags shared by many drivers, because drivers that choose none get one of these.
pub fn has_many_owners(tag: Tag) -> bool {
    [b"None", b"Ddk ", b"Wdm ", b"Strg", b"Irp ", b"Mdl "].contains(&&tag.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_its_source() {
        let rows: Vec<_> = TABLE.lines().filter(|l| !l.starts_with('#')).collect();
        let parsed: Vec<_> = rows.iter().filter_map(|l| parse(l)).collect();
        assert_eq!((rows.len(), parsed.len()), (174, 174));
        assert!(parsed.iter().all(|(_, known)| !known.what.is_empty() && known.sources.len() > 5));
        let ntfc = known(Tag(*b"NtFC")).expect("a row");
        assert!(ntfc.is_culprit() && ntfc.owner == "ntfs.sys" && ntfc.surety == Certainty::Stated);
        assert!(known(Tag(*b"MmSt")).is_some_and(|k| k.is_usual() && !k.is_culprit()));
        assert!(known(Tag(*b"ntfc")).is_none() && has_many_owners(Tag(*b"Ddk ")));
    }
}
