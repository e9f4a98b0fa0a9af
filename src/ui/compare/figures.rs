//! The agreement figures: a table of the measures by tag, tags given for one another, and how to read it.

use std::{collections::BTreeSet, sync::Arc};

use egui::{
    Align2, Color32, CornerRadius, FontId, Label, Rect, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::scope::Scope;
use crate::analysis::agreement::{self, Choice, Confused, MEASURES, Measure, Report, Unit};
use crate::jobs::{Job, Outcome};
use crate::ui::{
    action::{Action, Actions},
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{
    model::{AnalystId, ArticleId, Project, TagId},
    words::counted,
};

const ROW: f32 = 26.0;
/// The columns after the tag: what they are headed with and how wide they are, in points.
const COLUMNS: [(&str, f32); 9] = [
    ("Passages", 92.0),
    ("Agreed", 66.0),
    ("κ", 54.0),
    ("α", 54.0),
    ("95 % of α", 104.0),
    ("uα", 54.0),
    ("F1 exact", 70.0),
    ("F1 overlap", 80.0),
    ("", 136.0),
];
/// How many pairs of confused tags are listed.
const CONFUSED: usize = 12;

/// The figures' own state.
#[derive(Default)]
pub struct Figures {
    unit: Unit,
    all_articles: bool,
    job: Option<(FiguresKey, Job<Report>)>,
    report: Option<(FiguresKey, Report)>,
    failed: Option<String>,
}

/// What the figures depend on.
#[derive(Clone, PartialEq)]
struct FiguresKey {
    revision: u64,
    analysts: Vec<AnalystId>,
    articles: Option<BTreeSet<ArticleId>>,
    unit: Unit,
    all_articles: bool,
}

impl Figures {
    /// Draws them; gives the tag whose disagreements are to be shown.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        scene: &Scene<'_>,
        analysts: &[AnalystId],
        scope: &Scope,
        articles: &[ArticleId],
        actions: &mut Actions,
    ) -> Option<TagId> {
        let key = FiguresKey {
            revision: scene.revision,
            analysts: analysts.to_vec(),
            // Where work is blind what is hidden does not count as nothing marked.
            articles: (*scope != Scope::All || scene.project.info().blind).then(|| articles.iter().cloned().collect()),
            unit: self.unit,
            all_articles: self.all_articles,
        };
        self.poll();
        self.start(ui, scene.project, key);
        let mut asked = None;
        let frame = egui::Frame::new().inner_margin(egui::Margin { left: 20, right: 8, top: 10, bottom: 0 });
        frame.show(ui, |ui| {
            self.controls(ui, actions);
            ui.add_space(6.0);
            if let Some(why) = &self.failed {
                ui.label(RichText::new(why).color(colors(ui).bad));
            }
            let Some((_, report)) = &self.report else { return };
            if report.articles.is_empty() {
                self.all_articles |= nothing(ui, self.all_articles);
                return;
            }
            ScrollArea::vertical().id_salt("figures").auto_shrink([false, false]).show(ui, |ui| {
                asked = table(ui, scene.project, report);
                ui.add_space(12.0);
                asked = confused(ui, scene.project, &report.confused).or(asked.take());
                over_all(ui, report);
                how_to_read(ui);
            });
        });
        asked
    }

    fn controls(&mut self, ui: &mut Ui, actions: &mut Actions) {
        ui.horizontal_wrapped(|ui| {
            let unit = format!("By {}", self.unit.label());
            let button = widgets::menu_button(ui, &unit, &format!("Unit: {unit}"));
            egui::Popup::menu(&button).show(|ui| {
                for unit in Unit::ALL {
                    widgets::option(ui, &mut self.unit, unit, format!("By {}", unit.label()));
                }
            });
            let hint = "Count every article as it is now: who has nothing there has marked nothing";
            ui.checkbox(&mut self.all_articles, "Also what was not submitted").on_hover_text(hint);
            let dim = colors(ui).dim;
            match (&self.job, &self.report) {
                (Some(_), _) => drop(ui.label(RichText::new("Counting…").color(dim))),
                (None, Some((_, report))) if !report.articles.is_empty() => {
                    ui.label(RichText::new(counted_words(report)).color(dim));
                    if ui.button("Export…").on_hover_text("Write these figures to a CSV file").clicked() {
                        actions.push(Action::AskExportAgreement);
                    }
                }
                (None, _) => {}
            }
        });
    }

    /// Counts anew where what is shown is of something else. One job at a time: the next begins when it is done.
    fn start(&mut self, ui: &Ui, project: &Arc<Project>, key: FiguresKey) {
        let is_known = self.report.as_ref().is_some_and(|(known, _)| *known == key);
        if is_known || self.job.is_some() || self.failed.is_some() {
            return;
        }
        let choice = Choice {
            articles: key.articles.clone(),
            unit: key.unit,
            all_articles: key.all_articles,
            ..Choice::of(key.analysts.clone())
        };
        let (project, ctx) = (Arc::clone(project), ui.ctx().clone());
        let wake = Arc::new(move || ctx.request_repaint());
        match Job::start("agreement", wake, move |_| agreement::agreement(&project, &choice)) {
            Ok(job) => self.job = Some((key, job)),
            Err(error) => self.failed = Some(format!("Counting could not start: {error}.")),
        }
    }

    /// What is shown.
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref().map(|(_, report)| report)
    }

    fn poll(&mut self) {
        let Some((key, job)) = self.job.take() else { return };
        match job.poll() {
            Outcome::Running => self.job = Some((key, job)),
            Outcome::Done(report) => self.report = Some((key, report)),
            Outcome::Died => self.failed = Some("Counting stopped by itself: this is a fault of Postil.".to_owned()),
        }
    }
}

