//! The Codebook view: the tags as a tree, and everything about the tag in hand.

use egui::{Context, Frame, Key, Modifiers, Panel, RichText, Ui};

use super::{
    action::{Action, Actions, Question},
    drafts::Drafts,
    pane::{Cx, Pane},
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{
    model::{GroupId, TagId},
    verbs,
};

mod dialogs;
mod editor;
mod menu;
mod panel;
mod row;
mod split;
#[cfg(test)]
mod tests;
mod tree;
mod view;

pub use super::node::Node;
pub use dialogs::{DeleteTag, MergeTag};
pub use panel::{CodebookPanel, PanelEvent};

use editor::{Editor, EditorEvent};
use split::SplitView;
use tree::Nudge;
use view::{Look, TreeEvent, TreeView};

/// The view's own state.
pub struct CodebookPane {
    tree: TreeView,
    hand: Option<Node>,
    editor: Editor,
    split: Option<SplitView>,
    queue: split::Queue,
    /// A tag that was opened or added, to be shown in the tree when it is there.
    reveal: Option<TagId>,
    /// The pass in which the view was last drawn.
    shown_in: u64,
}

impl Default for CodebookPane {
    fn default() -> Self {
        Self {
            tree: TreeView::new("codebook tree"),
            hand: None,
            editor: Editor::default(),
            split: None,
            queue: split::Queue::default(),
            reveal: None,
            shown_in: 0,
        }
    }
}

impl Pane for CodebookPane {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx.scene, cx.actions);
    }

    fn always(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        self.watch(ui.ctx(), cx.scene, cx.actions);
    }

    fn commit(&mut self, scene: &Scene<'_>, actions: &mut Actions) {
        self.editor.commit(scene, actions);
    }

    fn drafts(&self, scene: &Scene<'_>, drafts: &mut Drafts) {
        self.editor.clone().commit(scene, &mut drafts.changes);
        self.tree.drafts(scene, drafts);
    }
}

impl CodebookPane {
    /// Draws the view; fills what room there is.
    fn draw(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        self.shown_in = ui.ctx().cumulative_pass_nr();
        self.settle(scene);
        let tag = self.hand.as_ref().and_then(Node::tag);
        self.editor.hold(scene, actions, tag);
        let keys = self.has_keys(ui);
        if keys && self.split.is_none() {
            self.keys(ui, scene, actions);
        }
        let frame = |color| Frame::new().fill(color).inner_margin(12);
        let colors = colors(ui);
        let most = (ui.available_width() * 0.5).max(theme::PANE_LEFT);
        Panel::left("codebook tree pane")
            .resizable(true)
            .default_size(340.0)
            .size_range(theme::PANE_LEFT..=most)
            .frame(frame(colors.pane))
            .show(ui, |ui| self.left(ui, scene, actions));
        let right = frame(colors.ground).inner_margin(egui::Margin::symmetric(28, 12));
        egui::CentralPanel::default().frame(right).show(ui, |ui| self.right(ui, scene, actions, keys));
    }

    /// Takes a tag in hand.
    pub fn open(&mut self, tag: TagId) {
        self.split = self.split.take().filter(|split| *split.tag() == tag);
        self.reveal = Some(tag.clone());
        self.hand = Some(Node::Tag(tag));
    }

    /// Opens the field for a new tag: beside the one in hand, else in the first group.
    pub fn new_tag(&mut self, scene: &Scene<'_>) {
        let first = || scene.project.groups.iter().min_by_key(|(_, group)| (group.parent.is_some(), group.rank));
        let at = self.hand.clone().or_else(|| first().map(|(id, _)| Node::Group(id.clone())));
        match at {
            Some(at) => self.tree.new_tag(scene, &at, false),
            None => self.tree.new_group(None, None),
        }
    }

    /// Commits what is typed where another view has been opened by a key, so that no field was left; to be called in every frame.
    fn watch(&mut self, ctx: &Context, scene: &Scene<'_>, actions: &mut Actions) {
        if self.shown_in + 1 < ctx.cumulative_pass_nr() {
            self.editor.commit(scene, actions);
        }
    }

