//! What receiving a colleague's coding means for a project: what it holds, what differs, what is left to decide. Looks, and
//! changes nothing; knows no files.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    anchoring::{Anchorer, Outcome},
    text::letters::name_key,
};
use crate::{
    model::{AnalystId, Annotation, AnnotationId, ArticleId, Entry, Layer, Project, Rules as _, Stamp, Tag, TagId},
    words::counted,
};

/// Whose coding it is that was received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Nobody's of whom there is any here.
    New,
    /// That of a colleague of whom there is some here.
    Known,
    /// One's own, from another machine.
    Mine,
    /// That of another person whose id is taken: it gets another one.
    Namesake,
}

/// How an article that the received coding refers to stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    SameText,
    TextDiffers,
    NotHere,
}

/// A tag that is defined differently here and there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub tag: TagId,
    pub name: String,
    /// What differs: the field, what it says here, what it says there.
    pub fields: Vec<(&'static str, String, String)>,
    pub theirs: Tag,
}

/// What becomes of the received passages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the file, deleted ones left out.
    pub annotations: usize,
    /// New here.
    pub added: usize,
    /// Changed or deleted there since.
    pub changed: usize,
    pub unchanged: usize,
    /// Changed on both sides; they are among the changed and the unchanged ones too.
    pub both: usize,
    /// Found again in a text that differs.
    pub reanchored: usize,
    /// Without a place in the texts that are here.
    pub orphaned: usize,
}

/// What receiving a coding would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The id that it has here.
    pub analyst: AnalystId,
    pub name: String,
    pub whose: Whose,
    pub articles: Vec<(ArticleId, String, Match)>,
    /// The tags that it uses and defines.
    pub tags: BTreeSet<TagId>,
    /// Tags that the codebook does not have.
    pub new_tags: Vec<TagId>,
    /// Tags to be decided on.
    pub differing: Vec<Difference>,
    /// New tags whose name a tag of the codebook has, each as (theirs, ours).
    pub same_name: Vec<(TagId, TagId)>,
    /// The articles that it has passages in.
    pub coded: BTreeSet<ArticleId>,
    pub counts: Counts,
    /// Whether how much there is of it is not to be told: where work is blind.
    pub is_hidden: bool,
    /// Whether anything at all would change.
    pub changes: bool,
}

impl Plan {
    /// Whether something is left to decide.
    pub fn is_open(&self) -> bool {
        !self.differing.is_empty() || self.counts.both > 0
    }

    /// What there is to say about it, a sentence each.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.whose == Whose::Namesake {
            warnings.push(format!(
                "another person has this id in the project: the coding of {} goes to annotations/{}.ron",
                self.name, self.analyst
            ));
        }
        for (id, title, found) in &self.articles {
            match found {
                Match::SameText => {}
                Match::TextDiffers => warnings.push(format!("the text of “{title}” ({id}) is another one here")),
                Match::NotHere => warnings.push(format!("the article “{title}” ({id}) is not in this project")),
            }
        }
        for difference in &self.differing {
            let fields: Vec<&str> = difference.fields.iter().map(|(field, ..)| *field).collect();
            let (name, tag) = (&difference.name, &difference.tag);
            warnings.push(format!("tag “{name}” ({tag}) is defined differently there: {}", fields.join(", ")));
        }
        for (theirs, ours) in &self.same_name {
            warnings.push(format!(
                "{theirs} has the same name as {ours}: perhaps one tag was made twice. Merge them if so"
            ));
        }
        if self.counts.both > 0 {
            let both = counted(self.counts.both, "passage");
            warnings.push(format!(
                "{both} changed on both sides: the later version counts, the other is kept to be reviewed"
            ));
        }
        if self.counts.orphaned > 0 {
            let orphaned = counted(self.counts.orphaned, "passage");
            warnings.push(format!(
                "{orphaned} without a place in the texts that are here: kept, and shown in the list only"
            ));
        }
        warnings
    }
}

/// What receiving the coding of `theirs` means for `ours`. `theirs` is what a file says, as a project: one layer, with copies
/// of the articles, tags and groups that it uses. `here` is the id under which that layer stands in `ours`, or will; `me` is
/// one's own.
pub fn plan(ours: &Project, theirs: &Project, layer: &Layer, here: &AnalystId, me: &AnalystId) -> Plan {
    let present = ours.layer(here);
    let whose = match present {
        _ if here == me => Whose::Mine,
        _ if *here != layer.id => Whose::Namesake,
        Some(_) => Whose::Known,
        None => Whose::New,
    };
    let articles: Vec<_> = theirs
        .articles
        .iter()
        .map(|(id, article)| {
            let found = match ours.articles.get(id) {
                None => Match::NotHere,
                Some(here) if here.body.fingerprint() == article.body.fingerprint() => Match::SameText,
                Some(_) => Match::TextDiffers,
            };
            (id.clone(), article.title.clone(), found)
        })
        .collect();
    let joined = present.map_or_else(|| layer.clone(), |present| joined(present, layer));
    let tags = Tags::of(ours, theirs);
    Plan {
        analyst: here.clone(),
        name: layer.analyst().name.clone(),
        whose,
        articles,
        tags: theirs.tags.iter().map(|(id, _)| id.clone()).collect(),
        coded: layer.annotations.articles().cloned().collect(),
        is_hidden: false,
        counts: count(ours, present, layer, &joined),
        changes: present.is_none_or(|present| *present != Layer { id: present.id.clone(), ..joined })
            || !tags.new.is_empty(),
        new_tags: tags.new,
        differing: tags.differing,
        same_name: tags.same_name,
    }
}

