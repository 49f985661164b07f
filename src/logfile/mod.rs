//! Turns bytes into a recording.
//!
//! [`OpenLog::open`] examines the content and reads the description of the log; [`OpenLog::stream`] then walks the
//! samples once and passes on the values of the requested counters. Memory is bounded by one sample and by what the
//! caller keeps: nothing is mapped, every read is positioned and checked, and damage becomes a [`Diagnostic`] instead
//! of a failure.

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