    /// Brings what is in hand in line with the project.
    fn settle(&mut self, scene: &Scene<'_>) {
        if let Some(Node::Tag(id)) = &self.hand {
            let now = scene.project.resolve(id);
            if now != *id {
                self.hand = Some(Node::Tag(now));
            }
        }
        if let Some(Node::Group(id)) = &self.hand
            && !scene.project.groups.contains(id)
        {
            self.hand = None;
        }
        if self.hand.is_none() {
            let first = self.tree.rows(scene).iter().find_map(|row| row.node.tag().cloned());
            self.hand = first.map(Node::Tag);
        }
        if let Some(id) = self.reveal.take_if(|id| scene.project.tags.contains(id)) {
            let id = scene.project.resolve(&id);
            if !self.tree.rows(scene).iter().any(|row| row.node.tag() == Some(&id)) {
                self.tree.clear_filter();
            }
            self.tree.reveal(scene, &id);
        }
        let split_is_gone = self.split.as_ref().is_some_and(|split| !scene.project.tags.contains(split.tag()));
        if split_is_gone {
            self.split = None;
        }
    }

    /// Whether keys are for the tree: nothing is typed in, no menu and no dialog is open.
    fn has_keys(&self, ui: &Ui) -> bool {
        !self.tree.is_typing()
            && !egui::Popup::is_any_open(ui.ctx())
            && ui.memory(|memory| memory.focused().is_none() && memory.allows_interaction(ui.layer_id()))
    }

    fn left(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        ui.horizontal(|ui| {
            if ui.button("New tag").clicked() {
                self.new_tag(scene);
            }
            if ui.button("New group").clicked() {
                self.tree.new_group(None, None);
            }
        });
        let look = Look { hand: self.hand.as_ref(), movable: true, here: false, groups_in_hand: true };
        for event in self.tree.show(ui, scene, actions, &look) {
            match event {
                TreeEvent::Pick(node) => {
                    self.split = None;
                    self.hand = Some(node);
                }
                TreeEvent::Added(id) => self.open(id),
            }
        }
    }

    fn right(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, keys: bool) {
        if let Some(split) = &mut self.split {
            if split.show(ui, scene, actions, keys) {
                self.split = None;
            }
            return;
        }
        match self.hand.clone() {
            Some(Node::Tag(id)) => {
                self.splitting(ui, scene, &id);
                if self.editor.show(ui, scene, actions) == Some(EditorEvent::Split) {
                    self.split = Some(SplitView::open(scene, id));
                }
            }
            Some(Node::Group(id)) => self.group(ui, scene, actions, &id),
            None => widgets::empty(ui, "No tags yet", "Add a tag group on the left, then tags in it."),
        }
    }

