pub mod analysis;
pub mod chart;
pub mod cli;
pub mod engine;
pub mod export;
pub mod logfile;
pub mod model;
pub mod sample;
