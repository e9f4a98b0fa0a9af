//! The command line: what each subcommand takes, and what all of them share. Data goes to standard output, words to
//! standard error; 0 is done, 1 is “there is something to look at or to decide”, 2 is “could not”.

mod add;
mod agree;
mod annotate;
mod check;
mod export;
mod formats;
mod import;
mod merge;
mod new;
mod reading;
mod stats;
mod status;

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    error::Error,
    ffi::{OsStr, OsString},
    io::{self, Write as _},
    panic,
    path::{Path, PathBuf},
};

use clap::{
    Args, CommandFactory as _, Parser, Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{
    model::{
        AnalystId, ArticleId, Layer, Project, Stamper,
        conflicts::conflicts,
        slug,
        verbs::{self, counted},
    },
    storage::{self, Desk, Notice, Opened},
    text::{
        letters::name_key,
        visible::{visible, visible_json, visible_lines},
    },
    workspace::{Me, SaveState, Workspace},
};

/// Done; notices may be on standard error.
const DONE: u8 = 0;
/// Done, and there is something to look at, or left to decide.
const FOUND_FLAWS: u8 = 1;
/// Could not.
const COULD_NOT: u8 = 2;

/// Close reading of a corpus: highlight passages, tag them with a codebook, export and share.
#[derive(Parser)]
#[command(name = "postil", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    window: WindowOptions,
}

/// What the window is to open with.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowOptions {
    /// The project's folder
    pub project: Option<PathBuf>,
    /// Who annotates
    #[arg(long, value_name = "A", allow_hyphen_values = true)]
    pub analyst: Option<String>,
    /// The article to show
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub article: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Make a project
    New(new::Options),
    /// Add articles to a project that is there
    Add(add::Options),
    /// Look for flaws: what cannot be read, and what does not fit together
    Check(check::Options),
    /// Count articles, tags and passages
    Stats(stats::Options),
    /// Mark a passage and tag it
    Annotate(annotate::Options),
    /// Say how far an analyst is with an article
    Status(status::Options),
    /// Compare analysts: how far they agree, tag by tag
    Agree(agree::Options),
    /// Write passages to a file of another format
    Export(export::Options),
    /// Take in a colleague's annotations, as they were mailed
    Import(import::Options),
    /// Join two files of a kind; works as a merge driver of git
    Merge(merge::Options),
    /// List what can be read and written
    Formats,
}

/// What the command line came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing but to end, with this code.
    Exit(u8),
    /// No subcommand: the window is to be opened.
    Window(WindowOptions),
}

/// A subcommand's exit code, or why it could not.
type Result<T = u8> = std::result::Result<T, Box<dyn Error>>;

/// Does what the arguments (the program's name first) say.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Outcome {
    let args: Vec<OsString> = args.into_iter().collect();
    if let Some(first) = args.get(1).filter(|first| !first.to_string_lossy().starts_with('-'))
        && let Some(why) = is_nothing(first)
    {
        say(&why);
        return Outcome::Exit(COULD_NOT);
    }
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too, with the code 0. A closed output is no reason to say more.
            let code = u8::try_from(error.exit_code()).unwrap_or(COULD_NOT);
            let told = if error.use_stderr() {
                // What was wrong is named in it, and can be the name of any file.
                io::stderr().write_all(visible_lines(&error.render().to_string()).as_bytes())
            } else {
                error.print()
            };
            return Outcome::Exit(if told.is_ok() { code } else { COULD_NOT });
        }
    };
    let result = match cli.command {
        None => match cli.window.project.as_ref().and_then(|project| is_nothing(project.as_os_str())) {
            Some(why) => Err(why.into()),
            None => return Outcome::Window(cli.window),
        },
        Some(Command::New(options)) => new::run(&options),
        Some(Command::Add(options)) => add::run(&options),
        Some(Command::Check(options)) => check::run(&options),
        Some(Command::Stats(options)) => stats::run(&options),
        Some(Command::Annotate(options)) => annotate::run(&options),
        Some(Command::Status(options)) => status::run(&options),
        Some(Command::Agree(options)) => agree::run(&options),
        Some(Command::Export(options)) => export::run(&options),
        Some(Command::Import(options)) => import::run(&options),
        Some(Command::Merge(options)) => merge::run(&options),
        Some(Command::Formats) => formats::run(),
    };
    Outcome::Exit(result.unwrap_or_else(|error| {
        say(&error.to_string());
        COULD_NOT
    }))
}

/// Why a first argument can be neither a command nor a project; `None` where it can be one of them.
fn is_nothing(given: &OsStr) -> Option<String> {
    // What cannot be looked at may be there: opening it says more.
    if Path::new(given).try_exists().unwrap_or(true) {
        return None;
    }
    let (given, commands) = (given.to_string_lossy(), Cli::command());
    // A parser that knows nothing but commands says which one is like it.
    let only_commands = clap::Command::new("postil").subcommands(commands.get_subcommands().cloned());
    let error = only_commands.try_get_matches_from(["postil", &given]).err()?;
    let similar = match (error.kind(), error.get(ContextKind::SuggestedSubcommand)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::Strings(similar))) => similar.first(),
        (ErrorKind::InvalidSubcommand, _) => None,
        // It is a command, and what is wrong is not its name.
        _ => return None,
    };
    let meant = similar.map(|command| format!(" Did you mean “postil {command}”?")).unwrap_or_default();
    Some(format!("“{given}” is no command, and no project is there.{meant} postil --help lists the commands"))
}

