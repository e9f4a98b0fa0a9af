//! An open project as the window has it: the workspace, what is in hand, and what is kept between frames.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::analysis::{
    agreement, blind,
    changes::Changes,
    counts::{self, Whose},
    names::Names,
    record::OfRecord,
};
use crate::storage::{self, ProjectView, Typed};
use crate::workspace::Workspace;
use crate::{
    model::{AnalystId, Annotation, AnnotationId, ArticleId, GroupId, Place, Project, State, Tag, TagId},
    verbs,
};

use super::marking::{MarkTags, mark_key};
use super::read::{self, Marked, MarkedKey};
use super::{
    command::View,
    compare::ComparePane,
    node::Node,
    reader::{Mark, Marks, Reader},
    scene::Scene,
    theme::Colors,
    views::Panes,
};

/// How many tags are remembered as used last.
const RECENT: usize = 12;

/// An open project and the window's state of it.
pub struct OpenProject {
    pub workspace: Workspace,
    pub view: View,
    pub article: Option<ArticleId>,
    pub hidden: BTreeSet<Node>,
    pub shown: BTreeSet<AnalystId>,
    pub recent_tags: Vec<TagId>,
    /// What the views show and remember.
    pub panes: Panes,
    /// Files that could not be read, and why: said in a banner until they are repaired.
    pub damage: Vec<storage::Notice>,
    /// The passage that is being placed by hand.
    pub placing: Option<(AnalystId, AnnotationId)>,
    derived: Derived,
}

/// What follows from the project; kept until the project changes.
#[derive(Default)]
struct Derived {
    key: Option<DerivedKey>,
    /// The project as the analyst may see it.
    seen: Option<Arc<Project>>,
    counts: counts::Counts,
    names: Names,
    unsettled: usize,
    /// Who can be compared: who has something in a layer, whether or not one may see it yet.
    coders: Vec<AnalystId>,
    /// What counts where several have coded an article; looked up when it is asked for.
    record: OnceCell<OfRecord>,
}

#[derive(Clone, PartialEq)]
struct DerivedKey {
    revision: u64,
    me: AnalystId,
    shown: BTreeSet<AnalystId>,
    reading: bool,
}

impl Derived {
    /// All that follows from what is seen, from the beginning.
    fn new(key: DerivedKey, seen: Arc<Project>) -> Self {
        let record = OnceCell::new();
        let counts = counts::counts(&seen, whose(&key, &seen, &record));
        Self { counts, unsettled: verbs::unsettled(&seen), record, ..Self::of(key, seen) }
    }

    /// What takes little, whatever has changed.
    fn of(key: DerivedKey, seen: Arc<Project>) -> Self {
        Self { names: Names::new(&seen), seen: Some(seen), key: Some(key), ..Self::default() }
    }

    /// From what was before: only what changed is counted and compared anew. Gives nothing where that is no gain.
    fn after(&mut self, key: &DerivedKey, seen: &Arc<Project>) -> Option<Self> {
        let before = self.seen.clone()?;
        let same = DerivedKey { revision: key.revision, ..self.key.clone()? };
        let changed = Changes::between(&before, seen).few().filter(|_| same == *key)?;
        let (were, are) = (verbs::unsettled_in(&before, &changed), verbs::unsettled_in(seen, &changed));
        let record = std::mem::take(&mut self.record).into_inner().map(|mut record| {
            record.update(&before, seen, &changed);
            record
        });
        let record = record.map(OnceCell::from).unwrap_or_default();
        let mut counts = std::mem::take(&mut self.counts);
        counts.update(seen, whose(key, seen, &record), &changed);
        let unsettled = self.unsettled.saturating_sub(were) + are;
        Some(Self { counts, unsettled, record, ..Self::of(key.clone(), Arc::clone(seen)) })
    }
}

/// Whose passages are counted: while reading, those that are seen; else what counts, since a codebook is for everybody.
fn whose<'a>(key: &'a DerivedKey, seen: &Project, record: &'a OnceCell<OfRecord>) -> Whose<'a> {
    if key.reading { Whose::These(&key.shown) } else { Whose::OfRecord(record.get_or_init(|| OfRecord::new(seen))) }
}

impl OpenProject {
    pub fn new(workspace: Workspace, view: &ProjectView, damage: Vec<storage::Notice>) -> Self {
        let project = workspace.project();
        let known_article = |id: &String| ArticleId::new(id).ok().filter(|id| project.articles.contains(id));
        let remembered = view.article.as_ref().and_then(known_article);
        let article = remembered.clone().or_else(|| project.articles_in_order().first().map(|(id, _)| (*id).clone()));
        let shown = if view.analyst.is_none() && project.info().key == storage::SAMPLE_KEY {
            // The sample would look empty to somebody who has not annotated in it yet.
            project.layers.keys().find(|id| **id != workspace.me().id).cloned().into_iter().collect()
        } else {
            let shown = view.shown.iter().filter_map(|id| AnalystId::new(id).ok());
            shown.filter(|id| project.layers.contains_key(id) && *id != workspace.me().id).collect()
        };
        let recent_tags = view.recent_tags.iter().filter_map(|id| TagId::new(id).ok()).collect();
        let mut panes = Panes { compare: ComparePane::recalled(&view.compared), ..Panes::default() };
        if remembered.is_some() {
            panes
                .read
                .reader
                .set_place(super::reader::Place { offset: view.place.offset, pixel: f64::from(view.place.pixel) });
        }
        Self {
            workspace,
            view: View::Read,
            article,
            hidden: hidden(view),
            shown,
            recent_tags,
            panes,
            damage,
            placing: None,
            derived: Derived::default(),
        }
    }

