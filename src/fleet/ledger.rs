//! What was judged before: one line for each group of logs, in the order in which they were judged. An interrupted run
//! leaves what it had finished; the next one reads only what is new or has changed.

use super::grouping::Kind;
use super::member::{Failure, Member};
use super::server::Server;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What one line says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Each with the computers that it names and its kind.
    pub members: Vec<(Member, Vec<String>, Kind)>,
    pub servers: Vec<Server>,
    pub failed: Vec<Failure>,
    /// Files that were written for it, as paths relative to the output.
    pub written: Vec<String>,
}

/// The first line: whatever another version judged, or was judged with other options, is judged again.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    poolscope_triage: u32,
    version: String,
    options: String,
}

/// Remembers what was judged.
#[derive(Debug, Default)]
pub struct Ledger {
    path: Option<PathBuf>,
    options: String,
    known: Vec<Entry>,
    by_member: HashMap<Member, usize>,
    out: Mutex<Option<File>>,
}

fn head(options: &str) -> Head {
    Head { poolscope_triage: 1, version: crate::version::version(), options: options.to_owned() }
}

impl Ledger {
    /// A ledger that remembers nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// The ledger at a path; empty if there is none, or if it was written with other options.
    ///
    /// # Errors
    /// When it exists and cannot be read, or cannot be written.
    pub fn open(path: &Path, options: &str) -> io::Result<Self> {
        let known = match File::open(path) {
            Ok(file) => read(file, options)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let mut ledger = Self { path: Some(path.to_owned()), options: options.to_owned(), ..Self::default() };
        let is_new = known.is_none();
        for entry in known.unwrap_or_default() {
            ledger.learn(entry);
        }
        let mut out = File::options().create(true).append(!is_new).truncate(is_new).write(true).open(path)?;
        if is_new {
            line(&mut out, &head(options))?;
        } else {
            // ends a line that was cut off
            out.write_all(b"\n")?;
        }
        ledger.out = Mutex::new(Some(out));
        Ok(ledger)
    }

    fn learn(&mut self, entry: Entry) {
        for (member, ..) in &entry.members {
            self.by_member.insert(member.clone(), self.known.len());
        }
        self.known.push(entry);
    }

    /// The computers that a member names, and its kind, if it is unchanged.
    pub fn look(&self, member: &Member) -> Option<(&[String], Kind)> {
        let entry = self.known.get(*self.by_member.get(member)?)?;
        entry.members.iter().find(|(known, ..)| known == member).map(|(_, names, kind)| (&names[..], *kind))
    }

    /// The entry for exactly these members, if they are unchanged.
    pub fn group(&self, members: &[Member]) -> Option<&Entry> {
        let entry = self.known.get(*self.by_member.get(members.first()?)?)?;
        let is_same = entry.members.len() == members.len() && entry.members.iter().all(|(m, ..)| members.contains(m));
        is_same.then_some(entry)
    }

    /// Remembers one more entry, immediately.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, entry: &Entry) -> io::Result<()> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.as_mut().map_or(Ok(()), |file| line(file, entry))
    }

    /// Rewrites the file with the current entries, without outdated ones.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self, entries: &[Entry]) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        drop(self.out);
        crate::export::write(path, crate::export::Existing::Replace, &mut |out| {
            line(out, &head(&self.options))?;
            entries.iter().try_for_each(|entry| line(out, entry))
        })
    }
}

fn line(out: &mut (impl Write + ?Sized), value: &impl Serialize) -> io::Result<()> {
    let mut text = serde_json::to_vec(value).map_err(io::Error::from)?;
    text.push(b'\n');
    out.write_all(&text)
}

/// The entries of a ledger, if it was written with these options. Incomplete lines are skipped.
fn read(file: File, options: &str) -> io::Result<Option<Vec<Entry>>> {
    let mut lines = BufReader::new(file).lines();
    let foreign = || {
        io::Error::new(io::ErrorKind::InvalidData, "it is no ledger that PoolScope wrote; remove it or write elsewhere")
    };
    let first = lines.next().transpose().map_err(|_| foreign())?.unwrap_or_default();
    if !first.is_empty() && serde_json::from_str::<Head>(&first).is_err() {
        return Err(foreign());
    }
    if serde_json::from_str::<Head>(&first).ok().as_ref() != Some(&head(options)) {
        return Ok(None);
    }
    let mut entries = Vec::new();
    for line in lines {
        entries.extend(line.ok().and_then(|line| serde_json::from_str::<Entry>(&line).ok()));
    }
    Ok(Some(entries))
}
