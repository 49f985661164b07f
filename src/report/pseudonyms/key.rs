//! The key: which pseudonym stands for which name. It learns names from logs and is kept separate from what is shared.

use super::windows_names;
use crate::engine::{Analysis, Machine};
use crate::model::event::{Event, Meaning};
use crate::model::{CounterPath, KeyedPath, process};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    Computer,
    User,
    Path,
    Process,
    /// A service, a driver or another source of events.
    Service,
    /// What a counter measures if it is not a process: a site, a database, a session, a network card.
    Instance,
}

impl NameKind {
    fn word(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::User => "user",
            Self::Path => "log",
            Self::Process => "process",
            Self::Service => "service",
            Self::Instance => "instance",
        }
    }
}

/// Names that were found, in lower case.
type Met = BTreeSet<(NameKind, String)>;

/// Which pseudonym stands for which name; names are in lower case. Written as JSON, it is the key.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Key {
    /// Always 1.
    pub poolscope_key: u32,
    pub names: BTreeMap<NameKind, BTreeMap<String, String>>,
}

impl Key {
    /// Reads a key from its file.
    ///
    /// # Errors
    /// If the file is not a key.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let key: Self = serde_json::from_slice(bytes)?;
        match key.poolscope_key {
            1 => Ok(key),
            _ => Err(serde::de::Error::custom("it is no key that PoolScope wrote")),
        }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        // names and pseudonyms: nothing that JSON cannot represent
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    pub(super) fn of(&self, kind: NameKind, name: &str) -> Option<&str> {
        self.names.get(&kind)?.get(&name.to_lowercase()).map(String::as_str)
    }

    /// Learns every name in the logs.
    pub fn learn_from(&mut self, analysis: &Analysis) {
        let mut met = Met::new();
        let recordings = || analysis.machines.iter().flat_map(Machine::recordings);
        let paths = recordings().flat_map(|r| &r.counters).map(|c| &c.path);
        meet_counters(paths.chain(&analysis.names), &mut met);
        for machine in &analysis.machines {
            meet(NameKind::Computer, &machine.report.computer, &mut met);
            for process in machine.report.findings.iter().flat_map(|f| &f.process) {
                meet_program(&process.name, &mut met);
            }
        }
        recordings().flat_map(|r| r.facts.events.iter()).for_each(|event| meet_event(event, &mut met));
        let parts = recordings().flat_map(|r| &r.parts).map(|p| &p.source.path);
        let originals = recordings().filter_map(|r| r.facts.original_path.as_deref()).map(Path::new);
        let own = analysis.files.iter().map(|f| &f.source.path).chain(parts);
        own.map(PathBuf::as_path).chain(originals).for_each(|path| meet_path(path, &mut met));
        self.learn(met);
    }

    /// Learns the names in the paths of counters.
    pub fn learn_counters<'a>(&mut self, counters: impl Iterator<Item = &'a KeyedPath>) {
        let mut met = Met::new();
        meet_counters(counters, &mut met);
        self.learn(met);
    }

    /// Learns a file and the users named in its path.
    pub fn learn_path(&mut self, path: &Path) {
        let mut met = Met::new();
        meet_path(path, &mut met);
        self.learn(met);
    }

    /// Gives a pseudonym to each name that has none; never one that is an actual name.
    fn learn(&mut self, met: Met) {
        self.poolscope_key = 1;
        let known = self.names.values().flatten().flat_map(|(name, pseudonym)| [name, pseudonym]);
        let mut taken: BTreeSet<String> = known.chain(met.iter().map(|(_, name)| name)).cloned().collect();
        for (kind, name) in met {
            let of_kind = self.names.entry(kind).or_default();
            let mut free = (of_kind.len() + 1..).map(|n| format!("{}-{n}", kind.word()));
            of_kind.entry(name).or_insert_with(|| {
                let pseudonym = free.find(|text| !taken.contains(text)).unwrap_or_default();
                taken.insert(pseudonym.clone());
                pseudonym
            });
        }
    }
}

fn meet(kind: NameKind, name: &str, met: &mut Met) {
    if !name.trim().is_empty() {
        met.insert((kind, name.to_lowercase()));
    }
}

fn meet_program(name: &str, met: &mut Met) {
    if !windows_names::is_program(name) {
        meet(NameKind::Process, name, met);
    }
}

fn meet_path(path: &Path, met: &mut Met) {
    meet(NameKind::Path, &path.to_string_lossy(), met);
    users_of(path).iter().for_each(|user| meet(NameKind::User, user, met));
}

