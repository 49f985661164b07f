//! What was odd in a log that was read all the same: each kind with a name, a severity, a count and a first position.

use std::collections::BTreeMap;

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

macro_rules! notes {
    ($($variant:ident, $name:literal, $severity:ident, $one:literal, $many:literal;)*) => {
        /// Every kind of note there is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DiagnosticKind { $(#[doc = $many] $variant,)* }

        impl DiagnosticKind {
            pub const ALL: &'static [DiagnosticKind] = &[$(Self::$variant),*];

            /// The name used in reports; never changes.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            fn sentence(self, count: u64) -> String {
                match self {
                    $(Self::$variant => if count == 1 { $one.to_owned() } else { $many.replace("{n}", &count.to_string()) },)*
                }
            }
        }
    };
}

notes! {
    CutShort, "cut_short", DataLoss, "The file ends in the middle of a buffer: the log is still being written, or the copy was cut short.", "The file ends in the middle of a buffer: the log is still being written, or the copy was cut short.";
    NotClosed, "not_closed", Info, "The log was not closed properly, or is still being written.", "The log was not closed properly, or is still being written.";
    DamagedBuffer, "damaged_buffer", DataLoss, "One buffer is damaged and was skipped.", "{n} buffers are damaged and were skipped.";
    DamagedEvent, "damaged_event", DataLoss, "One event has an impossible length; the rest of its buffer was skipped.", "{n} events have impossible lengths; the rest of their buffers was skipped.";
    ForeignEvent, "foreign_event", Info, "One event of another kind was skipped.", "{n} events of other kinds were skipped.";
    IncompleteBody, "incomplete_body", DataLoss, "One sample or list misses a part and was dropped.", "{n} samples or lists miss a part and were dropped.";
    OversizedBody, "oversized_body", DataLoss, "One sample claims an impossible size and was dropped.", "{n} samples claim impossible sizes and were dropped.";
    DamagedSample, "damaged_sample", DataLoss, "One sample could only be read in part.", "{n} samples could only be read in part.";
    DamagedList, "damaged_list", DataLoss, "The list of counters could only be read in part.", "{n} lists of counters could only be read in part.";
    DamagedTitles, "damaged_titles", DataLoss, "The table of counter names could only be read in part.", "{n} tables of counter names could only be read in part.";
    UnknownTitle, "unknown_title", Info, "One counter has no name in the log; its number is shown.", "{n} counters have no name in the log; their numbers are shown.";
    SurplusBlocks, "surplus_blocks", DataLoss, "One sample has more blocks than the list has counters and was dropped: its values may belong to others.", "{n} samples have more blocks than the list has counters and were dropped: their values may belong to others.";
    UnknownBlock, "unknown_block", DataLoss, "One block of an unknown kind was skipped.", "{n} blocks of unknown kinds were skipped.";
    DamagedRegistration, "damaged_registration", DataLoss, "The description of one counter set could only be read in part.", "The descriptions of {n} counter sets could only be read in part.";
    RegisteredAgain, "registered_again", Info, "One counter set is described twice, differently; each sample is read by the description that fits it.", "{n} counter sets are described again, differently; each sample is read by the description that fits it.";
    UnregisteredSet, "unregistered_set", DataLoss, "One block belongs to a counter set that the log does not describe and was skipped.", "{n} blocks belong to counter sets that the log does not describe and were skipped.";
    UnregisteredCounter, "unregistered_counter", DataLoss, "One counter cannot be shown: its counter set does not describe it, or lacks what it is measured against.", "{n} counters cannot be shown: their counter sets do not describe them, or lack what they are measured against.";
    UnknownType, "unknown_type", Info, "One counter has a type nobody documents and is not shown.", "{n} counters have types nobody documents and are not shown.";
    NewSection, "new_section", Info, "The log was appended to: it holds one more session.", "The log was appended to: it holds {n} more sessions.";
    OutOfOrder, "out_of_order", Info, "One sample was out of order; samples are shown by time.", "{n} samples were out of order; samples are shown by time.";
    SameTime, "same_time", DataLoss, "One sample has the stamp of the one before and was dropped.", "{n} samples have the stamp of the one before and were dropped.";
    BadTime, "bad_time", DataLoss, "One sample has an impossible time and was dropped.", "{n} samples have impossible times and were dropped.";
    ImpossibleValue, "impossible_value", DataLoss, "One amount of memory is negative or larger than any machine: a gap.", "{n} amounts of memory are negative or larger than any machine: gaps.";
    BadStatus, "bad_status", Gap, "One value was logged as invalid: a gap.", "{n} values were logged as invalid: gaps.";
    Circular, "circular", Info, "A circular log: its oldest samples were overwritten.", "A circular log: its oldest samples were overwritten.";
    LostEvents, "lost_events", DataLoss, "Windows says that it lost one event while logging.", "Windows says that it lost {n} events while logging.";
    MissingSignature, "missing_signature", Info, "The header lacks the PDH signature; the file was read as PDH text.", "The header lacks the PDH signature; the file was read as PDH text.";
    MissingBias, "missing_bias", Info, "The header does not say the time zone; times are taken as UTC.", "The header does not say the time zone; times are taken as UTC.";
    RowsAbove, "rows_above_header", Info, "One row stands above the header and was skipped.", "{n} rows stand above the header and were skipped.";
    CodePage, "code_page", Info, "The names are in an old code page; letters that look wrong were guessed wrong.", "The names are in an old code page; letters that look wrong were guessed wrong.";
    DayFirst, "day_first", Info, "The times have the day before the month.", "The times have the day before the month.";
    CutTimes, "cut_times", DataLoss, "A spreadsheet has cut the times to minutes and seconds: hours were counted from the first row, the date is not known.", "A spreadsheet has cut the times to minutes and seconds: hours were counted from the first row, the date is not known.";
    NoData, "no_data", Gap, "One cell is -1, which stands for no data: a gap.", "{n} cells are -1, which stands for no data: gaps.";
    BadRow, "bad_row", DataLoss, "One row has no readable time and was skipped.", "{n} rows have no readable time and were skipped.";
    ShortRow, "short_row", Gap, "One row has fewer cells than the header; the missing ones are gaps.", "{n} rows have fewer cells than the header; the missing ones are gaps.";
    LongRow, "long_row", DataLoss, "One row has more cells than the header and was skipped: its values may belong to other columns.", "{n} rows have more cells than the header and were skipped: their values may belong to other columns.";
    BadCell, "bad_cell", DataLoss, "One cell is not a number: a gap.", "{n} cells are not numbers: gaps.";
    BadColumn, "bad_column", DataLoss, "One column has no counter path and was ignored.", "{n} columns have no counter path and were ignored.";
    DuplicateCounter, "duplicate_counter", Info, "One counter is in the log twice; the first is used.", "{n} counters are in the log twice; the first are used.";
    TooManyCounters, "too_many_counters", DataLoss, "The log names more counters than can be kept; one was left out.", "The log names more counters than can be kept; {n} were left out.";
    NoPoolCounters, "no_pool_counters", Info, "No pool counters in this log.", "No pool counters in this log.";
    NoSamples, "no_samples", DataLoss, "The log holds no samples.", "The log holds no samples.";
}

