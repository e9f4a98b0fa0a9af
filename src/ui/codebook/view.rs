//! The codebook's tree on screen: filter field, rows, names typed in place, drag and drop. Panel and pane share it.

use std::{collections::BTreeSet, sync::Arc};

use egui::{
    DragAndDrop, Id, Key, LayerId, Modifiers, Order, Rect, Response, Role, ScrollArea, Stroke, TextEdit, Ui, pos2, vec2,
};

use super::super::node::Node;
use super::super::{
    action::{Action, Actions},
    drafts::Drafts,
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use super::{
    menu::{self, Wish},
    row::{self, Dress, HEIGHT, Touched},
    tree::{self, Row, Zone},
};
use crate::{
    model::{Group, GroupId, TagId},
    verbs,
};

/// The state of one tree.
pub struct TreeView {
    salt: &'static str,
    filter: String,
    folded: BTreeSet<String>,
    cached: Option<Cached>,
    field: Option<Field>,
    scroll_to: Option<Node>,
    /// Where the arrow keys are, while the rows have the focus.
    at: Option<Node>,
}

struct Cached {
    revision: u64,
    filter: String,
    folded: BTreeSet<String>,
    rows: Arc<Vec<Row>>,
}

/// A name being typed in the tree.
#[derive(Clone)]
struct Field {
    what: Naming,
    text: String,
    is_new: bool,
}

#[derive(Clone)]
enum Naming {
    Rename(Node),
    /// The field stands after this node.
    Tag {
        after: Node,
        group: GroupId,
        parent: Option<TagId>,
    },
    Group {
        after: Option<Node>,
        parent: Option<GroupId>,
    },
}

/// How the tree is shown.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The row in hand.
    pub hand: Option<&'a Node>,
    /// Tags can be dragged to another place.
    pub movable: bool,
    /// Counts of the open article stand before those of the project.
    pub here: bool,
    /// A click on a group's head takes it in hand; otherwise it folds.
    pub groups_in_hand: bool,
}

/// What was done in the tree that is not done by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeEvent {
    Pick(Node),
    /// A tag was added: it will be there in the next frame.
    Added(TagId),
}

struct Dragged(TagId);

impl TreeView {
    pub fn new(salt: &'static str) -> Self {
        Self {
            salt,
            filter: String::new(),
            folded: BTreeSet::new(),
            cached: None,
            field: None,
            scroll_to: None,
            at: None,
        }
    }

