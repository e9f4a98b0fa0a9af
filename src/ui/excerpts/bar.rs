//! Draws the filter: fields and menus to choose with, and what is chosen as chips.

use egui::{Button, Margin, Response, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::{
    filters::{self, Facet, Part},
    rows::Found,
};
use crate::{
    analysis::excerpts::Filter,
    ui::{
        scene::Scene,
        theme::{self, colors},
        typeahead::TypeAhead,
        widgets,
    },
    verbs,
};

const WORDS: f32 = theme::SPACE * 55.0;
const MENU: f32 = theme::SPACE * 75.0;

/// What is being typed.
#[derive(Default)]
pub struct Bar {
    picker: TypeAhead,
    from: String,
    to: String,
}

impl Bar {
    pub fn show(&mut self, ui: &mut Ui, scene: &Scene<'_>, found: &Found, filter: &mut Filter) {
        ui.horizontal_wrapped(|ui| {
            words(ui, filter);
            for facet in Facet::ALL {
                if facet.is_of_use(scene.project, found.has_outlets()) {
                    self.menu(ui, scene, filter, facet);
                }
            }
            self.dates(ui, filter);
            ui.checkbox(&mut filter.untagged, "Untagged only");
        });
        chips(ui, scene, filter);
    }

    fn menu(&mut self, ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter, facet: Facet) {
        let button = menu_button(ui, facet.label());
        if button.clicked() {
            self.picker = TypeAhead::opened();
        }
        widgets::below(&button).show(|ui| {
            ui.set_width(MENU);
            let choices = facet.choices(scene, filter, &self.picker.query);
            if let Some(part) = self.picker.show(ui, facet.hint(), theme::SPACE * 70.0, &choices) {
                filters::toggle(filter, part);
            }
        });
    }

    fn dates(&mut self, ui: &mut Ui, filter: &mut Filter) {
        let button = menu_button(ui, "Date");
        if button.clicked() {
            self.from = filter.from.clone().unwrap_or_default();
            self.to = filter.to.clone().unwrap_or_default();
        }
        widgets::below(&button).show(|ui| {
            ui.set_width(theme::SPACE * 60.0);
            date(ui, "From", "Articles from this date on", &mut self.from, &mut filter.from);
            date(ui, "Until", "Articles until this date", &mut self.to, &mut filter.to);
            let advice = "As 2026, 2026-01 or 2026-01-08. Articles without a date are left out.";
            ui.label(RichText::new(advice).font(theme::small()).color(colors(ui).dim));
        });
    }
}

fn menu_button(ui: &mut Ui, label: &str) -> Response {
    widgets::menu_button(ui, label, &format!("Filter by {}", label.to_lowercase()))
}

fn words(ui: &mut Ui, filter: &mut Filter) {
    let hint = "Words in passages, notes, tags, titles";
    let response = ui.add(
        TextEdit::singleline(&mut filter.words)
            .id_salt("excerpts-words")
            .hint_text(RichText::new(hint).color(colors(ui).dim))
            .margin(Margin::symmetric(9, 6))
            .desired_width(WORDS),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, hint));
}

fn date(ui: &mut Ui, label: &str, name: &str, typed: &mut String, bound: &mut Option<String>) {
    ui.horizontal(|ui| {
        ui.label(label);
        let is_good = verbs::is_date(typed.trim());
        let color = if is_good { colors(ui).ink } else { colors(ui).bad };
        let field = TextEdit::singleline(typed).hint_text("2026-01-08").text_color(color).desired_width(MENU / 2.0);
        let response = ui.add(field);
        response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
        if response.changed() {
            let date = typed.trim();
            *bound = (!date.is_empty() && verbs::is_date(date)).then(|| date.to_owned());
        }
    });
}

fn chips(ui: &mut Ui, scene: &Scene<'_>, filter: &mut Filter) {
    let chips = filters::chips(scene.project, filter);
    if chips.is_empty() {
        return;
    }
    let mut removed: Option<Part> = None;
    let mut clear = false;
    ui.horizontal_wrapped(|ui| {
        for chip in chips {
            let color = chip.hue.map_or(colors(ui).ink, |hue| colors(ui).hue(hue));
            let label = super::rows::one_line(&chip.label, 48);
            let text = RichText::new(format!("{label}  ×")).font(theme::small()).color(color);
            let response = ui.add(Button::new(text).fill(colors(ui).chosen).corner_radius(theme::ROUND * 2));
            let name = format!("Remove filter {}", chip.label);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if response.on_hover_text(name.as_str()).clicked() {
                removed = Some(chip.part);
            }
        }
        clear = widgets::quiet_button(ui, "Clear filters", "").clicked();
    });
    if let Some(part) = removed {
        filters::set(filter, part, false);
    }
    if clear {
        filters::clear(filter);
    }
}
