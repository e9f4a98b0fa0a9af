//! The window: the only module that knows egui.

pub mod action;
pub mod codebook;
pub mod command;
pub mod excerpts;
pub mod scene;
pub mod theme;
pub mod widgets;
