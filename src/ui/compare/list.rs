//! The list of disagreements: how many are settled, which are shown, one row each.

use std::collections::{BTreeMap, BTreeSet};

use egui::{CornerRadius, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::compare::{Agreement, Comparison, Disagreement, Kind};
use crate::ui::{
    action::Actions,
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::workspace::fresh;
use crate::{
    model::{ArticleId, Choice, Decision, EditError, Project, Step, TagId},
    verbs,
};

const HEAD: f32 = 30.0;
const ROW: f32 = 48.0;

/// Open ones, settled ones, or all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shown {
    #[default]
    All,
    Open,
    Settled,
}

impl Shown {
    const ALL: [Self; 3] = [Self::All, Self::Open, Self::Settled];

    fn label(self) -> &'static str {
        match self {
            Self::All => "Open and settled",
            Self::Open => "Open",
            Self::Settled => "Settled",
        }
    }
}

/// What the list is filtered by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Filter {
    shown: Shown,
    kind: Option<Kind>,
    tag: Option<TagId>,
}

impl Filter {
    /// `tags`: the tag that is asked for with those below it.
    fn fits(&self, one: &Disagreement, tags: &BTreeSet<TagId>) -> bool {
        let state = match self.shown {
            Shown::All => true,
            Shown::Open => one.settled.is_none(),
            Shown::Settled => one.settled.is_some(),
        };
        state
            && self.kind.is_none_or(|kind| one.kinds.contains(&kind))
            && (self.tag.is_none() || one.tags.keys().any(|tag| tags.contains(tag)))
    }
}

/// A line of the list, with how far below the top it begins.
enum Line {
    Head(ArticleId, usize, f32),
    Row(usize, f32),
}

/// The list's own state.
#[derive(Default)]
pub struct List {
    filter: Filter,
    /// Indices in the comparison of those that fit.
    fitting: Vec<usize>,
    lines: Vec<Line>,
    height: f32,
    fits: Option<Filter>,
    scroll_to: Option<usize>,
}

impl List {
    /// The comparison is another one.
    pub fn forget(&mut self) {
        self.fits = None;
    }

    /// Lists only those about this tag.
    pub fn only(&mut self, tag: TagId) {
        self.filter = Filter { tag: Some(tag), ..Filter::default() };
    }

    pub fn len(&self) -> usize {
        self.fitting.len()
    }

    pub fn scroll_to(&mut self, at: usize) {
        self.scroll_to = Some(at);
    }

    /// Brings what is listed up to the comparison.
    pub fn refresh(&mut self, scene: &Scene<'_>, comparison: &Comparison) {
        if self.fits.as_ref() == Some(&self.filter) {
            return;
        }
        let tags = self.filter.tag.as_ref().map(|tag| scene.project.with_descendants(tag)).unwrap_or_default();
        let all = comparison.disagreements.iter().enumerate();
        self.fitting = all.filter(|(_, one)| self.filter.fits(one, &tags)).map(|(at, _)| at).collect();
        self.lines.clear();
        let mut top = 0.0;
        for here in self.fitting.chunk_by(|a, b| article(comparison, *a) == article(comparison, *b)) {
            if let Some(id) = here.first().and_then(|at| article(comparison, *at)) {
                debug_assert!(scene.project.articles.contains(id));
                self.lines.push(Line::Head(id.clone(), here.len(), top));
                top += HEAD;
            }
            for at in here {
                self.lines.push(Line::Row(*at, top));
                top += ROW;
            }
        }
        self.height = top;
        self.fits = Some(self.filter.clone());
    }

    /// The first one listed that is open, else the first one.
    pub fn first_open(&self, comparison: &Comparison) -> Option<usize> {
        let mut listed = self.fitting.iter().copied();
        listed.clone().find(|at| is_open(comparison, *at)).or_else(|| listed.next())
    }

    /// The next one listed after `at` that is open, from the top again after the last one.
    pub fn next_open(&self, comparison: &Comparison, at: usize) -> Option<usize> {
        let (before, after): (Vec<usize>, Vec<usize>) = self.fitting.iter().partition(|other| **other <= at);
        after.into_iter().chain(before).find(|other| *other != at && is_open(comparison, *other))
    }

