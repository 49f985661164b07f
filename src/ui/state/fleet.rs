//! The servers of a folder, while they are judged and afterwards.

use super::settings::Sorting;
use crate::fleet::output::counts;
use crate::fleet::{Failure, Member, Opened, Scratch, Server};
use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// What a job has judged and the window has not taken in yet.
pub type Inbox = Arc<Mutex<Vec<(Vec<Server>, Vec<Failure>)>>>;

/// The servers of a folder.
pub struct Fleet {
    pub folders: Vec<PathBuf>,
    /// The most urgent first.
    pub servers: Vec<Server>,
    pub failed: Vec<Failure>,
    /// Whether all of them have been judged.
    pub is_done: bool,
    /// Increases with every change of the servers.
    pub version: u64,
    pub inbox: Inbox,
    /// Files by the names that they are shown by.
    pub members: HashMap<String, Member>,
    /// Where packed logs are unpacked, including those that are open now.
    pub scratch: Option<Arc<Scratch>>,
    pub unpacked: Vec<Opened>,
    /// Servers to compare once their logs are read: the computers besides the first.
    pub compares: Vec<String>,
}

impl Fleet {
    pub fn new(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            servers: Vec::new(),
            failed: Vec::new(),
            is_done: false,
            version: 0,
            inbox: Inbox::default(),
            members: HashMap::new(),
            scratch: None,
            unpacked: Vec::new(),
            compares: Vec::new(),
        }
    }

    /// Takes in what was judged since the last call.
    pub fn take(&mut self) {
        let judged = std::mem::take(&mut *self.inbox.lock().unwrap_or_else(PoisonError::into_inner));
        if judged.is_empty() || self.is_done {
            return;
        }
        for (servers, failed) in judged {
            self.servers.extend(servers);
            self.failed.extend(failed);
        }
        self.servers.sort_by(Server::urgency);
        self.version += 1;
    }

    /// Takes in the complete result, replacing the partial ones.
    pub fn finish(&mut self, servers: Vec<Server>, failed: Vec<Failure>) {
        (self.servers, self.failed, self.is_done) = (servers, failed, true);
        self.version += 1;
    }
}

/// The rows of the table of servers: which are shown, in which order, and which are selected.
#[derive(Default)]
pub struct FleetRows {
    pub search: String,
    /// Show only this verdict, as a word; `None` for all.
    pub verdict: Option<String>,
    /// By urgency if none is chosen.
    pub sorting: Option<Sorting>,
    /// Indices among all servers.
    pub rows: Vec<usize>,
    /// The verdicts that occur, with their counts.
    pub words: Vec<(String, usize)>,
    /// Selected servers, by their names, and the row that the selection is extended from.
    pub selected: BTreeSet<String>,
    pub anchor: Option<usize>,
    built_for: Option<(u64, String, Option<String>, Option<Sorting>)>,
}

impl FleetRows {
    /// Updates the rows. `sort` sorts them by a column.
    pub fn build(&mut self, fleet: &Fleet, sort: &dyn Fn(&mut [usize], Sorting)) {
        let now = (fleet.version, self.search.clone(), self.verdict.clone(), self.sorting);
        if self.built_for.as_ref() == Some(&now) {
            return;
        }
        self.words = counts(&fleet.servers);
        let wanted = self.search.trim().to_lowercase();
        let fits = |server: &Server| {
            let word = server.lead().map_or("", |pool| pool.word.as_str());
            let has = |text: &str| text.to_lowercase().contains(&wanted);
            let tags = || server.pools.iter().filter_map(|pool| pool.tag.as_ref()).any(|tag| has(&tag.name));
            self.verdict.as_ref().is_none_or(|verdict| verdict == word)
                && (wanted.is_empty()
                    || has(&server.name())
                    || has(word)
                    || tags()
                    || server.files.iter().any(|f| has(f)))
        };
        self.rows = (0..fleet.servers.len()).filter(|at| fits(&fleet.servers[*at])).collect();
        if let Some(sorting) = self.sorting {
            sort(&mut self.rows, sorting);
            if sorting.is_falling {
                self.rows.reverse();
            }
        }
        self.built_for = Some(now);
    }
}
