pub mod analysis;
pub mod logfile;
pub mod model;
