//! The program from outside: as a process, on projects in temporary folders; and the laws of its parts.

#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is wrong")]

mod agree;
mod anchoring;
mod articles;
mod cli;
mod damage;
mod disk;
mod exports;
mod growth;
#[cfg(feature = "gui")]
mod guide;
mod highlights;
mod hostile;
mod house;
mod joining;
mod journal;
mod laws;
mod layout;
mod moving;
mod odd;
mod outside;
mod packing;
mod program;
mod quotes;
mod ron;
mod samples;
mod saving;
mod sharing;
mod sources;
mod taking;
mod terminal;
#[cfg(feature = "gui")]
mod window;
mod writers;
