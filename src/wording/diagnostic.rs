//! What was odd in a log, in plain words.

use crate::logfile::{Diagnostic, DiagnosticKind};
use crate::model::{Format, units};

/// How a log with pool counters is collected, in an elevated prompt; stop it later with `logman stop PoolLeak`.
pub const COLLECT: [&str; 2] = [
    r#"logman create counter PoolLeak -f bincirc -max 300 -si 00:05:00 -c "\Memory\*" "\Process(*)\*" "\System\*" "\Server\*" "\NUMA Node Memory(*)\*" -o C:\PerfLogs\PoolLeak"#,
    "logman start PoolLeak",
];

/// What a diagnostic says.
pub fn diagnostic(d: &Diagnostic) -> String {
    let (one, many) = sentences(d.kind);
    let sentence = if d.count == 1 { one.to_owned() } else { many.replace("{n}", &d.count.to_string()) };
    match d.kind {
        DiagnosticKind::NoPoolCounters => format!("{sentence} To collect them: {}", COLLECT.join("; then: ")),
        _ => sentence,
    }
}

/// Where it first occurred: `first in line 1,234`; `None` if it has no position.
pub fn position(d: &Diagnostic, format: Format) -> Option<String> {
    let at = units::grouped(d.first_position? as f64);
    Some(match format.position_unit() {
        "line" => format!("first in line {at}"),
        unit => format!("first at {unit} {at}"),
    })
}

