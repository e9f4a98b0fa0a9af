//! The article in hand: what is known of it, to be corrected before it is added, and how its text begins.

use egui::{FontId, Grid, RichText, ScrollArea, Ui};

use super::candidates::Candidates;
use crate::ingest::FileRead;
use crate::ui::{
    overlay::articles::field,
    theme::{self, colors},
    widgets,
};
use crate::words::thousands;

/// How much of a text is shown, in bytes.
const SHOWN: usize = 6_000;

pub fn show(ui: &mut Ui, candidates: &mut Candidates, files: &[FileRead]) {
    let Some(candidate) = candidates.chosen() else { return };
    let mut article = candidate.article().clone();
    let remarks: Vec<String> = candidate.remarks().collect();
    let notices = files.get(candidate.file).map(|file| file.contents.notices.as_slice()).unwrap_or_default();
    let notices: Vec<String> = notices.iter().map(|notice| widgets::sentence(notice)).collect();
    let (chosen, mut changed) = (candidates.chosen, false);
    ScrollArea::vertical().id_salt(("article to add", chosen)).auto_shrink(false).show(ui, |ui| {
        for remark in &remarks {
            ui.label(RichText::new(remark).color(colors(ui).warn));
        }
        Grid::new("known of it").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
            let fields = [
                ("Title", &mut article.title, ""),
                ("Outlet", &mut article.outlet, ""),
                ("Author", &mut article.author, ""),
                ("Date", &mut article.date, "2026-01-08, 2026-01 or 2026"),
                ("Language", &mut article.language, "en, fr, …"),
                ("Link", &mut article.link, "https://…"),
            ];
            for (label, text, hint) in fields {
                changed |= field(ui, label, text, hint, 1).changed();
            }
        });
        let dim = colors(ui).dim;
        ui.label(RichText::new(&article.source).font(theme::small()).color(dim));
        for notice in notices.iter().filter(|notice| !remarks.contains(notice)).take(4) {
            ui.label(RichText::new(notice).font(theme::small()).color(dim));
        }
        ui.add_space(theme::SPACE * 2.0);
        let text = article.body.text();
        let end = text.floor_char_boundary(SHOWN);
        let serif = FontId::new(15.0, theme::serif());
        ui.label(RichText::new(text[..end].trim_end()).font(serif).line_height(Some(22.0)));
        if end < text.len() {
            let more = format!("… and {} KB more.", thousands((text.len() - end).div_ceil(1000)));
            ui.label(RichText::new(more).font(theme::small()).color(dim));
        }
    });
    if changed && let Some(known) = candidates.edit() {
        *known = article;
    }
}
