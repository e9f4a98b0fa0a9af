//! What the program has said in this session: shown for a while, and kept to be read again.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use egui::{Align2, Area, Frame, Id, Margin, Order, Popup, RichText, ScrollArea, Stroke, Ui, vec2};

use super::theme::{self, colors};

const SHOWN_FOR: Duration = Duration::from_secs(6);
/// What is said within this time is shown together.
const TOGETHER: Duration = Duration::from_millis(400);
/// How many notices are shown at once.
const MOST: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Done,
    Refused,
    Problem,
}

/// All notices of the session, the last one last.
#[derive(Default)]
pub struct Notices {
    log: Vec<(jiff::Timestamp, Kind, String)>,
    shown_since: Option<Instant>,
    /// The first of those that are shown.
    first: usize,
    /// Offered with the last one: the folder of a file that was written.
    folder: Option<PathBuf>,
}

impl Notices {
    pub fn say(&mut self, kind: Kind, text: impl Into<String>) {
        if self.shown_since.is_none_or(|since| since.elapsed() > TOGETHER) {
            self.first = self.log.len();
        }
        self.log.push((jiff::Timestamp::now(), kind, text.into()));
        self.shown_since = Some(Instant::now());
        self.folder = None;
    }

    /// Says that a file was written, and offers to open its folder.
    pub fn say_written(&mut self, text: impl Into<String>, folder: Option<PathBuf>) {
        self.say(Kind::Done, text);
        self.folder = folder;
    }

    pub fn last(&self) -> Option<&str> {
        self.log.last().map(|(_, _, text)| text.as_str())
    }

    /// What was said last, at the bottom, for a while; gives the folder that is to be opened.
    pub fn show_last(&mut self, ui: &Ui) -> Option<PathBuf> {
        let since = self.shown_since?;
        let shown = self.log.get(self.first..).unwrap_or_default();
        // There must be time to reach for a button.
        let lasts = if self.folder.is_some() { SHOWN_FOR * 2 } else { SHOWN_FOR };
        let Some(left) = lasts.checked_sub(since.elapsed()) else {
            self.shown_since = None;
            return None;
        };
        ui.ctx().request_repaint_after(left);
        let colors = colors(ui);
        let is_problem = |kind: &Kind| *kind == Kind::Problem;
        let edge = if shown.iter().any(|(_, kind, _)| is_problem(kind)) { colors.bad } else { colors.line };
        // Above a dialog, which shades all else, but below a menu or a bar that is open: those are being used.
        let has_dialog = ui.memory(|memory| memory.top_modal_layer().is_some()) && !Popup::is_any_open(ui.ctx());
        let order = if has_dialog { Order::Tooltip } else { Order::Middle };
        let area = Area::new(Id::unique("notice")).order(order).anchor(Align2::CENTER_BOTTOM, vec2(0.0, -44.0));
        let opens = area.interactable(self.folder.is_some()).show(ui.ctx(), |ui| {
            let frame = Frame::popup(ui.style()).stroke(Stroke::new(1.0, edge)).inner_margin(Margin::symmetric(14, 9));
            frame.show(ui, |ui| {
                ui.set_max_width(560.0);
                for (_, kind, text) in shown.iter().take(MOST) {
                    let color = if shown.len() > 1 && is_problem(kind) { colors.bad } else { colors.ink };
                    ui.label(RichText::new(text).color(color));
                }
                if let more @ 1.. = shown.len().saturating_sub(MOST) {
                    let words = format!("{more} more: they stand in the notices of this session (menu, Help).");
                    ui.label(RichText::new(words).color(colors.dim));
                }
                self.folder.is_some() && ui.button("Open the folder").clicked()
            })
        });
        if !opens.inner.inner {
            return None;
        }
        self.shown_since = None;
        self.folder.take()
    }

    /// All of them, the last one first.
    pub fn show_all(&self, ui: &mut Ui) {
        if self.log.is_empty() {
            ui.label(RichText::new("Nothing has been said yet.").color(colors(ui).dim));
        }
        ScrollArea::vertical().max_height(420.0).auto_shrink([false, true]).show(ui, |ui| {
            for (when, kind, text) in self.log.iter().rev() {
                let time = when.to_zoned(jiff::tz::TimeZone::system()).strftime("%H:%M:%S");
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(time.to_string()).font(theme::small()).color(colors(ui).dim));
                    let color = if *kind == Kind::Problem { colors(ui).bad } else { colors(ui).ink };
                    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap().selectable(true));
                });
            }
        });
    }
}