/// The sentence for one, and the sentence for `{n}` of them. A table: one row for each kind.
fn sentences(kind: DiagnosticKind) -> (&'static str, &'static str) {
    use DiagnosticKind::*;
    let always = |sentence| (sentence, sentence);
    match kind {
        CutShort => always(
            "The file ends in the middle of a buffer: the log is still being written, or the copy was cut short.",
        ),
        NotClosed => always("The log was not closed properly, or is still being written."),
        MissingBuffers => (
            "One buffer that was written is missing: the log was cut, or is not a whole copy.",
            "{n} buffers that were written are missing: the log was cut, or is not a whole copy.",
        ),
        DamagedBuffer => ("One buffer is damaged and was skipped.", "{n} buffers are damaged and were skipped."),
        DamagedEvent => (
            "One event has an impossible length; the rest of its buffer was skipped.",
            "{n} events have impossible lengths; the rest of their buffers was skipped.",
        ),
        ForeignEvent => ("One event of another kind was skipped.", "{n} events of other kinds were skipped."),
        IncompleteBody => {
            ("One sample or list misses a part and was dropped.", "{n} samples or lists miss a part and were dropped.")
        }
        OversizedBody => (
            "One sample claims an impossible size and was dropped.",
            "{n} samples claim impossible sizes and were dropped.",
        ),
        DamagedSample => ("One sample could only be read in part.", "{n} samples could only be read in part."),
        DamagedList => {
            ("The list of counters could only be read in part.", "{n} lists of counters could only be read in part.")
        }
        DamagedTitles => (
            "The table of counter names could only be read in part.",
            "{n} tables of counter names could only be read in part.",
        ),
        UnknownTitle => (
            "One counter has no name in the log; its number is shown.",
            "{n} counters have no name in the log; their numbers are shown.",
        ),
        SurplusBlocks => (
            "One sample has more blocks than the list has counters and was dropped: its values may belong to others.",
            "{n} samples have more blocks than the list has counters and were dropped: their values may belong to others.",
        ),
        UnknownBlock => ("One block of an unknown kind was skipped.", "{n} blocks of unknown kinds were skipped."),
        DamagedRegistration => (
            "The description of one counter set could only be read in part.",
            "The descriptions of {n} counter sets could only be read in part.",
        ),
        RegisteredAgain => (
            "One counter set is described twice, differently; each sample is read by the description that fits it.",
            "{n} counter sets are described again, differently; each sample is read by the description that fits it.",
        ),
        UnregisteredSet => (
            "One block belongs to a counter set that the log does not describe and was skipped.",
            "{n} blocks belong to counter sets that the log does not describe and were skipped.",
        ),
        UnregisteredCounter => (
            "One counter cannot be shown: its counter set does not describe it, or lacks what it is measured against.",
            "{n} counters cannot be shown: their counter sets do not describe them, or lack what they are measured against.",
        ),
        UnknownType => (
            "One counter has a type nobody documents and is not shown.",
            "{n} counters have types nobody documents and are not shown.",
        ),
        NewSection => (
            "The log was appended to: it holds one more session.",
            "The log was appended to: it holds {n} more sessions.",
        ),
        OutOfOrder => (
            "One sample was out of order; samples are shown by time.",
            "{n} samples were out of order; samples are shown by time.",
        ),
        ClockSetBack => (
            "The clock went back by an hour in a night in which daylight saving time may end; later times count on from there.",
            "The clock went back by an hour {n} times, in nights in which daylight saving time may end; later times count on from there.",
        ),
        SameTime => (
            "One sample has the stamp of the one before and was dropped.",
            "{n} samples have the stamp of the one before and were dropped.",
        ),
        BadTime => (
            "One sample has an impossible time and was dropped.",
            "{n} samples have impossible times and were dropped.",
        ),
        ImpossibleValue => (
            "One amount of memory is negative or larger than any machine: a gap.",
            "{n} amounts of memory are negative or larger than any machine: gaps.",
        ),
        BadStatus => ("One value was logged as invalid: a gap.", "{n} values were logged as invalid: gaps."),
        Circular => always("A circular log: its oldest samples were overwritten."),
        LostEvents => (
            "Windows says that it lost one event while logging.",
            "Windows says that it lost {n} events while logging.",
        ),
        MissingSignature => always("The header lacks the PDH signature; the file was read as PDH text."),
        MissingBias => always("The header does not say the time zone; times are taken as UTC."),
        RowsAbove => {
            ("One row stands above the header and was skipped.", "{n} rows stand above the header and were skipped.")
        }
        CodePage => always("The names are in an old code page; letters that look wrong were guessed wrong."),
        DayFirst => always("The times have the day before the month."),
        CutTimes => always(
            "A spreadsheet has cut the times to minutes and seconds: hours were counted from the first row, the date is not known.",
        ),
        NoData => {
            ("One cell is -1, which stands for no data: a gap.", "{n} cells are -1, which stands for no data: gaps.")
        }
        BadRow => ("One row has no readable time and was skipped.", "{n} rows have no readable time and were skipped."),
        ShortRow => (
            "One row has fewer cells than the header; the missing ones are gaps.",
            "{n} rows have fewer cells than the header; the missing ones are gaps.",
        ),
        LongRow => (
            "One row has more cells than the header and was skipped: its values may belong to other columns.",
            "{n} rows have more cells than the header and were skipped: their values may belong to other columns.",
        ),
        BadCell => ("One cell is not a number: a gap.", "{n} cells are not numbers: gaps."),
        BadColumn => {
            ("One column has no counter path and was ignored.", "{n} columns have no counter path and were ignored.")
        }
        DuplicateCounter => (
            "One counter is in the log twice; the first is used.",
            "{n} counters are in the log twice; the first are used.",
        ),
        ConflictingValue => (
            "One value was left out: its counter has another one in the same sample.",
            "{n} values were left out: their counters have other ones in the same samples.",
        ),
        TooManyCounters => (
            "The log has more than fits into memory: one counter was left out. Pools are kept first.",
            "The log has more than fits into memory: {n} counters were left out. Pools are kept first.",
        ),
        Thinned => (
            "The log has one sample more than fits into memory: it was left out. Kept are those where a pool is highest or lowest, and some at regular steps.",
            "The log has more samples than fit into memory: {n} were left out. Kept are those where a pool is highest or lowest, and others at regular steps.",
        ),
        GuessedTimes => (
            "One listing has no time of its own; it was guessed from the name or the time of its file.",
            "{n} listings have no times of their own; they were guessed from the name or the time of the file.",
        ),
        UnknownZone => always("The log does not say in which time zone its times are; they are taken as UTC."),
        DayOrderGuessed => {
            always("The dates do not prove whether the day or the month comes first; the month was taken to be first.")
        }
        BadListingRow => (
            "One row of a listing is damaged or cut and was skipped.",
            "{n} rows of listings are damaged or cut and were skipped.",
        ),
        OtherTime => {
            always("The listings of pool tags are of another time than the log: they say nothing of its rise.")
        }
        OtherMachine => always(
            "The listings of pool tags say another amount of RAM than the log: they are taken for those of another computer.",
        ),
        BadEvent => (
            "One exported event could not be read and was skipped.",
            "{n} exported events could not be read and were skipped.",
        ),
        ForeignComputer => (
            "One exported event belongs to no log here: it is of another computer, or does not say of which. It is not shown.",
            "{n} exported events belong to no log here: they are of other computers, or do not say of which. They are not shown.",
        ),
        NoPoolCounters => always("No pool counters in this log."),
        NoSamples => always("The log holds no samples: it was cut before the first one, or nothing was logged yet."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_diagnostic_has_its_sentence() {
        let said = |kind, count| diagnostic(&Diagnostic { kind, count, first_position: None });
        let mut met = std::collections::HashSet::new();
        for kind in DiagnosticKind::ALL {
            let (one, many) = (said(*kind, 1), said(*kind, 7));
            assert!(one.starts_with(char::is_uppercase) && !one.contains('{'), "{one}");
            assert!(many.ends_with(['.', 'k']) && (many == one || many.contains('7')), "{many}");
            assert!(met.insert(one), "{kind:?} says what another says");
        }
        assert_eq!(said(DiagnosticKind::DamagedBuffer, 1), "One buffer is damaged and was skipped.");
        assert_eq!(said(DiagnosticKind::DamagedBuffer, 3), "3 buffers are damaged and were skipped.");
        assert!(said(DiagnosticKind::NoPoolCounters, 1).ends_with("logman start PoolLeak"));
    }
}
