//! Integration tests: the library and the program as their users meet them.
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod sample_log;
