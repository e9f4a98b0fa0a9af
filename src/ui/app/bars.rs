//! The bars around the views: menus and views above, what is saved below, what is wrong in between.

use egui::{
    Align, Align2, Button, CornerRadius, Frame, Layout, Margin, Panel, Rect, RichText, Role, Sense, Stroke, StrokeKind,
    Ui, WidgetInfo, menu::MenuButton, pos2, vec2,
};

use super::super::marking::initials;
use super::state::App;
use crate::analysis::blind::may_see;
use crate::storage;
use crate::ui::{
    action::{Action, View},
    command::{COMMANDS, Command, Menu, Needs},
    keymap,
    project::OpenProject,
    scene::Scene,
    theme::{self, colors},
    widgets,
};
use crate::workspace::SaveState;
use crate::{
    model::{Article, ArticleId},
    words::{counted, thousands},
};

/// The menus, the project's title, the views, the palette and who annotates.
pub(super) fn top(app: &mut App, ui: &mut Ui) {
    let frame = Frame::new().fill(colors(ui).pane).inner_margin(Margin::symmetric(10, 0));
    Panel::top("top").frame(frame).exact_size(theme::BAR).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            menus(app, ui);
            if app.open.is_some() {
                title_and_views(app, ui);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| right(app, ui));
        });
    });
}

fn menus(app: &mut App, ui: &mut Ui) {
    let button = Button::new(RichText::new("☰").size(15.0)).frame_when_inactive(false);
    let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
        ui.set_min_width(170.0);
        let can_compare = app.open.as_ref().is_some_and(OpenProject::can_compare);
        for menu in Menu::ALL.into_iter().filter(|menu| can_compare || *menu != Menu::Compare) {
            ui.menu_button(menu.label(), |ui| {
                ui.set_min_width(260.0);
                let has_use = |needs| can_compare || needs != Needs::Coders;
                for declared in COMMANDS.iter().filter(|one| one.menu == menu && has_use(one.needs)) {
                    menu_item(app, ui, declared.command);
                }
            });
        }
    });
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Menu"));
    response.on_hover_text("Menu");
}

fn menu_item(app: &mut App, ui: &mut Ui, command: Command) {
    let declared = command.declared();
    let workspace = app.open.as_ref().map(|open| &open.workspace);
    let name = match (command, workspace) {
        (Command::Undo, Some(workspace)) => named("Undo", workspace.undo_label()),
        (Command::Redo, Some(workspace)) => named("Redo", workspace.redo_label()),
        _ => declared.name.to_owned(),
    };
    let key = app.keymap.label(command);
    let button = Button::new(name).shortcut_text(key).min_size(vec2(240.0, 24.0));
    if ui.add_enabled(app.can(command), button).on_hover_text(declared.help).clicked() {
        app.actions.push(Action::Run(command));
        ui.close();
    }
}

/// “Undo: tag “Vacuum” in …”.
fn named(word: &str, label: Option<&str>) -> String {
    label.map_or_else(|| word.to_owned(), |label| format!("{word}: {label}"))
}

fn title_and_views(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.open else { return };
    let title = &open.workspace.project().info().title;
    let room = (ui.available_width() - 560.0).clamp(90.0, 320.0);
    let galley = widgets::elided(ui, title, theme::bold(theme::BODY), colors(ui).ink, room);
    let response = ui.add(egui::Label::new(galley).sense(Sense::click()));
    if response.on_hover_text(format!("{title}\n{}", open.workspace.root().display())).clicked() {
        app.actions.push(Action::Run(Command::ProjectDetails));
    }
    ui.add_space(6.0);
    let frame = Frame::new()
        .fill(colors(ui).ground)
        .stroke(Stroke::new(1.0, colors(ui).line))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(2));
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for &view in View::ALL.iter().filter(|view| !view.needs_coders() || open.can_compare()) {
            let is_on = open.view == view;
            let font = if is_on { theme::bold(theme::BODY) } else { theme::body() };
            let color = if is_on { colors(ui).ink } else { colors(ui).dim };
            let fill = if is_on { colors(ui).card } else { colors(ui).ground };
            let button =
                Button::new(RichText::new(view.label()).font(font).color(color)).fill(fill).stroke(Stroke::NONE);
            let response = ui.add(button.min_size(vec2(0.0, 24.0)));
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_on, view.label()));
            if response.clicked() {
                app.actions.push(Action::View(view));
            }
        }
    });
}

