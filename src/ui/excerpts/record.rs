//! Whose passages the table shows where several analysts have coded an article, and whose are to count.

use egui::{RichText, Ui};

use crate::{
    analysis::excerpts::Filter,
    model::AnalystId,
    ui::{
        action::Actions,
        scene::Scene,
        theme::{self, colors},
        widgets,
    },
    verbs,
};

const WIDTH: f32 = theme::SPACE * 90.0;

/// A menu that says what counts and changes it; nothing where no article was coded by several.
pub fn menu(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter, actions: &mut Actions) {
    let Some(words) = scene.of_record().in_words() else { return };
    let label = if !filter.analysts.is_empty() {
        "As filtered by analyst"
    } else if filter.everybody {
        "Everybody’s coding"
    } else {
        "Coding of record"
    };
    let button = widgets::menu_button(ui, label, "Whose coding");
    widgets::below(&button).show(|ui| {
        ui.set_width(WIDTH);
        ui.radio_value(&mut filter.everybody, false, "Coding of record: as it was settled or chosen");
        ui.radio_value(&mut filter.everybody, true, "Everybody’s coding: each analyst’s passages");
        ui.add_space(theme::SPACE);
        ui.label(RichText::new(words).font(theme::small()).color(colors(ui).dim));
        if !filter.analysts.is_empty() {
            let advice = "A filter by analyst shows all passages of those analysts.";
            ui.label(RichText::new(advice).font(theme::small()).color(colors(ui).dim));
        }
        choose(ui, scene, actions);
    });
}

/// Chooses whose coding counts in all articles that are not settled.
fn choose(ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) {
    let record = scene.of_record();
    let coders: Vec<&AnalystId> =
        scene.project.layers.keys().filter(|id| record.choosable(id).next().is_some()).collect();
    if coders.is_empty() {
        return;
    }
    ui.separator();
    ui.label("Where something is left to settle, count the coding of");
    ui.horizontal_wrapped(|ui| {
        for id in coders {
            let name = scene.project.analyst_name(id);
            if ui.button(name).clicked() {
                let articles: Vec<_> = record.choosable(id).cloned().collect();
                actions.step(verbs::choose_of_record(scene.project, &articles, Some(id)));
            }
        }
        if ui.button("Everybody").clicked() {
            let articles: Vec<_> = record.articles().keys().cloned().collect();
            actions.step(verbs::choose_of_record(scene.project, &articles, None));
        }
    });
    let advice = "For a single article it stands in the article’s details. What is settled later counts first.";
    ui.label(RichText::new(advice).font(theme::small()).color(colors(ui).dim));
}
