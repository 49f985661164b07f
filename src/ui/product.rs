//! What the window saves to files.

use super::session::EXTENSION;
use crate::export::data::DataFormat;
use std::path::PathBuf;

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    Picture,
    Session,
    /// A report, or a bundle of it with pictures and data, depending on the file's extension.
    Report,
    /// Samples as a table, in the format of the file's extension.
    Data,
}

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

    /// The formats it can be written in: a description and the file extension; the first is the default.
    pub fn formats(self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Picture => vec![("PNG picture", "png"), ("SVG picture", "svg")],
            Self::Session => vec![("PoolScope session", EXTENSION)],
            Self::Data => DataFormat::ALL.iter().map(|(_, name, ending)| (*name, *ending)).collect(),
            Self::Report => vec![
                ("HTML report, one file", "html"),
                ("Markdown, for a ticket", "md"),
                ("Bundle: report, pictures, data", "zip"),
            ],
        }
    }

    /// The path, with an extension that matches what is written.
    pub fn place(self, path: PathBuf) -> PathBuf {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let is_known = ending.is_some_and(|ending| self.formats().iter().any(|(_, known)| *known == ending));
        if is_known { path } else { path.with_added_extension(self.formats()[0].1) }
    }
}
