//! What several targets need.
#![allow(dead_code)]

use poolscope::logfile::bytes::Memory;
use poolscope::logfile::{Diagnostic, DiagnosticKind, Diagnostics, Found, LogError, Sink, Stamp};
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn memory(bytes: &[u8]) -> Arc<Memory> {
    Arc::new(Memory(bytes.to_vec().into()))
}

/// Everything a log says, by counter.
#[derive(Debug, Default, PartialEq)]
pub struct Everything {
    found: Vec<String>,
    /// Stamp and values by path, as bits: a value is what it is to the last one.
    pub samples: Vec<(i64, BTreeMap<String, u64>)>,
}

impl Sink for Everything {
    fn counter(&mut self, found: Found) {
        self.found.push(found.path.key().to_string());
    }

    fn sample(&mut self, Stamp { local_ms, .. }: Stamp, values: &[(usize, f64)]) -> Result<(), LogError> {
        let mut row = BTreeMap::new();
        for (id, value) in values {
            assert!(value.is_finite());
            row.insert(self.found[*id].clone(), value.to_bits());
        }
        self.samples.push((local_ms, row));
        Ok(())
    }
}

impl Everything {
    pub fn append(&mut self, other: Self) {
        self.samples.extend(other.samples);
    }
}

/// What was noted and how often; where, only as far as it was counted from the same place.
pub fn counts_of(diagnostics: Diagnostics) -> Vec<(DiagnosticKind, u64)> {
    let mut all: Vec<(DiagnosticKind, u64)> =
        diagnostics.into_vec().into_iter().map(|n: Diagnostic| (n.kind, n.count)).collect();
    all.sort();
    all
}

/// Sorted cuts of `0..end` from bytes.
pub fn cuts(bytes: &[u8], end: u64) -> Vec<u64> {
    let mut cuts: Vec<u64> = bytes.iter().map(|b| end * u64::from(*b) / 256).collect();
    cuts.extend([0, end]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}
