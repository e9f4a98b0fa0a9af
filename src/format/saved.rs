//! What the lines of a kind of record look like.

use serde::de::DeserializeOwned;

use super::{
    fields::Fields,
    values::{Fault, StampRecord},
};
use crate::model::Record;

/// A kind of record as it stands in files. Reading and writing it stand in one file of `kinds`, apart from the model's types:
/// files outlive the model.
pub trait Saved: Record {
    /// The word that its lines begin with.
    const NAME: &'static str;

    /// Whether a layer's file holds copies of those that the layer speaks of, so that it can be read where nothing else is.
    const COPIED: bool = false;

    /// A line as it is read.
    type Line: DeserializeOwned;

    /// The record that a line holds: its id, its value, and the stamp of its last change.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    fn read(line: Self::Line) -> Result<(Self::Id, Self, StampRecord), Fault>;

    /// Writes the fields, but for the stamp, which is the last.
    fn write(&self, id: &Self::Id, line: &mut Fields<'_>);

    /// The id of a record that was deleted, as its line gives it.
    ///
    /// # Errors
    /// It is none.
    fn id(text: &str) -> Result<Self::Id, Fault>;

    /// Where lines of the kind stand in their file, before the order of their ids.
    fn sort_key(&self) -> Option<(&str, usize, usize)> {
        None
    }
}
