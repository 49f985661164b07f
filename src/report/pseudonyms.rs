//! Names that must not leave: computers, users, paths and processes that are not part of Windows, each replaced by a
//! pseudonym that stays the same as long as the key is kept.
//!
//! What is structured (paths of counters, names of computers, files) is replaced as such; in texts whole names are
//! looked for. The key says which pseudonym stands for which name; it is kept apart from what leaves.

use crate::analysis::happenings::{BeganAfter, StepsWith};
use crate::analysis::reasons::{Companion, ReasonKind};
use crate::analysis::{Finding, Report};
use crate::chart::Scene;
use crate::engine::{Analysis, FileRead, Listing, Machine};
use crate::model::event::{Event, Meaning};
use crate::model::recording::Part;
use crate::model::{Counter, CounterPath, KeyedPath, Process, Recording, Source, process};
use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Processes that come with Windows: their names say nothing of whose computer it is.
const OF_WINDOWS: &[&str] = &[
    "_total",
    "aggregatorhost",
    "applicationframehost",
    "audiodg",
    "backgroundtaskhost",
    "calc",
    "cmd",
    "compattelrunner",
    "conhost",
    "consent",
    "csrss",
    "ctfmon",
    "dasHost",
    "dfsrs",
    "dfssvc",
    "dllhost",
    "dns",
    "dwm",
    "explorer",
    "fontdrvhost",
    "idle",
    "inetinfo",
    "ismserv",
    "ieexplore",
    "iexplore",
    "logonui",
    "lsaiso",
    "lsass",
    "lsm",
    "memcompression",
    "memory compression",
    "mmc",
    "mobsync",
    "mpcmdrun",
    "mrt",
    "msdtc",
    "msedge",
    "msiexec",
    "mscorsvw",
    "msmpeng",
    "nissrv",
    "notepad",
    "ntfrs",
    "perfmon",
    "phoneexperiencehost",
    "powershell",
    "pwsh",
    "rdpclip",
    "regedit",
    "registry",
    "relog",
    "logman",
    "rundll32",
    "runtimebroker",
    "searchapp",
    "searchfilterhost",
    "searchhost",
    "searchindexer",
    "searchprotocolhost",
    "searchui",
    "secure system",
    "securityhealthservice",
    "securityhealthsystray",
    "services",
    "sgrmbroker",
    "shellexperiencehost",
    "sihost",
    "smartscreen",
    "smss",
    "smsvchost",
    "spoolsv",
    "sppsvc",
    "startmenuexperiencehost",
    "svchost",
    "system",
    "systemsettings",
    "taskeng",
    "taskhost",
    "taskhostex",
    "taskhostw",
    "taskmgr",
    "textinputhost",
    "tiworker",
    "trustedinstaller",
    "unsecapp",
    "userinit",
    "useroobebroker",
    "vds",
    "vmms",
    "vmwp",
    "vssadmin",
    "vssvc",
    "w3wp",
    "wbengine",
    "wermgr",
    "werfault",
    "werfaultsecure",
    "wininit",
    "winlogon",
    "wlanext",
    "wlms",
    "wmiadap",
    "wmiapsrv",
    "wmiprvse",
    "wsmprovhost",
    "wuauclt",
    "wudfhost",
    "usoclient",
    "tssdis",
    "tstheme",
    "termsrv",
    "lsasrv",
    "snmp",
    "wins",
    "certsrv",
    "dhcp",
    "clussvc",
    "rhs",
    "nfssvc",
];

/// Objects of Windows that every machine has.
const OBJECTS: [&str; 12] = [
    "Cache",
    "LogicalDisk",
    "Memory",
    "NUMA Node Memory",
    "Objects",
    "Paging File",
    "PhysicalDisk",
    "Process",
    "Processor",
    "Server",
    "System",
    "Thread",
];

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    Computer,
    User,
    Path,
    Process,
}

impl NameKind {
    fn word(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::User => "user",
            Self::Path => "log",
            Self::Process => "process",
        }
    }
}

/// Which pseudonym stands for which name; names are in lower case. Written as JSON, it is the key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Key {
    /// 1.
    pub poolscope_key: u32,
    pub names: BTreeMap<NameKind, BTreeMap<String, String>>,
}

impl Key {
    /// A key from its file.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let key: Self = serde_json::from_slice(bytes)?;
        match key.poolscope_key {
            1 => Ok(key),
            _ => Err(serde::de::Error::custom("it is no key that PoolScope wrote")),
        }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        // names and pseudonyms: there is nothing that JSON lacks
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// The pseudonym of a name, which gets one where it has none.
    fn learn(&mut self, kind: NameKind, name: &str) {
        self.poolscope_key = 1;
        let of_kind = self.names.entry(kind).or_default();
        let next = of_kind.len() + 1;
        of_kind.entry(name.to_lowercase()).or_insert_with(|| format!("{}-{next}", kind.word()));
    }

