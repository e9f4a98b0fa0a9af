//! The records of one file, whole and apart from any project: what is joined when two files of a kind become one.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    item::{Item, Located},
    read::Contents,
    write,
};
use crate::model::{Analyst, AnalystId, Entry, Layer, Project, ProjectInfo, Stamp, Table};

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
            Item::Info(..) => Some(Self::Project),
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

/// What tells a version of a record from all others of a file: its kind, its id, and when it was changed.
pub type RecordKey = (u8, String, Stamp);

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

impl Item {
    /// The version that the line holds, superseded or not.
    pub fn version(&self) -> &Self {
        match self {
            Self::Superseded(version) => version,
            item => item,
        }
    }

    /// As [`Self::version`], by value.
    #[must_use]
    pub fn into_version(self) -> Self {
        match self {
            Self::Superseded(version) => *version,
            item => item,
        }
    }
}

impl Contents {
    /// Whose layer the file is, as it says first; `None` if it does not say.
    pub fn analyst(&self) -> Option<(&AnalystId, &Analyst, &Stamp)> {
        self.items.iter().find_map(|located| match located.item.version() {
            Item::Analyst(id, analyst, changed) => Some((id, analyst, changed)),
            _ => None,
        })
    }

    /// What the file says first of a project as a whole.
    pub fn info(&self) -> Option<&ProjectInfo> {
        self.items.iter().find_map(|located| match located.item.version() {
            Item::Info(info, _) => Some(info),
            _ => None,
        })
    }
}

impl Item {
    /// Whether it is a record that layers have, and not a copy of what the team shares.
    pub fn is_of_layer(&self) -> bool {
        match self.version() {
            Self::Analyst(..)
            | Self::Annotation(..)
            | Self::Status(..)
            | Self::Memo(..)
            | Self::Split(..)
            | Self::Submission(..)
            | Self::Placement(..)
            | Self::Decision(..) => true,
            Self::Info(..) | Self::Group(..) | Self::Article(..) | Self::Paragraph(..) | Self::Tag(..) => false,
            Self::Superseded(version) => version.is_of_layer(),
        }
    }
}

/// Joins a record of a layer into it. Gives back what is none.
pub fn join_in_layer(layer: &mut Layer, item: Item) -> Option<Item> {
    match item.into_version() {
        Item::Analyst(_, analyst, changed) => layer.join_analyst(analyst, changed),
        Item::Annotation(id, entry) => layer.annotations.join(id, entry),
        Item::Status(id, entry) => layer.statuses.join(id, entry),
        Item::Memo(subject, entry) => layer.memos.join(subject, entry),
        Item::Split(id, entry) => layer.splits.join(id, entry),
        Item::Submission(id, entry) => layer.join_submission(id, entry),
        Item::Placement(id, entry) => layer.placements.join(id, entry),
        Item::Decision(id, entry) => layer.decisions.join(id, entry),
        other => return Some(other),
    }
    None
}

/// Joins a record that the team shares. Gives back what is none.
pub fn join_shared(project: &mut Project, item: Item) -> Option<Item> {
    match item.into_version() {
        // A project without a key is one of which nothing was read yet.
        Item::Info(info, changed) if project.info.key.is_empty() => {
            (project.info, project.info_changed) = (info, changed);
        }
        Item::Info(info, changed) => project.join_info(info, changed),
        Item::Group(id, entry) => project.groups.join(id, entry),
        Item::Tag(id, entry) => project.tags.join(id, entry),
        Item::Paragraph(id, entry) => project.paragraphs.join(id, entry),
        Item::Article(id, mut entry) => {
            // The text is put in by whoever reads the texts: a version of the same text keeps the one at hand, and one
            // that is known has the text that stands on the disk.
            if let (Some(present), Some(article)) = (project.articles.entry(&id), &mut entry.value)
                && let Some(body) = present.value.as_ref().map(|article| &article.body)
                && (present.changed == entry.changed || body.fingerprint() == article.body.fingerprint())
            {
                Arc::make_mut(article).body = body.clone();
            }
            project.articles.join(id, entry);
        }
        other => return Some(other),
    }
    None
}

impl Records {
    /// The records of what was read.
    ///
    /// # Errors
    /// A record does not belong into a file of this kind.
    pub fn new(contents: Contents) -> Result<Self, Mixed> {
        let kind = FileKind::of(&contents);
        let nothing = ProjectInfo {
            key: String::new(),
            title: String::new(),
            note: String::new(),
            created: jiff::Timestamp::UNIX_EPOCH,
            blind: false,
        };
        let mut records = Self { kind, project: Project::new(nothing) };
        // The analyst first, whose layer the others go into.
        let is_analyst = |located: &Located| matches!(located.item.version(), Item::Analyst(..));
        let (first, others): (Vec<_>, Vec<_>) = contents.items.into_iter().partition(is_analyst);
        for located in first.into_iter().chain(others) {
            records.add(located.line, located.item)?;
        }
        Ok(records)
    }

