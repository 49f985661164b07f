pub mod logfile;
pub mod model;
