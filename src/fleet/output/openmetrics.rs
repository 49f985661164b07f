//! Pools for existing dashboards: OpenMetrics text with the names of windows_exporter, which `promtool tsdb
//! create-blocks-from openmetrics` accepts.

use crate::model::catalogue::{Role, has_role, pool};
use crate::model::pools::Pool;
use crate::model::units::Unit;
use crate::model::{KeyedPath, Recording};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek, SeekFrom, Write};

/// A family of metrics: its name, its help text, and the counters it covers.
struct Family {
    name: &'static str,
    help: &'static str,
    is: fn(&KeyedPath) -> bool,
}

const FAMILIES: [Family; 3] = [
    Family {
        name: "windows_memory_pool_nonpaged_bytes",
        help: "Size of the nonpaged pool.",
        is: |path| pool(path) == Some(Pool::Nonpaged),
    },
    Family {
        name: "windows_memory_pool_paged_bytes",
        help: "Size of the paged pool.",
        is: |path| pool(path) == Some(Pool::Paged),
    },
    Family {
        name: "windows_memory_available_bytes",
        help: "Memory available to processes.",
        is: |path| has_role(path, Role::AvailableMemory),
    },
];

/// Metrics, collected server by server. The samples of a metric must be contiguous, so each family is buffered in a
/// file of its own until all servers are known.
pub struct OpenMetrics {
    waiting: [BufWriter<File>; FAMILIES.len()],
}

fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}

impl OpenMetrics {
    /// # Errors
    /// When no temporary file can be created.
    pub fn new() -> io::Result<Self> {
        let file = || tempfile::tempfile().map(BufWriter::new);
        Ok(Self { waiting: [file()?, file()?, file()?] })
    }

    /// Adds the samples of a server's logs.
    ///
    /// # Errors
    /// When writing fails.
    pub fn add(&mut self, server: &str, recording: &Recording) -> io::Result<()> {
        let instance = escaped(server);
        for (family, out) in FAMILIES.iter().zip(&mut self.waiting) {
            // available memory is counted in three units, with the same meaning
            let Some(counter) = recording.counters.iter().find(|c| (family.is)(&c.path)) else { continue };
            let bytes = Unit::of_counter(counter.path.english_counter()).bytes_each().unwrap_or(1.0);
            for (at, value) in counter.present() {
                let seconds = recording.axis.utc_ms[at] as f64 / 1000.0;
                writeln!(out, "{}{{instance=\"{instance}\"}} {} {seconds:.3}", family.name, value * bytes)?;
            }
        }
        Ok(())
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// When writing fails.
    pub fn write(self, to: &mut dyn Write) -> io::Result<()> {
        for (family, waiting) in FAMILIES.iter().zip(self.waiting) {
            let mut file = waiting.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            writeln!(to, "# HELP {} {}\n# TYPE {0} gauge", family.name, family.help)?;
            io::copy(&mut BufReader::new(file), to)?;
        }
        writeln!(to, "# EOF")
    }
}
