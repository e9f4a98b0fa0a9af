//! Articles that were read, before they are added: which, what is known of them, how their files are to be read.

mod again;
mod candidates;
mod choices;
mod details;
mod layouts;
mod list;
mod memory;
mod split;

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use egui::{ComboBox, Key, Modifiers, ProgressBar, RichText, ScrollArea, Ui, UiBuilder, vec2};

pub use self::{
    again::{Again, ReadAgain},
    memory::options,
};
use self::{
    candidates::Candidates,
    choices::{Offered, offered},
    layouts::{Chosen, Layout, layouts},
    list::List,
    split::{Change, Split},
};
use crate::ingest::{
    Charset, Choice, FileRead, Ingested, Problem, ReadOptions, Shape, Splitter, Table, note_same_names,
};
use crate::progress::Progress;
use crate::storage::ReadingView;
use crate::ui::{
    action::{Action, Actions},
    dialog::{Cx, Dialog},
    theme::{self, colors},
    widgets,
};
use crate::words::{counted, thousands};

/// The room for details beside the list; a narrow window gives them less.
const DETAILS: f32 = 400.0;

/// What the overlay shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Articles,
    Columns,
    LeftOut,
}

/// The preview of articles that may be added.
pub struct AddArticles {
    /// Without their articles, which are the candidates.
    files: Vec<FileRead>,
    /// What there is to say of folders.
    folders: Vec<Problem>,
    problems: Vec<Problem>,
    candidates: Candidates,
    list: List,
    layouts: Vec<Layout>,
    split: Split,
    /// Whether there is a text that can be parted, and how many files were: into how many articles.
    can_split: bool,
    was_split: (usize, usize),
    /// What can be chosen where reading had to guess.
    offered: Vec<Offered>,
    /// Files that do not say their encoding.
    undecided: Vec<usize>,
    page: Page,
    options: ReadOptions,
    /// How files were read last.
    view: ReadingView,
    /// Rises with each choice how to read.
    version: u64,
    /// Files that have not been read as it was chosen last.
    stale: BTreeSet<usize>,
    /// How far reading them is.
    reading: Option<Arc<Progress>>,
    wants_focus: bool,
}

impl Dialog for AddArticles {
    fn written(&mut self) -> Vec<(String, String)> {
        self.candidates.corrected()
    }

    fn take_up(&mut self, written: &[(String, String)]) {
        self.candidates.correct(written);
    }

    fn title(&self) -> String {
        "Add articles".to_owned()
    }

    fn width(&self) -> f32 {
        1240.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        self.content(ui, cx.actions)
    }
}

impl AddArticles {
    /// `view`: how files were read last, which is how these were read.
    pub fn new(ingested: Ingested, view: &ReadingView) -> Self {
        let Ingested { mut files, problems: folders, twins, .. } = ingested;
        let candidates = Candidates::take(&mut files, twins);
        let mut adding = Self {
            files,
            folders,
            problems: Vec::new(),
            candidates,
            list: List::default(),
            layouts: Vec::new(),
            split: Split::new(memory::split_at(view)),
            can_split: false,
            was_split: (0, 0),
            undecided: Vec::new(),
            offered: Vec::new(),
            page: Page::Articles,
            options: options(view),
            view: view.clone(),
            version: 0,
            stale: BTreeSet::new(),
            reading: None,
            wants_focus: true,
        };
        adding.survey();
        if adding.layouts.iter().any(|layout| !layout.has_text()) {
            adding.page = Page::Columns;
        } else if adding.candidates.len() == 0 {
            adding.page = Page::LeftOut;
        }
        adding
    }

    /// Looks at the files as a whole, after they were read.
    fn survey(&mut self) {
        self.layouts = layouts(&self.files);
        self.offered = offered(&self.files);
        let of = |file: &FileRead| Some(Problem { path: file.path.clone(), message: file.problem.clone()? });
        self.problems = self.folders.iter().cloned().chain(self.files.iter().filter_map(of)).collect();
        let is_undecided = |(at, file): (usize, &FileRead)| file.contents.has_other_encodings.then_some(at);
        self.undecided = self.files.iter().enumerate().filter_map(is_undecided).collect();
        self.can_split = self.files.iter().any(|file| file.contents.can_be_split);
        let can_be_split = |file: usize| self.files.get(file).is_some_and(|file| file.contents.can_be_split);
        let of_texts: Vec<usize> =
            self.candidates.known().map(|(file, _)| file).filter(|file| can_be_split(*file)).collect();
        let split = of_texts.chunk_by(|a, b| a == b).filter(|articles| articles.len() > 1);
        self.was_split = split.fold((0, 0), |(files, articles), these| (files + 1, articles + these.len()));
    }

