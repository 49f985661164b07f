//! What belongs together: the logs of one computer, by the names in them; listings of pool tags and exported events
//! with the logs that they lie beside.

use super::member::Member;
use crate::engine;
use crate::model::path::computer_key;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What kind of log a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Log,
    Listing,
    Events,
}

/// A member that was inspected.
#[derive(Clone, Debug)]
pub struct Looked {
    pub member: Member,
    pub kind: Kind,
    /// Every computer that it names.
    pub computers: Vec<String>,
}

/// Members that are judged together, and those that lie beside no log of their computer.
#[derive(Debug, Default)]
pub struct Groups {
    pub groups: Vec<Vec<Member>>,
    pub orphans: Vec<Member>,
}

/// Disjoint sets of members, merged step by step.
struct Unions(Vec<usize>);

impl Unions {
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// The host name alone: events name a computer with its domain.
fn host(name: &str) -> String {
    computer_key(name.split('.').next().unwrap_or_default())
}

fn folder(member: &Member) -> &Path {
    member.path.parent().unwrap_or(Path::new(""))
}

/// Groups members.
pub fn group(looked: Vec<Looked>) -> Groups {
    let mut unions = Unions((0..looked.len()).collect());
    let mut by_computer: HashMap<String, usize> = HashMap::new();
    // names of computers by the folders that their logs are in
    let mut by_folder: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
    for (at, one) in looked.iter().enumerate().filter(|(_, one)| one.kind == Kind::Log) {
        by_folder.entry(folder(&one.member)).or_default().push(at);
        // members without a computer's name may be of any computer
        for key in one.computers.iter().map(|name| computer_key(name)).filter(|key| !key.is_empty()) {
            let first = *by_computer.entry(key).or_insert(at);
            unions.unite(first, at);
        }
    }
    let by_host: HashMap<String, usize> = by_computer.iter().map(|(key, at)| (host(key), *at)).collect();
    let mut orphans = Vec::new();
    for (at, one) in looked.iter().enumerate().filter(|(_, one)| one.kind != Kind::Log) {
        let of_folder = by_folder.get(folder(&one.member)).map_or(&[][..], Vec::as_slice);
        let only = of_folder.first().copied().filter(|first| {
            let first = unions.root(*first);
            of_folder.iter().all(|other| unions.root(*other) == first)
        });
        let owner = match one.kind {
            Kind::Events => {
                let mut named = one.computers.iter().filter(|name| !name.is_empty()).peekable();
                match named.peek() {
                    Some(_) => named.find_map(|name| by_host.get(&host(name)).copied()),
                    None => only,
                }
            }
            _ => {
                let named = by_computer.iter().filter(|(key, _)| engine::is_named_in(key, &one.member.path));
                named.max_by_key(|(key, _)| key.len()).map(|(_, owner)| *owner).or(only)
            }
        };
        match (owner, one.kind) {
            (Some(owner), _) => unions.unite(owner, at),
            // a listing can be judged alone
            (None, Kind::Listing) => (),
            (None, _) => orphans.push(at),
        }
    }
    let roots: Vec<usize> = (0..looked.len()).map(|at| unions.root(at)).collect();
    let mut groups: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
    let mut alone = Vec::new();
    for (at, one) in looked.into_iter().enumerate() {
        if orphans.contains(&at) {
            alone.push(one.member);
        } else {
            groups.entry(roots[at]).or_default().push(one.member);
        }
    }
    Groups { groups: groups.into_values().collect(), orphans: alone }
}
