//! Annotations, codebooks and excerpts in and out: one file per format.

pub mod ron;
