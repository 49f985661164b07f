//! What the terms on screen mean, each in a sentence or two: shown when the pointer rests on one.

/// What a term means; `None` if it explains itself.
pub fn meaning(term: &str) -> Option<&'static str> {
    all().find(|(name, _)| *name == term).map(|(_, meaning)| meaning)
}

/// Every term with its meaning.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.iter().flat_map(|(_, terms)| terms.iter().copied())
}

/// The handbook page that lists them.
pub fn page() -> String {
    let mut page =
        "# Glossary\n\nThe words on screen. In the window, rest the pointer on one to see what it means; F1 opens \
                    this page there.\n"
            .to_owned();
    for (title, terms) in GROUPS {
        page += &format!("\n## {title}\n");
        for (term, meaning) in *terms {
            page += &format!("\n### {term}\n\n{meaning}\n");
        }
    }
    page
}

type Term = (&'static str, &'static str);

const GROUPS: &[(&str, &[Term])] = &[
    ("Figures", FIGURES),
    ("Verdicts", VERDICTS),
    ("What tags do", CONDUCTS),
    ("Columns of tables", COLUMNS),
    ("Pools and logs", IDEAS),
    ("What you add", YOURS),
];

const FIGURES: &[Term] = &[
    (
        "Share of RAM",
        "The maximum as a share of the machine's memory. Only the resident part of the paged pool is in RAM; the rest \
         was written to the page file.",
    ),
    ("Maximum", "The largest sample, and when it was first reached."),
    ("Least", "The smallest sample of the log."),
    (
        "Growth",
        "How much it rose, from where the rise began to the value that the sentence names. For a tag: from the first \
         listing to the last.",
    ),
    ("Change", "The last sample minus the first: of the part that decided the verdict, or of the visible time."),
    (
        "Rate",
        "The slope of the rise (Theil–Sen: the median of the slopes between points). In brackets, the 95 % interval: \
         of a hundred intervals computed like this, ninety-five contain the true rate.",
    ),
    ("Since", "When the rise began: the lowest point before it, read from the samples."),
    ("Faster since", "It rose before as well; from here on it rises faster."),
    (
        "Largest fall",
        "The most that it came down on the way up, also as a share of the growth. A leak gives back little; load gives \
         back most.",
    ),
    (
        "Time left",
        "How long, at this rate, until the first limit is reached: RAM, the commit limit, the memory available, page \
         table entries, or the pool's own limit in this version of Windows. In brackets, for the ends of the rate's interval.",
    ),
    (
        "Probability",
        "Of a hundred logs that looked like this one, how many were leaks: measured on generated logs with known \
         answers. It guarantees nothing about a single machine.",
    ),
    (
        "Confidence",
        "How clearly the samples support this verdict, from 0 to 100. It is not a probability: it was not measured on \
         logs with known answers.",
    ),
    (
        "Given back",
        "What came down again after a rise. A leak gives back little or nothing; load gives back what it took.",
    ),
    ("Resident", "The part of the paged pool that is in RAM; the rest of it was written to the page file."),
    ("Interval", "The true rate is between its ends with 95 % confidence. The more a pool wanders, the wider it is."),
    (
        "Provisional",
        "A leak that load may explain: it has risen for too short a time, or the log counts no load. A longer log \
         will tell.",
    ),
];

const VERDICTS: &[Term] = &[
    ("Leaking", "It rises without a substantial decrease, and still does: what is taken is not given back."),
    (
        "Leaking (provisional)",
        "It rises like a leak, but for too short a time, or beside load that was not logged: a working day would look the \
         same.",
    ),
    ("Leaked before restart", "It leaked until the machine was restarted; the log after that is too short to decide."),
    ("Exhausted", "It rose to its limit and stayed there: allocations failed, or it could not grow further."),
    ("Running out", "It falls without a substantial recovery."),
    ("Rising like a leak", "This counter rises as a leak does. For a process that is a hint, not a proof."),
    ("Rising (provisional)", "It rises as a leak does, for too short a time to be certain."),
    ("Suspect", "It rises, but not clearly enough for a leak. Worth watching."),
    ("Cannot tell", "Too few samples, or too short a time: neither a leak nor its absence can be shown."),
    ("No leak seen", "Nothing rises in this log, which is too short to rule out a slow leak."),
    ("Stable", "No lasting change that matters."),
    ("Up and down", "It rises and falls; what is left after each fall does not grow."),
    ("Released", "It rose and came down again: what was taken was given back."),
    ("Follows load", "It rises and falls with a counter of work done, and in proportion to it."),
    ("Levelled off", "It rose and then stopped: a warm-up, or a leak that ended."),
    ("Jumped", "One or two jumps make up the change; between them it is level."),
];