fn meet_event(event: &Event, met: &mut Met) {
    if !windows_names::is_source(&event.source) {
        meet(NameKind::Service, &event.source, met);
    }
    if let Meaning::ServiceStarted(name) | Meaning::ServiceStopped(name) | Meaning::Installed(name) = &event.meaning
        && !windows_names::is_service(name)
    {
        meet(NameKind::Service, name, met);
    }
}

fn meet_counters<'a>(counters: impl Iterator<Item = &'a KeyedPath>, met: &mut Met) {
    let mut others: BTreeSet<&str> = BTreeSet::new();
    for path in counters {
        meet(NameKind::Computer, &path.computer, met);
        meet(NameKind::Instance, sql_instance(&path.object).unwrap_or_default(), met);
        if names_processes(path) {
            processes_of(path).for_each(|name| meet_program(program(name), met));
        } else {
            let names = [path.parent.as_deref(), path.instance.as_deref()].into_iter().flatten();
            others.extend(names.filter(|name| !windows_names::is_instance(path.english_object(), name)));
        }
    }
    // an object in an unknown language may be that of processes
    for name in others {
        let program = program(name);
        let is_known = windows_names::is_program(program) || met.contains(&(NameKind::Process, program.to_lowercase()));
        if !is_known {
            meet(NameKind::Instance, program, met);
        }
    }
}

/// Users named in a path: the folder below `Users`, `home` or `Documents and Settings`.
fn users_of(path: &Path) -> Vec<String> {
    const SHARED: [&str; 4] = ["public", "default", "all users", "administrator"];
    let text = path.to_string_lossy().replace('\\', "/");
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
    let is_above = |part: &str| ["users", "home", "documents and settings"].contains(&part.to_lowercase().as_str());
    let found = parts.windows(2).filter(|pair| is_above(pair[0])).map(|pair| pair[1].to_owned());
    found.filter(|user| !SHARED.contains(&user.to_lowercase().as_str())).collect()
}

/// A name without its position or id: for a process, its program.
pub(super) fn program(instance: &str) -> &str {
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

fn counts_threads(path: &CounterPath) -> bool {
    path.english_object().eq_ignore_ascii_case("Thread")
}

/// Whether its instances are processes, or threads of processes.
pub(super) fn names_processes(path: &CounterPath) -> bool {
    process::is_process(path) || counts_threads(path)
}

/// The names of processes in a path: a thread is a number within its process.
fn processes_of(path: &CounterPath) -> impl Iterator<Item = &str> {
    let parent = path.parent.as_deref();
    let instance = path.instance.as_deref().filter(|_| parent.is_none() || !counts_threads(path));
    parent.into_iter().chain(instance)
}

/// The instance in the name of a SQL Server object: `MSSQL$PAYROLL:Buffer Manager`.
pub(super) fn sql_instance(object: &str) -> Option<&str> {
    object.split_once('$')?.1.split(':').next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_nobodys_name() {
        let mut key = Key::default();
        let paths = [r"\\computer-1\Memory\Pool Paged Bytes", r"\\PC\Process(process-1)\Handle Count"];
        let paths = paths.map(|path| KeyedPath::parse(path).expect("a path"));
        key.learn_counters(paths.iter());
        let given: Vec<&str> = key.names.values().flat_map(|names| names.values()).map(String::as_str).collect();
        assert_eq!(given, ["computer-2", "computer-3", "process-2"]);
        // one that appears later gets another pseudonym, and no existing one changes
        let later = KeyedPath::parse(r"\\computer-2\Memory\Pool Paged Bytes").expect("a path");
        key.learn_counters(std::iter::once(&later));
        assert_eq!(key.of(NameKind::Computer, "computer-2"), Some("computer-4"));
        assert_eq!(key.of(NameKind::Computer, "pc"), Some("computer-3"));
    }

    #[test]
    fn whatever_counters_name_is_met_but_what_every_windows_has() {
        let mut key = Key::default();
        let paths = [
            r"\\PC\.NET CLR Memory(PayrollSvc)\# Bytes in all Heaps",
            r"\\PC\Procesoj(BackupAgent#2)\Teniloj",
            r"\\PC\Procesoj(svchost#2)\Teniloj",
            r"\\PC\Terminal Services Session(RDP-Tcp carol)\Working Set",
            r"\\PC\MSSQL$ACCOUNTS:Buffer Manager\Page life expectancy",
            r"\\PC\LogicalDisk(C:)\Free Megabytes",
            r"\\PC\Network Interface(Team-FRA01)\Bytes Total/sec",
        ]
        .map(|path| KeyedPath::parse(path).expect("a path"));
        key.learn_counters(paths.iter());
        let met: Vec<&str> = key.names[&NameKind::Instance].keys().map(String::as_str).collect();
        assert_eq!(met, ["accounts", "backupagent", "payrollsvc", "rdp-tcp carol", "team-fra01"]);
    }
}
