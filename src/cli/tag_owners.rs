//! The owners of pool tags, as far as the arguments say where to look.

use super::progress;
use crate::engine::Analysis;
use crate::owners::{DriverSearch, Owners, TagNames};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Where names and drivers of tags are looked for.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct TagOwners {
    /// Name tags from this pooltag.txt, as shipped with WinDbg and the WDK
    #[arg(long, value_name = "FILE")]
    pub pooltag: Option<PathBuf>,
    /// Look for the tags in the driver files (.sys, .exe, .dll) of this folder
    #[arg(long, value_name = "DIR")]
    pub drivers: Option<PathBuf>,
}

impl TagOwners {
    /// The names. Read before the logs, so that a wrong path is reported at once.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn names(&self) -> anyhow::Result<Option<Arc<TagNames>>> {
        Ok(self.pooltag.as_deref().map(TagNames::read).transpose()?.map(Arc::new))
    }

    /// Names, and the drivers that contain the tags that were read.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn of(&self, names: Option<Arc<TagNames>>, analysis: &Analysis) -> anyhow::Result<Owners> {
        let drivers = self.drivers.as_deref().map(|folder| {
            let tags = analysis.tags_worth_asking();
            progress::shown("Searching drivers", |progress| DriverSearch::of(folder, &tags, progress))
        });
        Ok(Owners { names, drivers: drivers.transpose()?.map(Arc::new) })
    }
}