/// Why there are no figures; whether the articles are to be counted as they are.
fn nothing(ui: &mut Ui, all_articles: bool) -> bool {
    if all_articles {
        widgets::empty(ui, "Nothing is coded in these articles", "Choose other articles or analysts above.");
        return false;
    }
    let advice = "What counts is what was submitted: changes made afterwards do not.";
    widgets::empty(ui, "No article was submitted by two of them", advice);
    let mut counts = false;
    ui.vertical_centered(|ui| {
        ui.add_space(8.0);
        counts = ui.button("Count what was not submitted").clicked();
    });
    counts
}

fn counted_words(report: &Report) -> String {
    let articles = counted(report.articles.len(), "article");
    match report.left_out {
        0 => articles,
        n => format!("{articles}; {} left out, since nobody knows where they stand", counted(n, "passage")),
    }
}

/// A figure with two decimals; a dash where it is not defined.
pub fn figure(value: Option<f64>) -> String {
    let rounded = |value: f64| (value * 100.0).round() / 100.0 + 0.0;
    value.map_or_else(|| "–".to_owned(), |value| format!("{:.2}", rounded(value)).replace('-', "−"))
}

/// Rounded down: what is not agreed on altogether is not 100 %.
fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{:.1} %", (1000.0 * value + 1e-9).floor() / 10.0))
}

/// A measure as the table shows it, by the columns.
fn cells(measure: &Measure) -> [String; COLUMNS.len()] {
    let passages = measure.passages.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / ");
    let interval = measure
        .interval
        .map_or_else(|| "–".to_owned(), |(low, high)| format!("{} to {}", figure(Some(low)), figure(Some(high))));
    [
        passages,
        percent(measure.observed),
        figure(measure.kappa),
        figure(measure.alpha),
        interval,
        figure(measure.alpha_u),
        figure(measure.f1_exact),
        figure(measure.f1_overlap),
        agreement::verdict(measure).to_owned(),
    ]
}

