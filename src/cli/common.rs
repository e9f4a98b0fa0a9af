//! What subcommands share: codes, words, opening and saving a project.

use std::{
    error::Error,
    io::{self, Write as _},
    path::Path,
};

use crate::{
    model::{AnalystId, ArticleId, Layer, Project, Stamper, conflicts::conflicts, slug},
    storage::{self, Desk, Notice, Opened},
    text::{
        letters::name_key,
        visible::{visible, visible_json, visible_lines},
    },
    verbs,
    words::counted,
    workspace::{Me, SaveState, Workspace},
};

/// Done; notices may be on standard error.
pub(super) const DONE: u8 = 0;
/// Done, and there is something to look at, or left to decide.
pub(super) const FOUND_FLAWS: u8 = 1;
/// Could not.
pub(super) const COULD_NOT: u8 = 2;

/// A subcommand's exit code, or why it could not.
pub(super) type Result<T = u8> = std::result::Result<T, Box<dyn Error>>;

/// Words for the user, as one line. Where standard error is closed nobody reads them.
pub(super) fn say(words: &str) {
    match writeln!(io::stderr(), "postil: {}", visible(words)) {
        Ok(()) | Err(_) => {}
    }
}

/// Words for standard output, in lines.
pub(super) fn print_lines(lines: &str) -> Result<()> {
    print(visible_lines(lines).as_bytes())
}

/// Data for standard output. A reader that has had enough (`| head`) is no error.
pub(super) fn print(data: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(data).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output could not be written: {error}").into())
        }
        _ => Ok(()),
    }
}

pub(super) fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print_as_json(&format!("{}\n", serde_json::to_string(value)?))
}

pub(super) fn print_as_json(json: &str) -> Result<()> {
    print(visible_json(json).as_bytes())
}

/// Opens a project to read it, with what is in journals and not in its files yet, saying what there is to say.
pub(super) fn open(dir: &Path) -> Result<Opened> {
    let mut opened = storage::open(dir)?;
    take_in_unwritten(&mut opened);
    say_all(&opened.notices);
    say_conflicts(&opened.project);
    Ok(opened)
}

pub(super) fn take_in_unwritten(opened: &mut Opened) {
    let unwritten = Desk::of(storage::home().as_deref()).map_or(0, |desk| desk.take_in_unwritten(opened));
    storage::drop_settled(&mut opened.notices, &opened.store, &opened.project);
    if unwritten > 0 {
        let changes = counted(unwritten, "change");
        say(&format!("with {changes} not in the project's files yet: open it in the window, and they are written"));
    }
}

/// The project, with the passages of texts that were changed where they stand now, as far as they can be found. Nothing of
/// it is written.
pub(super) fn with_passages_found(opened: Opened) -> Project {
    let Opened { mut project, store, .. } = opened;
    let Some(viewer) = project.layers.keys().next().cloned() else { return project };
    let found = verbs::reanchor(&project, &viewer, &|text| store.old_text(text));
    if let Some(step) = found.step
        && project.apply(&step, &mut Stamper::new(storage::fresh_replica())).is_err()
    {
        return project;
    }
    for (count, what) in [
        (found.placed, "of changed texts found again. Open the project in the window to keep where they stand"),
        (found.open, "of changed texts not found. The window lists them under Passage → To settle"),
    ] {
        if count > 0 {
            say(&format!("{} {what}", counted(count, "passage")));
        }
    }
    project
}

pub(super) fn say_all(notices: &[Notice]) {
    notices.iter().for_each(|notice| say(&notice.to_string()));
}

/// Opens a project to change it as `analyst` (an id or a name; a new one if nobody is called that).
pub(super) fn open_as(dir: &Path, analyst: &str) -> Result<Workspace> {
    if analyst.trim().is_empty() {
        return Err("--analyst is empty: say who annotates, for example --analyst ana".into());
    }
    let desk = Desk::of(storage::home().as_deref());
    let (workspace, notices) = Workspace::open(desk, dir, |project| me(project, analyst))?;
    say_all(&notices);
    say_conflicts(workspace.project());
    to_write(workspace)
}

