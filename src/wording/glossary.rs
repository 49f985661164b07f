//! What the words on screen mean, each in a sentence or two: shown where one rests on them.

/// What a term means; `None` for what explains itself.
pub fn meaning(term: &str) -> Option<&'static str> {
    TERMS.iter().find(|(name, _)| *name == term).map(|(_, meaning)| *meaning)
}

/// Every term with its meaning.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    TERMS.iter().copied()
}

/// The handbook's page of them.
pub fn page() -> String {
    let intro = "# Glossary\n\nWhat the words on screen mean. In the window each says so where the pointer rests on it; F1 comes here.\n";
    TERMS.iter().fold(intro.to_owned(), |page, (term, meaning)| format!("{page}\n### {term}\n\n{meaning}\n"))
}

const TERMS: &[(&str, &str)] = &[
    // figures
    (
        "Share of RAM",
        "The maximum as a part of the machine's memory. Of the paged pool only the resident part is in RAM; the rest was \
         written to the page file.",
    ),
    ("Maximum", "The largest sample of the log, and when it was first reached."),
    ("Least", "The smallest sample of the log."),
    ("Growth", "How much it rose from where the rise began to where the sentence says that it came."),
    ("Change", "The last sample that decided, less the first one."),
    (
        "Rate",
        "The slope of the rise (Theil-Sen: the median of the slopes between points). In brackets the 95 % interval: of a \
         hundred intervals found so, ninety-five hold the true rate.",
    ),
    ("Since", "When the rise began: the lowest point before it, by the samples."),
    ("Faster since", "It rose before as well; from here on it rises faster."),
    (
        "Largest fall",
        "The most that it came down on the way up, and as a part of the growth. A leak gives back little; load gives back \
         most.",
    ),
    (
        "Time left",
        "At this rate, until what ends first: RAM, commit limit, available memory or the pool's own limit in this Windows. In \
         brackets for the ends of the rate's interval.",
    ),
    (
        "Probability",
        "Of a hundred logs that looked like this one, so many were leaks: counted on generated logs whose answer is known. It \
         is no promise for a single machine.",
    ),
    (
        "Confidence",
        "How clearly the samples speak for this verdict, from 0 to 100. It is no probability: it was not counted on logs whose \
         answer is known.",
    ),
    // how it is said
    (
        "Given back",
        "What came down again of a rise. A leak gives back little or nothing; load gives back what it took.",
    ),
    ("Resident", "The part of the paged pool that is in RAM; the rest of it was written to the page file."),
    ("Interval", "Between its ends the true rate lies with 95 % confidence. The more a pool wanders, the wider it is."),
    (
        "Provisional",
        "Said of a leak that load may explain: it has risen for too short a time, or the log counts no load. A longer log \
         decides.",
    ),
    // columns of the statistics
    ("Last", "The last value in the visible time."),
    ("Average", "The mean of the samples in the visible time, each counting the same."),
    ("Minimum", "The lowest sample in the visible time, and when it was first that low."),
    ("95 %", "Below this lie 95 % of the samples in the visible time."),
    ("Per hour", "How fast the line changes: the Theil-Sen slope, as in the verdict."),
    ("Duration", "From the first to the last sample in the visible time."),
    ("Samples", "How many samples in the visible time have a value."),
    ("A to B", "How much changes from one cursor to the other, for each hour between them."),
    // verdicts
    ("Leaking", "It rises without a substantial decrease, and still does: what is taken is not given back."),
    (
        "Leaking (provisional)",
        "It rises like a leak, but for too short a time, or beside load that was not logged: a working day would look alike.",
    ),
    ("Leaked before restart", "It leaked until the machine was restarted; after that the log is too short to tell."),
    ("Exhausted", "It rose to its limit and stayed there: allocations failed, or could not grow further."),
    ("Running out", "It falls without a substantial recovery."),
    ("Rising like a leak", "This counter rises as a leak does. Of a process it is a hint, not a proof."),
    ("Rising (provisional)", "It rises as a leak does, for too short a time to be sure."),
    ("Suspect", "It rises, but not clearly enough for a leak. Worth watching."),
    ("Cannot tell", "Too few samples, or too short a time: neither a leak nor its absence shows."),
    ("No leak seen", "Nothing rises in this log, which is too short to acquit: a slow leak would not show yet."),
    ("Stable", "No lasting change that matters."),
    ("Up and down", "It rises and falls; what is left after each fall does not grow."),
    ("Released", "It rose and came down again: what was taken was given back."),
    ("Follows load", "It rises and falls with a counter of work done, and by as much."),
    ("Levelled off", "It rose and then stopped: warming up, or a leak that ended."),
    ("Jumped", "One or two jumps make up the change; between them it is level."),
    // tags
    ("leaking", "It holds what it takes and rises like a leak, beside a pool that leaks."),
    ("growing", "It grew and holds what it took; whether it leaks takes more listings, or a pool that leaks."),
    ("busy", "It allocates all the time, and practically all of it is freed."),
    ("large but still", "It holds much of the pool and does not grow, or holds it in a few allocations."),
    ("holds what it takes", "Of what it ever took most is still held. One listing cannot say whether it grows."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tags::Conduct;

    #[test]
    fn every_term_is_explained_once() {
        let names: std::collections::HashSet<_> = TERMS.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), TERMS.len());
        assert!(TERMS.iter().all(|(_, meaning)| meaning.ends_with('.') && meaning.len() < 260));
        for conduct in [Conduct::Leaking, Conduct::Growing, Conduct::Busy, Conduct::LargeStill, Conduct::Holding] {
            assert!(meaning(super::super::tags::word(conduct)).is_some());
        }
    }
}