    fn of(&self, kind: NameKind, name: &str) -> Option<&str> {
        self.names.get(&kind)?.get(&name.to_lowercase()).map(String::as_str)
    }

    /// Learns every name that logs hold.
    pub fn learn_from(&mut self, analysis: &Analysis) {
        self.learn_counters(
            analysis.machines.iter().flat_map(Machine::recordings).flat_map(|r| &r.counters).map(|c| &c.path),
        );
        let computers = analysis.machines.iter().map(|m| m.report.computer.as_str());
        let findings = analysis.machines.iter().flat_map(|m| &m.report.findings);
        let processes = findings.flat_map(|f| &f.process).map(|p| p.name.as_str());
        self.learn_all(computers.collect(), processes.collect());
        let recordings = || analysis.machines.iter().flat_map(Machine::recordings);
        let parts = recordings().flat_map(|r| &r.parts).map(|p| &p.source.path);
        let originals = recordings().filter_map(|r| r.facts.original_path.as_deref()).map(Path::new);
        let own = analysis.files.iter().map(|f| &f.source.path).chain(parts);
        own.map(PathBuf::as_path).chain(originals).for_each(|path| self.learn_path(path));
    }

    /// Learns the computers and the processes that counters name.
    pub fn learn_counters<'a>(&mut self, counters: impl Iterator<Item = &'a KeyedPath>) {
        let (mut computers, mut processes) = (BTreeSet::new(), BTreeSet::new());
        for path in counters {
            computers.insert(path.computer.as_str());
            processes.extend(process_of(path));
        }
        self.learn_all(computers, processes);
    }

    fn learn_all(&mut self, computers: BTreeSet<&str>, processes: BTreeSet<&str>) {
        for computer in computers.into_iter().filter(|name| !name.is_empty()) {
            self.learn(NameKind::Computer, computer);
        }
        for name in processes.into_iter().filter(|name| !is_of_windows(name)) {
            self.learn(NameKind::Process, name);
        }
    }

    /// Learns a file and the users that its path names.
    pub fn learn_path(&mut self, path: &Path) {
        self.learn(NameKind::Path, &path.to_string_lossy());
        for user in users_of(path) {
            self.learn(NameKind::User, &user);
        }
    }
}

/// Users that a path names: the folder below `Users`, `home` or `Documents and Settings`.
fn users_of(path: &Path) -> Vec<String> {
    const SHARED: [&str; 4] = ["public", "default", "all users", "administrator"];
    let text = path.to_string_lossy().replace('\\', "/");
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let is_above = |part: &str| ["users", "home", "documents and settings"].contains(&part.to_lowercase().as_str());
    let found = parts.windows(2).filter(|pair| is_above(pair[0])).map(|pair| pair[1].to_owned());
    found.filter(|user| !SHARED.contains(&user.to_lowercase().as_str())).collect()
}

/// The program of a process, without its position or id.
fn program(instance: &str) -> &str {
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    for separator in ['#', ':', '_'] {
        if let Some((name, digits)) = instance.rsplit_once(separator)
            && is_number(digits)
            && !name.is_empty()
        {
            return name;
        }
    }
    instance
}

fn process_of(path: &CounterPath) -> Option<&str> {
    let counts_threads = path.english_object().eq_ignore_ascii_case("Thread");
    let instance = path.instance.as_deref().filter(|_| process::is_process(path) || counts_threads);
    let parent = path.parent.as_deref().filter(|_| counts_threads);
    parent.or(instance).map(program)
}

fn is_of_windows(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.strip_suffix(".exe").unwrap_or(&lower);
    OF_WINDOWS.iter().any(|known| known.eq_ignore_ascii_case(stem)) || stem.bytes().all(|b| b.is_ascii_digit())
}

/// Replaces names.
pub struct Pseudonyms {
    key: Key,
    /// Every name, the longest first, and what it is replaced by.
    finder: Option<AhoCorasick>,
    replacements: Vec<String>,
}

impl Pseudonyms {
    pub fn new(key: Key) -> Self {
        let mut names: Vec<(String, String)> = Vec::new();
        for (kind, of_kind) in &key.names {
            for (name, pseudonym) in of_kind {
                names.push((name.clone(), pseudonym.clone()));
                // a file is named without its folder, too
                if *kind == NameKind::Path
                    && let Some(file) = name.rsplit(['/', '\\']).next().filter(|file| file.len() > 2)
                {
                    names.push((file.to_owned(), pseudonym.clone()));
                }
            }
        }
        names.retain(|(name, _)| !name.is_empty());
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(names.iter().map(|(name, _)| name))
            .ok()
            .filter(|_| !names.is_empty());
        Self { key, finder, replacements: names.into_iter().map(|(_, pseudonym)| pseudonym).collect() }
    }

