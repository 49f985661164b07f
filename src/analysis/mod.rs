//! Numbers in, findings with reasons out. Pure: no files, no drawing, no words.
//!
//! The question is the one asked in Microsoft's "Troubleshooting Pool Leaks, Part 1 – Perfmon": a leak is a steadily
//! increasing line without a substantial decrease, while use that comes from load falls again when the load does.
//! [`judge()`] answers it for one series; [`findings::report`] asks it of a recording and adds what the result means
//! for the machine's RAM.
//!
//! The statistics are small modules that know nothing about verdicts: [`clean`], [`runs`], [`buckets`], [`load`],
//! [`season`], [`noise`], [`swings`], [`drift`], [`onset`], [`jumps`], [`trend`], [`bend`], [`workdays`], [`ending`].
//! The decisions are in [`segment`], [`rise`] and [`troughs`]; how often they are right, in [`probability`]. [`tags`]
//! asks the same question about the tags of a listing. [`compare()`] compares two reports. Every threshold is in
//! [`policy`], with its unit and reason.

pub mod bend;
pub mod buckets;
pub mod clean;
pub mod companions;
pub mod compare;
mod context;
pub mod drift;
pub mod ending;
mod evidence;
pub mod explain;
pub mod finding;
pub mod findings;
pub mod growth;
pub mod happenings;
pub mod judge;
pub mod jumps;
mod kept;
pub mod known_tags;
pub mod limits;
pub mod load;
mod loads;
pub mod next;
pub mod noise;
mod observe;
pub mod observed;
pub mod onset;
pub mod policy;
pub mod probability;
pub mod ram;
pub mod reasons;
pub mod rise;
mod room;
pub mod run;
pub mod runs;
pub mod season;
pub mod segment;
pub mod stats;
pub mod subjects;
pub mod swings;
pub mod tag_policy;
pub mod tags;
pub mod trend;
pub mod troughs;
pub mod verdict;
pub mod workdays;

pub use compare::{Change, Compared, Side, compare};
pub use finding::{Finding, FindingKind};
pub use findings::{Report, Scope};
pub use judge::{Input, Judgement, judge};
pub use ram::{GivenRam, Ram};
pub use reasons::{Reason, ReasonKind};
pub use verdict::{Severity, Shape, Verdict, Why};
