//! What the files and folders of a project are called.

use std::path::Path;

use crate::model::{Fingerprint, Project};

/// The shared files and the folders of a project.
pub const PROJECT_FILE: &str = "project.ron";
pub const CODEBOOK_FILE: &str = "codebook.ron";
pub const ARTICLES: &str = "articles";
pub const ORIGINALS: &str = "originals";
pub const ANNOTATIONS: &str = "annotations";
pub const HISTORY: &str = "history";

/// Whether `dir` is the folder of a project: also of one that has lost its shared files, as long as somebody's coding is there.
pub fn is_project(dir: &Path) -> bool {
    let is_layer = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.file_name().to_str().is_some_and(is_ron))
    };
    let has_layers = || std::fs::read_dir(dir.join(ANNOTATIONS)).is_ok_and(|mut layers| layers.any(is_layer));
    dir.join(PROJECT_FILE).is_file()
        || dir.join(CODEBOOK_FILE).is_file()
        || (dir.join(ARTICLES).is_dir() && has_layers())
}

/// The file of a layer within the project, with `/`.
pub fn layer_file(analyst: &crate::model::AnalystId) -> String {
    format!("{ANNOTATIONS}/{analyst}.ron")
}

/// Whether a file of that name may be one of ours: hidden ones are not.
pub(super) fn is_ron(name: &str) -> bool {
    name.ends_with(".ron") && !name.starts_with('.')
}

/// The first 16 hexadecimal digits of the SHA-256: for names of folders.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    Fingerprint::of_bytes(bytes).as_str().trim_start_matches("sha256:").chars().take(16).collect()
}

/// Whether the project's own file is lost, so that it goes by the folder: see [`super::open`].
pub(super) fn has_no_key(project: &Project, folder: &Path) -> bool {
    project.info().key == folder.to_string_lossy()
}