const CONDUCTS: &[Term] = &[
    ("leaking", "It keeps what it takes and rises like a leak, beside a pool that leaks."),
    ("growing", "It grew and keeps what it takes; to say whether it leaks takes more listings, or a pool that leaks."),
    ("busy", "It allocates all the time, and practically everything is freed."),
    ("large but still", "It holds much of the pool and does not grow, or holds it in a few allocations."),
    ("holds what it takes", "Most of what it ever took is still held. One listing cannot say whether it grows."),
];

const COLUMNS: &[Term] = &[
    ("First", "What the tag held in the first listing."),
    ("Last", "The last value: in the visible time or, for a tag, in the last listing."),
    ("Average", "The mean of the samples in the visible time, each counting the same."),
    ("Minimum", "The lowest sample in the visible time, and when it was first that low."),
    ("95 %", "95 % of the samples in the visible time are below this."),
    ("Per hour", "How fast the line changes: the Theil–Sen slope, as in the verdict."),
    ("Duration", "From the first to the last sample in the visible time."),
    ("Samples", "How many samples in the visible time have a value."),
    ("At A", "The value at cursor A."),
    ("At B", "The value at cursor B."),
    ("B − A", "How much it changed from cursor A to cursor B."),
    ("A to B", "The change per hour from one cursor to the other."),
    ("Server", "A computer that has logs in the folder, with the most urgent of its pools."),
    ("Verdict", "What the samples say of the pool, in a word or two."),
    ("of RAM", "The share of RAM."),
    ("Rate (95 % interval)", "The rate of the rise, and the interval that contains the true one with 95 % confidence."),
    ("Until (UTC)", "When the last sample was taken."),
    ("Share", "The share of the pool's rise that this tag holds; if the pool did not rise, its share of the pool."),
    ("Allocations", "How many allocations were made with this tag from the first to the last listing."),
    ("Freed", "How many of these allocations were freed again."),
    ("Bytes each", "What one live allocation of the tag takes, on average."),
    ("What it does", "Whether the tag leaks, grows, is busy, or only holds."),
    ("Owner", "The driver or part of Windows that uses the tag, as far as it is known."),
];

const IDEAS: &[Term] = &[
    ("Pool", "Memory that Windows' kernel and its drivers allocate from. There are two: nonpaged and paged."),
    (
        "Nonpaged pool",
        "Kernel memory that is always in RAM. When it runs out, drivers fail and the machine hangs or refuses work.",
    ),
    ("Paged pool", "Kernel memory that Windows may write to the page file."),
    ("Tag", "Four characters with which a driver labels its allocations; they lead from the pool to the driver."),
    ("Counter", "One quantity that Windows measures, such as Pool Nonpaged Bytes of the object Memory."),
    ("Sample", "The values of all counters at one moment."),
    ("Log", "A file of samples, as Performance Monitor writes it."),
    ("Listing", "The tags of both pools with their allocations, as PoolMon or a script writes them."),
    ("Load", "Work that the machine does: sessions, connections, files. A pool that follows it does not leak."),
    ("Restart", "The machine was started again, with empty pools: an up time that starts anew shows it."),
    ("Commit limit", "How much memory Windows can promise in total: RAM and page files together."),
];

const YOURS: &[Term] = &[
    ("Cursor", "A moment on the chart whose values the statistics show: A by a click, B by Shift and a click."),
    ("Mark", "A labelled moment on the chart, such as an update. It is part of the picture."),
    ("Note", "Text that you put on the chart. Notes in the sidebar say what was odd about a log."),
    ("Session", "A .poolscope file: which logs are open, how they are shown, and your marks and notes."),
    ("Pseudonym", "A name that stands for another in everything that leaves the program: computer-1, process-2."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tags::Conduct;

    #[test]
    fn every_term_is_explained_once() {
        let names: std::collections::HashSet<_> = all().map(|(name, _)| name).collect();
        assert_eq!(names.len(), all().count());
        assert!(all().all(|(_, meaning)| meaning.ends_with('.') && meaning.len() < 260));
        for conduct in [Conduct::Leaking, Conduct::Growing, Conduct::Busy, Conduct::LargeStill, Conduct::Holding] {
            assert!(meaning(super::super::tags::word(conduct)).is_some());
        }
    }
}
