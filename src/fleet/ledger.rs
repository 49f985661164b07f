//! What was judged before: a line a group of logs, in the order in which they were judged. A run that is broken off leaves
//! what it had; the next one reads only what is new or has changed.

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
    /// Each with the computers that it names, and what kind of log it is.
    pub members: Vec<(Member, Vec<String>, Kind)>,
    pub servers: Vec<Server>,
    pub failed: Vec<Failure>,
    /// Files that were written with it, as paths below the output.
    pub written: Vec<String>,
}

/// The first line: what another version or other options judged is judged again.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    poolscope_triage: u32,
    version: String,
    options: String,
}

/// Where what was judged is remembered.
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
    /// One that remembers nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// The one at a path; empty where there is none, or it was written for something else.
    ///
    /// # Errors
    /// When it is there and cannot be read, or cannot be written.
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
            // a line that was broken off ends here
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

    /// The computers that a member names, and its kind, if it is as it was.
    pub fn look(&self, member: &Member) -> Option<(&[String], Kind)> {
        let entry = self.known.get(*self.by_member.get(member)?)?;
        entry.members.iter().find(|(known, ..)| known == member).map(|(_, names, kind)| (&names[..], *kind))
    }

    /// What was said of just these members, if they are as they were.
    pub fn group(&self, members: &[Member]) -> Option<&Entry> {
        let entry = self.known.get(*self.by_member.get(members.first()?)?)?;
        let is_same = entry.members.len() == members.len() && entry.members.iter().all(|(m, ..)| members.contains(m));
        is_same.then_some(entry)
    }

    /// Remembers one more, at once.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, entry: &Entry) -> io::Result<()> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.as_mut().map_or(Ok(()), |file| line(file, entry))
    }

    /// Writes anew what holds now, without what it was before.
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

/// What a ledger holds, if it is one for these options. Lines that were broken off are left out.
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