    /// Says that the tag is being split, and goes on with it.
    fn splitting(&mut self, ui: &mut Ui, scene: &Scene<'_>, id: &TagId) {
        if split::begun(scene, id).is_none() {
            return;
        }
        let left = self.queue.of(scene, id).len();
        Frame::new().fill(colors(ui).banner).corner_radius(theme::ROUND).inner_margin(8).show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.label(format!("Splitting: {left} left"));
                if ui.button("Continue").clicked() {
                    self.split = Some(SplitView::open(scene, id.clone()));
                }
            });
        });
    }

    fn group(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions, id: &GroupId) {
        let Some(group) = scene.project.groups.get(id) else {
            return;
        };
        let tags = scene.project.usable_tags().filter(|(_, tag)| tag.group == *id).count();
        ui.add_space(8.0);
        ui.label(RichText::new(&group.name).font(theme::bold(20.0)));
        let dim = colors(ui).dim;
        ui.label(RichText::new(format!("Tag group with {}", crate::words::counted(tags, "tag"))).color(dim));
        ui.add_space(theme::SPACE);
        let node = Node::Group(id.clone());
        ui.horizontal_wrapped(|ui| {
            if ui.button("New tag in this group").clicked() {
                self.tree.new_tag(scene, &node, true);
            }
            if ui.button("Rename").clicked() {
                self.tree.rename(scene, &node);
            }
            if ui.button("Add sub-group").clicked() {
                self.tree.new_group(Some(node.clone()), Some(id.clone()));
            }
            if ui.button("Sort by name").clicked() {
                actions.step(verbs::sort_tags(scene.project, id));
            }
            if menu::group_is_empty(scene.project, id) && ui.button("Delete group").clicked() {
                actions.step(verbs::delete_group(scene.project, id));
            }
        });
    }

    fn keys(&mut self, ui: &Ui, scene: &Scene<'_>, actions: &mut Actions) {
        let pressed = |modifiers, key| ui.input_mut(|i| i.consume_key(modifiers, key));
        let nudges = [
            (Key::ArrowUp, Nudge::Up),
            (Key::ArrowDown, Nudge::Down),
            (Key::ArrowLeft, Nudge::Out),
            (Key::ArrowRight, Nudge::In),
        ];
        // Alt first: a key without modifiers fits one with Alt too.
        for (key, nudge) in nudges {
            if pressed(Modifiers::ALT, key) {
                self.nudge(scene, actions, nudge);
            }
        }
        if pressed(Modifiers::NONE, Key::ArrowDown) {
            self.walk(scene, true);
        }
        if pressed(Modifiers::NONE, Key::ArrowUp) {
            self.walk(scene, false);
        }
        let Some(hand) = self.hand.clone() else {
            return;
        };
        if pressed(Modifiers::NONE, Key::ArrowLeft) {
            self.fold_or_leave(scene, &hand);
        }
        if pressed(Modifiers::NONE, Key::ArrowRight) {
            self.tree.fold(&hand, false);
        }
        if pressed(Modifiers::NONE, Key::F2) {
            self.tree.rename(scene, &hand);
        }
        if pressed(Modifiers::NONE, Key::Insert) {
            self.tree.new_tag(scene, &hand, false);
        }
        if pressed(Modifiers::NONE, Key::Enter) {
            self.editor.focus_definition();
        }
        if pressed(Modifiers::NONE, Key::Delete) {
            match hand {
                Node::Tag(id) => actions.push(Action::Ask(Question::DeleteTag(id))),
                Node::Group(id) => actions.step(verbs::delete_group(scene.project, &id)),
            }
        }
    }

    /// Folds what is in hand; where there is nothing to fold, takes in hand what it stands below.
    fn fold_or_leave(&mut self, scene: &Scene<'_>, hand: &Node) {
        let rows = self.tree.rows(scene);
        if rows.iter().any(|row| row.node == *hand && row.has_below && !row.folded) {
            self.tree.fold(hand, true);
            return;
        }
        let above = match hand {
            Node::Tag(id) => scene.project.tag(id).map(|tag| match &tag.parent {
                Some(parent) => Node::Tag(scene.project.resolve(parent)),
                None => Node::Group(tag.group.clone()),
            }),
            Node::Group(id) => scene.project.groups.get(id).and_then(|group| group.parent.clone()).map(Node::Group),
        };
        if let Some(above) = above {
            self.tree.scroll_to(above.clone());
            self.hand = Some(above);
        }
    }

    fn nudge(&mut self, scene: &Scene<'_>, actions: &mut Actions, nudge: Nudge) {
        if let Some(Node::Tag(id)) = &self.hand
            && let Some(step) = tree::nudge(scene.project, id, nudge)
        {
            actions.step(step);
            self.reveal = Some(id.clone());
        }
    }

    fn walk(&mut self, scene: &Scene<'_>, down: bool) {
        let rows = self.tree.rows(scene);
        let at = rows.iter().position(|row| Some(&row.node) == self.hand.as_ref());
        let next = match at {
            Some(at) if down => rows.get(at + 1),
            Some(at) => at.checked_sub(1).and_then(|at| rows.get(at)),
            None => rows.first(),
        };
        if let Some(next) = next {
            self.tree.scroll_to(next.node.clone());
            self.hand = Some(next.node.clone());
        }
    }
}
