//! What to do next, with commands to copy.
//!
//! Commands run in `cmd` and in Windows PowerShell 5.1 alike: no `&&`, no `%…%`, nothing that either expands.

use super::diagnostic::COLLECT;
use crate::analysis::next::Step;
use crate::model::pools::Pool;
use crate::model::tag::Tag;
use crate::owners::{Certainty, Owners};

/// A step in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    pub code: &'static str,
    pub title: String,
    /// What it shows, and what it costs.
    pub text: String,
    /// To be run one after the other.
    pub commands: Vec<String>,
    /// Where to read more.
    pub links: &'static [&'static str],
}

const VERIFIER: &[&str] = &["learn.microsoft.com/windows-hardware/drivers/devtest/pool-tracking"];
const POOLMON: &[&str] = &["learn.microsoft.com/windows-hardware/drivers/devtest/poolmon"];
const POOLUSED: &[&str] = &["learn.microsoft.com/windows-hardware/drivers/debuggercmds/-poolused"];
const TRACE: &[&str] = &["learn.microsoft.com/windows-hardware/test/wpt/wpr-command-line-options"];
const RAMMAP: &[&str] = &[
    "learn.microsoft.com/sysinternals/downloads/rammap",
    "learn.microsoft.com/troubleshoot/windows-server/performance/unable-allocate-memory-system-paged-pool",
    "techcommunity.microsoft.com/blog/askperf/getting-to-know-the-mmst-pool-tag/374971",
];
const CONFIRM: &[&str] = &["learn.microsoft.com/windows-hardware/drivers/debugger/determining-whether-a-leak-exists"];

/// Puts a step into words.
pub fn advice(step: Step, owners: &Owners) -> Advice {
    let (title, text, commands, links): (String, String, Vec<String>, &'static [&'static str]) = match step {
        Step::PoolMon(pool) => (
            "Find the tag with PoolMon".to_owned(),
            format!(
                "Lists the tags of the {} by bytes, the largest first; the second command writes one listing of all tags, \
                 which PoolScope opens. It comes with the Windows Driver Kit, reads counters that are there anyway, and \
                 costs nothing.",
                super::tags::pool_name(pool)
            ),
            vec![format!("poolmon.exe {} /b", pool_switch(pool)), "poolmon.exe -n poolsnap.log".to_owned()],
            POOLMON,
        ),
        Step::CollectTags => (
            "Collect listings of tags over time".to_owned(),
            "Two listings show what grew; ten or more get a verdict on each tag. Collect a better log… in the Analyze menu \
             writes a kit that does it beside the counters, also where no PoolMon is installed."
                .to_owned(),
            vec!["poolscope collect kit".to_owned()],
            &[],
        ),
        Step::NoTag => (
            "No single tag holds the rise".to_owned(),
            "The listings give it to no one: several tags share it, tags that many drivers use have it, or it is under no tag at \
             all. Traces of allocations and the pool's own pages tell further; a listing that PoolMon wrote with -n has every \
             tag, one of its screen may not."
                .to_owned(),
            Vec::new(),
            POOLMON,
        ),
        Step::FindDriver(tag) if !can_be_searched(tag) => (
            format!("Find the driver of {}", tag.name()),
            "The tag has too few plain letters for findstr. Copy the folder of drivers here for a ranking: Search driver files \
             for tags…"
                .to_owned(),
            Vec::new(),
            &[],
        ),
        Step::FindDriver(tag) => (
            format!("Find the driver of {}", tag.name()),
            format!(
                "Lists the driver files that contain the tag; one file is a name, hundreds are a coincidence. Copy the \
                 folder here for a ranking: Search driver files for tags…{} Takes seconds and changes nothing.",
                if is_exact(tag) { "" } else { " A dot stands for a character that a shell would change." }
            ),
            vec![findstr(tag)],
            &[],
        ),
        Step::Debugger(pool) => (
            "Read the tags with a debugger".to_owned(),
            "Of a memory dump, or of the running kernel with kd -kl: the same figures as PoolMon's, also after the restart \
             that ended the trouble. Reading the live kernel needs debugging switched on."
                .to_owned(),
            vec![format!("!poolused {}", if pool == Pool::Nonpaged { 2 } else { 4 })],
            POOLUSED,
        ),
        Step::Trace(tag) => trace(tag),
        Step::Verifier(tag) => verifier(tag, owners),
        Step::RamMap => (
            "See what maps files with RAMMap".to_owned(),
            "Paged pool under MmSt belongs to mapped files, grows with the file cache, and is trimmed when memory runs short: \
             large, not leaking, unless Windows fails to trim it. RAMMap shows which files. It costs a few seconds."
                .to_owned(),
            vec!["RAMMap.exe".to_owned()],
            RAMMAP,
        ),
        Step::StopLoad => (
            "Confirm it: stop the load and wait".to_owned(),
            "Stop the suspected service or the work, wait hours, and go on logging. What load took comes back; what leaked \
             stays until the restart. It costs an outage of that service, and is the surest test there is."
                .to_owned(),
            Vec::new(),
            CONFIRM,
        ),
        Step::CollectLonger => (
            "Collect a longer log".to_owned(),
            "Two days or more, with a load counter beside the pools, tell a leak from a working day. In an elevated prompt; \
             a circular log of 300 MB, a sample every five minutes, hardly any load."
                .to_owned(),
            COLLECT.map(str::to_owned).to_vec(),
            &[],
        ),
        Step::KeepLogging => (
            "Keep a small log running".to_owned(),
            "Nothing in this log asks for more. A circular log that is always there shows since when, the next time. In an \
             elevated prompt."
                .to_owned(),
            COLLECT.map(str::to_owned).to_vec(),
            &[],
        ),
    };
    Advice { code: step.code(), title, text, commands, links }
}