    /// What is to be remembered until the next start.
    pub fn remember(&self) -> ProjectView {
        let place = self.panes.read.reader.place();
        #[expect(clippy::cast_possible_truncation, reason = "a distance on the screen")]
        let pixel = place.pixel as f32;
        ProjectView {
            analyst: Some(self.workspace.me().id.to_string()),
            analyst_key: Some(self.workspace.me().key.clone()),
            analyst_name: Some(self.workspace.me().name.clone()),
            article: self.article.as_ref().map(ToString::to_string),
            place: storage::Place { offset: place.offset, pixel },
            hidden: self.hidden.iter().map(|node| node.as_str().to_owned()).collect(),
            shown: self.shown.iter().map(ToString::to_string).collect(),
            recent_tags: self.recent_tags.iter().map(ToString::to_string).collect(),
            compared: self.panes.compare.compared(),
        }
    }

    /// Brings what is derived up to the project. To be called before drawing.
    pub fn refresh(&mut self, colors: &Colors, dark: bool) {
        let me = self.workspace.me().id.clone();
        let mut shown = self.shown.clone();
        shown.insert(me.clone());
        let key = DerivedKey { revision: self.workspace.revision(), me, shown, reading: self.view == View::Read };
        if self.derived.key.as_ref() != Some(&key) {
            let seen = blind::seen(&self.workspace.snapshot(), &key.me);
            let derived = self.derived.after(&key, &seen).unwrap_or_else(|| Derived::new(key, seen));
            self.derived = Derived { coders: agreement::analysts(self.workspace.project()), ..derived };
        }
        if self.view.needs_coders() && !self.can_compare() {
            self.view = View::Read;
        }
        if self.article.as_ref().is_some_and(|id| !self.workspace.project().articles.contains(id)) {
            self.article = self.workspace.project().articles_in_order().first().map(|(id, _)| (*id).clone());
        }
        if self.panes.read.focused.is_some_and(|id| self.find_passage(id).is_none()) {
            self.panes.read.focused = None;
        }
        self.refresh_marks(colors, dark);
        if let Some(article) = &self.article {
            self.panes.read.noted.refresh(self.workspace.project(), article, self.workspace.revision());
        }
    }

    fn refresh_marks(&mut self, colors: &Colors, dark: bool) {
        let Some(article) = self.article.clone() else { return };
        let (hidden, shown) = (self.hidden.clone(), self.shown.clone());
        let key = MarkedKey { revision: self.workspace.revision(), article, dark, hidden, shown };
        if self.panes.read.marked.key.as_ref() == Some(&key) {
            return;
        }
        let (mut marks, mut ids) = (Vec::new(), BTreeMap::new());
        let project = self.seen();
        let project = &*project;
        let me = &self.workspace.me().id;
        let mut mark_tags = MarkTags::new(project, colors);
        for (analyst, id, annotation) in project.passages_in(&key.article) {
            let own = analyst == me;
            if !own && !self.shown.contains(analyst) {
                continue;
            }
            let Some(span) = project.place(*id, annotation) else { continue };
            let tags = mark_tags.of(annotation, |id| self.is_hidden(id));
            if tags.is_empty() && !annotation.codings.is_empty() {
                continue;
            }
            let key = mark_key(*id);
            let who = (!own).then(|| mark_tags.who(analyst));
            ids.insert(key, (analyst.clone(), *id));
            marks.push(Mark { key, span: span.range(), tags, own, who, column: 0 });
        }
        let revision = self.panes.read.marked.revision + 1;
        self.panes.read.marked = Marked { key: Some(key), revision, marks: Marks::new(marks), ids };
    }

