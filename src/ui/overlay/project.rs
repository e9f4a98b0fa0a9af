//! Questions about the project as a whole: what it is called, who annotates, where something is.

use std::path::PathBuf;

use egui::{Grid, Key, RichText, Role, TextEdit, Ui, WidgetInfo};

use super::articles::{commit_memo, field};
use crate::ui::{
    action::{Action, Actions},
    dialog::{self, Cx, Dialog},
    dialogs::Ask,
    scene::Scene,
    theme::colors,
    widgets,
};
use crate::{
    model::{AnalystId, GroupId, Subject, Tag},
    verbs,
};

/// The project's title, note, and one's memo on it.
pub struct ProjectDetails {
    title: String,
    note: String,
    memo: String,
    blind: bool,
}

impl Dialog for ProjectDetails {
    fn title(&self) -> String {
        "About this project".to_owned()
    }

    fn width(&self) -> f32 {
        600.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        let (Some(scene), Some(workspace)) = (cx.scene, cx.workspace) else { return true };
        self.content(ui, scene, &workspace.root(), cx.actions)
    }

    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("title", &mut self.title), ("note", &mut self.note), ("memo", &mut self.memo)]
    }
}

impl ProjectDetails {
    pub fn new(scene: &Scene<'_>) -> Self {
        let info = scene.project.info();
        let memo = scene.project.memo(&scene.me.id, &Subject::Project).to_owned();
        Self { title: info.title.clone(), note: info.note.clone(), memo, blind: info.blind }
    }

    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, root: &std::path::Path, actions: &mut Actions) -> bool {
        Grid::new("project-details").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            field(ui, "Title", &mut self.title, "", 1);
            field(ui, "Note", &mut self.note, "Seen by everybody", 3);
            field(ui, "Memo", &mut self.memo, "Your own thoughts on the study", 5);
        });
        ui.add_space(6.0);
        let hint =
            "Nobody sees the others' passages of an article, or counts and excerpts of them, before submitting it";
        ui.checkbox(&mut self.blind, "Blind work: the others' coding is hidden until one has submitted")
            .on_hover_text(hint);
        ui.add_space(6.0);
        ui.label(RichText::new(format!("{}", root.display())).color(colors(ui).dim));
        for layer in scene.project.layers.values() {
            let passages = crate::words::counted(layer.annotations.len(), "passage");
            let me = if layer.id == scene.me.id { " (you)" } else { "" };
            ui.label(RichText::new(format!("{}{me}: {passages}", layer.analyst().name)).color(colors(ui).dim));
        }
        ui.add_space(10.0);
        let mut done = false;
        dialog::buttons(ui, |ui| {
            if widgets::main_button(ui, "Save").clicked() || dialog::confirmed(ui) {
                let info = scene.project.info();
                if info.title != self.title || info.note != self.note {
                    actions.step(verbs::edit_info(scene.project, &self.title, &self.note));
                }
                if info.blind != self.blind {
                    actions.push(Action::Apply(verbs::set_blind(scene.project, self.blind)));
                }
                commit_memo(scene, Subject::Project, &self.memo, actions);
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }
}

/// Who annotates.
pub struct Who {
    name: String,
    wants_focus: bool,
}

impl Dialog for Who {
    fn title(&self) -> String {
        "Who annotates?".to_owned()
    }

    fn width(&self) -> f32 {
        440.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.scene.is_none_or(|scene| self.content(ui, scene, cx.actions))
    }

    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("name", &mut self.name)]
    }
}