/// How many tags can be judged, and between what their α lie.
fn judged(report: &Report) -> String {
    let alphas: Vec<f64> = report.tags.iter().filter(|one| !one.too_rare).filter_map(|one| one.alpha).collect();
    let (least, most) = (alphas.iter().copied().reduce(f64::min), alphas.iter().copied().reduce(f64::max));
    let tags = counted(report.tags.len(), "tag");
    match alphas.len() {
        0 => format!(
            "None of {tags} can be judged: it takes {} passages by one analyst, and variation.",
            agreement::ENOUGH
        ),
        1 => format!("1 of {tags} can be judged: α is {}.", figure(least)),
        n => format!("{n} of {tags} can be judged: their α lie between {} and {}.", figure(least), figure(most)),
    }
}

fn table(ui: &mut Ui, project: &Project, report: &Report) -> Option<TagId> {
    ui.label(RichText::new(judged(report)).font(theme::bold(theme::BODY)));
    ui.add_space(4.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let names: Vec<String> = report.analysts.iter().map(|analyst| project.analyst_name(analyst).to_owned()).collect();
    heads(ui, &names);
    let mut asked = None;
    for measure in &report.tags {
        let Some(tag) = &measure.tag else { continue };
        let hue = project.tag(tag).map_or(colors(ui).dim, |tag| colors(ui).hue(tag.hue));
        if line(ui, &project.tag_name(tag), Some(hue), measure) {
            asked = Some(tag.clone());
        }
    }
    if let Some(all) = &report.all {
        line(ui, "All tags, their tables summed up", None, &all.summed);
    }
    asked
}

fn heads(ui: &mut Ui, analysts: &[String]) {
    let (rect, response) = ui.allocate_exact_size(vec2(width(ui), ROW), Sense::hover());
    let dim = colors(ui).dim;
    ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, "Tag", theme::bold(theme::HEAD), dim);
    for (cell, (title, _)) in places(rect).into_iter().zip(COLUMNS) {
        ui.painter().text(cell.right_center(), Align2::RIGHT_CENTER, title, theme::bold(theme::HEAD), dim);
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, colors(ui).line));
    response.on_hover_text(format!("Passages: {}", analysts.join(" / ")));
}

/// Wide enough for names, not so wide that the eye loses the line.
fn width(ui: &Ui) -> f32 {
    let figures: f32 = COLUMNS.iter().map(|(_, width)| width).sum();
    (ui.available_width() - 12.0).min(figures + 330.0)
}

/// Where the columns after the tag stand, at the right.
fn places(row: Rect) -> Vec<Rect> {
    let mut right = row.right();
    let mut places: Vec<Rect> = COLUMNS
        .iter()
        .rev()
        .map(|(_, width)| {
            let cell = Rect::from_min_max(pos2(right - width, row.top()), pos2(right, row.bottom()));
            right -= width;
            cell
        })
        .collect();
    places.reverse();
    places
}

fn line(ui: &mut Ui, name: &str, hue: Option<Color32>, measure: &Measure) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(width(ui), ROW), Sense::click());
    let (cells, colors) = (cells(measure), colors(ui));
    if response.hovered() && hue.is_some() {
        ui.painter().rect_filled(rect, CornerRadius::same(4), colors.chosen);
    }
    let spoken: Vec<String> = COLUMNS.iter().zip(&cells).map(|((title, _), cell)| format!("{title} {cell}")).collect();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{name}: {}", spoken.join(", "))));
    let places = places(rect);
    let room = places.first().map_or(rect.width(), |first| first.left() - rect.left());
    // What is too rare to judge recedes.
    let ink = if measure.too_rare { colors.dim } else { colors.ink };
    let font = if hue.is_some() { theme::body() } else { theme::bold(theme::BODY) };
    let left = match hue {
        Some(hue) => {
            let square = Rect::from_center_size(pos2(rect.left() + 6.0, rect.center().y), vec2(11.0, 11.0));
            ui.painter().rect_filled(square, CornerRadius::same(3), hue);
            rect.left() + 20.0
        }
        None => rect.left(),
    };
    let words = widgets::elided(ui, name, font, ink, room - (left - rect.left()) - 8.0);
    ui.painter().galley(pos2(left, rect.center().y - words.size().y / 2.0), words, ink);
    for (cell, text) in places.iter().zip(&cells) {
        ui.painter().text(cell.right_center(), Align2::RIGHT_CENTER, text, theme::body(), ink);
    }
    hue.is_some() && response.on_hover_text("Show the disagreements about it").clicked()
}

