//! Many servers: folders of logs, judged server by server, the most urgent first.
//!
//! ```text
//! find      folders, patterns, archives  → members: files that may be logs
//! grouping  members                      → groups: what belongs to one computer
//! triage    groups, side by side         → servers: a row each, with what every output needs
//! ledger    what was judged before, so that a second run reads only what is new
//! ```
//!
//! For each server, its figures and a sparkline are kept, never its samples, so memory use does not grow with them.

#[cfg_attr(not(feature = "archives"), path = "no_archive.rs")]
mod archive;
mod find;
mod grouping;
mod ledger;
mod member;
pub mod output;
mod server;
mod triage;

pub use archive::Scratch;
pub use find::{Found, find};
pub use ledger::Ledger;
pub use member::{Failure, Member, Opened};
pub use server::{Moment, PoolRow, Server, TagRow};
pub use triage::{Options, Products, Sizes, Triage, Watch, plan, run};
