//! Names that must not be shared: computers, users, paths, services, processes that are not part of Windows, and any
//! other instances of counters. Each is replaced by a pseudonym that stays the same as long as the key is kept.
//!
//! Structured names (paths of counters, names of computers, files) are replaced as such; in free text, whole names are
//! searched for. The events' own texts are left out, since they may contain any name. Tags and their drivers stay,
//! since they are what a report is for.

mod key;
mod windows_names;

pub use key::{Key, NameKind};

use crate::analysis::happenings::{BeganAfter, StepsWith};
use crate::analysis::reasons::{Companion, ReasonKind};
use crate::analysis::{Finding, Report};
use crate::chart::Scene;
use crate::engine::{Analysis, FileRead, Listing, Machine};
use crate::model::event::{Event, Meaning};
use crate::model::recording::Part;
use crate::model::{Counter, CounterPath, KeyedPath, Process, Recording, Source};
use aho_corasick::AhoCorasick;
use key::{names_processes, program, sql_instance};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Replaces names.
pub struct Pseudonyms {
    key: Key,
    /// Every name, the longest first, with its replacement.
    finder: Option<AhoCorasick>,
    replacements: Vec<String>,
}

impl Pseudonyms {
    pub fn new(key: Key) -> Self {
        let mut names: Vec<(String, String)> = Vec::new();
        for (kind, of_kind) in &key.names {
            for (name, pseudonym) in of_kind {
                names.push((name.clone(), pseudonym.clone()));
                // a file is also named without its folder
                if *kind == NameKind::Path
                    && let Some(file) = name.rsplit(['/', '\\']).next().filter(|file| file.len() > 2)
                {
                    names.push((file.to_owned(), pseudonym.clone()));
                }
            }
        }
        names.retain(|(name, _)| !name.is_empty() && !windows_names::is_word(name));
        let folded = names.iter().map(|(name, _)| folded(name));
        let finder = AhoCorasick::new(folded).ok().filter(|_| !names.is_empty());
        Self { key, finder, replacements: names.into_iter().map(|(_, pseudonym)| pseudonym).collect() }
    }

    /// A text with names that occur in it as whole words replaced by pseudonyms; if several match at one place, the
    /// longest.
    pub fn text(&self, text: &str) -> String {
        // a computer's name may be a common word, but a text that consists only of it means the computer
        if let Some(pseudonym) = self.key.of(NameKind::Computer, text.trim().trim_start_matches('\\')) {
            return pseudonym.to_owned();
        }
        let Some(finder) = &self.finder else { return text.to_owned() };
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_whole = |start: usize, end: usize| {
            !is_word(text[..start].chars().next_back()) && !is_word(text[end..].chars().next())
        };
        let searched = folded(text);
        let found = finder.find_overlapping_iter(&searched).filter(|found| is_whole(found.start(), found.end()));
        let mut found: Vec<(usize, usize, usize)> =
            found.map(|found| (found.start(), found.end(), found.pattern().as_usize())).collect();
        found.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let (mut out, mut done) = (String::with_capacity(text.len()), 0);
        for (start, end, name) in found {
            if start >= done {
                out.push_str(&text[done..start]);
                out.push_str(&self.replacements[name]);
                done = end;
            }
        }
        out.push_str(&text[done..]);
        out
    }

    fn computer(&self, name: &str) -> String {
        self.key.of(NameKind::Computer, name).map_or_else(|| self.text(name), str::to_owned)
    }

    fn process_name(&self, instance: &str) -> String {
        self.stem_as(NameKind::Process, instance).unwrap_or_else(|| instance.to_owned())
    }

    /// The name of an instance that is not a process, as far as the object tells.
    fn instance(&self, instance: &str) -> String {
        let known = self.stem_as(NameKind::Process, instance).or_else(|| self.stem_as(NameKind::Instance, instance));
        known.unwrap_or_else(|| self.text(instance))
    }

    /// A name with all but its position or id replaced by a pseudonym, if its kind has one.
    fn stem_as(&self, kind: NameKind, instance: &str) -> Option<String> {
        let stem = program(instance);
        let pseudonym = self.key.of(kind, stem).filter(|_| !windows_names::is_program(stem))?;
        Some(format!("{pseudonym}{}", &instance[stem.len()..]))
    }

    fn service(&self, name: &str) -> String {
        if windows_names::is_service(name) || windows_names::is_source(name) {
            return name.to_owned();
        }
        self.key.of(NameKind::Service, name).map_or_else(|| self.text(name), str::to_owned)
    }

    fn file(&self, path: &Path) -> PathBuf {
        let name = path.to_string_lossy();
        let Some(pseudonym) = self.key.of(NameKind::Path, &name) else { return self.text(&name).into() };
        // the extension still shows what it is
        let ending = path.extension().map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
        format!("{pseudonym}{ending}").into()
    }

