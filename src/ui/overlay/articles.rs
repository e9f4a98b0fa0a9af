//! What is known of an article, excluding it, and taking it out.

use egui::{Grid, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo};

use crate::analysis::record;
use crate::ui::{
    action::Actions,
    dialog::{self, Cx, Dialog},
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{
    model::{AnalystId, Article, ArticleId, Subject},
    verbs,
};

/// Title, outlet, author, date and so on, and one's own memo.
pub struct ArticleDetails {
    id: ArticleId,
    draft: Article,
    memo: String,
    /// Who has coded the article.
    coders: Vec<AnalystId>,
    wants_focus: bool,
}

impl Dialog for ArticleDetails {
    fn title(&self) -> String {
        "Title and details".to_owned()
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.scene.is_none_or(|scene| self.content(ui, scene, cx.actions))
    }

    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("title", &mut self.draft.title),
            ("outlet", &mut self.draft.outlet),
            ("author", &mut self.draft.author),
            ("date", &mut self.draft.date),
            ("language", &mut self.draft.language),
            ("link", &mut self.draft.link),
            ("note", &mut self.draft.note),
            ("memo", &mut self.memo),
        ]
    }
}

impl ArticleDetails {
    pub fn new(scene: &Scene<'_>, id: &ArticleId) -> Option<Self> {
        let draft = scene.project.articles.get(id)?.clone();
        let memo = scene.project.memo(&scene.me.id, &Subject::Article(id.clone())).to_owned();
        let coders = record::coders_of(scene.project, id).into_iter().cloned().collect();
        Some(Self { id: id.clone(), draft, coders, memo, wants_focus: true })
    }

    /// Draws the form; gives back whether it is done.
    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        let height = ui.ctx().content_rect().height() - 240.0;
        ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| self.fields(ui, scene));
        ui.add_space(10.0);
        let mut done = false;
        dialog::buttons(ui, |ui| {
            if widgets::main_button(ui, "Save").clicked() || dialog::confirmed(ui) {
                self.commit(scene, actions);
                done = true;
            }
            done |= ui.button("Cancel").clicked();
            let from = format!("{} · articles/{}.txt", self.draft.source, self.id);
            ui.label(RichText::new(from).font(theme::small()).color(colors(ui).dim));
        });
        done
    }

    fn fields(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let focus = std::mem::take(&mut self.wants_focus);
        let draft = &mut self.draft;
        Grid::new("article-details").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            let title = field(ui, "Title", &mut draft.title, "", 1);
            if focus {
                title.request_focus();
            }
            field(ui, "Outlet", &mut draft.outlet, "", 1);
            field(ui, "Author", &mut draft.author, "", 1);
            field(ui, "Date", &mut draft.date, "2026-01-08, 2026-01 or 2026", 1);
            field(ui, "Language", &mut draft.language, "en, fr, …", 1);
            field(ui, "Link", &mut draft.link, "https://…", 1);
            of_record(ui, scene, &self.coders, &mut draft.of_record);
            field(ui, "Note", &mut draft.note, "Seen by everybody", 2);
            field(ui, "Memo", &mut self.memo, "Your own thoughts on this article", 4);
        });
    }

    fn commit(&self, scene: &Scene<'_>, actions: &mut Actions) {
        if scene.project.articles.get(&self.id).is_some_and(|article| *article != self.draft) {
            actions.step(verbs::edit_article(scene.project, &self.id, self.draft.clone()));
        }
        let subject = Subject::Article(self.id.clone());
        commit_memo(scene, subject, &self.memo, actions);
    }
}

/// Writes one's memo if it is another than before.
pub(super) fn commit_memo(scene: &Scene<'_>, subject: Subject, memo: &str, actions: &mut Actions) {
    if scene.project.memo(&scene.me.id, &subject) != memo {
        actions.step(verbs::set_memo(scene.project, &scene.me.id, subject, memo));
    }
}

/// Whose coding counts until all is settled; nothing where only one analyst has coded the article.
fn of_record(ui: &mut Ui, scene: &Scene<'_>, coders: &[AnalystId], chosen: &mut Option<AnalystId>) {
    if coders.len() < 2 {
        return;
    }
    let name = |id: &AnalystId| scene.project.analyst_name(id).to_owned();
    ui.label(RichText::new("Of record").color(colors(ui).dim));
    let everybody = "Everybody’s passages, until all is settled";
    let selected = chosen.as_ref().map_or_else(|| everybody.to_owned(), |id| format!("{}’s passages", name(id)));
    let combo = egui::ComboBox::from_id_salt("of record").selected_text(selected).width(320.0).show_ui(ui, |ui| {
        widgets::option(ui, chosen, None, everybody);
        for id in coders {
            widgets::option(ui, chosen, Some(id.clone()), format!("{}’s passages", name(id)));
        }
    });
    combo.response.accessible_name("Coding of record");
    ui.end_row();
}