fn right(app: &mut App, ui: &mut Ui) {
    // Room is taken from the right; Tab goes from the left.
    let avatar = app.open.is_some().then(|| ui.allocate_space(vec2(28.0, 28.0)).1);
    search(app, ui);
    if let Some(rect) = avatar {
        layers(app, ui, rect);
    }
}

fn search(app: &mut App, ui: &mut Ui) {
    let room = ui.available_width();
    if room < 150.0 {
        return;
    }
    let width = if room > 320.0 { 250.0 } else { 130.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(width, 28.0), Sense::click());
    let (colors, hint) = (colors(ui), Command::Palette.declared().name.trim_end_matches('…'));
    let edge = if response.hovered() { colors.dim } else { colors.line };
    ui.painter().rect(rect, CornerRadius::same(6), colors.card, Stroke::new(1.0, edge), StrokeKind::Inside);
    let inner = rect.shrink2(vec2(9.0, 0.0));
    let cap = widgets::key_cap_at(ui, inner, &app.keymap.label(Command::Palette));
    let galley = widgets::elided(ui, hint, theme::body(), colors.dim, inner.width() - cap - 6.0);
    ui.painter().galley(pos2(inner.left(), rect.center().y - galley.size().y / 2.0), galley, colors.dim);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, hint));
    if response.clicked() {
        app.actions.push(Action::Run(Command::Palette));
    }
}

/// Who annotates, and whose coding is shown beside one's own.
fn layers(app: &mut App, ui: &mut Ui, rect: Rect) {
    let Some(open) = &app.open else { return };
    let me = open.workspace.me();
    let response = ui.interact(rect, ui.scope_id().with("me"), Sense::click());
    let colors = colors(ui);
    ui.painter().circle_filled(rect.center(), 13.0, colors.hue(9));
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, initials(&me.name), theme::bold(theme::HEAD), colors.card);
    let name = format!("You annotate as {}", me.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    egui::Popup::menu(&response).show(|ui| {
        ui.set_min_width(220.0);
        ui.label(RichText::new(&name).color(colors.dim));
        if ui.button("Who annotates…").clicked() {
            app.actions.push(Action::Run(Command::WhoAmI));
        }
        // What is hidden is not counted either.
        let seen = open.seen();
        let others = seen.layers.values().filter(|layer| layer.id != me.id);
        for (at, layer) in others.enumerate() {
            if at == 0 {
                ui.separator();
                ui.label(RichText::new("Show beside your own, to read only").color(colors.dim));
            }
            let mut is_shown = open.shown.contains(&layer.id);
            let label = format!("{} ({})", layer.analyst().name, layer.annotations.len());
            if ui.checkbox(&mut is_shown, label).changed() {
                app.actions.push(Action::ToggleLayer(layer.id.clone()));
            }
        }
    });
    response.on_hover_text(name);
}

