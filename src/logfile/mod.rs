//! Bytes become a recording.
//!
//! [`OpenLog::open`] looks at the content and reads what describes the log; [`OpenLog::stream`] then walks the samples
//! once and hands over the values of the counters asked for. Memory stays bounded by one sample and by what the caller
//! keeps: nothing is mapped, every read is positioned and checked, and damage becomes a [`Diagnostic`], not an end.

pub mod blg;
pub mod block;
pub mod budget;
pub mod bytes;
pub mod collect;
pub mod delimited;
pub mod detect;
pub mod diagnostic;
pub mod error;
pub mod events;
mod gather;
pub mod limits;
mod open;
pub mod order;
pub mod progress;
pub mod reader;
mod stamp;
pub mod tags;
pub mod whole;

pub use block::Stamp;
pub use collect::{Catalogue, CatalogueEntry};
pub use diagnostic::{Diagnostic, DiagnosticKind, Diagnostics, Severity};
pub use error::LogError;
pub use progress::Progress;
pub use reader::{Found, LogReader, OpenLog, ReadContext, Sink, Want};
