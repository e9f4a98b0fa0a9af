//! From the model to bytes: the same project gives the same bytes.

use std::collections::BTreeSet;

use super::{
    fields::{Fields, push_display, push_string},
    item::{Filed, InFile, Item, on_item, on_item_arms},
    layout::{CLOSING, HEADER},
    saved::Saved,
};
use crate::model::{ArticleId, Entry, GroupId, Home, Layer, Mention, Project, Record, Stamp, Table, TagId};

/// `project.ron`: the project, its groups and articles.
pub fn project_bytes(project: &Project) -> Vec<u8> {
    shared_bytes(project, Home::Project)
}

/// `codebook.ron`: the tags.
pub fn codebook_bytes(project: &Project) -> Vec<u8> {
    shared_bytes(project, Home::Codebook)
}

fn shared_bytes(project: &Project, home: Home) -> Vec<u8> {
    let mut file = File::new();
    each_shared!(project, |_whose, table| file.table_of(home, table));
    file.finish()
}

/// An analyst's layer, complete in itself: with the articles, groups and tags that it uses.
pub fn layer_bytes(project: &Project, layer: &Layer) -> Vec<u8> {
    let used = Used::by(project, layer);
    let mut file = File::new();
    file.table(&layer.analyst);
    for id in &used.groups {
        file.copy(id, project.groups.entry(id));
    }
    for id in &used.articles {
        file.copy(id, project.articles.entry(id));
    }
    for id in &used.tags {
        let known = project.tags.entry(id).filter(|entry| entry.value.is_some());
        file.copy(id, known.or_else(|| project.foreign_tags.entry(id)));
    }
    file.layer_records(layer);
    file.finish()
}

/// A layer with all copies that stand in `project`, used or not.
pub(super) fn whole_layer(project: &Project, layer: &Layer) -> Vec<u8> {
    let mut file = File::new();
    file.table(&layer.analyst);
    each_shared!(project, |_whose, table| file.copies(table));
    file.layer_records(layer);
    file.finish()
}

/// Lines written again to be compared with those that were read.
#[derive(Default)]
pub(super) struct Rewriting(File);

impl Rewriting {
    /// Whether `line` is, byte for byte, what would be written for `item`: if not, somebody else wrote it.
    pub(super) fn is_line_of(&mut self, line: &str, item: &Item) -> bool {
        let file = &mut self.0;
        file.out.clear();
        file.item(item);
        file.deleted();
        file.out.push_str(&file.superseded);
        file.superseded.clear();
        file.out.strip_suffix('\n') == Some(line)
    }
}

/// Records with the file that each belongs to, on one line: what [`super::read_filed`] reads.
pub fn filed_line(filed: &[Filed]) -> String {
    let mut file = File { out: "[".to_owned(), ..File::default() };
    for (at, (name, item)) in filed.iter().enumerate() {
        file.out.push_str(if at > 0 { ", (" } else { "(" });
        push_string(&mut file.out, name);
        file.out.push_str(", ");
        file.item(item);
        file.deleted();
        file.out.truncate(file.out.trim_end_matches(",\n").len());
        file.out.push(')');
    }
    file.out.push(']');
    file.out
}

/// What a layer refers to, so that its file can be read where nothing else is.
#[derive(Default)]
struct Used {
    groups: BTreeSet<GroupId>,
    articles: BTreeSet<ArticleId>,
    tags: BTreeSet<TagId>,
}

impl Used {
    fn by(project: &Project, layer: &Layer) -> Self {
        let mut used = Self::default();
        each_of_layer!(layer, |_whose, table| used.all(project, table));
        used
    }

    fn all<T: Record>(&mut self, project: &Project, table: &Table<T::Id, T>) {
        for mention in table.iter().flat_map(|(id, value)| value.mentions(id)) {
            match mention {
                Mention::Article(id) if self.articles.contains(id) => {}
                Mention::Article(id) => drop(self.articles.insert(id.clone())),
                Mention::Tag(id) => self.tag(project, id),
            }
        }
    }

