//! Folders of logs: judges every server, and opens the chosen ones.

use super::super::App;
use super::super::command::Charting;
use super::super::jobs::JobKind;
use super::super::state::{Fetch, Fleet};
use crate::engine::Log;
use crate::fleet::{Found, Ledger, Member, Options, Products, Scratch, Triage, Watch, find, run};
use crate::logfile::Progress;
use crate::model::catalogue;
use crate::model::path::computer_key;
use std::collections::HashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

impl App {
    /// Judges every server below some folders; the table fills up meanwhile.
    pub(super) fn open_folders(&mut self, folders: Vec<PathBuf>) {
        self.close_log();
        self.widgets.dialog = None;
        self.widgets.fleet = Default::default();
        let fleet = Fleet::new(folders.clone());
        let inbox = Arc::clone(&fleet.inbox);
        self.state.fleet = Some(fleet);
        let name = match &folders[..] {
            [only] => format!("Reading the logs in {}", only.display()),
            several => format!("Reading the logs in {} folders", several.len()),
        };
        let work = move |progress: &Progress| -> io::Result<(Triage, HashMap<String, Member>)> {
            let found: Found = find(&folders, &[]);
            let shown = |member: &Member| (member.path.display().to_string(), member.clone());
            let members = found.members.iter().map(shown).collect();
            let judged = |servers: &[_], failed: &[_]| {
                let mut inbox = inbox.lock().unwrap_or_else(PoisonError::into_inner);
                inbox.push((servers.to_vec(), failed.to_vec()));
            };
            let watch = Watch { progress, judged: &judged };
            let triage = run(found, Ledger::none(), Options::default(), Products::default(), &watch, None)?;
            Ok((triage, members))
        };
        self.jobs.spawn(JobKind::Fleet, name, work, |app, _, done| {
            let Some(fleet) = &mut app.state.fleet else { return };
            match done {
                Ok((triage, members)) => {
                    fleet.members = members;
                    fleet.finish(triage.servers, triage.failed);
                }
                Err(error) => {
                    // what was judged so far stays
                    fleet.take();
                    fleet.is_done = true;
                    if error.kind() != io::ErrorKind::Interrupted {
                        app.fail("This folder could not be read", error.to_string());
                    }
                }
            }
        });
    }

    /// Closes the table of servers.
    pub(super) fn close_folder(&mut self) {
        self.jobs.cancel(JobKind::Fleet);
        self.state.fleet = None;
    }

    /// Takes in what the job has judged since the last call.
    pub(in super::super) fn take_servers(&mut self) {
        if let Some(fleet) = &mut self.state.fleet {
            fleet.take();
        }
    }

    /// Opens servers of the table; several share one chart.
    pub(super) fn open_servers(&mut self, places: &[usize]) {
        let Some(fleet) = &mut self.state.fleet else { return };
        let servers: Vec<_> = places.iter().filter_map(|at| fleet.servers.get(*at)).cloned().collect();
        let Some(first) = servers.first() else { return };
        let scratch = match &fleet.scratch {
            Some(scratch) => Ok(Arc::clone(scratch)),
            None => Scratch::new().map(Arc::new),
        };
        let scratch = match scratch {
            Ok(scratch) => fleet.scratch.insert(scratch).clone(),
            Err(error) => {
                self.fail("This server could not be opened", format!("unpacking its logs: {error}"));
                return;
            }
        };
        let compares = servers.iter().skip(1).map(|server| computer_key(&server.computer)).collect();
        fleet.compares = compares;
        let of_server = |path: &String| fleet.members.get(path).cloned().ok_or_else(|| PathBuf::from(path));
        let members: Vec<Result<Member, PathBuf>> =
            servers.iter().flat_map(|server| &server.files).map(of_server).collect();
        let name = format!("Opening {}", first.name());
        let work = move |_: &Progress| {
            let open = |member: Result<Member, PathBuf>| match member {
                Ok(member) => member.open(&scratch).map(|opened| (opened.path.clone(), Some(opened))),
                Err(path) => Ok((path, None)),
            };
            members.into_iter().map(open).collect::<Result<Vec<_>, _>>()
        };
        self.jobs.spawn(JobKind::Load, name, work, |app, _, opened| match opened {
            Ok(opened) => {
                let (paths, kept): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
                if let Some(fleet) = &mut app.state.fleet {
                    fleet.unpacked = kept.into_iter().flatten().collect();
                }
                app.open_logs(paths.into_iter().map(Log::File).collect());
            }
            Err(failure) => app.fail("This server could not be opened", failure.error),
        });
    }

    /// Adds the pools of the servers that were chosen with the first to its chart, once they are read.
    pub(super) fn compare_servers(&mut self) {
        let Some(fleet) = &mut self.state.fleet else { return };
        let keys = std::mem::take(&mut fleet.compares);
        let Some(document) = self.state.document.as_ref().filter(|_| !keys.is_empty()) else { return };
        let machines = document.loaded.analysis.machines.iter();
        let compared = machines.filter(|m| keys.contains(&computer_key(&m.report.computer)));
        let counters = compared.flat_map(|m| m.recording.counters.iter().map(|c| &c.path));
        let pools: Vec<_> = counters.filter(|path| catalogue::pool(path).is_some()).cloned().collect();
        self.chart(&pools, Charting::Add);
        self.fetch_counters(Fetch::Missing);
    }
}
