//! New projects, and the sample project that the program carries.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use include_dir::{Dir, include_dir};

use super::{
    disk::Folder,
    fold,
    names::CODEBOOK_FILE,
    store::{SaveError, Store},
};
use crate::{
    exchange::{self, foreign::Foreign},
    format as ron,
    intake::land,
};
use crate::{
    model::{Group, GroupId, Project, ProjectInfo, Stamper},
    words::counted,
};

static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample_data");

/// The key of the sample project, in every copy of it.
pub const SAMPLE_KEY: &str = "postil-sample";

pub(super) const GITIGNORE: &str = "/.postil/\n/history/backups/\n";
pub(super) const GITATTRIBUTES: &str = "*.ron text eol=lf merge=union\narticles/** -text\noriginals/** -text\n";

/// Why a project could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    #[error("{0} holds a project already: open it, or choose another folder")]
    HasProject(PathBuf),
    #[error("{0} is not empty: choose a new or an empty folder")]
    NotEmpty(PathBuf),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("the codebook {path} cannot be read: {why}")]
    Codebook { path: PathBuf, why: String },
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// The groups that every project starts with; stamp zero, so that two new projects join quietly.
fn starter_groups(project: &mut Project) {
    let groups = [
        ("argument", "Arguments", None, 0),
        ("organization", "Organizations", None, 1),
        ("state", "States", Some("organization"), 0),
        ("person", "Persons and offices", Some("organization"), 1),
    ];
    for (id, name, parent, rank) in groups {
        let (Ok(id), parent) = (GroupId::new(id), parent.and_then(|parent| GroupId::new(parent).ok())) else {
            continue;
        };
        let group = Group { name: name.to_owned(), parent, rank };
        let entry = crate::model::Entry { value: Some(Arc::new(group)), changed: crate::model::Stamp::default() };
        project.groups.put(id, entry);
    }
}

/// Puts the starter codebook into a project that has none.
///
/// # Errors
/// The embedded codebook cannot be read (a fault of the build).
pub fn starter_codebook(project: &mut Project) -> Result<(), CreateError> {
    let bytes = SAMPLE.get_file(CODEBOOK_FILE).map(include_dir::File::contents).unwrap_or_default();
    add_codebook(project, Path::new("sample_data/codebook.ron"), bytes)
}

fn add_codebook(project: &mut Project, path: &Path, bytes: &[u8]) -> Result<(), CreateError> {
    let fault = |why: String| CreateError::Codebook { path: path.to_owned(), why };
    let contents = ron::read(bytes).map_err(|error| fault(error.to_string()))?;
    if let Some(damage) = contents.damage.first() {
        return Err(fault(format!("line {}, column {}: {}", damage.line, damage.column, damage.message)));
    }
    // A codebook file from elsewhere may bring tags of groups that are not among the starters.
    let prefixes: Vec<String> = contents
        .items
        .iter()
        .filter_map(|located| match &located.item {
            ron::Item::Tag(_, entry) => entry.value.as_deref().map(|tag| tag.group.to_string()),
            _ => None,
        })
        .collect();
    fold(project, CODEBOOK_FILE, contents);
    for name in prefixes {
        let Ok(id) = GroupId::new(&name) else {
            continue;
        };
        if !project.groups.contains(&id) {
            let mut title = name.replace('-', " ");
            if let Some(first) = title.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            let rank = project.groups.iter().map(|(_, group)| group.rank + 1).max().unwrap_or(0);
            let group = Group { name: title, parent: None, rank };
            let entry = crate::model::Entry { value: Some(Arc::new(group)), changed: crate::model::Stamp::default() };
            project.groups.put(id, entry);
        }
    }
    Ok(())
}

/// Formats of files that hold a codebook, with texts and passages or without.
const CODEBOOKS: [&str; 3] = ["refi-codebook", "codebook", "refi"];