    /// Whether highlights of the tag are hidden, by itself or with its group.
    fn is_hidden(&self, id: &TagId) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let project = self.workspace.project();
        let is_hidden = |group: GroupId| self.hidden.contains(&Node::Group(group));
        let in_group = |tag: &Tag| project.group_ancestry(&tag.group).into_iter().any(is_hidden);
        // What is hidden hides what stands below it.
        let below = project.ancestry(id).into_iter().any(|above| self.hidden.contains(&Node::Tag(above)));
        below || project.tag(id).is_some_and(in_group)
    }

    /// Whether there are analysts to compare.
    pub fn can_compare(&self) -> bool {
        self.derived.coders.len() > 1
    }

    /// How many passages of changed texts are to be settled.
    pub fn unsettled(&self) -> usize {
        self.derived.unsettled
    }

    /// The open article's marks, for tests.
    pub fn marks(&self) -> &Marks {
        &self.panes.read.marked.marks
    }

    pub fn find_passage(&self, id: AnnotationId) -> Option<(&AnalystId, &Annotation)> {
        let me = &self.workspace.me().id;
        let own = self.workspace.project().annotation(me, id).map(|annotation| (me, annotation));
        let project = self.derived.seen.as_deref().unwrap_or_else(|| self.workspace.project());
        own.or_else(|| project.passage(id))
    }

    /// The project as the analyst may see it.
    pub fn seen(&self) -> Arc<Project> {
        let revision = self.workspace.revision();
        let kept =
            self.derived.seen.as_ref().filter(|_| self.derived.key.as_ref().is_some_and(|k| k.revision == revision));
        kept.map_or_else(|| blind::seen(&self.workspace.snapshot(), &self.workspace.me().id), Arc::clone)
    }

    /// Runs `draw` with what panes may look at, and the panes themselves.
    pub fn with_scene<R>(&mut self, draw: impl FnOnce(&Scene<'_>, Parts<'_>) -> R) -> R {
        let project = self.seen();
        let scene = Scene {
            project: &project,
            me: self.workspace.me(),
            revision: self.workspace.revision(),
            article: self.article.as_ref(),
            counts: &self.derived.counts,
            counts_shown: self.derived.key.as_ref().is_none_or(|key| key.reading),
            record: &self.derived.record,
            names: &self.derived.names,
            coders: &self.derived.coders,
            recent_tags: &self.recent_tags,
            hidden: &self.hidden,
            shown: &self.shown,
        };
        let parts = Parts { workspace: &self.workspace, panes: &mut self.panes };
        draw(&scene, parts)
    }

    pub fn used(&mut self, tags: Vec<TagId>) {
        for tag in tags.into_iter().rev() {
            self.recent_tags.retain(|other| *other != tag);
            self.recent_tags.insert(0, tag);
        }
        self.recent_tags.truncate(RECENT);
    }

    /// Puts what was typed in a view in the session before into its fields again.
    pub fn take_up(&mut self, typed: &Typed) {
        let places: Vec<Place> = self
            .with_scene(|scene, parts| parts.panes.all_mut().filter_map(|pane| pane.take_up(typed, scene)).collect());
        places.into_iter().for_each(|place| self.show(place));
    }

    /// Opens an article at its top.
    pub fn open_article(&mut self, id: ArticleId) {
        if self.article.as_ref() != Some(&id) {
            self.article = Some(id);
            self.panes.read.focused = None;
            self.panes.read.reader = Reader::default();
            self.panes.read.pane.article_changed();
        }
    }

    /// Shows where something was undone or redone: in the view that one is in, as far as it shows that.
    pub fn show_undone(&mut self, place: Place) {
        if !self.panes.of(self.view).show_place(&place) {
            self.show(place);
        }
    }

    /// Shows a place in the view that it belongs to.
    pub fn show(&mut self, place: Place) {
        match place {
            Place::Article(id) => {
                if self.workspace.project().articles.contains(&id) {
                    self.view = View::Read;
                    self.open_article(id);
                }
            }
            Place::Passage(article, span, id) => {
                self.view = View::Read;
                self.open_article(article);
                // Whoever opens another's passage is to see it.
                let whose = self.find_passage(id).map(|(whose, _)| whose.clone());
                self.shown.extend(whose.filter(|whose| *whose != self.workspace.me().id));
                self.panes.read.focused = self.find_passage(id).map(|_| id);
                self.panes.read.reader.clear_selection();
                self.panes.read.reader.reveal(span.range());
                self.panes.read.reader.glow(span.range());
            }
            Place::Tag(id) => {
                if self.view == View::Codebook && self.workspace.project().tags.contains(&id) {
                    self.panes.codebook.open(id);
                }
            }
        }
    }

    /// The articles as the list shows them: by state, then in their order.
    pub fn articles_by_state(&self) -> Vec<(State, Vec<ArticleId>)> {
        read::articles::by_state(self.workspace.project(), &self.workspace.me().id)
    }

    /// The article before or after the open one in the list.
    pub fn neighbour(&self, forward: bool) -> Option<ArticleId> {
        let list: Vec<ArticleId> = self.articles_by_state().into_iter().flat_map(|(_, articles)| articles).collect();
        let at = list.iter().position(|id| Some(id) == self.article.as_ref())?;
        let next = if forward { at.checked_add(1)? } else { at.checked_sub(1)? };
        list.get(next).cloned()
    }
}

/// Tags and groups whose highlights were hidden when the project was closed.
fn hidden(view: &ProjectView) -> BTreeSet<Node> {
    view.hidden.iter().filter_map(|id| Node::new(id)).collect()
}

/// What is drawn with a scene: the panes, and the workspace to look at.
pub struct Parts<'a> {
    pub workspace: &'a Workspace,
    pub panes: &'a mut Panes,
}