    /// Filter and rows. Fills what room there is.
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, look: &Look<'_>) -> Vec<TreeEvent> {
        let mut events = Vec::new();
        let filter = widgets::search_field(ui, self.salt, &mut self.filter, "Filter tags");
        let rows = self.rows(scene);
        if filter.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) && !self.filter.is_empty() {
            let first = rows.iter().find(|row| row.hit && row.node.tag().is_some());
            events.extend(first.map(|row| TreeEvent::Pick(row.node.clone())));
        }
        if rows.is_empty() && self.field.is_none() {
            self.nothing(ui);
            return events;
        }
        ui.add_space(theme::SPACE);
        self.walk(ui, look, &rows, &mut events);
        let touched = self.draw_rows(ui, scene, actions, look, &rows, &mut events);
        for (row, touched) in touched {
            self.touch(scene, actions, look, &row, &touched, &mut events);
        }
        events
    }

    /// The rows as a whole take the focus, so that Tab does not stop at each of them: arrow keys walk and fold them, Enter does what a click
    /// does.
    fn walk(&mut self, ui: &Ui, look: &Look<'_>, rows: &[Row], events: &mut Vec<TreeEvent>) {
        let (id, area) = (Id::unique((self.salt, "list")), ui.available_rect_before_wrap());
        let name = "Codebook. Arrow keys walk the tags, Enter takes one";
        if !widgets::list_focus(ui, area, id, Role::Tree, name) || self.field.is_some() {
            self.at = None;
            return;
        }
        let at = self.at.as_ref().and_then(|node| rows.iter().position(|row| row.node == *node));
        let page = index(area.height()).max(1);
        let next = widgets::walked(ui, at, rows.len(), page);
        if let Some(row) = next.and_then(|next| rows.get(next)) {
            self.at = Some(row.node.clone());
            self.scroll_to = self.at.clone();
        }
        let Some(row) = at.and_then(|at| rows.get(at)) else { return };
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (left, right) = (pressed(Key::ArrowLeft), pressed(Key::ArrowRight));
        if left || right {
            self.fold(&row.node, left);
        }
        if widgets::takes_row(ui) {
            match &row.node {
                Node::Group(_) if !look.groups_in_hand => self.fold(&row.node, !row.folded),
                node => events.push(TreeEvent::Pick(node.clone())),
            }
        }
    }

    /// Says why there is nothing and what to do.
    fn nothing(&mut self, ui: &mut Ui) {
        if self.filter.trim().is_empty() {
            widgets::empty(ui, "The codebook is empty", "Add a tag group, then tags in it.");
            ui.vertical_centered(|ui| {
                if ui.button("New tag group").clicked() {
                    self.new_group(None, None);
                }
            });
        } else {
            widgets::empty(ui, "No tag fits", "Names, short names, other names and definitions are searched.");
            ui.vertical_centered(|ui| {
                if ui.button("Clear filter").clicked() {
                    self.filter.clear();
                }
            });
        }
    }

    /// The rows, made anew only when something they show has changed.
    pub fn rows(&mut self, scene: &Scene<'_>) -> Arc<Vec<Row>> {
        if let Some(cached) = &self.cached
            && cached.revision == scene.revision
            && cached.filter == self.filter
            && cached.folded == self.folded
        {
            return cached.rows.clone();
        }
        let rows = Arc::new(tree::rows(scene.project, scene.names, &self.filter, &self.folded));
        let (filter, folded) = (self.filter.clone(), self.folded.clone());
        self.cached = Some(Cached { revision: scene.revision, filter, folded, rows: rows.clone() });
        rows
    }

    pub fn clear_filter(&mut self) {
        self.filter.clear();
    }

    pub fn scroll_to(&mut self, node: Node) {
        self.scroll_to = Some(node);
    }

    /// Whether a name is being typed.
    pub fn is_typing(&self) -> bool {
        self.field.is_some()
    }

    /// The name that is being typed, as the change that it would become.
    pub fn drafts(&self, scene: &Scene<'_>, drafts: &mut Drafts) {
        if let Some(field) = &self.field {
            finish(scene, &mut drafts.changes, field.clone());
        }
    }

    pub fn fold(&mut self, node: &Node, fold: bool) {
        if fold {
            self.folded.insert(node.as_str().to_owned());
        } else {
            self.folded.remove(node.as_str());
        }
    }

    /// Opens what `id` stands below.
    pub fn reveal(&mut self, scene: &Scene<'_>, id: &TagId) {
        for above in scene.project.ancestry(id).into_iter().skip(1) {
            self.folded.remove(above.as_str());
        }
        if let Some(tag) = scene.project.tag(id) {
            for group in scene.project.group_ancestry(&tag.group) {
                self.folded.remove(group.as_str());
            }
        }
        self.scroll_to = Some(Node::Tag(id.clone()));
    }

    pub fn rename(&mut self, scene: &Scene<'_>, node: &Node) {
        let text = match node {
            Node::Tag(id) => scene.project.tag_name(id),
            Node::Group(id) => scene.project.groups.get(id).map(|group| group.name.clone()).unwrap_or_default(),
        };
        self.field = Some(Field { what: Naming::Rename(node.clone()), text, is_new: true });
        self.scroll_to = Some(node.clone());
    }

    /// Opens the field for a new tag: in a group, below a tag (`below`), or beside it.
    pub fn new_tag(&mut self, scene: &Scene<'_>, at: &Node, below: bool) {
        let (group, parent) = match at {
            Node::Group(id) => (id.clone(), None),
            Node::Tag(id) => match scene.project.tag(id) {
                Some(tag) if below => (tag.group.clone(), Some(id.clone())),
                Some(tag) => (tag.group.clone(), tag.parent.clone()),
                None => return,
            },
        };
        self.fold(at, false);
        self.filter.clear();
        let what = Naming::Tag { after: at.clone(), group, parent };
        self.field = Some(Field { what, text: String::new(), is_new: true });
        self.scroll_to = Some(at.clone());
    }

    pub fn new_group(&mut self, after: Option<Node>, parent: Option<GroupId>) {
        self.filter.clear();
        self.field = Some(Field { what: Naming::Group { after, parent }, text: String::new(), is_new: true });
    }

    /// The index at which the row with the field for a new name stands.
    fn field_at(&self, rows: &[Row]) -> Option<usize> {
        let after = match &self.field.as_ref()?.what {
            Naming::Rename(_) => return None,
            Naming::Tag { after, .. } => Some(after),
            Naming::Group { after, .. } => after.as_ref(),
        };
        let at = after.and_then(|node| rows.iter().position(|row| row.node == *node));
        Some(at.map_or(rows.len(), |at| at + 1))
    }

    fn draw_rows(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        actions: &mut Actions,
        look: &Look<'_>,
        rows: &[Row],
        events: &mut Vec<TreeEvent>,
    ) -> Vec<(Row, Touched)> {
        let field_at = self.field_at(rows);
        let total = rows.len() + usize::from(field_at.is_some());
        let area = ScrollArea::vertical().id_salt((self.salt, "rows")).auto_shrink(false);
        let output = area.show_viewport(ui, |ui, viewport| {
            ui.set_height(to_f32(total) * HEIGHT);
            let mut touched = Vec::new();
            let (first, last) = (index(viewport.min.y), index(viewport.max.y) + 1);
            self.scroll(ui, rows, field_at);
            for at in first..last.min(total) {
                let rect = rect_of(ui, at);
                let row = match field_at {
                    Some(field) if field == at => {
                        let indent = rows.get(at.saturating_sub(1)).map_or(0, |row| row.indent);
                        events.extend(self.draw_field(ui, scene, actions, rect, indent));
                        continue;
                    }
                    Some(field) if field < at => rows.get(at - 1),
                    _ => rows.get(at),
                };
                let Some(row) = row else {
                    continue;
                };
                if matches!(&self.field, Some(Field { what: Naming::Rename(node), .. }) if *node == row.node) {
                    events.extend(self.draw_field(ui, scene, actions, rect, row.indent));
                    continue;
                }
                touched.push((row.clone(), self.draw_row(ui, scene, actions, look, row, rect)));
            }
            touched
        });
        if look.movable {
            drag_along(ui, scene, output.inner_rect);
        }
        output.inner
    }

    fn draw_row(
        &mut self,
        ui: &Ui,
        scene: &Scene<'_>,
        actions: &mut Actions,
        look: &Look<'_>,
        row: &Row,
        rect: Rect,
    ) -> Touched {
        let article = scene.article.filter(|_| look.here);
        let (figures, in_words) = match &row.node {
            Node::Tag(id) => {
                let mut words = tree::figures_in_words(scene.counts, article, id, scene.counts_in_words());
                if row.has_below {
                    words.push_str(", those of the tags below included");
                }
                (tree::figures(scene.counts, article, id), words)
            }
            Node::Group(_) => (String::new(), "Tag group".to_owned()),
        };
        let chosen = look.hand == Some(&row.node) || self.at.as_ref() == Some(&row.node);
        let hidden = tree::hidden(scene.project, scene.hidden, &row.node);
        let dress = Dress { figures, in_words, chosen, hidden };
        let touched = row::show(ui, rect, row_id(self.salt, &row.node), row, &dress);
        if look.movable {
            drop_target(ui, scene, actions, row, &touched.row);
        }
        let mut wish = None;
        touched.row.context_menu(|ui| wish = menu::of_row(ui, scene, actions, &row.node));
        match wish {
            Some(Wish::Rename) => self.rename(scene, &row.node),
            Some(Wish::NewTag) => self.new_tag(scene, &row.node, true),
            Some(Wish::NewGroup) => match &row.node {
                Node::Group(id) => self.new_group(Some(row.node.clone()), Some(id.clone())),
                Node::Tag(_) => {}
            },
            None => {}
        }
        touched
    }

    fn touch(
        &mut self,
        scene: &Scene<'_>,
        actions: &mut Actions,
        look: &Look<'_>,
        row: &Row,
        touched: &Touched,
        events: &mut Vec<TreeEvent>,
    ) {
        let fold =
            touched.caret || (touched.row.clicked() && matches!(row.node, Node::Group(_)) && !look.groups_in_hand);
        if touched.add {
            self.new_tag(scene, &row.node, true);
        } else if touched.eye {
            actions.push(Action::ToggleHidden(row.node.clone()));
        } else if fold {
            self.fold(&row.node, !row.folded);
        } else if touched.row.clicked() {
            events.push(TreeEvent::Pick(row.node.clone()));
        }
    }

    /// Scrolls to the row that is wanted, or to the field for a new name that stands below it.
    fn scroll(&mut self, ui: &Ui, rows: &[Row], field_at: Option<usize>) {
        let wanted = self.scroll_to.take().and_then(|node| rows.iter().position(|row| row.node == node));
        let new = field_at.filter(|_| self.field.as_ref().is_some_and(|field| field.is_new));
        if let Some(at) = new.or(wanted) {
            let rect = rect_of(ui, at);
            if !ui.clip_rect().contains_rect(rect) {
                ui.scroll_to_rect(rect, None);
            }
        }
    }

    /// A name being typed; Enter or leaving the field takes it, Escape does not.
    fn draw_field(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        actions: &mut Actions,
        rect: Rect,
        indent: usize,
    ) -> Option<TreeEvent> {
        let field = self.field.as_mut()?;
        let label = match &field.what {
            Naming::Rename(Node::Tag(_)) => "Name of the tag",
            Naming::Rename(Node::Group(_)) => "Name of the tag group",
            Naming::Tag { .. } => "Name of the new tag",
            Naming::Group { .. } => "Name of the new tag group",
        };
        let left = rect.left() + 18.0 + to_f32(indent) * 14.0;
        let rect = Rect::from_min_max(pos2(left, rect.top() + 1.0), pos2(rect.right() - 4.0, rect.bottom() - 1.0));
        let id = Id::unique((self.salt, "name"));
        if widgets::gives_up(ui, id) {
            self.field = None;
            return None;
        }
        let edit = TextEdit::singleline(&mut field.text).id(id).event_filter(widgets::OWN_KEYS);
        let edit = edit.hint_text(label).desired_width(rect.width());
        let response = ui.put(rect, edit).accessible_name(label);
        if field.is_new {
            field.is_new = false;
            response.request_focus();
            widgets::select_all(ui, id, &field.text);
        } else if response.lost_focus() || !response.has_focus() {
            let field = self.field.take()?;
            return finish(scene, actions, field);
        }
        None
    }
}

