//! The records of one file, whole and apart from any project: what is joined when two files of a kind become one.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    item::{InFile, Item, Located, on_item, on_item_arms},
    read::Contents,
    write,
};
use crate::model::{Analyst, AnalystId, Entry, Home, Layer, Project, ProjectInfo, Table};

/// What a file is, by what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    Project,
    Codebook,
    /// The coding of this analyst.
    Layer(AnalystId),
}

impl FileKind {
    /// What kind of file holds these records.
    pub fn of(contents: &Contents) -> Self {
        let of = |item: &Item| match item.version() {
            Item::Analyst(id, ..) => Some(Self::Layer(id.clone())),
            Item::Project(..) => Some(Self::Project),
            _ => None,
        };
        contents.items.iter().find_map(|located| of(&located.item)).unwrap_or(Self::Codebook)
    }

    /// In words, with an article.
    pub fn words(&self) -> String {
        match self {
            Self::Project => "a project.ron".to_owned(),
            Self::Codebook => "a codebook".to_owned(),
            Self::Layer(id) => format!("the coding of “{id}”"),
        }
    }
}

/// The records of a file. As a project it holds what the file says: a layer's copies of articles, tags and groups too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records {
    kind: FileKind,
    project: Project,
}

/// Why the records of two files, or of one, do not go together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mixed {
    #[error("line {0}: this kind of record does not belong into {1}")]
    Stranger(usize, String),
    #[error("one file is {}, the other is {}", .0.words(), .1.words())]
    Kinds(FileKind, FileKind),
    #[error("both files are the coding of “{0}”, but of two persons of that name: give one of them another id")]
    Persons(AnalystId),
}

impl Contents {
    /// Whose layer the file is, as it says first; `None` if it does not say.
    pub fn analyst(&self) -> Option<(&AnalystId, &Entry<Analyst>)> {
        self.items.iter().find_map(|located| match located.item.version() {
            Item::Analyst(id, entry) => Some((id, entry)),
            _ => None,
        })
    }

    /// What the file says first of a project as a whole.
    pub fn info(&self) -> Option<&ProjectInfo> {
        self.items.iter().find_map(|located| match located.item.version() {
            Item::Project(_, entry) => entry.value.as_deref(),
            _ => None,
        })
    }
}

/// Joins a record of a layer into it. Gives back what is none.
pub fn join_in_layer(layer: &mut Layer, item: Item) -> Option<Item> {
    match item.into_version() {
        // Whatever the layer is called in the file.
        Item::Analyst(_, entry) => {
            layer.analyst.join(layer.id.clone(), entry);
            None
        }
        version => {
            on_item!(version, |id, entry| in_layer(layer, id, entry), other @ Item::Superseded(_) => Some(other))
        }
    }
}

fn in_layer<T: InFile>(layer: &mut Layer, id: T::Id, entry: Entry<T>) -> Option<Item> {
    join(T::in_layer_mut(layer), id, entry)
}

/// Joins a record that the team shares. Gives back what is none.
pub fn join_shared(project: &mut Project, item: Item) -> Option<Item> {
    let mut version = item.into_version();
    if let Item::Article(id, entry) = &mut version {
        // The text is put in by whoever reads the texts: a version of the same text keeps the one at hand, and one that is known
        // has the text that stands on the disk.
        if let (Some(present), Some(article)) = (project.articles.entry(id), &mut entry.value)
            && let Some(body) = present.value.as_ref().map(|article| &article.body)
            && (present.changed == entry.changed || body.fingerprint() == article.body.fingerprint())
        {
            Arc::make_mut(article).body = body.clone();
        }
    }
    on_item!(version, |id, entry| shared(project, id, entry), other @ Item::Superseded(_) => Some(other))
}

fn shared<T: InFile>(project: &mut Project, id: T::Id, entry: Entry<T>) -> Option<Item> {
    join(T::shared_mut(project), id, entry)
}

/// Joins the record where there is a table for its kind; gives it back where there is none.
fn join<T: InFile>(table: Option<&mut Table<T::Id, T>>, id: T::Id, entry: Entry<T>) -> Option<Item> {
    match table {
        Some(table) => {
            table.join(id, entry);
            None
        }
        None => Some(T::item(id, entry)),
    }
}

/// Keeps a copy, in a layer's file, of what the team shares.
fn keep_copy<T: InFile>(project: &mut Project, id: T::Id, copy: Entry<T>) {
    if let Some(table) = T::shared_mut(project).filter(|_| T::COPIED) {
        table.keep_greatest(id, copy);
    }
}

impl Records {
    /// The records of what was read.
    ///
    /// # Errors
    /// A record does not belong into a file of this kind.
    pub fn new(contents: Contents) -> Result<Self, Mixed> {
        let kind = FileKind::of(&contents);
        let mut records = Self { kind, project: Project::default() };
        // The analyst first, whose layer the others go into.
        let is_analyst = |located: &Located| matches!(located.item.version(), Item::Analyst(..));
        let (first, others): (Vec<_>, Vec<_>) = contents.items.into_iter().partition(is_analyst);
        for located in first.into_iter().chain(others) {
            records.add(located.line, located.item)?;
        }
        Ok(records)
    }

