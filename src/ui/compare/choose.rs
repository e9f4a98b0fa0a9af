//! Whom and what to compare.

use std::collections::BTreeSet;

use egui::{Align, Button, Layout, RichText, Role, ScrollArea, Ui, WidgetInfo};

use super::scope::Scope;
use super::state::{ComparePane, Tab};
use crate::analysis::blind::may_see;
use crate::ui::{
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::{
    model::{AnalystId, ArticleId},
    words::counted,
};

/// So many characters of names are shown; the bar has to hold more than these.
const LONGEST: usize = 40;

/// Whom one most likely wants to compare: oneself and the next one, else the first two.
pub fn usual(coders: &[AnalystId], me: &AnalystId) -> Vec<AnalystId> {
    let own = coders.iter().filter(|analyst| *analyst == me);
    let others = coders.iter().filter(|analyst| *analyst != me);
    own.chain(others).take(2).cloned().collect()
}

impl ComparePane {
    pub(super) fn bar(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        ui.horizontal(|ui| {
            self.analysts_menu(ui, scene);
            self.articles_menu(ui, scene);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.tabs(ui));
        });
    }

    fn tabs(&mut self, ui: &mut Ui) {
        for (tab, label) in [(Tab::Agreement, "Agreement"), (Tab::Disagreements, "Disagreements")] {
            let is_on = self.tab == tab;
            let font = if is_on { theme::bold(theme::BODY) } else { theme::body() };
            let color = if is_on { colors(ui).ink } else { colors(ui).dim };
            let fill = if is_on { colors(ui).card } else { colors(ui).ground };
            let button = Button::new(RichText::new(label).font(font).color(color)).fill(fill);
            let response = ui.add(button);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, label));
            if response.clicked() {
                self.tab = tab;
            }
        }
    }

    fn analysts_menu(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let name_of = |analyst: &AnalystId| scene.project.analyst_name(analyst).to_owned();
        let names: Vec<String> = self.analysts.iter().map(name_of).collect();
        let all = if names.is_empty() { "Nobody".to_owned() } else { names.join(", ") };
        let label = if all.chars().count() > LONGEST { counted(names.len(), "analyst") } else { all.clone() };
        let button = widgets::menu_button(ui, &label, &format!("Analysts: {all}")).on_hover_text(all);
        widgets::below(&button).show(|ui| {
            ui.set_min_width(220.0);
            widgets::section(ui, "Compare", "");
            for analyst in scene.coders {
                let mut is_on = self.analysts.contains(analyst);
                if ui.checkbox(&mut is_on, name_of(analyst)).changed() {
                    self.analysts.retain(|other| other != analyst);
                    if is_on {
                        self.analysts.push(analyst.clone());
                    }
                }
            }
        });
    }

    fn articles_menu(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let label = self.scope.words(self.kept.articles.len());
        let button = widgets::menu_button(ui, &label, &format!("Articles: {label}"));
        widgets::below(&button).show(|ui| {
            ui.set_width(theme::SPACE * 80.0);
            let shared = Scope::Shared.articles(scene, &self.analysts);
            let all = Scope::All.articles(scene, &self.analysts);
            let all = format!("All articles ({})", all.len());
            ui.radio_value(&mut self.scope, Scope::Shared, format!("Those that all have coded ({})", shared.len()));
            ui.radio_value(&mut self.scope, Scope::All, all);
            ui.separator();
            ScrollArea::vertical().max_height(theme::SPACE * 80.0).show(ui, |ui| self.single_articles(ui, scene));
        });
    }

    /// A box for each article: what was compared before is what the choice starts from.
    fn single_articles(&mut self, ui: &mut Ui, scene: &Scene<'_>) {
        let articles = scene.project.articles_in_order().into_iter();
        for (id, article) in articles.filter(|(id, _)| may_see(scene.project, &scene.me.id, id)) {
            let mut is_on = self.kept.articles.contains(id);
            if ui.checkbox(&mut is_on, &article.title).changed() {
                let mut some: BTreeSet<ArticleId> = self.kept.articles.iter().cloned().collect();
                if is_on {
                    some.insert(id.clone());
                } else {
                    some.remove(id);
                }
                self.scope = Scope::Only(some);
            }
        }
    }
}