    /// The one listed before or after `at`.
    pub fn beside(&self, at: Option<usize>, forward: bool) -> Option<usize> {
        match (at, forward) {
            (None, _) => self.fitting.first().copied(),
            (Some(at), true) => self.fitting.iter().copied().find(|other| *other > at),
            (Some(at), false) => self.fitting.iter().rev().copied().find(|other| *other < at),
        }
    }

    /// Draws it; gives the one that was clicked.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        comparison: &Comparison,
        current: Option<usize>,
        actions: &mut Actions,
    ) -> Option<usize> {
        let inner = egui::Frame::new().inner_margin(egui::Margin { left: 14, right: 14, top: 10, bottom: 8 });
        inner.show(ui, |ui| {
            progress(ui, comparison);
            Self::carried(ui, scene, comparison, actions);
            ui.add_space(4.0);
            self.filters(ui, scene.project, comparison);
        });
        self.refresh(scene, comparison);
        if self.fitting.is_empty() {
            widgets::empty(ui, "None fits", "No disagreement fits these filters.");
            ui.vertical_centered(|ui| {
                if ui.button("Clear the filters").clicked() {
                    self.filter = Filter::default();
                }
            });
            return None;
        }
        self.rows(ui, scene, comparison, current)
    }

    /// How many passages all agree on, and whether they are in the adjudicated coding.
    pub fn carried(ui: &mut Ui, scene: &Scene<'_>, comparison: &Comparison, actions: &mut Actions) {
        let agreed = comparison.agreements.len();
        let left = comparison.agreements.iter().filter(|one| !one.carried).count();
        ui.horizontal_wrapped(|ui| {
            let words = match (agreed, left) {
                (0, _) => "No passage is the same in all".to_owned(),
                (_, 0) => format!("{agreed} the same in all, carried over"),
                _ => format!("{agreed} the same in all"),
            };
            ui.label(RichText::new(words).font(theme::small()).color(colors(ui).dim));
            let hint = "Put the passages on which all agree into the adjudicated coding";
            let label = if left == agreed { "Carry over".to_owned() } else { format!("Carry over {left}") };
            if left > 0 && ui.small_button(label).on_hover_text(hint).clicked() {
                actions.step(carry_over(scene, comparison, |_| true));
            }
        });
    }

    fn filters(&mut self, ui: &mut Ui, project: &Project, comparison: &Comparison) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let shown = self.filter.shown.label();
            let button = widgets::menu_button(ui, shown, &format!("Show: {shown}"));
            egui::Popup::menu(&button).show(|ui| {
                for shown in Shown::ALL {
                    widgets::option(ui, &mut self.filter.shown, shown, shown.label());
                }
            });
            let kind = self.filter.kind.map_or("Any kind", Kind::label);
            let button = widgets::menu_button(ui, kind, &format!("Kind: {kind}"));
            egui::Popup::menu(&button).show(|ui| {
                widgets::option(ui, &mut self.filter.kind, None, "Any kind");
                for kind in Kind::ALL {
                    let n = comparison.disagreements.iter().filter(|one| one.kinds.contains(&kind)).count();
                    widgets::option(ui, &mut self.filter.kind, Some(kind), format!("{} ({n})", kind.label()));
                }
            });
            self.tag_menu(ui, project, comparison);
        });
    }

    fn tag_menu(&mut self, ui: &mut Ui, project: &Project, comparison: &Comparison) {
        let tag = self
            .filter
            .tag
            .as_ref()
            .map_or_else(|| "Any tag".to_owned(), |tag| crate::words::brief(&project.tag_name(tag)));
        let button = widgets::menu_button(ui, &tag, &format!("Tag: {tag}"));
        egui::Popup::menu(&button).show(|ui| {
            ui.set_min_width(220.0);
            widgets::option(ui, &mut self.filter.tag, None, "Any tag");
            // A tag stands for those below it.
            let mut counts: BTreeMap<TagId, usize> = BTreeMap::new();
            for one in &comparison.disagreements {
                let tags: BTreeSet<TagId> = one.tags.keys().flat_map(|tag| project.ancestry(tag)).collect();
                for tag in tags {
                    *counts.entry(tag).or_default() += 1;
                }
            }
            let mut counts: Vec<_> = counts.into_iter().map(|(tag, n)| (project.tag_name(&tag), tag, n)).collect();
            counts.sort();
            ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                for (name, tag, n) in counts {
                    widgets::option(ui, &mut self.filter.tag, Some(tag), format!("{name} ({n})"));
                }
            });
        });
    }

    fn rows(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        comparison: &Comparison,
        current: Option<usize>,
    ) -> Option<usize> {
        let mut clicked = None;
        let wanted = self.scroll_to.take();
        ScrollArea::vertical().id_salt("compare-rows").auto_shrink([false, false]).show_viewport(ui, |ui, view| {
            ui.set_height(self.height);
            let (left, width, top) = (ui.max_rect().left(), ui.available_width(), ui.max_rect().top());
            for line in &self.lines {
                let (y, height) = match line {
                    Line::Head(_, _, y) => (*y, HEAD),
                    Line::Row(_, y) => (*y, ROW),
                };
                let rect = Rect::from_min_size(pos2(left, top + y), vec2(width, height));
                if let (Line::Row(at, _), Some(wanted)) = (line, wanted)
                    && *at == wanted
                {
                    ui.scroll_to_rect(rect.expand2(vec2(0.0, ROW)), None);
                }
                if y + height < view.top() || y > view.bottom() {
                    continue;
                }
                match line {
                    Line::Head(id, n, _) => head(ui, rect, scene.project, id, *n),
                    Line::Row(at, _) => {
                        let Some(one) = comparison.disagreements.get(*at) else { continue };
                        if row(ui, rect, scene.project, one, current == Some(*at)) {
                            clicked = Some(*at);
                        }
                    }
                }
            }
        });
        clicked
    }
}

