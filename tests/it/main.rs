//! Integration tests: the library and the program as their users meet them.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../support/mod.rs"]
mod support;

mod assets;
mod bombs;
mod claims;
mod command_line;
mod counter_sets;
mod damage;
#[cfg(feature = "parquet")]
mod data;
mod dialects;
mod documents;
mod events;
mod everything;
mod fixtures;
mod fleet;
mod handbook;
mod layers;
mod long;
mod oracle;
mod owners;
mod pictures;
mod properties;
mod reference;
mod relations;
mod sample_log;
mod seeds;
mod several;
mod statistics;
mod tags;
mod writer;