/// Puts the codebook of a file into a project that has none: of a file of ours, else of a table or of REFI-QDA. Returns what there is
/// to say about it.
fn codebook_of_file(project: &mut Project, path: &Path) -> Result<Vec<String>, CreateError> {
    let fault = |why: String| CreateError::Codebook { path: path.to_owned(), why };
    let bytes = fs::read(path).map_err(|source| CreateError::Io { path: path.to_owned(), source })?;
    let ending = path.extension().map(|ending| ending.to_string_lossy().into_owned()).unwrap_or_default();
    if !exchange::has_ending(&ending) {
        return add_codebook(project, path, &bytes).map(|()| Vec::new());
    }
    let format = exchange::of_file(&ending, &bytes).map_err(fault)?;
    if !CODEBOOKS.contains(&format.name) {
        return Err(fault(
            "it holds no codebook: choose a codebook.ron, or a .qdc, .qdpx, .csv or .tsv file".to_owned(),
        ));
    }
    let read = format.read(&bytes).map_err(fault)?;
    let mut notices = read.notices.clone();
    if !read.texts.is_empty() {
        let texts = counted(read.texts.len(), "text");
        notices =
            vec![format!("only the codebook was taken: `postil import` takes in the {texts} with their passages")];
    }
    let codes = Foreign { codes: read.codes, is_ours: read.is_ours, ..Foreign::default() };
    let landed = land(project, format.name, &codes).map_err(|error| fault(error.to_string()))?;
    notices.extend(landed.report.notices);
    if let Some(step) = &landed.step {
        let mut stamper = Stamper::new("new");
        stamper.observe(u64::try_from(project.info().created.as_millisecond()).unwrap_or_default());
        project.apply(step, &mut stamper).map_err(|error| fault(error.to_string()))?;
    }
    Ok(notices)
}

/// A project that was made.
pub struct Created {
    pub store: Store,
    pub project: Project,
    /// What there is to say about the codebook.
    pub notices: Vec<String>,
}

/// Makes a new project without articles in `dir`, which must be new, empty, or hold nothing but texts.
///
/// # Errors
/// The folder holds a project already, or cannot be written; the codebook cannot be read.
pub fn create(dir: &Path, info: ProjectInfo, codebook: Option<&Path>) -> Result<Created, CreateError> {
    if super::names::is_project(dir) {
        return Err(CreateError::HasProject(dir.to_owned()));
    }
    let fault = |source| CreateError::Io { path: dir.to_owned(), source };
    if dir.is_dir() && fs::read_dir(dir).map_err(fault)?.next().is_some() {
        return Err(CreateError::NotEmpty(dir.to_owned()));
    }
    let mut project = Project::new(info);
    starter_groups(&mut project);
    let notices = match codebook {
        None => starter_codebook(&mut project).map(|()| Vec::new())?,
        Some(path) => codebook_of_file(&mut project, path)?,
    };
    fs::create_dir_all(dir).map_err(fault)?;
    for folder in [super::names::ARTICLES, super::names::ANNOTATIONS] {
        fs::create_dir_all(dir.join(folder)).map_err(fault)?;
    }
    fs::write(dir.join(".gitignore"), GITIGNORE).map_err(fault)?;
    fs::write(dir.join(".gitattributes"), GITATTRIBUTES).map_err(fault)?;
    let root = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let store = Store::new(root.clone(), Arc::new(Folder::new(root)));
    store.save(&project, None).whole()?;
    Ok(Created { store, project, notices })
}

/// Copies the sample project into `dir`, which must be new or empty.
///
/// # Errors
/// The folder is not empty, or cannot be written.
pub fn copy_sample(dir: &Path) -> Result<(), CreateError> {
    let fault = |source| CreateError::Io { path: dir.to_owned(), source };
    if dir.is_dir() && fs::read_dir(dir).map_err(fault)?.next().is_some() {
        return Err(if super::names::is_project(dir) {
            CreateError::HasProject(dir.to_owned())
        } else {
            CreateError::NotEmpty(dir.to_owned())
        });
    }
    fs::create_dir_all(dir).map_err(fault)?;
    SAMPLE.extract(dir).map_err(fault)?;
    // The sample's own rules are those of the program's sources: in a copy every layer counts.
    fs::write(dir.join(".gitignore"), GITIGNORE).map_err(fault)?;
    fs::write(dir.join(".gitattributes"), GITATTRIBUTES).map_err(fault)
}
