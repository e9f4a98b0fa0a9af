//! Finding a command, or an article, by typing.

use egui::{
    CornerRadius, EventFilter, Key, Modifiers, RichText, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use crate::model::{ArticleId, Place, Project};
use crate::text::letters::folded;
use crate::ui::{
    action::{Action, Actions},
    command::{Command, Needs},
    dialog::{Cx, Dialog},
    keymap::Keymap,
    theme::{self, colors},
    widgets,
};
use crate::workspace::Workspace;

/// The open palette.
pub struct Palette {
    query: String,
    chosen: usize,
    articles_only: bool,
    wants_focus: bool,
}

/// A line of the list.
enum Choice {
    Command(Command, String),
    Article(ArticleId, String, String),
}

impl Dialog for Palette {
    fn title(&self) -> String {
        String::new()
    }

    fn width(&self) -> f32 {
        560.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let project = cx.workspace.map(Workspace::project);
        let can_compare = cx.scene.is_some_and(|scene| scene.coders.len() > 1);
        self.content(ui, project, can_compare, cx.keymap, cx.actions)
    }

    fn needs_project(&self) -> bool {
        false
    }

    fn is_only_read(&self) -> bool {
        true
    }
}

impl Palette {
    pub fn commands() -> Self {
        Self { query: String::new(), chosen: 0, articles_only: false, wants_focus: true }
    }

    pub fn articles() -> Self {
        Self { articles_only: true, ..Self::commands() }
    }

    /// Draws the palette; returns whether something was chosen.
    fn content(
        &mut self,
        ui: &mut Ui,
        project: Option<&Project>,
        can_compare: bool,
        keymap: &Keymap,
        actions: &mut Actions,
    ) -> bool {
        let choices = self.choices(project, can_compare, keymap);
        self.chosen = self.chosen.min(choices.len().saturating_sub(1));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowDown) {
            self.chosen = (self.chosen + 1).min(choices.len().saturating_sub(1));
        }
        if pressed(Key::ArrowUp) {
            self.chosen = self.chosen.saturating_sub(1);
        }
        let enter = pressed(Key::Enter);
        let hint = if self.articles_only { "Go to an article" } else { "Search or run a command" };
        let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: false };
        let field = ui.add(
            TextEdit::singleline(&mut self.query)
                .id(egui::Id::unique("palette-field"))
                .hint_text(hint)
                .event_filter(filter)
                .margin(egui::Margin::symmetric(10, 8))
                .desired_width(f32::INFINITY),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, hint));
        if std::mem::take(&mut self.wants_focus) {
            field.request_focus();
        }
        if field.changed() {
            self.chosen = 0;
        }
        if choices.is_empty() {
            ui.label(RichText::new("Nothing is called that.").color(colors(ui).dim));
        }
        let clicked = self.list(ui, &choices);
        let picked = clicked.or_else(|| enter.then_some(self.chosen)).and_then(|at| choices.into_iter().nth(at));
        let action = picked.map(|choice| match choice {
            Choice::Command(command, _) => Action::Run(command),
            Choice::Article(id, _, _) => Action::Show(Place::Article(id)),
        });
        let is_done = action.is_some();
        action.into_iter().for_each(|action| actions.push(action));
        is_done
    }

    fn list(&self, ui: &mut Ui, choices: &[Choice]) -> Option<usize> {
        let mut clicked = None;
        let moved = ui.input(|input| input.key_pressed(Key::ArrowDown) || input.key_pressed(Key::ArrowUp));
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().max_height(380.0).auto_shrink([false, true]).show(ui, |ui| {
            for (at, choice) in choices.iter().enumerate() {
                let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
                let is_chosen = at == self.chosen;
                let colors = colors(ui);
                if is_chosen || response.hovered() {
                    let fill = if is_chosen { colors.chosen } else { colors.chosen.gamma_multiply(0.35) };
                    ui.painter().rect_filled(rect, CornerRadius::same(5), fill);
                }
                let (name, right) = match choice {
                    Choice::Command(command, key) => (command.declared().name, key.as_str()),
                    Choice::Article(_, title, from) => (title.as_str(), from.as_str()),
                };
                response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, name));
                let inner = rect.shrink2(vec2(10.0, 0.0));
                let taken = match choice {
                    Choice::Command(_, key) if !key.is_empty() => widgets::key_cap_at(ui, inner, key),
                    Choice::Command(..) => 0.0,
                    Choice::Article(..) => {
                        let galley = widgets::elided(ui, right, theme::small(), colors.dim, inner.width() * 0.4);
                        let at = pos2(inner.right() - galley.size().x, rect.center().y - galley.size().y / 2.0);
                        let width = galley.size().x;
                        ui.painter().galley(at, galley, colors.dim);
                        width
                    }
                };
                let galley = widgets::elided(ui, name, theme::body(), colors.ink, inner.width() - taken - 12.0);
                ui.painter().galley(pos2(inner.left(), rect.center().y - galley.size().y / 2.0), galley, colors.ink);
                if is_chosen && !moved {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    clicked = Some(at);
                }
            }
        });
        clicked
    }

    fn choices(&self, project: Option<&Project>, can_compare: bool, keymap: &Keymap) -> Vec<Choice> {
        let query = folded(&self.query);
        let mut choices = Vec::new();
        if !self.articles_only {
            let fitting = crate::ui::command::COMMANDS.iter().filter(|declared| {
                may_be_of_use(declared.needs, project, can_compare)
                    && declared.command != Command::Palette
                    && fits(&query, &[declared.name, declared.help])
            });
            choices.extend(fitting.map(|declared| Choice::Command(declared.command, keymap.label(declared.command))));
            // A name that begins with what was typed comes first, then one that has it somewhere, then what is said of a command.
            choices.sort_by_key(|choice| match choice {
                Choice::Command(command, _) => {
                    let name = command.declared().name;
                    (!folded(name).starts_with(&query), !fits(&query, &[name]))
                }
                Choice::Article(..) => (true, true),
            });
        }
        if self.articles_only || !query.is_empty() {
            for (id, article) in project.map(Project::articles_in_order).unwrap_or_default() {
                if fits(&query, &[&article.title, &article.outlet]) {
                    choices.push(Choice::Article(id.clone(), article.title.clone(), article.outlet.clone()));
                }
                if choices.len() > 200 {
                    break;
                }
            }
        }
        choices
    }
}

/// Commands for what the project has not are not offered.
fn may_be_of_use(needs: Needs, project: Option<&Project>, can_compare: bool) -> bool {
    match (needs, project) {
        (Needs::Nothing, _) => true,
        (Needs::Coders | Needs::Comparing, _) => can_compare,
        (_, project) => project.is_some(),
    }
}

/// Whether all words of `query`, which is folded, stand somewhere in the texts.
pub(super) fn fits(query: &str, texts: &[&str]) -> bool {
    let hay = folded(&texts.join(" "));
    query.split_whitespace().all(|word| hay.contains(word))
}