fn trace(tag: Option<Tag>) -> (String, String, Vec<String>, &'static [&'static str]) {
    let by_tag = tag.filter(|tag| is_exact(*tag) && !tag.0.contains(&b' ') && tag.0[0] != b'-');
    let start = match by_tag {
        Some(tag) => format!(
            "xperf -on PROC_THREAD+LOADER+POOL -stackwalk PoolAlloc+PoolFree -PoolTag {} -BufferSize 1024 -MaxFile 1024 -FileMode Circular",
            tag.name()
        ),
        None => "wpr -start Pool -filemode".to_owned(),
    };
    let stop = if by_tag.is_some() { "xperf -d pool.etl" } else { "wpr -stop pool.etl" };
    (
        "See which code allocates".to_owned(),
        "Records the call stack of each allocation; Windows Performance Analyzer then shows those that were not freed. Run it \
         for minutes, not hours: it costs some percent of a processor and up to gigabytes of disk. In an elevated prompt."
            .to_owned(),
        vec![start, stop.to_owned()],
        TRACE,
    )
}

fn verifier(tag: Option<Tag>, owners: &Owners) -> (String, String, Vec<String>, &'static [&'static str]) {
    let files = owners.drivers.as_ref().zip(tag).map(|(search, tag)| search.owners(tag)).unwrap_or_default();
    let likely = files.iter().find(|(_, _, sure)| *sure == Certainty::Likely).map(|(file, _, _)| file.name.as_str());
    let name = likely.and_then(|name| name.rsplit(['/', '\\']).next()).filter(|name| is_plain_name(name));
    let whose = name.map_or(" Put the driver's name for SUSPECT.sys.".to_owned(), |_| String::new());
    (
        "Track one driver with Driver Verifier".to_owned(),
        format!(
            "Counts what the driver holds, and stops the machine with a blue screen when it is unloaded with pool left, or \
             makes a mistake: only where that is agreed, not on a server in use. It slows the driver down and begins with a \
             restart; the last command ends it with the next one.{whose}"
        ),
        vec![
            format!("verifier /flags 8 /driver {}", name.unwrap_or("SUSPECT.sys")),
            "verifier /query".to_owned(),
            "verifier /reset".to_owned(),
        ],
        VERIFIER,
    )
}