    /// Draws the preview; gives back whether it is done.
    fn content(&mut self, ui: &mut Ui, actions: &mut Actions) -> bool {
        if std::mem::take(&mut self.wants_focus) {
            ui.memory_mut(|memory| memory.request_focus(list::focus_id()));
        }
        let enter = self.keys(ui);
        self.head(ui);
        ui.add_space(theme::SPACE);
        let size = vec2(ui.available_width(), room(ui));
        ui.allocate_ui(size, |ui| {
            ui.set_min_size(size);
            match self.page {
                Page::Articles => self.articles(ui, actions),
                Page::Columns => self.columns(ui, actions),
                Page::LeftOut => self.left_out(ui),
            }
        });
        ui.add_space(theme::SPACE * 2.0);
        self.buttons(ui, enter, actions)
    }

    /// Gives whether the main button was pressed by a key.
    fn keys(&mut self, ui: &Ui) -> bool {
        let is_free = ui.memory(|memory| memory.focused().is_none_or(|id| id == list::focus_id()));
        let enter = ui.input_mut(|input| {
            input.consume_key(Modifiers::COMMAND, Key::Enter)
                || (is_free && input.consume_key(Modifiers::NONE, Key::Enter))
        });
        if self.page == Page::Articles && !egui::Popup::is_any_open(ui.ctx()) {
            self.list.keys(ui, &mut self.candidates);
        }
        enter
    }

    /// The pages, and what is in the files as a whole.
    fn head(&mut self, ui: &mut Ui) {
        ui.horizontal_wrapped(|ui| {
            let pages = [
                (Page::Articles, "Articles", self.candidates.len()),
                (Page::Columns, "Columns of tables", self.layouts.len()),
                (Page::LeftOut, "Not read", self.problems.len()),
            ];
            for (page, label, n) in pages.into_iter().filter(|(page, _, n)| *page == Page::Articles || *n > 0) {
                ui.selectable_value(&mut self.page, page, format!("{label} ({})", thousands(n)));
            }
            let mut said = vec![format!("from {}", counted(self.files.len(), "file"))];
            if self.candidates.same() > 0 {
                said.push(format!("{} with a text that is here already", self.candidates.same()));
            }
            if self.layouts.iter().any(|layout| !layout.has_text()) && self.page != Page::Columns {
                said.push("a table waits for its column of texts".to_owned());
            }
            ui.label(RichText::new(said.join(" · ")).font(theme::small()).color(colors(ui).dim));
        });
    }

    fn articles(&mut self, ui: &mut Ui, actions: &mut Actions) {
        if self.can_split {
            let came = match self.was_split {
                (0, _) => "No text is split by it.".to_owned(),
                (1, articles) => format!("{} in the text that is split.", counted(articles, "article")),
                (files, articles) => {
                    format!("{} in {} that are split.", counted(articles, "article"), counted(files, "text"))
                }
            };
            match self.split.show(ui, &came) {
                Some(Change::At(splitter)) => self.split_at(Some(splitter), actions),
                Some(Change::Whole) => self.split_at(None, actions),
                None => {}
            }
            ui.add_space(theme::SPACE);
        }
        self.choices(ui, actions);
        if self.candidates.len() == 0 {
            return widgets::empty(ui, "No articles yet", "Nothing in these files is an article as they are read now.");
        }
        self.selecting(ui);
        ui.add_space(theme::SPACE);
        let all = ui.available_rect_before_wrap();
        let details = DETAILS.min(all.width() * 0.42);
        let (left, right) = all.split_left_right_at_x(all.right() - details);
        let left = left.with_max_x(left.right() - theme::SPACE * 4.0);
        ui.scope_builder(UiBuilder::new().max_rect(left), |ui| self.list.show(ui, &mut self.candidates));
        ui.scope_builder(UiBuilder::new().max_rect(right), |ui| details::show(ui, &mut self.candidates, &self.files));
    }