/// Words for the user, as one line. Where standard error is closed nobody reads them.
fn say(words: &str) {
    match writeln!(io::stderr(), "postil: {}", visible(words)) {
        Ok(()) | Err(_) => {}
    }
}

/// Has panics told like all else: what one says can come from a file. Those of a library that reads a file are told as what
/// is wrong with the file.
pub fn tell_panics() {
    panic::set_hook(Box::new(|info| {
        if crate::ingest::is_reading() {
            return;
        }
        let place = info.location().map_or_else(String::new, |place| format!(" ({place})"));
        say(&format!("this is a fault of Postil{place}: {}", info.payload_as_str().unwrap_or("it does not say which")));
        let backtrace = Backtrace::capture();
        if backtrace.status() == BacktraceStatus::Captured {
            match write!(io::stderr(), "{backtrace}") {
                Ok(()) | Err(_) => {}
            }
        }
    }));
}

/// Words for standard output, in lines.
fn print_lines(lines: &str) -> Result<()> {
    print(visible_lines(lines).as_bytes())
}

/// Data for standard output. A reader that has had enough (`| head`) is no error.
fn print(data: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(data).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("standard output could not be written: {error}").into())
        }
        _ => Ok(()),
    }
}

fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print_as_json(&format!("{}\n", serde_json::to_string(value)?))
}

fn print_as_json(json: &str) -> Result<()> {
    print(visible_json(json).as_bytes())
}

/// Opens a project to read it, with what is in journals and not in its files yet, saying what there is to say.
fn open(dir: &Path) -> Result<Opened> {
    let mut opened = storage::open(dir)?;
    take_in_unwritten(&mut opened);
    say_all(&opened.notices);
    say_conflicts(&opened.project);
    Ok(opened)
}

fn take_in_unwritten(opened: &mut Opened) {
    let unwritten = Desk::of(storage::home().as_deref()).map_or(0, |desk| desk.take_in_unwritten(opened));
    storage::drop_settled(&mut opened.notices, &opened.store, &opened.project);
    if unwritten > 0 {
        let changes = counted(unwritten, "change");
        say(&format!("with {changes} not in the project's files yet: open it in the window, and they are written"));
    }
}

/// The project, with the passages of texts that were changed where they stand now, as far as they can be found. Nothing of
/// it is written.
fn with_passages_found(opened: Opened) -> Project {
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

fn say_all(notices: &[Notice]) {
    notices.iter().for_each(|notice| say(&notice.to_string()));
}

/// Opens a project to change it as `analyst` (an id or a name; a new one if nobody is called that).
fn open_as(dir: &Path, analyst: &str) -> Result<Workspace> {
    if analyst.trim().is_empty() {
        return Err("--analyst is empty: say who annotates, for example --analyst ana".into());
    }
    let desk = Desk::of(storage::home().as_deref());
    let (workspace, notices) = Workspace::open(desk, dir, |project| me(project, analyst))?;
    say_all(&notices);
    say_conflicts(workspace.project());
    to_write(workspace)
}

fn me(project: &Project, analyst: &str) -> Me {
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
fn layer_of<'p>(project: &'p Project, analyst: &str) -> Option<&'p Layer> {
    let by_id = AnalystId::new(analyst).ok().and_then(|id| project.layer(&id));
    let is_name = |name: &str| name_key(name) == name_key(analyst);
    by_id.or_else(|| project.layers.values().map(|layer| &**layer).find(|layer| is_name(&layer.analyst.name)))
}

/// The analyst with that id or name who has a layer, or an error that says who has.
fn analyst_id(project: &Project, given: &str) -> Result<AnalystId> {
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
fn open_to_import(dir: &Path) -> Result<Workspace> {
    let settings = storage::home().and_then(|home| storage::load_settings(&home).ok()).unwrap_or_default();
    let key = if settings.analyst_key.is_empty() { random_key() } else { settings.analyst_key };
    let desk = Desk::of(storage::home().as_deref());
    let (workspace, notices) = Workspace::open(desk, dir, |project| Me::in_project(project, &settings.analyst, &key))?;
    say_all(&notices);
    say_conflicts(workspace.project());
    to_write(workspace)
}

/// The workspace to write with, unless another program has the place.
fn to_write(mut workspace: Workspace) -> Result<Workspace> {
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
fn say_conflicts(project: &Project) {
    for conflict in conflicts(project) {
        let name = conflict.name(project);
        say(&format!("{name} was changed on both sides: the later version counts, the other is kept to be reviewed"));
    }
}

fn random_key() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Writes what was changed, and waits for it. Where a file must not be written, none is.
fn save(mut workspace: Workspace) -> Result<()> {
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
fn article_id(project: &Project, given: &str) -> Result<ArticleId> {
    match ArticleId::new(given) {
        Ok(id) if project.articles.contains(&id) => Ok(id),
        _ => {
            let known: Vec<&str> = project.articles_in_order().iter().take(8).map(|(id, _)| id.as_str()).collect();
            Err(format!("there is no article “{given}” in this project. Its articles are: {}", known.join(", ")).into())
        }
    }
}