/// Makes of a typed name what it was typed for.
fn finish(scene: &Scene<'_>, actions: &mut Actions, field: Field) -> Option<TreeEvent> {
    let name = field.text.trim();
    if name.is_empty() {
        return None;
    }
    match field.what {
        Naming::Rename(Node::Tag(id)) => {
            if scene.project.tag(&id).is_some_and(|tag| tag.name != name) {
                actions.step(verbs::rename_tag(scene.project, &id, name));
            }
        }
        Naming::Rename(Node::Group(id)) => {
            if let Some(group) = scene.project.groups.get(&id).filter(|group| group.name != name) {
                let group = Group { name: name.to_owned(), ..group.clone() };
                actions.step(verbs::edit_group(scene.project, &id, group));
            }
        }
        Naming::Tag { group, parent, .. } => match tree::new_tag(scene.project, name, &group, parent.as_ref()) {
            Ok((id, step)) => {
                actions.push(Action::Apply(step));
                return Some(TreeEvent::Added(id));
            }
            Err(error) => actions.push(Action::Refuse(error.to_string())),
        },
        Naming::Group { parent, .. } => actions.step(verbs::add_group(scene.project, name, parent)),
    }
    None
}

fn row_id(salt: &str, node: &Node) -> Id {
    Id::unique((salt, "row", node.as_str()))
}

