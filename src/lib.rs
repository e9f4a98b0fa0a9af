//! Postil: reading a corpus of articles closely, with a codebook.
//!
//! Imports point one way: a room uses those on lines before its own only. `docs/ARCHITECTURE.md` has the map.
//!
//! ```text
//! words progress
//! text
//! model jobs
//! anchoring history
//! verbs
//! analysis
//! format ingest
//! bytes
//! exchange
//! intake
//! storage
//! workspace
//! cli ui
//! main
//! ```

// First, since the table of the kinds of records is a macro, and macros are known below where they stand.
#[macro_use]
pub mod model;

pub mod analysis;
pub mod anchoring;
pub mod bytes;
pub mod cli;
pub mod exchange;
pub mod format;
pub mod history;
pub mod ingest;
pub mod intake;
pub mod jobs;
pub mod progress;
pub mod storage;
pub mod text;
#[cfg(feature = "gui")]
pub mod ui;
pub mod verbs;
pub mod words;
pub mod workspace;