/// What is wrong and does not go away by itself.
pub(super) fn banners(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.open else { return };
    if let SaveState::Failed(why) = open.workspace.save_state() {
        let mut elsewhere = false;
        let mut again = false;
        let where_they_are = if open.workspace.is_safe() {
            "Your changes are not in the project's files yet, only in the journal on this machine"
        } else {
            "Your changes are not saved, they are only in memory"
        };
        // A file that was damaged before it was read is told of below: not all of it is in memory.
        let broken = open.workspace.broken_file();
        let broken = broken.filter(|file| !open.damage.iter().any(|notice| notice.file == *file));
        banner(ui, "failed", &format!("{where_they_are}: {why}."), |ui| {
            if let Some(file) = &broken {
                let hint = "From memory; a copy of the file as it is goes to history/backups";
                if ui.button("Write it again").on_hover_text(hint).clicked() {
                    app.actions.push(Action::AcceptDamage(file.clone()));
                }
            }
            elsewhere = ui.button("Save elsewhere…").clicked();
            again = ui.button("Try again").clicked();
        });
        if elsewhere {
            app.actions.push(Action::Run(Command::SaveElsewhere));
        }
        if again {
            app.actions.push(Action::Run(Command::Save));
        }
    }
    if let Some(why) = open.workspace.journal_failure() {
        let text =
            format!("The journal could not be written ({why}): until “Saved” is shown, changes are only in memory.");
        banner(ui, "journal", &text, |_| {});
    }
    if let Some(why) = open.workspace.read_only() {
        let mut again = false;
        banner(ui, "read-only", &format!("You can read here, but change nothing: {why}."), |ui| {
            let hint = "When the other window is closed";
            again = ui.button("Open again to write").on_hover_text(hint).clicked();
        });
        if again {
            app.actions.push(Action::OpenProject(open.workspace.root()));
        }
    }
    let mut accepted = None;
    // One for each file, with the first that is wrong in it.
    let mut files: Vec<(&storage::Notice, usize)> = Vec::new();
    for notice in &open.damage {
        match files.iter_mut().find(|(first, _)| first.file == notice.file) {
            Some((_, more)) => *more += 1,
            None => files.push((notice, 0)),
        }
    }
    for (at, (notice, others)) in files.iter().enumerate().take(3) {
        let mut more = if *others > 0 { format!(" {} in it.", counted(*others, "more fault")) } else { String::new() };
        if at == 2 && files.len() > 3 {
            more.push_str(&format!(" And {}.", counted(files.len() - 3, "more file")));
        }
        let can_go_on = open.workspace.store().is_broken(&notice.file);
        banner(ui, &format!("damage-{at}"), &format!("{notice}{more}"), |ui| {
            let hint = "What could be read is kept; a copy of the file as it is goes to history/backups";
            if can_go_on && ui.button("Go on without what is broken").on_hover_text(hint).clicked() {
                accepted = Some(notice.file.clone());
            }
        });
    }
    if let Some(file) = accepted {
        app.actions.push(Action::AcceptDamage(file));
    }
    placing(app, ui);
    first_time(app, ui);
}

/// What is to be done while a passage is placed by hand.
fn placing(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.open else { return };
    let Some((analyst, id)) = &open.placing else { return };
    let Some(passage) = open.workspace.project().annotation(analyst, *id) else { return };
    let words = crate::words::brief(&passage.quote.exact);
    let (mut here, mut cancelled) = (false, false);
    banner(ui, "placing", &format!("Select where “{words}” stands now."), |ui| {
        let key = app.keymap.label(Command::PlaceHere);
        here = ui.button("Place here").on_hover_text(key).clicked();
        cancelled = ui.button("Not now").clicked();
    });
    if here {
        app.actions.push(Action::Run(Command::PlaceHere));
    }
    if cancelled {
        app.actions.push(Action::PlaceByHand(None));
    }
}

/// Asks once who annotates, without being in the way.
fn first_time(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.open else { return };
    if !app.settings.analyst.is_empty()
        || open
            .workspace
            .project()
            .layer(&open.workspace.me().id)
            .is_some_and(|l| l.analyst().key != app.settings.analyst_key)
    {
        return;
    }
    let me = open.workspace.me().clone();
    let frame = Frame::new().fill(colors(ui).chosen).inner_margin(Margin::symmetric(14, 6));
    Panel::top("who").frame(frame).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(format!("You annotate as “{}”, in a file of your own.", me.name));
            if ui.button("Keep this name").clicked() {
                app.actions.push(Action::SetMe { name: me.name.clone(), adopt: None });
            }
            if ui.button("Use another…").clicked() {
                app.actions.push(Action::Run(Command::WhoAmI));
            }
        });
    });
}

fn banner(ui: &mut Ui, id: &str, text: &str, buttons: impl FnOnce(&mut Ui)) {
    let frame = Frame::new().fill(colors(ui).banner).inner_margin(Margin::symmetric(14, 8));
    Panel::top(egui::Id::unique(("banner", id))).frame(frame).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(text).color(colors(ui).ink));
            buttons(ui);
        });
    });
}

