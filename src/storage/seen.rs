//! How the files of a project looked when they were read.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::disk::Look;

/// Clocks of disks are coarse: what was written within that time of a look may be written again without looking otherwise.
pub(super) const COARSE: Duration = Duration::from_secs(2);

/// How files looked when they were last compared with what is known of them; `None`: it was not there.
#[derive(Default)]
pub(super) struct Seen(pub(super) BTreeMap<String, Option<Glance>>);

#[derive(Clone, Copy)]
pub(super) struct Glance {
    pub(super) look: Look,
    /// Whether the file could have been written once more without looking otherwise.
    pub(super) settled: bool,
}

impl Glance {
    pub(super) fn new(look: Look) -> Self {
        let noted =
            look.noted.and_then(|(seconds, _)| Some(UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).ok()?)));
        let latest = noted.max(look.modified);
        let age = latest.and_then(|latest| SystemTime::now().duration_since(latest).ok());
        Self { look, settled: latest.is_none() || age.is_some_and(|age| age > COARSE) }
    }
}