fn rect_of(ui: &Ui, at: usize) -> Rect {
    let area = ui.max_rect();
    Rect::from_min_size(pos2(area.left(), area.top() + to_f32(at) * HEIGHT), vec2(area.width(), HEIGHT))
}

#[expect(clippy::cast_precision_loss, reason = "a codebook has thousands of rows, not millions")]
fn to_f32(n: usize) -> f32 {
    n as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held above zero, and rows are thousands")]
fn index(y: f32) -> usize {
    (y / HEIGHT).floor().max(0.0) as usize
}

fn drop_target(ui: &Ui, scene: &Scene<'_>, actions: &mut Actions, row: &Row, response: &Response) {
    if let Node::Tag(id) = &row.node
        && response.drag_started()
    {
        response.dnd_set_drag_payload(Dragged(id.clone()));
    }
    let Some(zone) = response.dnd_hover_payload::<Dragged>().and_then(|_| zone(ui, response.rect, &row.node)) else {
        return;
    };
    let (rect, colors) = (response.rect, colors(ui));
    let stroke = Stroke::new(2.0, colors.accent);
    match zone {
        Zone::Before => ui.painter().hline(rect.x_range(), rect.top(), stroke),
        Zone::After => ui.painter().hline(rect.x_range(), rect.bottom(), stroke),
        Zone::Into => ui.painter().rect_stroke(rect, theme::ROUND, stroke, egui::StrokeKind::Inside),
    };
    if let Some(dragged) = response.dnd_release_payload::<Dragged>()
        && Some(&dragged.0) != row.node.tag()
    {
        let open = row.has_below && !row.folded;
        actions.step(tree::drop_on(scene.project, &dragged.0, &row.node, zone, open));
    }
}

fn zone(ui: &Ui, rect: Rect, node: &Node) -> Option<Zone> {
    let y = ui.input(|i| i.pointer.interact_pos())?.y - rect.top();
    let share = y / rect.height();
    Some(match node {
        Node::Group(_) if share < 0.7 => Zone::Into,
        Node::Group(_) => Zone::After,
        Node::Tag(_) if share < 0.28 => Zone::Before,
        Node::Tag(_) if share > 0.72 => Zone::After,
        Node::Tag(_) => Zone::Into,
    })
}

/// Shows the dragged tag's name at the pointer and scrolls at the edges.
fn drag_along(ui: &Ui, scene: &Scene<'_>, area: Rect) {
    let (Some(dragged), Some(pointer)) =
        (DragAndDrop::payload::<Dragged>(ui.ctx()), ui.input(|i| i.pointer.interact_pos()))
    else {
        return;
    };
    let colors = colors(ui);
    let above = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("dragged tag")));
    let galley = above.layout_no_wrap(scene.project.tag_name(&dragged.0), theme::body(), colors.ink);
    let rect = Rect::from_min_size(pointer + vec2(14.0, -8.0), galley.size()).expand2(vec2(8.0, 4.0));
    above.rect(rect, theme::ROUND, colors.card, Stroke::new(1.0, colors.line), egui::StrokeKind::Inside);
    above.galley(rect.min + vec2(8.0, 4.0), galley, colors.ink);
    let reach = 24.0;
    if area.contains(pointer) && pointer.y < area.top() + reach {
        ui.scroll_with_delta(vec2(0.0, 8.0));
        ui.ctx().request_repaint();
    } else if area.contains(pointer) && pointer.y > area.bottom() - reach {
        ui.scroll_with_delta(vec2(0.0, -8.0));
        ui.ctx().request_repaint();
    }
}
