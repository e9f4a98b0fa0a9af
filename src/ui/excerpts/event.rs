//! What the view cannot do by itself.

use std::path::PathBuf;

/// What the view cannot do by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExcerptsEvent {
    /// Ask for the file to export to, then call [`super::ExcerptsPane::set_export_path`].
    ChoosePath { suggested: PathBuf, ending: &'static str },
}