fn article(comparison: &Comparison, at: usize) -> Option<&ArticleId> {
    comparison.disagreements.get(at).map(|one| &one.article)
}

fn is_open(comparison: &Comparison, at: usize) -> bool {
    comparison.disagreements.get(at).is_some_and(|one| one.settled.is_none())
}

/// The step that carries over what all agree on and is not carried over yet, of what is wanted.
pub fn carry_over(
    scene: &Scene<'_>,
    comparison: &Comparison,
    is_wanted: impl Fn(&Agreement) -> bool,
) -> Result<Step, EditError> {
    let left = comparison.agreements.iter().filter(|one| !one.carried && is_wanted(one));
    let groups: Vec<_> = left.map(Agreement::of).collect();
    verbs::carry_over(scene.project, &scene.me.id, &groups, &mut fresh)
}

fn progress(ui: &mut Ui, comparison: &Comparison) {
    let (settled, all) = (comparison.settled(), comparison.disagreements.len());
    ui.label(
        RichText::new(format!("{} of {} settled", crate::words::thousands(settled), crate::words::thousands(all)))
            .font(theme::bold(theme::BODY)),
    );
    #[expect(clippy::cast_precision_loss, reason = "a share of a bar")]
    let share = settled as f32 / all.max(1) as f32;
    let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), 5.0), Sense::hover());
    ui.painter().rect_filled(bar, CornerRadius::same(2), colors(ui).line);
    let done = Rect::from_min_size(bar.min, vec2(bar.width() * share, bar.height()));
    ui.painter().rect_filled(done, CornerRadius::same(2), colors(ui).good);
    if comparison.unplaced > 0 {
        let n = crate::words::counted(comparison.unplaced, "passage");
        let words = format!("{n} not compared: the text was changed, and nobody knows where they stand.");
        ui.label(RichText::new(words).font(theme::small()).color(colors(ui).warn));
    }
}

fn head(ui: &mut Ui, rect: Rect, project: &Project, id: &ArticleId, n: usize) {
    let colors = colors(ui);
    let title = project.articles.get(id).map_or_else(|| id.to_string(), |article| article.title.clone());
    let n = ui.painter().layout_no_wrap(crate::words::thousands(n), theme::small(), colors.dim);
    let right = rect.right() - 14.0 - n.size().x;
    let words = widgets::elided(ui, &title, theme::bold(theme::SMALL), colors.dim, right - rect.left() - 22.0);
    ui.painter().galley(pos2(rect.left() + 14.0, rect.bottom() - 18.0), words, colors.dim);
    ui.painter().galley(pos2(right, rect.bottom() - 18.0), n, colors.dim);
}

