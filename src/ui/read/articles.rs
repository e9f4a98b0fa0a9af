//! The list of articles: by state, each with where it is from and how many passages it has.

use std::collections::BTreeMap;

use egui::{
    Align2, CornerRadius, Id, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::text::letters::folded;
use crate::ui::{
    action::{Action, Actions, Question},
    command::Command,
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::workspace::fresh;
use crate::{
    model::{AnalystId, Article, ArticleId, Place, Project, State},
    verbs,
};

const HEAD: f32 = 34.0;
const ROW: f32 = 52.0;
/// The order of the states in the list: what is in hand first.
const ORDER: [State; 5] = [State::Doing, State::Todo, State::Done, State::Submitted, State::Excluded];

/// The articles by state, in the order in which the list shows both.
pub fn by_state(project: &Project, me: &AnalystId) -> Vec<(State, Vec<ArticleId>)> {
    let mut lists: BTreeMap<State, Vec<ArticleId>> = BTreeMap::new();
    for (id, _) in project.articles_in_order() {
        lists.entry(project.state(me, id)).or_default().push(id.clone());
    }
    ORDER.into_iter().filter_map(|state| Some((state, lists.remove(&state)?))).collect()
}

/// The pane's own state.
#[derive(Default)]
pub struct ArticlesPane {
    filter: String,
    rows: Vec<Row>,
    rows_for: Option<(u64, String)>,
    /// Scroll to the open article in the next frame.
    follow: Option<ArticleId>,
    /// Where the arrow keys are, while the list has the focus.
    at: Option<ArticleId>,
}

/// A line of the list, and how far it stands from the top.
enum Row {
    Head(State, usize, f32),
    Article(ArticleId, f32),
}

impl Row {
    fn top(&self) -> f32 {
        match self {
            Self::Head(_, _, top) | Self::Article(_, top) => *top,
        }
    }

    fn height(&self) -> f32 {
        match self {
            Self::Head(..) => HEAD,
            Self::Article(..) => ROW,
        }
    }
}

impl ArticlesPane {
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            ui.add_space(10.0);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width() - 10.0);
                widgets::search_field(ui, "filter-articles", &mut self.filter, "Filter articles");
            });
        });
        self.refresh(scene);
        if self.rows.is_empty() {
            self.show_empty(ui, scene, actions);
            return;
        }
        let total = self.rows.last().map_or(0.0, |row| row.top() + row.height());
        let walked = self.walk(ui, scene, actions);
        let mut area = ScrollArea::vertical().id_salt("articles").auto_shrink(false);
        if let Some(offset) = walked {
            area = area.vertical_scroll_offset(offset);
        }
        if self.follow.as_ref() != scene.article {
            self.follow = scene.article.cloned();
            if let Some(offset) = self.offset_for(scene, ui) {
                area = area.vertical_scroll_offset(offset);
            }
        }
        let at = self.at.as_ref();
        area.show_viewport(ui, |ui, viewport| {
            ui.set_height(total);
            let origin = ui.max_rect().min;
            let from = self.rows.partition_point(|row| row.top() + row.height() < viewport.top());
            for row in self.rows[from..].iter().take_while(|row| row.top() < viewport.bottom()) {
                let rect = Rect::from_min_size(
                    pos2(origin.x, origin.y + row.top()),
                    vec2(ui.max_rect().width(), row.height()),
                );
                match row {
                    Row::Head(state, n, _) => show_head(ui, rect, *state, *n),
                    Row::Article(id, _) => show_article(ui, rect, id, at == Some(id), scene, actions),
                }
            }
        });
    }

    /// The list as a whole takes the focus, so that Tab does not stop at each row: arrow keys walk all of them, Enter opens one. Returns how
    /// far to scroll so that the one it is at is in view.
    fn walk(&mut self, ui: &Ui, scene: &Scene<'_>, actions: &mut Actions) -> Option<f32> {
        let articles: Vec<(&ArticleId, f32)> = self
            .rows
            .iter()
            .filter_map(|row| match row {
                Row::Article(id, top) => Some((id, *top)),
                Row::Head(..) => None,
            })
            .collect();
        let name =
            format!("{}. Arrow keys walk the list, Enter opens one", crate::words::counted(articles.len(), "article"));
        let area = ui.available_rect_before_wrap();
        if !widgets::list_focus(ui, area, Id::unique("article-list"), Role::ListBox, &name) {
            self.at = None;
            return None;
        }
        let present = self.at.as_ref().or(scene.article);
        let at = articles.iter().position(|(id, _)| Some(*id) == present);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a window is some rows high")]
        let page = (area.height() / ROW).floor().max(1.0) as usize;
        let next = widgets::walked(ui, at, articles.len(), page);
        if widgets::takes_row(ui) {
            let chosen = at.and_then(|at| articles.get(at)).map(|(id, _)| (*id).clone());
            chosen.into_iter().for_each(|id| actions.push(Action::Show(Place::Article(id))));
        }
        let (id, top) = next.and_then(|next| articles.get(next))?;
        let offset = (top - ui.available_height() / 2.0).max(0.0);
        self.at = Some((*id).clone());
        Some(offset)
    }

    /// How far to scroll so that the open article is in view; nothing if nothing is known of it.
    fn offset_for(&self, scene: &Scene<'_>, ui: &Ui) -> Option<f32> {
        let row = self.rows.iter().find(|row| matches!(row, Row::Article(id, _) if Some(id) == scene.article))?;
        let height = ui.available_height();
        (row.top() + row.height() > height).then(|| (row.top() - height / 2.0).max(0.0))
    }

    fn refresh(&mut self, scene: &Scene<'_>) {
        let key = (scene.revision, folded(&self.filter));
        if self.rows_for.as_ref() == Some(&key) {
            return;
        }
        let (mut rows, mut top) = (Vec::new(), 4.0);
        for (state, articles) in by_state(scene.project, &scene.me.id) {
            let fitting: Vec<_> = articles.into_iter().filter(|id| fits(scene.project, id, &key.1)).collect();
            if fitting.is_empty() {
                continue;
            }
            rows.push(Row::Head(state, fitting.len(), top));
            top += HEAD;
            for id in fitting {
                rows.push(Row::Article(id, top));
                top += ROW;
            }
        }
        self.rows = rows;
        self.rows_for = Some(key);
    }

    fn show_empty(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
        if scene.project.articles.is_empty() {
            widgets::empty(ui, "No articles yet", "Drop text files here, or add them.");
            ui.vertical_centered(|ui| {
                ui.add_space(8.0);
                if ui.button("Add articles…").clicked() {
                    actions.push(Action::Run(Command::AddArticles));
                }
                if ui.button("Add a folder…").clicked() {
                    actions.push(Action::Run(Command::AddFolder));
                }
            });
        } else {
            widgets::empty(ui, "No article fits", "Nothing has these words in its title, outlet or author.");
            ui.vertical_centered(|ui| {
                ui.add_space(8.0);
                if ui.button("Clear the filter").clicked() {
                    self.filter.clear();
                }
            });
        }
    }
}

