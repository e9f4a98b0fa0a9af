//! Postil: reading a corpus of articles closely, with a codebook.
//!
//! Imports point one way: `model`, `text` and `jobs`, then `analysis`, `ingest` and `exchange`, then `storage` and
//! `workspace`, then `cli` and `ui`. `docs/ARCHITECTURE.md` has the map.

pub mod analysis;
pub mod cli;
pub mod exchange;
pub mod history;
pub mod ingest;
pub mod jobs;
pub mod merge;
pub mod model;
pub mod progress;
pub mod storage;
pub mod text;
#[cfg(feature = "gui")]
pub mod ui;
pub mod workspace;
