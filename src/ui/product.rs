//! What the window saves into files.

use super::session::EXTENSION;
use std::path::PathBuf;

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    Picture,
    Session,
    /// A report, or a bundle of it with pictures and data, by the file's ending.
    Report,
    /// Samples as a table, by the file's ending.
    Data,
}

/// As [`DataFormat::ALL`](crate::export::data::DataFormat::ALL) has them.
const DATA: &[(&str, &str)] = &[
    ("PDH-CSV, as Windows writes it", "csv"),
    ("PDH-TSV, with tabs", "tsv"),
    #[cfg(feature = "parquet")]
    ("Parquet, a row a value", "parquet"),
];

impl Product {
    /// `the picture`
    pub fn name(self) -> &'static str {
        match self {
            Self::Picture => "the picture",
            Self::Session => "the session",
            Self::Report => "the report",
            Self::Data => "the data",
        }
    }

    /// What it can be written as: in words, and the file's ending; the first is what it is without one.
    pub fn formats(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Picture => &[("PNG picture", "png"), ("SVG picture", "svg")],
            Self::Session => &[("PoolScope session", EXTENSION)],
            Self::Data => DATA,
            Self::Report => &[
                ("HTML report, one file", "html"),
                ("Markdown, for a ticket", "md"),
                ("Bundle: report, pictures, data", "zip"),
            ],
        }
    }

    /// The path with an ending that says what is written.
    pub fn place(self, path: PathBuf) -> PathBuf {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let is_known = ending.is_some_and(|ending| self.formats().iter().any(|(_, known)| *known == ending));
        if is_known { path } else { path.with_added_extension(self.formats()[0].1) }
    }
}
