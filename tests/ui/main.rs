//! The window, driven through its accessibility labels. No display is needed.
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod basics;
mod charting;
mod commands;
mod fleet;
mod keeping;
mod lines;
mod list;
mod painters;
mod paper;
mod pictures;
mod remote;
mod tags;
mod window;