impl Who {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), wants_focus: true }
    }

    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        ui.label("What you annotate goes into a file of your own. Nobody else's file is ever written.");
        ui.add_space(8.0);
        let edit = ui.add(TextEdit::singleline(&mut self.name).hint_text("Your name").desired_width(f32::INFINITY));
        edit.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Your name"));
        if std::mem::take(&mut self.wants_focus) {
            edit.request_focus();
        }
        let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut done = false;
        let others: Vec<(&AnalystId, &str)> = scene
            .project
            .layers
            .values()
            .filter(|layer| layer.id != scene.me.id)
            .map(|layer| (&layer.id, layer.analyst().name.as_str()))
            .collect();
        if !others.is_empty() {
            ui.add_space(8.0);
            ui.label(
                RichText::new("Or go on as somebody who is in this project, if that is you:").color(colors(ui).dim),
            );
            for (id, name) in others {
                if ui.button(format!("I am {name}")).clicked() {
                    actions.push(Action::SetMe { name: name.to_owned(), adopt: Some(id.clone()) });
                    done = true;
                }
            }
        }
        ui.add_space(10.0);
        dialog::buttons(ui, |ui| {
            let named = !self.name.trim().is_empty();
            let pressed =
                ui.add_enabled_ui(named, |ui| widgets::main_button(ui, "Annotate under this name").clicked()).inner;
            if named && (pressed || enter) {
                actions.push(Action::SetMe { name: self.name.trim().to_owned(), adopt: None });
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }
}

/// A new project of a folder of texts.
pub struct NewProject {
    texts: Vec<PathBuf>,
    dir: String,
    title: String,
}

impl Dialog for NewProject {
    fn title(&self) -> String {
        "New project".to_owned()
    }

    fn width(&self) -> f32 {
        560.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        self.content(ui, cx.actions)
    }

    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("title", &mut self.title), ("dir", &mut self.dir)]
    }

    fn needs_project(&self) -> bool {
        false
    }
}

