//! What the lines of each kind of record look like, one file a kind: reading and writing side by side.

mod analyst;
mod annotation;
mod article;
mod coding;
mod decision;
mod group;
mod memo;
mod paragraph;
mod placement;
mod project;
mod split;
mod status;
mod submission;
mod tag;
