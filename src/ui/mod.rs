//! The window: the only module that knows egui.

pub mod action;
pub mod app;
pub mod codebook;
pub mod command;
pub mod compare;
pub mod dialog;
pub mod dialogs;
pub mod drafts;
pub mod excerpts;
pub mod export;
mod focus;
pub mod input;
pub mod keymap;
mod launch;
pub mod marking;
pub mod node;
pub mod noted;
pub mod notices;
pub mod overlay;
pub mod pane;
mod primary;
pub mod project;
pub mod read;
pub mod reader;
pub mod scene;
pub mod start;
pub mod theme;
pub mod typeahead;
pub mod views;
pub mod widgets;

pub use launch::launch;