    fn choices(&mut self, ui: &mut Ui, actions: &mut Actions) {
        let mut chosen: Option<(Choice, bool)> = None;
        for offered in &self.offered {
            let is_chosen = self.options.choices.contains(&offered.choice);
            if let Some(is_on) = offered.show(ui, is_chosen) {
                chosen = Some((offered.choice, is_on));
                self.stale.extend(offered.files.iter().copied());
            }
        }
        let is_decoded = self.encoding(ui);
        if !self.offered.is_empty() {
            ui.add_space(theme::SPACE);
        }
        if is_decoded {
            self.read_again(actions);
        }
        let Some((choice, is_on)) = chosen else { return };
        if is_on {
            self.options.choices.insert(choice);
        } else {
            self.options.choices.remove(&choice);
        }
        self.read_again(actions);
    }

    /// The encoding of the files that do not say theirs; gives whether it was chosen just now.
    fn encoding(&mut self, ui: &mut Ui) -> bool {
        let Some(first) = self.undecided.first().and_then(|at| self.files.get(*at)) else { return false };
        // One choice counts for all of them.
        let known = self.options.encodings.get(&first.path).copied();
        let mut chosen = known;
        let name = |charset: Option<Charset>| charset.map_or("as it looks", Charset::name);
        ui.horizontal(|ui| {
            ui.label(format!("Encoding of {}", counted(self.undecided.len(), "file")));
            let combo = ComboBox::from_id_salt("encoding").selected_text(name(chosen)).show_ui(ui, |ui| {
                widgets::option(ui, &mut chosen, None, name(None));
                for charset in Charset::COMMON.into_iter().filter_map(|name| Charset::parse(name).ok()) {
                    widgets::option(ui, &mut chosen, Some(charset), charset.name());
                }
            });
            combo.response.accessible_name("Encoding of files that do not say theirs");
        });
        if chosen == known {
            return false;
        }
        let encodings = Arc::make_mut(&mut self.options.encodings);
        for file in self.undecided.iter().filter_map(|at| self.files.get(*at)) {
            match chosen {
                Some(charset) => drop(encodings.insert(file.path.clone(), charset)),
                None => drop(encodings.remove(&file.path)),
            }
        }
        self.stale.extend(&self.undecided);
        true
    }