    fn add(&mut self, line: usize, item: Item) -> Result<(), Mixed> {
        let belongs = match &self.kind {
            FileKind::Layer(_) => item.may_be_in_layer(),
            FileKind::Project => item.kind().home() == Home::Project,
            FileKind::Codebook => item.kind().home() == Home::Codebook,
        };
        if !belongs {
            return Err(Mixed::Stranger(line, self.kind.words()));
        }
        let FileKind::Layer(id) = &self.kind else {
            join_shared(&mut self.project, item);
            return Ok(());
        };
        if let Item::Analyst(other, _) = item.version() {
            if other != id {
                return Err(Mixed::Kinds(self.kind.clone(), FileKind::Layer(other.clone())));
            }
            self.project.layers.entry(id.clone()).or_insert_with(|| Arc::new(Layer::blank(id.clone())));
        }
        let Some(layer) = self.project.layers.get_mut(id) else {
            return Ok(());
        };
        if let Some(copy) = join_in_layer(Arc::make_mut(layer), item) {
            let project = &mut self.project;
            on_item!(copy, |id, entry| keep_copy(project, id, entry), Item::Superseded(_) => {});
        }
        Ok(())
    }

    pub fn kind(&self) -> &FileKind {
        &self.kind
    }

    /// What the file says, as a project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// The layer that a file of this kind holds.
    pub fn layer(&self) -> Option<&Layer> {
        match &self.kind {
            FileKind::Layer(id) => self.project.layer(id),
            FileKind::Project | FileKind::Codebook => None,
        }
    }

    /// Makes it the coding of `id`; what is no layer stays as it is.
    pub fn rename(&mut self, id: &AnalystId) {
        if let FileKind::Layer(old) = &self.kind
            && let Some(layer) = self.project.layers.remove(old)
        {
            let layer = Arc::unwrap_or_clone(layer).renamed(id.clone());
            self.project.layers.insert(id.clone(), Arc::new(layer));
            self.kind = FileKind::Layer(id.clone());
        }
    }

    /// Joins the records of another file of the same kind.
    ///
    /// # Errors
    /// It is of another kind, or another analyst's.
    pub fn join(&mut self, other: Self) -> Result<(), Mixed> {
        if self.kind != other.kind {
            return Err(Mixed::Kinds(self.kind.clone(), other.kind));
        }
        if let (Some(ours), Some(theirs)) = (self.layer(), other.layer())
            && ours.analyst().key != theirs.analyst().key
            && !ours.id.is_adjudicated()
        {
            return Err(Mixed::Persons(ours.id.clone()));
        }
        if let (FileKind::Layer(id), Some(theirs)) = (&self.kind, other.layer())
            && let Some(ours) = self.project.layers.get_mut(id)
        {
            Arc::make_mut(ours).join(theirs);
            let (project, copies) = (&mut self.project, &other.project);
            each_shared!(copies, |_whose, table| keep_copies(project, table));
            return Ok(());
        }
        for item in other.items() {
            self.add(0, item)?;
        }
        Ok(())
    }

    /// The lines of the file, in the order and with the bytes that its records give.
    pub fn bytes(&self) -> Vec<u8> {
        match &self.kind {
            FileKind::Project => write::project_bytes(&self.project),
            FileKind::Codebook => write::codebook_bytes(&self.project),
            FileKind::Layer(_) => {
                self.layer().map(|layer| write::whole_layer(&self.project, layer)).unwrap_or_default()
            }
        }
    }

    /// All records, those that count and those that were superseded.
    pub fn items(&self) -> Vec<Item> {
        let mut items = items_of(&self.kind, &self.project);
        if let FileKind::Layer(_) = self.kind {
            // Its copies of what the team shares.
            each_shared!(self.project, |_whose, table| copies(&mut items, table));
        }
        items
    }

    /// Gives what was changed by hand since `base` a stamp, so that it counts as a change: a line that says something else
    /// under the stamp that it had there. The stamp follows from the old one, so that it is the same wherever it is made.
    pub fn stamp_by_hand(&mut self, base: &Self) {
        let items = base.items();
        let old: BTreeMap<_, &Item> = items.iter().map(|item| (item.key(), item)).collect();
        let is_by_hand = |item: &Item| old.get(&item.key()).is_some_and(|old| *old != item);
        let by_hand: Vec<Item> = self.items().into_iter().filter(is_by_hand).collect();
        for mut item in by_hand {
            item.stamp_by_hand();
            // It is after the version under the old stamp, and takes its place. What came out of it goes into it.
            if self.add(0, item).is_err() {
                break;
            }
        }
    }
}

fn keep_copies<T: InFile>(project: &mut Project, copies: &Table<T::Id, T>) {
    for (id, copy) in copies.entries() {
        keep_copy(project, id.clone(), copy.clone());
    }
}

/// All versions of all records that a project keeps in its file of that kind, whose layer it is first; without a layer's copies of
/// what the team shares.
pub fn items_of(kind: &FileKind, project: &Project) -> Vec<Item> {
    let mut items = Vec::new();
    match kind {
        FileKind::Project => each_shared!(project, |_whose, table| all_of(&mut items, Home::Project, table)),
        FileKind::Codebook => each_shared!(project, |_whose, table| all_of(&mut items, Home::Codebook, table)),
        FileKind::Layer(id) => {
            if let Some(layer) = project.layer(id) {
                each_of_layer!(layer, |_whose, table| all(&mut items, table));
            }
        }
    }
    items
}

fn all<T: InFile>(items: &mut Vec<Item>, table: &Table<T::Id, T>) {
    items.extend(table.entries().chain(table.all_superseded()).map(|(id, entry)| T::item(id.clone(), entry.clone())));
}

fn all_of<T: InFile>(items: &mut Vec<Item>, home: Home, table: &Table<T::Id, T>) {
    if T::KIND.home() == home {
        all(items, table);
    }
}

fn copies<T: InFile>(items: &mut Vec<Item>, table: &Table<T::Id, T>) {
    if T::COPIED {
        all(items, table);
    }
}