    /// The tag with those above it and those it was merged into, and their groups.
    fn tag(&mut self, project: &Project, id: &TagId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.tags.contains(id) {
                continue;
            }
            self.tags.insert(id.clone());
            let Some(tag) = project.tag(id) else { continue };
            // A group comes with all that it stands in.
            if !self.groups.contains(&tag.group) {
                self.groups.extend(project.group_ancestry(&tag.group));
            }
            open.extend([&tag.parent, &tag.merged].into_iter().flatten());
        }
    }
}

/// A file as it grows, record by record.
#[derive(Default)]
struct File {
    out: String,
    /// The deletions, which stand after the records: kind, id and stamp.
    gone: Vec<(&'static str, String, Stamp)>,
    /// The lines of superseded versions, which stand last.
    superseded: String,
    /// Whether what is written is such a version.
    is_superseded: bool,
}

impl File {
    fn new() -> Self {
        Self { out: format!("{HEADER}\n"), ..Self::default() }
    }

    fn finish(mut self) -> Vec<u8> {
        self.deleted();
        self.out.push_str(&self.superseded);
        self.out.push_str(CLOSING);
        self.out.push('\n');
        self.out.into_bytes()
    }

    fn record(&mut self, kind: &str, fields: impl FnOnce(&mut Fields<'_>)) {
        self.out.push_str(kind);
        self.out.push_str("((");
        fields(&mut Fields::new(&mut self.out, self.is_superseded));
        self.out.push_str(")),\n");
    }

    /// Writes a live entry; takes note of a deleted one.
    fn entry<T: Saved>(&mut self, id: &T::Id, entry: &Entry<T>) {
        match &entry.value {
            Some(value) => self.record(T::NAME, |line| {
                value.write(id, line);
                line.stamp("changed", &entry.changed);
            }),
            None => self.gone.push((T::NAME, id.to_string(), entry.changed.clone())),
        }
    }

    /// Writes a copy of a record that is kept elsewhere, if there is one.
    fn copy<T: Saved>(&mut self, id: &T::Id, entry: Option<&Entry<T>>) {
        if let Some(entry) = entry.filter(|entry| entry.value.is_some()) {
            self.entry(id, entry);
        }
    }

    /// Writes the entries of a table whose kind a layer's file holds copies of.
    fn copies<T: InFile>(&mut self, table: &Table<T::Id, T>) {
        if T::COPIED {
            table.entries().for_each(|(id, entry)| self.entry(id, entry));
        }
    }

    /// Writes the table if its records are kept in that file.
    fn table_of<T: InFile>(&mut self, home: Home, table: &Table<T::Id, T>) {
        if T::KIND.home() == home {
            self.table(table);
        }
    }

    fn table<T: InFile>(&mut self, table: &Table<T::Id, T>) {
        let mut entries: Vec<_> = table.entries().collect();
        // They are in the order of their ids.
        entries.sort_by_key(|(_, entry)| entry.value.as_deref().and_then(Saved::sort_key));
        entries.into_iter().for_each(|(id, entry)| self.entry(id, entry));
        for (id, version) in table.all_superseded() {
            self.superseded(|file| file.entry(id, version));
        }
    }

    fn layer_records(&mut self, layer: &Layer) {
        each_kept!(layer, |table| self.table(table));
    }

    fn deleted(&mut self) {
        for (kind, id, changed) in std::mem::take(&mut self.gone) {
            self.record("Deleted", |line| {
                line.word("kind", kind);
                line.text("id", &id);
                line.stamp("changed", &changed);
            });
        }
    }

    /// Puts what `write` writes, one record, among the superseded versions.
    fn superseded(&mut self, write: impl FnOnce(&mut Self)) {
        let mut version = Self { is_superseded: true, ..Self::default() };
        write(&mut version);
        version.deleted();
        let line = version.out.trim_end_matches(['\n', ',']);
        push_display(&mut self.superseded, format_args!("Superseded((version: {line})),\n"));
    }

    fn item(&mut self, item: &Item) {
        on_item!(item, |id, entry| self.entry(id, entry),
            Item::Superseded(version) => self.superseded(|file| file.item(version)));
    }
}