/// How a log with pool counters is collected, in an elevated prompt; stop it later with `logman stop PoolLeak`.
pub const COLLECT: [&str; 2] = [
    r#"logman create counter PoolLeak -f bincirc -max 300 -si 00:05:00 -c "\Memory\*" "\Process(*)\*" "\System\*" "\Server\*" "\NUMA Node Memory(*)\*" -o C:\PerfLogs\PoolLeak"#,
    "logman start PoolLeak",
];

/// One kind of oddity in one log.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// In plain words.
    pub fn text(&self) -> String {
        let sentence = self.kind.sentence(self.count);
        match self.kind {
            DiagnosticKind::NoPoolCounters => format!("{sentence} To collect them: {}", COLLECT.join(" && ")),
            _ => sentence,
        }
    }
}

/// Diagnostics being collected.
#[derive(Debug, Default)]
pub struct Diagnostics(BTreeMap<DiagnosticKind, Diagnostic>);

impl Diagnostics {
    /// Counts one more, met at `position`.
    pub fn add(&mut self, kind: DiagnosticKind, position: u64) {
        self.add_many(kind, 1, Some(position));
    }

    /// Counts several at once; nothing for none.
    pub fn add_many(&mut self, kind: DiagnosticKind, count: u64, position: Option<u64>) {
        if count == 0 {
            return;
        }
        let note = self.0.entry(kind).or_insert(Diagnostic { kind, count: 0, first_position: position });
        note.count = note.count.saturating_add(count);
        note.first_position = match (note.first_position, position) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }

    /// Takes in what was noted elsewhere, its positions moved on by `offset`.
    pub fn append(&mut self, other: Self, offset: u64) {
        for note in other.0.into_values() {
            self.add_many(note.kind, note.count, note.first_position.map(|p| p + offset));
        }
    }

    pub fn count(&self, kind: DiagnosticKind) -> u64 {
        self.0.get(&kind).map_or(0, |n| n.count)
    }

    /// The notes, the gravest first.
    pub fn into_vec(self) -> Vec<Diagnostic> {
        let mut notes: Vec<Diagnostic> = self.0.into_values().collect();
        notes.sort_by_key(|n| std::cmp::Reverse(n.severity()));
        notes
    }
}
