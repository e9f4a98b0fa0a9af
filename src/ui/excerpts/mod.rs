//! The Excerpts view: every tagged passage in one table.

use std::path::PathBuf;

use egui::{Frame, Key, Margin, Modifiers, RichText, Ui};

use self::{
    bar::Bar,
    bulk::{Bulk, Kind},
    export::Export,
    rows::Found,
    selection::{How, Move, Selection},
    table::{Asked, Table},
};
use super::{
    action::{Action, Actions, View},
    command::Command,
    drafts::{Drafts, field},
    keymap,
    pane::{Cx, Pane},
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{
    analysis::excerpts::{Filter, Sort, SortBy},
    model::{AnalystId, AnnotationId, Place, TagId},
    storage::{ExportView, Typed},
    words::thousands,
};

mod bar;
mod bulk;
mod columns;
mod export;
mod filters;
mod record;
mod rows;
mod selection;
mod table;
#[cfg(test)]
mod tests;

pub use self::export::{documents, suggested};
pub use crate::ui::export::ExportRequest;

/// How the journal calls the export.
const PLACE: &str = "export";

/// The view's own state.
#[derive(Default)]
pub struct ExcerptsPane {
    filter: Filter,
    sort: Sort,
    found: Found,
    selection: Selection,
    bar: Bar,
    table: Table,
    bulk: Option<Bulk>,
    export: Export,
    /// A passage to scroll to.
    wanted: Option<AnnotationId>,
}

impl Pane for ExcerptsPane {
    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.draw(ui, cx.scene, cx.actions);
    }

    /// Draws the dialogs that are open.
    fn always(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let (scene, actions) = (cx.scene, &mut *cx.actions);
        self.bulk.take_if(|bulk| !bulk.show(ui, scene, actions));
        if self.export.is_open() {
            self.refresh(scene);
            self.export.show(ui, scene, &self.found, actions);
        }
    }

    /// The file that is being named in the export.
    fn drafts(&self, _: &Scene<'_>, drafts: &mut Drafts) {
        if let Some(path) = self.export.typed() {
            drafts.typed(PLACE, &[("file", path)]);
        }
    }

    fn take_up(&mut self, typed: &Typed, _: &Scene<'_>) -> Option<Place> {
        if typed.place == PLACE {
            self.export.set_path(field(typed, "file").into());
            self.export.open();
        }
        None
    }

    fn show_place(&mut self, place: &Place) -> bool {
        let Place::Passage(_, _, id) = place else { return false };
        self.wanted = Some(*id);
        true
    }
}

impl ExcerptsPane {
    fn draw(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        self.refresh(scene);
        if self.found.has_none() {
            nothing_yet(ui, actions);
            return;
        }
        if let Some(wanted) = self.wanted.take() {
            self.table.scroll_to = self.found.keys().position(|(_, id)| id == wanted);
        }
        // Before a field lets go of the focus because Enter was pressed in it.
        self.keys(ui, scene, actions);
        let margin = Margin { left: 20, right: 8, top: 14, bottom: 0 };
        Frame::new().inner_margin(margin).show(ui, |ui| {
            self.bar.show(ui, scene, &self.found, &mut self.filter);
            self.refresh(scene);
            ui.add_space(theme::SPACE);
            self.summary(ui, scene, actions);
            ui.add_space(theme::SPACE);
            if self.found.is_empty() {
                self.no_hit(ui);
            } else {
                self.rows(ui, scene, actions);
            }
        });
    }

    /// Shows only passages with this tag.
    pub fn filter_by(&mut self, tag: TagId) {
        self.filter = Filter { tags: [tag].into(), ..Filter::default() };
        self.table.scroll_to = Some(0);
    }

    /// What is shown now, in its order: this is what an export takes.
    pub fn passages(&mut self, scene: &Scene<'_>) -> Vec<(AnalystId, AnnotationId)> {
        self.refresh(scene);
        self.found.keys().collect()
    }

    /// Takes up how was exported last.
    pub fn set_export(&mut self, view: &ExportView) {
        self.export = Export::new(view);
    }

    pub fn open_export(&mut self) {
        self.export.open();
    }

    /// The file that was chosen.
    pub fn set_export_path(&mut self, path: PathBuf) {
        self.export.set_path(path);
    }

    fn refresh(&mut self, scene: &Scene<'_>) {
        if self.found.refresh(scene, &self.filter, self.sort) {
            self.selection.keep_shown(&self.found);
        }
    }

