//! The program: a subcommand, or the window.

use std::process::ExitCode;

use postil::cli::{self, Outcome};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => ExitCode::from(code),
        Outcome::Window(_) => {
            eprintln!("postil: this build has no window yet; see postil --help");
            ExitCode::from(2)
        }
    }
}