    /// A counter's path with pseudonyms.
    pub fn path(&self, path: &KeyedPath) -> KeyedPath {
        let mut plain = CounterPath::clone(path);
        plain.computer = if plain.computer.is_empty() { String::new() } else { self.computer(&plain.computer) };
        let is_of_processes = names_processes(path);
        let name = |text: &String| if is_of_processes { self.process_name(text) } else { self.instance(text) };
        plain.instance = plain.instance.as_ref().map(name);
        plain.parent = plain.parent.as_ref().map(name);
        // a computer or a process may have the name of a Windows object, which reveals nothing about it
        if !windows_names::is_object(path.english_object()) {
            plain.object = match sql_instance(&path.object) {
                Some(name) => path.object.replace(name, &self.instance(name)),
                None => self.text(&path.object),
            };
        }
        KeyedPath::from(plain)
    }

    fn process(&self, process: &Process) -> Process {
        Process { name: self.process_name(&process.name), id: process.id }
    }

    fn event(&self, event: &Event) -> Event {
        let meaning = match &event.meaning {
            Meaning::ServiceStarted(name) => Meaning::ServiceStarted(self.service(name)),
            Meaning::ServiceStopped(name) => Meaning::ServiceStopped(self.service(name)),
            Meaning::Installed(name) => Meaning::Installed(self.service(name)),
            Meaning::Updated(title) => Meaning::Updated(knowledge_base(title).to_owned()),
            other => other.clone(),
        };
        Event { source: self.service(&event.source), message: String::new(), meaning, ..event.clone() }
    }

    fn recording(&self, recording: &Recording) -> Recording {
        let part = |part: &Part| Part { source: self.source(&part.source), ..part.clone() };
        let counter = |c: &Counter| Counter { path: self.path(&c.path), ..c.clone() };
        let mut facts = recording.facts.clone();
        facts.original_path =
            facts.original_path.map(|path| self.file(Path::new(&path)).to_string_lossy().into_owned());
        facts.events = Arc::new(facts.events.iter().map(|event| self.event(event)).collect());
        facts.exported_events = Arc::default();
        facts.tag_drivers = Arc::new(facts.tag_drivers.iter().map(|(tag, driver)| (*tag, self.text(driver))).collect());
        Recording {
            parts: recording.parts.iter().map(part).collect(),
            facts,
            counters: recording.counters.iter().map(counter).collect(),
            ..recording.clone()
        }
    }

    fn source(&self, source: &Source) -> Source {
        Source { path: self.file(&source.path), ..source.clone() }
    }

    fn companion(&self, c: &Companion) -> Companion {
        Companion { path: self.path(&c.path), process: c.process.as_ref().map(|p| self.process(p)), ..c.clone() }
    }

    fn steps_with(&self, with: &StepsWith) -> StepsWith {
        let mut with = with.clone();
        with.kind.source = self.service(&with.kind.source);
        with.kind.of = match with.kind.of.rsplit_once(' ') {
            Some((name, what)) => format!("{} {what}", self.service(name)),
            None => self.text(&with.kind.of),
        };
        with
    }

    fn began_after(&self, after: &BeganAfter) -> BeganAfter {
        BeganAfter { event: self.event(&after.event), ..after.clone() }
    }

    fn finding(&self, finding: &Finding) -> Finding {
        let mut f = finding.clone();
        f.path = self.path(&f.path);
        f.process = f.process.as_ref().map(|p| self.process(p));
        f.load = f.load.as_ref().map(|p| self.path(p));
        f.piles_up = f.piles_up.as_ref().map(|p| self.path(p));
        f.agreeing = f.agreeing.iter().map(|p| self.path(p)).collect();
        f.companions = f.companions.iter().map(|c| self.companion(c)).collect();
        f.steps_with = f.steps_with.iter().map(|w| self.steps_with(w)).collect();
        f.began_after = f.began_after.as_ref().map(|a| self.began_after(a));
        for reason in &mut f.reasons {
            reason.kind = match &reason.kind {
                ReasonKind::InStep(companion) => ReasonKind::InStep(self.companion(companion)),
                ReasonKind::StepsWith(with) => ReasonKind::StepsWith(self.steps_with(with)),
                ReasonKind::BeganAfter(after) => ReasonKind::BeganAfter(self.began_after(after)),
                other => other.clone(),
            };
        }
        f
    }

    /// A report with pseudonyms.
    pub fn report(&self, report: &Report) -> Report {
        let computer = if report.computer.is_empty() { String::new() } else { self.computer(&report.computer) };
        Report { computer, findings: report.findings.iter().map(|f| self.finding(f)).collect(), ..report.clone() }
    }

