pub mod text;
#[cfg(feature = "gui")]
pub mod ui;
