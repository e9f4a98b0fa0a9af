//! The command line: what each subcommand takes, and what all of them share. Data goes to standard output, words to
//! standard error; 0 is done, 1 is “there is something to look at or to decide”, 2 is “could not”.

mod add;
mod agree;
mod annotate;
mod check;
mod common;
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
    ffi::{OsStr, OsString},
    io::{self, Write as _},
    panic,
    path::{Path, PathBuf},
};

use clap::{
    Args, CommandFactory as _, Parser, Subcommand,
    error::{ContextKind, ContextValue, ErrorKind},
};

use self::common::{COULD_NOT, say};
use crate::text::visible::visible_lines;

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