/// Where one is, how much there is, and what is saved.
pub(super) fn status(app: &mut App, ui: &mut Ui) {
    if let Some(progress) = app.adding.reading() {
        job_row(ui, "Reading articles", progress, true);
    }
    if let Some(progress) = app.adding.placing() {
        job_row(ui, "Adding articles", progress, false);
    }
    if let Some(job) = &app.exporting {
        job_row(ui, "Exporting", &job.progress, true);
    }
    let Some(open) = &mut app.open else { return };
    let view = open.view;
    let words = open.with_scene(|scene, _| status_words(scene, view));
    let (state, is_safe) = (open.workspace.save_state(), open.workspace.is_safe());
    let unsettled = open.unsettled();
    let keys = open.panes.of(view).usual_keys();
    let mut settle = false;
    let frame = Frame::new().fill(colors(ui).pane).inner_margin(Margin::symmetric(14, 0));
    Panel::bottom("status").frame(frame).exact_size(27.0).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 22.0;
            let dim = colors(ui).dim;
            for word in words {
                ui.label(RichText::new(word).font(theme::small()).color(dim));
            }
            if unsettled > 0 {
                let text = RichText::new(format!("{unsettled} to settle")).font(theme::small()).color(colors(ui).warn);
                let button = ui.add(Button::new(text).frame(false));
                settle = button.on_hover_text(Command::ToSettle.declared().help).clicked();
            }
            if ui.available_width() > 420.0 {
                let keys = key_words(ui, keys);
                ui.label(RichText::new(keys).font(theme::small()).color(dim));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (text, color) = match state {
                    SaveState::Saved => ("Saved", colors(ui).good),
                    SaveState::Unsaved => ("Not saved yet", colors(ui).warn),
                    SaveState::Saving => ("Saving…", colors(ui).warn),
                    SaveState::Failed(_) if is_safe => ("Only in the journal", colors(ui).bad),
                    SaveState::Failed(_) => ("Not saved", colors(ui).bad),
                    SaveState::ReadOnly(_) => ("Read-only", colors(ui).warn),
                };
                ui.label(RichText::new(format!("● {text}")).font(theme::small()).color(color));
            });
        });
    });
    if settle {
        app.actions.push(Action::Run(Command::ToSettle));
    }
}

/// The keys that are used most in a view.
fn key_words(ui: &Ui, keys: &[(&[Command], &str)]) -> String {
    let said = keys.iter().filter_map(|(commands, words)| keymap::behind(ui.ctx(), commands, words));
    said.chain(keymap::behind(ui.ctx(), &[Command::Shortcuts], "keys")).collect::<Vec<_>>().join(" · ")
}

fn status_words(scene: &Scene<'_>, view: View) -> Vec<String> {
    let articles = scene.project.articles.len();
    let all = scene.counts.all.passages;
    let article = scene.article.and_then(|id| Some((id, scene.project.articles.get(id)?)));
    let (Some((id, article)), View::Read) = (article, view) else {
        let of_record = if view == View::Read || scene.of_record().left_out() == 0 { "" } else { " of record" };
        return vec![counted(articles, "article"), format!("{}{of_record}", counted(all, "passage"))];
    };
    let before = |other: &(&ArticleId, &Article)| (other.1.rank, other.0) < (article.rank, id);
    let at = scene.project.articles.iter().filter(before).count() + 1;
    let here = scene.counts.by_article.get(id).map_or(0, |here| here.passages);
    let mut words = vec![
        format!("Article {} of {}", thousands(at), thousands(articles)),
        format!("{} here · {} {}", counted(here, "passage"), thousands(all), scene.counts_in_words()),
    ];
    if !may_see(scene.project, &scene.me.id, id) {
        words.push("Blind: submit the article to see the others' coding".to_owned());
    }
    words
}

/// The bar that says what goes on; drawn above everything else in the window.
pub(super) fn job_row(ui: &mut Ui, name: &str, progress: &crate::progress::Progress, can_be_cancelled: bool) {
    let frame = Frame::new().fill(colors(ui).pane).inner_margin(Margin::symmetric(14, 6));
    Panel::bottom(egui::Id::unique(("job", name))).frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(name);
            ui.add(egui::ProgressBar::new(progress.fraction().unwrap_or(0.0)).desired_width(240.0).desired_height(8.0));
            if can_be_cancelled && ui.button("Cancel").clicked() {
                progress.cancel();
            }
        });
    });
}