    fn add(&mut self, line: usize, item: Item) -> Result<(), Mixed> {
        let belongs = match (&self.kind, item.version()) {
            (FileKind::Layer(_), Item::Info(..) | Item::Paragraph(..)) => false,
            (FileKind::Layer(_), _) => true,
            (FileKind::Project, item) => {
                matches!(item, Item::Info(..) | Item::Group(..) | Item::Article(..) | Item::Paragraph(..))
            }
            (FileKind::Codebook, item) => matches!(item, Item::Tag(..)),
        };
        if !belongs {
            return Err(Mixed::Stranger(line, self.kind.words()));
        }
        let FileKind::Layer(id) = &self.kind else {
            join_shared(&mut self.project, item);
            return Ok(());
        };
        if let Item::Analyst(other, analyst, changed) = item.version() {
            if other != id {
                return Err(Mixed::Kinds(self.kind.clone(), FileKind::Layer(other.clone())));
            }
            if !self.project.layers.contains_key(id) {
                let layer = Layer { changed: changed.clone(), ..Layer::new(id.clone(), analyst.clone()) };
                self.project.layers.insert(id.clone(), Arc::new(layer));
            }
        }
        let Some(layer) = self.project.layers.get_mut(id) else {
            return Ok(());
        };
        match join_in_layer(Arc::make_mut(layer), item) {
            Some(Item::Group(id, entry)) => self.project.groups.keep_greatest(id, entry),
            Some(Item::Article(id, entry)) => self.project.articles.keep_greatest(id, entry),
            Some(Item::Tag(id, entry)) => self.project.tags.keep_greatest(id, entry),
            _ => {}
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
            let layer = Layer { id: id.clone(), ..Arc::unwrap_or_clone(layer) };
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
            && ours.analyst.key != theirs.analyst.key
            && !ours.id.is_adjudicated()
        {
            return Err(Mixed::Persons(ours.id.clone()));
        }
        if let (FileKind::Layer(id), Some(theirs)) = (&self.kind, other.layer())
            && let Some(ours) = self.project.layers.get_mut(id)
        {
            Arc::make_mut(ours).join(theirs);
            let (project, copies) = (&mut self.project, &other.project);
            keep_greatest(&mut project.groups, &copies.groups);
            keep_greatest(&mut project.articles, &copies.articles);
            keep_greatest(&mut project.tags, &copies.tags);
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
            all(&mut items, &self.project.groups, Item::Group);
            all(&mut items, &self.project.articles, Item::Article);
            all(&mut items, &self.project.tags, Item::Tag);
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

impl Item {
    /// Of what kind it is, its id, and when it was changed.
    pub fn key(&self) -> RecordKey {
        let (kind, id) = match self {
            Self::Info(..) => (0, String::new()),
            Self::Analyst(id, ..) => (1, id.to_string()),
            Self::Group(id, _) => (2, id.to_string()),
            Self::Article(id, _) => (3, id.to_string()),
            Self::Tag(id, _) => (4, id.to_string()),
            Self::Annotation(id, _) => (5, id.to_string()),
            Self::Status(id, _) => (6, id.to_string()),
            Self::Memo(subject, _) => (7, subject.to_string()),
            Self::Split(id, _) => (8, id.to_string()),
            Self::Submission(id, _) => (9, id.to_string()),
            Self::Placement(id, _) => (10, id.to_string()),
            Self::Decision(id, _) => (11, id.to_string()),
            Self::Paragraph(id, _) => (12, id.to_string()),
            Self::Superseded(version) => return version.key(),
        };
        (kind, id, self.changed().clone())
    }

    /// The record of this id as it is in `project`, or in `layer` where it is one of a layer. Of an article, whose text is in no
    /// such line, with the text that this line is about.
    pub fn counterpart(&self, project: &Project, layer: Option<&Layer>) -> Option<Self> {
        Some(match self {
            Self::Info(..) => Self::Info(project.info.clone(), project.info_changed.clone()),
            // A layer's copies of what the team shares.
            Self::Group(..) | Self::Article(..) | Self::Paragraph(..) | Self::Tag(..) if layer.is_some() => {
                return None;
            }
            Self::Group(id, _) => Self::Group(id.clone(), project.groups.entry(id)?.clone()),
            Self::Article(id, there) => {
                let mut here = project.articles.entry(id)?.clone();
                if let (Some(here), Some(there)) = (&mut here.value, &there.value) {
                    Arc::make_mut(here).body = there.body.clone();
                }
                Self::Article(id.clone(), here)
            }
            Self::Paragraph(id, _) => Self::Paragraph(id.clone(), project.paragraphs.entry(id)?.clone()),
            Self::Tag(id, _) => Self::Tag(id.clone(), project.tags.entry(id)?.clone()),
            Self::Annotation(id, _) => Self::Annotation(*id, layer?.annotations.entry(id)?.clone()),
            Self::Status(id, _) => Self::Status(id.clone(), layer?.statuses.entry(id)?.clone()),
            Self::Memo(about, _) => Self::Memo(about.clone(), layer?.memos.entry(about)?.clone()),
            Self::Split(id, _) => Self::Split(id.clone(), layer?.splits.entry(id)?.clone()),
            Self::Submission(id, _) => Self::Submission(id.clone(), layer?.submissions.entry(id)?.clone()),
            Self::Placement(id, _) => Self::Placement(*id, layer?.placements.entry(id)?.clone()),
            Self::Decision(id, _) => Self::Decision(*id, layer?.decisions.entry(id)?.clone()),
            // Whose it is, and versions that do not count.
            Self::Analyst(..) | Self::Superseded(_) => return None,
        })
    }

    /// Makes it a change that was made by hand: see [`Stamp::by_hand`].
    pub fn stamp_by_hand(&mut self) {
        let stamp = self.changed_mut();
        *stamp = stamp.by_hand();
    }

    /// When the record was last changed.
    pub fn changed(&self) -> &Stamp {
        match self {
            Self::Info(_, changed) | Self::Analyst(_, _, changed) => changed,
            Self::Group(_, entry) => &entry.changed,
            Self::Article(_, entry) => &entry.changed,
            Self::Paragraph(_, entry) => &entry.changed,
            Self::Tag(_, entry) => &entry.changed,
            Self::Annotation(_, entry) => &entry.changed,
            Self::Status(_, entry) => &entry.changed,
            Self::Memo(_, entry) => &entry.changed,
            Self::Split(_, entry) => &entry.changed,
            Self::Submission(_, entry) => &entry.changed,
            Self::Placement(_, entry) => &entry.changed,
            Self::Decision(_, entry) => &entry.changed,
            Self::Superseded(version) => version.changed(),
        }
    }

    fn changed_mut(&mut self) -> &mut Stamp {
        match self {
            Self::Info(_, changed) | Self::Analyst(_, _, changed) => changed,
            Self::Group(_, entry) => &mut entry.changed,
            Self::Article(_, entry) => &mut entry.changed,
            Self::Paragraph(_, entry) => &mut entry.changed,
            Self::Tag(_, entry) => &mut entry.changed,
            Self::Annotation(_, entry) => &mut entry.changed,
            Self::Status(_, entry) => &mut entry.changed,
            Self::Memo(_, entry) => &mut entry.changed,
            Self::Split(_, entry) => &mut entry.changed,
            Self::Submission(_, entry) => &mut entry.changed,
            Self::Placement(_, entry) => &mut entry.changed,
            Self::Decision(_, entry) => &mut entry.changed,
            Self::Superseded(version) => version.changed_mut(),
        }
    }
}

fn keep_greatest<K: Ord + Clone, T: Ord + Clone>(copies: &mut Table<K, T>, others: &Table<K, T>) {
    for (id, copy) in others.entries() {
        copies.keep_greatest(id.clone(), copy.clone());
    }
}

/// All versions of all records that a project keeps in its file of that kind, whose layer it is first; without a layer's copies of
/// what the team shares.
pub fn items_of(kind: &FileKind, project: &Project) -> Vec<Item> {
    let mut items = Vec::new();
    match kind {
        FileKind::Project => {
            items.push(Item::Info(project.info.clone(), project.info_changed.clone()));
            let infos = project.info_superseded.iter().filter_map(|version| Some((version.value.as_deref()?, version)));
            items.extend(infos.map(|(info, version)| Item::Info(info.clone(), version.changed.clone())));
            all(&mut items, &project.groups, Item::Group);
            all(&mut items, &project.articles, Item::Article);
            all(&mut items, &project.paragraphs, Item::Paragraph);
        }
        FileKind::Codebook => all(&mut items, &project.tags, Item::Tag),
        FileKind::Layer(id) => {
            let Some(layer) = project.layer(id) else { return items };
            let analyst = |analyst, changed: &Stamp| Item::Analyst(layer.id.clone(), analyst, changed.clone());
            items.push(analyst(layer.analyst.clone(), &layer.changed));
            let analysts = layer.superseded.iter().filter_map(|version| Some((version.value.as_deref()?, version)));
            items.extend(analysts.map(|(other, version)| analyst(other.clone(), &version.changed)));
            all(&mut items, &layer.annotations, Item::Annotation);
            all(&mut items, &layer.statuses, Item::Status);
            all(&mut items, &layer.memos, Item::Memo);
            all(&mut items, &layer.splits, Item::Split);
            all(&mut items, &layer.submissions, Item::Submission);
            all(&mut items, &layer.placements, Item::Placement);
            all(&mut items, &layer.decisions, Item::Decision);
        }
    }
    items
}

fn all<K: Ord + Clone, T: Clone>(items: &mut Vec<Item>, table: &Table<K, T>, item: impl Fn(K, Entry<T>) -> Item) {
    items.extend(table.entries().chain(table.all_superseded()).map(|(id, entry)| item(id.clone(), entry.clone())));
}