/// `/p` once shows only the nonpaged pool, twice only the paged pool.
fn pool_switch(pool: Pool) -> &'static str {
    match pool {
        Pool::Nonpaged => "/p",
        Pool::Paged => "/p /p",
    }
}

/// Whether no shell changes any of its characters, and neither does findstr when it searches for text.
fn is_exact(tag: Tag) -> bool {
    tag.0.iter().all(|b| b.is_ascii_alphanumeric() || b" _-".contains(b))
}

/// Whether enough of its characters are plain for a search to be meaningful.
fn can_be_searched(tag: Tag) -> bool {
    tag.0.iter().filter(|b| b.is_ascii_alphanumeric()).count() >= 2
}

fn is_plain_name(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

fn findstr(tag: Tag) -> String {
    const FILES: &str = r"C:\Windows\System32\drivers\*.sys";
    if is_exact(tag) {
        let text: String = tag.0.iter().map(|b| char::from(*b)).collect();
        // in quotes after /c: a space is kept, and a hyphen is not a switch
        return match text.contains(' ') || text.starts_with('-') {
            true => format!("findstr /m /l /c:\"{text}\" {FILES}"),
            false => format!("findstr /m /l {text} {FILES}"),
        };
    }
    let safe = |b: &u8| if b.is_ascii_alphanumeric() || b"_-".contains(b) { char::from(*b) } else { '.' };
    let text: String = tag.0.iter().map(safe).collect();
    match text.starts_with('-') {
        true => format!("findstr /m /r /c:\"{text}\" {FILES}"),
        false => format!("findstr /m /r {text} {FILES}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Step> {
        let tags = [*b"NtFC", *b"Dh 1", *b"a$%1", *b"-abc", *b"-x%1", [0xE4, b'"', b'&', b'`']].map(Tag);
        let mut steps =
            vec![Step::CollectTags, Step::NoTag, Step::RamMap, Step::StopLoad, Step::CollectLonger, Step::KeepLogging];
        for pool in Pool::BOTH {
            steps.extend([Step::PoolMon(pool), Step::Debugger(pool)]);
        }
        for tag in tags.map(Some).into_iter().chain([None]) {
            steps.extend([Step::Trace(tag), Step::Verifier(tag)]);
            steps.extend(tag.map(Step::FindDriver));
        }
        steps
    }

    #[test]
    fn commands_run_in_both_shells() {
        for step in all() {
            let said = advice(step, &Owners::default());
            assert!(!said.title.is_empty() && said.text.ends_with(['.', '…']), "{said:?}");
            for command in &said.commands {
                let bad = ["&&", "%", "$", "`", "|", ";", "–", "\u{201C}", "'"];
                assert!(bad.iter().all(|b| !command.contains(b)) && command.is_ascii(), "{command}");
                assert_eq!(command.matches('"').count() % 2, 0, "{command}");
            }
        }
    }

    #[test]
    fn tags_become_words_that_findstr_takes() {
        assert_eq!(findstr(Tag(*b"NtFC")), r"findstr /m /l NtFC C:\Windows\System32\drivers\*.sys");
        assert_eq!(findstr(Tag(*b"Dh 1")), r#"findstr /m /l /c:"Dh 1" C:\Windows\System32\drivers\*.sys"#);
        assert_eq!(findstr(Tag(*b"-abc")), r#"findstr /m /l /c:"-abc" C:\Windows\System32\drivers\*.sys"#);
        assert_eq!(advice(Step::FindDriver(Tag(*b"%$&!")), &Owners::default()).commands, Vec::<String>::new());
        assert_eq!(findstr(Tag(*b"a$%1")), r"findstr /m /r a..1 C:\Windows\System32\drivers\*.sys");
    }
}
