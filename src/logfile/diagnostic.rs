//! Anomalies in a log that could be read anyway: each kind with a name, a severity, a count and a first position.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Good to know; nothing is missing.
    Info,
    /// Values are missing that the log never had.
    Gap,
    /// Something that was written could not be read.
    DataLoss,
}

impl Severity {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Gap => "gap",
            Self::DataLoss => "data_loss",
        }
    }
}

macro_rules! diagnostics {
    ($($variant:ident, $name:literal, $severity:ident;)*) => {
        /// Every kind of diagnostic; their texts are in the `wording` module.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum DiagnosticKind { $($variant,)* }

        impl DiagnosticKind {
            pub const ALL: &'static [DiagnosticKind] = &[$(Self::$variant),*];

            /// The name used in reports; never changes.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }
        }
    };
}

diagnostics! {
    CutShort, "cut_short", DataLoss;
    NotClosed, "not_closed", Info;
    DamagedBuffer, "damaged_buffer", DataLoss;
    MissingBuffers, "missing_buffers", DataLoss;
    DamagedEvent, "damaged_event", DataLoss;
    ForeignEvent, "foreign_event", Info;
    IncompleteBody, "incomplete_body", DataLoss;
    OversizedBody, "oversized_body", DataLoss;
    DamagedSample, "damaged_sample", DataLoss;
    DamagedList, "damaged_list", DataLoss;
    DamagedTitles, "damaged_titles", DataLoss;
    UnknownTitle, "unknown_title", Info;
    SurplusBlocks, "surplus_blocks", DataLoss;
    UnknownBlock, "unknown_block", DataLoss;
    DamagedRegistration, "damaged_registration", DataLoss;
    RegisteredAgain, "registered_again", Info;
    UnregisteredSet, "unregistered_set", DataLoss;
    UnregisteredCounter, "unregistered_counter", DataLoss;
    UnknownType, "unknown_type", Gap;
    NewSection, "new_section", Info;
    OutOfOrder, "out_of_order", Info;
    ClockSetBack, "clock_set_back", Info;
    SameTime, "same_time", DataLoss;
    BadTime, "bad_time", DataLoss;
    ImpossibleValue, "impossible_value", DataLoss;
    BadStatus, "bad_status", Gap;
    Circular, "circular", Info;
    LostEvents, "lost_events", DataLoss;
    MissingSignature, "missing_signature", Info;
    MissingBias, "missing_bias", Info;
    RowsAbove, "rows_above_header", Info;
    CodePage, "code_page", Info;
    DayFirst, "day_first", Info;
    CutTimes, "cut_times", DataLoss;
    NoData, "no_data", Gap;
    BadRow, "bad_row", DataLoss;
    ShortRow, "short_row", Gap;
    LongRow, "long_row", DataLoss;
    BadCell, "bad_cell", DataLoss;
    BadColumn, "bad_column", DataLoss;
    DuplicateCounter, "duplicate_counter", Info;
    ConflictingValue, "conflicting_value", DataLoss;
    TooManyCounters, "too_many_counters", DataLoss;
    Thinned, "thinned", Info;
    GuessedTimes, "guessed_times", Info;
    UnknownZone, "unknown_zone", Info;
    DayOrderGuessed, "day_order_guessed", Info;
    BadListingRow, "bad_listing_row", DataLoss;
    OtherTime, "listings_of_other_time", Info;
    OtherMachine, "listings_of_other_machine", Info;
    BadEvent, "bad_event", DataLoss;
    ForeignComputer, "foreign_computer", Info;
    NoPoolCounters, "no_pool_counters", Info;
    NoSamples, "no_samples", DataLoss;
}

/// One kind of anomaly in one log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub kind: DiagnosticKind,
    pub count: u64,
    /// Byte position (binary logs) or line number (text logs) of the first.
    pub first_position: Option<u64>,
}

impl Diagnostic {
    pub fn severity(&self) -> Severity {
        self.kind.severity()
    }
}

/// Diagnostics being collected.
#[derive(Debug, Default)]
pub struct Diagnostics(BTreeMap<DiagnosticKind, Diagnostic>);

impl Diagnostics {
    /// Counts one more, found at `position`.
    pub fn add(&mut self, kind: DiagnosticKind, position: u64) {
        self.add_many(kind, 1, Some(position));
    }

    /// Counts several at once; does nothing if `count` is 0.
    pub fn add_many(&mut self, kind: DiagnosticKind, count: u64, position: Option<u64>) {
        if count == 0 {
            return;
        }
        let known = self.0.entry(kind).or_insert(Diagnostic { kind, count: 0, first_position: position });
        known.count = known.count.saturating_add(count);
        known.first_position = match (known.first_position, position) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }

    /// Appends diagnostics collected elsewhere, with their positions shifted by `offset`.
    pub fn append(&mut self, other: Self, offset: u64) {
        for diagnostic in other.0.into_values() {
            self.add_many(diagnostic.kind, diagnostic.count, diagnostic.first_position.map(|p| p + offset));
        }
    }

    pub fn count(&self, kind: DiagnosticKind) -> u64 {
        self.0.get(&kind).map_or(0, |n| n.count)
    }

    /// All diagnostics, the most severe first.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.0.into_values().collect();
        all.sort_by_key(|d| std::cmp::Reverse(d.severity()));
        all
    }
}
