//! A project with its texts as one file, to be mailed. What belongs to a project is a list: a folder can hold anything else,
//! and nobody means to mail that.

use std::{
    collections::BTreeSet,
    io::{self, Read as _, Write},
    path::Path,
};

use walkdir::WalkDir;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    create::{GITATTRIBUTES, GITIGNORE},
    names::{ANNOTATIONS, ARTICLES, CODEBOOK_FILE, HISTORY, ORIGINALS, PROJECT_FILE, layer_file},
    outside::write_outside,
    store::{Store, text_file},
    superseded::history_file,
};
use crate::format::{FileKind, read};
use crate::{
    model::{AnalystId, Project},
    words::counted,
};

/// What a reader is told of a project beside it.
const READ_ME: [&str; 3] = ["README", "README.md", "README.txt"];
/// Of this machine, or of a version control program: nobody looks for it in a zip file.
const OF_THIS_MACHINE: [&str; 2] = [".git", ".postil"];
/// From here on a file needs the wider fields of zip files.
const LARGE: u64 = 0xFFFF_0000;
/// So many of the files that were left out are named.
const NAMED: usize = 3;

/// What was written into a zip file, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Within the project, in the order in which they stand in the zip file.
    pub files: Vec<String>,
    /// What else lies in the project's folder, sorted.
    pub left_out: Vec<String>,
}

impl Shared {
    /// “left out: 3 files that do not belong to the project (.env, notes/a.txt, …)”; `None` if nothing was.
    pub fn left_out_words(&self) -> Option<String> {
        let count = self.left_out.len();
        let (verb, more) = (if count == 1 { "does" } else { "do" }, if count > NAMED { ", …" } else { "" });
        let named = self.left_out.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        (count > 0).then(|| {
            format!("left out: {} that {verb} not belong to the project ({named}{more})", counted(count, "file"))
        })
    }
}

/// Why a project is not in a zip file. What stood under that name is as it was.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    #[error("{file} could not be read: {source}")]
    Read { file: String, source: io::Error },
    #[error(transparent)]
    Write(#[from] io::Error),
}

impl From<zip::result::ZipError> for ShareError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Write(error.into())
    }
}

/// Writes the files that belong to the project into a zip file, in a folder of the project's name.
///
/// # Errors
/// A file cannot be read, or the zip cannot be written.
pub fn share_project(project: &Project, store: &Store, out: &Path) -> Result<Shared, ShareError> {
    let root = store.root();
    let top = root.file_name().map_or_else(|| "project".into(), |name| name.to_string_lossy());
    let files = files(project, store)?;
    write_outside(out, |zipped| {
        let mut zip = ZipWriter::new_stream(zipped);
        for file in &files {
            put(&mut zip, &format!("{top}/{file}"), store, file)?;
        }
        zip.finish()?;
        Ok::<(), ShareError>(())
    })?;
    let left_out = others(root, &files, out);
    Ok(Shared { files, left_out })
}

/// Copies one file, a piece at a time.
fn put<W: Write + io::Seek>(zip: &mut ZipWriter<W>, name: &str, store: &Store, file: &str) -> Result<(), ShareError> {
    let unreadable = |source| ShareError::Read { file: file.to_owned(), source };
    let len = store.disk().look(file).map_err(unreadable)?.len;
    let mut bytes = store.disk().reader(file).map_err(unreadable)?;
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(len > LARGE);
    zip.start_file(name, options)?;
    let mut piece = vec![0; 64 * 1024];
    loop {
        match bytes.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) => zip.write_all(piece.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
}

/// The files that belong to the project, as far as they are there.
fn files(project: &Project, store: &Store) -> Result<Vec<String>, ShareError> {
    let list = |folder: &str| {
        let names = store.disk().list(folder);
        names.map_err(|source| ShareError::Read { file: folder.to_owned(), source })
    };
    let present = |folder: &str, wanted: BTreeSet<String>| -> Result<Vec<String>, ShareError> {
        let names = list(folder)?.into_iter().map(|name| format!("{folder}/{name}"));
        Ok(names.filter(|file| wanted.contains(file)).collect())
    };
    let is_shared = |name: &&String| match name.as_str() {
        PROJECT_FILE | CODEBOOK_FILE => true,
        // Changed by hand, they can name what nobody else is to know of.
        ".gitignore" => is_just(store, name, GITIGNORE),
        ".gitattributes" => is_just(store, name, GITATTRIBUTES),
        name => READ_ME.contains(&name),
    };
    let mut files: Vec<String> = list("")?.iter().filter(is_shared).cloned().collect();
    let layers = list(ANNOTATIONS)?.into_iter().filter(|name| is_layer(project, store, name));
    files.extend(layers.map(|name| format!("{ANNOTATIONS}/{name}")));
    let articles = || project.articles.iter();
    files.extend(present(ARTICLES, articles().map(|(id, _)| text_file(id)).collect())?);
    let texts = old_texts(project);
    files.extend(present(&format!("{HISTORY}/texts"), texts)?);
    let originals = articles().map(|(_, article)| format!("{ORIGINALS}/{}", article.source)).collect();
    files.extend(present(ORIGINALS, originals)?);
    Ok(files)
}

fn is_just(store: &Store, file: &str, ours: &str) -> bool {
    store.disk().read(file).is_ok_and(|bytes| bytes == ours.as_bytes())
}

/// Whether a file is called as the layer that is in it, and is no copy of another. One that cannot be read is by its name.
fn is_layer(project: &Project, store: &Store, name: &str) -> bool {
    let Some(id) = name.strip_suffix(".ron").and_then(|stem| AnalystId::new(stem).ok()) else { return false };
    if project.layer(&id).is_some() {
        return true;
    }
    let contents = store.disk().read(&layer_file(&id)).ok().and_then(|bytes| read(&bytes).ok());
    contents.is_none_or(|contents| matches!(FileKind::of(&contents), FileKind::Layer(of) if of == id))
}

/// Where the texts are kept that passages of the project's articles refer to and that are not the articles' any more.
fn old_texts(project: &Project) -> BTreeSet<String> {
    let marked = project.annotations().map(|(_, _, passage)| (&passage.article, &passage.text));
    let submitted = project.layers.values().flat_map(|layer| layer.submissions.iter());
    let texts = marked.chain(submitted.map(|(article, submission)| (article, &submission.text)));
    texts.filter(|(article, _)| project.articles.contains(article)).map(|(_, text)| history_file(text)).collect()
}

/// What else lies in the project's folder, but for the zip file itself. What nobody may look into is not told.
fn others(root: &Path, files: &[String], out: &Path) -> Vec<String> {
    let files: BTreeSet<&str> = files.iter().map(String::as_str).collect();
    let out = out.canonicalize().unwrap_or_else(|_| out.to_owned());
    let walk = WalkDir::new(root).sort_by_file_name().into_iter();
    let walk = walk.filter_entry(|entry| !OF_THIS_MACHINE.contains(&&*name_in(root, entry.path())));
    let names = walk.filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir() && entry.path() != out);
    names.map(|entry| name_in(root, entry.path())).filter(|name| !files.contains(name.as_str())).collect()
}

/// The path within the project, with `/`.
fn name_in(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