/// A labelled field of a form.
pub(super) fn field(ui: &mut Ui, label: &str, text: &mut String, hint: &str, rows: usize) -> egui::Response {
    ui.label(RichText::new(label).color(colors(ui).dim));
    let edit = if rows > 1 { TextEdit::multiline(text).desired_rows(rows) } else { TextEdit::singleline(text) };
    let response = ui.add(edit.hint_text(hint.to_owned()).desired_width(f32::INFINITY));
    let role = if rows > 1 { Role::MultilineTextInput } else { Role::TextInput };
    response.widget_info(|| WidgetInfo::labeled(role, true, label));
    ui.end_row();
    response
}

/// Leaving an article out, with a reason.
pub struct Exclude {
    id: ArticleId,
    reason: String,
    wants_focus: bool,
}

impl Dialog for Exclude {
    fn title(&self) -> String {
        "Exclude article".to_owned()
    }

    fn width(&self) -> f32 {
        480.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.scene.is_none_or(|scene| self.content(ui, scene, cx.actions))
    }

    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("reason", &mut self.reason)]
    }
}

impl Exclude {
    pub fn new(scene: &Scene<'_>, id: ArticleId) -> Self {
        let status = scene.project.layer(&scene.me.id).and_then(|layer| layer.statuses.get(&id));
        Self { reason: status.map(|status| status.reason.clone()).unwrap_or_default(), id, wants_focus: true }
    }

    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        let title = scene.project.articles.get(&self.id).map_or("", |article| &article.title);
        ui.label(format!("“{title}” stays in the project and is left out of your reading."));
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            for reason in ["Duplicate", "Off topic", "Not readable", "Other language", "Too short"] {
                if ui.selectable_label(self.reason == reason, reason).clicked() {
                    reason.clone_into(&mut self.reason);
                }
            }
        });
        ui.add_space(4.0);
        let edit = ui.add(TextEdit::singleline(&mut self.reason).hint_text("Reason").desired_width(f32::INFINITY));
        edit.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Reason"));
        if std::mem::take(&mut self.wants_focus) {
            edit.request_focus();
        }
        ui.add_space(10.0);
        let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let mut done = false;
        dialog::buttons(ui, |ui| {
            if widgets::main_button(ui, "Exclude").clicked() || enter || dialog::confirmed(ui) {
                let state = crate::model::State::Excluded;
                actions.step(verbs::set_status(scene.project, &scene.me.id, &self.id, state, self.reason.trim()));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }
}

/// Says what removing an article takes along.
pub struct RemoveArticle(pub ArticleId);

impl Dialog for RemoveArticle {
    fn title(&self) -> String {
        "Remove article".to_owned()
    }

    fn width(&self) -> f32 {
        480.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.scene.is_none_or(|scene| remove_article(ui, scene, &self.0, cx.actions))
    }
}

fn remove_article(ui: &mut Ui, scene: &Scene<'_>, id: &ArticleId, actions: &mut Actions) -> bool {
    let title = scene.project.articles.get(id).map_or("", |article| &article.title);
    let removal = verbs::removal(scene.project, &scene.me.id, id);
    ui.label(format!("“{title}” is taken out of the project. Its text is kept in history/removed."));
    ui.add_space(4.0);
    let own = crate::words::counted(removal.own, "passage");
    ui.label(match removal.own {
        0 => "You have no passages in it.".to_owned(),
        _ => format!("Your {own} in it go with it."),
    });
    for (analyst, n) in &removal.others {
        let name = scene.project.analyst_name(analyst);
        ui.label(format!(
            "{name} has {} in it: they stay in that file and are not shown.",
            crate::words::counted(*n, "passage")
        ));
    }
    ui.label(RichText::new("You can undo this.").color(colors(ui).dim));
    ui.add_space(10.0);
    let mut done = false;
    dialog::buttons(ui, |ui| {
        if widgets::main_button(ui, "Remove").clicked() || dialog::confirmed(ui) {
            actions.step(verbs::remove_article(scene.project, &scene.me.id, id));
            done = true;
        }
        done |= ui.button("Cancel").clicked();
    });
    done
}