fn fits(project: &Project, id: &ArticleId, words: &str) -> bool {
    let Some(article) = project.articles.get(id) else { return false };
    let hay = folded(&format!("{} {} {} {}", article.title, article.outlet, article.author, article.date));
    words.split_whitespace().all(|word| hay.contains(word))
}

fn show_head(ui: &mut Ui, rect: Rect, state: State, n: usize) {
    let inner = Rect::from_min_max(pos2(rect.left() + 14.0, rect.top() + 10.0), rect.max - vec2(14.0, 4.0));
    ui.scope_builder(UiBuilder::new().max_rect(inner), |ui| {
        widgets::section(ui, state.label(), &crate::words::thousands(n))
    });
}

fn show_article(ui: &mut Ui, rect: Rect, id: &ArticleId, is_at: bool, scene: &Scene<'_>, actions: &mut Actions) {
    let Some(article) = scene.project.articles.get(id) else { return };
    let colors = colors(ui);
    let is_open = scene.article == Some(id);
    let response = ui.interact(rect, ui.scope_id().with(("article", id.as_str())), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, &article.title));
    if is_open {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, colors.card);
        let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, CornerRadius::ZERO, colors.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, colors.chosen);
    }
    if is_at {
        let stroke = Stroke::new(2.0, colors.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), CornerRadius::same(4), stroke, StrokeKind::Inside);
    }
    let count =
        scene.counts.by_article.get(id).map_or_else(|| "–".to_owned(), |here| crate::words::thousands(here.passages));
    let left = rect.left() + 16.0;
    let right = rect.right() - 14.0;
    let count = ui.painter().layout_no_wrap(count, theme::small(), colors.dim);
    let font = if is_open { theme::bold(theme::BODY) } else { theme::body() };
    let title = widgets::elided(ui, &article.title, font, colors.ink, right - left);
    ui.painter().galley(pos2(left, rect.top() + 8.0), title, colors.ink);
    let from = widgets::elided(ui, &origin(article), theme::small(), colors.dim, right - left - count.size().x - 8.0);
    ui.painter().galley(pos2(left, rect.top() + 28.0), from, colors.dim);
    let at = Align2::RIGHT_TOP.anchor_size(pos2(right, rect.top() + 28.0), count.size());
    ui.painter().galley(at.min, count, colors.dim);
    if response.clicked() {
        actions.push(Action::Show(Place::Article(id.clone())));
    }
    response.context_menu(|ui| article_menu(ui, id, scene, actions));
    if !article.note.is_empty() || article.title.chars().count() > 30 {
        let about = [article.title.as_str(), article.author.as_str(), article.note.as_str()];
        response.on_hover_text(about.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"));
    }
}