    /// How many passages are shown, and what can be done with those selected. Always one line, so that the rows below
    /// stay where they are between the two clicks that open one.
    fn summary(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        let mut open = None;
        ui.horizontal(|ui| {
            ui.set_min_height(theme::SPACE * 7.0);
            ui.label(RichText::new(self.found.count()).font(theme::bold(theme::BODY)));
            record::menu(ui, scene, &mut self.filter, actions);
            if self.selection.is_empty() {
                let advice = "Double click opens a passage. Select some to change their tags.";
                ui.label(RichText::new(advice).font(theme::small()).color(colors(ui).dim));
            } else {
                open = self.selected(ui, scene);
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.add_space(theme::SPACE * 3.0);
                if !self.found.is_empty() && ui.button("Export…").clicked() {
                    self.export.open();
                }
            });
        });
        if let Some(kind) = open {
            self.open_bulk(kind, scene);
        }
    }

    fn selected(&mut self, ui: &mut Ui, scene: &Scene<'_>) -> Option<Kind> {
        let mut open = None;
        let (all, mine) = (self.selection.len(), self.selection.of(&scene.me.id));
        let others = match (mine, all - mine) {
            (_, 0) => String::new(),
            (0, _) => ": others’ passages, which only they change".to_owned(),
            (_, 1) => ", 1 of others stays as it is".to_owned(),
            (_, others) => format!(", {} of others stay as they are", thousands(others)),
        };
        let words = format!("{} selected{others}", thousands(all));
        ui.label(RichText::new(words).font(theme::small()).color(colors(ui).dim));
        if mine > 0 {
            for kind in Kind::ALL {
                if ui.button(kind.label()).clicked() {
                    open = Some(kind);
                }
            }
        }
        if widgets::quiet_button(ui, "×", "Clear the selection").clicked() {
            self.selection.clear();
        }
        open
    }

    fn open_bulk(&mut self, kind: Kind, scene: &Scene<'_>) {
        if self.selection.of(&scene.me.id) > 0 {
            self.bulk = Some(Bulk::new(kind, &self.selection.in_order(&self.found), scene));
        }
    }

    fn no_hit(&mut self, ui: &mut Ui) {
        widgets::empty(ui, "No passage fits these filters", "Remove one of the filters above, or clear all of them.");
        ui.vertical_centered(|ui| {
            ui.add_space(theme::SPACE * 2.0);
            if ui.button("Show all passages").clicked() {
                filters::clear(&mut self.filter);
            }
        });
    }

    fn rows(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        match self.table.show(ui, scene, &self.found, &self.selection, self.sort) {
            Some(Asked::Sort(by)) => self.sort_by(by),
            Some(Asked::Take { at, toggle, range }) => {
                let how = match (range, toggle) {
                    (true, _) => How::Range,
                    (false, true) => How::Toggle,
                    (false, false) => How::Only,
                };
                self.selection.take(&self.found, at, how);
            }
            Some(Asked::Open(at)) => self.jump(at, scene, actions),
            None => {}
        }
    }

    fn sort_by(&mut self, by: SortBy) {
        self.sort = Sort { by, descending: self.sort.by == by && !self.sort.descending };
        self.table.scroll_to = Some(0);
    }

    fn jump(&self, at: usize, scene: &Scene<'_>, actions: &mut Actions) {
        let Some(row) = self.found.row(at) else { return };
        match rows::destination(scene.project, row) {
            Some(place) => actions.push(Action::Show(place)),
            None => actions.push(Action::Refuse("The article of that passage is not in the project.".to_owned())),
        }
    }

    /// Keys of the table, where nothing else has the focus.
    fn keys(&mut self, ui: &Ui, scene: &Scene<'_>, actions: &mut Actions) {
        let is_free = ui.memory(|memory| {
            memory.focused().is_none_or(|id| id == table::focus_id()) && memory.top_modal_layer().is_none()
        });
        if !is_free || ui.ctx().any_popup_open() {
            return;
        }
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        if pressed(Modifiers::COMMAND, Key::A) {
            self.selection.select_all(&self.found);
        }
        if !self.selection.is_empty() && pressed(Modifiers::NONE, Key::Escape) {
            self.selection.clear();
        }
        let page = isize::try_from(self.table.page).unwrap_or(1);
        let moves = [
            (Key::ArrowDown, Move::By(1)),
            (Key::ArrowUp, Move::By(-1)),
            (Key::PageDown, Move::By(page)),
            (Key::PageUp, Move::By(-page)),
            (Key::Home, Move::First),
            (Key::End, Move::Last),
        ];
        for (key, to) in moves {
            let extend = pressed(Modifiers::SHIFT, key);
            if (extend || pressed(Modifiers::NONE, key))
                && let Some(at) = self.selection.go(&self.found, to, extend)
            {
                self.table.scroll_to = Some(at);
            }
        }
        if pressed(Modifiers::NONE, Key::Enter)
            && let Some(at) = self.selection.head().and_then(|head| self.found.position(head))
        {
            self.jump(at, scene, actions);
        }
        if pressed(Modifiers::NONE, Key::Delete) {
            self.open_bulk(Kind::Delete, scene);
        }
    }
}

fn nothing_yet(ui: &mut Ui, actions: &mut Actions) {
    let press = keymap::named(ui.ctx(), "tag them", Command::Tag);
    let advice = format!("Open an article in the Read view, select some words and {press}. They then stand here.");
    widgets::empty(ui, "No passages yet", &advice);
    ui.vertical_centered(|ui| {
        ui.add_space(theme::SPACE * 2.0);
        if ui.button("Go to Read").clicked() {
            actions.push(Action::View(View::Read));
        }
    });
}