/// Tags given for one another; gives the one whose disagreements are to be shown.
fn confused(ui: &mut Ui, project: &Project, confused: &[Confused]) -> Option<TagId> {
    if confused.is_empty() {
        return None;
    }
    widgets::section(ui, "Given for one another", "");
    ui.add_space(4.0);
    let mut asked = None;
    for one in confused.iter().take(CONFUSED) {
        let (a, b) = (project.tag_name(&one.tags.0), project.tag_name(&one.tags.1));
        let places = counted(one.places, "place");
        let words = format!("{a} – {b}: {places} in {}", counted(one.articles, "article"));
        if ui
            .add(egui::Button::new(words).frame(false))
            .on_hover_text("Show the disagreements about the first")
            .clicked()
        {
            asked = Some(one.tags.0.clone());
        }
    }
    ui.add_space(12.0);
    asked
}

/// What is said of all tags together, beside their sum.
fn over_all(ui: &mut Ui, report: &Report) {
    let Some(all) = &report.all else { return };
    widgets::section(ui, "All tags together", "");
    ui.add_space(4.0);
    let sets = &all.sets;
    let (observed, kappa, alpha) = (percent(sets.observed), figure(sets.kappa), figure(sets.alpha));
    ui.label(format!("The set of tags of each {}: agreed {observed}, κ {kappa}, α {alpha}.", report.unit.label()));
    let words = match &all.unitizing {
        Some(unitizing) => {
            let [units, binary, coding] = [unitizing.units, unitizing.binary, unitizing.coding].map(figure);
            format!(
                "Passages with their tags: uα {units}; whether anything is marked: |uα {binary}; which tag then: cuα {coding}."
            )
        }
        None => "uα over all tags is not defined, since passages of one analyst overlap.".to_owned(),
    };
    ui.add(Label::new(words).wrap());
    ui.add_space(12.0);
}

fn how_to_read(ui: &mut Ui) {
    widgets::section(ui, "How to read it", "");
    ui.add_space(4.0);
    for measure in MEASURES {
        let mut job = egui::text::LayoutJob::default();
        let format = |font: FontId, color| egui::TextFormat::simple(font, color);
        job.append(measure.name, 0.0, format(theme::bold(theme::BODY), colors(ui).ink));
        job.append(&format!(": {}", measure.help), 0.0, format(theme::body(), colors(ui).dim));
        ui.add(Label::new(job).wrap());
        ui.add_space(3.0);
    }
    let rare = format!(
        "A tag is too rare to judge where nobody has {} passages of it. – stands where a measure is not defined, as where \
         nobody gave a tag: look at what is agreed then.",
        agreement::ENOUGH
    );
    ui.add(Label::new(RichText::new(rare).color(colors(ui).dim)).wrap());
    ui.add_space(20.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_say_when_they_are_not_defined() {
        let measure = Measure {
            tag: None,
            n: 900,
            positives: vec![0, 0],
            passages: vec![0, 0],
            observed: Some(1.0),
            kappa: None,
            alpha: None,
            interval: None,
            alpha_u: Some(-0.034),
            f1_exact: None,
            f1_overlap: None,
            too_rare: true,
            pairs: Vec::new(),
        };
        assert_eq!(percent(Some(0.999_96)), "99.9 %");
        assert_eq!(figure(Some(-0.001)), "0.00");
        let expected = ["0 / 0", "100.0 %", "–", "–", "–", "−0.03", "–", "–", "too rare to judge"];
        assert_eq!(cells(&measure), expected);
        let measure = Measure { interval: Some((0.412, 0.73)), alpha: Some(0.6), too_rare: false, ..measure };
        assert_eq!(cells(&measure)[4], "0.41 to 0.73");
        assert_eq!(cells(&measure)[8], "not reliable");
    }
}