fn row(ui: &mut Ui, rect: Rect, project: &Project, one: &Disagreement, is_current: bool) -> bool {
    let colors = colors(ui);
    let quote = quote(project, one);
    let kinds = kind_words(one);
    let state = match (decision(project, one), one.settled) {
        (Some(_), Some(settled)) if settled.twice => "settled twice".to_owned(),
        (Some(decision), Some(settled)) => {
            format!("{}{}", choice_words(project, decision), if settled.changed { ", changed since" } else { "" })
        }
        _ => String::new(),
    };
    let id = ui.scope_id().with(("disagreement", super::known::key_of(one)));
    let response = ui.interact(rect, id, Sense::click());
    let said =
        if state.is_empty() { format!("“{quote}”: {kinds}") } else { format!("“{quote}”: {kinds}, {state}") };
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_current, &said));
    if is_current {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, colors.card);
        let bar = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
        ui.painter().rect_filled(bar, CornerRadius::ZERO, colors.accent);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, colors.chosen);
    }
    let (left, right) = (rect.left() + 16.0, rect.right() - 14.0);
    let ink = if one.settled.is_some() && !is_current { colors.dim } else { colors.ink };
    let words = widgets::elided(ui, &format!("“{quote}”"), theme::body(), ink, right - left);
    ui.painter().galley(pos2(left, rect.top() + 6.0), words, ink);
    let (below, color) = match (state.is_empty(), one.settled) {
        (true, _) => (format!("{kinds} · {}", tags(project, one)), colors.dim),
        (false, Some(settled)) if settled.changed || settled.twice => (state, colors.warn),
        (false, _) => (state, colors.good),
    };
    let galley = widgets::elided(ui, &below, theme::small(), color, right - left);
    ui.painter().galley(pos2(left, rect.top() + 26.0), galley, color);
    response.clicked()
}

/// “Other tags, other edges”.
fn kind_words(one: &Disagreement) -> String {
    let word = |(at, kind): (usize, &Kind)| {
        if at == 0 { kind.label().to_owned() } else { kind.label().to_lowercase() }
    };
    one.kinds.iter().enumerate().map(word).collect::<Vec<_>>().join(", ")
}

/// The tags in question: those that not all of them gave who marked it, else all.
fn tags(project: &Project, one: &Disagreement) -> String {
    let label = |id: &TagId| project.tag(id).map_or_else(|| id.to_string(), |tag| tag.label().to_owned());
    let marked: BTreeSet<_> = one.passages.iter().map(|passage| &passage.analyst).collect();
    let in_question = one.tags.iter().filter(|(_, who)| !one.kinds.contains(&Kind::Tags) || who.len() < marked.len());
    let names: Vec<String> = in_question.map(|(tag, _)| label(tag)).collect();
    if names.is_empty() { "no tag".to_owned() } else { names.join(", ") }
}

/// The words from the first to the last that any of them marks.
pub fn quote(project: &Project, one: &Disagreement) -> String {
    let text = project.articles.get(&one.article).map_or("", |article| article.body.text());
    let words = one.span.of(text).unwrap_or_default();
    words.chars().take(160).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The decision about it, if it is settled.
pub fn decision<'a>(project: &'a Project, one: &Disagreement) -> Option<&'a Decision> {
    project.layer(&crate::model::AnalystId::adjudicated())?.decisions.get(&one.settled?.decision)
}

/// “As Ana Novak has it”.
pub fn choice_words(project: &Project, decision: &Decision) -> String {
    match &decision.choice {
        Choice::Take(analyst) => format!("As {} has it", project.analyst_name(analyst)),
        Choice::Both => "Both".to_owned(),
        Choice::Overlap => "The overlap".to_owned(),
        Choice::Union => "The union".to_owned(),
        Choice::Own => "Written anew".to_owned(),
        Choice::Neither => "Neither".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{
        compare::compare,
        samples::{self, analyst, article, tag},
    };

    #[test]
    fn a_tag_stands_for_those_below_it() {
        let mut project = samples::project();
        samples::put_passage(&mut project, "ben", 9, "dues", "Dues", &["argument/costs"]);
        let analysts = [analyst("ana"), analyst("ben")];
        let comparison = compare(&project, &analysts, &[article("seats"), article("dues")]);
        let listed = |id: &str, below: &str| {
            let filter = Filter { tag: Some(tag(id)), ..Filter::default() };
            let tags = project.with_descendants(&tag(id));
            let all = comparison.disagreements.iter().filter(|one| filter.fits(one, &tags));
            all.filter(|one| one.tags.contains_key(&tag(below))).count()
        };
        assert!(listed("argument/vacuum", "argument/vacuum-china") > 0);
        assert_eq!(listed("organization/foc", "argument/vacuum-china"), 0);
    }
}
