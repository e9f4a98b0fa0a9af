//! What can be read out of a project: excerpts, counts, agreement, finds and names. Knows no files and no window.

pub mod afterwards;
pub mod agreement;
pub mod blind;
pub mod changes;
pub mod compare;
pub mod counts;
pub mod excerpts;
pub mod find;
#[cfg(test)]
pub(crate) mod marked;
pub mod names;
pub mod noise;
pub mod outline;
pub mod record;
#[cfg(test)]
pub(crate) mod samples;