    /// A text with pseudonyms in place of names that stand in it as words of their own.
    pub fn text(&self, text: &str) -> String {
        let Some(finder) = &self.finder else { return text.to_owned() };
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (mut out, mut done) = (String::with_capacity(text.len()), 0);
        let mut from = 0;
        while let Some(found) = finder.find(aho_corasick::Input::new(text).span(from..text.len())) {
            let (start, end) = (found.start(), found.end());
            let is_part = is_word(text[..start].chars().next_back()) || is_word(text[end..].chars().next());
            if is_part {
                from = start + text[start..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            out.push_str(&text[done..start]);
            out.push_str(&self.replacements[found.pattern().as_usize()]);
            (done, from) = (end, end);
        }
        out.push_str(&text[done..]);
        out
    }

    fn computer(&self, name: &str) -> String {
        self.key.of(NameKind::Computer, name).map_or_else(|| self.text(name), str::to_owned)
    }

    fn process_name(&self, instance: &str) -> String {
        let name = program(instance);
        let pseudonym = self.key.of(NameKind::Process, name).filter(|_| !is_of_windows(name));
        pseudonym.map_or_else(|| instance.to_owned(), |p| format!("{p}{}", &instance[name.len()..]))
    }

    fn file(&self, path: &Path) -> PathBuf {
        let name = path.to_string_lossy();
        let Some(pseudonym) = self.key.of(NameKind::Path, &name) else { return self.text(&name).into() };
        // what it is shows in its ending, as before
        let ending = path.extension().map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
        format!("{pseudonym}{ending}").into()
    }

    /// A counter's path.
    pub fn path(&self, path: &KeyedPath) -> KeyedPath {
        let mut plain = CounterPath::clone(path);
        plain.computer = if plain.computer.is_empty() { String::new() } else { self.computer(&plain.computer) };
        let names_process = process_of(path).is_some();
        let name = |text: &String| if names_process { self.process_name(text) } else { self.text(text) };
        plain.instance = plain.instance.as_ref().map(name);
        plain.parent = plain.parent.as_ref().map(name);
        // a computer or a process may be called like an object of Windows, which says nothing of it
        if !OBJECTS.iter().any(|known| known.eq_ignore_ascii_case(path.english_object())) {
            plain.object = self.text(&plain.object);
        }
        KeyedPath::from(plain)
    }

    fn process(&self, process: &Process) -> Process {
        Process { name: self.process_name(&process.name), id: process.id }
    }

    fn event(&self, event: &Event) -> Event {
        let named = |name: &String| self.text(name);
        let meaning = match &event.meaning {
            Meaning::ServiceStarted(name) => Meaning::ServiceStarted(named(name)),
            Meaning::ServiceStopped(name) => Meaning::ServiceStopped(named(name)),
            Meaning::Installed(name) => Meaning::Installed(named(name)),
            Meaning::Updated(name) => Meaning::Updated(named(name)),
            other => other.clone(),
        };
        Event { source: named(&event.source), message: named(&event.message), meaning, ..event.clone() }
    }

    fn recording(&self, recording: &Recording) -> Recording {
        let part = |part: &Part| Part { source: self.source(&part.source), ..part.clone() };
        let counter = |c: &Counter| Counter { path: self.path(&c.path), ..c.clone() };
        let mut facts = recording.facts.clone();
        facts.original_path =
            facts.original_path.map(|path| self.file(Path::new(&path)).to_string_lossy().into_owned());
        facts.events = Arc::new(facts.events.iter().map(|event| self.event(event)).collect());
        facts.exported_events = Arc::default();
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
        (with.kind.source, with.kind.of) = (self.text(&with.kind.source), self.text(&with.kind.of));
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

    /// A report under pseudonyms.
    pub fn report(&self, report: &Report) -> Report {
        let computer = if report.computer.is_empty() { String::new() } else { self.computer(&report.computer) };
        Report { computer, findings: report.findings.iter().map(|f| self.finding(f)).collect(), ..report.clone() }
    }

    /// A computer under a pseudonym.
    pub fn machine(&self, machine: &Machine) -> Machine {
        let listing = |l: &Listing| Listing { recording: self.recording(&l.recording), report: l.report.clone() };
        Machine {
            recording: self.recording(&machine.recording),
            report: self.report(&machine.report),
            tags: machine.tags.as_ref().map(listing),
        }
    }

    /// What was judged, under pseudonyms. Logs that could not be read are left out with their paths.
    pub fn analysis(&self, analysis: &Analysis) -> Analysis {
        let file = |f: &FileRead| FileRead { source: self.source(&f.source), ..f.clone() };
        Analysis {
            machines: analysis.machines.iter().map(|m| self.machine(m)).collect(),
            files: analysis.files.iter().map(file).collect(),
            failed: Vec::new(),
            names: analysis.names.iter().map(|path| self.path(path)).collect(),
        }
    }

    /// What is drawn, under pseudonyms.
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