    fn selecting(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            if ui.button("Select all").clicked() {
                self.candidates.tick_listed(true);
            }
            if ui.button("Select none").clicked() {
                self.candidates.tick_listed(false);
            }
            let n = self.candidates.remarked();
            if n > 0 {
                let label = format!("Only with remarks ({})", thousands(n));
                if ui.checkbox(&mut self.candidates.only_remarked, label).changed() {
                    self.candidates.list();
                    self.list.scrolls = true;
                }
            }
        });
    }

    fn columns(&mut self, ui: &mut Ui, actions: &mut Actions) {
        let mut chosen = None;
        ScrollArea::vertical().id_salt("columns of tables").auto_shrink(false).show(ui, |ui| {
            for (at, layout) in self.layouts.iter_mut().enumerate() {
                if at > 0 {
                    ui.add_space(theme::SPACE * 5.0);
                }
                if let Some(what) = layout.show(ui) {
                    chosen = Some((at, what));
                }
            }
        });
        let Some((layout, what)) = chosen.and_then(|(at, what)| Some((self.layouts.get(at)?, what))) else { return };
        match what {
            Chosen::Columns => {
                let names = layout.table.layout();
                self.options.layouts.retain(|(known, _)| *known != names);
                self.options.layouts.insert(0, (names, layout.table.columns()));
            }
            Chosen::Separator | Chosen::Header => {
                let Table { begins, separator, header, .. } = &layout.table;
                let known = self.options.shapes.iter().find(|(known, _)| known == begins).map(|(_, shape)| *shape);
                // With other columns the names may stand elsewhere: only what was chosen is kept.
                let shape = match what {
                    Chosen::Separator => Shape { separator: *separator, header: None },
                    _ => Shape { header: *header, ..known.unwrap_or_default() },
                };
                self.options.shapes.retain(|(known, _)| known != begins);
                self.options.shapes.insert(0, (begins.clone(), shape));
            }
            Chosen::Sheet => {
                self.options.sheets.retain(|(known, _)| *known != layout.table.sheets);
                self.options.sheets.insert(0, (layout.table.sheets.clone(), layout.table.sheet.clone()));
            }
        }
        self.stale.extend(layout.files.clone());
        self.read_again(actions);
    }

    fn left_out(&self, ui: &mut Ui) {
        ScrollArea::vertical().id_salt("not read").auto_shrink(false).show(ui, |ui| {
            for problem in &self.problems {
                let name = problem
                    .path
                    .file_name()
                    .map_or_else(|| problem.path.display().to_string(), |name| name.to_string_lossy().into_owned());
                let folder = problem.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
                ui.label(RichText::new(name).font(theme::bold(theme::BODY))).on_hover_text(folder);
                ui.label(widgets::sentence(&problem.message));
                ui.add_space(theme::SPACE * 2.0);
            }
        });
    }

    fn buttons(&mut self, ui: &mut Ui, enter: bool, actions: &mut Actions) -> bool {
        let mut done = false;
        ui.horizontal(|ui| {
            let n = self.candidates.ticked();
            let fault = self.candidates.fault();
            let can = n > 0 && self.stale.is_empty() && fault.is_none();
            let label = format!("Add {}", counted(n, "article"));
            let pressed = ui.add_enabled_ui(can, |ui| widgets::main_button(ui, &label).clicked()).inner;
            if can && (pressed || enter) {
                actions.push(self.add());
                done = true;
            }
            done |= ui.button("Cancel").clicked();
            if let Some(progress) = &self.reading {
                ui.label(RichText::new("Reading again").color(colors(ui).dim));
                let bar = ProgressBar::new(progress.fraction().unwrap_or(0.0));
                ui.add(bar.desired_width(160.0).desired_height(8.0));
            } else if let Some((at, fault)) = fault {
                ui.label(RichText::new(widgets::sentence(&fault)).color(colors(ui).bad));
                if self.candidates.chosen != at && widgets::quiet_button(ui, "Show it", "").clicked() {
                    self.candidates.chosen = at;
                    self.page = Page::Articles;
                    self.list.scrolls = true;
                }
            } else if self.page == Page::Articles {
                let keys = "↑ ↓ walk · Space ticks · Enter adds · Esc cancels";
                ui.label(RichText::new(keys).font(theme::small()).color(colors(ui).dim));
            }
        });
        done
    }

    /// What is ticked is to be added, and what was chosen to be remembered; of patterns the last one that was used.
    fn add(&mut self) -> Action {
        let last = memory::split_at(&self.view);
        let split = if self.options.split.is_some() { &self.split.at } else { &last };
        let reading = Box::new(memory::view(&self.options, split));
        Action::AddFound { found: std::mem::take(&mut self.candidates).into_ticked(), reading }
    }

    fn split_at(&mut self, split: Option<Splitter>, actions: &mut Actions) {
        self.options.split = split;
        let texts = self.files.iter().enumerate().filter(|(_, file)| file.contents.can_be_split);
        self.stale.extend(texts.map(|(at, _)| at));
        self.read_again(actions);
    }

    fn read_again(&mut self, actions: &mut Actions) {
        self.version += 1;
        actions.push(Action::ReadArticlesAgain);
    }

    /// What is to be read again, as it is chosen now.
    pub fn to_read(&self) -> ReadAgain {
        let path = |at: &usize| self.files.get(*at).map(|file| (*at, file.path.clone()));
        let files: Vec<(usize, PathBuf)> = self.stale.iter().filter_map(path).collect();
        let others = self.candidates.known().filter(|(file, _)| !self.stale.contains(file));
        ReadAgain {
            version: self.version,
            files,
            options: self.options.clone(),
            others: others.map(|(file, article)| (file, article.clone())).collect(),
        }
    }

    /// Reading again has begun, or is over.
    pub fn set_reading(&mut self, progress: Option<Arc<Progress>>) {
        self.reading = progress;
    }

    /// Takes what was read again, unless something else has been chosen since.
    pub fn take(&mut self, again: Again) {
        if again.version != self.version {
            return;
        }
        for (at, file) in again.files {
            if let Some(known) = self.files.get_mut(at) {
                *known = file;
            }
        }
        note_same_names(&mut self.files);
        let stale = std::mem::take(&mut self.stale);
        self.candidates.replace(&stale, &mut self.files, again.twins);
        self.survey();
    }
}

/// How high a page is: what stands above and below it, in the overlay and outside of it, is in sight as well.
fn room(ui: &Ui) -> f32 {
    let screen = ui.ctx().content_rect().height();
    (screen - (screen * 0.1).min(90.0) - theme::SPACE * 50.0).max(theme::SPACE * 40.0)
}
