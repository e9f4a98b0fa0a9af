//! Postil: reading a corpus of articles closely, with a codebook.
//!
//! Imports point one way: a room uses those on lines before its own only. `docs/ARCHITECTURE.md` has the map.
//!
//! ```text
//! model progress
//! text
//! jobs history
//! analysis
//! ingest merge
//! exchange
//! storage
//! workspace
//! cli ui
//! main
//! ```

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
