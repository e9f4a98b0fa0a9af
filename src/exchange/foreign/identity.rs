//! What a record is called in files of other programs, and when it was changed there.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::model::{Project, Stamp};

/// What analysts and articles are in [`guid`].
pub const ANALYST: &str = "analyst";
pub const ARTICLE: &str = "article";

/// What something of a project is called in files of other programs: the same for the same thing.
pub fn guid(project: &Project, kind: &str, id: &str) -> String {
    let hash = Sha256::digest(format!("{}\n{kind}\n{id}", project.info().key).as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    // Version 4 is what every reader knows.
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

/// Of what was changed at that time: a later one is made knowing the earlier ones.
pub fn stamp(changed: Timestamp) -> Stamp {
    let ms = u64::try_from(changed.as_millisecond()).unwrap_or(0);
    let n = u32::try_from(ms / 1_000).unwrap_or(u32::MAX).max(1);
    let by: Arc<str> = "import".into();
    Stamp { ms, n: 0, by: Arc::clone(&by), seen: [(by, n)].into() }
}
