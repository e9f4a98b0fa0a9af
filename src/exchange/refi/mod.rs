//! REFI-QDA: projects (`.qdpx`) and codebooks (`.qdc`), as NVivo, ATLAS.ti, MAXQDA and QualCoder exchange them.

mod notes;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{ReadError, is_in_zip, name_of_source, read, read_codebook, texts_of};
pub use write::{write, write_codebook};