/// “Harbour Review · 9 Jan 2026”.
fn origin(article: &Article) -> String {
    let date = short_date(&article.date);
    let parts = [article.outlet.as_str(), date.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// “9 Jan 2026” of `2026-01-09`; what is not a day stays as it is.
pub fn short_date(date: &str) -> String {
    date.parse::<jiff::civil::Date>().map_or_else(|_| date.to_owned(), |date| date.strftime("%-d %b %Y").to_string())
}

/// “9 January 2026”.
pub fn long_date(date: &str) -> String {
    date.parse::<jiff::civil::Date>().map_or_else(|_| date.to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}

fn article_menu(ui: &mut Ui, id: &ArticleId, scene: &Scene<'_>, actions: &mut Actions) {
    for state in State::ALL {
        let is_now = scene.project.state(&scene.me.id, id) == state;
        let label = match state {
            State::Excluded => "Exclude…".to_owned(),
            State::Submitted => "Submit".to_owned(),
            _ => format!("Mark {}", state.label().to_lowercase()),
        };
        if ui.add_enabled(!is_now, egui::Button::new(label)).clicked() {
            let (project, me) = (scene.project, &scene.me.id);
            match state {
                State::Excluded => actions.push(Action::Ask(Question::Exclude(id.clone()))),
                State::Submitted => actions.step(verbs::submit(project, me, id, fresh().now)),
                _ => actions.step(verbs::set_status(project, me, id, state, "")),
            }
        }
    }
    ui.separator();
    if ui.button("Title and details…").clicked() {
        actions.push(Action::Ask(Question::Article(id.clone())));
    }
    for (label, down) in [("Move up", false), ("Move down", true)] {
        if ui.button(label).clicked() {
            actions.step(moved(scene.project, &scene.me.id, id, down));
        }
    }
    ui.separator();
    if ui.button("Remove from project…").clicked() {
        actions.push(Action::Ask(Question::RemoveArticle(id.clone())));
    }
}

/// Moves an article past its neighbour in the list as it is shown.
///
/// # Errors
/// It stands at the end of its part of the list.
pub fn moved(
    project: &Project,
    me: &AnalystId,
    id: &ArticleId,
    down: bool,
) -> Result<crate::model::Step, crate::model::EditError> {
    let order: Vec<ArticleId> = project.articles_in_order().into_iter().map(|(id, _)| id.clone()).collect();
    let list = by_state(project, me).into_iter().find(|(_, list)| list.contains(id)).map(|(_, list)| list);
    let list = list.unwrap_or_default();
    let at = list.iter().position(|other| other == id).unwrap_or(0);
    let neighbour = if down { list.get(at + 1) } else { at.checked_sub(1).and_then(|at| list.get(at)) };
    let place = neighbour.and_then(|neighbour| order.iter().position(|other| other == neighbour));
    match place {
        Some(place) => verbs::reorder(project, id, place),
        None => Err(crate::model::EditError::Refused("it stands at the end of its part of the list".to_owned())),
    }
}
