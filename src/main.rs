//! The program: a subcommand, or the window.

use std::process::ExitCode;

use postil::cli::{self, Outcome};

fn main() -> ExitCode {
    cli::tell_panics();
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => ExitCode::from(code),
        Outcome::Window(options) => ExitCode::from(window(options)),
    }
}

#[cfg(feature = "gui")]
fn window(options: cli::WindowOptions) -> u8 {
    let cli::WindowOptions { project, analyst, article } = options;
    postil::ui::launch(&postil::ui::app::Start { project, analyst, article })
}

#[cfg(not(feature = "gui"))]
fn window(_: cli::WindowOptions) -> u8 {
    eprintln!("postil: this program was built without the window; see postil --help");
    2
}
