//! The log that comes with the program: the story of Microsoft's article, made by the project's own test writer.

use crate::logfile::bytes::Memory;
use crate::logfile::{LogError, OpenLog, Progress};
use std::path::Path;
use std::sync::Arc;

/// Its name, shown in place of a path.
pub const NAME: &str = "sample.blg";

const BYTES: &[u8] = include_bytes!("../assets/sample.blg");

/// Opens the embedded log.
///
/// # Errors
/// Never, as long as the embedded log is intact.
pub fn open() -> Result<OpenLog, LogError> {
    OpenLog::from_bytes(Arc::new(Memory(BYTES.into())), Path::new(NAME), &Progress::default())
}