/// The layer with what another copy of it says.
pub fn joined(present: &Layer, received: &Layer) -> Layer {
    let mut joined = present.clone();
    joined.join(received);
    joined
}

fn count(ours: &Project, present: Option<&Layer>, received: &Layer, joined: &Layer) -> Counts {
    let mut counts = Counts::default();
    let mut places = Places { ours, texts: BTreeMap::new() };
    for (id, entry) in received.annotations.entries() {
        let before = present.and_then(|layer| layer.annotations.entry(id));
        let after = joined.annotations.entry(id);
        if let Some(annotation) = &entry.value {
            counts.annotations += 1;
            places.count(*id, annotation, &mut counts);
        }
        match before {
            None if entry.value.is_some() => counts.added += 1,
            None => {}
            Some(before) if after.is_some_and(|after| after != before) => counts.changed += 1,
            Some(_) if entry.value.is_some() => counts.unchanged += 1,
            Some(_) => {}
        }
        counts.both += usize::from(is_on_both_sides(present, joined, *id));
    }
    counts
}

/// Whether joining found another version than those that were known to differ.
fn is_on_both_sides(present: Option<&Layer>, joined: &Layer, id: AnnotationId) -> bool {
    let superseded = |layer: &Layer| layer.annotations.superseded(&id).cloned().collect::<Vec<_>>();
    let after = superseded(joined);
    let value = joined.annotations.entry(&id).map(|entry| &entry.value);
    let differs = |version: &Entry<Annotation>| Some(&version.value) != value;
    after.iter().any(differs) && present.map(superseded).as_ref() != Some(&after)
}

/// Where received passages stand in the texts that are here.
struct Places<'p> {
    ours: &'p Project,
    texts: BTreeMap<&'p ArticleId, Anchorer<'p>>,
}

impl<'p> Places<'p> {
    fn count(&mut self, id: AnnotationId, annotation: &'p Annotation, counts: &mut Counts) {
        let Some(article) = self.ours.articles.get(&annotation.article).filter(|article| !article.body.is_missing())
        else {
            counts.orphaned += 1;
            return;
        };
        if *article.body.fingerprint() == annotation.text {
            return;
        }
        let text = self.texts.entry(&annotation.article).or_insert_with(|| Anchorer::new(article.body.text(), None));
        let is_found = self.ours.place(id, annotation).is_some()
            || matches!(text.place(&annotation.quote, annotation.span), Outcome::Placed(_));
        *(if is_found { &mut counts.reanchored } else { &mut counts.orphaned }) += 1;
    }
}

/// How the received tags stand to the codebook.
#[derive(Default)]
struct Tags {
    new: Vec<TagId>,
    differing: Vec<Difference>,
    same_name: Vec<(TagId, TagId)>,
}

impl Tags {
    fn of(ours: &Project, theirs: &Project) -> Self {
        let mut tags = Self::default();
        let mut names: BTreeMap<(String, String), &TagId> = BTreeMap::new();
        for (id, tag) in ours.usable_tags() {
            names.entry((tag.group.to_string(), name_key(&tag.name))).or_insert(id);
        }
        for (id, entry) in theirs.tags.entries() {
            let Some(tag) = entry.value.as_deref() else { continue };
            match ours.tags.entry(id) {
                None => {
                    let named = names.get(&(tag.group.to_string(), name_key(&tag.name)));
                    tags.same_name.extend(named.map(|ours| (id.clone(), (*ours).clone())));
                    tags.new.push(id.clone());
                }
                Some(here) => tags.differing.extend(difference(ours, id, tag, &entry.changed, here)),
            }
        }
        tags
    }
}

/// How the definition there differs from the one here, unless the one here was made knowing that.
fn difference(ours: &Project, id: &TagId, theirs: &Tag, changed: &Stamp, here: &Entry<Tag>) -> Option<Difference> {
    /// Where a tag stands in lists, and how it looks, is no part of what it means.
    const LOOKS: [&str; 3] = ["colour", "key", "place"];
    let tag = here.value.as_deref()?;
    if here.changed.is_after(changed) {
        return None;
    }
    let pairs = tag.fields(ours).into_iter().zip(theirs.fields(ours));
    let fields: Vec<_> = pairs
        .filter(|((field, here), (_, there))| here != there && !LOOKS.contains(field))
        .map(|((field, here), (_, there))| (field, here, there))
        .collect();
    if fields.is_empty() {
        return None;
    }
    Some(Difference { tag: id.clone(), name: tag.name.clone(), fields, theirs: theirs.clone() })
}