pub(super) fn me(project: &Project, analyst: &str) -> Me {
    if let Some(layer) = layer_of(project, analyst) {
        return Me::of_layer(layer);
    }
    // Whoever has said the name in the window is the same person here.
    let settings = storage::home().and_then(|home| storage::load_settings(&home).ok()).unwrap_or_default();
    if slug(&settings.analyst, "") == slug(analyst, "") && !settings.analyst_key.is_empty() {
        return Me::in_project(project, &settings.analyst, &settings.analyst_key);
    }
    Me::in_project(project, analyst, "")
}

/// The layer with that id, else of the analyst of that name.
pub(super) fn layer_of<'p>(project: &'p Project, analyst: &str) -> Option<&'p Layer> {
    let by_id = AnalystId::new(analyst).ok().and_then(|id| project.layer(&id));
    let is_name = |name: &str| name_key(name) == name_key(analyst);
    by_id.or_else(|| project.layers.values().map(|layer| &**layer).find(|layer| is_name(&layer.analyst().name)))
}

/// The analyst with that id or name who has a layer, or an error that says who has.
pub(super) fn analyst_id(project: &Project, given: &str) -> Result<AnalystId> {
    if let Some(layer) = layer_of(project, given) {
        return Ok(layer.id.clone());
    }
    let known: Vec<&str> = project.layers.keys().map(AnalystId::as_str).collect();
    if known.is_empty() {
        return Err(format!("there is no coding by “{given}”: nobody has annotated yet").into());
    }
    Err(format!("there is no coding by “{given}” in this project, only by {}", known.join(", ")).into())
}

/// Opens a project to take something in: as whoever has said the name in the window, else as nobody in particular.
pub(super) fn open_to_import(dir: &Path) -> Result<Workspace> {
    let settings = storage::home().and_then(|home| storage::load_settings(&home).ok()).unwrap_or_default();
    let key = if settings.analyst_key.is_empty() { random_key() } else { settings.analyst_key };
    let desk = Desk::of(storage::home().as_deref());
    let (workspace, notices) = Workspace::open(desk, dir, |project| Me::in_project(project, &settings.analyst, &key))?;
    say_all(&notices);
    say_conflicts(workspace.project());
    to_write(workspace)
}

/// The workspace to write with, unless another program has the place.
pub(super) fn to_write(mut workspace: Workspace) -> Result<Workspace> {
    workspace.take_notices().iter().for_each(|notice| say(notice));
    match workspace.read_only() {
        Some(why) => Err(format!("nothing was changed: {why}. Close that one, and try again").into()),
        None => {
            // A command is made as a whole when it is saved: one that fails before has changed nothing.
            workspace.keep_no_journal();
            Ok(workspace)
        }
    }
}

/// Says what was changed on both sides and waits for somebody to decide.
pub(super) fn say_conflicts(project: &Project) {
    for conflict in conflicts(project) {
        let name = conflict.name(project);
        say(&format!("{name} was changed on both sides: the later version counts, the other is kept to be reviewed"));
    }
}

pub(super) fn random_key() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Writes what was changed, and waits for it. Where a file must not be written, none is.
pub(super) fn save(mut workspace: Workspace) -> Result<()> {
    workspace.check_save().map_err(|why| format!("nothing was changed: {why}"))?;
    let state = workspace.save_now();
    workspace.take_notices().iter().for_each(|notice| say(notice));
    match state {
        SaveState::Saved => Ok(()),
        SaveState::Failed(why) => Err(format!("not all of it was saved: {why}").into()),
        SaveState::ReadOnly(why) => Err(format!("nothing was changed: {why}").into()),
        SaveState::Unsaved | SaveState::Saving => {
            Err("the project is being changed by another program all the time: try again when it has ended".into())
        }
    }
}

/// The article with that id, or an error that says where the ids are.
pub(super) fn article_id(project: &Project, given: &str) -> Result<ArticleId> {
    match ArticleId::new(given) {
        Ok(id) if project.articles.contains(&id) => Ok(id),
        _ => {
            let known: Vec<&str> = project.articles_in_order().iter().take(8).map(|(id, _)| id.as_str()).collect();
            Err(format!("there is no article “{given}” in this project. Its articles are: {}", known.join(", ")).into())
        }
    }
}