    /// A computer with pseudonyms.
    pub fn machine(&self, machine: &Machine) -> Machine {
        let listing = |l: &Listing| {
            let mut report = l.report.clone();
            for finding in report.pools.iter_mut().flat_map(|pool| &mut pool.tags) {
                finding.driver = finding.driver.as_ref().map(|driver| self.text(driver));
            }
            Listing { recording: self.recording(&l.recording), report }
        };
        Machine {
            recording: self.recording(&machine.recording),
            report: self.report(&machine.report),
            tags: machine.tags.as_ref().map(listing),
        }
    }

    /// The analysis with pseudonyms. Logs that could not be read are left out, along with their paths.
    pub fn analysis(&self, analysis: &Analysis) -> Analysis {
        let file = |f: &FileRead| FileRead { source: self.source(&f.source), ..f.clone() };
        Analysis {
            machines: analysis.machines.iter().map(|m| self.machine(m)).collect(),
            files: analysis.files.iter().map(file).collect(),
            failed: Vec::new(),
            names: analysis.names.iter().map(|path| self.path(path)).collect(),
        }
    }

    /// A scene with pseudonyms.
    pub fn scene(&self, scene: &Scene) -> Scene {
        let mut scene = scene.clone();
        let lines = scene.lines.iter_mut().flat_map(|line| [&mut line.name, &mut line.key]);
        let moments = scene.files.iter_mut().chain(&mut scene.events).map(|moment| &mut moment.label);
        let words =
            scene.statements.iter_mut().map(|s| &mut s.sentence).chain(scene.sources.iter_mut().map(|s| &mut s.1));
        let written = scene.marks.iter_mut().map(|m| &mut m.label).chain(scene.notes.iter_mut().map(|n| &mut n.text));
        let maxima = scene.maxima.iter_mut().map(|m| &mut m.name);
        let own = [&mut scene.title, &mut scene.subtitle, &mut scene.footer];
        for text in own.into_iter().chain(lines).chain(moments).chain(words).chain(written).chain(maxima) {
            *text = self.text(text);
        }
        scene
    }
}

/// The number of an update: its title may reveal whose it is.
fn knowledge_base(title: &str) -> &str {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric());
    let mut numbers = words.filter(|word| {
        let digits = word.strip_prefix("KB").or_else(|| word.strip_prefix("kb"));
        digits.is_some_and(|digits| digits.len() >= 6 && digits.bytes().all(|b| b.is_ascii_digit()))
    });
    numbers.next().unwrap_or_default()
}

/// A text in lower case, with each letter at the same offset: those whose lower case is longer or shorter are
/// unchanged.
fn folded(text: &str) -> String {
    let small = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(small).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_paths(paths: &[&str]) -> Pseudonyms {
        let mut key = Key::default();
        let paths: Vec<KeyedPath> = paths.iter().map(|path| KeyedPath::parse(path).expect("a path")).collect();
        key.learn_counters(paths.iter());
        Pseudonyms::new(key)
    }

    #[test]
    fn names_in_texts_are_whole_words_and_the_longest() {
        let names = of_paths(&[
            r"\\BÜRO\Process(Backup)\Handle Count",
            r"\\BÜRO\Process(Backup Agent)\Handle Count",
            r"\\MEMORY\Process(Pool)\Handle Count",
        ]);
        for (text, replaced) in [
            ("backup agent of BÜRO", "process-2 of computer-1"),
            ("Backup agents of Bürohaus", "process-1 agents of Bürohaus"),
            ("Backupagent", "Backupagent"),
            ("memory of the pool", "memory of the pool"),
            ("MEMORY", "computer-2"),
        ] {
            assert_eq!(names.text(text), replaced);
        }
    }

    #[test]
    fn events_say_no_names() {
        let mut key = Key::default();
        let event = |source: &str, meaning: Meaning| Event {
            utc_ms: 0,
            source: source.to_owned(),
            id: 7036,
            meaning,
            message: r"CORP\carol started C:\Users\carol\agent.exe".to_owned(),
        };
        key.learn_counters(std::iter::empty());
        let names = Pseudonyms::new(key);
        let said = names.event(&event(
            "Microsoft-Windows-WindowsUpdateClient",
            Meaning::Updated("2026-11 Update for Contoso (KB5012345)".to_owned()),
        ));
        assert_eq!((said.message.as_str(), said.meaning), ("", Meaning::Updated("KB5012345".to_owned())));
        let said = names.event(&event("Service Control Manager", Meaning::ServiceStarted("Print Spooler".to_owned())));
        assert_eq!(said.meaning, Meaning::ServiceStarted("Print Spooler".to_owned()));
    }
}