impl NewProject {
    /// Of a folder with texts, or of files.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        match paths.as_slice() {
            [folder] if !folder.is_file() => Self::of(folder.clone()),
            _ => Self::of_files(paths),
        }
    }

    /// Proposes a folder beside the texts.
    fn of(texts: PathBuf) -> Self {
        let name = texts.file_name().map_or_else(|| "texts".to_owned(), |name| name.to_string_lossy().into_owned());
        let parent = texts.parent().map_or_else(PathBuf::new, std::path::Path::to_owned);
        let mut dir = parent.join(format!("{name}-project"));
        let mut number = 2;
        while dir.exists() {
            dir = parent.join(format!("{name}-project-{number}"));
            number += 1;
        }
        Self { texts: vec![texts], dir: dir.display().to_string(), title: name }
    }

    /// Of files that were dropped.
    fn of_files(files: Vec<PathBuf>) -> Self {
        let folder = files.first().and_then(|file| file.parent()).map_or_else(PathBuf::new, std::path::Path::to_owned);
        Self { texts: files, ..Self::of(folder) }
    }

    fn content(&mut self, ui: &mut Ui, actions: &mut Actions) -> bool {
        let what: Vec<String> = self.texts.iter().take(3).map(|path| path.display().to_string()).collect();
        let more = if self.texts.len() > 3 { format!(" and {} more", self.texts.len() - 3) } else { String::new() };
        ui.label(format!(
            "The texts of {}{more} are copied into a new project. They stay where they are.",
            what.join(", ")
        ));
        ui.add_space(8.0);
        Grid::new("new-project").num_columns(2).spacing([12.0, 8.0]).show(ui, |ui| {
            field(ui, "Title", &mut self.title, "", 1);
            field(ui, "Folder", &mut self.dir, "", 1);
        });
        ui.add_space(10.0);
        let mut done = false;
        dialog::buttons(ui, |ui| {
            if widgets::main_button(ui, "Create").clicked() || dialog::confirmed(ui) {
                let (dir, title) = (PathBuf::from(self.dir.trim()), self.title.trim().to_owned());
                actions.push(Action::NewProject { dir, title, texts: self.texts.clone() });
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }
}

/// A new tag, by name and group.
pub struct NewTag {
    name: String,
    group: Option<GroupId>,
    wants_focus: bool,
}

impl Default for NewTag {
    fn default() -> Self {
        Self { name: String::new(), group: None, wants_focus: true }
    }
}

impl Dialog for NewTag {
    fn title(&self) -> String {
        "New tag".to_owned()
    }

    fn width(&self) -> f32 {
        440.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        cx.scene.is_none_or(|scene| self.content(ui, scene, cx.actions))
    }

    fn typed(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![("name", &mut self.name)]
    }
}

impl NewTag {
    fn content(&mut self, ui: &mut Ui, scene: &Scene<'_>, actions: &mut Actions) -> bool {
        let edit = ui.add(TextEdit::singleline(&mut self.name).hint_text("Name").desired_width(f32::INFINITY));
        edit.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Name of the tag"));
        if std::mem::take(&mut self.wants_focus) {
            edit.request_focus();
        }
        let mut groups: Vec<_> = scene.project.groups.iter().map(|(id, group)| (group.rank, id, &group.name)).collect();
        groups.sort();
        let chosen = self.group.clone().or_else(|| groups.first().map(|(_, id, _)| (*id).clone()));
        ui.horizontal_wrapped(|ui| {
            for (_, id, name) in groups {
                if ui.selectable_label(chosen.as_ref() == Some(id), name).clicked() {
                    self.group = Some(id.clone());
                }
            }
        });
        ui.add_space(10.0);
        let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut done = false;
        dialog::buttons(ui, |ui| {
            if (widgets::main_button(ui, "Add tag").clicked() || enter)
                && let Some(group) = chosen
            {
                let step = verbs::new_tag_id(scene.project, &group, &self.name).and_then(|id| {
                    let hue = verbs::free_hue(scene.project, &group);
                    verbs::add_tag(scene.project, &id, Tag { hue, ..Tag::named(self.name.trim(), group) })
                });
                done = step.is_ok();
                actions.step(step);
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }
}

/// A path typed in the window, where the system has no dialog.
pub struct PathField {
    ask: Ask,
    text: String,
    wants_focus: bool,
}

impl Dialog for PathField {
    fn title(&self) -> String {
        self.ask.title().to_owned()
    }

    fn width(&self) -> f32 {
        560.0
    }

    fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
        self.content(ui, cx.actions)
    }

    fn needs_project(&self) -> bool {
        false
    }
}

impl PathField {
    pub fn new(ask: Ask) -> Self {
        let text = match ask.suggested() {
            Some((suggested, _)) => suggested.display().to_string(),
            None => std::env::current_dir().map(|dir| dir.display().to_string()).unwrap_or_default(),
        };
        Self { ask, text, wants_focus: true }
    }

    /// Draws the field; returns whether it is done.
    fn content(&mut self, ui: &mut Ui, actions: &mut Actions) -> bool {
        ui.label(RichText::new("The system shows no file dialog. Write the path here.").color(colors(ui).dim));
        ui.add_space(6.0);
        let edit = ui.add(TextEdit::singleline(&mut self.text).desired_width(f32::INFINITY).cursor_at_end(true));
        edit.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Path"));
        if std::mem::take(&mut self.wants_focus) {
            edit.request_focus();
            // What is typed takes the place of the path that is suggested; an arrow key keeps it.
            widgets::select_all(ui, edit.id, &self.text);
        }
        ui.add_space(10.0);
        let enter = edit.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let mut done = false;
        dialog::buttons(ui, |ui| {
            let named = !self.text.trim().is_empty();
            if (widgets::main_button(ui, "Go on").clicked() || enter) && named {
                actions.push(Action::Answered(self.ask.clone(), vec![expanded(self.text.trim())]));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
        done
    }
}

/// `~` is the home folder, as people write it.
fn expanded(text: &str) -> PathBuf {
    let rest = text.strip_prefix("~/").or_else(|| (text == "~").then_some(""));
    match (rest, directories::BaseDirs::new()) {
        (Some(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => PathBuf::from(text),
    }
}
